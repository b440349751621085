"""Stated counts against the lists, tables, headings and totals of the same document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from checks.claims import _lists, _nouns, _numbers
from checks.claims._lists import Listing
from checks.claims._nouns import Counted
from checks.claims._sums import Relation
from checks.documents.model import Document, Statement
from checks.patterns import regex

_SERIAL = regex(
    r"^(?:\d{1,3}[.)]\s*)?(?P<word>[A-Za-z][A-Za-z-]{1,20})[\s_-]{0,2}#?\s?0{0,3}(?P<n>\d{1,3})(?=\s*[:.)–—-]|\s*$)"
)
_COUNTABLE = 100
_BORNE_OUT = 2  # sections that hold what they say, for one that does not to be a slip
_FAR = 1000
_ROUTES = frozenset("endpoints routes apis".split())
_FILLERS = frozenset(
    "created implemented delivered added new api apis endpoints routes rest the list summary overview".split()
)
_FILES = frozenset("files scripts documents modules".split())
_FILE_FIRST = regex(r"\W{0,4}[\w@./\[\]-]{1,160}\.\w{1,6}(?![\w/])")
_SOME_OLD = regex(r"(?i)\b(?:modified|updated|changed|existing|edited|unchanged)\b")
_GRADE = frozenset("severity priority level impact".split())


def of_lists(document: Document) -> Iterator[Relation]:
    """A number in a heading or a lead against what stands below it."""
    for statement in document.statements:
        if statement.mood in ("instruction", "plan") or statement.kind in ("row", "code", "tree"):
            continue
        listing = _lists.below(document, statement)
        relations = list(_against(statement, listing)) if listing is not None and listing.size > 0 else []
        yield from relations or _routes(document, statement)


def _routes(document: Document, statement: Statement) -> Iterator[Relation]:
    """``14 endpoints`` against every route of the section below, in however many lists."""
    stated = [c for c in _nouns.counted(statement.plain) if c.head in _ROUTES and c.number.comparator == "="]
    listing = _lists.routes_below(document, statement) if len(stated) == 1 else None
    agrees = listing is not None and listing.size == stated[0].number.whole
    if listing is not None and (agrees or (listing.numbered and listing.single)):
        yield _relation(statement, stated[0], listing, agrees)


def of_route_sections(document: Document) -> Iterator[Relation]:
    """``Orders (9 endpoints)`` above eight routes, in a document whose other sections hold as many as they say."""
    told: list[tuple[Statement, Counted, Listing]] = []
    for heading in document.statements:
        stated = _nouns.bracketed(heading.plain) if heading.kind == "heading" else None
        counted = (
            stated or next(iter(_nouns.counted(heading.plain)), None) if heading.kind == "heading" else None
        )
        if counted is None or counted.head not in _ROUTES or counted.number.comparator != "=":
            continue
        listing = _lists.routes_below(document, heading)
        if heading.mood == "report" and listing is not None:
            told.append((heading, counted, listing))
    differing = [each for each in told if each[2].size != each[1].number.whole]
    if len(differing) == 1 and len(told) > _BORNE_OUT and differing[0][2].single:
        yield _relation(*differing[0], agrees=False)


def of_file_lists(document: Document) -> Iterator[Relation]:
    """``store/ (6 files)`` above five names of files, in a document most of whose other lists hold as many as they say."""
    agreeing, differing = 0, []
    for statement in document.statements:
        if statement.mood != "report" or statement.kind not in ("heading", "item", "paragraph"):
            continue
        counted = [c for c in _nouns.counted(statement.plain) if c.head == "files"]
        listing = _lists.below(document, statement) if len(counted) == 1 else None
        if listing is None or counted[0].number.comparator != "=" or not fits(counted[0], listing):
            continue
        if listing.size == counted[0].number.whole:
            agreeing += 1
        else:
            differing.append((statement, counted[0], listing))
    if len(differing) * _BORNE_OUT < agreeing:
        yield from (_relation(*each, agrees=False) for each in differing)


def of_topics(document: Document) -> Iterator[Relation]:
    """``5 parcel endpoints`` against the routes listed under a heading ``Parcels``; ``5 tables`` against a
    list under ``Tables Created``, if it has as many."""
    listings: dict[str, list[tuple[Statement, Listing]]] = defaultdict(list)
    for heading in document.statements:
        if heading.kind == "heading" and (listing := _lists.below(document, heading)) is not None:
            listings[_topic(heading.plain)].append((heading, listing))
    for statement in document.statements:
        if statement.mood != "report" or statement.kind in ("code", "tree", "row", "heading"):
            continue
        for counted in _nouns.counted(statement.plain):
            if counted.number.comparator == "=":
                yield from _topical(statement, counted, listings)


def _topical(
    statement: Statement, counted: Counted, listings: dict[str, list[tuple[Statement, Listing]]]
) -> Iterator[Relation]:
    routes = counted.head in _ROUTES
    topics = [counted.noun, counted.head] if not routes else [" ".join(counted.noun.split()[:-1])]
    behind = re.match(r"\s+for\s+(?:the\s+)?([A-Za-z -]{3,30})(?=[.;:()]|$)", statement.plain[counted.end :])
    if routes and behind:
        topics.append(behind.group(1).strip().lower())
    for topic in topics:
        if not set(topic.split()) - _UNSAID:
            continue
        found = listings.get(topic, [])
        if not topic or len(found) != 1 or found[0][0].index == statement.index:
            continue
        listing = found[0][1]
        agrees = listing.size == counted.number.whole
        if (agrees and (listing.routes or not routes)) or (routes and listing.routes and listing.single):
            yield _relation(statement, counted, listing, agrees)
        return


_UNSAID = frozenset("new api rest http all total main core public additional backend".split())


def _topic(heading: str) -> str:
    """A heading as a topic: without numbers, brackets, "created", "API", "endpoints"."""
    words = re.sub(r"\([^()]*\)|^\s*[\d.]+\s", " ", heading).lower().split()
    return " ".join(w.strip(".:,") for w in words if w.strip(".:,") not in _FILLERS)


def _against(statement: Statement, listing: Listing) -> Iterator[Relation]:
    bracketed = _nouns.bracketed(statement.plain) or _nouns.alone(statement.plain)
    stated = [bracketed] if bracketed else list(_nouns.counted(statement.plain))
    exact = [s for s in stated if s.number.comparator == "=" and s.number.value > 0]
    labelled = _nouns.labelled(statement.label, statement.plain) if statement.label else None
    told = [*exact, labelled] if labelled is not None and labelled.number.comparator == "=" else exact
    agreeing = [s for s in told if s.number.whole == listing.size and fits(s, listing)]
    if agreeing:
        yield _relation(statement, agreeing[-1], listing, True)
    elif bracketed and (spread := _spread(listing)) == bracketed.number.value:
        yield msgspec.structs.replace(_relation(statement, bracketed, listing, True), computed=float(spread))
    elif len(exact) == 1 and _binding(statement, exact[0], listing, bracketed is not None):
        yield _relation(statement, exact[0], listing, False)


def _spread(listing: Listing) -> int:
    """How many things a list of labelled enumerations names: ``Counters: a, b`` and ``Gauges: c`` are three."""
    if not all(member.label for member in listing.members):
        return -1
    return sum(len(member.plain[len(member.label) :].split(",")) for member in listing.members)


def fits(counted: Counted, listing: Listing) -> bool:
    """Whether the members can be what is counted: routes for endpoints, names of files for files."""
    if counted.head in _ROUTES:
        called = all(
            m.codes and m.codes[0].start <= 1 and m.codes[0].text.endswith("()") for m in listing.members
        )
        return listing.routes or (called and listing.size == counted.number.whole)
    if counted.head in _FILES:
        return all(member.about for member in listing.members)
    return True


def _binding(statement: Statement, counted: Counted, listing: Listing, bracketed: bool) -> bool:
    """Whether a list has to have as many members as stated: they are the things counted, beyond doubt. Points that go on
    from a line of text are no list of their own, and may go on again below their parts."""
    if listing.members[0].group < 0:
        return False
    if listing.routes:
        right_below = bracketed and listing.members[0].index == statement.index + 1
        return listing.single and (counted.head in _ROUTES or right_below)
    if any(
        counted.number.value in (n.value for n in _numbers.numbers(m.plain[:300])) for m in listing.members
    ):
        return False  # each of them says how it deals with all of these
    ends = counted.end >= len(statement.plain.rstrip(" :)"))
    if ends and statement.kind == "heading" and counted.head in _FILES and _all_files(listing):
        return not _SOME_OLD.search(" ".join(h.plain for m in listing.members for h in m.headings[-1:]))
    direct = listing.members[0].lead == statement.index
    return ends and direct and listing.numbered and not bracketed and counted.number.value <= _COUNTABLE


def _all_files(listing: Listing) -> bool:
    """Whether a list is numbered through the parts of a section, a file that it starts with on every line."""
    parts = {member.headings[-1].line for member in listing.members if member.headings}
    return listing.numbered and len(parts) > 1 and all(_FILE_FIRST.match(m.plain) for m in listing.members)


def _relation(statement: Statement, counted: Counted, listing: Listing, agrees: bool) -> Relation:
    first, last = listing.lines
    what = f"{counted.noun or 'members'} listed on lines {first}-{last}"
    return Relation(
        statement.line, statement.end_line, counted.number.value, listing.size, counted.number.comparator, what, agrees,
        tuple(m.line for m in listing.members),
    )  # fmt: skip


def of_sections(document: Document) -> Iterator[Relation]:
    """``### Group A (4 tasks)`` against the table or list in that section, past the lines in between."""
    for heading in document.statements:
        if heading.kind != "heading" or _lists.below(document, heading) is not None:
            continue
        counted = [c for c in _nouns.counted(heading.plain) if c.number.comparator == "="]
        if len(counted) != 1:
            continue
        groups = _section_groups(document, heading)
        alike = [g for g in groups if len(g) == counted[0].number.whole and _names(g[0], counted[0])]
        if len(alike) == 1:
            yield _relation(heading, counted[0], Listing(tuple(alike[0])), True)


