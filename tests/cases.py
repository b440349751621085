"""Reads the cases of the rules' and kinds' pages: the page is the documentation and the test.

Under ``## Cases`` each ``###`` heading is a case. A line that holds only a path in backticks names the file
whose content the next fenced block gives (``at the base`` after it: the file before the change). What must
be reported stands in the file's own comments: ``# finding: rule`` in code, ``<!-- refuted -->`` in documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

_HEADING = re.compile(r"^### +(?P<title>.+)$")
_FILE = re.compile(r"^`(?P<path>[^`]+)`(?P<base> at the base)?:?$")
_FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})")
_FINDING = re.compile(r"\s*(#|//|/\*|<!--|--)\s*finding: (?P<rule>[a-z-]+)\s*(\*/|-->)?\s*$")
_VERDICT = re.compile(
    r"\s*<!-- (?P<truths>(supported|refuted|unverifiable)(, (supported|refuted|unverifiable))*) -->\s*$"
)


class Case(msgspec.Struct, frozen=True):
    """One case: its files without the expectations, and the expectations by (path, line)."""

    title: str
    line: int
    files: dict[str, str]
    base: dict[str, str] | None
    findings: tuple[tuple[str, int, str], ...]
    verdicts: tuple[tuple[str, int, str], ...]

    @property
    def expects_a_report(self) -> bool:
        """Whether anything is to be reported; else the case is a near miss."""
        return bool(self.findings or any(truth == "refuted" for _, _, truth in self.verdicts))


def cases(page: str) -> Iterator[Case]:
    """Every case of a page, in order. Raises ValueError for a case without files."""
    lines = page.split("\n")
    starts = [i for i, line in enumerate(lines) if _HEADING.match(line) and not _inside_fence(lines, i)]
    first = next((i for i, line in enumerate(lines) if line.strip() == "## Cases"), len(lines))
    starts = [i for i in starts if i > first]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield _case(lines[start:end], start + 1)


def _inside_fence(lines: list[str], index: int) -> bool:
    fence = ""
    for line in lines[:index]:
        found = _FENCE.match(line)
        if not fence and found:
            fence = found["fence"]
        elif fence and line.strip() == fence:
            fence = ""
    return bool(fence)


def _case(lines: list[str], number: int) -> Case:
    title = lines[0].removeprefix("###").strip()
    files: dict[str, str] = {}
    base: dict[str, str] = {}
    findings: list[tuple[str, int, str]] = []
    verdicts: list[tuple[str, int, str]] = []
    for path, at_base, content in _files(lines):
        kept = []
        for at, line in enumerate(content, start=1):
            text = line
            if found := _FINDING.search(text):
                findings.append((path, at, found["rule"]))
                text = text[: found.start()]
            if found := _VERDICT.search(text):
                verdicts += [(path, at, truth) for truth in found["truths"].split(", ")]
                text = text[: found.start()]
            kept.append(text)
        (base if at_base else files)[path] = "\n".join(kept) + "\n"
    if not files:
        raise ValueError(f"line {number}: the case {title!r} has no files")
    return Case(title, number, files, base or None, tuple(findings), tuple(verdicts))


def _files(lines: list[str]) -> Iterator[tuple[str, bool, list[str]]]:
    named: tuple[str, bool] | None = None
    fence, content = "", list[str]()
    for line in lines:
        if fence:
            if line.strip() == fence:
                if named is not None:
                    yield *named, content
                fence, content, named = "", [], None
            else:
                content.append(line)
        elif found := _FENCE.match(line):
            fence = found["fence"]
        elif found := _FILE.match(line.strip()):
            named = found["path"], bool(found["base"])
