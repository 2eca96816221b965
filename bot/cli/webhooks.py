"""`cabildo webhooks`: who gets signed events, and what became of them; it reads its arguments and hands over."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import click

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.db.engine import Database
    from bot.lib.vault import Vault
    from bot.webhooks.rules import Status

_ONE = click.argument("subscription_id", metavar="SUBSCRIPTION")
_STATUSES = click.Choice(["pending", "delivered", "dead"])


@click.group()
def webhooks() -> None:
    """Look after the systems that get signed events.

    A subscription posts what happens to an address, signed as Standard Webhooks has it, for three
    days if need be. docs/webhooks.md is for those who receive it; docs/events.md lists the events.
    """


@webhooks.command("add")
@click.argument("url")
@click.argument("types", nargs=-1, required=True)
@click.option("--owner", required=True, help="The mail address of whoever is told when it stops working.")
@click.option("--grant", "grants", multiple=True, help="`phone`: each event with its resident's number.")
@click.pass_obj
def webhooks_add(settings: Settings, url: str, types: tuple[str, ...], owner: str, grants: tuple[str, ...]) -> None:
    """Post events of these TYPES to URL, from now on.

    For example `cabildo webhooks add https://311.city.example/events 'concern.*' person.erased
    --owner desk@city.example`. The secret is shown once.
    """
    from bot.lib.clock import system_clock
    from bot.lib.fetch import exceptions
    from bot.webhooks.service import Wish, subscribe

    with _asked(settings) as (db, vault):
        made, secret = subscribe(
            db, vault, Wish(url, types, owner, grants),
            excepted=exceptions(settings.webhook_allowed_hosts), now=system_clock(),
        )  # fmt: skip
    click.echo(f"{made.id} is active. Its secret, which is shown this once:\n{secret}")
    click.echo(f"Try it with `cabildo webhooks test {made.id}`.")


@webhooks.command("list")
@click.pass_obj
def webhooks_list(settings: Settings) -> None:
    """Show every subscription and how it does.

    With the number of deliveries that wait, have arrived and were given up in the last 30 days.
    """
    from bot.webhooks.store import counts, subscriptions

    with _asked(settings) as (db, _), db.read() as tx:
        found, by_status = subscriptions(tx), counts(tx)
    for each in found:
        of = by_status.get(each.id, {})
        click.echo(f"{each.id}  {each.state:<7} {each.url}  {' '.join(each.types)}  {each.owner}")
        click.echo(
            f"    {of.get('pending', 0)} waiting, {of.get('delivered', 0)} delivered, {of.get('dead', 0)} dead"
            + (f"; failing since {_when(each.health.failing_since)}" if each.health.failing_since else "")
            + (f"; {each.why}" if each.why else "")
            + (f"; granted {' '.join(each.grants)}" if each.grants else "")
        )
    if not found:
        click.echo("Nobody gets events yet; `cabildo webhooks add` begins.")


@webhooks.command("pause")
@_ONE
@click.option("--why", default="Paused by hand.", show_default=True, help="What the list says.")
@click.pass_obj
def webhooks_pause(settings: Settings, subscription_id: str, why: str) -> None:
    """Post nothing more for now.

    What happens in the meantime is kept, and posted after `cabildo webhooks resume`.
    """
    from bot.webhooks.service import pause

    with _asked(settings) as (db, _):
        pause(db, subscription_id, why=why)
    click.echo("It is paused; events wait for it.")


@webhooks.command("resume")
@_ONE
@click.pass_obj
def webhooks_resume(settings: Settings, subscription_id: str) -> None:
    """Go on posting, with what waits first.

    Also for a subscription that ended with a 410; what happened while it was gone was not kept for
    it, so send that with `cabildo webhooks resend`.
    """
    from bot.lib.clock import system_clock
    from bot.webhooks.service import resume

    with _asked(settings) as (db, _):
        waiting = resume(db, subscription_id, now=system_clock())
    click.echo(f"It is active; {waiting} deliveries go out now.")


@webhooks.command("test")
@_ONE
@click.pass_obj
def webhooks_test(settings: Settings, subscription_id: str) -> None:
    """Post a test event to one subscription.

    Its type is webhook.test, and no other subscription gets it. A worker must be running; see what
    came of it with `cabildo webhooks deliveries`.
    """
    from bot.lib.clock import system_clock
    from bot.webhooks.service import test

    with _asked(settings) as (db, _):
        test(db, subscription_id, now=system_clock())
    click.echo(f"On its way; `cabildo webhooks deliveries --of {subscription_id}` shows the answer.")


@webhooks.command("deliveries")
@click.option("--of", "subscription_id", default=None, help="Of this subscription only.")
@click.option("--status", type=_STATUSES, default=None, help="In this status only; dead are those given up.")
@click.option("--most", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many, newest first.")
@click.pass_obj
def webhooks_deliveries(settings: Settings, subscription_id: str | None, status: str | None, most: int) -> None:
    """Show what was posted and what came back.

    Newest first: the number of the event, its status, attempts, the last answer and its time.
    """
    from bot.webhooks.store import deliveries

    with _asked(settings) as (db, _), db.read() as tx:
        rows = deliveries(tx, subscription_id, status=_status(status), most=most)
    for row in rows:
        answer = row.why or (f"HTTP {row.answer}" if row.answer else "")
        when = _when(row.tried_at) if row.tried_at else "not tried yet"
        took = f" in {row.took_ms} ms" if row.took_ms is not None else ""
        due = f", again {_when(row.due_at)}" if row.status == "pending" and row.tried_at else ""
        click.echo(f"{row.sequence:>9}  {row.status:<9}  {row.attempts}x  {when}  {answer}{took}{due}".rstrip())
        if row.excerpt and row.status != "delivered":
            click.echo(f"           {row.excerpt.splitlines()[0][:80]}")
    if not rows:
        click.echo("There are no such deliveries.")


@webhooks.command("resend")
@_ONE
@click.argument("first", type=click.IntRange(1))
@click.argument("last", type=click.IntRange(1), required=False)
@click.option("--status", type=_STATUSES, default=None, help="Only the deliveries in this status, such as dead.")
@click.pass_obj
def webhooks_resend(
    settings: Settings, subscription_id: str, first: int, last: int | None, status: str | None
) -> None:  # fmt: skip
    """Post an event once more, or all from FIRST to LAST.

    By the numbers that `cabildo webhooks deliveries` shows. Each keeps its id, so that a consumer
    who has it already can tell. Events that it was never sent go out too, if it wants their type.
    """
    from bot.lib.clock import system_clock
    from bot.webhooks.service import resend

    with _asked(settings) as (db, _):
        many = resend(db, subscription_id, first, last or first, only=_status(status), now=system_clock())
    click.echo(f"{many} deliveries go out once more.")


@webhooks.command("rotate")
@_ONE
@click.option("--at-once", is_flag=True, help="The old secret ends now: it has become known.")
@click.pass_obj
def webhooks_rotate(settings: Settings, subscription_id: str, *, at_once: bool) -> None:
    """Make a new secret for a subscription.

    For a day every delivery carries a signature of both, so that the consumer can change over in
    its own time.
    """
    from bot.lib.clock import system_clock
    from bot.webhooks.service import rotate

    with _asked(settings) as (db, vault):
        secret = rotate(db, vault, subscription_id, at_once=at_once, now=system_clock())
    click.echo(f"The new secret, which is shown this once:\n{secret}")
    click.echo("The old one counts no more." if at_once else "The old one counts for 24 hours more.")


def _status(named: str | None) -> "Status | None":
    from bot.webhooks.rules import Status

    return Status(named) if named else None


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}Z"


@contextmanager
def _asked(settings: Settings) -> "Iterator[tuple[Database, Vault]]":
    """The database and the vault; what cannot be done is said in a sentence."""
    from contextlib import closing

    from bot.db.engine import Database
    from bot.db.migrate import is_current
    from bot.lib.vault import Vault
    from bot.webhooks.service import NotPossible

    with closing(Database(settings.database_url)) as db:
        if not is_current(db):
            raise click.ClickException("The database is not there or lacks migrations; run `cabildo db upgrade` first.")
        try:
            yield db, Vault(settings.secret_key)
        except NotPossible as why:
            raise click.ClickException(str(why)) from why
