"""`count`: there are N of something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import msgspec

from checks.claims import Ground, _counting, _lists, _nouns, _numbers
from checks.claims._nouns import Counted
from checks.claims._numbers import Said
from checks.claims.count import (
    _gains,
    _of_convention,
    _of_definitions,
    _of_files,
    _of_folders,
    _of_list,
    _of_manifests,
    _of_members,
    _of_naming,
    _of_routes,
    _of_tests,
)
from checks.documents.model import Document, Statement
from checks.model import Claim, Verdict
from checks.patterns import regex

KIND = "count"

_FAULTS = frozenset("vulnerabilities secrets alerts findings cves bugs changes regressions crashes".split())
"""Of these none is a matter of cleanliness."""
_RUN_COLUMN = regex(r"(?i)^\W*(?:tests? )?(?:pass(?:ed|ing)?|fail(?:ed|ing|ures)?)(?: tests?)?\W*$")
_VALUES = regex(
    r"(?i)^\W*(?:values?|counts?|numbers?|totals?|quantity|amount|actual|achieved|delivered|results?|#)\W*$"
)


_ROUTE = regex(r"(?:^|\s)/[a-z]")
_TIMED = regex(r"(?i)^\W{0,3}\d[\d.,]{0,9}\s?(?:ms|µs|s|secs?|seconds?|min|minutes?)\W*$")
_FIGURES = regex(r"^\W*[A-Z][\w /&-]{2,40}:\s+~?\d[\d,]*\+?\s[a-z]")
_TICKED = regex(r"^\s*(?:[✅✓✔☑•-]\s|\[(?:PASS|OK|DONE|x|X)\]\s)")
_CAPTION = regex(r"^\s*[A-Z][\w /&-]{2,40}(?:\(\d+\))?:\s*(?:\d[\d,]{0,9}\+?\s(?:[a-z]|\()|$)")
_LABELLED = regex(r"\W{0,6}([A-Z][\w /&-]{2,40}):\s")
_STATISTICS = regex(r"(?i)\b(?:statistics|stats|metrics|changes|figures|numbers|breakdown|totals?)\b")
_FIGURE = regex(
    r"^(~?\d[\d,]*\+?)(?:\s(?:new|added|created|modified|updated|changed|total|done|implemented|\([^()]{1,30}\)))?$"
)
_SUM = regex(r"(?i)^\W*(?:grand |overall )?(?:totals?|sum|all)\b")


def find(document: Document) -> Iterator[Claim]:
    """Every number of things that the document says there are."""
    for statement in document.statements:
        if statement.mood != "report" or not _speaks(statement):
            continue
        for said in _numbers.said(statement):
            seen: set[int] = set()
            for each in _counts(document, statement, said):
                if each.number.start not in seen:
                    seen.add(each.number.start)
                    yield _claim(document, statement, said, each)


def verify(claim: Claim, ground: Ground) -> Verdict:
    """What the tree has of the thing counted, in the claim's scope."""
    at = ground if claim.when == "head" else ground.at_base()
    if at is None:
        return Verdict(
            "unverifiable", "It speaks of the state before the change, and there is no base to look at."
        )
    asked = _counting.question(claim, at)
    ways = (
        _of_routes.tallies,
        _of_tests.tallies,
        _of_list.tallies,
        _of_manifests.tallies,
        _of_files.tallies,
        _of_members.tallies,
        _of_definitions.tallies,
        _of_folders.tallies,
        _of_convention.tallies,
        _of_naming.tallies,
    )
    found = chain(_gains.tallies(asked, ways, at), *(way(asked, at) for way in ways))
    return _counting.judge(claim, _gains.doubted(asked, found, at))


def _speaks(statement: Statement) -> bool:
    """Prose, drawings and blocks of figures; not code, commands and their output."""
    if statement.fence is None or statement.fence.shows in ("diagram", "tree"):
        return True
    if statement.fence.shows not in ("unknown", "output"):
        return False
    figures = _FIGURES.match(statement.plain[:200]) and any(
        _STATISTICS.search(heading.plain) for heading in statement.headings[-1:]
    )
    ticked = not statement.fence.info and _TICKED.match(statement.plain[:20])
    return bool(figures or ticked or _CAPTION.match(statement.plain[:120]))


