"""The addresses that code asks: an expression as a text with holes for what cannot be known.

A hole is ``HOLE name END``, with the name of what stands there (a setting, a variable) so that equal ones can be
told; a parameter of an enclosing function is ``ASKED name@index END``, to be filled in by whoever calls that
function. A member that an object literal does not have is the text ``undefined``, as JavaScript writes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from checks.code.search import last_name
from checks.code.tree import Assign, Attr, Bind, Call, Expr, Func, Item, Lit, Map, Name, Op, Return, Template
from checks.patterns import regex
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.model import ClassRef, FunctionRef, Variable
from checks.project.scopes import statements

HOLE, ASKED, END = "\0", "\2", "\1"
TOKEN = regex(r"[\x00\x02]([^\x01]*)\x01")
_DEPTH = 10
_LENGTH = 600
_SAME = frozenset("replace replaceAll rstrip strip trim trimEnd toString toLowerCase href lower".split())
_LOCAL = regex(r"(https?|wss?)://(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])", re.IGNORECASE)


class At(msgspec.Struct, frozen=True):
    """An expression and where it stands: its file and the function around it."""

    path: str
    value: Expr
    function: int = 0


class Addresses:
    """Answers for one project."""

    def __init__(self, project: Project) -> None:
        self.project = project

    # --- texts -----------------------------------------------------------------------------------

    def text(self, at: At, depth: int = _DEPTH) -> str:
        """The text of an expression."""
        value = at.value
        if depth == 0:
            return hole("")
        if isinstance(value, Lit):
            return "" if value.value is None else str(value.value)[:_LENGTH]
        asked = self._asked(at)
        if asked:
            return asked
        if isinstance(value, Template) or (isinstance(value, Op) and value.op == "+"):
            parts = value.parts if isinstance(value, Template) else value.operands
            return "".join(self.text(At(at.path, part, at.function), depth - 1) for part in parts)[:_LENGTH]
        if isinstance(value, Op):
            return self._choice(at, value, depth)
        if isinstance(value, Call):
            return self._call(at, value, depth)
        if isinstance(value, Attr | Item) and self._lacks(at, depth):
            return "undefined"
        origin = self.origin(at, depth - 1)
        return self.text(origin, depth - 1) if origin is not None else hole(self._named(at))

    def _choice(self, at: At, value: Op, depth: int) -> str:
        """``setting || default`` is the default, a condition the branch that means this machine."""
        if value.op not in ("or", "and", "?:"):
            return hole("")
        operands = value.operands[1:] if value.op == "?:" else value.operands
        texts = [self.text(At(at.path, operand, at.function), depth - 1) for operand in operands]
        known = [text for text in texts if not text.startswith(HOLE)]
        local = next((text for text in known if _LOCAL.match(text)), None)
        if local is not None:
            return local
        if value.op == "?:" and len(set(texts)) > 1:
            return hole(dotted(value.operands[0]) or "?")
        return known[-1] if known else texts[-1] if texts else hole("")

    def _call(self, at: At, call: Call, depth: int) -> str:
        func = call.func
        name = last_name(func)
        texts = [self.text(At(at.path, arg, at.function), depth - 1) for arg in call.args[:2]]
        if call.new and name == "URL" and texts:
            return joined(texts[1], texts[0]) if len(texts) > 1 else texts[0]
        if name == "urljoin" and len(texts) == 2:
            return joined(*texts)
        if name in ("getenv", "get", "env", "config") and "env" in dotted(func).lower():
            return texts[1] if len(texts) > 1 else hole(texts[0] if texts else "")
        if name in _SAME and isinstance(func, Attr):
            return self.text(At(at.path, func.base, at.function), depth - 1)
        if name == "format" and isinstance(func, Attr) and isinstance(func.base, Lit):
            return re.sub(r"\{[^{}]{0,60}\}", lambda found: hole(found[0]), str(func.base.value))
        callee = self.called(at, call)
        if callee is None:
            return hole(dotted(func))
        given = self._returned(callee)
        if given is None:
            return hole(f"{callee.path}:{self.project.function(callee).name}")
        return self.filled(self.text(given, depth - 1), callee, At(at.path, call, at.function), depth)

    def called(self, at: At, call: Call) -> FunctionRef | None:
        """The function that a call runs, also one that an object literal holds."""
        callee = self.project.callee(at.path, call.func, at.function)
        if callee is None and isinstance(call.func, Attr):
            origin = self.origin(At(at.path, call.func, at.function))
            if origin is not None and isinstance(origin.value, Func):
                return FunctionRef(origin.path, origin.value.index)
        return callee

    def _returned(self, ref: FunctionRef) -> At | None:
        """The one value that a function returns."""
        found = [s.value for s, _ in statements(self.project.body(ref)) if isinstance(s, Return) and s.value]
        return At(ref.path, found[0], ref.index) if len(found) == 1 else None

    def filled(self, text: str, callee: FunctionRef, at: At, depth: int = _DEPTH) -> str:
        """A text of a function, with its parameters filled in from a call of it; others' are left."""

        def fill(found: re.Match[str]) -> str:
            said, _, default = found[1].partition("|")
            name, _, place = said.partition("@")
            index, _, member = place.partition(".")
            if found[0][0] == HOLE or index != str(callee.index):
                return found[0]
            given = self.argument(callee, name, at)
            if given is not None and member:
                return self._member(given, member, default, depth - 1)
            return (default or hole(name)) if given is None else self.text(given, depth - 1)

        return TOKEN.sub(fill, text)[:_LENGTH]

    def _member(self, at: At, name: str, default: str, depth: int) -> str:
        """What an argument holds under a name; the default where it surely holds nothing there."""
        if depth <= 0:
            return hole(name)
        if isinstance(at.value, Map):
            given = entry(at.value, name)
            if given is not None:
                return self.text(At(at.path, given, at.function), depth - 1)
            spread = [value for key, value in at.value.items if key is None]
            if not spread:
                return default or hole(name)
            return self._member(At(at.path, spread[-1], at.function), name, default, depth - 1)
        text = self.text(At(at.path, Attr(at.value.line, at.value, name), at.function), depth - 1)
        if text.startswith(ASKED) and text.endswith(END) and "|" not in text:
            return f"{text[:-1]}|{default}{END}"
        return text

    def argument(self, callee: FunctionRef, name: str, at: At) -> At | None:
        """What a call gives for a parameter (or a field of a destructured one), or the parameter's default."""
        call = at.value
        params = [p for p in self.project.function(callee).params if p.name not in ("self", "cls", "this")]
        for position, param in enumerate(params):
            if name != param.name and name not in param.fields:
                continue
            given: Expr | None = None
            if isinstance(call, Call):
                given = dict(call.kwargs).get(param.name)
                given = given or (call.args[position] if position < len(call.args) else None)
            if given is None:
                return At(callee.path, param.default, callee.index) if param.default is not None else None
            if name in param.fields:
                given = entry(given, name)
            return At(at.path, given, at.function) if given is not None else None
        return None

    # --- where values come from ------------------------------------------------------------------

    def origin(self, at: At, depth: int = _DEPTH) -> At | None:
        """The expression that a name or member was given, where there is one."""
        value = at.value
        if depth <= 0:
            return None
        if isinstance(value, Name):
            return self._local(at, value.id) or self._variable(at)
        if isinstance(value, Attr):
            if isinstance(value.base, Name) and value.base.id in ("self", "this"):
                return self._attribute(at, value.name)
            holder = self.origin(At(at.path, value.base, at.function), depth - 1)
            if holder is not None:
                given = entry(holder.value, value.name)
                if given is not None:
                    return At(holder.path, given, holder.function)
            return self._static(at, value) or self._variable(at)
        if isinstance(value, Item) and isinstance(value.key, Lit):
            return self.origin(
                At(at.path, Attr(value.line, value.base, str(value.key.value)), at.function), depth
            )
        return None

    def _lacks(self, at: At, depth: int) -> bool:
        """Whether an object literal whose keys are all known has no such member."""
        value = at.value
        if not isinstance(value, Attr) or not isinstance(value.base, Name):
            return False
        holder = self.origin(At(at.path, value.base, at.function), depth - 1)
        if holder is None or not isinstance(holder.value, Map) or holder.function:
            return False
        keys = [key for key, _ in holder.value.items]
        plain = all(
            isinstance(key, Name) or (isinstance(key, Lit) and isinstance(key.value, str)) for key in keys
        )
        return bool(keys) and plain and entry(holder.value, value.name) is None

    def _local(self, at: At, name: str) -> At | None:
        """The one value that a name of an enclosing function is given."""
        index = at.function
        while index > 0:
            values = [
                given
                for stmt, _ in statements(self.project.body(FunctionRef(at.path, index)))
                if isinstance(stmt, Assign) and stmt.op == "=" and stmt.value is not None
                for target in stmt.targets
                if (given := _bound(target, stmt.value, name)) is not None
            ]
            if values:
                return At(at.path, values[0], index) if len(values) == 1 else None
            index = self.project.function(FunctionRef(at.path, index)).parent
        return None

    def _variable(self, at: At) -> At | None:
        target = self.project.resolve(at.path, at.value, at.function)
        if not isinstance(target, Variable):
            return None
        values = self.project.values(target)
        return At(target.path, values[0]) if len(values) == 1 else None

    def _attribute(self, at: At, name: str) -> At | None:
        """The one value that an attribute of the class around is given."""
        ref = self.project.type_of(
            at.path, Name(at.value.line, "this" if not at.path.endswith(".py") else "self"), at.function
        )
        if ref is None:
            return None
        declared = self.project.classes(ref)
        found = [At(ref.path, f.value) for f in declared.fields if f.name == name and f.value is not None]
        for index in declared.methods:
            for stmt, _ in statements(self.project.body(FunctionRef(ref.path, index))):
                if (
                    isinstance(stmt, Assign)
                    and stmt.value is not None
                    and any(map(_is_own(name), stmt.targets))
                ):
                    found.append(At(ref.path, stmt.value, index))
        return found[0] if len(found) == 1 else None

    def _static(self, at: At, value: Attr) -> At | None:
        """A class's own attribute, or a member of an enumeration."""
        target = self.project.resolve(at.path, value.base, at.function)
        if isinstance(target, ClassRef):
            for field in self.project.classes(target).fields:
                if field.name == value.name and field.value is not None:
                    return At(target.path, field.value)
        return None

    def _asked(self, at: At) -> str:
        """The mark of a parameter of a function around, or of a member of one."""
        value, default = at.value, ""
        if (
            isinstance(value, Op)
            and value.op == "or"
            and len(value.operands) == 2
            and isinstance(value.operands[1], Lit)
        ):
            default = f"|{value.operands[1].value}"
            value = value.operands[0]
        member = ""
        if isinstance(value, Attr) and isinstance(value.base, Name):
            member, value = f".{value.name}", value.base
        if not isinstance(value, Name) or value.id in ("self", "this", "cls"):
            return ""
        index = at.function
        while index > 0:
            function = self.project.function(FunctionRef(at.path, index))
            if any(value.id == p.name or value.id in p.fields for p in function.params):
                return f"{ASKED}{value.id}@{index}{member}{default}{END}"
            if self._local(At(at.path, value, index), value.id) is not None:
                return ""
            index = function.parent
        return ""

    def _named(self, at: At) -> str:
        target = self.project.resolve(at.path, at.value, at.function)
        return f"{target.path}:{target.name}" if isinstance(target, Variable) else dotted(at.value)


