"""What one file says, without its path and without its language: the facts.

Front ends lower syntax into the small tree of `Expr` and `Stmt` in `checks.code.tree`; everything after them
(frameworks, project, rules, claims) asks questions of that tree and never sees a parser. Facts depend on
nothing but the blob's bytes and the grammar, so they are cached by blob sha and shared by every place,
branch and fork that holds the blob.

An *outline* (imports, definitions, comments, spans) and *bodies* stay packed until somebody asks for them: a warm
run reads the facts of every file and asks most of them nothing.

Lines count from 1. Strings longer than `TEXT_LIMIT` are cut. Structs are positional when encoded: add
fields at the end, and raise `FACTS_VERSION` with every change of shape or of meaning.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import Literal, Protocol

import msgspec
import zstandard

from checks.code.tree import Body, Expr

FACTS_VERSION = 10
TEXT_LIMIT = 300

Language = Literal["python", "typescript", "javascript", "sql", "manifest", "text"]


# --- the outline ---------------------------------------------------------------------------------


class Part(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Base of the outline's records."""


class Decorator(Part, frozen=True):
    """``@name(args)``: the expression after the ``@`` (a `Call` when it is called)."""

    line: int
    value: Expr


class Param(Part, frozen=True):
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


class Function(Part, frozen=True):
    """A function, method, arrow or lambda. Index 0 of a file is the module itself (name ``<module>``).

    ``line`` is that of the definition, ``first_line`` that of its first decorator (or export). ``name`` of
    an anonymous function is what it is assigned to, or empty. ``parent`` is the index of the enclosing
    function, ``owner`` of the class whose method it is (-1 for none). ``kind``: ``function``, ``method``,
    ``static``, ``classmethod``, ``property``, ``getter``, ``setter``, ``constructor``, ``arrow``, ``lambda``,
    ``module``. ``digest`` is of its tokens without white space and comments. ``abstract`` marks overloads,
    declarations without a body and abstract methods. ``docstring_line`` is where a Python docstring's first
    words stand (0 for none; a TypeScript one is the comment above).
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
    docstring_line: int = 0


class Field(Part, frozen=True):
    """A class-level attribute or a declared property: its annotation and initial value."""

    name: str
    line: int
    annotation: str = ""
    value: Expr | None = None
    static: bool = False
    end_line: int = 0
    decorators: tuple[Decorator, ...] = ()


class Class(Part, frozen=True):
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
    docstring_line: int = 0


class Import(Part, frozen=True):
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


class Export(Part, frozen=True):
    """A name this file gives out: ``name`` outside, ``local`` inside (both ``default`` for ``export default``
    of an expression; `Bodies` then assigns it to the name ``default``). CommonJS ``module.exports = x`` is
    the default export and also name ``=``; ``exports.a = x`` exports ``a``."""

    name: str
    local: str
    line: int


class Comment(Part, frozen=True):
    """A comment's text without its marks. ``alone`` when nothing else stands on its line."""

    line: int
    end_line: int
    text: str
    alone: bool


class Span(Part, frozen=True):
    """Lines that the parser could not read."""

    line: int
    end_line: int


class Outline(Part, frozen=True):
    """What is read for every code file."""

    functions: tuple[Function, ...] = ()
    classes: tuple[Class, ...] = ()
    imports: tuple[Import, ...] = ()
    exports: tuple[Export, ...] = ()
    comments: tuple[Comment, ...] = ()
    errors: tuple[Span, ...] = ()


class Passed(Part, frozen=True):
    """Of an outline what a file takes in and gives out, and what could not be read: questions about the whole tree ask
    that of every file."""

    functions: msgspec.Raw = msgspec.Raw()
    classes: msgspec.Raw = msgspec.Raw()
    imports: tuple[Import, ...] = ()
    exports: tuple[Export, ...] = ()
    comments: msgspec.Raw = msgspec.Raw()
    errors: tuple[Span, ...] = ()


class Bodies(Part, frozen=True):
    """``functions[i]`` is the body of `Outline.functions[i]`; ``functions[0]`` is the module's top level."""

    functions: tuple[Body, ...] = ()


class Table(Part, frozen=True):
    """A table of an SQL schema: its columns as (name, type), and its line."""

    name: str
    line: int
    end_line: int
    columns: tuple[tuple[str, str], ...] = ()
    kind: str = "table"


class Package(Part, frozen=True):
    """A declared dependency: ``group`` is ``runtime``, ``dev``, ``peer``, ``optional`` or a named group."""

    name: str
    version: str
    line: int
    group: str = "runtime"


