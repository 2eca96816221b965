"""The send gate with a database behind it: what is looked up about a resident at the moment of sending."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from bot.db.base import Tx
from bot.flowfiles.quiet import quiet_hours
from bot.messaging import past, store
from bot.messaging.carrier import Carrier, Letter, Sent
from bot.messaging.delivery import give_up_waiting, sending
from bot.messaging.gate import Policy
from bot.messaging.reasons import REASONS
from bot.messaging.rules import Defer, Refuse
from bot.messaging.tables import attempt
from bot.outbox import relay
from bot.outbox.put import BULK
from tests.messaging.queued import conversation_of, outcome, queue, residents
from tests.web.town import NOON, ROSA, Town

MOST = 4
"""What the demo city allows a month."""
NIGHT = NOON + timedelta(hours=10)
NEW_YORK = "+12125550123"


class Recording:
    """The real carrier; what it was handed."""

    def __init__(self, town: Town) -> None:
        self._real: Carrier = town.bot.carrier
        self.letters: list[Letter] = []
        town.bot.__dict__["carrier"] = self

    def send(self, letter: Letter) -> Sent:
        self.letters.append(letter)
        return self._real.send(letter)

    def find(self, letter: Letter, since: datetime) -> list[str] | None:
        return self._real.find(letter, since)


def test_a_resident_gets_so_many_texts_a_month_and_the_next_when_the_oldest_is_a_month_old(any_town: Town) -> None:
    town, (rosa,) = any_town, residents(any_town, 1)
    began = town.now
    for _ in range(MOST):
        (sent,) = queue(town, [rosa])
        town.pass_time(hours=1)
        assert outcome(town, sent) == ("accepted", None)
    (late,) = queue(town, [rosa])
    town.pass_time(days=1)
    assert outcome(town, late) == ("queued", "too many")
    (promise,) = town.promises("send")
    assert promise.due_at == began + timedelta(hours=1, days=30)
    town.now = promise.due_at - timedelta(seconds=1)
    assert town.work() == 0
    town.pass_time(seconds=1)
    assert outcome(town, late) == ("accepted", None)


def test_all_departments_and_all_texts_of_one_batch_count_together(any_town: Town) -> None:
    """Two broadcasts that choose the same person at the same moment, from two of the city's numbers."""
    town, (one, *others) = any_town, residents(any_town, 3)
    with town.bot.db.begin() as tx:
        elsewhere = {"id": "cnv_else", "contact_id": "con_0", "channel": "sms", "sender": "+15055550199",
                     "answerable": True, "created_at": town.now}  # fmt: skip
        tx.execute(store.conversation.insert(), elsewhere)
    ids = queue(town, [one, "cnv_else"] * 4 + others)
    town.work()
    assert [outcome(town, each)[0] for each in ids] == ["accepted"] * MOST + ["queued"] * 4 + ["accepted"] * 2


def test_what_never_reached_them_does_not_count_and_what_is_in_doubt_does(any_town: Town) -> None:
    town, (rosa,) = any_town, residents(any_town, 1)
    town.carrier.refuse_next(30007, times=2)
    town.carrier.lose_next()
    ids = queue(town, [rosa] * 3)
    town.work()
    assert sorted(outcome(town, each)[0] for each in ids) == ["failed", "failed", "in_doubt"]
    more = queue(town, [rosa] * MOST)
    town.work()
    assert [outcome(town, each) for each in more] == [("accepted", None)] * (MOST - 1) + [("queued", "too many")]


def test_a_text_that_comes_back_undelivered_makes_room_for_another(town: Town) -> None:
    (rosa,) = residents(town, 1)
    ids = queue(town, [rosa] * MOST)
    town.work()
    (row,) = [each for each in town.messages("out") if each.id == ids[0]]
    town.told(row.carrier_id, "undelivered", 30007)
    more = queue(town, [rosa] * 2)
    town.work()
    assert [outcome(town, each) for each in more] == [("accepted", None), ("queued", "too many")]


@pytest.mark.parametrize("purpose", ["reply", "emergency"])
def test_answers_and_emergencies_are_not_counted_and_do_not_wait(town: Town, purpose: str) -> None:
    (rosa,) = residents(town, 1, paused_until=NOON + timedelta(days=90))
    town.now = NIGHT
    ids = queue(town, [rosa] * (MOST + 2), purpose=purpose)
    town.work()
    assert {outcome(town, each)[0] for each in ids} == {"accepted"}


