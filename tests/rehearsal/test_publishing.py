"""A draft becomes what residents meet only when every rule and every transcript is for it, and nobody is harmed."""

import random  # noqa: TID251  a seeded order of events, the same every time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import product
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from bot.conversations.desk import Desk
from bot.conversations.tables import answer, flow_release, flow_version
from bot.conversations.turns import take_text
from bot.db.engine import Database
from bot.flowfiles.library import Library
from bot.flowfiles.release import Files, Folders, digest, files_in, laid_out, library_in, write_files
from bot.lib.ids import new_id
from bot.messaging.tables import message
from bot.publishing.service import (
    NotPublished,
    Published,
    Refused,
    live_library,
    make_draft,
    note_origin,
    origin_of,
    publish,
    publish_again,
)
from bot.rehearsal.town import Town, new_town
from bot.releases import store
from bot.releases.live import LOOK_EVERY_SECONDS, Live
from bot.releases.store import Release
from tests.conversations.town import demo_library
from tests.rehearsal.conftest import CITY, edited

NOW = datetime(2026, 5, 4, 15, 0, tzinfo=UTC)


def unplayed(files: Files) -> Files:
    """The files without transcripts, whose playing is not what a test is about."""
    return {name: text for name, text in files.items() if not name.startswith("transcripts/")}


def count(db: Database, table: object) -> int:
    with db.read() as tx:
        return int(tx.execute(select(func.count()).select_from(table)).scalar_one())


def test_a_good_draft_is_published_with_everything_that_finishes_it(any_db: Database, city_files: Files) -> None:
    published = publish(any_db, city_files, note="as it was", now=NOW)
    assert published.is_new and published.release.note == "as it was" and published.release.published_at == NOW
    with any_db.read() as tx:
        assert store.newest_release(tx) == published.release
        assert store.files_of(tx, published.release.id) == city_files
    library = library_in(city_files)
    with any_db.read() as tx:
        assert set(tx.execute(select(flow_version.c.digest)).scalars()) == set(library.flows.digests.values())


def test_the_same_files_twice_are_one_release(any_db: Database, city_files: Files) -> None:
    first = publish(any_db, unplayed(city_files), note="", now=NOW)
    again = publish(any_db, unplayed(city_files), note="again", now=NOW + timedelta(days=1))
    assert again == Published(first.release, is_new=False)
    assert count(any_db, flow_release) == 1


def test_a_source_text_without_its_translation_is_refused_by_flow_step_and_language(
    any_db: Database, city_files: Files
) -> None:
    changed = edited(
        city_files, "flows/report.yaml", ("Where is it? Send an address", "Where is that? Send an address")
    )
    with pytest.raises(Refused) as refused:
        publish(any_db, changed, note="", now=NOW)
    missing = [each for each in refused.value.problems if each.rule == "missing-translation"]
    (line,) = [n for n, text in enumerate(changed["flows/report.yaml"].splitlines(), 1) if "Where is that?" in text]
    assert [(each.file, each.line) for each in missing] == [("flows/report.yaml", line)]
    assert missing[0].message.startswith('report.place: "Where is that?')
    assert "the catalog of es" in missing[0].message
    assert count(any_db, flow_release) == 0 == count(any_db, flow_version)


def test_a_transcript_that_goes_otherwise_is_refused_with_its_diff(any_db: Database, city_files: Files) -> None:
    catalog = "translations/es/LC_MESSAGES/flows.po"
    changed = edited(city_files, catalog, ("¿En qué lugar? Mande domicilio", "¿En qué calle? Mande domicilio"))
    with pytest.raises(Refused) as refused:
        publish(any_db, changed, note="", now=NOW)
    assert refused.value.problems == ()
    (failed,) = refused.value.failed
    assert failed.name == "transcripts/hole.es.txt"
    assert any(line.startswith("-< ¿En qué lugar? Mande") for line in failed.difference())
    assert any(line.startswith("+< ¿En qué calle? Mande") for line in failed.difference())
    assert count(any_db, flow_release) == 0


def test_what_real_residents_meet_must_be_signed(any_db: Database, city_files: Files) -> None:
    with pytest.raises(Refused) as refused:
        publish(any_db, unplayed(city_files), note="", production=True, now=NOW)
    assert {each.file for each in refused.value.problems} == {"flows/safety.yaml"}


def test_a_file_that_cannot_be_used_is_a_problem_and_no_traceback(any_db: Database, city_files: Files) -> None:
    changed = edited(city_files, "flows/report.yaml", ("steps:", "steps: ["))
    with pytest.raises(Refused) as refused:
        publish(any_db, changed, note="", now=NOW)
    assert {each.file for each in refused.value.problems} >= {"flows/report.yaml"}


