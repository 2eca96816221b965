"""Webhooks: who is posted which events, how each does, what was sent and answered, and sending again; nothing is posted
here, a worker does that."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import current_staff, product, url_with
from bot.console.words import city_zone
from bot.console.words import gettext as _
from bot.db.base import Tx
from bot.events import EVENTS
from bot.outbox import numbering, recorded
from bot.outbox.put import LATER
from bot.staff import audit
from bot.webhooks import listing, rules, sent, service, store, tries
from bot.webhooks.rules import State, Status
from bot.webhooks.sent import Call
from bot.webhooks.service import Mistake, NotPossible, Stretch, Wish
from bot.webhooks.signing import AGENT, body_of
from bot.webhooks.store import Subscription

blueprint = Blueprint("webhooks", __name__, url_prefix="/webhooks")

KEEP_FOR = {"day": timedelta(days=1), "week": timedelta(days=7), "end": timedelta()}
"""How long an old secret may go on signing beside the new one."""
LONGEST_WHY = 200


@blueprint.get("")
def webhooks() -> str:
    """Every subscription and how it does; those that have ended come last."""
    with product().db.read() as tx:
        found = sorted(store.subscriptions(tx), key=lambda each: each.state is State.GONE)
        standing = listing.standings(tx, [each.id for each in found])
    return render_template("console/webhooks.html", subscriptions=found, standing=standing, most=listing.MOST_COUNTED)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Another system that is to get events; its secret is shown this once."""
    bot = product()
    if request.method == "GET":
        return _form(Wish("", (), current_staff().email), [])
    wish = _asked()
    if wrong := service.mistakes(wish, bot.excepted_hosts):
        return _form(wish, wrong), 422
    made, secret = service.subscribe(
        bot.db, bot.vault, wish, excepted=bot.excepted_hosts, now=bot.clock(), also=_kept("webhook.created", wish.url)
    )
    return _secret(made, secret)


@blueprint.get("/<subscription_id>")
def subscription(subscription_id: str) -> str:
    """One subscription: how it does, its secrets, what may be done, and its deliveries."""
    bot, of = product(), _the(subscription_id)
    status, before = _status(), _number(request.args.get("before", ""))
    with bot.db.read() as tx:
        page = listing.page(tx, of.id, status=status, before=before)
        told = {
            "standing": listing.standings(tx, [of.id])[of.id], "secrets": store.secrets(tx, of.id, bot.clock()),
            "replays": listing.replays(tx, of.id), "last_number": numbering.last_number(tx),
        }  # fmt: skip
    older = url_with(before=str(page.before)) if page.before else ""
    return render_template(
        "console/webhook.html", of=of, page=page, status=status, older=older, is_first=before is None,
        statuses=list(Status), most=listing.MOST_COUNTED, wrong={}, now=bot.clock(), **told,
    )  # fmt: skip


@blueprint.route("/<subscription_id>/edit", methods=["GET", "POST"])
def edit(subscription_id: str) -> ResponseReturnValue:
    """Another address, other events, another owner."""
    bot, of = product(), _the(subscription_id)
    if request.method == "GET":
        return _form(Wish(of.url, of.types, of.owner, of.grants), [], of)
    wish = _asked()
    if wrong := service.mistakes(wish, bot.excepted_hosts):
        return _form(wish, wrong, of), 422
    service.change(bot.db, of.id, wish, excepted=bot.excepted_hosts, also=_kept("webhook.changed", wish.url))
    flash(_("It is changed."), "success")
    return _back(of)


@blueprint.post("/<subscription_id>/pause")
def pause(subscription_id: str) -> ResponseReturnValue:
    """Post nothing more for now; what happens is kept."""
    why = _why()
    return _done(
        subscription_id, _("It is paused. What happens is kept for it."),
        lambda of: service.pause(product().db, of.id, why=why, also=_kept("webhook.paused", why)),
    )  # fmt: skip


