"""The commands of `cabildo`, and the groups beside this file; each reads its arguments and hands over, no more."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

import click

from bot.cli import publishing
from bot.cli.broadcasts import broadcast
from bot.cli.concerns import concerns
from bot.cli.contacts import contacts
from bot.cli.flows import flows
from bot.cli.keys import keys
from bot.cli.reconcile import reconcile
from bot.cli.staff import staff
from bot.cli.translations import translations
from bot.cli.triage import TRIAGE
from bot.cli.webhooks import webhooks
from bot.logs import set_up
from bot.settings import Settings, SettingsError, read_settings


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name=None, version="0.1.0", prog_name="cabildo")
@click.pass_context
def cabildo(context: click.Context) -> None:
    """Cabildo: a city that listens by text message.

    Start with `cabildo up`, then text the city at /simulator or with `cabildo chat`.
    Settings come from the environment; `cabildo doctor` shows what they amount to.
    """
    try:
        context.obj = read_settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    set_up(context.obj.log_level)


@cabildo.command()
@click.option("--people", is_flag=True, help="Fill a new demo city with people while it starts; see `cabildo demo`.")
@click.pass_obj
def up(settings: Settings, *, people: bool) -> None:
    """Start the whole city, ready to be texted.

    Database, demo city, web, worker, clock, and a Redis where REDIS_URL is unset.
    PORT moves it: `PORT=8080 cabildo up`. Ctrl-C stops it all.
    """
    from bot.up import CannotStart, run

    if problems := settings.problems():
        raise click.ClickException("\n".join(problems))
    try:
        sys.exit(run(settings, people=people))
    except CannotStart as error:
        raise click.ClickException(str(error)) from error


@cabildo.command()
@click.option("--phone", default="+15055550120", show_default=True, help="The number to text from.")
@click.option("--city", default="", help="The city's number; by default the first sender of city.yaml.")
@click.pass_obj
def chat(settings: Settings, phone: str, city: str) -> None:
    """Hold a phone in the terminal.

    What you type is texted to the running city, on the real path. Start the city first, with
    `cabildo up`. An empty line looks for new texts; Ctrl-D hangs up.
    """
    from bot.simulator.terminal import talk

    talk(settings, phone, city)


@cabildo.command()
def worker() -> None:
    """Work off what is promised to residents.

    The same as `python worker.py`; run one or more. It needs REDIS_URL.
    """
    from runpy import run_path

    run_path(str(Path(__file__).parents[2] / "worker.py"), run_name="__main__")


@cabildo.command()
@click.pass_obj
def clock(settings: Settings) -> None:
    """See that due work is taken up.

    Also after a crash, also while Redis is away. Run one or more; one at a time is in charge.
    """
    from bot.ticking import run
    from bot.wiring import build

    with _in_a_sentence():
        product = build(settings)
    run(product)


@cabildo.group()
def db() -> None:
    """Look after the database of DATABASE_URL."""


@db.command("upgrade")
@click.pass_obj
def db_upgrade(settings: Settings) -> None:
    """Make the tables, or bring them to this version.

    Safe to run again: when nothing is missing, nothing changes.
    """
    from bot.db.engine import Database
    from bot.db.migrate import upgrade

    with _in_a_sentence(), closing(Database(settings.database_url)) as database:
        upgrade(database)
    click.echo("The database is up to date.")


@cabildo.command()
@click.option("--people", is_flag=True, help="Three weeks of sixty residents, a survey, texts of the city, and staff.")
@click.option("--way-in", is_flag=True, help="Print a link for the demo's administrator, until somebody has used it.")
@click.pass_obj
def demo(settings: Settings, *, people: bool, way_in: bool) -> None:
    """Let a few made-up residents text the demo city.

    Nothing happens when anybody has texted before. With `--people` a whole city has texted and was
    answered; stop the city first, it takes a quarter of a minute. It needs the simulator as the carrier.
    """
    from bot.demo import first

    if not settings.is_simulated:
        raise click.ClickException("The demo is for the simulator; unset the Twilio settings first.")
    with _in_a_sentence():
        bot, is_new = first.prepare(settings)
        if people:
            from bot.demo.weeks import fill

            texts = fill(settings)
            click.echo(f"The people of the demo city have texted: {texts:,} texts." if texts else "They had before.")
        if way_in and (link := first.way_in(bot)):
            click.echo(link)
    click.echo("The demo city is new." if is_new and way_in else "The demo city is ready.")


@cabildo.command()
@click.pass_obj
def doctor(settings: Settings) -> None:
    """Say what is configured, reachable and missing.

    One screen, in the order in which one would mend it. The exit code is 1 when anything is wrong.
    """
    from bot.doctor import findings, screen

    lines, well = screen(findings(settings))
    click.echo("\n".join(lines))
    sys.exit(0 if well else 1)


@cabildo.command()
@click.argument("what", type=click.Choice(["concerns", "answers", "messages"]))
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option(
    "--to", "to", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="A file; by default the screen."
)
@click.pass_obj
def export(settings: Settings, what: str, form: str, to: IO[str]) -> None:
    """Write what residents said, without phone numbers.

    For example `cabildo export concerns --to concerns.csv`. Residents appear by a random id.
    """
    from bot import exports
    from bot.db.engine import Database
    from bot.db.migrate import is_current

    database = Database(settings.database_url)
    if not is_current(database):
        raise click.ClickException("The database is not there or lacks migrations; run `cabildo db upgrade` first.")
    found = exports.rows(database, what)
    with click.progressbar(found, length=exports.size(database, what), label=what, file=sys.stderr) as counted:
        exports.write(to, what, form, iter(counted))
    database.close()


cabildo.add_command(broadcast)
cabildo.add_command(concerns)
for command in TRIAGE:
    concerns.add_command(command)
cabildo.add_command(contacts)
cabildo.add_command(flows)
cabildo.add_command(keys)
cabildo.add_command(reconcile)
cabildo.add_command(staff)
cabildo.add_command(translations)
cabildo.add_command(webhooks)
for command in publishing.COMMANDS:
    flows.add_command(command)


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    """What an operator can mend is said without a traceback."""
    from sqlalchemy.exc import OperationalError

    from bot.flowfiles.problems import FlowErrors

    try:
        yield
    except OperationalError as error:
        raise click.ClickException(f"The database does not answer; check DATABASE_URL. {error.orig}") from error
    except FlowErrors as error:
        files = ", ".join(sorted({problem.file for problem in error.problems}))
        raise click.ClickException(f"Something is wrong in {files}; `cabildo flows check` shows what.") from error


def main() -> None:
    """The entry of the `cabildo` script."""
    cabildo(prog_name="cabildo")
