"""The city's draft: texts of flows that are to be said otherwise, kept until they are published; it checks nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from json import dumps, loads

from sqlalchemy import delete, select

from bot.db.base import Tx
from bot.flowfiles.rewording import Rewording, text_id
from bot.releases.tables import flow_draft
from bot.staff import audit
from bot.staff.rules import Staff

MOST = 500
"""Texts of a draft that are looked at."""
ENTRY = "directory:"
"""What stands in the place of a flow for an entry of the directory, of which bot.releases.proposals knows more."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """One text in the draft, and who changed it last."""

    id: str
    rewording: Rewording
    staff_id: str
    changed_at: datetime


def drafted(tx: Tx, flow: str | None = None) -> list[Drafted]:
    """Every text of flows in the draft, or those of one flow, in the order in which it was changed."""
    query = select(flow_draft).order_by(flow_draft.c.changed_at, flow_draft.c.id).limit(MOST)
    is_ours = flow_draft.c.flow == flow if flow is not None else ~flow_draft.c.flow.startswith(ENTRY, autoescape=True)
    query = query.where(is_ours)
    return [
        Drafted(row.id, Rewording(row.flow, row.english, loads(row.words)), row.staff_id, row.changed_at)
        for row in tx.execute(query)
    ]


def keep(tx: Tx, flow: str, english: str, words: Mapping[str, str], *, by: Staff, now: datetime) -> None:
    """Say this text otherwise, once the draft is published; what was in the draft for it goes."""
    id = text_id(flow, english)
    tx.execute(delete(flow_draft).where(flow_draft.c.id == id))
    tx.execute(
        flow_draft.insert(),
        {
            "id": id, "flow": flow, "english": english, "words": dumps(dict(words), ensure_ascii=False),
            "staff_id": by.id, "changed_at": now,
        },
    )  # fmt: skip
    audit.record(tx, by, "flow.text_drafted", flow, english[:80], now)


def drop(tx: Tx, id: str, *, by: Staff, now: datetime) -> bool:
    """Take a text out of the draft; False when it is not in it."""
    row = tx.execute(select(flow_draft.c.flow, flow_draft.c.english).where(flow_draft.c.id == id)).first()
    if row is None:
        return False
    tx.execute(delete(flow_draft).where(flow_draft.c.id == id))
    audit.record(tx, by, "flow.text_dropped", row.flow, row.english[:80], now)
    return True


def clear(tx: Tx, ids: list[str]) -> None:
    """Forget these: they are live."""
    if ids:
        tx.execute(delete(flow_draft).where(flow_draft.c.id.in_(ids)))
