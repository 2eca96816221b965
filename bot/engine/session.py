"""Where one resident stands in a conversation, with a JSON form that outlives a deploy; nothing here decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from json import dumps, loads
from typing import Any, TypeVar

FORMAT = 1
"""The version of the JSON form; `from_json` reads every version ever written."""


Changed = TypeVar("Changed")


@dataclass(frozen=True, slots=True)
class Given:
    """What was understood at one step: its status, language-free codes and the resident's own words."""

    status: str
    codes: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """One flow being walked: the pinned version, the step, and everything said in it so far.

    `asked` counts how often the waiting step was asked again, `other` tells that own words for "other" are awaited and
    `chosen` which options were chosen beside it. `trail` lists the answered steps that BACK may return to, `kept` those
    after a question that is being changed, and `interrupts` marks a flow that another waits for.
    """

    flow: str
    digest: str
    step: str = ""
    asked: int = 0
    other: bool = False
    chosen: tuple[str, ...] = ()
    answers: Mapping[str, Given] = field(default_factory=dict)
    trail: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    interrupts: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """One walk through a flow, and through those it started or was interrupted by.

    `language` is None until one is known; `nudged` tells that a reminder was sent, and `expired` that the walk went on
    without an answer.
    """

    id: str
    frames: tuple[Frame, ...]
    language: str | None = None
    turn: int = 0
    index: int = 0
    waiting: bool = False
    nudged: bool = False
    expired: bool = False
    heard_at: datetime | None = None

    @property
    def frame(self) -> Frame:
        """The flow being walked now."""
        return self.frames[-1]

    @property
    def row(self) -> tuple[Frame, ...]:
        """The flows that started each other, from the last interruption on."""
        first = max((depth for depth, frame in enumerate(self.frames) if frame.interrupts), default=0)
        return self.frames[first:]

    def walks(self, flow_id: str) -> bool:
        """Whether the flow is being walked, now or after others."""
        return any(frame.flow == flow_id for frame in self.frames)

    def without_way_back(self) -> "Session":
        """The same session, with nothing that BACK could undo in the row of flows being walked."""
        row = self.row
        waiting = self.frames[: len(self.frames) - len(row)]
        return changed(self, frames=(*waiting, *(changed(frame, trail=(), kept=()) for frame in row)))

    def with_frame(self, frame: Frame) -> "Session":
        """The same session with the innermost flow replaced."""
        return changed(self, frames=(*self.frames[:-1], frame))

    def to_json(self) -> str:
        """The session as one line of JSON."""
        return dumps(
            {
                "format": FORMAT, "id": self.id, "language": self.language, "turn": self.turn, "index": self.index,
                "waiting": self.waiting, "nudged": self.nudged, "expired": self.expired,
                "heard_at": self.heard_at.isoformat() if self.heard_at else None,
                "frames": [_frame_to_json(frame) for frame in self.frames],
            },
            ensure_ascii=False, separators=(",", ":"),
        )  # fmt: skip

    @staticmethod
    def from_json(stored: str) -> "Session":
        """The session that `to_json` wrote; ValueError when the form is newer than this program."""
        form = loads(stored)
        if form["format"] > FORMAT:
            raise ValueError(f"session {form['id']} was written by a newer version (format {form['format']})")
        return Session(
            id=form["id"],
            frames=tuple(_frame_from_json(frame) for frame in form["frames"]),
            language=form["language"],
            turn=form["turn"],
            index=form["index"],
            waiting=form["waiting"],
            nudged=form["nudged"],
            expired=form.get("expired", False),
            heard_at=datetime.fromisoformat(form["heard_at"]) if form["heard_at"] else None,
        )


def changed(value: Changed, **fields: Any) -> Changed:
    """The same value with some fields changed: what `dataclasses.replace` does, in a quarter of its time.

    A turn changes its session some twenty times, and that was a third of what the engine cost.
    """
    new: Changed = object.__new__(type(value))
    for name in value.__slots__:  # type: ignore[attr-defined]
        object.__setattr__(new, name, fields[name] if name in fields else getattr(value, name))
    return new


def begin(session_id: str, flow: str, digest: str, language: str | None, values: Mapping[str, Any]) -> Session:
    """A session at the start of a flow; advance it with `Begin`."""
    return Session(id=session_id, frames=(Frame(flow, digest, values=dict(values)),), language=language)


def _frame_to_json(frame: Frame) -> dict[str, Any]:
    form: dict[str, Any] = {"flow": frame.flow, "digest": frame.digest, "step": frame.step}
    if frame.asked:
        form["asked"] = frame.asked
    if frame.other:
        form["other"] = True
    if frame.chosen:
        form["chosen"] = frame.chosen
    if frame.interrupts:
        form["interrupts"] = True
    if frame.trail:
        form["trail"] = frame.trail
    if frame.kept:
        form["kept"] = frame.kept
    if frame.values:
        form["values"] = frame.values
    if frame.answers:
        form["answers"] = {step: [given.status, given.codes, given.words] for step, given in frame.answers.items()}
    return form


def _frame_from_json(form: Mapping[str, Any]) -> Frame:
    answers = {
        step: Given(status, tuple(codes), words) for step, (status, codes, words) in form.get("answers", {}).items()
    }
    return Frame(
        flow=form["flow"], digest=form["digest"], step=form["step"], asked=form.get("asked", 0),
        other=form.get("other", False), chosen=tuple(form.get("chosen", ())), answers=answers,
        trail=tuple(form.get("trail", ())), kept=tuple(form.get("kept", ())),
        values=form.get("values", {}), interrupts=form.get("interrupts", False),
    )  # fmt: skip
