"""What a flow may ask about places, by the verb of `find:`; it reads the gazetteer and nothing else."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.engine.flow import SOURCE_LANGUAGE, Choice, Text
from bot.engine.inputs import Found
from bot.engine.vocabulary import COMMON_WORDS, FILLERS, NO_WORDS, YES_WORDS, fold
from bot.flowfiles.lexicon import Category
from bot.places.forms import Spot, spots_in
from bot.places.matching import Gazetteer, Place, Written, gazetteer_of, mentions_in
from bot.places.rules import KNOWN, PLACE_TYPE, RELATION, RELATION_GAP, point_in, without_links, words_in
from bot.places.wording import block_text, code_of, place_text, relative_text, said_code, spot_code

MOST_OFFERED = 3
ROOM = 115
"""Characters of all options together, so that they and their question fit into one part; two are always offered."""
BESIDE = 250
"""Metres within which a shared point is told by the place it is near."""
DEGREE = 111_195
"""Metres of one degree of latitude."""
EXACT = frozenset(("address", "corner", "block", "street"))
"""The kinds of spot that nobody names in passing."""
PASSING = 8
"""Words of an earlier text up to which a clinic in it may be where it is; in more, somebody is on the way there."""
OTHER = "other"
"""The code of an answer that is none of the options."""


def gazetteer_for(places: Iterable[Written], lexicon: Iterable[Category]) -> Gazetteer:
    """The city's places, ready for texts; the words of its concerns are never taken for misspelt names."""
    phrases = (phrase for category in lexicon for listed in category.keywords.values() for phrase in listed)
    return gazetteer_of(places, {word for phrase in phrases for word in phrase.split()})


def place(
    gazetteer: Gazetteer, *, text: str, before: str = "", beside: str = "", instead: str = "", near: str = "",
    chosen: str = "",
) -> Found:  # fmt: skip
    """The place a text tells of, as `status`, `place`, `block`, `area`, `kind`, `relative`, `point` and
    `spot`, a code of it that is the same in every language.

    `instead` is the answer of who was asked again, and stands for `text`. `before` and `beside` are earlier texts
    about something else as well, which count where `text` tells of nothing or only of a street, `beside` the later one.
    `near` is a location that a phone shared beside the text. `chosen` is the code of one of the options that the same
    texts brought before.
    The status is "confirmed" for one sure match, "choose" when options are brought, "shared" for a point on the map,
    "said" for words the city knows no place for, or that tell more than the street in them: those are `place`, as they
    were written; and "none" where nothing was said that may be a place ("yes", "2", "thank you").
    """
    text = instead or text
    shared = point_in(text) or point_in(near)
    own = spots_in(without_links(text) if point_in(text) is None else "", gazetteer)
    if shared and len(own[0]) != 1:
        return _shared(gazetteer, *shared)
    if not own[0] and _tells_nothing(text):
        text = ""
    spots, area = _with_earlier(gazetteer, own, beside, before) if own[0] or not text else own
    if chosen and not instead:
        spots = tuple(spot for spot in spots if code_of(spot) == chosen)
    spots = tuple({code_of(spot): spot for spot in spots}.values())
    if not spots:
        return _said(text, area)
    if len(spots) > 1:
        return Found({**_said(text, area).values, "status": "choose", "kind": spots[0].kind}, _options(spots))
    values = _values(spots[0], "confirmed", area)
    if spots[0].kind == "street" and spots[0].beside is None and _tells_more(text, gazetteer):
        words = " ".join(text.split())
        values |= {
            "status": "said",
            "place": words,
            "block": _without_houses(words),
            "relative": {},
            "spot": said_code(words),
        }
    return Found(values)


def _options(spots: Sequence[Spot]) -> tuple[Choice, ...]:
    """The likeliest, with the neighborhood where two have the same name."""
    offered = spots[:MOST_OFFERED]
    texts = [place_text(spot) for spot in offered]
    names = Counter(text[SOURCE_LANGUAGE] for text in texts)
    options: list[Choice] = []
    room = ROOM
    for spot, text in zip(offered, texts, strict=True):
        same = names[text[SOURCE_LANGUAGE]] > 1 and spot.places[0].area
        label = {each: f"{words} ({spot.places[0].area})" if same else words for each, words in text.items()}
        room -= max(map(len, label.values()))
        if room >= 0 or len(options) < 2:
            options.append(Choice(code_of(spot), label))
    return tuple(options)


_Told = tuple[tuple[Spot, ...], str]
"""The spots a text may mean, and the neighborhood it names."""


def _with_earlier(gazetteer: Gazetteer, told: _Told, *earlier: str) -> _Told:
    """What the texts tell together, the latest first: a corner of the streets in two, or what the latest told alone."""
    for text in earlier:
        spots, area = spots_in(without_links(text), gazetteer)
        if len(text.split()) > PASSING:
            spots = tuple(spot for spot in spots if spot.kind in EXACT)
        corners = tuple(
            Spot("corner", (one.places[0], other.places[0]))
            for one in spots
            for other in told[0]
            if one.kind == other.kind == "street" and other.places[0].number in one.places[0].crosses
        )
        if corners or not told[0]:
            told = corners or spots, area or told[1]
    return told


