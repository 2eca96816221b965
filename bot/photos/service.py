"""Fetches photos from the carrier, keeps them, and removes them; each step once, or again without harm after a crash.

How a photo is fetched
1. The row tells where; an address that is not the carrier's own is refused without a call.
2. The carrier is asked with its credentials. It answers with a redirect to its store: one hop is taken, to a host that
   the table of carriers names, without credentials. Both calls go through the guard of bot.lib.fetch.
3. What came is told by its bytes, drawn anew without what its file held besides, and written sealed.
4. One transaction says that it is kept; when it is not waited for any more (forgotten, or done by another worker), what
   was written is removed again. A crash before that leaves a sealed file that nobody can find, and the photo is fetched
   again.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.db.engine import Database
from bot.lib.clock import Clock
from bot.lib.fetch import Answer, Fetch, Refused
from bot.lib.vault import Vault
from bot.messaging import photos
from bot.messaging.photos import KEPT, REFUSED, Photo
from bot.outbox import put
from bot.outbox.relay import Done, Outcome, Performer, RetryAt, each
from bot.photos import rules
from bot.photos.files import PhotoFiles
from bot.photos.rules import Source

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Store:
    """What photos are fetched and kept with; `deletes` is whether the carrier's own copy is removed afterwards."""

    db: Database
    vault: Vault
    fetch: Fetch
    source: Source
    files: PhotoFiles
    deletes: bool


class Failed(Exception):
    """Why a photo is not there, as a code, and whether it may be there later."""

    def __init__(self, why: str, *, passes: bool = False) -> None:
        super().__init__(why)
        self.why, self.passes = why, passes


def performers(store: Callable[[], Store], clock: Clock, threads: Executor) -> Mapping[str, Performer]:
    """What workers do about photos, by the kind of outbox item; `store` is asked for when the first comes."""
    return {
        photos.FETCH: each(lambda of, now: fetch_photo(store(), of, now=now), clock, threads=threads),
        photos.SWEEP: each(lambda _, now: sweep(store(), now=now), clock),
        photos.UNSAY: each(lambda of, now: delete_at_carrier(store(), of, now=now), clock, threads=threads),
    }


def fetch_photo(store: Store, photo_id: str, *, now: datetime) -> Outcome:
    """Fetch one photo and keep it, or say why not; see the module."""
    with store.db.read() as tx:
        of = photos.one(tx, photo_id)
    if of is None or of.state != photos.WAITING or of.url_sealed is None:
        return Done()
    try:
        content = _fetched(store, store.vault.open(of.url_sealed))
        return _keep(store, of, content, now)
    except Failed as failed:
        return _fail(store, of, failed, now)


def _fetched(store: Store, url: str) -> bytes:
    if not store.source.is_own(url):
        raise Failed("not_the_carrier")
    answer = _ask(store, url)
    if answer.status in rules.REDIRECTS:
        to = store.source.hop(url, answer.headers.get("location", ""))
        if to is None:
            raise Failed("not_the_carrier")
        answer = _ask(store, to, hop=True)
    if answer.status != 200:
        raise Failed(rules.fault_of(answer.status), passes=answer.status != 410)
    if len(answer.body) > rules.MOST_BYTES:
        raise Failed("too_large")
    return answer.body


def _ask(store: Store, url: str, *, hop: bool = False) -> Answer:
    headers = {} if hop else store.source.headers_for(url)
    try:
        answer = store.fetch.get(url, headers, most=rules.MOST_BYTES + 1)
    except Refused as error:
        raise Failed("not_the_carrier") from error
    if not isinstance(answer, Answer):
        raise Failed("no_answer", passes=True)
    return answer


def _keep(store: Store, of: Photo, content: bytes, now: datetime) -> Outcome:
    from bot.photos.images import NotDrawn, drawn_anew  # What draws pictures is loaded by workers that need it.

    found = rules.format_of(content)
    try:
        picture = drawn_anew(content, found) if found else None
    except NotDrawn as error:
        raise Failed(error.why) from error
    if picture is None:
        raise Failed("not_a_picture")
    name = store.files.keep(picture.content, picture.thumb)
    values = {"state": KEPT, "file": name, "width": picture.width, "height": picture.height, "attempts": 0}
    with store.db.begin() as tx:
        kept = photos.settle(tx, of.id, **values)
        if kept and store.deletes:
            put.put(tx, photos.UNSAY, of.id, queue=put.LATER, due_at=now)
        elif kept:
            photos.forget_address(tx, of.id)
    if not kept:
        store.files.remove(name)
    return Done()


def _fail(store: Store, of: Photo, failed: Failed, now: datetime) -> Outcome:
    """Again later when that may help, else it is refused and the reason is kept for staff."""
    attempts = of.attempts + 1
    wait = rules.wait_after(attempts) if failed.passes else None
    with store.db.begin() as tx:
        if wait is not None:
            photos.try_again(tx, of.id, attempts)
            return RetryAt(now + wait, failed.why)
        photos.settle(tx, of.id, state=REFUSED, why=failed.why, attempts=attempts, url_sealed=None)
    log.warning("a photo is not kept", photo=of.id, why=failed.why)
    return Done()


def sweep(store: Store, *, now: datetime) -> Outcome:
    """Remove the files of photos that are to go, and say so."""
    with store.db.read() as tx:
        found = photos.leaving(tx)
    for _, name in found:
        if name:
            store.files.remove(name)
    if not found:
        return Done()
    with store.db.begin() as tx:
        photos.are_gone(tx, [photo_id for photo_id, _ in found])
    return RetryAt(now, "there may be more") if len(found) == photos.TO_LEAVE else Done()


def delete_at_carrier(store: Store, photo_id: str, *, now: datetime) -> Outcome:
    """Have the carrier remove its copy of what is kept; what it does not know any more is removed."""
    with store.db.read() as tx:
        of = photos.one(tx, photo_id)
    if of is None or of.url_sealed is None:
        return Done()
    url = store.vault.open(of.url_sealed)
    try:
        answer = store.fetch.delete(url, store.source.headers_for(url))
    except Refused:
        answer = None
    attempts = of.attempts + 1
    wait = rules.wait_after(attempts)
    with store.db.begin() as tx:
        if (isinstance(answer, Answer) and answer.status in (200, 204, 404, 410)) or wait is None:
            photos.forget_address(tx, photo_id)
            return Done()
        photos.try_again(tx, photo_id, attempts)
    log.warning("the carrier keeps its copy of a photo for now", photo=photo_id)
    return RetryAt(now + wait, "the carrier has not removed it")
