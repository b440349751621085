"""The claim kinds: each a module and a page of the same name, found by themselves.

A kind's module has `KIND` (its id), `find(document)`, which yields the claims of that kind that a document
makes, and `verify(claim, ground)`, which says what the tree makes of one. A kind that may refute because a thing is not
there has `unproven(judged, ground)`, which says what of that the rest of the document does not bear out.
A kind that needs the other kinds' verdicts says `LAST = True` and finds them in `ground.verdicts`. A kind that takes in what
no kind reads has `unread(document, claims)`. Kinds know nothing of one another.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import chain
from typing import Protocol

import msgspec

from checks.claims import _doubts
from checks.claims._doubts import _beside, _outnumbered, _vouched
from checks.documents.model import Document
from checks.model import Claim, Finding, Skipped, Verdict
from checks.project.link import Project
from checks.snapshot import Snapshot, SourceError, TestRecord


class Findings(Protocol):
    """The head's findings, worked out where they are asked for."""

    def among(
        self, paths: Collection[str] | None = None, names: Collection[str] | None = None
    ) -> tuple[Finding, ...]:
        """Those in some files, or in all, of some rules, or of all."""
        ...


class Known(msgspec.Struct, frozen=True):
    """Findings that are all known."""

    findings: tuple[Finding, ...] = ()

    def among(
        self, paths: Collection[str] | None = None, names: Collection[str] | None = None
    ) -> tuple[Finding, ...]:
        """See `Findings.among`."""
        return tuple(
            f
            for f in self.findings
            if (paths is None or f.path in paths) and (names is None or f.rule in names)
        )


class Ground(msgspec.Struct, frozen=True):
    """What claims are judged on.

    ``before`` gives the project at the merge base, or None without one. ``findings`` are the head's: asking for those in
    some files is cheap, asking for all is not.
    ``verdicts`` holds those already reached, for the kinds that come last. ``failing`` are the ids of the
    rules whose listed level is ``failure``.
    """

    snapshot: Snapshot
    project: Project
    before: Callable[[], Project | None] = lambda: None
    findings: Findings = Known()
    verdicts: tuple[tuple[Claim, Verdict], ...] = ()
    failing: frozenset[str] = frozenset()
    documents: Mapping[str, Document] = {}

    @property
    def base(self) -> Project | None:
        """The project at the merge base, or None without one: linked when it is first asked for."""
        return self.before()

    def at_base(self) -> Ground | None:
        """The ground of statements about the state before the change, or None without a base."""
        base = self.base
        return None if base is None else msgspec.structs.replace(self, project=base, snapshot=base.snapshot)


class Kind(Protocol):
    """What a claim kind's module offers."""

    KIND: str

    def find(self, document: Document) -> Iterable[Claim]: ...

    def verify(self, claim: Claim, ground: Ground) -> Verdict: ...


