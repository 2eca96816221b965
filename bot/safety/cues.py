"""Every table of cues joined and made ready once, when the program starts; how a text is judged is in rules.py."""

from bot.safety.classes import CLASSES
from bot.safety.english import ENGLISH
from bot.safety.notation import cues_of
from bot.safety.spanish import SPANISH
from bot.safety.words import BETWEEN, DENIALS, FAMILIES, HARMLESS_PHRASES, MARKS, SPELLINGS

PAST, NOW = "past", "now"
"""The marks that tell when: what is over is no emergency, unless it happens again."""

BUILT_IN = cues_of((*ENGLISH, *SPANISH, *HARMLESS_PHRASES, *MARKS), FAMILIES, SPELLINGS, DENIALS, BETWEEN, CLASSES)
"""A city cannot take a cue away; what it may change are the texts in flows/safety.yaml."""
