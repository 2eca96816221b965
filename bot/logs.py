"""How the processes log: a JSON line an event, never a phone number or a resident's words; nothing is logged here."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_NUMBER = re.compile(r"\+\d{8,15}")


def set_up(level: str) -> None:
    """Log from this level on, to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _without_numbers,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )


def _without_numbers(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last guard: whatever slipped into a line that looks like a phone number is masked."""
    return {key: _NUMBER.sub("+[number]", value) if isinstance(value, str) else value for key, value in event.items()}
