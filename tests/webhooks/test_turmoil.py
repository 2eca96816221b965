"""The quick form of `python -m tests.proof_webhooks`: a few hundred events and every trouble."""

import pytest

from bot.db.engine import Database
from tests.webhooks.turmoil import over_tls, turmoil


@pytest.mark.slow
def test_whatever_a_consumer_does_each_event_arrives_in_order_or_is_listed_as_dead(db: Database) -> None:
    with over_tls(db) as (office, consumer, impostor):
        found = turmoil(office, consumer, impostor, events=300, seed=7, say=lambda _: None)
    assert found.wrong == ()
    assert found.events > 280 and found.dead == 2 and found.copies > 0
    assert found.refused > 5
    assert found.taken == found.events - found.dead
