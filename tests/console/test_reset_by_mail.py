"""A forgotten password, by a letter that a real server takes: the link in it leads in, once."""

import quopri
import re
from collections.abc import Callable, Iterator
from threading import Thread

import pytest

from bot.jobs import drain_with
from bot.outbox.put import NOW
from tests.console.desk import PASSWORD, Console, post
from tests.lib.test_mail import Server


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        thread = Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def test_the_link_of_the_letter_leads_to_another_password(server: Server, open_with: Callable[..., Console]) -> None:
    console = open_with(mail_server=f"smtp://127.0.0.1:{server.server_address[1]}")
    totp = console.joined("admin")
    client = console.app.test_client()
    post(client, "/console/forgotten", email="ada@city.example")
    post(client, "/console/forgotten", email="nobody@city.example")
    drain_with(console.bot, NOW)
    assert [each for each in server.heard if each.lower().startswith("rcpt")] == ["rcpt TO:<ada@city.example>"]
    letter = quopri.decodestring("\n".join(server.heard)).decode()
    link = re.search(r"/console/link/\w+", letter)[0]
    words = "cinco perros bajo la mesa azul"
    assert post(client, link, password=words, again=words).status_code == 302
    assert client.get(link).status_code == 410
    door = "/console/sign-in"
    assert post(client, door, email="ada@city.example", password=PASSWORD).status_code == 422
    assert post(client, door, email="ada@city.example", password=words).status_code == 302
    assert post(client, "/console/second-factor", code=totp.at(console.time())).status_code == 302
