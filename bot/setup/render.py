"""The set-up's pages: templates beside this module, filled with text that can never become markup."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template

from starlette.responses import HTMLResponse

_PAGES = Path(__file__).with_name("pages")


class Markup(str):
    """Text that is HTML already; everything else is escaped."""

    __slots__ = ()


def fill(name: str, /, **values: object) -> Markup:
    """A template with its values. Raises KeyError for a value that is missing."""
    template = Template((_PAGES / f"{name}.html").read_text(encoding="utf-8"))
    return Markup(template.substitute({key: _shown(value) for key, value in values.items()}))


def rows(name: str, items: Iterable[Mapping[str, object]]) -> Markup:
    """A template once for each item."""
    return Markup("".join(fill(name, **item) for item in items))


def page(title: str, body: Markup, *, status: int = 200, posts_to: str = "") -> HTMLResponse:
    """A whole page. ``posts_to`` is the one other origin that its form may be sent to.

    Nothing may run, load, frame or be kept: https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CSP. The origin
    is told to whom the form goes: without one the other side could not tell that a browser sent it.
    """
    style = (_PAGES / "style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self' {posts_to}".rstrip()
        + "; base-uri 'none'; frame-ancestors 'none'"
    )
    return HTMLResponse(
        fill("layout", title=title, style=Markup(style), body=body),
        status,
        {
            "Content-Security-Policy": policy,
            "Referrer-Policy": "strict-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Cache-Control": "no-store",
        },
    )


def _shown(value: object) -> str:
    return value if isinstance(value, Markup) else html.escape(str(value), quote=True)
