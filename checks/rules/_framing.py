"""Tables and arrays of figures that chance drew, where they were to be fetched: with numpy and pandas, whose work on them
makes them no truer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.code import tree
from checks.code.search import calls, nodes
from checks.project import outside
from checks.project.dependence import OUTSIDE
from checks.project.flow.calls import logs
from checks.project.flow.changes import statements
from checks.project.flow.values import dotted, root
from checks.project.link import Project
from checks.project.model import External, FunctionRef
from checks.rules._made_up import Invention
from checks.rules._naming import words

_FETCHING = frozenset("get fetch load retrieve query pull collect gather download".split())
"""First words of names for what brings something that is there."""
_MEANT = frozenset(
    "random noise jitter augment augmented bootstrap shuffle shuffled initial weights seed simulated simulation split batch".split()
)
"""Words of names for what is meant to be drawn by chance."""
_DRAWING = "numpy.random."
_SETTING = frozenset("seed default_rng RandomState set_state get_state choice shuffle permutation".split())
"""What only sets chance up, or picks among what is there (https://numpy.org/doc/stable/reference/random/index.html)."""
_WORKING = ("numpy.", "pandas.")
_READING = (
    "numpy.load",
    "numpy.gen",
    "numpy.from",
    "numpy.mem",
    "numpy.save",
    "pandas.read_",
    "pandas.Excel",
    "pandas.HDF",
)
"""What reads or writes (https://numpy.org/doc/stable/reference/routines.io.html, https://pandas.pydata.org/docs/reference/io.html)."""
_STORING = ("to_csv", "to_sql", "to_parquet", "to_excel", "to_pickle", "tofile", "to_hdf", "to_feather")


def framed(project: Project, ref: FunctionRef) -> Invention | None:
    """What a function makes up that is named for fetching, draws by chance what it hands back, and does nothing else."""
    said = words(project.function(ref).name)
    if not said or said[0] not in _FETCHING or not _MEANT.isdisjoint(said):
        return None
    if b"random" not in project.encoded(ref):
        return None
    body = project.body(ref)
    given = {p.name for p in project.function(ref).params if p.name not in ("self", "cls")}
    drawn = [call.line for call in calls(body) if _draws(project, ref, call)]
    if not drawn or _looks_into(body, given) or not _hands_back(body, drawn):
        return None
    if not all(_harmless(project, ref, call) for call in calls(body)):
        return None
    return Invention("draws figures by chance", drawn)


def _draws(project: Project, ref: FunctionRef, call: tree.Call) -> bool:
    target = project.resolve(ref.path, call.func, ref.index)
    return (
        isinstance(target, External)
        and target.name.startswith(_DRAWING)
        and target.name.rsplit(".", 1)[-1] not in _SETTING
    )


def _harmless(project: Project, ref: FunctionRef, call: tree.Call) -> bool:
    """Whether a call reckons, logs or asks a value that stands in the function, and reads nothing."""
    if logs(call):
        return True
    if isinstance(call.func, tree.Attr) and call.func.name in _STORING:
        return False
    target = project.resolve(ref.path, call.func, ref.index)
    if isinstance(target, External):
        name = target.name
        if name.startswith(_WORKING):
            return not name.startswith(_READING)
        return not outside.call(name) & OUTSIDE
    return target is None and isinstance(call.func, tree.Attr) and root(call.func) not in ("self", "cls", "")


def _looks_into(body: tree.Body, given: set[str]) -> bool:
    """Whether a body takes anything out of what the function is given or its object holds, or goes through it."""
    for node in nodes(body):
        if isinstance(node, tree.Item | tree.Attr) and root(node) in given:
            return True
        if isinstance(node, tree.Item) and root(node) in ("self", "cls"):
            return True
        if isinstance(node, tree.Loop) and node.source is not None and root(node.source) in given:
            return True
    return False


def _hands_back(body: tree.Body, drawn: Iterable[int]) -> bool:
    """Whether what is handed back is made, step by step, of what stands on some lines."""
    lines, fed = set(drawn), set[str]()
    for statement in statements(body):
        if isinstance(statement, tree.Assign) and statement.value is not None:
            if _made_of(statement.value, lines, fed):
                fed |= {root(target) for target in statement.targets}
        elif isinstance(statement, tree.Return) and statement.value is not None:
            if _made_of(statement.value, lines, fed):
                return True
        elif isinstance(statement, tree.Do) and isinstance(statement.value, tree.Call):
            fed.update(_filled(statement.value, lines, fed))
    return False


def _filled(call: tree.Call, lines: set[int], fed: set[str]) -> Iterator[str]:
    if isinstance(call.func, tree.Attr) and any(_made_of(given, lines, fed) for given in call.args):
        yield root(call.func)


def _made_of(value: tree.Expr, lines: set[int], fed: set[str]) -> bool:
    return any(
        (isinstance(node, tree.Call) and node.line in lines and dotted(node.func).find("random") >= 0)
        or (isinstance(node, tree.Name) and node.id in fed)
        for node in nodes(value)
    )
