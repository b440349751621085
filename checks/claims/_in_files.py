"""The names that are said to stand in a file: by an item below the file, in the file's own description, as code."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile

import msgspec

from checks.claims import _fields, _name_lists, _paths, _standing, _subjects
from checks.claims._around import ahead_of
from checks.claims._name_lists import THING
from checks.claims._paths import Mention
from checks.claims._products import PRODUCTS
from checks.documents.model import Code, Document, Statement
from checks.patterns import regex

_LONGEST = 1500
CODED = regex(r"[_.]|[a-z][A-Z]|\(|^[A-Z][a-z]+[A-Z]|^[A-Z][A-Z0-9_]{2,}$")
OTHER_BUSINESS = regex(
    r"(?i)\b(?:import(?:ed|s)? and (?:registered|mounted)|registered|mounted|wired|calls?|called by|via|environment variables?|env vars?|"
    r"was|instead of|replac(?:ed|es)|moved to|renamed|connected to|depends on|emits?|returns?|accepts?|throws?|raises?)\b[^`]{0,30}$"
)
REMOVED = regex(r"(?i)\b(?:removed|deleted|dropped|eliminated|no (?:longer|more))\b[^.]{0,60}$")
_REMOVED_LEAD = regex(
    r"(?i)\W*(?:removed|deleted|dropped|eliminated)(?:\s(?:old|dead|unused|obsolete|code|components?|functions?|methods?|class(?:es)?|types?|hooks?|helpers?|constants?|fields?)){0,3}(?:\s\([^()]{1,150}\))?\W*"
)
"""What leads a list of what was taken out: "Removed:", "Removed components"; not "Removed duplicates"."""
NOT_CODE = regex(
    r"(?i)(?:^|/)(?:\.env[^/]*|[^/]*\.(?:md|mdx|rst|txt|ya?ml|toml|ini|cfg|lock)|package(?:-lock)?\.json|requirements[^/]*)$"
)
"""Files that are written in no language of programs."""
FIELDS = 200  # statements: how far a list of fields is looked through
_WITHOUT = regex(r"(?i)\bwithout (?:the |an? |any )?[`*(]{0,3}$")
_BECAME = regex(
    r"[`*\s]{0,4}(?:\([^()]{0,40}\)\s?)?(?:→|->|=>|(?:was |were |is |are )?(?:changed|renamed|replaced) (?:to|by|with)\b)"
)
_WAS = regex(
    r"(?i)\b(?:(?:chang|renam|replac|migrat|switch|convert|updat|correct|fix)(?:ed|es|ing)\s(?:from\s)?(?:\w+\s){0,2}|(?:typo|changed?|moved) from\s)[`*]{0,3}$"
)
_ARROW = regex(r"[`*\s]{0,3}(?:→|->|=>|⇒|➜)[`*\s]{0,3}")
_REWORDED = regex(
    r"[\"“](?P<old>[^\"“”\n]{2,80})[\"”]\s{0,2}(?:→|->|=>|⇒|➜)\s{0,2}[\"“](?P<new>[^\"“”\n]{4,120})[\"”]"
)
"""A text that stands in another's place: `"Back to orders" → "Back to carts"`."""
_NEW_CODE = regex(
    r"(?:New|New code|Added|Now|Changed to):\s(?P<new>(?:\{\s?\w|\{/?\*|//\s|/\*|<\w|(?:import|from|const|let|return|await|if|export|def|class)\s|[\w.]{2,60}\()[^\n]{6,200})"
)
"""A line of code without a mark of code: "New: { status: 'open' }"."""
_INSTEAD = regex(r"(?i)[`*\s]{0,4}(?:\w+\s){0,2}(?:→|->|=>|to|with|by|into)\s")
_IN_PLACE_OF = regex(
    r"(?i)\b(?:instead of|rather than|in place of|replac(?:es|ing)|no longer)\s(?:the\s)?(?:\w+\s)?[`*]{0,3}$"
)
_NO_TYPES = PRODUCTS | frozenset("API REST HTTP CI CD UI UX SQL JSON YAML HTML CSS".split())
_TYPES = regex(
    r"^\W*(?P<names>[A-Z][A-Za-z0-9]{2,}(?:(?:,\s?|\s?&\s?|,? and )[A-Z][A-Za-z0-9]{2,}){0,12})\s+"
    r"(?:(?:data|pydantic|response|request|typescript|orm|sqlalchemy|base)\s)?"
    r"(?:models?|class(?:es)?|enums?|interfaces?|types?|schemas?|components?|services?|structs?|dataclass(?:es)?)\b"
)
_HUMPS = regex(
    r"^\W*(?P<names>(?:[A-Z]{2,5}[a-z0-9]{1,20}(?=[A-Z][a-z])|[A-Z][a-z0-9]{1,40})[A-Z][A-Za-z0-9]{0,60}[a-z0-9])\s+(?:for|with|that|to|handles?|(?:imported|added|created|defined|exported|registered)\b|[-–—:])"
)
_HUMPS_LABEL = regex(r"^\W*(?P<names>[A-Z][a-z0-9]{1,40}[A-Z][A-Za-z0-9]{0,60}[a-z0-9]):\s")
_ERROR_CLASS = regex(r"(?P<name>(?:[A-Z][a-z0-9]+){1,6}(?:Error|Exception))(?:\s\([^()]{1,60}\))?")
_TESTS_OF = regex(r"(?i)^\W*\w{2,60}:\s\d{1,4}\s(?:[a-z]{1,20}\s)?(?:tests?|test cases|specs|cases|checks)\b")
_PLAIN_LABEL = regex(r"^(?P<name>[A-Z][a-z]{2,30}):\s")
_ONE_MODEL = regex(r"(?P<name>[A-Z][a-z]{2,30})\s(?:model|entity|schema|table|enum|dataclass)")
_OF_MODELS = regex(r"(?:^|[/_.-])(?:models?|entit(?:y|ies)|schemas?)\.\w{2,3}$")
_ADDED_NAME = regex(
    r"(?i)[-–—:]\s*added\s+([a-z_][\w]{2,40})\s+(?:property|method|function|field|attribute|column|parameter)\b"
)
# "…: Extend OrderEntry, add unschedule()": what was done to a name in the file spoken of.
_USES = regex(r"^[`*)\s]{0,4}[:–—-]\s{1,2}uses\s[`*]{0,2}(?P<name>[A-Z]\w{1,40})(?:<[^<>]{0,40}>|\(\))")
_CALL_FIRST = regex(
    r"^\W{0,3}(?P<name>[A-Za-z_$][\w$]{1,60})\([^()]{0,80}\)(?=\s*(?:[-–—:]|$|(?:function|method|helper|hook|utility|wrapper)\b))"
)
_DONE_TO = regex(
    r"(?i:(?:^|[-–—:,;(]\s*|\band\s+)(?:adds?|added|creates?|created|defines?|exports?|extends?|extended|updates?|updated|introduces?|introduced|implements?|implemented|contains?|provides?|enhanced?|modified|fixed|fixes)"
    r"\s+(?:the\s|a\s|an\s|new\s){0,2}(?:(?:[\w-]+\s)?(?:tasks?|functions?|methods?|class(?:es)?|helpers?|hooks?|handlers?|decorators?|constants?):?\s)?)[`*]{0,2}(?P<name>[A-Za-z_$]{0,40}(?:[a-z0-9][A-Z]|_[A-Za-z])[\w$]{0,60}(?:\(\))?|[A-Za-z_$][\w$]{0,60}\(\))(?![\w./-])"
)
_LIST_BEHIND = regex(r"[`*)\]]{0,4}:\s(?P<names>\w{2,60}(?:\(\))?(?:,\s\w{2,60}(?:\(\))?){1,20})\.?")
"""Nothing but names behind a file: "**date.ts**: formatDate, parseDate"."""
_THING_NEXT = regex(rf"(?i)[`*]{{0,2}}\s{THING}\b")
_NOUN_NEXT = regex(
    r"\s(?!(?:for|with|to|in|that|which|and|or|from|as|via|using|by|on|into|of|at|is|are|was|when|so|so that|where|now|again|if|directly|under|inside|without|instead)\b)[a-z]{3,}"
)
_FIELDS = regex(r"(?i)\b(?:fields?|columns?|properties|attributes|keys)\b")


