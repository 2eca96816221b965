"""`cabildo broadcast`: texts that the city sends of its own accord; arguments are read and results told, no more."""

import sys
from collections.abc import Sequence
from time import sleep
from typing import TYPE_CHECKING, Any

import click

from bot.cli.broadcast_office import (
    WHEN,
    Office,
    changed,
    figures,
    open_office,
    pair,
    people,
    span_of,
    tell_preview,
    tell_problems,
    time_of,
)
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.broadcasts.rules import Broadcast

_name = click.argument("name")
_who = click.option("--as", "who", metavar="NAME", required=True, help="Who you are; it is kept.")


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
@click.option("--kind", type=click.Choice(["notice", "survey", "flow", "emergency"]), help="A notice by default.")
@click.option("--flow", metavar="FLOW", help="The flow whose first question the text asks.")
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

    with open_office(settings) as office:
        now = office.clock()
        with office.db.read() as tx:
            before = store.broadcast_by_name(tx, name)
        before = before or Broadcast(new_id("bro", now), name, "", (Variant("", {}),))
        drafted = service.draft(office.db, office.city, changed(before, said, office.city.zone), now=now)
        tell_preview(office, drafted, short=True)


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

    with open_office(settings) as office:
        with office.db.read() as tx:
            drafted = service.found(tx, name)
        sys.exit(1 if tell_preview(office, drafted, short=False).problems else 0)


@broadcast.command("approve")
@_name
@_who
@click.option("--role", type=click.Choice(["coordinator", "admin"]), help="Of an emergency: the role you say it in.")
@click.option("--reason", help="Of an emergency: what has happened, in a sentence; it is kept for good.")
@click.pass_obj
def broadcast_approve(settings: Settings, name: str, who: str, role: str | None, reason: str | None) -> None:
    """Say that it may be sent as it stands.

    Look at `cabildo broadcast preview` first. For more than a few people it takes somebody who did
    not write it. The approval is for these very texts, segments and times; an edit voids it. An
    emergency leaves at night too, and takes a role and a reason.
    """
    from bot.broadcasts import service
    from bot.broadcasts.emergency import override_of

    with open_office(settings) as office:
        called = override_of(who, role, reason)
        looked_at = service.approve(
            office.db, office.city, name, who=who.strip(), now=office.clock(), override=called
        )  # fmt: skip
        tell_problems("Look again", looked_at.warnings)
        click.echo(f"Approved for {people(looked_at.people)}. `cabildo broadcast start {name}` sends it.")


@broadcast.command("start")
@_name
@click.option("--again", is_flag=True, help="Also to those who read the same words in the last two days.")
@click.pass_obj
def broadcast_start(settings: Settings, name: str, *, again: bool) -> None:
    """Send an approved broadcast, at its time.

    Without a time of its own it begins at once, in the open hours. The worker or the clock has to run;
    `cabildo broadcast status --follow` watches it. When the same people read the same words in the last
    two days it asks first.
    """
    from bot.broadcasts import service
    from bot.broadcasts.emergency import hours_of

    with open_office(settings) as office:
        now = office.clock()
        try:
            promised = service.start(office.db, office.city, name, now=now, again=again)
        except service.SaidAlready as twins:
            if not sys.stdin.isatty():
                raise
            click.confirm(f"{twins}\nSend it again?", abort=True)
            promised = service.start(office.db, office.city, name, now=now, again=True)
        with office.db.read() as tx:
            begins_at = hours_of(service.found(tx, name).kind, office.city.quiet).opens_at(promised)
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

    with open_office(settings) as office:
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

    with open_office(settings) as office:
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

    with open_office(settings) as office:
        unsent = service.stop(office.db, name, now=office.clock())
        click.echo(f"Stopped. {people(unsent)} in line will not be texted.")


@broadcast.command("replies")
@_name
@click.pass_obj
def broadcast_replies(settings: Settings, name: str) -> None:
    """Read what people wrote back within 72 hours.

    Oldest first, one line for each text, without names or numbers. What only few on the staff may read
    is not among them.
    """
    from bot.broadcasts import recipients, service

    with open_office(settings) as office, office.db.read() as tx:
        for each in recipients.replies(tx, service.found(tx, name).id):
            at = each.at.astimezone(office.city.zone)
            click.echo(f"{at:{WHEN}}  {each.language or '--'}  {' '.join(each.body.split())}")


