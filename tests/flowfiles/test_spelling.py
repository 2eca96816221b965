"""Lost accents are refused with the right word, look-alikes are not; dear words come with words that do without."""

from pathlib import Path

import pytest
from smsutil.codecs import is_valid_gsm

from bot.engine.vocabulary import fold
from bot.flowfiles.library import read
from bot.flowfiles.spanish import ACCENTED, ACCENTED_TWIN, TWINS
from bot.flowfiles.spelling import cheaper, label_problems, lost_accents, spelling_problems
from bot.flowfiles.subject import Subject, World
from tests.flowfiles.written import Written

ROOT = Path(__file__).parents[2]
CATALOG = "translations/es/LC_MESSAGES/flows.po"

LOST = [
    ("Cuentenos mas.", {"Cuentenos": "cuéntenos", "mas": "más"}),
    ("Su numero de telefono", {"numero": "número", "telefono": "teléfono"}),
    ("Mande su direccion tambien.", {"direccion": "dirección", "tambien": "también"}),
    ("Conteste despues en ingles o espanol.", {"despues": "después", "ingles": "inglés", "espanol": "español"}),
    ("Este ano, manana", {"ano": "año", "manana": "mañana"}),
    ("La inspeccion y la television", {"inspeccion": "inspección", "television": "televisión"}),
    ("¿Que pasa?", {"Que": "qué"}),
    ("¿De que se trata?", {"que": "qué"}),
    ("¿Cuantos viven en su casa?", {"Cuantos": "cuántos"}),
    ("Para ver en que va, mande ESTADO.", {"que": "qué"}),
    ("Su reporte ya esta listo.", {"esta": "está"}),
    ("Esta cerrado.", {"Esta": "está"}),
    ("Si, por favor", {"Si": "sí"}),
    ("Si", {"Si": "sí"}),
    ("No se", {"se": "sé"}),
    ("Los ninos", {"ninos": "niños"}),
]
RIGHT = [
    "Esta semana vamos a su calle.",
    "Una calle como esta, o esta otra.",
    "Si no sabe, mande SALTAR.",
    "No se preocupe. No se puede.",
    "Que quede cerca, cuando quiera y como guste.",
    "Las reuniones y direcciones de las comisiones",
    "ENGLISH para inglés, ESPANOL, AYUDA, MAS",
    "Central y Mission, Union Station, Area 51",
    "Vea city.example/informacion o escriba a informacion@city.example.",
    "Su reporte {numero} ya tiene fecha.",
]


@pytest.mark.parametrize(("words", "lost"), LOST)
def test_a_lost_accent_is_found_with_the_right_word(words: str, lost: dict[str, str]) -> None:
    assert lost_accents(words) == lost


@pytest.mark.parametrize("words", RIGHT)
def test_what_is_spelled_right_is_left_alone(words: str) -> None:
    assert lost_accents(words) == {}


def test_the_right_words_pass_their_own_rule() -> None:
    for right in [*ACCENTED, *TWINS, *ACCENTED_TWIN.values()]:
        assert lost_accents(f"con {right} va") == {}, right


def test_the_tables_hold_together() -> None:
    assert ACCENTED.keys().isdisjoint(TWINS)
    for bare, right in ACCENTED_TWIN.items():
        assert fold(right) == bare
        assert right in TWINS or right in ACCENTED
    for right, instead in {**ACCENTED, **TWINS}.items():
        assert fold(right) != right
        assert is_valid_gsm(right) or instead, f"{right} is dear and nothing is offered for it"
        assert not instead or is_valid_gsm(instead), f"{instead} is as dear as {right}"
        assert lost_accents(instead) == {}


def test_dear_words_come_with_what_the_style_sheet_says() -> None:
    assert cheaper("Envíe su dirección después: ¿qué número?") == {
        "Envíe": "mande", "dirección": "domicilio", "número": "clave, reporte, or the digits themselves",
    }  # fmt: skip
    assert cheaper("Sésamo añadió") == {"añadió": ""}


def test_a_translation_without_its_accent_is_refused_in_the_catalog(city: Written) -> None:
    city.spanish = {"You are back.": "Le llega despues."}
    (problem,) = city.checked()
    assert (problem.file, problem.rule) == (CATALOG, "lost-accent")
    assert problem.message == '"again" of return (es) says "despues"'
    assert problem.remedy == 'Write "después"; its letters cost nothing.'
    city.spanish = {"You are back.": "Mande su direccion."}
    (problem,) = city.checked()
    assert problem.remedy == 'Write "dirección", or, since ó makes a text dear, other words: domicilio.'


def test_labels_and_keywords_of_a_flow(city: Written) -> None:
    city.broken("report.yaml", "starts_on: [report, reporte]", "starts_on: [report, numero]")
    city.spanish = {"Something else": "Algo mas"}
    (problem,) = city.checked()
    assert (problem.rule, problem.message) == ("lost-accent", '"kind" of report (es) says "mas"')


def test_a_dear_text_is_refused_with_rewordings(city: Written) -> None:
    city.spanish = {"You are back.": "Envíe su dirección. " * 4}
    (problem,) = city.checked()
    assert (problem.rule, problem.file) == ("budget", "flows/return.yaml")
    assert 'For "Envíe" write mande; for "dirección" write domicilio.' in problem.remedy


def test_a_dear_text_that_its_budget_pays_for_is_fine(city: Written) -> None:
    city.broken("return.yaml", "say: You are back.", "say: You are back.\n    budget: 2")
    city.spanish = {"You are back.": "Envíe su dirección. " * 4}
    assert city.checked() == []


def test_names_that_texts_are_filled_with_may_not_be_dear(city: Written) -> None:
    city.broken("city.yaml", "es: Obras de la Ciudad", "es: Obras en vía de todos")
    city.broken("lexicon.csv", "Pothole,Bache", "Pothole,Tapas y semaforos")
    dear, lost = sorted(city.checked())
    assert (dear.file, dear.line, dear.rule) == ("flows/city.yaml", city.line("city.yaml", "Obras"), "dear-name")
    assert "calle, medio" in dear.remedy
    assert (lost.file, lost.line, lost.rule) == ("flows/lexicon.csv", 2, "lost-accent")


def test_the_city_may_be_called_what_it_is_called(city: Written) -> None:
    city.broken("city.yaml", "es: Texto de la Ciudad", "es: Texto de Río Claro")
    assert {problem.rule for problem in city.checked()} <= {"budget"}


def test_no_false_alarm_on_what_is_shipped() -> None:
    reading = read(ROOT / "flows", ROOT / "translations")
    assert reading.library is not None
    assert reading.city is not None
    world = World(reading.library, reading.catalogs)
    subjects = [Subject(each, reading.library.flows.current[each.document.flow]) for each in reading.sources]
    assert len(subjects) > 5
    assert [problem for subject in subjects for problem in spelling_problems(subject, world)] == []
    assert list(label_problems(reading.city, world)) == []
