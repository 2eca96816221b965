"""The pace of delivery, with a real Redis and the stand-in for Twilio: what leaves when, and what a throttle slows."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.flowfiles.city import City, Sender
from bot.flowfiles.library import Library
from bot.jobs import drain_with
from bot.lib.limits import Pace
from bot.lib.pace import Cap, Rate
from bot.messaging.carrier import Carrier, Letter, Sent
from bot.messaging.pacing import WHATSAPP, Paced, rates_of
from bot.messaging.tables import attempt
from bot.outbox.put import BULK
from bot.outbox.relay import BATCH, drain
from tests.messaging.queued import outcome, queue, residents
from tests.standin.signing import CITY_NUMBER as HERE
from tests.standin.twilio import TwilioStandIn
from tests.web.town import NOON, ROSA, Town

THERE = "+15055550101"
SECOND = timedelta(seconds=1)
CAPS = {"city": 100}


waits: list[float] = []
"""How long the town of a test waited for moments that were granted ahead."""


class Timed:
    """The real carrier; when each sender's texts left, in seconds since the beginning."""

    def __init__(self, town: Town) -> None:
        self._town, self._real = town, town.bot.carrier
        self.left: list[tuple[float, str]] = []
        town.bot.__dict__["carrier"] = self

    def send(self, letter: Letter) -> Sent:
        self.left.append(((self._town.now - NOON).total_seconds(), letter.sender))
        return self._real.send(letter)

    def find(self, letter: Letter, since: datetime) -> list[str] | None:
        return self._real.find(letter, since)

    def times(self, sender: str) -> list[float]:
        return [at for at, of in self.left if of == sender]


def paced_town(
    folder: Path, empty: Path, speaks: Library, carrier: TwilioStandIn, redis_url: str, *senders: Sender
) -> Town:
    """A town of these senders whose waiting moves its own clock, so that no test has to wait."""
    waits.clear()
    city = replace(speaks.city, senders=senders, daily_caps=CAPS, most_texts_a_month=1000)
    town = Town(folder, empty, replace(speaks, city=city), carrier, KEEP_PACE="1")

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        town.now += timedelta(seconds=seconds)

    pace = Pace(redis_url, rates_of(senders, CAPS, ""), clock="caller", workers_expected=2)
    town.bot.__dict__["_paced"] = lambda *_: Paced(pace, sleep=sleep)
    return town


Make = Callable[..., Town]


@pytest.fixture
def make(
    tmp_path: Path, empty_database: Path, speaks: Library, town_carrier: TwilioStandIn, empty_redis_url: str
) -> Iterator[Make]:
    made: list[Town] = []

    def build(*senders: Sender, redis_url: str = empty_redis_url) -> Town:
        made.append(paced_town(tmp_path, empty_database, speaks, town_carrier, redis_url, *senders))
        return made[-1]

    yield build
    for town in made:
        town.bot.db.close()


def run(town: Town, seconds: int) -> None:
    """A worker that looks every half second, as the clock does."""
    ends = town.now + seconds * SECOND
    while town.now < ends:
        drain(town.bot.db, BULK, town.bot.performers, clock=town.bot.clock, lease_for=town.bot.lease_for)
        town.now += SECOND / 2


def test_texts_leave_at_the_rate_of_their_sender_and_nothing_is_lost_or_doubled(make: Make) -> None:
    town = make(Sender(HERE, kind="long_code"))
    carrier = Timed(town)
    ids = queue(town, residents(town, 60))
    run(town, 70)
    times = carrier.times(HERE)
    assert len(times) == 60
    for begin in range(60):
        assert sum(begin <= at < begin + 10 for at in times) <= 12
    assert sum(waits) > 20 and max(waits) <= 2, "what is granted ahead is waited for"
    assert 57 <= times[-1] - times[0] <= 61, "neither faster nor slower than one a second"
    assert {outcome(town, each) for each in ids} == {("accepted", None)}
    assert Counter(each.to for each in town.carrier.messages).most_common(1)[0][1] == 1


def test_what_waits_is_queued_as_if_it_had_never_been_taken_up(make: Make) -> None:
    town = make(Sender(HERE, kind="long_code"))
    ids = queue(town, residents(town, 20))
    drain(town.bot.db, BULK, town.bot.performers, clock=town.bot.clock, lease_for=town.bot.lease_for)
    said = Counter(outcome(town, each) for each in ids)
    assert said == {("accepted", None): 3, ("queued", "pace"): 17}
    assert len(town.rows(attempt)) == 3, "waiting is no attempt"
    run(town, 30)
    assert {row.number for row in town.rows(attempt)} == {1} and len(town.rows(attempt)) == 20


