"""Names of code that a statement mentions without saying that they are there: what no kind reads otherwise.

Whoever writes "hardened `fetch_page` against slow hosts" says that there is a `fetch_page`. Such a name is looked for, and
where it is found the claim is supported; that it is not found refutes nothing, as nobody said that it has to be there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from checks.claims import _fields, _in_files, _name_lists, _names, _packages, _paths, _subjects
from checks.claims._catalogue import named
from checks.claims._models import NO_NAMES
from checks.claims._paths import Mention
from checks.documents.model import Cell, Code, Document, Statement
from checks.model import Claim, Verdict
from checks.patterns import regex
from checks.project.distributions import plain

ROLE = "mentioned"
"""The role, in a claim's subject, of a name that is only mentioned."""

_PROSE = frozenset(("capability", "status", "measurement", "count", "arithmetic", "test-result"))
"""Kinds whose subjects are words of the document: that such hold a name does not say that it was read as one."""
_MOST = 12  # names of one statement
_LONGEST = 1500
_LINES = 60  # lines of one claim that names on them are taken to be part of
_PART = r"[A-Za-z_$][A-Za-z0-9_$]{0,80}"
_SHAPE = regex(
    rf"(?P<called>{_PART}(?:(?:\.|::|->){_PART}){{0,4}})\([^()]{{0,80}}\)|(?P<alone>(?:[A-Z]\w{{1,60}}(?:\.|::))?(?:_{{0,2}}[a-z][a-z0-9]{{0,40}}(?:_[a-z0-9]{{1,40}}){{1,9}}|"
    r"(?:[a-z]{2,40}|[A-Z]{1,6}[a-z0-9]{1,40})[a-z0-9]{0,40}(?:[A-Z][A-Za-z0-9]{0,60}){1,3}))"
)
_WORD = regex(r"[a-z]{3,30}(?:\(\))?")
_PLAIN = regex(
    r"(?<![\w$./:@#`'\"(\[{<>=-])(?P<name>[a-z_$][A-Za-z0-9_$]{1,60}(?:\.[A-Za-z_$][A-Za-z0-9_$]{1,60}){0,3}(?:<\w{1,20}>)?\(\))(?![\w.(])|"
    r"(?<![\w$./:@#`'\"\[{<>=-])(?P<constant>[A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]{1,30}){1,6})(?=\s(?:matrix|map|mapping|table|dict|dictionary|list|set|array|object|enum|constant|registry)\b)|"
    r"(?<![\w$./:@#`'\"\[{<>=-])(?P<generic>[A-Z][a-z0-9]{1,30}[A-Z]\w{1,40})(?=<[A-Z]\w{0,20}>)|"
    r"(?<![\w$./:@#`'\"\[{<>=-])(?P<list>[a-z][a-z0-9]{0,30}(?:[A-Z][A-Za-z0-9]{0,40}|_[a-z0-9]{1,30})[\w]{0,40})(?![\w./:@=(-])"
)
_WORKED_TYPE = regex(
    r"(?:Updated|Refactored|Enhanced|Extended|Modified|Fixed|Optimized|Improved)[`*]{0,3}:?\s(?P<name>(?:[A-Z]{2,6}|[A-Z][a-z0-9]{1,30})[A-Z][a-z]\w{1,50})\s(?:to|with|for|so that)\s"
)
"""A type that an item begins with what was done to: "Updated: OrderExecutor to use the new types"."""
_LISTED_TYPES = regex(
    rf"(?<![\w./`-])(?P<names>[A-Z][a-z0-9]{{1,30}}[A-Z]\w{{1,40}}(?:(?:,\s|,?\sand\s|\s?[&+/]\s?)[A-Z][a-z0-9]{{1,30}}[A-Z]\w{{1,40}}){{0,6}})"
    rf"\s(?:{_name_lists.THING}|fallback|wrapper|boundary)\b"
)
_NAMES_ONLY = regex(r"[A-Za-z_]\w{2,60}(?:\(\))?(?:,\s(?:and\s)?[A-Za-z_]\w{2,60}(?:\(\))?){1,20}")
_IN_BRACKETS = regex(r"\w\s\((?P<names>[^()\n]{6,600})\)")
_BEHIND_LABEL = regex(r"^[^:()\n]{3,60}:\s(?P<names>[^:()\n]{6,600}?)\.?$")
_OPERATIONS = regex(
    r"(?i)\b(?:operations|methods|functions|actions|helpers|hooks)\s\((?P<names>[A-Za-z_]\w{1,60}(?:\(\))?(?:(?:,\s|\s/\s)[A-Za-z_]\w{1,60}(?:\(\))?){1,20})\)"
)
"""What a part of a file does, with all its functions: "Query operations (getAll, getByTag, search)"."""
_SELECTOR = regex(r"[.#][A-Za-z][\w-]{2,60}")
_STYLED = regex(r"(?i)\.(?:s?css|sass|less|html?|vue|svelte)$")
"""Files that hold classes and ids of elements."""
_CALLED_SO = regex(rf"(?i)(?:\w+\s)?{_name_lists.THING}\b")
_HEADED = regex(
    r"(?:(?:Task|Step|Phase|Part)?\s?\d[\d.]*[.):]?\s)?(?:(?:Enhanced|Updated|New|Added|Created|Modified|Improved|Refactored|Fixed|Extended|Rewritten|The|Core)\s){0,2}"
    rf"(?P<name>[A-Z][a-z0-9]{{1,30}}[A-Z]\w{{1,60}}|[a-z]\w{{0,30}}_\w{{1,60}}|[a-z]\w{{1,60}}\(\)|use[A-Z]\w{{2,60}})\s(?i:{_name_lists.THING})(?:\s\([^()]{{1,200}}\))?"
)
"""A heading that is about one thing of code: "Updated CartTotals Class (`cart.py`)"."""
_NUMBER = regex(r"^\W{0,3}(?:(?:Task|Step|Phase|Part)\s)?\d[\d.]*[.):]?\s{1,2}")
_THING_LAST = regex(rf"(?i)\b{_name_lists.THING}[\s`*:–—-]{{1,5}}$")
OF_ENVIRONMENTS = regex(
    r"[A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]{1,30}){0,7}_(?:KEY|ID|URL|URI|SECRET|TOKEN|HOST|PASSWORD|DSN|BUCKET|REGION)"
)
"""Variables that settings are kept in, by their last part."""
_THINGS = regex(rf"(?i)\b(?:{_name_lists.THING}|collections?)\b")
_CLASS = regex(r"(?:[A-Z][a-z0-9]{1,30}){2,6}")
_ENDS = regex(r"^[^`(]{3,120}\([`*]{0,2}$")
_ASKS = regex(
    r"(?i)^\W*(?:please|use|save|provide|call|run|see|check|ensure|make sure|verify|try|set|consider|remember|note|todo|add|create|implement|fix|replace|remove|update|change|move|write)\b"
)
_NOT_SO = regex(
    r"(?i)(?:\b(?:instead of|in place of|old|former|previous|rather than|unlike|similar to|such as|e\.g\.|for example|not|without|no|never|replac\w+|renamed|was|were|remov\w+|delet\w+|drop\w*)\s(?:of\s|the\s|an?\s|old\s|unused\s){0,2}[`*(]{0,3})$"
)
_IDENTIFIES = regex(r"(?i)\bids?\W{1,4}$")  # what stands behind it is an id of a record
_ELSE = regex(
    r"(?i)\b(?:logs?|logged|logging|events?|emit\w*|broadcast\w*|messages?|sends?|web ?sockets?|payloads?|returns?|respon[ds]\w*|unique|constraints?|index\w*|"
    r"primary keys?|foreign keys?|(?:filter|sort|order)(?:s|ed)? by|operators?|workarounds?)\b"
)
"""What a statement is about where its names are data that is passed about, not things of code."""
_TYPED = regex(
    r"(?i)^[`*)\s]{0,4}[:(]\s?(?:boolean|bool|string|str|number|int(?:eger)?|float|decimal|array|object|list|dict|date|uuid|any)\b"
)
_ABOUT_ELSE = regex(
    r"(?i)^(?:usage|used (?:by|in)|run|commands?|see|examples?|note|import(?:ed)?(?: (?:by|from|in))?|before|after|current(?:ly)?|problem|issue|"
    r"moved (?:to|from)|copied (?:to|from)|e\.g\.?|url|start|install|requires?|outputs?|generates|produces|writes)$"
)
_PLACED = regex(
    r"(?i)\b(?:created|generated|placed|defined|located|documented|added|fixed|stored|implemented|configured|extracted|implementation|updated|modified|changed|refactored|corrected|rewritten)\b[^.;:]{0,60}\s(?:in|into|at|under|as)\s(?:the\s)?[`*(]{0,3}$"
)
_PUT = regex(
    r"(?i)\b(?:moved|extracted|split|merged|consolidated|relocated|centrali[sz]ed|copied|migrated)\b(?:[^.;:]|\.(?=\w)){0,100}\s(?:to|into)\s(?:(?:the|a|an|new|shared|\w+\s(?:module|file))\s){0,2}[`*(]{0,3}$"
)
"""What was put into a file that is told with its folder; a bare name ("moved to `settings.py`") may be anybody's."""
_RENAMED = regex(r"[`*'\")\s]{0,5}(?:→|->|=>|⇒|➜)\s?[`*]{0,2}")
_PATTERN = regex(
    r"(?:\./)?[\w.@-]{1,60}(?:/[\w.@-]{1,60}){0,6}/(?=[^/]{0,60}[\w-])(?:[\w.-]{0,60}\*{1,2}){1,3}[\w.-]{0,40}"
)
_WORKED_ON = regex(r"(?i)^[`*)\s]{0,4}(?:targets|modifications|changes|updates|additions|improvements)\b")
_WAS = regex(r"(?i)^[`*)\s]{0,4}(?:was|were|had)\b")


