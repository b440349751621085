"""Rules that look at words, at emptiness, at tests and at copies: what their pages leave unsaid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.code.marked import marked
from checks.code.read import read_blob
from checks.model import Finding
from checks.rules import find
from checks.rules._admitting import admissions, says
from tests.trees import Files, project_of


def found(rule: str, files: Files) -> list[Finding]:
    """What one rule finds in these files."""
    return list(find(project_of(files), (rule,)))


def places(rule: str, files: Files) -> list[tuple[str, int, int]]:
    """Where it finds it."""
    return [(f.path, f.line, f.end_line) for f in found(rule, files)]


# --- admissions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "In production, this would query the warehouse",
        "in a real system we'd ask the bank",
        "A real implementation would retry",
        "In production, use a proper message queue",
        "For now, accept any password",
        "just returns the first one for now",
        "Mock implementation until the service exists",
        "Fallback to mock data",
        "Simulate network latency",
        "the mail is simulated",
        "Placeholder until the model is trained",
        "This is only a placeholder.",
        "Uploads the file (stub)",
        "TODO: implement the export",
        "TODO(ada): call the actual service",
        "Replace with real API call",
        "Not yet implemented",
        "For demo purposes, always succeeds",
        "For the MVP, one currency is enough",
        "Temporary workaround until the migration",
        "Dummy data for the dashboard",
    ],
)
def test_a_sentence_that_admits(said: str) -> None:
    assert [a.words for a in admissions(said)] == [said]


@pytest.mark.parametrize(
    "said",
    [
        "In production, cookies are sent over HTTPS",
        "Runs in production every night",
        "No mock data here",
        "The mock users were removed",
        "Uses the database instead of mock data",
        "Fake clock for tests",
        "Raises if the mock server is not running in integration tests",
        "With dry_run, simulates the upload",
        "Simulated annealing over the routes",
        "Shows the placeholder text",
        "Replaces {name} placeholders with actual values",
        "TODO: sort by name",
        "TODO: implement a more efficient search",
        "Raises NotImplementedError in subclasses",
        'Says "for now, skip" to the reader',
        "The dummy variable of the loop",
        "stubborn, mockingbird, demographics, realistic",
    ],
)
def test_a_sentence_that_does_not(said: str) -> None:
    assert list(admissions(said)) == []


def test_sentences_run_over_lines_and_keep_theirs() -> None:
    text = "Sends the invoice.\n\nIn production, this\nwould go through\nthe mail server.\nNo mock here."
    assert [(a.first, a.last) for a in admissions(text)] == [(2, 4)]


@given(st.text(max_size=400))
def test_any_text_is_read_and_lines_stay_inside(text: str) -> None:
    lines = text.count("\n")
    assert all(0 <= a.first <= a.last <= lines for a in admissions(text))
    assert says(text) in (True, False)


@pytest.mark.parametrize(
    "words", ["for now ", "mock a ", "todo: ", "in production a ", "placeholder {", "(((", '"']
)
def test_a_megabyte_of_words_is_read_in_linear_time(words: str) -> None:
    many = len(list(admissions(words * (1_000_000 // len(words)))))
    assert many <= 1_000


def test_a_docstring_is_found_on_its_line_below_a_long_signature() -> None:
    source = 'def pay(\n    order,\n    card,\n):\n    """\n    Pays.\n\n    For now, always succeeds.\n    """\n    return True\n'
    assert places("admission", {"pay.py": source}) == [("pay.py", 8, 8)]


def test_admissions_a_few_lines_apart_are_one_and_further_ones_another() -> None:
    source = "# For now, one.\nx = 1\n# For now, two.\n" + "y = 2\n" * 8 + "# For now, three.\n"
    assert places("admission", {"a.py": source}) == [("a.py", 1, 3), ("a.py", 12, 12)]


def test_an_admission_keeps_its_digest_where_lines_move_and_not_where_words_change() -> None:
    one, moved, other = (
        found("admission", {"a.py": text})[0].digest
        for text in ("# For now, one.\n", "\n\n# For now, one.\n", "# For now, two.\n")
    )
    assert one == moved != other


def test_tests_options_and_prompts_admit_nothing() -> None:
    files = {
        "tests/test_a.py": "# For now, one.\n",
        "cli.py": 'import argparse\n\n\ndef main():\n    argparse.ArgumentParser().add_argument("--mock", help="[mock] mode for the demo.")\n',
        "view.tsx": "export function View() {\n  return <p>Room joined (mock)</p>;\n}\n",
    }
    assert places("admission", files) == []


def test_comments_of_sql_are_read() -> None:
    assert places(
        "admission",
        {"schema.sql": "-- Placeholder until the real schema is agreed\ncreate table a (b int);\n"},
    ) == [("schema.sql", 1, 1)]


# --- stubs ---------------------------------------------------------------------------------------


def test_logging_that_it_does_nothing_is_doing_nothing() -> None:
    source = "def export(orders):\n    # TODO: write the file\n    print('exporting')\n    return None\n"
    assert places("stub", {"export.py": source}) == [("export.py", 1, 4)]


def test_an_empty_function_that_nothing_calls_and_nothing_promises_is_left_alone() -> None:
    assert places("stub", {"a.py": "def save(order):\n    pass\n"}) == []


def test_a_method_of_a_leaf_class_that_is_to_be_written_is_one() -> None:
    source = "export class Mail {\n  send(to: string): void {\n    // TODO: send it\n  }\n}\n"
    assert places("stub", {"src/mail.ts": source}) == [("src/mail.ts", 2, 4)]


def test_endless_nesting_is_no_stub_and_no_trouble() -> None:
    source = "def a(x):\n    return " + "[" * 2_000 + "]" * 2_000 + "\n"
    assert places("stub", {"a.py": source}) == []


# --- tests that prove nothing --------------------------------------------------------------------


def test_a_test_that_a_program_runs_and_looks_at_is_left_alone() -> None:
    source = "def test_service():\n    answer = ask()\n    return answer == 200\n\n\nif __name__ == '__main__':\n    print(test_service())\n"
    assert places("hollow-test", {"tests/test_service.py": source}) == []


def test_a_builtin_name_that_is_imported_is_what_is_tested() -> None:
    source = (
        "import { range } from './range';\n\nit('counts', () => {\n  expect(range(2)).toEqual([0, 1]);\n});\n"
    )
    assert places("hollow-test", {"src/range.test.js": source}) == []


def test_a_suite_within_suites_is_looked_into() -> None:
    depth = 20
    source = "describe('a', () => {\n" * depth + "it('b', () => {});\n" + "});\n" * depth
    assert [f.line for f in found("hollow-test", {"src/deep.test.ts": source})] == [depth + 1]


def test_classes_that_pytest_does_not_collect_hold_no_tests() -> None:
    source = "class TestRunner:\n    def __init__(self, url):\n        self.url = url\n\n    def test_it(self):\n        pass\n"
    assert places("hollow-test", {"tests/test_runner.py": source}) == []


def test_only_tests_are_tests() -> None:
    assert (
        places(
            "hollow-test",
            {"app/test_drive.txt": "def test_a(): pass\n", "app/drive.py": "def test_a():\n    pass\n"},
        )
        == []
    )


# --- copies --------------------------------------------------------------------------------------

_LONG = "".join(f"def step_{n}(x):\n    return x + {n}\n\n\n" for n in range(12))


def test_a_folder_that_repeats_another_is_one_finding() -> None:
    files = {f"app/part_{n}.py": _LONG + f"A = {n}\n" for n in range(6)}
    copies = {f"app_copy/part_{n}.py": text for n, text in enumerate(files.values())}
    (finding,) = found("duplicate-file", files | copies)
    assert (finding.path, finding.line) == ("app_copy/part_0.py", 1)
    assert "5 other files" in finding.message


def test_comments_and_white_space_make_no_difference_and_code_does() -> None:
    assert len(found("duplicate-file", {"app/a.py": _LONG, "app/b.py": f"# a copy\n{_LONG}"})) == 1
    assert found("duplicate-file", {"app/a.py": _LONG, "app/b.py": f"{_LONG}A = 1\n"}) == []


# --- comments to As-Built in other text ------------------------------------------------------------


@pytest.mark.parametrize(
    ("grammar", "line"),
    [
        ("text/text", "<!-- asbuilt: allow stub -- a good reason -->"),
        ("text/text", "key: 1  # asbuilt: allow stub -- a good reason"),
        ("text/text", "let a = 1 /* asbuilt: allow stub -- a good reason */"),
        ("text/prisma", "// asbuilt: allow stub -- a good reason"),
    ],
)
def test_marks_are_read_in_any_kind_of_text(grammar: str, line: str) -> None:
    comments = read_blob(grammar, f"first\n{line}\n".encode()).outline.comments
    assert [(c.line, c.text) for c in comments] == [(2, "asbuilt: allow stub -- a good reason")]


@given(st.text(alphabet='asbuilt:#/*-<!> \n"', max_size=200))
def test_any_text_is_looked_through_for_marks(text: str) -> None:
    lines = text.count("\n") + 1
    assert all(1 <= comment.line <= lines for comment in marked(text).comments)
