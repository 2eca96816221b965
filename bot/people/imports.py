"""Brings a list of residents in, batch by batch, so that it can stop anywhere and go on; nobody is texted by it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from hashlib import sha256
from itertools import islice
from json import dumps
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from sqlalchemy.exc import IntegrityError

from bot.db.base import Tx
from bot.db.engine import Database
from bot.engine.vocabulary import fold
from bot.events import ConsentGranted, Event, LanguageChosen
from bot.flowfiles.library import Library
from bot.lib.clock import Clock
from bot.lib.ids import new_id
from bot.lib.vault import Vault
from bot.outbox import put
from bot.people import runs
from bot.people.columns import Columns, columns_of
from bot.people.fields import set_fields
from bot.people.merging import IMPORT, Counts, Plan, Read, Standing, consent_id, plan_of
from bot.people.reading import Agreement, Entry, Expected, RowProblem, read_row
from bot.people.runs import Run
from bot.people.sheets import Sheet, Unreadable, open_sheet
from bot.people.store import TEXTS, reference

BATCH = 500
"""Rows of one transaction; with its few dozen milliseconds it keeps no resident's text waiting."""
IN_A_ROW = 50
"""So many numbers that follow each other were made up or bought, not given by residents."""
_TRIES = 3
"""How often a batch is begun anew when a resident texts for the first time in the middle of it."""


class Busy(Exception):
    """Another process goes on with the same import."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says about a file: see `Expected`; `mapping` leads from meaning to header."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    country: str = "US"
    day_first: bool = False
    consent_source: str = ""
    consent_on: date | None = None
    consent_words: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class List:
    """A file that was read through once.

    `first` is the row in which each number stands first, `in_a_row` tells of numbers that follow each other. `digest`
    covers the file and everything that decides what becomes of it.
    """

    sheet: Sheet
    columns: Columns
    expected: Expected
    time_zone: str
    digest: str
    rows: int
    first: Mapping[int, int]
    in_a_row: tuple[RowProblem, ...]

    def read(self) -> Iterator[Read]:
        """Each row as an entry or its problems."""
        return (read_row(row, cells, self.columns, self.expected) for row, cells in self.sheet.rows())


def open_list(path: Path, library: Library, said: Said, *, now: datetime) -> List:
    """Read the file through; `Unreadable` when it or what was said about it cannot be used as a whole."""
    sheet = open_sheet(path, encoding=said.encoding)
    columns = columns_of(sheet.header, library.city.fields, said.mapping)
    expected = expected_of(library, said, now=now)
    rows, first = 0, dict[int, int]()
    for row, cells in sheet.rows():
        rows += 1
        if isinstance(read := read_row(row, cells, columns, expected), Entry):
            first.setdefault(int(read.phone), row)
    return List(
        sheet, columns, expected, library.city.time_zone, _digest(sheet, columns, expected), rows, first,
        tuple(in_a_row(first, columns.name("phone"))),
    )  # fmt: skip


def expected_of(library: Library, said: Said, *, now: datetime) -> Expected:
    """What a row may say, by what the city wrote; `Unreadable` when an answer for the whole file is none."""
    city = library.city
    languages = {word: code for word, code in library.vocabulary.languages.items() if code in city.languages}
    for code in city.languages:
        languages |= {fold(word): code for word in (code, *_names(code, city.languages))}
    language = languages.get(fold(said.language), "")
    if said.language and not language:
        raise Unreadable(f'"{said.language}" is no language of this city.', f"Use one of {', '.join(city.languages)}.")
    areas = [row.area or row.name for row in library.places if row.area or row.kind == "neighborhood"]
    return Expected(
        languages=languages, areas={fold(name): name for name in areas}, topics=topics_of(library), fields=city.fields,
        vocabulary=library.vocabulary, today=now.astimezone(ZoneInfo(city.time_zone)).date(),
        senders=frozenset(sender.address for sender in city.senders), country=said.country, day_first=said.day_first,
        consent_source=said.consent_source.strip(), consent_on=said.consent_on,
        consent_words=said.consent_words.strip(), language=language,
    )  # fmt: skip


def topics_of(library: Library) -> frozenset[str]:
    """What residents can be texted about or turn off, by the flows."""
    flows = library.flows.current.values()
    turned_off = {step.given.get("topic", "") for flow in flows for step in flow.steps if step.verb == "turn_off"}
    return frozenset({flow.topic for flow in flows} | turned_off) - {""}


def _names(code: str, languages: Iterable[str]) -> Iterator[str]:
    """How a language is called in itself and in the city's others."""
    try:
        locale = Locale.parse(code)
        yield from filter(None, (locale.get_display_name(each) for each in languages))
    except (UnknownLocaleError, ValueError):
        return


