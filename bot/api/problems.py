"""Every way in which a request can be refused, and the answer that says so (RFC 9457); nothing is decided here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Response

from bot.api.schemas import Mistake, Problem

MEDIA_TYPE = "application/problem+json"
WHERE = "/api/v1/problems"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its HTTP status, its title, and what to do about it."""

    status: int
    title: str
    remedy: str


KINDS: Mapping[str, Kind] = {
    "unreadable": Kind(400, "The request cannot be read", "Send JSON in UTF-8, as the document describes it."),
    "no-request-key": Kind(
        400, "The Idempotency-Key is missing",
        "Send the header Idempotency-Key with a new random word of up to 64 letters, digits, - or _ for each thing you "
        "want done, and the same one again when you repeat the request.",
    ),
    "no-key": Kind(401, "A key is needed", "Send `Authorization: Bearer` and the secret of a live key."),
    "not-granted": Kind(403, "The key does not reach so far", "Ask the city for a key with the scope that is named."),
    "not-found": Kind(404, "There is nothing here", "Look at the address; what only some staff may read is not here."),
    "wrong-method": Kind(405, "This cannot be done here", "The header Allow names what can."),
    "not-now": Kind(409, "This cannot be done now", "Read the detail: it says why, and how to go on."),
    "under-way": Kind(409, "The same request is being done", "Wait a moment, then repeat it."),
    "too-large": Kind(413, "The request is too large", "Send less than 256 KiB."),
    "not-json": Kind(415, "Only JSON is understood", "Send `Content-Type: application/json`."),
    "wrong-values": Kind(422, "Something in the request is not as it should be", "Read `mistakes`: it lists them all."),
    "request-key-used": Kind(
        422, "The Idempotency-Key was used for another request", "Take a new one for each thing you want done."
    ),
    "too-many": Kind(429, "Too many requests", "Wait as many seconds as Retry-After says."),
    "failed": Kind(500, "Something went wrong here", "It has been logged. Repeat the request later."),
    "away": Kind(503, "The database is away", "Repeat the request in a few seconds."),
}  # fmt: skip
_BY_STATUS = {400: "unreadable", 404: "not-found", 405: "wrong-method", 413: "too-large", 500: "failed", 503: "away"}


@dataclass
class Refused(Exception):
    """A request is refused with this kind of problem, one of KINDS."""

    kind: str
    detail: str = ""
    mistakes: Sequence[Mistake] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """The answer that says so."""
        kind = KINDS[self.kind]
        problem = Problem(
            type=f"{WHERE}/{self.kind}", title=kind.title, status=kind.status, detail=self.detail or kind.remedy,
            mistakes=list(self.mistakes),
        )  # fmt: skip
        response = Response(problem.model_dump_json(), status=kind.status, mimetype=MEDIA_TYPE)
        response.headers.update(self.headers)
        response.headers["Cache-Control"] = "no-store"
        return response


def said(status: int, headers: Mapping[str, str]) -> Response:
    """The answer to what no resource has refused: an address that is not there, a failure."""
    kind = _BY_STATUS.get(status, "unreadable" if status < 500 else "failed")
    return Refused(kind, headers=headers).response()
