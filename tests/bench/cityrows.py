"""What a city of some years holds, as expressions that either kind of database makes rows of; it fills nothing.

Every table is one query over a row of numbers `n`: a column is an expression of `n`, in which the methods of Dialect
write what the two databases write differently. A new table of the product gets its lines in one of the lists.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from bot.db.engine import Database
from bot.flowfiles.library import Library
from bot.staff.rules import ROLES


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many rows of each kind; those not named follow from them."""

    contacts: int = 1_000_000
    messages: int = 10_000_000
    waiting: int = 20_000
    labels: int = 100_000
    notes: int = 200_000
    concerns: int = 200_000
    answers: int = 500_000
    recipients: int = 1_000_000
    broadcasts: int = 300
    events: int = 500_000
    deliveries: int = 200_000
    audit: int = 500_000
    staff: int = 60

    def share(self, of: float) -> "Sizes":
        """The same town, smaller; at least some of everything."""
        return Sizes(**{each.name: max(12, round(getattr(self, each.name) * of)) for each in fields(self)})


class Dialect:
    """What the two databases write differently."""

    def __init__(self, db: Database, now: datetime) -> None:
        self.is_sqlite = db.is_sqlite
        self.now = now.strftime("%Y-%m-%d %H:%M:%S")
        self.true, self.false = ("1", "0") if self.is_sqlite else ("true", "false")
        self.random = "lower(hex(randomblob(16)))" if self.is_sqlite else "md5(random()::text || n::text)"
        self.bytes = "randomblob(41)" if self.is_sqlite else "decode(md5(n::text), 'hex')"

    def numbered(self, number: str) -> str:
        """An id's 26 characters."""
        return f"printf('%026d', {number})" if self.is_sqlite else f"lpad(({number})::text, 26, '0')"

    def ago(self, seconds: str) -> str:
        """A moment so many whole seconds back; ahead where they are negative."""
        if self.is_sqlite:
            return f"strftime('%Y-%m-%d %H:%M:%S', '{self.now}', (-({seconds})) || ' seconds') || '.000000'"
        return f"(TIMESTAMPTZ '{self.now}+00' - ({seconds}) * INTERVAL '1 second')"

    def days_ago(self, days: str) -> str:
        """A day so many days back."""
        if self.is_sqlite:
            return f"date('{self.now}', (-({days})) || ' days')"
        return f"(DATE '{self.now[:10]}' - CAST(({days}) AS integer))"

    def numbers(self, count: int) -> str:
        """The rows to select from."""
        if self.is_sqlite:
            counted = f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {count})"
            return f"({counted} SELECT n FROM c)"
        return f"(SELECT n FROM generate_series(1::bigint, {count}) AS c(n))"


YEARS = 3 * 365 * 86_400
A_DAY = 86_400
TEXTS = (
    "There is a deep pothole in front of the school, cars swerve around it",
    "Hay un bache muy hondo frente a la escuela, los carros lo esquivan",
    "La luz de la esquina no prende desde el lunes",
    "When is the next meeting about the park?",
    "Gracias", "PERSON", "Yes", "2",
    "The bin was not picked up this week and it smells",
    "Mi vecina no tiene agua y nadie contesta el telefono",
)  # fmt: skip
KINDS = ("pothole", "streetlight", "trash", "water_leak", "graffiti", "")
LABELS = ("needs a call", "school", "clinic", "senior", "press", "follow up", "thanked", "rent", "bus", "heat")
ACTS = ("number.read", "staff.invited", "broadcast.approved", "concern.changed", "export.taken", "sign_in.ok")
STATUSES = ("received", "assigned", "in_work", "done", "confirmed", "answered", "reopened", "handed_over")
ALPHABET = "234679CDFGHJKMNPQRTVWXZ"


def pick(values: Sequence[str | None], number: str) -> str:
    """One of these, by a number."""
    said = ["NULL" if each is None else "'" + each.replace("'", "''") + "'" for each in values]
    cases = " ".join(f"WHEN {at} THEN {value}" for at, value in enumerate(said))
    return f"CASE ({number}) % {len(said)} {cases} END"


