"""Leases: one holder at a time for work that only one process should do; by the database, so Redis may be away."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.engine import Database
from bot.outbox.tables import lease

_INSERT = {
    "sqlite": sqlite.insert(lease).on_conflict_do_nothing().returning(lease.c.name).returning(lease.c.name),
    "postgresql": postgresql.insert(lease).on_conflict_do_nothing().returning(lease.c.name).returning(lease.c.name),
}
_TAKE = (
    update(lease)
    .where(lease.c.name == bindparam("of"), or_(lease.c.holder == bindparam("by"), lease.c.until < bindparam("now")))
    .values(holder=bindparam("by"), until=bindparam("till"))
)


def hold(db: Database, name: str, holder: str, *, now: datetime, lease_for: timedelta) -> bool:
    """Take or renew the lease; False while another holds it."""
    with db.begin() as tx:
        taken = tx.execute(_TAKE, {"of": name, "by": holder, "now": now, "till": now + lease_for}).rowcount
        if taken:
            return True
        row = {"name": name, "holder": holder, "until": now + lease_for}
        # SQLAlchemy does not count inserted rows on PostgreSQL: it says -1, which is not "none".
        return tx.execute(_INSERT[tx.dialect.name], row).first() is not None
