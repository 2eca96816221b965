"""Works off requests to publish, a second at a time so that replies are not kept waiting; what is asked is not its.

How a request goes
1. The changes are laid on what is live. A file that somebody else has changed since is a problem, not overwritten.
2. The check looks at everything; with a problem the request is refused.
3. Every transcript is played, as many as fit into a second, then the next second's, with other work in between.
4. Where each goes as it was reviewed, or somebody accepts how they go now, the release is stored and is live.
When another release goes live in the middle, it begins again on top of that one.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot.db.engine import Database
from bot.flowfiles import release as states
from bot.flowfiles.entries import FILE as DIRECTORY
from bot.flowfiles.library import Library
from bot.flowfiles.problems import FlowErrors
from bot.flowfiles.release import TRANSCRIPTS, Files, Folders
from bot.lib.clock import monotonic
from bot.outbox.relay import Done, Outcome, RetryAt
from bot.publishing.service import NotPublished, live, problems_in, store_release, transcripts_of
from bot.rehearsal.playing import TOO_DEAR, Rehearsed, rehearse
from bot.releases import proposals, requests, store
from bot.releases.requests import Difference, Request, Trouble
from bot.sentences import Sentence
from bot.settings import Settings

SLICE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Base:
    """What residents meet now: the id of the release ("" for the city's own files), and its files."""

    release: str
    files: Files


def own_folders(settings: Settings) -> Folders:
    """Where the files stand that a city says which has published nothing."""
    transcripts = settings.flows_path.parent / "tests" / TRANSCRIPTS
    return Folders(settings.flows_path, settings.translations_path, transcripts)


def base_of(db: Database, otherwise: Folders) -> Base:
    """What is live, to be changed; FlowErrors when a file of `otherwise` is no text."""
    release, files = live(db)
    return Base(release.id if release else "", states.files_in(otherwise) if files is None else files)


def changed(files: Files, request: Request) -> dict[str, str]:
    """These files with the request's changes."""
    after = {**files, **request.wish.changes}
    return {name: text for name, text in after.items() if text is not None}


def work_off(db: Database, settings: Settings, request_id: str, *, now: datetime) -> Outcome:
    """Go on with the request for a second or so; RetryAt now while there is more to do."""
    with db.read() as tx:
        request = requests.request_by_id(tx, request_id)
    if request is None or request.status not in requests.ON_ITS_WAY:
        return Done()
    base = base_of(db, own_folders(settings))
    if request.status == requests.WAITING:
        return _check(db, settings, request, base, now)
    if request.checked_on != base.release:
        return _on(db, request, now, status=requests.WAITING, done=0, differences=())
    if request.status == requests.PLAYING:
        return _play(db, request, base, now)
    return _publish(db, request, base, now)


def _on(db: Database, request: Request, now: datetime, **values: object) -> Outcome:
    with db.begin() as tx:
        requests.go_on(tx, request, now, **values)
    return RetryAt(now, "there is more")


def _check(db: Database, settings: Settings, request: Request, base: Base, now: datetime) -> Outcome:
    files = changed(base.files, request)
    troubles = _clashes(db, request, base, own_folders(settings))
    if not troubles:
        try:
            found = problems_in(files, production=settings.is_production)
        except FlowErrors as errors:
            found = list(errors.problems)
        troubles = [Trouble(f"{each.file}:{each.line}", each.message, each.remedy, each.rule) for each in found]
    whole = len(transcripts_of(files)) if request.wish.plays else 0
    status = requests.REFUSED if troubles else requests.PLAYING
    return _on(
        db, request, now, status=status, problems=troubles, differences=(), checked_on=base.release, done=0, whole=whole
    )


def _clashes(db: Database, request: Request, base: Base, otherwise: Folders) -> list[Trouble]:
    """The files that both this request and somebody else have changed since it was made."""
    made_on = request.wish.made_on
    if made_on == base.release:
        return []
    with db.read() as tx:
        before = store.files_of(tx, made_on) if made_on else states.files_in(otherwise)
    if before is None:
        return [
            Trouble(
                made_on,
                Sentence("it was made on a release that is not there"),
                Sentence("Begin again from what is live."),
            )
        ]
    return [
        Trouble(
            name,
            Sentence("somebody else has published a change of this since"),
            Sentence("Look at theirs and make yours again."),
        )
        for name in request.wish.changes
        if before.get(name) != base.files.get(name)
    ]


def _play(db: Database, request: Request, base: Base, now: datetime) -> Outcome:
    files = changed(base.files, request)
    library, transcripts = _library(_said(files)), sorted(transcripts_of(files).items())
    done, differences, dear = request.done, list(request.differences), []
    ends = monotonic() + SLICE_SECONDS
    while done < request.whole and monotonic() < ends:
        name, reviewed = transcripts[done]
        (played,) = rehearse({name: reviewed}, library)
        if played.played.dear:
            dear += [
                Trouble(
                    name,
                    Sentence("%(what)s: %(text)s", what=TOO_DEAR, text=body),
                    Sentence("Write it shorter."),
                )
                for body in played.played.dear
            ]
        elif not played.goes_well:
            differences.append(_difference(played))
        done += 1
    if dear:
        return _on(db, request, now, status=requests.REFUSED, problems=dear, done=done)
    if done < request.whole:
        return _on(db, request, now, done=done, differences=differences)
    if differences:
        return _on(db, request, now, status=requests.DIFFERS, done=done, differences=differences)
    return _publish(db, request, base, now)


def _difference(played: Rehearsed) -> Difference:
    return Difference(played.name, tuple(played.difference()), played.played.text)


def _publish(db: Database, request: Request, base: Base, now: datetime) -> Outcome:
    """Store it, with the transcripts as they were accepted."""
    files = changed(base.files, request) | {each.name: each.now for each in request.differences}
    library = _library(_said(files))
    try:
        published = store_release(db, files, library, note=request.wish.note, now=now, made_from=base.release)
    except NotPublished:  # Somebody else was quicker; it begins again on top of theirs.
        return _on(db, request, now, status=requests.WAITING, done=0, differences=())
    with db.begin() as tx:
        requests.go_on(tx, request, now, status=requests.PUBLISHED, release_id=published.release.id, done=request.whole)
        if DIRECTORY in request.wish.changes:
            proposals.clear_live(tx, files.get(DIRECTORY, ""))
    return Done()


def _said(files: Files) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(each for each in files.items() if not each[0].startswith(f"{TRANSCRIPTS}/")))


@lru_cache(maxsize=1)
def _library(said: tuple[tuple[str, str], ...]) -> Library:
    """Read once for all the slices of a request."""
    return states.library_in(dict(said))
