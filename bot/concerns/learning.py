"""Training the model from Cabildo's own texts and residents' choices, with scikit-learn; the product runs without this.

1. The texts of `training/texts.csv`, and the choices of residents, fall into five parts; texts that share four words in
   a row stay together, so that no part is judged by its own twin.
2. Each part is judged by a model that saw the other four, once as they are and once between the words that people put
   around what they want to say (`training/around.csv`), and the words of `training/words.csv`.
3. From these judgements come the figures that make chances of margins, and the chance below which nothing is offered.
4. The model itself learns from everything; its weights are rounded to one byte.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.concerns.model import NONE, ZERO, Model, buckets_of
from bot.concerns.rules import NOT_OFFERED, Phrases, best_of, chances_of, kinds_in
from bot.concerns.tables import concern
from bot.db.base import Tx
from bot.engine.vocabulary import fold

TRAINING = Path(__file__).parent / "training"
BUCKETS = 2**15
STRIDE = 7
"""Steps through the words around a text, so that each category meets them all."""
PARTS = 5
SHARED_WORDS = 4
"""Texts with this many words in a row in common are taken for twins."""
STRICTNESS = 0.7
"""The `C` of the linear support vector machine, as cross-validation likes it best."""
LEAST_CHOICES = 10
"""A code that Cabildo's texts do not know is learned from so many choices on."""
MOST_BY_ONE = 10
"""Choices of one resident that count, the latest: nobody teaches the city alone."""
RIGHT_OFTEN = 0.95
"""How often the right category is to be among those offered."""
LEAST_CHANCE = 0.02
HARDLY = 1e-9
"""The chance that a code without any is reckoned with; a logarithm has no zero."""
LEXICON_WEIGHTS = (0.1, 0.15, 0.2, 0.3)
"""Never nothing: a city's own words are to count, though Cabildo's texts, which know the shipped ones, gain little."""
SHARPNESSES = (3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 12.0)
SURENESSES = tuple(step / 100 for step in range(40, 91, 2))


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the code that is right for it."""

    text: str
    language: str
    code: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was offered for a text by a model that had not seen it; best first, empty when it was not sure."""

    example: Example
    offered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Learned:
    """A model, and how it judged what it had not seen."""

    model: Model
    judgements: list[Judgement]


def shipped_texts(folder: Path = TRAINING) -> list[Example]:
    """The texts that ship with Cabildo: `text,language,code`."""
    with (folder / "texts.csv").open(encoding="utf-8", newline="") as stream:
        return [Example(**row) for row in csv.DictReader(stream)]


def shipped_words(folder: Path = TRAINING) -> list[Example]:
    """The words that ship with Cabildo: a line per code, a column per language, phrases parted by semicolons."""
    with (folder / "words.csv").open(encoding="utf-8", newline="") as stream:
        return [
            Example(phrase.strip(), language, row["code"])
            for row in csv.DictReader(stream)
            for language, listed in row.items()
            if language != "code"
            for phrase in listed.split(";")
        ]


