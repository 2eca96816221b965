"""What the commands of `cabildo broadcast` share: opening the office, reading arguments, telling results."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.broadcasts.previews import Preview
    from bot.broadcasts.recipients import Figures
    from bot.broadcasts.rules import Broadcast, City, Problem, Variant
    from bot.db.engine import Database
    from bot.lib.clock import Clock

LEFT_OUT: Mapping[str, str] = {
    "left": "have left", "machine": "are machines", "paused": "asked for a pause", "topic": "turned the topic off",
    "discreet": "wrote about something grave, no survey for now", "monthly": "want one text a month, and had it",
    "too_many": "had the city's most texts a month", "no_text": "read a language without a text",
    "stopped": "were still in line when it was stopped",
}  # fmt: skip
"""Why somebody gets nothing, as it is said of several."""
WHEN = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True)
class Office:
    """What every command here works with."""

    db: "Database"
    city: "City"
    clock: "Clock"


@contextmanager
def open_office(settings: Settings) -> Iterator[Office]:
    """The database and the city as it is now; what staff can mend is said without a traceback."""
    from bot.broadcasts.city import city_of
    from bot.broadcasts.rules import NotAllowed
    from bot.broadcasts.tokens import NotARule
    from bot.db.engine import Database
    from bot.db.migrate import is_current
    from bot.flowfiles.problems import FlowErrors
    from bot.flowfiles.quiet import quiet_hours
    from bot.flowfiles.release import Folders
    from bot.lib.clock import system_clock
    from bot.messaging.simulated import shifted_clock
    from bot.publishing.service import live_library

    with closing(Database(settings.database_url)) as db:
        if not is_current(db):
            raise click.ClickException("The database is not there or lacks migrations; run `cabildo db upgrade` first.")
        clock = shifted_clock(db, system_clock) if settings.simulator_is_open else system_clock
        try:
            library = live_library(db, Folders(settings.flows_path, settings.translations_path, Path()))
            yield Office(db, city_of(library, quiet_hours(library)), clock)
        except FlowErrors as error:
            raise click.ClickException("Something is wrong in the flows; `cabildo flows check` shows what.") from error
        except (NotAllowed, NotARule) as error:
            raise click.ClickException(str(error)) from error


def changed(before: "Broadcast", said: Mapping[str, Any], zone: ZoneInfo) -> "Broadcast":
    """The broadcast with everything that was said; what was not stays."""
    plain = {key: said[key] for key in ("level", "kind", "flow", "topic", "hold_out", "parts") if said[key] is not None}
    if said["flow"] and not said["kind"]:
        plain["kind"] = "flow"
    if segments := said["segments"]:
        plain["segment"] = segments[0] if len(segments) == 1 else " or ".join(f"({each})" for each in segments)
    if said["report_on"]:
        plain["report_on"] = said["report_on"].date()
    if said["reports"]:
        plain["report"] = {**(before.report or {}), **dict(pair(each, "LANGUAGE=TEXT") for each in said["reports"])}
    if said["at"]:
        plain["starts_at"] = time_of(said["at"], zone)
    variants = _variants(before.variants, said["variants"], said["texts"])
    return replace(before, **plain, variants=variants, written_by=(" ".join(said["who"].split()),))


def _variants(
    before: "tuple[Variant, ...]", segments: Iterable[str], written: Iterable[str]
) -> "tuple[Variant, ...]":  # fmt: skip
    from bot.broadcasts.rules import Variant

    found = {each.name: each for each in before}
    for each in segments:
        name, rule = pair(each, "NAME=RULE")
        found[name] = replace(found.get(name, Variant(name, {})), segment=rule)
    for each in written:
        which, body = pair(each, "LANGUAGE=TEXT")
        name, _, language = which.rpartition(".")
        if name not in found:
            raise click.UsageError(f'No variant is called "{name}"; add --variant {name}="RULE".')
        found[name] = replace(found[name], texts={**found[name].texts, language: body})
    return tuple(sorted(found.values(), key=lambda each: each.name == ""))


def pair(written: str, form: str) -> tuple[str, str]:
    """Both sides of KEY=VALUE; UsageError naming the form."""
    key, equals, value = written.partition("=")
    if not (key.strip() and equals and value.strip()):
        raise click.UsageError(f'"{written}" cannot be read; write {form}.')
    return key.strip(), value.strip()


def time_of(written: str, zone: ZoneInfo) -> datetime | None:
    """A time by the city's clock; None for now."""
    if written == "now":
        return None
    try:
        return datetime.strptime(written, WHEN).replace(tzinfo=zone)
    except ValueError as error:
        raise click.UsageError(f'"{written}" is no time; write "2026-03-11 10:00", or now.') from error


