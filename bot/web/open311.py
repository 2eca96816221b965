"""Open311 GeoReport v2: apps report, anybody sees what the city is told and does, and nothing about anybody."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel import Locale
from flask import Blueprint, Response, current_app, jsonify, request
from werkzeug.exceptions import HTTPException, NotFound

from bot.concerns import open311_mapping as georeport
from bot.concerns import open311_pages
from bot.concerns.open311_mapping import REFERENCE, Asked, Names, Record, Wrong
from bot.flowfiles.lexicon import Category
from bot.keys import service as keys
from bot.keys.rules import Key
from bot.lib.allowance import Allowance
from bot.lib.paging import Place, cursor
from bot.open311 import store as reports
from bot.open311 import taking
from bot.open311.incoming import Unfit, report_in
from bot.outbox.put import LATER
from bot.web.guards import product

blueprint = Blueprint("open311", __name__, url_prefix="/open311")
_formats = 'any("xml","json")'
CHANGESET = "2026-11-30T00:00:00Z"
"""When these addresses last changed."""
FORMATS = ["text/xml", "application/json"]
SCOPE = "open311:write"
OTHER_LABEL: Mapping[str, str] = {"en": "Something else", "es": "Otra cosa"}
NOTICE: Mapping[str, str] = {
    "en": "Your report is {number}. Ask here how it goes, or text STATUS {number} to the city.",
    "es": "Su reporte es el {number}. Pregunte aquí cómo va, o mande ESTADO {number} a la Ciudad.",
}


class Refusal(Exception):
    """An error of the specification's kinds: the status, what is wrong, and headers."""

    def __init__(self, code: int, said: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(said)
        self.code, self.headers = code, headers or {}


def _answer(form: str, root: str, name: str, records: Sequence[Record], status: int = 200) -> Response:
    if form == "json":
        # What is unknown is left out: the two schemas of GeoReport v2 disagree about null.
        answer: Response = jsonify([{key: each[key] for key in each if each[key] is not None} for each in records])
    else:
        answer = Response(georeport.xml(root, name, records), mimetype="text/xml")
    answer.status_code = status
    return answer


@blueprint.errorhandler(HTTPException)
@blueprint.errorhandler(Wrong)
@blueprint.errorhandler(Unfit)
@blueprint.errorhandler(Refusal)
def refused(error: HTTPException | Wrong | Unfit | Refusal) -> Response:
    """The specification's own errors: 404 for what is not there, 403 for the key, 400 for everything else."""
    headers: Mapping[str, str] = {}
    if isinstance(error, Unfit):
        faults = error.faults
    elif isinstance(error, Refusal):
        faults, headers = [(error.code, str(error))], error.headers
    elif isinstance(error, HTTPException):
        faults = [(404 if isinstance(error, NotFound) else 400, error.description or error.name)]
    else:
        faults = [(400, str(error))]
    told = [{"code": str(code), "description": said} for code, said in faults]
    answer = _answer("json" if request.path.endswith(".json") else "xml", "errors", "error", told, faults[0][0])
    answer.headers.update(headers)
    return answer


@blueprint.before_request
def admit() -> None:
    """Nobody may ask without end, and whoever names another city's jurisdiction is told that this is not it."""
    key = _key() if _secret() else None
    known: Allowance | None = current_app.extensions.get("open311 allowance")
    if known is None:
        settings = product().settings
        known = Allowance(settings.redis_url, settings.open311_requests_per_minute)
        current_app.extensions["open311 allowance"] = known
    left = known.take(f"open311 {key.id if key else request.remote_addr}")
    if not left.is_within:
        raise Refusal(429, "Too many requests; wait a little.", {"Retry-After": str(left.seconds)})
    asked, ours = request.values.get("jurisdiction_id", ""), product().library.city.open311.jurisdiction
    if asked and ours and asked != ours:
        raise NotFound("jurisdiction_id was not found")


@blueprint.after_request
def vary(response: Response) -> Response:
    """The same address answers in the language that is asked for."""
    response.vary.add("Accept-Language")
    return response


def _secret() -> str:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return request.values.get("api_key", "") or (secret.strip() if kind.lower() == "bearer" else "")


def _key() -> Key | None:
    """The key of this request that may report; None without one."""
    bot = product()
    key = keys.bearer(bot.db, bot.vault, _secret(), now=bot.clock())
    return key if key and SCOPE in key.scopes else None


def _languages() -> Sequence[str]:
    """What to answer in: what is asked for, else every language of the city."""
    spoken = product().library.city.languages
    asked = request.values.get("language", "")
    if asked in spoken:
        return [asked]
    best = request.accept_languages.best_match(spoken) if "*" not in request.accept_languages.values() else None
    return [best] if best else spoken


def _said(label: Mapping[str, str]) -> str:
    """A label in the languages to answer in, each once."""
    found = [label[each] for each in _languages() if each in label] or list(label.values())
    return " / ".join(dict.fromkeys(found))


@blueprint.get(f"/v2/services.<{_formats}:form>")
def services(form: str) -> Response:
    """What can be reported: the city's categories, by their names in one language or in all, keywords in all."""
    return _answer(form, "services", "service", list(_services()))


def _services() -> Iterable[Record]:
    city = product().library.city
    groups, tokens = {code: _said(label) for code, label in city.departments.items()}, city.open311.gives_tokens
    for each in product().library.lexicon:
        yield georeport.service(
            each.code, _said(each.label), _keywords(each), groups.get(each.department, ""), gives_tokens=tokens
        )
    yield georeport.service(georeport.OTHER, _said(OTHER_LABEL), (), "", gives_tokens=tokens)


def _keywords(of: Category) -> list[str]:
    return sorted({word for listed in of.keywords.values() for word in listed})


def _codes() -> list[str]:
    return [*(each.code for each in product().library.lexicon), georeport.OTHER]


@blueprint.get(f"/v2/services/<code>.<{_formats}:form>")
def service_definition(code: str, form: str) -> Response:
    """What may be told of a report of this service besides the rest: its language, and what the app calls it."""
    if code not in _codes():
        raise NotFound("service_code was not found")
    names = {each: _said(_language_names(each)) for each in product().library.city.languages}
    defined = georeport.definition(code, names, _said)
    if form == "json":
        return jsonify(defined)
    return Response(georeport.definition_xml(defined), mimetype="text/xml")


def _language_names(of: str) -> dict[str, str]:
    spoken = product().library.city.languages
    return {each: Locale(of).get_display_name(each) or of for each in spoken}


@blueprint.post(f"/v2/requests.<{_formats}:form>")
def report(form: str) -> Response:
    """A report from an app; sent twice it is one. What names a person or a device is not kept."""
    bot, key = product(), _key()
    if key is None:
        raise Refusal(403, "api_key was not provided, has ended, or has no scope open311:write")
    city, now = bot.library.city, bot.clock()
    asked = report_in(request.values, _codes(), city.languages)
    desk = bot.desk
    taken = taking.take(
        bot.db, desk.queries["place"], desk.new_number, key.id, asked, flow_version="open311", now=now
    )  # fmt: skip
    if bot.nudger and taken.is_new:
        bot.nudger.nudge_soon(LATER)
    if city.open311.gives_tokens:
        return _answer(form, "service_requests", "request", [{"token": taken.token, "account_id": None}])
    notice = _said({each: words.format(number=taken.reference) for each, words in NOTICE.items()})
    told = {"service_request_id": taken.reference, "service_notice": notice, "account_id": None}
    return _answer(form, "service_requests", "request", [told])


@blueprint.get(f"/v2/requests.<{_formats}:form>")
def requests(form: str) -> Response:
    """Concerns of the last 90 days, or those that are asked for; an app that shows its key reads its own numbers."""
    asked = georeport.asked(request.args, product().clock())
    found, after = _found(asked)
    answer = _answer(form, "service_requests", "request", found)
    if after is not None:
        further = "&".join(f"{name}={value}" for name, value in _further(asked.page + 1, after))
        answer.headers["Link"] = f'<{product().settings.public_base}{request.path}?{further}>; rel="next"'
    return answer


def _further(page: int, after: Place) -> Iterable[tuple[str, str]]:
    for name, value in request.args.items():
        if name not in ("page", "after", "api_key"):
            yield quote(name), quote(value)
    yield "after", cursor(after)
    yield "page", str(page)


@blueprint.get(f"/v2/requests/<reference>.<{_formats}:form>")
@blueprint.get(f"/v2/request/<reference>.<{_formats}:form>")
def one_request(reference: str, form: str) -> Response:
    """One concern by its reference, however old it is."""
    found, _ = _found(Asked((reference,)))
    if not found:
        raise NotFound("service_request_id was not found")
    return _answer(form, "service_requests", "request", found)


@blueprint.get(f"/v2/tokens/<token>.<{_formats}:form>")
def token(token: str, form: str) -> Response:
    """The number of a report that was answered with a token."""
    with product().db.read() as tx:
        number = reports.reference_by_token(tx, token[:40])
    if number is None:
        raise NotFound("token was not found")
    told = {"service_request_id": number, "token": token}
    return _answer(form, "service_requests", "request", [told])


@blueprint.get(f"/discovery.<{_formats}:form>")
def discovery(form: str) -> Response:
    """Where the endpoint is, as Open311's Service Discovery says it."""
    base = product().settings.public_base
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2", "url": f"{base}/open311/v2", "changeset": CHANGESET,
        "type": "production",
    }  # fmt: skip
    told = {
        "changeset": CHANGESET, "contact": f"{base}/",
        "key_service": "Ask the city for a key / Pida una clave a la Ciudad",
    }  # fmt: skip
    if form == "json":
        return jsonify(**told, endpoints=[endpoint | {"formats": FORMATS}])
    return Response(georeport.discovery_xml(told, endpoint, FORMATS), mimetype="text/xml")


def _found(asked: Asked) -> tuple[list[Record], Place | None]:
    """The page that is asked for, and the place after it when there is more."""
    bot, key = product(), _key() if _secret() else None
    own = request.args.get(f"attribute[{REFERENCE}]", "")
    with bot.db.read() as tx:
        if key and own and not asked.references:
            asked = Asked((reports.number_of(tx, key.id, own) or "",))
        portion = open311_pages.page(tx, asked)
        found = portion.rows
        called = reports.called(tx, key.id, [each.reference for each in found]) if key and found else {}
    names = _names()
    told: list[dict[str, Any]] = [dict(georeport.request(each, names)) for each in found]
    for each in told if key else ():
        each[REFERENCE] = called.get(each["service_request_id"])
    return list(told), portion.after


def _names() -> Names:
    library = product().library
    kinds = {each.code: _said(each.label) for each in library.lexicon} | {"": _said(OTHER_LABEL)}
    departments = {code: _said(label) for code, label in library.city.departments.items()}
    return Names(kinds, departments, ZoneInfo(library.city.time_zone), _languages())
