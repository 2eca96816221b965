"""The drawing of a flow: every box apart, every text there and escaped, every way an arrow, and words for the blind."""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine.flow import Choice, Flow, Step
from bot.flowfiles.boxes import GREY, INK
from bot.flowfiles.drawing import COLOURS, drawing, ways
from bot.flowfiles.layers import Arrow, Box, Layout, laid_out
from tests.conversations.town import demo_library

SVG = "{http://www.w3.org/2000/svg}"
FLOWS = tuple(demo_library().flows.current.values())
each_flow = pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)

Rectangle = tuple[float, float, float, float]


def rectangles(svg: str) -> list[Rectangle]:
    """Boxes and the grounds of what is said on arrows: left, top, right, bottom; without the paper."""
    found = []
    for rect in ET.fromstring(svg).iter(f"{SVG}rect"):
        if rect.get("width") != "100%":
            x, y, width, height = (float(rect.get(key, "")) for key in ("x", "y", "width", "height"))
            found.append((x, y, x + width, y + height))
    return found


def words(svg: str) -> str:
    """Everything written in boxes and on arrows, pieces of a line joined."""
    return " ".join(text.text or "" for text in ET.fromstring(svg).iter(f"{SVG}text"))


def covers(one: Rectangle, other: Rectangle) -> bool:
    # Corners are rounded to whole pixels, so that neighbours may seem to touch.
    return min(one[2], other[2]) - max(one[0], other[0]) > 1 and min(one[3], other[3]) - max(one[1], other[1]) > 1


@each_flow
def test_nothing_covers_anything_and_nothing_leaves_the_paper(flow: Flow) -> None:
    svg = drawing(flow, ["es", "en"])
    root = ET.fromstring(svg)
    width, height = float(root.get("width", "")), float(root.get("height", ""))
    boxes = rectangles(svg)
    assert len(boxes) > len(flow.steps)
    assert [pair for pair in combinations(boxes, 2) if covers(*pair)] == []
    assert all(min(left, top) >= 0 and right < width and bottom < height for left, top, right, bottom in boxes)


@each_flow
def test_every_text_stands_there_in_every_language(flow: Flow) -> None:
    written = words(drawing(flow, ["en", "es"]))
    for step in flow.steps:
        for text in (step.text, step.help, step.other, step.refuse, step.own_words, *(c.label for c in step.choices)):
            for language in text:
                # Wrapped lines may hold the other language's gutter between them, so each word is looked for.
                assert all(word in written for word in text[language].split()), (step.id, language)


@each_flow
def test_every_route_is_an_arrow_with_its_codes(flow: Flow) -> None:
    written = words(drawing(flow, ["en"]))
    for step in flow.steps:
        drawn = {code: way.target for way in ways(flow, step) for code in way.said.split(", ")}
        for code, target in step.routes.items():
            assert drawn[code] == target
            assert code in written


def boxes_of(svg: str) -> list[ET.Element]:
    return [each for each in ET.fromstring(svg).iter(f"{SVG}rect") if each.get("stroke")]


def test_one_language_alone_leaves_the_other_out() -> None:
    report = demo_library().flows.current["report"]
    assert "¿" in words(drawing(report, ["es"]))
    assert "problem?" not in words(drawing(report, ["es"]))


def test_a_missing_translation_is_seen() -> None:
    flow = Flow("one", (Step("hello", "say", {"en": "Good morning"}),))
    assert "(no translation)" in words(drawing(flow, ["en", "so"]))


def test_what_residents_read_cannot_become_markup() -> None:
    odd = '<script>alert(1)</script> & "quotes" ]]>'
    flow = Flow("odd", (Step("ask", "choose", {"en": odd}, choices=(Choice("a", {"en": "<b>"}),)),), title={"en": odd})
    svg = drawing(flow, ["en"])
    assert "<script" not in svg and "<b>" not in svg
    assert "alert(1)" in words(svg)


def test_a_word_without_end_stays_in_its_box() -> None:
    flow = Flow("long", (Step("say", "say", {"en": "W" * 300}),))
    texts = list(ET.fromstring(drawing(flow, ["en"])).iter(f"{SVG}text"))
    pieces = [each.text or "" for each in texts if set(each.text or "") == {"W"}]
    assert "".join(pieces) == "W" * 300
    assert max(map(len, pieces)) < 25


def test_a_skipped_step_that_does_not_fall_through_has_a_dashed_way_round() -> None:
    flow = Flow("skip", (Step("maybe", "say", {"en": "x"}, when="place", next="end"), Step("then", "say", {"en": "y"})))
    assert [(way.target, way.said, way.dashed) for way in ways(flow, flow.steps[0])] == [
        ("end", "", False), ("then", "if not", True),
    ]  # fmt: skip
    svg = drawing(flow, ["en"])
    assert "only if place" in words(svg)
    assert svg.count("stroke-dasharray") == 1


