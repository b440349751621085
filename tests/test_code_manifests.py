"""What each kind of manifest declares, and on which line."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.code import manifests
from checks.code.facts import Command, Manifest, Package, Setting, decode, encode


def read(path: str, source: str) -> Manifest:
    grammar = manifests.wants(path)
    assert grammar is not None
    facts = manifests.read(source.encode(), grammar)
    assert facts.failure == ""
    assert facts.manifest is not None
    return facts.manifest


@pytest.mark.parametrize(
    ("path", "grammar"),
    [
        ("web/package.json", "package.json"),
        ("tsconfig.app.json", "tsconfig.json"),
        ("jsconfig.json", "tsconfig.json"),
        ("pyproject.toml", "pyproject.toml"),
        ("requirements.txt", "requirements.txt"),
        ("requirements/prod.txt", "requirements.txt"),
        ("requirements-dev.txt", "requirements-dev.txt"),
        ("docs/requirements.txt", "requirements-dev.txt"),
        ("Dockerfile.worker", "Dockerfile"),
        ("docker-compose.override.yml", "compose.yaml"),
        (".env.example", ".env"),
        ("config.example.env", ".env"),
        ("Procfile", "Procfile"),
        ("render.yml", "render.yaml"),
        ("env.py", None),
        ("src/env.ts", None),
        (".env.d.ts", None),
        ("setup.py", None),
        ("package-lock.json", None),
        ("src/main.ts", None),
    ],
)
def test_knows_manifests_by_their_names(path: str, grammar: str | None) -> None:
    assert manifests.wants(path) == grammar


# --- Node ----------------------------------------------------------------------------------------

PACKAGE = """{
  "name": "@scope/app",
  "private": true,
  "type": "module",
  "main": "dist/main.js",
  "bin": { "app": "./bin/app.js" },
  "exports": { ".": { "import": "./dist/index.mjs" } },
  "imports": { "#db/*": "./src/db/*.js" },
  "workspaces": ["packages/*"],
  "scripts": {
    "start": "node dist/main.js"
  },
  "dependencies": {
    "express": "^4.18.0"
  },
  "devDependencies": { "jest": "29" },
  "peerDependencies": { "react": ">=18" }
}
"""


def test_a_package_json_says_its_packages_commands_and_targets() -> None:
    found = read("package.json", PACKAGE)
    assert (found.name, found.private, found.workspaces) == ("@scope/app", True, ("packages/*",))
    assert found.commands == (Command("start", "node dist/main.js", 11, "npm script"),)
    assert found.packages == (
        Package("express", "^4.18.0", 14, "runtime"),
        Package("jest", "29", 16, "dev"),
        Package("react", ">=18", 17, "peer"),
    )
    assert found.targets == (
        ("main", "dist/main.js"),
        ("bin", "./bin/app.js"),
        ("exports", "./dist/index.mjs"),
    )
    assert found.paths == (("#db/*", ("./src/db/*.js",)),)
    assert "type=module" in found.markers


def test_a_workspace_is_listed_in_several_ways() -> None:
    assert read("package.json", '{"workspaces": {"packages": ["a"]}}').workspaces == ("a",)
    assert read("pnpm-workspace.yaml", "packages:\n  - apps/*\n").workspaces == ("apps/*",)
    assert read("lerna.json", '{"packages": ["libs/*"]}').workspaces == ("libs/*",)


def test_tsconfig_with_comments_and_trailing_commas() -> None:
    source = """// base
    {
      "extends": "./tsconfig.base.json", /* inherited */
      "compilerOptions": {
        "baseUrl": ".", "outDir": "./dist",
        "paths": { "@/*": ["src/*", "gen/*"], "~url": ["http://x//y"], },
      },
      "references": [{ "path": "../core" }],
      "include": ["src"],
    }
    """
    found = read("tsconfig.json", source)
    assert (found.extends, found.base_url) == ("./tsconfig.base.json", ".")
    assert found.paths == (("@/*", ("src/*", "gen/*")), ("~url", ("http://x//y",)))
    assert found.targets == (("outDir", "./dist"), ("reference", "../core"), ("include", "src"))


def test_nest_cli_names_its_entry_and_source_root() -> None:
    source = '{"sourceRoot": "src", "projects": {"api": {"entryFile": "apps/api/main"}}}'
    assert read("nest-cli.json", source).targets == (("sourceRoot", "src"), ("entryFile", "apps/api/main"))


# --- Python --------------------------------------------------------------------------------------


def test_requirements_are_read_with_their_lines_and_versions() -> None:
    source = """# web
fastapi[all]>=0.100,<1 ; python_version >= "3.8"  # async
-r base.txt
-c pins.txt
-e ./lib
uvicorn==0.2 \\
    --hash=sha256:00
