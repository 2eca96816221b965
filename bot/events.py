"""Every domain event: its name, its fields, its version; never a resident's phone number, name or words."""

from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Event:
    """Something that has happened.

    `subject` is the id of what it happened to, `language` the resident's and `area` the neighborhood, where known.
    """

    type: ClassVar[str]
    version: ClassVar[int] = 1

    subject: str
    language: str | None
    area: str | None = field(default=None, kw_only=True)

    def data(self) -> dict[str, Any]:
        """The fields of this kind of event, as JSON values."""
        return {name: value for name, value in asdict(self).items() if name not in COMMON}


COMMON = ("subject", "language", "area")
"""What every event has; the rest are the fields of its kind."""


@dataclass(frozen=True, slots=True)
class ConsentGranted(Event):
    """A resident agreed to be texted: by writing first, or by coming back."""

    type: ClassVar[str] = "consent.granted"
    source: str


@dataclass(frozen=True, slots=True)
class ConsentRevoked(Event):
    """A resident left; nothing is sent to them any more."""

    type: ClassVar[str] = "consent.revoked"
    source: str


@dataclass(frozen=True, slots=True)
class ConsentChanged(Event):
    """A resident asked for something short of leaving: fewer texts, a pause, a topic less, or all of it again."""

    type: ClassVar[str] = "consent.changed"
    purpose: str
    state: str


@dataclass(frozen=True, slots=True)
class LanguageChosen(Event):
    """The language a resident is written to in became known: stated, guessed, or the sender's own."""

    type: ClassVar[str] = "language.chosen"
    source: str


@dataclass(frozen=True, slots=True)
class AnswerGiven(Event):
    """A question was answered, skipped or refused, or an answer was withdrawn; codes only."""

    type: ClassVar[str] = "answer.given"
    flow: str
    step: str
    status: str
    codes: tuple[str, ...]
    survey: str


@dataclass(frozen=True, slots=True)
class SurveyCompleted(Event):
    """A resident reached the end of a survey."""

    type: ClassVar[str] = "survey.completed"
    survey: str
    flow_version: str


@dataclass(frozen=True, slots=True)
class ConcernOpened(Event):
    """A resident reported something; its words and place stay in the concern."""

    type: ClassVar[str] = "concern.created"
    reference: str
    kind: str


@dataclass(frozen=True, slots=True)
class ConcernChanged(Event):
    """Something was done with a concern: its new status, and the department and outcome where the change names them.
    `followers` is how many other residents said "me too".
    """

    type: ClassVar[str] = "concern.updated"
    reference: str
    status: str
    department: str
    outcome: str
    followers: int = 0


@dataclass(frozen=True, slots=True)
class ConcernFollowed(Event):
    """A resident said "me too" of what a neighbor had reported; their words stay with the concern."""

    type: ClassVar[str] = "concern.followed"
    reference: str
    kind: str


@dataclass(frozen=True, slots=True)
class PromiseBroken(Event):
    """The day by which something was promised for a concern is over, and it is not done."""

    type: ClassVar[str] = "promise.broken"
    reference: str
    department: str


@dataclass(frozen=True, slots=True)
class PersonAsked(Event):
    """A resident wants to talk with a person."""

    type: ClassVar[str] = "person.asked"
    flow: str


@dataclass(frozen=True, slots=True)
class ConversationTakenOver(Event):
    """A person of the city answers from now on; the flows are silent."""

    type: ClassVar[str] = "conversation.taken_over"


@dataclass(frozen=True, slots=True)
class ConversationAnswered(Event):
    """A person of the city wrote to a resident: after how many seconds of waiting, None when nobody waited."""

    type: ClassVar[str] = "conversation.answered"
    waited_seconds: int | None


@dataclass(frozen=True, slots=True)
class ConversationGivenBack(Event):
    """A person of the city is done; the flows answer again."""

    type: ClassVar[str] = "conversation.given_back"


@dataclass(frozen=True, slots=True)
class SafetyRouted(Event):
    """A text was answered with a safety text: its category and nothing else."""

    type: ClassVar[str] = "safety.routed"
    category: str


