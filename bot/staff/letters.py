"""The e-mails with a link that staff get, in their language; a link is made as its e-mail is sent and kept nowhere."""

from collections.abc import Mapping
from datetime import datetime

from bot.db.engine import Database
from bot.lib.mail import Mailer
from bot.outbox.relay import Done, Outcome
from bot.staff import store
from bot.staff.service import INVITATION, RESET, new_link

PATH = "/console/link/"

LETTERS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    INVITATION: {
        "en": (
            "You are invited to Cabildo",
            """\
Hello {name},

you are invited to the console where the city answers texts. Open this link within 7 days, on a computer or a phone,
and choose a password:

{link}

You will also need an authenticator app on your phone.
""",
        ),
        "es": (
            "Invitación a Cabildo",
            """\
Buen día, {name}:

Le invitamos a la consola donde la Ciudad contesta los mensajes de texto. Abra este enlace antes de 7 días, en una
computadora o en un teléfono, y elija una contraseña:

{link}

También va a necesitar una aplicación de autenticación en su teléfono.
""",
        ),
    },
    RESET: {
        "en": (
            "A new password for Cabildo",
            """\
Hello {name},

somebody, probably you, asked for a new password. Open this link within one hour:

{link}

If it was not you, do nothing: your password stays as it is.
""",
        ),
        "es": (
            "Nueva contraseña de Cabildo",
            """\
Buen día, {name}:

Alguien, probablemente usted, pidió una contraseña nueva. Abra este enlace antes de una hora:

{link}

Si no fue usted, no haga nada: su contraseña sigue igual.
""",
        ),
    },
}
"""Subject and body of each letter by language."""


def link_address(public_base: str, token: str) -> str:
    """Where the link of that token leads."""
    return f"{public_base}{PATH}{token}"


def send_letter(
    db: Database, mailer: Mailer, public_base: str, purpose: str, staff_id: str, *, now: datetime
) -> Outcome:
    """Write to somebody with a new link; whoever is gone by then gets none."""
    with db.begin() as tx:
        account = store.account_by_id(tx, staff_id)
        if account is None or account.disabled_at:
            return Done()
        token = new_link(tx, staff_id, purpose, now)
    words = LETTERS[purpose]
    subject, body = words.get(account.staff.language) or words["en"]
    mailer.send(
        account.staff.email, subject, body.format(name=account.staff.name, link=link_address(public_base, token))
    )
    return Done()
