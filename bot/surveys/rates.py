"""The figures of a survey: intervals, outcome rates, nonresponse; pure.

Formulas: Wilson's score interval; outcome rates of AAPOR's Standard Definitions by their letters (I complete, P
partial, R refusal or break-off, NC no contact, O other, UO unknown, NE not eligible).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Z95 = 1.959963984540054
COMPLETE_FROM, PARTIAL_FROM = 0.8, 0.5
"""Shares of the applicable questions from which on a walk counts as complete, and as partial."""
LANGUAGE_GAP = 10.0
"""Points of difference in nonresponse between languages from which on the translation is suspected."""


def wilson(count: int, base: int, *, z: float = Z95, population: int | None = None) -> tuple[float, float]:
    """The interval of a share, both ends between 0 and 1; narrower where the whole `population` is known."""
    if base <= 0:
        return 0.0, 1.0
    if population is not None and population > 1:
        z *= math.sqrt(max(population - base, 0) / (population - 1))
    share, spread = count / base, z * z / base
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / base + spread / (4 * base)) / (1 + spread)
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def margin(base: int, *, share: float = 0.5, deff: float = 1.0) -> float:
    """Plus or minus how many points a share of a random sample would be off, 95 times of 100."""
    return 100 * 1.96 * math.sqrt(deff * share * (1 - share) / base)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How many people came out how."""

    complete: int = 0
    partial: int = 0
    refused: int = 0
    no_contact: int = 0
    other: int = 0
    unknown: int = 0
    not_eligible: int = 0

    @property
    def eligible_share(self) -> float:
        """e: of those nobody knows about, the share taken to be eligible, as among the others."""
        known = self.complete + self.partial + self.refused + self.no_contact + self.other
        return known / (known + self.not_eligible) if known else 0.0

    def rates(self) -> dict[str, float]:
        """RR1 to RR6, COOP1, COOP2, REF1 and CON1; 0 where nobody stands below the line."""
        i, both = self.complete, self.complete + self.partial
        met = both + self.refused + self.other
        known = met + self.no_contact
        whole, likely = known + self.unknown, known + self.eligible_share * self.unknown
        found = {
            "RR1": (i, whole), "RR2": (both, whole), "RR3": (i, likely), "RR4": (both, likely), "RR5": (i, known),
            "RR6": (both, known), "COOP1": (i, met), "COOP2": (both, met), "REF1": (self.refused, whole),
            "CON1": (met, whole),
        }  # fmt: skip
        return {name: above / below if below else 0.0 for name, (above, below) in found.items()}


def outcome(answered: int, applicable: int) -> Literal["complete", "partial", "refused"]:
    """How a walk of so many answers counts; under half of what applied it is a break-off."""
    share = answered / applicable if applicable else 0.0
    return "complete" if share >= COMPLETE_FROM else "partial" if share >= PARTIAL_FROM else "refused"


def nonresponse(skipped: int, refused: int, unclear: int, asked: int) -> float:
    """The share of those asked who gave no answer that can be used."""
    return (skipped + refused + unclear) / asked if asked else 0.0


def differs_by_language(shares: Mapping[str, float]) -> bool:
    """Whether nonresponse in two languages is so far apart that the translation should be looked at."""
    points = [100 * share for share in shares.values()]
    return len(points) > 1 and max(points) - min(points) > LANGUAGE_GAP
