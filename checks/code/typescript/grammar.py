"""The two grammars: parsers, tables by node kind, and the query for comments and errors.

A node's kind is a number to tree-sitter and costs half of what its name does; a name can have several
numbers and the grammars number differently, hence tables filled from names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeVar

import tree_sitter_typescript
from tree_sitter import Language, Parser, Query

T = TypeVar("T")

TYPESCRIPT = Language(tree_sitter_typescript.language_typescript())
TSX = Language(tree_sitter_typescript.language_tsx())
LANGUAGES: Mapping[str, Language] = {"typescript": TYPESCRIPT, "tsx": TSX, "javascript": TSX}
"""What each grammar is parsed with: JavaScript, also with Flow's commoner annotations, is read as TSX."""


@cache
def parser(grammar: str) -> Parser:
    """This process's parser for a grammar."""
    return Parser(LANGUAGES[grammar])


@cache
def trivia(grammar: str) -> Query:
    """Comments as ``comment``, what could not be parsed as ``error``."""
    return Query(
        LANGUAGES[grammar],
        "[(comment) (html_comment) (hash_bang_line)] @comment [(ERROR) (MISSING)] @error",
    )


def by_kind(
    language: Language, named: Mapping[str, Callable[..., T]], default: Callable[..., T]
) -> list[Callable[..., T]]:
    """What to call for each kind number, given what to call for each kind's name."""
    names = (language.node_kind_for_id(number) for number in range(language.node_kind_count))
    table = [default if name is None else named.get(name, default) for name in names]
    return [*table, default]