def _section_groups(document: Document, heading: Statement) -> list[list[Statement]]:
    groups: dict[int, list[Statement]] = defaultdict(list)
    for each in document.since(heading.index + 1):
        if each.kind == "heading":
            break
        if each.kind == "row":
            groups[each.group].append(each)
    return list(groups.values())


def _names(row: Statement, counted: Counted) -> bool:
    """Whether a table's first columns are named after the thing counted."""
    stem = counted.head.rstrip("s")
    return any(stem in cell.header.lower() for cell in row.cells[:2])


def of_serials(document: Document) -> Iterator[Relation]:
    """``all 3 fixes`` against the headings FIX #1 to FIX #3."""
    serials: dict[str, list[Statement]] = defaultdict(list)
    for each in document.statements:
        found = _SERIAL.match(each.plain) if each.kind == "heading" else None
        if found and int(found["n"]) == len(serials[found["word"].lower()]) + 1:
            serials[found["word"].lower()].append(each)
    for statement in document.statements:
        if statement.mood != "report" or statement.kind in ("code", "tree", "row"):
            continue
        for counted in _nouns.counted(statement.plain):
            word = counted.head[:-2] if counted.head.endswith("xes") else counted.head.rstrip("s")
            headings = serials.get(word, [])
            if len(headings) > 1 and len(headings) == counted.number.whole and statement not in headings:
                yield _relation(statement, counted, Listing(tuple(headings)), True)


