"""Surveys imported from real spreadsheets: what becomes of every row, in both languages, and what is not carried."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from bot.engine.conditions import holds
from bot.engine.flow import Flow
from bot.flowfiles.catalogs import Catalog, Translation
from bot.flowfiles.formwords import language_code
from bot.flowfiles.library import flow_of, read
from bot.flowfiles.reader import Source, flow_in
from bot.flowfiles.relevance import Asked, NotCarried, condition, limits
from bot.flowfiles.xlsform import FormRefused, Imported, imported, unfit
from tests.engine.talking import talk
from tests.flowfiles.written import QUERIES, Written

EN, ES = "label::English (en)", "label::Spanish (es)"
HEAD = ("type", "name", EN, ES)
YES_NO = [("yn", "yes", "Yes, we do", "Claro"), ("yn", "no", "Not now", "Ahora no")]

Rows = Sequence[Sequence[Any]]


def form(
    folder: Path, survey: Rows, choices: Rows = YES_NO, *, more: Sequence[str] = (), settings: Rows = ()
) -> Imported:
    """A spreadsheet as people make them, saved and imported; `more` are further columns of the survey sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    for row in [(*HEAD, *more), *survey]:
        sheet.append(list(row))
    listed = book.create_sheet("choices")
    for row in [("list_name", "name", EN, ES), *choices]:
        listed.append(list(row))
    if settings:
        page = book.create_sheet("settings")
        for row in settings:
            page.append(list(row))
    book.save(folder / "household.xlsx")
    return imported(folder / "household.xlsx")


def flow(made: Imported) -> Flow:
    """The flow in every language, as the engine will walk it."""
    source = flow_in(made.text, f"flows/{made.flow}.yaml")
    assert isinstance(source, Source), source
    catalogs = tuple(
        Catalog(language, "", {(made.flow, english): Translation(words, 1) for english, words in entries.items()})
        for language, entries in made.translations.items()
    )
    return flow_of(source.document, catalogs)


def told(made: Imported) -> list[tuple[int, str]]:
    """Row and rule of everything that was not carried over."""
    return [(problem.line, problem.rule) for problem in made.problems]


def test_every_plain_type_becomes_a_step_in_both_languages(tmp_path: Path) -> None:
    made = form(
        tmp_path,
        [
            ("note", "hello", "Hello, neighbor.", "Buenas tardes."),
            ("text", "story", "What happened?", "¿Qué pasó?"),
            ("integer", "people", "How many are you?", "¿Cuántos son?"),
            ("date", "since", "Since when?", "¿Desde cuándo?"),
            ("geopoint", "where", "Where is it?", "¿En qué lugar?"),
            ("select_one yn", "own", "Do you own it?", "¿Es suyo?"),
            ("select_multiple yn", "many", "Which?", "¿Cuáles?"),
        ],
        settings=[("form_title", "form_id"), ("The household", "Hogar 2026")],
    )
    walked = flow(made)
    assert (walked.id, walked.title["en"], walked.survey) == ("hogar_2026", "The household", "hogar_2026")
    assert [(step.id, step.kind, step.answer, step.several) for step in walked.steps] == [
        ("hello", "say", "text", False),
        ("story", "ask", "text", False),
        ("people", "ask", "number", False),
        ("since", "ask", "date", False),
        ("where", "ask", "place", False),
        ("own", "choose", "text", False),
        ("many", "choose", "text", True),
        ("thanks", "say", "text", False),
    ]
    assert walked.steps[1].text == {"en": "What happened?", "es": "¿Qué pasó?"}
    assert [(choice.code, dict(choice.label)) for choice in walked.steps[5].choices] == [
        ("yes", {"en": "Yes, we do", "es": "Claro"}), ("no", {"en": "Not now", "es": "Ahora no"}),
    ]  # fmt: skip
    assert walked.steps[7].text["es"] == "Gracias. Escriba cuando quiera."
    assert made.problems == ()


