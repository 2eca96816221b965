"""Flows at the console: the list, the drawing with its steps, the conversation in every language; who may see it."""

import re

import pytest
from flask import g

from bot.console.drawn_words import own_words
from bot.flowfiles.drawing import drawing
from tests.console.desk import Console
from tests.console.residents import Counted

FLOWS = "/console/flows"


def ids(page: str) -> list[str]:
    """The flows of the list, from its top."""
    return re.findall(r'<span class="code small quiet">(\w+)</span>', page)


def test_every_flow_is_listed_with_what_it_costs(console: Console) -> None:
    page = console.client("coordinator").get(FLOWS).text
    assert set(ids(page)) == set(console.bot.library.flows.current)
    (row,) = re.findall(r"<tr>(?:(?!</tr>).)*/flows/report/conversation.*?</tr>", page, re.DOTALL)
    assert "report, reports, reporte, reportes and 5 more" in row and ">nothing</span>" in row
    steps = len(console.bot.library.flows.current["report"].steps)
    assert f'data-label="Steps">{steps}</td>' in row


def test_the_list_is_sought_and_sorted_by_address(console: Console) -> None:
    client = console.client("coordinator")
    assert ids(client.get(f"{FLOWS}?q=BACHE").text) == []
    assert "report" in ids(client.get(f"{FLOWS}?q=reportar").text)
    steps = {id: len(flow.steps) for id, flow in console.bot.library.flows.current.items()}
    found = [steps[each] for each in ids(client.get(f"{FLOWS}?sort=-steps").text)]
    assert found == sorted(found, reverse=True) and len(found) == len(steps)
    assert ids(client.get(f"{FLOWS}?only=missing").text) == []
    assert "No flow is like that." in client.get(f"{FLOWS}?only=missing").text


def test_a_flow_is_drawn_and_its_steps_are_a_list_with_the_same_ways(console: Console) -> None:
    page = console.client("coordinator").get(f"{FLOWS}/report").text
    flow = console.bot.library.flows.current["report"]
    svg = re.search(r"<svg xmlns.*?</svg>", page, re.DOTALL)[0]
    assert '<title id="drawn-title">' in svg and "url(#drawn-tip)" in svg
    listed = re.findall(r'<li id="step-(\w+)">', page)
    assert listed == [step.id for step in flow.steps]
    assert all(f">{step.id}<" in svg for step in flow.steps)
    links = set(re.findall(r'href="#step-(\w+)"', page))
    assert links <= set(listed) and "fine" in links


def test_the_drawing_speaks_the_readers_language(console: Console) -> None:
    page = console.client("translator").get(f"{FLOWS}/prosperity").text  # The translator reads Spanish.
    svg = re.search(r"<svg xmlns.*?</svg>", page, re.DOTALL)[0]
    for words in ("empieza con: ", "recordatorio después de", "pide elegir una", "se saltó", ">fin<"):
        assert words in svg
    for words in ("starts on", ">asks", "otherwise", "skipped", ">end<", "reminder after", "only if"):
        assert words not in svg


def test_every_word_of_a_drawing_is_known(console: Console) -> None:
    asked: set[str] = set()
    for flow in console.bot.library.flows.current.values():
        drawing(flow, ["en"], lambda words: asked.add(words) or words)
    with console.app.test_request_context():
        g.language = "en"
        known = set(own_words())
    codes = {code for flow in console.bot.library.flows.current.values() for step in flow.steps for code in step.routes}
    assert {words for words in asked - codes if words} <= known


def test_a_flow_is_read_in_both_languages_side_by_side(console: Console) -> None:
    page = console.client("coordinator").get(f"{FLOWS}/prosperity/conversation").text
    for words in (
        "For your family, prosperity is mostly: 1 Steady work",
        "finds nothing to mend",
        "school grade",
        "ease ",
    ):
        assert words in page
    english, spanish = (page.count(f'class="bubble" lang="{code}"') for code in ("en", "es"))
    assert english == spanish > 5
    assert "Not translated" not in page


@pytest.mark.parametrize("address", ["", "/conversation", "/try"])
def test_a_flow_that_is_not_there(console: Console, address: str) -> None:
    assert console.client("coordinator").get(f"{FLOWS}/nowhere{address}").status_code == 404


def test_triage_reads_no_flows_and_analysts_do(console: Console) -> None:
    assert console.client("triage").get(FLOWS).status_code == 403
    assert console.client("analyst").get(f"{FLOWS}/report").status_code == 200


def test_a_page_asks_the_database_little(console: Console) -> None:
    client = console.client("coordinator")
    for path in (FLOWS, f"{FLOWS}/report", f"{FLOWS}/report/conversation"):
        client.get(path)
        with Counted(console) as counted:
            client.get(path)
        assert len(counted.statements) <= 8, (path, counted.statements)