def in_passing(texts: Iterable[Example], folder: Path = TRAINING) -> list[Example]:
    """The texts that name a concern, after a greeting or with a plea behind, and the greetings and pleas alone.

    Without these, "I want to report" would speak for texts that say nothing else.
    """
    around: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    with (folder / "around.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            around[row["language"]] += [(row["before"], ""), ("", row["after"])]
    named = [text for text in texts if _names_a_concern(text) and text.language in around]
    found = [Example(" ".join(each).strip(), language, NONE) for language in around for each in around[language]]
    for at, text in enumerate(named):
        before, after = around[text.language][at * STRIDE % len(around[text.language])]
        found.append(replace(text, text=f"{before} {text.text} {after}"))
    return found


def choices(tx: Tx, codes: Iterable[str]) -> list[Example]:
    """What residents chose for their own words, among the city's codes; of one resident the latest few."""
    found = tx.execute(
        select(concern.c.contact_id, concern.c.words, concern.c.language, concern.c.kind)
        .where(concern.c.kind.in_(sorted(codes)), concern.c.words != "")
        .order_by(concern.c.created_at.desc(), concern.c.id)
    )
    by_resident: defaultdict[str, list[Example]] = defaultdict(list)
    for contact, words, language, kind in found:
        if len(by_resident[contact]) < MOST_BY_ONE:
            by_resident[contact].append(Example(words, language or "", kind))
    return [each for chosen in by_resident.values() for each in chosen]


def learn(texts: Sequence[Example], words: Sequence[Example], phrases: Phrases) -> Learned:
    """The model of these texts and words, its figures fitted to texts that it had not seen; the steps are above."""
    texts = _met_often_enough(texts, words)
    draft = Model((), BUCKETS, (), (), lexicon=0, sharpness=1, least=LEAST_CHANCE, sure=0, weights=b"")
    unseen = [(model, text) for model, part in _parts(texts, words, draft) for text in part]
    lexicon, sharpness = _chances_fitted(unseen, phrases)
    unseen = [(replace(model, lexicon=lexicon, sharpness=sharpness), text) for model, text in unseen]
    sure = _sureness(unseen, phrases)
    model = trained(
        [*texts, *in_passing(texts), *words], replace(draft, lexicon=lexicon, sharpness=sharpness, sure=sure)
    )
    return Learned(model, judged(unseen, phrases, sure))


def judged(unseen: Iterable[tuple[Model, Example]], phrases: Phrases, sure: float) -> list[Judgement]:
    """What each model offers for its text."""
    return [
        Judgement(text, tuple(guess.code for guess in kinds_in(text.text, phrases, replace(model, sure=sure))))
        for model, text in unseen
    ]


def trained(examples: Sequence[Example], draft: Model) -> Model:
    """The draft with the weights of a linear support vector machine, one against all; rare buckets weigh more."""
    from sklearn.svm import LinearSVC  # type: ignore[import-untyped]

    machine, rarity = fitted(examples, draft.buckets, LinearSVC(C=STRICTNESS, random_state=0))
    weights = machine.coef_ * rarity
    scales = abs(weights).max(axis=1) / (ZERO - 1)
    steps = (weights / scales[:, None]).round().astype(int) + ZERO
    return replace(
        draft,
        codes=tuple(str(code) for code in machine.classes_),
        scales=tuple(float(f"{scale:.6g}") for scale in scales),
        starts=tuple(float(f"{start:.6g}") for start in machine.intercept_),
        weights=steps.T.astype("uint8").tobytes(),
    )


def fitted(examples: Sequence[Example], buckets: int, machine: Any) -> tuple[Any, Any]:
    """The machine, fitted, and what each bucket was multiplied with: the logarithm of how rare it is."""
    import numpy as np

    matrix = matrix_of([each.text for each in examples], buckets)
    met = np.bincount(matrix.indices, minlength=buckets)
    rarity = np.log((1 + len(examples)) / (1 + met)) / 5
    return machine.fit(matrix.multiply(rarity).tocsr(), [each.code for each in examples]), rarity


def matrix_of(texts: Sequence[str], buckets: int) -> Any:
    """A row per text, of length one, as `Model.margins` sees it."""
    import numpy as np
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    rows = [buckets_of(text, buckets) for text in texts]
    columns = np.fromiter((column for row in rows for column in row), dtype=np.int32)
    values = np.repeat([1 / max(len(row), 1) ** 0.5 for row in rows], [len(row) for row in rows])
    starts = np.cumsum([0, *(len(row) for row in rows)])
    return csr_matrix((values, columns, starts), shape=(len(texts), buckets))


def twins(texts: Sequence[str]) -> list[int]:
    """A number per text, the same for texts that share `SHARED_WORDS` words in a row."""
    leaders = list(range(len(texts)))

    def leader(of: int) -> int:
        while leaders[of] != of:
            of = leaders[of]
        return of

    first: dict[str, int] = {}
    for at, text in enumerate(texts):
        words = fold(text).split()
        size = min(SHARED_WORDS, len(words))
        for start in range(len(words) - size + 1):
            other = first.setdefault(" ".join(words[start : start + size]), at)
            leaders[leader(at)] = leader(other)
    return [leader(at) for at in range(len(texts))]


def _met_often_enough(texts: Sequence[Example], words: Sequence[Example]) -> list[Example]:
    known, met = {each.code for each in words}, Counter(each.code for each in texts)
    return [each for each in texts if fold(each.text) and (each.code in known or met[each.code] >= LEAST_CHOICES)]


def _parts(texts: Sequence[Example], words: Sequence[Example], draft: Model) -> Iterable[tuple[Model, list[Example]]]:
    from sklearn.model_selection import StratifiedGroupKFold  # type: ignore[import-untyped]

    kinds = [f"{each.code} {each.language}" for each in texts]
    folds = StratifiedGroupKFold(PARTS, shuffle=True, random_state=0)
    for seen_at, unseen_at in folds.split(texts, kinds, twins([each.text for each in texts])):
        seen = [texts[at] for at in seen_at]
        yield trained([*seen, *in_passing(seen), *words], draft), [texts[at] for at in unseen_at]


def _chances_fitted(unseen: Sequence[tuple[Model, Example]], phrases: Phrases) -> tuple[float, float]:
    """The weight of the lexicon, and the sharpness, under which what is right was least surprising (log loss)."""
    import numpy as np

    # The models have a sharpness of 1, so that their logits are margins; every other sharpness follows by multiplying.
    codes = (*phrases.codes, NONE)
    best = (float("inf"), 0.0, 1.0)
    judged_by = [each for each in unseen if each[1].code in codes]
    right = np.array([codes.index(text.code) for _, text in judged_by])
    for lexicon in LEXICON_WEIGHTS:
        plain = [chances_of(text.text, phrases, replace(model, lexicon=lexicon)) for model, text in judged_by]
        logits = np.log([[each.get(code, HARDLY) for code in codes] for each in plain])
        for sharpness in SHARPNESSES:
            sharp = logits * sharpness
            losses = np.logaddexp.reduce(sharp, axis=1) - sharp[np.arange(len(right)), right]
            best = min(best, (float(losses.mean()), lexicon, sharpness))
    return best[1:]


def _sureness(unseen: Sequence[tuple[Model, Example]], phrases: Phrases) -> float:
    """The lowest chance from which on an offer holds the right category as often as it should."""
    offers = []
    for model, text in unseen:
        if text.code in phrases.codes and _names_a_concern(text):
            best = best_of(chances_of(text.text, phrases, model))
            offers.append((sum(guess.score for guess in best), any(guess.code == text.code for guess in best)))
    for sure in SURENESSES:
        right = [was for chance, was in offers if chance >= sure]
        if right and sum(right) / len(right) >= RIGHT_OFTEN:
            return sure
    return SURENESSES[-1]


def _names_a_concern(example: Example) -> bool:
    return example.code != NONE and example.code not in NOT_OFFERED


@dataclass(frozen=True, slots=True)
class Tally:
    """Judgements of one language, counted; the rates are of texts that name a concern."""

    language: str
    concerns: int
    first: float
    """How often the first offered was right."""
    offered: float
    """How often the right one was among the offered."""
    abstained: float
    wrong: float
    """How often something was offered and the right one was not."""
    others: int
    """Texts that name no concern."""
    left_alone: float
    """How often nothing was offered for these."""


def tallies(judgements: Iterable[Judgement]) -> list[Tally]:
    """The judgements counted, a language at a time."""
    by_language: defaultdict[str, list[Judgement]] = defaultdict(list)
    for each in judgements:
        by_language[each.example.language].append(each)
    return [_tally(language, by_language[language]) for language in sorted(by_language)]


def _tally(language: str, judgements: Sequence[Judgement]) -> Tally:
    others = [each for each in judgements if not _names_a_concern(each.example)]
    concerns = [each for each in judgements if _names_a_concern(each.example)]
    first = sum(each.offered[:1] == (each.example.code,) for each in concerns)
    among = sum(each.example.code in each.offered for each in concerns)
    abstained = sum(not each.offered for each in concerns)
    count = len(concerns) or 1
    return Tally(
        language, len(concerns), first / count, among / count, abstained / count,
        (len(concerns) - among - abstained) / count,
        len(others), sum(not each.offered for each in others) / (len(others) or 1),
    )  # fmt: skip


def confusions(judgements: Iterable[Judgement], language: str) -> list[tuple[str, str, int]]:
    """Codes taken for another, the most frequent first: what was right, what was offered first, how often."""
    found = Counter(
        (each.example.code, each.offered[0])
        for each in judgements
        if each.example.language == language and each.offered and each.offered[0] != each.example.code
        and _names_a_concern(each.example)
    )  # fmt: skip
    return [(right, taken, count) for (right, taken), count in found.most_common()]
