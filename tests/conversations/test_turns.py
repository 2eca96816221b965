"""Turns on a real database: twice is once, together is one after another, and a turn that fails keeps its text."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.concerns.tables import concern
from bot.conversations.turns import take_text
from bot.messaging.tables import conversation, message
from bot.outbox.tables import outbox
from bot.people.tables import contact
from bot.wiring import Bot
from tests.conversations.town import LUPE, ROSA, SAM, Town


@pytest.fixture
def busy(any_url: str) -> Iterator[Town]:
    made = Town(any_url)
    yield made
    made.close()


def count(town: Town, table: Any) -> int:
    return int(town.query(select(func.count()).select_from(table))[0][0])


def at_once(town: Town, texts: list[Any]) -> list[Any]:
    with ThreadPoolExecutor(len(texts)) as threads:
        return list(threads.map(lambda text: take_text(town.db, town.bot.desk, text, now=town.now), texts))


def test_the_same_text_delivered_by_many_threads_is_one_turn(busy: Town) -> None:
    text = busy.received(SAM, "huge pothole on Central")
    taken = at_once(busy, [text] * 6)
    assert len({each.message_id for each in taken}) == 1
    assert sorted(each.seen for each in taken) == [False] + [True] * 5
    busy.drain()
    assert len(busy.said(SAM)) == 1
    assert [count(busy, table) for table in (contact, conversation)] == [1, 1]


def test_many_texts_of_one_resident_at_once_lose_and_double_no_turn(busy: Town) -> None:
    busy.says(SAM, "huge pothole on Central")
    texts = [busy.received(SAM, f"hm{number}") for number in range(5)]
    taken = at_once(busy, texts)
    assert not any(each.seen for each in taken)
    busy.drain()
    heard = busy.query(select(message.c.status).where(message.c.direction == "in"))
    assert [row.status for row in heard] == ["handled"] * 6
    replies = busy.query(select(message.c.id).where(message.c.direction == "out"))
    turns = [tuple(row.id.rsplit(".", 2)[:2]) for row in replies]
    assert len(turns) == len(set(turns)) == len(busy.said(SAM)) == 6


def test_residents_at_once_do_not_get_into_each_others_way(busy: Town) -> None:
    phones = [f"+150555501{number}" for number in range(30, 36)]
    at_once(busy, [busy.received(phone, "huge pothole on Central") for phone in phones])
    at_once(busy, [busy.received(phone, "1") for phone in phones])
    at_once(busy, [busy.received(phone, f"near plot {phone[-1]}") for phone in phones])
    busy.drain()
    assert count(busy, concern) == len(phones)
    for phone in phones:
        assert any(f"Got it: near plot {phone[-1]}." in text for text in busy.said(phone))


def failing(verbs: Mapping[str, Any], times: int) -> Any:
    """The product with an effect that raises so many times; what it would do is done afterwards."""
    left = [times]

    def around(bot: Bot) -> Bot:
        def open_concern(*arguments: Any, **given: Any) -> None:
            if left[0]:
                left[0] -= 1
                raise RuntimeError("the effect is broken")
            bot.desk.effects["open_concern"](*arguments, **given)

        broken = replace(bot.desk, effects={**bot.desk.effects, **verbs, "open_concern": open_concern})
        return replace(bot, live=SimpleNamespace(current=lambda: broken))

    return around


def test_a_turn_that_fails_keeps_its_text_and_is_taken_later_once(any_url: str) -> None:
    town = Town(any_url, around=failing({}, times=2))
    for body in ("huge pothole on Central", "1"):
        town.says(SAM, body)
    text = town.received(SAM, "Central and 4th")
    taken = take_text(town.db, town.bot.desk, text, now=town.now)
    assert (taken.seen, taken.speaks) == (False, True)
    (kept,) = town.query(select(message.c.body, message.c.status).where(message.c.id == taken.message_id))
    assert tuple(kept) == ("Central and 4th", "received")
    assert count(town, concern) == 0
    assert take_text(town.db, town.bot.desk, text, now=town.now).seen, "the carrier delivers it again"

    town.drain()  # The second failure: put off, with what went wrong.
    (row,) = town.query(select(outbox.c.error, outbox.c.attempts).where(outbox.c.kind == "take_turn"))
    assert row.error == "RuntimeError: the effect is broken" and row.attempts == 1
    for _ in town.passes(by=timedelta(minutes=1)):
        pass
    assert "Got it: Central Ave NW & 4th St." in town.said(SAM)[-1]
    assert (count(town, concern), len(town.said(SAM))) == (1, 3)
    assert town.query(select(outbox.c.id).where(outbox.c.kind == "take_turn")) == []
    town.close()


def test_the_first_text_of_a_resident_is_kept_too(any_url: str) -> None:
    def no_welcome(bot: Bot) -> Bot:
        calls = [0]

        def kinds(*arguments: Any, **given: Any) -> Any:
            calls[0] += 1
            if calls[0] == 1:
                raise RuntimeError("the query is broken")
            return bot.desk.queries["concern_kinds"](*arguments, **given)

        desk = replace(bot.desk, queries={**bot.desk.queries, "concern_kinds": kinds})
        return replace(bot, live=SimpleNamespace(current=lambda: desk))

    town = Town(any_url, around=no_welcome)
    town.says(ROSA, "hay un bache bien grande en la Central")
    assert "1 Bache" in town.said(ROSA)[-1]
    assert (count(town, contact), count(town, conversation), len(town.said(ROSA))) == (1, 1, 1)
    town.close()


def test_what_was_asked_while_leaving_at_the_carrier_is_never_answered(town: Town) -> None:
    town.says(LUPE, "hay un bache bien grande en la Central")
    assert town.hears(LUPE, "ALTO", opt_out="STOP") == []
    assert [row.status for row in town.sessions(LUPE)] == ["left"]
    assert town.hears(LUPE, "hola") == []
    assert town.hears(LUPE, "START", opt_out="START") == []
    assert town.hears(LUPE, "hola")[0].startswith("¿Qué necesita?")


def test_a_place_shared_by_the_phone_is_the_answer(town: Town) -> None:
    town.says(SAM, "huge pothole on Central")
    town.says(SAM, "1")
    assert "Got it: 35.08,-106.65." in town.hears(SAM, "", place="35.08,-106.65")[0]


def test_a_machine_costs_no_reply_and_no_session(town: Town) -> None:
    assert town.hears("72345", "Your code is 1234") == []
    assert town.sessions() == [] and [event.type for event in town.events()] == []


def test_a_sentence_at_the_language_question_tells_the_language_and_is_heard(town: Town) -> None:
    town.says(ROSA, "hola")
    assert "1 Bache" in town.hears(ROSA, "hay un bache bien grande en la Central")[0]


def test_a_survey_from_the_menu_is_completed_too(town: Town) -> None:
    for body in ("good morning to you all", "survey", "1", "1", "1", "a bus", "1", "1", "skip", "1"):
        town.says(SAM, body)
    assert [row.status for row in town.sessions(SAM)] == ["done"]
    assert [event.type for event in town.events()].count("survey.completed") == 1


def test_a_person_can_be_asked_for_where_words_are_an_answer(town: Town) -> None:
    town.says(SAM, "huge pothole on Central")
    town.says(SAM, "1")
    assert town.hears(SAM, "PERSON")[0].startswith("A person from the city")


def test_whoever_tells_the_language_with_a_sentence_is_told_how_to_leave(town: Town) -> None:
    heard = town.hears(ROSA, "hola") + town.hears(ROSA, "hay un bache bien grande en la Central")
    assert "ALTO para salir" in "\n".join(heard)
