"""What the words beside a function's code say of it: that its answers stand in for real ones."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice
from operator import attrgetter

from checks.code import tree
from checks.code.search import calls, nodes
from checks.patterns import regex
from checks.project.dependence import DRAWN, INVENTED, REAL, SUMS
from checks.project.flow.changes import local_values, statements
from checks.project.flow.model import Answer, Summary
from checks.project.flow.values import dotted, root
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._admitting import admissions, hints
from checks.rules._bounding import reads_clock
from checks.rules._naming import owns_up
from checks.rules._told import awaited

_PRETENCE = regex(
    r"\b(?:mock\w*|fak(?:e|ed)|dummy|simulat\w*|place-?holders?|hard-?coded|canned|stub\w*|made[ -]up|synthetic|invented)\b"
    r"|\bfor now\b.{0,40}\breturn\w* (?:an? )?empty\b",
    re.IGNORECASE,
)
"""What an admission has to speak of: of the answer itself, not of how well something is done."""
_AGAINST = regex(
    r"\b(?:no|not|without|any|all|never|removed?|removes|cleans?|filters?|detects?|(?:check|look|scan)(?:s|ing)? for|ensures?|avoids?|rejects?|non)\b[^.;\n]{0,30}"
    r"\b(?:mock|fake|dummy|demo|sample|placeholder)|"
    r"\b(?:mock|fake|dummy|demo|sample|placeholder)\b[^.;\n]{0,20}\b(?:removed|is no longer|are no longer|gone)\b",
    re.IGNORECASE,
)
"""Words that speak of made-up data in order to keep it out."""
_DELAY = regex(
    r"\bsimulat\w* (?:an? |the |some )?(?:\w+ )?(?:async\w*|delays?|latency|waiting|loading)\b", re.IGNORECASE
)

_ABROAD = regex(
    r"\b(?:simul(?:ar|amos|ando|ad[oa]s?|er|ons|ée?s?|iert\w*)|ficti(?:ci[oa]s?|fs?|ves?)|fictíci[oa]s?|factices?|mockad[oa]s?"
    r"|(?:dat[oa]s|dados|implementaci[óo]n|implementação|données) (?:mock|fake|falsos)|dat[oa]s de prueba|dados de teste"
    r"|beispieldaten|sahte veri|data (?:dummy|palsu)|dữ liệu (?:giả|mẫu))\b|模拟|模擬|假数据|ダミー|モック|더미|목업"
    r"|\b(?:заглушк|имитаци|имитиру|симуляци|симулиру|фиктивн|тестовы[ех] данн|mock[- ]данн|моков)",
    re.IGNORECASE,
)
"""The same words in Spanish, Portuguese, French, German, Turkish, Indonesian, Vietnamese, Chinese, Japanese, Korean and Russian."""

_HEADING = regex(
    r"^\W*(?:(?:return|returns|returning|generate|generating|create|creating|build|using|use|with) )?(?:an? |some |the |our )?"
    r"(?:mock|fake|dummy|sample|simulated|hard-?coded|place-?holder) (?:[\w-]+ ){0,4}?"
    r"(?:data|responses?|results?|records?|values?|metrics|stats|statistics|context|history|analytics|contents?|entries|list|incidents|"
    r"events|users|messages|transactions|scores?|predictions?|analysis|reports?|items|orders|products|insights|recommendations|alerts)"
    r"\b[^.\w]*(?:$|[-–—(:;,.])",
    re.IGNORECASE | re.MULTILINE,
)
"""A comment that heads what follows it: ``Mock business context``, ``Sample business metrics data``."""
_STANDS_IN = regex(
    r"\breturn(?:s|ing|ed)? (?:an? |the |some )?(?:[\w-]+ )?(?:mock|fake|dummy|simulated|place-?holder|stub|hard-?coded|canned) "
    r"(?:[\w-]+ ){0,2}?(?:responses?|results?|data|values?|answers?|records?|objects?)\b",
    re.IGNORECASE,
)
"""What says of the answer itself that it stands in for another."""

_TO_STORE = regex(
    r"\b(?:todo|implement|in (?:a )?(?:production|real)|would)\b.{0,40}\b(?:stor(?:e[ds]?|age)|database|saved?|persist(?:ed|ence)?|insert(?:ed)?)\b",
    re.IGNORECASE,
)
"""What is said where what was sent is still to be stored."""
_COMPARING = frozenset("== === > < >= <=".split())
_FIGURES = 2
_DEPTH = 4
_BESIDE = 2
"""Lines between words and what they are said of."""
_LOOKING = frozenset(
    """includes has get test match search find some every filter map reduce forEach startsWith endsWith startswith endswith
    split indexOf count""".split()
)
"""Methods that look through what they are called on, or for what they are given."""
_NUMBERS = frozenset("Decimal float int Number BigInt Fraction".split())
"""Calls that make a number of what stands in them."""


def confession(project: Project, ref: FunctionRef, *, invents: bool = False) -> int:
    """The line on which a comment or docstring of a function first admits that what it hands back stands in for the real
    thing; 0 where none does. ``invents`` says that the function surely makes something up: then whatever is said to be
    simulated is that."""
    docstring = project.function(ref).docstring_line
    for line, text in _said(project, ref):
        if _ABROAD.search(text) or (line != docstring and _HEADING.search(text) and speaks_for(text)):
            return line
        if hints(text):
            for found in admissions(text, invents=invents, supplies=True):
                if _PRETENCE.search(_DELAY.sub("", found.words)) and speaks_for(text):
                    return line + found.first
    return 0


def _owns(text: str, *, invents: bool = False) -> bool:
    """Whether a comment admits that what stands below it stands in for the real thing."""
    if _ABROAD.search(text):
        return True
    return speaks_for(text) and any(
        _PRETENCE.search(_DELAY.sub("", found.words))
        for found in admissions(text, invents=invents, supplies=True)
    )


def provisional(project: Project, ref: FunctionRef) -> bool:
    """Whether a comment or docstring of a function admits anything at all: that it holds for now, what would be done in
    production, what is still to be implemented."""
    return any(
        hints(text) and speaks_for(text) and any(True for _ in admissions(text, supplies=True))
        for _, text in _said(project, ref)
    )


def to_be_stored(project: Project, ref: FunctionRef) -> bool:
    """Whether a comment of a function says that what was sent is still to be stored."""
    return any(_TO_STORE.search(text) for text in comments_of(project, ref))


def stands_in(project: Project, ref: FunctionRef) -> bool:
    """Whether the words inside say of the answer itself that it stands in for another (``return a placeholder response``)."""
    return any(_STANDS_IN.search(text) and speaks_for(text) for _, text in _said(project, ref))


def speaks_for(text: str) -> bool:
    """Whether a text that speaks of made-up data does not speak against it."""
    return _AGAINST.search(text) is None


_LINE = attrgetter("line")


def comments_of(project: Project, ref: FunctionRef) -> list[str]:
    """The comments of a function, those that follow one another as one text."""
    line = project.function(ref).docstring_line
    return [text for at, text in _said(project, ref) if not line or at != line]


def _said(project: Project, ref: FunctionRef) -> Iterator[tuple[int, str]]:
    """The docstring and the comments of a function, those that follow one another as one text."""
    function = project.function(ref)
    if function.docstring_line:
        yield function.docstring_line, function.docstring
    first, last, held = 0, 0, ""
    comments = project.facts[ref.path].outline.comments
    for comment in islice(comments, bisect_left(comments, function.line, key=_LINE), None):
        if comment.line > function.end_line:
            break
        if held and comment.alone and comment.line == last + 1:
            held, last = f"{held}\n{comment.text}", comment.end_line
            continue
        if held:
            yield first, held
        first, last, held = comment.line, comment.end_line, comment.text
    if held:
        yield first, held


def made_elsewhere(project: Project, ref: FunctionRef, answers: tuple[Answer, ...]) -> bool:
    """Whether a function only hands on what another one makes up: the fault is that one's."""
    body, function = project.body(ref), project.function(ref)
    own = range(function.line, function.end_line + 1)
    if any(a.value is not None and a.value.line in own and not _called(body, a.value) for a in answers):
        return False
    called = {project.callee(ref.path, call.func, ref.index) for call in calls(body)}
    return any(
        answer.own & (INVENTED | DRAWN)
        for callee in called - {None, ref}
        if callee is not None
        for answer in project.flow.function(callee).returned
    )


