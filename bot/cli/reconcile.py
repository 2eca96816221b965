"""`cabildo reconcile`: compares the carrier's list with ours; it reads its arguments and says what came of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.messaging.receipts import Compared
    from bot.messaging.reconcile import Counts


@click.command()
@click.pass_obj
def reconcile(settings: Settings) -> None:
    """Compare the carrier's list of texts with ours.

    Texts that may or may not have left are asked about, and what became of those that left in the last
    three days is taken in where a receipt was lost. Workers do both by themselves, every day; run it
    when you do not want to wait. Nothing is sent.
    """
    from contextlib import closing

    from bot.db.engine import Database
    from bot.db.migrate import is_current
    from bot.flowfiles.problems import FlowErrors
    from bot.messaging.carrier import NotListed
    from bot.messaging.receipts import compare_all
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
        now = product.clock()
        click.echo("\n".join(_doubts(settle(product.db, product.carrier, product.vault, now=now))))
        try:
            click.echo("\n".join(_receipts(compare_all(product.db, product.carrier, now=now))))
        except NotListed as error:
            raise click.ClickException(f"The carrier's list could not be read ({error}); try again later.") from error


def _doubts(counts: "Counts") -> Iterator[str]:
    if not any((counts.settled, counts.lacking, counts.unanswered)):
        yield "No text is in doubt."
        return
    yield f"{counts.settled} settled: the carrier has them."
    yield f"{counts.lacking} not on the carrier's list; the worker asks again before it sends one anew."
    yield f"{counts.unanswered} about which the carrier could not be asked."


def _receipts(found: "Compared") -> Iterator[str]:
    if found.raised:
        yield f"Lost receipts taken in: {found.raised}, among {found.listed} texts on the carrier's list of three days."
    else:
        yield f"No receipt is missing: {found.listed} texts on the carrier's list of three days."
    if found.strange:
        yield f"Texts on it that are none of ours: {found.strange}. Does something else send with the same account?"
