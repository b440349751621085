"""The names of things in code that a statement speaks of: functions, classes, tables, columns, metrics, events."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.claims import _fields, _models, _name_lists, _paths, _subjects
from checks.claims._models import NO_NAMES
from checks.claims._name_lists import THING
from checks.claims._name_topics import (
    CODED,
    HUMPS,
    ROLE_NAME,
    Named,
    humped_topic,
    is_code_name,
    is_role_name,
    lower_topic,
    quoted_topic,
    said_lacking,
)
from checks.documents.model import Code, Document, Statement
from checks.patterns import regex

_MOST = 60  # names of one statement
_PART = r"[A-Za-z_$][\w$]*"
NAME = regex(rf"{_PART}(?:(?:\.|::|->){_PART}){{0,5}}(?:\([^()]{{0,80}}\))?")
"""A name, perhaps qualified, perhaps called."""

_BEHIND = regex(rf"(?i)^[`*\s\"')]{{0,4}}(?:\w+[- ]){{0,1}}{THING}\b(?!-\w)")
_BEFORE = regex(rf"(?i)\b{THING}\s+(?:(?:named|called|like|such as|is)\s+)?[`*\"'(]{{0,3}}$")
_LABEL = regex(
    rf"(?i)^(?:(?:new|database|db|main|key|core|event|queue|error|redis|custom|react|sql|python|\w+)\s){{0,2}}{THING}$"
)
_LISTED_LABEL = regex(
    r"(?i)^(?:provides?|exports?|exposes?|defines?|missing|missing tools|implemented tools|added|implemented|created|introduced)$"
)
_EXISTS = regex(
    r"(?i)^[`*\s)]{0,4}(?:\w+\s){0,1}(?:already )?(?:(?:still )?exists?\b|(?:is|are|was|were) (?:now )?(?:defined|implemented|declared|exported|missing|absent)\b|"
    r"do(?:es)?(?:n't| not) exist|(?:[-–—:]\s*)(?:implemented|missing|defined|exists?)\b)"
)
_TEST_NAME = regex(r"test_\w{3,80}|Test[A-Z]\w{2,60}")
_IN_BRACKETS = regex(r"\w\s\([`*]{0,2}$")
_CASE = regex(r"(?i)(?:pascal|(?:lower_?)?camel|(?:upper_?|screaming_?)*snake|upper|lower|kebab)[_-]?case")
_CELL_HEADER = regex(rf"(?i)^\W*(?:{THING}|schema|database|symbols?|names?)\W*$")
_KEPT = regex(r"(?i)\b(?:tables?|columns?|metrics?|counters?|gauges?|histograms?)\b")
"""Things that a file's code records elsewhere: a list of them below a file is none of its contents."""
_ASKS = regex(
    r"(?i)^\W*(?:create|add|implement|build|define|write|introduce|make|use|fix|remove|update|move)\s"
)
_OF_HEADING = regex(
    rf"(?i)^\W*(?:this {THING} (?:does not|doesn't) exist\b|(?:file|location|path|module):\W*missing entirely\b)"
)
_MISSING_TOPIC = regex(r"(?i)\bmissing\s(?P<name>[A-Za-z]+(?:\s[A-Z][a-z]+)?)\b")
_HAS = regex(r"^[`*\s]{0,4}(?:has|have|defines?|provides?|declares?)\s(?:an?|the|its)\s[`*]{0,3}$")
_REMOVED = regex(
    r"(?i)\b(?:removed|deleted|dropped|eliminated|got rid of|stripped)\s(?:the |all |old |unused |dead |legacy |mock |fake ){0,3}[`*\"'(]{0,3}$"
)
_LACKS = regex(
    r"(?i)(?:\b(?:no|missing|lacks?|lacking|without|not found|never (?:created|defined|implemented))\b[^.;:]{0,40}|\bmissing:?\s*[`*]{0,3})$"
)
_GONE = regex(
    r"(?i)^[^.;,]{0,50}?\b(?:do(?:es)?(?:n't| not) exist|(?:is|are) (?:missing|absent|not (?:defined|implemented|present))|missing\b(?! (?!from\b|in\b|here\b|and\b|but\b)\w)|not found|not implemented)"
)
_STORED = regex(
    r"^[^\w]{0,3}(?P<name>(?!the|this|that|each|every|one|new|same|no|a)[a-z][a-z0-9_]{2,40})\s(?:table|collection)\W{0,3}$"
)
_CONDITION = regex(r"(?i)\b(?:when|if|unless|until|where|whether)\b[^.;]{0,60}$")
_UNTESTED = regex(
    r"(?i)\b(?:tests?|coverage|docs|documentation|docstrings?|comments?|examples?|types?|mocks?)\s(?:for|of|on|around)\s[^.;]{0,24}$"
)
_DENIAL = regex(r"(?i)\b(?:no|not|missing|never|removed|lacks?|without|absent)\b|n't\b")
_RAISED = regex(r"\s{0,20}(?:[\w.]{1,60}\.)?\w{0,40}(?:Error|Exception|Warning):\s")
_BRANCH = regex(r"^[\s│|┃║]*[├└┣┗╠╚][─━═-]{0,4}[►>]?\s*")


