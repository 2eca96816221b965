"""The flows that come with the program, walked by the engine; and what the check says of the engine's newer keys."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.engine.inputs import Begin, Found
from bot.engine.outputs import Query
from bot.engine.session import begin
from bot.flowfiles.library import Library
from tests.engine.talking import NOON, TODAY, Moment, Talk
from tests.flowfiles.written import good_city


def walk(library: Library, flow: str, language: str = "en", **values: str) -> Talk:
    at = Moment(NOON, TODAY, library.city.languages, library.vocabulary, {**library.city.facts, "new": False},
                {"reference": "7K3PD"})  # fmt: skip
    session = begin("ses_1", flow, library.flows.digests[flow], language, values)

    def find(query: Query) -> Found:
        text = query.given.get("text", "").strip()
        named = {"found": False, "typo": False, "status": "said", "kind": "", "told": text}
        return Found({"words": len(text.split()), **named})

    return Talk(library.flows, session, at, find).take(Begin())


def test_own_words_at_the_menu_start_a_report_with_them(shipped: Library) -> None:
    told = walk(shipped, "welcome", heard="hola", onward="", rest="").hears("the lamp on my corner is dark")
    assert ("words", "answered", (), "the lamp on my corner is dark") in told.answered
    assert told.at_step == "report.place"


@pytest.mark.parametrize("number", ["1", "5", "other"])
def test_a_number_at_the_menu_asks_for_the_words(shipped: Library, number: str) -> None:
    told = walk(shipped, "welcome", heard="hola", onward="", rest="").hears(number)
    assert told.at_step == "report.words"


def test_a_first_text_with_a_code_reaches_the_status_flow(shipped: Library) -> None:
    told = walk(shipped, "welcome", heard="estado 7k3pd", onward="status", rest="7k3pd")
    assert ("reference", "answered", (), "7k3pd") in told.answered


def test_a_report_that_is_never_finished_is_opened_with_what_was_told(shipped: Library) -> None:
    told = walk(shipped, "welcome", heard="hola", onward="", rest="").hears("the lamp on my corner is dark")
    told.waits(hours=22).waits(days=3)
    assert [verb for verb, _ in told.done] == ["open_concern"]
    assert told.done[0][1]["words"] == "the lamp on my corner is dark"
    assert told.finished == "expired"


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_survey_takes_its_answers_in_both_languages(shipped: Library, language: str) -> None:
    heard = {
        "en": ["now", "a safe home", "better", "more work", "rent", "a lot", "skip", "sure"],
        "es": ["sí", "casa", "mejor", "más trabajo", "renta", "5", "saltar", "claro"],
    }
    told = walk(shipped, "prosperity", language).hears(*heard[language])
    assert told.finished == "done"
    codes = {each.step: each.codes for each in told.every if hasattr(each, "codes")}
    assert codes["meaning"] == ("home",)
    assert (codes["year"], codes["first"], codes["voice"], codes["results"]) == (
        ("better",),
        ("rent",),
        ("5",),
        ("yes",),
    )


def test_every_shipped_flow_survives_its_own_json(shipped: Library) -> None:
    for flow in shipped.flows.current.values():
        assert type(flow).from_json(flow.to_json()) == flow
        assert replace(flow, unanswered="x").digest() != flow.digest()


@pytest.mark.parametrize(
    ("was", "now", "rule"),
    [
        ("nudge: Still there?", "nudge: Still there?\nunanswered: opne", "route-to-nowhere"),
        ("nudge: Still there?", "nudge: Still there?\nunanswered: end", "route-to-nowhere"),
        ("It is: {kind}", "It is: {said.kidn}", "unknown-name"),
        ("- id: sure", "- id: said", "step-name"),
    ],
)
def test_the_check_refuses(tmp_path: Path, was: str, now: str, rule: str) -> None:
    city = good_city(tmp_path)
    city.broken("report.yaml", was, now)
    assert rule in {problem.rule for problem in city.checked()}


def test_the_check_accepts_them_where_they_are_right(tmp_path: Path) -> None:
    city = good_city(tmp_path)
    city.broken("report.yaml", "nudge: Still there?", "nudge: Still there?\nunanswered: open")
    city.broken("report.yaml", 'words: "{words}"}', 'words: "{said.words}"}')
    assert city.checked() == []
