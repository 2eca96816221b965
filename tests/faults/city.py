"""A whole city under one roof: real processes, real Redis, a real database and the stand-in carrier, to be broken."""

import itertools
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from honcho.environ import parse_procfile
from sqlalchemy import NullPool, create_engine, func, select, update

from bot.lib.vault import Vault
from bot.messaging import store
from bot.messaging.tables import attempt, conversation, message
from bot.outbox.tables import outbox
from bot.people.tables import contact
from tests.bench.processes import free_port
from tests.services import PostgresCluster, RedisServer
from tests.standin.phone import Answer, deliver_text, new_sid
from tests.standin.resources import Message
from tests.standin.signing import ACCOUNT, CITY_NUMBER, TOKEN
from tests.standin.twilio import TwilioStandIn

ROOT = Path(__file__).parent.parent.parent
READY_WITHIN = 90.0
ANSWERED_WITHIN = 90.0
LEASE = 2.0
RECONCILE = 1.0
REPORT = ("There is a deep pothole in front of the school", "1", "120 W Olive Ave")
"""Three texts that lead from the first word to a report; each is answered with one text."""
UNSETTLED = ("queued", "sending", "in_doubt", "received")

_numbers = itertools.count(2_000_000)


@dataclass
class Resident:
    """Somebody with a phone of their own, and every text they have sent, by the carrier's id."""

    city: "City"
    phone: str
    texts: list[str] = field(default_factory=list)

    def says(self, body: str, *, times: int = 1, concurrent: bool = False, sid: str = "", patient: bool = True) -> str:
        """Text the city; a carrier that is not answered with 200 delivers again for a while (`patient`)."""
        sid = sid or new_sid()
        if sid not in self.texts:
            self.texts.append(sid)
        form = {"From": self.phone, "Body": body, "MessageSid": sid}
        give_up = time.monotonic() + (READY_WITHIN if patient else 0)
        while True:
            answers = self.city.post(form, times=times, concurrent=concurrent)
            if all(answer.status == 200 for answer in answers):
                return sid
            if time.monotonic() > give_up:
                if patient:
                    raise AssertionError(f"not taken: {answers} {self.city.last_words('web')}")
                return sid
            time.sleep(0.3)

    def replies(self) -> list[Message]:
        """What has reached the phone, in the order of arrival."""
        return self.city.carrier.messages_to(self.phone)

    def hears(self, count: int, within: float = ANSWERED_WITHIN) -> list[str]:
        """The texts on the phone, once there are that many."""
        try:
            return [each.body for each in self.city.carrier.wait_for(count, to=self.phone, seconds=within)]
        except AssertionError as error:
            raise AssertionError(f"{error}; {self.city.state_of(self)}") from None


