"""Queries about staff, sessions, links, recovery codes and attempts; they never commit and decide nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import and_, delete, func, insert, literal, or_, select, tuple_, update

from bot.db.base import Tx
from bot.staff.rules import Role, Staff, session_is_over
from bot.staff.tables import recovery_code, sign_in_attempt, staff, staff_identity, staff_link, staff_session

_STAFF = (
    staff.c.id.label("staff_id"),
    staff.c.name,
    staff.c.email,
    staff.c.role,
    staff.c.departments,
    staff.c.language,
)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody with what signing in needs to know of them."""

    staff: Staff
    password_hash: str | None
    totp_sealed: bytes | None
    totp_since: datetime | None
    totp_step: int | None
    disabled_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that signed in, and whose."""

    id: str
    staff: Staff
    browser: str
    created_at: datetime
    seen_at: datetime
    verified_at: datetime | None
    ended_at: datetime | None
    disabled_at: datetime | None

    def is_alive(self, now: datetime) -> bool:
        """Whether it still lets somebody in."""
        return self.disabled_at is None and not session_is_over(
            created_at=self.created_at, seen_at=self.seen_at, verified_at=self.verified_at, ended_at=self.ended_at,
            now=now,
        )  # fmt: skip


def _staff(row: Any) -> Staff:
    return Staff(
        row.staff_id, row.name, row.email, cast("Role", row.role), tuple(row.departments.split()), row.language
    )


_ACCOUNT = select(
    *_STAFF, staff.c.password_hash, staff.c.totp_sealed, staff.c.totp_since, staff.c.totp_step, staff.c.disabled_at,
    staff.c.created_at,
)  # fmt: skip


def _account(row: Any) -> Account | None:
    if row is None:
        return None
    return Account(
        _staff(row), row.password_hash, row.totp_sealed, row.totp_since, row.totp_step, row.disabled_at, row.created_at
    )


def account_by_email(tx: Tx, email: str) -> Account | None:
    """Whose address that is."""
    return _account(tx.execute(_ACCOUNT.where(staff.c.email == email)).first())


def account_by_id(tx: Tx, staff_id: str) -> Account | None:
    """The account of that id."""
    return _account(tx.execute(_ACCOUNT.where(staff.c.id == staff_id)).first())


def accounts(tx: Tx) -> list[Account]:
    """Everybody, by name; those who may no longer sign in last."""
    rows = tx.execute(_ACCOUNT.order_by(staff.c.disabled_at.is_not(None), func.lower(staff.c.name), staff.c.id))
    return [account for row in rows if (account := _account(row))]


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list of the team shows: of a role, a department, a state; with these words in name or e-mail."""

    role: str = ""
    department: str = ""
    state: str = ""
    words: str = ""


STATES: dict[str, Any] = {
    "active": and_(staff.c.disabled_at.is_(None), staff.c.password_hash.is_not(None), staff.c.totp_since.is_not(None)),
    "invited": and_(staff.c.disabled_at.is_(None), staff.c.password_hash.is_(None), staff.c.totp_since.is_(None)),
    "no_factor": and_(staff.c.disabled_at.is_(None), staff.c.password_hash.is_not(None), staff.c.totp_since.is_(None)),
    "disabled": staff.c.disabled_at.is_not(None),
}
ORDERS: dict[str, Any] = {"name": func.lower(staff.c.name), "role": staff.c.role, "since": staff.c.created_at}


def team_page(
    tx: Tx, listed: Listed, *, by: str, down: bool, after: str | None, limit: int
) -> tuple[list[Account], str | None]:
    """A page of the team in one of ORDERS, and the id that the next one begins after; None when this is the last."""
    place = tuple_(ORDERS[by], staff.c.id)
    query = _ACCOUNT.order_by(*(each.desc() if down else each for each in (ORDERS[by], staff.c.id))).limit(limit + 1)
    if after is not None:
        last = staff.alias("last")
        column = func.lower(last.c.name) if by == "name" else last.c[{"role": "role", "since": "created_at"}[by]]
        begins = tuple_(select(column).where(last.c.id == after).scalar_subquery(), literal(after))
        query = query.where(place < begins if down else place > begins)
    if listed.role:
        query = query.where(staff.c.role == listed.role)
    if listed.department:
        query = query.where((" " + staff.c.departments + " ").contains(f" {listed.department} ", autoescape=True))
    if listed.state in STATES:
        query = query.where(STATES[listed.state])
    if listed.words:
        query = query.where(
            or_(*(column.icontains(listed.words, autoescape=True) for column in (staff.c.name, staff.c.email)))
        )
    found = [account for row in tx.execute(query) if (account := _account(row))]
    return found[:limit], found[limit - 1].staff.id if len(found) > limit else None


