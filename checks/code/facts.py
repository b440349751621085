"""What one file says, without its path and without its language: the facts.

Front ends lower syntax into the small tree of `Expr` and `Stmt` defined here; everything after them
(frameworks, project, rules, claims) asks questions of that tree and never sees a parser. Facts depend on
nothing but the blob's bytes and the grammar, so they are cached by blob sha and shared by every place,
branch and fork that holds the blob.

An *outline* (imports, definitions, comments, spans) is read for every file; *bodies* stay encoded until
somebody asks for them, since decoding is most of the cost of a warm run.

Lines count from 1. Strings longer than `TEXT_LIMIT` are cut. Structs are positional when encoded: add
fields at the end, and raise `FACTS_VERSION` with every change of shape or of meaning.
"""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec

FACTS_VERSION = 1
TEXT_LIMIT = 300

Language = Literal["python", "typescript", "javascript", "sql", "manifest", "text"]


# --- expressions ---------------------------------------------------------------------------------


class Node(msgspec.Struct, frozen=True, array_like=True, gc=False, tag=True):
    """Anything in a body that stands on a line."""

    line: int


class Lit(Node):
    """A literal: text, number, truth value, None/null/undefined, bytes or a regular expression (as text)."""

    value: str | int | float | bool | None


class Name(Node):
    """A bare name, also ``this``, ``self`` and ``super``."""

    id: str


class Attr(Node):
    """``base.name``, ``base?.name``."""

    base: Expr
    name: str


class Item(Node):
    """``base[key]``. A slice is an `Op` ``:`` as key."""

    base: Expr
    key: Expr


class Call(Node):
    """``func(args, name=value)``; ``new`` for ``new Func(…)``. Tagged templates are calls with a `Template`.

    ``await`` leaves no mark of its own: awaiting a call is that call. ``yield from x`` is a `Yield` of a `Spread`.
    A Python ``assert`` is a call of the name ``assert``.
    """

    func: Expr
    args: tuple[Expr, ...] = ()
    kwargs: tuple[tuple[str, Expr], ...] = ()
    end_line: int = 0
    new: bool = False


class Seq(Node):
    """A list, tuple or set display: ``kind`` is ``list``, ``tuple`` or ``set``. Arrays are lists."""

    kind: str
    items: tuple[Expr, ...] = ()


class Map(Node):
    """A dict display or object literal: pairs of key and value. A spread is a pair whose key is None."""

    items: tuple[tuple[Expr | None, Expr], ...] = ()


class Template(Node):
    """An f-string or template literal: literal parts are `Lit`, holes are expressions."""

    parts: tuple[Expr, ...] = ()


class Op(Node):
    """An operator over operands: ``+``, ``==``, ``and``/``or`` (also ``&&``, ``||``, ``??``), ``not``,
    ``in``, ``is``, ``?:`` (test, then, else), ``:`` (slice), ``typeof``. Python's and JavaScript's spellings
    of and/or/not are unified to ``and``, ``or``, ``not``; ``===`` is ``==``, ``!==`` is ``!=``."""

    op: str
    operands: tuple[Expr, ...] = ()


class Comp(Node):
    """A comprehension: the element (for dicts a two-item tuple), and per loop (target, iterable), and tests."""

    element: Expr
    loops: tuple[tuple[Expr, Expr], ...] = ()
    tests: tuple[Expr, ...] = ()
    kind: str = "list"


class Func(Node):
    """A function used as a value (lambda, arrow, function expression): its index in `Bodies.functions`."""

    index: int


class ClassValue(Node):
    """A class expression: its index in `Outline.classes`."""

    index: int


class Spread(Node):
    """``*value``, ``**value`` or ``...value`` where a value is expected."""

    value: Expr


class Markup(Node):
    """A JSX element: its tag, attributes and children."""

    tag: str
    attributes: tuple[tuple[str, Expr], ...] = ()
    children: tuple[Expr, ...] = ()


class Yield(Node):
    """``yield value``: hands a value out of a generator."""

    value: Expr | None = None


class Bind(Node):
    """An assignment used as a value (``:=``, ``a = b`` inside an expression)."""

    target: Expr
    value: Expr


class Other(Node):
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


class Assign(Node):
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


class Return(Node):
    """``return value``; an arrow function's expression body is one too."""

    value: Expr | None = None
    end_line: int = 0


class Throw(Node):
    """``raise value``, ``throw value``."""

    value: Expr | None = None
    end_line: int = 0


class Do(Node):
    """An expression for its effect."""

    value: Expr
    end_line: int = 0


class If(Node):
    """``if test: then else: other``. A switch or match is a chain of these with ``==`` tests."""

    test: Expr
    then: tuple[Stmt, ...] = ()
    other: tuple[Stmt, ...] = ()


class Loop(Node):
    """``for target in source`` or ``while source`` (target None)."""

    target: Expr | None
    source: Expr | None
    body: tuple[Stmt, ...] = ()


