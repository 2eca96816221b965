"""Which time zone a telephone number suggests, by its area code; a guess, and none where the code has several zones."""

import csv
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

AREA_CODES = Path(__file__).with_name("area_codes.csv")
"""Zones, and the area codes that lie in each whole; docs/sending-hours.md says how it is made."""
NORTH_AMERICA = "+1"


def zone_of_number(number: str) -> ZoneInfo | None:
    """The zone of an E.164 number of North America; None for a toll-free, unknown or foreign one, and for two zones."""
    if not number.startswith(NORTH_AMERICA):
        return None
    zone = area_codes().get(number[2:5])
    return ZoneInfo(zone) if zone else None


@cache
def area_codes() -> dict[str, str]:
    """Area code to the name of its zone."""
    with AREA_CODES.open(encoding="utf-8", newline="") as file:
        return {code: row["zone"] for row in csv.DictReader(file) for code in row["area_codes"].split(";")}
