"""A transcript is played against flows: what goes otherwise now is shown, and no city that runs is touched."""

import urllib.request
from urllib.error import URLError

import pytest

from bot.flowfiles.release import Files, library_in
from bot.rehearsal.playing import rehearse, transcripts_in
from bot.rehearsal.script import Unplayable
from bot.rehearsal.town import Town
from tests.conversations.town import ROOT, demo_library
from tests.rehearsal.conftest import edited

MENU = "transcripts/menu.en.txt"


def test_a_story_that_goes_as_reviewed_has_no_difference(city_files: Files) -> None:
    (rehearsed,) = rehearse({MENU: city_files[MENU]}, demo_library())
    assert rehearsed.played.lines[:2] == ["> hi", "! say welcome.which (both)"]
    assert rehearsed.goes_well and rehearsed.difference() == []


def test_a_changed_flow_shows_as_a_diff(city_files: Files) -> None:
    changed = edited(city_files, "flows/welcome.yaml", ("What do you need?", "What is it?"))
    (rehearsed,) = rehearse({MENU: city_files[MENU]}, library_in(changed))
    difference = rehearsed.difference()
    assert not rehearsed.goes_well
    assert difference[:2] == [f"--- {MENU} as reviewed", f"+++ {MENU} as it goes now"]
    assert any(line.startswith("-  What do you need? 1 Report") for line in difference)
    assert any(line.startswith("+  What is it? 1 Report") for line in difference)


def test_stories_are_found_in_the_order_of_their_names() -> None:
    folder = ROOT / "tests/transcripts"
    found = transcripts_in(folder)
    assert list(found) == sorted(found) and len(found) > 40
    assert found[f"{folder}/menu.en.txt"] == (folder / "menu.en.txt").read_text(encoding="utf-8")


def test_a_reference_that_no_report_gave_is_refused_with_its_place() -> None:
    with pytest.raises(Unplayable, match=r"mine\.txt:2: REF1 names a reference"):
        list(rehearse({"mine.txt": "# none yet\n> estado REF1\n"}, demo_library()))


def test_the_same_text_again_says_nothing_again() -> None:
    (rehearsed,) = rehearse({"mine.txt": "> hi\n^\n"}, demo_library())
    assert [line[:1] for line in rehearsed.played.lines] == [">", "!", "<", "^"]


def test_a_city_that_runs_beside_hears_nothing_of_a_rehearsal(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The simulated carrier's callbacks must reach no city: that one would take them for an attack."""
    called: list[str] = []

    def refused(request: urllib.request.Request, timeout: float) -> None:
        called.append(request.full_url)
        raise URLError("nobody listens")

    monkeypatch.setattr(urllib.request, "urlopen", refused)
    town.says("+15055550121", "hi")
    assert town.delivered("+15055550121")
    assert called and all(url.startswith("http://127.0.0.1:1/") for url in called)
