"""The configuration of the base branch and of the organisation, the policy on overrides, sections, the one comment."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Service
from tests.forge import Repository
from tests.forge.comments import stamp
from tests.test_bot_commands import FILES, ONE_CLAIM, REPORT, SOUND, checked, ids, replies, said
from tests.test_bot_flow import delivered, newest

PATH = ".github/asbuilt.yml"
BOTH = "/asbuilt override all known and accepted for now"


def configured(
    service: Service,
    text: str,
    files: dict[str, str | bytes | None] | None = None,
    base: dict[str, str | bytes | None] | None = None,
) -> tuple[Repository, int]:
    """A pull request against a base branch that has a configuration, checked once."""
    repository = service.forge.repository()
    start = {"README.md": "# Service\n", "requirements.txt": "fastapi\nuvicorn\n", PATH: text} | (base or {})
    first = repository.git.commit({path: data for path, data in start.items() if data})
    head = repository.git.commit(ONE_CLAIM if files is None else files, branch="work", parents=[first])
    number = service.forge.open_pull(repository, first, head)
    repository.rights |= {"grace": "write", "linus": "admin", "alan": "maintain", "ada": "write"}
    delivered(service, repository, number)
    return repository, number


def summary(repository: Repository) -> str:
    return str(newest(repository)["output"]["summary"])


@pytest.mark.parametrize(
    ("text", "conclusion"),
    [
        ("mode: advise\n", "neutral"),
        ("levels: {endpoint: notice, status: notice}\n", "success"),
        ("documents: {leave: ['*.md']}\n", "success"),
        ("sections: [{paths: ['*.md'], mode: advise}]\n", "neutral"),
        ("sections: [{paths: [elsewhere/**], mode: advise}]\n", "failure"),
        ("# nothing\n", "failure"),
    ],
)
def test_the_base_branchs_configuration_holds(service: Service, text: str, conclusion: str) -> None:
    repository, _ = configured(service, text)
    assert newest(repository)["conclusion"] == conclusion


def test_a_document_of_any_name_is_read_where_the_configuration_names_it(service: Service) -> None:
    files: dict[str, str | bytes | None] = {"notes/state.md": REPORT, "app/main.py": SOUND}
    repository, _ = configured(service, "documents: {read: [notes/state.md]}\n", files)
    assert newest(repository)["output"]["title"].startswith("1 claim refuted")


def test_a_change_cannot_alter_the_rules_that_judge_it_and_is_told_so(service: Service) -> None:
    files = ONE_CLAIM | {PATH: "mode: advise\nlevels: {endpoint: off}\n"}
    repository, number = configured(service, "mode: enforce\n", files)
    assert newest(repository)["conclusion"] == "failure"
    assert "edits `.github/asbuilt.yml`" in summary(repository)
    assert "It would change: `mode`, `levels.endpoint`" in summary(repository)
    broken = {PATH: "mode: perhaps @ada\n"}
    service.forge.push(repository, number, repository.git.commit(broken, branch="work", parents=["work"]))
    delivered(service, repository, number, action="synchronize")
    assert "The edited file has a mistake: line 1: mode: invalid enum value" in summary(repository)
    assert "@ada" not in summary(repository)
    gone: dict[str, str | bytes | None] = {PATH: None}
    service.forge.push(repository, number, repository.git.commit(gone, branch="work", parents=["work"]))
    delivered(service, repository, number, action="synchronize")
    assert newest(repository)["conclusion"] == "failure"
    assert "no configuration of this repository's own" in summary(repository)


def test_a_mistake_ends_in_a_neutral_run_that_names_line_and_key(service: Service) -> None:
    repository, number = configured(service, "mode: enforce\nlevels:\n  endpont: notice\n")
    run = newest(repository)
    assert (run["conclusion"], run["output"]["title"]) == ("neutral", "The configuration has a mistake")
    assert "line 3: levels: there is no rule or kind 'endpont'" in run["output"]["summary"].replace("\\", "")
    assert "`.github/asbuilt.yml` of the base branch" in run["output"]["summary"]
    repository.git.commit({PATH: "mode: enforce\n"}, parents=["main"])
    said(service, repository, number, "/asbuilt recheck")
    assert newest(repository)["conclusion"] == "failure"


@pytest.mark.parametrize("what", ["folder", "huge", "binary"])
def test_what_is_no_configuration_file_is_a_mistake_too(service: Service, what: str) -> None:
    content = {"folder": "", "huge": "# " + "x" * 1_100_000, "binary": "\0\1\2"}[what]
    base: dict[str, str | bytes | None] = {f"{PATH}/x.yml": "mode: advise\n"} if what == "folder" else {}
    repository, _ = configured(service, content, base=base)
    assert newest(repository)["conclusion"] == "neutral"


@pytest.mark.parametrize(
    "written",
    [b"\xef\xbb\xbfmode: advise\n", b"mode: advise # gr\xc3\xb6\xc3\x9fe\r\n"],
    ids=["mark", "lines"],
)
def test_a_configuration_is_read_byte_for_byte(service: Service, written: bytes) -> None:
    repository = service.forge.repository()
    first = repository.git.commit({"README.md": "# Service\n", PATH: written})
    head = repository.git.commit(ONE_CLAIM, branch="work", parents=[first])
    delivered(service, repository, service.forge.open_pull(repository, first, head))
    assert newest(repository)["conclusion"] == "neutral"
    assert "configuration only advises" in summary(repository)


def test_a_configuration_that_is_a_link_is_read_where_it_points_to(service: Service) -> None:
    repository = service.forge.repository()
    files = {"README.md": "# Service\n", "rules.yml": "mode: advise\n", PATH: "../rules.yml"}
    first = repository.git.commit(files, modes={PATH: "120000"})
    head = repository.git.commit(ONE_CLAIM, branch="work", parents=[first])
    delivered(service, repository, service.forge.open_pull(repository, first, head))
    assert "configuration only advises" in summary(repository)


@pytest.mark.parametrize("partial", [True, False])
def test_no_partial_answer_passes_for_a_repository_without_a_configuration(
    service: Service, partial: bool
) -> None:
    repository = service.forge.repository()
    first = repository.git.commit({"README.md": "# Service\n", PATH: "mode: advise\n"})
    head = repository.git.commit(ONE_CLAIM, branch="work", parents=[first])
    number = service.forge.open_pull(repository, first, head)
    fault = {"message": "Something went wrong", "path": ["repository", "tip"]}
    body = {"data": {"repository": {"tip": None}}, "errors": [fault] if partial else []}
    service.forge.fail(200, path="/graphql", times=1, body=body)
    delivered(service, repository, number)
    assert ("configuration only advises" in summary(repository)) is partial


def test_the_organisations_configuration_holds_where_a_repository_has_none(service: Service) -> None:
    shared = service.forge.repository("ada/.github")
    shared.git.commit({PATH: "mode: advise\n"})
    other = service.forge.repository("eve/.github")
    other.git.commit({PATH: "levels: {nonsense: off}\n"})
    repository, number = checked(service, ONE_CLAIM)
    assert newest(repository)["conclusion"] == "neutral"
    assert "configuration only advises" in summary(repository)
    repository.git.commit({PATH: "mode: enforce\n"}, parents=["main"])
    said(service, repository, number, "/asbuilt recheck")
    assert newest(repository)["conclusion"] == "failure"


def test_a_mistake_in_the_organisations_configuration_says_where_it_is(service: Service) -> None:
    service.forge.repository("ada/.github").git.commit({PATH: "mode: perhaps\n"})
    repository, _ = checked(service, ONE_CLAIM)
    assert newest(repository)["conclusion"] == "neutral"
    assert "`ada/.github` repository" in summary(repository)


# --- the policy on overrides -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "login", "counts"),
    [
        ("{who: admin}", "grace", False),
        ("{who: admin}", "linus", True),
        ("{who: maintain}", "grace", False),
        ("{who: maintain}", "alan", True),
        ("{who: nobody}", "linus", False),
        ("{people: [Linus]}", "grace", False),
        ("{people: [Linus]}", "linus", True),
        ("{author: true}", "ada", True),
        ("{days: 30}", "grace", True),
    ],
)
def test_the_base_branch_says_who_may_overrule(
    service: Service, policy: str, login: str, counts: bool
) -> None:
    repository, number = configured(service, f"overrides: {policy}\n")
    said(service, repository, number, BOTH, login=login)
    assert newest(repository)["conclusion"] == ("success" if counts else "failure")
    assert len(replies(repository)) == (0 if counts else 1)


def test_four_eyes_are_those_of_two_people(service: Service) -> None:
    repository, number = configured(service, "overrides: {four_eyes: true}\n")
    said(service, repository, number, BOTH)
    assert newest(repository)["conclusion"] == "failure"
    assert "second person" in replies(repository)[0]
    said(service, repository, number, BOTH, login="linus")
    assert newest(repository)["conclusion"] == "success"
    assert "grace, linus" in summary(repository)


@pytest.mark.parametrize("which", [0, 1], ids=["the first one's", "the last one's"])
def test_with_four_eyes_either_comment_holds_the_override(service: Service, which: int) -> None:
    repository, number = checked(service, ONE_CLAIM)
    repository.git.commit({".github/asbuilt.yml": "overrides: {four_eyes: true}\n"}, parents=["main"])
    repository.rights["linus"] = "write"
    words = f"/asbuilt override {ids(repository)[0]} the gateway serves it"
    comments = [said(service, repository, number, words, login=login) for login in ("grace", "linus")]
    run = newest(repository)
    assert run["conclusion"] == "success"
    assert all(f"#issuecomment-{comment['id']}" in run["output"]["summary"] for comment in comments)
    gone = comments[which]
    del repository.rights[gone["user"]["login"]], repository.comments[gone["id"]]
    service.forge.deliver_comment(service.webhook, repository, gone, "deleted")
    service.work()
    assert newest(repository)["conclusion"] == "failure"


def test_an_override_runs_out(service: Service) -> None:
    repository, number = configured(service, "overrides: {days: 30}\n")
    (id_,) = ids(repository)
    words = f"/asbuilt override {id_} the gateway serves it"
    said(service, repository, number, words, at=stamp(-31 * 24 * 3600))
    assert newest(repository)["conclusion"] == "failure"
    said(service, repository, number, words)
    assert newest(repository)["conclusion"] == "success"
    assert "until 20" in summary(repository)


# --- heads that serve several ----------------------------------------------------------------------


def test_an_override_counts_in_its_own_section_only(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    head, base = (repository.pulls[number][side]["sha"] for side in ("head", "base"))
    other = service.forge.open_pull(repository, base, head)
    delivered(service, repository, other)
    said(service, repository, number, BOTH)
    run = newest(repository)
    first, second = run["output"]["summary"].split(f"## Pull request #{other}")
    assert run["conclusion"] == "failure"
    assert "### Overruled" in first
    assert "### Overruled" not in second
    said(service, repository, other, BOTH)
    assert newest(repository)["conclusion"] == "success"


def merged(service: Service, repository: Repository, numbers: list[int]) -> dict[str, Any]:
    """The run on the head of a merge group of some pull requests."""
    base = repository.pulls[numbers[0]]["base"]["sha"]
    heads = [repository.pulls[number]["head"]["sha"] for number in numbers]
    files: dict[str, str | bytes | None] = {}
    for head in heads:
        for item in repository.git.tree(head, recursive=True):
            if item["type"] == "blob":
                files[str(item["path"])] = repository.git.blob(str(item["sha"]))
    group = repository.git.commit(files, branch="queue", parents=[base, *heads])
    for number in numbers:
        repository.queue[number] = group
    ref = f"refs/heads/gh-readonly-queue/main/pr-{numbers[-1]}-{base}"
    about = {"head_sha": group, "base_sha": base, "head_ref": ref, "base_ref": "refs/heads/main"}
    payload = service.forge.about(repository, "checks_requested", merge_group=about)
    assert service.forge.send(service.webhook, "merge_group", payload) == 202
    service.work()
    run = newest(repository)
    assert run["head_sha"] == group
    return run


def test_a_merge_group_takes_the_overrides_of_its_pull_requests(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    said(service, repository, number, f"/asbuilt override {ids(repository)[0]} the gateway serves it")
    assert merged(service, repository, [number])["conclusion"] == "success"


@pytest.mark.parametrize("kept", [True, False])
def test_what_one_pull_request_accepts_as_a_whole_covers_nothing_of_another_in_the_group(
    service: Service, kept: bool
) -> None:
    repository, number = checked(service, ONE_CLAIM)
    said(service, repository, number, BOTH)
    text = REPORT.replace("invoices", "customers")
    head = repository.git.commit({"STATUS_REPORT.md": text}, branch="other", parents=["main"])
    other = service.forge.open_pull(repository, repository.git.sha("main"), head)
    if not kept:
        service.queue.store.client.flushall()
    run = merged(service, repository, [number, other])
    assert run["conclusion"] == "failure"
    assert "customers" in run["output"]["summary"]
    assert run["output"]["title"].startswith("1 claim refuted")


def test_a_merge_group_is_not_judged_by_what_the_group_before_it_configures(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    base = repository.pulls[number]["base"]["sha"]
    before = repository.git.commit(
        {PATH: "levels:\n  endpoint: notice\n  status: notice\n"}, branch="before", parents=[base]
    )
    repository.pulls[number]["base"]["sha"] = before
    run = merged(service, repository, [number])
    asked = {call.query["ref"] for call in service.forge.asked(PATH) if "ref" in call.query}
    asked |= {
        call.json()["variables"]["branch"]
        for call in service.forge.asked("/graphql")
        if "path" in call.json()["variables"]
    }
    assert (run["conclusion"], asked) == ("failure", {"refs/heads/main"})


# --- the one comment -------------------------------------------------------------------------------


def test_a_comment_is_written_only_where_it_is_asked_for(service: Service) -> None:
    repository, _ = checked(service)
    assert repository.comments == {}


def test_the_one_comment_is_kept_up_to_date(service: Service) -> None:
    repository, number = configured(service, "comment: true\n", FILES)
    (first,) = replies(repository)
    assert "As-Built: 2 claims refuted" in first or "As-Built: 1 claim refuted" in first
    assert "GET /invoices" in first
    said(service, repository, number, BOTH)
    (second,) = replies(repository)
    assert "✅ As-Built" in second


def test_a_change_without_faults_gets_no_comment(service: Service) -> None:
    repository, _ = configured(service, "comment: true\n", {"app/main.py": SOUND})
    assert replies(repository) == []


def test_a_comment_that_cannot_be_written_fails_nothing(service: Service) -> None:
    service.forge.fail(500, path="/issues/1/comments", method="POST", times=10)
    repository, _ = configured(service, "comment: true\n")
    assert newest(repository)["conclusion"] == "failure"
    assert len(repository.runs) == 1
