"""Names of products, which are written like names of code."""

from __future__ import annotations

import pytest

from tests.claimed import subjects


@pytest.mark.parametrize("product", ["HuggingFace", "LlamaIndex", "PostgreSQL", "OAuth2"])
def test_a_product_is_no_symbol(product: str) -> None:
    assert subjects("symbol", f"- {product}: needs a token") == []


@pytest.mark.parametrize("name", ["HuggingFaceClient", "LlamaIndexService", "GitHubWebhookHandler"])
def test_a_class_that_is_named_after_a_product_is_a_symbol(name: str) -> None:
    assert subjects("symbol", f"- {name}: needs a token") == [{"name": name}]


def test_a_product_in_use_is_no_wiring_and_a_class_named_after_one_is() -> None:
    assert subjects("wiring", "- LangChain in use") == []
    assert subjects("wiring", "- OpenAIClient in use") == [{"what": "OpenAIClient", "relation": "used"}]