@pytest.mark.parametrize(
    ("relevant", "when"),
    [
        ("${own} = 'yes'", 'own == "yes"'),
        ("'yes' = ${own}", 'own == "yes"'),
        ("${own} != 'no' and ${people} > 3", 'own != "no" and people > 3'),
        ("not(selected(${own}, 'yes'))", 'not (own == "yes")'),
        ("selected(${kinds}, 'bus')", '"bus" in kinds'),
        ("selected(${kinds}, 'bus') or ${own} = ''", '(kinds and "bus" in kinds) or not own'),
        ("not(${people} >= 2)", "not (people != None and people >= 2)"),
        ("(${own} = 'yes' or ${own} = 'no') and ${story} != ''", '(own == "yes" or own == "no") and story'),
    ],
)
def test_conditions_are_told_in_the_language_of_flows(relevant: str, when: str) -> None:
    assert condition(relevant, ASKED) == when


ASKED = {
    "own": Asked("own", "one", {"yes": "yes", "no": "no"}),
    "kinds": Asked("kinds", "several", {"bus": "bus", "car": "car"}),
    "people": Asked("people", "number"),
    "story": Asked("story", "text"),
}
UNANSWERED: dict[str, Any] = {"own": None, "kinds": None, "people": None, "story": None}


@pytest.mark.parametrize(
    ("relevant", "answers", "expected"),
    [
        ("${own} = 'yes' or ${people} > 3", {"own": "yes"}, True),
        ("${own} = 'yes' or ${people} > 3", {"people": 4}, True),
        ("not(${people} > 3)", {}, True),
        ("not(selected(${kinds}, 'bus'))", {}, True),
        ("not(selected(${kinds}, 'bus'))", {"kinds": ["car", "bus"]}, False),
        ("selected(${kinds}, 'car') or ${own} = 'yes'", {"own": "yes"}, True),
        ("${people} < 2", {"people": 0}, True),
        ("${people} < 2 or ${own} = 'no'", {"people": 0}, True),
        ("${people} > 3", {}, False),
        ("${own} != 'yes'", {}, True),
    ],
)
def test_conditions_hold_when_those_of_the_form_do(relevant: str, answers: dict[str, Any], expected: bool) -> None:
    """What was not answered is nothing in XPath: never more or less than a number, never selected."""
    assert holds(condition(relevant, ASKED), UNANSWERED | answers) is expected


@pytest.mark.parametrize(
    ("relevant", "why"),
    [
        ("count-selected(${kinds}) > 1", "count-selected"),
        ("${unknown} = 'a'", '"unknown" is not asked'),
        ("${own} = 'perhaps'", 'no option "perhaps"'),
        ("${story} = 'pothole'", "cannot be compared"),
        ("${people} + 1 > 3", "is not understood"),
        ("${people} > ${own}", "not a value"),
        ("${people} > 'many'", "is a number"),
        ("${own} = 'yes' and", "ends too early"),
        ("(${own} = 'yes'", '")" is missing'),
        ("${own} = 'yes')", "is not understood"),
        ("today() > '2026-01-01'", "is not understood"),
    ],
)
def test_what_has_no_words_in_a_flow_is_refused_with_a_reason(relevant: str, why: str) -> None:
    with pytest.raises(NotCarried, match=why.replace("(", r"\(").replace(")", r"\)")):
        condition(relevant, ASKED)


@pytest.mark.parametrize(
    ("constraint", "lowest", "highest"),
    [
        (". >= 1 and . <= 20", 1, 20), (".>0 and .<100", 1, 99), ("18 <= .", 18, None), ("(. < 5)", None, 4),
        (". = 7", 7, 7), (". > 1.5", 2, None),
    ],
)  # fmt: skip
def test_a_range_becomes_limits(constraint: str, lowest: int | None, highest: int | None) -> None:
    assert limits(constraint) == (lowest, highest)


@pytest.mark.parametrize("constraint", ["regex(., '[0-9]+')", ". >= 1 or . <= 3", "not(. > 3)", ". != 4", ". > ${n}"])
def test_other_constraints_are_not_taken_for_a_range(constraint: str) -> None:
    with pytest.raises(NotCarried):
        limits(constraint)


