"""Writes what leaves for the city's other system: category, place, our number, and words that a person approved; pure.

A resident's own words, name, phone, mail and device are not among the arguments, so they cannot leave by mistake.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.flowfiles.open311 import SendsTo
from bot.open311.incoming import without_people

FIELDS = frozenset(
    {"api_key", "jurisdiction_id", "service_code", "lat", "long", "address_string", "description", "attribute"}
)
"""Every parameter that ever leaves; `attribute` is that of our number."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A concern as another system may know it. `place` is the gazetteer's own or approved by a person."""

    number: str
    kind: str
    labels: Mapping[str, str]
    place: str
    area: str
    point: tuple[float, float] | None
    words: str = ""
    round: int = 1

    @property
    def called(self) -> str:
        """Our number; sent once more on purpose it says so, or it would be taken for the same report."""
        return self.number if self.round == 1 else f"{self.number}R{self.round}"


def what_is_missing(of: Outgoing, to: SendsTo) -> str:
    """What keeps it from being sent, as a code: "place", "point" or nothing."""
    if to.location == "point" and of.point is None:
        return "point"
    return "" if of.place or of.point else "place"


def form_of(of: Outgoing, to: SendsTo, api_key: str) -> dict[str, str]:
    """The parameters of POST requests."""
    form = {"service_code": to.categories[of.kind], "description": _description(of)}
    if api_key:
        form["api_key"] = api_key
    if to.jurisdiction:
        form["jurisdiction_id"] = to.jurisdiction
    if of.place and to.location != "point":
        form["address_string"] = without_people(", ".join(dict.fromkeys(filter(None, [of.place, of.area]))))
    if of.point and to.location != "address":
        form["lat"], form["long"] = (f"{each:.5f}" for each in of.point)
    if to.reference:
        form[f"attribute[{to.reference}]"] = of.called
    return form


def _description(of: Outgoing) -> str:
    """In English and Spanish, each said once; our number is a word of its own, so that it can be found."""
    label = " / ".join(dict.fromkeys(filter(None, of.labels.values())))
    where = ", ".join(dict.fromkeys(filter(None, [of.place, of.area])))
    told = [label, without_people(where), without_people(of.words), f"Ref. {of.called}"]
    return ". ".join(filter(None, told))
