"""Bytes -> syntax tree, comments and unreadable nodes; mends what the grammar wrongly refuses."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from tree_sitter import Node as Syntax

from checks.code.parsing import tree_of
from checks.code.typescript.grammar import parser
from checks.code.typescript.lines import trivia_of

ROUNDS = 3
AMPERSAND = re.compile(rb"(?<!&)&(?![&=])(?!#?\w{1,31};)")


class Parsed(msgspec.Struct, frozen=True):
    """A tree with its comments and its unreadable nodes, both in order."""

    root: Syntax
    comments: list[Syntax]
    errors: list[Syntax]


def parse(data: bytes, grammar: str) -> Parsed | None:
    """The tree of a file; None where the parser gets lost in it. Its nodes' offsets are those of ``data``.

    JSX allows ``&`` in text and in attributes' strings (https://facebook.github.io/jsx/, JSXTextCharacter); the
    grammar refuses it and loses what follows. So where lines with errors hold one, the file is parsed again
    with another character in its place, and the better tree counts.
    """
    parsed = _parse(data, data, grammar)
    source = data
    for _ in range(ROUNDS):
        if parsed is None or not parsed.errors or grammar == "typescript":
            break
        source = _mended(source, parsed.errors)
        again = _parse(source, data, grammar)
        if again is None or _badness(again) >= _badness(parsed):
            break
        parsed = again
    return parsed


def _parse(source: bytes, data: bytes, grammar: str) -> Parsed | None:
    tree = tree_of(parser(grammar), source)
    return None if tree is None else Parsed(tree.root_node, *trivia_of(tree.root_node, data))


def _badness(parsed: Parsed) -> int:
    return sum(1 + node.end_byte - node.start_byte for node in parsed.errors)


def _mended(source: bytes, errors: Sequence[Syntax]) -> bytes:
    """The source with a ``+`` for each lone ``&`` on the lines of the errors."""
    pieces: list[bytes] = []
    done = 0
    for node in errors:
        start = max(done, source.rfind(b"\n", 0, node.start_byte) + 1)
        end = source.find(b"\n", node.end_byte)
        end = len(source) if end < 0 else end
        if start < end:
            pieces += (source[done:start], AMPERSAND.sub(b"+", source[start:end]))
            done = end
    return b"".join([*pieces, source[done:]])
