"""Queries about published releases; they take an open transaction first and never commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from json import dumps, loads

from sqlalchemy import bindparam, select, text, tuple_

from bot.conversations.tables import flow_release, flow_version
from bot.db.base import Tx
from bot.db.paging import Portion, portion
from bot.flowfiles.release import Files
from bot.lib.paging import Place


@dataclass(frozen=True, slots=True)
class Release:
    """What was published, when and why; its files are read apart, because they are many."""

    id: str
    digest: str
    note: str
    published_at: datetime


_RELEASES = select(flow_release.c.id, flow_release.c.digest, flow_release.c.note, flow_release.c.published_at).order_by(
    flow_release.c.published_at.desc(), flow_release.c.id.desc()
)
_NEWEST = _RELEASES.limit(1)
_FILES = select(flow_release.c.files).where(flow_release.c.id == bindparam("of"))
_ADD = flow_release.insert()
_LOCK = text("LOCK TABLE flow_release IN SHARE ROW EXCLUSIVE MODE")


def newest_release(tx: Tx) -> Release | None:
    """The release that is live; None while the city has published nothing."""
    row = tx.execute(_NEWEST).first()
    return Release(*row) if row else None


def releases_after(tx: Tx, *, after: Place | None, limit: int) -> Portion[Release]:
    """The releases, the newest first, page by page."""
    row = flow_release.c
    query = select(row.id, row.digest, row.note, row.published_at)
    page = portion(tx, query, (row.published_at, row.id), after=after, limit=limit, down=True)
    return Portion([Release(each.id, each.digest, each.note, each.published_at) for each in page.rows], page.after)


def release_by_id(tx: Tx, release_id: str) -> Release | None:
    """The release with this id; None when there is none."""
    row = flow_release.c
    found = tx.execute(select(row.id, row.digest, row.note, row.published_at).where(row.id == release_id)).first()
    return Release(*found) if found else None


def release_before(tx: Tx, release: Release) -> Release | None:
    """The one that was live until this one was; None for the first."""
    row = flow_release.c
    found = tx.execute(_RELEASES.where(tuple_(row.published_at, row.id) < (release.published_at, release.id)).limit(1))
    before = found.first()
    return Release(*before) if before else None


def releases(tx: Tx) -> list[Release]:
    """Every release, the live one first."""
    return [Release(*row) for row in tx.execute(_RELEASES)]


def files_of(tx: Tx, release_id: str) -> Files | None:
    """The files of the release with this id; None when there is none."""
    stored = tx.execute(_FILES, {"of": release_id}).scalar()
    return loads(stored) if stored else None


def first_seen(tx: Tx, digests: Sequence[str]) -> dict[str, datetime]:
    """When these versions of flows were first live, by digest."""
    found = select(flow_version.c.digest, flow_version.c.first_seen_at).where(flow_version.c.digest.in_(digests))
    return {row.digest: row.first_seen_at for row in tx.execute(found)}


def hold_releases(tx: Tx) -> None:
    """Let nobody else publish until this transaction ends; on SQLite a transaction that writes is alone anyway."""
    if tx.dialect.name == "postgresql":
        tx.execute(_LOCK)


def add_release(tx: Tx, release: Release, files: Files) -> None:
    """Keep a release; nothing changes it afterwards."""
    row = {
        "id": release.id, "digest": release.digest, "files": dumps(files, ensure_ascii=False), "note": release.note,
        "published_at": release.published_at,
    }  # fmt: skip
    tx.execute(_ADD, row)
