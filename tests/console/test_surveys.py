"""Surveys at the console: written in both languages with the check beside, tried, published, closed, counted."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from bot.conversations.tables import answer
from bot.messaging.tables import conversation
from bot.publishing.requested import work_off
from bot.releases import requests
from bot.surveys import answers, counting, files, service, store
from bot.surveys.rules import Document, Option, Question
from tests.console.desk import ROOT, Console, acts, post
from tests.console.residents import SAM, Counted, drain, says
from tests.surveys.answered import fill

LIST = "/console/surveys"


def shade(console: Console, **changes: object) -> str:
    """A survey of three questions that could be published; the address of its draft."""
    staff = console.staff("coordinator")
    with_title = {"en": "Shade in the parks", "es": "Sombra en los parques"}
    draft = service.begin_draft(
        console.bot.db, with_title, console.bot.library, made_from=None, by=staff, now=console.time()
    )
    document = replace(
        draft.document, **{"questions": QUESTIONS, "keywords": {"en": "shade", "es": "sombra"}, **changes}
    )
    service.save(console.bot.db, draft.id, document, seen=1, by=staff, now=console.time())
    return f"{LIST}/drafts/{draft.id}"


QUESTIONS = (
    Question("q1", "one", "", {"en": "What does your park need?", "es": "¿Qué le falta a su parque?"},
             (Option("", {"en": "Shade", "es": "Sombra"}), Option("", {"en": "Water", "es": "Agua"})), other=True),
    Question("q2", "yes_no", "", {"en": "Do you go there with children?", "es": "¿Va con sus niños?"}, refuse=True),
    Question("q3", "number", "", {"en": "How many times a month do you go?", "es": "¿Qué tantas veces va en un mes?"},
             minimum=0, maximum=60),
)  # fmt: skip


def fields(page: str) -> dict[str, str]:
    """Everything that the form of a draft would send, as a browser reads it."""
    from html import unescape

    form = page[page.index('id="draft"') :]
    found = {
        name: unescape(value) for name, value in re.findall(r'<input[^>]* name="([^"]+)"[^>]*? value="([^"]*)"', form)
    }
    found |= {name: unescape(words) for name, words in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)', form)}
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    ticks = re.findall(r'type="checkbox" id="[^"]+" name="([^"]+)"( checked)?', form)
    return found | {name: "on" for name, checked in ticks if checked}


def sent(client: FlaskClient, path: str, to: str = "", **changes: str):
    """The form of the draft with these changes; `__` in a name stands for a stroke."""
    form = fields(client.get(path).text)
    form.pop("csrf_token", None)
    return post(client, path + to, page=path, **{**form, **{k.replace("__", "-"): v for k, v in changes.items()}})


def document_of(console: Console, path: str) -> Document:
    with console.bot.db.read() as tx:
        return store.draft_by_id(tx, path.rpartition("/")[2]).document


def test_a_survey_is_begun_with_a_title_and_stands_in_the_list(console: Console) -> None:
    carmen = console.client("coordinator")
    assert "What prosperity means to us" in carmen.get(LIST).text
    refused = post(carmen, f"{LIST}/new", **{"title-en": "", "title-es": " "})
    assert refused.status_code == 422 and "Write a title" in refused.text
    begun = post(carmen, f"{LIST}/new", **{"title-en": "Bus stops", "title-es": "Paradas del bus"})
    assert begun.status_code == 303 and "/drafts/srv_" in begun.location
    taken = post(carmen, f"{LIST}/new", **{"title-en": "Prosperity", "title-es": ""})
    assert taken.status_code == 422 and "of that name already" in taken.text
    assert "Bus stops" in carmen.get(f"{LIST}?state=draft").text
    assert "Bus stops" not in carmen.get(f"{LIST}?state=open").text
    assert "Paradas del bus" in console.client("translator").get(f"{LIST}?words=bus&sort=-title").text
    assert "No survey is like that" in carmen.get(f"{LIST}?words=nothing").text


def test_texts_are_kept_in_both_languages_and_questions_added_moved_removed_and_put_back(console: Console) -> None:
    path, carmen = shade(console), console.client("coordinator")
    sent(carmen, path, act="save", q2__text__es="¿Lleva a sus niños?")
    assert document_of(console, path).question("q2").text == {
        "en": "Do you go there with children?", "es": "¿Lleva a sus niños?",
    }  # fmt: skip
    steps = [
        ("down:q1", ["q2", "q1", "q3"]), ("up:q3", ["q2", "q3", "q1"]), ("remove:q3", ["q2", "q1"]),
        ("back", ["q2", "q3", "q1"]), ("copy:q1", ["q2", "q3", "q1", "q4"]),
        ("add:date", ["q2", "q3", "q1", "q4", "q5"]),
    ]  # fmt: skip
    for act, keys in steps:
        assert sent(carmen, path, act=act).status_code == 303
        assert [each.key for each in document_of(console, path).questions] == keys, act
    assert document_of(console, path).question("q4").options == document_of(console, path).question("q1").options
    sent(carmen, path, act="option:q1")
    assert len(document_of(console, path).question("q1").options) == 3
    sent(carmen, path, act="less:q1:0")
    assert [each.label.get("en") for each in document_of(console, path).question("q1").options] == ["Water", ""]


def test_two_writers_do_not_overwrite_each_other(console: Console) -> None:
    path, carmen, tania = shade(console), console.client("coordinator"), console.client("translator")
    mine = fields(carmen.get(path).text) | {"q1-text-en": "What is missing in your park?", "act": "save"}
    sent(tania, path, act="save", q1__text__es="¿Qué hace falta en su parque?")
    mine.pop("csrf_token")
    refused = post(carmen, path, **mine)
    assert refused.status_code == 409 and "Tania saved this draft" in refused.text
    assert "What is missing in your park?" in refused.text  # What was typed is still there.
    assert document_of(console, path).question("q1").text["en"] == "What does your park need?"
    again = fields(refused.text) | {"act": "save"}
    again.pop("csrf_token")
    assert post(carmen, path, **again).status_code == 303
    assert document_of(console, path).question("q1").text["en"] == "What is missing in your park?"


@pytest.mark.parametrize(("changes", "place", "words"), [
    ({"q1__text__es": ""}, "q1-text-es", "Not written yet"),
    ({"q1__text__es": "¿" + "Qué le falta a su parque de aquí y de más lejos? " * 3}, "q1-text-es",
     "more than one part"),
    ({"q1__text__en": "To what extent is environmental implementation facilitated by municipal representatives?"},
     "q1-text-en", "Hard to read"),
    ({"q1__text__en": "What does it need? Who should pay?"}, "q1-text-en", "asks two things"),
    ({"q1__text__es": "¿Que numero de arboles quiere?"}, "q1-text-es", "lost its accent"),
    ({"q1__option__0__en": "Water"}, "q1-option-1-en", "read alike"),
    ({"keywords__en": "report"}, "keywords-en", "starts something else"),
    ({"keywords__en": "stop"}, "keywords-en", "means something else everywhere"),
    ({"invitation__en": "{city}: hello {nobody}. STOP ends."}, "invitation-es", "the same {names}"),
])  # fmt: skip
def test_the_check_speaks_beside_each_text(console: Console, changes: dict[str, str], place: str, words: str) -> None:
    path = shade(console)
    page = sent(console.client("coordinator"), path, "/check", **changes).text
    note = re.search(rf'id="note-{place}">(.*?)</div>', page, re.DOTALL)[1]
    assert words in note
    assert "to mend before it can be published" in page
    assert document_of(console, path).questions == QUESTIONS  # Looking keeps nothing.


def test_a_good_draft_has_nothing_to_mend_and_says_what_it_costs(console: Console) -> None:
    path = shade(console)
    page = console.client("analyst").get(path).text
    assert "Nothing to mend" in page and "1 part, " in page
    assert "Nada que corregir" in console.client("translator").get(path).text


@pytest.mark.parametrize(
    ("language", "asked", "done"), [("en", "1 of 3. What does", "thank you"), ("es", "1 de 3. ¿Qué le", "gracias")]
)
def test_it_is_tried_on_a_phone_that_leaves_no_trace(console: Console, language: str, asked: str, done: str) -> None:
    path, ana = shade(console), console.client("analyst")
    page = sent(ana, path, "/trial", phone="restart", phone__language=language).text
    assert "minut" in page
    form = fields(page)
    form.pop("csrf_token")
    said = {"en": "shade", "es": "sombra"}[language]
    given = {**form, "phone": "text", "phone-text": "4", "said": [said, "1", "1", "1"]}
    given["phone-language"] = language
    page = post(ana, f"{path}/trial", page=path, **given).text
    phone = page[page.index('id="phone"') :]
    assert asked in phone and done in phone and "is over for this phone" in phone
    with console.bot.db.read() as tx:
        assert tx.execute(select(conversation)).all() == [] and tx.execute(select(answer)).all() == []


def published(console: Console, path: str) -> str:
    """Publish the draft as its page does, and let the workers do their part; the survey's name."""
    carmen = console.client("coordinator")
    asked = sent(carmen, path, "/publish")
    assert asked.status_code == 200 and "First everything is checked" in asked.text
    form = {name: re.search(rf'name="{name}" value="([^"]*)"', asked.text)[1] for name in ("meant", "version")}
    meant = post(carmen, f"{path}/publish", page=path, note="three questions", **form)
    assert meant.status_code == 303 and "/publications/req_" in meant.location
    request_id = meant.location.rpartition("/")[2]
    for _ in range(200):
        with console.bot.db.read() as tx:
            wanted = requests.request_by_id(tx, request_id)
        if wanted.status not in requests.ON_ITS_WAY:
            break
        work_off(console.bot.db, console.bot.settings, request_id, now=console.time())
    assert wanted.status == requests.PUBLISHED, (wanted.status, wanted.problems, wanted.differences)
    console.bot.live._look_at = 0.0  # noqa: SLF001  The next look is now.
    return "shade_in_the_parks"


