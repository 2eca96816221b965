"""A new administrator's first minutes in a real browser, page by page; whoever calls says what is done on each page."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pyotp
from playwright.sync_api import Page, expect

from bot.lib.clock import system_clock
from tests.browser.conftest import ROOT, City

PASSWORD = "cuatro gatos en el tejado"
Look = Callable[[Page, str], None]
SAID = {
    "en": {
        "keep": "Keep this password", "continue": "Continue", "kept": "I have kept them", "out": "Sign out",
        "in": "Sign in", "team": "Team", "audit": "Audit log", "menu": "Menu", "invite": "Invite somebody",
        "do": "Invite", "triage": "Triage", "department": "Water", "link": "A link for Nora", "active": "Active",
    },
    "es": {
        "keep": "Guardar esta contraseña", "continue": "Continuar", "kept": "Ya los guardé", "out": "Salir",
        "in": "Entrar", "team": "Equipo", "audit": "Registro", "menu": "Menú", "invite": "Invitar a alguien",
        "do": "Invitar", "triage": "Recepción", "department": "Agua", "link": "Un enlace para Nora", "active": "Activa",
    },
}  # fmt: skip


@dataclass
class Walk:
    """One walk: whose, in which language, how wide; `look` is called on every page with its name."""

    page: Page
    city: City
    language: str
    width: int
    look: Look

    def go(self) -> None:
        """From the operator's link to the team, the audit log and back in again."""
        said, page = SAID[self.language], self.page
        email = f"ada-{self.language}-{self.width}@city.example"
        page.goto(self._link(email))
        self._look("password", "/link/")
        page.locator("#password").fill(PASSWORD)
        page.locator("#again").fill(PASSWORD)
        page.get_by_role("button", name=said["keep"]).click()
        self._password(email)
        totp = self._set_up()
        self._look("recovery", "/set-up")
        page.get_by_role("link", name=said["kept"]).click()
        page.goto(f"{self.city.base}/console/account")
        self._look("account", "/account")
        self._team()
        page.goto(f"{self.city.base}/console/team/nobody")
        self._look("refusal", "/team/nobody")
        page.get_by_role("button", name=said["out"]).click()
        self._password(email)
        self._look("second-factor", "/second-factor")
        page.locator("#code").fill(totp.at(system_clock() + timedelta(seconds=30)))
        page.get_by_role("button", name=said["in"]).click()
        expect(page.get_by_role("button", name=said["out"])).to_be_visible()

    def _look(self, name: str, address: str) -> None:
        expect(self.page).to_have_url(re.compile(address))
        expect(self.page.locator("main h1")).to_be_visible()
        self.look(self.page, name)

    def _link(self, email: str) -> str:
        said = {"--name": "Ada", "--email": email, "--role": "admin", "--language": self.language}
        command = ["staff", "add", *(word for pair in said.items() for word in pair)]
        run = subprocess.run(
            [sys.executable, "-m", "bot", *command], cwd=ROOT, env=self.city.environment, capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        return self.city.base + re.search(r"/console/link/\w+", run.stdout)[0]

    def _password(self, email: str) -> None:
        self._look("sign-in", "/sign-in")
        self.page.locator("#email").fill(email)
        self.page.locator("#password").fill(PASSWORD)
        self.page.get_by_role("button", name=SAID[self.language]["continue"]).click()

    def _set_up(self) -> pyotp.TOTP:
        page = self.page
        page.locator("summary").click()
        totp = pyotp.TOTP(page.locator("#secret").inner_text().replace(" ", ""))
        expect(page.locator(".qr svg")).to_be_visible()
        self._look("set-up", "/set-up")
        page.locator("#code").fill("000000")
        page.get_by_role("button", name=SAID[self.language]["continue"]).click()
        expect(page.locator("#code-wrong")).to_be_visible()
        page.locator("#code").fill(totp.now())
        page.get_by_role("button", name=SAID[self.language]["continue"]).click()
        expect(page.locator(".codes li")).to_have_count(10)
        return totp

    def _team(self) -> None:
        said, page = SAID[self.language], self.page
        self._screen("team")
        page.get_by_role("link", name=said["invite"]).click()
        page.get_by_role("button", name=said["do"], exact=True).click()  # The browser asks for the name first.
        page.locator("#name").fill("Nora")
        page.locator("#email").fill(f"nora-{self.language}-{self.width}@city.example")
        page.locator("label", has_text=said["triage"]).click()
        page.get_by_role("button", name=said["do"], exact=True).click()
        expect(page.locator(".usa-error-message")).to_be_visible()
        self._look("invite", "/invite")
        page.get_by_text(said["department"], exact=True).click()
        page.get_by_role("button", name=said["do"], exact=True).click()
        expect(page.get_by_role("heading", name=said["link"])).to_be_visible()
        self._look("link", "/invite")
        self._screen("team")
        self._look("team", "/team$")
        page.get_by_role("link", name="Nora").first.click()
        self._look("member", "/team/stf_")
        self._screen("audit")
        self._look("audit", "/audit")

    def _screen(self, name: str) -> None:
        if self.width < 1024:
            self.page.get_by_role("button", name=SAID[self.language]["menu"]).click()
        self.page.get_by_role("navigation").get_by_role("link", name=SAID[self.language][name], exact=True).click()
