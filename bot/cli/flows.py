"""`cabildo flows`: looking at, checking and writing conversations; nothing is decided here."""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.flowfiles.problems import Problem

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def flows() -> None:
    """Look at the conversations in FLOWS_PATH, and write new ones.

    A conversation is one YAML file: `new` begins one from a list of questions, `import` from a
    survey made for KoboToolbox, ODK or SurveyCTO, and docs/writing-a-flow.md explains every key.
    `check` says what is still to mend, `graph` shows it on one page.
    """


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

    problems = check(
        settings.flows_path, settings.translations_path, effect_arguments(), QUERIES, production=settings.is_production
    )
    click.echo("\n".join(lines(problems)))
    if prices and not problems:
        click.echo("\n".join(price_table(priced(load(settings.flows_path, settings.translations_path)))))
    sys.exit(1 if problems else 0)


@flows.command("graph")
@click.argument("flow")
@click.option("--to", type=_FILE, help="A file, such as report.svg; by default the screen.")
@click.option("--language", "languages", multiple=True, help="Only this one; by default every language of the city.")
@click.pass_obj
def flows_graph(settings: Settings, flow: str, to: Path | None, languages: tuple[str, ...]) -> None:
    """Draw a conversation on one page.

    Every step is a box with what it says, every route an arrow with the codes that take it. The
    drawing is SVG: a browser opens and prints it. For example
    `cabildo flows graph report --to report.svg`.
    """
    from bot.flowfiles.drawing import drawing
    from bot.flowfiles.library import read
    from bot.flowfiles.problems import listed, nearest

    reading = read(settings.flows_path, settings.translations_path)
    drawn = reading.library.flows.current.get(flow) if reading.library else None
    if reading.library is None or drawn is None:
        if reading.problems:
            _tell(reading.problems)
        known = reading.library.flows.current if reading.library else {}
        raise click.ClickException(
            f'No flow called "{flow}" can be read; there are {listed(known)}.{nearest(flow, known)}'
        )
    city = reading.library.city.languages
    if unknown := [language for language in languages if language not in city]:
        raise click.BadParameter(f'"{unknown[0]}" is not among the languages of the city: {listed(city)}.')
    svg = drawing(drawn, languages or city)
    if to is None:
        click.echo(svg, nl=False)
    else:
        to.write_text(svg, encoding="utf-8")
        click.echo(f"{to} is drawn; a browser opens it.")


@flows.command("new")
@click.argument("name")
@click.argument("questions", type=click.File(encoding="utf-8"), default="-")
@click.option("--title", required=True, help="What staff and residents call it.")
@click.pass_obj
def flows_new(settings: Settings, name: str, questions: IO[str], title: str) -> None:
    """Begin a conversation from a list of questions.

    One question on each line of QUESTIONS (a file, or what is typed until Ctrl-D); options behind
    " - ", or on lines below that begin with "-". An option "Other" lets people answer in their
    own words. Behind a question, (number), (date) or (place) says what is asked for, (several)
    that more than one option may be chosen:

    \b
        What would you like to see in the new park? (several) - Trees - Benches - Other
        How many people live in your home? (number)

    NAME becomes the file FLOWS_PATH/NAME.yaml and the word that starts it. A file that is there
    is never overwritten.
    """
    from bot.flowfiles.drafting import drafted, questions_in

    path = _new_file(settings.flows_path, name)
    if questions.isatty():
        click.echo("One question on each line; Ctrl-D when done.", err=True)
    try:
        listed = questions_in(questions.read())
    except UnicodeDecodeError as error:
        raise click.ClickException(
            "A letter of the questions is not written in UTF-8; save the file as UTF-8."
        ) from error
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    with _problems_told():
        path.write_text(drafted(name, " ".join(title.split()), listed), encoding="utf-8")
    click.echo(f"{path} asks {len(listed)} question{'' if len(listed) == 1 else 's'}.")
    _tell_next(name)


@flows.command("import")
@click.argument("survey", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), help="A folder; by default FLOWS_PATH.")
@click.pass_obj
def flows_import(settings: Settings, survey: Path, to: Path | None) -> None:
    """Make a conversation of an XLSForm survey.

    SURVEY is the spreadsheet (.xlsx) of a form for KoboToolbox, ODK or SurveyCTO. Its questions,
    options, conditions and limits become a flow, its further languages go into the catalogs.
    What a text message cannot carry is said row by row, with what becomes of it.
    docs/importing-a-survey.md has the whole list. A file that is there is never overwritten.
    """
    from bot.flowfiles.library import read
    from bot.flowfiles.reader import Source, flow_in
    from bot.flowfiles.translating import entered, extract, languages_of, update
    from bot.flowfiles.xlsform import FormRefused, imported, unfit
    from bot.lib.clock import system_clock
    from bot.wiring import QUERIES

    try:
        with _problems_told():
            form = imported(survey)
    except FormRefused as error:
        raise click.ClickException(str(error)) from error
    folder = to or settings.flows_path
    path = _new_file(folder, form.flow)
    reading = read(settings.flows_path, settings.translations_path)
    _tell([*form.problems, *unfit(form, survey.name, reading, QUERIES)])
    path.write_text(form.text, encoding="utf-8")
    source = flow_in(form.text, f"{folder.name}/{path.name}")
    if not isinstance(source, Source):
        raise click.ClickException(f"{path} was written and cannot be read back.")
    catalogs, now = settings.translations_path, system_clock()
    with _problems_told():
        if folder.resolve() == settings.flows_path.resolve():
            extract(folder, catalogs, now)
            update(catalogs, languages_of(reading, catalogs), now)
        else:
            catalogs = folder / catalogs.name
        for each in entered(catalogs, source, form.translations, now):
            click.echo(f"{each.file} has its translations.")
    click.echo(f"{path} has {len(source.document.steps)} steps.")
    _tell_next(form.flow)


def _new_file(folder: Path, name: str) -> Path:
    """Where the flow will be; refused when the name is none, or the file is there."""
    from bot.flowfiles.library import NOT_FLOWS

    path = folder / f"{name}.yaml"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or path.name in NOT_FLOWS:
        raise click.ClickException(f'"{name}" cannot be a flow; take lower case letters, digits and _, a letter first.')
    if path.exists():
        raise click.ClickException(f"{path} is there already and is not overwritten; take another name, or move it.")
    if not folder.is_dir():
        raise click.ClickException(f"There is no folder {folder}; make it, or set FLOWS_PATH.")
    return path


def _tell(problems: Sequence["Problem"]) -> None:
    from bot.flowfiles.report import lines

    for line in lines(sorted(set(problems)))[:-1]:
        click.echo(line)


def _tell_next(flow: str) -> None:
    click.echo(
        f"Next: read it, then `cabildo flows graph {flow} --to {flow}.svg` to see it whole,\n"
        "`cabildo translations extract` and `update` for the other languages,\n"
        "and `cabildo flows check` until all is well."
    )


@contextmanager
def _problems_told() -> Iterator[None]:
    """Files that cannot be read or written are told as the check tells them, without a traceback."""
    from bot.flowfiles.problems import FlowErrors

    try:
        yield
    except FlowErrors as error:
        _tell(error.problems)
        sys.exit(1)