def of(document: Document, statement: Statement) -> list[Named]:
    """The names of code that a statement says exist or are lacking, without a file that they would stand in."""
    if statement.kind == "code":
        return _drawn(statement)
    if statement.kind == "tree" or statement.before:
        return []
    if statement.kind == "row":
        return _in_row(statement)
    if any(not m.folder for m in _paths.of(statement)) or _paths.lines_named(statement.plain):
        return []
    headed = _of_heading(statement)
    return [headed] if headed else _once(_in_prose(document, statement))


def codes(statement: Statement) -> Iterator[Code]:
    """The inline code of a statement that could be names of things in code."""
    for code in statement.codes:
        text = code.text.strip()
        if NAME.fullmatch(text) and not _paths.mentions(text, ((0, text),)) and len(text) > 1:
            yield Code(text, code.start)


def _once(found: list[Named]) -> list[Named]:
    seen: set[str] = set()
    kept = []
    for one in found:
        key = bare(one.name)
        if key not in seen and not is_case(key):
            seen.add(key)
            kept.append(one)
    return kept


def asks(statement: Statement) -> bool:
    """Whether a statement begins with what is to be done."""
    return bool(_ASKS.match(statement.plain))


def is_case(name: str) -> bool:
    """Whether a name is that of a way to write names: ``camelCase``."""
    return bool(_CASE.fullmatch(name))


def bare(name: str) -> str:
    """A name without what stands in brackets behind it."""
    return name.split("(", 1)[0]


def _in_prose(document: Document, statement: Statement) -> list[Named]:
    if asks(statement) or _fields.in_fields(document, statement):
        return []
    below_file = statement.kind == "item" and (
        _subjects.file_above(document, statement) or _subjects.file_of_heading(statement)
    )
    if not below_file or _KEPT.search(statement.label):
        labelled = _labelled(document, statement)
        if labelled:
            return labelled
    if below_file:
        return []
    if counted := _name_lists.counted(statement.plain):
        return [Named(n, statement.plain.find(n), statement.polarity == "absent") for n in counted]
    if (
        statement.kind == "paragraph"
        and statement.plain == f"{statement.label}:"
        and is_role_name(statement.label)
    ):
        return [Named(statement.label, 0)]
    stored = _STORED.match(statement.plain) if statement.kind in ("paragraph", "item") else None
    if stored is not None:
        return [Named(stored["name"], stored.start("name"), statement.mark == "failed")]
    listed = _listed_names(document, statement) or _listed_types(document, statement)
    return _called(document, statement) or listed or _topic(document, statement)


def _listed_names(document: Document, statement: Statement) -> list[Named]:
    """An item that is nothing but names, below words for what they are: "`orders`, `carts`" below "Tables"."""
    listed = list(codes(statement)) if _name_lists.only(statement.plain, statement) else []
    near = _models.near(document, statement)
    if statement.kind != "item" or len(listed) < 2 or _name_lists.OWN_BUSINESS.search(near):
        return []
    if not re.search(rf"(?i)\b{THING}\b", near):
        return []
    lacking = said_lacking(statement, near, "")
    return [Named(c.text, c.start, lacking) for c in listed if is_code_name(c.text, called=True)]


def _listed_types(document: Document, statement: Statement) -> list[Named]:
    """An item that is nothing but names of types, without marks of code, below words for what they are:
    "CartCard, CartTable" below "Cart (2 components)"."""
    names = _name_lists.classes(statement.plain) if statement.kind == "item" and not statement.codes else []
    near = _models.near(document, statement) if names else ""
    if not re.search(rf"(?i)\b{THING}\b", near) or _name_lists.OWN_BUSINESS.search(near):
        return []
    lacking = said_lacking(statement, near, "")
    return [Named(name, statement.plain.find(name), lacking) for name in names]