@broadcast.command("test")
@_name
@click.option("--to", "number", metavar="NUMBER", required=True, help="Your phone; it has texted the city before.")
@click.pass_obj
def broadcast_test(settings: Settings, name: str, number: str) -> None:
    """Send its texts to your own phone, to see them there.

    Every language of every variant, at once and at any hour, as somebody reads them of whom nothing is
    known. It counts nowhere, and needs no approval. The worker or the clock has to run.
    """
    from bot.broadcasts.trial import send_trial
    from bot.lib.phone import read_number
    from bot.lib.vault import Vault

    with open_office(settings) as office:
        if (phone := read_number(number)) is None:
            raise click.UsageError("This is no telephone number; write it like +15055550123.")
        phone_hash = Vault(settings.secret_key).lookup(phone)
        count = send_trial(office.db, office.city, name, phone_hash, now=office.clock())
        click.echo(f"{'1 text is' if count == 1 else f'{count} texts are'} on the way to that phone.")


@broadcast.command("report")
@_name
@_who
@click.pass_obj
def broadcast_report(settings: Settings, name: str, who: str) -> None:
    """Draft what came of it, for those who got it.

    The draft is called "NAME report" and has the words that were prepared. `cabildo broadcast draft`
    changes them; it is approved and started like any other.
    """
    from bot.broadcasts import followups

    with open_office(settings) as office:
        drafted = followups.report(office.db, office.city, name, who=who, now=office.clock())
        tell_preview(office, drafted, short=True)


@broadcast.command("remind")
@_name
@click.option("--event", metavar="TIME", required=True, help='When it takes place: "2026-05-07 18:00".')
@click.option("--before", metavar="7d|2h", multiple=True, required=True, help="How long before; may be said again.")
@click.option("--text", "texts", metavar="LANGUAGE=TEXT", multiple=True, required=True, help="The words.")
@_who
@click.pass_obj
def broadcast_remind(
    settings: Settings, name: str, event: str, before: tuple[str, ...], texts: tuple[str, ...], who: str
) -> None:
    """Draft reminders of a date, for those who got it.

    With `--before 7d --before 2h` they are "NAME-7d" and "NAME-2h". Each is approved and started like
    any other, and begins by itself so long before the event.
    """
    from bot.broadcasts import followups

    with open_office(settings) as office:
        at, now = time_of(event, office.city.zone), office.clock()
        if at is None:
            raise click.UsageError('--event takes a time such as "2026-05-07 18:00".')
        words = dict(pair(each, "LANGUAGE=TEXT") for each in texts)
        spans = [span_of(each) for each in before]
        for each in followups.remind(
            office.db, office.city, name, words, event_at=at, before=spans, who=who, now=now
        ):  # fmt: skip
            tell_preview(office, each, short=True)


@broadcast.command("list")
@click.pass_obj
def broadcast_list(settings: Settings) -> None:
    """List the broadcasts, newest first.

    With the state of each: draft, approved, scheduled, running, paused, stopped or finished, and with
    the day on which residents are to hear what came of it.
    """
    from bot.broadcasts import store
    from bot.broadcasts.followups import report_due

    with open_office(settings) as office, office.db.read() as tx:
        found, today = store.broadcasts(tx), office.clock().astimezone(office.city.zone).date()
        for each in found:
            began = f"{each.started_at.astimezone(office.city.zone):{WHEN}}" if each.started_at else ""
            click.echo(f"{each.state:<10} {began:<17} {each.name}  ({_for_whom(each, found)})")
            if due := report_due(each, found, today):
                click.echo(f"{'':<28} {due}: `cabildo broadcast report {each.name}`")
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
    from bot.broadcasts import recipients, service, store

    with open_office(settings) as office:
        if follow:
            _follow(office, name)
        with office.db.read() as tx:
            now = service.found(tx, name)
            click.echo(f'"{name}" is {now.state}.{f" {now.note}" if now.note else ""}')
            called_by = store.overrides(tx, now.id)
            names = store.names_of(tx, now, *(called.by for _, called in called_by))
            for at, called in called_by:
                when = f"{at.astimezone(office.city.zone):{WHEN}}"
                who = names.get(called.by, called.by)
                click.echo(f"Called an emergency by {who}, {called.role}, on {when}: {called.reason}")
            click.echo("\n".join(figures(recipients.figures(tx, now.id))))


def _for_whom(each: "Broadcast", among: "Sequence[Broadcast]") -> str:
    got = [f"got {other.name}" for other in among if other.id == each.audience_of]
    return ", ".join([*got, *filter(None, [each.segment])]) or "nobody yet"


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