def unread(
    document: Document, claims: Iterable[Claim], *, below_file: bool
) -> Iterator[tuple[Statement, str, Mention | None]]:
    """The names that a document's statements mention and that none of its claims holds: those of statements that stand
    below a file or behind one, each with that file, or (``below_file`` is false) those of all others, with None."""
    held = _held(claims)
    for statement in _subjects.reports(document):
        if _silent(document, statement):
            continue
        around = _file(document, statement)
        text = " ".join(held.get(statement.line, ()))
        seen = set(re.findall(r"\w+", text))
        named_here = _mentioned(document, statement, around is not None and not text)
        for name in (*named_here, *_selectors(statement, around)):
            file = _file_before(statement, name) or around
            last = re.split(r"\.|::|->", _names.bare(name))[-1]
            if (file is not None) == below_file and last not in seen and name not in text.split():
                seen.add(last)
                yield statement, name, file


def _file_before(statement: Statement, name: str) -> Mention | None:
    """The one file of code that a statement names, where it stands before a name: "Created `cart.py` with `CartState`"."""
    files = {m.path: m for m in _paths.of(statement) if not m.folder}
    file = next(iter(files.values())) if len(files) == 1 else None
    if file is None or _in_files.NOT_CODE.search(file.path):
        return None
    return file if statement.plain.find(name, file.end) >= 0 else None


