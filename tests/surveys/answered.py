"""Answers of many people at once, written straight into the tables; no test."""

from datetime import datetime, timedelta
from itertools import count
from json import dumps
from typing import Any
from zlib import crc32

from bot.conversations.tables import answer, session
from bot.db.base import Tx
from bot.engine.flow import Flow
from bot.messaging.tables import conversation
from bot.people.tables import contact


def fill(tx: Tx, flow: Flow, people: int, now: datetime, *, seed: int = 1, start: int = 0) -> None:
    """So many people answer the flow's questions, two of three in Spanish; some skip, some leave in the middle."""
    draw = Draw(seed)
    who, talks, walks, given = [], [], [], []
    questions = [step for step in flow.steps if step.kind in ("ask", "choose")]
    for number in range(start, start + people):
        id, at = f"{number:026d}", now - timedelta(minutes=number % 9_000)
        language = "es" if draw.random() < 0.66 else "en"
        who.append({"id": f"ctc_{id}", "phone_hash": f"hash {id}", "phone_sealed": b"", "language": language,
                    "language_source": "guessed", "created_at": at})  # fmt: skip
        talks.append({"id": f"cnv_{id}", "contact_id": f"ctc_{id}", "channel": "sms", "sender": "+15055550100",
                      "answerable": True, "created_at": at})  # fmt: skip
        walks.append({"id": f"ses_{id}", "conversation_id": f"cnv_{id}", "flow": flow.id, "flow_version": "x",
                      "state": "{}", "turn": 3, "status": "done", "started_at": at, "updated_at": at})  # fmt: skip
        for place, step in enumerate(questions):
            status, codes, words = said(draw, step, language)
            given.append({"id": f"ans_{id}.{place}", "session_id": f"ses_{id}", "contact_id": f"ctc_{id}",
                          "flow": flow.id, "flow_version": "x", "survey": flow.survey, "step": step.id,
                          "status": status, "codes": dumps(codes), "words": words, "language": language,
                          "at": at + timedelta(seconds=place)})  # fmt: skip
            if draw.random() < 0.06:
                break
    for table, rows in ((contact, who), (conversation, talks), (session, walks), (answer, given)):
        for first in range(0, len(rows), 5_000):
            tx.execute(table.insert(), rows[first : first + 5_000])


class Draw:
    """Chance that is the same every time."""

    def __init__(self, seed: int) -> None:
        self._seed, self._drawn = seed, count()

    def random(self) -> float:
        return crc32(f"{self._seed}.{next(self._drawn)}".encode()) % 9_973 / 9_973


def said(draw: Draw, step: Any, language: str) -> tuple[str, list[str], str]:
    """What somebody answers."""
    if draw.random() < (0.2 if language == "es" and step.id == "voice" else 0.04):
        return ["skipped", "refused", "unclear"][int(draw.random() * 3)], [], "SKIP"
    if step.kind == "choose":
        codes = [each.code for each in step.choices] + (["other"] if step.other else [])
        code = codes[int(draw.random() ** 1.4 * len(codes))]
        return "answered", [code], {"es": "más sombra", "en": "more shade"}[language] if code == "other" else "1"
    return "answered", [], {"es": "Que bajen las rentas, por favor", "en": "=Lower rents"}[language]