def _of_heading(statement: Statement) -> Named | None:
    """ "### Missing OrderService", and "This service does not exist" below such a heading."""
    if statement.kind == "heading":
        shown = next(
            (
                c
                for c in codes(statement)
                if _IN_BRACKETS.search(statement.plain[: c.start]) and HUMPS.fullmatch(c.text)
            ),
            None,
        )
        if shown is not None:
            return Named(shown.text, shown.start)
        found = _MISSING_TOPIC.search(statement.plain)
        return Named(found["name"], found.start(), True) if found and is_role_name(found["name"]) else None
    topic = next((m for h in statement.headings[-1:] for m in ROLE_NAME.finditer(h.plain)), None)
    if topic is None or not _OF_HEADING.match(statement.plain):
        return None
    return Named(topic.group(), 0, True)


def _labelled(document: Document, statement: Statement) -> list[Named]:
    """ "Tables: a, b, c", "Provides: `f()` function", "**Missing**: `a` entity"."""
    label = statement.label.strip(" :*")
    kept = statement.kind == "item" and bool(_KEPT.search(_models.near(document, statement)))
    things = (kept or bool(_LABEL.match(label))) and not _name_lists.OWN_BUSINESS.search(label)
    rest = statement.plain[len(label) :].lstrip(" :–—-")
    things = things or _name_lists.several(label, rest, statement)
    if not label or not (things or _LISTED_LABEL.match(label)) or not statement.plain.startswith(label):
        return []
    offset = len(statement.plain) - len(rest)
    inside = [c for c in codes(statement) if c.start >= offset - 1 and CODED.search(c.text)]
    absent = statement.mark == "failed" or bool(_DENIAL.search(label + " " + _unnamed(rest)))
    if inside:
        first = (
            inside[:1]
            if not things
            else [c for c in inside if _name_lists.one_of(statement.plain, inside, c)]
        )
        called = [c for c in inside if _is_called(statement.plain, c)]
        return [
            Named(c.text, c.start, absent)
            for c in (called or first)
            if things or _is_called(statement.plain, c) or c.text.endswith("()")
        ]
    bare_rest = re.sub(r"\s\([^()]{0,60}\)$", "", rest.strip(" ."))
    parts = [p.strip() for p in re.split(r",\s+|\s+and\s+", bare_rest)] if things else []
    plural = label.endswith("s")
    if (
        parts
        and (plural or len(parts) == 1)
        and all(re.fullmatch(r"[A-Za-z_][\w.]{1,60}(?:\(\))?", p) for p in parts)
        and (any("_" in p or re.search(r"[a-z][A-Z]", p) for p in parts))
    ):
        return [Named(p, offset, absent) for p in parts]
    return []


def _unnamed(text: str) -> str:
    """A text without names that are called and what stands in brackets."""
    return re.sub(r"\([^()]{0,200}\)", " ", text)


def _is_called(text: str, code: Code) -> bool:
    """Whether the words right beside a name call it a function, a class, a table …"""
    behind, before = text[code.start + len(code.text) :], text[: code.start]
    return bool(_BEHIND.match(behind)) or bool(_BEFORE.search(before))


def _called(document: Document, statement: Statement) -> list[Named]:
    """Names that the sentence calls a thing of code, or says of that they exist or do not."""
    text = statement.plain
    found: list[Named] = []
    inside = list(codes(statement))[:_MOST]
    for at, code in enumerate(inside):
        group = inside[at:]
        behind = text[code.start + len(code.text) :]
        before = text[: code.start]
        joined = behind_list(text, group)
        exists = bool(_EXISTS.match(behind)) or bool(_GONE.match(joined))
        called = _is_called(text, code) or bool(_BEHIND.match(joined))
        gone = bool(_REMOVED.search(before)) or bool(_LACKS.search(before)) or bool(_GONE.match(joined))
        owns = at + 1 < len(inside) and bool(
            _HAS.match(text[code.start + len(code.text) : inside[at + 1].start])
        )
        if (
            _CONDITION.search(before)
            or _UNTESTED.search(before)
            or _name_lists.OWN_BUSINESS.match(behind.lstrip("`* "))
            or _name_lists.OWN_BUSINESS.match(joined)
        ):
            continue
        claimed = exists or owns or (called and (gone or _declares(before) or _kept_in(before, behind)))
        if (
            claimed
            and not _name_lists.OWN_BUSINESS.search(before[-25:])
            and is_code_name(code.text, called=called)
        ):
            file = None if exists or gone else _subjects.labelled_before(document, statement)
            if file is None:
                found.append(Named(code.text, code.start, gone))
    return found


