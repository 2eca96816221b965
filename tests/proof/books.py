"""Compares the carrier's ledger with the city's database after a broadcast, line by line; it changes nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from json import loads
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select

from bot.broadcasts import recipients, store, texted
from bot.broadcasts.rules import State
from bot.broadcasts.tables import recipient
from bot.messaging.codes import Action, action_for
from bot.messaging.rules import ASK_CARRIER_TWICE
from bot.messaging.tables import attempt, conversation, message
from bot.outbox.tables import event
from bot.people.tables import contact
from tests.proof.faults import Breaker
from tests.proof.residents import Said, Streams
from tests.proof.town import BLOCKED, Person, Town
from tests.standin.resources import Message

SURELY_NOT_TAKEN = ("rejected", "notreached")
SHOWN = 5
"""Of each kind of violation, so many are shown."""


@dataclass
class Findings:
    """`violations` by kind, `figures` in the order in which they are told."""

    violations: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    figures: dict[str, Any] = field(default_factory=dict)

    def told(self) -> str:
        lines = [f"{name:<56} {value}" for name, value in self.figures.items()]
        for kind, cases in self.violations.items():
            lines += [f"VIOLATION: {kind}: {len(cases):,}", *(f"    {each}" for each in cases[:SHOWN])]
        return "\n".join(lines)


@dataclass(frozen=True)
class Row:
    """One recipient as the database has them; no message when they were left out."""

    status: str
    reason: str | None
    told: str | None
    carrier_id: str | None
    code: int | None
    decided: str | None


class Books:
    """The ledger and the database of one broadcast, read once it is over."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.findings = Findings()
        self.texts: dict[str, list[Message]] = defaultdict(list)
        """The broadcast's texts at the carrier, by our id."""
        self.others: dict[str, list[Message]] = defaultdict(list)
        """All other texts at the carrier, by phone."""
        for each in town.city.carrier.messages:
            ours = message_id(each)
            if ours.startswith(f"{town.broadcast.id}."):
                self.texts[ours].append(each)
            else:
                self.others[each.to].append(each)
        with town.db.read() as tx:
            self.rows = {row[0]: Row(*row[1:]) for row in tx.execute(_rows(town.broadcast.id))}
            self.figures = recipients.figures(tx, town.broadcast.id).values()
            self.state = store.state_of(tx, town.broadcast.id)
            self.finished = tx.execute(
                select(event.c.data).where(event.c.type == "broadcast.finished", event.c.subject == town.broadcast.id)
            ).scalars().all()  # fmt: skip

    def violation(self, kind: str, case: str) -> None:
        self.findings.violations[kind].append(case)

    # --- one text each

    def check_everybody(self, left: list[Said]) -> None:
        """Everybody of the audience has one text at the carrier, or a reason why not; nobody else has any."""
        gone = {each.person.contact_id for each in left}
        reasons: Counter[str] = Counter()
        for person in self.town.people:
            given = self.texts.get(self._id(person), [])
            row = self.rows.get(person.contact_id)
            if len(given) > 1:
                self.violation("given twice", f"{person.contact_id} {row} {[each.sid for each in given]}")
            elif given:
                reasons[self._check_given(person, row, given[0])] += 1
            elif person.standing in ("", BLOCKED):
                reasons[self._check_none(person, row, person.contact_id in gone)] += 1
        strangers = set(self.texts) - {self._id(each) for each in self.town.audience}
        for each in strangers:
            self.violation("given to somebody who had not consented", each)
        self.findings.figures |= {f"recipients: {why}": f"{count:,}" for why, count in sorted(reasons.items())}

    def _id(self, person: Person) -> str:
        return texted.message_id(self.town.broadcast.id, person.contact_id)

    def _check_given(self, person: Person, row: Row | None, text: Message) -> str:
        if row is None or row.told not in (*texted.REACHED, "in_doubt"):
            self.violation("at the carrier, and the database does not know", f"{person.contact_id} {row} {text}")
            return "unknown to the database"
        if row.told == "in_doubt":
            return "in doubt, at the carrier"
        if row.carrier_id != text.sid:
            self.violation("known under another id", f"{person.contact_id} {row} {text.sid}")
        return "one text at the carrier"

    def _check_none(self, person: Person, row: Row | None, has_left: bool) -> str:
        """Why somebody of the audience has no text."""
        if row is None:
            self.violation("lost without a trace", f"{person.contact_id} {person.standing}")
            return "lost"
        why = row.reason or (loads(row.decided)[0] if row.told == "refused" and row.decided else "")
        if row.told == "in_doubt":
            return "in doubt, not at the carrier"
        if row.told == "failed" and action_for(row.code) is Action.OPTED_OUT and person.standing == BLOCKED:
            return "none: had left at the carrier (21610)"
        if why == "left" and has_left:
            return "none: left during the run"
        self.violation("consented, and has no text", f"{person.contact_id} {row}")
        return f"none: {row.told} {row.reason}"

    # --- no blind resend

    def check_resends(self) -> None:
        """Before a second attempt the first surely failed, or the carrier's list had lacked the text twice."""
        resent = 0
        with self.town.db.read() as tx:
            rows = tx.execute(
                select(attempt.c.message_id, attempt.c.number, attempt.c.outcome, attempt.c.times_asked)
                .order_by(attempt.c.message_id, attempt.c.number)
            ).all()  # fmt: skip
        for one, following in pairwise(rows):
            if one.message_id == following.message_id:
                resent += 1
                if one.outcome not in SURELY_NOT_TAKEN and one.times_asked < ASK_CARRIER_TWICE:
                    self.violation("sent again blindly", f"{tuple(one)}")
        self.findings.figures["attempts, of these second and later ones"] = f"{len(rows):,}, {resent:,}"
        asked = [row.times_asked for row in rows if row.times_asked]
        self.findings.figures["texts of which the carrier's list was asked"] = f"{len(asked):,}"

    # --- nobody who has left

    def check_goodbyes(self, left: list[Said], on_the_wire: float) -> None:
        """No text of the broadcast came to the carrier after the goodbye had been answered."""
        late = []
        before = 0
        for goodbye in left:
            for text in self.texts.get(self._id(goodbye.person), []):
                before += text.arrived_ns <= goodbye.began
                if text.arrived_ns > goodbye.taken:
                    late.append((text.arrived_ns - goodbye.taken) / 1e6)
                    if text.arrived_ns > goodbye.taken + on_the_wire * 1e9:
                        self.violation("texted after leaving", f"{goodbye.person.contact_id} {late[-1]:.0f} ms after")
        self.findings.figures["goodbyes, of these before the text had come"] = f"{len(left):,}, {len(left) - before:,}"
        worst = f", at most {max(late):.0f} ms" if late else ""
        self.findings.figures["on the wire when the goodbye was answered"] = f"{len(late):,}{worst}"

    # --- answers

    def check_answers(self, streams: Streams, breaker: Breaker, within: float | None) -> None:
        """Every text got one answer, and within so many seconds where neither it nor a server was struck."""
        struck = self._struck()
        calm, others = list[float](), list[float]()
        for said in [*streams.left, *streams.asked]:
            answers = self.others.get(said.person.phone, [])
            if len(answers) != 1:
                self.violation("not answered once", f"{said.person.contact_id} {said.body} {len(answers)}")
                continue
            took = (answers[0].arrived_ns - said.began) / 1e9
            if breaker.was_away(said.began, answers[0].arrived_ns) or message_id(answers[0]) in struck:
                others.append(took)
                continue
            calm.append(took)
            if within and took > within:
                self.violation("answered late", f"{said.person.contact_id} {took:.2f} s, {self._when(said)}")
        self.findings.figures["answers, seconds from text to carrier"] = spread(calm)
        self.findings.figures["answers struck by a fault or a server away"] = spread(others)

    def _when(self, said: Said) -> str:
        first = min(each.arrived_ns for texts in self.texts.values() for each in texts)
        return f"{(said.began - first) / 1e9:.1f} s after the first text"

    def _struck(self) -> set[str]:
        """The answers whose own sending went wrong: refused, lost, or in the hands of a worker that was killed."""
        with self.town.db.read() as tx:
            return set(
                tx.execute(
                    select(attempt.c.message_id).where(
                        (attempt.c.number > 1) | (attempt.c.times_asked > 0) | (attempt.c.outcome != "accepted")
                    )
                ).scalars()
            )

    # --- what staff are told

    def check_figures(self) -> None:
        """The broadcast is finished, and its figures are those of the ledger."""
        if self.state is not State.FINISHED:
            self.violation("not finished", str(self.state))
        if len(self.finished) != 1:
            self.violation("not finished once", str(self.finished))
        sent, distinct = sum(each.sent for each in self.figures), len(self.texts)
        doubtful = sum(
            row.told == "in_doubt" and bool(self.texts.get(self._id_of(who))) for who, row in self.rows.items()
        )
        if sent + doubtful != distinct:
            self.violation("figures differ", f"{sent:,} sent, {doubtful:,} in doubt, {distinct:,} at the carrier")
        if self.finished and (told := loads(self.finished[0])).get("sent") != sent:
            self.violation("the event differs", f"{told}, {sent:,} sent")
        if waiting := sum(each.pending + each.under_way for each in self.figures) - doubtful:
            self.violation("still under way", f"{waiting:,}")

    def _id_of(self, contact_id: str) -> str:
        return texted.message_id(self.town.broadcast.id, contact_id)


