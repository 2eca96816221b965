"""Settles texts in doubt against the carrier's own list, when a person asks for it; it never sends anything.

The worker does the same by itself, a minute and five minutes after; only the worker may decide to send again.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.db.base import Tx
from bot.db.engine import Database
from bot.lib.vault import Vault
from bot.messaging import store
from bot.messaging.carrier import Carrier, Letter
from bot.messaging.pacing import address_of, phone_of

MOST = 1000
"""Texts of one run; the next run takes up the others."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What came of it: texts that the carrier has, that its list lacks, and about which it could not be asked."""

    settled: int = 0
    lacking: int = 0
    unanswered: int = 0


def reconcile(db: Database, carrier: Carrier, vault: Vault, *, now: datetime) -> Counts:
    """Ask about every text in doubt, oldest id first, each in transactions of its own."""
    with db.read() as tx:
        ids = [message_id for message_id, _ in store.messages_in_doubt(tx, MOST)]
        messages = store.outgoing_messages(tx, ids)
    settled = lacking = unanswered = 0
    for message in messages:
        found = _ask(carrier, vault, message)
        if found is None:
            unanswered += 1
            continue
        with db.begin() as tx:
            if settle(tx, message.id, found, now):
                settled += 1
            else:
                lacking += 1
    return Counts(settled, lacking, unanswered)


def _ask(carrier: Carrier, vault: Vault, message: store.Outgoing) -> list[str] | None:
    try:
        letter = Letter(message.id, phone_of(message, vault), address_of(message), message.body)
    except ValueError:
        return None
    return carrier.find(letter, message.started_at) if message.started_at else []


def settle(tx: Tx, message_id: str, carrier_ids: list[str], now: datetime) -> bool:
    """Take the first of these ids that no other message of ours has; False when there is none."""
    for carrier_id in carrier_ids:
        if store.message_by_carrier_id(tx, carrier_id) is None:
            store.raise_status(tx, message_id, "accepted", carrier_id=carrier_id, code=None, at=now)
            return True
    return False
