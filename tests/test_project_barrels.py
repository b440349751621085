"""Files that hand on all that others give out: a name is found behind any number of them, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.code.tree import Name
from checks.project import resolve
from checks.project.link import Project
from checks.project.model import FunctionRef, Variable
from tests.trees import project_of

NAMES = ("alpha", "beta", "gamma")


def meant(project: Project, name: str) -> str | None:
    """The file that gives the name which ``main.ts`` imports."""
    target = project.resolve("main.ts", Name(0, name))
    return target.path if isinstance(target, Variable | FunctionRef) else None


@pytest.mark.parametrize(
    ("files", "file"),
    [
        ({"a.ts": "export * from './b';", "b.ts": "export * from './c';", "c.ts": "export const alpha = 1;"}, "c.ts"),
        ({"a.ts": "export * from './b';", "b.ts": "export { beta as alpha } from './c';", "c.ts": "export const beta = 1;"}, "c.ts"),
        ({"a.ts": "export * from './b'; export * from './c';", "b.ts": "export * from './a';", "c.ts": "export function alpha() {}"}, "c.ts"),
        ({"a.ts": "export * from './b';", "b.ts": "export const beta = 1;"}, None),
        ({"a.ts": "export * from './b';", "b.ts": "export * from 'elsewhere';"}, None),
        ({"a.ts": "export * from './b';", "b.js": "module.exports = things;\nconst things = { beta: 1 };"}, None),
    ],
)  # fmt: skip
def test_a_name_is_looked_for_behind_every_star(files: dict[str, str], file: str | None) -> None:
    main = "import { alpha } from './a';\nalpha;\n"
    assert meant(project_of({"main.ts": main, "package.json": "{}", **files}), "alpha") == file


def test_a_star_gives_no_default() -> None:
    files = {"a.ts": "export * from './b';", "b.ts": "const beta = 1;\nexport default beta;"}
    assert meant(project_of({"main.ts": "import beta from './a';\nbeta;\n", **files}), "beta") is None


def test_what_barrels_have_is_told_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolve, "MOST_OFFERED", 30)
    files = {f"m{at}.ts": f"export * from './m{at + 1}';\nexport const v{at} = {at};\n" for at in range(12)}
    files["main.ts"] = "".join(
        f"import {{ v11 as alpha{at}, beta as beta{at} }} from './m{at}';\n" for at in range(12)
    )
    project = project_of({**files, "package.json": "{}"})
    assert [meant(project, f"alpha{at}") for at in range(12)] == ["m11.ts"] * 12
    assert [meant(project, f"beta{at}") for at in range(12)] == [None] * 12
    assert project._resolver._told <= 30 + 2


def _behind(start: int, stars: list[list[int]]) -> Iterable[int]:
    seen, waiting = {start}, [start]
    while waiting:
        for other in stars[waiting.pop()]:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 5), max_size=3), min_size=6, max_size=6),
    st.lists(st.sets(st.sampled_from(NAMES), max_size=1), min_size=6, max_size=6),
    st.integers(0, 5),
)
def test_what_stars_lead_to_is_found_whatever_their_circles(
    stars: list[list[int]], given_: list[set[str]], start: int
) -> None:
    files = {
        f"m{at}.ts": "".join(f"export * from './m{other}';\n" for other in leads)
        + "".join(f"export const {name} = {at};\n" for name in sorted(given_[at]))
        for at, leads in enumerate(stars)
    }
    for name in NAMES:
        main = f"import {{ {name} }} from './m{start}';\n{name};\n"
        found = meant(project_of({"main.ts": main, **files}), name)
        holders = {f"m{at}.ts" for at in _behind(start, stars) if name in given_[at]}
        assert found in holders if holders else found is None
