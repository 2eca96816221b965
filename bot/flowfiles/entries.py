"""services.csv as staff change it: one entry as fields, what is wrong with them, and the table with it written."""

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO

from bot.flowfiles.reading import MEASURES, TEXT_WORDS, scored, tally
from bot.flowfiles.services import COLUMNS, LONGEST_TITLE, MENU
from bot.lib.sms import price

FILE = "flows/services.csv"
SAID = ("title", "does", "not", "keywords")
"""What an entry has in each language."""
ONCE = ("department", "report_kind", "contact", "owner", "review_on")
LONGEST = 300
LONGEST_OWNER = 80
TAKEN = frozenset({"new", "gaps"})
"""Codes that are addresses of the console."""
_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field."""

    place: str
    rule: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What residents read in one language, what it costs with the menu below, and how hard it is to read.

    `left` are the letters before it costs a second part; `level` is None for what is too short to be measured.
    """

    language: str
    words: str
    parts: int
    left: int
    dear: tuple[str, ...]
    level: float | None
    is_hard: bool


def rows_of(text: str) -> dict[str, dict[str, str]]:
    """Every entry by its code, as it stands in the table."""
    return {row["code"]: row for row in csv.DictReader(StringIO(text)) if row.get("code")}


def columns_of(text: str, languages: Sequence[str]) -> list[str]:
    """The table's columns, and those that it lacks."""
    found = list(csv.DictReader(StringIO(text)).fieldnames or ())
    wanted = [*COLUMNS, *(f"{name}_{each}" for each in languages for name in SAID)]
    return [*found, *(each for each in dict.fromkeys(wanted) if each not in found)]


def rewritten(text: str, code: str, row: Row | None, languages: Sequence[str]) -> str:
    """The table with this entry as it is in `row`, at its place or at the end; without it for None."""
    columns, rows = columns_of(text, languages), rows_of(text)
    if row is None:
        rows.pop(code, None)
    else:
        rows[code] = {**rows.get(code, {}), **row, "code": code}
        columns += [each for each in row if each not in columns and (row[each] or each not in ONCE)]
    out = StringIO()
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows.values())
    return out.getvalue()


def answer_of(row: Row, language: str) -> Answer:
    """What a resident of that language reads."""
    sentences = [said for name in ("does", "not") if (said := row.get(f"{name}_{language}", ""))]
    words = f"{row.get(f'title_{language}', '')}: {' '.join(sentences)}"
    cost = price(f"{words}{'x' * MENU}")
    level, is_hard = _level(" ".join(sentences), language)
    whole = 160 if not cost.dear else 70
    return Answer(language, words, cost.parts, whole - MENU - len(words), cost.dear, level, is_hard)


def _level(words: str, language: str) -> tuple[float | None, bool]:
    measure = MEASURES.get(language)
    if measure is None:
        return None, False
    counted = tally(words, measure.count)
    if counted.words < TEXT_WORDS or not counted.sentences:
        return None, False
    level = scored(counted, measure)
    return level, not measure.passes(level, measure.allowed(counted.words))


def faults(
    code: str, row: Row, languages: Sequence[str], departments: Collection[str], kinds: Collection[str]
) -> list[Fault]:
    """What of the entry would be refused when it is published, field by field."""
    wrong = []
    if not _CODE.fullmatch(code) or code in TAKEN:
        wrong.append(Fault("code", "code"))
    if row.get("department") and row["department"] not in departments:
        wrong.append(Fault("department", "choice"))
    if row.get("report_kind") and row["report_kind"] not in kinds:
        wrong.append(Fault("report_kind", "choice"))
    if not row.get("owner") or len(row["owner"]) > LONGEST_OWNER:
        wrong.append(Fault("owner", "owner", {"most": LONGEST_OWNER}))
    try:
        date.fromisoformat(row.get("review_on", ""))
    except ValueError:
        wrong.append(Fault("review_on", "date"))
    for language in languages:
        wrong += _faults_in(row, language)
    return wrong


def _faults_in(row: Row, language: str) -> list[Fault]:
    wrong = []
    title, answer = row.get(f"title_{language}", ""), answer_of(row, language)
    if not title:
        wrong.append(Fault(f"title_{language}", "empty"))
    elif len(title) > LONGEST_TITLE:
        wrong.append(Fault(f"title_{language}", "long_title", {"letters": len(title), "most": LONGEST_TITLE}))
    if not row.get(f"does_{language}") and not row.get(f"not_{language}"):
        wrong.append(Fault(f"does_{language}", "nothing"))
    elif answer.parts > 1:
        rule = "dear" if answer.dear else "long"
        wrong.append(Fault(f"does_{language}", rule, {"over": -answer.left, "letters": " ".join(answer.dear)}))
    return wrong
