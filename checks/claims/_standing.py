"""Whether a name, a snippet or nothing but lines stand in a file as a claim says."""

from __future__ import annotations

import re

from checks.claims import _snippets
from checks.model import Claim, Place, Truth, Verdict
from checks.patterns import regex

NEAR = 3  # lines that a place may be off and still be where it was said to be
_NEAR_END = 5  # lines that a place may lie behind a file's end and still be its end
_SHORT = 2
_TELLING = 6  # letters of a name that a longer name does not hold by chance
ABRIDGED = (
    5  # lines that a range may have more than twice those quoted before the quotation counts as shortened
)

REMOVED = regex(r"(?i)\b(?:removed|deleted|dropped|eliminated)\b")
"""What was taken out may have stood there several times."""

_DENIED = regex(
    r"(?i)\b(?:no|not|never|without|missing|absent|lack(?:s|ing)?|none|nowhere|cannot|gone)\b|n['’]t\b"
)
"""Without such a word, it is the line above that says that something is gone."""

_WORD = regex(r"[\w$]{6,120}")

_NAME = regex(r"[A-Za-z_$][\w$]{2,80}")
_QUOTED = 2_000  # characters of a quotation, or of a line, that are looked at

_ONE_USE = regex(
    r"(?i)\b(?:calls?|usages?|uses?|references?|imports?|checks?|invocations?|listeners?|handlers?|props?)\b|\b(?:from|in|inside|within|on) (?:the |all )?\w+"
)

_SELECTOR = regex(r"[.#][A-Za-z][\w-]{1,80}")
IDENTIFIER = regex(r"^[A-Za-z_$@][\w$]*(?:(?:\.|::)[A-Za-z_$][\w$]*)*(?:\([^()]{0,80}\))?$")
"""A name, perhaps qualified, perhaps called."""


def judge(path: str, claim: Claim, lines: list[str]) -> Verdict:
    """What one file, given by its lines, says of a claim."""
    symbol, snippet = claim.subject.get("symbol"), claim.subject.get("snippet")
    if claim.polarity == "absent":
        return _judge_absent(path, str(symbol or snippet or ""), claim, lines)
    if snippet and "\n" in str(snippet):
        return _judge_block(path, str(snippet), claim, lines)
    if snippet:
        at = _snippets.holds_text(str(snippet), lines)
        if at is None and _snippets.compare(str(snippet), lines).share >= _snippets.HELD:
            at = _snippets.compare(str(snippet), lines).first
        if at is None and _in_other_words(str(snippet), lines):
            return Verdict(
                "unverifiable", f"`{path}` holds the words of `{snippet}`, not that text.", (Place(path),)
            )
        return _judge_places(path, f"`{snippet}`", [] if at is None else [at], claim)
    if symbol:
        return _judge_symbols(path, str(symbol), claim, lines)
    return _judge_range(path, claim, lines)


