"""What staff do with surveys: begin a draft, save it, take it away, open and close; each one transaction."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from bot.db.engine import Database
from bot.engine.flow import SOURCE_LANGUAGE
from bot.engine.vocabulary import fold
from bot.flowfiles.library import Library
from bot.lib.ids import new_id
from bot.staff import audit
from bot.staff.rules import Staff
from bot.surveys import store
from bot.surveys.closing import keep_stand_ins
from bot.surveys.rules import Document, Opening, new_document, why_not
from bot.surveys.store import Draft

LONGEST_NAME = 30


class Refused(Exception):
    """Why something cannot be done; `why` is a word that pages have a sentence for."""

    def __init__(self, why: str, draft: Draft | None = None) -> None:
        super().__init__(why)
        self.why, self.draft = why, draft


def name_for(title: str) -> str:
    """The name in the data that a title makes: lower case, without accents, `_` between words."""
    name = re.sub(r"[^a-z0-9]+", "_", fold(title)).strip("_")[:LONGEST_NAME].strip("_")
    return name if name and name[0].isalpha() else f"survey_{name}".strip("_")


def begin_draft(
    db: Database, title: dict[str, str], library: Library, *, made_from: str | None, by: Staff, now: datetime
) -> Draft:  # fmt: skip
    """A new draft; Refused when it has no title, or when a flow or a draft has its name already."""
    languages = library.city.languages
    order = sorted(languages, key=lambda each: each != SOURCE_LANGUAGE)  # Names in the data are English if they can be.
    words = next((title[each] for each in order if title.get(each, "").strip()), "")
    if not words.strip():
        raise Refused("title")
    flow = name_for(words)
    if flow in library.flows.current:
        raise Refused("taken")
    keywords = {each: name_for(title.get(each, "")).replace("_", " ") if title.get(each) else "" for each in languages}
    return _add(db, flow, new_document(title, keywords, languages), made_from, by, now)


def copy_draft(
    db: Database, draft: Draft, library: Library, *, made_from: str | None, by: Staff, now: datetime
) -> Draft:
    """A draft with the same questions under another name, to be changed."""
    with db.read() as tx:
        taken = {*library.flows.current, *(each.flow for each in store.drafts(tx))}
    flow = next(name for number in range(2, 1000) if (name := f"{draft.flow}_{number}") not in taken)
    keywords = dict.fromkeys(draft.document.keywords, "")
    return _add(db, flow, replace(draft.document, keywords=keywords), made_from, by, now)


def _add(db: Database, flow: str, document: Document, made_from: str | None, by: Staff, now: datetime) -> Draft:
    draft = Draft(new_id("srv", now), flow, document, made_from, None, None, 1, by.id, now)
    try:
        with db.begin() as tx:
            store.add_draft(tx, draft, title_of(document), now)
            audit.record(tx, by, "survey.begun", draft.id, flow, now)
    except IntegrityError as error:
        raise Refused("taken") from error
    return draft


def title_of(document: Document) -> str:
    """What a list calls it: the title in the first language that has one."""
    return next((words for words in document.title.values() if words), "")


def save(db: Database, draft_id: str, document: Document, *, seen: int, by: Staff, now: datetime) -> None:
    """The draft as it is now; Refused with the draft that is there when somebody else saved it meanwhile."""
    with db.begin() as tx:
        if not store.save_draft(tx, draft_id, document, title_of(document), seen=seen, by=by.id, now=now):
            raise Refused("moved", store.draft_by_id(tx, draft_id))


def take_away(db: Database, draft: Draft, *, by: Staff, now: datetime) -> None:
    """Without the draft; what was published goes on."""
    with db.begin() as tx:
        store.remove_draft(tx, draft.id)
        audit.record(tx, by, "survey.removed", draft.id, draft.flow, now)


def set_opening(db: Database, library: Library, survey: str, opening: Opening, *, by: Staff, now: datetime) -> None:
    """Let it be open then; Refused when the times contradict each other."""
    if why := why_not(opening):
        raise Refused(why)
    act = {"open": "survey.opened", "closed": "survey.closed", "waits": "survey.scheduled"}[opening.state(now)]
    with db.begin() as tx:
        store.set_opening(tx, survey, opening, by=by.id, now=now)
        keep_stand_ins(tx, library, survey, now)
        audit.record(tx, by, act, survey, _told(opening), now)


def _told(opening: Opening) -> str:
    times = (("opens", opening.opens_at), ("closes", opening.closes_at), ("finish until", opening.finish_until))
    return ", ".join(f"{name} {at:%Y-%m-%dT%H:%MZ}" for name, at in times if at)


def closed_now(opening: Opening, now: datetime, *, finish_for: timedelta | None) -> Opening:
    """The opening of a survey that is closed at this moment; who is in the middle may finish for so long."""
    return Opening(opening.opens_at, now, None if finish_for is None else now + finish_for)


def opened_now(now: datetime) -> Opening:
    """The opening of a survey that takes answers from this moment on."""
    return Opening(opens_at=now)
