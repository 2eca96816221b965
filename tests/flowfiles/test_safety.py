"""The fixed texts for danger: what is shipped holds every rule, and every way of breaking one is told."""

import re
from pathlib import Path

import pytest

from bot.flowfiles.problems import Problem
from bot.flowfiles.safety import NOTICES, SafetyTexts, read_safety, safety_problems
from bot.flowfiles.spelling import lost_accents
from bot.lib.sms import price
from bot.safety.classes import CLASSES

SHIPPED = Path(__file__).parents[2] / "flows" / "safety.yaml"
LANGUAGES = ("es", "en")
SIGNED = (
    'signed_off: [{by: City attorney, on: "2026-01-31", version: 1}, {by: Clinician, on: "2026-02-01", version: 1}]'
)
NUMBERS = {
    "suicide": "988", "dv": "1-800-799-7233", "child_abuse": "1-800-422-4453", "trafficking": "1-888-373-7888",
    "immigration": "505-555-0100", "em_fire": "911", "em_violence": "911", "em_medical": "911",
}  # fmt: skip


def shipped() -> SafetyTexts:
    texts = read_safety(SHIPPED, "flows/safety.yaml")
    assert isinstance(texts, SafetyTexts), texts
    return texts


def problems(path: Path, *, production: bool = False) -> list[Problem]:
    return list(safety_problems(path, "flows/safety.yaml", LANGUAGES, production=production))


@pytest.fixture
def broken(tmp_path: Path):
    def write(was: str, now: str) -> Path:
        text = SHIPPED.read_text(encoding="utf-8")
        assert was in text
        path = tmp_path / "safety.yaml"
        path.write_text(text.replace(was, now, 1), encoding="utf-8")
        return path

    return write


def test_the_shipped_texts_hold_every_rule_but_the_signatures() -> None:
    assert problems(SHIPPED) == []
    assert [each.rule for each in problems(SHIPPED, production=True)] == ["safety-unsigned"]
    assert not shipped().signed_off, "nobody real has signed, so that no city may take it for signed"


@pytest.mark.parametrize("code", CLASSES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_danger_is_answered_in_one_part_with_its_number(code: str, language: str) -> None:
    said = shipped().text_for(code, language, LANGUAGES)
    assert price(said).encoding == "GSM-7" and price(said).parts == 1
    assert NUMBERS.get(code, "911") in said
    assert re.search(r"(mande|send|seguir|go on|happened|report|pasa|reporte).{0,14}:? ?1\b", said, re.IGNORECASE)
    assert "{" not in said
    if language == "es":
        assert not re.search(r"\b(tu|tus|ti|contigo|llama|manda|borra|puedes|quieres)\b", said), "usted, always"
        assert lost_accents(said) == {}


def test_without_a_language_both_are_said_one_below_the_other() -> None:
    texts = shipped()
    assert texts.text_for("dv", None, LANGUAGES).split("\n") == [texts.texts["dv"]["es"], texts.texts["dv"]["en"]]
    assert texts.text_for("dv", "fr", LANGUAGES) == texts.texts["dv"]["en"], "a language without words gets English"
    assert all(len(words) < NOTICES[name] for name, text in texts.notices.items() for words in text.values())
    assert texts.notice("sensitive_number", "es", LANGUAGES) == texts.notices["sensitive_number"]["es"]


def test_other_words_have_another_digest(broken) -> None:
    other = read_safety(broken("You matter.", "You matter to us."), "flows/safety.yaml")
    number = read_safety(broken("505-555-0100", "505-555-0199"), "flows/safety.yaml")
    assert isinstance(other, SafetyTexts) and isinstance(number, SafetyTexts)
    assert len({shipped().digest, other.digest, number.digest}) == 3


def test_two_people_sign_and_they_sign_this_version(broken) -> None:
    assert problems(broken("signed_off: []", SIGNED), production=True) == []
    signed = read_safety(broken("signed_off: []", SIGNED), "flows/safety.yaml")
    assert isinstance(signed, SafetyTexts) and signed.signed_off
    for said in (SIGNED.replace("version: 1}]", "version: 2}]"), SIGNED.replace("Clinician", "City Attorney")):
        (problem,) = problems(broken("signed_off: []", said), production=True)
        assert problem.rule == "safety-unsigned" and "clinician" in problem.message
        assert "flows/safety.yaml" in str(problem) and "City attorney" in problem.remedy


BROKEN = [
    ("  suicide:\n", "  suicid:\n", "safety-missing", '"suicide" has no text'),
    ("  suicide:\n", "  suicid:\n", "safety-unknown", '"suicid"'),
    ("  sensitive_number:\n", "  other:\n", "safety-missing", "sensitive_number"),
    ("{legal_help}", "{legal_halp}", "safety-placeholder", "legal_halp"),
    ("Usted importa.", "Usted está aquí.", "safety-length", "á, í"),
    ("You matter.", "You matter. " + "We are here for you. " * 3, "safety-length", "160 fit"),
    ("we erased a private number", "we erased a very private and secret number", "safety-length", "110 fit"),
    ("To go on here: 1", "Go on.", "safety-go-on", "sending 1"),
    ("To go on here: 1", "Call 1-800-799-7233 or 911.", "safety-go-on", "sending 1"),
    ("version: 1\n", "version: one\n", "shape", "whole number"),
    ("signed_off: []", "signed_off: [{by: Clinician, on: soon, version: 1}]", "shape", "a date is expected"),
    ("numbers:\n", "nummers:\n", "shape", "nummers"),
]


@pytest.mark.parametrize(("was", "now", "rule", "message"), BROKEN)
def test_every_fault_is_told_with_its_line_and_its_remedy(broken, was: str, now: str, rule: str, message: str) -> None:
    found = [each for each in problems(broken(was, now)) if each.rule == rule]
    assert any(message in each.message for each in found), found
    assert all(each.line > 1 and each.remedy for each in found)


def test_a_language_that_the_city_speaks_may_not_be_missing() -> None:
    found = list(safety_problems(SHIPPED, "flows/safety.yaml", ("es", "en", "vi"), production=False))
    assert {each.rule for each in found} == {"safety-language"}
    assert len(found) == len(CLASSES) + len(NOTICES)


def test_a_missing_file_is_one_clear_problem(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path / "safety.yaml")
    assert problem.rule == "unreadable"
    assert read_safety(tmp_path / "safety.yaml", "flows/safety.yaml") == [problem]


def test_texts_that_lack_a_danger_cannot_be_used(broken) -> None:
    found = read_safety(broken("  dv:\n", "  dw:\n"), "flows/safety.yaml")
    assert isinstance(found, list) and {each.rule for each in found} == {"safety-missing", "safety-unknown"}
