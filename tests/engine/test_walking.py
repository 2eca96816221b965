"""Every kind of step and every way a conversation goes on; each turn's session has been through JSON."""

from dataclasses import replace

import pytest

from bot.engine.advance import NESTED_FLOWS, STEPS_PER_TURN, TURNS_PER_SESSION
from bot.engine.flow import Choice, Flow, flows_of
from bot.engine.inputs import Found, Silence
from bot.engine.outputs import Query, Reply, Wait
from bot.engine.session import Session
from tests.engine.talking import (
    COMMON,
    NOON,
    Step,
    Talk,
    advance,
    ask,
    both,
    choose,
    do,
    flow,
    moment,
    say,
    talk,
)

SURVEY = flow(
    "survey",
    choose("first", "home", "work", refuse=both("Rather not", "Prefiero no")),
    ask("why"),
    ask("size", answer="number", minimum=1, maximum=20),
    say("thanks", "Thanks: {first}, {why}, {size}."),
    survey="life",
)


class TestSteps:
    """Each kind does what its key says."""

    def test_say_goes_on_and_ask_waits(self) -> None:
        told = talk(flow("f", say("a"), ask("b"), say("c")))
        assert told.said == ["Said a.", "Asked b?"]
        assert told.hears("words").said == ["Said c."]
        assert told.finished == "done"

    def test_choose_shows_the_menu_with_the_refusal_in_the_residents_language(self) -> None:
        assert talk(SURVEY).said == ["Chosen first? 1 The home 2 The work 9 Rather not"]
        assert talk(SURVEY, language="es").said == ["Chosen first? (es) 1 Lo home 2 Lo work 9 Prefiero no"]

    def test_answers_are_told_with_codes_words_survey_and_version(self) -> None:
        told = talk(SURVEY).hears("2")
        assert told.answered == [("first", "answered", ("work",), "2")]
        (answered,) = [each for each in told.last if hasattr(each, "survey")]
        assert (answered.survey, answered.flow, answered.digest) == ("life", "survey", SURVEY.digest())

    def test_labels_words_and_numbers_are_said_back(self) -> None:
        told = talk(SURVEY, language="es").hears("the work", "  Por mi\nfamilia ", "somos cuatro")
        assert told.said == ["Thanks: Lo work, Por mi familia, 4. (es)"]

    def test_do_hands_codes_and_whole_words(self) -> None:
        told = talk(
            flow("f", choose("kind", "a", "b", several=True), ask("why"), do("go", "save", k="{kind}", w="{why}"))
        )
        assert told.hears("1 y 2", "x" * 100).done == [("save", {"k": "a,b", "w": "x" * 100})]

    def test_find_asks_and_what_it_found_is_offered_first(self) -> None:
        steps = (Step("kinds", "find", verb="kinds", given={"text": "{heard}"}),
                 choose("kind", "more", choices_from="kinds", when="kinds.count > 0"), say("end_",
                 "{kind} {kinds.best}"))  # fmt: skip
        found = Found({"best": "Noise"}, (Choice("noise", both("Noise", "Ruido")),))
        queries: list[Query] = []

        def find(query: Query) -> Found:
            queries.append(query)
            return found

        told = talk(flow("f", *steps), find=find, heard="loud")
        assert [(query.verb, query.given) for query in queries] == [("kinds", {"text": "loud"})]
        assert told.said == ["Chosen kind? 1 Noise 2 The more"]
        assert told.hears("ruido").said == ["Noise Noise"]
        assert talk(flow("f", *steps)).said == []

    def test_hand_off_says_its_text_and_ends(self) -> None:
        told = talk(flow("f", Step("h", "hand_off", both("A person answers."), given={"why": "x"}), say("never")))
        assert (told.done, told.said, told.finished) == (
            [("hand_off", {"why": "x"})],
            ["A person answers."],
            "handed_off",
        )

    def test_end_ends_and_next_and_routes_lead(self) -> None:
        steps = (
            choose("q", "a", "b", routes={"a": "c", "skipped": "d"}),
            Step("stop_here", "end"),
            say("c", next="end"),
            say("d"),
        )
        assert talk(flow("f", *steps)).hears("1").said == ["Said c."]
        assert talk(flow("f", *steps)).hears("2").said == []
        assert talk(flow("f", *steps)).hears("skip").said == ["Said d."]

    def test_when_skips_a_step(self) -> None:
        steps = (choose("q", "a", "b"), say("only_a", when='q == "a"'), say("both", when="q in ['a', 'b']"))
        assert talk(flow("f", *steps)).hears("2").said == ["Said both."]
        assert talk(flow("f", *steps)).hears("1").said == ["Said only_a.", "Said both."]

    def test_start_comes_back_with_the_answers(self) -> None:
        outer = flow("outer", Step("go", "start", verb="inner"), say("x", "{inner.kind}", when='inner.kind == "b"'),
                     do("keep", "save", words="{inner.why}"))  # fmt: skip
        told = talk(outer, flow("inner", choose("kind", "a", "b"), ask("why"))).hears("2", "because")
        assert told.said == ["b"]
        assert told.done == [("save", {"words": "because"})]

    def test_a_placeholder_may_name_the_flow_and_an_empty_one_walks_nothing(self) -> None:
        outer = flow("outer", Step("go", "start", verb="{onward}"), say("x"))
        assert talk(outer, SURVEY, onward="survey").said[0].startswith("Chosen first?")
        assert talk(outer, SURVEY, onward="").said == ["Said x."]
        assert talk(outer, SURVEY, onward="nothing").finished == "runaway"

    def test_a_language_is_set_for_the_texts_that_follow(self) -> None:
        told = talk(
            flow("f", do("set", "set_language", language="{to}"), say("a", "Yes", when="language")),
            to="es",
            language=None,
        )
        assert told.said == ["Yes (es)"]
        assert told.session.language == "es"
        nothing = talk(flow("f", do("set", "set_language", language="{to}"), say("a")), language="es")
        assert nothing.session.language == "es"

    def test_without_a_language_everything_is_said_in_all_of_them(self) -> None:
        told = talk(flow("f", say("a", "Hello {city}")), language=None)
        assert told.said == ["Hello Pueblo (es)\nHello Town"]
        (reply,) = [each for each in told.last if isinstance(each, Reply)]
        assert reply.language is None


