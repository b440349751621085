"""The stand-in's API: who may ask, and what each address answers (https://docs.github.com/en/rest)."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jwt

from tests.forge import comments, deliveries, pulls, smart
from tests.forge.apps import ROUTES, Apps
from tests.forge.checks import created, rollup, update
from tests.forge.git import Bare
from tests.forge.wire import Answer, Call, Problem, blob_json

PERMISSIONS = {
    "metadata": "read",
    "checks": "write",
    "contents": "read",
    "issues": "read",
    "merge_queues": "read",
    "pull_requests": "write",
    "statuses": "read",
}


@dataclass
class Repository:
    """One hosted repository. ``tree_limit`` is how many entries a recursive listing holds at most, ``queue``
    the merge queue: a group's head by pull request."""

    id: int
    name: str
    git: Bare
    pulls: dict[int, dict[str, Any]] = field(default_factory=dict)
    runs: dict[int, dict[str, Any]] = field(default_factory=dict)
    statuses: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    comments: dict[int, dict[str, Any]] = field(default_factory=dict)
    reactions: list[dict[str, Any]] = field(default_factory=list)
    rights: dict[str, str] = field(default_factory=dict)
    tree_limit: int = 100_000
    queue: dict[int, str] = field(default_factory=dict)


@dataclass
class Token:
    """An installation token: when it ends (epoch seconds), for which repositories, with which rights."""

    expires: float
    repositories: frozenset[int] | None
    permissions: dict[str, str]


class Api:
    """Answers calls. Holds everything that GitHub would."""

    def __init__(self, app_id: int, public_key: str, root: str, codeload: str) -> None:
        self.app_id, self._public_key = app_id, public_key
        self.root, self.codeload = root, codeload
        self.installation = 4_000_000_001
        self.permissions = dict(PERMISSIONS)
        self.repositories: dict[str, Repository] = {}
        self.tokens: dict[str, Token] = {}
        self.downloads: dict[str, bytes] = {}
        self.deliveries: list[deliveries.Delivery] = []
        self.apps = Apps()
        self.numbers = 2**31  # ids of runs and comments do not fit in 32 bits

    def answer(self, call: Call) -> Answer:
        """What GitHub would answer."""
        try:
            return self._handler(call)(self)
        except Problem as problem:
            return problem.answer

    def _handler(self, call: Call) -> Callable[[Api], Answer]:
        if not call.headers.get("user-agent"):
            raise Problem(403, "Request forbidden by administrative rules.")
        for method, pattern, handler in _ROUTES:
            found = pattern.fullmatch(call.path)
            if found is not None and method == call.method:
                return lambda api: handler(api, call, *found.groups())
        raise Problem(404, "Not Found")

    # --- who asks --------------------------------------------------------------------------------

    def app(self, call: Call) -> None:
        """Raises Problem (401) unless the call carries a good App token."""
        kind, _, token = call.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer":
            raise Problem(401, "A JSON web token could not be decoded")
        try:
            claims = jwt.decode(token, self._public_key, algorithms=["RS256"], leeway=0)
        except jwt.PyJWTError as error:
            raise Problem(401, f"A JSON web token could not be decoded: {error}") from None
        if str(claims.get("iss")) != str(self.app_id):
            raise Problem(401, "Integration not found")
        if claims["exp"] - time.time() > 600:
            raise Problem(401, "'Expiration time' claim ('exp') is too far in the future")
        if claims.get("iat", 0) > time.time():
            raise Problem(401, "'Issued at' claim ('iat') must be an Integer representing the time")

    def token(self, call: Call) -> Token:
        """The installation token of a call. Raises Problem (401) without a good one."""
        token = self.tokens.get(call.headers.get("authorization", "").partition(" ")[2])
        if token is None or token.expires <= time.time():
            raise Problem(401, "Bad credentials")
        return token

    def repository(self, call: Call, name: str, needs: str, level: str = "read") -> Repository:
        """The repository of a call, if its token may see it and has a right there."""
        token = self.token(call)
        found = self.repositories.get(name)
        if found is None or (token.repositories is not None and found.id not in token.repositories):
            raise Problem(404, "Not Found")
        had = token.permissions.get(needs)
        if had is None or (level == "write" and had != "write"):
            raise Problem(
                403,
                "Resource not accessible by integration",
                x_accepted_github_permissions=f"{needs}={level}",
            )
        return found

    def next_number(self) -> int:
        """A fresh id."""
        self.numbers += 1
        return self.numbers


