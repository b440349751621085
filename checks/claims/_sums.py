"""Sums, shares and equations: numbers of a document that have to agree."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from checks.claims import _numbers
from checks.claims._ledger import Account, Amount, accounts
from checks.documents.model import Document, Statement
from checks.patterns import regex

_F = _numbers.FIGURE
_PERCENT = regex(
    rf"(?<![\w.,/])(?<![A-Za-z]-)(?P<part>{_F})\s?(?:/|\bof\b|\bout of\b)\s?(?P<whole>{_F})(?P<between>[^()%\d;|]{{0,40}})[(=:–-]\s?~?(?P<pct>\d{{1,3}}(?:\.\d{{1,3}})?)\s?%(?=\s?(?:[);,.|]|$|-|–|—|pass|success|complet|progress|done|of|implemented|working|achiev|E2E))"
)
_PERCENT_FIRST = regex(
    rf"(?<![\w.,/~≈<>≤≥-])(?P<pct>\d{{1,3}}(?:\.\d{{1,3}})?)\s?%(?: (?P<state>(?i:complete[d]?|done|implemented|passed|passing|working|functional|verified|covered|success(?: rate)?|pass rate)))?[*_\s]{{0,4}}\(\s?(?P<part>{_F})\s?(?:/|\bof\b|\bout of\b)\s?(?P<whole>{_F})(?![\w.,/%-]*\d)"
)
_EQUATION = regex(
    rf"(?<![\w.,/+×*-])(?P<left>{_F}(?:(?:\s?[A-Za-z]{{0,12}}\s?[+×*x]|(?:\s[A-Za-z]{{1,12}}){{2,3}}\s×)\s?{_F}){{1,12}}+)\s?[A-Za-z]{{0,12}}\s?=\s?(?P<right>{_F})(?![\w.,]*\d|\s?[+×*/-]\s?\d)"
)
_UNKNOWN = regex(r"\d[xyz](?!\w|\s?\d)")  # "2x + 5 = 13" is to be solved
_PRODUCT = regex(
    rf"(?<![\w.,/])(?P<right>{_F})\s*(?:[A-Za-z]{{1,30}}\s+){{0,2}}[A-Za-z]{{0,30}}\s*\((?P<left>{_F}(?:\s?[A-Za-z]{{0,16}}\s?[×x*]\s?{_F}){{1,4}}+)\s?[A-Za-z]{{0,16}}\)"
)
_MADE_UP_OF = regex(
    rf"(?<![\w.,/])(?:\d{{1,5}}/)?(?P<right>{_F})\s*(?:[A-Za-z]{{1,30}}\s+){{0,3}}\((?P<left>{_F}(?:\s[A-Za-z/-]{{1,20}}){{0,2}}(?:(?:\s?\+\s?|,\s){_F}(?:\s[A-Za-z/-]{{1,20}}){{0,3}}){{1,6}}+)\)"
)
_TERM = regex(rf"(?P<op>[+×*x])?\s?(?P<n>{_F})")
_FRACTION = regex(rf"(?P<a>{_F})(?:\s?/\s?(?P<b>{_F}))?")
_GOES_ON = regex(r"(?:→|->|=>|[−÷/^])\s?$")
"""What joins an equation to the number ahead of it, so that its first term is another: ``45s → 8s + 15s = 68s``."""
_RANGED = regex(r"[-–~≈<>≤≥]\s?$")
_MEASURE = regex(
    r"(?i)\s*(?:ms|milliseconds?|s|secs?|seconds?|mins?|minutes?|h|hrs?|hours?|days?|weeks?|months?|[kmgt]i?b|bytes?|tokens?|px|usd|eur)\b"
)
"""What is measured of things that are counted: how much one of them takes is left out."""
_SLACK = 1.05
_WHOLE = 100  # per cent
_HALF = 0.5
_NESTED = 200  # amounts of one account that are looked through for others beside each
_REMARKABLE = 100
_NO_SUM = regex(
    r"\b(?:avg|average|mean|median|p\d\d|latency|response|rate|ratio|score|percent\w*|per|speed|rps|qps)\b|\(ms\)|%",
    re.IGNORECASE,
)
_SUBTOTAL = regex(r"\b(?:(?:sub-?)?totals?|sum)\b", re.IGNORECASE)
_PLAIN_TOTAL = regex(r"\W*(?:grand |overall )?(?:totals?|sum)\W*$", re.IGNORECASE)


class Relation(msgspec.Struct, frozen=True):
    """Numbers that must agree: what is stated where, what the numbers give, and the lines that were used.

    ``upto`` and ``reaching`` are the upper ends where what is stated, or what the numbers give, is a range."""

    line: int
    end_line: int
    stated: float
    computed: float
    comparator: str
    what: str
    agrees: bool
    lines: tuple[int, ...] = ()
    upto: float | None = None
    reaching: float | None = None


_OF_ANOTHER = regex(r"(?i)\s{0,2}%?\s{0,2}of (?!the total|total|all\b)[a-z]")


_EXPLAINED = regex(r"\s?%?\s?[-–—,;:]\s?[^()\n]{0,60}[A-Za-z]{3}")
"""``186/186 passing (99.5% - 1 skipped by design)``."""
_UNEQUAL = regex(r"(?i)\s(?:[a-z]+\s)?(?:phases|stages|milestones|sprints|epics|weeks|priorities)\b")
_STAGES = frozenset(("complete", "completed", "done", "implemented"))
_GRADE = regex(r"(?i)\b(?:score|grade|quality|readiness)\W{0,6}$")
_RUN = regex(r"(?i)\s(?:[\w-]{1,20}\s){0,3}(?:tests?|checks?|specs?|cases|pass(?:ed|ing|es)?)\b")
_TEN = 10
_BEHIND = 80
_FEW_WORDS = regex(
    r"[\s*_:]*(?:(?!and\b|plus\b|or\b)[A-Za-z][\w-]{0,20}+(?![\w-])[\s*_:]{0,4}+){0,4}[\s*_:,]*"
)
_CLOSED = regex(
    r"$|[\s*_]{0,4}(?:(?!and\b|plus\b|or\b|missed\b|missing\b|left\b|failed\b|remaining\b|skipped\b)[A-Za-z][\w-]{0,20}+(?![\w-])[\s*_]{0,4}+){0,4}(?:$|[);,.|\]])"
)


def percentages(statement: Statement) -> Iterator[Relation]:
    """``19/21 tests (90.5%)``, ``90.5% (19 out of 21)``."""
    text = statement.plain[:5000]
    for found in (*_PERCENT.finditer(text), *_PERCENT_FIRST.finditer(text)):
        part, whole = _numbers.value(found["part"]), _numbers.value(found["whole"])
        if whole > 0 and part <= whole * 2:
            told = share(statement.line, statement.end_line, part, whole, found["pct"])
            # "4/7 done (100% of core features)" is a share of something else than the seven.
            other = _OF_ANOTHER.match(text, found.end()) or not _plainly_told(found, told)
            if told.agrees or not other:
                yield told


def _plainly_told(found: re.Match[str], told: Relation) -> bool:
    """Whether a share is of all that is counted beside it, in words that add nothing: not "40% (1 of 3 and the tests)",
    nor the rest, "47% (571/1075 lines missed)", nor one that is explained or of stages, which are of different weight."""
    between = found.groupdict().get("between") or ""
    behind = "" if "between" in found.groupdict() else found.string[found.end() :][:_BEHIND]
    if _of_a_grade(found, behind):
        return False
    rest = abs(_WHOLE - told.computed - told.stated) <= 1
    if (
        rest
        or _EXPLAINED.match(found.string, found.end())
        or _UNEQUAL.match(found.string, found.end("whole"))
    ):
        return False
    tens = not told.stated % _TEN and abs(told.computed - told.stated) < _TEN / 2
    if tens and _numbers.value(found["whole"]) < _TEN:
        return False  # "7/9 (80%)": of so few things a share is often told in tens
    return bool(_FEW_WORDS.fullmatch(between)) and bool(_CLOSED.match(behind))


def _of_a_grade(found: re.Match[str], behind: str) -> bool:
    """Whether a figure says how far a work is, or what it is worth, and the tests beside it stand for it alone:
    "85% complete (59/101 tests passing)"."""
    state = (found.groupdict().get("state") or "").lower()
    graded = state in _STAGES or _GRADE.search(found.string[: found.start()][-40:])
    return bool(graded and _RUN.match(behind))


def share(
    line: int, end_line: int, part: float, whole: float, stated: str, lines: tuple[int, ...] = ()
) -> Relation:
    """A percentage agrees when it rounds to the digits that are stated, up, down or to the nearest."""
    digits = len(stated.partition(".")[2])
    computed = 100 * part / whole
    agrees = -0.5 * 10**-digits - 1e-9 <= computed - float(stated) < 10**-digits - 1e-9
    what = f"{_short(part)} of {_short(whole)} as a percentage"
    return Relation(line, end_line, float(stated), round(computed, max(digits, 1)), "=", what, agrees, lines)


def equations(statement: Statement) -> Iterator[Relation]:
    """``30 + 4 = 34``, ``60 (20 days × 3 offices)``."""
    for pattern in (_EQUATION, _PRODUCT):
        for found in pattern.finditer(statement.plain[:5000]):
            if _UNKNOWN.search(found["left"]):
                continue
            computed = _worth(found["left"]) if _one_unit(found.group(), pattern) else None
            stated = _numbers.value(found["right"])
            if computed is None or _dimensions(found, statement.plain):
                continue
            if abs(computed - stated) < 0.005 or _certain(found, pattern):
                yield Relation(
                    statement.line, statement.end_line, stated, computed, "=", " ".join(found["left"].split()), abs(computed - stated) < 0.005
                )  # fmt: skip


def made_up(statement: Statement) -> Iterator[Relation]:
    """``45 (21 original + 24 new)``, ``13 files (9 new, 4 changed)``: parts of different names that make the number in front."""
    for found in _MADE_UP_OF.finditer(statement.plain[:5000]):
        computed = sum(_numbers.value(m["n"]) for m in _TERM.finditer(found["left"]))
        stated = _numbers.value(found["right"])
        if computed == stated:
            yield Relation(
                statement.line,
                statement.end_line,
                stated,
                computed,
                "=",
                " ".join(found["left"].split()),
                True,
            )


def _certain(found: re.Match[str], pattern: re.Pattern[str]) -> bool:
    """Whether an equation that does not hold is one: a product's result is of no kind that its terms are not of
    (``10 files × 300 lines = 15,000 tokens`` leaves a factor out, ``10-15 seconds (2 queries × 4 hosts)`` how long one
    takes), and no part of a name (``Grid 2.0 (5×5×9)``)."""
    if "." in found["right"] and "." not in found["left"]:
        return False
    if _GOES_ON.search(found.string, 0, found.start()):
        return False
    if pattern is _PRODUCT:
        named = found.string[found.end("right") : found.start("left")]
        return not _RANGED.search(found.string, 0, found.start()) and not _MEASURE.match(named)
    if "+" in found["left"]:
        return True
    behind = re.match(r"\s?([A-Za-z]+)", found.string[found.end() :])
    terms = found.string[found.start() : found.start("right")]
    kinds = {word.lower().rstrip("s") for word in re.findall(r"[A-Za-z]+", terms)} - {"x"}
    return behind is None or not kinds or behind[1].lower().rstrip("s") in kinds


def _dimensions(found: re.Match[str], text: str) -> bool:
    """Whether it is width by height (``960x1280``), or a number in thousands or millions (``77.0M``)."""
    scaled = re.match(r"\s?(?:[kKMB]|million|billion|thousand)\b", text[found.end("right") :])
    return bool(scaled) or bool(re.fullmatch(r"\d{2,5}\s?[x×]\s?\d{2,5}", found["left"].strip()))


def _one_unit(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether the terms of a sum are all of one kind; a product may multiply days by platforms."""
    units = {word.lower().rstrip("s") for word in re.findall(r"[A-Za-z]{2,}", text)}
    return pattern is _PRODUCT or "+" not in text or len(units) <= 1


