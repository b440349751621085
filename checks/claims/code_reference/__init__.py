"""`code-reference`: a symbol or a snippet stands in a file, perhaps at given lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from checks.claims import (
    Ground,
    _fields,
    _files,
    _in_files,
    _mentioned,
    _name_blocks,
    _paths,
    _proven,
    _standing,
    _subjects,
    _values,
)
from checks.claims._around import ahead_of
from checks.claims._line_columns import gives_places
from checks.claims._paths import Mention
from checks.claims.code_reference import _meant_file
from checks.claims.code_reference._quoted_code import compares, quoted
from checks.documents.model import Cell, Code, Document, Statement
from checks.model import Claim, Place, Verdict
from checks.patterns import regex

KIND = "code-reference"

SNIPPET_LIMIT = 1500
NEAR = 12  # statements: how far up a list its "File: …" item is looked for

_PLAIN_SYMBOL = regex(
    r"(?i:\blines?\s*~?)\d[\d\s,–-]*:\s*(?P<name>[A-Za-z$]*(?:_[\w$]+|[a-z][A-Z][\w$]*|\w*(?=\(\)))(?:\(\))?)(?=\s|$)"
)
_PLAIN_CALL = regex(r"(?<![\w$./`'\"(])[a-z_$][\w$]{1,60}\(\)(?![\w.(])")
# A file that only says where in the file spoken of.
_NEXT_TO = regex(r"(?i)\b(?:after|before|below|above|beside|next to|alongside)\s(?:the\s)?[`*]{0,3}$")
# What a program said when it failed.
_MESSAGE = regex(r"(?i)^(?:\w+ ){0,2}(?:errors?|error messages?|messages?|symptoms?|warnings?|output)$")
_ASKS = regex(
    r"(?i)\W*(?:edit|create|add|update|change|modify|replace|improve|fix|criar|crear|melhorar|mejorar)\b"
)
_BESIDE = regex(r"(?i)\b(?:after|before|below|above|starting (?:at|from)|insert(?:ed)? at)\s+lines?\b")
_COVERED = regex(r"(?i)\b(?:st(?:ate)?mts?|statements|branch(?:es)?|func(?:tion)?s)\s?[:=]?\s?\d")
"""Figures of a coverage, beside which ``lines 93`` is one more."""
_LINE_END = regex(r":\d{1,6}(?:-\d{1,6})?\W*$")
_IN_FILE = regex(
    r"(?i)^[`*\s\"')\]]{0,5}(?:\w+\s){0,2}(?:is |are |was |defined |exists? |missing |referenced |found )?(?:in|from|at|inside|within|of)\s(?:the\s)?[`*\"'(\[]{0,4}$"
)
_LISTED = regex(r"(?i)[`*\s\"')]{0,4}(?:\([^()]{0,40}\))?\s?(?:,|/|&|\+)?\s?(?:and |or |& )?[`*\s\"'(]{0,4}")
_REMOVED_LEAD = regex(r"(?i)^\W*(?:removed|deleted|dropped|eliminated)\b")
_NOUN_BEHIND = regex(
    r"(?i)^[`*\s]{0,4}(?:methods?|functions?|class|component|hook|constant|variable|decorator|interface|enum|signature|dataclass)\b"
)
_WORKED_ON = regex(
    r"(?i)^\W*(?:added|modified|updated|changed|fixed|enhanced|refactored|rewrote|extended|improved|implemented|created|new):?\s(?:\w+ ){0,2}`?$"
)
_LACKING = regex(
    r"(?i)^[^.;]{0,60}\b(?:missing|absent|not (?:found|present|defined|implemented))\s(?:from|in)\s(?:the\s)?[`*\"'(]{0,3}$"
)
_VERB = regex(r"(?i)(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$")
_FILE_LABEL = regex(r"(?i)^(?:files?|location|path|module)$")
_SYMBOL_COLUMN = regex(
    r"(?i)^\W*(?:functions?|methods?|class(?:es)?|symbols?|components?|constants?|handlers?)\W*$"
)
_LINES_COLUMN = regex(r"(?i)^\W*lines?(?: numbers?| #)?\W*$")


_TITLED = regex(r"(?P<name>[A-Z][a-z0-9]+[A-Z][A-Za-z0-9]*|[A-Z][a-z]{5,30}(?:er|or))\s[-–—]\s")
_NODE = regex(
    r"(?<![\w/.-])(?P<path>[\w./-]{1,200}\.(?:py|[jt]sx?|rs|rb))(?:::|:(?=[A-Za-z_]\w{2,80}(?![\w/.:-])))(?P<name>[A-Za-z_][\w:]{1,150})"
)
"""A test by its file and name, as a runner writes it: ``tests/test_orders.py::test_refund``; or any name in a file,
``src/cart.ts:addLine``."""


# --- reading -------------------------------------------------------------------------------------


def find(document: Document) -> Iterator[Claim]:
    """The places of code that a document points at."""
    fences: set[int] = set()
    for statement in _subjects.reports(document):
        hanging = _name_blocks.drawn(document, statement)
        if hanging is not None:
            yield _make(document, statement, hanging[0], None, _in_files.Said(symbol=hanging[1]))
        elif statement.kind == "row":
            yield from _in_row(document, statement)
        elif statement.kind == "code":
            fence = statement.fence
            if fence is not None and fence.shows == "diagram":
                yield from _values_of(document, statement)
            if fence is not None and fence.line not in fences:
                fences.add(fence.line)
                if shown := quoted(document, statement, fence):
                    said = _in_files.Said(snippet=shown.content + "\n")
                    claim = _make(document, statement, shown.path, shown.lines, said)
                    role = {"role": _mentioned.ROLE} if shown.changed else {}
                    yield msgspec.structs.replace(claim, subject={**claim.subject, **role})
            listed = _name_blocks.name(document, statement)
            if listed is not None and not _in_files.NOT_CODE.search(listed[0].path):
                yield _make(document, statement, listed[0].path, None, _in_files.Said(symbol=listed[1]))
        elif statement.kind != "tree":
            yield from _in_prose(document, statement)
            yield from _values_of(document, statement)


def _values_of(document: Document, statement: Statement) -> Iterator[Claim]:
    """The values that a statement says are set, in the file that it or its surroundings name, if any."""
    values = tuple(_values.stated(statement))
    if not values:
        return
    own = [m for m in _paths.of(statement) if not m.folder and not _in_files.NOT_CODE.search(m.path)]
    file = own[0] if own else _subjects.file_around(document, statement)
    path = file.path if file is not None and not _in_files.NOT_CODE.search(file.path) else None
    for value in values:
        yield _make(document, statement, path, None, _in_files.Said(snippet=value.text))


def _make(
    document: Document,
    statement: Statement,
    path: str | None,
    lines: tuple[int, int] | None,
    said: _in_files.Said,
) -> Claim:
    subject = {
        "path": path,
        "lines": list(lines) if lines else None,
        "symbol": said.symbol,
        "snippet": said.snippet[:SNIPPET_LIMIT] if said.snippet else None,
    }
    return _subjects.claim(document, statement, KIND, subject, absent=said.absent)


def _in_prose(document: Document, statement: Statement) -> Iterator[Claim]:
    """A sentence or list item: with lines, with a name in a file, or below a file."""
    if _MESSAGE.match(statement.label):
        return
    nodes = list(_NODE.finditer(statement.plain[:1500]))
    for node in nodes:
        name = node["name"].rstrip(":").rsplit("::", 1)[-1]
        yield _make(document, statement, node["path"], None, _in_files.Said(symbol=name))
    if nodes:
        return
    own = [
        m
        for m in _paths.of(statement)
        if not m.folder and not _NEXT_TO.search(ahead_of(statement.plain, m.start))
    ]
    lines = _lines(statement, own)
    if lines is not None and _BESIDE.search(statement.plain):
        return
    if lines is not None:
        file = own[0] if own else _subjects.file_around(document, statement)
        if file is not None and not (statement.links and own and not _spelled(statement)):
            file = (None if own else _of_qualifier(document, statement)) or file
            yield from _located(document, statement, file, lines)
        return
    if own and not _in_files.leads_with_name(statement, own[0]):
        yield from _named_in(document, statement, own)
        return
    file = (
        _beside(document, statement)
        or _subjects.file_above(document, statement)
        or (_subjects.file_of_heading(statement) if statement.kind == "item" else None)
    )
    if file is not None and not _in_files.NOT_CODE.search(file.path) and statement.kind == "item":
        field = _fields.in_fields(document, statement)
        for said in (
            _in_files.fields_of(document, statement) if field else _in_files.below(document, statement)
        ):
            yield _make(document, statement, file.path, file.lines, said)
    elif file is None and statement.kind in ("paragraph", "item"):
        yield from _headed(document, statement) or _in_section(document, statement)


def unread(document: Document, claims: Iterable[Claim]) -> Iterator[Claim]:
    """The names that items below a file of code mention, and the texts that they say were changed, where no claim holds
    them."""
    found = list(claims)
    for statement, text, file in _mentioned.changed(document, found):
        subject = {"path": file.path, "snippet": text, "role": _mentioned.ROLE}
        found.append(_subjects.claim(document, statement, KIND, subject))
        yield found[-1]
    for statement, name, path in _mentioned.headed(document, found, below_file=True):
        if not _in_files.NOT_CODE.search(path):
            subject = {"path": path, "symbol": name, "role": _mentioned.ROLE}
            found.append(_subjects.claim(document, statement, KIND, subject))
            yield found[-1]
    for statement, name, below in _mentioned.unread(document, found, below_file=True):
        if below is not None:
            subject = {"path": below.path, "symbol": name, "role": _mentioned.ROLE}
            yield _subjects.claim(document, statement, KIND, subject)


def _headed(document: Document, statement: Statement) -> list[Claim]:
    """ "**OrderBook** - keeps the orders" right below a heading that names one file of code."""
    before = document.statements[statement.index - 1] if statement.index else statement
    file = _subjects.file_of_heading(statement) if before.kind == "heading" else None
    named = _TITLED.match(statement.plain) if statement.label and statement.kind == "paragraph" else None
    if (
        file is None
        or named is None
        or named["name"] != statement.label
        or _in_files.NOT_CODE.search(file.path)
    ):
        return []
    return [_make(document, statement, file.path, None, _in_files.Said(symbol=named["name"]))]


def _beside(document: Document, statement: Statement) -> Mention | None:
    """The file of a "File: …" item in the same list before a statement."""
    if not statement.parents:
        return None
    for other in reversed(document.statements[max(0, statement.index - NEAR) : statement.index]):
        if other.index == statement.parents[-1]:
            return None
        if other.group == statement.group and other.label and _FILE_LABEL.match(other.label):
            return next((m for m in _paths.of(other) if not m.folder), None)
    return None


def _of_qualifier(document: Document, statement: Statement) -> Mention | None:
    """The file that the first part of a qualified name is called like ("`OrderQueue.drain()`": OrderQueue.js)."""
    for code in _in_files.coded(statement):
        qualified = re.match(r"^([A-Z]\w{2,60})\.\w+\(?", code.text)
        if qualified:
            return _subjects.file_of_stem(document, qualified[1])
    return None


def _in_section(document: Document, statement: Statement) -> Iterator[Claim]:
    """A name that a sentence calls a function, class …, below a "File:" line of its section; also "Added `name`"."""
    for code in _in_files.coded(statement):
        behind = statement.plain[code.start + len(code.text) :]
        before = statement.plain[: code.start]
        called = (
            _NOUN_BEHIND.match(behind)
            and not _in_files.REMOVED.search(before)
            and not _in_files.OTHER_BUSINESS.search(before)
        )
        if _standing.IDENTIFIER.match(code.text) and (called or _WORKED_ON.match(before)):
            file = _subjects.labelled_before(document, statement) or _subjects.file_of_heading(statement)
            if file is not None and not _in_files.NOT_CODE.search(file.path):
                yield _make(document, statement, file.path, file.lines, _in_files.Said(symbol=code.text))


def _lines(statement: Statement, own: list[Mention]) -> tuple[int, int] | None:
    """The range of lines that a statement names, from the first to the last."""
    behind = [m.lines for m in own if m.lines]
    if not behind and _COVERED.search(statement.plain):
        return None
    named = behind or list(_paths.lines_named(statement.plain))
    return (min(n[0] for n in named), max(n[1] for n in named)) if named else None


def _located(
    document: Document, statement: Statement, file: Mention, lines: tuple[int, int]
) -> Iterator[Claim]:
    """Lines of a file, with the names, the code or the block below that should stand there."""
    said = [_in_files.of_code(statement, c) for c in _in_files.coded(statement)]
    above = next(_subjects.above(document, statement), None)
    if above is not None and _REMOVED_LEAD.match(above.plain):
        said = [msgspec.structs.replace(one, absent=True) for one in said]
        if not said:
            return
    block = _subjects.block_below(document, statement)
    if block and not compares(block) and not any(s.snippet for s in said):
        said = [_in_files.Said(symbol=said[0].symbol if said else None, snippet=block + "\n")]
    if not said:
        plain = _PLAIN_SYMBOL.search(statement.plain)
        called = [] if plain else _PLAIN_CALL.findall(statement.plain[:SNIPPET_LIMIT])
        name = plain["name"] if plain else called[0] if len(called) == 1 else None
        said = [_in_files.Said(symbol=name)]
    for one in said if all(s.symbol for s in said) else said[:1]:
        yield _make(document, statement, file.path, lines, one)


def _spelled(statement: Statement) -> bool:
    """Whether the lines stand in what is read ("[`app.py:12`](…)"), not in a link's target alone."""
    return any(_LINE_END.search(link.text) for link in statement.links)


