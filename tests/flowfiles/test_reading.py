"""Syllables, formulas and bars against figures counted by hand; then the rule, in cities broken in one way."""

from pathlib import Path

import pytest

from bot.flowfiles.library import read
from bot.flowfiles.reading import (
    FLOW_WORDS,
    HEAVY,
    MEASURES,
    SENTENCE_LIMIT,
    Tally,
    flesch_kincaid,
    inflesz,
    reading_problems,
    scored,
    sentences,
    tally,
)
from bot.flowfiles.subject import Subject, World
from bot.flowfiles.syllables import english, spanish
from bot.flowfiles.wordings import LABELS, wordings
from tests.flowfiles.written import Written

ROOT = Path(__file__).parents[2]

# Divided by hand: the hyphens are syllables, not places to break a line.
SPANISH = [
    "y", "muy", "hoy", "ley", "rey", "Dios", "bien", "que", "quien", "guí-a", "gue-rra", "gui-ta-rra", "quie-re",
    "pin-güi-no", "a-ve-ri-güe",
    "dí-a", "le-í-a", "ba-úl", "a-hí", "bú-ho", "re-ú-ne", "pro-hí-be", "o-í-do", "pa-ís", "ví-a",
    "ciu-dad", "hue-so", "cau-sa", "rei-na", "oi-ga", "lim-piáis", "cui-da-do", "vi-via",
    "A-sia", "U-ru-guay", "hui-da", "reu-nión", "prohi-bir",
    "a-e-ro-puer-to", "te-a-tro", "pe-a-to-nes", "á-re-a", "lí-ne-a", "co-o-pe-rar", "cre-er", "a-ho-ra", "chi-i-ta",
    "a-yu-da", "ye-so", "va-yan", "ca-lle", "ma-ña-na", "des-pués", "en-cues-ta", "pros-pe-ri-dad", "vein-ti-séis",
]  # fmt: skip
ENGLISH = [
    ("the", 1), ("city", 2), ("prosperity", 4), ("household", 2), ("answer", 2), ("don't", 1), ("people", 2),
    ("neighborhood", 3), ("texts", 1), ("address", 2),
]  # fmt: skip
UNKNOWN = [
    ("textling", 2), ("blorked", 1), ("blorted", 2), ("blape", 1), ("blapple", 2), ("blishes", 2),
    ("blapes", 1), ("ngng", 1),
]  # fmt: skip


@pytest.mark.parametrize("divided", SPANISH)
def test_spanish_syllables_are_those_counted_by_hand(divided: str) -> None:
    assert spanish(divided.replace("-", "")) == divided.count("-") + 1


def test_capitals_do_not_change_a_word() -> None:
    assert [spanish("ESPAÑOL"), spanish("Ocho"), english("CITY")] == [3, 2, 2]


@pytest.mark.parametrize(("word", "count"), ENGLISH + UNKNOWN)
def test_english_syllables_are_those_counted_by_hand(word: str, count: int) -> None:
    assert english(word) == count


@pytest.mark.parametrize(
    ("words", "counted", "grade"),
    [
        ("The cat sat on the mat.", Tally(6, 6, 6, 1), -1.45),
        ("Send your answer to the city.", Tally(6, 8, 6, 1), 2.48),
        ("Send it. We read it.", Tally(5, 5, 5, 2), -2.82),
    ],
)
def test_the_grade_of_sentences_counted_by_hand(words: str, counted: Tally, grade: float) -> None:
    assert tally(words, english) == counted
    assert scored(counted, MEASURES["en"]) == pytest.approx(grade, abs=0.01)


@pytest.mark.parametrize(
    ("words", "counted", "ease"),
    [
        ("El perro de la casa duerme.", Tally(6, 9, 6, 1), 107.39),
        ("Mande su domicilio. Gracias por avisar.", Tally(6, 13, 6, 2), 68.85),
        ("¿En qué calle está el bache?", Tally(6, 9, 6, 1), 107.39),
    ],
)
def test_the_ease_of_sentences_counted_by_hand(words: str, counted: Tally, ease: float) -> None:
    assert tally(words, spanish) == counted
    assert scored(counted, MEASURES["es"]) == pytest.approx(ease, abs=0.01)


def test_the_constants_of_both_formulas() -> None:
    assert flesch_kincaid(words_per_sentence=10, syllables_per_word=1.5) == pytest.approx(6.01)
    assert inflesz(words_per_sentence=10, syllables_per_word=2) == pytest.approx(72.235)


def test_names_figures_and_reply_words_are_words_of_a_sentence_without_syllables() -> None:
    said = "{city}: what does prosperity mean to you? 6 questions, 3 minutes. STOP ends."
    # 6 + 2 + 1 words that are read; prosperity has 4 syllables, questions and minutes 2. "{city}:" is no sentence.
    assert tally(said, english) == Tally(words=9, syllables=14, spoken=12, sentences=3)


def test_progress_and_labels_are_no_sentences_but_their_words_weigh() -> None:
    assert tally("1 of 6.", english) == Tally(words=1, syllables=1, spoken=0, sentences=0)
    assert tally("Privacidad: {site}", spanish) == Tally(words=1, syllables=4, spoken=0, sentences=0)


