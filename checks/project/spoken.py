"""Who reads what is defined: where a name is spoken of, apart from where it is defined.

Elsewhere any mention counts, in code and in texts, since a setting is read in many ways: as an attribute, through
``getattr``, by a path such as ``db.host``, in a template. At home the definition itself, the environment variable it is
taken from, and changes to its value do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from checks.code.encoding import decoded
from checks.code.facts import FileFacts, Outline
from checks.code.paths import extension
from checks.code.search import nodes
from checks.code.tree import Assign, Attr, Call, Do, Expr, Item, Lit, Map, Name, Node, Spread, Stmt
from checks.code.vocabulary import says
from checks.patterns import regex
from checks.project.files import test_path
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.project.scopes import statements
from checks.project.settings import Defined, assigned_names
from checks.project.wording import Wording

_PROSE = frozenset({"md", "rst", "txt", "adoc", "org", "patch", "lock"})
_ENVIRONMENT = regex(r"(^|/)[^/]*\.?env([._-][\w.-]+)?$|\.env$")
_TEMPLATES = frozenset(
    "html htm jinja jinja2 j2 ejs hbs pug twig liquid mako vue svelte astro mdx prisma graphql".split()
)
_CHANGES = frozenset(
    "extend append add update insert setdefault remove discard pop clear push unshift sort".split()
)
_WHOLE = frozenset(
    """model_dump model_dump_json dict json as_dict to_dict asdict items copy __dict__ __annotations__ model_fields __fields__
    fields vars dir entries keys values stringify assign getattr hasattr""".split()
)
_ENVIRONMENTS = regex(r"(.*\.)?(getenv|environ(\.\w+)?|env(\.\w+)?|[Cc]onfig|ImportMetaEnv)")
_GIVES_OUT = regex(r"\s*export\s*(\{|default\s*(\{|[\w$]+\s*;?\s*$))|\s*[\w$]+,?\s*$")
_AFFIX = re.compile(rb"(?<=\n)(?:_[A-Z][A-Z0-9_]+|[A-Z][A-Z0-9_]*_)(?=\n)")


class Spoken:
    """Answers for one tree whether a definition is read anywhere."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def read(self, thing: Defined) -> bool:
        """Whether anything may read what is defined."""
        if thing.kind == "variable":
            name = thing.name
            computed = any(name.startswith(part) or name.endswith(part) for part in self._affixes)
            return computed or self._in_code(name, "") or self._in_texts(name, templates=False)
        return (
            self._in_code(thing.name, thing.path)
            or self._at_home(thing)
            or self._in_texts(thing.name, templates=True)
            or (thing.kind == "schema" and self._put_in(thing.name))
            or self._as_a_whole(thing)
            or self._in_source(thing)
        )

    # --- elsewhere -------------------------------------------------------------------------------

    @cached_property
    def _words(self) -> Wording:
        """The words of all bodies."""
        return Wording({path: facts.said for path, facts in self._project.facts.items()})

    @cached_property
    def _affixes(self) -> frozenset[str]:
        """Beginnings and ends of names that code puts together: ``f"{provider}_API_KEY"``, ``startswith("SHOP_")``."""
        return frozenset(part.decode() for part in _AFFIX.findall(self._words.data))

    def _in_code(self, name: str, home: str) -> bool:
        return self._among(self._words, name, home) or self._among(self._project.outlined, name, home)

    def _among(self, wording: Wording, name: str, home: str) -> bool:
        raw = name.encode()
        word = re.compile(rb"(?<![A-Za-z0-9_])" + re.escape(raw) + rb"(?![A-Za-z0-9_])")
        # A test that sets or asks for a variable of the environment applies nothing.
        return any(
            path != home
            and self._project.facts[path].packed_bodies
            and word.search(wording.data, begin, end) is not None
            and (not test_path(path) or self._named_in(path, name))
            for path, begin, end in wording.holding(raw)
        )

    def _named_in(self, path: str, name: str) -> bool:
        """Whether a file's code reads a member or a name, not only a text."""
        thing = Defined("constant", name, "", 0, 0)
        return any(
            isinstance(node, Name | Attr) and _names(node, thing)
            for function in self._project.facts[path].outline.functions
            for node in nodes(self._project.body(FunctionRef(path, function.index)))
        )

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {
            path: "\n".join(facts.words)
            for path, facts in self._project.facts.items()
            if facts.words and extension(path) not in _PROSE and not _ENVIRONMENT.search(path)
        }

    def _in_texts(self, name: str, *, templates: bool) -> bool:
        word = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])")
        return any(
            name in text and word.search(text)
            for path, text in self._texts.items()
            if not templates or extension(path) in _TEMPLATES
        )

    def _put_in(self, name: str) -> bool:
        """Whether a script or another tool's file puts a variable of the environment in (``key: ${NAME}``), other than to hand
        it on under its own name (``NAME: ${NAME}``)."""
        put = re.compile(rf"\$\{{?{re.escape(name)}(?![A-Za-z0-9_])")
        itself = re.compile(rf"[\s\"'-]*{re.escape(name)}\s*[:=]")
        for path, text in self._texts.items():
            if name in text and (data := self._project.snapshot.text(path)) is not None:
                lines = decoded(data).split("\n")
                if any(name in line and put.search(line) and not itself.match(line) for line in lines):
                    return True
        return False

    # --- at home ---------------------------------------------------------------------------------

    def _at_home(self, thing: Defined) -> bool:
        outline = self._project.facts[thing.path].outline
        bodies = (self._project.body(FunctionRef(thing.path, f.index)) for f in outline.functions)
        if any(_reads(stmt, thing) for body in bodies for stmt, _ in statements(body)):
            return True
        word = re.compile(rf"\b{re.escape(thing.name)}\b")
        fields = (field for declared in outline.classes for field in declared.fields)
        values = (f.value for f in fields if not thing.line <= f.line <= thing.end_line)
        return any(
            value is not None and _mentions(value, thing) for value in (*values, *_defaults(outline))
        ) or any(thing.name in written and word.search(written) for written in _types(outline))

    def _in_source(self, thing: Defined) -> bool:
        """Whether a script's own text has the name once more, outside comments: asked last, because facts leave out some
        corners of the syntax (defaults inside patterns) and the bytes are not among them."""
        if thing.path.endswith(".py") or thing.kind not in ("constant", "key"):
            return False
        data = self._project.snapshot.text(thing.path)
        if data is None:
            return True
        comments = self._project.facts[thing.path].outline.comments
        aside = {line for c in comments if c.alone for line in range(c.line, c.end_line + 1)}
        aside.update(range(thing.line, thing.end_line + 1))
        word = re.compile(rf"(?<![\w$]){re.escape(thing.name)}(?![\w$])")
        return any(
            thing.name in line and word.search(line.partition("//")[0]) is not None
            for number, line in enumerate(decoded(data).split("\n"), 1)
            if number not in aside and _GIVES_OUT.match(line) is None
        )

    # --- as a whole ------------------------------------------------------------------------------

    def _as_a_whole(self, thing: Defined) -> bool:
        """Whether what holds the definition is turned into something else as a whole, looked through, or handed on."""
        if thing.kind in ("field", "schema"):
            return thing.owner in self._dumped or bool(self._dumped & self._holders(thing.owner))
        if thing.kind == "key":
            return self._handed_on(thing.path, thing.owner)
        return False

    def _holders(self, owner: str) -> frozenset[str]:
        if owner not in self._held:
            self._held[owner] = frozenset(
                name
                for path in self._project.saying(owner)
                for name in assigned_names(self._project, path, owner)
            )
        return self._held[owner]

    @cached_property
    def _held(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def _dumped(self) -> frozenset[str]:
        """The names of what is looked through as a whole anywhere; a class's own name where it does so with itself."""
        told = self._project.each(_dumps, tuple[str, ...])
        return frozenset(name for names in told.values() for name in names)

    def _handed_on(self, path: str, owner: str) -> bool:
        """Whether an object is used otherwise than for its members, where it is defined or imported."""
        names = {path: {owner}}
        for importer in self._project.importers(path):
            for imported in self._project.facts[importer].outline.imports:
                holds = imported.name in (owner, "default", "*", "") and imported.alias
                if holds and self._project.module(importer, imported.module) == path:
                    names.setdefault(importer, set()).add(imported.alias)
        return any(
            _bare(stmt, known)
            for file, known in names.items()
            for function in self._project.facts[file].outline.functions
            for stmt, _ in statements(self._project.body(FunctionRef(file, function.index)))
        )


def _dumps(path: str, facts: FileFacts) -> tuple[str, ...]:  # noqa: ARG001, asked of each file
    """The names of what a file looks through as a whole; a class's own name where it does so with itself."""
    if not any(says(facts, word) for word in (*_WHOLE, "Spread")):
        return ()
    found: dict[str, None] = {}
    for index, body in enumerate(facts.bodies().functions):
        for name in filter(None, map(_looked_through, nodes(body))):
            if name in ("self", "cls", "this") and (owner := facts.outline.functions[index].owner) >= 0:
                found[facts.outline.classes[owner].name] = None
            else:
                found[name] = None
    return tuple(found)


def _types(outline: Outline) -> Iterator[str]:
    """Every type as written in an outline."""
    for function in outline.functions:
        yield function.returns
        yield from (param.annotation for param in function.params)
    for declared in outline.classes:
        yield from (field.annotation for field in declared.fields)


def _defaults(outline: Outline) -> Iterator[Expr]:
    for function in outline.functions:
        yield from (decorator.value for decorator in function.decorators)
        for param in function.params:
            yield from (value for value in (param.default, *param.metadata) if value is not None)
    for declared in outline.classes:
        yield from (*declared.bases, *(d.value for d in declared.decorators))
        yield from (value for _, value in declared.keywords)


def _reads(stmt: Stmt, thing: Defined) -> bool:
    """Whether a statement reads a definition, rather than making or changing it."""
    if isinstance(stmt, Assign):
        named = [target.id for target in stmt.targets if isinstance(target, Name)]
        if "__all__" in named or "default" in named or (thing.kind == "constant" and thing.name in named):
            return False
        inner = [target for target in stmt.targets if not isinstance(target, Name | Attr)]
        return any(_mentions(value, thing) for value in (stmt.value, *inner) if value is not None)
    if isinstance(stmt, Do) and isinstance(stmt.value, Call) and isinstance(stmt.value.func, Attr):
        call, func = stmt.value, stmt.value.func
        if func.name in _CHANGES and isinstance(func.base, Name) and func.base.id == thing.name:
            return any(_mentions(value, thing) for value in (*call.args, *(v for _, v in call.kwargs)))
    return any(_mentions(value, thing) for value in _own(stmt))


def _own(stmt: Stmt) -> Iterator[Expr]:
    """The expressions of a statement outside the statements inside it."""
    waiting: list[object] = [getattr(stmt, name) for name in stmt.__struct_fields__]
    while waiting:
        value = waiting.pop()
        if isinstance(value, tuple):
            waiting.extend(value)
        elif isinstance(value, Node) and not isinstance(value, Stmt):
            yield value  # type: ignore[misc]


def _mentions(value: Expr, thing: Defined) -> bool:
    """Whether an expression names a definition otherwise than as an environment variable or as itself."""
    waiting: list[object] = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(node)
        elif isinstance(node, Node):
            if _names(node, thing) or _member(node, thing):
                return True
            if isinstance(node, Call) and _asks_environment(node.func):
                first = node.args[:1] if node.args and not isinstance(node.args[0], Lit) else ()
                waiting.extend((*first, *node.args[1:], *(v for _, v in node.kwargs)))
            elif isinstance(node, Attr | Item) and _asks_environment(node.base):
                continue
            elif isinstance(node, Map):
                waiting.extend(_entries(node, thing))
            else:
                waiting.extend(getattr(node, name) for name in node.__struct_fields__)
    return False


def _names(node: Node, thing: Defined) -> bool:
    if isinstance(node, Name):
        return node.id == thing.name and thing.kind in ("constant", "field")
    if isinstance(node, Attr):
        return node.name == thing.name and not _asks_environment(node.base)
    return isinstance(node, Lit) and node.value == thing.name


def _member(node: Node, thing: Defined) -> bool:
    """Whether a node reads a field of an object that is called a configuration, as what holds a settings class's fields is
    (``self.config.retries``)."""
    return (
        isinstance(node, Attr)
        and thing.kind in ("field", "schema")
        and node.name == thing.name
        and dotted(node.base).lower().endswith("config")
    )


def _entries(held: Map, thing: Defined) -> Iterator[object]:
    for key, value in held.items:
        itself = isinstance(key, Lit) and key.value == thing.name
        # The definition itself, the same variable handed to its schema, or a constant given out again.
        if itself and (
            thing.kind in ("key", "schema") or (thing.kind == "constant" and isinstance(value, Name))
        ):
            continue
        yield key
        yield value


def _asks_environment(func: Expr) -> bool:
    """Whether a function or an object gives out the variables of the environment."""
    return _ENVIRONMENTS.fullmatch(dotted(func)) is not None


_LOOKING = frozenset((Spread, Attr, Item, Call))


def _looked_through(node: Node) -> str:
    """The last name of what a call or a member looks through as a whole, empty for none."""
    if type(node) not in _LOOKING:
        return ""
    if isinstance(node, Spread):
        return dotted(node.value).rpartition(".")[2] or _called(node.value)
    if isinstance(node, Attr) and node.name in _WHOLE:
        return _last(node.base)
    if isinstance(node, Item) and not isinstance(node.key, Lit):
        return _last(node.base)
    if isinstance(node, Call) and dotted(node.func).rpartition(".")[2] in _WHOLE and node.args:
        literal = len(node.args) > 1 and isinstance(node.args[1], Lit)
        return "" if literal else _last(node.args[0])
    return ""


def _last(value: Expr) -> str:
    return dotted(value).rpartition(".")[2] or _called(value)


def _called(value: Expr) -> str:
    return dotted(value.func).rpartition(".")[2] if isinstance(value, Call) else ""


def _bare(stmt: Stmt, names: Iterable[str]) -> bool:
    """Whether a statement uses one of the names otherwise than for a member that is spelled out."""
    if isinstance(stmt, Assign) and any(
        isinstance(t, Name) and t.id in ("default", *names) for t in stmt.targets
    ):
        return False
    waiting: list[object] = list(_own(stmt))
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(node)
        elif isinstance(node, Name):
            if node.id in names:
                return True
        elif isinstance(node, Attr) or (isinstance(node, Item) and isinstance(node.key, Lit)):
            base = node.base
            waiting.extend(() if isinstance(base, Name) else (base,))
        elif isinstance(node, Node):
            waiting.extend(getattr(node, name) for name in node.__struct_fields__)
    return False
