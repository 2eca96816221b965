"""A small good city written to a folder, to be broken in one way; what is wrong with it is asked of the real check."""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.flowfiles.checks import check
from bot.flowfiles.extract import extract
from bot.flowfiles.problems import FlowErrors, Problem
from bot.flowfiles.subject import Finds
from bot.sentences import Sentence

EFFECTS = {
    "open_concern": frozenset({"reference", "kind", "words", "place?"}),
    "set_language": frozenset({"language"}),
    "hand_off": frozenset({"words?"}),
}
QUERIES = {"concern_kinds": Finds(frozenset({"text"}), frozenset({"best"}), options=2)}

CITY = """\
name: {en: CityText, es: Texto de la Ciudad}
time_zone: America/Denver
languages: [es, en]
default_language: en
senders:
  - address: "+15055550100"
departments:
  public_works: {en: Public Works, es: Obras de la Ciudad}
quiet_hours: {from: "21:00", to: "09:00", sunday_to: "12:00"}
facts:
  people: "311"
  site: {en: city.example/sms, es: city.example/texto}
retention_days: 730
"""
LEXICON = """\
code,department,label_en,label_es,keywords_en,keywords_es
pothole,Public Works,Pothole,Bache,pothole; hole in the street,bache; vache; ¡Hoyo!
"""
WELCOME = """\
flow: welcome
bilingual: true
steps:
  - id: hello
    say: "{city}: thank you for writing. STOP ends."
"""
LEAVE = """\
flow: leave
bilingual: true
steps:
  - id: goodbye
    say: "{city}: you get no more texts."
"""
HELP = """\
flow: help
bilingual: true
steps:
  - id: about
    say: "{city}: {people}. {site}"
"""
RETURN = """\
flow: return
steps:
  - id: again
    say: You are back.
"""
LANGUAGE = """\
flow: language
steps:
  - id: switch
    do: set_language
    with: {language: "{to}"}
"""
REPORT = """\
flow: report
title: Report a concern
starts_on: [report, reporte]
nudge: Still there?
nudge_after: 30m
steps:
  - id: words
    ask: What is the problem?
  - id: kinds
    find: concern_kinds
    with: {text: "{words}"}
  # Shown as a numbered menu.
  # Keep the options short.
  - id: kind
    ask: Is it about
    choices_from: kinds
    choices: {noise: Noise, light: {label: Street light, also: [lamp, Foco]}}
    other: Something else
    own_words: What is it?
    help: Send a number.
    routes: {noise: open}
  - id: sure
    ask: Is it urgent?
    choices: {"yes": Yes, no: No, later: Later}
    refuse: Rather not say
  - id: open
    when: sure != "no" and kinds.count > 0
    do: open_concern
    with: {reference: "{reference}", kind: "{kind}", words: "{words}"}
  - id: thanks
    say: "Your number is {reference}. It is: {kind}"
"""


ROOT = Path(__file__).parents[2]
PLAIN = ("stay_or_leave", "wrong_number", "new_person", "person", "who", "too_young")
SAFETY = (ROOT / "flows" / "safety.yaml").read_text(encoding="utf-8")
with (ROOT / "translations" / "es" / "LC_MESSAGES" / "console.po").open("rb") as _stream:
    SPANISH = read_po(_stream, locale="es")


def untold(words: str) -> bool:
    """Whether something of it would be read in English at a Spanish console."""
    if not isinstance(words, Sentence):
        return True
    inside = (each for each in words.values.values() if isinstance(each, Sentence))
    entry = SPANISH.get(words.template)
    return not (entry and entry.string and not entry.fuzzy) or any(map(untold, inside))


@dataclass
class Written:
    """The files of a city; `broken` exchanges a passage, `checked` translates what is there and checks it."""

    root: Path
    files: dict[str, str] = field(default_factory=dict)
    spanish: dict[str, str] = field(default_factory=dict)

    @property
    def flows(self) -> Path:
        return self.root / "flows"

    @property
    def translations(self) -> Path:
        return self.root / "translations"

    @property
    def catalog(self) -> Path:
        return self.translations / "es" / "LC_MESSAGES" / "flows.po"

    def broken(self, name: str, was: str, now: str) -> None:
        assert was in self.files[name]
        self.files[name] = self.files[name].replace(was, now, 1)
        self.write()

    def write(self) -> None:
        self.flows.mkdir(exist_ok=True)
        for path in self.flows.iterdir():
            path.unlink()
        for name, text in self.files.items():
            (self.flows / name).write_text(text, encoding="utf-8")

    def translate(self) -> None:
        """Every text in Spanish words of the same length, unless a test says which."""
        catalog = Catalog(locale="es")
        for name, text in self.files.items():
            try:
                found = list(extract(BytesIO(text.encode()), (), (), {})) if name.endswith(".yaml") else []
            except FlowErrors:
                continue
            for _, _, (context, words), _ in found:
                catalog.add(words, self.spanish.get(words, words), context=context)
        self.catalog.parent.mkdir(parents=True, exist_ok=True)
        with self.catalog.open("wb") as stream:
            write_po(stream, catalog)

    def line(self, name: str, passage: str) -> int:
        return next(number for number, line in enumerate(self.files[name].splitlines(), start=1) if passage in line)

    def checked(self) -> list[Problem]:
        self.translate()
        return self.asked()

    def asked(self) -> list[Problem]:
        found = check(self.flows, self.translations, EFFECTS, QUERIES)
        assert [words for each in found for words in (each.message, each.remedy) if untold(words)] == []
        return found


def good_city(root: Path) -> Written:
    city = Written(root)
    city.files = {
        "city.yaml": CITY, "lexicon.csv": LEXICON, "welcome.yaml": WELCOME, "leave.yaml": LEAVE, "help.yaml": HELP,
        "return.yaml": RETURN, "language.yaml": LANGUAGE, "report.yaml": REPORT, "safety.yaml": SAFETY,
        **{f"{flow}.yaml": f"flow: {flow}\nsteps:\n  - id: fine\n    say: That is fine.\n" for flow in PLAIN},
    }  # fmt: skip
    city.write()
    city.translate()
    return city
