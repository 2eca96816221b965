"""A text whose answer was lost: when the carrier is asked, what its list settles; nothing is sent on a guess."""

from datetime import datetime

import pytest

from bot.messaging import store
from bot.messaging.carrier import Carrier, Letter, Sent
from tests.web.town import JOHN, REPORT, ROSA, Town


class Watched:
    """The real carrier; when it was asked, and whether it can be."""

    def __init__(self, town: Town) -> None:
        self._real: Carrier = town.bot.carrier
        self._town = town
        self.asked: list[float] = []
        self.silent = False
        self._began = town.now
        town.bot.__dict__["carrier"] = self

    def send(self, letter: Letter) -> Sent:
        return self._real.send(letter)

    def find(self, letter: Letter, since: datetime) -> list[str] | None:
        self.asked.append((self._town.now - self._began).total_seconds())
        return None if self.silent else self._real.find(letter, since)


@pytest.fixture
def watched(town: Town) -> Watched:
    return Watched(town)


def in_doubt(town: Town) -> list[str]:
    with town.bot.db.read() as tx:
        return [message_id for message_id, _ in store.messages_in_doubt(tx)]


def let_pass(town: Town, seconds: int) -> None:
    for _ in range(seconds // 10):
        town.pass_time(seconds=10)


@pytest.mark.parametrize("how", ["lose_next", "drop_next", "fail_next"])
def test_a_lost_answer_is_listed_in_doubt_at_once(town: Town, how: str) -> None:
    getattr(town.carrier, how)()
    town.text(ROSA, REPORT[0])
    town.work()
    assert in_doubt(town) == [row.id for row in town.messages("out")]
    assert town.statuses() == ["in_doubt"]


def test_what_the_list_has_is_settled_when_it_is_first_asked(town: Town, watched: Watched) -> None:
    town.carrier.lose_next()
    town.text(ROSA, REPORT[0])
    town.work()
    let_pass(town, 50)
    assert watched.asked == []
    let_pass(town, 10)
    assert watched.asked == [60]
    assert town.statuses() == ["accepted"]
    assert in_doubt(town) == []
    let_pass(town, 600)
    assert len(town.carrier.attempts) == 1


def test_what_the_list_lacks_is_asked_for_twice_before_it_is_sent_again(town: Town, watched: Watched) -> None:
    town.carrier.drop_next()
    town.text(ROSA, REPORT[0])
    town.work()
    let_pass(town, 290)
    assert watched.asked == [60]
    assert len(town.carrier.attempts) == 1
    let_pass(town, 10)
    assert watched.asked == [60, 300]
    assert len(town.carrier.attempts) == 2
    assert town.statuses() == ["accepted"]


def test_while_the_list_cannot_be_had_nothing_is_sent(town: Town, watched: Watched) -> None:
    watched.silent = True
    town.carrier.drop_next()
    town.text(ROSA, REPORT[0])
    town.work()
    let_pass(town, 3600)
    assert len(watched.asked) > 10
    assert len(town.carrier.attempts) == 1
    assert len(in_doubt(town)) == 1
    watched.silent = False
    let_pass(town, 600)
    assert len(town.carrier.texts_to(ROSA)) == 1


def test_a_text_that_is_on_the_list_late_is_not_sent_again(town: Town, watched: Watched) -> None:
    """The carrier took it, and its list shows it only the second time."""
    watched.silent = False
    town.carrier.lose_next()
    town.text(ROSA, REPORT[0])
    town.work()
    (hidden,) = town.carrier.messages_to(ROSA)
    body, hidden.body = hidden.body, "not yet there"
    let_pass(town, 60)
    assert town.statuses() == ["in_doubt"]
    hidden.body = body
    let_pass(town, 600)
    assert len(town.carrier.attempts) == 1
    assert town.messages("out")[0].carrier_id == hidden.sid


def test_two_equal_texts_in_doubt_are_two_texts(town: Town) -> None:
    for body in (*REPORT, "help"):
        town.says(ROSA, body)
    before = len(town.carrier.attempts)
    town.carrier.lose_next(times=2)
    for _ in range(2):
        town.says(ROSA, "help")
    assert town.statuses()[-2:] == ["in_doubt", "in_doubt"]
    assert len({row.body for row in town.messages("out")[-2:]}) == 1
    let_pass(town, 120)
    assert [row.carrier_id for row in town.messages("out")] == [each.sid for each in town.carrier.messages_to(ROSA)]
    assert len(town.carrier.attempts) == before + 2


def test_of_two_equal_texts_the_callback_of_one_may_find_its_id_with_the_other(town: Town) -> None:
    """The first was never taken, and the list gave it the second's id: the phone still gets two, and nothing breaks."""
    for body in (*REPORT, "help"):
        town.says(ROSA, body)
    town.carrier.drop_next()
    town.carrier.lose_next()
    for _ in range(2):
        town.says(ROSA, "help")
    before = len(town.carrier.texts_to(ROSA))
    let_pass(town, 60)
    sent = town.carrier.messages_to(ROSA)[-1]
    assert town.told(sent.sid, "delivered", times=2) == [204, 204]
    let_pass(town, 900)
    assert in_doubt(town) == []
    assert len(town.carrier.texts_to(ROSA)) == before + 1


def test_a_callback_settles_it_and_nobody_is_asked(town: Town, watched: Watched) -> None:
    town.carrier.lose_next()
    town.text(ROSA, REPORT[0])
    town.work()
    (sent,) = town.carrier.messages_to(ROSA)
    assert town.told(sent.sid, "delivered") == [204]
    assert in_doubt(town) == []
    let_pass(town, 600)
    assert watched.asked == []
    assert town.promises("send") == []


def test_the_doubt_about_one_text_holds_up_nobody_else(town: Town) -> None:
    town.carrier.lose_next()
    town.text(ROSA, REPORT[0])
    town.text(JOHN, REPORT[0])
    town.work()
    assert sorted(town.statuses()) == ["accepted", "in_doubt"]
    assert len(town.says(JOHN, "1")) == 1


def test_what_cannot_be_unsealed_stays_in_doubt_and_is_never_sent_on_a_guess(town: Town, watched: Watched) -> None:
    """A worker with another SECRET_KEY must not take the missing number for a text that never left."""
    town.carrier.lose_next()
    town.text(ROSA, REPORT[0])
    town.work()
    opens = town.bot.vault._cipher  # noqa: SLF001  another key, nothing else
    town.bot.vault._cipher = type(town.bot.vault)("another secret")._cipher  # noqa: SLF001
    let_pass(town, 900)
    assert len(in_doubt(town)) == 1
    town.bot.vault._cipher = opens  # noqa: SLF001
    let_pass(town, 900)
    assert town.statuses() == ["accepted"]
    assert len(town.carrier.attempts) == 1