class TestAnswersHandedOver:
    """`with:` and `rest` answer a question before it is asked."""

    def test_words_answer_an_open_question(self) -> None:
        told = talk(flow("f", ask("words"), say("a", "{words}")), words="a hole")
        assert told.said == ["a hole"]
        assert told.answered == [("words", "answered", (), "a hole")]

    def test_codes_answer_a_choice_even_where_a_label_says_otherwise(self) -> None:
        options = (Choice("one", both("Two things")), Choice("two", both("One thing")))
        told = talk(flow("f", choose("q", choices=options), say("a")), q="two")
        assert told.answered == [("q", "answered", ("two",), "two")]
        several = talk(flow("f", choose("q", "a", "b", "c", several=True), say("a")), q="a,c")
        assert several.answered[0][2] == ("a", "c")

    def test_what_is_no_answer_is_asked(self) -> None:
        assert talk(flow("f", choose("q", "a", "b")), q="something").said == ["Chosen q? 1 The a 2 The b"]
        assert talk(flow("f", ask("q", answer="number")), q="many").said == ["Asked q?"]
        assert talk(flow("f", ask("q")), q="").said == ["Asked q?"]

    def test_a_hundred_of_them_do_not_nest(self) -> None:
        steps = [ask(f"q{number}") for number in range(STEPS_PER_TURN - 2)]
        assert talk(flow("f", *steps, say("a")), **{step.id: "x" for step in steps}).said == ["Said a."]

    def test_after_back_it_is_asked_and_stays_asked_when_help_comes_between(self) -> None:
        told = talk(flow("f", ask("words"), ask("place")), words="a hole").hears("back")
        assert told.said == ["Asked words?"]
        assert told.hears("help").said == ["Help.", "Asked words?"]
        assert told.hears("a lamp").answered == [("words", "answered", (), "a lamp")]

    def test_start_hands_on_the_rest_of_the_first_text(self) -> None:
        status = flow("status", ask("number"), say("a", "{number}"), rest="number", starts_on=("status",))
        welcome = flow("welcome", Step("go", "start", verb="{onward}"))
        assert talk(welcome, status, onward="status", rest="7k3pd").said == ["7k3pd"]
        assert talk(welcome, status, onward="status", rest="").said == ["Asked number?"]
        explicit = flow("welcome", Step("go", "start", verb="status", given={"number": "given"}))
        assert talk(explicit, status, rest="7k3pd").said == ["given"]
        assert talk(welcome, SURVEY, onward="survey", rest="2").said[0].startswith("Chosen first?")


