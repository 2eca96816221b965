"""Decides who may do what, how long a session lasts, how many attempts are too many; it reads no clock and no table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from bot.engine.vocabulary import fold

Role = Literal["coordinator", "triage", "translator", "analyst", "clerk", "records_officer", "admin"]
ROLES: tuple[Role, ...] = ("coordinator", "triage", "translator", "analyst", "clerk", "records_officer", "admin")
BOUND_TO_DEPARTMENTS: frozenset[Role] = frozenset({"triage"})
"""Roles that see what their own departments have to do, and nothing else."""

_EVERYBODY = frozenset(ROLES)
_C, _T, _W, _A, _K, _R, _X = "coordinator", "triage", "translator", "analyst", "clerk", "records_officer", "admin"
PERMISSIONS: Mapping[str, frozenset[str]] = {
    "today.read": _EVERYBODY,
    "inbox.read": frozenset({_C, _T, _X}),
    "inbox.reply": frozenset({_C, _T, _X}),
    "inbox.assign": frozenset({_C, _T, _X}),
    "inbox.sensitive": frozenset({_C, _X}),
    "labels.change": frozenset({_C, _X}),
    "replies.read": frozenset({_C, _T, _W, _X}),
    "replies.write": frozenset({_C, _W, _X}),
    "concerns.read": frozenset({_C, _T, _A, _R, _X}),
    "concerns.change": frozenset({_C, _T, _X}),
    "figures.read": frozenset({_C, _A, _R, _X}),
    "people.read": frozenset({_C, _R, _X}),
    "people.number": frozenset({_C, _R, _X}),
    "people.change": frozenset({_C, _X}),
    "people.forget": frozenset({_R, _X}),
    "people.import": frozenset({_C, _X}),
    "people.export": frozenset({_R, _X}),
    "people.export_without_numbers": frozenset({_A, _R, _X}),
    "broadcasts.read": frozenset({_C, _W, _A, _X}),
    "broadcasts.write": frozenset({_C, _W, _X}),
    "broadcasts.approve": frozenset({_C, _X}),
    "broadcasts.stop": frozenset({_C, _X}),
    "flows.read": frozenset({_C, _W, _A, _X}),
    "flows.write": frozenset({_C, _W, _X}),
    "flows.publish": frozenset({_C, _X}),
    "directory.read": _EVERYBODY,
    "directory.propose": frozenset({_C, _W, _X}),
    "directory.write": frozenset({_C, _X}),
    "surveys.read": frozenset({_C, _W, _A, _X}),
    "surveys.write": frozenset({_C, _W, _A, _X}),
    "surveys.publish": frozenset({_C, _X}),
    "results.read": frozenset({_C, _A, _R, _X}),
    "results.export": frozenset({_A, _R, _X}),
    "boards.read": frozenset({_C, _K, _X}),
    "boards.change": frozenset({_K, _X}),
    "deliveries.read": frozenset({_C, _A, _X}),
    "deliveries.resend": frozenset({_C, _X}),
    "webhooks.read": frozenset({_X}),
    "webhooks.change": frozenset({_X}),
    "keys.read": frozenset({_X}),
    "keys.change": frozenset({_X}),
    "settings.read": frozenset({_C, _X}),
    "settings.change": frozenset({_X}),
    "team.read": frozenset({_C, _X}),
    "team.change": frozenset({_X}),
    "audit.read": frozenset({_R, _X}),
}
"""The one table of what may be done, and by whom."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody of the city who may sign in. `departments` are codes of city.yaml, `language` is that of the screens."""

    id: str
    name: str
    email: str
    role: Role
    departments: tuple[str, ...]
    language: str

    @property
    def bound_to(self) -> frozenset[str] | None:
        """The departments whose work this person sees; None for all of them."""
        return frozenset(self.departments) if self.role in BOUND_TO_DEPARTMENTS else None

    def sees(self, department: str | None) -> bool:
        """Whether work of that department is theirs to see; what has no department yet, only those bound to none."""
        return self.bound_to is None or department in self.bound_to


def allows(role: str, permission: str) -> bool:
    """Whether the role may; KeyError for a permission that is not in the table."""
    return role in PERMISSIONS[permission]


SESSION_FOR = timedelta(hours=12)
"""After so long somebody signs in again, whatever they are doing."""
IDLE_FOR = timedelta(hours=1)
HALF_WAY_FOR = timedelta(minutes=10)
"""How long somebody may take between the password and the second factor."""
SEEN_EVERY = timedelta(minutes=1)
"""A session's last sight is written no more often: every page would cost a write."""