def spread(number: str, of: int, over: int = YEARS) -> str:
    """Seconds back, so that the last of so many is now and the first so long ago."""
    return f"({of} - {number}) * {max(over // of, 1)}" if over >= of else f"({of} - {number}) / {of // over}"


def _reference() -> str:
    """A concern's number with its check letter, as bot.lib.references makes it."""
    digits = [f"(n / {23**at} % 23)" for at in range(4)]
    total = " + ".join(f"{weight} * {digit}" for weight, digit in zip((2, 3, 5, 7), digits, strict=True))
    letters = [*digits, f"((391 - ({total})) % 23)"]
    return " || ".join(f"substr('{ALPHABET}', CAST({each} AS integer) + 1, 1)" for each in letters)


Rows = tuple[str, int, Mapping[str, str]]


def rows_of(d: Dialect, s: Sizes, library: Library) -> list[Rows]:
    """Every table with its rows, in an order in which each finds what it points to."""
    return [
        *_residents(d, s), *_messages(d, s), *_desk(d, s), *_work(d, s, questions_of(library)), *_broadcasts(d, s),
        *_triage(d, s), *_machines(d, s),
    ]  # fmt: skip


def _residents(d: Dialect, s: Sizes) -> list[Rows]:
    waits = f"n % {_waiting_every(s)} = 0"
    return [
        ("contact", s.contacts, {
            "id": f"'ctc_' || {d.numbered('n')}", "phone_hash": f"{d.random} || {d.random}", "phone_sealed": d.bytes,
            "reference": f"substr({d.numbered('n')}, 21, 6)",
            "language": pick(("es", "en", "en", "es", "en", None), "n"), "language_source": "'guessed'",
            "left_at": f"CASE WHEN n % 41 = 1 THEN {d.ago('n % 9000000')} END",
            "paused_until": f"CASE WHEN n % 997 = 1 THEN {d.ago('-n % 900000')} END",
            "area": pick((*(f"Area {at}" for at in range(20)), None), "n"),
            "door": pick((*[None] * 9, "clinic"), "n"), "created_at": d.ago(spread("n", s.contacts)),
        }),
        ("consent", s.contacts, {
            "id": f"'cns_' || {d.numbered('n')}", "contact_id": f"'ctc_' || {d.numbered('n')}",
            "purpose": "'civic'", "state": "'granted'", "source": pick(("text", "import", "paper"), "n"),
            "words": "'JOIN'", "at": d.ago(spread("n", s.contacts)),
        }),
        ("conversation", s.contacts, {
            "id": f"'cnv_' || {d.numbered('n')}", "contact_id": f"'ctc_' || {d.numbered('n')}", "channel": "'sms'",
            "sender": "'+15055550100'", "answerable": d.true, "created_at": d.ago(spread("n", s.contacts)),
            "waiting_since": f"CASE WHEN {waits} THEN {d.ago('n % 2000000')} END",
            "taken_over_at": f"CASE WHEN {waits} THEN {d.ago('n % 2000000')} END",
            "hidden_since": f"CASE WHEN n % 1009 = 7 THEN {d.ago('n % 9000000')} END",
        }),
        ("session", s.contacts, {
            "id": f"'ses_' || {d.numbered('n')}", "conversation_id": f"'cnv_' || {d.numbered('n')}",
            "flow": "'report'", "flow_version": "'abcdefabcdefabcd'", "state": "'{}'", "turn": "4",
            "status": "'done'", "started_at": d.ago(spread("n", s.contacts)),
            "updated_at": d.ago(spread("n", s.contacts)),
        }),
        ("contact_field", max(s.contacts // 4, 12), {
            "contact_id": f"'ctc_' || {d.numbered('n')}", "name": "'renter'", "value": pick(("yes", "no"), "n"),
        }),
    ]  # fmt: skip


