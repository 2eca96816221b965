"""The demo city's first minutes: a few residents text, on the real path, and a link lets somebody in to the console."""

from datetime import timedelta

from sqlalchemy import select

from bot.conversations.turns import take_text
from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.jobs import drain_with
from bot.lib.phone import Address
from bot.messaging.inbox import Received
from bot.messaging.simulated import inbound_form
from bot.messaging.tables import message
from bot.outbox.put import NOW
from bot.settings import Settings
from bot.staff import service, store
from bot.staff.letters import link_address
from bot.staff.service import Member
from bot.wiring import Bot, build

CONVERSATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("+15055550111", ("there is a huge pothole on Central by the library", "pothole", "Central and 4th")),
    ("+15055550112", ("no sirve la luz de mi calle, esta bien oscuro", "1", "la 5ta y Lead")),
    ("+15055550113", ("hola quiero report un bache", "2", "1", "SALTAR")),
    ("+15055550114", ("SURVEY", "1", "1", "1", "2", "more buses", "2", "4", "30s, Barelas, English", "1")),
    (
        "+15055550115",
        ("ENCUESTA", "2", "1", "el trabajo", "igual", "la renta", "1", "3", "40, Valle Sur, español", "1"),
    ),
)
"""Numbers from the range set apart for fiction, and what they write."""


ADMINISTRATOR = Member("Ada", "admin@city.example", "admin")


def prepare(settings: Settings) -> tuple[Bot, bool]:
    """The product on a migrated database with the demo city's first texts; whether nobody had texted before."""
    db = Database(settings.database_url)
    upgrade(db)
    db.close()
    bot = build(settings)
    return bot, seed(bot) > 0


def way_in(bot: Bot) -> str | None:
    """The address of a link with which an administrator of the demo begins; None once the city has one.

    Each call makes a new link, and each works once.
    """
    now = bot.real_clock()
    with bot.db.read() as tx:
        admins = [each for each in store.accounts(tx) if each.staff.role == "admin"]
    own = [each for each in admins if each.staff.email == ADMINISTRATOR.email]
    if not admins:
        _, token = service.invite(bot.db, ADMINISTRATOR, known=(), by="demo", letter=False, now=now)
    elif own == admins and own[0].totp_since is None and own[0].disabled_at is None:
        token = service.invite_again(bot.db, own[0].staff.id, by="demo", now=now)
    else:
        return None
    return link_address(bot.settings.public_base, token)


def seed(bot: Bot) -> int:
    """Text as these residents, unless anybody has texted before; how many texts were taken."""
    with bot.db.read() as tx:
        if tx.execute(select(message.c.id).limit(1)).first():
            return 0
    city = bot.library.city.senders[0].address if bot.library.city.senders else "+15055550100"
    now = bot.clock() - timedelta(hours=1)
    taken = 0
    for phone, texts in CONVERSATIONS:
        for body in texts:
            now += timedelta(seconds=40)
            sid = inbound_form(phone, city, body, now)["MessageSid"]
            take_text(bot.db, bot.desk, Received(sid, Address("sms", phone, answerable=True), city, body), now=now)
            taken += 1
    drain_with(bot, NOW)
    return taken
