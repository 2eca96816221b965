"""What is true of every conversation, whatever the flow and whatever is texted."""

from dataclasses import replace
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.engine.advance import advance
from bot.engine.answers import choice_in, date_in, number_in, several_in
from bot.engine.commands import command_in
from bot.engine.conditions import holds
from bot.engine.flow import Choice, Flow, flows_of
from bot.engine.inputs import Begin, Found, Input, Silence, Text
from bot.engine.outputs import Answered, Effect, Finished, Query, Reply, Turn, Wait
from bot.engine.session import Session, begin
from bot.engine.vocabulary import fold
from tests.engine.talking import COMMON, WORDS, both, moment
from tests.properties.anything import CODES, LABELS, cities, questionnaires, texts, wild

FOUND = Found({"best": "Noise", "words": 3}, (Choice("noise", both("Noise", "Ruido")),))
AT = moment(new=True)
inputs = st.lists(st.one_of(texts, texts, texts, st.none()), max_size=8)
"""None is silence."""
languages = st.sampled_from(["en", "es", None])


class Walk:
    """One walk, each turn taken twice and each session through JSON."""

    def __init__(self, flows: list[Flow], language: str | None, **values: str) -> None:
        self.flows = flows_of(flows)
        first = flows[0].id
        self.session = begin("ses_1", first, self.flows.digests[first], language, values)
        self.outputs: list[object] = []
        self.take(Begin())

    def take(self, heard: Input) -> "Walk":
        self.outputs = []
        for _ in range(20):
            turn = self.turn(heard)
            self.outputs += turn.outputs
            self.session = turn.session
            if not isinstance(turn.outputs[-1], Query):
                break
            heard = FOUND
        return self

    def turn(self, heard: Input) -> Turn:
        turn = advance(self.flows, self.session, heard, AT)
        assert turn == advance(self.flows, self.session, heard, AT)
        assert turn.outputs, "a turn always says how it ends"
        assert isinstance(turn.outputs[-1], (Wait, Query, Finished))
        assert not any(isinstance(output, (Wait, Query, Finished)) for output in turn.outputs[:-1])
        assert turn.session.waiting == isinstance(turn.outputs[-1], Wait)
        stored = turn.session.to_json()
        assert Session.from_json(stored) == turn.session
        assert Session.from_json(stored).to_json() == stored
        return turn

    @property
    def over(self) -> bool:
        return isinstance(self.outputs[-1], (Finished, Query))

    @property
    def decided(self) -> list[object]:
        """What was decided, whatever the language."""
        answers = [(each.step, each.status, each.codes) for each in self.outputs if isinstance(each, Answered)]
        done = [each.verb for each in self.outputs if isinstance(each, Effect)]
        return [answers, done, [(frame.flow, frame.step) for frame in self.session.frames], type(self.outputs[-1])]


@given(cities(), languages, inputs, st.sampled_from(["", "inner", "missing"]), st.sampled_from(["", "7K3PD"]))
def test_every_turn_ends_and_is_the_same_again(
    flows: list[Flow], language: str | None, heard: list[str | None], onward: str, rest: str
) -> None:
    walk = Walk(flows, language, onward=onward, rest=rest, heard="x")
    ids: list[str] = []
    for each in heard:
        if walk.over:
            break
        walk.take(Silence() if each is None else Text(each))
        ids += [output.id for output in walk.outputs if hasattr(output, "id")]
        assert all(reply.text.strip() for reply in walk.outputs if isinstance(reply, Reply))
    assert len(ids) == len(set(ids))


@given(cities(), languages, st.lists(texts, max_size=5))
def test_a_finished_or_strange_session_never_raises(flows: list[Flow], language: str | None, heard: list[str]) -> None:
    walk = Walk(flows, language)
    for each in heard:
        walk.take(Text(each))
    for frames in ((), walk.session.frames):
        for each in (Begin(), Found(), Silence(), Text("1")):
            advance(walk.flows, replace(walk.session, frames=frames), each, AT)
            advance(flows_of(COMMON), replace(walk.session, frames=frames), each, AT)


@given(cities(), languages, st.lists(texts, max_size=6), st.sampled_from(["STOP", "alto", "¡Alto!", "unsubscribe"]))
def test_stop_ends_every_conversation_with_exactly_one_text(
    flows: list[Flow], language: str | None, heard: list[str], stop: str
) -> None:
    walk = Walk(flows, language)
    for each in heard:
        if not walk.over:
            walk.take(Text(each))
    assume(not walk.over)
    walk.take(Text(stop))
    assert [type(output) for output in walk.outputs] == [Effect, Reply, Finished]
    assert walk.outputs[-1] == Finished("left")


def state(walk: Walk) -> Session:
    return replace(walk.session, turn=0, index=0)


