"""Who calls, and whether they may: bearer keys, scopes, the allowance of requests; it serves nothing."""

from flask import g, request

from bot.api.problems import Refused
from bot.keys import service
from bot.keys.rules import Key
from bot.lib.allowance import WINDOW_SECONDS, Allowance
from bot.wiring import Bot


def admitted(bot: Bot, allowance: Allowance, scope: str) -> Key:
    """The key of this request; Refused without one, beyond its allowance or its scopes, in this order.

    Where no scope is named any key will do.
    """
    secret = _bearer()
    key = service.bearer(bot.db, bot.vault, secret, now=bot.clock()) if secret else None
    if key is None:
        error = ', error="invalid_token"' if secret else ""
        raise Refused("no-key", headers={"WWW-Authenticate": f'Bearer realm="cabildo"{error}'})
    left = allowance.take(key.id)
    g.rate = {
        "RateLimit-Policy": f'"key";q={left.limit};w={WINDOW_SECONDS}',
        "RateLimit": f'"key";r={left.remaining};t={left.seconds}',
    }
    if not left.is_within:
        raise Refused("too-many", headers={"Retry-After": str(left.seconds)})
    if scope and scope not in key.scopes:
        detail = f'The key "{key.name}" has no scope {scope}.'
        challenge = f'Bearer realm="cabildo", error="insufficient_scope", scope="{scope}"'
        raise Refused("not-granted", detail, headers={"WWW-Authenticate": challenge})
    return key


def _bearer() -> str:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else ""
