"""Plays a transcript in a town: what is heard goes in, the whole story with what was said and decided comes out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import unified_diff
from json import loads
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.concerns.tables import concern
from bot.conversations.tables import answer
from bot.conversations.turns import Taken
from bot.flowfiles.library import Library
from bot.lib.sms import price
from bot.messaging.tables import message
from bot.rehearsal import script
from bot.rehearsal.script import DECIDED, PHOTO, SAID, Line, read_script, spelled
from bot.rehearsal.town import PHONE, Heard, Town, new_town
from bot.sentences import Sentence

READ_BACK = "say understood."
"""Said in one language and not in the other, where only one of the words was a part of a label."""
TOO_DEAR = Sentence("A text costs more parts than its step may")
_SAYS = re.compile(r"say (\w+)\.(\w+) \((\w+)\)")
_UNDERSTOOD = re.compile(r"(\w+\.\w+): (answered|skipped|refused|unclear|withdrawn) .*")
_IN_ONE_LANGUAGE = re.compile(r"(?<=^language) \w+| \((en|es)\)$")
_WHICH = re.compile(r"(?<=^answer.given welcome which answered) \w+")


@dataclass
class Played:
    """A story as it went: its lines, what was decided in it without a word of any language, and what was too dear."""

    lines: list[str] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    dear: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The story as its file holds it."""
        return "\n".join(self.lines).rstrip() + "\n"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A transcript as it was reviewed, and as it goes now."""

    name: str
    reviewed: str
    played: Played

    @property
    def goes_well(self) -> bool:
        """Whether it went as it was reviewed, and no text cost more than it may."""
        return self.reviewed.splitlines() == self.played.lines and not self.played.dear

    def difference(self) -> list[str]:
        """The lines of a diff, and the texts that are too dear; nothing when it goes well."""
        reviewed, now = f"{self.name} as reviewed", f"{self.name} as it goes now"
        lines = list(unified_diff(self.reviewed.splitlines(), self.played.lines, reviewed, now, lineterm="", n=4))
        return lines + [f"{TOO_DEAR}: {body}" for body in self.played.dear]


def transcripts_in(folder: Path) -> dict[str, str]:
    """Every transcript of the folder: its path to its text, in the order of names."""
    return {str(path): path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}


def rehearse(transcripts: Mapping[str, str], library: Library) -> Iterator[Rehearsed]:
    """Play each of them in a town of its own; Unplayable when one of them is no transcript."""
    for name, reviewed in transcripts.items():
        lines = read_script(reviewed, name)
        with new_town(library) as town:
            yield Rehearsed(name, reviewed, play(lines, town))


def play(lines: Sequence[Line], town: Town) -> Played:
    """Play a transcript in this town, whose clock and residents go on from where they are."""
    player = Player(town)
    for line in lines:
        player.take(line)
    return player.played


class Player:
    """Takes a transcript line by line; `played` is the story so far."""

    def __init__(self, town: Town) -> None:
        self.played = Played()
        self._town = town
        self._zone = ZoneInfo(town.bot.library.city.time_zone)
        self._phone = PHONE
        self._delivered = 0
        self._events = 0
        self._last: tuple[str, dict[str, Any]] = ("", {})
        self._known: list[str] | None = None

    def take(self, line: Line) -> None:
        """Do what the line says, and write down what came of it."""
        self.played.lines += str(line).split("\n")
        self._known = None
        if line.mark == script.PHONE:
            self._phone = line.words
        elif line.mark == script.AGAIN:
            self._again(line)
        elif line.mark == script.TIME:
            self._time(line)
        elif line.mark == script.HEARD:
            self._hear(line)

    def _hear(self, line: Line) -> None:
        body = spelled(line.text.replace(PHOTO, "").strip(), self._references, line.place)
        more = {"photos": line.text.count(PHOTO), "sid": f"SM{len(self.played.lines):032d}"}
        self._last = (body, more)
        taken = self._town.says(self._phone, body, drained=not line.is_alone, **more)
        self._known = None
        self._decided(taken)
        for each in self._new_events():
            self._decide_event(each.type, each.data)
        self._said()

    def _references(self) -> list[str]:
        """The references given so far, in order."""
        if self._known is None:
            found = self._town.query(select(concern.c.reference).order_by(concern.c.created_at, concern.c.id))
            self._known = [row.reference for row in found]
        return self._known

    def _again(self, line: Line) -> None:
        body, more = self._last
        before = (self._town.sessions(), self._town.events())
        taken = self._town.says(self._phone, body, **more)
        if not taken.seen or (self._town.sessions(), self._town.events()) != before:
            self._add(DECIDED, f"the same text was taken twice ({line.place})")
        self._said()

    def _time(self, line: Line) -> None:
        for _ in self._town.passes(line.passing):
            self._known = None
            for each in self._new_events():
                happened = " ".join([each.type, *_codes(each.data)])
                self._add(DECIDED, f"{self._stamp()} {happened}")
                self.played.decisions.append(happened)
            self._said(stamped=True)

    def _new_events(self) -> list[Any]:
        """What has happened since this was asked last."""
        new = self._town.events(after=self._events)
        self._events += len(new)
        return new

    def _decide_event(self, kind: str, stored: str) -> None:
        """Events do not stand in the file for a text, whose lines say as much, but twins must agree on them."""
        self.played.decisions.append(_WHICH.sub("", " ".join([kind, *_codes(stored)])))

    def _stamp(self) -> str:
        return self._town.now.astimezone(self._zone).strftime("[%a %H:%M]")

    def _decided(self, taken: Taken) -> None:
        of_text = select(message.c.decided, message.c.status).where(message.c.id == taken.message_id)
        (row,) = self._town.query(of_text)
        if row.status != "handled":
            self._add(DECIDED, "the turn failed")
            return
        understood = self._town.query(
            select(answer.c.flow, answer.c.step, answer.c.status, answer.c.codes)
            .where(answer.c.message_id == taken.message_id).order_by(answer.c.id)
        )  # fmt: skip
        self.played.decisions += [
            f"{each.flow}.{each.step}: {each.status} {'' if each.step == 'which' else each.codes}"
            for each in understood
        ]
        for line in filter(None, loads(row.decided)):
            self._add(DECIDED, self._hidden(line))
            if not _UNDERSTOOD.fullmatch(line) and READ_BACK not in line:
                self.played.decisions.append(_IN_ONE_LANGUAGE.sub("", line))
        self._budget(loads(row.decided), taken)

    def _budget(self, lines: list[str], taken: Taken) -> None:
        """Keep those texts in mind that cost more than the steps they come from may."""
        library = self._town.bot.library
        says = [match.groups() for line in lines if (match := _SAYS.fullmatch(line))]
        allowed = sum(
            library.budget(flow, step) * (len(library.city.languages) if who == "both" else 1)
            for flow, step, who in says
        )
        if not says:
            return  # A safety text belongs to no step; its own check holds it to one part.
        (session_id,) = self._town.query(select(message.c.session_id).where(message.c.id == taken.message_id))[0]
        replies = (message.c.session_id == session_id, message.c.direction == "out")
        just_now = message.c.created_at == self._town.now
        cost = self._town.query(select(message.c.body).where(*replies, just_now))
        own_words = self._last[0] or "\n\n"  # Said back as written, whatever it costs.
        if sum(price(row.body.replace(own_words, "")).parts for row in cost) > allowed:
            self.played.dear += [row.body for row in cost]

    def _said(self, *, stamped: bool = False) -> None:
        new = self._town.delivered(after=self._delivered)
        for each in new:
            self._say(each, f"{self._stamp()} " if stamped else "")
        self._delivered += len(new)

    def _say(self, heard: Heard, stamp: str) -> None:
        to = "" if heard.phone == self._phone else f"[{heard.phone}] "
        self._add(SAID if heard.parts == 1 else f"{SAID}{heard.parts}", stamp + to + self._hidden(heard.body))

    def _add(self, mark: str, words: str) -> None:
        first, *further = words.split("\n")
        self.played.lines += [f"{mark} {first}".rstrip(), *(f"  {line}".rstrip() for line in further)]

    def _hidden(self, words: str) -> str:
        return script.shown(script.hidden(words, self._references()))


def _codes(stored: str) -> list[str]:
    """The values of an event that are the same every time."""
    fields = {key: value for key, value in loads(stored).items() if key not in ("reference", "flow_version")}
    listed = [value if isinstance(value, list) else [value] for value in fields.values()]
    return [str(each) for values in listed for each in values if each]
