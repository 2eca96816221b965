"""Makes the web application: blueprints, error pages, security headers; nothing else."""

import gc
import sys

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix

from bot.api import blueprint as api
from bot.api import problems
from bot.api.openapi import BASE
from bot.console import shell
from bot.lib.language import warm
from bot.logs import set_up
from bot.settings import SettingsError, read_settings
from bot.simulator import browser
from bot.web import errors, health, open311, open_data, public, screens, twilio
from bot.wiring import Bot, build

LARGEST_REQUEST = 256 * 1024
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def create_app(bot: Bot) -> Flask:
    """The application that serves this product."""
    app = Flask("bot", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.config["MAX_FORM_PARTS"] = 1000
    app.extensions["cabildo"] = bot
    app.register_blueprint(twilio.blueprint)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(public.blueprint)
    app.register_blueprint(open311.blueprint)
    app.register_blueprint(open_data.blueprint)
    if bot.settings.simulator_is_open:
        app.register_blueprint(browser.blueprint)
    api.install(app, bot)
    city = bot.library.city
    screens.install(app, bot.settings.translations_path, city.languages, city.default_language)
    shell.install(app)
    errors.install(app, {f"{BASE}/": problems.said})
    if proxies := bot.settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0)  # type: ignore[method-assign]

    @app.after_request
    def harden(response: Response) -> Response:
        if response.mimetype != "text/xml":  # Carriers show nothing to anybody.
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    return app


def app_from_environment() -> Flask:
    """The application for the settings of this environment; for any WSGI server. It refuses settings unfit to serve."""
    try:
        settings = read_settings()
        if problems := settings.problems():
            raise SettingsError(problems)
    except SettingsError as error:
        sys.stderr.write(f"Cabildo does not start:\n{error}\n")
        raise SystemExit(2) from None
    set_up(settings.log_level)
    bot = build(settings)
    warm(bot.library.city.languages)
    bot.desk.dangers_in("is everybody well")  # So that the first resident does not wait for the cues either.
    app = create_app(bot)
    gc.collect()
    gc.freeze()  # What is here now stays: the collector need not walk through the flows and models again and again.
    return app
