"""What the demo's residents answer in the prosperity survey: the same for the same resident, and never a surprise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from bot.demo.residents import Moment

FILE = Path(__file__).parent / "answers.yaml"
LANGUAGE = {"es": "español", "en": "English"}
START = {"es": "ENCUESTA", "en": "SURVEY"}
MENU = {"es": "2", "en": "1"}
"""What somebody whom the city does not know yet answers to the first question, for a language."""
AREAS = ("Barelitas", "West Side", "San Isidro", "South Fields", "Los Duraznos", "Midtown", "Mesa Alta", "Old Town")
ANSWER = 64
"""Of a hundred who are texted, how many begin."""
STOPS_HALF_WAY = 14
"""Of a hundred who begin, how many leave it at some question."""
_CODES: Mapping[str, Mapping[str, Sequence[int]]] = {
    "meaning": {"es": (34, 24, 13, 9, 15, 5), "en": (26, 22, 22, 10, 14, 6)},
    "year": {"es": (18, 38, 34, 0, 0, 0, 0, 0, 10), "en": (22, 42, 31, 0, 0, 0, 0, 0, 5)},
    "first": {"es": (28, 34, 14, 9, 11, 4), "en": (18, 32, 18, 8, 18, 6)},
    "voice": {"es": (26, 34, 22, 10, 4, 0, 0, 0, 4), "en": (14, 28, 32, 16, 8, 0, 0, 0, 2)},
}
"""How many of a hundred answer 1, 2, 3 ... to each question with choices."""
_OTHER = "6"
_IN_WORDS = {
    ("meaning", "es", "1"): "el trabajo", ("meaning", "es", "2"): "la casa", ("year", "es", "2"): "igual",
    ("first", "es", "2"): "la renta", ("meaning", "en", "1"): "steady work", ("year", "en", "2"): "same",
    ("first", "en", "2"): "rent", ("first", "en", "5"): "safety",
}  # fmt: skip
"""What some write instead of the number."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be asked."""

    phone: str
    language: str
    area: str
    is_new: bool = False


def drawn(below: int, *about: object) -> int:
    """A number below that one, always the same for the same things."""
    return int.from_bytes(sha256(repr(about).encode()).digest()[:6], "big") % below


def moments(people: Sequence[Person], asked_at: datetime, now: datetime) -> Iterator[Moment]:
    """The texts of everybody who answers: most within hours of being asked, some days later."""
    for person in people:
        if drawn(100, person.phone, "begins") >= ANSWER:
            continue
        at = asked_at + _later(person)
        for body in texts_of(person):
            if at >= now:
                break
            yield Moment(at, person.phone, body)
            at += timedelta(seconds=25 + drawn(50, person.phone, body, at.minute))


def _later(person: Person) -> timedelta:
    if drawn(100, person.phone, "soon") < 70:
        return timedelta(minutes=1 + drawn(150, person.phone, "minutes"))
    return timedelta(hours=3 + drawn(70, person.phone, "hours"), minutes=drawn(60, person.phone, "past"))


def texts_of(person: Person) -> list[str]:
    """What they send, from the word that begins it."""
    language, phone = person.language, person.phone
    told = [
        START[language],
        *([MENU[language]] if person.is_new else []),
        "1",
        *_chosen(person, "meaning"),
        *_chosen(person, "year"),
        _need(person),
    ]
    told += [
        *_chosen(person, "first"),
        *_chosen(person, "voice"),
        _about(person),
        str(1 + drawn(5, phone, "results") // 4),
    ]
    if drawn(100, phone, "stops") < STOPS_HALF_WAY:
        return told[: 2 + drawn(5, phone, "where")]
    return told


def _chosen(person: Person, question: str) -> list[str]:
    point, code = drawn(100, person.phone, question), 0
    for share in _CODES[question][person.language]:
        code, point = code + 1, point - share
        if point < 0:
            break
    answer = str(code)
    if answer == _OTHER and question in _words():
        own = _words()[question][person.language]
        return [answer, own[drawn(len(own), person.phone, question, "own")]]
    if drawn(4, person.phone, question, "in words") == 0:
        return [_IN_WORDS.get((question, person.language, answer), answer)]
    return [answer]


def _need(person: Person) -> str:
    if drawn(10, person.phone, "no need") == 0:
        return {"es": "SALTAR", "en": "SKIP"}[person.language]
    needs = _words()["need"][person.language]
    return str(needs[drawn(len(needs), person.phone, "need")])


def _about(person: Person) -> str:
    if drawn(5, person.phone, "about") == 0:
        return {"es": "SALTAR", "en": "SKIP"}[person.language]
    ages = _words()["about"][person.language]
    return f"{ages[drawn(len(ages), person.phone, 'age')]}, {person.area}, {LANGUAGE[person.language]}"


@cache
def _words() -> Mapping[str, Mapping[str, Sequence[str]]]:
    read: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read
