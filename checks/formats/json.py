"""The report as JSON: the contract that integrations rely on."""

from __future__ import annotations

import msgspec

from checks.model import Report

FORMAT = "json"


def render(report: Report) -> str:
    """One JSON object, indented, ending in a newline."""
    return msgspec.json.format(msgspec.json.encode(report), indent=1).decode("utf-8") + "\n"