def _worth(left: str) -> float | None:
    """The value of a chain of one operator."""
    total, ops = 0.0, set[str]()
    for place, term in enumerate(_TERM.finditer(left)):
        amount = _numbers.value(term["n"])
        if place == 0:
            total = amount
            continue
        op = "+" if term["op"] == "+" else "×"
        ops.add(op)
        total = total + amount if op == "+" else total * amount
    return total if len(ops) == 1 else None


def totals(document: Document) -> Iterator[Relation]:
    """Totals and shares within the accounts of a document."""
    for account in accounts(document):
        yield from _parts(account)
        wholes = [a for a in account.amounts if not a.part]
        for section in _sections(wholes):
            yield from _total(account, section)
            yield from _shares(section)


def _parts(account: Account) -> Iterator[Relation]:
    """A line whose branches below it must add up to it."""
    owner: Amount | None = None
    parts: list[Amount] = []
    for amount in (*account.amounts, None):
        if amount is not None and amount.part:
            parts.append(amount)
            continue
        if (
            owner is not None
            and owner.unit
            and len(parts) > 1
            and _same_unit([owner, *parts])
            and not owner.total
        ):
            relation = _sum(owner, parts)
            if relation.agrees or not _nested(parts):
                yield relation
        owner, parts = amount, []


