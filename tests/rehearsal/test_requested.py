"""Publishing asked for at the console: worked off by slices, refused with reasons, accepted, never overwriting."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.db.engine import Database
from bot.flowfiles.release import Files, write_files
from bot.outbox.relay import RetryAt
from bot.publishing import requested, service
from bot.releases import requests, store
from bot.releases.requests import Request, Wish
from bot.settings import Settings
from bot.staff.rules import Staff
from tests.console.desk import STARTS_AT
from tests.conversations.town import new_sqlite
from tests.rehearsal.conftest import edited

CARMEN = Staff("stf_carmen", "Carmen", "carmen@city.example", "coordinator", (), "en")
PLACE = "Where is that? Send an address, a corner or a park. If you are not sure, send SKIP."
QUESTION = "2 of 6. Compared with last year, your household is:"
MOST_SLICES = 40


class Office:
    """A city's own files on disk, its database, and somebody who asks for changes."""

    def __init__(self, folder: Path, files: Files) -> None:
        written = write_files(files, folder / "city")
        (folder / "city/tests").mkdir()
        written.transcripts.rename(folder / "city/tests/transcripts")
        url = new_sqlite(folder)
        self.db = Database(url)
        self.settings = Settings(database_url=url, flows_path=written.flows, translations_path=written.translations)
        self.now = STARTS_AT

    def ask(self, changes: dict[str, str | None], *, made_on: str = "", plays: bool = True) -> str:
        wish = Wish("survey:prosperity", changes, "another question", made_on, "surveys.publish", plays)
        with self.db.begin() as tx:
            return requests.ask(tx, wish, by=CARMEN, now=self.now)

    def work(self, id: str) -> Request:
        """Until there is nothing more to do by itself."""
        for _ in range(MOST_SLICES):
            self.now += timedelta(seconds=1)
            if not isinstance(requested.work_off(self.db, self.settings, id, now=self.now), RetryAt):
                break
        return self.request(id)

    def request(self, id: str) -> Request:
        with self.db.read() as tx:
            found = requests.request_by_id(tx, id)
        assert found
        return found

    def live(self) -> Files:
        _, files = service.live(self.db)
        return files or {}


@pytest.fixture
def office(tmp_path: Path, city_files: Files) -> Iterator[Office]:
    made = Office(tmp_path, city_files)
    with closing(made.db):
        yield made


def reworded(files: Files) -> dict[str, str | None]:
    """The changed files of another wording in both languages."""
    after = edited(files, "flows/prosperity.yaml", (QUESTION, "2 of 6. Is your household doing better now?"))
    catalog = "translations/es/LC_MESSAGES/flows.po"
    after = edited(
        after, catalog, (QUESTION, "2 of 6. Is your household doing better now?"),
        ("2 de 6. Comparado con el año pasado, en su casa les va:", "2 de 6. ¿En su casa les va mejor que antes?"),
    )  # fmt: skip
    return {name: after[name] for name in ("flows/prosperity.yaml", catalog)}


def test_a_wording_that_changes_reviewed_conversations_waits_for_somebody_who_reads_how(
    office: Office, city_files: Files
) -> None:
    id = office.ask(reworded(city_files))
    request = office.work(id)
    assert (request.status, request.done, request.whole) == (requests.DIFFERS, 2, 2)
    (different,) = request.differences
    assert different.name == "transcripts/menu.en.txt"
    assert any(line.startswith("+") and "doing better now" in line for line in different.lines)
    assert office.live() == {}

    with office.db.begin() as tx:
        assert requests.accept(tx, request, by=CARMEN, now=office.now)
    published = office.work(id)
    assert published.status == requests.PUBLISHED
    live = office.live()
    assert "doing better now" in live["flows/prosperity.yaml"] and "doing better now" in live[different.name]
    with office.db.read() as tx:
        newest = store.newest_release(tx)
        assert newest and newest.id == published.release_id and newest.note == "another question"
        assert requests.who_published(tx, [newest.id]) == {newest.id: CARMEN.id}


def test_what_the_check_finds_is_told_and_nothing_is_published(office: Office, city_files: Files) -> None:
    changed = edited(city_files, "flows/prosperity.yaml", (QUESTION, "2 of 6. Nobody has translated this."))
    request = office.work(office.ask({"flows/prosperity.yaml": changed["flows/prosperity.yaml"]}))
    assert request.status == requests.REFUSED and request.whole == 2 and request.done == 0
    assert any("catalog of es" in each.message and each.remedy for each in request.problems)
    assert office.live() == {}


def test_a_file_that_is_no_flow_is_refused_in_words(office: Office) -> None:
    request = office.work(office.ask({"flows/prosperity.yaml": "flow: [\n"}))
    assert request.status == requests.REFUSED
    assert request.problems[0].where.startswith("flows/prosperity.yaml")


def test_what_somebody_else_has_published_since_is_not_overwritten(office: Office, city_files: Files) -> None:
    mine, theirs = office.ask(reworded(city_files)), office.ask(reworded(city_files), plays=False)
    assert office.work(theirs).status == requests.PUBLISHED
    request = office.work(mine)
    assert request.status == requests.REFUSED
    assert {each.where for each in request.problems} == set(reworded(city_files))


def test_a_release_in_the_middle_begins_the_rehearsal_again(office: Office, city_files: Files) -> None:
    id = office.ask(reworded(city_files))
    requested.work_off(office.db, office.settings, id, now=office.now)  # Only the check.
    assert office.request(id).status == requests.PLAYING
    # A comment in a file that the request does not touch.
    other = "flows/help.yaml"
    assert office.work(office.ask({other: city_files[other] + "# Nothing new.\n"}, plays=False)).status == "published"
    request = office.work(id)
    assert request.status == requests.DIFFERS and request.checked_on == service.live(office.db)[0].id
    with office.db.begin() as tx:
        requests.accept(tx, request, by=CARMEN, now=office.now)
    assert office.work(id).status == requests.PUBLISHED
    assert office.live()[other].endswith("# Nothing new.\n")


def test_withdrawn_it_is_not_worked_off(office: Office, city_files: Files) -> None:
    id = office.ask(reworded(city_files))
    with office.db.begin() as tx:
        assert requests.withdraw(tx, office.request(id), by=CARMEN, now=office.now)
        assert not requests.withdraw(tx, requests.request_by_id(tx, id), by=CARMEN, now=office.now)
    assert office.work(id).status == requests.WITHDRAWN and office.live() == {}


def test_two_workers_at_once_move_it_once(office: Office, city_files: Files) -> None:
    """A worker that was too slow for its lease finds that the other has gone on, and changes nothing."""
    id = office.ask(reworded(city_files))
    before = office.request(id)
    requested.work_off(office.db, office.settings, id, now=office.now)
    with office.db.begin() as tx:
        assert not requests.go_on(tx, before, office.now, status=requests.REFUSED)
    assert office.request(id).status == requests.PLAYING
