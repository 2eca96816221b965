"""Erases what a resident answered and what staff noted about them; codes that results count by stay, words do not."""

from collections.abc import Callable, Mapping
from datetime import datetime
from json import dumps, loads
from typing import Any

from sqlalchemy import bindparam, delete, null, or_, select, update

from bot.conversations.staff_tables import care, conversation_label, glance, remark
from bot.conversations.tables import WAITING, answer, flow_version, safety_hit, session
from bot.db.base import Tx
from bot.engine.session import Session, changed
from bot.events import AnswerGiven
from bot.messaging.tables import conversation
from bot.outbox.tables import event
from bot.people.tables import contact

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

_theirs = select(contact.c.id).where(or_(contact.c.id == bindparam("of"), contact.c.merged_into == bindparam("of")))
"""Whoever was merged into them, too: their answers moved, what was recorded about them did not."""
_EVENTS = select(event.c.seq, event.c.data).where(
    event.c.subject.in_(_theirs), event.c.sequence.is_not(None), event.c.type == AnswerGiven.type
)
_RECORDED = update(event).where(event.c.seq == bindparam("the")).values(data=bindparam("to"))
_LONGEST_NUMBER = 6
"""Digits of a number that says how many, and calls nobody."""
_OF_THE_CITY = frozenset({"concern_kinds", "service"})
"""Questions whose options are codes of the city's own; those of a place say where somebody lives."""


def forget(tx: Tx, contact_id: str, _now: datetime) -> None:
    """Answers lose their words, walks what they remember; notes, labels and marks of danger go."""
    gone = _forget_answers(tx, contact_id)
    _forget_recorded(tx, contact_id, gone)
    tx.execute(_EXPIRE, {"of": contact_id})
    walks = [
        {"the": id, "to": changed(Session.from_json(state), frames=()).to_json()}
        for id, state in tx.execute(_SESSIONS, {"of": contact_id})
    ]
    if walks:
        tx.execute(_END, walks)
    for erase in (*_STAFFS, _DANGERS):
        tx.execute(erase, {"of": contact_id})


def _forget_answers(tx: Tx, contact_id: str) -> frozenset[str]:
    """The codes that went: they said something about this one resident."""
    countable: dict[str, dict[str, Callable[[str], bool]]] = {}
    rows, gone = [], set()
    for id, version, step, codes in tx.execute(_ANSWERS, {"of": contact_id}).all():
        if version not in countable:
            countable[version] = _countable(tx, version)
        counts = countable[version].get(step, _nothing)
        left = [code for code in loads(codes) if counts(code)]
        gone |= {*loads(codes)} - {*left}
        rows.append({"the": id, "left": dumps(left)})
    if rows:
        tx.execute(_EMPTY, rows)
    return frozenset(gone)


def _forget_recorded(tx: Tx, contact_id: str, gone: frozenset[str]) -> None:
    """The same codes in what was recorded for other systems, who ask for it again some day."""
    rows = []
    for seq, data in tx.execute(_EVENTS, {"of": contact_id}).all():
        told = loads(data)
        if not gone.isdisjoint(told["codes"]):
            told["codes"] = [code for code in told["codes"] if code not in gone]
            rows.append({"the": seq, "to": dumps(told, ensure_ascii=False)})
    if rows:
        tx.execute(_RECORDED, rows)


def _countable(tx: Tx, version: str) -> dict[str, Callable[[str], bool]]:
    """By step of this version of a flow, which codes were offered to everybody alike."""
    form = tx.execute(_FORM, {"of": version}).scalar()
    steps = loads(form)["steps"] if form else []
    finds = {each["id"]: each.get("verb") for each in steps}
    return {each["id"]: _counts(each, finds.get(each.get("choices_from"))) for each in steps}


def _counts(step: Mapping[str, Any], found_by: str | None) -> Callable[[str], bool]:
    if step.get("answer") == "number":
        return lambda code: len(code) <= _LONGEST_NUMBER and code.isdecimal()
    if found_by in _OF_THE_CITY:
        return lambda code: True
    return frozenset(code for code, *_ in step.get("choices", ())).__contains__


def _nothing(_code: str) -> bool:
    return False