class Command(Part, frozen=True):
    """A command that starts something: an npm script, a console script, a Procfile or Dockerfile or compose
    command. ``name`` is the script's or service's name; ``text`` is the command line."""

    name: str
    text: str
    line: int
    source: str


class Setting(Part, frozen=True):
    """A key that a file defines: an environment variable of ``.env.example``, compose or Dockerfile, or a
    configuration key of a manifest (dotted)."""

    name: str
    value: str
    line: int


class Manifest(Part, frozen=True):
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


_WORTH_PACKING = 400
_PACKED = zstandard.FRAME_HEADER
_encoder = msgspec.msgpack.Encoder()
_outline_decoder = msgspec.msgpack.Decoder(Outline)
_passed_decoder = msgspec.msgpack.Decoder(Passed)
_bodies_decoder = msgspec.msgpack.Decoder(Bodies)


def pack_outline(outline: Outline) -> msgspec.Raw:
    """An outline as `FileFacts.packed_outline` holds it: MessagePack."""
    return msgspec.Raw(_encoder.encode(outline))


def encode_bodies(bodies: Bodies) -> bytes:
    """MessagePack of a file's bodies, as `FileFacts.encoded_bodies` gives it."""
    return _encoder.encode(bodies)


def pack_bodies(encoded: bytes) -> bytes:
    """Encoded bodies as `FileFacts.packed_bodies` holds them: compressed to a third, the smallest as they are."""
    return encoded if len(encoded) < _WORTH_PACKING else _compressor().compress(encoded)


@cache
def _compressor() -> zstandard.ZstdCompressor:
    """One for the process: making one takes twenty times as long as packing the bodies of a common file."""
    return zstandard.ZstdCompressor(level=1)


@cache
def _decompressor() -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor()


_NO_OUTLINE = pack_outline(Outline())


class FileFacts(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """Everything one blob says.

    ``lines`` are physical lines as ``wc -l`` counts them, plus one for a last line without a newline;
    ``code_lines`` those with something besides white space and comments. ``digest`` is of the tokens
    without white space and comments.
    ``words`` are the path-like and module-like strings in files of other kinds (HTML, YAML, shell …). ``said`` are
    the distinct names and texts without blanks in the bodies, each between line feeds, and ``texts`` those texts
    that may name a module or a file: `checks.code.vocabulary` fills both in.
    """

    language: Language
    lines: int
    code_lines: int
    digest: str
    packed_outline: msgspec.Raw = _NO_OUTLINE
    packed_bodies: bytes = b""
    tables: tuple[Table, ...] = ()
    manifest: Manifest | None = None
    words: tuple[str, ...] = ()
    failure: str = ""
    said: bytes = b""
    texts: tuple[str, ...] = ()

    @cached_property
    def outline(self) -> Outline:
        """What is defined, imported, commented and unreadable. Unpacked when it is first asked for."""
        return _outline_decoder.decode(self.packed_outline)

    @cached_property
    def passed(self) -> Outline | Passed:
        """The outline, or, where nobody has unpacked it yet, these parts of it alone: a sixth of the work."""
        known: dict[str, Outline] = self.__dict__
        return known.get("outline") or _passed_decoder.decode(self.packed_outline)

    @property
    def unpacked(self) -> bool:
        """Whether the outline is held unpacked."""
        return "outline" in self.__dict__

    def forget(self) -> None:
        """Lets go of the unpacked outline."""
        self.__dict__.pop("outline", None)

    @property
    def encoded_bodies(self) -> bytes:
        """MessagePack of `Bodies`, unpacked at every question."""
        packed = self.packed_bodies
        return _decompressor().decompress(packed) if packed.startswith(_PACKED) else packed

    def bodies(self) -> Bodies:
        """Decodes the bodies. Costly: callers keep the answer."""
        encoded = self.encoded_bodies
        return _bodies_decoder.decode(encoded) if encoded else Bodies()


class FrontEnd(Protocol):
    """One way of reading a blob. Modules of `checks.code` that carry these two names are found by
    themselves; the first (in the order of module names) that wants a path reads it."""

    def wants(self, path: str) -> str | None:
        """The grammar to read this path with (part of the cache key), or None."""

    def read(self, data: bytes, grammar: str) -> FileFacts:
        """Facts of one blob. Never raises on bad input: errors become spans or ``failure``."""


_facts_decoder = msgspec.msgpack.Decoder(FileFacts)


def encode(facts: FileFacts) -> bytes:
    """MessagePack of a file's facts."""
    return _encoder.encode(facts)


def decode(data: bytes) -> FileFacts:
    """The facts that `encode` wrote. Raises `msgspec.DecodeError` on other bytes."""
    return _facts_decoder.decode(data)
