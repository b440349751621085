"""`status`: the whole or a part is complete, working, production-ready."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import lru_cache

from checks.claims import Ground, _stems
from checks.claims._identity import ByIdentity
from checks.claims.status import _bearing, _disclosed, _elsewhere, _states
from checks.claims.status._states import Said
from checks.documents.model import Document
from checks.model import Claim, Finding, Place, Verdict
from checks.patterns import regex
from checks.project.files import test_path

Judged = list[tuple[Claim, Verdict]]

KIND = "status"
GROUP = "prose"
LAST = True

_END = 1 << 31
TITLE, BELOW = 3, 6  # lines: where a title stands, and how far below it a status line still says the same
ONE_THING = 800  # lines: a longer file, or a longer range of one, holds more than a status speaks of
_WEIGHTY = frozenset({"endpoint", "capability", "wiring", "path", "test-result", "cleanliness"})
_NAMING = frozenset({"endpoint", "path", "symbol", "code-reference"})
"""Kinds that name the very code that a status speaks of; where a technology is used need not be part of it."""
_SOURCE = regex(
    r"(?i)\.(?:py|[cm]?[jt]sx?|vue|svelte|go|rs|java|kts?|cs|php|rb|swift|dart|scala|c|cc|cpp|sql|prisma|proto)$"
)
"""Files that a work cannot do without, unlike what is written about it, pictures, copies and samples."""
_TELLING = 4  # letters
_READ_FROM_FLOW = frozenset({"always-succeeds", "discarded-input"})
"""Rules whose findings show that one function does not what its name says; that a whole is unfinished needs more."""
_MOCKS = regex(
    r"(?i)\b(?:mock(?:s|ed|ups?)?|demo|prototypes?|simulat\w+|fake|dummy|sample|stubs?|fixtures?|test data|placeholders?)\b"
)
_SAID_BELOW = 4  # lines
_NEAR = (2, 12)  # lines ahead of and behind the one that names a file, in which it says what the file is for
_CHECKED = _WEIGHTY | {"code-reference", "symbol", "dependency", "setting", "size", "count", "commit"}


def find(document: Document) -> Iterator[Claim]:
    """Every statement that the work or a part of it is complete, works or is ready, or that it is not.

    Sentences of one line that say so of the same lines are one claim, and so are the status line right below a title
    and the title, unless this ends in its state ("Phase 5: queues - COMPLETE")."""
    every = list(_every(document))
    heads = bool(every) and document.lines[every[0].line - 1].lstrip().startswith("#")
    titled = len(every) > 1 and heads and every[0].line <= TITLE and every[1].line <= every[0].line + BELOW
    titled = titled and not _states.ends(every[0].text)
    same = titled and every[0].covers == every[1].covers and every[0].polarity == every[1].polarity
    yield from every[1:] if same else every


def _every(document: Document) -> Iterator[Claim]:
    last: tuple[int, Said | None] = (0, None)
    for statement in document.statements:
        said = _states.said(document, statement) if statement.mood == "report" else None
        if said is not None:
            before, last = last, (statement.line, said)
            if (
                before[1]
                and before[0] == statement.line
                and (before[1].polarity, before[1].covers) == (said.polarity, said.covers)
            ):
                continue
            yield Claim(
                document.path, statement.line, statement.end_line, KIND, said.polarity,
                {"scope": said.scope, "state": said.state}, statement.plain[:300],
                "base" if statement.before else "head", statement.about, said.covers,
            )  # fmt: skip


def verify(claim: Claim, ground: Ground) -> Verdict:
    """Refuted by a failing finding in its scope or by a refuted claim of weight in the lines it covers."""
    inside = _judged(claim, claim.covers or (claim.line, claim.end_line), ground)
    refuted = [(c, v) for c, v in inside if v.truth == "refuted" and c.when == "head" and _weighs(c, v)]
    refuted = [(c, v) for c, v in refuted if c.kind != "endpoint" or not _owned_up(c, ground)]
    supported = [
        (c, v) for c, v in inside if v.truth == "supported" and c.kind in _CHECKED and c.when == "head"
    ]
    faults = [] if _MOCKS.search(claim.text) else _faults(inside, claim, ground, _NAMING)
    found, faults = faults, _disclosed.untold(faults, ground.documents.get(claim.document))
    if claim.when == "base":
        return Verdict("unverifiable", "How things stood before the change is not judged as a whole.")
    if claim.polarity == "absent":
        return _absent(claim, refuted, supported, found)
    if (faults or refuted) and claim.subject.get("state") == "running":
        return Verdict("unverifiable", "Whether something runs shows where it runs.")
    if faults and not refuted and all(fault.rule in _READ_FROM_FLOW for fault in faults):
        words = "Its scope holds code that may do less than it says."
        return Verdict("unverifiable", words, tuple(_place(f) for f in faults[:5]))
    if faults or refuted:
        against = _refuted(refuted, faults)
        if _bearing.weight(claim, refuted, faults, ground) < _bearing.ENOUGH:
            return Verdict(
                "unverifiable", f"That may not be all that it speaks of. {against.reason}", against.evidence
            )
        return against
    if found:
        words = "Its scope holds faults that the document itself owns up to."
        return Verdict("unverifiable", words, tuple(_place(f) for f in found[:5]))
    if supported and (around := _faults(inside, claim, ground, _CHECKED)):
        words = "Its scope holds faults that need not be of what it speaks of."
        return Verdict("unverifiable", words, tuple(_place(f) for f in around[:5]))
    if supported:
        return _supported(supported, "its scope")
    return _told_elsewhere(claim, ground)


def _supported(supported: Judged, where: str) -> Verdict:
    """What bears a status out."""
    places = tuple(p for _, v in supported[:5] for p in v.evidence[:1])
    verb = "is" if len(supported) == 1 else "are"
    return Verdict(
        "supported", f"{_number(len(supported), 'claim')} in {where} {verb} supported, none refuted.", places
    )


def _told_elsewhere(claim: Claim, ground: Ground) -> Verdict:
    """Whether the rest of the document bears out a status beside which nothing can be checked. It is never refuted there: what
    is lacking need not be of what it speaks of."""
    document = ground.documents.get(claim.document)
    told = _elsewhere.told(claim, document) if document is not None else None
    if told is not None:
        inside = _judged(claim, told.lines, ground)
        supported = [(c, v) for c, v in inside if v.truth == "supported" and c.kind in _CHECKED]
        supported = [(c, v) for c, v in supported if c.when == "head" and c.polarity == "present"]
        against = any(v.truth == "refuted" for _, v in inside) or len(supported) < told.fewest
        if (
            not against
            and not _faults(inside, claim, ground, _CHECKED)
            and not (told.whole and _failing(ground))
        ):
            return _supported(supported, told.where)
    return Verdict("unverifiable", "Nothing in its scope can be checked against the tree.")


def _failing(ground: Ground) -> bool:
    """Whether what the change touches has a fault at failure level."""
    changes = ground.snapshot.changes
    paths = None if changes is None else {change.path for change in changes}
    return bool(ground.findings.among(paths, ground.failing))


def _refuted(refuted: Judged, faults: list[Finding]) -> Verdict:
    """What speaks against a status: refuted claims, faults in the code that it covers, or both."""
    places = tuple(_place(f) for f in faults[:5]) + tuple(
        Place(c.document, c.line, note=v.reason[:200]) for c, v in refuted[:5]
    )
    verb = "is" if len(refuted) == 1 else "are"
    claims = (f"{_number(len(refuted), 'claim')} in its scope {verb} refuted",) if refuted else ()
    code = (f"the code that it covers has {_number(len(faults), 'fault')}",) if faults else ()
    words = ", and ".join((*claims, *code))
    return Verdict("refuted", f"{words[:1].upper()}{words[1:]}.", places)


def _weighs(claim: Claim, verdict: Verdict) -> bool:
    """Whether a refutation speaks against a status: what is there against a denial does not, but for leftovers, and
    neither does a file that stands elsewhere by now, or that the work can do without, as a test."""
    moved = claim.kind == "path" and any(not place.missing for place in verdict.evidence)
    if claim.kind == "capability" and all(place.missing or place.line is None for place in verdict.evidence):
        return False  # that nothing names it need not mean that what is spoken of is unfinished
    path = str(claim.subject.get("path", ""))
    beside = claim.kind == "path" and (not _SOURCE.search(path) or test_path(path))
    return (
        claim.kind in _WEIGHTY
        and not (moved or beside)
        and (claim.polarity == "present" or claim.kind == "cleanliness")
    )


def _absent(
    claim: Claim,
    refuted: Judged,
    supported: Judged,
    faults: list[Finding],
) -> Verdict:
    """A denial is borne out by faults and by supported absences; nothing proves that a part is finished."""
    lacking = [(c, v) for c, v in supported if c.polarity == "absent"]
    if faults or lacking or refuted:
        places = tuple(_place(f) for f in faults[:5]) + tuple(
            p for _, v in [*lacking, *refuted][:5] for p in v.evidence[:1]
        )
        return Verdict("supported", "What is said to be lacking in its scope is lacking.", places)
    return Verdict(
        "unverifiable", f"Nothing in the tree shows whether {claim.subject.get('scope', 'this')} is finished."
    )


def _judged(claim: Claim, lines: tuple[int, int], ground: Ground) -> Judged:
    """The judged claims of other kinds in some lines of a status's document."""
    first, last = lines
    judged = _by_line(ByIdentity(ground.verdicts)).get(claim.document, [])
    start = bisect_left(judged, first, key=_line)
    return judged[start : bisect_right(judged, last, key=_line)]


