"""What a survey draft holds, how its questions are moved about, and when a survey is open; pure, nothing is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

Text = Mapping[str, str]
Kind = Literal["one", "several", "yes_no", "number", "date", "place", "words"]
KINDS: tuple[Kind, ...] = ("one", "several", "yes_no", "number", "date", "place", "words")
CHOOSING: frozenset[str] = frozenset({"one", "several"})
"""Kinds whose options are written by whoever writes the survey."""
MOST_QUESTIONS, MOST_OPTIONS, LONGEST_TEXT, LONGEST_LABEL = 20, 12, 480, 80
ADVISED_QUESTIONS = 8
"""By text, people answer six or seven; from here on a page says so."""

STANDARD: Mapping[str, Text] = {
    "start": {"en": "Now", "es": "Ahora"},
    "wait": {"en": "Later", "es": "Luego"},
    "decline": {"en": "No", "es": "No"},
    "yes": {"en": "Yes", "es": "Claro"},
    "no": {"en": "No", "es": "No"},
    "other": {"en": "Something else", "es": "Otra cosa"},
    "own_words": {"en": "What is it? Tell us in a few words.", "es": "¿Qué es? Cuente en pocas palabras."},
    "refuse": {"en": "Rather not say", "es": "Prefiero no decir"},
    "later": {
        "en": "That is fine. When you are ready, send {keyword}.", "es": "Gracias. Cuando guste, mande {keyword}.",
    },
    "declined": {"en": "That is fine. You can text us any time.", "es": "Gracias. Escriba cuando quiera."},
    "closing": {"en": "Done, thank you for your voice.", "es": "Listo, gracias por su voz."},
    "nudge": {
        "en": "{city}: your survey is still open. Answer the last question, or send SKIP. STOP ends.",
        "es": "{city}: su encuesta sigue abierta. Conteste la pregunta que falta, o mande SALTAR. ALTO para salir.",
    },
}  # fmt: skip
"""The small texts that every survey has, as they stand in a new draft; whoever writes it may change each."""
LABELS = ("start", "wait", "decline", "yes", "no", "other", "refuse")
"""Those that are options rather than sentences."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option: the code that analysts see, and what residents read."""

    code: str = ""
    label: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `key` names it on the page, `id` in the data; `other` and `refuse` are offered or not."""

    key: str
    kind: Kind = "one"
    id: str = ""
    text: Text = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    other: bool = False
    refuse: bool = False
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A whole survey as it is written: texts by language, side by side. `removed` can be put back where it was."""

    title: Text = field(default_factory=dict)
    keywords: Text = field(default_factory=dict)
    invitation: Text = field(default_factory=dict)
    words: Mapping[str, Text] = field(default_factory=dict)
    nudge_hours: int = 22
    expires_days: int = 4
    questions: tuple[Question, ...] = ()
    removed: tuple[int, Question] | None = None

    def question(self, key: str) -> Question | None:
        """The question of that key."""
        return next((each for each in self.questions if each.key == key), None)

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> "Document":
        """What `to_json` made."""
        removed = stored.get("removed")
        return Document(
            stored["title"], stored["keywords"], stored["invitation"], stored["words"], stored["nudge_hours"],
            stored["expires_days"], tuple(_question(each) for each in stored["questions"]),
            (removed[0], _question(removed[1])) if removed else None,
        )  # fmt: skip


def _question(stored: Mapping[str, Any]) -> Question:
    options = tuple(Option(each["code"], each["label"]) for each in stored["options"])
    return Question(**{**stored, "options": options})


def new_document(title: Text, keywords: Text, languages: Sequence[str]) -> Document:
    """A draft to begin with: the small texts, an invitation to fill in, one question with two options."""
    invitation = {
        "en": "{city}: what do you think? 1 question, 1 minute. Your choice. STOP ends.",
        "es": "{city}: ¿qué piensa usted? 1 pregunta, 1 minuto, si gusta. ALTO para salir.",
    }
    words = {name: _spoken(text, languages) for name, text in STANDARD.items()}
    first = Question("q1", options=(Option(), Option()))
    return Document(title, keywords, _spoken(invitation, languages), words, questions=(first,))


