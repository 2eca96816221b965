"""An emergency leaves at night: what that takes (who, in which role, a reason), whom it reaches, what is kept."""

import json
from datetime import timedelta

import pytest

from bot.broadcasts import emergency, service, store
from bot.broadcasts.emergency import ROLES, Override, override_of
from bot.broadcasts.rules import NotAllowed, Variant
from bot.events import BroadcastOverride
from bot.messaging.tables import message
from bot.outbox.tables import event
from tests.broadcasts.city import EVA, NIGHT, Office, phone

FLOOD = "The acequia has broken at Bridge; people must leave"


def wrong(kind: str = "emergency", by: str = "Eva", role: str = "coordinator", reason: str = FLOOD) -> list[str]:
    return [str(each) for each in emergency.problems(kind, Override(by, role, reason))]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("reason", [FLOOD, "abcdefghij", "x" * 300, "It began on 2026-03-11 10:00, 87102-1234"])
def test_a_named_role_with_a_reason_may_call_one(role: str, reason: str) -> None:
    assert wrong(role=role, reason=reason) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"by": ""}, "Nobody stands for this being an emergency. Say who you are: --as NAME."),
        ({"role": "editor"}, '"editor" may not call an emergency. That takes one of: --role coordinator, admin.'),
        ({"role": "Coordinator"}, '"Coordinator" may not call an emergency.'),
        ({"role": ""}, "Nobody has said in which role."),
        ({"reason": "flood!"}, "The reason has 6 characters. Say in 10 to 300 what has happened:"),
        ({"reason": "x" * 301}, "The reason has 301 characters."),
        ({"reason": "Call (505) 555-0123 for the buses"}, "The reason holds a telephone number."),
        ({"reason": "Told by +15055550123, the guard"}, "The reason holds a telephone number."),
        ({"kind": "notice"}, "It is no emergency, and cannot leave in the night. Leave --role and --reason out,"),
        ({"kind": "survey"}, "It is no emergency,"),
    ],
)
def test_what_is_missing_is_said_with_its_remedy(said: dict[str, str], expected: str) -> None:
    (problem,) = wrong(**said)
    assert problem.startswith(expected)


def test_everything_that_is_missing_is_said_at_once() -> None:
    assert len(wrong(by="", role="clerk", reason="")) == 3


def test_an_emergency_that_nobody_stands_for_is_none_and_anything_else_needs_nobody() -> None:
    (problem,) = emergency.problems("emergency", None)
    assert "nobody has said why" in problem.message
    assert emergency.problems("notice", None) == emergency.problems("survey", None) == []


def test_what_was_said_is_read_without_its_line_breaks() -> None:
    assert override_of(" Eva \n Ortiz", " admin ", " The river\n rises ") == Override(
        "Eva Ortiz", "admin", "The river rises"
    )
    assert override_of("Eva", None, None) is None
    assert override_of("Eva", None, "The river rises") == Override("Eva", "", "The river rises")


# In the night, on a real database.

WORDS = (Variant("", {"en": "{city}: leave Elm now. STOP ends.", "es": "{city}: salga ya de Elm. ALTO para salir."}),)
EVA_CALLS = Override(EVA, "coordinator", FLOOD)


def call(office: Office, override: Override | None = EVA_CALLS, **values: object) -> None:
    """An emergency without any promise, approved and started."""
    office.draft(kind="emergency", variants=WORDS, level=None, report_on=None, report=None, **values)
    service.approve(office.db, office.city, "water", who=EVA, now=office.town.now, override=override)
    service.start(office.db, office.city, "water", now=office.town.now)


