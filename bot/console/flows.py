"""The flows of the live release: all of them, one as a drawing, one as the conversation that residents read; trying,
changing and publishing are elsewhere."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Blueprint, abort, g, render_template, request
from markupsafe import Markup

from bot.console import drafts, releases, shown, trial, wording
from bot.console.access import product
from bot.console.drawn_words import own_words
from bot.console.published import live_written, world_of
from bot.engine.flow import Flow
from bot.flowfiles.dialogue import Dialogue, dialogue_of
from bot.flowfiles.drawing import drawing
from bot.flowfiles.overview import Overview, overviews
from bot.flowfiles.rewording import text_id
from bot.flowfiles.subject import Subject
from bot.rehearsal.trying import may_begin
from bot.releases.store import first_seen
from bot.releases.written import Written

blueprint = Blueprint("flows", __name__, url_prefix="/flows")
for _part in (drafts, releases, trial, wording):
    blueprint.register_blueprint(_part.blueprint)

SORTS: dict[str, Callable[[Overview], Any]] = {
    "id": lambda each: each.flow.id,
    "steps": lambda each: (len(each.flow.steps), each.flow.id),
    "texts": lambda each: (each.texts, each.flow.id),
    "parts": lambda each: (each.dearest.parts, each.dearest.characters) if each.dearest else (0, 0),
    "missing": lambda each: (sum(each.missing.values()), each.flow.id),
}
"""What the list may be in order of; "published" is added where it is known."""
LONGEST_WORDS = 60
DRAWN = 16
"""Drawings that a process keeps; one takes some 15 ms."""


@blueprint.get("")
def flows() -> str:
    """Every flow, with what it costs and lacks."""
    bot, at = product(), live_written()
    found = _overviews(at)
    with bot.db.read() as tx:
        seen = first_seen(tx, [each.flow.digest() for each in found])
    words = request.args.get("q", "").strip().casefold()[:LONGEST_WORDS]
    only = request.args.get("only", "")
    found = [each for each in found if _matches(each, words, only)]
    sort = request.args.get("sort", "")
    if sort.removeprefix("-") in SORTS:
        found.sort(key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))
    elif sort.removeprefix("-") == "published":
        known = [each for each in found if each.flow.digest() in seen]
        known.sort(key=lambda each: (seen[each.flow.digest()], each.flow.id), reverse=sort.startswith("-"))
        found = known + [each for each in found if each.flow.digest() not in seen]
    return render_template(
        "console/flows.html", found=found, seen=seen, sort=sort, only=only, release=at.release,
        changed=drafts.changed_flows(), title_of=title_of,
    )  # fmt: skip


def _matches(each: Overview, words: str, only: str) -> bool:
    said = " ".join([each.flow.id, *each.flow.title.values(), *each.flow.starts_on]).casefold()
    if words and words not in said:
        return False
    if only == "missing":
        return any(each.missing.values())
    return only != "dear" or bool(each.dearest and each.dearest.parts > 1)


@lru_cache(maxsize=4)
def _overviews(at: Written) -> list[Overview]:
    return overviews(world_of(at))


@blueprint.get("/<flow_id>")
def flow(flow_id: str) -> str:
    """The flow on one page, drawn, and the same steps as a list with links."""
    at, subject = _subject(flow_id)
    return render_template(
        "console/flow.html", flow=subject.flow, title=title_of(subject.flow), svg=_drawn(subject.flow, _spoken()),
        dialogue=dialogue(at, subject.flow.id), spoken=_spoken(), step_names=_step_names(subject.flow),
    )  # fmt: skip


@blueprint.get("/<flow_id>/conversation")
def conversation(flow_id: str) -> str:
    """The flow as residents read it, in every language side by side, and a phone to try it."""
    at, subject = _subject(flow_id)
    return render_template(
        "console/flow_conversation.html", flow=subject.flow, title=title_of(subject.flow),
        dialogue=dialogue(at, subject.flow.id), spoken=_spoken(),
        may_begin=may_begin(subject.flow), text_id=text_id, changed=drafts.changed_texts(subject.flow.id),
        **trial.nothing_yet(subject.flow),
    )  # fmt: skip


def _subject(flow_id: str) -> tuple[Written, Subject]:
    at = live_written()
    subject = at.subject(flow_id)
    if subject is None:
        abort(404)
    return at, subject


@lru_cache(maxsize=64)
def dialogue(at: Written, flow_id: str) -> Dialogue:
    """The flow as a conversation, made once for each release."""
    subject = at.subject(flow_id)
    if subject is None:
        abort(404)
    return dialogue_of(subject, world_of(at))


_drawings: dict[tuple[str, tuple[str, ...], str], Markup] = {}


def _drawn(flow: Flow, languages: tuple[str, ...]) -> Markup:
    key = (flow.digest(), languages, g.language)
    if key not in _drawings:
        while len(_drawings) >= DRAWN:
            _drawings.pop(next(iter(_drawings)))
        known = own_words()
        svg = drawing(flow, languages, lambda words: known.get(words, words))
        # The ids are set apart from those of the page.
        svg = re.sub(r'(?<=id=")(title|desc|tip)(?=")', r"drawn-\1", svg)
        svg = svg.replace('aria-labelledby="title desc"', 'aria-labelledby="drawn-title drawn-desc"')
        svg = svg.replace("url(#tip)", "url(#drawn-tip)").replace("xml:lang=", "lang=")
        _drawings[key] = Markup(svg)  # noqa: S704  every text in it was escaped where it was drawn
    return _drawings[key]


def _step_names(flow: Flow) -> dict[str, int]:
    """The number of each step, for links to it."""
    return {step.id: number for number, step in enumerate(flow.steps, start=1)}


def title_of(flow: Flow) -> str:
    """What the flow is called in the reader's language."""
    return flow.title.get(g.language) or flow.title.get("en") or flow.id


def _spoken() -> tuple[str, ...]:
    return product().library.city.languages


shown.tell_templates(blueprint)
