"""Markdown's inline marks -> plain text, with the places of what the marks said. One pass, linear."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from checks.documents.marks import JOINERS, TICKS
from checks.documents.model import Code, Link, Mark
from checks.patterns import regex

_LINK = regex(
    r"!?\[((?:[^\[\]\n]|\[[^\[\]\n]{0,60}\]){0,300})\]\(<?([^()\s<>]{0,500}(?:\([^()\s]{0,100}\)[^()\s]{0,100})?)>?(?:[ \t]+\"[^\"\n]{0,200}\")?\)"
)
_TAG = regex(
    r"</?(?:br|b|i|strong|em|code|kbd|sub|sup|details|summary|p|div|span|img|a|h[1-6]|ul|ol|li|table|thead|tbody|tr|td|th"
    r"|hr|center|u|small|picture|source|input|font|mark|ins|del)\b[^<>\n]{0,300}>",
    re.IGNORECASE,
)
_ADDRESS = regex(r"<((?:https?|mailto):[^<>\s]{1,500})>")
_ENTITY = regex(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,12});")
_UNDERSCORES = regex(r"__(?=[^\s_])([^_\n]{1,300})(?<=\S)__(?!\w)|_(?=[^\s_])([^_\n]{1,300})(?<=\S)_(?!\w)")
_WORD = regex(r"[A-Za-z0-9.,;:'\"()/?%=+#@$-]+")  # holds nothing that a jump could end at
_BACKTICKS = regex(r"`+")
_ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


class Inline(msgspec.Struct, frozen=True):
    """Text without marks. A line break of the source is ``\\n`` in ``plain``. ``bold`` are ranges of
    ``plain``; ``marks`` are ticks with the place in ``plain`` where they stood."""

    plain: str
    codes: tuple[Code, ...] = ()
    links: tuple[tuple[int, Link], ...] = ()
    bold: tuple[tuple[int, int], ...] = ()
    marks: tuple[tuple[int, Mark], ...] = ()

    def cut(self, start: int, end: int) -> Inline:
        """The part from ``start`` to ``end`` of ``plain``, white space at both ends left out."""
        text = self.plain[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        end = start + len(text)
        return Inline(
            text,
            tuple(
                Code(c.text, c.start - start) for c in self.codes if start <= c.start < max(end, start + 1)
            ),
            tuple((at - start, link) for at, link in self.links if start <= at <= end),
            tuple(
                (max(a, start) - start, min(b, end) - start) for a, b in self.bold if a < end and b > start
            ),
            tuple((at - start, mark) for at, mark in self.marks if start <= at <= end),
        )

    @property
    def mark(self) -> Mark:
        """The tick that counts: the first."""
        return self.marks[0][1] if self.marks else ""


def read(raw: str) -> Inline:
    """What a piece of inline Markdown says."""
    return _Reader(raw).run()


class _Reader:
    """The single pass: `out` grows, places are those in `out`."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.out: list[str] = []
        self.size = 0
        self.codes: list[Code] = []
        self.links: list[tuple[int, Link]] = []
        self.bold: list[tuple[int, int]] = []
        self.marks: list[tuple[int, Mark]] = []
        self.open: int | None = None
        self.jumps: dict[int, int] = {}
        self.ticks = _closers(raw)

    def run(self) -> Inline:
        at = 0
        while at < len(self.raw):
            if at in self.jumps:
                at = self.jumps.pop(at)
                continue
            word = _WORD.match(self.raw, at)
            if word is not None:
                self.emit(word.group())
                at = word.end()
                continue
            at = self.step(at, self.raw[at])
        if self.open is not None:
            self.bold.append((self.open, self.size))
        plain = "".join(self.out).rstrip()
        return Inline(plain, tuple(self.codes), tuple(self.links), tuple(self.bold), tuple(self.marks))

    def emit(self, text: str) -> None:
        if text:
            self.out.append(text)
            self.size += len(text)

    def step(self, at: int, char: str) -> int:
        """Reads what stands at one place; says where to go on."""
        special = {
            "\\": self.escape,
            "`": self.code,
            "[": self.link,
            "!": self.link,
            "<": self.tag,
            "&": self.entity,
        }.get(char)
        if special is not None:
            return special(at)
        if char in "*_~":
            return self.emphasis(at, char)
        if char in TICKS:
            self.marks.append((self.size, TICKS[char]))
            return self.beyond(at + 1)
        if char in " \t\r\n\xa0":
            return self.space(at, char)
        if char in JOINERS or (not self.out and unicodedata.category(char) == "So"):
            return at + 1
        self.emit(char)
        return at + 1

    def space(self, at: int, char: str) -> int:
        last = self.out[-1][-1] if self.out else "\n"
        if char == "\n":
            if last == " ":
                self.out.pop()
                self.size -= 1
            if self.out:
                self.emit("\n")
        elif last not in " \n":
            self.out.append(" ")
            self.size += 1
        return at + 1

    def beyond(self, at: int) -> int:
        """Skips an emoji's joiners."""
        while at < len(self.raw) and self.raw[at] in JOINERS:
            at += 1
        return at

    def escape(self, at: int) -> int:
        following = self.raw[at + 1 : at + 2]
        if following and following in _ESCAPABLE:
            self.emit(following)
            return at + 2
        if following == "\n":
            return at + 1
        self.emit("\\")
        return at + 1

    def code(self, at: int) -> int:
        run = _BACKTICKS.match(self.raw, at)
        width = run.end() - at if run else 1
        end = self.ticks.next(width, at + width)
        if end is None:
            self.emit("`" * width)
            return at + width
        text = self.raw[at + width : end].replace("\n", " ")
        if len(text) > 2 and text[0] == text[-1] == " " and text.strip():
            text = text[1:-1]
        if text:
            self.codes.append(Code(text, self.size))
            self.emit(text)
        return end + width

    def link(self, at: int) -> int:
        found = _LINK.match(self.raw, at)
        if found is None:
            self.emit(self.raw[at])
            return at + 1
        text = found.group(1).replace("`", "").replace("*", "").strip()
        self.links.append((self.size, Link(text, found.group(2))))
        if self.raw[at] == "!":
            return found.end()
        if found.end(1) == found.start(1):
            return found.end()
        self.jumps[found.end(1)] = found.end()
        return found.start(1)

    def tag(self, at: int) -> int:
        if self.raw.startswith("<!--", at):
            end = self.raw.find("-->", at)
            return len(self.raw) if end < 0 else end + 3
        address = _ADDRESS.match(self.raw, at)
        if address:
            self.links.append((self.size, Link(address.group(1), address.group(1))))
            self.emit(address.group(1))
            return address.end()
        tag = _TAG.match(self.raw, at)
        if tag is None:
            self.emit("<")
            return at + 1
        if tag.group().lower().startswith(("<br", "<li", "</p", "</td")):
            self.space(at, " ")
        return tag.end()

    def entity(self, at: int) -> int:
        found = _ENTITY.match(self.raw, at)
        self.emit(html.unescape(found.group()) if found else "&")
        return found.end() if found else at + 1

    def emphasis(self, at: int, char: str) -> int:
        before = self.raw[at - 1] if at else " "
        double = self.raw.startswith(char * 2, at)
        after = self.raw[at + 1 + double : at + 2 + double] or " "
        if char == "_":
            return self.underscore(at, before)
        if double:
            self.toggle(char, before, after)
            return at + 2
        if char == "~" or _stands_alone(before, after):
            self.emit(char)
        return at + 1

    def toggle(self, char: str, before: str, after: str) -> None:
        if char == "~":
            return
        if before.isspace() and after.isspace():
            self.emit("**")
        elif self.open is None:
            self.open = self.size
        else:
            self.bold.append((self.open, self.size))
            self.open = None

    def underscore(self, at: int, before: str) -> int:
        found = None if before.isalnum() or before in "_/." else _UNDERSCORES.match(self.raw, at)
        if found is None or self.raw[found.end() : found.end() + 1] in (".", "("):
            self.emit("_")
            return at + 1
        inner = 1 if found.group(1) is not None else 2
        if inner == 1:
            self.bold.append((self.size, self.size + len(found.group(1))))
        self.jumps[found.end(inner)] = found.end()
        return found.start(inner)


def _stands_alone(before: str, after: str) -> bool:
    """Whether a star between these two is a star: a product, a glob, part of a word."""
    if before.isspace() and after.isspace():
        return True
    return before == "/" or after in "/." or (before.isalnum() and after.isalnum())


class _Closers(msgspec.Struct):
    """Where runs of backticks stand, by width, and how far each list has been used up."""

    starts: dict[int, list[int]]
    used: dict[int, int]

    def next(self, width: int, at: int) -> int | None:
        """The start of the next run of this width at or behind ``at``; asked in growing order of ``at``."""
        starts, index = self.starts.get(width, []), self.used.get(width, 0)
        while index < len(starts) and starts[index] < at:
            index += 1
        self.used[width] = index
        return starts[index] if index < len(starts) else None


def _closers(raw: str) -> _Closers:
    starts: dict[int, list[int]] = defaultdict(list)
    for run in _runs(raw):
        starts[run.end() - run.start()].append(run.start())
    return _Closers(dict(starts), {})


def _runs(raw: str) -> Iterator[re.Match[str]]:
    return _BACKTICKS.finditer(raw)
