"""Any text at all: nothing raises, nothing is guessed from thin air, and what is told fits into one part."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.engine.vocabulary import fold
from bot.engine.wording import plain
from bot.places.queries import place
from bot.places.wording import LONGEST
from tests.places.measure import cases, demo_city

CITY = demo_city()
WORDS = sorted({word for case in cases() for word in case.text.split()} | {"de", "la", "1200", "2", "a", "entre", "y"})
TEXTS = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
KEYS = {"status", "place", "block", "area", "kind", "relative", "point", "spot"}


@given(st.text(max_size=200) | TEXTS, st.text(max_size=50) | TEXTS, st.text(max_size=40))
def test_any_text_is_understood_somehow(text: str, before: str, near: str) -> None:
    found = place(CITY, text=text, before=before, near=near)
    assert found.values.keys() == KEYS
    assert found.values["status"] in ("confirmed", "choose", "shared", "said", "none")
    assert bool(found.options) == (found.values["status"] == "choose")


@given(TEXTS)
def test_a_folded_text_tells_the_same(text: str) -> None:
    words = re.sub(r"[^\w\s]+", " ", text)  # Signs part words, and some join streets; only letters are folded here.
    one, other = place(CITY, text=words), place(CITY, text=fold(words))
    assert one.values["status"] == other.values["status"]
    assert one.options == other.options
    if one.values["status"] == "confirmed":
        assert one.values == other.values


@given(TEXTS)
def test_what_is_told_is_short_and_its_code_finds_it_again(text: str) -> None:
    found = place(CITY, text=text)
    for option in found.options:
        assert len(plain(option.label, "es")) <= LONGEST
        assert re.fullmatch(r"[a-z0-9_]+", option.code)
        assert place(CITY, text=text, chosen=option.code).values["place"] == option.label
