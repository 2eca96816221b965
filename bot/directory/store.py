"""Queries about questions without an entry; they take an open transaction first and never commit."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.base import Tx
from bot.db.search import Wanted, matches, mended, searched_words
from bot.db.writes import Writer
from bot.directory.rules import question_key
from bot.directory.tables import directory_gap
from bot.engine.vocabulary import fold
from bot.lib.closeness import stem, telling

OPEN, WRITTEN, NO_QUESTION, JOINED = "open", "written", "no_question", "joined"
STATUSES = (OPEN, WRITTEN, NO_QUESTION)
"""Those that stand by themselves; what is joined stands with another."""
ORDERS = ("asked", "last")
LONGEST_QUESTION = 300
COUNTED = 500
"""Questions are counted so far, and no further."""

KEPT_FOR = timedelta(days=180)
"""A question that nobody has asked for so long is forgotten: its words may tell who asked."""


def _upsert(dialect: Any) -> Any:
    new = dialect.insert(directory_gap)
    again = {"asked": directory_gap.c.asked + 1, "last_at": new.excluded.last_at}
    return new.on_conflict_do_update(index_elements=["folded", "language"], set_=again)


_NOTE = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}


@dataclass(frozen=True, slots=True)
class Gap:
    """A question without an entry, and how often it was asked."""

    id: str
    language: str
    question: str
    asked: int
    status: str
    first_at: datetime
    last_at: datetime


_GAP = (
    directory_gap.c.id, directory_gap.c.language, directory_gap.c.question, directory_gap.c.asked,
    directory_gap.c.status, directory_gap.c.first_at, directory_gap.c.last_at,
)  # fmt: skip


def note_gap(tx: Writer, question: str, language: str, id: str, now: datetime) -> None:
    """Once more this question, or one that says the same; what has no letter or digit in it is none."""
    key = question_key(question)
    if key:
        tx.execute(
            _NOTE[tx.dialect.name],
            {"id": id, "folded": key, "language": language, "question": question[:LONGEST_QUESTION],
             "first_at": now, "last_at": now},
        )  # fmt: skip


def gaps(
    tx: Tx, *, said: str = "", status: str = OPEN, language: str | None = None, order: str = ORDERS[0],
    after: tuple[int | datetime, str] | None = None, most: int,
) -> list[Gap]:  # fmt: skip
    """Questions of this status, the most asked or the newest first, from there on; `said` are words of them."""
    column = directory_gap.c.asked if order == ORDERS[0] else directory_gap.c.last_at
    query = select(*_GAP).where(directory_gap.c.status == status)
    if language is not None:
        query = query.where(directory_gap.c.language == language)
    if said:
        query = query.where(directory_gap.c.id.in_(_telling(tx, said)))
    if after is not None:
        query = query.where(tuple_(column, directory_gap.c.id) < after)
    rows = tx.execute(query.order_by(column.desc(), directory_gap.c.id.desc()).limit(most))
    return [Gap(*row) for row in rows]


def wanted(tx: Tx, words: Iterable[str]) -> Wanted:
    """A search for questions with all of these folded words, or with what somebody wrote who meant them."""
    listed = searched_words(" ".join(words))
    meant = mended(tx, listed, directory_gap, known_too=True)
    return tuple(tuple(dict.fromkeys([(stem(word),), *((each,) for each in meant.get(word, ()))])) for word in listed)


def _telling(tx: Tx, said: str) -> set[str]:
    """The questions that these words are found in, or in what is joined with them."""
    sought = wanted(tx, telling(fold(said).split()))
    if not sought:
        return set()
    query = select(func.coalesce(directory_gap.c.same_as, directory_gap.c.id))
    return set(tx.execute(query.where(matches(tx.dialect, directory_gap, sought)).limit(COUNTED)).scalars())


def spellings(tx: Tx, ids: Collection[str]) -> dict[str, list[Gap]]:
    """For each of these questions how else it was asked, the most asked first."""
    found: dict[str, list[Gap]] = {}
    if ids:
        row = directory_gap.c
        query = select(row.same_as, *_GAP).where(row.same_as.in_(ids), row.status == JOINED)
        for same_as, *rest in tx.execute(query.order_by(row.asked.desc(), row.id).limit(COUNTED)):
            found.setdefault(same_as, []).append(Gap(*rest))
    return found


def count_open(tx: Tx) -> int:
    """How many wait for an entry, counted no further than COUNTED."""
    some = select(directory_gap.c.id).where(directory_gap.c.status == OPEN).limit(COUNTED).subquery()
    return int(tx.execute(select(func.count()).select_from(some)).scalar_one())


def gap_by_id(tx: Tx, id: str) -> Gap | None:
    """The question; None when there is none of that id."""
    row = tx.execute(select(*_GAP).where(directory_gap.c.id == id)).first()
    return Gap(*row) if row else None


def settle(tx: Tx, id: str, status: str, staff_id: str) -> bool:
    """Say what has become of it; asked again it stays settled, and is only counted. False when it is so already."""
    row = directory_gap.c
    done = update(directory_gap).where(row.id == id, row.status != status, row.status != JOINED)
    return tx.execute(done.values(status=status, staff_id=staff_id)).rowcount == 1


def forget_old(tx: Tx, now: datetime) -> None:
    """Questions that nobody has asked for KEPT_FOR go, whatever became of them."""
    tx.execute(delete(directory_gap).where(directory_gap.c.last_at < now - KEPT_FOR))
