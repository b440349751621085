"""Models of data by their names: in lists that say that they are models, or called one."""

from __future__ import annotations

import msgspec

from checks.claims import _subjects
from checks.claims._catalogue import named
from checks.claims._name_lists import THING
from checks.claims._products import PRODUCTS
from checks.documents.model import Document, Statement
from checks.patterns import regex

NO_NAMES = PRODUCTS | frozenset(
    "any unknown never null undefined none true false string number object void DataFrame WebServer HttpClient EventSource EventEmitter".split()
)
"""Words written like names of code that are none."""

_MODELS = regex(
    r"(?i)(?<!ai )(?<!ml )(?<!llm )(?<!language )(?<!learning )(?<!embedding )(?<!pricing )(?<!business )(?<!3d )\b(?:models|entities|collections)\b"
)
_SCHEMA = regex(r"(?i)\b(?:database|db|data|prisma|mongo(?:ose|db)?|sql) (?:schemas?|models?|layer)\b")
_CALLED = regex(r"[A-Z][A-Za-z0-9]{1,60}\s(?:[Mm]odel|[Ee]ntity|[Cc]ollection)\W*")
_MODEL = regex(
    r"^(?P<name>(?:[A-Z]{2,5}(?=[A-Z][a-z]))?[A-Z][a-z]{1,30}(?:[A-Z][a-z0-9]{1,30}){0,4})(?=\s+(?:[-–—]\s|(?:[Mm]odel|[Ee]ntity|[Cc]ollection)\b))"
)
_GIVEN = regex(r"\s(?:[Mm]odel|[Ee]ntity|[Cc]ollection)\s?:\s")
"""What a model's part is, in front of which model plays it: "Primary model: `acme/parcel-large`"."""
_MODELS_LEAD = regex(
    r"(?i)\b(?<!ai )(?<!ml )(?<!language )(?:models|entities)\s?:\s|"
    r"\b(?:database|db|mongoose|mongodb|all) schemas(?: (?:created|added|defined|implemented|and|indexed|updated|new)){0,4}\s?:\s"
)
_MODEL_ALONE = regex(
    r"^(?P<name>[A-Z][a-z]{1,30}(?:[A-Z][a-z0-9]{1,30}){0,4})(?=\s*(?:$|\([^()]{1,60}\)\s*$))"
)
_NOT_YET = regex(
    r"(?i)\s*\((?:is |are )?(?:not (?:yet )?in|missing|not (?:yet )?(?:created|defined|there))\b"
)
_MADE_OF = regex(
    rf"^(?:[A-Z][a-z]{{2,14}}\s)?(?P<name>[A-Z][a-z0-9]{{1,30}}(?:[A-Z][A-Za-z0-9]{{0,40}}){{1,4}})\s{THING}\b"
)


_LONGEST = 100


class Model(msgspec.Struct, frozen=True):
    """The name of a model, and whether it is said to be lacking."""

    name: str
    absent: bool = False


def of(statement: Statement, near: str) -> Model | None:
    """ "**Order** - what customers bought" below "Database models", "OrderCard component with totals"."""
    listed = bool(_MODELS.search(near)) or any(_MODELS.search(h.plain) for h in statement.headings[-2:])
    listed = listed or bool(_CALLED.fullmatch(statement.plain[:_LONGEST]) and _SCHEMA.search(near))
    model = _MODEL.match(statement.plain) if listed else None
    if model is not None and (given := _GIVEN.match(statement.plain, model.end())):
        model = None if any(code.start <= given.end() + 1 for code in statement.codes[:1]) else model
    if model is None and (only := _only(statement, near)):
        return Model(only, bool(_NOT_YET.match(statement.plain, len(only))))
    found = model or _MADE_OF.match(statement.plain)
    if found is None or found["name"] in NO_NAMES or statement.mark == "failed":
        return None
    if model is None and next(named(found["name"]), None) is not None:
        return None  # a technology
    return Model(found["name"])


def stands_alone(document: Document, statement: Statement) -> bool:
    """Whether an item is nothing but the name of a model, in a list of them."""
    return bool(_only(statement, near(document, statement)))


def _only(statement: Statement, announced: str) -> str:
    found = _MODEL_ALONE.match(statement.plain) if _MODELS_LEAD.search(announced) else None
    return found["name"] if found else ""


def near(document: Document, statement: Statement) -> str:
    """The words that announce an item: what it hangs on and its heading."""
    above = next((s.plain for s in _subjects.above(document, statement)), "")
    return above + " " + (statement.headings[-1].plain if statement.headings else "")
