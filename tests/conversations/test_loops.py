"""Two machines that answer each other: it ends, staff hear of it once, and people are never taken for one."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count

import pytest

from bot.conversations.rules import MOST_TEXTS, SAME_TEXTS
from bot.messaging.tables import message
from bot.outbox.tables import event
from tests.conversations.town import LUPE, SAM, Town

AWAY = "I am out of the office until Monday and will answer you then."
FUERA = "Gracias por escribir; en este momento no puedo contestar."


@pytest.fixture
def busy(any_url: str) -> Iterator[Town]:
    made = Town(any_url)
    yield made
    made.close()


def answers_itself(town: Town, phone: str, says: Callable[[], str], *, at_most: int, seconds: float) -> int:
    """How many texts of ours it takes until a machine that answers each one at once hears nothing any more."""
    for answered in range(at_most):
        town.now += timedelta(seconds=seconds)
        if not town.hears(phone, says()):
            return answered
    raise AssertionError("two machines answer each other for ever")


def loops(town: Town) -> int:
    rows = town.query(event.select().where(event.c.type == "conversation.stopped"))
    return sum(json.loads(row.data)["how"] == "loop" for row in rows)


@pytest.mark.parametrize("seconds", [0, 5, 300])
@pytest.mark.parametrize("words", [AWAY, FUERA])
def test_one_that_always_says_the_same(busy: Town, words: str, seconds: float) -> None:
    assert answers_itself(busy, SAM, lambda: words, at_most=20, seconds=seconds) == SAME_TEXTS
    assert loops(busy) == 1
    assert busy.hears(SAM, words) == [] and loops(busy) == 1, "staff hear of it once"
    assert "a machine answers" in busy.query(message.select().order_by(message.c.id.desc()))[0].decided
    assert busy.hears(LUPE, words), "others are not concerned"


def test_one_that_says_two_things_in_turn(town: Town) -> None:
    turn = count()
    said = answers_itself(town, SAM, lambda: (AWAY, FUERA)[next(turn) % 2], at_most=40, seconds=2)
    assert said == 2 * SAME_TEXTS


def test_one_that_numbers_its_answers(town: Town) -> None:
    number = count(4711)
    said = answers_itself(town, SAM, lambda: f"Ticket {next(number)} was opened for you.", at_most=200, seconds=5)
    assert said <= MOST_TEXTS and loops(town) == 1


def test_another_word_and_a_while_later_the_same_are_answered_again(town: Town) -> None:
    answers_itself(town, SAM, lambda: AWAY, at_most=20, seconds=0)
    assert town.hears(SAM, "there is a pothole on Central"), "somebody has come back"
    assert not town.hears(SAM, AWAY)
    town.now += timedelta(hours=1, seconds=1)
    assert town.hears(SAM, AWAY)


def test_stop_is_taken_in_the_middle_of_a_loop(town: Town) -> None:
    answers_itself(town, SAM, lambda: AWAY, at_most=20, seconds=0)
    assert town.hears(SAM, "STOP")
    assert not town.hears(SAM, "hello")
