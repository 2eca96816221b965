"""The same books as in tests/outbox, with a pace: broadcasts and answers wait their turn, and still none is lost."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
import redis
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from bot.flowfiles.city import Sender
from bot.lib.limits import Pace
from bot.messaging.pacing import Paced, rates_of
from bot.messaging.rules import STATUS_RANK
from tests.messaging.queued import queue, residents
from tests.outbox.test_books_balance import Books
from tests.standin.signing import CITY_NUMBER
from tests.standin.twilio import TwilioStandIn

SENDERS = (Sender(CITY_NUMBER, rate=0.5, brand="city"),)
CAPS = {"city": 400}


class PacedBooks(Books):
    """A slow number, a carrier that asks for rest, a Redis that forgets, and broadcasts among the answers."""

    redis_url: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.forget()
        library = self.town.bot.library
        city = replace(library.city, senders=SENDERS, daily_caps=CAPS, most_texts_a_month=1000)
        desk = replace(self.town.bot.desk, library=replace(library, city=city))
        self.town.settings = self.town.settings.model_copy(update={"keep_pace": True})
        self.town.bot = replace(self.town.bot, settings=self.town.settings, live=type(self.town.bot.live)(
            self.town.bot.db, lambda _: desk, lambda: desk.library,
        ))  # fmt: skip
        self.town.bot.__dict__["carrier"] = self.carrier
        self.town.bot.__dict__["_paced"] = lambda *_: paced
        paced = Paced(Pace(self.redis_url, rates_of(SENDERS, CAPS, ""), clock="caller"), sleep=self.sleep)
        self.people = residents(self.town, 3)

    def sleep(self, seconds: float) -> None:
        self.town.now += timedelta(seconds=seconds)

    @rule(who=st.lists(st.integers(0, 2), min_size=1, max_size=6), purpose=st.sampled_from(["notice", "emergency"]))
    def the_city_texts(self, who: list[int], purpose: str) -> None:
        queue(self.town, [self.people[each] for each in who], f"News {self.texts}", purpose=purpose)
        self.town.now += timedelta(milliseconds=10)

    @rule()
    def forget(self) -> None:
        """Redis comes back empty."""
        with redis.Redis.from_url(self.redis_url) as connection:
            connection.flushdb()

    def teardown(self) -> None:
        self.carrier.fates, self.carrier.reachable = [], True
        for _ in range(400):
            open_ones = [row for row in self.town.messages("out") if STATUS_RANK[row.status] < STATUS_RANK["accepted"]]
            if not open_ones:
                break
            self.town.now += timedelta(minutes=5)
            self.work()
        super().teardown()


@pytest.mark.slow
def test_the_books_balance_in_a_pace_too(
    empty_database: Path, speaks: object, town_carrier: TwilioStandIn, empty_redis_url: str
) -> None:
    PacedBooks.place, PacedBooks.redis_url = (empty_database, speaks, town_carrier), empty_redis_url
    state = settings(max_examples=40, stateful_step_count=30, deadline=None)
    run_state_machine_as_test(PacedBooks, settings=state)
