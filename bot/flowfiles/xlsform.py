"""Makes a flow and its translations out of an XLSForm, and says row by row what a text message cannot carry.

pyxform reads the spreadsheet and refuses what is no XLSForm; here its elements become steps. No file is written.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.engine.answers import OTHER
from bot.engine.flow import Text, flows_of
from bot.engine.vocabulary import fold
from bot.flowfiles.catalogs import Catalog, Translation
from bot.flowfiles.checks import RESERVED
from bot.flowfiles.drafting import Names, flow_text
from bot.flowfiles.formwords import FormWords
from bot.flowfiles.library import Reading, flow_of
from bot.flowfiles.options import TAKEN_CODES, option_problems
from bot.flowfiles.prices import price_problems
from bot.flowfiles.problems import Problem
from bot.flowfiles.reader import Source, flow_in
from bot.flowfiles.relevance import Asked, NotCarried, condition, limits
from bot.flowfiles.subject import Finds, Subject, World

OTHER_LABEL: Text = {"en": "Something else", "es": "Otra cosa"}
OWN_WORDS: Text = {"en": "What is it? Tell us in a few words.", "es": "¿Qué es? Cuente en pocas palabras."}
"""What is said for `or_other`, which a form leaves in English."""
THANKS: Text = {"en": "Thank you. You can text us any time.", "es": "Gracias. Escriba cuando quiera."}
"""The last text of a form that ends with a question."""

FREE_ANSWERS = {
    "text": "text", "string": "text", "integer": "number", "int": "number", "decimal": "number", "range": "number",
    "date": "date", "geopoint": "place", "location": "place", "gps": "place",
}  # fmt: skip
SELECTS = {"select one": False, "select all that apply": True}
"""Whether several may be chosen."""
UNASKED = {
    **dict.fromkeys(("photo", "audio", "video", "file", "background-audio"), "a text message brings no such file"),
    **dict.fromkeys(("geotrace", "geoshape", "osm"), "a line or an area cannot be texted"),
    **dict.fromkeys(("barcode",), "nothing is scanned in a text message"),
    **dict.fromkeys(("rank",), "options cannot be put in order by text"),
    **dict.fromkeys(("calculate", "hidden"), "a flow calculates nothing"),
    **dict.fromkeys(("select one external", "csv-external", "xml-external"), "options in another file are not read"),
    **dict.fromkeys(
        ("start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "simserial", "subscriberid",
         "start-geopoint", "background-geopoint"),
        "the bot notes by itself when each answer came, and never who the phone belongs to",
    ),
}  # fmt: skip
"""Rows that become no step, and why."""
_PYXFORM_S = ("generated_table_list_label_", "reserved_name_for_field_list_labels_")
"""How the elements are called that pyxform puts in front of a matrix."""
MATRIX = re.compile(r"\b(table-list|list-nolabel|label)\b")


class FormRefused(Exception):
    """The whole form cannot become a flow; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A form as a flow file, its translations by language and English text, and what was not carried over.

    `rows` is the row of the survey sheet that each step came from.
    """

    flow: str
    text: str
    translations: Mapping[str, Mapping[str, str]]
    problems: tuple[Problem, ...]
    rows: Mapping[str, int]


def imported(path: Path) -> Imported:
    """The form in that spreadsheet; FormRefused when it is none, or has no English texts."""
    from pyxform.errors import PyXFormError  # Most commands never need it.
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import get_xlsform

    try:
        sheets = get_xlsform(path)
        rows = [dict(row) for row in sheets.survey]
        listed = [dict(row) for row in sheets.choices or ()]
        form = workbook_to_json(sheets, fallback_form_name=path.stem)
    except (PyXFormError, OSError, UnicodeDecodeError) as error:
        raise FormRefused(f"{path.name} cannot be read as an XLSForm: {error}") from error
    words = FormWords(path.name, str(form.get("default_language", "default")))
    return _Import(words, form, _named(rows), _named(listed)).whole()


def unfit(form: Imported, file: str, reading: Reading, queries: Mapping[str, Finds]) -> Iterator[Problem]:
    """What residents could not use: too many options, words that are commands, texts too long; by row of the form.

    Nothing is told while the city's own files cannot be read.
    """
    source = flow_in(form.text, f"{form.flow}.yaml")
    if reading.library is None or not isinstance(source, Source):
        return
    catalogs = tuple(
        Catalog(each, file, {(form.flow, english): Translation(words, 1) for english, words in entries.items()})
        for each, entries in form.translations.items()
        if each in reading.library.city.languages
    )
    flow = flow_of(source.document, catalogs)
    flows = flows_of([*(each for each in reading.library.flows.current.values() if each.id != flow.id), flow])
    world = World(replace(reading.library, flows=flows), catalogs, queries=queries)
    subject = Subject(source, flow)
    starts = [source.page.line(("steps", index)) for index in range(len(flow.steps))]
    for problem in (*option_problems(subject, world), *price_problems(subject, world)):
        index = sum(line <= problem.line for line in starts) - 1
        row = form.rows.get(flow.steps[index].id, 1) if index >= 0 else 1
        yield replace(problem, file=file, line=row)


def _named(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [{str(key).strip().lower(): str(value) for key, value in row.items()} for row in rows]


def _name(words: str, otherwise: str) -> str:
    """The words as a name of a flow file: lower case, without accents, `_` for everything else."""
    name = re.sub(r"[^a-z0-9]+", "_", fold(words)).strip("_")
    return name if name and name[0].isalpha() else f"{otherwise}_{name}".strip("_")


Element = Mapping[str, Any]
"""One element of a form as pyxform tells it."""


@dataclass(slots=True)
class _Import:
    """A form becoming a flow; what is not carried is noted with its row on the way."""

    words: FormWords
    form: Element
    rows: list[dict[str, str]]
    listed: list[dict[str, str]]
    steps: list[dict[str, Any]] = field(default_factory=list)
    comments: dict[str, list[str]] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    step_rows: dict[str, int] = field(default_factory=dict)
    names: Names = field(default_factory=lambda: Names(set(RESERVED)))

    def whole(self) -> Imported:
        flow = _name(str(self.form.get("id_string") or self.form["name"]), "survey")
        title = self.words.text(self.form.get("title") or flow) or flow
        self.walk(self.form["children"], "")
        if not self.steps:
            raise FormRefused(
                f"Nothing in {self.words.file} can be asked by text. Every question needs words in English, in a "
                'column "label" or "label::English (en)"; other languages become its translations.'
            )
        self.words.row = 1
        if "say" not in self.steps[-1]:
            self.steps.append({"id": self.names.kept("thanks"), "say": self.words.text(THANKS)})
        if required := [each for each in self.rows if each.get("required", "").lower() in ("yes", "true", "true()")]:
            self.words.note(
                "required", f"{len(required)} questions are required, and residents may always send SKIP", ""
            )
        head = {"flow": flow, "title": title, "starts_on": [flow.replace("_", " ")], "survey": flow}
        text = flow_text(head, self.steps, [f"Imported from {self.words.file}."], self.comments)
        return Imported(flow, text, self.words.translations, tuple(sorted(set(self.words.problems))), self.step_rows)

    # Elements

    def walk(self, children: Sequence[Element], around: str) -> None:
        """Every element in order; `around` is the condition of the groups they stand in."""
        for element in children:
            kind, name = str(element["type"]), str(element.get("name", ""))
            if element.get("control", {}).get("bodyless") or name.startswith(_PYXFORM_S) or name in self.generated():
                continue
            self.words.row = self.row_of(name)
            relevant = str(element.get("bind", {}).get("relevant", ""))
            both = f"({around}) and ({relevant})" if around and relevant else around or relevant
            if kind == "group":
                self.group(element, both)
            elif kind in ("repeat", "loop"):
                inside = ", ".join(str(each.get("name")) for each in element.get("children", ()))
                remedy = "Ask about the first, or ask for all of them in one text."
                self.words.note("repeat", f'"{name}" would be asked again and again; left out with {inside}', remedy)
            elif kind in UNASKED:
                self.words.note("left-out", f'"{name}" ({kind}): {UNASKED[kind]}', "It is left out.")
            else:
                self.step(element, both)

    def generated(self) -> set[str]:
        """The questions that pyxform itself put behind those with `or_other`."""
        return {f"{row['name']}_other" for row in self.rows if "name" in row and _offers_other(row.get("type", ""))}

    def row_of(self, name: str) -> int:
        """The row of the survey sheet; the same name further down stands in another group."""
        rows = [number for number, row in enumerate(self.rows, start=2) if row.get("name") == name]
        return next((number for number in rows if number > self.words.row), rows[0] if rows else self.words.row)

    def group(self, element: Element, around: str) -> None:
        if MATRIX.search(str(element.get("control", {}).get("appearance", ""))):
            self.words.note(
                "matrix", "rows of a matrix are asked one after another", "Look whether they still make sense."
            )
        if "label" in element:
            heading = _first(element["label"])
            self.words.note(
                "heading", f'the heading "{heading}" is not said', "Say it in the first question, or in a note."
            )
        self.walk(element.get("children", ()), around)

    def step(self, element: Element, relevant: str) -> None:
        kind, name = str(element["type"]), str(element.get("name", ""))
        words = self.words.text(element.get("label"))
        if not words:
            self.words.note(
                "no-text", f'"{name}" has no words in English', "It is left out; flow files are in English."
            )
            return
        make = self.makers().get(kind)
        if make is None:
            self.words.note("left-out", f'"{name}": nothing here knows the type "{kind}"', "It is left out.")
            return
        when = self.when(relevant) if relevant else ""
        if kind in ("text", "string") and self.joined(name, words, when):
            return
        step: dict[str, Any] = {"id": self.names.kept(_name(name, "question"))}
        step |= {"when": when} if when else {}
        step |= make(element, words, step["id"])
        if relevant and when is None:
            self.comments[step["id"]] = [f"Asked of everybody; the form says: {' '.join(relevant.split())}"]
        self.further(element)
        self.steps.append(step)
        self.step_rows[step["id"]] = self.words.row
        self.words.said[name] = step["id"]

    def when(self, relevant: str) -> str | None:
        """The condition, or None when it cannot be carried, which is noted."""
        try:
            return condition(relevant, self.asked)
        except NotCarried as error:
            remedy = "It is asked of everybody until you write `when:` at the step."
            self.words.note("condition", f'"relevant" is not carried: {error}', remedy)
            return None

    def joined(self, name: str, words: str, when: str | None) -> bool:
        """Whether this only asks what "other" was: then it belongs to that question, and is asked of fewer people."""
        last = self.steps[-1] if self.steps else {}
        if "other" not in last or "own_words" in last or when != f'{last["id"]} == "{OTHER}"':
            return False
        last["own_words"] = words
        self.words.said[name] = f"said.{last['id']}"
        remedy = "Its answer is in the words of that one."
        self.words.note("joined", f'"{name}" is asked within "{last["id"]}", of those who send only the number', remedy)
        return True

    # Steps by type

    def makers(self) -> Mapping[str, Callable[[Element, str, str], dict[str, Any]]]:
        return {
            **dict.fromkeys(FREE_ANSWERS, self.free),
            **dict.fromkeys(SELECTS, self.choose),
            **dict.fromkeys(("note", "acknowledge", "trigger"), self.say),
            **dict.fromkeys(("time", "dateTime"), self.free),
        }

    def say(self, element: Element, words: str, step: str) -> dict[str, Any]:
        if element["type"] != "note":
            self.words.note("acknowledge", "a box to tick is only said", "Ask with two options if the answer matters.")
        return {"say": words}

    def free(self, element: Element, words: str, step: str) -> dict[str, Any]:
        kind = str(element["type"])
        answer = FREE_ANSWERS.get(kind, "text")
        made: dict[str, Any] = {"ask": words}
        if answer != "text":
            made["as"] = answer
        elif kind not in FREE_ANSWERS:
            self.words.note("type", f"a {kind} is kept as it was written", "Ask for a date, or say how to write it.")
        if kind in ("decimal", "range"):
            self.words.note("type", "numbers are whole numbers by text", "Ask in a smaller unit, such as cents.")
        made |= self.range_of(element) if answer == "number" else self.unlimited(element)
        made |= self.help(element)
        self.asked[str(element["name"])] = Asked(step, "number" if answer == "number" else "text")
        return made

    def range_of(self, element: Element) -> dict[str, int]:
        constraint = str(element.get("bind", {}).get("constraint", ""))
        parameters = element.get("parameters") or {}
        if not constraint and {"start", "end"} <= parameters.keys():
            constraint = f". >= {parameters['start']} and . <= {parameters['end']}"
        try:
            lowest, highest = limits(constraint) if constraint else (None, None)
        except NotCarried as error:
            self.words.note("constraint", f'"{constraint}" is not carried: {error}', "Every whole number is taken.")
            return {}
        return {key: value for key, value in (("minimum", lowest), ("maximum", highest)) if value is not None}

    def unlimited(self, element: Element) -> dict[str, int]:
        if constraint := element.get("bind", {}).get("constraint"):
            self.words.note(
                "constraint", f'"{constraint}" is not carried: only numbers have limits', "Every answer is taken."
            )
        return {}

    def choose(self, element: Element, words: str, step: str) -> dict[str, Any]:
        several = SELECTS[str(element["type"])]
        made: dict[str, Any] = {"ask": words, "choices": {}} | ({"several": True} if several else {})
        if element.get("choice_filter"):
            remedy = "All options are offered; ask in two steps with `when:`, first for the group and then within it."
            self.words.note("choice-filter", "options that depend on an earlier answer are not carried", remedy)
        if MATRIX.search(str(element.get("control", {}).get("appearance", ""))):
            self.words.note(
                "matrix", "rows of a matrix are asked one after another", "Look whether they still make sense."
            )
        raw = self.rows[self.words.row - 2].get("type", "") if 2 <= self.words.row < len(self.rows) + 2 else ""
        codes = Names({*TAKEN_CODES, OTHER})
        by_name: dict[str, str] = {}
        for choice in element.get("choices", ()):
            name = str(choice["name"])
            if name == OTHER and (_offers_other(raw) or self.lists_other(element)):
                by_name[name] = OTHER
                if _offers_other(raw):
                    made |= {"other": self.words.text(OTHER_LABEL), "own_words": self.words.text(OWN_WORDS)}
                else:
                    made["other"] = self.label(choice) or OTHER_LABEL["en"]
            elif name != OTHER:
                by_name[name] = codes.kept(re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_") or "option")
                made["choices"][by_name[name]] = self.label(choice) or name
        if not made["choices"]:
            del made["choices"]
            if "other" not in made:
                self.words.note("no-options", "its options are not in this spreadsheet; it is asked freely", "")
                made.pop("several", None)
        self.asked[str(element["name"])] = Asked(step, "several" if several else "one", by_name)
        return made | self.unlimited(element) | self.help(element)

    def lists_other(self, element: Element) -> bool:
        """Whether the list itself has an option of that name; pyxform adds one to every list used with `or_other`."""
        names = {(row.get("list_name") or row.get("list name"), row.get("name")) for row in self.listed}
        return (element.get("list_name"), OTHER) in names

    def label(self, choice: Element) -> str:
        if choice.get("media"):
            self.words.note(
                "media", f'the option "{choice["name"]}" has a picture or sound', "Only its words are sent."
            )
        return self.words.text(choice.get("label"), fills_in=False)

    def help(self, element: Element) -> dict[str, str]:
        """What is said before the question is asked again: why an answer was refused, else the hint."""
        refusal = element.get("bind", {}).get("jr:constraintMsg")
        if refusal and element.get("hint"):
            self.words.note(
                "hint", "the hint is not said", "The message of the constraint is said when it is asked again."
            )
        words = self.words.text(refusal or element.get("hint"))
        return {"help": words} if words else {}

    def further(self, element: Element) -> None:
        """What else the row asks for and does not get."""
        if element.get("media"):
            self.words.note("media", "its picture or sound is not sent", "See whether the words say enough.")
        if element.get("default"):
            self.words.note("default", f'the answer "{element["default"]}" is not filled in beforehand', "")
        if element.get("bind", {}).get("calculate"):
            self.words.note(
                "calculation", "it is asked; a flow calculates nothing", "Remove the step if nobody should answer."
            )


def _offers_other(kind: str) -> bool:
    return kind.rstrip().endswith(("or_other", "or other"))


def _first(label: Any) -> str:
    return str(next(iter(label.values()))) if isinstance(label, Mapping) else str(label)
