"""`size`: how long a file, a folder or the whole work is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from checks.claims import Ground, _files, _paths, _subjects
from checks.claims._around import ahead_of
from checks.claims._line_columns import gives_places
from checks.claims.size._judged import judge, judge_ambiguous, judge_scope
from checks.claims.size._measured import Measured, measure
from checks.claims.size._stated import NUMBER, Stated, gained, of_before, of_match, size_line, sizes
from checks.documents.model import Cell, Document, Statement
from checks.model import Claim, Place, Verdict
from checks.patterns import regex

KIND = "size"
_MOST_FILES = 12  # of one statement
_COMMON = regex(
    r"(?i)(?:main|app|index|server|config|utils?|helpers?|models?|views?|urls|routes?|types?|settings|setup|constants|schemas?|api|database|db|page|layout|route|tests?|__init__|readme)\.\w{1,4}"
)
"""Names that files of many folders bear."""
_COLUMN = regex(r"(?i)^\W*(?:#\s*)?(?:lines?(?: of code)?|LOC|SLOC|line count|size \(lines\))\W*$")
_LINES_NAME = regex(
    r"(?i)^\W*(?:total )?(?:(?:code|documentation|docs|test|source) lines|lines of (?:code|documentation|docs|tests?)|total lines|loc)\W*$"
)
_CELL = regex(rf"(?i)^[^\w~≈±>]{{0,4}}{NUMBER}(?:\s(?:lines|LOC)\b)?[^\w%]{{0,4}}$")
_CHANGES = regex(
    r"(?i)\b(?:additions?|(?<=\s)updates(?=\s)|changes|modifications?|sections|improvements|refactor\w*|added|modified|inserted|rewritten)\b"
)
_ONLY_GAINED = regex(
    r"(?i)\W*~?\d[\d,]*\+?\s(?:(?:new|additional)\slines|lines(?=.{0,20}added))(?:\sof\scode)?(?:\sadded)?\W*"
)
_CHANGED_FILE = regex(
    r"(?i)^\W{0,12}(?:\d{1,3}[.)]\s{1,3})?\W{0,6}(?:enhanced|updated|extended|modified|expanded|augmented|improved)\b:?\s(?:the\s)?\W{0,4}$"
)
"""What leads a file that was there: "Enhanced `cart.js` - badges (80 lines)"."""
_MODIFIED = regex(
    r"(?i)\b(?:modified|updated|changed|edited|modifi(?:é|cad)\w*|a(?:c|)tualizad\w*|alterad\w*|geändert\w*|aktualisiert\w*)\b"
)
_NEW = regex(
    r"(?i)\b(?:new|created|added|nuev\w+|nov[oa]s?|nouve\w+|neue?[rns]?|cr(?:e|i)ad[oa]s?|créé\w*|erstellt\w*)\b"
)
_BRACKETED_CHANGE = regex(r"(?i)~?\d[\d,]*\+?\slines\s(?:added|changed|modified)\)")
_CHANGED_LINES = regex(r"(?i)~?\d[\d,]*\+?\slines\s(?:added|changed|modified|inserted)\b")
_PLUS_LINES = regex(r"[\s`*]{0,4}[-–—:]?\s?\(?\s?\+\s?(?P<n>\d[\d,]{0,8})\s?(?:lines?|LOC)\b")
"""Behind a path, what it gained: "`cart.py` (+120 lines)"."""
_PLUS_WHOLE = regex(
    r"(?i)\W{0,4}(?P<scope>(?:total|net|overall)(?: (?:change|changes|lines|diff|addition|additions|code)){0,2}):\W{0,5}\+\s?(?P<n>\d[\d,]{0,8})\s(?:lines|LOC)\b"
)
_DIFFERENCE = regex(r"(?i)^\W{0,3}[-−–]\s?\d[\d,]*\s?(?:lines|LOC)\b")
_TREE_LINE = regex(r"^[\s│├└─|+`\\-]{0,60}")


def find(document: Document) -> Iterator[Claim]:
    """The sizes that a document states."""
    for statement in _subjects.reports(document):
        if statement.kind == "row":
            yield from _in_row(document, statement)
            continue
        fence = statement.fence
        if (
            fence is not None
            and statement.kind == "code"
            and (fence.shows == "command" or _subjects.is_code(fence))
        ):
            continue
        for stated in sizes(statement.plain):
            claim = _claim(document, statement, stated, statement.plain)
            if of_before(statement.plain, stated):
                yield msgspec.structs.replace(claim, when="base")
            elif "path" not in claim.subject or not _of_a_change(document, statement, stated):
                yield claim
            elif _ONLY_GAINED.fullmatch(statement.plain):
                told = {k: v for k, v in claim.subject.items() if k != "path"}
                yield msgspec.structs.replace(
                    claim, subject={"scope": f"new in {claim.subject['path']}", **told}
                )
            elif _BRACKETED_CHANGE.match(statement.plain, stated.start):
                yield _of_what_changed(claim)
        yield from _plus_lines(document, statement)


def _of_what_changed(claim: Claim) -> Claim:
    """A number of lines of a file as one of those that were changed in it."""
    told = {k: v for k, v in claim.subject.items() if k != "path"}
    return msgspec.structs.replace(claim, subject={"scope": f"changed in {claim.subject['path']}", **told})


def _plus_lines(document: Document, statement: Statement) -> Iterator[Claim]:
    """How many lines a file is said to have gained, right behind its name."""
    for mention in _paths.of(statement)[:_MOST_FILES]:
        found = _PLUS_LINES.match(statement.plain, mention.end) if not mention.folder else None
        if found is not None:
            lines = int(found["n"].replace(",", ""))
            subject = {"scope": f"changed in {mention.path}", "lines": lines, "comparator": "="}
            yield _subjects.claim(document, statement, KIND, subject)
    whole = _PLUS_WHOLE.match(statement.plain)
    if whole is not None:
        lines = int(whole["n"].replace(",", ""))
        subject = {"scope": whole["scope"], "lines": lines, "comparator": "="}
        yield _subjects.claim(document, statement, KIND, subject)


def _of_a_change(document: Document, statement: Statement, stated: Stated) -> bool:
    """Whether a number counts what was changed in a file rather than the file: "2 additions (~120 lines)", or a
    number in a list of modified files."""
    near = statement.plain[max(0, stated.start - 40) : stated.end + 12]
    if _CHANGES.search(near) or gained(statement.plain, stated):
        return True
    above = next(_subjects.above(document, statement), None)
    listed = above.plain if above is not None else statement.headings[-1].plain if statement.headings else ""
    return bool(_MODIFIED.search(listed)) and not _NEW.search(listed + statement.plain)


def _in_row(document: Document, statement: Statement) -> Iterator[Claim]:
    """A table's row: its lines column, and sizes inside its other cells. None where the row gives a difference."""
    if any(_DIFFERENCE.match(c.plain) for c in statement.cells):
        return
    named = bool(statement.cells) and bool(_LINES_NAME.match(statement.cells[0].plain))
    for cell in (c for c in statement.cells if c.mood == "report"):
        for claim in _in_cell(document, statement, cell, named=named):
            yield msgspec.structs.replace(claim, when="base") if cell.before else claim


