"""What sentences, table rows, headings and drawings say is there: technologies by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.claims._around import ahead_of
from checks.claims._catalogue import is_named, named, packaged
from checks.claims.capability import _feature_parts, _turned, _worded
from checks.documents.model import Cell, Document, Statement
from checks.patterns import regex

_LONGEST = 1_000
_GIVES = regex(
    r"\b(?:implements?|implemented|provides?|using|uses|supports?|supported|includes?|including|integrat(?:es|ed|ion of)|backed by|features?|enables?|offers?|replaced\b.{0,80}\bwith|migrated\b.{0,40}\bto|switched\b.{0,40}\bto|added|built with|"
    r"powered by|stored in|stored only in|only in|persisted (?:in|to)|based on|via|comes with|equipped with|handles)\b",
    re.IGNORECASE,
)
_SHORTCOMING = regex(
    r"\bin[- ]memory(?: (?:only|maps?|storage|stores?|credentials|state|dict(?:ionary)?))?\b|\bin memory\b|\bpython dictionary\b|\bfall(?:s|ing)? ?back to (?:hard-?coded )?mock\b|\bmock fallback\b",
    re.IGNORECASE,
)
_NEGATED = regex(
    r"\b(?:(?:the )?same|no|not|without|never|instead of|than|replace|missing)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_AVAILABLE = regex(r"^(?P<what>[\w /&-]{4,50}?)\s+(?:available|enabled|supported)$", re.IGNORECASE)
_ANY = regex(r"(?i)\b(?:features?|endpoints?|routes?|commands?|options?|functions?|now)$")
_PART_OF_PLAN = regex(r"(?i)^(?:ports? \d|\.\.\.|…)|^[\w /-]{2,30}: (?:\d|(?:[a-z]+[A-Z]\w*(?:,\s|$)){1,9})")
_FEATURE_COLUMN = regex(
    r"\b(?:feature|capability|functionality|requirement|technology|integration|protection|truth|behaviou?r)s?\b|^\W*items?\W*$",
    re.IGNORECASE,
)
_NAMED_COLUMN = regex(r"(?i)^\W*(?:new |key |main )?(?:features?|capabilit(?:y|ies)|functionality)\W*$")
_DOES_COLUMN = regex(
    r"(?i)^\W*(?:what it does|description|details?|how it works|implementation|functionality|behaviou?r)\W*$"
)
_OPEN_COLUMN = regex(
    r"(?i)\b(?:status|state|priority|phase|effort|complexity|planned|when|version|release|available|plan|tier|supported|free|pro|coverage|tests?)\b"
)
_PART_COLUMN = regex(r"\b(?:component|service|module|class|part|layer|area|system)s?\b", re.IGNORECASE)
_NAMED_PART = regex(
    r"(?i)^\W*(?:areas?|features?|components?|modules?|parts?|systems?|services?|capabilit(?:y|ies)|deliverables?|what)\W*$"
)
_BUILT = regex(r"(?i)^\W*(?:built|done|implemented|completed?|delivered|shipped|live|added|working)\W*$")
_PART = 60
_STATE_COLUMN = regex(r"^\W*(?:status|state|result)\W*$", re.IGNORECASE)
_COUNTER = regex(r"(?i)^\W*(?:no\.?|nr\.?|id|)\W*$")
_BORNE_OUT = regex(r"^\W*(?:VERIFIED|SATISFIED|Verified|Satisfied)\W*$")
_CRITERION = regex(r"\b(?:metric|criteri(?:on|a)|aspect|area|goal|requirement|objective)s?\b", re.IGNORECASE)
_PROSE_COLUMN = regex(
    r"\b(?:notes?|details?|description|implementation|what|comment|how|technology|solution|actual|reality)\b",
    re.IGNORECASE,
)
_BRANCH = regex(r"^[\s│|┃║]*[├└┣┗╠╚][─━═-]{0,4}[►>]?\s*(?:(?:Success|Failure|Yes|No):\s*)?")
_USES = regex(r"^(?:uses|calls|sends|triggers?|returns)\b|^0 (?:lines|loc)\b", re.IGNORECASE)
_PACKAGE = regex(r"^[a-z][a-z0-9]*(?:[-._][a-z0-9]+)+$")
_EXISTS = regex(r"\b(?P<what>[\w -]{3,40}?) exists\b", re.IGNORECASE)
_YES = regex(r"^\W*yes\W*$", re.IGNORECASE)
_STEP = regex(r"^\s*\d{1,2}[.)]\s+")
_DRAWN = regex(r"[┌┐└┘├┤┬┴┼─│▼▲►◄→←↓↑═║╔╗╚╝▶]|-->|==>")
_PAPER = re.compile(r"(?i)[\w-]\.(?:md|mdx|txt|rst|adoc)\b")
_CHAPTERS = 60
_SHOWN = regex(r"(?i)\b(?:samples?|examples?)\b")
"""A heading above what a program made of something, not above what it is made of."""
_TICKED = regex(r"^(?P<what>[A-Za-z][^:|\d✅✓✔]{2,60}?)\s*[✅✓✔]\ufe0f?$")
"""A line of a box that is ticked off: "React Query integration ✅"."""
_FRAME = " │|┃║┌┐└┘├┤┬┴┼─═╔╗╚╝▼▲\t"


def of(document: Document, statement: Statement) -> Iterator[str]:
    """The phrases of what a statement says is there, from left to right."""
    match statement.kind:
        case "heading":
            yield from _of_heading(statement)
        case "row":
            yield from _of_row(statement)
        case "tree" | "code":
            yield from _of_drawing(document, statement)
        case _:
            yield from _of_sentence(statement)


def _of_heading(statement: Statement) -> Iterator[str]:
    yield from _shortcomings(statement.plain)
    if (found := _AVAILABLE.match(statement.plain)) and not _ANY.search(found["what"]):
        yield found["what"]


def _shortcomings(text: str) -> Iterator[str]:
    """In-memory and fallbacks to mocks, which audits report as being there."""
    for found in _SHORTCOMING.finditer(text[:_LONGEST]):
        if not _NEGATED.search(ahead_of(text, found.start())):
            yield found.group()
            return


def _of_sentence(statement: Statement) -> Iterator[str]:
    """Technologies behind a verb of having: "implements X, Y and Z"."""
    text = statement.plain[:_LONGEST]
    if statement.label.lower().endswith(" by"):
        return  # "Delivered by: …"
    yield from _shortcomings(text)
    if (
        statement.label
        and _YES.match(text[len(statement.label) :])
        and _worded.reads(statement.label, alone=True)
    ):
        yield statement.label
    for there in _EXISTS.finditer(text):
        if statement.polarity == "present":
            yield from (there["what"][one.start : one.end] for one in named(there["what"]))
    if statement.kind == "paragraph" and _LAYER.match(statement.label) and text.startswith(statement.label):
        yield from _of_label(text[len(statement.label) :])
    yield from _of_account(statement, text)
    found = _GIVES.search(text)
    if found is None or (statement.kind == "item" and not _STARTS_WITH_FILE.match(text)):
        return
    given = _TURNS.split(text[found.end() :], maxsplit=1)[0]
    names = [one for one in named(given) if not _NEGATED.search(ahead_of(text, found.end() + one.start))]
    specific = {one.capability.name for one in names}
    for one in names:
        if one.capability.name not in _GENERAL or not specific & _GENERAL[one.capability.name]:
            yield text[found.end() + one.start : found.end() + one.end]


def _of_label(rest: str) -> Iterator[str]:
    """The technology that a label's line starts with: "**Database**: PostgreSQL 16"."""
    led = _LED.match(rest)
    start = led.end() if led else 0
    found = list(packaged(rest[start : start + _STACK])) if led else []
    if not found or re.search(r"[^\W\d_]{2}\s", rest[start : start + found[0].start]):
        return
    for at, one in enumerate(found):
        between = rest[start + found[at - 1].end : start + one.start] if at else "+"
        if not re.search(r"[+,/&]|\band\b", between) or re.search(r"[.;]\s", between):
            return
        yield rest[start + one.start : start + one.end]


