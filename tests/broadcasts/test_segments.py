"""The language of segments: what it reads, how it prints, and the sentence it answers to everything else."""

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.broadcasts.facts import Facts, Given, bounds, holds
from bot.broadcasts.segments import DEEPEST, LONGEST, MOST_TERMS, Names, NotARule, parse
from bot.broadcasts.tree import EVER, WORDS, And, Answered, Fact, Joined, Not, Or, Reported, Rule, Span, Texted, spelled
from tests.broadcasts.anything import ANY, NOW, ZONE, rules

CITY = Names(
    languages=("en", "es"), areas=("Barelas", "South Valley", "Los Griegos"), doors=("library",),
    kinds=("pothole", "light"),
    fields={
        "household_size": "number", "interest": "choice", "renter": "yes/no", "born_on": "date", "note": "text",
        "ethnicity": "choice", "immigration_status": "text", "job_status": "text",
    },
    choices={"interest": ("parks", "buses")},
    questions={"prosperity": {"year": ("worse", "better"), "why": (), "race": ("a", "b")}, "welcome": {}},
)  # fmt: skip
PARTS = {  # What each means is what its tree says.
    "language = es": Fact("language", "code", "=", ("es",)),
    "language != en": Fact("language", "code", "!=", ("en",)),
    "language is unknown": Fact("language", "code", "unknown"),
    'area = "Barelas"': Fact("area", "text", "=", ("Barelas",)),
    'area in ("Barelas", "South Valley")': Fact("area", "text", "in", ("Barelas", "South Valley")),
    'area not in ("Barelas", "South Valley")': Fact("area", "text", "not in", ("Barelas", "South Valley")),
    'door = "library"': Fact("door", "text", "=", ("library",)),
    'zone = "District 3"': Fact("zone", "text", "=", ("District 3",)),
    "field.household_size >= 4.5": Fact("field.household_size", "number", ">=", ("4.5",)),
    "field.interest = parks": Fact("field.interest", "code", "=", ("parks",)),
    "field.renter = no": Fact("field.renter", "yes/no", "=", ("no",)),
    "field.born_on < 2008-03-01": Fact("field.born_on", "date", "<", ("2008-03-01",)),
    'field.note = "a ""big"" dog"': Fact("field.note", "text", "=", ('a "big" dog',)),
    'answered "prosperity"': Answered("prosperity"),
    'answered "prosperity.year" = worse': Answered("prosperity", "year", ("worse",)),
    'answered "prosperity.year" in (worse, better)': Answered("prosperity", "year", ("worse", "better")),
    'answered "prosperity" within 30 days': Answered("prosperity", span=Span(30)),
    "reported any": Reported(),
    "reported pothole since 2026-03-01": Reported("pothole", Span(since=date(2026, 3, 1))),
    "texted": Texted(),
    "texted since 2026-01-01 before 2026-03-01": Texted(Span(None, date(2026, 1, 1), date(2026, 3, 1))),
    "joined within 30 days": Joined(Span(30)),
    "not texted": Not(Texted()),
    "texted and reported any": And((Texted(), Reported())),
    "texted or (reported any and not (texted or texted))": Or(
        (Texted(), And((Reported(), Not(Or((Texted(), Texted()))))))
    ),
}


@pytest.mark.parametrize(("text", "rule"), PARTS.items())
def test_each_part_is_read_and_printed(text: str, rule: Rule) -> None:
    assert parse(text, CITY) == rule
    assert str(rule) == text
    assert parse(spelled(rule, "es"), CITY) == rule


def test_a_rule_is_spelled_in_spanish() -> None:
    rule = parse(
        'language = es and area in ("Barelas", "South Valley") and not answered "prosperity" within 30 days', CITY
    )
    said = 'idioma = es y barrio en ("Barelas", "South Valley") y no contestó "prosperity" en los últimos 30 días'
    assert spelled(rule, "es") == said and parse(said, CITY) == rule


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("LANGUAGE = ES", "language = es"),
        ("idioma=es  Y\n barrio en (barelas , «los griegos»)", 'language = es and area in ("Barelas", "Los Griegos")'),
        ("area in (“South Valley”, south_valley)", 'area = "South Valley"'),
        ("field.household_size ≥ 04.50", "field.household_size >= 4.5"),
        ("dato.renter = sí", "field.renter = yes"),
        ("texted or texted and texted", "texted or (texted and texted)"),
        ("((texted))", "texted"),
        ("reporto en los ultimos 1 dia", "reported any within 1 days"),
        ("contesto prosperity.year en (worse) desde 2026-03-01", 'answered "prosperity.year" = worse since 2026-03-01'),
        ("joined within 0030 days before 2026-03-01", "joined within 30 days before 2026-03-01"),
        ("entró antes del 2026-03-01 e idioma se desconoce", "joined before 2026-03-01 and language is unknown"),
    ],
)  # fmt: skip
def test_what_people_type_comes_out_in_one_way(typed: str, printed: str) -> None:
    assert str(parse(typed, CITY)) == printed


