"""Translations of flows, looked up by flow and English text; reads .po files with Babel, writes none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.pofile import PoFileError, read_po

from bot.engine.flow import SOURCE_LANGUAGE
from bot.flowfiles.problems import Problem
from bot.sentences import Sentence, why


@dataclass(frozen=True, slots=True)
class Translation:
    """One entry of a catalog; a stale one was translated from an earlier English text and is not used."""

    words: str
    line: int
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Catalog:
    """One language's translations, by flow id and English text."""

    language: str
    file: str
    entries: Mapping[tuple[str, str], Translation] = field(default_factory=dict)
    missing: bool = False
    """The file is not there at all."""

    def words(self, flow: str, english: str) -> str:
        """The translation; empty when there is none that may be used."""
        entry = self.entries.get((flow, english))
        return "" if entry is None or entry.stale else entry.words


def read_catalogs(folder: Path, languages: Iterable[str]) -> tuple[tuple[Catalog, ...], list[Problem]]:
    """A catalog for every language but the source's, and the files that cannot be read."""
    catalogs: list[Catalog] = []
    problems: list[Problem] = []
    for language in languages:
        if language != SOURCE_LANGUAGE:
            read = read_catalog(folder / language / "LC_MESSAGES" / "flows.po", language, folder.name)
            if isinstance(read, Catalog):
                catalogs.append(read)
            else:
                problems.append(read)
    return tuple(catalogs), problems


def read_catalog(path: Path, language: str, folder: str = "translations") -> Catalog | Problem:
    """The catalog in that file; an absent file is an empty catalog that says so."""
    file = f"{folder}/{language}/LC_MESSAGES/{path.name}"
    try:
        with path.open("rb") as stream:
            messages = read_po(stream, locale=language, ignore_obsolete=True, abort_invalid=True)
    except FileNotFoundError:
        return Catalog(language, file, missing=True)
    except (OSError, PoFileError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", None)
        remedy = Sentence("Mend that line, or take the file from the last version that worked.")
        return Problem(
            file,
            int(line) + 1 if line else 1,
            "catalog",
            Sentence("the catalog cannot be read: %(error)s", error=why(error)),
            remedy,
        )
    entries = {
        (message.context or "", message.id): Translation(str(message.string or ""), message.lineno or 1, message.fuzzy)
        for message in messages
        if isinstance(message.id, str) and message.id
    }
    return Catalog(language, file, entries)
