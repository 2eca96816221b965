"""Which column of a sheet means what, by its header in English or Spanish or as somebody says; it reads no rows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from bot.engine.vocabulary import fold
from bot.flowfiles.city import ContactField
from bot.people.sheets import Unreadable

FIELD = "field."
"""In front of the name of one of the city's own fields."""
HEADERS: dict[str, tuple[str, ...]] = {
    "phone": (
        "phone", "phone number", "cell", "cell phone", "cellphone", "cell number", "mobile", "mobile phone",
        "mobile number", "telephone", "telephone number", "tel", "number", "telefono", "numero de telefono", "celular",
        "cel", "numero de celular", "telefono celular", "movil", "telefono movil", "numero",
    ),
    "language": (
        "language", "preferred language", "language preference", "lang", "idioma", "idioma preferido", "lengua",
        "lenguaje",
    ),
    "area": ("area", "neighborhood", "neighbourhood", "barrio", "vecindario", "colonia"),
    "zone": ("zone", "district", "council district", "ward", "zona", "distrito"),
    "topics": ("topics", "topic", "interests", "temas", "tema", "intereses"),
    "consent_source": (
        "consent source", "consent", "source of consent", "opt in", "optin", "opt in source", "agreed",
        "consentimiento", "fuente del consentimiento", "acepta", "acepto", "autoriza",
    ),
    "consent_on": (
        "consent date", "date of consent", "consent on", "opt in date", "agreed on", "signed on", "date signed",
        "fecha de consentimiento", "fecha del consentimiento", "fecha de firma",
    ),
    "consent_words": (
        "consent words", "consent text", "evidence", "proof", "consent evidence", "prueba", "evidencia",
        "texto del consentimiento", "constancia",
    ),
}  # fmt: skip
"""What each meaning's column is called, folded; a city's own fields are known by their names and labels."""
_PHONE = re.compile(r"[+(\d][\d\s().+-]{6,}")


@dataclass(frozen=True, slots=True)
class Columns:
    """Meaning to the position of its column; `header` as written, `unused` what is not imported."""

    at: Mapping[str, int]
    header: tuple[str, ...]
    unused: tuple[str, ...]

    def name(self, meaning: str) -> str:
        """The header of this meaning's column as written; the meaning itself where there is none."""
        return self.header[self.at[meaning]] if meaning in self.at else meaning.removeprefix(FIELD)

    def mapping(self) -> dict[str, str]:
        """Meaning to header, as it is kept with the import."""
        return {meaning: self.header[index] for meaning, index in self.at.items()}


def columns_of(header: tuple[str, ...], fields: Mapping[str, ContactField], said: Mapping[str, str]) -> Columns:
    """The columns by what was said (meaning to header), then by name; `Unreadable` when they cannot be told."""
    meanings = _meanings(fields)
    refuse_a_resident(header, fields)
    at = {_meaning(meaning, fields): _position(wanted, header) for meaning, wanted in said.items()}
    told, taken = set(at), set(at.values())
    for index, cell in enumerate(header):
        meaning = meanings.get(fold(cell))
        if meaning is None or meaning in told or index in taken:
            continue
        if meaning in at:
            raise Unreadable(
                f'Both "{header[at[meaning]]}" and "{cell}" could be the {meaning.removeprefix(FIELD)}.',
                f'Say which: --map {meaning}="{cell}".',
            )
        at[meaning] = index
    if "phone" not in at:
        listed = ", ".join(f'"{cell}"' for cell in header if cell)
        raise Unreadable(f"No column is the phone number; there are {listed}.", 'Say which: --map phone="Cell #".')
    used = set(at.values())
    return Columns(at, header, tuple(cell for index, cell in enumerate(header) if cell and index not in used))


def refuse_a_resident(header: tuple[str, ...], fields: Mapping[str, ContactField]) -> None:
    """`Unreadable` when the first row names no columns but is somebody's."""
    meanings = _meanings(fields)
    if not any(fold(cell) in meanings for cell in header) and any(_PHONE.fullmatch(cell) for cell in header):
        raise Unreadable("The first row is a resident already.", "Put a row above it that names the columns.")


def _meanings(fields: Mapping[str, ContactField]) -> dict[str, str]:
    """Folded header to meaning; the city's own names go first, since the city chose them."""
    found = {word: meaning for meaning, words in HEADERS.items() for word in (*words, fold(meaning.replace("_", " ")))}
    for name, field in fields.items():
        for words in (name, name.replace("_", " "), FIELD + name, *field.label.values()):
            found[fold(words)] = FIELD + name
    return found


def _meaning(said: str, fields: Mapping[str, ContactField]) -> str:
    name = said.removeprefix(FIELD)
    if said in HEADERS or name in fields:
        return said if said in HEADERS else FIELD + name
    known = [*HEADERS, *fields]
    near = get_close_matches(name, known, n=1)
    hint = f' Did you mean "{near[0]}"?' if near else ""
    raise Unreadable(f'A column cannot mean "{said}".', f"Use one of {', '.join(known)}.{hint}")


def _position(wanted: str, header: tuple[str, ...]) -> int:
    folded = [fold(cell) for cell in header]
    matches = [index for index, cell in enumerate(header) if cell == wanted] or [
        index for index, cell in enumerate(folded) if cell and cell == fold(wanted)
    ]
    if len(matches) != 1:
        how = "No column is" if not matches else "Several columns are"
        listed = ", ".join(f'"{cell}"' for cell in header if cell)
        raise Unreadable(f'{how} called "{wanted}".', f"The columns are {listed}.")
    return matches[0]
