"""Writes residents to a table; their numbers only for somebody with a name and a reason, which is kept first."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from bot.db.base import Tx
from bot.db.engine import Database
from bot.lib import csv
from bot.lib.ids import new_id
from bot.lib.vault import Vault
from bot.people.fields import fields_of
from bot.people.tables import contact, disclosure

COLUMNS = ("id", "language", "area", "zone", "door", "topics_off", "since", "left_at")
"""Of every resident; the city's own fields follow, and the number if it is asked for."""
PHONE = "phone"
ROWS_AT_A_TIME = 1_000

_CONTACTS = select(
    contact.c.id, contact.c.language, contact.c.area, contact.c.zone, contact.c.door, contact.c.topics_off,
    contact.c.created_at, contact.c.left_at, contact.c.phone_sealed,
).where(contact.c.forgotten_at.is_(None), contact.c.merged_into.is_(None))  # fmt: skip
_REACHABLE = (contact.c.left_at.is_(None), func.length(contact.c.phone_sealed) > 0)
"""A number leaves only while its resident wants texts."""
_DISCLOSE = disclosure.insert()
_DISCLOSURES = select(
    disclosure.c.who, disclosure.c.why, disclosure.c.what, disclosure.c.count, disclosure.c.at
).order_by(disclosure.c.at, disclosure.c.id)


def columns(fields: Sequence[str], *, numbers: bool) -> list[str]:
    """The header of an export."""
    return [*COLUMNS, *fields, *([PHONE] if numbers else [])]


def size(db: Database, *, numbers: bool) -> int:
    """How many residents this export has: everybody, or with numbers everybody who can be texted."""
    query = select(func.count()).select_from(contact)
    query = query.where(contact.c.forgotten_at.is_(None), contact.c.merged_into.is_(None))
    with db.read() as tx:
        return int(tx.execute(query.where(*_REACHABLE) if numbers else query).scalar_one())


def disclose(db: Database, *, who: str, why: str, count: int, now: datetime) -> None:
    """Keep that somebody takes so many numbers out, before the first one leaves."""
    row = {"id": new_id("dsc", now), "who": who, "why": why, "what": "contacts", "count": count, "at": now}
    with db.begin() as tx:
        tx.execute(_DISCLOSE, row)


def disclosures(tx: Tx) -> list[dict[str, Any]]:
    """Who took numbers out, why, what, how many and when; the oldest first."""
    return [dict(row) for row in tx.execute(_DISCLOSURES).mappings()]


def residents(db: Database, fields: Sequence[str], vault: Vault | None = None) -> Iterator[dict[str, Any]]:
    """Residents by id as plain values, times in UTC as ISO 8601; with a `vault` those who can be texted, and where."""
    query = (_CONTACTS.where(*_REACHABLE) if vault else _CONTACTS).order_by(contact.c.id).limit(ROWS_AT_A_TIME)
    query = query.where(contact.c.id > bindparam("after"))
    after = ""
    while page := _page(db, query, after):
        after = page[-1][0]["id"]
        for row, of in page:
            told = {name: of.get(name) for name in fields}
            number = {PHONE: vault.open(row["phone_sealed"])} if vault else {}
            yield {**{name: _plain(row[key]) for name, key in _KEYS.items()}, **told, **number}


_KEYS = {name: "created_at" if name == "since" else name for name in COLUMNS}


def _page(db: Database, query: Select[Any], after: str) -> list[tuple[Mapping[str, Any], Mapping[str, str]]]:
    with db.read() as tx:
        rows = tx.execute(query, {"after": after}).mappings().all()
        fields = fields_of(tx, [row["id"] for row in rows]) if rows else {}
    return [(dict(row), fields.get(row["id"], {})) for row in rows]


def _plain(value: Any) -> Any:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value


def write_workbook(path: Path, header: Sequence[str], rows: Iterator[Mapping[str, Any]]) -> None:
    """The rows as .xlsx; text that looks like a formula is made safe as in a CSV file."""
    from openpyxl import Workbook  # type: ignore[import-untyped]  # Half a second that a CSV need not wait for.

    book = Workbook(write_only=True)
    sheet = book.create_sheet("residents")
    sheet.append(list(header))
    for row in rows:
        sheet.append([csv.safe(row[name]) for name in header])
    book.save(path)
