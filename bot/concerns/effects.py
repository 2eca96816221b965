"""What a flow may do with concerns, by the verbs of `do:`; each adds its writes to the turn's."""

from bot.concerns import store
from bot.db.writes import Writer
from bot.events import ConcernOpened
from bot.outbox import put
from bot.people.effects import Speaker


def open_concern(tx: Writer, speaker: Speaker, *, reference: str, kind: str, words: str, place: str) -> None:
    """Keep what the resident reported, in their own words, under the number they are told."""
    store.add_concern(
        tx,
        {
            "id": f"con_{speaker.effect_id.partition('_')[2]}", "reference": reference,
            "contact_id": speaker.contact_id, "session_id": speaker.session_id, "message_id": speaker.message_id,
            "kind": kind, "words": words, "place": place, "language": speaker.language,
            "flow_version": speaker.flow_version, "status": "received", "created_at": speaker.now,
        },
    )  # fmt: skip
    put.record(tx, [ConcernOpened(speaker.contact_id, speaker.language, reference, kind)], speaker.now)
