"""The team's pages and the audit log: who may be changed by whom, and what the log tells of it."""

import csv
import io
import re

import pytest
from sqlalchemy import select

from bot.people.tables import contact
from bot.staff import audit, service
from bot.staff.audit import record
from bot.staff.service import Member
from tests.console.desk import Console, acts, post
from tests.console.residents import LUPE, says

TEAM = "/console/team"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "Write a name"),
        ({"email": "nobody"}, "not an e-mail"),
        ({"email": "CARMEN@city.example"}, "already"),
        ({"role": "mayor"}, "Choose a role"),
        ({"role": "triage"}, "at least one department"),
        ({"departments": ["nowhere"]}, "at least one department"),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said(console: Console, changed: dict[str, object], said: str) -> None:
    console.staff("coordinator")
    form = {"name": "Nora", "email": "nora@city.example", "role": "clerk", **changed}
    answer = post(console.client("admin"), f"{TEAM}/invite", **form)
    assert answer.status_code == 422 and said in answer.text
    assert "Nora" not in console.client("admin").get(TEAM).text


def test_another_role_signs_out_and_is_written_down(console: Console) -> None:
    clerk = console.client("clerk")
    member = f"{TEAM}/{console.staff('clerk').id}"
    assert post(console.client("admin"), member, name="Clara", role="triage", departments=["water"]).status_code == 302
    assert clerk.get("/console/account").status_code == 302
    assert console.row("clerk")["role"] == "triage" and console.row("clerk")["departments"] == "water"
    page = console.client("admin").get("/console/audit?act=staff.changed").text
    assert "Clara clerk -&gt; Clara triage water" in page and "Ada" in page


def test_who_leaves_is_out_at_once_and_may_come_back(console: Console) -> None:
    clerk, admin = console.client("clerk"), console.client("admin")
    member = f"{TEAM}/{console.staff('clerk').id}"
    assert post(admin, f"{member}/disable", page=member, why="moved to another office").status_code == 302
    assert clerk.get("/console/account").status_code == 302
    assert console.client("clerk").get("/console/account").status_code == 302
    assert "moved to another office" in admin.get("/console/audit").text
    assert post(admin, f"{member}/enable", page=member).status_code == 302
    assert console.client("clerk").get("/console/account").status_code == 200


@pytest.mark.parametrize("act", ["", "/disable", "/forget-second-factor"])
def test_nobody_changes_their_own_role_or_locks_themselves_out(console: Console, act: str) -> None:
    console.joined("admin")
    before, admin = console.row("admin"), console.client("admin")
    post(admin, f"{TEAM}/{console.staff('admin').id}{act}", page="/console/account", name="Ada", role="clerk")
    assert console.row("admin") == before and admin.get(TEAM).status_code == 200


def test_a_forgotten_second_factor_is_set_up_anew(console: Console) -> None:
    console.joined("clerk")
    member = f"{TEAM}/{console.staff('clerk').id}"
    clerk = console.client("clerk")
    assert post(console.client("admin"), f"{member}/forget-second-factor", page=member).status_code == 302
    assert clerk.get("/console/account").status_code == 302
    assert console.row("clerk")["totp_sealed"] is None


def test_a_coordinator_reads_the_team_and_changes_nothing(console: Console) -> None:
    console.staff("clerk")
    page = console.client("coordinator").get(TEAM).text
    assert "Clara" in page and "Invite somebody" not in page and "/console/team/stf" not in page


def test_the_log_is_sought_and_paged(console: Console) -> None:
    ada, rene = console.staff("admin"), console.staff("records_officer")
    for number in range(120):
        console.time.move(minutes=1)
        with console.bot.db.begin() as tx:
            record(
                tx, ada if number % 3 else rene, "number.read", f"con_{number % 7}", f"call {number}", console.time()
            )
    browser, seen, path = console.client("records_officer"), [], "/console/audit?act=number.read"
    while path:
        page = browser.get(path).text
        seen += re.findall(r"<td[^>]*>call (\d+)</td>", page)
        older = re.search(r'rel="next" href="(\?[^"]*after=[^"]+)"', page)
        path = "/console/audit" + older[1].replace("&amp;", "&") if older else ""
    assert seen == [str(number) for number in reversed(range(120))]
    narrowed = browser.get(f"/console/audit?who={rene.id}&subject=con_0&words=CALL+0").text
    assert re.findall(r"<td[^>]*>call (\d+)</td>", narrowed) == ["0"]
    assert "No line matches" in browser.get("/console/audit?until=2026-03-01").text
    console.time.move(days=100)
    assert "No line matches" in console.client("records_officer").get("/console/audit?act=number.read").text
    assert "call 1" in console.client("records_officer").get("/console/audit?act=number.read&since=2026-03-01").text


