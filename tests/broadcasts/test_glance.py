"""About how many: exact in a small city, a sample in a large one, and never longer than a moment."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from bot.broadcasts import glance as at_a_glance
from bot.broadcasts.glance import Glance, glance, of_sample
from bot.broadcasts.segments import parse
from bot.db.engine import Database
from tests.broadcasts.city import Office


def test_a_small_city_is_counted(office: Office) -> None:
    office.residents("es", "es", "en", None)
    rule = parse("language = es", office.city.names)
    assert glance(office.db, rule, office.town.now, office.city.zone) == Glance("exactly", 2)


@pytest.mark.parametrize(
    ("found", "share", "expected"),
    [(3000, 0.008, Glance("about", 380_000)), (20, 0.5, Glance("about", 40)), (0, 0.008, Glance("fewer", 380)),
     (10, 0.01, Glance("fewer", 1900))],
)  # fmt: skip
def test_a_sample_speaks_of_two_digits(found: int, share: float, expected: Glance) -> None:
    assert of_sample(found, share) == expected


@pytest.fixture
def impatient() -> Iterator[None]:
    before = at_a_glance.PATIENCE_MS
    at_a_glance.PATIENCE_MS = 1
    yield
    at_a_glance.PATIENCE_MS = before


@pytest.mark.usefixtures("impatient")
def test_nobody_waits_for_a_count(tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.conversations.town import new_sqlite

    office = Office(new_sqlite(tmp_path_factory.mktemp("city")))
    office.residents(*["es"] * 3000)
    slow = parse('not texted since 2020-01-01 and not answered "reply" and not reported any', office.city.names)
    assert glance(office.db, slow, office.town.now, office.city.zone) == Glance("unknown")
    with office.db.read() as tx:  # And the connection is as patient as before.
        assert tx.execute(text("SELECT count(*) FROM contact, contact AS other WHERE contact.id < other.id")).scalar()
    office.town.close()


@pytest.mark.postgres
def test_a_large_city_is_sampled(new_database: object) -> None:
    from collections.abc import Callable
    from typing import cast

    from bot.db.migrate import upgrade

    url = cast("Callable[[], str]", new_database)()
    db = Database(url)
    upgrade(db)
    with db.begin() as tx:
        tx.execute(text(
            "INSERT INTO contact (id, phone_hash, phone_sealed, language, created_at) SELECT 'ctc_' || i, 'h' || i, '',"
            " CASE WHEN i % 4 = 0 THEN 'es' ELSE 'en' END, now() FROM generate_series(1, 40000) i"
        ))  # fmt: skip
        tx.execute(text("ANALYZE contact"))
    db.close()
    office = Office(url)
    seen = glance(office.db, parse("language = es", office.city.names), office.town.now, office.city.zone)
    assert seen.how == "about" and 8_000 < seen.people < 12_000
    office.town.close()
