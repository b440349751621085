"""Accounts in a document: lines that carry a name and an amount each, and the totals among them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from checks.claims import _numbers
from checks.documents.model import Document, Statement
from checks.patterns import regex

_TOTAL = regex(r"^\W*(?:grand |sub-?|overall )?(?:total|sum)\b", re.IGNORECASE)
_AMOUNT = regex(
    rf"(?<![\w.,/:#-])(?P<about>~)?(?P<n>{_numbers.FIGURE})(?P<of>/{_numbers.FIGURE}(?!\d))?(?P<plus>\+)?(?P<pct>\s?%)?(?:\s?(?P<unit>[A-Za-z]{{1,12}}))?(?![\w./:-]*\d)(?:[^()%]{{0,12}}\((?P<share>\d{{1,3}}(?:\.\d{{1,3}})?)\s?%(?:\s(?:pass|success|failure|of)\s?[a-z]{{0,10}}(?:\s[a-z]{{2,10}})?)?\))?"
)
_OF_SOME = regex(r"(?i)%\s?of\s(?!the\b|total|all\b|overall)")
"""``37 (67% of tested)``: a share of another whole than the account's."""
# "100-200 ms": a line that takes part in a sum without a certain amount.
_RANGED = regex(rf"[:\s~]{_numbers.FIGURE}\s?[-–]\s?{_numbers.FIGURE}")
_PART = regex(r"^\s*[┌├└│|]")
_LINE = regex(
    r"^[\s│├└─|]*+(?P<name>[^\d:]{2,60}?(?:\([^()]{0,40}\))?)\s*(?::|\s{2,}|\s[-–—]\s)\s*(?P<rest>~?\d.*)$"
)
_REMARK = regex(r"^\s?\([^()]{0,60}\)(?=\s?:)")  # "Phase 1 (Foundation): 86 tests"
_FIGURED = regex(r"[:\s]~?\d")


class Amount(msgspec.Struct, frozen=True):
    """One line of an account. ``part`` lines belong to the nearest whole line above them. ``share`` is the
    percentage written behind the amount, with its digits. ``fraction`` says that it is one part of ``n/m``."""

    line: int
    name: str
    value: float
    comparator: str
    unit: str = ""
    share: str = ""
    part: bool = False
    fraction: bool = False

    @property
    def total(self) -> bool:
        """Whether the line calls itself a total."""
        return bool(_TOTAL.match(self.name))


class Account(msgspec.Struct, frozen=True):
    """Amounts that stand together. ``kind`` is ``table``, ``list`` or ``block``; ``complete`` says that every
    row of a table is an amount, that no line of a list or block is a range."""

    kind: str
    amounts: tuple[Amount, ...]
    what: str = ""
    complete: bool = False


def accounts(document: Document) -> Iterator[Account]:
    """Every account of a document: table columns, lists, blocks."""
    held: dict[tuple[str, int], list[Statement]] = {}
    block = 0
    for each in document.statements:
        if each.mood in ("instruction", "requirement"):
            continue
        if each.kind == "row":
            held.setdefault(("row", each.group), []).append(each)
        elif each.kind == "item":
            held.setdefault(("item", each.group), []).append(each)
        elif each.kind == "paragraph" and each.label:
            last = held.get(("item", -block), [])
            block = block if last and last[-1].line + 1 >= each.line else each.line
            held.setdefault(("item", -block), []).append(each)
        elif each.fence is not None and each.fence.shows not in ("content", "command"):
            held.setdefault(("code", each.fence.line), []).append(each)
    for (kind, _), members in held.items():
        if kind == "row":
            yield from _columns(members)
        elif kind == "item":
            yield from _account("list", [(m, _item(m)) for m in members])
        else:
            yield from _account("block", [(m, _drawn(m)) for m in members])


def _account(kind: str, lines: list[tuple[Statement, Amount | None]]) -> Iterator[Account]:
    amounts = tuple(amount for _, amount in lines if amount is not None)
    if len(amounts) > 1:
        ranged = any(amount is None and _RANGED.search(line.plain[:300]) for line, amount in lines)
        yield Account(kind, amounts, complete=not ranged)


def _columns(rows: list[Statement]) -> Iterator[Account]:
    """A column of a table whose cells are amounts."""
    width = min(len(row.cells) for row in rows)
    for at in range(1, width):
        amounts = [(row, _cell(row, at)) for row in rows]
        read = [a for _, a in amounts if a is not None]
        if len(read) >= 3 and len(read) >= len(rows) - 1:
            yield Account("table", tuple(read), rows[0].cells[at].header, len(read) == len(rows))


def _cell(row: Statement, at: int) -> Amount | None:
    found = (
        _AMOUNT.fullmatch(row.cells[at].plain.strip(" *").lstrip("+"))
        if len(row.cells[at].plain) < 40
        else None
    )
    return None if found is None or found["pct"] else _amount(row.line, row.cells[0].plain, found)


def _item(item: Statement) -> Amount | None:
    if not item.label or item.mood == "plan":
        return None
    rest = _REMARK.sub("", item.plain[len(item.label) :]).lstrip(" :*-–—")
    found = _AMOUNT.match(rest)
    return None if found is None or found["pct"] else _amount(item.line, item.label, found)


def _drawn(line: Statement) -> Amount | None:
    text = line.plain[:300]
    found = _LINE.match(text) if _FIGURED.search(text) else None
    amount = _AMOUNT.match(found["rest"].lstrip()) if found else None
    if found is None or amount is None or amount["pct"]:
        return None
    read = _amount(line.line, found["name"].strip(" ─│├└:"), amount)
    return msgspec.structs.replace(read, part=bool(_PART.match(line.plain)))


def _amount(line: int, name: str, found: re.Match[str]) -> Amount:
    how = ">=" if found["plus"] else "~" if found["about"] else "="
    unit = (found["unit"] or "").lower()
    share = "" if _OF_SOME.search(found.group()) else found["share"] or ""
    value = _numbers.value(found["n"])
    return Amount(line, name, value, how, unit, share, fraction=found["of"] is not None)
