"""How many requests a whole check makes of GitHub, the first time and when much is known."""

from __future__ import annotations

import pytest

from tests.conftest import Service
from tests.forge.comments import stamp, written
from tests.test_bot_flow import APP, REPORT, TRUE_REPORT, delivered, newest, opened


def counted(service: Service, first: int) -> list[str]:
    """The requests from one on, without those that many annotations need by themselves."""
    asked = [f"{call.method} {call.path}" for call in service.forge.calls[first:]]
    batches = [request for request in asked if request.startswith("PATCH")]
    return [request for request in asked if not request.startswith("PATCH")] + batches[-1:]


@pytest.mark.parametrize("document", [REPORT, TRUE_REPORT], ids=["refuted", "true"])
def test_a_whole_check_costs_few_requests_and_a_second_one_fewer(service: Service, document: str) -> None:
    files: dict[str, str | bytes | None] = {
        f"src/m{i}.py": f"def f{i}():\n    return {i}\n" for i in range(150)
    }
    files |= {"app/main.py": APP, "IMPLEMENTATION_COMPLETE.md": document}
    repository, number = opened(service, files)
    delivered(service, repository, number)
    cold = counted(service, 0)
    first = len(service.forge.calls)
    assert len(cold) <= 14, "\n".join(cold)
    delivered(service, repository, number, action="edited")
    warm = counted(service, first)
    assert len(warm) <= 12, "\n".join(warm)


def test_a_second_check_fetches_no_archive_where_facts_are_enough(service: Service) -> None:
    files: dict[str, str | bytes | None] = {
        f"src/m{i}.py": f"def f{i}():\n    return {i}\n" for i in range(150)
    }
    repository, number = opened(service, files | {"IMPLEMENTATION_COMPLETE.md": TRUE_REPORT})
    delivered(service, repository, number)
    delivered(service, repository, number, action="edited")
    assert len(service.forge.asked("/tarball/")) == 1


@pytest.mark.parametrize("whose", ["nobody's", "its own", "the organisation's"])
def test_a_check_with_everything_that_can_be_asked_about_stays_within_bounds(
    service: Service, whose: str
) -> None:
    said = "\n## Verification\n\n- All 12 tests pass\n- Commit `abcdef1` adds it\n"
    files: dict[str, str | bytes | None] = {f"src/m{i}.py": f"X{i} = {i}\n" for i in range(150)}
    files |= {"app/main.py": APP, "IMPLEMENTATION_COMPLETE.md": REPORT + said}
    configuration = {".github/asbuilt.yml": "levels: {mock-response: notice}\n"}
    if whose == "the organisation's":
        service.forge.repository("ada/.github").git.commit(configuration)
    repository, number = opened(service, files, fork=True)
    if whose == "its own":
        repository.git.commit(configuration, parents=["main"])
    repository.rights["grace"] = "write"
    override = "/asbuilt override all reviewed by the team"
    # Made after the first run, whose faults it holds: a second is as exactly as GitHub tells time.
    written(repository, number, override, 77, login="grace", at=stamp(60))
    delivered(service, repository, number)
    cold = counted(service, 0)
    assert len(cold) <= 16, "\n".join(cold)
    first = len(service.forge.calls)
    delivered(service, repository, number, action="edited")
    warm = counted(service, first)
    assert len(warm) <= 9, "\n".join(warm)
    assert newest(repository)["conclusion"] == "success"
    checked = repository.runs[min(repository.runs)]
    (mark,) = (a for a in checked["annotations"] if a["title"].startswith("mock-response"))
    assert mark["annotation_level"] == ("failure" if whose == "nobody's" else "notice")
