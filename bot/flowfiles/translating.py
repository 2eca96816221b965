"""The translators' round on Babel: templates, catalogs brought up to date, what is open, and .mo files; no texts.

A file is written only when something besides its dates has changed, so that running a command twice changes nothing.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.core import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, unescape, write_po

import bot
from bot.engine.flow import SOURCE_LANGUAGE
from bot.flowfiles.documents import texts
from bot.flowfiles.extract import comments
from bot.flowfiles.library import NOT_FLOWS, Reading
from bot.flowfiles.problems import FlowErrors, Problem
from bot.flowfiles.reader import Source
from bot.sentences import Sentence, why

WIDTH = 120
"""Letters of a line in a catalog."""
FOLDER = "LC_MESSAGES"
VERSION = "0.1.0"
TRANSLATORS = "Cabildo translators"
_METHOD = "bot.flowfiles.extract:extract"
_PACKAGE = Path(bot.__file__).parent
_MAPPING = _PACKAGE.parent / "babel.cfg"
"""Which files of the program have words of screens; an installed Cabildo does not have it, nor needs it."""

DOMAINS: Mapping[str, str] = {
    "flows": "texts of Cabildo's flows.\nThe English text is the message id, the flow's id its context.",
    "console": "texts of Cabildo's screens.\nThe English text is the message id.",
}
"""Each catalog's name and how it opens."""

Collected = tuple[str, int, Any, list[str], str | None]
"""File, line, the text (two where it has a plural), comments for the translator, and the context."""


@dataclass(frozen=True, slots=True)
class Written:
    """One file after a command: whether it was touched, how many texts it has, and how many of them are open."""

    file: str
    changed: bool
    texts: int
    open: int = 0


def extract(flows_path: Path, translations_path: Path, now: datetime) -> list[Written]:
    """Write what is there to translate into the templates; FlowErrors when a flow cannot be read."""
    written = []
    for domain in DOMAINS:
        path = translations_path / f"{domain}.pot"
        if (template := _template(domain, flows_path, path, now)) is not None:
            changed = _written(path, rendered(template, domain))
            written.append(Written(shown(path, translations_path), changed, len(template)))
    return written


def update(translations_path: Path, languages: Iterable[str], now: datetime) -> list[Written]:
    """Bring the catalogs of these languages up to the templates, and make those that are not there yet.

    A text that is new is empty, one whose English changed keeps its words and is marked fuzzy, one that is gone is put
    at the end. FlowErrors when a catalog cannot be read.
    """
    written = []
    for language in languages:
        for domain in DOMAINS:
            template = read_file(translations_path / f"{domain}.pot")
            if template is None:
                continue
            path = catalog_path(translations_path, language, domain)
            catalog = read_file(path, language) or _new(domain, language, now)
            _update(catalog, template)
            changed = _written(path, rendered(catalog, domain))
            written.append(Written(shown(path, translations_path), changed, len(catalog), _open(catalog)))
    return written


def entered(
    translations_path: Path, source: Source, words: Mapping[str, Mapping[str, str]], now: datetime
) -> list[Written]:
    """Put translations of one flow, by language and English text, into the catalogs; those that are there stay."""
    written = []
    for language, translated in words.items():
        path = catalog_path(translations_path, language, "flows")
        catalog = read_file(path, language) or _new("flows", language, now)
        for said in texts(source.document):
            there = catalog.get(said.words, source.document.flow)
            if there is None:
                place = (source.page.file, source.page.line(said.where))
                there = catalog.add(
                    said.words, locations=[place], auto_comments=comments(source, said), context=source.document.flow
                )
            if said.words in translated and (there.fuzzy or not there.string):
                there.string = translated[said.words]
                there.flags.discard("fuzzy")
                there.previous_id = []
        changed = _written(path, rendered(catalog, "flows"))
        written.append(Written(shown(path, translations_path), changed, len(catalog), _open(catalog)))
    return written


