"""The words of places in English and Spanish, and how a text is cut into them; pure, and it knows no city."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.engine.vocabulary import COMMON_WORDS, FILLERS, MORE_ORDINALS, NUMBER_WORDS, ORDINAL_WORDS, fold

STREET_TYPES = {
    "st": "st street str calle cll", "ave": "ave av avenue avenida avda aven", "dr": "dr drive",
    "blvd": "blvd boulevard bulevar boulevar blv bulevard", "rd": "rd road", "ln": "ln lane", "ct": "ct court",
    "pl": "pl place", "way": "way", "hwy": "hwy highway carretera", "pkwy": "pkwy parkway", "cir": "cir circle",
    "trl": "trl trail",
}  # fmt: skip
"""What a street is called after (or, in Spanish, before) its name."""
PLACE_TYPES = {
    "park": "park parque parke parquesito parquecito playground",
    "school": "school escuela elementary primaria secundaria middle high prepa preparatoria kinder charter",
    "library": "library biblioteca libreria librery libary",
    "church": "church iglesia templo parroquia", "store": "store tienda market mercado supermercado",
    "clinic": "clinic clinica", "hospital": "hospital", "station": "station estacion", "terminal": "terminal",
    "stop": "stop parada", "neighborhood": "neighborhood neighbourhood barrio colonia vecindario",
}  # fmt: skip
"""What other places are called; the first word of each is its code here."""
DIRECTIONS = {
    "n": "n north norte", "s": "s south sur", "e": "e east este", "w": "w west oeste poniente", "ne": "ne northeast "
    "noreste", "nw": "nw northwest noroeste", "se": "se southeast sureste", "sw": "sw southwest suroeste",
}  # fmt: skip
MORE_ENGLISH_ORDINALS = (
    "eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
RELATIONS = {
    "behind": "behind atras detras espaldas back", "across": "across opposite enfrente frente cruzando",
    "front": "front", "beside": "next beside lado junto", "near": "near close by around nearby cerca cerquita por",
    "blocks": "block blocks cuadra cuadras", "inside": "inside dentro adentro",
}  # fmt: skip
"""Where something is, told by the last word before the place, articles apart."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def _of(table: Mapping[str, str]) -> dict[str, str]:
    """Each word of the table to the code it stands for."""
    return {word: code for code, words in table.items() for word in words.split()}


STREET_TYPE, PLACE_TYPE, DIRECTION, RELATION = map(_of, (STREET_TYPES, PLACE_TYPES, DIRECTIONS, RELATIONS))
CARDINALS = {word: index for words in NUMBER_WORDS.values() for index, word in enumerate(words.split())} | {
    "media": 0, "half": 0, "a": 1, "una": 1, "un": 1,
}  # fmt: skip
"""How many blocks; half a one is none."""
ORDINALS = {
    **{word: index for words in ORDINAL_WORDS.values() for index, word in enumerate(words.split(), 1)},
    **{word: index for index, word in enumerate(MORE_ENGLISH_ORDINALS.split(), 11)},
    **MORE_ORDINALS,
}

BEFORE_NAMES = _words("calle cll avenida avenue avda av ave bulevar boulevar blvd carretera highway hwy")
"""Types that stand before the name of a street, as Spanish has them."""
ARTICLES = _words("la el los las the de del al a of from to away")
RELATION_GAP = ARTICLES | {"street", "calle"}
"""Words between a relation and its place: "across the street from the", "al otro lado de la calle del"."""
CONNECTORS = _words("and y e n at con with cross crossing cruz cruce x esquina corner in en on")
"""Words between the two streets of a corner."""
PREPOSITIONS = _words("at in en on")
"""Connectors that join other things to a street as well: "they park on main"."""
NEARBY = _words("por by near cerca close around hacia off next junto")
"""Words between two streets that make a corner of them all the same."""
BETWEEN = _words("entre between")
ANCHORS = _words(
    "on at by near off along around across en por sobre la con calle entre between esquina corner cerca hasta hacia "
    "frente enfrente cruce junto"
)
"""Words before a bare street name that show it to be one: "on broadway", "en la broadway"."""
POSSESSIVES = _words("the la el los las this este esta esa ese mi my nuestro nuestra our del al")
"""Words before "park" or "escuela" that show a certain one to be meant."""
NOT_STREETS = _words(
    "time times vez veces floor piso grade grado day dia dias week weeks semana semanas month mes year ano am pm "
    "manana tarde noche meses anos hours horas kids ninos people personas bus ruta route"
)
"""Words after a number or an ordinal that make it no street: "la tercera vez"."""
HOUSE_GAP = _words("block blk cuadra bloque of de la el del on en num number numero no")
"""Words between a house number and its street."""
SHORT = 4
"""Words of a text that says a place and hardly anything else."""
HUNDRED = 100
"""House numbers of one block."""

_ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th|a|o|da|do|ra|ro|er|era|ero|ta|to|va|vo|na|no|ma|mo)")
_SUFFIXES = _words("nd rd th ra da ta va na ma")
_HOUSE = re.compile(r"(\d{1,5})[a-z]?")
_SIGNS = str.maketrans({"&": " and ", "@": " at ", "/": " and ", "+": " and ", "#": " "})
SHORTENED = {"saint": "st", "sn": "san", "sta": "santa", "sto": "santo", "mt": "mount", "ft": "fort", "gral": "general"}
_UNITED = {("north", "east"): "ne", ("north", "west"): "nw", ("south", "east"): "se", ("south", "west"): "sw"}

