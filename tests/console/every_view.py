"""Finds every page of the console, at addresses where there is something to see, and who may open it; no test.

Addresses come from the URL map. What stands in one is looked for by FINDS, or in the table that the variable is named
after (`contact_id`: contact). Filters, orders, searches and second pages are found as a person finds them: by the links
and forms of the page itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from flask.testing import FlaskClient
from sqlalchemy import select, text

from bot.console.access import ENDPOINTS, HALF_WAY, OPEN, SIGNED_IN
from bot.db.base import metadata
from bot.staff.rules import PERMISSIONS
from tests.console import made
from tests.console.desk import CAST, Console

NOBODY, HALF_WAY_IN = "nobody", "half way in"
"""Who else opens pages, besides the cast."""

FINDS: Mapping[str, str] = {
    "conversation_id": "SELECT min(conversation_id) FROM care WHERE department = 'public_works'",
    "contact_id": "SELECT contact_id FROM concern ORDER BY created_at DESC LIMIT 1",
    "broadcast_id": "SELECT id FROM broadcast WHERE state = 'running' LIMIT 1",
    "name": "SELECT name FROM broadcast WHERE state = 'running' LIMIT 1",
    "concern_id": "SELECT id FROM concern ORDER BY created_at DESC LIMIT 1",
    "reference": "SELECT max(reference) FROM concern WHERE department = 'public_works'",
    "other": "SELECT min(reference) FROM concern WHERE department = 'public_works'",
    "staff_id": "SELECT id FROM staff ORDER BY created_at LIMIT 1",
    "session_id": "SELECT id FROM staff_session LIMIT 1",
    "subscription_id": "SELECT min(id) FROM subscription",
    "sequence": "SELECT min(sequence) FROM delivery WHERE subscription_id = (SELECT min(id) FROM subscription)",
    "message_id": "SELECT id FROM message WHERE status IN ('failed', 'undelivered', 'refused')"
    " ORDER BY created_at DESC LIMIT 1",
    "run_id": "SELECT id FROM import_run LIMIT 1",
    "key_id": "SELECT id FROM api_key LIMIT 1",
}
"""How to find what stands in an address, by the variable's name, or by endpoint and name: "console.x.y:name"."""
MAKES: Mapping[str, Callable[[Console], str]] = {
    "token": made.a_token,
    "photo_id": made.a_photo,
    "size": lambda _: "thumb",
    "flow_id": made.a_survey,
    "survey": made.a_survey,
    "draft_id": made.a_draft,
    "list_id": made.a_list,
    "file_id": made.a_file,
    "request_id": made.a_request,
    "release_id": made.a_release,
    "console.surveys.download:file_id": made.a_download,
    "section": lambda _: "city",
    "code": lambda _: "potholes",
    "console.flows.wording.text:id": made.a_text,
    "sent": made.a_sent_report,
    "gap_id": made.a_gap,
}
"""The same for what is found in no table, or is made as the console makes it; looked at first."""
ASKS: Mapping[str, Callable[[Console], str]] = {"console.surveys.own_words": made.a_question}
"""What a page has to be asked besides its address."""
OWNED = {"console.people.files.download"}
"""What only the one who made it may open: the administrator."""
NEEDS_A_PROVIDER = "console.single_sign_on."
"""Where no provider is set up, these are not there."""
SEARCHED = ("pothole", "qqzzq", "000123")
"""A word that many say, one that nobody says, and the end of a resident's id."""
LATER = {"after", "before", "cursor", "page"}
"""What leads to a later page of a list."""
MOST_WAYS = 24
"""Ways to look at one page that are followed, besides the page as it is."""


@dataclass(frozen=True, slots=True)
class View:
    """A page; `way` names what its address asks for besides: filters, order, a later page."""

    endpoint: str
    address: str
    way: str = ""

    @property
    def name(self) -> str:
        return f"{self.endpoint.removeprefix('console.')}{f' ?{self.way}' if self.way else ''}"

    @property
    def who(self) -> list[str]:
        """Who may open it, of the two others and of the cast but the one who sees another department."""
        needed = ENDPOINTS[self.endpoint]
        if self.endpoint in OWNED:
            return ["admin"]
        if needed in (OPEN, HALF_WAY):
            return [NOBODY if needed == OPEN else HALF_WAY_IN]
        cast = {name: member.role for name, member in CAST.items() if name != "triage_elsewhere"}
        return [name for name, role in cast.items() if needed == SIGNED_IN or role in PERMISSIONS[needed]]


def browser_of(console: Console, name: str) -> FlaskClient:
    """The browser of one of View.who."""
    if name == HALF_WAY_IN:
        return console.client("clerk", verified=False)
    return console.client(None if name == NOBODY else name)


