"""Commands of `cabildo flows` about transcripts, drafts and releases; they read arguments and print, no more."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.db.engine import Database
    from bot.flowfiles.problems import Problem
    from bot.flowfiles.release import Folders
    from bot.publishing.service import Published, Refused
    from bot.rehearsal.playing import Rehearsed

_FOLDER = click.Path(file_okay=False, path_type=Path)
_transcripts = click.option(
    "--transcripts", type=_FOLDER, default="tests/transcripts", show_default=True, envvar="TRANSCRIPTS_PATH",
    help="The folder of the transcripts.",
)  # fmt: skip
_draft = click.option(
    "--draft", type=_FOLDER, default="drafts", show_default=True, help="The folder of the draft."
)  # fmt: skip


@click.command("rehearse")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--flows", "flows", type=_FOLDER, help="A draft, or another folder of flows, instead of FLOWS_PATH.")
@_transcripts
@click.option("--update", is_flag=True, help="Rewrite the transcripts with what is said now; then read the diff.")
@click.pass_obj
def flows_rehearse(
    settings: Settings, files: tuple[Path, ...], flows: Path | None, transcripts: Path, *, update: bool
) -> None:
    """Play transcripts against the flows.

    Each is a conversation that was reviewed: what the resident texts, what the city decides and says.
    Whatever goes otherwise now is shown as a diff, and the exit code is 1.
    """
    from bot.flowfiles.library import load
    from bot.rehearsal.playing import rehearse, transcripts_in

    folders = _folders(settings, flows, transcripts)
    told = {str(path): path.read_text(encoding="utf-8") for path in files} or transcripts_in(folders.transcripts)
    if not told:
        raise click.ClickException(
            f"There are no transcripts (*.txt) in {folders.transcripts}; name some, or record one."
        )
    with _in_a_sentence(folders):
        rehearsed = list(rehearse(told, load(folders.flows, folders.translations)))
    if update:
        rehearsed = [_rewritten(each) for each in rehearsed]
    failed = [each for each in rehearsed if not each.goes_well]
    _tell_differences(failed, folders)
    click.echo(f"{len(rehearsed) - len(failed)} of {len(rehearsed)} transcripts go as they were reviewed.")
    if failed and not update:
        click.echo("If that is meant, add --update to rewrite them.")
    sys.exit(1 if failed else 0)


@click.command("record")
@click.argument("name")
@click.option("--phone", required=True, help="The phone in the simulator, as in +15055550120.")
@_transcripts
@click.pass_obj
def flows_record(settings: Settings, name: str, phone: str, transcripts: Path) -> None:
    """Keep a conversation as a transcript.

    Hold it first, with `cabildo chat --phone +15055550177` or at /simulator, from a phone the city has
    never seen. The transcript NAME.txt plays back equal, or nothing is written.
    """
    from bot.lib.vault import Vault
    from bot.publishing.service import live_library
    from bot.rehearsal.recording import CannotRecord, conversation_of, record

    path = transcripts / f"{name.removesuffix('.txt')}.txt"
    _refuse_to_record(settings, path, phone)
    folders = _folders(settings, None, transcripts)
    with _in_a_sentence(folders), _database(settings) as db:
        with db.read() as tx:
            found = conversation_of(tx, Vault(settings.secret_key).lookup(phone))
        try:
            written = record(found, live_library(db, folders))
        except CannotRecord as error:
            raise click.ClickException(str(error)) from error
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written, encoding="utf-8")
    click.echo(f"Written to {path}. Read it: from now on this is what the city must say.")


@click.command("draft")
@_draft
@_transcripts
@click.pass_obj
def flows_draft(settings: Settings, draft: Path, transcripts: Path) -> None:
    """Copy what the city says, to change it.

    The draft holds flows, translations and transcripts. No resident meets it before
    `cabildo flows publish`.
    """
    from bot.publishing.service import make_draft

    folders = _folders(settings, None, transcripts)
    with _in_a_sentence(folders), _database(settings) as db:
        release = make_draft(db, folders, draft)
    click.echo(f"{draft} is a copy of {release or folders.flows}. Edit it, then `cabildo flows publish`.")


@click.command("publish")
@_draft
@click.option("--note", default="", help="What has changed and why, for those who look at the releases later.")
@click.option("--over", is_flag=True, help="Also when somebody else has published since the draft was made.")
@click.option("--back-to", metavar="ID", help="Make this earlier release live again, instead of a draft.")
@_transcripts
@click.pass_obj
def flows_publish(
    settings: Settings, draft: Path, note: str, back_to: str | None, transcripts: Path, *, over: bool
) -> None:
    """Let residents meet a draft.

    Refused while the check has a problem or a transcript goes otherwise. Running processes take it up
    within ten seconds; whoever is in the middle of a conversation finishes it as it was.
    """
    from bot.flowfiles.release import files_in
    from bot.lib.clock import system_clock
    from bot.publishing import service as publishing

    folders = publishing.folders_of(draft, transcripts)
    with _in_a_sentence(folders), _database(settings) as db:
        production, now = settings.is_production, system_clock()
        if back_to:
            note = note or f"back to {back_to}"
            published = publishing.publish_again(db, back_to, note=note, production=production, now=now)
        elif not draft.is_dir():
            raise click.ClickException(f"There is no draft in {draft}. `cabildo flows draft` makes one.")
        else:
            origin = None if over else publishing.origin_of(draft)
            published = publishing.publish(
                db, files_in(folders), note=note, made_from=origin, production=production, now=now
            )
            if publishing.origin_of(draft) is not None:
                publishing.note_origin(draft, published.release.id)
    click.echo(_outcome(published))


@click.command("releases")
@click.pass_obj
def flows_releases(settings: Settings) -> None:
    """List what was published.

    The newest first, which is the one residents meet. `cabildo flows publish --back-to ID` makes an
    earlier one live again.
    """
    from bot.releases.store import releases

    with _database(settings) as db, db.read() as tx:
        found = releases(tx)
    if not found:
        click.echo(f"Nothing was published: the city says what stands in {settings.flows_path}.")
    for number, each in enumerate(found):
        mark = "live" if number == 0 else ""
        click.echo(f"{mark:<4} {each.id}  {each.published_at:%Y-%m-%d %H:%M} UTC  {each.digest}  {each.note}".rstrip())


COMMANDS = (flows_rehearse, flows_record, flows_draft, flows_publish, flows_releases)


def _folders(settings: Settings, flows: Path | None, transcripts: Path) -> "Folders":
    """Where flows, translations and transcripts are: a draft, a folder of flows beside its translations, the city's."""
    from bot.flowfiles.release import Folders
    from bot.publishing.service import folders_of

    if flows is None:
        return Folders(settings.flows_path, settings.translations_path, transcripts)
    if (flows / "flows").is_dir():
        return folders_of(flows, transcripts)
    beside = flows.parent / "translations"
    return Folders(flows, beside if beside.is_dir() else settings.translations_path, transcripts)


