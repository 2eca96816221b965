"""The form of a broadcast: what it shows of one, and what it says when it comes back; nothing is kept here.

Fields are named as the ids of their inputs. The texts of the last variant are for whoever no other one is for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from bot.broadcasts.choices import LISTED, Choices, choices_of
from bot.broadcasts.rules import LEVELS, NOTICE, Broadcast, City, Variant
from bot.broadcasts.segments import MOST_DAYS, parse
from bot.broadcasts.tokens import NotARule
from bot.broadcasts.tree import spelled
from bot.console.broadcast_words import rule_words
from bot.console.words import gettext as _
from bot.messaging.rules import EMERGENCY, MOST_PARTS

KINDS = (NOTICE, "survey", "flow", EMERGENCY)
MOST_HELD_OUT = 90
MOST_VARIANTS = 12


@dataclass(slots=True)
class Form:
    """What was typed, by field; the broadcast that it says; and what is wrong, by field."""

    values: dict[str, str]
    of: Broadcast
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many variants it has."""
        return len(self.of.variants)


def shown_form(of: Broadcast, city: City, language: str) -> Form:
    """The form of a broadcast as it stands, its rules in the reader's language."""
    of = replace(of, variants=_with_rest(of.variants))
    at = of.starts_at.astimezone(city.zone) if of.starts_at else None
    values = {
        "name": of.name, "kind": of.kind, "flow": of.flow or "", "topic": of.topic or "", "level": of.level or "",
        "report_on": of.report_on.isoformat() if of.report_on else "", "segment": _rule(of.segment, city, language),
        "starts_on": f"{at:%Y-%m-%d}" if at else "", "starts_at": f"{at:%H:%M}" if at else "",
        "hold_out": str(of.hold_out), "parts": str(of.parts),
    }  # fmt: skip
    for each, body in (of.report or {}).items():
        values[f"report-{each}"] = body
    for number, variant in enumerate(of.variants):
        values[f"variant-{number}-name"] = variant.name
        values[f"variant-{number}-segment"] = _rule(variant.segment, city, language)
        values |= {f"text-{number}-{each}": body for each, body in variant.texts.items()}
    return Form(values, of)


def _with_rest(variants: tuple[Variant, ...]) -> tuple[Variant, ...]:
    named = [each for each in variants if each.name]
    rest = next((each for each in variants if not each.name), Variant("", {}))
    return (*named, rest)


def _rule(kept: str, city: City, language: str) -> str:
    """The rule in the reader's language; as it is kept when it cannot be read any more."""
    try:
        return spelled(parse(kept, city.names), "es" if language == "es" else "en") if kept else ""
    except NotARule:
        return kept


def read_form(given: Mapping[str, str], before: Broadcast, city: City) -> Form:
    """What the form says that came back, on top of what stood there before."""
    values = {name: value.replace("\r\n", "\n").strip() for name, value in given.items()}
    form = Form(values, before)
    kind = values.get("kind") if values.get("kind") in KINDS else before.kind
    form.of = replace(
        before,
        name=" ".join(values.get("name", "").split()), kind=kind or NOTICE, segment=values.get("segment", ""),
        flow=values.get("flow") or None, topic=values.get("topic") or None,
        level=values["level"] if values.get("level") in LEVELS else None,
        report_on=_day(form, "report_on"), starts_at=_moment(form, city), hold_out=_number(form, "hold_out", 0, 0),
        parts=_number(form, "parts", 1, 1), variants=_variants(form, city),
        report={each: values.get(f"report-{each}", "") for each in city.words.languages
                if values.get(f"report-{each}")} or None,
    )  # fmt: skip
    if not form.of.name:
        form.wrong["name"] = _("It needs a name.")
    return form


