"""What the address of a list says: its order and its page; it knows no list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

from bot.lib.paging import NotACursor, Place, cursor, read_cursor

PAGE = 50
"""Lines of a page."""


@dataclass(frozen=True, slots=True)
class Order:
    """By what a list is sorted, which way, and where its page begins."""

    by: str
    down: bool
    after: Place | None


def asked_order(shapes: Mapping[str, Sequence[type]], otherwise: str) -> Order:
    """What `?sort=name` (or `-name`, the highest first) and `?after=` ask for.

    `shapes` gives, for each order there is, the types of its cursor; what the address has wrong is as if not there.
    `otherwise` is written as in the address.
    """
    asked = request.args.get("sort", "")
    chosen = asked if asked.lstrip("-") in shapes else otherwise
    by, down = chosen.lstrip("-"), chosen.startswith("-")
    try:
        after = read_cursor(request.args.get("after", ""), shapes[by]) if request.args.get("after") else None
    except NotACursor:
        after = None
    return Order(by, down, after)


def address(**changes: object) -> str:
    """This list with these changes in its address; what is empty falls away, and a change begins at the first page."""
    asked = {**request.args.to_dict(), "after": "", "seen": "", **changes}
    return "?" + urlencode({name: str(value) for name, value in asked.items() if value not in ("", None)})


def sorted_by(name: str, order: Order) -> str:
    """The address of the same list by that column; the other way where it is by that column already."""
    down = not order.down if order.by == name else False
    return address(sort=f"-{name}" if down else name)


def page_after(place: Place | None) -> str:
    """The address of the next page; empty when this is the last."""
    return address(after=cursor(place)) if place else ""
