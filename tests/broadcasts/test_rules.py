"""What keeps a broadcast from being sent, which state follows which, and who may approve; without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.broadcasts import faults, launch, rules, service, texts
from bot.broadcasts.rules import NEXT, Audience, Broadcast, City, NotAllowed, State, Variant
from bot.broadcasts.segments import Names
from bot.broadcasts.texts import Words
from bot.lib.hours import QuietHours
from tests.broadcasts.city import A_BROADCAST, EN, ES, EVA, Office
from tests.conversations.town import new_sqlite

NOW = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
ZONE = ZoneInfo("America/Denver")
WORDS = Words(
    ("es", "en"), {"city": {"en": "CityText", "es": "Texto de la Ciudad"}, "open": True},
    {"street": "text", "renter": "yes/no", "interest": "choice"},
    {"interest": {"bus": {"en": "buses", "es": "camiones"}}}, frozenset({"stop", "alto"}),
)  # fmt: skip
CITY = City(
    Names(),
    WORDS,
    ZONE,
    QuietHours(ZONE, time(20), time(9), time(12)),
    Decimal("0.0079"),
    50,
    (("+15055550100", None),),
    topics=frozenset({"news"}),
)
PEOPLE = Audience({("", "es"): 30, ("", "en"): 20, ("", None): 1}, reachable=500)


def wrong(
    broadcast: Broadcast = A_BROADCAST, audience: Audience = PEOPLE, city: City = CITY, **values: Any
) -> list[str]:
    return [str(each) for each in faults.problems(replace(broadcast, **values), audience, city, NOW)]


def said(english: str, spanish: str = ES) -> tuple[Variant, ...]:
    return (Variant("", {"en": english, "es": spanish}),)


def test_nothing_is_wrong_with_a_good_one() -> None:
    assert wrong() == [] == wrong(topic="news") and faults.warnings(A_BROADCAST, PEOPLE, CITY) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"level": None}, "Nobody has said what this text promises. Choose a level: --level inform, consult,"),
        ({"report_on": None}, "There is no day on which residents hear what came of it. Set one: --report-back"),
        ({"report_on": date(2026, 3, 9)}, "on 2026-03-09, before it begins. Set a later day"),
        ({"report": {"en": "Done."}}, 'what came of it is not prepared in es. Write it now: --report-text es="..."'),
        ({"starts_at": NOW - timedelta(minutes=1)}, "It was to begin on 2026-03-10 at 09:59, which is over. Set a"),
        ({"topic": "nwes"}, '"nwes" is no topic that residents can turn off. Known are news; or leave --topic out.'),
        ({"segment": ""}, "Nobody has said whom it is for. Give a segment"),
        ({"variants": said(EN, "")}, 'There is no text in es for 30 people who read es. Write one: --text es="..."'),
        ({"variants": (Variant("", {"es": ES}),)}, "There is no text in en for 1 person whose language nobody knows."),
        ({"variants": said(f"{EN} {'x' * 160}")}, "The text en costs up to 2 parts, and 1 may be spent. Shorten it,"),
        ({"variants": said("{city}: water is off.")}, "The text en does not tell how to leave. End it with: STOP"),
        ({"variants": said("{city}: water. Stop by! ends")}, "does not tell how to leave"),
        ({"variants": said("{name}: hi. STOP ends.")}, "{name} is nothing that a text can name. Known are {city},"),
        ({"variants": said("{open}: hi. STOP ends.")}, "{open} is nothing that a text can name."),
        ({"variants": said("{field.street}: hi. STOP ends.")}, "{field.street} has no words for those of whom it is"),
        ({"variants": said("{field.renter|x}: STOP ends.")}, '"renter" is a yes or no, which says nothing in a text.'),
        ({"variants": said("{field.shoe|x}: STOP ends.")}, 'the city keeps no field "shoe". Known are {city}, {fie'),
        ({"variants": said("{City}: hi. STOP ends.")}, "a brace stands alone. Write placeholders as {city}"),
        ({"variants": (*said(EN), Variant("far", {"vi": EN}))}, "The text far.vi is in no language of this city."),
    ],
)  # fmt: skip
def test_each_problem_is_a_sentence_with_its_remedy(values: dict[str, Any], expected: str) -> None:
    found = wrong(**values)
    assert any(expected in each for each in found), found
    assert all(each.endswith((".", '"', "'.")) for each in found), found


def test_every_problem_is_told_at_once() -> None:
    bare = Broadcast("bro_1", "bare", "", (Variant("", {}),))
    assert len(wrong(bare, Audience({}))) == 5
    assert wrong(audience=Audience({})) == ["It would reach nobody. Look at the segment, and at who was left out."]
    assert any("no number to text from" in each for each in wrong(city=replace(CITY, senders=())))


def test_a_variant_needs_the_languages_of_its_own_people() -> None:
    talk = Variant("renters", {"es": ES}, "field.renter = yes")
    broadcast = replace(A_BROADCAST, variants=(talk, *A_BROADCAST.variants))
    assert wrong(broadcast, Audience({("renters", "es"): 3, ("", "en"): 2})) == []
    (problem,) = wrong(broadcast, Audience({("renters", "en"): 3}))
    assert 'in en for 3 people of the variant "renters" who read en' in problem and "--text renters.en=" in problem


@pytest.mark.parametrize(
    ("broadcast", "audience", "expected"),
    [
        (A_BROADCAST, replace(PEOPLE, reachable=60), "85% of everybody the city can text would get the same words"),
        (A_BROADCAST, replace(PEOPLE, twins={"rain": 7}), '"rain" said the same within the last two days, also to 7'),
        (replace(A_BROADCAST, variants=said(EN, f"{ES} Está.")), PEOPLE, "The text es has á, which leaves room for 70"),
        (replace(A_BROADCAST, variants=said("Hi {field.street|you}. STOP ends.")), PEOPLE, "quotes street, and one"),
        (
            replace(A_BROADCAST, variants=said(f"{EN} Agreed?")),
            PEOPLE,
            "The text en asks something, and inform promises",
        ),
        (replace(A_BROADCAST, level="consult", variants=said(f"{EN} Agreed?")), PEOPLE, "nothing waits for the answer"),
        (
            replace(A_BROADCAST, variants=said("Water is off. STOP ends.")),
            PEOPLE,
            "The text en does not say who writes",
        ),
    ],
)
def test_what_should_be_looked_at_first(broadcast: Broadcast, audience: Audience, expected: str) -> None:
    assert any(expected in str(each) for each in faults.warnings(broadcast, audience, CITY))


def test_variants_are_no_blanket() -> None:
    several = replace(A_BROADCAST, variants=(Variant("a", {"es": f"A {ES}"}, "x"), *A_BROADCAST.variants))
    assert faults.warnings(several, replace(PEOPLE, reachable=60), CITY) == []


@pytest.mark.parametrize(
    "values",
    [
        {"variants": said(f"{EN} ")}, {"segment": "language = en"}, {"starts_at": NOW}, {"level": "consult"},
        {"report_on": date(2026, 5, 1)}, {"report": {"en": "x"}}, {"hold_out": 1}, {"kind": "survey"},
        {"topic": "news"},
        {"variants": (Variant("a", {}, "language = es"), *said(EN))}, {"parts": 2},
    ],
)  # fmt: skip
def test_any_edit_is_another_fingerprint(values: dict[str, Any]) -> None:
    approved = replace(A_BROADCAST, approved=rules.fingerprint(A_BROADCAST))
    assert rules.is_approved(approved)
    assert not rules.is_approved(replace(approved, **values))
    assert rules.is_approved(replace(approved, state=State.RUNNING, note="x"))


def test_a_fingerprint_does_not_depend_on_the_order_of_languages_or_the_zone() -> None:
    one = replace(A_BROADCAST, starts_at=NOW, variants=(Variant("", {"es": ES, "en": EN}),))
    other = replace(A_BROADCAST, starts_at=NOW.astimezone(ZONE))
    assert rules.fingerprint(one) == rules.fingerprint(other)


@pytest.mark.parametrize(
    ("who", "people", "may"),
    [("Dana", 50, True), ("Dana", 51, False), (" dana", 51, False), ("Eva", 51, True), ("Eva", 100_000, True)],
)
def test_many_people_take_a_second_person(who: str, people: int, may: bool) -> None:
    assert (rules.who_may_approve(A_BROADCAST, who, people, CITY) is None) == may


ACTS = sorted({act for table in NEXT.values() for act in table})


@given(st.lists(st.sampled_from(ACTS), max_size=12))
def test_nothing_runs_that_was_not_approved_since_the_last_edit(acts: list[str]) -> None:
    state, approved, over = State.DRAFT, False, False
    for act in acts:
        try:
            state = rules.state_after("x", state, act)
        except NotAllowed:
            assert act not in NEXT[state]
            continue
        assert not over
        approved = act != "edit" and act != "give back" and (approved or act == "approve")
        over = state in (State.STOPPED, State.FINISHED)
        assert approved or state in (State.DRAFT, State.STOPPED)


def test_every_state_can_be_reached_and_two_are_ends() -> None:
    assert {to for table in NEXT.values() for to in table.values()} == set(State)
    assert {state for state, table in NEXT.items() if not table} == {State.STOPPED, State.FINISHED}
    assert all("stop" in table for table in NEXT.values() if table)


@settings(max_examples=20)
@given(st.lists(st.sampled_from(["edit", "approve", "start", "worker", "pause", "resume", "stop"]), max_size=9))
def test_the_service_goes_by_the_table(tmp_path_factory: pytest.TempPathFactory, acts: list[str]) -> None:
    """The same acts on a database: each does what the table says, and nobody gets a text twice or unapproved."""
    office = Office(new_sqlite(tmp_path_factory.mktemp("acts")))
    office.residents("es", "en")
    office.draft()
    state, now = State.DRAFT, office.town.now
    do = {
        "edit": lambda: service.draft(office.db, office.city, replace(office.broadcast(), hold_out=0), now=now),
        "approve": lambda: service.approve(office.db, office.city, "water", who=EVA, now=now),
        "start": lambda: service.start(office.db, office.city, "water", now=now),
        "pause": lambda: service.pause(office.db, "water", now=now),
        "resume": lambda: service.resume(office.db, "water", now=now),
        "stop": lambda: service.stop(office.db, "water", now=now),
    }
    for act in acts:
        if act == "worker":
            launch.launch(office.db, office.city, "bro_1", now=now)
            state = State.RUNNING if state is State.SCHEDULED else state
        elif act in NEXT[state]:
            do[act]()
            state = NEXT[state][act]
        else:
            with pytest.raises(NotAllowed, match='"water" is '):
                do[act]()
        assert office.state() == state
        assert bool(office.rows()) <= (state in (State.RUNNING, State.PAUSED, State.STOPPED))
    office.town.close()


def test_who_is_held_out_depends_on_the_broadcast_and_on_nothing_else() -> None:
    people = [f"ctc_{number}" for number in range(4000)]
    held = [each for each in people if rules.is_held_out("bro_1", each, 25)]
    assert 900 < len(held) < 1100
    assert set(held) <= {each for each in people if rules.is_held_out("bro_1", each, 40)}
    assert not any(rules.is_held_out("bro_1", each, 0) for each in people)
    overlap = [each for each in held if rules.is_held_out("bro_2", each, 25)]
    assert 180 < len(overlap) < 320


def test_texts_are_filled_in_with_labels_and_fallbacks() -> None:
    body = "{city}: {field.interest|todo} en {field.street|su calle}."
    assert texts.filled(body, "es", WORDS, {"interest": "bus"}) == "Texto de la Ciudad: camiones en su calle."
    assert texts.filled(body, "es", WORDS, {"street": "x" * 21}) == "Texto de la Ciudad: todo en su calle."
    assert len(texts.longest(body, "es", WORDS)) == len("Texto de la Ciudad: camiones en .") + texts.LONGEST_VALUE


def test_the_number_that_texts_is_that_of_the_language() -> None:
    city = replace(CITY, senders=(("1", "es"), ("2", None), ("3", "en")))
    assert [city.sender_for(language) for language in ("es", "en", None, "vi")] == ["1", "3", "2", "2"]
