"""Paths of routes: one way of writing them, whatever the framework.

A parameter is ``{name}``; ``{*}`` stands for any number of segments, none included (a wildcard, or a
prefix that cannot be known). A path starts with ``/`` and ends with none, but for the root itself.
"""

from __future__ import annotations

import re
from functools import lru_cache

from checks.frameworks.model import Style
from checks.patterns import regex

HOLE = "\0"
"""Stands in a text for a part that cannot be known."""

WILD = "{*}"

_BRACES = regex(r"\{([^{}:]{0,80})(?::([^{}]{0,80}))?\}")
_ANGLES = regex(r"<(?:([A-Za-z_]\w{0,40})(?:\([^<>]{0,80}\))?:)?([^<>:]{1,80})>")
_COLON = regex(r":([A-Za-z_]\w{0,80})(\([^()]{0,80}\)|\{[^{}]{0,80}\})?([?*+]?)")
_SEGMENT = regex(r"\{[^{}]{0,80}\}")


def normal(text: str, style: Style) -> tuple[str, bool]:
    """A declared path in the one way of writing, and whether a parameter is held to a pattern or a type."""
    constrained = False

    def braces(match: re.Match[str]) -> str:
        nonlocal constrained
        kind = match[2] or ""
        constrained = constrained or kind not in ("", "path", "str")
        return WILD if kind == "path" else f"{{{match[1].strip() or 'value'}}}"

    def angles(match: re.Match[str]) -> str:
        nonlocal constrained
        kind = match[1] or ""
        constrained = constrained or kind not in ("", "path", "string", "str", "default")
        return WILD if kind == "path" else f"{{{match[2].strip()}}}"

    def colon(match: re.Match[str]) -> str:
        nonlocal constrained
        constrained = constrained or bool(match[2])
        return WILD if match[3] in ("*", "+") and match[3] else f"{{{match[1]}}}"

    if style == "regex":
        text, constrained = _unpattern(text), True
    elif style == "braces":
        text = _BRACES.sub(braces, text)
    elif style == "angle":
        text = _ANGLES.sub(angles, text)
    else:
        text = _COLON.sub(colon, text)
        text = re.sub(r"(?<!\{)\*(?:[A-Za-z_]\w{0,80})?", WILD, text)
    return clean(text.replace(HOLE, WILD)), constrained


def _unpattern(pattern: str) -> str:
    """A Django regular expression as a path: groups become parameters, anchors and escapes go."""
    out: list[str] = []
    names: list[str] = []
    depth, at = 0, 0
    while at < len(pattern):
        char = pattern[at]
        if char == "(":
            if depth == 0:
                named = re.compile(r"\(\?P<(\w{1,80})>").match(pattern, at)
                names.append(named[1] if named else "value")
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
            if depth == 0 and names:
                out.append(f"{{{names.pop()}}}")
        elif depth == 0:
            if char == "\\":
                at += 1
                out.append(pattern[at : at + 1])
            elif char not in "^$?":
                out.append(char)
        elif char == "\\":
            at += 1
        at += 1
    return "".join(out).replace(".*", WILD)


def clean(path: str) -> str:
    """One slash at the start, none at the end, none doubled."""
    return "/" + "/".join(part for part in path.split("/") if part)


def join(prefix: str, path: str) -> str:
    """A path under a prefix."""
    return clean(f"{prefix}/{path}")


@lru_cache(maxsize=16_384)
def segments(path: str) -> tuple[str, ...]:
    """The parts between the slashes."""
    return tuple(part for part in path.split("/") if part)


@lru_cache(maxsize=16_384)
def shape(path: str) -> str:
    """The path with the names of its parameters left out: equal for paths that mean the same."""
    return _SEGMENT.sub(lambda match: match[0] if match[0] == WILD else "{}", path)


def covers(pattern: str, path: str) -> bool:
    """Whether every request that ``path`` serves would be answered by ``pattern`` too: a parameter of the
    pattern covers any one segment, ``{*}`` any number."""
    return _covers(segments(pattern), segments(path))


def _covers(pattern: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Glob matching over segments, in time proportional to the product of the lengths."""
    if WILD not in pattern:
        return len(pattern) == len(path) and all(map(_one, pattern, path))
    reached = {0}
    for part in pattern:
        if part == WILD:
            reached = set(range(min(reached), len(path) + 1)) if reached else set()
            continue
        reached = {at + 1 for at in reached if at < len(path) and _one(part, path[at])}
    return len(path) in reached


def _one(part: str, segment: str) -> bool:
    if segment == WILD:
        return False
    if part == segment or (part.startswith("{") and part.endswith("}") and part.count("{") == 1):
        return True
    if "{" not in part:
        return False
    pieces = _SEGMENT.split(part)
    return _in_order(pieces, segment)


def _in_order(pieces: list[str], text: str) -> bool:
    """Whether the literal pieces stand in the text in order, the first at its start, the last at its end, with
    something for each parameter between them."""
    if len(text) < sum(map(len, pieces)) + len(pieces) - 1:
        return False
    if not text.startswith(pieces[0]) or not text.endswith(pieces[-1]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:-1]:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return at <= len(text) - len(pieces[-1])


def matches(route: str, path: str) -> bool:
    """Whether a route's path and a path that somebody wrote down mean the same: parameters' names do not
    matter, ``{*}`` in either stands for any number of segments. Both in the one way of writing."""
    ours, theirs = segments(shape(route)), segments(shape(path))
    reached = {0}
    for part in ours:
        if part == WILD:
            reached = set(range(min(reached), len(theirs) + 1)) if reached else set()
            continue
        following = set()
        for at in reached:
            if at < len(theirs) and (part == theirs[at] or theirs[at] == WILD):
                following.add(at + 1)
        reached = following
    return len(theirs) in reached or bool(reached and theirs and theirs[-1] == WILD)
