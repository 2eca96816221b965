"""Concerns go to a city's other Open311 server: once, whatever it does, and nobody's words or number with them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from werkzeug.serving import make_server

from bot.app import create_app
from bot.concerns import gists, service
from bot.concerns.gists import Gist
from bot.concerns.life import Change, Status
from bot.concerns.store import Standing
from bot.concerns.tables import concern, concern_change
from bot.flowfiles.open311 import Open311, SendsTo
from bot.open311 import mending, rules, sending, store
from bot.open311.answers import records_in
from bot.open311.payload import FIELDS, form_of
from bot.open311.tables import sent_attempt, sent_report
from bot.whole_person import FORGETS
from bot.wiring import Bot, queries_for
from tests.conversations.town import STARTS_AT, Town, demo_library
from tests.open311.neighbor import Neighbor
from tests.open311.office import POTHOLE, new_key, post
from tests.open311.test_taking import CITY

LUPE, SAM = "+15055550121", "+15055550122"
KEY = "the-neighbors-own-key"
TELL = "my name is John Smith, big pothole, call 505-555-0199 or john@city.example"
Opens = Callable[..., Town]


@pytest.fixture
def opens(any_url: str) -> Iterator[Opens]:
    """Call it with the other system's address for a town on each database that sends potholes there."""
    opened: list[Town] = []

    def make(url: str, *, key: str = KEY, at: str = "", code: str = "001", **more: object) -> Town:
        to = SendsTo({"en": "Work orders", "es": "Órdenes"}, url, {"pothole": code}, **more)  # type: ignore[arg-type]
        opened.append(town_of(at or any_url, Open311(sends_to=to), key))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def town_of(url: str, says: Open311, key: str = "") -> Town:
    library = demo_library()
    library = replace(library, city=replace(library.city, open311=says))
    host = says.sends_to.url.split("/")[2] if says.sends_to else ""
    given_ = {"open311_api_key": key, "webhook_allowed_hosts": host}

    def around(bot: Bot) -> Bot:
        return replace(bot, settings=bot.settings.model_copy(update=given_))

    return Town(url, library=library, around=around)


def told(town: Town, phone: str = SAM, words: str = TELL, place: str = "4th and Central") -> str:
    """A resident reports a pothole; its number."""
    for each in (words, "1", place):
        town.says(phone, each)
    rows = town.query(select(concern.c.reference).order_by(concern.c.created_at.desc(), concern.c.id.desc()).limit(1))
    return str(rows[0].reference)


def of(town: Town) -> store.Sent:
    (row,) = town.query(select(sent_report.c.concern_id))
    with town.db.read() as tx:
        found = store.sent(tx, row.concern_id)
    assert found is not None
    return found


def status(town: Town, reference: str) -> str:
    return str(town.query(select(concern.c.status).where(concern.c.reference == reference))[0].status)


