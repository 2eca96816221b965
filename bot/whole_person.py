"""A resident across every package: who erases and who hands over what it has, and what workers do later about them."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.concerns import forgetting as concern_forgetting
from bot.concerns import joining as concern_joining
from bot.conversations import forgetting as talk_forgetting
from bot.conversations import joining as talk_joining
from bot.db.base import Tx
from bot.db.engine import Database
from bot.flowfiles.library import Library
from bot.lib.clock import Clock
from bot.lib.vault import Vault
from bot.messaging import forgetting as text_forgetting
from bot.messaging import joining as text_joining
from bot.open311 import forgetting as sent_forgetting
from bot.outbox.relay import Outcome
from bot.people import forgetting, lists, takeout
from bot.people.joining import Joins
from bot.staff import audit
from bot.staff.store import names
from bot.webhooks import forgetting as webhook_forgetting

FORGETS: tuple[forgetting.Forgets, ...] = (
    sent_forgetting.forget, concern_forgetting.forget, webhook_forgetting.forget, talk_forgetting.forget,
    text_forgetting.forget,
)  # fmt: skip
"""Who erases what they have of a resident who is forgotten; their own row goes last."""

JOINS: tuple[Joins, ...] = (concern_joining.join, talk_joining.join, text_joining.join)
"""Who gives what they have of one resident to another, in this order, when the two are one person."""


def later(
    db: Database, vault: Vault, library: Callable[[], Library], clock: Clock
) -> Mapping[str, Callable[[str, datetime], Outcome]]:
    """What happens later with residents, by the kind of outbox item: forgetting them, lists and files of them."""

    def name_of(staff_id: str) -> str:
        with db.read() as tx:
            return names(tx, [staff_id]).get(staff_id, staff_id)

    def fields() -> list[str]:
        return list(library().city.fields)

    return {
        forgetting.FORGET: lambda subject, now: forgetting.perform(db, FORGETS, _forgotten, subject, now),
        lists.TRY: lambda subject, now: lists.perform_try(db, vault, library(), subject, now),
        lists.BRING_IN: lambda subject, _: lists.perform_import(db, vault, library(), subject, clock),
        lists.CLEAR: lambda subject, now: lists.perform_clear(db, subject, now),
        takeout.WRITE: lambda subject, _: takeout.perform_write(db, vault, fields(), subject, name_of, clock),
        takeout.CLEAR: lambda subject, _: takeout.perform_clear(db, subject),
    }


def _forgotten(tx: Tx, contact_id: str, why: str, now: datetime) -> None:
    """The line of the audit log, which holds nothing of the person."""
    audit.record(tx, "Cabildo", "people.forgotten", contact_id, why, now)
