"""A conversation of a simulator phone becomes a transcript that plays back equal, or is refused with a reason."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.conversations.tables import answer
from bot.flowfiles.release import Files, library_in
from bot.lib.secrets import MARK, masked
from bot.messaging.tables import message
from bot.rehearsal.playing import play, rehearse
from bot.rehearsal.recording import SPECIMENS, CannotRecord, conversation_of, record
from bot.rehearsal.script import read_script
from bot.rehearsal.town import Town, new_town
from tests.conversations.town import ROOT, demo_library

PEDRO = "+15055550177"
LATE = datetime(2026, 1, 16, 5, 50, tzinfo=UTC)
"""A Thursday in winter, ten to eleven at night in the demo city."""
STORIES = sorted((ROOT / "tests/transcripts").glob("*.txt"))


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


OF_TWO_PEOPLE = {"new_person.en", "new_person.es", "wrong_number.en", "wrong_number.es"}
"""Stories in which the phone changes hands: what its holder before was told is no part of what is known of it now."""
OF_ONE_PHONE = [
    path
    for path in STORIES
    if path.stem not in OF_TWO_PEOPLE and not any(line[:1] == "@" or line[:2] == ">>" for line in lines(path))
]
"""Stories in which one phone texts and no worker is ever away: its recording is the whole of them."""


def recorded(town: Town, phone: str = PEDRO) -> str:
    with town.db.read() as tx:
        return record(conversation_of(tx, town.bot.vault.lookup(phone)), demo_library())


def test_a_recording_plays_back_equal_and_holds_no_number_and_no_reference(town: Town) -> None:
    for words in ("hay un bache bien grande en la Central", "1", "la Central y la 4ta"):
        town.says(PEDRO, words)
    (reference,) = [body.partition("ESTADO ")[2].strip(".") for body in said(town) if "ESTADO" in body]
    town.says(PEDRO, f"estado {reference.lower()}")
    town.says(PEDRO, f"estado {reference[:4]}{'2' if reference[4] != '2' else '3'}")
    written = recorded(town)
    assert reference not in written and PEDRO not in written
    assert "> estado REF1\n" in written and "> estado REF1?\n" in written
    assert "! report.kind: answered pothole\n" in written
    assert " Su reporte es REF1. " in written
    (again,) = rehearse({"mine.txt": written}, demo_library())
    assert again.goes_well, again.difference()


def said(town: Town) -> list[str]:
    return [each.body for each in town.delivered(PEDRO)]


def test_time_that_passed_passes_again_at_the_same_hour_of_the_week() -> None:
    with new_town(demo_library(), starts_at=LATE) as town:
        town.says(PEDRO, "hi")
        town.says(PEDRO, "1")
        town.wait(timedelta(minutes=3))
        town.says(PEDRO, "skip")
        town.says(PEDRO, "survey")
        town.says(PEDRO, "1")
        town.wait(timedelta(days=1, hours=11))
        town.says(PEDRO, "3")
        written = recorded(town)
    assert written.startswith("~ 2d 12h 50m\n> hi\n")
    assert "~ 3m" not in written  # Three minutes more change nothing that is said.
    assert "[Sat 09:00] CityText: your survey is still open." in written  # Not at ten to eleven on Friday night.
    (again,) = rehearse({"mine.txt": written}, demo_library())
    assert again.goes_well, again.difference()


@pytest.mark.slow
@pytest.mark.parametrize("story", OF_ONE_PHONE, ids=lambda path: path.stem)
def test_every_golden_story_can_be_recorded_from_what_is_stored(story: Path, town: Town) -> None:
    """What was heard, decided and said in the recording is what was in the story."""
    played = play(read_script(story.read_text(encoding="utf-8"), story.name), town)
    with town.db.read() as tx:
        written = record(conversation_of(tx, town.bot.vault.lookup("+15055550121")), demo_library())

    def told(lines: list[str]) -> list[str]:
        kept = [line for line in lines if line[:1] in ("!", "<", " ") and "[" not in line]
        return [line for line in kept if not line.startswith("! ") or "." not in line.split()[1][:-1]]

    assert told(written.splitlines()) == told(played.lines)


def test_photos_and_several_lines_are_recorded(town: Town) -> None:
    town.says(PEDRO, "hay un bache\nbien grande", photos=2)
    written = recorded(town)
    assert written.startswith("> hay un bache\n  bien grande [photo][photo]\n! language es (guessed)\n")
    (again,) = rehearse({"mine.txt": written}, demo_library())
    assert again.goes_well, again.difference()


def test_what_began_before_the_current_flows_is_refused(town: Town, city_files: Files) -> None:
    town.says(PEDRO, "hay un bache bien grande en la Central")
    old = city_files["flows/report.yaml"]
    newer = library_in({**city_files, "flows/report.yaml": old.replace("title: ", "title: New ", 1)})
    with town.db.read() as tx:
        found = conversation_of(tx, town.bot.vault.lookup(PEDRO))
    with pytest.raises(CannotRecord, match="earlier version of report, which is not said any more"):
        record(found, newer)


def test_a_phone_that_never_wrote_is_refused(town: Town) -> None:
    with pytest.raises(CannotRecord, match="Nobody has texted the city from this phone"):
        recorded(town)


def test_a_text_that_has_not_had_its_turn_is_refused(town: Town) -> None:
    town.says(PEDRO, "hi")
    with town.db.begin() as tx:
        tx.execute(update(message).where(message.c.direction == "in").values(status="received"))
    with pytest.raises(CannotRecord, match="has not had its turn yet"):
        recorded(town)


def test_what_somebody_else_had_a_part_in_is_refused(town: Town) -> None:
    town.says(PEDRO, "hi")
    with town.db.begin() as tx:
        tx.execute(update(message).where(message.c.direction == "out").values(body="Hello, this is Ana of 311"))
    with pytest.raises(CannotRecord, match='there was "Hello, this is Ana of 311", and now there is "CityText'):
        recorded(town)


@pytest.mark.parametrize("words", ["> hi", "[20] hello", "hello [photo]"])
def test_a_text_that_looks_like_the_format_is_refused(town: Town, words: str) -> None:
    town.says(PEDRO, words)
    with pytest.raises(CannotRecord, match="A transcript cannot hold the text"):
        recorded(town)


def test_answers_count_among_what_was_used(town: Town) -> None:
    """A question of an older version may have been answered although nothing of that version was said last."""
    town.says(PEDRO, "hay un bache bien grande en la Central")
    with town.db.begin() as tx:
        tx.execute(update(answer).values(flow_version="0" * 16))
    with pytest.raises(CannotRecord, match="earlier version of report"):
        recorded(town)


@pytest.mark.parametrize("kind", SPECIMENS)
def test_a_specimen_is_erased_again_where_the_number_was(kind: str) -> None:
    called = {"bank": "bank account", "license": "dl", "a_number": "alien number"}.get(kind, kind)
    assert masked(f"my {called} is {SPECIMENS[kind]}").kinds == (kind,)
    assert masked(f"my {called} is {SPECIMENS[kind]}").text == f"my {called} is {MARK}"
