"""Broadcasts at the console: written, counted, approved by a second person, sent, held, ended, and told about."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update
from werkzeug.test import TestResponse

from bot.broadcasts import counts, service, store
from bot.broadcasts.rules import Broadcast, State
from bot.broadcasts.tables import broadcast as broadcast_table
from bot.broadcasts.tables import broadcast_count, recipient
from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.events import BroadcastOverride
from bot.messaging.tables import message
from bot.outbox.tables import event
from bot.people.tables import contact
from bot.wiring import broadcast_city
from tests.broadcasts.city import EN, ES
from tests.console.desk import Console, acts, csrf_of, open_console, post
from tests.console.residents import Counted, drain
from tests.conversations.town import new_sqlite

LIST = "/console/broadcasts"
PART = {"HX-Request": "true"}
FORM = {
    "name": "water", "kind": "notice", "level": "inform", "report_on": "2026-04-01", "segment": "language in (en, es)",
    "variants": "1", "text-0-en": EN, "text-0-es": ES, "report-en": "{city}: water is back. STOP ends.",
    "report-es": "{city}: ya hay agua. ALTO para salir.", "parts": "1", "hold_out": "0", "act": "keep",
}  # fmt: skip


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Console]:
    """A console on each kind of database."""
    if request.param == "sqlite":
        url = new_sqlite(tmp_path)
    else:
        make: Callable[..., str] = request.getfixturevalue("new_database")
        url = make()
        database = Database(url)
        upgrade(database)
        database.close()
    opened = open_console(url)
    yield opened
    opened.bot.db.close()


def residents(console: Console, *languages: str | None, first: int = 1000, **values: Any) -> list[str]:
    """Residents who have never texted, one for each language."""
    vault, ids = console.bot.vault, [f"ctc_{first + number:026d}" for number in range(len(languages))]
    rows = [
        {"id": each, "phone_hash": vault.lookup(f"+1505555{first + number:04d}"),
         "phone_sealed": vault.seal(f"+1505555{first + number:04d}"), "language": languages[number],
         "created_at": console.time() - timedelta(days=90), **values}
        for number, each in enumerate(ids)
    ]  # fmt: skip
    with console.bot.db.begin() as tx:
        tx.execute(insert(contact), rows)
    return ids


def write(client: FlaskClient, **changes: str) -> TestResponse:
    """Send the form of a new broadcast."""
    return post(client, f"{LIST}/new", **{**FORM, **changes})


def written(console: Console, who: str = "coordinator", **changes: str) -> str:
    """A draft of somebody, counted; its address."""
    answer = write(console.client(who), **changes)
    assert answer.status_code == 303, re.findall(r'error-message"[^>]*>([^<]+)', answer.text)
    drain(console)
    return answer.location


def found(console: Console, name: str = "water") -> Broadcast:
    with console.bot.db.read() as tx:
        return service.found(tx, name)


def sent(console: Console, people: int = 60, **changes: str) -> str:
    """A broadcast to so many, half of them Spanish, that has left and arrived; its address."""
    residents(console, *(["es", "en"] * (people // 2)))
    page = written(console, **changes)
    assert post(console.client("admin"), f"{page}/approve", page=page).status_code == 303
    assert post(console.client("admin"), f"{page}/start", page=page).status_code == 303
    for _ in range(4):
        drain(console)
        console.time.move(seconds=30)
    return page


def test_an_empty_list_says_what_to_do(console: Console) -> None:
    page = console.client("coordinator").get(LIST).text
    assert "There are none yet" in page and "Write a broadcast" in page
    assert "Write a broadcast" not in console.client("analyst").get(LIST).text


def test_from_a_draft_to_what_came_of_it(anywhere: Console) -> None:
    residents(anywhere, *["es"] * 40, *["en"] * 30, None)
    residents(anywhere, "es", first=2000, left_at=anywhere.time())
    writer, second = anywhere.client("translator"), anywhere.client("coordinator")
    answer = write(writer, segment="idioma = es o idioma = en o no idioma = es")
    page = answer.location
    assert "se está contando" in writer.get(page).text
    drain(anywhere)
    seen = second.get(page).text
    assert "Nothing is missing." in seen and re.search(r"<dt>People</dt><dd>71<", seen)
    assert "1: have left" in seen and "$0.56" in seen
    assert post(writer, f"{page}/approve", page=page).status_code == 403
    assert post(second, f"{page}/approve", page=page).status_code == 303
    assert post(second, f"{page}/start", page=page).status_code == 303
    for _ in range(4):
        drain(anywhere)
        anywhere.time.move(seconds=30)
    second.get(page)
    drain(anywhere)
    told = second.get(f"{page}/standing?state=scheduled", headers=PART).text
    assert re.search(r"<dt>Sent</dt><dd>71<", told) and "It is now:" in told
    assert "Spanish" in told and "&lt; 10" in told  # One person of an unknown language is not told.
    with anywhere.bot.db.read() as tx:
        assert {(who, act) for who, act in acts(tx) if act.startswith("broadcast")} == {
            ("Tania", "broadcast.drafted"), ("Carmen", "broadcast.approved"), ("Carmen", "broadcast.started"),
        }  # fmt: skip


def test_whoever_wrote_it_cannot_approve_it_for_many(console: Console) -> None:
    residents(console, *["es", "en"] * 30)
    page = written(console)
    client = console.client("coordinator")
    told = client.get(page).text
    assert "somebody else approves it" in told and "Approve it as it stands" not in told
    answer = post(client, f"{page}/approve", page=page)
    assert answer.status_code == 422 and "60 people would get it, and you wrote at it." in answer.text
    assert found(console).state is State.DRAFT
    assert post(console.client("admin"), f"{page}/approve", page=page).status_code == 303
    assert found(console).approved_by == console.staff("admin").id


@pytest.mark.parametrize(("said", "may"), [("Carmen", False), (" carmen ", False), ("Eva", True)])
def test_a_name_at_the_command_line_is_no_way_around_the_console(console: Console, said: str, *, may: bool) -> None:
    residents(console, *["es", "en"] * 30)
    written(console)
    bot = console.bot
    approve = {"who": said, "now": console.time()}
    if may:
        service.approve(bot.db, broadcast_city(bot), "water", **approve)
    else:
        with pytest.raises(service.CannotBeSent, match=r"(?i)carmen +wrote at it"):
            service.approve(bot.db, broadcast_city(bot), "water", **approve)


def test_two_people_of_one_name_are_two_people(console: Console) -> None:
    from bot.staff import store as team

    residents(console, *["es", "en"] * 30)
    page, admin = written(console), console.staff("admin")
    with console.bot.db.begin() as tx:
        team.change_staff(tx, admin.id, name="Carmen")
    assert post(console.client("admin"), f"{page}/approve", page=page).status_code == 303


def test_for_a_few_the_writer_may_approve(console: Console) -> None:
    residents(console, "es", "en")
    page = written(console)
    assert post(console.client("coordinator"), f"{page}/approve", page=page).status_code == 303
    assert found(console).state is State.APPROVED


def test_what_changed_since_somebody_looked_is_not_approved(console: Console) -> None:
    residents(console, "es", "en")
    page = written(console)
    admin = console.client("admin")
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', admin.get(page).text)[1]
    edited = post(console.client("coordinator"), f"{page}/edit", **{**FORM, "hold_out": "10"})
    assert edited.status_code == 303
    drain(console)
    answer = post(admin, f"{page}/approve", page=page, seen=seen)
    assert answer.status_code == 409 and "Somebody else has just changed it" in answer.text


def test_an_audience_is_counted_again_after_an_hour(console: Console) -> None:
    residents(console, "es", "en")
    page, admin = written(console), console.client("admin")
    console.time.move(minutes=59)
    assert "That is a while ago" not in admin.get(page).text
    console.time.move(minutes=2)
    admin = console.client("admin")
    assert "That is a while ago" in admin.get(page).text
    residents(console, *["es"] * 60, first=3000)
    answer = post(admin, f"{page}/approve", page=page)
    assert answer.status_code == 409 and "is being counted again" in answer.text
    drain(console)
    assert re.search(r"<dt>People</dt><dd>62<", admin.get(page).text)
    assert post(admin, f"{page}/approve", page=page).status_code == 303


def test_an_edit_voids_the_approval_and_the_count(console: Console) -> None:
    residents(console, "es", "en")
    page, client = written(console), console.client("coordinator")
    post(client, f"{page}/approve", page=page)
    assert "takes the approval back" in client.get(f"{page}/edit").text
    assert post(client, f"{page}/edit", **{**FORM, "text-0-en": EN.replace("9", "8")}).status_code == 303
    assert found(console).state is State.DRAFT
    assert "It is being counted" in client.get(page).text


def test_two_who_change_the_same_draft_do_not_overwrite_each_other(console: Console) -> None:
    page, one, other = written(console), console.client("coordinator"), console.client("translator")
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', one.get(f"{page}/edit").text)[1]
    assert post(other, f"{page}/edit", **{**FORM, "parts": "2"}).status_code == 303
    answer = post(one, f"{page}/edit", **{**FORM, "text-0-en": "{city}: mine. STOP ends.", "seen": seen})
    assert answer.status_code == 409 and "Somebody else has just changed it" in answer.text
    assert "{city}: mine. STOP ends." in answer.text and found(console).parts == 2


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": ""}, "It needs a name."),
        ({"segment": "language = fr"}, "is not known here"),
        ({"hold_out": "95"}, "Write a number from 0 to 90."),
        ({"parts": "7"}, "Write a number from 1 to 6."),
        ({"starts_on": "2026-03-12"}, "Choose a time of day."),
        ({"starts_at": "10:00"}, "Choose the day as well."),
        ({"report_on": "soon"}, "This is no day."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    console: Console, changes: dict[str, str], says: str
) -> None:
    answer = write(console.client("coordinator"), **changes)
    assert answer.status_code == 422 and says in answer.text
    assert "el viernes de 9 a 12 no hay agua en Elm" in answer.text


def test_a_name_is_taken_once(console: Console) -> None:
    written(console)
    answer = write(console.client("coordinator"))
    assert answer.status_code == 422 and "Choose another name." in answer.text


def test_problems_lead_to_their_fields_in_the_reader_s_language(console: Console) -> None:
    residents(console, "es", "en")
    page = written(console, level="", **{"text-0-es": "Sin salida", "report-es": ""})
    told = console.client("coordinator").get(page).text
    for anchor in ("level", "text-0-es", "report-es"):
        assert f"{page}/edit#{anchor}" in told
    assert "The Spanish text does not tell how to leave." in told
    spanish = console.client("translator").get(page).text
    assert "no dice cómo salir" in spanish and "does not tell" not in spanish


def test_every_problem_has_words_of_the_screens(console: Console) -> None:
    from bot.broadcasts import emergency, faults, firsts, rules, texts
    from bot.console.broadcast_words import _WORDS

    where = r'(?:"(?:level|report_on|hold_out|starts_on|topic|segment|approve|flow|reason)"|where|f"report|_field)'
    text = "".join(Path(each.__file__).read_text() for each in (faults, rules, emergency))
    codes = (
        {"twin"} | set(re.findall(rf'"([a-z-]+)",\s+{where}', text)) | {"no-text", "no-text-unknown", "sender", "role"}
    )
    named = "".join(Path(each.__file__).read_text() for each in (texts, firsts))
    codes |= set(re.findall(r'remedy, "([a-z-]+)"|_known\(words\), "([a-z-]+)"', named)[0]) - {""}
    assert {"level", "parts", "way-out", "twin", "second", "reason-length"} <= codes - {"survey"} <= set(_WORDS)


def test_words_of_their_own_for_some(console: Console) -> None:
    client = console.client("coordinator")
    page = write(client, act="add").text
    assert 'name="variants" value="2"' in page and "For all others" in page and "Words of their own for some: 1" in page
    both = {
        **FORM, "variants": "2", "variant-0-name": "renters", "variant-0-segment": "field.renter = yes",
        "text-0-es": "{city}: inquilinos. ALTO para salir.", "text-0-en": "", "text-1-en": EN, "text-1-es": ES,
    }  # fmt: skip
    assert "need a name" in write(client, **{**both, "variant-0-name": ""}).text
    assert write(client, **both).status_code == 303
    assert [each.name for each in found(console).variants] == ["renters", ""]
    assert found(console).variants[0].texts == {"es": "{city}: inquilinos. ALTO para salir."}
    fewer = write(client, **{**both, "act": "remove-0"}).text
    assert 'name="variants" value="1"' in fewer and "inquilinos" not in fewer and ES in fewer


def test_ticks_write_the_rule_and_the_rule_ticks(console: Console) -> None:
    client = console.client("coordinator")
    ticks = {"tick-language": ["es"], "tick-field-renter": "yes", "tick-joined_within": "30"}
    token = csrf_of(client, f"{LIST}/new")
    page = client.post(f"{LIST}/new", data={"csrf_token": token, **FORM, "act": "build", **ticks}).text
    rule = "language = es and field.renter = yes and joined within 30 days"
    assert rule in page.replace("&#34;", '"') and 'value="es" checked' in page
    part = client.post(f"{LIST}/rule", data={"csrf_token": token, "act": "build", **ticks}, headers=PART).text
    assert rule in part
    beyond = client.post(
        f"{LIST}/new", data={"csrf_token": token, **FORM, "act": "build-not", "segment": "not language = es"}
    )
    assert beyond.status_code == 303
    assert "says more than ticks can" in client.get(f"{beyond.location}/edit").text


def test_a_rule_is_read_in_both_languages_and_counted_at_a_glance(anywhere: Console) -> None:
    residents(anywhere, "es", "es", "en")
    client = anywhere.client("translator")
    token = csrf_of(client, f"{LIST}/new")
    read = client.post(f"{LIST}/rule", data={"csrf_token": token, "segment": "idioma = es"}, headers=PART).text
    assert "language = es" in read and "idioma = es" in read and "2 personas" in read
    wrong = client.post(f"{LIST}/rule", data={"csrf_token": token, "segment": "idioma es"}, headers=PART).text
    assert "Desde la letra 8 no se entiende la regla." in wrong
    for segment, says in (("barrio = Narnia", "aquí no se conoce «Narnia»"), ("raza = x", "nunca separa a la gente")):
        form = {"csrf_token": token, "segment": segment}
        assert says in client.post(f"{LIST}/rule", data=form, headers=PART).text


@pytest.mark.parametrize(
    ("field", "body", "says"),
    [
        ("text-0-es", "{city}: hola. ALTO para salir.", "Texto de la Ciudad: hola."),
        ("text-0-en", "a" * 161, "2 parts"),
        ("text-0-es", "mañana a las tres de la tarde habrá junta " * 3, "These letters make it 2 parts instead of 1"),
        ("report-es", "There will be no water on Friday morning.", "This looks like English; they read Spanish."),
        ("text-0-en", "a" * 150, "10 letters left in it"),
        ("text-0-en", "a" * 150, "0.0079 USD for each person"),
    ],
)
def test_a_text_is_shown_as_a_phone_shows_it_with_its_price(console: Console, field: str, body: str, says: str) -> None:
    client = console.client("coordinator")
    form = {"csrf_token": csrf_of(client, f"{LIST}/new"), "field": field, field: body}
    assert says in client.post(f"{LIST}/price", data=form, headers=PART).text


def test_an_emergency_takes_a_reason_and_the_role_one_has(console: Console) -> None:
    residents(console, "es", "en")
    page, admin = written(console, kind="emergency", report_on=""), console.client("admin")
    assert "nobody has said" in post(admin, f"{page}/approve", page=page).text.lower()
    short = post(admin, f"{page}/approve", page=page, reason="flood")
    assert short.status_code == 422 and "too short or too long" in short.text
    assert post(admin, f"{page}/approve", page=page, reason="The acequia has broken at Bridge").status_code == 303
    with console.bot.db.read() as tx:
        [(_, called)] = store.overrides(tx, found(console).id)
        told = tx.execute(select(event.c.data).where(event.c.type == BroadcastOverride.type)).scalar_one()
    assert (called.by, called.role) == (console.staff("admin").id, "admin") and "acequia" in told
    assert "Ada (Administrator), " in admin.get(page).text


def test_the_same_words_twice_are_asked_about(console: Console) -> None:
    sent(console, 2)
    console.time.move(hours=1)
    page = written(console, name="again")
    admin = console.client("admin")
    post(admin, f"{page}/approve", page=page)
    answer = post(admin, f"{page}/start", page=page)
    assert answer.status_code == 409 and "They are to read it again" in answer.text
    assert post(admin, f"{page}/start", page=page, again="1").status_code == 303


def test_pause_goes_on_and_stop_ends(console: Console) -> None:
    residents(console, *["es", "en"] * 10)
    page, admin = written(console), console.client("admin")
    post(admin, f"{page}/approve", page=page)
    post(admin, f"{page}/start", page=page)
    with console.bot.db.begin() as tx:
        tx.execute(update(broadcast_table).values(state="running"))
    assert post(admin, f"{page}/pause", page=page).status_code == 303 and found(console).state is State.PAUSED
    assert post(admin, f"{page}/pause", page=page).status_code == 409
    assert post(admin, f"{page}/resume", page=page).status_code == 303 and found(console).state is State.RUNNING
    assert "Yes, stop it" in admin.get(page).text
    assert post(admin, f"{page}/stop", page=page).status_code == 303 and found(console).state is State.STOPPED
    drain(console)
    with console.bot.db.read() as tx:
        assert tx.execute(select(message.c.id).where(message.c.broadcast_id.is_not(None))).first() is None
        assert not tx.execute(select(recipient.c.status).where(recipient.c.status == "pending")).first()


def test_a_scheduled_one_is_taken_off_the_calendar(console: Console) -> None:
    residents(console, "es", "en")
    page, admin = written(console, starts_on="2026-03-12", starts_at="10:00"), console.client("admin")
    post(admin, f"{page}/approve", page=page)
    told = admin.post(f"{page}/start", data={"csrf_token": csrf_of(admin, page)}, follow_redirects=True).text
    assert "It begins on Mar 12, 10:00 AM." in told and found(console).state is State.SCHEDULED
    assert "water" in admin.get(f"{LIST}/calendar?day=2026-03-12").text
    assert post(admin, f"{page}/withdraw", page=page).status_code == 303
    assert found(console).state is State.DRAFT
    console.time.move(days=3)
    drain(console)
    assert found(console).state is State.DRAFT


def test_a_copy_says_the_same_and_promises_nothing_yet(console: Console) -> None:
    page = written(console)
    answer = post(console.client("translator"), f"{page}/duplicate", page=page)
    assert answer.status_code == 303
    copy = found(console, "water 2")
    assert copy.variants == found(console).variants and copy.report_on is None
    assert copy.written_by == (console.staff("translator").id,)


def test_a_draft_is_deleted_and_nothing_else_is(console: Console) -> None:
    residents(console, "es", "en")
    page, client = written(console), console.client("coordinator")
    assert post(client, f"{page}/discard", page=page).status_code == 303
    assert client.get(page).status_code == 404
    with console.bot.db.read() as tx:
        assert tx.execute(select(broadcast_count)).first() is None
        assert ("Carmen", "broadcast.discarded") in acts(tx)
    kept = written(console)
    post(client, f"{kept}/approve", page=kept)
    assert post(client, f"{kept}/discard", page=kept).status_code == 409 and client.get(kept).status_code == 200


def test_results_hide_small_numbers_and_the_file_does_too(console: Console) -> None:
    page = sent(console, 60)
    analyst = console.client("analyst")
    analyst.get(page)
    drain(console)
    told = analyst.get(page).text
    assert "Delivered, of those who were sent it" in told and "<svg" in told
    answer = post(analyst, f"{page}/results.csv", page=page)
    assert answer.headers["Content-Type"].startswith("text/csv")
    lines = answer.get_data(as_text=True).splitlines()
    assert lines[0].endswith("Language,People,Sent,Delivered,Not delivered,Replied,Left") and len(lines) == 3
    with console.bot.db.read() as tx:
        assert ("Ana", "broadcast.results_taken") in acts(tx)
    assert post(console.client("coordinator"), f"{page}/results.csv", page=page).status_code == 403


def test_what_came_of_it_and_reminders_are_drafts_for_those_who_got_it(console: Console) -> None:
    page, client = sent(console, 4), console.client("coordinator")
    answer = post(client, f"{page}/report", page=page)
    assert answer.status_code == 303 and found(console, "water report").audience_of == found(console).id
    form = {"event_on": "2026-05-07", "event_at": "18:00", "before": "7d", "remind-en": EN, "remind-es": ES}
    assert post(client, f"{page}/remind", page=page, **{**form, "before": ""}).status_code == 422
    assert post(client, f"{page}/remind", page=page, **form).status_code == 303
    assert found(console, "water-7d").starts_at == datetime(2026, 4, 30, 18, tzinfo=ZoneInfo("America/Denver"))


def test_one_sees_it_on_one_s_own_phone(console: Console) -> None:
    from tests.console.residents import SAM, says

    page, client = written(console), console.client("coordinator")
    assert "no telephone number" in post(client, f"{page}/try-out", page=page, number="12").text
    assert "has never texted" in post(client, f"{page}/try-out", page=page, number=SAM).text
    says(console, SAM, "hello there")
    assert post(client, f"{page}/try-out", page=page, number=SAM).status_code == 303
    with console.bot.db.read() as tx:
        assert ("Carmen", "broadcast.tested") in acts(tx)
    assert SAM[2:] not in client.get(page).text


def test_the_calendar_shades_what_is_closed(console: Console) -> None:
    client = console.client("coordinator")
    month = client.get(f"{LIST}/calendar?day=2026-07-01").text
    fourth = re.search(r'<td class="([^"]*)"[^>]*>\s*<a class="date"[^>]*day=2026-07-04', month)
    assert "closed" in fourth[1] and "9:00 AM - 8:00 PM" in month and "12:00 PM - 8:00 PM" in month  # Sundays later.
    week = client.get(f"{LIST}/calendar?day=2026-03-12&view=week").text
    assert "at=2026-03-12T10:00" in week and "at=2026-03-12T21:00" not in week and "at=2026-03-09T10:00" not in week
    form = client.get(f"{LIST}/new?at=2026-03-12T10:00").text
    assert 'value="2026-03-12"' in form and 'value="10:00"' in form
    for odd in ("day=x", "day=9999-12-31", "day=2026-13-01&view=week", "for=none"):
        assert client.get(f"{LIST}/calendar?{odd}").status_code == 200


def test_the_list_filters_sorts_and_pages(anywhere: Console) -> None:
    client, admin = anywhere.client("coordinator"), anywhere.client("admin")
    bot = anywhere.bot
    for number in range(55):
        anywhere.time.move(seconds=1)
        service.draft(
            bot.db, broadcast_city(bot), Broadcast(f"bro_{number:03d}", f"ñandú {number:03d}", "", ()),
            now=anywhere.time(),
        )  # fmt: skip
    names = [f"ñandú {number:03d}" for number in range(55)]
    for sort, expected in (("", names[::-1]), ("created", names), ("name", names), ("-name", names[::-1])):
        first = client.get(f"{LIST}?sort={sort}").text
        following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
        both = first + client.get(f"{LIST}{following}").text
        assert re.findall(r">(ñandú \d+)</a>", both) == expected, sort
    assert "No broadcast is like that" in admin.get(f"{LIST}?state=running").text
    assert admin.get(f"{LIST}?state=nonsense&kind=x&after=y&sort=z").status_code == 200


def test_no_page_asks_more_for_more_people(console: Console) -> None:
    page, client = sent(console, 4), console.client("coordinator")
    client.get(page)
    drain(console)
    with Counted(console) as few:
        for path in (LIST, page, f"{page}/standing", f"{LIST}/calendar", f"{LIST}/new"):
            assert client.get(path).status_code == 200
    residents(console, *["es"] * 300, first=4000)
    with Counted(console) as many:
        for path in (LIST, page, f"{page}/standing", f"{LIST}/calendar", f"{LIST}/new"):
            client.get(path)
    assert len(many.statements) <= len(few.statements) < 60
    assert not any(" recipient" in each or " contact " in each for each in many.statements)


def test_what_was_counted_is_asked_for_no_more_often_than_it_takes() -> None:
    at = datetime(2026, 3, 10, 16, tzinfo=ZoneInfo("UTC"))

    def count(**values: Any) -> counts.Count:
        told = {
            "of": "",
            "asked_at": at,
            "worked_at": at,
            "took_ms": 0,
            "people": 1,
            "done": 1,
            "data": {},
            "why": None,
        }
        return counts.Count(**{**told, **values})

    assert counts.is_due(None, at)
    assert not counts.is_due(count(), at + timedelta(seconds=4)) and counts.is_due(count(), at + timedelta(seconds=5))
    slow = count(took_ms=9_000)
    assert not counts.is_due(slow, at + timedelta(seconds=179)) and counts.is_due(slow, at + timedelta(seconds=180))
    lost = count(worked_at=None)
    assert not counts.is_due(lost, at + timedelta(minutes=9)) and counts.is_due(lost, at + timedelta(minutes=10))
