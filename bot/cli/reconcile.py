"""`cabildo reconcile`: asks the carrier about texts in doubt; it reads its arguments and says what came of it."""

import click

from bot.settings import Settings


@click.command()
@click.pass_obj
def reconcile(settings: Settings) -> None:
    """Ask the carrier about texts that may or may not have left.

    Workers do this by themselves; run it when you do not want to wait. Nothing is sent.
    """
    from contextlib import closing

    from bot.db.engine import Database
    from bot.db.migrate import is_current
    from bot.flowfiles.problems import FlowErrors
    from bot.messaging.reconcile import reconcile as settle
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
        counts = settle(product.db, product.carrier, product.vault, now=product.clock())
    if not any((counts.settled, counts.lacking, counts.unanswered)):
        click.echo("No text is in doubt.")
        return
    click.echo(f"{counts.settled} settled: the carrier has them.")
    click.echo(f"{counts.lacking} not on the carrier's list; the worker asks again before it sends one anew.")
    click.echo(f"{counts.unanswered} about which the carrier could not be asked.")
