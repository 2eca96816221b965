"""The words understood everywhere, per language, and the folding that makes "Sí" and "si" one; tables only."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

STOP_WORDS = {
    "en": "stop stopall unsubscribe end quit cancel revoke optout opt_out remove td",
    "es": "alto parar pare baja cancelar terminar detener desuscribir salir basta no_mas ya_no arret",
}
START_WORDS = {
    "en": "start unstop yes resume",
    "es": "alta inicio iniciar empezar comenzar volver si",
}
HELP_WORDS = {
    "en": "help info",
    "es": "ayuda auxilio informacion",
}
BACK_WORDS = {"en": "back previous go_back", "es": "atras regresar anterior"}
SKIP_WORDS = {"en": "skip next pass", "es": "saltar brincar pasar siguiente"}
REFUSE_WORDS = {
    "en": "rather_not_say prefer_not_to_say rather_not no_answer none_of_your_business",
    "es": "prefiero_no_decir prefiero_no_contestar no_quiero_decir no_contesto",
}
CHANGE_WORDS = {"en": "change correct fix", "es": "cambiar cambie cambio corregir corrija"}
"""Said before a number: CHANGE 3."""
RESUME_WORDS = {
    "en": "go continue menu go_on",
    "es": "sigue seguir continuar continue menu siga",
}
"""Said by somebody who would rather go on with the computer than wait for a person."""
WRONG_NUMBER_WORDS = {
    "en": "wrong_number wrong_person wrong_phone you_have_the_wrong_number this_is_the_wrong_number "
    "i_think_you_have_the_wrong_number you_got_the_wrong_number you_have_the_wrong_person not_my_number_anymore "
    "you_got_the_wrong_number_bro you_got_the_wrong_person you_got_the_wrong_one u_got_the_wrong_number "
    "u_have_the_wrong_number u_got_the_wrong_person got_the_wrong_number i_think_u_got_the_wrong_number "
    "i_think_you_got_the_wrong_number i_think_its_the_wrong_number i_think_this_is_the_wrong_number "
    "its_the_wrong_number sorry_wrong_number wrong_number_sorry hi_wrong_number wrong_number_bro "
    "wrong_number_man wrong_number_thanks sorry_wrong_person sorry_you_have_the_wrong_number "
    "im_sorry_you_have_the_wrong_number no_one_by_that_name_here nobody_by_that_name_here "
    "there_is_no_one_here_by_that_name not_the_right_number i_dont_know_that_person you_have_the_wrong_guy wrong_guy",
    "es": "numero_equivocado numero_incorrecto persona_equivocada se_equivoco_de_numero se_equivocaron_de_numero "
    "esta_equivocado estan_equivocados tiene_el_numero_equivocado tienen_el_numero_equivocado no_soy_esa_persona "
    "equivocado equivocada se_equivoco_de_persona este_no_es_su_numero ya_no_es_su_numero "
    "no_conozco_a_esa_persona yo_no_conozco_a_esa_persona "
    "aqui_no_vive aqui_no_vive_esa_persona esa_persona_no_vive_aqui aqui_no_vive_nadie_con_ese_nombre "
    "aqui_ya_no_vive creo_que_se_equivoco creo_que_se_equivocaron creo_que_se_equivoco_de_numero "
    "creo_que_se_equivocaron_de_numero creo_que_esta_equivocado creo_que_es_numero_equivocado "
    "creo_que_tiene_el_numero_equivocado numero_equivocado_joven numero_equivocado_senor numero_equivocado_senora "
    "numero_equivocado_gracias numero_equivocado_amigo numero_equivocado_disculpe disculpe_numero_equivocado "
    "perdon_numero_equivocado es_numero_equivocado es_un_numero_equivocado es_el_numero_equivocado "
    "este_es_numero_equivocado te_equivocaste_de_numero te_equivocaste_de_persona "
    "esta_equivocado_de_numero esta_equivocada_de_numero equivocado_de_numero no_soy_yo_esa_persona "
    "yo_no_soy_esa_persona",
}
NEW_PERSON_WORDS = {
    "en": "new new_person i_am_new im_new different_person i_am_someone_else im_someone_else",
    "es": "nuevo nueva persona_nueva nueva_persona otra_persona soy_otra_persona soy_nuevo soy_nueva",
}
LANGUAGE_WORDS = {
    "en": "english ingles en_ingles in_english",
    "es": "espanol spanish en_espanol in_spanish castellano",
}
YES_WORDS = {
    "en": "yes y yeah yep yup sure ok okay correct right true of_course why_not sure_why_not",
    "es": "si claro simon correcto sale cierto asi_es por_supuesto de_acuerdo acepto por_que_no",
}
NO_WORDS = {"en": "no n nope nah false not_really of_course_not",
            "es": "no nel para_nada nunca falso claro_que_no por_supuesto_que_no"}  # fmt: skip
ALL_WORDS = {"en": "all all_of_them everything", "es": "todas todos todo"}
NUMBER_WORDS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis "
    "diecisiete dieciocho diecinueve veinte",
}
ORDINAL_WORDS = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth",
    "es": "primera segunda tercera cuarta quinta sexta septima octava novena decima",
}
MORE_NUMBERS = {"un": 1, "una": 1}
MORE_ORDINALS = {"primero": 1, "primer": 1, "segundo": 2, "tercero": 3, "tercer": 3, "cuarto": 4,
                 "quinto": 5, "sexto": 6, "septimo": 7, "octavo": 8, "noveno": 9, "decimo": 10}  # fmt: skip
MONTHS = {
    "en": "january february march april may june july august september october november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
WEEKDAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "es": "lunes martes miercoles jueves viernes sabado domingo",
}
NEAR_DAYS = {"pasado manana": 2, "day after tomorrow": 2, "today": 0, "hoy": 0, "tomorrow": 1, "manana": 1,
             "yesterday": -1, "ayer": -1}  # fmt: skip
"""Days from today; the longer words first, because they hold the shorter ones."""
DAYS_IN = {"day": 1, "days": 1, "dia": 1, "dias": 1, "week": 7, "weeks": 7, "semana": 7, "semanas": 7,
           "month": 30, "months": 30, "mes": 30, "meses": 30, "year": 365, "years": 365, "ano": 365, "anos": 365,
           "quincena": 15, "quincenas": 15, "hour": 0, "hours": 0, "hora": 0, "horas": 0}  # fmt: skip
"""Spans of time, in whole days: "two weeks" is 14, and hours are none."""
COMMON_WORDS = {
    "en": "the is are was there this that my our your and of with they have has it its not been they please hello hi "
    "i you we on at in from for near street broken need want",
    "es": "el los las una unos hay esta estan este esa mi mis su sus y del con que se por para hola quiero necesito "
    "no_hay muy bien en de lo le nos calle cuando donde como porque ya soy aqui ahi",
}
"""Words that one language uses all the time and the other never does: evidence where a text is too short to guess."""


def _split(listed: str) -> list[str]:
    return [word.replace("_", " ") for word in listed.split()]


FILLERS = frozenset(
    _split(
        "la el lo los las the a an un una option opcion number numero num no answer respuesta es it is its i choose "
        "pick quiero want escojo please por favor gracias thanks thank you one de del of to para y and mi my"
    )
)
"""Words around an answer that carry none of it: "la 2 por favor" is 2."""
BEFORE_NUMBERS = frozenset(_split("la el the option opcion number numero num answer respuesta please por favor"))
"""Fillers beside which "one" and "una" are the number, not an article: "la una", "option one"."""
NEGATIONS = frozenset(_split("not no sin ni nor neither never nunca tampoco without dont doesnt isnt aint wont cant"))
"""Words that turn the rest of a text around: "no es un bache"."""
EITHER_OR = frozenset(_split("or o u and y e"))
"""Words between two answers, where only one can be meant."""
AROUND_YES = FILLERS | frozenset(_split("do dont senor senora senorita sir maam mam creo que think so quisiera"))
"""Words around a yes or no that leave it what it is: "si quiero", "no gracias señor"."""
MULTIPLIERS = frozenset(
    _split("dozen docena half medio media mil miles thousand hundred cien ciento cientos million millon millones k")
)
"""Words that make another number of the one before them."""
CODE = re.compile(r"(?=\S*\d)\S+|[^aeiou\s]+")
"""One word with a digit, or without a vowel: a code such as 7K3PD, no word of a sentence."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The city's words, folded: each word knows what it asks for."""

    stop: frozenset[str]
    start: frozenset[str]
    help: frozenset[str]
    back: frozenset[str]
    skip: frozenset[str]
    refuse: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    all: frozenset[str]
    change: frozenset[str]
    resume: frozenset[str]
    wrong_number: frozenset[str]
    new_person: frozenset[str]
    languages: Mapping[str, str]
    """Folded word to the language it asks for."""
    common: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Language to the words that give it away."""
    numbers: Mapping[str, int] = field(default_factory=dict)
    ordinals: Mapping[str, int] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)


BUILT_IN = {
    "stop": STOP_WORDS, "start": START_WORDS, "help": HELP_WORDS, "back": BACK_WORDS, "skip": SKIP_WORDS,
    "refuse": REFUSE_WORDS, "change": CHANGE_WORDS, "resume": RESUME_WORDS, "wrong_number": WRONG_NUMBER_WORDS,
    "new_person": NEW_PERSON_WORDS, "yes": YES_WORDS, "no": NO_WORDS, "all": ALL_WORDS, "language": LANGUAGE_WORDS,
    "numbers": NUMBER_WORDS, "ordinals": ORDINAL_WORDS, "months": MONTHS, "weekdays": WEEKDAYS,
    "common": COMMON_WORDS,
}  # fmt: skip
"""What every city understands; a city's words.yaml may add to it and cannot take away."""


