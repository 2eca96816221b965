"""The days on which a city sends nothing of its own accord: public holidays and its own; it decides nothing else."""

from collections.abc import Callable, Iterable
from datetime import date


class UnknownCalendar(ValueError):
    """No holidays are known for that place; the message names some that are."""


def closed_days(calendar: str = "", own: Iterable[date] = ()) -> Callable[[date], bool]:
    """Whether a day is a holiday of `calendar` (US, or a state: US-NM; empty: none), the day it is kept on included, or
    one of the city's own days. Holidays of any year are known, also of those to come."""
    days = frozenset(own)
    if not calendar:
        return days.__contains__
    from holidays.countries.united_states import UnitedStates  # By its name: `country_holidays` reads the whole world.

    country, _, state = calendar.partition("-")
    if country != "US" or (state and state not in UnitedStates.subdivisions):
        raise UnknownCalendar(f"no holidays are known for {calendar}: write US, or US-NM with your state")
    public = UnitedStates(subdiv=state or None)  # type: ignore[no-untyped-call]  # The library says no types.
    return lambda day: day in days or day in public
