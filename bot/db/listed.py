"""How a column is compared with a long list of numbers in each kind of database; it knows no tables."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY


def listed(column: ColumnElement[Any], name: str, dialect: str) -> ColumnElement[bool]:
    """Whether the number is one of those bound as `name`.

    PostgreSQL has them as one array: a thousand single values take longer to bind and to plan than to look up.
    """
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(BigInteger)))
    return column.in_(bindparam(name, expanding=True))
