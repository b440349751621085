"""Next.js: routes are files (https://nextjs.org/docs/app/api-reference/file-conventions/route,
https://nextjs.org/docs/pages/building-your-application/routing/api-routes)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from checks.code.facts import FileFacts
from checks.code.search import nodes
from checks.code.tree import Attr, Lit, Name, Op
from checks.frameworks.model import Found, Framework, Survey
from checks.patterns import regex

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_SOURCE = r"\.(?:ts|js|tsx|jsx|mjs)$"
_ROUTE = regex(r"^(?:src/)?app/(?:(.*)/)?route" + _SOURCE)
_API = regex(r"^(?:src/)?pages/(api/.*|api)" + _SOURCE)


def discover(survey: Survey) -> None:
    """Reports the route files of every package that depends on Next.js."""
    roots = [
        posixpath.dirname(path)
        for path, manifest in survey.manifests()
        if any(package.name == "next" for package in manifest.packages)
    ]
    for root in sorted(set(roots), key=len, reverse=True):
        inside = f"{root}/" if root else ""
        key = f"{inside}package.json:next"
        for path, facts in survey.files():
            if not path.startswith(inside):
                continue
            relative = path[len(inside) :]
            routes = list(_routes(survey, path, relative, facts))
            if routes:
                survey.router(key, "app", f"{inside}package.json", 0, 0, "next", always=True)
            for method, local, line, end_line, handler in routes:
                name = f"{method} {local}"
                survey.route(key, (method,), local, path, line, end_line, handler, name)


def _routes(
    survey: Survey, path: str, relative: str, facts: FileFacts
) -> Iterator[tuple[str, str, int, int, Found | None]]:
    """(method, path, first line, last line, handler) of one file."""
    found = _ROUTE.match(relative)
    if found:
        local = _path(found[1] or "")
        for export in facts.outline.exports if local is not None else ():
            if export.name in METHODS and local is not None:
                handler = survey.find(path, Name(export.line, export.local))
                yield export.name, local, *_lines(export.line, path, handler), handler
        return
    found = _API.match(relative)
    if found:
        local = _path(re.sub(r"(?:^|/)index$", "", found[1]))
        handler = _default(survey, path, facts)
        if local is None or not any(export.name == "default" for export in facts.outline.exports):
            return
        for method in _asked(survey, handler):
            yield method, local, *_lines(1, path, handler), handler


def _lines(line: int, path: str, handler: Found | None) -> tuple[int, int]:
    if handler is not None and handler.function is not None and handler.path == path:
        return handler.function.first_line, handler.function.end_line
    return line, line


def _default(survey: Survey, path: str, facts: FileFacts) -> Found | None:
    for export in facts.outline.exports:
        if export.name == "default":
            found = survey.find(path, Name(export.line, export.local))
            if found is not None:
                return found
    exported = [f for f in facts.outline.functions if f.exported and f.parent == 0 and f.index]
    return Found(path, function=exported[0]) if len(exported) == 1 else None


def _asked(survey: Survey, handler: Found | None) -> tuple[str, ...]:
    """The methods that a handler compares ``req.method`` with; any if it does not."""
    if handler is None or handler.function is None:
        return ("*",)
    told: dict[str, dict[str, None]] = {"==": {}, "!=": {}}
    for node in nodes(survey.body(handler)):
        if isinstance(node, Op) and node.op in ("==", "!=", "in") and any(map(_is_method, node.operands)):
            said = told["!=" if node.op == "!=" else "=="]
            said.update(
                (str(n.value), None) for n in nodes(node) if isinstance(n, Lit) and n.value in METHODS
            )
    return tuple(told["=="]) or tuple(told["!="]) or ("*",)


def _is_method(value: object) -> bool:
    return (isinstance(value, Attr) and value.name == "method") or (
        isinstance(value, Name) and value.id == "method"
    )


def _path(folders: str) -> str | None:
    """Folders as a path; None for a private folder."""
    parts: list[str] = []
    for folder in folders.split("/") if folders else ():
        if folder.startswith("_"):
            return None
        if folder.startswith("@") or (folder.startswith("(") and folder.endswith(")")):
            continue
        if folder.startswith(("[...", "[[...")):
            parts.append("{*}")
        elif folder.startswith("[") and folder.endswith("]"):
            parts.append(f"{{{folder[1:-1]}}}")
        else:
            parts.append(folder)
    return "/" + "/".join(parts)


FRAMEWORK = Framework(
    name="nextjs",
    language="typescript",
    packages=("next",),
    order="specific",
    responses=(
        "next/server.NextResponse",
        "next/server.NextResponse.json",
        "Response",
        "Response.json",
        "@remix-run/node.json",
    ),
    request=("req", "request", "NextRequest", "NextApiRequest"),
    response=("res", "NextApiResponse"),
    request_at=0,
    response_at=1,
    discover=discover,
)
