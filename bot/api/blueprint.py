"""The API as Flask serves it: every route of the table, its document, its problems, and who may call from a page."""

import json

from flask import Blueprint, Flask, Response, g, jsonify, render_template, request

from bot.api.openapi import BASE, document
from bot.api.problems import KINDS, WHERE, Refused
from bot.api.serving import add
from bot.api.table import ROUTES
from bot.events import EVENTS
from bot.keys.rules import SCOPES
from bot.lib.allowance import Allowance
from bot.webhooks.schemas import events_schema
from bot.wiring import Bot

_ALLOWED = "Authorization, Content-Type, Idempotency-Key, If-None-Match"
_EXPOSED = "ETag, Idempotent-Replayed, RateLimit, RateLimit-Policy, Retry-After"


def install(app: Flask, bot: Bot) -> None:
    """Serve the API on this application."""
    blueprint = Blueprint("api", __name__, url_prefix=BASE, template_folder="templates", static_folder="static")
    allowance = Allowance(bot.settings.redis_url, bot.settings.api_requests_per_minute)
    for route in ROUTES:
        add(blueprint, route, bot, allowance)
    _add_document(blueprint, bot)
    _add_origins(blueprint, app, frozenset(bot.settings.api_origins.split()))
    blueprint.register_error_handler(Refused, lambda refused: refused.response())

    @blueprint.after_request
    def tell_rate(response: Response) -> Response:
        response.headers.update(g.get("rate", {}))
        return response

    app.register_blueprint(blueprint)


def _add_document(blueprint: Blueprint, bot: Bot) -> None:
    said = document(ROUTES, bot.settings.public_base)
    written = json.dumps(said, ensure_ascii=False, indent=1)

    @blueprint.get("/openapi.json")
    def openapi() -> Response:
        """The OpenAPI 3.1 document of the API."""
        response = Response(written, mimetype="application/json")
        response.add_etag()
        response.make_conditional(request)
        return response

    @blueprint.get("/events.schema.json")
    def events_described() -> Response:
        """The JSON Schema of every event, as it is posted and replayed."""
        response = Response(json.dumps(events_schema(EVENTS), indent=1), mimetype="application/schema+json")
        response.add_etag()
        response.make_conditional(request)
        return response

    @blueprint.app_template_filter("as_json")
    def as_json(value: object) -> str:
        """As an answer looks: Flask's own filter would sort the names."""
        return json.dumps(value, ensure_ascii=False, indent=2)

    @blueprint.get("/docs")
    def docs() -> str:
        """The same for people: every resource, its scope, what goes in and comes out."""
        return render_template("api/docs.html", said=said, problems=KINDS, problems_at=WHERE, scopes=SCOPES)

    @blueprint.get("/problems/<kind>")
    def problem(kind: str) -> Response:
        """What one kind of problem means, and what to do about it."""
        if kind not in KINDS:
            raise Refused("not-found")
        known = KINDS[kind]
        return jsonify(type=f"{WHERE}/{kind}", title=known.title, status=known.status, remedy=known.remedy)


def _add_origins(blueprint: Blueprint, app: Flask, origins: frozenset[str]) -> None:
    """Answer browsers of the pages that are named in the settings; of all others nothing says that they may read."""
    if not origins:
        return

    @app.before_request
    def preflight() -> Response | None:
        asks = request.method == "OPTIONS" and request.path.startswith(f"{BASE}/")
        if not asks or request.headers.get("Origin") not in origins:
            return None
        response = Response(status=204)
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Allow-Headers"] = _ALLOWED
        response.headers["Access-Control-Max-Age"] = "600"
        return _open(response)

    @blueprint.after_request
    def open_to_page(response: Response) -> Response:
        return _open(response) if request.headers.get("Origin") in origins else response

    def _open(response: Response) -> Response:
        response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        response.vary.add("Origin")
        return response
