"""The life of a concern with residents who read of it and answer, on a clock of its own, in both languages."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.concerns import service
from bot.concerns.life import Change, Status
from bot.concerns.reactions import tell
from bot.concerns.service import CannotChange, City
from bot.concerns.tables import concern, concern_change, concern_follower
from bot.outbox.relay import Done
from bot.people.tables import contact
from tests.conversations.conftest import any_url  # noqa: F401  a fixture
from tests.conversations.town import Town

CITY = City(("es", "en"), ("water", "parks", "public_works"), ZoneInfo("America/Denver"))
ROSA, JOHN, PEDRO = "+15055550121", "+15055550134", "+15055550177"
REASON = {"en": "The street is the state's.", "es": "Esa calle es del estado."}


@pytest.fixture
def town(any_url: str) -> Iterator[Town]:  # noqa: F811
    made = Town(any_url)
    yield made
    made.close()


def reported(town: Town, phone: str = JOHN, words: str = "big pothole on 4th and central") -> str:
    """Somebody reports; the reference they are told."""
    town.says(phone, words)
    for _ in range(4):
        if not any(row.status == "waiting" for row in town.sessions(phone)):
            break
        town.says(phone, "1")
    return str(town.query(select(concern.c.reference).order_by(concern.c.created_at.desc()))[0][0])


def done_with(town: Town, reference: str, act: str, **more: object) -> Status:
    town.wait(timedelta(minutes=1))
    after = service.change(town.db, CITY, reference, Change(act, "stf_ana", **more), now=town.now)  # type: ignore[arg-type]
    town.drain()
    return after.status


def status_of(town: Town, reference: str) -> str:
    return str(town.query(select(concern.c.status).where(concern.c.reference == reference))[0][0])


def test_a_new_concern_goes_to_the_department_of_its_category_without_a_text(town: Town) -> None:
    reported(town)
    before = len(town.said(JOHN))
    town.wait(timedelta(minutes=5))
    assert town.query(select(concern.c.status, concern.c.department)) == [("assigned", "public_works")]
    assert len(town.said(JOHN)) == before


@pytest.mark.parametrize(("phone", "words", "news", "question", "thanks"), [
    (JOHN, "big pothole on 4th and central", "The city will do it, by Mar 20.", "Is it fixed?", "is closed"),
    (ROSA, "hay un bache bien grande en la 4 y central", "La Ciudad lo va a hacer, para el 20 de marzo.",
     "¿Ya no hay problema?", "Se cierra el reporte"),
])  # fmt: skip
def test_from_an_answer_to_the_verdict(
    town: Town, phone: str, words: str, news: str, question: str, thanks: str
) -> None:
    reference = reported(town, phone, words)
    assert done_with(town, reference, "answer", outcome="yes", promised_on=date(2026, 3, 20)) == "answered"
    assert news in town.said(phone)[-1]
    assert done_with(town, reference, "finish") == "done"
    assert question in town.said(phone)[-1]
    assert thanks in town.hears(phone, "1")[-1]
    assert status_of(town, reference) == "confirmed"


def test_what_is_not_fixed_is_opened_again(town: Town) -> None:
    reference = reported(town)
    done_with(town, reference, "finish")
    assert "open again" in town.hears(JOHN, "2")[-1]
    assert status_of(town, reference) == "reopened"


def test_two_weeks_later_they_are_asked_once_more_unless_they_have_said(town: Town) -> None:
    reference = reported(town)
    done_with(town, reference, "finish")
    town.says(JOHN, "3")
    assert status_of(town, reference) == "done"
    town.wait(timedelta(days=15))
    assert "Is it still fixed?" in town.said(JOHN)[-1]
    assert "open again" in town.hears(JOHN, "still broken")[-1]
    assert status_of(town, reference) == "reopened"
    said = len(town.said(JOHN))
    town.wait(timedelta(days=40))
    assert len(town.said(JOHN)) == said


def test_an_answer_that_comes_after_another_change_says_nothing(town: Town) -> None:
    reference = reported(town)
    done_with(town, reference, "finish")
    service.change(town.db, CITY, reference, Change("reopen", "stf_ana"), now=town.now)
    town.says(JOHN, "1")
    assert status_of(town, reference) == "reopened"


def test_news_waits_for_the_open_hours_and_for_who_is_in_the_middle_of_something(town: Town) -> None:
    reference = reported(town)
    town.says(JOHN, "report")  # a question waits for their answer now
    before = len(town.said(JOHN))
    done_with(town, reference, "finish")
    assert len(town.said(JOHN)) == before
    town.wait(timedelta(days=5))
    assert any("Is it fixed?" in body for body in town.said(JOHN)[before:])


def test_who_has_left_reads_no_news_and_who_follows_does(town: Town) -> None:
    reference = reported(town)
    town.says(ROSA, "hola")
    (of,) = town.query(select(concern.c.id))[0]
    (rosa,) = town.query(select(contact.c.id).where(contact.c.phone_hash == town.bot.vault.lookup(ROSA)))[0]
    with town.db.begin() as tx:
        tx.execute(concern_follower.insert().values(concern_id=of, contact_id=rosa, since=town.now))
    town.says(JOHN, "STOP")
    before = len(town.said(JOHN))
    done_with(town, reference, "begin")
    assert "Work has begun" in town.said(ROSA)[-1] or "Ya empezaron" in town.said(ROSA)[-1]
    assert len(town.said(JOHN)) == before


def test_a_promise_that_is_broken_is_an_event_and_a_kept_one_is_not(town: Town) -> None:
    first, second = reported(town), reported(town, PEDRO, "big pothole on lake and bloomington")
    for reference in (first, second):
        done_with(town, reference, "answer", outcome="yes", promised_on=date(2026, 3, 12))
    done_with(town, second, "finish")
    town.wait(timedelta(days=4))
    broken = [row.data for row in town.events() if row.type == "promise.broken"]
    assert len(broken) == 1 and first in broken[0]


def test_two_at_once_one_is_told_that_the_other_was_first(town: Town) -> None:
    reference = reported(town)
    done_with(town, reference, "hand_over", agency="ABQ RIDE")
    with pytest.raises(CannotChange, match="Possible are: assign, reopen"):
        done_with(town, reference, "finish")
    with pytest.raises(CannotChange, match="no concern"):
        done_with(town, "7K3PX", "finish")


def test_status_says_where_it_stands(town: Town) -> None:
    reference = reported(town)
    done_with(town, reference, "answer", outcome="no", words=REASON)
    assert "The answer is no. The street is the state's." in town.said(JOHN)[-1]
    assert "The answer is no. The street is the state's." in town.hears(JOHN, f"status {reference}")[-1]
    done_with(town, reference, "begin")
    assert "Work has begun." in town.hears(JOHN, f"status {reference}")[-1]


def test_done_by_the_residents_own_word(town: Town) -> None:
    reference = reported(town)
    done_with(town, reference, "begin")
    assert "is fixed" in town.hears(JOHN, f"done {reference}")[-1]
    assert status_of(town, reference) == "confirmed"
    acts = [row[0] for row in town.query(select(concern_change.c.act).order_by(concern_change.c.nth))]
    assert acts == ["assign", "begin", "confirm"]


def test_news_that_is_performed_twice_as_after_a_crash_is_one_text(town: Town) -> None:
    reference = reported(town)
    done_with(town, reference, "begin")
    before = len(town.said(JOHN))
    ((of, nth),) = town.query(select(concern.c.id, concern.c.changes))
    for _ in range(3):
        assert tell(town.db, town.bot.desk, f"{of}:{nth}", now=town.now) == Done()
    town.drain()
    assert len(town.said(JOHN)) == before
