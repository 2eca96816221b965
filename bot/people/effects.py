"""What a flow may do to a resident, by the verbs of `do:`; each adds its writes to the turn's."""

from dataclasses import dataclass
from datetime import datetime

from bot.db.writes import Writer
from bot.events import PersonAsked
from bot.outbox import put
from bot.people import service


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who an effect is about and where it comes from: ids, the pinned flow, the language, the time."""

    contact_id: str
    conversation_id: str
    session_id: str
    message_id: str | None
    flow: str
    flow_version: str
    language: str | None
    effect_id: str
    now: datetime


def leave(tx: Writer, speaker: Speaker, *, words: str) -> None:
    """The resident has left."""
    service.leave(
        tx, speaker.contact_id, source="keyword", words=words, message_id=speaker.message_id,
        language=speaker.language, now=speaker.now,
    )  # fmt: skip


def come_back(tx: Writer, speaker: Speaker, *, words: str) -> None:
    """The resident agrees to be texted again."""
    service.come_back(
        tx, speaker.contact_id, source="keyword", words=words, message_id=speaker.message_id,
        language=speaker.language, now=speaker.now,
    )  # fmt: skip


def set_language(tx: Writer, speaker: Speaker, *, language: str) -> None:
    """The resident said which language to use."""
    service.choose_language(tx, speaker.contact_id, language, source="stated", now=speaker.now)


def hand_off(tx: Writer, speaker: Speaker) -> None:
    """The resident wants to talk with a person; staff see it as an event."""
    put.record(tx, [PersonAsked(speaker.conversation_id, speaker.language, speaker.flow)], speaker.now)
