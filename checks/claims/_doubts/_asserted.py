"""What a statement has to say outright before the tree's silence, or what stands in it, refutes the statement.

Most statements that name a thing do so in passing: they say what uses it, what it is for, what came of it. Only one
whose own subject is the thing says that it is there, or gone. So each kind asks here for the one form of words in which
it is said, and a refutation of any other form stays open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from checks.claims._catalogue import named
from checks.claims._doubts._said import Said
from checks.documents.model import Statement
from checks.patterns import regex

_IN_PASSING = "It names this in passing; that it is there is not what it says."
_NOT_OUTRIGHT = "It does not say outright that this is gone or was never there."
_NOT_A_FILE = "It does not say of the file itself that it was taken out."
_OUTSIDE = "Its row puts it outside the repository."
_OF_MACHINE = regex(r"\W{0,3}(?:~|[A-Z]:|/(?:tmp|var|etc|home|usr|opt|mnt|root|srv))[/\\]")
_OF_OTHERS = regex(r"(?i)\b(?:by|from|with|via|of|than|to|after|before)\W*$")
_COPIED = "It may tell from where the file was taken over."
_A_WORD = "It may be a word for a thing, not the name that it has in the code."
_NOT_CALLED = "Without a call it may name what the file serves, takes or sends, not its code."
_NO_CODE = "It may be what the lines need or make up, not what is written in them."
_STATEMENT_OF_CODE = regex(r"[=(){}\[\]<>;]|\w\s\w")
"""What code has and a package, a path or a value alone has not."""
_A_VALUE = "It may be the label of a value, not a name."
_NOT_DECLARED = "It does not say outright that this is a dependency."

_COUNTED = r"(?:\d{1,3}[.)]\s*)?"
_LABELLED = r"(?:[A-Za-z][\w /&()-]{0,40}:\s*)?"
_GONE_NOUN = (
    r"(?:entit(?:y|ies)|tables?|columns?|fields?|functions?|methods?|class(?:es)?|fallbacks?|helpers?|hooks?|components?|"
    r"generators?|constants?|arrays?|objects?|types?|interfaces?|models?|events?|metrics?|data|completely|entirely)"
)
_DENIED = r"(?:missing|no|removed|deleted|dropped|eliminated|without)"
_DEPENDENCIES = regex(
    r"(?i)\b(?:dependenc\w+|packages?|librar\w+|requirements|package\.json|pyproject|npm|pip|installed|stack|technolog\w+)\b"
)
_NEVER_USED = (
    r"(?:\([^()]{0,60}\)|function|method|class|but|exists|is|are|defined|there|declared|implemented|[,\s`])*\b"
    r"(?:never|not)\s(?:\w+ly\s)?(?:called|used|imported|invoked|started|mounted|registered)(?:\sanywhere)?\W*$"
)
_TAKEN_OUT = regex(r"(?i)\W*(?:removed|deleted|eliminated)\W*")
_FITTING = "It says what this is like or may be used with, not that it is used."
_FITS_MANY = regex(
    r"(?i)\b(?:works? (?:with|on|across)|compatible|compatibility|agnostic|independent of|portable|any (?:database|provider|host)|(?:similar|comparable|equivalent|alternative) to|inspired by|modell?ed (?:on|after)|reminiscent of)\b|-(?:like|style|inspired)\b|\betc\b"
)
_FEW_LETTERS = 160
_LED = regex(
    r"\W{0,6}(?:\d{1,3}[.)]\s*)?(?:[\w /&().-]{1,50}:\s*)?(?:[\w.@+-]+(?:\s[\w.@+-]+){0,3}(?:,|/|\s\+|\s&|\sand)\s*){0,6}(?:(?:\w+[ -]){0,3})?"
)
_USED_BY = regex(
    r"(?i)(?:\b(?:with|using|uses?|used|via|by|through|on|in|into|to|from|as|and|including|includes?|added?|integrat\w+|implement\w*|configured|powered|backed|runs?|built)\b|[(:→>-])\W{0,4}(?:\w+\W+){0,2}$"
)
_MADE_OF = regex(
    r"(?i)[ -](?:backed|based|powered|support|cach\w+|integration|connection|database|server|backend|queue|workers?|client|setup|configur\w+|store|storage|pool\w*|logic|on|for|of)\b"
)
_COMPOUND = regex(r"-[A-Za-z]")
_LACKS_FILES = regex(r"(?i)\b(?:remov|delet|eliminat|obsolete|clean|duplicate|drop)\w*")
_FILES = regex(r"(?i)\b(?:files?|scripts?|modules?|components?|tests?|documents?|pages?|folders?|code)\b")


def doubt(said: Said) -> str | None:
    """Why a refuted statement need not say what the tree contradicts, as a sentence, or None."""
    asked = _ASKED.get((said.claim.kind, said.claim.polarity))
    return None if asked is None else asked(said)


@lru_cache(maxsize=512)
def _leading(name: str) -> re.Pattern[str]:
    """A text that begins with a name, perhaps behind a label or other names of a list."""
    others = r"(?:[`\"']?[\w.$:]{2,60}(?:\([^()]{0,60}\))?[`\"']?(?:,| and| /| &|\s*\+)\s*){0,12}"
    return re.compile(
        rf"^\W{{0,6}}{_COUNTED}{_LABELLED}{others}[`\"'<]?{re.escape(name)}(?!\w)", re.IGNORECASE
    )


def _leads(name: str, statement: Statement) -> bool:
    """Whether a statement, or one of a row's cells, begins with a name: it is what the statement is about."""
    if name not in statement.label and _OF_OTHERS.search(statement.label):
        return False  # "Tested by: `keeps_order`"
    bare = name.split("(", 1)[0]
    texts = [c.plain for c in statement.cells] or [statement.plain]
    return any(_leading(bare).match(text) for text in texts)


