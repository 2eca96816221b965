"""Words of flows, changed at the console: checked while they are written, drafted, published, and gone back on."""

import html
import re

import pytest

from bot.flowfiles.release import files_in, library_in
from bot.flowfiles.rewording import text_id
from bot.publishing.requested import own_folders
from bot.publishing.service import store_release
from bot.releases import drafts, requests, store
from tests.console.desk import Console, acts, csrf_of, open_console, post
from tests.console.residents import drain

FLOWS = "/console/flows"
ENGLISH = "What is the problem? Tell us in your own words."
SPANISH = "¿Qué pasa? Escriba con sus propias palabras."
ID = text_id("report", ENGLISH)
TEXT = f"{FLOWS}/report/words/{ID}"
REVIEWED = "transcripts/keyword.es.txt"
"""The one conversation that is played before the draft is published."""
NEW = {
    "words_en": "What is wrong there? Say it in your own words.",
    "words_es": "¿Qué pasa por su calle? Diga con calma.",
}


def drafted(console: Console) -> list[drafts.Drafted]:
    with console.bot.db.read() as tx:
        return drafts.drafted(tx)


def published(console: Console, note: str) -> requests.Request:
    """Publish the draft, and accept how conversations go otherwise."""
    client = console.client("coordinator")
    answer = post(client, f"{FLOWS}/draft/publish", page=f"{FLOWS}/draft", note=note)
    assert answer.status_code == 303
    return worked_off(console, answer.location)


def worked_off(console: Console, location: str) -> requests.Request:
    id = location.rpartition("/")[2]
    drain(console)
    if asked(console, id).status == requests.DIFFERS:
        client = console.client("coordinator")
        post(client, f"/console/publications/{id}/accept", page=location)
        drain(console)
    return asked(console, id)


def asked(console: Console, id: str) -> requests.Request:
    with console.bot.db.read() as tx:
        return requests.request_by_id(tx, id)


def test_both_languages_are_shown_and_a_change_is_kept_in_the_draft(console: Console) -> None:
    client = console.client("translator")
    page = html.unescape(client.get(TEXT).text)
    assert f">{ENGLISH}</textarea>" in page and f">{SPANISH}</textarea>" in page
    assert TEXT in client.get(f"{FLOWS}/report/conversation").text
    answer = post(client, TEXT, **NEW)
    assert answer.status_code == 303
    (kept,) = drafted(console)
    assert kept.rewording.english == ENGLISH and kept.rewording.words == {"en": NEW["words_en"], "es": NEW["words_es"]}
    page = html.unescape(console.client("coordinator").get(f"{FLOWS}/draft").text)
    assert f'<del lang="es">{SPANISH}</del>' in page and f'<ins lang="es">{NEW["words_es"]}</ins>' in page
    assert "Check and publish" in page and "Check and publish" not in client.get(f"{FLOWS}/draft").text
    with console.bot.db.read() as tx:
        assert ("Tania", "flow.text_drafted") in acts(tx)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"words_es": "¿Qué pasa {place}?"}, "The names in braces differ."),
        ({"words_es": "Dígame qué pasó aquí, en la reunión o en cualquier otro lugar de la ciudad, con sus palabras."},
         "Too many parts."),
        ({"words_en": "Utilize the following opportunity to participate in the community consultation process."},
         "Hard to read."),
        ({"words_en": "What is wrong? {nobody} knows."}, "To mend:"),
    ],
)  # fmt: skip
def test_the_check_speaks_while_somebody_writes(console: Console, words: dict[str, str], told: str) -> None:
    client = console.client("coordinator")
    form = {"csrf_token": csrf_of(client), "words_en": ENGLISH, "words_es": SPANISH}
    assert "The check finds nothing to mend." in client.post(f"{TEXT}/check", data=form).text
    part = client.post(f"{TEXT}/check", data={**form, **words}).text
    assert told in part and "<html" not in part
    assert drafted(console) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("¿Qué pasa {place}?", "pide llenar: nada; su texto en es: place. Use los mismos nombres"),
        ("¿Qué pasó aquí, en la reunión o en cualquier otro lugar de la ciudad? Cuente con sus palabras.",
         "Dígalo sin esas letras, pero nunca quitando acentos"),
        ("¿Qué pasa y por qué pasa? ¿Quién es usted?", "«words» de report (es): hace 2 preguntas"),
    ],
)  # fmt: skip
def test_the_check_speaks_spanish_to_whoever_reads_spanish(console: Console, words: str, told: str) -> None:
    client = console.client("translator")
    form = {"csrf_token": csrf_of(client), "words_en": ENGLISH, "words_es": words}
    part = html.unescape(client.post(f"{TEXT}/check", data=form).text).partition('<ul class="to-mend">')[2]
    assert told in part
    assert 'lang="en"' not in part and not re.search(r"\b(Write|Say|costs|names|letters|asks)\b", part)


