"""Every file that a style sheet of the console names is there; how pages look is the browser's to show."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "bot/console/static"
SHEETS = sorted(STATIC.rglob("*.css"))
NO_PAGE_SHOWS = {"hero.jpg"}
"""Named by the design system for a part of a page that we have not, and so never asked for."""


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: str(sheet.relative_to(STATIC)))
def test_what_a_style_sheet_names_is_there(sheet: Path) -> None:
    named = re.findall(r"url\([\"']?(?!data:)([^\"')?#]+)", sheet.read_text(encoding="utf-8"))
    missing = [each for each in named if not (sheet.parent / each).is_file()]
    assert {Path(each).name for each in missing} <= NO_PAGE_SHOWS


def test_the_sheets_are_looked_at() -> None:
    assert len(SHEETS) > 10
