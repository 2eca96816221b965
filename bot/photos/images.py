"""Draws a picture anew, without what was hidden in its file; for workers only, the web process never loads it."""

import io
import warnings
from dataclasses import dataclass
from threading import Lock

from PIL import Image, ImageOps

from bot.photos.rules import LONGEST_SIDE, MOST_PIXELS, THUMB_SIDE

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
_ONE_AT_A_TIME = Lock()
"""A large picture takes a hundred megabytes while it is drawn."""
QUALITY, THUMB_QUALITY = 82, 75


class NotDrawn(Exception):
    """Why there is no picture, as a code: too_large or not_a_picture."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture and a small one, both JPEG, with nothing in them but pixels."""

    content: bytes
    thumb: bytes
    width: int
    height: int


def drawn_anew(content: bytes, format: str) -> Drawn:
    """The picture upright, at most so large, without EXIF, place, profile or comment; `NotDrawn` when it is none."""
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(content), formats=(format,)) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise NotDrawn("too_large")
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                picture = _flat(ImageOps.exif_transpose(opened))
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise NotDrawn("too_large") from error
        except NotDrawn:
            raise
        except Exception as error:  # a broken file may raise anything at all
            raise NotDrawn("not_a_picture") from error
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        small = picture.copy()
        small.thumbnail((THUMB_SIDE, THUMB_SIDE))
        return Drawn(_jpeg(picture, QUALITY), _jpeg(small, THUMB_QUALITY), picture.width, picture.height)


def _flat(picture: Image.Image) -> Image.Image:
    """The first frame on white, and a new picture: nothing of the old one's file hangs on it."""
    seen = picture.convert("RGBA")
    flat = Image.new("RGB", seen.size, "white")
    flat.paste(seen, mask=seen.getchannel("A"))
    return flat


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    into = io.BytesIO()
    picture.save(into, "JPEG", quality=quality, optimize=True)
    return into.getvalue()