_LAYER = regex(
    r"(?i)^(?:\w+ )?(?:databases?|db|cach(?:e|ing)|queues?|broker|storage|frameworks?|back-?end|front-?end|auth\w*|servers?|runtime|orm|search|stack|tech(?:nology)? stack|hosting|containers?|payments?|e-?mail|monitoring|logging|ui|styling|testing|api|engine|vector store|message bus|scheduler|deployment|platform|client)$"
)
_STACK = 160
_LED = regex(
    r"(?i)^[\s:*–—-]{1,4}(?:(?:connected to|running on|using|uses|migrated to|now|real|local|hosted|managed|aws|rds|azure|gcp)\s){0,3}"
)
_STARTS_WITH_FILE = regex(r"^\W{0,3}[\w./-]{1,80}\.[a-z]{1,5}\s(?:uses|using|is backed by)\s")


def _of_account(statement: Statement, text: str) -> Iterator[str]:
    """ "Implemented a credit system with refunds and a ledger": what was made, and what comes with it."""
    made = _MADE.match(text)
    if made is None or statement.kind != "paragraph" or statement.links:
        return
    what, *with_ = _COMES_WITH.split(text[made.end() :].rstrip(" .!"), maxsplit=1)
    for each in [what, *(_LISTED.split(with_[0]) if with_ else [])]:
        part = _ARTICLE.sub("", each.strip(" .,"))
        if any(code.text in part for code in statement.codes):
            continue
        if (
            2 <= len(part.split()) <= 8
            and not part.lower().startswith(("with ", "that ", "to "))
            and _worded.reads(part)
            and not is_named(part)
        ):
            yield part


