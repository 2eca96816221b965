"""What a carrier's error codes mean, in words for staff, and what each asks of us; it sends nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Action(StrEnum):
    """What a carrier's code asks of us."""

    OPTED_OUT = "opted_out"
    INVALID = "invalid"
    FILTERED = "filtered"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    SETTINGS = "settings"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Code:
    """A code. `dead`: no text will ever arrive at that number; `rests`: how long its sender had better send nothing."""

    action: Action
    words: Mapping[str, str]
    dead: bool = False
    rests: timedelta | None = None


def _code(action: Action, en: str, es: str, *, dead: bool = False, rests: timedelta | None = None) -> Code:
    return Code(action, {"en": en, "es": es}, dead, rests)


_SECONDS, _MINUTE = timedelta(seconds=5), timedelta(minutes=1)
_FULL = "The carrier has taken too many texts at once.", "La compañía recibió demasiados mensajes a la vez."
_SENDER = "The carrier does not know the number that sends.", "La compañía no reconoce el número que envía."
_NO_MOBILE = "This number takes no texts.", "Este número no recibe mensajes de texto."
_NO_NUMBER = "This number does not exist.", "Este número no existe."
_BLOCKED = "The carrier has blocked this text.", "La compañía bloqueó este mensaje."

CARRIER_CODES: Mapping[int, Code] = {
    14107: _code(Action.FILTERED, "Too many texts to one phone within a minute; a loop was cut.",
                 "Demasiados mensajes al mismo teléfono en un minuto; se cortó el ciclo."),
    20003: _code(Action.SETTINGS, "The carrier refuses the city's account or its token.",
                 "La compañía rechaza la cuenta de la ciudad o su clave."),
    20429: _code(Action.THROTTLED, *_FULL, rests=_SECONDS),
    21211: _code(Action.INVALID, *_NO_NUMBER, dead=True),
    21212: _code(Action.SETTINGS, *_SENDER),
    21408: _code(Action.SETTINGS, "The city's account may not text that country.",
                 "La cuenta de la ciudad no puede escribir a ese país."),
    21604: _code(Action.INVALID, "The text had no number to go to.", "El mensaje no tenía un número de destino."),
    21606: _code(Action.SETTINGS, *_SENDER),
    21610: _code(Action.OPTED_OUT, "They have left: the carrier takes no more texts for them.",
                 "Se dio de baja: la compañía ya no acepta mensajes para este número."),
    21611: _code(Action.THROTTLED, *_FULL, rests=timedelta(minutes=10)),
    21612: _code(Action.INVALID, "No text gets from the city's number to this one.",
                 "No hay ruta del número de la ciudad a este número."),
    21614: _code(Action.INVALID, *_NO_MOBILE, dead=True),
    21617: _code(Action.INVALID, "The text is longer than a carrier takes.",
                 "El mensaje es más largo de lo que acepta la compañía."),
    21619: _code(Action.INVALID, "The text was empty.", "El mensaje estaba vacío."),
    30001: _code(Action.THROTTLED, *_FULL, rests=_MINUTE),
    30002: _code(Action.SETTINGS, "The city's account at the carrier is suspended.",
                 "La cuenta de la ciudad está suspendida."),
    30003: _code(Action.UNREACHABLE, "The phone is off or out of reach.", "El teléfono está apagado o sin señal."),
    30004: _code(Action.FILTERED, *_BLOCKED),
    30005: _code(Action.INVALID, *_NO_NUMBER, dead=True),
    30006: _code(Action.INVALID, *_NO_MOBILE, dead=True),
    30007: _code(Action.FILTERED, "The carrier took it for spam and dropped it.",
                 "La compañía lo tomó por spam y no lo entregó."),
    30008: _code(Action.UNKNOWN, "It did not arrive, and the carrier does not say why.",
                 "No llegó, y la compañía no dice por qué."),
    30022: _code(Action.THROTTLED, *_FULL, rests=_MINUTE),
    30034: _code(Action.SETTINGS, "The number that sends is not registered for texting.",
                 "El número que envía no está registrado para mandar mensajes."),
    63016: _code(Action.SETTINGS, "On WhatsApp this may only be sent within a day of their last message.",
                 "En WhatsApp solo se puede enviar dentro de un día después de su último mensaje."),
    63017: _code(Action.THROTTLED, *_FULL),
    63018: _code(Action.THROTTLED, *_FULL),
    63024: _code(Action.INVALID, "This number is not on WhatsApp.", "Este número no está en WhatsApp."),
    63038: _code(Action.THROTTLED, "The city's account has reached its texts for the day.",
                 "La cuenta de la ciudad ya alcanzó sus mensajes del día."),
}  # fmt: skip
"""The carrier's code to what it means and asks of us (www.twilio.com/docs/api/errors); others are unknown."""

UNKNOWN = _code(
    Action.UNKNOWN, "The carrier gave a reason that we do not know.", "La compañía dio una razón desconocida."
)
DEAD = frozenset(number for number, code in CARRIER_CODES.items() if code.dead)
"""Codes after which a number is given up, unless its owner writes."""

RETRIED = {Action.THROTTLED: 5, Action.UNREACHABLE: 3, Action.SETTINGS: 5, Action.UNKNOWN: 2}
"""How many attempts in all a text gets after such a refusal; actions that are not here are final at once."""

RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30))
"""How long after the first, second ... attempt the next one is made."""

LONGEST_WAIT = timedelta(hours=1)
"""A carrier's Retry-After is honoured up to this."""


def meaning(code: int | None) -> Code:
    """What this code means; UNKNOWN for none and for one that nobody has listed."""
    return CARRIER_CODES.get(code, UNKNOWN) if code else UNKNOWN


def action_for(code: int | None) -> Action:
    """What this code asks of us."""
    return meaning(code).action


def rest_after(code: int | None, asked_for: timedelta | None = None) -> timedelta | None:
    """How long a sender that was refused with this code sends nothing; `asked_for` is the carrier's own wish."""
    rests = meaning(code).rests
    return rests and min(asked_for or rests, LONGEST_WAIT)


def next_attempt_at(action: Action, attempt: int, now: datetime, asked_for: timedelta | None = None) -> datetime | None:
    """When to try again after attempt number `attempt` (from 1) was refused; None when that was the last."""
    if attempt >= RETRIED.get(action, 1):
        return None
    wait = RETRY_AFTER[min(attempt, len(RETRY_AFTER)) - 1]
    if asked_for is not None:
        wait = min(asked_for, LONGEST_WAIT)
    return now + wait
