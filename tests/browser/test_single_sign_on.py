"""Single sign-on in a real browser: our policy of content lets it out to the provider's page and back."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from bot.db.engine import Database
from bot.lib.clock import system_clock
from bot.staff import service
from bot.staff.service import Member
from tests.browser.conftest import City, Watched, running_city, watch
from tests.browser.test_console_entrance import STANDARD
from tests.standin.vouching import WHO, Vouching, vouching


@pytest.fixture(scope="module")
def provider() -> Iterator[Vouching]:
    with vouching() as running:
        yield running


@pytest.fixture(scope="module")
def city_with(provider: Vouching, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city whose staff may come in through the provider."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in provider.settings.items():
            patch.setenv(name.upper(), value)
        with running_city(tmp_path_factory.mktemp("city")) as running:
            provider.do(user=WHO, redirect_uris=[f"{running.base}/console/single-sign-on/return"], now=None)
            yield running


@pytest.mark.slow
@pytest.mark.parametrize(("language", "words"), [("en", "Continue with"), ("es", "Continuar con")])
def test_out_to_the_provider_and_back_to_the_second_factor(
    browser: Browser, city_with: City, provider: Vouching, language: str, words: str
) -> None:
    database = Database(city_with.environment["DATABASE_URL"])
    email = f"ada-{language}@city.example"
    member = Member("Ada", email, "admin", (), language)
    service.invite(database, member, known=(), by="test", letter=False, now=system_clock())
    database.close()
    provider.do(user={**WHO, "sub": language, "email": email})
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale=language)
    watched = Watched(context.new_page())
    watch(watched)
    page = watched.page
    page.goto(f"{city_with.base}/console/sign-in?next=/console/account")
    assert Axe().run(page, options=STANDARD).response["violations"] == []
    page.get_by_role("link", name=re.compile(words)).click()
    expect(page).to_have_url(re.compile(f"{re.escape(provider.issuer)}/authorize"))
    page.get_by_role("button").click()
    expect(page).to_have_url(re.compile(r"/console/set-up\?next=/console/account"))
    expect(page.locator(".qr svg")).to_be_visible()
    context.close()
    assert watched.faults == []
