"""CHANGE 3, a read-back where it is unsure, a person who takes over, and leaving that is asked once."""

from datetime import timedelta

import pytest

from bot.engine.commands import Command, command_in
from bot.engine.flow import Choice, Step
from bot.engine.inputs import Again
from bot.engine.outputs import Answered, Wait
from tests.engine.talking import NOON, WORDS, ask, both, choose, do, flow, say, talk

SEASONS = (
    Choice("winter", both("A cold winter", "Un invierno frio")),
    Choice("summer", both("A hot summer", "Un verano caliente")),
)
SURVEY = flow(
    "survey", ask("a"), choose("b", "hot", "cold", routes={"cold": "d"}), ask("c"), ask("d"), say("end_of_it"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("CHANGE 3", 3), ("cambiar 3", 3), ("Cambiar la 3", 3), ("change the third one", 3), ("CAMBIAR tres", 3),
        ("corregir 12", 12), ("change answer 1 please", 1), ("cambie la segunda", 2),
    ],
)  # fmt: skip
def test_asking_to_change_an_answer(body: str, number: int) -> None:
    assert command_in(body, WORDS) == Command("change", number=number)


@pytest.mark.parametrize(
    "body", ["change", "change my light", "cambiar", "change 3 lights", "3", "change 0", "change 3000", "cambio 3 y 4"]
)
def test_other_words_about_changing_are_no_command(body: str) -> None:
    assert command_in(body, WORDS) is None


def test_a_changed_answer_keeps_those_after_it() -> None:
    after = talk(SURVEY).hears("one", "hot", "three", "CHANGE 1")
    assert after.answered == [("a", "withdrawn", (), "")] and after.said == ["Asked a?"]
    after.hears("uno")
    assert after.answered == [("a", "answered", (), "uno")]
    assert after.at_step == "survey.d" and after.said == ["Asked d?"]
    assert after.session.frame.trail == ("a", "b", "c") and after.session.frame.kept == ()
    assert after.session.frame.answers["c"].words == "three"


def test_an_answer_that_now_leads_elsewhere_withdraws_what_is_passed_by_no_more() -> None:
    after = talk(SURVEY).hears("one", "hot", "three", "CHANGE 2", "the cold")
    assert after.at_step == "survey.d"
    after.hears("four")
    assert after.answered == [("d", "answered", (), "four"), ("c", "withdrawn", (), "")]
    assert after.finished == "done"


def test_back_and_change_undo_each_other() -> None:
    before = talk(SURVEY).hears("one", "hot")
    after = talk(SURVEY).hears("one", "hot", "three", "CHANGE 1", "one", "BACK")
    assert after.session.frame == before.session.frame


def test_questions_may_have_numbers_of_their_own() -> None:
    counted = flow("survey", ask("ready"), ask("first", number=1), ask("second", number=2), ask("third", number=3))
    assert talk(counted).hears("yes sure", "1st", "2nd", "change 1").at_step == "survey.first"
    assert talk(counted).hears("yes sure", "1st", "change 2").said == ["Asked second?"]


def test_what_was_done_is_not_changed() -> None:
    done = flow("survey", ask("a"), do("keep", "save", words="{a}"), ask("b"), ask("c"))
    after = talk(done).hears("one", "two", "CHANGE 2")
    assert after.at_step == "survey.c" and after.answered == []
    assert talk(done).hears("one", "two", "CHANGE 1").at_step == "survey.b"


def test_a_part_of_a_label_is_said_back_before_the_next_question() -> None:
    unsure = flow("survey", Step("q", "choose", both("Which?"), choices=SEASONS), ask("next_one"))
    after = talk(unsure).hears("cold")
    assert after.said == ["Understood: A cold winter.", "Asked next_one?"]
    assert after.hears("BACK").at_step == "survey.q"
    assert talk(unsure).hears("a cold winter").said == talk(unsure).hears("1").said == ["Asked next_one?"]
    assert talk(unsure).hears("a cold wintre").said == ["Understood: A cold winter.", "Asked next_one?"]
    assert talk(unsure, language="es").hears("cold").said[0] == "Entendimos: Un invierno frio."


def test_the_last_answer_is_said_back_too() -> None:
    after = talk(flow("survey", Step("q", "choose", both("Which?"), choices=SEASONS))).hears("cold")
    assert after.said == ["Understood: A cold winter."] and after.finished == "done"


PERSON = flow("person", Step("handed", "hand_off", both("A person answers.")), starts_on=("person",), anywhere=True)


def test_the_flow_waits_while_a_person_answers() -> None:
    after = talk(SURVEY, PERSON).hears("one", "person")
    assert after.said == ["A person answers."] and after.done == [("hand_off", {})]
    assert isinstance(after.last[-1], Wait) and after.at_step == "survey.b"
    after.take(Again())
    assert after.said == ["Chosen b? 1 The hot 2 The cold"] and after.answered == []
    assert after.hears("1").at_step == "survey.c"


def test_without_anything_that_waits_the_conversation_is_handed_off() -> None:
    assert talk(PERSON).finished == "handed_off"


def test_whoever_may_want_to_leave_is_asked_once() -> None:
    asked = talk(SURVEY).hears("not interested")
    assert asked.said == ["Chosen which? 1 The leave 2 The stay"]
    assert asked.hears("2").said == ["You stay.", "Asked a?"]
    assert talk(SURVEY).hears("not interested", "1").finished == "left"
    assert talk(SURVEY).hears("not interested", "not interested").finished == "left"
    assert talk(SURVEY).hears("not interested", "x", "y", "z").finished == "left"


def test_silence_after_that_question_is_leaving_whatever_else_waits() -> None:
    after = talk(SURVEY).hears("one", "not interested").waits(days=9)
    assert after.done == [("leave", {"words": "not interested"})] and after.finished == "left"


def test_a_keyword_that_sounds_like_leaving_is_the_keyword() -> None:
    quiet = flow("quiet", say("no_more", "No surveys."), starts_on=("no more surveys",), anywhere=True)
    assert talk(SURVEY, quiet).hears("one", "no more surveys").said == ["No surveys.", "Chosen b? 1 The hot 2 The cold"]


def test_a_reminder_counts_from_the_last_text() -> None:
    reminded = flow("survey", ask("a"), ask("b"), nudge=both("Still there?"), nudge_after=timedelta(hours=2))
    assert talk(reminded).hears("one").last[-1] == Wait(NOON + timedelta(hours=2))
    assert not [each for each in talk(reminded).waits(hours=2).last if isinstance(each, Answered)]
