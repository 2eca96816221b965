"""Queries about the city's own fields of a contact; they take an open transaction first and never commit."""

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.base import Tx
from bot.people.tables import contact_field

_OF = (
    select(contact_field.c.contact_id, contact_field.c.name, contact_field.c.value)
    .where(contact_field.c.contact_id.in_(bindparam("them", expanding=True)))
    .order_by(contact_field.c.contact_id, contact_field.c.name)
)


def set_fields(tx: Tx, values: Mapping[tuple[str, str], str]) -> None:
    """Keep these values, by contact and name; what was kept there before is replaced."""
    if values:
        rows = [{"contact_id": of, "name": name, "value": value} for (of, name), value in values.items()]
        tx.execute(_SET[tx.dialect.name], rows)


def fields_of(tx: Tx, contact_ids: Collection[str]) -> dict[str, dict[str, str]]:
    """The fields of these contacts, by contact and name; a contact without any is not among them."""
    found: dict[str, dict[str, str]] = {}
    for contact_id, name, value in tx.execute(_OF, {"them": list(contact_ids)}):
        found.setdefault(contact_id, {})[name] = value
    return found


_KEY = ("contact_id", "name")
_sqlite, _postgres = sqlite.insert(contact_field), postgresql.insert(contact_field)
_SET = {
    "sqlite": _sqlite.on_conflict_do_update(index_elements=_KEY, set_={"value": _sqlite.excluded.value}),
    "postgresql": _postgres.on_conflict_do_update(index_elements=_KEY, set_={"value": _postgres.excluded.value}),
}
