"""Takes one turn: a text in; its session, answers, effects, replies and events out, in one burst of writes.

How a turn goes
1. One query tells who writes, which session waits, and whether this text has been seen.
2. The pure rules say where the text goes and in which language; the pure engine says what happens.
3. Everything is written and committed together: the text and its turn are never apart.
4. Somebody who wrote at the same moment, or a number that another concern has, makes the burst stale: nothing is
   written, the turn is taken again.
5. Should the turn itself fail (a broken effect), the text alone is stored and its turn is promised in the outbox.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from json import dumps
from typing import TypeVar

import structlog

from bot.conversations import arrivals, rules, store
from bot.conversations.danger import AtOnce, warn
from bot.conversations.desk import Desk
from bot.conversations.results import Place, write_turn
from bot.db.engine import Database
from bot.db.writes import Burst, Stale
from bot.engine.advance import advance
from bot.engine.inputs import Again, Begin, Input, Text
from bot.engine.outputs import Effect, Finished, Output, Query
from bot.engine.session import Session, begin
from bot.events import ConversationStopped
from bot.lib.ids import new_id
from bot.lib.phone import Address
from bot.messaging import photos
from bot.messaging import store as messages
from bot.messaging.inbox import UNKNOWN_TYPE, Received
from bot.outbox import put
from bot.people import service as people
from bot.people.effects import Speaker

log = structlog.get_logger()
T = TypeVar("T")

TRIES = 6
"""How often a turn is taken again when somebody else got there first."""
UNHANDLED = "take_turn"
"""The kind of outbox item that gives a stored text its turn."""
MOST_QUERIES = 20


@dataclass(frozen=True, slots=True)
class Taken:
    """The message that stands for the text; `seen` when it had been taken before, `speaks` when a reply is queued.

    `at_once` is a text that the carrier is to be given as the answer to this one, before any queue.
    """

    message_id: str
    seen: bool
    speaks: bool
    at_once: AtOnce | None = None


def take_text(db: Database, desk: Desk, received: Received, *, now: datetime) -> Taken:
    """Take the turn of a text that has just arrived; the same carrier id twice is one turn."""
    message_id = new_id("msg", now)
    try:
        return until_fresh(lambda tries: _take(db, desk, received, message_id, now, stored=False, tries=tries))
    except Exception:
        log.exception("a turn failed; its text is kept and will be tried again", message=message_id)
        return until_fresh(lambda _: _keep(db, desk, received, message_id, now))


def take_kept(db: Database, desk: Desk, message_id: str, *, now: datetime) -> None:
    """Take the turn of a text that was kept when its turn failed; nothing when it has had it."""
    with db.read() as tx:
        row = store.unhandled_message(tx, message_id)
    if row is None:
        return
    body, media, location, carrier_id, channel, sender, answerable, sealed = row
    address = Address(channel, desk.vault.open(sealed), answerable)
    received = Received(carrier_id, address, sender, body, tuple((media or "").split()), location or "")
    until_fresh(lambda tries: _take(db, desk, received, message_id, now, stored=True, tries=tries))


def until_fresh(take: Callable[[int], T]) -> T:
    """Take a turn again, told how often it was tried, until what it relies on is so; Stale after TRIES more."""
    for tries in range(TRIES):
        try:
            return take(tries)
        except Stale:
            continue
    return take(TRIES)


def _take(
    db: Database, desk: Desk, received: Received, message_id: str, now: datetime, *, stored: bool, tries: int
) -> Taken:  # fmt: skip
    burst = Burst(db)
    at = arrivals.standing(db, desk, received, now)
    if at.seen_message_id and not stored:
        return Taken(at.seen_message_id, seen=True, speaks=False)
    text, goes_on = arrivals.let_go_on(db, burst, desk, at, received, now)
    language = arrivals.language_of(desk, text, at.contact)
    situation = arrivals.situation(db, desk, text, at, language, goes_on=goes_on, now=now)
    said = "" if arrivals.only_greets(desk, text, at) else text.body
    route = rules.where_to(said, situation, desk.library.flows, desk.library.vocabulary)
    if isinstance(route, rules.Renew):
        at = arrivals.renew(burst, desk, received, at, unlink=route.unlink, now=now)
        language = arrivals.language_of(desk, received, None)
        route = rules.Go(route.flow, {"heard": received.body})
    contact, conversation_id = arrivals.known(burst, desk, received, at, language, now)
    if at.contact and language.changed and language.code:
        people.choose_language(burst, contact.id, language.code, source=language.source or "guessed", now=now)
    place = Place(contact.id, conversation_id, message_id, language.code)
    if situation.taken_over and rules.resumes(text.body, desk.library.vocabulary):
        messages.take_over(burst, conversation_id, None)
    if situation.taken_over and rules.waits_for_person(route):
        messages.wait_for_person(burst, conversation_id, now)
    done = _done(db, burst, desk, text, route, at, place, now, tries)
    if language.changed:
        done.decided.insert(0, f"language {language.code} ({language.source})")
    _store_text(burst, desk, received, place, done, now, stored=stored)
    burst.send(db)
    return Taken(message_id, seen=False, speaks=done.speaks, at_once=done.at_once)


@dataclass(frozen=True, slots=True)
class Done:
    """What a text led to: its session, the lines that say what was decided, and how a reply leaves."""

    session_id: str | None
    decided: list[str]
    speaks: bool = False
    at_once: AtOnce | None = None


def _done(
    db: Database,
    burst: Burst,
    desk: Desk,
    text: Received,
    route: rules.Route,
    at: store.Standing,
    place: Place,
    now: datetime,
    tries: int,
) -> Done:
    if isinstance(route, rules.Ignore):
        return Done(None, [route.why])
    if isinstance(route, rules.Hush):
        if route.first:
            put.record(burst, [ConversationStopped(place.conversation_id, place.language, "loop", "")], now)
        return Done(None, ["a machine answers our answers"])
    if isinstance(route, rules.Note):
        return Done(None, _note(burst, route, text, at, place, now))
    if isinstance(route, rules.Warn):
        at_once = warn(burst, desk, route, place, now)
        return Done(None, [f"safety {route.danger}"], speaks=at_once is None, at_once=at_once)
    assert not isinstance(route, rules.Renew)  # noqa: S101  for the types: it has become a Go
    return _walk(db, burst, desk, text, route, at, place, now, tries)


def _note(
    burst: Burst, route: rules.Note, received: Received, at: store.Standing, place: Place, now: datetime
) -> list[str]:
    """Keep what the carrier has done: the ledger's line, and the end of what was waiting when the resident left."""
    change = people.leave if route.leaves else people.come_back
    change(
        burst, place.contact_id, source="carrier", words=received.body, message_id=place.message_id,
        language=place.language, now=now,
    )  # fmt: skip
    if route.leaves and at.session is not None:
        arrivals.end(burst, at.session, "left", now)
    return [f"the carrier answered {'STOP' if route.leaves else 'START'}"]


