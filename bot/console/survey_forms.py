"""The form of a survey draft, read back into the draft it shows; nothing is judged or stored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.surveys import rules
from bot.surveys.rules import KINDS, MOST_OPTIONS, MOST_QUESTIONS, Document, Kind, Option, Question

LONGEST_FIELD = 1000
"""Letters that are kept of one field; what is too long for a text is told, not cut."""


def read(form: Mapping[str, str], before: Document, languages: Sequence[str]) -> Document:
    """The draft as the form has it; what no field of it says is as it was before."""

    def text(place: str) -> dict[str, str]:
        return {each: _field(form, f"{place}-{each}") for each in languages}

    keys = dict.fromkeys(key for key in form.get("keys", "").split(",") if key[:1] == "q" and key[1:].isdigit())
    questions = tuple(_question(form, key, text) for key in list(keys)[:MOST_QUESTIONS])
    words = {name: text(f"words-{name}") for name in rules.STANDARD}
    return replace(
        before, title=text("title"), keywords=text("keywords"), invitation=text("invitation"), words=words,
        nudge_hours=_number(form, "nudge_hours", 1, 168) or before.nudge_hours,
        expires_days=_number(form, "expires_days", 1, 30) or before.expires_days, questions=questions,
    )  # fmt: skip


def _question(form: Mapping[str, str], key: str, text: Callable[[str], dict[str, str]]) -> Question:
    kind: Kind = next((each for each in KINDS if each == form.get(f"{key}-kind")), "one")
    count = min(_number(form, f"{key}-options", 0, MOST_OPTIONS) or 0, MOST_OPTIONS)
    options = tuple(
        Option(_name(form, f"{key}-code-{index}"), text(f"{key}-option-{index}")) for index in range(count)
    )  # fmt: skip
    if kind in rules.CHOOSING and not options:
        options = (Option(), Option())
    return Question(
        key, kind, _name(form, f"{key}-id"), text(f"{key}-text"), options, f"{key}-other" in form,
        f"{key}-refuse" in form, _number(form, f"{key}-minimum", -999_999, 999_999),
        _number(form, f"{key}-maximum", -999_999, 999_999),
    )  # fmt: skip


def _field(form: Mapping[str, str], name: str) -> str:
    return " ".join(form.get(name, "").split())[:LONGEST_FIELD]


def _name(form: Mapping[str, str], name: str) -> str:
    """A name in the data, if one was written: lower-case letters, digits and _."""
    written = form.get(name, "").strip().lower()
    kept = "".join(each if each.isascii() and each.isalnum() else "_" for each in written).strip("_")[:30]
    return kept if kept and kept[0].isalpha() else ""


def _number(form: Mapping[str, str], name: str, least: int, most: int) -> int | None:
    try:
        number = int(form.get(name, ""))
    except ValueError:
        return None
    return min(max(number, least), most)


def acted(document: Document, act: str) -> Document:
    """The draft after the button that was pressed: `add`, `back`, or another act with the question's key behind it."""
    name, _, of = act.partition(":")
    key, _, number = of.partition(":")
    if name == "add" and len(document.questions) < MOST_QUESTIONS:
        return rules.added(document, next((each for each in KINDS if each == of), "one"))
    if name == "copy" and len(document.questions) < MOST_QUESTIONS:
        return rules.duplicated(document, key)
    if name == "option" and len(_options(document, key)) < MOST_OPTIONS:
        return rules.with_option(document, key)
    if name == "less" and number.isdigit():
        return rules.without_option(document, key, int(number))
    if name in ("up", "down"):
        return rules.moved(document, key, -1 if name == "up" else 1)
    if name == "remove":
        return rules.removed(document, key)
    return rules.put_back(document) if name == "back" else document


def _options(document: Document, key: str) -> Sequence[Option]:
    question = document.question(key)
    return question.options if question else ()
