"""Sound applications stay quiet; broken ones are caught."""

from __future__ import annotations

from collections import Counter

import pytest

from checks import rules
from checks.model import Finding
from tests.mutants import Mutant, mutants, sound
from tests.sound import APPLICATIONS
from tests.trees import project_of

MUTANTS = tuple(mutants())
SOUND = dict(sound())


def findings(files: dict[str, str]) -> tuple[Finding, ...]:
    """What every rule finds in a tree."""
    return tuple(rules.find(project_of(files)))


def caught(mutant: Mutant) -> bool:
    """Whether one of the rules that have to notice a mutant does."""
    return any(finding.rule in mutant.rules for finding in findings(mutant.files))


@pytest.mark.parametrize("name", sorted(SOUND))
def test_a_sound_application_is_quiet(name: str) -> None:
    assert [(f.rule, f.path, f.line, f.message) for f in findings(SOUND[name])] == []


def test_there_are_mutants_of_every_framework_and_in_both_languages() -> None:
    per = Counter(mutant.application for mutant in MUTANTS)
    assert len(MUTANTS) >= 200
    assert set(per) == {application.name for application in APPLICATIONS}
    assert {application.language for application in APPLICATIONS} == {"python", "script"}


def test_every_mutant_differs_from_its_sound_application_and_from_the_others() -> None:
    seen = {name: [files] for name, files in SOUND.items()}
    for mutant in MUTANTS:
        assert mutant.files not in seen[mutant.application], (mutant.application, mutant.what)
        seen[mutant.application].append(mutant.files)


def test_nearly_every_mutant_is_caught() -> None:
    missed = [(mutant.application, mutant.what) for mutant in MUTANTS if not caught(mutant)]
    assert len(missed) <= 0.05 * len(MUTANTS), missed
