"""Tables of subscriptions, their secrets and deliveries; no logic."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)  # fmt: skip

from bot.db.base import Utc, metadata

_COUNTING = BigInteger().with_variant(Integer, "sqlite")
_PENDING, _OVER = text("status = 'pending'"), text("status <> 'pending'")
_DEAD = text("status = 'dead'")
_SAID = text("excerpt IS NOT NULL")

subscription = Table(
    "subscription", metadata,
    Column("id", String(40), primary_key=True),
    Column("url", Text, nullable=False),
    Column("types", Text, nullable=False),
    Column("grants", String(64), nullable=False),
    Column("owner", String(254), nullable=False),
    Column("state", String(8), nullable=False),
    Column("why", Text),
    Column("created_at", Utc, nullable=False),
    Column("after", BigInteger, nullable=False),
    Column("streak", SmallInteger, nullable=False, server_default="0"),
    Column("failing_since", Utc),
    Column("rests_until", Utc),
    Column("held_until", Utc),
    Column("key_id", String(40)),
)  # fmt: skip
"""Another system's wish: the events whose type matches one of `types` (words apart by spaces) and whose number is above
`after`, posted to `url`. `state` is active, paused or gone, for the reason `why`; `owner` is a mail address.

`grants` are codes of rules.GRANTS, apart by spaces. `streak` counts the batches that failed since the last one that did
not, `failing_since` is when that began. While `rests_until` has not come nothing is posted; until `held_until` one
worker has it to itself. `key_id` is the API key that made it, none where the city did.
"""

subscription_secret = Table(
    "subscription_secret", metadata,
    Column("id", String(40), primary_key=True),
    Column("subscription_id", String(40), ForeignKey("subscription.id"), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("ends_at", Utc),
)  # fmt: skip
"""What deliveries are signed with, sealed; an old one ends some time after the new, so that the consumer can change."""

delivery = Table(
    "delivery", metadata,
    Column("id", _COUNTING, primary_key=True, autoincrement=True),
    Column("subscription_id", String(40), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("subject", String(64), nullable=False),
    Column("status", String(12), nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("failures", SmallInteger, nullable=False, server_default="0"),
    Column("first_at", Utc),
    Column("tried_at", Utc),
    Column("answer", SmallInteger),
    Column("why", String(200)),
    Column("excerpt", Text),
    Column("took_ms", Integer),
    UniqueConstraint("subscription_id", "sequence"),
    Index("ix_delivery_pending", "subscription_id", "sequence", sqlite_where=_PENDING, postgresql_where=_PENDING),
    Index("ix_delivery_subject", "subject", sqlite_where=_SAID, postgresql_where=_SAID),
    Index("ix_delivery_dead", "subscription_id", "sequence", sqlite_where=_DEAD, postgresql_where=_DEAD),
    Index("ix_delivery_over", "status", "due_at", sqlite_where=_OVER, postgresql_where=_OVER),
)  # fmt: skip
"""One event on its way to one subscription, without foreign keys as in conversations.tables. `status` is pending,
delivered or dead; what was sent is the event itself, so it is not kept again.

`attempts` counts every call, `failures` the steps on the ladder of rules.RETRY_AFTER, since `first_at`. `answer` is the
last HTTP status (none: nothing came back), `why` what was wrong with it and `excerpt` how its body began.
"""

delivery_try = Table(
    "delivery_try", metadata,
    Column("delivery_id", BigInteger, primary_key=True),
    Column("slot", SmallInteger, primary_key=True),
    Column("nth", Integer, nullable=False),
    Column("subject", String(64), nullable=False),
    Column("at", Utc, nullable=False),
    Column("answer", SmallInteger),
    Column("why", String(200)),
    Column("excerpt", Text),
    Column("took_ms", Integer),
    Index("ix_delivery_try_subject", "subject", sqlite_where=_SAID, postgresql_where=_SAID),
)  # fmt: skip
"""What came back from each call of a delivery that was not taken at once, or was sent again; `nth` counts them.

There are as many slots as rules.MOST_TRIES, taken in turn, so that a delivery that is tried for ever keeps its latest.
"""