def test_it_is_published_answered_closed_and_counted(open_with: Callable[..., Console], tmp_path: Path) -> None:
    for folder in ("flows", "translations"):
        copytree(ROOT / folder, tmp_path / "city" / folder)  # Without the transcripts that every release is held to.
    console = open_with(flows_path=tmp_path / "city/flows", translations_path=tmp_path / "city/translations")
    path = shade(console)
    survey = published(console, path)
    assert survey in console.bot.library.flows.current
    assert console.bot.library.flows.current[survey].step("invitation").text.keys() == {"en", "es"}
    says(console, SAM, "english")
    console.time.move(days=8)
    drain(console)
    says(console, SAM, "shade", "1", "1", "yes", "4")
    carmen = console.client("coordinator")
    page = carmen.get(f"{LIST}/{survey}").text
    assert "It is open, with no end set" in page
    assert (
        post(carmen, f"{LIST}/{survey}/opening", page=f"{LIST}/{survey}", act="close", finish="none").status_code == 303
    )
    assert "It is closed since" in carmen.get(f"{LIST}/{survey}").text
    assert "Is closed" in carmen.get(f"{LIST}?state=closed").text
    says(console, SAM, "shade")
    drain(console)
    with console.bot.db.read() as tx:
        assert ("Carmen", "survey.closed") in acts(tx)
        kept = tx.execute(select(answer.c.step, answer.c.codes).where(answer.c.survey == survey)).all()
    assert ("question_2", '["yes"]') not in kept and len(kept) == 4
    assert carmen.get(f"{LIST}/{survey}/results").status_code == 200
    # It is written on, and published again under the same names.
    sent(carmen, path, act="save", q1__text__en="What does your park need most?")
    assert document_of(console, path).question("q1").id


