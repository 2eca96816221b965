"""Every page of the console, from its own map of addresses, with values out of the demo city; what a good page is.

A new screen is walked by itself. Only a new word in an address needs a line in VALUES: where such a value is found.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from axe_playwright_python.base import AXE_SCRIPT
from babel.messages.pofile import read_po
from flask import Flask, g
from playwright.sync_api import Browser, Page
from sqlalchemy import text
from werkzeug.routing import Rule

from bot.app import create_app
from bot.console import city_forms
from bot.console.access import ENDPOINTS, HALF_WAY
from bot.directory import joining
from bot.directory import store as directory
from bot.flowfiles.release import Folders, digest, files_in
from bot.flowfiles.rewording import text_id
from bot.lib.clock import system_clock
from bot.lib.ids import new_id
from bot.open311 import store as other_system
from bot.releases.requests import Wish, ask
from bot.releases.store import Release, add_release
from bot.settings import read_settings
from bot.staff import service, signing_in, store
from bot.staff.rules import Staff
from bot.staff.service import Member
from bot.wiring import Bot, build
from tests.browser.conftest import ROOT, City, Watched, watch

STANDARD = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]},
    "resultTypes": ["violations"],
}
_BROKEN = """async (options) => (await axe.run(document, options)).violations
    .map((rule) => [rule.id, rule.nodes.map((node) => node.target.join(' '))])"""
WIDTHS = (390, 1280)
LANGUAGES = ("en", "es")

FLOW = "report"
VALUES: Mapping[str, str] = {
    "conversation_id": "SELECT conversation_id FROM conversation_label ORDER BY at DESC LIMIT 1",
    "contact_id": "SELECT conversation.contact_id FROM conversation_label JOIN conversation ON id = conversation_id"
                  " ORDER BY at DESC LIMIT 1",
    "staff_id": "SELECT id FROM staff WHERE email = 'nora@city.example'",
    "session_id": "SELECT id FROM staff_session LIMIT 1",
    "broadcast_id": "SELECT id FROM broadcast WHERE state = 'finished' ORDER BY created_at LIMIT 1",
    "flow_id": f"SELECT '{FLOW}'",
    "survey": "SELECT 'prosperity'",
    "survey_id": "SELECT 'prosperity'",
    "reference": "SELECT reference FROM concern WHERE status = 'answered' ORDER BY created_at LIMIT 1",
    "other": "SELECT reference FROM concern WHERE status <> 'answered' ORDER BY created_at LIMIT 1",
    "subscription_id": "SELECT id FROM subscription LIMIT 1",
    "sequence": "SELECT sequence FROM delivery ORDER BY sequence DESC LIMIT 1",
    "message_id": "SELECT id FROM message WHERE status = 'undelivered' ORDER BY created_at DESC LIMIT 1",
    "section": "SELECT 'quiet-hours'",
    "code": "SELECT 'potholes'",
    "import_id": "SELECT id FROM import_run LIMIT 1",
    "draft_id": "SELECT id FROM survey_draft LIMIT 1",
    "list_id": "SELECT id FROM given_list LIMIT 1",
    "console.broadcasts.edit.broadcast_id": "SELECT id FROM broadcast WHERE state = 'draft' LIMIT 1",
    "key_id": "SELECT id FROM api_key LIMIT 1",
}  # fmt: skip
"""What stands in an address, by its name, or by view and name: one row and column of the demo city."""
MADE = frozenset({"request_id", "release_id", "token", "id", "sent", "gap_id"})
"""What the demo city has none of: `Console` makes one by the product's own services."""
QUERIES: Mapping[str, tuple[str, ...]] = {
    "console.inbox.inbox": ("", "view=all", "language=es"),
    "console.replies.write": ("", "name=rent+help"),
    "console.triage.triage": ("", "lane=novel"),
    "console.surveys.own_words": ("question=need",),
}
"""The same page asked for in several ways."""
ELSEWHERE = frozenset({
    # Between the password and the second factor: test_console_entrance walks them.
    "console.entrance.second_factor", "console.entrance.set_up",
    # No pages: on the way to and from whoever vouches for staff, files that somebody has had written, and pictures.
    "console.photos.photo",
    "console.single_sign_on.begin", "console.single_sign_on.back",
    "console.people.files.download", "console.surveys.download",
})  # fmt: skip
"""What is not walked here, and why."""
SIGNED_OUT = frozenset({"console.entrance.sign_in", "console.entrance.forgotten", "console.entrance.link"})
"""Pages of those who are not signed in."""


class UnknownVariable(Exception):
    """An address of the console has a word that VALUES does not know, or the demo city has no such thing."""


@dataclass(frozen=True, slots=True)
class Address:
    """A page's view and where it is."""

    endpoint: str
    path: str

    @property
    def name(self) -> str:
        """What a file of it is called."""
        query = self.path.partition("?")[2]
        name = self.endpoint.removeprefix("console.")
        if name == "settings.section":
            name = f"{name}-{self.path.rpartition('/')[2]}"
        return name + (f"-{re.sub(r'[^a-z]+', '-', query)}" if query else "")


