"""`cabildo keys`: who may read and do what over the API; arguments are read and results told, no more."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.db.engine import Database
    from bot.keys.service import Issued

_DAY = "%Y-%m-%d"
_name = click.argument("name")


@click.group()
def keys() -> None:
    """Let other systems use the API, and end that again.

    A key has a name, a purpose, scopes and an end. Its secret is shown once and is stored only as a
    hash: whoever loses it needs a new one (`cabildo keys rotate`). docs/api.md tells what each scope
    opens.
    """


@keys.command("add")
@_name
@click.option("--scope", "scopes", metavar="SCOPE", multiple=True, help='What it may do, as in "concerns:read".')
@click.option("--department", "departments", metavar="CODE", multiple=True, help="Only what belongs to them.")
@click.option("--for", "purpose", required=True, metavar="WHY", help="What it is for; kept beside numbers it reads.")
@click.option("--expires", type=click.DateTime([_DAY]), help="Its last day; a year from now by default.")
@click.option("--as", "who", required=True, metavar="NAME", help="Who you are; it is kept.")
@click.pass_obj
def keys_add(
    settings: Settings, name: str, scopes: tuple[str, ...], departments: tuple[str, ...], purpose: str,
    expires: datetime | None, who: str,
) -> None:  # fmt: skip
    """Make a key and show its secret, this once.

    For example `cabildo keys add "311 desk" --scope concerns:read --scope events:read --for "case
    files" --as "Your name"`. Give each system a key of its own: it is what the record knows it by.
    """
    from bot.flowfiles.library import load
    from bot.keys import service
    from bot.keys.rules import Key
    from bot.lib.clock import system_clock
    from bot.lib.ids import new_id
    from bot.lib.vault import Vault

    now = system_clock()
    with _city(settings) as db:
        city = load(settings.flows_path, settings.translations_path).city
        ends_at = None
        if expires:
            ends_at = (expires + timedelta(days=1)).replace(tzinfo=ZoneInfo(city.time_zone)).astimezone(UTC)
        key = Key(
            new_id("key", now), name, purpose, frozenset(scopes), frozenset(departments), who.strip(), now, ends_at
        )
        _show(service.issue(db, Vault(settings.secret_key), key, city.departments, now=now))


@keys.command("list")
@click.pass_obj
def keys_list(settings: Settings) -> None:
    """Show every key: scopes, end, when it was last used.

    Secrets are not shown; nobody has them but the system they were given to. A key with two live
    secrets is being rotated.
    """
    from bot.keys import store
    from bot.keys.rules import live
    from bot.lib.clock import system_clock

    now = system_clock()
    with _city(settings) as db, db.read() as tx:
        for key, secrets in store.keys(tx):
            used = [each.last_used_at for each in secrets if each.last_used_at]
            state = "revoked" if key.revoked_at else "live" if key.is_live(now) else "ended"
            alive = len(live(secrets, now)) if state == "live" else 0
            ends = f", until {key.expires_at:{_DAY}}" if key.expires_at else ""
            click.echo(f"{key.name} ({key.id}): {state}{ends}, {alive} live secret{'' if alive == 1 else 's'}")
            click.echo(f"  for {key.purpose}; made by {key.made_by} on {key.created_at:{_DAY}}")
            click.echo(f"  scopes: {' '.join(sorted(key.scopes))}")
            if key.departments:
                click.echo(f"  departments: {' '.join(sorted(key.departments))}")
            click.echo(f"  last used: {f'{max(used):%Y-%m-%d %H:%M} UTC' if used else 'never'}")


@keys.command("rotate")
@_name
@click.option(
    "--keep-days", type=click.IntRange(0, 90), default=7, show_default=True, help="How long the old one counts."
)
@click.pass_obj
def keys_rotate(settings: Settings, name: str, keep_days: int) -> None:
    """Give a key a new secret; the old one goes on for a while.

    Both count until then, so the system changes over without a gap. With --keep-days 0 the old one
    ends at once: do that when it was seen by somebody else.
    """
    from bot.keys import service
    from bot.lib.clock import system_clock
    from bot.lib.vault import Vault

    with _city(settings) as db:
        vault, keep_for = Vault(settings.secret_key), timedelta(days=keep_days)
        _show(service.rotate(db, vault, name, keep_for=keep_for, now=system_clock()))


@keys.command("revoke")
@_name
@click.pass_obj
def keys_revoke(settings: Settings, name: str) -> None:
    """End a key and all its secrets, at once.

    It stays in the list, because what it did is known by its name. Nothing brings it back: make a
    new key instead.
    """
    from bot.keys import service
    from bot.lib.clock import system_clock

    with _city(settings) as db:
        click.echo(f'"{service.revoke(db, name, now=system_clock()).name}" is revoked.')


def _show(issued: "Issued") -> None:
    key = issued.key
    click.echo(f'The secret of "{key.name}", shown this once:\n\n  {issued.secret}\n')
    if issued.other_until:
        click.echo(f"The one before counts until {issued.other_until:%Y-%m-%d %H:%M} UTC.")
    if key.expires_at:
        click.echo(f"The key ends on {key.expires_at:%Y-%m-%d %H:%M} UTC.")


@contextmanager
def _city(settings: Settings) -> Iterator["Database"]:
    """The database; what somebody can mend is said in a sentence."""
    from sqlalchemy.exc import OperationalError

    from bot.db.engine import Database
    from bot.db.migrate import is_current
    from bot.flowfiles.problems import FlowErrors
    from bot.keys.rules import NotPossible

    with closing(Database(settings.database_url)) as db:
        try:
            if not is_current(db):
                raise click.ClickException("The database lacks migrations; run `cabildo db upgrade` first.")
            yield db
        except NotPossible as error:
            raise click.ClickException(str(error)) from error
        except OperationalError as error:
            raise click.ClickException(f"The database does not answer; check DATABASE_URL. {error.orig}") from error
        except FlowErrors as error:
            raise click.ClickException("city.yaml cannot be read; `cabildo flows check` shows why.") from error
