"""Words of directory entries that somebody would have otherwise, in the city's draft until they are live or dropped;
whether they are good is asked in flowfiles.entries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from json import dumps, loads
from typing import Any

from sqlalchemy import Row, delete, select, update

from bot.db.base import Tx
from bot.flowfiles.entries import rows_of
from bot.flowfiles.rewording import text_id
from bot.releases.drafts import ENTRY, MOST
from bot.releases.tables import flow_draft
from bot.staff import audit
from bot.staff.rules import Staff


@dataclass(frozen=True, slots=True)
class Proposal:
    """What of an entry should be said otherwise, by column of its table, and who said so last."""

    code: str
    words: Mapping[str, str]
    staff_id: str
    changed_at: datetime

    def differs_from(self, live: Mapping[str, str]) -> bool:
        """Whether residents read something else."""
        return any(live.get(name, "") != said for name, said in self.words.items())


def proposals(tx: Tx) -> list[Proposal]:
    """All of them, the oldest first."""
    query = select(flow_draft).where(flow_draft.c.flow.startswith(ENTRY, autoescape=True))
    return [_proposal(row) for row in tx.execute(query.order_by(flow_draft.c.changed_at, flow_draft.c.id).limit(MOST))]


def proposal_of(tx: Tx, code: str) -> Proposal | None:
    """What is proposed for that entry; None when nothing is."""
    row = tx.execute(select(flow_draft).where(flow_draft.c.id == _id(code))).first()
    return _proposal(row) if row else None


def propose(tx: Tx, code: str, words: Mapping[str, str], *, by: Staff, now: datetime) -> None:
    """Say these words of the entry otherwise; what was proposed for it before goes."""
    tx.execute(delete(flow_draft).where(flow_draft.c.id == _id(code)))
    tx.execute(
        flow_draft.insert(),
        {
            "id": _id(code), "flow": f"{ENTRY}{code}", "english": "", "words": dumps(dict(words), ensure_ascii=False),
            "staff_id": by.id, "changed_at": now,
        },
    )  # fmt: skip
    audit.record(tx, by, "entry.proposed", f"{ENTRY}{code}", ", ".join(words), now)


def asked_for(tx: Tx, code: str, words: Mapping[str, str]) -> None:
    """Whoever publishes has changed the proposal to these words; it stays its author's until they are live."""
    said = dumps(dict(words), ensure_ascii=False)
    tx.execute(update(flow_draft).where(flow_draft.c.id == _id(code)).values(words=said))


def drop(tx: Tx, code: str, *, by: Staff, now: datetime) -> bool:
    """Leave the entry as it is; False when nothing was proposed for it."""
    gone = tx.execute(delete(flow_draft).where(flow_draft.c.id == _id(code))).rowcount == 1
    if gone:
        audit.record(tx, by, "entry.proposal_dropped", f"{ENTRY}{code}", "", now)
    return gone


def clear_live(tx: Tx, table: str) -> None:
    """Forget what residents read already, by this table of entries, and what was proposed for entries that are gone."""
    rows = rows_of(table)
    done = [_id(each.code) for each in proposals(tx) if not each.differs_from(rows.get(each.code, each.words))]
    if done:
        tx.execute(delete(flow_draft).where(flow_draft.c.id.in_(done)))


def _id(code: str) -> str:
    return text_id(f"{ENTRY}{code}", "")


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(row.flow.removeprefix(ENTRY), loads(row.words), row.staff_id, row.changed_at)
