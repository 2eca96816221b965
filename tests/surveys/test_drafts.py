"""Drafts become flows: whatever somebody writes compiles, and either passes the city's own check or is told why not."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.flowfiles import release as states
from bot.flowfiles.reader import Source, flow_in
from bot.flowfiles.release import Files, Folders
from bot.flowfiles.translating import retranslated
from bot.publishing.service import problems_in
from bot.surveys import rules
from bot.surveys.checking import Checked, checked
from bot.surveys.compiling import compiled, keywords_of, named
from bot.surveys.rules import KINDS, Document, Option, Question, new_document
from tests.conversations.town import demo_library

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
BOTH = ("en", "es")
GOOD = replace(
    new_document({"en": "Shade", "es": "Sombra"}, {"en": "shade", "es": "sombra"}, BOTH),
    questions=(
        Question("q1", "one", "", {"en": "What does your park need?", "es": "¿Qué le falta a su parque?"},
                 (Option("", {"en": "Shade", "es": "Sombra"}), Option("", {"en": "Water", "es": "Agua"})), other=True),
        Question("q2", "several", "", {"en": "Which days do you go?", "es": "¿Qué tardes va?"},
                 (Option("", {"en": "Monday", "es": "Lunes"}), Option("", {"en": "Friday", "es": "Viernes"}))),
        Question("q3", "yes_no", "", {"en": "Do you go there with children?", "es": "¿Va con sus niños?"}, refuse=True),
        Question("q4", "number", "", {"en": "How many of you go?", "es": "¿Qué tantas personas van?"}, minimum=0),
        Question("q5", "date", "", {"en": "When did you go last?", "es": "¿Qué fecha fue la de su visita?"}),
        Question("q6", "place", "", {"en": "Which park is it?", "es": "¿Qué parque es?"}),
        Question("q7", "words", "", {"en": "What else should we know?", "es": "¿Qué otra cosa nos cuenta?"}),
    ),
)  # fmt: skip


def look(document: Document, flow: str = "shade") -> Checked:
    return checked(compiled(flow, document, BOTH), document, demo_library())


@cache
def city() -> Files:
    return states.files_in(Folders(ROOT / "flows", ROOT / "translations", ROOT / "nowhere"))


def whole_check(document: Document, flow: str = "shade") -> list[str]:
    """What the check of the whole city says of the draft's files."""
    made = compiled(flow, document, BOTH)
    source = flow_in(made.text, f"flows/{flow}.yaml")
    assert isinstance(source, Source)
    po = "translations/es/LC_MESSAGES/flows.po"
    catalog = retranslated(city()[po], "es", source, made.translations.get("es", {}), NOW)
    return [str(each) for each in problems_in({**city(), f"flows/{flow}.yaml": made.text, po: catalog})]


def test_a_good_draft_has_no_notes_and_passes_the_check_of_the_whole_city() -> None:
    assert look(GOOD).notes == ()
    assert whole_check(GOOD) == []


def test_the_catalog_keeps_what_others_say_and_drops_what_the_survey_no_longer_says() -> None:
    po = "translations/es/LC_MESSAGES/flows.po"
    text = city()[po]
    for document in (GOOD, replace(GOOD, questions=GOOD.questions[:2])):
        made = compiled("shade", document, BOTH)
        text = retranslated(text, "es", flow_in(made.text, "flows/shade.yaml"), made.translations["es"], NOW)
    assert "¿Qué tardes va?" in text and "sus niños" not in text
    assert text.count("msgctxt") == city()[po].count("msgctxt") + len(set(made.by_english))
    assert retranslated(text, "es", flow_in(made.text, "flows/shade.yaml"), made.translations["es"], NOW) == text


def test_questions_are_numbered_in_each_language_and_named_for_the_data() -> None:
    flow = look(GOOD).flow
    assert [each.id for each in flow.steps[:4]] == ["invitation", "park_need", "days_go", "go_children"]
    assert flow.step("park_need").text == {
        "en": "1 of 7. What does your park need?", "es": "1 de 7. ¿Qué le falta a su parque?",
    }  # fmt: skip
    assert flow.step("park_need").help == {"en": "Please send 1 to 3.", "es": "Mande del 1 al 3."}
    assert flow.survey == "shade" and flow.starts_on == ("shade", "sombra")
    kept = named(GOOD)
    moved = rules.moved(replace(kept, questions=(replace(kept.questions[0], text={"en": "New?", "es": ""}),)), "q1", 1)
    assert compiled("shade", moved, BOTH).steps.keys() >= {"park_need"}  # A name that was given stays.


