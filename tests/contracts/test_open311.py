"""What the server says in Open311, judged by the schemas of GeoReport v2 and by what must never be in it."""

import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from json import loads
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from bot.app import create_app
from bot.concerns import service
from bot.concerns.life import Change
from bot.concerns.open311_mapping import Wrong, asked, xml
from tests.conversations.conftest import any_url  # noqa: F401  a fixture
from tests.conversations.town import Town

CITY = service.City(("es", "en"), ("water", "public_works"), ZoneInfo("America/Denver"))
JOHN = "+15055550134"
REASON = {"en": "The street is the state's.", "es": "Esa calle es del estado."}


def schema(name: str) -> Draft4Validator:
    folder = Path(os.environ.get("CONTRACTS_DIR", "")) / "georeport-v2"
    if not os.environ.get("CONTRACTS_DIR") or not folder.is_dir():
        pytest.skip("CONTRACTS_DIR names no folder with georeport-v2 (github.com/open311/schema-validation)")
    documents = {path.name: loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    known = [(each, Resource(said, specification=DRAFT4)) for each, said in documents.items()]
    return Draft4Validator(documents[name], registry=Registry().with_resources(known))


@pytest.fixture
def town(any_url: str) -> Iterator[Town]:  # noqa: F811
    """One concern answered with a reason, one that is new."""
    made = Town(any_url)
    for phone, words in (
        (JOHN, "big pothole on 4th and central, my name is John Smith"),
        ("+15055550177", "una fuga de agua"),
    ):
        made.says(phone, words)
        made.says(phone, "1")
        made.says(phone, "4th and central")
    yield made
    made.close()


@pytest.fixture
def web(town: Town) -> FlaskClient:
    return create_app(town.bot).test_client()


def json(web: FlaskClient, path: str, status: int = 200) -> Any:
    answer = web.get(path)
    assert answer.status_code == status, answer.text
    return answer.json


def answered(town: Town, web: FlaskClient) -> str:
    reference = str(json(web, "/open311/v2/requests.json?service_code=pothole")[0]["service_request_id"])
    town.wait(timedelta(minutes=1))
    what = Change("answer", "stf_ana", outcome="later", words=REASON, promised_on=date(2026, 6, 1))
    service.change(town.db, CITY, reference, what, now=town.now)
    return reference


def test_what_it_says_is_what_the_schemas_ask_for(town: Town, web: FlaskClient) -> None:
    answered(town, web)
    requests, services = json(web, "/open311/v2/requests.json"), json(web, "/open311/v2/services.json")
    assert len(requests) == 2 and {each["service_code"] for each in requests} <= {
        each["service_code"] for each in services
    }
    schema("requests.json").validate(requests)
    schema("services.json").validate(services)


def test_a_request_tells_where_it_stands_and_nothing_of_whose_it_is(town: Town, web: FlaskClient) -> None:
    reference = answered(town, web)
    (one,) = json(web, f"/open311/v2/requests/{reference.lower()}.json")
    assert (one["status"], one["agency_responsible"]) == ("open", "Obras de la Ciudad / Public Works")
    assert one["expected_datetime"] == "2026-06-01T23:59:00-06:00"
    assert one["updated_datetime"] > one["requested_datetime"]
    spanish, english = one["status_notes"].split(" / ")
    assert spanish == "contestado, más adelante: Esa calle es del estado."
    assert english == "answered, later: The street is the state's."
    everything = "".join(web.get(f"/open311/{each}").text for each in (
        "v2/requests.json", "v2/requests.xml", f"v2/requests/{reference}.xml", "v2/services.xml", "discovery.xml",
    ))  # fmt: skip
    for word in ("John", "Smith", "5055550134", "5055550177", "ctc_", "4th"):
        assert word not in everything


def test_xml_and_json_tell_the_same(web: FlaskClient) -> None:
    told = ET.fromstring(web.get("/open311/v2/requests.xml").text)
    assert told.tag == "service_requests"
    found = [{field.tag: field.text for field in each if field.text is not None} for each in told]
    assert found == json(web, "/open311/v2/requests.json")
    assert web.get("/open311/v2/requests.xml").content_type == "text/xml; charset=utf-8"


def test_closed_and_open_are_told_apart_and_found_by_day_and_id(town: Town, web: FlaskClient) -> None:
    reference = answered(town, web)
    service.change(town.db, CITY, reference, Change("finish", "stf_ana"), now=town.now)
    assert [each["service_request_id"] for each in json(web, "/open311/v2/requests.json?status=closed")] == [reference]
    assert reference not in str(json(web, "/open311/v2/requests.json?status=open&service_request_id="))
    assert json(web, "/open311/v2/requests.json?start_date=2025-01-01T00:00:00Z&end_date=2025-02-01T00:00:00Z") == []
    assert len(json(web, f"/open311/v2/requests.json?service_request_id={reference},XXXXX")) == 1


@pytest.mark.parametrize(("path", "status"), [
    ("v2/requests/XXXXX", 404), ("v2/tokens/1", 404), ("v2/services/nothing", 404),
    ("v2/requests", 400),
])  # fmt: skip
def test_errors_are_the_specifications_own(web: FlaskClient, path: str, status: int) -> None:
    query = "?start_date=yesterday" if path == "v2/requests" else ""
    (error,) = json(web, f"/open311/{path}.json{query}", status)
    assert error["code"] == str(status) and error["description"]
    told = ET.fromstring(web.get(f"/open311/{path}.xml{query}").text)
    assert told.tag == "errors" and told[0].findtext("code") == str(status)


def test_discovery_names_the_endpoint_in_both_formats(web: FlaskClient) -> None:
    (endpoint,) = json(web, "/open311/discovery.json")["endpoints"]
    told = ET.fromstring(web.get("/open311/discovery.xml").text)
    assert endpoint["url"].endswith("/open311/v2") and told.findtext("endpoints/endpoint/url") == endpoint["url"]
    assert [each.text for each in told.iter("format")] == endpoint["formats"] == ["text/xml", "application/json"]


NOW = datetime(2026, 3, 10, 17, tzinfo=ZoneInfo("UTC"))


@pytest.mark.parametrize("given", [
    {"status": "done"}, {"start_date": "2026-03-10"},
    {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-12-01T00:00:00Z"},
])  # fmt: skip
def test_what_cannot_be_meant_is_told(given: dict[str, str]) -> None:
    with pytest.raises(Wrong):
        asked(given, NOW)


def test_an_offset_whose_plus_was_not_escaped_is_read() -> None:
    assert asked({"start_date": "2026-03-01T00:00:00 01:00"}, NOW).since.isoformat() == "2026-03-01T00:00:00+01:00"


@given(st.text(alphabet=st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc"))))
def test_any_words_come_out_of_xml_as_they_went_in(words: str) -> None:
    (entry,) = ET.fromstring(xml("a", "b", [{"c": words}]))
    assert (entry.findtext("c") or "") == words
