"""One conversation: its thread, and what staff do with it; what an act means stands in bot.conversations.takeover."""

import re
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bot.concerns.tables import concern
from bot.console import shown
from bot.console.access import current_staff, may, product, require_department
from bot.console.pricing import weighed
from bot.console.words import gettext as _
from bot.conversations import labels, listing, reading, takeover
from bot.conversations.reading import Said, Talk
from bot.conversations.rules import TAKEOVER_LASTS
from bot.conversations.takeover import Overtaken, ReplyRefused
from bot.db.base import Tx
from bot.lib import sms
from bot.lib.ids import new_id
from bot.lib.language import guess
from bot.messaging import photos
from bot.outbox.put import NOW
from bot.staff import audit

blueprint = Blueprint("conversation", __name__, url_prefix="/conversations/<conversation_id>")

_KEY = re.compile(r"msg_[0-9A-Z]{26}")
SHORTEST_WHY = 5
MOST_CONCERNS = 5


@blueprint.get("")
def conversation(conversation_id: str) -> ResponseReturnValue:
    """The whole page."""
    return _page(_talk(conversation_id))


@blueprint.get("/thread")
def thread(conversation_id: str) -> ResponseReturnValue:
    """The thread and who answers, as they are now; nothing when the page shows just that."""
    talk = _talk(conversation_id)
    takeover.look(product().db, talk.id, current_staff().id, writing=False, now=product().clock())
    with product().db.read() as tx:
        return shown.unless_seen(_thread(tx, talk))


@blueprint.post("/price")
def price(conversation_id: str) -> ResponseReturnValue:
    """What the reply as it stands would cost, and whether the resident reads its language."""
    talk, body = _talk(conversation_id), request.form.get("body", "")
    if body.strip():
        takeover.look(product().db, talk.id, current_staff().id, writing=True, now=product().clock())
    return render_template("console/price.html", price=weighed(body, talk.language))


@blueprint.post("/reply")
def reply(conversation_id: str) -> ResponseReturnValue:
    """Send a person's text; what cannot be sent comes back with the words kept and the reason beside them."""
    bot, staff, talk = product(), current_staff(), _talk(conversation_id)
    body = request.form.get("body", "").replace("\r\n", "\n")
    key = request.form.get("key", "")
    if not _KEY.fullmatch(key) or not _may_read(talk):
        abort(400)
    seen_at = None if request.form.get("anyway") else _moment(request.form.get("seen_at", ""))
    language = guess(body, bot.library.city.languages) or talk.language
    try:
        takeover.reply(
            bot.db, talk.id, staff.id, body, reply_id=key, language=language, seen_at=seen_at, now=bot.clock()
        )
    except ReplyRefused as refused:
        return _page(talk, body=body, refused=refused.why), 422
    except Overtaken as overtaken:
        return _page(talk, body=body, overtaken=overtaken.staff_id), 409
    if request.form.get("then") == "give_back":
        takeover.give_back(bot.db, talk.id, staff.id, now=bot.clock())
    if bot.nudger:
        bot.nudger.nudge_soon(NOW)
    return _back(talk)


@blueprint.post("/take-over")
def take_over(conversation_id: str) -> ResponseReturnValue:
    """Answer from now on, instead of the flow."""
    talk = _talk(conversation_id)
    takeover.take_over(product().db, talk.id, current_staff().id, now=product().clock())
    return _back(talk)


@blueprint.post("/give-back")
def give_back(conversation_id: str) -> ResponseReturnValue:
    """Let the flow answer again."""
    talk = _talk(conversation_id)
    takeover.give_back(product().db, talk.id, current_staff().id, now=product().clock())
    return _back(talk)


@blueprint.post("/note")
def note(conversation_id: str) -> ResponseReturnValue:
    """Leave words for colleagues."""
    talk = _talk(conversation_id)
    words = request.form.get("note", "").replace("\r\n", "\n")
    takeover.note(product().db, talk.id, current_staff().id, words, now=product().clock())
    return _back(talk)


@blueprint.post("/label")
def label(conversation_id: str) -> ResponseReturnValue:
    """Put a label on, or take one off."""
    bot, talk, who = product(), _talk(conversation_id), current_staff().id
    if off := request.form.get("off", ""):
        takeover.unlabel(bot.db, talk.id, who, off, now=bot.clock())
    else:
        takeover.label(bot.db, talk.id, who, request.form.get("label", ""), now=bot.clock())
    return _back(talk)


@blueprint.post("/assign")
def assign(conversation_id: str) -> ResponseReturnValue:
    """It is somebody's to answer, one's own or a colleague's, or nobody's."""
    talk, who, asked = _talk(conversation_id), current_staff().id, request.form.get("to", "")
    to = who if asked == "me" else asked or None
    with product().db.read() as tx:
        known = dict(shown.colleagues(tx, talk.department))
    if to is not None and to != who and to not in known:
        abort(400)
    takeover.assign(product().db, talk.id, who, to=to, now=product().clock())
    return _back(talk)


@blueprint.post("/undo")
def undo(conversation_id: str) -> ResponseReturnValue:
    """Take back what one has just done."""
    bot, talk = product(), _talk(conversation_id)
    if takeover.undo(bot.db, talk.id, current_staff().id, request.form.get("act", ""), now=bot.clock()):
        flash(_("It is as it was before."), "success")
    else:
        flash(_("It is too late to undo that: something else was done since."), "info")
    return _back(talk)


@blueprint.post("/route")
def route(conversation_id: str) -> ResponseReturnValue:
    """Send it to a department; whoever does not see that department is back in the inbox."""
    talk, staff, department = _talk(conversation_id), current_staff(), request.form.get("department", "")
    if department and department not in product().library.city.departments:
        abort(400)
    takeover.route(product().db, talk.id, staff.id, department=department or None, now=product().clock())
    return _back(talk) if staff.sees(department or None) else redirect(url_for("console.inbox.inbox"), 303)


