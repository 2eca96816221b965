"""Each rule: a good city broken in one way is refused for that, at its line, with a remedy; nothing else is said."""

import pytest

from bot.flowfiles.graph import STATUSES
from tests.flowfiles.written import Written

REPORT = "report.yaml"
MANY = ", ".join(f"o{number}: Word {'abcdefghijklmnopqrstuvwxyz'[number]}" for number in range(19))

# file, what is exchanged, for what, the rule, and a passage of the line that is named
BROKEN = [
    # Ways
    (REPORT, "    routes: {noise: open}", "    next: thanks", "unreachable", "- id: sure"),
    (REPORT, "{noise: open}", "{noise: opened}", "route-to-nowhere", "routes:"),
    (REPORT, "  - id: sure", "    next: nowhere\n  - id: sure", "route-to-nowhere", "next: nowhere"),
    ("return.yaml", "say: You are back.", "start: nowhere", "route-to-nowhere", "start: nowhere"),
    (REPORT, "starts_on: [report, reporte]", "rest: place", "route-to-nowhere", "rest: place"),
    ("return.yaml", "say: You are back.", "say: You are back.\n    next: again", "endless", "say: You"),
    ("return.yaml", "say: You are back.", "start: return", "endless", "start: return"),
    # Names
    (REPORT, "flow: report", "flow: reports", "file-name", "flow:"),
    (REPORT, "- id: thanks", "- id: words", "duplicate-step", "- id: words\n    say"),
    (REPORT, "- id: thanks", "- id: end", "step-name", "- id: end"),
    ("help.yaml", "bilingual: true", "bilingual: false", "bilingual", "flow: help"),
    (REPORT, "What is the problem?", "What is the {thing}?", "unknown-name", "ask: What is the"),
    (REPORT, "What is the problem?", "'{kind}?'", "unknown-name", "ask: '{kind}"),
    (REPORT, "It is: {kind}", "It is: {kinds.worst}", "unknown-name", "say: "),
    (REPORT, "It is: {kind}", "It is: {kinds}", "unknown-name", "say: "),
    (REPORT, "It is: {kind}", "It is: {Kind}", "placeholder", "say: "),
    (REPORT, "Something else", "'Not {words}'", "placeholder", "other:"),
    (REPORT, 'text: "{words}"', 'text: "{word}"', "unknown-name", "with: {text"),
    (REPORT, 'when: sure != "no" and', "when: shure and", "unknown-name", "when:"),
    (REPORT, "kinds.count > 0", "kinds.total > 0", "unknown-name", "when:"),
    (REPORT, "kinds.count > 0", "kinds.count + 1", "condition", "when:"),
    (REPORT, "kinds.count > 0", "kinds.count >", "condition", "when:"),
    (REPORT, 'sure != "no"', 'sure != "never"', "unknown-code", "when:"),
    (REPORT, "choices_from: kinds", "choices_from: kind", "unknown-name", "choices_from:"),
    # Verbs
    (REPORT, "do: open_concern", "do: open_concerns", "unknown-verb", "do:"),
    (REPORT, "find: concern_kinds", "find: kinds", "unknown-verb", "find:"),
    (REPORT, ', words: "{words}"}', "}", "argument", "do: "),
    (REPORT, ', words: "{words}"}', ', words: "{words}", colour: red}', "argument", "colour"),
    ("return.yaml", "say: You are back.", "start: report\n    with: {colour: red}", "argument", "colour"),
    # Codes and options
    (REPORT, "refuse: Rather not say", "routes: {maybe: open}", "unknown-code", "routes: {maybe"),
    (REPORT, "ask: What is the problem?", "ask: What?\n    routes: {noise: open}", "unknown-code", "{noise: open}"),
    (REPORT, "later: Later", "later: NO!", "same-label", "choices: {\"yes\""),
    (REPORT, "Something else", "Lamp", "same-label", "other:"),
    (REPORT, "noise: Noise", MANY, "too-many-options", "choices: {o0"),
    (REPORT, "later: Later", ", ".join(MANY.split(", ")[:7]), "too-many-options", "choices: {\"yes\""),
    (REPORT, "later: Later", "later: Baja", "command-word", "choices: {\"yes\""),
    (REPORT, "later: Later", "later: Español", "command-word", "choices: {\"yes\""),
    (REPORT, "later: Later", "later: Start", "command-word", "choices: {\"yes\""),
    (REPORT, "later: Later", "skip: Later", "command-word", "choices: {\"yes\""),
    (REPORT, "also: [lamp, Foco]", "also: [lamp, atrás]", "command-word", "also:"),
    (REPORT, "later: Later", "unclear: Later", "option", "choices: {\"yes\""),
    (REPORT, "later: Later", 'later: "3"', "option", "choices: {\"yes\""),
    (REPORT, "    other: Something else\n", "", "option", "own_words:"),
    (REPORT, "ask: What is the problem?", "ask: What?\n    refuse: No", "option", "refuse: No"),
    (REPORT, "ask: What is the problem?", "ask: A?\n    as: number\n    minimum: 9\n    maximum: 1", "option", "mini"),
    ("return.yaml", "flow: return", "flow: return\nstarts_on: [Reporté]", "keyword", "starts_on: [Rep"),
    ("return.yaml", "flow: return", "flow: return\nstarts_on: [ayuda]", "command-word", "starts_on: [ayuda"),
    ("return.yaml", "flow: return", 'flow: return\nstarts_on: ["!"]', "keyword", "starts_on: ["),
    # Price
    (REPORT, "What is the problem?", "What? " * 27, "budget", "ask: What?"),
    (REPORT, "What is the problem?", "¿Qué pasó aquí? " * 5, "budget", "ask: ¿"),
    (REPORT, "Send a number.", "Send a number. " * 11, "budget", "ask: Is it about"),
    (REPORT, "Still there?", "Still there? " * 13, "budget", "nudge:"),
    ("welcome.yaml", "thank you for writing.", "thank you for writing. " * 6, "budget", "say:"),
    # City
    ("city.yaml", "default_language: en", "default_language: so", "city", "default_language"),
    ("city.yaml", '  people: "311"\n', "", "city", "facts:"),
    ("city.yaml", "{en: CityText, es: Texto de la Ciudad}", "{en: CityText}", "missing-translation", "name:"),
    ("lexicon.csv", "pothole,Public Works", "pothole,Roads", "lexicon", "pothole"),
]  # fmt: skip