def changed(document: Document, claims: Iterable[Claim]) -> Iterator[tuple[Statement, str, Mention]]:
    """The texts that statements below a file say were put in others' place, and that no claim holds, with that file."""
    held = _held(claims)
    for statement in _subjects.reports(document):
        texts = _in_files.became(statement) if not _silent(document, statement) else []
        file = _file(document, statement) if texts else None
        for text in texts if file is not None else []:
            if text not in " ".join(held.get(statement.line, ())) and file is not None:
                yield statement, text, file


def headed(
    document: Document, claims: Iterable[Claim], *, below_file: bool
) -> Iterator[tuple[Statement, str, str]]:
    """The names that headings are about and no claim holds: those with the file that their heading names, or those of
    headings without one, with an empty text."""
    held = _held(claims)
    for statement in _subjects.reports(document):
        if (
            statement.kind != "heading"
            or statement.before
            or statement.polarity == "absent"
            or statement.mark == "failed"
        ):
            continue
        files = [m.path for m in _paths.of(statement) if not m.folder]
        name = _topic_of(statement)
        if name and len(files) <= 1 and bool(files) == below_file:
            words = " ".join(held.get(statement.line, ())).replace(files[0] if files else "\n", " ")
            if _names.bare(name) not in words and not _known(name):
                yield statement, name, files[0] if files else ""


