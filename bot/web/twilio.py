"""Twilio's webhooks: a text comes in, a status is told, somebody calls; thin, everything is decided elsewhere."""

from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, abort, request

from bot.conversations.danger import AtOnce
from bot.conversations.turns import take_text
from bot.engine.flow import SOURCE_LANGUAGE
from bot.engine.wording import in_language
from bot.messaging import inbox
from bot.messaging.delivery import record_status
from bot.outbox.put import NOW
from bot.web.guards import product, require_twilio_signature

blueprint = Blueprint("twilio", __name__, url_prefix="/twilio")

LONGEST_CODE = 9
"""Digits of an error code; Twilio's have five, the database takes this many."""
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@blueprint.post("/sms")
@require_twilio_signature
def sms() -> Response:
    """A resident's text. Replies leave through the outbox, so the answer is empty and quick; twice is once.

    Only a safety text is the answer itself: it waits for no queue and no worker.
    """
    bot = product()
    try:
        received = inbox.read(request.form)
    except inbox.Unreadable as error:
        abort(400, str(error))
    taken = take_text(bot.db, bot.desk, received, now=bot.clock())
    if taken.speaks and bot.nudger:
        bot.nudger.nudge_soon(NOW)
    return Response(_answer(taken.at_once) if taken.at_once else EMPTY, mimetype="text/xml")


def _answer(text: AtOnce) -> str:
    """TwiML that has the carrier deliver the text (www.twilio.com/docs/messaging/twiml/message)."""
    told = quoteattr(f"{product().settings.public_base}/twilio/status?message={text.message_id}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f"<Response><Message statusCallback={told}><Body>{escape(text.body)}</Body></Message></Response>"
    )


@blueprint.post("/status")
@require_twilio_signature
def status() -> Response:
    """What became of a text; our own id stands in the address. Unknown, late or repeated news change nothing."""
    bot = product()
    code = request.form.get("ErrorCode", "")
    record_status(
        bot.db, request.args.get("message", ""), request.form.get("MessageStatus", ""),
        carrier_id=request.form.get("MessageSid", ""), now=bot.clock(),
        code=int(code) if code.isdecimal() and len(code) <= LONGEST_CODE else None,
    )  # fmt: skip
    return Response(status=204)


@blueprint.post("/voice")
@require_twilio_signature
def voice() -> Response:
    """Somebody calls the number for texts: say so, in every language of the city, and hang up."""
    city = product().library.city
    said = "".join(
        f'<Say language="{_VOICES.get(language, "en-US")}">{escape(_spoken(language))}</Say>'
        for language in ([each for each in city.languages if each in _CALL] or [SOURCE_LANGUAGE])
    )
    return Response(f'<?xml version="1.0" encoding="UTF-8"?><Response>{said}<Hangup/></Response>', mimetype="text/xml")


_VOICES = {"en": "en-US", "es": "es-MX"}
_CALL = {
    "en": "{city}. This number is for texts. Send us a text message, or call {people}.",
    "es": "{city}. Este número es para textos. Mándenos un mensaje de texto, o llame al {people}.",
}


def _spoken(language: str) -> str:
    facts = product().library.city.facts
    words = in_language(_CALL, language)
    return words.format(city=_fact(facts.get("city"), language), people=_fact(facts.get("people"), language))


def _fact(value: object, language: str) -> str:
    return in_language(value, language) if isinstance(value, dict) else str(value or "")
