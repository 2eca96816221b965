"""Counts a survey: at once while it is small, by a worker when it is large; what the counts mean is in results.py."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from json import dumps, loads

from sqlalchemy import text

from bot.conversations.store import kept_version
from bot.db.base import Tx
from bot.db.engine import Database
from bot.engine.flow import Flow, Step
from bot.flowfiles.library import Library
from bot.outbox import put
from bot.outbox.relay import Done, Outcome
from bot.surveys import answers, store
from bot.surveys.answers import SMALL, Counts
from bot.surveys.invited import invited

COUNT = "count_survey"
"""The kind of the outbox item; the subject is the survey."""
COUNTED_AGAIN_AFTER = timedelta(minutes=1)
_TAKES_ITS_TIME = text("SET LOCAL statement_timeout = '10min'")


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of a survey and of those who were invited, by language, and when they were made."""

    counts: Counts
    invited: dict[str, int]
    at: datetime


def flows_of(tx: Tx, library: Library, survey: str) -> list[Flow]:
    """The flows that ask it; where none does any more, the one that was answered last."""
    found = [flow for flow in library.flows.current.values() if flow.survey == survey]
    if not found and (version := answers.last_version(tx, survey)) and (kept := kept_version(tx, version)):
        found = [kept]
    return found


def questions_of(flows: list[Flow]) -> list[Step]:
    """What is counted: the questions that have a number, or all of them where none has."""
    asked = [step for flow in flows for step in flow.steps if step.kind in ("ask", "choose")]
    return [step for step in asked if step.number is not None] or asked


def counted(tx: Tx, survey: str, flows: list[Flow], now: datetime) -> Counted | None:
    """The counts: of this moment while the survey is small, else those a worker made last, if it has."""
    if answers.size(tx, survey) <= SMALL:
        people = invited(tx, [flow.id for flow in flows])
        if people is not None:
            return Counted(_count(tx, survey, flows), people, now)
    stored = store.tally(tx, survey)
    return _read(*stored) if stored else None


def is_old(found: Counted | None, now: datetime) -> bool:
    """Whether a worker should count again."""
    return found is None or now - found.at >= COUNTED_AGAIN_AFTER


def ask(tx: Tx, survey: str, now: datetime) -> None:
    """Have it counted by a worker."""
    put.put(tx, COUNT, survey, queue=put.LATER, due_at=now)


def perform(db: Database, library: Library, survey: str, *, now: datetime) -> Outcome:
    """Count it, and keep the counts."""
    with _unhurried(db) as tx:
        flows = flows_of(tx, library, survey)
        counts = _count(tx, survey, flows)
        people = invited(tx, [flow.id for flow in flows], most=None) or {}
    with db.begin() as tx:
        told = {"answers": counts.answers, "cells": counts.cells, "walks": counts.walks, "invited": people}
        store.keep_tally(tx, survey, dumps(told, ensure_ascii=False), now)
    return Done()


@contextmanager
def _unhurried(db: Database) -> Iterator[Tx]:
    """Only reads, and for longer than a page may: millions of answers take more than the seconds of one statement."""
    if db.engine.dialect.name != "postgresql":
        with db.read() as tx:
            yield tx
        return
    with db.begin() as tx:
        tx.execute(_TAKES_ITS_TIME)
        yield tx


def _count(tx: Tx, survey: str, flows: list[Flow]) -> Counts:
    questions = questions_of(flows)
    every = [step for flow in flows for step in flow.steps if step.kind in ("ask", "choose")]
    coded = [step.id for step in every if step.kind == "choose" or step.answer == "number"]
    return answers.count(tx, survey, [step.id for step in questions], coded)


def _read(stored: str, at: datetime) -> Counted:
    told = loads(stored)
    cells = tuple((each[0], each[1], each[2], each[3], each[4]) for each in told["cells"])
    walks = tuple((each[0], each[1], each[2], each[3], each[4]) for each in told["walks"])
    return Counted(Counts(told["answers"], cells, walks), told["invited"], at)
