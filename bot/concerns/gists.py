"""What concerns say in a line, as people of the city write it: kept beside the words, which nobody changes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from json import dumps, loads

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from bot.concerns.triage_tables import concern_gist
from bot.db.base import Tx
from bot.lib.phone import without_numbers

LONGEST = 140
"""Letters of a gist."""
SHORTEST = 5

_KEEP = {
    name: insert.on_conflict_do_update(
        index_elements=["concern_id"],
        set_={each: insert.excluded[each] for each in ("words", "written_by", "written_at", "approved_by",
                                                       "approved_at")},
    )
    for name, insert in (("sqlite", sqlite.insert(concern_gist)), ("postgresql", postgresql.insert(concern_gist)))
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gist:
    """The line in each language; a draft until somebody approves it."""

    words: Mapping[str, str]
    written_by: str
    approved_by: str | None


def faults(words: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    """By language, what keeps the line from being kept: `short`, `long`, or `number` for a telephone number in it."""
    found = {}
    for language in languages:
        said = words.get(language, "").strip()
        if len(said) < SHORTEST:
            found[language] = "short"
        elif len(said) > LONGEST:
            found[language] = "long"
        elif without_numbers(said) != said:
            found[language] = "number"
    return found


def write(tx: Tx, concern_id: str, words: Mapping[str, str], *, approved: bool, by: str, now: datetime) -> None:
    """Keep the line, as a draft or approved; one that was approved before is what this says now."""
    told = {language: said.strip() for language, said in words.items()}
    row = {"concern_id": concern_id, "words": dumps(told, ensure_ascii=False), "written_by": by, "written_at": now}
    tx.execute(
        _KEEP[tx.dialect.name],
        {**row, "approved_by": by if approved else None, "approved_at": now if approved else None},
    )


def gists(tx: Tx, concern_ids: Collection[str]) -> dict[str, Gist]:
    """The line of each of these that has one."""
    of = concern_gist.c
    if not concern_ids:
        return {}
    rows = tx.execute(
        select(of.concern_id, of.words, of.written_by, of.approved_by).where(of.concern_id.in_(sorted(concern_ids)))
    )
    return {row.concern_id: Gist(loads(row.words), row.written_by, row.approved_by) for row in rows}
