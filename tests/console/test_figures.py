"""The figures at the console: as counted last, small numbers hidden, the slower language marked; and open data."""

import csv
import re
from datetime import UTC, datetime, timedelta
from io import StringIO

from sqlalchemy import select

from bot.concerns import counting, publishing
from bot.concerns.tables import concern_change, concern_follower
from bot.outbox.tables import outbox
from bot.people.tables import contact
from tests.console.desk import Console, acts, post
from tests.console.residents import Counted, drain
from tests.console.test_concerns import row, written

FIGURES = "/console/figures"


def answered(console: Console, many: int, hours: float, **values: object) -> None:
    """So many reports that were answered after so long, with a promise that was kept."""
    at = console.time() - timedelta(days=20)
    for _ in range(many):
        number = written(console, status="done", created_at=at, changes=2, **values)
        id = row(console, number)["id"]
        with console.bot.db.begin() as tx:
            for nth, (act, status) in enumerate((("answer", "answered"), ("finish", "done")), 1):
                tx.execute(concern_change.insert(), {
                    "concern_id": id, "nth": nth, "act": act, "status": status, "by": "stf_ana",
                    "at": at + timedelta(hours=hours * nth),
                    "promised_on": (at + timedelta(days=9)).date() if act == "answer" else None,
                })  # fmt: skip


def test_nothing_is_told_before_it_was_counted_and_somebody_may_ask_for_it(console: Console) -> None:
    client = console.client("analyst")
    assert "It has not been counted yet" in client.get(FIGURES).text
    answered(console, 3, 5)
    assert post(client, f"{FIGURES}/count", page=FIGURES).status_code == 303
    with console.bot.db.read() as tx:
        kinds = set(tx.execute(select(outbox.c.kind)).scalars())
    assert {counting.COUNT, publishing.PUBLISH} <= kinds
    drain(console)
    page = client.get(FIGURES).text
    assert "Count again" not in page and "concerns.csv" in page
    console.time.move(minutes=11)
    assert "Count again" in client.get(FIGURES).text


def test_the_slower_language_is_marked_and_small_numbers_are_hidden(console: Console) -> None:
    answered(console, 40, 10, language="es", area="Midtown")
    answered(console, 40, 4, language="en", area="Mesa Alta", department="water")
    answered(console, 3, 4, language="en", area="Railyards", department="housing")
    counting.perform(console.bot.db, console.bot.library, console.time())
    client = console.client("coordinator")
    page = client.get(FIGURES).text
    assert re.search(r"Spanish</th>.*?10 hours.*?chip--waits\">2\.50 times as long", page, re.DOTALL)
    assert "100%" in page and "91%" in page  # Wilson's lower end of 40 of 40.
    housing = re.search(r"Housing</th>\s*(.*?)</tr>", page.partition("<h2>Promises</h2>")[2], re.DOTALL)[1]
    assert "not shown" in housing and not re.search(r"number-cell[^>]*>(<span>)?3<", page)
    assert "<svg" in page and "style=" not in re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
    assert client.get(f"{FIGURES}?period=365").status_code == 200
    with Counted(console) as counted:
        client.get(FIGURES)
    assert len(counted.statements) <= 8


def taken_out(console: Console, name: str, period: str = "90") -> list[dict[str, str]]:
    """The lines of the file that somebody takes out."""
    answer = post(console.client(name), f"{FIGURES}/export", page="/console/account", period=period)
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="figures-{period}-days-2026-03-10.csv"'
    return list(csv.DictReader(StringIO(answer.get_data().decode("utf-8-sig"))))


