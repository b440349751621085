"""A document that the tree contradicts at every turn is not held against it; one that is wrong here and there is."""

from __future__ import annotations

from checks import claims, rules
from checks.claims import Ground, Known
from checks.documents.read import read
from tests.test_claims_certain import SERVED
from tests.trees import project_of, snapshot_of

PATH = "IMPLEMENTATION_COMPLETE.md"
STANDING = [
    f"src/{name}.py" for name in ("jobs", "stock", "main", "orders", "prices", "users", "carts", "mail")
]
FILES = {**SERVED, **dict.fromkeys(STANDING, "def start_job(name):\n    return run(name)\n")}
WRONG = (
    "## Endpoints\n\n- `POST /orders` - takes one\n- `GET /items` - lists them\n\n"
    "## Tests\n\n`tests/test_items.py` has 7 tests.\n\n"
    "## Functions\n\n- `stop_job` in `src/jobs.py`\n\n"
    "## Features implemented\n\n- Redis caching of every item\n"
)


def refuted(text: str) -> list[str]:
    """The kinds of a document's refuted claims."""
    files = {**FILES, "tests/test_items.py": "def test_items():\n    assert load()\n", PATH: text}
    document = read(PATH, text.encode())
    assert document is not None
    project = project_of(files)
    findings = Known(tuple(rules.find(project)))
    ground = Ground(snapshot_of(files), project, findings=findings, documents={PATH: document})
    judged = claims.verify(claims.find(document), ground)
    return sorted(claim.kind for claim, verdict in judged if verdict.truth == "refuted")


def report(paths: list[str], wrong: str = WRONG) -> str:
    """A report that names some files that are there, and says what is not so."""
    return (
        "# Delivery\n\n## Files created\n\n"
        + "".join(f"- `{path}` - a part\n" for path in paths)
        + f"\n{wrong}"
    )


def test_a_few_wrong_statements_among_many_right_ones_are_each_refuted() -> None:
    assert refuted(report(STANDING)) == ["capability", "code-reference", "count", "endpoint"]


def test_where_more_than_a_quarter_of_what_else_is_said_is_not_so_nothing_is_refuted() -> None:
    assert refuted(report(STANDING[:3])) == []


def test_saying_one_right_thing_again_and_again_does_not_make_the_rest_more_certain() -> None:
    assert refuted(report(STANDING[:3] * 4)) == []


def test_a_short_document_may_be_wrong_in_most_of_what_it_says() -> None:
    assert refuted(report([], "## Features implemented\n\n- Redis caching of every item\n")) == ["capability"]


def test_lengths_are_told_without_the_rest() -> None:
    lengths = "\n## Lengths\n\n- `src/jobs.py` (400 lines)\n- `src/stock.py` (300 lines)\n"
    assert refuted(report(STANDING[:3], WRONG + lengths)) == ["size", "size"]
