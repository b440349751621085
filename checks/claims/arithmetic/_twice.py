"""Two statements of one quantity: how many tests, endpoints, tables … there are in all, said twice and differently.

Only numbers are compared that are plainly of the same: the total of a plain noun, said exactly, of the whole that the
document is about (its section, list and label name no part, no time, no environment), as things are now."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import msgspec

from checks.claims import _nouns, _numbers
from checks.claims._sums import Relation
from checks.documents.model import Document, Statement
from checks.patterns import regex

_LONGEST = 300
_THINGS = frozenset(
    "tests endpoints tables models components controllers migrations modules tools metrics commands services".split()
)
_SAME = {"routes": "endpoints", "apis": "endpoints"}
_PLAIN = frozenset(
    "api apis rest restful http https total all overall database db automated our the of number".split()
)
_WHOLE_WORDS = frozenset(
    """a all and api apis at automated by code complete completed completion conclusion count counts database delivered delivery
    endpoint endpoints executive facts figures final glance highlights implementation in key metric metrics number numbers of our overall
    overview project quick quality report result results scope stat statistics stats status suite summary table tables test testing tests
    the tools total totals value values amount what was we built work achievements achieved models components success
    successful verification verified validation deliverables current state checklist passed passing pass rate done are is all features feature
    highlights recap outcome outcomes details breakdown inventory size codebase system application app service platform""".split()
)
_TOTAL = regex(r"(?i)\b(?:total|in total|overall|altogether|all)\b")
_PART = regex(
    r"(?i)\b(?:new\w*|add\w*|created?|extra|more|additional|remain\w*|fail\w*|skip\w*|pending|flaky|unit|integration|e2e|manual|each|per|of which|"
    r"includ\w+|only|first|last|previous\w*|initial\w*|originally|before|was|were|will|plan\w*|target|expected|should|goal|estimat\w*|at least|up to|"
    r"about|around|approx\w*|nearly|almost|over|staging|production|local\w*|ci|phase|sprint|week|day|v\d|version|from|across|remov\w+|delet\w+|"
    r"updat\w+|modif\w+|chang\w+|migrat\w+|refactor\w*|affected|documented|public|private|admin|internal|external|example|sample)\b"
)
_OUT_OF = regex(
    r"(?<![\w.,/-])(?P<part>\d{1,6})\s?(?:/|of|out of)\s?(?P<n>\d{1,6})\s(?:(?:all|the)\s)?(?P<noun>tests)\b"
)
_OF_PART = regex(
    r"(?i)\b(?:phases?|sprints?|weeks?|days?|tasks?|issues?|stor(?:y|ies)|epics?|milestones?|stages?|steps?|parts?|fix(?:es)?|tickets?|bugs?|changes?|updates?|"
    r"features?|modules?|migration|refactor\w*|session|increment|iteration|round|wave|batch|v?\d+)\b|#\d"
)
"""Titles of documents about a part of a work, whose totals may be that part's or the work's."""
_MOST = 2  # values that are compared: more of them are of several things


class _Told(msgspec.Struct, frozen=True):
    """How many there are in all, said by one statement."""

    thing: str
    value: float
    statement: Statement


def contradictions(document: Document) -> Iterator[Relation]:
    """Each statement of a total that another one of the same document contradicts; where most agree, those that
    do not."""
    told: dict[str, list[_Told]] = defaultdict(list)
    title = next((s.plain for s in document.statements if s.kind == "heading"), "")
    if _OF_PART.search(" ".join(re.split(r"[_\W]+", f"{title} {document.path.rsplit('/', 1)[-1]}"))):
        return
    for statement in document.statements:
        for one in _totals(document, statement):
            told[one.thing].append(one)
    for thing, every in told.items():
        counts = Counter(one.value for one in every)
        if len(counts) != _MOST:
            continue
        (usual, often), (rare, seldom) = counts.most_common(_MOST)
        others = {
            rare: next(one for one in every if one.value == usual),
            usual: next(one for one in every if one.value == rare),
        }
        for one in every:
            if often > seldom and one.value == usual:
                continue
            other = others[one.value]
            what = f"{thing} in all, by line {other.statement.line}"
            lines = (other.statement.line, one.statement.line)
            yield Relation(
                one.statement.line, one.statement.end_line, one.value, other.value, "=", what, False, lines
            )


def _totals(document: Document, statement: Statement) -> Iterator[_Told]:
    if statement.mood != "report" or statement.before or statement.polarity == "absent":
        return
    if statement.kind not in ("paragraph", "item", "row") or statement.mark in (
        "failed",
        "warning",
        "pending",
    ):
        return
    text = statement.plain[:_LONGEST]
    if _PART.search(text) or not _of_all(document, statement):
        return
    found = _in_row(statement) if statement.kind == "row" else _in_words(statement, text)
    for noun, value in found:
        thing = _thing(noun)
        if thing:
            yield _Told(thing, value, statement)


def _of_all(document: Document, statement: Statement) -> bool:
    """Whether a statement stands where the whole is spoken of: sections, lists and tables of no part's name."""
    if statement.parents:
        return False
    above = [h.plain for h in statement.headings[1:]]
    if statement.lead is not None and len((lead := document.statements[statement.lead]).plain) < _LONGEST:
        above.append(lead.label or lead.plain)
    return all(_general(text) for text in above)


