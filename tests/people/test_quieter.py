"""Fewer texts without leaving: kept in the ledger in the resident's own words, and obeyed at the moment of sending."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.messaging.tables import conversation, message
from bot.outbox import put
from bot.people.tables import consent
from tests.conversations.town import LUPE, Town

NOTICE = "The park opens on Friday."


@pytest.fixture
def town(any_url: str) -> Iterator[Town]:
    """The demo city with Lupe in it, on every database."""
    made = Town(any_url)
    made.says(LUPE, "la luz de mi calle no sirve")
    yield made
    made.close()


def announces(town: Town, name: str, *, topic: str | None = "news") -> None:
    """The city queues a text that nobody asked for."""
    ((conversation_id,),) = town.query(select(conversation.c.id))
    with town.db.begin() as tx:
        row = {
            "id": f"msg_{name}", "conversation_id": conversation_id, "direction": "out", "status": "queued",
            "purpose": "notice", "topic": topic, "body": f"{NOTICE} {name}", "created_at": town.now,
        }  # fmt: skip
        tx.execute(message.insert(), row)
        put.put(tx, "send", str(row["id"]), queue=put.NOW, due_at=town.now)
    town.drain()


def got(town: Town, name: str) -> bool:
    return f"{NOTICE} {name}" in town.said(LUPE)


def test_a_pause_puts_notices_off_and_answers_none(town: Town) -> None:
    assert "10" in town.hears(LUPE, "PAUSA 10")[0]
    announces(town, "one")
    town.wait(timedelta(days=9))
    assert not got(town, "one") and town.hears(LUPE, "AYUDA")
    town.wait(timedelta(days=2))
    assert got(town, "one")


def test_less_is_one_a_month(town: Town) -> None:
    town.says(LUPE, "MENOS")
    announces(town, "one")
    announces(town, "two")
    assert got(town, "one") and not got(town, "two")
    town.wait(timedelta(days=29))
    assert not got(town, "two")
    town.wait(timedelta(days=2))
    assert got(town, "two")


def test_a_topic_is_turned_off_and_the_others_stay(town: Town) -> None:
    town.says(LUPE, "sin avisos")
    announces(town, "news")
    announces(town, "surveys", topic="surveys")
    announces(town, "general", topic=None)
    assert [got(town, name) for name in ("news", "surveys", "general")] == [False, True, True]
    town.says(LUPE, "sin encuestas")
    announces(town, "more surveys", topic="surveys")
    assert not got(town, "more surveys")


def test_everything_comes_back_with_one_word(town: Town) -> None:
    for body in ("MENOS", "PAUSA 30", "sin avisos", "NORMAL"):
        town.says(LUPE, body)
    announces(town, "one")
    announces(town, "two")
    assert got(town, "one") and got(town, "two")


def test_the_ledger_keeps_each_wish_in_the_residents_own_words(town: Town) -> None:
    for body in ("MENOS", "pausa 30", "sin avisos", "sin avisos", "normal"):
        town.says(LUPE, body)
    rows = town.query(select(consent.c.purpose, consent.c.state, consent.c.words).order_by(consent.c.at, consent.c.id))
    assert [tuple(row) for row in rows][1:] == [
        ("texts", "monthly", "MENOS"), ("texts", "paused", "pausa 30"), ("news", "revoked", "sin avisos"),
        ("news", "revoked", "sin avisos"), ("texts", "granted", "normal"),
    ]  # fmt: skip
