"""Figures and open data as a worker counts them, on both databases, and as pages read them back."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import count

import pytest
from sqlalchemy import select

from bot.concerns import counting, neighbors, pairing, publishing, store
from bot.concerns.figures import BROKEN, KEPT
from bot.concerns.tables import concern, concern_change, concern_follower
from bot.concerns.triage_tables import concern_figures
from bot.outbox import put
from bot.outbox.relay import Done, Outcome, RetryAt, drain, each
from bot.outbox.tables import outbox
from bot.people.tables import contact
from tests.conversations.conftest import any_url  # noqa: F401  a fixture
from tests.conversations.town import STARTS_AT, Town

_numbers = count(1)


@pytest.fixture
def town(any_url: str) -> Iterator[Town]:  # noqa: F811
    made = Town(any_url)
    yield made
    made.close()


def made(
    town: Town, at: datetime = STARTS_AT - timedelta(days=20), did: tuple = (), followers: int = 0, **row: object
) -> str:
    """A concern with what was done with it: act, status, by, hours after the report, the day that was promised."""
    number = next(_numbers)
    id = f"{number:026d}"
    values = {
        "id": f"con_{id}", "reference": f"{number:05d}", "contact_id": f"ctc_{id}", "session_id": "s",
        "kind": "pothole", "words": "x", "place": "", "area": "Midtown", "language": "es", "flow_version": "x",
        "status": "assigned",
        "department": "public_works", "created_at": at, "changes": len(did), **row,
    }  # fmt: skip
    with town.db.begin() as tx:
        for each in [id, *(f"{number:020d}f{each:05d}" for each in range(followers))]:
            who = {"id": f"ctc_{each}", "phone_hash": f"hash {each}", "phone_sealed": b"", "language": "es"}
            tx.execute(contact.insert(), {**who, "language_source": "guessed", "created_at": at})
        tx.execute(concern.insert(), values)
        for nth, (act, status, by, hours, day) in enumerate(did, 1):
            change = {"concern_id": f"con_{id}", "nth": nth, "act": act, "status": status, "by": by, "promised_on": day}
            tx.execute(concern_change.insert(), {**change, "at": at + timedelta(hours=hours)})
        for each in range(followers):
            follower = {"concern_id": f"con_{id}", "contact_id": f"ctc_{number:020d}f{each:05d}", "since": at}
            tx.execute(concern_follower.insert(), follower)
    return f"con_{id}"


def test_a_period_is_counted_from_everything_that_was_done(town: Town) -> None:
    early = date(2026, 2, 25)
    for hours in (2, 4, 6):
        made(town, did=(("answer", "answered", "stf_ana", hours, early), ("finish", "done", "stf_ana", 50, None)),
             status="done", followers=2)  # fmt: skip
    made(town, did=(("answer", "answered", "stf_ana", 8, early),), status="answered", promised_on=early, language="en")
    made(town, at=STARTS_AT - timedelta(days=200), status="reopened", area="Mesa Alta")
    made(town, at=STARTS_AT - timedelta(days=500))
    counting.perform(town.db, town.bot.library, town.now)
    with town.db.read() as tx:
        quarter, year = counting.figures(tx, "90"), counting.figures(tx, "365")
        assert counting.counted_at(tx) == town.now
    assert quarter and year and quarter[1] == town.now
    whole = quarter[0].groups["all"][""]
    assert (whole.reports, whole.replied, whole.duplicates) == (4, 4, 6)
    assert whole.promises[KEPT] == 3 and whole.promises[BROKEN] == 1
    assert quarter[0].groups["language"]["es"].median_minutes == 240
    assert year[0].groups["all"][""].reports == 5 and year[0].groups["area"].keys() == {"Midtown", "Mesa Alta"}
    assert quarter[0].open == {("Midtown", "public_works"): (2, 1), ("Mesa Alta", "public_works"): (1, 0)}
    town.wait(timedelta(days=1))
    counting.perform(town.db, town.bot.library, town.now)
    with town.db.read() as tx:
        again = counting.figures(tx, "90")
    assert again and again[0].groups["all"][""].reports == 4 and again[1] == town.now


def test_pages_of_the_count_lose_and_double_nothing(town: Town) -> None:
    for _ in range(7):
        made(town)  # Of the same moment, so that only the id tells them apart.
    counting.perform(town.db, town.bot.library, town.now, page=3)
    with town.db.read() as tx:
        found = counting.figures(tx, "90")
    assert found and found[0].groups["all"][""].reports == 7


def sliced(town: Town, most: int = 10_000) -> int:
    """Count, a page of two to a slice, until it is done or so many slices are; how many were."""
    for done in range(1, most + 1):
        outcome = counting.perform(town.db, town.bot.library, town.now, page=2, seconds=0)
        if isinstance(outcome, Done):
            return done
        assert outcome == RetryAt(town.now, "there is more")
        town.now += timedelta(seconds=1)
    return most


def told(town: Town) -> dict[str, dict]:
    with town.db.read() as tx:
        found = {period: counting.figures(tx, period) for period in ("90", "365")}
    return {period: each[0].told()["groups"] | {"days": each[0].begins} for period, each in found.items() if each}


def a_city(town: Town) -> None:
    """Reports of every kind, inside and outside of each period."""
    for number in range(9):
        made(town, at=STARTS_AT - timedelta(days=number, minutes=number % 3), followers=number % 2,
             did=(("answer", "answered", "stf_ana", 3 * number + 1, date(2026, 3, 20)),), status="answered",
             language="en" if number % 3 else "es")  # fmt: skip
    for number in range(4):
        made(town, at=STARTS_AT - timedelta(days=120 + number), area="Mesa Alta", department=None, status="received")


def test_slices_tell_what_one_go_tells_and_leave_nothing_behind(town: Town) -> None:
    a_city(town)
    counting.perform(town.db, town.bot.library, town.now)
    at_once = told(town)
    assert at_once["365"]["all"][""]["reports"] == 13 and at_once["90"]["all"][""]["reports"] == 9
    assert sliced(town) == 7
    assert told(town) == at_once
    with town.db.read() as tx:
        assert set(tx.execute(select(concern_figures.c.period)).scalars()) == {"90", "365"}


def test_nobody_reads_half_a_count(town: Town) -> None:
    a_city(town)
    sliced(town, 3)
    with town.db.read() as tx:
        assert counting.figures(tx, "90") is None and counting.counted_at(tx) is None


class Dying:
    """The database of a worker that dies before it writes."""

    def __init__(self, town: Town) -> None:
        self.read = town.db.read

    def begin(self) -> None:
        raise ConnectionError


def test_a_worker_that_dies_in_a_slice_loses_and_doubles_nothing(town: Town) -> None:
    a_city(town)
    counting.perform(town.db, town.bot.library, town.now)
    at_once = told(town)
    sliced(town, 2)
    for seconds in (0, 60):  # When it puts aside what it has, and when it has counted everything.
        with pytest.raises(ConnectionError):
            counting.perform(Dying(town), town.bot.library, town.now, page=2, seconds=seconds)
    assert sliced(town) == 5  # From where it was put aside last.
    assert told(town) == at_once


def test_a_slice_that_another_has_overtaken_counts_for_nothing(town: Town) -> None:
    a_city(town)
    counting.perform(town.db, town.bot.library, town.now)
    at_once = told(town)
    sliced(town, 1)
    with town.db.read() as tx:
        slow, seen = counting.under_way(tx, town.now)
    sliced(town, 3)
    with town.db.begin() as tx:
        counting.put_aside(tx, slow, seen, town.now)  # It wakes up late, with what it knew.
    assert sliced(town) == 3
    with town.db.begin() as tx:
        counting.put_aside(tx, slow, seen, town.now)  # And when all is over.
        assert counting.SO_FAR not in set(tx.execute(select(concern_figures.c.period)).scalars())
    assert told(town) == at_once


def test_a_count_that_stood_still_for_hours_begins_anew(town: Town) -> None:
    a_city(town)
    sliced(town, 3)
    town.now += counting.GOES_ON_FOR
    made(town, at=town.now - timedelta(minutes=5))
    sliced(town)
    assert told(town)["90"]["all"][""]["reports"] == 10


def test_the_outbox_goes_on_slice_after_slice_without_losing_patience(town: Town) -> None:
    a_city(town)

    def one_slice(_: str, now: datetime) -> Outcome:
        return counting.perform(town.db, town.bot.library, now, page=1, seconds=0)

    performers = {counting.COUNT: each(one_slice, lambda: town.now)}
    with town.db.begin() as tx:
        counting.promise(tx, town.now)
    attempts = []
    while drain(town.db, put.LATER, performers, clock=lambda: town.now, lease_for=timedelta(seconds=60)):
        with town.db.read() as tx:
            attempts += tx.execute(select(outbox.c.attempts).where(outbox.c.kind == counting.COUNT)).scalars()
    assert attempts == [0] * 13 and told(town)["365"]["all"][""]["reports"] == 13


def test_who_said_me_too_and_whose_report_is_the_same_are_duplicates(town: Town) -> None:
    older = made(town, followers=2)
    newer = made(town, at=STARTS_AT - timedelta(days=18), followers=1)
    with town.db.begin() as tx:
        one, two = store.standing_by_id(tx, older), store.standing_by_id(tx, newer)
        pairing.same(tx, one, two, "stf_ana", now=town.now)
        # Who opened it follows nothing: as it is when two residents turn out to be one person.
        neighbors.follow(tx, {"concern_id": older, "contact_id": one.contact_id, "since": town.now, "words": "",
                              "language": "es"})  # fmt: skip
    counting.perform(town.db, town.bot.library, town.now)
    with town.db.read() as tx:
        found = counting.figures(tx, "90")[0].groups["area"]["Midtown"]
        rows = tx.execute(select(concern.c.id, concern.c.created_at).where(concern.c.id == older)).all()
        again = counting.told_again(tx, rows)[older]
    assert (found.reports, found.duplicates, found.observed_days) == (2, 4, 20)
    assert found.rate == pytest.approx(4 / 20)
    # By the day on which each told of it, not by that on which staff put the two together.
    assert sorted(again) == [STARTS_AT - timedelta(days=each) for each in (20, 20, 18, 18)]


def test_open_data_are_whole_months_without_words_and_persons(town: Town) -> None:
    inside = datetime(2026, 2, 11, 12, tzinfo=UTC)
    for _ in range(13):
        made(town, at=inside, words="mi vecina Lupe Trujillo", place="1234 Lake St")
    for _ in range(12):
        made(town, at=inside, kind="tree", area="Midtown")
    made(town, at=inside, area="West Side")
    made(town, at=datetime(2026, 3, 1, 8, tzinfo=UTC))  # After midnight in the city: of this month.
    publishing.perform(town.db, town.bot.library, town.now)
    with town.db.read() as tx:
        found = {name: publishing.file(tx, name) for name in publishing.FILES}
    table = list(csv.DictReader(StringIO(found[publishing.CSV][0])))
    cells = {(row["area"], row["category"]): row["reports"] for row in table}
    assert cells["Midtown", "tree"] == "10" and cells["Midtown", "pothole"] in ("15", "suppressed")
    assert cells["West Side", "pothole"] == "suppressed" and cells["all", "all"] in ("25", "suppressed")
    assert {row["from"] for row in table} == {"2025-03-01"} and {row["to"] for row in table} == {"2026-03-01"}
    assert "Railyards" not in {row["area"] for row in table}, "fewer than 500 people live there"
    for body, _, _ in found.values():
        assert "Lupe" not in body and "Lake St" not in body and "con_" not in body and "ctc_" not in body
    features = json.loads(found[publishing.GEOJSON][0])["features"]
    assert {each["properties"]["area"] for each in features} == {row["area"] for row in table} - {"all"}


def test_a_resident_who_reports_ten_times_is_one(town: Town) -> None:
    inside = datetime(2026, 2, 11, 12, tzinfo=UTC)
    made(town, at=inside)
    with town.db.begin() as tx:
        row = dict(tx.execute(select(concern)).mappings().one())
        for number in range(20):
            tx.execute(concern.insert(), {**row, "id": f"con_again{number}", "reference": f"A{number:04d}"})
    publishing.perform(town.db, town.bot.library, town.now)
    with town.db.read() as tx:
        body = publishing.file(tx, publishing.CSV)[0]
    assert all(row["reports"] in ("0", "suppressed") for row in csv.DictReader(StringIO(body)))
