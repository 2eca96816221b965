"""The translators' round: what commands write and leave alone, what is open and where, and a language that is new."""

import codecs
import re
from datetime import UTC, datetime
from gettext import GNUTranslations
from pathlib import Path
from shutil import copytree

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.engine.wording import PLACEHOLDER
from bot.flowfiles.gaps import Gap, gaps
from bot.flowfiles.library import load, read
from bot.flowfiles.problems import FlowErrors
from bot.flowfiles.reader import Source, flow_in
from bot.flowfiles.translating import compiled, entered, extract, languages_of, update
from bot.wiring import QUERIES as SHIPPED_QUERIES
from tests.conversations.town import ROOT, SAM, Town, new_sqlite
from tests.flowfiles.written import QUERIES, Written

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
LATER = datetime(2027, 4, 1, 12, 0, tzinfo=UTC)
DATES = re.compile(rb'^"(?:POT-Creation|PO-Revision)-Date: .*\n', re.MULTILINE)


def catalog(path: Path, language: str | None = None) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def rewritten(path: Path, language: str, words: dict[tuple[str, str], str]) -> None:
    """A translator's work on the file, by flow and English text."""
    found = catalog(path, language)
    for (flow, english), translation in words.items():
        message = found.get(english, flow)
        assert message is not None, english
        message.string = translation
        message.flags.discard("fuzzy")
    with path.open("wb") as stream:
        write_po(stream, found, width=120)


def brought_up_to_date(city: Written, now: datetime = NOW) -> None:
    extract(city.flows, city.translations, now)
    update(city.translations, ["es"], now)


def found(city: Written) -> list[Gap]:
    return gaps(read(city.flows, city.translations), city.flows, city.translations, QUERIES, screens=False)


