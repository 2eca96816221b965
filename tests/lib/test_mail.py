"""E-mail: one real conversation with a server that speaks enough SMTP, and the log where there is no server."""

import logging
import socketserver
from collections.abc import Iterator
from threading import Thread

import pytest
import structlog

from bot.lib.mail import Mailer


@pytest.fixture(autouse=True)
def every_line_is_logged() -> Iterator[None]:
    """Whatever level another test has asked for."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.NOTSET))
    yield
    structlog.configure(**before)


class Server(socketserver.TCPServer):
    """Takes a letter as SMTP's simplest server would; `heard` are the lines of the client."""

    allow_reuse_address = True

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.refuses = False
        super().__init__(("127.0.0.1", 0), Conversation)


class Conversation(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.say("220 hello")
        while line := self.rfile.readline().decode().strip():
            self.server.heard.append(line)
            if line.upper() == "DATA":
                self.say("354 go on")
                while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
                    self.server.heard.append(line)
                self.say("250 taken")
            elif line.upper() == "QUIT":
                self.say("221 bye")
                return
            elif line.lower().startswith("rcpt") and self.server.refuses:
                self.say("550 no such person")
            else:
                self.say("250 well")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        thread = Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def test_a_letter_reaches_the_server(server: Server) -> None:
    mailer = Mailer(f"smtp://127.0.0.1:{server.server_address[1]}", "Cabildo <city@city.example>")
    mailer.send("ada@city.example", "Contraseña", "Buen día, aquí está.\n")
    heard = "\n".join(server.heard)
    assert "<city@city.example>" in heard and "<ada@city.example>" in heard
    assert "Subject: =?utf-8?" in heard and "Content-Type: text/plain" in heard


def test_a_letter_that_is_not_taken_is_an_error(server: Server) -> None:
    server.refuses = True
    with pytest.raises(OSError, match="no such person"):
        Mailer(f"smtp://127.0.0.1:{server.server_address[1]}", "a@b.example").send("x@y.example", "s", "b")


def test_without_a_server_the_log_has_the_letter_only_where_it_may() -> None:
    with structlog.testing.capture_logs() as lines:
        Mailer("", "a@b.example").send("ada@city.example", "Subject", "the link")
    assert [line["log_level"] for line in lines] == ["warning"] and "the link" not in str(lines)
    with structlog.testing.capture_logs() as lines:
        Mailer("", "a@b.example", shows=True).send("ada@city.example", "Subject", "the link")
    assert (lines[-1]["to"], lines[-1]["body"]) == ("ada@city.example", "the link")
