"""What a call of a delivery was signed with, worked out again from what is kept; no secret leaves this module.

Signatures are not stored: the event, the moment of the call and the secrets of that time make them again. Where the
body held more than the event, or its secrets are gone, that is said instead of a signature that was never sent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from standardwebhooks import Webhook

from bot.db.base import Tx
from bot.lib.vault import Vault
from bot.outbox.recorded import Recorded
from bot.webhooks import store
from bot.webhooks.rules import REFUSED
from bot.webhooks.signing import body_of, headers_for
from bot.webhooks.store import Subscription


class Unknown(StrEnum):
    """Why nobody can tell a signature any more."""

    PHONE = "phone"
    """The body held a number that was looked up as it left."""
    SECRET = "secret"  # noqa: S105  It is a reason, no secret.
    """What it was signed with is not kept any more."""
    NOTHING = "nothing"
    """The guard refused the call, so nothing was sent."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it was written down: when it was over, how long it took, what was wrong with it."""

    at: datetime
    took_ms: int
    why: str | None

    @property
    def signed_at(self) -> datetime:
        """`deliver` writes the end down as the moment of signing and the milliseconds since, so this is exact."""
        return self.at - timedelta(milliseconds=self.took_ms)


@dataclass(frozen=True, slots=True)
class Sent:
    """The headers that a call had for itself; without a signature `unknown` says why."""

    timestamp: str
    signature: str = ""
    unknown: Unknown | None = None


def sent(tx: Tx, vault: Vault, of: Subscription, event: Recorded, calls: Iterable[Call]) -> list[Sent]:
    """What each of these calls of this event was sent with."""
    kept = [
        (made_at, ends_at, Webhook(vault.open(sealed))) for made_at, ends_at, sealed in store.kept_secrets(tx, of.id)
    ]  # fmt: skip
    body = body_of(event, {})
    return [_sent(of, event.id, body, kept, each) for each in calls]


def _sent(
    of: Subscription, event_id: str, body: str, kept: Sequence[tuple[datetime, datetime | None, Webhook]], call: Call
) -> Sent:  # fmt: skip
    at = call.signed_at
    signers = [signer for made_at, ends_at, signer in kept if made_at <= at and (ends_at is None or ends_at > at)]
    headers = headers_for(event_id, body, signers, at)
    if (call.why or "").startswith(REFUSED):
        unknown = Unknown.NOTHING
    elif "phone" in of.grants:
        unknown = Unknown.PHONE
    elif not signers:
        unknown = Unknown.SECRET
    else:
        return Sent(headers["webhook-timestamp"], headers["webhook-signature"])
    return Sent(headers["webhook-timestamp"], unknown=unknown)
