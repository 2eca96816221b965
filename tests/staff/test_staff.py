"""Staff on both databases: the audit log that nobody changes, codes and links that work once, also at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from bot.db.engine import Database
from bot.lib.vault import Vault
from bot.staff import service, signing_in, store
from bot.staff.audit import Sought, entries, record
from bot.staff.rules import LIMITS, Limit, accepted_step, wait_until, weakness
from bot.staff.service import Member, Refused
from bot.staff.signing_in import Opened

NOW = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
PASSWORD = "cuatro gatos en el tejado"
VAULT = Vault("a secret of this test alone")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET who = 'somebody else'",
        "UPDATE audit SET why = '' WHERE id = 'aud_1'",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit (id, at, who, act, subject, why) VALUES ('aud_1', '2026-01-01', '', '', '', '')",
        "TRUNCATE audit",
    ],
)
def test_a_line_of_the_audit_log_is_never_changed(db: Database, change: str) -> None:
    if change.startswith("TRUNCATE" if db.is_sqlite else "INSERT OR"):
        pytest.skip("the other database's words")
    with db.begin() as tx:
        record(tx, "operator", "staff.invited", "stf_1", "first", NOW)
        first = entries(tx, Sought(), most=9)
    change = change.replace("aud_1", first[0].id)
    with pytest.raises(DatabaseError, match="rows of the audit log are never changed"), db.begin() as tx:
        tx.execute(text(change))
    with db.begin() as tx:
        assert entries(tx, Sought(), most=9) == first
        record(tx, "operator", "staff.invited", "stf_2", "second", NOW)
        assert len(entries(tx, Sought(), most=9)) == 2


def joined(db: Database) -> tuple[store.Session, pyotp.TOTP]:
    """An admin with both factors, half-way through signing in."""
    staff, token = service.invite(
        db, Member("Ada", "ada@city.example", "admin"), known=(), by="test", letter=False, now=NOW
    )
    service.choose_password(db, token, PASSWORD, now=NOW)
    totp = pyotp.TOTP(signing_in.begin_factor(db, VAULT, staff.id))
    with db.begin() as tx:
        store.change_staff(tx, staff.id, totp_since=NOW)
        half_way = signing_in.open_session(tx, staff.id, "Test", NOW)
    return signing_in.session_of(db, half_way, now=NOW), totp


def test_of_many_who_show_the_same_code_at_once_one_gets_in(db: Database) -> None:
    session, totp = joined(db)
    code = totp.at(NOW)
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: signing_in.prove(db, VAULT, session, code, browser="x", now=NOW), range(5)))
    assert len([each for each in answers if isinstance(each, Opened)]) == 1


def test_of_many_who_use_the_same_link_at_once_one_sets_the_password(db: Database) -> None:
    _, token = service.invite(
        db, Member("Ada", "ada@city.example", "admin"), known=(), by="test", letter=False, now=NOW
    )

    def choose(number: int) -> str:
        try:
            service.choose_password(db, token, f"{number} {PASSWORD}", now=NOW)
        except Refused as refused:
            return str(refused.why)
        return "chosen"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(choose, range(4))) == ["chosen", "gone", "gone", "gone"]


def test_of_many_wrong_passwords_at_once_no_more_than_the_limit_are_looked_at(db: Database) -> None:
    session, _ = joined(db)

    def tried(_: int) -> object:
        return signing_in.sign_in(
            db, VAULT, email=session.staff.email, password="wrong", address="192.0.2.1", browser="x", now=NOW
        )

    answers = [tried(number) for number in range(9)]
    assert [each is None for each in answers] == [True] * LIMITS["account"].most + [False] * 3


def test_a_secret_stands_nowhere_in_the_clear(db: Database) -> None:
    _, totp = joined(db)
    with db.read() as tx:
        row = tx.execute(text("SELECT * FROM staff")).one()
    kept = b" ".join(each if isinstance(each, bytes) else str(each).encode() for each in row)
    assert totp.secret.encode() not in kept and PASSWORD.encode() not in kept and b"$argon2id$" in kept


def test_a_disabled_account_is_let_in_by_nothing(db: Database) -> None:
    session, totp = joined(db)
    link = service.invite_again(db, session.staff.id, by="test", now=NOW)
    service.disable(db, session.staff.id, by="test", why="", now=NOW)
    known = {"email": session.staff.email, "password": PASSWORD, "address": "192.0.2.1", "browser": "x"}
    assert signing_in.sign_in(db, VAULT, **known, now=NOW) is None
    assert signing_in.prove(db, VAULT, session, totp.at(NOW), browser="x", now=NOW) is None
    assert service.linked(db, link, now=NOW) is None


@pytest.mark.parametrize(
    ("ago", "until"),
    [([], None), ([1, 2], None), ([1, 2, 3], 7), ([1, 2, 3, 9], 7), ([1, 2, 10], None), ([0, 0, 0], 10)],
)
def test_when_the_next_attempt_may_come(ago: list[int], until: int | None) -> None:
    attempts = [NOW - timedelta(minutes=each) for each in ago]
    wanted = None if until is None else NOW + timedelta(minutes=until)
    assert wait_until(attempts, Limit(3, timedelta(minutes=10)), NOW) == wanted


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("eleven char", "short"), ("x" * 129, "long"), ("abababababab", "plain"), ("123456789012", "plain"),
        ("abcdefghijkl", "plain"), ("ada.lovelace1", "own"), ("Ada Lovelace!", "own"), ("password12345", "own"),
        ("contraseña123", "own"), ("four wet cats dance", None), ("perro verde bajo el puente", None),
    ],
)  # fmt: skip
def test_which_passwords_are_taken(password: str, wrong: str | None) -> None:
    assert weakness(password, name="Ada Lovelace", email="ada.lovelace@city.example") == wrong


@pytest.mark.parametrize(("last", "accepted"), [(None, True), (58_999, True), (59_000, False), (59_001, False)])
def test_a_step_that_was_used_is_over(last: int | None, accepted: bool) -> None:
    at = datetime.fromtimestamp(59_000 * 30 + 5, tz=UTC)
    assert accepted_step(" 059 000", lambda step: f"{step:06}", last, at) == (59_000 if accepted else None)


def test_codes_are_those_of_rfc_6238() -> None:
    totp = pyotp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        at = datetime.fromtimestamp(seconds, tz=UTC)
        assert accepted_step(code, totp.generate_otp, None, at) == seconds // 30