def of_grades(document: Document) -> Iterator[Relation]:
    """A table of severities against the issues that carry each of them."""
    given: dict[str, list[Statement]] = defaultdict(list)
    for each in document.statements:
        if each.label.lower() in _GRADE:
            given[each.plain[len(each.label) :].strip(" :").split(" ")[0].lower()].append(each)
    if len(given) < 2:
        return
    for rows in _count_tables(document):
        named = [row for row in rows if row.cells[0].plain.lower() in given]
        if len(named) < 2 or not _listed_whole(named, given):
            continue
        for row in rows:
            name = row.cells[0].plain.lower()
            found = (
                [s for v in given.values() for s in v] if name.startswith("total") else given.get(name, [])
            )
            stated = int(row.cells[1].plain.replace(",", ""))
            if found:
                what = f"{row.cells[0].plain} issues of this document"
                yield Relation(
                    row.line,
                    row.end_line,
                    stated,
                    len(found),
                    "=",
                    what,
                    stated == len(found),
                    tuple(s.line for s in found),
                )


def _listed_whole(named: list[Statement], given: dict[str, list[Statement]]) -> bool:
    """Whether a document lists its issues, not a choice of them: most of the table's counts are borne out."""
    borne = sum(
        int(row.cells[1].plain.replace(",", "")) <= len(given[row.cells[0].plain.lower()]) for row in named
    )
    return borne * 2 >= len(named)


