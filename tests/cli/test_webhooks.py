"""`cabildo webhooks`, as an operator uses it, before a consumer that really listens."""

import re
from collections.abc import Iterator

import pytest

from tests.cli.conftest import Run
from tests.webhooks.consumer import Consumer


@pytest.fixture
def consumer() -> Iterator[Consumer]:
    made = Consumer().start()
    yield made
    made.kill()


def test_a_subscription_from_its_first_test_to_a_new_secret(run: Run, data: str, consumer: Consumer) -> None:
    allowed = {"WEBHOOK_ALLOWED_HOSTS": consumer.allowed}
    made = run("webhooks", "add", consumer.url, "concern.*", "person.erased", "--owner", "desk@city.example", **allowed)
    assert made.exit_code == 0, made.output
    subscription, consumer.secret = re.findall(r"sub_\w+|whsec_\S+", made.output)[:2]
    assert "0 waiting" in run("webhooks", "list").output

    assert run("webhooks", "test", subscription).exit_code == 0
    deliver(data, allowed)
    assert [each["type"] for each in consumer.got] == ["webhook.test"] and consumer.forged == 0
    assert re.search(r"1  delivered  1x .* in \d+ ms", run("webhooks", "deliveries", "--of", subscription).output)

    fresh = run("webhooks", "rotate", subscription)
    consumer.secret = re.findall(r"whsec_\S+", fresh.output)[0]
    assert "1 deliveries" in run("webhooks", "resend", subscription, "1").output
    deliver(data, allowed)
    assert len(consumer.ids) == 2 and len(set(consumer.ids)) == 1 and consumer.forged == 0

    assert run("webhooks", "pause", subscription, "--why", "Moving house.").exit_code == 0
    assert "Moving house." in run("webhooks", "list").output
    assert "not active" in run("webhooks", "pause", subscription).output
    assert run("webhooks", "resume", subscription).exit_code == 0
    assert "no such deliveries" in run("webhooks", "deliveries", "--status", "dead").output


def deliver(data: str, allowed: dict[str, str]) -> None:
    """What the worker does, in this process."""
    from bot.jobs import drain_with
    from bot.outbox.put import LATER
    from bot.settings import read_settings
    from bot.wiring import build
    from tests.conversations.town import demo_library

    product = build(read_settings({"DATABASE_URL": data, **allowed}), library=demo_library())
    drain_with(product, LATER)
    product.db.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("https://intake.example/", "concern.creates", "--owner", "a@b.example"), "Do you mean concern.created?"),
        (("http://intake.example/", "*", "--owner", "a@b.example"), "not encrypted"),
        (("https://10.0.0.1/", "*", "--owner", "a@b.example"), "not on the public internet"),
        (("https://intake.example/", "*", "--owner", "nobody"), "no mail address"),
        (("https://intake.example/", "*", "--owner", "a@b.example", "--grant", "names"), "There is no grant names"),
    ],
)
def test_what_cannot_be_is_refused_with_a_way_to_mend_it(run: Run, words: tuple[str, ...], said: str) -> None:
    refused = run("webhooks", "add", *words)
    assert refused.exit_code == 1 and said in refused.output
    assert "Nobody gets events yet" in run("webhooks", "list").output


def test_a_subscription_that_is_not_there(run: Run) -> None:
    for command in ("pause", "resume", "test", "rotate"):
        assert "There is no subscription sub_x" in run("webhooks", command, "sub_x").output
