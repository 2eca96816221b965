"""Surveys over the API: their questions as they stand now, and what was answered, each answer by its code."""

from json import loads
from typing import Annotated, Any, Literal

from pydantic import Field

from bot.api.flows import Question, questions_of
from bot.api.routes import Call, Route, next_cursor, place_in, there
from bot.api.schemas import Code, Id, ListQuery, Model, Moment, Page
from bot.conversations import history
from bot.engine.flow import Flow


class Survey(Model):
    """A survey: the flows that ask it, and its questions in every language."""

    id: str
    flows: list[str]
    questions: list[Question]


class SurveyList(Model):
    """Every survey of the city as it is now."""

    data: list[Survey]


class Response(Model):
    """One answer to one question; those of the same `session` are one person's walk through the survey."""

    id: str
    survey: str
    session: str
    contact: str
    flow: str
    flow_version: str
    question: str
    status: Annotated[str, Field(description="answered, skipped, refused, unclear, or withdrawn by BACK")]
    codes: Annotated[list[str], Field(description="the choices, free of language; empty for free text")]
    words: Annotated[str, Field(description="as the resident wrote it")]
    language: str | None
    at: Moment


class ResponsePage(Page[Response]):
    """Some responses."""


class ResponsesQuery(ListQuery):
    """Which responses."""

    question: Annotated[Code | None, Field(description="To this question only.")] = None
    status: Annotated[Literal["answered", "skipped", "refused", "unclear", "withdrawn"] | None,
                      Field(description="Only those.")] = None  # fmt: skip
    contact: Annotated[Id | None, Field(description="Given by this resident.")] = None
    since: Annotated[Moment | None, Field(description="Given then or later.")] = None
    until: Annotated[Moment | None, Field(description="Given before then.")] = None


def list_surveys(call: Call) -> SurveyList:
    """The surveys that can be answered now."""
    return SurveyList(data=[_survey(name, flows) for name, flows in sorted(_surveys(call).items())])


def get_survey(call: Call, survey: Id) -> Survey:
    """One survey."""
    return _survey(survey, there(_surveys(call).get(survey), "survey"))


def list_responses(call: Call, survey: Id, query: ResponsesQuery) -> ResponsePage:
    """What was answered in a survey, oldest first; also of one that is over."""
    with call.bot.db.read() as tx:
        found = history.answers(
            tx, survey, step=query.question, status=query.status, contact=query.contact,
            since=query.since, until=query.until,
            after=place_in(query.cursor, history.ANSWERS_ORDER), limit=query.limit,
        )  # fmt: skip
    return ResponsePage(data=[_response(call, row) for row in found.rows], next=next_cursor(found.after))


def _surveys(call: Call) -> dict[str, list[Flow]]:
    found: dict[str, list[Flow]] = {}
    for flow in call.bot.library.flows.current.values():
        if flow.survey:
            found.setdefault(flow.survey, []).append(flow)
    return found


def _survey(name: str, flows: list[Flow]) -> Survey:
    questions = [question for flow in flows for question in questions_of(flow)]
    return Survey(id=name, flows=sorted(flow.id for flow in flows), questions=questions)


def _response(call: Call, row: Any) -> Response:
    return Response(
        id=row.id, survey=row.survey, session=row.session_id, contact=row.contact_id, flow=row.flow,
        flow_version=row.flow_version, question=row.step, status=row.status, codes=loads(row.codes),
        words=call.words(row.words), language=row.language, at=row.at,
    )  # fmt: skip


_QUESTION = {
    "id": "kind", "flow": "prosperity", "kind": "choose", "text": {"en": "What helps most?", "es": "¿Qué ayuda más?"},
    "several": False, "choices": [{"code": "work", "label": {"en": "Work", "es": "Trabajo"}}],
}  # fmt: skip
_EXAMPLE = {"id": "prosperity", "flows": ["prosperity"], "questions": [_QUESTION]}
_GIVEN = {
    "id": "ans_01KM1R3V9W8Q2E4N6P7S8T0XYZ.2.0", "survey": "prosperity", "session": "ses_01KM1R3V9W8Q2E4N6P7S8T0XYZ",
    "contact": "ctc_01KM1R3V9W8Q2E4N6P7S8T0XYZ", "flow": "prosperity", "flow_version": "1f0c2a9be4d35577",
    "question": "kind", "status": "answered", "codes": ["work"], "words": "1", "language": "es",
    "at": "2026-03-10T16:02:00.000000Z",
}  # fmt: skip
ROUTES = (
    Route("GET", "/surveys", "surveys:read", list_surveys, SurveyList, example={"data": [_EXAMPLE]},
          leads={"survey": "/data/0/id"}),
    Route("GET", "/surveys/{survey}", "surveys:read", get_survey, Survey, example=_EXAMPLE),
    Route("GET", "/surveys/{survey}/responses", "surveys:read", list_responses, ResponsePage, query=ResponsesQuery,
          example={"data": [_GIVEN], "next": None}),
)  # fmt: skip