@lru_cache(maxsize=2)
def _by_line(verdicts: ByIdentity[tuple[tuple[Claim, Verdict], ...]]) -> dict[str, Judged]:
    found: dict[str, Judged] = defaultdict(list)
    for pair in sorted(verdicts.value, key=_line):
        if pair[0].kind != KIND:
            found[pair[0].document].append(pair)
    return dict(found)


def _line(pair: tuple[Claim, Verdict]) -> int:
    return pair[0].line


def _faults(inside: Judged, claim: Claim, ground: Ground, kinds: frozenset[str]) -> list[Finding]:
    """Findings at failure level in what the covered claims of some kinds name: files, or the lines of a handler or a definition."""
    named: dict[str, list[tuple[int, int]]] = defaultdict(list)
    whole: dict[str, set[int]] = defaultdict(set)
    files = {p.path for c, v in inside if c.kind == "path" for p in v.evidence if v.truth == "supported"}
    for each, verdict in inside:
        if (
            each.polarity == "absent"
            or each.when == "base"
            or verdict.truth != "supported"
            or each.kind not in kinds
            or _owned_up(each, ground)
        ):
            continue
        for place in _meant(each, verdict, files):
            if place.path == claim.document or place.missing or place.path not in ground.snapshot.tree:
                continue
            if place.line is None:
                if _is_one_thing(place.path, each, ground):
                    whole[place.path].add(each.line)
            elif (place.end_line or place.line) - place.line <= ONE_THING:
                named[place.path].append((place.line, place.end_line or place.line))
    alone = whole.keys() - named.keys()  # where parts of a file are named, those are meant
    for path in alone:
        named[path].append((0, _END))
    return [
        f
        for f in ground.findings.among(set(named), ground.failing)
        if any(first <= f.end_line and f.line <= last for first, last in named.get(f.path, ()))
        and (f.path not in alone or _spoken_of(f, whole[f.path], ground.documents.get(claim.document)))
    ]


