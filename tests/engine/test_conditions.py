"""The `when:` language: what it says, and that nothing written in it ever raises."""

import pytest

from bot.engine.conditions import holds, names_in
from tests.engine.talking import ask, choose, flow, say, talk

NAMES = {
    "kind": "pothole",
    "n": 3,
    "many": ["a", "b"],
    "none": None,
    "found": {"count": 2, "status": "open"},
    "yes": True,
}


@pytest.mark.parametrize(
    "condition",
    ["", "kind", 'kind == "pothole"', 'kind != "light"', "n > 2", "n >= 3 and n < 4", "not none", "not never",
     "found.count > 0", 'found.status == "open"', '"a" in many', '"c" not in many', 'kind in ["pothole", "light"]',
     "none == never", "kind == 'x' or n == 3", "not (kind == 'x')", " yes ", "2 < n < 4"],
)  # fmt: skip
def test_what_holds(condition: str) -> None:
    assert holds(condition, NAMES)


@pytest.mark.parametrize(
    "condition",
    ["none", "never", 'kind == "Pothole"', "n > 3", "found.never", "never.never", '"a" in kind', "n > 'x'", "none > 1",
     "1 in none", "many > 1", "found > found",
     # Not of the language:
     "n +", "((", "n + 1", "n[0]", "f()", "lambda: 1", "n if n else 1", "9 ** 9 ** 9 > 1", "'a' * 10 ** 9",
     "[1 for x in many]",
     "__import__('os')", "kind.__class__", "{1: 2}", "n := 3", "f'{n}'", "\x00", "not " * 5000 + "n",
     "(" * 500 + "n" + ")" * 500],
)  # fmt: skip
def test_what_does_not_hold_and_never_raises(condition: str) -> None:
    assert not holds(condition, NAMES)


def test_names_are_told_and_anything_else_is_refused_in_words() -> None:
    assert set(names_in('kind == "x" and found.count > n')) == {"kind", "found", "n"}
    for condition, passage in (("n +", "cannot be read"), ("f(n)", "not use call"), ("n + 1", "not use binop")):
        with pytest.raises(ValueError, match=passage):
            list(names_in(condition))


def test_numbers_compare_as_numbers_and_one_of_several_is_a_list() -> None:
    counted = flow(
        "home", ask("people", answer="number"), choose("pets", "dog", "dogfish", several=True),
        say("crowded", when="people > 9"), say("dog_food", when='"dog" in pets'), say("five", when="people == 5"),
    )  # fmt: skip
    assert talk(counted).hears("10", "2").said == ["Said crowded."]
    assert talk(counted).hears("5", "1").said == ["Said dog_food.", "Said five."]