KNOWN = (
    frozenset(word for words in COMMON_WORDS.values() for word in words.split())
    | FILLERS | ARTICLES | CONNECTORS | NEARBY | BETWEEN | ANCHORS | POSSESSIVES | NOT_STREETS | HOUSE_GAP
    | STREET_TYPE.keys() | PLACE_TYPE.keys() | DIRECTION.keys() | RELATION.keys() | CARDINALS.keys() | ORDINALS.keys()
)  # fmt: skip
"""Words that are themselves and never a misspelt name."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: as it was written, folded, and as names are compared ("3ra", "third" and "3" are "3").

    `numbered` tells how surely a number is a street's: "" for no number, "plain" for "3" and "tres", "worded" for
    "third", "ordinal" for "3rd".
    """

    raw: str
    canon: str
    numbered: str = ""


def words_in(text: str) -> tuple[Word, ...]:
    """The words of a text; signs that join two streets are words too."""
    raw = fold(text.translate(_SIGNS)).replace("#", " ").split()
    words: list[Word] = []
    for each in raw:
        last = words[-1] if words else None
        if last and last.numbered == "plain" and last.raw.isdecimal() and each in _SUFFIXES and len(last.raw) < 3:
            words[-1] = Word(last.raw + each, last.canon, "ordinal")
        elif last and (last.raw, each) in _UNITED:
            words[-1] = Word(f"{last.raw} {each}", _UNITED[last.raw, each])
        else:
            words.append(_word(each))
    return tuple(words)


def _word(raw: str) -> Word:
    if raw.isdecimal():
        return Word(raw, raw.lstrip("0") or "0", "plain")
    if match := _ORDINAL.fullmatch(raw):
        return Word(raw, match[1], "ordinal")
    if raw in ORDINALS:
        return Word(raw, str(ORDINALS[raw]), "worded")
    if raw in CARDINALS and CARDINALS[raw] > 1:
        return Word(raw, str(CARDINALS[raw]), "plain")
    return Word(raw, STREET_TYPE.get(raw) or DIRECTION.get(raw) or SHORTENED.get(raw, raw))


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart: the words that make it this one, what it is called, and a direction of the compass."""

    words: tuple[str, ...]
    type: str = ""
    direction: str = ""


def name_of(written: str, kind: str) -> Name:
    """A street without the type and direction at its ends, another place without "park" or "school" and the like."""
    words = list(words_in(written))
    while len(words) > 1 and words[0].raw in ARTICLES:
        words.pop(0)
    types = STREET_TYPE if kind == "street" else PLACE_TYPE
    if all(word.raw in types for word in words):
        return Name(tuple(word.canon for word in words))
    type_ = direction = ""
    while len(words) > 1 and (words[-1].raw in types or (kind == "street" and words[-1].canon in DIRECTIONS)):
        word = words.pop()
        direction, type_ = (word.canon, type_) if word.canon in DIRECTIONS else (direction, types[word.raw])
    first = types.keys() if kind != "street" else frozenset() if type_ else BEFORE_NAMES
    while len(words) > 1 and (words[0].raw in first or words[0].raw in ARTICLES or _leads(words, kind, direction)):
        word = words.pop(0)
        if kind == "street" and word.canon in DIRECTIONS:
            direction = word.canon
        else:
            type_ = type_ or types.get(word.raw, "")
    return Name(tuple(word.canon for word in words), type_, direction)


def _leads(words: Sequence[Word], kind: str, direction: str) -> bool:
    """Whether a street's name begins with its direction: "E 26th St"."""
    return kind == "street" and not direction and words[0].canon in DIRECTIONS


@dataclass(frozen=True, slots=True)
class Relation:
    """Where something is as seen from a place; `blocks` counts them, 0 for half a one."""

    code: str
    blocks: int = 1


def relation_before(words: Sequence[Word], start: int) -> tuple[Relation | None, int]:
    """What the words just before a place tell, and where they begin: "a dos cuadras de la"; None when nothing."""
    at = start
    while at and words[at - 1].raw in RELATION_GAP:
        at -= 1
    if not at or (code := RELATION.get(words[at - 1].raw)) is None:
        return None, start
    if code == "beside" and at > 1 and words[at - 2].raw == "otro":
        code = "across"  # "al otro lado de"
    if code != "blocks":
        return Relation(code), at - 1
    count = words[at - 2] if at > 1 else None
    number = 1 if count is None else CARDINALS.get(count.raw, int(count.canon) if count.canon.isdecimal() else -1)
    if count is not None and count.raw == "a" and at > 2 and words[at - 3].raw == "half":
        number, at = 0, at - 1
    if not 0 <= number <= 20:
        return None, start
    return Relation("blocks", number), max(at - 2, 0)


def house_number(word: Word) -> int:
    """The house number that a word is; 0 when it is none."""
    match = _HOUSE.fullmatch(word.raw)
    return int(match[1]) if match else 0


_PAIR = re.compile(r"(-?\d{1,2}\.\d{3,})\s*,\s*(?:%20)?(-?\d{1,3}\.\d{3,})")
_LINK = re.compile(r"https?://\S+|\b(?:maps\.app\.goo\.gl|goo\.gl/maps)\S*", re.IGNORECASE)


def point_in(text: str) -> tuple[tuple[float, float], str] | None:
    """The latitude and longitude that a phone or a map link gives, and the words around them; None without any."""
    match = _PAIR.search(text)
    if match is None:
        return None
    point = float(match[1]), float(match[2])
    if abs(point[0]) > 90 or abs(point[1]) > 180:
        return None
    around = _LINK.sub(" ", text).replace(match[0], " ")
    return point, " ".join(around.split())


_PHONE = re.compile(r"(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\d)")


def without_links(text: str) -> str:
    """The text without addresses of web pages and telephone numbers: they spell no street and number no house."""
    return _PHONE.sub(" ", _LINK.sub(" ", text))
