"""Words of the directory that translators propose, and whoever may publish accepts, changes or leaves out."""

import html
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from bot.flowfiles.entries import FILE, rows_of
from bot.publishing.requested import base_of, own_folders, work_off
from bot.releases import drafts, proposals, requests
from tests.console.desk import ROOT, Console, acts, csrf_of, post
from tests.console.test_directory import DIRECTORY, POTHOLES, ask_for

ENTRY = f"{DIRECTORY}/potholes"
SAID = "la Ciudad los tapa en diez dias."


def propose(console: Console, who: str = "translator", **words: str) -> None:
    answer = post(console.client(who), f"{ENTRY}/words", page=ENTRY, **{**POTHOLES, **words})
    assert answer.status_code == 303, answer.text


def proposed(console: Console) -> list[proposals.Proposal]:
    with console.bot.db.read() as tx:
        return proposals.proposals(tx)


@pytest.mark.parametrize(
    ("language", "button", "live"),
    [("en", "Propose these words", "Live:"), ("es", "Proponer estas palabras", "En uso:")],
)
def test_a_translator_proposes_words_in_their_language(console: Console, language: str, button: str, live: str) -> None:
    client = console.client("translator")
    post(client, "/console/account/language", page="/console/account", language=language)
    page = client.get(ENTRY).text
    assert button in page and f'action="{ENTRY}/words"' in page and 'name="remove"' not in page
    propose(console, does_es=SAID)
    page = html.unescape(client.get(ENTRY).text)
    assert f">{SAID}</textarea>" in page and live in page and POTHOLES["does_es"] in page and "Tania" in page
    with console.bot.db.read() as tx:
        assert ("Tania", "entry.proposed") in acts(tx)
        assert requests.requests(tx, after=None, limit=5).rows == []


def test_only_words_are_proposed_whatever_is_sent(console: Console) -> None:
    propose(console, does_es=SAID, owner="Tania", review_on="2030-01-01", contact="505-555-0199", report_kind="trash")
    (kept,) = proposed(console)
    assert kept.code == "potholes" and kept.words == {"does_es": SAID}


def test_proposed_words_are_held_to_the_check_and_what_was_typed_stays(console: Console) -> None:
    client = console.client("translator")
    answer = post(client, f"{ENTRY}/words", page=ENTRY, **{**POTHOLES, "title_es": "", "does_es": "palabra " * 30})
    assert answer.status_code == 422 and 'id="title_es-wrong"' in answer.text and "palabra palabra" in answer.text
    assert proposed(console) == []
    checked = post(client, f"{ENTRY}/check", page=ENTRY, does_es=SAID, **{
        name: value for name, value in POTHOLES.items() if name.startswith(("title", "does_en", "not", "keywords"))
    })  # fmt: skip
    assert checked.status_code == 200 and SAID in checked.text and "Nothing" not in checked.text


def test_the_directory_and_today_show_what_waits(console: Console) -> None:
    propose(console, does_es=SAID)
    client = console.client("coordinator")
    page = client.get(DIRECTORY).text
    assert "1 entry has proposed words" in page and page.count("words proposed") == 1
    only = client.get(f"{DIRECTORY}?proposed=1").text
    assert f'href="{ENTRY}"' in only and f'href="{DIRECTORY}/trash"' not in only
    assert "1 entry of the directory has proposed words" in client.get("/console/today").text


def test_the_draft_of_the_flows_knows_nothing_of_it(console: Console) -> None:
    propose(console, does_es=SAID)
    with console.bot.db.read() as tx:
        assert drafts.drafted(tx) == []
    assert "The draft is empty" in console.client("coordinator").get("/console/flows/draft").text


def test_whoever_may_leaves_a_proposal_out(console: Console) -> None:
    propose(console, does_es=SAID)
    client = console.client("coordinator")
    assert post(client, f"{ENTRY}/words/drop", page=ENTRY).status_code == 303
    assert proposed(console) == [] and SAID not in client.get(ENTRY).text
    with console.bot.db.read() as tx:
        assert ("Carmen", "entry.proposal_dropped") in acts(tx)


def test_words_as_they_are_take_a_proposal_back(console: Console) -> None:
    propose(console, does_es=SAID)
    propose(console)
    assert proposed(console) == []


def test_others_propose_nothing(console: Console) -> None:
    for name in ("triage", "analyst", "clerk", "records_officer"):
        client = console.client(name)
        token = csrf_of(client)
        for act in ("words", "words/drop", "check"):
            assert client.post(f"{ENTRY}/{act}", data={"csrf_token": token}).status_code == 403
    answer = post(console.client("translator"), f"{ENTRY}/send", page=ENTRY, **POTHOLES)
    assert answer.status_code == 403
    token = csrf_of(console.client("translator"))
    assert console.client("translator").post(f"{DIRECTORY}/new/words", data={"csrf_token": token}).status_code in (
        400, 404,
    )  # fmt: skip


def test_what_is_accepted_with_a_change_is_live_and_no_proposal_any_more(
    open_with: Callable[..., Console], tmp_path: Path
) -> None:
    for folder in ("flows", "translations"):
        copytree(ROOT / folder, tmp_path / "city" / folder)  # Without the transcripts that every release is held to.
    console = open_with(flows_path=tmp_path / "city/flows", translations_path=tmp_path / "city/translations")
    propose(console, does_es=SAID, title_es="Hoyos")
    client, changed = console.client("coordinator"), "la Ciudad los tapa en dos semanas."
    form = {**POTHOLES, "does_es": changed, "title_es": "Hoyos", "department": "public_works"}
    request_id = ask_for(client, "potholes", form)
    assert proposed(console)[0].words == {"title_es": "Hoyos", "does_es": changed}
    assert f"/publications/{request_id}" in client.get(ENTRY).text
    for _ in range(50):
        work_off(console.bot.db, console.bot.settings, request_id, now=console.time())
        with console.bot.db.read() as tx:
            wanted = requests.request_by_id(tx, request_id)
        if wanted.status not in requests.ON_ITS_WAY:
            break
    assert wanted.status == requests.PUBLISHED, (wanted.status, wanted.problems)
    live = rows_of(base_of(console.bot.db, own_folders(console.bot.settings)).files[FILE])["potholes"]
    assert live["does_es"] == changed and live["title_es"] == "Hoyos"
    assert proposed(console) == []