def test_the_tables_are_taken_out_as_hidden_as_on_the_page(console: Console) -> None:
    answered(console, 40, 10, language="es", area="Midtown")
    answered(console, 40, 4, language="en", area="Mesa Alta", department="water")
    answered(console, 3, 4, language="en", area="Railyards", department="housing")
    counting.perform(console.bot.db, console.bot.library, console.time())
    lines = taken_out(console, "analyst")
    assert {(each["from"], each["to"]) for each in lines} == {("2025-12-10", "2026-03-10")}
    told = {(each["table"], each["by"], each["group"], each["measure"]): each["value"] for each in lines}
    assert len(told) == len(lines)
    assert told["first reply", "language", "Spanish", "median hours"] == "10.0"
    assert told["first reply", "language", "Spanish", "times as long"] == "2.5"
    assert told["promises", "department", "Together", "kept"] == "83"
    assert told["promises", "department", "Together", "share"] == "1.0"
    assert told["promises", "department", "Housing", "kept"] == "suppressed"
    assert told["promises", "department", "Housing", "share"] == "suppressed"
    assert told["first reply", "department", "Housing", "reports"] == "suppressed"
    assert told["reports", "department and area", "Housing", "Railyards"] == "suppressed"
    page = console.client("analyst").get(FIGURES).text
    hidden = page.partition("<h2>Reports by department and area</h2>")[2].count("not shown")
    crossed = [each["value"] for each in lines if each["table"] == "reports"]
    assert crossed.count("suppressed") == hidden and "3" not in {each["value"] for each in lines}
    with console.bot.db.read() as tx:
        assert ("Ana", "figures.exported") in acts(tx)  # Everything happens at one moment here, in no order.
    assert len(taken_out(console, "records_officer", "365")) == len(lines)


def test_the_file_tells_how_often_neighbors_report_the_same(console: Console) -> None:
    at = console.time() - timedelta(days=10)
    for _ in range(5):
        id = row(console, written(console, created_at=at, area="Midtown"))["id"]
        with console.bot.db.begin() as tx:
            for each in range(3):
                who = {
                    "id": f"ctc_{id[-12:]}{each}",
                    "phone_hash": f"{id} {each}",
                    "phone_sealed": b"",
                    "language": "es",
                }
                tx.execute(contact.insert(), {**who, "language_source": "guessed", "created_at": at})
                tx.execute(concern_follower.insert(), {"concern_id": id, "contact_id": who["id"], "since": at})
    counting.perform(console.bot.db, console.bot.library, console.time())
    rates = {each["measure"]: each["value"] for each in taken_out(console, "analyst") if "rate" in each["table"]}
    assert rates == {"me too": "15", "for a report and day": "0.3"}


def test_who_takes_the_figures_out_may_take_results_out(console: Console) -> None:
    assert "Download the tables" not in console.client("analyst").get(FIGURES).text  # Nothing is counted yet.
    early = post(console.client("analyst"), f"{FIGURES}/export", page="/console/account")
    assert early.status_code == 303
    answered(console, 1, 5)
    counting.perform(console.bot.db, console.bot.library, console.time())
    assert "Download the tables" in console.client("analyst").get(FIGURES).text
    page = console.client("coordinator").get(FIGURES)
    assert page.status_code == 200 and "Download the tables" not in page.text
    for name in ("coordinator", "triage"):
        assert post(console.client(name), f"{FIGURES}/export", page="/console/account").status_code == 403, name


def test_only_who_may_read_figures_does(console: Console) -> None:
    for name, status in (("analyst", 200), ("records_officer", 200), ("triage", 403), ("translator", 403)):
        assert console.client(name).get(FIGURES).status_code == status, name


def test_open_data_are_anybodys_and_kept_for_an_hour(console: Console) -> None:
    anybody = console.app.test_client()
    assert anybody.get("/open-data/concerns.csv").status_code == 404
    assert "have not been made yet" in anybody.get("/open-data").text
    for _ in range(12):
        written(console, created_at=datetime(2026, 2, 3, 12, tzinfo=UTC), area="Midtown")
    publishing.perform(console.bot.db, console.bot.library, console.time())
    table = anybody.get("/open-data/concerns.csv")
    assert table.mimetype == "text/csv" and "max-age=3600" in table.headers["Cache-Control"]
    assert anybody.get("/open-data/concerns.csv", headers={"If-None-Match": table.headers["ETag"]}).status_code == 304
    places = anybody.get("/open-data/concerns.geojson")
    assert places.mimetype == "application/geo+json" and places.json["type"] == "FeatureCollection"
    assert places.headers["Access-Control-Allow-Origin"] == "*"
    assert anybody.get("/open-data/people.csv").status_code == 404
    for language, words in (("en", "What is not in them"), ("es", "Lo que no traen")):
        assert words in anybody.get("/open-data", query_string={"language": language}).text
