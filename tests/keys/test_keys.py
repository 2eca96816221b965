"""Keys: what may be granted, that no secret is kept, rotation by two, and requests that come twice."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.keys import once, service, store
from bot.keys.rules import BY_DEPARTMENT, SCOPES, Key, NotPossible, live, problems
from bot.keys.tables import api_key, api_secret, kept_answer
from bot.lib.ids import new_id
from bot.lib.vault import Vault
from tests.conversations.town import STARTS_AT as NOW

VAULT = Vault("a secret of this test, long enough to be one")
DAY = timedelta(days=1)


def key(name: str = "311 desk", **more: object) -> Key:
    said = {"scopes": frozenset({"concerns:read"}), "departments": frozenset[str](), "purpose": "cases",
            "made_by": "A clerk", "created_at": NOW, **more}  # fmt: skip
    return Key(id=new_id("key", NOW), name=name, **said)  # type: ignore[arg-type]


@pytest.fixture
def db(any_url: str) -> Iterator[Database]:
    made = Database(any_url)
    upgrade(made)
    yield made
    made.close()


def issue(db: Database, name: str = "311 desk", **more: object) -> str:
    return service.issue(db, VAULT, key(name, **more), ["streets"], now=NOW).secret


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": ""}, "A name"), ({"name": "two\nlines"}, "A name"), ({"purpose": " "}, "--for"),
        ({"made_by": ""}, "--as"), ({"scopes": frozenset()}, "opens nothing"),
        ({"scopes": frozenset({"everything"})}, 'no scope "everything"'),
        ({"departments": frozenset({"moon"})}, 'no department "moon"'),
        ({"expires_at": NOW}, "ended already"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_new_key_is_told(wrong: dict, told: str) -> None:
    (said,) = problems(key(**wrong), ["streets"], NOW)
    assert told in said
    assert list(problems(key(), ["streets"], NOW)) == []


@pytest.mark.parametrize("scope", sorted(SCOPES))
def test_a_department_opens_only_what_belongs_to_it(scope: str) -> None:
    said = list(problems(key(scopes=frozenset({scope}), departments=frozenset({"streets"})), ["streets"], NOW))
    assert (said == []) == (scope in BY_DEPARTMENT)


def test_a_secret_is_shown_once_and_kept_as_a_hash(db: Database) -> None:
    secret = issue(db)
    with db.read() as tx:
        kept = [str(row) for table in (api_key, api_secret) for row in tx.execute(select(table))]
    assert secret.startswith("cbd_") and len(secret) == 47
    assert not [row for row in kept if secret[4:20] in row]
    other_vault = Vault("another secret, with which no hash is the same")
    assert service.bearer(db, other_vault, secret, now=NOW) is None
    bearer = service.bearer(db, VAULT, secret, now=NOW)
    assert bearer is not None and (bearer.name, bearer.scopes) == ("311 desk", {"concerns:read"})
    with pytest.raises(NotPossible, match="already"):
        issue(db)


def test_its_use_is_noted_once_a_minute(db: Database) -> None:
    secret = issue(db)

    def noted() -> object:
        with db.read() as tx:
            return tx.execute(select(api_secret.c.last_used_at)).scalar()

    seen = [noted()]
    for after in (1, 30, 62, 100):
        service.bearer(db, VAULT, secret, now=NOW + timedelta(seconds=after))
        seen.append(noted())
    assert seen == [None, NOW + timedelta(seconds=1), seen[1], NOW + timedelta(seconds=62), seen[3]]


def test_two_secrets_live_while_a_key_is_rotated_and_never_three(db: Database) -> None:
    first = issue(db)
    second = service.rotate(db, VAULT, "311 desk", keep_for=7 * DAY, now=NOW).secret
    with pytest.raises(NotPossible, match="rotated already"):
        service.rotate(db, VAULT, "311 desk", keep_for=7 * DAY, now=NOW + DAY)
    assert [service.bearer(db, VAULT, each, now=NOW + DAY) is not None for each in (first, second)] == [True, True]
    third = service.rotate(db, VAULT, "311 desk", keep_for=timedelta(), now=NOW + 2 * DAY).secret
    known = [service.bearer(db, VAULT, each, now=NOW + 2 * DAY) is not None for each in (first, second, third)]
    assert known == [False, False, True]
    fourth = service.rotate(db, VAULT, "311 desk", keep_for=DAY, now=NOW + 3 * DAY).secret
    with db.read() as tx:
        ((found, secrets),) = store.keys(tx)
    assert len(secrets) == 4 and len(live(secrets, NOW + 3 * DAY)) == 2 and found.is_live(NOW)
    service.revoke(db, found.id, now=NOW + 3 * DAY)
    assert [service.bearer(db, VAULT, each, now=NOW + 3 * DAY) for each in (third, fourth)] == [None, None]
    for act in (lambda: service.revoke(db, "311 desk", now=NOW), lambda: service.revoke(db, "none", now=NOW),
                lambda: service.rotate(db, VAULT, "311 desk", keep_for=DAY, now=NOW)):  # fmt: skip
        with pytest.raises(NotPossible):
            act()


def test_a_key_ends_after_a_year_when_nobody_says(db: Database) -> None:
    secret = issue(db)
    assert service.bearer(db, VAULT, secret, now=NOW + 365 * DAY) is not None
    assert service.bearer(db, VAULT, secret, now=NOW + 366 * DAY) is None


def test_a_request_that_comes_twice_is_done_once(db: Database) -> None:
    def begin(digest: str = "d", after: timedelta = timedelta(), of: str = "key_a") -> object:
        return once.begin(db, of, "r1", digest, now=NOW + after)

    assert begin() == once.First() and begin() == once.UnderWay() and begin(digest="e") == once.Differs()
    assert begin(of="key_b") == once.First(), "another system's words are its own"
    once.done(db, "key_a", "r1", 202, '{"id": 1}')
    assert begin() == once.Kept(202, '{"id": 1}') and begin(digest="e") == once.Differs()
    assert begin(after=timedelta(hours=24)) == once.Kept(202, '{"id": 1}')
    assert begin(after=timedelta(hours=24, seconds=1)) == once.First()
    with db.read() as tx:
        assert len(tx.execute(select(kept_answer)).all()) == 1, "what is old is gone"


def test_what_did_nothing_or_was_cut_off_may_come_again(db: Database) -> None:
    assert once.begin(db, "k", "r", "d", now=NOW) == once.First()
    once.undone(db, "k", "r")
    assert once.begin(db, "k", "r", "d", now=NOW) == once.First()
    later = NOW + once.TAKEN_UP_AFTER
    assert once.begin(db, "k", "r", "d", now=later) == once.First()
    assert once.begin(db, "k", "r", "d", now=later) == once.UnderWay()
