"""What stands on and around the lines of a file: looked up by line, and found out once for each function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from checks.code.search import nodes
from checks.code.tree import Assign, Attr, Call, Expr, If, Item, Lit, Map, Markup, Name, Node, Op, Return, Seq
from checks.project.link import Project
from checks.project.model import FunctionRef

Given = Mapping[int, list[tuple[str, Lit]]]


class Around:
    """Answers for one file. Functions go by their indices, 0 is the module's top level."""

    def __init__(self, project: Project, path: str) -> None:
        self.project = project
        self.path = path
        self._within: dict[tuple[int, Callable[[If], bool]], frozenset[int]] = {}
        self._given: dict[int, Given] = {}
        self._worked_out: dict[int, Mapping[str, int]] = {}
        self._made_up: frozenset[int] | None = None

    def within(self, function: int, line: int, asks: Callable[[If], bool]) -> bool:
        """Whether a line stands in the first part of a branch that asks for something."""
        key = function, asks
        if key not in self._within:
            self._within[key] = frozenset(
                at
                for node in self._nodes(function)
                if isinstance(node, If) and asks(node)
                for at in range(node.line + 1, _last_line(node.then) + 1)
            )
        return line in self._within[key]

    def given(self, function: int, line: int) -> Iterable[tuple[str, Lit]]:
        """The names that are given a fixed value on a line, with the value."""
        if function not in self._given:
            found: dict[int, list[tuple[str, Lit]]] = defaultdict(list)
            for node in self._nodes(function):
                for name, value in _pairs(node):
                    if isinstance(value, Lit):
                        found[value.line].append((name, value))
            self._given[function] = found
        return self._given[function].get(line, ())

    def made_up(self, line: int) -> bool:
        """Whether a name is given a value that stands in the code on a line, or a function begins there."""
        if self._made_up is None:
            functions = self.project.facts[self.path].outline.functions
            given = (
                node.line
                for function in functions
                for node in self._nodes(function.index)
                for _, value in ((("", node.value),) if isinstance(node, Return) else _pairs(node))
                if isinstance(value, Lit | Seq | Map | Op | Markup)
            )
            self._made_up = frozenset((*given, *(f.first_line for f in functions[1:])))
        return line in self._made_up

    def worked_out_later(self, function: int, name: str, line: int) -> bool:
        """Whether a name is given something else than a fixed value further down than a line."""
        if function not in self._worked_out:
            last: dict[str, int] = {}
            for node in self._nodes(function):
                if isinstance(node, Assign) and node.value is not None and not isinstance(node.value, Lit):
                    for target in node.targets:
                        last[_called(target)] = max(node.line, last.get(_called(target), 0))
            self._worked_out[function] = last
        return self._worked_out[function].get(name, 0) > line

    def _nodes(self, function: int) -> Iterator[Node]:
        return nodes(self.project.body(FunctionRef(self.path, function)))


def _pairs(node: Node) -> Iterable[tuple[str, Expr | None]]:
    if isinstance(node, Call):
        return node.kwargs
    if isinstance(node, Map):
        return ((_called(key), value) for key, value in node.items if key is not None)
    return ((_called(target), node.value) for target in node.targets) if isinstance(node, Assign) else ()


def _last_line(body: tuple[Node, ...]) -> int:
    return max((node.line for node in nodes(body)), default=0)  # type: ignore[arg-type]


def _called(value: Expr) -> str:
    """The last name or fixed key of what something is assigned to, empty for none."""
    if isinstance(value, Item):
        value = value.key
    if isinstance(value, Lit):
        return value.value if isinstance(value.value, str) else ""
    if isinstance(value, Attr):
        return value.name
    return value.id if isinstance(value, Name) else ""
