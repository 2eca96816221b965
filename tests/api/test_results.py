"""What came of a broadcast, as another system reads it: counted by a worker, small numbers hidden."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from bot.broadcasts import counts, service, store
from bot.broadcasts.city import city_of
from bot.broadcasts.recipients import Figures
from bot.broadcasts.tables import broadcast_count
from bot.flowfiles.quiet import quiet_hours
from bot.people.tables import contact
from tests.api.city import ApiTown, post
from tests.conversations.town import SAM


def path(city: ApiTown) -> str:
    return f"/broadcasts/{city.broadcast}"


def sent(city: ApiTown) -> None:
    """Approve and send the broadcast, to Sam alone."""
    town = city.town
    with town.db.begin() as tx:
        tx.execute(update(contact).where(contact.c.id == city.contact(SAM)).values(language="en"))
    rules = city_of(town.bot.library, quiet_hours(town.bot.library))
    service.approve(town.db, rules, "water", who="Somebody else", now=town.now)
    assert post(city, f"{path(city)}/start").status_code == 202
    town.drain()


def counted(city: ApiTown, figures: dict[str | None, Figures]) -> Any:
    """What is told when a worker has counted these."""
    with city.town.db.begin() as tx:
        of = store.broadcast_by_id(tx, city.broadcast)
        assert of
        if counts.count_of(tx, of.id, counts.RESULTS) is None:
            counts.ask(tx, of, counts.RESULTS, city.town.now)
        counts.keep_results(tx, of, figures, now=city.town.now, took_ms=1)
    return city.ask(f"{path(city)}/results").json


def test_what_has_not_begun_has_no_results_and_nobody_counts_it(fresh: ApiTown) -> None:
    assert fresh.ask(f"{path(fresh)}/results").json == {
        "broadcast": fresh.broadcast, "state": "draft", "counted_at": None, "counting": False, "totals": None,
        "languages": [], "failed": {}, "left_out": {},
    }  # fmt: skip
    assert fresh.ask("/broadcasts/bro_none/results").status_code == 404
    with fresh.town.db.read() as tx:
        assert not tx.execute(select(broadcast_count).where(broadcast_count.c.what == counts.RESULTS)).first()


def test_a_worker_counts_what_is_asked_for_and_soon_again(anywhere: ApiTown) -> None:
    sent(anywhere)
    asked = anywhere.ask(f"{path(anywhere)}/results").json
    assert (asked["counting"], asked["counted_at"], asked["totals"]) == (True, None, None)
    anywhere.town.drain()
    answered = anywhere.ask(f"{path(anywhere)}/results")
    told = answered.json
    assert told["totals"] == {"people": 1, "sent": 1, "delivered": 0, "failed": 0, "waiting": 0, "held_out": 0}
    assert not told["counting"] and told["counted_at"] is not None
    (english,) = told["languages"]
    assert english["language"] == "en" and english["sent"] is None and english["failed"] == 0, "one person is hidden"
    assert english["delivered_share"] is None and anywhere.contact(SAM) not in answered.text
    same = anywhere.ask(f"{path(anywhere)}/results", headers={"If-None-Match": answered.headers["ETag"]})
    assert same.status_code == 304, "nobody counts again at once"
    anywhere.town.now += timedelta(minutes=1)
    assert anywhere.ask(f"{path(anywhere)}/results").json["counting"]
    anywhere.town.drain()
    assert anywhere.ask(f"{path(anywhere)}/results").json["counted_at"] > told["counted_at"]


def test_small_numbers_and_those_that_would_tell_them_are_null(fresh: ApiTown) -> None:
    sent(fresh)
    told = counted(fresh, {
        "en": Figures(600, sent=600, delivered=590, replied=150, failed={"refused by the gate": 4}),
        "es": Figures(200, sent=200, delivered=200, replied=9, opted_out=12, failed={"invalid": 3},
                      left_out={"left": 2}),
        None: Figures(40, sent=40, delivered=5),
    })  # fmt: skip
    english, spanish, unknown = told["languages"]
    assert [each["language"] for each in told["languages"]] == ["en", "es", None]
    assert (spanish["replied"], english["replied"]) == (None, None), "the other one alone would tell it"
    assert (unknown["delivered"], spanish["delivered"], english["delivered"]) == (None, None, 590)
    assert spanish["delivered_share"] is None, "with the sum it would tell those of no known language"
    assert english["delivered_share"] == {"percent": 98.3, "low": 97.0, "high": 99.1}
    assert english["replied_share"]["percent"] == 25.0 and spanish["replied_share"] is None
    assert spanish["opted_out"] == 12 and spanish["opted_out_share"]["percent"] == 6.0
    assert told["failed"] == {"refused": 4, "invalid": 3} and told["left_out"] == {"left": 2}
