"""Queries over what was answered in surveys; those that look at every answer of a large one are for workers."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, literal, select, text, union_all

from bot.conversations.tables import answer
from bot.db.base import Tx

MOST_SURVEYS = 300
"""Surveys that a list knows; a city has dozens."""
SMALL = 5_000
"""Answers up to which a survey is counted while somebody waits for the page."""
WORDS_ORDER = (datetime, str)
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