def span_of(written: str) -> timedelta:
    """How long before an event: 7d, 2h or 30m."""
    units = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}
    count, unit = written[:-1], units.get(written[-1:])
    if unit is None or not count.isdecimal() or len(count) > 3 or not int(count):
        raise click.UsageError(f'"{written}" is no time before it; write 7d, 2h or 30m.')
    return int(count) * unit


def tell_preview(office: Office, drafted: "Broadcast", *, short: bool) -> "Preview":
    """Say whom it would reach and what is wrong with it, and unless `short` what it costs."""
    from bot.broadcasts import previews

    with office.db.read() as tx:
        looked_at = previews.preview(tx, drafted, office.city, office.clock())
    click.echo(f'"{drafted.name}" is {drafted.state} and would reach {people(looked_at.people)}.')
    if drafted.note:
        click.echo(f"It was given back: {drafted.note}")
    if not short:
        click.echo("\n".join(_costs(looked_at, office.city)))
    tell_problems("It cannot be sent yet", looked_at.problems)
    tell_problems("Look again", looked_at.warnings)
    if short and not looked_at.problems:
        click.echo(f"Nothing is missing. `cabildo broadcast preview {drafted.name}` shows what it costs.")
    return looked_at


def _costs(looked_at: "Preview", city: "City") -> Iterator[str]:
    for each in looked_at.lines:
        who = f"{each.variant + ', ' if each.variant else ''}{each.language or 'language unknown, so in each'}"
        yield f"{each.people:>9,}  {who:<32} {each.parts:>9,} SMS parts  {each.money:>10,.2f} USD"
    for reason, people in sorted(looked_at.left_out.items()):
        yield f"{people:>9,}  get nothing: they {LEFT_OUT.get(reason, reason)}"
    if looked_at.held_out:
        yield f"{looked_at.held_out:>9,}  about, get nothing, to compare with"
    begins, ends = (each.astimezone(city.zone) for each in (looked_at.begins_at, looked_at.ends_at))
    yield (
        f"In all {looked_at.parts:,} SMS parts at {city.price} USD: {looked_at.money:,.2f} USD. "
        f"Begins {begins:{WHEN}}, through by {ends:{WHEN}} at {city.rate:g} a second"
        f"{f' and {city.cap.for_broadcasts:,} a day' if city.cap else ''}, quiet hours left out."
    )
    for sample in looked_at.samples:
        yield f"  > {sample}".replace("\n", "\n    ")


def figures(by_language: "Mapping[str | None, Figures]") -> Iterator[str]:
    """How far it is, as a table and what there is to say below it."""
    yield f"{'':<10}{'people':>9}{'in line':>9}{'sent':>9}{'arrived':>9}{'failed':>9}{'replied':>9}{'left':>9}"
    for language, each in sorted(by_language.items(), key=lambda row: row[0] or "~"):
        counts = (each.people, each.pending + each.under_way, each.sent, each.delivered, sum(each.failed.values()),
                  each.replied, each.opted_out)  # fmt: skip
        yield f"{language or 'each':<10}" + "".join(f"{count:>9,}" for count in counts)
    for language, each in sorted(by_language.items(), key=lambda row: row[0] or "~"):
        label = language or "each"
        yield from (f"{label}: {count:,} failed, {why}" for why, count in sorted(each.failed.items()))
        yield from (f"{label}: {count:,} {LEFT_OUT.get(why, why)}" for why, count in sorted(each.left_out.items()))
        if each.held_out:
            yield f"{label}: {each.held_out:,} get nothing, to compare with"


def tell_problems(title: str, found: "Iterable[Problem]") -> None:
    """A list under a title; nothing when there is nothing."""
    if lines := [f"- {each}" for each in found]:
        click.echo("\n".join([f"{title}:", *lines]))


def people(count: int) -> str:
    """How many people, in words."""
    return "1 person" if count == 1 else f"{count:,} people"
