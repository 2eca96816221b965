"""What the phones show, as plain values for JSON; it asks the store and changes nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.db.base import Tx
from bot.engine.session import Session
from bot.lib.sms import price
from bot.messaging.rules import NUDGE
from bot.messaging.simulated import decided_lines
from bot.simulator import store
from bot.simulator.store import Brought, Promised, Walk, Written

Shown = dict[str, Any]

FINAL = ("refused", "failed", "undelivered")
"""A text of the city with such a status will not arrive any more."""


def phone(tx: Tx, phone_hash: str) -> Shown:
    """One phone: its texts in the order they happened, what is on its way, and what the city knows about it."""
    resident = store.resident(tx, phone_hash)
    if resident is None:
        return {"language": None, "language_source": None, "left": False, "texts": [], "on_the_way": [], "lost": []}
    written, brought = store.written(tx, resident.id), store.brought(tx, phone_hash)
    promised = store.promised(tx, resident.id)
    ids = [each.session_id for each in written] + [each.session_id for each in brought]
    walks = store.walks(tx, sorted({each for each in ids if each}))
    texts = [_from_resident(each, _replies(each, brought, promised), walks) for each in written]
    texts += [_from_city(each, written, walks) for each in brought]
    return {
        "language": resident.language,
        "language_source": resident.language_source,
        "left": resident.left_at is not None,
        "texts": sorted(texts, key=lambda text: text["at"]),
        "on_the_way": [_waiting(each) for each in promised if each.status not in FINAL],
        "lost": [_waiting(each) for each in promised if each.status in FINAL],
    }


def _from_resident(text: Written, replies: int, walks: Mapping[str, Walk]) -> Shown:
    why = {"lines": decided_lines(text.decided), "session": _session(text.session_id, walks)}
    return {
        "id": text.carrier_id, "from": "resident", "body": text.body, "at": _moment(text.at), "status": text.status,
        **_price(text.body), "replies": replies, "why": None if replies else why,
    }  # fmt: skip


def _from_city(text: Brought, written: Sequence[Written], walks: Mapping[str, Walk]) -> Shown:
    heard = None if text.purpose == NUDGE else _heard(text, written)
    return {
        "id": text.carrier_id, "from": "city", "body": text.body, "at": _moment(text.at), "status": text.status,
        "error_code": text.error_code, "sender": text.sender, **_price(text.body),
        "parts": text.parts or price(text.body).parts, "language": text.language,
        "why": {
            "lines": decided_lines(heard.decided) if heard else [],
            "purpose": text.purpose, "flow": text.flow, "step": text.step, "version": text.flow_version,
            "language": text.language, "session": _session(text.session_id, walks),
        },
    }  # fmt: skip


def _heard(reply: Brought, written: Sequence[Written]) -> Written | None:
    """The text that this one answers: the last of the same session before it was queued."""
    before = [each for each in written if each.session_id == reply.session_id and each.at <= reply.queued_at]
    return before[-1] if before and reply.session_id else None


def _replies(text: Written, brought: Sequence[Brought], promised: Sequence[Promised]) -> int:
    """How many texts answer this one; a turn and its replies are written at the same moment."""
    if text.session_id is None:
        return 0
    moments = [(each.session_id, each.queued_at) for each in brought]
    moments += [(each.session_id, each.queued_at) for each in promised]
    return moments.count((text.session_id, text.at))


def _session(session_id: str | None, walks: Mapping[str, Walk]) -> Shown | None:
    walk = walks.get(session_id or "")
    if walk is None:
        return None
    frame = Session.from_json(walk.state).frame
    waits = walk.status == "waiting"
    return {
        "flow": frame.flow, "step": frame.step, "turn": walk.turn, "status": walk.status,
        "wake_at": _moment(walk.wake_at) if walk.wake_at and waits else None,
        "answers": {
            step: ", ".join(given.codes) or given.words or given.status for step, given in frame.answers.items()
        },
    }  # fmt: skip


def _waiting(text: Promised) -> Shown:
    return {
        "status": text.status,
        "purpose": text.purpose,
        "error_code": text.error_code,
        "at": _moment(text.queued_at),
    }


def _price(body: str) -> Shown:
    cost = price(body)
    return {"parts": cost.parts, "encoding": cost.encoding, "dear": list(cost.dear)}


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
