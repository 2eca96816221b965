"""Numbers of concerns grow with the city: a full room leads to a longer number, never to an error or a lost text."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import create_app
from bot.concerns.numbers import LOOKED_EVERY, Numbers
from bot.concerns.tables import concern
from bot.lib.ids import random_digits
from bot.lib.references import LONGEST, SHORTEST, new_reference, read_reference
from bot.outbox.tables import outbox
from bot.wiring import Bot
from tests.concerns.full_room import fill
from tests.conversations.conftest import any_url, sqlite_url  # noqa: F401  fixtures
from tests.conversations.town import LUPE, ROSA, SAM, STARTS_AT, Town
from tests.open311.office import POTHOLE, new_key, number, post


def twos(alphabet: str, count: int) -> str:
    """A room that one number of each length fills."""
    return "2" * count


def numbered(new_number: Callable[[Bot], Callable[[datetime, int], str]]) -> Callable[[Bot], Bot]:
    """The product with other numbers."""

    def around(bot: Bot) -> Bot:
        desk = replace(bot.desk, new_number=new_number(bot))
        return replace(bot, live=SimpleNamespace(current=lambda: desk))  # type: ignore[arg-type]  # All a turn asks of it.

    return around


def narrow(bot: Bot) -> Callable[[datetime, int], str]:
    return Numbers(bot.db, twos).new


def numbers(town: Town) -> list[str]:
    return [row.reference for row in town.query(select(concern.c.reference).order_by(concern.c.created_at))]


def reports(town: Town, phone: str) -> str:
    for each in ("huge pothole on Central", "1", f"near plot {phone[-1]}"):
        town.says(phone, each)
    return numbers(town)[-1]


def test_a_full_room_leads_to_a_longer_number(any_url: str) -> None:  # noqa: F811  the fixture
    town = Town(any_url, around=numbered(narrow))
    found = [reports(town, phone) for phone in (SAM, ROSA, LUPE)]
    assert [len(each) for each in found] == [5, 6, 7]
    for phone, each in zip((SAM, ROSA, LUPE), found, strict=True):
        assert f"Your report is {each}." in town.said(phone)[-1]
        assert f"Report {each}: Pothole" in town.hears(phone, f"status {each.lower()}")[-1]
    assert town.query(select(outbox.c.error).where(outbox.c.error.is_not(None))) == []
    town.close()


def test_an_app_gets_a_longer_number_too(any_url: str) -> None:  # noqa: F811  the fixture
    town = Town(any_url, around=numbered(narrow))
    web, key = create_app(town.bot).test_client(), new_key(town)
    found = [number(post(web, key, **{**POTHOLE, "description": f"Pothole {each}"})) for each in range(3)]
    assert [len(each) for each in found] == [5, 6, 7]
    for each in found:
        assert web.get(f"/open311/v2/requests/{each}.json").json[0]["service_request_id"] == each
    assert len(web.get(f"/open311/v2/requests.json?service_request_id={','.join(found)}").json) == 3
    town.close()


def test_what_was_told_and_never_finished_is_kept_under_a_longer_number(sqlite_url: str) -> None:  # noqa: F811
    def by_tries(_: datetime, tries: int) -> str:
        return new_reference(twos, SHORTEST + tries)

    town = Town(sqlite_url, around=numbered(lambda _: by_tries))
    reports(town, SAM)
    for each in ("huge pothole on Central", "1"):
        town.says(ROSA, each)
    town.wait(timedelta(days=4))
    assert [len(each) for each in numbers(town)] == [5, 6]
    assert town.query(select(outbox.c.error).where(outbox.c.error.is_not(None))) == []
    town.close()


def test_how_full_it_is_is_looked_up_now_and_then(sqlite_url: str) -> None:  # noqa: F811  the fixture
    town = Town(sqlite_url, around=numbered(narrow))
    known = Numbers(town.db, twos)
    assert len(known.new(STARTS_AT)) == SHORTEST
    reports(town, SAM)
    assert len(known.new(STARTS_AT + LOOKED_EVERY / 2)) == SHORTEST
    assert len(known.new(STARTS_AT + LOOKED_EVERY)) == SHORTEST + 1
    assert len(known.new(STARTS_AT)) == SHORTEST + 1, "a clock that was set back looks again"
    assert len(known.new(STARTS_AT, tries=50)) == LONGEST
    town.close()


@pytest.mark.slow
@pytest.mark.parametrize(("most", "length"), [(3, 5), (9, 6), (23, 6)])
def test_from_a_quarter_of_the_room_on_numbers_are_longer(any_url: str, most: int, length: int) -> None:  # noqa: F811
    town = Town(any_url)
    fill(town.db, most)
    first: Any = town.query(select(concern.c.reference).limit(1))[0].reference
    assert read_reference(first) == first
    known = Numbers(town.db, random_digits)
    assert {len(known.new(town.now)) for _ in range(50)} == {length}
    for each in ("huge pothole on Central", "1", "near plot 7"):
        town.says(SAM, each)
    (mine,) = town.query(select(concern.c.reference).where(concern.c.contact_id != "ctc_1"))
    assert len(mine.reference) == length
    assert f"Your report is {mine.reference}." in town.said(SAM)[-1]
    town.close()
