"""The door through the city's own provider: off to it, and back from it; what goes wrong leaves the password's door."""

import hmac

import structlog
from flask import Blueprint, abort, g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import product
from bot.console.entrance import next_page
from bot.console.entrance import provider_name as name
from bot.console.sessions import address, browser, open_session
from bot.console.words import gettext as _
from bot.console.words import when
from bot.lib.ids import random_digits
from bot.lib.oidc import Asked, Identity, NotBelieved, Provider, Unreachable
from bot.staff import single_sign_on
from bot.staff.rules import HALF_WAY_FOR
from bot.staff.signing_in import Wait

log = structlog.get_logger()

blueprint = Blueprint("single_sign_on", __name__, url_prefix="/single-sign-on")

BEGUN = "single_sign_on"
"""Where the form's own signed cookie keeps what a sign-in was begun with."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_LENGTH = 43
"""256 bits, and as long as a PKCE verifier has to be."""


@blueprint.get("")
def begin() -> ResponseReturnValue:
    """Off to the provider. A link leads here: no form of ours may end up elsewhere (form-action)."""
    provider = _provider()
    if g.staff is not None:
        return redirect(next_page() or url_for("console.start"))
    asked = Asked(*(random_digits(_LETTERS, _LENGTH) for _ in range(3)))
    try:
        there = provider.address(asked)
    except Unreachable as error:
        return _not_there(error)
    began = product().real_clock().timestamp()
    session[BEGUN] = [asked.state, asked.nonce, asked.verifier, next_page(), int(began)]
    return redirect(there)


@blueprint.get("/return")
def back() -> ResponseReturnValue:
    """Back from the provider, with a code or with its refusal."""
    provider, bot = _provider(), product()
    begun = _begun(request.args.get("state", ""))
    if begun is None:
        return _at_the_door(_("That sign-in was begun too long ago, or in another browser. Begin again."))
    asked, onward = begun
    if not request.args.get("code") or request.args.get("iss", provider.issuer).rstrip("/") != provider.issuer:
        log.warning("single sign-on was refused", why=request.args.get("error", "no code")[:60])
        return _at_the_door(_("%(name)s did not let you in. Try again, or use your password.", name=name()))
    attempt = single_sign_on.attempt(bot.db, bot.vault, address(), now=bot.real_clock())
    if isinstance(attempt, Wait):
        return _at_the_door(_("Too many attempts. Try again after %(when)s.", when=when(attempt.until)))
    try:  # No transaction is open here: the provider may take its time.
        identity = provider.identity(request.args["code"][:2000], asked, now=bot.real_clock())
    except Unreachable as error:
        return _not_there(error)
    except NotBelieved as error:
        log.warning("single sign-on is not believed", why=str(error))
        return _at_the_door(_("What %(name)s said could not be checked. Try again, or use your password.", name=name()))
    return _enter(identity, attempt, onward)


def _enter(identity: Identity, attempt: str, onward: str) -> ResponseReturnValue:
    bot = product()
    entered = single_sign_on.enter(
        bot.db, identity, asks_everybody=bot.settings.oidc_second_factor, attempt_id=attempt, browser=browser(),
        now=bot.real_clock(),
    )  # fmt: skip
    if isinstance(entered, single_sign_on.NotLetIn):
        log.warning("single sign-on of nobody who may come in", why=entered.why)
        return _at_the_door(_refusals()[entered.why])
    half_way = url_for("console.entrance.second_factor", next=onward or None)
    response = make_response(redirect((onward or url_for("console.start")) if entered.is_whole else half_way))
    open_session(response, entered.token)
    return response


def _refusals() -> dict[str, str]:
    return {
        "unknown": _("Nobody with this account is on the team. Ask an administrator to invite your e-mail."),
        "unverified": _("%(name)s does not vouch for your e-mail. Use your password, or ask who runs it.", name=name()),
        "other": _("Your e-mail was linked to another account of %(name)s. Ask an administrator to unlink it.",
                   name=name()),
    }  # fmt: skip


def _provider() -> Provider:
    provider = product().provider
    if provider is None:
        abort(404)
    return provider


def _begun(state: str) -> tuple[Asked, str] | None:
    """What this browser began with that state, once; None when it did not, or too long ago."""
    begun = session.pop(BEGUN, None)
    if not isinstance(begun, list) or len(begun) != 5:
        return None
    kept, nonce, verifier, onward, began = begun
    is_fresh = product().real_clock().timestamp() - began < HALF_WAY_FOR.total_seconds()
    if not is_fresh or not hmac.compare_digest(str(kept).encode(), state.encode()):
        return None
    return Asked(kept, nonce, verifier), onward


def _not_there(error: Unreachable) -> ResponseReturnValue:
    log.warning("the single sign-on provider does not answer", why=str(error))
    words = _("%(name)s does not answer at the moment. Use your password, or try again in a minute.", name=name())
    return _at_the_door(words, code=503)


def _at_the_door(wrong: str, *, code: int = 422) -> ResponseReturnValue:
    return render_template("console/sign_in.html", wrong=wrong, email="", provider=name()), code
