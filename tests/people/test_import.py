"""A list of residents comes in once, whoever it names and wherever it was stopped, and brings nobody back."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from sqlalchemy import Table, func, select

from bot.db.engine import Database
from bot.flowfiles.library import Library
from bot.lib.vault import Vault
from bot.messaging.tables import conversation, message
from bot.outbox.tables import event, outbox
from bot.people import imports, runs, service
from bot.people.fields import fields_of
from bot.people.imports import Busy, List, Said, begin, bring_in, open_list, try_out
from bot.people.merging import Counts
from bot.people.reading import RowProblem
from bot.people.sheets import Unreadable
from bot.people.store import Contact, contact_by_phone, turn_topic_off
from bot.people.tables import consent, contact, contact_field, import_problem, import_run
from tests.conversations.town import LUPE, SAM, demo_library

NOW = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
PAPER = Said(consent_source="paper form", consent_on=datetime(2026, 3, 1, tzinfo=UTC).date(), consent_words="sheet 4")
VAULT = Vault("a secret of the tests")


@pytest.fixture
def db(any_url: str) -> Iterator[Database]:
    opened = Database(any_url)
    yield opened
    opened.close()


@pytest.fixture
def listed(tmp_path: Path) -> Callable[..., List]:
    """A list of residents in a file of its own."""

    def made(text: str, said: Said = PAPER, library: Library | None = None, name: str = "people.csv") -> List:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return open_list(tmp_path / name, library or demo_library(), said, now=NOW)

    return made


def imported(db: Database, people: List, *, now: datetime = NOW) -> Counts:
    run = begin(db, people, now=now)
    return [run.counts, *bring_in(db, VAULT, people, run, clock=lambda: now)][-1]


def rows(db: Database, table: Table) -> list[dict[str, Any]]:
    with db.read() as tx:
        found = [dict(row) for row in tx.execute(select(table)).mappings()]
    return sorted(found, key=lambda row: [str(value) for value in row.values()])


def count(db: Database, table: Table) -> int:
    with db.read() as tx:
        return int(tx.execute(select(func.count()).select_from(table)).scalar_one())


def who(db: Database, phone: str) -> Any:
    with db.read() as tx:
        return tx.execute(select(contact).where(contact.c.phone_hash == VAULT.lookup(phone))).mappings().one()


def problems(db: Database) -> list[RowProblem]:
    with db.read() as tx:
        return list(runs.problems_of(tx, runs.runs(tx)[0].id))


def numbers(many: int, step: int = 7) -> str:
    """A list of so many residents whose numbers do not follow each other."""
    return "phone,language\n" + "".join(f"+1505{2_000_000 + index * step},es\n" for index in range(many))


def test_a_resident_comes_in_with_consent_and_fields(db: Database, listed: Callable[..., List]) -> None:
    area = min({row.area for row in demo_library().places if row.area})
    text = f"Celular,Idioma,Barrio,Distrito,Temas,Renta su casa\n{LUPE},Español,{area},3,news,sí\n"
    assert imported(db, listed(text)) == Counts(rows=1, new=1)
    at = who(db, LUPE)
    assert (at["language"], at["language_source"], at["area"], at["zone"]) == ("es", "import", area, "3")
    assert VAULT.open(at["phone_sealed"]) == LUPE and at["left_at"] is None
    assert "news" not in at["topics_off"].split() and "surveys" in at["topics_off"].split()
    with db.read() as tx:
        assert fields_of(tx, [at["id"]]) == {at["id"]: {"renter": "yes"}}
    lines = rows(db, consent)
    assert {(line["purpose"], line["state"], line["source"], line["words"]) for line in lines} == {
        ("texts", "granted", "import: paper form", "sheet 4"), ("news", "granted", "import: paper form", "sheet 4"),
    }  # fmt: skip
    assert {line["at"] for line in lines} == {datetime(2026, 3, 1, 19, 0, tzinfo=UTC)}, "noon in the city"


def test_nobody_is_texted_and_the_city_remembers(db: Database, listed: Callable[..., List]) -> None:
    imported(db, listed(numbers(3)))
    assert [count(db, table) for table in (outbox, message, conversation)] == [0, 0, 0]
    events = rows(db, event)
    assert sorted(each["type"] for each in events) == ["consent.granted"] * 3 + ["language.chosen"] * 3
    assert "2000000" not in str(events) + str(rows(db, import_run)) + str(rows(db, import_problem))


def test_whoever_left_stays_away(db: Database, listed: Callable[..., List]) -> None:
    imported(db, listed(f"phone\n{LUPE}\n"))
    with db.begin() as tx:
        service.leave(tx, who(db, LUPE)["id"], source="keyword", words="STOP", message_id=None, language=None, now=NOW)
    before = rows(db, consent)
    people = listed(f"phone,language\n{LUPE},es\n{SAM},en\n{LUPE},en\n")
    assert imported(db, people, now=NOW + timedelta(hours=1)) == Counts(rows=3, new=1, left_out=2)
    assert who(db, LUPE)["left_at"] == NOW and who(db, LUPE)["language"] is None
    assert [line for line in rows(db, consent) if line["contact_id"] == who(db, LUPE)["id"]] == before
    assert [(each.row, each.wrong, each.skips) for each in problems(db)] == [
        (2, "this resident left on 2026-03-10", True), (4, "this resident left on 2026-03-10", True),
    ]  # fmt: skip


def test_rows_of_one_number_become_one_resident(db: Database, listed: Callable[..., List]) -> None:
    text = f"phone,language,zone,renta su casa\n{LUPE},es,1,sí\n{SAM},,,\n(505) 555-0121,,2,\n{LUPE},en,,no\n"
    assert imported(db, listed(text)) == Counts(rows=4, new=2, repeated=2)
    at = who(db, LUPE)
    assert (at["language"], at["zone"]) == ("en", "2")
    assert [row["value"] for row in rows(db, contact_field)] == ["no"]
    assert [(each.row, each.wrong, each.skips) for each in problems(db)] == [
        (4, "the same number stands in row 2", False), (5, "the same number stands in row 2", False),
    ]  # fmt: skip
    assert len(rows(db, consent)) == 2, "the same agreement is kept once"


def test_a_known_resident_is_completed_and_what_they_said_stays(db: Database, listed: Callable[..., List]) -> None:
    imported(db, listed(f"phone\n{LUPE}\n{SAM}\n"))
    lupe, sam = who(db, LUPE)["id"], who(db, SAM)["id"]
    with db.begin() as tx:
        service.choose_language(tx, lupe, "es", source="stated", now=NOW)
        turn_topic_off(tx, lupe, "news")
    text = f'phone,language,zone,topics\n{LUPE},en,5,"news, surveys"\n{SAM},en,,surveys\n'
    later = Said(consent_source="website", consent_on=NOW.date())
    assert imported(db, listed(text, later)) == Counts(rows=2, known=2)
    at = who(db, LUPE)
    assert (at["language"], at["language_source"], at["zone"], at["topics_off"]) == ("es", "stated", "5", "news")
    assert (who(db, SAM)["language"], who(db, SAM)["topics_off"]) == ("en", None)
    assert {(line["contact_id"], line["purpose"]) for line in rows(db, consent) if "website" in line["source"]} == {
        (lupe, "texts"), (lupe, "surveys"), (sam, "texts"), (sam, "surveys"),
    }  # fmt: skip
    assert {line["at"] for line in rows(db, consent) if "website" in line["source"]} == {NOW}, "noon is still to come"


def test_the_same_file_again_changes_nothing(db: Database, listed: Callable[..., List]) -> None:
    text = numbers(3)
    imported(db, listed(text))
    before = [rows(db, table) for table in (contact, consent, event)]
    assert begin(db, listed(text), now=NOW + timedelta(days=1)).finished_at == NOW
    mended = listed(text + "505 555 0121,es\n")
    assert imported(db, mended) == Counts(rows=4, new=1, known=3)
    kept = [rows(db, table) for table in (contact, consent, event)]
    assert [len(after) - len(then) for then, after in zip(before, kept, strict=True)] == [1, 1, 2]


def test_a_list_tried_out_is_counted_and_not_kept(db: Database, listed: Callable[..., List]) -> None:
    imported(db, listed(f"phone\n{SAM}\n"))
    text = numbers(imports.BATCH) + f"{SAM},\n+15052000000,en\nnobody,\n"
    people = listed(text)
    before = [rows(db, table) for table in (contact, consent, event, import_run)]
    plans = list(try_out(db, VAULT, people, now=NOW))
    assert plans[-1].counts == Counts(rows=503, new=500, known=1, repeated=1, left_out=1)
    assert [each.row for plan in plans for each in plan.problems] == [503, 504]
    assert [rows(db, table) for table in (contact, consent, event, import_run)] == before
    assert imported(db, people) == plans[-1].counts, "and then it goes as it was told"


@pytest.mark.parametrize("batches", [0, 1, 2])
def test_a_stopped_import_goes_on_as_if_nothing_had_been(
    db: Database, listed: Callable[..., List], batches: int
) -> None:
    text = numbers(1_200) + "+15052000000,en\nnobody,\n+15052000007,\n"
    people = listed(text)
    run = begin(db, people, now=NOW)
    list(islice(bring_in(db, VAULT, people, run, clock=lambda: NOW), batches))
    assert count(db, contact) == batches * imports.BATCH
    again = begin(db, listed(text), now=NOW + timedelta(hours=1))
    assert (again.id, again.counts.rows, again.finished_at) == (run.id, batches * imports.BATCH, None)
    assert imported(db, listed(text)) == Counts(rows=1_203, new=1_200, repeated=2, left_out=1)
    assert [count(db, table) for table in (contact, consent, import_run)] == [1_200, 1_200, 1]
    assert [each.row for each in problems(db)] == [1202, 1203, 1204]
    assert count(db, event) == 2_401, "each agreed once, and one language was corrected"


def test_two_at_the_same_import_do_not_both_write(db: Database, listed: Callable[..., List]) -> None:
    people = listed(numbers(1_200))
    run = begin(db, people, now=NOW)
    slow = bring_in(db, VAULT, people, run, clock=lambda: NOW)
    next(slow)
    imported(db, people)
    with pytest.raises(Busy):
        next(slow)
    assert count(db, contact) == count(db, consent) == 1_200


def test_somebody_texts_for_the_first_time_in_the_middle(db: Database, listed: Callable[..., List]) -> None:
    people = listed(f"phone,zone\n{LUPE},2\n{SAM},2\n")
    run = begin(db, people, now=NOW)
    with ThreadPoolExecutor(1) as beside:
        with db.begin() as tx:
            row = {"id": "ctc_new", "phone_hash": VAULT.lookup(LUPE), "phone_sealed": b"1", "created_at": NOW}
            tx.execute(contact.insert(), row)
            going_on = beside.submit(lambda: list(bring_in(db, VAULT, people, run, clock=lambda: NOW)))
            sleep(0.3)  # Meanwhile the import waits, on PostgreSQL for the number that it has not seen.
        assert going_on.result() == [Counts(rows=2, new=1, known=1)]
    with db.read() as tx:
        assert contact_by_phone(tx, VAULT.lookup(LUPE)) == Contact("ctc_new", None, None, None)
    assert (who(db, LUPE)["zone"], who(db, SAM)["zone"]) == ("2", "2")


def test_numbers_that_follow_each_other_are_told(db: Database, listed: Callable[..., List]) -> None:
    assert listed(numbers(49, step=1)).in_a_row == ()
    text = "phone\n" + "".join(f"+1505{2_000_000 + index}\n" for index in [*range(30, 60), *range(30)]) + f"{LUPE}\n"
    people = listed(text)
    (told,) = people.in_a_row
    assert told.wrong.startswith("60 numbers follow each other") and told.row == 32 and not told.skips
    imported(db, people)
    assert problems(db) == [told]


def test_what_is_said_about_a_file_makes_it_another_import(db: Database, listed: Callable[..., List]) -> None:
    text = numbers(2)
    told = [PAPER, Said(consent_source="fair", consent_on=PAPER.consent_on), Said(consent_source="paper form")]
    assert len({listed(text, said).digest for said in told}) == 3
    assert listed(text).digest == listed(text, name="other.csv").digest
    tomorrow = NOW + timedelta(days=1)
    assert open_list(listed(text).sheet.path, demo_library(), PAPER, now=tomorrow).digest == listed(text).digest


def test_languages_have_their_names(listed: Callable[..., List]) -> None:
    text = "phone,language\n" + "".join(
        f"+1505{2_000_000 + index * 7},{said}\n"
        for index, said in enumerate(["Español", "spanish", "es-MX", "ES", "English", "inglés", "en"])
    )
    assert [entry.language for entry in listed(text).read()] == ["es"] * 4 + ["en"] * 3
    with pytest.raises(Unreadable, match=r'"xx" is no language of this city\. Use one of'):
        listed(text, Said(language="xx"))
