"""Broadcasts on a real database: who gets what, once; chunks that die, pauses, stops, and what is counted."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.broadcasts import gate, launch, recipients, service
from bot.broadcasts.rules import NotAllowed, Variant, is_held_out
from bot.messaging.rules import Defer, Refuse
from bot.messaging.tables import conversation, message
from bot.outbox.relay import Done, RetryAt
from bot.outbox.tables import event, outbox
from tests.broadcasts.city import EN, ES, EVA, NIGHT, Office, phone


def events(office: Office) -> list[str]:
    return [
        row[0]
        for row in office.town.query(select(event.c.type).where(event.c.type.like("broadcast.%")).order_by(event.c.seq))
    ]


def texted(office: Office) -> list[str]:
    """The bodies that were written, whoever they are for."""
    return [row[0] for row in office.town.query(select(message.c.body).where(message.c.broadcast_id.is_not(None)))]


def test_everybody_reads_their_own_language_and_the_others_read_each(office: Office) -> None:
    office.residents("es", "en", None, "vi")
    office.begin()
    office.town.drain()
    assert office.town.said(phone(1000)) == [ES.replace("{city}", "Texto de la Ciudad")]
    assert office.town.said(phone(1001)) == [EN.replace("{city}", "CityText")]
    both = [f"{ES.replace('{city}', 'Texto de la Ciudad')}\n{EN.replace('{city}', 'CityText')}"]
    assert office.town.said(phone(1002)) == both and office.town.said(phone(1003)) == both
    office.town.wait(timedelta(minutes=6))
    assert office.state() == "finished"
    assert events(office) == ["broadcast.approved", "broadcast.started", "broadcast.finished"]


def test_who_is_in_two_segments_gets_one_text(office: Office) -> None:
    both, _, spanish = office.residents("es", "en", "es")
    office.change(both, area="Midtown")
    office.begin(
        segment='(area = "Midtown") or (language = es) or (area = "Midtown" and language = es)',
        variants=(
            Variant("midtown", {"es": f"Midtown. {ES}"}, 'area = "Midtown"'),
            Variant("spanish", {"es": ES}, "language = es"), Variant("", {"en": EN}),
        ),
    )  # fmt: skip
    office.town.drain()
    assert set(office.rows()) == {both, spanish}
    assert [body[:7] for body in office.town.said(phone(1000))] == ["Midtown"]
    assert len(office.town.said(phone(1002))) == 1 and len(texted(office)) == 2


def test_who_asked_for_less_is_left_out_for_that_reason(office: Office) -> None:
    later, before = office.town.now + timedelta(days=3), office.town.now - timedelta(days=3)
    gone, paused, off, monthly, discreet, here = office.residents("es", "es", "es", "es", "es", "es")
    office.change(gone, left_at=before)
    office.change(paused, paused_until=later)
    office.change(off, topics_off="news surveys")
    office.change(monthly, monthly_since=before)
    office.change(discreet, discreet_until=later)
    drafted = office.begin(kind="survey")
    assert office.broadcast().topic == "surveys"
    office.town.drain()
    assert office.rows() == {
        paused: ("left_out", "paused"), off: ("left_out", "topic"), discreet: ("left_out", "discreet"),
        monthly: ("queued", None), here: ("queued", None),
    }  # fmt: skip
    assert {each.phone for each in office.town.delivered()} == {phone(1003), phone(1005)}
    second = replace(drafted, id="bro_2", name="again")
    assert office.preview(second).left_out == {"left": 1, "paused": 1, "topic": 1, "discreet": 1, "monthly": 1}


def test_who_had_the_citys_most_texts_a_month_is_left_out(office: Office) -> None:
    (often,) = office.residents("en")
    for number in range(office.city.most_a_month):
        drafted = office.begin(id=f"bro_{number}", name=f"n{number}", again=True)
        office.town.drain()
    assert len(office.town.said(phone(1000))) == office.city.most_a_month
    office.residents("en", first=2000)
    office.begin(id="bro_z", name="last", again=True)
    office.town.drain()
    assert office.rows("bro_z")[often] == ("left_out", "too_many")
    assert office.preview(drafted).left_out == {"too_many": 1}


def many(office: Office, monkeypatch: pytest.MonkeyPatch, count: int = 12) -> list[str]:
    """So many residents, and chunks of five."""
    monkeypatch.setattr(launch, "CHUNK", 5)
    monkeypatch.setattr(launch, "AHEAD", 1000)
    return office.residents(*["es", "en"] * (count // 2))


def chunk_subject(office: Office) -> str:
    ((subject,),) = office.town.query(select(outbox.c.subject).where(outbox.c.kind == launch.SEND_CHUNK))
    return str(subject)


def test_a_chunk_done_twice_doubles_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    many(office, monkeypatch)
    office.begin()
    assert launch.launch(office.db, office.city, "bro_1", now=office.town.now) == Done()
    assert launch.launch(office.db, office.city, "bro_1", now=office.town.now) == Done()
    first = chunk_subject(office)
    for _ in range(2):
        assert launch.send_chunk(office.db, office.city, first, now=office.town.now) == Done()
    assert len(texted(office)) == 10
    office.town.drain()
    assert Counter(each.phone for each in office.town.delivered()) == Counter(phone(1000 + n) for n in range(12))
    assert office.state() == "running" and events(office).count("broadcast.started") == 1
    office.town.wait(timedelta(minutes=6))
    assert office.state() == "finished"


def test_a_chunk_that_dies_half_way_loses_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker dies while the third text of the second chunk is written; the lease brings the chunk up again."""
    many(office, monkeypatch)
    written, real = [], launch.queue_message

    def dies_once(tx: object, row: dict[str, object], **how: object) -> None:
        written.append(row["id"])
        if len(written) == 8:
            raise OSError("the power is gone")
        real(tx, row, **how)

    monkeypatch.setattr(launch, "queue_message", dies_once)
    office.begin()
    office.town.drain()
    assert len(texted(office)) == 5
    office.town.wait(timedelta(minutes=20))
    assert Counter(each.phone for each in office.town.delivered()) == Counter(phone(1000 + n) for n in range(12))
    assert office.state() == "finished"


