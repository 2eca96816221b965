"""The audit log: who did what to whom and why; rows are added and read, and the database refuses anything else."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select

from bot.db.base import Tx
from bot.db.paging import Portion, portion
from bot.lib.ids import new_id
from bot.lib.paging import Place
from bot.lib.secrets import MARK, masked
from bot.staff.rules import Staff
from bot.staff.tables import audit

LONGEST_WHY = 500


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
    """What to look for: each empty value means everything; `words` are those in reason or name; `subjects` any of several."""

    staff_id: str = ""
    act: str = ""
    subject: str = ""
    subjects: tuple[str, ...] = ()
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


def entries(tx: Tx, sought: Sought, *, most: int) -> list[Entry]:
    """At most so many lines, the newest first."""
    return [
        Entry(*row) for row in tx.execute(_query(sought).order_by(audit.c.at.desc(), audit.c.id.desc()).limit(most))
    ]


def page(tx: Tx, sought: Sought, *, down: bool, after: Place | None, limit: int) -> Portion[Entry]:
    """A page of the lines, the newest first when `down`."""
    found = portion(tx, _query(sought), (audit.c.at, audit.c.id), after=after, limit=limit, down=down)
    return Portion([Entry(*row) for row in found.rows], found.after)


def _query(sought: Sought) -> Select[Any]:
    query = select(audit)
    for column in ("staff_id", "act", "subject"):
        if value := getattr(sought, column):
            query = query.where(audit.c[column] == value)
    if sought.words:
        query = query.where(
            or_(*(column.icontains(sought.words, autoescape=True) for column in (audit.c.why, audit.c.who)))
        )
    if sought.since:
        query = query.where(audit.c.at >= sought.since)
    if sought.until:
        query = query.where(audit.c.at < sought.until)
    return query.where(audit.c.subject.in_(sought.subjects)) if sought.subjects else query


_TELEPHONE = re.compile(r"\+?\d(?:[\s().-]*\d){9,}")


def _without_numbers(why: str) -> str:
    return _TELEPHONE.sub(MARK, masked(why).text)
