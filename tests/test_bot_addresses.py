"""GitHub's addresses: what people see of a server, and the root of its API."""

from __future__ import annotations

import pytest

from bot.addresses import server_of
from bot.setup.choice import Choice


@pytest.mark.parametrize(
    ("server", "api"),
    [
        ("https://github.com", "https://api.github.com"),
        ("https://ada.ghe.com", "https://api.ada.ghe.com"),
        ("https://git.example.org", "https://git.example.org/api/v3"),
        ("http://git.example.org:8080", "http://git.example.org:8080/api/v3"),
    ],
)
def test_a_server_and_its_api_are_found_from_each_other(server: str, api: str) -> None:
    assert Choice("", "", "", server).api == api
    assert server_of(api) == server


def test_an_enterprise_server_may_be_called_api() -> None:
    assert server_of("https://api.example.org/api/v3") == "https://api.example.org"
    assert server_of("https://ghe.com.example.org/api/v3") == "https://ghe.com.example.org"
