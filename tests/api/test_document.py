"""The document is what is served: everything it allows is answered as it says, by requests that nobody thought of."""

import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyStrategyDefinition, Unsatisfiable
from schemathesis import GenerationMode

from bot.api.openapi import document
from bot.api.problems import KINDS
from bot.api.routes import Route
from bot.api.table import ROUTES
from bot.keys.rules import SCOPES
from tests.api.city import ApiTown

EXAMPLES_PER_ROUTE = 25
FEWEST_WALKED = 10
"""Requests that walks by chance reach: with room to spare."""
WALKS = 3


@pytest.fixture
def said(city: ApiTown) -> Iterator[dict]:
    return json.loads(city.ask("/openapi.json", "").data)


def test_the_document_is_served_without_a_key_and_written_by_the_routes(city: ApiTown, said: dict) -> None:
    assert said == json.loads(json.dumps(document(ROUTES, city.bot.settings.public_base)))
    assert said["openapi"] == "3.1.0" and len(ROUTES) >= 20
    described = {(path, method.upper()) for path, item in said["paths"].items() for method in item}
    assert described == {(route.path, route.method) for route in ROUTES}


def test_every_scope_opens_something() -> None:
    elsewhere = {"open311:write"}  # It opens POST /open311/v2/requests, whose document is the specification's own.
    assert {route.scope for route in ROUTES} - {""} | elsewhere == SCOPES.keys()


def test_every_route_is_described_in_words_and_shown_by_an_example_that_fits(said: dict) -> None:
    for path, item in said["paths"].items():
        for method, operation in item.items():
            where = f"{method} {path}"
            assert operation["summary"].endswith("."), where
            (good,) = [each for status, each in operation["responses"].items() if status.startswith("2")]
            content = good["content"]["application/json"]
            schema = {**content["schema"], "components": said["components"]}
            jsonschema.Draft202012Validator(schema).validate(content["example"])
            if "requestBody" in operation:
                content = operation["requestBody"]["content"]["application/json"]
                schema = {**content["schema"], "components": said["components"]}
                jsonschema.Draft202012Validator(schema).validate(content["example"])
            for status, answer in operation["responses"].items():
                if status >= "400":
                    shown = next(iter(answer["content"].values()))["examples"]
                    assert {f"{each['value']['status']}" for each in shown.values()} == {status}


def test_every_problem_that_can_come_is_told_and_explained(city: ApiTown, said: dict) -> None:
    told = json.dumps(said)
    for kind, known in KINDS.items():
        answer = city.ask(f"/problems/{kind}", "")
        assert answer.status_code == 200 and answer.json["status"] == known.status
        assert kind == "wrong-method" or f"/api/v1/problems/{kind}`" in told, kind


@pytest.fixture(scope="module")
def schema(city: ApiTown) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", city.app)


_COUNTED = count(1)


def _make_right(case: schemathesis.Case) -> None:
    """What no schema can say: only words that a list gave are cursors, and each thing wanted has a key of its own."""
    if case.query:
        case.query.pop("cursor", None)
    if case.headers and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"request-{next(_COUNTED)}"


