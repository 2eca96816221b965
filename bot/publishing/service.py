"""Drafts and releases: what a draft must pass, how it becomes the live release, and how an earlier one does again.

How a release is published
1. The draft's files are read once; what follows sees these files, whoever goes on writing.
2. Every rule of the check looks at them; with a problem left, nothing is played.
3. Every transcript is played against them, in towns of their own.
4. The release and the versions of its flows are stored together. From then on it is live: each process takes it up
   within seconds, and residents in the middle of a conversation finish on the version they began with.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.conversations.store import keep_versions
from bot.db.engine import Database
from bot.flowfiles import release as states
from bot.flowfiles.checks import check
from bot.flowfiles.library import Library, load
from bot.flowfiles.problems import Problem
from bot.flowfiles.reader import Source, flow_in
from bot.flowfiles.release import TRANSCRIPTS, Files, Folders
from bot.lib.ids import new_id
from bot.rehearsal.playing import Rehearsed, rehearse
from bot.releases import store
from bot.releases.store import Release
from bot.sentences import Sentence
from bot.wiring import QUERIES, effect_arguments

MADE_FROM = ".made-from"
"""The file of a draft that names the release it was made from; empty when the city had published nothing."""


class NotPublished(Exception):
    """Why nothing was published, in a sentence that says what to do."""


class Refused(NotPublished):
    """The files are not good enough for residents; `problems` and `failed` say why, one by one."""

    def __init__(self, problems: Sequence[Problem], failed: Sequence[Rehearsed]) -> None:
        super().__init__("The draft is refused.")
        self.problems, self.failed = tuple(problems), tuple(failed)


@dataclass(frozen=True, slots=True)
class Published:
    """The release that is live now; `is_new` is False when these very files were live already."""

    release: Release
    is_new: bool


def publish(
    db: Database, files: Files, *, note: str, made_from: str | None = None, production: bool = False, now: datetime
) -> Published:
    """Make these files what the city says; Refused while a rule or a transcript speaks against it.

    `made_from` is the release that the draft was made from ("" for none): NotPublished when another is live since then.
    In `production` the check asks for more.
    """
    _refuse_what_is_older(db, made_from)
    if problems := problems_in(files, production=production):
        raise Refused(problems, ())
    library = states.library_in(files)
    if failed := [each for each in rehearse(transcripts_of(files), library) if not each.goes_well]:
        raise Refused((), failed)
    return store_release(db, files, library, note=note, now=now, made_from=made_from)


def publish_again(db: Database, release_id: str, *, note: str, production: bool = False, now: datetime) -> Published:
    """Make an earlier release live again, as a new row; NotPublished when there is none, Refused when it has problems.

    Its transcripts are not played again: they passed, and whoever goes back is in a hurry.
    """
    with db.read() as tx:
        files = store.files_of(tx, release_id)
    if files is None:
        raise NotPublished(f"There is no release {release_id}. `cabildo flows releases` lists them.")
    if problems := problems_in(files, production=production):
        raise Refused(problems, ())
    return store_release(db, files, states.library_in(files), note=note, now=now, made_from=None)


def problems_in(files: Files, *, production: bool = False) -> list[Problem]:
    """What the flow check finds in them, by the names of a draft's files, with the step that each is about."""
    with states.laid_out(files) as folders:
        found = check(folders.flows, folders.translations, effect_arguments(), QUERIES, production=production)
    return [replace(each, message=_with_its_step(files, each)) for each in found]


def _with_its_step(files: Files, problem: Problem) -> str:
    """What is wrong, behind `report.place: ` where that is the step that it is about."""
    source = flow_in(files.get(problem.file, ""), problem.file)
    if not isinstance(source, Source):
        return problem.message
    steps = [(source.page.line(("steps", index)), step.id) for index, step in enumerate(source.document.steps)]
    last = next((step for line, step in reversed(steps) if line <= problem.line), "")
    place = f"{source.document.flow}.{last}"
    return Sentence("%(place)s: %(what)s", place=place, what=problem.message) if last else problem.message


