"""Log lines: one event a line, as text for a terminal or as JSON for a collector.

No line holds what opens something or names somebody: keys in addresses, e-mail addresses, who asked from
where, and the values of a row that a database refused are taken out of messages and tracebacks alike.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

from cxassess import request_ids

# What every record has anyway; the rest was given with `extra=` and belongs into the line.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

KEYS = r"/(?:r|c|s|outcome|invitation|calendar|confirm-email|password/reset/key)/"
SECRETS = (
    (re.compile(rf"({KEYS})[\w:.~%-]{{8,}}"), r"\1[key]"),
    (re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+"), "[address]"),
    (re.compile(r"\bip=[^\s,;]+"), "ip=[address]"),
    (re.compile(r"^(\s*(?:DETAIL|CONTEXT):).*$", re.MULTILINE), r"\1 [left out]"),
)


def scrubbed(text: str) -> str:
    for pattern, instead in SECRETS:
        text = pattern.sub(instead, text)
    return text


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time in UTC, level, logger, message, the extras, and a traceback if any."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": scrubbed(record.getMessage()),
        }
        if request_ids.current.get():
            line["request_id"] = request_ids.current.get()
        line |= {key: told(value) for key, value in vars(record).items() if key not in _STANDARD}
        if record.exc_info:
            line["traceback"] = scrubbed(self.formatException(record.exc_info))
        return json.dumps(line)


class TextFormatter(logging.Formatter):
    """The time, the level, who says it and what; the request's id at the end of the first line."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        name = request_ids.current.get()
        return super().formatMessage(record) + (f" [{name}]" if name else "")

    def format(self, record: logging.LogRecord) -> str:
        return scrubbed(super().format(record))


def told(value: object) -> object:
    """An extra as a line may hold it. Django hands over requests, which name themselves by their address."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    match = getattr(value, "resolver_match", None)
    return match.view_name if match is not None else scrubbed(str(value))


def formatter(*, style: str) -> logging.Formatter:
    if style == "json":
        return JsonFormatter()
    return TextFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")
