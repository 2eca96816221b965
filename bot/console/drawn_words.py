"""What a drawing of a flow says of its own, in the reader's language; the drawing itself is made in bot.flowfiles."""

from collections.abc import Mapping

from bot.console.words import gettext


def own_words() -> Mapping[str, str]:
    """The drawing's English to the reader's words; names in braces are filled in by the drawing."""
    return {
        **_kinds(),
        "flow": gettext("flow"),
        "end": gettext("end"),
        "then": gettext("then"),
        "if not": gettext("if not"),
        "otherwise": gettext("otherwise"),
        "skipped": gettext("skipped"),
        "refused": gettext("refused"),
        "unclear": gettext("not understood"),
        "own words:": gettext("own words:"),
        "asked again:": gettext("asked again:"),
        "(no translation)": gettext("(no translation)"),
        "starts on: {words}": gettext("starts on: {words}"),
        "no word of its own starts it": gettext("no word of its own starts it"),
        "reminder after {time}:": gettext("reminder after {time}:"),
        "ends unanswered after {time}": gettext("ends unanswered after {time}"),
        "only if {condition}": gettext("only if {condition}"),
        "what {step} found": gettext("what {step} found"),
        "{answers}: asked once more": gettext("{answers}: asked once more"),
        "nobody answers in time": gettext("nobody answers in time"),
        "nobody answers at all": gettext("nobody answers at all"),
        "{count} day": gettext("{count} day"),
        "{count} days": gettext("{count} days"),
        "{count} hour": gettext("{count} hour"),
        "{count} hours": gettext("{count} hours"),
        "{count} minute": gettext("{count} minute"),
        "{count} minutes": gettext("{count} minutes"),
    }


def _kinds() -> Mapping[str, str]:
    return {
        "says": gettext("says"),
        "asks": gettext("asks"),
        "asks to choose": gettext("asks to choose"),
        "asks to choose several": gettext("asks to choose several"),
        "asks for a number": gettext("asks for a number"),
        "asks for a date": gettext("asks for a day"),
        "asks for a place": gettext("asks for a place"),
        " from {least}": gettext(" from {least}"),
        " to {most}": gettext(" to {most}"),
        "does": gettext("does"),
        "looks up": gettext("looks up"),
        "walks another flow": gettext("goes through another flow"),
        "hands over to a person": gettext("hands over to a person"),
        "ends": gettext("ends"),
    }
