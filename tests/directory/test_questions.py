"""Labelled questions in both languages, with typos, find their entry; what the directory has none for finds none."""

import pytest

from bot.directory.rules import question_key
from tests.directory.measure import measured, questions, shipped


@pytest.mark.parametrize("language", ["en", "es"])
def test_questions_find_their_entry(language: str) -> None:
    asked = [each for each in questions() if each[1] == language]
    found = measured(asked, shipped())
    assert len(asked) > 75
    assert found.precision >= 0.95 and found.recall >= 0.93, found.wrong


def test_two_askings_of_one_question_have_the_same_key() -> None:
    assert question_key("Who puts out the volcanos?!") == question_key("who puts out volcano") == "who puts out volcano"
    assert question_key("¿el volcán?") == question_key("el volcan") == "volcan"
    assert question_key("?? 😀") == "" and len(question_key("volcano " * 60)) <= 120
