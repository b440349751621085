"""`path`: a file or folder exists, or this change added, modified or removed it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.claims import Ground, _mentioned, _path_verdicts, _paths, _proven, _subjects
from checks.claims._around import REACH, ahead_of
from checks.claims._paths import Mention
from checks.claims.path import _file_blocks
from checks.documents.model import Cell, Document, Statement
from checks.model import Claim, Verdict
from checks.patterns import regex

KIND = "path"

_ROLES = (
    ("added", regex(r"(?i)\b(?:created?|new|added|introduced|generated|adds|creates)\b")),
    (
        "modified",
        regex(r"(?i)\b(?:modified|updated|changed|edited|enhanced|rewritten|rewrote|refactored|extended)\b"),
    ),
    ("removed", regex(r"(?i)\b(?:removed|deleted|file (?:removals?|deletions?))\b")),
)
_LISTING = regex(r"(?i)\b(?:files?|documents?|documentation|scripts?|modules?|folders?|director(?:y|ies))\b")
_FILE_LIST = regex(
    r"(?i)^\W*(?:new |key |modified |created |updated )?files(?: (?:created|modified|added|updated|changed))?\W*$"
)
_HOLDS = regex(r"(?i)^\W*(?:[\w/&-]+\s){1,4}(?:in|at|under)\s[`*]{0,2}$")
_ONLY_ROLE = regex(
    r"(?i)^\W*(?:new|created|added|modified|updated|changed|deleted|removed)(?:\s*\([^)]*\))?\W*$|"
    r"^[^()]{1,40}\((?:new|created|added|modified|updated|changed|deleted|removed)\)\W*$"
)
_FILES_REMOVED = regex(
    r"(?i)^\W*(?:\d+[.)]?\s*)?(?:removed|deleted)\W|\b(?:files?|documents?|documentation|scripts?|modules?|folders?|director(?:y|ies)|components?|code)\b[^.]{0,12}\b(?:removed|deleted|removals?|deletions?)\b"
)
_ALONE_BEHIND = regex(
    r"(?i)^[`*\s)]{0,4}[-–—:]\s{0,2}[`*]{0,2}(?:new|created|added|modified|updated|rewritten|removed|deleted)(?:\sfile)?[`*]{0,2}(?=\s{0,2}(?:[(,;.]|$))"
)
_CHANGED = regex(
    r"(?i)^[`*\s)]{0,4}[-–—:(]\s*(?:updated|modified|enhanced|extended|refactored|fixed|rewritten|changed)\b"
)
# What only a file that stays is said to be: its heading's "removed" is of others.
_STAYS = regex(
    r"(?i)\b(?:enhanced|updated|modified|extended|improved|refactored|rewritten|added|created|integrated|implemented|"
    r"fully functional|operational|now (?:uses|has|imports|handles|calls))\b|\bcomplete\b(?! (?:removal|deletion|duplicate))"
)
_PUT_AWAY = regex(
    r"(?i)\b(?:obsolete|deprecated|archived|superseded|moved (?:to|into)|backed up|to be (?:deleted|removed))\b"
)
_MADE_BY_RUNS = regex(r"(?i)^\W*(?:outputs?|generates|produces|writes|results? files?)\W*:")
_OUTPUT = regex(r"(?i)^(?:outputs?|deliverables?|artifacts?|artefacts?)$")
# What may stand between a name at the start (or behind a label) and the rest, for the name to be the topic.
_TOPIC_ENDS = regex(
    r"^(?:[`*_'\"’)\]]{0,3})(?:\s*$|\s+[^\w\s.,;:'\"/\\+=<>&%|()\[\]-]|\s+(?-i:NEW|UPDATED|MODIFIED|CREATED|DELETED|REMOVED|ADDED)\b|\s*[-–—→(|,;:✅✓✔☑❌✗⚠]|\s*(?:and|&|\+)\s|\s*\[|\s+(?:exists?|created|added|removed|"
    r"deleted|modified|updated|rewritten|(?:template|example|file|script|module)\W*$|(?:folder|directory)(?:\s[-–—(]|\W*$)|is (?:present|missing|gone|in place)|are (?:present|missing)|"
    r"(?:was|were|has been|have been) (?:created|added|removed|deleted|modified|updated|rewritten)|"
    r"does(?:n't| not) exist|do(?:n't| not) exist|not found|missing|section|client-only|for\b|with\b))",
    re.IGNORECASE,
)
_SAYS = regex(
    r"(?i)^[`*'\"’)\]]{0,3}\s{1,3}(?:now\s+)?(?:imports?|calls?|uses?|logs?|has|have|contains?|shows?|returns?|does(?!n't exist| not exist)|reads?|"
    r"writes?|lacks?|handles?|still|never|always|was never|is (?:not|never|only|the|a|an|used)|only\s+\w+s\b|falls?|sends?|accepts?)\b|"
    r"^[`*'\"’)\]]{0,3}:\s{1,3}(?-i:uses|calls|imports|has|returns|contains|reads|writes|sends|handles|falls)\b|"
    r"^\W{0,4}(?:now\s+)?(?:still|never|always|was never|is (?:not|never|only)|lacks?|does(?!n't exist| not exist))\b"
)
_LEADING_VERB = regex(
    r"(?i)(?:^|[.:;,✅✓]\s*|\b(?:successfully|also|and|was|were|been|has|have|i|we)\s+)"
    r"(?:created|added|new|introduced|implemented|updated|modified|enhanced|rewrote|refactored|extended|removed|deleted|"
    r"wrote|generated|improved|optimi[sz]ed)\s+(?:(?:a|an|the|new|clean|fresh|complete|comprehensive|detailed|file|files|script|module|folder|component|document|test|tests|page)\s+){0,3}(?:(?:[\w-]+\s){0,3}(?:spec|suite|script|file|module|page|component|tests?|guide|documentation|template|config(?:uration)?|migration|helper|service|hook|report)\s)?[`*]{0,2}$"
)
_KIND_OF_FILE = regex(
    r"\W*(?:[A-Za-z][\w /&-]{2,60}:\s)?(?:(?i:an?|the)\s)?(?i:custom|advanced|comprehensive|complete|dedicated|centrali[sz]ed|standalone|reusable|shared|(?:properly |well[- ])structured)\s"
    r"(?:[a-z-]{2,20}\s)?[`*]{0,3}"
)
"""What kind of file it is, behind a label or at the start: "Test runner: Custom `run_all.py` script with options"."""
_TOLD_OF = regex(
    r"(?i)[`*'\")\]]{0,3}(?:\s(?:script|file|module|page|document|configuration))?(?:\s(?:with|for)\b|\W*$)"
)
_HEADING_VERB = regex(
    r"(?i)\W*(?:\d{1,3}[.):]\s)?(?:created|added|new|introduced|updated|modified|enhanced|rewrote|refactored|extended|improved|fixed)\s(?:[\w-]{1,20}\s){0,2}[`*]{0,3}"
)
_TITLE = regex(r"\W*(?:\d{1,3}[.):]\s)?(?:[\w/&()-]{1,30}\s){1,5}[-–—]\s[`*]{0,3}")
"""What a file is, in front of its name in a heading: "1. Controller - controllers/orders.js"."""
_MADE_BEHIND = regex(r"(?i)^[`*]{0,3}\s(?:(?:was|is|has been|file)\s)?(?:created|added)\W*$")
_SHORT_BEFORE = regex(
    r"\W*(?:(?!(?i:no|not|the|with|for|in|to|from|of|by|and|when|if|via)\b)[\w-]{2,20}\s){1,3}[`*]{0,3}"
)
_STANDS_AT = regex(
    r"\W*(?:(?!(?i:see|look|run|open|find|check|call|use|log|read|import|mount|listen|available|access|visit|documented)\w*\b|serv(?:e|es|ed|ing)\b)[\w/&-]{2,30}\s){1,4}at\s[`*]{0,3}"
)
_TICKED = regex(r"/\W{0,40}[✅✔✓☑]")
_LEADS = regex(
    r"(?i)[`*'\")\]]{0,3}\s(?:now\s)?(?:includes?|implements?|defines?|provides?|exports?|contains?|holds?|adds?|covers?)(?:\s[^.;]{0,80})?:\W{0,4}"
)
"""What makes a list or block of what a file holds hang on its name: "**src/cart.py** implements:"."""
_RENAMED = regex(
    r"^[`*'\")\s]{0,5}(?:→|->|=>|⇒|➜|(?:was |were )?renamed\b|(?:was |were )?moved\b)", re.IGNORECASE
)
_MOVED_TO = regex(r"[`*'\")\s]{0,5}(?:→|->|=>|⇒|➜)\s?[`*]{0,2}")
_WERE_MOVED = regex(r"(?i)\b(?:renam(?:ed|es)|moved|relocated)\b")
_BESIDE = 12  # characters between the names of a list
_GONE_CELL = regex(r"(?i)^\W*(?:deleted|removed)\b(?! (?:un|the|from|all|old|dead)\w*)")
_FILE_COLUMN = regex(
    r"(?i)^\W*(?:\w+ )?(?:files?|paths?|locations?|modules?|scripts?|documents?)(?: \w+)?\W*$"
)
_LACKING = regex(
    r"(?i)^\W*(?:(?:is |file )?(?:missing|not found|absent|none|no|does not exist|not (?:created|present|there)))?\W*$"
)
_LIST_BEFORE = regex(r"(?:,|\band\b|&|\+|/|\bor\b)\s*$")
_NO_BEFORE = regex(
    r"(?i)(?:\bno|\bwithout(?: any| a)?|\bmissing:?|\bneither|\bnor|\blacks?(?: an?)?)\s+(?:file\s+)?$"
)
_ABSENT_BEHIND = regex(
    r"(?i)^[`*'\")\s:–—-]{0,5}(?:is |are |was |file )?(?:does(?:n't| not) exist|do(?:n't| not) exist|missing\b(?!\s(?!from\b|in\b|entirely\b|at\b|and\b|but\b)[a-z])|not found|absent|"
    r"gone|never created|(?:planned but )?not (?:yet )?(?:created|present|in the (?:tree|repository|repo)))\b"
)
# What is lacking of a file that stands in front: "no `app.py` edits".
_NOUN_BEHIND = regex(
    r"^[`*'\")]{0,3}\s(?!(?:in|at|on|or|and|exists?|files?|found|yet|anywhere|present|under|is|was|here|for|to)\b)[a-z]"
)
# A drawing with a column of how long files are is about the sizes; what stands in brackets only adds to the name.
_COUNTS_LINES = regex(r"(?i)^(?:[^#(]|\([^()\d]{0,60}\))*\s\d[\d,.]*\+?\s?(?:LOC|lines)\b")
_BRACKET_ENDS = regex(
    r"(?i)^[`'\"]?\s*(?:[-–—,;:]\s{0,2}[~+]?\d[\d,.]*\+?\s?(?:LOC|lines(?: of code)?)\s*)?\)"
)
_BRACKET_GOES_ON = regex(
    r"[`'\"]?\s?(?:,|&|\+|and\b)\s?[`'\"]?[\w./\[\]()-]{0,200}(?:\.\w{1,6}|\w/)[`'\"]?\)"
)
_ELIDED = regex(r"(?<!\[)\.\.\.")  # "app/[...slug]/page.tsx" leaves nothing out
_NO_ENDING = regex(r"(?i)\bno\s+`?(\.[a-z]\w{0,7})`?\s+files?\b")
_DENIED_BEHIND = regex(r"(?i)\b(?:no|not|never|missing|non-?existent|lacking|without)\b|n['’]t\b")
_NOT_THERE = regex(
    r"(?i)\b(?:no|not|never|missing|without|absent|gone|deleted|removed|lacks?|none|empty)\b|n't\b"
)
_ARCHIVE = regex(r"^[\W_]{0,12}[\w./-]{1,80}\.(?:zip|tar|tgz|tar\.gz|jar|war|whl|apk|ipa|rar|7z)/?(?:\s|$)")
_EXTERNAL = regex(
    r"(?i)^(?:usage|used (?:by|in)|run|command|see|example|imported (?:by|from|in)|import|configurable via|runnable with|before|after|"
    r"moved (?:to|from)|copied (?:to|from)|run with|action required|e\.g\.?|url|start|install|requires?)$"
)


def find(document: Document) -> Iterator[Claim]:
    """The files and folders that a document says are there, were added, modified or removed."""
    for statement in _subjects.reports(document):
        if statement.kind == "tree":
            yield from _in_tree(document, statement)
        elif statement.kind == "row":
            yield from _in_row(document, statement)
        elif statement.kind != "code":
            yield from _in_prose(document, statement)
        elif listed := _file_blocks.path(document, statement):
            role = _role_above(document, statement)
            if role is not None:
                yield _subjects.claim(document, statement, KIND, {"path": listed, "role": role})


def unread(document: Document, claims: Iterable[Claim]) -> Iterator[Claim]:
    """The paths that a document mentions, where no claim holds them."""
    for statement, mention in _mentioned.files(document, claims):
        yield _subjects.claim(document, statement, KIND, {"path": mention, "role": _mentioned.ROLE})


def _in_tree(document: Document, statement: Statement) -> Iterator[Claim]:
    """An entry of a drawn tree: a file, or a folder that shows nothing inside it."""
    path = statement.path
    if (
        not _paths.looks_like_path(path, True)
        or _ELIDED.search(path)
        or _COUNTS_LINES.search(statement.plain)
    ):
        return
    if (
        path.endswith("/")
        and not _TICKED.search(statement.plain)
        and any(
            s.kind == "tree" and s.fence == statement.fence and s.path != path and s.path.startswith(path)
            for s in document.statements[statement.index + 1 : statement.index + 500]
        )
    ):
        return
    if _in_archive(document, statement):
        return
    root = path.split("/", 1)[0] + "/"
    role = _role_behind(statement.plain) or "exists"
    absent = statement.polarity == "absent"
    yield _subjects.claim(
        document, statement, KIND, {"path": path, "role": role}, absent=absent, about=(root,)
    )


def _in_archive(document: Document, statement: Statement) -> bool:
    """Whether a tree draws what a packed file holds: that is made, and lies in no repository."""
    fence = statement.fence
    lines = document.lines[fence.line - 1 : fence.line + 2] if fence is not None else ()
    return any(_ARCHIVE.match(line) for line in lines)


def _in_row(document: Document, statement: Statement) -> Iterator[Claim]:
    """A table's row: the cells that begin with a path."""
    role = _role_above(document, statement)
    if role is None:
        return
    cells = [c for c in statement.cells if c.mood == "report"]
    filed = [c for c in cells if _FILE_COLUMN.match(c.header) and _cell_mentions(c)]
    for cell in filed or cells:
        mentions = _cell_mentions(cell)
        end = 0
        for mention in mentions:
            between, behind = cell.plain[end : mention.start], cell.plain[mention.end :]
            end = mention.end
            if _denied_list(cell.plain, mentions) and not mention.folder and statement.polarity == "absent":
                yield _absent(document, statement, mention, cell.plain, mentions)
            elif _SAYS.match(behind) or not re.fullmatch(r"[\s\W]*(?:and\s*)?", between):
                break
            elif not mention.lines and not _lines_follow(behind) and not _RENAMED.match(behind):
                found = "added" if role == "exists" and _OUTPUT.match(cell.header.strip()) else role
                others = [c.plain for c in statement.cells if c is not cell]
                if any(_GONE_CELL.match(text) for text in others):
                    found = "removed"
                elif found == "removed" and _stays(" ".join(others)):
                    found = "exists"
                yield _subjects.claim(
                    document,
                    statement,
                    KIND,
                    {"path": mention.path, "role": found},
                    absent=any(c.mark == "failed" and _LACKING.match(c.plain) for c in statement.cells),
                )