@given(rules)
@example(Reported("any"))
@example(Not(Not(Fact("language", "code", "=", ("not",)))))
def test_what_is_printed_is_read_back_as_the_same_rule(rule: Rule) -> None:
    for language in ("en", "es"):
        text = spelled(rule, language)
        again = parse(text, ANY)
        assert again == rule, text
        assert spelled(again, language) == text


_pieces = [word for languages in WORDS.values() for listed in languages.values() for word in listed]
_pieces += [*'"“”«»(),=<>!.-', "prosperity", "prosperity.year", "field.household_size", "field.", "es", "30",
            "2026-03-01", "Barelas", '"Barelas"', '""', "\x00", "\ud800", "́", "٣", "🙂", "\n"]  # fmt: skip
hostile = st.text(max_size=40) | st.lists(st.sampled_from(_pieces), max_size=14).map(" ".join)


@given(hostile, st.sampled_from([CITY, ANY]))
@example("(" * LONGEST, CITY)
@example("not " * 900 + "texted", CITY)
def test_nothing_but_its_own_error_is_ever_raised(text: str, names: Names) -> None:
    wrong, rule = None, None
    try:
        rule = parse(text, names)
    except NotARule as error:
        wrong = error
    if wrong:
        assert 1 <= wrong.column <= 2 * len(text) + 1 and wrong.message and wrong.remedy[-1] in ".?"
    if rule:
        assert parse(str(rule), names) == rule


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("", 1, "something to ask about is expected, but the rule ends"),
        ("lenguage = es", 1, 'Did you mean "language"?'),
        ("language = xx", 12, '"xx" is not known here. Known are: en, es.'),
        ("language es", 10, 'a comparison is expected, but "es" stands there'),
        ("language >= es", 10, "Only numbers and dates are more or less"),
        ('area = "Barela"', 8, 'Did you mean "Barelas"?'),
        ("area = South Valley", 8, 'Put names of several words in quotes: "South Valley".'),
        ("area = 'Barelas'", 8, "Use double ones"),
        ('area = "Barelas', 8, "these quotes are never closed"),
        ('area = " "', 8, 'write "is unknown"'),
        ('area in "Barelas"', 9, "Write a list as (a, b)."),
        ("(texted or texted", 18, '")" for the "(" in column 1 is expected'),
        ("texted texted", 8, '"and", "or" or the end is expected'),
        ("field.houshold_size = 4", 1, 'Did you mean "field.household_size"?'),
        ("field.household_size = four", 24, "a number is expected"),
        ("field.household_size = 1e9", 24, "Up to ten digits"),
        ("field.renter = maybe", 16, "yes or no is expected"),
        ("field.born_on < 2008-02-30", 17, "Write year, month and day: 2026-03-01."),
        ("field.interest = bus", 18, 'Did you mean "buses"?'),
        ('answered "prosperty"', 10, 'Did you mean "prosperity"?'),
        ('answered "prosperity.yeer"', 10, '"prosperity" asks no "yeer". It asks: year, why. Did you mean "year"?'),
        ('answered "prosperity.year" = worst', 30, "Known are: better, worse."),
        ('answered "prosperity" = worse', 23, "no question is named"),
        ('answered "prosperity.year" != worse', 28, "and not answered"),
        ("reported potholes", 10, 'Did you mean "pothole"?'),
        ("reported", 9, '"any"'),
        ("joined", 7, "Everybody has joined"),
        ("texted within 30 weeks", 18, '"days" is expected'),
        ("texted within 0 days", 15, "Write 1 to 3660"),
        ("texted since yesterday", 14, "a date is expected"),
        ("texted; drop table contact", 7, "; has no meaning in a rule"),
        ("topics_off = surveys", 1, "something to ask about is expected"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_a_remedy(text: str, column: int, said: str) -> None:
    with pytest.raises(NotARule) as wrong:
        parse(text, CITY)
    assert said in str(wrong.value)
    assert wrong.value.column == column


@pytest.mark.parametrize(
    "text",
    [
        "ethnicity = latino", "race = white", "raza = blanca", "status = undocumented", "Citizenship is unknown",
        'surname = "Garcia"', "apellido = Garcia", 'field.ethnicity = "latino"', "dato.ethnicity = latino",
        'not field.immigration_status = "x"', 'answered "prosperity.race" = a', 'answered "prosperity.race"',
    ],
)  # fmt: skip
def test_nobody_is_sorted_by_who_they_are(text: str) -> None:
    with pytest.raises(NotARule, match="the city never sorts people by ethnicity, race, origin"):
        parse(text, CITY)


def test_a_field_with_a_harmless_status_may_be_asked_for() -> None:
    assert parse('field.job_status = "seeking"', CITY) == Fact("field.job_status", "text", "=", ("seeking",))


def test_the_fields_nobody_is_sorted_by_are_not_offered() -> None:
    with pytest.raises(NotARule) as wrong:
        parse("field.etnicity = 1", CITY)
    assert "field.household_size" in wrong.value.remedy and "ethnicity" not in wrong.value.remedy


def test_sizes_have_limits_that_are_told() -> None:
    wide, deep = " or ".join(["texted"] * MOST_TERMS), "(" * (DEEPEST - 1) + "texted" + ")" * (DEEPEST - 1)
    assert parse(str(parse(wide, CITY)), CITY) and parse(deep, CITY) == Texted()
    for text, said in ((f"{wide} or texted", "more than 60 things"), (f"({deep})", "20 deep"), (" " * 4001, "longer")):
        with pytest.raises(NotARule, match=said):
            parse(text, CITY)


def test_every_part_knows_its_column_and_is_equal_without_it() -> None:
    rule = parse("  texted or not reported any", CITY)
    assert isinstance(rule, Or) and isinstance(rule.parts[1], Not)
    assert (rule.at, rule.parts[0].at, rule.parts[1].at, rule.parts[1].part.at) == (3, 3, 13, 17)
    assert rule == parse("texted or not reported any", CITY)


def test_days_begin_at_midnight_in_the_city() -> None:
    """On March 8 2026 the clocks of the demo city go forward: it is seven hours behind before, six after."""
    since, before = bounds(Span(since=date(2026, 3, 8), before=date(2026, 3, 9)), NOW, ZONE)
    assert (since, before) == (NOW.replace(day=8, hour=7), NOW.replace(day=9, hour=6))
    assert bounds(Span(days=30, since=date(2026, 3, 8)), NOW, ZONE) == (since, None)
    assert bounds(Span(days=1, since=date(2026, 3, 8)), NOW, ZONE) == (NOW - timedelta(days=1), None)
    assert bounds(EVER, NOW, ZONE) == (None, None)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("language = es", True),
        ("language != es", False),
        ("area = Barelas or area != Barelas", False),
        ("not area != Barelas", True),
        ("area is unknown", True),
        ("field.household_size > 10 and field.household_size < 100", True),
        ("field.born_on < 2008-01-01", False),
        ("field.born_on is unknown", True),
        ('answered "prosperity.year" = worse', True),
        ('answered "prosperity.year" = better', False),
        ('answered "prosperity.why"', False),
        ('answered "prosperity" within 7 days', True),
        ('answered "prosperity" since 2026-03-09', False),
        ("reported pothole", True),
        ("reported light", False),
        ("texted before 2026-03-01 and texted within 1 days", True),
        ("joined before 2026-01-01 and not joined within 365 days", True),
    ],
)
def test_a_rule_holds_of_plain_values(rule: str, expected: bool) -> None:
    resident = Facts(
        joined_at=NOW - timedelta(days=400),
        language="es",
        fields={"household_size": "12", "born_on": "March 1st"},
        answers=(
            Given("prosperity", "year_end", "year", ("worse",), NOW - timedelta(days=7)),
            Given("prosperity", "year_end", "why", (), NOW - timedelta(days=7), stands=False),
        ),
        reports=(("pothole", NOW),),
        texts=(NOW, NOW - timedelta(days=60)),
    )
    assert holds(parse(rule, CITY), resident, now=NOW, zone=ZONE) is expected


@pytest.mark.parametrize("module", ["tokens", "tree", "segments", "facts"])
def test_the_language_knows_no_database(module: str) -> None:
    tree = ast.parse((Path(__file__).parents[2] / "bot" / "broadcasts" / f"{module}.py").read_text())
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in imported if name.startswith("bot.")} <= {
        "bot.broadcasts.tokens", "bot.broadcasts.tree", "bot.engine.vocabulary",
    }  # fmt: skip
    assert "sqlalchemy" not in imported
