"""The laws of the house that a machine can hold: sizes, opening sentences, names, and who may import whom."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
# Words that name no duty: whatever they hold has a better name.
EMPTY_WORDS = {"manager", "managers", "helper", "helpers", "util", "utils"}
MODULES = [*sorted((ROOT / "bot").rglob("*.py")), *ROOT.glob("worker.py")]

each_module = pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def lines_without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is not None:
        docstring = function.body[0]
        lines -= docstring.end_lineno - docstring.lineno + 1
    return lines


def words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


@each_module
def test_a_file_is_short(module: Path) -> None:
    assert len(module.read_text().splitlines()) <= LONGEST_FILE


@each_module
def test_a_function_is_short(module: Path) -> None:
    sizes = {found.name: lines_without_docstring(found) for found in functions(ast.parse(module.read_text()))}
    assert {name: size for name, size in sizes.items() if size > LONGEST_FUNCTION} == {}


@each_module
def test_a_module_opens_by_saying_what_it_holds(module: Path) -> None:
    assert ast.get_docstring(ast.parse(module.read_text())), "Begin with a sentence: what lives here, what must not."


@each_module
def test_a_name_says_what_a_thing_does(module: Path) -> None:
    classes = [node.name for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.ClassDef)]
    names = [*module.relative_to(ROOT).with_suffix("").parts, *classes]
    assert [name for name in names if words(name) & EMPTY_WORDS] == []


@pytest.mark.slow  # `make check` and `make test` run the same linter themselves; this holds it for a bare `pytest`.
def test_imports_go_downwards_only() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    run = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("name", "expected"),
    [("SessionManager", {"session", "manager"}), ("url_utils", {"url", "utils"}), ("HTTPHelper", {"http", "helper"})],
)
def test_words_of_a_name(name: str, expected: set[str]) -> None:
    assert words(name) == expected


def test_a_docstring_does_not_count_as_length() -> None:
    (function,) = functions(ast.parse('def f():\n    """One\n    two."""\n    return 1\n'))
    assert lines_without_docstring(function) == 2
