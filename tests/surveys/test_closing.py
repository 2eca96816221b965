"""A survey that is closed: its keyword says so, it begins for nobody, and who is in the middle may finish or not."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.broadcasts.city import city_of
from bot.broadcasts.faults import shut_surveys
from bot.broadcasts.rules import FLOW, SURVEY, Broadcast, Variant
from bot.conversations.service import CannotStart, start_flow
from bot.flowfiles.quiet import quiet_hours
from bot.people.tables import contact
from bot.staff.rules import Staff
from bot.surveys import service
from bot.surveys.rules import Opening
from bot.wiring import policy_of
from tests.conversations.town import LUPE, SAM, Town, new_sqlite

CARMEN = Staff("stf_1", "Carmen", "carmen@city.example", "coordinator", (), "en")
ENDED, ACABO = "This survey has ended", "Esta encuesta ya se acabó"


@pytest.fixture
def town(tmp_path: Path):
    opened = Town(new_sqlite(tmp_path))
    yield opened
    opened.close()


def opening(town: Town, survey: str = "prosperity", **times: object) -> None:
    service.set_opening(
        town.db, town.bot.library, survey, Opening(**times), by=CARMEN, now=town.now
    )  # fmt: skip
    town.bot.closures.look()


def said(town: Town, phone: str) -> str:
    return town.delivered(phone)[-1].body


def test_a_closed_survey_says_so_in_both_languages_and_keeps_nothing(town: Town) -> None:
    town.says(SAM, "there is a pothole on Central Avenue today")
    town.says(SAM, "1")
    opening(town, closes_at=town.now)
    town.says(LUPE, "hola buenas tardes quiero saber de la encuesta por favor")
    town.wait(timedelta(days=5))
    for phone, words, language in ((SAM, ENDED, "survey"), (LUPE, ACABO, "encuesta")):
        town.says(phone, language)
        assert words in said(town, phone)
    assert {each.status for each in town.sessions() if each.flow == "prosperity"} == {"done"}


def test_who_is_in_the_middle_finishes_on_the_questions_they_began_with(town: Town) -> None:
    begun(town, SAM)
    opening(town, closes_at=town.now)
    town.says(SAM, "1")
    assert "2 of 6" in said(town, SAM)


def begun(town: Town, phone: str) -> None:
    """They have a language, and are at the first question."""
    town.says(phone, "english")
    town.wait(timedelta(days=5))
    town.says(phone, "survey")
    town.says(phone, "now")
    assert "1 of 6" in said(town, phone)


def test_until_the_hour_that_is_set(town: Town) -> None:
    begun(town, SAM)
    opening(town, closes_at=town.now, finish_until=town.now + timedelta(hours=1))
    town.says(SAM, "1")
    assert "2 of 6" in said(town, SAM)
    town.wait(timedelta(hours=2))
    town.says(SAM, "2")
    assert ENDED in said(town, SAM)
    assert [each.status for each in town.sessions(SAM) if each.flow == "prosperity"] == ["replaced", "done"]


def test_nobody_is_reminded_of_a_survey_that_is_over(town: Town) -> None:
    begun(town, SAM)
    opening(town, closes_at=town.now, finish_until=town.now)
    before = len(town.delivered(SAM))
    town.wait(timedelta(days=5))
    assert len(town.delivered(SAM)) == before
    assert [each.status for each in town.sessions(SAM) if each.flow == "prosperity"] == ["expired"]


@pytest.mark.parametrize(("word", "heard"), [("stop", "No more texts"), ("report", "What"), ("help", "")])
def test_stop_help_and_other_keywords_still_work_when_it_is_over(town: Town, word: str, heard: str) -> None:
    begun(town, SAM)
    opening(town, closes_at=town.now, finish_until=town.now)
    town.says(SAM, word)
    assert ENDED not in said(town, SAM) and heard in said(town, SAM)


def test_it_opens_and_closes_by_itself_at_the_hours_that_are_set(town: Town) -> None:
    town.says(SAM, "english")
    town.wait(timedelta(days=5))
    opening(town, opens_at=town.now + timedelta(days=1), closes_at=town.now + timedelta(days=2))
    town.says(SAM, "survey")
    assert "has not begun yet" in said(town, SAM)
    town.wait(timedelta(days=1))
    town.says(SAM, "survey")
    assert "what does prosperity mean to you" in said(town, SAM)
    town.says(SAM, "no")
    town.wait(timedelta(days=1))
    town.says(SAM, "survey")
    assert ENDED in said(town, SAM)


@pytest.mark.parametrize(
    ("question", "offered", "after"),
    [
        ("who fixes street lights", "3 Meet the director", "1 Report it 2 A person 3 That is all"),
        ("quien arregla las luces de la calle", "3 Junta con directores", "1 Reportar 2 Una persona 3 Es todo"),
    ],
)
def test_the_directory_offers_the_meeting_while_it_is_announced(
    town: Town, question: str, offered: str, after: str
) -> None:
    town.says(SAM, question)
    town.says(SAM, "english" if "who" in question else "español")
    assert offered in said(town, SAM)
    opening(town, "meeting", closes_at=town.now)
    town.wait(timedelta(days=2))
    town.says(SAM, question)
    assert after in said(town, SAM)
    town.says(SAM, "meet the director")
    assert ENDED in said(town, SAM) or ACABO in said(town, SAM)


def test_nobody_is_started_in_it(town: Town) -> None:
    town.says(SAM, "english")
    (who,) = town.query(select(contact.c.id))
    opening(town, closes_at=town.now)
    with pytest.raises(CannotStart, match="takes no answers"):
        start_flow(
            town.db, town.bot.desk, policy_of(town.bot), who.id, "prosperity", token="x", now=town.now
        )  # fmt: skip


@pytest.mark.parametrize(("kind", "flow", "body"), [
    (FLOW, "prosperity", "{city}: a word? STOP ends."), (SURVEY, None, "{city}: send SURVEY. STOP ends."),
    (SURVEY, None, "{city}: mande ENCUESTA. ALTO para salir."),
])  # fmt: skip
def test_no_broadcast_sends_people_to_it(town: Town, kind: str, flow: str | None, body: str) -> None:
    drafted = Broadcast("brd_1", "spring", "", (Variant("", {"en": body}),), kind, flow=flow)
    assert shut_surveys(drafted, city_of(town.bot.library, quiet_hours(town.bot.library))) == []
    opening(town, closes_at=town.now)
    assert shut_surveys(drafted, city_of(town.bot.library, quiet_hours(town.bot.library))) == ["prosperity"]


@pytest.mark.parametrize(("times", "why"), [
    ({"opens_at": 2, "closes_at": 1}, "order"), ({"closes_at": 2, "finish_until": 1}, "finish"),
    ({"finish_until": 1}, "finish"),
])  # fmt: skip
def test_times_that_contradict_each_other_are_refused(town: Town, times: dict[str, int], why: str) -> None:
    with pytest.raises(service.Refused, match=why):
        opening(town, **{name: town.now + timedelta(days=days) for name, days in times.items()})