def handed(project: Project, ref: FunctionRef, value: tree.Expr | None) -> list[FunctionRef | None]:
    """The functions whose answers a value is or is a part of, by itself, by a local name or in the fields of an object; None
    for each part that is anything else."""
    found: list[FunctionRef | None] = []
    waiting, seen = [(value, 0)], set[tuple[str, int]]()
    while waiting:
        held, depth = waiting.pop()
        one = awaited(held)
        if isinstance(one, tree.Call):
            sent = (
                one.args[0]
                if depth == 0 and len(one.args) == 1 and dotted(one.func).endswith(("json", "jsonify"))
                else None
            )
            if sent is not None:
                waiting.append((sent, 1))
            else:
                found.append(project.callee(ref.path, one.func, ref.index))
        elif isinstance(one, tree.Name) and depth < _DEPTH:
            if (one.id, depth) not in seen:
                seen.add((one.id, depth))
                waiting += [(v, depth + 1) for v in project.flow.state.given(ref, one.id)] or [(None, _DEPTH)]
        elif isinstance(one, tree.Map) and depth < _DEPTH:
            waiting += [(v, depth + 1) for _, v in one.items]
        elif isinstance(one, tree.Attr | tree.Item) and depth < _DEPTH:
            waiting.append((one.base, depth + 1))
        elif not (isinstance(one, tree.Lit) and type(one.value) is bool):
            found.append(None)
    return found


