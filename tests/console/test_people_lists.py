"""Lists of residents brought in, and files taken out: seen before they are written, sealed while they are there."""

import re
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import LargeBinary, String, Text, select

from bot.console import row_words
from bot.db.base import metadata
from bot.people import imports, lists
from bot.people.columns import columns_of
from bot.people.imports import Said, expected_of
from bot.people.merging import Counts, Standing, plan_of
from bot.people.reading import Entry, RowProblem, read_row
from bot.people.tables import consent, contact, disclosure, given_list, taken_file
from tests.console.desk import STARTS_AT, Console, acts, csrf_of, post
from tests.console.residents import LUPE, drain, says
from tests.console.test_people import column, whose
from tests.conversations.town import demo_library

LISTS, FILES = "/console/people/lists", "/console/people/files"
GOOD = "Phone,Idioma,Barrio,Signed\n505 555 0131,es,Old Town,2026-02-01\n505 555 0132,en,,2026-02-02\n"
ANSWERS = {
    "column_0": "phone", "column_1": "language", "column_2": "area", "column_3": "consent_on",
    "consent_source": "paper form",
}  # fmt: skip


def brings(client: FlaskClient, content: str | bytes, name: str = "fair.csv") -> Any:
    content = content.encode() if isinstance(content, str) else content
    return sends(client, f"{LISTS}/new", csrf_of(client), content, name)


def sends(client: FlaskClient, path: str, token: str, content: bytes, name: str = "fair.csv") -> Any:
    """A form with a file, put together by hand: the test client leaves the file of a large one open."""
    head = 'Content-Disposition: form-data; name="{}"'
    parts = [
        f"{head.format('csrf_token')}\r\n\r\n{token}".encode(),
        f'{head.format("file")}; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'.encode() + content,
    ]
    body = b"".join(b"--apart\r\n" + part + b"\r\n" for part in parts) + b"--apart--\r\n"
    return client.post(path, data=body, content_type="multipart/form-data; boundary=apart")


def tried(console: Console, client: FlaskClient, content: str = GOOD, **answers: str) -> str:
    """A list whose columns were told and which a worker has tried; its address."""
    path = brings(client, content).location
    assert post(client, f"{path}/columns", page=path, **{**ANSWERS, **answers}).status_code == 303
    drain(console)
    return str(path)


def state(console: Console) -> dict[str, Any]:
    with console.bot.db.read() as tx:
        return dict(tx.execute(select(given_list)).mappings().one())


def test_a_list_is_tried_then_brought_in_and_its_file_is_gone(console: Console) -> None:
    client = console.client("coordinator")
    path = tried(console, client)
    page = client.get(path).text
    assert "What would happen" in page and re.search(r"<strong>2</strong> new residents", page)
    assert column(console, select(contact.c.id)) == []
    assert post(client, f"{path}/start", page=path).status_code == 303
    assert "Coming in" in client.get(path).text
    drain(console)
    page = client.get(path).text
    assert "Over." in page and "Nobody was texted" in page and "Nothing is wrong with any row" in page
    assert sorted(map(str, column(console, select(contact.c.language)))) == ["en", "es"]
    assert all(column(console, select(contact.c.reference)))
    assert column(console, select(consent.c.source)) == ["import: paper form"] * 2
    assert state(console)["sealed"] == b"" and state(console)["state"] == lists.OVER
    told = {("Carmen", "people.list_given"), ("Carmen", "people.import")}
    with console.bot.db.read() as tx:
        assert told <= set(acts(tx))
    assert "fair.csv" in client.get(LISTS).text


def test_what_is_wrong_is_told_by_row_in_both_languages_and_as_a_file(console: Console) -> None:
    client = console.client("coordinator")
    path = tried(console, client, GOOD + "12,es,,2026-02-01\n505 555 0133,klingon,,2026-02-01\n505 555 0131,es,,\n")
    page = client.get(path).text
    assert "This is no phone number." in page and "“klingon” is no language of this city." in page
    assert "It does not say when this resident agreed." in page
    file = client.get(f"{path}/problems.csv")
    assert file.mimetype == "text/csv" and "klingon" in file.text and file.text.count("\n") == 4
    post(client, "/console/account/language", page="/console/account", language="es")
    assert "Este no es un número de teléfono." in client.get(path).text


def test_a_number_stands_in_no_table_while_a_list_waits(console: Console) -> None:
    client = console.client("coordinator")
    path = tried(console, client, GOOD + "505 555 0139 x,es,,2026-02-01\n")
    assert "0139" not in client.get(path).text and "0131" not in client.get(path).text
    with console.bot.db.read() as tx:
        for table in metadata.sorted_tables:
            for at in table.c:
                if isinstance(at.type, (String, Text, LargeBinary)):
                    for value in tx.execute(select(at)).scalars():
                        text = value if isinstance(value, str) else (value or b"").decode("latin-1")
                        assert "555 01" not in text and "50555501" not in text, (table.name, at.name)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "empty.csv", "The file is empty."),
        (b"%PDF-1.4 xxxx", "list.pdf", "another kind of document"),
        (b"505 555 0131,es\n505 555 0132,en\n", "bare.csv", "The first row is a resident already."),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(
    console: Console, content: bytes, name: str, said: str
) -> None:
    refused = brings(console.client("coordinator"), content, name)
    assert refused.status_code == 422 and said in refused.text and "0131" not in refused.text
    assert column(console, select(given_list.c.id)) == []


