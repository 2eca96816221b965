"""Which department a concern goes to, and whom residents are told of: the pure rules, and a concern from end to end."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.concerns import readings, service
from bot.concerns.life import Change
from bot.concerns.novelty import NO_CATEGORY
from bot.concerns.routing import Reported, Table, department_for, rule_for
from bot.concerns.service import CannotChange, City
from bot.concerns.tables import concern
from bot.concerns.triage_tables import concern_reading
from bot.flowfiles.routing import Route
from tests.conversations.conftest import any_url  # noqa: F401  a fixture
from tests.conversations.town import Town

CITY = City(("es", "en"), ("water", "parks", "public_works", "transit"), ZoneInfo("America/Denver"))
ROSA, JOHN = "+15055550121", "+15055550134"
RULES = (
    Route("parks", frozenset({"pothole"}), frozenset({"West Side"}), frozenset({"acequia", "rio grande"})),
    Route("traffic", frozenset({"none"}), words=frozenset({"traffic light", "semaforo"})),
    Route("water", areas=frozenset({"Midtown"}), agency="buses"),
)
TABLE = Table(RULES, {"pothole": "public_works"})


@pytest.fixture
def town(any_url: str) -> Iterator[Town]:  # noqa: F811
    made = Town(any_url)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("kind", "area", "words", "department"),
    [
        ("pothole", "West Side", "un bache junto a la ACEQUIA", "parks"),
        ("pothole", "West Side", "hoyo, por el Río Grande.", "parks"),
        ("pothole", "West Side", "acequias", "public_works"),
        ("pothole", "Barelitas", "un bache junto a la acequia", "public_works"),
        ("pothole", "Midtown", "a hole", "water"),
        ("other", "", "the traffic light is out", "traffic"),
        ("", "", "no sirve el semáforo", "traffic"),
        ("tree", "", "el semaforo", ""),
    ],
)
def test_the_first_rule_that_fits_decides_else_the_category(kind: str, area: str, words: str, department: str) -> None:
    assert department_for(Reported(kind, area, words), TABLE) == department


def test_a_rule_names_whom_it_is_usually_handed_over_to() -> None:
    rule = rule_for(Reported("noise", "Midtown", ""), RULES)
    assert rule is not None and rule.agency == "buses" and rule_for(Reported("noise", "", ""), RULES) is None


def reported(town: Town, phone: str, words: str, *answers: str) -> str:
    for each in (words, *answers):
        town.says(phone, each)
    return str(town.query(select(concern.c.reference).order_by(concern.c.created_at.desc()))[0][0])


def test_a_new_concern_is_read_and_goes_where_its_words_lead(town: Town) -> None:
    reported(town, ROSA, "reportar", "2", "el camion de la escuela pasa muy rapido", "otra cosa", "Calle Luna y 3")
    ((department, kind, concern_id),) = town.query(select(concern.c.department, concern.c.kind, concern.c.id))
    assert (department, kind) == ("schools", "other")
    with town.db.read() as tx:
        reading = readings.readings(tx, [concern_id])[concern_id]
    assert reading.agency == "school_buses" and reading.novel == NO_CATEGORY
    assert reading.chances and reading.chances == tuple(sorted(reading.chances[:3], key=lambda each: -each[1]))


def test_a_concern_is_read_once_and_stays_with_who_has_it(town: Town) -> None:
    reference = reported(town, JOHN, "big pothole on 4th and central", "1", "1")
    (concern_id, department) = town.query(select(concern.c.id, concern.c.department))[0]
    assert department == "public_works"
    table, judged = Table(RULES, {"pothole": "parks"}), {"pothole": 0.5}
    service.routed(town.db, CITY, table, lambda _: judged, concern_id, now=town.now)
    assert town.query(select(concern.c.department))[0][0] == "public_works"
    assert len(town.query(select(concern_reading.c.concern_id))) == 1
    assert service.routed(town.db, CITY, table, lambda _: judged, "con_none", now=town.now)
    with pytest.raises(CannotChange, match="Somebody else"), town.db.begin() as tx:
        service.change_within(tx, CITY, reference, Change("begin", "stf_ana"), now=town.now, looked_at=0)


@pytest.mark.parametrize(
    ("phone", "words", "agency", "said"),
    [
        (JOHN, "the bus stop on 4th and central has no bench", "City Buses", "We sent it to City Buses, 505-555-0165."),
        (ROSA, "la parada del bus en la 4 y central no tiene banca", "city buses", "Buses de la Ciudad, 505-555-0165."),
        (JOHN, "the bus stop on 4th and central has no bench", "the moon", "We sent it to the moon."),
    ],
)
def test_another_agency_is_told_with_its_contact_in_the_residents_language(
    town: Town, phone: str, words: str, agency: str, said: str
) -> None:
    reference = reported(town, phone, words, "1", "1")
    town.wait(timedelta(minutes=1))
    service.change(town.db, CITY, reference, Change("hand_over", "stf_ana", agency=agency), now=town.now)
    town.drain()
    assert said in town.said(phone)[-1]
    assert said.rstrip(".") in town.hears(phone, f"STATUS {reference}")[-1] or agency in town.said(phone)[-1]
