"""What the findings of the four rules say, and where each fault is reported once."""

from __future__ import annotations

from checks import rules
from checks.model import Finding
from tests.trees import project_of

SERVER = {"package.json": '{"private": true, "scripts": {"start": "node server.js"}}'}
HEAD = "const express = require('express');\nconst app = express();\n"


def found(rule: str, files: dict[str, str]) -> list[Finding]:
    """The findings of one rule."""
    return list(rules.find(project_of(files), (rule,)))


def test_a_handler_on_two_routes_is_one_mock() -> None:
    body = f"{HEAD}function stats(req, res) {{ res.json({{ sales: 12 }}); }}\napp.get('/a', stats);\napp.get('/b', stats);\napp.listen(1);\n"
    assert len(found("mock-response", {**SERVER, "server.js": body})) == 1


def test_a_mock_names_its_route_and_shows_its_answers() -> None:
    body = f"{HEAD}app.get('/sales', (req, res) => {{\n  res.json({{ n: Math.random() }});\n}});\napp.listen(1);\n"
    finding = found("mock-response", {**SERVER, "server.js": body})[0]
    assert (finding.line, finding.end_line, finding.symbol) == (3, 5, "GET /sales")
    assert "random values" in finding.message
    assert [(place.path, place.line) for place in finding.evidence] == [("server.js", 4)]


def test_a_moved_handler_keeps_what_its_id_is_made_of() -> None:
    body = "app.get('/sales', (req, res) => { res.json({ sales: 1 }); });\napp.listen(1);\n"
    first = found("mock-response", {**SERVER, "server.js": HEAD + body})[0]
    moved = found("mock-response", {**SERVER, "server.js": HEAD + "\n// moved\n\n" + body})[0]
    changed = found("mock-response", {**SERVER, "server.js": HEAD + body.replace("1 }", "2 }")})[0]
    assert first.line != moved.line
    assert (first.symbol, first.digest) == (moved.symbol, moved.digest)
    assert first.digest != changed.digest


def test_a_store_shows_who_writes_and_who_reads() -> None:
    body = (
        f"{HEAD}const notes = [];\nfunction add(note) {{ notes.push({{ ...note }}); }}\nfunction all() {{ return notes; }}\n"
        "app.post('/n', (req, res) => { add(req.body); res.json({}); });\napp.get('/n', (req, res) => res.json(all()));\napp.listen(1);\n"
    )
    finding = found("in-memory-store", {**SERVER, "server.js": body})[0]
    assert finding.symbol == "notes"
    assert {place.note for place in finding.evidence} == {"written by `add`", "read by `all`"}


def test_files_above_a_package_that_serves_do_not_lack_an_entry_point() -> None:
    router = "const { Router } = require('express');\nconst router = Router();\nrouter.get('/x', (q, s) => s.json(q.app.get('y')));\nmodule.exports = router;\n"
    files = {
        "package.json": '{"private": true, "workspaces": ["server"]}',
        "drafts/routes.js": router,
        "server/package.json": SERVER["package.json"],
        "server/server.js": f"{HEAD}app.get('/z', (req, res) => res.json(req.app.get('y')));\napp.listen(1);\n",
    }
    assert found("no-entry-point", files) == []


def test_a_router_that_nothing_imports_says_so() -> None:
    router = "const { Router } = require('express');\nconst router = Router();\nrouter.get('/x', (q, s) => s.json(q.app.get('y')));\nmodule.exports = router;\n"
    files = {
        **SERVER,
        "lost.js": router,
        "server.js": f"{HEAD}app.get('/z', (req, res) => res.json(req.app.get('y')));\napp.listen(1);\n",
    }
    finding = found("unwired-router", files)[0]
    assert (finding.path, finding.line) == ("lost.js", 2)
    assert any(place.missing and place.note == "nothing imports this file" for place in finding.evidence)


def test_a_tree_without_routes_has_no_findings() -> None:
    files = {"requirements.txt": "", "tool.py": "kept = {}\ndef put(a):\n    kept[a] = {}\n    return kept\n"}
    for rule in ("mock-response", "in-memory-store", "unwired-router", "no-entry-point"):
        assert found(rule, files) == []
