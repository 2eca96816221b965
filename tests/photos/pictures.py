"""Pictures that residents might send, and some that nobody should; made here, no test."""

import io
import struct
import zlib

from PIL import Image


def photo(width: int = 640, height: int = 480, *, turned: bool = False) -> bytes:
    """A JPEG as a phone makes it: with the place it was taken at, the camera's name, and how it was held."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "A phone that tells everything"
    exif[0x0112] = 6 if turned else 1
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 5.0, 3.5), 3: "W", 4: (106.0, 39.0, 0.0)})
    into = io.BytesIO()
    picture.save(into, "JPEG", exif=exif, comment=b"taken at home")
    return into.getvalue()


def saved_as(format: str, mode: str = "RGB") -> bytes:
    """The same picture in another format."""
    into = io.BytesIO()
    Image.new(mode, (120, 80), 128 if mode in ("L", "P") else (200, 30, 30, 128)[: len(mode)]).save(into, format)
    return into.getvalue()


def bomb(side: int = 20_000) -> bytes:
    """A few kilobytes of PNG that say they are a billion pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 2_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