class TestListed:
    """An option with a condition stands in the menu while that holds; its words mean it in any case."""

    NEXT = flow(
        "next",
        Step(
            "q", "choose", text=both("What now?"), other=both("Something else", "Otra cosa"),
            choices=(
                Choice("report", both("Report it", "Reportar"), ("report",), when="found.ours"),
                Choice("person", both("A person", "Una persona")),
                Choice("done", both("That is all", "Es todo"), ("thanks", "thank you", "ok"), when="not found.ours"),
            ),
        ),
    )  # fmt: skip

    def told(self, *, ours: bool) -> Talk:
        return talk(self.NEXT, found={"ours": ours})

    def test_the_menu_lists_and_counts_what_holds(self) -> None:
        assert self.told(ours=True).said == ["What now? 1 Report it 2 A person 3 Something else"]
        assert self.told(ours=False).said == ["What now? 1 A person 2 That is all 3 Something else"]
        assert self.told(ours=True).hears("1").answered == [("q", "answered", ("report",), "1")]
        assert self.told(ours=False).hears("1").answered == [("q", "answered", ("person",), "1")]
        assert self.told(ours=False).hears("2").answered == [("q", "answered", ("done",), "2")]

    @pytest.mark.parametrize("words", ["thanks", "Thank you!", "that is all", "ES TODO", "ok thanks"])
    def test_what_is_not_listed_is_understood_by_its_words(self, words: str) -> None:
        told = talk(self.NEXT, flow("understood", say("back", "You said: {answer}.")), found={"ours": True}).hears(
            words
        )
        assert (told.answered, told.said) == ([("q", "answered", ("done",), words)], [])

    def test_a_sentence_of_ones_own_is_still_other(self) -> None:
        assert self.told(ours=True).hears("the lamp is dark").answered[0][2] == ("other",)

    @pytest.mark.parametrize("number", ["4", "tres", "9"])
    def test_a_number_never_means_what_is_not_listed(self, number: str) -> None:
        answered = self.told(ours=True).hears(number).answered
        assert [each[2] for each in answered] == ([("other",)] if number == "tres" else [])

    def test_a_flow_with_conditions_is_the_same_after_json_and_one_without_keeps_its_version(self) -> None:
        assert Flow.from_json(self.NEXT.to_json()) == self.NEXT
        plain = flow("p", choose("q", "a", "b"))
        assert all(len(each) == 3 for each in plain.to_json()["steps"][0]["choices"])


