"""Settings: from the environment or from files, every problem at once, and what production refuses."""

from pathlib import Path

import pytest

from bot.settings import DEFAULT_SECRET, Settings, SettingsError, read_settings

FIT = {
    "twilio_account_sid": "AC1", "twilio_auth_token": "t", "twilio_messaging_service_sid": "MG1",
    "secret_key": "long-and-random-and-kept-safe", "public_url": "https://text.city.example",
}  # fmt: skip


def test_an_empty_environment_is_the_demo_on_this_machine() -> None:
    settings = read_settings({})
    assert settings == Settings()
    assert settings.is_simulated and settings.simulator_is_open and not settings.is_production
    assert settings.problems() == [] and settings.public_base == "http://127.0.0.1:8000"


def test_a_setting_may_stand_in_a_file_which_wins(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("  from-a-file\n")
    assert read_settings({"SECRET_KEY_FILE": str(tmp_path / "key"), "SECRET_KEY": "other"}).secret_key == "from-a-file"


def test_an_empty_setting_is_an_unset_one() -> None:
    assert read_settings({"PORT": "", "SECRET_KEY": ""}) == Settings()


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"PORT": "0", "RECONCILE_SECONDS": "-1", "SIMULATOR": "x", "REDIS_URL_FILE": "/nowhere"})
    assert [problem.split()[0].rstrip(":") for problem in sorted(caught.value.problems)] == [
        "PORT", "RECONCILE_SECONDS", "REDIS_URL_FILE", "SIMULATOR",
    ]  # fmt: skip
    assert all(problem.endswith(".") for problem in caught.value.problems)


def test_a_log_level_that_does_not_exist_is_a_problem_of_the_settings() -> None:
    with pytest.raises(SettingsError, match="LOG_LEVEL"):
        read_settings({"LOG_LEVEL": "loud"})


def test_fit_settings_have_no_problem() -> None:
    settings = Settings(**FIT)
    assert settings.is_production and settings.problems() == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"secret_key": DEFAULT_SECRET}, "SECRET_KEY"),
        ({"secret_key": "short"}, "SECRET_KEY"),
        ({"public_url": ""}, "PUBLIC_URL"),
        ({"public_url": "http://text.city.example"}, "PUBLIC_URL"),
        ({"simulator": True}, "SIMULATOR"),
        ({"twilio_auth_token": ""}, "TWILIO_AUTH_TOKEN"),
        ({"twilio_messaging_service_sid": ""}, "TWILIO_FROM"),
    ],
)
def test_production_refuses(change: dict[str, object], named: str) -> None:
    (problem,) = Settings(**{**FIT, **change}).problems()
    assert named in problem


def test_production_refuses_everything_at_once() -> None:
    problems = Settings(twilio_account_sid="AC1", simulator=True).problems()
    assert len(problems) == 5


def test_another_carrier_address_is_no_production() -> None:
    settings = Settings(**{**FIT, "public_url": "", "twilio_api_url": "http://127.0.0.1:9000"})
    assert not settings.is_production and settings.problems() == []


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("postgres://u:p@h/db", "postgresql+psycopg://u:p@h/db"),
        ("postgresql://u@h/db?sslmode=require", "postgresql+psycopg://u@h/db?sslmode=require"),
        ("postgresql+psycopg://u@h/db", "postgresql+psycopg://u@h/db"),
        ("sqlite:///var/x.db", "sqlite:///var/x.db"),
    ],
)
def test_addresses_of_databases_as_hosts_write_them(written: str, used: str) -> None:
    assert read_settings({"DATABASE_URL": written}).database_url == used


def test_settings_never_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1  # type: ignore[misc]