def _sections(wholes: list[Amount]) -> Iterator[list[Amount]]:
    """The amounts up to and with each total that comes last, or from a total that comes first."""
    if any(a.total for a in wholes):
        at = next(i for i, a in enumerate(wholes) if a.total)
        if at == 0 or at == len(wholes) - 1:
            yield wholes
        else:
            yield wholes[:at]
            yield wholes[at:]
    else:
        yield wholes


def _total(account: Account, section: list[Amount]) -> Iterator[Relation]:
    stated = [a for a in section if a.total]
    parts = [a for a in section if not a.total]
    if not stated and account.kind == "block":
        yield from _running(parts)
    if len(stated) != 1 or len(parts) < 2 or not (section[0].total or section[-1].total):
        return
    every, parts = parts, _without_subtotals(stated[0], parts)
    if sum(a.value != 0 for a in parts) < 2:
        return
    relation = _sum(stated[0], parts)
    doubt = _nested(every) or _averages(account, stated[0], parts) or _doubtful(stated[0], parts)
    if not relation.agrees and doubt:
        return
    plain = account.complete and section[-1].total and bool(_PLAIN_TOTAL.match(stated[0].name))
    certain = (
        account.complete
        and _same_unit(section)
        and bool(section[0].unit)
        and (account.kind == "block" or section[-1].total)
    )
    if _same_unit(parts) and (
        relation.agrees or (account.kind == "table" and plain) or (account.kind != "table" and certain)
    ):
        yield relation
    elif alike := _leading(stated[0], parts):
        yield _sum(stated[0], alike)


