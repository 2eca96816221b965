"""What a flow may do with concerns, by the verbs of `do:`; each adds its writes to the turn's."""

from bot.concerns import life, neighbors, service, store
from bot.db.writes import Writer
from bot.events import ConcernFollowed, ConcernOpened
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
    spot: str = "",
) -> None:
    """Keep what the resident reported, in their own words, under the number they are told.

    `guessed` are the codes that the machine offered, best first; `kind` is what the resident chose.
    """
    concern_id = f"con_{speaker.effect_id.partition('_')[2]}"
    store.add_concern(
        tx,
        {
            "id": concern_id, "reference": reference,
            "contact_id": speaker.contact_id, "session_id": speaker.session_id, "message_id": speaker.message_id,
            "kind": kind, "guessed": guessed, "words": words, "place": place,
            "place_status": place_status or SAID, "area": area, "language": speaker.language,
            "flow_version": speaker.flow_version, "status": "received", "created_at": speaker.now,
            "spot": spot or None,
        },
    )  # fmt: skip
    put.put(tx, service.ROUTED, concern_id, queue=put.LATER, due_at=speaker.now)
    opened = ConcernOpened(speaker.contact_id, speaker.language, reference, kind, area=area or None)
    put.record(tx, [opened], speaker.now)


def follow_concern(tx: Writer, speaker: Speaker, *, of: str, reference: str, kind: str, words: str) -> None:
    """Add the resident to those who follow a neighbor's concern (`of` is its id), with their own words."""
    row = {
        "concern_id": of, "contact_id": speaker.contact_id, "since": speaker.now, "words": words,
        "language": speaker.language,
    }  # fmt: skip
    neighbors.follow(tx, row)
    put.record(tx, [ConcernFollowed(speaker.contact_id, speaker.language, reference, kind)], speaker.now)


def give_verdict(tx: Writer, speaker: Speaker, *, of: str, says: str) -> None:
    """Pass on what the resident says of a concern that is done; `of` is the change they were told of."""
    put.put(tx, service.VERDICT, f"{of}:{says}:{life.mark_of(speaker.contact_id)}", queue=put.NOW, due_at=speaker.now)


def say_fixed(tx: Writer, speaker: Speaker, *, reference: str) -> None:
    """Pass on that the resident says, without being asked, that it is fixed."""
    put.put(
        tx,
        service.FIXED,
        f"{reference}:{speaker.effect_id}:{life.mark_of(speaker.contact_id)}",
        queue=put.NOW,
        due_at=speaker.now,
    )
