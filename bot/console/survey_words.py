"""What pages about surveys call kinds, states and problems, in the reader's language; it decides nothing."""

from bot.console.words import gettext as _
from bot.console.words import told


def kind_names() -> dict[str, str]:
    """The kinds of question."""
    return {
        "one": _("One of several options"),
        "several": _("Several options at once"),
        "yes_no": _("Yes or no"),
        "number": _("A number"),
        "date": _("A date"),
        "place": _("A place"),
        "words": _("In their own words"),
    }


def state_names() -> dict[str, str]:
    """Where a survey stands."""
    return {
        "draft": _("Draft"),
        "open": _("Is open"),
        "waits": _("Opens later"),
        "closed": _("Is closed"),
        "gone": _("No longer offered"),
    }


def small_texts() -> dict[str, str]:
    """The small texts that every survey has, in the order of the page."""
    return {
        "closing": _("Thank you, after the last question"),
        "later": _("To those who would rather answer later ({keyword} becomes the word that starts it)"),
        "declined": _("To those who say no"),
        "nudge": _("Reminder, before the question that waits is asked again"),
        "own_words": _("Asked of those who choose “something else”"),
        "start": _("Option: begin"),
        "wait": _("Option: later"),
        "decline": _("Option: no"),
        "yes": _("Option: yes"),
        "no": _("Option: no (to a question)"),
        "other": _("Option: something else"),
        "refuse": _("Option: rather not say"),
    }


def problem_words(rule: str, detail: str) -> str:
    """What is wrong with a text, by the rule that found it."""
    found = {
        "missing": _("Not written yet."),
        "unlike": _("The same English stands elsewhere with other words; write the same in both places."),
        "too-long": _("Longer than %(most)s letters.", most=detail),
        "no-keyword": _("Write a word that starts the survey when somebody texts it."),
        "taken-keyword": _("“%(word)s” starts something else already.", word=detail),
        "no-question": _("Add a question."),
        "few-options": _("Offer at least two options."),
        "budget": _("It costs more than one part: say it shorter, or without á, í, ó, ú."),
        "reading": _("Hard to read: use shorter words and say one thing in a sentence."),
        "long-sentence": _("A sentence is too long: make two of it."),
        "heavy-word": _("An official's word: write as people speak."),
        "two-questions": _("This asks two things: make two questions of it."),
        "lost-accent": _("A word has lost its accent."),
        "same-label": _("Two options read alike."),
        "command-word": _("A word such as STOP or HELP means something else everywhere: choose another."),
        "too-many-options": _("Too many options for a text message: ask twice."),
        "unequal-placeholders": _("Both languages must fill in the same {names}."),
        "unknown-name": _("Nobody fills in this {name}."),
        "placeholder": _("Braces are for names such as {city} only."),
        "option": _("This cannot be an option."),
    }
    return found.get(rule) or told(detail)


def refusals() -> dict[str, str]:
    """Why something with a survey was not done."""
    return {
        "title": _("Write a title in one language at least."),
        "taken": _("There is a survey or a flow of that name already. Choose another title."),
        "order": _("It would close before it opens."),
        "finish": _("Who is in the middle could not finish before it closes. Choose a later time."),
        "time": _("This is not a day and a time. Write it as 2026-04-01 18:00."),
    }
