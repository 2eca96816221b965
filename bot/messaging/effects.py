"""What a flow may do to a conversation as a whole; each adds its writes to the turn's."""

from bot.db.writes import Writer
from bot.events import PersonAsked
from bot.messaging import store
from bot.outbox import put
from bot.people.effects import Speaker


def hand_off(tx: Writer, speaker: Speaker) -> None:
    """The resident wants to talk with a person: flows are silent from now on, and staff see it as an event."""
    store.hand_off(tx, speaker.conversation_id, speaker.now)
    put.record(tx, [PersonAsked(speaker.conversation_id, speaker.language, speaker.flow)], speaker.now)