def check_rules(form: Form, city: City) -> None:
    """Say what cannot be read of its rules."""
    rules = {"segment": form.of.segment}
    rules |= {f"variant-{number}-segment": each.segment for number, each in enumerate(form.of.variants[:-1])}
    for name, written in rules.items():
        try:
            if written:
                parse(written, city.names)
        except NotARule as error:
            form.wrong[name] = rule_words(error)
    names = [each.name for each in form.of.variants[:-1]]
    for number, each in enumerate(form.of.variants[:-1]):
        if not each.name or names.count(each.name) > 1:
            form.wrong[f"variant-{number}-name"] = _("These people need a name of their own, for colleagues.")
        if not each.segment:
            form.wrong[f"variant-{number}-segment"] = _("Say who reads these words.")


def _variants(form: Form, city: City) -> tuple[Variant, ...]:
    said = form.values
    count = int(said["variants"]) if said.get("variants", "").isdecimal() else 1
    count = max(1, min(count, MOST_VARIANTS))
    found = []
    for number in range(count):
        texts = {
            each: said[f"text-{number}-{each}"] for each in city.words.languages if said.get(f"text-{number}-{each}")
        }
        is_rest = number == count - 1
        name = "" if is_rest else " ".join(said.get(f"variant-{number}-name", "").split())
        found.append(Variant(name, texts, "" if is_rest else said.get(f"variant-{number}-segment", "")))
    return tuple(found)


def _day(form: Form, name: str) -> date | None:
    if not (said := form.values.get(name)):
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        form.wrong[name] = _("This is no day.")
        return None


def _moment(form: Form, city: City) -> datetime | None:
    day, said = _day(form, "starts_on"), form.values.get("starts_at", "")
    if day is None:
        if said:
            form.wrong.setdefault("starts_on", _("Choose the day as well."))
        return None
    try:
        return datetime.combine(day, time.fromisoformat(said or "none"), city.zone)
    except ValueError:
        form.wrong["starts_at"] = _("Choose a time of day.")
        return None


def _number(form: Form, name: str, least: int, otherwise: int) -> int:
    most = {"hold_out": MOST_HELD_OUT, "parts": MOST_PARTS}[name]
    said = form.values.get(name) or str(otherwise)
    if said.isdecimal() and least <= int(said) <= most:
        return int(said)
    form.wrong[name] = _("Write a number from %(least)s to %(most)s.", least=least, most=most)
    return otherwise


def with_variant(form: Form) -> Form:
    """One more variant, before the words for all others."""
    *named, rest = form.of.variants
    return _moved(form, [*range(len(named)), None, len(named)], (*named, Variant("", {}), rest))


def without_variant(form: Form, number: int) -> Form:
    """One variant less."""
    kept = [each for each in range(form.count) if each != number or each == form.count - 1]
    return _moved(form, list(kept), tuple(form.of.variants[each] for each in kept))


def _moved(form: Form, order: list[int | None], variants: tuple[Variant, ...]) -> Form:
    """The same form with its variants in this order; None is a new one."""
    marks = ("variant-", "text-")
    values = {name: value for name, value in form.values.items() if not name.startswith(marks)}
    for new, old in enumerate(order):
        for name, value in form.values.items():
            for mark in marks:
                if old is not None and name.startswith(f"{mark}{old}-"):
                    values[f"{mark}{new}-{name.removeprefix(f'{mark}{old}-')}"] = value
    return Form(values, replace(form.of, variants=variants))


def ticked(segment: str, city: City) -> Choices | None:
    """What is ticked for a rule; None when ticks cannot say it."""
    try:
        return choices_of(parse(segment, city.names), city.names) if segment else Choices()
    except NotARule:
        return None


def read_choices(given: Any) -> Choices:
    """What was ticked, of a form's many values (`getlist`)."""
    listed = {name: tuple(given.getlist(f"tick-{name}")) for name in LISTED if given.getlist(f"tick-{name}")}
    fields = {key.removeprefix("tick-field-"): value for key, value in given.items() if key.startswith("tick-field-")}
    return Choices(
        listed, fields, given.get("tick-answered", ""), given.get("tick-not_answered", ""),
        given.get("tick-reported", ""), _days(given, "texted_within"), _days(given, "joined_within"),
    )  # fmt: skip


def _days(given: Mapping[str, str], name: str) -> int:
    said = given.get(f"tick-{name}", "")
    return min(int(said), MOST_DAYS) if said.isdecimal() else 0
