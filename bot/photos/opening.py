"""Opens what photos are fetched and kept with, from the settings; nothing is fetched here."""

from urllib.parse import urlsplit

from bot.db.engine import Database
from bot.lib.fetch import Fetch
from bot.lib.ids import random_name
from bot.lib.vault import Vault
from bot.photos.files import PhotoFiles
from bot.photos.rules import CDN, Source
from bot.photos.service import Store
from bot.settings import Settings

CALLS = 12
"""How often a call fits into a lease: a batch of 64, side by side by sixteen, two calls each, with time to spare."""


def files_of(settings: Settings, vault: Vault) -> PhotoFiles:
    """Where the photos of residents are."""
    return PhotoFiles(settings.photos_path, vault, random_name)


def store_of(db: Database, vault: Vault, settings: Settings) -> Store:
    """Everything that a worker needs. Only the real carrier is on the public internet; of any other the address that
    was set is excepted, and is where it may send us as well."""
    host = f"127.0.0.1:{settings.port}" if settings.is_simulated else urlsplit(settings.twilio_api_url).netloc
    source = Source(host, settings.twilio_account_sid, settings.twilio_auth_token, CDN.get(host, (host,)))
    excepted = frozenset[str]() if settings.is_production else frozenset({host})
    fetch = Fetch(excepted=excepted, deadline=settings.lease_seconds / CALLS)
    return Store(db, vault, fetch, source, files_of(settings, vault), settings.photos_delete_at_carrier)
