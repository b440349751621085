"""The language of a document decides how much of it is read without a tick."""

from __future__ import annotations

from checks.documents.read import read
from checks.documents.tongues import is_english
from tests.claimed import found

SPANISH = (
    "# Informe\n\n## Pasos para los pedidos\n\n- Abrir la lista de los pedidos\n"
    "- ✅ Filtro de los pedidos por fecha\n- Cola de trabajos con Redis\n"
)
ENGLISH = "# Report\n\n## Orders of the day\n\n- A list of the orders\n- ✅ Filter of the orders by date\n"


def test_a_document_in_another_language_is_told_by_its_small_words() -> None:
    spanish, english, bare = (read("R.md", text.encode()) for text in (SPANISH, ENGLISH, "# Orders\n"))
    assert spanish is not None
    assert english is not None
    assert bare is not None
    assert [is_english(d) for d in (spanish, english, bare)] == [False, True, True]


def test_only_ticks_and_names_of_technologies_are_read_in_another_language() -> None:
    assert {c.line for c in found("capability", SPANISH)} == {6, 7}
    assert {c.line for c in found("capability", ENGLISH)} == {5, 6}
