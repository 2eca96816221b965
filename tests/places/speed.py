"""How long a text takes and what a gazetteer weighs, in the demo city and in one of 5,000 places; no test of time."""

import tracemalloc
from itertools import islice, product
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.flowfiles.gazetteer import read_gazetteer
from bot.places.matching import Gazetteer, gazetteer_of
from bot.places.queries import place
from tests.places.measure import ROOT, cases

PLACES = 5000
STREETS = 4000
CROSSINGS = 5
SYLLABLES = (
    "Bar",
    "Cor",
    "Del",
    "Fair",
    "Gar",
    "Ham",
    "Lin",
    "Mon",
    "Nor",
    "Pal",
    "Ro",
    "San",
    "Ta",
    "Val",
    "Wes",
    "Yu",
)
ENDINGS = ("ton", "berry", "ling", "ford", "wood", "ville", "cres", "mar", "na", "vista", "rosa", "dale", "mesa")
TYPES = ("St", "Ave", "Dr", "Blvd", "Rd", "Ln")


def large_table() -> str:
    """A city of 5,000 places whose names are much alike, each street crossing ten others."""
    names = ["".join(parts).title() for parts in islice(product(SYLLABLES, SYLLABLES, ENDINGS), PLACES)]
    streets = [f"{name} {TYPES[number % len(TYPES)]}" for number, name in enumerate(names * 2)][:STREETS]
    streets = list(dict.fromkeys(streets))
    lines = ["kind,name,from,to,latitude,longitude,crosses"]
    for number, street in enumerate(streets):
        crossed = (streets[(number * 7 + 131 * step) % len(streets)] for step in range(1, CROSSINGS + 1))
        lines.append(f"street,{street},100,4999,,,{';'.join(crossed)}")
    for number in range(PLACES - len(streets)):
        name = f"{names[number]} {number % 7} Park"
        lines.append(f"park,{name},,,{35 + number / 9999},{-106 - number / 9999},{streets[number]}")
    return "\n".join(lines)


def speed() -> list[str]:
    """One line for each city: times in milliseconds, memory in megabytes."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "places.csv").write_text(large_table(), encoding="utf-8")
        return [_line("demo city", ROOT / "flows"), _line("large city", Path(folder))]


def _line(name: str, folder: Path) -> str:
    started = perf_counter()
    rows, problems = read_gazetteer(folder)
    read = perf_counter()
    gazetteer = gazetteer_of(rows)
    made = perf_counter()
    assert problems == []
    times = [_milliseconds(gazetteer, case.text) for case in cases()]
    tracemalloc.start()
    rows, _ = read_gazetteer(folder)
    before = tracemalloc.get_traced_memory()[0]
    gazetteer = gazetteer_of(rows)
    weight = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return (
        f"{name}, {len(gazetteer.places)} places: read {1000 * (read - started):.0f} ms, made ready "
        f"{1000 * (made - read):.0f} ms; a text {mean(times):.2f} ms, the slowest {max(times):.2f} ms; "
        f"rows {before / 1e6:.1f} MB, index {(weight - before) / 1e6:.1f} MB"
    )


def _milliseconds(gazetteer: Gazetteer, text: str) -> float:
    """The best of three, so that a busy machine counts less."""
    times = []
    for _ in range(3):
        started = perf_counter()
        place(gazetteer, text=text)
        times.append(perf_counter() - started)
    return 1000 * min(times)