def test_a_search_for_words_goes_on_where_it_stopped(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "MOST_SEARCHED", 4)
    ada = console.staff("admin")
    with console.bot.db.begin() as tx:
        for number in range(9):
            record(tx, ada, "number.read", "con_1", f"call {number}", console.time())
            console.time.move(seconds=1)
    browser, pages, path = console.client("records_officer"), [], "?act=number.read&words=call+1"
    while path:
        pages.append(browser.get(f"/console/audit{path}").text)
        older = re.search(r'rel="next" href="(\?[^"]*after=[^"]+)"', pages[-1])
        path = older[1].replace("&amp;", "&") if older else ""
    assert ["call 1</td>" in page for page in pages] == [False, True, False]
    assert "among those looked through so far" in pages[0]
    assert "choose an earlier day" in pages[2]


def test_a_telephone_number_in_a_reason_is_not_kept(console: Console) -> None:
    with console.bot.db.begin() as tx:
        record(
            tx, "x", "number.read", "con_1", "calls back at (505) 555-0134, case 4821, by 2026-03-10", console.time()
        )
    page = console.client("admin").get("/console/audit").text
    assert "calls back at ###, case 4821, by 2026-03-10" in page.replace("at (###", "at ###") and "0134" not in page


def test_every_act_that_the_program_writes_has_words(console: Console) -> None:
    from pathlib import Path

    from tests.console.desk import ROOT

    code = "".join(path.read_text() for path in Path(ROOT / "bot").rglob("*.py"))
    written = set(re.findall(r'record\(\s*tx,[^"]*"(\w+\.\w+)"', code)) | {"staff.password_changed"}
    words = Path(ROOT / "bot/console/templates/console/acts.html").read_text()
    assert len(written) > 10 and {act for act in written if f'"{act}"' not in words} == set()


def test_what_an_operator_did_is_told_in_the_readers_language(console: Console) -> None:
    console.staff("clerk")
    browser = console.client("admin")
    post(browser, "/console/account/language", page="/console/account", language="es")
    assert "quien administra el programa" in browser.get("/console/audit").text


def test_each_act_stands_in_the_log_once(console: Console) -> None:
    console.staff("clerk")
    with console.bot.db.read() as tx:
        assert acts(tx) == [("test", "staff.invited")]


def test_the_language_of_the_screens_is_ones_own(console: Console) -> None:
    browser = console.client("translator")
    assert 'lang="es"' in browser.get("/console/account").text
    assert (
        post(browser, "/console/account/language", page="/console/account", language="en", next="//x").location
        == "/console/account"
    )
    assert '<html lang="en"' in browser.get("/console/account").text
    post(browser, "/console/account/language", page="/console/account", language="tlh")
    assert '<html lang="en"' in browser.get("/console/account").text


def test_other_browsers_are_signed_out_one_by_one_or_all(console: Console) -> None:
    here, there, elsewhere = (console.client("clerk") for _ in range(3))
    page = here.get("/console/account").text
    ends = re.findall(r"/console/account/sessions/(ses_\w+)/end", page)
    assert len(ends) == 2
    stranger = console.client("analyst")
    post(stranger, f"/console/account/sessions/{ends[0]}/end", page="/console/account")
    assert all(each.get("/console/account").status_code == 200 for each in (there, elsewhere))
    post(here, f"/console/account/sessions/{ends[0]}/end", page="/console/account")
    assert sorted(each.get("/console/account").status_code for each in (there, elsewhere)) == [200, 302]
    post(here, "/console/account/sessions/end-others", page="/console/account")
    assert [each.get("/console/account").status_code for each in (here, there, elsewhere)] == [200, 302, 302]