class Said(msgspec.Struct, frozen=True):
    """What is said to stand in the file: a name, a snippet, or nothing but lines."""

    symbol: str | None = None
    snippet: str | None = None
    absent: bool = False


def taken_out(before: str) -> bool:
    """Whether the words before a name say that it was taken out, not that something was taken out of it."""
    return bool(REMOVED.search(before)) and not re.search(r"(?i)\b(?:from|in)\s[`*]{0,3}$", before)


def of_code(statement: Statement, code: Code) -> Said:
    """Inline code as a name or a snippet; gone, where the words before it say so."""
    removed = taken_out(statement.plain[: code.start]) or bool(_WITHOUT.search(statement.plain[: code.start]))
    if _standing.IDENTIFIER.match(code.text):
        return Said(symbol=code.text, absent=removed)
    return Said(snippet=code.text, absent=removed)


def coded(statement: Statement) -> list[Code]:
    """The inline code of a statement that is neither a path nor a route."""
    kept = []
    for code in statement.codes:
        text = code.text.strip()
        if (
            not _former(statement, code)
            and not _paths.mentions(text, ((0, text),))
            and len(text) > 1
            and not re.match(r"^[A-Z]+ /|^[\d\s,.:–-]+$", text)
            and not _somewhere_in(text)
        ):
            kept.append(Code(text, code.start))
    return kept


