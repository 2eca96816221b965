"""Signing in: both factors, what is refused and how often, sessions that end, links that work once."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from bot.outbox import relay
from bot.staff.tables import staff_session
from tests.console.desk import PASSWORD, Console, acts, csrf_of, post

DOOR = "/console/sign-in"
FACTOR = "/console/second-factor"
ACCOUNT = "/console/account"


def password(console: Console, client: FlaskClient, name: str, words: str = PASSWORD) -> int:
    return post(client, DOOR, email=console.staff(name).email, password=words).status_code


def sign_in(console: Console, client: FlaskClient, name: str, code: str) -> int:
    assert password(console, client, name) == 302
    return post(client, FACTOR, code=code).status_code


def test_both_factors_lead_in_and_back_to_the_page_asked_for(console: Console) -> None:
    totp = console.joined("admin")
    client = console.app.test_client()
    asked = client.get("/console/audit?act=staff.signed_in")
    assert asked.status_code == 302
    door = asked.location
    assert "next=/console/audit?act%3Dstaff.signed_in" in door or "next=%2Fconsole%2Faudit" in door
    first = client.post(
        door, data={"csrf_token": csrf_of(client, door), "email": "ADA@city.example ", "password": PASSWORD}
    )
    second = first.location
    assert client.get(ACCOUNT).location == FACTOR
    last = client.post(second, data={"csrf_token": csrf_of(client, second), "code": totp.at(console.time())})
    assert last.location == "/console/audit?act=staff.signed_in"
    assert "Ada" in client.get(last.location).text


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example", "/console/\\elsewhere", "/twilio/sms"]
)
def test_nobody_is_led_to_another_place(console: Console, wanted: str) -> None:
    totp = console.joined("admin")
    client = console.app.test_client()
    assert password(console, client, "admin") == 302
    path = f"{FACTOR}?next={wanted}"
    answer = client.post(path, data={"csrf_token": csrf_of(client, FACTOR), "code": totp.at(console.time())})
    assert answer.location == "/console"


def test_the_password_alone_opens_nothing(console: Console) -> None:
    console.joined("admin")
    client = console.app.test_client()
    assert password(console, client, "admin") == 302
    for path in ("/console/", ACCOUNT, "/console/team", "/console/audit"):
        assert client.get(path).location.startswith(FACTOR)
    console.time.move(minutes=10)
    assert client.get(FACTOR).location.startswith(DOOR)


def test_a_code_works_once(console: Console) -> None:
    totp = console.joined("admin")
    code = totp.at(console.time())
    assert sign_in(console, console.app.test_client(), "admin", code) == 302
    assert sign_in(console, console.app.test_client(), "admin", code) == 422
    assert sign_in(console, console.app.test_client(), "admin", totp.at(console.time() - timedelta(seconds=30))) == 422
    console.time.move(seconds=30)
    assert sign_in(console, console.app.test_client(), "admin", totp.at(console.time())) == 302


@pytest.mark.parametrize(("seconds", "status"), [(-60, 422), (-30, 302), (0, 302), (30, 302), (60, 422)])
def test_a_clock_may_be_half_a_minute_off(console: Console, seconds: int, status: int) -> None:
    totp = console.joined("admin")
    assert (
        sign_in(console, console.app.test_client(), "admin", totp.at(console.time() + timedelta(seconds=seconds)))
        == status
    )


def test_a_wrong_password_and_a_stranger_are_answered_alike(console: Console) -> None:
    console.joined("admin")
    wrong = post(console.app.test_client(), DOOR, email="ada@city.example", password="wrong wrong wrong")
    stranger = post(console.app.test_client(), DOOR, email="ada@city.exampl", password=PASSWORD)
    hidden = re.compile(r'value="[^"]*"|ada@city\.exampl\w*|"[\w.-]{60,}"')
    assert wrong.status_code == stranger.status_code == 422
    assert hidden.sub("", wrong.text) == hidden.sub("", stranger.text)


def test_an_account_waits_after_six_wrong_passwords(console: Console) -> None:
    totp = console.joined("admin")
    for _ in range(6):
        assert password(console, console.app.test_client(), "admin", "wrong") == 422
    assert password(console, console.app.test_client(), "admin") == 422
    console.time.move(minutes=15)
    assert sign_in(console, console.app.test_client(), "admin", totp.at(console.time())) == 302


def test_a_success_clears_what_went_wrong_before(console: Console) -> None:
    console.joined("admin")
    for _ in range(3):
        for _ in range(5):
            assert password(console, console.app.test_client(), "admin", "wrong") == 422
        assert password(console, console.app.test_client(), "admin") == 302


def test_codes_are_counted_too(console: Console) -> None:
    totp = console.joined("admin")
    client = console.app.test_client()
    assert password(console, client, "admin") == 302
    for _ in range(6):
        assert post(client, FACTOR, code="000000").status_code == 422
    assert post(client, FACTOR, code=totp.at(console.time())).status_code == 422


def test_an_address_waits_whoever_it_tries(console: Console) -> None:
    for number in range(40):
        answer = post(console.app.test_client(), DOOR, email=f"{number}@city.example", password="wrong")
        assert "belong together" in answer.text
    console.joined("admin")
    assert (
        "Too many attempts" in post(console.app.test_client(), DOOR, email="ada@city.example", password=PASSWORD).text
    )
    elsewhere = console.app.test_client()
    form = {"csrf_token": csrf_of(elsewhere, DOOR), "email": "ada@city.example", "password": PASSWORD}
    assert elsewhere.post(DOOR, data=form, environ_base={"REMOTE_ADDR": "198.51.100.7"}).status_code == 302


def test_behind_a_proxy_the_address_it_tells_counts(open_with: Callable[..., Console]) -> None:
    console = open_with(proxies=1)
    console.joined("admin")
    client = console.app.test_client()
    token = csrf_of(client, DOOR)

    def tried(forwarded: str, email: str, words: str) -> int:
        form = {"csrf_token": token, "email": email, "password": words}
        return client.post(DOOR, data=form, headers={"X-Forwarded-For": forwarded}).status_code

    for number in range(40):
        tried(f"198.51.100.{number}, 203.0.113.9", f"{number}@city.example", "wrong")
    assert tried("203.0.113.9", "ada@city.example", PASSWORD) == 422
    assert tried("203.0.113.10", "ada@city.example", PASSWORD) == 302


def test_a_session_ends_when_idle_and_after_half_a_day(console: Console) -> None:
    client = console.client("admin")
    console.time.move(minutes=59)
    assert client.get(ACCOUNT).status_code == 200
    console.time.move(minutes=61)
    assert client.get(ACCOUNT).location.startswith(DOOR)
    client = console.client("admin")
    for _ in range(14):
        assert client.get(ACCOUNT).status_code == 200
        console.time.move(minutes=50)
    assert client.get(ACCOUNT).status_code == 200
    console.time.move(minutes=20)
    assert client.get(ACCOUNT).location.startswith(DOOR)


def test_a_page_that_asks_by_itself_keeps_no_session_alive(console: Console) -> None:
    client = console.client("admin")
    for _ in range(3):
        console.time.move(minutes=20)
        answer = client.get(ACCOUNT, headers={"X-Cabildo-Unattended": "1", "HX-Request": "true"})
    assert answer.status_code == 401 and answer.headers["HX-Redirect"] == DOOR


def test_signing_out_ends_the_session_not_only_the_cookie(console: Console) -> None:
    client = console.client("admin")
    token = client.get_cookie("cabildo_staff", path="/console").value
    assert post(client, "/console/sign-out", page=ACCOUNT).location == DOOR
    thief = console.app.test_client()
    thief.set_cookie("cabildo_staff", token, path="/console")
    assert thief.get(ACCOUNT).location.startswith(DOOR)


def test_the_second_factor_changes_the_token(console: Console) -> None:
    totp = console.joined("admin")
    client = console.app.test_client()
    assert password(console, client, "admin") == 302
    before = client.get_cookie("cabildo_staff", path="/console").value
    assert post(client, FACTOR, code=totp.at(console.time())).status_code == 302
    assert client.get_cookie("cabildo_staff", path="/console").value != before
    with console.bot.db.read() as tx:
        kept = "".join(map(str, tx.scalars(select(staff_session.c.token_hash))))
    assert client.get_cookie("cabildo_staff", path="/console").value not in kept


@pytest.mark.parametrize(("public_url", "secure"), [("https://text.city.example", True), ("", False)])
def test_the_cookie_is_for_the_browser_alone(open_with: Callable[..., Console], public_url: str, secure: bool) -> None:
    console = open_with(public_url=public_url)
    console.joined("admin")
    client = console.app.test_client()
    base = "https://localhost" if secure else "http://localhost"
    page = client.get(DOOR, base_url=base).text
    form = {
        "csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1], "email": "ada@city.example",
        "password": PASSWORD,
    }  # fmt: skip
    answer = client.post(DOOR, data=form, base_url=base, headers={"Referer": f"{base}{DOOR}"})
    (cookie,) = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("cabildo_staff=")]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/console" in cookie
    assert ("Secure" in cookie) == secure


def test_an_invitation_from_its_link_to_the_first_page(console: Console) -> None:
    admin = console.client("admin")
    form = {"name": "Nora", "email": "Nora@City.example", "role": "triage", "departments": ["water"], "language": "es"}
    page = post(admin, "/console/team/invite", **form).text
    link = re.search(r"http://[^\"]+(/console/link/\w+)", page)[1]
    nora = console.app.test_client()
    assert "Nora" in nora.get(link).text
    assert "differ" in post(nora, link, password=PASSWORD, again="else").text
    assert "At least 12" in post(nora, link, password="short", again="short").text
    assert post(nora, link, password=PASSWORD, again=PASSWORD).location == DOOR
    assert nora.get(link).status_code == 410
    console.time.move(seconds=1)
    assert post(nora, DOOR, email="nora@city.example", password=PASSWORD).status_code == 302
    assert nora.get(FACTOR).location.startswith("/console/set-up")
    shown = nora.get("/console/set-up").text
    secret = re.search(r'id="secret">([A-Z2-7 ]+)<', shown)[1].replace(" ", "")
    assert f"secret={secret}" in shown and "<svg" in shown

    import pyotp

    assert post(nora, "/console/set-up", code="000000").status_code == 422
    codes = post(nora, "/console/set-up", code=pyotp.TOTP(secret).at(console.time())).text
    recovery = re.findall(r"<li>([A-Z2-9]{5}-[A-Z2-9]{5})</li>", codes)
    assert len(set(recovery)) == 10
    assert "Nora" in nora.get(ACCOUNT).text and 'lang="es"' in nora.get(ACCOUNT).text

    console.time.move(seconds=1)
    again = console.app.test_client()
    post(again, DOOR, email="nora@city.example", password=PASSWORD)
    assert post(again, FACTOR, code=recovery[3].lower().replace("-", " ")).status_code == 302
    third = console.app.test_client()
    post(third, DOOR, email="nora@city.example", password=PASSWORD)
    assert post(third, FACTOR, code=recovery[3]).status_code == 422
    with console.bot.db.read() as tx:
        done = [act for who, act in acts(tx) if who == "Nora"]
    assert done == ["staff.joined", "staff.second_factor_set_up", "staff.signed_in_with_recovery_code"]


def test_a_link_grows_old(console: Console) -> None:
    page = post(console.client("admin"), "/console/team/invite", name="N", email="n@c.example", role="clerk").text
    link = re.search(r"(/console/link/\w+)", page)[1]
    console.time.move(days=7)
    assert console.app.test_client().get(link).status_code == 410


def test_a_forgotten_password_comes_by_mail_and_ends_other_sessions(console: Console) -> None:
    console.joined("translator")
    elsewhere = console.client("translator")
    stranger = post(console.app.test_client(), "/console/forgotten", email="nobody@city.example").text
    known = post(console.app.test_client(), "/console/forgotten", email="tania@city.example").text
    assert stranger.count("works for one hour") == known.count("works for one hour") == 1
    letters = Letters()
    run_letters(console, letters)
    (letter,) = letters.sent
    assert letter[0] == "tania@city.example" and "contraseña" in letter[1]
    link = re.search(r"(/console/link/\w+)", letter[2])[1]
    client = console.app.test_client()
    assert post(client, link, password="otra clave bien larga", again="otra clave bien larga").status_code == 302
    assert elsewhere.get(ACCOUNT).location.startswith(DOOR)
    assert password(console, client, "translator") == 422
    assert password(console, client, "translator", "otra clave bien larga") == 302


def test_nobody_is_flooded_with_links(console: Console) -> None:
    console.joined("admin")
    letters = Letters()
    for _ in range(5):
        post(console.app.test_client(), "/console/forgotten", email="ada@city.example")
        run_letters(console, letters)
    assert len(letters.sent) == 3


class Letters:
    """A mailer that keeps what it would have sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []

    def send(self, to: str, subject: str, body: str) -> None:
        self.sent.append((to, subject, body))


def run_letters(console: Console, letters: Letters) -> None:
    """What the worker does with the letters that are due."""
    from bot.outbox.put import NOW
    from bot.outbox.relay import each
    from bot.staff.letters import send_letter
    from bot.staff.service import LETTER

    performers = {
        kind: each(
            lambda subject, now, purpose=purpose: send_letter(
                console.bot.db, letters, "http://city.example", purpose, subject, now=now
            ),
            console.time,
        )
        for purpose, kind in LETTER.items()
    }
    relay.drain(console.bot.db, NOW, performers, clock=console.time, lease_for=timedelta(minutes=1))