def _cell_mentions(cell: Cell) -> tuple[Mention, ...]:
    """The paths that a cell names; positions are in the cell's own text."""
    codes, at = [], 0
    for code in cell.codes:
        start = cell.plain.find(code.text, at)
        if start >= 0:
            codes.append((start, code.text))
            at = start + len(code.text)
    return _paths.mentions(cell.plain, tuple(codes))


def _denied_list(text: str, mentions: tuple[Mention, ...]) -> bool:
    """Whether the first of a run of names is denied ("No server.ts/app.ts/main.ts")."""
    return bool(_NO_BEFORE.search(ahead_of(text, mentions[0].start)))


def _absent(
    document: Document, statement: Statement, mention: Mention, text: str, mentions: tuple[Mention, ...]
) -> Claim:
    """ "No server.ts in ops/api/": the file, in the folder that the words behind it name."""
    inside = next(
        (m for m in mentions if m.folder and re.search(r"(?i)\b(?:in|under|within)\s+`?$", text[: m.start])),
        None,
    )
    path = mention.path if inside is None or "/" in mention.path else inside.path + mention.path
    return _subjects.claim(document, statement, KIND, {"path": path, "role": "exists"}, absent=True)


def _in_prose(document: Document, statement: Statement) -> Iterator[Claim]:
    """A heading, a paragraph's sentence or a list item."""
    text, mentions = statement.plain, _paths.of(statement)
    ending = _NO_ENDING.search(text) if statement.polarity == "absent" else None
    if ending:
        yield _subjects.claim(
            document, statement, KIND, {"path": "*" + ending[1], "role": "exists"}, absent=True
        )
    if mentions and _subjects.block_below(document, statement) and text.lower().startswith("file"):
        return  # the block under it is the claim: a code-reference
    if mentions and any(
        _MADE_BY_RUNS.match(s.plain) for s in (statement, *_subjects.above(document, statement))
    ):
        return
    taken = False
    for at, mention in enumerate(mentions):
        before, behind = ahead_of(text, mention.start), text[mention.end : mention.end + REACH]
        joined = _joined(mentions, at, before)
        if statement.polarity == "absent":
            if not mention.folder and _denied(text, mentions, joined, before, behind):
                yield _absent(document, statement, mention, text, mentions)
                continue
            if not _role_before(before) and not _described(statement, behind):
                continue
        if (mention.lines and not statement.links) or _lines_follow(behind) or _RENAMED.match(behind):
            continue
        if "::" in text[mention.start : mention.end] or behind.startswith("::"):
            continue  # a test in the file
        taken = (
            (joined and taken)
            or _topic(statement, before, behind)
            or (at > 0 and _moved(text, mentions[at - 1], mention) and _happened(document, statement))
            or (len(mentions) == 1 and _in_file_list(document, statement, before))
        )
        if taken and (role := _role_said(document, statement, mention, before, behind)) is not None:
            yield _subjects.claim(document, statement, KIND, {"path": mention.path, "role": role})