def _topic_of(statement: Statement) -> str | None:
    """The name that a heading is about: it calls it a thing of code, or is nothing but the name below words for such."""
    found = _HEADED.fullmatch(statement.plain)
    if found is not None:
        return found["name"]
    code = statement.codes[0] if len(statement.codes) == 1 else None
    if code is None or statement.plain[code.start + len(code.text) :].strip(" :`*"):
        return None
    words = _NUMBER.sub("", statement.plain[: code.start])
    name = code.text.strip().removeprefix("@")
    near = statement.headings[-1].plain if statement.headings else ""
    called = _SHAPE.fullmatch(name) if not words else None
    told = _THING_LAST.search(words) or (
        not words and (_THINGS.search(near) or (called and called["called"]))
    )
    return name if told and _SHAPE.fullmatch(name) else None


def settings(document: Document, claims: Iterable[Claim]) -> Iterator[tuple[Statement, str]]:
    """The variables of environments, by their last part, that a document mentions as code and no claim holds."""
    held = _held(claims)
    for statement in _subjects.reports(document):
        if not _silent(document, statement):
            words = " ".join(held.get(statement.line, ()))
            for code in _in_files.coded(statement)[:_MOST]:
                name = code.text.strip()
                if (
                    OF_ENVIRONMENTS.fullmatch(name)
                    and name not in words
                    and _tells(statement.plain, code.start, name)
                ):
                    words += " " + name
                    yield statement, name


def files(document: Document, claims: Iterable[Claim]) -> Iterator[tuple[Statement, str]]:
    """The paths in code marks of which a document says that something was put there, or worked on, and that none of its
    claims holds."""
    held = _held(claims)
    for statement in _subjects.reports(document):
        if _silent(document, statement) or statement.kind == "row" or _ABOUT_ELSE.match(statement.label):
            continue
        text = " ".join(held.get(statement.line, ()))
        for mention in _paths.of(statement)[:_MOST]:
            name = mention.path.rstrip("/").rsplit("/", 1)[-1]
            before, behind = statement.plain[: mention.start], statement.plain[mention.end :]
            put = ("/" in mention.path and _PUT.search(before)) or _renamed(statement, mention)
            told = _PLACED.search(before) or put or (mention.start <= 2 and _WORKED_ON.match(behind))
            if mention.code and told and name not in text and not mention.path.startswith("/"):
                text += " " + mention.path
                yield statement, mention.path
        for code in statement.codes[:1]:
            first = statement.plain[: code.start].strip() in ("", f"{statement.label}:", statement.label)
            if first and _PATTERN.fullmatch(code.text.strip()) and code.text.strip("*/") not in text:
                yield statement, code.text.strip()


def _renamed(statement: Statement, new: Mention) -> bool:
    """Whether an item is nothing but two files with an arrow between them, and this is the second: "`a.py` → `b.py`"."""
    found = _paths.of(statement)
    pair = len(found) == 2 and found[1] is new and not new.folder and statement.kind == "item"
    return (
        pair
        and _RENAMED.fullmatch(statement.plain, found[0].end, new.start) is not None
        and (not re.search(r"\w", statement.plain[: found[0].start] + statement.plain[new.end :]))
    )


def open_only(claim: Claim, verdict: Verdict) -> Verdict:
    """The verdict on a name that may be only mentioned: that it is not found decides nothing."""
    if claim.subject.get("role") != ROLE or verdict.truth != "refuted":
        return verdict
    return Verdict(
        "unverifiable", f"It is mentioned, not said to be there. {verdict.reason}", verdict.evidence
    )


def _held(claims: Iterable[Claim]) -> dict[int, list[str]]:
    """What the claims of a document say, by line."""
    held: dict[int, list[str]] = defaultdict(list)
    for claim in claims:
        if claim.kind in _PROSE:
            continue
        words = " ".join(str(value) for value in claim.subject.values())
        for line in range(claim.line, min(claim.end_line, claim.line + _LINES) + 1):
            held[line].append(words)
    return held


def _silent(document: Document, statement: Statement) -> bool:
    """Whether a statement says of nothing that it is there."""
    return (
        statement.kind not in ("item", "paragraph", "row")
        or statement.before
        or statement.polarity == "absent"
        or statement.mark in ("failed", "pending")
        or (statement.kind == "paragraph" and bool(_ASKS.match(_value(statement))))
        or (statement.kind == "item" and statement.mark != "done" and bool(_names.asks(statement)))
        or (bool(_name_lists.OWN_BUSINESS.search(statement.label)) and not _labels_things(statement))
        or _fields.in_fields(document, statement)
        or _passes_data(document, statement)
    )