def test_a_sentence_ends_at_a_mark_a_line_or_the_other_language() -> None:
    assert sentences("Send 1. / Mande 1\nGo to city.example: now") == [
        ["Send", "1"], ["Mande", "1"], ["Go", "to", "city", "example"], ["now"],
    ]  # fmt: skip


def test_the_allowance_shrinks_with_the_words() -> None:
    measure = MEASURES["es"]
    assert [round(measure.allowed(words), 1) for words in (10, 40, 1000)] == [43.3, 54.2, 62.8]
    assert round(MEASURES["en"].allowed(10), 1) == 9.0


def test_officials_prose_is_refused_where_it_stands(city: Written) -> None:
    hard = "Your participation necessitates municipal identification documentation at every office."
    city.broken("return.yaml", "You are back.", hard)
    city.spanish = {hard: "Ya tiene su lugar otra vez."}
    (text,) = city.checked()
    assert (text.file, text.line, text.rule) == ("flows/return.yaml", city.line("return.yaml", "say:"), "reading")
    assert '"again" of return (en) has Flesch-Kincaid grade' in text.message
    assert "identification" in text.remedy


def test_a_hard_translation_is_refused_in_its_catalog(city: Written) -> None:
    city.spanish = {"You are back.": "La municipalidad examina documentos presentados oportunamente por habitantes."}
    (text,) = city.checked()
    assert (text.file, text.rule) == ("translations/es/LC_MESSAGES/flows.po", "reading")
    assert city.catalog.read_text(encoding="utf-8").splitlines()[text.line - 1].startswith("msg")
    assert '"again" of return (es) has INFLESZ' in text.message


def test_a_long_flow_is_held_to_the_bar_that_each_of_its_texts_may_miss(city: Written) -> None:
    easy = ["One", "Two", "Six", "Ten", "Red", "Big", "New"]
    steps = "".join(f"  - id: s{number}\n    say: {word} is fine.\n" for number, word in enumerate(easy))
    city.files["return.yaml"] += steps
    city.write()
    words = "Conteste la pregunta pendiente de su encuesta vecinal."  # 8 words, 18 syllables, INFLESZ 58.7
    city.spanish = {f"{word} is fine.": words for word in easy[:6]}
    assert FLOW_WORDS == 50, "six of those texts are below it, seven above"
    assert city.checked() == []
    city.spanish[f"{easy[6]} is fine."] = words
    (problem,) = city.checked()
    assert (problem.rule, problem.file, problem.line) == ("reading", "flows/return.yaml", 1)
    assert "and 65.0 is the bar" in problem.message
    assert 'Begin with "s' in problem.remedy


def test_a_sentence_has_a_limit_in_each_language(city: Written) -> None:
    city.spanish = {"You are back.": "si ya " * (SENTENCE_LIMIT // 2) + "no."}
    (problem,) = [each for each in city.checked() if each.rule == "long-sentence"]
    assert problem.file == "translations/es/LC_MESSAGES/flows.po"
    assert "a sentence of 21 words" in problem.message
    city.spanish = {"You are back.": "si ya " * (SENTENCE_LIMIT // 2) + "."}
    assert "long-sentence" not in {each.rule for each in city.checked()}


@pytest.mark.parametrize(
    ("english_text", "spanish_text", "file", "found"),
    [
        ("We implement it.", "Ya va.", "flows/return.yaml", "implement"),
        ("It facilitates it.", "Ya va.", "flows/return.yaml", "facilitates"),
        ("It is on.", "Realizamos un cambio.", "translations/es/LC_MESSAGES/flows.po", "Realizamos"),
        ("It is on.", "Vamos a gestionar su caso.", "translations/es/LC_MESSAGES/flows.po", "gestionar"),
        ("It is on.", "Conteste mediante un texto.", "translations/es/LC_MESSAGES/flows.po", "mediante"),
    ],
)
def test_words_that_only_officials_use(
    city: Written, english_text: str, spanish_text: str, file: str, found: str
) -> None:
    city.broken("return.yaml", "You are back.", english_text)
    city.spanish = {english_text: spanish_text}
    problems = [each for each in city.checked() if each.file == file]
    (problem,) = [each for each in problems if each.rule == "heavy-word"]
    assert f'says "{found}"' in problem.message


def test_what_only_resembles_a_heavy_word_is_fine(city: Written) -> None:
    city.spanish = {"You are back.": "En realidad ya es real."}
    assert city.checked() == []


def test_every_heavy_word_has_something_to_say_instead() -> None:
    assert all(instead for table in HEAVY.values() for instead in table.values())


def test_the_texts_that_are_shipped_are_easy() -> None:
    reading = read(ROOT / "flows", ROOT / "translations")
    assert reading.library is not None
    world = World(reading.library, reading.catalogs)
    total = dict.fromkeys(MEASURES, Tally())
    for source in reading.sources:
        subject = Subject(source, reading.library.flows.current[source.document.flow])
        assert list(reading_problems(subject, world)) == []
        for each in wordings(subject, world):
            if each.key not in LABELS:
                total[each.language] += tally(each.words, MEASURES[each.language].count)
    for language, measure in MEASURES.items():
        assert total[language].words > 300
        assert measure.passes(scored(total[language], measure), measure.bar), language