def _role_said(
    document: Document, statement: Statement, mention: Mention, before: str, behind: str
) -> str | None:
    """What the words before a name, those behind it, the label or the headings say was done to it; None for a mention."""
    return (
        _role_before(before)
        or _role_behind(behind)
        or _role_in(_without(statement.label, (mention.path, *(code.text for code in statement.codes))))
        or _inherited(document, statement, behind)
    )


def _without(label: str, names: Iterable[str]) -> str:
    """A label without some names that it quotes: what `removed/` is called says nothing of what was done to it."""
    for name in names:
        label = label.replace(name, " ")
    return label


def _joined(mentions: tuple[Mention, ...], at: int, before: str) -> bool:
    """Whether a name goes on a list with the one before it, or is a part of the same words."""
    if at == 0:
        return False
    last, mention = mentions[at - 1], mentions[at]
    listed = _LIST_BEFORE.search(before) is not None and mention.start - last.end < _BESIDE
    return listed or mention.start == last.start


def _denied(text: str, mentions: tuple[Mention, ...], joined: bool, before: str, behind: str) -> bool:
    """Whether the words around a name, or those around the list that it stands in, deny that it is there."""
    denied = (_NO_BEFORE.search(before) and not _NOUN_BEHIND.match(behind)) or _ABSENT_BEHIND.match(behind)
    return bool(denied) or (joined and _denied_list(text, mentions))


