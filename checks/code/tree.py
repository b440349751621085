"""The small tree that every language is lowered into: expressions and statements, each on its line.

Structs are positional when encoded: add fields at the end, and raise `checks.code.facts.FACTS_VERSION` with
every change of shape or of meaning.
"""

from __future__ import annotations

import msgspec

# --- expressions ---------------------------------------------------------------------------------


class Node(msgspec.Struct, frozen=True, array_like=True, gc=False, tag=True):
    """Anything in a body that stands on a line."""

    line: int


class Lit(Node, frozen=True):
    """A literal: text, number, truth value, None/null/undefined, bytes or a regular expression (as text)."""

    value: str | int | float | bool | None


class Name(Node, frozen=True):
    """A bare name, also ``this``, ``self`` and ``super``."""

    id: str


class Attr(Node, frozen=True):
    """``base.name``, ``base?.name``."""

    base: Expr
    name: str


class Item(Node, frozen=True):
    """``base[key]``. A slice is an `Op` ``:`` as key."""

    base: Expr
    key: Expr


class Call(Node, frozen=True):
    """``func(args, name=value)``; ``new`` for ``new Func(…)``. Tagged templates are calls with a `Template`.

    ``await`` leaves no mark of its own: awaiting a call is that call. ``yield from x`` is a `Yield` of a `Spread`.
    A Python ``assert`` is a call of the name ``assert``.
    """

    func: Expr
    args: tuple[Expr, ...] = ()
    kwargs: tuple[tuple[str, Expr], ...] = ()
    end_line: int = 0
    new: bool = False


class Seq(Node, frozen=True):
    """A list, tuple or set display: ``kind`` is ``list``, ``tuple`` or ``set``. Arrays are lists."""

    kind: str
    items: tuple[Expr, ...] = ()


class Map(Node, frozen=True):
    """A dict display or object literal: pairs of key and value. A spread is a pair whose key is None."""

    items: tuple[tuple[Expr | None, Expr], ...] = ()


class Template(Node, frozen=True):
    """An f-string or template literal: literal parts are `Lit`, holes are expressions."""

    parts: tuple[Expr, ...] = ()


class Op(Node, frozen=True):
    """An operator over operands: ``+``, ``==``, ``and``/``or`` (also ``&&``, ``||``, ``??``), ``not``,
    ``in``, ``is``, ``?:`` (test, then, else), ``:`` (slice), ``typeof``. Python's and JavaScript's spellings
    of and/or/not are unified to ``and``, ``or``, ``not``; ``===`` is ``==``, ``!==`` is ``!=``."""

    op: str
    operands: tuple[Expr, ...] = ()


class Comp(Node, frozen=True):
    """A comprehension: the element (for dicts a two-item tuple), and per loop (target, iterable), and tests."""

    element: Expr
    loops: tuple[tuple[Expr, Expr], ...] = ()
    tests: tuple[Expr, ...] = ()
    kind: str = "list"


class Func(Node, frozen=True):
    """A function used as a value (lambda, arrow, function expression): its index in `Bodies.functions`."""

    index: int


class ClassValue(Node, frozen=True):
    """A class expression: its index in `Outline.classes`."""

    index: int


class Spread(Node, frozen=True):
    """``*value``, ``**value`` or ``...value`` where a value is expected."""

    value: Expr


class Markup(Node, frozen=True):
    """A JSX element: its tag, attributes and children."""

    tag: str
    attributes: tuple[tuple[str, Expr], ...] = ()
    children: tuple[Expr, ...] = ()


class Yield(Node, frozen=True):
    """``yield value``: hands a value out of a generator."""

    value: Expr | None = None


class Bind(Node, frozen=True):
    """An assignment used as a value (``:=``, ``a = b`` inside an expression)."""

    target: Expr
    value: Expr


class Other(Node, frozen=True):
    """Syntax that needs no name of its own, with the expressions inside it."""

    kind: str
    parts: tuple[Expr, ...] = ()


Expr = (
    Lit
    | Name
    | Attr
    | Item
    | Call
    | Seq
    | Map
    | Template
    | Op
    | Comp
    | Func
    | ClassValue
    | Spread
    | Markup
    | Yield
    | Bind
    | Other
)


# --- statements ----------------------------------------------------------------------------------


class Assign(Node, frozen=True):
    """``targets = value``. ``op`` is ``=`` or the augmented operator (``+=``). ``declares`` is ``const``,
    ``let``, ``var`` or empty. ``annotation`` is the type as written. Destructuring targets are `Seq`/`Map`.
    A declaration without a value has value None."""

    targets: tuple[Expr, ...]
    value: Expr | None
    op: str = "="
    declares: str = ""
    annotation: str = ""
    end_line: int = 0
    exported: bool = False


class Return(Node, frozen=True):
    """``return value``; an arrow function's expression body is one too."""

    value: Expr | None = None
    end_line: int = 0


class Throw(Node, frozen=True):
    """``raise value``, ``throw value``."""

    value: Expr | None = None
    end_line: int = 0


class Do(Node, frozen=True):
    """An expression for its effect."""

    value: Expr
    end_line: int = 0


class If(Node, frozen=True):
    """``if test: then else: other``. A switch or match is a chain of these with ``==`` tests."""

    test: Expr
    then: tuple[Stmt, ...] = ()
    other: tuple[Stmt, ...] = ()


class Loop(Node, frozen=True):
    """``for target in source`` or ``while source`` (target None)."""

    target: Expr | None
    source: Expr | None
    body: tuple[Stmt, ...] = ()


class Try(Node, frozen=True):
    """``handlers`` are (types as an expression or None, bound name, body)."""

    body: tuple[Stmt, ...] = ()
    handlers: tuple[tuple[Expr | None, str, tuple[Stmt, ...]], ...] = ()
    final: tuple[Stmt, ...] = ()


class With(Node, frozen=True):
    """``with context as target``."""

    items: tuple[tuple[Expr, Expr | None], ...] = ()
    body: tuple[Stmt, ...] = ()


class Delete(Node, frozen=True):
    """``del targets``, ``delete target``."""

    targets: tuple[Expr, ...] = ()


class Define(Node, frozen=True):
    """A function declared here: its index in `Bodies.functions`."""

    index: int


class DefineClass(Node, frozen=True):
    """A class declared here: its index in `Outline.classes`."""

    index: int


class Scope(Node, frozen=True):
    """``global`` (kind ``global``) or ``nonlocal`` names."""

    kind: str
    names: tuple[str, ...] = ()


class Stop(Node, frozen=True):
    """``break``, ``continue``, ``pass``: ``kind`` says which. An ellipsis body is ``pass``."""

    kind: str


Stmt = Assign | Return | Throw | Do | If | Loop | Try | With | Delete | Define | DefineClass | Scope | Stop

Body = tuple[Stmt, ...]
