"""Values that a document says are set in code: "7-day TTL", "max 3 attempts", "50 events per cycle"."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from checks.documents.model import Statement
from checks.patterns import regex

_N = r"\d{1,7}(?:\.\d{1,3})?"
_UNIT = r"(?:ms|milliseconds?|s|secs?|seconds?|mins?|minutes?|m|h|hrs?|hours?|d|days?|weeks?|kb|mb|gb|kib|mib|gib)\b"
_OF_TIME = (
    r"(?:ttl|intervals?|time-?outs?|delay|window|expiry|expiration|retention|cool-?down|back-?off|lifetime|heartbeats?|polling|"
    r"grace period|debounce|throttl\w+|idle)\b"
)
_THINGS = r"(?:attempts?|retries|tries|cycles?|items?|events?|messages?|records?|rows?|connections?|jobs?|entries|requests?)\b"
_EACH = r"\s?(?:per|/)\s?(?:cycle|batch|run|request|page|poll|iteration|tick|flush)\b"
_VALUES = (
    regex(rf"(?<![\w.$/#:-]){_N}[\s-]?{_UNIT}[\s-]{{1,2}}(?:\w{{1,20}}\s)?{_OF_TIME}", re.IGNORECASE),
    regex(
        rf"\b(?:max(?:imum)?|min(?:imum)?|up to|at most)\s(?:of\s)?{_N}\s?(?:{_UNIT}(?:\s{_OF_TIME})?|{_THINGS}(?:{_EACH})?)",
        re.IGNORECASE,
    ),
    regex(rf"(?<![\w.$/#:-]){_N}\s{_THINGS}{_EACH}", re.IGNORECASE),
    regex(
        rf"(?<=exceeds ){_N}\s{_THINGS}|(?<=after ){_N}\s(?:failed\s)?(?:attempts|retries|tries)\b",
        re.IGNORECASE,
    ),
    regex(
        rf"(?<!\w)(?:(?:max|min|maximum|minimum|default)\s)?(?:\w{{2,20}}\s){{0,2}}(?:(?:drain|wait|idle|lock|hold|shutdown|cache|session|retry|expiry|poll\w*)\stime|{_OF_TIME}):\s{{0,2}}{_N}\s?{_UNIT}",
        re.IGNORECASE,
    ),
)
_LIST = regex(rf"\b{_OF_TIME[:-2]}\s\((?P<parts>[^()]{{4,80}})\)", re.IGNORECASE)
_IN_LIST = regex(rf"^\s*{_N}\s?{_UNIT}\s\w{{3,20}}\s*$", re.IGNORECASE)
_BARE = regex(rf"^{_N}\s(?:failed\s)?{_THINGS}$", re.IGNORECASE)
# What a run took is a measurement; what somebody plans or could choose is no setting.
_MEASURED = regex(
    r"(?i)\b(?:took|takes|average|avg|p9\d|response times?|latency|measured|faster|slower|uptime|benchmark\w*|within|less than|under|elapsed|"
    r"duration|effort|estimate\w*|ran|runtime|completes?|processed|performance|throughput|load test\w*|achieved|target)\b"
)
_SPAN = {
    "ms": 1, "millisecond": 1, "s": 1000, "sec": 1000, "second": 1000, "m": 60_000, "min": 60_000, "minute": 60_000,
    "h": 3_600_000, "hr": 3_600_000, "hour": 3_600_000, "d": 86_400_000, "day": 86_400_000, "week": 604_800_000,
}  # fmt: skip
_WORDLESS = frozenset("max min maximum minimum default per up to at most of the a exceed after".split())


class Value(msgspec.Struct, frozen=True):
    """A value as written, and where it starts."""

    text: str
    start: int


def stated(statement: Statement) -> Iterator[Value]:
    """The values that a statement says are set, in the order of the text, none inside another."""
    text = statement.plain[:600]
    if statement.polarity == "absent" or _MEASURED.search(text):
        return
    found = [(m.start(), m.end()) for pattern in _VALUES for m in pattern.finditer(text)]
    for listed in _LIST.finditer(text):
        at = listed.start("parts")
        for part in listed["parts"].split(","):
            if _IN_LIST.match(part):
                found.append((at, at + len(part)))
            at += len(part) + 1
    end = 0
    for first, last in sorted(found, key=lambda span: (span[0], -span[1])):
        if first >= end:
            yield Value(text[first:last].strip(), first)
            end = last


def is_value(text: str) -> bool:
    """Whether a claim's snippet is a value in words, not code."""
    return len(text) < 80 and (
        any(p.search(text) for p in _VALUES) or bool(_IN_LIST.match(text)) or bool(_BARE.match(text))
    )


def place(value: str, lines: list[str]) -> int | None:
    """The first line (from 1) of a file that sets a value: one with its number, in whatever unit of time, and with a
    word of it. None where no line does."""
    number = re.search(_N, value)
    words = {w.lower().rstrip("s") for w in re.findall(r"[A-Za-z]{3,}", value)} - _WORDLESS - set(_SPAN)
    if number is None:
        return None
    figures = "|".join(
        sorted(map(re.escape, _written(number.group(), value[number.end() :])), key=len, reverse=True)
    )
    wanted = re.compile(rf"(?<![\w.])(?:{figures})(?![\w.]*\d)")
    for at, line in enumerate(lines, 1):
        bare = line[:500].replace("_", "").lower()
        if wanted.search(re.sub(r"(?<=\d)_(?=\d)", "", line[:500])) and any(
            word[:6] in bare for word in words
        ):
            return at
    return None


def _written(figure: str, behind: str) -> set[str]:
    """The ways in which code writes a number of some unit: itself, and a span of time in finer units."""
    ways = {figure}
    unit = re.match(r"[\s-]?([A-Za-z]+)", behind)
    span = _SPAN.get(unit[1].lower().rstrip("s") or unit[1].lower()) if unit else None
    if unit and span is None:
        span = _SPAN.get(unit[1].lower())
    if span:
        whole = float(figure) * span
        ways |= {
            str(int(whole / finer))
            for finer in (1, 1000, 60_000, 3_600_000)
            if whole >= finer and whole % finer == 0
        }
    return ways
