"""What the comment beside a container says of it: that a database should be there, or will be, or that it stands in for one
that is there."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from checks.code import tree
from checks.patterns import regex
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules.in_memory_store._containers import Container, is_container

_STORE = (
    r"(?:data ?base|db|redis|postgres(?:ql)?|mongo(?:db)?|mysql|sqlite|dynamodb|firestore|supabase|persistent|persisted|persistence"
    r"|proper storage|real storage)"
)
_WANTED = regex(
    rf"\b(?:in (?:a )?(?:real|production|prod)|for production|replace|replaced|swap|move|migrate|switch|should|would|will"
    rf"|todo|later|eventually|ideally)\b[^.\n]{{0,80}}\b{_STORE}\b",
    re.IGNORECASE,
)
"""What says that a store belongs there ("in production, this would be a database", "replace with Redis")."""
_OTHERWISE = regex(
    r"\b(?:cach\w*|memoi\w*|rate|limit\w*|throttl\w*|fall ?-?back\w*|falls back|debounc\w*|metrics?|connections?|sockets?|locks?"
    r"|loaded from|reads? from|backed by|mirror\w*|sync\w*|tests?|window\w*)\b",
    re.IGNORECASE,
)
"""What says that it is something else, or that a store is there."""
_IN_PLACE = regex(r"\bcach(e|es|ed|ing)\b|\bfall(s|ing|en)?[- ]?backs?\b", re.IGNORECASE)
_ABOVE = 3
"""So many lines above a definition its comment may begin."""
_APART = 3
"""So many lines may lie between two containers of one block."""
_HEAD = 12
"""So many lines down a file's opening comment may begin."""
_MEMORY = regex(r"\bin[- ]memory\b|\bmemory (?:store|storage|only)\b", re.IGNORECASE)


def store_missed(project: Project, container: Container) -> bool:
    """Whether a comment on a container's line or just above it, or a file's opening comment about what is kept in memory,
    says that a store belongs there."""
    outline = project.facts[container.path].outline
    first, last = _beginning(project, container) - _ABOVE, container.end_line
    near = [c.text for c in outline.comments if first <= c.end_line and c.line <= last]
    head = [c.text for c in outline.comments if c.line <= _HEAD and c.alone]
    opening = "\n".join(head)
    return _says("\n".join(near)) or (_MEMORY.search(opening) is not None and _says(opening))


def stands_in(project: Project, container: Container) -> bool:
    """Whether a comment on a container's line or just above it calls it a cache, or what is fallen back on."""
    comments = project.facts[container.path].outline.comments
    near = [c.text for c in comments if container.line - 1 <= c.end_line and c.line <= container.end_line]
    return any(_IN_PLACE.search(text) for text in near)


def _beginning(project: Project, container: Container) -> int:
    """The first line of the block of containers that one stands in at its module's top level: a comment above it is about
    them all."""
    if container.where != "module":
        return container.line
    lines, growing = project.once(_Blocks).of(container.path)
    first = container.line
    for at in range(bisect_left(lines, container.line) - 1, -1, -1):
        if not growing[lines[at]] or first - lines[at] > _APART:
            break
        first = lines[at]
    return first


class _Blocks:
    """Where modules assign something at their top level: found out once for all containers of a file."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: dict[str, tuple[Sequence[int], Mapping[int, bool]]] = {}

    def of(self, path: str) -> tuple[Sequence[int], Mapping[int, bool]]:
        """The lines of a file's assignments, sorted, and whether what is assigned there is a container."""
        if path not in self._known:
            body = self._project.body(FunctionRef(path, 0))
            growing = {s.line: is_container(s.value) for s in body if isinstance(s, tree.Assign)}
            self._known[path] = sorted(growing), growing
        return self._known[path]


def _says(text: str) -> bool:
    return bool(text) and _WANTED.search(text) is not None and _OTHERWISE.search(text) is None
