"""Tables of conversations, messages, attempts and of the simulator's carrier; no logic.

Messages and attempts name others without a foreign key, for the reason given in conversations.tables.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
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

conversation = Table(
    "conversation", metadata,
    Column("id", String(40), primary_key=True),
    Column("contact_id", String(40), ForeignKey("contact.id"), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("sender", String(64), nullable=False),
    Column("answerable", Boolean, nullable=False),
    Column("taken_over_at", Utc),
    Column("waiting_since", Utc),
    Column("held_message_id", String(64)),
    Column("hidden_since", Utc),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("contact_id", "channel", "sender"),
    Index("ix_conversation_waiting_since", "waiting_since",
          sqlite_where=text("waiting_since IS NOT NULL"), postgresql_where=text("waiting_since IS NOT NULL")),
)  # fmt: skip
"""Everything between one contact and one sender of the city (`sender`: the city's own address).

`taken_over_at` is set while a person answers instead of the flows, `waiting_since` while the resident waits for one;
`held_message_id` is the text that a safety text
answered, until "1" lets it go on; from `hidden_since` on only staff with that role may read.
"""

message = Table(
    "message", metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", String(40), nullable=False),
    Column("direction", String(3), nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("topic", String(32)),
    Column("body", Text, nullable=False),
    Column("language", String(8)),
    Column("flow", String(64)),
    Column("flow_version", String(16)),
    Column("step", String(64)),
    Column("session_id", String(40)),
    Column("broadcast_id", String(40)),
    Column("staff_id", String(40)),
    Column("media", Text),
    Column("location", Text),
    Column("decided", Text),
    Column("parts", SmallInteger),
    Column("encoding", String(8)),
    Column("status", String(16), nullable=False),
    Column("error_code", Integer),
    Column("carrier_id", String(64)),
    Column("created_at", Utc, nullable=False),
    Column("sent_at", Utc),
    Index("uq_message_carrier_id", "carrier_id", unique=True,
          sqlite_where=text("carrier_id IS NOT NULL"), postgresql_where=text("carrier_id IS NOT NULL")),
    Index("ix_message_conversation_id_created_at", "conversation_id", "created_at"),
    Index("ix_message_in_doubt", "status",
          sqlite_where=text("status = 'in_doubt'"), postgresql_where=text("status = 'in_doubt'")),
    Index("ix_message_broadcast_id_status", "broadcast_id", "status",
          sqlite_where=text("broadcast_id IS NOT NULL"), postgresql_where=text("broadcast_id IS NOT NULL")),
    Index("ix_message_created_at", "created_at", postgresql_using="brin"),
    Index("ix_message_heard", "created_at",
          sqlite_where=text("direction = 'in'"), postgresql_where=text("direction = 'in'")),
    Index("ix_message_out", "created_at",
          sqlite_where=text("direction = 'out'"), postgresql_where=text("direction = 'out'")),
    Index("ix_message_lost", "created_at",
          sqlite_where=text("status IN ('failed', 'undelivered', 'refused')"),
          postgresql_where=text("status IN ('failed', 'undelivered', 'refused')")),
)  # fmt: skip
"""A text. `direction` in or out; `purpose` says what one that goes out is for, `topic` what it is about where residents
may turn that off; both and `status` see messaging.rules. `broadcast_id` is the broadcast that it is part of, `staff_id`
the person who wrote it.

`media` are the types of what came with it, as the carrier told them; where that is stands in `photo`.

`decided` says, for a text that came in, what was understood and done, as a JSON list of short lines for staff; for one
that was refused, why.
"""

photo = Table(
    "photo", metadata,
    Column("id", String(72), primary_key=True),
    Column("message_id", String(64), nullable=False),
    Column("session_id", String(40)),
    Column("url_sealed", LargeBinary),
    Column("told_type", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("why", String(32)),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("file", String(64)),
    Column("width", Integer),
    Column("height", Integer),
    Column("at", Utc, nullable=False),
    Index("ix_photo_message_id", "message_id"),
    Index("ix_photo_session_id", "session_id"),
    Index("ix_photo_leaving", "id",
          sqlite_where=text("state = 'leaving'"), postgresql_where=text("state = 'leaving'")),
)  # fmt: skip
"""A picture that came with a text. `state`: waiting (to be fetched), kept, refused (`why` says what for), leaving (its
file is to be removed) or gone. `url_sealed` is where the carrier has it, `told_type` what it called it, `file` our own
name for it under PHOTOS_PATH. A concern's photos are those of the session in which it was told."""

text_day = Table(
    "text_day", metadata,
    Column("day", Date, primary_key=True),
    Column("sender", String(64), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("status", String(16), primary_key=True),
    Column("why", String(32), primary_key=True),
    Column("texts", Integer, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("counted_at", Utc, nullable=False),
)  # fmt: skip
"""How many texts of a day of the city's went out and what became of them, as messaging.daily counted them. `why` is the
carrier's code of one that did not arrive, or the word of messaging.reasons of one that was refused."""

attempt = Table(
    "attempt", metadata,
    Column("message_id", String(64), primary_key=True),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("started_at", Utc, nullable=False),
    Column("finished_at", Utc),
    Column("outcome", String(16)),
    Column("error_code", Integer),
    Column("times_asked", SmallInteger, nullable=False, server_default="0"),
)  # fmt: skip
"""One call to the carrier, committed before it is made; without an outcome it is in doubt."""

retention = Table(
    "retention", metadata,
    Column("id", String(40), primary_key=True),
    Column("days", Integer, nullable=False),
    Column("begins_at", Utc, nullable=False),
    Column("ends_at", Utc, nullable=False),
    Column("done_until", Utc, nullable=False),
    Column("removed", Integer, nullable=False, server_default="0"),
    Column("started_at", Utc, nullable=False),
    Column("finished_at", Utc),
    Index("ix_retention_started_at", "started_at"),
)  # fmt: skip
"""One daily removal of the words of old texts: those from `begins_at` to `ends_at`, done so far until `done_until`."""

simulated_text = Table(
    "simulated_text", metadata,
    Column("carrier_id", String(64), primary_key=True),
    Column("phone_hash", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("message_id", String(64), nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_simulated_text_phone_hash_at", "phone_hash", "at"),
)  # fmt: skip
"""What the simulated carrier has delivered to the phones in the browser and the terminal."""

simulated_clock = Table(
    "simulated_clock", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("ahead_seconds", Integer, nullable=False),
)  # fmt: skip
"""One row: how far "next day" has moved the simulator's time ahead."""
