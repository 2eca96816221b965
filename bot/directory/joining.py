"""Joins questions without an entry that say the same but for slips, after the turns that noted them; staff part them.

A joined question keeps its row: asked again it is counted there, and its askings are passed on to the one it is the
same as. So whatever was joined wrongly can be taken apart, with its count.
"""

from sqlalchemy import select, update

from bot.db.base import Tx
from bot.db.search import matches
from bot.directory.rules import asked_words, same_question
from bot.directory.store import JOINED, OPEN, wanted
from bot.directory.tables import directory_gap

NEW_AT_ONCE = 50
PASSED_AT_ONCE = 200
MOST_COMPARED = 30

_row = directory_gap.c


def join(tx: Tx) -> int:
    """Compare questions that are new with those before, and pass their askings on; how many of them were new."""
    new = tx.execute(
        select(_row.id, _row.folded, _row.language, _row.status)
        .where(_row.same_as.is_(None)).order_by(_row.first_at, _row.id).limit(NEW_AT_ONCE)
    ).all()  # fmt: skip
    for each in new:
        same = _same_as(tx, each.folded, each.language) if each.status == OPEN else None
        values = {"same_as": same, "status": JOINED} if same else {"same_as": each.id}
        tx.execute(update(directory_gap).where(_row.id == each.id, _row.status == each.status).values(**values))
    _pass_on(tx)
    return len(new)


def part(tx: Tx, id: str) -> bool:
    """It is a question of its own; its askings are counted there again. False when it stands with no other."""
    joined = tx.execute(select(_row.same_as, _row.passed).where(_row.id == id, _row.status == JOINED)).first()
    if joined is None:
        return False
    tx.execute(update(directory_gap).where(_row.id == joined.same_as).values(asked=_row.asked - joined.passed))
    tx.execute(update(directory_gap).where(_row.id == id).values(status=OPEN, same_as=id, passed=0))
    return True


def _same_as(tx: Tx, key: str, language: str) -> str | None:
    """The most asked of the questions before that say the same."""
    sought = wanted(tx, asked_words(key))
    if not sought:
        return None
    found = tx.execute(
        select(_row.id, _row.folded)
        .where(matches(tx.dialect, directory_gap, sought), _row.language == language, _row.same_as == _row.id)
        .order_by(_row.asked.desc(), _row.id).limit(MOST_COMPARED)
    )  # fmt: skip
    return next((each.id for each in found if same_question(key, each.folded)), None)


def _pass_on(tx: Tx) -> None:
    late = select(_row.id, _row.same_as, _row.asked, _row.passed, _row.last_at)
    for each in tx.execute(late.where(_row.asked > _row.passed, _row.status == JOINED).limit(PASSED_AT_ONCE)).all():
        root, more = update(directory_gap).where(_row.id == each.same_as), each.asked - each.passed
        there = tx.execute(root.values(asked=_row.asked + more)).rowcount
        tx.execute(root.where(_row.last_at < each.last_at).values(last_at=each.last_at))
        passed = {"passed": each.asked} if there else {"status": OPEN, "same_as": each.id, "passed": 0}
        tx.execute(update(directory_gap).where(_row.id == each.id).values(**passed))
