"""Logs: one line an event, JSON for machines or text for people, each with the delivery it belongs to."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog


def configure(form: str = "") -> None:
    """Sets up logging for this process. ``form`` is ``json``, ``text`` or empty (text on a terminal)."""
    text = form == "text" or (not form and sys.stderr.isatty())
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if text
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    for name in ("rq.worker", "rq.job", "rq.scheduler", "httpx", "githubkit", "hishel"):
        logging.getLogger(name).setLevel(logging.WARNING)


def log() -> Any:
    """The logger. Bind what every later line should carry with `follow`."""
    return structlog.get_logger()


def follow(**values: object) -> None:
    """Makes every later line of this job or request carry these values, and only these."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(**values)
