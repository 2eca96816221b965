"""The database finds whom Python finds, for any rule over any residents, and nobody who is not to be written to."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, literal, select

from bot.broadcasts.audience import count, members
from bot.broadcasts.facts import Facts, Given, holds
from bot.broadcasts.segments import DEEPEST, MOST_TERMS, Names, parse
from bot.broadcasts.tree import Rule
from bot.db.base import Tx, metadata
from bot.db.engine import Database
from bot.db.migrate import upgrade
from tests.broadcasts.anything import ANY, NOW, ZONE, populations, rules
from tests.conversations.town import LUPE, SAM, Town, new_sqlite

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
TABLES = ("contact", "contact_field", "conversation", "answer", "concern", "message")
AN_ANSWER = {"status": "answered", "survey": "prosperity", "flow": "prosperity", "step": "year"}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """An empty database of each kind; what a test writes there it takes back."""
    if request.param == "sqlite":
        made = Database(new_sqlite(tmp_path_factory.mktemp("audience")))
    else:
        make: Callable[..., str] = request.getfixturevalue("new_database")
        made = Database(make())
        upgrade(made)
    yield made
    made.close()


@contextmanager
def town_of(db: Database, residents: Sequence[Rows]) -> Iterator[Tx]:
    """A transaction in which these residents and nobody else live; it is taken back."""
    with db.engine.connect() as tx, tx.begin() as begun:
        for name in TABLES:
            if rows := [row for resident in residents for row in resident.get(name, ())]:
                tx.execute(insert(metadata.tables[name]), rows)
        yield tx
        begun.rollback()


def facts_of(rows: Rows) -> Facts:
    """What stands in the rows of one resident, gathered without the database's help."""
    (contact,), answers = rows["contact"], rows["answer"]
    given = []
    for each in answers:
        same = [other for other in answers if all(other[by] == each[by] for by in ("session_id", "flow", "step"))]
        if each["status"] == "answered":
            stands = not any(other["at"] > each["at"] for other in same)
            codes = tuple(json.loads(each["codes"]))
            given.append(Given(each["survey"], each["flow"], each["step"], codes, each["at"], stands))
    return Facts(
        joined_at=contact["created_at"],
        **{name: contact[name] for name in ("language", "area", "zone", "door")},
        fields={row["name"]: row["value"] for row in rows["contact_field"]},
        answers=tuple(given),
        reports=tuple((row["kind"], row["created_at"]) for row in rows["concern"]),
        texts=tuple(row["created_at"] for row in rows["message"] if row["direction"] == "in"),
    )


def found_by_python(rule: Rule, residents: Sequence[Rows]) -> set[str]:
    here = [rows for rows in residents if not rows["contact"][0]["left_at"] and not rows["contact"][0]["shares"]]
    return {rows["contact"][0]["id"] for rows in here if holds(rule, facts_of(rows), now=NOW, zone=ZONE)}


def assert_agreed(db: Database, residents: Sequence[Rows], asked: Sequence[Rule]) -> None:
    with town_of(db, residents) as tx:
        for rule in asked:
            expected = found_by_python(rule, residents)
            assert set(tx.execute(members(rule, NOW, ZONE)).scalars()) == expected, str(rule)
            assert count(tx, rule, NOW, ZONE) == len(expected)


several = st.lists(rules, min_size=4, max_size=8)


@settings(max_examples=20)
@given(populations, several)
def test_the_database_and_python_find_the_same(db: Database, residents: Sequence[Rows], asked: Sequence[Rule]) -> None:
    assert_agreed(db, residents, asked)


@pytest.mark.slow
@settings(max_examples=250)
@given(populations, several)
def test_they_find_the_same_in_many_towns(db: Database, residents: Sequence[Rows], asked: Sequence[Rule]) -> None:
    assert_agreed(db, residents, asked)


def one(number: int, **known: Any) -> dict[str, list[dict[str, Any]]]:
    """A resident of whom little is known."""
    unknown = dict.fromkeys(("language", "area", "left_at", "shares"))
    row = {"id": f"con_{number}", "phone_hash": f"{number}", "phone_sealed": b"", "created_at": NOW}
    return {"contact": [{**row, **unknown, **known}]}