@contextmanager
def served(town: Town) -> Iterator[str]:
    """The address of a town's own Open311 server on loopback."""
    server = make_server("127.0.0.1", 0, create_app(town.bot), threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/open311/v2"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("gives_tokens", [False, True])
@pytest.mark.parametrize("form", ["xml", "json"])
def test_our_own_server_is_the_other_city(
    opens: Opens, sqlite_url: str, gives_tokens: bool, form: str
) -> None:  # fmt: skip
    """From a text to the other city's work done, and back to the resident's phone."""
    other = town_of(sqlite_url, Open311(gives_tokens=gives_tokens))
    key = new_key(other)
    with served(other) as url:
        town = opens(url, key=key, code="pothole", form=form, reference="reference")
        number = told(town)
        _both_wait(town, other, timedelta(minutes=20))
        there = of(town)
        (row,) = other.query(select(concern))
        assert (there.state, there.their_id) == (rules.FOLLOWED, row.reference)
        assert (row.kind, row.department, row.place_status) == ("pothole", "public_works", "confirmed")
        assert number in row.words and "John" not in row.words and "0199" not in row.words
        service.change(other.db, CITY, row.reference, Change("finish", "stf_ana"), now=other.now)
        _both_wait(town, other, timedelta(minutes=40))
        assert (status(town, number), of(town).state) == ("done", rules.CLOSED)
        assert "fixed" in town.said(SAM)[-1]
        service.change(other.db, CITY, row.reference, Change("reopen", "stf_ana"), now=other.now)
        _both_wait(town, other, timedelta(days=2))
        assert (status(town, number), of(town).state) == ("reopened", rules.FOLLOWED)
        assert len(other.query(select(concern.c.id))) == 1
    other.close()


def _both_wait(town: Town, other: Town, by: timedelta) -> None:
    for now in town.passes(by):
        other.now = now
        other.drain()
    other.now = town.now
    other.drain()


def test_what_goes_is_category_place_and_number(opens: Opens) -> None:
    with Neighbor() as neighbor:
        town = opens(neighbor.url, jurisdiction="city.gov")
        number = told(town)
        (report,) = neighbor.reports.values()
        assert report["service_code"] == "001" and report["jurisdiction_id"] == "city.gov"
        assert "Central" in report["address_string"] and report["description"].endswith(f"Ref. {number}")
        assert "Pothole / Bache" in report["description"] or "Bache / Pothole" in report["description"]
        everything = " ".join(neighbor.heard)
        for each in ("John", "Smith", "0199", "john@", "0122", "ctc_", "con_"):
            assert each not in everything
        assert KEY not in " ".join(neighbor.asked)
        told(town, LUPE, "se fue la luz de la calle", "Central y 4th")
        assert len(neighbor.reports) == 1


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize("content_type", ["", "text/html"])
@pytest.mark.parametrize("only", ["", "xml", "json"])
def test_formats_and_content_types_may_be_wrong(
    sqlite_url: str, opens: Opens, form: str, content_type: str, only: str
) -> None:
    with Neighbor(content_type=content_type, only=only) as neighbor:
        town = opens(neighbor.url, at=sqlite_url, form=form)
        number = told(town)
        assert of(town).their_id == "9000"
        neighbor.reports["9000"] |= {"status": "closed", "status_notes": "Done; call Bob 505-555-0134"}
        town.wait(timedelta(minutes=16))
        assert status(town, number) == "done" and of(town).their_notes == "Done; call Bob ###"


def test_an_answer_that_was_lost_is_asked_for_and_not_sent_again(opens: Opens) -> None:
    with Neighbor() as neighbor:
        neighbor.moods.append("lose")
        town = opens(neighbor.url)
        told(town)
        assert of(town).state == rules.DOUBT
        town.wait(timedelta(minutes=2))
        assert (of(town).state, of(town).their_id) == (rules.FOLLOWED, "9000")
        assert len(neighbor.reports) == 1 and of(town).tries == 0


def test_one_that_never_arrived_is_sent_again_only_where_that_is_sure(opens: Opens) -> None:
    with Neighbor() as neighbor:
        town = opens(neighbor.url)
        neighbor.moods.append("drop")
        first = told(town)
        town.wait(timedelta(hours=1))
        assert of(town).state == rules.UNSURE and neighbor.reports == {}
        assert resent(town, first).state == rules.FOLLOWED
        town.wait(timedelta(minutes=20))  # It is listed with our number now, so this server can be asked.
        neighbor.moods.append("drop")
        told(town, LUPE, "hay un bache enorme en la calle", "Cesar Chavez y la 16")
        town.wait(timedelta(hours=2))
        assert len(neighbor.reports) == 2
        assert {row.state for row in town.query(select(sent_report.c.state))} == {rules.FOLLOWED}


def resent(town: Town, reference: str) -> store.Sent:
    """As the console sends it again: as it is, in the same round."""
    with town.db.begin() as tx:
        mending.again(tx, town.query(select(concern.c.id).where(concern.c.reference == reference))[0].id, now=town.now)
    town.drain()
    return of(town)


@pytest.mark.parametrize("mood", ["nothing", "lose"])
def test_servers_that_show_nothing_leave_it_to_a_person(opens: Opens, mood: str) -> None:
    with Neighbor(shows=(), refuses_duplicates=True) as neighbor:
        neighbor.moods.append(mood)
        town = opens(neighbor.url)
        told(town)
        town.wait(timedelta(hours=3))
        assert of(town).state == rules.UNSURE and len(neighbor.reports) == 1


def test_tokens_are_asked_until_a_number_comes(opens: Opens) -> None:
    with Neighbor() as neighbor:
        neighbor.moods.append("token")
        town = opens(neighbor.url)
        told(town)
        town.wait(timedelta(hours=2))
        assert of(town).state == rules.TOKEN
        neighbor.tokens["tok/9000"] = "9000"
        town.wait(timedelta(hours=5))
        assert (of(town).state, of(town).their_id) == (rules.FOLLOWED, "9000")


def test_refusals_are_for_a_person_and_floods_and_absence_pass(opens: Opens) -> None:
    with Neighbor() as neighbor:
        neighbor.moods.extend([429, 403])
        town = opens(neighbor.url)
        number = told(town)
        assert of(town).state == rules.WAITING
        town.wait(timedelta(minutes=3))
        assert of(town).state == rules.REFUSED and of(town).why == "HTTP 403: Not this time"
        assert resent(town, number).state == rules.FOLLOWED


def test_while_nobody_listens_it_waits_and_nothing_is_in_doubt(opens: Opens) -> None:
    with Neighbor() as neighbor:
        pass
    town = opens(neighbor.url)
    told(town)
    assert (of(town).state, of(town).why, of(town).tries) == (rules.WAITING, "connection refused", 1)
    town.wait(timedelta(days=12))
    assert of(town).state == rules.REFUSED


def test_a_place_nobody_knows_waits_for_a_person(opens: Opens) -> None:
    with Neighbor(wants_point=True) as neighbor:
        town = opens(neighbor.url, location="point")
        told(town, place="behind John Smith's house")
        assert (of(town).state, of(town).why) == (rules.HELD, "point")
        with town.db.begin() as tx:
            mending.place(tx, of(town).concern_id, "Barelitas Park", "It is deep. 505-555-0134", now=town.now)
        town.drain()
        (report,) = neighbor.reports.values()
        assert of(town).state == rules.FOLLOWED and "lat" in report and "John" not in str(report)
        assert "It is deep. ###" in report["description"]


def test_a_crash_after_the_call_doubles_nothing(opens: Opens) -> None:
    """The process ends between the call and the note of it: as an exception does, nothing after it runs."""

    class Dead(BaseException):
        pass

    with Neighbor() as neighbor:
        town = opens(neighbor.url)
        office = town.bot.other_office()
        told_before = office.fetch.post

        def dies(*given_: object) -> object:
            told_before(*given_)  # type: ignore[arg-type]
            raise Dead

        town.says(SAM, TELL)
        town.says(SAM, "1")
        office.fetch.post = dies  # type: ignore[method-assign, assignment]
        with pytest.raises(Dead):
            town.says(SAM, "4th and Central")
        del office.fetch.post
        assert len(neighbor.reports) == 1
        (attempt,) = town.query(select(sent_attempt))
        assert attempt.ended_at is None and of(town).state == rules.DOUBT
        town.wait(timedelta(minutes=5))  # The lease ends.
        assert (of(town).state, of(town).their_id, len(neighbor.reports)) == (rules.FOLLOWED, "9000", 1)


def test_no_transaction_is_open_while_the_other_system_answers(sqlite_url: str, opens: Opens) -> None:
    with Neighbor() as neighbor:
        town = opens(neighbor.url, at=sqlite_url)
        wrote: list[int] = []

        def write() -> None:
            with town.db.begin() as tx:
                wrote.append(tx.execute(update(concern).values(area="elsewhere")).rowcount)

        neighbor.before_answer = write
        told(town)
        assert wrote == [1] and of(town).state == rules.FOLLOWED


def test_what_came_from_an_app_does_not_go_round(opens: Opens) -> None:
    with Neighbor() as neighbor:
        town = opens(neighbor.url)
        assert post(create_app(town.bot).test_client(), new_key(town), **POTHOLE).status_code == 200
        town.wait(timedelta(minutes=1))
        assert neighbor.reports == {} and town.query(select(sent_report)) == []


def test_only_the_departments_named_send_and_moving_one_there_sends_it(opens: Opens) -> None:
    with Neighbor() as neighbor:
        town = opens(neighbor.url, departments=("traffic",))
        number = told(town)
        assert neighbor.reports == {}
        city = service.city_of(town.bot.library)
        service.change(town.db, city, number, Change("assign", "stf_ana", department="traffic"), now=town.now)
        town.drain()
        assert len(neighbor.reports) == 1


def test_our_case_stays_the_truth(opens: Opens) -> None:
    with Neighbor() as neighbor:
        town = opens(neighbor.url)
        number = told(town)
        neighbor.reports["9000"]["status"] = "closed"
        town.wait(timedelta(minutes=20))
        assert status(town, number) == "done"
        town.says(SAM, "2")  # Not fixed.
        assert status(town, number) == "reopened"
        town.wait(timedelta(days=2))  # They still say closed, which is no news.
        assert status(town, number) == "reopened"
        acts = [row.by for row in town.query(select(concern_change.c.by).order_by(concern_change.c.nth))]
        assert acts == ["routing", "open311", "resident"]
        with town.db.begin() as tx:
            mending.again(tx, of(town).concern_id, now=town.now)
        town.drain()
        assert of(town).their_id == "9001" and f"{number}R2" in neighbor.reports["9001"]["description"]


PLACES = (
    "4th and Central, ask for {0}", "{0}", "{0}'s house, call {1}", "35.0844,-106.6504 {0}", "{2} 4th and Central",
    "behind {0} by the laundromat on 4th {1}", "",
)  # fmt: skip


@cache
def office_of_demo() -> sending.Office:
    """Everything that makes a payload, over the demo city; it calls nobody."""
    library = demo_library()
    to = SendsTo({"en": "x"}, "https://x.example", {"pothole": "1"}, reference="REF", jurisdiction="j")
    places = queries_for(library)["place"]
    return sending.Office(to, library, places, "key", None, None)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=60)
