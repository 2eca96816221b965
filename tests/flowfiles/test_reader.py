"""Reading: every value keeps its meaning and its line, every fault is told at once and never raised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flowfiles.documents import ChooseStep
from bot.flowfiles.problems import Problem
from bot.flowfiles.reader import Page, Source, flow_in, page_of
from tests.flowfiles.written import REPORT


def problems_of(text: str) -> list[Problem]:
    read = flow_in(text, "flows/x.yaml")
    assert isinstance(read, list), "this should have been refused"
    return read


def test_words_stay_words_and_digits_stay_as_written() -> None:
    page = page_of(b"no: yes\nzip: 07030\nclock: 21:00\nbig: 1_000\nreal: true\nnone: ~\nempty:\nquoted: 'true'\n", "x")
    assert isinstance(page, Page)
    assert page.value == {
        "no": "yes", "zip": "07030", "clock": "21:00", "big": "1_000", "real": True, "none": None, "empty": None,
        "quoted": "true",
    }  # fmt: skip


def test_every_place_knows_its_line() -> None:
    read = flow_in(REPORT, "flows/report.yaml")
    assert isinstance(read, Source)
    assert read.page.line(("steps", 2, "choices", "light", "also")) == 17
    assert read.page.line(("steps", 2, "nothing", "such")) == 14


def test_the_kind_of_a_question_is_told_by_its_options() -> None:
    read = flow_in(REPORT, "flows/report.yaml")
    assert isinstance(read, Source)
    assert isinstance(read.document.steps[2], ChooseStep)


FAULTS = [
    ("flow: x\nsteps:\n  - id: a\n    say: one\n    say: two\n", 5, "yaml", "stands here twice"),
    ("flow: x\nsteps:\n  - id: a\n   say: one\n", 4, "yaml", "cannot be read"),
    ("flow: x\ntitle: &t Word\nsteps: &s\n  - id: a\n    say: one\nrest: *s\n", 3, "yaml", "anchors"),
    ("flow: x\nsteps:\n  - id: a\n    sya: one\n", 3, "shape", "nothing tells what this step does"),
    ("flow: x\nsteps:\n  - id: a\n    say: one\n    ask: two\n", 5, "shape", 'a "say" and a "ask" at once'),
    ("flow: x\nsteps:\n  - id: a\n    ask: one\n    helps: two\n", 5, "shape", '"helps" is not a key'),
    ("flow: x\nsteps:\n  - id: a\n    ask: one\n    several: true\n", 5, "shape", "needs options"),
    ("flow: x\nsteps:\n  - say: one\n", 3, "shape", '"id" is missing'),
    ("flow: x\nsteps:\n  - id: A-b\n    say: one\n", 3, "shape", "lower case"),
    ("flow: x\nsteps:\n  - id: a\n    say:\n", 4, "shape", "text is expected"),
    ("flow: x\nsteps:\n  - id: a\n    say: ''\n", 4, "shape", "empty"),
    ("flow: x\nsteps:\n  - id: a\n    say: one\n    when: true\n", 5, "shape", "text is expected"),
    ("flow: x\nsteps:\n  - id: a\n    say: one\n    budget: many\n", 5, "shape", "whole number"),
    ("flow: x\nsteps:\n  - id: a\n    say: one\n    budget: 0\n", 5, "shape", "1 or more"),
    ("flow: x\nsteps:\n  - id: a\n    ask: one\n    as: colour\n", 5, "shape", "it must be 'text'"),
    ("flow: x\nnudge_after: soon\nsteps:\n  - id: a\n    say: one\n", 2, "shape", "a time is expected"),
    ("flow: x\nnudgeafter: 3d\nsteps:\n  - id: a\n    say: one\n", 2, "shape", '"nudgeafter" is not a key'),
    ("flow: x\nsteps: []\n", 2, "shape", "empty"),
    ("just words\n", 1, "shape", "`key: value`"),
    ("", 1, "shape", "`key: value`"),
    ("[" * 5000, 1, "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "rule", "passage"), FAULTS)
def test_a_fault_is_told_with_its_line_and_a_remedy(text: str, line: int, rule: str, passage: str) -> None:
    problem = problems_of(text)[0]
    assert problem.file == "flows/x.yaml"
    assert problem.remedy.endswith((".", "?"))
    if rule:
        assert (problem.line, problem.rule) == (line, rule)
        assert passage in problem.message


def test_all_faults_are_told_at_once() -> None:
    found = problems_of("flow: X\nsteps:\n  - id: a\n  - say: one\n  - id: b\n    do: thing\n    wit: {}\n")
    assert [problem.line for problem in found] == [1, 3, 4, 7]
    assert 'Did you mean "with"?' in found[3].remedy


def test_a_letter_that_is_not_utf_8_is_found() -> None:
    page = page_of(b"flow: x\ntitle: a\xf1o\n", "flows/x.yaml")
    assert isinstance(page, list)
    assert (page[0].line, page[0].rule) == (2, "unreadable")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_and_never_raises(text: str) -> None:
    read = flow_in(text.encode("utf-8", "replace").decode(), "flows/x.yaml")
    assert isinstance(read, Source) or all(problem.line >= 1 and problem.remedy for problem in read)


@given(st.data())
def test_a_flow_cut_or_mixed_anywhere_never_raises(data: st.DataObject) -> None:
    lines = REPORT.splitlines()
    kept = data.draw(st.lists(st.sampled_from(lines), max_size=len(lines)))
    read = flow_in("\n".join(kept), "flows/x.yaml")
    assert isinstance(read, Source) or read
