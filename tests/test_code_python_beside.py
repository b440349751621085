"""What stands beside Python code, and which of its words are kept."""

from __future__ import annotations

from textwrap import dedent

import pytest

from checks.code.python import read


@pytest.mark.parametrize(
    "line",
    [
        """x = '# no' + "# no" + '''# no''' + r'\\#'""",
        """x = f'# no {y:#x} {d["# no"]} # no'""",
        """def f(a: 'N # no', b: "# no" = '# no') -> Literal['# no']: return a""",
        "x: 'N # no' = 1",
        "match x:\n  case {'# no': '# no', **rest}: pass\n  case A(b='# no'): pass",
        "x = '# no' if 'a' else (lambda a='# no': '# no')",
        "'''Says.\n# no\n'''",
        "@d('# no')\nclass A(B, c='# no'):\n    '''# no'''\n    e: 'F # no' = '# no'",
        "x = = '# no'",
        "x = " + "(" * 200 + "'# no'" + ")" * 200,
        "type A = 'B # no'",
        "import a; assert '# no', '# no'; del a['# no']; raise A('# no') from b['# no']",
    ],
)
def test_a_hash_in_a_string_begins_no_comment(line: str) -> None:
    comments = read(f"# first\n{line}  # it's last\n".encode(), "python").outline.comments
    assert [comment.text for comment in comments] == ["first", "it's last"]


def test_words_are_those_of_bodies() -> None:
    source = """
        from a import taken

        class A:
            held = 1

        def f(given):
            return used('told', 'a b')
        """
    words = set(read(dedent(source).encode(), "python").said.split(b"\n"))
    assert {b"used", b"told"} <= words
    assert words.isdisjoint({b"taken", b"held", b"given", b"a b", b"f", b"A"})
