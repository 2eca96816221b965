"""The draft of the city's flows: what is said otherwise in it, what the check says of that, and asking for its
publication; the words themselves are changed elsewhere."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import publications, shown
from bot.console.access import current_staff, product
from bot.console.published import live_written, world_of
from bot.console.words import gettext
from bot.engine.flow import SOURCE_LANGUAGE, Text
from bot.flowfiles.dialogue import problems_of
from bot.flowfiles.library import Library
from bot.flowfiles.overview import texts_of
from bot.flowfiles.problems import FlowErrors, Problem
from bot.flowfiles.rewording import Rewording, reworded, subject_after
from bot.releases import drafts, requests
from bot.releases.drafts import Drafted
from bot.releases.requests import Wish
from bot.releases.written import Written, reading_of

blueprint = Blueprint("draft", __name__, url_prefix="/draft")

ABOUT = "flows"
LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """A text of the draft beside the live one; `before` is empty when the flow does not say it any more."""

    drafted: Drafted
    before: Text

    @property
    def is_gone(self) -> bool:
        """Whether there is nothing left to change."""
        return not self.before

    @property
    def languages(self) -> list[str]:
        """The languages in which something is different."""
        words = self.drafted.rewording.words
        return [each for each in words if words[each] != self.before.get(each)]


@blueprint.get("")
def draft() -> str:
    """What is different, text by text, and what is to mend."""
    return _page("")


@blueprint.post("/publish")
def publish() -> ResponseReturnValue:
    """Ask for the draft to be published."""
    bot, at = product(), live_written()
    note = " ".join(request.form.get("note", "").split())[:LONGEST_NOTE]
    with bot.db.read() as tx:
        changes = _changes(at, drafts.drafted(tx))
    if not note or not changes:
        return _page(note, wrong=not note), 422
    try:
        files = reworded(at.files, changes)
    except FlowErrors as errors:
        return _page(note, problems=list(errors.problems)), 422
    wish = Wish(ABOUT, files, note, at.release or "", "flows.publish")
    with bot.db.begin() as tx:
        asked = requests.ask(tx, wish, by=current_staff(), now=bot.clock())
    return publications.begun(asked)


@blueprint.post("/drop")
def drop() -> ResponseReturnValue:
    """Take one text out of the draft."""
    bot = product()
    with bot.db.begin() as tx:
        dropped = drafts.drop(tx, request.form.get("id", "")[:16], by=current_staff(), now=bot.clock())
    if dropped:
        flash(gettext("Taken out of the draft."), "success")
    return redirect(url_for("console.flows.draft.draft"), 303)


def open_drafts(flow_id: str | None = None) -> list[Drafted]:
    """The texts of the draft that are not live yet."""
    with product().db.read() as tx:
        found = drafts.drafted(tx, flow_id)
    at = live_written()
    return [each for each in found if not _is_live(at, each.rewording)]


def changed_flows() -> frozenset[str]:
    """The flows that are said otherwise in the draft."""
    return frozenset(each.rewording.flow for each in open_drafts())


def changed_texts(flow_id: str) -> frozenset[str]:
    """The texts of the flow that are in the draft, by the ids of their addresses."""
    return frozenset(each.id for each in open_drafts(flow_id))


def library_of_draft() -> Library | None:
    """What the city would say with the draft; None when that cannot be read."""
    at = live_written()
    changes = _changes(at, open_drafts())
    try:
        return _library(at, tuple((each.flow, each.english, tuple(each.words.items())) for each in changes))
    except FlowErrors:
        return None


@lru_cache(maxsize=2)
def _library(at: Written, changes: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]) -> Library | None:
    files = reworded(at.files, [Rewording(flow, english, dict(words)) for flow, english, words in changes])
    return reading_of({**at.files, **files}).library


def _changes(at: Written, found: list[Drafted]) -> list[Rewording]:
    """What of the draft can still be published."""
    return [each.rewording for each in found if not _is_live(at, each.rewording) and _live(at, each.rewording)]


def _live(at: Written, change: Rewording, english: str = "") -> Text:
    """The text as it is live, by its English; empty when the flow does not say it."""
    subject = at.subject(change.flow)
    found = texts_of(subject.flow) if subject else iter(())
    return next((each for each in found if each.get(SOURCE_LANGUAGE) == (english or change.english)), {})


def _is_live(at: Written, change: Rewording) -> bool:
    """Whether residents read it like that already."""
    now = _live(at, change, change.source)
    return bool(now) and all(now.get(language) == said for language, said in change.words.items())


def _page(note: str, *, wrong: bool = False, problems: list[Problem] | None = None) -> str:
    at, found = live_written(), open_drafts()
    differences = [Difference(each, _live(at, each.rewording)) for each in found]
    to_mend = list(problems or [])
    by_flow: dict[str, list[Rewording]] = {}
    for each in differences:
        if not each.is_gone:
            by_flow.setdefault(each.drafted.rewording.flow, []).append(each.drafted.rewording)
    for flow_id, changes in by_flow.items():
        to_mend += _problems(at, flow_id, changes)
    with product().db.read() as tx:
        people = shown.names(tx, (each.staff_id for each in found))
        running = requests.newest_about(tx, ABOUT)
    values: dict[str, Any] = {"names": people, "problems": to_mend, "wrong": wrong}
    still = running if running and running.status not in (requests.PUBLISHED, requests.WITHDRAWN) else None
    return render_template(
        "console/draft.html", differences=differences, note=note, running=still, longest=LONGEST_NOTE,
        is_publishable=any(not each.is_gone for each in differences), **values,
    )  # fmt: skip


def _problems(at: Written, flow_id: str, changes: list[Rewording]) -> list[Problem]:
    subject = at.subject(flow_id)
    if subject is None:
        return []
    try:
        return problems_of(*subject_after(subject, world_of(at), changes))
    except FlowErrors as errors:
        return list(errors.problems)