def test_it_leaves_at_night_to_everybody_who_has_not_left(office: Office) -> None:
    office.town.now = NIGHT
    rest, news, less, gone, calm = office.residents("en", "es", "en", "es", None)
    office.change(rest, paused_until=NIGHT + timedelta(days=30))
    office.change(news, topics_off="news")
    office.change(less, monthly_since=NIGHT)
    office.change(gone, left_at=NIGHT - timedelta(days=1))
    call(office, topic="news")
    preview = office.preview(office.broadcast())
    assert preview.begins_at == NIGHT and preview.people == 4 and preview.left_out == {"left": 1}
    assert preview.ends_at - NIGHT < timedelta(minutes=1)
    office.town.drain()
    texted = {number for number in range(1000, 1005) if office.town.said(phone(number))}
    assert texted == {1000, 1001, 1002, 1004}
    assert {row.purpose for row in office.town.query(message.select())} == {"emergency"}
    assert office.rows().keys() == {rest, news, less, calm}


def test_nobody_who_leaves_meanwhile_is_texted(office: Office) -> None:
    office.town.now = NIGHT
    (who,) = office.residents("en")
    call(office)
    office.change(who, left_at=NIGHT)
    office.town.drain()
    assert not office.town.said(phone(1000))


def test_who_called_it_is_recorded_for_good(office: Office) -> None:
    office.residents("en")
    called_at = office.town.now
    call(office)
    (told,) = [row for row in office.town.query(event.select()) if row.type == BroadcastOverride.type]
    assert (told.subject, told.at, told.language) == ("bro_1", called_at, None)
    assert json.loads(told.data) == {"by": EVA, "role": "coordinator", "reason": FLOOD}
    office.draft(kind="emergency", variants=WORDS, hold_out=0)  # An edit voids the approval, and not the record.
    with office.db.read() as tx:
        assert store.overrides(tx, "bro_1") == [(called_at, EVA_CALLS)]
        assert store.overrides(tx, "bro_2") == []


@pytest.mark.parametrize(
    ("override", "values", "expected"),
    [
        (None, {}, "Nobody has said why this is an emergency"),
        (Override(EVA, "clerk", FLOOD), {}, "may not call an emergency"),
        (EVA_CALLS, {"hold_out": 10}, "kept from nobody"),
        (EVA_CALLS, {"variants": (Variant("", {"en": "{city}: leave Elm now. STOP ends."}),)}, "no text in es"),
    ],
)
def test_without_all_of_that_it_is_not_approved(
    office: Office, override: Override | None, values: dict[str, object], expected: str
) -> None:
    office.residents("en", "es")
    office.draft(**{"kind": "emergency", "variants": WORDS, **values})
    with pytest.raises(service.CannotBeSent, match=expected):
        service.approve(office.db, office.city, "water", who=EVA, now=office.town.now, override=override)
    assert office.state() == "draft"
    assert not [row for row in office.town.query(event.select()) if row.type == BroadcastOverride.type]


def test_a_notice_stays_in_its_hours_whoever_approves_it(office: Office) -> None:
    office.town.now = NIGHT
    office.residents("en")
    office.draft()
    with pytest.raises(service.CannotBeSent, match="no emergency"):
        service.approve(office.db, office.city, "water", who=EVA, now=NIGHT, override=EVA_CALLS)
    service.approve(office.db, office.city, "water", who=EVA, now=NIGHT)
    service.start(office.db, office.city, "water", now=NIGHT)
    office.town.drain()
    assert not office.town.said(phone(1000))


def test_a_notice_that_becomes_an_emergency_is_approved_anew(office: Office) -> None:
    office.residents("en")
    office.draft()
    service.approve(office.db, office.city, "water", who=EVA, now=office.town.now)
    office.draft(kind="emergency")
    with pytest.raises(NotAllowed):
        service.start(office.db, office.city, "water", now=office.town.now)


def test_many_people_still_take_a_second_person(office: Office) -> None:
    office.residents(*["en"] * 51)
    office.draft(kind="emergency", variants=WORDS, written_by=(EVA,))
    with pytest.raises(service.CannotBeSent, match="a second person approves"):
        service.approve(office.db, office.city, "water", who=EVA, now=office.town.now, override=EVA_CALLS)