@blueprint.post("/<subscription_id>/resume")
def resume(subscription_id: str) -> ResponseReturnValue:
    """Go on, with what waits first."""
    return _done(
        subscription_id, _("It is active again; what waits goes out now, the oldest first."),
        lambda of: service.resume(product().db, of.id, now=product().clock(), also=_kept("webhook.resumed", of.url)),
    )  # fmt: skip


@blueprint.post("/<subscription_id>/end")
def end(subscription_id: str) -> ResponseReturnValue:
    """It gets nothing any more; resuming it brings it back."""
    why = _why()
    return _done(
        subscription_id, _("It has ended. What waited is listed as given up, and can be sent after resuming."),
        lambda of: service.unsubscribe(
            product().db, of.id, why=why, now=product().clock(), also=_kept("webhook.ended", why)
        ),
    )  # fmt: skip


@blueprint.post("/<subscription_id>/test")
def test(subscription_id: str) -> ResponseReturnValue:
    """Post a test event to this one alone."""
    return _done(
        subscription_id, _("A test event is on its way; it appears below within seconds."),
        lambda of: service.test(product().db, of.id, now=product().clock(), also=_kept("webhook.tested", of.url)),
    )  # fmt: skip


@blueprint.post("/<subscription_id>/rotate")
def rotate(subscription_id: str) -> ResponseReturnValue:
    """A new secret, shown this once; the old one goes on signing beside it for a while."""
    bot, of = product(), _the(subscription_id)
    keep = request.form.get("keep", "")
    if keep not in KEEP_FOR:
        abort(400)
    secret = service.rotate(
        bot.db, bot.vault, of.id, keep_for=KEEP_FOR[keep], now=bot.clock(), also=_kept("webhook.rotated", keep)
    )
    return _secret(of, secret)


@blueprint.post("/<subscription_id>/resend")
def resend(subscription_id: str) -> ResponseReturnValue:
    """Send a stretch of events once more: from a number or a moment on, all of them or what was given up."""
    bot, of, form = product(), _the(subscription_id), request.form
    with bot.db.read() as tx:
        newest = numbering.last_number(tx)
        first = _first(tx, form.get("since", "").strip())
    last = _number(form.get("until", "").strip()) if form.get("until", "").strip() else newest
    only = Status.DEAD if form.get("only") == Status.DEAD else None
    if first is not None and first > newest:
        flash(_("Nothing has happened since then, so there is nothing to send."), "info")
        return _back(of, "again")
    if first is None or last is None or not 1 <= first <= last:
        flash(_("Say from where: the number of an event, or a day such as 2026-03-10."), "error")
        return _back(of, "again")
    stretch = Stretch(of.id, first, min(last, newest), only)
    words = f"{stretch.first}-{stretch.last} {stretch.only or ''}".strip()
    service.replay(bot.db, stretch, now=bot.clock(), also=_kept("webhook.resent", words))
    _nudge()
    flash(_("It is being sent once more. You can leave this page."), "success")
    return _back(of)


@blueprint.get("/<subscription_id>/deliveries/<int:sequence>")
def delivery(subscription_id: str, sequence: int) -> str:
    """One event on its way to one subscription: what was posted, what came back, what comes next."""
    of = _the(subscription_id)
    with product().db.read() as tx:
        row = listing.delivery_of(tx, of.id, min(sequence, 2**62))
        event = recorded.recorded(tx, [sequence]).get(sequence) if row else None
        calls = tries.of_delivery(tx, row.id) if row else []
        if row is None or event is None:
            abort(404)
        last = [Call(row.tried_at, row.took_ms or 0, row.why)] if row.tried_at else []
        sent_with = sent.sent(
            tx, product().vault, of, event, [*last, *(Call(each.at, each.took_ms or 0, each.why) for each in calls)]
        )  # fmt: skip
    masked = {"phone": "+1…"} if "phone" in of.grants else {}
    return render_template(
        "console/webhook_delivery.html", of=of, row=row, event=event, body=body_of(event, masked), agent=AGENT,
        calls=list(zip(calls, sent_with[len(last):], strict=True)), sent=sent_with[0] if last else None,
    )  # fmt: skip


