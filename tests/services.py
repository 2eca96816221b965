"""Real servers for tests and benches: finding, starting, stopping and killing them; no fixture lives here."""

import contextlib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn, Self
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import psycopg
import pytest
from psycopg import sql

from bot.lib import embedded_redis

MISSING = "This machine lacks "
POSTGRES_COMMAND = "apt-get install postgresql"
REDIS_COMMAND = "apt-get install redis-server"
CHROMIUM_COMMAND = "apt-get install chromium"
READY_WITHIN = 30.0


class ServerDidNotStart(RuntimeError):
    """A server ended, or stayed silent, before it answered; the message carries the end of its log."""


def need(thing: str, reason: str, command: str) -> NoReturn:
    """Skip the test for want of `thing`, telling how to get it; fail where everything is required, as in CI."""
    message = f"{MISSING}{thing}, needed {reason}. To install it: {command}"
    if os.environ.get("CABILDO_REQUIRE_ALL") == "1":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def postgres_programs() -> Path | None:
    """The folder that holds `initdb` and `postgres`: the newest of Debian's, else the one on PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    on_path = [Path(found).resolve().parent] if (found := shutil.which("postgres")) else []
    for folder in [*debian, *on_path]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def chromium() -> Path | None:
    """The Chromium that browser tests drive."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    return None