def transcripts_of(files: Files) -> dict[str, str]:
    """Their transcripts, name to text."""
    return {name: text for name, text in files.items() if name.startswith(f"{TRANSCRIPTS}/")}


def make_draft(db: Database, otherwise: Folders, draft: Path) -> str | None:
    """Copy what is live into that folder, to be edited; the id of the release, None when it came from `otherwise`.

    NotPublished when something is in the folder already.
    """
    if draft.exists() and (not draft.is_dir() or any(draft.iterdir())):
        raise NotPublished(
            f"There is something in {draft} already. Publish it, or move it away, then make a new draft."
        )
    newest, files = live(db)
    states.write_files(states.files_in(otherwise) if files is None else files, draft)
    note_origin(draft, newest.id if newest else "")
    return newest.id if newest else None


def live_library(db: Database, otherwise: Folders) -> Library:
    """What the city says now; what stands in `otherwise` while it has published nothing."""
    _, files = live(db)
    return load(otherwise.flows, otherwise.translations) if files is None else states.library_in(files)


def live(db: Database) -> tuple[Release | None, Files | None]:
    """The release that residents meet and its files; nothing while the city has published nothing."""
    with db.read() as tx:
        newest = store.newest_release(tx)
        return newest, store.files_of(tx, newest.id) if newest else None


def origin_of(draft: Path) -> str | None:
    """The release that the draft was made from, "" for none; None for a folder that nobody made with `make_draft`."""
    path = draft / MADE_FROM
    return path.read_text(encoding="utf-8").strip() if path.exists() else None


def note_origin(draft: Path, release_id: str) -> None:
    """Remember what the draft was made from, or last published as."""
    draft.mkdir(parents=True, exist_ok=True)
    (draft / MADE_FROM).write_text(f"{release_id}\n", encoding="utf-8")


def folders_of(draft: Path, otherwise: Path) -> Folders:
    """The folders of a draft; its transcripts are those in `otherwise` when it has none of its own."""
    folders = states.folders_in(draft)
    return folders if folders.transcripts.is_dir() else Folders(folders.flows, folders.translations, otherwise)


def _refuse_what_is_older(db: Database, made_from: str | None) -> None:
    with db.read() as tx:
        _compare(store.newest_release(tx), made_from)


def _compare(newest: Release | None, made_from: str | None) -> None:
    if made_from is None or made_from == (newest.id if newest else ""):
        return
    if newest is None:
        raise NotPublished(
            f"The draft was made from {made_from}, which this database does not know; is it the right one?"
        )
    since = f"{newest.id} was published ({newest.note})" if newest.note else f"{newest.id} was published"
    raise NotPublished(
        f"Since this draft was made, {since}, and publishing would undo that. Make a draft of it elsewhere, with"
        " `cabildo flows draft --draft newer`, and carry your changes over; or publish with --over to undo it."
    )


def store_release(
    db: Database, files: Files, library: Library, *, note: str, now: datetime, made_from: str | None
) -> Published:
    """Make checked files the live release, with the versions of its flows, in one transaction.

    So no process can begin what cannot be finished. NotPublished when another release is live than `made_from`.
    """
    with db.begin() as tx:
        store.hold_releases(tx)
        newest = store.newest_release(tx)
        _compare(newest, made_from)
        if newest and newest.digest == states.digest(files):
            return Published(newest, is_new=False)
        # Another machine's clock may be ahead of this one's; the newest release is still the one published last.
        at = max(now, newest.published_at + timedelta(milliseconds=1)) if newest else now
        release = Release(new_id("rel", at), states.digest(files), note, at)
        keep_versions(tx, list(library.flows.current.values()), at)
        store.add_release(tx, release, files)
    return Published(release, is_new=True)
