"""Draws a flow as SVG, every text in the languages asked for; where things stand is decided in layers.py."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from bot.engine.flow import END, Flow, Step
from bot.engine.wording import in_language
from bot.flowfiles.boxes import (
    GREY,
    INK,
    PADDING,
    SMALL,
    WIDTH,
    Line,
    Say,
    flow_lines,
    indent,
    joined,
    kind_in_words,
    length,
    plain,
    step_lines,
)
from bot.flowfiles.graph import STATUSES, edges
from bot.flowfiles.known import codes
from bot.flowfiles.layers import Arrow, Box, Layout, Point, laid_out

NARROWEST = 200
"""Pixels between the paddings of a box; it is as narrow as its texts allow."""
MARGIN = 24
LINE = 18
"""Pixels from one line to the next."""
LABEL_LETTERS = 26
"""Of the words on an arrow, until they go on in a line below."""
FONT = "Verdana, DejaVu Sans, Arial, sans-serif"
PAPER = "#ffffff"
PILL = "pill"
"""The small box where the flow is over."""
COLOURS: Mapping[str, tuple[str, str]] = {
    "flow": ("#ffffff", "#1b1b1b"),
    "say": ("#eef3fb", "#2f5f9e"),
    "ask": ("#fff4d6", "#8a5a00"),
    "choose": ("#fff4d6", "#8a5a00"),
    "do": ("#e4f4e6", "#2b6b34"),
    "find": ("#e4f4e6", "#2b6b34"),
    "start": ("#f1eafa", "#5d3a94"),
    "hand_off": ("#fde9e4", "#9c2f16"),
    "end": ("#f0f0f0", "#4a4a4a"),
    PILL: ("#f0f0f0", "#4a4a4a"),
}
"""Fill and border by kind of box. Words stand out from every fill by 7:1 and more, as WCAG AAA asks."""


@dataclass(frozen=True, slots=True)
class Way:
    """One arrow of the flow: to which step (or the end), what is said on it, dashed when the step was skipped."""

    source: str
    target: str
    said: str = ""
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A box with what is written in it."""

    kind: str
    lines: tuple[Line, ...]

    @property
    def width(self) -> float:
        """As narrow as its lines allow."""
        if self.kind == PILL:
            return 64
        taken = (
            indent(line)
            + length(line.words, line.size, bold=line.bold)
            + (length(line.tail, SMALL) + PADDING if line.tail else 0)
            for line in self.lines
        )
        return min(WIDTH, max(NARROWEST, *taken) + 2 * PADDING)

    @property
    def height(self) -> float:
        """Of all lines, one below the other."""
        return 2 * PADDING + LINE * len(self.lines) - 4


def drawing(flow: Flow, languages: Sequence[str], say: Say = plain) -> str:
    """The flow as an SVG document of its own, with a title and a description for those who do not see it.

    `say` tells the drawing's own words in another language than English.
    """
    shapes = {"": Shape("flow", tuple(flow_lines(flow, languages, say)))}
    shapes |= {step.id: Shape(step.kind, tuple(step_lines(step, languages, say))) for step in flow.steps}
    arrows = [Way("", flow.steps[0].id), *(way for step in flow.steps for way in ways(flow, step, say))]
    for said, target in (("nobody answers in time", flow.unanswered), ("nobody answers at all", flow.silence)):
        arrows += [Way("", target, say(said), dashed=True)] if target else []
    # Every end is drawn where it is, so that no arrow runs past half the flow only to say that it is over.
    targets = [f"{END}:{way.source}" if way.target == END else way.target for way in arrows]
    shapes |= {target: Shape(PILL, (Line(say("end"), bold=True),)) for target in targets if target not in shapes}
    layout = laid_out(
        [Box(name, shape.width, shape.height) for name, shape in shapes.items()],
        [Arrow(way.source, target, *_label_size(way.said)) for way, target in zip(arrows, targets, strict=True)],
    )
    drawn = [*_arrows(arrows, layout)]
    for name, shape in shapes.items():
        drawn += _box(shape, *layout.corners[name])
    return _document(flow, languages, described(flow, arrows, languages[0], say), layout, drawn)


def ways(flow: Flow, step: Step, say: Say = plain) -> Iterator[Way]:
    """Where one can go from the step, codes that lead to the same place together; a step to itself is not drawn."""
    targets: set[str] = set()
    if step.kind not in ("hand_off", END):
        routed: dict[str, list[str]] = {}
        for code, target in step.routes.items():
            routed.setdefault(target, []).append(code)
        onward = step.next or flow.below(step)
        if onward in edges(flow)[step.id] and not _routes_everything(step):
            routed.setdefault(onward, []).append(say("otherwise") if step.routes else "")
        targets = set(routed)
        for target in sorted(targets, key=lambda each: flow.position(each) if each != END else len(flow.steps)):
            if target != step.id:
                yield Way(step.id, target, ", ".join(map(say, routed[target])))
    if step.when and flow.below(step) not in targets:
        yield Way(step.id, flow.below(step), say("if not"), dashed=True)