def test_an_earlier_release_becomes_live_again_as_a_new_row(
    any_db: Database, city_files: Files, reworded: Files
) -> None:
    first = publish(any_db, unplayed(city_files), note="first", now=NOW).release
    publish(any_db, unplayed(reworded), note="second", now=NOW + timedelta(hours=1))
    back = publish_again(any_db, first.id, note="back", now=NOW + timedelta(hours=2)).release
    assert back.id != first.id and back.digest == first.digest
    with any_db.read() as tx:
        assert [each.note for each in store.releases(tx)] == ["back", "second", "first"]
    assert publish_again(any_db, back.id, note="", now=NOW + timedelta(hours=3)) == Published(back, is_new=False)


def test_going_back_to_what_never_was_is_refused(any_db: Database) -> None:
    with pytest.raises(NotPublished, match="There is no release rel_1"):
        publish_again(any_db, "rel_1", note="", now=NOW)


def test_a_machine_whose_clock_is_behind_still_publishes_the_newest(
    any_db: Database, city_files: Files, reworded: Files
) -> None:
    publish(any_db, unplayed(city_files), note="first", now=NOW)
    late = publish(any_db, unplayed(reworded), note="second", now=NOW - timedelta(minutes=5)).release
    with any_db.read() as tx:
        assert store.newest_release(tx) == late


# Drafts


def test_a_draft_is_a_copy_of_what_is_live_and_the_files_come_back_as_they_were(
    any_db: Database, tmp_path: Path, reworded: Files
) -> None:
    assert make_draft(any_db, CITY, tmp_path / "one") is None
    assert files_in(folders(tmp_path / "one")) == files_in(CITY)
    assert origin_of(tmp_path / "one") == ""
    release = publish(any_db, unplayed(reworded), note="", now=NOW).release
    assert make_draft(any_db, CITY, tmp_path / "two") == release.id
    assert files_in(folders(tmp_path / "two")) == unplayed(reworded)
    assert origin_of(tmp_path / "two") == release.id


def folders(draft: Path) -> Folders:
    return Folders(draft / "flows", draft / "translations", draft / "transcripts")


def test_a_draft_is_never_written_over(any_db: Database, tmp_path: Path) -> None:
    make_draft(any_db, CITY, tmp_path / "draft")
    with pytest.raises(NotPublished, match="There is something in"):
        make_draft(any_db, CITY, tmp_path / "draft")


def test_a_draft_does_not_undo_what_somebody_else_has_published(
    any_db: Database, city_files: Files, reworded: Files
) -> None:
    publish(any_db, unplayed(city_files), note="mine", now=NOW)
    theirs = publish(any_db, unplayed(reworded), note="theirs", now=NOW).release
    with pytest.raises(NotPublished, match=rf"{theirs.id} was published \(theirs\)"):
        publish(any_db, unplayed(city_files), note="", made_from="", now=NOW)
    assert publish(any_db, unplayed(city_files), note="", made_from=theirs.id, now=NOW).is_new


def test_of_two_who_publish_at_once_one_is_told_about_the_other(
    any_db: Database, city_files: Files, reworded: Files
) -> None:
    both_begin = Barrier(2)

    def publish_one(files: Files) -> bool:
        both_begin.wait(10)
        try:
            return publish(any_db, unplayed(files), note="", made_from="", now=NOW).is_new
        except NotPublished:
            return False

    with ThreadPoolExecutor(2) as pool:
        for _ in range(5):
            assert sorted(pool.map(publish_one, (city_files, reworded))) == [False, True]
            with any_db.begin() as tx:
                tx.execute(flow_release.delete())


def test_a_draft_of_another_database_is_told_so(any_db: Database, city_files: Files) -> None:
    with pytest.raises(NotPublished, match="made from rel_9, which this database does not know"):
        publish(any_db, unplayed(city_files), note="", made_from="rel_9", now=NOW)


def test_a_draft_remembers_what_it_was_published_as(tmp_path: Path) -> None:
    assert origin_of(tmp_path) is None
    note_origin(tmp_path, "rel_1")
    assert origin_of(tmp_path) == "rel_1"


def test_what_an_editor_leaves_beside_a_file_is_no_part_of_a_release(tmp_path: Path, city_files: Files) -> None:
    write_files(city_files, tmp_path)
    (tmp_path / "flows/report.yaml~").write_text("old")
    (tmp_path / "flows/.report.yaml.swp").write_bytes(b"\xff")
    (tmp_path / "translations/es/LC_MESSAGES/console.po").write_text("screens")
    assert digest(files_in(folders(tmp_path))) == digest(city_files)
    with laid_out(city_files) as laid:
        assert digest(files_in(laid)) == digest(city_files)


def test_what_is_live_is_what_was_published_last(any_db: Database, reworded: Files) -> None:
    before = live_library(any_db, CITY)
    publish(any_db, unplayed(reworded), note="", now=NOW)
    after = live_library(any_db, CITY)
    assert before.flows.digests["prosperity"] != after.flows.digests["prosperity"]
    assert before.flows.digests["report"] == after.flows.digests["report"]


