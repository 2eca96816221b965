"""Columns are known by their headers, and each row is taken whole or told what is wrong with it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.engine.vocabulary import vocabulary
from bot.flowfiles.city import ContactField
from bot.people.columns import columns_of
from bot.people.reading import Agreement, Entry, Expected, read_row
from bot.people.sheets import Unreadable

FIELDS = {
    "renter": ContactField("yes/no", {"en": "Rents their home", "es": "Renta su casa"}),
    "children": ContactField("number", {"en": "Children", "es": "Hijos"}),
    "since": ContactField("date", {"en": "Lives here since", "es": "Vive desde"}),
    "notes": ContactField("text", {"en": "Notes", "es": "Notas"}),
    "home": ContactField(
        "choice", {"en": "Home", "es": "Vivienda"}, {"house": {"en": "House", "es": "Casa"}, "flat": {"en": "Flat"}}
    ),
}
EXPECTED = Expected(
    languages={"en": "en", "es": "es", "english": "en", "espanol": "es"}, areas={"san jose": "San José"},
    topics=frozenset({"news", "surveys"}), fields=FIELDS, vocabulary=vocabulary(), today=date(2026, 3, 10),
    senders=frozenset({"+15055550100"}), consent_source="paper form", consent_on=date(2026, 3, 1),
)  # fmt: skip


def read(expected: Expected = EXPECTED, **cells: str) -> Any:
    said = {"phone": "505 555 0121", **cells}
    return read_row(7, list(said.values()), columns_of(tuple(said), FIELDS, {}), expected)


def wrong(expected: Expected = EXPECTED, **cells: str) -> str:
    (problem,) = read(expected, **cells)
    assert problem.row == 7 and problem.skips
    assert problem.wrong[0] == '"' or problem.wrong[0].islower()
    assert problem.remedy.endswith((".", "?"))
    return f"{problem.column}: {problem.wrong}"


def test_a_full_row() -> None:
    cells = {
        "Idioma": "Español", "Barrio": "san josé", "Distrito": "3", "Temas": "News; surveys", "Renta su casa": "sí",
        "Hijos": "2", "Vive desde": "1999-01-31", "Notas": "hola", "Vivienda": "casa", "Consent source": "fair",
        "Consent date": "3/2/2026", "Prueba": "hoja 3",
    }  # fmt: skip
    assert read(**cells) == Entry(
        7, "+15055550121", Agreement("fair", date(2026, 3, 2), "hoja 3"), "es", "San José", "3", ("news", "surveys"),
        {"renter": "yes", "children": "2", "since": "1999-01-31", "notes": "hola", "home": "house"},
    )  # fmt: skip


def test_a_row_with_a_number_alone() -> None:
    assert read() == Entry(7, "+15055550121", Agreement("paper form", date(2026, 3, 1), ""))
    assert read(replace(EXPECTED, language="es"), language="").language == "es"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "is missing"), ("5.05555E+09", "shortened"), ("5,05555E+09", "shortened"), ("555-0121", "no phone number"),
        ("call my son", "no phone number"), ("+1 505 555 0100", "the city's own"), ("12", "no phone number"),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_texted(typed: str, says: str) -> None:
    said = wrong(phone=typed)
    assert says in said and said.startswith("phone: ")


@pytest.mark.parametrize(
    "typed", ["(505) 555-0121", "5055550121", "1-505-555-0121", "+1 505.555.0121", "505 555 0121 x3"]
)
def test_a_number_as_people_type_it(typed: str) -> None:
    assert read(phone=typed).phone == "+15055550121"


def test_a_number_of_another_country() -> None:
    assert read(phone="+52 55 1234 5678").phone == "+525512345678"
    assert read(replace(EXPECTED, country="MX"), phone="55 1234 5678").phone == "+525512345678"


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"language": "klingon"}, '"klingon" is no language'),
        ({"area": "Nowhere"}, '"Nowhere" is no area'),
        ({"zone": "x" * 65}, "too long"),
        ({"topics": "news, sports"}, '"sports" is no topic'),
        ({"renter": "maybe"}, "neither yes nor no"),
        ({"children": "two or so"}, "is no number"),
        ({"since": "31/1/1999"}, "is no date"),
        ({"since": "1/31/99"}, "is no date"),
        ({"home": "boat"}, "none of the choices"),
        ({"notes": "x" * 641}, "too long"),
        ({"notes": "my ssn is 078-05-1120"}, "a private number"),
        ({"consent": "no"}, "did not agree"),
        ({"consent": "the big summer fair at the river"}, "too long"),
        ({"consent date": "2026-03-11"}, "still to come"),
        ({"consent date": "soon"}, '"soon" is no date'),
    ],
)
def test_what_is_wrong_is_told_by_its_column(cells: dict[str, str], says: str) -> None:
    said = wrong(**cells)
    assert says in said and said.startswith(next(iter(cells)))


def test_everything_wrong_with_a_row_is_told_at_once() -> None:
    assert [each.column for each in read(phone="", language="xx", renter="?")] == ["phone", "language", "renter"]


def test_a_message_never_shows_a_number() -> None:
    shifted = {"language": "505 555 0121", "area": "+15055550121", "renter": "5055550121", "consent date": "5055550121"}
    told = " ".join(f"{each.wrong} {each.remedy}" for each in read(phone="555 012 1", **shifted))
    assert "0121" not in told and "what stands here" in told and len(read(**shifted)) == 4


def test_without_consent_nobody_comes_in() -> None:
    nothing = replace(EXPECTED, consent_source="", consent_on=None)
    assert [each.column for each in read(nothing)] == ["consent_source", "consent_on"]
    assert "where" in wrong(nothing, **{"consent": "yes", "consent date": "2026-01-01"})
    assert read(nothing, **{"consent": "fair", "consent date": "2026-01-01"}).agreement.source == "fair"


@pytest.mark.parametrize("said", ["yes", "Sí", "x", "1", ""])
def test_a_tick_takes_the_answer_for_the_file(said: str) -> None:
    assert read(consent=said).agreement == Agreement("paper form", date(2026, 3, 1), "")


@pytest.mark.parametrize(
    ("typed", "kept"), [("1,200", "1200"), ("1,200.50", "1200.50"), ("12,5", "12.5"), ("$ 900", "900"), ("-3", "-3")]
)
def test_numbers(typed: str, kept: str) -> None:
    assert read(children=typed).fields == {"children": kept}


@pytest.mark.parametrize(
    ("typed", "day_first", "kept"),
    [("3/10/2026", False, "2026-03-10"), ("3/10/2026", True, "2026-10-03"), ("31.12.1999", True, "1999-12-31"),
     ("2026-03-10 00:00:00", False, "2026-03-10"), ("2026-3-1", True, "2026-03-01")],
)  # fmt: skip
def test_dates(typed: str, day_first: bool, kept: str) -> None:
    assert read(replace(EXPECTED, day_first=day_first), since=typed).fields == {"since": kept}


def test_any_area_will_do_where_the_city_has_listed_none() -> None:
    assert read(replace(EXPECTED, areas={}), area="Anywhere").area == "Anywhere"


def test_a_short_row_lacks_its_last_columns() -> None:
    columns = columns_of(("phone", "language", "notes"), FIELDS, {})
    assert read_row(2, ["5055550121"], columns, EXPECTED).language is None


@pytest.mark.parametrize(
    ("header", "mapping"),
    [
        (("Cell Phone", "Preferred language"), {"phone": "Cell Phone", "language": "Preferred language"}),
        (("Número de teléfono", "IDIOMA"), {"phone": "Número de teléfono", "language": "IDIOMA"}),
        (("Celular", "Hijos"), {"phone": "Celular", "field.children": "Hijos"}),
        (("tel", "Home"), {"phone": "tel", "field.home": "Home"}),
    ],
)
def test_columns_are_known_by_their_headers(header: tuple[str, ...], mapping: dict[str, str]) -> None:
    assert columns_of(header, FIELDS, {}).mapping() == mapping


def test_a_mapping_goes_before_a_name() -> None:
    header = ("Phone", "Cell #", "Date", "Name")
    columns = columns_of(header, FIELDS, {"phone": "cell #", "consent_on": "Date", "notes": "Name"})
    assert columns.mapping() == {"phone": "Cell #", "consent_on": "Date", "field.notes": "Name"}
    assert columns.unused == ("Phone",)


@pytest.mark.parametrize(
    ("header", "mapping", "says"),
    [
        (("Name", "Age"), {}, r'No column is the phone number; there are "Name", "Age"\. Say which'),
        (("Phone", "Cell"), {}, r'Both "Phone" and "Cell" could be the phone'),
        (("5055550121", "es"), {}, "The first row is a resident already"),
        (("Phone",), {"phone": "Cell"}, r'No column is called "Cell"'),
        (("Phone",), {"phon": "Phone"}, r'cannot mean "phon".*Did you mean "phone"'),
        (("Phone", "x", "X"), {"area": "x!"}, "Several columns"),
    ],
)
def test_columns_that_cannot_be_told(header: tuple[str, ...], mapping: dict[str, str], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        columns_of(header, FIELDS, mapping)
