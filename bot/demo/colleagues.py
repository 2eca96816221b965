"""The demo city's staff: who they are, and what they do about a resident, by the services that the console calls."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pyotp
from sqlalchemy import select

from bot.concerns import service as concerns
from bot.concerns.life import Change
from bot.concerns.tables import concern
from bot.conversations import takeover
from bot.demo.past import Past
from bot.lib.ids import new_id
from bot.lib.language import guess
from bot.staff import passwords, service, signing_in
from bot.staff.rules import Staff
from bot.staff.service import Member

BY = "demo"
PEOPLE: Mapping[str, Member] = {
    "carmen": Member("Carmen", "carmen@city.example", "coordinator", (), "es"),
    "elena": Member("Elena", "elena@city.example", "coordinator"),
    "tomas": Member("Tomás", "tomas@city.example", "triage", ("public_works", "traffic")),
    "nora": Member("Nora", "nora@city.example", "triage",
                   ("parks", "parks_and_forestry", "water", "solid_waste", "code_enforcement", "housing_inspections")),
    "tania": Member("Tania", "tania@city.example", "translator", (), "es"),
}  # fmt: skip
INVITED_ONLY = frozenset({"tania"})
"""Who has not opened the link yet."""


class Colleagues:
    """The staff at work in this past."""

    def __init__(self, past: Past) -> None:
        self._past = past
        self._staff: dict[str, Staff] = {}

    def __getitem__(self, name: str) -> Staff:
        return self._staff[name]

    def join(self) -> None:
        """Everybody is invited; all but one choose a password that nobody knows, and prove a second factor."""
        past, db, vault = self._past, self._past.bot.db, self._past.bot.vault
        for name, member in PEOPLE.items():
            known = past.bot.library.city.departments
            staff, token = service.invite(db, member, known=known, by=BY, letter=False, now=past.now)
            self._staff[name] = staff
            if name in INVITED_ONLY:
                continue
            service.choose_password(db, token, passwords.new_token(), now=past.now)
            with db.begin() as tx:
                opened = signing_in.open_session(tx, staff.id, "", past.now)
            session = signing_in.session_of(db, opened, now=past.now)
            secret = signing_in.begin_factor(db, vault, staff.id)
            assert session is not None and secret is not None  # noqa: PT018, S101  for the types: made just now
            signing_in.confirm_factor(db, vault, session, pyotp.TOTP(secret).at(past.now), browser="", now=past.now)

    def write_ready_answers(self, ready: Mapping[str, Mapping[str, str]]) -> None:
        """What many ask."""
        for name, bodies in ready.items():
            takeover.keep_canned(self._past.bot.db, name, bodies, self["carmen"].id, now=self._past.now)

    def do(self, phone: str, act: Mapping[str, Any]) -> None:
        """What residents.yaml says: {reply: text, by: name}, {concern: finish, by: name}, ..."""
        verb, what = next(iter(act.items()))
        db, now, by = self._past.bot.db, self._past.now, self[act.get("by", what)].id
        of = self._past.conversation(phone)
        match verb:
            case "reply":
                spoken = guess(what, self._past.bot.library.city.languages)
                takeover.reply(
                    db, of, by, what, reply_id=new_id("msg", now), language=spoken, seen_at=None, now=now
                )  # fmt: skip
            case "take":
                takeover.take_over(db, of, by, now=now)
            case "give_back":
                takeover.give_back(db, of, by, now=now)
            case "note":
                takeover.note(db, of, by, what, now=now)
            case "label":
                takeover.label(db, of, by, what, now=now)
            case "assign":
                takeover.assign(db, of, by, to=self[what].id, now=now)
            case "route":
                takeover.route(db, of, by, department=what, now=now)
            case "concern":
                self._concern(phone, act)
            case _:
                raise ValueError(f"Staff cannot {verb}.")

    def _concern(self, phone: str, act: Mapping[str, Any]) -> None:
        """Change the newest concern of this phone; `days` from now is the day that is promised."""
        past, city = self._past, concerns.city_of(self._past.bot.library)
        today = past.now.astimezone(city.zone).date()
        words = {each: act[each] for each in city.languages if each in act}
        what = Change(
            act["concern"], self[act["by"]].id, act.get("department", ""), act.get("outcome", ""), words,
            today + timedelta(days=act["days"]) if "days" in act else None, act.get("agency", ""),
        )  # fmt: skip
        concerns.change(past.bot.db, city, self._reference(phone), what, now=past.now)

    def _reference(self, phone: str) -> str:
        mine = select(concern.c.reference).where(concern.c.contact_id == self._past.contact(phone))
        with self._past.bot.db.read() as tx:
            return str(tx.execute(mine.order_by(concern.c.created_at.desc()).limit(1)).scalar_one())
