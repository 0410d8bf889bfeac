"""Logs as JSON lines; personal data never enters them: events carry numbers, not names.

What slips in all the same, by an address that somebody typed or in the text of an exception, is masked on its way.
"""

import logging
import re
from typing import Any

import structlog
from structlog.typing import EventDict

# Eleven digits and more, however they are grouped: telephone, identity, account. And mail addresses.
NUMBER = re.compile(r"(?<![0-9A-Za-z])(\+?[0-9]{3})(?:[ -]?[0-9]){6,}[ -]?([0-9][0-9Xx])(?![0-9A-Za-z])")
MAIL = re.compile(r"([A-Za-z0-9])[A-Za-z0-9._%+-]*(?:@|%40)(?=[A-Za-z0-9-]+\.)")


def masked(value: Any) -> Any:
    """Numbers of people and mail addresses in texts, wherever they stand."""
    if isinstance(value, str):
        return MAIL.sub(r"\1***@", NUMBER.sub(r"\1****\2", value))
    if isinstance(value, bool | float | None):
        return value
    if isinstance(value, int):
        text = masked(str(value))
        return value if text == str(value) else text
    if isinstance(value, dict):
        return {masked(key): masked(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [masked(one) for one in value]
    return masked(str(value))


def mask_event(_logger: Any, _name: str, event: EventDict) -> EventDict:
    return {key: one if key == "timestamp" else masked(one) for key, one in event.items()}


def json_formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=False),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            mask_event,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
