"""Queries about drafts, openings, counts and downloads of surveys; they take `tx` first and never commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from json import dumps, loads
from typing import Any

from sqlalchemy import Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.base import Tx
from bot.surveys.rules import Document, Opening
from bot.surveys.tables import survey_draft, survey_file, survey_file_part, survey_opening, survey_tally

MOST_LISTED = 500
"""Drafts of a list; a city has dozens."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A survey as it is being written; `version` is the edit that was read."""

    id: str
    flow: str
    document: Document
    made_from: str | None
    publication_id: str | None
    published_version: int | None
    version: int
    written_by: str
    updated_at: datetime


_DRAFT = (
    survey_draft.c.id, survey_draft.c.flow, survey_draft.c.document, survey_draft.c.made_from,
    survey_draft.c.publication_id, survey_draft.c.published_version, survey_draft.c.version,
    survey_draft.c.written_by, survey_draft.c.updated_at,
)  # fmt: skip


def _draft(row: Any) -> Draft:
    return Draft(row[0], row[1], Document.from_json(loads(row[2])), *row[3:])


def draft_by_id(tx: Tx, draft_id: str) -> Draft | None:
    """The draft with this id."""
    row = tx.execute(select(*_DRAFT).where(survey_draft.c.id == draft_id)).first()
    return _draft(row) if row else None


def draft_of(tx: Tx, flow: str) -> Draft | None:
    """The draft of this flow."""
    row = tx.execute(select(*_DRAFT).where(survey_draft.c.flow == flow)).first()
    return _draft(row) if row else None


def drafts(tx: Tx) -> list[Draft]:
    """Those that were changed last, the newest first."""
    newest = select(*_DRAFT).order_by(survey_draft.c.updated_at.desc(), survey_draft.c.id.desc()).limit(MOST_LISTED)
    return [_draft(row) for row in tx.execute(newest)]


def add_draft(tx: Tx, draft: Draft, title: str, now: datetime) -> None:
    """Keep a new draft; IntegrityError when its flow has one already."""
    row = {
        "id": draft.id, "flow": draft.flow, "title": title, "document": _dumped(draft.document),
        "made_from": draft.made_from, "version": draft.version, "written_by": draft.written_by, "created_at": now,
        "updated_at": now,
    }  # fmt: skip
    tx.execute(survey_draft.insert(), row)


def save_draft(
    tx: Tx, draft_id: str, document: Document, title: str, *, seen: int, by: str, now: datetime
) -> bool:  # fmt: skip
    """The draft as it is now; False when somebody else has saved since version `seen`."""
    saved = (
        update(survey_draft)
        .where(survey_draft.c.id == draft_id, survey_draft.c.version == seen)
        .values(
            document=_dumped(document), title=title, version=survey_draft.c.version + 1, written_by=by, updated_at=now
        )
    )  # fmt: skip
    return tx.execute(saved).rowcount == 1


def note_publication(tx: Tx, draft_id: str, publication_id: str, version: int) -> None:
    """Remember the request to publish that version."""
    noted = update(survey_draft).where(survey_draft.c.id == draft_id)
    tx.execute(noted.values(publication_id=publication_id, published_version=version))


def remove_draft(tx: Tx, draft_id: str) -> None:
    """Take a draft away; what was published stays."""
    tx.execute(delete(survey_draft).where(survey_draft.c.id == draft_id))


def _dumped(document: Document) -> str:
    return dumps(document.to_json(), ensure_ascii=False)


_OPENING = (survey_opening.c.opens_at, survey_opening.c.closes_at, survey_opening.c.finish_until)
_OPENINGS = select(survey_opening.c.survey, *_OPENING)


def openings(tx: Tx) -> dict[str, Opening]:
    """When each survey is open, of those that somebody has opened or closed."""
    return {row[0]: Opening(*row[1:]) for row in tx.execute(_OPENINGS)}


def opening_of(tx: Tx, survey: str) -> Opening:
    """When this survey is open; without limits while nobody has set any."""
    row = tx.execute(select(*_OPENING).where(survey_opening.c.survey == survey)).first()
    return Opening(*row) if row else Opening()


def set_opening(tx: Tx, survey: str, opening: Opening, *, by: str, now: datetime) -> None:
    """Let it be open then."""
    values: Mapping[str, Any] = {
        "opens_at": opening.opens_at, "closes_at": opening.closes_at, "finish_until": opening.finish_until,
        "changed_by": by, "changed_at": now,
    }  # fmt: skip
    _put(tx, survey_opening, {"survey": survey}, values)


def _put(tx: Tx, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """The one row of that key, made or changed."""
    row = {**key, **values}
    if tx.dialect.name == "sqlite":
        tx.execute(sqlite.insert(table).values(row).on_conflict_do_update(index_elements=list(key), set_=values))
    else:
        tx.execute(postgresql.insert(table).values(row).on_conflict_do_update(index_elements=list(key), set_=values))


def tally(tx: Tx, survey: str) -> tuple[str, datetime] | None:
    """The counts that a worker made last, as JSON, and when that was."""
    row = tx.execute(
        select(survey_tally.c.counts, survey_tally.c.counted_at).where(survey_tally.c.survey == survey)
    ).first()  # fmt: skip
    return (row[0], row[1]) if row else None


def keep_tally(tx: Tx, survey: str, counts: str, now: datetime) -> None:
    """Keep these counts in place of earlier ones."""
    _put(tx, survey_tally, {"survey": survey}, {"counts": counts, "counted_at": now})


def add_file(tx: Tx, row: Mapping[str, Any]) -> None:
    """A download that somebody asks for."""
    tx.execute(survey_file.insert(), dict(row))


def file_by_id(tx: Tx, survey: str, file_id: str) -> Any | None:
    """A download of this survey."""
    found = select(survey_file).where(survey_file.c.id == file_id, survey_file.c.survey == survey)
    return tx.execute(found).first()


def files(tx: Tx, survey: str, *, most: int) -> Sequence[Any]:
    """The downloads of this survey, the newest first."""
    found = select(survey_file).where(survey_file.c.survey == survey)
    return tx.execute(found.order_by(survey_file.c.asked_at.desc(), survey_file.c.id.desc()).limit(most)).all()


def change_file(tx: Tx, file_id: str, **values: object) -> None:
    """How far a download is."""
    tx.execute(update(survey_file).where(survey_file.c.id == file_id).values(**values))


def finish_file(tx: Tx, file_id: str, *, was: str, **values: object) -> bool:
    """The download as it is now; False when it was not any more what it `was`."""
    finished = update(survey_file).where(survey_file.c.id == file_id, survey_file.c.state == was).values(**values)
    return tx.execute(finished).rowcount == 1


def add_part(tx: Tx, file_id: str, number: int, body: bytes) -> None:
    """The next piece of a download."""
    tx.execute(survey_file_part.insert(), {"file_id": file_id, "number": number, "body": body})


def part(tx: Tx, file_id: str, number: int) -> bytes | None:
    """One piece of a download."""
    found = select(survey_file_part.c.body).where(
        survey_file_part.c.file_id == file_id, survey_file_part.c.number == number
    )
    body = tx.execute(found).scalar()
    return bytes(body) if body is not None else None


def drop_parts(tx: Tx, file_id: str) -> None:
    """Without its pieces: begun again, or gone."""
    tx.execute(delete(survey_file_part).where(survey_file_part.c.file_id == file_id))