def _routes_everything(step: Step) -> bool:
    return step.kind == "choose" and not step.choices_from and {*codes(step), *STATUSES} <= step.routes.keys()


def _label_size(said: str) -> Point:
    """Of the words on an arrow, which stand below each other when they are many."""
    lines = _label_lines(said)
    return (max(length(line, SMALL) for line in lines) + 10, len(lines) * 15 + 2) if said else (0, 0)


def _label_lines(said: str) -> list[str]:
    lines = [""]
    for code in said.split(", "):
        together = f"{lines[-1]}, {code}" if lines[-1] else code
        if len(together) <= LABEL_LETTERS or not lines[-1]:
            lines[-1] = together
        else:
            lines[-1] += ","
            lines.append(code)
    return lines


def _box(shape: Shape, x: float, y: float) -> Iterator[str]:
    fill, border = COLOURS[shape.kind]
    corner = 16 if shape.kind in ("flow", PILL) else 4
    yield (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{shape.width:.0f}" height="{shape.height:.0f}" rx="{corner}" '
        f'fill="{fill}" stroke="{border}" stroke-width="1.5"/>'
    )
    for index, line in enumerate(shape.lines):
        base = y + PADDING + 12 + index * LINE
        if shape.kind == PILL:
            yield _words(x + shape.width / 2, base, line, anchor="middle")
            continue
        if line.lead.strip():
            yield _words(x + PADDING, base, Line(line.lead, size=SMALL, ink=GREY))
        if line.words:
            yield _words(x + PADDING + indent(line), base, line)
        if line.tail:
            yield _words(x + shape.width - PADDING, base, Line(line.tail, size=SMALL, ink=GREY), anchor="end")


def _words(x: float, y: float, line: Line, *, anchor: str = "") -> str:
    style = f' font-size="{line.size}" fill="{line.ink}"'
    style += ' font-weight="bold"' if line.bold else ""
    style += ' font-style="italic"' if line.italic else ""
    style += f' text-anchor="{anchor}"' if anchor else ""
    style += f" xml:lang={quoteattr(line.language)}" if line.language else ""
    return f'<text x="{x:.0f}" y="{y:.0f}"{style}>{escape(line.words)}</text>'


def _arrows(arrows: Sequence[Way], layout: Layout) -> Iterator[str]:
    for way, points, (x, y) in zip(arrows, layout.paths, layout.labels, strict=True):
        dashes = ' stroke-dasharray="6 4"' if way.dashed else ""
        yield (
            f'<path d="{_curve(points)}" fill="none" stroke="{GREY}" stroke-width="1.5"{dashes} '
            'marker-end="url(#tip)"/>'
        )
        width, height = _label_size(way.said)
        if way.said:
            yield (
                f'<rect x="{x - width / 2:.0f}" y="{y - height / 2:.0f}" width="{width:.0f}" height="{height:.0f}" '
                f'fill="{PAPER}"/>'
            )
        for index, line in enumerate(_label_lines(way.said)):
            base = y - height / 2 + 12 + index * 15
            yield _words(x, base, Line(line, size=SMALL, ink=INK), anchor="middle")


def _curve(points: Sequence[Point]) -> str:
    """Straight down within a layer, bent from one to the next."""
    drawn = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        if (x, y) == (to_x, to_y):
            continue
        middle = (y + to_y) / 2
        if abs(x - to_x) < 1:
            drawn.append(f"L{to_x:.1f} {to_y:.1f}")
        else:
            drawn.append(f"C{x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_y:.1f}")
    return " ".join(drawn)


def _document(flow: Flow, languages: Sequence[str], description: str, layout: Layout, drawn: Iterable[str]) -> str:
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN
    title = f"{flow.id}: {joined(flow.title, languages)}" if flow.title else flow.id
    inside = "\n".join(drawn)
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" \
viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-labelledby="title desc" font-family="{FONT}">
<title id="title">{escape(title)}</title>
<desc id="desc">{escape(description)}</desc>
<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">\
<path d="M0 0L10 5L0 10z" fill="{GREY}"/></marker></defs>
<rect width="100%" height="100%" fill="{PAPER}"/>
<g transform="translate({MARGIN} {MARGIN})">
{inside}
</g>
</svg>
"""


def described(flow: Flow, arrows: Sequence[Way], language: str, say: Say = plain) -> str:
    """The drawing in sentences: each step, what it says, and where it leads."""
    sentences = []
    for number, step in enumerate(flow.steps, start=1):
        only = ", " + say("only if {condition}").format(condition=step.when) if step.when else ""
        words = in_language(step.text, language) or step.verb
        leads = "; ".join(f"{way.said or say('then')}: {way.target}" for way in arrows if way.source == step.id)
        sentences.append(
            f"{number}. {step.id} {kind_in_words(step, say)}{only}. {words}{f' ({leads})' if leads else ''}"
        )
    return "\n".join(sentences)
