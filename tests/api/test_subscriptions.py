"""Subscriptions, deliveries, keys and what happened, as systems that build on them ask: made, changed, sent again."""

import json
from datetime import timedelta
from typing import Any

from jsonschema import Draft202012Validator
from sqlalchemy import select, update

from bot.concerns.tables import concern
from bot.events import EVENTS, PersonErased
from bot.keys.tables import kept_answer
from bot.outbox import put
from bot.staff import audit
from bot.webhooks import store as webhooks
from bot.webhooks.rules import Next, Status, Tried
from bot.webhooks.tables import subscription
from bot.wiring import number_events
from tests.api.city import OTHER_NUMBER, ApiTown, pages, post
from tests.conversations.town import SAM
from tests.reference import DOCS


def test_a_subscription_is_made_looked_at_and_ended(fresh: ApiTown) -> None:
    wish = {"url": "https://311.example/events", "types": ["concern.*"], "owner": "it@311.example"}
    assert post(fresh, "/subscriptions", {**wish, "url": "https://127.0.0.1/"}).status_code == 409
    assert post(fresh, "/subscriptions", {**wish, "grants": ["phone"]}).status_code == 422, "only the city grants"
    assert post(fresh, "/subscriptions", wish, secret=fresh.key("subscriptions:write")).status_code == 403
    made = post(fresh, "/subscriptions", wish)
    assert made.status_code == 201 and post(fresh, "/subscriptions", wish).data == made.data
    with fresh.town.db.read() as tx:
        kept = str(tx.execute(select(kept_answer)).all())
    assert made.json["secret"] not in kept, "an answer is kept sealed"
    one = made.json["subscription"]["id"]
    assert made.json["subscription"]["grants"] == []
    assert fresh.ask(f"/subscriptions/{one}/deliveries").json == {"data": [], "next": None}
    assert post(fresh, f"/subscriptions/{one}/test", key="t").status_code == 200
    assert post(fresh, f"/subscriptions/{one}/resume", key="r").status_code == 409
    assert post(fresh, f"/subscriptions/{one}/end", key="e").json["state"] == "gone"
    assert post(fresh, "/subscriptions/none/end", key="n").status_code == 404


def made(city: ApiTown, **wish: Any) -> str:
    """A subscription of the key with every scope."""
    body = {"url": "https://desk.example/events", "types": ["concern.*"], "owner": "it@desk.example", **wish}
    return str(post(city, "/subscriptions", body, key="made").json["subscription"]["id"])


def test_whoever_made_a_subscription_changes_it_and_its_secret_and_nobody_else(fresh: ApiTown) -> None:
    one, other = made(fresh), fresh.all_scopes("contacts:numbers")
    assert (
        fresh.ask(f"/subscriptions/{one}").json["mine"] and not fresh.ask(f"/subscriptions/{one}", other).json["mine"]
    )
    for path in (f"/subscriptions/{one}", f"/subscriptions/{fresh.subscription}"):
        secret = other if one in path else None
        for act, body in (("change", {"types": ["*"]}), ("rotate", {})):
            refused = post(fresh, f"{path}/{act}", body, key=f"{path[-5:]}{act}", secret=secret)
            assert refused.status_code == 409 and "another key made it" in refused.json["detail"]
    changed = post(fresh, f"/subscriptions/{one}/change", {"types": ["person.erased"]}, key="c").json
    assert (changed["types"], changed["url"]) == (["person.erased"], "https://desk.example/events")
    assert post(fresh, f"/subscriptions/{one}/change", {"url": "https://10.0.0.1/"}, key="c2").status_code == 409
    fresh.town.now += timedelta(seconds=1)
    rotated = post(fresh, f"/subscriptions/{one}/rotate", {"keep_hours": 48}, key="r").json
    assert rotated["secret"].startswith("whsec_")
    with fresh.town.db.read() as tx:
        ends = [ends for _, ends in webhooks.secrets(tx, one, fresh.town.now)]
        kept = [(each.who, each.act) for each in audit.entries(tx, audit.Sought(subject=one), most=9)]
    assert ends[0] is None and ends[1] - fresh.town.now == timedelta(hours=48)
    assert {act for _, act in kept} == {"webhook.rotated", "webhook.changed", "webhook.created"} and len(kept) == 3
    assert {who for who, _ in kept} == {"key system 0"}


def test_what_was_granted_a_number_does_not_move_by_key(fresh: ApiTown) -> None:
    one = made(fresh)
    with fresh.town.db.begin() as tx:
        tx.execute(update(subscription).where(subscription.c.id == one).values(grants="phone"))
    refused = post(fresh, f"/subscriptions/{one}/change", {"url": "https://elsewhere.example/in"}, key="c")
    assert refused.status_code == 409 and "only the city" in refused.json["detail"]
    assert post(fresh, f"/subscriptions/{one}/change", {"types": ["*"]}, key="d").json["grants"] == ["phone"]


def test_a_subscription_is_paused_and_sent_to_again(fresh: ApiTown) -> None:
    one = fresh.subscription
    assert post(fresh, f"/subscriptions/{one}/pause", {"why": "they move"}, key="p").json["why"] == "they move"
    assert post(fresh, f"/subscriptions/{one}/pause", {"why": "again"}, key="p2").status_code == 409
    assert post(fresh, f"/subscriptions/{one}/resume", key="r").json["state"] == "active"
    assert post(fresh, f"/subscriptions/{one}/resend", {"first": 99_999, "last": 99_999}, key="s").status_code == 409
    again = post(fresh, f"/subscriptions/{one}/resend", {"first": 1, "last": 99_999}, key="s2")
    assert again.status_code == 202
    fresh.town.drain()
    assert fresh.ask(f"/subscriptions/{one}/deliveries").json["data"], "also what happened before it was made"