def test_the_log_is_sorted_either_way(console: Console) -> None:
    with console.bot.db.begin() as tx:
        for number in range(3):
            console.time.move(minutes=1)
            record(tx, "x", "number.read", "con_1", f"call {number}", console.time())
    browser = console.client("admin")
    for sort, order in (("at", "012"), ("-at", "210"), ("who", "210")):
        page = browser.get(f"/console/audit?act=number.read&sort={sort}").text
        assert re.findall(r"<td[^>]*>call (\d)</td>", page) == list(order)


def test_what_was_done_to_a_resident_is_found_by_their_reference(console: Console) -> None:
    says(console, LUPE, "hola")
    with console.bot.db.begin() as tx:
        (contact_id, reference) = tx.execute(select(contact.c.id, contact.c.reference)).one()
        record(tx, "x", "number.read", contact_id, "call back", console.time())
        record(tx, "x", "number.read", "ctc_somebody_else", "another call", console.time())
    page = console.client("records_officer").get(f"/console/audit?subject={reference}").text
    assert "call back" in page and "another call" not in page
    assert "No line matches" in console.client("records_officer").get("/console/audit?subject=ZZZZZZ").text


def test_lines_taken_out_are_those_of_the_search_and_leave_a_line(console: Console) -> None:
    with console.bot.db.begin() as tx:
        record(tx, "x", "number.read", "con_1", "=cmd()", console.time())
        record(tx, "x", "staff.changed", "stf_1", "not this one", console.time())
    browser = console.client("records_officer")
    address = "/console/audit/export?act=number.read&endpoint=x"
    assert browser.get("/console/audit?act=number.read&endpoint=x").status_code == 200
    answer = post(browser, address, page="/console/audit")
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert [(row["act"], row["why"]) for row in rows] == [("number.read", "'=cmd()")]
    page = browser.get("/console/audit?act=audit.exported").text
    assert "1 lines act=number.read" in page and "Rene" in page


def test_the_team_is_sorted_narrowed_and_paged(console: Console) -> None:
    for name in ("coordinator", "triage", "triage_elsewhere", "clerk", "admin"):
        console.staff(name)
    for number in range(60):
        service.invite(
            console.bot.db, Member(f"Zoë {number:02}", f"zoe{number}@city.example", "analyst"),
            known=(), by="test", letter=False, now=console.time(),
        )  # fmt: skip
    browser = console.client("admin")

    def people(query: str) -> list[str]:
        return re.findall(r'team/stf_\w+">([^<]+)</a>', browser.get(f"{TEAM}{query}").text)

    assert people("?role=triage") == ["Teresa", "Tomas"] and people("?role=triage&sort=-name") == ["Tomas", "Teresa"]
    assert people("?department=housing") == ["Teresa"] and people("?words=CLARA%40") == ["Clara"]
    assert people("?state=disabled") == [] and "Nobody matches" in browser.get(f"{TEAM}?state=disabled").text
    for sort in ("name", "-name", "role", "-since"):
        seen, query = [], f"?sort={sort}"
        while query:
            page = browser.get(f"{TEAM}{query}").text
            seen += re.findall(r'team/stf_\w+">([^<]+)</a>', page)
            following = re.search(r'rel="next" href="(\?[^"]+)"', page)
            query = following[1].replace("&amp;", "&") if following else ""
        assert len(seen) == len(set(seen)) == 65, sort
    assert len(people("?after=made-up")) == 50


def test_an_admin_signs_a_colleague_out_in_one_browser_or_everywhere(console: Console) -> None:
    here, there, admin = console.client("clerk"), console.client("clerk"), console.client("admin")
    member = f"{TEAM}/{console.staff('clerk').id}"
    sessions = re.findall(r'name="session" value="(ses_\w+)"', admin.get(member).text)
    assert len(sessions) == 2
    assert post(console.client("coordinator"), f"{member}/sign-out", page="/console/account").status_code == 403
    post(admin, f"{member}/sign-out", page=member, session=sessions[0])
    assert sorted(each.get("/console/account").status_code for each in (here, there)) == [200, 302]
    post(admin, f"{member}/sign-out", page=member)
    assert [each.get("/console/account").status_code for each in (here, there)] == [302, 302]
    assert "signed a colleague out" in admin.get("/console/audit").text
    own = f"{TEAM}/{console.staff('admin').id}"
    post(admin, f"{own}/sign-out", page="/console/account")
    assert admin.get("/console/account").status_code == 200, "one's own browsers are one's account's"