def _tells_nothing(text: str) -> bool:
    """Whether no word of the text may be a place's: thanks, a yes, the digit of an option, a mark."""
    words = fold(text).split()
    return all(word in NO_PLACE or (word.isdecimal() and len(word) < 3) for word in words)


def _tells_more(text: str, gazetteer: Gazetteer) -> bool:
    """Whether the text tells where on its street, by something the city does not know: "by the laundromat on 4th"."""
    words = words_in(text)
    mentions = mentions_in(words, gazetteer)
    known = {at for each in mentions for at in range(each.start, each.end) if each.streets}
    named = {at for each in mentions for at in range(each.start, each.end)} - known
    for at in (at for at, word in enumerate(words) if word.raw in RELATION):
        of = next((of for of in range(at + 1, len(words)) if words[of].raw not in RELATION_GAP), None)
        if (
            of is not None
            and of not in known
            and (of in named or words[of].raw in PLACE_TYPE or words[of].raw not in KNOWN)
        ):
            return True
    return False


def _words(*tables: Iterable[str]) -> frozenset[str]:
    return frozenset(word for table in tables for listed in table for word in listed.replace("_", " ").split())


SAID_BESIDE = {
    "en": "u ty thx tks tnx ok okey okay k kk lol idk dont know not sure what which who when why how hey hi hello bye "
    "again other another thing else report reports survey surveys status media photo picture pic same me so just can "
    "here there do did say said think really bad good great fine nice whatever sorry pardon excuse",
    "es": "se sabe bien nada algo otra otro cosa cosas que cual quien cuando pues luego ahorita bueno buenos buenas "
    "dias tardes noches perdon disculpe encuesta encuestas reporte reportes estado foto mismo mas menos ninguno creo "
    "tal vez esto eso esta este recuerdo acuerdo adios vale ya listo orale oye",
}
NO_PLACE = _words(FILLERS, *(each.values() for each in (COMMON_WORDS, YES_WORDS, NO_WORDS, SAID_BESIDE)))
"""Words that may stand beside a place and are none."""


def _values(spot: Spot, status: str, area: str) -> dict[str, str | Text]:
    areas = {each.name if each.kind == "neighborhood" else each.area for each in spot.places} - {""}
    own = areas.pop() if len(areas) == 1 else ""
    return {
        "status": status, "place": place_text(spot), "block": block_text(spot), "area": area or own,
        "kind": spot.kind, "relative": relative_text(spot), "point": _coarse(spot.places[0].point),
        "spot": spot_code(spot),
    }  # fmt: skip


def _said(text: str, area: str) -> Found:
    words = " ".join(text.split())
    return Found(
        {
            "status": "said" if words else "none",
            "place": words,
            "block": _without_houses(words),
            "area": area,
            "kind": "",
            "relative": {},
            "point": "",
            "spot": said_code(words),
        }
    )


def _without_houses(words: str) -> str:
    """Words that the gazetteer does not know, with what may be house numbers rounded down to their block."""
    return _HOUSE_NUMBER.sub(r"\g<1>00", words)


_HOUSE_NUMBER = re.compile(r"\b(\d{1,3})\d\d\b")


def _shared(gazetteer: Gazetteer, point: tuple[float, float], label: str) -> Found:
    """A point on the map, told by its label when the city knows that, or else by the nearest place."""
    spots, area = spots_in(label, gazetteer)
    nearest = _nearest(gazetteer, point)
    if len(spots) == 1:
        values = _values(spots[0], "shared", area)
    elif nearest is not None:
        near = {"en": f"near {nearest.name}", "es": f"cerca de {nearest.name}"}
        values = {
            "status": "shared",
            "place": near,
            "block": near,
            "area": nearest.area,
            "relative": near,
            "spot": spot_code(Spot(nearest.kind, (nearest,))),
        }
    else:
        words = label or _coarse(point)
        values = {
            "status": "shared",
            "place": words,
            "block": _without_houses(words),
            "area": "",
            "relative": {},
            "spot": "",
        }
    return Found({**values, "kind": "point", "point": _coarse(point)})


def _nearest(gazetteer: Gazetteer, point: tuple[float, float]) -> Place | None:
    """The nearest place that has a point and is no neighborhood, if it is near enough to tell where this is."""
    distances = [
        (_metres(point, each.point), each.number)
        for each in gazetteer.places
        if each.point is not None and each.kind not in ("street", "neighborhood")
    ]
    metres, number = min(distances, default=(math.inf, 0))
    return gazetteer.places[number] if metres <= BESIDE else None


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance on flat ground, which a city is to within a metre."""
    east = (one[1] - other[1]) * math.cos(math.radians(one[0]))
    return round(math.hypot(one[0] - other[0], east) * DEGREE)


def _coarse(point: tuple[float, float] | None) -> str:
    """The point to three decimals, about a block: enough to find a pothole, too little to tell a house."""
    return f"{point[0]:.3f},{point[1]:.3f}" if point else ""