@dataclass(frozen=True, slots=True)
class PhoneRenewed(Event):
    """Another person texts from the phone of this resident: `unlinked` when nothing leads back to it any more."""

    type: ClassVar[str] = "phone.renewed"
    unlinked: bool


@dataclass(frozen=True, slots=True)
class ConversationStopped(Event):
    """A conversation ended otherwise than at its end: expired, or stopped at a limit of the engine."""

    type: ClassVar[str] = "conversation.stopped"
    how: str
    flow: str


@dataclass(frozen=True, slots=True)
class MessageFailed(Event):
    """A text did not reach its resident: `reason` is the action of messaging.codes for the carrier's code."""

    type: ClassVar[str] = "message.failed"
    reason: str
    code: int | None


@dataclass(frozen=True, slots=True)
class ReceiptsReconciled(Event):
    """The carrier's list of `listed` texts knew more of `raised`; `strange` are texts that it has and we know not."""

    type: ClassVar[str] = "receipts.reconciled"
    listed: int
    raised: int
    strange: int


@dataclass(frozen=True, slots=True)
class BroadcastApproved(Event):
    """A broadcast may be sent as it stands, to so many people; an edit voids it."""

    type: ClassVar[str] = "broadcast.approved"
    people: int


@dataclass(frozen=True, slots=True)
class BroadcastTested(Event):
    """Its texts went to one phone of the staff, to be looked at: so many."""

    type: ClassVar[str] = "broadcast.tested"
    texts: int


@dataclass(frozen=True, slots=True)
class BroadcastOverride(Event):
    """A broadcast may leave at night, and to whom it would else have to wait: who on the staff said so, and why."""

    type: ClassVar[str] = "broadcast.override"
    by: str
    role: str
    reason: str


@dataclass(frozen=True, slots=True)
class BroadcastStarted(Event):
    """The audience was written down and the first texts are on their way."""

    type: ClassVar[str] = "broadcast.started"
    people: int
    held_out: int
    left_out: int


@dataclass(frozen=True, slots=True)
class BroadcastPaused(Event):
    """Nothing more leaves until it goes on."""

    type: ClassVar[str] = "broadcast.paused"


@dataclass(frozen=True, slots=True)
class BroadcastStopped(Event):
    """It was ended before everybody was texted; `unsent` people get nothing."""

    type: ClassVar[str] = "broadcast.stopped"
    unsent: int


@dataclass(frozen=True, slots=True)
class BroadcastFinished(Event):
    """Everybody in the audience was texted, or was left out for a reason."""

    type: ClassVar[str] = "broadcast.finished"
    sent: int
    delivered: int
    failed: int


@dataclass(frozen=True, slots=True)
class PersonErased(Event):
    """A resident was forgotten: whoever holds anything about this subject erases it too."""

    type: ClassVar[str] = "person.erased"


@dataclass(frozen=True, slots=True)
class PersonMerged(Event):
    """Two residents were one person: what is known of this subject is another's from now on, whose id is `into`."""

    type: ClassVar[str] = "person.merged"
    into: str


@dataclass(frozen=True, slots=True)
class WebhookTested(Event):
    """Somebody asked for a test of a subscription; it goes to that subscription only."""

    type: ClassVar[str] = "webhook.test"


EVENTS: tuple[type[Event], ...] = (
    ConsentGranted, ConsentRevoked, ConsentChanged, LanguageChosen, AnswerGiven, SurveyCompleted, ConcernOpened,
    ConcernChanged, ConcernFollowed, PromiseBroken, PersonAsked, ConversationTakenOver, ConversationAnswered,
    ConversationGivenBack, SafetyRouted, PhoneRenewed, ConversationStopped, MessageFailed, ReceiptsReconciled,
    BroadcastTested, BroadcastApproved, BroadcastOverride, BroadcastStarted, BroadcastPaused, BroadcastStopped,
    BroadcastFinished, PersonErased, PersonMerged, WebhookTested,
)  # fmt: skip
