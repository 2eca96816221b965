"""A turn whose effect is broken: the text is kept, the carrier is content, and the answer comes when it works again."""

import pytest

from bot.people.effects import Speaker
from bot.wiring import EFFECTS
from tests.standin.phone import new_sid
from tests.web.town import REPORT, ROSA, Town

BROKEN = {"works": False}


def moody(writer: object, speaker: Speaker, **given: str) -> None:
    if not BROKEN["works"]:
        raise RuntimeError("broken")
    EFFECTS["open_concern"](writer, speaker, **given)


@pytest.fixture
def moody_town(any_town: Town) -> Town:
    BROKEN["works"] = False
    any_town.with_effects(open_concern=moody)
    for body in REPORT[:2]:
        assert len(any_town.says(ROSA, body)) == 1
    return any_town


def test_the_text_is_kept_and_answered_once_when_the_effect_works_again(moody_town: Town) -> None:
    sid = new_sid()
    assert moody_town.says(ROSA, REPORT[2], MessageSid=sid) == []
    assert moody_town.says(ROSA, REPORT[2], MessageSid=sid) == [], "delivered again, it is the same text"
    assert [row.status for row in moody_town.messages("in")] == ["handled", "handled", "received"]
    for _ in range(3):
        moody_town.pass_time(minutes=10)
    assert moody_town.messages("in")[-1].status == "received", "it is tried again and nothing is half done"
    assert len(moody_town.promises("take_turn")) == 1
    BROKEN["works"] = True
    before = len(moody_town.carrier.texts_to(ROSA))
    moody_town.pass_time(hours=1)
    assert len(moody_town.carrier.texts_to(ROSA)) == before + 1
    moody_town.pass_time(hours=1)
    assert [row.status for row in moody_town.messages("in")] == ["handled"] * 3
    assert [row.type for row in moody_town.events()].count("concern.created") == 1
    assert moody_town.promises("take_turn") == []


def test_nothing_of_a_broken_turn_stays(moody_town: Town) -> None:
    before = moody_town.counts()
    events = len(moody_town.events())
    moody_town.text(ROSA, REPORT[2])
    after = moody_town.counts()
    assert after == {**before, "message": before["message"] + 1, "outbox": before["outbox"] + 1}
    assert len(moody_town.events()) == events


def test_others_are_served_while_one_turn_is_broken(moody_town: Town) -> None:
    moody_town.text(ROSA, REPORT[2])
    assert len(moody_town.says("+15055550199", REPORT[0])) == 1
    assert len(moody_town.says(ROSA, "STOP")) == 1, "and somebody whose text is stuck can still leave"
