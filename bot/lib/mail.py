"""Sends an e-mail over SMTP, or tells the log where no server is set; it knows no letter of ours."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import structlog

log = structlog.get_logger()

TIMEOUT_SECONDS = 20
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Mailer:
    """`server` is smtp://name:password@host:port (STARTTLS where it is offered) or smtps://; empty: the log.

    The log has the words only if it `shows` them: a link that lets somebody in does not belong in the log of a city.
    """

    server: str
    sender: str
    shows: bool = False

    def send(self, to: str, subject: str, body: str) -> None:
        """Send it, outside of transactions; OSError (smtplib's errors are some) when the server does not take it."""
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self.sender, to, subject
        letter.set_content(body)
        if self.server:
            self._deliver(letter)
        else:
            log.warning("MAIL_SERVER is not set, so this e-mail was not sent", subject=subject)
            if self.shows:
                log.warning("it would have said", to=to, body=body)

    def _deliver(self, letter: EmailMessage) -> None:
        address = urlsplit(self.server)
        port = address.port or PORTS[address.scheme]
        context = ssl.create_default_context()
        client = (
            smtplib.SMTP_SSL(address.hostname or "", port, timeout=TIMEOUT_SECONDS, context=context)
            if address.scheme == "smtps"
            else smtplib.SMTP(address.hostname or "", port, timeout=TIMEOUT_SECONDS)
        )
        with client:
            client.ehlo()
            if address.scheme == "smtp" and client.has_extn("starttls"):
                client.starttls(context=context)
            if address.username:
                client.login(unquote(address.username), unquote(address.password or ""))
            client.send_message(letter)
