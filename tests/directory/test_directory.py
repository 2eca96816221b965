"""Questions about who does what: which service they mean, in both languages, and what is not known."""

import pytest

from bot.directory.queries import Directory, directory_of, service
from bot.directory.rules import MOST_OFFERED, listened, services_in
from tests.conversations.town import demo_library

PHRASES = {
    "street light": ("lights",), "light": ("lights", "power"), "snow": ("snow",), "sidewalk": ("walks",),
    "trash": ("trash",), "a": ("one",), "b": ("two",), "c": ("three",), "d": ("four",),
}  # fmt: skip


@pytest.fixture(scope="module")
def directory() -> Directory:
    return directory_of(demo_library())


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("fixes the STREET LIGHT?", ("lights",)),
        ("light", ("lights", "power")),
        ("snow on the sidewalk", ("snow", "walks")),
        ("the tr-ash", ()),
        ("sidewalck", ("walks",)),
        ("trsh", ()),
        ("a b c d", ("one", "two", "three")),
        ("", ()),
    ],
)
def test_longer_phrases_decide_and_equals_are_offered(question: str, codes: tuple[str, ...]) -> None:
    assert services_in(question, listened(PHRASES)) == codes
    assert len(codes) <= MOST_OFFERED


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("fixes street lights", "Street lights"), ("arregla las luces de la calle", "Street lights"),
        ("arregla la luz de mi calle", "Street lights"), ("arregla el semaforo", "Traffic lights"),
        ("tapa los vaches", "Potholes"), ("fills the potholes on 4th", "Potholes"),
        ("picks up the trash", "Trash pickup"), ("recoje la vasura", "Trash pickup"),
        ("recoge perros muertos", "Animals"), ("es el alcalde", "Mayor and council"),
        ("maneja los camiones", "Buses and trains"), ("takes care of the schools", "Schools"),
        ("me ayuda con la renta", "Rent and eviction"), ("cuida niños", "Child care"),
        ("no me pagaron mi trabajo", "Unpaid wages"), ("me da trabajo", "Finding work"),
        ("da vacunas", "Clinic and Medicaid"), ("saca placas", "Driver license and plates"),
        ("limpia el callejon", "Dumped trash"), ("el dueño no me arregla el calenton", "Repairs in a rental"),
    ],
)  # fmt: skip
def test_residents_questions_find_their_service(directory: Directory, question: str, title: str) -> None:
    found = service(directory, text=question)
    assert found.values["title"]["en"] == title
    assert found.values["found"] is True
    assert found.options == ()


def test_what_another_agency_does_is_said_to_be_theirs(directory: Directory) -> None:
    ours, theirs = (service(directory, text=words).values for words in ("potholes", "buses"))
    assert (ours["ours"], theirs["ours"]) == (True, False)
    assert "no de la Ciudad" in theirs["answer"]["es"]


def test_several_are_offered_and_the_chosen_one_is_told(directory: Directory) -> None:
    asked = "nieve en la banqueta"
    several = service(directory, text=asked)
    assert [option.code for option in several.options] == ["snow", "sidewalks"]
    assert several.values == {"found": False, "asked": asked, "ours": False, "next_step": ""}
    assert service(directory, text=asked, chosen="sidewalks").values["title"]["es"] == "Banquetas"
    assert service(directory, text=asked, chosen="other").values["found"] is False
    assert service(directory, text="baches", chosen="sidewalks").values["title"]["es"] == "Baches"


def test_a_later_question_counts_instead(directory: Directory) -> None:
    found = service(directory, text="baches", instead="y la basura")
    assert (found.values["asked"], found.values["title"]["en"]) == ("y la basura", "Trash pickup")


def test_nothing_is_guessed(directory: Directory) -> None:
    found = service(directory, text="apaga el volcan")
    assert found.options == ()
    assert found.values == {"found": False, "asked": "apaga el volcan", "ours": False, "next_step": ""}


def test_a_kind_of_concern_leads_to_who_takes_it(directory: Directory) -> None:
    assert service(directory, kind="transit").values["ours"] is False
    assert service(directory, kind="pothole").values["ours"] is True
    assert service(directory, kind="thanks").values["found"] is False


@pytest.mark.parametrize(
    ("question", "step"),
    [("baches", "report"), ("programas para ninos", "person"), ("los buses", "contact"), ("apaga el volcan", "")],
)
def test_what_can_be_done_next_is_told(directory: Directory, question: str, step: str) -> None:
    assert service(directory, text=question).values["next_step"] == step
