"""What may be done with a concern, and what each change needs; pure."""

from datetime import date

import pytest

from bot.concerns.life import CLOSED, NEXT, Change, Status, is_late, problems

TODAY = date(2026, 3, 10)
REASON = {"en": "The street belongs to the state.", "es": "Esa calle es del estado."}


def wrong(change: Change, status: Status = Status.ASSIGNED) -> list[str]:
    return problems(change, status, languages=("es", "en"), departments=("water", "parks"), today=TODAY)


def test_every_status_is_in_the_table_and_can_be_reached_and_left() -> None:
    assert set(NEXT) == set(Status)
    reached = {after for acts in NEXT.values() for after in acts.values()}
    assert reached == set(Status) - {Status.RECEIVED}
    assert all(NEXT[status] for status in Status)


@pytest.mark.parametrize("status", sorted(CLOSED))
def test_what_is_closed_can_be_opened_again(status: Status) -> None:
    assert not wrong(Change("reopen", "resident"), status)


def test_what_is_not_in_the_table_is_refused_and_names_what_is_possible() -> None:
    (problem,) = wrong(Change("confirm", "resident"), Status.RECEIVED)
    assert "answer, assign, begin, finish, hand_over" in problem


def test_no_needs_a_plain_reason_in_every_language() -> None:
    assert [each[:18] for each in wrong(Change("answer", "ana", outcome="no"))] == [
        "Say why in es, in ",
        "Say why in en, in ",
    ]
    assert [each[:14] for each in wrong(Change("answer", "ana", outcome="no", words=REASON | {"es": "no"}))] == [
        "Say why in es,"
    ]
    assert not wrong(Change("answer", "ana", outcome="no", words=REASON))


@pytest.mark.parametrize("outcome", ["yes", "later"])
def test_what_promises_something_names_a_day_to_come(outcome: str) -> None:
    change = Change("answer", "ana", outcome=outcome, words=REASON)
    assert "by which day" in wrong(change)[0]
    assert "not to come any more" in wrong(Change("answer", "ana", outcome=outcome, words=REASON, promised_on=TODAY))[0]
    assert not wrong(Change("answer", "ana", outcome=outcome, words=REASON, promised_on=date(2026, 3, 11)))


def test_a_reason_fits_its_text_and_costs_one_part() -> None:
    long, dear = REASON | {"en": "x" * 71}, REASON | {"es": "Ya se arregló la tubería."}
    assert "71 letters" in wrong(Change("answer", "ana", outcome="no", words=long))[0]
    assert "ó í" in wrong(Change("answer", "ana", outcome="no", words=dear))[0]


def test_an_unknown_department_and_an_agency_without_a_name_are_refused() -> None:
    assert "Known are water, parks." in wrong(Change("assign", "ana", department="roads"))[0]
    assert wrong(Change("hand_over", "ana", agency=" "))
    assert not wrong(Change("hand_over", "ana", agency="ABQ RIDE"))


def test_a_promise_is_late_on_the_day_after_and_only_while_something_is_to_be_done() -> None:
    assert not is_late(Status.ANSWERED, TODAY, TODAY)
    assert is_late(Status.ANSWERED, TODAY, date(2026, 3, 11))
    assert not is_late(Status.DONE, TODAY, date(2026, 3, 11))
    assert not is_late(Status.ANSWERED, None, TODAY)
