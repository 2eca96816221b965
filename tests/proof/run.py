"""Runs the proof: a broadcast, residents who text, and everything that breaks at once; then the books are compared."""

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from bot.broadcasts import store
from bot.broadcasts.launch import FINISH
from bot.broadcasts.rules import State
from bot.lib.clock import system_clock
from bot.messaging.tables import message
from bot.outbox.tables import outbox
from tests.proof.books import Books, Findings, open_ends
from tests.proof.faults import Breakage, Breaker
from tests.proof.residents import Streams
from tests.proof.town import Town, town

Tell = Callable[[str], object]
TOLD_EVERY = 10.0
STREAMS_UNTIL = 0.97
"""Of the audience: after that too little of the broadcast is left to be overtaken."""


@dataclass(frozen=True)
class Asked:
    """What to prove; all seconds. `lease` and `reconcile` are the product's settings, `within` ends one that hangs.

    `answered_within` holds for residents while nothing is broken (None on a machine that does other things as well);
    for `on_the_wire` a request may be on its way to the carrier while a STOP is answered: nobody can call it back.
    """

    people: int
    breakage: Breakage = field(default_factory=Breakage)
    seed: int = 1
    lease: float = 15.0
    reconcile: float = 12.0
    within: float = 900.0
    answered_within: float | None = 2.0
    on_the_wire: float = 0.1


class Course:
    """One run in one town."""

    def __init__(self, place: Town, asked: Asked, tell: Tell) -> None:
        self.town, self.asked, self.tell = place, asked, tell
        self.breaker = Breaker(place.city, len(place.audience), asked.breakage, asked.seed)
        self.streams = Streams(place, self.texted, asked.seed)
        self.began = time.monotonic()
        self.failed: list[BaseException] = []

    def texted(self) -> int:
        """How many texts the carrier has taken, answers among them."""
        return self.town.city.carrier.taken

    def share(self) -> float:
        return self.texted() / len(self.town.audience)

    def seconds(self) -> float:
        return time.monotonic() - self.began

    def is_late(self) -> bool:
        return self.seconds() > self.asked.within

    def run(self) -> Findings:
        """The broadcast from its draft to its end, and what was found."""
        city = self.town.city
        city.carrier.callbacks_on(
            callback_after_ms=50, callback_lost=0.1, callback_reordered=0.2, callback_late=0.05, callback_late_ms=1500,
            latency_ms=15, rate_500=0.0005, seed=self.asked.seed,
        )  # fmt: skip
        self.town.begin()
        self.began = time.monotonic()
        threads = [
            Thread(target=self._guarded, args=(self.breaker.carry_out, self.texted, self.is_late)),
            Thread(target=self._guarded, args=(self.streams.run, self._is_nearly_done)),
        ]
        for thread in threads:
            thread.start()
        self._watch(lambda: self.share() >= STREAMS_UNTIL)
        sent_for = self.seconds()
        for thread in threads:
            thread.join()
        self._watch(lambda: not any(True for _ in self._open_ends()))
        self._finish()
        for error in self.failed:
            raise error
        return self._findings(sent_for)

    def _guarded(self, work: Callable[..., object], *arguments: object) -> None:
        try:
            work(*arguments)
        except BaseException as error:  # noqa: BLE001  it is raised again where somebody looks
            self.failed.append(error)

    def _is_nearly_done(self) -> bool:
        return self.share() >= STREAMS_UNTIL or self.is_late()

    def _open_ends(self) -> list[str]:
        try:
            return [*open_ends(self.town), *self._unanswered()]
        except OperationalError as error:
            return [str(error)]

    def _unanswered(self) -> list[str]:
        """Answers that have not left."""
        under_way = select(func.count()).where(message.c.status.in_(("queued", "sending", "in_doubt", "received")))
        with self.town.db.read() as tx:
            count = tx.execute(under_way).scalar_one()
        return [f"{count:,} texts in all"] if count else []

    def _watch(self, holds: Callable[[], bool]) -> None:
        told_at = self.seconds()
        while not holds() and not self.is_late() and not self.failed:
            time.sleep(0.05 if self.asked.people < 5_000 else 0.5)
            if self.seconds() - told_at > TOLD_EVERY:
                told_at = self.seconds()
                state = ", ".join(self._open_ends())
                self.tell(f"{told_at:5.0f} s: {self.texted():,} at the carrier; {state}; {self.breaker.done}")

    def _finish(self) -> None:
        """The look at whether all is done comes every five minutes; time passes for it."""

        def is_finished() -> bool:
            with self.town.db.begin() as tx:
                tx.execute(update(outbox).where(outbox.c.kind == FINISH).values(due_at=system_clock()))
            time.sleep(0.5)
            with self.town.db.read() as tx:
                return store.state_of(tx, self.town.broadcast.id) is State.FINISHED

        give_up = time.monotonic() + 20
        while not is_finished() and time.monotonic() < give_up:
            pass

    def _findings(self, sent_for: float) -> Findings:
        books = Books(self.town)
        figures, carrier = books.findings.figures, self.town.city.carrier
        figures["people, of these in the audience"] = f"{len(self.town.people):,}, {len(self.town.audience):,}"
        figures[f"seconds to {STREAMS_UNTIL:.0%}, texts a second; to the end"] = (
            f"{sent_for:.0f}, {self.texted() / sent_for:.0f}; {self.seconds():.0f}"
        )
        figures["load of the machine, the last 5 and 15 minutes"] = "{1:.1f}, {2:.1f}".format(*os.getloadavg())
        figures |= {f"broken: {name}": count for name, count in sorted(self.breaker.done.items())}
        figures["requests at the carrier by answer"] = dict(sorted(carrier.counts.items()))
        outcomes = carrier.callback_counts
        figures["status callbacks by outcome"] = dict(sorted(outcomes.items()))
        books.check_everybody(self.streams.left)
        books.check_resends()
        books.check_goodbyes(self.streams.left, self.asked.on_the_wire)
        books.check_answers(self.streams, self.breaker, self.asked.answered_within)
        books.check_figures()
        for name, times in vars(self.asked.breakage).items():
            if (done := self.breaker.done.get(_SAID[name], 0)) != times:
                books.violation("not broken as often as asked", f"{name}: {done} of {times}")
        return books.findings


_SAID = {"kills": "worker killed", "redis_stops": "Redis stopped", "postgres_restarts": "PostgreSQL restarted"}


def prove(asked: Asked, tell: Tell, folder: Path | None = None) -> Findings:
    """Run it once, in a town of its own; logs are in `folder` when one is given."""
    with tempfile.TemporaryDirectory(prefix="proof-") as own:
        where = folder or Path(own)
        with town(where, asked.people, lease=asked.lease, reconcile=asked.reconcile) as place:
            return Course(place, asked, tell).run()
