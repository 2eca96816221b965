"""The pages as they leave the server, in both languages: their words, their facts, what they may load."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "Sentence": None}
SCREENS = sorted((ROOT / "bot").rglob("static/*.js"))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_the_page_for_whoever_wonders_names_the_citys_facts(client: FlaskClient) -> None:
    page = client.get("/?language=en").text
    for fact in (
        "(505) 555-0100",
        "STOP",
        "ALTO",
        "CityText",
        "about 4 texts a month",
        "Call 311",
        "/simulator",
    ):
        assert fact in page


def test_the_same_in_spanish(client: FlaskClient) -> None:
    page = client.get("/?language=es").text
    for fact in ("(505) 555-0100", "¿Es verdadero este texto?", "Texto de la Ciudad", "Llame al 311", 'lang="es"'):
        assert fact in page


def test_the_browsers_language_counts_until_one_is_chosen(client: FlaskClient) -> None:
    spanish = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"}
    assert '<html lang="es">' in client.get("/", headers=spanish).text
    assert '<html lang="en">' in client.get("/?language=en", headers=spanish).text
    assert '<html lang="en">' in client.get("/", headers=spanish).text
    assert '<html lang="en">' in client.get("/?language=tlh").text


@pytest.mark.parametrize("path", ["/", "/simulator"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_page_has_no_inline_code_or_style_and_loads_nothing_from_elsewhere(
    client: FlaskClient, path: str, language: str
) -> None:
    answer = client.get(path, query_string={"language": language})
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*(src=|application/json))", answer.text)
    assert not re.search(r"""(src|href)=["'](https?:)?//""", answer.text)


def test_every_word_of_the_screens_is_translated_and_no_other() -> None:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as words:
        mapping = parse_mapping_cfg(words)[0]
    said = {
        message
        for _, _, message, _, _ in extract_from_dir(
            ROOT / "bot",
            method_map=mapping,
            keywords=KEYWORDS,
        )
    }
    for file in ("console.pot", "es/LC_MESSAGES/console.po"):
        with (ROOT / "translations" / file).open("rb") as stream:
            catalog = read_po(stream)
        assert {message.id for message in catalog if message.id} == said
    assert [message.id for message in catalog if message.id and (message.fuzzy or not all(message.string))] == []


@pytest.mark.parametrize("script", SCREENS, ids=lambda path: path.name)
def test_a_script_is_short_and_opens_by_saying_what_it_holds(script: Path) -> None:
    lines = script.read_text().splitlines()
    assert lines[0].startswith("// ") and len(lines) <= 400
