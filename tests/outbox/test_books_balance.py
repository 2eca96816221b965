"""Whatever a carrier and a power cut do: no text is sent twice without a question in between, and none is forgotten."""

import shutil
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.messaging.carrier import Accepted, Letter, Lost, NotReached, Rejected, Sent
from bot.messaging.rules import STATUS_RANK
from tests.standin.twilio import TwilioStandIn
from tests.web.town import REPORT, ROSA, Town

FATES = ("accept", "refuse", "refuse for good", "nobody there", "lose", "drop", "die before", "die after")


class Dies(BaseException):
    """The worker's power is cut."""


class ModelCarrier:
    """Does with the next texts what it was told to, and remembers what it truly took, and was asked."""

    def __init__(self) -> None:
        self.fates: list[str] = []
        self.told: list[str] = []
        self.taken: dict[str, list[str]] = {}
        self.bodies: dict[str, tuple[str, str]] = {}
        self.sent_as: dict[str, tuple[str, str]] = {}
        self.unknown: set[str] = set()
        """Messages that may have been taken, about which nobody has asked since."""
        self.guesses: list[str] = []
        self.reachable = True

    def send(self, letter: Letter) -> Sent:
        self.sent_as[letter.message_id] = (letter.to, letter.body)
        if letter.message_id in self.unknown:
            self.guesses.append(letter.message_id)
        fate = self.fates.pop(0) if self.fates else "accept"
        if fate == "refuse":
            return Rejected(20429, timedelta(seconds=5))
        if fate == "refuse for good":
            return Rejected(21211)
        if fate == "nobody there":
            return NotReached("refused")
        sid = f"SM{sum(map(len, self.taken.values())):08d}"
        if fate in ("accept", "lose", "die after"):
            self.taken.setdefault(letter.message_id, []).append(sid)
            self.bodies[sid] = (letter.to, letter.body)
        if fate == "accept":
            return Accepted(sid)
        self.unknown.add(letter.message_id)
        if fate.startswith("die"):
            raise Dies
        return Lost("ReadTimeout")

    def find(self, letter: Letter, since: datetime) -> list[str] | None:
        if not self.reachable:
            return None
        self.unknown.discard(letter.message_id)
        return [sid for sid, sent in self.bodies.items() if sent == (letter.to, letter.body)]


class Books(RuleBasedStateMachine):
    """Residents write, the worker works, time passes, the carrier does what carriers do."""

    place: ClassVar[tuple[Path, object, TwilioStandIn]]

    def __init__(self) -> None:
        super().__init__()
        empty, library, standin = self.place
        self.folder = Path(mkdtemp(prefix="books-"))
        self.town = Town(self.folder, empty, library, standin)  # type: ignore[arg-type]
        self.carrier = ModelCarrier()
        self.town.bot.__dict__["carrier"] = self.carrier
        self.ranks: dict[str, int] = {}
        self.texts = 0

    @rule(who=st.integers(0, 2), body=st.sampled_from([*REPORT, "hello", "survey", "help"]))
    def somebody_writes(self, who: int, body: str) -> None:
        assert self.town.text(f"{ROSA[:-1]}{who}", body).status_code == 200
        self.town.now += timedelta(milliseconds=10)
        self.texts += 1

    @rule(fates=st.lists(st.sampled_from(FATES), max_size=4))
    def the_worker_works(self, fates: list[str]) -> None:
        self.carrier.fates = list(fates)
        self.work()

    @rule(seconds=st.sampled_from([1, 6, 61, 301, 1801]))
    def time_passes(self, seconds: int) -> None:
        self.town.now += timedelta(seconds=seconds)

    @rule(there=st.booleans())
    def the_carriers_list_comes_and_goes(self, there: bool) -> None:
        self.carrier.reachable = there

    @precondition(lambda self: self.carrier.taken)
    @rule(
        data=st.data(), status=st.sampled_from(["queued", "sent", "delivered", "undelivered"]), times=st.integers(1, 2)
    )
    def the_carrier_tells(self, data: st.DataObject, status: str, times: int) -> None:
        message_id = data.draw(st.sampled_from(sorted(self.carrier.taken)))
        sid = data.draw(st.sampled_from(self.carrier.taken[message_id]))
        form = {"MessageSid": sid, "MessageStatus": status}
        if status == "undelivered":
            form["ErrorCode"] = "30007"  # Filtered: final, so that what was taken is never rightly sent again.
        for _ in range(times):
            assert self.town.post(f"/twilio/status?message={message_id}", form).status_code == 204
        self.carrier.unknown.discard(message_id)

    def work(self) -> None:
        try:
            self.town.work()
        except Dies:
            self.carrier.fates.clear()

    @invariant()
    def no_text_is_taken_twice(self) -> None:
        """Equal texts to one phone count together: no carrier's list can tell which of them is which."""
        wanted, taken = Counter(self.carrier.sent_as.values()), Counter(self.carrier.bodies.values())
        assert taken <= wanted
        assert self.carrier.guesses == []

    @invariant()
    def no_status_falls(self) -> None:
        for row in self.town.messages("out"):
            rank = STATUS_RANK[row.status]
            if rank >= STATUS_RANK["accepted"]:
                assert rank >= self.ranks.get(row.id, 0)
                self.ranks[row.id] = rank
            else:
                assert row.id not in self.ranks

    @invariant()
    def what_is_not_settled_is_promised(self) -> None:
        promised = Counter(row.subject for row in self.town.promises("send"))
        open_ones = {row.id for row in self.town.messages("out") if STATUS_RANK[row.status] < STATUS_RANK["accepted"]}
        assert open_ones <= set(promised)

    def teardown(self) -> None:
        self.carrier.fates, self.carrier.reachable = [], True
        for _ in range(12):
            self.town.now += timedelta(minutes=31)
            self.work()
        said = self.town.messages("out")
        assert all(STATUS_RANK[row.status] >= STATUS_RANK["accepted"] for row in said)
        reached = [row.body for row in said if row.status not in ("failed", "refused")]
        assert Counter(reached) == Counter(body for _, body in self.carrier.bodies.values())
        self.no_text_is_taken_twice()
        self.town.bot.db.close()
        shutil.rmtree(self.folder)


@pytest.mark.slow
def test_the_books_balance_whatever_happens(empty_database: Path, speaks: object, town_carrier: TwilioStandIn) -> None:
    Books.place = (empty_database, speaks, town_carrier)
    state = settings(max_examples=80, stateful_step_count=30, deadline=None)
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(Books, settings=state)
