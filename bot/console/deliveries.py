"""Deliveries: what became of the texts that left, why some did not arrive, what waits, and sending one once more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import shown
from bot.console.access import current_staff, may, product, url_with
from bot.console.charts import Chart, lines
from bot.console.words import city_zone
from bot.console.words import gettext as _
from bot.conversations.again import NotAgain, again_id, send_again
from bot.db.base import Tx
from bot.lib import sms
from bot.lib.pace import Rate, Standing
from bot.messaging import daily, listing
from bot.messaging.codes import Action, action_for
from bot.messaging.listing import OUTCOMES, Key, Sought
from bot.messaging.pacing import Paced
from bot.messaging.rules import FINAL, why_not_again
from bot.outbox.put import NOW
from bot.staff import audit

blueprint = Blueprint("deliveries", __name__, url_prefix="/deliveries")

SPANS = (7, 30)
ASKED = ("leaving", "sent", "delivered", "lost", "failed", "refused", "unknown")
FEWEST = 20
"""From fewer texts than this a rate of a day is chance, and is not drawn."""


@dataclass(frozen=True, slots=True)
class Sender:
    """A number of the city: how fast it may text, and how it stands; no standing while nobody can be asked."""

    address: str
    rate: Rate
    standing: Standing | None


@blueprint.get("")
def deliveries() -> str:
    """The figures of a week or a month, and what did not arrive by reason."""
    span = 30 if request.args.get("days") == "30" else 7
    sender, now = request.args.get("sender", "")[:64], product().clock()
    first = now.astimezone(city_zone()).date() - timedelta(days=span - 1)
    with product().db.read() as tx:
        days = [first + timedelta(days=each) for each in range(span)]
        rows = [row for row in daily.figures(tx, first, sender) if row[0] in days]
        lost = daily.lost(tx, first, sender)
        counted_at = daily.counted_at(tx)
        waits = listing.waiting(tx, now)
    totals = _totals(rows)
    price = product().library.city.price_per_part * sum(row[4] for row in rows if row[2] != "refused")
    return render_template(
        "console/deliveries.html", span=span, spans=SPANS, sender=sender, senders=_choices(), totals=totals,
        lost=lost, counted_at=counted_at, waits=waits, most=listing.MOST_COUNTED, advice=advice, why_words=why_words,
        first=first, price=price, by_day=_by_day(rows, days), rates=_rates(rows, days),
    )  # fmt: skip


@blueprint.get("/texts")
def texts() -> str:
    """Texts that left, newest first: by day, sender, what became of them, reason and language."""
    sought, given = _sought()
    with product().db.read() as tx:
        page = listing.texts(tx, sought, after=_after(request.args.get("after", "")))
    older = url_with(after=f"{page.after[0].isoformat()}_{page.after[1]}") if page.after else ""
    return render_template(
        "console/delivery_texts.html", page=page, given=given, older=older, asked=ASKED, senders=_choices(),
        why_words=why_words, is_first="after" not in request.args, spoken=product().library.city.languages,
    )  # fmt: skip


@blueprint.get("/texts/<message_id>")
def text(message_id: str) -> str:
    """One text: what became of it, every attempt, and whether it can be sent once more."""
    with product().db.read() as tx:
        return _text_page(tx, message_id)


@blueprint.post("/texts/<message_id>/again")
def again(message_id: str) -> ResponseReturnValue:
    """Send the same words once more, as a new text; asked before, on the text's page."""
    bot, staff = product(), current_staff()
    with bot.db.read() as tx:
        _the(tx, message_id)

    def kept(tx: Tx, new_id: str) -> None:
        audit.record(tx, staff, "text.sent_again", message_id, new_id, bot.real_clock())

    try:
        new_id = send_again(bot.db, message_id, now=bot.clock(), also=kept)
    except NotAgain as not_again:
        flash(again_words()[not_again.why], "error")
        return redirect(url_for("console.deliveries.text", message_id=message_id), 303)
    if bot.nudger:
        bot.nudger.nudge_soon(NOW)
    flash(_("It is on its way once more, as this new text."), "success")
    return redirect(url_for("console.deliveries.text", message_id=new_id), 303)


