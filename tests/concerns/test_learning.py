"""What the machine is taught with, what residents' choices add, and the command that teaches it."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cabildo
from bot.concerns import learning
from bot.concerns.learning import Example, Judgement, choices, confusions, in_passing, learn, tallies, twins
from bot.concerns.model import NONE, SHIPPED, read, shipped
from bot.concerns.queries import phrases_of
from bot.concerns.rules import Phrases, kinds_in
from bot.concerns.tables import concern
from bot.db.engine import Database
from bot.engine.vocabulary import fold
from bot.people.tables import contact
from bot.settings import Settings
from tests.conversations.town import ROOT, STARTS_AT, demo_library, new_sqlite

TEXTS = learning.shipped_texts()
CODES = {category.code for category in demo_library().lexicon}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return new_sqlite(tmp_path / "var")


@pytest.fixture
def db(url: str) -> Iterator[Database]:
    with closing(Database(url)) as database:
        yield database


def choose(db: Database, resident: str, *chosen: tuple[str, str]) -> None:
    """A resident's concerns: their words, and the kind they chose."""
    with db.begin() as tx:
        tx.execute(
            contact.insert(),
            {"id": resident, "phone_hash": resident, "phone_sealed": b"", "created_at": STARTS_AT},
        )
        for number, (words, kind) in enumerate(chosen):
            tx.execute(
                concern.insert(),
                {"id": f"{resident}-{number}", "reference": f"{resident}{number}"[-8:], "contact_id": resident,
                 "session_id": "s", "kind": kind, "words": words, "place": "", "language": "es", "flow_version": "",
                 "status": "received", "created_at": STARTS_AT + timedelta(minutes=number)},
            )  # fmt: skip


# What ships


def test_every_category_has_at_least_thirty_texts_in_each_language() -> None:
    counted = Counter((text.code, text.language) for text in TEXTS)
    assert {code for code, _ in counted} == CODES | {NONE}
    assert {language for _, language in counted} == {"en", "es"}
    assert min(counted.values()) >= 30
    assert min(counted[NONE, "en"], counted[NONE, "es"]) >= 60


def test_no_text_stands_there_twice_or_with_two_codes() -> None:
    assert [text for text, count in Counter(fold(each.text) for each in TEXTS).items() if count > 1] == []
    assert all(fold(each.text) for each in TEXTS)


def test_every_category_has_words_in_each_language() -> None:
    words = learning.shipped_words()
    assert {(each.code, each.language) for each in words} == {
        (c, lang) for c in CODES | {NONE} for lang in ("en", "es")
    }
    assert all(fold(each.text) for each in words)


def test_a_concern_is_also_learned_between_the_words_around_it() -> None:
    said = in_passing([Example("a hole on 5th", "en", "pothole"), Example("hi", "en", NONE)])
    (whole,) = [each for each in said if each.code == "pothole"]
    assert "a hole on 5th" in whole.text and len(whole.text) > len("a hole on 5th ")
    assert {each.code for each in said} == {"pothole", NONE}
    assert not [each for each in said if each.text == "hi"]


def test_texts_that_share_four_words_in_a_row_are_twins() -> None:
    groups = twins(["the light on Gold is out", "since May the light on Gold blinks", "a hole", "a hole", "the light"])
    assert groups[0] == groups[1] and groups[2] == groups[3]
    assert len(set(groups)) == 3


@pytest.mark.slow
def test_the_shipped_weights_are_what_the_shipped_texts_teach() -> None:
    learned = learn(TEXTS, learning.shipped_words(), phrases_of(demo_library())).model
    ships = read(SHIPPED)
    assert (learned.codes, learned.lexicon, learned.sharpness) == (ships.codes, ships.lexicon, ships.sharpness)
    assert learned.sure == pytest.approx(ships.sure, abs=0.021)
    # Another processor may round another way.
    assert max(abs(one - other) for one, other in zip(learned.weights, ships.weights, strict=True)) <= 1


# What residents add


def test_choices_are_residents_own_words_with_a_code_of_the_city(db: Database) -> None:
    choose(db, "ana", ("un bache", "pothole"), ("no se", ""), ("algo viejo", "gone"), ("", "noise"))
    with db.read() as tx:
        assert choices(tx, ["pothole", "noise"]) == [Example("un bache", "es", "pothole")]


