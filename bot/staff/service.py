"""The team: invite, let in by a link, change, disable; each is one transaction with its line in the audit log."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, cast

from bot.db.base import Tx
from bot.db.engine import Database
from bot.lib.ids import new_id
from bot.lib.vault import Vault
from bot.outbox.put import NOW, put
from bot.staff import passwords, store
from bot.staff.audit import record
from bot.staff.passwords import token_hash
from bot.staff.rules import BOUND_TO_DEPARTMENTS, LINK_FOR, Role, Staff, is_role, weakness
from bot.staff.signing_in import throttled
from bot.staff.store import Account

INVITATION, RESET = "invitation", "reset"
LETTER: dict[str, str] = {INVITATION: "staff_invitation", RESET: "staff_reset"}
"""The kind of the outbox item that writes each letter; its subject is the id of who gets it."""

Why = Literal["name", "email", "taken", "role", "department", "self", "gone", "short", "long", "plain", "own"]


class Refused(Exception):
    """It was not done; `why` says which rule was in the way."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


@dataclass(frozen=True, slots=True)
class Member:
    """What is asked about somebody of the team."""

    name: str
    email: str
    role: str
    departments: tuple[str, ...] = ()
    language: str = "en"


def invite(
    db: Database, member: Member, *, known: Collection[str], by: Staff | str, letter: bool, now: datetime
) -> tuple[Staff, str]:
    """Add somebody, and the token of the link with which they choose a password. `known`: the city's departments.

    Refused: name, email, taken, role, department. With `letter` they also get an e-mail with a link of its own.
    """
    staff = _checked(member, new_id("stf", now), known)
    with db.begin() as tx:
        if store.account_by_email(tx, staff.email):
            raise Refused("taken")
        store.add_staff(tx, staff, now)
        record(tx, by, "staff.invited", staff.id, _said(staff), now)
        if letter:
            put(tx, LETTER[INVITATION], staff.id, queue=NOW, due_at=now)
        return staff, new_link(tx, staff.id, INVITATION, now)


def invite_again(db: Database, staff_id: str, *, by: Staff | str, now: datetime) -> str:
    """The token of a new link for somebody: an invitation, or for whoever has a password already, a reset.

    Refused: gone.
    """
    with db.begin() as tx:
        account = _there(tx, staff_id)
        record(tx, by, "staff.link_made", staff_id, "", now)
        return new_link(tx, staff_id, RESET if account.password_hash else INVITATION, now)


def ask_reset(db: Database, vault: Vault, email: str, *, now: datetime) -> None:
    """Promise an e-mail with a link, if somebody has that address; whoever asks does not learn which."""
    email = email.strip().lower()
    with db.begin() as tx:
        account = store.account_by_email(tx, email)
        if throttled(tx, "reset", vault.lookup(f"reset {email}"), now) or account is None or account.disabled_at:
            return
        record(tx, account.staff, "staff.reset_asked", account.staff.id, "", now)
        put(tx, LETTER[RESET if account.password_hash else INVITATION], account.staff.id, queue=NOW, due_at=now)


def new_link(tx: Tx, staff_id: str, purpose: str, now: datetime) -> str:
    """The token of a new link, which works once."""
    token = passwords.new_token()
    store.add_link(tx, token_hash(token), staff_id, purpose, now + LINK_FOR[purpose])
    return token


def linked(db: Database, token: str, *, now: datetime) -> tuple[Staff, str] | None:
    """Whose link that is, and its purpose; None when it works no more."""
    with db.read() as tx:
        found = store.link(tx, token_hash(token), now)
        account = store.account_by_id(tx, found[0]) if found else None
    return None if found is None or account is None or account.disabled_at else (account.staff, found[1])


def choose_password(db: Database, token: str, password: str, *, now: datetime) -> Staff:
    """Set the password of whose link that is, and end what was signed in before. Refused: gone, or what it lacks."""
    found = linked(db, token, now=now)
    if found is None:
        raise Refused("gone")
    staff, purpose = found
    if wrong := weakness(password, name=staff.name, email=staff.email):
        raise Refused(wrong)
    kept = passwords.hash_password(password)
    with db.begin() as tx:
        if not store.use_links(tx, staff.id, now):  # Somebody was quicker with the same link.
            raise Refused("gone")
        store.end_sessions(tx, staff.id, now)
        store.change_staff(tx, staff.id, password_hash=kept)
        record(tx, staff, "staff.joined" if purpose == INVITATION else "staff.password_changed", staff.id, "", now)
    return staff


