"""Takes one turn: a text in; its session, answers, effects, replies and events out, in one burst of writes.

How a turn goes
1. One query tells who writes, which session waits, and whether this text has been seen.
2. The pure rules say where the text goes and in which language; the pure engine says what happens.
3. Everything is written and committed together: the text and its turn are never apart.
4. Somebody who wrote at the same moment makes the burst stale: nothing is written, the turn is taken again.
5. Should the turn itself fail (a broken effect), the text alone is stored and its turn is promised in the outbox.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from json import dumps
from zoneinfo import ZoneInfo

import structlog

from bot.conversations import rules, store
from bot.conversations.pins import Pins
from bot.conversations.results import Place, write_turn
from bot.db.engine import Database
from bot.db.writes import Burst, Stale
from bot.engine.advance import advance
from bot.engine.flow import Flows
from bot.engine.inputs import Begin, Found, Input, Moment, Text
from bot.engine.outputs import Effect, Finished, Output, Query
from bot.engine.session import Session, begin
from bot.engine.vocabulary import fold
from bot.flowfiles.library import Library
from bot.lib.ids import new_id, random_digits
from bot.lib.language import guess
from bot.lib.phone import Address
from bot.lib.references import new_reference
from bot.lib.vault import Vault
from bot.messaging import store as messages
from bot.messaging.inbox import Received
from bot.outbox import put
from bot.people import service as people
from bot.people import store as contacts
from bot.people.effects import Speaker
from bot.people.store import Contact

log = structlog.get_logger()

TRIES = 6
"""How often a turn is taken again when somebody else got there first."""
UNHANDLED = "take_turn"
"""The kind of outbox item that gives a stored text its turn."""
MOST_QUERIES = 20


@dataclass(frozen=True, slots=True)
class Desk:
    """What a turn works with besides the database and the text; none of it changes while the process runs.

    `words_by_language` are each language's own words, the evidence that helps the guess along.
    """

    library: Library
    vault: Vault
    pins: Pins
    effects: Mapping[str, Callable[..., None]]
    queries: Mapping[str, Callable[..., Found]]
    words_by_language: Mapping[str, frozenset[str]]

    def moment(self, flows: Flows, *, new: bool, now: datetime) -> Moment:
        """This moment as the engine sees it."""
        city = self.library.city
        return Moment(
            now=now, today=now.astimezone(ZoneInfo(city.time_zone)).date(), languages=city.languages,
            vocabulary=self.library.vocabulary, facts={**city.facts, "new": new},
            fresh={"reference": new_reference(random_digits)},
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """The message that stands for the text; `seen` when it had been taken before, `speaks` when a reply is queued."""

    message_id: str
    seen: bool
    speaks: bool


def take_text(db: Database, desk: Desk, received: Received, *, now: datetime) -> Taken:
    """Take the turn of a text that has just arrived; the same carrier id twice is one turn."""
    message_id = new_id("msg", now)
    try:
        return _until_fresh(lambda: _take(db, desk, received, message_id, now, stored=False))
    except Exception:
        log.exception("a turn failed; its text is kept and will be tried again", message=message_id)
        return _until_fresh(lambda: _keep(db, desk, received, message_id, now))


def take_kept(db: Database, desk: Desk, message_id: str, *, now: datetime) -> None:
    """Take the turn of a text that was kept when its turn failed; nothing when it has had it."""
    with db.read() as tx:
        row = store.unhandled_message(tx, message_id)
    if row is None:
        return
    body, media, carrier_id, _, channel, sender, answerable, sealed = row
    address = Address(channel, desk.vault.open(sealed), answerable)
    received = Received(carrier_id, address, sender, body, tuple(media.split("\n")) if media else ())
    _until_fresh(lambda: _take(db, desk, received, message_id, now, stored=True))


def _until_fresh(take: Callable[[], Taken]) -> Taken:
    for _ in range(TRIES):
        try:
            return take()
        except Stale:
            continue
    return take()


def _take(db: Database, desk: Desk, received: Received, message_id: str, now: datetime, *, stored: bool) -> Taken:
    burst = Burst(db)
    at = _standing(db, desk, received)
    if at.seen_message_id and not stored:
        return Taken(at.seen_message_id, seen=True, speaks=False)
    language = _language(desk, received, at.contact)
    contact, conversation_id = _known(burst, desk, received, at, language, now)
    if at.contact and language.changed and language.code:
        people.choose_language(burst, contact.id, language.code, source=language.source or "guessed", now=now)
    place = Place(contact.id, conversation_id, message_id, language.code)
    route = rules.where_to(
        received.body, opt_out=received.opt_out, answerable=received.resident.answerable,
        left_at=contact.left_at, waiting=at.session is not None, unmet=at.contact is None or language.code is None,
        flows=desk.library.flows, vocabulary=desk.library.vocabulary,
    )  # fmt: skip
    session_id, decided, speaks = None, [], False
    if isinstance(route, rules.Ignore):
        decided = [route.why]
    elif isinstance(route, rules.Note):
        decided = _note(burst, route, received, at, place, now)
    else:
        session_id, decided, speaks = _walk(db, burst, desk, received, route, at, place, now)
    if language.changed:
        decided.insert(0, f"language {language.code} ({language.source})")
    _store_text(burst, received, place, session_id, decided, now, stored=stored)
    burst.send(db)
    return Taken(message_id, seen=False, speaks=speaks)


def _standing(db: Database, desk: Desk, received: Received) -> store.Standing:
    return store.standing(
        db, phone_hash=desk.vault.lookup(received.resident.number), channel=received.resident.channel,
        sender=received.city, carrier_id=received.carrier_id,
    )  # fmt: skip


def _known(
    burst: Burst, desk: Desk, received: Received, at: store.Standing, language: rules.Language, now: datetime
) -> tuple[Contact, str]:
    """The contact and the conversation, made now when this is the first text."""
    contact = at.contact
    if contact is None:
        number = received.resident.number
        contact = Contact(new_id("ctc", now), language.code, language.source, None)
        sealed, hashed = desk.vault.seal(number), desk.vault.lookup(number)
        contacts.add_contact(burst, contact, phone_hash=hashed, phone_sealed=sealed, now=now)
        if received.resident.answerable:
            people.welcome(burst, contact, words=received.body, now=now)
    conversation_id = at.conversation_id
    if conversation_id is None:
        conversation_id = new_id("cnv", now)
        row = {
            "id": conversation_id, "contact_id": contact.id, "channel": received.resident.channel,
            "sender": received.city, "answerable": received.resident.answerable, "created_at": now,
        }  # fmt: skip
        messages.add_conversation(burst, row)
    return contact, conversation_id


def _language(desk: Desk, received: Received, contact: Contact | None) -> rules.Language:
    if not received.resident.answerable:
        return rules.Language(None, None)
    city, library = desk.library.city, desk.library
    sender = next((each.language for each in city.senders if each.address == received.city), None)
    keyword, _ = library.flows.started_by(fold(received.body))

    def guessed(body: str) -> str | None:
        return guess(body, city.languages) or rules.only_language(body, desk.words_by_language)

    return rules.language_for(
        received.body, known=contact.language if contact else None,
        source=contact.language_source if contact else None, sender=sender,
        vocabulary=library.vocabulary, is_keyword=bool(keyword), guess=guessed,
    )  # fmt: skip


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
        _end(burst, at.session, "left", now)
    return [f"the carrier answered {'STOP' if route.leaves else 'START'}"]


def _end(burst: Burst, waiting: Session, how: str, now: datetime) -> None:
    """The session waits no longer, without a turn of its own."""
    gone = replace(waiting, turn=waiting.turn + 1, waiting=False)
    store.save_session(burst, gone, seen=waiting.turn, status=how, wake_at=None, at=now)


def _walk(
    db: Database,
    burst: Burst,
    desk: Desk,
    received: Received,
    route: rules.Go | rules.Continue,
    at: store.Standing,
    place: Place,
    now: datetime,
) -> tuple[str, list[str], bool]:
    """The session that the text goes to, what was decided in it, and whether it speaks."""
    waiting, seen = at.session, None
    heard: Input = Text(received.body, media=len(received.media), location=received.location)
    if isinstance(route, rules.Go):
        digest = desk.library.flows.digests[route.flow]
        session = begin(new_id("ses", now), route.flow, digest, place.language, route.values)
        heard = Begin(received.body)
        if waiting is not None:  # The carrier blocked somebody in the middle of it, who now comes back.
            _end(burst, waiting, "replaced", now)
    elif waiting is not None:
        session, seen = replace(waiting, language=place.language), waiting.turn
    else:
        raise Stale("no session waits any more")
    session, outputs = run(db, burst, desk, session, heard, place, new=at.contact is None, now=now)
    decided, speaks = write_turn(
        burst, session, outputs, place, seen=seen, flows=desk.library.flows, now=now, woken_at=at.wake_at
    )
    return session.id, decided, speaks


def run(
    db: Database, burst: Burst, desk: Desk, session: Session, heard: Input, place: Place, *, new: bool, now: datetime
) -> tuple[Session, list[Output]]:
    """Advance the session; answer every Query from the database, gather the writes of every Effect."""
    flows = desk.pins.flows_for(db, desk.library.flows, session)
    at = desk.moment(flows, new=new, now=now)
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
            heard = desk.queries[last.verb](tx, **last.given)
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
    received: Received,
    place: Place,
    session_id: str | None,
    decided: list[str],
    now: datetime,
    *,
    stored: bool,
) -> None:
    lines = dumps(decided, ensure_ascii=False)
    if stored:
        store.mark_handled(burst, place.message_id or "", decided=lines, session_id=session_id)
    else:
        row = {"session_id": session_id, "decided": lines, "status": "handled"}
        messages.add_text(burst, _row(received, place, now) | row)


def _row(received: Received, place: Place, now: datetime) -> dict[str, object]:
    row: dict[str, object] = {
        "id": place.message_id, "conversation_id": place.conversation_id, "direction": "in", "purpose": "text",
        "body": received.body, "language": place.language, "carrier_id": received.carrier_id, "created_at": now,
    }  # fmt: skip
    return {**row, "media": "\n".join(received.media)} if received.media else row


def _keep(db: Database, desk: Desk, received: Received, message_id: str, now: datetime) -> Taken:
    """Only store the text, and promise its turn."""
    burst = Burst(db)
    at = _standing(db, desk, received)
    if at.seen_message_id:
        return Taken(at.seen_message_id, seen=True, speaks=False)
    language = rules.Language(at.contact.language if at.contact else None, None)
    contact, conversation_id = _known(burst, desk, received, at, language, now)
    place = Place(contact.id, conversation_id, message_id, contact.language)
    messages.add_text(burst, _row(received, place, now) | {"status": "received"})
    put.put(burst, UNHANDLED, message_id, queue=put.NOW, due_at=now)
    burst.send(db)
    return Taken(message_id, seen=False, speaks=True)
