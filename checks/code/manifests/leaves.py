"""JSON with comments, YAML and TOML as one flat list: each value with the path of keys to it and its line."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

import msgspec
import yaml

from checks.patterns import regex

LEAF_LIMIT = 20_000
DEPTH_LIMIT = 60
TOML_LIMIT = 300_000
DOTS_LIMIT = 1_000

Scalar = str | int | float | bool | None


class Leaf(msgspec.Struct, frozen=True, gc=False):
    """A value that is no list and no mapping. ``path`` has keys, and positions in lists as texts. ``line``
    counts from 1 and is that of the value."""

    path: tuple[str, ...]
    value: Scalar
    line: int

    @property
    def text(self) -> str:
        """The value as text; nothing for a null."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return "" if self.value is None else str(self.value)


class MalformedError(Exception):
    """The text is not what its format requires."""


def below(leaves: Sequence[Leaf], *prefix: str) -> Iterator[tuple[tuple[str, ...], Leaf]]:
    """The leaves under a path and what remains of each one's path. ``*`` in the path stands for any key."""
    size = len(prefix)
    for leaf in leaves:
        if len(leaf.path) >= size and all(p in ("*", k) for p, k in zip(prefix, leaf.path, strict=False)):
            yield leaf.path[size:], leaf


def first(leaves: Sequence[Leaf], *path: str) -> Leaf | None:
    """The leaf with exactly this path."""
    return next((leaf for rest, leaf in below(leaves, *path) if not rest), None)


def line_starts(text: str) -> list[int]:
    """Where each line begins."""
    return [0, *(match.end() for match in re.finditer("\n", text))]


# --- JSON ----------------------------------------------------------------------------------------

_TOKEN = regex(r'"(?:[^"\\\n]|\\.)*"?|//[^\n]*|/\*|[{}\[\]:,]|[^\s{}\[\]:,"/]+|/', re.DOTALL)


def json_leaves(text: str) -> list[Leaf]:
    """The leaves of JSON; comments and trailing commas are allowed. What is deeper than `DEPTH_LIMIT` or
    comes after `LEAF_LIMIT` values is left out. Raises `MalformedError` where brackets do not match."""
    starts = line_starts(text)
    leaves: list[Leaf] = []
    path: list[str] = []
    closers: list[str] = []
    awaiting_key = False
    for at, mark in _tokens(text):
        in_object = bool(closers) and closers[-1] == "}"
        if mark in ("{", "["):
            closers.append("}" if mark == "{" else "]")
            path.append("" if mark == "{" else "0")
            awaiting_key = mark == "{"
        elif mark in ("}", "]"):
            if not closers or closers.pop() != mark:
                raise MalformedError("brackets do not match")
            path.pop()
            awaiting_key = False
        elif mark == ",":
            awaiting_key = in_object
            if closers and not in_object:
                path[-1] = str(int(path[-1]) + 1)
        elif awaiting_key:
            path[-1] = str(_scalar(mark))
            awaiting_key = False
        elif mark != ":" and len(path) <= DEPTH_LIMIT and len(leaves) < LEAF_LIMIT:
            leaves.append(Leaf(tuple(path), _scalar(mark), bisect_right(starts, at)))
    if closers:
        raise MalformedError("brackets do not match")
    return leaves


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    """Where each token begins, and its text; comments left out."""
    at = 0
    while found := _TOKEN.search(text, at):
        at = found.end()
        if found[0] == "/*":
            end = text.find("*/", at)
            at = end + 2 if end >= 0 else len(text)
        elif not found[0].startswith("//"):
            yield found.start(), found[0]


def _scalar(token: str) -> Scalar:
    try:
        value = msgspec.json.decode(token)
    except (msgspec.DecodeError, UnicodeError):
        return token.strip('"')
    return value if isinstance(value, str | int | float | bool) or value is None else token


# --- YAML ----------------------------------------------------------------------------------------


class _Node(msgspec.Struct, frozen=True, gc=False):
    """A scalar's text (``children`` is None), a list's items, or a mapping's keys and values in turn."""

    line: int
    text: str = ""
    children: list[_Node] | None = None
    mapping: bool = False


def yaml_leaves(text: str) -> list[Leaf]:
    """The leaves of the first YAML document; scalars stay texts. Merged mappings (``<<``) are followed.
    Raises `MalformedError`, also for what is nested deeper than `DEPTH_LIMIT`."""
    try:
        root = _composed(text)
    except (yaml.YAMLError, ValueError) as error:
        raise MalformedError("not valid YAML") from error
    leaves: list[Leaf] = []
    # Aliases can make a small text stand for a huge tree: count every visit, not only leaves.
    visits = 0
    waiting: list[tuple[tuple[str, ...], _Node]] = [] if root is None else [((), root)]
    while waiting and visits < LEAF_LIMIT:
        visits += 1
        path, node = waiting.pop()
        if node.children is None:
            leaves.append(Leaf(path, node.text, node.line))
        elif len(path) < DEPTH_LIMIT:
            waiting.extend(reversed(_children(path, node)))
    return leaves