def names(tx: Tx, ids: Iterable[str]) -> dict[str, str]:
    """The names of these people."""
    return {row.id: row.name for row in tx.execute(select(staff.c.id, staff.c.name).where(staff.c.id.in_(list(ids))))}


def add_staff(tx: Tx, who: Staff, now: datetime) -> None:
    """Keep somebody new, who cannot sign in yet."""
    row = {
        "id": who.id, "email": who.email, "name": who.name, "role": who.role, "language": who.language,
        "departments": " ".join(who.departments), "created_at": now,
    }  # fmt: skip
    tx.execute(insert(staff), row)


def change_staff(tx: Tx, staff_id: str, **values: Any) -> None:
    """Write these columns."""
    tx.execute(update(staff).where(staff.c.id == staff_id).values(values))


def take_step(tx: Tx, staff_id: str, step: int) -> bool:
    """Use up the code of that half minute; False when it, or a later one, was used in the meantime."""
    unused = staff.c.totp_step.is_(None) | (staff.c.totp_step < step)
    return tx.execute(update(staff).where(staff.c.id == staff_id, unused).values(totp_step=step)).rowcount == 1


def add_session(tx: Tx, row: dict[str, Any]) -> None:
    """Keep a session; the row is that of the table."""
    tx.execute(insert(staff_session), row)


_SESSION = select(
    staff_session.c.id, *_STAFF, staff_session.c.browser, staff_session.c.created_at, staff_session.c.seen_at,
    staff_session.c.verified_at, staff_session.c.ended_at, staff.c.disabled_at,
).join(staff, staff.c.id == staff_session.c.staff_id)  # fmt: skip


def _session(row: Any) -> Session:
    return Session(
        row.id, _staff(row), row.browser, row.created_at, row.seen_at, row.verified_at, row.ended_at, row.disabled_at
    )


def session_by_token(tx: Tx, token_hash: str) -> Session | None:
    """The session of that token, whatever became of it."""
    row = tx.execute(_SESSION.where(staff_session.c.token_hash == token_hash)).first()
    return None if row is None else _session(row)


def open_sessions(tx: Tx, staff_id: str) -> list[Session]:
    """Those that nobody has ended, the latest first; some may have grown old."""
    query = _SESSION.where(
        staff_session.c.staff_id == staff_id,
        staff_session.c.ended_at.is_(None),
        staff_session.c.verified_at.is_not(None),
    )
    rows = tx.execute(query.order_by(staff_session.c.seen_at.desc(), staff_session.c.id).limit(50))
    return [_session(row) for row in rows]


def see_session(tx: Tx, session_id: str, now: datetime) -> None:
    """Write down that it is in use."""
    tx.execute(update(staff_session).where(staff_session.c.id == session_id).values(seen_at=now))


def end_sessions(
    tx: Tx, staff_id: str, now: datetime, *, only: str | None = None, but: str | None = None
) -> int:  # fmt: skip
    """End this person's sessions, or one of them, or all but one; how many there were."""
    query = update(staff_session).where(staff_session.c.staff_id == staff_id, staff_session.c.ended_at.is_(None))
    if only is not None:
        query = query.where(staff_session.c.id == only)
    if but is not None:
        query = query.where(staff_session.c.id != but)
    return tx.execute(query.values(ended_at=now)).rowcount


def identified(tx: Tx, issuer: str, subject: str) -> str | None:
    """Whom this provider means by that subject; None when nobody came with it yet."""
    query = select(staff_identity.c.staff_id)
    return tx.execute(query.where(staff_identity.c.issuer == issuer, staff_identity.c.subject == subject)).scalar()


