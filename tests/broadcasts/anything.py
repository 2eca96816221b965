"""Strategies for rules, and for small populations in which such rules find somebody."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.broadcasts.segments import Names
from bot.broadcasts.tree import And, Answered, Fact, Joined, Not, Or, Reported, Rule, Span, Texted

ZONE = ZoneInfo("America/Denver")
NOW = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
DAYS = [date(2026, 3, 1), date(2026, 3, 8), date(2026, 3, 9)]
"""Of those the second is the one on which the city's clocks go forward."""
ANY = Names(fields={"size": "number", "since": "date", "renter": "yes/no", "interest": "choice", "note": "text"})
"""A city that only says what fields it keeps."""
WORDS = ["es", "Es", "Barelas", "barelas", "South Valley", 'the "Sur"', "x' OR 1=1 --", "%", "Ñuñoa", "or", "\\"]
NUMBERS = ["4", "4.5", "-1", "0", "1200.5", "9999999999.9999"]
FIELDS = {
    "size": ["4", "4.0", "04", "4.5", "-1", "four", "", "4 ", "4\n", "1e3", "NaN", "99999999999", "٤", "0x4"],
    "since": ["2026-03-01", "2026-03-08", "2026-3-8", "2026-02-31", "8 March", "", "2026-03-08\n"],
    "renter": ["yes", "no", "Yes", "sí", ""],
    "interest": ["parks", "Parks", "or"],
    "note": [*WORDS, ""],
}
CODES = ["worse", "better", "Worse", "worse_off", "or"]

spans = st.builds(
    Span,
    days=st.none() | st.sampled_from([1, 30, 365]), since=st.none() | st.sampled_from(DAYS),
    before=st.none() | st.sampled_from(DAYS),
)  # fmt: skip
some_span = spans.filter(lambda span: span != Span())


def _facts(name: str, kind: str, values: st.SearchStrategy[str], *, ordered: bool = False) -> st.SearchStrategy[Rule]:
    ops = st.sampled_from(["=", "!=", *(["<", "<=", ">", ">="] if ordered else [])])
    several = st.lists(values, min_size=2, max_size=3, unique=True).map(tuple)
    return (
        st.builds(Fact, st.just(name), st.just(kind), ops, values.map(lambda value: (value,)))
        | st.builds(Fact, st.just(name), st.just(kind), st.sampled_from(["in", "not in"]), several)
        | st.just(Fact(name, kind, "unknown"))
    )


_words = st.sampled_from(WORDS)
_codes = st.lists(st.sampled_from(CODES), max_size=2, unique=True).map(tuple)
terms: st.SearchStrategy[Rule] = st.one_of(
    _facts("language", "code", st.sampled_from(["es", "en", "Es"])),
    *(_facts(name, "text", _words) for name in ("area", "zone", "door")),
    _facts("field.size", "number", st.sampled_from(NUMBERS), ordered=True),
    _facts("field.since", "date", st.sampled_from(DAYS).map(date.isoformat), ordered=True),
    _facts("field.renter", "yes/no", st.sampled_from(["yes", "no"])),
    _facts("field.interest", "code", st.sampled_from(["parks", "Parks", "or"])),
    _facts("field.note", "text", _words),
    st.builds(Answered, st.sampled_from(["prosperity", "year_end"]), span=spans),
    st.builds(Answered, st.sampled_from(["prosperity", "year_end"]), st.sampled_from(["year", "work"]), _codes, spans),
    st.builds(Reported, st.sampled_from(["", "pothole", "or", "any"]), spans),
    st.builds(Texted, spans),
    st.builds(Joined, some_span),
)
rules: st.SearchStrategy[Rule] = st.recursive(
    terms,
    lambda inner: (
        st.builds(Not, inner)
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts)))
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts)))
    ),
    max_leaves=6,
)

_edges = [datetime.combine(day, time(), ZONE).astimezone(UTC) for day in DAYS]
_edges += [NOW - timedelta(days=days) for days in (1, 30, 365)]
moments = st.sampled_from(
    [edge + timedelta(microseconds=by) for edge in _edges for by in (-1, 0, 1)] + [NOW, NOW - timedelta(days=400)]
)


@st.composite
def resident(draw: st.DrawFn, number: int) -> dict[str, list[dict[str, Any]]]:
    """The rows of one resident by table."""
    who, of = f"con_{number}", {"contact_id": f"con_{number}"}
    known = {name: draw(st.none() | _words) for name in ("area", "zone", "door")}
    contact = {
        "id": who, "phone_hash": who, "phone_sealed": b"", "language": draw(st.none() | st.sampled_from(["es", "en"])),
        "left_at": draw(st.sampled_from([None, None, None, NOW])), "created_at": draw(moments),
        "shares": draw(st.sampled_from([None, None, None, "con_0"])), **known,
    }  # fmt: skip
    fields = draw(st.fixed_dictionaries({}, optional={name: st.sampled_from(some) for name, some in FIELDS.items()}))
    answers = [
        {
            **of, "id": f"ans_{number}_{index}", "session_id": f"ses_{number}_{draw(st.integers(0, 1))}",
            "flow": draw(st.sampled_from(["prosperity", "welcome"])), "flow_version": "1",
            "survey": draw(st.sampled_from(["", "prosperity", "year_end"])),
            "step": draw(st.sampled_from(["year", "work"])),
            "status": draw(st.sampled_from(["answered", "answered", "answered", "withdrawn", "refused"])),
            "codes": draw(st.sampled_from(['["worse"]', '["better", "worse_off"]', '["Worse", "or"]', "[]"])),
            "words": "", "at": draw(moments),
        }
        for index in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    concerns = [
        {
            **of, "id": f"cn_{number}_{index}", "reference": f"{number}{index}", "session_id": "s", "words": "",
            "kind": draw(st.sampled_from(["pothole", "Pothole", "or", "any", ""])), "place": "", "flow_version": "1",
            "status": "received", "created_at": draw(moments),
        }
        for index in range(draw(st.integers(0, 2)))
    ]  # fmt: skip
    texts = [
        {
            "id": f"msg_{number}_{index}", "conversation_id": f"cnv_{number}", "purpose": "reply", "body": "",
            "direction": draw(st.sampled_from(["in", "in", "out"])), "status": "sent", "created_at": draw(moments),
        }
        for index in range(draw(st.integers(0, 2)))
    ]  # fmt: skip
    conversation = {
        **of, "id": f"cnv_{number}", "channel": "sms", "sender": "1", "answerable": True, "created_at": NOW,
    }  # fmt: skip
    return {
        "contact": [contact], "contact_field": [{**of, "name": name, "value": each} for name, each in fields.items()],
        "conversation": [conversation], "answer": answers, "concern": concerns, "message": texts,
    }  # fmt: skip


populations = st.integers(1, 6).flatmap(lambda size: st.tuples(*(resident(number) for number in range(size))))
