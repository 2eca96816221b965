"""What a flow may do to a resident, by the verbs of `do:`; each adds its writes to the turn's."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.db.writes import Writer
from bot.people import service, store
from bot.people.store import TEXTS

PAUSE_DAYS = 30
LONGEST_PAUSE = 365


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


def text_less(tx: Writer, speaker: Speaker, *, words: str) -> None:
    """At most one text a month from now on, answers aside."""
    store.text_monthly(tx, speaker.contact_id, speaker.now)
    _tell(tx, speaker, TEXTS, "monthly", words)


def pause(tx: Writer, speaker: Speaker, *, days: str, words: str) -> None:
    """Nothing but answers for so many days, 30 when none are told."""
    asked = int(days) if days.isdecimal() else PAUSE_DAYS
    store.pause(tx, speaker.contact_id, speaker.now + timedelta(days=min(max(asked, 1), LONGEST_PAUSE)))
    _tell(tx, speaker, TEXTS, "paused", words)


def turn_off(tx: Writer, speaker: Speaker, *, topic: str, words: str) -> None:
    """Nothing about this topic any more: surveys, news."""
    store.turn_topic_off(tx, speaker.contact_id, topic)
    _tell(tx, speaker, topic, "revoked", words)


def text_as_ever(tx: Writer, speaker: Speaker, *, words: str) -> None:
    """Everything again: no pause, no topic off, as often as the city writes."""
    store.text_as_ever(tx, speaker.contact_id)
    _tell(tx, speaker, TEXTS, "granted", words)


def _tell(tx: Writer, speaker: Speaker, purpose: str, state: str, words: str) -> None:
    service.quiet(
        tx, speaker.contact_id, purpose=purpose, state=state, words=words, message_id=speaker.message_id,
        language=speaker.language, now=speaker.now,
    )  # fmt: skip
