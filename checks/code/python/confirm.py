"""A second look at a suspicious function, with libcst's scopes: does what it returns come from anywhere?

libcst costs a hundred times what the first look does, and its native parser can be made to crash or hang
(https://github.com/Instagram/LibCST/issues/619, https://github.com/Instagram/LibCST/issues/1000). So it only sees
a *reduced module*, the imports, the one function and what it names in its module, behind a gate of size and depth; and whoever calls
`confirm_one` does so through an `Executor`, so that a crash loses one answer. Importing this module imports libcst.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from textwrap import dedent

import libcst as cst
import msgspec
from libcst.metadata import (
    Assignment,
    BaseAssignment,
    BuiltinAssignment,
    ComprehensionScope,
    FunctionScope,
    GlobalScope,
    MetadataWrapper,
    Scope,
    ScopeProvider,
)

from checks.code.python.syntax import Syntax, end_of, field, kids, line_of, parse

SIZE_LIMIT = 512 * 1024
DEPTH_LIMIT = 150
NAMES_LIMIT = 60
"""How many definitions of the module are taken along."""
NAMED_LIMIT = 128 * 1024
HELPER_LIMIT = 6
"""How many helpers deep values are followed."""

DEFINITION = field("definition")
LEFT = field("left")
NAME = field("name")

_IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})
_FLAT = frozenset({"concatenated_string", "if_statement"})
"""What is flat in tree-sitter's tree and as deep as it is long in libcst's."""
_OWN_SOURCES = frozenset(
    {"datetime", "date", "time", "timedelta", "timezone", "random", "uuid", "uuid4", "secrets", "math"}
)
"""The clock and chance: a value made of them tells nothing of the world."""
_PURE = frozenset(
    "bool dict enumerate float frozenset int len list max min range repr reversed round set sorted str sum tuple zip".split()
)

_PURE_METHODS = frozenset(
    "append copy count decode dict encode endswith extend format get hex index insert isoformat items join json keys"
    " lower lstrip model_dump pop replace rstrip setdefault sort split startswith strftime strip timestamp title"
    " total_seconds update upper values".split()
)
_READERS = frozenset({"open", "input", "__import__", "exec", "eval"})
_LOGS = frozenset({"print", "log", "logger", "logging", "_logger"})
_SENT = frozenset({"Query", "Path", "Body", "Form", "Header", "Cookie", "File"})
"""Marks of parameters that the sender of a request fills (https://fastapi.tiangolo.com/reference/parameters/)."""
_WHO = re.compile(
    r"(?:current|get|require|verify|auth|active|admin)\w{0,30}(?:user|principal|identity|account|claims)$",
    re.IGNORECASE,
)
"""Names of what says who asks: what it gives is no more than an echo where an answer repeats it."""

Suspicion = tuple[bytes, int, int]
"""A file's bytes, and the first and last line of one function in it."""


def confirm_one(suspicion: Suspicion) -> bool | None:
    """`confirm` for an `Executor`."""
    return confirm(*suspicion)


def confirm(source: bytes, first_line: int, end_line: int) -> bool | None:
    """Whether every value that a function returns is made of literals bound inside it, the clock, chance and
    its plain parameters.

    Lines count from 1; ``first_line`` is that of the first decorator. Constants and helpers of the module are looked
    into; what error paths return is passed over. True: it is. False: some name comes from elsewhere (a file, an
    injected parameter). None: it cannot be told (imports, members of ``self``), or the source does not pass the gate.
    """
    reduced = reduce(source, first_line, end_line)
    if reduced is None or not _passes(reduced):
        return None
    try:
        wrapper = MetadataWrapper(cst.parse_module(reduced), unsafe_skip_copy=True)
        function = wrapper.module.body[-1]
        if not isinstance(function, cst.FunctionDef):
            return None
        return _Judge(wrapper, function).verdict()
    except (cst.ParserSyntaxError, cst.CSTValidationError, RecursionError, UnicodeDecodeError):
        return None


def reduce(source: bytes, first_line: int, end_line: int) -> bytes | None:
    """The file's top-level imports, the constants and functions of the module that are named, however indirectly, and
    the function that stands at these lines, dedented and last; None without one."""
    if len(source) > SIZE_LIMIT or b"\0" in source:
        return None
    tree = parse(source)
    if tree is None:
        return None
    function = next((node for node in _walk(tree.root) if _stands_at(node, first_line, end_line)), None)
    if function is None:
        return None
    imports = [
        source[node.start_byte : node.end_byte] for node in tree.root.named_children if node.type in _IMPORTS
    ]
    named = [source[node.start_byte : node.end_byte] for node in _named(source, tree.root, function)]
    if sum(map(len, named)) > NAMED_LIMIT:
        return None
    start = source.rfind(b"\n", 0, function.start_byte) + 1
    body = dedent(source[start : function.end_byte].decode("utf-8", "replace")).encode()
    return b"\n".join([*imports, *named, body, b""])


def _named(source: bytes, root: Syntax, function: Syntax) -> list[Syntax]:
    """The module's own assignments and functions that a function names, directly or through one another, in their
    order; at most `NAMES_LIMIT`."""
    held: dict[bytes, list[Syntax]] = {}
    for node in root.named_children:
        if node != function and (name := _defined(source, node)):
            held.setdefault(name, []).append(node)
    found: dict[int, Syntax] = {}
    waiting = [function]
    while waiting and len(found) < NAMES_LIMIT:
        for node in _walk(waiting.pop()):
            names = held.pop(source[node.start_byte : node.end_byte], []) if node.type == "identifier" else []
            found.update({each.start_byte: each for each in names})
            waiting += names
    return [found[start] for start in sorted(found)]


def _defined(source: bytes, node: Syntax) -> bytes:
    """The name that a statement of a module's top level defines, if it is one bare name."""
    if node.type == "decorated_definition":
        node = node.child_by_field_id(DEFINITION) or node
    if node.type == "function_definition":
        name = node.child_by_field_id(NAME)
    elif node.type == "expression_statement" and (inner := kids(node)) and inner[0].type == "assignment":
        name = inner[0].child_by_field_id(LEFT)
    else:
        return b""
    return source[name.start_byte : name.end_byte] if name is not None and name.type == "identifier" else b""


def _stands_at(node: Syntax, first_line: int, end_line: int) -> bool:
    return (
        node.type in ("function_definition", "decorated_definition")
        and line_of(node) == first_line
        and end_of(node) == end_line
    )


def _walk(root: Syntax) -> Iterator[Syntax]:
    nodes = [root]
    while nodes:
        node = nodes.pop()
        yield node
        nodes.extend(reversed(node.named_children))


def _passes(reduced: bytes) -> bool:
    """The gate: only what libcst certainly survives."""
    tree = parse(reduced)
    if tree is None or tree.errors or tree.imagined:
        return False
    nodes = [(tree.root, 0)]
    while nodes:
        node, depth = nodes.pop()
        if depth > DEPTH_LIMIT or (node.type in _FLAT and node.named_child_count > DEPTH_LIMIT):
            return False
        nodes.extend((kid, depth + 1) for kid in node.named_children)
    return True


def _all(answers: Iterable[bool | None]) -> bool | None:
    """False if any is False, else None if any is None."""
    found = set(answers)
    return False if False in found else None if None in found else True


class _Values(msgspec.Struct, frozen=True):
    """What a function returns, and by name: what its locals are bound to and filled with, which of them come from
    elsewhere (exceptions, inner definitions), and which are handed to a call that may fill them."""

    returns: list[cst.BaseExpression]
    bound: dict[str, list[cst.CSTNode]]
    elsewhere: set[str]
    handed: set[str]


def _collect(function: cst.FunctionDef) -> _Values:
    values = _Values([], {}, set(), set())
    nodes: list[tuple[cst.CSTNode, bool]] = [(function.body, False)]
    while nodes:
        node, failing = nodes.pop()
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            values.elsewhere.add(node.name.value)
            continue
        if not (failing and isinstance(node, cst.Return)):
            _note(values, node)
        failing = failing or isinstance(node, cst.ExceptHandler)
        nodes.extend((child, failing) for child in node.children)
    return values


class _Module:
    """What a reduced module defines besides the function in question."""

    def __init__(self, module: cst.Module) -> None:
        self.helpers: dict[str, cst.FunctionDef] = {}
        self.constants: dict[str, list[cst.CSTNode]] = {}
        self.open = False
        """Whether a star import may bring any name."""
        for statement in module.body[:-1]:
            if isinstance(statement, cst.FunctionDef):
                self.helpers[statement.name.value] = statement
            elif isinstance(statement, cst.SimpleStatementLine):
                for part in statement.body:
                    self._note(part)

    def _note(self, part: cst.CSTNode) -> None:
        match part:
            case cst.Assign(value=value, targets=targets):
                for target in targets:
                    if isinstance(target.target, cst.Name):
                        self.constants.setdefault(target.target.value, []).append(value)
            case cst.AnnAssign(target=cst.Name(value=name), value=cst.BaseExpression() as value):
                self.constants.setdefault(name, []).append(value)
            case cst.ImportFrom(names=cst.ImportStar()):
                self.open = True


def _note(values: _Values, node: cst.CSTNode) -> None:
    match node:
        case cst.Return(value=cst.BaseExpression() as value):
            values.returns.append(value)
        case cst.Assign(value=value, targets=targets):
            for target in targets:
                _bind(values, target.target, value)
        case cst.AnnAssign(target=name, value=cst.BaseExpression() as value):
            _bind(values, name, value)
        case cst.AugAssign(target=name, value=value) | cst.NamedExpr(target=name, value=value):
            _bind(values, name, value)
        case cst.For(target=name, iter=value):
            _bind(values, name, value)
        case cst.WithItem(item=value, asname=cst.AsName(name=name)):
            _bind(values, name, value)
        case cst.ExceptHandler(name=cst.AsName(name=cst.Name(value=caught))):
            values.elsewhere.add(caught)
        case cst.Call(func=func, args=args):
            _note_call(values, func, args)


def _note_call(values: _Values, func: cst.BaseExpression, args: Sequence[cst.Arg]) -> None:
    root = _root(func)
    name = root.value if isinstance(root, cst.Name) else ""
    if isinstance(func, cst.Attribute):
        for arg in args:
            _bind(values, func.value, arg.value)
    if name not in _PURE and name not in _LOGS and not name[:1].isupper():
        values.handed.update(arg.value.value for arg in args if isinstance(arg.value, cst.Name))


def _bind(values: _Values, target: cst.CSTNode, value: cst.CSTNode) -> None:
    if isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            _bind(values, element.value, value)
    elif isinstance(root := _root(target), cst.Name):
        values.bound.setdefault(root.value, []).append(value)


def _root(node: cst.CSTNode) -> cst.CSTNode:
    """What a chain of members, keys and calls starts from."""
    while isinstance(node, cst.Subscript | cst.Attribute | cst.Call):
        node = node.func if isinstance(node, cst.Call) else node.value
    return node


class _Judge:
    """Follows the returned values of one function back to where they come from."""

    def __init__(self, wrapper: MetadataWrapper, function: cst.FunctionDef, depth: int = 0) -> None:
        self._wrapper = wrapper
        self._depth = depth
        self._module = _Module(wrapper.module)
        self._scopes = wrapper.resolve(ScopeProvider)
        self._values = _collect(function)
        self._names: dict[str, bool | None] = {}
        self._params = {param.name.value: param for param in _params(function.params)}

    def verdict(self) -> bool | None:
        """The answer of `confirm`. A function that returns nothing cannot be told."""
        returns = self._values.returns
        return _all(self._value(value) for value in returns) if returns else None

    def _value(self, node: cst.CSTNode) -> bool | None:
        if isinstance(node, cst.Name):
            return self._name(node)
        if isinstance(node, cst.Attribute):
            return self._value(node.value)
        if isinstance(node, cst.Arg | cst.Element | cst.StarredElement):
            return self._value(node.value)
        if isinstance(node, cst.CompFor):
            parts: Sequence[cst.CSTNode | None] = (
                node.iter,
                *(test.test for test in node.ifs),
                node.inner_for_in,
            )
            return _all(self._value(part) for part in parts if part is not None)
        if isinstance(node, cst.Call):
            return _all((self._called(node.func), *(self._value(argument) for argument in node.args)))
        if isinstance(node, cst.Await):
            return self._value(node.expression) and None
        if isinstance(node, cst.Yield | cst.Lambda):
            return None
        return _all(self._value(child) for child in node.children)

    def _called(self, func: cst.BaseExpression) -> bool | None:
        """Whether calling this adds nothing of its own to what it is given."""
        root = _root(func)
        if isinstance(root, cst.Name) and root.value in _OWN_SOURCES and not self._is_local(root):
            return True
        if isinstance(func, cst.Name):
            return self._called_by_name(func)
        if not isinstance(func, cst.Attribute):
            return None
        if func.attr.value not in _PURE_METHODS:
            return self._value(func.value) and None
        if self._is_object(func.value, 0):
            return None
        return self._value(func.value)

    def _called_by_name(self, func: cst.Name) -> bool | None:
        name = func.value
        if name[:1].isupper():
            return True  # A class that is only given made-up values makes an answer of them.
        found = self._assignments(func)
        if not found:
            return None if self._module.open else False
        if self._is_builtin(func):
            return True if name in _PURE else False if name in _READERS else None
        helper = self._module.helpers.get(name)
        if helper is None or self._depth >= HELPER_LIMIT or self._is_local(func):
            return None
        return _Judge(self._wrapper, helper, self._depth + 1).verdict()

    def _is_object(self, node: cst.CSTNode, depth: int) -> bool:
        """Whether a value may be an instance of some class, whose methods can do anything."""
        if depth > 5 or (
            isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value not in _PURE
        ):
            return True
        if isinstance(node, cst.Name):
            bound = self._values.bound.get(node.value, [])
            return node.value in self._params or any(self._is_object(value, depth + 1) for value in bound)
        root = _root(node)
        return root is not node and self._is_object(root, depth + 1)

    def _name(self, node: cst.Name) -> bool | None:
        name = node.value
        if name in ("True", "False", "None"):
            return True
        if name not in self._names:
            self._names[name] = True  # a name bound to itself adds nothing
            self._names[name] = self._origin(node)
        return self._names[name]

    def _origin(self, node: cst.Name) -> bool | None:
        found = self._assignments(node)
        if not found:
            return None if self._module.open else False
        return _all(self._assigned(node.value, assignment) for assignment in found)

    def _assigned(self, name: str, assignment: BaseAssignment) -> bool | None:
        if isinstance(assignment, BuiltinAssignment) or isinstance(assignment.scope, ComprehensionScope):
            return True
        if isinstance(assignment.scope, GlobalScope):
            values = self._module.constants.get(name, [])
            return _all(self._value(value) for value in values) if values else None
        if not isinstance(assignment, Assignment) or not isinstance(assignment.scope, FunctionScope):
            return None
        if name in self._values.elsewhere or name in ("self", "cls"):
            return None
        param = self._params.get(name)
        if param is not None and _injected(param):
            return False
        values = self._values.bound.get(name, [])
        if name in self._values.handed or (param is None and not values):
            return None
        return _all(self._value(value) for value in values)

    def _assignments(self, node: cst.Name) -> list[BaseAssignment]:
        scope = self._scopes.get(node)
        return list(scope[node.value]) if isinstance(scope, Scope) else []

    def _is_local(self, node: cst.Name) -> bool:
        return any(isinstance(assignment.scope, FunctionScope) for assignment in self._assignments(node))

    def _is_builtin(self, node: cst.Name) -> bool:
        return all(isinstance(assignment, BuiltinAssignment) for assignment in self._assignments(node))


def _params(params: cst.Parameters) -> Iterator[cst.Param]:
    yield from (*params.posonly_params, *params.params, *params.kwonly_params)
    yield from (star for star in (params.star_arg, params.star_kwarg) if isinstance(star, cst.Param))


def _injected(param: cst.Param) -> bool:
    """Whether the framework hands the parameter over (``Depends(…)``), instead of the request's sender."""
    hints = (param.default, param.annotation.annotation if param.annotation is not None else None)
    return any(_hands_over(hint) or _annotated(hint) for hint in hints)


def _annotated(hint: cst.BaseExpression | None) -> bool:
    return isinstance(hint, cst.Subscript) and any(
        isinstance(element.slice, cst.Index) and _hands_over(element.slice.value) for element in hint.slice
    )


def _hands_over(hint: cst.BaseExpression | None) -> bool:
    """Whether a mark on a parameter is a call, and none that says which part of the request it is, or asks who sent it."""
    if not isinstance(hint, cst.Call) or _last(hint.func) in _SENT:
        return False
    return not any(_WHO.search(_last(arg.value)) for arg in hint.args[:1])


def _last(node: cst.BaseExpression) -> str:
    """The last name of a dotted one, also of one that is called; empty for anything else."""
    if isinstance(node, cst.Call):
        node = node.func
    name = node.attr if isinstance(node, cst.Attribute) else node
    return name.value if isinstance(name, cst.Name) else ""
