"""The carrier's list against ours, once a day: lost callbacks are made up for, and nothing is ever sent."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.events import ReceiptsReconciled
from bot.jobs import drain_with
from bot.messaging import receipts
from bot.messaging.carrier import Letter, Listed, NotListed
from bot.messaging.receipts import Compared, compare_all
from bot.outbox.put import LATER
from bot.people.tables import contact
from bot.ticking import tick
from tests.messaging.queued import queue, residents
from tests.standin.resources import Message
from tests.web.town import JOHN, REPORT, ROSA, Town

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def sent(town: Town, count: int = 1) -> list[Message]:
    """So many texts that the carrier took now; of none of them it ever told."""
    queue(town, residents(town, count))
    town.work()
    for each in town.carrier.messages:
        each.at = town.now.timestamp()
    return town.carrier.messages


def compared(town: Town) -> Compared:
    return compare_all(town.bot.db, town.bot.carrier, now=town.now)


def a_day_passes(town: Town) -> None:
    """A day, the clock, and the worker after it."""
    town.now += DAY + timedelta(seconds=1)
    tick(town.bot, "clock")
    town.work()


def test_lost_receipts_are_made_up_for_by_the_day_after_and_twice_changes_nothing(any_town: Town) -> None:
    town = any_town
    texts = sent(town, 5)
    for each, (status, code) in zip(
        texts, [("delivered", 0), ("undelivered", 30005), ("failed", 30007), ("sent", 0), ("read", 0)], strict=True
    ):
        town.carrier.settle(each.sid, status, code)
    assert town.statuses() == ["accepted"] * 5
    tick(town.bot, "clock")
    a_day_passes(town)
    after = {row.carrier_id: (row.status, row.error_code) for row in town.messages("out")}
    assert [after[each.sid] for each in texts] == [
        ("delivered", None), ("undelivered", 30005), ("failed", 30007), ("sent", None), ("read", None),
    ]  # fmt: skip
    events, attempts = len(town.events()), len(town.carrier.attempts)
    assert compared(town) == Compared(listed=5)
    a_day_passes(town)
    assert {row.carrier_id: (row.status, row.error_code) for row in town.messages("out")} == after
    assert len(town.events()) == events, "a day without news is no event"
    assert len(town.carrier.attempts) == attempts, "nothing is sent"


def test_an_event_counts_what_was_found_and_what_nobody_knows(town: Town) -> None:
    (known,) = sent(town)
    town.carrier.settle(known.sid, "delivered")
    strange = town.bot.carrier.send(Letter("msg_of_another_program", JOHN, town.settings.twilio_from, "Sale!"))
    town.carrier.messages[-1].at = town.now.timestamp()
    town.now += 2 * HOUR
    assert compared(town) == Compared(listed=2, raised=1, strange=1), strange
    town.carrier.settle(town.carrier.messages[-1].sid, "failed", 30003)
    assert compared(town) == Compared(listed=2), "what failed reached nobody; it may be an attempt of ours"


def test_a_failure_found_late_is_final_and_is_not_sent_again(any_town: Town) -> None:
    town = any_town
    (text,) = sent(town)
    town.carrier.settle(text.sid, "undelivered", 30003)
    town.now += DAY
    assert compared(town).raised == 1
    town.pass_time(hours=1)
    town.pass_time(days=1)
    assert town.statuses() == ["undelivered"]
    assert len(town.carrier.messages) == 1
    assert [each.type for each in town.events()][-1] == "message.failed"


def test_who_left_at_the_carrier_has_left_here(any_town: Town) -> None:
    town = any_town
    (text,) = sent(town)
    town.carrier.settle(text.sid, "failed", 21610)
    a_day_passes(town)
    assert [row.left_at for row in town.rows(contact)] == [town.now]


def test_a_text_that_may_still_be_told_of_is_left_alone(town: Town) -> None:
    (text,) = sent(town)
    town.carrier.settle(text.sid, "delivered")
    town.now += HOUR - timedelta(seconds=1)
    assert compared(town) == Compared()
    town.now += timedelta(seconds=1)
    assert compared(town) == Compared(listed=1, raised=1)


def test_an_answer_that_was_given_up_for_unknown_is_still_found(town: Town) -> None:
    (text,) = sent(town)
    town.now += timedelta(hours=71)
    town.carrier.settle(text.sid, "delivered")
    with town.bot.db.begin() as tx:
        receipts.store.mark_unknown(tx, town.now)
    assert town.statuses() == ["unknown"]
    assert compared(town).raised == 1 and town.statuses() == ["delivered"]


def test_what_the_carrier_answered_itself_and_what_came_in_is_not_strange(town: Town) -> None:
    class Answers:
        def listed(self, since: datetime, until: datetime) -> Iterator[Listed]:
            yield Listed("SMreply", "delivered", None, until, answers=True)

    carrier: receipts.Carrier = Answers()  # type: ignore[assignment]
    assert compare_all(town.bot.db, carrier, now=town.now) == Compared(listed=1)


@pytest.mark.parametrize("slice_of", [1, 2, 3, 100])
def test_a_long_list_is_done_in_slices_and_each_text_once(
    town: Town, monkeypatch: pytest.MonkeyPatch, slice_of: int
) -> None:
    monkeypatch.setattr(receipts, "SLICE", slice_of)
    monkeypatch.setattr("bot.messaging.twilio.PAGE", 2)
    for number, each in enumerate(sent(town, 7)):
        each.at -= 60 * ((6 - number) // 3)  # The oldest first: three moments.
        town.carrier.settle(each.sid, "delivered")
    town.now += 2 * HOUR
    with town.bot.db.begin() as tx:
        receipts.promise(tx, town.now)
    town.work()
    assert town.statuses() == ["delivered"] * 7
    assert not town.promises(receipts.RECONCILE)
    rows = [(row.subject, row.data) for row in town.events() if row.type == ReceiptsReconciled.type]
    assert len({subject for subject, _ in rows}) == len(rows) == {1: 3, 2: 3, 3: 3, 100: 1}[slice_of]


def test_a_list_that_breaks_off_is_asked_for_again(town: Town) -> None:
    (text,) = sent(town)
    town.carrier.settle(text.sid, "delivered")
    town.now += 2 * HOUR
    with town.bot.db.begin() as tx:
        receipts.promise(tx, town.now)
    real = town.bot.carrier._client.api.base_url  # type: ignore[attr-defined]  # noqa: SLF001
    town.bot.carrier._client.api.base_url = "http://127.0.0.1:1"  # type: ignore[attr-defined]  # noqa: SLF001
    with pytest.raises(NotListed):
        compared(town)
    town.work()
    (promised,) = town.promises(receipts.RECONCILE)
    assert "could not be read" in promised.error and promised.due_at == town.now + timedelta(minutes=10)
    town.bot.carrier._client.api.base_url = real  # type: ignore[attr-defined]  # noqa: SLF001
    town.pass_time(minutes=10)
    assert town.statuses() == ["delivered"] and not town.promises(receipts.RECONCILE)


# The clock.


def test_once_a_day_even_with_two_clocks(any_town: Town) -> None:
    town = any_town
    begun = []
    for minute in range(3 * 24 * 60 // 10):
        town.now += timedelta(minutes=10)  # Longer than the lease of a clock: each time another one may come first.
        for clock in ("one", "two")[:: 1 if minute % 2 else -1]:
            tick(town.bot, clock)
        begun += [(town.now, each.subject) for each in town.promises(receipts.RECONCILE)]
        drain_with(town.bot, LATER)
    moments = [at for at, _ in begun]
    assert len(moments) == 3
    assert all(DAY <= later - sooner <= DAY + 2 * timedelta(minutes=10) for sooner, later in pairwise(moments))


def test_a_text_without_a_receipt_is_unknown_after_three_days(town: Town) -> None:
    sent(town)
    for _ in range(2):
        a_day_passes(town)
    assert town.statuses() == ["accepted"]
    a_day_passes(town)
    assert town.statuses() == ["unknown"]


def test_the_clock_only_promises_and_a_worker_does_it(town: Town) -> None:
    (text,) = sent(town)
    town.carrier.settle(text.sid, "delivered")
    town.now += 2 * HOUR
    tick(town.bot, "clock")
    assert town.statuses() == ["accepted"]
    assert [each.queue for each in town.promises(receipts.RECONCILE)] == ["later"]
    town.work()
    assert town.statuses() == ["delivered"]


def test_a_conversation_whose_every_callback_was_lost_ends_up_right(any_town: Town) -> None:
    town = any_town
    for body in REPORT:
        town.says(ROSA, body)
    for each in town.carrier.messages:
        each.at = town.now.timestamp()
        town.carrier.settle(each.sid, "delivered")
    town.now += 2 * HOUR
    tick(town.bot, "clock")
    town.work()
    assert set(town.statuses()) == {"delivered"}