def _in_other_words(snippet: str, lines: list[str]) -> bool:
    """Whether all names of a short piece of code stand in a file, or it is a remark: it was quoted freely."""
    names = set(re.findall(r"[A-Za-z_$][\w$]{2,}", snippet))
    if not names or snippet.lstrip().startswith(("//", "#", "/*", "<!--")):
        return True
    text = "\n".join(lines)
    return all(re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", text) for name in list(names)[:30])


def _defined(symbol: str, places: list[int], lines: list[str]) -> bool:
    """Whether one of the lines that hold a name defines it."""
    name = re.escape(re.split(r"[.(:]", symbol.rstrip("()"))[-1] or symbol)
    defines = re.compile(
        rf"\b(?:def|class|function|const|let|var|interface|type|enum|struct|fn|func)\s+{name}\b|^\s*(?:async\s+|static\s+|public\s+|private\s+)*{name}\s*(?:=[^=>]|:|\([^()]{{0,80}}\)\s*\{{)"
    )
    return any(defines.search(lines[at - 1][:400]) for at in places[:50])


def _judge_absent(path: str, symbol: str, claim: Claim, lines: list[str]) -> Verdict:
    places = _snippets.lines_of(symbol, lines) if IDENTIFIER.match(symbol) else []
    if (
        places
        and (REMOVED.search(claim.text) or not _DENIED.search(claim.text))
        and (_ONE_USE.search(claim.text.replace(symbol, " ")) or not _defined(symbol, places, lines))
    ):
        return Verdict(
            "unverifiable",
            f"`{symbol}` still stands in `{path}`; which use of it was removed is not said.",
            (Place(path, places[0]),),
        )
    if places:
        return Verdict("refuted", f"`{symbol}` stands in `{path}`.", (Place(path, places[0]),))
    if not IDENTIFIER.match(symbol) and _snippets.holds_text(symbol, lines):
        return Verdict("refuted", f"`{symbol}` stands in `{path}`.", (Place(path),))
    return Verdict("supported", f"`{symbol}` does not stand in `{path}`.", (Place(path),))


def _judge_symbols(path: str, symbol: str, claim: Claim, lines: list[str]) -> Verdict:
    """One name, or the fields of one thing."""
    names = symbol.split(", ") if re.fullmatch(r"\w+(?:, \w+)+", symbol) else [symbol]
    places = {name: _snippets.lines_of(name, lines) for name in names}
    missing = [name for name, at in places.items() if not at]
    if missing and len(names) > 1:
        shown = ", ".join(f"`{m}`" for m in missing)
        return Verdict("refuted", f"{shown} stands nowhere in `{path}`.", (Place(path, missing=True),))
    if missing and (carried := _carried(symbol, lines)) is not None:
        return _judge_places(path, f"`{symbol}`", [carried], claim)
    singular = symbol.removesuffix("s")  # "ViewSets" are several of a kind
    if missing and (part := _part_of(symbol, lines) or _part_of(singular, lines)) is not None:
        at, longer = part
        words = f"`{symbol}` stands in `{path}` only as a part of `{longer}`, which may be what is meant."
        return Verdict("unverifiable", words, (Place(path, at),))
    if missing and (cased := _in_another_case(symbol, lines)) is not None:
        at, other = cased
        words = f"`{path}` names `{other}`, which may be what is meant by `{symbol}`."
        return Verdict("unverifiable", words, (Place(path, at),))
    return _judge_places(path, f"`{symbol}`", places[names[0]], claim)


def _carried(symbol: str, lines: list[str]) -> int | None:
    """The first line on which an element carries the class or the id that a style sheet writes as ``.cart`` or ``#cart``."""
    if not _SELECTOR.fullmatch(symbol):
        return None
    attribute = "id" if symbol[0] == "#" else "class(?:Name)?"
    carries = re.compile(
        rf"\b{attribute}=[\"'{{`]{{1,3}}[^\"'`]{{0,300}}(?<![\w-]){re.escape(symbol[1:])}(?![\w-])"
    )
    return next((at for at, line in enumerate(lines, 1) if carries.search(line[:2000])), None)


def _in_another_case(symbol: str, lines: list[str]) -> tuple[int, str] | None:
    """The first line with a name that is the same but for its case and its underscores, and that name."""
    name = re.split(r"[.:]", symbol.split("(", 1)[0])[-1]
    wanted = name.replace("_", "").lower()
    if len(wanted) < _TELLING:
        return None
    words = ((at, word) for at, line in enumerate(lines, 1) for word in _WORD.findall(line[:2_000]))
    return next(((at, word) for at, word in words if word.replace("_", "").lower() == wanted), None)


def _part_of(symbol: str, lines: list[str]) -> tuple[int, str] | None:
    """The first line with a longer name that holds a name, and that name: ``_read_orders`` for ``read_orders``; a short
    one has to be its first word: ``SMTP_HOST`` for ``SMTP``."""
    name = re.split(r"[.:]", symbol.split("(", 1)[0])[-1]
    if len(name) < _SHORT:
        return None
    behind = r"(?:_|(?<=[a-z0-9])(?=[A-Z]))\w"
    before = r"[\w$#]{0,60}" if len(name) >= _TELLING else r"(?<![A-Za-z0-9])"
    longer = re.compile(rf"{before}{re.escape(name)}{'' if len(name) >= _TELLING else behind}[\w$]{{0,60}}")
    found = ((at, longer.search(line[:2_000])) for at, line in enumerate(lines, 1))
    return next(((at, hit.group()) for at, hit in found if hit), None)


def _judge_places(path: str, what: str, places: list[int], claim: Claim) -> Verdict:
    """Something that stands at some lines of a file, against the lines said."""
    if not places:
        return Verdict("refuted", f"{what} stands nowhere in `{path}`.", (Place(path, missing=True),))
    said = claim.subject.get("lines")
    if not said:
        return Verdict("supported", f"{what} stands in `{path}`.", (Place(path, places[0]),))
    first, last = int(said[0]), int(said[1])
    inside = [p for p in places if first - NEAR <= p <= last + NEAR]
    if inside:
        return Verdict("supported", f"{what} stands where the document says.", (Place(path, inside[0]),))
    nearest = min(places, key=lambda p: abs(p - first))
    note = f"line {nearest}, not {first}" + (f"-{last}" if last != first else "")
    return Verdict("supported", f"{what} stands in `{path}`, at {note}.", (Place(path, nearest, note=note),))


def _judge_block(path: str, snippet: str, claim: Claim, lines: list[str]) -> Verdict:
    """A quoted block, by its telling lines. One without line numbers may be shortened or a sketch."""
    said = claim.subject.get("lines")
    verbatim = said is not None and int(said[1]) - int(said[0]) <= 2 * snippet.count("\n") + ABRIDGED
    held = _snippets.compare(snippet, lines, verbatim=verbatim)
    if held.total == 0:
        return Verdict(
            "unverifiable", "The quoted block holds nothing that could be looked for.", (Place(path),)
        )
    place = Place(path, held.first, None if held.last == held.first else held.last)
    share = f"{held.found} of the {held.total} quoted lines"
    if held.share >= _snippets.HELD:
        return Verdict("supported", f"`{path}` holds {share}.", (place,))
    # A line alone, or a file of whose folder nothing is said: what stands nowhere in it may be quoted from elsewhere.
    sure = held.found > 0 or (held.total > 1 and "/" in str(claim.subject["path"]).strip("/"))
    sketched = held.found == 0 and _snippets.told_in_remarks(snippet)
    respelled = said is not None and _names_there(
        snippet, lines[max(0, int(said[0]) - NEAR - 1) : int(said[1]) + NEAR]
    )
    if verbatim and sure and not sketched and not respelled and held.share < _snippets.BROKEN:
        return Verdict("refuted", f"`{path}` holds only {share}.", (Place(path, missing=True),))
    return Verdict("unverifiable", f"`{path}` holds {share}; the block may be shortened.", (place,))


def _names_there(snippet: str, lines: list[str]) -> bool:
    """Whether the lines that a quotation names hold all its names: the same code, broken into lines another way or with
    more in it than was quoted."""
    names = set(_NAME.findall(snippet[:_QUOTED]))
    return len(names) > 1 and names <= set(_NAME.findall("\n".join(line[:_QUOTED] for line in lines)))


def _judge_range(path: str, claim: Claim, lines: list[str]) -> Verdict:
    """Lines alone: the file has to be that long."""
    first, last = (int(n) for n in claim.subject["lines"])
    if first > len(lines):
        near = first - len(lines) <= max(_NEAR_END, len(lines) // 20)  # as far off as a stated length may be
        truth: Truth = "unverifiable" if near else "refuted"
        return Verdict(truth, f"`{path}` has only {len(lines)} lines.", (Place(path, len(lines)),))
    return Verdict(
        "supported",
        f"`{path}` has lines {first} to {min(last, len(lines))}.",
        (Place(path, first, min(last, len(lines))),),
    )
