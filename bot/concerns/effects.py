"""What a flow may do with concerns, by the verbs of `do:`; each adds its writes to the turn's."""

from bot.concerns import store
from bot.db.writes import Writer
from bot.events import ConcernOpened
from bot.outbox import put
from bot.people.effects import Speaker

SAID = "said"
"""The status of a place that no gazetteer was asked about."""


def open_concern(
    tx: Writer,
    speaker: Speaker,
    *,
    reference: str,
    kind: str,
    words: str,
    place: str,
    guessed: str = "",
    place_status: str = "",
    area: str = "",
) -> None:
    """Keep what the resident reported, in their own words, under the number they are told.

    `guessed` are the codes that the machine offered, best first; `kind` is what the resident chose.
    """
    store.add_concern(
        tx,
        {
            "id": f"con_{speaker.effect_id.partition('_')[2]}", "reference": reference,
            "contact_id": speaker.contact_id, "session_id": speaker.session_id, "message_id": speaker.message_id,
            "kind": kind, "guessed": guessed, "words": words, "place": place,
            "place_status": place_status or SAID, "area": area, "language": speaker.language,
            "flow_version": speaker.flow_version, "status": "received", "created_at": speaker.now,
        },
    )  # fmt: skip
    opened = ConcernOpened(speaker.contact_id, speaker.language, reference, kind, area=area or None)
    put.record(tx, [opened], speaker.now)
