"""The documentation names what the program has: settings, commands, events, routes, verbs, kinds of step, keys."""

import re
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from bot.cli import cabildo
from bot.engine.flow import ANSWERS
from bot.events import EVENTS
from bot.flowfiles.documents import FlowDocument
from bot.settings import Settings
from bot.wiring import QUERIES, effect_arguments
from tests import reference

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
WRITING = (DOCS / "writing-a-flow.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([^`\n]+)`", WRITING))
"""Everything in code quotes on the page for authors."""


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return dict(reference.pages())


@pytest.mark.parametrize(
    "name", ["settings.md", "commands.md", "events.md", "http.md", "permissions.md", "events.schema.json"]
)
def test_a_reference_page_is_what_the_program_says(name: str, pages: dict[str, str]) -> None:
    said = (DOCS / name).read_text(encoding="utf-8")
    assert said == pages[name], f"docs/{name} is behind the program: python -m tests.reference"


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, field in Settings.model_fields.items() if not (field.description or "").endswith(".")] == []


def test_every_command_teaches() -> None:
    for path, said in reference.helps():
        assert len(said.splitlines()) > 5, path
    for name, command in cabildo.commands.items():
        assert not command.get_short_help_str(75).endswith("..."), f"{name}: its first sentence is cut in the list"


def test_every_event_and_route_says_what_it_is(pages: dict[str, str]) -> None:
    assert all(event.type in pages["events.md"] and event.__doc__ for event in EVENTS)
    for line in pages["http.md"].splitlines():
        assert not line.endswith("|  |"), line


@pytest.mark.parametrize("verb", sorted(effect_arguments()))
def test_every_verb_of_do_is_in_the_table_with_what_it_takes(verb: str) -> None:
    (row,) = [line for line in WRITING.splitlines() if line.startswith(f"| `{verb}` |")]
    taken = set(re.findall(r"`(\w+)`", row.split("|")[2]))
    assert taken == {each.rstrip("?") for each in effect_arguments()[verb]}


@pytest.mark.parametrize("verb", sorted(QUERIES))
def test_every_verb_of_find_is_in_the_table_with_what_it_takes_and_brings(verb: str) -> None:
    (row,) = [line for line in WRITING.splitlines() if line.startswith(f"| `{verb}` |")]
    _, _, takes, brings, _ = row.split("|")
    finds = QUERIES[verb]
    assert set(re.findall(r"`(\w+)`", takes)) == {each.rstrip("?") for each in finds.arguments}
    assert set(re.findall(r"`(\w+)`", brings)) == set(finds.brings)
    assert not finds.options or f"up to {finds.options} options" in brings


def test_the_tables_name_no_verb_that_is_not_there() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", WRITING.partition("## Verbs")[2].partition("## Names")[0], re.MULTILINE)
    assert sorted(rows) == sorted([*effect_arguments(), *QUERIES])


def test_every_key_of_a_flow_file_is_explained() -> None:
    schema = TypeAdapter(FlowDocument).json_schema(by_alias=True)
    keys = set(schema["properties"])
    for form in schema["$defs"].values():
        keys |= set(form.get("properties", {}))
    unexplained = {key for key in keys if not any(re.search(rf"\b{key}\b", named) for named in NAMED)}
    assert len(keys) > 25 and unexplained == set()


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_kind_of_answer_is_explained(answer: str) -> None:
    assert any(re.search(rf"\b{answer}\b", named) for named in NAMED)


def test_every_link_between_the_pages_leads_somewhere() -> None:
    missing = []
    for page in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        targets = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
        missing += [
            f"{page.name}: {each}" for each in targets if "://" not in each and not (page.parent / each).exists()
        ]
    assert missing == []
