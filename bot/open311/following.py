"""Asks the city's other system what became of our concerns, a batch at a time; our own concern stays the truth."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.concerns import life
from bot.concerns import store as concern_store
from bot.concerns.life import Change, Status
from bot.concerns.service import CannotChange, City, change_within
from bot.db.base import Tx
from bot.db.engine import Database
from bot.open311 import answers, rules, store
from bot.open311.incoming import without_people
from bot.open311.sending import Office
from bot.open311.store import Sent
from bot.outbox.relay import Outcome, RetryAt

BY = "open311"
"""By whom a concern is changed that another system closed or opened again."""
BATCH = 50
"""Reports that one call asks about."""
SEEN_WITHIN = timedelta(days=3)
"""What was listed so lately is asked about by its changes alone; the rest, and what is new, whole."""
LONGEST_NOTES = 1000


def follow(db: Database, office: Office, city: City, now: datetime) -> Outcome:
    """Ask about one batch; the item stays, so that what is sent tomorrow is asked about too."""
    if office.to is None:
        return RetryAt(now + timedelta(hours=1), "city.yaml names no other system")
    every = office.to.every
    with db.read() as tx:
        due = store.to_be_asked(tx, now, BATCH)
    if not due:
        return RetryAt(now + every)
    recent = [each for each in due if each.seen_at and each.seen_at > now - SEEN_WITHIN]
    for batch in (recent, [each for each in due if each not in recent]):
        if batch:
            _ask(db, office, city, batch, since=_since(batch) if batch is recent else None)
    return RetryAt(office.clock() if len(due) == BATCH else now + every)


def _since(batch: Sequence[Sent]) -> datetime:
    return min(each.seen_at for each in batch if each.seen_at) - timedelta(hours=1)


def _ask(db: Database, office: Office, city: City, batch: Sequence[Sent], since: datetime | None) -> None:
    assert office.to is not None  # noqa: S101  asked before
    query = {"service_request_id": ",".join(each.their_id or "" for each in batch)}
    if since:  # Servers that know it tell what changed; others tell all, which is as good.
        query["updated_after"] = since.strftime("%Y-%m-%dT%H:%M:%SZ")
    found, _, _ = office.get("requests", query)
    now, by_id = office.clock(), {each.get("service_request_id"): each for each in found or []}
    with db.begin() as tx:
        store.asked(tx, [each.concern_id for each in batch], now + office.to.every)
    for each in batch:
        if record := by_id.get(each.their_id):
            with db.begin() as tx:
                _take_in(tx, office, city, each.concern_id, record, now)


def _take_in(
    tx: Tx, office: Office, city: City, concern_id: str, record: answers.Record, now: datetime
) -> None:  # fmt: skip
    """Keep what they say of one, and let what has changed there change our concern, where its life allows that."""
    seen, at = store.sent(tx, concern_id), concern_store.standing_by_id(tx, concern_id)
    if seen is None or at is None or seen.state not in (rules.FOLLOWED, rules.CLOSED):
        return
    assert office.to is not None  # noqa: S101  asked before
    status = answers.status_of(record) or seen.their_status or "open"
    act = rules.act_for(seen.their_status, status)
    is_closed = status == "closed"
    closed_at = now if is_closed and seen.state == rules.FOLLOWED else seen.changed_at
    goes_on = not is_closed or now - closed_at < rules.CLOSED_FOLLOWED_FOR
    again = now + (rules.CLOSED_ASKED_EVERY if is_closed else office.to.every)
    values: dict[str, object] = {
        "their_status": status, "seen_at": now, "asks_at": again if goes_on else None,
        "their_notes": without_people(record.get("status_notes", ""))[:LONGEST_NOTES] or None,
        "expected_at": answers.moment(record.get("expected_datetime")),
        "state": rules.CLOSED if is_closed else rules.FOLLOWED,
    }  # fmt: skip
    called = at.reference if seen.round == 1 else f"{at.reference}R{seen.round}"
    if rules.carries({name: told for name, told in record.items() if name != "service_request_id"}, called):
        values["shows_us"] = 1
    if act:
        values["changed_at"] = now
    store.set_theirs(tx, concern_id, **values)
    may_reopen = at.status is Status.DONE
    if (act == "finish" and "finish" in life.NEXT[at.status]) or (act == "reopen" and may_reopen):
        try:
            change_within(tx, city, at.reference, Change(act, BY), now=now)
        except CannotChange:  # Somebody of ours has just changed it: theirs is shown beside it.
            return
