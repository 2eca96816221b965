"""Durable throw-away databases for the bench, one fresh one per row; what starts PostgreSQL lives in tests.services."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import services

NewDatabase = Callable[[str], str]  # a row's name in, the address of an empty database out


@contextmanager
def sqlite() -> Iterator[NewDatabase]:
    """Files under var/, on the disk that a city's data would be on: /tmp may be memory, which makes commits free."""
    Path("var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir="var") as folder:
        yield lambda name: f"sqlite:///{Path(folder).absolute()}/{name}.db"


@contextmanager
def postgres() -> Iterator[NewDatabase]:
    """A cluster with fsync and synchronous_commit on."""
    with services.postgres_cluster(durable=True) as cluster:
        yield lambda name: cluster.create_database()


ENGINES = {"SQLite": sqlite, "PostgreSQL": postgres}