@given(
    name=st.from_regex(r"Zq[a-z]{6,9} Xv[a-z]{6,9}", fullmatch=True),
    phone=st.from_regex(r"\([2-9]\d\d\) [2-9]\d\d-\d{4}", fullmatch=True),
    mail=st.from_regex(r"zq[a-z0-9.]{3,9}[a-z]@city\.example", fullmatch=True),
    place=st.sampled_from(PLACES), approved=st.sampled_from(("", "4th and Central {1}")),
)  # fmt: skip
def test_no_payload_holds_anything_of_a_person(name: str, phone: str, mail: str, place: str, approved: str) -> None:
    """Names of residents have no way out; what a person approved loses numbers and addresses besides."""
    whose, office = (name, phone, mail), office_of_demo()
    at = Standing(
        "con_1", "7K3PX", f"ctc_{name}", "pothole", f"I am {name}, {phone}, {mail}", place.format(*whose), None, "en",
        Status.RECEIVED, 0, None, None, STARTS_AT,
    )  # fmt: skip
    seen = store.Sent("con_1", rules.WAITING, None, 1, 0, 0, approved.format(*whose) or None, f"Deep. {phone} {mail}",
                      None, None, None, None, None, None, STARTS_AT)  # fmt: skip
    assert office.to is not None
    form = form_of(sending.outgoing(office, at, seen), office.to, "key")
    assert {field.partition("[")[0] for field in form} <= FIELDS
    everything = " ".join(form.values())
    for each in (*name.split(), phone, phone[-8:], mail, "ctc_", "con_"):
        assert each not in everything


