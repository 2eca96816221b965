"""What staff do with a concern that goes to the city's other system: say its place, send it again, name it, stop it."""

from datetime import datetime

from bot.concerns import store as concern_store
from bot.concerns.life import CLOSED as DONE_HERE
from bot.db.base import Tx
from bot.open311 import rules, store
from bot.open311.sending import ALL, FOLLOW, SEND
from bot.outbox import put

LONGEST_PLACE, LONGEST_WORDS, LONGEST_NUMBER = 200, 500, 128


class NotNow(Exception):
    """It is in another state by now; nothing was changed."""


def may_be_sent(state: str, *, is_open_here: bool) -> bool:
    """Whether it may be sent again: it is with a person, or closed there and open here."""
    return state in (*rules.FOR_A_PERSON, rules.STOPPED) or (state == rules.CLOSED and is_open_here)


def again(tx: Tx, concern_id: str, *, now: datetime) -> None:
    """Send it once more; what they closed already goes as a new report that names the round."""
    seen, at = _seen(tx, concern_id), concern_store.standing_by_id(tx, concern_id)
    if at is None or not may_be_sent(seen.state, is_open_here=at.status not in DONE_HERE):
        raise NotNow
    _send(tx, seen, now, round=seen.round + 1 if seen.their_id else seen.round)


def place(tx: Tx, concern_id: str, told: str, words: str, *, now: datetime) -> None:
    """The place as it may leave, and words of staff beside it; it is sent with them."""
    seen = _seen(tx, concern_id)
    if seen.state not in rules.FOR_A_PERSON:
        raise NotNow
    _send(tx, seen, now, place=told[:LONGEST_PLACE] or None, words=words[:LONGEST_WORDS] or None)


def they_have_it(tx: Tx, concern_id: str, their_id: str, *, now: datetime) -> None:
    """Somebody has found it in the other system: from now on its status is asked."""
    seen = _seen(tx, concern_id)
    if seen.state not in rules.FOR_A_PERSON:
        raise NotNow
    values = {"state": rules.FOLLOWED, "their_id": their_id[:LONGEST_NUMBER], "why": None, "asks_at": now}
    if not store.change_sent(tx, seen, now, **values):
        raise NotNow
    put.put(tx, FOLLOW, ALL, queue=put.LATER, due_at=now)


def stop(tx: Tx, concern_id: str, *, now: datetime) -> None:
    """It is not sent, and not asked about, any more; what they have stays there."""
    seen = _seen(tx, concern_id)
    if seen.state == rules.STOPPED or not store.change_sent(tx, seen, now, state=rules.STOPPED, asks_at=None):
        raise NotNow


def _seen(tx: Tx, concern_id: str) -> store.Sent:
    seen = store.sent(tx, concern_id)
    if seen is None:
        raise NotNow
    return seen


def _send(tx: Tx, seen: store.Sent, now: datetime, **values: object) -> None:
    fresh = {
        "state": rules.WAITING, "why": None, "tries": 0, "asks": 0, "token": None, "their_id": None,
        "their_status": None, "asks_at": None, "seen_at": None,
    }  # fmt: skip
    if not store.change_sent(tx, seen, now, **fresh, **values):
        raise NotNow
    put.put(tx, SEND, seen.concern_id, queue=put.LATER, due_at=now)
    put.postpone(tx, SEND, seen.concern_id, due_at=now)
