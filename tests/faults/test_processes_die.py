"""Web, worker and clock are killed at the worst moments; no text is lost, none is taken or answered twice."""

import time

import pytest

from tests.faults.city import REPORT, City


def test_a_report_goes_its_way_while_nothing_is_wrong(city: City) -> None:
    rosa = city.resident()
    for number, body in enumerate(REPORT, 1):
        rosa.says(body)
        rosa.hears(number)
    city.audit()


@pytest.mark.parametrize("point", ["before-commit", "after-commit"])
def test_the_web_process_dies_around_its_commit_and_the_text_is_delivered_again(city: City, point: str) -> None:
    city.kill("web")
    city.start("web", crashing=True)
    rosa = city.resident()
    rosa.says(REPORT[0])
    rosa.hears(1)
    city.crash_once(point)
    sid = rosa.says(REPORT[1], patient=False)
    assert city.crashed(point)
    rosa.says(REPORT[1], sid=sid)
    rosa.says(REPORT[1], sid=sid)
    rosa.hears(2)
    rosa.says(REPORT[2])
    rosa.hears(3)
    city.audit()
    city.kill("web")


@pytest.mark.parametrize("point", ["before-commit", "after-commit"])
def test_the_web_process_dies_at_the_first_text_of_a_resident(city: City, point: str) -> None:
    city.kill("web")
    city.start("web", crashing=True)
    rosa = city.resident()
    city.crash_once(point)
    sid = rosa.says(REPORT[0], patient=False)
    assert city.crashed(point)
    rosa.says(REPORT[0], sid=sid)
    rosa.hears(1)
    city.audit()
    city.kill("web")


def test_a_text_taken_just_before_the_web_process_died_is_answered_though_the_carrier_never_comes_back(
    city: City,
) -> None:
    city.kill("web")
    city.start("web", crashing=True)
    rosa = city.resident()
    city.crash_once("after-commit")
    rosa.says(REPORT[0], patient=False)
    assert city.crashed("after-commit")
    rosa.hears(1)
    city.kill("web")
    city.start("web")
    city.audit()


@pytest.mark.parametrize(("point", "taken"), [("before-call", False), ("after-call", True)])
def test_the_worker_dies_around_the_call_to_the_carrier(city: City, point: str, taken: bool) -> None:
    city.carrier.hold_callbacks()
    city.kill("worker")
    city.start("worker", crashing=True)
    rosa = city.resident()
    city.crash_once(point)
    rosa.says(REPORT[0])
    city.wait_until(lambda: city.crashed(point) and not city.lives("worker"), "the worker dies")
    assert len(rosa.replies()) == int(taken)
    city.start("worker")
    if not taken:
        city.wait_until(lambda: city.came_into_doubt(rosa), "it is known to be in doubt")
    rosa.hears(1)
    city.settle()
    assert city.in_doubt() == []
    city.carrier.release_callbacks()
    city.audit()
    (row,) = city.rows_of(rosa, "out")
    assert city.attempts_of(row.id) == (1 if taken else 2), "what the carrier has is never sent again"


def test_the_worker_dies_while_the_carrier_takes_its_time(city: City) -> None:
    rosa = city.resident()
    city.carrier.delay_next(1.5)
    rosa.says(REPORT[0])
    rosa.hears(1)
    city.kill("worker")
    city.start("worker")
    city.audit()
    (row,) = city.rows_of(rosa, "out")
    assert city.attempts_of(row.id) == 1


def test_a_callback_settles_what_a_dead_worker_left_in_doubt(city: City) -> None:
    city.carrier.hold_callbacks()
    city.kill("worker")
    city.start("worker", crashing=True)
    rosa = city.resident()
    city.crash_once("after-call")
    rosa.says(REPORT[0])
    city.wait_until(lambda: city.crashed("after-call") and not city.lives("worker"), "the worker dies")
    assert [row.status for row in city.rows_of(rosa, "out")] == ["sending"]
    city.wait_until(lambda: len(city.carrier.held) == 2, "the carrier has something to tell")
    assert city.carrier.release_callbacks(reverse=True) == [204, 204]
    assert [row.status for row in city.rows_of(rosa, "out")] == ["delivered"]
    city.start("worker")
    city.wait_until(lambda: not city.query_outbox("send"), "nothing is promised any more")
    city.audit()
    (row,) = city.rows_of(rosa, "out")
    assert city.attempts_of(row.id) == 1


def test_everything_dies_at_once_in_the_middle_of_many_conversations(city: City) -> None:
    crowd = [city.resident() for _ in range(12)]
    for one in crowd:
        one.says(REPORT[0])
    city.kill("web", "worker", "clock")
    time.sleep(0.2)
    city.start("web", "worker", "clock")
    for number, one in enumerate(crowd):
        one.hears(1)
        if number % 4 == 0:
            city.kill("worker")
            city.start("worker")
        one.says(REPORT[1])
    city.kill("clock")
    city.start("clock")
    for one in crowd:
        one.hears(2)
    city.audit()
