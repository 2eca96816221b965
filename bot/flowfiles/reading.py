"""How hard the texts of a flow are to read: grades, long sentences and heavy words; spelling and price are elsewhere.

English is measured by the Flesch-Kincaid grade (the years of school a text asks for), Spanish by INFLESZ, which is
Szigriszt's perspicuity read on its scale: 206.835 - 62.3 x syllables/words - words/sentences. Beware of the Spanish
formulas in print: many give the factor for syllables in 100 words beside a definition by the word, and call all texts
easy. The tests count by hand.

What is counted:

- Sentences of what is said and asked. Titles, options and menus are names, and names have no reading level.
- A sentence ends with . ! ? : ; or a line, as Flesch counted units of thought. Fewer than two words ("1 of 6.",
  "Privacy:") are none, though how heavy their words are does count.
- A {placeholder}, a figure and a reply word in capitals (STOP) is one word of its sentence and has no syllables: the
  first two are not ours to choose, the last is copied rather than read.

Where the bar lies: both formulas are averages, and an average over few words swings on one of them. How far is known:
syllables vary by about .8 in an English word and 1.1 in a Spanish one, so that the mean of n words is off by that over
the root of n. A text gets the bar plus that allowance: for 10 words grade 9.0 for 6, and 43 for 65. Officials' prose
fails it all the same ("to participate in the community consultation" has grade 15). A flow of 50 words or more, which
residents meet as one conversation, is held to the bar itself; a shorter one gets the allowance of its words. A text of
fewer than 8 words is left to its flow: one "necesita" would decide.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.engine.wording import PLACEHOLDER
from bot.flowfiles import syllables
from bot.flowfiles.problems import Problem
from bot.flowfiles.subject import Subject, World
from bot.flowfiles.wordings import LABELS, Wording, wordings
from bot.sentences import Sentence

SENTENCE_LIMIT = 20
"""Words of one sentence."""
TEXT_WORDS = 8
"""Words below which a single text is not measured by itself."""
FLOW_WORDS = 50
"""Words from which on a flow gets no allowance."""


def flesch_kincaid(*, words_per_sentence: float, syllables_per_word: float) -> float:
    """The school grade of an English text."""
    return 0.39 * words_per_sentence + 11.8 * syllables_per_word - 15.59


def inflesz(*, words_per_sentence: float, syllables_per_word: float) -> float:
    """The ease of a Spanish text: above 80 very easy, above 65 fairly easy, above 55 normal, above 40 rather hard."""
    return 206.835 - 62.3 * syllables_per_word - words_per_sentence


@dataclass(frozen=True, slots=True)
class Measure:
    """How one language is measured. `per_word` is what one word's syllables, one spread off, change in the score."""

    name: str
    count: Callable[[str], int]
    score: Callable[..., float]
    bar: float
    harder: int
    """+1 when a higher score is harder, -1 when a lower one is."""
    per_word: float

    def allowed(self, words: int) -> float:
        """The hardest score that a text of so many words may have."""
        return self.bar + self.harder * self.per_word / math.sqrt(max(words, 1))

    def passes(self, score: float, bar: float) -> bool:
        """Whether the score is no harder than the bar."""
        return self.harder * (score - bar) <= 0


MEASURES: Mapping[str, Measure] = {
    "en": Measure(Sentence("Flesch-Kincaid grade"), syllables.english, flesch_kincaid, 6.0, 1, 11.8 * 0.8),
    "es": Measure("INFLESZ", syllables.spanish, inflesz, 65.0, -1, 62.3 * 1.1),
}
"""Languages that are not here are not measured."""

HEAVY: Mapping[str, Mapping[str, str]] = {
    "en": {
        r"implement\w*": "start, do, carry out",
        r"facilitat\w*": "help, make easier",
        r"utili[sz]\w*": "use",
        r"commenc\w*": "begin, start",
        r"prior to": "before",
        r"in order to": "to",
        r"pursuant to": "under, by",
    },
    "es": {
        r"reali(?:z|c)(?:ar|a|an|amos|ado|ados|ada|adas|ando|aron|aremos|e|en)": "hacer",
        r"realiz(?:ó|ará|arán)": "hacer",
        r"gesti(?:ón|on(?:es|ar|a|an|amos|ado|ada|ando|e|en))": "ver, pedir, arreglar",
        r"mediante": "por, con",
        r"implement\w*": "empezar, poner",
        r"efectu(?:ar|e|en|ado|ada|amos)": "hacer",
        r"con el fin de|a fin de": "para",
    },
}
"""Words that officials write and nobody says, as patterns of whole words, and what to write."""
_HEAVY = {
    language: [(re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), instead) for pattern, instead in table.items()]
    for language, table in HEAVY.items()
}