class TestOwnWords:
    """ "Other" and what residents write themselves."""

    MENU = flow(
        "menu", choose("menu", "a", "b", other=both("Other", "Otra"), routes={"other": "go"}), say("x", next="end"),
        Step("go", "start", verb="report", given={"words": "{said.menu}"}),
    )  # fmt: skip
    REPORT = flow("report", ask("words"), say("got", "Got {words}."))

    def test_a_sentence_is_other_and_can_be_handed_on(self) -> None:
        assert talk(self.MENU, self.REPORT).hears("the lamp is dark").said == ["Got the lamp is dark."]

    def test_one_word_is_not_a_sentence_whatever_articles_stand_before_it(self) -> None:
        for words in ("lámpara", "la lámpara", "the lamp", "12 de marzo", "3", "🙂🙂"):
            told = talk(flow("f", choose("q", "a", other=both("Other")), ask("r"))).hears(words)
            assert told.at_step == "f.q"

    def test_only_the_number_of_other_hands_nothing_on(self) -> None:
        assert talk(self.MENU, self.REPORT).hears("3").said == ["Asked words?"]
        assert talk(self.MENU, self.REPORT).hears("otra").said == ["Asked words?"]

    def test_said_is_the_text_word_for_word_in_texts_conditions_and_arguments(self) -> None:
        steps = (
            choose("q", "home", "work"),
            say("t", "You wrote {said.q}."),
            say("c", when='said.q == "Lo HOME!"'),
            do("d", "save", w="{said.q}"),
            say("none", when="said.later"),
            ask("later"),
        )
        told = talk(flow("f", *steps)).hears("Lo HOME!")
        assert told.said == ["You wrote Lo HOME!.", "Said c.", "Asked later?"]
        assert told.done == [("save", {"w": "Lo HOME!"})]

    def test_the_number_of_other_asks_for_own_words_where_a_question_follows(self) -> None:
        steps = (choose("q", "a", "b", other=both("Other"), own_words=both("What?")), say("t", "{q}"))
        told = talk(flow("f", *steps)).hears("3")
        assert told.said == ["What?"]
        assert told.hears("2").said == ["What?"], "the digit of a menu that is not asked any more"
        assert told.hears("2").answered == [("q", "answered", ("other",), "2")], "said again, it is meant"
        assert told.said == ["2"]

    def test_several_keeps_what_was_chosen_beside_other(self) -> None:
        steps = (
            choose("q", "a", "b", "c", several=True, other=both("Other"), own_words=both("What?")),
            say("t", "{q}"),
        )
        told = talk(flow("f", *steps)).hears("1, 3 y 4")
        assert told.said == ["What?"]
        assert told.hears("Parks").answered == [("q", "answered", ("a", "c", "other"), "Parks")]
        assert told.said == ["The a, The c, Parks"]

    def test_back_from_own_words_leads_to_the_menu_and_forgets_what_was_chosen(self) -> None:
        steps = (ask("before"), choose("q", "a", "b", several=True, other=both("Other"), own_words=both("What?")))
        told = talk(flow("f", *steps)).hears("x", "1, 3", "back")
        assert told.said == ["Chosen q? 1 The a 2 The b 3 Other"]
        assert told.answered == []
        assert told.hears("2").answered == [("q", "answered", ("b",), "2")]

    def test_other_without_words_is_said_with_its_label(self) -> None:
        steps = (choose("q", "a", other=both("Other", "Otra")), say("t", "{q}"))
        assert talk(flow("f", *steps)).hears("2").said == ["Other"]

    def test_skipped_refused_and_unclear_answers_say_nothing(self) -> None:
        for words in (("skip",), ("rather not say",), ("dark", "dark", "dark")):
            told = talk(flow("f", choose("q", "a", "b"), say("t", "[{q}{said.q}]"), do("d", "save", q="{q}"))).hears(
                *words
            )
            assert told.said == ["[]"]
            assert told.done == [("save", {"q": ""})]

    def test_a_free_question_that_was_skipped_says_nothing_too(self) -> None:
        for words in ("skip", "rather not say"):
            told = talk(flow("f", ask("q"), say("t", "[{q}{said.q}]"))).hears(words)
            assert told.said == ["[]"]

    def test_a_text_without_a_translation_is_said_in_the_source_language(self) -> None:
        assert talk(flow("f", Step("a", "say", {"en": "Only English."})), language="es").said == ["Only English."]

    def test_braces_in_a_residents_words_are_only_words(self) -> None:
        told = talk(flow("f", ask("q"), say("t", "{q}"), do("d", "save", q="{q}"))).hears("{city} {q}")
        assert told.said == ["{city} {q}"]
        assert told.done == [("save", {"q": "{city} {q}"})]

    def test_long_texts_are_cut_to_what_a_carrier_delivers(self) -> None:
        for step in (ask("q"), choose("q", "a", other=both("Other"))):
            told = talk(flow("f", step, say("t", "{q}"))).hears("word " * 5000)
            assert len(told.answered[0][3]) <= 1600
            assert len(told.said[0]) <= 60


