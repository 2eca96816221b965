"""Single sign-on against a real provider in a process of its own: who comes in, and what is not believed."""

import socket
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.lib.oidc import Asked, Provider, Unreachable
from bot.settings import Settings
from bot.staff import service, store
from bot.staff.rules import proved_twice
from tests.console.desk import PASSWORD, Console, acts, post
from tests.standin.vouching import WHO, Vouching, vouching

START = "/console/single-sign-on"
RETURN = "http://127.0.0.1:8000/console/single-sign-on/return"
DOOR, FACTOR, ACCOUNT = "/console/sign-in", "/console/second-factor", "/console/account"


@pytest.fixture(scope="module")
def running() -> Iterator[Vouching]:
    with vouching() as provider:
        yield provider


@pytest.fixture
def provider(running: Vouching) -> Vouching:
    running.do(fault="", user=WHO, redirect_uris=[RETURN])
    return running


@pytest.fixture
def console(provider: Vouching, open_with: Callable[..., Console]) -> Console:
    opened = open_with(**provider.settings)
    provider.do(now=opened.time().timestamp())
    return opened


def come_back(provider: Vouching, client: FlaskClient, start: str = START) -> TestResponse:
    """Everything that a browser does, from the button to the answer of the page it is sent back to."""
    begun = client.get(start)
    assert begun.status_code == 302, begun.text
    back = urlsplit(provider.walk(begun.location))
    return client.get(f"{back.path}?{back.query}")


def refused(answer: TestResponse, words: str, code: int = 422) -> None:
    """The words are there, and the door with the password still is."""
    assert answer.status_code == code and words in answer.text, answer.text
    assert 'name="password"' in answer.text and f'action="{DOOR}"' in answer.text
    assert not any("cabildo_staff" in each for each in answer.headers.getlist("Set-Cookie"))


def test_the_door_shows_the_button_only_where_a_provider_is_set(console: Console, open_with: Callable) -> None:
    assert "Continue with City account" in console.app.test_client().get(DOOR).text
    without = open_with().app.test_client()
    assert "single-sign-on" not in without.get(DOOR).text
    assert without.get(START).status_code == without.get(f"{START}/return").status_code == 404


def test_whoever_is_vouched_for_comes_in_after_our_second_factor(console: Console, provider: Vouching) -> None:
    totp = console.joined("admin")
    client = console.app.test_client()
    answer = come_back(provider, client, f"{START}?next=/console/audit")
    assert answer.location == f"{FACTOR}?next=/console/audit"
    assert client.get(ACCOUNT).location == FACTOR
    assert post(client, answer.location, code=totp.at(console.time())).location == "/console/audit"
    assert "Ada" in client.get(ACCOUNT).text
    with console.bot.db.read() as tx:
        assert ("Ada", "staff.provider_linked") in acts(tx) and ("Ada", "staff.signed_in") in acts(tx)


def test_somebody_invited_needs_no_password_and_sets_up_a_second_factor(console: Console, provider: Vouching) -> None:
    console.staff("admin")
    client = console.app.test_client()
    assert come_back(provider, client).location == FACTOR
    assert client.get(FACTOR).location.startswith("/console/set-up")


def test_the_request_carries_pkce_state_and_nonce(console: Console) -> None:
    begun = console.app.test_client().get(START)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun.location).query).items()}
    assert asked["code_challenge_method"] == "S256" and asked["response_type"] == "code"
    assert asked["redirect_uri"] == RETURN and set(asked["scope"].split()) >= {"openid", "email"}
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert begun.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("methods", "trusted", "whole"),
    [([], True, True), (["pwd", "otp"], True, True), (["pwd"], True, False), (["pwd", "mfa"], False, False)],
)
def test_the_providers_second_factor_counts_only_if_the_operator_says_so(
    provider: Vouching, open_with: Callable[..., Console], methods: list[str], trusted: bool, whole: bool
) -> None:
    console = open_with(**provider.settings, oidc_second_factor=trusted)
    console.joined("admin")
    provider.do(now=console.time().timestamp(), user={**WHO, "amr": methods})
    client = console.app.test_client()
    assert come_back(provider, client).location == ("/console" if whole else FACTOR)
    assert (client.get(ACCOUNT).status_code == 200) == whole
    assert proved_twice(methods, asks_everybody=trusted) == whole


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"email": "nobody@city.example"}, "Nobody with this account is on the team"),
        ({"email_verified": False}, "does not vouch for your e-mail"),
        ({"email": ""}, "does not vouch for your e-mail"),
    ],
)
def test_who_is_unknown_or_not_vouched_for_stays_outside(
    console: Console, provider: Vouching, changed: dict[str, object], words: str
) -> None:
    console.joined("admin")
    before = console.row("admin")
    provider.do(user={**WHO, **changed})
    refused(come_back(provider, console.app.test_client()), words)
    with console.bot.db.read() as tx:
        assert not any(act.startswith("staff.provider") for _, act in acts(tx))
    assert console.row("admin") == before


