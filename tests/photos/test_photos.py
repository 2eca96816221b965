"""Photos from the text they came with to the file that is kept: hosts, credentials, bytes, trouble, crashes."""

import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from bot.concerns.tables import concern
from bot.lib.fetch import Fetch
from bot.messaging import photos
from bot.messaging.tables import message, photo
from bot.outbox.relay import Done
from bot.photos import rules, service
from bot.photos.images import NotDrawn, drawn_anew
from bot.photos.opening import store_of
from bot.photos.rules import Source, format_of
from tests.lib.test_fetch import PROBES
from tests.photos import pictures
from tests.web.town import ROSA, Town


def sends(town: Town, url: str, body: str = "hay un bache en la Central y la 4", type: str = "image/jpeg") -> None:
    town.says(ROSA, body, NumMedia="1", MediaUrl0=url, MediaContentType0=type)


def rows(town: Town) -> list[tuple[str, str | None]]:
    with town.bot.db.read() as tx:
        return [tuple(row) for row in tx.execute(select(photo.c.state, photo.c.why).order_by(photo.c.id))]


def kept(town: Town, size: str = "full") -> bytes:
    with town.bot.db.read() as tx:
        name = tx.execute(select(photo.c.file).where(photo.c.state == "kept")).scalar_one()
    content = town.bot.photo_files.read(name, size)
    assert content is not None
    return content


def files(town: Town) -> list[Path]:
    return [each for each in town.settings.photos_path.rglob("*") if each.is_file()]


def test_a_photo_is_kept_upright_without_what_its_file_told(town: Town) -> None:
    url, media = town.carrier.holds_photo(pictures.photo(2400, 1200, turned=True))
    sends(town, url)
    assert rows(town) == [("kept", None)]
    assert media.asked == media.handed == 1 and not media.word_given_away and not media.removed
    with Image.open(io.BytesIO(kept(town))) as picture, Image.open(io.BytesIO(kept(town, "thumb"))) as small:
        assert (picture.size, small.size) == ((800, 1600), (160, 320))
        assert not picture.getexif() and "comment" not in picture.info and picture.format == "JPEG"
    assert b"A phone that" not in kept(town) and b"taken at home" not in kept(town)


def test_it_belongs_to_what_was_reported_and_its_address_is_kept_nowhere(town: Town) -> None:
    url, _ = town.carrier.holds_photo(pictures.photo())
    town.text(ROSA, "hay un bache en la Central y la 4", NumMedia="1", MediaUrl0=url, MediaContentType0="image/jpeg")
    with town.bot.db.read() as tx:
        sealed = tx.execute(select(photo.c.url_sealed)).scalar_one()
        assert tx.execute(select(message.c.media).where(message.c.media.is_not(None))).scalars().all() == ["image/jpeg"]
    assert url.encode() not in sealed and town.bot.vault.open(sealed) == url
    town.work()
    town.says(ROSA, "1")
    with town.bot.db.read() as tx:
        told = tx.execute(select(concern.c.session_id)).scalar_one()
        (found,) = photos.of_session(tx, told)
    assert found.state == "kept" and found.url_sealed is None


def test_files_are_sealed_under_names_that_say_nothing(town: Town) -> None:
    url, _ = town.carrier.holds_photo(pictures.photo())
    sends(town, url)
    found = files(town)
    assert len(found) == 2 and all(b"JFIF" not in each.read_bytes() for each in found)
    assert all(each.stat().st_mode & 0o077 == 0 for each in found)
    for name in ("../../etc/passwd", "", "a" * 31, "A" * 32):
        with pytest.raises(ValueError, match="no name"):
            town.bot.photo_files.read(name, "full")


@pytest.mark.parametrize("host", PROBES)
def test_no_address_but_the_carriers_is_asked(town: Town, host: str) -> None:
    sends(town, f"https://{host}/2010-04-01/Accounts/AC/Messages/MM/Media/ME")
    assert rows(town) == [("refused", "not_the_carrier")]


@pytest.mark.parametrize("leads", [
    "http://169.254.169.254/latest/meta-data", "https://evil.example/x.jpg", "//evil.example/x", "file:///etc/passwd",
    "http://127.0.0.1:1/x", "https://name:word@127.0.0.1/x", "gopher://127.0.0.1/", "",
])  # fmt: skip
def test_a_redirect_leads_to_the_carriers_store_or_nowhere(leads: str) -> None:
    source = Source("api.twilio.com", "AC", "secret", rules.CDN["api.twilio.com"])
    assert source.hop("https://api.twilio.com/2010-04-01/Accounts/AC/x", leads) is None


def test_only_the_carrier_reads_the_word_and_only_its_own_store_is_a_hop() -> None:
    source = Source("api.twilio.com", "AC", "secret", rules.CDN["api.twilio.com"])
    own, store = "https://api.twilio.com/x", "https://mms.twiliocdn.com/AC/1"
    assert source.headers_for(own)["Authorization"].startswith("Basic ")
    others = ("https://api.twilio.com.evil.example/", "https://api.twilio.com:8443/", "https://x@api.twilio.com/")
    for other in (store, *others):
        assert source.headers_for(other) == {}
    assert source.hop(own, store) == store
    assert source.hop(own, "https://s3-external-1.amazonaws.com/media.twiliocdn.com/a") is not None
    assert source.hop(own, "https://s3-external-1.amazonaws.com/other-bucket/a") is None
    assert "secret" not in repr(source)


def test_a_second_redirect_is_not_followed(town: Town) -> None:
    url, media = town.carrier.holds_photo(b"", leads="")
    media.leads = url.removeprefix(town.carrier.url)
    sends(town, url)
    assert media.handed == 0 and rows(town)[0][0] != "kept"