def test_a_launch_that_dies_half_way_has_begun_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    many(office, monkeypatch)

    def dies(*_: object) -> None:
        raise OSError("the power is gone")

    office.begin()
    with monkeypatch.context() as dying:
        dying.setattr(launch, "promise_next", dies)
        with pytest.raises(OSError, match="power"):
            launch.launch(office.db, office.city, "bro_1", now=office.town.now)
    assert office.rows() == {} and office.state() == "scheduled"
    office.town.drain()
    assert len(texted(office)) == 12


def test_who_leaves_between_the_freezing_and_the_sending_gets_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = many(office, monkeypatch)
    office.begin()
    launch.launch(office.db, office.city, "bro_1", now=office.town.now)
    office.change(ids[0], left_at=office.town.now)  # still in line
    launch.send_chunk(office.db, office.city, chunk_subject(office), now=office.town.now)
    office.change(ids[1], left_at=office.town.now)  # written, not sent
    office.town.drain()
    assert office.rows()[ids[0]] == ("left_out", "left") and len(texted(office)) == 11
    assert office.town.said(phone(1000)) == [] == office.town.said(phone(1001))
    assert len(office.town.delivered()) == 10
    assert office.figures()["en"].failed == {"refused by the gate": 1}


def test_who_chooses_another_language_meanwhile_reads_that(office: Office) -> None:
    (lupe,) = office.residents("en")
    office.begin()
    launch.launch(office.db, office.city, "bro_1", now=office.town.now)
    office.change(lupe, language="es")
    office.town.drain()
    assert office.town.said(phone(1000)) == [ES.replace("{city}", "Texto de la Ciudad")]
    assert office.figures()["es"].sent == 1


