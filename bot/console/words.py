"""What the console's own code says, in the reader's language and the city's time; the words stand in the catalogs."""

from datetime import datetime
from gettext import NullTranslations
from typing import cast
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta
from flask import current_app, g

from bot.console.access import product
from bot.engine.wording import in_language
from bot.sentences import in_words


def _spoken() -> NullTranslations:
    return cast("NullTranslations", current_app.extensions["spoken"]())


def gettext(text: str, **values: object) -> str:
    """The text in the reader's language, with %(names)s filled in."""
    said = _spoken().gettext(text)
    return said % values if values else said


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """One of two texts by the count, which is %(num)s in both."""
    return _spoken().ngettext(one, many, count) % {"num": count, **values}


def told(sentence: str) -> str:
    """What the program's lower parts say, such as the flow check, in the reader's language; other text as it is."""
    return in_words(sentence, _spoken().gettext)


def city_zone() -> ZoneInfo:
    """The zone in which every time is shown."""
    return ZoneInfo(product().library.city.time_zone)


def when(at: datetime) -> str:
    """Day and time in the city's zone, as the reader writes them: Mar 10, 2026, 4:05 PM."""
    return format_datetime(at, "medium", tzinfo=city_zone(), locale=g.language).replace("\u202f", " ")


def ago(at: datetime) -> str:
    """How long before now: 3 minutes ago, hace 3 minutos."""
    return format_timedelta(at - product().clock(), add_direction=True, locale=g.language)


def department_name(code: str) -> str:
    """The department's name in the reader's language; its code when city.yaml no longer has it."""
    name = product().library.city.departments.get(code)
    return in_language(name, g.language) if name else code


def browser_name(said: str) -> str:
    """A browser as a person knows it, out of the long line that it says of itself."""
    browsers = (
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )
    systems = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
               ("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"))  # fmt: skip
    known = [next((name for mark, name in table if mark in said), "") for table in (browsers, systems)]
    return ", ".join(filter(None, known)) or said[:40] or "?"


def languages() -> dict[str, str]:
    """The languages that the screens have, by code, each with its own name."""
    return cast("dict[str, str]", current_app.jinja_env.globals["languages"])
