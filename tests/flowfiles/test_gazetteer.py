"""The city's places: both files are read alike, and what is wrong in them is said with its line and its remedy."""

import json
from pathlib import Path

import pytest

from bot.flowfiles.gazetteer import LONGEST_NAME, PlaceRow, read_gazetteer
from bot.lib.sms import price

FLOWS = Path(__file__).parents[2] / "flows"
HEADER = "kind,name,also,from,to,latitude,longitude,area,crosses\n"


def written(folder: Path, table: str = "", features: list[object] | None = None) -> Path:
    if table:
        (folder / "places.csv").write_text(table, encoding="utf-8")
    if features is not None:
        collection = {"type": "FeatureCollection", "features": features}
        (folder / "places.geojson").write_text(json.dumps(collection, indent=1), encoding="utf-8")
    return folder


def feature(kind: str, name: str, geometry: object, **more: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"kind": kind, "name": name, **more}, "geometry": geometry}


def line(*points: tuple[float, float]) -> dict[str, object]:
    return {"type": "LineString", "coordinates": points}


def test_a_city_without_a_file_has_no_places(tmp_path: Path) -> None:
    assert read_gazetteer(tmp_path) == ((), [])


def test_a_table_with_remarks_and_optional_columns(tmp_path: Path) -> None:
    table = (
        '# Our streets\nname,kind,also,crosses\n"Lake St",street,Calle del Lago; La Lake ,4th St\n\n4th St,street,,\n'
    )
    rows, problems = read_gazetteer(written(tmp_path, table))
    assert problems == []
    assert rows[0] == PlaceRow("street", "Lake St", ("Calle del Lago", "La Lake"), crosses=("4th St",))
    assert [row.name for row in rows] == ["Lake St", "4th St"]


def test_numbers_points_and_areas(tmp_path: Path) -> None:
    table = HEADER + "neighborhood,Old Town,,,,,,,\nstreet,Elm St,,100,1499,35.1,-106.65,Old Town,\n"
    rows, problems = read_gazetteer(written(tmp_path, table))
    assert problems == []
    assert rows[1] == PlaceRow("street", "Elm St", (), 100, 1499, (35.1, -106.65), "Old Town")


@pytest.mark.parametrize(
    ("row", "at", "message", "remedy"),
    [
        ("streat,Elm St,,,,,,,", 2, '"streat" is no kind of place', 'Did you mean "street"?'),
        ("street,,,,,,,,", 2, '"" cannot be its name', "what residents read"),
        (f"street,{'x' * (LONGEST_NAME + 1)},,,,,,,", 2, "cannot be its name", str(LONGEST_NAME)),
        ("street,Elm St,,one,,,,,", 2, '"one" is no house number', "whole"),
        ("street,Elm St,,900,100,,,,", 2, "the numbers run from 900 to 100", "smaller one under `from`"),
        ("park,Elm Park,,,,35.1,,,", 2, '"35.1," is no point on the map', "35.0844,-106.6504"),
        ("park,Elm Park,,,,135.1,-106.6,,", 2, "is no point on the map", "degrees"),
        ("park,Elm Park,,,,nan,-106.6,,", 2, "is no point on the map", "degrees"),
        ("street,Elm St,,,,,,,\nstreet,elm st,,,,,,,", 3, '"elm st" stands here twice', "Join the two"),
        ("street,Elm St,,,,,,,\npark,A,,,,,,,Elm Street", 3, "is no street of this file", 'Did you mean "Elm St"?'),
        ("street,Elm St,,,,,,Old Twon,\nneighborhood,Old Town,,,,,,,", 2, "`area`", 'Did you mean "Old Town"?'),
        ("street,Elm St", 2, "the line has 2 columns, the first one 9", "quotes"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(tmp_path: Path, row: str, at: int, message: str, remedy: str) -> None:
    _, problems = read_gazetteer(written(tmp_path, HEADER + row + "\n"))
    (problem,) = problems
    assert (problem.file, problem.line, problem.rule) == (f"{tmp_path.name}/places.csv", at, "gazetteer")
    assert message in problem.message
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("header", "message"), [("kind,title\n", 'no column is called "title"'), ("name,also\n", "the column kind")]
)
def test_a_table_with_other_columns_is_refused(tmp_path: Path, header: str, message: str) -> None:
    rows, (problem,) = read_gazetteer(written(tmp_path, header))
    assert rows == ()
    assert message in problem.message
    assert "kind,name,also" in problem.remedy


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_bytes(b"kind,name\nstreet,Pi\xf1on\n")
    rows, (problem,) = read_gazetteer(tmp_path)
    assert rows == ()
    assert problem.rule == "unreadable"
    assert "UTF-8" in problem.remedy


def test_two_files_are_one_too_many(tmp_path: Path) -> None:
    _, (problem,) = read_gazetteer(written(tmp_path, HEADER, []))
    assert "Keep one of the two" in problem.remedy


def test_a_map_gives_points_and_corners(tmp_path: Path) -> None:
    features = [
        feature("street", "Lake St", line((-106.60, 35.10), (-106.61, 35.10)), also=["La Lake"]),
        feature("street", "Lake St", line((-106.61, 35.10), (-106.62, 35.10)), **{"from": 100, "to": 300}),
        feature("street", "4th St", line((-106.61, 35.09), (-106.610000001, 35.10), (-106.61, 35.11))),
        feature("street", "5th St", line((-106.65, 35.09), (-106.65, 35.11)), crosses="Lake St"),
        feature("park", "Elm Park", {"type": "Point", "coordinates": [-106.6, 35.1]}),
    ]
    rows, problems = read_gazetteer(written(tmp_path, features=features))
    assert problems == []
    lake, fourth, fifth, park = rows
    assert (lake.crosses, lake.also, lake.first, lake.last) == (("4th St",), ("La Lake",), 100, 300)
    assert fourth.crosses == ("Lake St",)
    assert fifth.crosses == ("Lake St",)
    assert park.point == (35.1, -106.6)


@pytest.mark.parametrize(
    ("geometry", "message"),
    [
        ({"type": "Polygon", "coordinates": []}, "a Polygon is not read"),
        ({"type": "Point", "coordinates": ["x", 1]}, "the coordinates cannot be read"),
        ({"type": "Point", "coordinates": []}, "the coordinates cannot be read"),
    ],
)
def test_a_shape_that_is_no_place_is_refused_where_it_is(tmp_path: Path, geometry: object, message: str) -> None:
    fine = feature("park", "Elm Park", None)
    _, (problem,) = read_gazetteer(written(tmp_path, features=[fine, feature("park", "Oak Park", geometry)]))
    assert message in problem.message
    second = (tmp_path / "places.geojson").read_text().splitlines()[problem.line - 1]
    assert '"Feature"' in second
    assert problem.line > 3


@pytest.mark.parametrize("content", ["[]", '{"features": 3}', '{"features": [3]}', "{", ""])
def test_a_file_that_is_no_map_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "places.geojson").write_text(content)
    rows, problems = read_gazetteer(tmp_path)
    assert rows == ()
    assert len(problems) == 1


def test_the_demo_city_has_no_problem_and_names_that_cost_one_part() -> None:
    rows, problems = read_gazetteer(FLOWS)
    assert problems == []
    kinds = {row.kind for row in rows}
    assert kinds == {"street", "park", "school", "library", "landmark", "stop", "neighborhood"}
    assert [row.name for row in rows if price(row.name).dear] == []
