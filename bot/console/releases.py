"""What was published: the releases, what each changed, and the way back to an earlier one; publishing itself is asked
for and worked off elsewhere."""

from datetime import datetime
from functools import lru_cache

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from bot.console import publications, shown
from bot.console.access import current_staff, product
from bot.console.lists import PAGE, asked_order
from bot.console.published import live_written
from bot.flowfiles.comparing import FileChange, TextChange, changed_files, changed_texts
from bot.publishing.requested import own_folders
from bot.releases import requests, store
from bot.releases.requests import Wish
from bot.releases.written import Written, written

blueprint = Blueprint("releases", __name__, url_prefix="/releases")

AT = {"at": (datetime, str)}
"""The one order of the list: when each was published."""
LONGEST_NOTE = 200
MOST_TEXTS = 200
"""Changed texts that are shown."""


@blueprint.get("")
def releases() -> str:
    """Every release, the live one first."""
    order = asked_order(AT, "-at")
    with product().db.read() as tx:
        found = store.releases_after(tx, after=order.after, limit=PAGE)
        newest = store.newest_release(tx)
        by = requests.who_published(tx, [each.id for each in found.rows])
        people = shown.names(tx, by.values())
    return render_template(
        "console/releases.html", found=found.rows, after=found.after, by=by, names=people,
        live=newest.id if newest else None,
    )  # fmt: skip


@blueprint.get("/<release_id>")
def release(release_id: str) -> str:
    """One release: what it changed, file by file and text by text."""
    return _page(release_id)


@blueprint.post("/<release_id>/back")
def back(release_id: str) -> ResponseReturnValue:
    """Ask for this earlier release to be live again."""
    bot, at = product(), live_written()
    earlier = _written(release_id)
    note = " ".join(request.form.get("note", "").split())[:LONGEST_NOTE]
    changes: dict[str, str | None] = {
        name: earlier.files.get(name)
        for name in sorted({*at.files, *earlier.files})
        if at.files.get(name) != earlier.files.get(name)
    }
    if not note or not changes:
        return _page(release_id, wrong=not note), 422
    wish = Wish(f"release:{release_id}", changes, note, at.release or "", "flows.publish", plays=False)
    with bot.db.begin() as tx:
        asked = requests.ask(tx, wish, by=current_staff(), now=bot.clock())
    return publications.begun(asked)


def _page(release_id: str, *, wrong: bool = False) -> str:
    bot = product()
    with bot.db.read() as tx:
        found = store.release_by_id(tx, release_id[:40])
        if found is None:
            abort(404)
        before, newest = store.release_before(tx, found), store.newest_release(tx)
        by = requests.who_published(tx, [found.id]).get(found.id)
        people = shown.names(tx, [by])
    files, texts = _changes(before.id if before else None, found.id)
    return render_template(
        "console/release.html", release=found, before=before, is_live=bool(newest and newest.id == found.id),
        by=people.get(by or ""), files=files, texts=texts[:MOST_TEXTS], more=max(0, len(texts) - MOST_TEXTS),
        spoken=bot.library.city.languages, longest=LONGEST_NOTE, wrong=wrong,
    )  # fmt: skip


def _written(release_id: str | None) -> Written:
    bot = product()
    return written(bot.db, release_id, own_folders(bot.settings)) or abort(404)


@lru_cache(maxsize=32)
def _changes(before: str | None, after: str) -> tuple[list[FileChange], list[TextChange]]:
    """What the later one changed; releases never change, so that this is worked out once."""
    was, now = _written(before), _written(after)
    return changed_files(was.files, now.files), changed_texts(was.reading, now.reading)
