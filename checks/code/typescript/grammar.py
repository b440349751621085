"""The two grammars and their parsers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import tree_sitter_typescript
from tree_sitter import Language, Parser

TYPESCRIPT = Language(tree_sitter_typescript.language_typescript())
TSX = Language(tree_sitter_typescript.language_tsx())
LANGUAGES: Mapping[str, Language] = {"typescript": TYPESCRIPT, "tsx": TSX, "javascript": TSX}
"""What each grammar is parsed with: JavaScript, also with Flow's commoner annotations, is read as TSX."""


@cache
def parser(grammar: str) -> Parser:
    """This process's parser for a grammar."""
    return Parser(LANGUAGES[grammar])