@blueprint.get("/waiting")
def waiting() -> str:
    """What waits to leave and why, how each sender stands, and the texts in doubt."""
    bot = product()
    now = bot.clock()
    with bot.db.read() as tx:
        told = {
            "waits": listing.waiting(tx, now), "held": listing.held(tx, now), "in_doubt": listing.in_doubt(tx),
        }  # fmt: skip
    paced = bot.paced()
    senders = _senders(paced, now) if paced else []
    return render_template(
        "console/delivery_waiting.html", senders=senders, paced=paced is not None, now=now,
        most=listing.MOST_COUNTED, **told,
    )  # fmt: skip


def _text_page(tx: Tx, message_id: str) -> str:
    row = _the(tx, message_id)
    now, new_id = product().clock(), again_id(message_id)
    why_not = why_not_again(row, now)
    readable = may("inbox.read") and (row.hidden_since is None or may("inbox.sensitive"))
    cost = sms.price(row.body)
    return render_template(
        "console/delivery_text.html", of=row, attempts=listing.attempts(tx, message_id), readable=readable,
        promise=listing.promise(tx, message_id), repeated=new_id if listing.exists(tx, new_id) else "",
        why_not=why_not, why_not_words=again_words().get(why_not or "", ""), dear=cost.dear,
        price=product().library.city.price_per_part * (row.parts or cost.parts),
        advice=advice(row.status, _why(row)), names=shown.names(tx, (row.staff_id,)),
        flow=_flow_name(row.flow), final=why_not == FINAL,
    )  # fmt: skip


def _the(tx: Tx, message_id: str) -> Any:
    row = listing.text(tx, message_id[:64])
    if row is None:
        abort(404)
    return row


def _why(row: Any) -> str:
    """The carrier's code or our own word, as the figures keep it."""
    if row.status == "refused":
        return next(iter(shown.lines(row.decided)), "")
    return str(row.error_code or "")


def _flow_name(flow_id: str | None) -> str:
    flow = product().library.flows.current.get(flow_id or "")
    return shown.in_reader(flow.title) if flow else flow_id or ""


def why_words(status: str, why: str) -> str:
    """Why texts of this status and reason did not arrive, in plain words."""
    if status == "refused":
        return shown.reason_words(why)
    return shown.reason(status, int(why) if why.isdecimal() else None, None)


def advice(status: str, why: str) -> str:
    """What to do about texts that did not arrive for this reason; empty where there is nothing to say."""
    if status == "refused":
        return _("Shorten it and send it anew.") if why == "too long" else _("Nothing: the city keeps to that.")
    if status not in OUTCOMES["failed"]:
        return ""
    return {
        Action.OPTED_OUT: _("Nothing. They come back by texting START."),
        Action.INVALID: _("Nothing will arrive at this number. Ask for another when they call or write."),
        Action.FILTERED: _(
            "Look at the words: links, capital letters and money are taken for spam. Reword, then send again."
        ),
        Action.THROTTLED: _("It was tried again by itself. If that happens often, ask the carrier for a higher rate."),
        Action.UNREACHABLE: _("It was tried again by itself. Send it once more on another day."),
        Action.SETTINGS: _("Tell whoever runs Cabildo here: the city's account at the carrier needs to be mended."),
        Action.UNKNOWN: _("Send it once more. If many fail like this, ask the carrier with the id of the text."),
    }[action_for(int(why) if why.isdecimal() else None)]


def again_words() -> Mapping[str, str]:
    """Why a text is not sent once more."""
    return {
        "gone": _("There is no such text any more."),
        "done": _("It has been sent once more already. If that one did not arrive either, send that one again."),
        "not lost": _("It arrived, or may still arrive."),
        "final": _("It would not arrive the second time either."),
        "once": _("A text of this kind has its moment; sent later it would mislead."),
        "too old": _("It is more than a week old. Write a new one instead."),
        "erased": _("Its words have been erased."),
    }


