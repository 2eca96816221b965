"""The demo's three weeks, lived through once on the real path: what somebody who signs in then finds."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.broadcasts.tables import broadcast
from bot.concerns.life import Status
from bot.concerns.tables import concern
from bot.conversations.tables import answer
from bot.db.engine import Database
from bot.demo import first, residents
from bot.demo.weeks import fill
from bot.lib.vault import Vault
from bot.messaging.tables import message
from bot.outbox.tables import outbox
from bot.people.tables import contact
from bot.settings import Settings
from bot.simulator.rules import is_made_up
from tests.conversations.town import new_sqlite

NOW = datetime(2026, 3, 25, 17, 0, tzinfo=UTC)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = Settings(database_url=new_sqlite(tmp_path_factory.mktemp("demo")))
    assert fill(made, clock=lambda: NOW) > 2000
    return made


@pytest.fixture(scope="module")
def db(settings: Settings) -> Iterator[Database]:
    opened = Database(settings.database_url)
    yield opened
    opened.close()


def column(db: Database, query: object) -> list[object]:
    with db.read() as tx:
        return list(tx.execute(query).scalars())


def test_it_is_lived_through_once(settings: Settings) -> None:
    assert fill(settings, clock=lambda: NOW) == 0


def test_every_number_is_one_that_nobody_owns(settings: Settings, db: Database) -> None:
    phones = [Vault(settings.secret_key).open(sealed) for sealed in column(db, select(contact.c.phone_sealed))]
    assert len(phones) > 200 and all(is_made_up(phone) for phone in phones)


def test_concerns_are_in_every_state_and_one_promise_is_late(db: Database) -> None:
    assert set(column(db, select(concern.c.status))) == {str(each) for each in Status}
    late = select(concern.c.id).where(concern.c.promised_on < NOW.date(), concern.c.status == Status.ANSWERED)
    assert len(column(db, late)) == 1


def test_people_of_both_languages_wait_and_were_answered(db: Database) -> None:
    waits = text(
        "SELECT contact.language FROM conversation JOIN contact ON contact.id = contact_id WHERE waiting_since NOTNULL"
    )
    assert {"es", "en"} == set(column(db, waits)) and len(column(db, waits)) >= 5
    assert {"es", "en"} == set(column(db, text("SELECT language FROM human_reply")))
    for table in ("remark", "conversation_label", "canned_reply", "safety_hit", "import_problem"):
        assert column(db, text(f"SELECT 1 FROM {table}")), table


def test_the_survey_was_answered_in_both_languages_and_texts_went_out(db: Database) -> None:
    done = text(
        "SELECT contact.language FROM session JOIN conversation ON conversation.id = conversation_id"
        " JOIN contact ON contact.id = contact_id WHERE flow = 'prosperity' AND status = 'done'"
    )
    assert {"es", "en"} == set(column(db, done)) and len(column(db, done)) > 80
    assert len(column(db, select(answer.c.id))) > 500
    assert sorted(column(db, select(broadcast.c.state))) == ["draft", "finished", "finished", "scheduled"]
    assert len(set(column(db, select(message.c.error_code).where(message.c.status == "undelivered")))) > 2


def test_the_other_system_got_its_events_and_gets_no_more(db: Database) -> None:
    assert "delivered" in column(db, text("SELECT status FROM delivery"))
    assert column(db, text("SELECT state FROM subscription")) == ["paused"]


def test_nothing_is_left_undone_and_nothing_happens_later_than_now(db: Database) -> None:
    assert column(db, select(outbox.c.kind).where(outbox.c.due_at <= NOW)) == []
    assert column(db, select(message.c.id).where(message.c.created_at > NOW)) == []


def test_the_staff_are_there_and_nobody_knows_their_passwords(settings: Settings, db: Database) -> None:
    joined = column(db, text("SELECT email FROM staff WHERE totp_since NOTNULL ORDER BY email"))
    assert joined == ["carmen@city.example", "elena@city.example", "nora@city.example", "tomas@city.example"]
    assert not any(re.search("password", path.read_text()) for path in Path(residents.__file__).parent.glob("*.yaml"))


def test_a_link_lets_an_administrator_in_until_somebody_has_used_one(settings: Settings) -> None:
    bot, _ = first.prepare(settings)
    one, other = first.way_in(bot), first.way_in(bot)
    assert "/console/link/" in one and one != other
    with bot.db.begin() as tx:
        tx.execute(text("UPDATE staff SET totp_since = created_at WHERE email = 'admin@city.example'"))
    assert first.way_in(bot) is None
    bot.db.close()
