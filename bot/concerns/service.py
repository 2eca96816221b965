"""What is done with a concern: each change one transaction, with the promise to tell whoever follows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.concerns import life, neighbors, novelty, readings, rules, store
from bot.concerns.life import Change, Fault, Status
from bot.concerns.routing import Reported, Table, department_for, rule_for
from bot.concerns.store import Standing
from bot.db.base import Tx
from bot.db.engine import Database
from bot.events import ConcernChanged, PromiseBroken
from bot.flowfiles.library import Library
from bot.lib.references import read_reference
from bot.outbox import put
from bot.outbox.relay import Done, Outcome

NEWS, PROMISED, ASKED_AGAIN, VERDICT = "concern_news", "concern_promised", "concern_asked_again", "concern_verdict"
ROUTED, FIXED = "concern_routed", "concern_fixed"
"""The kinds of outbox items. The subject is a concern and the number of its change (`con_...:2`); for a verdict also
what the resident says, to route a concern its id alone, for one that was fixed its reference."""
ROUTING = "routing"
"""By whom a concern goes to the department that its category names."""
NOBODY = frozenset({ROUTING, "resident", "clock"})
"""By whom a change is made that nobody of the city has seen."""
OVERTAKEN = "Somebody else has just changed it; look at it again."
TOLD = frozenset({"assign", "answer", "begin", "finish", "hand_over"})
"""What residents are texted about; of what they did themselves they have just read."""


class CannotChange(Exception):
    """Why a concern cannot be changed so: one problem a line, each with how to mend it.

    `faults` are the same with the field of each; none where it is no field that is wrong.
    """

    def __init__(self, problems: Sequence[str], faults: Sequence[Fault] = ()) -> None:
        super().__init__("\n".join(problems))
        self.problems, self.faults = tuple(problems), tuple(faults)


@dataclass(frozen=True, slots=True)
class City:
    """What concerns need to know of the city: its languages, departments and time zone."""

    languages: Sequence[str]
    departments: Sequence[str]
    zone: ZoneInfo


def city_of(library: Library) -> City:
    """The city as its concerns see it."""
    said = library.city
    return City(said.languages, tuple(said.departments), ZoneInfo(said.time_zone))


def table_of(library: Library) -> Table:
    """Who looks after what: the city's rules, and the department of each category."""
    return Table(library.routing.rules, {each.code: each.department for each in library.lexicon})


def change(db: Database, city: City, reference: str, what: Change, *, now: datetime) -> Standing:
    """Change the concern with this reference; CannotChange says everything that keeps it from being changed."""
    with db.begin() as tx:
        return change_within(tx, city, reference, what, now=now)


def change_within(
    tx: Tx, city: City, reference: str, what: Change, *, now: datetime, looked_at: int | None = None
) -> Standing:
    """The same in a transaction of the caller's, who records it there too.

    `looked_at` is how many changes it had when whoever changes it saw it: after another one, nothing is done.
    """
    known = read_reference(reference)
    at = store.standing(tx, known) if known else None
    if at is None:
        raise CannotChange([f'There is no concern "{reference}". Look at its letters and digits again.'])
    if looked_at is not None and at.changes != looked_at:
        raise CannotChange([OVERTAKEN])
    return _change(tx, city, at, what, now)


def _change(tx: Tx, city: City, at: Standing, what: Change, now: datetime, said_by: str = "") -> Standing:
    """`said_by` is the resident whose word it is; they know it already, whoever else follows it is told."""
    if at.same_as is not None:
        raise CannotChange(["It is the same as another report: what is done is done there."])
    today = now.astimezone(city.zone).date()
    found = life.faults(what, at.status, languages=city.languages, departments=city.departments, today=today)
    if found:
        raise CannotChange([each.message for each in found], found)
    status = life.NEXT[at.status][what.act]
    if not store.save_change(tx, at, what, status, now):
        raise CannotChange([OVERTAKEN])
    if what.by not in NOBODY:
        readings.seen(tx, at.id, what.by, now)
    nth = f"{at.id}:{at.changes + 1}"
    followers = neighbors.count(tx, at.id)
    _record(tx, at, what, status, followers, now)
    if what.act in TOLD and what.by != ROUTING:
        put.put(tx, NEWS, nth, queue=put.NOW, due_at=now)
    elif said_by and followers and what.act == "reopen":
        put.put(tx, NEWS, f"{nth}:{life.mark_of(said_by)}", queue=put.NOW, due_at=now)
    _change_same_ones(tx, at, what, status, now)
    if what.promised_on is not None:
        ends = datetime.combine(what.promised_on + timedelta(days=1), time(), city.zone)
        put.put(tx, PROMISED, nth, queue=put.LATER, due_at=ends)
    if status is Status.DONE:
        put.put(tx, ASKED_AGAIN, nth, queue=put.LATER, due_at=now + life.ASKED_AGAIN_IN)
    after = store.standing_by_id(tx, at.id)
    assert after is not None  # noqa: S101  for the types: it was there a line ago
    return after


