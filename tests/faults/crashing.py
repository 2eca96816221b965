"""The product's own web and worker process, made to kill itself once at a named point; only tests start it."""

import os
import signal
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from runpy import run_path
from typing import Any

import psycopg
from sqlalchemy import Pool, event

import bot.web.twilio as webhooks
from bot.messaging.twilio import TwilioCarrier

ROOT = Path(__file__).parent.parent.parent
_turn = threading.local()


def die_at(point: str) -> None:
    """End this process at once, without a word, if it was told to at this point."""
    armed = Path(os.environ["CRASH_FOLDER"]) / f"crash-{point}"
    try:
        armed.unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def _die_around_commits() -> None:
    """In the turn's transaction: everything is written, nothing is committed."""

    @event.listens_for(Pool, "connect")
    def watch(connection: Any, _: Any) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(lambda sql: at_commit() if sql.startswith("COMMIT") else None)

    def at_commit() -> None:
        if getattr(_turn, "runs", False):
            die_at("before-commit")

    commit, execute = psycopg.Connection.commit, psycopg.RawCursor.execute

    def watched_commit(connection: Any) -> None:
        at_commit()
        commit(connection)

    def watched_execute(cursor: Any, query: Any, *arguments: Any, **named: Any) -> Any:
        if cursor.connection.autocommit and "INSERT INTO message" in str(query):
            at_commit()  # The whole turn is one statement, which commits by itself.
        return execute(cursor, query, *arguments, **named)

    psycopg.Connection.commit = watched_commit  # type: ignore[method-assign]
    psycopg.RawCursor.execute = watched_execute  # type: ignore[method-assign]


def _die_around_the_turn() -> None:
    take_text = webhooks.take_text

    def watched(*arguments: Any, **named: Any) -> Any:
        _turn.runs = True
        try:
            taken = take_text(*arguments, **named)
        finally:
            _turn.runs = False
        die_at("after-commit")
        return taken

    webhooks.take_text = watched


def _die_around_the_carrier(send: Callable[..., Any]) -> Callable[..., Any]:
    def watched(carrier: TwilioCarrier, letter: Any) -> Any:
        die_at("before-call")
        sent = send(carrier, letter)
        die_at("after-call")
        return sent

    return watched


def web() -> Any:
    """The WSGI application."""
    from bot.app import app_from_environment

    _die_around_commits()
    _die_around_the_turn()
    return app_from_environment()


if __name__ == "__main__":
    TwilioCarrier.send = _die_around_the_carrier(TwilioCarrier.send)  # type: ignore[method-assign]
    run_path(str(ROOT / "worker.py"), run_name="__main__")
