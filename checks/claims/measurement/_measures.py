"""What a statement says was measured: how fast, how long, how many at once, how good, how much better."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from checks.claims import _numbers, _values
from checks.claims.measurement import _burdens
from checks.documents.marks import TICKS
from checks.documents.model import Statement
from checks.patterns import regex

_LONGEST = 500
_FIRST = 2  # characters before a figure that is all a label says
_LEADS = 60  # characters of a line that announces a list
_CONTEXT = 60  # characters before a figure in which a word says what it is
_N = r"(?:\d{1,3}(?:,\d{3}){1,3}|\d{1,9})(?:\.\d{1,4})?"
_FIGURE = rf"(?<![\w.,/:$€£-])(?P<sign>[~≈<>≤≥]=?\s?)?(?P<n>{_N})(?:\s?[-–]\s?(?P<to>{_N}))?"
_SECONDS = r"(?:ms|µs|ns|milliseconds?|microseconds?|s|secs?|seconds?)"
_SPAN = rf"(?:{_SECONDS}|m|mins?|minutes?|h|hrs?|hours?|days?|weeks?)"
_ALONE = regex(rf"^\W{{0,3}}{_FIGURE}\s?(?P<unit>{_SPAN})\b(?:\s\([^()]{{0,20}}\))?\W{{0,3}}$", re.IGNORECASE)
_TIME = regex(rf"{_FIGURE}[\s-]?(?P<unit>{_SPAN})\b", re.IGNORECASE)
_LED = regex(r"[\s:*–—-]{1,5}")
_LASTED = regex(
    r"(?i)^\s(?:(?:average|mean|typical)\s)?(?:response|load|render\w*|query|processing|build|start-?up)\s?times?\b"
)
"""Behind a figure: what it measures, whatever else the line speaks of."""
_WINDOW = regex(r"(?i)^[\s-](?:moving |rolling )?(?:average|avg|mean|window|trend|baseline|history|period)\b")
"""Behind a span of time: it is what is looked at, not what something took."""
_DONE_IN = regex(
    r"(?i)\b(?!passe[ds]|failed|fails|skipped)[a-z]{3,20}(?:s|ed)\sin\s(?:(?:just|only|about|under|less than|around)\s)?$"
)
"""Before a span of time: "decompresses in ~200 ms"."""
_MOST = regex(r"(?i)\b(?:up to|at most|max(?:imum)?(?: of)?|limit(?:ed)? (?:of|to))\s$")
_RATE = regex(
    rf"{_FIGURE}\s?(?P<plus>\+)?(?P<unit>[KM]?\+?\s?(?:[A-Za-z]{{2,15}}\s?){{0,2}}(?:/\s?|\bper\s)(?:s|h|secs?|seconds?|mins?|minutes?|hours?)\b|[KM]?\+?\s?(?:rps|qps|tps|fps)\b)",
    re.IGNORECASE,
)
_LOAD = regex(
    rf"{_FIGURE}(?P<plus>\+)?\s(?P<unit>(?:concurrent|simultaneous)\s(?!workers|threads|process|coroutine)[A-Za-z]{{3,20}}(?:\s(?:users|clients|connections|requests|sessions))?)\b",
    re.IGNORECASE,
)
_CROWD = regex(
    rf"{_FIGURE}(?P<plus>\+)?\s(?P<unit>(?:active\s)?(?:users|clients|visitors|connections))\b", re.IGNORECASE
)
_BURDEN = regex(
    r"(?i)\b(?:handl(?:es?|ed|ing)|serv(?:es?|ed|ing)|scal(?:es?|ed|ing)|load(?:[- ]test\w*)?|stress[- ]test\w*|withst(?:ands?|ood)|sustain\w*)\b"
)
_BETTER = r"(?:faster|slower|quicker|speed-?ups?|improve(?:ment|d)|better|above|higher|lower|smaller|reduction|reduced|increased?|decreased?|overhead|savings?|growth|efficien\w+|(?:less|fewer|more)\s\w{3,20})"
_FACTOR = regex(
    rf"{_FIGURE}(?:[x×%]\s?[-–]\s?(?P<last>{_N}))?(?P<unit>\s?[x×%])\+?\s{_BETTER}\b", re.IGNORECASE
)
_BY = regex(
    rf"(?i)\b(?:reduc|improv|increas|decreas|cut|lower|boost)\w*\s(?:[\w-]+\s){{0,5}}by\s(?:about\s|up to\s)?{_FIGURE}(?P<unit>\s?[x×%])(?!\w)"
)
_FACTOR_ALONE = regex(rf"{_FIGURE}(?P<unit>[x×])(?!\w)", re.IGNORECASE)
_FACTOR_NAME = regex(r"(?i)\b(?:efficiency|speed-?up|acceleration|improvement)\b")
_GRADED = r"(?:uptime|availability|accuracy|precision|recall|(?:hit|error|success|failure|conversion|detection|on-time|[a-z-]{4,20}ation)\srate|rate)"
_SHARE = regex(rf"{_FIGURE}(?P<unit>\s?%)\s(?:[\w-]{{2,20}}\s){{0,1}}{_GRADED}\b", re.IGNORECASE)
_SHARE_OF = regex(rf"\b{_GRADED}\b(?:\s(?:is|of|at|was|now))?\W{{1,4}}{_FIGURE}(?P<unit>\s?%)", re.IGNORECASE)
_CHANGED = regex(
    r"\d\s?(?:[KMGT]i?B|%|[a-zµ]{1,12})?(?:\s(?:before|previously|originally))?\s?(?:→|->|=>|\bdown to\b|\bto\b)\s?[~≈]?\d",
    re.IGNORECASE,
)
"""From one figure to another."""
_WAS = regex(
    r"(?i)^(?:\s(?:before|previously|originally))?\s?(?:→|->|=>|\bdown to\b|\bto\b)\s?[~≈]?\d|^\s(?:before|previously|originally)\b"
)
_LEAKS = regex(r"(?i)\b(?:no|zero|without)\s(?:memory\s)leaks?\b")
_TARGETS = regex(
    r"(?i)\ball\s(?:performance\s|benchmark\s|latency\s){0,2}(?:targets|benchmarks|slas?|budgets)\s(?:are\s|were\s|have been\s)?(?:met|exceeded|achieved|reached|passed)\b"
)
_SCORE = regex(
    rf"(?i)\b(?:score|rating|readiness|quality|grade|health)\b\W{{1,4}}(?:[A-Z][a-z]{{2,12}}\W{{1,3}})?(?P<n>{_N})\s?/\s?(?P<unit>10|100)\b(?!/)"
)
_TOOK = regex(
    r"(?i)\b(?:took|taken|takes|spent|duration|elapsed|wall-?clock|effort|timeline|actual|total time|execution(?: time)?|(?:response|load|build|run|processing|query|render\w*|start-?up|completion)\s?times?|"
    r"latency|p9\d|p50|average|avg|mean|median|benchmark\w*|overhead|additional(?: \w+)? time|extra(?: \w+)? time|responds?|completes?|completed in|arrives? (?:in|within|after)|(?:^|\s)time:|loads in|ran in|finished in|faster)\b"
)
_MEASURING = regex(
    r"(?i)\b(?:performance|benchmarks?|latency|response times?|speed|load tests?|load testing|timings?|throughput)\b"
)
_ASSIGNED = regex(
    rf"^\s*(?P<what>[A-Za-z][\w()./ -]{{2,50}}?)\s{{0,20}}[=:]\s{{1,20}}(?P<n>{_N})\s?(?P<unit>ms|µs|s|%|rps|req/s|seconds|milliseconds)(?![\w/])"
)
_BARE = regex(rf"^\W{{0,3}}{_N}\W{{0,3}}$")
_IN_UNIT = regex(
    r"(?i)^\W*(?P<what>[^()\[\]]{0,40}?)\s?[(\[]\s?(?P<unit>ms|µs|s|secs?|seconds?|mins?|minutes?|[KMG]i?B|%)\s?[)\]]\W*$"
)
"""What a column's heading says of the bare figures below it: "P95 (ms)"."""
_MEASURED_COLUMN = regex(
    r"(?i)\b(?:after|actual|measured|result|achieved|current|time|duration|latency|avg|average|mean|median|elapsed|p\d\d)\b"
)
# A span that somebody sets is no measurement, one that somebody hopes for none either.
_SET = regex(
    r"(?i)\b(?:ttl|intervals?|time-?outs?|expir\w+|delay\w*|window|retention|cach\w+|every|each|defaults?|max(?:imum)?|min(?:imum)|cool-?down|back-?off|"
    r"lifetime|poll\w*|heartbeats?|debounc\w+|throttl\w+|tokens?|limit\w*|quota|last|past|previous|next|look-?back|older|old|histor\w+|schedul\w+|cron|refresh\w*|"
    r"wait\w*|sleep\w*|retr(?:y|ies)|ago|trial|notice|simulat\w+|mock\w*|up to)\b"
)
_HOPED = regex(
    r"(?i)\b(?:planned|plan|target\w*|goals?|estimat\w+|expected|budget\w*|should|would|could|must|will|eta|remaining|recommend\w*|need\w*|if)\b"
)
_WORDED = regex(r"[^\W\d_]{2}")
_LIMITS = regex(
    r"(?i)\b(?:alerts?|alarms?|thresholds?|limit(?:s|ing|ers?)?|throttling|targets?|goals?|scenarios?|profiles?|polic(?:y|ies)|slas?|budgets?)\b"
)
"""Headings of what is to be kept to or to be tried, not of what was measured."""
_COMPARED = regex(
    r"(?i)^\W*(?:after|results?|measured|window analysis)(?:\s(?:fix(?:es)?|optimi[sz]ations?|changes?|improvements?))?\W*$"
)
_TESTED = regex(r"(?i)\b(?:tests?|pass|coverage|lint)\b")
_NONE = regex(r"(?i)^\W*(?:none|no leaks?|zero)(?:\s(?:detected|found|observed))?\W*$")


