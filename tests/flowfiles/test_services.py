"""Who does what: the city's table is right and fits into texts, and what is wrong in one is said with its remedy."""

from datetime import date
from pathlib import Path

import pytest

from bot.engine.conditions import holds
from bot.engine.flow import Choice
from bot.engine.wording import in_language, menu
from bot.flowfiles.lexicon import read_lexicon
from bot.flowfiles.library import Library, load
from bot.flowfiles.services import COLUMNS, LONGEST_TITLE, MENU, Service, read_services
from bot.flowfiles.spelling import lost_accents
from bot.lib.sms import price

ROOT = Path(__file__).parents[2]
HEADER = (ROOT / "flows" / "services.csv").read_text(encoding="utf-8").partition("\n")[0].removesuffix(",contact")
TREES = "trees,Parks,Trees,Ramas,the city trims them.,la Ciudad las poda.,,,tree,rama; Ramas,tree,Parks desk,2027-03-01"
DEPARTMENTS = {"parks": {"en": "Parks", "es": "Parques"}}


@pytest.fixture(scope="module")
def library() -> Library:
    return load(ROOT / "flows", ROOT / "translations")


def read(folder: Path, *rows: str, header: str = HEADER) -> tuple[tuple[Service, ...], list[tuple[int, str, str]]]:
    path = folder / "services.csv"
    path.write_text("\n".join((header, *rows, "")), encoding="utf-8")
    services, problems = read_services(path, "flows/services.csv", DEPARTMENTS, {"tree"})
    assert {problem.file for problem in problems} <= {"flows/services.csv"}
    return services, [(problem.line, problem.message, problem.remedy) for problem in problems]


def test_a_city_without_the_file_has_no_services(tmp_path: Path) -> None:
    assert read_services(tmp_path / "services.csv", "flows/services.csv", {}, ()) == ((), [])


def test_a_row_is_read_whole(tmp_path: Path) -> None:
    (trees,), problems = read(tmp_path, TREES)
    assert problems == []
    assert (trees.department, trees.kind, trees.owner, trees.ours) == ("parks", "tree", "Parks desk", True)
    assert trees.answer == {"en": "Trees: the city trims them.", "es": "Ramas: la Ciudad las poda."}
    assert trees.keywords == {"en": ("tree", "trees"), "es": ("rama", "ramas")}
    assert trees.review_on == date(2027, 3, 1)


def test_what_another_agency_does_is_not_ours(tmp_path: Path) -> None:
    (buses,), problems = read(
        tmp_path, "buses,,Buses,Buses,,,the agency runs them.,son de otra agencia.,,,,Desk,2027-03-01"
    )
    assert problems == []
    assert (buses.ours, buses.department, buses.answer["en"]) == (False, "", "Buses: the agency runs them.")


@pytest.mark.parametrize(
    ("row", "message", "remedy"),
    [
        (TREES.replace("trees,", ",", 1), "the line has no code", "as many commas"),
        (TREES + ",more", "too few or many columns", "in quotes"),
        (TREES.replace("Parks,", "Porks,", 1), 'no department is called "Porks"', 'Did you mean "Parks"?'),
        (TREES.replace(",tree,Parks desk", ",trea,Parks desk"), 'no kind of concern is called "trea"', '"tree"?'),
        (TREES.replace("la Ciudad las poda.", ""), '"trees" says nothing in "es"', "who does it instead"),
        (TREES.replace("2027-03-01", "March 2027"), '"March 2027" is no date', "2027-03-01"),
        (TREES.replace("Trees,", f"{'T' * (LONGEST_TITLE + 1)},", 1), "characters", str(LONGEST_TITLE)),
        (TREES.replace("the city trims them.", "x" * 160), '"trees" (en) has 167', str(160 - MENU)),
        (TREES.replace("la Ciudad las poda.", "la Ciudad las podará."), "á more than halve", "without á"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_where_it_is(tmp_path: Path, row: str, message: str, remedy: str) -> None:
    services, ((line, said, mend),) = read(tmp_path, row)
    assert services == ()
    assert line == 2
    assert message in said
    assert remedy in mend


def test_a_code_stands_once(tmp_path: Path) -> None:
    services, ((line, said, _),) = read(tmp_path, TREES, TREES)
    assert (len(services), line) == (1, 3)
    assert '"trees" stands here twice' in said


def test_a_missing_column_and_a_file_of_another_encoding(tmp_path: Path) -> None:
    _, ((line, said, mend),) = read(tmp_path, TREES, header=HEADER.replace("report_kind", "kind"))
    assert (line, said) == (1, "a column is missing: report_kind")
    assert ",".join(COLUMNS[:3]) in mend
    path = tmp_path / "services.csv"
    path.write_bytes("code\nárbol".encode("latin-1"))
    _, (problem,) = read_services(path, "flows/services.csv", {}, ())
    assert problem.remedy == "Save it as CSV in UTF-8."


def test_the_demo_city_knows_its_departments_and_other_agencies(library: Library) -> None:
    assert len(library.services) >= 25
    lexicon, _ = read_lexicon(ROOT / "flows" / "lexicon.csv", "flows/lexicon.csv", library.city.departments)
    answered = {service.department for service in library.services}
    assert answered >= {category.department for category in lexicon} - {"engagement_office"}
    assert {each.code for each in library.services if not each.ours} >= {
        "schools", "buses", "power_gas", "county_health", "federal", "drivers",
    }  # fmt: skip


@pytest.mark.parametrize("is_announced", [True, False])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_answer_is_one_part_with_its_menu_and_spelled_right(
    library: Library, language: str, is_announced: bool
) -> None:
    flow = library.flows.current["service"]
    (step,) = (step for step in flow.steps if step.id == "answered")
    template = in_language(step.text, language)
    for service in library.services:
        answer = service.answer[language]
        entry = {"found": True, "ours": service.ours, "next_step": service.next_step}
        known = {"entry": entry, "open_now": {"meeting": is_announced}}
        listed = [each for each in step.choices if holds(each.when, known)]
        assert [each.code for each in listed] == [
            *(["report"] if service.ours and service.kind else []), "person",
            "meeting" if service.ours and is_announced else "done",
        ]  # fmt: skip
        offered = menu((*listed, Choice("other", step.other)), {}, language)
        assert len(f" {offered}") <= MENU
        assert price(f"{template.replace('{entry.answer}', answer)} {offered}").parts == 1, answer
        assert lost_accents(answer if language == "es" else "") == {}, answer