def test_only_this_form_takes_a_large_file(console: Console) -> None:
    client = console.client("coordinator")
    padded = GOOD + "505 555 0140,es,,2026-02-01\n" * 20_000
    assert len(padded) > 512 * 1024 and brings(client, padded).status_code == 303
    token = csrf_of(client)
    assert sends(client, "/console/people/by-number", token, padded.encode()).status_code == 413
    assert sends(console.client("analyst"), f"{LISTS}/new", token, padded.encode()).status_code == 403


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"column_0": ""}, "Say which column is the phone number."),
        ({"column_1": "phone"}, "Two columns cannot mean the same."),
        ({"consent_source": ""}, "Say where they agreed"),
        ({"column_3": "", "consent_on": ""}, "Say on which day they agreed"),
        ({"consent_on": "2027-01-01"}, "still to come"),
    ],
)
def test_what_was_not_said_about_a_list_is_asked_beside_the_field(
    console: Console, answers: dict[str, str], said: str
) -> None:
    client = console.client("coordinator")
    path = brings(client, GOOD).location
    refused = post(client, f"{path}/columns", page=path, **{**ANSWERS, "consent_words": "binder 3", **answers})
    assert refused.status_code == 422 and said in refused.text and "binder 3" in refused.text
    assert state(console)["state"] == lists.NEW


def test_columns_are_guessed_by_their_names(console: Console) -> None:
    client = console.client("coordinator")
    page = client.get(brings(client, GOOD).location).text
    assert re.findall(r'<option value="(\w+)" selected>', page)[:3] == ["phone", "language", "area"]


def test_numbers_in_a_row_have_to_be_vouched_for(console: Console) -> None:
    client = console.client("coordinator")
    rows = "".join(f"505 555 {number:04d},es,,2026-02-01\n" for number in range(200, 260))
    path = tried(console, client, "Phone,Idioma,Barrio,Signed\n" + rows)
    assert "Many numbers follow each other" in client.get(path).text
    assert post(client, f"{path}/start", page=path).status_code == 422
    assert post(client, f"{path}/start", page=path, real="1").status_code == 303
    drain(console)
    assert len(column(console, select(contact.c.id))) == 60


def test_a_list_is_paused_and_goes_on_where_it_was(console: Console) -> None:
    client = console.client("coordinator")
    rows = "".join(f"505 {200 + number // 1000} {number * 7 % 10_000:04d},es,,2026-02-01\n" for number in range(1_100))
    path = tried(console, client, "Phone,Idioma,Barrio,Signed\n" + rows)
    list_id = path.rpartition("/")[2]
    post(client, f"{path}/start", page=path)

    def clock() -> Any:  # Each look at it is later, so that a portion ends after a batch.
        console.time.move(seconds=11)
        return console.time()

    outcome = lists.perform_import(console.bot.db, console.bot.vault, console.bot.library, list_id, clock)
    assert type(outcome).__name__ == "RetryAt"
    so_far = state(console)["rows_done"]
    assert 0 < so_far < 1_100 and f"{so_far} of" in client.get(path).text
    post(client, f"{path}/pause", page=path)
    drain(console)
    assert state(console)["rows_done"] == so_far and "Go on" in client.get(path).text
    post(client, f"{path}/start", page=path)
    drain(console)
    assert state(console)["state"] == lists.OVER
    assert len(column(console, select(contact.c.id))) == 1_100


def test_the_same_list_again_is_nothing_to_do(console: Console) -> None:
    client = console.client("coordinator")
    for _ in range(2):
        path = tried(console, client)
        post(client, f"{path}/start", page=path)
        drain(console)
    assert "had been brought in before" in client.get(path).text
    assert len(column(console, select(contact.c.id))) == 2


def test_a_list_that_nobody_starts_loses_its_file_after_a_day(console: Console) -> None:
    client = console.client("coordinator")
    path = tried(console, client)
    console.time.move(hours=25)
    drain(console)
    assert state(console)["sealed"] == b""
    assert "its file was removed" in console.client("coordinator").get(path).text


def test_a_list_is_removed_before_it_was_started(console: Console) -> None:
    client = console.client("coordinator")
    path = tried(console, client)
    assert post(client, f"{path}/remove", page=path).status_code == 303
    assert client.get(path).status_code == 404


def test_what_is_known_of_progress_is_sent_only_when_it_is_new(console: Console) -> None:
    client = console.client("coordinator")
    path = brings(client, GOOD).location
    post(client, f"{path}/columns", page=path, **ANSWERS)
    part = client.get(f"{path}/progress")
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', part.text)[1]
    assert "Being tried" in part.text
    assert client.get(f"{path}/progress", query_string={"seen": seen}).status_code == 204
    drain(console)
    assert client.get(f"{path}/progress").headers["HX-Redirect"] == path


