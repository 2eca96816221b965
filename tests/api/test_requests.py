"""Requests as consumers make them: pages, filters, ETags, requests that come twice, and what is refused how."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.api.table import ROUTES
from bot.broadcasts import service as broadcasts
from bot.broadcasts.city import city_of
from bot.conversations.tables import session
from bot.flowfiles.quiet import quiet_hours
from bot.lib.paging import cursor
from bot.messaging.tables import conversation, message
from bot.outbox.numbering import number
from bot.outbox.tables import event
from bot.people.tables import contact
from tests.api.city import BODIES, ApiTown, api_town, pages, post
from tests.conversations.town import CITY, LUPE, ROSA, SAM, new_sqlite

Ask = Callable[..., Any]


def test_a_list_read_page_by_page_is_the_whole_list_once(anywhere: ApiTown) -> None:
    talk = anywhere.conversations[anywhere.contact(LUPE)]
    with anywhere.town.db.begin() as tx:  # Several at one moment: the id tells them apart.
        tx.execute(update(message).values(created_at=anywhere.town.now))
    for path in ("/contacts", "/conversations", f"/conversations/{talk}/messages", "/surveys/prosperity/responses"):
        whole = anywhere.ask(f"{path}?limit=200").json
        assert whole["next"] is None and len(whole["data"]) >= 2, path
        for limit in (1, 2, 3):
            assert pages(anywhere, path, limit) == whole["data"], path
    ids = [each["id"] for each in pages(anywhere, f"/conversations/{talk}/messages", 2)]
    assert ids == sorted(ids)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/contacts?language=es", 1), ("/contacts?wants_texts=false", 1), ("/contacts?wants_texts=true", 2),
        ("/contacts?area=Nowhere", 0), ("/concerns?kind=pothole&status=assigned", 1), ("/concerns?kind=graffiti", 0),
        ("/concerns?since=2026-03-10T00:00:00Z&until=2026-03-11T00:00:00Z", 1),
        ("/concerns?until=2026-03-10T00:00:00-06:00", 0), ("/broadcasts?state=draft", 1),
        ("/broadcasts?state=running", 0), ("/conversations?taken_over=true", 0), ("/conversations?taken_over=false", 3),
        ("/surveys/prosperity/responses?question=invitation", 1), ("/surveys/nothing/responses", 0),
        ("/events?type=concern.created", 1), ("/events?type=no.such", 0), ("/events?type=concern.*&limit=1", 1),
        ("/concerns?language=en", 0), ("/contacts?door=main_library", 0), ("/conversations?channel=whatsapp", 0),
        ("/conversations?channel=sms", 3), ("/broadcasts?kind=notice", 1), ("/broadcasts?kind=survey", 0),
        ("/surveys/prosperity/responses?status=withdrawn", 0), ("/flows?survey=prosperity", 1),
        ("/surveys/prosperity/responses?until=2026-03-10T00:00:00Z", 0), ("/directory?kind=pothole&ours=true", 1),
        ("/directory?department=nobody", 0),
    ],
)  # fmt: skip
def test_a_filter_finds_what_it_names(untouched: ApiTown, path: str, found: int) -> None:
    assert len(untouched.ask(path).json["data"]) == found


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiTown]:
    """Filters change nothing, so one town serves them all; nobody else writes in it."""
    with api_town(new_sqlite(tmp_path_factory.mktemp("untouched"))) as made:
        yield made


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/contacts?langauge=es", "query.langauge"), ("/contacts?limit=0", "query.limit"),
        ("/contacts?limit=201", "query.limit"), ("/contacts?limit=1&limit=2", "query.limit"),
        ("/contacts?limit=1_0", "query.limit"), ("/contacts?wants_texts=yes", "query.wants_texts"),
        ("/contacts?cursor=nonsense", "query.cursor"), (f"/contacts?cursor={cursor(['a', 'b'])}", "query.cursor"),
        ("/contacts?area=a%00b", "query.area"), ("/concerns?since=1700000000", "query.since"),
        ("/concerns?since=2026-03-10", "query.since"), ("/concerns?since=0001-01-01T00:00:00%2B23:59", "query.since"),
        ("/events?after=-1", "query.after"), ("/flows?all=1", "query.all"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_query_is_told_by_its_name(city: ApiTown, path: str, where: str) -> None:
    refused = city.ask(path)
    assert refused.status_code == 422 and refused.mimetype == "application/problem+json"
    assert [each["where"] for each in refused.json["mistakes"]] == [where]


@pytest.mark.parametrize(
    ("path", "method", "status", "kind"),
    [
        ("/nothing", "GET", 404, "not-found"), ("/contacts/none", "GET", 404, "not-found"),
        ("/concerns/AAAAA", "GET", 404, "not-found"), ("/contacts/a%00b", "GET", 404, "not-found"),
        ("/contacts", "DELETE", 405, "wrong-method"), ("/problems/none", "GET", 404, "not-found"),
    ],
)  # fmt: skip
def test_every_refusal_is_a_problem(city: ApiTown, path: str, method: str, status: int, kind: str) -> None:
    refused = city.ask(path, method=method)
    assert (refused.status_code, refused.mimetype) == (status, "application/problem+json")
    assert refused.json["status"] == status and refused.json["type"] == f"/api/v1/problems/{kind}"
    assert (refused.headers.get("Allow") is not None) == (status == 405)


def test_an_id_of_letters_that_no_id_has_finds_nothing(anywhere: ApiTown) -> None:
    """PostgreSQL would refuse even to look for some of them."""
    for route in ROUTES:
        if "{" in route.path:
            for odd in ("a%00b", "%F0%9F%8C%BD", "a%20b", "x" * 65):
                path = re.sub(r"{\w+}", odd, route.path)
                refused = anywhere.ask(path, method=route.method, json=BODIES.get(route.name),
                                       headers={"Idempotency-Key": "odd"})  # fmt: skip
                assert refused.status_code == 404, path


def test_outside_the_api_errors_stay_plain(city: ApiTown) -> None:
    assert city.app.test_client().get("/nothing").mimetype == "text/plain"


def test_a_failure_says_nothing_but_that_it_failed(fresh: ApiTown) -> None:
    secret = fresh.all_scopes()
    with fresh.town.db.begin() as tx:
        tx.exec_driver_sql("ALTER TABLE concern RENAME TO gone")
    refused = fresh.ask("/concerns", secret)
    assert refused.status_code == 503 or refused.status_code == 500
    assert refused.mimetype == "application/problem+json" and "concern" not in refused.json["detail"]


def test_an_answer_that_has_not_changed_is_not_sent_again(city: ApiTown) -> None:
    first = city.ask("/directory")
    tag = first.headers["ETag"]
    again = city.ask("/directory", headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert city.ask("/flows", headers={"If-None-Match": tag}).status_code == 200


def test_a_message_that_is_sent_twice_leaves_once(fresh: ApiTown) -> None:
    path, body = f"/conversations/{fresh.conversations[fresh.contact(SAM)]}/messages", {"body": "We are on it."}
    first, again = post(fresh, path, body), post(fresh, path, body)
    assert (first.status_code, first.json["status"], first.json["purpose"]) == (202, "queued", "reply")
    assert again.status_code == 202 and again.data == first.data and again.headers["Idempotent-Replayed"] == "true"
    assert post(fresh, path, {"body": "Something else."}).json["type"].endswith("/request-key-used")
    assert post(fresh, path, body, key=None).json["type"].endswith("/no-request-key")
    assert post(fresh, path, body, key="no spaces").status_code == 400
    fresh.town.drain()
    assert fresh.town.said(SAM).count("We are on it.") == 1
    assert fresh.ask(f"{path}/{first.json['id']}").json["status"] in ("accepted", "sent", "delivered")
    assert fresh.ask("/conversations?taken_over=true").json["data"][0]["contact"] == fresh.contact(SAM)
    assert fresh.town.hears(SAM, "thank you") == [], "a person has the conversation"


def test_an_answer_days_later_keeps_to_the_quiet_hours(fresh: ApiTown) -> None:
    path = f"/conversations/{fresh.conversations[fresh.contact(SAM)]}/messages"
    fresh.town.now += timedelta(days=3, hours=12)  # It is ten at night there.
    sent = post(fresh, path, {"body": "It is mended."})
    assert sent.json["purpose"] == "notice"
    fresh.town.drain()
    assert "It is mended." not in fresh.town.said(SAM)
    fresh.town.wait(timedelta(hours=12))
    assert "It is mended." in fresh.town.said(SAM)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422), ({"body": ""}, 422), ({"body": " "}, 422), ({"body": 7}, 422), ({"body": "a\x00b"}, 422),
        ({"body": "hello", "to": "everybody"}, 422), ({"body": "hello", "language": "Spanish"}, 422),
        (["hello"], 422), ({"body": "á" * 500}, 409),
    ],
)  # fmt: skip
def test_a_body_that_does_not_fit_is_refused(city: ApiTown, body: Any, status: int) -> None:
    path = f"/conversations/{city.conversations[city.contact(LUPE)]}/messages"
    assert post(city, path, body, key="unfit").status_code == status


def test_only_json_is_understood(city: ApiTown) -> None:
    path = f"/conversations/{city.conversations[city.contact(LUPE)]}/messages"
    for content, kind, status in [
        (b"body=hello", "application/x-www-form-urlencoded", 415), (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400), (b"", "application/json", 400),
        (b'{"body": "\\ud800"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400), (b'"' + b"x" * 300_000 + b'"', "application/json", 413),
    ]:  # fmt: skip
        refused = post(city, path, None, key="x", data=content, content_type=kind)
        assert (refused.status_code, refused.mimetype) == (status, "application/problem+json"), content[:20]


def test_nothing_is_said_to_somebody_who_left(fresh: ApiTown) -> None:
    path = f"/conversations/{fresh.conversations[fresh.contact(ROSA)]}/messages"
    refused = post(fresh, path, {"body": "Are you there?"})
    assert refused.status_code == 409 and "no more texts" in refused.json["detail"]
    fresh.town.says(ROSA, "START")
    assert post(fresh, path, {"body": "Are you there?"}).status_code == 202, "what did nothing may come again"


def test_a_broadcast_starts_only_as_people_approved_it(fresh: ApiTown) -> None:
    town, path = fresh.town, f"/broadcasts/{fresh.broadcast}"
    with town.db.begin() as tx:
        tx.execute(update(contact).where(contact.c.id == fresh.contact(SAM)).values(language="en"))
    seen = fresh.ask(f"{path}/preview", method="POST")
    assert (seen.status_code, seen.json["people"], seen.json["problems"]) == (200, 1, [])
    assert seen.json["lines"] == [{"variant": "", "language": "en", "people": 1, "parts": 1, "money": "0.0079"}]
    assert post(fresh, f"{path}/start").status_code == 409
    city = city_of(town.bot.library, quiet_hours(town.bot.library))
    broadcasts.approve(town.db, city, "water", who="Somebody else", now=town.now)
    started = post(fresh, f"{path}/start")
    assert started.status_code == 202 and post(fresh, f"{path}/start").data == started.data
    assert post(fresh, f"{path}/start", key="two").status_code == 409
    town.drain()
    assert [each for each in town.said(SAM) if "water is off" in each] == [
        "Demo City: water is off on Friday. STOP ends."
    ]


def start(city: ApiTown, phone: str, flow: str, key: str = "one") -> Any:
    return post(city, f"/contacts/{city.contact(phone)}/sessions", {"flow": flow}, key=key)


def test_a_flow_starts_with_a_resident_who_is_free(fresh: ApiTown) -> None:
    town = fresh.town
    assert "in the middle of" in start(fresh, LUPE, "prosperity").json["detail"]
    town.wait(timedelta(days=7))
    town.now += timedelta(hours=12)
    assert "night" in start(fresh, LUPE, "prosperity").json["detail"]
    town.now += timedelta(hours=12)
    before = len(town.said(LUPE))
    begun = start(fresh, LUPE, "prosperity")
    assert begun.status_code == 201, begun.text
    assert start(fresh, LUPE, "prosperity").data == begun.data
    town.drain()
    assert len(town.said(LUPE)) == before + 1 and "prosperidad" in town.said(LUPE)[-1]
    assert town.waiting(LUPE).id == begun.json["id"] and begun.json["flow"] == "prosperity"
    assert "in the middle of" in start(fresh, LUPE, "prosperity", "two").json["detail"]


def test_nobody_leaves_or_pauses_for_a_resident(fresh: ApiTown) -> None:
    fresh.town.wait(timedelta(days=7))
    for flow in ("leave", "pause", "no_news", "return"):
        assert "only they can" in start(fresh, SAM, flow, flow).json["detail"], flow
    assert start(fresh, SAM, "nothing").status_code == 409
    assert start(fresh, ROSA, "prosperity").json["detail"] == "They asked for no more texts."
    nobody = post(fresh, "/contacts/ctc_none/sessions", {"flow": "prosperity"})
    assert nobody.status_code == 404
    with fresh.town.db.read() as tx:
        assert not tx.execute(select(session.c.id).where(session.c.flow.in_(("leave", "pause")))).all()[1:]


def test_a_resident_who_has_a_person_is_left_to_them(fresh: ApiTown) -> None:
    fresh.town.wait(timedelta(days=7))
    with fresh.town.db.begin() as tx:
        tx.execute(update(conversation).values(taken_over_at=fresh.town.now))
    assert "A person has" in start(fresh, LUPE, "prosperity").json["detail"]


def test_events_are_read_in_order_to_the_last_and_then_from_there(anywhere: ApiTown) -> None:
    town, after, seen = anywhere.town, 0, []
    while True:
        page = anywhere.ask(f"/events?after={after}&limit=3").json
        seen += page["data"]
        after = page["after"]
        if after >= page["last"]:
            break
    assert [each["sequence"] for each in seen] == list(range(1, page["last"] + 1))
    assert [each["type"] for each in seen] == [each.type for each in town.events()]
    assert anywhere.ask(f"/events?after={after}").json == {"data": [], "after": after, "last": after}
    with town.db.begin() as tx:
        tx.execute(insert(event).values(type="person.erased", version=1, at=town.now, subject="ctc_x", data="{}"))
    assert anywhere.ask(f"/events?after={after}").json["data"] == [], "not numbered, so not committed for sure"
    number(town.db)
    (new,) = anywhere.ask(f"/events?after={after}").json["data"]
    assert (new["type"], new["sequence"]) == ("person.erased", after + 1)


def test_events_of_one_kind_pass_over_the_others(city: ApiTown) -> None:
    last = city.ask("/events").json["last"]
    page = city.ask("/events?type=concern.created&limit=1").json
    assert page["after"] == page["data"][0]["sequence"] < last
    page = city.ask(f"/events?type=concern.created&limit=1&after={page['after']}").json
    assert (page["data"], page["after"], page["last"]) == ([], last, last)


def test_the_page_for_people_needs_nothing_from_elsewhere(city: ApiTown) -> None:
    page = city.app.test_client().get("/api/v1/docs")
    assert page.status_code == 200 and "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert "<script" not in page.text and "style=" not in page.text and "//cdn" not in page.text
    assert "GET" in page.text and "/contacts/{contact}/number" in page.text and CITY in page.text
    with city.app.test_client().get("/api/v1/static/docs.css") as sheet:
        assert sheet.status_code == 200
