"""Guesses the language of a text, among a few given ones, and abstains when unsure; it knows no resident."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector

SURE = 0.7
"""Confidence at which a guess counts; docs/language.md has what is right and wrong at it."""
FEWEST_WORDS = 2
ONE_IN = 5
"""One word in so many must be an everyday word of the language: names and Portuguese look much like Spanish."""
ENOUGH = 100
"""Letters from the beginning that are looked at: more make no guess better and every guess slower."""
EVERYDAY = {
    "en": """
        i im ive ill id you youre youve your yours u ur we were weve our us they theyre theyve them their she shes her
        hers his him it its the an this that thats these those there theres here heres what whats when whens where
        wheres why who whos how which and or but if because cause cuz so than then of to from for with without by
        about at on in into onto out off up down over under after before since until till while during around between
        behind across near next through thru against along is isnt are arent aint was wasnt werent am be been being
        have havent hasnt had hadnt does doesnt dont did didnt done doing will wont would wouldnt should could couldnt
        can cant cannot might must gonna gotta wanna get gets got getting go goes going went gone comes came coming
        make makes made take took give gave see saw know knew think want wants need needs like look looks find keep
        keeps kept let lets put say says said tell told ask asked call called leave left try tried help use used work
        works working live lives living run runs feel show stop stops start happen happened not never ever always
        still already yet again just only also too very much many more most less few some any all both each every
        everyone everybody somebody someone nobody nothing something anything anyone other another same such own one
        two three four five six seven eight nine first last new old big small good better best bad worse right wrong
        long day days night nights week weeks month months year years today tonight yesterday tomorrow morning
        afternoon evening now later soon time times please pls thanks thank thx hello hey hi yes yeah sorry street
        road house home people woman kids kid child children friend neighbor neighbors car cars water light lights
        trash school really pretty maybe yall lol idk rn abt dis dat asap lots lot thing things way back away even
        though city broken fixed fix pay paid money job
    """,
    "es": """
        yo usted ustedes ud uds ella ellos ellas nosotros nos mi mis tu tus su sus nuestro nuestra nuestros nuestras
        le les lo te se mio mia una un unos unas al este esta esto estos estas ese esa eso esos esas aquel aquella que
        q k porque xq pq cuando donde quien quienes como cual cuales cuanto cuanta cuantos cuantas pero sino aunque
        mientras pues entonces si en con por para desde hasta sobre entre hacia segun contra bajo tras ante durante
        cerca lejos junto frente enfrente atras detras adelante adentro afuera arriba abajo lado es soy eres somos era
        eran fue fueron ser sera sea siendo estoy estan estamos estaba estaban estuvo estar hay ay habia hubo haya han
        hemos tengo tiene tienes tienen tenemos tenia tener hago hace hacen hacer hizo hicieron voy vas vamos iba ir
        vino vienen viene venir vinieron doy da dar dio dice dicen decir dijo dijeron puedo puede puedes pueden
        podemos poder quiero quiere quieren quisiera queremos necesito necesita necesitan necesitamos ocupo sabe saben
        creo pienso veo ver vi vive viven vivo pasa pasan paso pasar pasaron llama llaman llame llamar llamo sirve
        sirven sirvio gusta gustaria falta faltan arregla arreglan arreglar arreglen deja dejan dejaron dejar pone
        ponen poner pusieron sale salen quita quitaron tira tiran tiraron paga pagan pagar manda mandar ni nunca jamas
        nada nadie algo alguien siempre tambien tampoco ya todavia aun casi muy mas menos mucho mucha muchos muchas
        poco poca pocos bien mal mejor peor tan tanto tanta asi solo nomas todo toda todos todas cada otro otra otros
        otras mismo misma varios varias algun alguna algunos ningun ninguna uno dos tres cuatro cinco seis siete ocho
        nueve diez vez veces primera primero dia dias noche noches tarde tardes semana semanas mes meses ano anos hoy
        ayer anoche manana ahora ahorita luego despues antes hola buenas buenos buen buena favor gracias disculpe
        calle casa gente agua luz vecino vecina vecinos hijo hija hijos nino nina ninos senor senora escuela esquina
        basura carro ayuda aqui aki ahi alla alli aca ciudad trabajo dinero nuevo nueva grande
    """,
}
"""The words people use most, as they text them, folded: none that both languages have ("no", "me", "son").

Nor "el", "los", "de" and "y", which stand in the names of streets and tell nothing.
"""
_EVERYDAY = {language: frozenset(words.split()) for language, words in EVERYDAY.items()}
_LETTERS = re.compile(r"[^\W\d_]+")
_ELSEWHERE = re.compile(r"(?=[^\W\d_])[ãõâêîôûçœæäëïöåøßđơưăł\u0250-\U0010ffff]")
"""Letters of Portuguese, French, Vietnamese and other scripts; not "à" or "ò", which old phones offer for "á"."""
_ADDRESS = re.compile(r"\d+\w*\s+(?:[nsew]\.?\s+)?\w+(?:\s+\w+){0,2}|\w+(?:\s+\w+)?\s+\d+\w*", re.IGNORECASE)


def guess(text: str, languages: Sequence[str]) -> str | None:
    """The language of the text when it is surely one of these, and that one alone.

    None for single words, digits and addresses, for a text with everyday words of two of the languages ("mi street
    light is out"), for one with hardly an everyday word of its own, and for one with another language's letters.
    """
    text = text[:ENOUGH]
    words = _words(text)
    if sum(len(word) > 1 for word in words) < FEWEST_WORDS or _ADDRESS.fullmatch(text.strip()) or len(languages) < 2:
        return None
    counts = {each: sum(word in _EVERYDAY[each] for word in words) for each in languages if each in _EVERYDAY}
    heard = {each for each, count in counts.items() if count}
    if len(heard) > 1 or (len(counts) == len(languages) and _ELSEWHERE.search(text.casefold())):
        return None
    detector = _detector(tuple(languages))
    if detector is None:
        return None
    best = detector.compute_language_confidence_values(text)[0]
    language = best.language.iso_code_639_1.name.lower()
    if best.value < SURE or heard - {language}:
        return None
    return language if counts.get(language, len(words)) * ONE_IN >= len(words) else None


def warm(languages: Sequence[str]) -> None:
    """Load the models now, so that the first resident does not wait for them."""
    guess("there is no light in my street", languages)


def _words(text: str) -> list[str]:
    """Lower case and without accents: "¿Cuándo?" is "cuando", "don't" is "dont"."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("'", "").replace("’", ""))
    return _LETTERS.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))


@lru_cache(maxsize=4)
def _detector(languages: tuple[str, ...]) -> "LanguageDetector | None":
    """None where one of the languages has no model: a guess among the others alone would be wrong too often."""
    from lingua import IsoCode639_1, LanguageDetectorBuilder  # A second of import that most commands never need.

    if not all(hasattr(IsoCode639_1, language.upper()) for language in languages):
        return None
    codes = [getattr(IsoCode639_1, language.upper()) for language in languages]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).with_preloaded_language_models().build()
