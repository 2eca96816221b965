"""Five thousand reports triaged in one go, by three people, with forms that arrive twice: no text doubled, none missed.

Everything goes the real way: the console's forms, the outbox, the flow that tells, the send gate, the carrier that is
simulated. The clock is; so the day stays within the city's open hours.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.concerns.tables import concern, concern_change, concern_follower
from bot.lib.references import ALPHABET, check_letter
from bot.messaging.tables import conversation, message, simulated_text
from bot.outbox.tables import outbox
from bot.people.tables import consent, contact
from tests.console.desk import Console, csrf_of, open_console
from tests.console.residents import CITY, drain
from tests.conversations.town import new_sqlite

TRIAGE = "/console/triage"
REPORTS, BY_FORMS, FOLLOWED_EVERY, AT_ONCE = 5_000, 4_000, 10, 50
REASONS = {"words.en": "That street belongs to the state.", "words.es": "Esa calle es del estado."}
ACTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("assign", {"department": "water"}),
    ("answer", {"outcome": "yes", "promised_on": "2026-03-24"}),
    ("begin", {}),
    ("answer", {"outcome": "no", **REASONS}),
    ("finish", {}),
    ("hand_over", {"agency": "City Buses"}),
)
"""What is done with one batch, or one report, after the other."""
SAID = {
    "es": ("Agua", "24 de marzo", "trabajos", "Esa calle", "?", "Buses de la Ciudad, 505-555-0165"),
    "en": ("Water", "Mar 24", "Work has begun", "the state", "Is it fixed?", "City Buses, 505-555-0165"),
}


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    opened = open_console(new_sqlite(tmp_path))
    yield opened
    opened.bot.db.close()


def reference_of(number: int) -> str:
    letters = "".join(ALPHABET[number // 23**place % 23] for place in range(4))
    return letters + check_letter(letters)


def people(console: Console, numbers: range, prefix: str) -> None:
    """Residents whom the city may text, each with a conversation; every other one reads English."""
    now, vault = console.time() - timedelta(days=30), console.bot.vault
    contacts, talks, consents = [], [], []
    for number in numbers:
        id, phone = f"{prefix}{number:025d}", f"+1505{'2' if prefix == 'r' else '3'}{number:06d}"
        language = "en" if number % 2 else "es"
        contacts.append({"id": f"ctc_{id}", "phone_hash": vault.lookup(phone), "phone_sealed": vault.seal(phone),
                         "language": language, "language_source": "chosen", "created_at": now})  # fmt: skip
        talks.append({"id": f"cnv_{id}", "contact_id": f"ctc_{id}", "channel": "sms", "sender": CITY,
                      "answerable": True, "created_at": now})  # fmt: skip
        consents.append({"id": f"cns_{id}", "contact_id": f"ctc_{id}", "purpose": "civic", "state": "granted",
                         "source": "text", "words": "", "at": now})  # fmt: skip
    with console.bot.db.begin() as tx:
        for table, rows in ((contact, contacts), (conversation, talks), (consent, consents)):
            tx.execute(table.insert(), rows)


def reports(console: Console) -> list[str]:
    """Five thousand of them, with public works; each tenth has somebody who said "me too"."""
    people(console, range(REPORTS), "r")
    people(console, range(0, REPORTS, FOLLOWED_EVERY), "f")
    now = console.time() - timedelta(days=1)
    rows = [
        {"id": f"con_r{number:025d}", "reference": reference_of(number), "contact_id": f"ctc_r{number:025d}",
         "session_id": "x", "kind": "pothole", "words": f"hay un bache {number}", "place": "Lake St & 4th St",
         "area": "Midtown", "language": "en" if number % 2 else "es", "flow_version": "x", "status": "assigned",
         "department": "public_works", "created_at": now + timedelta(seconds=number)}
        for number in range(REPORTS)
    ]  # fmt: skip
    followers = [
        {"concern_id": f"con_r{number:025d}", "contact_id": f"ctc_f{number:025d}", "since": now}
        for number in range(0, REPORTS, FOLLOWED_EVERY)
    ]
    with console.bot.db.begin() as tx:
        tx.execute(concern.insert(), rows)
        tx.execute(concern_follower.insert(), followers)
    return [each["reference"] for each in rows]


def triaged(console: Console, made: list[str]) -> dict[str, int]:
    """Every report decided once, most of them in batches, some forms sent twice; which of ACTS was done with each."""
    done: dict[str, int] = {}
    desk = [console.client(name) for name in ("coordinator", "triage", "admin")]
    tokens = [csrf_of(each) for each in desk]
    batches = [made[at : at + AT_ONCE] for at in range(0, BY_FORMS, AT_ONCE)]
    for turn, batch in enumerate(batches):
        act, fields = ACTS[turn % len(ACTS)]
        form = {"csrf_token": tokens[turn % 3], "of": batch, "do": act, **fields, **{f"seen.{of}": "0" for of in batch}}
        for again in range(2 if turn % 5 == 0 else 1):
            page = desk[turn % 3].post(f"{TRIAGE}/together", data=form)
            assert page.status_code == 200
            assert page.text.count("Not changed.") == (AT_ONCE if again else 0)
        done |= dict.fromkeys(batch, turn % len(ACTS))
        console.time.move(seconds=3)
    for turn, reference in enumerate(made[BY_FORMS:]):
        act, fields = ACTS[turn % len(ACTS)]
        for again in range(2 if turn % 4 == 0 else 1):
            who = (turn + again) % 3  # Two people at once, as often as not.
            form = {"csrf_token": tokens[who], "do": act, "seen": "0", **fields}
            answer = desk[who].post(f"{TRIAGE}/{reference}", data=form, headers={"Accept": "application/json"})
            assert answer.status_code in ((422, 404) if again else (200,)), answer.json
        done[reference] = turn % len(ACTS)
        console.time.move(seconds=1)
    return done


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_text_is_doubled_and_none_is_missed(console: Console) -> None:
    made = reports(console)
    done = triaged(console, made)
    assert len(done) == REPORTS
    with console.bot.db.read() as tx:
        assert tx.execute(select(func.count()).select_from(concern_change)).scalar() == REPORTS
        news = tx.execute(select(func.count()).where(outbox.c.kind == "concern_news")).scalar()
    assert news == REPORTS
    drain(console)
    with console.bot.db.read() as tx:
        texts = tx.execute(
            select(conversation.c.contact_id, message.c.body, message.c.status)
            .join(conversation, conversation.c.id == message.c.conversation_id).where(message.c.direction == "out")
        ).all()  # fmt: skip
        arrived = tx.execute(select(func.count()).select_from(simulated_text)).scalar()
        left = tx.execute(select(func.count()).where(outbox.c.due_at <= console.time())).scalar()
    per_person = Counter(each.contact_id for each in texts)
    followers = {f"ctc_f{number:025d}" for number in range(0, REPORTS, FOLLOWED_EVERY)}
    everybody = {f"ctc_r{number:025d}" for number in range(REPORTS)} | followers
    assert set(per_person) == everybody, "somebody was missed"
    assert set(per_person.values()) == {1}, "somebody was told twice"
    assert arrived == len(texts) == len(everybody) and left == 0
    for contact_id, body, status in texts:
        number = int(contact_id[5:])
        language, reference = "en" if number % 2 else "es", reference_of(number)
        assert reference in body and SAID[language][done[reference]] in body, (body, done[reference])
        assert status not in ("refused", "failed"), body
