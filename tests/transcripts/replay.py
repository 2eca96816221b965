"""Plays a story as `bot.rehearsal` does, and looks at every session that is stored on the way; the format is there."""

from collections.abc import Iterator
from pathlib import Path

from bot.engine.session import Session
from bot.rehearsal.playing import Played, Player
from bot.rehearsal.script import read_script
from bot.rehearsal.town import Town


def play(story: Path, town: Town) -> Played:
    """Play a story in this town; what waits is stored as JSON, and must be the same session when it is read again."""
    player, checked = Player(town), set[tuple[str, int]]()
    for line in read_script(story.read_text(encoding="utf-8"), story.name):
        player.take(line)
        for row in town.sessions():
            if (row.id, row.turn) not in checked:
                checked.add((row.id, row.turn))
                stored = Session.from_json(row.state)
                assert stored.to_json() == row.state and Session.from_json(stored.to_json()) == stored
    return player.played


def stories(folder: Path) -> Iterator[Path]:
    """Every story in the folder."""
    yield from sorted(folder.glob("*.txt"))
