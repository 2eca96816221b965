"""What a caller sees when something goes wrong: a short line, never a stack trace."""

from collections.abc import Callable, Mapping

import structlog
from flask import Flask, Response, request
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

log = structlog.get_logger()


Shape = Callable[[int, Mapping[str, str]], Response]
"""An answer for this status, with these headers."""


def install(app: Flask, shapes: Mapping[str, Shape]) -> None:
    """Answer every error of this application in plain text; below each prefix of `shapes` in that shape instead."""

    def answer(status: int, words: str, headers: Mapping[str, str]) -> Response:
        for prefix, shape in shapes.items():
            if request.path.startswith(prefix):
                return shape(status, headers)
        return Response(f"{status} {words}\n", status=status, mimetype="text/plain")

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        kept = {name: value for name, value in error.get_headers() if name == "Allow"}
        return answer(error.code or 500, error.description or error.name, kept)

    def database_away(error: Exception) -> Response:
        # 503 asks the carrier to come again (docs/going-live.md sets its retries); the text is not lost.
        log.error("the database is away", path=request.path, error=str(getattr(error, "orig", error)))
        return answer(503, "The database is away. Try again.", {"Retry-After": "2"})

    # A connection that cannot even be opened is an error of the driver's own, not yet SQLAlchemy's.
    driver = app.extensions["cabildo"].db.engine.dialect.loaded_dbapi
    for away in (OperationalError, InterfaceError, PoolTimeout, driver.OperationalError, driver.InterfaceError):
        app.register_error_handler(away, database_away)

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        log.error("a request failed", path=request.path, exc_info=error)
        return answer(500, "Something went wrong here. It has been logged.", {})
