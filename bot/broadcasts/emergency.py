"""What makes a broadcast an emergency: somebody in a named role says so, and why; pure, it sends and records nothing.

An emergency leaves at any hour, does not count towards the texts of a month and does not wait for it. It never reaches
who has left: messaging.rules holds all of that.
"""

import re
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

from bot.broadcasts.rules import Problem
from bot.lib.hours import Hours, QuietHours
from bot.messaging.rules import EMERGENCY

ROLES = ("coordinator", "admin")
"""Who may let a broadcast leave in the night."""
SHORTEST_REASON, LONGEST_REASON = 10, 300
AT_ANY_HOUR = QuietHours(ZoneInfo("UTC"), time.max, time.min, time.min)
_PHONE = re.compile(r"(?<!\d)(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}(?!\d)")


@dataclass(frozen=True, slots=True)
class Override:
    """Who on the staff says that this is an emergency, in which role, and why."""

    by: str
    role: str
    reason: str


def override_of(by: str, role: str | None, reason: str | None) -> Override | None:
    """What was said, in one line each; None when nothing was said of an emergency."""
    if not (role or reason):
        return None
    return Override(*(" ".join((each or "").split()) for each in (by, role, reason)))


def hours_of(kind: str, quiet: Hours) -> Hours:
    """When a broadcast of this kind may leave: the city's hours, or any."""
    return AT_ANY_HOUR if kind == EMERGENCY else quiet


def problems(kind: str, override: Override | None) -> list[Problem]:
    """What is missing before a broadcast of this kind may be approved; empty when nothing is."""
    if kind != EMERGENCY:
        if override is None:
            return []
        remedy = f"Leave --role and --reason out, or draft it with --kind {EMERGENCY}."
        return [Problem("it is no emergency, and cannot leave in the night", remedy, "no-emergency")]
    if override is None:
        remedy = f"Say so: --role {ROLES[0]} --reason '...'."
        return [Problem("nobody has said why this is an emergency", remedy, "reason", "reason")]
    found = []
    if not override.by:
        found.append(Problem("nobody stands for this being an emergency", "Say who you are: --as NAME.", "nobody-says"))
    if override.role not in ROLES:
        said = f'"{override.role}" may not call an emergency' if override.role else "nobody has said in which role"
        found.append(Problem(said, f"That takes one of: --role {', '.join(ROLES)}.", "role"))
    if not SHORTEST_REASON <= len(override.reason) <= LONGEST_REASON:
        long = f"the reason has {len(override.reason)} characters"
        remedy = f"Say in {SHORTEST_REASON} to {LONGEST_REASON} what has happened: --reason '...'."
        told = {"least": SHORTEST_REASON, "most": LONGEST_REASON}
        found.append(Problem(long, remedy, "reason-length", "reason", told))
    if _PHONE.search(override.reason):
        remedy = "It is kept for good; say it without."
        found.append(Problem("the reason holds a telephone number", remedy, "reason-number", "reason"))
    return found
