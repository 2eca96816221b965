"""What of city.yaml and words.yaml staff may change: each section as fields of a form, and back; nothing is published.

A section shows some values of one file and says what the file would hold with the form's values instead.
"""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from bot.console.file_forms import CITY, WORDS, Field, Form, Group, Section, Values
from bot.console.words import department_name
from bot.console.words import gettext as _
from bot.engine.vocabulary import BUILT_IN, fold
from bot.flowfiles.city import STATES
from bot.flowfiles.problems import Where

ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam",
)  # fmt: skip
KINDS_OF_WORDS = ("stop", "start", "help")
SENDER_PARTS = ("kind", "language", "rate", "brand")


def sections() -> dict[str, Section]:
    """Every section by its address, in the reader's language."""
    made = (
        Section("city", _("City and languages"), _("What the city is called in texts, its time and its languages."),
                CITY, _city, _city_wanted),
        Section("senders", _("Numbers that text"), _("The city's numbers, as the carrier knows them."),
                CITY, _senders, _senders_wanted),
        Section("departments", _("Departments"), _("Who answers for what, by name in each language."),
                CITY, _departments, _departments_wanted),
        Section("quiet-hours", _("Quiet hours and closed days"), _("When nothing leaves but answers."),
                CITY, _quiet, _quiet_wanted),
        Section("caps", _("Limits and price"), _("How much is sent at most, and what it costs."),
                CITY, _caps, _caps_wanted),
        Section("words", _("Words everybody may text"), _("More words for STOP, START and HELP."),
                WORDS, _words, _words_wanted),
        Section("facts", _("Facts in texts"), _("Dates, places and promises that texts name."),
                CITY, _facts, _facts_wanted),
        Section("retention", _("How long texts are kept"), _("After that their words are removed."),
                CITY, _retention, _retention_wanted),
        Section("branding", _("Name and colours"), _("How the public page and this console look."),
                CITY, _branding, _branding_wanted),
    )  # fmt: skip
    return {each.code: each for each in made}


def _languages(values: Values) -> list[str]:
    return [str(each) for each in values.get("languages", ["en"])]


def _texts(prefix: str, where: Where, label: str, written: Any, languages: Sequence[str]) -> tuple[Field, ...]:
    """A text in each language; `written` may be one text for all."""
    by_language = written if isinstance(written, dict) else {}
    known = [*languages, *(each for each in by_language if each not in languages)]
    return tuple(
        Field(f"{prefix}.{each}", label, by_language.get(each, ""), (*where, each), language=each) for each in known
    )


def _read_texts(form: Form, prefix: str, written: Any = None) -> Values:
    """A text in each language, in the order in which they stand in the file."""
    start = f"{prefix}."
    found = {name.removeprefix(start): value.strip() for name, value in form.items() if name.startswith(start)}
    order = dict.fromkeys((*(written if isinstance(written, dict) else ()), *found))
    return {language: value for language in order if (value := found.get(language)) and "." not in language}


def _lines(written: str) -> list[str]:
    return [line for each in written.replace(",", "\n").splitlines() if (line := " ".join(each.split()))]


def _city(values: Values) -> list[Group]:
    zone = str(values.get("time_zone", ""))
    zones = tuple((each, each.replace("_", " ")) for each in dict.fromkeys((zone, *ZONES)) if each)
    languages = _languages(values)
    return [
        Group(_("Name"), _texts("name", ("name",), _("The city's name in texts"), values.get("name"), languages),
              _("Residents read it in the first text, and whenever they may wonder who writes.")),
        Group(_("Time and languages"), (
            Field("time_zone", _("Time zone"), zone, ("time_zone",), "choice", options=zones),
            Field("languages", _("Languages"), " ".join(languages), ("languages",), required=True,
                  hint=_("Their codes, apart by spaces, in the order they are said while nobody knows which to use: "
                         "es en.")),
            Field("default_language", _("Language when nothing else tells"), values.get("default_language", ""),
                  ("default_language",), required=True),
        )),
    ]  # fmt: skip


