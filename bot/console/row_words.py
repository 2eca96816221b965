"""What is wrong with a list or a row of it, in the reader's language; it judges nothing, and shows no phone number.

Problems are kept in plain English, as the command line tells them. Here each sentence is known by its form, and said
again as somebody at a screen needs it; one that is not known is shown as it is, and a test fails.
"""

import re
from collections.abc import Sequence
from functools import cache

from bot.console.words import gettext as _
from bot.people.reading import RowProblem

ANY = "{}"
"""Stands in a sentence for what differs from row to row."""


def in_words(problem: RowProblem) -> tuple[str, str]:
    """What is wrong with this row and how to mend it."""
    return _said(problem.wrong, _wrongs()), _said(problem.remedy, _remedies())


def whole_in_words(told: Sequence[str]) -> tuple[str, ...]:
    """The same for what is wrong with a list as a whole."""
    sentences = _of_whole()
    return tuple(_said(each, sentences) for each in told)


def is_known(sentence: str) -> bool:
    """Whether this sentence has words of its own here."""
    return any(_form(form).fullmatch(sentence) for form in {**_wrongs(), **_remedies(), **_of_whole()})


def _said(sentence: str, known: dict[str, str]) -> str:
    for form, words in known.items():
        if match := _form(form).fullmatch(sentence):
            return words % {"cell": match[1], "more": match[match.re.groups]} if match.re.groups else words
    return sentence


@cache
def _form(form: str) -> re.Pattern[str]:
    return re.compile("(.*)".join(map(re.escape, form.split(ANY))), re.DOTALL)


def _wrongs() -> dict[str, str]:
    return {
        "the phone number is missing": _("The phone number is missing."),
        "the spreadsheet has shortened the number": _("The spreadsheet has shortened the number."),
        "this is no phone number": _("This is no phone number."),
        "this is the city's own number": _("This is the city's own number."),
        "what stands here is no language of this city": _("What stands here is no language of this city."),
        '"{}" is no language of this city': _("“%(cell)s” is no language of this city."),
        "what stands here is no area that places.csv knows": _("What stands here is no neighborhood of this city."),
        '"{}" is no area that places.csv knows': _("“%(cell)s” is no neighborhood of this city."),
        "the name is too long": _("The name is too long."),
        "what stands here is no topic of this city": _("What stands here is no topic of this city."),
        '"{}" is no topic of this city': _("“%(cell)s” is no topic of this city."),
        "this resident did not agree": _("This resident did not agree."),
        "it does not say where this resident agreed to be texted": _("It does not say where this resident agreed."),
        "the consent source is too long": _("The words for where they agreed are too long."),
        "it does not say when this resident agreed to be texted": _("It does not say when this resident agreed."),
        "the day of consent is still to come": _("The day on which they agreed is still to come."),
        "the text is too long": _("The text is too long."),
        "what stands here is no number": _("What stands here is no number."),
        '"{}" is no number': _("“%(cell)s” is no number."),
        "what stands here is neither yes nor no": _("What stands here is neither yes nor no."),
        '"{}" is neither yes nor no': _("“%(cell)s” is neither yes nor no."),
        "what stands here is none of the choices": _("What stands here is none of the choices."),
        '"{}" is none of the choices': _("“%(cell)s” is none of the choices."),
        "what stands here is no date": _("What stands here is no date."),
        '"{}" is no date': _("“%(cell)s” is no date."),
        "a private number stands here, such as a card's": _("A private number stands here, such as a card's."),
        "this resident left on {}": _("This resident left on %(cell)s."),
        "the same number stands in row {}": _("The same number stands in row %(cell)s."),
        "{} numbers follow each other, beginning with this one": _(
            "%(cell)s numbers follow each other, beginning with this one."
        ),
    }  # fmt: skip