@given(questionnaires(), st.sampled_from(["en", "es"]), st.lists(texts, min_size=1, max_size=6))
def test_as_many_backs_as_answers_lead_back_to_the_same_state(flow: Flow, language: str, heard: list[str]) -> None:
    walk = Walk([flow, *COMMON], language)
    assume(not walk.over)
    before = [state(walk)]
    for each in heard:
        ahead = Walk([flow, *COMMON], language)
        ahead.session = walk.session
        ahead.take(Text(each))
        answers = [output for output in ahead.outputs if isinstance(output, Answered)]
        if not ahead.over and [answer.status for answer in answers] == ["answered"]:
            # The question may have been asked again before; after BACK it is asked for the first time.
            before[-1] = replace(before[-1], frames=(replace(before[-1].frames[0], asked=0, other=False, chosen=()),))
            walk = ahead
            before.append(state(walk))
    for expected in reversed(before[:-1]):
        walk.take(Text("back"))
        assert state(walk) == expected


@given(questionnaires(), st.sampled_from(["en", "es"]), st.lists(texts, min_size=1, max_size=6))
def test_changing_an_answer_back_to_itself_changes_nothing(flow: Flow, language: str, heard: list[str]) -> None:
    walk, said = Walk([flow, *COMMON], language), {}
    assume(not walk.over)
    for each in heard:
        asked, ahead = walk.session.frame.step, Walk([flow, *COMMON], language)
        ahead.session = walk.session
        ahead.take(Text(each))
        answers = [output for output in ahead.outputs if isinstance(output, Answered)]
        if not ahead.over and [answer.status for answer in answers] == ["answered"] and not walk.session.frame.other:
            walk, said[asked] = ahead, each
    frame = walk.session.frame
    before = replace(walk.session, turn=0, index=0, frames=(replace(frame, asked=0, other=False, chosen=()),))
    for number, step in enumerate(frame.trail, 1):
        walk.take(Text(f"CHANGE {number}"))
        assert walk.session.frame.step == step and step not in walk.session.frame.answers
        walk.take(Text(said[step]))
        assert state(walk) == before


TWINS = [
    *((LABELS[code]["en"], LABELS[code]["es"]) for code in CODES), ("1", "1"), ("the second", "la segunda"),
    ("three", "tres"),
    ("skip", "saltar"), ("back", "atrás"), ("rather not say", "prefiero no decir"), ("other", "otra"),
    ("help", "ayuda"), ("change 1", "cambiar 1"), ("not interested", "no me interesa"),
    ("1 and 2", "1 y 2"), ("all", "todas"), ("tomorrow", "mañana"), ("March 12", "12 de marzo"),
    ("we are four", "somos cuatro"),
    ("purple", "morado"), ("my very own words", "mis propias palabras aquí"), ("stop", "alto"),
]  # fmt: skip


@given(cities(), st.lists(st.sampled_from(TWINS), max_size=8))
def test_twins_in_two_languages_decide_alike(flows: list[Flow], heard: list[tuple[str, str]]) -> None:
    english, spanish = Walk(flows, "en"), Walk(flows, "es")
    assert english.decided == spanish.decided
    for in_english, in_spanish in heard:
        # What was understood does not hang on the language that is spoken either.
        mixed = Walk(flows, "es")
        mixed.session = replace(english.session, language="es")
        if not english.over:
            english.take(Text(in_english))
            spanish.take(Text(in_spanish))
            mixed.take(Text(in_english))
            assert english.decided == spanish.decided == mixed.decided


options = st.lists(st.sampled_from(CODES), max_size=4, unique=True).map(
    lambda codes: tuple(Choice(code, LABELS[code]) for code in codes)
)


@given(texts, options, st.booleans())
def test_answers_never_raise_and_only_name_options(body: str, offered: tuple[Choice, ...], refusable: bool) -> None:
    codes = {option.code for option in offered}
    for understand in (choice_in, several_in):
        understood = understand(body, offered, WORDS, refusable=refusable)
        if understood is not None:
            assert codes.issuperset(understood.codes)
            assert len(set(understood.codes)) == len(understood.codes)
            assert understood.refused or understood.codes
            assert refusable or not understood.refused


@given(texts, st.integers(-5, 5) | st.none(), st.integers(5, 20) | st.none())
def test_numbers_never_raise_and_keep_their_limits(body: str, minimum: int | None, maximum: int | None) -> None:
    understood = number_in(body, minimum, maximum, WORDS)
    if understood is not None:
        (code,) = understood.codes
        assert (minimum is None or int(code) >= minimum) and (maximum is None or int(code) <= maximum)


@given(texts, st.dates(date(1900, 1, 1), date(9000, 1, 1)))
def test_dates_never_raise_and_are_dates(body: str, today: date) -> None:
    understood = date_in(body, today, WORDS)
    assert understood is None or date.fromisoformat(understood.codes[0])


@given(wild)
def test_folding_is_idempotent_and_knows_no_capitals_or_edges(body: str) -> None:
    folded = fold(body)
    assert fold(folded) == folded
    assert fold(f" \n{body}!! ") == folded
    assert folded == " ".join(folded.split())


@given(st.text(max_size=30), st.dictionaries(st.sampled_from("abc"), st.integers() | st.text(max_size=3) | st.none()))
def test_conditions_never_raise(condition: str, names: dict[str, object]) -> None:
    assert holds(condition, names) in (True, False)


@given(wild)
def test_a_command_is_the_whole_message(body: str) -> None:
    assert command_in(f"zebra {body} alto {body} zebra", WORDS) is None