@blueprint.post("/<subscription_id>/deliveries/<int:sequence>/resend")
def resend_one(subscription_id: str, sequence: int) -> ResponseReturnValue:
    """Post one event once more."""
    bot, of = product(), _the(subscription_id)
    stretch = Stretch(of.id, sequence, sequence)
    service.replay(bot.db, stretch, now=bot.clock(), also=_kept("webhook.resent", str(sequence)))
    _nudge()
    flash(_("It is on its way once more."), "success")
    return redirect(url_for("console.webhooks.delivery", subscription_id=of.id, sequence=sequence), 303)


def _the(subscription_id: str) -> Subscription:
    with product().db.read() as tx:
        found = store.subscription_by_id(tx, subscription_id[:40])
    if found is None:
        abort(404)
    return found


def _done(subscription_id: str, words: str, act: Callable[[Subscription], object]) -> ResponseReturnValue:
    """Do it and say so; what cannot be done as things stand is told instead."""
    of = _the(subscription_id)
    try:
        act(of)
    except NotPossible:
        flash(_("That does not go with the state it is in now. Nothing was changed."), "error")
        return _back(of)
    _nudge()
    flash(words, "success")
    return _back(of)


def _back(of: Subscription, place: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("console.webhooks.subscription", subscription_id=of.id, _anchor=place), 303)


def _nudge() -> None:
    if nudger := product().nudger:
        nudger.nudge_soon(LATER)


def _kept(act: str, why: str) -> service.Also:
    """The line of the audit log."""
    staff, now = current_staff(), product().real_clock()
    return lambda tx, subscription_id: audit.record(tx, staff, act, subscription_id, why, now)


def _why() -> str:
    """Why somebody stops it; without words, who it was."""
    return " ".join(request.form.get("why", "").split())[:LONGEST_WHY] or current_staff().name


def _status() -> Status | None:
    asked = request.args.get("status", "")
    return Status(asked) if asked in list(Status) else None


def _number(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 16 else None


def _first(tx: Tx, given: str) -> int | None:
    """The number where a stretch begins, as somebody wrote it: a number, a day or a moment in the city's time."""
    if (number := _number(given)) is not None:
        return number
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        return None
    return recorded.number_at(tx, at if at.tzinfo else at.replace(tzinfo=city_zone()))


def _asked() -> Wish:
    """What the form asks for; what a wider pattern holds already falls away."""
    chosen = [each.strip()[:48] for each in request.form.getlist("types")]
    types = tuple(
        each for each in dict.fromkeys(chosen)
        if each and not any(other != each and rules.matches([other], each.replace("*", "x")) for other in chosen)
    )  # fmt: skip
    form = request.form
    return Wish(
        form.get("url", "").strip()[:2000], types, form.get("owner", "").strip()[:254], tuple(form.getlist("grants"))
    )  # fmt: skip


def _form(wish: Wish, wrong: list[Mistake], of: Subscription | None = None) -> str:
    types = sorted(event.type for event in EVENTS if event.type != rules.TEST)
    families = {name: list(those) for name, those in groupby(types, key=lambda each: each.partition(".")[0])}
    known = {"*", *types, *(f"{name}.*" for name in families)}
    return render_template(
        "console/webhook_form.html", wish=wish, wrong={each.field: each for each in wrong}, of=of, families=families,
        others=[each for each in wish.types if each not in known], grants=list(rules.GRANTS),
    )  # fmt: skip


def _secret(of: Subscription, secret: str) -> str:
    back = url_for("console.webhooks.subscription", subscription_id=of.id)
    return render_template("console/secret.html", kind="webhook", name=of.url, secret=secret, back=back)
