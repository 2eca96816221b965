"""Signing in: password, then second factor, then a session that can be ended; opens transactions, knows no browser.

A password is checked with no transaction open: it takes long by intention. The attempt is written before, so that many
guesses at once are counted too.
"""

from dataclasses import dataclass
from datetime import datetime

import pyotp

from bot.db.base import Tx
from bot.db.engine import Database
from bot.lib.ids import new_id
from bot.lib.vault import Vault
from bot.staff import passwords, store
from bot.staff.audit import record
from bot.staff.passwords import token_hash
from bot.staff.rules import LIMITS, SEEN_EVERY, Staff, accepted_step, wait_until
from bot.staff.store import Account, Session

ISSUER = "Cabildo"


@dataclass(frozen=True, slots=True)
class Wait:
    """Too many attempts: the next may come then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session: the token for the cookie, and the recovery codes when they were made just now."""

    token: str
    codes: tuple[str, ...] = ()


def sign_in(
    db: Database, vault: Vault, *, email: str, password: str, address: str, browser: str, now: datetime
) -> Opened | Wait | None:
    """Check the password; the session that it opens still lacks the second factor. None: one of the two is wrong."""
    email = email.strip().lower()
    keys = {"account": vault.lookup(f"account {email}"), "address": vault.lookup(f"address {address}")}
    with db.begin() as tx:
        store.forget_attempts_before(tx, now - max(limit.within for limit in LIMITS.values()))
        if until := waiting(tx, keys, now):
            return Wait(until)
        attempts = [counted(tx, key, now) for key in keys.values()]
        account = store.account_by_email(tx, email)
    if not passwords.matches(password, account.password_hash if account else None) or account is None:
        return None
    with db.begin() as tx:
        current = store.account_by_id(tx, account.staff.id)
        if current is None or current.disabled_at or current.password_hash != account.password_hash:
            return None
        store.forget_attempts(tx, [keys["account"]], attempts)
        return Opened(open_session(tx, account.staff.id, browser, now))


def prove(
    db: Database, vault: Vault, session: Session, given: str, *, browser: str, now: datetime
) -> Opened | Wait | None:
    """Check the second factor, or a recovery code; right, the session begins anew under another token."""
    staff = session.staff
    key = vault.lookup(f"factor {staff.id}")
    with db.begin() as tx:
        if until := waiting(tx, {"factor": key}, now):
            return Wait(until)
        counted(tx, key, now)
        account = store.account_by_id(tx, staff.id)
        if account is None or account.disabled_at or not account.totp_since:
            return None
        if _takes_code(tx, vault, account, given, now):
            record(tx, staff, "staff.signed_in", staff.id, "", now)
        elif store.use_recovery_code(tx, staff.id, passwords.recovery_hash(vault, staff.id, given), now):
            record(tx, staff, "staff.signed_in_with_recovery_code", staff.id, "", now)
        else:
            return None
        store.forget_attempts(tx, [key])
        return Opened(_begin_anew(tx, session, browser, now))


def has_factor(db: Database, staff_id: str) -> bool:
    """Whether a second factor has been proved once."""
    with db.read() as tx:
        account = store.account_by_id(tx, staff_id)
        return account is not None and account.totp_since is not None


def begin_factor(db: Database, vault: Vault, staff_id: str) -> str | None:
    """The secret to enter into an authenticator, the same until it is proved; None when it has been."""
    with db.begin() as tx:
        account = store.account_by_id(tx, staff_id)
        if account is None or account.totp_since:
            return None
        if account.totp_sealed:
            return vault.open(account.totp_sealed)
        secret = passwords.new_totp_secret()
        store.change_staff(tx, staff_id, totp_sealed=vault.seal(secret), totp_step=None)
        return secret


def confirm_factor(
    db: Database, vault: Vault, session: Session, given: str, *, browser: str, now: datetime
) -> Opened | Wait | None:
    """Take the first code of a new authenticator; the answer carries the recovery codes, to be shown once."""
    staff = session.staff
    key = vault.lookup(f"factor {staff.id}")
    with db.begin() as tx:
        if until := waiting(tx, {"factor": key}, now):
            return Wait(until)
        counted(tx, key, now)
        account = store.account_by_id(tx, staff.id)
        if (
            account is None
            or account.disabled_at
            or account.totp_since
            or not _takes_code(tx, vault, account, given, now)
        ):
            return None
        store.change_staff(tx, staff.id, totp_since=now)
        store.forget_attempts(tx, [key])
        record(tx, staff, "staff.second_factor_set_up", staff.id, "", now)
        return Opened(_begin_anew(tx, session, browser, now), _new_codes(tx, vault, staff.id))


