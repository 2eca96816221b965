"""What happens when nobody answers: until when a question waits, and where the walk goes on then; values only."""

from datetime import datetime

from bot.engine.flow import Flow, Flows
from bot.engine.session import Session


def wakes_at(session: Session, flow: Flow, now: datetime) -> datetime:
    """When a session that waits is woken: to be reminded once, then to end; counted from the last text heard."""
    since = session.heard_at if session.heard_at and not session.expired else now
    nudged = session.nudged or not flow.nudge
    return since + (flow.expires_after if nudged else flow.nudge_after)


def leads_to(session: Session, flows: Flows) -> tuple[int, str]:
    """How many flows of the session are kept and the step to go on at; 0 when the session just ends.

    The innermost flow that names one decides; the walk never goes backwards.
    """
    for depth in range(len(session.frames), 0, -1):
        frame = session.frames[depth - 1]
        flow = flows.version(frame.flow, frame.digest)
        if flow is None:
            continue
        answered = any(given.status == "answered" for given in frame.answers.values())
        step = flow.silence or (flow.unanswered if answered else "")
        if flow.position(step) > flow.position(frame.step):
            return depth, step
    return 0, ""
