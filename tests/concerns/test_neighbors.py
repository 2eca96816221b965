"""Concerns that neighbors share: who joins, who reads what, whose word closes, and what staff may say of two."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.concerns import neighbors, pairing, service, store
from bot.concerns.forgetting import forget
from bot.concerns.life import Change, Status, verdict_act
from bot.concerns.pairing import CannotPair
from bot.concerns.queries import phrases_of
from bot.concerns.reactions import tell
from bot.concerns.service import CannotChange
from bot.concerns.store import Standing
from bot.concerns.tables import concern, concern_follower
from bot.people.tables import contact
from tests.concerns.test_service import CITY, JOHN, PEDRO, ROSA, done_with, reported, status_of
from tests.conversations.conftest import any_url  # noqa: F401  a fixture
from tests.conversations.town import Town

ANA = "+15055550188"
SPANISH = "hay un bache bien grande en la 4 y central"


@pytest.fixture
def town(any_url: str) -> Iterator[Town]:  # noqa: F811
    made = Town(any_url)
    yield made
    made.close()


def joins(town: Town, phone: str, words: str = SPANISH) -> None:
    """Reports the same, and says so."""
    town.says(phone, words)
    town.says(phone, "1")
    assert "Me sumo" in town.said(phone)[-1] or "Add me" in town.said(phone)[-1]
    town.says(phone, "1")


def at(town: Town, reference: str) -> Standing:
    with town.db.read() as tx:
        found = store.standing(tx, reference)
    assert found is not None
    return found


def differs(town: Town, phone: str, words: str = SPANISH) -> str:
    """Reports the same, and says that it is another; their own number."""
    town.says(phone, words)
    town.says(phone, "1")
    town.says(phone, "2")
    newest = select(concern.c.reference).order_by(concern.c.created_at.desc(), concern.c.id.desc())
    return str(town.query(newest)[0][0])


def test_who_joins_keeps_their_words_and_opens_nothing(town: Town) -> None:
    reference = reported(town)
    joins(town, ROSA)
    assert town.query(select(concern.c.reference)) == [(reference,)]
    assert town.query(select(concern_follower.c.words, concern_follower.c.language)) == [(SPANISH, "es")]
    assert f"reporte {reference}" in town.said(ROSA)[-1]
    (followed,) = [row for row in town.events() if row.type == "concern.followed"]
    assert reference in followed.data and SPANISH not in followed.data


def test_a_change_is_told_to_everybody_in_their_language_and_counted(town: Town) -> None:
    reference = reported(town)
    joins(town, ROSA)
    done_with(town, reference, "begin")
    assert "Work has begun" in town.said(JOHN)[-1] and "Ya empezaron" in town.said(ROSA)[-1]
    assert '"followers": 1' in [row for row in town.events() if row.type == "concern.updated"][-1].data


def test_nobody_is_asked_about_their_own(town: Town) -> None:
    reported(town)
    town.says(JOHN, "report")
    town.says(JOHN, "big pothole on 4th and central")
    town.says(JOHN, "1")
    assert "Your report is" in town.said(JOHN)[-1]


def test_what_was_closed_meanwhile_becomes_a_report_of_its_own(town: Town) -> None:
    reference = reported(town)
    town.says(ROSA, SPANISH)
    town.says(ROSA, "1")
    service.change(town.db, CITY, reference, Change("finish", "stf_ana"), now=town.now)
    town.says(ROSA, "1")
    assert "Su reporte es" in town.said(ROSA)[-1] and reference not in town.said(ROSA)[-1]


def test_a_followers_yes_does_not_close_it_and_their_no_opens_it_again_for_all(town: Town) -> None:
    reference = reported(town)
    joins(town, ROSA)
    done_with(town, reference, "finish")
    town.says(ROSA, "1")
    assert status_of(town, reference) == "done"
    town.says(JOHN, "1")
    assert status_of(town, reference) == "confirmed"
    done_with(town, reference, "reopen")
    done_with(town, reference, "finish")
    town.says(JOHN, "1")
    assert status_of(town, reference) == "confirmed"
    before = len(town.said(JOHN))
    town.says(ROSA, "2")
    town.drain()
    assert status_of(town, reference) == "reopened"
    assert "a neighbor says" in town.said(JOHN)[-1] and len(town.said(JOHN)) == before + 1
    assert not any("un vecino dice" in each for each in town.said(ROSA))


def test_done_by_a_followers_own_word_is_noted_and_closes_nothing(town: Town) -> None:
    reference = reported(town)
    joins(town, ROSA)
    done_with(town, reference, "begin")
    town.says(ROSA, f"LISTO {reference}")
    town.drain()
    assert status_of(town, reference) == "in_work"
    with town.db.read() as tx:
        assert neighbors.verdicts(tx, at(town, reference).id) == {"fixed": 1}


@pytest.mark.parametrize(("says", "status", "owner", "only", "act"), [
    ("fixed", Status.DONE, True, True, "confirm"), ("fixed", Status.DONE, False, True, None),
    ("not_fixed", Status.DONE, False, True, "reopen"), ("not_fixed", Status.CONFIRMED, False, True, "reopen"),
    ("not_fixed", Status.CONFIRMED, False, False, None), ("unsure", Status.DONE, True, True, None),
    ("not_fixed", Status.IN_WORK, True, True, None), ("", Status.DONE, True, True, None),
])  # fmt: skip
def test_whose_word_does_what(says: str, status: Status, owner: bool, only: bool, act: str | None) -> None:
    assert verdict_act(says, status, is_owner=owner, only_confirmed=only) == act


def two(town: Town) -> tuple[str, str]:
    """The same, reported twice under two numbers."""
    return reported(town), differs(town, ROSA)


def alike(town: Town, reference: str) -> list[str]:
    with town.db.read() as tx:
        of = at(town, reference)
        report, pairs = neighbors.report_of(tx, of.id)[0], neighbors.pairs_of(tx, of.id)
        found = pairing.alike(tx, of, report, pairs, lambda: phrases_of(town.bot.library), now=town.now)
    return [each.other.reference for each in found]


def pair(town: Town, act: object, one: str, other: str) -> object:
    with town.db.begin() as tx:
        return act(tx, at(town, one), at(town, other), "stf_ana", now=town.now)  # type: ignore[operator]


def test_staff_are_shown_what_looks_alike_and_what_they_said_is_remembered(town: Town) -> None:
    first, second = two(town)
    assert alike(town, first) == [second] and alike(town, second) == [first]
    pair(town, pairing.apart, second, first)
    assert alike(town, first) == alike(town, second) == []
    assert pair(town, pairing.take_back, first, second) == "apart"
    assert alike(town, first) == [second]
    with pytest.raises(CannotPair, match="gone"):
        pair(town, pairing.take_back, first, second)


def test_the_same_goes_on_as_one_and_can_be_taken_back(town: Town) -> None:
    first, second = two(town)
    done_with(town, first, "answer", outcome="yes", promised_on=date(2026, 3, 20))
    pair(town, pairing.same, second, first)
    town.drain()
    assert f"Ahora es el {first}" in town.said(ROSA)[-1]
    assert at(town, second).status == "answered" and at(town, second).same_as == at(town, first).id
    with pytest.raises(CannotChange, match="same as another"):
        done_with(town, second, "begin")
    told = Counter(town.said(ROSA))
    done_with(town, first, "begin")
    assert status_of(town, second) == "in_work"
    news = Counter(town.said(ROSA)) - told
    assert sum(news.values()) == 1 and first in next(iter(news))
    assert "Ya empezaron" in town.hears(ROSA, f"ESTADO {second}")[-1]
    town.wait(timedelta(minutes=1))
    assert pair(town, pairing.take_back, first, second) == "same"
    town.drain()
    assert "propia clave" in town.said(ROSA)[-1]
    assert status_of(town, second) == "assigned" and at(town, second).promised_on is None
    before = len(town.said(ROSA))
    done_with(town, first, "finish")
    assert len(town.said(ROSA)) == before


def test_what_cannot_be_the_same_says_why(town: Town) -> None:
    first, second = two(town)
    pair(town, pairing.same, first, second)
    with pytest.raises(CannotPair, match="linked"):
        pair(town, pairing.same, first, second)
    third = reported(town, PEDRO, "big pothole on lake and bloomington")
    done_with(town, third, "finish")
    fourth = reported(town, ANA, "there is a broken street light on lake and 3rd")
    with pytest.raises(CannotPair, match="closed"):
        pair(town, pairing.same, third, fourth)


@pytest.mark.parametrize("seed", range(3))
def test_nobody_is_texted_twice_for_one_change_and_who_left_never(town: Town, seed: int) -> None:
    """Anybody joins, leaves, and changes come in any order, each performed again as after a crash."""
    reference = reported(town)
    phones = [f"+1505555{number:04d}" for number in range(200, 205)]
    for phone in phones:
        joins(town, phone)
    left = {[JOHN, *phones][seed], phones[-1 - seed]}
    for phone in left:
        town.says(phone, "STOP")
    said = {phone: len(town.said(phone)) for phone in [JOHN, *phones]}
    of, acts = at(town, reference).id, ["begin", "assign"]
    for act in acts:
        more = {"department": "parks"} if act == "assign" else {}
        done_with(town, reference, act, **more)
        for _ in range(1 + seed):
            tell(town.db, town.bot.desk, f"{of}:{at(town, reference).changes}", now=town.now)
        town.wait(timedelta(hours=1))
    for phone, before in said.items():
        assert len(town.said(phone)) - before == (0 if phone in left else len(acts))


def test_who_is_forgotten_follows_nothing(town: Town) -> None:
    reference = reported(town)
    joins(town, ROSA)
    with town.db.begin() as tx:
        forget(tx, tx.execute(select(contact.c.id).order_by(contact.c.created_at.desc())).scalars().first(), town.now)
    with town.db.read() as tx:
        assert neighbors.count(tx, at(town, reference).id) == 0
