"""Writes the OpenAPI 3.1 document from the routes themselves: models, scopes, problems, examples; it serves nothing."""

import re
from collections.abc import Sequence
from inspect import getdoc
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bot.api.problems import KINDS, MEDIA_TYPE, WHERE
from bot.api.routes import Route
from bot.api.schemas import ID, Mistake, Problem
from bot.events import EVENTS
from bot.keys.rules import SCOPES
from bot.webhooks.schemas import event_schema

BASE = "/api/v1"
_PARAMETER = re.compile(r"{(\w+)}")
_REF = "#/components/schemas/{model}"
_ID = {"type": "string", "pattern": ID}
_INTRODUCTION = """What a city hears and says by text message, for other systems.

- **Keys.** Every request carries `Authorization: Bearer` and a secret that the city gave you. A key has scopes, each
  request names the one it needs. Secrets are changed without a gap: two of a key live side by side for some days.
- **Lists** are read page by page: `next` of a page is the `cursor` of the one after. `/events` is read by number.
- **Requests that change something** carry an `Idempotency-Key`: a new random word for each thing you want done, and the
  same word when you repeat the request. For a day it is done once, and answered alike.
- **ETags.** Send `If-None-Match` with the `ETag` of an answer, and get a 304 while nothing has changed.
- **Limits.** `RateLimit` says how many requests are left and for how many seconds; beyond, it is a 429 with
  `Retry-After`.
- **Problems** are `application/problem+json`; `type` leads to what each means, `mistakes` lists all that is wrong.
- Times are UTC. A name in a query that is not described here is refused, so that no filter is ever missed in silence.
- A resident is an id. Telephone numbers, also those that residents write, are shown to nobody without the scope
  `contacts:numbers`.
"""


def document(routes: Sequence[Route], server: str) -> dict[str, Any]:
    """The whole document as JSON values; `server` is the address the API is served at."""
    bodies = [each.body for each in routes if each.body]
    answers: list[type[BaseModel]] = [*dict.fromkeys(each.answer for each in routes), Problem]
    wanted = [*((each, "validation") for each in dict.fromkeys(bodies)), *((each, "serialization") for each in answers)]
    _, definitions = models_json_schema(wanted, ref_template=_REF)  # type: ignore[arg-type]
    schemas = {name: _untitled(schema) for name, schema in sorted(definitions["$defs"].items())}
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, routes)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Cabildo", "version": "1", "description": _INTRODUCTION,
                 "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "servers": [{"url": f"{server}{BASE}"}],
        "tags": [{"name": name} for name in dict.fromkeys(route.tag for route in routes)],
        "paths": paths,
        "webhooks": _webhooks(),
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": _scopes()}},
            "schemas": schemas,
            "headers": _HEADERS,
        },
    }  # fmt: skip


def _webhooks() -> dict[str, Any]:
    """What is posted to those who subscribe, kind by kind; the schema of all of them is served beside this."""
    said = "Posted and signed as Standard Webhooks 1.0.0 has it; answer 2xx within 15 seconds once you have stored it."
    headers = {
        "webhook-id": "The id of the event, the same in every delivery of it.",
        "webhook-timestamp": "When this call was signed, in seconds; refuse what is more than five minutes old.",
        "webhook-signature": "One signature or, for some time after a rotation, two with a space between.",
    }
    parameters = [
        {"name": name, "in": "header", "required": True, "description": about, "schema": {"type": "string"}}
        for name, about in headers.items()
    ]
    return {
        kind.type: {"post": {
            "operationId": f"on_{kind.type.replace('.', '_')}", "tags": ["webhooks"], "description": said,
            "summary": " ".join((getdoc(kind) or "").split()), "parameters": parameters,
            "requestBody": {"required": True, "content": {"application/json": {"schema": event_schema(kind)}}},
            "responses": {"2XX": {"description": "It is stored."}, "410": {"description": "Nothing more is wanted."}},
        }}
        for kind in EVENTS
    }  # fmt: skip


def _scopes() -> str:
    return "\n".join(["The secret of a key. Scopes:", "", *(f"- `{name}`: {said}" for name, said in SCOPES.items())])


def _operation(route: Route, routes: Sequence[Route]) -> dict[str, Any]:
    summary, _, more = (getdoc(route.view) or "").partition("\n\n")
    scope = f"Scope: `{route.scope}`." if route.scope else "Any key may."
    parameters = [*_path_parameters(route), *_query_parameters(route), *_header_parameters(route)]
    operation: dict[str, Any] = {
        "operationId": route.name, "tags": [route.tag], "summary": " ".join(summary.split()),
        "description": "\n\n".join(filter(None, [" ".join(more.split()), scope])),
        "security": [{"key": [route.scope] if route.scope else []}], "responses": _responses(route, routes),
    }  # fmt: skip
    if parameters:
        operation["parameters"] = parameters
    if route.body:
        schema = {"$ref": _REF.format(model=route.body.__name__)}
        content = {"schema": schema, **({"example": route.asks} if route.asks else {})}
        operation["requestBody"] = {"required": True, "content": {"application/json": content}}
    return operation


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [{"name": name, "in": "path", "required": True, "schema": _ID} for name in _PARAMETER.findall(route.path)]


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    schema = route.query.model_json_schema()
    return [
        {"name": name, "in": "query", "required": False, "description": of.get("description", ""),
         "schema": _untitled(_without_null({key: value for key, value in of.items() if key != "description"}))}
        for name, of in schema["properties"].items()
    ]  # fmt: skip


