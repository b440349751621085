"""The two grammars: parsers, and tables by node kind.

A node's kind is a number to tree-sitter and costs half of what its name does; a name can have several
numbers and the grammars number differently, hence tables filled from names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeVar

import tree_sitter_typescript
from tree_sitter import Language, Parser

T = TypeVar("T")

TYPESCRIPT = Language(tree_sitter_typescript.language_typescript())
TSX = Language(tree_sitter_typescript.language_tsx())
LANGUAGES: Mapping[str, Language] = {"typescript": TYPESCRIPT, "tsx": TSX, "javascript": TSX}
"""What each grammar is parsed with: JavaScript, also with Flow's commoner annotations, is read as TSX."""


@cache
def parser(grammar: str) -> Parser:
    """This process's parser for a grammar."""
    return Parser(LANGUAGES[grammar])


ERROR = 65_535
"""The kind number of what could not be parsed."""


def by_kind(
    language: Language, named: Mapping[str, Callable[..., T]], default: Callable[..., T]
) -> dict[int, Callable[..., T]]:
    """What to call for each kind number, given what to call for each kind's name."""
    names = {number: language.node_kind_for_id(number) for number in range(language.node_kind_count)}
    names[ERROR] = "ERROR"
    return {number: named.get(name or "", default) for number, name in names.items()}