def test_a_text_of_three_parts_takes_three_times_as_long(make: Make) -> None:
    town = make(Sender(HERE, kind="long_code"))
    carrier = Timed(town)
    queue(town, residents(town, 5), "x" * 400)
    run(town, 20)
    assert carrier.times(HERE) == pytest.approx([0, 3, 6, 9, 12], abs=1)


@pytest.mark.parametrize("code", [20429, 30001, 30022])
def test_a_throttled_sender_slows_only_itself(make: Make, code: int) -> None:
    town = make(Sender(HERE, rate=10.0), Sender(THERE, rate=10.0))
    carrier = Timed(town)
    first, second = residents(town, 30), residents(town, 30, city=THERE)
    if code == 20429:
        town.carrier.throttle_next(retry_after=60)
    else:
        town.carrier.refuse_next(code)
    ids = queue(town, first[:1])
    drain(town.bot.db, BULK, town.bot.performers, clock=town.bot.clock, lease_for=town.bot.lease_for)
    ids += queue(town, first[1:]) + queue(town, second)
    run(town, 30)
    assert len(carrier.times(HERE)) == 1 and len(carrier.times(THERE)) == 30
    assert Counter(outcome(town, each) for each in ids[1:30]) == {("queued", "throttled"): 29}
    run(town, 60)
    here = carrier.times(HERE)
    assert len(here) == 31 and 59 <= here[1] < 70, "the refused text is tried again, the others for the first time"
    assert {outcome(town, each)[0] for each in ids} == {"accepted"}
    assert Counter(each.to for each in town.carrier.messages).most_common(1)[0][1] == 1


def test_a_throttle_in_the_middle_of_a_batch_takes_the_rest_of_its_sender_home(make: Make) -> None:
    town = make(Sender(HERE, rate=10.0), Sender(THERE, rate=10.0))
    carrier = Timed(town)
    here, there = residents(town, 20), residents(town, 20, city=THERE)
    ids = queue(town, here)
    town.carrier.delay_next(0, times=3)
    town.carrier.throttle_next(retry_after=30)
    run(town, 3)
    assert 4 <= len(carrier.times(HERE)) < 20
    queue(town, there)
    run(town, 5)
    assert len(carrier.times(THERE)) == 20
    run(town, 40)
    assert {outcome(town, each)[0] for each in ids} == {"accepted"}
    assert Counter(each.to for each in town.carrier.messages).most_common(1)[0][1] == 1


@pytest.mark.parametrize("code", [30001, 30022])
def test_a_callback_that_says_slower_lets_the_sender_rest(make: Make, code: int) -> None:
    town = make(Sender(HERE, rate=10.0), Sender(THERE, rate=10.0))
    carrier = Timed(town)
    here, there = residents(town, 3), residents(town, 3, city=THERE)
    queue(town, here[:1])
    town.work()
    (taken,) = town.carrier.messages
    assert town.told(taken.sid, "failed", code, times=2) == [204, 204]
    town.work()
    assert town.promises("rest") == []
    ids = queue(town, here[1:])
    queue(town, there)
    run(town, 10)
    assert len(carrier.times(THERE)) == 3
    assert {outcome(town, each) for each in ids} == {("queued", "throttled")}
    town.pass_time(seconds=60)
    run(town, 5)
    assert {outcome(town, each)[0] for each in ids} == {"accepted"}


def test_an_answer_overtakes_a_broadcast(make: Make) -> None:
    town = make(Sender(HERE, kind="long_code"))
    queue(town, residents(town, 40))
    run(town, 5)
    assert town.says(ROSA, "hello") != [], "at once, though forty were before it"


def test_a_job_gives_way_after_its_turn_and_goes_on_with_the_next(make: Make) -> None:
    """A worker does one job at a time: a broadcast that lasts hours would keep it from every answer."""
    town = make(Sender(HERE, rate=1000.0))
    ids = queue(town, residents(town, 120))
    assert drain_with(town.bot, BULK, seconds=0) == BATCH
    assert Counter(outcome(town, each)[0] for each in ids) == {"accepted": BATCH, "queued": 120 - BATCH}
    assert drain_with(town.bot, BULK) == 120 - BATCH


