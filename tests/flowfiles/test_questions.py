"""What counts as a question, and that a text with two of them is refused where it is written."""

from pathlib import Path

import pytest

from bot.flowfiles.library import read
from bot.flowfiles.questions import asked, question_problems
from bot.flowfiles.subject import Subject, World
from tests.flowfiles.written import Written

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("words", "questions"),
    [
        ("Where is it? Since when?", ["Where is it?", "Since when?"]),
        ("¿Qué pasa? Gracias. ¿En qué calle?", ["¿Qué pasa?", "¿En qué calle?"]),
        ("Where is it? Send a corner. Not sure? Send SKIP.", ["Where is it?"]),
        ("¿En qué lugar? ¿No sabe? Mande SALTAR.", ["¿En qué lugar?"]),
        ("Where is it? Not sure?", ["Where is it?", "Not sure?"]),
        ("Where is it? For example: by the school?", ["Where is it?"]),
        ("¿En qué lugar? Por ejemplo, ¿junto a la escuela?", ["¿En qué lugar?"]),
        ("What is it (a hole? a light?) about?", ["What is it   about?"]),
        ('Did you write "where is it?" to us?', ["Did you write   to us?"]),
        ("What is it? / ¿Qué es?", ["What is it?"]),
        ("What is it? / ¿Qué es? ¿En qué calle?", ["¿Qué es?", "¿En qué calle?"]),
        ("Still there? Still there?", ["Still there?"]),
        ("Tell us in your own words.", []),
    ],
)
def test_the_questions_of_a_text(words: str, questions: list[str]) -> None:
    assert asked(words) == questions


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("What is the problem? Where is it?", 'the second is "Where is it?"'),
        ("What is the problem and where is it?", 'the second begins with "and where"'),
    ],
)
def test_two_questions_are_refused_in_english(city: Written, text: str, second: str) -> None:
    city.broken("report.yaml", "What is the problem?", text)
    city.spanish = {text: "¿Qué pasa?"}
    (problem,) = city.checked()
    assert (problem.file, problem.line) == ("flows/report.yaml", city.line("report.yaml", "ask: What is the"))
    assert problem.rule == "two-questions"
    assert '"words" of report (en)' in problem.message
    assert second in problem.message
    assert "a step of its own" in problem.remedy


@pytest.mark.parametrize(
    ("text", "second"),
    [("¿Qué pasa? ¿En qué calle?", "¿En qué calle?"), ("¿Qué pasa y en qué calle?", "y en qué")],
)
def test_two_questions_are_refused_in_spanish(city: Written, text: str, second: str) -> None:
    city.spanish = {"What is the problem?": text}
    (problem,) = city.checked()
    assert (problem.file, problem.rule) == ("translations/es/LC_MESSAGES/flows.po", "two-questions")
    assert city.catalog.read_text(encoding="utf-8").splitlines()[problem.line - 1] in (
        'msgctxt "report"', 'msgid "What is the problem?"',
    )  # fmt: skip
    assert second in problem.message


@pytest.mark.parametrize("text", ["What is the problem, and is it big?", "When you look, what is it?"])
def test_one_question_of_two_clauses_is_one(city: Written, text: str) -> None:
    city.broken("report.yaml", "What is the problem?", text)
    assert city.checked() == []


def test_what_is_shipped_asks_one_thing_at_a_time() -> None:
    reading = read(ROOT / "flows", ROOT / "translations")
    assert reading.library is not None
    world = World(reading.library, reading.catalogs)
    for source in reading.sources:
        subject = Subject(source, reading.library.flows.current[source.document.flow])
        assert list(question_problems(subject, world)) == []
