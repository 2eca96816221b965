"""Whom a page about residents is about, and how what is known of them is called; no view, nothing is changed."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import abort, g, make_response, redirect, render_template, url_for

from bot.console.access import may, product
from bot.console.shown import language_name
from bot.console.words import gettext as _
from bot.conversations import of_resident
from bot.db.base import Tx
from bot.engine.wording import in_language
from bot.flowfiles.city import ContactField
from bot.people import person
from bot.people.person import Person
from bot.people.store import TEXTS

LONGEST_ID = 40
SHORTEST_WHY = 5


def resident(tx: Tx, contact_id: str) -> Person:
    """The resident whom this page may show.

    404 where there is none; of whom something grave is known only some may read; one who was merged leads to the other.
    """
    found = person.person(tx, contact_id[:LONGEST_ID]) if contact_id.isascii() else None
    if found is None:
        abort(404)
    if not may("inbox.sensitive") and of_resident.is_hidden(tx, [found.id]):
        abort(make_response(render_template("console/person_closed.html", contact_id=found.id), 403))
    if found.merged_into:
        abort(redirect(url_for("console.people.person", contact_id=found.merged_into), 303))
    return found


def changeable(tx: Tx, contact_id: str) -> Person:
    """The same, of whom something can be changed; whoever was forgotten has only their page."""
    found = resident(tx, contact_id)
    if not found.is_there:
        abort(redirect(url_for("console.people.person", contact_id=found.id), 303))
    return found


def doors() -> dict[str, str]:
    """What each partner's door is called."""
    return {name: in_language(door.label, g.language) for name, door in product().library.city.doors.items()}


def areas() -> list[str]:
    """The neighborhoods of the gazetteer, by name."""
    places = product().library.places
    return sorted({row.area or row.name for row in places if row.area or row.kind == "neighborhood"})


def field_names() -> dict[str, str]:
    """What each of the city's own fields is called."""
    return {name: in_language(field.label, g.language) for name, field in product().library.city.fields.items()}


def field_value(name: str, value: str) -> str:
    """The value of such a field in words."""
    field = product().library.city.fields.get(name)
    if field is None:
        return value
    if field.kind == "choice" and value in field.choices:
        return in_language(field.choices[value], g.language)
    if field.kind == "yes/no":
        return {"yes": _("Yes"), "no": _("No")}.get(value, value)
    return value


def language_known_by(source: str | None) -> str:
    """How a resident's language is known, in words."""
    told = {
        "stated": _("they said so"), "guessed": _("guessed from their texts"),
        "sender": _("the language of the number they wrote to"), "import": _("it stood in a list"),
    }  # fmt: skip
    return told.get(source or "", "")


def way_told(source: str) -> str:
    """Where a line of the ledger comes from, in words."""
    kind, _parted, how = source.partition(": ")
    ways = {
        "paper": _("told to staff, on paper"), "in_person": _("told to staff, in person"),
        "telephone": _("told to staff, by telephone"), "letter": _("told to staff, by letter or e-mail"),
    }  # fmt: skip
    if kind == "staff":
        return ways.get(how, how)
    if kind == "import":
        return _("in a list: %(source)s", source=how)
    told = {
        "keyword": _("by text"), "wrote_first": _("wrote first"), "carrier": _("told by the carrier"),
        "forgotten": _("had left before being forgotten"),
    }  # fmt: skip
    return told.get(kind, source)


def agreed_to(purpose: str, state: str) -> str:
    """What a line of the ledger says, in words."""
    if purpose == TEXTS:
        told = {
            "granted": _("agreed to texts"), "revoked": _("wants no more texts"),
            "paused": _("wants a pause"), "monthly": _("wants one text a month at most"),
        }  # fmt: skip
        return told.get(state, state)
    if state == "revoked":
        return _("wants nothing about “%(topic)s”", topic=topic_name(purpose))
    return _("agreed to texts about “%(topic)s”", topic=topic_name(purpose))


def topic_name(topic: str) -> str:
    """What residents can be texted about, in words; a topic of the city's own by its code."""
    return {"surveys": _("surveys"), "news": _("news")}.get(topic, topic.replace("_", " "))


def survey_names() -> dict[str, str]:
    """What each survey's flow is called in the reader's language."""
    flows = product().library.flows.current.values()
    return {flow.survey or flow.id: flow.title.get(g.language) or flow.title.get("en") or flow.id for flow in flows}


def _same(words: Iterable[str]) -> list[tuple[str, str]]:
    return [(each, each) for each in words]


def _named(codes: Iterable[str], names: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(each, names[each]) for each in codes]


def _choices(field: ContactField) -> list[tuple[str, str]]:
    return [(code, in_language(label, g.language)) for code, label in field.choices.items()]


def _spoken(codes: Iterable[str]) -> list[tuple[str, str]]:
    return [(each, language_name(each)) for each in codes]


def told() -> dict[str, Any]:
    """What every page about a resident asks of this file."""
    return {
        "door_names": doors(), "field_names": field_names(), "field_value": field_value,
        "language_known_by": language_known_by, "way_told": way_told, "agreed_to": agreed_to,
        "topic_name": topic_name, "survey_names": survey_names(), "zip_same": _same, "zip_names": _named,
        "choice_names": _choices, "spoken_names": _spoken,
    }  # fmt: skip
