"""Labelled questions in both languages, with typos, find their entry; what the directory has none for finds none."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db.engine import Database
from bot.directory import store
from bot.directory.rules import question_key
from bot.directory.tables import directory_gap
from bot.lib.ids import new_id
from tests.conversations.town import new_sqlite
from tests.directory.measure import measured, questions, shipped


@pytest.mark.parametrize("language", ["en", "es"])
def test_questions_find_their_entry(language: str) -> None:
    asked = [each for each in questions() if each[1] == language]
    found = measured(asked, shipped())
    assert len(asked) > 140
    assert found.precision >= 0.96 and found.recall >= 0.97, found.wrong


def test_two_askings_of_one_question_have_the_same_key() -> None:
    assert question_key("Who puts out the volcanos?!") == question_key("who puts out volcano") == "who puts out volcano"
    assert question_key("¿el volcán?") == question_key("el volcan") == "volcan"
    assert question_key("?? 😀") == "" and len(question_key("volcano " * 60)) <= 120


def test_a_question_that_nobody_asks_any_more_is_forgotten(tmp_path: Path) -> None:
    now = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
    with closing(Database(new_sqlite(tmp_path))) as db:
        with db.begin() as tx:
            for question, at in (("old volcano", now - store.KEPT_FOR - timedelta(days=1)), ("new volcano", now)):
                store.note_gap(tx, question, "en", new_id("gap", at), at)
            store.forget_old(tx, now)
        with db.read() as tx:
            assert list(tx.execute(select(directory_gap.c.question)).scalars()) == ["new volcano"]