def contents(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".po", ".pot"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


# What the commands write


def test_the_shipped_catalogs_are_what_the_commands_would_write(tmp_path: Path) -> None:
    """Whoever changes a text runs `cabildo translations extract` and `update`; only the dates may differ."""
    translations = Path(copytree(ROOT / "translations", tmp_path / "translations"))
    extract(ROOT / "flows", translations, NOW)
    update(translations, ["es"], NOW)
    before, after = contents(ROOT / "translations"), contents(translations)
    assert before.keys() == after.keys()
    drifted = [name for name in before if DATES.sub(b"", before[name]) != DATES.sub(b"", after[name])]
    assert drifted == []


def test_the_same_again_changes_nothing_not_even_a_date(city: Written) -> None:
    brought_up_to_date(city)
    first = contents(city.translations)
    assert not any(each.changed for each in extract(city.flows, city.translations, LATER))
    assert not any(each.changed for each in update(city.translations, ["es"], LATER))
    assert contents(city.translations) == first


def test_a_new_text_comes_without_words_and_a_gone_one_is_put_away(city: Written) -> None:
    brought_up_to_date(city)
    city.broken("report.yaml", "What is the problem?", "Which corner do you mean by that?")
    brought_up_to_date(city, LATER)
    spanish = catalog(city.catalog, "es")
    assert spanish.get("Which corner do you mean by that?", "report") is not None
    assert spanish.get("What is the problem?", "report") is None
    assert b'#~ msgid "What is the problem?"' in city.catalog.read_bytes()


def test_a_text_whose_english_changed_keeps_its_words_as_fuzzy_with_what_it_was(city: Written) -> None:
    city.spanish["What is the problem?"] = "¿Qué pasa?"
    city.translate()
    brought_up_to_date(city)
    city.broken("report.yaml", "What is the problem?", "What is the problem now?")
    brought_up_to_date(city)
    message = catalog(city.catalog, "es").get("What is the problem now?", "report")
    assert message is not None
    assert (message.string, message.fuzzy) == ("¿Qué pasa?", True)
    assert '#| msgid "What is the problem?"\n' in city.catalog.read_text()


def test_what_a_fuzzy_text_was_before_is_kept_until_somebody_has_compared(city: Written) -> None:
    """Babel by itself would make a remark of it at the second update, and keep that for ever."""
    long = "What is the problem " + "and where, and since when, and who else has seen it, " * 4 + "please?"
    city.broken("report.yaml", "What is the problem?", long)
    city.translate()
    brought_up_to_date(city)
    city.broken("report.yaml", long, f"Now {long}")
    brought_up_to_date(city)
    first = city.catalog.read_bytes()
    assert b"#| msgid" in first
    brought_up_to_date(city, LATER)
    assert city.catalog.read_bytes() == first
    rewritten(city.catalog, "es", {("report", f"Now {long}".strip()): "¿Qué pasa?"})
    brought_up_to_date(city, LATER)
    assert b"|" not in city.catalog.read_bytes()


def test_a_text_that_is_said_again_gets_its_words_back(city: Written) -> None:
    city.spanish["What is the problem?"] = "¿Qué pasa?"
    city.translate()
    brought_up_to_date(city)
    first = city.catalog.read_bytes()
    city.broken("report.yaml", "What is the problem?", "Which corner do you mean by that?")
    brought_up_to_date(city)
    assert b"#~ msgstr" in city.catalog.read_bytes()
    city.broken("report.yaml", "Which corner do you mean by that?", "What is the problem?")
    brought_up_to_date(city)
    assert "¿Qué pasa?" in city.catalog.read_text()
    assert city.catalog.read_bytes() == first


def test_translators_find_comments_lines_and_braces_marked(city: Written) -> None:
    brought_up_to_date(city)
    template = (city.translations / "flows.pot").read_text()
    assert template.startswith("# Texts of Cabildo's flows.\n")
    line = city.line("report.yaml", "Your number is")
    assert f"#. budget 1 part, 2 placeholders (kind, reference)\n#: flows/report.yaml:{line}\n" in template
    assert "#, python-brace-format\n" in template
    assert "city.example" not in template  # city.yaml is no flow


def test_a_broken_flow_stops_the_round_and_says_where(city: Written) -> None:
    city.broken("report.yaml", "ask: What is the problem?", "aks: What is the problem?")
    with pytest.raises(FlowErrors, match=r"report\.yaml"):
        extract(city.flows, city.translations, NOW)


def test_a_broken_catalog_stops_the_round_and_is_left_as_it_is(city: Written) -> None:
    brought_up_to_date(city)
    city.catalog.write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(FlowErrors, match="cannot be read"):
        update(city.translations, ["es"], NOW)
    assert city.catalog.read_text() == "nonsense\n"


def test_compiled_catalogs_leave_out_what_is_fuzzy(city: Written) -> None:
    brought_up_to_date(city)
    text = city.catalog.read_text().replace(
        'msgctxt "report"\nmsgid "Noise"', '#, fuzzy\nmsgctxt "report"\nmsgid "Noise"'
    )
    city.catalog.write_text(text.replace('msgstr "Street light"', 'msgstr "Farol"'))
    (written, *_) = compiled(city.translations, ["es"])
    assert (written.file, written.open) == ("translations/es/LC_MESSAGES/flows.mo", 1)
    with city.catalog.with_suffix(".mo").open("rb") as stream:
        spoken = GNUTranslations(stream)
    assert spoken.pgettext("report", "Street light") == "Farol"
    assert ("report\x04Noise" in spoken._catalog) is False  # type: ignore[attr-defined]  # noqa: SLF001 - no other way


def test_translations_that_came_with_a_form_are_entered_and_others_stay(city: Written) -> None:
    text = 'flow: garden\nsteps:\n  - id: grow\n    ask: "What, {city}?"\n  - id: bye\n    say: Bye\n'
    city.files["garden.yaml"] = text
    city.write()
    brought_up_to_date(city)
    rewritten(city.catalog, "es", {("garden", "Bye"): "Hasta luego"})
    source = flow_in(text, "flows/garden.yaml")
    assert isinstance(source, Source)
    entered(city.translations, source, {"es": {"What, {city}?": "¿Qué, {city}?", "Bye": "Chao"}, "so": {}}, NOW)
    spanish = catalog(city.catalog, "es")
    kept = {english: spanish.get(english, "garden") for english in ("What, {city}?", "Bye")}
    assert {english: message and message.string for english, message in kept.items()} == {
        "What, {city}?": "¿Qué, {city}?", "Bye": "Hasta luego",
    }  # fmt: skip
    assert (city.translations / "so/LC_MESSAGES/flows.po").exists()


# What is open


def test_a_good_city_has_nothing_open(city: Written) -> None:
    brought_up_to_date(city)
    assert found(city) == []


@pytest.mark.parametrize(
    ("was", "now", "where"),
    [
        ("What is the problem?", "What is the problem, please?", "report, words"),
        ("Something else", "Something else there", "report, kind"),
        ("Send a number.", "Send me a number.", "report, kind"),
        ("Still there?", "Still there, are you?", "report, nudge"),
        ("later: Later", "later: Late", "report, sure"),
        ("title: Report a concern", "title: Report concerns", "report, title"),
    ],
)
def test_a_changed_source_is_named_with_its_flow_and_step(city: Written, was: str, now: str, where: str) -> None:
    brought_up_to_date(city)
    city.broken("report.yaml", was, now)
    changed = [gap for gap in found(city) if gap.problem.rule == "changed-source"]
    assert [(gap.language, gap.where) for gap in changed] == [("es", where)]
    assert (changed[0].problem.file, changed[0].problem.line) == (
        "flows/report.yaml", city.line("report.yaml", now),
    )  # fmt: skip
    assert was.partition(": ")[2] or was in changed[0].problem.message


def test_what_is_fuzzy_is_named_with_its_flow_and_step(city: Written) -> None:
    brought_up_to_date(city)
    city.broken("report.yaml", "What is the problem?", "What is the problem now?")
    brought_up_to_date(city)
    assert [(gap.language, gap.where, gap.problem.rule) for gap in found(city)] == [
        ("es", "report, words", "stale-translation")
    ]


def test_a_text_without_words_is_named_with_every_step_that_says_it(city: Written) -> None:
    city.files["report.yaml"] += "  - id: more\n    say: What is the problem?\n"
    city.write()
    brought_up_to_date(city)
    rewritten(city.catalog, "es", {("report", "What is the problem?"): ""})
    assert [(gap.where, gap.problem.rule) for gap in found(city)] == [("report, words, more", "missing-translation")]


def test_a_text_over_its_budget_is_named_with_its_language(city: Written) -> None:
    brought_up_to_date(city)
    rewritten(city.catalog, "es", {("report", "What is the problem?"): "¿Qué está pasando? " * 9})
    assert [(gap.language, gap.where, gap.problem.rule) for gap in found(city)] == [("es", "report, words", "budget")]


def test_a_template_that_lags_is_named(city: Written) -> None:
    brought_up_to_date(city)
    city.broken("report.yaml", "What is the problem?", "Tell us.")
    assert ("flows", "template") in [(gap.where, gap.problem.rule) for gap in found(city)]


@pytest.mark.parametrize(
    ("was", "now", "rule", "english"),
    [
        (r'(msgid "Simulator"\nmsgstr) "[^"]+"', r'\1 ""', "missing-translation", "Simulator"),
        (r'(msgid "Simulator"\n)', r"\1", "stale-translation", "Simulator"),
        (r'(msgid "%\(city\)s: is this text real\?"\nmsgstr ".*)%\(city\)s', r"\1%(ciudad)s", "unequal-placeholders",
         "%(city)s: is this text real?"),
    ],
)  # fmt: skip
def test_a_word_of_the_screens_is_named_with_its_page(
    tmp_path: Path, was: str, now: str, rule: str, english: str
) -> None:
    translations = Path(copytree(ROOT / "translations", tmp_path / "translations"))
    path = translations / "es/LC_MESSAGES/console.po"
    mended, times = re.subn(was, now if rule != "stale-translation" else r"#, fuzzy\n\1", path.read_text())
    assert times >= 1
    path.write_text(mended)
    open_ = gaps(read(ROOT / "flows", translations), ROOT / "flows", translations, SHIPPED_QUERIES)
    screens = [gap for gap in open_ if gap.problem.file.endswith("console.po")]
    assert [(gap.language, gap.problem.rule) for gap in screens] == [("es", rule)]
    assert screens[0].where.endswith(".html") and f'"{english}"' in screens[0].problem.message


# A language that is new


def rotated(words: str) -> str:
    """Words of the same length and price that are no English: every letter thirteen further on, names as they are."""
    names = PLACEHOLDER.findall(words)
    pieces = [codecs.encode(piece, "rot13") for piece in PLACEHOLDER.split(words)[::2]]
    return "".join(piece + (f"{{{name}}}" if name else "") for piece, name in zip(pieces, [*names, ""], strict=True))


@pytest.fixture
def somali(tmp_path: Path) -> Path:
    """The shipped city with `so` in city.yaml, among the languages to choose and in words.yaml: files, and no code."""
    for folder in ("flows", "translations"):
        copytree(ROOT / folder, tmp_path / folder)
    flows = tmp_path / "flows"
    city = (flows / "city.yaml").read_text()
    city = re.sub(r"^languages: \[es, en\]", "languages: [es, en, so]", city, flags=re.MULTILINE)
    (flows / "city.yaml").write_text(_with_somali(city))
    (flows / "routing.yaml").write_text(_with_somali((flows / "routing.yaml").read_text()))
    words = (flows / "words.yaml").read_text()
    (flows / "words.yaml").write_text(
        words.replace("language:\n", "language:\n  so: [soomaali]\n").replace("stop:\n", "stop:\n  so: [jooji]\n", 1)
    )
    lexicon = (flows / "lexicon.csv").read_text().splitlines()
    (flows / "lexicon.csv").write_text(
        "\n".join([f"{lexicon[0]},label_so,keywords_so", *(f"{row},X{at},x{at}" for at, row in enumerate(lexicon[1:]))])
    )
    welcome = (flows / "welcome.yaml").read_text()
    (flows / "welcome.yaml").write_text(
        welcome.replace("{en: English, es: Español}", "{en: English, es: Español, so: Soomaali}")
    )
    return tmp_path


def _with_somali(written: str) -> str:
    return re.sub(
        r"\{en: ([^,}]+), es: ([^}]+)\}", lambda each: f"{{en: {each[1]}, es: {each[2]}, so: {each[1]}}}", written
    )


def test_a_third_language_is_added_by_catalogs_alone(somali: Path) -> None:
    flows, translations = somali / "flows", somali / "translations"
    extract(flows, translations, NOW)
    reading = read(flows, translations)
    assert languages_of(reading, translations) == ["es", "so"]
    made = update(translations, languages_of(reading, translations), NOW)
    assert [each.texts == each.open for each in made if "/so/" in each.file] == [True, True]
    path = translations / "so/LC_MESSAGES/flows.po"
    assert path.read_text().startswith("# Somali texts of Cabildo's flows.\n")

    # Nothing is translated yet: every text of every flow is named, and nothing else in that language but them.
    wanted = {(each.context, each.id) for each in catalog(translations / "flows.pot") if each.id}
    open_ = [gap for gap in _open(flows, translations) if gap.language == "so"]
    assert {gap.problem.rule for gap in open_} == {"missing-translation"}
    assert len(open_) == len(wanted)
    assert all(gap.where.partition(", ")[2] for gap in open_)

    rewritten(path, "so", {(str(flow), str(english)): rotated(str(english)) for flow, english in wanted})
    assert [gap for gap in _open(flows, translations) if gap.language == "so"] == []
    # What is said in all languages at once has grown by one; the check says which texts want a larger budget.
    assert {gap.problem.rule for gap in _open(flows, translations) if "so" in gap.language} == {"budget"}


def _open(flows: Path, translations: Path) -> list[Gap]:
    return gaps(read(flows, translations), flows, translations, SHIPPED_QUERIES, screens=False)


def test_the_engine_speaks_the_third_language(somali: Path) -> None:
    flows, translations = somali / "flows", somali / "translations"
    extract(flows, translations, NOW)
    update(translations, ["es", "so"], NOW)
    template = catalog(translations / "flows.pot")
    rewritten(
        translations / "so/LC_MESSAGES/flows.po", "so",
        {(str(each.context), str(each.id)): rotated(str(each.id)) for each in template if each.id},
    )  # fmt: skip
    town = Town(new_sqlite(somali / "var"), library=load(flows, translations))
    try:
        assert "3 Soomaali" in town.hears(SAM, "hello")[0]
        assert rotated("What do you need?") in town.hears(SAM, "3")[0]
        assert rotated("What is the problem? Tell us in your own words.") in town.hears(
            SAM, rotated("Report a problem")
        )
        assert town.hears(SAM, "soomaali") != []
        assert {heard.language for heard in town.delivered(SAM)[1:]} == {"so"}
        (goodbye,) = town.hears(SAM, "jooji")
        assert rotated("you are out") in goodbye
    finally:
        town.close()
