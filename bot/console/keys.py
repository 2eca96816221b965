"""API keys: who may read and do what over the API; a secret is shown once, as it is made, and nowhere else."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import current_staff, product
from bot.console.words import city_zone, department_name
from bot.console.words import gettext as _
from bot.keys import rules, service, store
from bot.keys.rules import Key, NotPossible, Secret
from bot.lib.ids import new_id
from bot.staff import audit

blueprint = Blueprint("keys", __name__, url_prefix="/keys")

KEEP_FOR = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30), "end": timedelta()}
"""How long an old secret may go on counting beside the new one."""
LONGEST_PURPOSE = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """A new key as it was typed."""

    name: str = ""
    purpose: str = ""
    scopes: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    last_day: str = ""


@blueprint.get("")
def keys() -> str:
    """Every key: live ones first, then those that have ended."""
    now = product().clock()
    with product().db.read() as tx:
        found = sorted(store.keys(tx), key=lambda each: not each[0].is_live(now))
    return render_template("console/keys.html", keys=found, now=now, last_used=last_used)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A key for another system; its secret is shown this once."""
    if request.method == "GET":
        return _form(Asked(), {})
    bot, asked, form = product(), _asked(), request.form
    now, ends_at = bot.clock(), _end_of(form.get("last_day", ""))
    if wrong := _wrong(asked, ends_at, now):
        return _form(asked, wrong), 422
    key = Key(
        new_id("key", now), asked.name, asked.purpose, frozenset(asked.scopes), frozenset(asked.departments),
        current_staff().name, now, ends_at,
    )  # fmt: skip
    try:
        issued = service.issue(
            bot.db, bot.vault, key, bot.library.city.departments, now=now, also=_kept("key.made", asked.purpose)
        )  # fmt: skip
    except NotPossible:
        return _form(asked, {"name": "taken"}), 422
    return _secret(issued)


@blueprint.get("/<key_id>")
def key(key_id: str) -> str:
    """One key: what it may do, its secrets, and how to change or end it."""
    now, (of, secrets) = product().clock(), _the(key_id)
    return render_template(
        "console/key.html", of=of, secrets=rules.live(secrets, now), now=now, used=last_used(secrets),
    )  # fmt: skip


@blueprint.post("/<key_id>/rotate")
def rotate(key_id: str) -> ResponseReturnValue:
    """A new secret; the one before counts for a while beside it."""
    bot, (of, _secrets) = product(), _the(key_id)
    keep = request.form.get("keep", "")
    if keep not in KEEP_FOR:
        abort(400)
    try:
        issued = service.rotate(
            bot.db, bot.vault, of.id, keep_for=KEEP_FOR[keep], now=bot.clock(), also=_kept("key.rotated", keep)
        )
    except NotPossible:
        flash(_("Two secrets of this key count already, or it has ended. Wait for the older one to end, or end both."),
              "error")  # fmt: skip
        return redirect(url_for("console.keys.key", key_id=of.id), 303)
    return _secret(issued)


@blueprint.post("/<key_id>/revoke")
def revoke(key_id: str) -> ResponseReturnValue:
    """End a key and all its secrets, at once and for good."""
    bot, (of, _secrets) = product(), _the(key_id)
    why = " ".join(request.form.get("why", "").split())
    try:
        service.revoke(bot.db, of.id, now=bot.clock(), also=_kept("key.revoked", why))
        flash(_("It is revoked: it opens nothing any more."), "success")
    except NotPossible:
        flash(_("It was revoked before."), "info")
    return redirect(url_for("console.keys.key", key_id=of.id), 303)


def last_used(secrets: list[Secret]) -> datetime | None:
    """When any of these secrets was shown last."""
    return max((each.last_used_at for each in secrets if each.last_used_at), default=None)


def _the(key_id: str) -> tuple[Key, list[Secret]]:
    with product().db.read() as tx:
        found = store.key_by_name(tx, key_id[:64])
        secrets = store.secrets_of(tx, found.id) if found else []
    if found is None:
        abort(404)
    return found, secrets


def _asked() -> Asked:
    form = request.form
    return Asked(
        " ".join(form.get("name", "").split()), " ".join(form.get("purpose", "").split())[:LONGEST_PURPOSE],
        tuple(form.getlist("scopes")), tuple(form.getlist("departments")), form.get("last_day", "").strip()[:10],
    )  # fmt: skip


def _end_of(day: str) -> datetime | None:
    """The end of that day in the city's zone; None for none, and for what is no day."""
    try:
        last = datetime.fromisoformat(day.strip()).date()
    except ValueError:
        return None
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=city_zone()).astimezone(UTC)


def _wrong(asked: Asked, ends_at: datetime | None, now: datetime) -> dict[str, str]:
    """What is wrong, field to the code of its words."""
    found = {}
    if not (0 < len(asked.name) <= rules.LONGEST_NAME and asked.name.isprintable()):
        found["name"] = "name"
    if not asked.purpose:
        found["purpose"] = "empty"
    scopes, known = set(asked.scopes), product().library.city.departments
    if not scopes or scopes - rules.SCOPES.keys():
        found["scopes"] = "empty"
    if asked.departments and (scopes - rules.BY_DEPARTMENT or set(asked.departments) - known.keys()):
        found["departments"] = "beyond"
    if asked.last_day and (ends_at is None or ends_at <= now):
        found["last_day"] = "past"
    return found


def _form(asked: Asked, wrong: dict[str, str]) -> str:
    departments = [(code, department_name(code)) for code in product().library.city.departments]
    return render_template(
        "console/key_form.html", asked=asked, wrong=wrong, scopes=list(rules.SCOPES), by_department=rules.BY_DEPARTMENT,
        departments=sorted(departments, key=lambda each: each[1]), longest=rules.LONGEST_NAME,
    )  # fmt: skip


def _kept(act: str, why: str) -> service.Also:
    """The line of the audit log."""
    staff, now = current_staff(), product().real_clock()
    return lambda tx, of: audit.record(tx, staff, act, of.id, f"{of.name}: {why}" if why else of.name, now)


def _secret(issued: service.Issued) -> str:
    return render_template(
        "console/secret.html", kind="key", name=issued.key.name, secret=issued.secret, other_until=issued.other_until,
        back=url_for("console.keys.key", key_id=issued.key.id),
    )  # fmt: skip
