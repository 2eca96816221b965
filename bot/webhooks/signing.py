"""What a delivery looks like: its body and its headers, signed (Standard Webhooks 1.0.0); nothing is sent here."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from json import dumps
from typing import Any

from standardwebhooks import Webhook

from bot.lib.ids import random_bytes
from bot.outbox.recorded import Recorded

AGENT = "Cabildo-Webhooks/1"
_SECRET_BYTES = 32


def new_secret() -> str:
    """A secret as both sides write it: `whsec_` and base64."""
    return f"whsec_{b64encode(random_bytes(_SECRET_BYTES)).decode()}"


def body_of(event: Recorded, granted: Mapping[str, Any]) -> str:
    """The event as JSON, with what this subscription was granted beside it."""
    told = event.as_json() | ({"granted": dict(granted)} if granted else {})
    return dumps(told, ensure_ascii=False, separators=(",", ":"))


def headers_for(event_id: str, body: str, secrets: Sequence[Webhook], at: datetime) -> dict[str, str]:
    """The headers of one attempt; a signature for each secret, newest first."""
    return {
        "content-type": "application/json",
        "user-agent": AGENT,
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(each.sign(event_id, at, body) for each in secrets),
    }
