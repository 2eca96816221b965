"""Extraction through Babel itself: every text, with its flow as context, its line and what a translator should know."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from bot.flowfiles.problems import FlowErrors
from tests.flowfiles.written import Written

METHOD = "bot.flowfiles.extract:extract"
ROOT = Path(__file__).parents[2]


def test_babel_finds_every_text_with_line_context_and_comments(city: Written) -> None:
    found = extract_from_file(METHOD, city.flows / "report.yaml")
    assert [(line, words) for line, words, _, _ in found][:4] == [
        (2, "Report a concern"), (4, "Still there?"), (8, "What is the problem?"), (15, "Is it about"),
    ]  # fmt: skip
    assert {context for _, _, _, context in found} == {"report"}
    comments = {words: told for _, words, told, _ in found}
    assert comments["Is it about"] == [
        "Shown as a numbered menu.", "Keep the options short.", "budget 1 part, 0 placeholders",
    ]  # fmt: skip
    assert comments["Your number is {reference}. It is: {kind}"] == ["budget 1 part, 2 placeholders (kind, reference)"]


def test_other_yaml_files_have_no_texts(city: Written) -> None:
    assert extract_from_file(METHOD, city.flows / "city.yaml") == []


def test_a_broken_flow_is_not_extracted_in_silence(city: Written) -> None:
    city.broken("report.yaml", "flow: report", "flow: report\ncolour: red")
    with pytest.raises(FlowErrors, match="colour"):
        extract_from_file(METHOD, city.flows / "report.yaml")


def test_the_command_writes_a_template_that_the_catalog_fits(city: Written) -> None:
    mapping = city.root / "babel.cfg"
    mapping.write_text(f"[extractors]\nflows = {METHOD}\n\n[flows: **.yaml]\n", encoding="utf-8")
    template = city.root / "flows.pot"
    command = [
        sys.executable,
        "-m",
        "babel.messages.frontend",
        "extract",
        "-F",
        "babel.cfg",
        "-o",
        "flows.pot",
        "flows",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=city.root, env=environment, check=True, capture_output=True)
    with template.open("rb") as stream:
        extracted = {(message.context, message.id) for message in read_po(stream) if message.id}
    with city.catalog.open("rb") as stream:
        translated = {(message.context, message.id) for message in read_po(stream) if message.id}
    assert extracted == translated
    assert ("report", "Noise") in extracted
