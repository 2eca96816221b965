"""The phones in the browser: the page, the carrier's signature on what they send, and what was delivered to them.

The page posts the signed form to the city's own webhook, and a reply is shown once the carrier has delivered it: there
is no second path, and nothing here takes a turn.
"""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, jsonify, make_response, render_template, request, url_for

from bot.flowfiles.quiet import quiet_hours
from bot.lib.phone import read_address
from bot.lib.signing import signature
from bot.lib.sms import LONGEST
from bot.messaging.simulated import inbound_form, move_clock
from bot.simulator import view
from bot.simulator.picture import pothole
from bot.simulator.rules import FIRST_PHONES, is_made_up, next_day
from bot.wiring import Bot

blueprint = Blueprint(
    "simulator", __name__, url_prefix="/simulator", template_folder="templates", static_folder="static"
)

MOST_PHONES = 12
OWN_HEADER = "X-Cabildo-Simulator"
"""Another site's page cannot send a header of its own without asking first, and it is never allowed to."""


@blueprint.get("/")
@blueprint.get("")
def page() -> str:
    """The phones side by side."""
    city = _product().library.city
    return render_template(
        "simulator/phones.html", senders=_senders(), phones=FIRST_PHONES, longest=LONGEST, time_zone=city.time_zone,
        most_phones=MOST_PHONES,
    )  # fmt: skip


@blueprint.get("/phones")
def phones() -> Response:
    """The city's time, and what each phone asked for holds; unchanged since the last look, it is a 304."""
    bot = _product()
    numbers = request.args.getlist("phone")[:MOST_PHONES]
    for number in numbers:
        _check_number(number)
    now = bot.clock()
    with bot.db.read() as tx:
        shown = {number: view.phone(tx, bot.vault.lookup(number)) for number in numbers}
    response = jsonify(now=now.replace(second=0, microsecond=0).isoformat(), phones=shown)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.post("/sign")
def sign() -> Response:
    """The form of a text and its signature, exactly as the carrier would post it to the city."""
    _require_own_page()
    asked = _asked()
    body = str(asked.get("body", "")).encode("utf-8", "replace").decode()
    phone, city = str(asked.get("phone", "")), str(asked.get("city", "")) or _senders()[0]
    _check_number(phone)
    if not body.strip() or len(body) > LONGEST:
        abort(400, f"A text has between 1 and {LONGEST} letters.")
    if read_address(city) is None:
        abort(400, "The city's number must look like +15055550100.")
    bot = _product()
    path = url_for("twilio.sms")
    form = inbound_form(phone, city, body, bot.clock())
    if asked.get("photo") is True:
        local = f"http://127.0.0.1:{bot.settings.port}"  # where workers reach it, as they would reach the carrier
        where = f"{local}{url_for('simulator.photo', sid=form['MessageSid'])}"
        form |= {"NumMedia": "1", "MediaUrl0": where, "MediaContentType0": "image/png"}
    signed = signature(
        bot.carrier_token, bot.settings.public_base + path, {key: [value] for key, value in form.items()}
    )
    return jsonify(path=path, form=form, signature=signed)


@blueprint.get("/photos/<sid>")
def photo(sid: str) -> Response:
    """What a phone photographed: always the same pothole; `sid` is the text that it went with."""
    if not sid.isalnum():
        abort(404)
    return Response(pothole(), mimetype="image/png")


@blueprint.post("/next-day")
def go_to_next_day() -> Response:
    """Move the city's time to the next day; what comes due then is done by the clock, as ever."""
    _require_own_page()
    bot = _product()
    now = bot.clock()
    later = next_day(now, quiet_hours(bot.library))
    with bot.db.begin() as tx:
        move_clock(tx, later - now)
    return jsonify(now=later.isoformat())


def _product() -> Bot:
    built: Bot = current_app.extensions["cabildo"]
    return built


def _senders() -> list[str]:
    return [sender.address for sender in _product().library.city.senders] or ["+15055550100"]


def _asked() -> dict[str, Any]:
    asked = request.get_json()
    if not isinstance(asked, dict):
        abort(400, "Send a JSON object.")
    return asked


def _require_own_page() -> None:
    """Refuse what another site's page might have sent: it has our own header, and comes from this very address."""
    origin = request.headers.get("Origin")
    same = origin is None or urlsplit(origin).netloc == request.host
    if OWN_HEADER not in request.headers or not same:
        refusal = make_response("403 Only the simulator's own page may do this.\n", 403)
        refusal.mimetype = "text/plain"
        abort(refusal)


def _check_number(number: str) -> None:
    if not is_made_up(number):
        abort(400, "The simulator's phones have numbers that nobody owns: +15055550101 to +15055550199.")
