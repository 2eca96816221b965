"""What a flow may ask about concerns, by the verbs of `find:`; they read, they never write."""

from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.localedata import locale_identifiers

from bot.concerns import rules, store
from bot.concerns.model import Model, shipped
from bot.db.base import Tx
from bot.engine.flow import SOURCE_LANGUAGE, Choice, Text
from bot.engine.inputs import Found
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

    `words` is how many words the text has, `codes` the options' codes in one line, to be kept beside the choice.

    Without a model of its own the city uses the one that ships.
    """
    labels = {category.code: category.label for category in library.lexicon}
    guesses = rules.kinds_in(text, phrases, model or shipped())
    options = tuple(Choice(guess.code, labels[guess.code]) for guess in guesses)
    codes = " ".join(guess.code for guess in guesses)
    return Found({"words": len(text.split()), "codes": codes}, options)


def concern_status(tx: Tx, library: Library, *, reference: str) -> Found:
    """What has become of the concern with this reference; `typo` when its check letter does not fit."""
    read = read_reference(reference)
    if read is None:
        return Found({"found": False, "typo": True, "reference": reference.upper()})
    concern = store.concern_by_reference(tx, read)
    if concern is None:
        return Found({"found": False, "typo": False, "reference": read})
    status, kind, created_at = concern
    label: Text = next((dict(each.label) for each in library.lexicon if each.code == kind), {})
    return Found(
        {"found": True, "typo": False, "reference": read, "status": status, "kind": label,
         "opened_on": _day(created_at, library)}
    )  # fmt: skip


def _day(at: datetime, library: Library) -> dict[str, str]:
    """The day in each language of the city, as people write it; without typography that costs a part."""
    local = at.astimezone(ZoneInfo(library.city.time_zone)).date()
    return {
        language: typewritten(format_date(local, format=_DAY.get(language, "medium"), locale=_locale(language)))
        for language in library.city.languages
    }


def _locale(language: str) -> str:
    """The language where its way of writing dates is known, else English."""
    return language if language in locale_identifiers() else SOURCE_LANGUAGE


_DAY = {"en": "MMM d", "es": "d 'de' MMMM"}
