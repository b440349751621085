"""Names of code, one a line, below the file that they stand in: in fenced blocks of nothing else, and in drawn trees."""

from __future__ import annotations

from functools import lru_cache

from checks.claims import _paths, _subjects
from checks.claims._identity import ByIdentity
from checks.claims._paths import Mention
from checks.documents.model import Document, Fence, Statement
from checks.patterns import regex

_LINES = 200
_LINE = regex(
    r"^\s{0,8}(?:[✅✓✔☑]\s{1,3})?(?:export |async |class |def |function |interface |type |const ){0,3}(?P<name>[A-Za-z_]\w{2,60})(?P<call>\([^()]{0,120}\))?:?(?:\s{1,4}\([^()]{1,120}\)|\s{1,30}(?:[-–—]|#|//)\s.{1,200})?\s*$"
)
_NOTE = regex(r"^\s*(?:#|//|--)\s|^\s*$|^\s{1,8}[-*•]\s")
_TELLING = regex(r"[a-z0-9][A-Z]|[A-Za-z0-9]_[A-Za-z]")


_BRANCH = regex(r"^(?P<gutter>[\s│|┃║]{0,60}[├└┣┗╠╚][─━═-]{0,4}[►>]?\s?)(?P<rest>\S.{0,300})$")
_DRAWN = regex(
    r"^(?:(?:class|def|function)\s(?P<said>[A-Za-z_]\w{2,60})\b|(?P<call>@?[A-Za-z_]\w{2,60}\(\))(?=\s|$)|@(?P<mark>[a-z_]\w{2,60})(?=\s+[-–—]\s|\s*$)|"
    r"(?P<kind>[A-Za-z_]\w{2,60})\s(?:class|function|method|hook|component|interface|enum|dataclass)\b|(?P<alone>[A-Za-z_]\w{2,60})(?=\s+[-–—]\s|\s*$))"
)


def drawn(document: Document, statement: Statement) -> tuple[str, str] | None:
    """The file and the name where a branch of a drawn tree is of a name that stands in the file that it hangs on."""
    fence = statement.fence
    if fence is None or fence.shows != "tree" or statement.polarity == "absent":
        return None
    return _hanging(ByIdentity(document), fence).get(statement.line)


@lru_cache(maxsize=64)
def _hanging(held: ByIdentity[Document], fence: Fence) -> dict[int, tuple[str, str]]:
    """By line, the names of a tree below the files of the same tree."""
    document, found = held.value, {}
    files = {
        s.line: s.path
        for s in document.since(document.first_from(fence.line), document.first_from(fence.end_line + 1))
        if s.kind == "tree" and _paths.looks_like_path(s.path, True) and not s.path.endswith("/")
    }
    stack: list[tuple[int, str]] = []
    for number in range(fence.line, min(fence.end_line, fence.line + 2000) + 1):
        branch = _BRANCH.match(document.lines[number - 1][:400])
        if branch is None:
            continue
        depth = len(branch["gutter"])
        while stack and stack[-1][0] >= depth:
            stack.pop()
        inside = stack[-1][1] if stack else ""
        if inside and number not in files and (told := _told(branch["rest"])):
            found[number] = (inside, told)
        stack.append((depth, files.get(number, inside)))
    return found


def _told(rest: str) -> str:
    """The name that a branch starts with: one that is called, or that only code has, or that is called a class."""
    match = _DRAWN.match(rest)
    if match is None or (match["alone"] and not _TELLING.search(match["alone"])):
        return ""
    return (match["said"] or match["call"] or match["mark"] or match["kind"] or match["alone"]).lstrip("@")


def name(document: Document, statement: Statement) -> tuple[Mention, str] | None:
    """The file and the name where a line of code is one of such a block, below a heading or a lead with the file."""
    fence = statement.fence
    if fence is None or not _subjects.is_code(fence):
        return None
    line = _LINE.match(document.lines[statement.line - 1][:400])
    if line is None or not _holds_names(ByIdentity(document), fence):
        return None
    file = (
        _subjects.file_above(document, statement)
        or _subjects.labelled_before(document, statement)
        or _subjects.file_of_heading(statement)
    )
    return None if file is None else (file, line["name"] + ("()" if line["call"] else ""))


@lru_cache(maxsize=64)
def _holds_names(held: ByIdentity[Document], fence: Fence) -> bool:
    """Whether a block is a list of at least two names, most of which only code has."""
    lines = _subjects.content(held.value, fence).split("\n")
    told = [line[:400] for line in lines[: _LINES + 1] if not _NOTE.match(line[:400])]
    found = [_LINE.match(line) for line in told]
    named = [match["name"] for match in found if match is not None]
    return (
        1 < len(told) <= _LINES
        and len(named) == len(told)
        and sum(map(bool, map(_TELLING.search, named))) * 2 > len(named)
    )
