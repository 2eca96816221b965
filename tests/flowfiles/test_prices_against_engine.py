"""Prices are of what residents get: the engine, walking the same flow, says exactly the words that were counted."""

from datetime import UTC, date, datetime

import pytest

from bot.engine.advance import advance
from bot.engine.inputs import Begin, Moment
from bot.engine.inputs import Text as Heard
from bot.engine.outputs import Reply
from bot.engine.session import Frame, Session
from bot.flowfiles.library import Library, load
from bot.flowfiles.prices import priced
from tests.flowfiles.written import Written


def said(library: Library, flow: str, language: str | None, *heard: str) -> list[str]:
    at = Moment(
        now=datetime(2026, 11, 20, 18, tzinfo=UTC), today=date(2026, 11, 20), languages=library.city.languages,
        vocabulary=library.vocabulary, facts=library.city.facts,
    )  # fmt: skip
    session = Session("s", (Frame(flow, library.flows.digests[flow]),), language)
    turn = advance(library.flows, session, Begin(), at)
    for words in heard:
        turn = advance(library.flows, turn.session, Heard(words), at)
    return [output.text for output in turn.outputs if isinstance(output, Reply)]


@pytest.fixture
def library(city: Written) -> Library:
    city.files["return.yaml"] = (
        "flow: return\nsteps:\n  - id: again\n    ask: 'Welcome to {city}.'\n    help: Send a number, {people} helps.\n"
        "    choices: {yes: Yes, more: More}\n    other: Something else\n    own_words: What?\n    refuse: Rather not\n"
    )
    city.spanish = {"Welcome to {city}.": "Hola de {city}.", "{city}: {people}. {site}": "{city} ({people}). {site}"}
    city.write()
    city.translate()
    return load(city.flows, city.translations)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_question_with_its_menu_and_its_help(library: Library, language: str) -> None:
    rows = {row.step: row.words for row in priced(library) if (row.flow, row.language) == ("return", language)}
    counted = [row.words for row in priced(library) if (row.flow, row.language) == ("return", language)]
    assert said(library, "return", language) == [counted[0]]
    assert said(library, "return", language, "purple") == [rows["again?"]]
    assert said(library, "return", language, "3") == ["What?"]
    assert "What?" in counted


def test_a_text_in_both_languages(library: Library) -> None:
    (row,) = [row for row in priced(library) if row.flow == "help"]
    assert said(library, "help", None) == [row.words]
    assert row.words.count("\n") == 1
