"""Patterns are compiled when they are first used, and are then what the compiled ones are."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import checks
from checks.patterns import Lazy, regex
from tests.ambiguity import shared_out


def held() -> Iterator[tuple[str, Lazy]]:
    """Every pattern that a module of the core holds, with where it stands."""
    for module in pkgutil.walk_packages(checks.__path__, "checks."):
        waiting = list(vars(importlib.import_module(module.name)).items())
        while waiting:
            name, value = waiting.pop()
            if isinstance(value, Lazy):
                yield f"{module.name}.{name}", value
            elif isinstance(value, tuple | list | frozenset):
                waiting += [(name, inner) for inner in value]
            elif isinstance(value, dict):
                waiting += [(name, inner) for pair in value.items() for inner in pair]


def test_every_pattern_that_a_module_holds_can_be_compiled() -> None:
    seen = dict(held())
    assert len(seen) > 500
    for name, value in seen.items():
        assert value.flags == re.compile(value.pattern, value._wanted).flags, name


def test_a_pattern_finds_what_the_compiled_one_finds() -> None:
    ours, theirs = (
        regex(r"(?P<word>[a-z]+)(\d)?", re.IGNORECASE),
        re.compile(r"(?P<word>[a-z]+)(\d)?", re.IGNORECASE),
    )
    text = "Ab1 cd, e2"
    assert ours.pattern == theirs.pattern
    assert ours.findall(text) == theirs.findall(text)
    assert [m.span() for m in ours.finditer(text)] == [m.span() for m in theirs.finditer(text)]
    assert ours.sub(r"<\g<word>>", text) == theirs.sub(r"<\g<word>>", text)
    assert ours.subn("", text) == theirs.subn("", text)
    assert ours.split(text) == theirs.split(text)
    assert ours.match(text, 4) is not None
    assert ours.fullmatch(text) is None
    assert (ours.groups, ours.groupindex, ours.flags) == (theirs.groups, theirs.groupindex, theirs.flags)


def test_nothing_is_compiled_before_it_is_used() -> None:
    broken = regex("(")
    with pytest.raises(re.error):
        broken.search("")
    with pytest.raises(AttributeError):
        _ = broken.nothing  # type: ignore[attr-defined]


def test_no_module_tells_which_pattern_matched_by_identity() -> None:
    for path in sorted(Path(checks.__path__[0]).rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        told = {id(n.value) for n in nodes if isinstance(n, ast.Attribute)}
        found = [
            n.lineno for n in nodes if isinstance(n, ast.Attribute) and n.attr == "re" and id(n) not in told
        ]
        assert not found, (
            f"{path.name}: a match's `re` is another object than what `regex` gave; compare texts"
        )


@pytest.mark.parametrize(
    ("pattern", "slow"), [(r"(?:[A-Z]\w*)+!", True), (r"(?:[A-Z][a-z]*)+!", False), (r"(?:\w+,\s)*", False)]
)
def test_nested_repetitions_are_told(pattern: str, slow: bool) -> None:
    assert bool(shared_out(pattern)) == slow


def test_no_pattern_shares_a_run_out_among_repetitions() -> None:
    """Where it then fails, it tries every way: ``(?:[A-Z]\\w*)+!`` takes years for sixty capitals."""
    for name, value in held():
        assert not shared_out(value.pattern, value._wanted), name
