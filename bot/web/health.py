"""Whether the process lives, can work, and what it has done, for machines that watch it."""

from flask import Blueprint, Response, jsonify
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.db.migrate import is_current
from bot.messaging.store import messages_in_doubt
from bot.outbox.put import QUEUES
from bot.outbox.relay import due_count
from bot.web.guards import product

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers; nothing else is asked, so that a slow database does not get it killed."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Whether texts can be taken: the database answers and has every migration. Redis away only slows replies."""
    bot = product()
    try:
        with bot.db.read() as tx:
            tx.execute(text("SELECT 1"))
        database = "ok" if is_current(bot.db) else "needs `cabildo db upgrade`"
    except SQLAlchemyError as error:
        database = type(error).__name__
    redis = "ok" if bot.nudger and bot.nudger.is_there() else "away (the clock sends, slower)"
    return jsonify(database=database, redis=redis), 200 if database == "ok" else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    """Gauges in Prometheus' format: due work by queue, texts in doubt, jobs that Redis holds."""
    bot, registry = product(), CollectorRegistry()
    due = Gauge("cabildo_outbox_due", "Outbox items that are due", ["queue"], registry=registry)
    doubt = Gauge("cabildo_messages_in_doubt", "Texts that may or may not have left", registry=registry)
    jobs = Gauge("cabildo_jobs_waiting", "Jobs that wait in Redis", ["queue"], registry=registry)
    with bot.db.read() as tx:
        for queue in QUEUES:
            due.labels(queue).set(due_count(tx, queue, bot.clock()))
            jobs.labels(queue).set(bot.nudger.waiting_jobs(queue) if bot.nudger else 0)
        doubt.set(len(messages_in_doubt(tx)))
    return Response(generate_latest(registry), mimetype="text/plain; version=0.0.4")
