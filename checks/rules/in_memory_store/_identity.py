"""What tells one record from the others: how it is called, and how it is made."""

from __future__ import annotations

import re

from checks.code import tree
from checks.code.search import nodes
from checks.patterns import regex
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.model import ClassRef, FunctionRef
from checks.rules._bounding import reads_clock
from checks.rules._naming import words

_IDENTITY = frozenset("id ids uid uuid key code token ref reference number".split())
"""Last words of names for what tells one record from the others."""
_MAKES = regex(
    r"^_*((generate|create|make|new|next|unique|gen)_?\w*(id|uid|key|token|code|ref|reference|number)|uid|short_?id)$"
    r"|^(uuid[1-7]?|uuidv[1-7]|randomUUID|nanoid|token_hex|token_urlsafe|token_bytes|randomBytes|ObjectId|ulid|cuid2?"
    r"|createId|random|randint|choices)$",
    re.IGNORECASE,
)
"""Calls that make an identity that nothing else has, or what one is made of."""
_COUNTER = regex(
    r"(^|_|\.)(next|counter|seq|sequence)|(Counter|Seq|Sequence)$|[a-z]_(counter|seq)$", re.IGNORECASE
)


_SEVERAL = 3
"""So many fields make an object that is filled bit by bit."""


def is_identity(name: str) -> bool:
    """Whether a name is one for what tells one record from the others."""
    return bool(said := words(name)) and said[-1] in _IDENTITY


def makes(value: tree.Expr) -> bool:
    """Whether an expression makes an identity: drawn at random, from the clock, or counted on."""
    return any(_draws(node) for node in nodes(value))


def _draws(node: object) -> bool:
    if isinstance(node, tree.Call):
        name = dotted(node.func).rsplit(".", 1)[-1]
        return reads_clock(node) or name == "len" or _MAKES.search(name) is not None
    if isinstance(node, tree.Attr) and node.name in ("length", "size"):
        return True
    return isinstance(node, tree.Name | tree.Attr) and _COUNTER.search(dotted(node)) is not None


def begins(project: Project, ref: FunctionRef, value: tree.Expr | None) -> bool:
    """Whether an object of the project's with several fields is made of an identity, as what is filled later is."""
    if not isinstance(value, tree.Call):
        return False
    told = any(is_identity(name) for name, _ in value.kwargs) or any(
        is_identity(last_name(arg)) for arg in value.args
    )
    target = project.resolve(ref.path, value.func, ref.index) if told else None
    return isinstance(target, ClassRef) and len(project.classes(target).fields) >= _SEVERAL


def last_member(expr: tree.Expr) -> str:
    """The last name of a member: ``id`` for ``row.id`` and for ``row["id"]``; empty for anything else."""
    if isinstance(expr, tree.Item) and isinstance(expr.key, tree.Lit) and isinstance(expr.key.value, str):
        return expr.key.value
    return expr.name if isinstance(expr, tree.Attr) else ""


def last_name(expr: tree.Expr) -> str:
    """The last name of an expression: ``id`` for ``id``, ``row.id`` and ``row["id"]``; empty for anything else."""
    return expr.id if isinstance(expr, tree.Name) else last_member(expr)