def _named_in(document: Document, statement: Statement, own: list[Mention]) -> Iterator[Claim]:
    """ "`foo()` in `bar.py`", "`A` is missing from `x.py` and `y.py`", "`graph.py` - Added roots property"."""
    codes = [c for c in _in_files.coded(statement) if _standing.IDENTIFIER.match(c.text)]
    before = _last_run([c for c in codes if c.start < own[0].start], statement.plain)
    joint = statement.plain[before[-1].start + len(before[-1].text) : own[0].start] if before else ""
    absent = statement.polarity == "absent"
    lacking = absent and _LACKING.search(joint)
    if (
        before
        and (lacking or _IN_FILE.match(joint))
        and not _in_files.OTHER_BUSINESS.search(statement.plain[: before[0].start])
    ):
        for mention in own if absent else own[:1]:
            if not _in_files.NOT_CODE.search(mention.path):
                for code in before:
                    yield _make(
                        document,
                        statement,
                        mention.path,
                        None,
                        _in_files.Said(symbol=code.text, absent=absent),
                    )
        return
    told = [] if absent or len(own) > 1 else _in_files.told_of(statement, own[0])
    if told:
        for name in told:
            yield _make(document, statement, own[0].path, None, _in_files.Said(symbol=name))
        return
    block = _subjects.block_below(document, statement)
    if block and compares(block):
        return
    around = (statement.plain[: own[0].start] + " " + statement.plain[own[0].end :]).split()
    if block and len(own) == 1 and not absent and statement.kind != "heading" and _names_a_file(around):
        yield _make(document, statement, own[0].path, None, _in_files.Said(snippet=block + "\n"))


