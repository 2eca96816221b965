"""Apps report over Open311: what becomes of it, what is dropped, what is refused, and what may be asked."""

import os
import re
import shutil
import threading
from collections.abc import Callable
from datetime import date, timedelta
from json import loads
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft4Validator
from sqlalchemy import func, select, update

from bot.app import create_app
from bot.concerns import service
from bot.concerns.life import Change
from bot.concerns.tables import concern
from bot.flowfiles.checks import check
from bot.flowfiles.library import load
from bot.flowfiles.open311 import Open311
from bot.open311.incoming import Unfit, report_in, without_people
from bot.open311.tables import app_report
from bot.people.listing import contacts
from bot.wiring import QUERIES, effect_arguments
from tests.concerns.full_room import fill
from tests.conversations.town import ROOT, Town
from tests.open311.conftest import OpenTown
from tests.open311.office import POTHOLE, WHOSE, everything, new_key, number, post

CITY = service.City(("es", "en"), ("public_works",), ZoneInfo("America/Denver"))


@pytest.fixture
def town(any_url: str, open_town: OpenTown) -> Town:
    return open_town(any_url)


@pytest.fixture
def web(town: Town) -> FlaskClient:
    return create_app(town.bot).test_client()


@pytest.fixture
def small(sqlite_url: str, open_town: OpenTown) -> Town:
    """For what is the same on every database."""
    return open_town(sqlite_url)


def ids(web: FlaskClient, query: str) -> list[str]:
    answer = web.get(f"/open311/v2/requests.json?{query}")
    assert answer.status_code == 200, answer.text
    return [each["service_request_id"] for each in answer.json]


def test_a_report_becomes_a_concern_of_nobody_with_its_place_and_department(town: Town, web: FlaskClient) -> None:
    reference = number(post(web, new_key(town), **POTHOLE, **{"attribute[language]": "es"}, **WHOSE))
    town.drain()
    (row,) = town.query(select(concern))
    assert (row.reference, row.kind, row.department, row.status) == (reference, "pothole", "public_works", "assigned")
    assert (row.words, row.language, row.place_status) == (POTHOLE["description"], "es", "confirmed")
    assert "Central" in row.place
    (one,) = web.get(f"/open311/v2/requests/{reference}.json").json
    assert one["status"] == "open" and "with a department" in one["status_notes"]
    kept = everything(town.db) + web.get("/open311/v2/requests.xml").text
    for each in (*WHOSE.values(), "5550188"):
        assert each not in kept
    with town.db.read() as tx:
        assert list(contacts(tx, after=None, limit=10).rows) == []
    service.change(town.db, CITY, reference, Change("finish", "stf_ana"), now=town.now)
    town.wait(timedelta(days=20))
    assert town.delivered() == []


