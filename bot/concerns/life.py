"""The life of a concern: which change may follow which, what each one needs, and when it is looked at again; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from bot.lib import sms


class Status(StrEnum):
    """Where a concern stands."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    IN_WORK = "in_work"
    DONE = "done"
    CONFIRMED = "confirmed"
    REOPENED = "reopened"
    HANDED_OVER = "handed_over"


_OPEN = {
    "assign": Status.ASSIGNED, "answer": Status.ANSWERED, "begin": Status.IN_WORK, "finish": Status.DONE,
    "hand_over": Status.HANDED_OVER,
}  # fmt: skip
_CLOSED = {"confirm": Status.CONFIRMED, "reopen": Status.REOPENED}
NEXT: Mapping[Status, Mapping[str, Status]] = {
    Status.RECEIVED: _OPEN,
    Status.ASSIGNED: _OPEN,
    Status.ANSWERED: _OPEN | _CLOSED,
    Status.IN_WORK: _OPEN | {"confirm": Status.CONFIRMED},
    Status.REOPENED: _OPEN,
    Status.DONE: _CLOSED,
    Status.CONFIRMED: {"reopen": Status.REOPENED},
    Status.HANDED_OVER: {"reopen": Status.REOPENED, "assign": Status.ASSIGNED},
}
"""What may be done with a concern in each status, and where it leads; whatever is not here is refused."""
CLOSED = frozenset({Status.DONE, Status.CONFIRMED, Status.HANDED_OVER})
"""Nobody of the city has to do anything any more."""

YES, LATER, PARTLY, NO = "yes", "later", "partly", "no"
OUTCOMES = (YES, LATER, PARTLY, NO)
NEEDS_REASON = frozenset({LATER, PARTLY, NO})
NEEDS_DATE = frozenset({YES, LATER})
LONGEST_REASON = 70
"""Characters of a reason, so that the text with it fits one part."""
SHORTEST_REASON = 10
LONGEST_AGENCY = 40

ASKED_AGAIN_IN = timedelta(days=14)
"""After a concern is done, when its resident is asked once more whether it really is."""


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody does with a concern; `by` is an id of staff, `resident` or `clock`.

    `words` is a plain reason by language, for residents; `promised_on` the day by which the city will have done it,
    `agency` who has it now when it is not the city's.
    """

    act: str
    by: str
    department: str = ""
    outcome: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    promised_on: date | None = None
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps a change from being made. `place` is where it is mended, `rule` its name in code, `values`
    what its sentence tells; `words.es` is the reason in Spanish."""

    place: str
    rule: str
    message: str
    values: Mapping[str, str] = field(default_factory=dict)


def problems(
    change: Change, status: Status, *, languages: Sequence[str], departments: Sequence[str], today: date
) -> list[str]:
    """Everything that keeps the change from being made, each with how to mend it; empty when nothing does."""
    found = faults(change, status, languages=languages, departments=departments, today=today)
    return [each.message for each in found]


def faults(
    change: Change, status: Status, *, languages: Sequence[str], departments: Sequence[str], today: date
) -> list[Fault]:
    """The same, each with the field that it is about."""
    if change.act not in NEXT[status]:
        known = ", ".join(sorted(NEXT[status]))
        message = f"A concern that is {status} cannot be changed so ({change.act}). Possible are: {known}."
        return [Fault("act", "impossible", message)]
    found = [*_reason_faults(change, languages)]
    if change.act == "assign" and change.department not in departments:
        message = f'"{change.department}" is no department of this city. Known are {", ".join(departments)}.'
        found.append(Fault("department", "unknown_department", message))
    if change.act == "answer":
        found += _answer_faults(change, today)
    if change.act == "hand_over" and not 2 <= len(change.agency.strip()) <= LONGEST_AGENCY:
        found.append(Fault("agency", "agency", f"Say who has it now, in up to {LONGEST_AGENCY} letters."))
    return found


def _answer_faults(change: Change, today: date) -> Iterator[Fault]:
    if change.outcome not in OUTCOMES:
        yield Fault("outcome", "outcome", f"An answer is one of {', '.join(OUTCOMES)}.")
    elif change.outcome in NEEDS_DATE and change.promised_on is None:
        yield Fault("promised_on", "day", f'The answer "{change.outcome}" promises something: say by which day.')
    if change.promised_on is not None and change.promised_on <= today:
        message = f"{change.promised_on} is not to come any more; promise a later day."
        yield Fault("promised_on", "past_day", message)


def _reason_faults(change: Change, languages: Sequence[str]) -> Iterator[Fault]:
    needed = change.act == "answer" and change.outcome in NEEDS_REASON
    for language in languages:
        words, place = change.words.get(language, "").strip(), f"words.{language}"
        if needed and len(words) < SHORTEST_REASON:
            message = f"Say why in {language}, in one plain sentence; residents read it as it stands."
            yield Fault(place, "reason", message)
        if len(words) > LONGEST_REASON:
            message = f"The reason in {language} has {len(words)} letters, and a text has room for {LONGEST_REASON}."
            yield Fault(place, "long_reason", message, {"letters": str(len(words))})
        if dear := sms.price(words).dear:
            message = f"The reason in {language} has {' '.join(dear)}, which doubles the cost; choose words without."
            yield Fault(place, "dear_reason", message, {"letters": " ".join(dear)})


VERDICTS: Mapping[str, str | None] = {"fixed": "confirm", "not_fixed": "reopen", "unsure": None}
"""What a resident may say of a concern that is done, and the act that it is."""


def verdict_act(says: str, status: Status, *, is_owner: bool, only_confirmed: bool) -> str | None:
    """The act that a verdict is; None when it changes nothing.

    Anybody's "not fixed" opens it again, also after somebody else's "fixed" and nothing but that (`only_confirmed`);
    "fixed" closes it only when the resident says so who opened it. A follower's is kept beside it.
    """
    act = VERDICTS.get(says)
    if act == "confirm" and not is_owner:
        return None
    stands = status is Status.DONE or (act == "reopen" and status is Status.CONFIRMED and only_confirmed)
    return act if act and stands and act in NEXT[status] else None


WHO = 6
"""Letters at the end of a resident's id that tell them from all others of one concern."""


def mark_of(contact_id: str) -> str:
    """The end of a resident's id: an outbox item has no room for all of it."""
    return contact_id[-WHO:]


def is_late(status: Status, promised_on: date | None, today: date) -> bool:
    """Whether a promise was not kept."""
    return promised_on is not None and today > promised_on and status not in CLOSED