class Measure(msgspec.Struct, frozen=True):
    """One measured figure: of what, how much (a number, a range such as ``8-15``, or a word), in which unit.

    ``better`` marks a comparison ("85 % better")."""

    quantity: str
    value: float | int | str
    unit: str | None = None
    comparator: str = "="
    start: int = 0
    better: bool = False


def of(statement: Statement, lead: str = "") -> list[Measure]:
    """The figures that a statement says were measured, in the order of its text, none inside another. ``lead`` is what
    announces its list."""
    if statement.kind == "tree" or statement.before:
        return []
    if statement.mark != "done" and any(_LIMITS.search(h.plain) for h in statement.headings[-1:]):
        return []
    if statement.fence is not None and statement.fence.shows == "unknown":
        return _assigned(statement)
    fence = statement.fence
    if fence is not None and (
        fence.shows != "output" or (fence.info and statement.plain.lstrip()[:1] in TICKS)
    ):
        return []  # a tick below a command tells of a trial
    found: dict[tuple[str, str, str | None], Measure] = {}
    for said in _numbers.said(statement):
        if statement.cells and said.text == said.name:
            continue
        for measure in _in_text(statement, said, lead):
            found.setdefault((measure.quantity, str(measure.value), measure.unit), measure)
    kept = list(found.values())
    of_one = statement.cells or statement.label or _CHANGED.search(statement.plain)
    if of_one and any(not m.better for m in kept):
        return [m for m in kept if not m.better]  # "12 ms, 85% better" is one figure and what is made of it
    return kept