LINK_FOR: Mapping[str, timedelta] = {"invitation": timedelta(days=7), "reset": timedelta(hours=1)}
"""How long a link works, by its purpose."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many attempts within that time."""

    most: int
    within: timedelta


LIMITS: Mapping[str, Limit] = {
    "account": Limit(6, timedelta(minutes=15)),
    "address": Limit(40, timedelta(minutes=15)),
    "factor": Limit(6, timedelta(minutes=15)),
    "reset": Limit(3, timedelta(hours=1)),
}
"""How many attempts an account, or a network address, has before it waits; a success clears those of the account."""


def wait_until(attempts: Sequence[datetime], limit: Limit, now: datetime) -> datetime | None:
    """When the next attempt may come; None for now. `attempts` are the newest first, at least `limit.most` of them."""
    recent = [at for at in attempts if now - at < limit.within]
    return recent[limit.most - 1] + limit.within if len(recent) >= limit.most else None


def session_is_over(
    *, created_at: datetime, seen_at: datetime, verified_at: datetime | None, ended_at: datetime | None, now: datetime
) -> bool:
    """Whether a session has ended, or grown old, or lain idle; one without a second factor lives minutes only."""
    if ended_at is not None:
        return True
    if verified_at is None:
        return now - created_at >= HALF_WAY_FOR
    return now - created_at >= SESSION_FOR or now - seen_at >= IDLE_FOR


SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 128
FEWEST_LETTERS = 5
"""Different letters that a password needs, so that "aaaaaaaaaaaa" is none."""


def weakness(password: str, *, name: str, email: str) -> Literal["short", "long", "plain", "own"] | None:
    """What is wrong with a password, if anything: too short, too long, hardly any letters, made of one's own name.

    Length counts for more than kinds of letters (NIST SP 800-63B, 3.1.1).
    """
    if len(password) < SHORTEST_PASSWORD:
        return "short"
    if len(password) > LONGEST_PASSWORD:
        return "long"
    if len(set(password.lower())) < FEWEST_LETTERS or _counts_up(password.lower()):
        return "plain"
    rest = fold(password).replace(" ", "")
    for own in (*fold(name).split(), *fold(email.partition("@")[0]).split(), "cabildo", "password", "contrasena"):
        if len(own) > 2:
            rest = rest.replace(own, "")
    return "own" if len(rest) < SHORTEST_PASSWORD // 2 else None


def _counts_up(password: str) -> bool:
    """Whether each letter follows from the one before, as in 123456789012."""
    steps = {(ord(after) - ord(before)) % 10 for before, after in pairwise(password)}
    return len(steps) == 1


TOTP_SECONDS = 30
TOTP_WINDOW = 1
"""Codes of the half minute before and after count too: phones' clocks differ (RFC 6238, 5.2)."""


def accepted_step(given: str, code_at: Callable[[int], str], last: int | None, now: datetime) -> int | None:
    """The half minute whose code was given; None when it is no code of now, or was used already (`last`)."""
    code = "".join(each for each in given if each.isdigit())
    current = int(now.timestamp()) // TOTP_SECONDS
    for step in range(current - TOTP_WINDOW, current + TOTP_WINDOW + 1):
        if (last is None or step > last) and code_at(step) == code:
            return step
    return None


SECOND_FACTORS = frozenset({"mfa", "otp", "hwk", "swk", "sms", "tel", "fpt", "face", "iris", "pop", "sc", "user"})
"""Ways of proving who one is that are more than something known (RFC 8176)."""


def proved_twice(methods: Sequence[str], *, asks_everybody: bool) -> bool:
    """Whether a single sign-on stands for the second factor too.

    Only where the operator says that the provider asks everybody for one; and not when the provider itself says that
    this time it was less (`methods`; many say nothing).
    """
    return asks_everybody and (not methods or bool(SECOND_FACTORS & {each.lower() for each in methods}))


RECOVERY_CODES = 10
RECOVERY_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letter looks like another."""
RECOVERY_LENGTH = 10


def read_recovery_code(given: str) -> str:
    """The code as it is kept: large letters, without what somebody typed between them."""
    return "".join(each for each in given.upper() if each in RECOVERY_LETTERS)


def is_role(word: str) -> bool:
    """Whether there is such a role."""
    return word in ROLES
