"""Lines that are lists of names of code and nothing else."""

from __future__ import annotations

import re

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
    r"stop|process|register|extract|show|hide|toggle|verify|sync|export|import|apply|reset|move|clear|log|track)(?:[A-Z][a-z0-9]+)(?:[A-Z][A-Za-z0-9]*)*(?:\(\))?"
)
_TOLD = regex(r"[`*\s]{0,4}[-–—:]\s{1,2}[A-Z][a-z]{2,14}\s")
_PLURAL = regex(r"[a-z][a-rt-z]s$")
_GIVEN = regex(
    r"(?i)\b(?:keys|props|args|imports?|dependencies|libraries|tools|env|labels|tags|roles|states|statuses|kinds|users|categories|modes)\b"
)


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
