"""Checks what city.yaml sends to another system against the city's categories; nothing is sent here."""

from collections.abc import Iterator

from bot.flowfiles.problems import Problem, nearest
from bot.flowfiles.reader import Page
from bot.flowfiles.subject import World
from bot.sentences import Sentence


def elsewhere_problems(page: Page, world: World) -> Iterator[Problem]:
    """Categories that are sent elsewhere and do not exist, so that nothing of them would ever be."""
    to = world.library.city.open311.sends_to
    known = {each.code for each in world.library.lexicon}
    for code in to.categories if to else ():
        if code not in known:
            message = Sentence(
                '"%(code)s" is no category of lexicon.csv, and open311 sends it to another system', code=code
            )
            where = ("open311", "sends_to", "categories", code)
            yield page.problem(
                where, "open311", message, Sentence("Name a code of lexicon.csv.%(hint)s", hint=nearest(code, known))
            )
