"""The phone in the terminal: what is typed is texted to the running city and its replies read from there; no database.

It asks the city for the carrier's signature, posts the text to the city's webhook and looks for what was delivered,
just as the phone in the browser does.
"""

import json
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

import click

from bot.lib.clock import monotonic
from bot.settings import Settings

OWN_HEADER = {"X-Cabildo-Simulator": "1"}
LOOK_EVERY_SECONDS = 0.2
REPLY_WITHIN_SECONDS = 8.0
NEXT_DAY_WITHIN_SECONDS = 3.0
_DIRECT = build_opener(ProxyHandler({}))


class Away(Exception):
    """The city does not answer, or not as a city does."""


class City:
    """The running city as a phone reaches it, over HTTP."""

    def __init__(self, base: str) -> None:
        self._base = base

    def state(self, phone: str) -> dict[str, Any]:
        """What this phone holds, and the city's time."""
        answer = self._read(self._open(f"/simulator/phones?{urlencode({'phone': phone})}", None, {}))
        return {"now": answer["now"], **answer["phones"][phone]}

    def text(self, phone: str, city: str, body: str) -> str:
        """Text the city on the carrier's path; the id of the text."""
        signed = self._post("/simulator/sign", {"phone": phone, "city": city, "body": body})
        headers = {
            "X-Twilio-Signature": signed["signature"],
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self._open(signed["path"], urlencode(signed["form"]).encode(), headers)
        return str(signed["form"]["MessageSid"])

    def next_day(self) -> str:
        """Move the city's time on; the new time."""
        return str(self._post("/simulator/next-day", {})["now"])

    def _post(self, path: str, asked: Mapping[str, str]) -> dict[str, Any]:
        headers = {**OWN_HEADER, "Content-Type": "application/json"}
        return self._read(self._open(path, json.dumps(asked).encode(), headers))

    def _read(self, answer: bytes) -> dict[str, Any]:
        try:
            read = json.loads(answer)
        except ValueError:
            read = None
        if not isinstance(read, dict):
            raise Away(f"Something else than Cabildo answers at {self._base}.")
        return read

    def _open(self, path: str, form: bytes | None, headers: Mapping[str, str]) -> bytes:
        try:
            address = self._base + path
            request = Request(address, data=form, headers=dict(headers))  # noqa: S310  the operator's own setting
            with _DIRECT.open(request, timeout=10) as response:
                answer: bytes = response.read()
                return answer
        except HTTPError as error:
            said = error.read().decode(errors="replace").strip()
            raise Away(said if said.startswith(str(error.code)) else f"{self._base} answers {error.code}.") from error
        except (URLError, OSError, ValueError) as error:
            raise Away(f"The city does not run at {self._base}. Start it with `cabildo up`.") from error


class Phone:
    """One phone: it remembers which texts it has shown."""

    def __init__(self, reached: City, number: str, city: str) -> None:
        self._reached, self._number, self._city = reached, number, city
        self._shown: set[str] = set()

    def look(self) -> list[dict[str, Any]]:
        """The texts of the city that were not shown yet; they are now."""
        state = self._reached.state(self._number)
        new = [text for text in state["texts"] if text["from"] == "city" and text["id"] not in self._shown]
        self._shown |= {text["id"] for text in new}
        return new

    def text(self, body: str) -> Iterator[dict[str, Any]]:
        """Text the city; what comes back, until all of it has come or it takes too long."""
        sent = self._reached.text(self._number, self._city, body)
        until = monotonic() + REPLY_WITHIN_SECONDS
        while monotonic() < until:
            state = self._reached.state(self._number)
            taken = any(text["id"] == sent and text["status"] == "handled" for text in state["texts"])
            yield from self.look()
            # A reminder may wait for the end of the quiet hours; an answer never does.
            if taken and all(text["purpose"] == "nudge" for text in state["on_the_way"]):
                return
            time.sleep(LOOK_EVERY_SECONDS)

    def next_day(self) -> Iterator[str | dict[str, Any]]:
        """Move the city's time on: the new time first, then what came due and was delivered."""
        yield self._reached.next_day()
        until = monotonic() + NEXT_DAY_WITHIN_SECONDS
        while monotonic() < until:
            yield from self.look()
            time.sleep(LOOK_EVERY_SECONDS)

    def why(self) -> list[str]:
        """What was decided about the last text that says so."""
        explained = [text["why"] for text in self._reached.state(self._number)["texts"] if text["why"]]
        return _reasons(explained[-1]) if explained else ["Nothing was decided yet: text the city first."]


def talk(settings: Settings, phone: str, city: str) -> None:
    """Hold the phone until /quit or the end of the input; says so and exits with 1 when the city cannot be reached."""
    asks = sys.stdin.isatty()
    try:
        held = Phone(City(_reached(settings, phone)), phone, city)
        _welcome(phone, earlier=len(held.look()))
        while True:
            line = _read_line(asks=asks)
            if line is None or line.strip() == "/quit":
                return
            _obey(held, line.strip())
    except Away as error:
        raise click.ClickException(str(error)) from error
    except (KeyboardInterrupt, click.Abort):
        click.echo()


def _reached(settings: Settings, phone: str) -> str:
    """The address the city answers at: this machine first, then its public name."""
    here = f"http://127.0.0.1:{settings.port}"
    problem: Away | None = None
    for base in dict.fromkeys((here, settings.public_base)):
        try:
            City(base).state(phone)
        except Away as error:
            problem = problem or error
        else:
            return base
    raise problem or Away("The city does not run. Start it with `cabildo up`.")


def _read_line(*, asks: bool) -> str | None:
    if asks:
        try:
            return input("> ")
        except EOFError:
            return None
    return line.rstrip("\n") if (line := sys.stdin.readline()) else None


def _welcome(phone: str, *, earlier: int) -> None:
    click.secho(f"This is the phone {phone}. Type a text and press Enter.", dim=True)
    click.secho("/next-day moves time, /why tells what the city decided, /quit hangs up.", dim=True)
    if earlier:
        click.secho(f"The city has texted this phone {earlier} times before.", dim=True)


def _obey(held: Phone, line: str) -> None:
    if line == "/why":
        for reason in held.why():
            click.secho(f"  {reason}", dim=True)
    elif line == "/next-day":
        for said in held.next_day():
            _show(said)
    elif line.startswith("/") and line.lstrip("/").isalpha():
        click.secho("Known are /next-day, /why and /quit; anything else is texted to the city.", dim=True)
    elif line:
        silent = True
        for text in held.text(line):
            _show(text)
            silent = False
        if silent:
            click.secho("  (no text came back; /why tells more)", dim=True)
    else:
        for text in held.look():
            _show(text)


def _show(said: str | dict[str, Any]) -> None:
    if isinstance(said, str):
        click.secho(f"  In the city it is now {said[:16].replace('T', ' ')} UTC.", dim=True)
        return
    for line in said["body"].splitlines():
        click.echo(f"< {line}")
    parts = f"{said['parts']} part" + ("" if said["parts"] == 1 else "s")
    dear = f", because of {' '.join(said['dear'])}" if said["dear"] else ""
    click.secho(f"  {parts}, {said['encoding']}{dear}, {said['status']}", dim=True)


def _reasons(why: Mapping[str, Any]) -> list[str]:
    lines = list(why["lines"]) or ["nobody had answered"]
    if why.get("flow"):
        version = f" @ {why['version']}" if why["version"] else ""
        lines.append(f"{why['purpose']}: {why['flow']}.{why['step']}{version}, language {why['language']}")
    if session := why.get("session"):
        lines.append(f"session: {session['status']} at {session['flow']}.{session['step']}, turn {session['turn']}")
    return lines