def test_who_is_disabled_stays_outside_also_when_linked_before(console: Console, provider: Vouching) -> None:
    console.joined("admin")
    staff = console.staff("admin")
    service.disable(console.bot.db, staff.id, by="test", why="", now=console.time())
    refused(come_back(provider, console.app.test_client()), "Nobody with this account")
    service.enable(console.bot.db, staff.id, by="test", now=console.time())
    assert come_back(provider, console.app.test_client()).location == FACTOR
    service.disable(console.bot.db, staff.id, by="test", why="", now=console.time())
    refused(come_back(provider, console.app.test_client()), "Nobody with this account")
    with console.bot.db.read() as tx:
        assert acts(tx).count(("single sign-on", "staff.provider_refused")) == 2


def test_the_id_decides_and_an_address_that_passes_on_opens_nothing(console: Console, provider: Vouching) -> None:
    ada, carmen = console.joined("admin"), console.joined("coordinator")
    assert come_back(provider, console.app.test_client()).location == FACTOR
    # Ada's id now has Carmen's address: it is still Ada.
    provider.do(user={**WHO, "email": "carmen@city.example"})
    client = console.app.test_client()
    assert come_back(provider, client).location == FACTOR
    assert post(client, FACTOR, code=carmen.at(console.time())).status_code == 422
    assert post(client, FACTOR, code=ada.at(console.time())).status_code == 302
    # Somebody else got Ada's address: nobody comes in until an administrator unlinks it.
    provider.do(user={**WHO, "sub": "somebody-new"})
    refused(come_back(provider, console.app.test_client()), "linked to another account")
    member, linked = f"/console/team/{console.staff('admin').id}", console.client("admin")
    clara = console.staff("clerk")
    with console.bot.db.begin() as tx:  # Nobody unlinks themselves, so another administrator has to.
        store.change_staff(tx, clara.id, role="admin")
    assert post(console.client("coordinator"), f"{member}/unlink", page=ACCOUNT).status_code == 403
    assert post(console.client("clerk"), f"{member}/unlink", page=member).status_code == 302
    assert linked.get(ACCOUNT).status_code == 302, "who was linked is signed out"
    assert come_back(provider, console.app.test_client()).location == FACTOR


@pytest.mark.parametrize(
    "fault", ["nonce", "aud", "iss", "expired", "future", "unsigned", "symmetric", "other_key", "somebody_else"]
)
def test_a_token_that_is_not_good_is_not_believed(console: Console, provider: Vouching, fault: str) -> None:
    console.joined("admin")
    provider.do(fault=fault)
    refused(come_back(provider, console.app.test_client()), "could not be checked")
    with console.bot.db.read() as tx:
        assert not any(act.startswith("staff.provider") for _, act in acts(tx))
    provider.do(fault="")
    assert come_back(provider, console.app.test_client()).location == FACTOR


def test_an_address_that_only_userinfo_tells_counts_too(console: Console, provider: Vouching) -> None:
    console.joined("admin")
    provider.do(fault="thin")
    assert come_back(provider, console.app.test_client()).location == FACTOR
    assert "/userinfo" in provider.do()


def test_the_provider_may_change_its_key(console: Console, provider: Vouching) -> None:
    console.joined("admin")
    assert come_back(provider, console.app.test_client()).location == FACTOR
    provider.do(new_key="two")
    assert come_back(provider, console.app.test_client()).location == FACTOR


def test_only_the_browser_that_began_comes_back_once_and_soon(console: Console, provider: Vouching) -> None:
    console.joined("admin")
    client, stranger = console.app.test_client(), console.app.test_client()
    back = urlsplit(provider.walk(client.get(START).location))
    stranger.get(START)
    provider.do()
    refused(stranger.get(f"{back.path}?{back.query}"), "in another browser")
    wrong = f"{back.path}?{back.query.replace('state=', 'state=x')}"
    refused(client.get(wrong), "in another browser")
    refused(client.get(f"{back.path}?{back.query}"), "in another browser")  # It was used up.
    back = urlsplit(provider.walk(client.get(START).location))
    console.time.move(minutes=11)
    refused(client.get(f"{back.path}?{back.query}"), "too long ago")
    assert "/token" not in provider.do(), "the provider is not even asked"