@pytest.mark.slow
@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_whatever_is_asked_is_answered_as_the_document_says(
    city: ApiTown, schema: schemathesis.BaseSchema, route: Route, mode: GenerationMode
) -> None:
    operation = schema[route.path][route.method]
    shown = {"Authorization": f"Bearer {city.all_scopes()}"}
    there = {name: value for name, value in city.paths().items() if f"{{{name}}}" in route.path}
    anywhere = operation.as_strategy(mode)
    here = operation.as_strategy(mode, path_parameters=there) if there else anywhere

    @given(case=st.one_of(here, anywhere))
    @settings(
        max_examples=EXAMPLES_PER_ROUTE, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip
    def ask(case: schemathesis.Case) -> None:
        if mode is GenerationMode.POSITIVE:
            _make_right(case)
        case.call_and_validate(headers=shown)

    try:
        ask()
    except Unsatisfiable:  # Nothing can be wrong with a request that takes nothing.
        assert mode is GenerationMode.NEGATIVE and not there and not route.query


def links(said: dict) -> Iterator[tuple[str, str, str, dict]]:
    """Each link of the document: the method and path it stands at, the name of what it leads to, its parameters."""
    for path, item in said["paths"].items():
        for method, operation in item.items():
            for answer in operation["responses"].values():
                for link in answer.get("links", {}).values():
                    yield method, path, link["operationId"], link["parameters"]


NOT_NOW = {"resume_subscription": 409, "resend_events": 409}
"""What cannot be done with what was made a moment ago: it is active, and nothing has happened since."""


def test_every_link_of_the_document_leads_to_what_it_names(
    city: ApiTown, said: dict, schema: schemathesis.BaseSchema
) -> None:
    """Each answer is asked for and each link in it followed: what comes is what the document says.

    What is read is there, and what a new subscription leads to is done; what a list leads to may not be possible now.
    """
    shown = {"Authorization": f"Bearer {city.all_scopes()}"}
    operations = {route.name: (schema[route.path][route.method], route) for route in ROUTES}
    sources = {(route.method.lower(), route.path): route.name for route in ROUTES}

    def ask(name: str, where: dict | None = None) -> schemathesis.Response:
        operation, route = operations[name]
        keyed = {"Idempotency-Key": f"link-{next(_COUNTED)}"} if route.changes else {}
        given = {"body": dict(route.asks), "media_type": "application/json"} if route.body else {}
        case = operation.Case(path_parameters=where or {}, headers=keyed, **given)
        return case.call_and_validate(headers=shown)

    followed = set()
    for method, path, target, parameters in links(said):
        answer = ask(sources[method, path]).json()
        where = {name: _pointed(answer, at.partition("#")[2]) for name, at in parameters.items()}
        status = ask(target, where).status_code
        if method == "post" or operations[target][1].method == "GET":
            assert status < 300 or status == NOT_NOW.get(target), (path, target, status)
        followed.add((path, target))
    assert len(followed) >= 25, sorted(followed)
    assert {("/subscriptions", "rotate_subscription"), ("/broadcasts", "get_results")} <= followed


def _pointed(answer: dict, pointer: str) -> str:
    """What a JSON pointer points at."""
    found: Any = answer
    for word in pointer.strip("/").split("/"):
        found = found[int(word)] if isinstance(found, list) else found[word]
    return str(found)


@pytest.mark.slow
def test_a_walk_from_answer_to_request_is_answered_as_the_document_says(
    city: ApiTown, schema: schemathesis.BaseSchema
) -> None:
    """What one answer names is asked for next: the residents of a list, what is done with a new subscription."""
    shown = {"Authorization": f"Bearer {city.all_scopes()}"}
    walked: set[str] = set()
    wrong: list[BaseException] = []

    class Walk(schema.as_state_machine()):  # type: ignore[misc]
        def before_call(self, case: schemathesis.Case) -> None:
            _make_right(case)
            asks = case.operation.definition.raw.get("requestBody")
            if asks:  # What a consumer really asks for: made-up words seldom begin anything that can be gone on with.
                case.body = dict(asks["content"]["application/json"]["example"])

        def get_call_kwargs(self, case: schemathesis.Case) -> dict:
            return {"headers": shown}

        def validate_response(
            self, response: schemathesis.Response, case: schemathesis.Case, *_: object, **__: object
        ) -> None:
            try:
                case.validate_response(response, headers=shown)
            except BaseException as error:
                wrong.append(error)
                raise

        def after_call(self, response: schemathesis.Response, case: schemathesis.Case) -> None:
            if response.status_code < 300:
                walked.add(case.operation.label)

    for _ in range(WALKS):
        # What was answered decides where a walk may go, so that Hypothesis may find that it cannot begin one alike
        # again: then that walk ends. A wrong answer is kept before that.
        with suppress(FlakyStrategyDefinition):
            Walk.run(
                settings=settings(
                    max_examples=12, stateful_step_count=12, deadline=None, derandomize=True, database=None,
                    suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate],
                )
            )  # fmt: skip
    assert not wrong
    # Where chance leads is not the same from one version to the next; that each link leads somewhere is tested above.
    assert len(walked) >= FEWEST_WALKED and "POST /subscriptions" in walked, sorted(walked)
    assert any(label.startswith("POST /subscriptions/{subscription}/") for label in walked), sorted(walked)
