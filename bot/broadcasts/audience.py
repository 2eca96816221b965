"""Whom a segment's rule finds, asked of the database; it judges as `facts.holds` does, and every value is a parameter.

Who has left, and who holds a phone no longer, is in no audience. Pauses, quiet topics and quiet hours are no business
of a rule: the send gate judges them at the moment of sending.
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from json import dumps

from sqlalchemy import (
    Column,
    ColumnElement,
    Double,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)

from bot.broadcasts.facts import COMPARISONS, bounds, measure
from bot.broadcasts.tree import SHAPES, And, Answered, Fact, Joined, Not, Or, Reported, Rule, Texted
from bot.concerns.tables import concern
from bot.conversations.tables import answer
from bot.db.base import Tx
from bot.messaging.tables import conversation, message
from bot.people.tables import contact, contact_field

ANSWERED, IN = "answered", "in"
Clause = ColumnElement[bool]


def members(rule: Rule, now: datetime, zone: tzinfo) -> Select[tuple[str]]:
    """The ids of everybody in the audience, in no order; `zone` is the city's, where the rule's days begin."""
    return select(contact.c.id).where(is_member(rule, now, zone))


def is_member(rule: Rule, now: datetime, zone: tzinfo) -> Clause:
    """Whether somebody, a row of `contact`, is in the audience."""
    return and_(contact.c.left_at.is_(None), contact.c.shares.is_(None), matching(rule, now, zone))


def count(tx: Tx, rule: Rule, now: datetime, zone: tzinfo) -> int:
    """How many people are in the audience."""
    return int(tx.execute(select(func.count()).select_from(members(rule, now, zone).subquery())).scalar_one())


def matching(rule: Rule, now: datetime, zone: tzinfo) -> Clause:
    """The rule as a condition on a row of `contact`, also one of who has left; true or false and never NULL."""
    match rule:
        case And():
            return and_(*(matching(part, now, zone) for part in rule.parts))
        case Or():
            return or_(*(matching(part, now, zone) for part in rule.parts))
        case Not():
            return not_(matching(rule.part, now, zone))
        case Fact():
            return _field(rule) if rule.name.startswith("field.") else _compared(rule, contact.c[rule.name])
        case Answered():
            return _answered(rule, now, zone)
        case Reported():
            kind = concern.c.kind == rule.kind if rule.kind else true()
            return exists().where(
                concern.c.contact_id == contact.c.id, kind, _within(rule, concern.c.created_at, now, zone)
            )
        case Texted():
            return _texted(rule, now, zone)
        case Joined():
            return _within(rule, contact.c.created_at, now, zone)


def _within(rule: Answered | Reported | Texted | Joined, at: Column[datetime], now: datetime, zone: tzinfo) -> Clause:
    start, end = bounds(rule.span, now, zone)
    return and_(true(), *([at >= start] if start else []), *([at < end] if end else []))


def _compared(rule: Fact, known: ColumnElement[str]) -> Clause:
    if rule.op == "unknown":
        return known.is_(None)
    return and_(known.is_not(None), _meets(rule, known))


def _meets(rule: Fact, known: ColumnElement[float] | ColumnElement[str]) -> Clause:
    values = [measure(rule.kind, value) for value in rule.values]
    if rule.op in ("in", "not in"):
        return known.in_(values) if rule.op == "in" else known.not_in(values)
    meets: Clause = COMPARISONS[rule.op](known, values[0])
    return meets


def _field(rule: Fact) -> Clause:
    """A value that does not look as its kind says is none; CASE keeps PostgreSQL from casting it all the same."""
    shape, value = SHAPES.get(rule.kind), contact_field.c.value
    typed = cast(value, Double) if rule.kind == "number" else value
    known = case((value.regexp_match(shape), typed)) if shape else typed
    meets = known.is_not(None) if rule.op == "unknown" else _meets(rule, known)
    name = rule.name.partition(".")[2]
    found = exists().where(contact_field.c.contact_id == contact.c.id, contact_field.c.name == name, meets)
    return not_(found) if rule.op == "unknown" else found


def _answered(rule: Answered, now: datetime, zone: tzinfo) -> Clause:
    given = [
        answer.c.contact_id == contact.c.id,
        or_(answer.c.survey == rule.of, answer.c.flow == rule.of),
        answer.c.status == ANSWERED,
        _within(rule, answer.c.at, now, zone),
    ]
    if rule.step:
        given += [answer.c.step == rule.step, _stands()]
    if rule.codes:
        given.append(_one_of(rule.codes))
    return exists().where(*given)


def _stands() -> Clause:
    """Nothing later was recorded at the answer's step: no correction, and not that it was taken back."""
    later = answer.alias("later")
    same = [later.c[name] == answer.c[name] for name in ("contact_id", "session_id", "flow", "step")]
    return not_(exists().where(*same, later.c.at > answer.c.at))


def _one_of(codes: Sequence[str]) -> Clause:
    """One of the codes is in the JSON list; not by LIKE, in which SQLite takes capitals and small letters for one."""
    nothing: ColumnElement[str] = literal_column("''")
    return or_(*(func.replace(answer.c.codes, dumps(code), nothing) != answer.c.codes for code in codes))


def _texted(rule: Texted, now: datetime, zone: tzinfo) -> Clause:
    wrote = select(message.c.id).join_from(conversation, message, message.c.conversation_id == conversation.c.id)
    here = [conversation.c.contact_id == contact.c.id, message.c.direction == IN]
    return wrote.where(*here, _within(rule, message.c.created_at, now, zone)).exists()
