"""Ticks and rules say the same, both ways; what ticks cannot say is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcasts.choices import Choices, choices_of, rule_of
from bot.broadcasts.segments import Names, parse
from bot.broadcasts.tree import spelled

NAMES = Names(
    languages=("es", "en"), areas=("Barelas", "South Valley"), zones=("District 3",), doors=("library",),
    kinds=("pothole", "light"), fields={"renter": "yes/no", "tenure": "choice", "size": "number"},
    choices={"tenure": ("rents", "owns")}, questions={"prosperity": {"year": ("worse", "same")}},
)  # fmt: skip


def some(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), min_size=1, unique=True).map(tuple)


listed = st.fixed_dictionaries(
    {}, optional={"language": some("es", "en"), "area": some(*NAMES.areas), "zone": some(*NAMES.zones),
                  "door": some("library")},
)  # fmt: skip
ticked = st.builds(
    Choices,
    listed=listed,
    fields=st.fixed_dictionaries(
        {}, optional={"renter": st.sampled_from(("yes", "no")), "tenure": st.sampled_from(("rents", "owns"))}
    ),
    answered=st.sampled_from(("", "prosperity")),
    not_answered=st.sampled_from(("", "prosperity")),
    reported=st.sampled_from(("", "pothole")),
    texted_within=st.sampled_from((0, 7)),
    joined_within=st.sampled_from((0, 30)),
)


@given(ticked)
def test_a_rule_that_was_ticked_is_read_back_as_the_same_ticks(choices: Choices) -> None:
    rule = rule_of(choices, NAMES)
    if rule is None:
        assert choices == Choices()
        return
    for language in ("en", "es"):
        assert choices_of(parse(spelled(rule, language), NAMES), NAMES) == choices


@pytest.mark.parametrize(
    "rule",
    [
        "language = es or language = en", "not language = es", "area is unknown", 'area != "Barelas"',
        "field.size > 3", 'answered "prosperity.year" = worse', "texted", "texted since 2026-03-01", "reported any",
        "language = es and language = en", 'answered "prosperity" within 3 days', "not reported pothole",
    ],
)  # fmt: skip
def test_what_ticks_cannot_say(rule: str) -> None:
    assert choices_of(parse(rule, NAMES), NAMES) is None
