"""What a caller sees when something goes wrong: a short line, never a stack trace."""

import structlog
from flask import Flask, Response, request
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

log = structlog.get_logger()


def install(app: Flask) -> None:
    """Answer every error of this application in plain text."""

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        return Response(f"{error.code} {error.description or error.name}\n", status=error.code, mimetype="text/plain")

    def database_away(error: Exception) -> Response:
        # 503 asks the carrier to come again (docs/going-live.md sets its retries); the text is not lost.
        log.error("the database is away", path=request.path, error=str(getattr(error, "orig", error)))
        return Response("503 The database is away. Try again.\n", status=503, mimetype="text/plain")

    # A connection that cannot even be opened is an error of the driver's own, not yet SQLAlchemy's.
    driver = app.extensions["cabildo"].db.engine.dialect.loaded_dbapi
    for away in (OperationalError, InterfaceError, PoolTimeout, driver.OperationalError, driver.InterfaceError):
        app.register_error_handler(away, database_away)

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        log.error("a request failed", path=request.path, exc_info=error)
        return Response("500 Something went wrong here. It has been logged.\n", status=500, mimetype="text/plain")
