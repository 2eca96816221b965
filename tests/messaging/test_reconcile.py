"""Settling texts in doubt on demand: by the carrier's own list, nothing by guessing, nothing sent."""

import pytest

from bot.messaging.reconcile import Counts, reconcile
from tests.web.town import JOHN, REPORT, ROSA, Town


def settle(town: Town) -> Counts:
    return reconcile(town.bot.db, town.bot.carrier, town.bot.vault, now=town.now)


def test_nothing_in_doubt_asks_nobody(town: Town) -> None:
    town.says(ROSA, REPORT[0])
    assert settle(town) == Counts()


def test_what_the_carrier_has_is_settled_at_once_and_what_it_lacks_waits_for_the_worker(any_town: Town) -> None:
    town = any_town
    town.carrier.lose_next()
    town.says(ROSA, REPORT[0])
    town.carrier.drop_next()
    town.says(JOHN, REPORT[0])
    before = len(town.carrier.attempts)
    assert settle(town) == Counts(settled=1, lacking=1)
    assert sorted(town.statuses()) == ["accepted", "in_doubt"]
    assert settle(town) == Counts(lacking=1), "asking often does not count as asking twice"
    assert len(town.carrier.attempts) == before
    for _ in range(40):
        town.pass_time(seconds=10)
    assert sorted(town.statuses()) == ["accepted", "accepted"]
    assert len(town.carrier.texts_to(JOHN)) == 1 and len(town.carrier.texts_to(ROSA)) == 1


def test_two_equal_texts_in_doubt_are_settled_as_two(town: Town) -> None:
    for body in (*REPORT, "help"):
        town.says(ROSA, body)
    town.carrier.lose_next()
    town.carrier.drop_next()
    for _ in range(2):
        town.says(ROSA, "help")
    assert settle(town) == Counts(settled=1, lacking=1)


@pytest.mark.parametrize("what", ["list", "key"])
def test_what_cannot_be_asked_about_stays_in_doubt(town: Town, what: str) -> None:
    town.carrier.lose_next()
    town.says(ROSA, REPORT[0])
    if what == "list":
        town.bot.carrier._client.api.base_url = "http://127.0.0.1:1"  # type: ignore[attr-defined]  # noqa: SLF001
    else:
        town.bot.vault._cipher = type(town.bot.vault)("another secret")._cipher  # noqa: SLF001
    assert settle(town) == Counts(unanswered=1)
    assert town.statuses() == ["in_doubt"]