def _city_wanted(values: Values, form: Form) -> Values:
    return {
        **values, "name": _read_texts(form, "name", values.get("name")), "time_zone": form.get("time_zone", "").strip(),
        "languages": form.get("languages", "").replace(",", " ").split(),
        "default_language": form.get("default_language", "").strip(),
    }  # fmt: skip


def _sender_fields(prefix: str, where: Where, sender: Values, values: Values) -> tuple[Field, ...]:
    kinds = (("", _("not said")), ("long_code", _("ordinary number")), ("toll_free", _("toll-free number")),
             ("short_code", _("short code")))  # fmt: skip
    languages = (("", _("every language")), *((each, each) for each in _languages(values)))
    brands = (("", _("none")), *((each, each) for each in values.get("daily_caps", {})))
    return (
        Field(f"{prefix}.kind", _("Kind"), sender.get("kind", ""), (*where, "kind"), "choice", options=kinds),
        Field(f"{prefix}.language", _("Serves"), sender.get("language", ""), (*where, "language"), "choice",
              options=languages),
        Field(f"{prefix}.rate", _("Segments a second"), sender.get("rate", ""), (*where, "rate"),
              hint=_("Only where the carrier granted another rate.")),
        Field(f"{prefix}.brand", _("Counts towards the daily cap of"), sender.get("brand", ""), (*where, "brand"),
              "choice", options=brands),
    )  # fmt: skip


def _senders(values: Values) -> list[Group]:
    senders = values.get("senders", [])
    groups = [
        Group(each["address"],
              (*_sender_fields(f"sender{at}", ("senders", at), each, values),
               Field(f"sender{at}.drop", _("This number texts no more"), kind="tick")))
        for at, each in enumerate(senders)
    ]  # fmt: skip
    place: Where = ("senders", len(senders))
    added = Field(
        "new.address", _("Number"), "", (*place, "address"), hint=_("As the carrier writes it: +15055550100.")
    )
    more = (added, *_sender_fields("new", place, {}, values))
    return [*groups, Group(_("Another number"), more, _("First set it up at the carrier, then here."), folded=True)]


def _senders_wanted(values: Values, form: Form) -> Values:
    kept = []
    for at, each in enumerate(values.get("senders", [])):
        if f"sender{at}.drop" not in form:
            kept.append({"address": each["address"], **_read_sender(form, f"sender{at}")})
    if address := form.get("new.address", "").strip():
        kept.append({"address": address, **_read_sender(form, "new")})
    return {**values, "senders": kept}


def _read_sender(form: Form, prefix: str) -> Values:
    return {part: value for part in SENDER_PARTS if (value := form.get(f"{prefix}.{part}", "").strip())}


def _departments(values: Values) -> list[Group]:
    languages = _languages(values)
    groups = [
        Group(department_name(code), (
            *_texts(f"department.{code}", ("departments", code), _("Name"), names, languages),
            Field(f"retire.{code}", _("Retire this department"), kind="tick",
                  hint=_("First give what it answers for to another one.")),
        ), folded=True)
        for code, names in sorted(values.get("departments", {}).items(), key=lambda each: department_name(each[0]))
    ]  # fmt: skip
    code = Field(
        "new.code", _("Code"), "", ("departments",), hint=_("Small letters and _; it never changes: street_lights.")
    )
    added = (code, *_texts("new.name", (), _("Name"), {}, languages))
    return [Group(_("Another department"), added, folded=True), *groups]


def _departments_wanted(values: Values, form: Form) -> Values:
    made = {
        code: _read_texts(form, f"department.{code}", names)
        for code, names in values.get("departments", {}).items()
        if f"retire.{code}" not in form
    }
    if code := form.get("new.code", "").strip():
        made[code] = {**made.get(code, {}), **_read_texts(form, "new.name")}
    return {**values, "departments": made}


