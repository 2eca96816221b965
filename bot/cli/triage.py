"""`cabildo concerns list`, `show`, and what is done with a concern; arguments are read and results told, no more."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.concerns.service import City
    from bot.concerns.store import Changed, Standing
    from bot.db.engine import Database
    from bot.lib.clock import Clock

MOST = 50
_WHEN = "%Y-%m-%d %H:%M"
_reference = click.argument("reference")
_who = click.option("--as", "who", metavar="NAME", required=True, help="Who you are; it is kept.")
_words = click.option(
    "--why", "words", metavar="LANGUAGE=TEXT", multiple=True, help="What residents read as the reason."
)


@dataclass(frozen=True, slots=True)
class Desk:
    """What every command here works with."""

    db: "Database"
    city: "City"
    clock: "Clock"


@contextmanager
def _desk(settings: Settings) -> Iterator[Desk]:
    """The database and the city, and the reasons a change is refused as one message."""
    from bot.concerns.service import CannotChange, city_of
    from bot.db.engine import Database
    from bot.db.migrate import is_current
    from bot.flowfiles.problems import FlowErrors
    from bot.wiring import build

    with closing(Database(settings.database_url)) as database:
        ready = is_current(database)
    if not ready:
        raise click.ClickException("The database is not there or lacks migrations; run `cabildo db upgrade` first.")
    try:
        product = build(settings)
    except FlowErrors as error:
        raise click.ClickException("The city's files have problems; `cabildo flows check` shows them.") from error
    with closing(product.db):
        try:
            yield Desk(product.db, city_of(product.library), product.clock)
        except CannotChange as error:
            raise click.ClickException(str(error)) from error


@click.command("list")
@click.option("--department", help="Only those of this department.")
@click.option("--all", "closed", is_flag=True, help="Also those that are done, confirmed, or with somebody else.")
@click.pass_obj
def concerns_list(settings: Settings, department: str | None, *, closed: bool) -> None:
    """Show concerns that wait for the city, the oldest first.

    Reference, day, status, department, the day of a promise (LATE when it is over), language, and
    the resident's own words.
    """
    from bot.concerns import store
    from bot.concerns.life import CLOSED, Status, is_late

    with _desk(settings) as desk:
        today = desk.clock().astimezone(desk.city.zone).date()
        wanted = frozenset(Status) - (frozenset() if closed else CLOSED)
        with desk.db.read() as tx:
            found = store.concerns_in(tx, wanted, department=department, most=MOST)
        for each in found:
            late = "LATE " if is_late(each.status, each.promised_on, today) else ""
            click.echo(f"{_line(each, desk.city.zone)}  {late}{each.promised_on or ''}".rstrip())
            click.echo(f"       {each.language or '?'}: {each.words}")
        click.echo(_counted(len(found)))


def _line(at: "Standing", zone: ZoneInfo) -> str:
    opened = f"{at.created_at.astimezone(zone):%Y-%m-%d}"
    return f"{at.reference}  {opened}  {at.status}  {at.department or 'no department'}  {at.kind or 'no category'}"


def _counted(number: int) -> str:
    if not number:
        return "No concern waits for the city."
    return f"{number} shown." if number < MOST else f"The first {MOST}; narrow it down with --department."


@click.command("show")
@_reference
@click.pass_obj
def concerns_show(settings: Settings, reference: str) -> None:
    """Show one concern, and everything that was done with it."""
    from bot.concerns import store
    from bot.concerns.service import CannotChange
    from bot.lib.references import read_reference

    with _desk(settings) as desk:
        with desk.db.read() as tx:
            at = store.standing(tx, read_reference(reference) or "")
            changes = store.changes_of(tx, at.id) if at else []
        if at is None:
            raise CannotChange([f'There is no concern "{reference}". Look at its letters and digits again.'])
        click.echo(_line(at, desk.city.zone))
        click.echo(
            f"{at.language or '?'}: {at.words}\nWhere: {at.place or 'not said'}{f' ({at.area})' if at.area else ''}"
        )
        for change in changes:
            click.echo(f"{change.at.astimezone(desk.city.zone):{_WHEN}}  {_told(change)}")


def _told(change: "Changed") -> str:
    said = [change.act, change.outcome, change.department if change.act == "assign" else None, change.agency]
    by = f" by {change.promised_on}" if change.promised_on else ""
    return " ".join([*filter(None, said)]) + by + f" ({change.by}) -> {change.status}"


@click.command("assign")
@_reference
@click.argument("department")
@_who
@click.pass_obj
def concerns_assign(settings: Settings, reference: str, department: str, who: str) -> None:
    """Give a concern to a department; whoever follows it is told."""
    _change(settings, reference, "assign", who, department=department)


@click.command("answer")
@_reference
@click.argument("outcome", type=click.Choice(["yes", "later", "partly", "no"]))
@_words
@click.option("--by", "promised_on", type=click.DateTime(["%Y-%m-%d"]), help="The day by which it will be done.")
@_who
@click.pass_obj
def concerns_answer(settings: Settings, /, reference: str, outcome: str, who: str, **said: Any) -> None:
    """Answer a concern: yes, later, partly, or no.

    For example `cabildo concerns answer 7K3PD no --why en="The street is the state's." --why es="Esa
    calle es del estado." --as "Your name"`. Yes and later name a day; later, partly and no say why,
    in every language of the city. Residents read the reason as you write it.
    """
    promised_on = said["promised_on"].date() if said["promised_on"] else None
    words = dict(_by_language(said["words"]))
    _change(settings, reference, "answer", who, outcome=outcome, words=words, promised_on=promised_on)


@click.command("begin")
@_reference
@_who
@click.pass_obj
def concerns_begin(settings: Settings, reference: str, who: str) -> None:
    """Say that work on a concern has begun."""
    _change(settings, reference, "begin", who)


@click.command("finish")
@_reference
@_who
@click.pass_obj
def concerns_finish(settings: Settings, reference: str, who: str) -> None:
    """Say that it is done; residents are asked whether it is fixed, and their word closes it."""
    _change(settings, reference, "finish", who)


@click.command("hand-over")
@_reference
@click.argument("agency")
@_words
@_who
@click.pass_obj
def concerns_hand_over(settings: Settings, reference: str, agency: str, words: Iterable[str], who: str) -> None:
    """Say that it is not the city's, and who has it now."""
    _change(settings, reference, "hand_over", who, agency=agency, words=dict(_by_language(words)))


@click.command("reopen")
@_reference
@_who
@click.pass_obj
def concerns_reopen(settings: Settings, reference: str, who: str) -> None:
    """Open a concern again that was done, or with somebody else."""
    _change(settings, reference, "reopen", who)


def _by_language(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    for each in words:
        language, given, text = each.partition("=")
        if not given:
            raise click.BadParameter(f'"{each}" names no language; write --why es="...".')
        yield language, text.strip()


def _change(settings: Settings, reference: str, act: str, who: str, **more: Any) -> None:
    from bot.concerns import service
    from bot.concerns.life import Change

    with _desk(settings) as desk:
        after = service.change(desk.db, desk.city, reference, Change(act, who, **more), now=desk.clock())
        click.echo(f"{after.reference} is {after.status} now.")


TRIAGE = (
    concerns_list, concerns_show, concerns_assign, concerns_answer, concerns_begin, concerns_finish,
    concerns_hand_over, concerns_reopen,
)  # fmt: skip
"""What `cabildo concerns` can do besides learning."""
