"""The guides for contributors are true: the rule and the claim kind that they build do what their pages say."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

from checks import claims
from checks.documents.read import read
from tests.cases import Case, cases
from tests.trees import project_of, snapshot_of

DOCS = Path(__file__).parent.parent / "docs"


def example(guide: str) -> tuple[ModuleType, list[Case]]:
    """The module that a guide shows first, and the cases of the page that it shows."""
    text = (DOCS / guide).read_text(encoding="utf-8")
    code = re.search(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    page = re.search(r"^````markdown\n(.*?)^````$", text, re.DOTALL | re.MULTILINE)
    assert code is not None
    assert page is not None
    module = ModuleType("example")
    exec(compile(code[1], guide, "exec"), module.__dict__)
    return module, list(cases(page[1]))


def test_the_rule_of_the_guide_reports_what_its_page_says() -> None:
    module, shown = example("add-a-rule.md")
    assert len(shown) > 2
    for case in shown:
        project = project_of(case.files)
        found = [
            (f.path, f.line, f.rule) for path in project.sources() for f in module.find_in(project, path)
        ]
        assert sorted(found) == sorted(case.findings), case.title


def test_the_claim_kind_of_the_guide_judges_what_its_page_says() -> None:
    module, shown = example("add-a-claim-kind.md")
    assert shown
    for case in shown:
        ground = claims.Ground(snapshot=snapshot_of(case.files, case.base), project=project_of(case.files))
        documents = [read(path, text.encode()) for path, text in case.files.items() if path.endswith(".md")]
        found = [claim for document in documents if document is not None for claim in module.find(document)]
        judged = [(c.document, c.line, module.verify(c, ground).truth) for c in found]
        assert sorted(judged) == sorted(case.verdicts), case.title
