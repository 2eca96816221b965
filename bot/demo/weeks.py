"""Three weeks of the demo city, from the first text until now, in the order in which they happened."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select

from bot.demo import office, residents, survey
from bot.demo.colleagues import Colleagues
from bot.demo.past import Past
from bot.demo.residents import Moment
from bot.demo.survey import Person
from bot.flowfiles.quiet import quiet_hours
from bot.lib.clock import Clock, system_clock
from bot.people.tables import contact
from bot.settings import Settings

BEGINS = timedelta(days=20)
TOGETHER = timedelta(minutes=3)
"""What happens within so short a time is delivered together; a resident's next text comes later."""
WALK_IN = tuple(f"+150555501{number:02}" for number in (3, 4, 5, 6, 7, 8, 9, 10, 16, 17, 18, 19))
"""Phones that text nothing but the survey's keyword, from the poster at the library."""


@dataclass(frozen=True, slots=True)
class _Deed:
    at: datetime
    does: Callable[[], None]


def fill(settings: Settings, *, clock: Clock = system_clock) -> int:
    """Live through the weeks, unless somebody has before; how many texts went back and forth."""
    now = clock()
    with office.work_orders() as orders:
        past = Past(
            settings, starts_at=now - BEGINS, lost=office.LOST, posts_to=office.address_of(orders)
        )  # fmt: skip
        with closing(past):
            if _is_filled(past):
                return 0
            deeds = sorted(_deeds(past, orders, now), key=lambda each: each.at)
            delivered_at = past.now
            for deed in deeds:
                if deed.at - delivered_at >= TOGETHER:
                    past.goes_on_until(deed.at)
                    delivered_at = deed.at
                past.now = max(past.now, deed.at)
                deed.does()
            past.goes_on_until(now)
            return past.size()


def _is_filled(past: Past) -> bool:
    first = office.listed()[0]
    with past.bot.db.read() as tx:
        found = select(contact.c.id).where(contact.c.phone_hash == past.bot.vault.lookup(first.phone))
        return tx.execute(found).first() is not None


def _deeds(past: Past, orders: office.WorkOrders, now: datetime) -> Iterator[_Deed]:
    """Everything that anybody does, and when."""
    staff, begins, zone = Colleagues(past), past.now, quiet_hours(past.bot.library).zone
    people = office.listed()
    subscription: list[str] = []
    yield _Deed(begins, staff.join)
    yield _Deed(begins + timedelta(hours=1), lambda: staff.write_ready_answers(office.words()["ready"]))
    yield _Deed(begins + timedelta(hours=2), lambda: office.bring_in(past, people, begins - timedelta(days=30)))
    yield _Deed(begins + timedelta(hours=3), lambda: subscription.append(office.let_follow(past, orders)))
    yield _Deed(begins + timedelta(hours=4), lambda: office.make_a_key(past, staff))
    for moment in residents.moments(now, zone):
        yield _Deed(moment.at, _done(past, staff, moment))
    yield from _broadcasts(past, staff, people, now)
    mended = now - timedelta(days=4)
    yield _Deed(mended, lambda: _mend(orders, begins=True))
    yield _Deed(mended + timedelta(hours=9), lambda: _mend(orders, begins=False))
    yield _Deed(now - timedelta(minutes=1), lambda: office.end_following(past, subscription[0]))


def _broadcasts(past: Past, staff: Colleagues, people: list[Person], now: datetime) -> Iterator[_Deed]:
    asked_at = office.opens_at(past, now - timedelta(days=8), time(10, 30))
    yield _Deed(asked_at, lambda: office.ask_the_survey(past, staff))
    walk_ins = [
        Person(phone, "es" if number % 3 else "en", survey.AREAS[number % 5], is_new=True)
        for number, phone in enumerate(WALK_IN)
    ]  # fmt: skip
    reached = [each for each in (*people, *walk_ins) if each.phone not in office.LOST]
    for moment in survey.moments(reached, asked_at, now):
        yield _Deed(moment.at, _done(past, staff, moment))
    closing_at = office.opens_at(past, now - timedelta(days=3), time(16, 0))
    yield _Deed(closing_at, lambda: office.tell_of_the_closing(past, staff))
    planned_at = office.opens_at(past, now + timedelta(days=3), time(11, 0))
    yield _Deed(now - timedelta(hours=7), lambda: office.plan_the_question(past, staff, planned_at))
    yield _Deed(now - timedelta(hours=2), lambda: office.begin_a_draft(past, staff))


def _done(past: Past, staff: Colleagues, moment: Moment) -> Callable[[], None]:
    def do() -> None:
        if isinstance(moment.does, str):
            past.says(moment.phone, moment.does)
        else:
            staff.do(moment.phone, moment.does)

    return do


def _mend(orders: office.WorkOrders, *, begins: bool) -> None:
    orders.is_being_mended = begins
