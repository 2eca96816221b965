"""Values change where they stand; lines and comments of a person stay as they were."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flowfiles.rewriting import rewritten, value_of

FLOWS = Path(__file__).parents[2] / "flows"
CITY = (FLOWS / "city.yaml").read_text(encoding="utf-8")
WORDS = (FLOWS / "words.yaml").read_text(encoding="utf-8")


def changed(text: str, wanted: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The lines that went and that came."""
    made = rewritten(text, wanted)
    assert value_of(made, "x") == wanted
    before, after = text.splitlines(), made.splitlines()
    return [each for each in before if each not in after], [each for each in after if each not in before]


def test_what_is_the_same_stays_the_same() -> None:
    assert rewritten(CITY, value_of(CITY, "x")) == CITY


@pytest.mark.parametrize(
    ("path", "value", "went", "came"),
    [
        (["retention_days"], "365", "retention_days: 730", "retention_days: 365"),
        (["name", "en"], "Río Claro", "name: {en: CityText, es: Texto de la Ciudad}",
         "name: {en: Río Claro, es: Texto de la Ciudad}"),
        (["quiet_hours", "to"], "08:30",
         'quiet_hours: {from: "20:00", to: "09:00", sunday_to: "12:00", holidays: US-NM}',
         'quiet_hours: {from: "20:00", to: "08:30", sunday_to: "12:00", holidays: US-NM}'),
        (["departments", "water", "es"], "Agua: y más", "  water: {en: Water, es: Agua}",
         "  water: {en: Water, es: 'Agua: y más'}"),
        (["facts", "reply_by"], {"en": "May 1", "es": "1 de mayo"},
         "  reply_by: {en: March 20, es: 20 de marzo}    # a promise: a person answers by then who was told so",
         "  reply_by: {en: May 1, es: 1 de mayo}    # a promise: a person answers by then who was told so"),
        (["facts", "people"], "true", '  people: "311"', '  people: "true"'),
    ],
)  # fmt: skip
def test_one_value_changes_one_line_and_keeps_its_comment(path: list[str], value: Any, went: str, came: str) -> None:
    wanted = deepcopy(value_of(CITY, "x"))
    at = wanted
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    assert changed(CITY, wanted) == ([went], [came])


def test_what_is_new_comes_last_in_its_block_and_what_is_gone_takes_its_line() -> None:
    wanted = deepcopy(value_of(CITY, "x"))
    wanted["departments"]["trees"] = {"en": "Trees", "es": "Árboles"}
    del wanted["departments"]["schools"]
    made = rewritten(CITY, wanted)
    last = "  library_and_it: {en: Library and IT, es: Bibliotecas e internet}\n"
    assert f"{last}  trees: {{en: Trees, es: Árboles}}\n\n# What the city knows" in made
    assert "schools:" not in made and value_of(made, "x") == wanted


def test_lists_with_a_line_for_each_keep_the_lines_that_stay() -> None:
    wanted = deepcopy(value_of(CITY, "x"))
    wanted["senders"].append({"address": "+15055550199", "kind": "toll_free"})
    assert changed(CITY, wanted) == ([], ['  - {address: "+15055550199", kind: toll_free}'])
    wanted["senders"].pop(0)
    assert value_of(rewritten(CITY, wanted), "x") == wanted
    wanted["senders"] = []
    assert value_of(rewritten(CITY, wanted), "x") == wanted


def test_new_keys_stand_at_the_end() -> None:
    wanted = {**value_of(CITY, "x"), "branding": {"color": "#0b545c"}}
    assert rewritten(CITY, wanted) == CITY + "branding: {color: '#0b545c'}\n"


def test_words_are_added_to_their_list_and_the_others_stay() -> None:
    wanted = deepcopy(value_of(WORDS, "x"))
    wanted["stop"]["es"].append("ya párenle")
    made = rewritten(WORDS, wanted)
    head, _, tail = WORDS.partition("  es: [alto por favor")
    assert made.startswith(head) and made.endswith(tail.partition("quítenme]\n")[2])
    assert max(map(len, made.splitlines())) <= 125


def test_an_empty_file_and_one_without_an_end_are_filled() -> None:
    assert rewritten("# Ours\n", {"stop": {"es": ["ya"]}}) == "# Ours\nstop: {es: [ya]}\n"
    assert rewritten("a: 1", {"a": "1", "b": "2"}) == "a: 1\nb: 2\n"


@given(st.dictionaries(st.sampled_from("abcd"), st.one_of(
    st.text("aé :#-'\"[]{},&*!|>%@`?0", min_size=1, max_size=8).map(str.strip).filter(bool),
    st.booleans(), st.lists(st.sampled_from(["true", "10:30", "no", "#x", "a: b", "-"]), max_size=3),
    st.dictionaries(st.sampled_from(["en", "es"]), st.sampled_from(["x", "y: z", "{", "5"]), min_size=1))))  # fmt: skip
def test_whatever_is_wanted_is_what_is_read(wanted: dict[str, Any]) -> None:
    text = "# one\na: {en: x}  # two\nb:\n  # three\n  en: [1, 2]\n  es: old  # four\nc: [1,\n    2]\n"
    made = rewritten(text, wanted, "x")
    assert (value_of(made, "x") or {}) == wanted
