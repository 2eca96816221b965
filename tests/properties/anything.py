"""Strategies: small valid flows with every kind of step, and whatever people may text."""

from collections.abc import Sequence

from hypothesis import strategies as st

from bot.engine.flow import Choice, Flow, Step
from tests.engine.talking import COMMON, both

CODES = ("home", "work", "rent", "school")
LABELS = {
    "home": both("A safe home", "Una casa segura"),
    "work": both("Steady work", "Trabajo estable"),
    "rent": both("Lower rent", "Renta más baja"),
    "school": both("Good schools", "Buenas escuelas"),
}
COMMANDS = ("change 1", "CAMBIAR 2", "change the third", "not interested", "ya estuvo", "person", "PERSONA", "menos",
            "STOP", "alto", "HELP", "ayuda", "back", "atrás", "skip", "saltar", "rather not say", "ENGLISH", "español",
            "yes", "START", "sí", "no", "inner", "inner 7K3PD")  # fmt: skip
ANSWERS = ("1", "2", "la 3", "4)", "5", "9", "12", "1 y 2", "13", "todas", "dos", "second", "trabajo", "A safe home",
"casa",
           "renta mas baja", "other", "otra", "my own words for it", "mañana", "12 de marzo", "3/12", "somos 4",
           "1,412")  # fmt: skip

wild = st.one_of(
    st.text(max_size=40),
    st.text("🙂👍🏽2️⃣ﬁ\u200b\u202e\x00\x07\n áñ¿{}%#", max_size=20),
    st.builds(lambda piece, times: (piece * times)[:1600], st.sampled_from(["1 ", "a,", "casa y ", "{q}", "x", "9",
    "\x00"]),
              st.sampled_from([1, 40, 1600])),
)  # fmt: skip
texts = st.one_of(st.sampled_from(COMMANDS), st.sampled_from(ANSWERS), wild)
"""Anything a phone may send."""

conditions = st.sampled_from(["", "", "", "", "s0", "not s1", 's0 == "home"', "s1 != s2", "found.count > 0",
"language", "s0 > 3",
                              '"noise" in s1', "said.s0", "inner.i0", "(", "s0.x.y"])  # fmt: skip
templates = st.sampled_from(
    ["Text.", "{s0} {s1}", "{said.s0}", "{city}", "{found.best}", "{reference}", "{inner.i0}", ""]
)
arguments = st.dictionaries(st.sampled_from(["a", "i0", "words"]), templates, max_size=2)
menus = st.lists(st.sampled_from(CODES), min_size=1, max_size=4, unique=True)


@st.composite
def questions(draw: st.DrawFn, step: str, targets: Sequence[str]) -> Step:
    more = {
        "when": draw(conditions),
        "next": draw(st.sampled_from(["", "", *targets])),
        "help": draw(st.sampled_from([{}, both("Help.")])),
    }
    if draw(st.booleans()):
        answer = draw(st.sampled_from(["text", "text", "number", "date", "place"]))
        return Step(step, "ask", both(draw(templates)), answer=answer, **more)
    codes = draw(menus)
    routed = st.sampled_from([*codes, "other", "skipped", "refused", "unclear"])
    return Step(
        step, "choose", both(draw(templates)), choices=tuple(Choice(code, LABELS[code]) for code in codes),
        choices_from=draw(st.sampled_from(["", "", "found"])), several=draw(st.booleans()),
        other=draw(st.sampled_from([{}, both("Other", "Otra")])), own_words=draw(st.sampled_from([{}, both("What?")])),
        refuse=draw(st.sampled_from([{}, both("No.")])),
        routes=draw(st.dictionaries(routed, st.sampled_from(targets), max_size=2)) if targets else {}, **more,
    )  # fmt: skip


@st.composite
def steps(draw: st.DrawFn, step: str, targets: Sequence[str], inner: Sequence[str]) -> Step:
    kind = draw(st.sampled_from(["ask", "ask", "ask", "say", "do", "find", "start", "hand_off", "end"]))
    if kind == "ask":
        return draw(questions(step, targets))
    text = both(draw(templates)) if kind in ("say", "hand_off") else {}
    verb = draw(st.sampled_from(["save", "set_language"])) if kind == "do" else ""
    verb = draw(st.sampled_from([*inner, "{onward}", "missing"])) if kind == "start" else verb or "kinds"
    following = draw(st.sampled_from(["", "", *targets]))
    return Step("found" if kind == "find" else step, kind, text, verb=verb, given=draw(arguments), next=following,
                when=draw(conditions))  # fmt: skip


@st.composite
def one_flow(draw: st.DrawFn, name: str, prefix: str, inner: Sequence[str], most: int = 6) -> Flow:
    count = draw(st.integers(1, most))
    ids = [f"{prefix}{number}" for number in range(count)]
    made = [draw(steps(each, [*ids, "end"], inner)) for each in ids]
    return Flow(
        name, tuple(made), starts_on=(name,), nudge=draw(st.sampled_from([{}, both("Still there?")])),
        rest=draw(st.sampled_from(["", ids[0]])), unanswered=draw(st.sampled_from(["", *ids])),
    )  # fmt: skip


@st.composite
def cities(draw: st.DrawFn) -> list[Flow]:
    """A flow to begin with, others that it may start, and those that the bot itself starts."""
    first = draw(one_flow("outer", "s", ["inner", "outer", "help"]))
    return [first, draw(one_flow("inner", "i", ["deep"], 3)), draw(one_flow("deep", "d", ["inner"], 2)), *COMMON]


@st.composite
def questionnaires(draw: st.DrawFn) -> Flow:
    """Questions and texts only, each leading further down: no way back but BACK."""
    ids = [f"s{number}" for number in range(draw(st.integers(1, 6)))]
    made = []
    for position, each in enumerate(ids):
        if draw(st.integers(0, 4)):
            made.append(draw(questions(each, [*ids[position + 1 :], "end"])))
        else:
            made.append(Step(each, "say", both(draw(templates)), when=draw(conditions)))
    return Flow("outer", tuple(made))
