"""flows/routing.yaml and flows/map.geojson: what is read, and every mistake told with its line and a remedy."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.flowfiles.citymap import CityMap, read_map
from bot.flowfiles.gazetteer import PlaceRow
from bot.flowfiles.routing import Routing, agency_problems, read_routing
from tests.conversations.town import demo_library

PLACES = (PlaceRow("neighborhood", "Midtown"), PlaceRow("street", "Lake St"))
GOOD = """\
rules:
  - {category: [pothole], area: [Midtown], words: [acequia, "Río Claro"], to: water}
  - {category: [none], to: parks, agency: buses}
agencies:
  buses:
    name: {en: City Buses, es: Buses}
    contact: 505-555-0165
"""


def read(folder: Path, text: str) -> tuple[Routing, list[str]]:
    (folder / "routing.yaml").write_text(text, encoding="utf-8")
    library = demo_library()
    found, problems = read_routing(folder, library.city, library.lexicon, PLACES)
    problems += agency_problems(folder, replace(library, routing=found))
    return found, [f"{each.line} {each.message}" for each in problems]


def test_a_city_without_the_files_has_neither_rules_nor_a_map(tmp_path: Path) -> None:
    library = demo_library()
    assert read_routing(tmp_path, library.city, library.lexicon, PLACES) == (Routing(), [])
    assert read_map(tmp_path, PLACES) == (CityMap(), [])


def test_rules_are_read_in_their_order_with_folded_words(tmp_path: Path) -> None:
    found, problems = read(tmp_path, GOOD)
    assert problems == []
    first, second = found.rules
    assert (first.to, first.categories, first.areas) == ("water", {"pothole"}, {"Midtown"})
    assert first.words == {"acequia", "rio claro"}
    assert (second.to, second.agency) == ("parks", "buses")
    buses = found.agency_called("buses")
    assert buses is found.agencies["buses"] and buses.told["es"] == "Buses, 505-555-0165"
    assert found.agency_called("the moon") is None


@pytest.mark.parametrize(
    ("was", "now", "line", "words"),
    [
        ("to: water", "to: waters", 2, '"waters" is no department'),
        ("[pothole]", "[potholes]", 2, '"potholes" is no category'),
        ("[Midtown]", "[Uptown]", 2, '"Uptown" is no area'),
        ("agency: buses", "agency: trains", 3, '"trains" is no agency'),
        ('{category: [pothole], area: [Midtown], words: [acequia, "Río Claro"], to', "{to", 2, "it fits everything"),
        ("{en: City Buses, es: Buses}", "{en: City Buses}", 6, "has no words in es"),
        ("City Buses,", "The Transit Authority of the Valley,", 5, "letters long with its contact"),
        ("es: Buses", "es: Autobús", 5, "which makes every text it is put into dear"),
        ("contact:", "phone:", 5, '"contact" is missing'),
    ],
)
def test_each_mistake_is_told_where_it_stands(tmp_path: Path, was: str, now: str, line: int, words: str) -> None:
    assert was in GOOD
    _, problems = read(tmp_path, GOOD.replace(was, now))
    assert any(each.startswith(f"{line} ") and words in each for each in problems), problems


def feature(kind: str, name: str, form: str, coordinates: object, **more: object) -> dict[str, object]:
    geometry = {"type": form, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"kind": kind, "name": name, **more}, "geometry": geometry}


SQUARE = [[[-107.0, 34.0], [-106.9, 34.0], [-106.9, 34.1], [-107.0, 34.0]]]
LINE = [[-107.0, 34.0], [-106.9, 34.1]]


def map_of(folder: Path, *features: object) -> tuple[CityMap, list[str]]:
    (folder / "map.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found, problems = read_map(folder, PLACES)
    return found, [each.message for each in problems]


def test_a_map_is_read_with_latitude_first(tmp_path: Path) -> None:
    found, problems = map_of(
        tmp_path, feature("neighborhood", "Midtown", "Polygon", SQUARE, residents=800),
        feature("street", "Lake St", "LineString", LINE), feature("water", "Río", "MultiLineString", [LINE]),
    )  # fmt: skip
    assert problems == []
    area, street, _ = found.shapes
    assert area.residents == 800 and area.lines[0][0] == (34.0, -107.0)
    assert street.lines == (((34.0, -107.0), (34.1, -106.9)),)
    assert found.of_kind("street") == (street,)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (feature("moon", "x", "Polygon", SQUARE), "nothing that the map draws"),
        (feature("street", "Lake Street", "LineString", LINE), "is no street of the places"),
        (feature("street", "Lake St", "Polygon", SQUARE), "a street cannot be a Polygon"),
        (feature("street", "Lake St", "LineString", [[1], [2]]), "coordinates cannot be read"),
        (feature("street", "Lake St", "LineString", [[200, 34], [1, 2]]), "coordinates cannot be read"),
        (feature("neighborhood", "Midtown", "Polygon", SQUARE, residents="many"), "is no number of residents"),
    ],
)
def test_each_mistake_of_a_map_is_told(tmp_path: Path, wrong: object, words: str) -> None:
    found, problems = map_of(tmp_path, wrong)
    assert found.shapes == () and len(problems) == 1 and words in problems[0]


def test_a_street_stands_once_and_the_file_is_a_map(tmp_path: Path) -> None:
    street = feature("street", "Lake St", "LineString", LINE)
    assert "stands here twice" in map_of(tmp_path, street, street)[1][0]
    (tmp_path / "map.geojson").write_text('{"type": "Feature"}')
    assert "cannot be read" in read_map(tmp_path, PLACES)[1][0].message


def test_the_demo_city_draws_every_area_and_street_of_its_places() -> None:
    library = demo_library()
    for kind in ("street", "neighborhood"):
        drawn = {each.name for each in library.city_map.of_kind(kind)}
        assert drawn == {each.name for each in library.places if each.kind == kind}
