"""What a flow may ask about concerns, by the verbs of `find:`; they read, they never write."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.localedata import locale_identifiers

from bot.concerns import neighbors, rules, store
from bot.concerns.matching import DISCREET, Report, likeness
from bot.concerns.model import Model, read, shipped
from bot.concerns.neighbors import APART, SAME
from bot.db.base import Tx
from bot.engine.flow import SOURCE_LANGUAGE, Choice, Text
from bot.engine.inputs import Found
from bot.engine.vocabulary import fold
from bot.engine.wording import typewritten
from bot.flowfiles.library import Library
from bot.lib.references import read_reference


def phrases_of(library: Library) -> rules.Phrases:
    """The lexicon in the form that `rules.kinds_in` reads; regular plurals too, where no other category has them."""
    phrases: defaultdict[str, list[str]] = defaultdict(list)
    for category in library.lexicon:
        for phrase in {phrase for listed in category.keywords.values() for phrase in listed}:
            phrases[phrase].append(category.code)
    plurals = {plural: codes for phrase, codes in phrases.items() for plural in (f"{phrase}s", f"{phrase}es")}
    return rules.Phrases(
        codes=tuple(category.code for category in library.lexicon),
        pointing={phrase: tuple(codes) for phrase, codes in (plurals | phrases).items()},
    )


def concern_kinds(library: Library, phrases: rules.Phrases, model: Model | None = None, *, text: str) -> Found:
    """The categories the text may be about, best first, as options.

    `words` is how many words the text has, `codes` the options' codes in one line, to be kept beside the choice, and
    `told` the text itself, trimmed. `thanks` is whether it only closes a talk, `earlier` whether it asks after a report
    that was made before.

    Without a model of its own the city uses the one that ships.
    """
    labels = {category.code: category.label for category in library.lexicon}
    model = model or shipped()
    guesses = rules.kinds_in(text, phrases, model)
    options = tuple(Choice(guess.code, labels[guess.code]) for guess in guesses)
    codes = " ".join(guess.code for guess in guesses)
    thanks = _closes(text) or (not guesses and _is_thanks(rules.chances_of(text, phrases, model)))
    values: dict[str, Any] = {"words": len(text.split()), "codes": codes, "told": text.strip()}
    return Found(values | {"thanks": thanks, "earlier": _asks_after(text)}, options)


def weights_of(path: Path | None) -> Callable[[], Model]:
    """The city's own weights, or those that ship, read when they are first asked for."""
    return cache(lambda: read(path) if path else shipped())


def judge_of(library: Library, model: Callable[[], Model]) -> Callable[[str], dict[str, float]]:
    """What gives a text's chance of each category; the model is read with the first text."""
    phrases = phrases_of(library)
    return lambda words: rules.chances_of(words, phrases, model())


def _closes(text: str) -> bool:
    """Whether a text only says thanks, or that it was read: "ok thank you", a smile."""
    words = fold(text).split()
    return set(words) <= CLOSING if words else not text.isascii()


def _is_thanks(chances: Mapping[str, float]) -> bool:
    return max(chances, key=lambda code: chances[code], default="") in rules.NOT_OFFERED


def _asks_after(text: str) -> bool:
    """Whether a text asks how something that was reported before is going."""
    words = fold(text)
    asks = "?" in text or not ASKING.isdisjoint(words.split()[:4])
    return asks and any(f" {phrase} " in f" {words} " for phrase in EARLIER)


def concern_status(tx: Tx, library: Library, *, reference: str) -> Found:
    """What has become of the concern with this reference; `typo` when its check letter does not fit.

    `missing` is whether words were written that are no reference at all: "i do not have it".
    """
    read = read_reference(reference)
    if read is None:
        missing = not any(map(str.isdigit, reference)) and len(fold(reference).split()) > 1
        return Found({"found": False, "typo": not missing, "missing": missing, "reference": reference.upper()})
    at = store.standing(tx, read)
    if at is None:
        return Found({"found": False, "typo": False, "missing": False, "reference": read})
    opened_on, kind = at.created_at, at.kind
    if at.same_as:
        at = store.standing_by_id(tx, at.same_as) or at
    answered = store.last_answer(tx, at.id)
    return Found(
        {"found": True, "typo": False, "missing": False, "reference": read, "status": str(at.status),
         "kind": _label(kind, library), "opened_on": _day(opened_on, library),
         "by": _on(at.promised_on, library) if at.promised_on else {},
         "department": dict(library.city.departments.get(at.department or "", {})), **_said(answered, library)}
    )  # fmt: skip


def _label(kind: str, library: Library) -> Text:
    return next((dict(each.label) for each in library.lexicon if each.code == kind), {})


