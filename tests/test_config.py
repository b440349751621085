"""The configuration: its mistakes are named, its schema says the same, its sections hold where they should."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checks import claims, rules
from checks.config import Config, ConfigError, Overruling, Section, read, schema
from tests.trees import report_of

KNOWN = frozenset((*rules.rules(), *claims.kinds()))
SCHEMA = schema(KNOWN)
FILES: dict[str, str | bytes] = {
    "shop/IMPLEMENTATION_COMPLETE.md": "# Implementation complete\n\n- ✅ Created `shop/none.py`\n",
    "labs/IMPLEMENTATION_COMPLETE.md": "# Implementation complete\n\n- ✅ Created `labs/none.py`\n",
}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("sections:\n  - paths: [a]\n    mod: b\n", "line 3: sections[0].mod: there is no such key"),
        ("sections:\n  - mode: advise\n", "line 2: sections[0]: the key `paths` is missing"),
        (
            "levels:\n  size: off\nsections:\n- paths: [a]\n- paths: [b]\n  levels:\n    size: loud\n",
            "line 7: sections[1].levels.size: 'loud' is none of notice, warning, failure, off",
        ),
        ("documents:\n  read:\n  - ok\n  - 3\n", "line 4: documents.read[1]: expected `str`, got `int`"),
        ("paths:\n  leave: ['!']\n", "line 2: paths.leave: '!' is no pattern"),
        ("paths:\n  leave: ['*a*b*c*d*e*f*g*h*']\n", "line 2: paths.leave: '*a*b*c*d*e*f*g*h*' has more than 8 asterisks"),
        ("mode: enforce\nmode: advise\n", "line 2: mode: this key is given twice"),
        ("overrides:\n  who: everybody\n", "line 2: overrides.who: invalid enum value 'everybody'"),
        ("overrides:\n  days: -1\n", "line 2: overrides.days: expected `int` >= 0"),
        ("overrides:\n  four_eyes: yes\n", "line 2: overrides.four_eyes: expected `bool`, got `str`"),
        ("mode: !!python/object:os.system x\n", "line 1: could not determine a constructor for the tag 'tag:yaml.org,2002:python/object:os.system'"),
        ("2024-99-99", "the configuration holds a value that cannot be read: month must be in 1..12"),
        ("[" * 5000, "the configuration is nested too deeply"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_its_key(text: str, complaint: str) -> None:
    with pytest.raises(ConfigError) as raised:
        read(text.encode(), KNOWN)
    assert str(raised.value) == complaint


def test_the_last_section_that_a_file_belongs_to_holds() -> None:
    text = b"""
mode: enforce
levels: {size: warning, path: notice}
sections:
  - paths: [services/**]
    mode: advise
    levels: {size: "off"}
  - paths: [services/billing/**]
    mode: enforce
"""
    config = read(text, KNOWN)
    assert (config.at("web/a.py").mode, config.at("web/a.py").levels["size"]) == ("enforce", "warning")
    assert (config.at("services/a.py").mode, config.at("services/a.py").levels) == (
        "advise",
        {"size": "off", "path": "notice"},
    )
    assert config.at("services/billing/a.py").mode == "enforce"


def test_a_section_that_only_advises_does_not_hide_faults_elsewhere() -> None:
    labs = Section(paths=("labs/**",), mode="advise")
    assert report_of(FILES).conclusion == "failure"
    assert report_of(FILES, config=Config(sections=(labs,))).conclusion == "failure"
    only = {"labs/IMPLEMENTATION_COMPLETE.md": FILES["labs/IMPLEMENTATION_COMPLETE.md"]}
    assert report_of(only, config=Config(sections=(labs,))).conclusion == "neutral"


def test_a_sections_levels_hold_for_its_documents() -> None:
    levels = dict.fromkeys(("path", "status"), "notice")
    report = report_of(FILES, config=Config(sections=(Section(paths=("labs/**",), levels=levels),)))
    found = {document.path: {c.level for c in document.claims} for document in report.documents}
    assert found["labs/IMPLEMENTATION_COMPLETE.md"] == {"notice"}
    assert "failure" in found["shop/IMPLEMENTATION_COMPLETE.md"]


def test_the_policy_on_overrides_is_read() -> None:
    text = (
        b"overrides: {who: admin, people: [grace], author: true, four_eyes: true, days: 30}\ncomment: true\n"
    )
    config = read(text, KNOWN)
    assert config.overrides == Overruling("admin", ("grace",), author=True, four_eyes=True, days=30)
    assert config.comment


# --- the schema ------------------------------------------------------------------------------------

_LEVELS = st.dictionaries(
    st.sampled_from([*sorted(KNOWN)[:5], "nonsense"]), st.sampled_from(["failure", "off", "loud"]), max_size=2
)
_MODE = st.sampled_from(["enforce", "advise", "perhaps"])
_PATTERNS = st.lists(st.sampled_from(["a/**", "*.md", ""]), max_size=2)
_SECTION = st.fixed_dictionaries(
    {}, optional={"paths": _PATTERNS, "mode": _MODE, "levels": _LEVELS, "other": _MODE}
)
_OVERRIDES = st.fixed_dictionaries(
    {},
    optional={
        "who": st.sampled_from(["write", "admin", "nobody", "all"]),
        "people": st.lists(st.sampled_from(["grace", "linus"]), max_size=2),
        "author": st.booleans() | st.just("yes"),
        "four_eyes": st.booleans(),
        "days": st.integers(-2, 4000) | st.just("three"),
    },
)
_CONFIGURATIONS = st.fixed_dictionaries(
    {},
    optional={
        "mode": _MODE,
        "documents": st.fixed_dictionaries(
            {}, optional={"read": _PATTERNS, "leave": _PATTERNS, "what": _PATTERNS}
        ),
        "paths": st.fixed_dictionaries({}, optional={"leave": _PATTERNS}),
        "levels": _LEVELS,
        "sections": st.lists(_SECTION, max_size=2),
        "overrides": _OVERRIDES,
        "comment": st.booleans() | st.integers(0, 1),
    },
)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@settings(max_examples=300, deadline=None)
@given(_CONFIGURATIONS)
def test_the_schema_takes_what_is_read_and_nothing_else(value: dict[str, Any]) -> None:
    says = jsonschema.Draft202012Validator(SCHEMA).is_valid(value)
    try:
        read(yaml.safe_dump(value).encode(), KNOWN)
        reads = True
    except ConfigError:
        reads = False
    assert says == reads


def test_the_published_schema_is_the_present_one() -> None:
    published = Path(__file__).parent.parent / "docs" / "asbuilt.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == json.loads(json.dumps(SCHEMA))


def test_the_documented_configuration_is_a_good_one_and_shows_every_key() -> None:
    page = (Path(__file__).parent.parent / "docs" / "configure.md").read_text(encoding="utf-8")
    text = page.partition("```yaml\n")[2].partition("```")[0]
    config = read(text.encode(), KNOWN)
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(yaml.safe_load(text.replace("off", "'off'")))
    assert set(yaml.safe_load(text)) == set(Config.__struct_fields__)
    assert set(yaml.safe_load(text)["overrides"]) == set(Overruling.__struct_fields__)
    assert (config.mode, config.overrides, config.comment) == (Config().mode, Overruling(), False)