@pytest.mark.parametrize(("question", "rule"), [
    ({"text": {"en": "", "es": "¿Qué?"}}, ("q1-text", "en", "missing")),
    ({"text": {"en": "Why? And where?", "es": "¿Qué le falta a su parque?"}}, ("q1-text", "en", "two-questions")),
    ({"options": (Option("", {"en": "Stop", "es": "Sombra"}), Option("", {"en": "Go", "es": "Siga"}))},
     ("q1-option-0", "en", "command-word")),
    ({"options": (Option("", {"en": "Shade", "es": "Sombra"}),), "other": False}, ("q1-text", "en", "few-options")),
    ({"options": tuple(Option("", {"en": f"Park {each}", "es": f"Parque {each}"}) for each in "abcdefghi"),
      "refuse": True},
     ("q1-text", "en", "too-many-options")),
])  # fmt: skip
def test_what_is_wrong_is_told_where_it_stands(question: dict, rule: tuple[str, str, str]) -> None:
    document = replace(GOOD, questions=(replace(GOOD.questions[0], **question),))
    assert rule in {(each.place, each.language, each.rule) for each in look(document).notes}


def test_one_english_text_with_two_translations_is_told() -> None:
    twice = (GOOD.questions[0], replace(GOOD.questions[0], key="q2", options=(
        Option("", {"en": "Shade", "es": "Ramas"}), Option("", {"en": "Water", "es": "Agua"}))))  # fmt: skip
    notes = look(replace(GOOD, questions=twice)).notes
    assert ("q2-option-0", "es", "unlike") in {(each.place, each.language, each.rule) for each in notes}


_words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=40) | st.sampled_from(
    [
        "",
        "What do you need?",
        "¿Qué le falta?",
        "STOP",
        "1",
        "{city}",
        "{nobody",
        "yes: no",
        "- a",
        "# b",
        "'",
        '"',
        "null",
    ]
)
_text = st.fixed_dictionaries({"en": _words, "es": _words})
_question = st.builds(
    lambda number, kind, text, options, flags: Question(
        f"q{number}", kind, "", text, tuple(Option("", each) for each in options), *flags
    ),
    st.integers(1, 99), st.sampled_from(KINDS), _text, st.lists(_text, max_size=3),
    st.tuples(st.booleans(), st.booleans()),
)  # fmt: skip
_documents = st.builds(
    lambda title, keywords, invitation, questions: replace(
        GOOD, title=title, keywords=keywords, invitation=invitation, questions=tuple(questions)
    ),
    _text, _text, _text, st.lists(_question, max_size=3, unique_by=lambda each: each.key),
)  # fmt: skip


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_documents)
def test_whatever_is_written_compiles_and_comes_back_from_its_json(document: Document) -> None:
    looked = look(document)
    assert looked.flow.id == "shade" and len(looked.flow.steps) == len(document.questions) + 4
    assert Document.from_json(document.to_json()) == document
    assert len(keywords_of(document)) == len(looked.flow.starts_on) or not keywords_of(document) or looked.notes


@pytest.mark.slow
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_documents)
def test_a_draft_without_notes_passes_and_one_that_does_not_pass_has_notes(document: Document) -> None:
    problems = whole_check(document)
    assert not problems or look(document).notes, problems


def test_questions_move_about() -> None:
    document = rules.added(GOOD, "date")
    assert document.questions[-1].key == "q8"
    gone = rules.removed(document, "q1")
    assert gone.question("q1") is None and rules.put_back(gone).questions == document.questions
    assert rules.put_back(GOOD) == GOOD and rules.moved(GOOD, "q1", -1) == GOOD and rules.removed(GOOD, "q99") == GOOD
    copied = rules.duplicated(named(GOOD), "q1")
    assert copied.questions[1].key == "q8" and copied.questions[1].id == ""