def views_of(console: Console, family: str = "") -> tuple[list[View], list[str]]:
    """Every page (of one family) that is asked for with GET, and those for whose address nothing was found."""
    found, unfilled = [], []
    adapter = console.app.url_map.bind("localhost")
    for rule in console.app.url_map.iter_rules():
        if not rule.rule.startswith("/console") or rule.endpoint == "console.static" or "GET" not in rule.methods:
            continue
        if rule.endpoint.startswith(NEEDS_A_PROVIDER) or family not in ("", rule.endpoint.split(".")[1]):
            continue
        given = {name: _value(console, rule.endpoint, name) for name in sorted(rule.arguments)}
        if lacking := [name for name, value in given.items() if value is None]:
            unfilled.append(f"{rule.endpoint}: nothing for {', '.join(lacking)}")
        else:
            asked = f"?{ASKS[rule.endpoint](console)}" if rule.endpoint in ASKS else ""
            found.append(View(rule.endpoint, adapter.build(rule.endpoint, given, "GET") + asked))
    return sorted(found, key=lambda each: each.name), unfilled


def _value(console: Console, endpoint: str, name: str) -> str | None:
    if make := MAKES.get(f"{endpoint}:{name}") or MAKES.get(name):
        return make(console)
    query = FINDS.get(f"{endpoint}:{name}") or FINDS.get(name)
    table = metadata.tables.get(name.removesuffix("_id"))
    with console.bot.db.read() as tx:
        if query:
            return tx.execute(text(query)).scalar()
        if table is not None and "id" in table.c:
            return tx.execute(select(table.c.id).limit(1)).scalar()
    return None


def walk(view: View, show: Callable[[View], str]) -> None:
    """Show the page, each way to look at it, and the later page of each; `show` brings what there is to read on it."""
    shown = {view.name}
    for way in ways_of(view, show(view)):
        shown.add(way.name)
        for later in ways_of(way, show(way)):
            if later.name not in shown and LATER & set(later.way.split("&")) and not LATER & set(way.way.split("&")):
                shown.add(later.name)
                show(later)


def ways_of(view: View, page: str) -> list[View]:
    """The same page with each filter, order, search and later page that it offers, each once by its name."""
    path = view.address.partition("?")[0]
    looked = _Looked(path)
    looked.feed(page)
    found: dict[str, View] = {}
    for query in looked.queries:
        given = {name: value for name, value in parse_qsl(query) if name not in ("seen", "next")}
        way = "&".join(f"{name}={value}" if name in ("sort", "view", "q", "words") else name
                       for name, value in sorted(given.items()))  # fmt: skip
        if way:
            found.setdefault(way, View(view.endpoint, f"{path}?{urlencode(given)}", way))
    return list(found.values())[:MOST_WAYS]


class _Looked(HTMLParser):
    """The queries that a page's links and forms put behind its own address."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.queries: list[str] = []
        self._hidden: list[tuple[str, str]] | None = None
        self._select = ""
        self._is_option = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        for link in (has.get("href"), has.get("hx-get")):
            if link and tag != "link" and self._is_here(link):
                self.queries.append(urlsplit(link).query)
        if tag == "form":
            is_search = has.get("method", "get").lower() == "get" and self._is_here(has.get("action", ""))
            self._hidden = [] if is_search else None
        elif self._hidden is not None:
            self._field(self._hidden, tag, has)

    def _field(self, hidden: list[tuple[str, str]], tag: str, has: dict[str, str]) -> None:
        if tag == "select":
            self._select = has.get("name", "")
        elif tag == "option" and self._select:
            self._is_option = "value" not in has
            self._choose(has.get("value", ""))
        elif tag == "input" and has.get("name"):
            kind, name = has.get("type", "text"), has["name"]
            if kind == "hidden":
                hidden.append((name, has.get("value", "")))
            elif kind in ("checkbox", "radio"):
                self.queries.append(urlencode([*hidden, (name, has.get("value", "on"))]))
            else:
                given = ("2026-01-02",) if kind == "date" else SEARCHED
                self.queries += [urlencode([*hidden, (name, value)]) for value in given]

    def handle_data(self, data: str) -> None:
        if self._is_option:  # What is chosen is its words.
            self._choose(data.strip())
        self._is_option = False

    def _choose(self, value: str) -> None:
        if value:
            self.queries.append(urlencode([*(self._hidden or ()), (self._select, value)]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._hidden = None
        elif tag == "select":
            self._select = ""

    def _is_here(self, link: str) -> bool:
        there = urlsplit(urljoin(self.address, link))
        return not there.netloc and there.path == self.address
