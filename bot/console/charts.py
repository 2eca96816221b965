"""Draws charts on the server, as pictures with the table they were drawn from; it reads no table and no request.

Vega-Lite specifications (https://vega.github.io/vega-lite/docs/) become SVG here, so that no page needs a script for
them. Drawing takes some 30 ms, the first time in a process half a second: a chart that was drawn is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from json import dumps
from typing import Any

Row = Mapping[str, Any]

COLOURS = ("#005ea2", "#c05600", "#00687d", "#8b0a03", "#4d8055", "#54278f")
"""Of the U.S. Web Design System; each stands at least 4.5 to 1 against white, neighbors differ in lightness too."""
WIDTH, BAR_HEIGHT, LINE_HEIGHT = 560, 22, 220
FONT = "Source Sans Pro Web, Helvetica Neue, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and its table: `columns` are the words of the table's head, `rows` its cells as a person reads them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    svg: str


def bars(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], drawn: Sequence[Row], *,
    unit: str = "", names: Sequence[str] = (),
) -> Chart:  # fmt: skip
    """Horizontal bars, one for each of `drawn`, in that order.

    Each of `drawn` has `label` and `value`; where it has `series` (such as a language) the bars of a label stand
    together in one colour for each series, `names` gives their order; where it has `low` and `high`, a line shows the
    interval. `unit` stands at the axis. `columns` and `rows` are the table beside it.
    """
    has_series = any("series" in each for each in drawn)
    y: dict[str, Any] = {"field": "label", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 220}}
    x = {"field": "value", "type": "quantitative", "title": unit or None, "scale": {"zero": True}}
    shared: dict[str, Any] = {"y": y}
    if has_series:
        order = list(names) or list(dict.fromkeys(str(each["series"]) for each in drawn))
        shared["yOffset"] = {"field": "series", "sort": order}
        colour = {"field": "series", "type": "nominal", "sort": order, "title": None, "legend": {"orient": "top"}}
    layers: list[dict[str, Any]] = [{"mark": {"type": "bar"}, "encoding": {"x": x}}]
    if has_series:
        layers[0]["encoding"]["color"] = colour
    if any("low" in each for each in drawn):
        x_low = {"field": "low", "type": "quantitative", "title": unit or None}
        layers.append(
            {"mark": {"type": "rule", "strokeWidth": 2, "color": "#1b1b1b"},
             "encoding": {"x": x_low, "x2": {"field": "high"}}}
        )  # fmt: skip
    step = {"step": BAR_HEIGHT * (0.8 if has_series else 1)}
    spec = {"height": step, "encoding": shared, "layer": layers}
    return _chart(title, columns, rows, drawn, spec)


def lines(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], drawn: Sequence[Row], *,
    unit: str = "", names: Sequence[str] = (),
) -> Chart:  # fmt: skip
    """Lines over days: each of `drawn` has `day` (ISO 8601), `value`, and `series` where there are several lines."""
    encoding: dict[str, Any] = {
        "x": {"field": "day", "type": "temporal", "title": None, "axis": {"format": "%-m/%-d", "tickCount": 7}},
        "y": {"field": "value", "type": "quantitative", "title": unit or None, "scale": {"zero": True}},
    }
    if any("series" in each for each in drawn):
        order = list(names) or list(dict.fromkeys(str(each["series"]) for each in drawn))
        # An order alone, without the type, would make shades of one colour.
        series = {"field": "series", "type": "nominal", "sort": order, "title": None, "legend": {"orient": "top"}}
        encoding |= {"color": series, "strokeDash": {**series, "legend": None}}
    spec = {"height": LINE_HEIGHT, "mark": {"type": "line", "point": True}, "encoding": encoding}
    return _chart(title, columns, rows, drawn, spec)


def _chart(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], drawn: Sequence[Row], spec: dict[str, Any]
) -> Chart:
    whole = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json", "description": title, "width": WIDTH,
        "data": {"values": [dict(each) for each in drawn]}, "background": None,
        "config": {
            "font": FONT, "range": {"category": list(COLOURS)}, "bar": {"color": COLOURS[0]},
            "line": {"color": COLOURS[0]}, "view": {"stroke": None},
            "axis": {"labelFontSize": 13, "titleFontSize": 13, "labelColor": "#1b1b1b", "titleColor": "#1b1b1b"},
            "legend": {"labelFontSize": 13, "labelColor": "#1b1b1b"},
        },
        **spec,
    }  # fmt: skip
    return Chart(title, tuple(columns), tuple(tuple(row) for row in rows), _drawn(dumps(whole)) if drawn else "")


@lru_cache(maxsize=128)
def _drawn(spec: str) -> str:
    from vl_convert import vegalite_to_svg  # 80 MB that a process pays for when it first draws.

    return str(vegalite_to_svg(spec, vl_version="5.20"))
