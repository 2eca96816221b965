"""`cabildo staff`: who may sign in to the console; arguments are read and results told, no more."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from bot.settings import Settings
from bot.staff.rules import ROLES

if TYPE_CHECKING:
    from bot.db.engine import Database
    from bot.staff.store import Account

OPERATOR = "operator"

REFUSALS = {
    "name": "Write a name of up to 120 letters.",
    "email": "That is not an e-mail address.",
    "taken": "Somebody has that e-mail address already; `cabildo staff list` shows who.",
    "role": f"The role is one of: {', '.join(ROLES)}.",
    "department": "Triage needs a department: --department public_works, and one that stands in city.yaml.",
    "gone": "They are disabled; `cabildo staff disable --undo EMAIL` lets them in again.",
}


@click.group()
def staff() -> None:
    """Say who may sign in to the console.

    The first administrator is made here; the others are invited at /console/team.
    """


@staff.command("add")
@click.option("--name", required=True, help="As colleagues know them.")
@click.option("--email", required=True, help="What they sign in with.")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What they may do; docs/console.md tells.")
@click.option("--department", "departments", multiple=True, help="Its code in city.yaml; may be repeated.")
@click.option("--language", default="en", show_default=True, help="Of their screens: en or es.")
@click.pass_obj
def staff_add(settings: Settings, /, **asked: Any) -> None:
    """Add somebody and print their link.

    For example `cabildo staff add --name "NAME" --email name@city.example --role admin`. Whoever opens
    the link within 7 days chooses a password and sets up a second factor. Nothing is mailed.
    """
    from bot.flowfiles.library import load
    from bot.lib.clock import system_clock
    from bot.staff.letters import link_address
    from bot.staff.service import Member, invite

    known = load(settings.flows_path, settings.translations_path).city.departments
    with _database(settings) as db:
        _, token = invite(db, Member(**asked), known=known, by=OPERATOR, letter=False, now=system_clock())
    click.echo("Give them this link; it works once:")
    click.echo(link_address(settings.public_base, token))


@staff.command("list")
@click.pass_obj
def staff_list(settings: Settings) -> None:
    """Show who may sign in.

    One line each: e-mail, role, name, departments, and whether they have joined.
    """
    from bot.staff import store

    with _database(settings) as db, db.read() as tx:
        everybody = store.accounts(tx)
    for each in everybody:
        joined = "disabled" if each.disabled_at else "active" if each.totp_since else "invited"
        member = each.staff
        click.echo(
            "  ".join(filter(None, [member.email, member.role, joined, member.name, " ".join(member.departments)]))
        )
    if not everybody:
        click.echo("Nobody yet: cabildo staff add --name ... --email ... --role admin")


@staff.command("reset")
@click.argument("email")
@click.option("--second-factor", is_flag=True, help="Forget the authenticator and the recovery codes too.")
@click.pass_obj
def staff_reset(settings: Settings, email: str, *, second_factor: bool) -> None:
    """Print a link to a new password.

    For somebody who cannot get in. Make sure that it is really them. The old password works until
    the link is used; a forgotten second factor is gone at once and set up anew at the next sign-in.
    """
    from bot.lib.clock import system_clock
    from bot.staff.letters import link_address
    from bot.staff.service import forget_factor, invite_again

    with _database(settings) as db:
        account, now = _account(db, email), system_clock()
        token = invite_again(db, account.staff.id, by=OPERATOR, now=now)
        if second_factor:
            forget_factor(db, account.staff.id, by=OPERATOR, now=now)
    click.echo("Give them this link; it works once:")
    click.echo(link_address(settings.public_base, token))


@staff.command("disable")
@click.argument("email")
@click.option("--because", default="", help="The reason; it is kept in the audit log.")
@click.option("--undo", is_flag=True, help="Let them in again.")
@click.pass_obj
def staff_disable(settings: Settings, email: str, *, because: str, undo: bool) -> None:
    """Let somebody in no more.

    They are signed out everywhere at once. What they did stays in the audit log.
    """
    from bot.lib.clock import system_clock
    from bot.staff.service import disable, enable

    with _database(settings) as db:
        account, now = _account(db, email), system_clock()
        if undo:
            enable(db, account.staff.id, by=OPERATOR, now=now)
        else:
            disable(db, account.staff.id, by=OPERATOR, why=because, now=now)
    click.echo(
        f"{account.staff.email} can sign in again." if undo else f"{account.staff.email} cannot sign in any more."
    )


def _account(db: "Database", email: str) -> "Account":
    from bot.staff import store

    with db.read() as tx:
        account = store.account_by_email(tx, email.strip().lower())
    if account is None:
        raise click.ClickException(f"Nobody has the e-mail {email}; `cabildo staff list` shows everybody.")
    return account


@contextmanager
def _database(settings: Settings) -> Iterator["Database"]:
    """The migrated database; what was refused is told in a sentence."""
    from bot.db.engine import Database
    from bot.db.migrate import is_current
    from bot.staff.service import Refused

    db = Database(settings.database_url)
    if not is_current(db):
        raise click.ClickException("The database is not there or lacks migrations; run `cabildo db upgrade` first.")
    try:
        yield db
    except Refused as refused:
        raise click.ClickException(REFUSALS[refused.why]) from refused
    finally:
        db.close()
