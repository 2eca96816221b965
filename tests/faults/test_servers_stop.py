"""Redis and PostgreSQL go away, for a while or for good; replies are slower, texts come again, none is lost."""

import threading
import time

import pytest

from tests.faults.city import REPORT, City, Resident
from tests.standin.phone import new_sid


def converse(crowd: list[Resident], number: int) -> None:
    for one in crowd:
        one.says(REPORT[number - 1])
    for one in crowd:
        one.hears(number)


def test_without_redis_from_the_start_every_reply_arrives(city: City) -> None:
    city.kill("web", "worker")
    city.redis.stop()
    city.start("web", "worker")
    crowd = [city.resident() for _ in range(5)]
    for number in (1, 2, 3):
        converse(crowd, number)
    city.audit()


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_redis_leaves_in_the_middle_and_comes_back(city: City, how: str) -> None:
    crowd = [city.resident() for _ in range(5)]
    converse(crowd, 1)
    getattr(city.redis, how)()
    converse(crowd, 2)
    city.redis.start()
    converse(crowd, 3)
    city.audit()
    assert city.lives("worker"), "the worker waits for Redis instead of giving up"


def test_the_worker_is_back_at_work_soon_after_redis_is(city: City) -> None:
    city.redis.stop()
    city.kill("clock")  # It would do the work, or nudge again: the worker alone is asked here.
    time.sleep(8.5)  # RQ itself would look again after 1, 3, 7, 15 ... seconds.
    city.redis.start()
    rosa = city.resident()
    rosa.says(REPORT[0])
    rosa.hears(1, within=4)
    city.audit()


@pytest.mark.parametrize("running_city", ["postgres"], indirect=True)  # SQLite has no server that could leave.
@pytest.mark.parametrize("how", ["stop", "kill"])
def test_postgresql_restarts_in_the_middle_and_the_carrier_delivers_again(city: City, how: str) -> None:
    assert city.cluster is not None
    crowd = [city.resident() for _ in range(8)]
    converse(crowd, 1)
    for one in crowd[:4]:
        one.says(REPORT[1])
    getattr(city.cluster, how)()
    refused = {city.post({"From": one.phone, "Body": "never mind", "MessageSid": new_sid()})[0].status for one in crowd}
    assert refused == {503}, "nothing is stored, and the carrier is asked to come again"

    def talk(one: Resident) -> None:
        one.says(REPORT[1])

    impatient = [threading.Thread(target=talk, args=(one,)) for one in crowd[4:]]
    for thread in impatient:
        thread.start()
    time.sleep(1.5)
    city.cluster.start()
    for thread in impatient:
        thread.join()
    for one in crowd:
        one.hears(2)
    converse(crowd, 3)
    city.audit()
