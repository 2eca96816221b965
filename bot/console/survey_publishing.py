"""Asks for a survey to be published: its flow, its words in other languages, a conversation in each, all at once."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import survey_forms, survey_trial
from bot.console.access import current_staff, product
from bot.console.publications import begun
from bot.console.shown import language_name
from bot.console.survey_drafts import draft_there, look
from bot.console.survey_drafts import page as draft_page
from bot.console.words import gettext as _
from bot.engine.flow import SOURCE_LANGUAGE
from bot.flowfiles.library import Library
from bot.flowfiles.reader import Source, flow_in
from bot.flowfiles.translating import retranslated
from bot.publishing.requested import Base, base_of, own_folders
from bot.rehearsal.playing import play
from bot.rehearsal.script import read_script
from bot.rehearsal.town import new_town
from bot.releases import requests
from bot.releases.requests import Wish
from bot.surveys import service, store
from bot.surveys.compiling import Compiled, compiled, keywords_of, named
from bot.surveys.rules import Document, Question
from bot.surveys.service import Refused
from bot.surveys.store import Draft

LONGEST_NOTE = 200


def publish(draft_id: str) -> ResponseReturnValue:
    """Save what was written, ask whether it is meant, then have it published; not while something is to be mended."""
    found, bot = draft_there(draft_id), product()
    now, staff = bot.clock(), current_staff()
    seen = int(version) if (version := request.form.get("version", "")).isdigit() else 0
    is_meant = request.form.get("meant") == "yes"
    if is_meant:
        document = named(found.document)
    else:
        document = survey_forms.read(request.form, found.document, bot.library.city.languages)
    try:
        service.save(bot.db, found.id, document, seen=seen, by=staff, now=now)
    except Refused as refused:
        return draft_page(found, document, moved=refused.draft or found), 409
    looked = look(found.flow, document)
    if looked.notes:
        flash(_("It is saved, and cannot be published yet: mend what is marked below."), "error")
        return redirect(url_for("console.surveys.draft", draft_id=found.id), 303)
    if not is_meant:
        is_new = found.flow not in bot.library.flows.current
        return render_template("console/survey_publish.html", draft=found, document=document, version=seen + 1,
                               flow=looked.flow, is_new=is_new,
                               languages_read=", ".join(map(language_name, bot.library.city.languages)))  # fmt: skip
    base = base_of(bot.db, own_folders(bot.settings))
    note = request.form.get("note", "").strip()[:LONGEST_NOTE] or service.title_of(document)
    wish = Wish(f"survey:{found.flow}", _changes(found, document, base), note, base.release, "surveys.publish")
    with bot.db.begin() as tx:
        request_id = requests.ask(tx, wish, by=staff, now=now)
        store.note_publication(tx, found.id, request_id, seen + 1)
    return begun(request_id)


def _changes(draft: Draft, document: Document, base: Base) -> dict[str, str | None]:
    """The files that the survey becomes, on top of what is live."""
    library, now = product().library, product().clock()
    made = compiled(draft.flow, document, library.city.languages)
    file = f"flows/{draft.flow}.yaml"
    source = flow_in(made.text, file)
    if not isinstance(source, Source):
        raise ValueError("what was compiled could be read when it was compiled")
    changes: dict[str, str | None] = {file: made.text}
    for language in library.city.languages:
        if language != SOURCE_LANGUAGE:
            name = f"translations/{language}/LC_MESSAGES/flows.po"
            words = made.translations.get(language, {})
            changes[name] = retranslated(base.files.get(name, ""), language, source, words, now)
    said = survey_trial.with_draft(library, draft.flow, document)
    for language in library.city.languages:
        changes[f"transcripts/{draft.flow}.{language}.txt"] = transcript(made, document, said, language)
    return changes


def transcript(made: Compiled, document: Document, library: Library, language: str) -> str:
    """The conversation of somebody who answers every question, as every later release is held to it."""
    own = [each.strip() for each in document.keywords.get(language, "").split(",") if each.strip()]
    word = next((each for each, code in library.vocabulary.languages.items() if code == language), "")
    lines = [
        f"# {document.title.get(language) or made.flow}: every question answered.", f"> {word or 'hello'}", "~ 8d", "",
        f"> {(own or keywords_of(document))[0]}", "> 1",
        *(f"> {_answer(each, language)}" for each in document.questions),
    ]  # fmt: skip
    with new_town(library) as town:
        return play(read_script("\n".join(lines), made.flow), town).text


_WORDS = {"en": "more shade please", "es": "que haya sombra"}


def _answer(question: Question, language: str) -> str:
    answers: dict[str, str] = {
        "number": str(question.minimum if question.minimum is not None else question.maximum or 1),
        "date": "2026-04-01", "place": "4th and Central", "words": _WORDS.get(language, "1 2 3"),
    }  # fmt: skip
    return str(answers.get(question.kind, "1"))