def _record(tx: Tx, at: Standing, what: Change, status: Status, followers: int, now: datetime) -> None:
    changed = ConcernChanged(
        at.contact_id, at.language, at.reference, status, what.department, what.outcome, followers=followers
    )
    put.record(tx, [changed], now)


def _change_same_ones(tx: Tx, at: Standing, what: Change, status: Status, now: datetime) -> None:
    """What is done with a concern is done with those that are the same; whoever reported them follows this one."""
    for concern_id in neighbors.same_ones(tx, at.id):
        other = store.standing_by_id(tx, concern_id)
        if other is not None and store.save_change(tx, other, what, status, now):
            _record(tx, other, what, status, 0, now)


def promised(db: Database, city: City, subject: str, *, now: datetime) -> Outcome:
    """The day of a promise is over: say so, when it was not kept and is still the one that holds."""
    concern_id, _, nth = subject.partition(":")
    with db.begin() as tx:
        at, made = store.standing_by_id(tx, concern_id), store.change_of(tx, concern_id, int(nth))
        today = now.astimezone(city.zone).date()
        if (
            at
            and made
            and not at.same_as
            and at.promised_on == made.promised_on
            and life.is_late(at.status, at.promised_on, today)
        ):
            put.record(tx, [PromiseBroken(at.contact_id, at.language, at.reference, at.department or "")], now)
    return Done()


def verdict(db: Database, city: City, subject: str, *, now: datetime) -> Outcome:
    """Take in what a resident says of a concern that is done; a change since then makes it say nothing.

    Only whoever opened it closes it; anybody's "not fixed" opens it again, and the others who follow it are told.
    """
    concern_id, nth, *rest = subject.split(":")
    says = next((each for each in rest if each in life.VERDICTS), "")
    with db.begin() as tx:
        at = store.standing_by_id(tx, concern_id)
        if at is None:
            return Done()
        who = _who(tx, at, rest[-1] if rest[-1] != says else "")
        since = [each.act for each in store.changes_of(tx, concern_id) if each.nth > int(nth)]
        if set(since) <= {"confirm"} and who and who != at.contact_id:
            neighbors.say(tx, at.id, who, says)
        act = life.verdict_act(
            says, at.status, is_owner=who == at.contact_id, only_confirmed=not set(since) - {"confirm"}
        )
        if act and who and not at.same_as and set(since) <= {"confirm"}:
            _change(tx, city, at, Change(act, "resident"), now, said_by=who)
    return Done()


def fixed(db: Database, city: City, subject: str, *, now: datetime) -> Outcome:
    """A resident says by themselves that it is fixed; who only follows it is noted, and does not close it."""
    reference, _, *who = subject.split(":")
    with db.begin() as tx:
        at = store.standing(tx, reference)
        if at and at.same_as:
            at = store.standing_by_id(tx, at.same_as)
        says = _who(tx, at, who[0] if who else "") if at else ""
        if at and says and says != at.contact_id:
            neighbors.say(tx, at.id, says, "fixed")
        elif at and says and "confirm" in life.NEXT[at.status]:
            _change(tx, city, at, Change("confirm", "resident"), now)
    return Done()


def _who(tx: Tx, at: Standing, mark: str) -> str:
    """Whose word it is, of those who follow the concern, by the end of their id; empty when nobody's.

    Without a mark it is the one who opened it: items that an older version promised have none.
    """
    of = [at.contact_id, *store.followers(tx, at.id)]
    return next((each for each in of if not mark or life.mark_of(each) == mark), "")


Judge = Callable[[str], Mapping[str, float]]
"""The chance of each category that a text may be about it."""


def routed(
    db: Database, city: City, table: Table, judge: Judge, concern_id: str, *, now: datetime
) -> Outcome:  # fmt: skip
    """Keep what the machine makes of a new concern, and give it to its department when nobody has yet."""
    with db.read() as tx:
        at = store.standing_by_id(tx, concern_id)
    if at is None:
        return Done()
    reported = Reported(at.kind, at.area or "", at.words)
    chances = judge(at.words)
    rule, department = rule_for(reported, table.rules), department_for(reported, table)
    with db.begin() as tx:
        readings.keep(
            tx, at.id, _kept(at.kind, chances), rule.agency if rule else "", novelty.why_novel(at.kind, chances),
            at.created_at,
        )  # fmt: skip
        found = store.standing_by_id(tx, concern_id)
        if found and found.changes == 0 and department in city.departments:
            _change(tx, city, found, Change("assign", ROUTING, department=department), now)
    return Done()


def _kept(kind: str, chances: Mapping[str, float]) -> list[tuple[str, float]]:
    """The likeliest categories, and the concern's own beside them."""
    best = [(each.code, each.score) for each in rules.best_of(chances)]
    own = [(kind, chances[kind])] if kind in chances and kind not in dict(best) else []
    return [*best, *own]