class TestAgain:
    """Nobody is asked for ever."""

    def test_twice_again_with_help_and_then_on(self) -> None:
        told = talk(flow("f", choose("q", "a", "b", help=both("Send a number.")), say("on")))
        assert told.hears("dark").said == ["Send a number. Chosen q? 1 The a 2 The b"]
        assert told.hears("darker").said == ["Send a number. Chosen q? 1 The a 2 The b"]
        assert told.hears("darkest").said == ["Said on."]
        assert told.answered == [("q", "unclear", (), "darkest")]

    def test_the_next_question_counts_anew(self) -> None:
        told = talk(flow("f", choose("q", "a"), choose("r", "a"))).hears("dark", "dark", "1", "dark", "dark")
        assert told.at_step == "f.r"

    def test_statuses_may_be_routed(self) -> None:
        told = talk(flow("f", choose("q", "a", routes={"unclear": "u", "refused": "r"}), say("x", next="end"),
                         say("u", next="end"), say("r")))  # fmt: skip
        assert replace(told).hears("?", "?", "?").said == ["Said u."]

    def test_a_refusal_is_a_refusal_by_digit_and_by_words(self) -> None:
        for words in ("9", "rather not say", "prefiero no decir", "nueve"):
            assert talk(SURVEY).hears(words).answered[0][1] == "refused"


class TestBack:
    """BACK undoes one answer at a time."""

    def test_answers_are_withdrawn_one_by_one(self) -> None:
        told = talk(SURVEY).hears("1", "because", "back")
        assert told.answered == [("why", "withdrawn", (), "")]
        assert told.said == ["Asked why?"]
        assert told.hears("atrás").answered == [("first", "withdrawn", (), "")]
        assert told.hears("back").said == ["Chosen first? 1 The home 2 The work 9 Rather not"]
        assert told.answered == []

    def test_an_inner_flow_is_left_backwards_through_any_depth(self) -> None:
        flows = (
            flow("a", ask("q"), Step("go", "start", verb="b")),
            flow("b", Step("go", "start", verb="c")),
            flow("c", ask("r")),
        )
        told = talk(*flows).hears("x")
        assert told.at_step == "c.r"
        assert told.hears("back").at_step == "a.q"
        assert len(told.session.frames) == 1

    def test_what_was_done_is_done_in_outer_flows_too(self) -> None:
        told = talk(flow("a", ask("q"), Step("go", "start", verb="b")), flow("b", do("d", "save"), ask("r"))).hears(
            "x", "back"
        )
        assert told.at_step == "b.r"
        assert told.answered == []

    def test_a_finished_inner_flow_is_not_walked_a_second_time(self) -> None:
        told = talk(flow("a", ask("q"), Step("go", "start", verb="b"), ask("r")), flow("b", ask("s"))).hears(
            "x", "y", "back"
        )
        assert told.at_step == "a.r"
        assert told.answered == []

    def test_an_inner_flow_that_only_speaks_closes_nothing(self) -> None:
        told = talk(flow("a", ask("q"), Step("go", "start", verb="b"), ask("r")), flow("b", say("s"))).hears(
            "x", "back"
        )
        assert told.at_step == "a.q"

    def test_what_an_interruption_does_closes_nothing(self) -> None:
        told = talk(SURVEY).hears("1", "ESPANOL", "back")
        assert told.at_step == "survey.first"
        assert told.said[0].startswith("Chosen first? (es)")