def retranslated(
    written: str, language: str, source: Source, words: Mapping[str, str], now: datetime
) -> str:  # fmt: skip
    """That catalog with exactly these translations of one flow, by English text; what other flows say stays."""
    flow = source.document.flow
    catalog = read_po(BytesIO(written.encode()), locale=language) if written else _new("flows", language, now)
    for each in [each for each in catalog if each.id and each.context == flow]:
        catalog.delete(each.id, each.context)
    for said in texts(source.document):
        place = (source.page.file, source.page.line(said.where))
        catalog.add(
            said.words, words.get(said.words, ""), locations=[place], auto_comments=comments(source, said), context=flow
        )
    for each in catalog:
        _previous(each)
    return rendered(catalog, "flows").decode()


def compiled(translations_path: Path, languages: Iterable[str]) -> list[Written]:
    """Write a .mo beside every .po of these languages, without what is marked fuzzy."""
    written = []
    for language in languages:
        for domain in DOMAINS:
            source = catalog_path(translations_path, language, domain)
            if (catalog := read_file(source, language)) is None:
                continue
            with (path := source.with_suffix(".mo")).open("wb") as stream:
                write_mo(stream, catalog)
            written.append(Written(shown(path, translations_path), True, len(catalog), _open(catalog)))
    return written


def languages_of(reading: Reading, translations_path: Path) -> list[str]:
    """Every language that is translated into: those of city.yaml in its order, then other folders with catalogs."""
    named = reading.library.city.languages if reading.library else ()
    folders = sorted(path.parent.name for path in translations_path.glob(f"*/{FOLDER}"))
    return [each for each in dict.fromkeys((*named, *folders)) if each != SOURCE_LANGUAGE]


def _template(domain: str, flows_path: Path, path: Path, now: datetime) -> Catalog | None:
    """What there is to translate now, under the dates of the template in that file when those are all that differs.

    None for the screens of an installed program, whose template came with it.
    """
    found = collected(domain, flows_path)
    if found is None:
        return None
    template = _new(domain, "", now)
    for file, line, words, notes, context in found:
        template.add(words, locations=[(file, line)], auto_comments=notes, context=context)
    if (earlier := read_file(path)) is not None:
        template.creation_date, template.revision_date = earlier.creation_date, earlier.revision_date
        if rendered(template, domain) != path.read_bytes():
            template.creation_date = template.revision_date = now
    return template


def collected(domain: str, flows_path: Path) -> list[Collected] | None:
    """Every text there is now; None for the screens of an installed program. FlowErrors when a flow cannot be read."""
    if domain == "flows":
        # A flow is a file directly in the city's folder; what is in folders inside it is none.
        files = [path.name for path in sorted(flows_path.glob("*.yaml")) if path.name not in NOT_FLOWS]
        folder, root = flows_path.name, flows_path
        methods, options = [(file, _METHOD) for file in files], {}
    elif _MAPPING.exists():
        folder, root = _PACKAGE.name, _PACKAGE
        with _MAPPING.open(encoding="utf-8") as stream:
            methods, options = parse_mapping_cfg(stream)  # type: ignore[no-untyped-call]
    else:
        return None
    keywords = {**DEFAULT_KEYWORDS, Sentence.__name__: None}
    found = extract_from_dir(root, methods, options, keywords, directory_filter=lambda path: domain != "flows")
    return [(f"{folder}/{file}", line, words, notes, context) for file, line, words, notes, context in found]


def _new(domain: str, language: str, now: datetime) -> Catalog:
    """An empty catalog in that language; a template when it is in none."""
    name = language
    with suppress(UnknownLocaleError):  # The CLDR does not know every language that people in a city speak.
        name = (Locale.parse(language).english_name or language) if language else ""
    opening = f"{name} {DOMAINS[domain]}" if name else DOMAINS[domain][0].upper() + DOMAINS[domain][1:]
    lines = f"{opening} docs/translating.md explains.\n".split("\n")
    catalog = Catalog(
        locale=language or None,
        header_comment="\n".join(f"# {line}".rstrip() for line in lines),
        project="Cabildo",
        version=VERSION,
        last_translator=TRANSLATORS,
        language_team=TRANSLATORS,
        creation_date=now,
        revision_date=now,
        fuzzy=not language,
    )
    catalog.msgid_bugs_address = ""  # An empty one given above would become Babel's own.
    return catalog


