"""Who gets in: keys, scopes, departments, the allowance; and that no number gets out without its scope."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.api.routes import Route
from bot.api.table import ROUTES
from bot.conversations.tables import answer
from bot.keys import service as keys
from bot.messaging.tables import conversation
from bot.people.exports import disclosures
from bot.people.tables import contact, contact_field
from tests.api.city import BODIES, HER_FIELD, OTHER_NUMBER, ApiTown, api_town
from tests.conversations.town import LUPE, ROSA, SAM, new_sqlite

each_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)


def ask(city: ApiTown, route: Route, secret: str, **more: Any) -> Any:
    headers = {"Idempotency-Key": f"{route.name}-1"} if route.changes else {}
    path = route.path.format(**city.paths())
    return city.ask(path, secret, method=route.method, json=BODIES.get(route.name), headers=headers, **more)


@each_route
def test_nobody_gets_in_without_a_key(city: ApiTown, route: Route) -> None:
    for secret in ("", "cbd_" + "0" * 43, "nonsense"):
        answered = ask(city, route, secret)
        assert answered.status_code == 401 and answered.json["type"].endswith("/no-key")
        assert answered.mimetype == "application/problem+json"
        assert answered.headers["WWW-Authenticate"].startswith("Bearer ")


ALSO_NEED_EVENTS = ("post_subscription", "resend_events")


@each_route
def test_nobody_gets_further_than_their_scopes(city: ApiTown, route: Route) -> None:
    if not route.scope:
        assert ask(city, route, city.key("directory:read")).status_code == 200
        return
    refused = ask(city, route, city.all_scopes(route.scope))
    assert refused.status_code == 403 and route.scope in refused.json["detail"]
    needed = [route.scope, *(["events:read"] if route.name in ALSO_NEED_EVENTS else [])]
    assert ask(city, route, city.key(*needed)).status_code not in (401, 403)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiTown]:
    """A town where numbers stand wherever words may stand."""
    with api_town(new_sqlite(tmp_path_factory.mktemp("told")), api_requests_per_minute=1_000_000) as made:
        with made.town.db.begin() as tx:
            row = {"contact_id": made.contact(SAM), "name": "other_phone", "value": HER_FIELD}
            tx.execute(insert(contact_field), row)
            tx.execute(update(answer).values(words=f"call {OTHER_NUMBER} or (505) 555-0178, +1 505.555.0121"))
        yield made


def shapes(number: str) -> list[str]:
    """The ten digits of a number, however they are set apart."""
    digits = re.sub(r"\D", "", number)[-10:]
    return [r"\D{0,3}".join(digits)]


NUMBERS = [shape for each in (LUPE, SAM, ROSA, OTHER_NUMBER, HER_FIELD) for shape in shapes(each)]


def everything(city: ApiTown, secret: str) -> Iterator[tuple[str, str]]:
    """Path and text of every answer that can be reached by GET, of every resident, conversation and message."""
    known = city.paths()
    for who in city.contacts.values():
        talk = city.conversations[who]
        texts = city.ask(f"/conversations/{talk}/messages?limit=200").json["data"]
        for message in [each["id"] for each in texts]:
            path = f"/conversations/{talk}/messages/{message}"
            yield path, city.ask(path, secret).text
        for route in ROUTES:
            if route.method == "GET" and "{message}" not in route.path:
                path = route.path.format(**{**known, "contact": who, "conversation": talk})
                yield path, city.ask(path, secret).text


def test_no_number_gets_out_without_the_scope(told: ApiTown) -> None:
    without, found = told.all_scopes("contacts:numbers"), 0
    for path, text in everything(told, without):
        assert not [number for number in NUMBERS if re.search(number, text)], path
        found += "[number]" in text
    assert found > 3, "numbers that residents wrote are marked"
    seen = "".join(text for _, text in everything(told, told.all_scopes()))
    assert all(re.search(number, seen) for number in NUMBERS if number not in shapes(ROSA)), "the walk comes by them"


def test_a_number_is_told_to_whoever_was_granted_numbers_and_that_is_kept(fresh: ApiTown) -> None:
    secret = fresh.key("contacts:numbers")
    told = fresh.ask(f"/contacts/{fresh.contact(SAM)}/number", secret)
    assert told.json == {"contact": fresh.contact(SAM), "number": SAM}
    assert told.headers["Cache-Control"] == "no-store" and "ETag" not in told.headers
    with fresh.town.db.read() as tx:
        (kept,) = disclosures(tx)
    assert (kept["who"], kept["why"], kept["count"]) == ("key system 0", "a test", 1)


def test_the_number_of_somebody_who_left_is_told_to_nobody(fresh: ApiTown) -> None:
    assert fresh.ask(f"/contacts/{fresh.contact(ROSA)}/number").status_code == 404
    with fresh.town.db.read() as tx:
        assert disclosures(tx) == []


def test_a_number_that_another_person_holds_now_is_not_told(fresh: ApiTown) -> None:
    before = fresh.contact(SAM)
    fresh.town.says(SAM, "NEW")
    fresh.town.says(SAM, "1")
    with fresh.town.db.read() as tx:
        held = tx.execute(select(contact.c.phone_hash).where(contact.c.id == before)).scalar_one()
    assert held.startswith("~"), "somebody else texts from this phone"
    assert fresh.ask(f"/contacts/{before}/number").status_code == 404


def test_what_only_some_staff_may_read_is_not_there(fresh: ApiTown) -> None:
    talk = fresh.conversations[fresh.contact(SAM)]
    with fresh.town.db.begin() as tx:
        tx.execute(update(conversation).where(conversation.c.id == talk).values(hidden_since=fresh.town.now))
        one = tx.execute(select(answer.c.id)).first()
    assert one and fresh.ask("/surveys/prosperity/responses").json["data"] == []
    assert talk not in fresh.ask("/conversations").text
    for path in ("", "/messages"):
        assert fresh.ask(f"/conversations/{talk}{path}").status_code == 404
    sent = fresh.ask(f"/conversations/{talk}/messages", method="POST", json={"body": "Hello"},
                     headers={"Idempotency-Key": "a"})  # fmt: skip
    assert sent.status_code == 404


def test_a_key_of_a_department_sees_what_is_theirs(city: ApiTown) -> None:
    theirs = city.key("concerns:read", "directory:read", departments=("public_works",))
    others = city.key("concerns:read", "directory:read", departments=("parks",))
    assert [each["reference"] for each in city.ask("/concerns", theirs).json["data"]] == [city.reference]
    assert city.ask("/concerns", others).json["data"] == []
    assert city.ask(f"/concerns/{city.reference}", theirs).status_code == 200
    assert city.ask(f"/concerns/{city.reference}", others).status_code == 404
    departments = {each["department"] for each in city.ask("/directory", others).json["data"]}
    assert departments == {"parks"}


def test_a_key_ends_with_its_day_its_rotation_and_its_revocation(fresh: ApiTown) -> None:
    town, first = fresh.town, fresh.key("flows:read")
    second = keys.rotate(town.db, town.bot.vault, "system 0", keep_for=timedelta(days=7), now=town.now).secret
    assert [fresh.ask("/flows", each).status_code for each in (first, second)] == [200, 200]
    town.now += timedelta(days=7)
    assert [fresh.ask("/flows", each).status_code for each in (first, second)] == [401, 200]
    town.now += timedelta(days=360)
    assert fresh.ask("/flows", second).status_code == 401
    other = fresh.key("flows:read", "directory:read")
    assert fresh.ask("/flows", other).status_code == 200
    keys.revoke(town.db, "system 1", now=town.now)
    assert fresh.ask("/flows", other).status_code == 401


def test_too_many_requests_are_told_when_to_come_again(tmp_path: Path) -> None:
    with api_town(new_sqlite(tmp_path), api_requests_per_minute=3) as city:
        one, other = city.key("flows:read"), city.key("directory:read")
        left = [city.ask("/flows", one) for _ in range(3)]
        assert [each.headers["RateLimit"].partition(";t=")[0] for each in left] == [f'"key";r={n}' for n in (2, 1, 0)]
        assert left[0].headers["RateLimit-Policy"] == '"key";q=3;w=60'
        refused = city.ask("/flows", one)
        assert refused.status_code == 429 and 1 <= int(refused.headers["Retry-After"]) <= 60
        assert refused.json["type"].endswith("/too-many") and "RateLimit" in refused.headers
        assert city.ask("/directory", other).status_code == 200


def test_a_page_in_a_browser_may_call_only_when_it_is_named(tmp_path: Path) -> None:
    with api_town(new_sqlite(tmp_path), api_origins="https://data.example https://map.example") as city:
        for origin, allowed in [("https://map.example", "https://map.example"), ("https://evil.example", None)]:
            asked = city.ask("/flows", headers={"Origin": origin})
            assert asked.headers.get("Access-Control-Allow-Origin") == allowed
            first = city.ask("/flows", "", method="OPTIONS", headers={"Origin": origin})
            assert first.status_code == (204 if allowed else 405)
            assert first.headers.get("Access-Control-Allow-Origin") == allowed


def test_without_named_pages_nothing_is_said_to_browsers(city: ApiTown) -> None:
    asked = city.ask("/flows", headers={"Origin": "https://map.example"})
    assert not [name for name, _ in asked.headers if name.startswith("Access-Control")]
    assert city.ask("/flows", "", method="OPTIONS", headers={"Origin": "https://map.example"}).status_code == 405