def _somewhere_in(text: str) -> bool:
    """Whether a piece of code is a file and a word for a place in it: ``orders.py:several``."""
    file, _, place = text.partition(":")
    return place.isalpha() and _paths.looks_like_path(file, True)


def _former(statement: Statement, code: Code) -> bool:
    """Whether a piece of code is what stood there before ("`a` → `b`", "changed `a` to `b`")."""
    text, end = statement.plain, code.start + len(code.text)
    if _IN_PLACE_OF.search(ahead_of(text, code.start)):
        return True
    became = _BECAME.match(text, end)
    instead = (
        _INSTEAD.match(text, end) if became is None and _WAS.search(ahead_of(text, code.start)) else None
    )
    change = became or instead
    return change is not None and any(0 <= other.start - change.end() <= 2 for other in statement.codes)


def became(statement: Statement) -> list[str]:
    """The texts that a statement says now stand where others did: "Link: `/orders?open=1` → `/carts?open=1`"."""
    text, codes = statement.plain[:_LONGEST], statement.codes
    pairs = [
        new.text.strip()
        for old, new in pairwise(codes)
        if _ARROW.fullmatch(text, old.start + len(old.text), new.start)
    ]
    kept = [new for new in pairs if not _standing.IDENTIFIER.match(new) and len(new) > 3]
    kept = [new for new in kept if not _paths.looks_like_path(new, True)]
    shown = _NEW_CODE.fullmatch(text) if not codes else None
    kept += [shown["new"].strip()] if shown else []
    return kept + [found["new"].strip() for found in _REWORDED.finditer(text)]


def told_of(statement: Statement, file: Mention) -> list[str]:
    """The names that an item about a file says were added to it, changed or are defined there."""
    behind = statement.plain[file.end :]
    listed = _LIST_BEHIND.fullmatch(behind) if statement.kind == "item" and file.start <= 1 else None
    names = re.findall(r"\w+", listed["names"]) if listed else []
    if names and all(re.search(r"[a-z][A-Z]|[a-z]_[a-z]", name) and name not in _NO_TYPES for name in names):
        return names
    added = _ADDED_NAME.search(behind)
    if added:
        return [added[1]]
    uses = _USES.match(behind)
    if uses and not re.search(r"\w", statement.plain[: file.start]):
        return [uses["name"]]
    led = not re.search(r"\w", statement.plain[: file.start]) and re.match(
        r"[`*)\]\s]{0,4}(?:\([^()]{0,40}\)\s?)?[-–—:]", behind
    )
    done = _DONE_TO.finditer(behind[:_LONGEST]) if led else iter(())
    told = [m["name"] for m in done if not _BECAME.match(behind, m.end()) and not _of_product(behind, m)]
    return [n for n in dict.fromkeys(told) if n not in _NO_TYPES]


def _of_product(text: str, done: re.Match[str]) -> bool:
    """Whether a name with capitals inside only says whose thing was made: "Added OpenLedger detection"."""
    behind = text[done.end() :]
    return done["name"][0].isupper() and bool(_NOUN_NEXT.match(behind)) and not _THING_NEXT.match(behind)


def leads_with_name(statement: Statement, file: Mention) -> bool:
    """Whether an item is about a name, and mentions a file where it explains it ("`load_jobs()` - reads `jobs.json`")."""
    name = _explained(statement) if statement.kind == "item" else None
    return name is not None and file.start > name.start + len(name.text)


