"""What would happen if a broadcast began now: people, parts, money, time, texts as read; it changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from bot.broadcasts import emergency, faults, launch, recipients, rules, texts
from bot.broadcasts.freezing import Reach, reach, standing
from bot.broadcasts.planning import Line, finishes_at
from bot.broadcasts.rules import Broadcast, City, Problem
from bot.db.base import Tx
from bot.lib import sms

SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen if it began at `begins_at`: `lines` of people, parts and money, who is left out and why.

    `held_out` is about how many get nothing for comparison; they are part of `people`, and not of the lines.
    """

    people: int
    held_out: int
    left_out: Mapping[str, int]
    lines: tuple[Line, ...]
    begins_at: datetime
    ends_at: datetime
    samples: tuple[str, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def parts(self) -> int:
        """SMS parts in all."""
        return sum(each.parts for each in self.lines)

    @property
    def money(self) -> Decimal:
        """US dollars in all."""
        return sum((each.money for each in self.lines), Decimal())


def preview(tx: Tx, broadcast: Broadcast, city: City, now: datetime) -> Preview:
    """Whom it would reach, what it would cost, when it would be through, and what is wrong with it."""
    reached = reach(tx, broadcast, city, now) if broadcast.has_audience else Reach(rules.Audience({}), {})
    return preview_of(broadcast, reached, samples(tx, broadcast, city, now), city, now)


def preview_of(
    broadcast: Broadcast, reached: Reach, texts_read: tuple[str, ...], city: City, now: datetime
) -> Preview:  # fmt: skip
    """The same of an audience that has been counted; it asks the database nothing."""
    audience = reached.audience
    lines = tuple(_lines(broadcast, audience, city))
    parts = sum(each.parts for each in lines)
    hours = emergency.hours_of(broadcast.kind, city.quiet)
    begins_at = hours.opens_at(max(now, broadcast.starts_at or now))
    return Preview(
        audience.total, audience.total * broadcast.hold_out // 100, reached.left_out, lines,
        begins_at, finishes_at(parts, city.rate, hours, begins_at, city.cap), texts_read,
        tuple(faults.problems(broadcast, audience, city, now)), tuple(faults.warnings(broadcast, audience, city)),
    )  # fmt: skip


def _lines(broadcast: Broadcast, audience: rules.Audience, city: City) -> list[Line]:
    words = {each.name: each.texts for each in broadcast.variants}
    lines = []
    for (variant, language), people in sorted(audience.people.items(), key=str):
        bodies = words.get(variant, {})
        if bodies if language is None else language in bodies:
            texted = people - people * broadcast.hold_out // 100
            parts = texted * sms.price(launch.body_for(bodies, language, city, {})).parts
            lines.append(Line(variant, language, texted, parts, parts * city.price))
    return lines


def samples(tx: Tx, broadcast: Broadcast, city: City, now: datetime) -> tuple[str, ...]:
    """The texts of three residents, of different languages and variants as far as there are some."""
    if not broadcast.has_audience:
        return ()
    each = standing(broadcast, city, now).subquery()
    mixed = select(each.c.id, each.c.variant, each.c.language).where(each.c.reason.is_(None))
    rows: list[Any] = []
    for variant in broadcast.variants:
        for language in (*variant.texts, None):
            one = mixed.where(each.c.variant == variant.name, each.c.language.is_not_distinct_from(language))
            rows += tx.execute(one.order_by(each.c.id).limit(SAMPLES)).all()
    first = {(row.variant, row.language): row for row in reversed(rows)}
    chosen = [*first.values(), *(row for row in rows if row not in first.values())][:SAMPLES]
    words = {variant.name: variant.texts for variant in broadcast.variants}
    named = {name for bodies in words.values() for body in bodies.values() for name in texts.fields_in(body)}
    known = recipients.fields_of(tx, [row.id for row in chosen], named)
    return tuple(launch.body_for(words[row.variant], row.language, city, known.get(row.id, {})) for row in chosen)
