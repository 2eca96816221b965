"""What residents live through, in a real browser on the real path: report, leave, switch, be reminded, send twice."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phones import REPLY_WITHIN_MS, Phone

OpenPage = Callable[..., Page]
NUMBER = re.compile(r"\b[0-9A-Z]{5}\b")
_unused: Iterator[int] = count(20)


@pytest.fixture
def two_phones(open_page: OpenPage) -> Callable[..., tuple[Page, Phone, Phone]]:
    """The simulator with two phones that nobody has written from yet."""

    def opened(**window: object) -> tuple[Page, Phone, Phone]:
        page = open_page("/simulator", **window)
        one, two = next(_unused), next(_unused)
        kept = json.dumps([[f"+150555501{one}", "es"], [f"+150555501{two}", "en"]])
        page.evaluate("kept => localStorage.setItem('cabildo.phones', kept)", kept)
        page.reload()
        return page, Phone(page, one), Phone(page, two)

    return opened


def test_a_spanish_and_an_english_resident_report_at_the_same_time(two_phones: Callable[..., object]) -> None:
    _, rosa, tom = two_phones()
    rosa.send("hay un bache muy grande en mi calle")
    tom.send("there is a huge pothole on my street")
    expect(rosa.replies).to_have_count(1, timeout=REPLY_WITHIN_MS)
    expect(tom.replies).to_have_count(1, timeout=REPLY_WITHIN_MS)
    assert "¿De qué se trata?" in rosa.last_reply() and "What is it about?" in tom.last_reply()
    rosa.ask("1")
    tom.ask("1")
    listo, got_it = rosa.ask("Gold y la 6ta"), tom.ask("Lead and 5th")
    assert "Su reporte es" in listo and "Your report is" in got_it
    assert NUMBER.search(listo)[0] != NUMBER.search(got_it)[0]


def test_after_stop_nothing_comes_any_more(two_phones: Callable[..., object]) -> None:
    _, rosa, _ = two_phones()
    rosa.ask("hola, hay basura en el parque")
    assert "ya no le mandamos textos" in rosa.ask("ALTO")
    rosa.send("hay un bache en la calle")
    rosa.await_taken()
    rosa.page.wait_for_timeout(1500)
    expect(rosa.replies).to_have_count(2)
    expect(rosa.own.last.locator(".why")).to_contain_text(re.compile("they have left"))
    expect(rosa.box.locator(".known")).to_contain_text("no, they sent STOP")


def test_a_resident_changes_the_language_and_keeps_the_place(two_phones: Callable[..., object]) -> None:
    _, _, tom = two_phones()
    tom.ask("there is a broken street light on my corner")
    said = tom.ask("ESPANOL")
    assert "Listo, en español" in said and "¿De qué se trata?" in said
    expect(tom.box.locator(".known")).to_contain_text("Spanish (they chose it)")


def test_the_next_day_reminds_whoever_did_not_finish(two_phones: Callable[..., object]) -> None:
    page, rosa, _ = two_phones()
    rosa.ask("hay un bache muy grande en mi calle")
    before = page.locator("#now").inner_text()
    page.get_by_role("button", name="Next day").click()
    expect(rosa.replies).to_have_count(2, timeout=REPLY_WITHIN_MS)
    assert "su reporte sigue a medias" in rosa.last_reply()
    assert page.locator("#now").inner_text() != before
    why = rosa.replies.last.locator(".why")
    why.locator("summary").click()
    expect(why).to_contain_text("reminds after silence")


def test_the_same_text_delivered_again_yields_no_second_reply(two_phones: Callable[..., object]) -> None:
    _, rosa, _ = two_phones()
    rosa.ask("hay un bache muy grande en mi calle")
    rosa.box.get_by_role("button", name="Deliver the last text again").click()
    expect(rosa.own.last).to_contain_text("Delivered 2 times; the city took it once.")
    rosa.page.wait_for_timeout(1500)
    expect(rosa.replies).to_have_count(1)
    expect(rosa.own).to_have_count(1)


def test_a_text_shows_its_parts_and_the_letters_that_make_it_dear(two_phones: Callable[..., object]) -> None:
    _, rosa, _ = two_phones()
    rosa.ask("está muy oscuro en mi calle 🙂")
    expect(rosa.own.last.locator(".price")).to_have_text("1 part, UCS-2")
    expect(rosa.own.last.locator(".dear")).to_have_text("Letters that shorten a part to 70: á 🙂")
    expect(rosa.replies.last.locator(".price")).to_contain_text("GSM-7")
    expect(rosa.replies.last.locator(".status")).to_have_text("delivered", timeout=REPLY_WITHIN_MS)


def test_what_was_texted_is_still_there_after_a_reload(two_phones: Callable[..., object]) -> None:
    page, rosa, _ = two_phones()
    said = rosa.ask("hay un bache muy grande en mi calle")
    page.reload()
    expect(rosa.replies).to_have_count(1)
    assert rosa.last_reply() == said


def test_a_city_that_is_away_is_said_so_and_comes_back(two_phones: Callable[..., object]) -> None:
    page, rosa, _ = two_phones()
    rosa.ask("hay un bache muy grande en mi calle")
    page.route("**/simulator/phones?*", lambda route: route.fulfill(status=200, body="a proxy speaks"))
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached", timeout=REPLY_WITHIN_MS)
    page.unroute("**/simulator/phones?*")
    expect(page.locator("#trouble")).to_be_hidden(timeout=20_000)
