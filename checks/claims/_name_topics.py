"""The name that a list item is about: in code, in small letters, with capitals inside."""

from __future__ import annotations

import re

import msgspec

from checks.claims import _name_lists
from checks.claims._models import NO_NAMES
from checks.claims._name_lists import THING
from checks.claims._products import NO_PRODUCT
from checks.documents.model import Code, Statement
from checks.patterns import regex

_SINGLE = regex(r"^[a-z][a-z0-9]{0,30}$")
CODED = regex(
    r"[A-Za-z0-9]_[A-Za-z0-9]|[a-z0-9][A-Z]|\(\)?|^[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*$|\w\.\w|^[a-z_]\w+$|^[A-Z][A-Z0-9_]{3,}$"
)
_VARIABLE = regex(r"^[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+$")
_ROLES = (
    "Service Manager Engine Parser Executor Chunker Pipeline Controller Repository Provider Handler Scheduler Worker Client Factory "
    "Builder Adapter Middleware Router Store Gateway Processor Validator Collector Monitor Tracker Listener Emitter Hub Registry "
    "Resolver Loader Logger Limiter Runner Analyzer Generator Dispatcher Consumer Producer Publisher Subscriber Queue Cache Breaker "
    "Guard Interceptor Serializer Entity Model Schema Config Context Modal Dashboard Panel Component Exception Error Orchestrator "
    "Coordinator Strategy Helper Wrapper Bridge Transformer Formatter Converter Fetcher Scraper Crawler Detector Classifier "
    "Predictor Encoder Decoder Extractor Writer Reader Watcher Agent Server Session Pool Storage Broker Notifier Sender Receiver "
    "Aggregator Evaluator Optimizer Planner Filter Mapper Module Plugin Widget Form Table Card List View Screen Page Button Layout"
).split()
ROLE_NAME = regex(
    rf"(?<![\w./`-])(?:[A-Z][a-z0-9]+|[A-Z]{{2,6}}(?=[A-Z][a-z]))+(?:{'|'.join(_ROLES)})s?(?![\w./-])"
)
HUMPS = regex(rf"{NO_PRODUCT}[A-Z][a-z0-9]{{1,30}}[A-Z][A-Za-z0-9]{{1,40}}(?![\w./-])")
_SNAKE = regex(r"^[^\w]{0,3}([a-z]+(?:_[a-z0-9]+)+)(?=\s*(?:[-–—:(]|$))")
_COLUMN_NAME = regex(r"^[^\w]{0,3}([a-z][a-z0-9_]{1,40}\.[a-z][a-z0-9_]{1,40})(?=\s*(?:[-–—:(]|$))")
_TABLE_NAME = regex(r"^[^\w]{0,3}([a-z][a-z]{2,30})(?=\s+[-–—]\s)")
# What the words above a list say that its items are.
_THINGS = regex(rf"(?i)\b{THING}\b")
_THINGS_STORED = regex(rf"(?i)\b{THING}\b|\bdatabase\b")
_COLUMNS = regex(r"(?i)\bcolumns?\b")
_TABLES = regex(r"(?i)\b(?:database |new )?tables\b")
_UTILITY = regex(
    r"(?i)\b(?:utilit(?:y|ies)|utils|routes|routers?|stores?|guards?|selectors|actions|resolvers)\b"
)
_CAMEL = regex(r"^[a-z][a-z0-9]{1,30}[A-Z][A-Za-z0-9]{1,200}(?=\s*(?:$|[-–—:(]))")
_DIGEST = regex(r"[0-9a-f]{12,64}")
_SNAKE_THING = regex(
    r"^[^\w]{0,3}(?:(?:Added|Created|New|Implemented)\s)?(?P<name>[a-z][a-z0-9]*(?:_[a-z0-9]+)+)\s(?:table|column|function|method|model|index|view|trigger)\b(?=\s(?:created|added|implemented|exists?|defined|with|for)\b|\W*$)"
)
_ROLE_LAST = regex(r"[a-z]\s\((?P<name>[A-Z][A-Za-z0-9]{3,60})\)\W*$")


class Named(msgspec.Struct, frozen=True):
    """A name, where it starts in the statement's text, and whether it is said to be lacking or gone."""

    name: str
    start: int
    absent: bool = False


def is_role_name(name: str) -> bool:
    """Whether a name ends in the role that its bearer plays in code ("OrderService")."""
    return ROLE_NAME.fullmatch(name) is not None and name not in NO_NAMES