def named_made_up(project: Project, ref: FunctionRef, answer: Answer) -> bool:
    """Whether an answer is an object written out in the function under a name that owns up to being made up, or below words
    that do, most of whose fields say what stands there, and that nothing else is done with."""
    name = _one_named(answer.value)
    body = project.body(ref)
    held = local_values(body, name) if name else []
    if len(held) != 1 or not isinstance(held[0], tree.Map):
        return False
    if not owns_up(name) and not _headed(project, ref, held[0]):
        return False
    given = {param.name for param in project.function(ref).params}
    data = [v for _, v in held[0].items if root(v) not in given and not _now(v)]
    said = sum(isinstance(n, tree.Lit | tree.Template) for v in data if _stands(v) for n in nodes(v))
    handled = any(
        isinstance(node, tree.Name) and node.id == name
        for call in calls(body)
        if not answer.line <= call.line <= answer.end_line
        for given in (*call.args, *(value for _, value in call.kwargs))
        for node in nodes(given)
    )
    return not handled and said >= _FIGURES and 2 * sum(map(_stands, data)) > len(data)


def _one_named(value: tree.Expr | None) -> str:
    """The one local name that an answer is, or that stands in it beside what stands in the code."""
    parts = [v for _, v in value.items] if isinstance(value, tree.Map) else [value]
    named = [part.id for part in parts if isinstance(part, tree.Name)]
    return named[0] if len(named) == 1 and all(isinstance(p, tree.Name | tree.Lit) for p in parts) else ""


def _headed(project: Project, ref: FunctionRef, value: tree.Map) -> bool:
    """Whether the words right above a written object say that it stands in for the real one."""
    above = [(line, text) for line, text in _said(project, ref) if line < value.line]
    if not above:
        return False
    line, text = above[-1]
    return line + text.count("\n") + _BESIDE >= value.line and _owns(text, invents=True)


def _now(value: tree.Expr) -> bool:
    """Whether a value is the present moment, however it is written."""
    return isinstance(value, tree.Call) and any(reads_clock(call) for call in calls(value))


def _stands(value: tree.Expr) -> bool:
    """Whether a field says what stands in the code: a figure, a text, a list or an object of such."""
    if isinstance(value, tree.Seq):
        return bool(value.items) and all(
            isinstance(item, tree.Lit | tree.Template | tree.Map) for item in value.items
        )
    if isinstance(value, tree.Map):
        return bool(value.items) and all(
            isinstance(item, tree.Lit | tree.Template) for _, item in value.items
        )
    return isinstance(value, tree.Lit | tree.Template) and type(getattr(value, "value", None)) is not bool


def counted_off(project: Project, ref: FunctionRef) -> bool:
    """Whether a function puts together as many records as it counts off (``for i in range(limit): rows.append({…})``), some of
    whose fields stand in the code."""
    return any(
        isinstance(statement, tree.Loop)
        and isinstance(statement.source, tree.Call)
        and dotted(statement.source.func) == "range"
        and any(_put_in(call) for call in calls(statement.body))
        for statement in statements(project.body(ref))
    )


def _put_in(call: tree.Call) -> bool:
    return (
        isinstance(call.func, tree.Attr)
        and call.func.name in ("append", "push")
        and any(
            isinstance(given, tree.Map) and sum(_holds_literal(value) for _, value in given.items) > _FIGURES
            for given in call.args
        )
    )


def _holds_literal(value: tree.Expr) -> bool:
    return any(isinstance(node, tree.Lit | tree.Template) for node in nodes(value))


def written_here(project: Project, ref: FunctionRef, answers: tuple[Answer, ...]) -> bool:
    """Whether what is made up stands in the function itself, or is drawn there; a table of the module is something else."""
    function = project.function(ref)
    own = range(function.line, function.end_line + 1)
    if answers and all(
        answer.own & DRAWN or (answer.value is not None and answer.value.line in own and _text(answer))
        for answer in answers
    ):
        return True
    return any(
        _literals(node) > 1
        for statement in statements(project.body(ref))
        if (value := getattr(statement, "value", None)) is not None
        for node in nodes(value)
    )


