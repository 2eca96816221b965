"""Every view of the console for every role, for staff of another department, and for nobody; forms of others' pages."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.console.access import ENDPOINTS, HALF_WAY, OPEN, SIGNED_IN
from bot.staff.rules import PERMISSIONS, ROLES
from tests.console.desk import CAST, ROOT, Console, open_console
from tests.conversations.town import new_sqlite

VALUES = {
    "token": "x",
    "staff_id": "stf_none",
    "session_id": "ses_none",
    "broadcast_id": "bro_none",
    "request_id": "req_none",
    "sequence": 1,
}
"""What stands in an address; a view that gets this far says 404, 410 or goes back, and changes nothing."""


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    opened = open_console(new_sqlite(tmp_path_factory.mktemp("console")))
    yield opened
    opened.bot.db.close()


@pytest.fixture(scope="module")
def browsers(console: Console) -> dict[str, FlaskClient]:
    return {name: console.client(name) for name in CAST}


def views(app: Flask) -> list[tuple[str, str, str]]:
    """Endpoint, method and an address of every view of the console."""
    found = []
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/console") and rule.endpoint != "console.static":
            given = {name: VALUES.get(name, "none") for name in rule.arguments}
            methods = sorted(rule.methods & {"GET", "POST"})
            found += [(rule.endpoint, method, adapter.build(rule.endpoint, given, method)) for method in methods]
    return found


def opened(browser: FlaskClient, method: str, path: str) -> int:
    return browser.open(path, method=method).status_code


def test_every_view_has_an_owner_and_every_owner_a_view(console: Console) -> None:
    there = {endpoint for endpoint, _, _ in views(console.app)} | {"console.static"}
    assert there == set(ENDPOINTS)
    assert set(ENDPOINTS.values()) - {OPEN, HALF_WAY, SIGNED_IN} <= set(PERMISSIONS)


def test_every_permission_has_somebody_and_only_roles_there_are() -> None:
    assert all(roles and roles <= set(ROLES) for roles in PERMISSIONS.values())
    assert all("admin" in roles for roles in PERMISSIONS.values())


def test_nobody_gets_further_than_the_door(console: Console) -> None:
    for endpoint, method, path in views(console.app):
        answer = console.app.test_client().open(path, method=method)
        if ENDPOINTS[endpoint] == OPEN:
            assert answer.status_code in (200, 404, 410) if method == "GET" else answer.status_code == 400, endpoint
        else:
            assert answer.status_code == 302 and answer.location.startswith("/console/sign-in"), endpoint


@pytest.mark.parametrize("name", CAST)
def test_each_role_opens_what_the_table_says_and_no_more(
    console: Console, browsers: dict[str, FlaskClient], name: str
) -> None:
    role = CAST[name].role
    for endpoint, method, path in views(console.app):
        needed = ENDPOINTS[endpoint]
        allowed = needed in (OPEN, HALF_WAY, SIGNED_IN) or role in PERMISSIONS[needed]
        status = opened(browsers[name], method, path)
        # A form without its token is refused only after the role has been looked at.
        assert (status != 403) == allowed, (endpoint, method, status)
        if allowed and method == "POST":
            assert status == 400, (endpoint, status)


@pytest.mark.parametrize("token", ["", "made-up", "of another"])
def test_a_form_of_another_page_is_refused(console: Console, token: str) -> None:
    browser = console.client("admin")
    if token == "of another":
        page = console.client("admin").get("/console/account").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    before = console.row("admin")
    answer = browser.post("/console/account/language", data={"csrf_token": token, "language": "es"})
    assert answer.status_code == 400 and "had grown old" in answer.text
    assert console.row("admin") == before


def test_a_role_that_changes_counts_at_once(console: Console) -> None:
    from bot.staff import store

    browser = console.client("analyst")
    assert browser.get("/console/audit").status_code == 403
    with console.bot.db.begin() as tx:
        store.change_staff(tx, console.staff("analyst").id, role="records_officer")
    assert browser.get("/console/audit").status_code == 200
    with console.bot.db.begin() as tx:
        store.change_staff(tx, console.staff("analyst").id, role="analyst")


@pytest.mark.parametrize(
    ("name", "screens"), [("admin", {"Team", "Audit log"}), ("records_officer", {"Audit log"}), ("clerk", set())]
)
def test_only_what_one_may_open_is_offered(
    console: Console, browsers: dict[str, FlaskClient], name: str, screens: set[str]
) -> None:
    page = browsers[name].get("/console/account").text
    assert {"Team", "Audit log"} & set(re.findall(r">([\w ]+)</a></li>", page)) == screens


def test_pages_are_not_kept_and_carry_no_inline_code(console: Console, browsers: dict[str, FlaskClient]) -> None:
    for endpoint, method, path in views(console.app):
        if method == "GET":
            answer = browsers["admin"].get(path)
            assert answer.headers["Cache-Control"] == "no-store", endpoint
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
            assert not re.search(r"<style|<script>|\sstyle=|\son\w+=", answer.text), endpoint


def test_every_file_that_the_design_system_asks_for_is_there() -> None:
    design = ROOT / "bot/console/static/vendor/uswds"
    asked = set(re.findall(r"url\(\"?\.\./([^)\"?#]+)", (design / "css/uswds.min.css").read_text()))
    missing = {each for each in asked if not (design / each).exists()}
    assert len(asked) > 30
    # Two that no page of ours shows: a typeface for titles, and the picture of a landing page.
    assert {each for each in missing if "merriweather" not in each} == {"img/hero.jpg"}