class TestCommands:
    """Words that mean the conversation as a whole, and only as a whole message."""

    @pytest.mark.parametrize("word", ["STOP", "alto", "¡ALTO!", "unsubscribe", "end", "cancel", "quit", "revoke",
    "opt out",
                                      "stopall", "baja", "ya no", "no más", "Stop."])  # fmt: skip
    @pytest.mark.parametrize("question", [ask("q"), choose("q", "a", other=both("Other")), ask("q", answer="number")])
    def test_stop_ends_with_one_text(self, word: str, question: Step) -> None:
        told = talk(flow("f", question)).hears(word)
        assert (told.said, told.finished) == (["Bye."], "left")
        assert told.done == [("leave", {"words": word})]
        assert told.answered == []

    @pytest.mark.parametrize("words", ["alto de la esquina", "STOP 12345", "stop sign on 5th",
    "no más baches por favor",
                                       "fin de semana", "para mi calle", "cancel culture", "help my street",
                                       "cancelar mi cita"])  # fmt: skip
    def test_a_sentence_with_such_a_word_is_an_answer(self, words: str) -> None:
        assert talk(flow("f", ask("q"))).hears(words).answered == [("q", "answered", (), words)]

    @pytest.mark.parametrize("word", ["yes", "START", "sí", "resume", "empezar"])
    def test_yes_and_start_are_answers_in_a_conversation(self, word: str) -> None:
        assert talk(flow("f", ask("q"))).hears(word).answered == [("q", "answered", (), word)]

    def test_help_answers_and_asks_again_without_counting(self) -> None:
        told = talk(flow("f", choose("q", "a"))).hears("dark", "HELP", "ayuda", "HELP", "dark")
        assert told.at_step == "f.q"
        assert told.hears("HELP").said == ["Help.", "Chosen q? 1 The a"]

    def test_a_language_switches_and_keeps_the_place(self) -> None:
        told = talk(SURVEY).hears("1", "en español")
        assert told.said == ["Listo.", "Asked why? (es)"]
        assert told.session.language == "es"

    def test_who_asked_for_a_language_is_not_asked_for_one(self) -> None:
        steps = (choose("which", "en", "es", when="not language"), ask("q"))
        assert talk(flow("f", *steps), language=None).hears("English").said == ["OK.", "Asked q?"]

    def test_a_language_the_city_does_not_speak_is_no_command(self) -> None:
        told = talk(flow("f", ask("q")), at=replace(moment(), languages=("en",))).hears("español")
        assert told.answered == [("q", "answered", (), "español")]
        assert told.session.language == "en"

    def test_help_within_help_asks_again(self) -> None:
        deep = flow("help", ask("more"))
        told = talk(flow("f", ask("q")), deep).hears("help", "help", "help")
        assert [frame.flow for frame in told.session.frames] == ["f", "help"]
        assert told.said == ["Asked more?"]

    def test_skip_and_refuse_leave_a_free_question(self) -> None:
        for word, status in (("skip", "skipped"), ("saltar", "skipped"), ("prefiero no decir", "refused")):
            assert talk(flow("f", ask("q"), ask("r"))).hears(word).answered == [("q", status, (), word)]


class TestKeywords:
    """A keyword starts a flow; it steals no answer."""

    STATUS = flow("status", ask("number"), say("a", "{number}."), rest="number", starts_on=("status", "estado"))

    def test_it_is_an_answer_where_words_are_asked_for(self) -> None:
        assert talk(flow("f", ask("q")), self.STATUS).hears("estado").answered == [("q", "answered", (), "estado")]
        told = talk(flow("f", ask("q")), self.STATUS).hears("estado de mi calle")
        assert told.answered == [("q", "answered", (), "estado de mi calle")]

    def test_with_a_code_it_interrupts_and_the_question_is_asked_after_it(self) -> None:
        for code in ("7K3PD", "cdfgh"):
            told = talk(flow("f", ask("q")), self.STATUS).hears(f"Estado {code}")
            assert told.said == [f"{code.lower()}.", "Asked q?"]

    def test_it_interrupts_a_choice(self) -> None:
        told = talk(flow("f", choose("q", "a", "b")), self.STATUS).hears("status")
        assert told.said == ["Asked number?"]
        assert told.hears("412").said == ["412.", "Chosen q? 1 The a 2 The b"]

    def test_a_flow_that_waits_is_not_started_again(self) -> None:
        told = talk(self.STATUS).hears("status 7k3pd")
        assert len(told.session.frames) == 1


