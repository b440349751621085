"""A word that announces a plan may also be the name of a part of the application."""

from __future__ import annotations

import pytest

from checks.documents.read import read


def moods(text: str) -> set[str]:
    document = read("REPORT.md", text.encode())
    assert document is not None
    return {s.mood for s in document.statements if s.kind != "heading"}


@pytest.mark.parametrize(
    "text",
    [
        "## Wishlist (4 endpoints)\n\n- `GET /wishlist`\n",
        "### 3. Recommendation Engine\n\n- Scores dishes\n",
        "### Proposals\n\n- ✅ GET `/proposals` - list\n",
        "### Todos\n\n- `POST /todos` - write one down\n",
        "### Follow-ups\n\n1. ✅ Calls are planned\n2. ✅ Mails are sent\n",
        "## Goals met\n\n- Orders are kept\n",
        "| a |\n|---|\n| b |\n\n## Tips API\n\n- Answers with a tip\n",
    ],
)
def test_a_part_of_the_application_is_reported(text: str) -> None:
    assert moods(text) == {"report"}


@pytest.mark.parametrize(
    "text",
    [
        "## Recommendations\n\n- Add an index\n",
        "## Recommendations for integration\n\n- Add an index\n",
        "## Proposals\n\n- [ ] Add an index\n- ✅ Add a cache\n",
        "## Todos (2 weeks)\n\n- Add an index\n",
        "## Roadmap improvements\n\n- Add an index\n",
        "## Todo\n\n- 🚧 `GET /carts`\n",
        "## Next development priorities\n\n### At once\n\n1. **Containers**: complete packaging\n",
        "## Next milestone\n\n- Prometheus metrics\n",
    ],
)
def test_what_is_to_come_is_a_plan(text: str) -> None:
    assert moods(text) == {"plan"}


def test_what_is_ready_for_a_later_phase_is_there() -> None:
    assert moods("1. **wishes** - what people want (ready for Phase 4)\n") == {"report"}


def test_that_the_next_phase_can_begin_is_a_plan() -> None:
    assert moods("The server is ready for Phase 4.\n\nReady for phase 5\n") == {"plan"}
