"""What residents and staff read for a spot, in each language, and the code it goes by; names stay the city's own."""

from collections.abc import Callable, Mapping

from bot.engine.flow import Text
from bot.engine.vocabulary import fold
from bot.places.forms import Spot
from bot.places.rules import HUNDRED, KNOWN, PLACE_TYPES, words_in

LONGEST = 60
"""Characters of a place in a text, as of anything else that is said back."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "corner": "{0} & {1}", "block": "{0} between {1} & {2}", "whole_block": "{house} block of {0}",
        "first_block": "first block of {0}", "behind": "behind {place}", "across": "across from {place}",
        "front": "in front of {place}", "beside": "next to {place}", "near": "near {place}",
        "inside": "inside {place}", "blocks": "{blocks} blocks from {place}", "one": "1 block from {place}",
        "half": "half a block from {place}",
    },
    "es": {
        "corner": "{0} y {1}", "block": "{0} entre {1} y {2}", "whole_block": "cuadra {house} de {0}",
        "first_block": "primera cuadra de {0}", "behind": "a espaldas de {place}", "across": "enfrente de {place}",
        "front": "frente a {place}", "beside": "al lado de {place}", "near": "cerca de {place}",
        "inside": "dentro de {place}", "blocks": "a {blocks} cuadras de {place}", "one": "a 1 cuadra de {place}",
        "half": "a media cuadra de {place}",
    },
}  # fmt: skip
"""The words around names, for each language; a language that is not here reads the English ones."""


def place_text(spot: Spot) -> Text:
    """The spot as residents read it: "Lake St & Bloomington Ave", "Lake St y Bloomington Ave"."""
    return _in_each_language(lambda words: _place(spot, words))


def block_text(spot: Spot) -> Text:
    """The same, and of an address the block only: no house can be told from it."""
    return _in_each_language(lambda words: _place(spot, words, coarse=True))


def relative_text(spot: Spot) -> Text:
    """What it is seen from, such as "behind Lincoln School"; nothing when that was not said, or is somebody's house."""
    if spot.relation is None or spot.house:
        return {}
    return _in_each_language(lambda words: _related(spot, words, _beside(spot, words)))


def code_of(spot: Spot) -> str:
    """A code that stays the same as long as the city's names do: "lake_st_bloomington_ave"."""
    names = [place.name for place in spot.places]
    areas = [spot.places[0].area] if spot.kind not in ("street", "corner", "address", "block") else []
    return fold(" ".join(filter(None, (str(spot.house or ""), *names, *areas)))).replace(" ", "_").replace("#", "")


LONGEST_SPOT = 160


def spot_code(spot: Spot) -> str:
    """The same for every text about one spot, in any language and order: the street and its block, both streets of a
    corner, the landmark. No house can be told from it. Streets are parted by "|", a block follows "#", a landmark "@".
    """
    streets = sorted(fold(each.name) for each in spot.places if each.kind == "street")
    if spot.house and streets:
        return f"{streets[0]}#{spot.house // HUNDRED}"[:LONGEST_SPOT]
    if streets:
        return "|".join(streets)[:LONGEST_SPOT]
    if spot.places[0].kind == "neighborhood":
        return ""
    return "@".join(fold(part) for part in ("", spot.places[0].name, spot.places[0].area))[:LONGEST_SPOT]


def said_code(words: str) -> str:
    """The same for words that the gazetteer does not know: canonical, in the order of the alphabet, after "?"."""
    told = {each.canon for each in words_in(words) if each.raw not in KNOWN or each.canon in NAMED or each.numbered}
    return f"?{' '.join(sorted(told))}"[:LONGEST_SPOT] if told else ""


NAMED = frozenset(PLACE_TYPES)
"""Words that tell what a place is, and with that which."""


def _in_each_language(written: Callable[[Mapping[str, str]], str]) -> Text:
    return {language: _short(written(words)) for language, words in WORDS.items()}


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 3].rstrip() + "..."


def _place(spot: Spot, words: Mapping[str, str], *, coarse: bool = False) -> str:
    own = _own(spot, words, coarse=coarse)
    if spot.beside is not None:
        return f"{own} {_related(spot, words, spot.beside.name)}"
    return own if coarse and spot.house else _related(spot, words, own)


def _beside(spot: Spot, words: Mapping[str, str]) -> str:
    return spot.beside.name if spot.beside is not None else _own(spot, words, coarse=False)


def _own(spot: Spot, words: Mapping[str, str], *, coarse: bool) -> str:
    """The spot itself, without what it is seen from."""
    names = [place.name for place in spot.places]
    if not spot.house:
        return words[spot.kind].format(*names) if spot.kind in words else names[0]
    if not (coarse or spot.whole_block):
        return f"{spot.house} {names[0]}"
    block = spot.house // HUNDRED * HUNDRED
    return words["whole_block" if block else "first_block"].format(*names, house=block)


def _related(spot: Spot, words: Mapping[str, str], place: str) -> str:
    relation = spot.relation
    if relation is None:
        return place
    counted = {0: "half", 1: "one"}.get(relation.blocks, "blocks") if relation.code == "blocks" else relation.code
    return words[counted].format(blocks=relation.blocks, place=place)
