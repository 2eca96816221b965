"""The directory at the console: its list, an entry changed by a publication, questions without an entry, who may."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from bot.directory import joining, store
from bot.directory.tables import directory_gap
from bot.flowfiles.entries import FILE, rewritten, rows_of
from bot.releases import requests
from tests.console.desk import ROOT, Console, acts, csrf_of, post
from tests.console.residents import LUPE, says

DIRECTORY = "/console/directory"
TABLE = (ROOT / FILE).read_text(encoding="utf-8")
POTHOLES = rows_of(TABLE)["potholes"]
NEW = {
    "code": "volcano", "title_en": "Volcano", "title_es": "Volcanes", "does_en": "the city watches it, day and night.",
    "does_es": "la Ciudad lo vigila a toda hora.", "keywords_en": "lava", "keywords_es": "lava",
    "owner": "Clerk's office", "review_on": "2027-03-01", "department": "", "report_kind": "", "contact": "",
}  # fmt: skip


def titles(page: str) -> list[str]:
    found = re.findall(r'href="/console/directory/([a-z_]+)">', page)
    return [each for each in found if each not in ("new", "gaps")]


def ask_for(client: FlaskClient, code: str, form: dict[str, str]) -> str:
    """The address of the publication that follows."""
    page = post(client, f"{DIRECTORY}/{code}", page=DIRECTORY + "/potholes", **form)
    assert page.status_code == 200, page.text
    made_on = re.search(r'name="made_on" value="([^"]*)"', page.text)[1]
    answer = post(client, f"{DIRECTORY}/{code}/send", page=DIRECTORY + "/potholes", **form, made_on=made_on)
    assert answer.status_code == 303, answer.text
    return answer.location.rpartition("/")[2]


def gap_of(console: Console) -> store.Gap:
    with console.bot.db.read() as tx:
        return store.gaps(tx, most=1)[0]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_list_is_there_for_everybody_in_both_languages(console: Console, language: str) -> None:
    client = console.client("triage")
    post(client, "/console/account/language", page="/console/account", language=language)
    page = client.get(DIRECTORY).text
    assert len(titles(page)) == 50 and {"en": "Potholes", "es": "Baches"}[language] in page
    assert client.get(f"{DIRECTORY}/potholes").status_code == 200
    assert client.get(f"{DIRECTORY}/gaps").status_code == 200


def test_filters_search_and_order(console: Console) -> None:
    client = console.client("coordinator")
    assert titles(client.get(f"{DIRECTORY}?q=quien+tapa+los+vaches").text) == ["potholes"]
    assert "street_lights" in titles(client.get(f"{DIRECTORY}?q=wood+poles").text)
    misspelt = {"geringas": "needles", "librarie": "internet", "concejal": "council", "labor+offic": "wages"}
    for said, code in misspelt.items():
        assert code in titles(client.get(f"{DIRECTORY}?q={said}").text), said
    assert set(titles(client.get(f"{DIRECTORY}?whose=others").text)) >= {"buses", "schools", "federal"}
    assert "potholes" not in titles(client.get(f"{DIRECTORY}?whose=others").text)
    assert titles(client.get(f"{DIRECTORY}?department=water").text) == ["drains", "water"]
    assert titles(client.get(f"{DIRECTORY}?sort=-title").text)[0] == "bills"
    assert "No entry is like that" in client.get(f"{DIRECTORY}?due=1").text
    console.time.move(days=300)
    client = console.client("coordinator")
    due = client.get(f"{DIRECTORY}?due=1&sort=review").text
    assert "buses" in titles(due) and "potholes" not in titles(due) and "review is due" in due
    assert "entries of the directory are to be looked at again" in client.get("/console/today").text


def test_a_change_is_shown_then_asked_for_and_leaves_every_other_line(console: Console) -> None:
    client = console.client("coordinator")
    form = {**POTHOLES, "does_en": "the city fills them within 10 days.", "department": "public_works"}
    page = post(client, f"{DIRECTORY}/potholes", **form)
    assert (
        page.status_code == 200
        and "the city fills them within 10 days." in page.text
        and "What would change" in page.text
    )
    with console.bot.db.read() as tx:
        assert requests.requests(tx, after=None, limit=5).rows == []
    request_id = ask_for(client, "potholes", form)
    with console.bot.db.read() as tx:
        wish = requests.request_by_id(tx, request_id).wish
    changed = wish.changes[FILE]
    different = [pair for pair in zip(TABLE.splitlines(), changed.splitlines(), strict=True) if pair[0] != pair[1]]
    assert different == [(each, each.replace("in city streets", "within 10 days")) for each, _ in different]
    assert len(different) == 1 and wish.about == "directory:potholes" and wish.permission == "flows.publish"


def test_the_table_written_again_is_the_same() -> None:
    assert rewritten(TABLE, "potholes", POTHOLES, ("en", "es")) == TABLE


def test_what_is_not_changed_is_not_asked_for(console: Console) -> None:
    client = console.client("coordinator")
    answer = post(client, f"{DIRECTORY}/potholes", **{**POTHOLES, "department": "public_works"})
    assert answer.status_code == 303
    assert "Nothing is different" in client.get(answer.location).text


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"title_es": ""}, "title_es", "Write what it is called"),
        ({"title_en": "A very long title for holes in streets"}, "title_en", "menus have room for 28"),
        ({"does_en": "", "not_en": ""}, "does_en", "Say what the city does"),
        ({"does_en": "word " * 30}, "does_en", "too long for one text"),
        ({"does_es": "la Ciudad los tapará rápido en calles y callejones del centro."}, "does_es", "double the cost"),
        ({"owner": ""}, "owner", "who keeps the entry right"),
        ({"review_on": "soon"}, "review_on", "by which day"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_beside_its_field(console: Console, typed: dict[str, str], field: str, said: str) -> None:
    client = console.client("coordinator")
    answer = post(client, f"{DIRECTORY}/potholes", **{**POTHOLES, "department": "public_works", **typed})
    beside = re.search(rf'id="{field}-wrong">([^<]+)<', answer.text)
    assert answer.status_code == 422 and beside and said in beside[1]
    assert all(value.strip() in answer.text for value in typed.values())


def test_the_check_tells_parts_letters_and_reading(console: Console) -> None:
    client = console.client("coordinator")
    page = post(client, f"{DIRECTORY}/potholes/check", page=DIRECTORY + "/potholes", **POTHOLES).text
    assert "Potholes: the city fills them" in page and "Baches: la Ciudad los tapa" in page and "letters left" in page
    hard = {
        **POTHOLES,
        "does_en": "staff facilitate rehabilitation of deteriorated municipal infrastructure areas.",
        "not_en": "Yes.",
    }
    assert "Hard to read" in post(client, f"{DIRECTORY}/potholes/check", page=DIRECTORY + "/potholes", **hard).text
    costly = {**POTHOLES, "does_es": "la Ciudad los tapará rápido."}
    assert "dear letters: á" in post(client, f"{DIRECTORY}/potholes/check", page=DIRECTORY + "/potholes", **costly).text


def test_a_question_without_an_entry_is_counted_and_becomes_an_entry(console: Console) -> None:
    says(console, LUPE, "quien apaga el volcan")
    says(console, LUPE, "1")
    for body in ("directorio", "apaga los volcanes"):
        says(console, LUPE, body)
    gap = gap_of(console)
    client = console.client("coordinator")
    page = client.get(f"{DIRECTORY}/gaps").text
    assert gap.question in page and "volcan" in page and LUPE not in page
    assert "no entry in the directory" in client.get("/console/today").text
    begun = client.get(f"{DIRECTORY}/new?gap={gap.id}").text
    assert gap.question in begun and f'value="{gap.id}"' in begun
    ask_for(client, "new", {**NEW, "gap": gap.id})
    with console.bot.db.read() as tx:
        assert store.gap_by_id(tx, gap.id).status == "written"
        assert ("Carmen", "gap.written") in acts(tx)
    assert gap.question not in client.get(f"{DIRECTORY}/gaps").text
    assert gap.question in client.get(f"{DIRECTORY}/gaps?status=written").text


def test_a_question_is_added_to_the_words_of_an_entry_in_one_step(console: Console) -> None:
    with console.bot.db.begin() as tx:
        store.note_gap(tx, "¿quién tapa los géiseres?", "es", "gap_1", console.time.now)
        store.note_gap(tx, "quien tapa los jeiseres", "es", "gap_2", console.time.now)
        joining.join(tx)
    client = console.client("coordinator")
    page = client.get(f"{DIRECTORY}/gaps/gap_1").text
    assert "jeiseres" in page and "2 times" in page and f"{DIRECTORY}/potholes?gap=gap_1" in page
    answer = client.get(f"{DIRECTORY}/gaps/gap_1/into?entry=potholes")
    assert answer.status_code == 303 and answer.location.endswith("/potholes?gap=gap_1")
    page = client.get(answer.location).text
    assert ">tapa los geiseres</textarea>" in page
    assert "would be answered with this entry" in page
    form = {**POTHOLES, "department": "public_works", "gap": "gap_1"}
    checked = post(client, f"{DIRECTORY}/potholes/check", page=f"{DIRECTORY}/potholes", **form).text
    assert "would not find this entry" in checked
    ask_for(client, "potholes", {**form, "keywords_es": "geiseres"})
    with console.bot.db.read() as tx:
        assert store.gap_by_id(tx, "gap_1").status == "written"


def test_questions_are_searched_and_taken_apart(console: Console) -> None:
    with console.bot.db.begin() as tx:
        for number, asked in enumerate(("who puts out the volcano", "who puts out the volacno", "who sells guitars")):
            store.note_gap(tx, asked, "en", f"gap_{number}", console.time.now)
        joining.join(tx)
    client = console.client("coordinator")
    page = client.get(f"{DIRECTORY}/gaps").text
    assert "and 1 other spelling" in page and "volacno" not in page
    page = client.get(f"{DIRECTORY}/gaps?q=VOLCÁNO").text
    assert "volcano" in page and "guitars" not in page
    assert "No question is like that" in client.get(f"{DIRECTORY}/gaps?q=trombone").text
    assert client.get(f"{DIRECTORY}/gaps/gap_1").status_code == 404
    answer = post(client, f"{DIRECTORY}/gaps/gap_1/part", page=f"{DIRECTORY}/gaps")
    assert answer.status_code == 303 and "two questions now" in client.get(answer.location).text
    assert "volacno" in client.get(f"{DIRECTORY}/gaps").text
    with console.bot.db.read() as tx:
        assert ("Carmen", "gap.parted") in acts(tx)
    assert console.client("translator").get(f"{DIRECTORY}/gaps/gap_0").status_code == 200
    assert console.client("translator").get(f"{DIRECTORY}/gaps/gap_0/into?entry=trash").status_code == 403


def test_triage_sees_the_reviews_of_its_department(console: Console) -> None:
    console.time.move(days=400)
    page = console.client("triage").get("/console/today").text
    assert "to be looked at again" in page and "/console/directory/potholes" in page
    assert "/console/directory/rent_help" not in page
    assert "/console/directory/rent_help" in console.client("triage_elsewhere").get("/console/today").text


def test_what_is_no_question_is_left_out_and_can_be_taken_back(console: Console) -> None:
    with console.bot.db.begin() as tx:
        for number, words in enumerate(("tell me a joke", "Tell me a joke!", "who puts out the volcano")):
            store.note_gap(tx, words, "en", f"gap_{number}", console.time.now)
    client = console.client("coordinator")
    page = client.get(f"{DIRECTORY}/gaps").text
    assert page.index("tell me a joke") < page.index("volcano") and "2 times" in page
    assert post(client, f"{DIRECTORY}/gaps/gap_0/settle", page=f"{DIRECTORY}/gaps", to="no_question").status_code == 303
    assert "joke" not in client.get(f"{DIRECTORY}/gaps").text
    with console.bot.db.begin() as tx:
        store.note_gap(tx, "tell me a joke", "en", "gap_9", console.time.now)
    assert "3 times" in client.get(f"{DIRECTORY}/gaps?status=no_question").text
    post(client, f"{DIRECTORY}/gaps/gap_0/settle", page=f"{DIRECTORY}/gaps", to="open")
    assert "joke" in client.get(f"{DIRECTORY}/gaps?sort=-last").text
    assert "joke" not in client.get(f"{DIRECTORY}/gaps?language_spoken=es").text


def test_gaps_go_on_page_by_page(console: Console) -> None:
    with console.bot.db.begin() as tx:
        for number in range(55):
            store.note_gap(tx, f"question number{number} volcano", "en", f"gap_{number:02}", console.time.now)
    client, seen = console.client("coordinator"), set()
    for order in ("-asked", "-last"):
        page = client.get(f"{DIRECTORY}/gaps?sort={order}").text
        following = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
        seen = set(re.findall(r"number(\d+) volcano</a>", page + client.get(f"{DIRECTORY}/gaps{following}").text))
        assert len(seen) == 55


def test_an_entry_is_taken_away_only_after_its_difference(console: Console) -> None:
    client = console.client("admin")
    page = post(client, f"{DIRECTORY}/potholes", remove="yes")
    assert "would be taken away" in page.text
    request_id = ask_for(client, "potholes", {"remove": "yes"})
    with console.bot.db.read() as tx:
        changes = requests.request_by_id(tx, request_id).wish.changes
    assert "potholes" not in rows_of(changes[FILE]) and len(rows_of(changes[FILE])) == 49


def test_others_read_and_change_nothing(console: Console) -> None:
    for name in ("triage", "translator", "analyst", "clerk", "records_officer"):
        client = console.client(name)
        page = client.get(f"{DIRECTORY}/potholes").text
        assert "<fieldset disabled>" in page and (name == "translator" or 'class="acts"' not in page)
        token = csrf_of(client)
        for act in ("potholes", "potholes/send", "gaps/gap_0/settle", "gaps/gap_0/part"):
            assert client.post(f"{DIRECTORY}/{act}", data={"csrf_token": token}).status_code == 403
        assert client.get(f"{DIRECTORY}/new").status_code == 403


def test_a_code_is_taken_once(console: Console) -> None:
    client = console.client("coordinator")
    for code, said in (("potholes", "already"), ("Street Lights", "small letters"), ("gaps", "small letters")):
        answer = post(client, f"{DIRECTORY}/new", page=f"{DIRECTORY}/potholes", **{**NEW, "code": code})
        assert answer.status_code == 422 and said in answer.text


def test_a_row_of_the_gaps_names_nobody(console: Console) -> None:
    says(console, LUPE, "who can call me at 505-555-0199 about volcanos")
    says(console, LUPE, "1")
    with console.bot.db.read() as tx:
        rows = tx.execute(select(directory_gap)).mappings().all()
    assert all("ctc_" not in str(value) and "cnv_" not in str(value) for row in rows for value in row.values())
