"""Overrides as plain data: what people have decided about claims and findings, and what that covers.

A decision names what was seen: a finding by its id, a refuted claim by its id and why it was refuted
(`refutation`), so that a new reason needs a new look. Decisions are read in the order in which they were made:
the last one that covers a claim or finding holds.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

import msgspec
from pathspec import GitIgnoreSpec

from checks.model import Override

Scope = Literal["id", "rule", "path", "all"]


class Target(msgspec.Struct, frozen=True, order=True):
    """What a decision is about: one id, every finding of a rule (or claim of a kind), everything in the files of a
    pattern as in ``.gitignore``, or all. ``name`` is empty for ``all``."""

    scope: Scope
    name: str = ""

    def covers(self, id_: str, rule: str, path: str) -> bool:
        """Whether a claim or finding is meant: its id (with the reason, for a claim), its rule or kind, its file."""
        if self.scope == "path":
            return _pattern(self.name).match_file(path)
        return self.scope == "all" or self.name == (id_ if self.scope == "id" else rule)

    def __str__(self) -> str:
        if self.scope == "all":
            return "all"
        return self.name if self.scope == "id" else f"{self.scope}:{self.name}"


@lru_cache(maxsize=256)
def _pattern(text: str) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines((text,))


class Decision(msgspec.Struct, frozen=True):
    """One person's word on some targets: that they are overruled, or (``restores``) that they count again.

    ``until`` is when it ends, as a date for people; empty if it does not. What is named as a whole (a rule, a path,
    all) covers the ids in ``shown`` only: those that somebody can have looked at. None means that there is no such limit.
    """

    targets: tuple[Target, ...]
    by: str
    reason: str
    url: str = ""
    until: str = ""
    restores: bool = False
    shown: frozenset[str] | None = None

    def covers(self, id_: str, rule: str, path: str) -> bool:
        """Whether a claim or finding is meant; see `Target.covers` for what is asked."""
        return any(
            target.covers(id_, rule, path)
            and (target.scope == "id" or self.shown is None or id_ in self.shown)
            for target in self.targets
        )


class Overrides(msgspec.Struct, frozen=True):
    """The decisions that hold for one pull request, oldest first. ``voices`` is how many people have to say the
    same before it counts."""

    decisions: tuple[Decision, ...] = ()
    voices: int = 1

    def of(self, id_: str, rule: str, path: str) -> Override | None:
        """What overrules a claim or finding, if anything does; see `Target.covers` for what is asked."""
        said: dict[str, Decision] = {}
        for decision in self.decisions:
            if not decision.covers(id_, rule, path):
                continue
            if decision.restores:
                said.clear()
            else:
                said[decision.by.lower()] = decision
        if len(said) < self.voices:
            return None
        *others, last = said.values()
        return Override(
            by=", ".join(decision.by for decision in said.values()),
            reason=last.reason,
            url=last.url,
            until=min((decision.until for decision in said.values() if decision.until), default=""),
            earlier=tuple(decision.url for decision in others if decision.url),
        )


def together(parts: Iterable[Overrides]) -> Overrides:
    """The decisions of several pull requests as one, for a merge group that contains them all."""
    every = tuple(parts)
    return Overrides(
        tuple(decision for part in every for decision in part.decisions),
        max((part.voices for part in every), default=1),
    )


def refutation(claim: str, reason: str) -> str:
    """The id of a claim's refutation: the claim's own and ten bits for why, such as ``AB-7F3K2A-Q7``.

    Line numbers in the reason do not count: code that moves is no new reason.
    """
    plain = re.sub(r"(?i)\blines? \d+(?:\s*(?:[-–]|to|and)\s*\d+)?|(?<=\w):\d+(?:-\d+)?", "", reason)
    digest = hashlib.sha256(" ".join(plain.split()).encode()).digest()
    return f"{claim}-{base64.b32encode(digest)[:2].decode('ascii')}"