def _doubtful(total: Amount, parts: list[Amount]) -> bool:
    """Whether a column may not be one to add up: in another unit than its total, or with the total as a part."""
    units = {_kind(part.unit) for part in parts}
    if total.fraction != all(part.fraction for part in parts):
        return True
    return _kind(total.unit) not in units or any(part.value == total.value for part in parts)


def _averages(account: Account, total: Amount, parts: list[Amount]) -> bool:
    """Whether a column's last row gives the mean, or something that does not add up (times, rates, scores)."""
    mean = sum(part.value for part in parts) / len(parts)
    between = min(part.value for part in parts) <= total.value <= max(part.value for part in parts)
    return (
        bool(_NO_SUM.search(account.what))
        or abs(mean - total.value) < 0.01
        or (between and "." in f"{total.value:g}")
    )


def _without_subtotals(total: Amount, parts: list[Amount]) -> list[Amount]:
    """The parts with each subtotal left out ("Backend total" after its four rows), or, where they only so make the
    total, with what stands before a subtotal left out."""
    single = [part for part in parts if not _SUBTOTAL.search(part.name)]
    if len(single) == len(parts) or adds_up(total, single, sum(part.value for part in single)):
        return single
    kept: list[Amount] = []
    own: list[Amount] = []  # since the last subtotal
    for part in parts:
        if _SUBTOTAL.search(part.name):
            kept.append(part)
            own = []
        else:
            own.append(part)
    kept += own
    return kept if adds_up(total, kept, sum(part.value for part in kept)) else single


def _nested(parts: list[Amount]) -> bool:
    """Whether some of the amounts may be parts of others: one is called a subtotal, or is the sum of those right
    before or behind it."""
    if any(_SUBTOTAL.search(part.name) for part in parts):
        return True
    values = [part.value for part in parts]
    return any(
        _reaches(value, values[at + 1 :]) or _reaches(value, values[:at][::-1])
        for at, value in enumerate(values[:_NESTED])
    )


def _reaches(value: float, following: list[float]) -> bool:
    """Whether the first of some amounts, two at least, add up to a value."""
    running, terms = 0.0, 0
    for amount in following[:_NESTED]:
        running, terms = running + amount, terms + (amount != 0)
        if running >= value:
            return value > 0 and running == value and terms > 1
    return False


def _leading(total: Amount, parts: list[Amount]) -> list[Amount]:
    """The first parts that add up to the total exactly: what comes after them counts other things."""
    running = 0.0
    for at, part in enumerate(parts):
        running += part.value
        if running == total.value and at > 0 and total.comparator == "=" and _same_unit(parts[: at + 1]):
            return parts[: at + 1]
    return []


def _running(parts: list[Amount]) -> Iterator[Relation]:
    """An amount that is exactly the sum of all before it in its block."""
    running = 0.0
    for at, part in enumerate(parts):
        if at > 1 and part.value == running >= _REMARKABLE and _same_unit(parts[: at + 1]):
            yield _sum(part, parts[:at])
            return
        running += part.value