class Try(Node):
    """``handlers`` are (types as an expression or None, bound name, body)."""

    body: tuple[Stmt, ...] = ()
    handlers: tuple[tuple[Expr | None, str, tuple[Stmt, ...]], ...] = ()
    final: tuple[Stmt, ...] = ()


class With(Node):
    """``with context as target``."""

    items: tuple[tuple[Expr, Expr | None], ...] = ()
    body: tuple[Stmt, ...] = ()


class Delete(Node):
    """``del targets``, ``delete target``."""

    targets: tuple[Expr, ...] = ()


class Define(Node):
    """A function declared here: its index in `Bodies.functions`."""

    index: int


class DefineClass(Node):
    """A class declared here: its index in `Outline.classes`."""

    index: int


class Scope(Node):
    """``global`` (kind ``global``) or ``nonlocal`` names."""

    kind: str
    names: tuple[str, ...] = ()


class Stop(Node):
    """``break``, ``continue``, ``pass``: ``kind`` says which. An ellipsis body is ``pass``."""

    kind: str


Stmt = Assign | Return | Throw | Do | If | Loop | Try | With | Delete | Define | DefineClass | Scope | Stop

Body = tuple[Stmt, ...]


# --- the outline ---------------------------------------------------------------------------------


class Part(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Base of the outline's records."""


class Decorator(Part):
    """``@name(args)``: the expression after the ``@`` (a `Call` when it is called)."""

    line: int
    value: Expr


class Param(Part):
    """One parameter. ``kind`` is ``""``, ``*``, ``**``, or ``keyword``. ``annotation`` is the type as written.
    ``access`` is ``private``/``public``/``readonly`` where a constructor parameter declares a field.
    A destructured parameter has the name ``{a,b}`` and the names in ``fields``. ``metadata`` is what Python's
    ``Annotated[T, …]`` adds to the type."""

    name: str
    annotation: str = ""
    default: Expr | None = None
    kind: str = ""
    access: str = ""
    fields: tuple[str, ...] = ()
    decorators: tuple[Decorator, ...] = ()
    metadata: tuple[Expr, ...] = ()


class Function(Part):
    """A function, method, arrow or lambda. Index 0 of a file is the module itself (name ``<module>``).

    ``line`` is that of the definition, ``first_line`` that of its first decorator (or export). ``name`` of
    an anonymous function is what it is assigned to, or empty. ``parent`` is the index of the enclosing
    function, ``owner`` of the class whose method it is (-1 for none). ``kind``: ``function``, ``method``,
    ``static``, ``classmethod``, ``property``, ``getter``, ``setter``, ``constructor``, ``arrow``, ``lambda``,
    ``module``. ``digest`` is of its tokens without white space and comments. ``abstract`` marks overloads,
    declarations without a body and abstract methods.
    """

    index: int
    name: str
    qualname: str
    line: int
    end_line: int
    first_line: int
    kind: str
    parent: int
    owner: int
    params: tuple[Param, ...] = ()
    decorators: tuple[Decorator, ...] = ()
    returns: str = ""
    is_async: bool = False
    is_generator: bool = False
    exported: bool = False
    abstract: bool = False
    docstring: str = ""
    digest: str = ""


class Field(Part):
    """A class-level attribute or a declared property: its annotation and initial value."""

    name: str
    line: int
    annotation: str = ""
    value: Expr | None = None
    static: bool = False
    end_line: int = 0
    decorators: tuple[Decorator, ...] = ()


class Class(Part):
    """A class, interface, enum, type alias: ``kind`` says which. ``methods`` are function indices.
    ``bases`` are expressions (``extends`` and ``implements`` both; the latter also in ``implements``).
    ``parent`` is the index of the enclosing function, ``owner`` of the class it stands in (-1 for none)."""

    index: int
    name: str
    line: int
    end_line: int
    first_line: int
    kind: str
    parent: int
    bases: tuple[Expr, ...] = ()
    implements: tuple[str, ...] = ()
    decorators: tuple[Decorator, ...] = ()
    fields: tuple[Field, ...] = ()
    methods: tuple[int, ...] = ()
    keywords: tuple[tuple[str, Expr], ...] = ()
    exported: bool = False
    docstring: str = ""
    digest: str = ""
    owner: int = -1


class Import(Part):
    """One imported name. ``module`` is as written (``.`` and ``..`` for Python's relative levels).

    ``name`` is the imported name; ``*`` for everything, ``""`` for the module itself, ``default`` for a
    default import. Python's ``import a.b`` has the module ``a.b`` and the alias ``a``, which is then the package
    ``a``; a computed part of a dynamically imported module's name is ``*``. ``alias`` is the local name, ``""`` for a bare side-effect import. ``kind``: ``import``,
    ``from``, ``require``, ``dynamic``, ``type``, ``export`` (re-exported here: ``alias`` is the outside name).
    ``function`` is the index of the function it stands in; ``guarded`` is set inside ``try`` or ``if``.
    """

    module: str
    name: str
    alias: str
    kind: str
    line: int
    function: int = 0
    guarded: bool = False


class Export(Part):
    """A name this file gives out: ``name`` outside, ``local`` inside (both ``default`` for ``export default``
    of an expression; `Bodies` then assigns it to the name ``default``). CommonJS ``module.exports = x`` is
    the default export and also name ``=``; ``exports.a = x`` exports ``a``."""

    name: str
    local: str
    line: int


class Comment(Part):
    """A comment's text without its marks. ``alone`` when nothing else stands on its line."""

    line: int
    end_line: int
    text: str
    alone: bool


class Span(Part):
    """Lines that the parser could not read."""

    line: int
    end_line: int


class Outline(Part):
    """What is read for every code file."""

    functions: tuple[Function, ...] = ()
    classes: tuple[Class, ...] = ()
    imports: tuple[Import, ...] = ()
    exports: tuple[Export, ...] = ()
    comments: tuple[Comment, ...] = ()
    errors: tuple[Span, ...] = ()


class Bodies(Part):
    """``functions[i]`` is the body of `Outline.functions[i]`; ``functions[0]`` is the module's top level."""

    functions: tuple[Body, ...] = ()


class Table(Part):
    """A table of an SQL schema: its columns as (name, type), and its line."""

    name: str
    line: int
    end_line: int
    columns: tuple[tuple[str, str], ...] = ()
    kind: str = "table"


class Package(Part):
    """A declared dependency: ``group`` is ``runtime``, ``dev``, ``peer``, ``optional`` or a named group."""

    name: str
    version: str
    line: int
    group: str = "runtime"


class Command(Part):
    """A command that starts something: an npm script, a console script, a Procfile or Dockerfile or compose
    command. ``name`` is the script's or service's name; ``text`` is the command line."""

    name: str
    text: str
    line: int
    source: str


class Setting(Part):
    """A key that a file defines: an environment variable of ``.env.example``, compose or Dockerfile, or a
    configuration key of a manifest (dotted)."""

    name: str
    value: str
    line: int


class Manifest(Part):
    """What a manifest declares. ``name`` is the package's own name. ``targets`` are files the manifest names
    as mains, bins, exports or entry points (as (what, path or module:attribute)). ``workspaces`` are globs.
    ``paths`` are tsconfig's path aliases as (pattern, targets)."""

    name: str = ""
    packages: tuple[Package, ...] = ()
    commands: tuple[Command, ...] = ()
    settings: tuple[Setting, ...] = ()
    targets: tuple[tuple[str, str], ...] = ()
    workspaces: tuple[str, ...] = ()
    paths: tuple[tuple[str, tuple[str, ...]], ...] = ()
    base_url: str = ""
    extends: str = ""
    private: bool = False
    markers: tuple[str, ...] = ()


class FileFacts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Everything one blob says.

    ``lines`` are physical lines as ``wc -l`` counts them, plus one for a last line without a newline;
    ``code_lines`` those with something besides white space and comments. ``digest`` is of the tokens
    without white space and comments. ``encoded_bodies`` is MessagePack of `Bodies`: use `bodies()`.
    ``words`` are the path-like and module-like strings in files of other kinds (HTML, YAML, shell …).
    """

    language: Language
    lines: int
    code_lines: int
    digest: str
    outline: Outline = Outline()
    encoded_bodies: bytes = b""
    tables: tuple[Table, ...] = ()
    manifest: Manifest | None = None
    words: tuple[str, ...] = ()
    failure: str = ""

    def bodies(self) -> Bodies:
        """Decodes the bodies. Costly: callers keep the answer."""
        return decode_bodies(self.encoded_bodies) if self.encoded_bodies else Bodies()


class FrontEnd(Protocol):
    """One way of reading a blob. Modules of `checks.code` that carry these two names are found by
    themselves; the first (in the order of module names) that wants a path reads it."""

    def wants(self, path: str) -> str | None:
        """The grammar to read this path with (part of the cache key), or None."""

    def read(self, data: bytes, grammar: str) -> FileFacts:
        """Facts of one blob. Never raises on bad input: errors become spans or ``failure``."""


_encoder = msgspec.msgpack.Encoder()
_facts_decoder = msgspec.msgpack.Decoder(FileFacts)
_bodies_decoder = msgspec.msgpack.Decoder(Bodies)


def encode(facts: FileFacts) -> bytes:
    """MessagePack of a file's facts."""
    return _encoder.encode(facts)


def decode(data: bytes) -> FileFacts:
    """The facts that `encode` wrote. Raises `msgspec.DecodeError` on other bytes."""
    return _facts_decoder.decode(data)


def encode_bodies(bodies: Bodies) -> bytes:
    """MessagePack of a file's bodies, for `FileFacts.encoded_bodies`."""
    return _encoder.encode(bodies)


def decode_bodies(data: bytes) -> Bodies:
    """The bodies that `encode_bodies` wrote."""
    return _bodies_decoder.decode(data)
