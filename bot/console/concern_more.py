"""What a concern's page shows besides words and life: its place on the map, its gist, what the machine made of it, and
the agencies that the city knows; the page itself is in concerns.py."""

from typing import Any

from flask import g

from bot.concerns import gists, readings
from bot.concerns.store import Standing
from bot.console import shown
from bot.console.access import product
from bot.db.base import Tx
from bot.engine.wording import in_language


def more(tx: Tx, at: Standing) -> dict[str, Any]:
    """What the page's template needs for it."""
    bot = product()
    gist = gists.gists(tx, [at.id]).get(at.id)
    return {
        "gist": gist, "gist_names": shown.names(tx, [gist.written_by]) if gist else {},
        "reading": readings.readings(tx, [at.id]).get(at.id), "picture": bot.picture,
        "spoken": bot.library.city.languages,
        "marks": bot.picture.marks([(at.reference, at.place, at.area or "", at.reference, "")]),
        "agencies": agencies(), "longest_gist": gists.LONGEST,
    }  # fmt: skip


def agencies() -> list[tuple[str, str]]:
    """The agencies that the city has written down: how each is kept, and what the resident is told."""
    known = product().library.routing.agencies.values()
    return [(in_language(each.name, "en"), in_language(each.told, g.language)) for each in known]
