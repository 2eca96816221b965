"""Who does what in the city and around it, from services.csv; it matches nothing, it only reads the table."""

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from bot.engine.flow import SOURCE_LANGUAGE, Text
from bot.engine.vocabulary import fold
from bot.engine.wording import in_language
from bot.flowfiles.problems import Problem, nearest
from bot.lib.sms import price
from bot.sentences import Sentence, why

COLUMNS = ("code", "department", "title_en", "does_en", "not_en", "keywords_en", "report_kind", "owner", "review_on")
"""The columns that must be there; each further language adds its own `title_xx`, `does_xx`, `not_xx`, `keywords_xx`.

`contact` may be there too: a number or an address of whoever does what the city does not."""
LONGEST_TITLE = 28
"""Characters of a title: three of them and a question are one part."""
MENU = 60
"""Characters of what is offered below an answer, so that both are one part."""


NextStep = Literal["report", "contact", "person"]


@dataclass(frozen=True, slots=True)
class Service:
    """One thing residents ask about: who does it, in whole sentences, and the folded words it listens to.

    `department` is empty where the city has none for it, `kind` where nothing can be reported. `owner` keeps the entry
    right and looks at it again on `review_on`.
    """

    code: str
    department: str
    title: Text
    answer: Text
    ours: bool
    """Whether the city does any of it; otherwise the answer tells who does."""
    keywords: Mapping[str, tuple[str, ...]]
    kind: str
    owner: str
    review_on: date
    does: Text
    """What the city does, by language; empty where it does nothing."""
    does_not: Text
    """What it does not, and who does."""
    contact: str
    """A number or an address of whoever does it; may be empty."""

    @property
    def next_step(self) -> NextStep:
        """What a resident can do about it: report it, turn to somebody else, or ask a person."""
        return "report" if self.kind and self.ours else "contact" if self.contact or not self.ours else "person"


def read_services(
    path: Path, file: str, departments: Mapping[str, Text], kinds: Collection[str]
) -> tuple[tuple[Service, ...], list[Problem]]:
    """Every row as a service; a city without the file has none.

    A department is named by its code or its English label, as in lexicon.csv; `kinds` are the codes of that file.
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
    if missing := [column for column in COLUMNS if column not in columns]:
        remedy = Sentence("The first line names the columns: code,department,title_en,title_es,does_en,does_es,...")
        return (), [
            Problem(file, 1, "services", Sentence("a column is missing: %(names)s", names=", ".join(missing)), remedy)
        ]
    owners = {name: code for code, label in departments.items() for name in (code, in_language(label, SOURCE_LANGUAGE))}
    services: dict[str, Service] = {}
    problems = []
    for line, row in numbered:
        wrong = _wrong_with(row, services, owners, kinds)
        if wrong is None:
            service = _service(row, owners)
            wrong = _too_long(service)
            services |= {} if wrong else {service.code: service}
        if wrong:
            problems.append(Problem(file, line, "services", *wrong))
    return tuple(services.values()), problems


_Wrong = tuple[str, str]
"""What is wrong, and how to mend it."""


def _wrong_with(
    row: Mapping[str, str], above: Collection[str], owners: Collection[str], kinds: Collection[str]
) -> _Wrong | None:
    if None in row or None in row.values() or not row["code"].strip():
        remedy = Sentence("Every line has as many commas as the first; words with a comma stand in quotes.")
        return Sentence("the line has no code, or too few or many columns"), remedy
    code, department, kind = (row[key].strip() for key in ("code", "department", "report_kind"))
    if code in above:
        remedy = Sentence("Join the two lines; the second would hide the first.")
        return Sentence('the code "%(code)s" stands here twice', code=code), remedy
    if department and owners and department not in owners:
        remedy = Sentence(
            "Name one of flows/city.yaml, by code or English label, or none.%(hint)s", hint=nearest(department, owners)
        )
        return Sentence('no department is called "%(department)s"', department=department), remedy
    if kind and kind not in kinds:
        remedy = Sentence("Name a code of flows/lexicon.csv, or leave it empty.%(hint)s", hint=nearest(kind, kinds))
        return Sentence('no kind of concern is called "%(kind)s"', kind=kind), remedy
    for language in _languages(row):
        if not row[f"title_{language}"].strip() or not _answer(row, language):
            remedy = Sentence("Give it a title, and say what the city does, or who does it instead.")
            return Sentence('"%(code)s" says nothing in "%(language)s"', code=code, language=language), remedy
    try:
        date.fromisoformat(row["review_on"].strip())
    except ValueError:
        remedy = Sentence("Write when it is to be looked at again, like 2027-03-01.")
        return Sentence('"%(written)s" is no date', written=row["review_on"]), remedy
    return None


def _service(row: Mapping[str, str], owners: Mapping[str, str]) -> Service:
    department = row["department"].strip()
    languages = _languages(row)
    return Service(
        code=row["code"].strip(),
        department=owners.get(department, department),
        title={language: row[f"title_{language}"].strip() for language in languages},
        answer={language: f"{row[f'title_{language}'].strip()}: {_answer(row, language)}" for language in languages},
        ours=bool(row[f"does_{SOURCE_LANGUAGE}"].strip()),
        keywords={language: keywords_of(row, language) for language in languages},
        kind=row["report_kind"].strip(),
        owner=row["owner"].strip(),
        review_on=date.fromisoformat(row["review_on"].strip()),
        does=_each(row, "does", languages),
        does_not=_each(row, "not", languages),
        contact=row.get("contact", "").strip(),
    )


def _too_long(service: Service) -> _Wrong | None:
    """Titles that fill a menu and answers that fill more than a part with what is offered below."""
    for language, title in service.title.items():
        if len(title) > LONGEST_TITLE:
            message = Sentence('the title "%(title)s" has %(count)s characters', title=title, count=len(title))
            return message, Sentence("Say it in %(most)s; it stands in menus.", most=LONGEST_TITLE)
        answer = service.answer[language]
        cost = price(f"{answer}{'x' * MENU}")
        if cost.parts > 1:
            dear = (
                Sentence(", and %(letters)s more than halve what a text holds", letters=", ".join(cost.dear))
                if cost.dear
                else ""
            )
            message = Sentence(
                'the answer of "%(code)s" (%(language)s) has %(count)s characters%(dear)s',
                code=service.code,
                language=language,
                count=len(answer),
                dear=dear,
            )
            remedy = Sentence(
                "Say it in %(most)s, without á, í, ó and ú; the rest of the text is its menu.", most=160 - MENU
            )
            return message, remedy
    return None


def _languages(row: Mapping[str, str]) -> list[str]:
    return [key.removeprefix("title_") for key in row if key.startswith("title_")]


def _answer(row: Mapping[str, str], language: str) -> str:
    """What the city does, then what it does not and who does."""
    sentences = (row.get(f"{key}_{language}", "").strip() for key in ("does", "not"))
    return " ".join(sentence for sentence in sentences if sentence)


def _each(row: Mapping[str, str], name: str, languages: Sequence[str]) -> dict[str, str]:
    return {each: words for each in languages if (words := row.get(f"{name}_{each}", "").strip())}


def keywords_of(row: Mapping[str, str], language: str) -> tuple[str, ...]:
    """The folded words that an entry listens to in this language, its title among them."""
    listed = (*row.get(f"keywords_{language}", "").split(";"), row.get(f"title_{language}", ""))
    return tuple(dict.fromkeys(folded for each in listed if (folded := fold(each))))
