"""What is known of a file while it is being lowered: the lists that grow, and where the reading stands.

One `Reader` reads one file. The modules beside it each lower one part of the language and hold functions
that take the reader and a syntax node; `Reader.expr` and `Reader.stmt` find the function for a node by its
kind's number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tree_sitter import Node as Syntax

from checks.code.facts import Class, Comment, Export, Function, Import
from checks.code.tree import Body, Do, Expr, Other, Stmt
from checks.code.typescript.lines import Text

DEPTH_LIMIT = 150
"""Levels of expressions and blocks that are followed; the deepest real file seen has 48."""

NAMEABLE = frozenset({"arrow_function", "function_expression", "generator_function", "class"})
WRAPPERS = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"}
)
NAMED = NAMEABLE | WRAPPERS | {"object"}
"""Kinds of values that take a name from what they are assigned to, or hold one that does."""

LowerExpr = Callable[["Reader", Syntax], Expr]
LowerStmt = Callable[["Reader", Syntax, list[Stmt]], None]


class Reader:
    """The state of one file's reading."""

    def __init__(
        self,
        text: Text,
        comments: Sequence[Comment],
        expressions: Mapping[int, LowerExpr],
        statements: Mapping[int, LowerStmt],
        named_kinds: frozenset[int],
    ) -> None:
        """What lowers an expression or a statement, by its kind's number, and the kinds that `named` concerns."""
        self.text = text
        self.data = text.data
        self.expressions = expressions
        self.statements = statements
        self.named_kinds = named_kinds
        self.names: dict[bytes, str] = {}
        self.texts: dict[str, None] = {}
        self.functions: list[Function | None] = [None]
        self.bodies: list[Body] = [()]
        self.classes: list[Class | None] = []
        self.imports: list[Import] = []
        self.exports: list[Export] = []
        self.docs = {c.end_line: c.text for c in comments if c.alone}
        self.current = 0
        self.guards = 0
        self.ambient = 0
        self.depth = 0
        self.path: list[str] = []
        self.hint: tuple[str, int] = ("", -1)

    # --- the bytes -------------------------------------------------------------------------------

    def slice(self, node: Syntax) -> str:
        """The text of a node."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def name(self, node: Syntax) -> str:
        """The text of a name: decoded once for all the places where it stands."""
        raw = self.data[node.start_byte : node.end_byte]
        found = self.names.get(raw)
        if found is None:
            found = self.names[raw] = raw.decode("utf-8", "replace")
        return found

    def said(self, text: str) -> str:
        """The text itself, noted as one of the file's words."""
        self.texts[text] = None
        return text

    # --- dispatch --------------------------------------------------------------------------------

    def expr(self, node: Syntax) -> Expr:
        """The expression that a node is."""
        if self.depth >= DEPTH_LIMIT:
            return Other(node.start_point[0] + 1, node.type)
        self.depth += 1
        value = self.expressions[node.kind_id](self, node)
        self.depth -= 1
        return value

    def named(self, node: Syntax, name: str, owner: int = -1) -> Expr:
        """The expression that a node is; if it is a function, a class or an object, ``name`` is its name.
        ``owner`` is the class that gets a function as its member."""
        if node.kind_id not in self.named_kinds:
            return self.expr(node)
        core = node
        while core.type in WRAPPERS and core.named_children:
            core = core.named_children[0]
        kind = core.type
        if kind in NAMEABLE:
            self.hint = (name, owner)
            value = self.expr(node)
            self.hint = ("", -1)
            return value
        if kind == "object" and name:
            self.path.append(name)
            value = self.expr(node)
            self.path.pop()
            return value
        return self.expr(node)

    def inner(self, node: Syntax) -> Expr:
        """The first expression inside a node: what parentheses or a decorator hold."""
        for child in node.named_children:
            if not child.is_extra:
                return self.expr(child)
        return Other(node.start_point[0] + 1, node.type)

    def exprs(self, nodes: Sequence[Syntax]) -> tuple[Expr, ...]:
        """The expressions that nodes are, comments left out."""
        if self.depth >= DEPTH_LIMIT:
            return tuple(self.expr(node) for node in nodes if not node.is_extra)
        table = self.expressions
        self.depth += 1
        values = [table[node.kind_id](self, node) for node in nodes if not node.is_extra]
        self.depth -= 1
        return tuple(values)

    def stmt(self, node: Syntax, out: list[Stmt]) -> None:
        """Appends the statements that a node is."""
        if self.depth >= DEPTH_LIMIT:
            line = node.start_point[0] + 1
            out.append(Do(line, Other(line, node.type), node.end_point[0] + 1))
            return
        self.depth += 1
        self.statements[node.kind_id](self, node, out)
        self.depth -= 1

    def block(self, node: Syntax | None) -> Body:
        """The statements of a block, or of a single statement that stands for one."""
        out: list[Stmt] = []
        if node is None:
            return ()
        if node.type == "statement_block":
            for child in node.named_children:
                self.stmt(child, out)
        else:
            self.stmt(node, out)
        return tuple(out)

    # --- definitions -----------------------------------------------------------------------------

    def open_function(self, name: str) -> tuple[int, int]:
        """Begins a function; gives its index and the index of the function around it."""
        index, outer = len(self.functions), self.current
        self.functions.append(None)
        self.bodies.append(())
        self.current = index
        self.path.append(name or "<anonymous>")
        return index, outer

    def close_function(self, function: Function, body: Body) -> None:
        """Ends the function that was begun last."""
        self.functions[function.index] = function
        self.bodies[function.index] = body
        self.current = function.parent
        self.path.pop()

    def owned(self, index: int, owner: int) -> bool:
        """Whether a function is a member of a class."""
        function = self.functions[index]
        return function is not None and function.owner == owner

    def docstring(self, line: int) -> str:
        """The comment that ends on the line above ``line``, if there is one."""
        return self.docs.get(line - 1, "")