def is_code_name(name: str, *, called: bool) -> bool:
    """Whether a name is one that only code bears; ``called`` where the words beside it call it a thing of code."""
    if name in NO_NAMES or _DIGEST.fullmatch(name):
        return False
    return (
        bool(CODED.search(name))
        and (called or not _SINGLE.match(name))
        and not _VARIABLE.match(name.strip("()"))
    ) or (called and bool(_VARIABLE.match(name)))


def quoted_topic(statement: Statement, code: Code, near: str) -> list[Named]:
    """A name in code that an item begins with, under words that say what such names are."""
    behind = statement.plain[code.start + len(code.text) :].lstrip("`* ")
    about = (
        _name_lists.tells_deed(statement.plain, code) or _THINGS.search(near) or _UTILITY.search(near)
    ) and not _name_lists.OWN_BUSINESS.search(near)
    about = about or (code.text.endswith("()") and behind[:1] in ("-", "–", "—"))
    if about and is_code_name(code.text, called=True) and (not behind or behind[0] in "-–—:("):
        return [Named(code.text, code.start, said_lacking(statement, near, behind))]
    return []


def lower_topic(statement: Statement, near: str) -> list[Named]:
    """A name in small letters that an item begins with: of a table, a column, a thing with underscores."""
    kinds = (
        (_SNAKE, _THINGS_STORED.search(near) and not _name_lists.OWN_BUSINESS.search(near)),
        (_COLUMN_NAME, _COLUMNS.search(near)),
        (_TABLE_NAME, _TABLES.search(near)),
    )
    for pattern, fits in kinds:
        found = pattern.match(statement.plain) if fits else None
        if found:
            return [Named(found[1], found.start(1), said_lacking(statement, near, ""))]
    return []


def humped_topic(statement: Statement, near: str) -> list[Named]:
    """A name with capitals inside that an item begins with."""
    text = statement.plain
    humps = HUMPS.match(text)
    if (
        humps
        and _THINGS.search(near)
        and not _name_lists.OWN_BUSINESS.search(near)
        and _stands_out(text[humps.end() :])
    ):
        return [Named(humps.group(), 0, _marked_lacking(statement))]
    camel = _CAMEL.match(text)
    if camel and (_THINGS.search(near) or _UTILITY.search(near)):
        return [Named(camel.group(), 0, said_lacking(statement, near, ""))]
    told = _called_plainly(statement, near)
    return [told] if told else []


def _called_plainly(statement: Statement, near: str) -> Named | None:
    """ "order_lines table created", "Protected routes (AdminGuard)": names without marks that only code has."""
    text = statement.plain
    thing = _SNAKE_THING.match(text)
    if thing and not _name_lists.OWN_BUSINESS.search(near):
        return Named(thing["name"], thing.start("name"), said_lacking(statement, "", ""))
    last = _ROLE_LAST.search(text)
    if last and statement.polarity == "present" and is_role_name(last["name"]):
        return Named(last["name"], last.start("name"))
    role = ROLE_NAME.match(text)
    if role and role.group() not in NO_NAMES and _stands_out(text[role.end() :]):
        return Named(role.group(), 0, _marked_lacking(statement))
    return None


def _stands_out(behind: str) -> bool:
    """Whether what follows a name only explains it."""
    return bool(
        re.match(
            rf"\s*(?:$|[-–—:(]|(?:[a-z]{{3,20}}\s){{0,2}}{THING}\W*$|with\b|for\b|(?:imported|added|created|defined|exported)\b\W*$|\+)",
            behind,
        )
    )


def _marked_lacking(statement: Statement) -> bool:
    """Whether an item is marked as lacking; tests that fail ("TestOrders: 0/3 ❌") are there."""
    failed = statement.polarity == "absent" and statement.mark == "failed"
    return failed and not re.search(r":\s?\d{1,4}\s?/\s?\d", statement.plain)


def said_lacking(statement: Statement, near: str, behind: str) -> bool:
    """Whether an item stands in a list of what is missing."""
    if statement.mark == "failed" or re.match(r"(?i)[-–—:(\s]*(?:missing|not implemented|absent)\b", behind):
        return True
    return statement.mark != "done" and bool(re.search(r"(?i)\bmissing\b|\bnot implemented\b|\black", near))
