"""Questions without an entry: what says the same but for slips stands together, and is searched, on both databases."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.directory import joining, store
from bot.directory.rules import own_words, question_key, same_question
from bot.directory.tables import directory_gap
from tests.conversations.town import new_sqlite

NOW = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
ASKED = (
    ("quien apaga el volcan", "es"), ("who puts out the volcano", "en"), ("kien apaga el bolcan", "es"),
    ("who puts out the volacno?", "en"), ("who do i call for a dead whale", "en"), ("¿Quién apaga los volcanes?", "es"),
    ("¿dónde compro una piñata?", "es"),
)  # fmt: skip


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    if request.param == "sqlite":
        url = new_sqlite(tmp_path_factory.mktemp("gaps"))
    else:
        make: Callable[..., str] = request.getfixturevalue("new_database")
        url = make()
    opened = Database(url)
    upgrade(opened)
    ask(opened, *ASKED)
    yield opened
    opened.close()


def ask(db: Database, *asked: tuple[str, str], at: datetime = NOW) -> None:
    """Note these as turns do, then let the worker look at them."""
    with db.begin() as tx:
        known = tx.execute(select(directory_gap.c.id)).all()
        for number, (question, language) in enumerate(asked, start=100 * len(known)):
            store.note_gap(tx, question, language, f"gap_{number}", at + timedelta(minutes=number))
    with db.begin() as tx:
        joining.join(tx)


def listed(db: Database, **sought: str) -> dict[str, int]:
    with db.read() as tx:
        return {each.question: each.asked for each in store.gaps(tx, most=50, **sought)}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("who puts out the volcano", "how do i put out volcanos", False),
        ("who puts out the volcano", "volcano: who puts it out?", True),
        ("quien apaga el volcan", "kien apaga el bolcan", True),
        ("quien recoge ballenas", "quien recoje vallenas", True),
        ("where is the pinata store", "where is the piñata stoer", True),
        ("marriage at the church", "carriage at the church", False),
        ("bus to mars", "gus to mars", False),
        ("room 12 rent", "room 21 rent", False),
        ("open the volcano", "close the volcano", False),
    ],
)  # fmt: skip
def test_slips_and_order_do_not_count_and_other_words_do(one: str, other: str, same: bool) -> None:
    assert same_question(question_key(one), question_key(other)) is same
    assert same_question(question_key(other), question_key(one)) is same


def test_askings_of_one_question_stand_together_by_language(db: Database) -> None:
    assert listed(db) == {
        "quien apaga el volcan": 3, "who puts out the volcano": 2, "who do i call for a dead whale": 1,
        "¿dónde compro una piñata?": 1,
    }  # fmt: skip
    assert next(iter(listed(db))) == "quien apaga el volcan"
    with db.read() as tx:
        others = store.spellings(tx, ["gap_0", "gap_1", "gap_4"])
    assert [each.question for each in others["gap_0"]] == ["kien apaga el bolcan"]
    assert "gap_4" not in others


def test_a_slip_that_is_asked_again_is_counted_with_its_question(db: Database) -> None:
    later = NOW + timedelta(days=2)
    ask(db, ("KIEN apaga el bolcan", "es"), ("kien apaga el bolcan!!", "es"), at=later)
    assert listed(db)["quien apaga el volcan"] == 5
    with db.read() as tx:
        assert store.gap_by_id(tx, "gap_0").last_at > later
        assert store.count_open(tx) == 4


def test_what_was_joined_wrongly_is_taken_apart_with_its_count_and_stays_so(db: Database) -> None:
    ask(db, ("kien apaga el bolcan", "es"))
    with db.begin() as tx:
        assert joining.part(tx, "gap_2")
        assert not joining.part(tx, "gap_2") and not joining.part(tx, "gap_0")
    ask(db, ("kien apaga el bolcan", "es"))
    found = listed(db, language="es")
    assert found["quien apaga el volcan"] == 2 and found["kien apaga el bolcan"] == 3


def test_a_question_that_was_settled_takes_its_slips_along(db: Database) -> None:
    with db.begin() as tx:
        assert store.settle(tx, "gap_4", store.NO_QUESTION, "stf_1")
    ask(db, ("who do i call for a dead whael", "en"))
    assert "who do i call for a dead whael" not in listed(db)
    assert listed(db, status=store.NO_QUESTION) == {"who do i call for a dead whale": 2}
    with db.begin() as tx:
        assert not store.settle(tx, "gap_2", store.NO_QUESTION, "stf_1")  # It stands with another.


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("volcan", {"quien apaga el volcan", "who puts out the volcano"}),
        ("VOLCÁNES", {"quien apaga el volcan", "who puts out the volcano"}),
        ("bolcan", {"quien apaga el volcan", "who puts out the volcano"}), ("volacno", {"who puts out the volcano"}),
        ("whael", {"who do i call for a dead whale"}), ("pinata", {"¿dónde compro una piñata?"}),
        ("apaga volcano", {"quien apaga el volcan"}), ("guitar", set()), ("%'\"*", set()),
    ],
)  # fmt: skip
def test_the_search_takes_slips_and_no_accents(db: Database, said: str, found: set[str]) -> None:
    assert set(listed(db, said=said)) == found


def test_nothing_of_a_forgotten_question_stays_in_the_index(db: Database) -> None:
    with db.begin() as tx:
        store.forget_old(tx, NOW + store.KEPT_FOR + timedelta(minutes=4))
    assert set(listed(db)) == {"quien apaga el volcan", "who do i call for a dead whale", "¿dónde compro una piñata?"}
    column = "term" if db.is_sqlite else "word"
    with db.read() as tx:
        words = set(tx.execute(text(f"SELECT {column} FROM directory_gap_search_word")).scalars())
    assert "whale" in words and not {"volcano", "bolcan", "volacno"} & words


def test_a_slip_whose_question_is_gone_is_a_question_again(db: Database) -> None:
    with db.begin() as tx:
        tx.execute(text("DELETE FROM directory_gap WHERE id = 'gap_1'"))
    ask(db, ("who puts out the volacno", "en"))
    assert listed(db, language="en")["who puts out the volacno?"] == 2


def test_what_an_entry_could_listen_to_is_the_question_without_its_asking() -> None:
    assert own_words("¿Quién apaga el volcán?") == "apaga el volcan"
    assert own_words("who is the king of Spain, please") == "king of spain"
    assert own_words("who?") == "who"