def _spoken(text: Text, languages: Sequence[str]) -> Text:
    return {each: text.get(each, "") for each in languages}


def added(document: Document, kind: Kind) -> Document:
    """With a new question at the end."""
    options = (Option(), Option()) if kind in CHOOSING else ()
    return replace(document, questions=(*document.questions, Question(_new_key(document), kind, options=options)))


def moved(document: Document, key: str, by: int) -> Document:
    """With the question that many places further down; at an end it stays."""
    questions = list(document.questions)
    position = _position(document, key)
    if position is None or not 0 <= position + by < len(questions):
        return document
    questions.insert(position + by, questions.pop(position))
    return replace(document, questions=tuple(questions))


def removed(document: Document, key: str) -> Document:
    """Without the question, which can be put back until another is removed."""
    position = _position(document, key)
    if position is None:
        return document
    gone = document.questions[position]
    rest = tuple(each for each in document.questions if each.key != key)
    return replace(document, questions=rest, removed=(position, gone))


def put_back(document: Document) -> Document:
    """With the question that was removed last, where it stood."""
    if document.removed is None:
        return document
    position, question = document.removed
    if document.question(question.key):
        question = replace(question, key=_new_key(document))
    questions = (*document.questions[:position], question, *document.questions[position:])
    return replace(document, questions=questions, removed=None)


def duplicated(document: Document, key: str) -> Document:
    """With a copy of the question below it; the copy gets a name of its own in the data."""
    position = _position(document, key)
    if position is None:
        return document
    copy = replace(document.questions[position], key=_new_key(document), id="")
    questions = (*document.questions[: position + 1], copy, *document.questions[position + 1 :])
    return replace(document, questions=questions)


def with_option(document: Document, key: str) -> Document:
    """With one more option at the question."""
    return _changed(document, key, lambda each: replace(each, options=(*each.options, Option())))


def without_option(document: Document, key: str, index: int) -> Document:
    """Without that option of the question."""
    return _changed(
        document, key, lambda each: replace(each, options=(*each.options[:index], *each.options[index + 1 :]))
    )  # fmt: skip


def _changed(document: Document, key: str, change: Any) -> Document:
    return replace(document, questions=tuple(change(each) if each.key == key else each for each in document.questions))


def _position(document: Document, key: str) -> int | None:
    return next((index for index, each in enumerate(document.questions) if each.key == key), None)


def _new_key(document: Document) -> str:
    taken = [each.key for each in document.questions] + ([document.removed[1].key] if document.removed else [])
    return f"q{max((int(key[1:]) for key in taken), default=0) + 1}"


State = Literal["open", "waits", "closed"]


@dataclass(frozen=True, slots=True)
class Opening:
    """When a survey takes answers; an empty time is no limit. `finish_until` cuts off even who is in the middle."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    finish_until: datetime | None = None

    def state(self, now: datetime) -> State:
        """Whether it takes answers at that moment, is yet to, or no longer does."""
        if self.closes_at is not None and self.closes_at <= now:
            return "closed"
        return "waits" if self.opens_at is not None and self.opens_at > now else "open"

    def is_over(self, now: datetime) -> bool:
        """Whether even those who are in the middle are cut off."""
        return self.state(now) == "closed" and self.finish_until is not None and self.finish_until <= now


def why_not(opening: Opening) -> Literal["order", "finish"] | None:
    """What is wrong with these times: it would close before it opens, or cut people off before it closes."""
    if opening.opens_at and opening.closes_at and opening.closes_at <= opening.opens_at:
        return "order"
    if opening.finish_until and (opening.closes_at is None or opening.finish_until < opening.closes_at):
        return "finish"
    return None