def test_broadcasts_leave_a_tenth_of_the_day_to_answers_and_emergencies(make: Make) -> None:
    town = make(Sender(HERE, rate=1000.0, brand="city"))
    people = residents(town, 100)
    ids = queue(town, people)
    run(town, 10)
    said = Counter(outcome(town, each) for each in ids)
    assert said == {("accepted", None): 90, ("queued", "daily cap"): 10}
    midnight = datetime(2026, 5, 13, 7, tzinfo=NOON.tzinfo)  # Pacific time.
    assert {row.due_at for row in town.promises("send")} == {midnight}
    (urgent,) = queue(town, people[:1], purpose="emergency")
    (answer,) = queue(town, people[:1], purpose="reply")
    run(town, 5)
    assert outcome(town, urgent) == outcome(town, answer) == ("accepted", None)
    town.now = midnight
    run(town, 2)
    assert {row.error for row in town.promises("send")} == {"quiet hours"}, "and then until the morning"


def test_without_redis_it_is_slower_and_nothing_is_lost(make: Make, tmp_path: Path) -> None:
    town = make(Sender(HERE, kind="long_code"), redis_url=f"unix://{tmp_path}/nobody.sock")
    carrier = Timed(town)
    ids = queue(town, residents(town, 20))
    run(town, 50)
    assert carrier.times(HERE)[-1] == pytest.approx(38, abs=3), "a share of one half"
    assert {outcome(town, each) for each in ids} == {("accepted", None)}


def test_a_worker_that_dies_between_the_attempt_and_its_moment_leaves_a_doubt_and_no_second_text(make: Make) -> None:
    """What it held back was never sent, what it had sent is on the list; both are asked about."""
    town = make(Sender(HERE, kind="long_code"))

    class Dies(BaseException):
        pass

    class Deadly:
        def __init__(self, real: Carrier) -> None:
            self._real, self.sent = real, 0

        def send(self, letter: Letter) -> Sent:
            self._real.send(letter)
            self.sent += 1
            raise Dies

        find = staticmethod(town.bot.carrier.find)

    real = town.bot.carrier
    town.bot.__dict__["carrier"] = Deadly(real)
    ids = queue(town, residents(town, 5))
    with pytest.raises(Dies):
        town.work()
    assert {outcome(town, each)[0] for each in ids} == {"sending"}
    town.bot.__dict__["carrier"] = real
    del town.bot.__dict__["performers"]
    taken = len(town.carrier.messages)
    for _ in range(60):
        town.pass_time(seconds=15)
    assert 0 < taken < 5
    assert {outcome(town, each)[0] for each in ids} == {"accepted"}
    assert Counter(each.to for each in town.carrier.messages).most_common(1)[0][1] == 1
    assert len(town.carrier.messages) == 5


def test_no_pace_is_kept_for_tests_unless_it_is_asked_for(town: Town) -> None:
    assert town.bot.paced() is None


def test_the_pace_in_the_product_is_that_of_city_yaml_and_survives_until_the_senders_change(
    tmp_path: Path, empty_database: Path, speaks: Library, town_carrier: TwilioStandIn
) -> None:
    town = Town(tmp_path, empty_database, speaks, town_carrier, KEEP_PACE="1")
    first = town.bot.paced()
    assert first and town.bot.paced() is first
    assert first.sender_of(HERE) == HERE
    town.bot.db.close()


def city_of(speaks: Library, *senders: Sender) -> City:
    return replace(speaks.city, senders=senders, daily_caps=CAPS)


def test_rates_are_by_kind_unless_the_carrier_grants_another_and_a_service_adds_them_up(speaks: Library) -> None:
    city = city_of(speaks, Sender("+1"), Sender("+2", kind="toll_free"), Sender("+3", rate=3.75, brand="city"))
    cap = Cap("city", 100)
    rates = rates_of(city.senders, city.daily_caps, "")
    assert rates == {
        "+1": Rate(1.0), "+2": Rate(3.0), "+3": Rate(3.75, cap),
        "whatsapp:+1": WHATSAPP, "whatsapp:+2": WHATSAPP, "whatsapp:+3": WHATSAPP,
    }  # fmt: skip
    service = rates_of(city.senders, city.daily_caps, "MG1")
    assert service["MG1"] == Rate(7.75, cap)
    assert Paced(Pace("", service), "MG1").sender_of("+1") == "MG1"
