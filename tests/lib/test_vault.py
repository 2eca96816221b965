"""Numbers are sealed, found again, and never opened with another secret or after a change."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.lib.vault import Vault

VAULT = Vault("a secret of the city")
stable = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@stable
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_what_was_sealed_is_opened_and_no_two_seals_are_alike(number: str) -> None:
    sealed = VAULT.seal(number)
    assert VAULT.open(sealed) == number
    assert Vault("a secret of the city").open(sealed) == number
    assert VAULT.seal(number) != sealed
    assert len(number) < 4 or number.encode() not in sealed


@stable
@given(st.integers(1, 30), st.integers(0, 7))
def test_a_changed_bit_is_found_out(place: int, bit: int) -> None:
    sealed = bytearray(VAULT.seal("+15055550123"))
    sealed[place] ^= 1 << bit
    with pytest.raises(ValueError, match="SECRET_KEY"):
        VAULT.open(bytes(sealed))


def test_another_secret_opens_nothing_and_finds_nothing() -> None:
    other = Vault("another secret")
    with pytest.raises(ValueError, match="SECRET_KEY"):
        other.open(VAULT.seal("+15055550123"))
    assert other.lookup("+15055550123") != VAULT.lookup("+15055550123")
    assert VAULT.lookup("+15055550123") == Vault("a secret of the city").lookup("+15055550123")
    assert VAULT.lookup("+15055550123") != VAULT.lookup("+15055550124")
    assert len(VAULT.lookup("x")) == 64


def test_each_purpose_has_a_secret_of_its_own() -> None:
    made = {VAULT.signing_secret("cookies"), VAULT.signing_secret("links"), Vault("other").signing_secret("links")}
    assert len(made) == 3
    assert VAULT.signing_secret("links") in made
