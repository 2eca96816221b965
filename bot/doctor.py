"""`cabildo doctor`: one screen of what is configured, what is reachable and what is missing for going live."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError

from bot.db.engine import Database
from bot.db.migrate import is_current
from bot.flowfiles.checks import check
from bot.flowfiles.library import Library, load
from bot.flowfiles.problems import FlowErrors
from bot.lib.clock import system_clock
from bot.messaging.store import messages_in_doubt
from bot.outbox.put import QUEUES
from bot.outbox.queue import Nudger
from bot.outbox.relay import due_count
from bot.releases.store import newest_release
from bot.sentences import Sentence
from bot.settings import DEFAULT_SECRET, Settings
from bot.wiring import QUERIES, effect_arguments

OK, NOTE, WRONG = "ok", "--", "!!"
LATE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: a mark, what it is about, and what is so or what to do."""

    mark: str
    about: str
    words: str


def findings(settings: Settings) -> Iterator[Finding]:
    """Everything worth knowing, in the order in which one would mend it."""
    yield from _settings(settings)
    yield from _flows(settings)
    yield from _database(settings)
    yield from _redis(settings)
    yield _mail(settings)
    yield _single_sign_on(settings)
    for problem in settings.problems():
        yield Finding(WRONG, "going live", problem)


def environment(settings: Settings) -> Iterator[Finding]:
    """What stands in the environment, for a page: neither the flows nor the tables are asked."""
    yield from _settings(settings)
    yield from _redis(settings)
    yield _mail(settings)
    yield _single_sign_on(settings)
    yield Finding(OK, "database", "SQLite" if settings.database_url.startswith("sqlite") else "PostgreSQL")
    for problem in settings.problems():
        yield Finding(WRONG, "going live", problem)


def _mail(settings: Settings) -> Finding:
    if settings.mail_server:
        return Finding(
            OK, "mail", Sentence("leaves through %(host)s", host=urlsplit(settings.mail_server).hostname or "")
        )
    return Finding(NOTE, "mail", Sentence("MAIL_SERVER is not set: links for staff are shown, not mailed"))


def _single_sign_on(settings: Settings) -> Finding:
    if settings.has_single_sign_on:
        return Finding(OK, "sign-on", Sentence("staff may come in through %(issuer)s", issuer=settings.oidc_issuer))
    return Finding(
        NOTE, "sign-on", Sentence("not set; OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET let staff use theirs")
    )


def _settings(settings: Settings) -> Iterator[Finding]:
    if settings.is_simulated:
        yield Finding(
            NOTE, "carrier", Sentence("the simulator; set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN to reach phones")
        )
    else:
        yield Finding(OK, "carrier", Sentence("Twilio at %(address)s", address=settings.twilio_api_url))
    if settings.secret_key == DEFAULT_SECRET:
        yield Finding(
            NOTE,
            "secret",
            Sentence("the default, only for trying; SECRET_KEY=$(openssl rand -base64 32) before going live"),
        )
    else:
        yield Finding(OK, "secret", Sentence("set; keep a copy, phone numbers cannot be read without it"))
    known = settings.public_url or Sentence(
        "not set, so %(address)s; Twilio needs an https:// address", address=settings.public_base
    )
    yield Finding(OK if settings.public_url else NOTE, "address", known)


def _flows(settings: Settings) -> Iterator[Finding]:
    try:
        library: Library = load(settings.flows_path, settings.translations_path)
    except FlowErrors as error:
        yield Finding(WRONG, "flows", f"{len(error.problems)} problems; `cabildo flows check` shows them")
        return
    problems = check(
        settings.flows_path, settings.translations_path, effect_arguments(), QUERIES, production=settings.is_production
    )
    count = f"{len(library.flows.current)} flows in {', '.join(library.city.languages)}"
    if problems:
        yield Finding(WRONG, "flows", f"{count}, {len(problems)} problems; `cabildo flows check` shows them")
    else:
        yield Finding(OK, "flows", count)
    if (to := library.city.open311.sends_to) is not None:
        yield _open311(settings, to.url)


def _open311(settings: Settings, url: str) -> Finding:
    if settings.open311_api_key:
        return Finding(OK, "open311", f"concerns of some categories go to {urlsplit(url).hostname}")
    return Finding(WRONG, "open311", f"{urlsplit(url).hostname} gets concerns, and OPEN311_API_KEY is not set")


def _database(settings: Settings) -> Iterator[Finding]:
    if settings.database_url.startswith("sqlite") and not (path := _file_of(settings.database_url)).exists():
        yield Finding(NOTE, "database", f"SQLite at {path}, not made yet; `cabildo db upgrade` or `make run` makes it")
        return
    try:
        db = Database(settings.database_url, pool_size=1)
    except (SQLAlchemyError, ImportError):
        yield Finding(
            WRONG, "database", "DATABASE_URL is no address of SQLite or PostgreSQL; `sqlite:///var/cabildo.db`"
        )
        return
    kind = "SQLite" if db.is_sqlite else "PostgreSQL"
    try:
        with db.read() as tx:
            tx.execute(text("SELECT 1"))
        if not is_current(db):
            yield Finding(WRONG, "database", f"{kind} answers but lacks migrations; run `cabildo db upgrade`")
            return
        yield Finding(OK, "database", f"{kind} answers, every migration is there")
        yield _live(db, settings)
        yield from _work(db)
    except SQLAlchemyError as error:
        yield Finding(WRONG, "database", f"{kind} does not answer ({type(error).__name__}); check DATABASE_URL")
    finally:
        db.close()


def _live(db: Database, settings: Settings) -> Finding:
    with db.read() as tx:
        newest = newest_release(tx)
    if newest is None:
        return Finding(OK, "live", f"the flows in {settings.flows_path}; nothing was published")
    note = f" ({newest.note})" if newest.note else ""
    return Finding(
        OK, "live", f"{newest.id} of {newest.published_at:%Y-%m-%d %H:%M} UTC{note}; {settings.flows_path} is not read"
    )


def _file_of(url: str) -> Path:
    """The file of a SQLite address; an open engine would make its folder."""
    return Path(make_url(url).database or "")


def _work(db: Database) -> Iterator[Finding]:
    now = system_clock()
    with db.read() as tx:
        late = sum(due_count(tx, queue, now - LATE) for queue in QUEUES)
        doubtful = messages_in_doubt(tx)
    promises = "1 promise is" if late == 1 else f"{late} promises are"
    words = f"{promises} over a minute late; is a worker or the clock running?" if late else "nothing is late"
    yield Finding(WRONG if late else OK, "work", words)
    if doubtful:
        listed = ", ".join(message_id for message_id, _ in doubtful[:5])
        texts = "1 text" if len(doubtful) == 1 else f"{len(doubtful)} texts"
        yield Finding(WRONG, "in doubt", f"{texts} may or may not have left: {listed}")


def _redis(settings: Settings) -> Iterator[Finding]:
    if not settings.redis_url:
        yield Finding(NOTE, "redis", Sentence("not set; `cabildo up` starts its own"))
    elif Nudger(settings.redis_url).is_there():
        yield Finding(OK, "redis", Sentence("answers"))
    else:
        yield Finding(
            WRONG, "redis", Sentence("does not answer; replies are slower until it does (the clock sends them)")
        )


def screen(found: Iterator[Finding]) -> tuple[list[str], bool]:
    """The findings as lines, and whether nothing is wrong."""
    kept = list(found)
    return [f"[{each.mark}] {each.about:<11} {each.words}" for each in kept], all(each.mark != WRONG for each in kept)
