"""The words residents use for each kind of concern, from lexicon.csv; it matches nothing, it only reads the table."""

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.engine.flow import SOURCE_LANGUAGE, Text
from bot.engine.vocabulary import fold
from bot.engine.wording import in_language
from bot.flowfiles.problems import Problem, nearest
from bot.sentences import Sentence, why

_COLUMNS = ("code", "department")


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of concern: its code, who looks after it, what it is called, and folded words that point to it."""

    code: str
    department: str
    label: Text
    keywords: Mapping[str, tuple[str, ...]]


def read_lexicon(path: Path, file: str, departments: Mapping[str, Text]) -> tuple[tuple[Category, ...], list[Problem]]:
    """Every row as a category; a city without the file has none. Columns are `label_xx` and `keywords_xx`.

    A department is named by its code or its English label; the category holds the code.
    """
    if not path.exists():
        return (), []
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            numbered = [(rows.line_num, row) for row in rows]
            columns = rows.fieldnames or ()
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return (), [
            Problem(
                file,
                1,
                "unreadable",
                Sentence("the table cannot be read: %(error)s", error=why(error)),
                Sentence("Save it as CSV in UTF-8."),
            )
        ]
    if missing := [column for column in (*_COLUMNS, "label_en", "keywords_en") if column not in columns]:
        remedy = Sentence(
            "The first line names the columns: code,department,label_en,label_es,keywords_en,keywords_es."
        )
        return (), [
            Problem(file, 1, "lexicon", Sentence("a column is missing: %(names)s", names=", ".join(missing)), remedy)
        ]
    owners = {name: code for code, label in departments.items() for name in (code, in_language(label, SOURCE_LANGUAGE))}
    categories: dict[str, Category] = {}
    problems = []
    for line, row in numbered:
        if wrong := _wrong_with(row, categories, owners):
            problems.append(Problem(file, line, "lexicon", *wrong))
        else:
            category = _category(row, owners)
            categories[category.code] = category
    return tuple(categories.values()), problems


def _wrong_with(row: Mapping[str, str], above: Collection[str], owners: Collection[str]) -> tuple[str, str] | None:
    """What is wrong with the row, and how to mend it."""
    if None in row or None in row.values() or not (code := row["code"].strip()):
        remedy = Sentence("Every line has as many commas as the first; words with a comma stand in quotes.")
        return Sentence("the line has no code, or too few or many columns"), remedy
    if code in above:
        remedy = Sentence("Join the two lines; the second would hide the first.")
        return Sentence('the code "%(code)s" stands here twice', code=code), remedy
    if owners and (department := row["department"].strip()) not in owners:
        hint = nearest(department, owners)
        remedy = Sentence("Name one of flows/city.yaml, by code or English label.%(hint)s", hint=hint)
        return Sentence('no department is called "%(department)s"', department=department), remedy
    return None


def _category(row: Mapping[str, str], owners: Mapping[str, str]) -> Category:
    label = {key.removeprefix("label_"): words.strip() for key, words in row.items() if key.startswith("label_")}
    keywords = {
        key.removeprefix("keywords_"): tuple(
            dict.fromkeys(folded for each in words.split(";") if (folded := fold(each)))
        )
        for key, words in row.items()
        if key.startswith("keywords_")
    }
    department = row["department"].strip()
    return Category(row["code"].strip(), owners.get(department, department), label, keywords)
