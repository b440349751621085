"""The parser is given the bytes of a file, and so many steps."""

from __future__ import annotations

import pytest

from checks.code import parsing, python, typescript
from checks.code.parsing import TANGLED, tree_of
from checks.code.typescript.grammar import parser
from tests.trees import report_of


@pytest.mark.parametrize("shift", range(4))
def test_the_tree_is_that_of_the_bytes_in_one_piece(shift: int) -> None:
    data = (" " * shift + "const täg = ['ж', `${a}漢`, '🎈'];\n" * 6_000).encode()
    tree = tree_of(parser("typescript"), data)
    assert tree is not None
    whole = parser("typescript").parse(data)
    assert not tree.root_node.has_error
    assert str(tree.root_node) == str(whole.root_node)
    assert tree.root_node.end_byte == len(data)


def test_a_file_that_the_parser_gets_lost_in_is_named_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = {"a.ts": "f(1);\n" * 20_000, "b.py": "f(1)\n" * 20_000}
    monkeypatch.setattr(parsing, "_ALLOWED", 100)
    monkeypatch.setattr(parsing, "_EACH", 1 << 30)
    assert typescript.read(lines["a.ts"].encode(), "typescript").failure == TANGLED
    assert python.read(lines["b.py"].encode(), "python").failure == TANGLED
    short = typescript.read(b"export const a = 1;\n", "typescript")
    assert not short.failure
    assert [export.name for export in short.outline.exports] == ["a"]
    report = report_of(
        {**lines, "STATUS.md": "# Implementation complete\n\n- `GET /users` works\n"}, scope="all"
    )
    assert {"a.ts", "b.py"} <= {path for skipped in report.skipped for path in skipped.path.split(", ")}
