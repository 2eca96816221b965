"""The one way to search words in the database: full text of PostgreSQL or FTS5 of SQLite; what is searched it is told.

A search is groups of alternatives: of every group one alternative has to be there, of an alternative every word. Words
are folded, and found by their beginnings. The index is kept by the database itself (migration 0022), in the transaction
that writes the row, whoever writes it.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Table, func, literal_column, or_, select, text
from sqlalchemy.sql.expression import column, table

from bot.db.base import Tx
from bot.lib.closeness import closest, stem, swapped

Alternative = tuple[str, ...]
Wanted = tuple[tuple[Alternative, ...], ...]

MOST_WORDS = 8
"""Words of a search that are looked at; the others are left out."""
SHORTEST_BEGINNING = 3
"""Letters from which on a word is also found as the beginning of a longer one."""
KIND = "kind"
"""What stands before a category in the index: "kindpothole" is a word of every pothole, and no beginning of another."""
SHORTEST_MENDED = 4
MOST_MENDED = 4
MOST_NEAR = 200
"""Words that look alike to the database, of which the closest are taken."""

_WORD = re.compile(r"[^\W_]+")
_VOCABULARY = {"concern": "search_word"}
"""Where PostgreSQL notes the words of a table; of others it is called as in SQLite."""
_HAS_TRIGRAMS = text("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
_SIMPLE: ColumnElement[Any] = literal_column("'simple'::regconfig")


def searched_words(folded: str) -> list[str]:
    """The words of a folded search, each once."""
    return list(dict.fromkeys(_WORD.findall(folded)))[:MOST_WORDS]


def query_of(wanted: Wanted, *, is_sqlite: bool) -> str:
    """The search in the database's own words."""
    both, either = (" AND ", " OR ") if is_sqlite else (" & ", " | ")
    groups = []
    for alternatives in wanted:
        each = [both.join(_begins(word, is_sqlite=is_sqlite) for word in alternative) for alternative in alternatives]
        groups.append(f"({either.join(f'({words})' for words in each)})")
    return both.join(groups)


def _begins(word: str, *, is_sqlite: bool) -> str:
    begins = len(word) >= SHORTEST_BEGINNING and not word.startswith(KIND)
    if is_sqlite:
        return f'"{word}"{" *" if begins else ""}'
    return f"'{word}'{':*' if begins else ''}"


def matches(dialect: Dialect, of: Table, wanted: Wanted) -> ColumnElement[bool]:
    """Whether a row of this table, whose words are indexed, is what was searched."""
    name = f"{of.name}_search"
    if dialect.name == "sqlite":
        rows, words = table(f"{name}_row", column("id"), column("row_id")), table(name, column("rowid"))
        found = select(rows.c.row_id).join_from(words, rows, rows.c.id == words.c.rowid)
        said = literal_column(name).op("MATCH", is_comparison=True)(query_of(wanted, is_sqlite=True))
        return of.c.id.in_(found.where(said))
    return is_in(literal_column(f"{of.name}.search"), wanted)


def is_in(document: ColumnElement[Any], wanted: Wanted) -> ColumnElement[bool]:
    """Whether these words, as PostgreSQL indexes them, are what was searched."""
    return document.op("@@", is_comparison=True)(func.to_tsquery(_SIMPLE, query_of(wanted, is_sqlite=False)))


def mended(tx: Tx, words: Collection[str], of: Table, *, known_too: bool = False) -> Mapping[str, list[str]]:
    """For each of these words that nobody has written there, the closest that somebody has.

    `known_too` asks it for every word: for those that are right, the slips of others.
    """
    long = [word for word in words if len(word) >= SHORTEST_MENDED and word.isalpha()][:MOST_WORDS]
    if not long:
        return {}
    near = _near_sqlite(tx, long, of) if tx.dialect.name == "sqlite" else _near_postgres(tx, long, of)
    sought = [word for word in long if known_too or not any(each.startswith(stem(word)) for each in near)]
    return {word: closest(word, near, most=MOST_MENDED) for word in sought}


def _near_postgres(tx: Tx, words: Collection[str], of: Table) -> list[str]:
    """By trigrams; without that extension by the first letter and the length."""
    known: ColumnElement[str] = column("word")
    listed = select(known).select_from(table(_VOCABULARY.get(of.name, f"{of.name}_search_word")))
    if tx.execute(_HAS_TRIGRAMS).scalar():
        alike = func.greatest(*(func.similarity(known, word) for word in words))
        typed = [known.op("%", is_comparison=True)(word) for word in words]
        slipped = known.in_({other for word in words for other in swapped(word)})
        query = listed.where(or_(slipped, *typed))
        return list(tx.execute(query.order_by(alike.desc()).limit(MOST_NEAR)).scalars())
    lists = [
        listed.where(known >= word[:2], known < word[:2] + "\U0010ffff").limit(MOST_NEAR * 10)
        for word in words
    ]  # fmt: skip
    return [each for query in lists for each in tx.execute(query).scalars()]


def _near_sqlite(tx: Tx, words: Collection[str], of: Table) -> list[str]:
    """Every word of about that length; a city that runs on SQLite has thousands, not millions."""
    term: ColumnElement[str] = column("term")
    lengths = [len(word) for word in words]
    within = func.length(term).between(min(lengths) - 2, max(lengths) + 3)
    return list(tx.execute(select(term).select_from(table(f"{of.name}_search_word")).where(within)).scalars())
