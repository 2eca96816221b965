"""What is live as somebody wrote it: files, sources and catalogs, read once for each release; it publishes nothing.

The live library is what the engine walks; its files are what people read, translate and change.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from bot.db.engine import Database
from bot.flowfiles.library import Reading, read
from bot.flowfiles.release import Files, Folders, files_in, laid_out
from bot.flowfiles.subject import Finds, Subject, World
from bot.releases import store

KEPT = 4
"""Releases whose reading a process keeps: the live one, and those that were looked at beside it."""
_kept: "OrderedDict[tuple[str, ...], Written]" = OrderedDict()


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """The files of a release, and what they read as; `release` is None for the folders a city starts from."""

    release: str | None
    files: Files
    reading: Reading

    def subject(self, flow_id: str) -> Subject | None:
        """One flow as it was written and as it is walked; None when there is no such flow."""
        library = self.reading.library
        source = next((each for each in self.reading.sources if each.document.flow == flow_id), None)
        flow = library.flows.current.get(flow_id) if library else None
        return Subject(source, flow) if source and flow else None

    def world(self, effects: Mapping[str, frozenset[str]], queries: Mapping[str, Finds]) -> World:
        """Everything that a rule asks about; ValueError when the files are no library."""
        if self.reading.library is None:
            raise ValueError("these files are no library")
        return World(self.reading.library, self.reading.catalogs, effects, queries)


def written(db: Database, release: str | None, otherwise: Folders) -> Written | None:
    """The files of that release, or of `otherwise` for None; None when the database has no such release."""
    key = (release,) if release else tuple(map(str, (otherwise.flows, otherwise.translations, otherwise.transcripts)))
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    if release is None:
        files: Files | None = files_in(otherwise)
    else:
        with db.read() as tx:
            files = store.files_of(tx, release)
    if files is None:
        return None
    found = Written(release, files, reading_of(files))
    _kept[key] = found
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return found


def reading_of(files: Files) -> Reading:
    """What these files read as."""
    with laid_out(files) as folders:
        return read(folders.flows, folders.translations)
