"""Taking answers back: BACK, CHANGE 3, and what becomes of the answers after it; values only, nothing is said.

A way back reaches as far as the `trail`: the questions answered since something was last done. CHANGE keeps the answers
after the changed one aside (`kept`); the walk takes them up again as it passes, and those it does not pass are
withdrawn, because the changed answer led elsewhere.
"""

from collections.abc import Mapping
from typing import Any

from bot.engine.flow import Flow
from bot.engine.session import Frame, Session, changed


def undone(session: Session) -> tuple[Session, str]:
    """The session without its last answer, and the step that gave it; "" when nothing can be taken back.

    At the start of an inner flow it is the outer one's last answer; an interruption is never left this way.
    """
    frames = session.frames
    depth = len(frames) - 1
    while depth and not frames[depth].trail and not frames[depth].interrupts:
        depth -= 1
    frame = frames[depth]
    if not frame.trail:
        return session, ""
    last = frame.trail[-1]
    return changed(session, frames=(*frames[:depth], _without(frame, last))), last


def reopened(session: Session, step: str) -> Session:
    """The session at that earlier question, its answer taken away and those after it kept aside."""
    frame = session.frame
    place = frame.trail.index(step)
    earlier = _without(changed(frame, trail=frame.trail[: place + 1]), step)
    return session.with_frame(changed(earlier, kept=(*frame.trail[place + 1 :], *frame.kept)))


def taken_up(session: Session, step: str) -> Session:
    """The session with a kept answer counted as given again."""
    frame = session.frame
    kept = tuple(each for each in frame.kept if each != step)
    return session.with_frame(changed(frame, kept=kept, trail=(*frame.trail, step)))


def let_go(session: Session) -> Session:
    """The session without the answers that were kept aside and never passed again."""
    frame = session.frame
    for step in frame.kept:
        frame = changed(frame, answers=_less(frame.answers, step), values=_less(frame.values, step))
    return session.with_frame(changed(frame, kept=()))


def numbered(flow: Flow, frame: Frame, number: int) -> str:
    """The answered question of that number: by the steps' own `number`, else by the order of answering; "" if none."""
    if any(step.number for step in flow.steps):
        return next((step.id for step in flow.steps if step.number == number and step.id in frame.trail), "")
    return frame.trail[number - 1] if 0 < number <= len(frame.trail) else ""


def _without(frame: Frame, step: str) -> Frame:
    trail = frame.trail[: frame.trail.index(step)]
    return changed(frame, answers=_less(frame.answers, step), values=_less(frame.values, step), trail=trail)


def _less(named: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in named.items() if key != name}
