"""Which file a statement speaks of: the one it names, or the one that the words around it name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from checks.claims import _paths
from checks.claims._around import ahead_of
from checks.claims._paths import Mention
from checks.documents.model import TEXT_LIMIT, Document, Fence, Statement
from checks.model import Claim, Subject
from checks.patterns import regex

_TELLING = 80  # characters of a claim's words, by which its statement is known again
LOOK_BACK = 40  # statements; a "File:" line speaks for its section, not for the whole document

_FILE_LABEL = regex(
    r"(?i)^(?:\w+ )?(?:files?|location|path|module|script|source|component|implementation|class|code|archivo|fichero|arquivo|fichier|datei|файл)(?: \w+){0,3}$"
)
_FILE_FIRST = regex(
    r"(?i)\W*(?:\d{1,3}[.):]\s)?(?:(?:new |modified |updated )?file(?:\s\d{1,3})?:\s)?[`*]{0,3}"
)
_LANGUAGES = frozenset(
    "python py typescript ts tsx javascript js jsx sql go java kotlin rust ruby php csharp cs c cpp swift vue svelte prisma "
    "graphql dart scala css scss html".split()
)
# A file that something was made after is not the one spoken of.
_MODEL = regex(
    r"(?i)\b(?:follow(?:s|ing|ed)?|like|similar to|mirror(?:s|ing)?|modell?ed (?:on|after)|based on|same as|as in|instead of|unlike|copied from)\b[^.;:]{0,24}$"
)
_SAME_FILE = regex(r"(?i)\bsame (?:file|module)\b")


def claim(
    document: Document,
    statement: Statement,
    kind: str,
    subject: Subject,
    *,
    absent: bool = False,
    about: tuple[str, ...] = (),
    admits: bool = False,
) -> Claim:
    """A claim of ``kind`` that a statement makes. ``about`` goes before the paths that the statement names."""
    return Claim(
        document=document.path,
        line=statement.line,
        end_line=statement.end_line,
        kind=kind,
        polarity="absent" if absent else "present",
        subject={k: v for k, v in subject.items() if v is not None},
        text=" ".join(statement.plain.split())[:TEXT_LIMIT],
        when="base" if statement.before else "head",
        about=tuple(dict.fromkeys((*about, *statement.about))),
        admits=admits,
    )


def said(claim: Claim, document: Document | None) -> Statement | None:
    """The statement that makes a claim: of those that begin on its line the one that holds its words, or else the first; None
    where none begins there, or without a document."""
    if document is None:
        return None
    here = list(takewhile(lambda s: s.line == claim.line, document.since(document.first_from(claim.line))))
    words = claim.text[:_TELLING]
    return next((s for s in here if words in " ".join(s.plain.split())), here[0] if here else None)


def reports(document: Document) -> Iterator[Statement]:
    """The statements that can hold claims."""
    return (s for s in document.statements if s.mood == "report")


def above(document: Document, statement: Statement) -> Iterator[Statement]:
    """The statements that a statement hangs on, nearest first: the items it is nested in, what leads its list."""
    seen = set()
    queue = [*reversed(statement.parents), *(() if statement.lead is None else (statement.lead,))]
    while queue:
        index = queue.pop(0)
        if index in seen or not 0 <= index < len(document.statements) or index == statement.index:
            continue
        seen.add(index)
        other = document.statements[index]
        yield other
        if other.lead is not None:
            queue.append(other.lead)


def file_above(document: Document, statement: Statement) -> Mention | None:
    """The one file that the items above a statement, or the paragraph that leads its list, are about."""
    for other in above(document, statement):
        named = [
            m for m in _paths.of(other) if not m.folder and not _MODEL.search(ahead_of(other.plain, m.start))
        ]
        if named and (len({m.path for m in named}) == 1 or named[0].start <= 2):
            return named[0]
    return None


def file_around(document: Document, statement: Statement) -> Mention | None:
    """The file that a statement without a file of its own speaks of: from above, from its section, from a "File:" line
    before it wherever that stands."""
    if file_above(document, statement) is None and _SAME_FILE.search(statement.plain):
        return _last_named(document, statement)
    return file_of_section(document, statement) or labelled_before(document, statement, anywhere=True)


def file_of_section(document: Document, statement: Statement) -> Mention | None:
    """The file that the items above a statement name, a "File:" line before it in its section, or the nearest of its
    headings that names one alone."""
    found = file_above(document, statement) or labelled_before(document, statement)
    if found is not None:
        return found
    for heading in reversed(statement.headings):
        named = [m for m in _paths.mentions(heading.plain) if not m.folder]
        if len(named) == 1:
            return named[0]
    return None


def file_of_heading(statement: Statement) -> Mention | None:
    """The one file that the nearest heading names ("### 2. Schemas (`app/schemas/order.py`)")."""
    if not statement.headings:
        return None
    named = {m.path: m for m in _paths.mentions(statement.headings[-1].plain) if not m.folder}
    return next(iter(named.values())) if len(named) == 1 else None


def file_of_outer(document: Document, statement: Statement) -> Mention | None:
    """The file of a "File: …" line that stands above all parts of the section around a statement's own, or the one that the
    section's heading begins with ("File 2: src/cart.py")."""
    if len(statement.headings) < 2:
        return None
    outer, inner = statement.headings[-2:]
    headed = [m for m in _paths.mentions(outer.plain) if not m.folder]
    if len(headed) == 1 and _FILE_FIRST.fullmatch(outer.plain[: headed[0].start]):
        return headed[0]
    found = None
    start, end = document.first_from(outer.line), document.first_from(inner.line)
    for other in document.since(start, min(end, start + LOOK_BACK)):
        if other.headings[-1:] == (outer,) and _FILE_LABEL.match(other.label.strip(" :")):
            files = [m for m in _paths.of(other) if not m.folder]
            found = files[0] if files else found
        elif other.kind == "heading" and other.line > outer.line:
            break
    return found


