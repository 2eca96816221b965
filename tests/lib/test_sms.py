"""The price of a text is smsutil's, and nothing is rewritten to make it cheaper."""

import pytest
import smsutil
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.lib.sms import price

SPANISH = "áéíóúüñÁÉÍÓÚÜÑ¿¡"
letters = st.characters(exclude_categories=["Cs"])
written = st.one_of(
    st.text(letters, min_size=1, max_size=200),
    st.text(f"abc ABC{SPANISH}€[]{{}}~^|\\\n’“”…🙂", min_size=1, max_size=400),
    st.builds(lambda piece, times: piece * times, st.sampled_from("añó€🙂"), st.integers(1, 400)),
)  # fmt: skip


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(written)
def test_it_agrees_with_smsutil_and_names_exactly_the_letters_that_cost(text: str) -> None:
    split, told = smsutil.split(text), price(text)
    assert told.parts == max(1, len(split.parts))
    assert (told.encoding == "GSM-7") == split.encoding.startswith("gsm")
    assert "".join(part.content for part in split.parts) == text
    assert set(told.dear) == {letter for letter in text if not smsutil.is_valid_gsm(letter)}
    assert list(told.dear) == sorted(set(told.dear), key=text.index)
    assert (told.encoding == "UCS-2") == bool(told.dear)


@pytest.mark.parametrize(
    ("text", "encoding", "parts", "dear"),
    [
        ("a" * 160, "GSM-7", 1, ()), ("a" * 161, "GSM-7", 2, ()), ("a" * 306, "GSM-7", 2, ()),
        ("a" * 307, "GSM-7", 3, ()), ("€" * 80, "GSM-7", 1, ()), ("€" * 81, "GSM-7", 2, ()),
        ("éñüÑÜÉ¿¡", "GSM-7", 1, ()),
        ("áíóúÁÍÓÚ", "UCS-2", 1, tuple("áíóúÁÍÓÚ")), ("ó" * 70, "UCS-2", 1, ("ó",)), ("ó" * 71, "UCS-2", 2, ("ó",)),
        ("🙂" * 35, "UCS-2", 1, ("🙂",)), ("🙂" * 36, "UCS-2", 2, ("🙂",)), ("él se cayó", "UCS-2", 1, ("ó",)),
    ],
)  # fmt: skip
def test_known_prices(text: str, encoding: str, parts: int, dear: tuple[str, ...]) -> None:
    told = price(text)
    assert (told.encoding, told.parts, told.dear) == (encoding, parts, dear)