_MADE = regex(
    r"^(?:we |i )?(?:have )?(?:successfully |fully )?(?:implemented|built|added|introduced|created|developed|delivered|completed)\s+(?!(?:all|the \w+ phase|everything|phase|\d)\b)",
    re.IGNORECASE,
)
_COMES_WITH = regex(
    r",?\s(?:with|including|featuring|enabling|providing|allowing|supporting|that (?:supports|provides|enables))\s",
    re.IGNORECASE,
)
_LISTED = regex(r",\s(?:and\s)?|\sand\s")
_ARTICLE = regex(r"^(?:an?|the|full|complete|comprehensive)\s", re.IGNORECASE)
_TURNS = regex(r"(?i)[,;]?\s(?:but|although|though|however|while|whereas)\s")
_GENERAL = {
    "authentication": frozenset({"JWT", "OAuth", "sessions", "API keys"}),
    "database": frozenset({"PostgreSQL", "MySQL", "SQLite", "MongoDB"}),
}


def _of_row(statement: Statement) -> Iterator[str]:
    """A row of a table of features, and the technologies its notes name."""
    cells = [c for c in statement.cells if c.mood == "report" and not c.before]
    if not cells or statement.mark == "failed":
        return
    if turned := list(_turned.of(statement)):
        yield from turned
        return
    for cell in cells[1:]:
        yield from _shortcomings(cell.plain)
    first = statement.cells[0]
    yield from _of_met(statement)
    if statement.mark == "done" and _PART_COLUMN.search(first.header):
        for cell in (
            c for c in cells[1:] if c.mark == "done" and _STATE_COLUMN.match(c.header) and not c.codes
        ):
            yield from (
                part for part in re.split(r"\s\+\s|,\s", cell.plain) if _worded.reads(part, alone=True)
            )
    yield from _of_feature(statement, cells)
    yield from _of_built(statement)


def _of_built(row: Statement) -> Iterator[str]:
    """What a part comes with that a row says is built: ``| **Reports** — volumes, open orders | Built |``."""
    built = any(_STATE_COLUMN.match(c.header) and _BUILT.match(c.plain) for c in row.cells[1:])
    part = next((c for c in row.cells[:2] if not _COUNTER.match(c.header)), None)
    if not built or part is None or part.codes or not _NAMED_PART.search(part.header):
        return
    name, _, rest = part.plain.partition(" — ") if " — " in part.plain else part.plain.partition(" – ")
    parts = [each.strip() for each in re.split(r",\s+(?:and\s+)?", _worded.BRACKETED.sub("", rest))]
    if len(parts) > 1 and len(name) < _PART:
        yield from (
            f"{name}: {each}"
            for each in parts
            if _worded.reads_as_feature(each, name) and not _worded.COUNT.match(each)
        )


