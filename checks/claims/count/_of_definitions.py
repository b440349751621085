"""Counting what a named file defines: its classes, functions, methods, interfaces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from checks.claims import Ground, _files
from checks.claims._counting import Question, Tally
from checks.claims.count import _suites
from checks.code.facts import Class, FileFacts, Function, Outline
from checks.model import Place
from checks.patterns import regex
from checks.project.files import test_path

Counted = Sequence[Class | Function]
_LAST_NAME = regex(r"(?:^|[\s`*])(\w{3,50})[`*]{0,3}(?:\s[✅✓✔])?$")
_METHODS = ("method", "static", "classmethod", "property", "getter", "setter", "constructor")
_MAKERS = frozenset({"constructor", "__init__", "__post_init__", "__repr__", "__str__"})


def tallies(asked: Question, ground: Ground) -> Iterator[Tally]:
    """What the file defines that the claim names, counted in every way that is usual; in a folder, of all its files."""
    ways = _WAYS.get(asked.head)
    if ways is None:
        return
    for path in asked.scope[:1] or _by_stem(asked, ground):
        facts = ground.project.facts.get(path)
        if facts is not None and _suites.reads(facts):
            yield _of_file(path, facts, ways, asked, ground)
        elif path.endswith("/"):
            yield from _of_folder(path, ways, asked, ground)


def _by_stem(asked: Question, ground: Ground) -> list[str]:
    """The one file that is called what stands before the number: "orderService (9 functions)"."""
    name = _LAST_NAME.search(asked.before)
    found = _files.index(ground.snapshot.tree).stems().get(name[1].lower(), []) if name else []
    return found if len(found) == 1 else []


def _of_file(path: str, facts: FileFacts, ways: _Ways, asked: Question, ground: Ground) -> Tally:
    found = [way(facts.outline) for way in ways]
    most = max(found, key=len)
    told = int(asked.claim.subject["n"])
    kept = (
        asked.plain_of(asked.head) and not asked.gained(ground.snapshot.changes) and not facts.outline.errors
    )
    certain = path == asked.own and kept and len(most) < told <= 2 * len(most)
    places = tuple(Place(path, each.line, each.end_line, each.name) for each in most)
    counts = dict.fromkeys(len(each) for each in found if each)
    return Tally(tuple(counts), f"`{path}` defines {len(most)} {asked.head}", places, certain)


def _of_folder(folder: str, ways: _Ways, asked: Question, ground: Ground) -> Iterator[Tally]:
    facts = ground.project.facts
    paths = [p for p in facts if p.startswith(folder) and _suites.reads(facts[p])]
    if not paths or len(paths) > _MANY_FILES:
        return
    outlines = [facts[p].outline for p in paths if "test" in asked.head or not test_path(p)]
    counts = dict.fromkeys(sum(len(way(each)) for each in outlines) for way in ways)
    yield Tally(
        tuple(n for n in counts if n), f"`{folder}` defines {max(counts)} {asked.head}", (Place(folder),)
    )


_MANY_FILES = 200


def _classes(outline: Outline) -> Counted:
    return [each for each in outline.classes if each.kind == "class"]


def _outer_classes(outline: Outline) -> Counted:
    return [each for each in outline.classes if each.kind == "class" and each.parent <= 0 and each.owner < 0]


def _shapes(outline: Outline) -> Counted:
    return [each for each in outline.classes if each.kind in ("interface", "type", "enum")]


def _interfaces(outline: Outline) -> Counted:
    return [each for each in outline.classes if each.kind == "interface"]


def _exported_shapes(outline: Outline) -> Counted:
    return [each for each in outline.classes if each.kind in ("interface", "type", "enum") and each.exported]


def _functions(outline: Outline) -> list[Function]:
    return [f for f in outline.functions[1:] if f.name and f.kind in ("function", "arrow") and f.parent <= 0]


def _exported(outline: Outline) -> Counted:
    names = {each.local for each in outline.exports}
    return [f for f in _functions(outline) if f.exported or f.name in names]


def _public(outline: Outline) -> Counted:
    return [f for f in _functions(outline) if not f.name.startswith("_")]


def _methods(outline: Outline) -> list[Function]:
    return [f for f in outline.functions[1:] if f.owner >= 0 and f.kind in _METHODS]


def _public_methods(outline: Outline) -> Counted:
    return [f for f in _methods(outline) if not f.name.startswith(("_", "#")) and f.name not in _MAKERS]


def _own_methods(outline: Outline) -> Counted:
    return [f for f in _methods(outline) if f.name not in _MAKERS]


def _all_functions(outline: Outline) -> Counted:
    return [f for f in outline.functions[1:] if f.name]


_Way = Callable[[Outline], Counted]
_Ways = tuple[_Way, ...]
_CALLABLE: _Ways = (_functions, _exported, _public, _methods, _public_methods, _own_methods, _all_functions)
_TYPES: _Ways = (_shapes, _interfaces, _exported_shapes)
_WAYS: Mapping[str, _Ways] = {
    "classes": (_classes, _outer_classes),
    "functions": _CALLABLE,
    "helpers": _CALLABLE,
    "methods": _CALLABLE,
    "interfaces": (_interfaces, _shapes),
    "types": _TYPES,
    "models": (_classes, _outer_classes, *_TYPES),
    "schemas": (_classes, _outer_classes, *_TYPES),
    "exceptions": (_classes,),
    "dataclasses": (_classes,),
    "utilities": _CALLABLE,
    "utils": _CALLABLE,
    "activities": _CALLABLE,
    "handlers": _CALLABLE,
}
"""Every usual way to count what a noun's head names: one line for each."""