def in_a_row(first: Mapping[int, int], phone_column: str) -> Iterator[RowProblem]:
    """A remark for each run of numbers that follow each other, at the row of its first one."""
    remedy = "Numbers that residents gave do not follow each other. Ask where the list comes from."
    numbers = sorted(first)
    begins = 0
    for index in range(1, len(numbers) + 1):
        if index == len(numbers) or numbers[index] != numbers[index - 1] + 1:
            if index - begins >= IN_A_ROW:
                wrong = f"{index - begins} numbers follow each other, beginning with this one"
                yield RowProblem(first[numbers[begins]], phone_column, wrong, remedy, skips=False)
            begins = index


def _digest(sheet: Sheet, columns: Columns, expected: Expected) -> str:
    """Not of the day: an import that is gone on with tomorrow is the same."""
    fields = {name: [each.kind, sorted(each.choices)] for name, each in expected.fields.items()}
    told = [
        sheet.digest, columns.mapping(), sheet.encoding, dict(expected.languages), dict(expected.areas),
        sorted(expected.topics), fields, expected.country, expected.day_first, expected.consent_source,
        str(expected.consent_on), expected.consent_words, expected.language,
    ]  # fmt: skip
    return sha256(dumps(told, sort_keys=True).encode()).hexdigest()


def try_out(db: Database, vault: Vault, people: List, *, now: datetime) -> Iterator[Plan]:
    """What an import would do, batch by batch; nothing is written."""
    counts, ids = Counts(), _new_ids(now)
    for batch in _batches(people.read()):
        with db.read() as tx:
            plan = _plan(tx, vault, people, batch, counts, ids)
        counts = plan.counts
        yield plan


def begin(db: Database, people: List, *, now: datetime) -> Run:
    """The import of this list: a new one, the one that was stopped half-way, or the one that is finished."""
    with db.begin() as tx:
        run = runs.run_of(tx, people.digest)
        if run is None:
            run = Run(new_id("imp", now), people.sheet.path.name, people.rows, Counts(), now)
            source = people.expected.consent_source or None
            runs.add_run(tx, run, digest=people.digest, mapping=people.columns.mapping(), consent_source=source)
            runs.add_problems(tx, run.id, people.in_a_row, first=-len(people.in_a_row))
    return run


def bring_in(db: Database, vault: Vault, people: List, run: Run, *, clock: Clock) -> Iterator[Counts]:
    """Write the rows that are not done yet, a transaction a batch; `Busy` when another process does so too.

    What is yielded is committed. Stopped anywhere, `begin` and this go on with the next row.
    """
    counts = run.counts
    for batch in _batches(islice(people.read(), counts.rows, None)):
        counts = _bring_in(db, vault, people, run, batch, counts, clock())
        yield counts
    with db.begin() as tx:
        runs.finish(tx, run.id, clock())


