"""The day's survey, step by step: written in both languages, published, answered, counted, taken away; no test."""

from pathlib import Path

from playwright.sync_api import Locator, expect

from bot.releases.live import LOOK_EVERY_SECONDS
from bot.simulator.terminal import City as Street
from tests.browser.a_day import SOON_MS, Desk
from tests.browser.phones import Phone

CITY = "+15055550100"
PUBLISHED_MS = 300_000
"""Every reviewed conversation is played before it is published."""
COUNTED_MS = 60_000
ENOUGH = 11
"""So many answers of one kind that results show them: fewer than ten are left out."""
INVITATION = {
    "en": "{city}: two questions about your park, one minute. Your choice. STOP ends.",
    "es": "{city}: dos preguntas sobre su parque, un minuto. Si usted quiere. ALTO para salir.",
}
QUESTION = {
    "en": "1 of 2. What does your park need first?",
    "es": "1 de 2. ¿Qué le hace falta primero a su parque?",
}
OPTIONS = [{"en": "Shade", "es": "Sombra"}, {"en": "Benches", "es": "Bancas"}]
OWN_WORDS = {
    "en": "2 of 2. What else? Tell us in your own words.",
    "es": "2 de 2. ¿Qué otra cosa hace falta? Escriba con sus palabras.",
}


def write(desk: Desk, title: dict[str, str], keyword: dict[str, str]) -> None:
    """A title, an invitation, a question with two options and one in their own words, both languages side by side."""
    desk.screen("Surveys")
    desk.link("Write a survey").click()
    page = desk.page
    for code, words in title.items():
        page.locator(f"#title-{code}").fill(words)
    desk.button("Write its questions").click()
    _fill(desk, "keywords", keyword)
    _fill(desk, "invitation", INVITATION)
    _fill(desk, f"{_last(desk)}-text", QUESTION)
    for number, label in enumerate(OPTIONS):
        _fill(desk, f"{_last(desk)}-option-{number}", label)
    _add(desk, "In their own words")
    _fill(desk, f"{_last(desk)}-text", OWN_WORDS)
    desk.button("Save").click()
    expect(page.get_by_text(desk.said("Nothing to mend: it can be published."))).to_be_visible(timeout=SOON_MS)


def _questions(desk: Desk) -> Locator:
    return desk.page.locator("section.question")


def _add(desk: Desk, kind: str) -> None:
    before = _questions(desk).count()
    desk.page.locator(".add").get_by_role("button", name=desk.said(kind), exact=True).click()
    expect(_questions(desk)).to_have_count(before + 1)


def _last(desk: Desk) -> str:
    return str(_questions(desk).last.get_attribute("id"))


def _fill(desk: Desk, place: str, words: dict[str, str]) -> None:
    for code, each in words.items():
        desk.page.locator(f"#{place}-{code}").fill(each)


def publish(desk: Desk) -> None:
    """Look at what is meant, and wait until every reviewed conversation has been played."""
    desk.button("Publish…").click()
    desk.button("Publish it").click()
    met = desk.said(
        "Residents meet it within a few seconds."
        " Whoever is in the middle of a conversation finishes the one they began."
    )
    expect(desk.page.get_by_text(met)).to_be_visible(timeout=PUBLISHED_MS)
    desk.page.wait_for_timeout((LOOK_EVERY_SECONDS + 1) * 1000)  # Each process looks for a new release so often.


def answer(phone: Phone, keyword: str, own: str) -> None:
    """A resident who reads Spanish answers on the phone in the browser."""
    replies = [phone.ask(each) for each in (keyword, "2", "1")]
    assert QUESTION["es"] in replies[-1], replies
    assert OWN_WORDS["es"] in phone.ask("1")
    phone.ask(own)


def others_answer(base: str, keyword: str, first: int) -> None:
    """So many others do from phones that nobody looks at."""
    street = Street(base)
    for number in range(first, first + ENOUGH):
        for body in (
            keyword,
            "2",
            "1",
            "1" if number % 2 else "sombra",
            "mas luz en la noche",
        ):
            street.text(f"+1720555{100 + number:04}", CITY, body)


def watch_results(desk: Desk, title: str) -> None:
    """Results appear as the answers come."""
    desk.screen("Surveys")
    desk.page.get_by_role("link", name=f"{desk.said('Results')} {title}").click()
    expect(desk.page.get_by_role("heading", level=1, name=title)).to_be_visible()
    for _ in range(COUNTED_MS // 3_000):
        if str(ENOUGH + 1) in "".join(desk.page.locator("dl.facts").all_inner_texts()):
            break
        desk.page.wait_for_timeout(3_000)
        desk.page.reload()
    expect(desk.page.get_by_role("heading", name=QUESTION[desk.language])).to_be_visible()
    expect(desk.page.locator("dl.facts")).to_contain_text(str(ENOUGH + 1))


def take_away(desk: Desk, to: Path) -> str:
    """Every answer as CSV; what stands in it."""
    with desk.page.expect_download() as told:
        desk.page.get_by_role("button", name=desk.said("As %(form)s", form="CSV"), exact=True).click()
    told.value.save_as(to)
    return to.read_text(encoding="utf-8-sig")