def _moved(text: str, old: Mention, new: Mention) -> bool:
    """Whether a line says that one file became the other."""
    return _MOVED_TO.fullmatch(text, old.end, new.start) is not None


def _happened(document: Document, statement: Statement) -> bool:
    """Whether what a line says of two files was done: it is ticked, or stands below "Renamed"."""
    near = next((s.plain for s in _subjects.above(document, statement)), "")
    return statement.mark == "done" or bool(
        _WERE_MOVED.search(near or (statement.headings[-1].plain if statement.headings else ""))
    )


def _described(statement: Statement, behind: str) -> bool:
    """Whether only what follows a name is denied ("`ops/api/` (not connected)"), not the name itself."""
    if statement.mark == "failed":
        return bool(re.match(r"^[`*\s]{0,4}[-–—:]\s", behind)) and not _NOT_THERE.search(behind)
    return bool(_DENIED_BEHIND.search(behind))


def _lines_follow(behind: str) -> bool:
    """Whether line numbers stand right behind a name: then it is a reference into the file."""
    return bool(re.match(r"(?i)^[`*'\")\]\s,:]{0,4}\(?(?:at\s+)?lines?\s{0,2}~?\d", behind))


def _topic(statement: Statement, before: str, behind: str) -> bool:
    """Whether a statement is about a file rather than one that mentions it."""
    if statement.kind == "heading":
        last = not re.search(r"\w", behind)
        if last and (_HEADING_VERB.fullmatch(before) or _TITLE.fullmatch(before)):
            return True
        return _bracketed(before, behind) or not re.search(
            r"\w", re.sub(r"(?i)^\W*(?:\d+[.):]?|(?:new )?files?(?: \d{1,3})?|step \d+)\W*", "", before)
        )
    if _KIND_OF_FILE.fullmatch(before) and _TOLD_OF.match(behind):
        return True
    label = statement.label.strip(" :*")
    if label and before.strip(" *:-–—").lower().rstrip(": ") == label.lower().rstrip(": "):
        named = ":" in before or re.search(r"(?i)\b(?:files?|location|path)\b", label)
        return (
            not _EXTERNAL.match(label)
            and not _SAYS.match(behind)
            and bool(named or _TOPIC_ENDS.match(behind))
        )
    if not re.search(r"\w", before) and _LEADS.fullmatch(behind):
        return True
    if _SAYS.match(behind):
        return False
    if not re.search(r"\w", before) or re.fullmatch(r"\W*\d{1,3}[.)]\W*", before):
        return bool(_TOPIC_ENDS.match(behind))
    if _bracketed(before, behind):
        return True
    if _LEADING_VERB.search(before) or (_MADE_BEHIND.match(behind) and _SHORT_BEFORE.fullmatch(before)):
        return True
    if statement.kind == "item" and _STANDS_AT.fullmatch(before) and not re.search(r"\w", behind):
        return True
    return bool(re.search(r":\s*`?$", before) and re.fullmatch(r"[\s.`*]*(?:\([^()]*\))?[\s.]*", behind))