def test_a_good_city_has_no_problems(city: Written) -> None:
    assert city.checked() == []


@pytest.mark.parametrize(
    ("file", "was", "now", "rule", "passage"), BROKEN, ids=[f"{row[3]}-{row[2][:24]}" for row in BROKEN]
)
def test_a_city_broken_in_one_way_is_refused_for_it(
    city: Written, file: str, was: str, now: str, rule: str, passage: str
) -> None:
    city.broken(file, was, now)
    # A break may also leave a step without a way to it, or make a menu long; that is told as well, and rightly.
    collateral = {"missing-flow", "unreachable", "budget"} - {rule}
    problems = [problem for problem in city.checked() if problem.rule not in collateral]
    assert {problem.rule for problem in problems} == {rule}
    head, _, tail = passage.partition("\n")
    start = city.files[file].index(passage) if tail else 0
    line = city.files[file].count("\n", 0, start) + 1 if tail else city.line(file, head)
    assert (f"flows/{file}", line) in {(problem.file, problem.line) for problem in problems}
    for problem in problems:
        assert str(problem) == f"{problem.file}:{problem.line}: {rule}: {problem.message}. {problem.remedy}"
        assert problem.remedy.endswith((".", "?"))


def test_every_flow_that_the_bot_starts_itself_must_be_there(city: Written) -> None:
    for name in ("welcome", "leave", "return", "help", "language"):
        del city.files[f"{name}.yaml"]
    city.write()
    missing = [problem for problem in city.checked() if problem.rule == "missing-flow"]
    assert [problem.file for problem in missing] == [
        f"flows/{name}.yaml" for name in ("help", "language", "leave", "return", "welcome")
    ]


@pytest.mark.parametrize(
    ("condition", "rule"),
    [("kinds.count > 0", ""), ("open_now.help", ""), ("open_now.nothing", "unknown-name"), ("worst", "unknown-name"),
     ("kinds.count >", "condition"), ('sure == "never"', "unknown-code")],
)  # fmt: skip
def test_the_condition_of_an_option_is_read_as_that_of_a_step(city: Written, condition: str, rule: str) -> None:
    city.files[REPORT] += (
        f"  - id: more\n    ask: More?\n    choices:\n      a: One\n      b: {{label: Two, when: '{condition}'}}\n"
    )
    city.write()
    found = [(each.rule, each.file) for each in city.checked() if each.rule != "unreachable"]
    assert found == ([(rule, f"flows/{REPORT}")] if rule else [])


def test_two_files_with_one_flow_are_refused(city: Written) -> None:
    city.files["again.yaml"] = city.files[REPORT]
    city.write()
    assert "duplicate-flow" in {problem.rule for problem in city.checked()}


def test_more_than_200_steps_are_refused(city: Written) -> None:
    city.files["return.yaml"] += "".join(f"  - id: s{number}\n    say: Word\n" for number in range(200))
    city.write()
    (problem,) = [each for each in city.checked() if each.file == "flows/return.yaml"]
    assert problem.rule == "shape"
    assert "at most 200 steps" in problem.message


def test_a_question_is_left_only_by_its_routes_when_all_of_them_are_told(city: Written) -> None:
    routes = ", ".join(f'"{code}": thanks' for code in ("yes", "no", "later", *STATUSES))
    city.broken(REPORT, "refuse: Rather not say", f"refuse: Rather not say\n    routes: {{{routes}}}")
    city.broken(REPORT, "{noise: open}", "{noise: thanks}")
    assert [problem.rule for problem in city.checked()] == ["unreachable"]


