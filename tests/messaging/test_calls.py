"""While a batch is with the carrier: one slow call keeps nobody waiting, and a goodbye overtakes what has not left."""

from collections import Counter
from datetime import datetime
from threading import Event

import pytest

from bot.db.engine import Database
from bot.jobs import drain_with
from bot.messaging import calls, pacing
from bot.messaging.calls import Calls, Goodbyes
from bot.messaging.carrier import Carrier, Letter, Sent
from bot.outbox.put import BULK, NOW
from bot.outbox.relay import BATCH
from bot.people import service
from bot.people.tables import contact
from tests.messaging.queued import outcome, queue, residents
from tests.web.town import ROSA, Town

SLOW = "+15055551003"


class Slow:
    """The real carrier, which does not answer about one phone until it is let go."""

    def __init__(self, town: Town) -> None:
        self._real: Carrier = town.bot.carrier
        self.let_go = Event()
        town.bot.__dict__["carrier"] = self

    def send(self, letter: Letter) -> Sent:
        sent = self._real.send(letter)
        if letter.to == SLOW:
            self.let_go.wait(10)
        return sent

    def find(self, letter: Letter, since: datetime) -> list[str] | None:
        return self._real.find(letter, since)


class Leaving:
    """The real carrier; while it takes the text "One", its reader asks for no more."""

    def __init__(self, town: Town) -> None:
        self._town, self._real = town, town.bot.carrier
        self.bodies: list[str] = []
        town.bot.__dict__["carrier"] = self

    def send(self, letter: Letter) -> Sent:
        self.bodies.append(letter.body)
        if letter.body == "One":
            assert self._town.text(ROSA, "STOP").status_code == 200
        return self._real.send(letter)

    def find(self, letter: Letter, since: datetime) -> list[str] | None:
        return self._real.find(letter, since)


def test_a_call_that_hangs_is_left_to_itself_and_its_text_is_in_doubt(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "PATIENCE_SECONDS", 0.3)
    slow = Slow(town)
    ids = queue(town, residents(town, 8))
    town.work()
    assert not slow.let_go.is_set()
    assert Counter(town.statuses()) == {"accepted": 7, "in_doubt": 1}
    slow.let_go.set()
    for _ in range(8):
        town.pass_time(seconds=10)
    assert {outcome(town, each) for each in ids} == {("accepted", None)}
    assert Counter(each.to for each in town.carrier.messages).most_common(1)[0][1] == 1


def test_a_goodbye_overtakes_a_text_of_the_same_batch(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "FRESH_SECONDS", 0.0)
    leaving = Leaving(town)
    town.says(ROSA, "hello")
    where = [row.conversation_id for row in town.messages("in")]
    first, second = queue(town, where, "One") + queue(town, where, "Two")
    town.work()
    town.pass_time(seconds=5)
    assert "One" in leaving.bodies and "Two" not in leaving.bodies
    assert outcome(town, first)[0] == "accepted"
    assert outcome(town, second) == ("refused", '["left"]')


def test_a_broadcasts_turn_ends_with_the_batch_when_an_answer_is_due(town: Town) -> None:
    queue(town, residents(town, 2 * BATCH + 10))
    town.text(ROSA, "hello")
    assert drain_with(town.bot, BULK, seconds=60) == BATCH
    assert drain_with(town.bot, NOW, seconds=60) == 1
    assert drain_with(town.bot, BULK, seconds=60) == BATCH + 10


def test_while_the_database_does_not_say_nobody_is_taken_to_be_there(town: Town) -> None:
    gone = Database("postgresql+psycopg://nobody@127.0.0.1:1/nowhere")

    def have_left(contacts: object) -> set[str]:
        with gone.read():
            return set()

    assert Goodbyes(have_left, ["con_1"]).include("con_1") is None
    assert Goodbyes(lambda _: {"con_2"}, ["con_1"]).include("con_1") is False
    gone.close()


def test_nothing_is_begun_or_told_once_it_is_closed() -> None:
    under_way: Calls[str] = Calls()
    assert under_way.begin("a") and under_way.begin("b")
    under_way.end("a", "accepted")
    assert under_way.close("abc") == ({"a": "accepted"}, {"b"}, {"c"})
    assert not under_way.begin("c")
    under_way.end("b", "too late")
    assert under_way.close("ab") == ({"a": "accepted"}, {"b"}, set())


def test_leaving_on_account_of_a_broadcasts_text_fits_the_ledger(town: Town) -> None:
    """Its id is made of two ids; PostgreSQL refuses a line whose own id is longer than its column."""
    town.says(ROSA, "hello")
    ((who),) = [row.id for row in town.rows(contact)]
    longest = f"bro_{'0' * 26}.{'1' * 26}"
    with town.bot.db.begin() as tx:
        service.leave(tx, who, source="carrier", words="", message_id=longest, language="en", now=town.now)
        service.come_back(tx, who, source="keyword", words="START", message_id=longest, language="en", now=town.now)
    lines = [row for row in town.consents() if row.message_id == longest]
    assert len({row.id for row in lines}) == 2 and all(len(row.id) <= service.LONGEST_ID for row in lines)
