"""One text of a flow, changed in every language side by side, with the check's own word on it; it goes into the draft,
and nothing of it is published here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import current_staff, product
from bot.console.published import live_written, world_of
from bot.console.words import gettext
from bot.engine.flow import SOURCE_LANGUAGE, Text
from bot.flowfiles.dialogue import Dialogue, dialogue_of
from bot.flowfiles.documents import texts
from bot.flowfiles.overview import texts_of
from bot.flowfiles.problems import FlowErrors, Problem
from bot.flowfiles.rewording import Rewording, subject_after, text_id
from bot.flowfiles.subject import Subject
from bot.lib import sms
from bot.releases import drafts
from bot.releases.written import Written

blueprint = Blueprint("wording", __name__)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The text that is looked at: as it is live, and the steps it stands at."""

    at: Written
    subject: Subject
    text: Text
    steps: tuple[str, ...]

    @property
    def english(self) -> str:
        """What it is known by."""
        return self.text[SOURCE_LANGUAGE]


@blueprint.route("/<flow_id>/words/<id>", methods=["GET", "POST"])
def text(flow_id: str, id: str) -> ResponseReturnValue:
    """The text in every language, to be changed; kept, it is in the draft."""
    bot, chosen = product(), _chosen(flow_id, id)
    if request.method == "GET":
        with bot.db.read() as tx:
            kept = {each.id: each for each in drafts.drafted(tx, flow_id)}.get(id)
        words = {**chosen.text, **(kept.rewording.words if kept else {})}
        return _page(chosen, id, words, in_draft=kept is not None)
    words = _typed()
    wrong = {language: "empty" for language, said in words.items() if not said}
    wrong |= {language: "long" for language, said in words.items() if len(said) > sms.LONGEST}
    if wrong or _looked_at(chosen, words)[0] is None:
        return _page(chosen, id, words, wrong=wrong, in_draft=False), 422
    with bot.db.begin() as tx:
        if all(chosen.text.get(language, "") == said for language, said in words.items()):
            drafts.drop(tx, id, by=current_staff(), now=bot.clock())
        else:
            drafts.keep(tx, flow_id, chosen.english, words, by=current_staff(), now=bot.clock())
    flash(gettext("Kept in the draft. Residents meet it once the draft is published."), "success")
    return redirect(url_for("console.flows.conversation", flow_id=flow_id, _anchor=f"step-{chosen.steps[0]}"), 303)


@blueprint.post("/<flow_id>/words/<id>/check")
def check(flow_id: str, id: str) -> str:
    """What the check says of the words as they stand in the form."""
    chosen = _chosen(flow_id, id)
    return render_template("console/wording_check.html", **_checked(chosen, _typed()))


def _chosen(flow_id: str, id: str) -> Chosen:
    at = live_written()
    subject = at.subject(flow_id)
    if subject is None:
        abort(404)
    english = next((each.words for each in texts(subject.source.document) if text_id(flow_id, each.words) == id), None)
    if english is None:
        abort(404)
    document = subject.source.document
    steps = [
        str(said.where[0]) if said.step is None else document.steps[said.step].id
        for said in texts(document)
        if said.words == english
    ]
    found = next((each for each in texts_of(subject.flow) if each.get(SOURCE_LANGUAGE) == english), None)
    return Chosen(at, subject, found or {SOURCE_LANGUAGE: english}, tuple(dict.fromkeys(steps)))


def _typed() -> dict[str, str]:
    """The words of the form, on one line each: a text message of a flow has no lines of its own."""
    spoken = product().library.city.languages
    return {each: " ".join(request.form.get(f"words_{each}", "").split()) for each in spoken}


def _looked_at(chosen: Chosen, words: Mapping[str, str]) -> tuple[Dialogue | None, list[Problem]]:
    """The flow with these words; None, and why, when it cannot even be read."""
    change = Rewording(chosen.subject.flow.id, chosen.english, words)
    try:
        return dialogue_of(*subject_after(chosen.subject, world_of(chosen.at), [change])), []
    except FlowErrors as errors:
        return None, list(errors.problems)


def _checked(chosen: Chosen, words: Mapping[str, str]) -> dict[str, Any]:
    dialogue, problems = _looked_at(chosen, {each: said for each, said in words.items() if said})
    steps = []
    if dialogue is not None:
        steps = [each for each in dialogue.steps if each.step.id in chosen.steps]
        problems = [*dialogue.problems, *(problem for each in steps for problem in each.problems)]
    return {
        "words": words, "problems": list(dict.fromkeys(problems)), "price": sms.price,
        "levels": dialogue.levels if dialogue else {}, "said": steps,
        "nudge": dialogue.nudge if dialogue and "nudge" in chosen.steps else None,
    }  # fmt: skip


def _page(
    chosen: Chosen, id: str, words: Mapping[str, str], *, in_draft: bool, wrong: Mapping[str, str] | None = None
) -> str:
    flow = chosen.subject.flow
    return render_template(
        "console/wording.html", flow=flow, title=flow.title.get(g.language) or flow.title.get("en") or flow.id,
        id=id, live=chosen.text, steps=chosen.steps, spoken=product().library.city.languages, wrong=wrong or {},
        in_draft=in_draft, longest=sms.LONGEST, **_checked(chosen, words),
    )  # fmt: skip