def _last_run(codes: list[Code], text: str) -> list[Code]:
    """The last of some pieces of code and those that are listed with it ("`a`, `b` and `c`")."""
    at = len(codes) - 1
    while at > 0 and _LISTED.fullmatch(text, codes[at - 1].start + len(codes[at - 1].text), codes[at].start):
        at -= 1
    return codes[max(0, at) :]


def _names_a_file(around: list[str]) -> bool:
    """Whether the words beside a file's name only point at it ("In `x.py`:"), and ask nobody to change it."""
    return len(around) <= 2 and not any(_ASKS.match(word) for word in around)


def _in_row(document: Document, statement: Statement) -> Iterator[Claim]:
    """A row with a file and its lines, or with a file and a function or class."""
    taken = False
    for cell in (c for c in statement.cells if c.mood == "report"):
        named = [m for m in _paths.mentions(cell.plain) if not m.folder]
        for mention in named[:3]:
            inside = mention.lines or next(iter(_paths.lines_named(cell.plain[mention.end :])), None)
            column = next((c.plain for c in statement.cells if _places_column(document, statement, c)), "")
            number = (
                re.match(r"^\D{0,3}(\d{1,6})(?:\s?[-–]\s?(\d{1,6}))?\D{0,2}$", column) if not inside else None
            )
            lines = inside or ((int(number[1]), int(number[2] or number[1])) if number else None)
            names = [c.plain.strip().strip("`") for c in statement.cells if _SYMBOL_COLUMN.match(c.header)]
            symbols = [
                n
                for n in names
                if _standing.IDENTIFIER.match(n)
                and _in_files.CODED.search(n)
                and not _VERB.match(n)
                and not _paths.looks_like_path(n, True)
            ]
            leads = not re.search(r"\w", cell.plain[: mention.start])
            if (symbols and leads and not taken) or inside or (number and statement.polarity == "present"):
                yield _make(
                    document,
                    statement,
                    mention.path,
                    lines,
                    _in_files.Said(symbol=symbols[0] if symbols else None),
                )
        taken = taken or bool(named)


