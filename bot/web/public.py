"""The page for whoever wonders whether a text from the city is real; it shows nothing about anybody."""

from hashlib import sha256

from flask import Blueprint, Response, g, render_template, request, url_for

from bot.engine.wording import in_language
from bot.lib import contrast
from bot.web.guards import product

blueprint = Blueprint("public", __name__, template_folder="templates", static_folder="static")

PRODUCT = "Cabildo"
DEEPER = 0.07
"""How much darker the city's colour is where something is pointed at."""


@blueprint.get("/")
def home() -> str:
    """What this is, who texts, how to stop, what it costs, what is kept; the facts are the city's own."""
    bot = product()
    city = bot.library.city
    facts = {name: _words(value) for name, value in city.facts.items()}
    return render_template(
        "web/home.html", city=facts["city"], facts=facts, numbers=[_number(each.address) for each in city.senders],
        simulator_is_open=bot.settings.simulator_is_open,
    )  # fmt: skip


@blueprint.get("/brand.css")
def brand_css() -> Response:
    """The city's colours, for every page of the public and of staff; no page may carry them itself."""
    response = Response(_brand_css(), mimetype="text/css")
    response.cache_control.public, response.cache_control.max_age = True, 86_400 if request.args.get("v") else 60
    return response


@blueprint.app_context_processor
def branded() -> dict[str, object]:
    """What every page may ask: what pages are called, the letters of the sign, and where the colours are."""
    branding = product().library.city.branding
    name = in_language(branding.name, g.get("language", "en")) if branding.name else PRODUCT
    version = sha256(_brand_css().encode()).hexdigest()[:8]
    return {"brand_name": name, "brand_sign": branding.sign, "brand_css": url_for("public.brand_css", v=version)}


def _brand_css() -> str:
    branding = product().library.city.branding
    deep = contrast.lighter(branding.color, -DEEPER) or "#000000"
    return f":root {{ --teal: {branding.color}; --teal-deep: {deep}; --teal-pale: {branding.pale}; }}\n"


def _words(value: object) -> str:
    return in_language(value, g.language) if isinstance(value, dict) else str(value)


def _number(address: str) -> dict[str, str]:
    """A number as its country writes it, and as a phone dials it; a short code is both."""
    import phonenumbers  # 6 MB for a page that few ask for.

    try:
        parsed = phonenumbers.parse(address)
    except phonenumbers.NumberParseException:
        return {"shown": address, "dialled": address}
    return {
        "shown": phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL),
        "dialled": address,
    }