def _is_trial(statement: Statement, said: Said) -> bool:
    """Whether a row's name says what was tried, and the row how long that took."""
    return said.text == said.name and any(_TIMED.match(cell.plain) for cell in statement.cells[1:])


def _counts(document: Document, statement: Statement, said: Said) -> Iterator[Counted]:
    if _is_trial(statement, said):
        return
    listing = _lists.below(document, statement) if statement.kind in ("heading", "paragraph") else None
    alone = _nouns.alone(said.text) if listing is not None and listing.routes else None
    if alone is not None:
        yield msgspec.structs.replace(alone, noun="endpoints", head="endpoints")
    yield from (each for each in _nouns.counted(said.text) if not _of_other_kinds(said.text, each))
    caption = statement.kind == "code" and said.text.rstrip().endswith(":")
    if statement.kind in ("heading", "paragraph", "item") or caption:
        listed = _nouns.entries(said.text)
        if listed is not None and _lists.below(document, statement) is not None:
            yield listed
        bracketed = _nouns.bracketed(said.text)
        if bracketed is not None:
            yield bracketed
    name = _LABELLED.match(said.text[:80]) if statement.kind == "code" else None
    if (statement.label or name) and not statement.cells:
        labelled = (
            _nouns.labelled(name[1], said.text[name.start(1) :])
            if name
            else _nouns.labelled(statement.label, said.text)
        )
        if labelled is not None:
            yield labelled
    if (
        statement.cells
        and said.name
        and said.text != said.name
        and _VALUES.match(said.header)
        and not _ROUTE.search(said.name)
        and not any(_RUN_COLUMN.match(cell.header) for cell in statement.cells)
    ):
        valued = _nouns.labelled(said.name, f"{said.name}: {said.text}")
        if valued is not None and valued.number.value > 0 and not _nouns.counted(said.text):
            yield valued
    if statement.cells and said.text != said.name and (figure := _FIGURE.match(said.text)):
        under = _nouns.labelled(said.header, f"{said.header}: {figure[1]}")
        if under is not None and (under.number.value > 0 or (under.head == "tests" and said.text == "0")):
            yield _of_row(said.name, under)


def _of_row(name: str, under: Counted) -> Counted:
    """A number below "Tools Created" counts the tools of its row: ``order tools``; of the total's row, the tools."""
    words = re.findall(r"[A-Za-z][\w-]*", name)
    if not 0 < len(words) <= 3 or _SUM.match(name) or words[-1].lower() == under.head:
        return under
    return msgspec.structs.replace(under, noun=f"{' '.join(words).lower()} {under.noun}")


def _of_other_kinds(text: str, each: Counted) -> bool:
    """Whether a number tells of a run, or that there are no faults of a kind."""
    return _nouns.tells_of_run(text, each) or (each.number.value == 0 and each.head in _FAULTS)


def _claim(document: Document, statement: Statement, said: Said, each: Counted) -> Claim:
    subject: dict[str, object] = {
        "noun": _noun(said, each),
        "n": each.number.whole,
        "comparator": each.number.comparator,
    }
    scope = _scope(statement)
    if scope:
        subject["scope"] = scope
    return Claim(
        document.path,
        statement.line,
        statement.end_line,
        KIND,
        "present",
        subject,
        said.text[:300],
        "base" if said.before else "head",
        statement.about,
    )


def _noun(said: Said, each: Counted) -> str:
    """``Order Stages: 6 stages`` counts order stages."""
    name = " ".join(re.findall(r"[A-Za-z][\w-]*", said.name)).lower().removeprefix("total ")
    return name if name.endswith(f" {each.noun}") and len(name.split()) <= 4 else each.noun


def _scope(statement: Statement) -> str:
    """The nearest path that the words around name, or the nearest heading."""
    if statement.about:
        return statement.about[0]
    return statement.headings[-1].plain[:120] if statement.headings else ""