def message_id(text: Message) -> str:
    """Ours, as it stands in the address of the status callback."""
    return parse_qs(urlsplit(text.callback).query)["message"][0]


def _rows(broadcast_id: str) -> Any:
    return (
        select(
            recipient.c.contact_id, recipient.c.status, recipient.c.reason, message.c.status, message.c.carrier_id,
            message.c.error_code, message.c.decided,
        )
        .select_from(
            recipient.join(contact, contact.c.id == recipient.c.contact_id)
            .outerjoin(conversation, conversation.c.contact_id == contact.c.id)
            .outerjoin(
                message,
                (message.c.conversation_id == conversation.c.id) & (message.c.broadcast_id == recipient.c.broadcast_id),
            )
        )
        .where(recipient.c.broadcast_id == broadcast_id)
    )  # fmt: skip


def spread(seconds: list[float]) -> str:
    """How many, p50, p95 and the most."""
    if not seconds:
        return "none"
    ordered = sorted(seconds)
    p50, p95 = (ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95))
    return f"{len(ordered):,}: p50 {p50:.2f}, p95 {p95:.2f}, max {ordered[-1]:.2f}"


def open_ends(town: Town) -> Iterator[str]:
    """What of the broadcast is not over yet."""
    with town.db.read() as tx:
        counts = recipients.message_counts(tx, town.broadcast.id)
        pending = recipients.count_pending(tx, town.broadcast.id)
    for status in recipients.UNDER_WAY:
        if counts.get(status):
            yield f"{counts[status]:,} {status}"
    if pending:
        yield f"{pending:,} in line"