class Console:
    """The console of a running city, and an administrator who has signed in; close it in the end."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.bot: Bot = build(read_settings(city.environment))
        self.app: Flask = create_app(self.bot)
        self.staff = self._administrator()
        self._made: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.bot.db.close()

    def _administrator(self) -> Staff:
        member, now = Member("Alma", "alma@city.example", "admin"), system_clock()
        return service.invite(self.bot.db, member, known=(), by="test", letter=False, now=now)[0]

    def sign_in(self, page: Page, language: str) -> None:
        """The administrator, with both factors, reading in this language."""
        service.set_language(self.bot.db, self.staff, language)
        with self.bot.db.begin() as tx:
            token = signing_in.open_session(tx, self.staff.id, "Test", system_clock(), verified=True)
        page.context.add_cookies([{"name": "cabildo_staff", "value": token, "url": f"{self.city.base}/console"}])

    def addresses(self) -> Iterator[Address]:
        """Every page, and every part and file that is got from an address of its own."""
        adapter = self.app.url_map.bind("localhost")
        for rule in sorted(self.app.url_map.iter_rules(), key=lambda each: each.endpoint):
            if rule.endpoint not in ENDPOINTS or "GET" not in rule.methods or rule.endpoint == "console.static":
                continue
            assert rule.endpoint in ELSEWHERE or ENDPOINTS[rule.endpoint] != HALF_WAY, rule.endpoint
            if rule.endpoint not in ELSEWHERE:
                for section in self._sections(rule):
                    given = {name: self.value(name, rule) for name in rule.arguments - section.keys()}
                    path = adapter.build(rule.endpoint, given | section)
                    for query in QUERIES.get(rule.endpoint, ("",)):
                        yield Address(rule.endpoint, f"{path}?{query}" if query else path)

    def _sections(self, rule: Rule) -> list[dict[str, str]]:
        """Every section of the settings is a page of its own; any other view is one page."""
        if "section" not in rule.arguments:
            return [{}]
        with self.app.test_request_context():
            g.language = "en"
            return [{"section": each} for each in city_forms.sections()]

    def value(self, name: str, rule: Rule) -> Any:
        """What stands in an address for this word; UnknownVariable says what to do where nobody knows."""
        if name in MADE:
            if name not in self._made:
                self._made[name] = getattr(self, f"_{name}")()
            return self._made[name]
        own = f"{rule.endpoint}.{name}"
        if own not in VALUES and name not in VALUES:
            raise UnknownVariable(f"{rule.rule}: say in VALUES of {__name__} where a {name} is found")
        with self.bot.db.read() as tx:
            found = tx.execute(text(VALUES.get(own, VALUES.get(name)))).scalar()
        if found is None:
            raise UnknownVariable(f"{rule.rule}: the demo city has no {name}")
        return found

    def _sent(self) -> str:
        """A concern that the city's other system did not take."""
        with self.bot.db.begin() as tx:
            reference, id = tx.execute(text("SELECT reference, id FROM concern ORDER BY created_at LIMIT 1")).one()
            other_system.add_sent(tx, id, "refused", system_clock())
        return str(reference)

    def _gap_id(self) -> str:
        """A question without an entry, and a slip of it."""
        now = system_clock()
        with self.bot.db.begin() as tx:
            for number, asked in enumerate(("quien apaga el volcan", "kien apaga el bolcan")):
                directory.note_gap(tx, asked, "es", f"gap_{number}", now)
            joining.join(tx)
        return "gap_0"

    def _token(self) -> str:
        """Of the link of somebody who was invited and has not come yet."""
        with self.bot.db.read() as tx:
            staff = store.account_by_email(tx, "tania@city.example").staff
        return service.invite_again(self.bot.db, staff.id, by="test", now=system_clock())

    def _id(self) -> str:
        """Of a text of a flow, as an address names it."""
        step = next(each for each in self.bot.library.flows.current[FLOW].steps if each.text)
        return text_id(FLOW, step.text["en"])

    def _release_id(self) -> str:
        """Of what the files of this city say, published."""
        files = files_in(Folders(ROOT / "flows", ROOT / "translations", ROOT / "tests/transcripts"))
        now = system_clock()
        release = Release(new_id("rel", now), digest(files), "The first one", now)
        with self.bot.db.begin() as tx:
            add_release(tx, release, files)
        return release.id

    def _request_id(self) -> str:
        """Of a publication that somebody asked for."""
        changed = (ROOT / "flows/more.yaml").read_text(encoding="utf-8") + "# The same, with a remark.\n"
        wish = Wish("flow:more", {"flows/more.yaml": changed}, "A remark", self.bot.live.release or "", "flows.read")
        with self.bot.db.begin() as tx:
            return ask(tx, wish, by=self.staff, now=system_clock())


