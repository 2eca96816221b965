"""Signing in through the city's own provider: whom an identity means, and the session it opens; it calls nobody.

1. The first time, a verified e-mail says who it is: that of somebody invited. Nobody is added because a provider knows
   them.
2. From then on the provider's own id of that person (`sub`) decides, whatever their e-mail has become: an address may
   pass to somebody else, an id does not. So an account that is linked takes no second id.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.db.base import Tx
from bot.db.engine import Database
from bot.lib.oidc import Identity
from bot.lib.vault import Vault
from bot.staff import store
from bot.staff.audit import record
from bot.staff.rules import Staff, proved_twice
from bot.staff.signing_in import Wait, counted, open_session, waiting
from bot.staff.store import Account


@dataclass(frozen=True, slots=True)
class Entered:
    """A new session: the token for the cookie, and whether our own second factor is still to come."""

    token: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class NotLetIn:
    """Nobody of ours, or nobody who can be told by this identity: `why` says which."""

    why: Literal["unknown", "unverified", "other"]


def attempt(db: Database, vault: Vault, address: str, *, now: datetime) -> Wait | str:
    """The id of an attempt from that network address, which counts until it succeeds; or until when it has to wait."""
    key = vault.lookup(f"address {address}")
    with db.begin() as tx:
        until = waiting(tx, {"address": key}, now)
        return Wait(until) if until else counted(tx, key, now)


def enter(
    db: Database, identity: Identity, *, asks_everybody: bool, attempt_id: str, browser: str, now: datetime
) -> Entered | NotLetIn:
    """Open a session for whom the provider vouches; see the rules above."""
    with db.begin() as tx:
        account = _meant(tx, identity, now)
        if isinstance(account, NotLetIn):
            return account
        store.forget_attempts(tx, (), [attempt_id])
        staff = account.staff
        is_whole = proved_twice(identity.methods, asks_everybody=asks_everybody)
        if is_whole:
            record(tx, staff, "staff.signed_in_by_provider", staff.id, "", now)
        return Entered(open_session(tx, staff.id, browser, now, verified=is_whole), is_whole)


def forget(db: Database, staff_id: str, *, by: Staff, now: datetime) -> bool:
    """Let the next sign-in of that person link anew, by their e-mail; False when nothing was linked."""
    with db.begin() as tx:
        forgotten = store.forget_identities(tx, staff_id)
        if forgotten:
            store.end_sessions(tx, staff_id, now)
            record(tx, by, "staff.provider_unlinked", staff_id, "", now)
        return bool(forgotten)


def _meant(tx: Tx, identity: Identity, now: datetime) -> Account | NotLetIn:
    linked = store.identified(tx, identity.issuer, identity.subject)
    if linked:
        account = store.account_by_id(tx, linked)
        return _unless_disabled(tx, account, now)
    if not identity.email or not identity.email_is_verified:
        return NotLetIn("unverified")
    account = store.account_by_email(tx, identity.email)
    found = _unless_disabled(tx, account, now)
    if isinstance(found, NotLetIn):
        return found
    staff_id = found.staff.id
    if store.identity_of(tx, staff_id, identity.issuer):
        record(tx, "single sign-on", "staff.provider_refused", staff_id, "another id of the provider, same e-mail", now)
        return NotLetIn("other")
    store.add_identity(tx, identity.issuer, identity.subject, staff_id, now)
    record(tx, found.staff, "staff.provider_linked", staff_id, "", now)
    return found


def _unless_disabled(tx: Tx, account: Account | None, now: datetime) -> Account | NotLetIn:
    if account is None:
        return NotLetIn("unknown")
    if account.disabled_at:
        record(tx, "single sign-on", "staff.provider_refused", account.staff.id, "disabled", now)
        return NotLetIn("unknown")
    return account
