"""Ready answers: what many residents ask, written once in each language, side by side; sending is elsewhere."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import current_staff, product
from bot.conversations import reading, takeover
from bot.lib import sms
from bot.lib.language import guess

blueprint = Blueprint("replies", __name__, url_prefix="/ready-answers")


@blueprint.get("")
def replies() -> ResponseReturnValue:
    """All of them, with what each costs and which language is missing."""
    with product().db.read() as tx:
        found = reading.canned_replies(tx)
    return render_template("console/replies.html", replies=found, price=sms.price, spoken=_spoken())


@blueprint.route("/write", methods=["GET", "POST"])
def write() -> ResponseReturnValue:
    """A new one, or the one that is named, both languages beside each other."""
    if request.method == "GET":
        name = request.args.get("name", "")
        with product().db.read() as tx:
            bodies = reading.canned_replies(tx).get(name, {})
        return _form(name, bodies)
    name = " ".join(request.form.get("name", "").split())[: takeover.LONGEST_NAME]
    bodies = {each: request.form.get(f"body_{each}", "").replace("\r\n", "\n").strip() for each in _spoken()}
    problems = _problems(name, bodies)
    if problems:
        return _form(name, bodies, problems), 422
    bot, was = product(), request.form.get("was", "")
    if was and was != name:
        takeover.keep_canned(bot.db, was, {}, current_staff().id, now=bot.clock())
    takeover.keep_canned(bot.db, name, bodies, current_staff().id, now=bot.clock())
    return redirect(url_for("console.replies.replies"), 303)


@blueprint.post("/remove")
def remove() -> ResponseReturnValue:
    """Take one out, in every language."""
    bot = product()
    takeover.keep_canned(bot.db, request.form.get("name", ""), {}, current_staff().id, now=bot.clock())
    return redirect(url_for("console.replies.replies"), 303)


def _form(name: str, bodies: Mapping[str, str], problems: Mapping[str, str] | None = None) -> str:
    was = request.values.get("was", name)
    return render_template(
        "console/reply.html", name=name, was=was, bodies=bodies, problems=problems or {}, spoken=_spoken(),
        longest=sms.LONGEST, price=sms.price,
    )  # fmt: skip


def _problems(name: str, bodies: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, by field: `empty`, `long`, or the language that a text is really in."""
    found = {} if name else {"name": "empty"}
    if not any(bodies.values()):
        found[_spoken()[0]] = "empty"
    for language, body in bodies.items():
        heard = guess(body, _spoken()) if body else None
        if body and takeover.why_not(body, answerable=True, left=False):
            found[language] = "long"
        elif heard and heard != language:
            found[language] = heard
    return found


def _spoken() -> tuple[str, ...]:
    return product().library.city.languages
