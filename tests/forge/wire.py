"""What goes over the wire between a client and the stand-in: calls, answers, and faults on demand."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """One request. ``path`` is without the API's root, ``query`` has the last value of each name."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON. Raises Problem (400) if it is none."""
        try:
            return json.loads(self.body or b"{}")
        except ValueError:
            raise Problem(400, "Problems parsing JSON") from None


@dataclass(frozen=True)
class Answer:
    """One response: JSON, or bytes of some type."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def data(self) -> bytes:
        """The body's bytes."""
        if isinstance(self.body, bytes):
            return self.body
        return b"" if self.body is None else json.dumps(self.body).encode()


class Problem(Exception):  # noqa: N818, what GitHub answers is no error of ours
    """An answer that says no."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.answer = Answer(
            status,
            {"message": message, "documentation_url": "https://docs.github.com/rest"},
            {name.replace("_", "-"): value for name, value in headers.items()},
        )


@dataclass
class Fault:
    """What the next ``times`` requests that match get instead of, or on top of, an answer.

    ``how`` is a status, ``half`` (half the body, then the connection ends), ``lost`` (the request is carried
    out and answered with 502) or ``slow`` (answered after ``seconds``). A status comes with ``message``, or with
    ``body`` as it is.
    """

    matches: Callable[[Call], bool]
    how: int | str
    times: int
    seconds: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    body: object = None


def blob_json(sha: str, data: bytes) -> dict[str, object]:
    """A blob as GitHub's JSON gives it: base64 with line breaks."""
    return {"sha": sha, "size": len(data), "encoding": "base64", "content": base64.encodebytes(data).decode()}