def _literals(node: tree.Node) -> int:
    """How many members of an object or list are literals that say something."""
    parts = [v for _, v in node.items] if isinstance(node, tree.Map) else getattr(node, "items", ())
    return sum(isinstance(v, tree.Lit) and type(v.value) is not bool and bool(v.value) for v in parts)


def _called(body: tree.Body, value: tree.Expr | None) -> bool:
    """Whether a value is the answer of a call, by itself or by a local name."""
    if isinstance(value, tree.Name):
        held = [v for v in local_values(body, value.id) if v is not None]
        return bool(held) and all(isinstance(awaited(v), tree.Call) for v in held)
    return isinstance(awaited(value), tree.Call)


def looks_into(project: Project, ref: FunctionRef) -> bool:
    """Whether a function looks through what it is given, or looks it up: what it answers is then more than what stands in
    the code, however simple."""
    given = {p.name for p in project.function(ref).params if p.name not in ("self", "cls", "this")}
    function = project.function(ref)
    inside = (
        project.body(FunctionRef(ref.path, inner.index))
        for inner in project.facts[ref.path].outline.functions
        if function.line <= inner.line and inner.end_line <= function.end_line and inner.index
    )
    for node in (node for body in inside for node in nodes(body)):
        looked: tuple[tree.Expr | None, ...] = ()
        if isinstance(node, tree.Comp):
            looked = (*(source for _, source in node.loops), *node.tests)
        elif isinstance(node, tree.Loop):
            looked = (node.source,)
        elif isinstance(node, tree.If):
            looked = tuple(argument for call in calls(node.test) for argument in call.args)
            looked = (*looked, *_compared(node))
        elif isinstance(node, tree.Item):
            looked = (node.key,)
        elif isinstance(node, tree.Op) and node.op == "in":
            looked = node.operands
        elif isinstance(node, tree.Call) and isinstance(node.func, tree.Attr) and node.func.name in _LOOKING:
            looked = (node.func.base, *node.args)
        if any(held is not None and not given.isdisjoint(_roots(held)) for held in looked):
            return True
    return False


def _compared(branch: tree.If) -> tuple[tree.Expr, ...]:
    """What a branch compares with something that stands in the code, where it answers differently for it."""
    test = branch.test
    if not isinstance(test, tree.Op) or test.op not in _COMPARING:
        return ()
    answers = any(isinstance(inner, tree.Return) for inner in branch.then)
    return test.operands if answers and any(_says_much(o) for o in test.operands) else ()


def _says_much(value: tree.Expr) -> bool:
    return isinstance(value, tree.Lit) and value.value not in (None, "", 0)


def _roots(value: tree.Expr) -> set[str]:
    return {node.id for node in nodes(value) if isinstance(node, tree.Name)}


def out_of_nothing(
    summary: Summary, answers: tuple[Answer, ...], telling: bool = False, supplied: bool = False
) -> bool:
    """Whether a function changes nothing and every answer is made of records that stand in the code or of what chance
    drew, whatever it reckons with them; with ``telling`` a text or a few figures that stand in the code are enough, with ``supplied``
    whatever is not real."""
    if summary.effects or not answers:
        return False
    return all(
        not answer.own & REAL & ~SUMS
        and (supplied or bool(answer.own & (INVENTED | DRAWN)) or (telling and _text(answer)))
        for answer in answers
    )


def _says(values: Iterable[tree.Expr]) -> bool:
    """Whether several values are figures or texts that stand in the code."""
    said = (v.value for v in values if isinstance(v, tree.Lit) and type(v.value) is not bool)
    return sum(type(value) in (int, float) or bool(value) for value in said) >= _FIGURES


def _number(value: tree.Expr | None) -> tree.Expr | None:
    """The number that an expression makes of a literal (``Decimal("75.0")``), as a literal; any other as it is."""
    if not isinstance(value, tree.Call) or dotted(value.func).rsplit(".", 1)[-1] not in _NUMBERS:
        return value
    held = value.args[0] if len(value.args) == 1 and not value.kwargs else None
    if not isinstance(held, tree.Lit) or type(held.value) not in (int, float, str):
        return value
    try:
        return tree.Lit(held.line, float(str(held.value)))
    except ValueError:
        return value


def _text(answer: Answer) -> bool:
    value = _number(answer.value)
    if isinstance(value, tree.Map):
        return _says(v for _, v in value.items)
    if isinstance(value, tree.Call) and not value.args:
        return _says(v for _, v in value.kwargs)
    if isinstance(value, tree.Seq):
        return _says(item for item in value.items if not (isinstance(item, tree.Lit) and not item.value))
    if isinstance(value, tree.Lit):
        return type(value.value) is not bool and value.value not in (None, "", 0, 1, -1)
    return isinstance(value, tree.Template) and not any(True for _ in calls(value))
