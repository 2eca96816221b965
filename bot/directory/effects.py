"""What a flow may do with the directory, by the verbs of `do:`; each adds its writes to the turn's."""

from bot.db.writes import Writer
from bot.directory import store
from bot.people.effects import Speaker


def note_gap(tx: Writer, speaker: Speaker, *, question: str) -> None:
    """Count a question that nobody can answer yet; who asked is not kept."""
    store.note_gap(tx, question, speaker.language or "", f"gap_{speaker.effect_id.partition('_')[2]}", speaker.now)
