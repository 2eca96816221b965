"""Turns a conversation that a phone of the simulator had into a transcript, and proves that it plays back equal.

How a recording is made
1. The conversation is read: what was heard, decided and said, in order; references become REF1 and so on.
2. The texts and the time between them become the lines of a script.
3. The script is played at the hours at which it happened, and must become the same conversation again.
4. It is played once more at the hours of every transcript; that is the recording.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from json import loads
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from bot.concerns.tables import concern
from bot.conversations.tables import answer
from bot.db.base import Tx
from bot.flowfiles.library import Library
from bot.lib.secrets import MARK
from bot.messaging.tables import conversation, message
from bot.people.tables import contact
from bot.rehearsal.playing import play
from bot.rehearsal.script import HEARD, PHOTO, REPEATED, TIME, Line, heard_line, hidden, read_script, shown
from bot.rehearsal.town import PHONE, STARTS_AT, TYPING, Town, new_town

LONG = timedelta(minutes=10)
"""From here on the time between two texts stands in the transcript; less of it changes nothing that is said."""
MINUTE = timedelta(minutes=1)
SPECIMENS = {
    "card": "4111 1111 1111 1111", "ssn": "123-45-6789", "itin": "912-70-1234", "a_number": "012345678",
    "passport": "012345678", "bank": "012345678", "license": "012345678",
}  # fmt: skip
"""A number of nobody for each kind that is erased, so that it is erased again when the recording is played."""
_ERASED = re.compile(r"(\w+) number erased")


class CannotRecord(Exception):
    """Why this conversation cannot become a transcript, and what can."""


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a conversation. `at` is when it was heard or sent, `decided` what the city made of it."""

    heard: bool
    body: str
    at: datetime
    photos: int
    handled: bool
    decided: tuple[str, ...]

    def same_as(self, other: "Said") -> bool:
        """Whether they tell the same, whenever that was."""
        return (self.heard, self.body, self.decided) == (other.heard, other.body, other.decided)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything between one phone and the city, oldest first; `versions` are the flows it used, with their digests."""

    said: tuple[Said, ...]
    versions: frozenset[tuple[str, str]]


_MESSAGES = (
    select(
        message.c.direction, message.c.body, message.c.created_at, message.c.media, message.c.status, message.c.decided,
        message.c.flow, message.c.flow_version, message.c.id, message.c.sent_at,
    )
    .join_from(message, conversation, conversation.c.id == message.c.conversation_id)
    .join(contact, contact.c.id == conversation.c.contact_id)
    .where(contact.c.phone_hash == bindparam("hash"))
)  # fmt: skip
_REFERENCES = (
    select(concern.c.reference)
    .join_from(concern, contact, contact.c.id == concern.c.contact_id)
    .where(contact.c.phone_hash == bindparam("hash"))
    .order_by(concern.c.created_at, concern.c.id)
)
_ANSWERED = (
    select(answer.c.flow, answer.c.flow_version)
    .join_from(answer, contact, contact.c.id == answer.c.contact_id)
    .where(contact.c.phone_hash == bindparam("hash"))
    .distinct()
)


def conversation_of(tx: Tx, phone_hash: str) -> Conversation:
    """The conversation of this phone, its references hidden; empty when nobody wrote from it."""
    of = {"hash": phone_hash}
    references = list(tx.execute(_REFERENCES, of).scalars())
    # A reply is created at the moment of the text that it answers.
    rows = sorted(tx.execute(_MESSAGES, of), key=lambda row: (row.created_at, row.direction == "out", row.id))
    said = tuple(
        Said(
            heard=row.direction == "in", body=_without(row.body, references), at=row.sent_at or row.created_at,
            photos=len(row.media.split("\n")) if row.media else 0, handled=row.status != "received",
            decided=tuple(_without(line, references) for line in loads(row.decided or "[]") if line),
        )
        for row in rows
    )  # fmt: skip
    versions = {(row.flow, row.flow_version) for row in [*rows, *tx.execute(_ANSWERED, of)] if row.flow_version}
    return Conversation(said, frozenset(versions))


def _without(words: str, references: Sequence[str]) -> str:
    """The words as a transcript holds them: no empty lines, no references, `REF1?` for any wrong last letter."""
    words = hidden("\n".join(line.strip() for line in words.splitlines() if line.strip()), references)
    for number, known in enumerate(references, start=1):
        words = re.sub(rf"\b{known[:-1]}[A-Z0-9]\b", f"REF{number}?", words, flags=re.IGNORECASE)
    return words


def record(found: Conversation, library: Library) -> str:
    """The conversation as a transcript of these flows; CannotRecord when it would not play back as it was."""
    _refuse_what_is_older(found, library)
    zone = ZoneInfo(library.city.time_zone)
    lines = list(script_of(found))
    written = "\n".join(lines)
    again, _ = _played(written, library, found.said[0].at - TYPING)
    _refuse_what_differs(found, again, zone)
    if any(line.startswith(TIME) for line in lines):
        # Reminders keep to the hours and days of the city: the transcript begins at the same hour of the week.
        written = f"{_until_the_same_hour(found.said[0].at - TYPING, zone)}\n{written}".lstrip()
    return _played(written, library, STARTS_AT)[1]


def script_of(found: Conversation) -> Iterator[str]:
    """The lines that play this conversation: its texts, and the time between them where it matters."""
    now = before = found.said[0].at - TYPING
    for said in found.said:
        ahead = said.at - now - (TYPING if said.heard else timedelta())
        if said.at - before >= (LONG if said.heard else MINUTE) and ahead >= MINUTE:
            # Fewer minutes before a text, which may be late; more before the city speaks, so that it does.
            passing = MINUTE * (ahead // MINUTE + (0 if said.heard else 1))
            yield f"{TIME} {_told(passing)}"
            now += passing
        if said.heard:
            yield _written(said)
            now += TYPING
        before = said.at


def _told(time: timedelta) -> str:
    minutes = time // MINUTE
    counted = {"d": minutes // 1440, "h": minutes // 60 % 24, "m": minutes % 60}
    return " ".join(f"{number}{unit}" for unit, number in counted.items() if number)


def _until_the_same_hour(begins: datetime, zone: ZoneInfo) -> str:
    """The line that takes a transcript from where all begin to that hour of that day of the week."""
    there, here = begins.astimezone(zone), STARTS_AT.astimezone(zone)
    days = timedelta(days=(there.weekday() - here.weekday()) % 7)
    ahead = days + timedelta(hours=there.hour - here.hour, minutes=there.minute - here.minute)
    passing = ahead if ahead >= timedelta() else ahead + timedelta(days=7)
    return f"{TIME} {_told(passing)}" if passing >= MINUTE else ""


def _written(said: Said) -> str:
    """The text as a line; CannotRecord when the line would be heard as something else."""
    words = _with_numbers(said)
    line = heard_line(f"{words} {PHOTO * said.photos}".strip())
    heard = next(iter(read_script(line, "recording")), Line("recording"))
    is_same = heard.text.replace(PHOTO, "").strip() == words and heard.text.count(PHOTO) == said.photos
    if heard.mark != HEARD or heard.is_alone or not is_same or REPEATED.fullmatch(words):
        raise CannotRecord(f'A transcript cannot hold the text "{shown(said.body)}"; text the same in other words.')
    return line


def _with_numbers(said: Said) -> str:
    """The words as they came: a specimen where a private number was erased, of its kind."""
    words = said.body
    for kind in (found[1] for found in map(_ERASED.fullmatch, said.decided) if found):
        words = words.replace(MARK, SPECIMENS[kind], 1)
    return words


def _refuse_what_is_older(found: Conversation, library: Library) -> None:
    if not any(said.heard for said in found.said):
        raise CannotRecord("Nobody has texted the city from this phone; text it first, with `cabildo chat`.")
    if not found.said[0].heard:
        raise CannotRecord("The city wrote first, which a transcript cannot say. Record a phone that wrote first.")
    older = sorted({flow for flow, version in found.versions if library.flows.digests.get(flow) != version})
    if older:
        raise CannotRecord(
            f"This phone has talked with an earlier version of {', '.join(older)}, which is not said any more."
            " Text the city from a phone it has never seen, and record that."
        )
    if any(said.heard and not said.handled for said in found.said):
        raise CannotRecord("A text of this phone has not had its turn yet; is a worker running? Try again in a minute.")


def _refuse_what_differs(found: Conversation, again: Conversation, zone: ZoneInfo) -> None:
    """A conversation that others had a part in, such as staff, does not come out the same when it is played."""
    for was, now in zip_longest(found.said, again.said):
        if was is not None and now is not None and was.same_as(now):
            continue
        if was is None:
            raise CannotRecord(f"Played back, the city also says {_shown(now)}. Let it finish, then record.")
        when = was.at.astimezone(zone).strftime("%a %H:%M")
        raise CannotRecord(
            f"It does not play back as it was. On {when} there was {_shown(was)}, and now there is {_shown(now)}."
            " Somebody else had a part in it, such as staff, a broadcast, or whoever held the phone before."
        )


def _shown(said: Said | None) -> str:
    if said is None:
        return "nothing"
    decided = f" ({shown(', '.join(said.decided))})" if said.decided else ""
    return f'"{shown(said.body)}"{decided}'


def _played(written: str, library: Library, starts_at: datetime) -> tuple[Conversation, str]:
    """The conversation that this script makes, and the transcript of it."""
    with new_town(library, starts_at=starts_at) as town:
        played = play(read_script(written, "recording"), town)
        return _heard_in(town), played.text


def _heard_in(town: Town) -> Conversation:
    with town.db.read() as tx:
        return conversation_of(tx, town.bot.vault.lookup(PHONE))
