"""`cabildo broadcast`: texts that the city sends of its own accord; arguments are read and results told, no more."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.broadcasts.recipients import Figures
    from bot.broadcasts.rules import Broadcast, City, Problem, Variant
    from bot.broadcasts.service import Preview
    from bot.db.engine import Database
    from bot.lib.clock import Clock

LEFT_OUT: Mapping[str, str] = {
    "left": "have left", "machine": "are machines", "paused": "asked for a pause", "topic": "turned the topic off",
    "discreet": "wrote about something grave, no survey for now", "monthly": "want one text a month, and had it",
    "too_many": "had the city's most texts a month", "no_text": "read a language without a text",
    "stopped": "were still in line when it was stopped",
}  # fmt: skip
"""Why somebody gets nothing, as it is said of several."""
_WHEN = "%Y-%m-%d %H:%M"
_name = click.argument("name")
_who = click.option("--as", "who", metavar="NAME", required=True, help="Who you are; it is kept.")


@dataclass(frozen=True, slots=True)
class Office:
    """What every command here works with."""

    db: "Database"
    city: "City"
    clock: "Clock"


@click.group()
def broadcast() -> None:
    """Text many residents at once, in their languages.

    Draft it, look at its preview, have it approved, start it. Nothing is sent before it is approved,
    and an edit takes the approval back.
    """


@broadcast.command("draft")
@_name
@click.option("--segment", "segments", metavar="RULE", multiple=True, help='Whom it is for, as in "language = es".')
@click.option("--text", "texts", metavar="LANGUAGE=TEXT", multiple=True, help="The words; VARIANT.LANGUAGE=TEXT.")
@click.option("--variant", "variants", metavar="NAME=RULE", multiple=True, help="Words of their own for some.")
@click.option("--level", type=click.Choice(["inform", "consult", "involve", "collaborate", "empower"]),
              help="What the text promises to those who answer.")  # fmt: skip
@click.option("--report-back", "report_on", type=click.DateTime(["%Y-%m-%d"]), help="When they hear what came of it.")
@click.option("--report-text", "reports", metavar="LANGUAGE=TEXT", multiple=True, help="What they hear then.")
@click.option("--at", metavar="TIME", help='When it begins, by the city\'s clock: "2026-03-11 10:00", or now.')
@click.option("--kind", type=click.Choice(["notice", "survey"]), help="A notice by default.")
@click.option("--topic", help="What residents may have turned off; of a survey it is surveys.")
@click.option("--hold-out", type=click.IntRange(0, 90), metavar="PERCENT", help="Who gets nothing, to compare with.")
@click.option("--parts", type=click.IntRange(1, 6), help="SMS parts that each text may cost; 1 by default.")
@_who
@click.pass_obj
def broadcast_draft(settings: Settings, /, name: str, **said: Any) -> None:
    """Write a broadcast, or change one.

    For example `cabildo broadcast draft water --segment "area = Barelas" --text en="..." --text
    es="..." --level inform --report-back 2026-04-01 --report-text en="..." --report-text es="..."
    --as "Your name"`. Said again with the same name it changes what you say and keeps the rest. Several
    segments are one audience: nobody in two of them gets two texts.
    """
    from bot.broadcasts import service, store
    from bot.broadcasts.rules import Broadcast, Variant
    from bot.lib.ids import new_id

    with _office(settings) as office:
        now = office.clock()
        with office.db.read() as tx:
            before = store.broadcast_by_name(tx, name)
        before = before or Broadcast(new_id("bro", now), name, "", (Variant("", {}),))
        drafted = service.draft(office.db, office.city, _changed(before, said, office.city.zone), now=now)
        _tell_preview(office, drafted, short=True)


@broadcast.command("preview")
@_name
@click.pass_obj
def broadcast_preview(settings: Settings, name: str) -> None:
    """Say whom it would reach, and at what price.

    People by language, who is left out and why, parts and money, when it would be through, and three
    of the texts as residents would read them. The exit code is 1 while something keeps it from being
    sent.
    """
    from bot.broadcasts import service

    with _office(settings) as office:
        with office.db.read() as tx:
            drafted = service.found(tx, name)
        sys.exit(1 if _tell_preview(office, drafted, short=False).problems else 0)


@broadcast.command("approve")
@_name
@_who
@click.pass_obj
def broadcast_approve(settings: Settings, name: str, who: str) -> None:
    """Say that it may be sent as it stands.

    Look at `cabildo broadcast preview` first. For more than a few people it takes somebody who did
    not write it. The approval is for these very texts, segments and times; an edit voids it.
    """
    from bot.broadcasts import service

    with _office(settings) as office:
        looked_at = service.approve(office.db, office.city, name, who=who.strip(), now=office.clock())
        _tell_problems("Look again", looked_at.warnings)
        click.echo(f"Approved for {_people(looked_at.people)}. `cabildo broadcast start {name}` sends it.")


@broadcast.command("start")
@_name
@click.pass_obj
def broadcast_start(settings: Settings, name: str) -> None:
    """Send an approved broadcast, at its time.

    Without a time of its own it begins at once, in the open hours. The worker or the clock has to run;
    `cabildo broadcast status --follow` watches it.
    """
    from bot.broadcasts import service

    with _office(settings) as office:
        now = office.clock()
        begins_at = office.city.quiet.opens_at(service.start(office.db, office.city, name, now=now))
        when = "now" if begins_at <= now else f"on {begins_at.astimezone(office.city.zone):%Y-%m-%d at %H:%M}"
        click.echo(f"It begins {when}. `cabildo broadcast pause {name}` holds it, `stop` ends it.")


@broadcast.command("pause")
@_name
@click.pass_obj
def broadcast_pause(settings: Settings, name: str) -> None:
    """Hold a running broadcast at once.

    Texts that the carrier has already are gone; everything else waits until `cabildo broadcast resume`.
    """
    from bot.broadcasts import service

    with _office(settings) as office:
        service.pause(office.db, name, now=office.clock())
        click.echo(f"Paused. `cabildo broadcast resume {name}` goes on, `stop` ends it.")


@broadcast.command("resume")
@_name
@click.pass_obj
def broadcast_resume(settings: Settings, name: str) -> None:
    """Go on with a paused broadcast.

    It goes on with those who have not been texted; nobody is texted twice.
    """
    from bot.broadcasts import service

    with _office(settings) as office:
        service.resume(office.db, name, now=office.clock())
        click.echo("It goes on.")


@broadcast.command("stop")
@_name
@click.pass_obj
def broadcast_stop(settings: Settings, name: str) -> None:
    """End a broadcast for good.

    Whoever has not been texted yet never is. To hold it for a while, pause it instead.
    """
    from bot.broadcasts import service

    with _office(settings) as office:
        unsent = service.stop(office.db, name, now=office.clock())
        click.echo(f"Stopped. {_people(unsent)} in line will not be texted.")


@broadcast.command("list")
@click.pass_obj
def broadcast_list(settings: Settings) -> None:
    """List the broadcasts, newest first.

    With the state of each: draft, approved, scheduled, running, paused, stopped or finished.
    """
    from bot.broadcasts import store

    with _office(settings) as office, office.db.read() as tx:
        found = store.broadcasts(tx)
        for each in found:
            began = f"{each.started_at.astimezone(office.city.zone):{_WHEN}}" if each.started_at else ""
            click.echo(f"{each.state:<10} {began:<17} {each.name}  ({each.segment or 'nobody yet'})")
        if not found:
            click.echo("There are no broadcasts yet; `cabildo broadcast draft --help` shows how to write one.")


@broadcast.command("status")
@_name
@click.option("--follow", is_flag=True, help="Watch it until it is over.")
@click.pass_obj
def broadcast_status(settings: Settings, name: str, *, follow: bool) -> None:
    """Say how far it is, by language.

    Sent, delivered, failed and why, and who wrote back or left within 72 hours.
    """
    from bot.broadcasts import recipients, service

    with _office(settings) as office:
        if follow:
            _follow(office, name)
        with office.db.read() as tx:
            now = service.found(tx, name)
            click.echo(f'"{name}" is {now.state}.{f" {now.note}" if now.note else ""}')
            click.echo("\n".join(_figures(recipients.figures(tx, now.id))))


def _follow(office: Office, name: str) -> None:
    from bot.broadcasts import recipients, service
    from bot.broadcasts.rules import State

    with click.progressbar(length=1, label=name, file=sys.stderr) as bar:
        while True:
            with office.db.read() as tx:
                now = service.found(tx, name)
                all_of_them = recipients.figures(tx, now.id).values()
            bar.length = max(1, sum(each.people - each.held_out for each in all_of_them))
            done = sum(each.people - each.held_out - each.pending - each.under_way for each in all_of_them)
            bar.update(done - bar.pos)
            if now.state not in (State.SCHEDULED, State.RUNNING):
                return
            sleep(1)


def _changed(before: "Broadcast", said: Mapping[str, Any], zone: ZoneInfo) -> "Broadcast":
    """The broadcast with everything that was said; what was not stays."""
    plain = {key: said[key] for key in ("level", "kind", "topic", "hold_out", "parts") if said[key] is not None}
    if segments := said["segments"]:
        plain["segment"] = segments[0] if len(segments) == 1 else " or ".join(f"({each})" for each in segments)
    if said["report_on"]:
        plain["report_on"] = said["report_on"].date()
    if said["reports"]:
        plain["report"] = {**(before.report or {}), **dict(_pair(each, "LANGUAGE=TEXT") for each in said["reports"])}
    if said["at"]:
        plain["starts_at"] = _time(said["at"], zone)
    variants = _variants(before.variants, said["variants"], said["texts"])
    return replace(before, **plain, variants=variants, written_by=(" ".join(said["who"].split()),))


def _variants(
    before: "tuple[Variant, ...]", segments: Iterable[str], written: Iterable[str]
) -> "tuple[Variant, ...]":  # fmt: skip
    from bot.broadcasts.rules import Variant

    found = {each.name: each for each in before}
    for each in segments:
        name, rule = _pair(each, "NAME=RULE")
        found[name] = replace(found.get(name, Variant(name, {})), segment=rule)
    for each in written:
        which, body = _pair(each, "LANGUAGE=TEXT")
        name, _, language = which.rpartition(".")
        if name not in found:
            raise click.UsageError(f'No variant is called "{name}"; add --variant {name}="RULE".')
        found[name] = replace(found[name], texts={**found[name].texts, language: body})
    return tuple(sorted(found.values(), key=lambda each: each.name == ""))


def _pair(written: str, form: str) -> tuple[str, str]:
    key, equals, value = written.partition("=")
    if not (key.strip() and equals and value.strip()):
        raise click.UsageError(f'"{written}" cannot be read; write {form}.')
    return key.strip(), value.strip()


def _time(written: str, zone: ZoneInfo) -> datetime | None:
    if written == "now":
        return None
    try:
        return datetime.strptime(written, _WHEN).replace(tzinfo=zone)
    except ValueError as error:
        raise click.UsageError(f'"{written}" is no time; write "2026-03-11 10:00", or now.') from error


def _tell_preview(office: Office, drafted: "Broadcast", *, short: bool) -> "Preview":
    from bot.broadcasts import service

    with office.db.read() as tx:
        looked_at = service.preview(tx, drafted, office.city, office.clock())
    click.echo(f'"{drafted.name}" is {drafted.state} and would reach {_people(looked_at.people)}.')
    if drafted.note:
        click.echo(f"It was given back: {drafted.note}")
    if not short:
        click.echo("\n".join(_costs(looked_at, office.city)))
    _tell_problems("It cannot be sent yet", looked_at.problems)
    _tell_problems("Look again", looked_at.warnings)
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
        f"Begins {begins:{_WHEN}}, through by {ends:{_WHEN}} at {city.rate:g} a second, quiet hours left out."
    )
    for sample in looked_at.samples:
        yield f"  > {sample}".replace("\n", "\n    ")


def _figures(by_language: "Mapping[str | None, Figures]") -> Iterator[str]:
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


def _tell_problems(title: str, found: "Iterable[Problem]") -> None:
    if lines := [f"- {each}" for each in found]:
        click.echo("\n".join([f"{title}:", *lines]))


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


@contextmanager
def _office(settings: Settings) -> Iterator[Office]:
    """The database and the city as it is now; what staff can mend is said without a traceback."""
    from bot.broadcasts.city import city_of
    from bot.broadcasts.rules import NotAllowed
    from bot.broadcasts.tokens import NotARule
    from bot.db.engine import Database
    from bot.db.migrate import is_current
    from bot.flowfiles.problems import FlowErrors
    from bot.flowfiles.release import Folders
    from bot.lib.clock import system_clock
    from bot.messaging.simulated import shifted_clock
    from bot.publishing import live_library
    from bot.wiring import quiet_hours

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
