"""Takes one turn: a text in, its session, answers, effects, replies and events out, in one transaction.

How a turn goes
1. One query tells who writes, which session waits, and whether this text has been seen.
2. The pure rules say where the text goes and in which language; the pure engine says what happens.
3. Everything is written and committed together: the text and its turn are never apart.
4. Somebody who wrote at the same moment makes the compare-and-set fail: nothing is written, the turn is taken again.
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
from bot.conversations.results import Conflict, Place, write_turn
from bot.db.base import Tx
from bot.db.engine import Database
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
        return _until_first(lambda: _take(db, desk, received, message_id, now, stored=False))
    except Exception:
        log.exception("a turn failed; its text is kept and will be tried again", message=message_id)
        return _until_first(lambda: _keep(db, desk, received, message_id, now))


def take_kept(db: Database, desk: Desk, message_id: str, *, now: datetime) -> None:
    """Take the turn of a text that was kept when its turn failed; nothing when it has had it."""
    with db.read() as tx:
        row = store.unhandled_message(tx, message_id)
    if row is None:
        return
    body, media, carrier_id, _, channel, sender, answerable, sealed = row
    address = Address(channel, desk.vault.open(sealed), answerable)
    received = Received(carrier_id, address, sender, body, tuple(media.split("\n")) if media else ())
    _until_first(lambda: _take(db, desk, received, message_id, now, stored=True))


def _until_first(take: Callable[[], Taken]) -> Taken:
    for _ in range(TRIES):
        try:
            return take()
        except Conflict:
            continue
    return take()


def _take(db: Database, desk: Desk, received: Received, message_id: str, now: datetime, *, stored: bool) -> Taken:
    with db.begin() as tx:
        at = _standing(tx, desk, received)
        if at.seen_message_id and not stored:
            return Taken(at.seen_message_id, seen=True, speaks=False)
        new = at.contact is None
        contact, conversation_id = _known(tx, desk, received, at, now)
        language = _language(desk, received, contact)
        if language.changed and language.code and received.resident.answerable:
            people.choose_language(tx, contact.id, language.code, source=language.source or "guessed", now=now)
        place = Place(contact.id, conversation_id, message_id, language.code)
        waiting = at.session
        route = rules.where_to(
            received.body, opt_out=received.opt_out, answerable=received.resident.answerable,
            left_at=contact.left_at, waiting=waiting is not None, new=new, flows=desk.library.flows,
            vocabulary=desk.library.vocabulary,
        )  # fmt: skip
        decided: list[str] = []
        speaks = False
        session_id = None
        if isinstance(route, rules.Ignore):
            decided.append(route.why)
        else:
            walked, outputs = _walk(tx, desk, received, route, waiting, place, new=new, now=now)
            session_id = walked.id
            quiet = isinstance(route, rules.Go) and route.quiet
            decided, speaks = write_turn(
                tx, walked, outputs, place, seen=waiting.turn if waiting and walked.id == waiting.id else None,
                flows=desk.library.flows, quiet=quiet, now=now,
            )  # fmt: skip
        if language.changed:
            decided.insert(0, f"language {language.code} ({language.source})")
        _store_text(tx, received, place, session_id, decided, now, stored=stored)
        return Taken(message_id, seen=False, speaks=speaks)


def _standing(tx: Tx, desk: Desk, received: Received) -> store.Standing:
    return store.standing(
        tx, phone_hash=desk.vault.lookup(received.resident.number), channel=received.resident.channel,
        sender=received.city, carrier_id=received.carrier_id,
    )  # fmt: skip


def _known(tx: Tx, desk: Desk, received: Received, at: store.Standing, now: datetime) -> tuple[Contact, str]:
    """The contact and the conversation, made now when this is the first text."""
    contact = at.contact
    if contact is None:
        number = received.resident.number
        contact = Contact(new_id("ctc", now), None, None, None)
        sealed, hashed = desk.vault.seal(number), desk.vault.lookup(number)
        if not contacts.add_contact(tx, contact.id, phone_hash=hashed, phone_sealed=sealed, now=now):
            raise Conflict
        if received.resident.answerable:
            people.come_back(
                tx, contact.id, source="wrote_first", words=received.body, message_id=None, language=None, now=now
            )
    conversation_id = at.conversation_id
    if conversation_id is None:
        conversation_id = new_id("cnv", now)
        row = {
            "id": conversation_id, "contact_id": contact.id, "channel": received.resident.channel,
            "sender": received.city, "answerable": received.resident.answerable, "created_at": now,
        }  # fmt: skip
        if not messages.add_conversation(tx, row):
            raise Conflict
    return contact, conversation_id


def _language(desk: Desk, received: Received, contact: Contact) -> rules.Language:
    city, library = desk.library.city, desk.library
    sender = next((each.language for each in city.senders if each.address == received.city), None)
    keyword, _ = library.flows.started_by(fold(received.body))

    def guessed(body: str) -> str | None:
        return guess(body, city.languages) or rules.only_language(body, desk.words_by_language)

    return rules.language_for(
        received.body, known=contact.language, source=contact.language_source, sender=sender,
        vocabulary=library.vocabulary, is_keyword=bool(keyword), guess=guessed,
    )  # fmt: skip


def _walk(
    tx: Tx,
    desk: Desk,
    received: Received,
    route: rules.Go | rules.Continue,
    waiting: Session | None,
    place: Place,
    *,
    new: bool,
    now: datetime,
) -> tuple[Session, list[Output]]:
    """Run the engine until it waits or ends, answering its queries and applying its effects as they come."""
    heard: Input = Text(received.body, media=len(received.media), location=received.location)
    if isinstance(route, rules.Continue) and waiting is not None:
        session = waiting if waiting.language == place.language else replace(waiting, language=place.language)
    elif isinstance(route, rules.Go):
        flows = desk.library.flows
        session = begin(new_id("ses", now), route.flow, flows.digests[route.flow], place.language, route.values)
        heard = Begin(received.body)
        if waiting is not None:
            # The carrier's own STOP or START ends whatever was waiting.
            gone = replace(waiting, turn=waiting.turn + 1, waiting=False)
            if not store.save_session(tx, gone, seen=waiting.turn, status="replaced", wake_at=None, at=now):
                raise Conflict
    else:
        raise Conflict
    return run(tx, desk, session, heard, place, new=new, now=now)


def run(
    tx: Tx, desk: Desk, session: Session, heard: Input, place: Place, *, new: bool, now: datetime
) -> tuple[Session, list[Output]]:
    """Advance the session, answer every Query from the database, apply every Effect; all in this transaction."""
    flows = desk.pins.flows_for(tx, desk.library.flows, session)
    at = desk.moment(flows, new=new, now=now)
    outputs: list[Output] = []
    for _ in range(MOST_QUERIES):
        turn = advance(flows, session, heard, at)
        session = turn.session
        outputs += turn.outputs
        _apply(tx, desk, turn.outputs, session, place, now)
        last = outputs[-1] if outputs else None
        if not isinstance(last, Query):
            return session, outputs
        heard = desk.queries[last.verb](tx, **last.given)
    outputs.append(Finished("runaway"))
    return session, outputs


def _apply(tx: Tx, desk: Desk, outputs: tuple[Output, ...], session: Session, place: Place, now: datetime) -> None:
    for output in outputs:
        if isinstance(output, Effect):
            frame = session.frame
            speaker = Speaker(
                place.contact_id, place.conversation_id, session.id, place.message_id, frame.flow, frame.digest,
                session.language, output.id, now,
            )  # fmt: skip
            desk.effects[output.verb](tx, speaker, **output.given)


def _store_text(
    tx: Tx, received: Received, place: Place, session_id: str | None, decided: list[str], now: datetime, *, stored: bool
) -> None:
    lines = dumps(decided, ensure_ascii=False)
    if stored:
        if not store.mark_handled(tx, place.message_id or "", decided=lines, session_id=session_id):
            raise Conflict
        return
    row = _row(received, place, now) | {"session_id": session_id, "decided": lines, "status": "handled"}
    if not messages.add_message(tx, row):
        raise Conflict


def _row(received: Received, place: Place, now: datetime) -> dict[str, object]:
    return {
        "id": place.message_id, "conversation_id": place.conversation_id, "direction": "in", "purpose": "text",
        "body": received.body, "language": place.language, "media": "\n".join(received.media) or None,
        "carrier_id": received.carrier_id, "created_at": now,
    }  # fmt: skip


def _keep(db: Database, desk: Desk, received: Received, message_id: str, now: datetime) -> Taken:
    """Only store the text, and promise its turn."""
    with db.begin() as tx:
        at = _standing(tx, desk, received)
        if at.seen_message_id:
            return Taken(at.seen_message_id, seen=True, speaks=False)
        contact, conversation_id = _known(tx, desk, received, at, now)
        place = Place(contact.id, conversation_id, message_id, contact.language)
        if not messages.add_message(tx, _row(received, place, now) | {"status": "received"}):
            raise Conflict
        put.put(tx, UNHANDLED, message_id, queue=put.NOW, due_at=now)
        return Taken(message_id, seen=False, speaks=True)
