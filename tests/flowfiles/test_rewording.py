"""Texts of flows are said otherwise in their files: only those words change, and they are read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flowfiles.catalogs import read_catalog
from bot.flowfiles.documents import texts
from bot.flowfiles.problems import FlowErrors
from bot.flowfiles.reader import Source, flow_in
from bot.flowfiles.release import laid_out
from bot.flowfiles.rewording import Rewording, reworded, rewritten

FLOW = """\
flow: park
title: The new park
steps:
  - id: wish              # what they would like
    ask: What should be there?
    choices: {trees: Trees, bench: {label: "A bench", also: [seat]}, other_trees: Trees}
    help: >
      Please send
      the number.
  - id: thanks
    say: "Thank you: {wish}."
"""
PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

#. budget 1 part, 0 placeholders
#: flows/park.yaml:5
msgctxt "park"
msgid "What should be there?"
msgstr "¿Qué debe haber?"

msgctxt "park"
msgid "Trees"
msgstr "Flores"

msgctxt "other"
msgid "Trees"
msgstr "Manzanos"
"""
FILES = {"flows/park.yaml": FLOW, "translations/es/LC_MESSAGES/flows.po": PO, "transcripts/park.txt": "> park\n"}


def source() -> Source:
    found = flow_in(FLOW, "flows/park.yaml")
    assert isinstance(found, Source)
    return found


def spanish(files: dict[str, str]) -> dict[tuple[str, str], str]:
    with laid_out({**FILES, **files}) as folders:
        catalog = read_catalog(folders.translations / "es" / "LC_MESSAGES" / "flows.po", "es")
    return {key: each.words for key, each in catalog.entries.items()}


def test_only_the_words_change_wherever_the_flow_says_them() -> None:
    changed = reworded(FILES, [Rewording("park", "Trees", {"en": "Apple trees", "es": "Manzanos"})])
    assert changed["flows/park.yaml"] == FLOW.replace("Trees", "Apple trees")
    assert spanish(changed)[("park", "Apple trees")] == "Manzanos"
    assert ("park", "Trees") not in spanish(changed) and spanish(changed)[("other", "Trees")] == "Manzanos"
    assert "transcripts/park.txt" not in changed


def test_another_language_alone_leaves_the_flow_as_it_is() -> None:
    changed = reworded(FILES, [Rewording("park", "What should be there?", {"es": "¿Qué quiere?"})])
    assert list(changed) == ["translations/es/LC_MESSAGES/flows.po"]
    assert spanish(changed)[("park", "What should be there?")] == "¿Qué quiere?"


def test_english_alone_keeps_the_translation() -> None:
    changed = reworded(FILES, [Rewording("park", "What should be there?", {"en": "What do you want there?"})])
    assert spanish(changed)[("park", "What do you want there?")] == "¿Qué debe haber?"


def test_a_block_of_lines_and_a_label_with_more_words_are_replaced_whole() -> None:
    changes = [
        Rewording("park", "Please send the number.", {"en": "Just the number: 1 or 2."}),
        Rewording("park", "A bench", {"en": "Benches"}),
    ]
    after = rewritten(source(), changes)
    said = [each.words for each in texts(after.document)]
    assert "Just the number: 1 or 2." in said and "Benches" in said
    assert after.document.steps[1].id == "thanks" and "# what they would like" in after.page.source


def test_two_texts_that_become_the_same_are_one() -> None:
    changed = reworded(FILES, [Rewording("park", "What should be there?", {"en": "Trees", "es": "Flores"})])
    assert changed["translations/es/LC_MESSAGES/flows.po"].count('msgctxt "park"') == 1


@pytest.mark.parametrize(("flow", "english"), [("park", "Never said."), ("nowhere", "Trees")])
def test_what_nobody_says_cannot_be_changed(flow: str, english: str) -> None:
    with pytest.raises(FlowErrors):
        reworded(FILES, [Rewording(flow, english, {"en": "x"})])


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20), st.sampled_from("abZ¿#:{'\" -"))
def test_any_words_are_read_back(words: str, before: str) -> None:
    wanted = f"{before}{words} {words}".strip()
    after = rewritten(source(), [Rewording("park", "Thank you: {wish}.", {"en": wanted})])
    assert [each.words for each in texts(after.document)][-1] == wanted