def _is_own(name: str) -> Callable[[Expr], bool]:
    def own(target: Expr) -> bool:
        return isinstance(target, Attr) and target.name == name and dotted(target.base) in ("self", "this")

    return own


def _bound(target: Expr, value: Expr, name: str) -> Expr | None:
    """What an assignment gives a name: the value, or for ``const {a: name = x} = value`` a member of it."""
    if isinstance(target, Name):
        return value if target.id == name else None
    if not isinstance(target, Map):
        return None
    for key, part in target.items:
        default = part.value if isinstance(part, Bind) else None
        held = part.target if isinstance(part, Bind) else part
        if isinstance(held, Name) and held.id == name and isinstance(key, Lit | Name):
            member = Attr(part.line, value, str(key.value if isinstance(key, Lit) else key.id))
            return member if default is None else Op(part.line, "or", (member, default))
    return None


def hole(name: str) -> str:
    """A part that cannot be known."""
    return f"{HOLE}{name}{END}"


def entry(value: Expr, name: str) -> Expr | None:
    """What an object literal holds under a key."""
    if isinstance(value, Map):
        for key, held in value.items:
            if (isinstance(key, Lit) and key.value == name) or (isinstance(key, Name) and key.id == name):
                return held
    return None


def joined(base: str, path: str) -> str:
    """A path from a base, with one slash between the two."""
    if re.match(r"[a-z]+://", path):
        return path
    return f"{base.rstrip('/')}/{path.lstrip('/')}" if path else base
