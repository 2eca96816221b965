"""Staff take a conversation over: the flow is silent, who writes waits, one answer ends it, and nothing is doubled."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.conversations import labels, takeover
from bot.conversations.service import CannotAnswer, answer_conversation
from bot.conversations.staff_tables import care, human_reply, remark
from bot.conversations.takeover import Overtaken, ReplyRefused
from bot.messaging.tables import conversation, message
from bot.outbox.tables import event
from tests.conversations.town import LUPE, SAM, Town

CARMEN, TOMAS = "stf_carmen", "stf_tomas"


@pytest.fixture
def town(any_url: str) -> Iterator[Town]:
    """The demo city on each kind of database."""
    made = Town(any_url)
    yield made
    made.close()


def talk(town: Town) -> Any:
    (row,) = town.query(select(conversation))
    return row


def reply(town: Town, staff_id: str, body: str, number: int = 1, **changes: Any) -> None:
    known = {"reply_id": f"msg_{number:026d}", "language": "es", "seen_at": None, "now": town.now, **changes}
    takeover.reply(town.db, talk(town).id, staff_id, body, **known)


def handed_off(town: Town) -> str:
    town.says(LUPE, "hola, buenas tardes a todos")
    town.says(LUPE, "PERSONA")
    return str(talk(town).id)


def test_who_asks_for_a_person_waits_from_then_on(town: Town) -> None:
    handed_off(town)
    asked_at = town.now
    assert talk(town).waiting_since == asked_at
    assert town.hears(LUPE, "sigo aqui esperando a alguien") == []
    assert talk(town).waiting_since == asked_at


def test_an_answer_ends_the_waiting_and_the_next_text_begins_it_again(town: Town) -> None:
    handed_off(town)
    town.now += timedelta(minutes=20)
    reply(town, CARMEN, "Buenas tardes, con gusto le ayudamos.")
    town.drain()
    assert town.said(LUPE)[-1] == "Buenas tardes, con gusto le ayudamos."
    assert talk(town).waiting_since is None and talk(town).taken_over_at == town.now
    (first,) = town.query(select(human_reply.c.answered_at, human_reply.c.asked_at, human_reply.c.language))
    assert first.answered_at - first.asked_at == timedelta(minutes=20) and first.language == "es"
    town.says(LUPE, "una cosa mas por favor")
    assert talk(town).waiting_since == town.now


def test_a_text_to_the_flow_does_not_wait_for_a_person(town: Town) -> None:
    town.says(SAM, "there is a pothole on my street")
    assert talk(town).waiting_since is None


def test_taking_over_silences_the_flow_and_giving_back_lets_it_speak(town: Town) -> None:
    town.says(LUPE, "hay un bache muy grande en mi calle")
    takeover.take_over(town.db, talk(town).id, CARMEN, now=town.now)
    assert town.hears(LUPE, "1") == [] and talk(town).waiting_since == town.now
    takeover.give_back(town.db, talk(town).id, CARMEN, now=town.now)
    takeover.give_back(town.db, talk(town).id, CARMEN, now=town.now)
    assert talk(town).waiting_since is None and talk(town).taken_over_at is None
    assert len(town.hears(LUPE, "1")) == 1
    assert [row.kind for row in town.query(select(remark.c.kind))] == ["taken_over", "given_back"]
    types = [row.type for row in town.query(select(event.c.type))]
    assert types.count("conversation.taken_over") == types.count("conversation.given_back") == 1


def test_a_resident_who_goes_on_without_waiting_waits_no_more(town: Town) -> None:
    handed_off(town)
    town.says(LUPE, "SIGUE")
    assert talk(town).waiting_since is None and talk(town).taken_over_at is None


def test_taking_over_keeps_since_when_they_wait(town: Town) -> None:
    handed_off(town)
    asked_at = town.now
    town.now += timedelta(hours=2)
    takeover.take_over(town.db, talk(town).id, CARMEN, now=town.now)
    assert talk(town).waiting_since == asked_at and talk(town).taken_over_at == town.now


def test_three_days_after_the_last_answer_the_flow_speaks_again(town: Town) -> None:
    handed_off(town)
    town.wait(timedelta(days=2))
    reply(town, CARMEN, "Buenas tardes, con gusto le ayudamos.")
    town.wait(timedelta(days=2))
    assert town.hears(LUPE, "y que paso con el arbol de mi calle") == []
    town.wait(timedelta(days=1, hours=1))
    assert town.hears(LUPE, "hay un bache muy grande en mi calle") != []


def test_the_resident_keeps_their_language_whatever_staff_write(town: Town) -> None:
    handed_off(town)
    reply(town, CARMEN, "We will look at it tomorrow morning.", language="en")
    (row,) = town.query(select(message.c.language).where(message.c.staff_id == CARMEN))
    assert row.language == "en"
    takeover.give_back(town.db, talk(town).id, CARMEN, now=town.now)
    assert "report" not in town.hears(LUPE, "hay un bache muy grande en mi calle")[0].lower()


def test_the_first_to_answer_has_it_and_a_colleague_who_helps_does_not_take_it(town: Town) -> None:
    handed_off(town)
    reply(town, CARMEN, "Buenas tardes.", 1)
    reply(town, TOMAS, "Ya va la cuadrilla.", 2)
    (row,) = town.query(select(care.c.taken_over_by, care.c.assigned_to))
    assert tuple(row) == (CARMEN, CARMEN)
    assert len(town.query(select(human_reply))) == 1


def test_of_two_who_answer_at_once_the_second_is_told(town: Town) -> None:
    handed_off(town)
    seen_at = town.now
    town.now += timedelta(seconds=30)

    def answer(number: int) -> str:
        try:
            reply(town, f"stf_{number}", "Buenas tardes.", number, seen_at=seen_at)
        except Overtaken as overtaken:
            return overtaken.staff_id
        return "sent"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(answer, (1, 2)))
    assert told in (["sent", "stf_1"], ["sent", "stf_2"])
    assert len(town.query(select(message).where(message.c.staff_id.is_not(None)))) == 1


def test_what_the_send_gate_would_refuse_is_refused_before_it_is_queued(town: Town) -> None:
    handed_off(town)
    for body, why in (("  ", "empty"), ("a" * 1601, "too long"), ("á" * 600, "too long")):
        with pytest.raises(ReplyRefused) as refused:
            reply(town, CARMEN, body)
        assert refused.value.why == why
    town.says(LUPE, "ALTO")
    with pytest.raises(ReplyRefused, match="left"):
        reply(town, CARMEN, "Buenas tardes")
    assert town.query(select(message).where(message.c.staff_id.is_not(None))) == []


def test_events_hold_no_words_and_no_number(town: Town) -> None:
    handed_off(town)
    reply(town, CARMEN, "Una respuesta secreta.")
    takeover.note(town.db, talk(town).id, CARMEN, "Una nota secreta.", now=town.now)
    told = " ".join(f"{row.type} {row.subject} {row.data}" for row in town.query(select(event)))
    assert "conversation.answered" in told and "secreta" not in told and "0121" not in told


def test_an_answer_leaves_at_any_hour_and_what_is_written_days_later_waits_for_the_morning(town: Town) -> None:
    handed_off(town)
    town.now += timedelta(hours=13)  # eleven at night
    reply(town, CARMEN, "Buenas noches, ya lo vimos.")
    town.drain()
    assert town.said(LUPE)[-1] == "Buenas noches, ya lo vimos."
    town.now += timedelta(days=2)
    reply(town, CARMEN, "Ya lo arreglaron.", 2)
    town.drain()
    assert town.said(LUPE)[-1] == "Buenas noches, ya lo vimos."
    town.wait(timedelta(hours=14))
    assert town.said(LUPE)[-1] == "Ya lo arreglaron."


def stands(town: Town) -> tuple[Any, ...]:
    """Who answers, who has it, which department, and whether the resident waits."""
    (one,) = town.query(select(care.c.taken_over_by, care.c.assigned_to, care.c.department))
    at = talk(town)
    return (*one, at.taken_over_at, at.waiting_since)


def last(town: Town) -> takeover.Act:
    with town.db.read() as tx:
        found = takeover.last_act(tx, talk(town).id)
    assert found is not None
    return found


def test_an_answer_of_another_system_is_a_persons_answer(town: Town) -> None:
    of = handed_off(town)
    town.now += timedelta(minutes=20)
    message_id = answer_conversation(
        town.db, of, "Buenas tardes, con gusto le ayudamos.", None, writer="key_desk", token="a", now=town.now
    )
    again = answer_conversation(town.db, of, "Buenas tardes", None, writer="key_desk", token="a", now=town.now)
    assert again == message_id
    (first,) = town.query(select(human_reply.c.staff_id, human_reply.c.asked_at, human_reply.c.answered_at))
    assert first.answered_at - first.asked_at == timedelta(minutes=20) and first.staff_id == "key_desk"
    assert talk(town).waiting_since is None and talk(town).taken_over_at == town.now
    (held,) = town.query(select(care.c.taken_over_by, care.c.assigned_to))
    assert tuple(held) == ("key_desk", None)
    (text,) = town.query(select(message.c.language, message.c.purpose).where(message.c.id == message_id))
    assert tuple(text) == ("es", "reply")
    (answered,) = town.query(select(event.c.data).where(event.c.type == "conversation.answered"))
    assert answered.data == '{"waited_seconds": 1200}'


def test_another_system_is_told_why_nothing_can_be_said(town: Town) -> None:
    of = handed_off(town)
    with pytest.raises(CannotAnswer, match="no such conversation"):
        answer_conversation(town.db, "cnv_none", "Hola", None, writer="key_desk", token="a", now=town.now)
    with pytest.raises(CannotAnswer, match="SMS parts"):
        answer_conversation(town.db, of, "ñandú " * 150, None, writer="key_desk", token="b", now=town.now)
    town.says(LUPE, "STOP")
    with pytest.raises(CannotAnswer, match="no more texts"):
        answer_conversation(town.db, of, "Hola", None, writer="key_desk", token="c", now=town.now)


@pytest.mark.parametrize("act", ["take_over", "give_back", "assign", "route"])
def test_an_act_can_be_taken_back_and_all_is_as_before(town: Town, act: str) -> None:
    of = handed_off(town)
    takeover.assign(town.db, of, CARMEN, to=TOMAS, now=town.now)
    takeover.take_over(town.db, of, CARMEN, now=town.now)
    before = stands(town)
    town.now += timedelta(minutes=1)
    {
        "take_over": lambda: takeover.take_over(town.db, of, TOMAS, now=town.now),
        "give_back": lambda: takeover.give_back(town.db, of, TOMAS, now=town.now),
        "assign": lambda: takeover.assign(town.db, of, TOMAS, to=None, now=town.now),
        "route": lambda: takeover.route(town.db, of, TOMAS, department="housing", now=town.now),
    }[act]()
    assert stands(town) != before
    town.now += timedelta(minutes=1)
    assert not takeover.undo(town.db, of, CARMEN, last(town).id, now=town.now)
    assert takeover.undo(town.db, of, TOMAS, last(town).id, now=town.now)
    assert stands(town) == before
    assert not takeover.undo(town.db, of, TOMAS, last(town).id, now=town.now)


def test_what_is_over_or_answered_is_not_taken_back(town: Town) -> None:
    of = handed_off(town)
    takeover.assign(town.db, of, CARMEN, to=TOMAS, now=town.now)
    act = last(town)
    town.now += timedelta(seconds=5)
    reply(town, CARMEN, "Buenas tardes, con gusto le ayudamos.")
    assert not takeover.undo(town.db, of, CARMEN, act.id, now=town.now)
    town.now += timedelta(seconds=5)
    takeover.assign(town.db, of, CARMEN, to=None, now=town.now)
    act = last(town)
    town.now += takeover.UNDONE_WITHIN
    assert not takeover.undo(town.db, of, CARMEN, act.id, now=town.now)


def test_given_back_by_mistake_the_flow_is_silent_again(town: Town) -> None:
    of = handed_off(town)
    takeover.take_over(town.db, of, CARMEN, now=town.now)
    town.now += timedelta(seconds=5)
    takeover.give_back(town.db, of, CARMEN, now=town.now)
    town.now += timedelta(seconds=5)
    assert takeover.undo(town.db, of, CARMEN, last(town).id, now=town.now)
    assert town.hears(LUPE, "sigo aqui esperando a alguien") == []
    types = [each.type for each in town.query(select(event.c.type).order_by(event.c.seq))]
    assert types[-1] == "conversation.taken_over" or "conversation.taken_over" in types[-2:]


def test_a_label_is_called_otherwise_everywhere_and_two_become_one(town: Town) -> None:
    of, told = handed_off(town), []
    town.says(SAM, "hello, is anybody there today?")
    (other,) = (row.id for row in town.query(select(conversation.c.id)) if row.id != of)
    for each, word in ((of, "Urgent"), (of, "call back"), (other, "urgent")):
        takeover.label(town.db, each, CARMEN, word, now=town.now)
    with town.db.read() as tx:
        assert labels.counted(tx) == [("call back", 1), ("urgent", 2)]
    assert labels.rename(town.db, "urgent", "Call  Back", also=lambda _: told.append("renamed")) == 2
    assert labels.rename(town.db, "not there", "x", also=lambda _: told.append("never")) == 0
    with town.db.read() as tx:
        assert labels.counted(tx) == [("call back", 2)]
    assert labels.remove(town.db, "call back", also=lambda _: told.append("removed")) == 2
    with town.db.read() as tx:
        assert labels.counted(tx) == [] and told == ["renamed", "removed"]
