"""Serves the routes: admits, reads, does once, answers with an ETag; what a route does is its resource's own."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from flask import Blueprint, Response, g, request
from pydantic import ValidationError

from bot.api.guard import admitted
from bot.api.problems import Refused
from bot.api.routes import Call, Route
from bot.api.schemas import ID, Mistake, Model, Query
from bot.keys import once
from bot.keys.rules import Key
from bot.lib.allowance import Allowance
from bot.wiring import Bot

JSON = "application/json"
_REQUEST_KEY_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
LONGEST_REQUEST_KEY = 64
IS_ID = re.compile(ID)


def add(blueprint: Blueprint, route: Route, bot: Bot, allowance: Allowance) -> None:
    """Serve this route on the blueprint."""

    def serve(**path: str) -> Response:
        key = admitted(bot, allowance, route.scope)
        if not all(map(IS_ID.fullmatch, path.values())):
            raise Refused("not-found")
        given: dict[str, Any] = dict(path)
        if route.query:
            given["query"] = read_query(route.query)
        elif request.args:
            read_query(Query)
        if route.body:
            given["body"] = _read_body(route.body)
        if route.method == "GET":
            return _with_etag(_done(route, Call(bot, key, bot.clock()), given), keeps=route.keeps)
        if not route.changes:
            return _unkept(_done(route, Call(bot, key, bot.clock()), given), route.status)
        return _once(bot, key, route, given)

    serve.__doc__ = route.view.__doc__
    blueprint.add_url_rule(
        _flask_path(route.path), endpoint=route.name, view_func=serve, methods=[route.method],
        provide_automatic_options=False,
    )  # fmt: skip


def _flask_path(path: str) -> str:
    return path.replace("{", "<").replace("}", ">")


def _done(route: Route, call: Call, given: dict[str, Any]) -> str:
    view: Callable[..., Model] = route.view
    return view(call, **given).model_dump_json()


def read_query(shape: type[Query]) -> Query:
    """What stands after the question mark; Refused with everything that is wrong."""
    mistakes = [
        Mistake(where=f"query.{name}", message="It may stand here only once.")
        for name, values in request.args.lists() if len(values) > 1
    ]  # fmt: skip
    try:
        read = shape.model_validate_strings(dict(request.args))
    except ValidationError as error:
        mistakes += _mistakes(error, "query")
    if mistakes:
        raise Refused("wrong-values", mistakes=mistakes)
    return read


def _read_body(shape: type[Model]) -> Model:
    if request.mimetype != JSON:
        raise Refused("not-json")
    try:
        return shape.model_validate_json(request.get_data())
    except ValidationError as error:
        if any(each["type"] == "json_invalid" for each in error.errors()):
            raise Refused("unreadable", str(error.errors()[0]["msg"])) from error
        raise Refused("wrong-values", mistakes=_mistakes(error, "body")) from error


def _mistakes(error: ValidationError, where: str) -> list[Mistake]:
    known = {"extra_forbidden": "There is no such name here; the document lists those that are."}
    return [
        Mistake(where=".".join([where, *map(str, each["loc"])]), message=known.get(each["type"], each["msg"]))
        for each in error.errors(include_input=False, include_url=False)
    ]


def _with_etag(body: str, *, keeps: bool) -> Response:
    if not keeps:
        return _unkept(body, 200)
    response = Response(body, mimetype=JSON)
    response.set_etag(sha256(body.encode()).hexdigest()[:32])
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Authorization")
    response.make_conditional(request)
    return response


def _unkept(body: str, status: int) -> Response:
    response = Response(body, status=status, mimetype=JSON)
    response.headers["Cache-Control"] = "no-store"
    return response


def _once(bot: Bot, key: Key, route: Route, given: dict[str, Any]) -> Response:
    """Do what is asked, unless it was done before: then the answer is the one given then."""
    name = request.headers.get("Idempotency-Key", "")
    if not name or len(name) > LONGEST_REQUEST_KEY or not _REQUEST_KEY_LETTERS.issuperset(name):
        raise Refused("no-request-key")
    body = request.get_data() if route.body else b""
    digest = sha256(b"\0".join([route.method.encode(), request.path.encode(), body])).hexdigest()
    found = once.begin(bot.db, key.id, name, digest, now=bot.clock())
    if isinstance(found, once.Differs):
        raise Refused("request-key-used")
    if isinstance(found, once.UnderWay):
        raise Refused("under-way", headers={"Retry-After": "2"})
    if isinstance(found, once.Kept):
        g.rate = g.rate | {"Idempotent-Replayed": "true"}
        return _unkept(bot.vault.open(b64decode(found.body)), found.status)
    try:
        answer = _done(route, Call(bot, key, bot.clock(), name), given)
    except BaseException:
        once.undone(bot.db, key.id, name)
        raise
    # Sealed: an answer may hold a resident's words, or a secret that is shown once.
    once.done(bot.db, key.id, name, route.status, b64encode(bot.vault.seal(answer)).decode())
    return _unkept(answer, route.status)
