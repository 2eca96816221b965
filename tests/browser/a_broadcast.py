"""The day's broadcast, step by step: one person writes it, another approves and starts it, a phone gets it; no test."""

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from bot.lib.clock import system_clock
from tests.browser.a_day import SOON_MS, Desk
from tests.browser.phones import Phone

COUNTED_MS = 40_000
"""The audience is counted by a worker; the page asks again every four seconds."""
HOUR = {"en": "12 to 5", "es": "1 to 6"}
"""The same people are not told the same words twice within two days, so each walk tells them something else."""
WORDS = {
    "text-0-en": "{city}: the library on Lake St opens on Sundays from now on, %s. STOP ends.",
    "text-0-es": "{city}: la biblioteca de la Lake ya abre los domingos, de %s. ALTO para salir.",
    "report-en": "{city}: you came, so the library stays open on Sundays. STOP ends.",
    "report-es": "{city}: ustedes vinieron, y la biblioteca sigue abierta los domingos. ALTO para salir.",
}
HEARD = {"en": "opens on Sundays from now on", "es": "ya abre los domingos"}


def write(desk: Desk, name: str) -> None:
    """A notice for everybody whose language is known, with its promise; kept as a draft."""
    desk.screen("Broadcasts")
    desk.link("Write a broadcast").click()
    page = desk.page
    desk.field("Name, for colleagues").fill(name)
    page.locator("#segment").fill("language in (es, en)")
    for id, words in WORDS.items():
        hour = HOUR[desk.language] if id.endswith("en") else HOUR[desk.language].replace("to", "a")
        page.locator(f"#{id}").fill(words % hour if "%s" in words else words)
    page.locator("#level").select_option("inform")
    page.locator("#report_on").fill(f"{system_clock() + timedelta(days=40):%Y-%m-%d}")
    desk.button("Keep the draft").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    expect(page.get_by_text(desk.said("Nothing is missing."))).to_be_visible(timeout=COUNTED_MS)


def cannot_approve_it_alone(desk: Desk) -> None:
    """More people than anybody may text alone: whoever wrote it is not offered to."""
    desk.page.reload()
    expect(desk.page.get_by_role("heading", name=desk.said("Approval"))).to_be_visible()
    expect(desk.button("Approve it as it stands")).to_have_count(0)


def approve_and_start(desk: Desk, name: str) -> None:
    """Another person finds it in the list, approves it and starts it."""
    desk.screen("Broadcasts")
    desk.page.get_by_role("main").get_by_role("link", name=name, exact=True).click()
    desk.button("Approve it as it stands").click()
    expect(desk.page.get_by_text(desk.said("It is approved. It leaves once somebody starts it."))).to_be_visible()
    desk.button("Start it now").click()
    expect(desk.page.get_by_text(desk.said("It begins now."))).to_be_visible()


def arrives(phone: Phone, language: str) -> None:
    """The phone gets it in its own language."""
    expect(phone.replies.last).to_contain_text(HEARD[language], timeout=COUNTED_MS)


def watch_it_end(desk: Desk, name: str) -> None:
    """Results by language appear while one looks on."""
    expect(desk.page.get_by_role("heading", name=desk.said("By language"))).to_be_visible(timeout=COUNTED_MS)
    expect(desk.page.get_by_role("table", name=desk.said("By language")).get_by_role("row")).not_to_have_count(1)
    assert name in desk.page.locator("h1").inner_text()


def take_results_away(desk: Desk, to: Path) -> str:
    """The results by language, as a file; what stands in it."""
    with desk.page.expect_download() as told:
        desk.button("Download results by language (CSV)").click()
    told.value.save_as(to)
    return to.read_text(encoding="utf-8-sig")


def next_day(street: Page) -> None:
    """Nobody is texted at night: it is the next open hour of the city."""
    before = street.locator("#now").inner_text()
    street.locator("#next-day").click()
    expect(street.locator("#now")).not_to_have_text(before, timeout=SOON_MS)