@dataclass
class City:
    """The processes of a product over one database, one Redis and one carrier; it ends only what it started."""

    folder: Path
    database_url: str
    redis: RedisServer
    carrier: TwilioStandIn
    cluster: PostgresCluster | None = None
    residents: list[Resident] = field(default_factory=list)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
        self.environment = kept | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis.url,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "PUBLIC_URL": self.base,
            "PORT": str(self.port),
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": CITY_NUMBER,
            "TWILIO_API_URL": self.carrier.url,
            "LEASE_SECONDS": str(LEASE),
            "RECONCILE_SECONDS": str(RECONCILE),
            "CRASH_FOLDER": str(self.folder),
        }
        line = parse_procfile((ROOT / "Procfile").read_text()).processes
        self._words = {name: ["/bin/sh", "-c", f"exec {command}"] for name, command in line.items()}
        self._engine = create_engine(self.database_url, poolclass=NullPool)

    # --- processes

    def start(self, *names: str, crashing: bool = False) -> None:
        """Start what does not run: "worker-2" is another worker.

        `crashing` starts it through tests.faults.crashing, which dies where it is told.
        """
        for name in names:
            if self.lives(name):
                continue
            kind = self._words[name.partition("-")[0]]
            words = _crashing(kind) if crashing else kind
            with self._log(name).open("ab") as log:
                self.running[name] = subprocess.Popen(
                    words, env=self.environment, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                    start_new_session=True,
                )  # fmt: skip
        if "web" in names:
            self.wait_until(self._answers, "the web process answers", READY_WITHIN)

    def heal(self) -> None:
        """Everything that a city needs runs."""
        if self.cluster:
            self.cluster.start()
        self.redis.start()
        self.start("web", "worker", "clock")

    def kill(self, *names: str) -> None:
        """End it as a power cut would, with everything it started."""
        for name in names:
            if process := self.running.pop(name, None):
                with _suppress_gone():
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def stop(self, *names: str) -> None:
        """Ask it to end, and wait."""
        for name in names:
            if process := self.running.pop(name, None):
                process.terminate()
                try:
                    process.wait(15)
                finally:
                    with _suppress_gone():
                        os.killpg(process.pid, signal.SIGKILL)

    def lives(self, name: str) -> bool:
        """Whether it runs; one that died by itself is forgotten."""
        process = self.running.get(name)
        if process is not None and process.poll() is not None:
            del self.running[name]
        return name in self.running

    def close(self) -> None:
        self.kill(*list(self.running))
        self._engine.dispose()

    def crash_once(self, point: str) -> None:
        """The process started as `crashing` kills itself the next time it comes to this point."""
        (self.folder / f"crash-{point}").touch()

    def crashed(self, point: str) -> bool:
        return not (self.folder / f"crash-{point}").exists()

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def logs(self) -> str:
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def last_words(self, name: str) -> str:
        log = self._log(name)
        return log.read_text(errors="replace")[-2000:] if log.exists() else ""

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.base}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    # --- residents

    def resident(self) -> Resident:
        number = next(_numbers)
        self.residents.append(Resident(self, f"+1505{number:07d}"))
        return self.residents[-1]

    def post(self, form: dict[str, str], *, times: int = 1, concurrent: bool = False) -> list[Answer]:
        """Deliver as the carrier does; status 0 where nobody answered."""
        try:
            return deliver_text(f"{self.base}/twilio/sms", TOKEN, form, times=times, concurrent=concurrent)
        except (OSError, HTTPException) as error:  # Nobody listens, or the process died in the middle of an answer.
            return [Answer(0, repr(error).encode())]

    # --- what the database says

    def query(self, statement: Any) -> list[Any]:
        with self._engine.connect() as tx:
            return list(tx.execute(statement))

    def in_doubt(self) -> list[str]:
        with self._engine.connect() as tx:
            return [message_id for message_id, _ in store.messages_in_doubt(tx)]

    def came_into_doubt(self, resident: Resident) -> bool:
        """Whether a text to them is, or was, in doubt: a doubt may be over before anybody looks."""
        rows = self.rows_of(resident, "out")
        marks = (attempt.c.times_asked > 0) | (attempt.c.outcome == "lost")
        asked = select(attempt.c.message_id).where(attempt.c.message_id.in_([row.id for row in rows]), marks)
        return any(row.status == "in_doubt" for row in rows) or bool(self.query(asked))

    def hash_of(self, phone: str) -> str:
        """What the database knows a phone by."""
        return Vault(self.environment["SECRET_KEY"]).lookup(phone)

    def rows_of(self, resident: Resident, direction: str) -> list[Any]:
        """Their messages, oldest first: id, status, carrier id, created_at, error code."""
        return self.query(
            select(message.c.id, message.c.status, message.c.carrier_id, message.c.created_at, message.c.error_code)
            .join(conversation, conversation.c.id == message.c.conversation_id)
            .join(contact, contact.c.id == conversation.c.contact_id)
            .where(contact.c.phone_hash == self.hash_of(resident.phone), message.c.direction == direction)
            .order_by(message.c.created_at, message.c.id)
        )

    def query_outbox(self, kind: str) -> list[Any]:
        return self.query(select(outbox.c.subject, outbox.c.due_at).where(outbox.c.kind == kind))

    def attempts_of(self, message_id: str) -> int:
        return self.query(select(func.count()).select_from(attempt).where(attempt.c.message_id == message_id))[0][0]

    def times_asked(self, message_id: str) -> list[int]:
        """How often the carrier's list was looked at about each attempt before the last one."""
        query = select(attempt.c.times_asked).where(attempt.c.message_id == message_id).order_by(attempt.c.number)
        return [row[0] for row in self.query(query)][:-1]

    def attempts_to(self, phone: str) -> list[tuple[int, int, str, str, str]]:
        """Every request to send to this phone that the carrier saw, whatever it answered."""
        return [row for row in self.carrier.attempts if row[2] == phone]

    def state_of(self, resident: Resident) -> str:
        rows = [tuple(row) for way in ("in", "out") for row in self.rows_of(resident, way)]
        waiting = self.query(
            select(outbox.c.kind, outbox.c.subject, outbox.c.due_at, outbox.c.attempts, outbox.c.error)
        )
        return (
            f"{rows}\noutbox {waiting}\ncarrier {self.attempts_to(resident.phone)}\nworker: {self.last_words('worker')}"
        )

    def bring_forward(self, by: timedelta = timedelta(hours=2)) -> None:
        """Time passes for what is promised: everything due within that time is due now."""
        now = datetime.now(UTC)  # noqa: TID251  the processes live in real time
        with self._engine.begin() as tx:
            tx.execute(update(outbox).where(outbox.c.kind == "send", outbox.c.due_at < now + by).values(due_at=now))

    # --- waiting and counting

    def wait_until(self, holds: Callable[[], bool], what: str, within: float = ANSWERED_WITHIN) -> None:
        give_up = time.monotonic() + within
        while not holds():
            if time.monotonic() > give_up:
                raise AssertionError(
                    f"not within {within} s: {what}\n{self.last_words('web')}\n{self.last_words('worker')}"
                )
            time.sleep(0.05)

    def settle(self, within: float = ANSWERED_WITHIN) -> None:
        """Wait until nothing that these residents said or are told is under way any more."""

        def unsettled() -> list[Any]:
            return [
                row for one in self.residents for way in ("in", "out")
                for row in self.rows_of(one, way) if row.status in UNSETTLED
            ]  # fmt: skip

        give_up = time.monotonic() + within
        while left := unsettled():
            if time.monotonic() > give_up:
                raise AssertionError(f"still under way after {within} s: {left}")
            time.sleep(0.1)

    def audit(self, *, within: float = ANSWERED_WITHIN) -> None:
        """Every text was taken once and answered once, in order, and reached the phone once."""
        self.settle(within)
        for one in self.residents:
            told = self.state_of(one)
            heard, said = self.rows_of(one, "in"), self.rows_of(one, "out")
            assert Counter(row.carrier_id for row in heard) == Counter(one.texts), told
            assert {row.status for row in heard} <= {"handled"}, told
            assert len(said) == len(one.texts), told
            arrived = [_message_id(each) for each in one.replies()]
            assert sorted(arrived) == sorted(row.id for row in said), told
            known = {row.id: row.carrier_id for row in said}
            assert all(known[_message_id(each)] == each.sid for each in one.replies()), told
            self._audit_order(said)

    def _audit_order(self, said: Sequence[Any]) -> None:
        """The turns of each session are 1, 2, 3 ... : none lost, none doubled, none overtaken by another."""
        turns: dict[str, list[int]] = {}
        for row in said:
            session, turn, number = row.id.rsplit(".", 2)
            assert number == "0"
            turns.setdefault(session, []).append(int(turn))
        for numbers in turns.values():
            assert numbers == list(range(1, len(numbers) + 1))

    def forget_residents(self) -> None:
        self.residents.clear()


def _message_id(sent: Message) -> str:
    return parse_qs(urlsplit(sent.callback).query)["message"][0]


def _crashing(words: list[str]) -> list[str]:
    shell = words[-1].replace("bot.app:app_from_environment", "tests.faults.crashing:web")
    return [*words[:-1], shell.replace("python worker.py", "python -m tests.faults.crashing")]


class _suppress_gone:  # noqa: N801  reads as a statement
    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        return kind is not None and issubclass(kind, ProcessLookupError)
