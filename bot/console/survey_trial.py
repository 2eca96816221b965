"""Plays a draft on a phone: the real program in a town of its own, from the first text each time; nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from flask import request

from bot.console.access import product
from bot.engine.flow import flows_of
from bot.flowfiles.library import Library
from bot.rehearsal.town import PHONE, Town, new_town
from bot.surveys.checking import checked
from bot.surveys.compiling import compiled, keywords_of
from bot.surveys.rules import Document

MOST_TEXTS, LONGEST = 60, 320
A_DAY, UNTIL_OVER = timedelta(days=1), timedelta(days=8)
LATER = "+1d"
"""What stands among the texts for a day that passes."""


@dataclass(frozen=True, slots=True)
class Line:
    """One text on the phone, or a day that passed (nobody's)."""

    who: str
    body: str
    parts: int = 0


@dataclass(frozen=True, slots=True)
class Phone:
    """What a phone shows: the language its resident reads, what they texted so far, and every line."""

    language: str
    said: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    is_over: bool = False


def empty_phone() -> Phone:
    """A phone on which nothing has happened."""
    return Phone(product().library.city.languages[0])


def phone(flow: str, document: Document) -> Phone:
    """The phone after what the form says was texted, and the text or day that is new."""
    library = product().library
    language = request.form.get("phone-language", "")
    language = language if language in library.city.languages else library.city.languages[0]
    said = [each[:LONGEST] for each in request.form.getlist("said")][:MOST_TEXTS]
    act = request.form.get("phone", "")
    if act == "restart" or not said:
        said = [(keywords_of(document) or [flow])[0]]
        own = [each.strip() for each in document.keywords.get(language, "").split(",") if each.strip()]
        said = own[:1] or said
    elif act == "later":
        said.append(LATER)
    elif new := request.form.get("phone-text", "").strip()[:LONGEST]:
        said.append(new)
    return play(with_draft(library, flow, document), language, said[:MOST_TEXTS])


def with_draft(library: Library, flow: str, document: Document) -> Library:
    """The city as it would be with this draft published."""
    made = checked(compiled(flow, document, library.city.languages), document, library).flow
    rest = (each for each in library.flows.current.values() if each.id != flow)
    return replace(library, flows=flows_of([*rest, made]), shut=frozenset())


def play(library: Library, language: str, said: Sequence[str]) -> Phone:
    """The conversation of somebody who reads this language and texts these things, one after another."""
    with new_town(library) as town:
        word = next((each for each, code in library.vocabulary.languages.items() if code == language), "")
        town.says(PHONE, word or "hello")
        town.wait(UNTIL_OVER)  # Whatever the welcome asked is over.
        seen = len(town.delivered(PHONE))
        lines: list[Line] = []
        for body in said:
            if body == LATER:
                town.wait(A_DAY)
                lines.append(Line("", ""))
            else:
                town.says(PHONE, body)
                lines.append(Line("resident", body))
            heard = town.delivered(PHONE, after=seen)
            seen += len(heard)
            lines += [Line("city", each.body, each.parts) for each in heard]
        return Phone(language, tuple(said), tuple(lines), _is_over(town))


def _is_over(town: Town) -> bool:
    sessions = town.sessions(PHONE)
    return bool(sessions) and sessions[-1].status != "waiting"
