"""What anybody may know of concerns: small numbers hidden so that nobody can work them out, all others rounded."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.concerns.opened import ALL, ELSEWHERE, SUPPRESSED, columns, geojson, months_before, published, rows
from bot.flowfiles.citymap import Shape
from bot.lib.suppression import recovered, rounded, shown, sums_of

SQUARE = (((34.0, -107.0), (34.0, -106.9), (34.1, -106.9), (34.0, -107.0)),)
AREAS = (
    Shape("neighborhood", "Midtown", (SQUARE,), 5000), Shape("neighborhood", "Mesa", (SQUARE, SQUARE), 500),
    Shape("neighborhood", "Yards", (SQUARE,), 499), Shape("neighborhood", "Unknown", (SQUARE,)),
)  # fmt: skip
MONTHS = {"begins": date(2025, 3, 1), "ends": date(2026, 3, 1)}
LABELS = {"pothole": {"en": "Pothole", "es": "Bache"}}


@pytest.mark.parametrize(
    ("today", "begins", "ends"),
    [
        (date(2026, 3, 10), date(2025, 3, 1), date(2026, 3, 1)),
        (date(2026, 1, 1), date(2025, 1, 1), date(2026, 1, 1)),
        (date(2026, 12, 31), date(2025, 12, 1), date(2026, 12, 1)),
    ],
)
def test_whole_months_only(today: date, begins: date, ends: date) -> None:
    assert months_before(today) == (begins, ends)


def test_small_areas_stand_together_with_what_nobody_knows() -> None:
    counted = {("Midtown", "pothole"): 52, ("Yards", "pothole"): 11, ("", "pothole"): 12, ("Unknown", "pothole"): 20,
               ("Mesa", "pothole"): 40, ("Mesa", "gone"): 30, ("Midtown", "gone"): 31, ("Yards", ""): 30}  # fmt: skip
    found = published(counted, AREAS, ["pothole"], **MONTHS)
    assert found.areas == ("Midtown", "Mesa", ELSEWHERE, ALL) and found.categories == ("pothole", "other", ALL)
    assert found.counts["Midtown", "pothole"] == 50 and found.counts[ELSEWHERE, "pothole"] == 45
    assert found.counts["Mesa", "other"] == 30, "a category that is no longer there is another"
    assert found.counts[ALL, ALL] == rounded(226) == 225


def test_a_small_number_hides_others_that_would_tell_it() -> None:
    counted = {("Midtown", "pothole"): 3, ("Mesa", "pothole"): 40, ("Midtown", "tree"): 30, ("Mesa", "tree"): 50}
    found = published(counted, AREAS, ["pothole", "tree"], **MONTHS)
    hidden = {key for key, count in found.counts.items() if count is None}
    assert ("Midtown", "pothole") in hidden and len(hidden) >= 4


def test_lines_have_every_language_and_say_what_is_hidden() -> None:
    found = published({("Midtown", "pothole"): 3, ("Mesa", "pothole"): 40}, AREAS, ["pothole"], **MONTHS)
    lines = rows(found, LABELS, ("en", "es"))
    assert list(lines[0]) == columns(("en", "es"))
    assert lines[0] == {"from": "2025-03-01", "to": "2026-03-01", "area": "Midtown", "category": "pothole",
                        "category_en": "Pothole", "category_es": "Bache", "reports": SUPPRESSED}  # fmt: skip


def test_a_map_has_outlines_and_nothing_nearer() -> None:
    found = published({("Midtown", "pothole"): 52, ("Mesa", "pothole"): 40}, AREAS, ["pothole"], **MONTHS)
    document = json.loads(geojson(found, AREAS))
    midtown, mesa, elsewhere = document["features"]
    assert midtown["geometry"]["type"] == "Polygon" and midtown["geometry"]["coordinates"][0][0] == [-107.0, 34.0]
    assert mesa["geometry"]["type"] == "MultiPolygon" and elsewhere["geometry"] is None
    assert midtown["properties"]["categories"]["pothole"] == 50


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 40), min_size=4, max_size=4), min_size=2, max_size=6))
def test_nobody_who_solves_the_table_learns_a_small_number(counts: list[list[int]]) -> None:
    told = shown(counts)
    table = [[*row, sum(row)] for row in counts]
    table.append([sum(column) for column in zip(*table, strict=True)])
    hidden = {(row, at) for row, cells in enumerate(told) for at, count in enumerate(cells) if count is None}
    small = {(row, at) for row, cells in enumerate(table) for at, count in enumerate(cells) if 0 < count < 10}
    assert small <= hidden
    everything = len(hidden) == len(table) * len(table[0])
    assert everything or not recovered(table, hidden, sums_of(len(table), len(table[0]))) & small
