"""Plays a draft on a phone: the real program in a town of its own, from the first text each time; nothing is kept."""

from dataclasses import dataclass, replace

from flask import request

from bot.console.access import product
from bot.engine.flow import flows_of
from bot.flowfiles.library import Library
from bot.rehearsal.trying import LATER, Tried, tried_once
from bot.surveys.checking import checked
from bot.surveys.compiling import compiled, keywords_of
from bot.surveys.rules import Document

MOST_TEXTS, LONGEST = 60, 320
UNTIL_OVER = f"{LATER}8"
"""Whatever the welcome asked is over then."""
NOTHING = Tried((), ())


@dataclass(frozen=True, slots=True)
class Phone:
    """What a phone shows: the language its resident reads, what they texted so far, and what came of it."""

    language: str
    said: tuple[str, ...] = ()
    seen: Tried = NOTHING


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
        said.append(f"{LATER}1")
    elif new := request.form.get("phone-text", "").strip()[:LONGEST]:
        said.append(new)
    said = said[:MOST_TEXTS]
    word = next((each for each, code in library.vocabulary.languages.items() if code == language), "hello")
    seen = tried_once(with_draft(library, flow, document), [word, UNTIL_OVER, *said])
    return Phone(language, tuple(said), replace(seen, exchanges=seen.exchanges[2:]))


def with_draft(library: Library, flow: str, document: Document) -> Library:
    """The city as it would be with this draft published."""
    made = checked(compiled(flow, document, library.city.languages), document, library).flow
    rest = (each for each in library.flows.current.values() if each.id != flow)
    return replace(library, flows=flows_of([*rest, made]), shut=frozenset())