def _places_column(document: Document, row: Statement, cell: Cell) -> bool:
    return bool(_LINES_COLUMN.match(cell.header)) and gives_places(document, row, cell.header)


# --- judging -------------------------------------------------------------------------------------


def verify(claim: Claim, ground: Ground) -> Verdict:
    """Looks for the name or the snippet in the file."""
    return _mentioned.open_only(claim, _judge(claim, ground))


def _judge(claim: Claim, ground: Ground) -> Verdict:
    tree = _files.tree_at(ground, claim.when)
    if "path" not in claim.subject:
        return Verdict("unverifiable", f"Which file sets “{claim.subject.get('snippet', '')}” is not said.")
    path = str(claim.subject["path"])
    if tree is None:
        return Verdict(
            "unverifiable", "It speaks of the state before the change, and there is no base to look at."
        )
    found = _files.find(path, claim.document, tree, claim.about)
    paths = _meant_file.meant(path, found)
    if not paths:
        return _meant_file.judge_missing(path, claim, found, ground)
    if _was_longer(claim, paths[0], ground):
        return Verdict("unverifiable", f"`{paths[0]}` was longer before this change.", (Place(paths[0]),))
    verdicts = [_meant_file.judge_file(p, claim, ground) for p in paths]
    wanted = "refuted" if claim.polarity == "absent" else "supported"
    best = next((v for v in verdicts if v.truth == wanted), verdicts[0])
    return best if best.truth != "refuted" else _missed(claim, paths[0], best, ground)


