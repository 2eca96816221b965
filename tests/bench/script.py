"""Residents and what they say, as data; no network here.

When a flow changes, change CONVERSATIONS and nothing else. A line may hold `{i}`, the resident's number.
"""

from tests.standin.phone import text_params

# One line per turn. Spanish and English have equally many, so that a mix keeps its share of each turn.
CONVERSATIONS: dict[str, dict[str, list[str]]] = {
    "report": {
        "en": [
            "There is a deep pothole in front of the school, cars swerve around it",
            "1",
            "{i} W Olive Ave near the corner store",
        ],
        "es": [
            "Hay un bache muy profundo frente a la escuela, los carros lo esquivan, es peligroso para los niños",
            "1",
            "{i} W Olive Ave, cerca de la tienda de la esquina",
        ],
    },
    "survey": {
        "en": ["SURVEY", "1", "1", "4", "3", "More shade at the bus stops, please", "2", "3", "SKIP", "1"],
        "es": ["ENCUESTA", "2", "1", "4", "3", "Más sombra en las paradas, por favor", "1", "4", "SALTAR", "1"],
    },
}
MIXES = {"report": ["report"], "survey": ["survey"], "mix": ["report", "report", "survey"]}

_AREA_CODES = (505, 575)
# No N11 (services) and no 555 (fiction): every number passes a validity check.
_EXCHANGES = [n for n in range(200, 1000) if n % 100 != 11 and n != 555]
_PER_AREA = len(_EXCHANGES) * 10_000


def phone(i: int) -> str:
    """Resident i's number: valid in the US, distinct for the first fifteen million."""
    area, within = divmod(i, _PER_AREA)
    return f"+1{_AREA_CODES[area]}{_EXCHANGES[within // 10_000]}{within % 10_000:04d}"


def language(i: int) -> str:
    """Three in ten write Spanish."""
    return "es" if i % 10 < 3 else "en"


def lines(i: int, mix: str) -> list[str]:
    names = MIXES[mix]
    return [line.format(i=i) for line in CONVERSATIONS[names[i % len(names)]][language(i)]]


def text(i: int, turn: int, *, mix: str, run: int) -> dict[str, str]:
    """The form Twilio would post; the sid is distinct in resident, turn and run."""
    sid = f"SM{run & 0xFFFFFFFF:08x}{i:016x}{turn:08x}"
    return text_params({"From": phone(i), "Body": lines(i, mix)[turn], "MessageSid": sid})


def schedule(count: int, *, first: int, width: int, mix: str) -> list[tuple[int, int]]:
    """Who speaks when: residents in blocks of `width`, a block turn by turn, so that nobody speaks before the answer
    to the line before could have come."""
    order: list[tuple[int, int]] = []
    start = first
    while len(order) < count:
        block = range(start, start + width)
        longest = max(len(lines(i, mix)) for i in block)
        order += [(i, turn) for turn in range(longest) for i in block if turn < len(lines(i, mix))]
        start += width
    return order[:count]
