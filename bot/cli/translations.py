"""`cabildo translations`: the translators' round in one word each; nothing is decided here."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from bot.settings import Settings

_LANGUAGE = click.option("--language", "languages", multiple=True, help="Only this one, by its code; may be repeated.")


@click.group()
def translations() -> None:
    """Bring the words of flows and screens into every language.

    English stands in the flow files and on the pages; every other language stands in
    TRANSLATIONS_PATH, one file for flows and one for screens, for any editor of .po files. The
    round is: `extract`, `update`, translate, `check`. docs/translating.md tells how it should
    sound and what a letter costs.
    """


@translations.command("extract")
@click.pass_obj
def translations_extract(settings: Settings) -> None:
    """Collect every text that residents may read.

    Writes flows.pot and console.pot, the templates that catalogs are made from. Run it after a
    flow or a page has changed. When no text has changed, no file does.
    """
    from bot.flowfiles.translating import extract
    from bot.lib.clock import system_clock

    with _in_sentences():
        for each in extract(settings.flows_path, settings.translations_path, system_clock()):
            click.echo(f"{each.file}: {each.texts} texts{'' if each.changed else ', as before'}")


@translations.command("update")
@_LANGUAGE
@click.pass_obj
def translations_update(settings: Settings, languages: tuple[str, ...]) -> None:
    """Bring the catalogs up to the templates.

    New texts appear there without words. A text whose English has changed keeps its words and is
    marked fuzzy: it is not sent until somebody has compared the two and removed the mark. What
    is no longer said goes to the end of the file. Catalogs for a new language are made here:
    add it to `languages` in city.yaml, or name it with --language.
    """
    from bot.flowfiles.library import read
    from bot.flowfiles.translating import languages_of, update
    from bot.lib.clock import system_clock

    with _in_sentences():
        reading = read(settings.flows_path, settings.translations_path)
        chosen = _chosen(languages) or languages_of(reading, settings.translations_path)
        for each in update(settings.translations_path, chosen, system_clock()):
            state = f"{each.open} of {each.texts} to translate" if each.open else "complete"
            click.echo(f"{each.file}: {state}{'' if each.changed else ', as before'}")


@translations.command("check")
@_LANGUAGE
@click.option("--screens/--no-screens", default=True, show_default=True, help="Whether pages are looked at too.")
@click.pass_obj
def translations_check(settings: Settings, languages: tuple[str, ...], *, screens: bool) -> None:
    """Name every text that a resident would miss.

    Missing, marked fuzzy, translated from an English text that has changed since, with other
    names in braces, or longer than its budget in parts: each with its language, its flow and
    its step. The exit code is 1 when there is any. `cabildo flows check` looks at everything
    else that can be wrong with a flow.
    """
    from bot.flowfiles.gaps import gaps
    from bot.flowfiles.library import read
    from bot.flowfiles.report import lines
    from bot.wiring import QUERIES

    wanted = set(_chosen(languages))
    with _in_sentences():
        reading = read(settings.flows_path, settings.translations_path)
        found = gaps(reading, settings.flows_path, settings.translations_path, QUERIES, screens=screens)
    found = [gap for gap in found if not wanted or wanted & {*gap.language.split("+"), ""}]
    for line in lines(reading.problems)[:-1]:
        click.echo(line)
    for gap in found:
        click.echo(" ".join(word for word in (gap.language, gap.where) if word))
        click.echo("\n".join(f"  {line}" for line in lines([gap.problem])[:-1]))
    click.echo("\n".join(lines([*reading.problems, *(gap.problem for gap in found)])[-1:]))
    sys.exit(1 if found or reading.problems else 0)


@translations.command("compile")
@_LANGUAGE
@click.pass_obj
def translations_compile(settings: Settings, languages: tuple[str, ...]) -> None:
    """Write .mo files, for other programs.

    Cabildo does not need them: it reads the .po files when it starts. Texts marked fuzzy are
    left out.
    """
    from bot.flowfiles.library import read
    from bot.flowfiles.translating import compiled, languages_of

    with _in_sentences():
        reading = read(settings.flows_path, settings.translations_path)
        chosen = _chosen(languages) or languages_of(reading, settings.translations_path)
        for each in compiled(settings.translations_path, chosen):
            click.echo(f"{each.file}: {each.texts - each.open} of {each.texts} texts")
    click.echo("Cabildo itself reads the .po files; these are for other programs.")


def _chosen(languages: Iterable[str]) -> list[str]:
    """The languages asked for; a code becomes a folder's name, so it must be no more than a code."""
    for language in languages:
        if not (language.isascii() and language.isalpha() and language.islower() and len(language) in (2, 3)):
            raise click.BadParameter(f'"{language}" is no language code; write two or three letters, such as so.')
        if language == "en":
            raise click.BadParameter("English stands in the flow files; it has no catalog.")
    return list(languages)


@contextmanager
def _in_sentences() -> Iterator[None]:
    """Files that cannot be read are told as the check tells them, without a traceback."""
    from bot.flowfiles.problems import FlowErrors
    from bot.flowfiles.report import lines

    try:
        yield
    except FlowErrors as error:
        click.echo("\n".join(lines(error.problems)))
        sys.exit(1)