def _header_parameters(route: Route) -> list[dict[str, Any]]:
    if route.changes:
        said = "A new random word for each thing you want done."
        schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}
        return [{"name": "Idempotency-Key", "in": "header", "required": True, "description": said, "schema": schema}]
    if route.method == "GET" and route.keeps:
        said = "The ETag of an earlier answer; it is a 304 while nothing has changed."
        return [{"name": "If-None-Match", "in": "header", "required": False, "description": said,
                 "schema": {"type": "string"}}]  # fmt: skip
    return []


def _responses(route: Route, routes: Sequence[Route]) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"$ref": _REF.format(model=route.answer.__name__)}}
    if route.example:
        content["example"] = route.example
    rated = ["RateLimit", "RateLimit-Policy"]
    keeps = route.method == "GET" and route.keeps
    responses: dict[str, Any] = {
        str(route.status): {
            "description": " ".join((getdoc(route.answer) or "").split()),
            "headers": _headers([*rated, *(["ETag"] if keeps else [])]),
            "content": {"application/json": content},
        }
    }  # fmt: skip
    if links := _links(route, routes):
        responses[str(route.status)]["links"] = links
    if keeps:
        responses["304"] = {"description": "Nothing has changed.", "headers": _headers([*rated, "ETag"])}
    by_status: dict[int, list[str]] = {}
    for name in _problems(route):
        by_status.setdefault(KINDS[name].status, []).append(name)
    for status, names in sorted(by_status.items()):
        more = {401: ["WWW-Authenticate"], 429: ["Retry-After", *rated]}.get(status, [])
        responses[str(status)] = {
            "description": "; ".join(f"`{WHERE}/{name}`: {KINDS[name].title}" for name in names),
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": _REF.format(model="Problem")},
                    "examples": {name: {"value": _problem(name)} for name in names},
                }
            },
            **({"headers": _headers(more)} if more else {}),
        }
    return responses


def _links(route: Route, routes: Sequence[Route]) -> dict[str, Any]:
    """What can be asked next with what this answer names."""
    return {
        other.name: {"operationId": other.name, "parameters": {
            name: f"$response.body#{route.leads[name]}" for name in _PARAMETER.findall(other.path)}}
        for other in routes if route.leads and set(_PARAMETER.findall(other.path)) == route.leads.keys()
    }  # fmt: skip


def _problem(name: str) -> dict[str, Any]:
    kind = KINDS[name]
    mistakes = [Mistake(where="query.limit", message="Input should be less than or equal to 200")]
    problem = Problem(
        type=f"{WHERE}/{name}", title=kind.title, status=kind.status, detail=kind.remedy,
        mistakes=mistakes if name == "wrong-values" else [],
    )  # fmt: skip
    return problem.model_dump(mode="json")


def _problems(route: Route) -> list[str]:
    """The kinds that this route can answer with."""
    return [
        *(["unreadable", "not-json", "too-large"] if route.body else []),
        *(["no-request-key"] if route.changes else []),
        "no-key", *(["not-granted"] if route.scope else []), *(["not-found"] if "{" in route.path else []),
        *(["under-way", "request-key-used"] if route.changes else []), *(["not-now"] if route.refuses else []),
        "wrong-values", "too-many", "failed", "away",
    ]  # fmt: skip


def _headers(names: Sequence[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _header(said: str) -> dict[str, Any]:
    return {"description": said, "schema": {"type": "string"}}


_HEADERS = {
    "ETag": _header("What this very answer is known by."),
    "RateLimit": _header('How many requests are left, for how many seconds: `"key";r=599;t=60`.'),
    "RateLimit-Policy": _header('How many requests a key has, in how many seconds: `"key";q=600;w=60`.'),
    "Retry-After": _header("In how many seconds to come again."),
    "WWW-Authenticate": _header("How to show who you are."),
}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A query has no null: what may be left out is simply not there."""
    kinds = [each for each in schema.get("anyOf", []) if each != {"type": "null"}]
    if len(kinds) == 1:
        schema = {**{key: value for key, value in schema.items() if key != "anyOf"}, **kinds[0]}
    return {key: value for key, value in schema.items() if not (key == "default" and value is None)}


def _untitled(schema: Any) -> Any:
    """Without the titles that pydantic makes of every name."""
    if isinstance(schema, dict):
        return {
            key: _untitled(value) for key, value in schema.items() if not (key == "title" and isinstance(value, str))
        }
    return [_untitled(each) for each in schema] if isinstance(schema, list) else schema
