"""A state of everything a city says as one value: its files by name, text and all; what is published is kept elsewhere.

A name is that of a draft's file: `flows/report.yaml`, `translations/es/LC_MESSAGES/flows.po`, `transcripts/menu.txt`.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from pathlib import Path

from bot.flowfiles.library import Library, load
from bot.flowfiles.problems import FlowErrors, Problem
from bot.sentences import Sentence, why

Files = Mapping[str, str]
"""File name to text."""

FLOWS, TRANSLATIONS, TRANSCRIPTS = "flows", "translations", "transcripts"
_WANTED = {FLOWS: "**/*", TRANSLATIONS: "*/LC_MESSAGES/flows.po", TRANSCRIPTS: "*.txt"}
"""What belongs to a release in each folder; words on screens (console.po) come with the program."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the files of a release stand, wherever that is."""

    flows: Path
    translations: Path
    transcripts: Path

    def path(self, name: str) -> Path:
        """Where the file of that name stands; KeyError when a release has no such file."""
        folder, _, rest = name.partition("/")
        return {FLOWS: self.flows, TRANSLATIONS: self.translations, TRANSCRIPTS: self.transcripts}[folder] / rest


def folders_in(draft: Path) -> Folders:
    """The folders of a draft."""
    return Folders(draft / FLOWS, draft / TRANSLATIONS, draft / TRANSCRIPTS)


def files_in(folders: Folders) -> Files:
    """Every file of a release in these folders, in the order of names; FlowErrors when one of them is no text."""
    found: dict[str, str] = {}
    problems = []
    for name, pattern in _WANTED.items():
        folder = folders.path(name)
        for path in sorted(folder.glob(pattern)):
            file = f"{name}/{path.relative_to(folder).as_posix()}"
            if not path.is_file() or any(part.startswith(".") or part.endswith("~") for part in Path(file).parts):
                continue
            try:
                found[file] = path.read_bytes().decode()
            except (OSError, UnicodeDecodeError) as error:
                message = Sentence("the file cannot be read as text: %(error)s", error=why(error))
                remedy = Sentence("Save it as UTF-8, or take it out of the folder.")
                problems.append(Problem(file, 1, "unreadable", message, remedy))
    if problems:
        raise FlowErrors(problems)
    return found


def digest(files: Files) -> str:
    """What tells one state from another: 16 hexadecimal digits over every name and text."""
    return sha256(dumps(files, sort_keys=True).encode()).hexdigest()[:16]


def write_files(files: Files, folder: Path) -> Folders:
    """Write them below that folder, exactly as they were read."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folders_in(folder)


@contextmanager
def laid_out(files: Files) -> Iterator[Folders]:
    """The files in a folder that is gone after the block."""
    with tempfile.TemporaryDirectory(prefix="cabildo-") as folder:
        yield write_files(files, Path(folder))


def library_in(files: Files) -> Library:
    """The library that these files are; FlowErrors when one cannot be used at all."""
    with laid_out(files) as folders:
        return load(folders.flows, folders.translations)
