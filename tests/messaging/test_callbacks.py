"""What the carrier tells of a text: late, twice, disordered or never; a status never falls."""

from itertools import permutations

import pytest

from bot.messaging.rules import CARRIER_STATUS, STATUS_RANK
from tests.web.town import JOHN, REPORT, ROSA, Town

pytestmark = pytest.mark.slow  # Many small conversations with real parts; `make test` runs them.

STEPS = ("queued", "sent", "delivered", "read")


@pytest.fixture
def sid(town: Town) -> str:
    town.says(ROSA, REPORT[0])
    assert town.statuses() == ["accepted"]
    return town.carrier.messages_to(ROSA)[0].sid


@pytest.mark.parametrize("order", list(permutations(STEPS)))
def test_in_any_order_the_status_only_rises_and_ends_the_same(town: Town, sid: str, order: tuple[str, ...]) -> None:
    ranks = [STATUS_RANK["accepted"]]
    for told in order:
        assert town.told(sid, told, times=2) == [204, 204]
        ranks.append(STATUS_RANK[town.statuses()[0]])
    assert ranks == sorted(ranks)
    assert town.statuses() == ["read"]
    town.pass_time(days=1)
    assert len(town.carrier.texts_to(ROSA)) == 1


@pytest.mark.parametrize("final", ["delivered", "undelivered", "failed", "read"])
@pytest.mark.parametrize("late", list(CARRIER_STATUS))
def test_news_that_comes_after_the_end_changes_nothing(town: Town, sid: str, final: str, late: str) -> None:
    town.told(sid, final, 30007 if final in ("undelivered", "failed") else 0)
    assert town.statuses() == [final]
    town.told(sid, late, 30007)
    expected = "read" if late == "read" else final
    assert town.statuses() == [expected]


def test_a_failure_after_the_delivery_does_not_send_again(town: Town, sid: str) -> None:
    town.told(sid, "delivered")
    town.told(sid, "undelivered", 30003)
    town.pass_time(hours=1)
    assert len(town.carrier.texts_to(ROSA)) == 1


def test_without_any_callback_a_text_stays_accepted_and_is_not_sent_again(town: Town, sid: str) -> None:
    town.pass_time(days=3)
    assert town.statuses()[0] == "accepted"
    assert town.carrier.messages_to(ROSA)[0].sid == sid
    said = town.carrier.texts_to(ROSA)
    assert len(set(said)) == len(said), "what follows are nudges"


def test_a_callback_for_somebody_elses_text_changes_nothing(town: Town, sid: str) -> None:
    town.says(JOHN, REPORT[0])
    (johns,) = town.carrier.messages_to(JOHN)
    mixed = town.carrier.callback(johns.sid, "delivered")
    form = {**mixed.params, "MessageSid": sid}
    assert town.post("/twilio/status?message=" + johns.callback.rpartition("=")[2], form).status_code == 204
    assert town.statuses() == ["accepted", "accepted"]


def test_a_callback_that_overtakes_the_answer_is_kept(town: Town) -> None:
    """The carrier may tell of a text before its own answer to the request has been recorded."""
    town.overtaken_by("sent")
    town.says(ROSA, REPORT[0])
    assert town.statuses() == ["sent"]
    assert town.messages("out")[0].carrier_id == town.carrier.messages_to(ROSA)[0].sid


@pytest.mark.parametrize("status", ["undelivered", "failed"])
def test_a_failure_that_overtakes_the_answer_is_sent_again(town: Town, status: str) -> None:
    town.overtaken_by(status, 30003)
    town.text(ROSA, REPORT[0])
    town.work()
    assert town.statuses() == ["queued"]
    town.pass_time(minutes=1)
    assert len(town.carrier.texts_to(ROSA)) == 2, "the promise survived the worker that had just kept it"
    assert town.statuses() == ["accepted"]


def test_old_news_of_the_first_attempt_is_not_taken_for_the_second(town: Town, sid: str) -> None:
    town.told(sid, "undelivered", 30003)
    town.carrier.lose_next()
    town.pass_time(minutes=1)
    assert town.statuses() == ["in_doubt"]
    assert town.told(sid, "undelivered", 30003, times=2) == [204, 204]
    assert town.statuses() == ["in_doubt"]
    second = town.carrier.messages_to(ROSA)[1].sid
    assert town.told(second, "delivered") == [204]
    assert town.statuses() == ["delivered"]
    town.pass_time(hours=1)
    assert len(town.carrier.texts_to(ROSA)) == 2


def test_the_carriers_list_does_not_settle_a_second_attempt_with_the_first(town: Town, sid: str) -> None:
    town.told(sid, "undelivered", 30003)
    town.carrier.drop_next()
    town.pass_time(minutes=1)
    assert town.statuses() == ["in_doubt"]
    assert len(town.carrier.texts_to(ROSA)) == 1, "the carrier does not have the second"
    town.pass_time(minutes=1)
    town.pass_time(minutes=5)
    town.pass_time(minutes=1)
    assert len(town.carrier.texts_to(ROSA)) == 2
    assert town.messages("out")[0].carrier_id == town.carrier.messages_to(ROSA)[1].sid