def identity_of(tx: Tx, staff_id: str, issuer: str | None = None) -> datetime | None:
    """Since when somebody comes in through that provider, or through any; None when they do not."""
    query = select(staff_identity.c.linked_at).where(staff_identity.c.staff_id == staff_id)
    if issuer is not None:
        query = query.where(staff_identity.c.issuer == issuer)
    return tx.execute(query.limit(1)).scalar()


def add_identity(tx: Tx, issuer: str, subject: str, staff_id: str, now: datetime) -> None:
    """From now on this provider's subject is that person."""
    tx.execute(
        insert(staff_identity), {"issuer": issuer, "subject": subject, "staff_id": staff_id, "linked_at": now}
    )  # fmt: skip


def forget_identities(tx: Tx, staff_id: str) -> int:
    """No provider's subject is that person any more; how many were."""
    return tx.execute(delete(staff_identity).where(staff_identity.c.staff_id == staff_id)).rowcount


def add_link(tx: Tx, token_hash: str, staff_id: str, purpose: str, expires_at: datetime) -> None:
    """Keep a link that works once."""
    row = {"token_hash": token_hash, "staff_id": staff_id, "purpose": purpose, "expires_at": expires_at}
    tx.execute(insert(staff_link), row)


def link(tx: Tx, token_hash: str, now: datetime) -> tuple[str, str] | None:
    """Whose link that is and what for; None when there is none, or it was used or has expired."""
    row = tx.execute(
        select(staff_link.c.staff_id, staff_link.c.purpose).where(
            staff_link.c.token_hash == token_hash, staff_link.c.used_at.is_(None), staff_link.c.expires_at > now
        )
    ).first()
    return None if row is None else (row.staff_id, row.purpose)


def use_links(tx: Tx, staff_id: str, now: datetime) -> int:
    """Let no link of this person work any more; how many did."""
    query = update(staff_link).where(staff_link.c.staff_id == staff_id, staff_link.c.used_at.is_(None))
    return tx.execute(query.values(used_at=now)).rowcount


def replace_recovery_codes(tx: Tx, staff_id: str, hashes: Iterable[str]) -> None:
    """New codes instead of the old ones; none at all forgets them."""
    tx.execute(delete(recovery_code).where(recovery_code.c.staff_id == staff_id))
    if rows := [{"staff_id": staff_id, "code_hash": each} for each in hashes]:
        tx.execute(insert(recovery_code), rows)


def use_recovery_code(tx: Tx, staff_id: str, code_hash: str, now: datetime) -> bool:
    """Use up a code; False when it is none of theirs or was used."""
    query = update(recovery_code).where(
        recovery_code.c.staff_id == staff_id, recovery_code.c.code_hash == code_hash, recovery_code.c.used_at.is_(None)
    )
    return tx.execute(query.values(used_at=now)).rowcount == 1


def recovery_codes_left(tx: Tx, staff_id: str) -> int:
    """How many are unused."""
    query = select(func.count()).select_from(recovery_code)
    return tx.execute(query.where(recovery_code.c.staff_id == staff_id, recovery_code.c.used_at.is_(None))).scalar_one()


def attempts(tx: Tx, key: str, most: int) -> list[datetime]:
    """When the newest attempts were, the newest first."""
    query = select(sign_in_attempt.c.at).where(sign_in_attempt.c.key == key)
    return list(tx.scalars(query.order_by(sign_in_attempt.c.at.desc()).limit(most)))


def add_attempt(tx: Tx, attempt_id: str, key: str, at: datetime) -> None:
    """Count an attempt."""
    tx.execute(insert(sign_in_attempt), {"id": attempt_id, "key": key, "at": at})


def forget_attempts(tx: Tx, keys: Iterable[str], ids: Iterable[str] = ()) -> None:
    """What has succeeded counts no more: all attempts under these keys, and these."""
    tx.execute(
        delete(sign_in_attempt).where(sign_in_attempt.c.key.in_(list(keys)) | sign_in_attempt.c.id.in_(list(ids)))
    )


def forget_attempts_before(tx: Tx, before: datetime) -> None:
    """Old attempts count no more either."""
    tx.execute(delete(sign_in_attempt).where(sign_in_attempt.c.at < before))