def _shares(section: list[Amount]) -> Iterator[Relation]:
    """Percentages behind the parts of a stated total. Where none of them is a share of it and they do not make a whole,
    they are shares of something else."""
    stated = [a for a in section if a.total]
    if len(stated) != 1 or not stated[0].value or float(stated[0].share or 100) != _WHOLE:
        return  # where the total itself is a share of something, so are its parts
    told = [
        (
            amount,
            share(amount.line, amount.line, amount.value, total, amount.share, (stated[0].line, amount.line)),
        )
        for total in (stated[0].value,)
        for amount in section
        if amount.share and not amount.total and amount.value <= total
    ]
    whole = len(told) > 1 and abs(sum(relation.stated for _, relation in told) - _WHOLE) <= len(told) / 2
    borne_out = whole or any(relation.agrees for _, relation in told)
    for amount, relation in told:
        if relation.agrees or (borne_out and not _of_the_rest(amount, stated[0], section)):
            yield relation


def _of_the_rest(amount: Amount, total: Amount, section: list[Amount]) -> bool:
    """Whether a percentage leaves out another part, as what was skipped of all that ran, or is of what two parts make,
    or may do so in a long account."""
    if len(section) > _NESTED:
        return True
    others = [each for each in section if not each.total and each is not amount]
    rests = [total.value - each.value for each in others]
    rests += [amount.value + each.value for each in others if each.share]  # the two make a whole of their own
    return any(
        rest > 0 and share(amount.line, amount.line, amount.value, rest, amount.share).agrees
        for rest in rests
    )


def _sum(total: Amount, parts: list[Amount]) -> Relation:
    computed = sum(a.value for a in parts)
    return Relation(
        total.line, total.line, total.value, computed, total.comparator,
        f"{total.name[:60]} = " + " + ".join(_short(a.value) for a in parts[:12]),
        adds_up(total, parts, computed), tuple(a.line for a in parts),
    )  # fmt: skip


def adds_up(total: Amount, parts: list[Amount], computed: float) -> bool:
    """Whether parts make the total; figures marked ``+`` may fall short and exceed by a twentieth."""
    loose = total.comparator == ">=" or any(a.comparator == ">=" for a in parts)
    if loose:
        return computed <= total.value * _SLACK
    if total.comparator == "~" or any(a.comparator == "~" for a in parts):
        return abs(computed - total.value) <= max(1.0, 0.2 * max(total.value, computed))
    if total.value == round(total.value) and any(a.value != round(a.value) for a in parts):
        return abs(computed - total.value) <= _HALF  # a total without the decimals of its parts is rounded
    return abs(computed - total.value) < 0.005


def _same_unit(amounts: list[Amount]) -> bool:
    return len({_kind(a.unit) for a in amounts}) == 1


def _kind(unit: str) -> str:
    """A unit without its plural; seconds are no plural of nothing."""
    return unit.rstrip("s") or unit


_CHANGE = regex(
    r"(?i)chang|diff|delta|[Δ∆±]|improv|gain|\bnet\b|\+/-|reduc|increas|decreas|grow|progress|impact|saved|won|left|gap|added|removed|^\W*$"
)


def differences(row: Statement) -> Iterator[Relation]:
    """A row's last column that gives the change between two columns: ``7 | 6 | -1``."""
    for at in range(2, len(row.cells)):
        change = re.match(
            r"^\W?(?P<sign>[+−-])\s?(?P<n>\d{1,9}(?:\.\d{1,9})?)(?P<pct>\s?%)?", row.cells[at].plain
        )
        old, new = (_FRACTION.match(row.cells[i].plain) for i in (at - 2, at - 1))
        if (
            change is None
            or change["pct"]
            or not _CHANGE.search(row.cells[at].header)
            or old is None
            or new is None
            or (old["b"] is None) != (new["b"] is None)
            or ("%" in row.cells[at - 2].plain) != ("%" in row.cells[at - 1].plain)
            or ("." in change["n"] and "." not in old["a"] + new["a"])
        ):
            continue
        stated = float(change["n"]) * (1 if change["sign"] == "+" else -1)
        computed = round(_numbers.value(new["a"]) - _numbers.value(old["a"]), 6)
        agrees = abs(computed) == abs(stated)  # some say what has been won, others what is left to do
        if not agrees and any(_FRACTION.match(cell.plain) for cell in row.cells[1 : at - 2]):
            continue  # it may be the change since an earlier column
        what = f"{new['a']} - {old['a']}"
        yield Relation(
            row.line, row.end_line, stated, stated if agrees else computed, "=", what, agrees, (row.line,)
        )


def _short(number: float) -> str:
    return f"{number:g}" if number < 1e6 else f"{number:,.0f}"