def test_a_draft_with_something_to_mend_is_saved_and_not_published(console: Console) -> None:
    path, carmen = shade(console), console.client("coordinator")
    refused = sent(carmen, path, "/publish", q1__text__es="")
    assert refused.status_code == 303
    assert "cannot be published yet" in carmen.get(path).text
    assert document_of(console, path).question("q1").text["es"] == ""
    assert console.client("translator").post(f"{path}/publish").status_code == 403


def test_days_are_set_in_the_citys_time_and_what_is_wrong_with_them_is_said(console: Console) -> None:
    carmen, page = console.client("coordinator"), f"{LIST}/prosperity"

    def days(**times: str):
        return post(carmen, f"{page}/opening", page=page, act="dates", **times)

    assert "before it opens" in days(opens_at="2026-04-02T09:00", closes_at="2026-04-01T09:00").text
    assert "not a day and a time" in days(opens_at="tomorrow").text
    assert days(opens_at="2026-04-01T09:00", closes_at="2026-04-30T18:00", finish="day").status_code == 303
    with console.bot.db.read() as tx:
        opening = store.opening_of(tx, "prosperity")
    assert f"{opening.opens_at:%H:%M}" == "15:00"  # Nine in the morning in Albuquerque.
    assert opening.finish_until - opening.closes_at == timedelta(days=1)
    assert "It opens on Apr 1, 2026" in carmen.get(page).text
    assert post(carmen, f"{page}/opening", page=page, act="open").status_code == 303
    assert "It is open, with no end set" in carmen.get(page).text
    assert post(carmen, f"{LIST}/none/opening", page=page, act="open").status_code == 404