def test_a_delivery_tells_its_event_and_each_call(fresh: ApiTown) -> None:
    one, now = fresh.subscription, fresh.town.now
    with fresh.town.db.begin() as tx:
        webhooks.add_deliveries(tx, one, [1], now)
        (waiting,), _ = webhooks.due(tx, one, now, 9)
        failed = Tried(500, "HTTP 500", f"no {OTHER_NUMBER}", 0.03, now)
        webhooks.add_tried(tx, [(waiting, failed, Next(Status.DEAD, now, 10))])
    (dead,) = fresh.ask(f"/subscriptions/{one}/deliveries?status=dead").json["data"]
    told = fresh.ask(f"/subscriptions/{one}/deliveries/1", fresh.all_scopes("contacts:numbers")).json
    assert told["delivery"] == dead and dead["type"] == told["event"]["type"] and told["event"]["sequence"] == 1
    assert [(each["nth"], each["answer"], each["began"]) for each in told["tries"]] == [(1, 500, "no [number]")]
    for nothing in ("2", "none", "0", "9" * 30):
        assert fresh.ask(f"/subscriptions/{one}/deliveries/{nothing}").status_code == 404


def test_a_key_looks_at_itself_and_changes_its_own_secret(fresh: ApiTown) -> None:
    plain, mine = fresh.key("flows:read"), fresh.key("key:rotate", departments=("parks",))
    assert fresh.ask("/key", plain).json["scopes"] == ["flows:read"]
    assert post(fresh, "/key/rotate", {}, secret=plain).status_code == 403
    rotated = post(fresh, "/key/rotate", {"keep_hours": 1}, secret=mine)
    assert (
        rotated.status_code == 200 and post(fresh, "/key/rotate", {"keep_hours": 1}, secret=mine).data == rotated.data
    )
    new = rotated.json["secret"]
    told = fresh.ask("/key", new).json
    assert told["departments"] == ["parks"] and len(told["secrets"]) == 2 and new not in str(told)
    assert post(fresh, "/key/rotate", {}, key="two", secret=new).status_code == 409, "never three"
    fresh.town.now += timedelta(hours=1)
    assert (fresh.ask("/key", mine).status_code, fresh.ask("/key", new).status_code) == (401, 200)


def test_what_was_done_with_a_concern_is_told_but_not_by_whom(fresh: ApiTown) -> None:
    told = fresh.ask(f"/concerns/{fresh.reference}/changes").json["data"]
    assert [each["act"] for each in told] == ["assign"] and told[0]["department"] == "public_works"
    assert "by" not in told[0]
    with fresh.town.db.begin() as tx:
        tx.execute(update(concern).values(department="parks"))
    parks, works = (fresh.key("concerns:read", departments=(each,)) for each in ("parks", "public_works"))
    assert fresh.ask(f"/concerns/{fresh.reference}", parks).json["department"] == "parks"
    for path in (f"/concerns/{fresh.reference}", f"/concerns/{fresh.reference}/changes"):
        assert fresh.ask(path, works).status_code == 404, "it was given to another department"
    assert [len(fresh.ask("/concerns", each).json["data"]) for each in (parks, works)] == [1, 0]


def test_erased_and_revoked_are_replayed_and_posted(fresh: ApiTown) -> None:
    one = made(fresh, types=["person.*", "consent.revoked"])
    fresh.town.says(SAM, "STOP")
    fresh.town.drain()
    with fresh.town.db.begin() as tx:
        put.record(tx, [PersonErased(fresh.contact(SAM), None)], fresh.town.now)
    number_events(fresh.town.db, fresh.town.now)
    waiting = [each["type"] for each in fresh.ask(f"/subscriptions/{one}/deliveries").json["data"]]
    assert waiting == ["person.erased", "consent.revoked"]
    for kind in waiting:
        assert fresh.ask(f"/events?type={kind}").json["data"][-1]["subject"] == fresh.contact(SAM)


def test_every_event_is_described_where_it_is_read(city: ApiTown) -> None:
    served = city.ask("/events.schema.json", "")
    assert served.json == json.loads((DOCS / "events.schema.json").read_text(encoding="utf-8"))
    posted = city.ask("/openapi.json", "").json["webhooks"]
    assert posted.keys() == {each.type for each in EVENTS}
    check = Draft202012Validator(served.json)
    for each in city.ask("/events?limit=200").json["data"]:
        check.validate(each)
        body = posted[each["type"]]["post"]["requestBody"]["content"]["application/json"]["schema"]
        Draft202012Validator(body).validate(each)


def test_deliveries_are_read_page_by_page_newest_first(fresh: ApiTown) -> None:
    one, now = fresh.subscription, fresh.town.now
    with fresh.town.db.begin() as tx:
        webhooks.add_deliveries(tx, one, [1, 2, 3, 4, 5], now)
    rows = pages(fresh, f"/subscriptions/{one}/deliveries", 2)
    assert [each["sequence"] for each in rows] == [5, 4, 3, 2, 1]
    assert fresh.ask(f"/subscriptions/{one}/deliveries?status=dead").json["data"] == []