def _count_tables(document: Document) -> Iterator[list[Statement]]:
    tables: dict[int, list[Statement]] = defaultdict(list)
    for each in document.statements:
        if each.kind == "row":
            tables[each.group].append(each)
    for rows in tables.values():
        if all(len(row.cells) >= 2 and row.cells[1].plain.replace(",", "").isdigit() for row in rows):
            yield rows


def of_totals(document: Document) -> Iterator[Relation]:
    """``Total: 12 endpoints`` or ``all 9 tasks`` against the counts of the sections before or below it."""
    parts: list[tuple[Statement, Counted]] = []
    for statement in document.statements:
        if statement.kind == "heading" and len(statement.headings) == 0:
            parts = []
        total = _total(statement)
        if total is not None and statement.mood == "report":
            yield from _summed(document, statement, total, parts)
            parts = []
            continue
        alone = (
            _nouns.bracketed(statement.plain) or _nouns.alone(statement.plain)
            if statement.kind in ("heading", "paragraph")
            else None
        )
        listing = _lists.below(document, statement) if alone else None
        if alone is not None and listing is not None and (alone.head or listing.routes):
            parts.append(
                (statement, msgspec.structs.replace(alone, head="endpoints") if listing.routes else alone)
            )


_OVER_SEVERAL = regex(
    r"(?i)\b(?:across|over|in|from|by)\s+(?:all\b|the\b|(?:\d+|two|three|four|five|six|several|multiple)\s+\w+)"
)


def _total(statement: Statement) -> Counted | None:
    """The count of a line that calls itself the total, as a whole."""
    if statement.kind not in ("paragraph", "item") or not re.match(
        r"\W*(?:grand )?total\b", statement.plain, re.IGNORECASE
    ):
        return None
    return next((c for c in _nouns.counted(statement.plain) if c.start <= 24), None)


def _summed(
    document: Document, statement: Statement, total: Counted, parts: list[tuple[Statement, Counted]]
) -> Iterator[Relation]:
    parts = [(s, c) for s, c in parts if c.head == total.head]
    if len(parts) > 1:
        computed = sum(c.number.value for _, c in parts)
        what = f"{total.noun} = " + " + ".join(str(c.number.whole) for _, c in parts)
        yield Relation(
            statement.line, statement.end_line, total.number.value, computed, total.number.comparator, what,
            _numbers.holds(total.number.value, total.number.comparator, computed), tuple(s.line for s, _ in parts),
        )  # fmt: skip
        return
    if total.head not in ("endpoints", "routes") or _OVER_SEVERAL.search(statement.plain):
        return
    above, section = _list_above(document, statement), _routes_above(document, statement)
    found = [a for a in (above, section) if a is not None and a.routes]
    agreeing = [a for a in found if _numbers.holds(total.number.value, total.number.comparator, a.size)]
    if found and (agreeing or above == section or above is None):
        yield _relation(statement, total, (agreeing or found)[0], bool(agreeing))


