"""Keeps pictures as sealed files outside the web root, under names that say nothing; it knows no database."""

import os
import re
from collections.abc import Callable
from pathlib import Path

from bot.lib.vault import Vault

FULL, THUMB = "full", "thumb"
SIZES = (FULL, THUMB)
_NAME = re.compile(r"[0-9a-f]{32,64}")


class PhotoFiles:
    """The folder of PHOTOS_PATH: two sealed files for each picture; who has the folder alone sees nothing."""

    def __init__(self, folder: Path, vault: Vault, new_name: Callable[[], str]) -> None:
        self._folder, self._vault, self._new_name = folder, vault, new_name

    def keep(self, content: bytes, thumb: bytes) -> str:
        """Write both, whole or not at all; the name that finds them again."""
        name = self._new_name()
        for size, picture in ((FULL, content), (THUMB, thumb)):
            path = self._path(name, size)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = path.with_suffix(".part")
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(self._vault.seal_bytes(picture))
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        return name

    def read(self, name: str, size: str) -> bytes | None:
        """The picture; None when it is not there any more."""
        try:
            return self._vault.open_bytes(self._path(name, size).read_bytes())
        except FileNotFoundError:
            return None

    def remove(self, name: str) -> None:
        """Remove both; nothing when they are gone already."""
        for size in SIZES:
            self._path(name, size).unlink(missing_ok=True)

    def _path(self, name: str, size: str) -> Path:
        if not _NAME.fullmatch(name) or size not in SIZES:
            raise ValueError("That is no name of a photo.")
        return self._folder / name[:2] / f"{name}.{size}"
