"""The clock process: sees that due work is taken up, by a worker, or by itself while Redis is away."""

import os
import signal
import socket
import threading
from datetime import datetime, timedelta
from types import FrameType

import structlog

from bot.concerns import counting, publishing, rising
from bot.directory import joining
from bot.directory import store as directory
from bot.jobs import TURN_SECONDS, drain_with
from bot.messaging import daily, receipts, retention
from bot.messaging.delivery import give_up_waiting
from bot.outbox import leases, numbering, put, relay
from bot.outbox.put import QUEUES
from bot.webhooks import store as webhooks
from bot.wiring import Bot

log = structlog.get_logger()

TICK_SECONDS = 0.5
LEASE_FOR = timedelta(seconds=15)
A_DAY = timedelta(days=1)
QUESTIONS_JOINED_EVERY = timedelta(minutes=2)
DELIVERIES_KEPT_FOR = timedelta(days=30)
"""After that what was delivered, or given up, is not listed any more; the events themselves stay."""


def tick(product: Bot, holder: str) -> int:
    """Once: have every queue with due work drained; how many items this process did itself."""
    now = product.clock()
    if not leases.hold(product.db, "clock", holder, now=now, lease_for=LEASE_FOR):
        return 0
    _have_events_numbered(product, now)
    done = 0
    for queue in QUEUES:
        with product.db.read() as tx:
            due = relay.due_count(tx, queue, now)
        if due and not (product.nudger and product.nudger.nudge(queue)):
            done += drain_with(product, queue, seconds=TURN_SECONDS)
    _have_texts_counted(product, now)
    _join_questions(product, now)
    _daily(product, now)
    return done


def _have_events_numbered(product: Bot, now: datetime) -> None:
    """Promise it when anything has happened; in the transaction of an event it would make turns wait for each other."""
    with product.db.read() as tx:
        waiting = numbering.are_waiting(tx)
    if waiting:
        with product.db.begin() as tx:
            put.put(tx, numbering.NUMBER, numbering.EVENTS, queue=put.LATER, due_at=now)


def _have_texts_counted(product: Bot, now: datetime) -> None:
    """Promise it every few minutes, by a lease that nobody gives back."""
    if leases.hold(product.db, daily.TEXTS, now.isoformat(), now=now, lease_for=daily.EVERY):
        with product.db.begin() as tx:
            put.put(tx, daily.COUNT, daily.TEXTS, queue=put.LATER, due_at=now)


def _join_questions(product: Bot, now: datetime) -> None:
    """Of what the directory could not answer, what says the same stands together soon after it was asked."""
    if leases.hold(product.db, "questions", now.isoformat(), now=now, lease_for=QUESTIONS_JOINED_EVERY):
        with product.db.begin() as tx:
            joining.join(tx)


def _daily(product: Bot, now: datetime) -> None:
    """What is begun once a day by whichever clock comes first: a lease nobody gives back says that it is done."""
    if leases.hold(product.db, "receipts", now.isoformat(), now=now, lease_for=A_DAY):
        with product.db.begin() as tx:
            give_up_waiting(tx, now)
            receipts.promise(tx, now)
            retention.promise(tx, product.library.city.retention_days, now)
            webhooks.forget(tx, now - DELIVERIES_KEPT_FOR)
            directory.forget_old(tx, now)
    if leases.hold(product.db, counting.FIGURES, now.isoformat(), now=now, lease_for=A_DAY):
        with product.db.begin() as tx:
            for each in (rising, counting, publishing):
                each.promise(tx, now)


def run(product: Bot) -> None:
    """Tick until told to stop; an error is logged and the next tick tries again."""
    stopping = threading.Event()

    def stop(_: int, __: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    holder = f"{socket.gethostname()}:{os.getpid()}"
    while not stopping.wait(TICK_SECONDS):
        try:
            tick(product, holder)
        except Exception:  # The database may be restarting; the clock outlives it.
            log.exception("a tick failed")
