"""How well one colour can be read on another (WCAG 2.1, 1.4.3), and the nearest colour that can; it knows no page."""

import re
from collections.abc import Iterable
from colorsys import hls_to_rgb, rgb_to_hls

LEAST = 4.5
"""What text of ordinary size needs."""
_HEX = re.compile(r"#[0-9a-f]{6}")
_STEPS = 400


def is_color(written: str) -> bool:
    """Whether it is a colour as we write them: # and six hexadecimal digits, in small letters."""
    return _HEX.fullmatch(written) is not None


def luminance(color: str) -> float:
    """The relative luminance, from 0 for black to 1 for white."""
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in _channels(color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """The contrast of the two, from 1 to 21; the order does not matter."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(color: str, against: Iterable[str]) -> bool:
    """Whether it has at least LEAST against each of these."""
    return all(ratio(color, each) >= LEAST for each in against)


def nearest(color: str, against: Iterable[str]) -> str | None:
    """The colour of the same hue, nearest in lightness, that is readable against each; itself when it is."""
    others = tuple(against)
    if is_readable(color, others):
        return color
    for step in range(1, _STEPS + 1):
        for shift in (-step, step):
            found = lighter(color, shift / _STEPS)
            if found is not None and is_readable(found, others):
                return found
    return None


def lighter(color: str, by: float) -> str | None:
    """The same hue, lighter by that much of the way from black to white (darker: below 0); None beyond either."""
    hue, lightness, saturation = rgb_to_hls(*_channels(color))
    if not -1 / _STEPS < lightness + by < 1 + 1 / _STEPS:
        return None
    channels = hls_to_rgb(hue, min(1.0, max(0.0, lightness + by)), saturation)
    return "#" + "".join(f"{round(each * 255):02x}" for each in channels)


def _channels(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue
