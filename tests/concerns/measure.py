"""How well and how fast texts that nobody tuned to are judged; `python -m tests.concerns.measure`, no text is printed.

The texts stand in held_out.csv beside this file (`text,language,code`). Where two categories are both right, `code`
names them with a space between, and either of them counts. Code for measuring, not part of the product.
"""

import csv
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

from bot.concerns.learning import Example, Judgement, confusions, judged, tallies
from bot.concerns.model import SHIPPED, Model, read
from bot.concerns.queries import phrases_of
from bot.concerns.rules import kinds_in
from tests.conversations.town import demo_library

HELD_OUT = Path(__file__).parent / "held_out.csv"
WORST = 12
ROUNDS = 3


def held_out() -> list[Example]:
    """The texts to be judged by; nobody looks at them while the training texts are written."""
    with HELD_OUT.open(encoding="utf-8", newline="") as stream:
        return [Example(row["text"], row["language"], row["code"]) for row in csv.DictReader(stream)]


def judgements(texts: list[Example], model: Model) -> list[Judgement]:
    """What the model offers for each text with the demo city's lexicon."""
    return [fairly(each) for each in judged([(model, text) for text in texts], phrases_of(demo_library()), model.sure)]


def fairly(judgement: Judgement) -> Judgement:
    """The judgement against one of the codes that are right: the best placed that was offered, else the first named."""
    right = judgement.example.code.split()
    code = next((code for code in judgement.offered if code in right), right[0])
    return replace(judgement, example=replace(judgement.example, code=code))


def report() -> list[str]:
    """The figures, a line each."""
    tracemalloc.start()
    before = time.perf_counter()
    model = read(SHIPPED)
    loaded = time.perf_counter() - before
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    texts = held_out()
    found = judgements(texts, model)
    lines = [f"{len(texts)} held-out texts; nothing is offered below a chance of {model.sure:.2f}"]
    always = {each.language: each for each in tallies(judgements(texts, replace(model, sure=0)))}
    for tally in tallies(found):
        right = tally.offered / (1 - tally.abstained)
        never = always[tally.language].offered
        whose = f"{tally.language}, {tally.concerns} concerns"
        lines.append(f"{whose}: first {tally.first:.1%}, among the offered {tally.offered:.1%}")
        lines.append(f"{whose}: abstained {tally.abstained:.1%}, wrong {tally.wrong:.1%}")
        lines.append(f"{whose}: where it offers right {right:.1%}; if it never abstained {never:.1%}")
        lines.append(f"{tally.language}, {tally.others} texts without a concern: left alone {tally.left_alone:.1%}")
        worst = confusions(found, tally.language)[:WORST]
        lines.append(f"{tally.language}: most confused " + ", ".join(f"{one} > {two} {n}" for one, two, n in worst))
    lines.append(f"{_microseconds(texts, model):.0f} microseconds a text, scoring and lexicon")
    lines.append(
        f"loaded in {loaded * 1000:.1f} ms, {kept / 1e6:.1f} MB kept, {SHIPPED.stat().st_size / 1e3:.0f} kB on disk"
    )
    return lines


def _microseconds(texts: list[Example], model: Model) -> float:
    phrases = phrases_of(demo_library())
    best = float("inf")
    for _ in range(ROUNDS):
        before = time.perf_counter()
        for text in texts:
            kinds_in(text.text, phrases, model)
        best = min(best, time.perf_counter() - before)
    return best / max(len(texts), 1) * 1e6


if __name__ == "__main__":
    print("\n".join(report()))  # noqa: T201  that is what it is for
