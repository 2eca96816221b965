"""What may be fetched and kept of a photo: hosts, credentials, the one hop, types by their bytes, patience; pure."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

MOST_BYTES = 8 * 1024 * 1024
"""A picture with more is not kept; carriers take 5 MB."""
MOST_PIXELS = 40_000_000
LONGEST_SIDE, THUMB_SIDE = 1600, 320
"""Pixels of the longer side of what is kept."""

CDN: Mapping[str, tuple[str, ...]] = {
    "api.twilio.com": ("mms.twiliocdn.com", "media.twiliocdn.com", "s3-external-1.amazonaws.com/media.twiliocdn.com/"),
}
"""Where a carrier may send us for the picture itself, by the host of its API; what follows a host begins the path."""

SIGNS: Mapping[str, tuple[bytes, ...]] = {
    "JPEG": (b"\xff\xd8\xff",), "PNG": (b"\x89PNG\r\n\x1a\n",), "GIF": (b"GIF87a", b"GIF89a"), "WEBP": (b"RIFF",),
}  # fmt: skip
"""How the formats that are taken begin."""

PATIENCE = tuple(timedelta(minutes=each) for each in (1, 5, 30, 120, 360, 1440))
"""How long to wait after each attempt that failed; then it is given up."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Source:
    """The carrier whose photos these are: the host of its API, its credentials, and where it may send us."""

    host: str
    account: str = ""
    token: str = field(default="", repr=False)
    cdn: tuple[str, ...] = ()

    def headers_for(self, url: str) -> dict[str, str]:
        """The credentials, for the carrier's own host and for no other."""
        if not self.account or not self.is_own(url):
            return {}
        word = b64encode(f"{self.account}:{self.token}".encode()).decode()
        return {"Authorization": f"Basic {word}"}

    def is_own(self, url: str) -> bool:
        """Whether this is an address of the carrier's API."""
        return _host(url) == self.host

    def hop(self, url: str, location: str) -> str | None:
        """Where a redirect of the carrier's leads, when it may; None for any other place."""
        to = urljoin(url, location)
        parts = urlsplit(to)
        allowed = (each.partition("/") for each in self.cdn)
        may = any(_host(to) == host and parts.path.startswith(f"/{path}") for host, _, path in allowed)
        return to if location and may else None


def _host(url: str) -> str:
    """The host, with its port where one is written; empty for what is no address, or has a name in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.username is not None or parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    return f"{parts.hostname}:{port}" if port else parts.hostname


def format_of(content: bytes) -> str:
    """Which format the bytes are, whatever anybody calls them; empty when it is none that is taken."""
    found = next((name for name, signs in SIGNS.items() if content.startswith(signs)), "")
    return "" if found == "WEBP" and content[8:12] != b"WEBP" else found


def fault_of(status: int) -> str:
    """What an answer without a picture means, as a code."""
    if status in (401, 403):
        return "not_allowed"
    return "not_there" if status in (404, 410) else "no_answer"


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait when it has failed so often; None when it is given up. The carrier's own copy may come late."""
    return PATIENCE[attempts - 1] if attempts <= len(PATIENCE) else None
