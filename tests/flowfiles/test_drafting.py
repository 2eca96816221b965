"""A flow begun from a list of questions: what is understood of it, and that every draft can be read and spoken."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flowfiles.drafting import Names, Question, drafted, flow_text, questions_in
from bot.flowfiles.library import flow_of
from bot.flowfiles.problems import FlowErrors
from bot.flowfiles.reader import Source, flow_in
from tests.flowfiles.written import Written

LISTED = """\
# The garden on the corner.
What should grow there? (several) - Corn & beans - Flowers - Other
How many people live in your home? (number)

Where would you put it? (place)
When are you free?
  - On weekdays
  * At the weekend
What else should we know?
"""


def read(text: str) -> Source:
    source = flow_in(text, "flows/garden.yaml")
    assert isinstance(source, Source), source
    return source


def test_questions_options_and_marks_are_understood() -> None:
    assert questions_in(LISTED) == [
        Question("What should grow there?", ("Corn & beans", "Flowers"), several=True, other="Other"),
        Question("How many people live in your home?", answer="number"),
        Question("Where would you put it?", answer="place"),
        Question("When are you free?", ("On weekdays", "At the weekend")),
        Question("What else should we know?"),
    ]


def test_the_draft_is_a_flow_with_names_for_analysts() -> None:
    flow = flow_of(read(drafted("garden", "A garden", questions_in(LISTED))).document, ())
    assert (flow.id, flow.title, flow.starts_on) == ("garden", {"en": "A garden"}, ("garden",))
    first, home, place, free, else_, thanks = flow.steps
    assert (first.kind, first.several, first.other["en"]) == ("choose", True, "Other")
    assert [(choice.code, choice.label["en"]) for choice in first.choices] == [
        ("corn_beans", "Corn & beans"), ("flowers", "Flowers"),
    ]  # fmt: skip
    assert first.help["en"] == "Please send 1 to 3."
    assert (home.id, home.answer) == ("people_live_home", "number")
    assert (place.answer, free.kind, else_.kind, thanks.kind) == ("place", "choose", "ask", "say")


def test_the_draft_teaches_before_it_begins() -> None:
    above = drafted("garden", "A garden", questions_in(LISTED)).split("flow: garden")[0]
    assert "docs/writing-a-flow.md" in above and "when:" in above and "also:" in above
    assert all(line.startswith("#") for line in above.splitlines() if line)


def test_translated_it_passes_the_check(city: Written) -> None:
    city.files["garden.yaml"] = drafted("garden", "A garden", questions_in(LISTED))
    city.write()
    assert city.checked() == []


def test_braces_would_be_names_and_become_parentheses() -> None:
    (step, _) = flow_of(read(drafted("x", "X", [*questions_in("Who {are} you? - {me} - you")])).document, ()).steps
    assert step.text["en"] == "Who (are) you?"
    assert [choice.label["en"] for choice in step.choices] == ["(me)", "you"]


def test_questions_and_options_that_read_alike_get_names_of_their_own() -> None:
    source = read(drafted("x", "X", questions_in("Why?\nWhy?\nThe end? - Yes - Yes, but later - ¡Sí! - Sí")))
    assert [step.id for step in source.document.steps] == ["question_1", "question_2", "end_2", "thanks"]
    chosen = flow_of(source.document, ()).steps[2]
    assert [choice.code for choice in chosen.choices] == ["yes", "yes_but_later", "si", "si_2"]


@pytest.mark.parametrize(
    ("listed", "said"),
    [("", "No question"), ("# only a remark\n\n", "No question"), ("- An option\nA question?", "Line 1 is an option")],
)
def test_a_list_without_questions_is_refused(listed: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        questions_in(listed)


def test_too_many_questions_are_refused_and_not_written() -> None:
    with pytest.raises(FlowErrors, match="200 steps"):
        drafted("x", "X", [Question(f"Question {number}?") for number in range(200)])


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(FlowErrors, match="lower case"):
        drafted("My Flow", "X", [Question("Why?")])


def test_notes_stand_within_their_step_and_not_before_translators() -> None:
    text = flow_text({"flow": "x"}, [{"id": "a", "say": "Hello"}, {"id": "b", "say": "You"}], (), {"b": ["Look here."]})
    assert text == (
        "flow: x\nsteps:\n  - id: a\n    say: Hello\n  - id: b\n    # Look here.\n    say: You\n"
    )  # fmt: skip


def test_names_are_given_once() -> None:
    names = Names({"end"})
    assert [names.kept("end"), names.kept("a"), names.kept("a"), names.kept("a")] == ["end_2", "a", "a_2", "a_3"]


# A surrogate is no letter of a text file, and the reader takes no control characters; people type neither.
written = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"), exclude_characters="\ufeff"), max_size=60)


@given(written, st.lists(st.tuples(written, st.lists(written, max_size=4)), min_size=1, max_size=5))
def test_whatever_is_listed_can_be_read_back(title: str, listed: list[tuple[str, list[str]]]) -> None:
    lines = "\n".join("\n".join([f"Q {words}", *(f"- {option}" for option in options)]) for words, options in listed)
    questions = questions_in(lines)
    steps = read(drafted("anything", f"T {title}", questions)).document.steps
    assert len(steps) == len(questions) + 1
    for step, question in zip(steps, questions, strict=False):
        assert step.ask == question.words  # type: ignore[attr-defined]


def test_the_folder_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    drafted("garden", "A garden", questions_in(LISTED))
    assert list(tmp_path.iterdir()) == []
