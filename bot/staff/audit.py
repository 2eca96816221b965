"""The audit log: who did what to whom and why; rows are added and read, and the database refuses anything else."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select, tuple_

from bot.db.base import Tx
from bot.db.paging import Portion, portion
from bot.lib.ids import new_id
from bot.lib.paging import Place
from bot.lib.secrets import MARK, masked
from bot.staff.rules import Staff
from bot.staff.tables import audit

LONGEST_WHY = 500
MOST_SEARCHED = 10_000
"""Lines that a search for words looks through before it asks whether to go on."""


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
    """What to look for; what is empty means everything. `words` are in reason or name, `subjects` any of several."""

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
    return list(page(tx, sought, down=True, after=None, limit=most).rows)


def page(tx: Tx, sought: Sought, *, down: bool, after: Place | None, limit: int) -> Portion[Entry]:
    """A page of the lines, the newest first when `down`.

    Words are looked for in MOST_SEARCHED lines; the page then ends where the look ended, whatever was found.
    """
    order = (audit.c.at, audit.c.id)
    if not sought.words:
        found = portion(tx, _lines(sought), order, after=after, limit=limit, down=down)
        return Portion([Entry(*tuple(row)) for row in found.rows], found.after)
    looked = _lines(sought).order_by(*(each.desc() if down else each for each in order))
    if after:
        looked = looked.where(tuple_(*order) < tuple_(*after) if down else tuple_(*order) > tuple_(*after))
    near = looked.limit(MOST_SEARCHED).subquery()
    said = or_(*(each.icontains(sought.words, autoescape=True) for each in (near.c.why, near.c.who)))
    found = portion(tx, select(near).where(said), (near.c.at, near.c.id), after=None, limit=limit, down=down)
    return Portion([Entry(*tuple(row)) for row in found.rows], found.after or _ended(tx, looked))


def _ended(tx: Tx, looked: Select[Any]) -> Place | None:
    """Where the look for words ended, when there may be more."""
    last = tx.execute(looked.with_only_columns(audit.c.at, audit.c.id).offset(MOST_SEARCHED - 1).limit(1)).first()
    return (last[0], last[1]) if last else None


def _lines(sought: Sought) -> Select[Any]:
    """Everything but the words."""
    query = select(audit)
    for column in ("staff_id", "act", "subject"):
        if value := getattr(sought, column):
            query = query.where(audit.c[column] == value)
    if sought.since:
        query = query.where(audit.c.at >= sought.since)
    if sought.until:
        query = query.where(audit.c.at < sought.until)
    return query.where(audit.c.subject.in_(sought.subjects)) if sought.subjects else query


_TELEPHONE = re.compile(r"\+?\d(?:[\s().-]*\d){9,}")


def _without_numbers(why: str) -> str:
    return _TELEPHONE.sub(MARK, masked(why).text)