def _called(name: str, statement: Statement) -> bool:
    """Whether a name is written as a call or a signature: "drain()", "price(order)"."""
    return "(" in name or bool(re.search(rf"(?<!\w){re.escape(name)}\(", statement.plain))


def _symbol_gone(said: Said) -> str | None:
    """Such as "Removed `old_helper()` function", "Missing: order_lines table": the denial, the name, and no more than what it is."""
    name = re.escape(str(said.claim.subject["name"]).split("(", 1)[0])
    form = rf"(?i)^\W*{_COUNTED}{_LABELLED}{_DENIED}:?\s(?:the\s|an?\s|old\s|all\s)?[`\"']?{name}(?:\(\))?[`\"']?\s?(?:{_GONE_NOUN}(?:/\w+)?)?(?:\W*$|:\s|\sto\s|\sfrom\s(?:the\s)?(?:code\w*|project|repo\w*|tree|app\w*)\W*$)"
    texts = [c.plain for c in said.statement.cells] or [said.statement.plain]
    return None if any(re.search(form, text) for text in texts) else _NOT_OUTRIGHT


def _reference(said: Said) -> str | None:
    symbol = str(said.claim.subject.get("symbol") or "")
    quoted = str(said.claim.subject.get("snippet") or "")
    if quoted and "\n" not in quoted and not _STATEMENT_OF_CODE.search(quoted):
        return _NO_CODE
    if (
        not symbol
        or not any(place.missing for place in said.verdict.evidence)
        or "There is no" in said.verdict.reason
    ):
        return None
    first = symbol.split(", ", 1)[0]
    if re.match(rf"(?i)^\W*{re.escape(first)}:\s*[~<>=≤≥]*\s*\d", said.statement.plain):
        return _A_VALUE
    path = str(said.claim.subject["path"]).rsplit("/", 1)[-1]
    if first.split("(", 1)[0] == path.partition(".")[0]:
        return _A_WORD  # what a file makes may be called by its name: a command, a page, a plug-in
    tested = rf"{re.escape(path)}::(?:\w+::)?{re.escape(re.split('::|[.]', first)[-1])}"
    if not (_called(first, said.statement) or re.search(tested, said.statement.plain)):
        return _NOT_CALLED
    if _leads(first, said.statement):
        return None
    form = rf"[`\"']?{re.escape(first)}[`\"']?\s(?:\w+\s)?(?:in\s|at\s|from\s|\()(?:lines?\s[\d-]+\s(?:in|of)\s)?[`\"']?[\w./-]*{re.escape(path)}"
    added = rf"{re.escape(path)}[`\"')]*\s*[-–—:]+\s*(?:added|new|created|implemented)\s(?:the\s|an?\s)?[`\"']?{re.escape(first)}"
    return None if re.search(rf"(?i){form}|{added}|{tested}", said.statement.plain) else _IN_PASSING


def _joined(said: Said) -> str | None:
    """A file imported from a folder was copied from there: what imports what are two pieces of code."""
    folder = said.claim.subject.get("relation") == "imported" and str(said.claim.subject.get("to")).endswith(
        "/"
    )
    return _COPIED if folder else None