@blueprint.post("/number")
def number(conversation_id: str) -> ResponseReturnValue:
    """Show the resident's number once, to somebody who says what for; the audit log keeps who, when and why."""
    bot, talk = product(), _talk(conversation_id)
    why = request.form.get("why", "").strip()
    if len(why) < SHORTEST_WHY:
        return _page(talk, why_missing=True), 422
    with bot.db.begin() as tx:
        audit.record(tx, current_staff(), "number.read", talk.contact_id, why, bot.clock())
        sealed = reading.sealed_number(tx, talk.contact_id)
    return _page(talk, number=bot.vault.open(sealed) if sealed else "")


def _talk(conversation_id: str) -> Talk:
    """The conversation; 404 where there is none, or none that this person may see."""
    with product().db.read() as tx:
        found = reading.talk(tx, conversation_id[:40])
    if found is None:
        abort(404)
    require_department(found.department)
    return found


def _may_read(talk: Talk) -> bool:
    return talk.hidden_since is None or may("inbox.sensitive")


def _back(talk: Talk) -> ResponseReturnValue:
    """To the page as it is now."""
    return redirect(url_for("console.conversation.conversation", conversation_id=talk.id), 303)


def _page(talk: Talk, *, body: str = "", **told: Any) -> str:
    bot, staff = product(), current_staff()
    now = bot.clock()
    takeover.look(bot.db, talk.id, staff.id, writing=False, now=now)
    with bot.db.read() as tx:
        part = shown.marked(_thread(tx, talk))
        found = {
            "labels": reading.labels(tx, talk.id), "canned": reading.canned_replies(tx),
            "waiting_step": reading.waiting_step(tx, talk.id), "concerns": _concerns(tx, talk),
            "next_waiting": listing.next_waiting(tx, shown.viewer(), talk.id),
            "names": shown.names(tx, (talk.assigned_to, told.get("overtaken"))), "undo": _undo(tx, talk),
            "colleagues": shown.colleagues(tx, talk.department),
            "known_labels": labels.in_use(tx),
        }  # fmt: skip
    departments = bot.library.city.departments
    return render_template(
        "console/conversation.html", talk=talk, thread=part, body=body, now=now, key=new_id("msg", now),
        readable=_may_read(talk), flow_names=_flow_names(), longest=sms.LONGEST,
        departments=[(code, each.get(g.language) or code) for code, each in departments.items()],
        kind_names=_kind_names(), price=weighed(body, talk.language), **found, **told,
    )  # fmt: skip


def _undo(tx: Tx, talk: Talk) -> takeover.Act | None:
    """What this person has just done and may take back."""
    last = takeover.last_act(tx, talk.id)
    return last if last and last.is_undoable_by(current_staff().id, product().clock()) else None


def _thread(tx: Tx, talk: Talk) -> str:
    """The part of the page that asks again by itself."""
    now, viewer = product().clock(), shown.viewer()
    before = _moment(request.args.get("before", ""))
    texts = reading.texts(tx, talk, viewer, before=before)
    whole = len(texts) < reading.TEXTS_AT_ONCE
    remarks = reading.remarks(tx, talk.id, since=None if whole else texts[0].at, before=before)
    here = reading.here(tx, talk.id, viewer.staff_id, now)
    ids = [talk.taken_over_by, *(each.staff_id for each in texts), *(each.staff_id for each in remarks)]
    ids += [each.staff_id for each in here] + [each.body for each in remarks if each.kind == takeover.ASSIGNED]
    silent = talk.taken_over_at is not None and now < talk.taken_over_at + TAKEOVER_LASTS
    return render_template(
        "console/thread.html", talk=talk, entries=_in_order(texts, remarks), here=here, names=shown.names(tx, ids),
        now=now, silent=silent, older=None if whole else texts[0].at, before=before, readable=_may_read(talk),
        understood=shown.understood, decided_lines=shown.lines, lasts_until=_lasts_until(talk),
        flow_names=_flow_names(), kind_names=_kind_names(),
        photos=photos.of_texts(tx, [each.id for each in texts if each.media]),
    )  # fmt: skip


def _in_order(texts: list[Said], remarks: list[reading.Remark]) -> list[tuple[str, Any]]:
    """Texts and remarks together, as they came; of one moment: what was heard, what was done, what was answered."""
    heard = [("text", each) for each in texts if each.direction == "in"]
    said = [("text", each) for each in texts if each.direction == "out"]
    return sorted([*heard, *(("remark", each) for each in remarks), *said], key=lambda each: each[1].at)


def _lasts_until(talk: Talk) -> datetime | None:
    return talk.taken_over_at + TAKEOVER_LASTS if talk.taken_over_at else None


def _concerns(tx: Tx, talk: Talk) -> list[Any]:
    columns = (concern.c.reference, concern.c.kind, concern.c.status, concern.c.created_at)
    rows = select(*columns).where(concern.c.contact_id == talk.contact_id).order_by(concern.c.created_at.desc())
    return list(tx.execute(rows.limit(MOST_CONCERNS)))


def _flow_names() -> dict[str, str]:
    """What each flow is called in the reader's language."""
    flows = product().library.flows.current
    return {id: flow.title.get(g.language) or flow.title.get("en") or id for id, flow in flows.items()}


def _kind_names() -> dict[str, str]:
    return {each.code: each.label.get(g.language) or each.code for each in product().library.lexicon}


def _moment(given: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        return None
    return at if at.tzinfo else None