def _assigned(statement: Statement) -> list[Measure]:
    """``http_req_duration p(95) = 187ms`` in a block below words on performance: what a tool for load tests prints."""
    found = _ASSIGNED.match(statement.plain[:200])
    near = [*(h.plain for h in statement.headings[-2:]), *([found["what"]] if found else [])]
    if found is None or not any(_MEASURING.search(text) for text in near) or _SET.search(found["what"]):
        return []
    return [Measure(_tidy(found["what"]), _number(found["n"]), found["unit"], start=found.start("n"))]


def _in_text(statement: Statement, said: _numbers.Said, lead: str) -> Iterator[Measure]:
    text = _with_unit(said)[:_LONGEST]
    name = said.name if statement.cells else statement.label
    settable = (
        [(v.start, v.start + len(v.text)) for v in _values.stated(statement)] if not said.header else []
    )
    taken: list[tuple[int, int]] = settable
    spans = sorted(_spans(statement, said, text, name, lead), key=lambda match: (match.start(), -match.end()))
    for match in spans:
        if any(match.start() < last and first < match.end() for first, last in taken):
            continue
        taken.append(match.span())
        if not _hoped(text, match) and not _WAS.match(text[match.end() : match.end() + 30]):
            yield _measure(match, _quantity(text, match, name))
    if statement.kind != "heading":
        yield from _in_words(text, name)


def _with_unit(said: _numbers.Said) -> str:
    """A cell's text, a bare figure with the unit of its column."""
    unit = _IN_UNIT.match(said.header) if _BARE.match(said.text) else None
    return f"{said.text.strip()} {unit['unit']}" if unit else said.text


