"""The stand-in's pull requests, the merge queue, and what an installation may see.

https://docs.github.com/en/rest/pulls, https://docs.github.com/en/rest/commits/commits,
https://docs.github.com/en/rest/apps/installations, https://docs.github.com/en/graphql/reference/objects#mergequeue
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.forge.wire import Answer, Call, Problem

if TYPE_CHECKING:
    from tests.forge.api import Api, Repository


def _pull(api: Api, call: Call, name: str, number: str) -> Answer:
    repository = api.repository(call, name, "pull_requests")
    if int(number) not in repository.pulls:
        raise Problem(404, "Not Found")
    said = sum(c["issue"] == int(number) for c in repository.comments.values())
    return Answer(200, repository.pulls[int(number)] | {"comments": said})


def _pulls(api: Api, call: Call, name: str) -> Answer:
    repository = api.repository(call, name, "pull_requests")
    state = call.query.get("state", "open")
    found = [p for p in repository.pulls.values() if state in ("all", p["state"])]
    return paged(api, call, found[::-1])


def _pulls_of_commit(api: Api, call: Call, name: str, sha: str) -> Answer:
    """Of the base repository's own branches only: a fork's commits are not known to it."""
    repository = api.repository(call, name, "pull_requests")
    if repository.git.kind(sha) != "commit":
        raise Problem(422, f"No commit found for SHA: {sha}")
    return Answer(200, [p for p in repository.pulls.values() if _holds(repository, p, sha)])


def _holds(repository: Repository, pull: dict[str, Any], sha: str) -> bool:
    head, base = pull["head"], pull["base"]["sha"]
    own = head["repo"] is not None and head["repo"]["id"] == repository.id
    git = repository.git
    return own and git.merge_base(sha, head["sha"]) == sha and git.merge_base(sha, base) != sha


def paged(api: Api, call: Call, items: list[Any]) -> Answer:
    """One page of a list, with the address of the next as GitHub links it: by ids, never to be built."""
    size, page = int(call.query.get("per_page", 30)), int(call.query.get("page", 1))
    shown, rest = items[(page - 1) * size : page * size], items[page * size :]
    query = "&".join(f"{key}={value}" for key, value in call.query.items() if key != "page")
    link = f'<{api.root}{call.path}?{query}&page={page + 1}>; rel="next"'
    return Answer(200, shown, {"link": link} if rest else {})


def _seen(api: Api, call: Call) -> Answer:
    token = api.token(call)
    shown = [
        {"id": each.id, "full_name": each.name, "archived": False, "disabled": False}
        for each in api.repositories.values()
        if token.repositories is None or each.id in token.repositories
    ]
    size, page = int(call.query.get("per_page", 30)), int(call.query.get("page", 1))
    part = shown[(page - 1) * size : page * size]
    return Answer(200, {"total_count": len(shown), "repositories": part})


def merge_queue(repository: Repository, token: dict[str, str]) -> dict[str, Any] | None:
    """What GraphQL tells of a repository's merge queue, for a token with these rights."""
    if "merge_queues" not in token:
        return None
    nodes = [
        {"headCommit": {"oid": head}, "pullRequest": {"number": number}}
        for number, head in repository.queue.items()
    ]
    return {"entries": {"nodes": nodes}}


_NAME = r"/repos/([^/]+/[^/]+)"
ROUTES = (
    ("GET", rf"{_NAME}/pulls", _pulls),
    ("GET", rf"{_NAME}/pulls/(\d+)", _pull),
    ("GET", rf"{_NAME}/commits/(\w+)/pulls", _pulls_of_commit),
    ("GET", r"/installation/repositories", _seen),
)