def _owned_up(claim: Claim, ground: Ground) -> bool:
    """Whether a claim, or what is set in below it, calls its thing a sample or a mock: that is no fault of what holds it."""
    document = ground.documents.get(claim.document)
    if document is None or _MOCKS.search(claim.text):
        return document is not None
    own = _indent(document.lines[claim.line - 1])
    for line in document.lines[claim.line : claim.line + _SAID_BELOW]:
        if not line.strip() or _indent(line) <= own:
            return False
        if _MOCKS.search(line):
            return True
    return False


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _meant(claim: Claim, verdict: Verdict, files: set[str]) -> tuple[Place, ...]:
    """The places that a claim is certainly about: of a name that several files have, those in files that are named."""
    if claim.kind != "symbol" or len({place.path for place in verdict.evidence}) < 2:
        return verdict.evidence
    return tuple(place for place in verdict.evidence if place.path in files)


def _spoken_of(finding: Finding, mentions: Collection[int], document: Document | None) -> bool:
    """Whether what a finding in a file is called after is a word of what is said where the file is named: other things may
    stand in it."""
    own = {
        word
        for word in _stems.stems(finding.symbol)
        if len(word) >= _TELLING and word not in _disclosed.KINDS_OF_CODE
    }
    if document is None or not own:
        return True
    ahead, behind = _NEAR
    near = (document.lines[max(0, line - 1 - ahead) : line + behind] for line in mentions)
    return not own.isdisjoint(_stems.stems("\n".join(line for lines in near for line in lines)))


def _is_one_thing(path: str, claim: Claim, ground: Ground) -> bool:
    """Whether a file that a claim names is what is spoken of: not one that was only modified, nor one that holds much else."""
    facts = ground.project.facts.get(path)
    changes = ground.snapshot.changes
    if changes is not None and not any(c.path == path and c.status == "added" for c in changes):
        return False  # a change that touches a file need not speak of all that stood in it before
    return claim.subject.get("role") != "modified" and (facts is None or facts.lines <= ONE_THING)


def _place(finding: Finding) -> Place:
    return Place(finding.path, finding.line, finding.end_line, f"{finding.rule}: {finding.symbol}")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
