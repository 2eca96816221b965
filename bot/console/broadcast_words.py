"""What the screens of broadcasts call states, kinds, levels, reasons and problems; every word is from the catalog."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency, format_decimal
from flask import g

from bot.broadcasts.glance import Glance
from bot.broadcasts.rules import Broadcast, NotAllowed, Problem, State
from bot.broadcasts.tokens import NotARule
from bot.console import shown
from bot.console.words import gettext as _
from bot.console.words import ngettext, when


def grouped(number: float) -> str:
    """A number as the reader writes it: 12,500."""
    return str(format_decimal(number, locale=_here()))


def _here() -> str:
    """The reader's language as it is written in this country: $5.46 in Spanish too."""
    return f"{g.language}_US" if g.language in ("en", "es") else str(g.language)


def money(amount: Decimal) -> str:
    """US dollars, to the cent."""
    return str(format_currency(amount, "USD", locale=_here()))


def states() -> dict[str, str]:
    """Where a broadcast stands."""
    return {
        State.DRAFT: _("Draft"), State.APPROVED: _("Approved"), State.SCHEDULED: _("Scheduled"),
        State.RUNNING: _("Being sent"), State.PAUSED: _("Paused"), State.STOPPED: _("Stopped"),
        State.FINISHED: _("Sent"),
    }  # fmt: skip


def kinds() -> dict[str, str]:
    """What a broadcast is."""
    return {
        "notice": _("Notice"), "survey": _("Survey"), "flow": _("First question of a flow"),
        "emergency": _("Emergency"),
    }  # fmt: skip


def about_kinds() -> dict[str, str]:
    """What each kind means for who reads it."""
    return {
        "notice": _("It tells something. What they answer is read as any text out of the blue."),
        "survey": _("It tells of a survey and its keyword. The keyword begins it."),
        "flow": _("It asks the first question of a flow. What they answer goes on there."),
        "emergency": _("It leaves at any hour, to everybody whom the rule finds. It takes a reason."),
    }


def levels() -> dict[str, str]:
    """What the city promises with a text (IAP2)."""
    return {
        "inform": _("Inform: we tell you"), "consult": _("Consult: we listen, and tell you what came of it"),
        "involve": _("Involve: we work with you, and your concerns show in the result"),
        "collaborate": _("Collaborate: we decide together with you"),
        "empower": _("Empower: you decide, we do it"),
    }  # fmt: skip


def left_out(reason: str) -> str:
    """Why some get nothing."""
    return {
        "left": _("have left"), "machine": _("are machines"), "paused": _("asked for a pause"),
        "topic": _("turned the topic off"), "discreet": _("wrote about something grave, no survey for now"),
        "monthly": _("want one text a month, and had it"), "too_many": _("had the city's most texts a month"),
        "no_text": _("read a language without a text"), "stopped": _("were still in line when it was stopped"),
    }.get(reason, reason)  # fmt: skip


def failure(reason: str) -> str:
    """Why texts did not arrive."""
    return {
        "refused by the gate": _("did not leave: a pause, a STOP or the night came between"),
        "opted_out": _("they have left, says the carrier"), "invalid": _("the number takes no texts"),
        "filtered": _("the carrier blocked the text"), "throttled": _("too many texts at once for the carrier"),
        "unreachable": _("the phone could not be reached"), "settings": _("the city's account is not set up right"),
        "unknown": _("the carrier does not say why"),
    }.get(reason, reason)  # fmt: skip


def glance_words(seen: Glance) -> str:
    """About how many people a rule finds."""
    people = grouped(seen.people)
    if seen.how == "exactly":
        return ngettext("%(num)s person, as of now.", "%(num)s people, as of now.", seen.people)
    if seen.how == "about":
        return _("About %(people)s people. The preview counts them exactly.", people=people)
    if seen.how == "fewer":
        return _("Fewer than %(people)s people. The preview counts them exactly.", people=people)
    return _("Counting them takes longer than a moment. The preview tells the number.")


@dataclass(frozen=True, slots=True)
class Said:
    """A problem in the reader's language, and the part of the form that mends it."""

    message: str
    remedy: str
    anchor: str


def said(problems: Iterable[Problem], of: Broadcast) -> list[Said]:
    """Problems as they are shown; one that has no words here keeps its own."""
    return [_said(each, of) for each in problems]


def _said(problem: Problem, of: Broadcast) -> Said:
    words = _WORDS.get(problem.code)
    message, remedy = words(_told(problem.told)) if words else (str(problem), "")
    return Said(message, remedy, anchor(problem.where, of))


