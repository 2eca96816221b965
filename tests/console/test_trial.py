"""The phone beside a flow: the real engine answers, in either language, and nothing reaches the city's own database."""

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from bot.concerns.tables import concern
from bot.flowfiles.rewording import text_id
from bot.messaging.tables import message
from bot.people.tables import contact
from tests.console.desk import Console, csrf_of, post

TRY = "/console/flows/{}/try"


class Phone:
    """The phone as a browser holds it: each text is sent with what the page before it posted back."""

    def __init__(self, client: FlaskClient, flow: str) -> None:
        self.client, self.flow = client, flow
        self.token = csrf_of(client)
        self.page = client.get(TRY.format(flow)).text

    def send(self, text: str = "", **more: str) -> str:
        kept = {name: html.unescape(re.search(rf'name="{name}" value="([^"]*)"', self.page)[1]) for name in
                ("texts", "numbers")}  # fmt: skip
        form = {"csrf_token": self.token, **kept, "text": text, **more}
        answer = self.client.post(TRY.format(self.flow), data=form, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        self.page = answer.text
        return self.page

    @property
    def replies(self) -> list[str]:
        return [
            html.unescape(each)
            for each in re.findall(r'said--theirs">.*?<p class="body"[^>]*>(.*?)</p>', self.page, re.DOTALL)
        ]


def test_a_report_in_spanish_with_its_number_asked_for_afterwards(console: Console) -> None:
    phone = Phone(console.client("coordinator"), "report")
    phone.send(opening="es")
    assert "Texto de la Ciudad" in phone.replies[-1]
    for text in ("hay un bache enorme en la calle", "1", "Central y 4th"):
        phone.send(text)
    number = re.search(r"Su reporte es (\w{5})\.", phone.replies[-1])[1]
    phone.send(f"ESTADO {number.lower()}")
    assert f"Reporte {number}:" in phone.replies[-1], "the number of the page before is still the same"
    assert "Understood: kind: pothole" in phone.page
    assert "do open_concern" in phone.page and "say report.thanks (es)" in phone.page


def test_nothing_of_it_reaches_the_city(console: Console) -> None:
    phone = Phone(console.client("translator"), "report")
    phone.send("hello there")
    phone.send("report")
    with console.bot.db.read() as tx:
        counts = [tx.execute(select(func.count()).select_from(table)).scalar() for table in (contact, message, concern)]
    assert counts == [0, 0, 0]


def test_the_city_begins_a_survey_and_a_text_is_taken_back(console: Console) -> None:
    phone = Phone(console.client("coordinator"), "prosperity")
    phone.send(opening="en")
    phone.send(begin="1")
    assert "what does prosperity mean to you?" in phone.replies[-1]
    phone.send("1")
    assert phone.replies[-1].startswith("1 of 6.")
    phone.send(back="1")
    assert "what does prosperity mean to you?" in phone.replies[-1]
    phone.send(again="1")
    assert phone.replies == []


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def test_why_it_could_not_begin_is_said_in_the_language_of_whoever_tries(console: Console) -> None:
    phone = Phone(console.client("translator"), "prosperity")
    phone.send(opening="es")
    phone.send("ALTO")
    assert "No pudo empezar: Pidió no recibir más mensajes." in words_of(phone.send(begin="1"))
    phone.send(again="1")
    phone.send(opening="es")
    phone.send("PAUSA 20")
    assert "No pudo empezar: Pidió una pausa. Se puede empezar a partir del" in words_of(phone.send(begin="1"))


def test_a_day_passes_in_which_the_city_reminds(console: Console) -> None:
    phone = Phone(console.client("coordinator"), "report")
    phone.send(opening="en")
    phone.send("report")
    page = phone.send(later="1")
    assert "A day later" in page and "your report is not done yet" in phone.replies[-1]
    assert "2 days later" in phone.send("/later 2")


def test_danger_is_answered_as_it_is_for_residents(console: Console) -> None:
    phone = Phone(console.client("coordinator"), "report")
    phone.send("my house is on fire, there is smoke everywhere")
    assert "call 911" in phone.replies[0] and "safety text" in phone.page


def test_without_scripts_the_whole_page_comes_back(console: Console) -> None:
    client = console.client("coordinator")
    form = {"csrf_token": csrf_of(client), "texts": "[]", "keyword": "report"}
    page = client.post(TRY.format("report"), data=form).text
    assert "<h1>" in page and "said--theirs" in page


def test_it_is_open_in_production(open_with) -> None:
    there = open_with(
        twilio_account_sid="AC" + "1" * 32, twilio_auth_token="t" * 32, twilio_from="+15055550100",
        secret_key="k" * 40, public_url="https://text.city.example",
    )  # fmt: skip
    assert Phone(there.client("coordinator"), "report").send("hello") and there.bot.settings.is_production


def test_the_draft_is_tried_before_anybody_meets_it(console: Console) -> None:
    client, words = console.client("coordinator"), "¿Qué anda mal? Diga con sus palabras."
    english = "What is the problem? Tell us in your own words."
    path = f"/console/flows/report/words/{text_id('report', english)}"
    assert post(client, path, words_en=english, words_es=words).status_code == 303
    for draft, heard in (("1", words), ("", "¿Qué pasa? Escriba con sus propias palabras.")):
        phone = Phone(client, "report")
        phone.send(opening="es", draft=draft)
        assert heard in phone.send("1", draft=draft)


@pytest.mark.parametrize("texts", ["nonsense", "{}", "[1]", '["a", ["b"]]'])
def test_what_no_page_posts_back_is_refused(console: Console, texts: str) -> None:
    client = console.client("coordinator")
    form = {"csrf_token": csrf_of(client), "texts": texts, "text": "hello"}
    assert client.post(TRY.format("report"), data=form).status_code == 400


def test_a_conversation_is_bounded(console: Console) -> None:
    client = console.client("coordinator")
    form = {"csrf_token": csrf_of(client), "texts": '["hello"' + ', "hello"' * 400 + "]", "text": "more"}
    page = client.post(TRY.format("report"), data=form).text
    assert page.count("said--mine") == 25 and "Start over to go on." in page
