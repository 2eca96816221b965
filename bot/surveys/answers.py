"""Queries over what was answered in surveys; those that look at every answer of a large one are for workers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, literal, literal_column, select, text, tuple_, union_all

from bot.conversations.tables import answer, session
from bot.db.base import Tx
from bot.db.paging import Portion, portion
from bot.lib.paging import Place
from bot.messaging.tables import conversation

MOST_SURVEYS = 300
"""Surveys that a list knows; a city has dozens."""
SMALL = 5_000
"""Answers up to which a survey is counted while somebody waits for the page."""
WORDS_ORDER = (datetime, str)
MOST_LOOKED_AT = 2_000
"""Answers that a page of people's own words looks at."""
_STEPS_OF_SURVEYS = text(
    """
    WITH RECURSIVE listed(survey) AS (
      SELECT min(survey) FROM answer WHERE survey <> ''
      UNION ALL
      SELECT (SELECT min(a.survey) FROM answer a WHERE a.survey > listed.survey AND a.survey <> '')
      FROM listed WHERE listed.survey IS NOT NULL
    )
    SELECT survey FROM listed WHERE survey IS NOT NULL LIMIT 300
    """
)
"""Every survey with an answer: one step of the index for each of them, however many answers there are."""


def answered_surveys(tx: Tx) -> list[str]:
    """The surveys that anybody has ever answered."""
    return list(tx.execute(_STEPS_OF_SURVEYS).scalars())


def last_answers(tx: Tx, surveys: Iterable[str]) -> dict[str, datetime]:
    """When each of these was answered last."""
    each = [
        select(literal(survey).label("survey"), func.max(answer.c.at).label("at")).where(
            answer.c.survey == survey, answer.c.survey != ""
        )
        for survey in list(surveys)[:MOST_SURVEYS]
    ]
    return {row.survey: row.at for row in tx.execute(union_all(*each)) if row.at} if each else {}


_SEEN = (answer.c.survey == bindparam("survey"), answer.c.survey != "", conversation.c.hidden_since.is_(None))


def _open_answers(*columns: Any) -> Select[Any]:
    """Answers of conversations that are not hidden."""
    return (
        select(*columns)
        .join_from(answer, session, session.c.id == answer.c.session_id)
        .join(conversation, conversation.c.id == session.c.conversation_id)
        .where(*_SEEN)
    )


def size(tx: Tx, survey: str) -> int:
    """How many answers it has, counted up to one more than a small survey's."""
    some = select(literal(1).label("one")).where(*_SEEN[:2]).limit(SMALL + 1).subquery()
    return int(tx.execute(select(func.count()).select_from(some), {"survey": survey}).scalar_one())


def last_version(tx: Tx, survey: str) -> str | None:
    """The version of the flow that was answered last."""
    newest = select(answer.c.flow_version).where(*_SEEN[:2]).order_by(answer.c.at.desc()).limit(1)
    version: str | None = tx.execute(newest, {"survey": survey}).scalar()
    return version


@dataclass(frozen=True, slots=True)
class Counts:
    """A survey counted.

    `cells`: step, language, status, codes (JSON) and how often that is what stands there. `walks`: language, how many
    of the questions were come to, asked and answered, and how many people's walks were like that.
    """

    answers: int
    cells: tuple[tuple[str, str, str, str, int], ...] = ()
    walks: tuple[tuple[str, int, int, int, int], ...] = ()