def _missed(claim: Claim, meant: str, lacking: Verdict, ground: Ground) -> Verdict:
    """The verdict on what a file lacks: open where another file may be meant, or hands it on."""
    path = str(claim.subject["path"])
    alone = "symbol" not in claim.subject and "snippet" not in claim.subject
    if alone and path.rsplit("/", 1)[-1] not in claim.text:
        return Verdict("unverifiable", f"{lacking.reason} The lines may be another file's.", lacking.evidence)
    said = _meant_file.says_file(claim, path, ground)
    if not said and (elsewhere := _meant_file.elsewhere(claim, ground)):
        return Verdict(
            "unverifiable", f"It stands in `{elsewhere.path}`; which file is meant is not said.", (elsewhere,)
        )
    if not said and meant not in set(ground.project.code()):
        return Verdict("unverifiable", f"{lacking.reason} Which file is meant is not said.", lacking.evidence)
    if place := _meant_file.handed_on(claim, meant, ground):
        return Verdict(
            "unverifiable", f"{lacking.reason} `{place.path}`, which it imports, has it.", (place,)
        )
    if _stood(claim, ground):
        return Verdict("refuted", f"{lacking.reason} It did before this change.", lacking.evidence)
    return lacking


def _was_longer(claim: Claim, path: str, ground: Ground) -> bool:
    """Whether lines are named that a file had at the base and has no more: they may be those that were mended."""
    last = int((claim.subject.get("lines") or [0, 0])[0])
    here = _files.text(path, ground, claim.when)
    if (
        claim.when != "head"
        or ground.snapshot.base_tree is None
        or here is None
        or last <= here.count("\n") + 1
    ):
        return False
    before = _files.text(path, ground, "base")
    return before is not None and last <= before.count("\n") + 1


def _stood(claim: Claim, ground: Ground) -> bool:
    """Whether what a file lacks stood in it at the base: then it is this change that made the document out of date."""
    if claim.polarity == "absent" or claim.when != "head" or ground.snapshot.base_tree is None:
        return False
    return _judge(msgspec.structs.replace(claim, when="base"), ground).truth == "supported"


unproven = _proven.references
