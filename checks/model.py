"""The words of the report as frozen structs: places, claims, verdicts, findings, the report itself.

Everything here is plain data. A place is where a reader can look; a claim is one checkable statement of a
delivery document; a verdict is what the tree says of it; a finding is one fault in code. Ids name what
was seen, never where it stood, so that a moved line keeps its id and a changed meaning gets a new one.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

Polarity = Literal["present", "absent"]
Truth = Literal["supported", "refuted", "unverifiable"]
Level = Literal["notice", "warning", "failure"]
Conclusion = Literal["success", "neutral", "failure"]

LEVELS: tuple[Level, ...] = ("notice", "warning", "failure")

Subject = Mapping[str, Any]
"""What a claim is about: the fields of its kind, as the report's JSON shows them. Absent fields are left out."""


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somewhere a reader can look.

    ``path`` is relative to the repository's root. ``line`` and ``end_line`` count from 1; no line means a
    folder or a whole file. ``missing`` marks a place where the thing would have to be and is not. With a ``url`` the
    place is outside the tree (a CI run), and ``path`` is what it is called.
    """

    path: str
    line: int | None = None
    end_line: int | None = None
    note: str = ""
    count: int | None = None
    missing: bool = False
    url: str = ""


class Claim(msgspec.Struct, frozen=True):
    """One checkable statement of a document.

    ``line`` and ``end_line`` count from 1, both included. ``text`` is what the document says, in its own
    words. ``when`` is ``base`` for statements about the state before the change ("was 6 endpoints").
    ``about`` lists the repository paths that the words around the claim name (its scope, nearest first).
    ``covers`` is the range of document lines that a ``status`` speaks for. ``admits`` is set where the
    claim itself says "stub" or "placeholder".
    """

    document: str
    line: int
    end_line: int
    kind: str
    polarity: Polarity
    subject: Subject
    text: str
    when: Literal["head", "base"] = "head"
    about: tuple[str, ...] = ()
    covers: tuple[int, int] | None = None
    admits: bool = False


class Verdict(msgspec.Struct, frozen=True):
    """What the tree says of a claim: the truth, why in one sentence, and where to see it."""

    truth: Truth
    reason: str
    evidence: tuple[Place, ...] = ()


class Finding(msgspec.Struct, frozen=True):
    """One fault in code.

    ``symbol`` names what is at fault (``GET /stats``, ``OrderStore.items``). ``message`` is one sentence
    that says what is wrong here, ``settle`` one that says how to settle it. ``digest`` stands for the
    judged code with white space and comments left out; it goes into the id.
    """

    rule: str
    path: str
    line: int
    end_line: int
    symbol: str
    message: str
    settle: str
    digest: str
    evidence: tuple[Place, ...] = ()


class Skipped(msgspec.Struct, frozen=True):
    """Something that could not be read, and why, in words for people.

    ``lowers`` says whether it keeps the conclusion from being ``success`` (binary, vendored, generated and
    minified files do not).
    """

    path: str
    why: str
    lowers: bool = False


class Override(msgspec.Struct, frozen=True):
    """Who overruled a claim or a finding, why, where they said so, and the date on which it ends (if it does). Where it
    takes several people, reason and ``url`` are the last one's, and ``earlier`` are the others' links."""

    by: str
    reason: str
    url: str = ""
    until: str = ""
    earlier: tuple[str, ...] = ()


class Allowance(msgspec.Struct, frozen=True):
    """A comment in code that allows a rule's finding there, and why.

    ``findings`` are how many it covers. ``problem`` says what is wrong with it, where it covers none that it could;
    empty otherwise. ``line`` counts from 1.
    """

    path: str
    line: int
    rule: str
    reason: str
    findings: int = 0
    problem: str = ""


class JudgedClaim(msgspec.Struct, frozen=True):
    """A claim as the report shows it. ``level`` is None where there is nothing to act on.

    ``refutation`` is the id of a refuted claim together with why it was refuted: what an override names.
    """

    id: str
    line: int
    end_line: int
    kind: str
    polarity: Polarity
    subject: Subject
    text: str
    verdict: Truth
    level: Level | None
    reason: str
    evidence: tuple[Place, ...] = ()
    override: Override | None = None
    refutation: str = ""


class JudgedDocument(msgspec.Struct, frozen=True):
    """One document and its claims in the order of their lines."""

    path: str
    claims: tuple[JudgedClaim, ...]


class JudgedFinding(msgspec.Struct, frozen=True):
    """A finding as the report shows it. One that the code allows is at ``notice``."""

    id: str
    rule: str
    path: str
    line: int
    end_line: int
    symbol: str
    level: Level
    message: str
    settle: str
    evidence: tuple[Place, ...]
    in_change: bool
    override: Override | None = None
    allowed: Allowance | None = None


class Seconds(msgspec.Struct, frozen=True):
    """How long each part took."""

    snapshot: float = 0.0
    facts: float = 0.0
    link: float = 0.0
    claims: float = 0.0
    rules: float = 0.0


class Coverage(msgspec.Struct, frozen=True):
    """How much of the documents was read: statements, the claims found in them, those judged either way, and
    those that nothing in the repository could settle."""

    statements: int = 0
    claims: int = 0
    judged: int = 0
    unverifiable: int = 0


class Stats(msgspec.Struct, frozen=True):
    """How much was read: files and bytes of the tree, facts that came from the cache, seconds by part, and
    how far the documents are covered."""

    files: int = 0
    bytes: int = 0
    facts_cached: int = 0
    seconds: Seconds = Seconds()
    coverage: Coverage = Coverage()


class Report(msgspec.Struct, frozen=True):
    """The whole answer, the same for the command line and for the App."""

    schema: str
    head: str
    base: str | None
    conclusion: Conclusion
    documents: tuple[JudgedDocument, ...]
    findings: tuple[JudgedFinding, ...]
    stats: Stats
    skipped: tuple[Skipped, ...]
    note: str = ""
    allowances: tuple[Allowance, ...] = ()


def identity(*parts: object) -> str:
    """An id such as ``AB-7F3K2A``: 30 bits of a digest over the parts, in base 32."""
    digest = hashlib.sha256(msgspec.json.encode(parts, order="sorted")).digest()
    return "AB-" + base64.b32encode(digest)[:6].decode("ascii")