def _in_file_list(document: Document, statement: Statement, before: str) -> bool:
    """Whether an item of a list of files says what stands in its file: "Rules in `rules/shared.py`"."""
    if statement.kind != "item" or not _HOLDS.match(before):
        return False
    above = next((s.plain for s in _subjects.above(document, statement)), "")
    return bool(_FILE_LIST.match(above or (statement.headings[-1].plain if statement.headings else "")))


def _bracketed(before: str, behind: str) -> bool:
    """Whether a name stands alone in brackets, behind what it holds: "Router registration (`app/main.py`)"."""
    ends = _BRACKET_ENDS.match(behind) or _BRACKET_GOES_ON.match(behind)
    alone = re.search(r"\(\s*[`'\"]?$", before) and ends
    return bool(alone) and not re.search(r"(?i)\b(?:in|see|via|from|by|to|of|moved)\s*\(\s*`?$", before)


def _role_before(before: str) -> str | None:
    """The role that the verb right before a name gives it."""
    found = _LEADING_VERB.search(before)
    return _role_in(found.group()) if found else None


def _role_behind(behind: str) -> str | None:
    """The role that a word in brackets or alone behind a name, or its passive verb, gives it."""
    found = _ALONE_BEHIND.match(behind) or re.match(
        r"(?i)^[`*\s]{0,4}(?:\((new|created|added|modified|updated|rewritten|removed|deleted)(?=\s*[),;:–-])|"
        r"(?:(?:was|were|has been)\s+)?(created|added|modified|updated|rewritten|removed|deleted)\b|[^\w\s.,;:()]{0,3}\s?(?-i:(NEW|UPDATED|MODIFIED|CREATED|DELETED|REMOVED|ADDED))\b)",
        behind,
    )
    return _role_in(found.group()) if found else None