def _spans(
    statement: Statement, said: _numbers.Said, text: str, name: str, lead: str
) -> Iterator[re.Match[str]]:
    """The figures of a text that are measured."""
    limits = _SET.search(text) or _SET.search(name)
    if not limits:
        yield from _RATE.finditer(text)
    yield from (m for m in _LOAD.finditer(text) if not _MOST.search(text[: m.start()][-20:]))
    if _BURDEN.search(text):
        yield from _CROWD.finditer(text)
    yield from _FACTOR.finditer(text)
    yield from _BY.finditer(text)
    if _FACTOR_NAME.search(name):
        yield from _FACTOR_ALONE.finditer(text)
    if not _TESTED.search(f"{name} {text}"):
        yield from (m for p in (_SHARE, _SHARE_OF) for m in p.finditer(text))
    yield from _burdens.spans(
        text, name, said.header, statement.headings[-1].plain if statement.headings else ""
    )
    yield from _times(statement, said, text, name, lead)


def _times(
    statement: Statement, said: _numbers.Said, text: str, name: str, over: str
) -> Iterator[re.Match[str]]:
    """The spans of time that something took."""
    if statement.cells:
        under = " ".join(h.plain for h in statement.headings[-2:])
        measured = _MEASURING.search(f"{under} {name} {said.header}") or _IN_UNIT.match(said.header)
        if (alone := _ALONE.match(text)) and measured and _MEASURED_COLUMN.search(said.header):
            yield alone
            return
    lead = _LED.match(text[len(name) :]) if name and not statement.cells and text.startswith(name) else None
    announced = len(over) < _LEADS and bool(_MEASURING.search(over)) and not _LIMITS.search(over)
    headed = announced or any(
        _MEASURING.search(h.plain) or _COMPARED.match(h.plain) for h in statement.headings[-1:]
    )
    if lead and headed and not _SET.search(text.partition("(")[0]):
        yield from (m for m in [_TIME.match(text, len(name) + lead.end())] if m)
        return
    for match in _TIME.finditer(text):
        around = text[max(0, match.start() - _CONTEXT) : match.end() + 20]
        around = f"{name}: {around}" if name and not statement.cells and match.start() <= _FIRST else around
        told = not _WINDOW.match(text[match.end() :]) and (
            _DONE_IN.search(text[: match.start()])
            or _TOOK.search(around if not statement.cells else f"{name} {around}")
            or _MEASURING.fullmatch(name)
            or _MEASURING.match(text)
        )
        if told and (_LASTED.match(text[match.end() :]) or not _SET.search(around)):
            yield match


def _hoped(text: str, match: re.Match[str]) -> bool:
    """Whether the words right beside a figure say that it is a plan or a target."""
    before = re.split(r"[,;()]", text[max(0, match.start() - 40) : match.start()])[-1]
    behind = re.split(r"[,;→]", text[match.end() : match.end() + 16])[0]
    # "2x above targets": the target is what it is compared with.
    compared = match.re.pattern in (_FACTOR.pattern, _BY.pattern)
    return bool(_HOPED.search(before) or (not compared and _HOPED.search(behind)))


def _in_words(text: str, name: str) -> Iterator[Measure]:
    """What is measured without a figure, and scores."""
    if found := _LEAKS.search(text):
        yield Measure("memory leaks", "none", start=found.start())
    elif re.search(r"(?i)\bmemory\b", name) and _NONE.match(text):
        yield Measure("memory leaks", "none")
    if found := _TARGETS.search(text):
        yield Measure("targets met", "all", start=found.start())
    if found := _SCORE.search(text):
        yield Measure(
            _tidy(text[: found.start("n")]), _number(found["n"]), f"/{found['unit']}", start=found.start()
        )


def _measure(match: re.Match[str], quantity: str) -> Measure:
    groups = match.groupdict()
    last = groups.get("to") or groups.get("last")
    unit = " ".join(groups["unit"].replace("+", " ").split())
    sign = (groups.get("sign") or "").strip()
    more = groups.get("plus") or "+" in groups["unit"] or sign[:1] in (">", "≥")
    how = ">=" if more else {"~": "~", "≈": "~", "<": "<", "≤": "<"}.get(sign[:1], "=")
    value = f"{groups['n']}-{last}" if last else _number(groups["n"])
    return Measure(
        quantity, value, unit, how, match.start(), match.re.pattern in (_FACTOR.pattern, _BY.pattern)
    )


def _quantity(text: str, match: re.Match[str], name: str) -> str:
    """What a figure is of: its line's label or row, else the words before it, else those behind."""
    before = [_tidy(part) for part in re.split(r"[,;()|]", text[: match.start("n")])]
    said = next((part for part in reversed(before) if _WORDED.search(part)), "")
    return _tidy(name) or said or _tidy(text[match.end() :]) or "measure"


def _tidy(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s/%-]", " ", text).split()[-6:])[:80]


def _number(figure: str) -> float | int:
    value = float(figure.replace(",", ""))
    return int(value) if value.is_integer() else value
