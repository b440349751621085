"""The state of lowering one file: where we are, and what has been found so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from checks.code.facts import Class, Export, Function, Import
from checks.code.python.syntax import TRIVIA, Range, Syntax, everything, line_of, span
from checks.code.tree import Body, Expr, Other, Stmt

DEPTH_LIMIT = 150
"""Levels of expressions and blocks that are lowered; what lies deeper is an `Other` without parts."""

_CHAIN_LIMIT = 100

LowerExpr: TypeAlias = "Callable[[Lowering, Syntax], Expr]"
LowerStmt: TypeAlias = "Callable[[Lowering, Syntax], Body]"


class Enclosing:
    """What encloses the code that is being lowered."""

    __slots__ = ("function", "guarded", "names", "owner", "protocol", "typing")

    def __init__(self, function: int, owner: int, names: tuple[str, ...]) -> None:
        self.function = function
        self.owner = owner
        self.names = names
        self.guarded = False
        self.typing = False
        self.protocol = False


class Lowering:
    """Lowers one file. Functions and classes take their index before their body is lowered, so that indices
    follow the order of the source."""

    def __init__(
        self,
        data: bytes,
        expressions: Mapping[int, LowerExpr],
        statements: Mapping[int, LowerStmt | None],
    ) -> None:
        """What lowers an expression or a statement, by its kind's number."""
        self.data = data
        self.functions: dict[int, Function] = {}
        self.bodies: dict[int, Body] = {}
        self.classes: dict[int, Class] = {}
        self.function_spans: list[Range] = []
        self.class_spans: list[Range] = []
        self.imports: list[Import] = []
        self.exports: list[Export] = []
        self.docstrings: list[Range] = []
        self.strings: list[Range] = []
        self.blocks: list[Range] = []
        self.generators: set[int] = set()
        self.names: dict[bytes, str] = {}
        self.texts: dict[str, None] = {}
        self.place = Enclosing(0, -1, ())
        self.loads = b"import_module" in data or b"__import__" in data
        self._depth = 0
        self._expressions = expressions
        self._statements = statements

    def take_function(self, start: int, end: int) -> int:
        """The index of the function that stands between two byte offsets."""
        self.function_spans.append((start, end))
        return len(self.function_spans) - 1

    def take_class(self, start: int, end: int) -> int:
        """The index of the class that stands between two byte offsets."""
        self.class_spans.append((start, end))
        return len(self.class_spans) - 1

    def text(self, node: Syntax) -> str:
        """The source of a node."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def name(self, node: Syntax) -> str:
        """The source of a name: decoded once for all the places where it stands."""
        raw = self.data[node.start_byte : node.end_byte]
        found = self.names.get(raw)
        if found is None:
            found = self.names[raw] = raw.decode("utf-8", "replace")
        return found

    def said(self, text: str) -> str:
        """The text itself, noted as one of the file's words."""
        self.texts[text] = None
        return text

    def short(self, node: Syntax | None, limit: int) -> str:
        """The source of a node on one line, cut at ``limit`` characters; empty without a node."""
        if node is None:
            return ""
        start, end = node.start_byte, node.end_byte
        if self.data.find(b'"', start, end) >= 0 or self.data.find(b"'", start, end) >= 0:
            self.strings += (span(each) for each in everything(node) if each.type == "string")
        source = self.data[start : min(end, start + 4 * limit)]
        return " ".join(source.decode("utf-8", "replace").split())[:limit]

    def expr(self, node: Syntax | None) -> Expr:
        """Lowers an expression; a missing one becomes an `Other`."""
        if node is None:
            return Other(0, "missing")
        depth = self._depth
        if depth >= DEPTH_LIMIT:
            return Other(line_of(node), node.type)
        self._depth = depth + 1
        value = self._expressions[node.kind_id](self, node)
        self._depth = depth
        return value

    def exprs(self, nodes: Sequence[Syntax]) -> tuple[Expr, ...]:
        """Lowers expressions; comments between them are passed over."""
        depth = self._depth
        if depth >= DEPTH_LIMIT:
            return tuple(Other(line_of(node), node.type) for node in nodes if node.kind_id not in TRIVIA)
        table = self._expressions
        self._depth = depth + 1
        values = [table[kind](self, node) for node in nodes if (kind := node.kind_id) not in TRIVIA]
        self._depth = depth
        return tuple(values)

    def block(self, node: Syntax | None) -> Body:
        """Lowers the statements of a block."""
        return () if node is None else self.statements(self.inside(node))

    def inside(self, block: Syntax) -> Sequence[Syntax]:
        """The nodes of a block, which is noted."""
        self.blocks.append((block.start_byte, block.end_byte))
        return block.named_children

    def statements(self, nodes: Sequence[Syntax]) -> Body:
        """Lowers statements. What is no statement (comments, what follows a syntax error) is passed over."""
        if self._depth >= DEPTH_LIMIT:
            return ()
        self._depth += 1
        table = self._statements
        found: list[Stmt] = []
        for node in nodes:
            lower = table[node.kind_id]
            if lower is not None:
                found += lower(self, node)
        self._depth -= 1
        return tuple(found)

    def deepen(self) -> int:
        """One level more for the rest of a chain, which nests in the facts and not in the source: 1 if there
        is room, else 0. `rise` takes it back."""
        if self._depth >= _CHAIN_LIMIT:
            return 0
        self._depth += 1
        return 1

    def rise(self, levels: int) -> None:
        """Takes back what `deepen` gave."""
        self._depth -= levels

    def guarded(self, node: Syntax | None, *, typing: bool = False) -> Body:
        """Lowers a block that may not run, or (``typing``) that only type checkers read."""
        place = self.place
        before = place.guarded, place.typing
        place.guarded, place.typing = True, typing or place.typing
        body = self.block(node)
        place.guarded, place.typing = before
        return body
