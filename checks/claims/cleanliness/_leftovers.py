"""What a statement says is left over in code, or is not: made-up data, TODOs, warnings, duplicates, dead code."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from checks.documents.model import Statement
from checks.patterns import regex

_LONGEST = 600

_FAKE = r"(?:mock(?:ed|s)?|fake[ds]?|dummy|stub(?:bed)?|placeholders?|simulated|hard-?coded|fabricated|made-up|synthetic)"
_THING = (
    r"(?:data(?:base)?|responses?|arrays?|objects?|values?|endpoints?|implementations?|metrics|results?|records?|entries|numbers|"
    r"flights?|numbers|statistics|stats|status(?:es)?|strings?|content|lists?|constants?|credentials|breakers?|code|logic|"
    r"delays?|scores?|prices?|payloads?|replies|answers?|output|schedules?|functions?)"
)
MOCK = regex(
    rf"(?i)\b{_FAKE}(?:[\s,/&-]+{_FAKE})*[\s`\"'“”-]+(?:(?!(?:or|and)\b)[\w-]+[\s`\"'“”-]+){{0,2}}?{_THING}\b|\(\s*all (?:{_FAKE})\s*\)|"
    rf"\b(?:is|are|all|completely|entirely|100%|only|just|purely)\s+(?:all |entirely |completely |fully |just |only |mostly |now )?(?:fake[ds]?|hard-?coded|fabricated|simulated)(?=\s*(?:$|[.,;:|)!]|-\s|in\b|by\b|with\b))"
)
_REAL = regex(
    r"(?i)\b100\s?% real\b(?![- ]?time)(?: data\b)?|\bonly real data\b|\ball (?:\w+ ){0,2}(?:uses?|shows?|serves?|is|are|now) real data\b"
)
_TURNED_REAL = regex(r"(?i)^\W*(?:100% )?real\b(?![- ]?time)")
_TODO = regex(r"\b(?:TODOs?|FIXMEs?|XXX|HACKs?)\b(?:[\s/]+(?:FIXMEs?|comments?|markers?|items?|stubs?))?")
_DUPLICATE = regex(
    r"(?i)\bduplicated?s?\b(?:\s+[`\w./-]+){0,2}\s+(?:entr(?:y|ies)|code|files?|definitions?|imports?|migrations?|functions?|routes?|logic|keys?|dependenc(?:y|ies)|declarations?)|\b(?-i:DUPLICATE)\b"
)
_WARNINGS = regex(
    r"(?i)\b(?:es)?lint(?:ing|er)?\s(?:errors?|warnings?|issues?|violations?)\b|\bwarnings?\b(?=.{0,40}$)"
)
_DEAD = regex(
    r"(?i)\b(?:dead|commented[- ]out|unreachable|unused|legacy|obsolete|leftover|debug)\s(?:code|imports?|variables?|functions?|files?|exports?|statements?|logs?|dependencies)\b|"
    r"\bconsole\.logs?\b(?:\s(?:statements?|calls?))?|\bprint(?:\(\))?\sstatements?\b|\borphan(?:ed)?(?:/\w{1,20})?\s(?:modules?|files?|components?)\b|\bbare\sexcepts?\b|\bhard-?coded\s(?:\w+\s){0,2}(?:secrets?|credentials|passwords?|keys?|urls?|values?|constants?|strings?|paths?)\b|"
    r"\bcircular (?:imports?|dependenc(?:y|ies))\b|\bplaceholders?\b|\bstubs?\b"
)
_ONLY_HOLDS = regex(
    r"(?i)^\W*(?:kept only|now only contains?|only contains?|contains only|now contains only|left only)\s(?P<what>[^:.;]{3,100})"
)
_NO_FAULTS = regex(
    r"(?i)^\W*(?:no|zero|0)\s(?:known\s(?=vulnerab))?(?P<what>(?!typescript|type|compil\w*|build|test|known|other|more|further|major|critical|blocking|outstanding)(?:[\w/-]+\s){1,4}(?:issues|problems|conflicts|vulnerabilities|attribution)|vulnerabilities|secrets(?: (?:detected|found))?)(?:\sin\s[\w ]{2,30})?\W*$"
)
_ALL_GONE = regex(
    r"(?i)^\W*all\s(?P<what>(?:[\w/-]+\s){0,4}(?:vulnerabilities|warnings|violations|leaks|conflicts|duplicates|leftovers))\s(?:(?:have been|has been|were|are|now)\s)?(?:eliminated|removed|gone|patched|cleaned up)\W*$"
)
_NO_CRASHES = regex(
    r"(?i)^\W*(?:none\W{1,4})?(?:no|zero|0)\s(?P<what>(?:(?:startup|console|runtime|server|import|syntax|hydration|browser)\s(?:errors|warnings)|known\s(?:bugs|crashes|regressions)|(?:(?:new|functional|critical|blocking|known|other)\s){0,2}bugs|crashes|regressions|breaking changes|memory errors|data loss|race conditions|deadlocks)(?:(?:,\s|\s(?:or|and)\s)[\w -]{3,30}){0,2})(?:\s(?:found|detected|introduced|observed|remaining))?(?:\s(?:in|to|for|from|during)\s(?!tests?\b)[\w -]{2,40})?\W*$"
)
_DENIES = regex(
    r"(?i)(?:\b(?:no|zero|0(?![.,]\d)|without(?: any)?|never|none of the|not|isn't|aren't|free of|no more|no longer (?:any|uses?|returns?|has)?|instead of|rather than|"
    r"eliminat(?:ed|es|ing)|remov(?:ed|es|ing|al of)|delet(?:ed|es)|cleaned(?: up)?|cleared|purged|replac(?:ed|es|ing)|dropped|got rid of|fixed|stripped)\b(?:(?!\s(?:from|inside|out of|within)\s)(?:[^.;|]|\.(?=\w))){0,40})$"
)
_GONE = regex(
    r"(?i)^[^.;|:]{0,40}?\b(?:(?:is|are|were|was|been|all|completely|fully)?\s*(?:removed|eliminated|gone|deleted|cleared|replaced|cleaned up|purged)|→|->)"
)
_FAKE_PART = regex(r"^\W*(?i:fake)\s(?:[A-Z]\w*\s?){1,3}(?=$|[(:]|\s?[-–—])")
_ABOUT_ITSELF = regex(r"(?i)^\W*this (?:document|report|audit|page|file|summary)\b")
_GERUND = regex(r"(?i)^(?:[\w\s]{0,40}:\s*)?(?:removing|replacing|eliminating|cleaning)\b")
_INSTEAD = regex(
    r"(?i)^[\s,]*(?:when|if|unless|(?:as (?:a )?)?fall-?backs?\b|for (?:tests?|development|demo|local)|mode\b|option)"
)
_TESTS = regex(r"(?i)\b(?:tests?|testing|specs?|pytest|jest|vitest|unit|fixtures?|storybook|test doubles?)\b")
_CODE_OF = regex(
    r"(?i)\b(?:replace|remove|extracted?|moved?|prevents?|should|must|need(?:s|ed)? to|consider|could|would|will|if|unless|when|mode|flag|option|optional(?:ly)?|fall(?:s|ing)? back|for (?:development|local|demo|testing))\b"
)


class Left(msgspec.Struct, frozen=True):
    """What is said to be left, or not. ``group`` is what it is judged by: ``mock``, ``todo``, ``warnings``,
    ``duplicate``, ``dead``, ``only``, ``other``."""

    what: str
    group: str
    absent: bool


def of(statement: Statement) -> list[Left]:
    """What a statement says is left over, each group and polarity once."""
    if statement.before or _ABOUT_ITSELF.match(statement.plain) or _GERUND.match(statement.plain):
        return []
    if statement.kind in ("tree", "code"):
        return _drawn(statement)
    found: dict[tuple[str, bool], Left] = {}
    for text, before in _texts(statement):
        for one in _in_text(text, statement, before):
            found.setdefault((one.group, one.absent), one)
    return list(found.values())


def _drawn(statement: Statement) -> list[Left]:
    """What the remark behind a file in a drawing says of it: "metrics.ts (mock data)"."""
    if statement.fence is None or statement.fence.shows in ("content", "command", "output"):
        return []
    remarks = re.findall(r"\(([^()]{3,80})\)|#\s(.{3,80})$", statement.plain[:_LONGEST])
    found = [
        m
        for pair in remarks
        for text in pair
        if (m := MOCK.search(text) or _ALL_MOCK.fullmatch(text.strip()))
    ]
    return [Left(found[0].group().lower(), "mock", False)] if found else []


def _texts(statement: Statement) -> Iterator[tuple[str, bool]]:
    """The report texts of a statement, and for a cell whether one before it in the row told of the same before."""
    if statement.kind != "row":
        rest = statement.plain[len(statement.label) :].lstrip(" :*") if statement.label else ""
        told_none = len(statement.label) <= _NAME and _NONE_FOUND.match(rest)
        yield (f"no {statement.label}" if told_none else statement.plain[:_LONGEST]), False
        return
    if (none := _counted_none(statement)) is not None:
        yield none, False
        return
    mocked = any(c.before and re.search(rf"(?i)\b{_FAKE}\b", c.plain) for c in statement.cells)
    for cell in statement.cells:
        if cell.mood == "report" and not cell.before:
            yield cell.plain[:_LONGEST], mocked


def _counted_none(row: Statement) -> str | None:
    """``| Debug print statements | 0 found |`` as a sentence."""
    first, *others = [c.plain for c in row.cells if c.mood == "report" and not c.before] or [""]
    if len(first) > _NAME or not any(map(_NONE_FOUND.match, others)):
        return None
    return f"no {first.lstrip('-–— ')}"


def _in_text(text: str, statement: Statement, mocked: bool) -> Iterator[Left]:
    if _REAL.search(text) or (mocked and _TURNED_REAL.match(text)):
        yield Left("mock data", "mock", True)
    taken: list[tuple[int, int]] = []
    for group, pattern in _GROUPS:
        for match in pattern.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            taken.append(match.span())
            yield from _polar(text, match, group, statement)
    if (faults := _NO_FAULTS.match(text) or _NO_CRASHES.match(text)) and statement.kind in (
        "item",
        "paragraph",
        "row",
    ):
        yield Left(faults["what"].lower(), "other", True)
    elif (gone := _ALL_GONE.match(text)) and not taken:
        yield Left(gone["what"].lower(), "other", True)
    only = _ONLY_HOLDS.match(text)
    if only:
        yield Left(f"anything but {only['what'].strip()}", "only", True)


def _polar(text: str, match: re.Match[str], group: str, statement: Statement) -> Iterator[Left]:
    """One thing left over, with its polarity; nothing where it is tests', a plan's or a condition's."""
    before, behind = text[: match.start()], text[match.end() :]
    if re.match(r"\(\s*[^\s)]", behind):
        return  # "console.log(x)": that very call
    if _POLICY.search(before[-40:]) or _POLICY.search(behind[:40]):
        return
    if _PARAMETER.search(before) or (
        group == "warnings" and _SOME.search(before) and not _MENDED.search(before)
    ):
        return
    if _PUT_IN.search(before) or (group != "warnings" and _SOME_GONE.search(before)):
        return
    absent = bool(_DENIES.search(before)) or bool(_GONE.match(behind))
    near = before[-40:] + match.group() + behind[:30]
    in_tests = not absent and any(_TESTS.search(heading.plain) for heading in statement.headings[-1:])
    if group == "mock" and (in_tests or _TESTS.search(near)):
        return
    if not absent and (
        group in ("warnings", "dead") or _CODE_OF.search(before[-60:]) or _INSTEAD.match(behind)
    ):
        return
    if not absent and group == "todo" and not (_COMMENTS.search(match.group()) or _HOLDS.search(before)):
        return
    if not absent and statement.kind == "heading" and (statement.line < 4 or group != "mock"):
        return
    yield Left(" ".join(match.group().split()).strip("() `").lower(), group, absent)


