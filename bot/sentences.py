"""Sentences that remember how they were made, so that a screen can say them in another language; it knows no catalog.

To whoever takes one for text it is the English text: it sorts, compares and prints as that. The template of each is a
literal where it is made, which is where `cabildo translations extract` finds it.
"""

from collections.abc import Callable, Mapping
from typing import Any, Self

Value = str | int | float
"""What a template is filled with; a value that is a sentence itself is said in the other language, too."""


class Sentence(str):
    """An English text with its template, in which the values stand as %(names)s; without values it stands as it is."""

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, Value]

    def __new__(cls, template: str, /, **values: Value) -> Self:
        """Fill the template; a percent sign in one that has values is written twice."""
        made = super().__new__(cls, template % values if values else template)
        made.template, made.values = template, values
        return made


def in_words(said: str, gettext: Callable[[str], str]) -> str:
    """What is said, in the language that `gettext` looks texts up in; plain text stays as it is."""
    if not isinstance(said, Sentence):
        return said
    values = {name: in_words(each, gettext) if isinstance(each, str) else each for name, each in said.values.items()}
    template = gettext(said.template)
    return template % values if values else template


def why(error: BaseException) -> str:
    """What an error says, still as the sentence that it was raised with, if it was one."""
    return next((each for each in error.args[:1] if isinstance(each, Sentence)), str(error))


def kept(said: str) -> Any:
    """What is said as JSON can hold it: plain text as itself, a sentence as its template and its values."""
    if not isinstance(said, Sentence):
        return said
    return [said.template, {name: kept(each) if isinstance(each, str) else each for name, each in said.values.items()}]


def restored(stored: Any) -> Any:
    """What `kept` made JSON of."""
    if not isinstance(stored, list):
        return stored
    template, values = stored
    return Sentence(template, **{name: restored(each) for name, each in values.items()})
