"""What texts have taught about categories, as weights in one file, and how to apply it; training lives in learning.py.

The file: a line of JSON (codes, buckets, scales, starts and the four figures of `Model`), then the weights, deflated.
A text is cut into words, pairs of words and pieces of words; each falls into a bucket by its CRC-32, and each bucket
holds one byte per code. The file holds no text, and nothing but the standard library is needed to apply it.
"""

import json
import re
import zlib
from dataclasses import asdict, dataclass, field
from functools import cache
from itertools import pairwise
from math import sqrt
from pathlib import Path

from bot.engine.vocabulary import fold

SHIPPED = Path(__file__).parent / "training" / "categories.bin"
"""What Cabildo's own texts have taught; a city may learn its own with `cabildo concerns learn`."""

NONE = "none"
"""The code of texts that name no concern: a greeting, a question about the service."""
PIECES = (3, 4, 5)
"""Lengths of the pieces of a word, edges marked; they carry misspellings and endings."""
MOST_WORDS = 100
"""Words of a text that are looked at; who writes more has said it by then."""
ZERO = 128
"""The byte that stands for a weight of zero."""

_DIGITS = re.compile(r"\d+")


class ModelError(Exception):
    """The file of weights cannot be read; the sentence says which and how to mend it."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights and the figures that turn them into chances; `weights` has a row of `len(codes)` bytes per bucket."""

    codes: tuple[str, ...]
    buckets: int
    scales: tuple[float, ...]
    """What one step of a byte weighs, per code."""
    starts: tuple[float, ...]
    """The margin of a text without any words, per code."""
    lexicon: float
    """What a phrase of the city's lexicon adds to a margin, times the square root of its points."""
    sharpness: float
    """Margins times this are the logits of calibrated chances."""
    least: float
    """A category with less of a chance is not worth a line of the question."""
    sure: float
    """The chance that the right category is among those offered, below which nothing is offered."""
    weights: bytes = field(repr=False)

    def margins(self, text: str) -> dict[str, float]:
        """How far each code is on its own side of the line; the same numbers as scikit-learn's, but for rounding."""
        found = buckets_of(text, self.buckets)
        width, count = len(self.codes), len(found)
        rows = b"".join([self.weights[at * width : (at + 1) * width] for at in found])
        zero, root = ZERO * count, sqrt(count or 1)
        return {
            code: start + (sum(rows[column::width]) - zero) * scale / root
            for column, (code, scale, start) in enumerate(zip(self.codes, self.scales, self.starts, strict=True))
        }


def buckets_of(text: str, buckets: int) -> list[int]:
    """The distinct buckets of a text's words, pairs of words and pieces of words; every number is one and the same."""
    words = _DIGITS.sub("0", fold(text)).split()[:MOST_WORDS]
    found = {f"w{word}" for word in words} | {f"b{one} {two}" for one, two in pairwise(words)}
    for word in set(words):
        edged = f"<{word}>"
        found.update(edged[at : at + size] for size in PIECES for at in range(len(edged) - size + 1))
    crc32 = zlib.crc32
    return sorted({crc32(each.encode()) % buckets for each in found})


def read(path: Path) -> Model:
    """The model in this file; ModelError when it is not there or is none."""
    try:
        head, _, packed = path.read_bytes().partition(b"\n")
        figures = json.loads(head)
        weights = zlib.decompress(packed)
        for name in ("codes", "scales", "starts"):
            figures[name] = tuple(figures[name])
        model = Model(**figures, weights=weights)
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}. `cabildo concerns learn` writes one.") from error
    except (ValueError, TypeError, KeyError, zlib.error) as error:
        raise ModelError(f"{path} is no file of weights; `cabildo concerns learn --to {path}` writes one.") from error
    if len(weights) != model.buckets * len(model.codes):
        raise ModelError(f"{path} is cut short; `cabildo concerns learn --to {path}` writes it anew.")
    return model


def write(model: Model, path: Path) -> None:
    """Write the model to this file; the same model always gives the same bytes."""
    figures = asdict(model)
    weights = figures.pop("weights")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(json.dumps(figures, separators=(",", ":")).encode() + b"\n" + zlib.compress(weights, 9))


@cache
def shipped() -> Model:
    """The model that ships with Cabildo, read when the first text needs it and kept."""
    return read(SHIPPED)
