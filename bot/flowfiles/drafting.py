"""Writes a new flow file from a list of questions, one that passes the reader; it looks into no folder."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from bot.engine.vocabulary import fold
from bot.flowfiles.checks import RESERVED
from bot.flowfiles.options import TAKEN_CODES
from bot.flowfiles.problems import FlowErrors
from bot.flowfiles.reader import Source, flow_in

LINE = 116
"""Letters of a line in a flow file."""
LONGEST_NAME = 30
_ANSWERS = ("number", "date", "place")
_MARK = re.compile(r"\s*\((number|date|place|several)\)\s*$", re.IGNORECASE)
_OPTION = re.compile(r"^\s*[-*\u2022]\s*(?=\S)")
_OTHER = frozenset({"other", "another", "something else", "other please specify"})
EMPTY_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a about an and any are as at be been by can could did do does for from had has have how i in is it its many "
        "me most much my of on or our please s should that the their there they this to us was we were what when where "
        "which who why will with would you your",
    )
)
"""Words of a question that would not tell an analyst which one it was."""

OPENING = """\
This conversation was begun by `cabildo flows new`. Change whatever you like: docs/writing-a-flow.md explains every key.

- Residents may answer a menu with the number, the label, or any word under `also:`, in every language.
    school: {label: School, also: [escuela, classes]}
- The names before the colons (`id:`, and the codes of options) are what analysts see. Change them before the first
  real answer, not after.
- A question that only some should get says when:   when: kind == "school"
- SKIP, BACK, HELP and STOP work everywhere; nobody has to write them.
"""


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it was listed; without options it is answered freely."""

    words: str
    options: tuple[str, ...] = ()
    answer: str = "text"
    several: bool = False
    other: str = ""


@dataclass(slots=True)
class Names:
    """Makes names that a flow file allows, each of them once."""

    taken: set[str] = field(default_factory=set)

    def new(self, words: str, otherwise: str, *, leave_out: Collection[str] = ()) -> str:
        """A name out of these words: the first three that say something, or `otherwise`."""
        said = [word for word in re.findall(r"[a-z0-9]+", fold(words)) if word not in leave_out]
        name = "_".join(said[:3])[:LONGEST_NAME].strip("_") or otherwise
        return self.kept(name if name[0].isalpha() else f"{otherwise}_{name}")

    def kept(self, name: str) -> str:
        """This name, with a number behind it when it is taken."""
        number, unique = 1, name
        while unique in self.taken:
            number += 1
            unique = f"{name}_{number}"
        self.taken.add(unique)
        return unique


def questions_in(listed: str) -> list[Question]:
    """One question on each line; options behind it after " - ", or below it on lines that begin with "-".

    "(number)", "(date)", "(place)" or "(several)" behind a question says how it is answered. Empty lines and lines that
    begin with "#" are passed over. ValueError, with words for the author, when an option has no question.
    """
    found: list[tuple[str, list[str]]] = []
    for number, line in enumerate(listed.lstrip("\ufeff").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if _OPTION.match(line):
            if not found:
                raise ValueError(f"Line {number} is an option, and no question stands above it.")
            found[-1][1].append(" ".join(_OPTION.sub("", line).split()))
            continue
        words, *options = (" ".join(part.split()) for part in re.split(r"\s-\s", line.strip()))
        found.append((words, [option for option in options if option]))
    if not found:
        raise ValueError("No question was given; write one on each line.")
    return [_question(words, options) for words, options in found]


def _question(words: str, options: Sequence[str]) -> Question:
    mark = match[1].lower() if (match := _MARK.search(words)) else ""
    other = next((each for each in options if fold(each) in _OTHER), "")
    return Question(
        _without_braces(_MARK.sub("", words)),
        tuple(_without_braces(each) for each in options if each != other),
        mark if mark in _ANSWERS else "text",
        mark == "several",
        other,
    )


def _without_braces(words: str) -> str:
    return words.replace("{", "(").replace("}", ")")


def drafted(flow_id: str, title: str, questions: Sequence[Question]) -> str:
    """The file of a flow that asks these questions one after another and says thank you.

    FlowErrors when it would be no flow: too many questions, or a name that is none.
    """
    names = Names({*RESERVED, "thanks"})
    steps = [_step(question, names, number) for number, question in enumerate(questions, start=1)]
    steps.append({"id": "thanks", "say": "Thank you. You can text us any time."})
    head = {"flow": flow_id, "title": title, "starts_on": [flow_id.replace("_", " ")], "expires_after": "3d"}
    return flow_text(head, steps, OPENING.splitlines())


def _step(question: Question, names: Names, number: int) -> dict[str, Any]:
    otherwise = f"question_{number}" if question.answer == "text" else question.answer
    name = names.new(question.words, otherwise, leave_out=EMPTY_WORDS)
    step: dict[str, Any] = {"id": name, "ask": question.words}
    if question.options or question.other:
        codes = Names({*TAKEN_CODES, "other"})
        step["choices"] = {codes.new(each, "option"): each for each in question.options}
        if question.several:
            step["several"] = True
        if question.other:
            step |= {"other": question.other, "own_words": "What is it? Tell us in a few words."}
        step["help"] = f"Please send 1 to {len(question.options) + bool(question.other)}."
        if not step["choices"]:
            del step["choices"]
    elif question.answer != "text":
        step["as"] = question.answer
    return step


def flow_text(
    head: Mapping[str, Any],
    steps: Sequence[Mapping[str, Any]],
    opening: Iterable[str] = (),
    notes: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """A flow file with these keys and steps; `notes` are comments within a step, by its id.

    FlowErrors when the reader would not take it, so that no such file is ever written.
    """
    lines = [f"# {line}".rstrip() for line in opening]
    lines += [] if not lines else [""]
    for key, value in head.items():
        lines += _yaml({key: value}, flow=isinstance(value, list))
    lines.append("steps:")
    for step in steps:
        first, *rest = _yaml(step)
        lines += [f"  - {first}", *(f"    # {note}" for note in (notes or {}).get(step["id"], ()))]
        lines += [f"    {line}" if line else "" for line in rest]
    text = "\n".join(lines) + "\n"
    read = flow_in(text, f"{head.get('flow', 'the draft')}.yaml")
    if not isinstance(read, Source):
        raise FlowErrors(read)
    return text


def _yaml(value: Mapping[str, Any], *, flow: bool = False) -> list[str]:
    """The pairs as lines of YAML; the inner list in one line where `flow` says so."""
    dumped: str = yaml.safe_dump(
        dict(value), sort_keys=False, allow_unicode=True, width=LINE, default_flow_style=None if flow else False
    )
    return dumped.splitlines()