def test_a_circle_is_fine_when_it_asks(city: Written) -> None:
    city.broken("return.yaml", "say: You are back.", "ask: More?\n    next: again")
    assert city.checked() == []


def test_a_circle_whose_question_may_be_skipped_is_endless(city: Written) -> None:
    city.broken(
        "return.yaml", "say: You are back.", "when: new\n    ask: More?\n  - id: back\n    say: So.\n    next: again"
    )
    assert {problem.rule for problem in city.checked()} == {"endless"}


def test_yes_and_no_are_answers_although_yes_also_means_start(city: Written) -> None:
    city.spanish = {"Yes": "Sí"}
    assert city.checked() == []


def test_only_the_question_which_language_to_use_may_offer_languages(city: Written) -> None:
    asks = "ask: '{city}:'\n    choices: {en: English, es: Español}"
    city.broken(
        "welcome.yaml", "  - id: hello\n", f"  - id: which\n    when: not language\n    {asks}\n  - id: hello\n"
    )
    assert city.checked() == []
    city.broken("welcome.yaml", "    when: not language\n", "")
    assert [problem.rule for problem in city.checked()] == ["command-word", "command-word"]


def test_letters_that_cost_are_named_with_their_place_and_never_stripped(city: Written) -> None:
    city.spanish = {"You are back.": "Ya está de vuelta. " * 4}
    (problem,) = city.checked()
    assert problem.rule == "budget"
    assert "(es) costs 2 parts" in problem.message
    assert "á at 7 (está)" in problem.message
    assert "Reword it" in problem.remedy
    assert "never by leaving accents out" in problem.remedy


def test_a_text_in_both_languages_is_counted_as_one(city: Written) -> None:
    english = "{city}: thank you for writing. STOP ends."
    city.spanish = {english: "{city}: gracias por escribir a la ciudad, luego le contestamos. ALTO termina todo."}
    assert city.checked() == []
    city.spanish = {english: city.spanish[english] + " Le responde el municipio."}
    (problem,) = city.checked()
    assert (problem.file, problem.rule) == ("flows/welcome.yaml", "budget")
    assert "(es+en) costs 2 parts" in problem.message


def test_an_accent_that_fits_one_part_is_welcome(city: Written) -> None:
    city.spanish = {"You are back.": "Aquí está."}
    assert city.checked() == []


class TestTranslations:
    """Each text in each language, up to date, with the same names in it."""

    def entry(self, city: Written, was: str, now: str) -> None:
        text = city.catalog.read_text(encoding="utf-8")
        assert was in text
        city.catalog.write_text(text.replace(was, now, 1), encoding="utf-8")

    def test_a_language_without_a_catalog(self, city: Written) -> None:
        city.catalog.unlink()
        (problem,) = city.asked()
        assert (problem.rule, problem.file) == ("missing-translation", "translations/es/LC_MESSAGES/flows.po")

    def test_a_text_that_is_not_in_the_catalog(self, city: Written) -> None:
        city.broken(REPORT, "What is the problem?", "What now?")
        missing, stale = city.asked()
        assert (missing.rule, missing.line) == ("missing-translation", 8)
        assert stale.rule == "stale-translation"
        assert stale.file == "translations/es/LC_MESSAGES/flows.po"
        line = city.catalog.read_text(encoding="utf-8").splitlines()[stale.line - 1]
        assert line in ('msgctxt "report"', 'msgid "What is the problem?"')

    def test_a_text_without_words(self, city: Written) -> None:
        self.entry(city, 'msgstr "Noise"', 'msgstr ""')
        (problem,) = city.asked()
        assert (problem.rule, problem.file, problem.line) == ("missing-translation", "flows/report.yaml", 17)

    def test_a_fuzzy_text_is_stale_and_not_said(self, city: Written) -> None:
        self.entry(city, 'msgctxt "return"', '#, fuzzy\nmsgctxt "return"')
        (problem,) = city.asked()
        assert problem.rule == "stale-translation"
        assert "fuzzy" in problem.remedy

    def test_other_placeholders(self, city: Written) -> None:
        city.spanish = {"Your number is {reference}. It is: {kind}": "Su folio es {folio}: {kind}"}
        (problem,) = city.checked()
        assert problem.rule == "unequal-placeholders"

    def test_options_that_read_alike_in_spanish_only(self, city: Written) -> None:
        city.spanish = {"Noise": "Luz", "Street light": "LUZ"}
        (problem,) = city.checked()
        assert (problem.rule, problem.line) == ("same-label", 17)

    def test_an_obsolete_entry_that_was_put_away_is_fine(self, city: Written) -> None:
        with city.catalog.open("a", encoding="utf-8") as stream:
            stream.write('\n#~ msgctxt "report"\n#~ msgid "Gone"\n#~ msgstr "Ido"\n')
        assert city.asked() == []

    def test_a_catalog_that_cannot_be_read(self, city: Written) -> None:
        self.entry(city, 'msgstr "Noise"', 'msgstrr "Noise"')
        assert {problem.rule for problem in city.asked()} == {"catalog"}