def test_a_way_that_is_wholly_routed_does_not_fall_through() -> None:
    routes = {"a": "last", "skipped": "last", "refused": "last", "unclear": "end"}
    choose = Step("q", "choose", {"en": "?"}, choices=(Choice("a", {"en": "A"}),), routes=routes)
    flow = Flow("routed", (choose, Step("not_here", "say", {"en": "n"}), Step("last", "say", {"en": "l"})))
    assert {way.target: way.said for way in ways(flow, choose)} == {"last": "a, skipped, refused", "end": "unclear"}


def test_a_flow_that_goes_back_is_drawn_too() -> None:
    again = Step("again", "choose", {"en": "Once more?"}, choices=(Choice("a", {"en": "A"}),), routes={"a": "first"})
    itself = Step("first", "ask", {"en": "What?"}, routes={"skipped": "first"})
    svg = drawing(Flow("back", (itself, again)), ["en"])
    assert "skipped: asked once more" in words(svg)
    assert len(boxes_of(svg)) == 4  # the flow, two steps, the end


def test_where_silence_leads_is_drawn_too() -> None:
    steps = (Step("ask", "ask", {"en": "Well?"}, next="end"), Step("late", "say", {"en": "a"}), Step("lost", "say"))
    svg = drawing(Flow("quiet", steps, unanswered="late", silence="lost"), ["en"])
    assert svg.count("stroke-dasharray") == 2
    assert "nobody answers in time" in words(svg) and "nobody answers at all" in words(svg)


def test_those_who_do_not_see_it_are_told() -> None:
    root = ET.fromstring(drawing(demo_library().flows.current["status"], ["en", "es"]))
    assert root.get("role") == "img" and root.get("aria-labelledby") == "title desc"
    assert (root.findtext(f"{SVG}title") or "").startswith("status: ")
    told = root.findtext(f"{SVG}desc") or ""
    assert "1. reference asks" in told and "skipped, refused: without" in told


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("kind", COLOURS)
def test_everything_can_be_read_on_its_ground(kind: str) -> None:
    fill, border = COLOURS[kind]
    assert contrast(INK, fill) >= 7 and contrast(GREY, fill) >= 7
    assert contrast(border, "#ffffff") >= 3


def test_the_arrows_of_a_drawing_end_where_boxes_are() -> None:
    svg = drawing(demo_library().flows.current["welcome"], ["en"])
    tops = {(round((left + right) / 2), round(top)) for left, top, right, _ in rectangles(svg)}
    for path in re.findall(r'<path d="(M[^"]+)" fill="none"', svg):
        x, y = path.split()[-2:]
        end = (float(x.lstrip("CL")), float(y))
        assert min(abs(end[0] - left) + abs(end[1] - top) for left, top in tops) <= 2


def graphs() -> st.SearchStrategy[tuple[int, list[tuple[int, int]]]]:
    return st.integers(2, 9).flatmap(
        lambda many: st.tuples(
            st.just(many),
            st.lists(st.tuples(st.integers(0, many - 1), st.integers(0, many - 1)).filter(lambda way: way[0] != way[1]),
                     max_size=14),
        )
    )  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(graphs())
def test_any_graph_is_laid_out_with_everything_apart(graph: tuple[int, list[tuple[int, int]]]) -> None:
    many, joined = graph
    boxes = [Box(str(number), 100 + 20 * number, 40 + 10 * number) for number in range(many)]
    arrows = [Arrow(str(a), str(b), 50 if a % 2 else 0, 12 if a % 2 else 0) for a, b in joined]
    layout = laid_out(boxes, arrows)
    placed = [(*layout.corners[box.id], box) for box in boxes]
    shapes = [(x, y, x + box.width, y + box.height) for x, y, box in placed]
    shapes += [
        (x - arrow.width / 2, y - arrow.height / 2, x + arrow.width / 2, y + arrow.height / 2)
        for arrow, (x, y) in zip(arrows, layout.labels, strict=True)
        if arrow.width
    ]
    assert [pair for pair in combinations(shapes, 2) if covers(*pair)] == []
    for arrow, path in zip(arrows, layout.paths, strict=True):
        assert _touches(path[0], layout, boxes[int(arrow.source)])
        assert _touches(path[-1], layout, boxes[int(arrow.target)])
        for box in boxes:
            assert not any(_inside(point, layout, box) for point in _between(path))


def _touches(point: tuple[float, float], layout: Layout, box: Box) -> bool:
    x, y = layout.corners[box.id]
    return x - 1 <= point[0] <= x + box.width + 1 and min(abs(point[1] - y), abs(point[1] - y - box.height)) < 1


def _between(path: tuple[tuple[float, float], ...]) -> Iterator[tuple[float, float]]:
    for (x, y), (to_x, to_y) in pairwise(path):
        yield (x + to_x) / 2, (y + to_y) / 2


def _inside(point: tuple[float, float], layout: Layout, box: Box) -> bool:
    x, y = layout.corners[box.id]
    return x + 1 < point[0] < x + box.width - 1 and y + 1 < point[1] < y + box.height - 1