def _in_cell(document: Document, statement: Statement, cell: Cell, *, named: bool) -> Iterator[Claim]:
    """A cell of a column of lengths, or of a row that is ``named`` for them; else the sizes that its words state."""
    if _COLUMN.match(cell.header) or named:
        number = _CELL.match(cell.plain.strip())
        if number and not gives_places(document, statement, cell.header):
            yield _claim(document, statement, of_match(number), "")
            return
    for stated in sizes(cell.plain):
        claim = _claim(document, statement, stated, cell.plain)
        path = claim.subject.get("path")
        if of_before(cell.plain, stated):
            yield msgspec.structs.replace(claim, when="base")
        elif path is not None and _CHANGED_LINES.match(cell.plain, stated.start):
            yield _of_what_changed(claim)
        elif path is None or not gained(cell.plain, stated):
            yield claim


def _claim(document: Document, statement: Statement, stated: Stated, text: str) -> Claim:
    """A size with its subject: the nearest path of the text, else of the row, else what the words name."""
    path = _path(document, statement, stated, text)
    scope = None if path else _scope(statement, stated, text)
    subject = {"path": path, "scope": scope, "lines": stated.lines, "comparator": stated.comparator}
    about = (
        (statement.path.split("/", 1)[0] + "/",) if statement.kind == "tree" and "/" in statement.path else ()
    )
    return _subjects.claim(document, statement, KIND, subject, about=about)


def _path(document: Document, statement: Statement, stated: Stated, text: str) -> str | None:
    """The file or folder that a size belongs to."""
    if statement.kind == "tree":
        return statement.path or None
    if text and statement.kind != "row":
        named = _paths.of(statement)
        before = [m for m in named if m.end <= stated.start]
        behind = [m for m in named if m.start >= stated.end]
        if before:
            return before[-1].path
        if behind and re.match(
            r"(?i)^\W{0,3}(?:in|of|at|for|:|to)?\W{0,3}$", text[stated.end : behind[0].start]
        ):
            return behind[0].path
        if named or statement.kind == "code":
            return None
        around = size_line(statement) and _subjects.file_around(document, statement)
        return around.path if around else None
    in_cell = _paths.mentions(text) if text else ()
    cells = ((c.plain, m) for c in statement.cells for m in _paths.mentions(c.plain))
    named = in_cell or tuple(m for words, m in cells if not words.startswith("::", m.end))
    return named[0].path if len({m.path for m in named}) == 1 and not named[0].lines else None