def _quiet(values: Values) -> list[Group]:
    hours = values.get("quiet_hours", {})
    calendars = (
        ("", _("none")),
        ("US", _("United States")),
        *((f"US-{each}", f"US-{each}") for each in STATES.split()),
    )
    return [
        Group(_("Quiet hours"), (
            Field("from", _("From the evening at"), hours.get("from", ""), ("quiet_hours", "from"), "time",
                  required=True),
            Field("to", _("Until the morning at"), hours.get("to", ""), ("quiet_hours", "to"), "time", required=True),
            Field("sunday_to", _("On Sundays until"), hours.get("sunday_to", ""), ("quiet_hours", "sunday_to"), "time"),
        ), _("In the city's own time. Answers to somebody who has just written leave at any hour.")),
        Group(_("Days on which nothing leaves"), (
            Field("holidays", _("Public holidays"), hours.get("holidays", ""), ("quiet_hours", "holidays"), "choice",
                  options=calendars),
            Field("closed", _("The city's own closed days"), "\n".join(hours.get("closed", [])),
                  ("quiet_hours", "closed"), "area", hint=_("One on each line: 2026-12-24.")),
        )),
    ]  # fmt: skip


def _quiet_wanted(values: Values, form: Form) -> Values:
    hours = {key: value for key, value in values.get("quiet_hours", {}).items() if key not in _QUIET_KEYS}
    written = {key: form.get(key, "").strip()[:5] for key in ("from", "to", "sunday_to")}
    written["holidays"] = form.get("holidays", "").strip()
    made: Values = {key: value for key, value in written.items() if value}
    if days := _lines(form.get("closed", "")):
        made["closed"] = days
    return {**values, "quiet_hours": {**made, **hours}}


_QUIET_KEYS = ("from", "to", "sunday_to", "holidays", "closed")
_NUMBERS = ("most_texts_a_month", "approve_alone_up_to", "price_per_part")


def _caps(values: Values) -> list[Group]:
    caps = values.get("daily_caps", {})
    return [
        Group(_("For residents"), (
            Field("most_texts_a_month", _("Texts in 30 days that a resident did not ask for, at most"),
                  values.get("most_texts_a_month", ""), ("most_texts_a_month",), "number",
                  hint=_("From all departments together. Not above what the first text promises.")),
        )),
        Group(_("For broadcasts"), (
            Field("approve_alone_up_to", _("People up to whom one person may approve alone"),
                  values.get("approve_alone_up_to", ""), ("approve_alone_up_to",), "number"),
            Field("price_per_part", _("Price of one part, in US dollars"), values.get("price_per_part", ""),
                  ("price_per_part",), hint=_("Previews go by it; the carrier's surcharges come on top.")),
        )),
        Group(_("Segments a day, by brand"), (
            *(Field(f"cap.{brand}", brand, most, ("daily_caps", brand), "number") for brand, most in caps.items()),
            Field("new.brand", _("Another brand"), "", ("daily_caps",)),
            Field("new.cap", _("Its segments a day"), "", (), "number"),
        ), _("How many the carrier takes from all numbers of a brand.")),
    ]  # fmt: skip


def _caps_wanted(values: Values, form: Form) -> Values:
    caps = {brand: form.get(f"cap.{brand}", "").strip() for brand in values.get("daily_caps", {})}
    if brand := form.get("new.brand", "").strip():
        caps[brand] = form.get("new.cap", "").strip()
    made = {**values, "daily_caps": {brand: most for brand, most in caps.items() if most}}
    for name in _NUMBERS:
        if written := form.get(name, "").strip():
            made[name] = written
        else:
            made.pop(name, None)
    return made


def _words(values: Values) -> list[Group]:
    titles = {"stop": _("To leave for good"), "start": _("To come back"), "help": _("To ask what this is")}
    groups = []
    for kind in KINDS_OF_WORDS:
        own = values.get(kind, {})
        for language in dict.fromkeys((*BUILT_IN[kind], *own)):
            fixed = (*built_in(kind, language), *own.get(language, []))
            field = Field(f"word.{kind}.{language}", _("More words"), "", (kind, language), "area", language=language,
                          hint=_("One on each line. The whole message must be the words."))  # fmt: skip
            groups.append(Group(titles[kind], (field,), fixed=fixed, folded=False))
    return groups


