"""How long people wait for a person: medians by language, open waits counted, and a ratio only where enough waited."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.waits import FEWEST, Usual, Wait, ratio, usual_waits

HOUR = timedelta(hours=1)


def waits(language: str, *hours: float, open: bool = False) -> list[Wait]:
    return [Wait(language, each * HOUR, open) for each in hours]


def test_the_median_of_each_language_by_itself() -> None:
    usual = usual_waits([*waits("es", 1, 9, 2), *waits("en", 4, 8), Wait(None, 90 * HOUR)])
    assert usual == {"es": Usual(2 * HOUR, False, 3, 0), "en": Usual(4 * HOUR, False, 2, 0)}


def test_who_still_waits_counts_with_what_they_have_waited_so_far() -> None:
    usual = usual_waits([*waits("es", 1, 2), *waits("es", 30, 40, 50, open=True)])["es"]
    assert usual == Usual(30 * HOUR, at_least=True, waits=5, still_open=3)


def test_a_ratio_needs_enough_waits_in_both_languages() -> None:
    enough, few = [2.0] * FEWEST, [4.0] * (FEWEST - 1)
    assert ratio(usual_waits([*waits("es", *few), *waits("en", *enough)]), "es", "en") is None
    assert ratio(usual_waits([*waits("es", *few, 4.0), *waits("en", *enough)]), "es", "en") == 2.0
    assert ratio(usual_waits(waits("es", *enough)), "es", "en") is None


@given(st.lists(st.tuples(st.integers(0, 10_000), st.booleans()), min_size=1))
def test_half_waited_no_longer_and_half_no_shorter(found: list[tuple[int, bool]]) -> None:
    usual = usual_waits(Wait("es", timedelta(seconds=seconds), still) for seconds, still in found)["es"]
    lasted = usual.lasted.total_seconds()
    assert sum(seconds <= lasted for seconds, _ in found) * 2 >= len(found)
    assert sum(seconds >= lasted for seconds, _ in found) * 2 >= len(found)