def test_groups_hand_their_condition_to_what_stands_in_them(tmp_path: Path) -> None:
    made = form(
        tmp_path,
        [
            ("select_one yn", "own", "Do you own it?", "¿Es suyo?"),
            ("begin_group", "house", "The house", "La casa", "${own} = 'yes'"),
            ("integer", "rooms", "How many rooms?", "¿Cuántos cuartos?"),
            ("text", "story", "What is broken?", "¿Qué falla?", "${rooms} > 2"),
            ("end_group",),
            ("text", "last", "Anything else?", "¿Algo más?"),
        ],
        more=["relevant"],
    )
    assert {step.id: step.when for step in flow(made).steps} == {
        "own": "", "rooms": 'own == "yes"', "story": 'own == "yes" and rooms > 2',
        "last": "", "thanks": "",
    }  # fmt: skip
    assert told(made) == [(3, "heading")]


def test_a_condition_that_is_not_carried_is_told_with_its_row_and_kept_as_a_remark(tmp_path: Path) -> None:
    made = form(
        tmp_path,
        [
            ("select_multiple yn", "many", "Which?", "¿Cuáles?"),
            ("text", "why", "Why?", "¿Por qué?", "count-selected(${many}) > 1"),
        ],
        more=["relevant"],
    )
    assert told(made) == [(3, "condition")]
    assert flow(made).steps[1].when == ""
    assert "# Asked of everybody; the form says: count-selected(${many}) > 1" in made.text


def test_ranges_and_their_messages_are_carried(tmp_path: Path) -> None:
    made = form(
        tmp_path,
        [
            ("integer", "age", "Your age?", "¿Su edad?", ". >= 18 and . < 120", "18 or more.", "Desde 18."),
            ("text", "name", "A word?", "¿Una palabra?", "string-length(.) < 9", None, None),
            ("range", "stars", "How many stars?", "¿Cuántas estrellas?", None, None, None, "start=1 end=5 step=1"),
        ],
        more=["constraint", "constraint_message::English (en)", "constraint_message::Spanish (es)", "parameters"],
    )
    age, _, stars, _ = flow(made).steps
    assert (age.minimum, age.maximum, dict(age.help)) == (18, 119, {"en": "18 or more.", "es": "Desde 18."})
    assert (stars.answer, stars.minimum, stars.maximum) == ("number", 1, 5)
    assert told(made) == [(3, "constraint"), (4, "type")]


def test_or_other_is_an_answer_of_its_own_in_both_languages(tmp_path: Path) -> None:
    made = form(
        tmp_path,
        [
            ("select_one yn or_other", "own", "Do you own it?", "¿Es suyo?"),
            ("select_one yn", "rent", "Do you rent it?", "¿Lo renta?"),
        ],
    )
    own, rent, _ = flow(made).steps
    assert own.other == {"en": "Something else", "es": "Otra cosa"}
    assert own.own_words["es"] == "¿Qué es? Cuente en pocas palabras."
    assert [choice.code for choice in own.choices] == ["yes", "no"]
    assert (rent.other, [choice.code for choice in rent.choices]) == ({}, ["yes", "no"])


def test_the_question_what_other_was_joins_the_one_before(tmp_path: Path) -> None:
    made = form(
        tmp_path,
        [
            ("select_one heat", "heat", "How do you heat?", "¿Con qué calienta?"),
            ("text", "heat_other", "With what?", "¿Con qué cosa?", "${heat} = 'other'"),
            ("note", "said", "You said: ${heat_other}", "Usted dijo: ${heat_other}"),
        ],
        [
            ("heat", "gas", "Gas", "Gas"), ("heat", "wood", "Wood", "Madera"), ("heat", "other", "Another way", "Otro"),
        ],
        more=["relevant"],
    )  # fmt: skip
    heat, said = flow(made).steps
    assert (heat.other["es"], heat.own_words["en"]) == ("Otro", "With what?")
    assert said.text == {"en": "You said: {said.heat}", "es": "Usted dijo: {said.heat}"}
    assert told(made) == [(3, "joined")]