def _token(api: Api, call: Call, installation: str) -> Answer:
    api.app(call)
    if int(installation) != api.installation:
        raise Problem(404, "Not Found")
    body = call.json()
    ids = body.get("repository_ids")
    named = body.get("repositories")
    known = {repository.id for repository in api.repositories.values()}
    if named is not None:
        ids = [r.id for r in api.repositories.values() if r.name.partition("/")[2] in named] or [0]
    if ids is not None and not set(ids) <= known:
        raise Problem(422, "There is at least one repository that does not exist or is not accessible")
    token = f"ghs_{api.app_id}_" + secrets.token_hex(240)  # as long as the new ones are
    expires = time.time() + 3600
    rights = {
        key: right
        for key, right in api.permissions.items()
        if key in body.get("permissions", api.permissions)
    }
    rights |= {key: right for key, right in (body.get("permissions") or {}).items() if key in rights}
    api.tokens[token] = Token(expires, None if ids is None else frozenset(ids), rights)
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(expires))
    answer = {"token": token, "expires_at": stamp, "permissions": api.permissions}
    return Answer(201, answer | {"repository_selection": "selected"})


def _tree(api: Api, call: Call, name: str, sha: str) -> Answer:
    repository = api.repository(call, name, "contents")
    if repository.git.kind(sha) not in ("commit", "tree"):
        raise Problem(404, "Not Found")
    items = repository.git.tree(sha, recursive="recursive" in call.query)
    shown = items[: repository.tree_limit]
    return Answer(200, {"sha": sha, "tree": shown, "truncated": len(shown) < len(items)})


def _blob(api: Api, call: Call, name: str, sha: str) -> Answer:
    data = api.repository(call, name, "contents").git.blob(sha)
    if data is None:
        raise Problem(404, "Not Found")
    if "raw" in call.headers.get("accept", ""):
        return Answer(200, data, {"content-type": "application/vnd.github.raw+json"})
    return Answer(200, blob_json(sha, data))


def _commits(api: Api, call: Call, name: str) -> Answer:
    repository = api.repository(call, name, "contents")
    size, page = int(call.query.get("per_page", 30)), int(call.query.get("page", 1))
    return Answer(200, repository.git.log(call.query.get("sha", "main"), size, (page - 1) * size))


def _compare(api: Api, call: Call, name: str, base: str, head: str) -> Answer:
    git = api.repository(call, name, "contents").git
    if git.kind(base) != "commit" or git.kind(head) != "commit":
        raise Problem(404, "Not Found")
    start = git.merge_base(base, head)
    if start is None:
        raise Problem(404, f"No common ancestor between {base} and {head}.")
    first = call.query.get("page", "1") == "1"
    commits = git.log(f"{start}..{head}", int(call.query.get("per_page", 250)))[::-1]
    found = {"status": _status(base, head, start), "merge_base_commit": {"sha": start}}
    return Answer(
        200,
        found
        | {
            "total_commits": len(commits),
            "commits": commits,
            "files": git.files(start, head) if first else [],
        },
    )


def _status(base: str, head: str, start: str) -> str:
    if base == head:
        return "identical"
    return {base: "ahead", head: "behind"}.get(start, "diverged")


def _tarball(api: Api, call: Call, name: str, sha: str) -> Answer:
    git = api.repository(call, name, "contents").git
    if git.kind(sha) != "commit":
        raise Problem(404, "Not Found")
    secret = secrets.token_hex(16)
    api.downloads[secret] = git.archive(sha, f"{name.replace('/', '-')}-{sha[:7]}")
    return Answer(302, None, {"location": f"{api.codeload}/{name}/legacy.tar.gz/{sha}?token={secret}"})


def _download(api: Api, call: Call) -> Answer:
    if "authorization" in call.headers:
        raise Problem(400, "the token of the API was sent to another host")
    data = api.downloads.pop(call.query.get("token", ""), None)
    if data is None:
        raise Problem(404, "Not Found")
    return Answer(200, data, {"content-type": "application/x-gzip"})


def _create_run(api: Api, call: Call, name: str) -> Answer:
    repository = api.repository(call, name, "checks", "write")
    run = created(call.json(), api.next_number(), {"id": api.app_id, "slug": "as-built"})
    if repository.git.kind(run["head_sha"]) != "commit":
        raise Problem(422, f"No commit found for SHA: {run['head_sha']}")
    repository.runs[run["id"]] = run
    return Answer(201, _shown(run))


def _update_run(api: Api, call: Call, name: str, number: str) -> Answer:
    repository = api.repository(call, name, "checks", "write")
    run = repository.runs.get(int(number))
    if run is None:
        raise Problem(404, "Not Found")
    if run["app"]["id"] != api.app_id:
        raise Problem(
            403,
            f"Invalid app_id `{api.app_id}` - check run can only be modified by the GitHub App that created it.",
        )
    update(run, call.json())
    return Answer(200, _shown(run))


