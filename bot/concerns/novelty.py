"""What the city may not know about yet: concerns that fit no category well, and words that are rising; pure.

A word rises when the log-odds of it among the residents of some days, against those of the weeks before, lies far from
nothing: with an informative Dirichlet prior, by which rare words need more to say as much (Monroe, Colaresi and Quinn,
"Fightin' Words", 2008, equations 15, 16, 19 and 22).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import log, sqrt

from bot.engine.vocabulary import COMMON_WORDS, FILLERS, fold

NO_CATEGORY, UNSURE, RISING = "no_category", "unsure", "terms"
"""Why a concern is in the novelty lane: it has no category, the machine doubts the one it has, or its words rise."""
UNKNOWN = frozenset({"", "other"})
UNSURE_BELOW = 0.2
"""The chance of a concern's own category below which it may be about something else."""

WINDOWS = (7, 14)
"""Days that are looked at; a word that rises in both is told by the shorter."""
BEFORE = timedelta(days=56)
"""How far back the days before them go."""
PRIOR, MOST_PRIOR = 0.1, 500.0
"""What the prior, everything that is said now and before, counts for: a share of its words, and so many at most."""
RISES_FROM = 3.0
"""The z-score from which a word rises: by chance some one word in a thousand would."""
FEWEST = 5
"""Different residents that a rising word needs, so that nobody can make it alone, and nobody is told by it."""
SHORTEST, LONGEST = 3, 32
MOST_WORDS = 60
"""Words of a text that are looked at."""
MOST_TERMS = 12
"""Rising words that are kept of one language or area, the clearest."""
GREETINGS = "buenas buenos dias tardes noches que tal hello hey good morning afternoon evening ustedes senor senora"
ORDINARY = FILLERS | {word for words in (*COMMON_WORDS.values(), GREETINGS) for word in words.split()}
"""Words that say nothing of what a text is about; what everybody says at all times does not rise anyway."""


def why_novel(kind: str, chances: Mapping[str, float]) -> str | None:
    """Why a concern of this category may be new to the city; None when it looks like others."""
    if kind in UNKNOWN:
        return NO_CATEGORY
    return UNSURE if chances and chances.get(kind, 0.0) < UNSURE_BELOW else None


def terms_of(words: str) -> frozenset[str]:
    """The words of a text that may rise."""
    said = fold(words).split()[:MOST_WORDS]
    return frozenset(
        each for each in said if SHORTEST <= len(each) <= LONGEST and each.isalpha() and each not in ORDINARY
    )


@dataclass(frozen=True, slots=True)
class Told:
    """One concern, as far as its words are counted."""

    at: datetime
    resident: str
    language: str
    area: str
    terms: frozenset[str]

    @property
    def scopes(self) -> Iterator[str]:
        """What its words are counted in."""
        if self.language:
            yield f"language:{self.language}"
        if self.area:
            yield f"area:{self.area}"


@dataclass(frozen=True, slots=True)
class Rising:
    """A word that rises in a language or an area: in how many days, said by how many residents, before how often."""

    scope: str
    term: str
    days: int
    residents: int
    before: int
    score: float


@dataclass
class Counting:
    """Counts of words by language and area: in each window by residents, before by texts, which are no fewer."""

    now: datetime
    within: defaultdict[tuple[int, str], defaultdict[str, set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    before: defaultdict[tuple[int, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, told: Told) -> None:
        """Count one concern."""
        for days in WINDOWS:
            begins = self.now - timedelta(days=days)
            for scope in told.scopes:
                if told.at >= begins:
                    for term in told.terms:
                        self.within[days, scope][term].add(told.resident)
                elif told.at >= begins - BEFORE:
                    self.before[days, scope].update(told.terms)

    def rising(self) -> list[Rising]:
        """What rises, the clearest of each scope first; a word once, in the shortest window that shows it."""
        found: dict[tuple[str, str], Rising] = {}
        for days, scope in sorted(self.within):
            counts = {term: len(residents) for term, residents in self.within[days, scope].items()}
            earlier = self.before.get((days, scope), Counter())
            for term, score in log_odds(counts, earlier, [each for each, n in counts.items() if n >= FEWEST]).items():
                if score >= RISES_FROM:
                    rising = Rising(scope, term, days, counts[term], earlier[term], round(score, 2))
                    found.setdefault((scope, term), rising)
        return _clearest(found.values())


def _clearest(rising: Iterable[Rising]) -> list[Rising]:
    by_scope: defaultdict[str, list[Rising]] = defaultdict(list)
    for each in sorted(rising, key=lambda one: (one.scope, -one.score, one.term)):
        if len(by_scope[each.scope]) < MOST_TERMS:
            by_scope[each.scope].append(each)
    return [each for listed in by_scope.values() for each in listed]


def log_odds(now: Mapping[str, int], before: Mapping[str, int], terms: Collection[str]) -> dict[str, float]:
    """The z-score of each of these terms: above nothing when it is said more now. Nothing was said: no scores."""
    total_now, total_before = sum(now.values()), sum(before.values())
    whole = total_now + total_before
    weight = min(PRIOR * whole, MOST_PRIOR)
    if not total_now or not total_before:
        return {}
    scores = {}
    for term in terms:
        here, there = now.get(term, 0), before.get(term, 0)
        prior = weight * (here + there) / whole
        odds = log((here + prior) / (total_now + weight - here - prior))
        odds -= log((there + prior) / (total_before + weight - there - prior))
        scores[term] = odds / sqrt(1 / (here + prior) + 1 / (there + prior))
    return scores
