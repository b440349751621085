"""Where much of a document is contradicted and always in the same way, it was misread; where in many ways, it is wrong."""

from __future__ import annotations

from checks import claims, rules
from checks.claims import Ground, Known
from checks.documents.read import read
from tests.test_claims_certain import SERVED
from tests.trees import project_of, snapshot_of

PATH = "IMPLEMENTATION_COMPLETE.md"
STANDING = [f"src/{name}.py" for name in ("jobs", "stock", "main", "orders", "prices", "users", "carts")]
MORE = [*STANDING, *(f"src/{name}.py" for name in ("mail", "maps", "rates", "taxes", "roles", "news"))]
FILES = {**SERVED, **dict.fromkeys(MORE, "def start_job(name):\n    return run(name)\n")}
COUNTED = "".join(f"`tests/test_{name}.py` has 7 tests.\n\n" for name in ("items", "carts", "users", "taxes"))
TESTS = dict.fromkeys(
    (f"tests/test_{name}.py" for name in ("items", "carts", "users", "taxes")),
    "def test_items():\n    assert load()\n",
)


def refuted(paths: list[str], wrong: str) -> list[str]:
    """The kinds of the refuted claims of a report that names some files that are there, and says what is not so."""
    text = "# Delivery\n\n## Files created\n\n" + "".join(f"- `{path}` - a part\n" for path in paths)
    text += f"\n## Tests\n\n{wrong}"
    files = {**FILES, **TESTS, PATH: text}
    document = read(PATH, text.encode())
    assert document is not None
    project = project_of(files)
    findings = Known(tuple(rules.find(project)))
    ground = Ground(snapshot_of(files), project, findings=findings, documents={PATH: document})
    judged = claims.verify(claims.find(document), ground)
    return sorted(claim.kind for claim, verdict in judged if verdict.truth == "refuted")


def test_where_more_than_a_quarter_is_not_so_and_always_of_one_kind_nothing_is_refuted() -> None:
    assert refuted(STANDING, COUNTED) == []


def test_a_few_of_one_kind_among_many_that_are_so_are_each_refuted() -> None:
    assert refuted(MORE, COUNTED) == ["count"] * 4


def test_what_is_not_so_in_more_ways_than_one_is_refuted_however_much_it_is() -> None:
    wrong = f"{COUNTED}## Functions\n\n- `stop_job()` in `src/jobs.py`\n"
    assert refuted(STANDING, wrong) == ["code-reference", *["count"] * 4]


def test_saying_one_right_thing_again_and_again_does_not_make_the_rest_more_certain() -> None:
    assert refuted(STANDING * 3, COUNTED) == []


def test_a_short_document_may_be_wrong_in_most_of_what_it_says() -> None:
    assert refuted([], "`tests/test_items.py` has 7 tests.\n") == ["count"]


def test_lengths_are_told_without_the_rest() -> None:
    lengths = "## Lengths\n\n- `src/jobs.py` (400 lines)\n- `src/stock.py` (300 lines)\n"
    assert refuted(STANDING[:4], COUNTED + lengths) == ["size", "size"]
