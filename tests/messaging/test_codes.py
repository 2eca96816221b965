"""Every code of the carrier, by refusal and by callback, through the real client: what becomes of the text."""

from datetime import timedelta

import pytest

from bot.messaging import codes
from bot.messaging.codes import Action
from tests.standin.resources import REFUSED_FROM, REFUSED_TO
from tests.web.town import JOHN, REPORT, ROSA, Town

pytestmark = pytest.mark.slow  # Many small conversations with real parts; `make test` runs them.

FINAL = {
    14107: Action.FILTERED, 21211: Action.INVALID, 21604: Action.INVALID, 21610: Action.OPTED_OUT,
    21612: Action.INVALID, 21614: Action.INVALID, 21617: Action.INVALID, 21619: Action.INVALID,
    30004: Action.FILTERED, 30005: Action.INVALID, 30006: Action.INVALID, 30007: Action.FILTERED,
    63024: Action.INVALID,
}  # fmt: skip
RETRIED = {
    20003: 5, 20429: 5, 21408: 5, 21606: 5, 21212: 5, 21611: 5, 30001: 5, 30002: 5, 30003: 3, 30008: 2, 30022: 5,
    30034: 5, 63016: 5, 63017: 5, 63018: 5, 63038: 5, 99999: 2,
}  # fmt: skip
"""Code to how many attempts a text gets in all; 99999 stands for every code that nobody has listed."""
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 30)]


def test_the_tables_here_and_in_the_product_name_the_same_codes() -> None:
    assert set(codes.CARRIER_CODES) == {*FINAL, *RETRIED} - {99999}


def failures(town: Town) -> list[tuple[str, str]]:
    return [(row.subject, row.data) for row in town.events() if row.type == "message.failed"]


@pytest.mark.parametrize(("code", "action"), list(FINAL.items()))
def test_a_refusal_that_is_final_is_not_tried_again(town: Town, code: int, action: Action) -> None:
    town.carrier.refuse_next(code)
    town.says(ROSA, REPORT[0])
    (row,) = town.messages("out")
    assert (row.status, row.error_code) == ("failed", code)
    ((subject, data),) = failures(town)
    assert subject == row.id and f'"{action}"' in data and str(code) in data
    town.pass_time(hours=3)
    assert len(town.carrier.attempts) == 1
    assert town.promises("send") == []


@pytest.mark.parametrize(("code", "attempts"), list(RETRIED.items()))
def test_a_refusal_that_may_pass_is_tried_again_on_schedule(town: Town, code: int, attempts: int) -> None:
    town.carrier.refuse_next(code, times=attempts)
    town.text(ROSA, REPORT[0])
    town.work()
    for number, wait in enumerate(WAITS[: attempts - 1], 1):
        assert len(town.carrier.attempts) == number
        assert town.statuses() == ["queued"]
        town.pass_time(seconds=wait.total_seconds() - 1)
        assert len(town.carrier.attempts) == number, "not a second early"
        town.pass_time(seconds=1)
    assert len(town.carrier.attempts) == attempts
    assert town.statuses() == ["failed"]
    assert len(failures(town)) == 1
    town.pass_time(days=1)
    assert town.carrier.texts_to(ROSA) == []
    assert len(town.carrier.attempts) == attempts


@pytest.mark.parametrize(("code", "attempts"), [(code, tries) for code, tries in RETRIED.items() if tries > 1])
def test_the_second_attempt_may_well_succeed(town: Town, code: int, attempts: int) -> None:
    town.carrier.refuse_next(code)
    town.text(ROSA, REPORT[0])
    town.work()
    town.pass_time(minutes=1)
    assert len(town.carrier.texts_to(ROSA)) == 1
    assert town.statuses() == ["accepted"]


@pytest.mark.parametrize(("number", "code"), list(REFUSED_TO.items()))
def test_twilios_test_numbers_are_refused_as_they_are_at_twilio(town: Town, number: str, code: int) -> None:
    town.says(number, REPORT[0])
    (row,) = town.messages("out")
    assert row.error_code == code
    assert row.status == ("queued" if code in RETRIED else "failed")
    assert ("revoked" in [each.state for each in town.consents()]) == (code == 21610)