def found(db: Database, rule: str, residents: Sequence[Rows]) -> set[str]:
    with town_of(db, residents) as tx:
        return {who.removeprefix("con_") for who in tx.execute(members(parse(rule, ANY), NOW, ZONE)).scalars()}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('area = "Barelas"', {"0"}),
        ('area != "Barelas"', {"1"}),
        ('not area = "Barelas"', {"1", "2"}),
        ('not area != "Barelas"', {"0", "2"}),
        ('area not in ("Barelas", "Martineztown")', {"1"}),
        ("area is unknown", {"2"}),
        ("not area is unknown", {"0", "1"}),
        ('area = "barelas"', set()),
    ],
)
def test_what_is_unknown_is_neither_equal_nor_unequal(db: Database, rule: str, expected: set[str]) -> None:
    residents = [one(0, area="Barelas"), one(1, area="South Valley"), one(2), one(3, area="Barelas", left_at=NOW)]
    assert found(db, rule, residents) == expected


def test_who_has_left_or_holds_no_phone_is_in_no_audience(db: Database) -> None:
    residents = [one(0), one(1, left_at=NOW), one(2, shares="0"), one(3, phone_hash="~con_3", left_at=NOW)]
    assert found(db, "language is unknown", residents) == {"0"}
    assert found(db, "not language is unknown or language is unknown", residents) == {"0"}


@pytest.mark.parametrize(
    ("last", "standing", "expected"),
    [("answered", '["better"]', set()), ("withdrawn", "[]", set()), ("answered", '["worse"]', {"0"})],
)
def test_an_answer_counts_as_it_stands(db: Database, last: str, standing: str, expected: set[str]) -> None:
    row = {**AN_ANSWER, "contact_id": "con_0", "session_id": "s", "flow_version": "1", "words": ""}
    first = {**row, "id": "a", "codes": '["worse"]', "at": NOW - timedelta(hours=1)}
    second = {**row, "id": "b", "codes": standing, "status": last, "at": NOW}
    resident = {**one(0), "answer": [first, second]}
    assert found(db, 'answered "prosperity.year" = worse', [resident]) == expected
    assert found(db, 'answered "prosperity"', [resident]) == {"0"}
    assert found(db, 'answered "prosperity.year"', [resident]) == (set() if last == "withdrawn" else {"0"})


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('answered "prosperity"', {"0", "1", "2"}),
        ("answered year_end", {"1"}),
        ('answered "prosperity.year"', {"0", "1", "2"}),
        ('answered "prosperity.year" = worse', {"0", "1"}),
        ('answered "prosperity.year" in (or, better)', {"1", "2"}),
        ('answered "prosperity.year" within 1 days', {"0", "1"}),
        ("texted", {"0"}),
        ("reported any", {"0", "2"}),
        ("reported pothole", {"0"}),
        ("reported any since 2026-03-10", {"0"}),
    ],
)
def test_what_people_did_finds_them(db: Database, rule: str, expected: set[str]) -> None:
    """The first answered and texted; the second in a flow of another survey; the third was worse off, long ago."""
    before = NOW - timedelta(days=100)
    residents = [
        {
            **one(0), "answer": [answered(0, '["worse"]'), answered(0, '["better"]', flow="other", survey="")],
            "conversation": [conversation(0)], "message": [text(0, "in"), text(0, "out")],
            "concern": [reported(0, "pothole", NOW)],
        },
        {
            **one(1), "answer": [answered(1, '["worse", "or"]', survey="year_end")],
            "conversation": [conversation(1)], "message": [text(1, "out")],
        },
        {
            **one(2), "answer": [answered(2, '["worse_off", "better"]', flow="other", at=before)],
            "concern": [reported(2, "", before)],
        },
        {**one(3), "answer": [answered(3, "[]", status="refused")]},
    ]  # fmt: skip
    assert found(db, rule, residents) == expected