def change(
    db: Database, staff_id: str, member: Member, *, known: Collection[str], by: Staff | str, now: datetime
) -> Staff:
    """Give somebody another name, role, departments; a changed role ends their sessions.

    Refused: as `invite`, self, gone.
    """
    with db.begin() as tx:
        before = _there(tx, staff_id).staff
        after = _checked(replace(member, email=before.email, language=before.language), staff_id, known)
        if _is_self(by, staff_id) and (after.role, after.departments) != (before.role, before.departments):
            raise Refused("self")
        if after == before:
            return after
        store.change_staff(tx, staff_id, name=after.name, role=after.role, departments=" ".join(after.departments))
        if after.role != before.role:
            store.end_sessions(tx, staff_id, now)
        record(tx, by, "staff.changed", staff_id, f"{_said(before)} -> {_said(after)}", now)
    return after


def disable(db: Database, staff_id: str, *, by: Staff | str, why: str, now: datetime) -> None:
    """Let somebody in no more, from now on. Refused: self, gone."""
    if _is_self(by, staff_id):
        raise Refused("self")
    with db.begin() as tx:
        _there(tx, staff_id)
        store.change_staff(tx, staff_id, disabled_at=now)
        store.end_sessions(tx, staff_id, now)
        store.use_links(tx, staff_id, now)
        record(tx, by, "staff.disabled", staff_id, why, now)


def enable(db: Database, staff_id: str, *, by: Staff | str, now: datetime) -> None:
    """Let somebody in again, with the password and the second factor they had."""
    with db.begin() as tx:
        account = store.account_by_id(tx, staff_id)
        if account is not None and account.disabled_at:
            store.change_staff(tx, staff_id, disabled_at=None)
            record(tx, by, "staff.enabled", staff_id, "", now)


def forget_factor(db: Database, staff_id: str, *, by: Staff | str, now: datetime) -> None:
    """Let somebody who lost their authenticator set up another at the next sign-in. Refused: self, gone."""
    if _is_self(by, staff_id):
        raise Refused("self")
    with db.begin() as tx:
        _there(tx, staff_id)
        store.change_staff(tx, staff_id, totp_sealed=None, totp_since=None, totp_step=None)
        store.replace_recovery_codes(tx, staff_id, [])
        store.end_sessions(tx, staff_id, now)
        record(tx, by, "staff.second_factor_forgotten", staff_id, "", now)


def end_sessions(db: Database, staff_id: str, *, by: Staff, now: datetime, only: str | None = None) -> int:
    """Sign a colleague out everywhere, or in one browser; how many there were. Refused: self."""
    if _is_self(by, staff_id):
        raise Refused("self")
    with db.begin() as tx:
        ended = store.end_sessions(tx, staff_id, now, only=only)
        if ended:
            record(tx, by, "staff.signed_out_by_admin", staff_id, "", now)
        return ended


def set_language(db: Database, staff: Staff, language: str) -> None:
    """The language of one's own screens."""
    with db.begin() as tx:
        store.change_staff(tx, staff.id, language=language)


def _checked(member: Member, staff_id: str, known: Collection[str]) -> Staff:
    name, email = " ".join(member.name.split()), member.email.strip().lower()
    if not 0 < len(name) <= 120:
        raise Refused("name")
    local, _, domain = email.rpartition("@")
    if not local or "." not in domain or len(email) > 254 or any(each.isspace() for each in email):
        raise Refused("email")
    if not is_role(member.role):
        raise Refused("role")
    departments = tuple(dict.fromkeys(member.departments))
    if set(departments) - set(known) or (member.role in BOUND_TO_DEPARTMENTS and not departments):
        raise Refused("department")
    return Staff(staff_id, name, email, cast("Role", member.role), departments, member.language)


def _there(tx: Tx, staff_id: str) -> Account:
    account = store.account_by_id(tx, staff_id)
    if account is None or account.disabled_at:
        raise Refused("gone")
    return account


def _is_self(by: Staff | str, staff_id: str) -> bool:
    return isinstance(by, Staff) and by.id == staff_id


def _said(staff: Staff) -> str:
    return " ".join([staff.name, staff.role, *staff.departments])
