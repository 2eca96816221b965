"""Decides what is done next with a concern that goes to the city's other system, and what its answers mean; pure.

States of a sent report
  waiting   is sent as soon as its time has come
  held      a person has to say the place first
  doubt     an attempt was made and nobody knows its end: that system is asked before anything is sent again
  token     it was taken, and its number is not known yet
  followed  it has a number there; its status is asked
  closed    that system calls it closed
  unsure    that system cannot be asked well enough: a person looks
  refused   that system, or our guard, does not take it as it is: a person mends it and sends it again
  stopped   a person took it back
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WAITING, HELD, DOUBT, TOKEN = "waiting", "held", "doubt", "token"
FOLLOWED, CLOSED, UNSURE, REFUSED, STOPPED = "followed", "closed", "unsure", "refused", "stopped"
STATES = (WAITING, HELD, DOUBT, TOKEN, FOLLOWED, CLOSED, UNSURE, REFUSED, STOPPED)
FOR_A_PERSON = (HELD, UNSURE, REFUSED)

RETRY_AFTER = tuple(
    timedelta(minutes=each) for each in (1, 5, 30, 120, 360, 720, 1440, 1440, 1440, 1440)
)  # fmt: skip
"""How long after each failure it is sent again; after the last it is for a person."""
ASK_AFTER = (timedelta(minutes=1), timedelta(minutes=10), timedelta(minutes=40))
"""When that system is asked about an attempt in doubt: some show a report only a while after they took it."""
TOKEN_AFTER = tuple(
    timedelta(minutes=each) for each in (1, 5, 15, 60, 240, 720, *[1440] * 14)
)  # fmt: skip
"""When a token is asked about; that system may take weeks."""
CLOSED_FOLLOWED_FOR = timedelta(days=14)
"""For so long a closed report is asked about once a day: it may be opened again."""
CLOSED_ASKED_EVERY = timedelta(days=1)
LONGEST_REST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of a sent report: its state, when it is looked at next (None: not by itself), and why."""

    state: str
    at: datetime | None = None
    why: str = ""
    token: str | None = None
    their_id: str | None = None


def after_post(
    status: int | None, record: Mapping[str, str] | None, said: str, *, left: bool, tries: int, rest: timedelta | None,
    now: datetime,
) -> Step:  # fmt: skip
    """What an answer to POST means. `tries` counts this one; without a status nothing came back."""
    if status is None and not left:
        return again(tries, said, now)
    if status == 429:
        return again(tries, said, now, rest)
    if status is not None and 200 <= status < 300 and record is not None:
        if their_id := record.get("service_request_id"):
            return Step(FOLLOWED, now, their_id=their_id[:128])
        if token := record.get("token"):
            return Step(TOKEN, now + TOKEN_AFTER[0], token=token[:128])
    if status is not None and 300 <= status < 500 and status != 408:
        # Some call a report that they have a duplicate: then they have it.
        if "duplicate" in said.lower():
            return Step(DOUBT, now + ASK_AFTER[0], said)
        return Step(REFUSED, None, said)
    return Step(DOUBT, now + ASK_AFTER[0], said)


def again(tries: int, why: str, now: datetime, rest: timedelta | None = None) -> Step:
    """It was not taken, that much is sure: later once more."""
    if tries > len(RETRY_AFTER):
        return Step(REFUSED, None, why)
    wait = max(RETRY_AFTER[tries - 1], min(rest or timedelta(), LONGEST_REST))
    return Step(WAITING, now + wait, why)


def after_asking(
    found: str | None, *, answered: bool, asks: int, shows_us: bool, now: datetime, why: str
) -> Step:  # fmt: skip
    """What follows when that system was asked about an attempt in doubt; `asks` counts this time.

    It is sent again only where that system is known to show our numbers: its silence then means that it has none.
    """
    if found:
        return Step(FOLLOWED, now, their_id=found[:128])
    if asks < len(ASK_AFTER):
        return Step(DOUBT, now + ASK_AFTER[asks], why)
    if not answered:
        return Step(DOUBT, now + RETRY_AFTER[min(asks, len(RETRY_AFTER) - 1)], why)
    return Step(WAITING, now, why) if shows_us else Step(UNSURE, None, why)


def after_token(their_id: str | None, token: str, *, asks: int, now: datetime, why: str) -> Step:
    """What follows when a token was asked about."""
    if their_id:
        return Step(FOLLOWED, now, their_id=their_id[:128], token=token)
    if asks >= len(TOKEN_AFTER):
        return Step(UNSURE, None, why or "no number came for the token", token=token)
    return Step(TOKEN, now + TOKEN_AFTER[asks], why, token=token)


def act_for(before: str | None, after: str) -> str | None:
    """What their change of status is in the life of our concern; None when nothing changed, or nothing follows."""
    if after == "closed" and before != "closed":
        return "finish"
    if after == "open" and before == "closed":
        return "reopen"
    return None


def carries(record: Mapping[str, str], number: str) -> bool:
    """Whether anything in the record names our number as a word of its own."""
    return any(
        number in "".join(letter if letter.isalnum() else " " for letter in value.upper()).split()
        for value in record.values()
    )


def is_shown(records: Sequence[Mapping[str, str]], number: str) -> Mapping[str, str] | None:
    """The record that names our number."""
    return next((each for each in records if carries(each, number)), None)
