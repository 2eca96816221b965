"""Gives every page its words in the reader's language: catalogs, choice of language, gettext in templates; no page."""

from collections.abc import Mapping
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

import structlog
from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

log = structlog.get_logger()

SOURCE = "en"
NAMES = {"en": "English", "es": "Español"}
COOKIE = "language"
REMEMBER_SECONDS = 365 * 24 * 3600


def _own_name(code: str) -> str:
    """What the language calls itself, where that is known."""
    try:
        return NAMES.get(code) or Locale.parse(code).get_display_name() or code
    except (UnknownLocaleError, ValueError):
        return code


def install(app: Flask, translations_path: Path, languages: tuple[str, ...], default: str) -> None:
    """Let templates say `_("...")`, and let readers choose with `?language=es`, which a cookie remembers."""
    catalogs = read_catalogs(translations_path, languages)
    default = default if default in catalogs else SOURCE

    def spoken() -> NullTranslations:
        return catalogs[g.get("language", default)]

    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: spoken().gettext(text),
        ngettext=lambda one, many, count: spoken().ngettext(one, many, count),
        newstyle=True,
        pgettext=lambda context, text: spoken().pgettext(context, text),
    )
    app.jinja_env.globals["_"] = _constants_kept(app.jinja_env.globals["_"], catalogs, default)
    app.extensions["spoken"] = spoken  # For what code says, where templates say `_("...")`.
    app.jinja_env.globals["languages"] = {code: _own_name(code) for code in catalogs}

    @app.before_request
    def choose() -> ResponseReturnValue | None:
        if request.method == "GET":  # A carrier's webhook has no reader.
            g.language = chosen(tuple(catalogs), default)
        return None

    @app.after_request
    def remember(response: Response) -> Response:
        if response.mimetype == "text/html":
            asked = request.args.get(COOKIE, "")
            if asked in catalogs:
                response.set_cookie(COOKIE, asked, max_age=REMEMBER_SECONDS, httponly=True, samesite="Lax")
            response.vary.update(("Accept-Language", "Cookie"))
            response.content_language.add(g.get("language", default))
        return response


def _constants_kept(translate: Any, catalogs: Mapping[str, NullTranslations], default: str) -> object:
    """`_` that formats words without values once: a page of fifty cards says thousands of them."""

    @lru_cache(maxsize=8192)
    def constant(language: str, text: str) -> Markup:
        return Markup(catalogs[language].gettext(text)) % {}  # noqa: S704  -- The catalog's own words, as gettext gives them.

    @pass_context
    def said(context: Context, text: str, **values: object) -> str:
        return translate(context, text, **values) if values else constant(g.get("language", default), text)

    return said


def chosen(languages: tuple[str, ...], default: str) -> str:
    """The language asked for now, else remembered, else the browser's own, else the city's."""
    for wanted in (request.args.get(COOKIE), request.cookies.get(COOKIE)):
        if wanted in languages:
            return wanted
    return request.accept_languages.best_match(languages) or default


def read_catalogs(folder: Path, languages: tuple[str, ...]) -> Mapping[str, NullTranslations]:
    """The words of the screens by language, compiled in memory; English is always there and needs no file."""
    catalogs: dict[str, NullTranslations] = {}
    for language in dict.fromkeys((*languages, SOURCE)):
        path = folder / language / "LC_MESSAGES" / "console.po"
        if language == SOURCE:
            catalogs[language] = NullTranslations()
        elif path.exists():
            catalogs[language] = compiled(path, language)
        else:
            log.warning("no words for the screens in this language", language=language, file=str(path))
    return catalogs


def compiled(path: Path, language: str) -> GNUTranslations:
    """The catalog of that file; stale entries are left out."""
    with path.open("rb") as stream:
        catalog = read_po(stream, locale=language)
    binary = BytesIO()
    write_mo(binary, catalog)
    binary.seek(0)
    return GNUTranslations(binary)