GIST = {"en": "Pothole in front of the school, cars swerve", "es": "Bache frente a la escuela, los carros lo esquivan"}


@pytest.mark.parametrize(
    ("approved", "words", "language", "goes"),
    [
        (True, GIST, "en", GIST["en"]),
        (True, GIST, "es", GIST["es"]),
        (False, GIST, "en", ""),
        (True, {"es": GIST["es"]}, "en", ""),
        (None, {}, "en", ""),
    ],
)
def test_an_approved_line_in_their_language_goes_and_nothing_else_does(
    sqlite_url: str, opens: Opens, approved: bool | None, words: dict[str, str], language: str, goes: str
) -> None:
    with Neighbor() as neighbor:
        town = opens(neighbor.url, at=sqlite_url, language=language)
        number = told(town, place="behind the school")  # No such place in the gazetteer: it waits for a person.
        assert of(town).state == rules.HELD and neighbor.reports == {}
        with town.db.begin() as tx:
            if approved is not None:
                gists.write(tx, of(town).concern_id, words, approved=approved, by="stf_ana", now=town.now)
            mending.place(tx, of(town).concern_id, "Barelitas Park", "", now=town.now)
        town.drain()
        (report,) = neighbor.reports.values()
        assert of(town).state == rules.FOLLOWED
        before, _, after = report["description"].partition("Barelitas Park, Barelitas. ")
        assert "Bache" in before and after == (f"{goes}. Ref. {number}" if goes else f"Ref. {number}")
        assert "John" not in str(neighbor.heard)


