"""The running Open311 server, judged by GeoReport v2's own Swagger document through Prism; no mocks.

Prism stands in front of the server and answers itself whatever breaks the document. Two of its mistakes are mended: it
calls the address of one request `/request/`, and it makes `jurisdiction_id` required of everybody.
"""

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from werkzeug.serving import make_server

from bot.app import create_app
from tests.contracts.test_prism import free_port, prism, wait_for
from tests.conversations.town import SAM, Town, new_sqlite
from tests.open311.office import POTHOLE, WHOSE, new_key

SOURCE = "CONTRACTS_DIR names no folder with georeport-v2/swagger.json (github.com/open311/schema-validation)"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = Path(os.environ.get("CONTRACTS_DIR", "")) / "georeport-v2" / "swagger.json"
    if not os.environ.get("CONTRACTS_DIR") or not path.exists():
        pytest.skip(SOURCE)
    described = json.loads(path.read_text(encoding="utf-8"))
    paths = described["paths"]
    one = "/request/{service_request_id}.{response_format}"
    paths["/requests/{service_request_id}.{response_format}"] = paths.pop(one)
    described["parameters"]["jurisdiction_id"]["required"] = False
    mended = tmp_path_factory.mktemp("prism") / "swagger.json"
    mended.write_text(json.dumps(described))
    return mended


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = Town(new_sqlite(tmp_path_factory.mktemp("city")))
    for words in ("big pothole on 4th and central", "1", "4th and central"):
        made.says(SAM, words)
    yield made
    made.close()


@pytest.fixture(scope="module")
def judge(document: Path, town: Town) -> Iterator[str]:
    """The address of Prism in front of the server."""
    program, port = prism(), free_port()
    server = make_server("127.0.0.1", 0, create_app(town.bot), threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    behind = f"http://127.0.0.1:{server.server_port}/open311/v2"
    log = document.with_name("prism.log")
    words = [program, "proxy", "--errors", "-h", "127.0.0.1", "-p", str(port), str(document), behind]
    with log.open("wb") as written:
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=written, stderr=subprocess.STDOUT)
    try:
        wait_for(port, process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)
        server.shutdown()
        server.server_close()


def asked(judge: str, path: str, **query: str) -> object:
    answer = requests.get(f"{judge}/{path}", params=query, timeout=20)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_what_is_read_breaks_nothing(judge: str) -> None:
    services = asked(judge, "services.json")
    assert isinstance(services, list) and len(services) > 20
    assert asked(judge, "services/pothole.json", language="es")
    found = asked(judge, "requests.json", status="open", start_date="2026-03-01T00:00:00Z")
    assert isinstance(found, list) and len(found) == 1
    assert asked(judge, f"requests/{found[0]['service_request_id']}.json")
    assert asked(judge, "requests.json", service_request_id=found[0]["service_request_id"])


def test_a_report_breaks_nothing(judge: str, town: Town) -> None:
    given = {**POTHOLE, **WHOSE, "api_key": new_key(town)}
    answer = requests.post(f"{judge}/requests.json", params=given, timeout=20)
    assert answer.status_code == 200, answer.text
    (told,) = answer.json()
    assert asked(judge, f"requests/{told['service_request_id']}.json")


def test_errors_come_through_as_they_are(judge: str, town: Town) -> None:
    for path, code in (("services/nothing.json", 404), ("tokens/nothing.json", 404)):
        answer = requests.get(f"{judge}/{path}", timeout=20)
        assert answer.json()[0]["code"] == str(code), answer.text
    refused = requests.post(f"{judge}/requests.json", params={**POTHOLE, "api_key": "cbd_no"}, timeout=20)
    assert refused.json()[0]["code"] == "403"


def test_prism_does_judge(judge: str) -> None:
    answer = requests.post(f"{judge}/requests.json", params={"api_key": "x"}, timeout=20)
    assert answer.status_code == 422 and "service_code" in answer.text
