"""Many at once: the same text again and again, two texts of one resident, forty residents on eight lines."""

import random  # noqa: TID251  seeded: the same order every time
import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from bot.messaging.tables import conversation, message
from bot.people.tables import contact
from tests.faults.city import REPORT, City, Resident
from tests.standin.phone import new_sid

RESIDENTS, LINES, DELIVERIES = 40, 8, 3


def test_forty_residents_whose_every_text_comes_three_times_on_eight_lines(city: City) -> None:
    crowd = [city.resident() for _ in range(RESIDENTS)]
    before = count_of_inbound(city)
    for number, body in enumerate(REPORT, 1):
        said = [(one, body, new_sid()) for one in crowd]
        deliveries = [each for each in said for _ in range(DELIVERIES)]
        random.Random(number).shuffle(deliveries)
        for one, _, sid in said:
            one.texts.append(sid)
        with ThreadPoolExecutor(LINES) as lines:
            statuses = list(lines.map(deliver, deliveries))
        assert statuses == [200] * len(deliveries)
        for one in crowd:
            one.hears(number)
    city.audit()
    assert count_of_inbound(city) - before == RESIDENTS * len(REPORT)
    for one in crowd:
        assert [row.id.split(".")[1] for row in city.rows_of(one, "out")] == ["1", "2", "3"]
        assert [in_order(each.callback) for each in one.replies()] == [1, 2, 3]


def deliver(delivery: tuple[Resident, str, str]) -> int:
    one, body, sid = delivery
    (answer,) = one.city.post({"From": one.phone, "Body": body, "MessageSid": sid})
    return answer.status


def in_order(callback: str) -> int:
    return int(callback.rpartition("message=")[2].split(".")[1])


def count_of_inbound(city: City) -> int:
    return city.query(select(func.count()).select_from(message).where(message.c.direction == "in"))[0][0]


def test_the_same_text_five_times_at_once_and_once_more_later(city: City) -> None:
    rosa = city.resident()
    for number, body in enumerate(REPORT, 1):
        sid = rosa.says(body, times=5, concurrent=True)
        rosa.hears(number)
        rosa.says(body, sid=sid, times=2)
    city.audit()


def test_two_first_texts_of_one_resident_at_the_same_moment_are_two_turns_of_one_contact(city: City) -> None:
    crowd = [city.resident() for _ in range(10)]
    for one in crowd:
        start = threading.Barrier(2)

        def say(body: str, one: Resident = one, start: threading.Barrier = start) -> None:
            start.wait()
            one.says(body)

        pair = [threading.Thread(target=say, args=(body,)) for body in (REPORT[0], "The street light is out too")]
        for thread in pair:
            thread.start()
        for thread in pair:
            thread.join()
    for one in crowd:
        one.hears(2)
    city.audit()
    for one in crowd:
        contacts, conversations = city.query(
            select(func.count(contact.c.id.distinct()), func.count(conversation.c.id))
            .select_from(contact.join(conversation, conversation.c.contact_id == contact.c.id))
            .where(contact.c.phone_hash == city.hash_of(one.phone))
        )[0]
        assert (contacts, conversations) == (1, 1)