_NAME = 80
_NONE_FOUND = regex(
    r"(?i)^\W*(?:0|none|zero|no(?:ne)?(?=\s))(?:\s(?:found|detected|remaining|left|occurrences|instances|matches|hits))?\W*(?:$|[(;—–-])"
)
_POLICY = regex(r"(?i)\b(?:tolerance|allowed|forbidden|permitted|prohibited|policy|policies)\b")
_COMMENTS = regex(r"(?i)comments?|markers?|stubs?|todos$")
_HOLDS = regex(r"(?i)\b(?:an?|has|have|contains?|holds?|\d+|the|with|marked)\s[`\"']{0,2}$")
_PARAMETER = regex(r"[$:]\d{1,2}[`\s]{1,3}$")  # the placeholder of a query
_SOME = regex(r"(?<![\w.,])[1-9]\d{0,5}\+?\s(?:[\w-]+\s){0,3}$")
_MENDED = regex(
    r"(?i)\b(?:fix\w*|resolv\w*|remov\w*|eliminat\w*|clear\w*|clean\w*)\s(?:up\s)?(?:all\s)?[1-9]\d{0,5}\+?\s(?:[\w-]+\s){0,3}$"
)
_PUT_IN = regex(
    r"(?i)\b(?:replac\w+|swap\w+|substitut\w+)\b[^.;|]{1,80}\s(?:with|by|for)\s(?:an?\s|the\s)?(?:[\w-]+\s){0,2}[`\"'“]?$"
)
"""Before what took the place of another thing: "replaced the key with a placeholder"."""
_SOME_GONE = regex(
    r"(?i)\b(?:fixed|resolved|removed|eliminated|cleared|cleaned(?: up)?|deleted|stripped|dropped)\s[~≈]?[1-9]\d{0,5}\+?\s(?:[\w-]+\s){0,3}[`\"']?$"
)
"""So many of them are gone, which does not say that none is left."""
_ALL_MOCK = regex(rf"(?i)(?:all )?{_FAKE}")
_GROUPS = (
    ("mock", MOCK),
    ("mock", _FAKE_PART),
    ("todo", _TODO),
    ("warnings", _WARNINGS),
    ("duplicate", _DUPLICATE),
    ("dead", _DEAD),
)


def group_of(what: str) -> str:
    """The group that a claim's words belong to."""
    if what.startswith("anything but"):
        return "only"
    told = ((group, re.search(pattern.pattern, what, re.IGNORECASE)) for group, pattern in _GROUPS)
    return next((group for group, found in told if found), "other")
