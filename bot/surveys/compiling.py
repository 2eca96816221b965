"""Makes a flow file and its translations out of a draft; pure, and whether residents could use it is asked elsewhere.

Every text of the file is known by its place in the draft ("q1-text", "q1-option-0", "closing"), so that what the check
says can be told beside the words it is about. A text without English stands in the file as STAND_IN, which no check
lets through: the draft says which it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.engine.flow import SOURCE_LANGUAGE
from bot.engine.vocabulary import fold
from bot.engine.wording import REFUSE_DIGIT
from bot.flowfiles.checks import RESERVED
from bot.flowfiles.drafting import EMPTY_WORDS, Names, flow_text
from bot.flowfiles.options import TAKEN_CODES
from bot.flowfiles.problems import Where
from bot.surveys.rules import CHOOSING, Document, Option, Question, Text

OWN_STEPS = ("invitation", "closing", "later", "declined")
STAND_IN = "(no words yet: {place})"
PREFIX: Mapping[str, str] = {"en": "{number} of {count}. ", "es": "{number} de {count}. "}
HELP: Mapping[str, Mapping[str, str]] = {
    "menu": {"en": "Please send 1 to {last}.", "es": "Mande del 1 al {last}."},
    "refusable": {"en": "Please send 1 to {last}, or {refuse}.", "es": "Mande del 1 al {last}, o {refuse}."},
    "number": {"en": "Please send a number.", "es": "Mande una cifra."},
    "date": {"en": "Please send a date, like 3/12.", "es": "Mande una fecha, como 3/12."},
}
"""What is said before a question is asked again, in the languages it is known in; elsewhere nothing is."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """The flow file, its translations by language and English text, and where each text of it stands in the draft.

    `missing` are place and language of texts that are not written; `clashes` those whose English stands elsewhere with
    other words, and that other place.
    """

    flow: str
    text: str
    translations: Mapping[str, Mapping[str, str]]
    places: Mapping[Where, str]
    by_english: Mapping[str, str]
    steps: Mapping[str, str]
    missing: tuple[tuple[str, str], ...]
    clashes: tuple[tuple[str, str, str], ...]


@dataclass(slots=True)
class _Words:
    """Texts on their way into the file and the catalogs."""

    languages: Sequence[str]
    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)
    missing: list[tuple[str, str]] = field(default_factory=list)
    clashes: list[tuple[str, str, str]] = field(default_factory=list)

    def english(self, place: str, text: Text) -> str:
        """The text as the flow file has it, its other languages noted."""
        said = {each: " ".join(text.get(each, "").split()) for each in self.languages}
        self.missing += [(place, each) for each, words in said.items() if not words]
        english = said.get(SOURCE_LANGUAGE, "") or STAND_IN.replace("{place}", place)
        where = self.first.setdefault(english, place)
        for language, words in said.items():
            if language == SOURCE_LANGUAGE or not words:
                continue
            there = self.translations.setdefault(language, {}).setdefault(english, words)
            if there != words:
                self.clashes.append((place, language, where))
        return english

    def standing(self, patterns: Mapping[str, str], **values: object) -> str:
        """A text of our own in every language; empty when one of the city's is not known."""
        if not all(each in patterns for each in self.languages):
            return ""
        return self.english("help", {each: patterns[each].format(**values) for each in self.languages})


def compiled(flow: str, document: Document, languages: Sequence[str]) -> Compiled:
    """The draft as a flow in these languages of the city; any draft becomes one, however unfinished."""
    words = _Words(languages)
    document = named(document)
    places: dict[Where, str] = {}
    steps = list(_steps(document, words, places))
    head: dict[str, Any] = {"flow": flow, "title": words.english("title", document.title)}
    places["title",] = "title"
    if keywords := keywords_of(document):
        head["starts_on"] = keywords
        places |= {("starts_on", index): "keywords" for index in range(len(keywords))}
    head["survey"] = flow
    head["nudge"] = words.english("words-nudge", document.words.get("nudge", {}))
    places["nudge",] = "words-nudge"
    head |= {"nudge_after": f"{document.nudge_hours}h", "expires_after": f"{document.expires_days}d"}
    return Compiled(
        flow, flow_text(head, steps), words.translations, places, words.first,
        {step["id"]: places["steps", index, _main(step)] for index, step in enumerate(steps)},
        tuple(dict.fromkeys(words.missing)), tuple(words.clashes),
    )  # fmt: skip


def _main(step: Mapping[str, Any]) -> str:
    return "say" if "say" in step else "ask"


def named(document: Document) -> Document:
    """The draft with a name for every question and a code for every option; those there are stay as they are."""
    names = Names({*RESERVED, *OWN_STEPS})
    kept = [names.kept(each.id) if each.id else "" for each in document.questions]
    questions = [
        _named(question, name or names.new(_hint(question.text), "question", leave_out=EMPTY_WORDS))
        for question, name in zip(document.questions, kept, strict=True)
    ]
    return Document(
        document.title, document.keywords, document.invitation, document.words, document.nudge_hours,
        document.expires_days, tuple(questions), document.removed,
    )  # fmt: skip


