"""The product as an operator starts it, for the bench: its environment, its processes, nothing of its code."""

import os
import secrets
import sys
import time
from pathlib import Path

from tests.bench.processes import DidNotStart, Processes, free_port, granian
from tests.bench.script import phone
from tests.standin.phone import deliver_text
from tests.standin.signing import ACCOUNT, CITY_NUMBER, TOKEN
from tests.standin.twilio import TwilioStandIn

FIRST_TEXT = "There is a deep pothole in front of the school"
PROBE = 15_000_000  # a resident whom no round of load uses


def environment(database_url: str, redis_url: str, carrier_url: str, port: int) -> dict[str, str]:
    # Only what the operator would set: a developer's own settings must not reach the product under test.
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_FROM": CITY_NUMBER,
        "TWILIO_API_URL": carrier_url,
    }


def start_product(
    database_url: str,
    redis_url: str,
    carrier_url: str,
    port: int,
    *,
    folder: Path,
    workers: int = 2,
    whole: bool = True,
) -> Processes:
    """Web, and when `whole` also worker and clock; raises DidNotStart with the reason and leaves nothing running."""
    product = Processes(environment(database_url, redis_url, carrier_url, port), folder)
    try:
        product.run([sys.executable, "-m", "bot", "db", "upgrade"])
        product.start("web", granian("bot.app:app_from_environment", port, workers=workers))
        if whole:
            product.start("worker", [sys.executable, "worker.py"])
            product.start("clock", [sys.executable, "-m", "bot", "clock"])
        product.wait_until_it_answers(f"http://127.0.0.1:{port}/healthz")
        _take_one_text(product, f"http://127.0.0.1:{port}/twilio/sms")
    except BaseException:
        product.__exit__()
        raise
    return product


def _take_one_text(product: Processes, url: str) -> None:
    """A figure for a product that refuses texts would be a good figure and a lie."""
    (answer,) = deliver_text(url, TOKEN, {"From": phone(PROBE), "Body": FIRST_TEXT})
    if answer.status != 200:
        raise DidNotStart(f"a signed text got {answer.status}: {product.last_words('web')}")


def main() -> None:
    """`python -m tests.bench.product DATABASE_URL REDIS_URL`: does it start, and does a text get its reply?"""
    database_url, redis_url = sys.argv[1:3]
    folder = Path("var")
    folder.mkdir(exist_ok=True)
    with TwilioStandIn(account=ACCOUNT, token=TOKEN) as carrier:
        began = time.monotonic()
        try:
            product = start_product(database_url, redis_url, carrier.url, free_port(), folder=folder)
        except DidNotStart as problem:
            sys.exit(f"The product did not start: {problem}")
        with product:
            ready = time.monotonic() - began
            replies = [message.body for message in carrier.wait_for(1, to=phone(PROBE), seconds=15)]
            lines = [f"ready after {ready:.1f} s", f"{phone(PROBE)} was told: {replies}", f"memory: {product.memory()}"]
            sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
