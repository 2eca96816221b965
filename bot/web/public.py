"""The page for whoever wonders whether a text from the city is real; it shows nothing about anybody."""

from flask import Blueprint, g, render_template

from bot.engine.wording import in_language
from bot.web.guards import product

blueprint = Blueprint("public", __name__, template_folder="templates", static_folder="static")


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
