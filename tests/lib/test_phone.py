"""Addresses and numbers as carriers and people write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.lib.phone import Address, read_address, read_number, without_numbers


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("+15055550123", Address("sms", "+15055550123", True)),
        (" +15055550123 ", Address("sms", "+15055550123", True)),
        ("whatsapp:+5215512345678", Address("whatsapp", "+5215512345678", True)),
        ("72345", Address("sms", "72345", False)),
        ("WhatsApp:+15055550123", Address("whatsapp", "+15055550123", True)),
        ("AMAZON", Address("sms", "AMAZON", False)),
        ("", None), ("+", None), ("+0123456789", None), ("+1505555", Address("sms", "+1505555", True)), ("+150", None),
        ("messenger:123", None), ("whatsapp:72345", None), ("whatsapp:", None), ("+1505555012345678", None),
        ("é", None),
        ("+1505555O123", None), ("+1505\n5550123", None), ("+15055550123\n+1", None), ("+١٥٠٥٥٥٥٠١٢٣", None),
    ],
)  # fmt: skip
def test_addresses(written: str, address: Address | None) -> None:
    assert read_address(written) == address


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(st.text(max_size=25) | st.from_regex(r"(whatsapp:)?\+[1-9][0-9]{5,16}", fullmatch=True))
def test_an_address_is_read_or_refused_and_comes_back_as_the_carrier_wrote_it(written: str) -> None:
    address = read_address(written)
    if address is not None:
        assert read_address(address.for_carrier()) == address
        assert address.for_carrier().lower() == written.strip().lower().removeprefix("sms:")
        assert address.answerable == address.number.startswith("+")


@pytest.mark.parametrize("typed", ["505 555 0123", "(505) 555-0123", "5055550123", "+1 505-555-0123", "1.505.555.0123"])
def test_a_number_as_people_type_it(typed: str) -> None:
    assert read_number(typed) == "+15055550123"


@pytest.mark.parametrize("typed", ["", "hello", "123", "+", "5" * 30, "🙂", "+999999999999"])
def test_what_is_no_number(typed: str) -> None:
    assert read_number(typed) is None


def test_a_country_is_asked_for_where_none_is_written() -> None:
    assert read_number("55 1234 5678", "MX") == "+525512345678"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("call 505-555-0177", "call [number]"), ("(505) 555-0177 o 505.555.0178", "[number] o [number]"),
        ("+15055550177", "[number]"), ("5055550177.", "[number]."),
        ("mi cel: 505 555 0177 gracias", "mi cel: [number] gracias"),
        ("x5055550177y", "x[number]y"), ("1-505-555-0177!", "[number]!"),
        ("a pothole at 1200 4th St", "a pothole at 1200 4th St"), ("K7-39P 12:30", "K7-39P 12:30"), ("", ""),
    ],
)  # fmt: skip
def test_a_number_in_words_is_marked(words: str, shown: str) -> None:
    assert without_numbers(words) == shown
    assert without_numbers(shown) == shown
