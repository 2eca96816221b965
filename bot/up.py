"""`cabildo up`: the whole product under one parent; it prepares, starts the Procfile's processes, and stops them all."""

import os
import shlex
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from honcho.environ import parse_procfile
from honcho.manager import Manager

from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.demo import seed
from bot.lib import embedded_redis
from bot.settings import Settings
from bot.wiring import build


class CannotStart(Exception):
    """Why it does not start, and what to do about it."""


def prepare(settings: Settings) -> None:
    """A migrated database, and the demo city's first texts when the simulator is the carrier and nothing is there."""
    db = Database(settings.database_url)
    upgrade(db)
    db.close()
    if settings.is_simulated:
        seed(build(settings))


def environment(settings: Settings, redis_url: str, ambient: Mapping[str, str]) -> dict[str, str]:
    """What the processes are started with."""
    return {
        **ambient,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{ambient.get('PATH', '')}",
        "PORT": str(settings.port),
        "REDIS_URL": redis_url,
        "PYTHONUNBUFFERED": "1",
    }


def processes(settings: Settings, ambient: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Name to command of everything to start, and their environment; the embedded Redis first where none is set."""
    commands: dict[str, str] = {}
    redis_url = settings.redis_url
    if not redis_url:
        server = embedded_redis.find_server()
        if server is None:
            raise CannotStart("No Redis was found: apt-get install redis-server, or set REDIS_URL.")
        directory = Path("var/redis").absolute()
        commands["redis"] = shlex.join(embedded_redis.command(server, directory))
        redis_url = embedded_redis.url(directory)
    procfile = parse_procfile(Path("Procfile").read_text(encoding="utf-8"))
    commands.update(procfile.processes)
    return commands, environment(settings, redis_url, ambient)


def run(settings: Settings) -> int:
    """Start everything and stay until Ctrl-C or until one of them ends; then stop the others."""
    _check_port(settings.port)
    commands, started_with = processes(settings, os.environ)
    prepare(settings)
    manager = Manager()
    for name, command in commands.items():
        manager.add_process(name, command, quiet=name == "redis", env=started_with)
    for line in welcome(settings):
        print(line, flush=True)
    manager.loop()
    return 0 if manager.returncode in (None, 0, 130, -2, -15) else int(manager.returncode)


def welcome(settings: Settings) -> list[str]:
    """What to do now that it runs."""
    base = f"http://127.0.0.1:{settings.port}"
    lines = [f"Cabildo is starting at {base}"]
    if settings.simulator_is_open:
        lines.append(f"  Text the city from two phones: {base}/simulator")
        lines.append("  Or from this terminal:         .venv/bin/cabildo chat")
    else:
        lines.append(f"  Twilio's webhook for texts:    {settings.public_base}/twilio/sms")
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