def problems() -> list[RowProblem]:
    """At least one problem of every kind that a row can have."""
    library = demo_library()
    header = (
        "phone",
        "language",
        "area",
        "zone",
        "topics",
        "consent source",
        "consent date",
        "consent words",
        "renter",
    )
    columns = columns_of(header, library.city.fields, {})
    expected = expected_of(library, Said(), now=STARTS_AT)
    good = ["505 555 0131", "es", "Old Town", "2", "surveys", "paper", "2026-02-01", "signed", "yes"]
    wrong: list[tuple[int, str]] = [
        (0, ""), (0, "5.05555E+09"), (0, "12"), (0, "5055550100"), (1, "klingon"), (1, "555-0131-222"),
        (2, "Narnia"), (2, "Old Twon"), (2, "505 555 0131"), (3, "z" * 65), (4, "dragons"), (4, "5055550131"),
        (5, "no"), (5, ""), (5, "x" * 25), (6, ""), (6, "2030-01-01"), (6, "someday"), (6, "5055550131"),
        (7, "w" * 641), (7, "4111 1111 1111 1111"), (8, "perhaps"), (8, "5055550131"),
    ]  # fmt: skip
    found: list[RowProblem] = []
    for at, cell in wrong:
        read = read_row(2, [cell if index == at else each for index, each in enumerate(good)], columns, expected)
        assert not isinstance(read, Entry), (at, cell)
        found += read
    entry = read_row(2, good, columns, expected)
    assert isinstance(entry, Entry)
    left = {entry.phone: Standing("ctc_1", left_at=STARTS_AT)}
    for standing in (left, {}):
        again = read_row(3, good, columns, expected)
        plan = plan_of(
            [entry, again], standing, Counts(), first={int(entry.phone): 2}, phone_column="phone", topics=frozenset(),
            ids=iter(("ctc_9", "ctc_8")),
        )  # fmt: skip
        found += plan.problems
    return [*found, *imports.in_a_row({15055550200 + each: each for each in range(60)}, "phone")]


def test_every_problem_of_a_row_has_words_of_its_own() -> None:
    assert len({each.wrong for each in problems()}) > 18
    for each in problems():
        assert each.wrong and each.remedy


def test_every_sentence_of_a_problem_is_known_to_the_screens(console: Console) -> None:
    with console.app.test_request_context("/console/people"):
        unknown = [said for each in problems() for said in (each.wrong, each.remedy) if not row_words.is_known(said)]
    assert unknown == []


def test_a_file_without_numbers_is_for_who_counts(console: Console) -> None:
    says(console, LUPE, "hola")
    client = console.client("analyst")
    assert "Files of residents" in client.get("/console/account").text
    assert post(client, FILES, form="csv").status_code == 303
    assert "being written" in client.get(FILES).text
    drain(console)
    (file_id,) = column(console, select(taken_file.c.id))
    answer = client.get(f"{FILES}/{file_id}/residents")
    assert answer.mimetype == "text/csv" and whose(console, LUPE) in answer.text and "5550121" not in answer.text
    assert post(client, f"{FILES}/with-numbers", page=FILES, form="csv", why="for a letter").status_code == 403
    assert column(console, select(disclosure.c.id)) == []


def test_numbers_leave_only_for_a_reason_that_is_kept(console: Console) -> None:
    says(console, LUPE, "hola")
    client = console.client("records_officer")
    refused = post(client, f"{FILES}/with-numbers", page=FILES, form="xlsx", why=" ")
    assert refused.status_code == 422 and "Say what for" in refused.text
    post(client, f"{FILES}/with-numbers", page=FILES, form="xlsx", why="a request for records, 26-114")
    drain(console)
    with console.bot.db.read() as tx:
        (kept,) = tx.execute(select(disclosure)).mappings()
        told = set(acts(tx))
    assert (kept["who"], kept["why"], kept["count"]) == ("Rene", "a request for records, 26-114", 1)
    (file_id,) = column(console, select(taken_file.c.id))
    sheet = load_workbook(BytesIO(client.get(f"{FILES}/{file_id}/residents").data)).worksheets[0]
    assert LUPE in str([[cell.value for cell in row] for row in sheet.rows])
    assert {("Rene", "people.export_numbers")} <= told
    (sealed,) = column(console, select(taken_file.c.sealed))
    assert LUPE.encode() not in bytes(sealed)  # type: ignore[arg-type]


def test_a_file_is_there_for_a_day_and_for_nobody_else(console: Console) -> None:
    client = console.client("records_officer")
    post(client, FILES, form="csv")
    drain(console)
    (file_id,) = column(console, select(taken_file.c.id))
    assert console.client("admin").get(f"{FILES}/{file_id}/residents").status_code == 404
    console.time.move(hours=25)
    drain(console)
    assert console.client("records_officer").get(f"{FILES}/{file_id}/residents").status_code == 404
    assert column(console, select(taken_file.c.sealed)) == [b""]