def _explained(statement: Statement) -> Code | None:
    """The name that an item starts with, if a dash or a colon and an explanation follow."""
    for code in statement.codes[:1]:
        behind = statement.plain[code.start + len(code.text) :]
        if (
            code.start <= 1
            and _standing.IDENTIFIER.match(code.text)
            and re.match(r"[`*\s]{0,4}[-–—:]\s", behind)
        ):
            return code
    return None


def fields_of(document: Document, statement: Statement) -> list[Said]:
    """The names in a list of one thing's fields, which are one claim, at the first of them."""
    before = document.statements[statement.index - 1] if statement.index else statement
    if before.kind == "item" and _fields.in_fields(document, before):
        return []
    listed = takewhile(lambda s: s.kind == "item", document.since(statement.index, statement.index + FIELDS))
    names = [
        s.codes[0].text for s in listed if s.parents == statement.parents and _fields.in_fields(document, s)
    ]
    return [Said(symbol=", ".join(names))]


def below(document: Document, statement: Statement) -> list[Said]:
    """The names that an item below a file says stand in it."""
    text = statement.plain
    codes = [c for c in coded(statement) if _standing.IDENTIFIER.match(c.text)]
    if codes and OTHER_BUSINESS.search(text[: codes[0].start]):
        return []
    above = next(_subjects.above(document, statement), None)
    led = _below_removed(statement, above)
    removed = led or (bool(codes) and taken_out(text[: codes[0].start]))
    if removed:
        codes = [c for c in codes if CODED.search(c.text)]  # a common word stands everywhere
    if (
        statement.polarity == "absent"
        and not removed
        and (statement.mark == "failed" or not _explained(statement))
    ):
        return []
    if (
        codes
        and above is not None
        and not removed
        and _FIELDS.search(above.plain)
        and len(statement.parents) > 0
    ):
        return [Said(symbol=", ".join(c.text for c in codes))]
    if codes or led:
        return [Said(symbol=c.text, absent=removed) for c in codes if _listed(text, codes, c)]
    return [Said(symbol=name) for name in _unmarked(document, statement)]


def _unmarked(document: Document, statement: Statement) -> list[str]:
    """The names that an item below a file says stand in it, without a mark of code."""
    text = statement.plain
    called = _CALL_FIRST.match(text)
    if called:
        return [called["name"] + "()"]
    done = _DONE_TO.match(text)
    if done and done["name"] not in _NO_TYPES and not _of_product(text, done):
        return [done["name"]]
    if model := _of_models(document, statement):
        return [model]
    if _TESTS_OF.match(text):
        return []
    if bare := _bare_names(text):
        return bare
    types = _TYPES.match(text) or _HUMPS.match(text) or _HUMPS_LABEL.match(text)
    if types and re.search(r"[a-z0-9][A-Z]|[A-Z]{2,}[a-z]", types["names"]):
        return [n for n in re.findall(r"[A-Z][A-Za-z0-9]+", types["names"]) if n not in _NO_TYPES]
    return []


def _below_removed(statement: Statement, above: Statement | None) -> bool:
    """Whether what a statement hangs on, or else its heading, leads a list of what was taken out."""
    over = above or (statement.headings[-1] if statement.headings else None)
    return over is not None and bool(_REMOVED_LEAD.fullmatch(over.plain))


def _bare_names(text: str) -> list[str]:
    """The classes of a line that is nothing but their names: "Order, OrderCreate", "NotFoundError (base)"."""
    alone = _ERROR_CLASS.fullmatch(text)
    return [alone["name"]] if alone else _name_lists.classes(text)


def _of_models(document: Document, statement: Statement) -> str | None:
    """The model that an item below a file of models is about: "Order: lines and totals", "Order model"."""
    file = _subjects.file_above(document, statement) or _subjects.file_of_heading(statement)
    if file is None or not _OF_MODELS.search(file.path):
        return None
    plain = _PLAIN_LABEL.match(statement.plain)
    if plain is not None and statement.label == plain["name"]:
        return plain["name"]
    alone = _ONE_MODEL.fullmatch(statement.plain)
    return alone["name"] if alone is not None else None


def _listed(text: str, codes: list[Code], code: Code) -> bool:
    """Whether a name is the item's topic or one of a list of them, not one that its explanation mentions."""
    first = codes[0]
    if re.search(r"\s[-–—]\s", text[first.start + len(first.text) : code.start]):
        return False
    return bool(CODED.search(code.text)) or code is first
