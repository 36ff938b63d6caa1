"""Structured logs: one JSON object a line on standard error, without secrets."""

import logging
import sys
from typing import Final

import structlog

SECRET_NAMES: Final = frozenset({"pin", "code", "token", "seed", "cid", "view", "body", "password"})


def _no_secrets(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Blank what must never be in a log, should anybody ever pass it."""
    return {name: "***" if name in SECRET_NAMES else value for name, value in event.items()}


def _first_lines(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Keep of each error what it is: the database's details behind that quote what was sent."""
    for error in event.get("exception", ()):
        error["exc_value"] = error["exc_value"].split("\n")[0]
    return event


_COMMON: Final[list[structlog.typing.Processor]] = [
    _no_secrets,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_TERMINAL: Final[list[structlog.typing.Processor]] = [
    structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
]
_LINES: Final[list[structlog.typing.Processor]] = [
    # Variables are what a traceback would tell of PINs and codes: it names places only.
    structlog.processors.ExceptionRenderer(
        structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    ),
    _first_lines,
    structlog.processors.JSONRenderer(),
]


def start_logs() -> None:
    """Write logs as JSON lines with UTC times; people read them on a terminal in colour.

    What libraries say through `logging` (warnings and errors) comes in the same form.
    """
    ending = _TERMINAL if sys.stderr.isatty() else _LINES
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *_COMMON, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_libraries(ending)], level=logging.WARNING, force=True)


def _libraries(ending: list[structlog.typing.Processor]) -> logging.Handler:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_COMMON,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    return handler
