"""Makes a concern of what an app reports, once however often it is sent; nobody's name or number is kept with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy.exc import IntegrityError

from bot.concerns import service as concerns
from bot.concerns import store as concern_store
from bot.concerns.effects import SAID
from bot.db.base import Tx
from bot.db.engine import Database
from bot.engine.inputs import Found
from bot.events import ConcernOpened
from bot.lib.ids import new_id, random_digits
from bot.lib.references import ALPHABET
from bot.open311 import store
from bot.open311.incoming import SAME_FOR, Report
from bot.outbox import put

TOKEN_LENGTH = 24
TRIES = 6
Places = Callable[..., Found]
"""What the gazetteer knows of a text: the query `place` of the flows."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A report that is kept: the number it has here, the token it can be asked by, whether it is new."""

    reference: str
    token: str
    is_new: bool


def take(
    db: Database, places: Places, new_number: Callable[[datetime, int], str], key_id: str, report: Report, *,
    flow_version: str, now: datetime,
) -> Taken:  # fmt: skip
    """Keep the report, unless this app has reported the same: then it is told the number of that one."""
    for tries in range(TRIES):  # Somebody may report the same at this moment, and a number may turn out to be taken.
        reference = new_number(now, tries)
        try:
            with db.begin() as tx:
                return _take(tx, places, reference, key_id, report, flow_version, now)
        except IntegrityError as error:
            last = error
    raise last


def _take(
    tx: Tx, places: Places, reference: str, key_id: str, report: Report, flow_version: str, now: datetime
) -> Taken:  # fmt: skip
    since = now - SAME_FOR
    known = store.concern_reported(tx, key_id, reference=report.reference, digest=report.digest, since=since)
    if known:
        at, kept = concern_store.standing_by_id(tx, known), store.report_of(tx, known)
        assert at is not None and kept is not None  # noqa: S101, PT018  for the types: a report is made with its concern
        return Taken(at.reference, kept.token, is_new=False)
    store.outdate(tx, key_id, report.digest, since)
    concern_id, nobody = new_id("con", now), nobody_of(key_id)
    store.ensure_nobody(tx, nobody, now)
    place, status, area = _where(places, report)
    concern_store.add_concern(
        tx,
        {
            "id": concern_id, "reference": reference, "contact_id": nobody, "session_id": "", "message_id": None,
            "kind": report.kind, "guessed": "", "words": report.words, "place": place, "place_status": status,
            "area": area, "language": report.language, "flow_version": flow_version, "status": "received",
            "created_at": now,
        },
    )  # fmt: skip
    # With a reference of its own the app tells repeated reports apart, whatever their words are.
    token, digest = random_digits(ALPHABET, TOKEN_LENGTH), None if report.reference else report.digest
    store.add_report(
        tx,
        {"concern_id": concern_id, "key_id": key_id, "token": token, "reference": report.reference, "digest": digest,
         "media_url": report.media_url, "at": now},
    )  # fmt: skip
    put.put(tx, concerns.ROUTED, concern_id, queue=put.LATER, due_at=now)
    put.record(tx, [ConcernOpened(nobody, report.language, reference, report.kind, area=area or None)], now)
    return Taken(reference, token, is_new=True)


def nobody_of(key_id: str) -> str:
    """The id of the row that the concerns of this app belong to."""
    return f"ctc_{sha256(f'open311 {key_id}'.encode()).hexdigest()[:26].upper()}"


def _where(places: Places, report: Report) -> tuple[str, str, str]:
    """The place as it is kept, how sure it is, and the neighborhood."""
    values = places(None, text=report.place or report.point, near=report.point).values
    place, status = values.get("place") or "", str(values.get("status") or SAID)
    words = place if isinstance(place, str) else place.get(report.language or "") or next(iter(place.values()), "")
    if status == "choose":  # Nobody is there to choose.
        return report.place, SAID, str(values.get("area") or "")
    return words or report.place or report.point, status, str(values.get("area") or "")