@pytest.mark.parametrize(("content", "why"), [
    (b"<html>not a picture</html>", "not_a_picture"), (b"%PDF-1.7 and so on", "not_a_picture"), (b"", "not_a_picture"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "not_a_picture"),
    (pictures.photo()[:200], "not_a_picture"), (b"\xff\xd8\xff" + b"x" * 500, "not_a_picture"),
    (pictures.bomb(), "too_large"), (b"\xff\xd8\xff" + b"x" * rules.MOST_BYTES, "too_large"),
])  # fmt: skip
def test_what_is_no_picture_is_refused_whatever_it_is_called(town: Town, content: bytes, why: str) -> None:
    url, _ = town.carrier.holds_photo(content)
    sends(town, url, type="image/jpeg")
    assert rows(town) == [("refused", why)] and files(town) == []


@pytest.mark.parametrize(("format", "mode"), [("PNG", "RGBA"), ("GIF", "P"), ("WEBP", "RGB"), ("PNG", "L")])
def test_other_formats_become_jpeg(format: str, mode: str) -> None:
    content = pictures.saved_as(format, mode)
    assert format_of(content) == format
    with Image.open(io.BytesIO(drawn_anew(content, format).content)) as picture:
        assert picture.format == "JPEG"


def test_a_file_is_not_read_as_another_format_than_it_begins_as() -> None:
    with pytest.raises(NotDrawn):
        drawn_anew(pictures.saved_as("PNG"), "JPEG")


def test_trouble_passes_and_the_photo_comes_later(town: Town) -> None:
    url, media = town.carrier.holds_photo(pictures.photo(), statuses=[404, 500, 429])
    sends(town, url)
    assert rows(town) == [("waiting", None)]
    for minutes in (1, 5, 30):
        town.pass_time(minutes=minutes, seconds=5)
    assert rows(town) == [("kept", None)] and media.handed == 1


@pytest.mark.parametrize(("status", "why"), [(404, "not_there"), (401, "not_allowed"), (503, "no_answer")])
def test_what_never_comes_is_given_up_and_says_why(town: Town, status: int, why: str) -> None:
    url, media = town.carrier.holds_photo(b"", statuses=[status] * 50)
    sends(town, url)
    for _ in range(10):
        town.pass_time(days=1, minutes=1)
    assert rows(town) == [("refused", why)] and media.asked == len(rules.PATIENCE) + 1


def test_silence_ends_at_the_deadline(town: Town) -> None:
    url, _ = town.carrier.holds_photo(b"", statuses=[0])
    sends_to = store_of(town.bot.db, town.bot.vault, town.settings)
    quick = Fetch(excepted=sends_to.fetch.excepted, deadline=0.3)
    answer = quick.get(url, sends_to.source.headers_for(url))
    quick.close()
    assert answer.why == "no answer in time" and answer.seconds < 15


def test_a_text_that_comes_twice_has_one_photo_and_twice_performed_is_one_file(town: Town) -> None:
    url, media = town.carrier.holds_photo(pictures.photo())
    form = {"NumMedia": "1", "MediaUrl0": url, "MediaContentType0": "image/jpeg", "MessageSid": "MM" + "7" * 32}
    for _ in range(2):
        town.text(ROSA, "hola", **form)
    town.work()
    assert rows(town) == [("kept", None)] and len(files(town)) == 2
    with town.bot.db.read() as tx:
        photo_id = tx.execute(select(photo.c.id)).scalar_one()
    assert service.fetch_photo(store_of(town.bot.db, town.bot.vault, town.settings), photo_id, now=town.now) == Done()
    assert len(files(town)) == 2 and media.handed == 1


def test_a_crash_before_it_is_kept_fetches_it_again(town: Town) -> None:
    url, media = town.carrier.holds_photo(pictures.photo())
    town.text(ROSA, "hola", NumMedia="1", MediaUrl0=url, MediaContentType0="image/jpeg")
    store = store_of(town.bot.db, town.bot.vault, town.settings)
    with town.bot.db.read() as tx:
        of = tx.execute(select(photo.c.id)).scalar_one()

    class Dies(Exception):
        """The process is gone."""

    class Folder:
        def keep(self, *_: bytes) -> str:
            raise Dies

    with pytest.raises(Dies):
        service.fetch_photo(replace(store, files=Folder()), of, now=town.now)
    town.work()
    assert rows(town) == [("kept", None)] and media.handed == 2


def test_the_carrier_removes_its_copy_when_the_city_wants_that(new_town: Callable[..., Town]) -> None:
    town = new_town(PHOTOS_DELETE_AT_CARRIER="true")
    url, media = town.carrier.holds_photo(pictures.photo())
    sends(town, url)
    town.work()
    assert media.removed and rows(town) == [("kept", None)]
    with town.bot.db.read() as tx:
        assert tx.execute(select(photo.c.url_sealed)).scalar_one() is None


def test_who_is_forgotten_leaves_no_photo(town: Town) -> None:
    url, _ = town.carrier.holds_photo(pictures.photo())
    sends(town, url)
    late, _ = town.carrier.holds_photo(pictures.photo())
    town.text(ROSA, "y otra", NumMedia="1", MediaUrl0=late, MediaContentType0="image/jpeg")
    assert len(files(town)) == 2
    with town.bot.db.begin() as tx:
        photos.leave(tx, photos.of_contact(town.consents()[0].contact_id), town.now)
    town.work()
    assert files(town) == [] and {state for state, _ in rows(town)} == {"gone"}


def test_the_web_process_never_loads_what_draws_pictures() -> None:
    loaded = "import sys, bot.app, bot.web.twilio, bot.console.shell; print('PIL' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout == "False\n"
    )
