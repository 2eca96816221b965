"""Broadcasts: the list, one as it stands, and what is done with it; what an act means is in bot.broadcasts."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_date
from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.broadcasts import counts, emergency, followups, listing, previews, rules, service, store, trial
from bot.broadcasts.emergency import Override
from bot.broadcasts.rules import BEFORE, NEXT, Broadcast, City, NotAllowed
from bot.broadcasts.service import CannotBeSent, SaidAlready
from bot.console import broadcast_calendar, broadcast_results, broadcast_writing, shown
from bot.console import broadcast_words as words
from bot.console.access import current_staff, product
from bot.console.broadcast_form import shown_form
from bot.console.broadcast_writing import bubble, count_soon, found_broadcast
from bot.console.lists import PAGE, asked_order
from bot.console.residents import topic_name
from bot.console.words import gettext as _
from bot.lib.language import guess
from bot.lib.phone import read_number
from bot.messaging.rules import EMERGENCY
from bot.outbox.put import BULK, NOW
from bot.wiring import broadcast_city

blueprint = Blueprint("broadcasts", __name__, url_prefix="/broadcasts")
for _show in (words.grouped, words.money):
    blueprint.add_app_template_filter(_show)

ORDERS = {"created": (str,), "name": (str,)}
BEFOREHAND = ("7d", "2d", "1d", "2h")
"""The times before an event that a reminder may have."""


@blueprint.get("")
def broadcasts() -> str:
    """All of them, the newest first; the address filters and sorts."""
    order, asked = asked_order(ORDERS, "-created"), request.args
    state = asked.get("state", "") if asked.get("state", "") in words.states() else ""
    kind = asked.get("kind", "") if asked.get("kind", "") in words.kinds() else ""
    after = str(order.after[0]) if order.after else ""
    with product().db.read() as tx:
        found, last = listing.lines(tx, state=state, kind=kind, by=order.by, down=order.down, after=after, limit=PAGE)
    return render_template(
        "console/broadcasts.html", found=found, order=order, after=(last,) if last else None, state=state, kind=kind,
        states=words.states(), kinds=words.kinds(),
    )  # fmt: skip


@blueprint.get("/<broadcast_id>")
def broadcast(broadcast_id: str) -> ResponseReturnValue:
    """One as it stands."""
    return _page(found_broadcast(broadcast_id))


@blueprint.get("/<broadcast_id>/standing")
def standing(broadcast_id: str) -> ResponseReturnValue:
    """The part of the page that asks again; nothing while it is the same."""
    return shown.unless_seen(_standing(found_broadcast(broadcast_id), broadcast_city(product())))


def _page(of: Broadcast, *, status: int = 200, **told: Any) -> ResponseReturnValue:
    bot = product()
    city = broadcast_city(bot)
    part = shown.marked(_standing(of, city))
    with bot.db.read() as tx:
        called = store.overrides(tx, of.id)
        names = store.names_of(tx, of, *(each.by for _, each in called))
        follows = store.broadcast_by_id(tx, of.audience_of) if of.audience_of else None
        report = store.broadcast_by_name(tx, followups.report_name(of.name)) if of.started_at else None
        count = counts.count_of(tx, of.id, counts.AUDIENCE)
    me = current_staff()
    wrote = any(not rules.is_another(me.id, each, {**names, me.id: me.name}) for each in of.written_by)
    form = shown_form(of, city, g.language)
    page = render_template(
        "console/broadcast.html", of=of, standing=part, names=names, called=called, follows=follows, report=report,
        allowed=NEXT[of.state], is_before=of.state in BEFORE, fingerprint=rules.fingerprint(of), form=form,
        states=words.states(), kinds=words.kinds(), levels=words.levels(), topic_name=topic_name,
        is_emergency=of.kind == EMERGENCY,
        alone_up_to=city.alone_up_to,
        wrote=wrote, too_many=wrote and count is not None and (count.people or 0) > city.alone_up_to,
        writers=[names.get(each, each) for each in of.written_by],
        report_day=format_date(of.report_on, "full", locale=g.language) if of.report_on else "",
        variants=[(each, {code: bubble(each.texts[code], code, city) for code in city.words.languages
                          if code in each.texts}) for each in of.variants if each.texts],
        spoken=city.words.languages, beforehand=BEFOREHAND, said={}, **told,
    )  # fmt: skip
    return page, status


def _standing(of: Broadcast, city: City) -> str:
    """Whom it would reach, while it has not begun; afterwards how far it is."""
    bot = product()
    now = bot.clock()
    what = counts.AUDIENCE if of.state in BEFORE else counts.RESULTS
    with bot.db.read() as tx:
        count = counts.count_of(tx, of.id, what)
        is_due = counts.is_due(count, now) if what == counts.RESULTS else count is None
    if is_due:
        with bot.db.begin() as tx:
            counts.ask(tx, of, what, now)
            count = counts.count_of(tx, of.id, what)
        count_soon()
    told = {"of": of, "count": count, "now": now, "states": words.states()}
    if what == counts.RESULTS:
        return render_template("console/broadcast_progress.html", **told, **broadcast_results.told(of, count))
    return render_template("console/broadcast_preview.html", **told, **_foreseen(of, count, city, now))


def _foreseen(of: Broadcast, count: counts.Count | None, city: City, now: datetime) -> dict[str, Any]:
    if count is None or count.worked_at is None or count.why or count.of != rules.fingerprint(of):
        return {"seen": None}
    seen = previews.preview_of(of, count.reach, count.samples, city, now)
    return {
        "seen": seen, "problems": words.said(seen.problems, of), "warnings": words.said(seen.warnings, of),
        "is_fresh": counts.is_fresh(count, of, now), "left_out": words.left_out, "price": city.price,
        "rate": city.rate, "samples": [(each, guess(each, city.words.languages)) for each in seen.samples],
    }  # fmt: skip


Act = Callable[[Broadcast, City, datetime], str]


def _do(broadcast_id: str, act: Act) -> ResponseReturnValue:
    """Do it, tell that it is done, and show the page; a refusal is told above the page as it is now."""
    of, bot = found_broadcast(broadcast_id), product()
    city = broadcast_city(bot)
    try:
        done = act(of, city, bot.clock())
    except SaidAlready as why:
        return _page(found_broadcast(broadcast_id), status=409, twins=str(why))
    except CannotBeSent as why:
        wrong = words.said(why.problems, of)
        return _page(found_broadcast(broadcast_id), status=422, refused=words.refusal(why), wrong=wrong)
    except NotAllowed as why:
        if why.code == "uncounted":
            _count(of, bot.clock())
        return _page(found_broadcast(broadcast_id), status=409, refused=words.refusal(why))
    flash(done, "success")
    if bot.nudger:
        bot.nudger.nudge_soon(BULK)
    return redirect(url_for("console.broadcasts.broadcast", broadcast_id=of.id), 303)


def _count(of: Broadcast, now: datetime) -> None:
    with product().db.begin() as tx:
        counts.ask(tx, of, counts.AUDIENCE, now)
    count_soon()


@blueprint.post("/<broadcast_id>/count")
def count(broadcast_id: str) -> ResponseReturnValue:
    """Have its audience counted again."""
    of = found_broadcast(broadcast_id)
    if of.state in BEFORE:
        _count(of, product().clock())
    return redirect(url_for("console.broadcasts.broadcast", broadcast_id=of.id), 303)


@blueprint.post("/<broadcast_id>/approve")
def approve(broadcast_id: str) -> ResponseReturnValue:
    """Say that it may be sent as it stands; an emergency with a reason, in the role that one has."""
    staff, reason = current_staff(), " ".join(request.form.get("reason", "").split())

    def act(of: Broadcast, city: City, now: datetime) -> str:
        override = Override(staff.id, staff.role, reason) if of.kind == EMERGENCY and reason else None
        service.approve(
            product().db, city, of.name, who=staff.id, now=now, override=override, by=staff,
            seen=request.form.get("seen") or None,
        )  # fmt: skip
        return _("It is approved. It leaves once somebody starts it.")

    return _do(broadcast_id, act)


@blueprint.post("/<broadcast_id>/start")
def start(broadcast_id: str) -> ResponseReturnValue:
    """Send it, at its time."""

    def act(of: Broadcast, city: City, now: datetime) -> str:
        again = request.form.get("again") == "1"
        begins_at = service.start(product().db, city, of.name, now=now, again=again, by=current_staff())
        opens_at = emergency.hours_of(of.kind, city.quiet).opens_at(begins_at)
        if opens_at <= now:
            return _("It begins now.")
        return _("It begins on %(when)s.", when=shown.moment(opens_at))

    return _do(broadcast_id, act)


@blueprint.post("/<broadcast_id>/pause")
def pause(broadcast_id: str) -> ResponseReturnValue:
    """Nothing more leaves for now."""

    def act(of: Broadcast, city: City, now: datetime) -> str:
        service.pause(product().db, of.name, now=now, by=current_staff())
        return _("It is paused. What the carrier has already is gone; everything else waits.")

    return _do(broadcast_id, act)


@blueprint.post("/<broadcast_id>/resume")
def resume(broadcast_id: str) -> ResponseReturnValue:
    """Go on."""

    def act(of: Broadcast, city: City, now: datetime) -> str:
        service.resume(product().db, of.name, now=now, by=current_staff())
        return _("It goes on where it was.")

    return _do(broadcast_id, act)


@blueprint.post("/<broadcast_id>/stop")
def stop(broadcast_id: str) -> ResponseReturnValue:
    """End it for good."""

    def act(of: Broadcast, city: City, now: datetime) -> str:
        service.stop(product().db, of.name, now=now, by=current_staff())
        return _("It is stopped. Nobody who has not been texted yet will be.")

    return _do(broadcast_id, act)


@blueprint.post("/<broadcast_id>/withdraw")
def withdraw(broadcast_id: str) -> ResponseReturnValue:
    """Make it a draft again, as an edit would: off the calendar, without its approval."""

    def act(of: Broadcast, city: City, now: datetime) -> str:
        service.withdraw(product().db, of.name, now=now, by=current_staff())
        return _("It is a draft again.")

    return _do(broadcast_id, act)


@blueprint.post("/<broadcast_id>/duplicate")
def duplicate(broadcast_id: str) -> ResponseReturnValue:
    """A new draft that says the same."""
    of, bot = found_broadcast(broadcast_id), product()
    try:
        copy = service.duplicate(bot.db, broadcast_city(bot), of, now=bot.clock(), by=current_staff())
    except NotAllowed as why:
        return _page(of, status=409, refused=words.refusal(why))
    count_soon()
    flash(_("This is the copy. Give it a name of its own, and a new day for the report."), "success")
    return redirect(url_for("console.broadcasts.edit", broadcast_id=copy.id), 303)


@blueprint.post("/<broadcast_id>/discard")
def discard(broadcast_id: str) -> ResponseReturnValue:
    """Delete a draft."""
    of, bot = found_broadcast(broadcast_id), product()
    try:
        service.discard(bot.db, of.name, now=bot.clock(), by=current_staff())
    except NotAllowed as why:
        return _page(of, status=409, refused=words.refusal(why))
    flash(_("The draft “%(name)s” is deleted.", name=of.name), "success")
    return redirect(url_for("console.broadcasts.broadcasts"), 303)


@blueprint.post("/<broadcast_id>/try-out")
def try_out(broadcast_id: str) -> ResponseReturnValue:
    """Send its texts to one's own phone; the number is kept nowhere."""
    phone = read_number(request.form.get("number", ""))
    if phone is None:
        wrong = _("This is no telephone number. Write it with its area code.")
        return _page(found_broadcast(broadcast_id), status=422, number_wrong=wrong)
    bot = product()

    def act(of: Broadcast, city: City, now: datetime) -> str:
        hashed = bot.vault.lookup(phone)
        trial.send_trial(bot.db, city, of.name, hashed, now=now, by=current_staff())
        if bot.nudger:
            bot.nudger.nudge_soon(NOW)
        return _("Its texts are on the way to that phone.")

    return _do(broadcast_id, act)


