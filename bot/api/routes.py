"""What a route of the API is: where, who may, what comes in and goes out; it serves nothing and describes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.api.problems import Refused
from bot.api.schemas import Mistake, Model, Query
from bot.db.base import Tx
from bot.keys.rules import Key
from bot.lib.paging import NotACursor, Place, cursor, read_cursor
from bot.lib.phone import without_numbers
from bot.staff.audit import record
from bot.wiring import Bot


@dataclass(frozen=True, slots=True)
class Call:
    """One admitted request: the product, whose key it is, when, and (of a POST) its Idempotency-Key."""

    bot: Bot
    key: Key
    now: datetime
    request: str = ""

    def words(self, written: str) -> str:
        """A resident's words as this key may read them: telephone numbers only where it was granted numbers."""
        return written if "contacts:numbers" in self.key.scopes else without_numbers(written)

    def audited(self, act: str, why: str) -> Callable[[Tx, str], None]:
        """Writes the line of the audit log that names this key, in the transaction that does the act."""
        return lambda tx, subject: record(tx, f"key {self.key.name}", act, subject, why, self.now)

    def may_see(self, department: str) -> bool:
        """Whether what belongs to this department is open to the key."""
        return not self.key.departments or department in self.key.departments


@dataclass(frozen=True, slots=True)
class Route:
    """One thing that can be asked for; its view's docstring is what the document says about it.

    `view` takes the Call, the names in the path, and `query` or `body` where there is one. `changes` is whether
    anything is different afterwards: then the request needs an Idempotency-Key. `keeps` is False for what must not be
    kept anywhere on its way. `scope` may be empty: then every key may.
    """

    method: str
    path: str
    scope: str
    view: Callable[..., Model]
    answer: type[Model]
    query: type[Query] | None = None
    body: type[Model] | None = None
    status: int = 200
    changes: bool = False
    keeps: bool = True
    refuses: bool = False
    example: Mapping[str, Any] = field(default_factory=dict)
    """An answer, as the document shows it."""
    leads: Mapping[str, str] = field(default_factory=dict)
    """Names in the paths of other routes, and where in the answer their values stand (a JSON pointer)."""
    asks: Mapping[str, Any] = field(default_factory=dict)
    """A body, as the document shows it."""

    @property
    def name(self) -> str:
        """What the route is called in the document and in logs."""
        return self.view.__name__

    @property
    def tag(self) -> str:
        """The resource it belongs to."""
        return self.view.__module__.rpartition(".")[2]


def place_in(word: str | None, shape: tuple[type, ...]) -> Place | None:
    """Where a list goes on; Refused when the cursor is none that this list gave."""
    try:
        return read_cursor(word, shape) if word else None
    except NotACursor:
        mistake = Mistake(where="query.cursor", message="This is no cursor of this list; begin without one.")
        raise Refused("wrong-values", mistakes=[mistake]) from None


def next_cursor(after: Place | None) -> str | None:
    """The word for the page that follows."""
    return cursor(after) if after else None


def there(found: Any | None, what: str) -> Any:
    """What was found; Refused when nothing was."""
    if found is None:
        raise Refused("not-found", f"There is no such {what}.")
    return found