def _unused(said: Said) -> str | None:
    """Such as "`send_later()` is never called": the name, that it is not used, and nothing about where or when."""
    if said.claim.subject.get("relation") == "sends":
        return None
    what = re.escape(str(said.claim.subject["what"]).strip("`").split("(", 1)[0])
    form = rf"(?i)^\W*{_COUNTED}{_LABELLED}(?:the\s)?[`\"']?{what}{_NEVER_USED}"
    return None if re.search(form, said.statement.plain) else _NOT_OUTRIGHT


def _technology(said: Said) -> str | None:
    """A technology of which the tree shows nothing: it leads the item, or the words before it say that it is used."""
    name, text = str(said.claim.subject.get("capability", "")), said.statement.plain
    if not all(place.missing for place in said.verdict.evidence) or name == "tests":
        return None
    if _FITS_MANY.search(text):
        return _FITTING
    for found in named(text):
        before = text[: found.start]
        if _COMPOUND.match(text[found.end :]) and not _MADE_OF.match(text[found.end :]):
            continue  # "migration-safe" says nothing of migrations
        if found.capability.name == name and (_led(before) or _USED_BY.search(before)):
            return None
        if found.capability.name == name and _MADE_OF.match(text[found.end :]):
            return None
    return _IN_PASSING


def _led(before: str) -> bool:
    return len(before) < _FEW_LETTERS and bool(_LED.fullmatch(before))


def _dependency(said: Said) -> str | None:
    """A package that leads its item below "Dependencies", is called a library, or is put into a manifest that is named."""
    name = str(said.claim.subject["package"])
    if said.claim.subject.get("manifest"):
        return None
    told = [h.plain for h in said.statement.headings[-2:]] + [said.statement.label, *_announcing(said)]
    behind = rf"(?i){re.escape(name)}[`\"']?\s(?:\w+\s)?(?:librar|packag|dependenc|modul)"
    listed = _leads(name, said.statement) and any(_DEPENDENCIES.search(text) for text in told)
    return (
        None
        if listed or re.search(behind, said.statement.plain) or said.statement.kind == "code"
        else _NOT_DECLARED
    )


def _dependency_gone(said: Said) -> str | None:
    name = re.escape(str(said.claim.subject["package"]))
    form = rf"(?i)^\W*{_COUNTED}{_LABELLED}(?:no|zero|0|removed|dropped|uninstalled|without)\s(?:the\s|all\s)?[`\"']?{name}\b"
    return None if re.search(form, said.statement.plain) else _NOT_OUTRIGHT


def _file(said: Said) -> str | None:
    """A file of this repository; one said to be taken out: nothing but the file stands in the item, and the words above speak of files; or the
    item itself begins with the deed and the file."""
    if said.claim.subject.get("role") != "removed":
        return _OUTSIDE if any(_OF_MACHINE.match(cell.plain) for cell in said.statement.cells) else None
    name = re.escape(str(said.claim.subject["path"]).rsplit("/", 1)[-1])
    if re.match(
        rf"(?i)^\W*{_COUNTED}(?:removed|deleted|eliminated)\W+(?:\w+\s){{0,2}}[`\"']?[\w./-]*{name}",
        said.statement.plain,
    ):
        return None
    alone = re.match(rf"^\W*{_COUNTED}[`\"']?[\w./-]*{name}[`\"']?\W*(?:\(|$|[-–—:])", said.statement.plain)
    if any(_TAKEN_OUT.fullmatch(cell.plain) for cell in said.statement.cells):
        return None
    above = [*(h.plain for h in said.statement.headings[-1:]), *_announcing(said)]
    listed = any(_LACKS_FILES.search(text) and _FILES.search(text) for text in above)
    return None if alone and listed and said.statement.kind in ("item", "tree", "code") else _NOT_A_FILE


def _announcing(said: Said) -> tuple[str, ...]:
    """What the item is nested in, and the paragraph that introduces its list."""
    lead = () if said.statement.lead is None else (said.statement.lead,)
    return tuple(said.document.statements[at].plain for at in (*said.statement.parents[-1:], *lead))


_Asked = Callable[[Said], str | None]
_ASKED: Mapping[tuple[str, str], _Asked] = {
    ("symbol", "absent"): _symbol_gone,
    ("capability", "present"): _technology,
    ("code-reference", "present"): _reference,
    ("wiring", "present"): _joined,
    ("wiring", "absent"): _unused,
    ("dependency", "present"): _dependency,
    ("dependency", "absent"): _dependency_gone,
    ("path", "present"): _file,
}