def _composed(text: str) -> _Node | None:
    """The first document as nodes, built from events: PyYAML's own composer recurses in C and kills the
    process on some thousand open brackets."""
    anchors: dict[str, _Node] = {}
    open_nodes: list[_Node] = []
    root: _Node | None = None
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionEndEvent):
            open_nodes.pop()
        elif isinstance(event, yaml.NodeEvent):
            node = _node(event, anchors)
            if open_nodes and open_nodes[-1].children is not None:
                open_nodes[-1].children.append(node)
            root = root or node
            if isinstance(event, yaml.CollectionStartEvent):
                open_nodes.append(node)
                if len(open_nodes) > DEPTH_LIMIT:
                    raise MalformedError("nested too deeply")
        elif isinstance(event, yaml.DocumentEndEvent):
            break
    return root


def _node(event: yaml.NodeEvent, anchors: dict[str, _Node]) -> _Node:
    line = 1 if event.start_mark is None else event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent):
        return anchors.get(event.anchor or "", _Node(line))
    if isinstance(event, yaml.ScalarEvent):
        node = _Node(line, event.value)
    else:
        node = _Node(line, "", [], isinstance(event, yaml.MappingStartEvent))
    if event.anchor is not None:
        anchors[event.anchor] = node
    return node


def _children(path: tuple[str, ...], node: _Node) -> list[tuple[tuple[str, ...], _Node]]:
    children = node.children or []
    if not node.mapping:
        return [((*path, str(at)), item) for at, item in enumerate(children[:LEAF_LIMIT])]
    pairs = zip(children[: 2 * LEAF_LIMIT : 2], children[1 : 2 * LEAF_LIMIT : 2], strict=False)
    return [(path if key.text == "<<" else (*path, key.text), value) for key, value in pairs]


# --- TOML ----------------------------------------------------------------------------------------

_HEADER = regex(r"^\s*\[(\[)?([^\[\]\n]+)\]")
_KEY = regex(r"""^\s*((?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[\w-]+|"[^"\n]*"|'[^'\n]*'))*)\s*=""")
_PART = regex(r"""[\w-]+|"[^"\n]*"|'[^'\n]*'""")


def toml_leaves(text: str) -> list[Leaf]:
    """The leaves of TOML. Raises `MalformedError`, also for what would cost `tomllib` the square of its size."""
    if len(text) > TOML_LIMIT or any(line.count(".") > DOTS_LIMIT for line in text.split("\n")):
        raise MalformedError("too large")
    try:
        document = tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise MalformedError("not valid TOML") from error
    lines = text.split("\n")
    known = _key_lines(lines)
    leaves: list[Leaf] = []
    waiting: list[tuple[tuple[str, ...], object, int]] = [((), document, 1)]
    while waiting and len(leaves) < LEAF_LIMIT:
        path, value, line = waiting.pop()
        line = known.get(path, line)
        if isinstance(value, Mapping):
            waiting.extend(((*path, str(key)), item, line) for key, item in reversed(list(value.items())))
        elif isinstance(value, list):
            waiting.extend(reversed(_items(path, value, lines, line)))
        else:
            plain = value if isinstance(value, str | int | float | bool) else str(value)
            leaves.append(Leaf(path, plain, line))
    return leaves


def _key_lines(lines: Sequence[str]) -> dict[tuple[str, ...], int]:
    """The line of each key and table, by its path; of arrays of tables by position."""
    known: dict[tuple[str, ...], int] = {}
    counts: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(lines, 1):
        if header := _HEADER.match(line):
            table = _parts(header[2])
            if header[1]:
                counts[table] = counts.get(table, -1) + 1
                table = (*table, str(counts[table]))
            known.setdefault(table, number)
        elif found := _KEY.match(line):
            known.setdefault((*table, *_parts(found[1])), number)
    return known


def _parts(key: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(key))


def _items(
    path: tuple[str, ...], values: list[object], lines: Sequence[str], line: int
) -> list[tuple[tuple[str, ...], object, int]]:
    """A list's items, each with the first line, from the one before on, that holds its text."""
    found: list[tuple[tuple[str, ...], object, int]] = []
    for at, value in enumerate(values[:LEAF_LIMIT]):
        needle = value.split("\n")[0] if isinstance(value, str) else ""
        last = min(line + 200, len(lines))
        line = next((n for n in range(line, last + 1) if needle and needle in lines[n - 1]), line)
        found.append(((*path, str(at)), value, line))
    return found
