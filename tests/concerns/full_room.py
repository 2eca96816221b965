"""Fills a city with concerns that have all the numbers of five characters, or some of them; no test is here."""

from sqlalchemy import text

from bot.db.engine import Database
from bot.lib.references import ALPHABET

_FILL = """
INSERT INTO concern (id, reference, contact_id, session_id, kind, words, place, flow_version, status, created_at)
WITH a(i, l) AS (VALUES {letters})
SELECT 'con_' || w.i || '.' || x.i || '.' || y.i || '.' || z.i, w.l || x.l || y.l || z.l || c.l, 'ctc_1', 's', '', 'x',
       '', 'x', 'done', {at}
FROM a w, a x, a y, a z, a c
WHERE w.i < {most} AND c.i = (391 - (2 * w.i + 3 * x.i + 5 * y.i + 7 * z.i)) % 23
"""


def fill(db: Database, most: int) -> None:
    """Every number of five characters whose first is one of so many."""
    letters = ", ".join(f"({at}, '{letter}')" for at, letter in enumerate(ALPHABET))
    at = "'2026-01-01 00:00:00.000000'" if db.is_sqlite else "timestamptz '2026-01-01 00:00:00+00:00'"
    with db.begin() as tx:
        if not db.is_sqlite:  # A quarter of a million rows take longer than anybody should wait for a page.
            tx.execute(text("SET LOCAL statement_timeout = 0"))
        tx.execute(
            text("INSERT INTO contact (id, phone_hash, phone_sealed, created_at) VALUES ('ctc_1', 'x', :sealed, :at)"),
            {"sealed": b"", "at": "2026-01-01 00:00:00+00:00"},
        )
        tx.execute(text(_FILL.format(letters=letters, at=at, most=most)))
