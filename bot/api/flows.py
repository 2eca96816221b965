"""Flows over the API: the conversations the city can have now, their questions, and starting one with a resident."""

from typing import Annotated

from pydantic import Field

from bot.api.problems import Refused
from bot.api.routes import Call, Route, there
from bot.api.schemas import ByLanguage, Code, Id, Model, Moment, Query
from bot.conversations.service import CannotStart, start_flow
from bot.engine.flow import Flow as Live
from bot.wiring import policy_of


class Choice(Model):
    """One option: its code in the data, and what residents read."""

    code: str
    label: ByLanguage


class Question(Model):
    """A question of a flow."""

    id: str
    flow: str
    kind: Annotated[str, Field(description="ask or choose")]
    text: ByLanguage
    several: Annotated[bool, Field(description="whether several choices may be taken")]
    choices: list[Choice]


class Flow(Model):
    """A conversation the city can have."""

    id: str
    version: Annotated[str, Field(description="changes with every word of it")]
    title: ByLanguage
    starts_on: Annotated[list[str], Field(description="the words that residents start it with")]
    survey: str | None
    topic: str | None
    questions: list[Question]


class FlowList(Model):
    """Every flow of the city as it is now."""

    data: list[Flow]


class NewSession(Model):
    """The flow to start."""

    flow: Code


class Session(Model):
    """A walk through a flow that has begun."""

    id: str
    contact: str
    flow: str
    flow_version: str
    started_at: Moment


class FlowsQuery(Query):
    """Which flows."""

    survey: Annotated[Code | None, Field(description="Those that ask this survey.")] = None
    topic: Annotated[Code | None, Field(description="Those of this topic.")] = None


def list_flows(call: Call, query: FlowsQuery) -> FlowList:
    """Every flow as it is now."""
    flows = call.bot.library.flows
    return FlowList(data=[
        _flow(flow, flows.digests[name]) for name, flow in sorted(flows.current.items())
        if query.survey in (None, flow.survey) and query.topic in (None, flow.topic)
    ])  # fmt: skip


def get_flow(call: Call, flow: Id) -> Flow:
    """One flow."""
    flows = call.bot.library.flows
    return _flow(there(flows.current.get(flow), "flow"), flows.digests[flow])


def post_session(call: Call, contact: Id, body: NewSession) -> Session:
    """Start a flow with a resident who has texted the city before: its first texts leave now.

    It is refused while they want no texts, are in the middle of another flow or with a person, in quiet hours, and
    when the city has texted them often enough. Nothing is put off: repeat it when it may be.
    """
    token = f"{call.key.id}.{call.request}"
    try:
        started = start_flow(
            call.bot.db, call.bot.desk, policy_of(call.bot), contact, body.flow, token=token, now=call.now
        )
    except CannotStart as refused:
        raise Refused("not-now", str(refused)) from refused
    started = there(started, "resident")
    if call.bot.nudger:
        call.bot.nudger.nudge_soon("now")
    return Session(
        id=started.id, contact=contact, flow=body.flow, flow_version=started.flow_version, started_at=started.started_at
    )


def questions_of(flow: Live) -> list[Question]:
    """What the flow asks, in its order."""
    return [
        Question(
            id=step.id, flow=flow.id, kind=step.kind, text=dict(step.text), several=step.several,
            choices=[Choice(code=each.code, label=dict(each.label)) for each in step.choices],
        )
        for step in flow.steps if step.kind in ("ask", "choose")
    ]  # fmt: skip


def _flow(flow: Live, version: str) -> Flow:
    return Flow(
        id=flow.id, version=version, title=dict(flow.title), starts_on=list(flow.starts_on),
        survey=flow.survey or None, topic=flow.topic or None, questions=questions_of(flow),
    )  # fmt: skip


_EXAMPLE = {
    "id": "report", "version": "1f0c2a9be4d35577", "title": {"en": "Report something", "es": "Reportar algo"},
    "starts_on": ["report", "bache"], "survey": None, "topic": None,
    "questions": [{"id": "place", "flow": "report", "kind": "ask",
                   "text": {"en": "Where is it?", "es": "¿En qué calle?"}, "several": False, "choices": []}],
}  # fmt: skip
ROUTES = (
    Route("GET", "/flows", "flows:read", list_flows, FlowList, query=FlowsQuery, example={"data": [_EXAMPLE]},
          leads={"flow": "/data/0/id"}),
    Route("GET", "/flows/{flow}", "flows:read", get_flow, Flow, example=_EXAMPLE),
    Route("POST", "/contacts/{contact}/sessions", "flows:start", post_session, Session, body=NewSession, status=201,
          changes=True, refuses=True, asks={"flow": "prosperity"},
          example={"id": "ses_01KM1R3V9W8Q2E4N6P7S8T0XYZ", "contact": "ctc_01KM1R3V9W8Q2E4N6P7S8T0XYZ",
                   "flow": "prosperity", "flow_version": "1f0c2a9be4d35577",
                   "started_at": "2026-03-10T16:02:00.000000Z"}),
)  # fmt: skip