def test_an_emergency_does_not_reach_somebody_who_has_left(town: Town) -> None:
    (rosa,) = residents(town, 1, left_at=NOON)
    (sent,) = queue(town, [rosa], purpose="emergency")
    town.work()
    assert outcome(town, sent) == ("refused", '["left"]')
    assert town.carrier.attempts == []


def test_two_texts_that_fail_for_good_make_a_number_dead_until_its_owner_writes(any_town: Town) -> None:
    town = any_town
    town.says(ROSA, "hello")
    rosa = conversation_of(town, ROSA)
    for tries in range(2):
        town.carrier.undeliver_next(30005)
        (sent,) = queue(town, [rosa])
        town.pass_time(hours=1)
        town.told(town.carrier.messages_to(ROSA)[-1].sid, "undelivered", 30005)
        assert outcome(town, sent)[0] == "undelivered", tries
    attempts = len(town.carrier.attempts)
    (refused,) = queue(town, [rosa])
    town.work()
    assert outcome(town, refused) == ("refused", '["dead number"]')
    assert len(town.carrier.attempts) == attempts, "the carrier is not even asked"
    assert town.says(ROSA, "hello"), "an answer leaves all the same"
    (again,) = queue(town, [rosa])
    town.work()
    assert outcome(town, again) == ("accepted", None)


@pytest.mark.parametrize("codes", [(30005, 30003), (30007, 30007), (30005, None)])
def test_a_number_is_not_dead_for_less(town: Town, codes: tuple[int | None, ...]) -> None:
    (rosa,) = residents(town, 1)
    for code in codes:
        (sent,) = queue(town, [rosa])
        with town.bot.db.begin() as tx:
            store.set_status(tx, sent, "failed" if code else "accepted", seen=["queued"], code=code)
            tx.execute(relay.outbox.delete())
        town.now += timedelta(minutes=1)
    (next_one,) = queue(town, [rosa])
    town.work()
    assert outcome(town, next_one)[0] == "accepted"


def test_a_number_from_elsewhere_waits_until_it_is_day_in_the_city_too_and_leaves_before_its_evening(
    town: Town,
) -> None:
    carrier = Recording(town)
    town.says(NEW_YORK, "hello")
    theirs = conversation_of(town, NEW_YORK)
    town.now = NOON - timedelta(hours=4)  # Eight in the city, ten there.
    queue(town, [theirs])
    town.work()
    (promise,) = town.promises("send")
    assert promise.due_at == NOON - timedelta(hours=3)
    town.pass_time(hours=1)
    assert carrier.letters[-1].validity == timedelta(hours=9).total_seconds() - 30, "until eight there: six here"
    town.now = NOON + timedelta(hours=7)  # Seven in the city, nine there.
    (late,) = queue(town, [theirs])
    town.work()
    assert outcome(town, late) == ("queued", "quiet hours")


def test_the_carrier_is_told_how_long_a_text_is_good_and_nothing_for_an_answer(town: Town) -> None:
    carrier = Recording(town)
    town.says(ROSA, "hello")
    queue(town, [conversation_of(town, ROSA)])
    queue(town, [conversation_of(town, ROSA)], purpose="emergency")
    town.now = NOON + timedelta(hours=7, minutes=59)  # A minute before eight in the evening.
    town.work()
    *answers, notice, emergency = carrier.letters
    assert notice.validity == 30 and emergency.validity is None
    assert {letter.validity for letter in answers} == {None}


def test_a_batch_that_takes_until_the_evening_keeps_its_last_texts_for_the_morning(town: Town) -> None:
    """The gate said yes a minute ago; the hours are looked at again at the moment of each text."""
    real = town.bot.carrier

    class Slow(Recording):
        def send(self, letter: Letter) -> Sent:
            town.now += timedelta(seconds=50)
            return real.send(letter)

    Slow(town)
    (rosa,) = residents(town, 1)
    town.now = NOON + timedelta(hours=7, minutes=58)
    ids = queue(town, [rosa] * 3)
    town.work()
    assert [outcome(town, each) for each in ids] == [("accepted", None)] * 2 + [("queued", "quiet hours")]
    assert len(town.rows(attempt)) == 2