def vocabulary(more: Mapping[str, Mapping[str, Iterable[str]]] | None = None) -> Vocabulary:
    """The built-in words and a city's own (`{"stop": {"so": ["jooji"]}}`), folded and merged."""
    words = {kind: {lang: _split(listed) for lang, listed in table.items()} for kind, table in BUILT_IN.items()}
    for kind, table in (more or {}).items():
        for language, listed in table.items():
            words[kind].setdefault(language, []).extend(fold(word) for word in listed)
    flat = {kind: frozenset(word for listed in table.values() for word in listed) for kind, table in words.items()}
    return Vocabulary(
        stop=flat["stop"], start=flat["start"], help=flat["help"], back=flat["back"], skip=flat["skip"],
        refuse=flat["refuse"], yes=flat["yes"], no=flat["no"], all=flat["all"], change=flat["change"],
        resume=flat["resume"], wrong_number=flat["wrong_number"], new_person=flat["new_person"],
        common={language: frozenset(listed) for language, listed in words["common"].items()},
        languages={word: language for language, listed in words["language"].items() for word in listed},
        numbers=MORE_NUMBERS | _positions(words["numbers"]), ordinals=MORE_ORDINALS | _positions(words["ordinals"], 1),
        months=_positions(words["months"]), weekdays=_positions(words["weekdays"]),
    )  # fmt: skip