def _said(made: store.Changed | None, library: Library) -> dict[str, Any]:
    """What residents may read of a change; of an agency that the city has written down, how they reach it too."""
    if made is None:
        return {"outcome": "", "reason": {}, "agency": ""}
    known = library.routing.agency_called(made.agency or "")
    agency = dict(known.told) if known else made.agency or ""
    return {"outcome": made.outcome or "", "reason": dict(made.words), "agency": agency}


def concern_news(tx: Tx, library: Library, *, of: str) -> Found:
    """What a change of a concern is, for those who follow it; `of` is the concern and the number of the change.

    `again` is whether they are asked about it once more.
    """
    concern_id, nth, *again = of.split(":")
    at, made = store.standing_by_id(tx, concern_id), store.change_of(tx, concern_id, int(nth))
    if at is None or made is None:
        return Found({"reference": "", "status": "", "again": False})
    act = made.act if made.act in (SAME, APART) else ""
    other = store.standing_by_id(tx, at.same_as) if act == SAME and at.same_as else None
    return Found(
        {"reference": at.reference, "kind": _label(at.kind, library), "status": act or str(made.status),
         "other": other.reference if other else "", "again": bool(again),
         "department": dict(library.city.departments.get(made.department or "", {})),
         "by": _on(made.promised_on, library) if made.promised_on else {}, **_said(made, library)}
    )  # fmt: skip


def concern_alike(
    tx: Tx, library: Library, phrases: rules.Phrases, *, asker: str, now: datetime, spot: str, place: str, kind: str,
    words: str,
) -> Found:  # fmt: skip
    """The concern that neighbors reported and that this one is most likely the same as, to be asked, never to be taken.

    `neighbors` is how many told of it, 0 when none is as good as the same, the resident's own aside; `of` its id.
    """
    nothing = Found({"neighbors": 0, "of": "", "reference": "", "kind": {}})
    if kind in DISCREET or not kind or not spot:
        return nothing
    mine = Report(spot, place, kind, words)
    found = [
        (likeness(mine, replace(each.report, language=None), phrases), each)
        for each in neighbors.near(tx, [spot], since=now - neighbors.LATELY)
    ]
    offered = sorted((each for each in found if each[0].is_offered), key=lambda each: -each[0].score)
    own = neighbors.follows(tx, asker, [each.id for _, each in offered]) if offered else set()
    best = next((each for _, each in offered if each.id not in own and each.contact_id != asker), None)
    if best is None:
        return nothing
    return Found(
        {"neighbors": best.followers + 1, "of": best.id, "reference": best.reference, "kind": _label(kind, library)}
    )


def _day(at: datetime, library: Library) -> dict[str, str]:
    """The local day of a moment, in each language."""
    return _on(at.astimezone(ZoneInfo(library.city.time_zone)).date(), library)


def _on(local: date, library: Library) -> dict[str, str]:
    """The day in each language of the city, as people write it; without typography that costs a part."""
    return {
        language: typewritten(format_date(local, format=_DAY.get(language, "medium"), locale=_locale(language)))
        for language in library.city.languages
    }


def _locale(language: str) -> str:
    """The language where its way of writing dates is known, else English."""
    return language if language in locale_identifiers() else SOURCE_LANGUAGE


CLOSING = frozenset((
    *("ok", "okay", "okey", "k", "kk", "yep", "nah", "thanks", "thank", "you", "u", "so", "much", "ty", "thx", "tks"),
    *("a", "lot", "very", "got", "it", "great", "cool", "perfect", "nice", "bye", "all", "good"),
    *("gracias", "grasias", "muchas", "muchisimas", "mil", "listo", "bueno", "muy", "bien", "amable", "sale", "vale"),
    *("va", "orale", "perfecto", "excelente", "adios", "enterado", "enterada", "de", "acuerdo", "igualmente"),
    *("bendiciones", "dios", "los", "le", "bendiga"),
))  # fmt: skip
"""Words that close a talk: a text of no other asks for nothing."""
ASKING = frozenset((
    *("how", "hows", "what", "whats", "when", "any", "did", "has", "have", "why", "where"),
    *("que", "como", "cuando", "ya", "han", "saben", "porque"),
))  # fmt: skip
"""Words that begin a question."""
EARLIER = (
    "my report", "my last report", "my other report", "the report", "my complaint", "i reported", "we reported",
    "i told you", "mi reporte", "mi otro reporte", "mi queja", "el reporte", "lo que reporte", "que reporte",
    "ya reporte", "les reporte", "lo reporte", "yo reporte", "que les dije", "que mande",
)  # fmt: skip
"""Words for what was reported before."""

_DAY = {"en": "MMM d", "es": "d 'de' MMMM"}