def _totals(rows: Sequence[Any]) -> dict[str, int]:
    """How many texts came to what, by the words of OUTCOMES."""
    found = dict.fromkeys(("leaving", "sent", "delivered", "failed", "refused", "unknown"), 0)
    for row in rows:
        found[_outcome(row[2])] += int(row[3])
    return found


def _outcome(status: str) -> str:
    return next((name for name, those in OUTCOMES.items() if status in those and name != "lost"), "leaving")


def outcome_names() -> dict[str, str]:
    """What a text came to, in words."""
    return {
        "delivered": _("delivered"), "failed": _("not delivered"), "refused": _("not sent"),
        "unknown": _("no receipt came"), "sent": _("sent, no receipt yet"), "leaving": _("leaving"),
    }  # fmt: skip


def _by_day(rows: Sequence[Any], days: Sequence[date]) -> Chart:
    """What became of each day's texts; what there was none of is not drawn."""
    names = outcome_names()
    counts = {(day, name): 0 for day in days for name in names}
    for row in rows:
        counts[row[0], _outcome(row[2])] += int(row[3])
    there = [name for name in names if any(counts[day, name] for day in days)]
    drawn = [
        {"day": day.isoformat(), "series": names[name], "value": counts[day, name]} for name in there for day in days
    ]  # fmt: skip
    told = [(shown.short_day(day), *(f"{counts[day, name]:,}" for name in there)) for day in days]
    return lines(_("Texts by day"), (_("Day"), *(names[each] for each in there)), told, drawn,
                 names=[names[each] for each in there])  # fmt: skip


def _rates(rows: Sequence[Any], days: Sequence[date]) -> Chart | None:
    """Of the texts whose end is known, how many in a hundred arrived, by language; None while there are too few."""
    ends: dict[tuple[date, str], list[int]] = {}
    for day, language, status, count, _parts in rows:
        outcome = _outcome(status)
        if language and outcome in ("delivered", "failed", "unknown"):
            pair = ends.setdefault((day, language), [0, 0])
            pair[0] += int(count) if outcome == "delivered" else 0
            pair[1] += int(count)
    rates = {key: round(100 * pair[0] / pair[1], 1) for key, pair in ends.items() if pair[1] >= FEWEST}
    spoken = sorted({language for _day, language in rates})
    names = [shown.language_name(each) for each in spoken]
    drawn = [
        {"day": day.isoformat(), "series": shown.language_name(language), "value": rate}
        for (day, language), rate in sorted(rates.items())
    ]  # fmt: skip
    told = [
        (shown.short_day(day), *(f"{rates[day, each]:g}" if (day, each) in rates else "" for each in spoken))
        for day in days if any((day, each) in rates for each in spoken)
    ]  # fmt: skip
    return lines(_("Delivered, of a hundred texts"), (_("Day"), *names), told, drawn, names=names) if drawn else None


def _addresses() -> list[str]:
    return [each.address for each in product().library.city.senders]


def _choices() -> list[tuple[str, str]]:
    return [(each, each) for each in _addresses()]


def _senders(paced: Paced, now: datetime) -> list[Sender]:
    known = dict.fromkeys(paced.sender_of(each) for each in _addresses())
    return [Sender(each, paced.pace.rate(each), paced.pace.standing(each, now)) for each in known]


def _sought() -> tuple[Sought, dict[str, str]]:
    """What the address asks for, and how it was said; what cannot be read means everything."""
    names = ("outcome", "sender", "language_spoken", "why", "day")
    given = {name: request.args.get(name, "").strip()[:64] for name in names}
    begins, ends = _bounds(given["day"])
    outcome = given["outcome"] if given["outcome"] in ASKED else ""
    why = given["why"] if len(given["why"]) < 10 or not given["why"].isdecimal() else ""
    return Sought(outcome, given["sender"], given["language_spoken"][:8], why, begins, ends), given


def _bounds(day: str) -> tuple[datetime | None, datetime | None]:
    """When that day begins and ends; nothing for what is no day."""
    try:
        return daily.day_bounds(date.fromisoformat(day), city_zone())
    except (ValueError, OverflowError):
        return None, None


def _after(given: str) -> Key | None:
    at, _, last = given.partition("_")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, last) if moment.tzinfo and last else None
