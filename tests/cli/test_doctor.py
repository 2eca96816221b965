"""`cabildo doctor`: one sentence for each state a city can be in, and an exit code that tells whether it is well."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import text, update

from bot.db.engine import Database
from bot.lib.clock import system_clock
from bot.messaging.tables import message
from bot.outbox import put
from bot.settings import DEFAULT_SECRET
from tests.conversations.town import SAM, Town

Run = Callable[..., Result]


def lines(result: Result) -> dict[str, str]:
    """What is said about each thing, mark first; of several lines about one thing, all."""
    said: dict[str, str] = {}
    for line in result.output.splitlines():
        about = line[5:16].strip()
        said[about] = f"{said.get(about, '')}{line[1:3]} {line[17:]}\n"
    return said


def test_a_city_where_nothing_is_made_yet(run: Run, tmp_path: Path) -> None:
    result = run("doctor", DATABASE_URL=f"sqlite:///{tmp_path}/none/city.db", PUBLIC_URL="")
    said = lines(result)
    assert result.exit_code == 0, "Nothing is wrong with a city that was not started."
    assert said["database"].startswith("-- SQLite") and "not made yet" in said["database"]
    assert said["carrier"].startswith("-- the simulator")
    assert said["secret"].startswith("-- the default") and DEFAULT_SECRET not in result.output
    assert said["redis"].startswith("-- not set")
    assert said["flows"].endswith(" flows in es, en\n")
    assert not (tmp_path / "none").exists(), "Looking changes nothing."


def test_a_healthy_city(run: Run, empty_redis_url: str) -> None:
    said = lines(
        result := run("doctor", REDIS_URL=empty_redis_url, SECRET_KEY="s" * 40, PUBLIC_URL="https://a.example")
    )
    assert result.exit_code == 0
    assert said["database"] == "ok SQLite answers, every migration is there\n"
    assert said["work"] == "ok nothing is late\n"
    assert said["redis"] == "ok answers\n"
    assert said["address"] == "ok https://a.example\n"


def test_redis_is_away(run: Run, tmp_path: Path) -> None:
    result = run("doctor", REDIS_URL=f"unix://{tmp_path}/no.sock")
    assert result.exit_code == 1
    assert lines(result)["redis"].startswith("!! does not answer")


def test_work_is_late(run: Run, data: str) -> None:
    db = Database(data)
    with db.begin() as tx:
        put.put(tx, "wake", "ses_1", queue=put.LATER, due_at=system_clock() - timedelta(minutes=2))
        put.put(tx, "wake", "ses_2", queue=put.LATER, due_at=system_clock() - timedelta(seconds=20))
    db.close()
    result = run("doctor")
    assert result.exit_code == 1
    assert lines(result)["work"].startswith("!! 1 promise is over a minute late")


def test_a_text_is_in_doubt(run: Run, data: str) -> None:
    town = Town(data)
    town.says(SAM, "huge pothole on Central")
    with town.db.begin() as tx:
        tx.execute(update(message).where(message.c.direction == "out").values(status="in_doubt"))
    town.close()
    result = run("doctor")
    assert result.exit_code == 1
    assert lines(result)["in doubt"].startswith("!! 1 text may or may not have left: msg_")


def test_production_lacks_settings(run: Run) -> None:
    result = run("doctor", TWILIO_ACCOUNT_SID="AC1", PUBLIC_URL="", SIMULATOR="true")
    assert result.exit_code == 1
    assert lines(result)["going live"].count("!!") == 5


def test_a_database_of_an_older_version(run: Run, data: str) -> None:
    db = Database(data)
    with db.begin() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    db.close()
    result = run("doctor")
    assert result.exit_code == 1
    assert lines(result)["database"].startswith("!! SQLite answers but lacks migrations; run `cabildo db upgrade`")


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/none"])
def test_a_database_that_does_not_answer(run: Run, url: str) -> None:
    result = run("doctor", DATABASE_URL=url)
    assert result.exit_code == 1
    assert lines(result)["database"].startswith("!! PostgreSQL does not answer")
    assert "Traceback" not in result.output


def test_an_address_that_is_no_database(run: Run) -> None:
    result = run("doctor", DATABASE_URL="mysql://nobody@127.0.0.1/none")
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit)
    assert lines(result)["database"].startswith("!! ")


def test_flows_with_problems(run: Run, tmp_path: Path) -> None:
    result = run("doctor", FLOWS_PATH=str(tmp_path))
    assert result.exit_code == 1
    assert lines(result)["flows"].startswith("!! ") and "cabildo flows check" in lines(result)["flows"]