@pytest.mark.parametrize(("number", "code"), list(REFUSED_FROM.items()))
def test_senders_that_twilio_refuses(town: Town, number: str, code: int) -> None:
    town.says(ROSA, REPORT[0], To=number)
    (row,) = town.messages("out")
    assert (row.status, row.error_code) == ("queued", code)


@pytest.mark.parametrize("retry_after", [0, 2, 90, 1800])
def test_a_retry_after_is_honoured(town: Town, retry_after: int) -> None:
    town.carrier.throttle_next(retry_after=retry_after)
    town.text(ROSA, REPORT[0])
    town.work()
    if retry_after:
        town.pass_time(seconds=retry_after - 1)
        assert town.carrier.texts_to(ROSA) == []
        town.pass_time(seconds=1)
    else:  # A Retry-After of nothing is none.
        town.pass_time(minutes=1)
    assert len(town.carrier.texts_to(ROSA)) == 1


def test_a_retry_after_of_a_day_is_cut_to_an_hour(town: Town) -> None:
    town.carrier.throttle_next(retry_after=86_400)
    town.text(ROSA, REPORT[0])
    town.work()
    town.pass_time(minutes=59)
    assert town.carrier.texts_to(ROSA) == []
    town.pass_time(minutes=1)
    assert len(town.carrier.texts_to(ROSA)) == 1


@pytest.mark.parametrize("status", ["undelivered", "failed"])
@pytest.mark.parametrize(("code", "attempts"), list(RETRIED.items()))
def test_a_text_that_comes_back_later_is_queued_again_per_table(
    town: Town, code: int, attempts: int, status: str
) -> None:
    town.says(ROSA, REPORT[0])
    for number, wait in enumerate(WAITS[: attempts - 1], 1):
        assert len(town.carrier.texts_to(ROSA)) == number
        assert town.told(town.carrier.messages_to(ROSA)[-1].sid, status, code) == [204]
        assert town.statuses() == ["queued"]
        town.pass_time(seconds=wait.total_seconds() - 1)
        assert len(town.carrier.texts_to(ROSA)) == number
        town.pass_time(seconds=1)
    assert len(town.carrier.texts_to(ROSA)) == attempts
    town.told(town.carrier.messages_to(ROSA)[-1].sid, status, code)
    assert town.statuses() == [status]
    assert len(failures(town)) == 1
    town.pass_time(days=1)
    assert len(town.carrier.texts_to(ROSA)) == attempts


@pytest.mark.parametrize(("code", "action"), list(FINAL.items()))
def test_a_text_that_comes_back_for_good_is_left_at_that(town: Town, code: int, action: Action) -> None:
    town.says(ROSA, REPORT[0])
    (sent,) = town.carrier.messages_to(ROSA)
    assert town.told(sent.sid, "undelivered", code, times=3) == [204] * 3
    (row,) = town.messages("out")
    assert (row.status, row.error_code) == ("undelivered", code)
    ((_, data),) = failures(town)
    assert f'"{action}"' in data
    town.pass_time(days=1)
    assert len(town.carrier.texts_to(ROSA)) == 1


@pytest.mark.parametrize("by", ["refusal", "callback"])
def test_an_opt_out_at_the_carrier_is_an_opt_out_here(town: Town, by: str) -> None:
    if by == "refusal":
        town.carrier.refuse_number(ROSA)
        town.says(ROSA, REPORT[0])
    else:
        town.says(ROSA, REPORT[0])
        town.told(town.carrier.messages_to(ROSA)[0].sid, "failed", 21610, times=2)
    granted, revoked = town.consents()
    assert (granted.state, revoked.state, revoked.source) == ("granted", "revoked", "carrier")
    assert revoked.message_id == town.messages("out")[0].id
    town.carrier.accept_number(ROSA)
    before = len(town.carrier.attempts)
    assert town.says(ROSA, "hello") == []
    assert len(town.carrier.attempts) == before, "the carrier is not even asked"
    assert len(town.says(ROSA, "START")) == 1
    assert len(town.says(JOHN, "hello")) == 1


def test_somebody_who_leaves_twice_at_the_carrier_is_in_the_ledger_twice(town: Town) -> None:
    for _ in range(2):
        town.carrier.refuse_number(ROSA)
        town.says(ROSA, "START")
        town.carrier.accept_number(ROSA)
    assert [row.source for row in town.consents()] == ["wrote_first", "carrier", "keyword", "carrier"]
