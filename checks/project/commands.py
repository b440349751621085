"""Which files a command line starts.

A command is cut into words the way a shell would, as far as that can be told without running one: what
stands in variables, substitutions and here-documents starts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec

from checks.patterns import regex

MAX_COMMAND = 4_000
_MAX_NESTING = 3

_WORD = regex(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|&&|\|\||[;|&\n]|[^\s"';|&]+)""")
_BREAKS = frozenset({"&&", "||", ";", "|", "&", "\n"})
_ASSIGNMENT = regex(r"[A-Za-z_]\w*=.*", re.DOTALL)
_TARGET = regex(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*(:[A-Za-z_]\w*(\.\w+)*(\(.*\))?)?")

_PREFIXES = frozenset(
    """sudo exec env npx pnpx bunx cross-env dotenv dotenvx time nohup nice tini dumb-init poetry pipenv uv pdm hatch
    rye run concurrently npm-run-all wait-for-it wait-for-it.sh pnpm yarn doppler infisical -- ddtrace-run
    opentelemetry-instrument newrelic-admin run-program xvfb-run stdbuf timeout CMD ENTRYPOINT start exec_mode
    /bin/sh /bin/bash sh bash -c -lc -ec -ce -exc dlx""".split()
)
_PYTHON = regex(r"(.*/)?(python|pypy|python3|python2|py)[\d.]*(\.exe)?")
_MODULE_RUNNERS = frozenset(
    """uvicorn gunicorn hypercorn daphne granian waitress-serve uwsgi robyn chalice meinheld bjoern sanic litestar
    celery rq dramatiq arq huey_consumer huey_consumer.py huey flask faust taskiq""".split()
)
_FILE_RUNNERS = frozenset(
    """node nodejs ts-node ts-node-dev ts-node-esm tsx tsnd nodemon bun deno pm2 pm2-runtime electron vite-node esno
    swc-node esbuild tsup tsdown ncc pkg esr jiti babel-node forever streamlit fastapi chainlit gradio wrangler parcel
    locust mitmdump marimo webpack rollup unbuild bunchee microbundle textual zx""".split()
)
_CHECKERS = frozenset(
    """eslint prettier jest vitest mocha ava tap tsc vue-tsc rm rimraf cp mv cat echo printf black ruff mypy flake8 pylint
    isort pytest coverage nyc c8 stylelint tslint cypress playwright git touch chmod chown sed grep awk test mkdir
    curl open standard xo biome autopep8 yapf bandit pyright pydocstyle jscpd docker tar zip wc ls cmp diff""".split()
)
"""Programs whose words name files that they look at and do not start."""
_SOURCE = regex(r"\.([cm]?[jt]sx?|pyw?)$")
_CHDIR = frozenset({"--app-dir", "--chdir", "--workdir", "-C", "--cwd", "--prefix", "--directory"})

_DEFAULTS = {
    "fastapi": ("main.py", "app.py", "api.py", "app/main.py", "app/app.py", "app/api.py"),
    "flask": ("wsgi.py", "app.py"),
}
"""What a program runs when it is told nothing: https://fastapi.tiangolo.com/fastapi-cli/,
https://flask.palletsprojects.com/en/stable/cli/#application-discovery."""

Find = Callable[[str, str], str | None]
"""(folder, word) -> the file that the word means there."""


class Started(msgspec.Struct, frozen=True):
    """A file that a command starts, and the app object in it that the command names, if it does."""

    path: str
    attribute: str = ""


class Where(msgspec.Struct, frozen=True):
    """How words become files: source files by path, and Python modules by dotted name."""

    file: Find
    module: Find


def started(command: str, folder: str, where: Where) -> Iterator[Started]:
    """The files that a command starts, run in a folder (from the repository's root)."""
    waiting = [(command[:MAX_COMMAND], 0)]
    while waiting:
        text, nesting = waiting.pop()
        here = folder
        for words in simple_commands(text):
            if words[0] == "cd" and len(words) > 1:
                here = _joined(folder, words[1])
                continue
            if nesting < _MAX_NESTING:
                waiting.extend((word, nesting + 1) for word in words if re.search(r"\s", word))
            yield from _one(words, here, where)


def simple_commands(text: str) -> Iterator[list[str]]:
    """A command line as its simple commands, each a list of words without quotes."""
    if text.lstrip().startswith("["):
        text = re.sub(r"[\[\],]", " ", text)
    words: list[str] = []
    for found in _WORD.finditer(text.replace("\\\n", " ")):
        word = found.group(1)
        if word in _BREAKS:
            if words:
                yield words
            words = []
        elif word[0] in "\"'":
            words.append(word[1:-1])
        else:
            words.append(word)
    if words:
        yield words


def _one(words: list[str], folder: str, where: Where) -> Iterator[Started]:
    while words and (words[0] in _PREFIXES or _ASSIGNMENT.fullmatch(words[0]) or words[0].startswith("-")):
        words = words[1:]
    if not words:
        return
    program, rest = words[0].rsplit("/", 1)[-1], words[1:]
    folder = _changed(rest, folder)
    if _PYTHON.fullmatch(words[0]):
        yield from _python(rest, folder, where)
    elif program in _MODULE_RUNNERS:
        yield from _or_default(list(_served(rest, folder, where)), program, rest, folder, where)
    elif program in _FILE_RUNNERS:
        yield from _or_default(list(_files(rest, folder, where)), program, rest, folder, where)
    elif program not in _CHECKERS:
        yield from _files([word for word in words if _SOURCE.search(word)], folder, where)


def _or_default(
    found: list[Started], program: str, rest: list[str], folder: str, where: Where
) -> Iterator[Started]:
    """What a command names, or else the file that its program looks for by itself."""
    yield from found
    if not found and rest[:1] and rest[0] in ("run", "dev"):
        files = (where.file(folder, name) for name in _DEFAULTS.get(program, ()))
        yield from [Started(file) for file in files if file][:1]


def _python(rest: list[str], folder: str, where: Where) -> Iterator[Started]:
    """``python x.py``, ``python -m package.module``, ``python -m uvicorn x:app``."""
    for position, word in enumerate(rest):
        if word == "-m" and position + 1 < len(rest):
            module = rest[position + 1]
            found = where.module(folder, module)
            if found:
                yield Started(found)
            else:
                yield from _one(rest[position + 1 :], folder, where)
            return
        if word == "-c":
            return
        if not word.startswith("-"):
            found = where.file(folder, word)
            if found:
                yield Started(found)
            return


def _served(rest: list[str], folder: str, where: Where) -> Iterator[Started]:
    """``uvicorn app.main:app``, ``celery -A app.tasks worker``: the modules among the words."""
    for word in rest:
        name = word.split("=", 1)[1] if word.startswith("--") and "=" in word else word
        if name.startswith("-"):
            continue
        path = where.file(folder, name) if name.endswith(".py") else None
        if path:
            yield Started(path)
        elif _TARGET.fullmatch(name):
            module, _, attribute = name.partition(":")
            found = _module(where, folder, module)
            if found:
                yield Started(found[0], re.sub(r"\(.*", "", attribute) or found[1])


def _module(where: Where, folder: str, module: str) -> tuple[str, str] | None:
    """A module's file; for ``package.module.app`` also the attribute at the end."""
    found = where.module(folder, module)
    if found:
        return found, ""
    parent, _, attribute = module.rpartition(".")
    found = where.module(folder, parent) if parent else None
    return (found, attribute) if found else None


def _files(rest: list[str], folder: str, where: Where) -> Iterator[Started]:
    """``node dist/main.js``: the words that are source files of the tree."""
    taken = False
    for word in rest:
        name = word.split("=", 1)[1] if word.startswith("--") and "=" in word else word
        if name.startswith("-") or (taken and not re.search(r"[./]", name)):
            continue
        found = where.file(folder, name)
        if found:
            taken = True
            yield Started(found)


def _changed(words: list[str], folder: str) -> str:
    """The folder that an option such as ``--app-dir src`` moves to."""
    for position, word in enumerate(words):
        option, _, value = word.partition("=")
        if option in _CHDIR:
            target = value or (words[position + 1] if position + 1 < len(words) else "")
            return _joined(folder, target) if target and not target.startswith("/") else folder
    return folder


def _joined(folder: str, rest: str) -> str:
    parts = [part for part in folder.split("/") if part]
    for part in rest.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
