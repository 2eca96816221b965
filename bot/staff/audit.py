"""The audit log: who did what to whom and why; rows are added and read, and the database refuses anything else."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select, tuple_

from bot.db.base import Tx
from bot.lib.ids import new_id
from bot.lib.secrets import MARK, masked
from bot.staff.rules import Staff
from bot.staff.tables import audit

LONGEST_WHY = 500
MOST_SEARCHED = 10_000
"""Lines that a search for words looks through before it asks whether to go on."""
Place = tuple[datetime, str]
"""The time and id of the last line of a page."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. `staff_id` is None for what an operator did at the command line."""

    id: str
    at: datetime
    staff_id: str | None
    who: str
    act: str
    subject: str
    why: str


@dataclass(frozen=True, slots=True)
class Sought:
    """What to look for: each empty value means everything; `words` are looked for in reason and name."""

    staff_id: str = ""
    act: str = ""
    subject: str = ""
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None


def record(tx: Tx, who: Staff | str, act: str, subject: str, why: str, now: datetime) -> None:
    """Keep that `who` did `act` to `subject`, in the transaction that does it.

    `who` is whoever is signed in, or a name for what happens outside the console. `act` reads like an event
    (`number.read`), `subject` is an id, never a phone number; telephone and sensitive numbers in `why` are masked.
    """
    staff_id, name = (who.id, who.name) if isinstance(who, Staff) else (None, who)
    row = {
        "id": new_id("aud", now), "at": now, "staff_id": staff_id, "who": name[:120], "act": act,
        "subject": subject[:64], "why": _without_numbers(why)[:LONGEST_WHY],
    }  # fmt: skip
    tx.execute(audit.insert(), row)


def entries(tx: Tx, sought: Sought, *, most: int, before: Place | None = None) -> list[Entry]:
    """At most so many lines, the newest first, older than `before`; words are looked for in MOST_SEARCHED lines."""
    lines = _lines(sought, before)
    if sought.words:
        near = lines.limit(MOST_SEARCHED).subquery()
        said = (each.icontains(sought.words, autoescape=True) for each in (near.c.why, near.c.who))
        lines = select(near).where(or_(*said)).order_by(near.c.at.desc(), near.c.id.desc())
    return [Entry(*tuple(row)) for row in tx.execute(lines.limit(most))]


def searched_until(tx: Tx, sought: Sought, before: Place | None = None) -> Place | None:
    """The last of the lines that were looked through for words, when there may be more."""
    near = _lines(sought, before).offset(MOST_SEARCHED - 1).limit(1).subquery()
    last = tx.execute(select(near.c.at, near.c.id)).first() if sought.words else None
    return (last[0], last[1]) if last else None


def _lines(sought: Sought, before: Place | None) -> Select[Any]:
    """Everything but the words."""
    query = select(audit).order_by(audit.c.at.desc(), audit.c.id.desc())
    for column in ("staff_id", "act", "subject"):
        if value := getattr(sought, column):
            query = query.where(audit.c[column] == value)
    if sought.since:
        query = query.where(audit.c.at >= sought.since)
    if sought.until:
        query = query.where(audit.c.at < sought.until)
    if before:
        query = query.where(tuple_(audit.c.at, audit.c.id) < tuple_(*before))
    return query


_TELEPHONE = re.compile(r"\+?\d(?:[\s().-]*\d){9,}")


def _without_numbers(why: str) -> str:
    return _TELEPHONE.sub(MARK, masked(why).text)
