"""What staff read of concerns that go to the city's other system; each list along an index; nothing is changed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from bot.concerns.tables import concern
from bot.db.base import Tx
from bot.db.paging import Portion, portion
from bot.lib.paging import Place
from bot.open311 import rules
from bot.open311.tables import sent_report

ORDER = (datetime, str)
GROUPS: dict[str, Sequence[str]] = {
    "person": rules.FOR_A_PERSON, "waiting": (rules.WAITING, rules.DOUBT, rules.TOKEN), "followed": (rules.FOLLOWED,),
    "closed": (rules.CLOSED,), "stopped": (rules.STOPPED,),
}  # fmt: skip
"""What staff ask for, and the states that it means."""
MOST_COUNTED = 1_000


def lines(
    tx: Tx, group: str, bound: Collection[str] | None, *, after: Place | None, limit: int
) -> Portion[Any]:  # fmt: skip
    """Reports of a group, the last changed first; of these departments alone when they are named."""
    query = select(
        sent_report.c.state, sent_report.c.why, sent_report.c.their_id, sent_report.c.changed_at,
        sent_report.c.concern_id, concern.c.reference, concern.c.kind, concern.c.status,
    ).join_from(sent_report, concern, concern.c.id == sent_report.c.concern_id)  # fmt: skip
    states = GROUPS[group]
    query = query.where(
        sent_report.c.state == states[0] if len(states) == 1 else sent_report.c.state.in_(states)
    )  # fmt: skip
    if bound is not None:
        query = query.where(concern.c.department.in_(sorted(bound)))
    order = [sent_report.c.changed_at, sent_report.c.concern_id]
    return portion(tx, query, order, after=after, limit=limit, down=True)


def counted(tx: Tx) -> dict[str, int]:
    """How many there are in each group, MOST_COUNTED + 1 for more than that."""
    found = {}
    for group, states in GROUPS.items():
        some = select(sent_report.c.concern_id).where(sent_report.c.state.in_(states)).limit(MOST_COUNTED + 1)
        found[group] = int(tx.execute(select(func.count()).select_from(some.subquery())).scalar_one())
    return found