class TestSilence:
    """A nudge, what is made of an unfinished conversation, and its end."""

    REPORT = flow(
        "report", ask("words"), choose("kind", "a", "b"), do("open", "open", words="{words}", kind="{kind}"),
        say("got"),
        nudge=both("Still there?"), unanswered="open",
    )  # fmt: skip

    def test_a_nudge_is_followed_by_the_question_with_its_menu(self) -> None:
        told = talk(self.REPORT).hears("hole").waits(days=1)
        assert told.said == ["Still there?", "Chosen kind? 1 The a 2 The b"]
        assert told.last[-1] == Wait(NOON + self.REPORT.expires_after)
        assert told.hears("2").done == [("open", {"words": "hole", "kind": "b"})]

    def test_without_a_nudge_it_expires_at_once(self) -> None:
        told = talk(flow("f", ask("q")))
        assert told.last[-1] == Wait(NOON + told.flows.current["f"].expires_after)
        assert told.waits(days=3).finished == "expired"
        assert told.said == []

    def test_what_was_told_counts_when_nobody_answers_in_time(self) -> None:
        told = talk(self.REPORT).hears("hole").waits(days=1).waits(days=2)
        assert told.done == [("open", {"words": "hole", "kind": ""})]
        assert (told.said, told.finished) == (["Said got."], "expired")

    def test_without_any_answer_there_is_nothing_to_go_on_with(self) -> None:
        assert talk(self.REPORT).waits(days=1).waits(days=2).finished == "expired"
        told = talk(self.REPORT).hears("skip").waits(days=1).waits(days=2)
        assert (told.finished, told.done) == ("expired", [])

    def test_it_is_never_done_twice(self) -> None:
        after = flow("report", ask("words"), ask("place"), do("open", "open"), ask("more"), unanswered="open")
        told = talk(after).hears("hole").waits(days=3)
        assert [verb for verb, _ in told.done] == ["open"]
        assert told.said == ["Asked more?"]
        assert told.waits(days=3).finished == "expired"
        assert told.done == []
        told = talk(after).hears("hole", "here").waits(days=3)
        assert (told.finished, told.done) == ("expired", [])

    def test_the_time_to_answer_begins_anew_after_it(self) -> None:
        after = flow("report", ask("words"), ask("place"), ask("more"), unanswered="more")
        told = talk(after).hears("hole").waits(days=4)
        assert told.last[-1] == Wait(told.at.now + after.expires_after)
        assert told.hears("yes").finished == "done"

    def test_inner_flows_are_left_and_outer_ones_go_on(self) -> None:
        outer = flow("outer", Step("go", "start", verb="report"), say("after"))
        inner = replace(
            self.REPORT, nudge={}, steps=(ask("words"), Step("more", "start", verb="deep"), *self.REPORT.steps[2:])
        )
        told = talk(outer, inner, flow("deep", ask("x"))).hears("hole").waits(days=3)
        assert told.said == ["Said got.", "Said after."]
        assert told.finished == "expired"

    def test_a_conversation_that_was_interrupted_is_asked_again(self) -> None:
        report = replace(self.REPORT, starts_on=("report",), nudge={})
        told = talk(flow("f", choose("q", "a")), report).hears("report", "hole").waits(days=3)
        assert told.said == ["Said got.", "Chosen q? 1 The a"]
        assert told.hears("1").finished == "done"

    def test_an_answer_makes_room_for_another_nudge(self) -> None:
        told = talk(replace(SURVEY, nudge=both("Still there?"))).waits(days=1).hears("1").waits(days=1)
        assert told.said == ["Still there?", "Asked why?"]


