"""`status`: the whole or a part is complete, working, production-ready."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from checks.claims import Ground
from checks.documents.marks import TICKS
from checks.documents.model import Document, Heading, Statement
from checks.model import Claim, Finding, Place, Polarity, Verdict

KIND = "status"
LAST = True

_PRODUCTION = r"production[- ]ready|ready for (?:production|deployment|launch|release|use)|ready to (?:deploy|ship|use)|production[- ]grade"
_STATES = (
    ("production-ready", re.compile(rf"\b(?:{_PRODUCTION})\b", re.IGNORECASE)),
    ("complete", re.compile(r"\b(?:completed?|finished|fully implemented|100% (?:done|implemented)|all (?:requirements|criteria|targets|tasks|goals|objectives) (?:\w+ )?(?:met|implemented|satisfied|achieved|completed?))\b", re.IGNORECASE)),
    ("implemented", re.compile(r"\b(?:implemented|delivered|achieved|accomplished)\b", re.IGNORECASE)),
    ("functional", re.compile(r"\b(?:(?:fully |now )?(?:functional|operational|working|works)|using real data)\b", re.IGNORECASE)),
    ("running", re.compile(r"\b(?:running|live|deployed|developable|runnable|can start|can(?:not|'t) (?:start|run))\b", re.IGNORECASE)),
    ("fixed", re.compile(r"\b(?:auto-)?fixed\b", re.IGNORECASE)),
    ("resolved", re.compile(r"\bresolved\b", re.IGNORECASE)),
    ("verified", re.compile(r"\b(?:verified|validated)\b", re.IGNORECASE)),
    ("done", re.compile(r"\b(?:done|met|satisfied)\b", re.IGNORECASE)),
)  # fmt: skip
_DENIED = re.compile(
    r"\b(?:not|never|cannot|can't|isn't|aren't|no longer|non)\b[\s-]{1,3}(?:\w+\s+){0,2}?(?:be\s+|been\s+)?(?:fully\s+|yet\s+)?(?:production|complete|completed|implemented|functional|operational|working|"
    r"runnable|ready|started|start|run|wired|done|finished)\b|\bincomplete\b|\bnon-?functional\b|\bdesign only\b|\bbroken\b",
    re.IGNORECASE,
)
_PARTIAL = re.compile(
    r"\b(?:only|missing|partial(?:ly)?|almost|nearly|mostly|in progress|pending|wip|except|ongoing|todo|blocked|if|once|until|when|after fixing)\b|\b(?:[1-9]?\d)\s?%",
    re.IGNORECASE,
)
_STATUS_LABEL = re.compile(
    r"^(?:[\w .#:&-]{0,50}\s)?status$|^result$|^overall$|^overall (?:assessment|result|status)$|^conclusion$",
    re.IGNORECASE,
)
_OTHER_STATUS = re.compile(
    r"\b(?:build|test|ci|http|git|lint|coverage|enum|runtime|deploy\w*|order|response|task)\b", re.IGNORECASE
)
_IMPACT = re.compile(
    r"(?:impact|finding|critical finding|note|reality|summary|assessment|verdict)$", re.IGNORECASE
)
_NO_HEADING = re.compile(
    r"^\W*(?:\d+\W+)?(?:what|we|files?|changes|created|modified|new|added|key|summary|list|deliverables|features? (?:list|completed|implemented)|testing|tests?|before|after|why|how|"
    r"completed (?:features|tasks|work|items|steps|components|changes)|implemented (?:features|components|changes|endpoints)|verified|validated|fixed|done|completed|checklist|works?|working)\b(?! (?:implementation|successfully))|\bfiles?\b|\bchecklist\b|\bdeliverables\b|\bsuccess criteria\b|\bresults?\b|\?\s*$",
    re.IGNORECASE,
)
_END_WORD = re.compile(
    r"(?:^|[\s:(–—-])(?:(?:is |now |fully |100% )*(?:completed?|verified|resolved|(?:auto-)?fixed|implemented|production[- ]ready|done|delivered|ready for production|met|finished))\W*$",
    re.IGNORECASE,
)
_TITLE_WORD = re.compile(
    r"\b(?:complete|completed|implemented|delivered|finished|ready)\b\W*(?::|$|[-–—])", re.IGNORECASE
)
_SENTENCE = re.compile(
    rf"\b(?:is|are|has been|have been|was|were|now)\s+(?:(?:now|fully|successfully|all|100%|completely|truly|both|already|entirely|been)\s+){{0,3}}"
    rf"(?:complete|completed|implemented|{_PRODUCTION}|functional|operational|working(?! on)|ready(?! to (?:start|begin|implement))|finished|delivered|non-functional|data-driven|not (?:production|implemented|functional|complete|runnable|ready))\b|\bcan(?:not|'t) be (?:started|run)\b|\bnot (?:runnable|functional|production[- ]ready)\b",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(
    r"\bproduction[- ]ready (?:\w+ )?(?:api|apis|backend|system|service|application|platform|implementation|app|server|frontend|solution)\b",
    re.IGNORECASE,
)
_SATISFIES = re.compile(
    r"\b(?:fully )?(?:satisfies|meets|fulfils|fulfills) (?:all|the|every)\b|\ball (?:[\w-]+ ){0,2}(?:requirements|criteria|targets|goals|objectives|features|tasks|components|phases) (?:are |have been |were )?(?:\w+ly )?(?:met|implemented|satisfied|achieved|completed?|delivered)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:implementation|system|project|phase|application|app|backend|frontend|service|platform|everything|all|api|suite|work|solution|infrastructure|deliverables?|features?|components?|tasks?|requirements?)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"^(?P<what>[^:.;,(]{3,70}?)\s+(?:(?:is|are|now|fully|created and|100%|all)\s+){0,3}(?P<state>complete|completed|operational|functional|production[- ]ready|running|fully implemented|validated)\W*(?:\(|$|[-–—])",
    re.IGNORECASE,
)
_CELL = re.compile(
    r"^\W*(?:100%\s*)?(?P<state>done|completed?|implemented|finished|fixed|resolved|delivered|working|operational|functional|production[- ]ready|ready|live|shipped)\W*$",
    re.IGNORECASE,
)
_DRAWN = re.compile(
    r"^\s*(?P<what>(?:Phase|Step|Milestone|Sprint|Stage|Week)\s[\w. ]{1,6}:?[^✅✓\n]{0,60}?)\s*[:|]?\s*[✅✓✔]\s*(?:COMPLETED?|DONE)\b",
    re.IGNORECASE,
)
_WEIGHTY = frozenset({"endpoint", "capability", "wiring", "path", "test-result", "cleanliness"})
_CHECKED = _WEIGHTY | {"code-reference", "symbol", "dependency", "setting", "size", "count", "commit"}


class _Said(msgspec.Struct, frozen=True):
    """A status: of what, which state, whether denied, and the document lines that it speaks for."""

    scope: str
    state: str
    polarity: Polarity
    covers: tuple[int, int]


def find(document: Document) -> Iterator[Claim]:
    """Every statement that the work or a part of it is complete, works or is ready, or that it is not.

    Sentences of one line that say so of the same lines are one claim."""
    last: tuple[int, _Said | None] = (0, None)
    for statement in document.statements:
        said = _status(document, statement) if statement.mood == "report" else None
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


def _status(document: Document, statement: Statement) -> _Said | None:
    if statement.mark in ("pending",) or statement.plain.rstrip().endswith("?"):
        return None
    match statement.kind:
        case "heading":
            return _of_heading(document, statement)
        case "row":
            return _of_row(statement)
        case "code":
            return _of_drawing(document, statement)
        case "paragraph" | "item":
            return _of_label(document, statement) or _of_sentence(document, statement)
    return None


def _of_heading(document: Document, statement: Statement) -> _Said | None:
    plain = statement.plain
    title = not statement.headings
    denied = bool(_DENIED.search(plain))
    ready = re.search(rf"\b(?:{_PRODUCTION})\b", plain, re.IGNORECASE)
    ends = _END_WORD.search(plain) or ready or (title and _TITLE_WORD.search(plain))
    ticked = statement.mark == "done" and bool(ends or _state(plain) or _ends_in_tick(document, statement))
    if (_NO_HEADING.search(plain) and not (title and ends)) or (
        _PARTIAL.search(plain) and not (ticked and _END_WORD.search(plain))
    ):
        return None
    if not (ticked or ends) or (denied and not ready) or statement.mark in ("failed", "warning"):
        return None
    if (
        not ticked
        and not title
        and not re.search(r"[:–—-]|\b(?:all|phase|task|implementation)\b", plain, re.IGNORECASE)
    ):
        return None
    return _Said(
        _named(plain),
        _state(plain) or "complete",
        "absent" if denied else "present",
        _section(document, statement),
    )


def _ends_in_tick(document: Document, statement: Statement) -> bool:
    return document.lines[statement.line - 1].rstrip(" #*_\ufe0f")[-1:] in TICKS


def _of_label(document: Document, statement: Statement) -> _Said | None:
    """``Status: ✅ COMPLETE`` speaks for its section, above the first section for the whole."""
    label = statement.label
    if (
        label == statement.plain.strip(" :*")
        and len(label.split()) > 2
        and statement.mark == "done"
        and _END_WORD.search(label)
    ):
        return _Said(
            _named(label.split(":")[0]), _state(label) or "complete", "present", _around(document, statement)
        )
    if not label or not _STATUS_LABEL.match(label) or _OTHER_STATUS.search(label):
        return None
    value = re.sub(r"\([^()]*\)", " ", statement.plain[len(label) :]).strip(" :*-–—")
    denied = bool(_DENIED.search(value[:160]))
    state = _state(value[:160])
    if (
        not state
        or (_PARTIAL.search(value[:60]) and not denied)
        or (statement.mark in ("failed", "warning") and not denied)
    ):
        return None
    about = re.sub(r"\s*status$", "", label, flags=re.IGNORECASE).strip()
    owner = statement.parents[-1] if statement.parents else None
    if owner is not None:
        scope, covers = document.statements[owner].plain, _item_lines(document, owner)
    else:
        scope, covers = (
            statement.headings[-1].plain if statement.headings else "",
            _around(document, statement),
        )
    named = (
        about
        if about and not re.fullmatch(r"(?i)overall|current|final|project|verification|implementation", about)
        else scope
    )
    return _Said(_named(named), state, "absent" if denied else "present", covers)


def _of_row(statement: Statement) -> _Said | None:
    for cell in statement.cells[1:]:
        found = _CELL.match(cell.plain) if cell.mood == "report" and cell.mark in ("", "done") else None
        if found and (cell.mark == "done" or "status" in cell.header.lower()):
            name = " ".join(c.plain for c in statement.cells[: statement.cells.index(cell)][:2])
            return _Said(
                _named(name), _state(cell.plain) or "done", "present", (statement.line, statement.end_line)
            )
    return None


def _of_drawing(document: Document, statement: Statement) -> _Said | None:
    found = _DRAWN.match(statement.plain[:200])
    shown = statement.fence is not None and statement.fence.shows not in ("content", "command")
    return (
        _Said(_named(found["what"]), "complete", "present", _phase(document, found["what"], statement))
        if found and shown
        else None
    )


def _of_sentence(document: Document, statement: Statement) -> _Said | None:
    plain = statement.plain[:600]
    denied = _DENIED.search(plain)
    if (
        statement.kind == "item"
        and statement.mark in ("done", "")
        and (found := _ITEM.match(plain))
        and (statement.mark or found["what"].lower().startswith("all"))
    ):
        if statement.label and not statement.label.lower().startswith(found["what"].lower()[:12]):
            return None
        return _Said(
            _named(found["what"]),
            _state(found["state"]) or "complete",
            "present",
            (statement.line, statement.end_line),
        )
    if (
        statement.label
        and not _STATUS_LABEL.match(statement.label)
        and not _IMPACT.match(statement.label)
        and not _WHOLE.search(statement.label)
    ):
        return None
    found = _SENTENCE.search(plain) or _ADJECTIVE.search(plain) or _SATISFIES.search(plain)
    if (
        found is None
        or _PARTIAL.search(plain[: found.start()])
        or re.match(
            r"\s+(?:in|by|using|with|as|for|on|at|from|to)\b(?! (?:all|the|spec))", plain[found.end() :]
        )
        and found.re is _SENTENCE
        and not re.search(_PRODUCTION, found.group(), re.IGNORECASE)
        and not re.search(r"complete", found.group(), re.IGNORECASE)
    ):
        return None
    what = plain[: found.start()].strip(" :-–—") or found.group()
    if not _WHOLE.search(what) and found.re is _SENTENCE:
        return None
    if denied and statement.mark == "done":
        return None
    state = _state(found.group()) or "complete"
    whole = len(statement.headings) <= 1 or bool(
        re.search(
            r"summary|conclusion|overview|status|ready|achievement|notes?$",
            statement.headings[-1].plain,
            re.IGNORECASE,
        )
    )
    covers = (1, len(document.lines)) if whole else _around(document, statement)
    return _Said(_named(what), state, "absent" if denied else "present", covers)


def _state(text: str) -> str:
    return next((state for state, pattern in _STATES if pattern.search(text)), "")


def _named(text: str) -> str:
    """A scope without numbering and without the state itself."""
    bare = re.sub(r"^\s*\d+(?:\.\d+)*[.)]\s+", "", text)
    bare = _END_WORD.sub("", bare).strip(" :*-–—!.(")
    return (bare or text.strip())[:100]


def _section(document: Document, statement: Statement) -> tuple[int, int]:
    if not statement.headings:
        first = not any(s.kind == "heading" and s.index < statement.index for s in document.statements)
        if first:
            return 1, len(document.lines)
    ends = [
        s.line
        for s in document.statements[statement.index + 1 :]
        if s.kind == "heading" and len(s.headings) <= len(statement.headings)
    ]
    return statement.line, (ends[0] - 1 if ends else len(document.lines))


def _around(document: Document, statement: Statement) -> tuple[int, int]:
    """The section that a statement stands in; the whole document for what stands under its title alone."""
    nearest: Heading | None = statement.headings[-1] if statement.headings else None
    if nearest is None or len(statement.headings) == 1 and nearest.level == 1:
        return 1, len(document.lines)
    return document.section(nearest)


def _item_lines(document: Document, owner: int) -> tuple[int, int]:
    lines = [s.end_line for s in document.statements[owner:] if s.index == owner or owner in s.parents]
    return document.statements[owner].line, max(lines)


def _phase(document: Document, name: str, statement: Statement) -> tuple[int, int]:
    """The section of a phase that a drawing names, if the document has one."""
    key = re.match(r"\w+ [\d.]+", name)
    for each in document.statements:
        if key and each.kind == "heading" and key.group().lower() in each.plain.lower() and each.headings:
            return _section(document, each)
    return statement.line, statement.end_line


# --- the verdict ---------------------------------------------------------------------------------


def verify(claim: Claim, ground: Ground) -> Verdict:
    """Refuted by a failing finding in its scope or by a refuted claim of weight in the lines it covers."""
    inside = [pair for pair in ground.verdicts if _within(pair[0], claim)]
    refuted = [(c, v) for c, v in inside if v.truth == "refuted" and c.kind in _WEIGHTY and c.when == "head"]
    supported = [
        (c, v) for c, v in inside if v.truth == "supported" and c.kind in _CHECKED and c.when == "head"
    ]
    faults = _faults(inside, claim, ground)
    if claim.when == "base":
        return Verdict("unverifiable", "How things stood before the change is not judged as a whole.")
    if claim.polarity == "absent":
        return _absent(claim, refuted, supported, faults)
    if faults or refuted:
        places = tuple(_place(f) for f in faults[:5]) + tuple(
            Place(c.document, c.line, note=v.reason[:200]) for c, v in refuted[:5]
        )
        reason = (
            f"{_number(len(refuted), 'claim')} in its scope {'is' if len(refuted) == 1 else 'are'} refuted"
            if refuted
            else ""
        )
        fault = f"{_number(len(faults), 'fault')} in the code that it covers" if faults else ""
        return Verdict("refuted", " and ".join(part for part in (reason, fault) if part) + ".", places)
    if supported:
        places = tuple(p for _, v in supported[:5] for p in v.evidence[:1])
        return Verdict(
            "supported",
            f"{_number(len(supported), 'claim')} in its scope {'is' if len(supported) == 1 else 'are'} supported, none refuted.",
            places,
        )
    return Verdict("unverifiable", "Nothing in its scope can be checked against the tree.")


def _absent(
    claim: Claim,
    refuted: list[tuple[Claim, Verdict]],
    supported: list[tuple[Claim, Verdict]],
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


def _within(other: Claim, claim: Claim) -> bool:
    first, last = claim.covers or (claim.line, claim.end_line)
    return other.document == claim.document and other.kind != KIND and first <= other.line <= last


def _faults(inside: Iterable[tuple[Claim, Verdict]], claim: Claim, ground: Ground) -> list[Finding]:
    """Findings at failure level in the files that the covered claims name or stand on."""
    files: set[str] = set()
    folders: list[str] = []
    for each, verdict in inside:
        if each.polarity == "absent" or each.when == "base" or verdict.truth != "supported":
            continue
        for place in verdict.evidence:
            if place.path == claim.document or place.missing:
                continue
            if place.path.endswith("/") or place.path not in ground.snapshot.tree:
                folders.append(place.path.rstrip("/") + "/")
            else:
                files.add(place.path)
    return [
        f
        for f in ground.findings
        if f.rule in ground.failing and (f.path in files or f.path.startswith(tuple(folders)))
    ]


def _place(finding: Finding) -> Place:
    return Place(finding.path, finding.line, finding.end_line, f"{finding.rule}: {finding.symbol}")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
