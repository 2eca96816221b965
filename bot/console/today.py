"""Today: what needs a person now, each number a way to it; and the texts that did not arrive. It changes nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bot.broadcasts import recipients
from bot.broadcasts.rules import State
from bot.broadcasts.tables import broadcast
from bot.concerns import board
from bot.console import directory, shown
from bot.console.access import may, product
from bot.console.concerns import kind_names
from bot.console.words import city_zone
from bot.conversations import listing, reading
from bot.conversations.listing import Sought
from bot.conversations.waits import Usual, ratio, usual_waits
from bot.db.base import Tx
from bot.directory import store as gap_store
from bot.flowfiles.services import Service
from bot.releases import proposals
from bot.safety.classes import LABELS

blueprint = Blueprint("today", __name__, url_prefix="/today")

FIRST = 5
"""Lines of each list; the number leads to the rest."""
A_WEEK, FOUR_WEEKS = timedelta(days=7), timedelta(days=28)
UNDER_WAY = (State.SCHEDULED, State.RUNNING, State.PAUSED)
PER_PAGE = 50
MOST_LEFT = 5_000
"""People still in the line of a broadcast that are counted: a page does not wait for a million."""


@dataclass(frozen=True, slots=True)
class Running:
    """A broadcast on its way: so many of its people have yet to have their turn, counted a little beyond MOST_LEFT."""

    id: str
    name: str
    state: str
    left: int


@blueprint.get("")
def today() -> ResponseReturnValue:
    """Everything at a glance; only what this person may open is asked for."""
    bot, viewer = product(), shown.viewer()
    now = bot.clock()
    told: dict[str, Any] = {
        "now": now,
        "languages_spoken": bot.library.city.languages,
        "default_language": bot.library.city.default_language,
    }
    with bot.db.read() as tx:
        if may("inbox.read"):
            told["waiting"] = listing.page(tx, Sought(), viewer, now=now, most=FIRST).lines
            told["count"] = listing.count_waiting(tx, viewer)
            told["dangers"] = reading.dangers(tx, viewer, now - A_WEEK, PER_PAGE)
            told["names"] = shown.names(
                tx, (each for line in told["waiting"] for each in (line.assigned_to, *line.here))
            )
        if may("concerns.read"):
            on = now.astimezone(city_zone()).date()
            told["late"], told["late_count"] = board.late(tx, viewer.departments, today=on, most=FIRST)
            told["late_more"], told["kind_names"] = told["late_count"] >= board.COUNTED, kind_names()
        if may("directory.write"):
            told["gaps"], told["gap_count"] = gap_store.gaps(tx, most=FIRST), gap_store.count_open(tx)
            told["proposed"] = len(proposals.proposals(tx))
        if may("directory.read"):
            on = now.astimezone(city_zone()).date()
            told["reviews"] = directory.due(_own(bot.library.services, viewer.departments), on)
        if may("deliveries.read"):
            told["lost"] = reading.lost(tx, now - A_WEEK)
        if may("broadcasts.read"):
            told["broadcasts"] = _under_way(tx)
        if may("replies.read"):
            told["half_written"] = _half_written(reading.canned_replies(tx), bot.library.city.languages)
            told["untranslated"] = shown.untranslated()
        told["usual"] = usual = usual_waits(reading.waits(tx, now - FOUR_WEEKS, now))
    told["ratio"] = _ratio(usual, bot.library.city.languages, bot.library.city.default_language)
    return render_template(
        "console/today.html", danger_labels=LABELS, first=FIRST, most_left=MOST_LEFT, most_lost=reading.MOST_LOST,
        **told,
    )  # fmt: skip


@blueprint.get("/not-delivered")
def lost() -> ResponseReturnValue:
    """The texts that did not arrive stand among the deliveries."""
    return redirect(url_for("console.deliveries.texts", outcome="lost"))


def _under_way(tx: Tx) -> list[Running]:
    columns = (broadcast.c.id, broadcast.c.name, broadcast.c.state)
    found = tx.execute(
        select(*columns).where(broadcast.c.state.in_(UNDER_WAY)).order_by(broadcast.c.created_at.desc()).limit(FIRST)
    ).all()
    left = recipients.count_lines(tx, [row.id for row in found], MOST_LEFT + 1)
    return [Running(*row, left[row.id]) for row in found]


def _own(services: Sequence[Service], departments: Collection[str] | None) -> list[Service]:
    """The entries of these departments; all of them for who is bound to none."""
    return [each for each in services if departments is None or each.department in departments]


def _half_written(replies: Mapping[str, Mapping[str, str]], languages: Sequence[str]) -> list[str]:
    """The ready answers that lack one of the city's languages."""
    return [name for name, bodies in replies.items() if any(language not in bodies for language in languages)]


def _ratio(usual: Mapping[str, Usual], languages: Sequence[str], default: str) -> tuple[str, float] | None:
    """The language that waits longest compared with the city's own, and how many times as long."""
    told = [(each, times) for each in languages if each != default and (times := ratio(usual, each, default))]
    return max(told, key=lambda each: each[1]) if told else None