@cache
def kinds() -> dict[str, Kind]:
    """Every claim kind by its id, in the order of ids."""
    names = (m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return {m.KIND: m for m in sorted(modules, key=lambda m: str(m.KIND))}


def find(document: Document, only: Iterable[str] | None = None) -> Iterator[Claim]:
    """Every claim of a document, kind by kind, and last what only the claims of all kinds leave over."""
    wanted = frozenset(kinds()) if only is None else frozenset(only)
    found = {name: tuple(kind.find(document)) for name, kind in kinds().items() if name in wanted}
    yield from (claim for claims in found.values() for claim in claims)
    if any(hasattr(kinds()[name], "unread") for name in wanted):
        others = (kind.find(document) for name, kind in kinds().items() if name not in wanted)
        every = [claim for claims in (*found.values(), *others) for claim in claims]
        yield from (claim for claim in unread(document, every) if claim.kind in wanted)


def unread(document: Document, claims: Iterable[Claim]) -> Iterator[Claim]:
    """What a document says that none of its claims holds: a kind that takes such has `unread(document, claims)`."""
    found = list(claims)
    for kind in kinds().values():
        rest = getattr(kind, "unread", None)
        if rest is not None:
            new = list(rest(document, found))
            found += new
            yield from new


def verify(
    claims: Iterable[Claim], ground: Ground, lost: list[Skipped] | None = None
) -> tuple[tuple[Claim, Verdict], ...]:
    """A verdict for each claim, in the order of documents and lines; kinds marked `LAST` see the others'.

    A kind that fails on a claim raises; with ``lost`` the claim is unverifiable instead and the fault is
    added to that list.
    """
    first: list[Claim] = []
    last: list[Claim] = []
    for claim in claims:
        (last if getattr(kinds()[claim.kind], "LAST", False) else first).append(claim)
    judged = _borne_out(tuple((claim, _judge(claim, ground, lost)) for claim in first), ground)
    ground = msgspec.structs.replace(ground, verdicts=judged)
    judged += tuple((claim, _judge(claim, ground, lost)) for claim in last)
    return tuple(sorted(judged, key=lambda pair: (pair[0].document, pair[0].line, pair[0].end_line)))


def _judge(claim: Claim, ground: Ground, lost: list[Skipped] | None) -> Verdict:
    try:
        verdict = kinds()[claim.kind].verify(claim, ground)
        why = None
        if verdict.truth == "refuted":
            why = _doubts.doubt(claim, verdict, ground.documents.get(claim.document), ground.snapshot)
        return (
            verdict if why is None else Verdict("unverifiable", f"{why} {verdict.reason}", verdict.evidence)
        )
    except SourceError:
        raise
    except Exception as error:
        if lost is None:
            raise
        words = (
            f"line {claim.line}: the {claim.kind} claim could not be judged: {type(error).__name__}: {error}"
        )
        lost.append(Skipped(claim.document, words[:300], lowers=True))
        return Verdict("unverifiable", "As-Built failed on this claim and cannot judge it")


def _borne_out(
    judged: tuple[tuple[Claim, Verdict], ...], ground: Ground
) -> tuple[tuple[Claim, Verdict], ...]:
    """The verdicts, without the refutations that the other claims of their document do not bear out: those of their
    kind, as the kinds' `unproven(judged, ground)` say (given those claims, it yields the places of such and a sentence
    why), and then those of other kinds."""
    found = list(judged)
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, (claim, _) in enumerate(judged):
        alike[(claim.document, claim.kind)].append(at)
    for (_, kind), places in alike.items():
        unproven = getattr(kinds()[kind], "unproven", None)
        if unproven is None or not any(judged[at][1].truth == "refuted" for at in places):
            continue
        for place, why in unproven([judged[at] for at in places], ground):
            found[places[place]] = _doubted(judged[places[place]], why)
    others = (
        _beside.unproven(judged, found),
        _vouched.unproven(judged, found, ground.documents, ground.snapshot),
        _outnumbered.unproven(found),
    )
    for place, why in chain.from_iterable(others):
        found[place] = _doubted(found[place], why)
    return tuple(found)


def _doubted(judged: tuple[Claim, Verdict], why: str) -> tuple[Claim, Verdict]:
    claim, verdict = judged
    return claim, Verdict("unverifiable", f"{why} {verdict.reason}", verdict.evidence)


def recorded(claims: Iterable[Claim], snapshot: Snapshot) -> Snapshot:
    """The snapshot with what its repository's record says, asked only where a claim needs it: a kind that does has
    `ask(claims, snapshot)`, which is given its own claims and answers the snapshot with the answer in it."""
    if snapshot.source is None:
        return snapshot
    for name, kind in kinds().items():
        ask = getattr(kind, "ask", None)
        mine = [claim for claim in claims if claim.kind == name] if ask is not None else []
        if ask is not None and mine:
            snapshot = ask(mine, snapshot)
    return snapshot


def weighs(result: TestRecord) -> bool:
    """Whether a result of a head's runs can decide a claim, as the kinds' `weighs(result)` say."""
    return any(kind.weighs(result) for kind in kinds().values() if hasattr(kind, "weighs"))


def promised(claims: Iterable[Claim]) -> frozenset[str]:
    """What claims promise that rules ask for (``persistence``), as the kinds' `promises(claim)` say."""
    found: set[str] = set()
    for claim in claims:
        promises = getattr(kinds()[claim.kind], "promises", None)
        if promises is not None:
            found |= promises(claim)
    return frozenset(found)


def page(kind: str) -> str:
    """The kind's page as Markdown. Raises KeyError for an unknown kind."""
    if kind not in kinds():
        raise KeyError(kind)
    return resources.files(__name__).joinpath(f"{kind.replace('-', '_')}.md").read_text(encoding="utf-8")
