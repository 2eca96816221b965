"""The door: password, second factor, its set-up, and the links that invitations and forgotten passwords bring."""

from io import BytesIO
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import product
from bot.console.sessions import address, browser, close_session, open_session
from bot.console.words import gettext as _
from bot.console.words import when
from bot.staff import service, signing_in
from bot.staff.rules import SHORTEST_PASSWORD
from bot.staff.signing_in import Opened, Wait
from bot.staff.store import Session

blueprint = Blueprint("entrance", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """The e-mail and the password; then the second factor."""
    wrong, email = "", request.form.get("email", "")[:254]
    if request.method == "POST":
        bot = product()
        opened = signing_in.sign_in(
            bot.db, bot.vault, email=email, password=request.form.get("password", "")[:1000], address=address(),
            browser=browser(), now=bot.real_clock(),
        )  # fmt: skip
        if isinstance(opened, Opened):
            return _with_token(redirect(url_for("console.entrance.second_factor", next=next_page())), opened.token)
        wrong = _waiting(opened) if opened else _("This e-mail and this password do not belong together.")
    elif g.staff is not None:
        return redirect(next_page() or url_for("console.start"))
    page = render_template("console/sign_in.html", wrong=wrong, email=email, provider=provider_name())
    return page, 422 if wrong else 200


@blueprint.route("/second-factor", methods=["GET", "POST"])
def second_factor() -> ResponseReturnValue:
    """The code of the authenticator, or a recovery code."""
    session, bot = _half_way(), product()
    if not _is_set_up(session):
        return redirect(url_for("console.entrance.set_up", next=next_page()))
    wrong = ""
    if request.method == "POST":
        given = request.form.get("code", "")[:40]
        opened = signing_in.prove(bot.db, bot.vault, session, given, browser=browser(), now=bot.real_clock())
        if isinstance(opened, Opened):
            return _with_token(redirect(next_page() or url_for("console.start")), opened.token)
        wrong = _waiting(opened) if opened else _("That code does not work. Wait for the next one and try again.")
    return render_template("console/second_factor.html", wrong=wrong), 422 if wrong else 200


@blueprint.route("/set-up", methods=["GET", "POST"])
def set_up() -> ResponseReturnValue:
    """Enter a secret into an authenticator and prove it with a first code; then the recovery codes, once."""
    session, bot = _half_way(), product()
    if _is_set_up(session):
        return redirect(url_for("console.entrance.second_factor", next=next_page()))
    wrong = ""
    if request.method == "POST":
        given = request.form.get("code", "")[:40]
        opened = signing_in.confirm_factor(bot.db, bot.vault, session, given, browser=browser(), now=bot.real_clock())
        if isinstance(opened, Opened):
            page = render_template(
                "console/recovery.html", codes=opened.codes, onward=next_page() or url_for("console.start")
            )
            return _with_token(make_response(page), opened.token)
        wrong = (
            _waiting(opened) if opened else _("That code does not match. Check the time of your phone and try again.")
        )
    secret = signing_in.begin_factor(bot.db, bot.vault, session.staff.id)
    if secret is None:  # Another window has just finished.
        return redirect(url_for("console.entrance.second_factor"))
    uri = signing_in.totp_address(secret, session.staff.email)
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    page = render_template("console/set_up.html", wrong=wrong, secret=spaced, uri=uri, picture=_picture(uri))
    return page, 422 if wrong else 200


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this session."""
    bot = product()
    signing_in.sign_out(bot.db, g.session or g.half_way, now=bot.real_clock())
    response = redirect(url_for("console.entrance.sign_in"))
    close_session(response)
    return response


@blueprint.route("/forgotten", methods=["GET", "POST"])
def forgotten() -> ResponseReturnValue:
    """Ask for a link to a new password; the answer is the same whoever asks."""
    if request.method == "POST":
        bot = product()
        service.ask_reset(bot.db, bot.vault, request.form.get("email", "")[:254], now=bot.real_clock())
        return render_template("console/forgotten.html", asked=True)
    return render_template("console/forgotten.html", asked=False)


@blueprint.route("/link/<token>", methods=["GET", "POST"])
def link(token: str) -> ResponseReturnValue:
    """Choose a password: first of all, or instead of a forgotten one."""
    bot = product()
    found = service.linked(bot.db, token, now=bot.real_clock())
    if found is None:
        return render_template("console/refusal.html", code=410, expired=False), 410
    staff, purpose = found
    wrong = ""
    if request.method == "POST":
        password = request.form.get("password", "")[:1000]
        try:
            if password != request.form.get("again", ""):
                wrong = _("The two passwords differ. Type the same one twice.")
            else:
                service.choose_password(bot.db, token, password, now=bot.real_clock())
                flash(_("Your password is kept. Now sign in with it."), "success")
                response = redirect(url_for("console.entrance.sign_in"))
                response.delete_cookie("cabildo_staff", path="/console")
                return response
        except service.Refused as refused:
            wrong = weaknesses().get(refused.why) or _("This link works no more. Ask for another.")
    return render_template("console/password.html", member=staff, purpose=purpose, wrong=wrong), 422 if wrong else 200


def provider_name() -> str:
    """What the button for single sign-on says; empty where none is set."""
    settings = product().settings
    return (settings.oidc_name or urlsplit(settings.oidc_issuer).netloc) if settings.has_single_sign_on else ""


def weaknesses() -> dict[str, str]:
    """What is said about a password that is not taken, by the reason."""
    return {
        "short": _("Take at least %(count)s letters. Four or five words in a row are easy to remember.",
                   count=SHORTEST_PASSWORD),
        "long": _("Take at most 128 letters."),
        "plain": _("Take more than a few different letters, and no row such as 123456."),
        "own": _("Take something other than your name, your e-mail or the word password."),
    }  # fmt: skip


def _half_way() -> Session:
    session: Session | None = g.half_way
    if session is None:  # Whoever is signed in already has nothing to do here.
        abort(redirect(next_page() or url_for("console.start")))
    return session


def _is_set_up(session: Session) -> bool:
    return signing_in.has_factor(product().db, session.staff.id)


def next_page() -> str:
    """The page to go on to: one of the console's own, whatever the address says."""
    wanted = request.args.get("next", "")
    plain = wanted.startswith("/console/") and not any(each in wanted for each in "\\\r\n")
    return wanted if plain and "//" not in wanted else ""


def _waiting(wait: Wait) -> str:
    return _("Too many attempts. Try again after %(when)s.", when=when(wait.until))


def _with_token(response: ResponseReturnValue, token: str) -> Response:
    made = make_response(response)
    open_session(made, token)
    return made


def _picture(uri: str) -> str:
    """The address as a QR code: an SVG that takes its size from where it stands."""
    import segno  # Once in a member's life.

    out = BytesIO()
    segno.make(uri, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, svgclass="qr", lineclass=None, omitsize=True
    )
    return out.getvalue().decode()
