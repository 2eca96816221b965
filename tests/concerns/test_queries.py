"""What flows are told about a text besides its kinds, and what counts as a reference."""

from contextlib import closing

import pytest

from bot.concerns.queries import concern_kinds, concern_status, phrases_of
from bot.concerns.rules import Phrases
from bot.db.engine import Database
from bot.flowfiles.library import Library
from tests.conversations.town import demo_library


@pytest.fixture(scope="module")
def library() -> Library:
    return demo_library()


@pytest.fixture(scope="module")
def phrases(library: Library) -> Phrases:
    return phrases_of(library)


@pytest.mark.parametrize(
    ("text", "thanks"),
    [
        ("thanks", True), ("Muchas gracias!", True), ("ok", True), ("\U0001f642", True), ("ok thank u", True),
        ("thank you, have a great day", True), ("gracias, ya taparon el bache", True),
        ("thanks but the light is still out", False), ("gracias, la basura sigue ahi", False), ("hola", False),
        ("?", False), ("", False), ("good morning", False), ("pothole", False),
    ],
)  # fmt: skip
def test_thanks_close_a_talk(library: Library, phrases: Phrases, text: str, thanks: bool) -> None:
    assert concern_kinds(library, phrases, text=text).values["thanks"] is thanks


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        ("hi, when are they going to fix what i reported", True), ("what happened with my report?", True),
        ("oigan y cuando van a arreglar lo que reporte", True), ("que paso con mi reporte del bache", True),
        ("quiero hacer mi reporte de un bache", False), ("here is my report: a hole on lake st", False),
        ("there is a hole, when will you fix it?", False), ("", False),
    ],
)  # fmt: skip
def test_a_question_about_an_earlier_report_is_known(
    library: Library, phrases: Phrases, text: str, earlier: bool
) -> None:
    assert concern_kinds(library, phrases, text=text).values["earlier"] is earlier


def test_the_text_is_brought_back_trimmed(library: Library, phrases: Phrases) -> None:
    assert concern_kinds(library, phrases, text=" hay un  bache ").values["told"] == "hay un  bache"


@pytest.mark.parametrize(
    ("reference", "missing", "typo"),
    [("i dont have it", True, False), ("no la tengo", True, False), ("7K3PX", False, True), ("abcde", False, True),
     ("it is 7K3PX", False, True)],
)  # fmt: skip
def test_words_are_no_reference(library: Library, reference: str, missing: bool, typo: bool) -> None:
    with closing(Database("sqlite://")) as db, db.read() as tx:
        values = concern_status(tx, library, reference=reference).values
    assert (values["found"], values["missing"], values["typo"]) == (False, missing, typo)
