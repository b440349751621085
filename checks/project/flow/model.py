"""What following the data of a function yields, and the frame in which that is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from checks.code.tree import Body, Call, Expr
from checks.project.dependence import UNKNOWN
from checks.project.linked import Linked
from checks.project.model import ClassRef, FunctionRef


class Answer(msgspec.Struct, frozen=True):
    """One value that a function hands back, or one answer that it sends.

    ``sources`` are those of `checks.project.dependence`, the deciding conditions before it included. ``status``
    is the HTTP status if the code names it. ``failing`` is set for a status from 400 up and inside an error
    path. ``kind``: ``data``, ``page``, ``file``, ``redirect`` or ``empty``. ``opted`` is set where
    a setting of the environment has to be on for it. ``value`` is what is answered, for a look at its shape.
    ``own`` are the sources of the value alone, without those of the conditions before it.
    """

    path: str
    line: int
    end_line: int
    sources: int
    status: int | None = None
    failing: bool = False
    kind: str = "data"
    opted: bool = False
    value: Expr | None = None
    own: int = 0


class Record(msgspec.Struct, frozen=True):
    """An object written out in a function some of whose fields hold what chance drew: those fields' names."""

    line: int
    drawn: tuple[str, ...]


class Summary(msgspec.Struct, frozen=True):
    """What a call of a function does: what it returns, what it sends through a response object that it is
    given, which sources its effects touch (a store written, an unknown function called), and on which
    sources it depends whether the call comes back at all. ``records`` are the objects with drawn fields that its own
    statements write out."""

    returned: tuple[Answer, ...] = ()
    sent: tuple[Answer, ...] = ()
    effects: int = 0
    guards: int = 0
    records: tuple[Record, ...] = ()

    @property
    def value(self) -> int:
        """The sources of whatever the call returns."""
        sources = 0
        for answer in self.returned:
            sources |= answer.sources
        return sources


NOT_FOLLOWED = Summary(
    returned=(Answer("", 0, 0, UNKNOWN, own=UNKNOWN),),
    effects=UNKNOWN,
)


class Frame:
    """One run through a function's body: its local names and what has been met so far.

    ``control`` are the sources of every condition that decided whether this point is reached; ``branch``
    only of those around it. ``names_only`` is set where a frame is walked for its local names, so that functions in it
    are left alone. ``status`` and ``form`` are those set for the next answer. ``numbers`` are parameters bound to literal numbers.
    ``settling`` are the names by which what a promise is made of settles it, and ``settled`` what it is fulfilled with.
    """

    __slots__ = (
        "branch", "control", "effects", "failing", "form", "guards", "locals", "looping", "names_only", "numbers", "parent",
        "records", "ref", "returned", "sent", "settled", "settling", "shared", "status",
    )  # fmt: skip

    def __init__(self, ref: FunctionRef, names: dict[str, int], parent: Frame | None = None) -> None:
        self.ref = ref
        self.locals = names
        self.parent = parent
        self.control: int = parent.control if parent else 0
        self.branch: int = parent.branch if parent else 0
        self.failing: bool = parent.failing if parent else False
        self.looping = False
        self.names_only = False
        self.effects = 0
        self.guards = 0
        self.status: int | None = None
        self.form = "data"
        self.numbers: dict[str, int] = {}
        self.returned: list[Answer] = []
        self.sent: list[Answer] = []
        self.records: list[Record] = []
        self.settling: tuple[str, ...] = ()
        self.settled: list[Answer] = []
        self.shared: set[str] = set()

    def settles(self, name: str) -> Frame | None:
        """The frame, this one or one around it, whose promise a name settles."""
        frame: Frame | None = self
        while frame is not None and name not in frame.settling:
            if name in frame.locals:
                return None
            frame = frame.parent
        return frame

    def holder(self, name: str) -> Frame | None:
        """The frame, this one or one around it, that has a local name."""
        frame: Frame | None = self
        while frame is not None and name not in frame.locals:
            frame = frame.parent
        return frame

    def holder_of(self, index: int, path: str) -> Frame | None:
        """The frame, this one or one around it, of a function that encloses another (the module is none)."""
        frame: Frame | None = self if index > 0 else None
        while frame is not None and (frame.ref.index != index or frame.ref.path != path):
            frame = frame.parent
        return frame

    def bind(self, name: str, sources: int, here: bool = False) -> None:
        """Adds sources to a local name, of this frame alone with ``here``; nothing is ever taken away, which errs
        on the side of real data."""
        holder = self if here else self.holder(name) or self
        holder.locals[name] = holder.locals.get(name, 0) | sources

    def summary(self) -> Summary:
        """What was met, frozen."""
        return Summary(tuple(self.returned), tuple(self.sent), self.effects, self.guards, tuple(self.records))


class Walker(Protocol):
    """What the parts of the walk ask of one another."""

    project: Linked

    def value(self, frame: Frame, expr: Expr) -> int:
        """The sources of an expression; effects and answers on the way are noted in the frame."""

    def run(self, frame: Frame, body: Body) -> bool:
        """Walks statements; whether the end cannot be reached."""

    def invoke(
        self, ref: FunctionRef, sources: tuple[int, ...], named: dict[str, int], numbers: dict[str, int],
        around: Frame | None = None,
    ) -> Summary:  # fmt: skip
        """What a call of a project's function with arguments of these sources does."""

    def returned(self, frame: Frame, expr: Expr) -> list[Answer]:
        """The answers that handing back an expression may mean."""

    def promised(self, frame: Frame, expr: Call) -> list[Answer]:
        """The answers that a promise which is made of a function is fulfilled with; none for any other call."""

    def given(self, ref: FunctionRef, name: str) -> Sequence[Expr | None]:
        """Every value that a function's statements give a local name."""

    def variable(self, path: str, name: str) -> int:
        """The sources of a module-level name."""

    def attribute(self, ref: FunctionRef, name: str) -> int:
        """The sources of ``self.name`` inside a function."""

    def member(self, owner: ClassRef, name: str) -> int:
        """The sources of an attribute of a class's instances."""