def test_what_costs_more_is_shown_with_its_letters(console: Console) -> None:
    client = console.client("coordinator")
    form = {"csrf_token": csrf_of(client), "words_en": ENGLISH, "words_es": "¿Qué pasó aquí?"}
    assert "dear letters: ó í" in client.post(f"{TEXT}/check", data=form).text


def test_a_language_left_empty_is_told_beside_its_field(console: Console) -> None:
    answer = post(console.client("coordinator"), TEXT, words_en="Something new here.", words_es=" ")
    assert answer.status_code == 422 and 'id="wrong_es"' in answer.text and 'id="wrong_en"' not in answer.text
    assert "Something new here." in answer.text and drafted(console) == []


def test_the_live_words_again_take_it_out_of_the_draft(console: Console) -> None:
    client = console.client("coordinator")
    post(client, TEXT, **NEW)
    post(client, TEXT, words_en=ENGLISH, words_es=SPANISH)
    assert drafted(console) == []
    assert "The draft is empty." in client.get(f"{FLOWS}/draft").text


def test_who_may_read_flows_changes_none(console: Console) -> None:
    analyst = console.client("analyst")
    assert analyst.get(TEXT).status_code == 403
    assert "Change the words" not in analyst.get(f"{FLOWS}/report/conversation").text
    assert post(console.client("translator"), f"{FLOWS}/draft/publish", page=f"{FLOWS}/draft").status_code == 403


def test_texts_that_are_not_there(console: Console) -> None:
    client = console.client("coordinator")
    assert client.get(f"{FLOWS}/report/words/0123").status_code == 404
    assert client.get(f"{FLOWS}/safety/words/{ID}").status_code == 404  # Safety texts are no flow.
    assert "safety.yaml" in client.get(FLOWS).text


def restarted(console: Console) -> Console:
    """The same city in a process that has just started, so that it says what was published last."""
    console.bot.db.close()
    again = open_console(console.bot.settings.database_url)
    again.time.now, again.people = console.time.now, console.people
    return again


def test_the_draft_is_published_by_the_workers(console: Console) -> None:
    files = dict(files_in(own_folders(console.bot.settings)))
    few = {name: each for name, each in files.items() if not name.startswith("transcripts/") or name == REVIEWED}
    store_release(console.bot.db, few, library_in(few), note="the start", now=console.time(), made_from=None)
    console = restarted(console)
    console.time.move(minutes=1)
    client = console.client("coordinator")
    post(client, TEXT, **NEW)
    no_note = post(client, f"{FLOWS}/draft/publish", page=f"{FLOWS}/draft", note=" ")
    assert no_note.status_code == 422 and "Say it in a few words" in no_note.text
    done = published(console, "a friendlier question")
    assert done.status == requests.PUBLISHED and [each.name for each in done.differences] == [REVIEWED]
    there = restarted(console)
    client = there.client("coordinator")
    assert there.bot.library.flows.current["report"].steps[0].text["es"] == NEW["words_es"]
    assert "The draft is empty." in client.get(f"{FLOWS}/draft").text
    page = html.unescape(client.get(f"{FLOWS}/releases").text)
    assert "a friendlier question" in page and "Carmen" in page and "residents meet this" in page
    first = re.search(r'/releases/(rel_\w+)">a friendlier question', page)[1]
    page = html.unescape(client.get(f"{FLOWS}/releases/{first}").text)
    assert SPANISH in page and NEW["words_es"] in page and "flows/report.yaml" in page and "report.words" in page
    assert "Go back to this release" not in page
    there.bot.db.close()


def test_an_earlier_release_is_live_again_once_that_was_confirmed(console: Console) -> None:
    files = dict(files_in(own_folders(console.bot.settings)))
    ids = []
    for note, new in (("the first", files), ("the second", {**files, "flows/extra.csv": "a,b"})):
        console.time.move(minutes=1)
        made = store_release(console.bot.db, new, library_in(files), note=note, now=console.time(), made_from=None)
        ids.append(made.release.id)
    there = restarted(console)
    client, path = there.client("coordinator"), f"{FLOWS}/releases/{ids[0]}"
    assert "flows/extra.csv" in client.get(f"{FLOWS}/releases/{ids[1]}").text
    assert post(client, f"{path}/back", page=path, note="").status_code == 422
    assert post(there.client("translator"), f"{path}/back", page=path, note="x").status_code == 403
    there.time.move(minutes=1)
    answer = post(client, f"{path}/back", page=path, note="the second was not good")
    assert answer.status_code == 303 and worked_off(there, answer.location).status == requests.PUBLISHED
    with there.bot.db.read() as tx:
        newest, earlier = store.newest_release(tx), store.release_by_id(tx, ids[0])
    assert newest.digest == earlier.digest and newest.id not in ids
    there.bot.db.close()


def test_a_city_that_has_published_nothing_is_told_so(console: Console) -> None:
    assert "Nothing was published yet" in console.client("coordinator").get(f"{FLOWS}/releases").text
    assert console.client("coordinator").get(f"{FLOWS}/releases/rel_none").status_code == 404
