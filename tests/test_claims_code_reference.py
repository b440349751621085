"""References into code: names, snippets and lines of a file."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.claims import _snippets
from tests.claimed import found, judged, subjects, truths

FILES = {"src/auth.py": "SECRET = 'x'\n\n\ndef check(token):\n    return token == SECRET\n"}


def test_a_name_at_other_lines_is_supported_and_the_new_line_is_noted() -> None:
    ((_, verdict),) = judged("code-reference", "- `check()` at line 90 in `src/auth.py`\n", FILES)
    assert verdict.truth == "supported"
    assert verdict.evidence[0].line == 4
    assert "line 4, not 90" in verdict.evidence[0].note


def test_a_file_line_speaks_for_the_lines_below_it() -> None:
    text = "**File:** `src/auth.py`\n\n- Line 4: `check()` compares\n"
    assert subjects("code-reference", text) == [{"path": "src/auth.py", "lines": [4, 4], "symbol": "check()"}]


@pytest.mark.parametrize(
    ("said", "lines"), [("**Line**: 2", [2, 2]), ("**Lines**: 2, 5", [2, 5]), ("**Lines**: 2-5", [2, 5])]
)
def test_a_label_gives_the_lines_of_the_file_above(said: str, lines: list[int]) -> None:
    text = f"**File:** `src/auth.py`\n{said}\n**Issue**: compares too slowly\n"
    assert subjects("code-reference", text) == [{"path": "src/auth.py", "lines": lines}]
    assert subjects("size", text) == []


def test_a_label_that_gives_one_number_of_lines_gives_a_length() -> None:
    text = "**File:** `src/auth.py`\n**Lines**: 1,250\n"
    assert subjects("code-reference", text) == []
    assert [s["lines"] for s in subjects("size", text)] == [1250]


def test_a_qualified_name_finds_the_file_called_like_it() -> None:
    text = "- File: `src/OrderQueue.js`\n\n## Shutdown\n\n- File: `src/server.js`\n- Drain: `OrderQueue.drain()` lines 7-9\n"
    assert [s["path"] for s in subjects("code-reference", text)] == ["src/OrderQueue.js"]


def test_names_below_a_file_are_references_and_their_uses_are_not() -> None:
    text = "**New files:**\n\n- **`src/auth.py`** - tokens\n  - `check()` - compares, see `other()`\n  - Registered `auth` router\n"
    assert [s["symbol"] for s in subjects("code-reference", text)] == ["check()"]


def test_a_removed_name_is_an_absent_reference() -> None:
    text = (
        "**Modified:**\n\n- **`src/auth.py`** - tokens\n  - Removed `legacyCheck()`\n  - Removed `check()`\n"
    )
    assert truths("code-reference", text, FILES) == ["supported", "refuted"]


def test_a_name_that_another_file_holds_does_not_refute_a_file_that_was_only_inferred() -> None:
    files = {**FILES, "src/other.py": "def rotate():\n    return 1\n"}
    text = "**File:** `src/auth.py`\n\nWhat it does not do well:\n\n- Line 3: `rotate()` turns\n- Line 9: `vanish()` goes\n"
    assert truths("code-reference", text, files) == ["unverifiable", "refuted"]


def test_a_refutation_says_when_it_was_this_change_that_took_the_name_out() -> None:
    text = "1. **`src/auth.py`**\n   - Line 1: `return token == SECRET`\n   - Line 2: `drain()` loops\n"
    mended = {"src/auth.py": "def check(token):\n    return verify(token)\n"}
    told = [
        (v.truth, "before this change" in v.reason) for _, v in judged("code-reference", text, mended, FILES)
    ]
    assert told == [("refuted", True), ("refuted", False)]


def test_a_block_is_compared_without_white_space_quotes_and_elisions() -> None:
    lines = 'const client = create({\n    base: "http://a",\n    retries: 3,\n});'.split("\n")
    held = _snippets.compare(
        "// src/client.js line 1\nconst client = create({ base: 'http://a', ... })", lines
    )
    assert held.share == 1.0
    assert _snippets.compare("const other = connect('redis')\nother.ping('now')", lines).share == 0.0


def test_what_the_author_wrote_behind_a_line_does_not_count() -> None:
    assert _snippets.compare("timeout: 10000,      // ten seconds", ["  timeout: 10000,"]).share == 1.0


def test_an_example_of_use_is_no_reference() -> None:
    assert found("code-reference", "## Usage\n\n```python\nfrom auth import check\ncheck('x')\n```\n") == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.lists(st.text(max_size=80), max_size=20))
def test_any_snippet_can_be_compared_with_any_file(snippet: str, lines: list[str]) -> None:
    held = _snippets.compare(snippet, lines)
    assert 0 <= held.found <= held.total
    assert held.first is None or 1 <= held.first <= len(lines)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.from_regex(r"[a-z]{4,10} = [0-9]{1,5}", fullmatch=True), min_size=1, max_size=20))
def test_a_file_holds_each_of_its_own_parts(lines: list[str]) -> None:
    assert _snippets.compare("\n".join(lines), lines).share == 1.0


CART = {"web/Cart.tsx": "export function CartRow() {\n  useEffect(() => draw());\n}\n"}


@pytest.mark.parametrize(
    "above",
    [
        "### The cart (`web/Cart.tsx`)\n\n**Removed:**",
        "### The cart (`web/Cart.tsx`)\n\n**Removed components:**",
        "### Removed (`web/Cart.tsx`)\n",
    ],
)
def test_what_a_list_of_removed_things_names_is_said_to_be_gone(above: str) -> None:
    text = f"# Delivery\n\n{above}\n- `CartBadge` component and usage\n- `useEffect` polling\n"
    read = judged("code-reference", text, CART)
    assert [claim.polarity for claim, _ in read] == ["absent"] * 2
    # Of what is used there, some may have been removed.
    assert [verdict.truth for _, verdict in read] == ["supported", "unverifiable"]


def test_what_is_defined_in_a_file_was_not_removed_from_it() -> None:
    text = "# Delivery\n\n- `web/Cart.tsx`\n  - Removed:\n    - `CartBadge`\n    - `CartRow`\n"
    assert truths("code-reference", text, CART) == ["supported", "refuted"]


@pytest.mark.parametrize("label", ["Added", "Removed duplicates"])
def test_what_was_added_or_is_left_once_is_there(label: str) -> None:
    text = f"# Delivery\n\n### The cart (`web/Cart.tsx`)\n\n**{label}:**\n- `CartRow` component\n"
    assert truths("code-reference", text, CART) == ["supported"]


def test_lines_that_a_file_above_does_not_have_may_be_anothers() -> None:
    text = "**Files:** `src/auth.py`\n\n**Verified:**\n- Runs before the check (line 669)\n- `src/auth.py:400` compares\n"
    assert truths("code-reference", text, FILES) == ["unverifiable", "refuted"]


_VIEW = "import View from './View';\n\nexport const Page = ({ file }) => (\n  file.path ? (\n    <View\n      ref={seen}\n      path={file.path}\n    />\n  ) : null\n);\n"


def test_a_quotation_whose_names_all_stand_at_its_lines_may_be_shortened() -> None:
    text = "**Page** (`src/Page.jsx:4-9`):\n```jsx\n{file.path ? <View path={file.path} /> : null}\n{file.path && <View {...file} />}\n```\n"
    assert "refuted" not in truths("code-reference", text, {"src/Page.jsx": _VIEW})


def test_a_quotation_of_other_names_than_stand_at_its_lines_is_refuted() -> None:
    text = "**Page** (`src/Page.jsx:4-9`):\n```jsx\n{image.source ? <Canvas source={image.source} /> : null}\n{image.source && <Canvas {...image} />}\n```\n"
    assert "refuted" in truths("code-reference", text, {"src/Page.jsx": _VIEW})
