"""What follows a broadcast: its report, reminders of a date, and the look that staff take on their own phone."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.broadcasts import followups, service
from bot.broadcasts.rules import Broadcast, NotAllowed, Variant
from bot.broadcasts.trial import send_trial
from bot.messaging.tables import message
from bot.outbox.tables import event
from tests.broadcasts.city import A_BROADCAST, DANA, EN, ES, EVA, NIGHT, REPORT, Office, phone

ZONE = ZoneInfo("America/Denver")
WORDS = {"en": "{city}: tomorrow on Elm. STOP ends.", "es": "{city}: nos vemos en Elm. ALTO para salir."}


def report(office: Office) -> Broadcast:
    return followups.report(office.db, office.city, "water", who=DANA, now=office.town.now)


def sent(office: Office, **values: Any) -> None:
    office.begin(**values)
    office.town.drain()


def start(office: Office, name: str) -> None:
    office.town.wait(timedelta(minutes=1))
    service.approve(office.db, office.city, name, who=EVA, now=office.town.now)
    service.start(office.db, office.city, name, now=office.town.now)
    office.town.drain()


def test_the_report_reaches_those_who_got_it_whatever_has_changed_since(office: Office) -> None:
    spanish, english, gone, late = office.residents("es", "en", "es", "es")
    office.change(late, left_at=office.town.now)
    sent(office, segment="area is unknown")
    office.change(late, left_at=None)
    office.change(spanish, area="Midtown")
    office.change(gone, left_at=office.town.now)
    office.residents("en", first=2000)
    drafted = report(office)
    assert (drafted.name, drafted.segment, drafted.audience_of) == ("water report", "", "bro_1")
    looked_at = office.preview(drafted)
    assert looked_at.people == 2 and looked_at.left_out == {"left": 1} and looked_at.problems == ()
    assert len(looked_at.samples) == 2
    start(office, "water report")
    assert set(office.rows(drafted.id)) == {spanish, english}
    assert office.town.said(phone(1000))[1] == REPORT["es"].replace("{city}", "Texto de la Ciudad")
    assert len(office.town.said(phone(1002))) == 1 and office.town.said(phone(2000)) == []


def test_who_was_held_out_or_whose_text_did_not_leave_hears_no_report(office: Office) -> None:
    ids = office.residents(*["es"] * 40)
    office.begin(hold_out=40)
    office.change(ids[0], topics_off="news")
    office.town.drain()
    got = {each for each, (status, _) in office.rows().items() if status == "queued"}
    with office.db.begin() as tx:
        failed = min(got)
        tx.exec_driver_sql(f"UPDATE message SET status = 'undelivered' WHERE id = 'bro_1.{failed[4:]}'")
    assert 10 < len(got) < 40 and office.preview(report(office)).people == len(got) - 1


def test_a_report_takes_a_second_person_whoever_drafts_it(office: Office) -> None:
    office.residents(*["es"] * 51)
    sent(office)
    drafted = followups.report(office.db, office.city, "water", who="Flor", now=office.town.now)
    assert drafted.written_by == (DANA, "Flor")
    with pytest.raises(service.CannotBeSent, match="Dana wrote at it"):
        service.approve(office.db, office.city, "water report", who=DANA, now=office.town.now)


def test_nobody_hears_of_what_has_not_begun_and_nobody_twice(office: Office) -> None:
    office.residents("es")
    office.draft()
    with pytest.raises(NotAllowed, match="has not begun"):
        report(office)
    start(office, "water")
    report(office)
    with pytest.raises(NotAllowed, match='"water report" already'):
        report(office)


def test_a_segment_narrows_whom_a_follower_is_for(office: Office) -> None:
    office.residents("es", "en")
    sent(office)
    drafted = service.draft(
        office.db, office.city, replace(report(office), segment="language = en"), now=office.town.now
    )
    assert [(each.language, each.people) for each in office.preview(drafted).lines] == [("en", 1)]
    assert not any("report" in str(each) for each in office.preview(drafted).problems)


def test_reminders_begin_by_themselves_so_long_before(office: Office) -> None:
    office.residents("es", "en")
    sent(office)
    office.residents("en", first=2000)
    event_at = datetime(2026, 3, 13, 18, 0, tzinfo=ZONE)
    drafted = followups.remind(
        office.db, office.city, "water", WORDS, event_at=event_at, who=DANA, now=office.town.now,
        before=[timedelta(days=2), timedelta(hours=5)],
    )  # fmt: skip
    assert [each.name for each in drafted] == ["water-2d", "water-5h"]
    for each in drafted:
        start(office, each.name)
    assert len(office.town.delivered()) == 2
    office.town.wait(datetime(2026, 3, 11, 18, 10, tzinfo=ZONE) - office.town.now)
    assert len(office.town.said(phone(1000))) == 2 and len(office.town.delivered()) == 4
    office.town.wait(timedelta(days=2))
    assert len(office.town.said(phone(1001))) == 3 and office.town.said(phone(2000)) == []
    with pytest.raises(NotAllowed, match="1d before is over already"):
        followups.remind(
            office.db, office.city, "water", WORDS, event_at=event_at, who=DANA, now=office.town.now,
            before=[timedelta(days=1)],
        )  # fmt: skip


def test_days_before_are_counted_on_the_wall_and_hours_in_hours() -> None:
    """On the eighth of March 2026 the clocks go forward."""
    at = datetime(2026, 3, 8, 18, 0, tzinfo=ZONE)
    assert followups.remind_at(at, timedelta(days=1)) == datetime(2026, 3, 7, 18, 0, tzinfo=ZONE)
    assert f"{followups.remind_at(at, timedelta(hours=17)):%d %H:%M}" == "08 00:00"
    assert [followups.spoken(each) for each in (timedelta(days=7), timedelta(hours=36), timedelta(minutes=90))] == [
        "7d", "36h", "90m",
    ]  # fmt: skip


def test_when_a_report_is_due() -> None:
    begun = replace(A_BROADCAST, started_at=NIGHT)
    told = replace(begun, id="bro_2", name="water report", audience_of="bro_1")

    def due(today: date, *others: Broadcast) -> str:
        return followups.report_due(begun, [begun, *others], today)

    assert due(date(2026, 3, 20)) == "report back due on 2026-04-01, in 12 days"
    assert due(date(2026, 3, 31)).endswith("in 1 day") and due(date(2026, 4, 1)).endswith("today")
    assert due(date(2026, 4, 3)).endswith("2 days late")
    assert due(date(2026, 4, 3), replace(told, started_at=None)).endswith("late")
    assert due(date(2026, 4, 3), told) == ""
    assert followups.report_due(A_BROADCAST, [], date(2026, 4, 3)) == ""
    assert followups.report_due(told, [told], date(2026, 4, 3)) == ""


def trial(office: Office, number: int) -> int:
    phone_hash = office.town.bot.vault.lookup(phone(number))
    sent_to = send_trial(office.db, office.city, "water", phone_hash, now=office.town.now)
    office.town.drain()
    return sent_to


def test_staff_read_every_text_on_their_own_phone_at_any_hour(office: Office) -> None:
    office.residents("en", "es")
    own = Variant("spanish", {"es": "{city}: hola. ALTO para salir."}, "language = es")
    office.draft(variants=(own, Variant("", {"en": EN, "es": ES})))
    office.town.now = NIGHT
    assert trial(office, 1000) == 3
    heard = sorted(office.town.said(phone(1000)))
    assert [each[:24] for each in heard] == [
        "CityText: water is off o",
        "Texto de la Ciudad: el v",
        "Texto de la Ciudad: hola",
    ]
    assert office.figures() == {} and office.state() == "draft"
    rows = office.town.query(select(event.c.type, event.c.subject, event.c.data).where(event.c.type.like("broad%")))
    assert [tuple(row) for row in rows] == [("broadcast.tested", "bro_1", '{"texts": 3}')]
    assert {row[0] for row in office.town.query(select(message.c.purpose))} == {"reply"}
    assert trial(office, 1000) == 3 and len(office.town.said(phone(1000))) == 6


def test_a_trial_counts_for_nothing_when_the_broadcast_is_sent(office: Office) -> None:
    office.residents("en")
    office.draft()
    for _ in range(3):
        trial(office, 1000)
    start(office, "water")
    assert len(office.town.said(phone(1000))) == 7 and office.figures()["en"].sent == 1


def test_nobody_is_tried_on_who_did_not_ask(office: Office) -> None:
    (gone,) = office.residents("en")
    office.draft()
    with pytest.raises(NotAllowed, match="never texted the city"):
        trial(office, 1999)
    office.change(gone, left_at=office.town.now)
    with pytest.raises(NotAllowed, match="STOP"):
        trial(office, 1000)
    office.draft(id="bro_2", name="empty", variants=(Variant("", {}),))
    office.change(gone, left_at=None)
    with pytest.raises(NotAllowed, match='"empty" has no texts yet'):
        send_trial(
            office.db, office.city, "empty", office.town.bot.vault.lookup(phone(1000)), now=office.town.now
        )  # fmt: skip
    assert office.town.delivered() == []
