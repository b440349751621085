"""Tables by the number of a syntax node's kind.

A node's kind is a number to tree-sitter and costs a third of what its name does; a name can have several numbers and
grammars number differently, hence tables filled from names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from tree_sitter import Language

T = TypeVar("T")

ERROR = "ERROR"
_ERROR_NUMBER = 65_535


def by_kind(language: Language, named: Mapping[str, T], default: T) -> dict[int, T]:
    """What belongs to each kind's number, given what belongs to its name. What could not be parsed is ``ERROR``."""
    names = {number: language.node_kind_for_id(number) for number in range(language.node_kind_count)}
    names[_ERROR_NUMBER] = ERROR
    return {number: named.get(name or "", default) for number, name in names.items()}


def numbers(language: Language, *names: str) -> frozenset[int]:
    """The numbers of the kinds of these names."""
    table = by_kind(language, dict.fromkeys(names, True), default=False)
    return frozenset(number for number, wanted in table.items() if wanted)
