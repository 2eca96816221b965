"""What becomes of the rows of a list beside what is known already: new, merged or left out; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from bot.people.reading import Agreement, Entry, RowProblem

IMPORT = "import"
"""The source of a language that stands in a list: what the resident says or writes goes before it."""
STATED = "stated"


@dataclass(slots=True)
class Standing:
    """A contact as an import meets it, and as it leaves it."""

    id: str
    language: str | None = None
    language_source: str | None = None
    left_at: datetime | None = None
    topics_off: frozenset[str] = frozenset()
    area: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows so far: `new` residents, rows of `known` ones, rows `repeated` within the file, rows `left_out`."""

    rows: int = 0
    new: int = 0
    known: int = 0
    repeated: int = 0
    left_out: int = 0


@dataclass(slots=True)
class Plan:
    """What a batch of rows comes to, by contact id where nothing else is said.

    `phones` are those of `new` contacts, `chosen` languages that became known; `agreed` is who, to which topic (None
    for texts as such), and how.
    """

    counts: Counts
    new: dict[str, Standing] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    changed: dict[str, Standing] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    agreed: list[tuple[Standing, str | None, Agreement]] = field(default_factory=list)
    fields: dict[tuple[str, str], str] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)


Read = Entry | list[RowProblem]


def plan_of(
    batch: Sequence[Read],
    standing: Mapping[str, Standing],
    counts: Counts,
    *,
    first: Mapping[int, int],
    phone_column: str,
    topics: frozenset[str],
    ids: Iterator[str],
) -> Plan:
    """What these rows come to.

    `standing` is who holds each phone now, `first` the row in which a number (without its +) stands first in the file,
    `topics` all there are, `ids` the ids of new contacts.
    """
    plan, by_phone = Plan(counts), dict(standing)
    for read in batch:
        if not isinstance(read, Entry):
            plan.problems += read
            _count(plan, "left_out")
            continue
        at = by_phone.get(read.phone)
        if at is not None and at.left_at is not None:
            plan.problems.append(
                RowProblem(read.row, phone_column, f"this resident left on {at.left_at:%Y-%m-%d}", _LEFT)
            )
            _count(plan, "left_out")
            continue
        row = first[int(read.phone)]
        if row != read.row:
            wrong = f"the same number stands in row {row}"
            plan.problems.append(RowProblem(read.row, phone_column, wrong, _MERGED, skips=False))
        _count(plan, "repeated" if row != read.row else "new" if at is None else "known")
        if at is None:
            by_phone[read.phone] = at = _newcomer(read, topics, next(ids))
            plan.new[at.id] = at
            plan.phones[at.id] = read.phone
        _apply(plan, at, read)
    return plan


_LEFT = "Nothing to do: only they can come back, by texting START."
_MERGED = "Nothing to do: both rows are one resident, and what the later one says goes before."


def _count(plan: Plan, how: str) -> None:
    plan.counts = replace(plan.counts, rows=plan.counts.rows + 1, **{how: getattr(plan.counts, how) + 1})


def _newcomer(entry: Entry, topics: frozenset[str], contact_id: str) -> Standing:
    """Whoever agreed to some topics gets no others; a row without topics is about all of them."""
    return Standing(contact_id, topics_off=frozenset() if entry.topics is None else topics - {*entry.topics})


def _apply(plan: Plan, at: Standing, entry: Entry) -> None:
    """Let the row complete or correct what is known; what the resident said or turned off stays."""
    before = (at.language, at.area, at.zone)
    if entry.language and entry.language != at.language and at.language_source != STATED:
        at.language, at.language_source = entry.language, IMPORT
        plan.chosen[at.id] = entry.language
    at.area, at.zone = entry.area or at.area, entry.zone or at.zone
    if at.id not in plan.new and before != (at.language, at.area, at.zone):
        plan.changed[at.id] = at
    plan.agreed.append((at, None, entry.agreement))
    plan.agreed += [(at, topic, entry.agreement) for topic in entry.topics or () if topic not in at.topics_off]
    plan.fields |= {(at.id, name): value for name, value in entry.fields.items()}


def consent_id(contact_id: str, purpose: str, agreement: Agreement) -> str:
    """The same for the same agreement, so that importing it twice keeps it once."""
    told = f"{purpose}\n{agreement.source}\n{agreement.on.isoformat()}\n{agreement.words}"
    return f"cns_{contact_id}.{sha256(told.encode()).hexdigest()[:16]}"
