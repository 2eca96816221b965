"""What staff say of two concerns that look alike: the same, not the same, neither after all; a person always says it.

The older one stays as it is. The newer one keeps its row, its words and its number, and stands for the older one: what
is done with that is done with both, and whoever reported or follows the newer one follows the older one and is told so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.concerns import neighbors, store
from bot.concerns.life import CLOSED, Change, Status
from bot.concerns.matching import Likeness, Report, likeness
from bot.concerns.neighbors import APART, SAME, Candidate, Pair
from bot.concerns.rules import Phrases
from bot.concerns.service import NEWS
from bot.concerns.store import Standing
from bot.db.base import Tx
from bot.events import ConcernChanged
from bot.outbox import put

MOST_SHOWN = 5


class CannotPair(Exception):
    """Why two concerns cannot be the same, as a code: closed, linked, stands_for_others, said, gone."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Alike:
    """A concern that looks like the one at hand, and how much so."""

    other: Candidate
    likeness: Likeness


def alike(
    tx: Tx, at: Standing, report: Report, pairs: Sequence[Pair], phrases: Callable[[], Phrases], *, now: datetime
) -> list[Alike]:
    """What looks like this concern, the likeliest first; what staff have spoken about (`pairs`) is not asked again."""
    if at.same_as or at.status in CLOSED:
        return []
    found = neighbors.near(tx, neighbors.spots_beside(report.spot), since=now - neighbors.LATELY, but=at.id)
    if not found:
        return []
    said = {each for pair in pairs for each in (pair.older_id, pair.newer_id)}
    known = phrases()
    compared = [Alike(each, likeness(report, each.report, known)) for each in found if each.id not in said]
    shown = [each for each in compared if each.likeness.is_shown]
    return sorted(shown, key=lambda each: -each.likeness.score)[:MOST_SHOWN]


def in_order(one: Standing, other: Standing) -> tuple[Standing, Standing]:
    """The older and the newer of two concerns."""
    first, second = sorted((one, other), key=lambda each: (each.created_at, each.id))
    return first, second


def same(tx: Tx, one: Standing, other: Standing, staff_id: str, *, now: datetime) -> tuple[Standing, Standing]:
    """Say that two are the same; the older and the newer one as they stood."""
    older, newer = in_order(one, other)
    if older.same_as or newer.same_as:
        raise CannotPair("linked")
    if older.status in CLOSED or newer.status in CLOSED:
        raise CannotPair("closed")
    if neighbors.same_ones(tx, newer.id):
        raise CannotPair("stands_for_others")
    before = {
        "status": newer.status, "department": newer.department,
        "promised_on": newer.promised_on.isoformat() if newer.promised_on else None,
    }  # fmt: skip
    if not neighbors.add_pair(tx, Pair(older.id, newer.id, SAME, staff_id, now, before)):
        raise CannotPair("said")
    _stand(tx, replace(newer, department=older.department, promised_on=older.promised_on), SAME, older.status,
           staff_id, now)  # fmt: skip
    neighbors.stand_for(tx, newer.id, older.id)
    neighbors.bring_followers(tx, newer, older.id, newer.words, now)
    return older, newer


def apart(tx: Tx, one: Standing, other: Standing, staff_id: str, *, now: datetime) -> None:
    """Remember that two are not the same; they are not offered again."""
    older, newer = in_order(one, other)
    if not neighbors.add_pair(tx, Pair(older.id, newer.id, APART, staff_id, now, {})):
        raise CannotPair("said")


def take_back(tx: Tx, one: Standing, other: Standing, staff_id: str, *, now: datetime) -> str:
    """Nothing was said of the two; what they were said to be before. The newer one goes on where it stood."""
    older, newer = in_order(one, other)
    pair = next((each for each in neighbors.pairs_of(tx, newer.id) if each.older_id == older.id), None)
    if pair is None:
        raise CannotPair("gone")
    neighbors.drop_pair(tx, older.id, newer.id)
    if pair.verdict == SAME:
        day = pair.before.get("promised_on")
        stood = replace(
            newer, department=pair.before["department"], promised_on=date.fromisoformat(day) if day else None
        )
        neighbors.stand_for(tx, newer.id, None)
        neighbors.take_followers_back(tx, newer.id, older.id)
        _stand(tx, stood, APART, Status(pair.before["status"]), staff_id, now)
    return pair.verdict


def _stand(tx: Tx, at: Standing, act: str, status: Status, staff_id: str, now: datetime) -> None:
    """Where it stands from now on, in its own life, and the promise to tell whoever follows it."""
    if not store.save_change(tx, at, Change(act, staff_id), status, now):
        raise CannotPair("gone")
    changed = ConcernChanged(at.contact_id, at.language, at.reference, status, at.department or "", "")
    put.record(tx, [changed], now)
    put.put(tx, NEWS, f"{at.id}:{at.changes + 1}", queue=put.NOW, due_at=now)
