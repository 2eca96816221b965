"""Leaving and coming back: the ledger keeps every change with the resident's own words, and the number stays sealed."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.people.tables import consent, contact
from tests.conversations.town import LUPE, SAM, Town


@pytest.fixture
def town(any_url: str) -> Iterator[Town]:
    """The demo city, on every database."""
    made = Town(any_url)
    yield made
    made.close()


def ledger(town: Town) -> list[tuple[str, str, str]]:
    rows = town.query(select(consent.c.state, consent.c.source, consent.c.words).order_by(consent.c.at, consent.c.id))
    return [tuple(row) for row in rows]


def test_the_ledger_keeps_every_change_in_the_residents_own_words(town: Town) -> None:
    for body in ("hay un bache", "ya no me manden textos", "hola", "ALTA"):
        town.says(LUPE, body)
    assert ledger(town) == [
        ("granted", "wrote_first", "hay un bache"),
        ("revoked", "keyword", "ya no me manden textos"),
        ("granted", "keyword", "ALTA"),
    ]
    assert [event.type for event in town.events() if event.type.startswith("consent")] == [
        "consent.granted", "consent.revoked", "consent.granted",
    ]  # fmt: skip


def test_leaving_shuts_the_gate_and_coming_back_opens_it(town: Town) -> None:
    town.says(SAM, "huge pothole on Central")
    town.says(SAM, "unsubscribe")
    ((left_at,),) = town.query(select(contact.c.left_at))
    assert left_at == town.now
    town.says(SAM, "start")
    assert town.query(select(contact.c.left_at)) == [(None,)]


def test_leaving_twice_is_one_line_in_the_ledger(town: Town) -> None:
    for body in ("STOP", "STOP", "stop it"):
        town.says(SAM, body)
    assert [state for state, _, _ in ledger(town)] == ["granted", "revoked"]


def test_a_language_that_was_stated_is_not_guessed_away(town: Town) -> None:
    town.says(LUPE, "ESPAÑOL")
    town.says(LUPE, "there is a huge pothole on the street by my house")
    assert tuple(town.query(select(contact.c.language, contact.c.language_source))[0]) == ("es", "stated")
    assert town.said(LUPE)[-1].startswith("¿De qué se trata?")


def test_no_row_holds_a_number(town: Town) -> None:
    town.says(SAM, "huge pothole on Central")
    ((sealed, hashed),) = town.query(select(contact.c.phone_sealed, contact.c.phone_hash))
    assert SAM[1:].encode() not in sealed and SAM[1:] not in hashed
    assert town.bot.vault.open(sealed) == SAM
