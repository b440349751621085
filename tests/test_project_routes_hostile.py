"""Routing is read without harm from whatever a repository holds; paths are written in one way."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.project.routepath import clean, covers, join, matches, normal, shape
from tests.trees import project_of

TEXTS = st.text(st.sampled_from("/{}<>:*?()[]^$\\abc1._-\0é "), max_size=60)


@pytest.mark.parametrize(
    ("text", "style", "path", "constrained"),
    [
        ("/users/{id}", "braces", "/users/{id}", False),
        ("/users/{id:int}/", "braces", "/users/{id}", True),
        ("/files/{name:path}", "braces", "/files/{*}", False),
        ("users/:id", "colon", "/users/{id}", False),
        ("/users/:id(\\d+)", "colon", "/users/{id}", True),
        ("/*splat", "colon", "/{*}", False),
        ("/<int:user_id>", "angle", "/{user_id}", True),
        ("/<name>", "angle", "/{name}", False),
        ("/<path:rest>", "angle", "/{*}", False),
        (r"^old/(?P<year>[0-9]{4})/(\d+)/$", "regex", "/old/{year}/{value}", True),
        ("", "braces", "/", False),
    ],
)
def test_parameters_are_written_in_one_way(text: str, style: str, path: str, constrained: bool) -> None:
    assert normal(text, style) == (path, constrained)  # type: ignore[arg-type]


@given(TEXTS, st.sampled_from(["braces", "colon", "angle", "regex"]))
def test_any_path_becomes_a_clean_one(text: str, style: str) -> None:
    path, _ = normal(text, style)  # type: ignore[arg-type]
    assert path.startswith("/")
    assert path == clean(path)


@given(TEXTS, TEXTS)
def test_joining_never_doubles_a_slash(prefix: str, path: str) -> None:
    assert "//" not in join(prefix, path)


@given(st.lists(st.sampled_from(["a", "b", "{x}", "{y}"]), max_size=6))
def test_a_path_means_itself_whatever_its_parameters_are_called(parts: list[str]) -> None:
    path = "/" + "/".join(parts)
    assert matches(path, path.replace("{x}", "{other}"))
    assert covers(path, path)
    assert shape(path) == shape(path.replace("{y}", "{other}"))


def test_a_pattern_covers_what_it_would_answer_and_no_more() -> None:
    assert covers("/users/{id}", "/users/me")
    assert not covers("/users/me", "/users/{id}")
    assert not covers("/users/{id}", "/users/{id}/posts")
    assert covers("/{*}", "/a/b/c")
    assert not covers("/{*}/x", "/a/b/c")
    assert covers("/{name}.json", "/report.json")
    assert not covers("/{name}.json", "/report.xml")
    assert matches("/{*}/users", "/api/v1/users")
    assert not matches("/{*}/users", "/api/v1/orders")


def test_a_router_that_mounts_itself_ends() -> None:
    project = project_of({
        "main.py": "from fastapi import FastAPI, APIRouter\napp = FastAPI()\na = APIRouter()\nb = APIRouter()\n"
        "@a.get('/x')\ndef x():\n    return find()\na.include_router(b, prefix='/b')\nb.include_router(a, prefix='/a')\n"
        "app.include_router(a)\nif __name__ == '__main__':\n    import uvicorn\n    uvicorn.run(app)\n",
    })  # fmt: skip
    assert "/x" in [route.path for route in project.routes if not route.builtin]


def test_functions_that_call_themselves_end() -> None:
    project = project_of({
        "main.py": "from flask import Flask\napp = Flask(__name__)\ndef more(app, n):\n    app.add_url_rule('/x', view_func=more)\n"
        "    return more(other(app), n + 1)\ndef other(app):\n    return more(app, 0)\nmore(app, 0)\n",
    })  # fmt: skip
    assert {route.path for route in project.routes} == {"/x"}


def test_long_chains_and_deep_wrappers_take_little_time() -> None:
    chain = "".join(f"\n.use(f{i}())" for i in range(120))
    wrapped = "w(" * 60 + "h" + ")" * 60
    began = time.process_time()
    project = project_of({
        "package.json": '{"private": true, "scripts": {"start": "node index.js"}}',
        "index.js": f"const app = require('express')();\napp{chain};\nz.a(){chain};\napp.get('/x', {wrapped});\napp.listen(1);\n",
    })  # fmt: skip
    assert project.routes
    assert time.process_time() - began < 5


def test_many_includes_of_many_routers_are_bounded() -> None:
    layers = "".join(
        f"r{i}.include_router(r{i + 1}, prefix='/a')\nr{i}.include_router(r{i + 1}, prefix='/b')\n"
        for i in range(15)
    )
    made = "".join(f"r{i} = APIRouter()\n" for i in range(16))
    began = time.process_time()
    project = project_of({
        "main.py": f"from fastapi import FastAPI, APIRouter\napp = FastAPI()\n{made}{layers}"
        "@r15.get('/x')\ndef x():\n    return find()\napp.include_router(r0)\n",
    })  # fmt: skip
    assert len(project.routes) <= 20_000
    assert time.process_time() - began < 20


def test_routers_that_all_mount_one_another_are_bounded() -> None:
    made = "".join(f"r{i} = APIRouter()\n" for i in range(30))
    began = time.process_time()
    project = project_of({
        "main.py": f"from fastapi import FastAPI, APIRouter\napp = FastAPI()\n{made}all = [{','.join(f'r{i}' for i in range(30))}]\n"
        "for a in all:\n    for b in all:\n        a.include_router(b)\napp.include_router(r0)\n",
    })  # fmt: skip
    assert len(project.routers) == 31
    assert time.process_time() - began < 20


@settings(max_examples=30, deadline=None)
@given(st.text(st.sampled_from("app.get('/x')router=Flask\n ()[]{}:@def lambda*,"), max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    assert project_of({"main.py": "from flask import Flask\n" + text}).routes is not None
