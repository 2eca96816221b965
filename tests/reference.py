"""Writes the reference pages under docs/ from the program itself: `python -m tests.reference`; a test compares them."""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import fields
from inspect import cleandoc, getdoc
from pathlib import Path

import click
from flask import Flask

from bot.app import create_app
from bot.cli import cabildo
from bot.events import EVENTS, Event
from bot.settings import Settings
from bot.staff.rules import PERMISSIONS, ROLES
from bot.webhooks.schemas import events_schema
from bot.wiring import build
from tests.conversations.town import demo_library, new_sqlite

DOCS = Path(__file__).parent.parent / "docs"
WRITTEN_BY = "<!-- Written by `python -m tests.reference`; change the program, not this page. -->"


def pages() -> Mapping[str, str]:
    """Every generated page by its file's name."""
    return {
        "settings.md": settings(), "commands.md": commands(), "events.md": events(), "http.md": http(),
        "permissions.md": permissions(), "events.schema.json": events_json(),
    }  # fmt: skip


def _page(title: str, *paragraphs: str) -> str:
    return "\n\n".join([f"# {title}", WRITTEN_BY, *paragraphs]) + "\n"


def settings() -> str:
    """One row for each field of Settings."""
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        shown = "" if field.default in ("", None) else f"`{field.default}`"
        rows.append(f"| `{name.upper()}` | {shown} | {field.description} |")
    return _page(
        "Settings",
        "Settings come from the environment. Each may stand in a file instead: `SECRET_KEY_FILE=/run/secrets/key`\n"
        "reads `SECRET_KEY` from there. An empty value counts as unset. What cannot be read is told all at once, and\n"
        "`cabildo doctor` shows what the settings amount to.",
        "\n".join(rows),
        "With the real Twilio behind it the program refuses to start while `SECRET_KEY` is the default or short,\n"
        "`PUBLIC_URL` is not an `https://` address, the simulator is open, or nothing says who sends.",
    )


def commands() -> str:
    """The help of every command, as it prints itself."""
    return _page(
        "Commands",
        "`cabildo` is in `.venv/bin` after `make run`; `python -m bot` is the same.",
        *[f"## {' '.join(path)}\n\n```text\n{said}\n```" for path, said in helps()],
    )


def helps(
    command: click.Command = cabildo, path: tuple[str, ...] = ("cabildo",), parent: click.Context | None = None
) -> Iterator[tuple[tuple[str, ...], str]]:
    """The words that call each command, groups first, and its help."""
    known = {**command.context_settings, "terminal_width": 100}
    context = click.Context(command, info_name=path[-1], parent=parent, **known)
    yield path, command.get_help(context).strip()
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            yield from helps(command.commands[name], (*path, name), context)


def events() -> str:
    """Each event: its type, version, sentence and fields."""
    rows = ["| event | version | what has happened | fields |", "|---|---|---|---|"]
    common = {field.name for field in fields(Event)}
    for event in EVENTS:
        own = ", ".join(f"`{field.name}`" for field in fields(event) if field.name not in common)
        rows.append(f"| `{event.type}` | {event.version} | {' '.join(cleandoc(event.__doc__ or '').split())} | {own} |")
    return _page(
        "Events",
        "Everything that happens is recorded in the table `event`, in order and in the transaction that made it so.\n"
        "No event holds a resident's phone number, name or words: `subject` is the id of what it happened to,\n"
        "`language` the resident's and `area` the neighborhood, if known, `at` the time in UTC, `data` the fields\n"
        "below as JSON. `sequence` is its place among all, given once it is committed, without gaps.\n\n"
        "Other systems get events as [webhooks](webhooks.md); [events.schema.json](events.schema.json) describes them.",
        "\n".join(rows),
    )


def permissions() -> str:
    """One row for each permission, one column for each role."""
    rows = [f"| permission | {' | '.join(ROLES)} |", "|---|" + ":-:|" * len(ROLES)]
    rows += [
        f"| `{permission}` | {' | '.join('yes' if role in roles else '' for role in ROLES)} |"
        for permission, roles in PERMISSIONS.items()
    ]
    return _page(
        "Permissions",
        "Who may do what at the [console](console.md). Triage has its permissions in its own departments only.",
        "\n".join(rows),
    )


def events_json() -> str:
    """The JSON Schema of all events."""
    return json.dumps(events_schema(EVENTS), indent=2, ensure_ascii=False) + "\n"


def http() -> str:
    """Each route with its methods and the first sentence of its view."""
    rows = ["| method | path | what it does |", "|---|---|---|"]
    rows += [f"| {method} | `{path}` | {said} |" for path, method, said in routes(_app())]
    return _page(
        "HTTP",
        "Requests to `/twilio/...` must carry Twilio's signature over `PUBLIC_URL` and the path; others are answered\n"
        "403. `/simulator` is there only while the simulator is the carrier, or `SIMULATOR` says so.\n"
        "`/console/...` wants somebody signed in whose role may do it ([permissions](permissions.md)), and of\n"
        "forms their own token.",
        "\n".join(rows),
    )


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """Path, method and sentence of every route that is no file, in order."""
    found = []
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.endswith("static"):
            said = " ".join((getdoc(app.view_functions[rule.endpoint]) or "").split("\n\n")[0].split())
            methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
            found += [(rule.rule, method, said) for method in methods]
    return sorted(found)


def _app() -> Flask:
    with tempfile.TemporaryDirectory() as folder:
        product = build(Settings(database_url=new_sqlite(Path(folder)), simulator=True), library=demo_library())
        app = create_app(product)
        product.db.close()
        return app


if __name__ == "__main__":
    for name, words in pages().items():
        (DOCS / name).write_text(words, encoding="utf-8")
        sys.stdout.write(f"docs/{name}\n")