@pytest.fixture
def answered(console: Console) -> Console:
    with console.bot.db.begin() as tx:
        fill(tx, console.bot.library.flows.current["prosperity"], 300, console.time())
    return console


RESULTS = f"{LIST}/prosperity/results"


def test_results_stand_side_by_side_with_intervals_and_the_banner(answered: Console) -> None:
    page = answered.client("analyst").get(RESULTS).text
    assert "Not a random sample" in page and "Counted just now" in page
    assert page.index("Spanish</th>") < page.index("English</th>") < page.index("Everybody</th>")
    assert re.search(r"\d+ · \d+% \(\d+%–\d+%\)", page)
    assert "Languages differ by more than 10 points" in page
    assert answered.client("translator").get(RESULTS).status_code == 403


def test_no_small_count_is_shown(console: Console) -> None:
    with console.bot.db.begin() as tx:
        fill(tx, console.bot.library.flows.current["prosperity"], 60, console.time())
    page = console.client("analyst").get(RESULTS).text
    shown = [int(each) for each in re.findall(r"<td[^>]*>(?:<span>)?(\d+)(?=\s|<)", page)]
    assert shown and not [each for each in shown if 0 < each < 10]


def test_nobody_has_answered_yet(console: Console) -> None:
    assert "Nobody has answered yet" in console.client("analyst").get(RESULTS).text
    assert console.client("analyst").get(f"{LIST}/never/results").status_code == 404


def test_own_words_leave_out_hidden_conversations_and_what_was_taken_back(answered: Console) -> None:
    ana, path = answered.client("analyst"), f"{RESULTS}/words?question=need"
    page = ana.get(path).text
    assert page.count("<blockquote") == 50 and "Next page" in page
    only = ana.get(f"{path}&language=en").text
    assert "=Lower rents" in only and "Que bajen" not in only
    with answered.bot.db.begin() as tx:
        tx.execute(conversation.update().values(hidden_since=answered.time()))
    assert "Nobody has written anything" in ana.get(path).text
    assert ana.get(f"{RESULTS}/words?question=nothing").status_code == 404


