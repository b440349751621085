"""The stand-in's conversations: comments of pull requests, reactions, people's rights, and single files.

https://docs.github.com/en/rest/issues/comments, …/rest/reactions, …/rest/collaborators, …/rest/repos/contents
"""

from __future__ import annotations

import base64
import posixpath
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.forge.wire import Answer, Call, Problem

if TYPE_CHECKING:
    from tests.forge.api import Api, Repository

CONTENTS = {"+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"}
_LENGTH = 65_536


def stamp(seconds: float = 0.0) -> str:
    """The time of day as GitHub writes it, so many seconds from now."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def written(
    repository: Repository,
    number: int,
    body: str,
    id_: int,
    *,
    login: str,
    kind: str = "User",
    app: dict[str, Any] | None = None,
    at: str = "",
) -> dict[str, Any]:
    """A new comment, kept in the repository."""
    created = at or stamp()
    comment: dict[str, Any] = {
        "id": id_,
        "node_id": f"IC_{id_}",
        "issue": number,
        "html_url": f"https://github.example/{repository.name}/pull/{number}#issuecomment-{id_}",
        "body": body,
        "user": {"login": login, "type": kind},
        "author_association": "MEMBER",  # says nothing of rights, and must not be believed
        "created_at": created,
        "updated_at": created,
        "last_edited_at": None,
        "performed_via_github_app": app,
    }
    repository.comments[id_] = comment
    return comment


def edit(comment: dict[str, Any], body: str) -> None:
    """Puts other words into a comment; GitHub does not say over REST who has done it."""
    comment["body"] = body
    comment["last_edited_at"] = stamp(1)
    comment["updated_at"] = stamp(1)


def _shown(comment: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in comment.items() if name not in ("issue", "last_edited_at")}


def _comments(api: Api, call: Call, name: str, number: str) -> Answer:
    return _page(api, call, api.repository(call, name, "pull_requests"), number)


def _by_id(api: Api, call: Call, repository: str, number: str) -> Answer:
    named = next((r.name for r in api.repositories.values() if r.id == int(repository)), "")
    return _page(api, call, api.repository(call, named, "pull_requests"), number)


def _page(api: Api, call: Call, repository: Repository, number: str) -> Answer:
    found = sorted(
        (c for c in repository.comments.values() if c["issue"] == int(number)), key=lambda c: c["id"]
    )
    size, page = min(int(call.query.get("per_page", 30)), 100), int(call.query.get("page", 1))
    shown = [_shown(comment) for comment in found[(page - 1) * size : page * size]]
    headers = {}
    if len(found) > page * size:
        address = f"{api.root}/repositories/{repository.id}/issues/{number}/comments"
        headers["link"] = f'<{address}?per_page={size}&page={page + 1}>; rel="next"'
    return Answer(200, shown, headers)


def _one(api: Api, call: Call, name: str, number: str) -> Answer:
    return Answer(200, _shown(_found(api.repository(call, name, "pull_requests"), number)))


def _found(repository: Repository, number: str) -> dict[str, Any]:
    if int(number) not in repository.comments:
        raise Problem(404, "Not Found")
    return repository.comments[int(number)]


def _body(call: Call) -> str:
    body = str(call.json().get("body", ""))
    if not body.strip():
        raise Problem(422, "Validation Failed")
    if len(body) > _LENGTH:
        raise Problem(422, f"Body is too long (maximum is {_LENGTH} characters)")
    return body


def _write(api: Api, call: Call, name: str, number: str) -> Answer:
    repository = api.repository(call, name, "pull_requests", "write")
    if int(number) not in repository.pulls:
        raise Problem(404, "Not Found")
    app = {"id": api.app_id, "slug": "as-built", "client_id": "Iv1.0123456789abcdef"}
    comment = written(
        repository, int(number), _body(call), api.next_number(), login="as-built[bot]", kind="Bot", app=app
    )
    return Answer(201, _shown(comment))


def _rewrite(api: Api, call: Call, name: str, number: str) -> Answer:
    comment = _found(api.repository(call, name, "pull_requests", "write"), number)
    edit(comment, _body(call))
    return Answer(200, _shown(comment))


def _react(api: Api, call: Call, name: str, number: str) -> Answer:
    repository = api.repository(call, name, "pull_requests", "write")
    _found(repository, number)
    content = call.json().get("content")
    if content not in CONTENTS:
        raise Problem(422, "Validation Failed")
    reaction = {"comment": int(number), "content": content}
    new = reaction not in repository.reactions
    repository.reactions += [reaction] if new else []
    return Answer(201 if new else 200, {"id": api.next_number(), **reaction})


def _rights(api: Api, call: Call, name: str, user: str) -> Answer:
    repository = api.repository(call, name, "metadata")
    role = repository.rights.get(user)
    if role is None:
        raise Problem(404, f"{user} is not a user")
    permission = {"maintain": "write", "triage": "read"}.get(role, role)
    return Answer(200, {"permission": permission, "role_name": role, "user": {"login": user}})


def _contents(api: Api, call: Call, name: str, path: str) -> Answer:
    git = api.repository(call, name, "contents").git
    ref = call.query.get("ref", "main")
    found = f"{ref}:{path}"
    kind = git.kind(found)
    if kind is None:
        raise Problem(404, "Not Found")
    if kind != "blob":
        return Answer(200, [{"type": "file", "name": "a file of this folder"}])
    data = git.run("cat-file", "blob", found)
    if git.run("ls-tree", ref, "--", path).startswith(b"120000 "):  # a link within the repository is followed
        folder = path.rpartition("/")[0]
        data = git.run(
            "cat-file", "blob", f"{ref}:{posixpath.normpath(posixpath.join(folder, data.decode()))}"
        )
    if len(data) > 1_000_000:
        return Answer(200, {"type": "file", "encoding": "none", "content": "", "size": len(data)})
    return Answer(200, {"type": "file", "encoding": "base64", "content": base64.encodebytes(data).decode()})


def edits(api: Api, call: Call, ids: list[str]) -> Answer:
    """What GraphQL says of whether comments were edited."""
    if call.headers.get("authorization", "").partition(" ")[2] not in api.tokens:
        raise Problem(401, "Bad credentials")
    known = {
        c["node_id"]: c for repository in api.repositories.values() for c in repository.comments.values()
    }
    nodes = [
        {"id": id_, "lastEditedAt": known[id_]["last_edited_at"],
         "includesCreatedEdit": known[id_]["last_edited_at"] is not None} if id_ in known else None
        for id_ in ids
    ]  # fmt: skip
    return Answer(200, {"data": {"nodes": nodes}})


_NAME = r"/repos/([^/]+/[^/]+)"
ROUTES: list[tuple[str, re.Pattern[str], Callable[..., Answer]]] = [
    (method, re.compile(pattern), handler)
    for method, pattern, handler in (
        ("GET", rf"{_NAME}/issues/(\d+)/comments", _comments),
        ("GET", r"/repositories/(\d+)/issues/(\d+)/comments", _by_id),
        ("POST", rf"{_NAME}/issues/(\d+)/comments", _write),
        ("GET", rf"{_NAME}/issues/comments/(\d+)", _one),
        ("PATCH", rf"{_NAME}/issues/comments/(\d+)", _rewrite),
        ("POST", rf"{_NAME}/issues/comments/(\d+)/reactions", _react),
        ("GET", rf"{_NAME}/collaborators/([^/]+)/permission", _rights),
        ("GET", rf"{_NAME}/contents/(.+)", _contents),
    )
]
