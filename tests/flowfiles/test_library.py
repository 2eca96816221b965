"""The library: files become the engine's values, folded and translated, the same from one reading to the next."""

import json
from datetime import time, timedelta
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.engine.flow import Choice, Flow
from bot.flowfiles.library import load
from bot.flowfiles.prices import priced
from bot.flowfiles.problems import FlowErrors
from bot.flowfiles.report import lines, price_table
from bot.flowfiles.schema import SCHEMA, schema_text
from bot.lib.references import LONGEST
from tests.flowfiles.written import CITY, QUERIES, REPORT, Written


def test_a_flow_becomes_the_engines(city: Written) -> None:
    city.spanish = {"Noise": "Ruido"}
    city.translate()
    flow = load(city.flows, city.translations).flows.current["report"]
    assert flow.nudge_after == timedelta(minutes=30)
    assert flow.starts_on == ("report", "reporte")
    kind, sure, opened = flow.steps[2], flow.steps[3], flow.steps[4]
    assert (kind.kind, kind.choices_from, kind.routes) == ("choose", "kinds", {"noise": "open"})
    assert kind.choices[0].label == {"en": "Noise", "es": "Ruido"}
    assert kind.choices[1].also == ("lamp", "foco")
    assert [choice.code for choice in sure.choices] == ["yes", "no", "later"]
    assert (opened.verb, dict(opened.given)["kind"]) == ("open_concern", "{kind}")


def test_a_flow_survives_its_json_form_and_keeps_its_digest(city: Written) -> None:
    library = load(city.flows, city.translations)
    for flow in library.flows.current.values():
        again = Flow.from_json(json.loads(json.dumps(flow.to_json())))
        assert again == flow
        assert again.digest() == library.flows.digests[flow.id]
    assert load(city.flows, city.translations) == library


def test_the_city_its_words_and_its_lexicon(city: Written) -> None:
    city.files["words.yaml"] = 'stop:\n  so: [Jooji!]\n"yes":\n  es: [órale]\n'
    city.write()
    library = load(city.flows, city.translations)
    assert library.city.languages == ("es", "en")
    assert library.city.facts["city"] == {"en": "CityText", "es": "Texto de la Ciudad"}
    assert library.city.quiet_hours.ends_on_sunday == time(12)
    assert "jooji" in library.vocabulary.stop
    assert {"stop", "baja"} <= library.vocabulary.stop
    assert "orale" in library.vocabulary.yes
    (pothole,) = library.lexicon
    assert (pothole.code, pothole.department) == ("pothole", "public_works")
    assert pothole.keywords["es"] == ("bache", "vache", "hoyo")
    assert library.bilingual == {"welcome", "leave", "help"}


def test_quiet_hours_that_leave_no_time_to_send_are_refused(city: Written) -> None:
    city.files["city.yaml"] = CITY.replace('from: "21:00"', 'from: "01:00"')
    city.write()
    with pytest.raises(FlowErrors) as refused:
        load(city.flows, city.translations)
    assert "begin before they end" in str(refused.value.problems[0])


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("city.yaml", "name: CityText\n"),
        ("city.yaml", "[]"),
        ("words.yaml", "numbers: {es: [mil]}\n"),
        ("words.yaml", "halt: {es: [ya]}\n"),
        ("report.yaml", "flow: report\n"),
        ("lexicon.csv", "code\npothole\n"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_problems(city: Written, file: str, text: str) -> None:
    city.files[file] = text
    city.write()
    with pytest.raises(FlowErrors) as refused:
        load(city.flows, city.translations)
    assert {problem.file for problem in refused.value.problems} == {f"flows/{file}"}
    assert f"flows/{file}:1" in str(refused.value)


def test_a_city_without_city_yaml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FlowErrors, match=r"city\.yaml:1: unreadable"):
        load(tmp_path, tmp_path)


def test_a_fuzzy_translation_is_not_said(city: Written) -> None:
    city.spanish = {"You are back.": "Bienvenido."}
    city.translate()
    text = city.catalog.read_text(encoding="utf-8")
    city.catalog.write_text(text.replace('msgctxt "return"', '#, fuzzy\nmsgctxt "return"'), encoding="utf-8")
    assert load(city.flows, city.translations).flows.current["return"].steps[0].text == {"en": "You are back."}


def test_a_choice_may_be_written_short_or_long(city: Written) -> None:
    flow = load(city.flows, city.translations).flows.current["report"]
    assert flow.steps[2].choices[0] == Choice("noise", {"en": "Noise", "es": "Noise"})


def test_prices_count_menus_names_and_both_languages(city: Written) -> None:
    city.spanish = {"{city}: thank you for writing. STOP ends.": "{city}: gracias por escribir. ALTO termina."}
    city.translate()
    every = priced(load(city.flows, city.translations), QUERIES)
    rows = {(row.flow, row.step, row.language): row for row in every}
    hello = rows["welcome", "hello", "es+en"]
    assert hello.words.split("\n") == [
        "Texto de la Ciudad: gracias por escribir. ALTO termina.",
        "CityText: thank you for writing. STOP ends.",
    ]
    found = f"1 {'x' * 20} 2 {'x' * 20}"
    menu = f"Is it about {found} 3 Noise 4 Street light 5 Something else"
    assert menu in {row.words for row in every}
    assert rows["report", "kind?", "en"].words == f"Send a number. {menu}"
    assert rows["report", "sure", "en"].words == "Is it urgent? 1 Yes 2 No 3 Later 9 Rather not say"
    thanks = rows["report", "thanks", "en"]
    assert thanks.words == f"Your number is {'x' * LONGEST}. It is: {'x' * 60}"
    assert (thanks.encoding, thanks.parts, thanks.characters) == ("GSM-7", 1, len(thanks.words))


def test_a_step_said_only_in_a_known_language_is_not_counted_twice(city: Written) -> None:
    city.broken("welcome.yaml", "  - id: hello\n", "  - id: hello\n    when: language == 'es'\n")
    rows = [row for row in priced(load(city.flows, city.translations)) if row.flow == "welcome"]
    assert [row.language for row in rows] == ["es", "en"]


def test_reports_fit_a_terminal(city: Written) -> None:
    city.broken(REPORT_FILE, "What is the problem?", "¿Qué pasó? " * 30)
    told = lines(city.checked())
    assert told[-1] == "2 problems in 1 file."
    assert max(map(len, told)) <= 80
    table = price_table(priced(load(city.flows, city.translations)))
    assert max(map(len, table)) <= 80
    assert "2 over budget" in table[-1]
    assert lines([]) == ["All is well."]


REPORT_FILE = "report.yaml"


def test_the_committed_schema_is_that_of_the_models() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "Run `python -m bot.flowfiles.schema`."


def test_the_schema_accepts_what_the_reader_accepts() -> None:
    schema = json.loads(schema_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    written = REPORT.replace("no: No", '"no": "No"').replace('{"yes": Yes', '{"yes": "Yes"')
    assert list(validator.iter_errors(yaml.safe_load(written))) == []
    assert list(validator.iter_errors({"flow": "x", "steps": [{"id": "a"}]}))
