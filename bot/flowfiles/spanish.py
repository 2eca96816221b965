"""Spanish words with an accent: how they are spelled, and what to write instead where the accent costs; only tables.

á í ó ú are not in the alphabet of cheap texts (GSM-7); é ñ ü are. The words on the right need none of the dear ones. An
empty right side says that the word is cheap when it is spelled as it should be.
"""

from collections.abc import Mapping

from bot.sentences import Sentence

_DATE = Sentence("the date in digits")

ACCENTED: Mapping[str, str] = {
    # The city's daily words
    "número": Sentence("clave, reporte, or the digits themselves"), "números": "cifras", "dirección": "domicilio",
    "teléfono": "", "teléfonos": "", "código": "clave", "códigos": "claves", "trámite": "papeles",
    "trámites": "papeles", "página": "sitio", "páginas": "hojas", "electrónico": "por internet",
    "electrónica": "por internet", "línea": "por internet", "categoría": "tema", "categorías": "temas",
    "título": "nombre", "artículo": "cosa", "público": "de todos, de la Ciudad", "públicos": "de todos, de la Ciudad",
    "públicas": "de todos, de la Ciudad", "opinión": "lo que usted piensa", "reunión": "junta",
    "comisión": "consejo, comité", "comité": "", "sesión": "junta", "información": "datos, detalles",
    "participación": "su voz", "inmigración": "estatus", "atención": "ayuda", "elección": "votar",
    "votación": "votar", "situación": "lo que pasa", "reparación": "arreglo", "recolección": "recoger",
    "notificación": "aviso", "identificación": "credencial", "gestión": "ayuda", "región": "zona", "razón": "motivo",
    "cuestión": "asunto",
    # People and places
    "policía": "el 911, la patrulla", "policías": "patrullas", "líder": "representante", "líderes": "representantes",
    "médico": "", "médicos": "", "país": "nuestra tierra", "alcaldía": "la Ciudad", "ciudadanía": "la gente",
    "compañía": "empresa", "área": "zona, barrio", "áreas": "zonas, barrios", "jardín": "parque",
    "clínica": "centro de salud", "clínicas": "centros de salud", "salón": "sala", "buzón": "caja del correo",
    "callejón": "entre las calles", "camión": "bus", "autobús": "bus", "vehículo": "carro", "vehículos": "carros",
    "automóvil": "carro", "móvil": "celular", "tránsito": "carros", "semáforo": "luces del cruce",
    "semáforos": "luces del cruce", "árbol": "ramas, tronco", "árboles": "ramas, troncos", "jóvenes": "gente joven",
    "niño": "", "niños": "", "niña": "", "niñas": "", "señor": "", "señora": "", "dueño": "", "dueños": "",
    "dueña": "", "español": "", "española": "", "inglés": "", "francés": "", "interés": "", "compañero": "",
    "compañeros": "",
    # Time and order
    "año": "", "años": "", "mañana": "", "día": "fecha", "días": "fechas", "mediodía": "las 12",
    "sábado": _DATE, "sábados": _DATE, "miércoles": "", "después": "", "también": "",
    "todavía": "sigue, falta", "además": "y", "según": "conforme", "atrás": "antes", "detrás": "al fondo",
    "través": "por", "jamás": "nunca", "quizá": "tal vez", "quizás": "tal vez", "así": "de esta manera",
    "aquí": "por este texto", "ahí": "en ese lugar", "allí": "en ese lugar", "allá": "en ese lugar",
    "algún": "un, alguno", "ningún": "no hay, nadie", "más": "otro, que", "último": "que acaba de pasar",
    "última": "que acaba de pasar", "últimos": "de estos meses", "próximo": "que viene", "próxima": "que viene",
    "próximos": "que vienen", "mínimo": "por lo menos", "máximo": "hasta", "rápido": "pronto", "rápida": "pronta",
    "fácil": "sencillo", "fáciles": "sencillos", "difícil": "que cuesta", "difíciles": "que cuestan",
    "útil": "que sirve", "útiles": "que sirven", "único": "solo", "única": "sola", "común": "de todos",
    "básico": "de cada casa", "política": "regla", "políticas": "reglas", "técnico": "", "técnica": "",
    "música": "bocinas", "energía": "luz", "éxito": "", "vía": "calle, medio", "vías": "calles, medios",
    # What one does
    "envíe": "mande", "envíen": "manden", "envía": "manda", "envío": "mando", "envíenos": "mande",
    "envíanos": "mande", "mándenos": "mande", "escríbanos": "escriba", "llámenos": "llame", "díganos": "diga",
    "avísenos": "avise", "cuéntenos": "", "ayúdenos": "ayude", "recibió": "ya tiene", "recibirá": "le llega",
    "estará": "va a estar", "será": "va a ser", "serán": "van a ser", "podrá": "va a poder", "podrán": "van a poder",
    "tendrá": "va a tener", "habrá": "va a haber", "deberá": "tiene que", "estén": "", "están": "siguen, quedan",
}  # fmt: skip
"""Words whose bare form is no Spanish word, or none that a city would write: `numero`, `despues`, `ano`, `ingles`."""

