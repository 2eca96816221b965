"""Says who is at the console and what they may open: one table of every endpoint, read before each request; no page.

A screen asks `current_staff()` and `may("...")`. A new view adds its line to ENDPOINTS: one without a line is closed to
everybody, and a test fails.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import abort, current_app, g, request

from bot.staff.rules import Staff, allows
from bot.wiring import Bot

OPEN = "open to everybody"
HALF_WAY = "after the password"
SIGNED_IN = "signed in"

ENDPOINTS: Mapping[str, str] = {
    # What somebody needs who is not signed in yet.
    "console.static": OPEN,
    "console.entrance.sign_in": OPEN,
    "console.entrance.forgotten": OPEN,
    "console.entrance.link": OPEN,
    "console.single_sign_on.begin": OPEN,
    "console.single_sign_on.back": OPEN,
    "console.entrance.second_factor": HALF_WAY,
    "console.entrance.set_up": HALF_WAY,
    "console.entrance.sign_out": HALF_WAY,
    # Everybody's own.
    "console.start": SIGNED_IN,
    "console.account.account": SIGNED_IN,
    "console.account.language": SIGNED_IN,
    "console.account.end_session": SIGNED_IN,
    "console.account.end_others": SIGNED_IN,
    "console.account.recovery": SIGNED_IN,
    # The city's.
    "console.today.today": "today.read",
    "console.today.lost": "deliveries.read",
    "console.inbox.inbox": "inbox.read",
    "console.inbox.together": "inbox.assign",
    "console.labels.labels": "inbox.read",
    "console.labels.rename": "labels.change",
    "console.labels.remove": "labels.change",
    "console.conversation.conversation": "inbox.read",
    "console.conversation.thread": "inbox.read",
    "console.conversation.price": "inbox.reply",
    "console.conversation.reply": "inbox.reply",
    "console.conversation.take_over": "inbox.reply",
    "console.conversation.give_back": "inbox.reply",
    "console.conversation.note": "inbox.reply",
    "console.conversation.label": "inbox.reply",
    "console.conversation.assign": "inbox.assign",
    "console.conversation.undo": "inbox.reply",
    "console.conversation.route": "inbox.assign",
    "console.conversation.number": "people.number",
    "console.concerns.concerns": "concerns.read",
    "console.concerns.concern": "concerns.read",
    "console.concerns.change": "concerns.change",
    "console.other_system.reports": "concerns.read",
    "console.other_system.report": "concerns.read",
    "console.other_system.again": "concerns.change",
    "console.other_system.place": "concerns.change",
    "console.other_system.number": "concerns.change",
    "console.other_system.stop": "concerns.change",
    "console.alike.compare": "concerns.change",
    "console.alike.same": "concerns.change",
    "console.alike.apart": "concerns.change",
    "console.alike.take_back": "concerns.change",
    "console.photos.photo": "concerns.read",
    "console.triage.triage": "concerns.change",
    "console.triage.decide": "concerns.change",
    "console.triage.gist": "concerns.change",
    "console.triage.known": "concerns.change",
    "console.triage.together": "concerns.change",
    "console.triage.area_map": "concerns.change",
    "console.triage.keep": "concerns.change",
    "console.triage.remove": "concerns.change",
    "console.figures.figures": "figures.read",
    "console.figures.count": "figures.read",
    "console.figures.export": "results.export",
    "console.flows.flows": "flows.read",
    "console.flows.flow": "flows.read",
    "console.flows.conversation": "flows.read",
    "console.flows.trial.phone": "flows.read",
    "console.flows.wording.text": "flows.write",
    "console.flows.wording.check": "flows.write",
    "console.flows.draft.draft": "flows.read",
    "console.flows.draft.drop": "flows.write",
    "console.flows.draft.publish": "flows.publish",
    "console.flows.releases.releases": "flows.read",
    "console.flows.releases.release": "flows.read",
    "console.flows.releases.back": "flows.publish",
    "console.directory.entries": "directory.read",
    "console.directory.entry": "directory.read",
    "console.directory.check": "directory.propose",
    "console.directory.words.keep": "directory.propose",
    "console.directory.words.drop": "directory.propose",
    "console.directory.propose": "directory.write",
    "console.directory.send": "flows.publish",
    "console.directory.gaps.gaps": "directory.read",
    "console.directory.gaps.gap": "directory.read",
    "console.directory.gaps.into": "directory.write",
    "console.directory.gaps.part": "directory.write",
    "console.directory.gaps.settle": "directory.write",
    "console.replies.replies": "replies.read",
    "console.replies.write": "replies.write",
    "console.replies.remove": "replies.write",
    "console.publications.publications": "flows.read",
    "console.publications.publication": "flows.read",
    "console.publications.accept": "flows.read",
    "console.publications.withdraw": "flows.read",
    "console.surveys.surveys": "surveys.read",
    "console.surveys.survey": "surveys.read",
    "console.surveys.opening": "surveys.publish",
    "console.surveys.new": "surveys.write",
    "console.surveys.draft": "surveys.read",
    "console.surveys.save": "surveys.write",
    "console.surveys.check": "surveys.write",
    "console.surveys.trial": "surveys.read",
    "console.surveys.publish": "surveys.publish",
    "console.surveys.results": "results.read",
    "console.surveys.own_words": "results.read",
    "console.surveys.export": "results.export",
    "console.surveys.download": "results.export",
    "console.surveys.copy": "surveys.write",
    "console.surveys.remove_draft": "surveys.write",
    "console.broadcasts.broadcasts": "broadcasts.read",
    "console.broadcasts.broadcast": "broadcasts.read",
    "console.broadcasts.standing": "broadcasts.read",
    "console.broadcasts.calendar": "broadcasts.read",
    "console.broadcasts.new": "broadcasts.write",
    "console.broadcasts.edit": "broadcasts.write",
    "console.broadcasts.price": "broadcasts.write",
    "console.broadcasts.rule": "broadcasts.write",
    "console.broadcasts.count": "broadcasts.read",
    "console.broadcasts.withdraw": "broadcasts.write",
    "console.broadcasts.duplicate": "broadcasts.write",
    "console.broadcasts.discard": "broadcasts.write",
    "console.broadcasts.try_out": "broadcasts.write",
    "console.broadcasts.report": "broadcasts.write",
    "console.broadcasts.remind": "broadcasts.write",
    "console.broadcasts.approve": "broadcasts.approve",
    "console.broadcasts.start": "broadcasts.approve",
    "console.broadcasts.pause": "broadcasts.stop",
    "console.broadcasts.resume": "broadcasts.stop",
    "console.broadcasts.stop": "broadcasts.stop",
    "console.broadcasts.results": "results.export",
    "console.deliveries.deliveries": "deliveries.read",
    "console.deliveries.texts": "deliveries.read",
    "console.deliveries.text": "deliveries.read",
    "console.deliveries.again": "deliveries.resend",
    "console.deliveries.waiting": "deliveries.read",
    "console.webhooks.webhooks": "webhooks.read",
    "console.webhooks.new": "webhooks.change",
    "console.webhooks.subscription": "webhooks.read",
    "console.webhooks.edit": "webhooks.change",
    "console.webhooks.pause": "webhooks.change",
    "console.webhooks.resume": "webhooks.change",
    "console.webhooks.end": "webhooks.change",
    "console.webhooks.test": "webhooks.change",
    "console.webhooks.rotate": "webhooks.change",
    "console.webhooks.resend": "webhooks.change",
    "console.webhooks.delivery": "webhooks.read",
    "console.webhooks.resend_one": "webhooks.change",
    "console.keys.keys": "keys.read",
    "console.keys.new": "keys.change",
    "console.keys.key": "keys.read",
    "console.keys.rotate": "keys.change",
    "console.keys.revoke": "keys.change",
    "console.team.team": "team.read",
    "console.team.invite": "team.change",
    "console.team.member": "team.change",
    "console.team.change": "team.change",
    "console.team.invite_again": "team.change",
    "console.team.forget_factor": "team.change",
    "console.team.sign_out": "team.change",
    "console.team.unlink": "team.change",
    "console.team.disable": "team.change",
    "console.team.enable": "team.change",
    "console.settings.settings": "settings.read",
    "console.settings.section": "settings.read",
    "console.settings.propose": "settings.change",
    "console.settings.edit": "settings.change",
    "console.settings.send": "settings.change",
    "console.audit.audit": "audit.read",
    "console.audit.export": "audit.read",
    "console.people.people": "people.read",
    "console.people.by_number": "people.number",
    "console.people.person": "people.read",
    "console.people.number": "people.number",
    "console.people.changes.change": "people.change",
    "console.people.changes.keep": "people.change",
    "console.people.changes.consent": "people.change",
    "console.people.changes.tell": "people.change",
    "console.people.changes.merge": "people.change",
    "console.people.changes.join": "people.change",
    "console.people.forgetting.forget": "people.forget",
    "console.people.forgetting.ask": "people.forget",
    "console.people.forgetting.take_back": "people.forget",
    "console.people.lists.all_lists": "people.import",
    "console.people.lists.new": "people.import",
    "console.people.lists.bring": "people.import",
    "console.people.lists.one": "people.import",
    "console.people.lists.progress": "people.import",
    "console.people.lists.columns": "people.import",
    "console.people.lists.start": "people.import",
    "console.people.lists.pause": "people.import",
    "console.people.lists.remove": "people.import",
    "console.people.lists.problems": "people.import",
    "console.people.files.files": "people.export_without_numbers",
    "console.people.files.ask": "people.export_without_numbers",
    "console.people.files.ask_with_numbers": "people.export",
    "console.people.files.progress": "people.export_without_numbers",
    "console.people.files.download": "people.export_without_numbers",
}
"""Every view of the console and who may open it: one of the three above, or a permission of bot/staff/rules.py.

Accepting or withdrawing a publication takes, besides, the permission that it was asked for with.
"""

LARGEST_FORMS: Mapping[str, int] = {"console.people.lists.bring": 17 * 1024 * 1024}
"""Views that take more than any other form, in bytes; only for who may open them."""


def product() -> Bot:
    """The product this console belongs to."""
    built: Bot = current_app.extensions["cabildo"]
    return built


def current_staff() -> Staff:
    """Who is signed in; 401 when nobody is, which no view behind ENDPOINTS ever sees."""
    staff: Staff | None = g.get("staff")
    if staff is None:
        abort(401)
    return staff


def may(permission: str) -> bool:
    """Whether who is signed in may do that; nobody may nothing. KeyError for a permission that does not exist."""
    staff: Staff | None = g.get("staff")
    return staff is not None and allows(staff.role, permission)


def require_department(department: str | None) -> None:
    """Refuse, as if it were not there, what belongs to a department that this person does not see."""
    if not current_staff().sees(department):
        abort(404)


def url_with(**values: str) -> str:
    """This very page with these values in its address, and the others as they are."""
    return "?" + urlencode({**request.args, **values})