def labelled_before(document: Document, statement: Statement, *, anywhere: bool = False) -> Mention | None:
    """The file of the nearest "File: …" line before a statement: under the same heading, or ``anywhere``."""
    headings = statement.headings[-1:]
    first = max(0, statement.index - LOOK_BACK)
    for other in reversed(document.statements[first : statement.index]):
        if not anywhere and (other.kind == "heading" or other.headings[-1:] != headings):
            break
        if other.label and _FILE_LABEL.match(other.label.strip(" :")):
            named = [m for m in _paths.of(other) if not m.folder]
            if named:
                return named[0]
    return None


def file_of_stem(document: Document, stem: str) -> Mention | None:
    """A file that the document names and whose name without ending is ``stem``."""
    for statement in document.statements[:500]:
        for mention in _paths.of(statement):
            if mention.path.rsplit("/", 1)[-1].split(".")[0] == stem and not mention.folder:
                return mention
    return None


def _last_named(document: Document, statement: Statement) -> Mention | None:
    """The file that was named last before a statement."""
    first = max(0, statement.index - LOOK_BACK)
    for other in reversed(document.statements[first : statement.index]):
        named = [m for m in _paths.of(other) if not m.folder]
        if named and other.kind in ("paragraph", "item", "heading"):
            return named[-1]
    return None


def is_code(fence: Fence) -> bool:
    """Whether a block quotes source code, by its language."""
    words = fence.info.lower().split()
    return bool(words) and words[0].split(":")[0].strip("{}.") in _LANGUAGES and fence.shows != "command"


def block_below(document: Document, statement: Statement) -> str | None:
    """The code of the block that a statement leads, or None."""
    for other in document.statements[statement.index + 1 : statement.index + 2]:
        fence = other.fence
        if (
            other.kind == "code"
            and fence is not None
            and is_code(fence)
            and fence.line - statement.end_line <= 2
        ):
            return content(document, fence)
    return None


def content(document: Document, fence: Fence) -> str:
    """The lines between a fence's marks."""
    return "\n".join(document.lines[fence.line : max(fence.line, fence.end_line - 1)])
