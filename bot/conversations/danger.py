"""Answers a text that speaks of danger: the signed text at once, the hit kept, discretion from then on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversations import store
from bot.conversations.desk import Desk
from bot.conversations.results import Place
from bot.conversations.rules import Warn
from bot.db.writes import Burst
from bot.events import SafetyRouted
from bot.messaging import outgoing
from bot.messaging import store as messages
from bot.messaging.rules import SAFETY
from bot.outbox import put
from bot.people import store as contacts

NO_SURVEYS_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class AtOnce:
    """A text for the carrier to deliver as the answer to the one it has just brought."""

    message_id: str
    body: str


def warn(burst: Burst, desk: Desk, route: Warn, place: Place, now: datetime) -> AtOnce | None:
    """Say the text of this class; None when it goes the ordinary way because the carrier takes no answers.

    Nobody else is told but staff with that role, by an event that names the category alone.
    """
    texts, message_id = desk.library.safety, place.message_id or ""
    assert texts is not None  # noqa: S101  for the types: without texts no danger is found
    languages = desk.library.city.languages
    if route.again:
        body = texts.notice("again", place.language, languages)
    else:
        body = texts.text_for(route.danger, place.language, languages)
    hit = {
        "message_id": message_id, "contact_id": place.contact_id, "conversation_id": place.conversation_id,
        "class": route.danger, "texts_version": texts.version, "at": now,
    }  # fmt: skip
    store.add_hit(burst, hit)
    if route.discreet:
        messages.hold_and_hide(burst, place.conversation_id, message_id, now)
        contacts.be_discreet(burst, place.contact_id, now + NO_SURVEYS_FOR)
    else:
        messages.hold(burst, place.conversation_id, message_id)
    put.record(burst, [SafetyRouted(place.conversation_id, place.language, route.danger)], now)
    safety_id = f"{message_id}.safety"
    row = {
        "id": safety_id, "conversation_id": place.conversation_id, "purpose": SAFETY, "body": body,
        "language": place.language, "created_at": now,
    }  # fmt: skip
    if not desk.answers_at_once:
        outgoing.queue_message(burst, row, queue=put.NOW, due_at=now)
        return None
    outgoing.hand_message(burst, row, asked_at=now + desk.doubt_after)
    return AtOnce(safety_id, body)


def dangers_in(body: str) -> tuple[str, ...]:
    """Every danger in the text, the first to be answered first."""
    from bot.safety.rules import classes_in  # 6 MB of cues, which only processes that take texts need.

    return classes_in(body)


def no_dangers(body: str) -> tuple[str, ...]:
    """A city without texts for danger can answer none."""
    return ()