def read_file(path: Path, language: str | None = None) -> Catalog | None:
    """The catalog or template in that file; None when there is none, FlowErrors when it cannot be read."""
    try:
        with path.open("rb") as stream:
            catalog = read_po(stream, locale=language, abort_invalid=True)
    except FileNotFoundError:
        return None
    except (PoFileError, ValueError, LookupError) as error:
        message = Sentence("the catalog cannot be read: %(error)s", error=why(error))
        remedy = Sentence("Mend that line, or take the file from the last version that worked.")
        line = int(getattr(error, "lineno", None) or 0) + 1
        file = "/".join(path.parts[-4 if path.parent.name == FOLDER else -2 :])
        raise FlowErrors([Problem(file, line, "catalog", message, remedy)]) from error
    for each in catalog:
        _previous(each)
    return catalog


def _update(catalog: Catalog, template: Catalog) -> None:
    """Babel's update, and what it forgets.

    What was fuzzy and still is keeps its earlier English text, a text that is said again gets its old words back, and
    what is gone without ever having had words is not kept.
    """
    fuzzy = {(each.context, each.id): each.previous_id for each in catalog if each.fuzzy and isinstance(each.id, str)}
    gone = {(each.context, each.id): (key, each) for key, each in catalog.obsolete.items() if isinstance(each.id, str)}
    catalog.update(template, update_creation_date=False)
    for each in catalog:
        place = (each.context, str(each.id))
        if place in gone and (each.fuzzy or not each.string):
            key, before = gone[place]
            each.string, each.flags, each.previous_id = before.string, before.flags, before.previous_id
            catalog.obsolete.pop(key, None)
        elif each.fuzzy and not each.previous_id:
            each.previous_id = fuzzy.get(place, [])
    for key in [key for key, each in catalog.obsolete.items() if not is_whole(each)]:
        del catalog.obsolete[key]


def _previous(message: Message) -> None:
    """Babel reads `#| msgid "..."` as a remark; here it becomes the earlier English text that it is.

    Babel also writes it as one paragraph, so that a line may end within quotes.
    """
    remarks = [remark[1:].strip() for remark in message.user_comments if remark.startswith("|")]
    message.user_comments = [remark for remark in message.user_comments if not remark.startswith("|")]
    match = re.search(r'msgid ((?:"(?:[^"\\]|\\.)*"\s*)+)', " ".join(remarks))
    if match and message.fuzzy:
        message.previous_id = ["".join(unescape(each) for each in re.findall(r'"(?:[^"\\]|\\.)*"', match[1]))]


def rendered(catalog: Catalog, domain: str) -> bytes:
    """The catalog as its file holds it."""
    stream = BytesIO()
    # The line of a screen's text moves with every change of the page; its file says enough.
    write_po(stream, catalog, width=WIDTH, include_previous=True, include_lineno=domain == "flows")
    return stream.getvalue()


def _written(path: Path, rendered: bytes) -> bool:
    """Write the file unless that is what it holds; whether it was written."""
    if path.exists() and path.read_bytes() == rendered:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(rendered)
    return True


def _open(catalog: Catalog) -> int:
    return sum(1 for each in catalog if each.id and (each.fuzzy or not is_whole(each)))


def is_whole(message: Message) -> bool:
    """Whether every form of the text has words."""
    said = message.string
    return all(said) if isinstance(said, (tuple, list)) else bool(said)


def catalog_path(translations_path: Path, language: str, domain: str) -> Path:
    """Where the catalog of that language is, or will be."""
    return translations_path / language / FOLDER / f"{domain}.po"


def shown(path: Path, translations_path: Path) -> str:
    """The file as problems and commands call it: `translations/es/LC_MESSAGES/flows.po`."""
    return f"{translations_path.name}/{path.relative_to(translations_path)}"
