"""The commands about transcripts, drafts and releases: what they print, write and refuse, and their exit codes."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import Result

from bot.conversations.turns import take_text
from bot.lib.clock import system_clock
from bot.lib.phone import Address
from bot.messaging.inbox import Received
from bot.rehearsal.playing import rehearse
from bot.settings import Settings
from bot.wiring import build
from tests.conversations.town import CITY, ROOT, demo_library

Run = Callable[..., Result]
PEDRO = "+15055550177"


@pytest.fixture(scope="session")
def reviewed() -> dict[str, str]:
    """Two transcripts of what the demo city says now."""
    scripts = {
        "hole.es.txt": "> hay un bache bien grande en la Central\n> 1\n> la Central y la 4ta\n",
        "menu.en.txt": "> hi\n> 1\n> skip\n",
    }
    return {each.name: each.played.text for each in rehearse(scripts, demo_library())}


@pytest.fixture
def stories(reviewed: dict[str, str], tmp_path: Path) -> Path:
    """A folder with these transcripts, to be rewritten."""
    folder = tmp_path / "stories"
    folder.mkdir()
    for name, text in reviewed.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def city(run: Run, stories: Path, tmp_path: Path) -> Run:
    """Runs a command of `cabildo flows` in a city with these transcripts."""

    def called(*words: str, **environment: str) -> Result:
        return run("flows", *words, TRANSCRIPTS_PATH=str(stories), **environment)

    return called


@pytest.fixture
def draft(city: Run, tmp_path: Path) -> Path:
    """A draft that was just made."""
    assert city("draft", "--draft", str(tmp_path / "drafts")).exit_code == 0
    return tmp_path / "drafts"


def edit(path: Path, old: str, new: str) -> None:
    words = path.read_text(encoding="utf-8")
    assert old in words, old
    path.write_text(words.replace(old, new), encoding="utf-8")


# Rehearsing


def test_transcripts_that_go_as_reviewed_exit_with_0(city: Run) -> None:
    result = city("rehearse")
    assert (result.exit_code, result.output) == (0, "2 of 2 transcripts go as they were reviewed.\n")


def test_a_changed_flow_is_shown_as_a_diff_and_update_rewrites_the_transcript(
    city: Run, stories: Path, tmp_path: Path
) -> None:
    copytree(ROOT / "flows", tmp_path / "flows")
    edit(tmp_path / "flows/welcome.yaml", "What do you need?", "What is it?")
    result = city("rehearse", "--flows", str(tmp_path / "flows"))
    assert result.exit_code == 1
    assert f"--- {stories}/menu.en.txt as reviewed\n" in result.output
    assert "\n-  What do you need? 1 Report" in result.output and "\n+  What is it? 1 Report" in result.output
    assert "1 of 2 transcripts go as they were reviewed.\n" in result.output
    result = city("rehearse", "--flows", str(tmp_path / "flows"), "--update")
    assert (result.exit_code, result.output) == (0, "2 of 2 transcripts go as they were reviewed.\n")
    assert "  What is it? 1 Report" in (stories / "menu.en.txt").read_text(encoding="utf-8")


def test_one_transcript_is_played_when_it_is_named(city: Run, stories: Path) -> None:
    result = city("rehearse", str(stories / "menu.en.txt"))
    assert (result.exit_code, result.output) == (0, "1 of 1 transcripts go as they were reviewed.\n")


def test_no_transcripts_at_all_is_no_success(city: Run, tmp_path: Path) -> None:
    result = city("rehearse", "--transcripts", str(tmp_path / "nowhere"))
    assert result.exit_code == 1 and "There are no transcripts" in result.output


def test_a_line_that_is_no_transcript_is_named(city: Run, stories: Path) -> None:
    (stories / "menu.en.txt").write_text("> hi\nhello\n")
    result = city("rehearse")
    assert result.exit_code == 1 and "menu.en.txt:2: no line begins with 'h'" in result.output


def test_flows_that_cannot_be_read_are_told_with_their_place(city: Run, tmp_path: Path) -> None:
    copytree(ROOT / "flows", tmp_path / "flows")
    edit(tmp_path / "flows/report.yaml", "steps:", "steps: [")
    result = city("rehearse", "--flows", str(tmp_path / "flows"))
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit)
    assert f"{tmp_path}/flows/report.yaml:" in result.output


# Recording


def text(data: str, *bodies: str) -> None:
    """Somebody texts the city of that database."""
    settings = Settings(database_url=data, flows_path=ROOT / "flows", translations_path=ROOT / "translations")
    product = build(settings)
    with closing(product.db):
        for number, body in enumerate(bodies):
            received = Received(f"SM{number:032d}", Address("sms", PEDRO, answerable=True), CITY, body)
            take_text(product.db, product.desk, received, now=system_clock())


def test_a_conversation_is_recorded_and_plays_back_equal(city: Run, data: str, stories: Path) -> None:
    text(data, "hay un bache bien grande en la Central", "1", "la Central y la 4ta")
    result = city("record", "bache", "--phone", PEDRO)
    assert result.exit_code == 0 and f"Written to {stories}/bache.txt." in result.output
    written = (stories / "bache.txt").read_text(encoding="utf-8")
    assert written.startswith("> hay un bache bien grande en la Central\n! language es (guessed)\n")
    assert " Su reporte es REF1. " in written and PEDRO not in written
    assert city("rehearse").output == "3 of 3 transcripts go as they were reviewed.\n"


def test_a_transcript_is_not_written_over(city: Run, data: str) -> None:
    text(data, "hi")
    result = city("record", "menu.en", "--phone", PEDRO)
    assert result.exit_code == 1 and "menu.en.txt already. Choose another name" in result.output


def test_a_phone_that_never_wrote_and_one_that_is_none_are_refused(city: Run, stories: Path) -> None:
    result = city("record", "mine", "--phone", PEDRO)
    assert result.exit_code == 1 and "Nobody has texted the city from this phone" in result.output
    result = city("record", "mine", "--phone", "+1505")
    assert result.exit_code == 1 and '"+1505" is no phone of the simulator' in result.output
    assert not (stories / "mine.txt").exists()


def test_what_residents_write_on_real_phones_stays_out_of_files(city: Run, data: str) -> None:
    text(data, "hi")
    result = city("record", "mine", "--phone", PEDRO, TWILIO_ACCOUNT_SID="AC1", TWILIO_AUTH_TOKEN="token")
    assert result.exit_code == 1 and "Only phones of the simulator are recorded" in result.output


# Publishing


def test_a_draft_is_published_listed_and_taken_back(city: Run, draft: Path) -> None:
    assert "Nothing was published" in city("releases").output
    first = city("publish", "--draft", str(draft), "--note", "first")
    assert first.exit_code == 0 and "is live; running processes take it up within ten seconds." in first.output
    first_id = first.output.split()[0]
    again = city("publish", "--draft", str(draft))
    assert again.exit_code == 0 and f"{first_id} is live already" in again.output
    edit(draft / "flows/city.yaml", "# Who the city is.", "# Who our city is.")
    second = city("publish", "--draft", str(draft), "--note", "ours")
    assert second.exit_code == 0
    second_id = second.output.split()[0]
    listed = city("releases").output.splitlines()
    assert listed[0].startswith(f"live {second_id} ") and listed[0].endswith(" ours")
    assert listed[1].startswith(f"     {first_id} ") and listed[1].endswith(" first")
    back = city("publish", "--back-to", first_id)
    assert back.exit_code == 0
    listed = city("releases").output.splitlines()
    assert len(listed) == 3 and listed[0].startswith("live ") and listed[0].endswith(f"back to {first_id}")


def test_a_text_without_its_translation_is_refused_by_file_step_and_language(city: Run, draft: Path) -> None:
    edit(draft / "flows/report.yaml", "Where is it? Send an address", "Where is that? Send an address")
    result = city("publish", "--draft", str(draft))
    assert result.exit_code == 1
    said = " ".join(result.output.split())
    assert f"{draft}/flows/report.yaml:" in said and "missing-translation" in said
    assert 'report.place: "Where is that?' in said and "the catalog of es" in said
    assert said.endswith("Nothing was published; residents meet what they met before.")
    assert "Nothing was published: the city says" in city("releases").output


def test_a_transcript_that_goes_otherwise_is_refused_until_it_is_reviewed(city: Run, draft: Path) -> None:
    edit(draft / "translations/es/LC_MESSAGES/flows.po", "¿En qué lugar? Mande dom", "¿En qué calle? Mande dom")
    result = city("publish", "--draft", str(draft))
    assert result.exit_code == 1
    assert f"--- {draft}/transcripts/hole.es.txt as reviewed\n" in result.output
    assert "\n+< ¿En qué calle? Mande" in result.output
    assert f"cabildo flows rehearse --flows {draft} --update" in result.output
    assert city("rehearse", "--flows", str(draft), "--update").exit_code == 0
    assert city("publish", "--draft", str(draft)).exit_code == 0


def test_a_draft_does_not_undo_what_somebody_else_has_published(city: Run, draft: Path, tmp_path: Path) -> None:
    assert city("draft", "--draft", str(tmp_path / "theirs")).exit_code == 0
    edit(tmp_path / "theirs/flows/city.yaml", "# Who the city is.", "# Who our city is.")
    assert city("publish", "--draft", str(tmp_path / "theirs"), "--note", "ours").exit_code == 0
    result = city("publish", "--draft", str(draft))
    assert result.exit_code == 1 and "was published (ours)" in result.output
    assert city("publish", "--draft", str(draft), "--over").exit_code == 0


def test_a_draft_that_is_not_there_and_one_that_is_there_already_are_told(city: Run, draft: Path) -> None:
    result = city("publish", "--draft", str(draft / "nowhere"))
    assert result.exit_code == 1 and "`cabildo flows draft` makes one." in result.output
    result = city("draft", "--draft", str(draft))
    assert result.exit_code == 1 and "There is something in" in result.output


def test_a_database_without_its_tables_is_told(city: Run, draft: Path, tmp_path: Path) -> None:
    result = city("publish", "--draft", str(draft), DATABASE_URL=f"sqlite:///{tmp_path}/none.db")
    assert result.exit_code == 1 and "run `cabildo db upgrade` first" in result.output
