"""Types as they are written, reduced to the one name that says what a value is.

Optional, awaitable and otherwise wrapped types give the type inside; unions of several types, containers
and generics without a name of their own give nothing.
"""

from __future__ import annotations

from checks.code.tree import Attr, Expr, Name
from checks.patterns import regex

_LIMIT = 300
_DOTTED = regex(r"[^\W\d][\w$]*(\.[^\W\d][\w$]*)*")
_WRAPPERS = frozenset(
    "Optional Annotated Awaitable Coroutine Promise Readonly Required Partial NonNullable Final ClassVar Generator "
    "AsyncGenerator Iterator AsyncIterator Observable".split()
)
_NOTHING = frozenset({"None", "null", "undefined", "void", "NoneType", "False", "false"})
_ANYTHING = frozenset({"Any", "any", "unknown", "object"})
_DEPENDS = regex(r"(?:[\w.]+\.)?(?:Depends|Security)\(\s*([\w.]+)\s*[,)]")
_LAST = frozenset({"Coroutine"})


def type_name(annotation: str, line: int = 0) -> Expr | None:
    """The name or dotted name of the type that an annotation gives a value, as an expression."""
    text = annotation.strip().lstrip(":").strip()
    for _ in range(8):
        text = text.strip().strip("'\"").strip()
        if not text or len(text) > _LIMIT:
            return None
        parts = [part for part in split(text, "|") if part.strip() not in _NOTHING]
        if len(parts) != 1:
            return None
        text = parts[0].strip().strip("'\"")
        if _DOTTED.fullmatch(text):
            if text in _NOTHING or text.rsplit(".", 1)[-1] in _ANYTHING:
                return None
            return dotted(text, line)
        head, inside = _generic(text)
        if not head:
            return None
        if head.rsplit(".", 1)[-1] not in _WRAPPERS:
            if inside.startswith(("'", '"')):
                return None  # ``User["name"]`` is the type of a member.
            return dotted(head, line) if _DOTTED.fullmatch(head) and not _container(head) else None
        arguments = split(inside, ",")
        text = arguments[-1] if head.rsplit(".", 1)[-1] in _LAST else arguments[0]
    return None


def provider(annotation: str, line: int = 0) -> Expr | None:
    """The provider in ``Annotated[Service, Depends(get_service)]``."""
    found = _DEPENDS.search(annotation[: _LIMIT * 2])
    return dotted(found.group(1), line) if found and _DOTTED.fullmatch(found.group(1)) else None


def dotted(text: str, line: int = 0) -> Expr:
    """``a.b.c`` as an expression."""
    first, *rest = text.split(".")
    value: Expr = Name(line, first)
    for name in rest:
        value = Attr(line, value, name)
    return value


def split(text: str, separator: str) -> list[str]:
    """A text cut at a separator that stands outside every bracket."""
    parts, depth, start = [], 0, 0
    for position, char in enumerate(text):
        if char in "([{<":
            depth += 1
        elif char in ")]}>" and not (char == ">" and text[position - 1 : position] == "="):
            depth -= 1
        elif char == separator and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]


def _generic(text: str) -> tuple[str, str]:
    """``Head[inside]`` and ``Head<inside>`` taken apart; empty where the text is neither."""
    for opening, closing in ("[]", "<>"):
        head, found, rest = text.partition(opening)
        if found and rest.endswith(closing) and rest[:-1]:
            return head.strip(), rest[:-1]
    return "", ""


def _container(head: str) -> bool:
    return head.rsplit(".", 1)[-1] in {
        "Array",
        "Callable",
        "Dict",
        "Iterable",
        "List",
        "Map",
        "Mapping",
        "Record",
        "Sequence",
        "Set",
        "Tuple",
        "Union",
        "dict",
        "list",
        "set",
        "tuple",
        "type",
        "Pick",
        "Omit",
        "Literal",
        "ReadonlyArray",
    }