# Residents in the middle of a conversation

BEGINNING = ("good morning to you all", "skip")
SURVEY = ("survey", "1", "health", "1", "lower rents", "2", "5", "skip", "1")
"""A resident's first texts, and a survey; its fourth text answers the question that the releases ask differently."""
RESIDENTS = 4
INTERLEAVINGS = 100


class Processes:
    """Two processes of a city on one database, each of which takes a release up in its own time."""

    def __init__(self, town: Town, otherwise: Library) -> None:
        self.town = town
        self.seconds = [0.0, 0.0]
        self.lives = [
            Live(town.db, self.desk, lambda: otherwise, seconds=partial(self.seconds.__getitem__, each))
            for each in range(2)
        ]

    def desk(self, library: Library) -> Desk:
        return replace(self.town.bot.desk, library=library)

    def hears(self, process: int, phone: str, body: str) -> str:
        """What this process replies."""
        self.town.now += timedelta(seconds=1)
        desk = self.lives[process].current()
        taken = take_text(self.town.db, desk, self.town.received(phone, body), now=self.town.now)
        of_text = select(message.c.session_id, message.c.status).where(message.c.id == taken.message_id)
        ((session_id, status),) = self.town.query(of_text)
        assert status == "handled"
        replies = select(message.c.body).where(
            message.c.session_id == session_id, message.c.direction == "out", message.c.created_at == self.town.now
        )
        return "\n".join(body for (body,) in self.town.query(replies))

    def version(self, process: int) -> str:
        """The version of the survey that begins at this process."""
        return self.lives[process].current().library.flows.digests["prosperity"]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_nobody_in_the_middle_of_a_conversation_is_harmed_by_a_release(city_files: Files, reworded: Files) -> None:
    """Texts, publishing, and processes that take a release up sooner or later, in a hundred orders."""
    releases = [unplayed(city_files), unplayed(reworded)]
    expected: dict[str, list[str]] = {}
    with new_town(demo_library()) as town:
        for number, files in enumerate(releases):
            publish(town.db, files, note="", now=town.now)
            undisturbed = Processes(town, demo_library())
            said = [undisturbed.hears(0, f"+1505555010{number + 1}", body) for body in (*BEGINNING, *SURVEY)]
            expected[undisturbed.version(0)] = said[len(BEGINNING) :]
        old, new = expected
        assert "1 Better" in expected[old][2] and "1 Worse" in expected[new][2]
        chance, processes = random.Random(7), Processes(town, demo_library())
        crossed = sum(interleaved(chance, processes, releases, expected, number) for number in range(INTERLEAVINGS))
    assert crossed > INTERLEAVINGS  # Otherwise hardly anybody was in the middle when another release went live.


def goes_live(town: Town, files: Files) -> None:
    """What publishing comes to, once the files have been judged and the versions of their flows are kept."""
    with town.db.begin() as tx:
        store.add_release(tx, Release(new_id("rel", town.now), digest(files), "", town.now), files)


def interleaved(
    chance: random.Random,
    processes: Processes,
    releases: Sequence[Files],
    expected: Mapping[str, list[str]],
    number: int,
) -> int:
    """One order of events; how many residents were answered by a process that had another version than theirs."""
    town = processes.town
    heard: dict[str, list[str]] = {f"+1505556{number * RESIDENTS + each:04d}": [] for each in range(RESIDENTS)}
    answered_by: dict[str, set[str]] = {phone: set() for phone in heard}
    for phone, body in product(heard, BEGINNING):
        processes.hears(0, phone, body)
    while unfinished := [phone for phone in heard if len(heard[phone]) < len(SURVEY)]:
        happens = chance.random()
        if happens < 0.04:
            goes_live(town, chance.choice(releases))
        elif happens < 0.16:
            processes.seconds[chance.randrange(2)] += LOOK_EVERY_SECONDS
        else:
            phone, process = chance.choice(unfinished), chance.randrange(2)
            heard[phone].append(processes.hears(process, phone, SURVEY[len(heard[phone])]))
            answered_by[phone].add(processes.version(process))
    for phone, said in heard.items():
        (row,) = [each for each in town.sessions(phone) if each.flow == "prosperity"]
        assert row.status == "done" and said == expected[row.flow_version]
        of_session = select(answer.c.step, answer.c.codes, answer.c.flow_version).where(answer.c.session_id == row.id)
        answers = {step: (codes, version) for step, codes, version in town.query(of_session)}
        first_option = '["better"]' if "1 Better" in said[2] else '["worse"]'
        assert answers["year"] == (first_option, row.flow_version)
        assert {version for _, version in answers.values()} == {row.flow_version}
    return sum(len(each) > 1 for each in answered_by.values())
