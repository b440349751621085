"""Routes in prose: a path somebody wrote down, and the routes of the tree that it may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from checks.patterns import regex
from checks.project import routepath
from checks.project.model import Route

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_API_WORD = regex(r"(?i)^(?:api|apis|rest|v\d{1,3}(?:\.\d+)?|public|internal|app|backend|server|service)$")
_EXAMPLE = regex(
    r"(?i)^(?:\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{24}|(?=[a-z]+\d+[a-z]+\d)[a-z\d]{24,25}|uuid|\d+[a-z]{0,4}-[\w-]+)$"
)
_PARAMETER = regex(
    r"^(?::\w+\??|\{[^{}]*\}|<[^<>]*>|\[[^\[\]]*\]|\$\{?\w+\}?|%7B\w+%7D|\(\w+\)|[A-Z][A-Z_]*_?ID|\*)$"
)
_ALTERNATIVES = regex(
    r"(/(?:[^\s{},]|\{\w{1,40}\}){0,120})\{([\w-]{1,40}(?:,\s?[\w-]{1,40}){1,9})\}((?:/[^\s,]{0,120})?)"
)
_HOST = regex(
    r"^(?:https?|wss?)://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]|\{[^}]*\}|<[^>]*>|\$\w+|your[\w.-]*|(?:[\w-]+\.)*example\.\w+|"
    r"api|backend|server|app|web|gateway)(?::\d{1,5}|:\{\w+\}|:<\w+>|:\$\w+)?(?=/|$)",
    re.IGNORECASE,
)
_ABRIDGED = regex(r"^(?:\.{3}|…)(?=/)")  # the base that the lines before it name
FOREIGN = regex(r"^(?:https?|wss?)://", re.IGNORECASE)


class Match(msgspec.Struct, frozen=True):
    """A route that a written path may mean. ``how``: ``exact``, ``prefixed`` (served under a further prefix such as
    ``/api``), ``tail`` (the end of a longer path), ``method`` (the same path with another method), ``bare`` (the
    route has fewer parts in front than written)."""

    route: Route
    how: str


def written(text: str) -> str | None:
    """A path as a document writes it, in the one way of writing; None for another host's address, a wildcard, or
    no path. Query strings and examples' hosts go; ids of examples become parameters."""
    text = text.strip().strip("`'\"\\")
    text = _ABRIDGED.sub("", _HOST.sub("", text))
    if FOREIGN.match(text) or not text.startswith("/") or text.startswith("//"):
        return None
    if re.split(r"[?#]", text)[0].rstrip("`*) ").endswith(("...", "…")):
        return None
    text = re.split(r"[?#]", text)[0].rstrip(".,;:!")
    while text.endswith(")") and text.count(")") > text.count("("):
        text = text[:-1].rstrip(".,;:")
    if text.endswith("*") or "..." in text.replace("[...", "[") or "…" in text or len(text) > 250:
        return None
    parts = [_part(p) for p in text.split("/") if p]
    if any(re.search(r"[\s`'\"\\^,;|=]|\{[^}]*$", p) for p in parts):
        return None
    return "/" + "/".join(parts)


def spelled(text: str) -> list[str]:
    """The paths that a document writes in one: ``/users/{list,export}`` is two."""
    found = _ALTERNATIVES.fullmatch(text.strip().strip("`'\"\\"))
    each = [f"{found[1]}{part.strip()}{found[3]}" for part in found[2].split(",")] if found else [text]
    return [path for path in map(written, each) if path is not None]


def _part(part: str) -> str:
    """One segment: parameters in any spelling are ``{name}``."""
    if re.fullmatch(r"\[\[?\.\.\.\w+\]?\]", part):
        return routepath.WILD
    if _PARAMETER.match(part):
        name = re.sub(r"^(?:\w+:)", "", part.strip(":{}<>[]()$?*%"))
        return "{" + (re.sub(r"\W.*", "", name) or "value") + "}"
    return "{id}" if _EXAMPLE.match(part) else part


def look_up(method: str, path: str, routes: Iterable[Route]) -> list[Match]:
    """The routes that a method (``*`` for any) and a written path may mean, the likeliest kind of match first."""
    found = []
    for route in routes:
        how = _how(route.path, path)
        if how is None:
            continue
        if not _answers(route.method, method):
            how = "method" if how in ("exact", "prefixed") else ""
        if how:
            found.append(Match(route, how))
    order = ("exact", "prefixed", "tail", "method", "bare")
    return sorted(found, key=lambda m: order.index(m.how))


def _answers(served: str, claimed: str) -> bool:
    """Whether a route's method answers requests of the claimed one."""
    if claimed in ("*", "ANY", "ALL") or served in ("*", claimed):
        return True
    if claimed == "GET" and served == "WS":
        return True  # https://www.rfc-editor.org/rfc/rfc6455#section-1.3: it is opened with a GET
    return (claimed == "SSE" and served == "GET") or (claimed == "HEAD" and served == "GET")


def _how(served: str, claimed: str) -> str | None:
    """How a served path stands to the claimed one."""
    ours, theirs = routepath.segments(routepath.shape(served)), routepath.segments(routepath.shape(claimed))
    if ours and theirs and ours[-1].lower() != theirs[-1].lower() and routepath.WILD not in (*ours, *theirs):
        return None  # however much stands in front, the ends have to be the same
    if routepath.matches(served, claimed) or _but_for_case(served, claimed):
        return "exact"
    if theirs and len(ours) > len(theirs) and _same(ours[len(ours) - len(theirs) :], theirs):
        extra = ours[: len(ours) - len(theirs)]
        return "prefixed" if all(_API_WORD.match(p) for p in extra) else "tail"
    if ours and len(theirs) > len(ours) and _same(theirs[len(theirs) - len(ours) :], ours):
        extra = theirs[: len(theirs) - len(ours)]
        return "bare" if all(_API_WORD.match(p) for p in extra) else None
    return None


def _same(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return all(
        a.lower() == b.lower() or (a == routepath.WILD and b == "{}")
        for a, b in zip(ours, theirs, strict=True)
    )


def _but_for_case(served: str, claimed: str) -> bool:
    """Whether a served path differs only in its case: few routers mind it, fewer documents do."""
    return routepath.shape(served).lower().rstrip("/") == routepath.shape(claimed).lower().rstrip("/")
