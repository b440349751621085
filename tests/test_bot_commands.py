"""Slash commands, from the signed delivery of a comment to the check run that heeds it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.commands import commands
from tests.conftest import Service
from tests.forge import Repository
from tests.forge.comments import edit, stamp
from tests.test_bot_flow import APP, delivered, newest, opened

MOCK = "The handler is wanted as it is in this phase."
SOUND = APP.replace(
    '{"orders": [{"id": 1, "total": 10.0}, {"id": 2, "total": 20.0}]}', "open('orders').read()"
)
REPORT = "# Delivery report\n\n## Endpoints\n\n- `GET /invoices` lists all invoices\n"
FILES: dict[str, str | bytes | None] = {"app/main.py": APP, "DELIVERY_REPORT.md": REPORT}
ONE_CLAIM: dict[str, str | bytes | None] = {"app/main.py": SOUND, "DELIVERY_REPORT.md": REPORT}


def checked(
    service: Service, files: dict[str, str | bytes | None] | None = None, **more: Any
) -> tuple[Repository, int]:
    """A pull request by ada that was checked; grace, linus and alan can write, eve can only read."""
    repository, number = opened(service, FILES if files is None else files, **more)
    repository.rights |= {
        "grace": "write",
        "linus": "admin",
        "alan": "maintain",
        "eve": "read",
        "ada": "write",
    }
    delivered(service, repository, number)
    return repository, number


def said(service: Service, repository: Repository, number: int, body: str, **more: Any) -> dict[str, Any]:
    """A comment that was delivered and worked on."""
    comment = service.forge.say(repository, number, body, **more)
    assert service.forge.deliver_comment(service.webhook, repository, comment) in (202, 204)
    service.work()
    return comment


def ids(repository: Repository) -> list[str]:
    """The ids that the newest run shows of what fails, refuted claims first."""
    tables = re.sub(r"(?m)^> .*$", "", newest(repository)["output"]["summary"])
    found = re.findall(r"AB-[A-Z2-7]{6}(?:-[A-Z2-7]{2})?", tables)
    return sorted(dict.fromkeys(found), key=lambda id_: -len(id_))


def replies(repository: Repository) -> list[str]:
    """What we have written."""
    return [c["body"] for c in repository.comments.values() if c["user"]["type"] == "Bot"]


def reactions(repository: Repository, comment: dict[str, Any]) -> set[str]:
    """Our reactions to a comment."""
    return {r["content"] for r in repository.reactions if r["comment"] == comment["id"]}


def test_what_is_overruled_no_longer_fails_and_says_by_whom_and_why(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    (id_,) = ids(repository)
    comment = said(service, repository, number, f"/asbuilt override {id_} the gateway serves it, see ADR 12")
    run = newest(repository)
    assert run["conclusion"] == "success"
    assert len(repository.runs) == 2
    shown = run["output"]["summary"]
    assert "`grace`" in shown
    assert "the gateway serves it, see ADR 12" in shown
    assert comment["html_url"] in shown
    assert reactions(repository, comment) == {"+1"}
    assert replies(repository) == []


def test_all_that_fails_has_to_be_overruled_before_the_run_succeeds(service: Service) -> None:
    repository, number = checked(service)
    first, *rest = ids(repository)
    said(service, repository, number, f"/asbuilt override {first} known and accepted for now")
    assert newest(repository)["conclusion"] == "failure"
    said(service, repository, number, f"/asbuilt override {' '.join(rest)} known and accepted for now")
    assert newest(repository)["conclusion"] == "success"


@pytest.mark.parametrize("target", ["all", "rule:mock-response rule:endpoint", "path:app/** path:*.md"])
def test_a_rule_a_path_or_all_can_be_overruled(service: Service, target: str) -> None:
    repository, number = checked(service)
    assert newest(repository)["conclusion"] == "failure"
    said(service, repository, number, f"/asbuilt override {target} known and accepted for now")
    assert newest(repository)["conclusion"] == "success", newest(repository)["output"]["summary"]


def test_what_was_overruled_as_a_whole_ends_with_the_next_push_and_an_id_does_not(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    (id_,) = ids(repository)
    said(service, repository, number, f"/asbuilt override {id_} the gateway serves it")
    more = {"DELIVERY_REPORT.md": REPORT + "- `GET /customers` lists all customers\n"}
    head = repository.git.commit(more, branch="work", parents=["work"])
    service.forge.push(repository, number, head)
    delivered(service, repository, number, action="synchronize")
    run = newest(repository)
    assert run["output"]["title"].startswith("1 claim refuted")
    for other in repository.runs.values():
        other["completed_at"] = stamp(-60)
    said(service, repository, number, "/asbuilt override all known and accepted for now")
    assert newest(repository)["conclusion"] == "success"
    again = {"DELIVERY_REPORT.md": REPORT + "- `GET /suppliers` lists all suppliers\n"}
    service.forge.push(repository, number, repository.git.commit(again, branch="work", parents=["work"]))
    for comment in repository.comments.values():
        comment["created_at"] = comment["updated_at"] = stamp(-30)
    delivered(service, repository, number, action="synchronize")
    assert newest(repository)["output"]["title"].startswith("1 claim refuted")
    assert "`grace` accepted with `all` ended with the push" in newest(repository)["output"]["summary"]


def test_what_came_after_all_was_said_is_not_covered_by_it(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    for run in repository.runs.values():
        run["completed_at"] = stamp(-60)
    said(service, repository, number, "/asbuilt override all known and accepted for now", at=stamp(-30))
    assert newest(repository)["conclusion"] == "success"
    repository.pulls[number]["body"] = (
        "## Implementation complete\n\n- `GET /customers` lists all customers\n"
    )
    delivered(service, repository, number, action="edited")
    assert newest(repository)["conclusion"] == "failure"
    assert "/customers" in newest(repository)["output"]["summary"]
    said(service, repository, number, "/asbuilt override all known and accepted for now", at=stamp(1))
    assert newest(repository)["conclusion"] == "success"


def test_ids_that_a_document_only_writes_down_are_not_covered_by_all(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    (id_,) = ids(repository)
    for run in repository.runs.values():
        run["output"]["text"] = f"| a | `<!-- shown: {id_[3:]} -->` |\nx <!-- shown: {id_[3:]} -->\n"
    said(service, repository, number, "/asbuilt override all known and accepted for now")
    assert newest(repository)["conclusion"] == "failure"


def test_all_said_before_anything_was_seen_covers_nothing_and_says_so(service: Service) -> None:
    repository, number = checked(service)
    comment = said(service, repository, number, "/asbuilt override all known and accepted", at=stamp(-3600))
    assert newest(repository)["conclusion"] == "failure"
    assert "completed run" in replies(repository)[0]
    assert reactions(repository, comment) == {"confused"}


def test_a_claim_that_is_refuted_for_another_reason_needs_another_look(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    (id_,) = ids(repository)
    said(service, repository, number, f"/asbuilt override {id_} the gateway serves it")
    assert newest(repository)["conclusion"] == "success"
    mocked = SOUND.replace('@app.get("/orders")', '@app.get("/invoices")\ndef invoices():\n    return [{"id": 1, "total": 7}]\n\n\n@app.get("/orders")')  # fmt: skip
    head = repository.git.commit({"app/main.py": mocked}, branch="work", parents=["work"])
    service.forge.push(repository, number, head)
    delivered(service, repository, number, action="synchronize")
    present = ids(repository)
    assert newest(repository)["conclusion"] == "failure"
    assert id_ not in present
    assert id_[:9] in {other[:9] for other in present}
    assert (
        f"`grace` overruled `{id_}`. It is refuted for another reason now"
        in newest(repository)["output"]["summary"]
    )
    said(service, repository, number, f"/asbuilt override {id_} the gateway serves it")
    assert "another reason" in replies(repository)[0]
    assert next(other for other in present if other[:9] == id_[:9]) in replies(repository)[0]


def test_restoring_makes_it_count_again_also_out_of_a_whole(service: Service) -> None:
    repository, number = checked(service)
    first, *_ = ids(repository)
    said(service, repository, number, "/asbuilt override all known and accepted for now")
    assert newest(repository)["conclusion"] == "success"
    comment = said(service, repository, number, f"/asbuilt restore {first}", login="ada")  # its author may
    assert newest(repository)["conclusion"] == "failure"
    assert reactions(repository, comment) == {"+1"}


def test_deleting_the_comment_ends_the_override(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    comment = said(
        service, repository, number, f"/asbuilt override {ids(repository)[0]} the gateway serves it"
    )
    assert newest(repository)["conclusion"] == "success"
    del repository.comments[comment["id"]]
    service.forge.deliver_comment(service.webhook, repository, comment, "deleted")
    service.work()
    assert newest(repository)["conclusion"] == "failure"


def test_an_override_ends_with_its_comment_though_its_author_has_left(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    (id_,) = ids(repository)
    comment = said(service, repository, number, f"/asbuilt override {id_} the gateway serves it")
    del repository.rights["grace"]
    assert newest(repository)["conclusion"] == "success"
    del repository.comments[comment["id"]]
    service.forge.deliver_comment(service.webhook, repository, comment, "deleted")
    service.work()
    assert newest(repository)["conclusion"] == "failure"


def test_editing_the_comment_ends_the_override_and_an_edit_makes_none(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    (id_,) = ids(repository)
    comment = said(service, repository, number, f"/asbuilt override {id_} the gateway serves it")
    before = comment["body"]
    edit(comment, before + " for sure")
    service.forge.deliver_comment(service.webhook, repository, comment, "edited", before=before)
    service.work()
    assert newest(repository)["conclusion"] == "failure"
    assert "edited" in replies(repository)[0]
    other = said(service, repository, number, "Looks fine to me.")
    edit(other, f"/asbuilt override {id_} the gateway serves it")
    service.forge.deliver_comment(service.webhook, repository, other, "edited", before="Looks fine to me.")
    service.work()
    assert newest(repository)["conclusion"] == "failure"


def test_what_strangers_do_to_their_comments_has_nothing_checked_again(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    comment = said(service, repository, number, "/asbuilt override all I would like it merged", login="eve")
    for words in ("/asbuilt override all please", "Never mind.", "/asbuilt help"):
        before = comment["body"]
        edit(comment, words)
        service.forge.deliver_comment(service.webhook, repository, comment, "edited", before=before)
        service.work()
    said(service, repository, number, "/asbuilt recheck", login="eve", app={"id": 7})
    del repository.comments[comment["id"]]
    service.forge.deliver_comment(service.webhook, repository, comment, "deleted")
    service.work()
    assert len(repository.runs) == 1
    assert newest(repository)["conclusion"] == "failure"


def test_a_comment_that_github_dates_a_second_later_is_no_edited_one(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    (id_,) = ids(repository)
    comment = service.forge.say(repository, number, f"/asbuilt override {id_} the gateway serves it")
    comment["updated_at"] = stamp(2)
    service.forge.deliver_comment(service.webhook, repository, comment)
    service.work()
    assert newest(repository)["conclusion"] == "success"


# --- who may ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("login", "words"),
    [("eve", "no write permission"), ("ada", "opened this pull request"), ("mallory", "no write permission")],
)
def test_whoever_may_not_overrule_is_told_why(service: Service, login: str, words: str) -> None:
    repository, number = checked(service, ONE_CLAIM)
    comment = said(
        service, repository, number, f"/asbuilt override {ids(repository)[0]} trust me on this", login=login
    )
    assert newest(repository)["conclusion"] == "failure"
    assert words in replies(repository)[0]
    assert f"`{login}`" in replies(repository)[0]
    assert reactions(repository, comment) == {"confused"}


@pytest.mark.parametrize("login", ["grace", "linus", "alan"])
def test_whoever_can_write_may_overrule(service: Service, login: str) -> None:
    repository, number = checked(service, ONE_CLAIM)
    said(
        service,
        repository,
        number,
        f"/asbuilt override {ids(repository)[0]} the gateway serves it",
        login=login,
    )
    assert newest(repository)["conclusion"] == "success"


def test_an_override_ends_when_its_author_loses_the_right(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    said(service, repository, number, f"/asbuilt override {ids(repository)[0]} the gateway serves it")
    assert newest(repository)["conclusion"] == "success"
    repository.rights["grace"] = "read"
    said(service, repository, number, "/asbuilt recheck", login="linus")
    assert newest(repository)["conclusion"] == "failure"


def test_bots_are_neither_heeded_nor_answered(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    (id_,) = ids(repository)
    repository.rights["helper[bot]"] = "admin"
    comment = said(
        service,
        repository,
        number,
        f"/asbuilt override {id_} all is well here",
        login="helper[bot]",
        kind="Bot",
    )
    delivered(service, repository, number, action="edited")
    assert newest(repository)["conclusion"] == "failure"
    assert (replies(repository), reactions(repository, comment)) == ([comment["body"]], set())


def test_what_an_app_writes_in_a_persons_name_does_not_count(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    (id_,) = ids(repository)
    said(
        service,
        repository,
        number,
        f"/asbuilt override {id_} all is well here",
        app={"id": 7, "slug": "agent"},
    )
    assert newest(repository)["conclusion"] == "failure"
    assert "through an App" in replies(repository)[0]


@pytest.mark.parametrize("around", ["```\n{}\n```", "> {}", "`{}`", "<!--\n{}\n-->", "As grace wrote: {}"])
def test_a_command_that_is_only_shown_is_none(service: Service, around: str) -> None:
    repository, number = checked(service, ONE_CLAIM)
    command = f"/asbuilt override {ids(repository)[0]} the gateway serves it"
    comment = said(service, repository, number, around.format(command), login="linus")
    assert (replies(repository), reactions(repository, comment)) == ([], set())
    delivered(service, repository, number, action="edited")
    assert newest(repository)["conclusion"] == "failure"


def test_what_a_comment_says_of_its_authors_standing_is_not_believed(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    comment = service.forge.say(
        repository, number, f"/asbuilt override {ids(repository)[0]} the owner says so", login="eve"
    )
    comment["author_association"] = "OWNER"
    service.forge.deliver_comment(service.webhook, repository, comment)
    service.work()
    assert newest(repository)["conclusion"] == "failure"


# --- what cannot be read ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("override {id}", "gives no reason"),
        ("override {id} ok", "says too little"),
        ("override {id} --reason --force", "no options"),
        ("override {id} <reason>", "no options"),
        ("override the mock is fine", "begins with no id"),
        ("override", "nothing follows"),
        ("override AB-12 this is fine with us", "is no id"),
        ("override rule:mock-data-response this is fine", "there is no rule or kind"),
        ("override path: this is fine with us", "names no files"),
        ("override all {id} this is fine with us", "stands alone"),
        ("overide {id} this is fine with us", "There is no command"),
        ("recheck please", "nothing can follow"),
    ],
)
def test_what_cannot_be_read_is_answered_with_how_to_say_it(
    service: Service, words: str, answer: str
) -> None:
    repository, number = checked(service, ONE_CLAIM)
    (id_,) = ids(repository)
    comment = said(service, repository, number, f"/asbuilt {words.format(id=id_)}")
    assert newest(repository)["conclusion"] == "failure"
    assert answer in replies(repository)[0].replace("\\", "")
    assert reactions(repository, comment) == {"confused"}


def test_a_wrong_id_is_answered_with_the_valid_ones_and_the_others_count(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    (id_,) = ids(repository)
    said(service, repository, number, f"/asbuilt override AB-AAAAAA {id_} known and accepted for now")
    assert newest(repository)["conclusion"] == "success"
    assert "`AB-AAAAAA` is no id" in replies(repository)[0]
    assert f"`{id_}`" in replies(repository)[0]


def test_a_claims_id_without_the_reason_is_answered_with_the_whole_one(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    (id_,) = ids(repository)
    said(service, repository, number, f"/asbuilt override {id_[:9]} known and accepted for now")
    assert newest(repository)["conclusion"] == "failure"
    assert f"`{id_}`" in replies(repository)[0]


def test_an_id_of_another_pull_request_does_nothing_here(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    text = REPORT.replace("invoices", "customers")
    files = FILES | {"DELIVERY_REPORT.md": text}
    head = repository.git.commit(files, branch="other", parents=["main"])
    other = service.forge.open_pull(repository, repository.git.sha("main"), head)
    delivered(service, repository, other)
    foreign = ids(repository)[0]
    said(service, repository, number, f"/asbuilt override {foreign} known and accepted for now")
    assert "is no id" in replies(repository)[0]
    assert {run["conclusion"] for run in repository.runs.values()} == {"failure"}


def test_several_commands_in_one_comment_are_all_heeded_and_answered_at_once(service: Service) -> None:
    repository, number = checked(service)
    first, *rest = ids(repository)
    body = f"Thanks!\r\n\r\n/asbuilt override {first} known and accepted\r\n/asbuilt override {' '.join(rest)} known and accepted\r\n/asbuilt explain {first}\r\n"
    said(service, repository, number, body)
    assert newest(repository)["conclusion"] == "success"
    assert len(replies(repository)) == 1


def test_a_comment_that_is_worked_on_twice_is_answered_once(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    comment = said(service, repository, number, "/asbuilt help")
    service.forge.deliver_comment(service.webhook, repository, comment)
    service.work()
    assert len(replies(repository)) == 1
    assert len(repository.reactions) == 1


def test_help_lists_every_command(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    said(service, repository, number, "/asbuilt help", login="eve")
    assert all(f"/asbuilt {command.USAGE}" in replies(repository)[0] for command in commands().values())
    assert len(repository.runs) == 1


def test_explain_says_what_shows_it_and_how_it_is_settled(service: Service) -> None:
    repository, number = checked(service)
    finding = ids(repository)[-1]
    said(service, repository, number, f"/asbuilt explain {finding} endpoint AB-AAAAAA", login="eve")
    (reply,) = replies(repository)
    assert "mock-response" in reply
    assert "asbuilt explain endpoint" in reply
    assert "`AB-AAAAAA` names nothing" in reply
    assert len(repository.runs) == 1


def test_explain_works_where_no_report_is_kept_any_more(service: Service) -> None:
    repository, number = checked(service)
    finding = ids(repository)[-1]
    service.queue.store.client.flushall()
    said(service, repository, number, f"/asbuilt explain {finding}")
    assert "mock-response" in replies(repository)[0]


def test_recheck_makes_a_fresh_run(service: Service) -> None:
    repository, number = checked(service)
    said(service, repository, number, "/asbuilt recheck", login="ada")
    assert len(repository.runs) == 2
    said(service, repository, number, "/asbuilt recheck", login="eve")
    assert len(repository.runs) == 2


def test_comments_on_a_closed_pull_request_do_nothing(service: Service) -> None:
    repository, number = checked(service)
    repository.pulls[number]["state"] = "closed"
    comment = said(service, repository, number, "/asbuilt help")
    assert (replies(repository), reactions(repository, comment)) == ([], set())


def test_without_the_right_to_comment_a_command_counts_all_the_same(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    (id_,) = ids(repository)
    service.forge.api.permissions["pull_requests"] = "read"
    service.forge.api.tokens.clear()
    said(service, repository, number, f"/asbuilt override {id_} the gateway serves it")
    assert newest(repository)["conclusion"] == "success"


def test_a_flood_of_questions_is_not_answered_with_a_flood(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    for _ in range(35):
        service.forge.deliver_comment(
            service.webhook, repository, service.forge.say(repository, number, "/asbuilt help", login="eve")
        )
    service.work()
    assert len(replies(repository)) == 30
    said(service, repository, number, "/asbuilt help")
    assert len(replies(repository)) == 31


def test_comments_are_read_to_the_last_page(service: Service) -> None:
    repository, number = checked(service, ONE_CLAIM)
    for i in range(250):
        service.forge.say(repository, number, f"Remark {i}.", login="eve")
    said(service, repository, number, f"/asbuilt override {ids(repository)[0]} the gateway serves it")
    assert newest(repository)["conclusion"] == "success"