@pytest.mark.parametrize(
    "kind", ["image", "audio", "video", "file", "barcode", "geotrace", "geoshape", "rank yn", "start", "deviceid"]
)
def test_what_cannot_be_texted_is_left_out_and_told(tmp_path: Path, kind: str) -> None:
    made = form(tmp_path, [("text", "story", "What?", "¿Qué?"), (kind, "odd", "Odd?", "¿Raro?")])
    assert [step.id for step in flow(made).steps] == ["story", "thanks"]
    assert told(made) == [(3, "left-out")]


def test_rows_are_those_of_the_spreadsheet_with_empty_ones_counted(tmp_path: Path) -> None:
    made = form(
        tmp_path,
        [
            ("text", "story", "What?", "¿Qué?"),
            (None, None, None, None),
            ("image", "picture", "A picture?", "¿Una foto?"),
            ("begin_repeat", "child", "Each child", "Cada niño"),
            ("text", "name", "What is it called?", "¿Nombre?"),
            ("end_repeat",),
            ("calculate", "sum", None, None, "1 + 1"),
            ("decimal", "rent", "What is your rent?", "¿Cuánto paga?"),
            ("time", "at", "At what time?", "¿A qué hora?"),
            ("select_one yn", "filtered", "Which?", "¿Cuál?"),
            ("text", "secret", None, "Solo en español"),
        ],
        more=["calculation", "choice_filter", "default"],
    )
    assert told(made) == [
        (4, "left-out"), (5, "repeat"), (8, "left-out"), (9, "type"), (10, "type"), (12, "no-text"),
    ]  # fmt: skip
    assert "left out with name" in made.problems[1].message
    assert {step: row for step, row in made.rows.items() if step == "rent"} == {"rent": 9}


def test_dependent_options_matrices_media_and_defaults_are_told(tmp_path: Path) -> None:
    made = form(
        tmp_path,
        [
            ("select_one yn", "own", "Own?", "¿Suyo?", "name != ''", None, None, None),
            ("begin_group", "table", None, None, None, "table-list", None, None),
            ("select_one yn", "a", "First?", "¿Primero?", None, None, None, None),
            ("end_group", None, None, None, None, None, None, None),
            ("text", "story", "Story?", "¿Historia?", None, None, "none", "yes"),
        ],
        more=["choice_filter", "appearance", "default", "required"],
    )
    assert told(made) == [(1, "required"), (2, "choice-filter"), (4, "matrix"), (6, "default")]


def test_markup_and_references_become_plain_words(tmp_path: Path) -> None:
    made = form(
        tmp_path,
        [
            ("text", "street", "**Which** <b>street</b>?", "¿Qué calle?"),
            ("image", "picture", "A picture?", "¿Una foto?"),
            ("note", "thanks", "So ${street} {really}, ${picture}.", "Entonces ${street} {de verdad}."),
        ],
    )
    street, thanks = flow(made).steps
    assert street.text["en"] == "Which street?"
    assert thanks.text == {"en": "So {street} (really), .", "es": "Entonces {street} (de verdad)."}
    assert told(made) == [(2, "markup"), (3, "left-out"), (4, "reference")]


def test_one_english_text_with_two_translations_is_told(tmp_path: Path) -> None:
    made = form(tmp_path, [("text", "a", "Which?", "¿Cuál?"), ("text", "b", "Which?", "¿Cuáles?")])
    assert made.translations["es"]["Which?"] == "¿Cuál?"
    assert told(made) == [(3, "two-translations")]


def test_names_and_codes_become_those_of_flow_files(tmp_path: Path) -> None:
    made = form(
        tmp_path,
        [
            ("begin_group", "one", "One", "Uno", None),
            ("select_one How", "Q-1.a", "How?", "¿Cómo?", None),
            ("end_group",),
            ("begin_group", "two", "Two", "Dos", None),
            ("text", "Q-1.a", "Why?", "¿Por qué?", None),
            ("end_group",),
            ("text", "end", "At last?", "¿Al fin?", None),
        ],
        [("How", "By Bus", "By bus", "En bus"), ("How", "by-bus", "By van", "En van"), ("How", "5", "Five", "Cinco")],
        more=["relevant"],
    )
    assert [step.id for step in flow(made).steps] == ["q_1_a", "q_1_a_2", "end_2", "thanks"]
    assert [choice.code for choice in flow(made).steps[0].choices] == ["by_bus", "by_bus_2", "5"]
    assert (made.rows["q_1_a"], made.rows["q_1_a_2"]) == (3, 6)