def answered(number: int, codes: str, *, at: datetime = NOW, **more: str) -> dict[str, Any]:
    """An answer; one in the flow "other" came a moment after."""
    later = timedelta(seconds=1) if more.get("flow") else timedelta()
    return {
        **AN_ANSWER, "id": f"ans_{number}_{more.get('flow', '')}", "contact_id": f"con_{number}",
        "session_id": f"ses_{number}", "flow_version": "1", "codes": codes, "words": "", "at": at + later, **more,
    }  # fmt: skip


def conversation(number: int) -> dict[str, Any]:
    return {
        "id": f"cnv_{number}", "contact_id": f"con_{number}", "channel": "sms", "sender": "1", "answerable": True,
        "created_at": NOW,
    }  # fmt: skip


def text(number: int, direction: str) -> dict[str, Any]:
    return {
        "id": f"msg_{number}_{direction}", "conversation_id": f"cnv_{number}", "direction": direction,
        "purpose": "reply", "body": "", "status": "sent", "created_at": NOW,
    }  # fmt: skip


def reported(number: int, kind: str, at: datetime) -> dict[str, Any]:
    return {
        "id": f"cn_{number}", "reference": f"R{number}", "contact_id": f"con_{number}", "session_id": "s",
        "kind": kind, "words": "", "place": "", "flow_version": "1", "status": "received", "created_at": at,
    }  # fmt: skip


def test_every_value_is_a_parameter(db: Database) -> None:
    hostile = "x'); DROP TABLE contact; --"
    rule = parse(
        f'area = "{hostile}" or field.note in ("{hostile}", "b") or answered "{hostile}.{hostile}" in ("{hostile}", b) '
        f'or reported "{hostile}" or language = "{hostile}" or field.size > 4217',
        ANY,
    )
    for value in (hostile, "4217"):
        assert value not in str(members(rule, NOW, ZONE).compile(db.engine))
    assert found(db, str(rule), [one(0, area=hostile), one(1)]) == {"0"}


def test_the_largest_rules_are_no_trouble(db: Database) -> None:
    deep = "not (" * (DEEPEST // 2 - 1) + 'answered "prosperity.year" in (a, b, c)' + ")" * (DEEPEST // 2 - 1)
    wide = " or ".join(['answered "prosperity.year" = worse within 30 days'] * MOST_TERMS)
    assert found(db, deep, [one(0)]) == {"0"}
    assert found(db, wide, [one(0)]) == set()


def test_members_can_be_inserted_as_they_are(db: Database) -> None:
    kept = metadata.tables["contact_field"]
    with town_of(db, [one(0, language="es"), one(1, language="en")]) as tx:
        chosen = members(parse("language = es", ANY), NOW, ZONE).add_columns(literal("in"), literal("yes"))
        tx.execute(insert(kept).from_select(["contact_id", "name", "value"], chosen))
        assert tx.execute(select(kept.c.contact_id)).scalars().all() == ["con_0"]


def test_residents_who_text_are_found_by_what_they_did(tmp_path: Path) -> None:
    """The rules speak of the tables as the product itself fills them."""
    town = Town(new_sqlite(tmp_path))
    for text in ("encuesta", "2", "1", "1"):
        town.says(LUPE, text)
    town.says(SAM, "there is a pothole on my street")
    ((lupe, sam),) = town.query(select(*(_id_of(town, phone) for phone in (LUPE, SAM))))
    asked = {
        'answered "prosperity"': {lupe},
        'answered "prosperity.meaning"': {lupe},
        'answered "prosperity.meaning" = work within 1 days': {lupe},
        'answered "prosperity.meaning" = home': set(),
        "texted within 1 days": {lupe, sam},
        "joined within 1 days and not answered prosperity": {sam},
        "language = en": {sam},
    }
    with town.db.read() as tx:
        for rule, who in asked.items():
            ids = tx.execute(members(parse(rule, Names()), town.now, UTC)).scalars()
            assert set(ids) == who, rule
    town.says(LUPE, "ATRAS")
    with town.db.read() as tx:
        assert count(tx, parse('answered "prosperity.meaning"', Names()), town.now, UTC) == 0
    town.close()


def _id_of(town: Town, phone: str) -> Any:
    contact = metadata.tables["contact"]
    return select(contact.c.id).where(contact.c.phone_hash == town.bot.vault.lookup(phone)).scalar_subquery()
