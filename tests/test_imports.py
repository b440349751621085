"""What import-linter's contracts cannot say: rules and kinds that stay apart, libraries that load late."""

from __future__ import annotations

import subprocess
import sys

import grimp
import pytest

GRAPH = grimp.build_graph("checks", cache_dir=None)


@pytest.mark.parametrize(
    "package",
    ["checks.rules", "checks.claims", "checks.frameworks", "checks.formats", "checks.documents.tongues"],
)
def test_modules_that_are_found_by_themselves_know_nothing_of_one_another(package: str) -> None:
    found_by_themselves = {
        m for m in GRAPH.find_children(package) if not m.rsplit(".", 1)[-1].startswith("_")
    } - {"checks.frameworks.model"}
    parts = {part: one for one in found_by_themselves for part in (one, *GRAPH.find_descendants(one))}
    crossing = {
        (module, imported)
        for module in GRAPH.find_descendants(package)
        for imported in GRAPH.find_modules_directly_imported_by(module)
        if imported in parts and parts[imported] != parts.get(module)
    }
    assert crossing == set()


@pytest.mark.parametrize("library", ["fastapi", "githubkit", "libcst", "rq", "redis", "sqlglot", "pydantic"])
def test_the_command_line_starts_without_the_heavy_libraries(library: str) -> None:
    code = f"import sys, bot.cli, checks.run; sys.exit({library!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("package", ["checks", "bot", "tests"])
def test_no_module_is_longer_than_500_lines(package: str) -> None:
    from pathlib import Path

    long = {
        str(path): lines
        for path in Path(package).rglob("*.py")
        if "service" not in path.parts and (lines := path.read_text(encoding="utf-8").count("\n")) > 500
    }
    assert long == {}
