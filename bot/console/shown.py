"""How residents, texts and reasons are shown to staff; never a phone number, and no words that catalogs should hold."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from json import loads

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from flask import Blueprint, Response, g, request

from bot.console.access import current_staff, may, product
from bot.console.call_words import call_words
from bot.console.words import city_zone, told
from bot.conversations.listing import Viewer
from bot.db.base import Tx
from bot.engine.flow import Flow, Text
from bot.engine.wording import in_language
from bot.keys import store as keys
from bot.messaging.codes import meaning
from bot.messaging.reasons import REASONS
from bot.people.store import reference
from bot.staff import store as team
from bot.staff.rules import allows

NO_CONTENT = 204


def viewer() -> Viewer:
    """Whoever is signed in, as lists and threads need to know them."""
    staff = current_staff()
    return Viewer(staff.id, staff.bound_to, may("inbox.sensitive"))


def names(tx: Tx, ids: Iterable[str | None]) -> dict[str, str]:
    """The names of these colleagues by id, and of the systems over which others answer."""
    wanted = sorted({each for each in ids if each})
    systems = [each for each in wanted if each.startswith("key_")]
    known = {id: f"{name} (API)" for id, name in keys.names(tx, systems).items()} if systems else {}
    return team.names(tx, wanted) | known


def colleagues(tx: Tx, department: str | None = None, *, anywhere: bool = False) -> list[tuple[str, str]]:
    """Who may answer in conversations of that department (`anywhere`: of any), id and name."""
    return [
        (each.staff.id, each.staff.name) for each in team.accounts(tx)
        if each.disabled_at is None and allows(each.staff.role, "inbox.reply")
        and (anywhere or each.staff.sees(department))
    ]  # fmt: skip


def day(at: datetime) -> str:
    """The day in the city's zone, in full: Tuesday, March 10, 2026."""
    return format_date(at.astimezone(city_zone()), "full", locale=g.language)


def calendar_day(on: date) -> str:
    """A day that is one wherever one stands: Tue, Mar 31, 2026."""
    return format_skeleton("yMMMEd", on, locale=g.language)


def hour(at: datetime) -> str:
    """The time of day in the city's zone: 4:05 PM, 16:05."""
    return format_time(at, "short", tzinfo=city_zone(), locale=g.language).replace("\u202f", " ")


def moment(at: datetime) -> str:
    """Day and time in the city's zone, without the year and the seconds: Mar 10, 4:05 PM."""
    return f"{format_skeleton('MMMd', at.astimezone(city_zone()), locale=g.language)}, {hour(at)}"


def language_name(code: str) -> str:
    """What the reader calls a language: Spanish, español."""
    try:
        return Locale.parse(code).get_display_name(g.language) or code
    except (UnknownLocaleError, ValueError):
        return code


def short_day(of: date) -> str:
    """A day without its year: Mar 10."""
    return format_skeleton("MMMd", of, locale=g.language)


def in_reader(text: Text) -> str:
    """The text in the reader's language."""
    return in_language(text, g.language)


def lasting(time: timedelta) -> str:
    """How long: 3 hours, 3 horas."""
    return format_timedelta(time, locale=g.language)


def lines(decided: str | None) -> list[str]:
    """The lines that a text's `decided` holds."""
    return [str(each) for each in loads(decided)] if decided else []


def understood(decided: str | None, body: str) -> list[tuple[str, str]]:
    """What the flow understood, step and answer, of a text that answered a question; nothing where it is the text."""
    return understood_lines(lines(decided), body)


def understood_lines(decided: Iterable[str], body: str) -> list[tuple[str, str]]:
    """The same, of lines that were read already."""
    found = []
    for line in decided:
        step, parted, rest = line.partition(": ")
        status, _, said = rest.partition(" ")
        if parted and status == "answered" and said != body.strip():
            found.append((step.partition(".")[2], said))
    return found


def reason(status: str, error_code: int | None, decided: str | None) -> str:
    """Why a text did not arrive, in the reader's language; empty when it did, or nobody knows."""
    if status == "refused":
        return " ".join(reason_words(word) for word in lines(decided))
    if status in ("failed", "undelivered"):
        words = meaning(error_code).words
        return words.get(g.language) or words["en"]
    return reason_words("unknown") if status == "unknown" else ""


def reason_words(word: str) -> str:
    """The plain words for one of messaging.reasons."""
    words = REASONS.get(word, {})
    return words.get(g.language) or words.get("en", word)


def marked(part: str) -> str:
    """A part of a page that asks again by itself; `@seen@` in it becomes its digest, which it sends along."""
    return part.replace("@seen@", _digest(part))


def unless_seen(part: str) -> str | Response:
    """The same part, or nothing when the page that asks has it already."""
    return Response(status=NO_CONTENT) if request.args.get("seen") == _digest(part) else marked(part)


def _digest(part: str) -> str:
    return sha256(part.encode()).hexdigest()[:16]


def untranslated() -> list[tuple[str, str, int]]:
    """Language, flow and how many of its texts have no words in that language."""
    library = product().library
    found = [
        (language, flow.id, sum(language not in text for text in _texts(flow)))
        for flow in library.flows.current.values()
        for language in library.city.languages
    ]
    return [each for each in found if each[2]]


def _texts(flow: Flow) -> list[Text]:
    return [
        *(step.text for step in flow.steps if step.text),
        *(each.label for step in flow.steps for each in step.choices),
    ]


def tell_templates(blueprint: Blueprint) -> None:
    """Let templates say these."""
    for show in (reference, day, hour, moment, calendar_day, told):
        blueprint.add_app_template_filter(show)
    for each in (lasting, reason, reason_words, language_name, call_words):
        blueprint.add_app_template_global(each)