class TestLimits:
    """Nothing goes on for ever, and STOP knows no limit."""

    def test_a_circle_without_questions_ends(self) -> None:
        assert talk(flow("f", say("a", next="b"), say("b", next="a"))).finished == "runaway"

    def test_flows_that_start_each_other_end(self) -> None:
        assert (
            talk(flow("a", Step("go", "start", verb="b")), flow("b", Step("go", "start", verb="a"))).finished
            == "runaway"
        )

    def nested(self) -> Talk:
        flows = [flow(f"f{depth}", Step("go", "start", verb=f"f{depth + 1}")) for depth in range(NESTED_FLOWS - 1)]
        return talk(*flows, flow(f"f{NESTED_FLOWS - 1}", ask("q")))

    def test_at_the_deepest_allowed_place_help_and_languages_still_work(self) -> None:
        told = self.nested()
        assert len(told.session.frames) == NESTED_FLOWS
        assert told.hears("help").said == ["Help.", "Asked q?"]
        assert told.hears("español").said == ["Listo.", "Asked q? (es)"]
        assert told.hears("x").finished == "done"

    def test_a_conversation_that_never_ends_is_ended_but_stop_still_counts(self) -> None:
        told = talk(flow("f", ask("q", next="q")))
        told.session = replace(told.session, turn=TURNS_PER_SESSION)
        assert replace(told).hears("alto").finished == "left"
        assert told.hears("x").finished == "runaway"

    def test_a_version_that_is_lost_ends_the_session_and_never_raises(self) -> None:
        told = talk(SURVEY)
        gone = flows_of([*COMMON])
        for heard in (Silence(), Found()):
            assert advance(gone, told.session, heard, told.at).outputs[-1].how in ("expired", "runaway")
        told.flows = gone
        assert replace(told).hears("stop").finished == "left"
        assert replace(told).hears("hello").finished == "runaway"

    def test_a_session_without_a_flow_ends(self) -> None:
        told = talk(SURVEY)
        turn = advance(told.flows, replace(told.session, frames=()), Found(), told.at)
        assert turn.outputs[-1].how == "runaway"


class TestVersions:
    """A session finishes on the version it began with."""

    NEW = flow("survey", ask("other_step", "New?"))

    def moved(self, told: Talk, *flows: Flow) -> None:
        pinned = {each.digest(): each for each in told.flows.current.values()}
        told.flows = flows_of([*COMMON, *flows], pinned)

    def test_the_old_questions_go_on_after_a_change(self) -> None:
        told = talk(SURVEY).hears("1")
        self.moved(told, self.NEW)
        assert told.hears("because").said == ["Asked size?"]
        assert told.hears("4").finished == "done"
        assert {each.digest for each in told.every if hasattr(each, "survey")} == {SURVEY.digest()}

    def test_inner_and_outer_flow_are_both_pinned_and_new_starts_are_current(self) -> None:
        outer = flow("outer", Step("go", "start", verb="survey"), Step("again", "start", verb="survey"))
        told = talk(outer, SURVEY).hears("2")
        self.moved(told, self.NEW, flow("outer", say("changed")))
        assert told.hears("because", "4").said == ["Thanks: The work, because, 4.", "New?"]

    def test_an_interruption_uses_the_current_version(self) -> None:
        told = talk(SURVEY)
        self.moved(told, self.NEW, flow("help", say("new", "New help.")))
        assert told.hears("help").said[0] == "New help."


def test_ids_follow_from_session_turn_and_order() -> None:
    told = talk(SURVEY).hears("1")
    assert [each.id for each in told.every if hasattr(each, "id")] == ["ses_1.1.1", "ses_1.2.1", "ses_1.2.2"]


def test_a_query_continues_the_ids_of_its_turn() -> None:
    told = talk(flow("f", say("a"), Step("k", "find", verb="kinds"), say("b")))
    assert [each.id for each in told.last if hasattr(each, "id")] == ["ses_1.1.1", "ses_1.1.2", "ses_1.1.3"]


def test_sessions_of_the_first_form_are_read_and_newer_ones_refused() -> None:
    told = talk(SURVEY)
    stored = told.session.to_json()
    assert Session.from_json(stored.replace('"expired":false,', "")) == told.session
    with pytest.raises(ValueError, match="newer"):
        Session.from_json(stored.replace('"format":1', '"format":99'))
