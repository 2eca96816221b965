"""Fields and doors of city.yaml: read into the city, and refused with their line when they could hurt."""

from pathlib import Path

import pytest

from bot.flowfiles.city import ContactField
from bot.flowfiles.contacts import contact_problems
from bot.flowfiles.library import Reading, read
from bot.flowfiles.subject import World
from tests.conversations.town import ROOT

PLAIN = (ROOT / "flows" / "city.yaml").read_text(encoding="utf-8").partition("\n# What the city knows about")[0]


@pytest.fixture
def city(tmp_path: Path) -> Path:
    folder = tmp_path / "flows"
    folder.mkdir()
    (folder / "lexicon.csv").write_bytes((ROOT / "flows" / "lexicon.csv").read_bytes())
    return folder


def reading(folder: Path, more: str) -> Reading:
    (folder / "city.yaml").write_text(PLAIN + "\n" + more, encoding="utf-8")
    return read(folder, ROOT / "translations")


def told(folder: Path, more: str) -> list[tuple[str, str]]:
    """The rules that are broken, and what stands in the line that is named."""
    found = reading(folder, more)
    assert found.library is not None and found.city is not None
    world = World(found.library, found.catalogs, {}, {}, ())
    lines = (folder / "city.yaml").read_text(encoding="utf-8").splitlines()
    return [(each.rule, lines[each.line - 1].strip()) for each in contact_problems(found.city, world)]


def test_a_city_without_fields_and_doors_is_as_before(city: Path) -> None:
    library = reading(city, "").library
    assert library is not None and (dict(library.city.fields), dict(library.city.doors)) == ({}, {})


def test_fields_and_doors_are_read(city: Path) -> None:
    more = (
        "fields:\n"
        "  home: {type: choice, label: {en: Home, es: Vivienda}, choices: {house: {en: House, es: Casa}}}\n"
        "  renter: {type: yes/no, label: {en: Rents, es: Renta}}\n"
        "doors:\n"
        "  library: {label: {en: Library, es: Biblioteca}, keywords: [BIBLIOTECA, Library 7]}\n"
    )
    library = reading(city, more).library
    assert library is not None and told(city, more) == []
    assert library.city.fields["home"] == ContactField(
        "choice", {"en": "Home", "es": "Vivienda"}, {"house": {"en": "House", "es": "Casa"}}
    )
    assert list(library.city.fields) == ["home", "renter"]
    assert library.city.doors["library"].opens_with("library 7")
    assert not library.city.doors["library"].opens_with("library")


@pytest.mark.parametrize(
    "more",
    [
        "fields: {home: {type: choice, label: {en: Home}}}",
        "fields: {home: {type: text, label: {en: Home}, choices: {a: {en: A}}}}",
        "fields: {home: {type: color, label: {en: Home}}}",
        "fields: {Home: {type: text, label: {en: Home}}}",
        "doors: {library: {label: {en: Library}, keywords: []}}",
    ],
)
def test_what_has_no_shape_is_refused(city: Path, more: str) -> None:
    found = reading(city, more)
    assert found.library is None
    assert any(problem.file == "flows/city.yaml" for problem in found.problems)


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ("fields:\n  zone: {type: text, label: {en: Zone, es: Zona}}", "field-name"),
        ("fields:\n  papers: {type: text, label: {en: Immigration status, es: Papeles}}", "never-asked"),
        ("fields:\n  papers: {type: text, label: {en: Papers, es: Situación migratoria}}", "never-asked"),
        ("fields:\n  ssn: {type: text, label: {en: Number, es: Clave}}", "never-asked"),
        ("fields:\n  home: {type: text, label: {en: Home}}", "missing-translation"),
        ("doors:\n  a: {label: {en: A, es: A}, keywords: [STOP]}", "door"),
        ("doors:\n  a: {label: {en: A, es: A}, keywords: [ayuda]}", "door"),
        ('doors:\n  a: {label: {en: A, es: A}, keywords: ["!!"]}', "door"),
        ("doors:\n  b: {label: {en: B, es: B}, keywords: [x1]}\n  a: {label: {en: A, es: A}, keywords: [X1]}", "door"),
        ("doors:\n  a: {label: {es: A}, keywords: [one7]}", "missing-translation"),
    ],
)  # fmt: skip
def test_what_could_hurt_is_told_with_its_line(city: Path, more: str, rule: str) -> None:
    assert told(city, more) == [(rule, more.splitlines()[-1].strip())]


def test_the_two_words_of_a_door_may_be_one_when_folded(city: Path) -> None:
    assert told(city, "doors:\n  a: {label: {en: A, es: A}, keywords: [Clínica, CLINICA]}") == []


def test_civic_words_are_no_secret(city: Path) -> None:
    more = "fields:\n  forum: {type: text, label: {en: Citizens' forum, es: Participación ciudadana}}"
    assert told(city, more) == []
