"""What a delivery holds beyond the event, for subscriptions that were granted it; looked up as it leaves."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from bot.db.base import Tx
from bot.lib.vault import Vault
from bot.people.tables import contact


def granted(tx: Tx, vault: Vault, grants: Sequence[str], subjects: Iterable[str]) -> dict[str, dict[str, str]]:
    """For each subject that is a resident with a phone, what these grants allow to say of them."""
    if "phone" not in grants:
        return {}
    found = select(contact.c.id, contact.c.phone_sealed).where(contact.c.id.in_(set(subjects)))
    return {id: {"phone": vault.open(sealed)} for id, sealed in tx.execute(found) if sealed}
