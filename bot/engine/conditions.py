"""The `when:` language: comparisons of answers and facts; total, a condition that cannot be told is false."""

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache
from threading import get_ident
from typing import Any

from simpleeval import EvalWithCompoundTypes, InvalidExpression

from bot.sentences import Sentence

_ALLOWED = (
    ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.Compare, ast.Eq, ast.NotEq, ast.In,
    ast.NotIn, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Name, ast.Attribute, ast.Constant, ast.List, ast.Tuple, ast.Load,
)  # fmt: skip


class _Names(dict[str, Any]):
    """Names never answered yet are None, so that a condition may speak of a step that was skipped."""

    def __missing__(self, name: str) -> None:
        return None


def holds(condition: str, names: Mapping[str, Any]) -> bool:
    """Whether the condition is true of these names; empty conditions hold, unanswerable ones do not."""
    if not condition:
        return True
    parsed = _parsed(condition)
    if parsed is None:
        return False
    evaluator = _evaluator(get_ident())
    evaluator.names = _Names(names)
    try:
        return bool(evaluator.eval(condition, previously_parsed=parsed))
    except (InvalidExpression, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return False


@lru_cache(maxsize=256)
def _evaluator(thread: int) -> EvalWithCompoundTypes:
    """One for each thread, with no functions at all; making one costs three times what judging a condition does."""
    return EvalWithCompoundTypes(functions={})


@lru_cache(maxsize=1024)
def _parsed(condition: str) -> ast.expr | None:
    """The condition ready to be judged; None when it is not of the language, which the check says beforehand."""
    try:
        return _tree(condition).body
    except (ValueError, RecursionError, MemoryError):
        return None


def names_in(condition: str) -> Iterator[str]:
    """The names a condition speaks of (`found.status` counts as `found`).

    ValueError, with words for the author, when the condition is not of the language.
    """
    for node in ast.walk(_tree(condition)):
        if isinstance(node, ast.Name):
            yield node.id


def _tree(condition: str) -> ast.Expression:
    try:
        tree = ast.parse(condition.strip(), mode="eval")
    except SyntaxError as error:
        raise ValueError(Sentence("it cannot be read near column %(column)s", column=error.offset or 0)) from error
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED):
            said = type(node).__name__.lower()
            raise ValueError(Sentence("it may only compare names and values, not use %(what)s", what=said))
    return tree
