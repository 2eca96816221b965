"""The carrier loses answers, breaks, refuses and hangs; a text reaches the phone once, or is known to be in doubt."""

import pytest

from tests.bench.processes import free_port
from tests.faults.city import REPORT, City


@pytest.mark.parametrize("hang", [False, True], ids=["reset", "timed out"])
@pytest.mark.parametrize(("verb", "attempts"), [("lose_next", 1), ("drop_next", 2)])
def test_an_answer_that_is_lost_is_asked_for_and_never_guessed(
    city: City, verb: str, attempts: int, hang: bool
) -> None:
    city.carrier.hold_callbacks()
    rosa = city.resident()
    getattr(city.carrier, verb)(hang=hang)
    rosa.says(REPORT[0])
    city.wait_until(lambda: city.came_into_doubt(rosa), "it is in doubt")
    rosa.hears(1)
    city.settle()
    city.carrier.release_callbacks()
    city.audit()
    (row,) = city.rows_of(rosa, "out")
    assert len(city.attempts_to(rosa.phone)) == city.attempts_of(row.id) == attempts
    assert city.times_asked(row.id) == [2] * (attempts - 1), "no blind resend"


def test_a_lost_answer_is_settled_by_the_callback_as_well(city: City) -> None:
    city.carrier.hold_callbacks()
    rosa = city.resident()
    city.carrier.lose_next()
    rosa.says(REPORT[0])
    city.wait_until(lambda: city.came_into_doubt(rosa), "it is in doubt")
    city.wait_until(lambda: len(city.carrier.held) == 2, "the carrier has something to tell")
    city.carrier.release_callbacks()
    assert city.in_doubt() == []
    city.audit()
    assert [row.status for row in city.rows_of(rosa, "out")] == ["delivered"]


@pytest.mark.parametrize(("taken", "attempts"), [(True, 1), (False, 2)])
@pytest.mark.parametrize("status", [500, 503])
def test_a_broken_carrier_may_have_taken_it(city: City, status: int, taken: bool, attempts: int) -> None:
    rosa = city.resident()
    city.carrier.hold_callbacks()
    city.carrier.fail_next(status, taken=taken)
    rosa.says(REPORT[0])
    rosa.hears(1)
    city.settle()
    city.carrier.release_callbacks()
    city.audit()
    (row,) = city.rows_of(rosa, "out")
    assert city.attempts_of(row.id) == attempts


def test_a_carrier_that_is_not_there_is_tried_again_and_nothing_is_in_doubt(city: City) -> None:
    rosa = city.resident()
    there = city.environment["TWILIO_API_URL"]
    city.kill("worker")
    city.environment["TWILIO_API_URL"] = f"http://127.0.0.1:{free_port()}"
    city.start("worker")
    try:
        rosa.says(REPORT[0])
        city.wait_until(
            lambda: [(row.status, city.attempts_of(row.id)) for row in city.rows_of(rosa, "out")] == [("queued", 1)],
            "the first attempt reaches nobody",
        )
        assert city.in_doubt() == []
    finally:
        city.kill("worker")
        city.environment["TWILIO_API_URL"] = there
        city.start("worker")
    city.bring_forward()
    rosa.hears(1)
    city.audit()


def test_a_carrier_that_asks_for_patience_gets_it(city: City) -> None:
    crowd = [city.resident() for _ in range(4)]
    city.carrier.throttle_next(retry_after=2, times=4)
    for one in crowd:
        one.says(REPORT[0])
    for one in crowd:
        one.hears(1)
    city.audit()
    for one in crowd:
        first, second = city.attempts_to(one.phone)
        assert (second[0] - first[0]) / 1e9 >= 2


def test_a_text_that_comes_back_undelivered_is_sent_again_and_counted_once_on_the_phone(city: City) -> None:
    rosa = city.resident()
    city.carrier.undeliver_next(30003)
    rosa.says(REPORT[0])
    city.wait_until(
        lambda: [(row.status, row.error_code) for row in city.rows_of(rosa, "out")] == [("queued", 30003)],
        "the callback gives it back",
    )
    city.bring_forward()
    rosa.hears(2)
    city.wait_until(
        lambda: [row.status for row in city.rows_of(rosa, "out")] == ["delivered"], "the second one gets through"
    )
    (row,) = city.rows_of(rosa, "out")
    assert city.attempts_of(row.id) == 2
    assert row.carrier_id == rosa.replies()[1].sid
    city.residents.remove(rosa)


def test_many_things_go_wrong_at_once_and_the_books_still_balance(city: City) -> None:
    crowd = [city.resident() for _ in range(12)]
    city.carrier.configure(latency_ms=30)
    for number, body in enumerate(REPORT, 1):
        city.carrier.lose_next(times=2)
        city.carrier.drop_next()
        city.carrier.fail_next(taken=True)
        city.carrier.throttle_next(retry_after=1, times=2)
        for one in crowd:
            one.says(body, times=2, concurrent=True)
        for one in crowd:
            one.hears(number)
    city.audit()
