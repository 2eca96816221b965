"""`cabildo concerns`: teaching the machine what residents' texts are about; nothing is decided here."""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.concerns.learning import Example, Judgement

WORST = 8
"""Confusions that are listed per language."""


@click.group()
def concerns() -> None:
    """Look after the categories of concerns."""


@concerns.command("learn")
@click.option(
    "--to", "to", type=click.Path(path_type=Path, dir_okay=False), default=Path("var/categories.bin"),
    show_default=True, help="The file of weights to write.",
)  # fmt: skip
@click.option("--no-choices", is_flag=True, help="Only from Cabildo's own texts; needs no database.")
@click.pass_obj
def concerns_learn(settings: Settings, to: Path, *, no_choices: bool) -> None:
    """Learn the categories anew, also from what residents chose.

    From the texts that ship with Cabildo and the kinds that residents chose for their own words.
    The file holds hashed weights, never a text. It takes about a minute and prints how often texts
    that it had not seen were judged rightly.
    """
    if find_spec("sklearn") is None:
        raise click.ClickException("Learning needs scikit-learn: pip install 'cabildo[learn]'")
    from bot.concerns.learning import judged, learn, shipped_texts, shipped_words
    from bot.concerns.model import write
    from bot.concerns.queries import phrases_of
    from bot.flowfiles.library import load
    from bot.flowfiles.problems import FlowErrors

    try:
        phrases = phrases_of(load(settings.flows_path, settings.translations_path))
    except FlowErrors as error:
        raise click.ClickException("The flows have problems; `cabildo flows check` shows them.") from error
    texts, words = shipped_texts(), shipped_words()
    chosen = [] if no_choices else _choices(settings, phrases.codes)
    click.echo(f"{len(texts):,} texts of Cabildo, {len(chosen):,} choices of residents. Learning ...", err=True)
    before = learn(texts, words, phrases)
    after = learn([*texts, *chosen], words, phrases) if chosen else before
    write(after.model, to)
    unmoved = judged([(before.model, each) for each in chosen], phrases, before.model.sure)
    click.echo("\n".join(_report([*before.judgements, *unmoved], after.judgements, chosen)))
    click.echo(f"{to} is written ({to.stat().st_size // 1024} kB); CATEGORIES_PATH={to} puts it to use.")


def _choices(settings: Settings, codes: Sequence[str]) -> "list[Example]":
    from contextlib import closing

    from bot.concerns.learning import choices
    from bot.db.engine import Database
    from bot.db.migrate import is_current

    with closing(Database(settings.database_url)) as database:
        if not is_current(database):
            raise click.ClickException(
                "The database is not there or lacks migrations; run `cabildo db upgrade` first, or add --no-choices."
            )
        with database.read() as tx:
            return choices(tx, codes)


def _report(
    before: "Sequence[Judgement]", after: "Sequence[Judgement]", chosen: "Sequence[Example]"
) -> Iterator[str]:  # fmt: skip
    from bot.concerns.learning import confusions

    residents = set(chosen)
    yield "Texts it had not seen    texts  first  offered  abstained  wrong  | no concern  left alone"
    for when, judgements in (("before", before), ("now", after)) if residents else (("", after),):
        yield from _rows(f"Cabildo's {when}", [each for each in judgements if each.example not in residents])
        yield from _rows(f"residents' {when}", [each for each in judgements if each.example in residents])
    for language in sorted({each.example.language for each in after}):
        worst = ", ".join(f"{right} > {taken} {count}" for right, taken, count in confusions(after, language)[:WORST])
        yield f"Most confused in {language or 'no language'}: {worst or 'nothing'}."


def _rows(whose: str, judgements: "Sequence[Judgement]") -> Iterator[str]:
    from bot.concerns.learning import tallies

    for tally in tallies(judgements):
        yield (
            f"{whose:<20} {tally.language:<3} {tally.concerns:>5}  {tally.first:>5.1%}  {tally.offered:>6.1%}"
            f"  {tally.abstained:>8.1%}  {tally.wrong:>5.1%}  | {tally.others:>9}  {tally.left_alone:>9.1%}"
        )
