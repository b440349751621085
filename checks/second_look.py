"""The second look at findings in Python: one whose function's values certainly come from elsewhere is dropped.

libcst looks, in processes of their own, since its parser can be made to crash (`checks.code.python.confirm`); a look
that is lost or that cannot tell drops nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from checks import rules
from checks.model import Finding
from checks.snapshot import Executor, Snapshot

LOOKS_LIMIT = 200
"""How many findings of one check are looked at twice."""

_Suspicion = tuple[bytes, int, int]


def confirmed(findings: Iterable[Finding], snapshot: Snapshot, executor: Executor) -> tuple[Finding, ...]:
    """The findings without those that the second look refutes. Only rules that ask for it (``SECOND_LOOK``) are
    looked at."""
    found = tuple(findings)
    asking = {name for name, rule in rules.rules().items() if getattr(rule, "SECOND_LOOK", False)}
    suspects = [f for f in found if f.rule in asking and f.path.endswith(".py") and f.path in snapshot.tree]
    suspects = suspects[:LOOKS_LIMIT]
    if not suspects:
        return found
    data = snapshot.blobs.read({snapshot.tree[f.path].sha for f in suspects})
    suspicions = [(data.get(snapshot.tree[f.path].sha, b""), f.line, f.end_line) for f in suspects]
    looks = executor.map(_look, suspicions, apart=True)
    refuted = {id(f) for f, look in zip(suspects, looks, strict=False) if look is False}
    return tuple(f for f in found if id(f) not in refuted)


def _look(suspicion: _Suspicion) -> bool | None:
    # Imported here: libcst is only needed where something is suspicious, and only in the child process.
    from checks.code.python.confirm import confirm_one

    return confirm_one(suspicion)