def _general(text: str) -> bool:
    return all(word in _WHOLE_WORDS for word in re.findall(r"[^\W\d_]+", text.lower()))


def _in_words(statement: Statement, text: str) -> Iterator[tuple[str, float]]:
    """ "Total tests: 42", "All 42 tests pass", "42/42 tests passing", "Total: 42 tests"."""
    if statement.label and not _general(statement.label):
        return
    labelled = _nouns.labelled(statement.label, statement.plain) if statement.label else None
    if labelled is not None and labelled.number.comparator == "=":
        yield labelled.noun, labelled.number.value
        return
    if found := _OUT_OF.search(text):
        yield found["noun"], float(found["n"])
        return
    counted = [c for c in _nouns.counted(text) if c.number.comparator == "="]
    if len(counted) == 1:
        near = f"{text[max(0, counted[0].start - 24) : counted[0].start]} {text[counted[0].end : counted[0].end + 12]}"
        if _TOTAL.search(near):
            yield counted[0].noun, counted[0].number.value


def _in_row(statement: Statement) -> Iterator[tuple[str, float]]:
    """ "| Total tests | 42 |", and the row "Total" below a column "Tests"."""
    first, *others = statement.cells
    values = [(c.header, _alone(c.plain)) for c in others if c.mood == "report" and not c.before]
    figures = [(header, value) for header, value in values if value is not None]
    name = first.plain.strip(" :*")
    if re.fullmatch(r"(?i)\W*(?:grand |overall )?totals?\W*", name):
        yield from ((header, value) for header, value in figures if _general(header))
    elif _general(name) and len(figures) == 1 and len(values) <= _MOST and _general(figures[0][0] or "count"):
        yield name, figures[0][1]


def _alone(text: str) -> float | None:
    """The number that a cell is, exactly."""
    found = next(_numbers.numbers(text), None)
    bare = found is not None and found.comparator == "=" and not text[: found.start].strip(" *✅")
    return found.value if found is not None and bare and not text[found.end :].strip(" *✅") else None


def _thing(noun: str) -> str:
    """The one word for what is counted, or nothing where it is of a kind ("scheduler endpoints")."""
    words = [
        word for word in re.findall(r"[a-z]+", noun.lower()) if word not in _PLAIN or word == noun.lower()
    ]
    return (
        _SAME.get(words[0], words[0]) if len(words) == 1 and _SAME.get(words[0], words[0]) in _THINGS else ""
    )
