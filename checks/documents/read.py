"""A document's bytes -> `Document`: its statements with lines, headings, parents, moods and marks."""

from __future__ import annotations

import re

import msgspec

from checks.documents import (
    blocks,
    boxed,
    earlier,
    fences,
    inline,
    moods,
    sentences,
    steps,
    tongues,
    topics,
    trees,
)
from checks.documents.blocks import Block
from checks.documents.encoding import decode, why_unreadable
from checks.documents.inline import Inline
from checks.documents.marks import BOXES
from checks.documents.model import Cell, Code, Document, Fence, Heading, Mark, Mood, Statement
from checks.documents.paths import is_path, paths_in
from checks.patterns import regex

__all__ = ["LINE_LIMIT", "read", "why_unreadable"]

LINE_LIMIT = 10_000
"""Characters of one line that are read."""

STATEMENT_LIMIT = 20_000
"""Statements of one document that are read."""

_ESCAPED = 4
_FRONT_KEY = regex(r"^(?:[\w.-]+\s*:|\s+\S|\s*-\s|#|\s*$)")
_BULLET = regex(r"\s*(?:\d{1,3}[.)]|[•▪◦●■□▶➤]|[└├]─{0,4}[>►→]?)\s+(?=\S)")
# PowerShell's "`render.yaml`" in double quotes: the backtick and the r behind it became a carriage return.
_EATEN = regex(r"(?<=[^\r\n])\r(?=[a-z]{2,40}[./_-])")
_STEP = regex(r"\s*\d{1,3}[.)]\s")
_SAME = regex(r"\bsame file\b", re.IGNORECASE)
_STATED = regex(r"(?i)^((?:[\w-]{1,20} ){0,2}(?:status|result|overall|total|files?|location|path))\s?:\s.*$")
_LABEL = regex(r"^([A-Z#][^:.!?|]{0,60}?)\s*:(?=\s|$)")


def read(path: str, data: bytes) -> Document | None:
    """Reads a document, at most `encoding.LIMIT` bytes of it. None for binary data. Never raises."""
    text = decode(data)
    if text is None:
        return None
    lines = [_EATEN.sub("r", line.rstrip("\r")).replace("\r", " ") for line in text.text.split("\n")]
    written = tuple(lines)
    tongue = tongues.of(lines)
    if tongue:
        lines = tongues.in_english(tongue, (line[:LINE_LIMIT] for line in lines))
    shown = [line[:LINE_LIMIT] for line in _without_front_matter(_unescaped(lines))]
    opened = boxed.opened(shown)
    statements = steps.settled(_Reader(opened).run(), opened)
    return Document(path, tuple(lines), tuple(statements), text.encoding, text.repaired, tongue, written)


def _unescaped(lines: list[str]) -> list[str]:
    """Backticks without the backslashes that a shell's here-document left in front of every one of them."""
    escaped = sum(line.count("\\`") for line in lines)
    if escaped < _ESCAPED or escaped * 2 < sum(line.count("`") for line in lines):
        return lines
    return [line.replace("\\`", "`") for line in lines]


def _without_front_matter(lines: list[str]) -> list[str]:
    if not lines or lines[0].rstrip() != "---":
        return lines
    for end, line in enumerate(lines[1:200], 1):
        if line.rstrip() in ("---", "..."):
            return [""] * (end + 1) + lines[end + 1 :]
        if not _FRONT_KEY.match(line):
            break
    return lines