def new_recovery_codes(db: Database, vault: Vault, staff: Staff, *, now: datetime) -> tuple[str, ...]:
    """Other recovery codes; the old ones work no more."""
    with db.begin() as tx:
        record(tx, staff, "staff.recovery_codes_renewed", staff.id, "", now)
        return _new_codes(tx, vault, staff.id)


def totp_address(secret: str, email: str) -> str:
    """What an authenticator reads from a picture (otpauth://)."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER))


def session_of(db: Database, token: str, *, now: datetime, seen: bool = True) -> Session | None:
    """The session of that token; None when it is over. `seen`: somebody is there, so it goes on."""
    with db.read() as tx:
        session = store.session_by_token(tx, token_hash(token))
    if session is None or not session.is_alive(now):
        return None
    if seen and now - session.seen_at >= SEEN_EVERY:
        with db.begin() as tx:
            store.see_session(tx, session.id, now)
    return session


def open_session(tx: Tx, staff_id: str, browser: str, now: datetime, *, verified: bool = False) -> str:
    """A new session in this transaction; the token is for the cookie, only its hash is kept."""
    token = passwords.new_token()
    row = {
        "id": new_id("ses", now), "token_hash": token_hash(token), "staff_id": staff_id, "browser": browser,
        "created_at": now, "seen_at": now, "verified_at": now if verified else None,
    }  # fmt: skip
    store.add_session(tx, row)
    return token


def sign_out(db: Database, session: Session, *, now: datetime) -> None:
    """End this session."""
    with db.begin() as tx:
        store.end_sessions(tx, session.staff.id, now, only=session.id)
        if session.verified_at:
            record(tx, session.staff, "staff.signed_out", session.staff.id, "", now)


def end_session(db: Database, staff: Staff, session_id: str, *, now: datetime) -> bool:
    """End another of one's own sessions; False when it is not one's own, or over."""
    with db.begin() as tx:
        ended = store.end_sessions(tx, staff.id, now, only=session_id)
        if ended:
            record(tx, staff, "staff.session_ended", staff.id, "", now)
        return bool(ended)


def end_others(db: Database, session: Session, *, now: datetime) -> int:
    """End all of one's own sessions but this one; how many there were."""
    with db.begin() as tx:
        ended = store.end_sessions(tx, session.staff.id, now, but=session.id)
        if ended:
            record(tx, session.staff, "staff.session_ended", session.staff.id, "", now)
        return ended


def throttled(tx: Tx, kind: str, key: str, now: datetime) -> bool:
    """Whether that was asked for too often; asking counts."""
    if waiting(tx, {kind: key}, now):
        return True
    counted(tx, key, now)
    return False


def waiting(tx: Tx, keys: dict[str, str], now: datetime) -> datetime | None:
    """Until when these keys, by their kind of LIMITS, have to wait; None: not at all."""
    waits = [
        until
        for kind, key in keys.items()
        if (until := wait_until(store.attempts(tx, key, LIMITS[kind].most), LIMITS[kind], now))
    ]
    return max(waits, default=None)


def counted(tx: Tx, key: str, now: datetime) -> str:
    """The id of an attempt under that key, which counts from now on."""
    attempt_id = new_id("att", now)
    store.add_attempt(tx, attempt_id, key, now)
    return attempt_id


def _takes_code(tx: Tx, vault: Vault, account: Account, given: str, now: datetime) -> bool:
    """Whether it is a code of now that nobody has used; it is used up."""
    if account.totp_sealed is None:
        return False
    code_at = pyotp.TOTP(vault.open(account.totp_sealed)).generate_otp
    step = accepted_step(given, code_at, account.totp_step, now)
    return step is not None and store.take_step(tx, account.staff.id, step)


def _begin_anew(tx: Tx, session: Session, browser: str, now: datetime) -> str:
    store.end_sessions(tx, session.staff.id, now, only=session.id)
    return open_session(tx, session.staff.id, browser, now, verified=True)


def _new_codes(tx: Tx, vault: Vault, staff_id: str) -> tuple[str, ...]:
    codes = passwords.new_recovery_codes()
    store.replace_recovery_codes(tx, staff_id, [passwords.recovery_hash(vault, staff_id, code) for code in codes])
    return tuple(codes)
