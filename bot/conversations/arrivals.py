"""Who writes, and where they stand when their text arrives: contact and conversation, known, new or renewed."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversations import rules, store
from bot.conversations.desk import Desk
from bot.db.engine import Database
from bot.db.writes import Burst
from bot.engine.session import Session
from bot.engine.vocabulary import fold
from bot.events import PhoneRenewed
from bot.lib.ids import new_id
from bot.lib.language import guess
from bot.messaging import store as messages
from bot.messaging.inbox import Received
from bot.outbox import put
from bot.people import doors, forgetting
from bot.people import service as people
from bot.people import store as contacts
from bot.people.store import Contact
from bot.safety.classes import DISCREET, NEVER_TAKEN_UP

WARNED_FOR = timedelta(hours=24)
"""A safety text is said once in this time for each class."""


def standing(db: Database, desk: Desk, received: Received, now: datetime) -> store.Standing:
    """Everything that is known about who writes, in one query; of a stranger, also whether they were forgotten."""
    hashed = desk.vault.lookup(received.resident.number)

    def known_now() -> store.Standing:
        return store.standing(
            db, phone_hash=hashed, channel=received.resident.channel, sender=received.city,
            carrier_id=received.carrier_id, body=received.body, since=now - rules.LATELY,
        )  # fmt: skip

    at = known_now()
    if at.contact is None and at.seen_message_id is None:
        sealed = desk.vault.seal(received.resident.number)
        if forgetting.met_again(db, hashed, sealed, new_id=new_id("ctc", now), now=now):
            return known_now()
    return at


def known(
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
        if received.resident.answerable and (door := doors.door_in(desk.library.city.doors, received.body)):
            doors.come_through(burst, contact.id, door)
    return contact, conversation_id


def language_of(desk: Desk, received: Received, contact: Contact | None) -> rules.Language:
    """The language to speak with them, and whether this text made it known."""
    if not received.resident.answerable:
        return rules.Language(None, None)
    city, library = desk.library.city, desk.library
    sender = next((each.language for each in city.senders if each.address == received.city), None)
    keyword, _ = library.flows.started_by(fold(received.body))

    def guessed(body: str) -> str | None:
        """A word of the lexicon is a hint about somebody new; it takes nobody's language away."""
        hint = None if contact and contact.language else rules.only_language(body, desk.words_by_language)
        return guess(body, city.languages) or hint

    return rules.language_for(
        received.body, known=contact.language if contact else None,
        source=contact.language_source if contact else None, sender=sender,
        vocabulary=library.vocabulary, is_keyword=bool(keyword), guess=guessed,
    )  # fmt: skip


def let_go_on(
    db: Database, burst: Burst, desk: Desk, at: store.Standing, received: Received, now: datetime
) -> tuple[Received, bool]:
    """The text to look at: the one that a safety text held back when this is the "1" that lets it go on.

    What called for discretion is not taken up again: its words stay out of every flow, and the talk goes on without.
    """
    if at.held_message_id is None or at.conversation_id is None:
        return received, False
    messages.hold(burst, at.conversation_id, None)
    with db.read() as tx:
        held = store.held(tx, at.held_message_id) if rules.goes_on(received.body) else None
    if held is None or held.at < now - rules.HELD_FOR:
        return received, False
    store.let_go_on(burst, at.held_message_id)
    never = not NEVER_TAKEN_UP.isdisjoint(desk.dangers_in(held.body))
    return replace(received, body="" if never else held.body), True


def situation(
    db: Database,
    desk: Desk,
    text: Received,
    at: store.Standing,
    language: rules.Language,
    *,
    goes_on: bool,
    now: datetime,
) -> rules.Situation:
    """What the rules need to know; the database is only asked again for a text that speaks of danger."""
    found = () if goes_on or not text.resident.answerable else desk.dangers_in(text.body)
    told: dict[str, bool] = {}
    if found and at.contact:
        with db.read() as tx:
            told = store.warned(tx, at.contact.id, now - WARNED_FOR)
    danger, again = rules.danger_to_answer(found, told)
    taken_over = at.taken_over_at is not None and now < at.taken_over_at + rules.TAKEOVER_LASTS
    return rules.Situation(
        answerable=text.resident.answerable, opt_out=text.opt_out, left_at=at.contact.left_at if at.contact else None,
        waiting=at.session is not None, unmet=at.conversation_id is None or language.code is None,
        taken_over=taken_over, danger=danger, again=again, goes_on=goes_on,
        discreet=not DISCREET.isdisjoint(found), in_survey=_in_survey(desk, at.session), over=over_in(desk, at.session),
        same_texts=at.same_texts, texts=at.texts,
    )  # fmt: skip


def _in_survey(desk: Desk, session: Session | None) -> bool:
    if session is None or not session.frames:
        return False
    flow = desk.library.flows.current.get(session.frame.flow)
    return session.frame.flow in desk.shut or bool(flow and flow.survey)


def over_in(desk: Desk, session: Session | None) -> str:
    """The flow of a survey that waits for them and that nobody may finish any more; empty when there is none."""
    frames = session.frames if session else ()
    return next((frame.flow for frame in frames if frame.flow in desk.over), "")


def only_greets(desk: Desk, text: Received, at: store.Standing) -> bool:
    """Whether a partner's word is all they said ("BIBLIOTECA"): the door they came by."""
    if at.session is not None or desk.library.flows.started_by(fold(text.body))[0]:
        return False
    return bool(doors.door_in(desk.library.city.doors, text.body))


def renew(
    burst: Burst, desk: Desk, received: Received, at: store.Standing, *, unlink: bool, now: datetime
) -> store.Standing:
    """Somebody else holds the phone: end what waits for the one before, and begin as with a stranger."""
    if at.contact is None:
        return at
    hashed = desk.vault.lookup(received.resident.number)
    if unlink:
        contacts.unlink(burst, at.contact.id, phone_hash=hashed, at=now)
    else:
        contacts.set_aside(burst, at.contact.id, phone_hash=hashed)
    put.record(burst, [PhoneRenewed(at.contact.id, at.contact.language, unlink)], now)
    if at.session is not None:
        end(burst, at.session, "replaced", now)
    return store.STRANGER


def end(burst: Burst, waiting: Session, how: str, now: datetime) -> None:
    """The session waits no longer, without a turn of its own."""
    gone = replace(waiting, turn=waiting.turn + 1, waiting=False)
    store.save_session(burst, gone, seen=waiting.turn, status=how, wake_at=None, at=now)