def anchor(where: str, of: Broadcast) -> str:
    """The id of the field in the form."""
    if not where.startswith("text."):
        return where.replace(".", "-")
    _, variant, language = where.split(".", 2)
    names = [each.name for each in of.variants]
    return f"text-{names.index(variant) if variant in names else max(0, len(names) - 1)}-{language}"


def _told(told: Mapping[str, object]) -> dict[str, Any]:
    values: dict[str, Any] = dict(told)
    if "language" in values:
        values["language"] = shown.language_name(str(values["language"]))
    if "variant" in values:
        values["which"] = _which_text(str(values["variant"]), values.get("language", ""))
    if isinstance(values.get("people"), int):
        values["number"] = values["people"]
        values["people"] = grouped(values["people"])
    if isinstance(values.get("at"), datetime):
        values["at"] = when(values["at"])
    return values


def _which_text(variant: str, language: str) -> str:
    if variant:
        return _("The %(language)s text of “%(variant)s”", language=language, variant=variant)
    return _("The %(language)s text", language=language)


Words = Callable[[dict[str, Any]], tuple[str, str]]
_WORDS: Mapping[str, Words] = {
    "level": lambda told: (_("Nobody has said what this text promises."), _("Choose a level.")),
    "report-day": lambda told: (
        _("There is no day on which residents hear what came of it."), _("Choose one.")),
    "report-early": lambda told: (
        _("Residents would hear what came of it on %(day)s, before it begins.", **told), _("Choose a later day.")),
    "report-text": lambda told: (
        _("The text that tells what came of it is not written yet in %(language)s.", **told), _("Write it now.")),
    "hold-out": lambda told: (
        _("An emergency is kept from nobody to compare with them."), _("Set the share that gets nothing to 0.")),
    "over": lambda told: (
        _("It was to begin on %(at)s, which is over.", **told), _("Choose a later time, or none.")),
    "topic": lambda told: (
        _("“%(topic)s” is no topic that residents can turn off.", **told), _("Choose another one, or none.")),
    "sender": lambda told: (_("The city has no number to text from."), _("Name one in the settings.")),
    "no-flow": lambda told: (_("Nobody has said which flow begins."), _("Choose one.")),
    "flow": lambda told: (_("There is no flow “%(flow)s”.", **told), _("Choose another one.")),
    "shut": lambda told: (
        _("The survey of “%(flow)s” takes no answers now.", **told), _("Open it first, or leave it out.")),
    "flow-first": lambda told: (
        _("The flow “%(flow)s” does not begin with a question that the text could ask.", **told),
        _("Choose another one, or send a notice that tells its keyword.")),
    "segment": lambda told: (_("Nobody has said whom it is for."), _("Choose people, or write a rule.")),
    "nobody": lambda told: (_("It would reach nobody."), _("Look at the rule, and at who was left out.")),
    "no-text": lambda told: (
        ngettext("There is no text in %(language)s, and one person reads only that.",
                 "There is no text in %(language)s, and %(people)s people read only that.", told["number"], **told),
        _("Write it.")),
    "no-text-unknown": lambda told: (
        _("There is no text in %(language)s for those whose language nobody knows: they read every language. "
          "That is %(people)s people.", **told), _("Write it.")),
    "text-language": lambda told: (
        _("%(which)s is in no language of this city.", **told), _("Take it out.")),
    "unnamed": lambda told: (
        _("%(which)s: {%(name)s} is nothing that a text can name.", **told), _("Choose one of those beside the text.")),
    "no-field": lambda told: (
        _("%(which)s: the city keeps no field “%(name)s”.", **told), _("Choose one of those beside the text.")),
    "yes-no": lambda told: (
        _("%(which)s: “%(name)s” is a yes or no, which says nothing in a text.", **told),
        _("Write other words for those people instead.")),
    "no-fallback": lambda told: (
        _("%(which)s: {%(name)s} has no words for those of whom it is unknown.", **told),
        _("Write them after a bar, as in {%(name)s|neighbor}.", **told)),
    "brace": lambda told: (
        _("%(which)s: a brace stands alone.", **told), _("Write {city} or {field.name|other words}.")),
    "way-out": lambda told: (
        _("%(which)s does not tell how to leave.", **told), _("End it with: STOP ends. / ALTO para salir.")),
    "parts": lambda told: (
        ngettext("%(which)s costs up to %(parts)s parts, and one may be spent.",
                 "%(which)s costs up to %(parts)s parts, and %(most)s may be spent.", told["most"], **told),
        _("Shorten it, write it without %(letters)s, or allow more parts.", **told) if told["letters"]
        else _("Shorten it, or allow more parts.")),
    "open-flow": lambda told: (
        _("Whatever they text next answers the first question of “%(flow)s”, a report of a pothole too.", **told),
        _("Have it begin with a choice where that could be.")),
    "blanket": lambda told: (
        _("%(percent)s%% of everybody the city can text would get the same words.", **told),
        _("Write words of their own for those it concerns in another way, or choose fewer people.")),
    "twin": lambda told: (
        _("“%(name)s” said the same within the last two days, also to %(people)s of these.", **told),
        _("When you start it you are asked whether they are to read it again.")),
    "dear": lambda told: (
        _("%(which)s has %(letters)s, which leaves room for 70 letters a part instead of 160.", **told),
        _("Choose words without them where the sense allows; never just drop an accent.")),
    "quotes": lambda told: (
        _("%(which)s quotes %(names)s: a value with á, í, ó or ú makes that text dearer.", **told),
        _("The price is that of the words after the bar.")),
    "asks-inform": lambda told: (
        _("%(which)s asks something, and its level promises only to tell.", **told),
        _("Choose another level, or ask nothing.")),
    "asks-notice": lambda told: (
        _("%(which)s asks something, and nothing waits for the answer: it would be heard as a new concern.", **told),
        _("Make it the first question of a flow.")),
    "anonymous": lambda told: (_("%(which)s does not say who writes.", **told), _("Begin it with {city}:")),
    "second": lambda told: (
        _("%(people)s people would get it, and you wrote at it.", **told),
        _("For more than %(alone)s somebody else approves it.", **told)),
    "reason": lambda told: (
        _("Nobody has said why this is an emergency."), _("Say what has happened.")),
    "role": lambda told: (_("Your role may not call an emergency."), _("Ask a coordinator or an administrator.")),
    "reason-length": lambda told: (
        _("The reason is too short or too long."),
        _("Say in %(least)s to %(most)s letters what has happened.", **told)),
    "reason-number": lambda told: (
        _("The reason holds a telephone number."), _("It is kept for good; say it without.")),
}  # fmt: skip