def test_what_staff_wrote_for_the_other_system_goes_before_the_line(sqlite_url: str, opens: Opens) -> None:
    with Neighbor() as neighbor:
        town = opens(neighbor.url, at=sqlite_url)
        told(town, place="behind the school")
        with town.db.begin() as tx:
            gists.write(tx, of(town).concern_id, GIST, approved=True, by="stf_ana", now=town.now)
            mending.place(tx, of(town).concern_id, "Barelitas Park", "It is deep.", now=town.now)
        town.drain()
        (report,) = neighbor.reports.values()
        assert "It is deep." in report["description"] and GIST["en"] not in report["description"]


def test_an_approved_line_is_masked_as_everything_that_leaves() -> None:
    office = office_of_demo()
    at = Standing(
        "con_1", "7K3PX", "ctc_1", "pothole", "x", "Barelitas Park", None, "en", Status.RECEIVED, 0, None, None,
        STARTS_AT,
    )  # fmt: skip
    seen = store.Sent("con_1", rules.WAITING, None, 1, 0, 0, None, None, None, None, None, None, None, None, STARTS_AT)
    gist = Gist({"en": "Call (505) 555-0134 or ana@city.example"}, "stf_ana", "stf_ana")
    assert office.to is not None
    form = form_of(sending.outgoing(office, at, seen, gist), office.to, "key")
    assert "0134" not in str(form) and "ana@" not in str(form) and "Call ###" in form["description"]


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_answer_can_be_read_or_is_none(body: bytes) -> None:
    read = records_in(body)
    assert read is None or all(isinstance(value, str) for each in read for value in each.values())


@pytest.mark.parametrize(("body", "ids"), [
    (b'[{"service_request_id": 12}]', ["12"]),
    (b'{"service_requests": [{"service_request_id": "a"}]}', ["a"]),
    (b'{"service_requests": {"request": {"service_request_id": 5}}}', ["5"]),
    (b"<service_requests><request><service_request_id> 7 </service_request_id></request></service_requests>", ["7"]),
    (b'<r xmlns="http://a.b/c"><list><request><service_request_id>8</service_request_id></request></list></r>', ["8"]),
    (b'<!DOCTYPE a [<!ENTITY b "c">]><a><request><service_request_id>&b;</service_request_id></request></a>', None),
    (b"[]", []), (b"", None), (b"<html>", None),
])  # fmt: skip
def test_answers_as_servers_write_them(body: bytes, ids: list[str] | None) -> None:
    read = records_in(body)
    assert (read if read is None else [each.get("service_request_id") for each in read]) == ids


def test_what_staff_wrote_for_the_other_system_is_forgotten_with_the_resident(sqlite_url: str, opens: Opens) -> None:
    with Neighbor() as neighbor:
        town = opens(neighbor.url, at=sqlite_url)
        told(town, place="behind the blue house")
        with town.db.begin() as tx:
            mending.place(tx, of(town).concern_id, "4th and Central", "By the blue house", now=town.now)
        town.drain()
        (row,) = town.query(select(concern.c.contact_id))
        with town.db.begin() as tx:
            for erase in FORGETS:
                erase(tx, row.contact_id, town.now)
        assert (of(town).place, of(town).words, of(town).state) == (None, None, rules.FOLLOWED)
