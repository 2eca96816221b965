"""Puts the console together: its screens, the look at every request before a view runs, and its pages of refusal."""

from flask import Blueprint, Flask, Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException

from bot.console import (
    account,
    alike,
    audit,
    broadcasts,
    concerns,
    conversation,
    deliveries,
    directory,
    entrance,
    figures,
    flows,
    inbox,
    keys,
    labels,
    lists,
    other_system,
    people,
    photos,
    publications,
    replies,
    settings,
    single_sign_on,
    surveys,
    team,
    today,
    triage,
    webhooks,
    words,
)
from bot.console.access import ENDPOINTS, HALF_WAY, LARGEST_FORMS, OPEN, SIGNED_IN, may, product, url_with
from bot.console.sessions import read_session
from bot.staff.rules import allows

SCREENS = (
    entrance.blueprint,
    single_sign_on.blueprint,
    account.blueprint,
    today.blueprint,
    inbox.blueprint,
    conversation.blueprint,
    people.blueprint,
    concerns.blueprint,
    other_system.blueprint,
    alike.blueprint,
    photos.blueprint,
    triage.blueprint,
    figures.blueprint,
    flows.blueprint,
    directory.blueprint,
    labels.blueprint,
    replies.blueprint,
    broadcasts.blueprint,
    publications.blueprint,
    surveys.blueprint,
    settings.blueprint,
    deliveries.blueprint,
    webhooks.blueprint,
    keys.blueprint,
    team.blueprint,
    audit.blueprint,
)
"""Each family of screens; a new one is added here, and its views in ENDPOINTS."""

FIRST_SCREENS = ("console.today.today", "console.account.account")
"""Where somebody arrives who has just signed in: the first that is there and open to them."""

blueprint = Blueprint("console", __name__, url_prefix="/console", template_folder="templates", static_folder="static")
for _screen in SCREENS:
    blueprint.register_blueprint(_screen)

csrf = CSRFProtect()


def install(app: Flask) -> None:
    """Add the console to the application."""
    bot = app.extensions["cabildo"]
    app.secret_key = bot.vault.signing_secret("forms of the console")
    app.config.update(
        SESSION_COOKIE_NAME="cabildo_form", SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=bot.settings.public_base.startswith("https://"), SESSION_COOKIE_PATH="/console",
        WTF_CSRF_CHECK_DEFAULT=False,  # The carrier's webhooks are signed instead.
        WTF_CSRF_TIME_LIMIT=None,  # As long as the session: a reply that somebody wrote for an hour is not lost.
    )  # fmt: skip
    csrf.init_app(app)
    app.jinja_env.filters.update(
        when=words.when, ago=words.ago, department_name=words.department_name,
        browser_name=words.browser_name,
    )  # fmt: skip
    app.register_blueprint(blueprint)


@blueprint.before_request
def guard() -> ResponseReturnValue | None:
    """Let a request through to its view only as ENDPOINTS says; whoever is not signed in is sent to the door."""
    needed = ENDPOINTS.get(request.endpoint or "")
    if request.endpoint == "console.static":
        return None
    g.staff, g.session, g.half_way = read_session()
    g.language = _language()
    if needed is None:
        return _refusal(403)
    if needed != OPEN and g.staff is None:
        if g.half_way is None:
            return to_the_door()
        if needed != HALF_WAY:
            return redirect(url_for("console.entrance.second_factor"))
    if needed not in (OPEN, HALF_WAY, SIGNED_IN) and not may(needed):
        return _refusal(403)
    if largest := LARGEST_FORMS.get(request.endpoint or ""):
        request.max_content_length = largest
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        csrf.protect()
    return None


@blueprint.after_request
def keep_nothing(response: Response) -> Response:
    """No browser and no proxy keeps a page of the console."""
    if request.endpoint != "console.static":
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.app_context_processor
def known() -> dict[str, object]:
    """What templates may ask: `may("team.change")`, `can_open("console.team.team")`, `staff`."""
    return {
        "may": may, "can_open": can_open, "staff": g.get("staff"), "url_with": url_with,
        "list_address": lists.address, "sorted_by": lists.sorted_by, "page_after": lists.page_after,
    }  # fmt: skip


@blueprint.get("/")
@blueprint.get("")
def start() -> ResponseReturnValue:
    """On to the first screen that this person may open."""
    return redirect(url_for(next(each for each in FIRST_SCREENS if can_open(each))))


def can_open(endpoint: str) -> bool:
    """Whether that screen is there and open to whoever is signed in."""
    needed = ENDPOINTS.get(endpoint)
    if endpoint not in current_app.view_functions or needed is None or g.get("staff") is None:
        return False
    return needed in (OPEN, HALF_WAY, SIGNED_IN) or allows(g.staff.role, needed)


def to_the_door() -> ResponseReturnValue:
    """Sign in first, and then come back to this page."""
    address = url_for("console.entrance.sign_in")
    if request.headers.get("HX-Request"):  # A part of a page cannot show the door; the whole page goes there.
        return Response(status=401, headers={"HX-Redirect": address})
    if request.method == "GET" and request.endpoint != "console.start":
        address = url_for("console.entrance.sign_in", next=request.full_path.rstrip("?"))
    return redirect(address)


@blueprint.errorhandler(HTTPException)
def refused(error: HTTPException) -> ResponseReturnValue:
    """A page for every error, with a way on; a form that has expired says so."""
    if error.response is not None:
        return error.response
    code = error.code or 500
    if code == 401:
        return to_the_door()
    return _refusal(code, expired=isinstance(error, CSRFError))


def _refusal(code: int, *, expired: bool = False) -> ResponseReturnValue:
    return render_template("console/refusal.html", code=code, expired=expired), code


def _language() -> str:
    """That of whoever signed in, else the one asked for or remembered, else the browser's."""
    languages = list(words.languages())
    if g.staff is not None and g.staff.language in languages:
        return str(g.staff.language)
    for wanted in (request.args.get("language", ""), request.cookies.get("language", "")):
        if wanted in languages:
            return wanted
    return request.accept_languages.best_match(languages, product().library.city.default_language)
