"""Where on the map of the demo city what residents say is, and how it is drawn; never nearer than a block."""

import pytest

from bot.places.atlas import Atlas, along
from bot.places.drawing import BESIDE, Mark, Picture, apart
from bot.places.pictures import picture_for
from bot.places.queries import gazetteer_for
from tests.conversations.town import demo_library


@pytest.fixture(scope="module")
def picture() -> Picture:
    return picture_for(demo_library())


@pytest.mark.parametrize(
    ("words", "point"),
    [
        ("Central Ave NW & 4th St", (34.39, -107.0904)),
        ("Central Ave NW y 4th St", (34.39, -107.0904)),
        ("Lincoln Park", (34.388, -107.076)),
        ("near Lincoln Park", (34.388, -107.076)),
        ("Lake St between 3rd St & 4th St", (34.384, -107.0916)),
        ("1200 block of Lake St", (34.384, -107.07)),
        ("cuadra 1200 de Lake St", (34.384, -107.07)),
        ("Main St behind Lincoln Elementary School", (34.386, -107.076)),
    ],
)
def test_a_place_is_where_the_city_has_it(picture: Picture, words: str, point: tuple[float, float]) -> None:
    located = picture.atlas.locate(words)
    assert located is not None and located.exact
    assert located.point == pytest.approx(point, abs=1e-4)


def test_every_house_of_a_block_is_its_middle(picture: Picture) -> None:
    found = {picture.atlas.locate(f"{house} Lake St") for house in (1200, 1234, 1299)}
    assert len(found) == 1 and found != {picture.atlas.locate("1300 Lake St")}


@pytest.mark.parametrize("words", ["Lake St", "behind the laundromat", "", "in Midtown somewhere"])
def test_what_the_map_does_not_have_is_its_area(picture: Picture, words: str) -> None:
    located = picture.atlas.locate(words, "Midtown")
    assert located is not None and not located.exact and located.point == picture.atlas.centers["Midtown"]


def test_nothing_is_invented(picture: Picture) -> None:
    assert picture.atlas.locate("behind the laundromat") is None
    assert picture.atlas.locate("", "Atlantis") is None


def test_a_city_without_a_map_draws_none_and_marks_nothing() -> None:
    library = demo_library()
    bare = Picture(Atlas(gazetteer_for(library.places, library.lexicon)))
    assert not bare.is_drawn and bare.marks([("K", "Lincoln Park", "", "x", "")]) == []


def test_everything_drawn_is_inside_the_picture(picture: Picture) -> None:
    width, height = picture.size
    assert width <= 640 and height <= 900
    for path in picture.paths:
        assert 0 <= path.x <= width and 0 <= path.y <= height, path.name
    corner = picture.at((90.0, -180.0))
    assert corner == (0.0, 0.0)
    north, south = picture.at((34.4, -107.08)), picture.at((34.36, -107.08))
    assert north[0] == south[0] and north[1] < south[1]


def test_marks_of_one_place_stand_apart() -> None:
    marks = apart([Mark(10.0, 10.0, str(number)) for number in range(7)])
    assert len({(each.x, each.y) for each in marks}) == 7
    assert (marks[1].x, marks[5].y) == (10.0 + BESIDE, 10.0 + BESIDE)


def test_along_a_bent_line() -> None:
    line = ((0.0, 0.0), (0.0, 2.0), (2.0, 2.0))
    assert along(line, 0.25) == (0.0, 1.0) and along(line, 0.75) == (1.0, 2.0) and along(line, 1.0) == (2.0, 2.0)
