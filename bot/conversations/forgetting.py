"""Erases what a resident answered and what staff noted about them; codes that results count by stay, words do not."""

from collections.abc import Mapping
from datetime import datetime
from json import dumps, loads
from typing import Any

from sqlalchemy import bindparam, delete, null, select, update

from bot.conversations.staff_tables import care, conversation_label, glance, remark
from bot.conversations.tables import WAITING, answer, flow_version, safety_hit, session
from bot.db.base import Tx
from bot.engine.session import Session, changed
from bot.messaging.tables import conversation

_mine = select(conversation.c.id).where(conversation.c.contact_id == bindparam("of"))
_ANSWERS = select(answer.c.id, answer.c.flow_version, answer.c.step, answer.c.codes).where(
    answer.c.contact_id == bindparam("of")
)
_EMPTY = update(answer).where(answer.c.id == bindparam("the")).values(words="", codes=bindparam("left"))
_SESSIONS = select(session.c.id, session.c.state).where(session.c.conversation_id.in_(_mine))
_END = (
    update(session)
    .where(session.c.id == bindparam("the"))
    .values(state=bindparam("to"), wake_at=null(), updated_at=session.c.updated_at)
)
_EXPIRE = (
    update(session)
    .where(session.c.conversation_id.in_(_mine), session.c.status == WAITING)
    .values(status="expired", wake_at=null())
)
_FORM = select(flow_version.c.form).where(flow_version.c.digest == bindparam("of"))
_STAFFS = tuple(
    delete(each).where(each.c.conversation_id.in_(_mine)) for each in (remark, conversation_label, care, glance)
)
_DANGERS = delete(safety_hit).where(safety_hit.c.contact_id == bindparam("of"))

_NUMBER = "number"
_LONGEST_NUMBER = 6
"""Digits of a number that says how many, and calls nobody."""


def forget(tx: Tx, contact_id: str, _now: datetime) -> None:
    """Answers lose their words, walks what they remember; notes, labels and marks of danger go."""
    _forget_answers(tx, contact_id)
    tx.execute(_EXPIRE, {"of": contact_id})
    walks = [
        {"the": id, "to": changed(Session.from_json(state), frames=()).to_json()}
        for id, state in tx.execute(_SESSIONS, {"of": contact_id})
    ]
    if walks:
        tx.execute(_END, walks)
    for erase in (*_STAFFS, _DANGERS):
        tx.execute(erase, {"of": contact_id})


def _forget_answers(tx: Tx, contact_id: str) -> None:
    countable: dict[str, dict[str, frozenset[str]]] = {}
    rows = []
    for id, version, step, codes in tx.execute(_ANSWERS, {"of": contact_id}).all():
        if version not in countable:
            countable[version] = _codes_by_step(tx, version)
        known = countable[version].get(step, frozenset())
        rows.append(
            {"the": id, "left": dumps([code for code in loads(codes) if code in known or _counts(code, known)])}
        )
    if rows:
        tx.execute(_EMPTY, rows)


def _counts(code: str, known: frozenset[str]) -> bool:
    return _NUMBER in known and len(code) <= _LONGEST_NUMBER and code.isdecimal()


def _codes_by_step(tx: Tx, version: str) -> dict[str, frozenset[str]]:
    """The codes that this version of a flow offered to everybody alike; what one resident was offered is about them."""
    form = tx.execute(_FORM, {"of": version}).scalar()
    steps = loads(form)["steps"] if form else []
    return {each["id"]: frozenset((each.get("answer", ""), *_codes(each))) for each in steps}


def _codes(step: Mapping[str, Any]) -> list[str]:
    return [code for code, *_ in step.get("choices", ())]