def _of_feature(statement: Statement, cells: list[Cell]) -> Iterator[str]:
    """A feature that a row ticks off, and what its notes name; one whose row says what it does."""
    first = statement.cells[0]
    if _COUNTER.match(first.header) and len(cells) > 1:
        first, cells = cells[1], cells[1:]
    done = statement.mark == "done" or any(
        _STATE_COLUMN.match(c.header) and _BORNE_OUT.match(c.plain) for c in cells
    )
    if not done and not first.codes and _describes(statement) and _worded.reads(first.plain, alone=True):
        yield first.plain
    if not done or not _FEATURE_COLUMN.search(first.header) or first.codes:
        return
    if _worded.reads(first.plain, alone=True):
        yield first.plain
    for cell in cells[1:]:
        if _PROSE_COLUMN.search(cell.header) and not cell.codes:
            for part in re.split(r"[,;]\s|\swith\s", cell.plain):
                if (
                    ": " not in part
                    and _worded.reads(part)
                    and not re.match(r"(?i)full|complete|partial|yes|no\b", part)
                ):
                    yield part


def _describes(row: Statement) -> bool:
    """Whether a row is one of features and what each does, in a table that says nothing of how far each is."""
    headers = [cell.header for cell in row.cells]
    named = next((header for header in headers if not _COUNTER.match(header)), "")
    told = any(_DOES_COLUMN.match(header) for header in headers)
    return bool(told and _NAMED_COLUMN.match(named)) and not any(map(_OPEN_COLUMN.search, headers))


def _of_met(statement: Statement) -> Iterator[str]:
    """A row of criteria that is ticked as met: ``| Security | signed requests only | ✅ |``."""
    first, *others = statement.cells
    if statement.mark != "done" or not _CRITERION.search(first.header):
        return
    ticked = [c for c in others if c.mark == "done" and not c.plain.strip()]
    told = [c for c in others if c.plain.strip()]
    if ticked and len(told) == 1 and not told[0].codes and not re.search(r"\d+\+?(?: |$)", told[0].plain):
        yield from (f"{first.plain}: {part}" for part in _feature_parts.listed(told[0].plain))


def _of_drawing(document: Document, statement: Statement) -> Iterator[str]:
    """A branch or a step of a drawing that is no file, and the technologies that its boxes name."""
    fence = statement.fence
    if fence is None or fence.shows in ("content", "command", "output"):
        return
    if any(_SHOWN.search(heading.plain) for heading in statement.headings[-1:]):
        return
    raw = statement.plain[:_LONGEST]
    yield from _shortcomings(raw)
    branch = _BRANCH.match(raw) or _STEP.match(raw)
    text = raw[branch.end() :] if branch else raw
    text = text.strip(_FRAME)
    if (
        (statement.path and "." in statement.path)
        or (statement.kind == "tree" and text.endswith("/"))
        or text.startswith("(")
        or text.endswith(",")
        or " --" in text
    ):
        return
    if _PART_OF_PLAN.match(text) or _in_paper(document, statement, raw):
        return
    if _DRAWN.search(re.sub(r"\([^()]*\)", "", text)) or re.search(r"\d\s?LOC|\s{3,}", text):
        return
    if branch and (_is_branching(document, statement, raw) or _USES.match(text) or _PACKAGE.match(text)):
        return
    if not branch and (ticked := _TICKED.match(text)) and _worded.reads(ticked["what"]):
        yield ticked["what"]
        return
    if branch and _worded.reads(text):
        techs = _feature_parts.technologies(text)
        yield from techs if len(techs) > 1 else [text]
    elif len(text.split()) <= 7:
        first = next(packaged(text), None)
        if first is not None and fence.shows in ("diagram", "tree"):
            yield text


def _in_paper(document: Document, statement: Statement, raw: str) -> bool:
    """Whether a branch hangs on a document: it is one of its chapters."""
    depth = _indent(raw)
    first = max(0, statement.index - _CHAPTERS)
    for other in reversed(document.statements[first : statement.index] if _BRANCH.match(raw) else ()):
        if other.fence is None or other.fence.line != (statement.fence.line if statement.fence else 0):
            return False
        if _indent(other.plain) < depth:
            return bool(_PAPER.search(other.plain))
    return False


def _is_branching(document: Document, statement: Statement, raw: str) -> bool:
    """Whether deeper branches follow: the line names a part, and they say what it does."""
    following = document.statements[statement.index + 1 : statement.index + 2]
    return any(each.kind == statement.kind and _indent(each.plain) > _indent(raw) for each in following)


def _indent(raw: str) -> int:
    branch = _BRANCH.match(raw)
    return branch.end() if branch else 0
