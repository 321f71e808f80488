"""One log line an event: UTC, named fields, no secret. JSON in production, readable words elsewhere."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

Event = MutableMapping[str, Any]

HIDDEN = "***"
SECRET_NAMES = re.compile(r"pass(word|phrase)?|secret|token|authorization|cookie|session|api_?key|credential", re.IGNORECASE)
IN_ADDRESS = re.compile(r"token|ticket")
# user:password@ in an address, and name=value or "name": "value" with a telling name, anywhere in a sentence
SECRET_ADDRESS = re.compile(r"(?<=://)([^\s:/@]*):[^\s@/]+@")
SECRET_VALUE = re.compile(
    r"""((?:password|passphrase|secret(?:_key)?|token|api_?key|sessionid|csrftoken)["']?\s*[=:]\s*["']?)[^\s"'&,;]+""", re.IGNORECASE
)


def line_formatter(*, json: bool) -> logging.Formatter:
    """The formatter named in settings: every record of the standard library passes through it."""
    chain: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
        describe_request,
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    last: Processor = structlog.processors.JSONRenderer(default=str, ensure_ascii=False) if json else readable_line
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=chain, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]
    )


def describe_request(_logger: object, _method: str, event: Event) -> Event:
    """Replace the request that Django attaches by what may be told of it: method, path without its query nor the secret of a link."""
    request = event.pop("request", None)
    if hasattr(request, "method"):
        event["method"], event["path"] = request.method, request.path
        for secret in _in_address(request):
            event.update({name: value.replace(secret, HIDDEN) for name, value in event.items() if isinstance(value, str)})
    event.pop("server_time", None)
    return event


def _in_address(request: Any) -> list[str]:
    """The parts of an address that open what it leads to: who reads a log must not follow a link that works once."""
    match = getattr(request, "resolver_match", None)
    return [str(value) for name, value in match.kwargs.items() if IN_ADDRESS.search(name)] if match else []


def hide_secrets(_logger: object, _method: str, event: Event) -> Event:
    """Blank what looks like a secret, by its name or by its form."""
    for name, value in event.items():
        if SECRET_NAMES.search(name):
            event[name] = HIDDEN
        elif isinstance(value, str):
            event[name] = SECRET_VALUE.sub(rf"\1{HIDDEN}", SECRET_ADDRESS.sub(rf"\1:{HIDDEN}@", value))
    return event


def readable_line(_logger: object, _method: str, event: Event) -> str:
    """Time, level, logger, sentence, other fields; a traceback follows on lines of its own."""
    time, level, name, said = (event.pop(key, "") for key in ("timestamp", "level", "logger", "event"))
    traceback = event.pop("exception", None)
    fields = "".join(f" {key}={value!r}" for key, value in sorted(event.items()))
    line = f"{time} {level.upper()} {name}: {said}{fields}".replace("\n", "\\n")
    return f"{line}\n{traceback}" if traceback else line
