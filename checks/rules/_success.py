"""Whether an answer says that something was done."""

from __future__ import annotations

from checks.code import tree
from checks.project.flow.replies import says_failure
from checks.project.flow.values import dotted

_DONE = frozenset(
    "success successful ok sent delivered posted published uploaded paid charged refunded succeeded".split()
)
_DONE_WORDS = frozenset(
    "success sent ok delivered published completed posted succeeded paid uploaded".split()
)


def reports_success(value: tree.Expr | None) -> bool:
    """Whether a value says that something was done: true, ``success``, ``status: "sent"``."""
    if isinstance(value, tree.Lit):
        return value.value is True
    return any(
        (
            isinstance(held, tree.Lit)
            and (
                (name in _DONE and held.value is True)
                or (name == "status" and str(held.value).lower() in _DONE_WORDS)
            )
        )
        or (name in _DONE and _is_length(held))
        for name, held in fields_of(value)
    )


def _is_length(value: tree.Expr) -> bool:
    """Whether a value says how many something are (``{ sent: messages.length }``)."""
    if isinstance(value, tree.Call):
        return dotted(value.func) == "len"
    return isinstance(value, tree.Attr) and value.name == "length"


def fields_of(value: tree.Expr | None) -> list[tuple[str, tree.Expr]]:
    """The fields of an object or of a construction with named arguments."""
    if isinstance(value, tree.Call):
        inner = value.args[0] if value.args and isinstance(value.args[0], tree.Map) else None
        return [*value.kwargs, *fields_of(inner)]
    if not isinstance(value, tree.Map):
        return []
    return [
        (str(key.value) if isinstance(key, tree.Lit) else key.id, item)
        for key, item in value.items
        if isinstance(key, tree.Lit | tree.Name)
    ]


def refuses(value: tree.Expr | None) -> bool:
    """Whether an answer says that nothing came of it: ``{ status: "error", … }``."""
    return says_failure(value) or any(
        name == "status" and isinstance(held, tree.Lit) and held.value in ("error", "failed", "failure")
        for name, held in fields_of(value)
    )
