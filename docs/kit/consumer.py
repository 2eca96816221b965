"""A consumer of Cabildo's events, small and whole: it verifies, stores once, purges, and catches up after an outage.

    pip install standardwebhooks
    WEBHOOK_SECRET=whsec_... python consumer.py 8080 events.db
    CITY=https://text.city.example API_KEY=cbd_... python consumer.py catch-up events.db

Put TLS in front of it. What it keeps is in SQLite: whoever has another database needs the same unique key.
"""

import json
import os
import sqlite3
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import Request, urlopen

from standardwebhooks import Webhook, WebhookVerificationError

TABLE = "CREATE TABLE IF NOT EXISTS event (id TEXT PRIMARY KEY, sequence INTEGER, type TEXT, subject TEXT, body TEXT)"
PURGE = ("person.erased", "consent.revoked")


def opened(path):
    """The events that are stored."""
    db = sqlite3.connect(path, timeout=10)
    db.execute(TABLE)
    return db


def store(db, event):
    """Keep an event, once however often it comes; forget what is held about somebody who is gone."""
    row = (event["id"], event["sequence"], event["type"], event["subject"], json.dumps(event["data"]))
    with db:
        new = db.execute("INSERT OR IGNORE INTO event VALUES (?, ?, ?, ?, ?)", row).rowcount
        if new and event["type"] in PURGE:
            about = (event["subject"], event["sequence"])
            db.execute("UPDATE event SET body = '{}' WHERE subject = ? AND sequence < ?", about)


def catch_up(db, city, key):
    """Read everything after what is stored, to the last; how many came."""
    count, after = 0, db.execute("SELECT coalesce(max(sequence), 0) FROM event").fetchone()[0]
    while True:
        asked = Request(f"{city}/api/v1/events?after={after}&limit=200", headers={"Authorization": f"Bearer {key}"})
        with urlopen(asked, timeout=30) as answer:
            page = json.load(answer)
        for event in page["data"]:
            store(db, event)
        count, after = count + len(page["data"]), page["after"]
        if after >= page["last"]:
            return count


def listener(path, secret):
    """What answers the city: 401 to what is not signed, 204 to what is stored."""
    webhook = Webhook(secret)

    class Listener(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            try:
                # Names of headers in lower case, the body as it came: the signature is over its bytes.
                event = webhook.verify(body, {name.lower(): value for name, value in self.headers.items()})
            except (WebhookVerificationError, ValueError):
                return self.answer(401)
            db = opened(path)
            store(db, event)
            db.close()
            return self.answer(204)

        def answer(self, status):
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    return Listener


if __name__ == "__main__":
    what, path = sys.argv[1:3]
    opened(path).close()
    if what == "catch-up":
        print(catch_up(opened(path), os.environ["CITY"], os.environ["API_KEY"]), "events")
    else:
        server = ThreadingHTTPServer(("127.0.0.1", int(what)), listener(path, os.environ["WEBHOOK_SECRET"]))
        print(f"http://127.0.0.1:{server.server_port}/", flush=True)
        server.serve_forever()