def _named(question: Question, name: str) -> Question:
    codes = Names({*TAKEN_CODES, "other"})
    kept = [codes.kept(each.code) if each.code else "" for each in question.options]
    options = tuple(
        Option(code or codes.new(_hint(each.label), "option"), each.label)
        for each, code in zip(question.options, kept, strict=True)
    )
    return Question(
        question.key, question.kind, name, question.text, options, question.other, question.refuse, question.minimum,
        question.maximum,
    )  # fmt: skip


def _hint(text: Text) -> str:
    return text.get(SOURCE_LANGUAGE) or next((words for words in text.values() if words), "")


def keywords_of(document: Document) -> list[str]:
    """The words that start it, of every language, each once."""
    found = (word.strip() for words in document.keywords.values() for word in words.split(","))
    return list({fold(word): word for word in found if word}.values())


def _steps(document: Document, words: _Words, places: dict[Where, str]) -> Iterator[dict[str, Any]]:
    small = document.words
    count = len(document.questions)
    yield {
        "id": "invitation", "ask": words.english("invitation", document.invitation),
        "choices": {code: words.english(f"words-{name}", small.get(name, {}))
                    for code, name in (("yes", "start"), ("later", "wait"), ("no", "decline"))},
        "routes": {"later": "later", "no": "declined", "refused": "declined", "skipped": "later", "unclear": "later"},
    }  # fmt: skip
    places["steps", 0, "ask"] = "invitation"
    for code, name in (("yes", "start"), ("later", "wait"), ("no", "decline")):
        places["steps", 0, "choices", code] = f"words-{name}"
    for index, question in enumerate(document.questions, start=1):
        yield _step(question, index, count, small, words, places)
    for offset, name in enumerate(("closing", "later", "declined"), start=count + 1):
        text = small.get(name, {})
        if name == "later":
            text = {each: said.replace("{keyword}", _keyword(document, each)) for each, said in text.items()}
        yield {"id": name, "say": words.english(f"words-{name}", text), "next": "end"}
        places["steps", offset, "say"] = f"words-{name}"


def _keyword(document: Document, language: str) -> str:
    of_language = [word.strip() for word in document.keywords.get(language, "").split(",") if word.strip()]
    return (of_language or keywords_of(document) or ["?"])[0].upper()


def _step(
    question: Question, number: int, count: int, small: Mapping[str, Text], words: _Words, places: dict[Where, str]
) -> dict[str, Any]:  # fmt: skip
    key = question.key
    asked = {
        each: PREFIX.get(each, "{number}/{count}. ").format(number=number, count=count) + said
        for each, said in question.text.items() if said.strip()
    }  # fmt: skip
    step: dict[str, Any] = {"id": question.id, "number": number, "ask": words.english(f"{key}-text", asked)}
    places["steps", number, "ask"] = f"{key}-text"
    choices = _choices(question, small, words, places, number)
    if choices:
        step["choices"] = choices
    chooses = bool(choices) or (question.other and question.kind in CHOOSING)
    if question.kind == "several" and chooses:
        step["several"] = True
    if question.other and question.kind in CHOOSING:
        step["other"] = words.english("words-other", small.get("other", {}))
        step["own_words"] = words.english("words-own_words", small.get("own_words", {}))
        places["steps", number, "other"], places["steps", number, "own_words"] = "words-other", "words-own_words"
    if question.refuse and chooses:
        step["refuse"] = words.english("words-refuse", small.get("refuse", {}))
        places["steps", number, "refuse"] = "words-refuse"
    if question.kind in ("number", "date", "place"):
        step["as"] = question.kind
    for name in ("minimum", "maximum"):
        if question.kind == "number" and (limit := getattr(question, name)) is not None:
            step[name] = limit
    last = len(choices) + ("other" in step)
    if chooses and last:
        pattern = HELP["refusable" if "refuse" in step else "menu"]
        step |= _help(words.standing(pattern, last=last, refuse=REFUSE_DIGIT))
    elif question.kind in HELP:
        step |= _help(words.standing(HELP[question.kind]))
    return step


def _help(text: str) -> dict[str, str]:
    return {"help": text} if text else {}


def _choices(
    question: Question, small: Mapping[str, Text], words: _Words, places: dict[Where, str], number: int
) -> dict[str, str]:  # fmt: skip
    found: dict[str, str] = {}
    if question.kind == "yes_no":
        for code in ("yes", "no"):
            found[code] = words.english(f"words-{code}", small.get(code, {}))
            places["steps", number, "choices", code] = f"words-{code}"
    elif question.kind in CHOOSING:
        for index, option in enumerate(question.options):
            place = f"{question.key}-option-{index}"
            found[option.code] = words.english(place, option.label)
            places["steps", number, "choices", option.code] = place
    return found