def _positions(by_language: Mapping[str, list[str]], first: int = 0) -> dict[str, int]:
    return {word: index for listed in by_language.values() for index, word in enumerate(listed, start=first)}


_APART = re.compile(r"(?:[^\w#]|_)+")
_WITHIN = dict.fromkeys(map(ord, "'\u2018\u2019\u00b4`\u00ad\u200b\u200c\u200d\u2060\ufeff"))
"""Apostrophes in every shape people type, and marks that nobody sees: they part no word."""
_COMBINING = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20e1\ufe00-\ufe0f\ufe20-\ufe2f]+")
"""Accents, once they stand apart from their letters, and marks that choose how an emoji looks."""
_SIGNS = {"\U0001f44d": "yep", "\U0001f44e": "nah", "\U0001f6d1": "enough", "\u270b": "enough"}
"""Emoji that are an answer where nothing else was written. None is a word that brings back or stops anybody at once."""


@lru_cache(maxsize=4096)
def fold(words: str) -> str:
    """Lower case, no accents, no punctuation or emoji, single spaces: "¡Sí, señor!" is "si senor".

    Keycap and full-width digits become plain ones; # is kept, because people write "#2". Letters of other scripts stay.
    A lone thumb is the word it means.
    """
    if not words.isascii():
        words = _COMBINING.sub("", unicodedata.normalize("NFKD", words.translate(_WITHIN)))
    folded = _APART.sub(" ", words.replace("'", "").replace("`", "").casefold()).strip()
    if folded or words.isascii():
        return folded
    meant = {_SIGNS[sign] for sign in words if sign in _SIGNS}
    return meant.pop() if len(meant) == 1 else ""