TWINS: Mapping[str, str] = {
    "sí": "claro, acepto, va", "está": "sigue, queda", "quedó": "ya", "pública": "de todos",
    "cómo": "de qué manera, qué", "cuándo": "en qué fecha", "dónde": "en qué lugar, en qué calle",
    "adónde": "a qué lugar", "cuál": "qué", "cuáles": "qué", "cuánto": "qué tanto", "cuánta": "qué tanta",
    "cuántos": "qué tantos", "cuántas": "qué tantas", "quién": "", "quiénes": "", "qué": "", "sé": "", "tú": "usted",
    "llegó": "ya tenemos", "terminó": "ya acabamos", "cerró": "ya acabamos", "cambió": "ya es otro", "aún": "sigue",
}  # fmt: skip
"""Words whose bare form is a word as well (si, esta, como); only their place in the sentence tells which is meant."""

BETRAYED = (
    (
        r"¿\s*(?:(?:a|con|de|desde|en|hacia|hasta|para|por|sobre) )?"
        r"(que|quien|quienes|cual|cuales|como|cuando|cuanto|cuanta|cuantos|cuantas|donde|adonde)\b"
    ),
    r"\b(?:ver|saber|decir|diga|digan|cuente) (?:(?:de|en|por|para) )?(quien|cual|cuanto|donde)\b",
    r"\b(?:ver|saber|diga|cuente) (?:en|por|de|para) (que)\b",
    r"\b(esta) (?:bien|mal|muy|listo|en|(?!cuando)[a-z]+(?:ando|iendo|[ai]do))\b",
    r"(?:\busted|¿(?:en )?(?:c[oó]mo|d[oó]nde|qui[eé]n)) (esta)\b",
    r"^(si)(?=$|[,.!])",
    r"\bno (se)(?=$|[,.!?])",
)
"""Patterns of the places where a bare form can only be the accented word, which is the group."""

ACCENTED_TWIN: Mapping[str, str] = {
    "que": "qué", "quien": "quién", "quienes": "quiénes", "cual": "cuál", "cuales": "cuáles", "como": "cómo",
    "cuando": "cuándo", "cuanto": "cuánto", "cuanta": "cuánta", "cuantos": "cuántos", "cuantas": "cuántas",
    "donde": "dónde", "adonde": "adónde", "esta": "está", "si": "sí", "se": "sé",
}  # fmt: skip
"""Those bare forms as they are spelled there."""

ENDINGS = r"[a-zñ]{2,}(?:cion|(?<!s)sion|xion)"
"""Words that always end in -ción, -sión or -xión when they are one; their plurals have no accent."""
