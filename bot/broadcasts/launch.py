"""Sends broadcasts: begins one, turns its recipients into messages chunk by chunk, and sees when it is through.

How a broadcast goes
1. `launch`, at its time: the audience is written down and the first chunk is promised, in one transaction.
2. `send_chunk`: the next 500 in line become messages with ids made of broadcast and resident; the next chunk is
   promised in the same transaction. A chunk that died half-way has done nothing; one done twice goes on with the next.
3. Not more than AHEAD texts wait for their sender, so that a pause or a stop finds most of them unwritten.
4. `finish`: once nobody is in line and every text is with the carrier or given up.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.broadcasts import faults, openings, recipients, rules, store, texts
from bot.broadcasts.emergency import hours_of
from bot.broadcasts.freezing import Frozen, freeze
from bot.broadcasts.recipients import Taken
from bot.broadcasts.rules import Broadcast, City, State
from bot.broadcasts.texted import REACHED, message_id
from bot.broadcasts.tokens import NotARule
from bot.db.base import Tx
from bot.db.engine import Database
from bot.db.writes import Gathered
from bot.events import BroadcastFinished, BroadcastStarted
from bot.lib.clock import Clock
from bot.messaging.outgoing import queue_message
from bot.outbox import put, relay
from bot.outbox.relay import Done, Outcome, Performer, RetryAt

log = structlog.get_logger()

LAUNCH, SEND_CHUNK, FINISH = "launch_broadcast", "send_chunk", "finish_broadcast"
"""The kinds of outbox items; the subject is the broadcast, for a chunk followed by a point and the first in line."""
CHUNK = 500
AHEAD = 1_000
"""Texts of a broadcast that may wait for their sender at a time."""
LOOKED_AT_AGAIN_IN = timedelta(minutes=5)
GIVEN_UP_AFTER = timedelta(hours=72)
"""After the last chunk, how long a text that has not left yet keeps the broadcast open."""


class _GivenBack(Exception):
    """The launch is undone: the broadcast is a draft again, for this reason."""


def launch(db: Database, city: City, broadcast_id: str, *, now: datetime) -> Outcome:
    """Begin a broadcast that is scheduled; nothing happens when it is not any more, or not yet."""
    try:
        with db.begin() as tx:
            return _launch(tx, city, broadcast_id, now)
    except (_GivenBack, NotARule) as why:
        with db.begin() as tx:
            values = {"note": str(why), "approved": None, "approved_by": None}
            store.move(tx, broadcast_id, State.SCHEDULED, State.DRAFT, values)
        log.warning("a broadcast was given back", broadcast=broadcast_id, why=str(why))
        return Done()


def _launch(tx: Tx, city: City, broadcast_id: str, now: datetime) -> Outcome:
    broadcast = store.broadcast_by_id(tx, broadcast_id)
    if broadcast is None or broadcast.state is not State.SCHEDULED:
        return Done()
    if broadcast.starts_at is not None and broadcast.starts_at > now:
        return RetryAt(broadcast.starts_at)
    if not rules.is_approved(broadcast):
        raise _GivenBack("It was changed after it was approved.")
    if shut := faults.shut_surveys(broadcast, city):
        raise _GivenBack(f'The survey of "{shut[0]}" takes no answers now. Open it, or leave it out.')
    if not store.move(tx, broadcast_id, State.SCHEDULED, State.RUNNING, {"started_at": now, "note": None}):
        return RetryAt(now)
    frozen = freeze(tx, broadcast, city, now)
    _check_size(broadcast, frozen, city, store.names_of(tx, broadcast))
    put.record(tx, [BroadcastStarted(broadcast_id, None, frozen.people, frozen.held_out, frozen.left_out)], now)
    promise_next(tx, broadcast_id, now)
    return Done()


def _check_size(broadcast: Broadcast, frozen: Frozen, city: City, names: Mapping[str, str]) -> None:
    """Somebody who approved their own text for a few has not approved it for the many who have joined since."""
    people = frozen.people + frozen.held_out
    if why := rules.who_may_approve(broadcast, broadcast.approved_by or "", people, city, names):
        raise _GivenBack(str(why))


def promise_next(tx: Tx, broadcast_id: str, now: datetime) -> None:
    """Promise the next chunk, due now; when nobody is in line, a look at whether all is done."""
    first = recipients.first_pending(tx, broadcast_id)
    kind = SEND_CHUNK if first else FINISH
    subject = message_id(broadcast_id, first) if first else broadcast_id
    put.put(tx, kind, subject, queue=put.BULK, due_at=now)
    put.postpone(tx, kind, subject, due_at=now)


def send_chunk(db: Database, city: City, subject: str, *, now: datetime) -> Outcome:
    """Write the next texts, in one transaction with the promise of those that follow."""
    broadcast_id = subject.partition(".")[0]
    with db.begin() as tx:
        broadcast = store.broadcast_by_id(tx, broadcast_id)
        if broadcast is None or broadcast.state not in (State.RUNNING, State.PAUSED):
            return Done()
        if broadcast.state is State.PAUSED:
            return RetryAt(now + timedelta(hours=1), "broadcast paused")
        if broadcast.flow in city.shut:
            return RetryAt(now + timedelta(hours=1), "its survey takes no answers now")
        opens_at = hours_of(broadcast.kind, city.quiet).opens_at(now)
        if opens_at > now:
            return RetryAt(opens_at, "quiet hours")
        waiting = recipients.texts_under_way(tx, broadcast_id)
        if waiting > AHEAD - CHUNK:
            return RetryAt(now + timedelta(seconds=max(1.0, (waiting - AHEAD + CHUNK) / city.rate)), "texts wait")
        _write_texts(tx, broadcast, city, recipients.take(tx, broadcast_id, CHUNK), now)
        promise_next(tx, broadcast_id, now)
    return Done()


def _write_texts(tx: Tx, broadcast: Broadcast, city: City, taken: Sequence[Taken], now: datetime) -> None:
    here = [each for each in taken if each.is_here]
    if gone := [each.contact_id for each in taken if not each.is_here]:
        recipients.leave_out(tx, broadcast.id, gone, "left")
    words = {each.name: each.texts for each in broadcast.variants}
    languages = {each.contact_id: _language_of(each, words[each.variant]) for each in here}
    changed = {each.contact_id: languages[each.contact_id] for each in here
               if languages[each.contact_id] != each.frozen_language}  # fmt: skip
    recipients.set_languages(tx, broadcast.id, changed)
    named = {name for bodies in words.values() for body in bodies.values() for name in texts.fields_in(body)}
    known = recipients.fields_of(tx, list(languages), named)
    talks = _conversations(tx, languages, city, now)
    begun = openings.begin_for(tx, broadcast, {talks[who]: language for who, language in languages.items()}, city, now)
    written = Gathered(tx)
    for each in here:
        language = languages[each.contact_id]
        body = body_for(words[each.variant], language, city, known.get(each.contact_id, {}))
        row = {
            "id": message_id(broadcast.id, each.contact_id), "conversation_id": talks[each.contact_id],
            "purpose": broadcast.kind, "topic": broadcast.topic, "body": body, "language": language,
            "created_at": now, "broadcast_id": broadcast.id, "session_id": begun.get(talks[each.contact_id]),
        }  # fmt: skip
        queue_message(written, row, queue=put.BULK, due_at=now)
    written.send()


def _language_of(each: Taken, bodies: Mapping[str, str]) -> str | None:
    """The language they read now, where the broadcast has it; else the one they were written down with."""
    return each.language if each.language in bodies else each.frozen_language


def _conversations(
    tx: Tx, languages: Mapping[str, str | None], city: City, now: datetime
) -> dict[str, str]:  # fmt: skip
    by_sender: dict[str, list[str]] = {}
    for contact_id, language in languages.items():
        by_sender.setdefault(city.sender_for(language), []).append(contact_id)
    found: dict[str, str] = {}
    for sender, contact_ids in by_sender.items():
        found |= recipients.conversations_with(tx, contact_ids, sender, now)
    return found


def body_for(bodies: Mapping[str, str], language: str | None, city: City, known: Mapping[str, str]) -> str:
    """What one resident reads: their language's text, or all of them while theirs is not known."""
    if language is None:
        return texts.bilingual(bodies, city.words, known)
    return texts.filled(bodies[language], language, city.words, known)


