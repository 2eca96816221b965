"""The file of weights, and that applying it is what scikit-learn would do."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.concerns.learning import BUCKETS, Example, fitted, matrix_of, trained
from bot.concerns.model import SHIPPED, Model, ModelError, buckets_of, read, shipped, write

DRAFT = Model((), 2**12, (), (), lexicon=0.1, sharpness=7, least=0.02, sure=0.5, weights=b"")
EXAMPLES = [
    Example(text, "en", code)
    for code, texts in {
        "pothole": ["a hole in my street", "blew a tire", "pothole on 5th", "huge crater"],
        "noise": ["loud music", "barking all night", "my neighbor shouts", "party until 3 am"],
        "tree": ["a branch fell", "dead tree on my car", "please trim it", "roots everywhere"],
    }.items()
    for text in texts
]
SAMPLES = [
    *(each.text for each in EXAMPLES), "", "!", "música a las 3 de la mañana", "another hole on 9th", "x" * 400,
    "street " * 90,
]  # fmt: skip


@pytest.fixture(scope="module")
def model() -> Model:
    return trained(EXAMPLES, DRAFT)


def test_a_text_falls_into_the_same_buckets_everywhere_and_always() -> None:
    pan = [1034, 1301, 1595, 9095, 10235, 10283, 14800, 26155, 26348, 26940, 28126, 30867]
    assert buckets_of("un pan", 2**15) == pan
    assert buckets_of("¡UN   BACHE!", 2**15) == buckets_of("un bache", 2**15)
    assert buckets_of("1200 Lake", 2**15) == buckets_of("37 lake", 2**15)
    assert buckets_of("", 2**15) == []


@pytest.mark.parametrize("text", SAMPLES)
def test_applying_is_what_scikit_learn_decides_but_for_rounding(model: Model, text: str) -> None:
    from sklearn.svm import LinearSVC

    machine, rarity = fitted(EXAMPLES, DRAFT.buckets, LinearSVC(C=0.7, random_state=0))
    decided = machine.decision_function(matrix_of([text], DRAFT.buckets).multiply(rarity).tocsr())[0]
    margins = model.margins(text)
    assert list(margins) == list(machine.classes_)
    # Half a step of rounding per bucket, times the square root of the buckets, is the most it can be away.
    most = max(model.scales) / 2 * max(len(buckets_of(text, DRAFT.buckets)), 1) ** 0.5 + 1e-4
    assert list(margins.values()) == pytest.approx(list(decided), abs=most)


def test_training_twice_gives_the_same_bytes(model: Model) -> None:
    assert trained(EXAMPLES, DRAFT) == model


def test_a_written_model_reads_back_as_it_was(model: Model, tmp_path: Path) -> None:
    write(model, tmp_path / "new" / "categories.bin")
    assert read(tmp_path / "new" / "categories.bin") == model


def test_no_text_is_in_the_file() -> None:
    held = SHIPPED.read_bytes() + shipped().weights
    assert not any(word in held for word in (b"bache", b"street ", b"tire"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"), (b"", "no file of weights"), (b"{}\n", "no file of weights"),
        (b"\x00\xff\n", "no file of weights"), (b"[1]\nx", "no file of weights"),
    ],
)  # fmt: skip
def test_another_file_is_refused_in_a_sentence(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "categories.bin"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=said) as refused:
        read(path)
    assert str(path) in str(refused.value)


def test_a_file_cut_short_is_refused(model: Model, tmp_path: Path) -> None:
    write(replace(model, weights=model.weights[:-1]), tmp_path / "short.bin")
    with pytest.raises(ModelError, match="cut short"):
        read(tmp_path / "short.bin")


def test_the_shipped_model_is_small_and_read_once() -> None:
    assert shipped() is shipped()
    assert shipped().buckets == BUCKETS
    assert SHIPPED.stat().st_size < 1_000_000
