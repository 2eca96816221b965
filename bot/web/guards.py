"""Lets only the carrier's own requests through; what is not signed is a 403 without a reason."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

import structlog
from flask import abort, current_app, request

from bot.lib.signing import is_signed
from bot.wiring import Bot

log = structlog.get_logger()


def product() -> Bot:
    """The product this application serves."""
    built: Bot = current_app.extensions["cabildo"]
    return built


def public_address() -> str:
    """The address the carrier called: PUBLIC_URL and the raw path and query, never what a proxy made of them."""
    environment = request.environ
    raw = environment.get("RAW_URI") or environment.get("REQUEST_URI") or ""
    if not raw.startswith("/"):
        query = environment.get("QUERY_STRING", "")
        raw = quote(environment.get("SCRIPT_NAME", "") + environment.get("PATH_INFO", ""), safe="/:@!$&'()*+,;=~-._")
        raw = f"{raw}?{query}" if query else raw
    return product().settings.public_base + raw


def require_twilio_signature(view: Callable[..., Any]) -> Callable[..., Any]:
    """Answer 403 unless the request carries Twilio's signature; a request too broken to check is a 403 too."""

    @wraps(view)
    def checked(*arguments: Any, **named: Any) -> Any:
        if not _is_from_the_carrier():
            signed = "X-Twilio-Signature" in request.headers
            log.warning("unsigned request refused", path=request.path, signed=signed)
            abort(403)
        return view(*arguments, **named)

    return checked


def _is_from_the_carrier() -> bool:
    body = request.get_data()  # Before the form, which would use it up: a hash in the address is that of a form too.
    form = {key: request.form.getlist(key) for key in request.form}
    given = request.headers.get("X-Twilio-Signature", "")
    try:
        return is_signed(product().carrier_token, public_address(), form, body, given)
    except (TypeError, ValueError):  # Letters that cannot be signed, an address that cannot be read.
        return False
