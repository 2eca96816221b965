"""Changes values in a YAML file and leaves every other line, and every comment, as a person wrote it.

The values are those that `reader` gives: numbers are text as written. What differs is replaced where it stands, down to
the innermost block; what is new is put behind its neighbours, what is gone takes its line along. The result is read
again and compared before anybody gets it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from bot.flowfiles.problems import FlowErrors
from bot.flowfiles.reader import Page, YamlLoader, page_of

WIDTH = 112
"""Letters of a line before a list goes on in the next."""
_QUOTED = re.compile(r"[0-9]+:[0-9]+|\+[0-9]+|[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""Times, numbers of phones and dates: other readers of YAML would take them for numbers."""

Edit = tuple[int, int, str]
"""From where to where in the text, and what stands there instead."""


class _Dumper(yaml.SafeDumper):
    """Writes as the reader reads: only true, false and null are more than text."""

    yaml_implicit_resolvers = YamlLoader.yaml_implicit_resolvers


def _text(dumper: yaml.SafeDumper, written: str) -> yaml.ScalarNode:
    style = '"' if _QUOTED.fullmatch(written) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", written, style=style)


_Dumper.add_representer(str, _text)


def value_of(text: str, file: str) -> Any:
    """The values of the file; FlowErrors when it is none."""
    page = page_of(text.encode(), file)
    if isinstance(page, Page):
        return page.value
    raise FlowErrors(page)


def rewritten(text: str, wanted: Mapping[str, Any], file: str = "city.yaml") -> str:
    """The text with these values, and no others; FlowErrors when it is no YAML, ValueError should a value get lost."""
    now = value_of(text, file) or {}
    if now == wanted:
        return text
    node = yaml.compose(text, YamlLoader)
    if node is None or not isinstance(node, yaml.MappingNode) or node.flow_style:
        base = text.rstrip("\n")
        made = (f"{base}\n" if base else "") + "".join(
            f"{_dumped(key)}: {_dumped(each)}\n" for key, each in wanted.items()
        )
    else:
        made = text if text.endswith("\n") else f"{text}\n"
        for start, end, instead in sorted(_edits(made, node, now, wanted), reverse=True):
            made = made[:start] + instead + made[end:]
    if (value_of(made, file) or {}) != wanted:
        raise ValueError(f"{file} cannot be changed without losing something; change it in the file")
    return made


def _edits(text: str, node: yaml.MappingNode, now: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[Edit]:
    """What to change so that this block says what is wanted."""
    indent, last = node.start_mark.column, node.start_mark.index
    for key_node, child in node.value:
        key = str(key_node.value)
        if key not in wanted:
            yield _line_start(text, key_node.start_mark.index), _line_end(text, _end(child)), ""
            continue
        last = _line_end(text, _end(child))
        if now[key] == wanted[key]:
            continue
        if (
            isinstance(child, yaml.MappingNode)
            and not child.flow_style
            and child.value
            and wanted[key]
            and isinstance(wanted[key], dict)
        ):
            yield from _edits(text, child, now[key], wanted[key])
        elif isinstance(child, yaml.SequenceNode) and not child.flow_style and child.value and wanted[key]:
            yield from _items(text, child, now[key], wanted[key])
        else:
            yield child.start_mark.index, _end(child), _value(text, child, wanted[key], indent)
    added = [key for key in wanted if key not in now]
    if added:
        lines = (f"{' ' * indent}{_dumped(key)}: {_dumped(wanted[key], indent=indent + 4)}\n" for key in added)
        yield last, last, "".join(lines)


def _items(text: str, node: yaml.SequenceNode, now: Sequence[Any], wanted: Sequence[Any]) -> Iterator[Edit]:
    """The same for a list with a line for each: items that stay keep their lines."""
    indent = node.start_mark.column
    kept = iter(wanted)
    following = next(kept, None)
    last = node.start_mark.index
    for child, was in zip(node.value, now, strict=True):
        if was == following:
            following = next(kept, None)
            last = _line_end(text, _end(child))
        else:
            yield _line_start(text, child.start_mark.index), _line_end(text, _end(child)), ""
    rest = [each for each in (following, *kept) if each is not None]
    if rest:
        at = last if last != node.start_mark.index else _line_start(text, node.start_mark.index)
        yield at, at, "".join(f"{' ' * indent}- {_dumped(each, indent=indent + 4)}\n" for each in rest)


def _value(text: str, child: yaml.Node, wanted: Any, indent: int) -> str:
    written = _dumped(wanted, indent=indent + 4)
    is_quoted = isinstance(child, yaml.ScalarNode) and child.style == '"' and isinstance(wanted, str)
    if is_quoted and not written.startswith('"'):
        written = yaml.dump(wanted, Dumper=_Dumper, default_style='"', allow_unicode=True, width=10**6).strip()
    before = text[child.start_mark.index - 1] if child.start_mark.index else ""
    return f" {written}" if before == ":" else written


def _dumped(value: Any, *, indent: int = 0) -> str:
    """The value in one line; a long list goes on in the next ones."""
    width = WIDTH - indent if isinstance(value, list) else 10**6
    said = yaml.dump(value, Dumper=_Dumper, default_flow_style=True, allow_unicode=True, width=width, sort_keys=False)
    lines = said.strip().removesuffix("\n...").splitlines()
    return f"\n{' ' * indent}".join(line.strip() for line in lines)


def _end(node: yaml.Node) -> int:
    """Where the value ends; the marks of a block lie behind the comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        inner = node.value[-1]
        return _end(inner[1] if isinstance(inner, tuple) else inner)
    return int(node.end_mark.index)


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _line_end(text: str, index: int) -> int:
    """Behind the line that holds this place."""
    if index and text[index - 1] == "\n":
        return index
    end = text.find("\n", index)
    return len(text) if end < 0 else end + 1
