"""Documents arrive in any encoding, and every tick in them survives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.documents.encoding import LIMIT, decode, why_unreadable

TICKS = "✅ done ❌ failed ⚠️ careful 📊 figures"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TICKS.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TICKS.encode(), "utf-8"),
        (b"\xff\xfe" + TICKS.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TICKS.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_marked_and_unmarked_unicode_is_read(data: bytes, encoding: str) -> None:
    text = decode(data)
    assert text is not None
    assert (text.text, text.encoding, text.repaired) == (TICKS, encoding, False)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_nuls(encoding: str) -> None:
    text = decode("# All of it is done\n\nIt works.\n".encode(encoding))
    assert text is not None
    assert (text.text, text.encoding) == ("# All of it is done\n\nIt works.\n", encoding)


def test_what_is_no_utf_8_is_windows_1252() -> None:
    text = decode("Größe – fertig".encode("cp1252"))
    assert text is not None
    assert (text.text, text.encoding) == ("Größe – fertig", "cp1252")


def twice_encoded(text: str) -> bytes:
    """UTF-8 read as Windows-1252, the bytes it does not define dropped, and encoded again."""
    return text.encode().decode("cp1252", "ignore").encode()


@pytest.mark.parametrize("tick", ["✅", "❌", "⚠️", "✓", "✗", "📊", "🔧", "→", "—", "├──", "└──", "│"])
def test_a_twice_encoded_sign_comes_back(tick: str) -> None:
    text = decode(twice_encoded(f"- {tick} No server entry point"))
    assert text is not None
    assert text.text.replace("\ufe0f", "") == f"- {tick} No server entry point".replace("\ufe0f", "")
    assert text.repaired


def test_the_repair_keeps_the_lines() -> None:
    source = "# Titel\n\n✅ eins\n\n❌ zwei\n"
    text = decode(twice_encoded(source))
    assert text is not None
    assert text.text.split("\n") == source.split("\n")


def test_binary_data_is_no_document() -> None:
    for data in (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 20, bytes(range(256)) * 40, b"\0" * 100):
        assert decode(data) is None
        assert why_unreadable(data) == "binary"


def test_a_long_document_is_read_so_far_and_says_so() -> None:
    data = b"word \xe2\x9c\x85\n" * (LIMIT // 5)
    text = decode(data)
    assert text is not None
    assert text.encoding == "utf-8"
    assert "larger than 1 MiB" in str(why_unreadable(data))
    assert why_unreadable(b"short") is None


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_are_text_or_binary(data: bytes) -> None:
    text = decode(data)
    assert (text is None) == (why_unreadable(data) == "binary")


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=200))
def test_proper_utf_8_without_traces_of_a_repair_is_left_alone(source: str) -> None:
    clean = "".join(c for c in source if c not in "âÃðÂï\ufeff")
    text = decode(clean.encode())
    assert text is not None
    assert text.text == clean
