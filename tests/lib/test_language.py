"""The guess of a text's language: right on sentences, silent where nobody could tell."""

import pytest

from bot.lib.language import guess

BOTH = ("es", "en")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the light in my street is out", "en"), ("there is a pothole on Central", "en"),
        ("I need help with my rent", "en"),
        ("quiero saber cuando van a arreglar la calle", "es"), ("no pasaron por la basura esta semana", "es"),
        ("mi vecino tiene la música muy alta", "es"), ("mi vecino tiene la musica muy alta", "es"),
    ],
)  # fmt: skip
def test_sentences(text: str, language: str) -> None:
    assert guess(text, BOTH) == language


@pytest.mark.parametrize(
    "text",
    ["", "1", "12 34", "2️⃣", "🙂🙂", "...", "no", "hola", "hello", "report", "bache", "STOP", "7K3PD", "1412",
    "505 555 0123",
     "123 Main St", "1412 Central Ave", "Calle Central 1412", "1412 N Oak Street", "a b", "x" * 1600],
)  # fmt: skip
def test_digits_addresses_and_single_words_tell_nothing(text: str) -> None:
    assert guess(text, BOTH) is None


def test_with_one_language_there_is_nothing_to_guess() -> None:
    assert guess("there is a pothole on Central", ("en",)) is None
    assert guess("there is a pothole on Central", ()) is None
