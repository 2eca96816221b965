"""Every text of a flow in every language, with the place where it is mended; no text is judged here."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.engine.flow import SOURCE_LANGUAGE
from bot.flowfiles.documents import texts
from bot.flowfiles.problems import Problem
from bot.flowfiles.subject import Subject, World
from bot.sentences import Sentence

LABELS = ("title", "choices", "other", "refuse")
"""Keys whose texts are names rather than sentences."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in one language. `step` is the key itself for the flow's own texts, as in the price table."""

    flow: str
    step: str
    key: str
    language: str
    words: str
    file: str
    line: int

    def problem(self, rule: str, message: str, remedy: str) -> Problem:
        """A problem of this text; `message` goes on after naming the step, the flow and the language."""
        return Problem(
            self.file,
            self.line,
            rule,
            Sentence(
                '"%(step)s" of %(flow)s (%(language)s) %(what)s',
                step=self.step,
                flow=self.flow,
                language=self.language,
                what=message,
            ),
            remedy,
        )


def wordings(subject: Subject, world: World) -> Iterator[Wording]:
    """The flow's texts: English where the flow was written, others in their catalog.

    What stands twice in a catalog under one key is one entry and comes once. Texts that are missing or out of date are
    left to the rules of translations.
    """
    document, page = subject.source.document, subject.source.page
    seen: set[tuple[str, str]] = set()
    for said in texts(document):
        step = str(said.where[0]) if said.step is None else document.steps[said.step].id
        key = str(said.where[0] if said.step is None else said.where[2])
        yield Wording(document.flow, step, key, SOURCE_LANGUAGE, said.words, page.file, page.line(said.where))
        for catalog in world.catalogs:
            words = catalog.words(document.flow, said.words)
            if words and (catalog.language, said.words) not in seen:
                seen.add((catalog.language, said.words))
                line = catalog.entries[document.flow, said.words].line
                yield Wording(document.flow, step, key, catalog.language, words, catalog.file, line)