def _waiting_every(s: Sizes) -> int:
    """Of how many residents one waits for an answer."""
    return max(s.contacts // s.waiting, 1)


def _messages(d: Dialect, s: Sizes) -> list[Rows]:
    # One of those who wait has written for years, so that its thread has pages.
    years, often = 6 * _waiting_every(s), max(s.messages // 2000, 7)
    owner = f"(CASE WHEN n % {often} = 0 THEN {years} ELSE n % {s.contacts} + 1 END)"
    heard = f"(n / {s.contacts} + n) % 2 = 0"
    is_broadcast = f"n > {s.messages - min(s.recipients, s.messages // 4)}"
    at = f"CASE WHEN {is_broadcast} THEN {d.ago(spread('n', s.messages, s.messages // 8 or 1))} ELSE "
    at += f"{d.ago(f'{A_DAY} + ' + spread('n', s.messages))} END"
    lost = "n % 97 = 3"
    status = f"CASE WHEN {is_broadcast} THEN CASE WHEN {lost} THEN {pick(('failed', 'undelivered', 'refused'), 'n')} "
    status += f"ELSE 'delivered' END WHEN {heard} THEN 'handled' WHEN n % 211 = 3 THEN 'failed' ELSE 'delivered' END"
    return [
        ("message", s.messages, {
            "id": f"'msg_' || {d.numbered('n')}", "conversation_id": f"'cnv_' || {d.numbered(owner)}",
            "direction": f"CASE WHEN NOT {is_broadcast} AND {heard} THEN 'in' ELSE 'out' END",
            "purpose": f"CASE WHEN {is_broadcast} THEN 'notice' WHEN {heard} THEN 'text' ELSE 'reply' END",
            "body": pick(TEXTS, "n"), "language": pick(("es", "en", "en"), "n"),
            "session_id": f"'ses_' || {d.numbered(owner)}",
            "broadcast_id": f"CASE WHEN {is_broadcast} THEN 'bro_' || {d.numbered(str(s.broadcasts))} END",
            "parts": "1", "status": status,
            "error_code": f"CASE WHEN {status} IN ('failed', 'undelivered') THEN 30003 + n % 5 END",
            "decided": f"CASE WHEN {status} = 'refused' THEN '[\"left\"]' END",
            "carrier_id": f"'SM' || {d.random}", "created_at": at, "sent_at": at,
        }),
        ("safety_hit", max(s.contacts // 50, 12), {
            "message_id": f"'msg_' || {d.numbered('n')}", "contact_id": f"'ctc_' || {d.numbered('n')}",
            "conversation_id": f"'cnv_' || {d.numbered('n')}", '"class"': pick(("self_harm", "emergency"), "n"),
            "texts_version": "1", "at": d.ago(spread("n", max(s.contacts // 50, 12))),
        }),
    ]  # fmt: skip


def _desk(d: Dialect, s: Sizes) -> list[Rows]:
    every = max(s.contacts // s.waiting, 1)
    waiting = d.numbered(f"n * {every}")
    someone = f"'stf_' || {d.numbered(f'n % {s.staff} + 1')}"
    departments = ("public_works", "housing", None, "water", "parks", None)
    return [
        ("staff", s.staff, {
            "id": f"'stf_' || {d.numbered('n')}", "email": "'member' || n || '@city.example'", "name": "'Member ' || n",
            "role": pick(ROLES, "n"), "departments": "'public_works'", "language": pick(("en", "es"), "n"),
            "created_at": d.ago("n * 86400"),
        }),
        ("care", s.waiting, {
            "conversation_id": f"'cnv_' || {waiting}", "taken_over_by": someone,
            "assigned_to": f"CASE WHEN n % 4 < 2 THEN {someone} END",
            "assigned_at": f"CASE WHEN n % 4 < 2 THEN {d.ago('n * 60')} END", "department": pick(departments, "n"),
            "routed_at": f"CASE WHEN {pick(departments, 'n')} IS NOT NULL THEN {d.ago('n * 30')} END",
        }),
        ("remark", s.notes, {
            "id": f"'rmk_' || {d.numbered('n')}", "conversation_id": f"'cnv_' || {d.numbered(f'n % {s.contacts} + 1')}",
            "staff_id": someone, "kind": "'note'", "body": "'Called back, nobody was home. Try again on Monday.'",
            "at": d.ago(spread("n", s.notes)),
        }),
        ("conversation_label", s.labels, {
            "conversation_id": f"'cnv_' || {d.numbered('n')}", "label": pick(LABELS, "n"), "staff_id": someone,
            "at": d.ago(spread("n", s.labels)),
        }),
        ("canned_reply", 120, {
            "name": "'Answer ' || (n / 2)", "language": pick(("en", "es"), "n"), "body": pick(TEXTS[:4], "n"),
            "changed_by": someone, "changed_at": d.ago("n * 3600"),
        }),
        ("glance", s.waiting, {
            "conversation_id": f"'cnv_' || {waiting}", "staff_id": someone, "looked_at": d.ago("n % 100"),
        }),
        ("human_reply", s.notes, {
            "message_id": f"'msg_' || {d.numbered('n')}", "conversation_id": f"'cnv_' || {d.numbered('n')}",
            "staff_id": someone, "language": pick(("es", "en", "en"), "n"),
            "asked_at": d.ago(f"{spread('n', s.notes)} + n % 7200"), "answered_at": d.ago(spread("n", s.notes)),
        }),
        ("audit", s.audit, {
            "id": f"'aud_' || {d.numbered('n')}", "at": d.ago(spread("n", s.audit)), "staff_id": someone,
            "who": f"'Member ' || (n % {s.staff} + 1)", "act": pick(ACTS, "n"),
            "subject": f"'ctc_' || {d.numbered(f'n % {s.contacts} + 1')}", "why": pick(TEXTS[:4], "n"),
        }),
    ]  # fmt: skip


def _work(d: Dialect, s: Sizes, questions: Sequence[tuple[str, str, str]]) -> list[Rows]:
    """Concerns and answers. `questions`: flow, step and the code of an answer."""
    concern = f"'ccn_' || {d.numbered('n')}"
    of = f"n % {s.contacts} + 1"
    flow, step, codes = ([each[at] for each in questions] for at in range(3))
    return [
        ("concern", s.concerns, {
            "id": concern, "reference": _reference(), "contact_id": f"'ctc_' || {d.numbered(of)}",
            "session_id": f"'ses_' || {d.numbered(of)}", "message_id": f"'msg_' || {d.numbered('n')}",
            "kind": pick(KINDS, "n"), "words": pick(TEXTS[:4], "n"), "place": "'Elm Street 12'",
            "area": pick((*(f"Area {at}" for at in range(20)), None), "n"), "language": pick(("es", "en", "en"), "n"),
            "flow_version": "'abcdefabcdefabcd'", "status": pick(STATUSES, "n"), "changes": "1",
            "created_at": d.ago(spread("n", s.concerns)), "department": pick(("public_works", "housing", None), "n"),
            "promised_on": f"CASE WHEN n % 5 = 0 THEN {d.days_ago('n % 60 - 30')} END",
        }),
        ("concern_change", s.concerns, {
            "concern_id": concern, "nth": "1", "act": "'assign'", "status": "'assigned'",
            '"by"': f"'stf_' || {d.numbered(f'n % {s.staff} + 1')}", "at": d.ago(spread("n", s.concerns)),
        }),
        ("concern_follower", max(s.concerns // 4, 12), {
            "concern_id": concern, "contact_id": f"'ctc_' || {d.numbered(f'(n + 7) % {s.contacts} + 1')}",
            "since": d.ago(spread("n", s.concerns)),
        }),
        ("answer", s.answers, {
            "id": f"'ans_' || {d.numbered('n')}", "session_id": f"'ses_' || {d.numbered(of)}",
            "contact_id": f"'ctc_' || {d.numbered(of)}", "message_id": f"'msg_' || {d.numbered('n')}",
            "flow": pick(flow, "n"), "flow_version": "'abcdefabcdefabcd'", "survey": pick(flow, "n"),
            "step": pick(step, "n"), "status": "'answered'", "codes": pick(codes, "n"), "words": pick(TEXTS[:4], "n"),
            "language": pick(("es", "en", "en"), "n"), "at": d.ago(spread("n", s.answers)),
        }),
    ]  # fmt: skip


def _broadcasts(d: Dialect, s: Sizes) -> list[Rows]:
    states = ("finished", "finished", "finished", "stopped", "finished", "draft", "approved", "scheduled")
    day = f"({s.broadcasts} - n) * {A_DAY}"
    state = f"CASE WHEN n = {s.broadcasts} THEN 'running' ELSE {pick(states, 'n')} END"
    last = f"'bro_' || {d.numbered(str(s.broadcasts))}"
    return [
        ("broadcast", s.broadcasts, {
            "id": f"'bro_' || {d.numbered('n')}", "name": "'news-' || n", "kind": "'notice'",
            "segment": "'language = es or not language = es'", "level": "'inform'", "report_on": d.days_ago("n - 30"),
            "starts_at": d.ago(day), "hold_out": "0", "parts": "2", "state": state, "written_by": "'Member 1'",
            "approved_by": f"CASE WHEN {state} <> 'draft' THEN 'Member 2' END", "created_at": d.ago(day),
            "started_at": f"CASE WHEN {state} IN ('finished', 'stopped', 'running') THEN {d.ago(day)} END",
            "finished_at": f"CASE WHEN {state} IN ('finished', 'stopped') THEN {d.ago(day)} END",
        }),
        ("broadcast_variant", s.broadcasts, {
            "broadcast_id": f"'bro_' || {d.numbered('n')}", "name": "''", "position": "0", "segment": "''",
        }),
        *(("broadcast_text", s.broadcasts, {
            "broadcast_id": f"'bro_' || {d.numbered('n')}", "role": f"'{role}'", "variant": "''",
            "language": f"'{language}'", "body": "'{city}: Elm. STOP ALTO.'",
        }) for role in ("text", "report") for language in ("en", "es")),
        ("recipient", s.recipients, {
            "broadcast_id": last, "contact_id": f"'ctc_' || {d.numbered('n')}", "variant": "''",
            "status": pick(("queued", "queued", "pending", "left_out", "queued"), "n"),
            "reason": pick((None, None, None, "left", None), "n"), "language": pick(("es", "en", "en"), "n"),
        }),
    ]  # fmt: skip


def _triage(d: Dialect, s: Sizes) -> list[Rows]:
    """What triage has beside concerns."""
    return [
        ("concern_reading", max(s.concerns // 2, 12), {
            "concern_id": f"'ccn_' || {d.numbered('n * 2')}",
            "chances": "'[[\"pothole\", 0.71], [\"tree\", 0.2], [\"graffiti\", 0.05]]'",
            "novel": f"CASE WHEN n % 9 = 0 THEN {pick(('no_category', 'unsure', 'terms'), 'n / 9')} END",
            "terms": "'[\"cloro\"]'", "created_at": d.ago(spread("n", s.concerns // 2 or 12)),
            "seen_at": f"CASE WHEN n % 27 = 0 THEN {d.ago('n % 9000000')} END",
        }),
        ("concern_gist", max(s.concerns // 10, 12), {
            "concern_id": f"'ccn_' || {d.numbered('n * 3')}",
            "words": "'{\"en\": \"A deep hole at the school\", \"es\": \"Un hoyo profundo en la escuela\"}'",
            "written_by": f"'stf_' || {d.numbered(f'n % {s.staff} + 1')}", "written_at": d.ago("n * 60"),
            "approved_by": f"CASE WHEN n % 3 > 0 THEN 'stf_' || {d.numbered(f'n % {s.staff} + 1')} END",
            "approved_at": f"CASE WHEN n % 3 > 0 THEN {d.ago('n * 60')} END",
        }),
        ("triage_view", 30, {
            "id": f"'viw_' || {d.numbered('n')}", "name": "'View ' || n", "filter": "'lane=late&area=Area+1'",
            "staff_id": f"'stf_' || {d.numbered('n')}",
            "shared": f"CASE WHEN n % 3 = 0 THEN {d.true} ELSE {d.false} END",
            "created_at": d.ago("n * 86400"),
        }),
        ("rising_term", 60, {
            "scope": pick(("language:es", "language:en", "area:Area 1"), "n"), "term": "'word' || n", "days": "7",
            "residents": "n % 20 + 5", "before": "n % 7", "score": "3.1 + n % 5", "found_on": d.days_ago("0"),
        }),
    ]  # fmt: skip


def _machines(d: Dialect, s: Sizes) -> list[Rows]:
    status = pick(("delivered", "delivered", "delivered", "pending", "dead"), "n")
    return [
        ("event", s.events, {
            "seq": "n", "type": "'answer.given'", "version": "1", "at": d.ago(spread("n", s.events)),
            "subject": f"'ctc_' || {d.numbered(f'n % {s.contacts} + 1')}", "language": "'es'", "sequence": "n",
            "data": "'{\"flow\": \"prosperity\", \"step\": \"trust\", \"status\": \"answered\", \"codes\": [\"4\"]}'",
        }),
        ("subscription", 12, {
            "id": f"'sub_' || {d.numbered('n')}", "url": "'https://hooks.example/' || n", "types": "'*'",
            "grants": "''", "owner": "'it@city.example'", "state": pick(("active", "paused", "gone"), "n"),
            "created_at": d.ago("n * 86400"), '"after"': "0",
        }),
        ("delivery", s.deliveries, {
            "subscription_id": f"'sub_' || {d.numbered('n % 12 + 1')}", "sequence": "n",
            "subject": f"'ctc_' || {d.numbered(f'n % {s.contacts} + 1')}", "status": status,
            "due_at": d.ago(spread("n", s.deliveries, 60 * A_DAY)), "attempts": "1",
            "first_at": d.ago(spread("n", s.deliveries, 60 * A_DAY)), "answer": "200", "took_ms": "40",
            "tried_at": d.ago(spread("n", s.deliveries, 60 * A_DAY)),
        }),
        ("text_day", 20_000, {
            "day": d.days_ago("n / 14"), "sender": "'+15055550100'", "language": pick(("es", "en"), "n / 7"),
            "status": pick(("delivered", "undelivered", "undelivered", "failed", "refused", "unknown", "sent"), "n"),
            "why": pick(("", "30003", "30005", "30007", "left", "", ""), "n"), "texts": "n % 900 + 1",
            "parts": "n % 900 + 1", "counted_at": d.ago("60"),
        }),
        ("import_run", 60, {
            "id": f"'imp_' || {d.numbered('n')}", "digest": "'digest ' || n", "file": "'people.csv'",
            "mapping": "'{}'", "rows": "1000", "rows_done": "1000", "counts": "'{}'", "status": "'finished'",
            "started_at": d.ago("n * 86400"), "finished_at": d.ago("n * 86400"),
        }),
        ("disclosure", 600, {
            "id": f"'dis_' || {d.numbered('n')}", "who": "'Member 1'", "why": "'A letter'", "what": "'numbers'",
            "count": "100", "at": d.ago("n * 86400"),
        }),
        ("api_key", 40, {
            "id": f"'key_' || {d.numbered('n')}", "name": "'system ' || n", "purpose": "'reports'",
            "scopes": "'events:read'", "departments": "''", "made_by": "'Member 1'", "created_at": d.ago("n * 86400"),
        }),
    ]  # fmt: skip


def questions_of(library: Library) -> list[tuple[str, str, str]]:
    """Flow, step and an answer's codes, of every question with choices in the city's surveys."""
    return [
        (flow.id, step.id, f'["{choice.code}"]')
        for flow in library.flows.current.values()
        if flow.survey
        for step in flow.steps
        for choice in step.choices
    ]
