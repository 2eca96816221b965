"""What is wrong with a flow file, where, and how to mend it; values and their wording, no rule lives here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.sentences import Sentence, Value

Where = tuple[str | int, ...]
"""A place in a document: keys and positions from the top, such as ("steps", 2, "help")."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend. `message` has no full stop, `remedy` says what to write instead; both are sentences."""

    file: str
    line: int
    rule: str
    message: str
    remedy: str

    @property
    def told(self) -> Mapping[str, Value]:
        """What the message is filled with, by name."""
        return self.message.values if isinstance(self.message, Sentence) else {}

    @property
    def language(self) -> str:
        """The language that it is told of, where that is one."""
        language = str(self.told.get("language", ""))
        return "" if "+" in language else language

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}: {self.message}. {self.remedy}"


class FlowErrors(Exception):
    """Files that cannot be used at all; `problems` says why, one by one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint at the name that was probably meant, with a space in front; empty when nothing is near."""
    found = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return Sentence(' Did you mean "%(name)s"?', name=found[0]) if found else ""


def listed(words: Iterable[str]) -> str:
    """The words in order, as a sentence wants them: `a, b, c`; "nothing" when there are none."""
    return ", ".join(sorted(words)) or Sentence("nothing")
