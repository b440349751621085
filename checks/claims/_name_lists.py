"""Lines that are lists of names of code and nothing else."""

from __future__ import annotations

import re

from checks.claims._catalogue import named
from checks.claims._products import PRODUCTS
from checks.documents.model import Code, Statement
from checks.patterns import regex

THING = (
    r"(?:functions?|methods?|class(?:es)?|components?|hooks?|interfaces?|enums?|types?|constants?|entit(?:y|ies)|repositor(?:y|ies)|"
    r"tables?|columns?|metrics?|counters?|gauges?|histograms?|decorators?|middlewares?|dataclass(?:es)?|"
    r"schemas?|exceptions?|tools?|handlers?|controllers?|services?|models?|providers?|contexts?|helpers?|factor(?:y|ies)|fallbacks?|(?:smart )?contracts?|"
    r"materiali[sz]ed views?|(?:database |performance |new )indexes|indexes (?:added|created)|triggers?|stored procedures?)"
)
"""What a named thing of code is called."""

OWN_BUSINESS = regex(
    r"(?i)\b(?:npm|yarn|pnpm|pip|package|librar(?:y|ies)|dependenc(?:y|ies)|environment variables?|env vars?|settings?|commands?|headers?|cookies?|"
    r"parameters?|params?|arguments?|options?|flags?|returns?|status codes?|branch(?:es)?|files?|folders?|scripts?|query|body|payload|request|response|values?|port|secrets?|config\w*)\b"
)
FIELDS = regex(r"(?i)\b(?:fields|properties|attributes)\b\W*$")
_DEED = regex(
    r"(?:get|set|add|remove|create|update|delete|fetch|load|save|handle|use|calculate|compute|format|parse|validate|generate|send|build|render|convert|check|find|list|init|start|"
    r"stop|process|register|extract|show|hide|toggle|verify|sync|export|import|apply|reset|move|clear|log|track)[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)?(?:\(\))?"
)
_BETWEEN = regex(r",(?:\s?and\s)?|\s(?:and|&|\+)\s")
_TOLD = regex(r"[`*\s]{0,4}[-–—:]\s{1,2}[A-Z][a-z]{2,14}\s")
_PLURAL = regex(r"[a-z][a-rt-z]s$")
_GIVEN = regex(
    r"(?i)\b(?:keys|props|args|imports?|dependencies|libraries|tools|env|labels|tags|roles|states|statuses|kinds|users|categories|modes)\b"
)

_STORED = r"(?:database |db |sql )?(?:tables?|collections?|entit(?:y|ies))|(?:database|data|db|prisma|sqlalchemy|django|pydantic|mongoose|sequelize|orm) models?"
_BUILT = r"(?:react |vue |custom |ui |new |page )?(?:components?|hooks?|class(?:es)?|enums?|controllers?|repositor(?:y|ies)|interfaces?)"
_COUNTED = regex(
    rf"(?i)(?<![\w.,/-])(?P<n>\d{{1,2}})\s(?:new |core |main |custom )?(?:(?P<stored>{_STORED})|{_BUILT})(?: created| added| defined)?(?:\s?\((?P<inside>[^()]{{3,600}})\)|:\s(?P<behind>[^:()]{{3,600}})$)"
)
_LABEL_COUNTED = regex(
    rf"(?i)^\W{{0,3}}(?:new |total )?(?:(?P<stored>{_STORED})|{_BUILT})(?: created| added| defined)?:\s(?P<n>\d{{1,2}})\s\((?P<inside>[^()]{{3,600}})\)"
)
_CLASSES = regex(r"[A-Z][A-Za-z0-9]{1,60}(?:<\w{1,20}>)?(?:,\s[A-Z][A-Za-z0-9]{1,60}(?:<\w{1,20}>)?){1,20}")
_GENERIC = regex(r"<\w{1,20}>$")
_HUMP = regex(r"[a-z0-9][A-Z]|[A-Z]{2}[a-z]")
_ANY_NAME = regex(r"[A-Za-z_]\w{1,60}")
_BUILT_NAME = regex(r"[A-Z][a-z0-9]+[A-Z]\w*|use[A-Z]\w+|[A-Z][A-Za-z0-9]{2,40}(?=s?$)")


