"""Writes flow.schema.json from the models: `python -m bot.flowfiles.schema`; editors read it, nothing here does."""

from json import dumps
from pathlib import Path

from bot.flowfiles.documents import schema

SCHEMA = Path(__file__).with_name("flow.schema.json")


def schema_text() -> str:
    """What the committed file must hold."""
    return dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(schema_text(), encoding="utf-8")