tool @ https://example.org/tool.zip
git+https://example.org/x.git#egg=thing
--index-url https://example.org
"""
    found = read("requirements.txt", source)
    assert found.packages == (
        Package("fastapi", ">=0.100,<1", 2),
        Package("uvicorn", "==0.2", 6),
        Package("tool", "@ https://example.org/tool.zip", 8),
        Package("thing", "git+https://example.org/x.git#egg=thing", 9),
    )
    assert found.targets == (("requirements", "base.txt"), ("constraints", "pins.txt"), ("editable", "./lib"))


def test_requirements_in_utf_16_and_of_development() -> None:
    facts = manifests.read("pytest==8\r\n".encode("utf-16"), "requirements-dev.txt")
    assert facts.manifest is not None
    assert facts.manifest.packages == (Package("pytest", "==8", 1, "dev"),)


def test_pyproject_of_the_standard() -> None:
    source = """[build-system]
build-backend = "hatchling.build"
[project]
name = "thing"
dependencies = [
  "fastapi>=0.1",
  # a comment
  "sqlalchemy[asyncio]",
]
[project.optional-dependencies]
redis = ["redis>=5"]
[project.scripts]
thing = "thing.cli:main"
[dependency-groups]
dev = ["pytest", {include-group = "lint"}]
[tool.setuptools.packages.find]
where = ["src"]
"""
    found = read("pyproject.toml", source)
    assert found.name == "thing"
    assert found.packages == (
        Package("fastapi", ">=0.1", 6),
        Package("sqlalchemy", "", 8),
        Package("redis", ">=5", 11, "redis"),
        Package("pytest", "", 15, "dev"),
    )
    assert found.commands == (Command("thing", "thing.cli:main", 13, "console script"),)
    assert found.targets == (("script", "thing.cli:main"), ("source-root", "src"))
    assert {"build-backend=hatchling.build", "tool.setuptools", "project"} <= set(found.markers)


def test_a_pyproject_of_poetry_says_its_groups_and_extras() -> None:
    source = """[tool.poetry]
name = "thing"
packages = [{ include = "thing", from = "src" }]
[tool.poetry.dependencies]
python = "^3.11"
httpx = "^0.27"
boto3 = { version = "^1", optional = true }
[tool.poetry.group.dev.dependencies]
ruff = "*"
"""
    found = read("pyproject.toml", source)
    assert [(p.name, p.version, p.line, p.group) for p in found.packages] == [
        ("httpx", "^0.27", 6, "runtime"),
        ("boto3", "^1", 7, "optional"),
        ("ruff", "*", 9, "dev"),
    ]
    assert found.targets == (("package", "thing"), ("source-root", "src"))


def test_a_setup_cfg_says_what_a_pyproject_would() -> None:
    source = """[metadata]
name = thing
[options]
package_dir =
    = src
install_requires =
    requests>=2
    # not this
[options.extras_require]
s3 = boto3
[options.entry_points]
console_scripts =
    thing = thing.cli:main
"""
    found = read("setup.cfg", source)
    assert found.name == "thing"
    assert found.packages == (Package("requests", ">=2", 7), Package("boto3", "", 10, "s3"))
    assert found.commands == (Command("thing", "thing.cli:main", 13, "console script"),)
    assert ("source-root", "src") in found.targets


def test_setup_py_is_read_by_its_literals() -> None:
    source = b"""setup(
    name="thing",
    install_requires=[
        "requests[socks]>=2",
        'click',
    ],
    entry_points={"console_scripts": ["thing = thing.cli:main"]},
)
"""
    found = manifests.manifest_of("lib/setup.py", source)
    assert found is not None
    assert (found.name, found.packages) == ("thing", (Package("requests", ">=2", 4), Package("click", "", 5)))
    assert found.commands == (Command("thing", "thing.cli:main", 7, "console script"),)
    assert manifests.manifest_of("lib/main.py", source) is None


# --- what starts it ------------------------------------------------------------------------------


def test_a_dockerfile_says_what_it_starts_copies_and_sets() -> None:
    source = """# syntax
FROM python:3.11 AS build
WORKDIR /app
COPY --chown=app . /app
ENV A=1 B="two words" \\
    C=3
ENV OLD form
RUN --mount=type=cache,target=/x pip install \\
    # why
    -r requirements.txt