def counted(text: str) -> list[str]:
    """Names in brackets behind how many there are, where they are as many:
    "3 tables (orders, carts, refunds)", "Hooks: 1 (useCart)"."""
    found = _COUNTED.search(text) or _LABEL_COUNTED.match(text)
    if found is None:
        return []
    parts = _BETWEEN.split(found["inside"] or found["behind"])
    names = [name for part in parts if (name := part.strip(" `*."))]
    fits = _ANY_NAME if found["stored"] else _BUILT_NAME
    return names if len(names) == int(found["n"]) and all(map(fits.fullmatch, names)) else []


def classes(text: str) -> list[str]:
    """The classes of a line that is nothing but their names: "Order, OrderCreate, OrderUpdate"; most have capitals inside."""
    names = [_GENERIC.sub("", part) for part in re.split(r",\s", text)] if _CLASSES.fullmatch(text) else []
    telling = sum(bool(_HUMP.search(name)) for name in names)
    others = any(name in PRODUCTS or next(named(name), None) is not None for name in names)
    return names if telling * 2 >= len(names) and not others else []


def several(label: str, rest: str, statement: Statement) -> bool:
    """Whether a label in the plural gives several names of code and nothing else: "Report workers: `day_report`, `week_report`"."""
    if (
        not _PLURAL.search(label)
        or OWN_BUSINESS.search(label)
        or FIELDS.search(label)
        or _GIVEN.search(label)
    ):
        return False
    telling = [
        c
        for c in statement.codes
        if re.fullmatch(r"[a-z0-9]+(?:_[a-z0-9]+)+|[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+", c.text)
    ]
    return len(telling) > 1 and len(telling) == len(statement.codes) and only(rest, statement)


def only(text: str, statement: Statement) -> bool:
    """Whether a text holds nothing but pieces of inline code: "`orders`, `carts` and `refunds`"."""
    for code in statement.codes:
        text = text.replace(code.text, "", 1)
    return re.fullmatch(r"(?:[\s,;&/+.]|\band\b)*", text) is not None


def one_of(text: str, inside: list[Code], code: Code) -> bool:
    """Whether a name is one of the list that a line gives, not one that its explanation mentions."""
    first = inside[0]
    between = text[first.start + len(first.text) : code.start]
    return re.fullmatch(r"(?:[`*\s,/&+]|and|or|\([^()]{0,60}\))*", _without(between, inside)) is not None


def _without(between: str, inside: list[Code]) -> str:
    for code in inside:
        between = between.replace(code.text, "")
    return between


def tells_deed(text: str, code: Code) -> bool:
    """Whether an item is a function by its name, a verb first, and says what it does: "`addToCart`: Adds a line"."""
    behind = text[code.start + len(code.text) :]
    return bool(_DEED.fullmatch(code.text) and _TOLD.match(behind))


def plain(header: str, text: str) -> list[str]:
    """The names of a cell that is a list of them: "work_items, work_item_runs" below "Schema"."""
    if not re.match(
        r"(?i)^\W*(?:schema|tables?|database|columns?|metrics?|events?|functions?|class(?:es)?)\W*$", header
    ):
        return []
    parts = [re.sub(r"\s*\([^()]{0,40}\)$", "", p.strip()) for p in text.split(",")]
    parts = [re.sub(r"(?i)\s+only$", "", p) for p in parts]
    named = all(re.fullmatch(r"[a-zA-Z_][\w]*(?:\.\w+)?", p) for p in parts)
    coded = any("_" in p or "." in p or re.search(r"[a-z][A-Z]", p) for p in parts)
    return parts if named and coded else []
