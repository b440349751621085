"""What starts: commands, manifests, places, guards, and other text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.project.commands import Where, simple_commands, started
from tests.trees import Files, project_of


def starts(files: Files) -> set[tuple[str, str]]:
    """The entry points of a tree, as (path, app object)."""
    return {(entry.path, entry.attribute) for entry in project_of(files).entries}


SERVICE = {
    "app/__init__.py": "",
    "app/main.py": "app = make()\n",
    "app/worker.py": "",
    "requirements.txt": "fastapi\n",
}


@pytest.mark.parametrize(
    ("path", "text", "entry"),
    [
        (
            "Dockerfile",
            'FROM x\nCMD ["uvicorn", "app.main:app", "--host", "0.0.0.0"]\n',
            ("app/main.py", "app"),
        ),
        ("Dockerfile", "FROM x\nCMD uvicorn app.main:app --port ${PORT:-80}\n", ("app/main.py", "app")),
        ("Dockerfile", "FROM x\nENTRYPOINT exec gunicorn -w 4 app.main:app\n", ("app/main.py", "app")),
        ("Dockerfile", "FROM x\nCMD python -m app.worker\n", ("app/worker.py", "")),
        ("Dockerfile", "FROM x\nCMD python /code/app/worker.py\n", ("app/worker.py", "")),
        ("Dockerfile", "FROM x\nCMD cd app && python worker.py\n", ("app/worker.py", "")),
        ("Dockerfile", 'FROM x\nCMD ["fastapi", "run", "--workers", "4"]\n', ("app/main.py", "")),
        (
            "Procfile",
            "web: gunicorn 'app.main:make()' -k uvicorn.workers.UvicornWorker\n",
            ("app/main.py", "make"),
        ),
        ("Procfile", "worker: celery -A app.worker worker\n", ("app/worker.py", "")),
        (
            "docker-compose.yml",
            "services:\n  web:\n    command: uvicorn app.main:app\n",
            ("app/main.py", "app"),
        ),
        ("run.sh", "#!/bin/sh\nset -e\npython app/worker.py\n", ("app/worker.py", "")),
        ("README.md", "# Run\n\n    uvicorn app.main:app\n", ("app/main.py", "app")),
        ("Dockerfile", "FROM x\nENV FLASK_APP=app/main.py\nCMD flask run\n", ("app/main.py", "")),
        ("Dockerfile", "FROM x\nCMD alembic -c app/worker.py\n", ("app/worker.py", "")),
        ("serve.py", 'import uvicorn\nuvicorn.run("app.main:app", port=1)\n', ("app/main.py", "app")),
        ("go.py", 'if __name__ == "__main__":\n    go()\n', ("go.py", "")),
        ("app/__main__.py", "run()\n", ("app/__main__.py", "")),
        ("scripts/load.py", "run()\n", ("scripts/load.py", "")),
        (
            "pyproject.toml",
            '[project]\nname = "x"\n[project.scripts]\nx = "app.worker:main"\n[build-system]\nbuild-backend = "h"\n',
            ("app/worker.py", ""),
        ),
    ],
)
def test_what_starts_a_python_file_is_found(path: str, text: str, entry: tuple[str, str]) -> None:
    assert entry in starts({**SERVICE, path: text})


def test_a_service_with_a_context_of_its_own_is_started_there() -> None:
    files = {f"backend/{path}": text for path, text in SERVICE.items()}
    compose = "services:\n  web:\n    build: ./backend\n    command: uvicorn app.main:app\n"
    assert ("backend/app/main.py", "app") in starts({**files, "compose.yaml": compose})


def test_prose_that_names_files_and_events_starts_nothing() -> None:
    readme = (
        "The file app/worker.py listens to main:created and app.main:deleted events, see `app/main.py`.\n"
    )
    assert starts({**SERVICE, "README.md": readme}) == set()


def test_a_server_that_a_reader_is_told_to_start_in_its_folder_is_started() -> None:
    files = {f"backend/src/{path}": text for path, text in SERVICE.items()}
    for path in ("README.md", "docs/RUNNING.md", "backend/README.md"):
        readme = "# Run\n\n    python -m uvicorn main:app --reload\n"
        assert starts({**files, path: readme}) == {("backend/src/app/main.py", "app")}


def test_a_server_that_no_folder_has_starts_nothing() -> None:
    files = {f"backend/{path}": text for path, text in SERVICE.items()}
    readme = "# Run\n\n    uvicorn main:application\n    uvicorn other.main:app\n"
    assert starts({**files, "README.md": readme}) == set()


def test_commands_that_start_nothing_name_no_entry() -> None:
    assert (
        starts({**SERVICE, "Dockerfile": 'FROM x\nRUN pip install -r requirements.txt\nCMD ["$APP"]\n'})
        == set()
    )


def package(scripts: str) -> str:
    """A package.json with these scripts, written as JSON."""
    return f'{{"name": "x", "private": true, "scripts": {{{scripts}}}}}'


@pytest.mark.parametrize(
    ("scripts", "file"),
    [
        ('"start": "node dist/server.js"', "src/server.ts"),
        ('"start": "node -r dotenv/config ./dist/server"', "src/server.ts"),
        ('"dev": "cross-env NODE_ENV=development nodemon --exec ts-node src/server.ts"', "src/server.ts"),
        ('"dev": "concurrently \\"tsx watch src/server.ts\\" \\"tsc -w\\""', "src/server.ts"),
        ('"dev": "npm run build && node build/server.js"', "src/server.ts"),
        ('"start": "nest start"', "src/main.ts"),
        ('"start": "pm2-runtime start dist/main.js --name api"', "src/main.ts"),
    ],
)
def test_npm_scripts_start_the_sources_of_what_they_run(scripts: str, file: str) -> None:
    files = {"package.json": package(scripts), "src/server.ts": "", "src/main.ts": "", "src/other.ts": ""}
    assert starts(files) == {(file, "")}


def test_a_file_that_something_imports_is_not_started_by_what_it_does_when_loaded() -> None:
    files = {
        "a.py": "def setup(): ...\nsetup()\n",
        "b.py": "import a\nrouter = Router()\nrouter.include(a)\n",
    }
    assert starts(files) == set()
    assert starts({"a.py": files["a.py"]}) == {("a.py", "")}


def test_scripts_that_only_check_or_build_start_nothing() -> None:
    scripts = '"test": "jest src/server.test.ts", "lint": "eslint src", "build": "tsc -p ."'
    assert starts({"package.json": package(scripts), "src/server.ts": "", "src/server.test.ts": ""}) == set()


@pytest.mark.parametrize(
    ("files", "entry"),
    [
        (
            {"next.config.js": "", "src/app/api/users/route.ts": "", "src/lib/x.ts": ""},
            "src/app/api/users/route.ts",
        ),
        ({"next.config.js": "", "app/test/page.tsx": ""}, "app/test/page.tsx"),
        (
            {"index.html": '<script type="module" src="/src/start.tsx"></script>', "src/start.tsx": ""},
            "src/start.tsx",
        ),
        ({"tool.js": "if (require.main === module) { run(); }\n"}, "tool.js"),
        ({"tool.mjs": "if (import.meta.url === `file://${process.argv[1]}`) { run(); }\n"}, "tool.mjs"),
        (
            {
                "server.js": "const app = require('express')();\nfunction main() {}\nmain().catch(console.error);\n"
            },
            "server.js",
        ),
        ({"server.js": "const app = require('express')();\napp.listen(3000, () => {});\n"}, "server.js"),
        ({"job.js": "(async () => { await run(); })();\n"}, "job.js"),
        ({"vite.config.ts": "export default {};\n"}, "vite.config.ts"),
        ({"public/app.js": ""}, "public/app.js"),
    ],
)
def test_places_pages_and_guards_start_script_files(files: dict[str, str], entry: str) -> None:
    assert (entry, "") in starts({"package.json": '{"name": "x"}', **files})


def test_a_folder_of_routes_called_public_is_not_served_as_it_is() -> None:
    assert starts({"package.json": '{"name": "x"}', "src/public/public.controller.ts": ""}) == set()


def test_every_entry_says_why_and_where() -> None:
    (entry,) = project_of({**SERVICE, "Procfile": "web: uvicorn app.main:app\n"}).entries
    assert (entry.why, entry.place.path, entry.place.line) == ("Procfile web", "Procfile", 1)


def test_a_command_line_falls_into_simple_commands() -> None:
    text = "A=1 cd x && python -m y; exec z 'a b' | tee log"
    assert list(simple_commands(text)) == [
        ["A=1", "cd", "x"],
        ["python", "-m", "y"],
        ["exec", "z", "a b"],
        ["tee", "log"],
    ]


@given(text=st.text(max_size=300) | st.text(alphabet="\"' &|;\\[]-=/.$python", max_size=2_000))
def test_no_command_line_breaks_the_reader(text: str) -> None:
    everywhere = Where(file=lambda folder, word: word, module=lambda folder, word: None)
    assert all(isinstance(start.path, str) for start in started(text, "a", everywhere))
