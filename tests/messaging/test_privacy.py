"""A phone number is nowhere but sealed, and a resident's words are in no log; whole runs are searched for both."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
import structlog

from bot.logs import set_up
from tests.web.town import JOHN, REPORT, ROSA, Town

NUMBER = re.compile(r"\+\d{8,15}|\b1?505555012[34]\b|whatsapp:")
SECRET_WORDS = "my neighbour Lupita hides a purple elephant in the shed"


@pytest.fixture
def talkative() -> Iterator[Callable[[], None]]:
    """Call it in the test, where standard error is what is captured: the processes' own logging, at its loudest."""
    yield lambda: set_up("debug")
    set_up("critical")


def a_whole_run(town: Town) -> None:
    """Everything goes wrong once, and every branch that logs is walked."""
    for verb in ("lose_next", "drop_next", "fail_next", "throttle_next"):
        getattr(town.carrier, verb)()
        town.text(ROSA, SECRET_WORDS)
        town.work()
    for body in (*REPORT, "survey", "1", "STOP", "START"):
        town.text(ROSA, body)
    town.text(f"whatsapp:{JOHN}", SECRET_WORDS)
    town.post("/twilio/sms", {"From": ROSA, "Body": SECRET_WORDS}, given="wrong")
    town.post("/twilio/sms", {"From": ROSA, "Body": SECRET_WORDS})
    town.carrier.refuse_number(JOHN)
    town.text(JOHN, SECRET_WORDS)
    for _ in range(8):
        town.pass_time(minutes=6)
    for each in town.carrier.messages:
        town.told(each.sid, "undelivered", 30003)
    town.pass_time(days=5)


def broken(*_: object, **__: object) -> None:
    raise RuntimeError("the registry is on strike")


def test_no_log_line_has_a_number_or_a_residents_words(
    town: Town, talkative: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    talkative()
    a_whole_run(town)
    town.with_effects(open_concern=broken)
    for body in ("START", "report", *[SECRET_WORDS] * 6):
        town.text(ROSA, body)
        town.work()
    said = capsys.readouterr().err
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    failed = "a turn failed; its text is kept and will be tried again"
    assert {"unsigned request refused", "outbox item failed", failed} <= {line["event"] for line in lines}
    assert NUMBER.findall(said) == []
    assert "Lupita" not in said and "purple elephant" not in said


def test_the_database_file_has_the_number_nowhere_in_plain(town: Town) -> None:
    a_whole_run(town)
    with town.bot.db.begin() as tx:
        tx.exec_driver_sql("SELECT 1")
    stored = b"".join(path.read_bytes() for path in town.path.parent.glob("town.db*"))
    assert SECRET_WORDS.encode() in stored, "the search would find it"
    for number in (ROSA, JOHN):
        for form in (number, number[1:], number[2:]):
            assert form.encode() not in stored
            assert form.encode("utf-16-le") not in stored


def test_the_last_guard_masks_a_number_that_slips_into_a_line(
    talkative: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    talkative()
    structlog.get_logger().warning("look", who=f"from {ROSA} to {JOHN}")
    said = capsys.readouterr().err
    assert NUMBER.findall(said) == [] and "+[number]" in said
