"""Why a text did not leave, or not yet, in plain words for staff; the decisions themselves are in rules."""

from collections.abc import Mapping

from bot.lib import pace
from bot.messaging import rules

REASONS: Mapping[str, Mapping[str, str]] = {
    rules.MACHINE: {
        "en": "This is the number of a machine; nobody reads there.",
        "es": "Es el número de una máquina; nadie lee ahí.",
    },
    rules.LEFT: {"en": "They asked for no more texts.", "es": "Pidió no recibir más mensajes."},
    rules.TOO_LONG: {
        "en": "It is longer than six parts: shorten it.",
        "es": "Tiene más de seis partes: hay que acortarlo.",
    },
    rules.DEAD: {
        "en": "The last texts to this number failed for good. It is tried again when they write.",
        "es": "Los últimos mensajes a este número fallaron. Se vuelve a intentar cuando escriba.",
    },
    rules.TOPIC: {"en": "They turned this topic off.", "es": "No quiere mensajes sobre este tema."},
    rules.DISCREET: {
        "en": "They wrote about something grave; no survey for now.",
        "es": "Escribió sobre algo grave; por ahora no se le mandan encuestas.",
    },
    rules.PAUSED: {"en": "They asked for a pause.", "es": "Pidió una pausa."},
    rules.MONTHLY: {
        "en": "They asked for one text a month at most.",
        "es": "Pidió un mensaje al mes como máximo.",
    },
    rules.TOO_MANY: {
        "en": "The city has texted them often enough this month, all departments together.",
        "es": "La ciudad ya le escribió bastante este mes, entre todos los departamentos.",
    },
    rules.QUIET: {
        "en": "It is night, Sunday morning or a holiday there; it leaves when the hours are open.",
        "es": "Allá es de noche, domingo temprano o día feriado; sale cuando se abra el horario.",
    },
    rules.BUSY: {"en": "Another text to them is just leaving.", "es": "En este momento le sale otro mensaje."},
    rules.IN_DOUBT: {
        "en": "Nobody knows yet whether it left; the carrier is being asked.",
        "es": "Aún no se sabe si salió; se le está preguntando a la compañía.",
    },
    pace.PACE: {
        "en": "It waits for its turn: a number may only send so many texts a second.",
        "es": "Espera su turno: un número solo puede mandar cierta cantidad por segundo.",
    },
    pace.THROTTLED: {
        "en": "The carrier has asked this number to slow down.",
        "es": "La compañía pidió que este número vaya más despacio.",
    },
    pace.DAILY_CAP: {
        "en": "The number of texts that the carrier takes a day is reached; it goes on tomorrow.",
        "es": "Se llegó al máximo de mensajes por día de la compañía; sigue mañana.",
    },
    "broadcast paused": {"en": "Its broadcast is paused.", "es": "Su envío está en pausa."},
    "broadcast stopped": {"en": "Its broadcast was stopped.", "es": "Su envío se detuvo."},
    "unknown": {
        "en": "The carrier took it and never said whether it arrived.",
        "es": "La compañía lo aceptó y nunca dijo si llegó.",
    },
}
"""Each word that a Defer, a Refuse, a Held or the status `unknown` carries; only staff read these."""
