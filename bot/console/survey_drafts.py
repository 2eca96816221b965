"""Writing a survey: its questions in every language side by side, what the check says beside each, and trying it."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import shown, survey_forms, survey_trial
from bot.console.access import current_staff, product
from bot.console.survey_words import kind_names, problem_words, refusals, small_texts
from bot.console.words import gettext as _
from bot.console.words import told
from bot.lib import sms
from bot.surveys import service, store
from bot.surveys.checking import Checked, checked
from bot.surveys.compiling import compiled, named
from bot.surveys.rules import ADVISED_QUESTIONS, CHOOSING, LABELS, Document
from bot.surveys.service import Refused
from bot.surveys.store import Draft

PART = "X-Part"
"""The header by which the page's script asks for one part of it."""


def new() -> ResponseReturnValue:
    """Begin a survey: its title in each language."""
    bot, wrong = product(), ""
    title = {each: request.form.get(f"title-{each}", "").strip() for each in _spoken()}
    if request.method == "POST":
        try:
            draft = service.begin_draft(
                bot.db, title, bot.library, made_from=bot.live.release, by=current_staff(), now=bot.clock()
            )
            return redirect(url_for("console.surveys.draft", draft_id=draft.id), 303)
        except Refused as refused:
            wrong = refusals()[refused.why]
    shown_page = render_template("console/survey_new.html", title=title, wrong=wrong, spoken=_spoken())
    return shown_page, 422 if wrong else 200


def draft(draft_id: str) -> ResponseReturnValue:
    """The page on which a survey is written."""
    found = draft_there(draft_id)
    return page(found, found.document)


def save(draft_id: str) -> ResponseReturnValue:
    """Keep what was written, and do what the button says: add, move, remove, put back, publish."""
    found = draft_there(draft_id)
    act = request.form.get("act", "save")
    document = survey_forms.acted(survey_forms.read(request.form, found.document, _spoken()), act)
    bot = product()
    try:
        service.save(bot.db, found.id, document, seen=_seen(), by=current_staff(), now=bot.clock())
    except Refused as refused:
        there = refused.draft or found
        return page(there, document, moved=there), 409
    if act == "save":
        flash(_("It is saved."), "success")
    place = act.partition(":")[2].partition(":")[0]
    anchor = {"add": document.questions[-1].key if document.questions else None, "remove": "removed"}
    return redirect(
        url_for("console.surveys.draft", draft_id=found.id, _anchor=anchor.get(act.partition(":")[0], place or None)),
        303,
    )  # fmt: skip


def check(draft_id: str) -> ResponseReturnValue:
    """What the check says of what stands in the form now, for the script that puts it beside the texts."""
    document = survey_forms.read(request.form, draft_there(draft_id).document, _spoken())
    return render_template("console/survey_notes.html", **_told(draft_there(draft_id), document))


def trial(draft_id: str) -> ResponseReturnValue:
    """What a resident would read: the texts so far are played to the draft as it stands in the form."""
    found = draft_there(draft_id)
    document = survey_forms.read(request.form, found.document, _spoken())
    phone = survey_trial.phone(found.flow, document)
    if request.headers.get(PART):
        return render_template("console/survey_phone.html", draft=found, spoken=_spoken(), **_on(phone))
    return page(found, document, phone=phone)


def copy(draft_id: str) -> ResponseReturnValue:
    """A draft of the same questions under another name."""
    bot = product()
    made = service.copy_draft(
        bot.db, draft_there(draft_id), bot.library, made_from=bot.live.release, by=current_staff(), now=bot.clock()
    )
    flash(_("This is the copy. Give it a title and a word of its own."), "success")
    return redirect(url_for("console.surveys.draft", draft_id=made.id), 303)


def remove_draft(draft_id: str) -> ResponseReturnValue:
    """Take the draft away."""
    bot = product()
    service.take_away(bot.db, draft_there(draft_id), by=current_staff(), now=bot.clock())
    flash(_("The draft is gone. What was published stays."), "success")
    return redirect(url_for("console.surveys.surveys"), 303)


def draft_there(draft_id: str) -> Draft:
    """The draft of that id; 404 when there is none."""
    with product().db.read() as tx:
        found = store.draft_by_id(tx, draft_id)
    if found is None:
        abort(404)
    return found


def look(flow: str, document: Document) -> Checked:
    """The draft as the check sees it."""
    library = product().library
    return checked(compiled(flow, document, library.city.languages), document, library)


def page(
    found: Draft, document: Document, *, phone: survey_trial.Phone | None = None, moved: Draft | None = None
) -> str:  # fmt: skip
    with product().db.read() as tx:
        names = shown.names(tx, [found.written_by])
    told = _told(found, document)
    gone = document.removed[1].text if document.removed else {}
    return render_template(
        "console/survey_draft.html", draft=found, document=document, suggested=named(document), kinds=kind_names(),
        small=small_texts(), labels=LABELS, choosing=CHOOSING, names=names, moved=moved,
        advised=ADVISED_QUESTIONS, **_on(phone or survey_trial.empty_phone()),
        is_live=found.flow in product().library.flows.current, **told,
        small_wrong=any(place.startswith("words-") for place, _language in told["notes"]),
        removed_words=next((words for words in gone.values() if words), ""),
    )  # fmt: skip


def _on(phone: survey_trial.Phone) -> dict[str, Any]:
    return {"phone": phone, "understood": shown.understood_lines, "price": sms.price}


def _told(found: Draft, document: Document) -> dict[str, Any]:
    """Notes and prices by place and language, and every place there is."""
    looked = look(found.flow, document)
    notes: dict[tuple[str, str], dict[str, str]] = {}
    for note in looked.notes:
        of_place = notes.setdefault((note.place, note.language), {})
        of_place.setdefault(problem_words(note.rule, note.detail), told(note.detail))
    prices = {(each.place, each.language): each for each in looked.prices}
    return {"notes": notes, "prices": prices, "places": _places(document), "count": len(looked.notes),
            "spoken": _spoken()}  # fmt: skip


def _places(document: Document) -> Sequence[str]:
    found = ["title", "keywords", "invitation", "questions", *(f"words-{name}" for name in document.words)]
    for question in document.questions:
        found += [f"{question.key}-text", *(f"{question.key}-option-{i}" for i in range(len(question.options)))]
    return found


def _spoken() -> tuple[str, ...]:
    return product().library.city.languages


def _seen() -> int:
    given = request.form.get("version", "")
    return int(given) if given.isdigit() else 0
