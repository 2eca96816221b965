"""Sentences that can be told in another language: text to whoever takes them for text, kept whole, all in Spanish."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from bot.doctor import environment
from bot.flowfiles.checks import check
from bot.sentences import Sentence, in_words, kept, restored, why
from bot.settings import Settings
from tests.flowfiles.written import SPANISH, untold

ROOT = Path(__file__).parents[1]
AT_THE_COMMAND_LINE = {"xlsform.py", "formwords.py", "relevance.py", "gaps.py", "drafting.py"}
"""Files of the flow check whose problems no page shows."""
TELLING = {"problem", "at", "Problem", "Trouble", "misfit", "_Wrong", "_Unreadable"}
LIVE = Settings(
    twilio_account_sid="AC1", secret_key="x" * 32, simulator=True, public_url="http://city.example",
    mail_server="smtp://mail.city.example", oidc_issuer="http://id.city.example", redis_url="redis://127.0.0.1:1",
)  # fmt: skip
HINT = Sentence(' Did you mean "%(name)s"?', name="place")
UNKNOWN = Sentence("It has %(known)s.%(hint)s", known="place", hint=HINT)


def spanish(template: str) -> str:
    return str(SPANISH.get(template).string)


def test_to_everybody_else_it_is_its_english_text() -> None:
    assert UNKNOWN == 'It has place. Did you mean "place"?'
    assert sorted([UNKNOWN, Sentence("A"), "B"]) == ["A", "B", 'It has place. Did you mean "place"?']
    assert json.dumps({"said": UNKNOWN}) == json.dumps({"said": str(UNKNOWN)})
    assert Sentence("100 % of them") == "100 % of them"
    assert Sentence("%(count)s %% of them", count=5) == "5 % of them"


def test_it_is_told_in_another_language_with_what_is_inside_it() -> None:
    assert in_words(UNKNOWN, spanish) == "Tiene place. ¿Quiso decir «place»?"
    assert in_words("written by somebody", spanish) == "written by somebody"


def test_it_is_kept_as_json_and_what_was_kept_as_text_is_still_read() -> None:
    there = restored(json.loads(json.dumps(kept(UNKNOWN))))
    assert there == UNKNOWN
    assert in_words(there, spanish) == "Tiene place. ¿Quiso decir «place»?"
    assert restored(json.loads(json.dumps(kept("plain")))) == "plain"


def test_an_error_says_the_sentence_that_it_was_raised_with() -> None:
    assert why(ValueError(UNKNOWN)) is UNKNOWN
    assert why(KeyError("place")) == "'place'"
    assert why(ValueError()) == ""


@pytest.mark.parametrize("settings", [Settings(), LIVE, Settings(oidc_issuer="https://id.city.example")])
def test_every_line_of_the_doctor_that_a_page_shows_is_in_spanish(settings: Settings) -> None:
    told = [each.words for each in environment(settings)]
    assert [each for each in told if " " in each and untold(each)] == []
    assert sum(isinstance(each, Sentence) for each in told) >= 4


def test_what_the_check_says_of_a_folder_without_anything_is_in_spanish(tmp_path: Path) -> None:
    found = check(tmp_path, tmp_path, {}, {})
    assert found and [words for each in found for words in (each.message, each.remedy) if untold(words)] == []


def test_no_problem_is_made_of_plain_text() -> None:
    """What the check says of a thing stands in the call as a literal or a name before it; a literal is a sentence."""
    plain = [
        f"{path.name}:{given.lineno}"
        for path in [*(ROOT / "bot" / "flowfiles").glob("*.py"), *(ROOT / "bot" / "publishing").glob("*.py")]
        if path.name not in AT_THE_COMMAND_LINE
        for given in _told_in(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(given, ast.JoinedStr)
        or (isinstance(given, ast.Constant) and isinstance(given.value, str) and " " in given.value)
    ]
    assert plain == []


def _told_in(tree: ast.AST) -> Iterator[ast.expr]:
    """What calls that tell are given, and what is put into the names that they are given."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            # The first of those that name a file, and the rule, are no sentences.
            yield from node.args[-2:] if called in TELLING else ()
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("message", "remedy"):
            yield node.value


def test_every_sentence_is_in_the_catalog() -> None:
    """babel.cfg names the files that are looked through; one that is not named there would stay English."""
    made = [
        (path.name, given.value)
        for path in (ROOT / "bot").rglob("*.py")
        if "Sentence(" in (source := path.read_text(encoding="utf-8")) and path.name not in AT_THE_COMMAND_LINE
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Sentence"
        for given in call.args
        if isinstance(given, ast.Constant)
    ]
    assert len(made) > 300
    assert [each for each in made if untold(Sentence(each[1]))] == []


@pytest.mark.parametrize("catalog", sorted((ROOT / "translations").glob("*/LC_MESSAGES/console.po")), ids=str)
def test_every_translation_fills_in_the_same_names(catalog: Path) -> None:
    with catalog.open("rb") as stream:
        entries = [each for each in read_po(stream, locale=catalog.parts[-3]) if each.id]
    assert [each.id for each in entries if not _fills_in_alike(each)] == []


def _fills_in_alike(entry: Message) -> bool:
    """A form of the plural may leave the number out, and nothing else."""
    english = entry.id if isinstance(entry.id, (tuple, list)) else (entry.id,)
    wanted = set().union(*(_names(each) for each in english))
    said = entry.string if isinstance(entry.string, (tuple, list)) else (entry.string,)
    may_lack = {"%(num)s", *set.symmetric_difference(*map(_names, english))} if len(english) == 2 else set()
    return all(_names(each) <= wanted and wanted - _names(each) <= may_lack for each in said)


def _names(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[.\d]*[a-z]", text))
