"""Counting what a manifest declares: its packages, and the settings of an example of an environment."""

from __future__ import annotations

from collections.abc import Iterator

from checks.claims import Ground
from checks.claims._counting import Question, Tally
from checks.model import Place

_PACKAGES = frozenset({"dependencies", "packages", "libraries", "requirements"})
_SETTINGS = frozenset({"variables", "settings", "keys"})


def tallies(asked: Question, ground: Ground) -> Iterator[Tally]:
    """The packages or the settings of the manifest that the claim's own words name."""
    path = asked.own
    facts = ground.project.facts.get(path) if path else None
    if facts is None or facts.manifest is None:
        return
    if asked.head in _PACKAGES:
        groups: dict[str, set[str]] = {}
        for package in facts.manifest.packages:
            groups.setdefault(package.group, set()).add(package.name)
        counts = {len(names) for names in groups.values()} | {len(set().union(*groups.values()))}
        if groups:
            yield Tally(tuple(sorted(counts)), f"`{path}` declares {max(counts)} packages", (Place(path),))
    elif asked.head in _SETTINGS and facts.manifest.settings:
        names = {setting.name for setting in facts.manifest.settings}
        yield Tally((len(names),), f"`{path}` holds {len(names)} settings", (Place(path),))
