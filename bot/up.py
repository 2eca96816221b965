"""`cabildo up`: the whole product under one parent, which prepares, starts what the Procfile says, and stops it all."""

import os
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from honcho.environ import parse_procfile
from honcho.manager import Manager

from bot.lib import embedded_redis
from bot.settings import Settings


class CannotStart(Exception):
    """Why it does not start, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was found: whether the demo city was made just now, and a link for its administrator while it has none."""

    is_new: bool = False
    way_in: str = ""


def prepare(settings: Settings) -> Prepared:
    """A migrated database, and the demo city's first texts when the simulator is the carrier and nothing is there.

    In a process of its own: what stays running here is only the parent, and it stays small.
    """
    command = ["demo", "--way-in"] if settings.is_simulated else ["db", "upgrade"]
    done = subprocess.run([sys.executable, "-m", "bot", *command], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise CannotStart("The database could not be prepared; the lines above say why.")
    link = next((line for line in done.stdout.splitlines() if "/console/link/" in line), "")
    return Prepared("The demo city is new." in done.stdout, link)


def environment(settings: Settings, redis_url: str, ambient: Mapping[str, str]) -> dict[str, str]:
    """What the processes are started with."""
    return {
        **ambient,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{ambient.get('PATH', '')}",
        "PORT": str(settings.port),
        "REDIS_URL": redis_url,
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def embedded(directory: Path) -> Iterator[str]:
    """A Redis of our own while the block runs, and its address; it starts before everything and stops after it."""
    server = embedded_redis.find_server()
    if server is None:
        raise CannotStart("No Redis was found: apt-get install redis-server, or set REDIS_URL.")
    command = embedded_redis.command(server, directory)
    # A session of its own: Ctrl-C in the terminal reaches the others first, and they can still finish their jobs.
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        yield embedded_redis.url(directory)
    finally:
        process.terminate()
        process.wait(timeout=10)


def run(settings: Settings, *, people: bool = False) -> int:
    """Start everything and stay until Ctrl-C or until one of them ends; then stop the others.

    `people` fill a demo city that is new, in the place of the clock: with the clock at work, what they were promised
    weeks ago would be done now.
    """
    _check_port(settings.port)
    prepared = prepare(settings)
    fills = people and prepared.is_new
    with nullcontext(settings.redis_url) if settings.redis_url else embedded(Path("var/redis").absolute()) as redis_url:
        manager = Manager()
        started_with = environment(settings, redis_url, os.environ)
        for name, command in parse_procfile(Path("Procfile").read_text(encoding="utf-8")).processes.items():
            if fills and name == "clock":
                command = f"{shlex.quote(sys.executable)} -m bot demo --people; exec {command}"
            manager.add_process(name, command, env=started_with)
        for line in welcome(settings, prepared, fills=fills):
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        manager.loop()
    return 0 if manager.returncode in (None, 0, 130, -2, -15) else int(manager.returncode)


def welcome(settings: Settings, prepared: Prepared, *, fills: bool) -> list[str]:
    """What to do now that it runs."""
    base = f"http://127.0.0.1:{settings.port}"
    lines = [f"Cabildo is starting at {base}"]
    if settings.simulator_is_open:
        lines.append(f"  Text the city from two phones: {base}/simulator")
        lines.append("  Or from this terminal:         .venv/bin/cabildo chat")
    else:
        lines.append(f"  Twilio's webhook for texts:    {settings.public_base}/twilio/sms")
    if prepared.way_in:
        lines += [
            "  Sign in to the console as its administrator, by this link (it works once):",
            f"    {prepared.way_in}",
        ]
    else:
        lines.append(f"  Staff sign in at:              {base}/console")
    if fills:
        lines.append("  In the background people move in; they are all there in about a quarter of a minute.")
    return [*lines, "  Ctrl-C stops everything."]


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))  # noqa: S104  the web process listens on every address, as Procfile says
        except OSError as error:
            raise CannotStart(
                f"Port {port} is in use by another program. Stop that, or choose another: PORT={port + 1} make run"
            ) from error
