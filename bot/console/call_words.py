"""Says in the reader's language why a call to another system failed; it calls nothing and keeps nothing.

The reasons are kept as the short English that `bot.lib.fetch`, `bot.webhooks` and `bot.open311` write down, which goes
into logs, the API and mails as well. What another system answered in words of its own stays as it is.
"""

import re

from bot.console.words import gettext as _


def call_words(why: str | None) -> str:
    """The reason in the reader's language, as a sentence where it is one of ours."""
    for pattern, template in _reasons().items():
        if found := re.fullmatch(pattern, why or ""):
            values = found.groupdict()
            if "why" in values:
                values["why"] = call_words(values["why"])
            return template % values if values else template
    return why or ""


def _reasons() -> dict[str, str]:
    return {
        r"no answer in time": _("No answer came in time."),
        r"the name is not known": _("No system of that name is known."),
        r"connection refused": _("The connection was refused."),
        r"connection closed": _("The connection was closed."),
        r"certificate: (?P<told>.+)": _("The certificate is not to be trusted (%(told)s)."),
        r"TLS: (?P<told>.+)": _("No encrypted connection came about (%(told)s)."),
        r"HTTP (?P<status>\d{3}): redirects are not followed": _("HTTP %(status)s: redirects are not followed."),
        r"The consumer answered 410: it wants nothing more\.": _("It answered 410: it wants nothing more."),
        r"Every attempt has failed since (?P<at>[\d-]+ [\d:]+) UTC: (?P<why>.+?)\.?": _(
            "Every try has failed since %(at)s UTC. %(why)s"
        ),
        r"refused: (?P<why>.+)": _("Not called. %(why)s"),
        r"(?P<host>\S+) is not on the public internet; if it is meant, name it in WEBHOOK_ALLOWED_HOSTS\.": _(
            "%(host)s is not on the public internet; if it is meant, name it in WEBHOOK_ALLOWED_HOSTS."
        ),
        r"(?P<url>\S+) is not encrypted; use https://, or name (?P<host>\S+) in WEBHOOK_ALLOWED_HOSTS\.": _(
            "%(url)s is not encrypted; use https://, or name %(host)s in WEBHOOK_ALLOWED_HOSTS."
        ),
        r"(?P<url>.+?) is no address(?:: .+| of the web; write it as https://intake\.example/events)\.": _(
            "%(url)s is no address of the web; write it as https://intake.example/events."
        ),
        r"The address holds a name or a password; leave it out, deliveries are signed\.": _(
            "The address holds a name or a password; leave it out."
        ),
        r"Port (?P<port>\d+) is not for webhooks; use 443 or one above 1023\.": _(
            "Port %(port)s is not for webhooks; use 443 or one above 1023."
        ),
        r"an answer that is neither XML nor JSON": _("It answered neither in XML nor in JSON."),
        r"HTTP (?P<status>\d{3}) without a number or a token": _("HTTP %(status)s, without a number or a token."),
        r"no number came for the token": _("No number came for the token."),
        r"city\.yaml does not send it any more": _("The city's settings do not send it any more."),
    }
