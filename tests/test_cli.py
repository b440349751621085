"""`asbuilt` as a person types it: on good repositories, on bad input, on hostile input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

APP = '''"""A service."""
from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")
def orders() -> list[str]:
    """Every order."""
    with open("orders.txt") as file:
        return file.read().split()
'''
REPORT = """# Delivery report: complete

- ✅ Created `service/main.py` (13 lines)
- ✅ Created `service/worker.py`
- ✅ `GET /orders`
"""
DOCKERFILE = 'CMD ["uvicorn", "service.main:app"]\n'


def asbuilt(*args: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs the command and gives back its exit status and output. It may not take longer than a minute."""
    command = [sys.executable, "-m", "bot.cli", *args]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "100"} | env
    return subprocess.run(
        command, capture_output=True, text=True, cwd=cwd, env=environment, timeout=60, check=False
    )


def repository(folder: Path, files: dict[str, str | bytes]) -> Path:
    """A repository that holds these files in one commit."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    for step in (["init", "-q"], ["add", "-A"], ["commit", "-q", "--allow-empty", "-m", "all"]):
        subprocess.run(["git", "-C", str(folder), *step], check=True, capture_output=True)
    return folder


@pytest.fixture
def service(tmp_path: Path) -> Path:
    """A sound service with a report that claims one file too many."""
    return repository(
        tmp_path / "service",
        {
            "service/__init__.py": "",
            "service/main.py": APP,
            "Dockerfile": DOCKERFILE,
            "DELIVERY_REPORT.md": REPORT,
        },
    )


def test_a_false_claim_fails_with_its_line_and_reason(service: Path) -> None:
    done = asbuilt("check", str(service))
    assert done.returncode == 1
    assert "DELIVERY_REPORT.md:4" in done.stdout
    assert "service/worker.py" in done.stdout
    assert done.stdout.rstrip().split("\n")[-1].startswith("failure: ")
    assert done.stderr == ""


def test_the_json_report_has_the_contracts_fields(service: Path) -> None:
    done = asbuilt("check", str(service), "--format", "json")
    report = json.loads(done.stdout)
    assert report["schema"] == "asbuilt-report/1"
    assert report["conclusion"] == "failure"
    assert report["head"] == "worktree"
    assert report["base"] is None
    claims = {(c["line"], c["kind"]): c for c in report["documents"][0]["claims"]}
    wrong = claims[4, "path"]
    assert (wrong["verdict"], wrong["level"], wrong["subject"]["path"]) == (
        "refuted",
        "failure",
        "service/worker.py",
    )
    assert wrong["id"].startswith("AB-")
    assert wrong["override"] is None
    assert claims[3, "path"]["verdict"] == "supported"
    assert claims[5, "endpoint"]["verdict"] == "supported"
    assert set(report["stats"]) == {"files", "bytes", "facts_cached", "seconds", "coverage"}


def test_a_true_report_succeeds(service: Path) -> None:
    (service / "DELIVERY_REPORT.md").write_text(REPORT.replace("- ✅ Created `service/worker.py`\n", ""))
    done = asbuilt("check", str(service))
    assert done.returncode == 0, done.stdout
    assert done.stdout.rstrip().split("\n")[-1].startswith("success: ")


def test_the_second_run_takes_its_facts_from_the_cache(service: Path, tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    first = json.loads(asbuilt("check", str(service), "--format", "json", XDG_CACHE_HOME=cache).stdout)
    second = json.loads(asbuilt("check", str(service), "--format", "json", XDG_CACHE_HOME=cache).stdout)
    assert first["stats"]["facts_cached"] == 0
    assert second["stats"]["facts_cached"] > 0
    for report in (first, second):
        report.pop("stats")
    assert first == second


def test_ids_stay_when_lines_move(service: Path) -> None:
    before = json.loads(asbuilt("check", str(service), "--format", "json").stdout)
    (service / "DELIVERY_REPORT.md").write_text(REPORT.replace("complete\n", "complete\n\n\n"))
    after = json.loads(asbuilt("check", str(service), "--format", "json").stdout)
    ids = [[c["id"] for c in report["documents"][0]["claims"]] for report in (before, after)]
    assert ids[0] == ids[1]


def test_a_change_without_a_document_succeeds_and_says_so(tmp_path: Path) -> None:
    folder = repository(tmp_path / "r", {"a.py": "x = 1\n"})
    done = asbuilt("check", str(folder))
    assert (done.returncode, done.stdout) == (0, "success: no delivery document in this change\n")


def test_only_the_documents_of_the_change_are_read(service: Path) -> None:
    base = subprocess.run(
        ["git", "-C", str(service), "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    )
    (service / "PHASE_2_COMPLETE.md").write_text("# Phase 2 complete\n\n- ✅ Created `service/main.py`\n")
    report = json.loads(
        asbuilt("check", str(service), "--base", base.stdout.strip(), "--format", "json").stdout
    )
    assert [document["path"] for document in report["documents"]] == ["PHASE_2_COMPLETE.md"]


def test_a_named_document_is_read_whatever_its_name(service: Path) -> None:
    (service / "notes.md").write_text("# Notes\n\n- ✅ Created `service/missing.py`\n")
    report = json.loads(asbuilt("check", "--doc", "notes.md", "--format", "json", cwd=service).stdout)
    assert [document["path"] for document in report["documents"]] == ["notes.md"]


def test_the_configuration_sets_levels_and_mode(service: Path, tmp_path: Path) -> None:
    config = tmp_path / "asbuilt.yml"
    config.write_text("levels:\n  path: warning\n  status: notice\n")
    assert asbuilt("check", str(service), "--config", str(config)).returncode == 0
    config.write_text("mode: advise\n")
    done = asbuilt("check", str(service), "--config", str(config))
    assert done.returncode == 0
    assert done.stdout.rstrip().split("\n")[-1].startswith("neutral: ")


def test_the_report_goes_to_a_file(service: Path, tmp_path: Path) -> None:
    done = asbuilt("check", str(service), "--format", "json", "--output", str(tmp_path / "out.json"))
    assert (done.returncode, done.stdout) == (1, "")
    assert json.loads((tmp_path / "out.json").read_text())["conclusion"] == "failure"


# --- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (["check", "{empty}"], "not a git repository"),
        (["check", "{empty}/nowhere"], "no such folder"),
        (["check", "{service}", "--head", "v9"], "unknown revision 'v9'"),
        (["check", "{service}", "--base", "v9"], "unknown revision 'v9'"),
        (["check", "{service}", "--doc", "none.md"], "none.md: no such document"),
        (["check", "{service}", "--doc", "./docs/../none.md"], "none.md: no such document"),
        (["check", "{service}", "--doc", "../../etc/passwd"], "no such document"),
        (["check", "{service}", "--output", "{empty}/a/b"], "the report could not be written"),
        (["check", "{service}", "--config", "{empty}/none.yml"], "No such file"),
        (["check", "{service}/Dockerfile"], "Dockerfile: is no folder"),
        (["facts", "{empty}/none.py"], "No such file"),
        (["facts", "{service}"], "directory"),
        (["claims", "{empty}/none.md"], "No such file"),
        (["explain", "nothing"], "no rule or kind 'nothing'"),
        (["replay", "{empty}/none.json"], "none.json: No such file"),
        (["replay", "{empty}"], "Is a directory"),
        (["replay", "{service}/Dockerfile"], "Dockerfile: the body is not JSON"),
        (["check", "{service}", "--format", "xml"], "invalid choice: 'xml'"),
        (["check", "{service}", "--jobs", "0"], "'0' is not a number from 1 up"),
        (["serve", "--port", "x"], "'x' is not a port"),
        (["chekc"], "invalid choice: 'chekc'"),
    ],
)
def test_bad_input_is_one_line_and_exit_status_2(
    args: list[str], complaint: str, service: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = asbuilt(*(arg.format(service=service, empty=empty) for arg in args))
    assert done.returncode == 2
    assert complaint in done.stderr
    assert "a fault of ours" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("asbuilt: ")
    assert done.stdout == ""


@pytest.mark.parametrize("form", ["html", "sarif", "markdown", "xml"])
def test_a_format_that_is_not_built_is_refused_and_not_in_the_help(form: str, service: Path) -> None:
    done = asbuilt("check", str(service), "--format", form)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert form not in asbuilt("check", "--help").stdout


def test_an_empty_repository_is_no_fault(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    folder.mkdir()
    subprocess.run(["git", "-C", str(folder), "init", "-q"], check=True)
    done = asbuilt("check", str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "init", "-q", "--bare", str(bare)], check=True)
    done = asbuilt("check", str(bare))
    assert (done.returncode, done.stdout) == (2, "")
    assert "no commits yet" in done.stderr


BIG = "- ✅ Created `service/main.py`\n"

HOSTILE_DOCUMENTS: dict[str, bytes] = {
    "empty": b"",
    "binary": bytes(range(256)) * 500,
    "ten megabytes": (b"# Delivery: complete\n\n" + BIG.encode() * (10 * 1024 * 1024 // len(BIG.encode()))),
    "one line of a megabyte": b"# Complete\n\n" + b"- done `a/b.py` (12 lines) 3 of 4 " * 30_000,
    "ten thousand rows": b"# Complete\n\n| File | Lines |\n|---|---|\n"
    + b"| `service/main.py` | 13 |\n" * 10_000,
    "deep nesting": b"# Complete\n\n" + b"".join(b" " * (2 * i) + b"- done\n" for i in range(3_000)),
    "quotes in quotes": b"# Complete\n\n" + b">" * 3_000 + b" done\n",
    "an open fence": b"# Complete\n\n```python\n" + b"x = 1\n" * 1_000,
    "UTF-16": "# Complete\n\n- ✅ Created `service/none.py`\n".encode("utf-16"),
    "NULs": b"# Complete\n\n\0\0\0 done `service/main.py`\n",
}


@pytest.mark.parametrize("name", list(HOSTILE_DOCUMENTS))
def test_no_document_can_break_a_check(name: str, service: Path) -> None:
    (service / "DELIVERY_REPORT.md").write_bytes(HOSTILE_DOCUMENTS[name])
    done = asbuilt("check", str(service), "--format", "json", "--doc", "DELIVERY_REPORT.md")
    assert done.returncode in (0, 1), done.stderr
    report = json.loads(done.stdout)
    read = [document["path"] for document in report["documents"]]
    listed = [item["path"] for item in report["skipped"]]
    assert "DELIVERY_REPORT.md" in read + listed


def test_a_binary_document_is_listed_and_leaves_the_conclusion_neutral(service: Path) -> None:
    (service / "DELIVERY_REPORT.md").write_bytes(HOSTILE_DOCUMENTS["binary"])
    report = json.loads(
        asbuilt("check", str(service), "--format", "json", "--doc", "DELIVERY_REPORT.md").stdout
    )
    assert report["conclusion"] == "neutral"
    assert [item["path"] for item in report["skipped"] if item["lowers"]] == ["DELIVERY_REPORT.md"]


def test_a_repositorys_text_is_shown_and_never_obeyed_by_the_terminal(service: Path) -> None:
    hostile = "# Delivery: complete\n\n- Created `service/\033[31mgone\u202e.py` \033]0;title\007\n"
    (service / "DELIVERY_\nsuccess_REPORT.md").write_text(hostile)
    (service / "DELIVERY_REPORT.md").write_text(hostile)
    for done in (
        asbuilt("check", str(service)),
        asbuilt("claims", str(service / "DELIVERY_REPORT.md")),
    ):
        assert "gone.py" in done.stdout
        assert not any(mark in done.stdout for mark in "\033\007\u202e\r")
        assert not any(line.startswith("success") for line in done.stdout.split("\n"))


HOSTILE_SOURCE: dict[str, bytes] = {
    "broken.py": b"def (:\n  return ]]\n" * 50,
    "nested.py": b"x = " + b"(" * 3_000 + b")" * 3_000,
    "nested.ts": b"const x = " + b"[" * 3_000 + b"]" * 3_000,
    "chain.py": b"x = " + b"a+" * 8_000 + b"a\n",
    "minified.js": b"function a(b){return b+1};" * 200_000,
    "latin.py": b"name = '\xe9\xff'\n",
    "nul.ts": b"const a = '\0';\n" * 10,
    "schema.sql": b"CREATE TABLE (((((" * 200,
    "package.json": b'{"scripts": ' * 500,
    "pyproject.toml": b"[[[[",
}


def test_hostile_source_is_listed_and_breaks_nothing(service: Path) -> None:
    for name, data in HOSTILE_SOURCE.items():
        (service / name).write_bytes(data)
    done = asbuilt("check", str(service), "--scope", "all", "--format", "json")
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert report["documents"][0]["claims"]
    assert any(item["path"] == "minified.js" for item in report["skipped"])


# --- seeing what the program sees ----------------------------------------------------------------


def test_facts_are_shown_as_json(service: Path) -> None:
    done = asbuilt("facts", str(service / "service" / "main.py"))
    facts = json.loads(done.stdout)
    assert facts["language"] == "python"
    assert "orders" in [function["name"] for function in facts["outline"]["functions"]]


def test_claims_of_a_document_are_shown(service: Path) -> None:
    done = asbuilt("claims", str(service / "DELIVERY_REPORT.md"))
    assert done.returncode == 0
    assert "service/worker.py" in done.stdout


@pytest.mark.parametrize("name", ["mock-response", "endpoint"])
def test_pages_are_explained(name: str) -> None:
    done = asbuilt("explain", name)
    assert done.returncode == 0
    assert done.stdout.startswith(f"# `{name}`")


def test_output_survives_a_locale_without_unicode(service: Path) -> None:
    done = asbuilt("check", str(service), LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


# --- the wheel -----------------------------------------------------------------------------------


def test_the_wheel_has_every_page(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, check=True, capture_output=True, cwd=ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    pages = {str(page.relative_to(ROOT)) for page in (ROOT / "checks").rglob("*.md")}
    assert pages
    assert pages <= names
    assert not any(name.startswith("tests/") for name in names)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_the_lock_names_no_host_and_no_path_and_hashes_everything(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "/" not in text
    pinned = [line for line in text.split("\n") if line and not line.startswith((" ", "#"))]
    assert pinned
    assert all("==" in line and line.endswith("\\") for line in pinned)