def finish(db: Database, broadcast_id: str, *, now: datetime) -> Outcome:
    """Close the broadcast once nothing of it is under way; what has not left after three days never will."""
    with db.begin() as tx:
        if store.state_of(tx, broadcast_id) is State.PAUSED:
            return RetryAt(now + timedelta(hours=1), "broadcast paused")
        if store.state_of(tx, broadcast_id) is not State.RUNNING:
            return Done()
        last_at = recipients.last_written_at(tx, broadcast_id) or now
        if recipients.texts_under_way(tx, broadcast_id) and now < last_at + GIVEN_UP_AFTER:
            return RetryAt(now + LOOKED_AT_AGAIN_IN, "texts are under way")
        if not store.move(tx, broadcast_id, State.RUNNING, State.FINISHED, {"finished_at": now}):
            return RetryAt(now)
        recipients.refuse_queued(tx, broadcast_id)
        openings.end_unasked(tx, broadcast_id, now)
        counts = recipients.message_counts(tx, broadcast_id)
        delivered = counts.get("delivered", 0) + counts.get("read", 0)
        sent = sum(counts.get(each, 0) for each in REACHED)
        put.record(tx, [BroadcastFinished(broadcast_id, None, sent, delivered, sum(counts.values()) - sent)], now)
    return Done()


def performers(db: Database, city: Callable[[], City], clock: Clock) -> dict[str, Performer]:
    """How each kind of outbox item of broadcasts is done; `city` is asked each time, for what is live then."""
    return {
        LAUNCH: relay.each(lambda subject, now: launch(db, city(), subject, now=now), clock),
        SEND_CHUNK: relay.each(lambda subject, now: send_chunk(db, city(), subject, now=now), clock),
        FINISH: relay.each(lambda subject, now: finish(db, subject, now=now), clock),
    }