_SENTENCE_END = re.compile(r"[.!?:;…]+(?=\s|$)|\n| / ")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_READ = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted: syllables of `words`, and `spoken` words in `sentences`, which hold names and figures too."""

    words: int = 0
    syllables: int = 0
    spoken: int = 0
    sentences: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.words + other.words,
            self.syllables + other.syllables,
            self.spoken + other.spoken,
            self.sentences + other.sentences,
        )


def sentences(words: str) -> list[list[str]]:
    """The words of each sentence; a placeholder is the word "{}", fragments of less than two words stand alone."""
    pieces = _SENTENCE_END.split(PLACEHOLDER.sub("{}", words))
    return [found for piece in pieces if (found := re.findall(rf"\{{\}}|{_WORD.pattern}", piece))]


def tally(words: str, count: Callable[[str], int]) -> Tally:
    """The text counted, with the language's own counter of syllables."""
    total = Tally()
    for sentence in sentences(words):
        read = [word for word in sentence if _is_read(word)]
        whole = len([word for word in sentence if not word.isdigit()]) >= 2
        total += Tally(len(read), sum(map(count, read)), len(sentence) if whole else 0, int(whole))
    return total


def _is_read(word: str) -> bool:
    return _READ.fullmatch(word) is not None and not (len(word) > 1 and word.isupper())


def scored(counted: Tally, measure: Measure) -> float:
    """The measure's score; the tally must hold a word and a sentence."""
    return measure.score(
        words_per_sentence=counted.spoken / counted.sentences,
        syllables_per_word=counted.syllables / counted.words,
    )


def reading_problems(subject: Subject, world: World) -> Iterator[Problem]:
    """Texts and flows that ask too much of a reader who is tired, busy or new to the language."""
    prose: dict[str, list[Wording]] = {}
    for wording in wordings(subject, world):
        yield from _heavy_words(wording)
        if wording.key not in LABELS:
            yield from _long_sentences(wording)
            prose.setdefault(wording.language, []).append(wording)
    for language, measure in MEASURES.items():
        yield from _hard_to_read(subject, prose.get(language, ()), measure)


def _hard_to_read(subject: Subject, prose: Iterable[Wording], measure: Measure) -> Iterator[Problem]:
    counted = [(wording, tally(wording.words, measure.count)) for wording in prose]
    counted = [(wording, each) for wording, each in counted if each.words and each.sentences]
    hard = False
    for wording, each in counted:
        bar, score = measure.allowed(each.words), scored(each, measure)
        if each.words >= TEXT_WORDS and not measure.passes(score, bar):
            hard = True
            message = Sentence(
                "has %(measure)s %(score).1f, and %(bar).1f is the bar for %(words)s words",
                measure=measure.name,
                score=score,
                bar=bar,
                words=each.words,
            )
            yield wording.problem("reading", message, _plainer(wording.words, measure))
    if not hard:  # With its hard texts mended, the flow may well be easy.
        yield from _hard_as_a_whole(subject, counted, measure)


def _hard_as_a_whole(subject: Subject, counted: list[tuple[Wording, Tally]], measure: Measure) -> Iterator[Problem]:
    if not counted:
        return
    total = sum((each for _, each in counted), Tally())
    bar = measure.bar if total.words >= FLOW_WORDS else measure.allowed(total.words)
    score = scored(total, measure)
    if not measure.passes(score, bar):
        hardest = max(counted, key=lambda each: measure.harder * scored(each[1], measure))[0]
        message = Sentence(
            "the %(language)s texts of %(flow)s together have %(measure)s %(score).1f, and %(bar).1f is the bar "
            "for %(words)s words",
            language=hardest.language,
            flow=hardest.flow,
            measure=measure.name,
            score=score,
            bar=bar,
            words=total.words,
        )
        remedy = Sentence(
            'Begin with "%(step)s" (%(file)s, line %(line)s). %(how)s',
            step=hardest.step,
            file=hardest.file,
            line=hardest.line,
            how=_plainer(hardest.words, measure),
        )
        yield subject.problem("flow", "reading", message, remedy)


def _plainer(words: str, measure: Measure) -> str:
    read = {word: measure.count(word) for sentence in sentences(words) for word in sentence if _is_read(word)}
    long = sorted((word for word, count in read.items() if count > 2), key=lambda word: -read[word])[:4]
    if long:
        return Sentence("Say it with shorter words than %(words)s, and one thing in a sentence.", words=", ".join(long))
    return Sentence("Make two sentences of one, and one thing in a sentence.")


def _long_sentences(wording: Wording) -> Iterator[Problem]:
    for sentence in sentences(wording.words):
        if len(sentence) > SENTENCE_LIMIT:
            start = " ".join(sentence[:4]).replace("{}", "...")
            message = Sentence(
                'has a sentence of %(count)s words ("%(start)s ..."), and %(most)s is the most',
                count=len(sentence),
                start=start,
                most=SENTENCE_LIMIT,
            )
            yield wording.problem("long-sentence", message, Sentence("Make two sentences of it; one thing in each."))


def _heavy_words(wording: Wording) -> Iterator[Problem]:
    for pattern, instead in _HEAVY.get(wording.language, ()):
        if found := pattern.search(wording.words):
            yield wording.problem(
                "heavy-word",
                Sentence('says "%(found)s"', found=found[0]),
                Sentence("Write as people speak: %(instead)s.", instead=instead),
            )
