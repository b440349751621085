"""Claims about packages: declared, at which version, used."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.project.distributions import modules
from tests.claimed import found, judged, subjects, truths

FILES = {
    "package.json": '{"name": "x", "dependencies": {"ioredis": "^5.3.0", "zod": "3.22.4", "@upstash/redis": "1.2.0"}}',
    "cache.js": "const Redis = require('ioredis');\nmodule.exports = new Redis();\n",
}


@pytest.mark.parametrize(
    ("text", "package", "version"),
    [
        ("- Dependency: `ioredis@^5.8.2`", "ioredis", "^5.8.2"),
        ("- `python-jose[cryptography]==3.3.0` (tokens)", "python-jose", "3.3.0"),
        ("- `@upstash/redis@1.2.0` as client", "@upstash/redis", "1.2.0"),
        ("### Dependencies added\n\n- Flask-CORS 4.0.0", "Flask-CORS", "4.0.0"),
        ("| Package | Version |\n| --- | --- |\n| zod | 3.22.4 |", "zod", "3.22.4"),
    ],
)
def test_packages_are_read_with_their_versions(text: str, package: str, version: str) -> None:
    (subject,) = subjects("dependency", text)
    assert (subject["package"], subject["version"]) == (package, version)


@pytest.mark.parametrize(
    "text",
    [
        "- mail me at dev@example.org",
        "- No circular imports",
        "```bash\npip install flask==3.0.0\n```",
        "- The team's shared library",
    ],
)
def test_other_words_are_no_packages(text: str) -> None:
    assert found("dependency", text) == []


def test_a_manifest_with_packages_in_brackets_names_them() -> None:
    text = "- `package.json` (ioredis, left-pad dependencies)\n"
    assert truths("dependency", text, FILES) == ["supported", "refuted"]


def test_a_range_holds_the_versions_inside_it() -> None:
    text = "- `ioredis@5.8.2`\n- `ioredis@4.0.0`\n- `zod@3.22`\n- `zod@4.0.0`\n"
    assert truths("dependency", text, FILES) == ["supported", "refuted", "supported", "refuted"]


def test_used_needs_an_import() -> None:
    text = "- Cached through the `ioredis` library\n- Checked with the `zod` library\n"
    assert truths("dependency", text, FILES) == ["supported", "refuted"]


def test_an_absence_covers_the_packages_of_a_product() -> None:
    ((_, verdict),) = judged("dependency", "- No redis imports in the service\n", FILES)
    assert verdict.truth == "refuted"
    assert verdict.evidence[0].path == "cache.js"


def test_a_distribution_is_found_under_its_modules_name() -> None:
    assert "jose" in modules("python-jose[cryptography]")
    assert "PIL" in modules("Pillow")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("abc@=.-_[]()`0123 /\n|^~"), max_size=300))
def test_no_text_makes_reading_fail(text: str) -> None:
    for claim in found("dependency", text):
        assert claim.subject["package"]
