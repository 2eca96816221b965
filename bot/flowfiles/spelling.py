"""Spanish as it is spelled: accents that were lost, and words that need no dear letter; the words are in spanish.py.

A lost accent is never the cure for a dear text: "ano" is no year and "ingles" no language. Each problem gives the
right spelling and, where its letter is not in GSM-7, words that do without. A dear letter in a text that fits its
budget is left alone, because it costs nothing; the price table counts the city's name and facts with it. Names of
departments and kinds of concern are put into texts of every length and have no such room. A capital within a sentence
is taken for a name (Union Station), all capitals for a reply word (ESPANOL). Keywords are what residents type, and
are not looked at.
"""

import re
from collections.abc import Iterator, Mapping

from smsutil.codecs import is_valid_gsm

from bot.engine.vocabulary import fold
from bot.engine.wording import PLACEHOLDER
from bot.flowfiles.problems import Problem, Where
from bot.flowfiles.reader import Page
from bot.flowfiles.spanish import ACCENTED, ACCENTED_TWIN, BETRAYED, ENDINGS, TWINS
from bot.flowfiles.subject import Subject, World
from bot.flowfiles.wordings import wordings
from bot.sentences import Sentence

SPELLED = "es"
"""The language whose spelling is known here."""

_LOST = {fold(right): right for right in ACCENTED}
_INSTEAD = {**TWINS, **ACCENTED}
_BETRAYED = [re.compile(pattern, re.IGNORECASE) for pattern in BETRAYED]
_ENDING = re.compile(ENDINGS)
_ADDRESS = re.compile(r"\S+\.[a-z]\S*|\S+@\S+", re.IGNORECASE)
"""A web or mail address, which knows no accents."""
_WORD = re.compile(r"[^\W\d_]+")
_OPENING = re.compile(r"(?:^|[.!?:¿¡/(\n])\s*$")


def lost_accents(words: str) -> dict[str, str]:
    """Spanish words that lost their accent, as they stand there, with the right spelling of each."""
    bare = _ADDRESS.sub("@", PLACEHOLDER.sub("{}", words))
    lost: dict[str, str] = {}
    for found in _WORD.finditer(bare):
        word = found[0]
        if _is_name(word, bare[: found.start()]):
            continue
        lower = word.lower()
        if right := _LOST.get(lower):
            lost[word] = right
        elif _ENDING.fullmatch(lower):
            lost[word] = f"{lower[:-2]}ón"
    for pattern in _BETRAYED:
        for found in pattern.finditer(bare):
            if not found[1].isupper():
                lost[found[1]] = ACCENTED_TWIN[found[1].lower()]
    return lost


def _is_name(word: str, before: str) -> bool:
    return (len(word) > 1 and word.isupper()) or (word[0].isupper() and not _OPENING.search(before))


def cheaper(words: str) -> dict[str, str]:
    """The words with a letter outside GSM-7, as they stand there, with what to write instead where that is known."""
    found = (word for word in _WORD.findall(words) if not is_valid_gsm(word))
    return {word: _INSTEAD.get(word.lower(), "") for word in dict.fromkeys(found)}


def rewording(words: str) -> str:
    """The known rewordings of dear words as a sentence with a space in front; empty when none is known."""
    known = [(word, instead) for word, instead in cheaper(words).items() if instead]
    if not known:
        return ""
    hint = Sentence('For "%(word)s" write %(instead)s', word=known[0][0], instead=known[0][1])
    for word, instead in known[1:]:
        hint = Sentence('%(before)s; for "%(word)s" write %(instead)s', before=hint, word=word, instead=instead)
    return Sentence(" %(hint)s.", hint=hint)


def spelling_problems(subject: Subject, world: World) -> Iterator[Problem]:
    """Spanish texts in which a word lost its accent."""
    for wording in wordings(subject, world):
        if wording.language == SPELLED:
            for word, right in lost_accents(wording.words).items():
                yield wording.problem("lost-accent", Sentence('says "%(word)s"', word=word), _spelled(right))


def label_problems(page: Page, world: World) -> Iterator[Problem]:
    """Names in city.yaml and lexicon.csv that lost an accent, or would make any text they are put into dear."""
    city = world.library.city
    facts: dict[Where, Mapping[str, str]] = {("name",): city.name}
    facts |= {("facts", name): fact for name, fact in city.facts.items() if isinstance(fact, Mapping)}
    for where, text in facts.items():
        yield from _lost_in_name(page.file, page.line((*where, SPELLED)), str(where[-1]), text.get(SPELLED, ""))
    labels = [
        (page.file, page.line(("departments", code, SPELLED)), code, name) for code, name in city.departments.items()
    ]
    table = page.file.replace("city.yaml", "lexicon.csv")
    labels += [(table, line, each.code, each.label) for line, each in enumerate(world.library.lexicon, start=2)]
    for file, line, name, label in labels:
        yield from _lost_in_name(file, line, name, label.get(SPELLED, ""))
        yield from _dear_name(file, line, name, label.get(SPELLED, ""))


def _lost_in_name(file: str, line: int, name: str, words: str) -> Iterator[Problem]:
    for word, right in lost_accents(words).items():
        yield Problem(
            file,
            line,
            "lost-accent",
            Sentence('the name of "%(name)s" (%(language)s) says "%(word)s"', name=name, language=SPELLED, word=word),
            _spelled(right),
        )


def _dear_name(file: str, line: int, name: str, words: str) -> Iterator[Problem]:
    for word, instead in cheaper(words).items():
        message = Sentence(
            'the name of "%(name)s" (%(language)s) says "%(word)s", which makes every text it is put into dear',
            name=name,
            language=SPELLED,
            word=word,
        )
        remedy = Sentence(
            "Write %(instead)s instead; leaving the accent out is no way.", instead=instead or Sentence("another name")
        )
        yield Problem(file, line, "dear-name", message, remedy)


def _spelled(right: str) -> str:
    if is_valid_gsm(right):
        return Sentence('Write "%(word)s"; its letters cost nothing.', word=right)
    instead = _INSTEAD.get(right)
    dear = ", ".join(dict.fromkeys(letter for letter in right if not is_valid_gsm(letter)))
    other = Sentence(": %(instead)s", instead=instead) if instead else ""
    return Sentence(
        'Write "%(word)s", or, since %(letters)s makes a text dear, other words%(other)s.',
        word=right,
        letters=dear,
        other=other,
    )