EXPOSE 8000/tcp
ENTRYPOINT ["python", "-m"]
CMD uvicorn   app.main:app
"""
    found = read("Dockerfile", source)
    assert found.commands == (
        Command("build", "pip install -r requirements.txt", 8, "Dockerfile RUN"),
        Command("build", "python -m", 12, "Dockerfile ENTRYPOINT"),
        Command("build", "uvicorn app.main:app", 13, "Dockerfile CMD"),
    )
    assert [(s.name, s.value, s.line) for s in found.settings] == [
        ("A", "1", 5),
        ("B", "two words", 5),
        ("C", "3", 5),
        ("OLD", "form", 7),
        ("expose", "8000/tcp", 11),
    ]
    assert found.markers == ("FROM python:3.11 AS build", "WORKDIR /app", "COPY . /app")


def test_a_here_document_is_one_instruction() -> None:
    found = read("Dockerfile", "FROM a\nRUN <<EOF\nmake\nCMD no\nEOF\nCMD yes\n")
    assert [(c.line, c.source) for c in found.commands] == [(2, "Dockerfile RUN"), (6, "Dockerfile CMD")]


def test_a_composition_says_what_its_services_start_and_set() -> None:
    source = """x-env: &env
  SHARED: "1"
services:
  web:
    build: ./web
    command: ["npm", "start"]
    environment:
      <<: *env
      PORT: 3000
    ports: ["80:3000"]
  db:
    image: postgres:16
    environment:
      - POSTGRES_DB=app
      - FROM_HOST
"""
    found = read("docker-compose.yml", source)
    assert found.commands == (Command("web", "npm start", 6, "compose command"),)
    assert found.settings == (
        Setting("SHARED", "1", 2),
        Setting("PORT", "3000", 9),
        Setting("web.ports", "80:3000", 10),
        Setting("POSTGRES_DB", "app", 14),
        Setting("FROM_HOST", "", 15),
    )
    assert found.targets == (("build", "./web"),)
    assert found.markers == ("image db postgres:16",)


def test_procfiles_hosts_and_units_say_what_they_start() -> None:
    assert read("Procfile", "# x\nweb: gunicorn app:app\n").commands == (
        Command("web", "gunicorn app:app", 2, "Procfile"),
    )
    fly = read("fly.toml", '[processes]\nworker = "celery -A app worker"\n[env]\nPORT = "8080"\n')
    assert fly.commands == (Command("worker", "celery -A app worker", 2, "fly.toml"),)
    assert fly.settings == (Setting("PORT", "8080", 4),)
    render = read(
        "render.yaml", "services:\n  - startCommand: npm start\n    envVars:\n      - key: API_KEY\n"
    )
    assert render.commands == (Command("startCommand", "npm start", 2, "render.yaml"),)
    assert render.settings == (Setting("API_KEY", "", 4),)
    unit = read("deploy/app.service", "[Service]\nExecStart=/usr/bin/python -m app\n")
    assert unit.commands == (Command("Service", "/usr/bin/python -m app", 2, "systemd.service"),)


def test_an_environment_file_says_its_settings() -> None:
    found = read(".env.example", '# KEY=no\nexport A="x"\nB_2=\nnot a setting\n')
    assert found.settings == (Setting("A", "x", 2), Setting("B_2", "", 3))


# --- hostile -------------------------------------------------------------------------------------

GRAMMARS = sorted({grammar for found in manifests.formats() for _, grammar in found.FILES})


def test_what_is_malformed_is_told_and_counted() -> None:
    for grammar, data in (
        ("package.json", b'{"a": [}'),
        ("pyproject.toml", b"a = ["),
        ("compose.yaml", b"a: ["),
    ):
        facts = manifests.read(data, grammar)
        assert facts.failure
        assert facts.lines == 1


@pytest.mark.parametrize("grammar", [found.FILES[0][1] for found in manifests.formats()])
def test_odd_input_is_read_in_bounded_time(grammar: str) -> None:
    bomb = "a: &a [x,x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)},*{chr(97 + i)}]\n" for i in range(20)
    )
    odd = (
        b"[" * 100_000,
        b'{"a":' * 20_000,
        b"/*" * 200_000,
        b'"\\' * 200_000,
        b"{" * 50_000 + b"}" * 50_000,
    )
    more = (
        bomb.encode(),
        b"\0" * 1_000,
        bytes(range(256)),
        b"a=1\n" * 50_000,
        b"<<E\n" * 50_000,
        b"[a]\n" * 9,
    )
    before = time.process_time()
    for data in (
        *odd,
        *more,
        b"a.b." * 20_000,
        b"a: " * 50_000,
        b"\\\n" * 50_000,
        b"install_requires=[" * 2_000,
    ):
        facts = manifests.read(data, grammar)
        assert decode(encode(facts)) == facts
        manifests.manifest_of("setup.py", data)
    assert time.process_time() - before < 20


@given(st.binary(max_size=300), st.sampled_from(GRAMMARS))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read(data: bytes, grammar: str) -> None:
    facts = manifests.read(data, grammar)
    assert decode(encode(facts)) == facts
