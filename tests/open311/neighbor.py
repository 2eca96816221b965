"""Another city's Open311 server as such servers are: it forgets fields, loses answers, and does as it is told."""

import contextlib
import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


@dataclass
class Neighbor:
    """Listens on loopback. `moods` are what it does with the next reports: "take", "token", "lose" (take it and close
    without an answer), "drop" (close without taking it), "nothing" (200, empty), or a status.

    `shows` is which fields of a report its lists have; `only` the one format it speaks.
    """

    moods: deque[int | str] = field(default_factory=deque)
    shows: tuple[str, ...] = ("description",)
    only: str = ""
    content_type: str = ""
    refuses_duplicates: bool = False
    wants_point: bool = False
    reports: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    """Everything that ever arrived: addresses, headers and bodies."""
    before_answer: Any = None
    after_taking: Any = None
    """Called when a report is taken and not answered yet."""

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"of": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.url = f"http://{self.host}/open311/v2"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, form: dict[str, str]) -> tuple[int, list[dict[str, Any]]] | None:
        """Answer a report; None closes the connection."""
        mood = self.moods.popleft() if self.moods else "take"
        if mood == "drop":
            return None
        if isinstance(mood, int):
            return mood, [{"code": mood, "description": "Not this time"}]
        if self.wants_point and "lat" not in form:
            return 400, [{"code": 400, "description": "Invalid service request: location can't be blank."}]
        told = {name: value for name, value in form.items() if name != "api_key"}
        if self.refuses_duplicates and told in [self._told(each) for each in self.reports.values()]:
            return 200, []
        number = str(9000 + len(self.reports))
        self.reports[number] = {**told, "status": "open", "status_notes": "", "updated": ""}
        if mood == "lose":
            return None
        if mood == "nothing":
            return 200, []
        if mood == "token":
            token = f"tok/{number}"
            self.tokens[token] = ""
            return 200, [{"token": token}]
        return 200, [{"service_request_id": int(number), "service_notice": None}]

    def _told(self, report: dict[str, str]) -> dict[str, str]:
        return {name: value for name, value in report.items() if name not in ("status", "status_notes", "updated")}

    def listed(self, query: dict[str, str]) -> list[dict[str, Any]]:
        wanted = [each for each in query.get("service_request_id", "").split(",") if each]
        found = []
        for number, each in self.reports.items():
            if wanted and number not in wanted:
                continue
            if not wanted and each["service_code"] != query.get("service_code", each["service_code"]):
                continue
            shown = {name: each[name] for name in self.shows if name in each}
            found.append({"service_request_id": int(number), "status": each["status"], **shown})
            if each["status_notes"]:
                found[-1]["status_notes"] = each["status_notes"]
        return found


class _Handler(BaseHTTPRequestHandler):
    of: Neighbor
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._hear(body)
        if self.of.before_answer:
            self.of.before_answer()
        answer = self.of.take({name: values[0] for name, values in parse_qs(body).items()})
        if self.of.after_taking:
            self.of.after_taking()
        self._send(answer)

    def do_GET(self) -> None:
        self._hear("")
        parts = urlsplit(self.path)
        self.of.asked.append(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if "/tokens/" in parts.path:
            token = unquote(parts.path.partition("/tokens/")[2].rpartition(".")[0])
            number = self.of.tokens.get(token, "")
            self._send((200, [{"service_request_id": number, "token": token}]) if number else (404, [{"code": 404}]))
        else:
            self._send((200, self.of.listed(query)))

    def _hear(self, body: str) -> None:
        self.of.heard.append(f"{self.path} {self.headers} {body}")

    def _send(self, answer: tuple[int, list[dict[str, Any]]] | None) -> None:
        if answer is None:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(2)
            return
        status, records = answer
        form = self.of.only or urlsplit(self.path).path.rpartition(".")[2]
        if form == "json":
            body, kind = json.dumps(records), "application/json"
        else:
            body, kind = _xml(records), "text/xml"
        read = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", self.of.content_type or kind)
        self.send_header("Content-Length", str(len(read)))
        self.end_headers()
        self.wfile.write(read)


def _xml(records: list[dict[str, Any]]) -> str:
    def fields(record: dict[str, Any]) -> str:
        return "".join(
            f"<{name.partition('[')[0]}>{escape(str(value or ''))}</{name.partition('[')[0]}>"
            for name, value in record.items()
        )

    inside = "".join(f"<request>{fields(each)}</request>" for each in records)
    return f'<?xml version="1.0" encoding="utf-8"?><service_requests>{inside}</service_requests>'
