"""`cabildo contacts`: residents in and out of the city's list; arguments are read and results told, no more."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.db.engine import Database
    from bot.flowfiles.library import Library
    from bot.people.imports import List
    from bot.people.merging import Counts
    from bot.people.reading import RowProblem
    from bot.people.runs import Run

SHOWN = 20
"""Problems on the screen; the others are in the file of --problems."""
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def contacts() -> None:
    """Bring residents in, and write out who is there.

    Nobody is texted by any of these.
    """


@contacts.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@click.option("--consent", metavar="SOURCE", default="", help='Where all of them agreed: "paper form", website, event.')
@click.option("--consent-on", type=click.DateTime(["%Y-%m-%d"]), help="The day on which all of them agreed.")
@click.option("--consent-words", metavar="TEXT", default="", help="What they agreed to, or where the papers are.")
@click.option("--language", default="", help="The language of rows that name none.")
@click.option("--map", "mapped", metavar="MEANING=HEADER", multiple=True, help='As in phone="Cell #"; may be repeated.')
@click.option("--country", default="US", show_default=True, help="Of numbers without +.")
@click.option("--day-first", is_flag=True, help="Read 3/10/2026 as the third of October.")
@click.option("--encoding", default="", help="By default it is guessed.")
@click.option("--problems", type=_FILE, help="Write every problem to this CSV file.")
@click.option("--allow-sequential", is_flag=True, help="Also when 50 or more numbers follow each other.")
@click.pass_obj
def contacts_import(
    settings: Settings, file: Path, *, dry_run: bool, consent: str, consent_on: datetime | None, consent_words: str,
    language: str, mapped: tuple[str, ...], country: str, day_first: bool, encoding: str, problems: Path | None,
    allow_sequential: bool,
) -> None:  # fmt: skip
    """Bring residents in from CSV or XLSX.

    Look first: `cabildo contacts import people.csv --consent "paper form" --consent-on 2026-03-10
    --dry-run`. Rows with a problem are left out; mend them and import the file again: nobody is there
    twice. Stopped half-way, the same command goes on where it was.
    """
    from bot.lib.clock import system_clock
    from bot.people.imports import Said, open_list

    said = Said(
        mapping=_mapping(mapped), encoding=encoding, country=country.upper(), day_first=day_first,
        consent_source=consent, consent_on=_day(consent_on), consent_words=consent_words, language=language,
    )  # fmt: skip
    with _city(settings) as (db, library):
        click.echo(f"Reading {file.name} ...", err=True)
        people = open_list(file, library, said, now=system_clock())
        _tell_columns(people)
        if people.in_a_row and not (allow_sequential or dry_run):
            _tell(people.in_a_row, None)
            raise click.ClickException("Nothing was written. If these are real numbers, add --allow-sequential.")
        if dry_run:
            sys.exit(_try_out(settings, db, people, problems))
        _bring_in(settings, db, people, problems)


@contacts.command("export")
@click.option("--to", type=_FILE, help="A file, .csv or .xlsx; by default the screen, as CSV.")
@click.option("--with-numbers", is_flag=True, help="Also the phone numbers of those who have not left.")
@click.option("--because", default="", help="The reason for numbers; it is kept.")
@click.option("--as", "who", metavar="NAME", default="", help="Who takes the numbers; it is kept.")
@click.pass_obj
def contacts_export(settings: Settings, to: Path | None, *, with_numbers: bool, because: str, who: str) -> None:
    """Write who is there, without phone numbers.

    Residents appear by a random id, as in `cabildo export`. Numbers leave only for somebody with a
    name and a reason: `--with-numbers --as "NAME, OFFICE" --because "REASON"`.
    """
    from bot.lib.clock import system_clock
    from bot.lib.vault import Vault
    from bot.people import exports

    who, because = who.strip(), because.strip()
    if with_numbers and not (who and because):
        raise click.UsageError('Numbers leave only with a name and a reason: --as "..." --because "...".')
    if (who or because) and not with_numbers:
        raise click.UsageError("--as and --because go with --with-numbers; without numbers nothing is kept of it.")
    with _city(settings) as (db, library):
        fields, count = list(library.city.fields), exports.size(db, numbers=with_numbers)
        if with_numbers:
            exports.disclose(db, who=who[:120], why=because, count=count, now=system_clock())
        found = exports.residents(db, fields, Vault(settings.secret_key) if with_numbers else None)
        with click.progressbar(found, length=count, label="contacts", file=sys.stderr) as counted:
            _write(to, exports.columns(fields, numbers=with_numbers), iter(counted))


@contacts.command("doors")
@click.pass_obj
def contacts_doors(settings: Settings) -> None:
    """Count who came through which partner.

    The doors and their keywords stand under `doors:` in city.yaml. Whoever texts one of the keywords
    first is counted for that door, once and for all.
    """
    from bot.people.doors import people_by_door

    with _city(settings) as (db, library), db.read() as tx:
        counts = people_by_door(tx)
    doors = library.city.doors
    if not doors and not counts:
        click.echo("There are no doors. Name them in city.yaml: doors: {library: {label: ..., keywords: [LIBRARY7]}}.")
    for name in [*doors, *sorted(set(counts) - set(doors))]:
        keywords = ", ".join(doors[name].keywords) if name in doors else "no door of city.yaml any more"
        click.echo(f"{counts.get(name, 0):>7,}  {name:<24}  {keywords}")


@contextmanager
def _city(settings: Settings) -> "Iterator[tuple[Database, Library]]":
    """The database and what the city says now; what an operator can mend is said without a traceback."""
    from bot.db.engine import Database
    from bot.db.migrate import is_current
    from bot.flowfiles.problems import FlowErrors
    from bot.flowfiles.release import Folders
    from bot.people.imports import Busy
    from bot.people.sheets import Unreadable
    from bot.publishing.service import live_library

    with closing(Database(settings.database_url)) as db:
        if not is_current(db):
            raise click.ClickException("The database is not there or lacks migrations; run `cabildo db upgrade` first.")
        try:
            yield db, live_library(db, Folders(settings.flows_path, settings.translations_path, Path()))
        except FlowErrors as error:
            raise click.ClickException("Something is wrong in the flows; `cabildo flows check` shows what.") from error
        except Unreadable as error:
            raise click.ClickException(str(error)) from error
        except Busy as error:
            raise click.ClickException("The same import is running elsewhere; it goes on there.") from error


def _mapping(mapped: Iterable[str]) -> dict[str, str]:
    parts = [each.partition("=") for each in mapped]
    for meaning, equals, header in parts:
        if not (meaning and equals and header):
            raise click.UsageError(f'"{meaning}{equals}{header}" is no mapping; write MEANING=HEADER: phone="Cell #".')
    return {meaning.strip(): header.strip() for meaning, _, header in parts}


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def _try_out(settings: Settings, db: "Database", people: "List", to: Path | None) -> int:
    """What would happen; 1 when a row would be left out or looks made up."""
    from bot.lib.clock import system_clock
    from bot.lib.vault import Vault
    from bot.people.imports import try_out
    from bot.people.merging import Counts

    counts = Counts()

    def found() -> "Iterator[RowProblem]":
        nonlocal counts
        yield from people.in_a_row
        with click.progressbar(length=people.rows, label="checking", file=sys.stderr) as bar:
            for plan in try_out(db, Vault(settings.secret_key), people, now=system_clock()):
                yield from plan.problems
                bar.update(plan.counts.rows - counts.rows)
                counts = plan.counts

    _tell(found(), to)
    click.echo(f"{_told(counts)} Nothing was written; without --dry-run it is.")
    return 1 if counts.left_out or people.in_a_row else 0


def _bring_in(settings: Settings, db: "Database", people: "List", to: Path | None) -> None:
    from bot.lib.clock import system_clock
    from bot.lib.vault import Vault
    from bot.people import imports, runs

    run = imports.begin(db, people, now=system_clock())
    counts = run.counts
    if run.finished_at:
        click.echo(
            f"This file was imported on {run.finished_at:%Y-%m-%d} with the same answers; nothing is left to do."
        )
    else:
        _tell_start(run)
        with click.progressbar(length=people.rows, label="importing", file=sys.stderr) as bar:
            bar.update(counts.rows)
            for done in imports.bring_in(db, Vault(settings.secret_key), people, run, clock=system_clock):
                bar.update(done.rows - counts.rows)
                counts = done
    with db.read() as tx:
        _tell(runs.problems_of(tx, run.id), to)
    click.echo(f"{_told(counts)} Nobody was texted.")


def _tell_start(run: "Run") -> None:
    if run.counts.rows:
        click.echo(f"It was stopped after {run.counts.rows:,} of {run.rows:,} rows and goes on there.")


def _tell_columns(people: "List") -> None:
    sheet, columns = people.sheet, people.columns
    parted = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}.get(sheet.delimiter, sheet.delimiter)
    how = f"{sheet.encoding}, columns parted by {parted}" if sheet.encoding else "a workbook, its first sheet"
    click.echo(f"{sheet.path.name}: {how}, {_rows(people.rows)}.")
    for meaning, header in columns.mapping().items():
        click.echo(f"  {meaning:<24}  {header}")
    if columns.unused:
        click.echo(f"  {'(not imported)':<24}  {', '.join(columns.unused)}")


def _told(counts: "Counts") -> str:
    residents = "1 new resident" if counts.new == 1 else f"{counts.new:,} new residents"
    parts = [
        residents,
        f"{counts.known:,} known already",
        f"{counts.repeated:,} repeated",
        f"{counts.left_out:,} left out",
    ]
    return f"{_rows(counts.rows)}: {', '.join(parts)}."


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _tell(problems: "Iterable[RowProblem]", to: Path | None) -> None:
    """The first problems on the screen, every one in the file."""
    from bot.lib import csv

    shown: list[RowProblem] = []
    total = 0

    def rows() -> Iterator[Mapping[str, Any]]:
        nonlocal total
        for each in problems:
            total += 1
            if len(shown) < SHOWN:
                shown.append(each)
            yield {
                "row": each.row, "column": each.column, "what is wrong": each.wrong, "how to mend it": each.remedy,
                "left out": "yes" if each.skips else "no",
            }  # fmt: skip

    header = ("row", "column", "what is wrong", "how to mend it", "left out")
    if to:
        with to.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.write(stream, header, rows())
    else:
        for _ in rows():
            pass
    for each in shown:
        click.echo(f"row {each.row}, {each.column}: {each.wrong}. {each.remedy}")
    if total > len(shown):
        where = f"{to} has them all" if to else "--problems problems.csv writes them all"
        click.echo(f"... and {total - len(shown):,} more; {where}.")


def _write(to: Path | None, header: list[str], rows: Iterator[Mapping[str, Any]]) -> None:
    from bot.lib import csv
    from bot.people.exports import write_workbook

    if to and to.suffix.lower() == ".xlsx":
        write_workbook(to, header, rows)
        return
    # With a mark at its beginning, Excel takes the file for UTF-8.
    opened: Any = to.open("w", encoding="utf-8-sig", newline="") if to else nullcontext(sys.stdout)
    with opened as stream:
        out: IO[str] = stream
        csv.write(out, header, rows)
