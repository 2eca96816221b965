"""Open311 GeoReport v2, for whoever watches what a city is told and does; it shows nothing about anybody."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException, NotFound

from bot.concerns import open311_mapping as georeport
from bot.concerns import store
from bot.concerns.open311_mapping import Asked, Names, Record, Wrong
from bot.web.guards import product

blueprint = Blueprint("open311", __name__, url_prefix="/open311")
_formats = 'any("xml","json")'
CHANGESET = "2026-11-22T00:00:00Z"
"""When these addresses last changed."""
FORMATS = ["text/xml", "application/json"]


def _answer(form: str, root: str, each: str, records: Sequence[Record], status: int = 200) -> Response:
    if form == "json":
        answer: Response = jsonify(list(records))
    else:
        answer = Response(georeport.xml(root, each, records), mimetype="text/xml")
    answer.status_code = status
    return answer


@blueprint.errorhandler(HTTPException)
@blueprint.errorhandler(Wrong)
def refused(error: HTTPException | Wrong) -> Response:
    """The specification's own errors: 404 for what is not there, 400 for everything else."""
    code = 404 if isinstance(error, NotFound) else 400
    said = str(error) if isinstance(error, Wrong) else error.description or error.name
    form = "json" if request.path.endswith(".json") else "xml"
    return _answer(form, "errors", "error", [{"code": str(code), "description": said}], code)


@blueprint.get(f"/v2/services.<{_formats}:form>")
def services(form: str) -> Response:
    """What can be reported: the city's categories, under their names in every language."""
    library = product().library
    groups = {code: _said(label) for code, label in library.city.departments.items()}
    found = [
        georeport.service(each.code, _said(each.label), _keywords(each.keywords), groups.get(each.department, ""))
        for each in library.lexicon
    ]
    found.append(georeport.service(georeport.OTHER, "Other", (), ""))
    return _answer(form, "services", "service", found)


def _keywords(by_language: object) -> list[str]:
    words = by_language.items() if isinstance(by_language, dict) else []
    return sorted({word for _, listed in words for word in listed})


def _said(label: object) -> str:
    """A label in every language of the city, each once."""
    return " / ".join(dict.fromkeys(label.values())) if isinstance(label, dict) else str(label)


@blueprint.get(f"/v2/services/<code>.<{_formats}:form>")
def service_definition(code: str, form: str) -> Response:
    """No category asks for more than its words and its place, so none has a definition."""
    raise NotFound(f"{code} has no definition")


@blueprint.get(f"/v2/requests.<{_formats}:form>")
def requests(form: str) -> Response:
    """Concerns of the last 90 days, or those that are asked for."""
    return _answer(form, "service_requests", "request", _found(georeport.asked(request.args, product().clock())))


@blueprint.get(f"/v2/requests/<reference>.<{_formats}:form>")
@blueprint.get(f"/v2/request/<reference>.<{_formats}:form>")
def one_request(reference: str, form: str) -> Response:
    """One concern by its reference, however old it is."""
    found = _found(georeport.asked({"service_request_id": reference}, product().clock()))
    if not found:
        raise NotFound(f"there is no request {reference}")
    return _answer(form, "service_requests", "request", found)


@blueprint.get(f"/v2/tokens/<token>.<{_formats}:form>")
def token(token: str, form: str) -> Response:
    """Every request has its id at once, so no token was ever given."""
    raise NotFound(f"there is no token {token}")


@blueprint.get(f"/discovery.<{_formats}:form>")
def discovery(form: str) -> Response:
    """Where the endpoint is, as Open311's Service Discovery says it."""
    base = product().settings.public_base
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2", "url": f"{base}/open311/v2", "changeset": CHANGESET,
        "type": "production",
    }  # fmt: skip
    if form == "json":
        return jsonify(
            changeset=CHANGESET, contact=f"{base}/", key_service="", endpoints=[endpoint | {"formats": FORMATS}]
        )
    told = {"changeset": CHANGESET, "contact": f"{base}/", "key_service": ""}
    return Response(georeport.discovery_xml(told, endpoint, FORMATS), mimetype="text/xml")


def _found(asked: Asked) -> list[Record]:
    bot = product()
    library = bot.library
    names = Names(
        {each.code: _said(each.label) for each in library.lexicon},
        {code: _said(label) for code, label in library.city.departments.items()}, ZoneInfo(library.city.time_zone),
    )  # fmt: skip
    with bot.db.read() as tx:
        found = store.published(tx, asked, most=georeport.MOST)
    return [georeport.request(each, names) for each in found]