def test_what_residents_could_not_use_is_told_by_row(tmp_path: Path, city: Written) -> None:
    made = form(
        tmp_path,
        [
            ("text", "fine", "What?", "¿Qué?"),
            ("text", "long", "word " * 40, "palabra " * 30),
            ("select_one many", "many", "Which?", "¿Cuál?"),
            ("select_one words", "words", "What now?", "¿Y ahora?"),
        ],
        [
            *[("many", f"c{number}", f"L{number}", f"E{number}") for number in range(21)],
            ("words", "go", "Go on", "Seguir"), ("words", "quit", "Stop", "Alto"),
        ],
    )  # fmt: skip
    found = list(unfit(made, "household.xlsx", read(city.flows, city.translations), QUERIES))
    rules = {(problem.file, problem.line, problem.rule) for problem in found}
    assert {("household.xlsx", 3, "budget"), ("household.xlsx", 4, "too-many-options")} <= rules
    assert ("household.xlsx", 5, "command-word") in rules
    assert not [problem for problem in found if problem.line == 2]


def test_a_fitting_form_and_its_translations_pass_the_check(tmp_path: Path, city: Written) -> None:
    made = form(
        tmp_path,
        [
            ("select_one yn or_other", "own", "Do you own it?", "¿Es suyo?"),
            ("integer", "people", "How many are you?", "¿Con cuantos vive?", "${own} = 'yes'"),
        ],
        more=["relevant"],
    )
    city.files["household.yaml"] = made.text
    city.spanish = dict(made.translations["es"])
    city.write()
    assert [problem for problem in city.checked() if problem.file == "flows/household.yaml"] == []


def test_the_engine_walks_what_was_imported(tmp_path: Path) -> None:
    made = form(
        tmp_path,
        [
            ("select_one yn", "own", "Do you own it?", "¿Es suyo?", None),
            ("select_multiple ways", "ways", "How do you go?", "¿Cómo va?", "${own} = 'yes'"),
            ("text", "bus", "Which bus?", "¿Qué bus?", "selected(${ways}, 'bus') and ${own} != 'no'"),
            ("note", "none", "You never walk.", "Usted nunca camina.", "not(selected(${ways}, 'foot'))"),
        ],
        [
            *YES_NO,
            ("ways", "bus", "Bus", "Autobús"),
            ("ways", "foot", "On foot", "A pie"),
            ("ways", "car", "Car", "Carro"),
        ],
        more=["relevant"],
    )
    owner = talk(flow(made), language="es").hears("1")
    assert owner.said == ["¿Cómo va? 1 Autobús 2 A pie 3 Carro"]
    assert owner.hears("1 y 3").said == ["¿Qué bus?"]
    assert owner.hears("el 66").said == ["Usted nunca camina."]
    walker = talk(flow(made)).hears("1", "2 and 3")
    assert (walker.said, walker.finished) == ([], "done")
    assert talk(flow(made)).hears("2").said == ["You never walk."]


def test_a_form_without_english_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormRefused, match="needs words in English"):
        form(tmp_path, [("text", "a", None, "¿Qué?")])


def test_what_is_no_form_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "letter.xlsx").write_text("Dear city")
    with pytest.raises(FormRefused, match=r"letter\.xlsx cannot be read"):
        imported(tmp_path / "letter.xlsx")
    with pytest.raises(FormRefused, match=r"household.xlsx.*no_such_list"):
        form(tmp_path, [("select_one no_such_list", "a", "Which?", "¿Cuál?")])


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("English (en)", "en"), ("es", "es"), ("Español (es-MX)", "es"), ("Español", "es"), ("spanish", "es"),
        ("Somali", "so"), ("default", "en"), ("Klingon", ""), ("pt_BR", "pt"),
    ],
)  # fmt: skip
def test_a_column_names_its_language(heading: str, code: str) -> None:
    assert language_code(heading, "en") == code
