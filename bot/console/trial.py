"""The phone beside a flow: staff text as a resident would, and the real engine answers from a town of its own.

Nothing is kept: the page posts back everything that was texted so far, and it is played again. No resident, no real
database and no carrier is ever reached, so that it is open in production too.
"""

import json
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from bot.console import drafts, shown
from bot.console.access import product
from bot.console.published import live_written
from bot.engine.flow import Flow
from bot.flowfiles.library import Library
from bot.lib import sms
from bot.lib.references import read_reference
from bot.rehearsal.trying import BEGIN, LATER, LONGEST_TEXT, MOST_TEXTS, Tried, may_begin, tried

blueprint = Blueprint("trial", __name__)

MOST_NUMBERS = 10
SHOWN_KEYWORDS = 4


@blueprint.route("/<flow_id>/try", methods=["GET", "POST"])
def phone(flow_id: str) -> ResponseReturnValue:
    """The phone: what was texted, what came back, and what was understood; asked for by a page, only the phone."""
    library = drafts.library_of_draft() if request.values.get("draft") else live_written().reading.library
    flow = library.flows.current.get(flow_id) if library else None
    if library is None or flow is None:
        abort(404)
    if request.method == "GET":
        return _page(flow, nothing_yet(flow))
    texts, numbers = _texts(), _numbers()
    said = (request.form.get("keyword") or request.form.get("text", "")).replace("\r\n", "\n").strip()[:LONGEST_TEXT]
    opening = _opening(library, request.form.get("opening", ""))
    too_many = len(texts) >= MOST_TEXTS
    if request.form.get("again"):
        texts, numbers = [], []
    elif opening and not texts:
        texts = [opening]
    elif request.form.get("begin") and may_begin(flow) and not too_many:
        texts = [*texts, f"{BEGIN}{flow.id}"]
    elif request.form.get("later") and not too_many:
        texts = [*texts, f"{LATER}1"]
    elif request.form.get("back"):
        texts = texts[:-1]
    elif said and not too_many:
        texts = [*texts, said]
    return _page(flow, _told(flow, tried(library, texts, numbers)))


def nothing_yet(flow: Flow) -> dict[str, Any]:
    """A phone from which nobody has texted yet."""
    return _told(flow, Tried((), ()))


def _told(flow: Flow, seen: Tried) -> dict[str, Any]:
    return {
        "phone": seen, "texts": json.dumps([each.heard for each in seen.exchanges], ensure_ascii=False),
        "most_texts": MOST_TEXTS, "price": sms.price, "openings": product().library.city.languages,
        "keywords": flow.starts_on[:SHOWN_KEYWORDS], "can_begin": may_begin(flow), "longest": LONGEST_TEXT,
        "understood": shown.understood_lines, "says_draft": bool(request.values.get("draft")),
    }  # fmt: skip


def _page(flow: Flow, told: dict[str, Any]) -> str:
    if request.headers.get("HX-Request"):
        return render_template("console/flow_phone.html", flow=flow, **told)
    return render_template("console/flow_try.html", flow=flow, **told)


def _texts() -> list[str]:
    """What was texted so far, as the page posts it back; whatever else stands there is nothing."""
    try:
        found = json.loads(request.form.get("texts", "[]"))
    except ValueError:
        abort(400)
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        abort(400)
    return [each[:LONGEST_TEXT] for each in found[:MOST_TEXTS]]


def _numbers() -> Sequence[str]:
    given = request.form.get("numbers", "").split()[:MOST_NUMBERS]
    return [each for each in given if read_reference(each) == each]


def _opening(library: Library, language: str) -> str:
    """The word with which a resident asks for that language; empty for none."""
    words = [word for word, asked in library.vocabulary.languages.items() if asked == language]
    return words[0].upper() if words else ""
