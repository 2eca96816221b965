"""Sends concerns to the city's other Open311 server, each once, and never a resident's words, name or number.

How one goes
1. A transaction writes that an attempt is made, and that its end is not known (`doubt`).
2. With no transaction open the call is made.
3. A transaction keeps what came of it.
Whoever finds a report in doubt asks that server for our number, or for its token, before anything is sent again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

import structlog

from bot.concerns import gists
from bot.concerns import store as concern_store
from bot.concerns.gists import Gist
from bot.concerns.store import Standing
from bot.db.engine import Database
from bot.flowfiles.library import Library
from bot.flowfiles.open311 import SendsTo
from bot.lib.clock import Clock
from bot.lib.fetch import Answer, Fetch, NoAnswer, Refused
from bot.open311 import answers, rules, store
from bot.open311.payload import Outgoing, form_of, what_is_missing
from bot.open311.rules import Step
from bot.open311.store import Sent
from bot.open311.taking import Places
from bot.outbox import put
from bot.outbox.relay import Done, Outcome, RetryAt
from bot.webhooks.rules import retry_after

log = structlog.get_logger()

SEND, FOLLOW = "open311_send", "open311_follow"
"""The kinds of outbox items: a concern that is to be there, and the asking after all that are (its one subject)."""
ALL = "all"
MOST_BYTES = 1_000_000
AROUND = timedelta(days=1)
"""Clocks of servers differ, and some write times without their zone: asked is for more than was needed."""
AGENT = "Cabildo (Open311 GeoReport v2)"


@dataclass(frozen=True, slots=True)
class Office:
    """The other system as city.yaml has it now, and all that a call to it takes; `to` is None when there is none."""

    to: SendsTo | None
    library: Library
    places: Places
    api_key: str
    fetch: Fetch
    clock: Clock

    def get(self, path: str, query: Mapping[str, str]) -> tuple[list[answers.Record] | None, int | None, str]:
        """Records, status and what was wrong; None for records when there were none to read."""
        assert self.to is not None  # noqa: S101  asked before
        asked = {**({"jurisdiction_id": self.to.jurisdiction} if self.to.jurisdiction else {}), **query}
        url = f"{self.to.url}/{path}.{self.to.form}" + (f"?{urlencode(asked)}" if asked else "")
        headers = {"User-Agent": AGENT, "Accept": "text/xml, application/json"}
        if self.api_key:  # Never in the address, which proxies write down.
            headers["Authorization"] = f"Bearer {self.api_key}"
        try:
            answer = self.fetch.get(url, headers, most=MOST_BYTES)
        except Refused as why:
            return None, None, str(why)[:300]
        if isinstance(answer, NoAnswer):
            return None, None, answer.why
        if not 200 <= answer.status < 300:
            return None, answer.status, answers.said_in(answer.body, answer.status)
        read = answers.records_in(answer.body)
        return read, answer.status, "" if read is not None else "an answer that is neither XML nor JSON"


def offer(db: Database, to: SendsTo | None, concern_id: str, now: datetime) -> None:
    """Have a concern sent there, if it is one of those that go, and did not come from an app itself."""
    if to is None:
        return
    with db.begin() as tx:
        at = concern_store.standing_by_id(tx, concern_id)
        if at is None or not goes(at, to) or store.report_of(tx, concern_id) is not None:
            return
        if store.add_sent(tx, concern_id, rules.WAITING, now):
            put.put(tx, SEND, concern_id, queue=put.LATER, due_at=now)


def goes(at: Standing, to: SendsTo) -> bool:
    """Whether concerns like this one go there."""
    return at.kind in to.categories and (not to.departments or at.department in to.departments)


def send(db: Database, office: Office, concern_id: str, now: datetime) -> Outcome:
    """Do what is next with one concern."""
    with db.read() as tx:
        seen, at = store.sent(tx, concern_id), concern_store.standing_by_id(tx, concern_id)
        gist = gists.gists(tx, [concern_id]).get(concern_id)
    if seen is None or at is None:
        return Done()
    if office.to is None or at.kind not in office.to.categories:
        return _keep(db, seen, Step(rules.STOPPED, None, "city.yaml does not send it any more"), now)
    if seen.state == rules.WAITING:
        return _post(db, office, seen, outgoing(office, at, seen, gist), now)
    if seen.state == rules.DOUBT:
        return _ask(db, office, seen, outgoing(office, at, seen), now)
    if seen.state == rules.TOKEN:
        return _ask_token(db, office, seen, now)
    return Done()


def outgoing(office: Office, at: Standing, seen: Sent, gist: Gist | None = None) -> Outgoing:
    """The concern as it may leave: its place as the gazetteer writes it, or as a person approved it.

    Its words are those that staff wrote for that system, else the gist once it is approved, in the language read there.
    """
    labels = next((each.label for each in office.library.lexicon if each.code == at.kind), {})
    told = seen.place or at.place
    values = office.places(None, text=told).values
    if values.get("status") == "shared":  # Beside a shared point stands whatever its phone called it.
        values = office.places(None, text=values["point"]).values
    is_known = values.get("status") in ("confirmed", "shared")
    place = values.get("place") if is_known else ""
    words = str(place if isinstance(place, str) else (place or {}).get("en") or "")
    return Outgoing(
        at.reference, at.kind, labels, seen.place or words, str(values.get("area") or "") if is_known else "",
        _point(str(values.get("point") or "")) if is_known else None, seen.words or _approved(office, gist), seen.round,
    )  # fmt: skip


def _approved(office: Office, gist: Gist | None) -> str:
    if gist is None or not gist.approved_by or office.to is None:
        return ""
    return gist.words.get(office.to.language, "")


def _point(written: str) -> tuple[float, float] | None:
    north, _, east = written.partition(",")
    return (float(north), float(east)) if east else None


def _post(db: Database, office: Office, seen: Sent, of: Outgoing, now: datetime) -> Outcome:
    to = office.to
    assert to is not None  # noqa: S101  asked before
    if missing := what_is_missing(of, to):
        return _keep(db, seen, Step(rules.HELD, None, missing), now)
    with db.begin() as tx:
        if not store.change_sent(tx, seen, now, state=rules.DOUBT, tries=seen.tries + 1, asks=0, why=None):
            return Done()
        attempt = store.begin_attempt(tx, seen.concern_id, now)
        held = store.sent(tx, seen.concern_id)
    assert held is not None  # noqa: S101  for the types
    status, record, said, left, rest = _posted(office, to, of, now)
    now = office.clock()
    step = rules.after_post(status, record, said, left=left, tries=held.tries, rest=rest, now=now)
    with db.begin() as tx:
        store.end_attempt(tx, attempt, step.state, status, said, now)
    return _keep(db, held, step, now)


def _posted(
    office: Office, to: SendsTo, of: Outgoing, now: datetime
) -> tuple[int | None, answers.Record | None, str, bool, timedelta | None]:
    body = urlencode(form_of(of, to, office.api_key)).encode()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "User-Agent": AGENT,
        "Accept": "text/xml, application/json",
    }  # fmt: skip
    try:
        answer = office.fetch.post(f"{to.url}/requests.{to.form}", body, headers)
    except Refused as why:
        return 403, None, str(why)[:300], False, None
    if isinstance(answer, NoAnswer):
        return None, None, answer.why, answer.left, None
    record = next(iter(answers.records_in(answer.body) or []), None)
    return (
        answer.status,
        record,
        _wrong(answer, record),
        True,
        retry_after(answer.status, answer.headers.get("retry-after"), now),
    )


def _wrong(answer: Answer, record: answers.Record | None) -> str:
    if not 200 <= answer.status < 300:
        return answers.said_in(answer.body, answer.status)
    if record and (record.get("service_request_id") or record.get("token")):
        return ""
    return f"HTTP {answer.status} without a number or a token"


def _ask(db: Database, office: Office, seen: Sent, of: Outgoing, now: datetime) -> Outcome:
    to = office.to
    assert to is not None  # noqa: S101  asked before
    with db.read() as tx:
        first, shows_us = store.first_attempt_at(tx, seen.concern_id) or seen.changed_at, store.any_shown(tx)
    query = {
        "service_code": to.categories[of.kind], "start_date": _w3c(max(first - AROUND, now - timedelta(days=89))),
        "end_date": _w3c(now + timedelta(minutes=5)),
    }  # fmt: skip
    if to.reference:
        query[f"attribute[{to.reference}]"] = of.called
    found, _, why = office.get("requests", query)
    shown = rules.is_shown(found or [], of.called)
    their_id = shown.get("service_request_id") if shown else None
    now = office.clock()
    step = rules.after_asking(
        their_id, answered=found is not None, asks=seen.asks + 1, shows_us=shows_us, now=now, why=why or seen.why or ""
    )
    return _keep(db, seen, step, now, asks=seen.asks + 1, **({"shows_us": 1} if shown else {}))


def _ask_token(db: Database, office: Office, seen: Sent, now: datetime) -> Outcome:
    token = seen.token or ""
    found, _, why = office.get(f"tokens/{quote(token, safe='')}", {})
    their_id = next((each["service_request_id"] for each in found or [] if each.get("service_request_id")), None)
    now = office.clock()
    step = rules.after_token(their_id, token, asks=seen.asks + 1, now=now, why=why)
    return _keep(db, seen, step, now, asks=seen.asks + 1)


def _keep(db: Database, seen: Sent, step: Step, now: datetime, **also: object) -> Outcome:
    """Write what comes next; what somebody else has changed meanwhile stays as they left it."""
    values: dict[str, object] = {"state": step.state, "why": step.why[:300] or None, **also}
    if step.token:
        values["token"] = step.token
    if step.their_id:
        values |= {"their_id": step.their_id, "tries": 0, "asks": 0, "asks_at": now}
    if step.state == rules.TOKEN and seen.state != rules.TOKEN:
        values["asks"] = 0
    with db.begin() as tx:
        if not store.change_sent(tx, seen, now, **values):
            return RetryAt(now + timedelta(seconds=5), "somebody has just changed it")
        if step.state == rules.FOLLOWED:
            put.put(tx, FOLLOW, ALL, queue=put.LATER, due_at=now)
    if step.state in rules.FOR_A_PERSON:
        log.warning("a concern waits for a person to go on over Open311", concern=seen.concern_id, state=step.state)
    return RetryAt(step.at, step.why) if step.at and step.state != rules.FOLLOWED else Done()


def _w3c(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
