"""`size`: how long a file, a folder or the whole work is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from checks.claims import Ground, _files, _paths, _subjects
from checks.claims._around import REACH, ahead_of
from checks.claims._line_columns import gives_places
from checks.documents.model import Cell, Document, Statement
from checks.model import Claim, Place, Verdict
from checks.patterns import regex
from checks.project.files import test_path
from checks.project.link import Project

KIND = "size"

FOLDER_FILES = 20_000  # more are not added up
_MOST_FILES = 12  # of one statement
EQUAL_SHARE, EQUAL_LINES, ABOUT_SHARE = 0.05, 5, 0.20

_NUMBER = (
    r"(?P<about>~|≈|±|about |approximately |approx\.? |around |roughly |some )?\s?(?P<more>>=?\s?|over |more than |at least )?(?P<tilde>~)?"
    r"(?P<n>\d{1,3}(?:[,  ]\d{3}){1,3}|\d{1,8}(?:\.\d{1,2})?)\s?(?P<k>[kK])?(?P<plus>\s?\+)?"
)
_UNIT = r"(?:LOC|SLOC|KLOC|lines?\s+of\s+(?:[\w./+-]+\s+){0,3}(?:code|sql|typescript|python|javascript|documentation|tests?)|lines|l[ií]neas|linhas|lignes|Zeilen)"
_COMMON = regex(
    r"(?i)(?:main|app|index|server|config|utils?|helpers?|models?|views?|urls|routes?|types?|settings|setup|constants|schemas?|api|database|db|page|layout|route|tests?|__init__|readme)\.\w{1,4}"
)
"""Names that files of many folders bear."""
_SIZE = regex(
    rf"(?<![\w.$/:#@-])(?i:{_NUMBER})[\s-]?(?i:(?:\*\*)?\s?(?P<of>(?:[a-z][\w/-]{{0,20}}\s){{0,3}}){_UNIT})(?![\w-])"
)
_LABELLED = regex(
    rf"(?i)^[^:]{{0,40}}\b(?:lines?(?:\s+of\s+code)?(?:\s+(?:added|written|changed))?|LOC|SLOC)(?:\s*\([^)]{{0,30}}\))?\s*[:=]\s*{_NUMBER}(?![\w%.])"
)
_COLUMN = regex(r"(?i)^\W*(?:#\s*)?(?:lines?(?: of code)?|LOC|SLOC|line count|size \(lines\))\W*$")
_LINES_NAME = regex(
    r"(?i)^\W*(?:total )?(?:(?:code|documentation|docs|test|source) lines|lines of (?:code|documentation|docs|tests?)|total lines|loc)\W*$"
)
_LONG = regex(
    rf"(?i)(?<![\w.$/:#@-]){_NUMBER}-lines?\s(?:[\w-]{{1,20}}\s){{0,2}}(?:file|module|script|component|class|function|wrapper|implementation)\b"
)
_CELL = regex(rf"(?i)^[^\w~≈±>]{{0,4}}{_NUMBER}[^\w%]{{0,4}}$")
# A limit, a rate or a difference is no size.
_NOT_A_SIZE_BEHIND = regex(
    r"(?i)^\W{0,3}(?:per\b|each\b|maximum\b|max\b|or less|or fewer|limit|duplicated|changed\b(?!\))|removed|deleted|deletions?|shorter|longer|"
    r"of (?:output|context|logs?|error|text)|apart|below|above|from\b|later|earlier)"
)
_NOT_A_SIZE_BEFORE = regex(
    r"(?i)(?:\bunder|\bbelow|\bless than|\bfewer than|\bat most|\bup to|\bmax(?:imum)?(?: of)?|\blimit(?:ed)?(?: to| of)?|<=?|≤|\bfirst|\blast|"
    r"\bnext|\bwithin|\bfrom|\bby|\bsaved|\breduced|\bevery|\bexceed(?:s|ing)?|\d\s?-)\s?$"
)
_NOT_OF = regex(r"(?i)\b(?:coverage|covered|per|max|new product|blank|empty|log|diff)\b")
_CHANGES = regex(
    r"(?i)\b(?:additions?|changes|modifications?|sections|improvements|refactor\w*|added|modified|inserted|rewritten)\b"
)
# "enhanced with 30 lines", "30 more lines": what a file gained, not how long it is.
_GAINED = regex(
    r"(?i)\b(?:add(?:s|ed|ing)?|additional|another|(?:extend|enhanc|expand|augment|enrich|increas|updat|improv)(?:e?s|e?d|ing)|grew|grown|gained)\b"
    r"(?:,|\s(?:with|by|to|of|some|another|further|the|new|an|file)\b){0,3}[\s:~(+]{0,3}$"
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
_PLUS_LINES = regex(r"[\s`*]{0,4}[-–—:]?\s?\(?\s?\+\s?(?P<n>\d[\d,]{0,8})\s?(?:lines?|LOC)\b")
"""Behind a path, what it gained: "`cart.py` (+120 lines)"."""
_PLUS_WHOLE = regex(
    r"(?i)\W{0,4}(?P<scope>(?:total|net|overall)(?: (?:change|changes|lines|diff|addition|additions|code)){0,2}):\W{0,5}\+\s?(?P<n>\d[\d,]{0,8})\s(?:lines|LOC)\b"
)
_WHOLE = regex(
    r"(?i)\b(?:total|overall|lines of code|lines added|code ?base|production(?:-ready)?|whole|entire|project)\b"
)
_DIFFERENCE = regex(r"(?i)^\W{0,3}[-−–]\s?\d[\d,]*\s?(?:lines|LOC)\b")
_SOURCE = regex(
    r"\.(?:py|[cm]?[jt]sx?|go|rs|java|kts?|cs|php|rb|swift|dart|scala|c|cc|cpp|h|hpp|vue|svelte|exs?|lua|sol|sql|sh)$"
)
_TREE_LINE = regex(r"^[\s│├└─|+`\\-]{0,60}")


_WAS = regex(
    r"(?i)\b(?:was|were|had been|had|formerly|previously|originally|before|(?:down|up|reduced|shortened|cut|grew|grown) from|instead of)\W{1,3}(?:about |over |nearly |the |at )?$"
)
_BECOMES = regex(r"\s{0,3}(?:→|->|=>|➜|⇒)\s{0,3}[~`*]{0,2}\d")
"""What stands behind a former length: "566 lines → 152 lines"."""


class _Stated(msgspec.Struct, frozen=True):
    """A number of lines as written: where it stands, the number, how it compares."""

    start: int
    end: int
    lines: int
    comparator: str


class _Measured(msgspec.Struct, frozen=True):
    """How long something is: physical lines, code lines, and how many files that is. ``source`` are both again for the
    source files of a folder alone, without what configures and describes it, and for those among them that run."""

    lines: int
    code: int
    files: int
    source: tuple[int, ...] = ()


# --- reading -------------------------------------------------------------------------------------


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
        for stated in _sizes(statement.plain):
            claim = _claim(document, statement, stated, statement.plain)
            if _of_before(statement.plain, stated):
                yield msgspec.structs.replace(claim, when="base")
            elif "path" not in claim.subject or not _of_a_change(document, statement, stated):
                yield claim
            elif _ONLY_GAINED.fullmatch(statement.plain):
                told = {k: v for k, v in claim.subject.items() if k != "path"}
                yield msgspec.structs.replace(
                    claim, subject={"scope": f"new in {claim.subject['path']}", **told}
                )
            elif _BRACKETED_CHANGE.match(statement.plain, stated.start):
                told = {k: v for k, v in claim.subject.items() if k != "path"}
                scope = f"changed in {claim.subject['path']}"
                yield msgspec.structs.replace(claim, subject={"scope": scope, **told})
        yield from _plus_lines(document, statement)


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


def _of_a_change(document: Document, statement: Statement, stated: _Stated) -> bool:
    """Whether a number counts what was changed in a file rather than the file: "2 additions (~120 lines)", or a
    number in a list of modified files."""
    near = statement.plain[max(0, stated.start - 40) : stated.end + 12]
    if _CHANGES.search(near) or _gained(statement.plain, stated):
        return True
    above = next(_subjects.above(document, statement), None)
    listed = above.plain if above is not None else statement.headings[-1].plain if statement.headings else ""
    return bool(_MODIFIED.search(listed)) and not _NEW.search(listed + statement.plain)


def _gained(text: str, stated: _Stated) -> bool:
    """Whether a number of lines of a text is what something gained."""
    more = re.search(r"(?i)\b(?:more|new|additional|extra|further)\b", text[stated.start : stated.end])
    return bool(more or _GAINED.search(text[max(0, stated.start - 40) : stated.start]))


def _sizes(text: str) -> list[_Stated]:
    """The numbers of lines in a text."""
    found = [
        _stated(m)
        for m in _SIZE.finditer(text)
        if not _NOT_A_SIZE_BEHIND.match(text[m.end() :])
        and not _NOT_A_SIZE_BEFORE.search(ahead_of(text, m.start()))
        and not _NOT_OF.search(m["of"] or "")
        and not re.search(r"[+−-]\s?$", ahead_of(text, m.start()).removesuffix("- "))
    ]
    found += [
        _stated(m) for m in _LONG.finditer(text) if not _NOT_A_SIZE_BEFORE.search(ahead_of(text, m.start()))
    ]
    labelled = None if found else _LABELLED.match(text)
    if labelled and not re.search(r"(?i)\b(?:deleted|removed|line \d)", labelled.group()):
        found.append(_stated(labelled))
    return found


def _stated(match: re.Match[str]) -> _Stated:
    """A matched number as lines and comparator."""
    value = float(re.sub(r"[^\d.]", "", match["n"]))
    if match["k"] or re.search(r"(?i)KLOC\W*$", match.group()):
        value *= 1000
    more = match["plus"] or (match["more"] or "").strip()
    comparator = ">=" if more else "~" if match["about"] or match["tilde"] or match["k"] else "="
    return _Stated(match.start(), match.end(), round(value), comparator)


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
            yield _claim(document, statement, _stated(number), "")
        return
    for stated in _sizes(cell.plain):
        claim = _claim(document, statement, stated, cell.plain)
        if _of_before(cell.plain, stated):
            yield msgspec.structs.replace(claim, when="base")
        elif "path" not in claim.subject or not _gained(cell.plain, stated):
            yield claim


def _of_before(text: str, stated: _Stated) -> bool:
    """Whether a number is what there was: "900 → 300 lines", "was 900 lines", "down from 900 lines"."""
    return bool(_BECOMES.match(text, stated.end) or _WAS.search(text[: stated.start][-40:]))


def _claim(document: Document, statement: Statement, stated: _Stated, text: str) -> Claim:
    """A size with its subject: the nearest path of the text, else of the row, else what the words name."""
    path = _path(document, statement, stated, text)
    scope = None if path else _scope(statement, stated, text)
    subject = {"path": path, "scope": scope, "lines": stated.lines, "comparator": stated.comparator}
    about = (
        (statement.path.split("/", 1)[0] + "/",) if statement.kind == "tree" and "/" in statement.path else ()
    )
    return _subjects.claim(document, statement, KIND, subject, about=about)


def _path(document: Document, statement: Statement, stated: _Stated, text: str) -> str | None:
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
        around = _size_line(statement) and _subjects.file_around(document, statement)
        return around.path if around else None
    in_cell = _paths.mentions(text) if text else ()
    named = in_cell or tuple(m for c in statement.cells for m in _paths.mentions(c.plain))
    return named[0].path if len({m.path for m in named}) == 1 and not named[0].lines else None


def _size_line(statement: Statement) -> bool:
    """Whether a statement says nothing but a size ("Size: 220 lines"), so that it is about the file above."""
    if len(statement.plain) > REACH:
        return False
    rest = _SIZE.sub("", statement.plain)
    pattern = r"(?i)[^\w(]*+(?:size|lines|loc|length|lines of code)?[^\w(]*+(?:\([^)]*+\))?\W*+"
    return bool(re.fullmatch(pattern, rest))


def _scope(statement: Statement, stated: _Stated, text: str) -> str:
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


# --- judging -------------------------------------------------------------------------------------


def verify(claim: Claim, ground: Ground) -> Verdict:
    """Counts lines: physical or code lines, whichever fits."""
    project = ground.project if claim.when == "head" else ground.base
    if project is None:
        return Verdict(
            "unverifiable", "It speaks of the state before the change, and there is no base to look at."
        )
    path = claim.subject.get("path")
    if not path:
        return _judge_scope(claim, ground, project)
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
        return _judge_ambiguous(claim, found, project)
    measured = _measure(found.path, project)
    if measured is None:
        return Verdict("unverifiable", f"`{found.path}` could not be read.", (Place(found.path),))
    verdict = _judge(claim, found.path, measured)
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


def _of_a_part(claim: Claim, path: str, measured: _Measured, ground: Ground) -> bool:
    """Whether a number, rough or of a file that is said to have been changed, may be of what was written into a longer
    file that was there before; a rough one also of some of a folder, one with a sign of any file."""
    new = any(c.path == path and c.status == "added" for c in ground.snapshot.changes or ())
    longer = min(measured.lines, measured.code) > int(claim.subject["lines"])
    led = _CHANGED_FILE.match(claim.text.partition(str(claim.subject["path"]))[0])
    rough = claim.subject["comparator"] == "~" or led is not None
    return longer and (_signed(claim) or (rough and not new))


def _judge(claim: Claim, path: str, measured: _Measured) -> Verdict:
    """Compares a measured size with the stated one."""
    stated, how = int(claim.subject["lines"]), str(claim.subject["comparator"])
    place = Place(path, count=measured.lines)
    words = f"`{path}` has {measured.lines:,} lines, {measured.code:,} of them code"
    if any(holds(stated, how, lines) for lines in (measured.lines, measured.code, *measured.source)):
        return Verdict("supported", words + ".", (place,))
    return Verdict("refuted", f"{words}, not {_written(stated, how)}.", (place,))


def holds(stated: int, comparator: str, counted: int) -> bool:
    """Whether a count fits a stated size: ``=`` within 5 % or 5 lines, ``~`` within 20 %, ``>=`` from it up."""
    if comparator == ">=":
        return counted >= stated
    off = abs(counted - stated)
    return off <= max(EQUAL_LINES, stated * (ABOUT_SHARE if comparator == "~" else EQUAL_SHARE))


def _written(stated: int, comparator: str) -> str:
    return {"=": "", "~": "about ", ">=": "at least "}.get(comparator, "") + f"{stated:,}"


@lru_cache(maxsize=4096)
def _measure(path: str, project: Project) -> _Measured | None:
    """How long a file, or all files of a folder (the empty path: of the whole tree) together, are."""
    if path and not path.endswith("/"):
        return _measure_file(path, project)
    inside = [p for p in (project.snapshot.tree if path else project.facts) if p.startswith(path)]
    sizes = {p: m for p in inside[:FOLDER_FILES] if (m := _measure_file(p, project)) is not None}
    if not sizes or len(inside) > FOLDER_FILES:
        return None
    source = [p for p in sizes if _SOURCE.search(p)]
    ways = (list(sizes), source, [p for p in source if not test_path(p)])
    totals = [sum(getattr(sizes[p], which) for p in way) for way in ways for which in ("lines", "code")]
    return _Measured(totals[0], totals[1], len(sizes), tuple(total for total in totals[2:] if total))


def _measure_file(path: str, project: Project) -> _Measured | None:
    """How long one file is: from its facts, else from its text."""
    facts = project.facts.get(path)
    if facts is not None and facts.lines:
        return _Measured(facts.lines, facts.code_lines or facts.lines, 1)
    text = _files.text_of(path, project.snapshot)
    if text is None or "\0" in text[:8000]:
        return None
    lines = text.split("\n")
    count = len(lines) - (1 if lines and not lines[-1] else 0)
    return _Measured(count, sum(1 for line in lines if line.strip()), 1)


def _judge_ambiguous(claim: Claim, found: _files.Found, project: Project) -> Verdict:
    """A name that no file has, or that several files have: any that fits supports the size."""
    path = str(claim.subject["path"])
    if not found.candidates and path.endswith("/"):
        missing = Place(path, missing=True)
        return Verdict("unverifiable", f"There is no folder `{path}`; it may be a caption.", (missing,))
    if not found.candidates:
        if (
            _files.runtime(path, project.snapshot)
            or _paths.outside(path)
            or _files.unseen(path, project.snapshot)
            or _files.elsewhere(path, project)
        ):
            return Verdict(
                "unverifiable", f"`{path}` is not in the repository.", (Place(path, missing=True),)
            )
        if found.elsewhere:
            missing, other = Place(path, missing=True), Place(found.elsewhere[0])
            words = f"There is no `{path}`; a file of that name is at `{other.path}`, and may be meant."
            return Verdict("unverifiable", words, (other, missing))
        words = f"How long `{path}` is cannot be told: there is no such file in the tree."
        return Verdict("unverifiable", words, (Place(path, missing=True),))
    stated, how = int(claim.subject["lines"]), str(claim.subject["comparator"])
    measured = [(p, m) for p in found.candidates[:50] if (m := _measure(p, project)) is not None]
    for name, size in measured:
        if holds(stated, how, size.lines) or holds(stated, how, size.code):
            return _judge(claim, name, size)
    if len(measured) == 1:
        return _judge(claim, *measured[0])
    places = tuple(Place(p, count=m.lines) for p, m in measured[: _files.NAMED_CANDIDATES])
    return Verdict(
        "unverifiable",
        f"{len(found.candidates)} files are named `{path}`; none has {_written(stated, how)} lines.",
        places,
    )


def _judge_scope(claim: Claim, ground: Ground, project: Project) -> Verdict:
    """A size of the whole work: only what cannot be, in the tree and in the change, is refuted."""
    stated, how = int(claim.subject["lines"]), str(claim.subject["comparator"])
    file = str(claim.subject.get("scope", "")).removeprefix("new in ").removeprefix("changed in ")
    gained = next((c.added for c in ground.snapshot.changes or () if c.path == file), None)
    if file != claim.subject.get("scope"):
        if gained is not None and holds(stated, how, gained):
            return Verdict(
                "supported", f"The change adds {gained:,} lines to `{file}`.", (Place(file, count=gained),)
            )
        return Verdict(
            "unverifiable",
            f"How many lines are new in `{file}` is open: that depends on where one counts from.",
        )
    words = f"{claim.subject.get('scope', '')} {claim.text}"
    total = _measure("", project) or _Measured(0, 0, 0)
    added = sum(c.added for c in ground.snapshot.changes or ())
    if _WHOLE.search(words):
        for name, count in (
            ("The change adds", added),
            ("The code that was read has", total.lines),
            ("There are", total.code),
        ):
            if count and holds(stated, how, count):
                return Verdict(
                    "supported", f"{name} {count:,} lines.", (Place(claim.document, claim.line, count=count),)
                )
    largest = max(added, total.lines + _other_lines_bound(project))
    if how != "~" and stated > largest:
        return Verdict(
            "refuted",
            f"The whole tree has no more than {largest:,} lines.",
            (Place(claim.document, claim.line, count=largest),),
        )
    scope = claim.subject.get("scope", "the work")
    return Verdict(
        "unverifiable", f"Which files “{scope}” counts is not said, so their lines cannot be added up."
    )


def _other_lines_bound(project: Project) -> int:
    """No more lines than this stand in the files without facts: a line takes at least a byte."""
    return sum(e.size for p, e in project.snapshot.tree.items() if p not in project.facts)
