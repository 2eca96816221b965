"""The least that could do the work, as WSGI applications to measure the product against; no product code here.

`bare`    Flask answering empty TwiML
`signed`  the same + Twilio's signature, checked with one HMAC
`stored`  the same + one durable commit of three rows: contact, message (unique carrier id), outbox

Each is a factory for `granian --interface wsgi --factory`; settings as the product's: PUBLIC_URL, TWILIO_AUTH_TOKEN,
DATABASE_URL.
"""

import hmac
import os
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, abort, request
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    create_engine,
    event,
)
from sqlalchemy import (
    insert as plain_insert,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

metadata = MetaData()
KEY = BigInteger().with_variant(Integer, "sqlite")
contact = Table(
    "contact",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("phone", String(20), nullable=False, unique=True),
    Column("heard_at", DateTime(timezone=True), nullable=False),
)
message = Table(
    "message",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("carrier_id", String(40), nullable=False, unique=True),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
)
outbox = Table(
    "outbox",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("subject", String(40), nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False, index=True),
)


def _statements(insert: Any) -> tuple[Any, Any]:
    """Built once: building them for every text costs three times the rest."""
    upsert = (
        insert(contact)
        .values(phone=bindparam("phone"), heard_at=bindparam("now"))
        .on_conflict_do_update(index_elements=["phone"], set_={"heard_at": bindparam("now")})
        .returning(contact.c.id)
    )
    keep = (
        insert(message)
        .values(
            carrier_id=bindparam("sid"),
            contact_id=bindparam("contact_id"),
            body=bindparam("body"),
            received_at=bindparam("now"),
        )
        .on_conflict_do_nothing(index_elements=["carrier_id"])
    )
    return upsert, keep


STATEMENTS = {"sqlite": _statements(sqlite.insert), "postgresql": _statements(postgresql.insert)}
PUT = plain_insert(outbox).values(kind="take_turn", subject=bindparam("sid"), due_at=bindparam("now")).inline()


def connect(url: str) -> Engine:
    """An engine whose commit is on the disk when it returns."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=4)
    engine = create_engine(url, pool_size=4, connect_args={"timeout": 15})

    @event.listens_for(engine, "connect")
    def durable(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def immediate(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def create_tables(url: str) -> None:
    engine = connect(url)
    metadata.create_all(engine)
    engine.dispose()


def _store(engine: Engine, form: Any) -> None:
    upsert, keep = STATEMENTS[engine.dialect.name]
    now, sid = datetime.now(UTC), form["MessageSid"]
    with engine.begin() as connection:
        contact_id = connection.execute(upsert, {"phone": form["From"], "now": now}).scalar_one()
        kept = connection.execute(keep, {"sid": sid, "contact_id": contact_id, "body": form["Body"], "now": now})
        if kept.rowcount:
            connection.execute(PUT, {"sid": sid, "now": now})


def _require_signature(public_url: str, token: bytes) -> None:
    form = request.form
    signed = public_url + request.path + "".join(name + form[name] for name in sorted(form))
    expected = b64encode(hmac.digest(token, signed.encode(), "sha1")).decode()
    if not hmac.compare_digest(expected, request.headers.get("X-Twilio-Signature", "")):
        abort(403)


def _application(*, signature: bool, engine: Engine | None) -> Flask:
    app = Flask(__name__)
    public_url = os.environ.get("PUBLIC_URL", "")
    token = os.environ.get("TWILIO_AUTH_TOKEN", "").encode()

    @app.post("/twilio/sms")
    def sms() -> Response:
        if signature:
            _require_signature(public_url, token)
        if engine is not None:
            _store(engine, request.form)
        return Response(EMPTY, mimetype="text/xml")

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    return app


def bare() -> Flask:
    return _application(signature=False, engine=None)


def signed() -> Flask:
    return _application(signature=True, engine=None)


def stored() -> Flask:
    return _application(signature=True, engine=connect(os.environ["DATABASE_URL"]))
