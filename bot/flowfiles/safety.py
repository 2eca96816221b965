"""The fixed texts for danger, from flows/safety.yaml: read, made into values and checked; it recognises nothing."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, TypeAdapter

from bot.engine.flow import Text
from bot.engine.wording import PLACEHOLDER, filled, spoken
from bot.flowfiles.city import ByLanguage
from bot.flowfiles.documents import Document, Name, Whole, Words, misfit
from bot.flowfiles.problems import Problem, Where, listed, nearest
from bot.flowfiles.reader import Page, fitted, read_page
from bot.lib.sms import price
from bot.safety.classes import CLASSES
from bot.sentences import Sentence

NOTICES = {"sensitive_number": 110, "again": 160}
"""The words beside those for each class, and the characters they may have; the first is joined to other texts."""
SIGNATURES = 2
"""Different people who must stand for the texts: the city attorney and a clinician."""
_GOES_ON = re.compile(r"(?<![\d-])1(?![\d-])")
"""A 1 that stands alone, and is not a piece of a telephone number."""


def _day(written: object) -> object:
    try:
        return date.fromisoformat(written) if isinstance(written, str) else written
    except ValueError as error:
        remedy = Sentence('Write year, month and day: "2026-01-31".')
        raise misfit(Sentence("a date is expected here"), remedy) from error


class SignatureDocument(Document):
    """Who stands for a version of the texts, by name or office."""

    by: Words
    on: Annotated[date, BeforeValidator(_day)]
    version: Annotated[Whole, Field(ge=1)]


class SafetyDocument(Document):
    """flows/safety.yaml."""

    version: Annotated[Whole, Field(ge=1)]
    signed_off: list[SignatureDocument]
    numbers: dict[Name, Words] = Field(default_factory=dict)
    texts: dict[Name, ByLanguage]
    notices: dict[Name, ByLanguage]


@dataclass(frozen=True, slots=True)
class SafetyTexts:
    """The texts with their numbers filled in. `digest` (SHA-256, hex) tells in a log which words were in force."""

    version: int
    digest: str
    texts: Mapping[str, Text]
    notices: Mapping[str, Text]
    signed_off: bool

    def text_for(self, class_code: str, language: str | None, languages: Sequence[str]) -> str:
        """What is answered to that class of danger; in every language, one below the other, while none is known."""
        return _said(self.texts[class_code], language, languages)

    def notice(self, name: str, language: str | None, languages: Sequence[str]) -> str:
        """The words of that notice, in one language or all."""
        return _said(self.notices[name], language, languages)


def _said(text: Text, language: str | None, languages: Sequence[str]) -> str:
    return "\n".join(words for _, words in spoken(text, language, languages))


def read_safety(path: Path, file: str) -> SafetyTexts | list[Problem]:
    """The texts of that file, or everything that keeps them from being used; `file` is what problems call it."""
    page = read_page(path, file)
    if not isinstance(page, Page):
        return page
    document = fitted(TypeAdapter(SafetyDocument), page)
    if isinstance(document, list):
        return document
    return list(_unmet(document, page)) or safety_of(document)


def safety_of(document: SafetyDocument) -> SafetyTexts:
    """The frozen values of the file."""
    texts = {code: _filled(text, document.numbers) for code, text in document.texts.items()}
    notices = {name: _filled(text, document.numbers) for name, text in document.notices.items()}
    words = json.dumps([document.version, texts, notices], sort_keys=True, ensure_ascii=False)
    return SafetyTexts(
        version=document.version,
        digest=hashlib.sha256(words.encode()).hexdigest(),
        texts=texts,
        notices=notices,
        signed_off=len(_signers(document)) >= SIGNATURES,
    )


def _filled(text: Text, numbers: Mapping[str, str]) -> dict[str, str]:
    return {language: filled(words, numbers, language) for language, words in text.items()}


def _signers(document: SafetyDocument) -> set[str]:
    return {each.by.casefold() for each in document.signed_off if each.version == document.version}


def safety_problems(path: Path, file: str, languages: Sequence[str], *, production: bool) -> Iterator[Problem]:
    """Everything wrong with the file. In production the texts must be signed as well; elsewhere they may be drafts."""
    page = read_page(path, file)
    document = fitted(TypeAdapter(SafetyDocument), page) if isinstance(page, Page) else page
    if isinstance(document, list) or not isinstance(page, Page):
        yield from document if isinstance(document, list) else ()
        return
    yield from _unmet(document, page)
    for where, words, limit in _written(document):
        yield from _wording_problems(page, document, where, words, limit)
    yield from _language_problems(page, document, languages)
    if production:
        yield from _signature_problems(page, document)


def _unmet(document: SafetyDocument, page: Page) -> Iterator[Problem]:
    """A danger without words, or words for a danger that nobody recognises: the program could not answer."""
    for key, known, texts in (("texts", CLASSES, document.texts), ("notices", tuple(NOTICES), document.notices)):
        for code in known:
            if code not in texts:
                remedy = Sentence("Add `%(code)s: {en: ..., es: ...}` under `%(key)s`.", code=code, key=key)
                yield page.problem((key,), "safety-missing", Sentence('"%(code)s" has no text', code=code), remedy)
        for code in texts.keys() - set(known):
            remedy = Sentence("Known are %(known)s.%(hint)s", known=listed(known), hint=nearest(code, known))
            yield page.problem(
                (key, code), "safety-unknown", Sentence('nothing is ever answered with "%(code)s"', code=code), remedy
            )


def _written(document: SafetyDocument) -> Iterator[tuple[Where, str, int]]:
    """Every text with its place and the characters it may have."""
    for code, text in document.texts.items():
        yield from ((("texts", code, language), words, 160) for language, words in text.items())
    for name, text in document.notices.items():
        yield from ((("notices", name, language), words, NOTICES.get(name, 160)) for language, words in text.items())


def _wording_problems(page: Page, document: SafetyDocument, where: Where, words: str, limit: int) -> Iterator[Problem]:
    for name in PLACEHOLDER.findall(words):
        if name not in document.numbers:
            remedy = Sentence(
                "Add it to `numbers`, or write what is meant.%(hint)s", hint=nearest(name, document.numbers)
            )
            yield page.problem(
                where,
                "safety-placeholder",
                Sentence('"{%(name)s}" is not among the numbers of this file', name=name),
                remedy,
            )
    said = filled(words, document.numbers, str(where[-1]))
    cost = price(said)
    if cost.dear:
        message = Sentence(
            "the letters %(letters)s do not belong to GSM-7, so that 70 characters are a part",
            letters=", ".join(cost.dear),
        )
        yield page.problem(
            where, "safety-length", message, Sentence("Choose a word that is spelled right without them.")
        )
    elif cost.parts > 1 or len(said) > limit:
        message = Sentence(
            "it has %(count)s characters with its numbers, and %(most)s fit", count=len(said), most=limit
        )
        yield page.problem(where, "safety-length", message, Sentence("Say it shorter; the telephone number stays."))
    if where[0] == "texts" and not _GOES_ON.search(said):
        message = Sentence("it does not say that sending 1 goes on, so that a false alarm would end the conversation")
        yield page.problem(where, "safety-go-on", message, Sentence('Add "To go on: 1", in its language.'))


def _language_problems(page: Page, document: SafetyDocument, languages: Sequence[str]) -> Iterator[Problem]:
    for key, texts in (("texts", document.texts), ("notices", document.notices)):
        for code, text in texts.items():
            for language in sorted({*languages} - text.keys()):
                message = Sentence('"%(name)s" has no words in %(language)s', name=code, language=language)
                remedy = Sentence(
                    "Add `%(language)s:` to it, written by somebody who speaks it from home.", language=language
                )
                yield page.problem((key, code), "safety-language", message, remedy)


def _signature_problems(page: Page, document: SafetyDocument) -> Iterator[Problem]:
    signed = len(_signers(document))
    if signed < SIGNATURES:
        by = Sentence("%(count)s of %(needed)s", count=signed, needed=SIGNATURES) if signed else Sentence("nobody")
        message = Sentence(
            "version %(version)s of the texts for danger is signed by %(by)s; the city attorney and a clinician must "
            "stand for it",
            version=document.version,
            by=by,
        )
        remedy = Sentence(
            "Have both read it in every language and call every number in it, then write under `signed_off`: "
            '{by: City attorney, on: "2026-01-31", version: %(version)s}, and the same for the clinician.',
            version=document.version,
        )
        yield page.problem(("signed_off",), "safety-unsigned", message, remedy)