def _routes_above(document: Document, statement: Statement) -> Listing | None:
    """Every route between a statement and the heading above it, in however many lists; None if something else
    is listed as well."""
    members: list[Statement] = []
    for each in reversed(document.statements[max(0, statement.index - _FAR) : statement.index]):
        if each.kind == "heading" or _total(each) is not None:
            break
        if each.kind in ("item", "row") and not each.parents:
            members.append(each)
    listing = Listing(tuple(reversed(members)))
    return listing if listing.routes else None


def _list_above(document: Document, statement: Statement) -> Listing | None:
    """The list that ends right above a statement."""
    before = document.statements[statement.index - 1] if statement.index else None
    if before is None or before.kind not in ("item", "row") or before.parents:
        return None
    members = []
    for at in range(before.index, -1, -1):
        each = document.statements[at]
        if each.kind == "heading" or (each.kind == "paragraph" and not each.parents):
            break
        if each.kind == before.kind and each.group == before.group:
            members.append(each)
    members.reverse()
    return Listing(tuple(members))


def of_groups(document: Document) -> Iterator[Relation]:
    """``all 9 tasks`` against headings of sections that count the same things: 4 + 3 + 2."""
    counts: dict[str, list[tuple[Statement, Counted]]] = defaultdict(list)
    for heading in document.statements:
        if heading.kind == "heading":
            for counted in _nouns.counted(heading.plain):
                if counted.number.comparator == "=":
                    counts[counted.head].append((heading, counted))
    for statement in document.statements:
        if statement.mood != "report" or statement.kind in ("code", "tree", "heading", "row"):
            continue
        for counted in _nouns.counted(statement.plain):
            parts = counts.get(counted.head, [])
            computed = sum(c.number.value for _, c in parts)
            if len(parts) > 2 and computed == counted.number.value and _levels(parts) == 1:
                what = f"{counted.head} = " + " + ".join(str(c.number.whole) for _, c in parts)
                yield Relation(
                    statement.line, statement.end_line, counted.number.value, computed, "=", what, True, tuple(s.line for s, _ in parts)
                )  # fmt: skip


def _levels(parts: list[tuple[Statement, Counted]]) -> int:
    return len({len(s.headings) for s, _ in parts})


class _Size(msgspec.Struct, frozen=True):
    line: int
    lines: float


_SIZE = regex(r"\((?P<n>\d{1,3}(?:,\d{3})*|\d{1,6})\s?(?:lines|LOC)\b", re.IGNORECASE)
_RANGE = regex(r"\blines?\s(?:\d{1,6}\s?[-–]\s?)?(?P<last>\d{1,6})\b", re.IGNORECASE)


def of_ranges(document: Document) -> Iterator[Relation]:
    """Line numbers in a file against the length that the document itself gives the file."""
    sizes: dict[str, _Size] = {}
    for statement in document.statements:
        if statement.mood != "report" or statement.kind in ("code", "tree"):
            continue
        files = [code.text for code in statement.codes if "." in code.text.rsplit("/", 1)[-1]]
        size = _SIZE.search(statement.plain)
        if size and len(files) == 1:
            name = files[0].rsplit("/", 1)[-1].rsplit(".", 1)[0]
            sizes.setdefault(name, _Size(statement.line, _numbers.value(size["n"])))
        names = [re.split(r"[.(/ ]", code.text.removeprefix("await "))[0] for code in statement.codes]
        found = _RANGE.search(statement.plain)
        known = next((sizes[n] for n in names if n in sizes), None) if found else None
        if found and known and int(found["last"]) > known.lines * 1.05 + 5 and known.line != statement.line:
            yield Relation(
                statement.line, statement.end_line, int(found["last"]), known.lines, "=",
                f"line {found['last']} of a file of {known.lines:g} lines", False, (known.line,),
            )  # fmt: skip
