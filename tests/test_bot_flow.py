"""From a signed delivery to a completed check run, through the real queue, worker and client."""

from __future__ import annotations

from typing import Any

from tests.conftest import Service
from tests.forge import Repository

APP = '''"""The service."""
from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")
def orders():
    return {"orders": [{"id": 1, "total": 10.0}, {"id": 2, "total": 20.0}]}
'''
REPORT = """# Implementation complete

## Endpoints

- `GET /orders` lists all orders (`app/main.py`)
- `GET /invoices` lists all invoices (`app/invoices.py`)

The service has 5 endpoints.
"""


def opened(service: Service, files: dict[str, str | bytes | None], **more: Any) -> tuple[Repository, int]:
    """A pull request that adds files to a small repository."""
    repository = service.forge.repository()
    base = repository.git.commit({"README.md": "# Service\n", "requirements.txt": "fastapi\n"})
    head = repository.git.commit(files, branch="work", parents=[base])
    return repository, service.forge.open_pull(repository, base, head, **more)


def the_run(repository: Repository) -> dict[str, Any]:
    """The one check run of a repository."""
    assert len(repository.runs) == 1
    return next(iter(repository.runs.values()))


def test_a_document_that_claims_more_than_is_there_ends_in_a_failed_run(service: Service) -> None:
    repository, number = opened(service, {"app/main.py": APP, "IMPLEMENTATION_COMPLETE.md": REPORT})
    assert service.forge.deliver(service.webhook, repository, number) == 202
    service.work()
    run = the_run(repository)
    print(run["output"]["title"], run["output"]["summary"], run["output"]["text"], run["annotations"])
    assert (run["status"], run["conclusion"]) == ("completed", "failure")
