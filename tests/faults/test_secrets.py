"""A whole run with every kind of sensitive number in it: afterwards none is anywhere, and the residents were told."""

import csv
import re
import unicodedata
from pathlib import Path

from sqlalchemy import MetaData, select

from tests.faults.city import City

TABLE = Path(__file__).parents[1] / "lib" / "secrets.csv"
_BETWEEN = re.compile(r"[\s.,/_·•\-\u2010-\u2015\u2212\ufe0f\u20e3]")
FEWEST = 8
"""Digits of the shortest number that is sensitive; shorter spans in the table stand beside a longer one."""
MOST = 60


def plain(text: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text))


def secret_texts() -> list[tuple[str, list[str]]]:
    """Texts with a sensitive number, and the digits that must not be kept."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = [(row["text"], re.findall(r"\{(.*?)\}", row["text"], re.DOTALL)) for row in csv.DictReader(stream)]
    texts = [(text.replace("{", "").replace("}", ""), [plain(each) for each in found]) for text, found in rows if found]
    return [(text, found) for text, found in texts if all(len(each) >= FEWEST for each in found)][
        :: len(texts) // MOST + 1
    ]


def test_no_sensitive_number_is_kept_queued_logged_or_told(city: City) -> None:
    texts = secret_texts()
    assert len(texts) > 20
    for text, _ in texts:
        city.resident().says(text)
    told = [resident.hears(1)[0] for resident in city.residents]
    assert all("erased" in text or "borramos" in text for text in told)
    city.audit()
    kept = plain("\n".join([*everything_stored(city), city.logs(), queued(city), *told]))
    assert [digits for _, found in texts for digits in found if digits in kept] == []


def everything_stored(city: City) -> list[str]:
    """Every cell of every table, events and outbox among them."""
    tables = MetaData()
    tables.reflect(city._engine)  # noqa: SLF001  whatever tables there are, also those this test does not know
    return [str(cell) for table in tables.sorted_tables for row in city.query(select(table)) for cell in row]


def queued(city: City) -> str:
    """All that Redis has written to its folder."""
    files = [path for path in city.redis.directory.rglob("*") if path.is_file()]
    assert files
    return "\n".join(path.read_bytes().decode("latin-1") for path in files)