def _walk(
    db: Database,
    burst: Burst,
    desk: Desk,
    received: Received,
    route: rules.Go | rules.Continue,
    at: store.Standing,
    place: Place,
    now: datetime,
    tries: int,
) -> Done:
    """The session that the text goes to, what was decided in it, and whether it speaks."""
    waiting, seen = at.session, None
    heard: Input = Text(received.body, media=len(received.media), location=received.location)
    if isinstance(route, rules.Go):
        digest = desk.library.flows.digests[route.flow]
        session = begin(new_id("ses", now), route.flow, digest, place.language, route.values)
        heard = Begin(received.body)
        if waiting is not None:  # The carrier blocked somebody in the middle of it, or something graver came up.
            arrivals.end(burst, waiting, "replaced", now)
    elif waiting is not None:
        session, seen = replace(waiting, language=place.language), waiting.turn
        heard = Again() if route.again else heard
    else:
        raise Stale("no session waits any more")
    session, outputs = run(db, burst, desk, session, heard, place, new=at.contact is None, now=now, tries=tries)
    decided, speaks = write_turn(
        burst, session, outputs, place, seen=seen, flows=desk.library.flows, now=now, woken_at=at.wake_at,
        notice=desk.erased_notice(session.language) if received.erased else "",
    )  # fmt: skip
    return Done(session.id, [*(f"{kind} number erased" for kind in received.erased), *decided], speaks)


