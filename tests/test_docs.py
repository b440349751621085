"""The pages for people are true to the program: their links, the commands, the figures and the addresses they name."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

import pytest

from bot.app import application
from bot.cli import parser
from bot.redis import metrics
from bot.redis.queue import Queue
from bot.redis.store import Store
from checks import claims, rules
from checks.formats.text import render
from tests.demo.__main__ import FIXTURES, files_of
from tests.trees import report_of

ROOT = Path(__file__).parent.parent
PAGES = sorted((*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")))
OPERATE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")


def pages() -> list[Any]:
    """Every page as a parameter."""
    return [pytest.param(page, id=page.name) for page in PAGES]


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives a page's headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", pages())
def test_every_link_leads_somewhere(page: Path) -> None:
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if target.startswith(("https://", "http://")):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


def commands() -> set[str]:
    """The commands that there are."""
    actions = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    return set(actions[0].choices)


@pytest.mark.parametrize("page", pages())
def test_every_command_that_a_page_names_is_one(page: Path) -> None:
    text = page.read_text(encoding="utf-8").replace("-n asbuilt ", "")  # a name space of that name
    named = set(re.findall(r"(?:^|[`/ ])asbuilt ([a-z]+)(?=[`\s])", "\n".join(_code(text)), re.MULTILINE))
    assert named <= commands() | {"allow"}, named


def _code(text: str) -> list[str]:
    """What stands in code: shell blocks and spans; commands in comments begin with a slash and are another thing."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    spans = re.findall(r"`(asbuilt [^`\n]+)`", text)
    return [line.partition("#")[0] for block in blocks for line in block.split("\n")] + spans


def test_the_readme_shows_what_the_command_prints_for_the_demonstration() -> None:
    base = files_of(FIXTURES / "base")
    printed = " ".join(render(report_of({**base, **files_of(FIXTURES / "change")}, base)).split())
    shown = re.search(r"```text\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    for part in shown[1].split("✗"):
        assert " ".join(part.split()) in printed


def test_every_rule_and_every_kind_of_claim_is_in_the_list_of_changes() -> None:
    listed = set(re.findall(r"`([a-z-]+)`", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")))
    assert {*rules.rules(), *claims.kinds()} <= listed


def test_every_figure_is_on_the_page_and_no_other(redis_url: str) -> None:
    from bot.app import _measured

    shown = _measured(metrics.Tally(), Queue(Store(redis_url)))
    names = set(re.findall(r"^# TYPE (\S+) ", shown, re.MULTILINE))
    documented = set(re.findall(r"^\| `(asbuilt_[a-z_]+)` \|", OPERATE, re.MULTILINE))
    assert documented == names


def test_every_label_of_a_figure_is_on_the_page() -> None:
    rows = dict(re.findall(r"^\| `(asbuilt_[a-z_]+)` \| ([a-z, ]*) \|", OPERATE, re.MULTILINE))
    for measure in metrics.MEASURES:
        assert tuple(rows[measure.name].split(", ")) == measure.labels


def test_every_address_is_on_the_page(redis_url: str) -> None:
    app = application(Queue(Store(redis_url)), b"secret")
    paths = {str(getattr(route, "path", "")).partition("{")[0].rstrip("/") or "/" for route in app.routes}
    answered = re.search(r"## What it answers\n(.*?)\n## ", OPERATE, re.DOTALL)
    assert answered is not None
    documented = set(re.findall(r"`(?:POST )?(/[a-z.]*)(?:/…)?`", answered[1]))
    assert paths == documented
