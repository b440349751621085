"""The stand-in's check runs: what GitHub takes, what it refuses, and what it keeps.

Rules from the descriptions of checks/create and checks/update: https://docs.github.com/en/rest/checks/runs
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.forge.comments import stamp
from tests.forge.wire import Problem

if TYPE_CHECKING:
    from tests.forge.api import Repository

_CONCLUSIONS = {"action_required", "cancelled", "failure", "neutral", "success", "skipped", "timed_out"}
_LEVELS = {"notice", "warning", "failure"}
_BYTES = 65_535


def created(body: Any, number: int, app: dict[str, Any]) -> dict[str, Any]:
    """A new run. Raises Problem (422) for what GitHub refuses."""
    if not isinstance(body, dict) or not body.get("name") or not body.get("head_sha"):
        raise Problem(422, 'Invalid request.\n\n"name", "head_sha" weren\'t supplied.')
    run: dict[str, Any] = {
        "id": number,
        "name": body["name"],
        "head_sha": body["head_sha"],
        "external_id": body.get("external_id", ""),
        "status": "queued",
        "conclusion": None,
        "started_at": stamp(),
        "completed_at": None,
        "app": app,
        "annotations": [],
        "output": {"title": None, "summary": None, "text": None, "annotations_count": 0},
    }
    update(run, body, creating=True)
    return run


def update(run: dict[str, Any], body: Any, *, creating: bool = False) -> None:
    """Changes a run: what is given replaces, annotations are appended. Raises Problem (422)."""
    if not isinstance(body, dict):
        raise Problem(422, "Invalid request.")
    status, conclusion = body.get("status", run["status"]), body.get("conclusion")
    if status not in ("queued", "in_progress", "completed"):
        raise Problem(422, f"Invalid request.\n\n{status} is not a possible value.")
    if conclusion is not None and conclusion not in _CONCLUSIONS:
        raise Problem(422, f"Invalid request.\n\n{conclusion} is not a possible value.")
    if status == "completed" and conclusion is None and run["conclusion"] is None:
        raise Problem(422, "Invalid request.\n\nMissing conclusion.")
    if "output" in body:
        _output(run, body["output"], creating=creating)
    run["status"] = "completed" if conclusion is not None else status
    run["conclusion"] = conclusion if conclusion is not None else run["conclusion"]
    if conclusion is not None:
        run["completed_at"] = body.get("completed_at") or stamp()
    if "external_id" in body:
        run["external_id"] = body["external_id"]


def _output(run: dict[str, Any], output: Any, *, creating: bool) -> None:
    if not isinstance(output, dict) or not output.get("summary") or (creating and not output.get("title")):
        raise Problem(422, 'Invalid request.\n\n"title", "summary" weren\'t supplied.')
    for name in ("summary", "text"):
        if len((output.get(name) or "").encode()) > _BYTES:
            raise Problem(422, f"Validation Failed: {name} exceeds a maximum bytesize of {_BYTES}")
    annotations = output.get("annotations", [])
    if len(annotations) > 50:
        raise Problem(
            422, f"Invalid request.\n\nNo more than 50 items are allowed; {len(annotations)} were supplied."
        )
    for annotation in annotations:
        _annotation(annotation)
    run["annotations"] += annotations
    run["output"] = {
        "title": output.get("title") or run["output"]["title"],
        "summary": output["summary"],
        "text": output.get("text"),
        "annotations_count": len(run["annotations"]),
    }


def _annotation(annotation: Any) -> None:
    good = (
        isinstance(annotation, dict)
        and isinstance(annotation.get("path"), str)
        and annotation["path"]
        and not annotation["path"].startswith("/")
        and isinstance(annotation.get("start_line"), int)
        and isinstance(annotation.get("end_line"), int)
        and 1 <= annotation["start_line"] <= annotation["end_line"]
        and annotation.get("annotation_level") in _LEVELS
        and isinstance(annotation.get("message"), str)
        and 0 < len(annotation["message"].encode()) <= 64 * 1024
        and len(annotation.get("title") or "") <= 255
        and _columns(annotation)
    )
    if not good:
        raise Problem(422, "Validation Failed")


def _columns(annotation: dict[str, Any]) -> bool:
    names = {"start_column", "end_column"} & annotation.keys()
    if not names:
        return True
    values = [annotation.get("start_column"), annotation.get("end_column")]
    same_line = annotation["start_line"] == annotation["end_line"]
    return same_line and all(isinstance(value, int) and value >= 1 for value in values)


def rollup(repository: Repository, rights: dict[str, str], asked: dict[str, Any]) -> dict[str, Any]:
    """What GraphQL tells of a commit's runs and statuses: the newest of each name, null for what a token with these
    rights may not see, a page of so many at a time
    (https://docs.github.com/en/graphql/reference/objects#statuscheckrollup)."""
    head, size, start = asked["head"], 100, int(asked.get("after") or 0)
    newest: dict[tuple[str, str, int], dict[str, Any] | None] = {}
    for run in repository.runs.values():
        if run["head_sha"] == head:
            newest["run", run["name"], run["app"]["id"]] = (
                _context_of_run(run) if "checks" in rights else None
            )
    for status in repository.statuses.get(head, []):
        shown = {"context": status["context"], "state": status["state"].upper()}
        shown |= {"description": status["description"], "targetUrl": status["target_url"]}
        newest["status", status["context"], 0] = shown if "statuses" in rights else None
    if not newest:
        return {"statusCheckRollup": None}
    nodes = list(newest.values())
    page = {"hasNextPage": len(nodes) > start + size, "endCursor": str(start + size)}
    return {"statusCheckRollup": {"contexts": {"pageInfo": page, "nodes": nodes[start : start + size]}}}


def _context_of_run(run: dict[str, Any]) -> dict[str, Any]:
    conclusion = run["conclusion"]
    return {
        "name": run["name"],
        "status": run["status"].upper(),
        "conclusion": None if conclusion is None else conclusion.upper(),
        "title": run["output"]["title"],
        "url": run.get("html_url", f"https://github.example/runs/{run['id']}"),
        "checkSuite": {"app": {"databaseId": run["app"]["id"]}},
    }
