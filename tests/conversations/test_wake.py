"""Silence: one reminder at the right time and outside the quiet hours, then the end; nothing twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.concerns.tables import concern
from bot.conversations.wake import wake
from bot.flowfiles.library import load
from bot.outbox.relay import Done, RetryAt
from bot.outbox.tables import outbox
from tests.conversations.town import LUPE, ROOT, SAM, STARTS_AT, Town, new_sqlite

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def nudges(town: Town) -> list[datetime]:
    return [heard.at for heard in town.delivered() if heard.purpose == "nudge"]


def promised(town: Town) -> list[Any]:
    return town.query(select(outbox.c.subject, outbox.c.due_at).where(outbox.c.kind == "wake"))


def test_the_reminder_leaves_when_it_is_due_and_only_once(town: Town) -> None:
    town.wait(4 * HOUR)  # Two in the afternoon: 22 hours later it is noon.
    town.says(SAM, "huge pothole on Central")
    heard_at = town.now
    town.wait(22 * HOUR - MINUTE)
    assert nudges(town) == []
    town.wait(2 * MINUTE)
    assert nudges(town) == [heard_at + 22 * HOUR]
    (row,) = promised(town)
    assert row.due_at == heard_at + timedelta(days=3)
    town.wait(timedelta(days=1))
    assert len(nudges(town)) == 1


def test_a_reminder_repeats_the_question_that_waits(town: Town) -> None:
    town.says(LUPE, "hay un bache bien grande en la Central")
    town.wait(24 * HOUR)
    repeated = "Texto de la Ciudad: su reporte sigue a medias.\n¿De qué se trata? 1 Bache 2 Otra cosa"
    assert town.said(LUPE)[-1] == repeated


def test_the_quiet_hours_hold_a_reminder_back_until_the_morning(town: Town) -> None:
    town.says(SAM, "huge pothole on Central")  # Ten in the morning: it comes due at eight.
    town.wait(24 * HOUR)
    assert nudges(town) == [datetime(2026, 3, 11, 15, 0, tzinfo=UTC)]  # Nine, in the city.


def test_on_a_sunday_the_morning_is_later(tmp_path: Path) -> None:
    town = Town(new_sqlite(tmp_path), starts_at=STARTS_AT + timedelta(days=4))
    town.says(SAM, "huge pothole on Central")
    town.wait(30 * HOUR)
    assert nudges(town) == [datetime(2026, 3, 15, 18, 0, tzinfo=UTC)]  # Noon, in the city.
    town.close()


def test_an_answer_in_time_puts_the_reminder_off(town: Town) -> None:
    town.wait(4 * HOUR)
    town.says(SAM, "huge pothole on Central")
    town.wait(20 * HOUR)
    town.says(SAM, "1")
    answered_at = town.now
    town.wait(3 * HOUR)
    assert nudges(town) == []
    town.wait(24 * HOUR)
    assert len(nudges(town)) == 1 and nudges(town)[0] >= answered_at + 22 * HOUR


def test_waking_too_early_changes_nothing(town: Town) -> None:
    town.says(SAM, "huge pothole on Central")
    (row,) = town.sessions(SAM)
    assert wake(town.db, town.bot.desk, row.id, now=town.now) == RetryAt(row.wake_at)
    assert town.sessions(SAM) == [row]


def test_waking_twice_at_the_same_moment_reminds_once(town: Town) -> None:
    town.says(SAM, "huge pothole on Central")
    (row,) = town.sessions(SAM)
    town.now = row.wake_at + HOUR
    first = wake(town.db, town.bot.desk, row.id, now=town.now)
    assert wake(town.db, town.bot.desk, row.id, now=town.now) == first
    town.drain()
    assert len(nudges(town)) == 1


def test_what_is_over_is_not_woken(town: Town) -> None:
    town.says(SAM, "STOP")
    (row,) = town.sessions(SAM)
    assert wake(town.db, town.bot.desk, row.id, now=town.now + timedelta(days=9)) == Done()
    assert wake(town.db, town.bot.desk, "ses_nobody", now=town.now) == Done()


def test_whoever_has_left_at_the_carrier_is_not_reminded(town: Town) -> None:
    town.says(SAM, "huge pothole on Central")
    town.says(SAM, "STOP", opt_out="STOP")
    before = town.said(SAM)
    town.wait(timedelta(days=5))
    assert town.said(SAM) == before and town.query(select(concern.c.id)) == []


def test_a_report_that_is_never_finished_is_kept_as_far_as_it_was_told(town: Town) -> None:
    town.says(SAM, "huge pothole on Central")
    town.says(SAM, "1")
    town.wait(timedelta(days=5))
    (row,) = town.query(select(concern.c.kind, concern.c.words, concern.c.place))
    assert tuple(row) == ("pothole", "huge pothole on Central", "")
    assert [each.status for each in town.sessions(SAM)] == ["expired"]
    assert [each.type for each in town.events()][-3:] == ["concern.created", "conversation.stopped", "concern.updated"]
    assert promised(town) == []


def test_a_report_without_a_word_told_is_not_opened(town: Town) -> None:
    town.says(SAM, "good morning to you all")
    town.says(SAM, "report a problem")
    town.wait(timedelta(days=6))
    assert town.query(select(concern.c.id)) == []
    assert [each.status for each in town.sessions(SAM)] == ["expired"]


def test_a_late_answer_begins_anew(town: Town) -> None:
    town.says(SAM, "huge pothole on Central")
    town.says(SAM, "1")
    town.wait(timedelta(days=4))
    assert town.hears(SAM, "Central and 4th")[0].startswith("What do you need?")


@pytest.fixture
def with_flow(tmp_path: Path) -> Callable[[str, str], Town]:
    """A town whose file of this flow has these words replaced."""
    towns = []

    def made(old: str, new: str) -> Town:
        library = demo_library_with(tmp_path, old, new)
        towns.append(Town(new_sqlite(tmp_path / "data"), library=library))
        return towns[-1]

    yield made
    for town in towns:
        town.close()


def demo_library_with(folder: Path, old: str, new: str) -> Any:
    from shutil import copytree

    flows = Path(copytree(ROOT / "flows", folder / "flows"))
    report = flows / "report.yaml"
    assert old in report.read_text()
    report.write_text(report.read_text().replace(old, new))
    library = load(flows, ROOT / "translations")
    return replace(library)


def test_without_an_unanswered_step_silence_ends_the_conversation(with_flow: Callable[[str, str], Town]) -> None:
    town = with_flow("unanswered: where ", "#")
    town.says(SAM, "huge pothole on Central")
    town.says(SAM, "1")
    before = len(town.said(SAM))
    town.wait(timedelta(days=5))
    assert town.query(select(concern.c.id)) == []
    assert len(town.said(SAM)) == before + 1, "the reminder, and nothing after it"


def test_the_reminder_is_in_time_when_the_conversation_began_in_a_flow_that_waits_longer(town: Town) -> None:
    town.says(SAM, "good morning to you all")  # The menu has no reminder and waits three days.
    town.says(SAM, "survey")
    heard_at = town.now
    town.wait(timedelta(days=2))
    assert [at - heard_at < 24 * HOUR for at in nudges(town)] == [True]