def test_own_words_are_looked_through_by_parts(answered: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """A city of a million does not read every answer for one page, and none is lost between two pages."""
    ana, path = answered.client("analyst"), f"{RESULTS}/words?question=need&language=en"
    whole = ana.get(path).text
    monkeypatch.setattr(answers, "MOST_LOOKED_AT", 7)
    pages, seen = [path], []
    for each in pages:
        page = ana.get(each).text
        seen += re.findall(r"<blockquote[^>]*>([^<]*)", page)
        pages += [f"{RESULTS}/words{on.replace('&amp;', '&')}" for on in re.findall(r'rel="next" href="([^"]+)"', page)]
    assert len(pages) > 3 and seen[:50] == re.findall(r"<blockquote[^>]*>([^<]*)", whole)


def test_a_question_that_was_answered_twice_counts_once(answered: Console) -> None:
    flow = answered.bot.library.flows.current["prosperity"]
    with answered.bot.db.begin() as tx:
        before = counting.counted(tx, "prosperity", [flow], answered.time())
        one = tx.execute(select(answer).where(answer.c.step == "year").limit(1)).mappings().one()
        later = {"id": "ans_later", "at": one["at"] + timedelta(minutes=1), "status": "withdrawn", "codes": "[]"}
        tx.execute(answer.insert(), {**one, **later})
        after = counting.counted(tx, "prosperity", [flow], answered.time())
    assert after.counts.answers == before.counts.answers - 1


@pytest.mark.parametrize("form", files.FORMS)
def test_every_answer_is_taken_away_without_a_number_and_with_a_line_in_the_audit_log(
    answered: Console, form: str
) -> None:
    ana = answered.client("analyst")
    made = post(ana, f"{RESULTS}/export", page=RESULTS, form=form)
    assert made.status_code == 303
    file = ana.get(made.location)
    assert f"prosperity-2026-03-10.{form}" in file.headers["Content-Disposition"]
    with answered.bot.db.read() as tx:
        assert ("Ana", "survey.exported") in acts(tx)
        count = len(tx.execute(select(answer.c.id)).all())
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"))))
        assert len(rows) == count and "'=Lower rents" in {each["words"] for each in rows}
        assert not {"contact", "phone"} & rows[0].keys()
    else:
        sheet = zipfile.ZipFile(io.BytesIO(file.data))
        strings = sheet.read("xl/worksheets/sheet1.xml").decode()
        assert "=Lower rents" in strings and "<f>" not in strings
    assert answered.client("coordinator").get(made.location).status_code == 403
    answered.time.move(days=8)
    drain(answered)
    assert answered.client("analyst").get(made.location).status_code == 404


def test_a_large_survey_is_counted_and_written_by_a_worker(answered: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "SMALL", 100)
    monkeypatch.setattr(answers, "SMALL", 100)
    ana = answered.client("analyst")
    assert "is being counted" in ana.get(RESULTS).text
    drain(answered)
    page = ana.get(RESULTS).text
    assert "Not a random sample" in page
    post(ana, f"{RESULTS}/export", page=RESULTS, form="csv")
    assert "being written" in ana.get(RESULTS).text
    drain(answered)
    assert re.search(r"CSV, [\d,]+ answers", ana.get(RESULTS).text)


def test_pages_ask_a_bounded_number_of_queries(answered: Console) -> None:
    ana, draft = answered.client("analyst"), shade(answered)
    for path, most in (
        (LIST, 12),
        (RESULTS, 16),
        (f"{LIST}/prosperity", 10),
        (draft, 8),
        (f"{RESULTS}/words?question=need", 9),
    ):
        ana.get(path)
        with Counted(answered) as counted:
            assert ana.get(path).status_code == 200
        assert len(counted.statements) <= most, (path, len(counted.statements))