def _bring_in(
    db: Database, vault: Vault, people: List, run: Run, batch: Sequence[Read], counts: Counts, now: datetime
) -> Counts:
    for left in reversed(range(_TRIES)):
        try:
            with db.begin() as tx:
                plan = _plan(tx, vault, people, batch, counts, _new_ids(now), still=True)
                _write(tx, vault, people, plan, now)
                runs.add_problems(tx, run.id, plan.problems)
                if not runs.move(tx, run.id, seen=counts.rows, counts=plan.counts):
                    raise Busy
            return plan.counts
        except IntegrityError:  # PostgreSQL: one of them texted between our look and our write.
            if not left:
                raise
    raise AssertionError


def _batches(rows: Iterator[Read]) -> Iterator[list[Read]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _new_ids(now: datetime) -> Iterator[str]:
    while True:
        yield new_id("ctc", now)


def _plan(
    tx: Tx,
    vault: Vault,
    people: List,
    batch: Sequence[Read],
    counts: Counts,
    ids: Iterator[str],
    *,
    still: bool = False,
) -> Plan:
    phones = {vault.lookup(each.phone): each.phone for each in batch if isinstance(each, Entry)}
    standing = {
        phones[hashed]: Standing(contact_id, language, source, left_at, frozenset((off or "").split()), area, zone)
        for hashed, (contact_id, language, source, left_at, off, area, zone)
        in runs.holders(tx, phones, still=still).items()
    }  # fmt: skip
    for hashed, since in runs.suppressed(tx, phones).items():
        standing.setdefault(phones[hashed], Standing("", left_at=since))
    return plan_of(
        batch, standing, counts, first=people.first, phone_column=people.columns.name("phone"),
        topics=people.expected.topics, ids=ids,
    )  # fmt: skip


def _write(tx: Tx, vault: Vault, people: List, plan: Plan, now: datetime) -> None:
    runs.add_contacts(tx, [_contact_row(each, plan.phones[each.id], vault, now) for each in plan.new.values()])
    runs.change_contacts(tx, [
        {"of": each.id, "to_language": each.language, "to_source": each.language_source, "to_area": each.area,
         "to_zone": each.zone}
        for each in plan.changed.values()
    ])  # fmt: skip
    set_fields(tx, plan.fields)
    zone = ZoneInfo(people.time_zone)
    lines: dict[str, tuple[Standing, dict[str, Any]]] = {}
    for at, topic, agreement in plan.agreed:
        row = _consent_row(at.id, topic or TEXTS, agreement, zone, now)
        lines.setdefault(row["id"], (at, row))
    kept = runs.consents_kept(tx, [line for line, (at, _) in lines.items() if at.id not in plan.new])
    added = [(at, row) for line, (at, row) in lines.items() if line not in kept]
    runs.add_consents(tx, [row for _, row in added])
    events: list[Event] = [ConsentGranted(at.id, at.language, IMPORT) for at, row in added if row["purpose"] == TEXTS]
    events += [LanguageChosen(contact_id, language, IMPORT) for contact_id, language in plan.chosen.items()]
    put.record(tx, events, now)


def _contact_row(at: Standing, phone: str, vault: Vault, now: datetime) -> dict[str, Any]:
    return {
        "id": at.id, "phone_hash": vault.lookup(phone), "phone_sealed": vault.seal(phone), "language": at.language,
        "language_source": at.language_source, "area": at.area, "zone": at.zone,
        "topics_off": " ".join(sorted(at.topics_off)) or None, "created_at": now, "reference": reference(at.id),
    }  # fmt: skip


def _consent_row(contact_id: str, purpose: str, agreed: Agreement, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """Noon of the day in the city, so that it is that day everywhere near; nobody agrees later than now."""
    noon = datetime.combine(agreed.on, time(12), zone)
    return {
        "id": consent_id(contact_id, purpose, agreed), "contact_id": contact_id, "purpose": purpose,
        "state": "granted", "source": f"{IMPORT}: {agreed.source}", "words": agreed.words or agreed.source,
        "message_id": None, "at": min(noon, now),
    }  # fmt: skip
