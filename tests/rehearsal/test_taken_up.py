"""The processes of a city take a release up while they run: turns and quiet hours."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.db.engine import Database
from bot.flowfiles.release import Files
from bot.publishing.service import publish
from bot.rehearsal.town import Town
from bot.releases import live
from tests.conversations.town import LUPE, SAM, demo_library, new_sqlite
from tests.rehearsal.conftest import edited


@pytest.fixture
def shorter_nights(reworded: Files) -> Files:
    files = edited(reworded, "flows/city.yaml", ('from: "20:00", to: "09:00"', 'from: "23:00", to: "06:00"'))
    return {name: text for name, text in files.items() if not name.startswith("transcripts/")}


def test_a_running_city_says_what_was_published_and_whoever_was_in_the_middle_hears_what_they_began(
    tmp_path: Path, shorter_nights: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_EVERY_SECONDS", 0.0)
    with closing(Town(new_sqlite(tmp_path), demo_library())) as town:
        for phone in (LUPE, SAM):
            town.says(phone, "good morning to you all")
            town.says(phone, "skip")
        for body in ("survey", "1"):
            town.says(LUPE, body)
        with closing(Database(town.db.url)) as another:
            publish(another, shorter_nights, note="", now=town.now)
        town.says(LUPE, "health")
        for body in ("survey", "1", "health"):
            town.says(SAM, body)
        assert "2 of 6. Compared with last year" in town.delivered(LUPE)[-1].body
        assert "2 of 6. Is your household doing better now?" in town.delivered(SAM)[-1].body
        assert town.bot.library.city.quiet_hours.begins.hour == 23
        before = len(town.delivered(SAM))
        town.wait(timedelta(hours=22, minutes=30))
        (reminder,) = town.delivered(SAM)[before:]
        assert reminder.purpose == "nudge" and reminder.at - town.now < timedelta(minutes=31)


def test_a_city_that_starts_begins_with_what_was_published(tmp_path: Path, shorter_nights: Files) -> None:
    url = new_sqlite(tmp_path)
    with closing(Town(url, demo_library())) as first:
        publish(first.db, shorter_nights, note="", now=first.now)
    with closing(Town(url, demo_library())) as second:
        assert second.bot.library.city.quiet_hours.begins.hour == 23
        assert second.bot.live.release is not None
