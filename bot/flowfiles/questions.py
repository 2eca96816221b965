"""One question in a text: nobody answers two at once, and nobody could tell which an answer is for; nothing else."""

import re
from collections.abc import Iterator

from bot.engine.vocabulary import fold
from bot.flowfiles.problems import Problem
from bot.flowfiles.subject import Subject, World
from bot.flowfiles.wordings import LABELS, wordings
from bot.sentences import Sentence

ASIDES = frozenset({
    "not sure", "unsure", "no idea", "don't know", "any questions", "questions", "need help",
    "no sabe", "no lo sabe", "no esta seguro", "no esta segura", "dudas", "alguna duda", "preguntas", "alguna pregunta",
    "necesita ayuda",
})  # fmt: skip
"""Questions that ask nothing when an instruction follows: they say "if" (Not sure? Send SKIP)."""
EXAMPLES = ("for example", "like", "such as", "por ejemplo")
"""How a sentence begins that shows an answer: "For example: by the school?"."""

_QUOTED = re.compile(r"\([^()]*\)|\"[^\"]*\"|“[^”]*”")
_LANGUAGES = re.compile(r" / |\n")
_ASKED = re.compile(r"([^.!?]*)\?")
_JOINED = {
    "en": re.compile(r"\b(?:and|or),? (?:who|what|when|where|why|which|how)\b", re.IGNORECASE),
    "es": re.compile(
        r"\b[yeou],? ¿?(?:(?:a|con|de|desde|en|hasta|para|por) )?"
        r"(?:qué|quién|quiénes|cuál|cuáles|cómo|cuándo|cuánto|cuánta|cuántos|cuántas|dónde)\b",
        re.IGNORECASE,
    ),
}
"""A second question behind the first in one sentence: "Where is it and since when?" asks two things."""
_ASIDES = frozenset(fold(aside) for aside in ASIDES)


def asked(words: str) -> list[str]:
    """The different questions of a text in one language, without examples, quotations and asides.

    A question asked twice in the same words is one. What stands on both sides of " / " is said in two languages, and
    the side that asks more counts.
    """
    sides = [_asked_in(side) for side in _LANGUAGES.split(_QUOTED.sub(" ", words))]
    return max(sides, key=len)


def _asked_in(side: str) -> list[str]:
    found: dict[str, str] = {}
    for match in _ASKED.finditer(side):
        question = fold(match[1])
        is_aside = question in _ASIDES and side[match.end() :].strip()
        if question and not is_aside and not question.startswith(EXAMPLES):
            found.setdefault(question, f"{match[1].strip()}?")
    return list(found.values())


def question_problems(subject: Subject, world: World) -> Iterator[Problem]:
    """Texts that ask more than one thing."""
    for wording in wordings(subject, world):
        if wording.key in LABELS:
            continue
        questions = asked(wording.words)
        joined = _JOINED.get(wording.language)
        if len(questions) > 1:
            message = Sentence(
                'asks %(count)s questions, the second is "%(second)s"', count=len(questions), second=questions[1]
            )
            yield wording.problem(
                "two-questions", message, Sentence("Ask the second in a step of its own, or leave it out.")
            )
        elif joined and questions and (second := joined.search(questions[0])):
            message = Sentence('asks two things in one, the second begins with "%(second)s"', second=second[0])
            yield wording.problem(
                "two-questions", message, Sentence("Ask the second in a step of its own, or leave it out.")
            )