@blueprint.post("/<broadcast_id>/report")
def report(broadcast_id: str) -> ResponseReturnValue:
    """Draft what came of it, for those who got it."""
    of, bot = found_broadcast(broadcast_id), product()
    try:
        drafted = followups.report(
            bot.db, broadcast_city(bot), of.name, who=current_staff().id, now=bot.clock(), by=current_staff()
        )
    except NotAllowed as why:
        return _page(of, status=409, refused=words.refusal(why))
    count_soon()
    return redirect(url_for("console.broadcasts.edit", broadcast_id=drafted.id), 303)


@blueprint.post("/<broadcast_id>/remind")
def remind(broadcast_id: str) -> ResponseReturnValue:
    """Draft reminders of a date, for those who got it."""
    of, bot, form = found_broadcast(broadcast_id), product(), request.form
    city, staff = broadcast_city(bot), current_staff()
    texts = {each: body for each in city.words.languages if (body := form.get(f"remind-{each}", "").strip())}
    spans = {"d": "days", "h": "hours"}
    before = [timedelta(**{spans[each[-1]]: int(each[:-1])}) for each in form.getlist("before") if each in BEFOREHAND]
    try:
        at = datetime.fromisoformat(f"{form.get('event_on', '')}T{form.get('event_at', '')}").replace(tzinfo=city.zone)
    except ValueError:
        at = None
    if not (at and before and texts):
        wrong = _("Say when it takes place, how long before they are reminded, and write the words.")
        return _page(of, status=422, remind_wrong=wrong, typed=form)
    try:
        drafts = followups.remind(
            bot.db, city, of.name, texts, event_at=at, before=before, who=staff.id, now=bot.clock(), by=staff
        )
    except NotAllowed as why:
        return _page(of, status=409, remind_wrong=words.refusal(why), typed=form)
    count_soon()
    flash(_("Drafted: %(names)s.", names=", ".join(each.name for each in drafts)), "success")
    return redirect(url_for("console.broadcasts.broadcasts", state="draft"), 303)


@blueprint.post("/<broadcast_id>/results.csv")
def results(broadcast_id: str) -> Response:
    """The results by language as a file; who took it stands in the audit log."""
    return broadcast_results.file(found_broadcast(broadcast_id))


SIBLINGS: Mapping[str, tuple[Callable[..., ResponseReturnValue], tuple[str, ...]]] = {
    "/new": (broadcast_writing.new, ("GET", "POST")),
    "/price": (broadcast_writing.price, ("POST",)),
    "/rule": (broadcast_writing.rule, ("POST",)),
    "/calendar": (broadcast_calendar.calendar, ("GET",)),
    "/<broadcast_id>/edit": (broadcast_writing.edit, ("GET", "POST")),
}
"""The views of this family that other modules hold."""
for _address, (_view, _methods) in SIBLINGS.items():
    blueprint.add_url_rule(_address, _view.__name__, _view, methods=_methods)
