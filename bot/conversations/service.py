"""What people and other systems do in a conversation: answer it, start a flow in it; the resident's own texts do not
come here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.conversations import rules, store, takeover
from bot.conversations.desk import Desk
from bot.conversations.ids import id_from
from bot.conversations.starts import begin_flow
from bot.conversations.store import Reached
from bot.conversations.takeover import ReplyRefused
from bot.db.engine import Database
from bot.db.writes import Stale
from bot.engine.flow import Flow, Flows
from bot.lib import sms
from bot.lib.hours import hours_of_contact
from bot.lib.vault import Vault
from bot.lib.zones import zone_of_number
from bot.messaging.gate import Policy
from bot.messaging.past import pasts
from bot.messaging.reasons import REASONS
from bot.messaging.rules import MOST_PARTS, TOO_LONG, Defer, Past, Refuse, when_to_send
from bot.sentences import Sentence

SURVEY = "survey"
"""What the first text of a survey is for."""
NOT_STARTED = frozenset({"leave", "come_back", "set_language", "text_less", "pause", "turn_off", "text_as_ever"})
"""Verbs that change what a resident agreed to: nobody does that for them."""


class CannotAnswer(Exception):
    """Why nothing can be said in this conversation now, and how to go on."""


class CannotStart(Exception):
    """Why this flow cannot be started with this resident now, and how to go on; `gate`: what the send gate said."""

    def __init__(self, words: str, gate: Refuse | Defer | None = None) -> None:
        super().__init__(words)
        self.gate = gate


@dataclass(frozen=True, slots=True)
class Started:
    """The session that has begun."""

    id: str
    flow_version: str
    started_at: datetime


def answer_conversation(
    db: Database, conversation_id: str, body: str, language: str | None, *, writer: str, token: str, now: datetime
) -> str:  # fmt: skip
    """A person answers over another system, whose key is the `writer`: the same as from the console, reply times too.

    The id of the message; the same token twice is one message. CannotAnswer when the conversation is not there, and
    when the resident could not or would not read it.
    """
    message_id = id_from("msg", token)
    with db.read() as tx:
        there = store.reached(tx, conversation_id)
    if there is None:
        raise CannotAnswer("There is no such conversation.")
    try:
        takeover.reply(
            db, conversation_id, writer, body, reply_id=message_id, language=language, seen_at=None, now=now,
            assigns=False,
        )  # fmt: skip
    except ReplyRefused as refused:
        raise CannotAnswer(_in_words(refused.why, body)) from refused
    return message_id


def _in_words(why: str, body: str) -> str:
    if why == TOO_LONG:
        return f"It would be {sms.price(body).parts} SMS parts, and {MOST_PARTS} is the most. Shorten it."
    return REASONS[why]["en"] if why in REASONS else "There is nothing to send."


def start_flow(
    db: Database, desk: Desk, policy: Policy, contact_id: str, flow_id: str, *, token: str, now: datetime
) -> Started | None:
    """Begin a flow with a resident in the conversation they had last; None when there is no such resident.

    The same token twice is one session. CannotStart when its first text could not leave now: a question that waits
    for the morning would take tonight's "hello" for its answer.
    """
    session_id = id_from("ses", token)
    with db.read() as tx:
        begun = store.session_begun(tx, session_id)
        at = store.reached_last(tx, contact_id)
        known = pasts(tx, [contact_id], now).get(contact_id, Past())
    if begun:
        return Started(session_id, *begun)
    if at is None:
        return None
    if flow_id in desk.shut:
        raise CannotStart(Sentence('The survey of "%(flow)s" takes no answers now. Open it first.', flow=flow_id))
    flow = _startable(desk.library.flows, flow_id)
    purpose = SURVEY if flow.survey else rules.NOTICE
    _check(at, flow, purpose, policy, known, desk.vault, now)
    try:
        begin_flow(
            db, desk, session_id, flow_id, {}, contact=at.contact, conversation_id=at.id, purpose=purpose, now=now
        )
    except Stale as error:
        raise CannotStart(Sentence("They have just begun something else. Look at the conversation.")) from error
    return Started(session_id, desk.library.flows.digests[flow_id], now)


def _startable(flows: Flows, flow_id: str) -> Flow:
    flow = flows.current.get(flow_id)
    if flow is None:
        raise CannotStart(Sentence('There is no flow "%(flow)s".', flow=flow_id))
    if changes := NOT_STARTED & set(_verbs(flows, flow, set())):
        raise CannotStart(
            Sentence(
                '"%(flow)s" changes what a resident agreed to (%(verbs)s): only they can.',
                flow=flow_id,
                verbs=", ".join(sorted(changes)),
            )
        )
    return flow


def _verbs(flows: Flows, flow: Flow, seen: set[str]) -> Iterator[str]:
    """The verbs of `do:` in the flow, and in those it starts."""
    seen.add(flow.id)
    for step in flow.steps:
        if step.kind == "do":
            yield step.verb
        elif step.kind == "start" and step.verb not in seen and (inner := flows.current.get(step.verb)):
            yield from _verbs(flows, inner, seen)


def _check(
    at: Reached, flow: Flow, purpose: str, policy: Policy, known: Past, vault: Vault, now: datetime
) -> None:  # fmt: skip
    if at.waiting is not None:
        raise CannotStart(Sentence('They are in the middle of "%(flow)s". Wait until that is over.', flow=at.waiting))
    if at.taken_over_at is not None and now < at.taken_over_at + rules.TAKEOVER_LASTS:
        raise CannotStart(Sentence("A person has this conversation. Wait until they are through."))
    try:
        guessed = zone_of_number(vault.open(at.phone_sealed))
    except ValueError:  # Nothing leads to the phone any more; the gate refuses by `left_at`.
        guessed = None
    decided = when_to_send(
        purpose, flow.topic or None, wishes=at.wishes, answerable=at.answerable,
        quiet=hours_of_contact(policy.quiet, stated=None, guessed=guessed), now=now, past=known,
        most_a_month=policy.most_a_month,
    )  # fmt: skip
    if isinstance(decided, Refuse | Defer):
        when = f" It may be started from {decided.at:%Y-%m-%dT%H:%M:%SZ} on." if isinstance(decided, Defer) else ""
        raise CannotStart(REASONS[decided.why]["en"] + when, decided)
