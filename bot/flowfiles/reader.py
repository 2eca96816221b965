"""Reads YAML so that every value knows its line and no value changes its meaning; it knows shapes, not rules.

1. Bytes are decoded as UTF-8 and composed into nodes, which carry marks.
2. Nodes become plain values. Numbers stay as written, `true` and `null` are the only words with a meaning of their own
   (YAML 1.2), and a key that stands twice is a problem, because the first would be lost without a sound.
3. The model of the document reports every error at once; each is told with the line it belongs to.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from bot.flowfiles.documents import FlowDocument
from bot.flowfiles.problems import Problem, Where
from bot.flowfiles.shapes import told
from bot.sentences import Sentence

SIZE_LIMIT = 500_000
"""Bytes of one file; 200 steps in full sentences are a tenth of it."""
DEPTH_LIMIT = 20
"""Levels of nesting; a flow has five."""

T = TypeVar("T")


class YamlLoader(yaml.CSafeLoader):
    """The resolvers of YAML 1.2's core schema, without its numbers: those are told apart by the field they fill."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - PyYAML's own class attribute, replaced and not shared


YamlLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$", re.IGNORECASE), list("tTfF"))
YamlLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])


@dataclass(frozen=True, slots=True)
class Page:
    """One YAML file as values, with the line of each."""

    file: str
    value: Any
    lines: Mapping[Where, int]
    source: str = ""

    def line(self, where: Where) -> int:
        """The line of that place, or of the nearest one around it that is written."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def problem(self, where: Where, rule: str, message: str, remedy: str) -> Problem:
        """A problem at that place."""
        return Problem(self.file, self.line(where), rule, message, remedy)


@dataclass(frozen=True, slots=True)
class Source:
    """A flow file that could be read."""

    page: Page
    document: FlowDocument


def read_flow(path: Path, file: str = "") -> Source | list[Problem]:
    """The flow in that file, or everything that keeps it from being one; `file` is what problems call it."""
    page = read_page(path, file or f"{path.parent.name}/{path.name}")
    return source_of(page) if isinstance(page, Page) else page


def flow_in(text: str, file: str) -> Source | list[Problem]:
    """The same for text that is in no file, such as a draft."""
    page = page_of(text.encode(), file)
    return source_of(page) if isinstance(page, Page) else page


def source_of(page: Page) -> Source | list[Problem]:
    """The flow that the page is."""
    document = fitted(TypeAdapter(FlowDocument), page)
    return document if isinstance(document, list) else Source(page, document)


def fitted(shape: TypeAdapter[T], page: Page) -> T | list[Problem]:
    """The page's value in that shape, or one problem for everything that does not fit."""
    try:
        return shape.validate_python(page.value)
    except ValidationError as errors:
        return [
            page.problem(where, "shape", message, remedy)
            for where, message, remedy in (told(error, page.value) for error in errors.errors())
        ]


def read_page(path: Path, file: str) -> Page | list[Problem]:
    """The YAML file as values with lines."""
    try:
        return page_of(path.read_bytes(), file)
    except OSError as error:
        why = (error.strerror or "").lower() or Sentence("it cannot be opened")
        return [
            Problem(
                file,
                1,
                "unreadable",
                Sentence("the file cannot be read: %(why)s", why=why),
                Sentence("Put it there, or let it be read."),
            )
        ]


def page_of(written: bytes, file: str) -> Page | list[Problem]:
    """The bytes of a YAML file as values with lines."""
    if len(written) > SIZE_LIMIT:
        return [
            Problem(
                file,
                1,
                "unreadable",
                Sentence("the file is over %(most)s bytes", most=SIZE_LIMIT),
                Sentence("Split the conversation in two."),
            )
        ]
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = written.count(b"\n", 0, error.start) + 1
        return [
            Problem(
                file,
                line,
                "unreadable",
                Sentence("a letter is not written in UTF-8"),
                Sentence("Save the file as UTF-8."),
            )
        ]
    tree = _Tree(file)
    try:
        if (depth := _depth(text)) > DEPTH_LIMIT:
            return [
                Problem(
                    file,
                    1,
                    "unreadable",
                    Sentence("%(depth)s levels stand inside each other", depth=depth),
                    Sentence("Flows have no nesting."),
                )
            ]
        node = yaml.compose(text, YamlLoader)
    except yaml.YAMLError as error:
        return [_unparsed(file, text, error)]
    value = tree.value(node, ()) if node is not None else None
    return tree.problems or Page(file, value, tree.lines, text)


def _depth(text: str) -> int:
    """How deep the nesting is; measured on events, because composing a very deep file would exhaust the stack."""
    depth = deepest = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            deepest = max(deepest, depth)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return deepest


def _unparsed(file: str, text: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else text.count("\n", 0, getattr(error, "position", 0)) + 1
    why = getattr(error, "problem", None) or getattr(error, "reason", None) or Sentence("it is not YAML")
    remedy = Sentence("Compare the indentation with the lines above, and put quotes around a text that holds a colon.")
    return Problem(file, line, "yaml", Sentence("the line cannot be read: %(why)s", why=why), remedy)


class _Tree:
    """Nodes becoming values, and the lines and problems met on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Where, int] = {}
        self.problems: list[Problem] = []
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, where: Where) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(where, line)
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if id(node) in self.seen:
            remedy = Sentence("Write the value out again; then each place can be read alone.")
            self.problems.append(
                Problem(self.file, line, "yaml", Sentence("anchors and aliases are not used here"), remedy)
            )
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*where, index)) for index, child in enumerate(node.value)]
        return self.mapping(node.value, where)

    def mapping(self, pairs: list[tuple[yaml.Node, yaml.Node]], where: Where) -> dict[str, Any]:
        value: dict[str, Any] = {}
        for key_node, child in pairs:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(
                    Problem(
                        self.file, line, "yaml", Sentence("a key must be one word"), Sentence("Write `word: value`.")
                    )
                )
                continue
            key = str(key_node.value)
            if key in value:
                remedy = Sentence("Keep one of the two; the first would be lost without a sound.")
                self.problems.append(
                    Problem(self.file, line, "yaml", Sentence('the key "%(key)s" stands here twice', key=key), remedy)
                )
            self.lines[(*where, key)] = line
            value[key] = self.value(child, (*where, key))
        return value


def _scalar(node: yaml.ScalarNode) -> str | bool | None:
    if node.tag == "tag:yaml.org,2002:bool":
        return str(node.value).lower() == "true"
    return None if node.tag == "tag:yaml.org,2002:null" else str(node.value)