def _remedies() -> dict[str, str]:
    return {
        "Add it, or take the row out.": _("Add it, or take the row out."),
        "Format the column as text and enter the number again.": _(
            "Format the column as text and enter the number again."
        ),
        "Write it with its area code, as in 505 555 0123; +52... for another country.": _(
            "Write it with its area code, as in 505 555 0123; with +52 and so on for another country."
        ),
        "Take the row out.": _("Take the row out."),
        "Write one of {}, or leave it empty.": _("Write one of %(cell)s, or leave it empty."),
        'Write it as it stands there. Did you mean "{}"?': _("Did you mean “%(cell)s”?"),
        "Write it as it stands there.": _("Write it as the city writes it, or leave it empty."),
        "Use at most {} characters, such as paper form; the rest goes under consent words.": _(
            "Use at most %(cell)s characters, such as “paper form”; the rest goes where it says what they agreed to."
        ),
        "Use at most {} characters.": _("Use at most %(cell)s characters."),
        "Write some of {}, parted by commas.": _("Write some of %(cell)s, parted by commas."),
        "Take the row out; nobody is texted who did not agree.": _(
            "Take the row out; nobody is texted who did not agree."
        ),
        'Add a column "consent source", or answer for the whole file: --consent "paper form".': _(
            "Write it in a column, or say it for the whole list."
        ),
        'Add a column "consent date", or answer for the whole file: --consent-on 2026-03-10.': _(
            "Write it in a column, or say it for the whole list."
        ),
        "Write the day on which the resident agreed.": _("Write the day on which the resident agreed."),
        "Write digits, as in 1200 or 12.5.": _("Write digits, as in 1200 or 12.5."),
        "Write yes or no, or leave it empty.": _("Write yes or no, or leave it empty."),
        "Write one of {}.": _("Write one of %(cell)s."),
        "Write 2026-03-10. 3/10/2026 is read with the month first; --day-first says otherwise.": _(
            "Write 2026-03-10. 3/10/2026 is read with the month first, unless you say otherwise for the list."
        ),
        "Take it out; it must not be kept.": _("Take it out; it must not be kept."),
        "Nothing to do: only they can come back, by texting START.": _(
            "Nothing to do: only they can come back, by texting START."
        ),
        "Nothing to do: both rows are one resident, and what the later one says goes before.": _(
            "Nothing to do: both rows are one resident, and what the later one says counts."
        ),
        "Numbers that residents gave do not follow each other. Ask where the list comes from.": _(
            "Numbers that residents gave do not follow each other. Ask where the list comes from."
        ),
    }  # fmt: skip


def _of_whole() -> dict[str, str]:
    return {
        "expired": _("Nobody started this list for a day, so its file was removed. Bring it again."),
        "": "",
        "The first row is a resident already.": _("The first row is a resident already."),
        "Put a row above it that names the columns.": _("Put a row above it that names the columns."),
        'Both "{}" and "{}" could be the {}.': _("Two columns could mean the same."),
        "Say which: --map {}": _("Say which one below."),
        "No column is the phone number; there are {}.": _("No column is the phone number."),
        "This is an old or another kind of document.": _("This is an old or another kind of document."),
        "Save it as .xlsx, or as CSV in UTF-8.": _("Save it as .xlsx, or as CSV in UTF-8."),
        "{} is empty.": _("The file is empty."),
        "Its first row names the columns; below it stands one resident a row.": _(
            "Its first row names the columns; below it stands one resident a row."
        ),
        "{} is not written in {}.": _("The file's letters cannot be read."),
        'Save it as "CSV UTF-8", or name its --encoding.': _("Save it as “CSV UTF-8”."),
        "{} is no table: {}.": _("The file is no table."),
        "Look for a quote that is never closed, or save it as .xlsx.": _(
            "Look for a quote that is never closed, or save it as .xlsx."
        ),
        "{} is no workbook that can be read.": _("This workbook cannot be read."),
        "Save it again as .xlsx or CSV.": _("Save it again as .xlsx or CSV."),
    }  # fmt: skip