def test_a_pause_holds_everything_and_the_broadcast_goes_on_later(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(office, monkeypatch)
    office.begin()
    launch.launch(office.db, office.city, "bro_1", now=office.town.now)
    launch.send_chunk(office.db, office.city, chunk_subject(office), now=office.town.now)
    service.pause(office.db, "water", now=office.town.now)
    office.town.wait(timedelta(hours=2))
    assert office.town.delivered() == [] and len(texted(office)) == 5
    service.resume(office.db, "water", now=office.town.now)
    office.town.drain()
    assert len(office.town.delivered()) == 12 and len(set(office.town.delivered())) == 12
    assert events(office) == ["broadcast.approved", "broadcast.started", "broadcast.paused"]


def test_a_stop_is_the_end(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    many(office, monkeypatch)
    office.begin()
    launch.launch(office.db, office.city, "bro_1", now=office.town.now)
    launch.send_chunk(office.db, office.city, chunk_subject(office), now=office.town.now)
    assert service.stop(office.db, "water", now=office.town.now) == 7
    office.town.wait(timedelta(hours=2))
    assert office.town.delivered() == [] and len(texted(office)) == 5
    assert Counter(office.rows().values()) == {("queued", None): 5, ("left_out", "stopped"): 7}
    with pytest.raises(NotAllowed, match="over already"):
        service.stop(office.db, "water", now=office.town.now)


def test_a_stop_before_it_begins_sends_nothing(office: Office) -> None:
    office.residents("es")
    office.begin(starts_at=office.town.now + timedelta(hours=1))
    service.stop(office.db, "water", now=office.town.now)
    office.town.wait(timedelta(hours=2))
    assert office.rows() == {} and office.town.delivered() == []


def test_what_the_gate_is_told(office: Office) -> None:
    office.residents("es")
    office.begin()
    office.town.drain()

    def held() -> object:
        with office.db.begin() as tx:
            return gate.holds_back(tx, {"bro_1"}, office.town.now).get("bro_1")

    assert held() is None
    service.pause(office.db, "water", now=office.town.now)
    assert held() == Defer(office.town.now + gate.ASKED_AGAIN_IN, "broadcast paused")
    service.stop(office.db, "water", now=office.town.now)
    assert held() == Refuse("broadcast stopped")


def test_it_begins_at_its_time_and_not_at_night(office: Office) -> None:
    office.residents("es")
    office.begin(starts_at=office.town.now + timedelta(hours=1))
    office.town.drain()
    assert office.rows() == {}
    office.town.wait(timedelta(hours=1))
    assert len(office.town.delivered()) == 1
    office.town.now = NIGHT
    office.residents("es", first=2000)
    office.begin(id="bro_2", name="night", segment="joined before 2030-01-01", again=True)
    office.town.drain()
    assert office.state("bro_2") == "running" and len(office.town.delivered()) == 1
    outcome = launch.send_chunk(office.db, office.city, chunk_subject(office), now=office.town.now)
    assert outcome == RetryAt(office.city.quiet.opens_at(NIGHT), "quiet hours")
    office.town.wait(timedelta(hours=12))
    assert len(office.town.delivered()) == 3


def test_only_so_many_texts_wait_for_their_sender(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    many(office, monkeypatch)
    monkeypatch.setattr(launch, "AHEAD", 7)
    office.begin()
    launch.launch(office.db, office.city, "bro_1", now=office.town.now)
    launch.send_chunk(office.db, office.city, chunk_subject(office), now=office.town.now)
    ((subject,),) = [row for row in office.town.query(select(outbox.c.subject).where(outbox.c.kind == "send_chunk"))
                     if row[0] != f"bro_1.{0:026d}"][-1:]  # fmt: skip
    assert isinstance(launch.send_chunk(office.db, office.city, subject, now=office.town.now), RetryAt)
    assert len(texted(office)) == 5
    office.town.wait(timedelta(minutes=10))
    assert len(office.town.delivered()) == 12


def test_the_lot_of_who_gets_nothing_is_the_same_every_time(office: Office) -> None:
    ids = office.residents(*["es"] * 60)
    office.begin(hold_out=30)
    office.town.drain()
    held = {each for each, (status, _) in office.rows().items() if status == "held_out"}
    assert held == {each for each in ids if is_held_out("bro_1", each, 30)} and 8 < len(held) < 30
    assert len(office.town.delivered()) == 60 - len(held)
    assert held != {each for each in ids if is_held_out("bro_2", each, 30)}
    assert office.figures()["es"].held_out == len(held)


def test_a_conversation_is_made_once_and_used_again(office: Office) -> None:
    office.residents("es")
    office.town.says(phone(1000), "hola")
    office.residents("en", first=2000)
    office.begin()
    office.town.drain()
    counted = office.town.query(select(conversation.c.contact_id, func.count()).group_by(conversation.c.contact_id))
    assert [row[1] for row in counted] == [1, 1]


def test_answers_and_leavings_within_three_days_belong_to_it(office: Office) -> None:
    office.residents("es", "es", "en", "en")
    office.begin()
    office.town.drain()
    office.town.says(phone(1000), "gracias")
    office.town.says(phone(1000), "otra cosa")
    office.town.says(phone(1002), "STOP")
    office.town.wait(timedelta(hours=73))
    office.town.says(phone(1001), "tarde")
    found = office.figures()
    assert (found["es"].replied, found["es"].opted_out) == (1, 0)
    assert (found["en"].replied, found["en"].opted_out) == (1, 1)


def test_what_came_back_is_kept_and_what_few_may_read_is_not_shown(office: Office) -> None:
    office.residents("es", "en", "en")
    office.begin()
    office.town.drain()
    office.town.says(phone(1000), "gracias")
    office.town.says(phone(1001), "my husband hits me")
    office.town.says(phone(1002), "ok")
    office.town.wait(timedelta(hours=73))
    office.town.says(phone(1002), "late")
    with office.db.read() as tx:
        assert [(each.language, each.body) for each in recipients.replies(tx, "bro_1")] == [
            ("es", "gracias"), ("en", "ok"),
        ]  # fmt: skip
    assert sum(each.replied for each in office.figures().values()) == 3


def test_texts_speak_of_what_is_known_and_have_words_for_the_rest(office: Office) -> None:
    known, _ = office.residents("en", "en")
    with office.db.begin() as tx:
        tx.exec_driver_sql(
            f"INSERT INTO contact_field (contact_id, name, value) VALUES ('{known}', 'street', ' Elm  {{city}} ')"
        )
    city = office.city
    words = replace(city.words, fields={"street": "text"})
    body = "{city}: news for {field.street|your street}. STOP ends."
    with office.db.read() as tx:
        fields = recipients.fields_of(tx, [known], ["street"])
    said = [launch.body_for({"en": body}, "en", replace(city, words=words), each) for each in (fields[known], {})]
    assert said == ["CityText: news for Elm {city}. STOP ends.", "CityText: news for your street. STOP ends."]


def test_an_edit_voids_the_approval_and_what_was_promised(office: Office) -> None:
    office.residents("es")
    drafted = office.begin(starts_at=office.town.now + timedelta(hours=1))
    service.draft(office.db, office.city, replace(office.broadcast(), hold_out=5), now=office.town.now)
    now = office.broadcast()
    assert (now.state, now.approved, now.approved_by) == ("draft", None, None)
    office.town.wait(timedelta(hours=2))
    assert office.rows() == {} and office.state(drafted.id) == "draft"
    with pytest.raises(NotAllowed, match="approved first"):
        service.start(office.db, office.city, "water", now=office.town.now)


def test_words_changed_behind_the_approval_are_not_sent(office: Office) -> None:
    office.residents("es")
    office.begin()
    with office.db.begin() as tx:
        tx.exec_driver_sql("UPDATE broadcast_text SET body = 'Vote for me. STOP ends.' WHERE language = 'en'")
    office.town.drain()
    assert office.state() == "draft" and office.rows() == {}
    assert office.broadcast().note == "It was changed after it was approved."


def test_many_need_a_second_person_also_when_they_come_later(office: Office) -> None:
    office.residents(*["es"] * 30)
    office.draft(starts_at=office.town.now + timedelta(hours=1))
    service.approve(office.db, office.city, "water", who=" dana ", now=office.town.now)
    service.start(office.db, office.city, "water", now=office.town.now)
    office.residents(*["es"] * 30, first=2000)
    office.town.wait(timedelta(hours=2))
    assert office.state() == "draft" and office.rows() == {}
    assert "60 people would get it" in (office.broadcast().note or "")
    office.draft()
    with pytest.raises(service.CannotBeSent, match="a second person"):
        service.approve(office.db, office.city, "water", who="DANA", now=office.town.now)
    service.draft(office.db, office.city, replace(office.broadcast(), written_by=(EVA,)), now=office.town.now)
    with pytest.raises(service.CannotBeSent, match="Eva wrote at it"):
        service.approve(office.db, office.city, "water", who=EVA, now=office.town.now)
    with pytest.raises(service.CannotBeSent, match="Dana wrote at it"):
        service.approve(office.db, office.city, "water", who="Dana", now=office.town.now)
    service.approve(office.db, office.city, "water", who="Flor", now=office.town.now)
    service.start(office.db, office.city, "water", now=office.town.now)
    office.town.drain()
    assert len(office.town.delivered()) == 60


def test_the_same_words_again_are_noticed(office: Office) -> None:
    office.residents("es", "en")
    office.begin()
    office.town.drain()
    again = office.draft(id="bro_2", name="again", segment="language = es")
    assert any('"water" said the same' in each.message for each in office.preview(again).warnings)
    service.approve(office.db, office.city, "again", who=EVA, now=office.town.now)
    with pytest.raises(service.SaidAlready, match="also to 1 person of these"):
        service.start(office.db, office.city, "again", now=office.town.now)
    assert office.state("bro_2") == "approved"
    service.start(office.db, office.city, "again", now=office.town.now, again=True)
    office.town.drain()
    assert len(office.town.said(phone(1000))) == 2
    third = office.draft(id="bro_3", name="third", segment="language = es")
    office.town.wait(timedelta(days=3))
    assert not any("said the same" in each.message for each in office.preview(third).warnings)


def test_the_preview_counts_money_and_time(office: Office) -> None:
    office.residents(*["es"] * 6, "en", None)
    looked_at = office.preview(office.draft())
    assert [(each.language, each.people, each.parts) for each in looked_at.lines] == [
        ("en", 1, 1), ("es", 6, 6), (None, 1, 1),
    ]  # fmt: skip
    assert looked_at.money == 8 * office.city.price
    assert looked_at.ends_at - looked_at.begins_at == timedelta(seconds=8 / office.city.rate)
    assert len(looked_at.samples) == 3 and len(set(looked_at.samples)) == 3
    assert looked_at.problems == ()


def test_a_name_is_taken_once(office: Office) -> None:
    office.draft()
    with pytest.raises(NotAllowed, match="already"):
        office.draft(id="bro_2")


def test_several_workers_write_each_text_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    many(office, monkeypatch, count=60)
    office.begin()
    launch.launch(office.db, office.city, "bro_1", now=office.town.now)
    city, subject = office.city, chunk_subject(office)
    with ThreadPoolExecutor(4) as workers:
        done = [workers.submit(launch.send_chunk, office.db, city, subject, now=office.town.now) for _ in range(16)]
        assert [each.result() for each in done] == [Done()] * 16
    office.town.drain()
    assert Counter(each.phone for each in office.town.delivered()) == Counter(phone(1000 + n) for n in range(60))


def test_who_reads_a_language_without_a_text_is_left_out_and_never_guessed_at(office: Office) -> None:
    """Somebody whose language has no text joined after the approval."""
    (spanish,) = office.residents("es")
    office.begin(variants=(Variant("", {"es": ES}),), starts_at=office.town.now + timedelta(hours=1))
    (english,) = office.residents("en", first=2000)
    office.town.wait(timedelta(hours=1))
    assert office.rows() == {spanish: ("queued", None), english: ("left_out", "no_text")}
    assert len(office.town.delivered()) == 1


def test_what_has_waited_three_days_is_given_up(office: Office) -> None:
    """The resident asks for a pause between the writing and the sending."""
    (lupe, _) = office.residents("es", "es")
    office.begin()
    launch.launch(office.db, office.city, "bro_1", now=office.town.now)
    launch.send_chunk(office.db, office.city, chunk_subject(office), now=office.town.now)
    office.change(lupe, paused_until=office.town.now + timedelta(days=20))
    office.town.wait(timedelta(hours=71))
    assert office.state() == "running"
    office.town.wait(timedelta(hours=2))
    assert office.state() == "finished" and office.figures()["es"].failed == {"refused by the gate": 1}
    office.town.wait(timedelta(days=30))
    assert [each.phone for each in office.town.delivered()] == [phone(1001)]


def test_a_stop_after_a_pause_settles_what_was_written_at_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    many(office, monkeypatch)
    office.begin()
    launch.launch(office.db, office.city, "bro_1", now=office.town.now)
    launch.send_chunk(office.db, office.city, chunk_subject(office), now=office.town.now)
    service.pause(office.db, "water", now=office.town.now)
    office.town.drain()
    assert sum(each.under_way for each in office.figures().values()) == 5
    service.stop(office.db, "water", now=office.town.now)
    office.town.drain()
    assert sum(each.failed["refused by the gate"] for each in office.figures().values()) == 5
