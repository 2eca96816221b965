"""The cookie of whoever signed in: read before each request, set at the door, taken back; no page and no decision."""

from flask import g, request
from flask import session as form_session
from werkzeug.wrappers import Response

from bot.console.access import product
from bot.staff import signing_in
from bot.staff.rules import SESSION_FOR, Staff
from bot.staff.store import Session

COOKIE = "cabildo_staff"
PATH = "/console"
UNATTENDED = "X-Cabildo-Unattended"
"""A page that asks by itself sends this header: an empty chair does not keep a session alive."""
LONGEST_BROWSER = 200


def read_session() -> tuple[Staff | None, Session | None, Session | None]:
    """Who is signed in and with which session, or the session that still lacks its second factor."""
    token = request.cookies.get(COOKIE, "")
    if not token:
        return None, None, None
    bot = product()
    seen = UNATTENDED not in request.headers
    session = signing_in.session_of(bot.db, token, now=bot.real_clock(), seen=seen)
    if session is None:
        return None, None, None
    return (session.staff, session, None) if session.verified_at else (None, None, session)


def open_session(response: Response, token: str) -> None:
    """Let this browser show the token from now on; what its forms held before counts no more."""
    form_session.clear()
    response.set_cookie(
        COOKIE, token, max_age=int(SESSION_FOR.total_seconds()), path=PATH, httponly=True, samesite="Lax",
        secure=product().settings.public_base.startswith("https://"),
    )  # fmt: skip


def close_session(response: Response) -> None:
    """Take the token back."""
    form_session.clear()
    response.delete_cookie(COOKIE, path=PATH)
    g.staff = g.session = g.half_way = None


def address() -> str:
    """Where the request comes from: what attempts are counted by besides the account."""
    return request.remote_addr or ""


def browser() -> str:
    """What the browser calls itself."""
    return request.user_agent.string[:LONGEST_BROWSER]
