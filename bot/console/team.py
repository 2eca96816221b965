"""The team: who is in it, and for admins how to invite, change and let go."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import current_staff, product
from bot.console.lists import PAGE, asked_order
from bot.console.words import department_name, languages, ngettext
from bot.console.words import gettext as _
from bot.staff import service, single_sign_on, store
from bot.staff.letters import link_address
from bot.staff.rules import ROLES
from bot.staff.service import Member, Refused
from bot.staff.store import Account

ORDERS = {"name": (str,), "role": (str,), "since": (str,)}
"""What the list is sorted by; a page goes on after the id of somebody."""

blueprint = Blueprint("team", __name__, url_prefix="/team")


@blueprint.get("")
def team() -> str:
    """Everybody who may sign in, or might; sorted, narrowed and paged by the address."""
    order = asked_order(ORDERS, "name")
    asked = {name: request.args.get(name, "").strip()[:100] for name in ("role", "department", "state", "words")}
    after = str(order.after[0]) if order.after else None
    with product().db.read() as tx:
        accounts, last = store.team_page(
            tx, store.Listed(**asked), by=order.by, down=order.down, after=after, limit=PAGE
        )
    return render_template(
        "console/team.html", accounts=accounts, order=order, after=(last,) if last else None, asked=asked, roles=ROLES,
        departments=_named_departments(),
    )  # fmt: skip


@blueprint.route("/invite", methods=["GET", "POST"])
def invite() -> ResponseReturnValue:
    """Invite somebody; the link is shown once, and mailed where a mail server is set."""
    bot, wrong = product(), {}
    if request.method == "POST":
        try:
            staff, token = service.invite(
                bot.db, _asked(), known=_departments(), by=current_staff(), letter=bool(bot.settings.mail_server),
                now=bot.real_clock(),
            )  # fmt: skip
            return _link_page(staff.name, staff.email, token)
        except Refused as refused:
            wrong = {_field(refused): reasons()[refused.why]}
    return _form("console/invite.html", wrong, account=None), 422 if wrong else 200


@blueprint.get("/<staff_id>")
def member(staff_id: str) -> str:
    """One of the team."""
    return _member(_account(staff_id), {})


@blueprint.post("/<staff_id>")
def change(staff_id: str) -> ResponseReturnValue:
    """Another name, role or departments."""
    bot = product()
    try:
        service.change(bot.db, staff_id, _asked(), known=_departments(), by=current_staff(), now=bot.real_clock())
    except Refused as refused:
        return _member(_account(staff_id), {_field(refused): reasons()[refused.why]}), 422
    flash(_("It is changed."), "success")
    return redirect(url_for("console.team.member", staff_id=staff_id))


@blueprint.post("/<staff_id>/link")
def invite_again(staff_id: str) -> ResponseReturnValue:
    """Another link to choose a password with."""
    account = _account(staff_id)
    try:
        token = service.invite_again(product().db, staff_id, by=current_staff(), now=product().real_clock())
    except Refused as refused:
        return _refused(staff_id, refused)
    return _link_page(account.staff.name, "", token)


@blueprint.post("/<staff_id>/forget-second-factor")
def forget_factor(staff_id: str) -> ResponseReturnValue:
    """For somebody who lost the authenticator and the recovery codes."""
    try:
        service.forget_factor(product().db, _account(staff_id).staff.id, by=current_staff(), now=product().real_clock())
    except Refused as refused:
        return _refused(staff_id, refused)
    flash(_("At the next sign-in they set up a second factor anew."), "success")
    return redirect(url_for("console.team.member", staff_id=staff_id))


@blueprint.post("/<staff_id>/sign-out")
def sign_out(staff_id: str) -> ResponseReturnValue:
    """Sign somebody out: in one browser, or everywhere."""
    bot, only = product(), request.form.get("session") or None
    try:
        ended = service.end_sessions(
            bot.db, _account(staff_id).staff.id, only=only, by=current_staff(), now=bot.real_clock()
        )
    except Refused as refused:
        return _refused(staff_id, refused)
    flash(ngettext("One browser is signed out.", "%(num)s browsers are signed out.", ended), "success")
    return redirect(url_for("console.team.member", staff_id=staff_id))


@blueprint.post("/<staff_id>/unlink")
def unlink(staff_id: str) -> ResponseReturnValue:
    """Forget which account of the provider is theirs: the next sign-in by their e-mail links anew."""
    bot, staff = product(), _account(staff_id).staff
    if staff.id == current_staff().id:
        return _refused(staff_id, Refused("self"))
    if single_sign_on.forget(bot.db, staff.id, by=current_staff(), now=bot.real_clock()):
        flash(_("It is unlinked. Their next single sign-on is told by their e-mail again."), "success")
    return redirect(url_for("console.team.member", staff_id=staff_id))


@blueprint.post("/<staff_id>/disable")
def disable(staff_id: str) -> ResponseReturnValue:
    """Let somebody in no more."""
    bot, why = product(), request.form.get("why", "").strip()
    try:
        service.disable(bot.db, _account(staff_id).staff.id, by=current_staff(), why=why, now=bot.real_clock())
    except Refused as refused:
        return _refused(staff_id, refused)
    flash(_("They are signed out everywhere and cannot sign in any more."), "success")
    return redirect(url_for("console.team.member", staff_id=staff_id))


@blueprint.post("/<staff_id>/enable")
def enable(staff_id: str) -> ResponseReturnValue:
    """Let somebody in again."""
    service.enable(product().db, _account(staff_id).staff.id, by=current_staff(), now=product().real_clock())
    flash(_("They can sign in again."), "success")
    return redirect(url_for("console.team.member", staff_id=staff_id))


def reasons() -> dict[str, str]:
    """What is said when a change is refused."""
    return {
        "name": _("Write a name, up to 120 letters."),
        "email": _("This is not an e-mail address."),
        "taken": _("Somebody has this e-mail address already."),
        "role": _("Choose a role."),
        "department": _("Choose at least one department: triage sees only what belongs to theirs."),
        "self": _("Nobody changes their own role or locks themselves out. Ask another administrator."),
        "gone": _("They can no longer sign in. Let them in again first."),
    }


def _field(refused: Refused) -> str:
    return {"taken": "email", "department": "departments", "self": "role", "gone": "role"}.get(refused.why, refused.why)


def _refused(staff_id: str, refused: Refused) -> ResponseReturnValue:
    flash(reasons()[refused.why], "error")
    return redirect(url_for("console.team.member", staff_id=staff_id))


def _asked() -> Member:
    form = request.form
    language = form.get("language", "en")
    return Member(
        form.get("name", ""), form.get("email", ""), form.get("role", ""), tuple(form.getlist("departments")),
        language if language in languages() else "en",
    )  # fmt: skip


def _account(staff_id: str) -> Account:
    with product().db.read() as tx:
        account = store.account_by_id(tx, staff_id)
    if account is None:
        abort(404)
    return account


def _departments() -> list[str]:
    return list(product().library.city.departments)


def _named_departments() -> list[tuple[str, str]]:
    return sorted(((code, department_name(code)) for code in _departments()), key=lambda each: each[1])


def _member(account: Account, wrong: dict[str, str]) -> str:
    """The page of one of the team, with where they are signed in."""
    bot = product()
    with bot.db.read() as tx:
        sessions = store.open_sessions(tx, account.staff.id)
        linked = store.identity_of(tx, account.staff.id)
    alive = [each for each in sessions if each.is_alive(bot.real_clock())]
    return _form("console/member.html", wrong, account=account, sessions=alive, linked=linked)


def _form(page: str, wrong: dict[str, str], *, account: Account | None, **more: object) -> str:
    asked = _asked() if request.method == "POST" else (account.staff if account else Member("", "", "coordinator"))
    return render_template(
        page, wrong=wrong, account=account, asked=asked, departments=_named_departments(), roles=ROLES, **more,
    )  # fmt: skip


def _link_page(name: str, mailed_to: str, token: str) -> str:
    settings = product().settings
    return render_template(
        "console/link.html", name=name, mailed_to=mailed_to if settings.mail_server else "",
        link=link_address(settings.public_base, token),
    )  # fmt: skip