class _Reader:
    """What has been seen so far while the blocks are walked in order."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.statements: list[Statement] = []
        self.headings: list[tuple[Heading, Mood]] = []
        self.items: dict[int, int] = {}
        self.leads: dict[tuple[int, ...], int] = {}
        self.groups: dict[int, int | None] = {}
        self.moods: list[Mood] = []
        self.named = ""
        self.in_headings: dict[int, list[str]] = {}

    def run(self) -> list[Statement]:
        for block in blocks.read(self.lines):
            if len(self.statements) >= STATEMENT_LIMIT:
                break
            getattr(self, "_" + block.kind)(block)
        return self.statements

    # --- blocks ----------------------------------------------------------------------------------

    def _heading(self, block: Block) -> None:
        text = sentences.flat(inline.read(block.text))
        if text.mark == "pending" and "🔄" in block.text and not moods.goes_on(text.plain):
            text = msgspec.structs.replace(text, marks=())  # a picture, or a part of the work
        while self.headings and self.headings[-1][0].level >= block.level:
            self.headings.pop()
        self.leads.clear()
        own = moods.of_heading(text.plain, text.mark)
        if own == "plan" and topics.is_part(
            text.plain, self.lines[block.end_line : block.end_line + topics.FAR]
        ):
            own = "report"
        if own == "plan" and block.level == 1 and not self.headings and moods.reports_by_title(text.plain):
            own = "report"
        mood = _worse(self._section(), own, "" if moods.ranks(text.plain) else text.mark)
        if moods.is_of_now(text.plain):
            mood = own  # how things stand is told in a plan as well
        self._add(block, "heading", text, block.line, block.line, mood=mood)
        self.headings.append((Heading(block.line, block.level, text.plain, text.mark), mood))

    def _paragraph(self, block: Block) -> None:
        raw = block.text.split("\n")
        if len(raw) > 1 and trees.is_tree(raw) and any("─" in line or "--" in line for line in raw):
            self._lines(block, raw, block.line, Fence("", "tree", block.line, block.end_line))
            return
        above: int | None = None
        for offset, unit in sentences.units(block.text):
            line = block.line + offset
            bullet = _BULLET.match(unit)
            if bullet:
                text = sentences.flat(inline.read(unit[bullet.end() :]))
                self._add(block, "item", text, line, line + unit.count("\n"), group=-block.line, lead=above)
                continue
            self._sentences(block, unit, line)
            above = len(self.statements) - 1
        if self.statements:
            self.leads[block.items] = len(self.statements) - 1

    def _sentences(self, block: Block, unit: str, line: int) -> None:
        """The sentences of one unit; those behind a label share its mood."""
        mood: Mood | None = None
        for sentence in sentences.split(unit):
            self._add(
                block, "paragraph", sentence.text, line + sentence.first, line + sentence.last, carried=mood
            )
            last = self.moods[-1]
            mood = last if self.statements[-1].label and last != "report" else mood

    def _item(self, block: Block) -> None:
        outer = block.items[:-1]
        if block.group not in self.groups:
            self.groups[block.group] = self.leads.pop(outer, None)
        raw, mark = _boxed(block.text)
        first = True
        for offset, unit in sentences.units(raw):
            line, last = block.line + offset, block.line + offset + unit.count("\n")
            bullet = None if first else _BULLET.match(unit)
            text = sentences.flat(inline.read(unit[bullet.end() :] if bullet else unit))
            if first:
                self.items[block.items[-1]] = len(self.statements)
                self._add(
                    block,
                    "item",
                    text,
                    line,
                    last,
                    mark=mark,
                    group=block.group,
                    lead=self.groups[block.group],
                )
                self.leads[block.items] = len(self.statements) - 1
            elif bullet:
                self._add(block, "item", text, line, last, group=-block.line)
            else:
                self._add(block, "paragraph", text, line, last)
            first = False

    def _table(self, block: Block) -> None:
        lead = self.leads.pop(block.items, None)
        if not block.rows:
            return
        headers = [inline.read(cell).plain for cell in block.rows[0].cells]
        columns = [(moods.of_column(header), earlier.is_before_column(header)) for header in headers]
        for row in block.rows[1:]:
            if any(cell.strip() for cell in row.cells):
                self._row(block, row, headers, columns, lead)

    def _row(
        self,
        block: Block,
        row: blocks.Row,
        headers: list[str],
        columns: list[tuple[Mood, bool]],
        lead: int | None,
    ) -> None:
        cells: list[Cell] = []
        at = 0
        for header, (mood, before), raw in zip(headers, columns, row.cells, strict=False):
            text = sentences.flat(inline.read(raw))
            of_tests = mood == "requirement" and moods.names_specs(header) and bool(_paths(text))
            told: Mood = "report" if of_tests else mood
            cells.append(Cell(header, text.plain, text.codes, text.mark, told, before, at))
            at += len(text.plain) + len(" | ")
        whole = Inline(
            " | ".join(cell.plain for cell in cells),
            tuple(Code(code.text, code.start + cell.start) for cell in cells for code in cell.codes),
            tuple(link for raw in row.cells for link in inline.read(raw).links),
        )
        marks = [cell.mark for cell in cells if cell.mark and not cell.before]
        planned = any(moods.is_planned(cell.plain) or cell.mark == "pending" for cell in cells[1:])
        self._add(
            block, "row", whole, row.line, row.line, mark=marks[0] if marks else "", cells=tuple(cells), group=block.group, lead=lead,
            mood="plan" if planned else None,
        )  # fmt: skip

    def _fence(self, block: Block) -> None:
        content = block.text.split("\n")
        if content and not content[-1]:
            content.pop()
        lead = self.leads.pop(block.items, None)
        about = self._named(lead, block)
        fence = Fence(block.info, fences.shows(block.info, content), block.line, block.end_line, about)
        fenced = self.lines[block.line - 1].lstrip(" >").startswith(("```", "~~~")) or bool(block.info)
        self._lines(block, content, block.line + (1 if fenced else 0), fence, lead)

    def _lines(
        self, block: Block, content: list[str], start: int, fence: Fence, lead: int | None = None
    ) -> None:
        """The lines of a fenced block, or the entries of a drawn tree."""
        drawn = {entry.at: entry for entry in trees.entries(content)} if fence.shows == "tree" else {}
        typed = fences.typed(content) if fence.shows == "command" else ()
        answer = msgspec.structs.replace(fence, shows="output")
        commands = fence
        for at, raw in enumerate(content):
            if not raw.strip() or len(self.statements) >= STATEMENT_LIMIT:
                continue
            shown = at not in typed if typed else commands.shows == "command" and fences.answers(raw)
            fence = answer if shown else commands
            kept: Mood | None = "instruction" if fence.shows == "command" else None
            entry = drawn.get(at)
            text = Inline(raw.strip() if entry else raw.rstrip())
            self._add(
                block, "tree" if entry else "code", text, start + at, start + at, fence=fence, path=entry.path if entry else "",
                lead=lead, group=block.line if entry else 0, mood=kept,
            )  # fmt: skip

    # --- statements ------------------------------------------------------------------------------

    def _section(self) -> Mood:
        return self.headings[-1][1] if self.headings else "report"

    def _add(
        self, block: Block, kind: str, text: Inline, line: int, end_line: int, *, mark: Mark = "", mood: Mood | None = None,
        carried: Mood | None = None, cells: tuple[Cell, ...] = (), group: int = 0, lead: int | None = None,
        fence: Fence | None = None, path: str = "",
    ) -> None:  # fmt: skip
        parents = tuple(
            self.items[i] for i in block.items if i in self.items and self.items[i] != len(self.statements)
        )
        label = "" if kind in ("code", "tree", "row") else _label(text)
        mark = mark or text.mark
        if kind in ("code", "tree"):
            mark = ""
        settled = mood or self._mood(block, kind, text, label, mark, parents, lead, carried)
        statement = Statement(
            index=len(self.statements), line=line, end_line=min(end_line, len(self.lines)), kind=kind,  # type: ignore[arg-type]
            plain=text.plain, codes=text.codes, links=tuple(link for _, link in text.links), label=label,
            headings=tuple(heading for heading, _ in self.headings), parents=parents, lead=lead, group=group, mark=mark,
            mood=settled, polarity="present" if kind in ("code", "tree") else moods.polarity(text.plain, mark),
            before=self._before(kind, mark, label, text.plain, parents, lead), cells=cells, fence=fence, path=path,
            about=self._about(text, parents, lead, fence),
        )  # fmt: skip
        self.statements.append(statement)
        self.moods.append(settled)

    def _mood(
        self, block: Block, kind: str, text: Inline, label: str, mark: Mark, parents: tuple[int, ...], lead: int | None,
        carried: Mood | None,
    ) -> Mood:  # fmt: skip
        if block.quoted and len(self.headings) > 1:
            return "quotation"
        if mark == "pending":
            return "plan"
        section = self._section()
        if (section == "instruction" and moods.tells_made(text.plain)) or (
            section in ("instruction", "requirement") and mark in ("done", "failed", "warning")
        ):
            section = "report"  # what is ticked off was done
        inherited: list[Mood] = [section, *(self.moods[p] for p in parents[-1:])]
        inherited += self._led(block, kind, mark, lead)
        if carried:
            inherited.append(carried)
        if label:
            inherited.append(
                moods.of_label(label, text.plain[len(label) :], (h.plain for h, _ in self.headings))
            )
        if kind not in ("code", "tree", "row", "heading"):
            inherited.append(moods.of_words(text.plain, mark))
        if kind == "tree" and moods.of_words(text.plain, "") == "plan":
            inherited.append("plan")
        settled: Mood = next((mood for mood in reversed(inherited) if mood != "report"), "report")
        if kind == "paragraph" and moods.sums_up(label, text.plain):
            return "report"
        if (
            settled in ("plan", "instruction")
            and self._section() == "report"
            and kind == "item"
            and moods.tells_done(text.plain)
        ):
            return "report"  # "Solution:", "Steps:" above what was done
        return settled

    def _led(self, block: Block, kind: str, mark: Mark, lead: int | None) -> tuple[Mood, ...]:
        """The moods that the paragraph above a list, a table or a block gives to what it introduces."""
        if lead is None:
            return ()
        above = self.statements[lead]
        labels = bool(above.label) and (kind != "row" or _announces(above))
        own: Mood = self.moods[lead] if labels or kind in ("code", "tree") else "report"
        steps = (
            kind == "item"
            and not mark
            and moods.leads_steps(above.plain)
            and _STEP.match(self.lines[block.line - 1][:40])
        )
        return own, "instruction" if steps else moods.introduces(above.plain)

    def _before(
        self, kind: str, mark: Mark, label: str, plain: str, parents: tuple[int, ...], lead: int | None
    ) -> bool:
        above = [*parents[-1:], *([lead] if lead is not None else [])]
        return (
            earlier.is_before(label, plain)
            or (bool(label) and earlier.is_fixed_problem(label, (h.plain for h, _ in self.headings)))
            or any(self.statements[i].before for i in above)
            or any(earlier.is_before(h.plain.split(":")[0], h.plain) for h, _ in self.headings[-1:])
            or (kind == "heading" and earlier.names_mended(plain, mark, (h.plain for h, _ in self.headings)))
        )

    def _about(
        self, text: Inline, parents: tuple[int, ...], lead: int | None, fence: Fence | None
    ) -> tuple[str, ...]:
        near = [*_paths(text), *([fence.about] if fence and fence.about else [])]
        if fence is None and near:
            self.named = near[0]
        elif fence is None and self.named and _SAME.search(text.plain[:300]):
            near.append(self.named)
        for index in (*reversed(parents), *([lead] if lead is not None else [])):
            near += self.statements[index].about[:5]
        for heading, _ in reversed(self.headings):
            near += self._paths_of(heading)
        return tuple(dict.fromkeys(near))[:12]

    def _paths_of(self, heading: Heading) -> list[str]:
        if heading.line not in self.in_headings:
            self.in_headings[heading.line] = paths_in(heading.plain)
        return self.in_headings[heading.line]

    def _named(self, lead: int | None, block: Block) -> str:
        """The path that the words above a block name."""
        if lead is not None:
            above = self.statements[lead].about
            return above[0] if above else ""
        return (
            next(iter(paths_in(self.headings[-1][0].plain)), "") if self.headings and not block.items else ""
        )


def _announces(lead: Statement) -> bool:
    """Whether a labelled line speaks of what follows it, not only of what it says itself ("**Entities:** `User`")."""
    return lead.plain.rstrip().endswith(":") or lead.plain.strip(" :") == lead.label


def _paths(text: Inline) -> list[str]:
    coded = [code.text for code in text.codes if is_path(code.text)]
    linked = [link.target for _, link in text.links if is_path(link.target)]
    return coded + [path for path in paths_in(text.plain) if path not in coded] + linked


def _boxed(raw: str) -> tuple[str, Mark]:
    """An item's text without its task box, and the box's mark."""
    mark = BOXES.get(raw[:3], "")
    return (raw[3:].lstrip(" "), mark) if mark and raw[3:4] in ("", " ") else (raw, "")


def _label(text: Inline) -> str:
    """A bold lead, or one that ends in a colon."""
    if text.bold and text.bold[0][0] <= 1 and text.bold[0][1] <= 120:
        label = _STATED.sub(r"\1", text.plain[: text.bold[0][1]])
        rest = text.plain[text.bold[0][1] :].lstrip()
        if label.rstrip().endswith(":") or not rest or rest[0] in ":-–—(":
            return label.strip().rstrip(":").strip()
    found = _LABEL.match(text.plain[:120])
    if found is None or len(found.group(1).split()) > 6 or _in_code(text, found.end(1)):
        return ""
    return found.group(1).strip()


def _in_code(text: Inline, at: int) -> bool:
    """Whether a place lies inside inline code, whose colons end no label."""
    return any(code.start <= at < code.start + len(code.text) for code in text.codes)


def _worse(section: Mood, own: Mood, mark: Mark) -> Mood:
    return own if own != "report" or mark == "done" else section