def count(tx: Tx, survey: str, items: Sequence[str], coded: Sequence[str]) -> Counts:
    """Count what stands now: the last word of each person on each question, withdrawn ones left out.

    `items` are the questions in order; the codes of those in `coded` are counted one by one.
    """
    newest = (answer.c.at.desc(), answer.c.id.desc())
    given = _open_answers(
        answer.c.session_id, answer.c.step, answer.c.status,
        func.coalesce(answer.c.language, literal("")).label("language"),
        case((answer.c.step.in_(coded or [""]), answer.c.codes), else_=literal("[]")).label("codes"),
        func.row_number().over(partition_by=(answer.c.session_id, answer.c.step), order_by=newest).label("newness"),
    ).cte("given")  # fmt: skip
    stands = and_(given.c.newness == 1, given.c.status != "withdrawn")
    how_many = func.count().label("times")
    of_cell = (given.c.step, given.c.language, given.c.status, given.c.codes)
    cells = tx.execute(select(*of_cell, how_many).where(stands).group_by(*of_cell), {"survey": survey}).all()
    places = {step: number for number, step in enumerate(items, start=1)}
    walks: Sequence[Any] = ()
    if items:
        position = case(*((given.c.step == step, literal(number)) for step, number in places.items()), else_=literal(0))
        answered = func.sum(case((given.c.status == "answered", 1), else_=0))
        walk = (
            select(
                func.max(given.c.language).label("language"), func.max(position).label("reached"),
                func.count().label("asked"), answered.label("answered"),
            )
            .where(stands, given.c.step.in_(items)).group_by(given.c.session_id).subquery()
        )  # fmt: skip
        of_walk = (walk.c.language, walk.c.reached, walk.c.asked, walk.c.answered)
        walks = tx.execute(select(*of_walk, how_many).group_by(*of_walk), {"survey": survey}).all()
    found = tuple((row[0], row[1], row[2], row[3], int(row[4])) for row in cells)
    went = tuple((row[0], int(row[1]), int(row[2]), int(row[3]), int(row[4])) for row in walks)
    return Counts(sum(each[4] for each in found), found, went)


_IN_WORDS = text("survey <> '' AND words <> ''")
"""Said as the index of answers in words says it, so that it is followed."""
_WORDS = _open_answers(answer.c.at, answer.c.id, answer.c.words, answer.c.language).where(
    answer.c.step == bindparam("step"), answer.c.status == "answered", text("answer.words <> ''")
)
_LATER = answer.alias("later")
_UNTOUCHED = ~(
    select(literal_column("1"))
    .select_from(_LATER)
    .where(
        _LATER.c.session_id == answer.c.session_id, _LATER.c.step == answer.c.step, _LATER.c.survey == answer.c.survey,
        _LATER.c.survey != "", _LATER.c.at > answer.c.at, _LATER.c.contact_id == answer.c.contact_id,
    )
    .exists()
)  # fmt: skip
_OWN = answer.c.codes.like('%"other"%')


def own_words(
    tx: Tx, survey: str, step: str, *, only_other: bool, language: str = "", after: Place | None, limit: int
) -> Portion[Any]:
    """What people wrote at a question, the newest first; `only_other`: of those who chose "something else".

    What somebody has changed or taken back since is left out. A page looks at MOST_LOOKED_AT answers and ends there,
    whatever it found.
    """
    asked = {"survey": survey, "step": step}
    ends = _ends(tx, asked, after)
    query = _WORDS.where(_UNTOUCHED)
    if ends:
        query = query.where(_place(ends) <= _AT)
    if only_other:
        query = query.where(_OWN)
    if language:
        query = query.where(answer.c.language == language)
    found = portion(tx, query.params(asked), [answer.c.at, answer.c.id], after=after, limit=limit, down=True)
    return Portion(found.rows, found.after or ends)


_AT = tuple_(answer.c.at, answer.c.id)


def _place(place: Place) -> Any:
    at, id = place
    return tuple_(literal(at, answer.c.at.type), literal(id, answer.c.id.type))


def _ends(tx: Tx, asked: dict[str, str], after: Place | None) -> Place | None:
    """The last answer that a page looks at; None when there are fewer."""
    here = select(answer.c.at, answer.c.id).where(
        answer.c.survey == asked["survey"], answer.c.step == asked["step"], _IN_WORDS
    )
    if after:
        here = here.where(_place(after) > _AT)
    newest = here.order_by(answer.c.at.desc(), answer.c.id.desc())
    last = tx.execute(newest.offset(MOST_LOOKED_AT - 1).limit(1)).first()
    return (last[0], last[1]) if last else None


def rows(tx: Tx, survey: str, *, after: Place | None, limit: int) -> Portion[Any]:
    """Every answer as it was given, oldest first, for a download."""
    query = _open_answers(
        answer.c.at, answer.c.id, answer.c.session_id, answer.c.flow_version, answer.c.step, answer.c.status,
        answer.c.codes, answer.c.words, answer.c.language,
    ).params(survey=survey)  # fmt: skip
    return portion(tx, query, [answer.c.at, answer.c.id], after=after, limit=limit)