def _value(statement: Statement) -> str:
    """A statement's text behind its label."""
    return statement.plain.removeprefix(statement.label).lstrip(" :*") if statement.label else statement.plain


def _passes_data(document: Document, statement: Statement) -> bool:
    """Whether a statement, its heading or what it hangs on is about data that is passed about."""
    above = (s.plain[:120] for s in _subjects.above(document, statement))
    told = statement.kind == "row" or _labels_things(statement)
    own = () if told else (_unmarked(statement.plain, statement.codes),)
    texts = (*own, *(h.plain for h in statement.headings[-1:]), *above)
    return any(_ELSE.search(_unpathed(text)) for text in texts)


def _unpathed(text: str) -> str:
    """Words without the paths that they name: what `index.ts` is called says nothing of what it is about."""
    for mention in _paths.mentions(text[:_LONGEST])[:_MOST]:
        text = text.replace(mention.path, " ")
    return text


def _labels_things(statement: Statement) -> bool:
    """Whether a statement's label calls what follows things of code: "Request models: …"."""
    return bool(_THING_LAST.search(statement.label + ":"))


def _quiet(cell: Cell) -> bool:
    """Whether the names of a table's cell are not said to be there: it does not report, or is about data that is passed about."""
    words = _unmarked(cell.plain, cell.codes)
    return cell.mood != "report" or cell.before or bool(_ELSE.search(cell.header) or _ELSE.search(words))


def _unmarked(text: str, codes: tuple[Code, ...]) -> str:
    """Words without their inline code."""
    text = text[:_LONGEST]
    for code in codes[:_MOST]:
        text = text.replace(code.text, " ")
    return text


def _file(document: Document, statement: Statement) -> Mention | None:
    """The file of code that a statement stands below: of an item above it, of its heading, of a "File: …" line."""
    above = _subjects.labelled_before(document, statement)
    if (
        statement.kind == "paragraph"
        and len(statement.codes) == 1
        and statement.codes[0].text == statement.plain
    ):
        above = above or _subjects.file_of_heading(statement)
    if statement.kind in ("item", "row"):
        above = _subjects.file_above(document, statement) or above or _subjects.file_of_heading(statement)
    above = above or _subjects.file_of_outer(document, statement)
    return above if above is not None and not _in_files.NOT_CODE.search(above.path) else None


def _mentioned(document: Document, statement: Statement, below_file: bool) -> Iterator[str]:
    """The names of a statement: marked as code, or written as nothing but code is."""
    text = statement.plain[:_LONGEST]
    quiet = [(c.start, c.start + len(c.plain)) for c in statement.cells if _quiet(c)]
    for code in _in_files.coded(statement)[:_MOST]:
        if not any(start <= code.start < end for start, end in quiet) and _is_name(document, statement, code):
            yield code.text.strip()
    if statement.kind == "row":
        return
    inside = [(c.start, c.start + len(c.text)) for c in statement.codes]
    for found in list(_PLAIN.finditer(text))[:_MOST]:
        name = found.group(found.lastgroup or 0)
        if any(start <= found.start() < end for start, end in inside) or _paths.looks_like_path(name):
            continue
        if (below_file or not found["list"]) and _tells(text, found.start(), name) and not _known(name):
            yield name
    worked = _WORKED_TYPE.match(text) if statement.kind == "item" else None
    if worked is not None and not _known(worked["name"]):
        yield worked["name"]
    yield from _enumerated(text, inside)
    if below_file:
        yield from _types(text, inside)
        yield from _operations(text)


def _enumerated(text: str, codes: list[tuple[int, int]]) -> Iterator[str]:
    """The names of a list of nothing but classes, in brackets or behind a label: "Cart models (CartLine, CartTotal)". One that
    is a product's makes all of them such."""
    for found in (*_IN_BRACKETS.finditer(text), *_BEHIND_LABEL.finditer(text)):
        names = found["names"].split(", ") if _NAMES_ONLY.fullmatch(found["names"]) else []
        telling = sum(bool(_CLASS.fullmatch(name)) for name in names)
        coded = any(start < found.end() and found.start() < end for start, end in codes)
        if telling * 2 > len(names) and not coded and not any(map(_known, names)):
            yield from (name for name in names if _tells(text, found.start("names"), ""))


