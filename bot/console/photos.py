"""Hands a photo to staff who may see what it came with; never to anybody else, and never as anything but a picture."""

from flask import Blueprint, Response, abort

from bot.concerns import board
from bot.console.access import current_staff, may, product, require_department
from bot.conversations import reading
from bot.db.base import Tx
from bot.messaging import photos
from bot.messaging.photos import KEPT, Photo
from bot.photos.files import SIZES

blueprint = Blueprint("photos", __name__, url_prefix="/photos")


@blueprint.get("/<photo_id>/<size>")
def photo(photo_id: str, size: str) -> Response:
    """The photo, whole or as a thumbnail."""
    bot = product()
    if size not in SIZES:
        abort(404)
    with bot.db.read() as tx:
        found = photos.one(tx, photo_id[:72])
        if found is None or found.state != KEPT or found.file is None:
            abort(404)
        _require_it_may_be_seen(tx, found)
    content = bot.photo_files.read(found.file, size)
    if content is None:
        abort(404)
    response = Response(content, mimetype="image/jpeg")
    response.headers["Content-Disposition"] = f'inline; filename="photo-{found.file[:8]}-{size}.jpg"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _require_it_may_be_seen(tx: Tx, found: Photo) -> None:
    """404 for what is grave, and for what neither a report nor a conversation of theirs shows."""
    home = photos.home(tx, found)
    if home is None:
        abort(404)
    if home.hidden_since is not None and home.sent_at >= home.hidden_since and not may("inbox.sensitive"):
        abort(404)
    owners = board.departments_of(tx, found.session_id) if found.session_id else []
    if any(current_staff().sees(each) for each in owners):
        return
    talk = reading.talk(tx, home.conversation_id)
    if talk is None or not may("inbox.read"):
        abort(404)
    require_department(talk.department)
