"""`cabildo flows`: looking at, checking and writing conversations; nothing is decided here."""

import sys

import click

from bot.settings import Settings


@click.group()
def flows() -> None:
    """Look at the conversations in FLOWS_PATH."""


@flows.command("check")
@click.option("--prices", is_flag=True, help="Also list what every text costs, in parts per language.")
@click.pass_obj
def flows_check(settings: Settings, *, prices: bool) -> None:
    """Refuse what would hurt a resident.

    Dead ends, missing translations, texts too long, words that would stop them by accident.
    Every problem says where it is and how to mend it. The exit code is 1 when there is any.
    """
    from bot.flowfiles.checks import check
    from bot.flowfiles.library import load
    from bot.flowfiles.prices import priced
    from bot.flowfiles.report import lines, price_table
    from bot.wiring import QUERIES, effect_arguments

    problems = check(settings.flows_path, settings.translations_path, effect_arguments(), QUERIES)
    click.echo("\n".join(lines(problems)))
    if prices and not problems:
        click.echo("\n".join(price_table(priced(load(settings.flows_path, settings.translations_path)))))
    sys.exit(1 if problems else 0)
