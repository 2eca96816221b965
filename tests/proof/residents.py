"""Residents who text while the broadcast runs: some leave, others ask; what they did and when."""

import random  # noqa: TID251  seeded: the same words every time
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

from tests.proof.town import Person, Town

GOODBYES = ("STOP", "ALTO", "Stop", "alto")
QUESTIONS = ("There is a deep pothole in front of the school", "Hay un bache muy hondo frente a la escuela")
EVERY = 0.4
"""Seconds between two texts of the same kind."""
AHEAD = 1_500
"""Half of those who leave stand so near the front of the line that their text may be leaving at that very moment."""


@dataclass(frozen=True)
class Said:
    """A text and when it was said and taken with 200, in perf_counter_ns."""

    person: Person
    body: str
    sid: str
    began: int
    taken: int


@dataclass
class Streams:
    """Two streams of texts. `texted` tells how many texts of the broadcast the carrier has taken."""

    town: Town
    texted: Callable[[], int]
    seed: int
    left: list[Said] = field(default_factory=list)
    asked: list[Said] = field(default_factory=list)
    _spoken: set[int] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def run(self, over: Callable[[], bool]) -> None:
        """Both streams until it is over; texts that were begun are finished."""
        with ThreadPoolExecutor(32, thread_name_prefix="residents") as phones:
            chances = random.Random(self.seed)
            while not self.texted() and not over():
                time.sleep(0.01)
            while not over():
                phones.submit(self._says, self._next(chances), chances.choice(GOODBYES), self.left)
                phones.submit(self._says, self._next(chances), chances.choice(QUESTIONS), self.asked)
                time.sleep(EVERY)

    def _next(self, chances: random.Random) -> Person:
        """Somebody who has not said anything yet: anybody, or somebody near the front of the line."""
        people = self.town.people
        while True:
            near = chances.random() < 0.5
            number = self.texted() + chances.randrange(AHEAD) if near else chances.randrange(len(people))
            number %= len(people)
            if number not in self._spoken and people[number].standing == "":
                self._spoken.add(number)
                return people[number]

    def _says(self, person: Person, body: str, heard: list[Said]) -> None:
        resident, began = person.of(self.town.city), time.perf_counter_ns()
        sid = resident.says(body)
        said = Said(person, body, sid, began, time.perf_counter_ns())
        with self._lock:
            heard.append(said)