def _operations(text: str) -> list[str]:
    """The functions that stand in brackets behind what they do: one at least is written as only code is, so that
    "CRUD operations (create, read, update, delete)" gives none."""
    found = _OPERATIONS.search(text)
    names = re.findall(r"\w+", found["names"]) if found is not None else []
    return names if any(re.search(r"[a-z][A-Z]|[a-z]_[a-z]", name) for name in names) else []


def _selectors(statement: Statement, file: Mention | None) -> Iterator[str]:
    """The classes and ids of elements that a line below a page or a style sheet names: "`.price-tag` - the label"."""
    if file is not None and _STYLED.search(file.path) and statement.kind == "item":
        yield from (c.text for c in statement.codes[:_MOST] if _SELECTOR.fullmatch(c.text))


def _types(text: str, codes: list[tuple[int, int]]) -> Iterator[str]:
    """The classes and components that a line below a file calls so: "memoised CartTip and PriceTip components"."""
    for found in list(_LISTED_TYPES.finditer(text))[:_MOST]:
        if not any(start <= found.start() < end for start, end in codes):
            names = re.findall(r"[A-Z]\w+", found["names"])
            yield from (n for n in names if not _known(n) and _tells(text, found.start(), ""))


def _is_name(document: Document, statement: Statement, code: Code) -> bool:
    """Whether a piece of inline code is a name that only code has, and spoken of as what is there."""
    name = code.text.strip()
    shaped = _SHAPE.fullmatch(name) or (
        _WORD.fullmatch(name)
        and (
            _vouched(document, statement, code) or (code in statement.codes and _listed_with(statement, code))
        )
    )
    return (
        bool(shaped)
        and not _names.is_case(name)
        and not _IDENTIFIES.search(statement.plain[max(0, code.start - 12) : code.start])
        and _tells(statement.plain, code.start, name)
        and not _known(name)
    )


def _tells(text: str, start: int, name: str) -> bool:
    """Whether the words right beside a name leave it a thing of code that is there."""
    before, behind = text[max(0, start - 60) : start], text[start + len(name) :]
    aside = _name_lists.OWN_BUSINESS.match(behind.lstrip("`* ")) or any(
        re.fullmatch(r"\W{0,4}", before[found.end() :]) for found in _name_lists.OWN_BUSINESS.finditer(before)
    )
    return not aside and not _NOT_SO.search(before) and not _WAS.match(behind) and not _TYPED.match(behind)


def _known(name: str) -> bool:
    """Whether a name is a package's or a product's."""
    bare = _names.bare(name)
    return (
        plain(bare) in _packages.KNOWN
        or bare in NO_NAMES
        or next((n for n in named(bare) if n.end - n.start == len(bare)), None) is not None
    )


def _listed_with(statement: Statement, code: Code) -> bool:
    """Whether a word goes on a list with a name that only code has, and the words behind the list say what they are:
    "(`orders` and `order_lines` tables)"."""
    at = statement.codes.index(code)
    if not _CALLED_SO.match(_names.behind_list(statement.plain, list(statement.codes[at:]))):
        return False
    return any(_SHAPE.fullmatch(other.text.strip()) for other in statement.codes)


def _vouched(document: Document, statement: Statement, code: Code) -> bool:
    """Whether a word in brackets at an item's end stands where its neighbours have names: "**Sign out** (`logout`)" below
    "**Sign in** (`signInUser`)"."""
    if statement.kind != "item" or not _ends_with(statement, code):
        return False
    near = document.statements[max(0, statement.index - 8) : statement.index + 9]
    others = (
        (other, c)
        for other in near
        if other.group == statement.group and other.kind == "item" and other.index != statement.index
        for c in other.codes[-1:]
    )
    return any(_ends_with(other, c) and _SHAPE.fullmatch(c.text) for other, c in others)


def _ends_with(statement: Statement, code: Code) -> bool:
    behind = statement.plain[code.start + len(code.text) :]
    return bool(_ENDS.match(statement.plain[: code.start]) and re.match(r"^[`*\s]{0,3}\)\W*$", behind))