def _runs(api: Api, call: Call, name: str, sha: str) -> Answer:
    repository = api.repository(call, name, "checks")
    wanted = call.query.get("check_name")
    runs = [
        run
        for run in repository.runs.values()
        if run["head_sha"] == sha
        and call.query.get("status", run["status"]) == run["status"]
        and (wanted is None or run["name"] == wanted)
        and call.query.get("app_id", str(run["app"]["id"])) == str(run["app"]["id"])
    ]
    runs.sort(key=lambda run: -run["id"])
    if call.query.get("filter", "latest") == "latest":
        newest: dict[tuple[str, int], dict[str, Any]] = {}
        for run in runs:
            newest.setdefault((run["name"], run["app"]["id"]), run)
        runs = list(newest.values())
    size, page = min(int(call.query.get("per_page", 30)), 100), int(call.query.get("page", 1))
    listed = runs[(page - 1) * size : page * size]
    return Answer(200, {"total_count": len(runs), "check_runs": [_shown(run) for run in listed]})


def _shown(run: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in run.items() if name != "annotations"}


_OBJECT = re.compile(r'(\w+): object\(oid: "([0-9a-f]+)"\)')
_NAMED = re.compile(r'(\w+): object\(expression: "([^"]+)"\)')


def _graphql(api: Api, call: Call) -> Answer:
    body = call.json()
    variables = body.get("variables") or {}
    if "ids" in variables:
        return comments.edits(api, call, variables["ids"])
    name = f"{variables.get('owner')}/{variables.get('name')}"
    try:
        git = api.repository(call, name, "contents").git
    except Problem as problem:
        if problem.answer.status == 401:
            raise
        error = {"type": "NOT_FOUND", "message": f"Could not resolve to a Repository with the name '{name}'."}
        return Answer(200, {"data": {"repository": None}, "errors": [error]})
    found: dict[str, Any] = {}
    if "statusCheckRollup" in body.get("query", ""):
        found["head"] = rollup(api.repositories[name], api.token(call).permissions, variables)
    if "mergeQueue(" in body.get("query", ""):
        token = api.token(call).permissions
        return Answer(
            200, {"data": {"repository": {"mergeQueue": pulls.merge_queue(api.repositories[name], token)}}}
        )
    for alias, sha in _OBJECT.findall(body.get("query", "")):
        data = git.blob(sha)
        found[alias] = None if data is None else _object(data)
    if "branch" in variables:
        found["tip"] = _tip(git, variables["branch"], variables["path"])
    for alias, revision in _NAMED.findall(body.get("query", "")):
        told = git.log(revision, 1) if git.kind(revision) == "commit" else []
        found[alias] = {"oid": told[0]["sha"], "messageHeadline": git.subject(revision)} if told else None
    return Answer(200, {"data": {"repository": found}})


def _tip(git: Bare, branch: str, path: str) -> Any:
    """A branch with one of its files, None for either that is not there."""
    if git.kind(branch) != "commit":
        return None
    listed = {item["path"]: item for item in git.tree(branch, recursive=True)}
    item = listed.get(path)
    if item is None:
        return {"file": None}
    data = git.blob(str(item["sha"]))
    shown = {} if data is None else _object(data) | {"oid": item["sha"]}
    return {"file": {"mode": int(str(item["mode"]), 8), "object": shown}}


def _object(data: bytes) -> dict[str, Any]:
    # Text is cut at 512,000 bytes and transcoded; whatever has a NUL is binary.
    binary = b"\0" in data[:8000]
    text = None if binary else data[:512_000].decode("utf-8", "replace").removeprefix("\ufeff")
    return {"text": text, "isBinary": binary, "isTruncated": len(data) > 512_000, "byteSize": len(data)}


_Handler = Callable[..., Answer]
_NAME = r"/repos/([^/]+/[^/]+)"
_ROUTES: list[tuple[str, re.Pattern[str], _Handler]] = [
    (method, re.compile(pattern), handler)
    for method, pattern, handler in (
        ("POST", r"/app/installations/(\d+)/access_tokens", _token),
        *ROUTES,
        *deliveries.ROUTES,
        *pulls.ROUTES,
        *smart.ROUTES,
        ("GET", rf"{_NAME}/git/trees/(.+)", _tree),
        ("GET", rf"{_NAME}/git/blobs/(\w+)", _blob),
        ("GET", rf"{_NAME}/commits", _commits),
        ("GET", rf"{_NAME}/compare/(\w+)\.\.\.(\w+)", _compare),
        ("GET", rf"{_NAME}/tarball/(\w+)", _tarball),
        ("GET", r"/codeload/.*", _download),
        ("POST", rf"{_NAME}/check-runs", _create_run),
        ("PATCH", rf"{_NAME}/check-runs/(\d+)", _update_run),
        ("GET", rf"{_NAME}/commits/(\w+)/check-runs", _runs),
        ("POST", r"/graphql", _graphql),
    )
]
_ROUTES += comments.ROUTES