def rule_words(error: NotARule) -> str:
    """What cannot be read of a rule, and how to mend it; in English the words of whoever reads it, which say more."""
    if g.language == "en":
        return str(error)
    told = {"column": error.column, "name": error.name, "known": ", ".join(error.known)}
    kinds = {
        "name": _("At letter %(column)s: “%(name)s” is not known here. Known are: %(known)s.", **told),
        "field": _("At letter %(column)s: the city keeps no field “%(name)s”. Known are: %(known)s.", **told),
        "survey": _("At letter %(column)s: there is no survey or flow “%(name)s”. There are: %(known)s.", **told),
        "question": _("At letter %(column)s: nobody asks “%(name)s”. It asks: %(known)s.", **told),
        "quotes": _('At letter %(column)s: names stand between double quotes, as in "Barelas".', **told),
        "never": _("The city never sorts people by ethnicity, race, origin, religion, surname, citizenship or status."),
        "long": _("The rule is too long: make two of it."),
    }
    otherwise = _("From letter %(column)s on the rule cannot be read. Look at the examples below.", **told)
    return kinds.get(error.kind, otherwise)


def refusal(why: NotAllowed) -> str:
    """Why something was not done, and how to go on."""
    return {
        "gone": _("It is not there any more."),
        "moved": _("Somebody else has just changed it. Look at it again."),
        "taken": _("There is a broadcast of this name already. Choose another name."),
        "name": _("A name is one line, up to 64 letters; that of some people up to 32."),
        "uncounted": _("Whom it reaches is being counted again. Look at the number, then do it once more."),
        "changed": _("It was changed after it was approved. Have it approved again."),
        "problems": _("It cannot be sent yet. What is missing stands below."),
        "cannot-edit": _("Only what has not begun can be changed. Duplicate it instead."),
        "cannot-approve": _("Only a draft is approved; an edit makes it a draft again."),
        "cannot-start": _("Have it approved first."),
        "cannot-pause": _("Only what is being sent can be paused."),
        "cannot-resume": _("Only what is paused goes on."),
        "cannot-stop": _("It is over already."),
        "cannot-discard": _("Only a draft can be deleted. Stop it instead."),
        "before": _("So long before the event is over already. Choose a shorter time."),
        "not-begun": _("It has not begun, so nobody got it yet."),
        "no-texts": _("It has no texts yet."),
        "stranger": _("This number has never texted the city. Text it HELP from that phone first."),
        "left": _("This number has texted STOP. Only a START from that phone takes it back."),
    }.get(why.code, str(why))
