"""Logs: one line an event, JSON for machines or text for people, each with the delivery it belongs to."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog


def configure(form: str = "") -> None:
    """Sets up logging for this process, the libraries' included. ``form`` is ``json``, ``text`` or empty (text
    on a terminal)."""
    text = form == "text" or (not form and sys.stderr.isatty())
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if text
        else structlog.processors.JSONRenderer()
    )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *(() if text else (structlog.processors.format_exc_info,)),
    ]
    structlog.configure(
        processors=[*shared, renderer],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.WARNING)


def log() -> Any:
    """The logger. Bind what every later line should carry with `follow`."""
    return structlog.get_logger()


def follow(**values: object) -> None:
    """Makes every later line of this job or request carry these values, and only these."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(**values)
