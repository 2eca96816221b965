"""Reads a story and plays it: the lines that are heard go in, the whole story with what was said and decided comes out.

# comment          @ phone        picks the phone that texts (a short code too)
> text             is heard; [photo] stands for a picture, [1600] before words repeats them to that length,
                   REF1 is the first reference the city gave, REF1? the same with a wrong last character
>> text            the same while no worker runs: what it leads to leaves with the next line
^                  the carrier delivers the same text again
~ 1d 2h            time passes
! line             what was decided, or while time passes, what happened
< text             what the phone got, further lines of it indented; <2 says that it cost two parts
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from json import loads
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.concerns.tables import concern
from bot.conversations.tables import answer
from bot.conversations.turns import Taken
from bot.engine.session import Session
from bot.lib.references import ALPHABET
from bot.lib.sms import price
from bot.messaging.tables import message
from tests.conversations.town import LUPE, Heard, Town

INPUTS = ("#", "@", ">", "^", "~")
UNITS = {"d": "days", "h": "hours", "m": "minutes"}
_SAYS = re.compile(r"say (\w+)\.(\w+) \((\w+)\)")
_UNDERSTOOD = re.compile(r"(\w+\.\w+): (answered|skipped|refused|unclear|withdrawn) .*")
_IN_ONE_LANGUAGE = re.compile(r"(?<=^language) \w+| \((en|es)\)$")
_WHICH = re.compile(r"(?<=^answer.given welcome which answered) \w+")
_LENGTH = re.compile(r"\[(\d+)\] ?(.*)")
_REFERENCE = re.compile(r"REF(\d+)(\??)")


@dataclass
class Played:
    """A story as it went: its lines, what was decided in it without a word of any language, and what was too dear."""

    lines: list[str] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    dear: list[str] = field(default_factory=list)


def play(text: str, town: Town) -> Played:
    """Play a story in this town."""
    return _Player(town).play(text)


class _Player:
    def __init__(self, town: Town) -> None:
        self.town = town
        self.zone = ZoneInfo(town.bot.library.city.time_zone)
        self.phone = LUPE
        self.played = Played()
        self.delivered = 0
        self.last: tuple[str, dict[str, object]] | None = None
        self.sid = ""
        self.events = 0
        self.checked: set[tuple[str, int]] = set()
        self.known: list[str] | None = None

    def play(self, text: str) -> Played:
        for line in text.splitlines():
            if not line.strip():
                self.played.lines.append("")
            elif line.startswith(INPUTS):
                self.played.lines.append(line.rstrip())
                self.take(line)
                self.check_sessions()
        return self.played

    def take(self, line: str) -> None:
        mark, rest = line[0], line[1:].strip()
        self.known = None
        if mark == "@":
            self.phone = rest
        elif mark == "^":
            self.again()
        elif mark == "~":
            self.time(rest)
        elif mark == ">":
            self.hear(rest.removeprefix(">").strip(), drained=not rest.startswith(">"))

    def hear(self, words: str, *, drained: bool) -> None:
        self.sid = f"SM{len(self.played.lines):032d}"
        photos = words.count("[photo]")
        body = self.spelled(words.replace("[photo]", "").strip())
        self.last = (body, {"photos": photos, "sid": self.sid})
        taken = self.town.says(self.phone, body, photos=photos, sid=self.sid, drained=drained)
        self.known = None
        self.decided(taken)
        for each in self.new_events():
            self.decide_event(each.type, each.data)
        self.said()

    def spelled(self, words: str) -> str:
        if match := _LENGTH.fullmatch(words):
            length = int(match[1])
            words = f"{match[2]} " * (length // (len(match[2]) + 1) + 1)
            return words[:length]
        return _REFERENCE.sub(self.reference, words)

    def reference(self, match: re.Match[str]) -> str:
        known = self.references()[int(match[1]) - 1]
        return wrong(known) if match[2] else known

    def references(self) -> list[str]:
        """The references given so far, in order."""
        if self.known is None:
            found = self.town.query(select(concern.c.reference).order_by(concern.c.created_at, concern.c.id))
            self.known = [row.reference for row in found]
        return self.known

    def again(self) -> None:
        assert self.last is not None, "nothing was heard that could arrive again"
        body, more = self.last
        before = (self.town.sessions(), self.town.events())
        taken = self.town.says(self.phone, body, **more)
        assert taken.seen and (self.town.sessions(), self.town.events()) == before
        self.said()

    def time(self, rest: str) -> None:
        by = timedelta(**{UNITS[word[-1]]: int(word[:-1]) for word in rest.split()})
        for _ in self.town.passes(by):
            self.known = None
            for each in self.new_events():
                line = " ".join([each.type, *self.codes(each.data)])
                self.add("!", f"{self.stamp()} {line}")
                self.played.decisions.append(line)
            self.said(stamped=True)

    def new_events(self) -> list[Any]:
        """What has happened since this was asked last."""
        new = self.town.events(after=self.events)
        self.events += len(new)
        return new

    def codes(self, stored: str) -> list[str]:
        """The values of an event that are the same every time."""
        fields = {key: value for key, value in loads(stored).items() if key not in ("reference", "flow_version")}
        listed = [value if isinstance(value, list) else [value] for value in fields.values()]
        return [str(each) for values in listed for each in values if each]

    def decide_event(self, kind: str, stored: str) -> None:
        """Events do not stand in the file for a text, whose lines say as much, but twins must agree on them."""
        line = " ".join([kind, *self.codes(stored)])
        self.played.decisions.append(_WHICH.sub("", line))

    def stamp(self) -> str:
        return self.town.now.astimezone(self.zone).strftime("[%a %H:%M]")

    def decided(self, taken: Taken) -> None:
        (row,) = self.town.query(select(message.c.decided, message.c.status).where(message.c.id == taken.message_id))
        assert row.status == "handled"
        understood = self.town.query(
            select(answer.c.flow, answer.c.step, answer.c.status, answer.c.codes)
            .where(answer.c.message_id == taken.message_id).order_by(answer.c.id)
        )  # fmt: skip
        self.played.decisions += [
            f"{each.flow}.{each.step}: {each.status} {'' if each.step == 'which' else each.codes}"
            for each in understood
        ]
        for line in loads(row.decided):
            if not line:
                continue
            self.add("!", self.hidden(line))
            if not _UNDERSTOOD.fullmatch(line):
                self.played.decisions.append(_IN_ONE_LANGUAGE.sub("", line))
        self.budget(loads(row.decided), taken)

    def budget(self, lines: list[str], taken: Taken) -> None:
        """Keep those texts in mind that cost more than the steps they come from may."""
        says = [match.groups() for line in lines if (match := _SAYS.fullmatch(line))]
        allowed = sum(
            self.town.bot.library.budget(flow, step)
            * (len(self.town.bot.library.city.languages) if who == "both" else 1)
            for flow, step, who in says
        )
        (session_id,) = self.town.query(select(message.c.session_id).where(message.c.id == taken.message_id))[0]
        replies = (message.c.session_id == session_id, message.c.direction == "out")
        just_now = message.c.created_at == self.town.now
        cost = self.town.query(select(message.c.body).where(*replies, just_now))
        own_words = self.last[0] if self.last and self.last[0] else "\n\n"  # Said back as written, whatever it costs.
        if sum(price(row.body.replace(own_words, "")).parts for row in cost) > allowed:
            self.played.dear += [row.body for row in cost]

    def said(self, *, stamped: bool = False) -> None:
        new = self.town.delivered(after=self.delivered)
        for each in new:
            self.say(each, f"{self.stamp()} " if stamped else "")
        self.delivered += len(new)

    def say(self, heard: Heard, stamp: str) -> None:
        to = "" if heard.phone == self.phone else f"[{heard.phone}] "
        first, *further = self.hidden(heard.body).split("\n")
        self.add("<" if heard.parts == 1 else f"<{heard.parts}", stamp + to + first)
        for line in further:
            self.add(" ", line)

    def add(self, mark: str, words: str) -> None:
        self.played.lines.append(f"{mark} {words}".rstrip())

    def hidden(self, words: str) -> str:
        for number, known in enumerate(self.references(), start=1):
            words = re.sub(known, f"REF{number}", words, flags=re.IGNORECASE)
            words = re.sub(wrong(known), f"REF{number}?", words, flags=re.IGNORECASE)
        return words if len(words) < 600 else f"{words[:60]}... ({len(words)} characters)"

    def check_sessions(self) -> None:
        """What waits is stored as JSON; it must be the same session when it is read again."""
        for row in self.town.sessions():
            if (row.id, row.turn) in self.checked:
                continue
            self.checked.add((row.id, row.turn))
            stored = Session.from_json(row.state)
            assert stored.to_json() == row.state and Session.from_json(stored.to_json()) == stored


def wrong(reference: str) -> str:
    """The reference with another check letter."""
    return reference[:-1] + ALPHABET[(ALPHABET.index(reference[-1]) + 1) % len(ALPHABET)]


def stories(folder: Path) -> Iterator[Path]:
    """Every story in the folder."""
    yield from sorted(folder.glob("*.txt"))