def run(
    db: Database, burst: Burst, desk: Desk, session: Session, heard: Input, place: Place, *, new: bool, now: datetime,
    tries: int = 0,
) -> tuple[Session, list[Output]]:  # fmt: skip
    """Advance the session; answer every Query from the database, gather the writes of every Effect."""
    flows = desk.pins.flows_for(db, desk.library.flows, session)
    at = desk.moment(flows, new=new, now=now, tries=tries)
    outputs: list[Output] = []
    for _ in range(MOST_QUERIES):
        turn = advance(flows, session, heard, at)
        session = turn.session
        outputs += turn.outputs
        _apply(burst, desk, turn.outputs, session, place, now)
        last = outputs[-1]
        if not isinstance(last, Query):
            return session, outputs
        with db.read() as tx:
            asker = {"asker": place.contact_id, "now": now} if last.verb in desk.personal else {}
            heard = desk.queries[last.verb](tx, **last.given, **asker)
    outputs.append(Finished("runaway"))
    return session, outputs


def _apply(
    burst: Burst, desk: Desk, outputs: tuple[Output, ...], session: Session, place: Place, now: datetime
) -> None:
    for output in outputs:
        if isinstance(output, Effect):
            frame = session.frame
            speaker = Speaker(
                place.contact_id, place.conversation_id, session.id, place.message_id, frame.flow, frame.digest,
                session.language, output.id, now,
            )  # fmt: skip
            desk.effects[output.verb](burst, speaker, **output.given)


def _store_text(
    burst: Burst,
    desk: Desk,
    received: Received,
    place: Place,
    done: Done,
    now: datetime,
    *,
    stored: bool,
) -> None:
    lines = dumps(done.decided, ensure_ascii=False)
    if stored:
        store.mark_handled(burst, place.message_id or "", decided=lines, session_id=done.session_id)
        if received.media:
            photos.belong_to(burst, place.message_id or "", done.session_id)
    else:
        row = {"session_id": done.session_id, "decided": lines, "status": "handled"}
        messages.add_text(burst, _row(received, place, now) | row)
        photos.await_them(burst, desk.vault, received, place.message_id or "", done.session_id, now)


def _row(received: Received, place: Place, now: datetime) -> dict[str, object]:
    row: dict[str, object] = {
        "id": place.message_id, "conversation_id": place.conversation_id, "direction": "in", "purpose": "text",
        "body": received.body, "language": place.language, "carrier_id": received.carrier_id, "created_at": now,
    }  # fmt: skip
    if received.media:
        types = [*received.media_types, *[UNKNOWN_TYPE] * len(received.media)][: len(received.media)]
        row["media"] = "\n".join(types)  # Where they are is sealed, beside it.
    if received.location:
        row["location"] = received.location
    return row


def _keep(db: Database, desk: Desk, received: Received, message_id: str, now: datetime) -> Taken:
    """Only store the text, and promise its turn."""
    burst = Burst(db)
    at = arrivals.standing(db, desk, received, now)
    if at.seen_message_id:
        return Taken(at.seen_message_id, seen=True, speaks=False)
    language = rules.Language(at.contact.language if at.contact else None, None)
    contact, conversation_id = arrivals.known(burst, desk, received, at, language, now)
    place = Place(contact.id, conversation_id, message_id, contact.language)
    messages.add_text(burst, _row(received, place, now) | {"status": "received"})
    photos.await_them(burst, desk.vault, received, message_id, None, now)
    put.put(burst, UNHANDLED, message_id, queue=put.NOW, due_at=now)
    burst.send(db)
    return Taken(message_id, seen=False, speaks=True)