def test_the_same_report_is_taken_once_and_told_the_same_number(town: Town, web: FlaskClient) -> None:
    key, other = new_key(town), new_key(town)
    first = number(post(web, key, **POTHOLE))
    answers: list[str] = []
    apps = [create_app(town.bot).test_client() for _ in range(4)]
    runs = [
        threading.Thread(target=lambda app=app: answers.append(number(post(app, key, **POTHOLE, **WHOSE))))
        for app in apps
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert set(answers) == {first}
    assert number(post(web, key, **{**POTHOLE, "description": "Another one"})) != first
    assert number(post(web, other, **POTHOLE)) != first
    town.now += timedelta(hours=25)
    assert number(post(web, key, **POTHOLE)) != first


def test_a_reference_of_the_app_makes_it_one_for_ever_and_is_shown_to_that_app_alone(
    town: Town, web: FlaskClient
) -> None:
    key, other = new_key(town), new_key(town)
    mine = {"attribute[reference]": "WO-17"}
    first = number(post(web, key, **POTHOLE, **mine))
    town.now += timedelta(days=100)
    assert number(post(web, key, **{**POTHOLE, "description": "said otherwise"}, **mine)) == first
    shown = web.get("/open311/v2/requests.json", query_string=mine, headers={"Authorization": f"Bearer {key}"}).json
    assert [(each["service_request_id"], each["reference"]) for each in shown] == [(first, "WO-17")]
    unknown = web.get("/open311/v2/requests.json", query_string={"attribute[reference]": "WO-18", "api_key": key})
    assert unknown.json == []
    theirs = web.get(f"/open311/v2/requests/{first}.json?api_key={other}").text
    assert "WO-17" not in theirs and "WO-17" not in web.get(f"/open311/v2/requests/{first}.json").text


def test_two_at_the_same_moment_are_one(town: Town, web: FlaskClient) -> None:
    key = new_key(town)
    apps, answers = [create_app(town.bot).test_client() for _ in range(4)], list[str]()
    runs = [threading.Thread(target=lambda app=app: answers.append(number(post(app, key, **POTHOLE)))) for app in apps]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert len(set(answers)) == 1
    assert (
        town.query(select(func.count()).select_from(concern))
        == [(1,)]
        == town.query(select(func.count()).select_from(app_report))
    )


@pytest.mark.parametrize(("given", "code", "said"), [
    ({"api_key": ""}, 403, "api_key"),
    ({"api_key": "cbd_nobody"}, 403, "api_key"),
    ({"service_code": ""}, 400, "service_code was not provided"),
    ({"service_code": "dragon"}, 404, "service_code was not found"),
    ({"address_string": ""}, 400, "lat and long, address_string or address_id"),
    ({"lat": "35.08"}, 400, "lat and long belong together"),
    ({"lat": "95", "long": "-106.6"}, 400, "lat and long belong together"),
    ({"description": "x" * 4001}, 400, "4001 characters"),
    ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
    ({"attribute[language]": "fr"}, 400, "en, es"),
    ({"attribute[reference]": "505-555-0188"}, 400, "nobody's number"),
    ({"jurisdiction_id": "elsewhere.example"}, 404, "jurisdiction_id was not found"),
])  # fmt: skip
def test_errors_are_the_specifications_own(
    sqlite_url: str, open_town: OpenTown, given: dict[str, str], code: int, said: str
) -> None:
    town = open_town(sqlite_url, Open311(jurisdiction="rioclaro.example"))
    web, whole = create_app(town.bot).test_client(), {"api_key": new_key(town), **POTHOLE, **given}
    for form in ("json", "xml"):
        answer = web.post(f"/open311/v2/requests.{form}", data=whole)
        assert answer.status_code == code
        told = answer.json if form == "json" else [{e.tag: e.text for e in each} for each in ET.fromstring(answer.text)]
        assert told[0]["code"] == str(code) and said in told[0]["description"]
    assert town.query(select(func.count()).select_from(concern)) == [(0,)]


def test_a_key_for_something_else_reports_nothing_and_several_faults_are_told_at_once(small: Town) -> None:
    web = create_app(small.bot).test_client()
    assert post(web, new_key(small, "concerns:read"), **POTHOLE).status_code == 403
    answer = post(web, new_key(small), description="y" * 5000)
    assert answer.status_code == 400 and len(answer.json) == 2


def test_a_city_may_answer_with_tokens(sqlite_url: str, open_town: OpenTown) -> None:
    town = open_town(sqlite_url, Open311(gives_tokens=True))
    web = create_app(town.bot).test_client()
    (told,) = post(web, new_key(town), **POTHOLE).json
    assert "service_request_id" not in told
    assert {each["type"] for each in web.get("/open311/v2/services.json").json} == {"batch"}
    (found,) = web.get(f"/open311/v2/tokens/{told['token']}.json").json
    (row,) = town.query(select(concern.c.reference))
    assert found == {"service_request_id": row.reference, "token": told["token"]}
    read = ET.fromstring(web.get(f"/open311/v2/tokens/{told['token']}.xml").text)
    assert read.findtext("request/service_request_id") == row.reference


def test_the_language_is_that_of_the_address_or_the_browser_and_keywords_are_in_both(small: Town) -> None:
    web = create_app(small.bot).test_client()

    def first(query: str = "", **headers: str) -> dict[str, str]:
        found = web.get(f"/open311/v2/services.json{query}", headers=headers).json[0]
        assert "pothole" in found["keywords"] and "bache" in found["keywords"]
        return dict(found)

    assert first()["service_name"] == "Bache / Pothole"
    assert first("?language=es")["service_name"] == "Bache"
    assert first(**{"Accept-Language": "en-US,en;q=0.9"})["group"] == "Public Works"
    assert first("?language=es", **{"Accept-Language": "en"})["group"] == "Obras de la Ciudad"


def test_a_definition_is_what_the_schema_asks_for(small: Town) -> None:
    web = create_app(small.bot).test_client()
    defined = web.get("/open311/v2/services/pothole.json?language=en").json
    assert [each["code"] for each in defined["attributes"]] == ["language", "reference"]
    assert not any(each["required"] for each in defined["attributes"])
    told = ET.fromstring(web.get("/open311/v2/services/pothole.xml?language=es").text)
    assert [each.text for each in told.iter("key")] == ["es", "en"]
    assert [each.text for each in told.iter("name")] == ["español", "inglés"]
    folder = Path(os.environ.get("CONTRACTS_DIR", "")) / "georeport-v2"
    if not os.environ.get("CONTRACTS_DIR") or not folder.is_dir():
        pytest.skip("CONTRACTS_DIR names no folder with georeport-v2 (github.com/open311/schema-validation)")
    Draft4Validator(loads((folder / "service-definition.json").read_text(encoding="utf-8"))).validate(defined)


def test_pages_filters_and_changes(town: Town, web: FlaskClient) -> None:
    key, made = new_key(town), []
    for each in range(5):
        town.now += timedelta(minutes=1)
        code = "pothole" if each % 2 else "other"
        made.append(number(post(web, key, **{**POTHOLE, "service_code": code, "description": f"number {each}"})))
    newest = made[::-1]
    assert ids(web, "page_size=2") == newest[:2] and ids(web, "page_size=2&page=3") == newest[4:]
    assert 'page=2>; rel="next"' in web.get("/open311/v2/requests.json?page_size=2").headers["Link"]
    assert ids(web, "service_code=pothole,other&status=open,closed") == newest
    assert ids(web, "service_code=pothole&status=") == [newest[1], newest[3]]
    assert ids(web, f"service_request_id={made[0]},{made[1]}&status=closed") == [made[1], made[0]]
    town.now += timedelta(days=200)
    service.change(town.db, CITY, made[0], Change("finish", "stf_ana"), now=town.now)
    assert ids(web, "") == []
    after = (town.now - timedelta(hours=1)).isoformat().replace("+", "%2B")
    assert ids(web, f"updated_after={after}") == [made[0]]
    assert ids(web, f"updated_after={after}&updated_before={after}") == []
    for wrong in ("page=0", "page=x", "page_size=1001", "page=11&page_size=1000", "updated_before=" + after,
                  "after=x", "after=WzFd"):  # fmt: skip
        assert web.get(f"/open311/v2/requests.json?{wrong}").status_code == 400, wrong


def followed(web: FlaskClient, query: str, between: Callable[[], None] = lambda: None) -> list[str]:
    """Every request of the list, as whoever follows Link reads it."""
    address, found = f"/open311/v2/requests.json?{query}", list[str]()
    while address:
        answer = web.get(address)
        assert answer.status_code == 200, answer.text
        found += [each["service_request_id"] for each in answer.json]
        link = re.fullmatch(r'<([^>]+)>; rel="next"', answer.headers.get("Link", ""))
        parts = urlsplit(link[1]) if link else None
        address = f"{parts.path}?{parts.query}" if parts else ""
        between()
    return found


def test_following_link_loses_and_doubles_nothing_while_reports_arrive(town: Town, web: FlaskClient) -> None:
    key, made = new_key(town), []
    for each in range(7):
        town.now += timedelta(minutes=each % 3)  # Some at the same moment.
        made.append(number(post(web, key, **{**POTHOLE, "description": f"number {each}"})))

    def another() -> None:
        town.now += timedelta(seconds=1)
        post(web, key, **{**POTHOLE, "description": f"later {town.now}"})

    read = followed(web, "page_size=2", another)
    assert sorted(read) == sorted(made) and read[0] in made[-2:] and read[-1] in made[:2]
    assert "Link" not in web.get("/open311/v2/requests.json").headers


def test_a_list_of_changes_goes_as_far_as_there_are_some(town: Town, web: FlaskClient) -> None:
    key, made, began = new_key(town), [], town.now
    for each in range(6):
        town.now += timedelta(minutes=1)
        made.append(number(post(web, key, **{**POTHOLE, "description": f"number {each}"})))
    for each in (made[3], made[0]):
        town.now += timedelta(minutes=1)
        service.change(town.db, CITY, each, Change("finish", "stf_ana"), now=town.now)
    after = began.isoformat().replace("+", "%2B")
    order = [made[0], made[3], made[5], made[4], made[2], made[1]]
    assert ids(web, f"updated_after={after}") == order == followed(web, f"updated_after={after}&page_size=2")
    assert followed(web, f"updated_after={after}&page_size=1&status=open") == order[2:]
    assert ids(web, f"updated_after={after}&page_size=2&page=2") == order[2:4]


@pytest.mark.slow
def test_more_than_ten_thousand_are_read_to_the_last(small: Town) -> None:
    web = create_app(small.bot).test_client()
    fill(small.db, most=1)  # 12,167 reports of one moment.
    since = "start_date=2025-12-01T00:00:00Z&end_date=2026-02-01T00:00:00Z"
    read = followed(web, since)
    assert len(read) == len(set(read)) == 23**3
    assert len(set(followed(web, "updated_after=2025-12-01T00:00:00Z"))) == 23**3
    last = web.get(f"/open311/v2/requests.json?{since}&page=10")
    assert last.status_code == 200 and "after=" in last.headers["Link"]
    refused = web.get(f"/open311/v2/requests.json?{since}&page=11")
    assert refused.status_code == 400 and "Link" in refused.json[0]["description"]


def test_whoever_asks_without_end_is_told_to_wait(small: Town) -> None:
    web = create_app(small.bot).test_client()
    answers = [web.get("/open311/discovery.json") for _ in range(small.bot.settings.open311_requests_per_minute + 1)]
    assert [each.status_code for each in answers[-2:]] == [200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0 and answers[-1].json[0]["code"] == "429"
    assert post(web, new_key(small), **POTHOLE).status_code == 200  # A key has an allowance of its own.


def test_numbers_and_addresses_of_people_are_masked() -> None:
    told = "Call Ana at (505) 555-0134 or ana@city.example; my ssn is 123-45-6789"
    assert without_people(told) == "Call Ana at ### or ###; my ssn is ###"
    assert without_people("1423 4th St NW, 87102") == "1423 4th St NW, 87102"
    read = report_in({"service_code": "a", "address_string": "by 505-555-0134", "description": told}, ["a"], ["en"])
    assert "0134" not in read.place + read.words
    with pytest.raises(Unfit):
        report_in({}, ["a"], ["en"])


def test_a_promise_and_an_answer_are_told(town: Town, web: FlaskClient) -> None:
    reference = number(post(web, new_key(town), **POTHOLE))
    town.drain()
    what = Change("answer", "stf_ana", outcome="yes", promised_on=date(2026, 6, 1))
    service.change(town.db, CITY, reference, what, now=town.now)
    (one,) = web.get(f"/open311/v2/requests/{reference}.json?language=en").json
    assert one["expected_datetime"] == "2026-06-01T23:59:00-06:00" and one["status_notes"] == "answered, yes"


def test_a_report_of_long_ago_is_no_reason_to_lose_a_new_one(town: Town, web: FlaskClient) -> None:
    key = new_key(town)
    first = number(post(web, key, **POTHOLE))
    with town.db.begin() as tx:
        tx.execute(update(app_report).values(at=town.now - timedelta(days=2)))
    assert number(post(web, key, **POTHOLE)) != first


def test_city_yaml_says_how_it_speaks_and_what_cannot_be_meant_is_told(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "flows", tmp_path / "flows")
    city = tmp_path / "flows" / "city.yaml"
    before = city.read_text(encoding="utf-8")
    sends = "open311:\n  gives: token\n  sends_to:\n    name: {en: Work orders}\n    url: https://311.city.example/open311/v2/\n"
    city.write_text(f'{before}\n{sends}    categories: {{pothole: "001"}}\n    every: 30m\n', encoding="utf-8")
    said = load(tmp_path / "flows", ROOT / "translations").city.open311
    assert said.gives_tokens and said.sends_to is not None
    assert (said.sends_to.url, said.sends_to.form) == ("https://311.city.example/open311/v2", "xml")
    assert said.sends_to.every == timedelta(minutes=30)
    for wrong, words in (
        ('    categories: {pothole: "1"}\n    departments: [nobody]\n', "no department"),
        ("    categories: {dragon: x}\n", "no category"),
        ("    categories: {pothole: x}\n    url: ftp://x\n", ""),
    ):
        city.write_text(f"{before}\n{sends}{wrong}", encoding="utf-8")
        found = check(tmp_path / "flows", ROOT / "translations", effect_arguments(), QUERIES)
        assert found and words in " ".join(each.message for each in found)