def test_nothing_leaves_on_a_holiday(town: Town) -> None:
    (rosa,) = residents(town, 1)
    town.now = datetime(2026, 5, 25, 18, tzinfo=NOON.tzinfo)  # Memorial Day, a Monday.
    (sent,) = queue(town, [rosa])
    town.work()
    assert outcome(town, sent) == ("queued", "quiet hours")
    assert town.promises("send")[0].due_at == datetime(2026, 5, 26, 15, tzinfo=NOON.tzinfo)


def test_a_letter_is_refused(town: Town) -> None:
    (rosa,) = residents(town, 1)
    ids = queue(town, [rosa], "x" * 918) + queue(town, [rosa], "x" * 919)
    town.work()
    assert [outcome(town, each) for each in ids] == [("accepted", None), ("refused", '["too long"]')]


def test_a_broadcast_that_is_held_holds_its_own_texts_only(town: Town) -> None:
    rosa, john, lupe, sam = residents(town, 4)
    paused, stopped = queue(town, [rosa], broadcast_id="paused"), queue(town, [john], broadcast_id="stopped")
    free = queue(town, [lupe], broadcast_id="running") + queue(town, [sam])
    later = NOON + timedelta(minutes=10)

    def holds_back(tx: Tx, broadcasts: set[str], now: datetime) -> Mapping[str, Defer | Refuse]:
        assert broadcasts == {"paused", "stopped", "running"}
        return {"paused": Defer(later, "broadcast paused"), "stopped": Refuse("broadcast stopped")}

    performer = sending(
        town.bot.carrier, town.bot.vault, lambda: Policy(quiet_hours(town.bot.library), holds_back=holds_back),
        wait_for=timedelta(), threads=None, clock=town.bot.clock,  # type: ignore[arg-type]
    )  # fmt: skip
    with town.bot.db.begin() as tx:
        works = performer.prepare(tx, relay._take(tx, BULK, town.now, later), town.now)  # noqa: SLF001
    decided = {work.message.id: type(work.plan).__name__ for work in works}
    assert decided == dict.fromkeys(paused, "Defer") | dict.fromkeys(stopped, "Refuse") | dict.fromkeys(free, "Send")


@pytest.mark.parametrize("any_town", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_two_workers_never_decide_about_one_resident_at_once(any_town: Town) -> None:
    """SQLite has one writer, so that there it cannot happen."""
    town = any_town
    residents(town, 2)
    with town.bot.db.begin() as one:
        assert past.hold(one, ["con_0"]) == {"con_0"}
        with town.bot.db.begin() as other:
            assert past.hold(other, ["con_0", "con_1"]) == {"con_1"}
        (sent,) = queue(town, ["cnv_0"])
        town.work()
        assert outcome(town, sent) == ("queued", "busy")
    town.pass_time(seconds=1)
    assert outcome(town, sent)[0] == "accepted"


def test_a_text_without_a_receipt_is_unknown_after_three_days_and_a_late_receipt_still_counts(any_town: Town) -> None:
    town = any_town
    silent, sent, told = queue(town, residents(town, 3))
    town.work()
    by_number = {each.to: each.sid for each in town.carrier.messages}
    sids = {row.id: row.carrier_id for row in town.messages("out")}
    assert len(by_number) == 3
    town.told(sids[sent], "sent")
    town.told(sids[told], "delivered")

    def sweep() -> int:
        with town.bot.db.begin() as tx:
            return give_up_waiting(tx, town.now)

    town.now += timedelta(hours=72)
    assert sweep() == 0
    town.now += timedelta(seconds=1)
    assert (sweep(), sweep()) == (2, 0)
    assert [outcome(town, each)[0] for each in (silent, sent, told)] == ["unknown", "unknown", "delivered"]
    town.told(sids[silent], "sent")
    town.told(sids[sent], "delivered")
    assert [outcome(town, each)[0] for each in (silent, sent)] == ["unknown", "delivered"]


def test_a_refusal_keeps_the_word_that_staff_are_told(town: Town) -> None:
    off = residents(town, 1, topics_off="news")
    (refused,) = queue(town, off, topic="news")
    town.work()
    status, why = outcome(town, refused)
    assert status == "refused" and why and why.strip('["]') in REASONS
