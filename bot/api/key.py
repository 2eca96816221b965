"""The key itself over the API: what it may do, until when, and a new secret for it; other keys are not seen here."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from bot.api.problems import Refused
from bot.api.routes import Call, Route
from bot.api.schemas import INTEGRAL, Model, Moment
from bot.keys import rules, service, store
from bot.keys.rules import NotPossible


class Secret(Model):
    """One of the key's secrets; never the secret itself."""

    made_at: Moment
    ends_at: Annotated[Moment | None, Field(description="null: with the key")]
    last_used_at: Annotated[Moment | None, Field(description="to the minute")]


class Key(Model):
    """The key that the request was made with."""

    id: str
    name: str
    purpose: str
    scopes: list[str]
    departments: Annotated[list[str], Field(description="whose concerns it sees; empty means all")]
    ends_at: Moment | None
    secrets: Annotated[list[Secret], Field(description="those that count, the newest first")]


class KeyRotation(Model):
    """For how long the secret before counts too."""

    keep_hours: Annotated[int, Field(ge=0, le=720, description="0 ends it at once."), INTEGRAL] = 168


class Rotated(Model):
    """The new secret, which is shown this once."""

    secret: str
    other_until: Annotated[Moment | None, Field(description="when the secret before ends")]


def get_key(call: Call) -> Key:
    """The key of this request: its scopes, its end, its secrets."""
    with call.bot.db.read() as tx:
        secrets = rules.live(store.secrets_of(tx, call.key.id), call.now)
    return Key(
        id=call.key.id, name=call.key.name, purpose=call.key.purpose, scopes=sorted(call.key.scopes),
        departments=sorted(call.key.departments), ends_at=call.key.expires_at,
        secrets=[
            Secret(made_at=each.created_at, ends_at=each.expires_at, last_used_at=each.last_used_at)
            for each in secrets
        ],
    )  # fmt: skip


def rotate_key(call: Call, body: KeyRotation) -> Rotated:
    """A new secret for this key; the one before counts for some hours more, so that nothing stands still.

    Two count at a time, never three: until the older one has ended it is refused.
    """
    kept = call.audited("key.rotated", f"{body.keep_hours} hours")
    try:
        issued = service.rotate(
            call.bot.db, call.bot.vault, call.key.id, keep_for=timedelta(hours=body.keep_hours), now=call.now,
            also=lambda tx, key: kept(tx, key.id),
        )  # fmt: skip
    except NotPossible as refused:
        raise Refused("not-now", "It is being rotated already: two secrets count. Wait until one ends.") from refused
    return Rotated(secret=issued.secret, other_until=issued.other_until)


_EXAMPLE = {
    "id": "key_01KM1R3V9W8Q2E4N6P7S8T0XYZ", "name": "311 desk", "purpose": "case files",
    "scopes": ["concerns:read", "events:read"], "departments": [], "ends_at": "2027-03-10T16:00:00.000000Z",
    "secrets": [{"made_at": "2026-03-10T16:00:00.000000Z", "ends_at": None,
                 "last_used_at": "2026-03-10T16:02:00.000000Z"}],
}  # fmt: skip
ROUTES = (
    Route("GET", "/key", "", get_key, Key, example=_EXAMPLE),
    Route("POST", "/key/rotate", "key:rotate", rotate_key, Rotated, body=KeyRotation, changes=True, refuses=True,
          asks={"keep_hours": 168},
          example={"secret": "cbd_...", "other_until": "2026-03-17T16:02:00.000000Z"}),
)  # fmt: skip
