"""Where the photos of texts stand in the database: what is to be fetched, kept, removed; no pictures here.

A webhook only writes down where the carrier has them, sealed: the address is enough to see the picture.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, update

from bot.db.base import Tx
from bot.db.writes import Writer
from bot.lib.vault import Vault
from bot.messaging.inbox import UNKNOWN_TYPE, Received
from bot.messaging.tables import conversation, message, photo
from bot.outbox import put

FETCH, SWEEP, UNSAY = "photo", "photos_leaving", "photo_at_carrier"
"""The kinds of outbox items: fetch the photo with this id; remove the files of those that are leaving; have the carrier
remove what it still has of a photo."""
WAITING, KEPT, REFUSED, LEAVING, GONE = "waiting", "kept", "refused", "leaving", "gone"
TO_LEAVE = 100
"""Files removed in one go."""
MOST_SHOWN = 20
"""Photos of one concern that are shown."""
MOST_IN_LIST = 3
"""Photos of one concern that are shown in a list of many."""

_ADD = photo.insert().inline()
_BELONG = (
    update(photo).where(photo.c.message_id == bindparam("of")).values(session_id=bindparam("of_session"))
)  # fmt: skip
_COLUMNS = (
    photo.c.id, photo.c.message_id, photo.c.session_id, photo.c.url_sealed, photo.c.state, photo.c.why,
    photo.c.attempts, photo.c.file, photo.c.width, photo.c.height, photo.c.at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Photo:
    """One picture that came with a text; states see above, `why` of one that was refused is a code."""

    id: str
    message_id: str
    session_id: str | None
    url_sealed: bytes | None
    state: str
    why: str | None
    attempts: int
    file: str | None
    width: int | None
    height: int | None
    at: datetime


def await_them(
    burst: Writer, vault: Vault, received: Received, message_id: str, session_id: str | None, now: datetime
) -> None:  # fmt: skip
    """Write down what came with a text, and promise to fetch it."""
    types = [*received.media_types, *[UNKNOWN_TYPE] * len(received.media)]
    for number, url in enumerate(received.media):
        photo_id = f"pho_{message_id.partition('_')[2]}.{number}"
        row = {
            "id": photo_id, "message_id": message_id, "session_id": session_id, "url_sealed": vault.seal(url),
            "told_type": types[number], "state": WAITING, "at": now,
        }  # fmt: skip
        burst.execute(_ADD, row)
        put.put(burst, FETCH, photo_id, queue=put.LATER, due_at=now)


def belong_to(burst: Writer, message_id: str, session_id: str | None) -> None:
    """The photos of a text that was kept before its turn belong to the session that the turn began or went on with."""
    burst.execute(_BELONG, {"of": message_id, "of_session": session_id})


def one(tx: Tx, photo_id: str) -> Photo | None:
    """The photo with this id."""
    row = tx.execute(select(*_COLUMNS).where(photo.c.id == photo_id)).first()
    return Photo(*row) if row else None


def settle(tx: Tx, photo_id: str, **values: Any) -> bool:
    """What became of a photo that was waited for; False when it is not waited for any more."""
    waited = and_(photo.c.id == photo_id, photo.c.state == WAITING)
    return bool(tx.execute(update(photo).where(waited).values(values)).rowcount)


def forget_address(tx: Tx, photo_id: str) -> None:
    """Where the carrier had it is not needed any more."""
    tx.execute(update(photo).where(photo.c.id == photo_id).values(url_sealed=None))


def try_again(tx: Tx, photo_id: str, attempts: int) -> None:
    """It has been tried so often."""
    tx.execute(update(photo).where(photo.c.id == photo_id).values(attempts=attempts))


def leave(tx: Tx, message_ids: Collection[str] | Any, now: datetime) -> None:
    """The photos of these texts go, with their files; a worker removes those."""
    stays = photo.c.state.in_((WAITING, KEPT, REFUSED))
    found = update(photo).where(photo.c.message_id.in_(message_ids), stays)
    if tx.execute(found.values(state=LEAVING, url_sealed=None)).rowcount:
        put.put(tx, SWEEP, now.isoformat(), queue=put.LATER, due_at=now)


def leaving(tx: Tx) -> list[tuple[str, str | None]]:
    """Some of those that are to go: id and file."""
    query = select(photo.c.id, photo.c.file).where(photo.c.state == LEAVING).order_by(photo.c.id).limit(TO_LEAVE)
    return [(row.id, row.file) for row in tx.execute(query)]


def are_gone(tx: Tx, ids: Collection[str]) -> None:
    """Their files are removed; that there was one stays, as with words."""
    tx.execute(update(photo).where(photo.c.id.in_(ids)).values(state=GONE, file=None, width=None, height=None))


def of_texts(tx: Tx, message_ids: Collection[str]) -> dict[str, list[Photo]]:
    """The photos of these texts, by the text."""
    found: defaultdict[str, list[Photo]] = defaultdict(list)
    if message_ids:
        query = select(*_COLUMNS).where(photo.c.message_id.in_(message_ids)).order_by(photo.c.id)
        for row in tx.execute(query):
            found[row.message_id].append(Photo(*row))
    return dict(found)


def of_session(tx: Tx, session_id: str) -> list[Photo]:
    """The photos that came while something was told, in the order they came."""
    query = select(*_COLUMNS).where(photo.c.session_id == session_id, photo.c.state != GONE)
    return [Photo(*row) for row in tx.execute(query.order_by(photo.c.at, photo.c.id).limit(MOST_SHOWN))]


@dataclass(frozen=True, slots=True)
class First:
    """The first photos that came while something was told, and how many there are besides."""

    photos: tuple[Photo, ...]
    more: int


def of_sessions(tx: Tx, session_ids: Collection[str], most: int = MOST_IN_LIST) -> dict[str, First]:
    """The first photos of each of these sessions, in the order they came; one statement for all."""
    if not session_ids:
        return {}
    session = photo.c.session_id
    nth = func.row_number().over(partition_by=session, order_by=(photo.c.at, photo.c.id)).label("nth")
    whole = func.count().over(partition_by=session).label("whole")
    theirs = select(*_COLUMNS, nth, whole).where(session.in_(sorted(session_ids)), photo.c.state != GONE).subquery()
    shown = select(theirs).where(theirs.c.nth <= most).order_by(theirs.c.session_id, theirs.c.nth)
    found: defaultdict[str, list[Photo]] = defaultdict(list)
    more: dict[str, int] = {}
    for row in tx.execute(shown):
        found[row.session_id].append(Photo(*row[:-2]))
        more[row.session_id] = max(row.whole - most, 0)
    return {session_id: First(tuple(each), more[session_id]) for session_id, each in found.items()}


@dataclass(frozen=True, slots=True)
class Home:
    """Where a photo was sent: the conversation, when, and since when that is hidden from most staff."""

    conversation_id: str
    sent_at: datetime
    hidden_since: datetime | None


def home(tx: Tx, of: Photo) -> Home | None:
    """The conversation that a photo came in."""
    query = (
        select(conversation.c.id, message.c.created_at, conversation.c.hidden_since)
        .join_from(message, conversation, conversation.c.id == message.c.conversation_id)
        .where(message.c.id == of.message_id)
    )
    row = tx.execute(query).first()
    return Home(*row) if row else None


def of_contact(contact_id: str) -> Any:
    """The ids of a resident's texts, as a subquery."""
    mine = select(conversation.c.id).where(conversation.c.contact_id == contact_id)
    came = or_(message.c.media.is_not(None), message.c.direction == "in")
    return select(message.c.id).where(message.c.conversation_id.in_(mine), came)
