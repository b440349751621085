"""Functions, lambdas, classes, and what decorates them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.code.facts import TEXT_LIMIT, Class, Decorator, Field, Function, Param
from checks.code.kinds import ERROR
from checks.code.python.lowering import Enclosing, Lowering
from checks.code.python.syntax import TRIVIA, Syntax, end_of, field, interpolated, kids, line_of
from checks.code.python.text import docstring
from checks.code.tree import (
    Assign,
    Attr,
    Body,
    Call,
    Define,
    DefineClass,
    Do,
    Expr,
    If,
    Item,
    Lit,
    Name,
    Return,
    Seq,
    Stmt,
    Stop,
    Try,
    With,
)

BODY = field("body")
DEFINITION = field("definition")
NAME = field("name")
PARAMETERS = field("parameters")
RETURN_TYPE = field("return_type")
SUPERCLASSES = field("superclasses")
TYPE = field("type")
VALUE = field("value")

DOCSTRING_LIMIT = 2_000
"""Characters of a docstring that are kept: admissions stand anywhere in it."""

_KINDS = {
    "staticmethod": "static",
    "classmethod": "classmethod",
    "property": "property",
    "cached_property": "property",
    "abstractproperty": "property",
    "setter": "setter",
    "deleter": "setter",
    "getter": "getter",
}
_ABSTRACT = frozenset(
    {"abstractmethod", "abstractproperty", "abstractclassmethod", "abstractstaticmethod", "overload"}
)
_ENUMS = frozenset(
    {"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "TextChoices", "IntegerChoices", "Choices"}
)


def last_name(value: Expr) -> str:
    """The last name of a dotted expression, or of what a call calls."""
    if isinstance(value, Call):
        value = value.func
    if isinstance(value, Item):
        value = value.base
    if isinstance(value, Attr):
        return value.name
    return value.id if isinstance(value, Name) else ""


def decorated(low: Lowering, node: Syntax) -> Body:
    """A definition with its decorators."""
    definition = node.child_by_field_id(DEFINITION)
    if definition is None:
        return ()
    decorators = tuple(
        Decorator(line_of(kid), low.expr(inner[0]))
        for kid in node.named_children
        if kid.type == "decorator" and (inner := kids(kid))
    )
    if definition.type == "class_definition":
        return class_(low, definition, decorators, node)
    return function(low, definition, decorators, node)


def function(
    low: Lowering, node: Syntax, decorators: tuple[Decorator, ...] = (), outer: Syntax | None = None
) -> Body:
    """``def`` and ``async def``. ``outer`` is the node that holds the decorators too."""
    name = node.child_by_field_id(NAME)
    index = _define(low, node, outer or node, low.text(name) if name is not None else "", decorators)
    return (Define(line_of(node), index),)


def lambda_(low: Lowering, node: Syntax, name: str = "") -> int:
    """The index of a lambda; ``name`` is what it is assigned to."""
    return _define(low, node, node, name, ())


def _define(low: Lowering, node: Syntax, outer: Syntax, name: str, decorators: tuple[Decorator, ...]) -> int:
    place = low.place
    params = _params(low, node.child_by_field_id(PARAMETERS))
    index = low.take_function(outer.start_byte, outer.end_byte)
    line, end_line = line_of(node), end_of(node)
    names = (*place.names, name)
    low.place = Enclosing(index, -1, names)
    doc, doc_line = "", 0
    if node.type == "lambda":
        body: Body = (Return(line, low.expr(node.child_by_field_id(BODY)), end_line),)
    else:
        block = node.child_by_field_id(BODY)
        doc, doc_line, nodes = documented(low, low.inside(block) if block is not None else [])
        body = low.statements(nodes)
    low.place = place
    low.bodies[index] = body
    low.functions[index] = Function(
        index=index,
        name=name,
        qualname=".".join(names),
        line=line,
        end_line=end_line,
        first_line=line_of(outer),
        kind=_kind(node, name, place.owner, decorators),
        parent=place.function,
        owner=place.owner,
        params=params,
        decorators=decorators,
        returns=low.short(node.child_by_field_id(RETURN_TYPE), TEXT_LIMIT),
        is_async=low.data.startswith(b"async", node.start_byte),
        is_generator=index in low.generators,
        abstract=_abstract(body, decorators, place),
        docstring=doc,
        docstring_line=doc_line,
    )
    return index


def documented(low: Lowering, nodes: Sequence[Syntax]) -> tuple[str, int, Sequence[Syntax]]:
    """The docstring of a body, the line on which its words begin (0 for none), and its other statements."""
    at, first = next(((at, node) for at, node in enumerate(nodes) if node.kind_id not in TRIVIA), (0, None))
    if first is None or first.type != "expression_statement":
        return "", 0, nodes
    inner = kids(first)
    if len(inner) != 1 or inner[0].type != "string":
        return "", 0, nodes
    start, end = inner[0].start_byte, inner[0].end_byte
    if low.data[start : start + 1] in b"bB" or interpolated(low.data, start):
        return "", 0, nodes
    low.docstrings.append((first.start_byte, first.end_byte))
    text = low.data[start : min(end, start + 8 * DOCSTRING_LIMIT)].decode("utf-8", "replace")
    said, blank = docstring(text, DOCSTRING_LIMIT)
    return said, line_of(inner[0]) + blank, nodes[at + 1 :]


def _kind(node: Syntax, name: str, owner: int, decorators: tuple[Decorator, ...]) -> str:
    if node.type == "lambda":
        return "lambda"
    if owner < 0:
        return "function"
    for decorator in decorators:
        kind = _KINDS.get(last_name(decorator.value))
        if kind is not None:
            return kind
    return "constructor" if name == "__init__" else "method"


def _abstract(body: Body, decorators: tuple[Decorator, ...], place: Enclosing) -> bool:
    if any(last_name(decorator.value) in _ABSTRACT for decorator in decorators):
        return True
    return place.protocol and all(isinstance(statement, Stop) for statement in body)


def _params(low: Lowering, node: Syntax | None) -> tuple[Param, ...]:
    params: list[Param] = []
    kind = ""
    for kid in kids(node) if node is not None else ():
        if kid.type == "keyword_separator":
            kind = "keyword"
        elif kid.type not in ("positional_separator", ERROR):
            param = _param(low, kid, kind)
            params.append(param)
            kind = "keyword" if param.kind == "*" else kind
    return tuple(params)


def _param(low: Lowering, node: Syntax, kind: str) -> Param:
    target = node.child_by_field_id(NAME)
    if target is None:
        target = kids(node)[0] if node.type == "typed_parameter" else node
    kind = {"list_splat_pattern": "*", "dictionary_splat_pattern": "**"}.get(target.type, kind)
    annotation = node.child_by_field_id(TYPE)
    value = node.child_by_field_id(VALUE)
    fields: tuple[str, ...] = ()
    name = low.text(target).lstrip("*").strip()
    if target.type == "tuple_pattern":
        fields = tuple(low.text(kid) for kid in kids(target))
        name = "{" + ",".join(fields) + "}"
    return Param(
        name,
        low.short(annotation, TEXT_LIMIT),
        low.expr(value) if value is not None else None,
        kind,
        fields=fields,
        metadata=_metadata(low, annotation),
    )


def _metadata(low: Lowering, annotation: Syntax | None) -> tuple[Expr, ...]:
    if annotation is None or b"Annotated" not in low.data[annotation.start_byte : annotation.end_byte]:
        return ()
    value = low.expr(annotation)
    if isinstance(value, Item) and last_name(value.base) == "Annotated" and isinstance(value.key, Seq):
        return value.key.items[1:]
    return ()


def class_(
    low: Lowering, node: Syntax, decorators: tuple[Decorator, ...] = (), outer: Syntax | None = None
) -> Body:
    """A class. What its body does besides fields and methods is done where the class is defined."""
    outer = outer or node
    place = low.place
    name_node = node.child_by_field_id(NAME)
    name = low.text(name_node) if name_node is not None else ""
    bases, keywords = _bases(low, node.child_by_field_id(SUPERCLASSES))
    index = low.take_class(outer.start_byte, outer.end_byte)
    low.place = Enclosing(place.function, index, (*place.names, name))
    low.place.guarded, low.place.typing = place.guarded, place.typing
    low.place.protocol = any(last_name(base) == "Protocol" for base in bases)
    fields: list[Field] = []
    methods: list[int] = []
    block = node.child_by_field_id(BODY)
    doc, doc_line, nodes = documented(low, low.inside(block) if block is not None else [])
    shared = not bases and not decorators
    rest = _gather(low.statements(nodes), fields, methods, shared=shared)
    low.place = place
    low.classes[index] = Class(
        index=index,
        name=name,
        line=line_of(node),
        end_line=end_of(node),
        first_line=line_of(outer),
        kind="enum" if any(last_name(base) in _ENUMS for base in bases) else "class",
        parent=place.function,
        bases=bases,
        decorators=decorators,
        fields=tuple(fields),
        methods=tuple(methods),
        keywords=keywords,
        docstring=doc,
        owner=place.owner,
        docstring_line=doc_line,
    )
    defined: Body = (DefineClass(line_of(node), index),) if place.owner < 0 else ()
    return (*defined, *rest)


def _bases(low: Lowering, node: Syntax | None) -> tuple[tuple[Expr, ...], tuple[tuple[str, Expr], ...]]:
    bases: list[Expr] = []
    keywords: list[tuple[str, Expr]] = []
    for kid in kids(node) if node is not None else ():
        if kid.type == "keyword_argument" and len(given := kids(kid)) == 2:
            keywords.append((low.text(given[0]), low.expr(given[1])))
        else:
            bases.append(low.expr(kid))
    return tuple(bases), tuple(keywords)


def _gather(body: Body, fields: list[Field], methods: list[int], *, shared: bool) -> Body:
    """Sorts a class body's statements into fields, methods and the rest, through ``if``, ``try`` and ``with``."""
    rest: list[Stmt] = []
    for statement in body:
        match statement:
            case Define(index=index):
                methods.append(index)
            case Assign():
                fields.extend(_fields(statement, shared=shared))
            case If(then=then, other=other):
                rest += _gather(then, fields, methods, shared=shared) + _gather(
                    other, fields, methods, shared=shared
                )
            case Try(body=tried, handlers=handlers):
                for part in (tried, *(handler[2] for handler in handlers)):
                    rest += _gather(part, fields, methods, shared=shared)
            case With(body=inner):
                rest += _gather(inner, fields, methods, shared=shared)
            case Stop() | Do(value=Lit()):
                pass
            case _:
                rest.append(statement)
    return tuple(rest)


def _fields(assign: Assign, *, shared: bool) -> Iterator[Field]:
    """``static`` where all instances see one value; the annotated attributes of a dataclass or model are not."""
    targets = assign.targets[0].items if isinstance(assign.targets[0], Seq) else assign.targets
    for target in targets:
        if isinstance(target, Name):
            yield Field(
                target.id,
                assign.line,
                assign.annotation,
                assign.value,
                static=shared
                or not assign.annotation
                or assign.annotation.startswith(("ClassVar", "typing.ClassVar")),
                end_line=assign.end_line,
            )
