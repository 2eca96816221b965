"""What is live as it was written, for the pages about flows; it has no page of its own."""

from flask import abort

from bot.console.access import product
from bot.flowfiles.subject import World
from bot.publishing.requested import own_folders
from bot.releases.written import Written, written
from bot.wiring import QUERIES, effect_arguments


def live_written() -> Written:
    """The files of the release that this process works with, or of the folders while nothing was published."""
    bot = product()
    bot.live.current()
    found = written(bot.db, bot.live.release, own_folders(bot.settings))
    if found is None or found.reading.library is None:
        abort(404)
    return found


def world_of(at: Written) -> World:
    """Everything that the check's rules ask about."""
    return at.world(effect_arguments(), QUERIES)
