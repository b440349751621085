"""Numbered lists that tell somebody what to do, settled by the list as a whole.

One step of a procedure may read like a report ("Upload the cover image" among "Click …", "Type …"): where half of a numbered list
is told to somebody and nothing in it is said to have been done, all of it is.
"""

from __future__ import annotations

from collections import defaultdict

import msgspec

from checks.documents import moods
from checks.documents.model import Statement
from checks.patterns import regex

_NUMBERED = regex(r"[\s>]{0,40}\d{1,3}[.)]\s")
_FEWEST = 3


def settled(statements: list[Statement], lines: list[str]) -> list[Statement]:
    """The statements, those that stand in a list of steps as instructions."""
    lists: dict[int, list[Statement]] = defaultdict(list)
    for one in statements:
        if one.kind == "item" and one.group and _NUMBERED.match(lines[one.line - 1][:60]):
            lists[one.group].append(one)
    steps = {one.index for items in lists.values() if _told(items) for one in items}
    if not steps:
        return statements
    return [
        msgspec.structs.replace(one, mood="instruction")
        if one.mood == "report" and (one.index in steps or not steps.isdisjoint(one.parents))
        else one
        for one in statements
    ]


def _told(items: list[Statement]) -> bool:
    told = sum(one.mood == "instruction" for one in items)
    done = any(one.mark == "done" or moods.tells_done(one.plain) for one in items)
    return len(items) >= _FEWEST and told * 2 >= len(items) and not done
