"""Figures and open data as a worker counts them, on both databases, and as pages read them back."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import count

import pytest
from sqlalchemy import select

from bot.concerns import counting, publishing
from bot.concerns.figures import BROKEN, KEPT
from bot.concerns.tables import concern, concern_change, concern_follower
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