def faults_of(page: Page, language: str, width: int) -> Iterator[str]:
    """What is wrong with the page as it stands there at this width."""
    if page.locator("html").get_attribute("lang") != language:
        yield "it is in another language"
    if (count := page.locator("h1").count()) != 1:
        yield f"it has {count} headings of the first rank"
    if not page.title().strip():
        yield "it has no title"
    if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
        yield f"it is {wide} wide"
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    for rule, targets in page.evaluate(_BROKEN, STANDARD):
        yield f"{rule}: {targets[:3]}"


def untranslated_on(page: Page) -> list[str]:
    """Texts on a Spanish page that the catalog has in English."""
    return sorted({each for each in page.evaluate(_TEXTS) if _is_english(each)})


_TEXTS = """() => {
    const found = [document.title.split(' · ')[0]];
    const own = (element) => (element.closest('[lang]')?.lang ?? 'es') === 'es';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (!['SCRIPT', 'STYLE', 'TEXTAREA'].includes(parent.tagName) && own(parent)) {
            found.push(walker.currentNode.textContent);
        }
    }
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
        for (const element of document.querySelectorAll(`[${name}]`)) {
            if (own(element)) found.push(element.getAttribute(name));
        }
    }
    return found.map((text) => text.replace(/\\s+/g, ' ').trim()).filter((text) => /[a-z]{3}/i.test(text));
}"""


OWN_NAMES = frozenset({"English"})
"""A language is called by its own name wherever one is chosen."""
_CODE = re.compile(r"[a-z][a-z0-9_]*")
"""Steps and flows are shown by the names that analysts see in the data."""


def _is_english(words: str) -> bool:
    plain, patterns = _english()
    if words in OWN_NAMES or _CODE.fullmatch(words):
        return False
    return words in plain or any(pattern.fullmatch(words) for pattern in patterns)


@cache
def _english() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """The texts of the catalog that read otherwise in Spanish: whole ones, and those with something to fill in."""
    plain, patterns = set[str](), []
    with Path(ROOT / "translations/console.pot").open("rb") as stream:
        messages = [each for each in read_po(stream) if each.id]
    with Path(ROOT / "translations/es/LC_MESSAGES/console.po").open("rb") as stream:
        spanish = {" ".join(each.split()) for message in read_po(stream, locale="es") for each in _all(message.string)}
    for message in messages:
        for english in _all(message.id):
            english = " ".join(english.split())
            if english in spanish:
                continue
            if "%(" not in english:
                plain.add(english.replace("%%", "%"))
            elif re.search(r"[a-z]{3}", re.sub(r"%\\(\\w+\\)s", "", english), re.IGNORECASE):
                parts = re.split(r"%\(\w+\)[sd]", english)
                if len(re.findall(r"[A-Za-z]{3,}", "".join(parts))) > 1:
                    patterns.append(re.compile(".+".join(re.escape(part.replace("%%", "%")) for part in parts)))
    return frozenset(plain), tuple(patterns)


def _all(said: str | tuple[str, ...] | list[str]) -> list[str]:
    return [said] if isinstance(said, str) else list(said)


@dataclass
class Walk:
    """A walk over all pages in one language; `faults` is what was found, page by page, `seen` how many pages."""

    console: Console
    language: str
    faults: list[str]
    seen: int = 0

    def go(self, browser: Browser, look: Any) -> Self:
        """Open each page once, and have `look(page, address, width)` see it at every width."""
        context = browser.new_context(locale=self.language, viewport={"width": 1280, "height": 900})
        outside = browser.new_context(locale=self.language, viewport={"width": 1280, "height": 900})
        pages = {True: self._watched(outside.new_page()), False: self._watched(context.new_page())}
        self.console.sign_in(pages[False].page, self.language)
        for address in self.console.addresses():
            self._visit(pages[address.endpoint in SIGNED_OUT], address, look)
        context.close()
        outside.close()
        return self

    def _watched(self, page: Page) -> Watched:
        watched = Watched(page)
        watch(watched)
        page.set_default_timeout(15_000)
        return watched

    def _visit(self, watched: Watched, address: Address, look: Any) -> None:
        page, url = watched.page, self.console.city.base + address.path
        answer = page.context.request.get(url)
        if answer.status >= 400:
            self.faults.append(f"{address.endpoint} {address.path}: it answers {answer.status}")
        is_page = answer.headers.get("content-type", "").startswith("text/html") and "<html" in answer.text()
        if answer.status >= 400 or not is_page or answer.url != url:
            return  # A part of another page, a file, or a way to another page.
        page.goto(url)
        self.seen += 1
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = [f"at {width}: {each}" for each in look(page, address, width)]
            self.faults += [f"{self.language} {address.endpoint} {each}" for each in found]
        self.faults += [f"{self.language} {address.endpoint} does: {each}" for each in watched.faults]
        watched.faults.clear()