def test_a_code_of_another_sign_in_is_not_taken(console: Console, provider: Vouching) -> None:
    """PKCE: whoever catches a code on its way cannot use it in a browser of their own."""
    console.joined("admin")
    victim, thief = console.app.test_client(), console.app.test_client()
    caught = parse_qs(urlsplit(provider.walk(victim.get(START).location)).query)["code"][0]
    own = parse_qs(urlsplit(thief.get(START).location).query)["state"][0]
    refused(thief.get(f"{START}/return?code={caught}&state={own}"), "could not be checked")


def test_a_refusal_of_the_provider_is_told(console: Console, provider: Vouching) -> None:
    client = console.app.test_client()
    state = parse_qs(urlsplit(client.get(START).location).query)["state"][0]
    refused(client.get(f"{START}/return?error=access_denied&state={state}"), "did not let you in")


@pytest.mark.parametrize("fault", ["down", "garbage"])
def test_a_provider_that_is_away_leaves_the_password(console: Console, provider: Vouching, fault: str) -> None:
    totp = console.joined("admin")
    provider.do(fault=fault)
    client = console.app.test_client()
    refused(client.get(START), "does not answer at the moment", 503)
    assert post(client, DOOR, email="ada@city.example", password=PASSWORD).location.startswith(FACTOR)
    assert post(client, FACTOR, code=totp.at(console.time())).status_code == 302


def test_a_provider_that_goes_away_in_between_is_told_too(console: Console, provider: Vouching) -> None:
    console.joined("admin")
    client = console.app.test_client()
    back = urlsplit(provider.walk(client.get(START).location))
    provider.do(fault="down")
    refused(client.get(f"{back.path}?{back.query}"), "does not answer at the moment", 503)


def test_nobody_waits_twice_for_a_provider_that_is_silent() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        at = [0.0]
        provider = Provider(
            f"http://127.0.0.1:{silent.getsockname()[1]}", "console", "secret", RETURN, seconds=lambda: at[0]
        )
        provider.timeout = 0.2
        for _ in range(3):
            with pytest.raises(Unreachable):
                provider.address(Asked("state", "nonce", "verifier" * 8))
        silent.settimeout(0.5)
        silent.accept()[0].close()
        with pytest.raises(TimeoutError):
            silent.accept()


def test_attempts_are_counted_and_successes_are_not(console: Console, provider: Vouching) -> None:
    console.joined("admin")
    client = console.app.test_client()
    for _ in range(3):
        assert come_back(provider, client).location == FACTOR
    for _ in range(40):
        state = parse_qs(urlsplit(client.get(START).location).query)["state"][0]
        answer = client.get(f"{START}/return?code=guessed&state={state}")
        refused(answer, "could not be checked")
    refused(come_back(provider, client), "Too many attempts")


def test_the_words_are_spanish_too(console: Console, provider: Vouching) -> None:
    client = console.app.test_client()
    assert "Continuar con City account" in client.get(f"{DOOR}?language=es").text
    refused(come_back(provider, client), "Nadie del equipo tiene esta cuenta")


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"oidc_issuer": "https://id.example"}, {"OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"}),
        ({"oidc_client_id": "x", "oidc_client_secret": "y"}, {"OIDC_ISSUER"}),
        ({"oidc_issuer": "https://id.example", "oidc_client_id": "x", "oidc_client_secret": "y"}, set()),
        ({}, set()),
    ],
)
def test_what_is_half_set_is_named(values: dict[str, str], named: set[str]) -> None:
    assert {each.split()[0] for each in Settings(**values).problems()} == named


def test_residents_are_not_served_with_a_provider_that_anybody_may_play() -> None:
    live = Settings(
        twilio_account_sid="AC1", twilio_auth_token="t", twilio_from="+1", secret_key="k" * 30,
        public_url="https://text.city.example", oidc_issuer="http://id.example", oidc_client_id="x",
        oidc_client_secret="y",
    )  # fmt: skip
    assert [each.split()[0] for each in live.problems()] == ["OIDC_ISSUER"]
