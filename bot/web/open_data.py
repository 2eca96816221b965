"""Open data about concerns: two files that a worker makes once a day, and a page about them; it counts nothing."""

from flask import Blueprint, Response, abort, render_template, request

from bot.concerns import publishing
from bot.concerns.opened import ALL, COLUMNS, ELSEWHERE, FLOOR, NO_CATEGORY, SUPPRESSED
from bot.lib.suppression import NEAREST, SMALLEST_SHOWN
from bot.web.guards import product

blueprint = Blueprint("open_data", __name__, url_prefix="/open-data", template_folder="templates")

TYPES = {publishing.CSV: "text/csv; charset=utf-8", publishing.GEOJSON: "application/geo+json"}
KEPT_SECONDS = 3600
"""How long a browser, or a proxy, may keep a file without asking."""


@blueprint.get("")
def page() -> str:
    """What the files are, what is in them and what is not."""
    bot = product()
    with bot.db.read() as tx:
        made_at = publishing.made_at(tx)
    spoken = bot.library.city.languages
    return render_template(
        "web/open_data.html", files=publishing.FILES, made_at=made_at, smallest=SMALLEST_SHOWN, floor=FLOOR,
        nearest=NEAREST, suppressed=SUPPRESSED, elsewhere=ELSEWHERE, all=ALL, other=NO_CATEGORY,
        columns=[*COLUMNS, *(f"category_{each}" for each in spoken), "reports"],
    )  # fmt: skip


@blueprint.get("/<name>")
def file(name: str) -> Response:
    """One of the files, as it was made last."""
    if name not in TYPES:
        abort(404)
    with product().db.read() as tx:
        found = publishing.file(tx, name)
    if found is None:
        abort(404)
    body, digest, made_at = found
    response = Response(body, content_type=TYPES[name])
    response.set_etag(digest)
    response.last_modified = made_at
    response.cache_control.public, response.cache_control.max_age = True, KEPT_SECONDS
    response.headers["Access-Control-Allow-Origin"] = "*"  # Maps of others read it in the browser.
    response.make_conditional(request)
    return response