def _refuse_to_record(settings: Settings, path: Path, phone: str) -> None:
    from bot.lib.phone import read_address

    if not settings.is_simulated:
        raise click.ClickException(
            "Only phones of the simulator are recorded: what residents write stays out of files."
        )
    address = read_address(phone)
    if address is None or address.number != phone:
        raise click.ClickException(f'"{phone}" is no phone of the simulator; write it as +15055550120.')
    if path.exists():
        raise click.ClickException(f"There is a {path} already. Choose another name, or remove it first.")


@contextmanager
def _database(settings: Settings) -> "Iterator[Database]":
    from bot.db.engine import Database
    from bot.db.migrate import is_current

    with closing(Database(settings.database_url)) as db:
        if not is_current(db):
            raise click.ClickException("The database is not there or lacks migrations; run `cabildo db upgrade` first.")
        yield db


@contextmanager
def _in_a_sentence(folders: "Folders") -> Iterator[None]:
    """What an author can mend is said without a traceback, by the names of the files they edit."""
    from bot.flowfiles.problems import FlowErrors
    from bot.publishing.service import NotPublished, Refused
    from bot.rehearsal.script import Unplayable

    try:
        yield
    except FlowErrors as error:
        _tell_problems(error.problems, folders)
        sys.exit(1)
    except Refused as error:
        _tell_refusal(error, folders)
        sys.exit(1)
    except (NotPublished, Unplayable) as error:
        raise click.ClickException(str(error)) from error


def _tell_refusal(refused: "Refused", folders: "Folders") -> None:
    _tell_problems(refused.problems, folders)
    _tell_differences(refused.failed, folders)
    count = len(refused.failed)
    if count:
        click.echo(
            f"{count} {'transcript goes' if count == 1 else 'transcripts go'} otherwise. If that is meant, read the"
        )
        click.echo(f"diff, then `cabildo flows rehearse --flows {folders.flows.parent} --update`.")
    click.echo("Nothing was published; residents meet what they met before.")


def _tell_problems(problems: "Iterable[Problem]", folders: "Folders") -> None:
    from bot.flowfiles.report import lines

    if named := [replace(problem, file=_named(problem.file, folders)) for problem in problems]:
        click.echo("\n".join(lines(named)))


def _tell_differences(failed: "Iterable[Rehearsed]", folders: "Folders") -> None:
    for each in failed:
        click.echo("\n".join([*replace(each, name=_named(each.name, folders)).difference(), ""]))


def _named(name: str, folders: "Folders") -> str:
    """A file of a release by the path its author knows; any other name as it is."""
    try:
        return str(folders.path(name))
    except KeyError:
        return name


def _rewritten(rehearsed: "Rehearsed") -> "Rehearsed":
    Path(rehearsed.name).write_text(rehearsed.played.text, encoding="utf-8")
    return replace(rehearsed, reviewed=rehearsed.played.text)


def _outcome(published: "Published") -> str:
    release = published.release
    if published.is_new:
        return f"{release.id} is live; running processes take it up within ten seconds."
    return f"{release.id} is live already, and says exactly this. Nothing was published."