def built_in(kind: str, language: str) -> tuple[str, ...]:
    """The words that the program is born with."""
    written = BUILT_IN[kind].get(language, "")
    words = written.split() if isinstance(written, str) else written
    return tuple(str(word).replace("_", " ") for word in words)


def _words_wanted(values: Values, form: Form) -> Values:
    made = deepcopy(values)
    for kind in KINDS_OF_WORDS:
        for language in dict.fromkeys((*BUILT_IN[kind], *values.get(kind, {}))):
            known = {fold(each) for each in (*built_in(kind, language), *values.get(kind, {}).get(language, []))}
            more = [each for each in _lines(form.get(f"word.{kind}.{language}", "")) if fold(each) not in known]
            if more:
                made.setdefault(kind, {}).setdefault(language, []).extend(dict.fromkeys(more))
    return made


def _facts(values: Values) -> list[Group]:
    groups = []
    for name, written in values.get("facts", {}).items():
        place: Where = ("facts", name)
        if isinstance(written, dict):
            fields = _texts(f"fact.{name}", place, _("Text"), written, _languages(values))
        elif isinstance(written, bool):
            fields = (Field(f"fact.{name}", _("It is so"), "yes" if written else "", place, "tick"),)
        else:
            fields = (Field(f"fact.{name}", _("Text, the same in every language"), written, place, required=True),)
        groups.append(Group("{" + name + "}", fields))
    code = Field("new.code", _("Name"), "", ("facts",), hint=_("Small letters and _: library_hours."))
    added = (code, *_texts("new.text", (), _("Text"), {}, _languages(values)))
    return [
        Group(_("Another fact"), added, _("Texts may name it in braces once it is published."), folded=True),
        *groups,
    ]


def _facts_wanted(values: Values, form: Form) -> Values:
    made: Values = {}
    for name, written in values.get("facts", {}).items():
        if isinstance(written, dict):
            made[name] = _read_texts(form, f"fact.{name}", written)
        elif isinstance(written, bool):
            made[name] = f"fact.{name}" in form
        else:
            made[name] = form.get(f"fact.{name}", "").strip()
    if code := form.get("new.code", "").strip():
        made[code] = _read_texts(form, "new.text")
    return {**values, "facts": made}


def _retention(values: Values) -> list[Group]:
    days = Field("retention_days", _("Days"), values.get("retention_days", ""), ("retention_days",), "number",
                 hint=_("Ask the city attorney first: state law says for how long records have to be kept."),
                 required=True)  # fmt: skip
    return [Group(_("Keep the words of texts for"), (days,))]


def _retention_wanted(values: Values, form: Form) -> Values:
    return {**values, "retention_days": form.get("retention_days", "").strip()}


def _branding(values: Values) -> list[Group]:
    look = values.get("branding", {})
    return [
        Group(_("Name of the pages"), (
            *_texts("title", ("branding", "name"), _("Name"), look.get("name"), _languages(values)),
            Field("sign", _("Sign"), look.get("sign", ""), ("branding", "sign"),
                  hint=_("Up to three letters instead of the mark; may be empty.")),
        )),
        Group(_("Colours"), (
            Field("color", _("The city's colour"), look.get("color", _COLORS["color"]), ("branding", "color"),
                  hint=_("For links, buttons and the sign. White must be readable on it.")),
            Field("pale", _("A pale colour behind"), look.get("pale", _COLORS["pale"]), ("branding", "pale"),
                  hint=_("Black and the city's colour must be readable on it.")),
        ), _("# and six digits or letters from a to f. Every pair needs a contrast of 4.5 to 1.")),
    ]  # fmt: skip


def _branding_wanted(values: Values, form: Form) -> Values:
    look = {key: form.get(key, "").strip() for key in ("sign", "color", "pale")}
    written = values.get("branding", {})
    made: Values = {
        key: value for key, value in look.items() if value and (key in written or value != _COLORS.get(key))
    }
    if names := _read_texts(form, "title", written.get("name")):
        made = {"name": names, **made}
    return {**values, "branding": made} if made or written else values


_COLORS = {"color": "#0b545c", "pale": "#e3f0f0"}
"""Cabildo's own, which need not stand in the file."""
