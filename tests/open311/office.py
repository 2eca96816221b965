"""Keys, reports and dumps for tests of Open311."""

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import inspect, text
from werkzeug.test import TestResponse

from bot.db.engine import Database
from bot.keys import service as keys
from bot.keys.rules import Key
from bot.lib.ids import new_id
from tests.conversations.town import Town

WHOSE = {
    "email": "juana.perez@example.org", "device_id": "tt222111dev", "account_id": "acct-778899",
    "first_name": "Juana", "last_name": "Pérez-Quintana", "phone": "505-555-0188",
}  # fmt: skip
"""What an app may send along, and nobody keeps."""
POTHOLE = {"service_code": "pothole", "address_string": "Central and 4th", "description": "A deep pothole in the lane"}


def new_key(town: Town, *scopes: str, name: str = "") -> str:
    """The secret of a key, by default one that may report."""
    id = new_id("key", town.now)
    key = Key(
        id,
        name or f"app {id[-6:]}",
        "a test",
        frozenset(scopes or ("open311:write",)),
        frozenset(),
        "A clerk",
        town.now,
    )
    return keys.issue(town.db, town.bot.vault, key, town.bot.library.city.departments, now=town.now).secret


def post(web: FlaskClient, key: str, form: str = "json", **given: str) -> TestResponse:
    """An app reports."""
    return web.post(f"/open311/v2/requests.{form}", data={"api_key": key, **given})


def number(answer: TestResponse) -> str:
    """What the report is called."""
    assert answer.status_code == 200, answer.text
    (one,) = answer.json
    return str(one["service_request_id"])


def everything(db: Database) -> str:
    """All rows of all tables, as text."""
    found: list[Any] = []
    with db.read() as tx:
        for name in inspect(db.engine).get_table_names():
            found += [tuple(row) for row in tx.execute(text(f'SELECT * FROM "{name}"'))]
    return repr(found)
