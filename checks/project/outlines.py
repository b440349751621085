"""Facts by path, with each body decoded only when somebody asks for it.

A file's bodies are one MessagePack array; cutting it into undecoded parts costs little, and most questions
need the module's top level and a handful of functions.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from checks.code.facts import Class, FileFacts, Function, Outline, Part, Passed
from checks.code.search import last_name
from checks.code.tree import Attr, Body, Expr, Name
from checks.code.vocabulary import says
from checks.project.model import ClassRef

CODE = frozenset({"python", "typescript", "javascript"})
"""The languages whose files are source code with an outline."""

UNPACKED = 1_024
"""Of so many files the undecoded bodies are held: those of most files are asked for once."""


class _Cut(Part, frozen=True, array_like=True):
    """`checks.code.facts.Bodies` with its members still encoded."""

    functions: tuple[msgspec.Raw, ...] = ()


_cut_decoder = msgspec.msgpack.Decoder(_Cut)
_body_decoder = msgspec.msgpack.Decoder(Body)

_NOWHERE = Function(0, "<module>", "<module>", 1, 1, 1, "module", -1, -1)
_EMPTY = Outline(functions=(_NOWHERE,))


class Outlines:
    """The outlines and bodies of a tree's files. Unknown paths and indices answer with nothing."""

    def __init__(self, facts: Mapping[str, FileFacts]) -> None:
        """``facts`` by path."""
        self.facts = facts
        self.paths = tuple(sorted(path for path, f in facts.items() if f.language in CODE))
        self._cuts: dict[str, tuple[msgspec.Raw, ...]] = {}
        self._bodies: dict[tuple[str, int], Body] = {}

    def language(self, path: str) -> str:
        """The language of a file, empty for one without facts."""
        facts = self.facts.get(path)
        return facts.language if facts else ""

    def outline(self, path: str) -> Outline:
        """A file's outline; an empty one for a file without."""
        facts = self.facts.get(path)
        return facts.outline if facts and facts.outline.functions else _EMPTY

    def passed(self, path: str) -> Outline | Passed:
        """What a file takes in and gives out; nothing for a file without."""
        facts = self.facts.get(path)
        return facts.passed if facts else _EMPTY

    def function(self, path: str, index: int) -> Function:
        """A function's outline; the module's for an index out of range."""
        functions = self.outline(path).functions
        return functions[index] if 0 <= index < len(functions) else functions[0]

    def classes(self, ref: ClassRef) -> Class:
        """A class's outline. Raises IndexError for a class that is not there."""
        return self.outline(ref.path).classes[ref.index]

    def body(self, path: str, index: int) -> Body:
        """A function's body; index 0 is the module's top level."""
        key = (path, index)
        if key not in self._bodies:
            self._bodies[key] = self._decode(path, index)
        return self._bodies[key]

    def encoded(self, path: str, index: int) -> bytes:
        """A function's body as it is kept: for a look at its bytes or their number before it is decoded."""
        return bytes(self._cut(path, index))

    def forget(self) -> None:
        """Lets go of what was unpacked."""
        self._cuts.clear()
        self._bodies.clear()
        for facts in self.facts.values():
            facts.forget()

    def _decode(self, path: str, index: int) -> Body:
        cut = self._cut(path, index)
        return _body_decoder.decode(cut) if cut else ()

    def _cut(self, path: str, index: int) -> msgspec.Raw | bytes:
        if path not in self._cuts:
            facts = self.facts.get(path)
            data = facts.encoded_bodies if facts else b""
            if len(self._cuts) >= UNPACKED:
                del self._cuts[next(iter(self._cuts))]
            self._cuts[path] = _cut_decoder.decode(data).functions if data else ()
        cuts = self._cuts[path]
        return cuts[index] if 0 <= index < len(cuts) else b""

    def says(self, path: str, *words: str) -> bool:
        """Whether a name or text in a file's bodies is one of the words, told without decoding them."""
        facts = self.facts.get(path)
        return facts is not None and any(says(facts, word) for word in words)

    def owner(self, path: str, index: int) -> ClassRef | None:
        """The class whose instance ``self`` or ``this`` is inside a function: that of the nearest enclosing
        method, seen through nested functions."""
        functions = self.outline(path).functions
        for _ in range(len(functions)):
            if not 0 <= index < len(functions):
                return None
            function = functions[index]
            if function.owner >= 0:
                return ClassRef(path, function.owner)
            if index == 0 or _own_this(path, function):
                return None
            index = function.parent
        return None


def top_level(facts: FileFacts) -> Body:
    """What a file does when it is loaded: the first of its bodies, the others left as they are kept."""
    data = facts.encoded_bodies
    cuts = _cut_decoder.decode(data).functions if data else ()
    return _body_decoder.decode(cuts[0]) if cuts else ()


def extending(path: str, facts: FileFacts) -> tuple[str, ...]:  # noqa: ARG001, asked of each file
    """The bare names of what the classes of a file extend or implement, an empty one for what has no name."""
    return tuple(dict.fromkeys(_bare(base) for declared in facts.outline.classes for base in declared.bases))


def _bare(value: Expr) -> str:
    """The last name of a chain of members on a name."""
    name = last_name(value)
    while isinstance(value, Attr):
        value = value.base
    return name if isinstance(value, Name) else ""


def _own_this(path: str, function: Function) -> bool:
    """Whether ``this`` inside a function that is no method of a class is something else than around it
    (https://developer.mozilla.org/docs/Web/JavaScript/Reference/Operators/this)."""
    return not path.endswith((".py", ".pyw", ".pyi")) and function.kind not in ("arrow", "lambda")
