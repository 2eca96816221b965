"""Asks for changes to be published, and says how far that is; checking and rehearsing them is bot.publishing's work.

A request goes from `waiting` to `playing`, then to `published`, or to `refused` (the check found problems), or to
`differs`: conversations that were reviewed go otherwise now. Somebody reads how, and it is `accepted`, or `withdrawn`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from json import dumps, loads
from typing import Any

from sqlalchemy import Row, select, update

from bot.db.base import Tx
from bot.db.paging import Portion, portion
from bot.lib.ids import new_id
from bot.lib.paging import Place
from bot.outbox import put
from bot.releases.tables import release_request
from bot.sentences import kept, restored
from bot.staff import audit
from bot.staff.rules import Staff

PUBLISH = "publish"
"""The kind of the outbox item."""

WAITING, PLAYING, DIFFERS, ACCEPTED = "waiting", "playing", "differs", "accepted"
PUBLISHED, REFUSED, WITHDRAWN = "published", "refused", "withdrawn"
ON_ITS_WAY = frozenset({WAITING, PLAYING, ACCEPTED})
"""Nobody need do anything: it goes on by itself."""
CAN_BE_WITHDRAWN = frozenset({WAITING, PLAYING, DIFFERS, REFUSED})
UNDECIDED = CAN_BE_WITHDRAWN | ON_ITS_WAY
"""Neither published nor withdrawn."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why it is refused: where (a file, flow and step), what is wrong, and how to mend it."""

    where: str
    message: str
    remedy: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A reviewed conversation that goes otherwise: the lines of a diff, and its whole text as it goes now."""

    name: str
    lines: tuple[str, ...]
    now: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What to publish: file name to its new text (None takes the file away), on top of the release `made_on`.

    `about` says what is changed (`survey:prosperity`), `permission` what accepting it takes. `plays` is False for what
    needs no rehearsal, such as an earlier release, which had one.
    """

    about: str
    changes: Mapping[str, str | None]
    note: str
    made_on: str
    permission: str
    plays: bool = True


@dataclass(frozen=True, slots=True)
class Request:
    """A wish that was asked for, and what has become of it."""

    id: str
    wish: Wish
    staff_id: str
    status: str
    checked_on: str
    done: int
    whole: int
    problems: tuple[Trouble, ...]
    differences: tuple[Difference, ...]
    release_id: str | None
    created_at: datetime
    changed_at: datetime


def ask(tx: Tx, wish: Wish, *, by: Staff, now: datetime) -> str:
    """Keep the wish, have it worked off, note it in the audit log; the id of the request."""
    id = new_id("req", now)
    tx.execute(
        release_request.insert(),
        {
            "id": id, "about": wish.about, "permission": wish.permission, "staff_id": by.id, "note": wish.note,
            "made_on": wish.made_on, "changes": dumps(dict(wish.changes), ensure_ascii=False), "plays": wish.plays,
            "status": WAITING, "checked_on": "", "done": 0, "whole": 0, "problems": "[]", "differences": "[]",
            "created_at": now, "changed_at": now,
        },
    )  # fmt: skip
    put.put(tx, PUBLISH, id, queue=put.LATER, due_at=now)
    audit.record(tx, by, "publication.asked", wish.about, wish.note, now)
    return id


def accept(tx: Tx, request: Request, *, by: Staff, now: datetime) -> bool:
    """The differences are meant: publish it; False when it does not wait for that any more."""
    if not _move(tx, request, now, status=ACCEPTED):
        return False
    put.put(tx, PUBLISH, request.id, queue=put.LATER, due_at=now)
    audit.record(tx, by, "publication.accepted", request.wish.about, request.wish.note, now)
    return True


def withdraw(tx: Tx, request: Request, *, by: Staff, now: datetime) -> bool:
    """Let it be; False when it was published in the meantime, or has gone on since it was read."""
    if request.status not in CAN_BE_WITHDRAWN or not _move(tx, request, now, status=WITHDRAWN):
        return False
    audit.record(tx, by, "publication.withdrawn", request.wish.about, request.wish.note, now)
    return True


def go_on(tx: Tx, request: Request, now: datetime, **values: Any) -> bool:
    """Note how far it is; `problems` and `differences` as values. False when somebody else has moved it on."""
    for name in ("problems", "differences"):
        if name in values:
            values[name] = dumps([_plain(each) for each in values[name]], ensure_ascii=False)
    return _move(tx, request, now, **values)


def _move(tx: Tx, request: Request, now: datetime, **values: Any) -> bool:
    row = release_request.c
    seen = (row.id == request.id, row.status == request.status, row.done == request.done)
    return tx.execute(update(release_request).where(*seen).values(changed_at=now, **values)).rowcount == 1


def request_by_id(tx: Tx, id: str) -> Request | None:
    """The request; None when there is none of that id."""
    row = tx.execute(select(release_request).where(release_request.c.id == id)).first()
    return _request(row) if row else None


def newest_about(tx: Tx, about: str) -> Request | None:
    """What was asked for last about that; None when nothing was."""
    row = release_request.c
    query = select(release_request).where(row.about == about).order_by(row.created_at.desc(), row.id.desc()).limit(1)
    found = tx.execute(query).first()
    return _request(found) if found else None


def requests(tx: Tx, *, after: Place | None, limit: int) -> Portion[Request]:
    """Every request, the newest first, page by page."""
    order = (release_request.c.created_at, release_request.c.id)
    page = portion(tx, select(release_request), order, after=after, limit=limit, down=True)
    return Portion([_request(row) for row in page.rows], page.after)


def who_published(tx: Tx, release_ids: list[str]) -> dict[str, str]:
    """The staff id of whoever asked for each of these releases; none for what was published at the command line."""
    row = release_request.c
    query = select(row.release_id, row.staff_id).where(row.release_id.in_(release_ids))
    return {row.release_id: row.staff_id for row in tx.execute(query)}


def _request(row: Row[Any]) -> Request:
    wish = Wish(row.about, loads(row.changes), row.note, row.made_on, row.permission, row.plays)
    return Request(
        row.id, wish, row.staff_id, row.status, row.checked_on, row.done, row.whole,
        tuple(Trouble(**{name: restored(said) for name, said in each.items()}) for each in loads(row.problems)),
        tuple(Difference(each["name"], tuple(each["lines"]), each["now"]) for each in loads(row.differences)),
        row.release_id, row.created_at, row.changed_at,
    )  # fmt: skip


def _plain(each: Trouble | Difference) -> dict[str, object]:
    if isinstance(each, Difference):
        return {"name": each.name, "lines": list(each.lines), "now": each.now}
    return {"where": each.where, "message": kept(each.message), "remedy": kept(each.remedy), "rule": each.rule}