def _role_in(text: str) -> str | None:
    """The one role that words name, or None."""
    roles = [role for role, words in _ROLES if words.search(text)]
    return roles[0] if len(roles) == 1 else None


def _inherited(document: Document, statement: Statement, behind: str) -> str | None:
    """The role from above, but for one that the words behind the name contradict: a "removed" ("Enhanced with retries"),
    an "added" ("- Updated exports")."""
    role = _role_above(document, statement)
    if role == "added" and _CHANGED.match(behind):
        return "modified"
    return "exists" if role == "removed" and _stays(behind) else role


def _stays(words: str) -> bool:
    """Whether words tell what a file does now, and not that anything was taken out or put elsewhere."""
    return bool(_STAYS.search(words)) and not re.search(
        r"(?i)\b(?:removed?|deleted?|replaced|superseded|instead|merged|moved|consolidated|old|was|were|had|never|not|no)\b",
        words,
    )


def _role_above(document: Document, statement: Statement) -> str | None:
    """The role that the list's lead, the items above, or the nearest heading give to what stands below. None where
    they say that it was put away: such files may be anywhere or nowhere."""
    texts = [s.plain for s in _subjects.above(document, statement)]
    texts += [h.plain for h in reversed(statement.headings)]
    for text in texts:
        if len(text) < 80 and _PUT_AWAY.search(text):
            return None
        if _ONLY_ROLE.match(text) or (_LISTING.search(text) and len(text) < 80):
            roles = [role for role, words in _ROLES if words.search(text)]
            if roles == ["removed"] and not _FILES_REMOVED.search(text):
                return "exists"
            if roles:
                return roles[0] if len(roles) == 1 else "exists"
    return "exists"


def verify(claim: Claim, ground: Ground) -> Verdict:
    """Looks for the file or folder in the tree, or in what the change did; a pattern is borne out by any file it meets."""
    path = str(claim.subject["path"])
    if "*" in path and claim.subject.get("role") == _mentioned.ROLE:
        return _path_verdicts.of_pattern(path, claim, ground)
    return _mentioned.open_only(claim, _path_verdicts.verify(claim, ground))


unproven = _proven.paths