def test_of_one_resident_only_the_latest_choices_count(db: Database) -> None:
    choose(db, "eve", *((f"texto {number}", "noise") for number in range(30)))
    choose(db, "ana", ("un bache", "pothole"))
    with db.read() as tx:
        found = choices(tx, ["pothole", "noise"])
    assert len(found) == learning.MOST_BY_ONE + 1
    assert Example("texto 29", "es", "noise") in found and Example("texto 0", "es", "noise") not in found


def few(*codes: str) -> list[Example]:
    return [each for each in TEXTS if each.code in codes]


@pytest.fixture(scope="module")
def city() -> Phrases:
    return Phrases(("pothole", "noise", "ferry"), {})


def test_a_citys_own_code_is_learned_from_enough_choices(city: Phrases) -> None:
    ferry = [Example(f"the boat at pier {word} is late", "en", "ferry") for word in "abcdefghijkl"]
    words = [each for each in learning.shipped_words() if each.code in {"pothole", "noise", NONE}]
    texts = few("pothole", "noise", NONE)
    enough = learn([*texts, *ferry], words, city)
    assert "ferry" in enough.model.codes
    assert kinds_in("my boat was late", city, enough.model)[0].code == "ferry"
    assert {each.example for each in enough.judgements} >= set(ferry)
    assert "ferry" not in learn([*texts, *ferry[: learning.LEAST_CHOICES - 1]], words, city).model.codes


def test_tallies_count_a_language_at_a_time() -> None:
    judgements = [
        Judgement(Example("1", "en", "noise"), ("noise",)),
        Judgement(Example("2", "en", "noise"), ("tree", "noise")),
        Judgement(Example("3", "en", "noise"), ()),
        Judgement(Example("4", "en", "noise"), ("tree", "park")),
        Judgement(Example("5", "en", NONE), ()),
        Judgement(Example("6", "en", "thanks"), ("park",)),
        Judgement(Example("7", "es", "noise"), ("noise",)),
    ]
    english, spanish = tallies(judgements)
    assert (english.concerns, english.first, english.offered, english.abstained, english.wrong) == (
        4,
        0.25,
        0.5,
        0.25,
        0.25,
    )
    assert (english.others, english.left_alone) == (2, 0.5)
    assert (spanish.language, spanish.first, spanish.others) == ("es", 1, 0)
    assert confusions(judgements, "en") == [("noise", "tree", 2)]


# The command


def learn_command(url: str, *arguments: str) -> Result:
    settings = {"DATABASE_URL": url, "FLOWS_PATH": str(ROOT / "flows"), "TRANSLATIONS_PATH": str(ROOT / "translations")}
    unset = {name.upper(): None for name in Settings.model_fields}
    return CliRunner().invoke(cabildo, ["concerns", "learn", *arguments], env=unset | settings)


@pytest.mark.slow
@pytest.mark.timeout(600)  # It learns for half a minute of the processor, which a busy machine gives slowly.
def test_the_command_learns_from_choices_and_keeps_no_text(url: str, db: Database, tmp_path: Path) -> None:
    for resident in ("ana", "eva", "ida"):
        told = [(f"el zumbayo de la {number} y la {resident} no jala", "transit") for number in range(8)]
        choose(db, resident, *told)
    path = tmp_path / "mine" / "categories.bin"
    result = learn_command(url, "--to", str(path))
    assert result.exit_code == 0, result.output
    assert "24 choices of residents" in result.output
    assert "residents' before" in result.output and "residents' now" in result.output
    assert "Most confused in en" in result.output and "zumbayo" not in result.output
    phrases = phrases_of(demo_library())
    assert kinds_in("se descompuso el zumbayo", phrases, read(path))[0].code == "transit"
    assert [guess.code for guess in kinds_in("se descompuso el zumbayo", phrases, shipped())][:1] != ["transit"]
    assert b"zumbayo" not in path.read_bytes() + read(path).weights


def test_without_scikit_learn_the_command_says_what_to_install(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    result = learn_command(url)
    assert result.exit_code == 1
    assert "pip install 'cabildo[learn]'" in result.output


def test_without_a_database_the_command_says_so(tmp_path: Path) -> None:
    result = learn_command(f"sqlite:///{tmp_path}/nothing.db", "--to", str(tmp_path / "categories.bin"))
    assert result.exit_code == 1
    assert "cabildo db upgrade" in result.output and not (tmp_path / "categories.bin").exists()
