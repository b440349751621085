"""What every part of a check run's words is made of: the page that never grows too long, links, counts, marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote

import msgspec

from bot.inert import code, plain
from checks.model import JudgedClaim, JudgedFinding, Place, Report
from checks.selection import DESCRIPTION

LIMIT = 65_535
"""Bytes of a summary and of a text (GitHub counts characters and bytes alike)."""

MARKS = {"failure": "❌", "warning": "⚠️", "notice": "ℹ️"}
_RESERVE = 2_000
_PLURALS = {"capability": "capabilities", "dependency": "dependencies"}
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&+,;=%-]{1,2000}")


class Links(msgspec.Struct, frozen=True):
    """What addresses are made of: GitHub's own, the repository, the head, and where our pages are served."""

    html: str
    name: str
    head: str
    pages: str = ""

    def blob(self, place: Place | str) -> str:
        """The address of a place in the head's tree."""
        path = place if isinstance(place, str) else place.path
        line = None if isinstance(place, str) else place.line
        address = f"{self.html}/{self.name}/blob/{self.head}/{quote(path)}"
        if line is None or isinstance(place, str):
            return address
        plain = "?plain=1" if path.lower().endswith((".md", ".markdown", ".mdx", ".rst")) else ""
        last = f"-L{place.end_line}" if place.end_line and place.end_line > line else ""
        return f"{address}{plain}#L{line}{last}"


class Output(msgspec.Struct, frozen=True):
    """What a check run shows: one line, the summary, and the longer text below it."""

    title: str
    summary: str
    text: str = ""


class Page:
    """Markdown that grows block by block and never past a limit of bytes; what did not fit is counted.

    Room is kept for what ends the page, so it can always say what was left out.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._parts: list[str] = []
        self._reserve = min(_RESERVE, limit // 4)
        self._left = limit - self._reserve
        self._full = limit
        self._closing: list[str] = []
        self.dropped: Counter[str] = Counter()

    def add(self, text: str, *what: str) -> bool:
        """Adds a block unless there is no room for it; ``what`` it holds is named by the note at the end."""
        size = len(text.encode()) + 1
        if size > self._left:
            self.dropped.update(what or ("part",))
            return False
        self._parts.append(text)
        self._left -= size
        return True

    def open(self, heading: str) -> bool:
        """Adds a part that readers unfold, if there is room for its heading and its end; `shut` ends it."""
        if not self.add(f"<details><summary>{heading}</summary>\n\n</details>\n", "part"):
            return False
        self._parts[-1] = f"<details><summary>{heading}</summary>\n"
        return True

    def shut(self) -> None:
        """Ends what `open` has opened."""
        self._parts.append("\n</details>\n")

    def finish(self, *closing: str) -> str:
        """The page, with what was left out, and closing lines as far as they fit."""
        self.dropped += Counter()  # drops what was counted down to nothing
        if self.dropped:
            listed = ", ".join(counted(number, what) for what, number in self.dropped.items())
            closing = (
                f"\n> Left out here for want of room: {listed}. `asbuilt check` shows everything.",
                *closing,
            )
        room = self._left + self._reserve
        for line in closing:
            size = len(line.encode()) + 1
            if size <= room:
                self._parts.append(line)
                room -= size
        return "\n".join(self._parts)


def counted(number: int, noun: str) -> str:
    """``1 claim``, ``2 claims``."""
    return f"{number} {noun if number == 1 else _PLURALS.get(noun, noun + 's')}"


def claims(report: Report) -> Iterator[tuple[str, JudgedClaim]]:
    """Every claim with its document's path."""
    return ((document.path, claim) for document in report.documents for claim in document.claims)


def counts(claim: JudgedClaim) -> bool:
    """Whether a claim is refuted and nobody has overruled that."""
    return claim.verdict == "refuted" and claim.override is None


def stands(finding: JudgedFinding) -> bool:
    """Whether nobody has overruled a finding and the code does not allow it."""
    return finding.override is None and finding.allowed is None


def rank(level: str | None) -> int:
    """Where a level stands in the order of what matters, worst first."""
    return {"failure": 0, "warning": 1, "notice": 2}.get(level or "", 3)


def place_of(place: Place, links: Links, shown_as: str = "") -> str:
    """A place as a link that opens on it, or in words where there is nothing to open. ``shown_as`` are words of ours
    for it."""
    if place.path == DESCRIPTION:
        return shown_as or f"description, line {place.line}"
    if place.url:
        return linked(place.path, place.url)
    line = f":{place.line}" if place.line else ""
    if place.path in ("", "."):
        return "looked for in the whole tree"
    if place.missing and not line:
        return f"looked for at {code(place.path)}"
    shown = f"[{shown_as or plain(f'{place.path}{line}', 160)}]({links.blob(place)})"
    return f"looked for at {shown}" if place.missing else shown


def document(path: str, links: Links) -> str:
    """A document's name as a heading of its claims."""
    return "**The description**" if path == DESCRIPTION else f"**[{plain(path, 160)}]({links.blob(path)})**"


def linked(text: str, address: str) -> str:
    """Text that opens an address; the text alone where the address could be anything else than one."""
    shown = plain(text, 160) or "link"
    return f"[{shown}]({address})" if _ADDRESS.fullmatch(address) else shown


def explained(name: str, folder: str, links: Links) -> str:
    """The name of a rule or kind, with the way to its page where pages are served."""
    return f"[{name}]({links.pages}/{folder}/{name})" if links.pages else f"`{name}`"