def behind_list(text: str, group: list[Code]) -> str:
    """What stands behind the list of names that begins with the first of a group."""
    end = group[0].start + len(group[0].text)
    for code in group[1:]:
        if not re.fullmatch(r"[`*\s]*(?:,|and|or|/|&|, and|, or)[`*\s]*", text[end : code.start]):
            break
        end = code.start + len(code.text)
    return text[end:].lstrip("`* ")


def _declares(before: str) -> bool:
    """Whether the words before a name say that it was made or is there."""
    return bool(
        re.search(
            r"(?i)(?:^\W*|\b(?:added?|adds|created?|creates|implement(?:ed|s)?|introduc(?:ed|es)|provid(?:ed|es)|new|custom|has|have|had|defin(?:ed|es)|exports?|exposes?|built|only|with|includ(?:ed|es)|separate)\s"
            r"(?:the |a |an |new |only |\w+ ){0,3})[`*\"'(]{0,3}$",
            before,
        )
    )


def _kept_in(before: str, behind: str) -> bool:
    """Whether something is said to be kept in a table ("indexing in `order_index` table")."""
    return bool(
        re.search(r"(?i)\b(?:in|into|to|from|via)\s(?:the\s|an?\s)?(?:\w+\s)?[`*]{0,3}$", before)
    ) and bool(re.match(r"(?i)^[`*\s]{0,4}(?:database\s)?tables?\b", behind))


def _topic(document: Document, statement: Statement) -> list[Named]:
    """The name that a list item or heading is about: "- OrderService (retries)", "1. **retry_attempts** - history"."""
    if statement.kind != "item":
        return []
    inside = [c for c in codes(statement) if c.start <= 2]
    if inside and _TEST_NAME.fullmatch(inside[0].text):
        return [Named(inside[0].text, inside[0].start)]
    near = _models.near(document, statement)
    if inside:
        return quoted_topic(statement, inside[0], near)
    if model := _models.of(statement, near):
        return [Named(model.name, 0, model.absent)]
    return lower_topic(statement, near) or humped_topic(statement, near)


def _drawn(statement: Statement) -> list[Named]:
    """The names in a diagram: classes by the role in their name, dotted events on a branch of their own."""
    fence = statement.fence
    if fence is None or fence.shows in ("content", "command", "output", "tree"):
        return []
    text = statement.plain[:300]
    if _RAISED.match(text):
        return []
    found = [Named(m.group(), m.start()) for m in ROLE_NAME.finditer(text) if m.group() not in NO_NAMES]
    branch = _BRANCH.match(text)
    dotted = (
        re.fullmatch(r"[a-z_]{2,30}(?:\.[a-z_]{2,30}){1,3}", text[branch.end() :].strip()) if branch else None
    )
    return found or ([Named(dotted.group(), branch.end())] if dotted and branch else [])


def _in_row(statement: Statement) -> list[Named]:
    """Names in a table's cells: a list of nothing but names, or a name said to exist or to be missing."""
    found: list[Named] = []
    for cell in statement.cells:
        if cell.mood != "report" or cell.before:
            continue
        inside = [
            c
            for c in cell.codes
            if NAME.fullmatch(c.text.strip()) and not _paths.mentions(c.text, ((0, c.text),))
        ]
        names = [c.text.strip() for c in inside]
        rest = cell.plain
        for name in names:
            rest = rest.replace(name, "", 1)
        if names and re.fullmatch(r"[\s,;&/+]*(?:and)?[\s,;&/+]*", rest) and cell.mark in ("", "done"):
            if _CELL_HEADER.match(cell.header) or (cell.mark == "done" and all("_" in n for n in names)):
                found += [Named(n, cell.start) for n in names if is_code_name(n, called=True)]
        elif not names:
            found += [Named(name, cell.start) for name in _name_lists.plain(cell.header, cell.plain)]
            if _CELL_HEADER.match(cell.header) and is_role_name(cell.plain.strip()) and cell.mark != "failed":
                found.append(Named(cell.plain.strip(), cell.start))
        else:
            found += _told_in_cell(cell.plain, inside, cell.start)
    return _once(found)


def _told_in_cell(text: str, inside: list[Code], start: int) -> list[Named]:
    found = []
    for at, code in enumerate(inside):
        behind = behind_list(text, inside[at:])
        before = text[: code.start]
        called = _is_called(text, code) or bool(_BEHIND.match(behind))
        gone = bool(_GONE.match(behind)) or (called and bool(_LACKS.search(before)))
        exists = bool(re.match(r"(?i)(?:(?:\w+ )?exists?\b|is (?:defined|implemented)\b)", behind))
        if (gone or exists) and is_code_name(code.text, called=called or exists):
            found.append(Named(code.text, start + code.start, gone))
    return found
