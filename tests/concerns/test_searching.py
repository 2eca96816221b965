"""The search among concerns: words of either language, places and numbers, with typos, on both databases."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.concerns import board, searching, store
from bot.concerns.board import Sought
from bot.concerns.forgetting import forget
from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.db.search import query_of
from tests.conversations.town import demo_library, new_sqlite

THEN = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
TOLD = {
    "PTHL1": ("pothole", "Deep pothole in front of the school, cars swerve", "Lake St and 4th", "en", "streets"),
    "BACH2": ("pothole", "hay un hoyo bien grande y ya se me poncho la llanta", "Calle Bridge", "es", "streets"),
    "VASR3": ("trash_pickup", "no pasaron por la vasura otra vez", "la Central", "es", "waste"),
    "PARK4": ("park", "The swings are broken at Barelas park", "Barelas Park", "en", "parks"),
    "MULT5": ("parking", "Me pusieron una multa y no había letrero; ¡ayúdenme señor!", "calle Lead", "es", "traffic"),
}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    if request.param == "sqlite":
        url = new_sqlite(tmp_path_factory.mktemp("search"))
    else:
        make: Callable[..., str] = request.getfixturevalue("new_database")
        url = make()
    opened = Database(url)
    upgrade(opened)
    with opened.begin() as tx:
        tx.execute(
            text("INSERT INTO contact (id, phone_hash, phone_sealed, created_at) VALUES ('ctc_1', 'x', :sealed, :at)"),
            {"sealed": b"x", "at": "2026-03-10 16:00:00+00:00"},
        )
        for number, (reference, (kind, words, place, language, department)) in enumerate(TOLD.items()):
            store.add_concern(
                tx,
                {"id": f"con_{number}", "reference": reference, "contact_id": "ctc_1", "session_id": "s",
                 "message_id": None, "kind": kind, "guessed": "", "words": words, "place": place,
                 "place_status": "said", "area": "", "language": language, "flow_version": "x", "status": "received",
                 "created_at": THEN + timedelta(minutes=number)},
            )  # fmt: skip
            tx.execute(text(f"UPDATE concern SET department = '{department}' WHERE reference = '{reference}'"))
    yield opened
    opened.close()


def found(db: Database, said: str, *, most: int = 50, **sought: str | bool) -> list[str]:
    with db.read() as tx:
        words = searching.wanted(tx, said, searching.lexicon_of(demo_library().lexicon))
        asked = Sought(**{"status": "", "words": words, **sought})
        return [each.reference for each in board.lines(tx, asked, None, today=date(2026, 3, 10), after=None, most=most)]


@pytest.mark.parametrize(
    ("said", "references"),
    [
        ("pothole", ["PTHL1", "BACH2"]), ("bache", ["PTHL1", "BACH2"]), ("BACHES", ["PTHL1", "BACH2"]),
        ("pothoel", ["PTHL1", "BACH2"]), ("vache", ["PTHL1", "BACH2"]), ("hoyo en la bridge", ["BACH2"]),
        ("trash", ["VASR3"]), ("basura", ["VASR3"]), ("vasura", ["VASR3"]), ("la central", ["VASR3"]),
        ("lake 4th", ["PTHL1"]), ("4th/Lake", ["PTHL1"]), ("barelas", ["PARK4"]), ("barellas", ["PARK4"]),
        ("swing", ["PARK4"]), ("swigns", ["PARK4"]), ("multas", ["MULT5"]), ("ayudenme", ["MULT5"]),
        ("ayúdenme señor", ["MULT5"]), ("mult5", ["MULT5"]), ("bac", ["BACH2"]), ("park", ["PARK4"]),
        ("pothole barelas", []), ("volcano", []),
    ],
)  # fmt: skip
def test_words_find_what_was_told(db: Database, said: str, references: list[str]) -> None:
    assert found(db, said) == references


def test_the_filters_go_with_it(db: Database) -> None:
    assert found(db, "bache", language="es") == ["BACH2"]
    assert found(db, "bache", department="parks") == []
    assert found(db, "bache", order="newest") == ["BACH2", "PTHL1"]


@pytest.mark.parametrize("most", [1, 2, 50])
def test_among_what_is_late_is_nothing_that_is_promised_for_later(db: Database, most: int) -> None:
    days = {"PTHL1": "2026-03-20", "BACH2": "2026-03-09", "VASR3": "2026-03-01", "PARK4": "2026-03-10"}
    with db.begin() as tx:
        for reference, day in days.items():
            tx.execute(text(f"UPDATE concern SET promised_on = '{day}' WHERE reference = '{reference}'"))
    assert found(db, "bache", late=True, most=most) == ["BACH2"]
    assert found(db, "barelas", late=True, most=most) == [], "today is not over"
    assert found(db, "bache", order="promised", most=most) == ["BACH2", "PTHL1"][:most]
    with db.begin() as tx:
        tx.execute(text("UPDATE concern SET status = 'done' WHERE reference = 'BACH2'"))
    assert found(db, "bache", late=True, most=most) == []


@pytest.mark.parametrize("said", ["'", '"', "(", "a:*", "-- ; DROP", "NOT", "AND OR", "*", "\\", "%", "¿?", "😀", "é"])
def test_no_sign_is_an_order(db: Database, said: str) -> None:
    assert isinstance(found(db, said), list)


def test_what_is_changed_and_what_is_erased_is_no_longer_found_by_its_old_words(db: Database) -> None:
    with db.begin() as tx:
        tx.execute(text("UPDATE concern SET kind = 'tree', words = 'a branch fell' WHERE reference = 'PTHL1'"))
    assert found(db, "pothole") == ["BACH2"] and found(db, "branch lake") == ["PTHL1"]
    with db.begin() as tx:
        forget(tx, "ctc_1", THEN)
    assert found(db, "fell") == [] and found(db, "swerve") == [] and found(db, "barelas") == []
    assert found(db, "hoyo") == ["BACH2"] and found(db, "tree") == ["PTHL1"]  # By its category alone.
    known = ("term", "concern_search_word") if db.is_sqlite else ("word", "search_word")
    with db.read() as tx:
        words = set(tx.execute(text(f"SELECT {known[0]} FROM {known[1]}")).scalars())
    assert {"fell", "branch", "swerve"} & words == set() and "kindpothole" in words


def test_more_than_is_looked_through_is_found_by_the_index(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "NEAR", 1)
    assert found(db, "bache") == ["PTHL1", "BACH2"]
    assert found(db, "park", order="newest") == ["PARK4"]


@pytest.mark.postgres
def test_without_the_extensions_words_and_beginnings_are_still_found(
    new_database: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib

    migration = importlib.import_module("bot.db.migrations.versions.0022_directory_and_search")
    monkeypatch.setattr(migration, "_EXTENSION", "DO $$ BEGIN RAISE WARNING 'not {0}'; END $$")
    db = Database(new_database())
    upgrade(db)
    with db.read() as tx:
        folded = tx.execute(text("SELECT search_folded('¡Baché, SEÑOR!')")).scalar()
        tx.execute(text("SELECT 1"))
    db.close()
    assert folded.split() == ["¡bache", "senor"] or folded.split() == ["bache", "senor"]


def test_the_same_search_in_the_words_of_each() -> None:
    wanted = ((("street", "light"), ("kindstreetlight",)), (("la",),))
    assert query_of(wanted, is_sqlite=True) == '(("street" * AND "light" *) OR ("kindstreetlight")) AND (("la"))'
    assert query_of(wanted, is_sqlite=False) == "(('street':* & 'light':*) | ('kindstreetlight')) & (('la'))"