class _Process:
    """One child process that can be stopped, killed and started again over the same data."""

    def __init__(self, directory: Path, *, stop_signal: signal.Signals, owner: str | None = None) -> None:
        self.directory = directory
        self.log = directory / "server.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._stop_signal = stop_signal
        self._owner = owner

    def run(self, words: Sequence[str], ready: Callable[[], bool]) -> None:
        if self.process is not None:
            return
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.directory,
                # A Ctrl-C in the terminal is for the tests; they end their servers themselves, in order.
                start_new_session=True,
                **_as(self._owner),
            )
        deadline = time.monotonic() + READY_WITHIN
        while not ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise ServerDidNotStart(self.log.read_text(errors="replace")[-2000:])
            time.sleep(0.01)

    def stop(self) -> None:
        """End it in good order and wait; nothing happens when it does not run."""
        self._end(self._stop_signal)

    def kill(self) -> None:
        """End it as a power cut would, with everything it started."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        children = _children(process.pid) if how == signal.SIGKILL else []
        process.send_signal(how)
        try:
            process.wait(READY_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        # They hold the shared memory that a new start would find in use.
        deadline = time.monotonic() + READY_WITHIN
        while any(_alive(child) for child in children) and time.monotonic() < deadline:
            time.sleep(0.01)


class Postgres:
    """A PostgreSQL that somebody runs, known by the address of one database on it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def create_database(self, template: str = "template1") -> str:
        """Make a fresh database, perhaps a copy of another, and give its address."""
        name = f"cabildo_test_{os.getpid()}_{time.monotonic_ns()}"
        query = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        self._execute(query)
        return url_of_database(self.url, name)

    def drop_database(self, url: str) -> None:
        """Remove a database made here, whoever is still connected to it."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database_of(url))))

    def databases(self) -> list[str]:
        """The names of those made here and not dropped."""
        with psycopg.connect(libpq_url(self.url)) as connection:
            query = "SELECT datname FROM pg_database WHERE datname LIKE 'cabildo\\_test\\_%' ORDER BY datname"
            return [str(row[0]) for row in connection.execute(query)]

    def _execute(self, query: sql.Composed) -> None:
        with psycopg.connect(libpq_url(self.url), autocommit=True) as connection:
            connection.execute(query)


class PostgresCluster(Postgres):
    """A throw-away PostgreSQL of our own, on a unix socket in a private folder."""

    def __init__(self, programs: Path, directory: Path, *, durable: bool, buffers: str = "32MB") -> None:
        super().__init__(f"postgresql+psycopg://cabildo@/postgres?host={quote(str(directory), safe='')}")
        self.directory = directory
        self._programs = programs
        self._data = directory / "data"
        self._durable = durable
        self._buffers = buffers
        self._server = _Process(directory, stop_signal=signal.SIGINT, owner=_postgres_owner())

    @property
    def pid(self) -> int | None:
        return self._server.process.pid if self._server.process else None

    def initialise(self) -> None:
        words = [str(self._programs / "initdb"), "-D", str(self._data), "-U", "cabildo", "-A", "trust"]
        options = ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        made = subprocess.run(
            [*words, *options], cwd=self._data.parent, capture_output=True, check=False, **_as(_postgres_owner())
        )
        if made.returncode:
            raise ServerDidNotStart(made.stderr.decode(errors="replace"))

    def start(self) -> Self:
        words = [str(self._programs / "postgres"), "-D", str(self._data), "-k", str(self._data.parent)]
        settings = ["listen_addresses=", f"shared_buffers={self._buffers}", "max_connections=60"]
        if not self._durable:
            settings += ["fsync=off", "full_page_writes=off", "synchronous_commit=off"]
        self._server.run([*words, *(word for setting in settings for word in ("-c", setting))], self._answers)
        return self

    def stop(self) -> None:
        self._server.stop()

    def kill(self) -> None:
        self._server.kill()

    def _answers(self) -> bool:
        try:
            with psycopg.connect(libpq_url(self.url), connect_timeout=5) as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


class RedisServer:
    """A throw-away Redis or Valkey of our own, on a unix socket, that keeps its queue over a crash."""

    def __init__(self, program: Path, directory: Path) -> None:
        self.url = embedded_redis.url(directory)
        self.directory = directory
        self._words = embedded_redis.command(program, directory)
        self._server = _Process(directory, stop_signal=signal.SIGTERM)

    @property
    def pid(self) -> int | None:
        return self._server.process.pid if self._server.process else None

    def start(self) -> Self:
        self._server.run(self._words, self._answers)
        return self

    def stop(self) -> None:
        self._server.stop()

    def kill(self) -> None:
        self._server.kill()

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            try:
                connection.settimeout(1)
                connection.connect(unquote(urlsplit(self.url).path))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False


@contextlib.contextmanager
def postgres_cluster(*, durable: bool = False) -> Iterator[PostgresCluster]:
    """A running cluster until the block ends; `durable` keeps the settings of production, for benches and crashes."""
    programs = postgres_programs()
    if programs is None:
        need("PostgreSQL", "to test against the real database", POSTGRES_COMMAND)
    with _temporary_directory("cabildo-pg-") as directory:
        if owner := _postgres_owner():
            shutil.chown(directory, owner)
        cluster = PostgresCluster(programs, directory, durable=durable)
        cluster.initialise()
        try:
            yield cluster.start()
        finally:
            cluster.stop()


@contextlib.contextmanager
def large_cluster(directory: Path | None = None) -> Iterator[PostgresCluster]:
    """A cluster for a large database, with the memory that PostgreSQL takes when nobody says; kept in this folder."""
    programs = postgres_programs()
    if programs is None:
        need("PostgreSQL", "to measure a large city", POSTGRES_COMMAND)
    with contextlib.nullcontext(directory) if directory else _temporary_directory("cabildo-pg-") as folder:
        cluster = PostgresCluster(programs, folder, durable=False, buffers="128MB")
        if not (folder / "data").exists():
            folder.mkdir(exist_ok=True)
            if owner := _postgres_owner():
                shutil.chown(folder, owner)
            cluster.initialise()
        try:
            yield cluster.start()
        finally:
            cluster.stop()


@contextlib.contextmanager
def redis_server() -> Iterator[RedisServer]:
    """A running server until the block ends."""
    program = embedded_redis.find_server()
    if program is None:
        need("Redis", "to test against the real queue", REDIS_COMMAND)
    with _temporary_directory("cabildo-redis-") as directory:
        server = RedisServer(program, directory)
        try:
            yield server.start()
        finally:
            server.stop()


def url_of_database(url: str, name: str) -> str:
    """The same server, another database. Not with urlunsplit, which drops the empty host of a socket's address."""
    return re.sub(r"(?<=//)([^/?]*)(/[^?]*)?", lambda found: f"{found[1]}/{name}", url, count=1)


def database_of(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def libpq_url(url: str) -> str:
    """The address as PostgreSQL's own library reads it, without SQLAlchemy's name of the driver."""
    return re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql://", url)


def redis_url_with_number(url: str, number: int) -> str:
    """The same server, another of its numbered databases."""
    address, _, query = url.partition("?")
    options = [*((key, value) for key, value in parse_qsl(query) if key != "db"), ("db", str(number))]
    # The option wins over a number in the path.
    return f"{address}?{urlencode(options)}"


@contextlib.contextmanager
def _temporary_directory(prefix: str) -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield directory
    finally:
        # A server ended a moment ago may still be removing its own files.
        shutil.rmtree(directory, ignore_errors=True)


def _postgres_owner() -> str | None:
    """PostgreSQL refuses to run as root; then it runs as the account Debian made for it, or as nobody."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _as(owner: str | None) -> dict[str, object]:
    if owner is None:
        return {}
    return {"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []}


def _children(pid: int) -> list[int]:
    listing = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in listing.read_text().split()] if listing.exists() else []


def _alive(pid: int) -> bool:
    """Whether a process still runs; one that has ended but was not yet collected by its parent does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in {"Z", "X"}