def _scope(statement: Statement, stated: Stated, text: str) -> str:
    """What the words say a size is of: the first cell of a row, the label, the words before or behind."""
    if statement.kind == "row" and statement.cells:
        return statement.cells[0].plain.strip()[:80] or "total"
    if statement.label:
        return statement.label.strip(" :*")[:80]
    counted = re.search(r"(?i)lines\s+of\s+(\w[\w./ +-]*?)\s*(?:code)?\W*$", text[stated.start : stated.end])
    if counted and counted[1].lower() != "code":
        return counted[1]
    before = re.sub(r"(?:\(\d+ files?)?[\s,(:*|–—-]*$", "", _TREE_LINE.sub("", ahead_of(text, stated.start)))
    before = re.sub(r"^\W*\d{1,3}[.)]\s", "", before)
    behind = re.match(r"\W{0,3}(?:of|for)\s+([\w /-]{2,60})", text[stated.end :])
    return (behind[1] if behind else before)[-80:].strip(" ✅✓☑❌✗⚠️*•-") or "the work"


def verify(claim: Claim, ground: Ground) -> Verdict:
    """Counts lines: physical or code lines, whichever fits."""
    project = ground.project if claim.when == "head" else ground.base
    if project is None:
        return Verdict(
            "unverifiable", "It speaks of the state before the change, and there is no base to look at."
        )
    path = claim.subject.get("path")
    if not path:
        return judge_scope(claim, ground, project)
    root = (
        claim.about[0]
        if claim.about and str(path).startswith(claim.about[0]) and claim.about[0].endswith("/")
        else ""
    )
    found = _files.in_drawing(str(path), root, claim.document, project.snapshot.tree, claim.about)
    if found is None:
        return Verdict("unverifiable", f"The tree that `{path}` is drawn in is not this repository's.")
    if _added_to(claim, found.path, ground):
        return Verdict("unverifiable", f"That many lines were added to `{found.path}`; it may hold others.")
    if claim.when == "base" and found.path is None:
        return Verdict("unverifiable", f"`{path}` was not there before the change, or went by another name.")
    if found.path is None or (found.candidates and "/" not in str(path)):
        return judge_ambiguous(claim, found, project)
    measured = measure(found.path, project)
    if measured is None:
        return Verdict("unverifiable", f"`{found.path}` could not be read.", (Place(found.path),))
    verdict = judge(claim, found.path, measured)
    if verdict.truth == "refuted" and _of_a_part(claim, found.path, measured, ground):
        words = f"About so many lines of `{found.path}` may be meant. {verdict.reason}"
        return Verdict("unverifiable", words, verdict.evidence)
    beside = found.path.rpartition("/")[0] in ("", claim.document.rpartition("/")[0])
    if verdict.truth == "refuted" and _COMMON.fullmatch(str(path)) and not beside:
        return Verdict(
            "unverifiable", f"Which `{path}` is meant is not said. {verdict.reason}", verdict.evidence
        )
    return verdict


def _added_to(claim: Claim, path: str | None, ground: Ground) -> bool:
    """Whether a number is what a file gained ("+450"), which is no more than its length where the change adds it."""
    new = any(c.path == path and c.status == "added" for c in ground.snapshot.changes or ())
    return _signed(claim) and not new


def _signed(claim: Claim) -> bool:
    """Whether a number is written as what was gained: "+450"."""
    lines = int(claim.subject["lines"])
    return "+" in claim.text and bool(re.search(rf"(?<![\w.])\+\s?(?:{lines:,}|{lines})\b", claim.text))


def _of_a_part(claim: Claim, path: str, measured: Measured, ground: Ground) -> bool:
    """Whether a number, rough or of a file that is said to have been changed, may be of what was written into a longer
    file that was there before; a rough one also of some of a folder, one with a sign of any file."""
    new = any(c.path == path and c.status == "added" for c in ground.snapshot.changes or ())
    longer = min(measured.lines, measured.code) > int(claim.subject["lines"])
    led = _CHANGED_FILE.match(claim.text.partition(str(claim.subject["path"]))[0])
    rough = claim.subject["comparator"] == "~" or led is not None
    return longer and (_signed(claim) or (rough and not new))
