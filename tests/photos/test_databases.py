"""What comes with a text is written down in the text's own burst, on both databases."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.messaging import photos
from bot.messaging.tables import message, photo
from tests.conversations.conftest import any_url  # noqa: F401  a fixture
from tests.conversations.town import Town


@pytest.fixture
def town(any_url: str) -> Iterator[Town]:  # noqa: F811
    made = Town(any_url)
    yield made
    made.close()


def test_two_photos_of_one_text_wait_for_a_worker_and_leave_with_it(town: Town) -> None:
    town.says("+15055550121", "hay un bache", photos=2, drained=False)
    rows = town.query(select(photo.c.state, photo.c.session_id, photo.c.told_type).order_by(photo.c.id))
    (session_id,) = town.query(select(message.c.session_id).where(message.c.media.is_not(None)))[0]
    assert rows == [("waiting", session_id, "application/octet-stream")] * 2 and session_id
    with town.db.begin() as tx:
        photos.leave(tx, tx.execute(select(message.c.id)).scalars().all(), town.now)
        assert [name for _, name in photos.leaving(tx)] == [None, None]


def test_the_first_photos_of_many_reports_are_found_at_once(town: Town) -> None:
    town.says("+15055550121", "hay un bache", photos=3, drained=False)
    town.says("+15055550122", "there is a pothole", photos=1, drained=False)
    (many,), (one,) = town.query(
        select(message.c.session_id).where(message.c.media.is_not(None)).order_by(message.c.id)
    )
    with town.db.begin() as tx:
        assert photos.of_sessions(tx, []) == {} and photos.of_sessions(tx, ["ses_none"]) == {}
        found = photos.of_sessions(tx, [many, one, "ses_none"], most=2)
        assert {each: (len(of.photos), of.more) for each, of in found.items()} == {many: (2, 1), one: (1, 0)}
        assert list(found[many].photos) == photos.of_session(tx, many)[:2]
        photos.are_gone(tx, [each.id for each in found[many].photos])
        left = photos.of_sessions(tx, [many])[many]
        assert (list(left.photos), left.more) == (photos.of_session(tx, many), 0)
