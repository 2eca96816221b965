"""Every table of cues joined and made ready once, when the program starts; how a text is judged is in rules.py."""

from bot.safety.classes import CLASSES
from bot.safety.english_emergencies import ENGLISH_EMERGENCIES
from bot.safety.english_harm import ENGLISH_HARM
from bot.safety.marks import HARMLESS_PHRASES, MARKS
from bot.safety.notation import cues_of
from bot.safety.spanish_emergencies import SPANISH_EMERGENCIES
from bot.safety.spanish_harm import SPANISH_HARM
from bot.safety.words import BETWEEN, DENIALS, DOUBLED, FAMILIES, SPELLINGS

PAST, NOW = "past", "now"
"""The marks that tell when: what is over is no emergency, unless it happens again."""

_GROUPS = (
    *ENGLISH_EMERGENCIES, *SPANISH_EMERGENCIES, *ENGLISH_HARM, *SPANISH_HARM, HARMLESS_PHRASES, *MARKS,
)  # fmt: skip
_THUMBED = {
    word: " ".join(dict.fromkeys(word[: at + 1] + word[at:] for at in range(len(word)))) for word in DOUBLED.split()
}
BUILT_IN = cues_of(_GROUPS, FAMILIES, SPELLINGS | _THUMBED, DENIALS, BETWEEN, CLASSES)
"""A city cannot take a cue away; what it may change are the texts in flows/safety.yaml."""
