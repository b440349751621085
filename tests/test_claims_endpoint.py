"""Claims about routes: how they are read, and what decides them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.claims import _routes
from tests.claimed import found, judged, subjects, truths

SERVER = {
    "server.js": (
        "const express = require('express');\nconst db = require('./db');\nconst app = express();\n"
        "const users = express.Router();\n"
        "users.get('/:id', async (req, res) => res.json(await db.one(req.params.id)));\n"
        "app.use('/api/v1/users', users);\napp.listen(3000);\n"
    ),
    "db.js": "const { Pool } = require('pg');\nconst pool = new Pool();\nexports.one = (id) => pool.query('select', [id]);\n",
    "package.json": '{"name": "x", "scripts": {"start": "node server.js"}, "dependencies": {"express": "4", "pg": "8"}}',
}


@pytest.mark.parametrize(
    ("text", "method", "path"),
    [
        ("- `GET /api/users/:id` - one", "GET", "/api/users/{id}"),
        ("- **POST** `/api/users` - adds", "POST", "/api/users"),
        ("- DELETE http://localhost:3000/api/users/42?x=1 works", "DELETE", "/api/users/{id}"),
        ("| Method | Path |\n| --- | --- |\n| PUT | `/users/<int:id>` |", "PUT", "/users/{id}"),
        ("| Endpoint | What |\n| --- | --- |\n| `PATCH /users/{id}` | changes |", "PATCH", "/users/{id}"),
        ("- The `/api/stats` endpoint answers", "*", "/api/stats"),
        ("- **Endpoint**: `/api/stats`", "*", "/api/stats"),
    ],
)
def test_a_route_is_read_however_it_is_written(text: str, method: str, path: str) -> None:
    assert subjects("endpoint", text) == [{"method": method, "path": path}]


@pytest.mark.parametrize(
    "text",
    [
        "- Fetches from `GET /api/users`",
        "- The page calls `/api/users`",
        "- `GET https://api.github.com/user` mirrors",
        "- See `/dashboard` for charts",
        "- All of `GET /api/*`",
        "```bash\ncurl -X POST http://localhost:3000/api/users\n```",
    ],
)
def test_routes_that_are_used_are_no_claims(text: str) -> None:
    assert found("endpoint", text) == []


def test_two_methods_are_two_claims() -> None:
    assert [s["method"] for s in subjects("endpoint", "- GET/PUT `/api/users/:id`\n")] == ["GET", "PUT"]


def test_a_base_in_the_heading_goes_in_front() -> None:
    text = "### Users (`/api/v1/users/*`)\n\n- `GET /{id}` - one\n- `GET /api/v1/users/{id}` - the same\n"
    assert {str(s["path"]) for s in subjects("endpoint", text)} == {"/api/v1/users/{id}"}


def test_a_denial_in_the_description_is_not_one_of_the_route() -> None:
    assert [
        c.polarity for c in found("endpoint", "- `GET /api/users/:id` - one user, no token needed\n")
    ] == ["present"]
    assert [c.polarity for c in found("endpoint", "- `GET /api/users/:id` does not exist\n")] == ["absent"]


def test_what_the_document_leaves_out_in_front_does_not_matter() -> None:
    assert truths("endpoint", "- `GET /users/{user_id}` - one\n", SERVER) == ["supported"]


def test_another_method_of_the_same_path_is_named() -> None:
    ((_, verdict),) = judged("endpoint", "- `DELETE /api/v1/users/:id` - removes\n", SERVER)
    assert verdict.truth == "refuted"
    assert "`GET /api/v1/users/{id}`" in verdict.reason


def test_a_prefix_that_is_not_there_is_refuted() -> None:
    assert truths("endpoint", "- `GET /api/v1/accounts-users/:id` - one\n", SERVER) == ["refuted"]


def test_a_server_that_routes_by_hand_leaves_an_absence_open() -> None:
    files = {
        **SERVER,
        "raw.js": "module.exports = (req) => { if (req.url === '/api/v1/reset') return 1; };\n",
    }
    assert truths("endpoint", "- `POST /api/v1/reset` - resets\n", files) == ["unverifiable"]


def test_routes_before_the_change_are_judged_at_the_base() -> None:
    text = "### Before\n\n- `GET /api/v1/users/:id` - one\n"
    assert truths("endpoint", text, {"a.txt": "x"}, base=SERVER) == ["supported"]


@given(st.text(max_size=200))
def test_any_text_is_a_path_or_none(text: str) -> None:
    path = _routes.written(text)
    assert path is None or path.startswith("/")


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), max_size=6))
def test_a_written_path_is_written_once(parts: list[str]) -> None:
    path = "/" + "/".join(parts)
    assert _routes.written(path) == path


@pytest.mark.parametrize("answer", ["**Result**: 404 Not Found", "Status: HTTP 500", "got 403"])
def test_a_route_that_a_run_was_refused_at_was_tried_and_is_not_said_to_be_there(answer: str) -> None:
    assert subjects("endpoint", f"1. **Attempt 2**: `POST /shops/{{id}}/branches`\n   - {answer}\n") == []


@pytest.mark.parametrize(
    "answer", ["**Result**: 200 OK", "Returns 404 for a shop that is not there", "Body: name"]
)
def test_what_else_is_told_below_a_route_leaves_it_a_claim(answer: str) -> None:
    text = f"1. **Branches**: `POST /shops/{{id}}/branches`\n   - {answer}\n"
    assert [s["path"] for s in subjects("endpoint", text)] == ["/shops/{id}/branches"]


def test_a_refusal_below_another_item_says_nothing_of_a_route() -> None:
    text = "- `POST /shops` adds one\n- Result: 404 for others\n"
    assert [s["path"] for s in subjects("endpoint", text)] == ["/shops"]


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("/shops/o7miq1blv0d549q6dhfxxcic/branches", "/shops/{id}/branches"),
        ("/shops/communicationsdepartments/branches", "/shops/communicationsdepartments/branches"),
    ],
)
def test_an_id_as_databases_make_them_stands_for_any(written: str, path: str) -> None:
    assert [s["path"] for s in subjects("endpoint", f"- `GET {written}` lists them\n")] == [path]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("- **Fails**: documents showing `GET /api/people`", 0),
        ("- **Passes**: `GET /api/orders` and `GET /api/parts`", 0),
        ("- **Failing**: `GET /api/people`", 1),
        ("- **Orders**: `GET /api/orders`", 1),
    ],
)
def test_what_a_check_lets_through_is_no_route_of_the_work(line: str, number: int) -> None:
    assert len(subjects("endpoint", f"# Delivery\n\n{line}\n")) == number
