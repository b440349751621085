"""What is said to be complete, for which lines it speaks, and what refutes it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.claims import Ground, Known, status
from checks.documents.read import read
from checks.model import Claim, Finding, Place, Verdict
from tests.trees import project_of, snapshot_of


def statuses(source: str) -> list[Claim]:
    document = read("REPORT.md", source.encode())
    assert document is not None
    return list(status.find(document))


@pytest.mark.parametrize(
    ("source", "state", "polarity"),
    [
        ("# Phase 5 - COMPLETE", "complete", "present"),
        ("# Title\n\n## Phase 2: Queue ✅", "complete", "present"),
        ("# Title\n\n### FIX #1: Queue ✅ VERIFIED", "verified", "present"),
        ("# Title\n\n### BLOCKER #3: Missing index ✅ RESOLVED", "resolved", "present"),
        ("**Status:** ✅ Complete", "complete", "present"),
        ("**Status:** NOT PRODUCTION READY", "production-ready", "absent"),
        ("**Status:** NOT IMPLEMENTED", "implemented", "absent"),
        ("The implementation is complete and tested.", "complete", "present"),
        ("The team built a **production-ready backend**.", "production-ready", "present"),
        ("- ✅ Documentation complete", "complete", "present"),
        ("**VERDICT: the voice interface is 100% FUNCTIONAL**", "functional", "present"),
        ("The bot is fully functional for orders.", "functional", "present"),
        ("**Ready for production!** 🚀", "production-ready", "present"),
        ("# Title\n\n## 🎉 THE SHOP IS READY!", "complete", "present"),
        ("- ❌ API not runnable", "running", "absent"),
        ("| Component | Status |\n|---|---|\n| API server | ✅ Running |", "running", "present"),
        ("| Task | Status |\n|---|---|\n| Queue | ✅ Done |", "done", "present"),
    ],
)
def test_a_status_is_read(source: str, state: str, polarity: str) -> None:
    assert [(c.subject["state"], c.polarity) for c in statuses(source)] == [(state, polarity)]


@pytest.mark.parametrize(
    "source",
    [
        "# Title\n\n### Files created ✅",
        "# Title\n\n## ✅ What was implemented",
        "# Title\n\n## Backend (80% complete) ✅",
        "# Title\n\n### Test suite: 8/8 ✅",
        "# Title\n\n## 🚧 Scheduler",
        "**Status:** In progress, partially complete",
        "**Build status:** ✅ passing",
        "All endpoints verified ✅:",
        "Ready to deploy when the tests pass.",
        "# Title\n\n## How to tell that it is ready\n\nText.",
        "**Status:** Active",
        "## Next steps\n\n- The API is complete once it is wired.",
        "Is the API complete?",
        "The API will be production-ready in May.",
        "The queue was implemented in Python.",
        "| File | Status |\n|---|---|\n| a.py | ✅ Reviewed |",
        "| Task | Status |\n|---|---|\n| Queue | Planned |",
        "- [ ] Documentation complete",
    ],
)
def test_what_is_no_status_is_left_alone(source: str) -> None:
    assert statuses(source) == []


def test_a_status_speaks_for_its_section_its_item_its_row_or_the_whole() -> None:
    source = "# Work - COMPLETE\n\n## A ✅\n\ntext\n\n## B\n\n**Status:** Done\n\n1. Part\n   - Status: **RUNNING**\n"
    assert [c.covers for c in statuses(source)] == [(1, 13), (3, 6), (7, 13), (11, 12)]


def test_planning_that_is_complete_speaks_for_itself_alone() -> None:
    assert [c.covers for c in statuses("# Work\n\n**Status:** Planning complete\n\nMore.\n")] == [(3, 3)]


def claim(
    line: int, kind: str, truth: str, path: str = "a.py", at: int | None = None
) -> tuple[Claim, Verdict]:
    made = Claim("REPORT.md", line, line, kind, "present", {"path": path}, "…")
    return made, Verdict(truth, "…", (Place(path, at, at),))  # type: ignore[arg-type]


def verdict(source: str, *others: tuple[Claim, Verdict], findings: tuple[Finding, ...] = ()) -> str:
    files = {"a.py": "x = 1\n"}
    ground = Ground(
        snapshot=snapshot_of(files), project=project_of(files), findings=Known(findings), verdicts=others,
        failing=frozenset({"mock-response", "always-succeeds", "never-started"}),
        documents={"REPORT.md": document} if (document := read("REPORT.md", source.encode())) else {},
    )  # fmt: skip
    (first, *_) = statuses(source)
    return status.verify(first, ground).truth


SECTION = "# T\n\n## Queue ✅\n\n- one\n- two\n\n## Other\n\n- three\n"
MOCK = Finding("mock-response", "a.py", 10, 20, "GET /a", "…", "…", "d")


def test_a_refuted_claim_of_weight_in_its_lines_refutes_it() -> None:
    assert verdict(SECTION, claim(5, "endpoint", "refuted"), claim(6, "path", "supported")) == "refuted"
    assert verdict(SECTION, claim(10, "endpoint", "refuted"), claim(6, "path", "supported")) == "supported"


def test_wrong_numbers_alone_do_not() -> None:
    for kind in ("size", "count", "arithmetic", "code-reference"):
        assert verdict(SECTION, claim(5, kind, "refuted"), claim(6, "path", "supported")) == "supported"


def test_a_fault_counts_where_the_lines_or_the_file_are_named() -> None:
    assert verdict(SECTION, claim(5, "path", "supported"), findings=(MOCK,)) == "refuted"
    assert verdict(SECTION, claim(5, "endpoint", "supported", at=15), findings=(MOCK,)) == "refuted"
    assert verdict(SECTION, claim(5, "endpoint", "supported", at=40), findings=(MOCK,)) == "supported"
    assert verdict(SECTION, claim(10, "path", "supported"), findings=(MOCK,)) == "unverifiable"


def test_one_function_that_cannot_fail_leaves_a_whole_open() -> None:
    lenient = Finding("always-succeeds", "a.py", 30, 34, "check", "…", "…", "d")
    assert verdict(SECTION, claim(5, "path", "supported"), findings=(lenient,)) == "unverifiable"
    assert verdict(SECTION, claim(5, "path", "supported"), findings=(lenient, MOCK)) == "refuted"


CLOSING = "# Shop\n\nWords.\n\n## Parts\n\n- one\n- two\n- three\n- four\n- five\n\n## Conclusion\n\n**Status:** ✅ Production ready\n"
MANY = tuple(claim(line, "path", "supported") for line in range(7, 12))


def test_what_speaks_of_the_whole_is_borne_out_by_the_whole_report() -> None:
    assert verdict(CLOSING, *MANY) == "supported"
    assert verdict(CLOSING, *MANY[:3]) == "unverifiable"
    assert verdict(CLOSING, *MANY, claim(4, "size", "refuted")) == "unverifiable"
    assert verdict(CLOSING, *MANY, findings=(MOCK,)) == "unverifiable"
    assert verdict(CLOSING.replace("## Conclusion", "## Refunds"), *MANY) == "unverifiable"
    assert verdict(CLOSING.replace("Production ready", "Running"), *MANY) == "unverifiable"


BOARD = "# Shop\n\n| Part | Status |\n|---|---|\n| Order queue | ✅ Done |\n\n## 2. Order Queue\n\n- one\n\n## Cart\n\n- two\n"


def test_a_part_is_borne_out_by_the_section_that_is_called_so() -> None:
    assert verdict(BOARD, claim(9, "path", "supported")) == "supported"
    assert verdict(BOARD, claim(13, "path", "supported")) == "unverifiable"
    assert verdict(BOARD, claim(9, "endpoint", "refuted")) == "unverifiable"
    assert verdict(BOARD, claim(9, "path", "supported"), findings=(MOCK,)) == "unverifiable"
    assert (
        verdict(BOARD.replace("2. Order Queue", "Order queue of old"), claim(9, "path", "supported"))
        == "unverifiable"
    )


def test_a_phase_is_told_by_its_number() -> None:
    phases = (
        BOARD.replace("Order queue", "Phase 2")
        .replace("2. Order Queue", "Phase 1")
        .replace("Cart", "Phase 2")
    )
    assert verdict(phases, claim(9, "path", "supported")) == "unverifiable"
    assert verdict(phases, claim(13, "path", "supported")) == "supported"
    ahead = phases.replace("## Phase 2", "## Ready for Phase 2")
    assert verdict(ahead, claim(13, "path", "supported")) == "unverifiable"


def test_nothing_to_check_is_unverifiable() -> None:
    assert verdict(SECTION) == "unverifiable"
    assert verdict(SECTION, claim(5, "size", "unverifiable")) == "unverifiable"


def test_what_is_denied_is_borne_out_by_what_would_refute_the_contrary() -> None:
    source = "# T\n\n**Status:** NOT PRODUCTION READY\n\n- one\n"
    assert verdict(source, claim(5, "endpoint", "refuted")) == "supported"
    assert verdict(source, claim(5, "endpoint", "supported")) == "unverifiable"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="# *:|-✅❌\n Statuscompletnodr", max_size=200))
def test_any_text_is_read_without_a_fault(source: str) -> None:
    document = read("REPORT.md", source.encode())
    assert document is not None
    for found in status.find(document):
        first, last = found.covers or (found.line, found.line)
        assert 1 <= first <= last <= len(document.lines)


def test_a_fault_of_another_name_in_a_file_of_many_things_speaks_against_nothing() -> None:
    fault = Finding("mock-response", "a.py", 10, 20, "billing-workflow", "…", "…", "d")
    files = {"a.py": "x = 1\n"}
    for told, truth in (("resume uploads", "supported"), ("the workflows", "refuted")):
        document = read("REPORT.md", SECTION.replace("- one", f"- {told} (`a.py`)").encode())
        assert document is not None
        ground = Ground(
            snapshot_of(files), project_of(files), findings=Known((fault,)), verdicts=(claim(5, "path", "supported"),),
            failing=frozenset({"mock-response"}), documents={"REPORT.md": document},
        )  # fmt: skip
        assert status.verify(next(iter(status.find(document))), ground).truth == truth


def test_faults_of_another_class_of_the_name_do_not_count_where_a_file_is_named() -> None:
    fault = Finding("mock-response", "drafts/sender.py", 1, 5, "Sender.send", "…", "…", "d")
    files = {"orders/sender.py": "x = 1\n", "drafts/sender.py": "x = 1\n"}
    document = read("REPORT.md", SECTION.replace("- two", "- `Sender`").encode())
    assert document is not None
    for own, truth in (("orders/sender.py", "supported"), ("drafts/sender.py", "refuted")):
        both = tuple(Place(path, 1, 5) for path in files)
        name, _ = claim(6, "symbol", "supported")
        verdicts = (claim(5, "path", "supported", own, 9), (name, Verdict("supported", "…", both)))
        ground = Ground(
            snapshot_of(files), project_of(files), findings=Known((fault,)), verdicts=verdicts,
            failing=frozenset({"mock-response"}), documents={"REPORT.md": document},
        )  # fmt: skip
        assert status.verify(next(iter(status.find(document))), ground).truth == truth


def gone(line: int, kind: str, path: str) -> tuple[Claim, Verdict]:
    made = Claim("REPORT.md", line, line, kind, "present", {"path": path}, f"`{path}`")
    return made, Verdict("refuted", "There is none.", (Place(path, missing=True),))


def test_things_that_are_not_joined_are_not_enough_with_a_route_that_is_not_there_they_are() -> None:
    one, other = claim(5, "wiring", "refuted", at=3), claim(6, "wiring", "refuted", "b.py", at=4)
    assert verdict(SECTION, one, other) == "unverifiable"
    assert verdict(SECTION, one, gone(6, "endpoint", "/carts")) == "refuted"


def test_a_route_that_is_declared_and_not_mounted_is_not_enough() -> None:
    pairs = [claim(at, "endpoint", "refuted", f"/{at}", at) for at in (5, 6)]
    beside = [(c, msgspec.structs.replace(v, reason="`/5` is declared and not served: …")) for c, v in pairs]
    assert verdict(SECTION, *beside) == "unverifiable"


def test_files_of_another_disk_are_not_enough_several_bare_names_are() -> None:
    assert (
        verdict(SECTION, gone(5, "path", r"D:\shop\cart.py"), gone(6, "path", r"D:\b.py")) == "unverifiable"
    )
    assert verdict(SECTION, *(gone(5, "path", f"{name}.py") for name in "bcd")) == "unverifiable"
    assert verdict(SECTION, *(gone(5, "path", f"{name}.py") for name in "bcde")) == "refuted"


def test_what_a_status_names_itself_is_enough() -> None:
    cart = Claim("REPORT.md", 5, 5, "capability", "present", {"phrase": "queue"}, "Real queue of orders")
    shown = Verdict("refuted", "The code that stands for it is a sham.", (Place("a.py", 1),))
    assert verdict(SECTION, (cart, shown)) == "refuted"
    assert verdict(SECTION.replace("Queue", "Mail"), (cart, shown)) == "unverifiable"


def test_what_is_lacking_elsewhere_says_nothing_of_one_side_of_the_work() -> None:
    route = claim(5, "endpoint", "refuted")
    assert verdict(SECTION.replace("Queue ✅", "Phase 2 tests - COMPLETE"), route) == "unverifiable"


def test_one_worker_that_nothing_starts_is_not_enough() -> None:
    idle = Finding("never-started", "a.py", 10, 20, "Worker", "…", "…", "d")
    assert verdict(SECTION, claim(5, "path", "supported"), findings=(idle,)) == "unverifiable"


def test_a_purpose_and_a_trait_of_the_code_narrow_what_a_status_is_of() -> None:
    mock = claim(5, "endpoint", "refuted", "/contact", at=3)
    said = "# T\n\n{}\n\n- one\n"
    assert (
        verdict(said.format("The application is now fully functional for user login."), mock)
        == "unverifiable"
    )
    assert (
        verdict(said.format("The application is now fully functional for contact forms."), mock) == "refuted"
    )
    assert verdict(said.format("The application is now fully functional."), mock) == "refuted"
    assert verdict(said.format("- **Production-ready code**: handles errors"), mock) == "unverifiable"


def on(
    files: dict[str, str], source: str, *others: tuple[Claim, Verdict], findings: tuple[Finding, ...] = ()
) -> str:
    """The verdict on the first status of a document, with the document at hand."""
    document = read("REPORT.md", source.encode())
    assert document is not None
    ground = Ground(
        snapshot=snapshot_of(files), project=project_of(files), findings=Known(findings), verdicts=others,
        failing=frozenset({"mock-response", "mock-data"}), documents={"REPORT.md": document},
    )  # fmt: skip
    return status.verify(next(iter(status.find(document))), ground).truth


LIMITS = "# T\n\n## Rate limits ✅\n\n- `lib/rate-limiter.ts`\n- two\n"


def test_a_file_that_the_status_names_is_enough_unless_one_of_a_like_name_stands_there() -> None:
    lacking = gone(5, "path", "lib/rate-limiter.ts")
    beside = {"lib/mail.ts": "export const a = 1;\n"}
    assert on(beside, LIMITS, lacking) == "refuted"
    assert on({**beside, "api/rate-limit.ts": "export const a = 1;\n"}, LIMITS, lacking) == "unverifiable"
    assert on(beside, LIMITS.replace("Rate limits", "Phase 2"), lacking) == "unverifiable"
    assert on({"src/mail.ts": "export const a = 1;\n"}, LIMITS, lacking) == "unverifiable"  # no such folder


def test_a_file_whose_class_stands_in_another_is_not_lacking() -> None:
    lacking = gone(5, "path", "lib/CartQueue.ts")
    said = "# T\n\n## Cart queue ✅\n\n- `lib/CartQueue.ts`\n"
    assert on({"lib/all.ts": "export class CartQueue {}\n"}, said, lacking) == "unverifiable"
    assert on({"lib/all.ts": "export class Cart {}\n"}, said, lacking) == "refuted"


def test_a_file_of_a_language_that_is_not_read_and_one_that_is_made_are_not_enough() -> None:
    for name in ("lib/RateLimiter.swift", "lib/rate-limiter.d.ts"):
        assert on({"lib/mail.ts": "x\n"}, LIMITS, gone(5, "path", name)) == "unverifiable"


def test_a_file_that_is_said_to_be_new_is_enough() -> None:
    said = "# T\n\nThe service is production-ready.\n\n- one\n"
    made, lacking = gone(5, "path", "lib/mail.ts")
    new = msgspec.structs.replace(made, subject={**made.subject, "role": "added"})
    beside = {"lib/cart.ts": "export const a = 1;\n"}
    assert on(beside, said, (new, lacking)) == "refuted"
    assert on(beside, said, (made, lacking)) == "unverifiable"


def test_a_route_that_is_served_with_another_method_or_prefix_is_wrong_of_the_document_alone() -> None:
    def told(line: int, path: str, other: str) -> tuple[Claim, Verdict]:
        made, lacking = gone(line, "endpoint", path)
        return made, msgspec.structs.replace(
            lacking, reason=f"No route serves `POST {path}`; there is `{other}`."
        )

    beside = claim(6, "path", "supported")
    served = (
        told(5, "/carts/{id}/close", "PATCH /api/v1/carts/{cart}/close"),
        told(5, "/mails", "GET /api/mail"),
    )
    assert verdict(SECTION, *served, beside) == "unverifiable"
    absent = (told(5, "/carts/{id}/close", "GET /carts"), told(5, "/mails", "GET /carts/mails/old"))
    assert verdict(SECTION, *absent, beside) == "refuted"


def test_one_route_that_is_named_twice_is_one() -> None:
    again, lacking = gone(6, "endpoint", "/carts/")
    read = msgspec.structs.replace(again, subject={**again.subject, "method": "GET"})
    assert verdict(SECTION, gone(5, "endpoint", "/carts"), (read, lacking)) == "unverifiable"
    assert verdict(SECTION, gone(5, "endpoint", "/carts"), gone(6, "endpoint", "/mails")) == "refuted"


@pytest.mark.parametrize(
    ("said", "truth"),
    [
        ("## Queue ✅", "refuted"),
        ("## All critical issues resolved ✅", "unverifiable"),
        ("## Build warnings fixed ✅", "unverifiable"),
        ("## Architectural hardening ✅ COMPLETE", "unverifiable"),
        ("## Billing issues resolved ✅", "refuted"),
        ("**Report Status:** COMPLETE", "unverifiable"),
        ("**Billing Status:** COMPLETE", "refuted"),
    ],
)
def test_what_was_mended_or_written_is_refuted_only_by_what_it_names(said: str, truth: str) -> None:
    fault = Finding("mock-response", "a.py", 10, 20, "GET /billing", "…", "…", "d")
    source = f"# T\n\n{said}\n\n- one\n"
    route = claim(5, "endpoint", "supported", at=15)
    assert on({"a.py": "x = 1\n"}, source, route, findings=(fault,)) == truth


def test_what_calls_itself_a_mock_is_no_fault_of_the_whole() -> None:
    for symbol, truth in (("get_mock_price", "unverifiable"), ("get_price", "refuted")):
        fault = Finding("mock-response", "a.py", 10, 20, symbol, "…", "…", "d")
        assert verdict(SECTION, claim(5, "symbol", "supported", at=12), findings=(fault,)) == truth


def test_a_fault_in_a_named_file_counts_where_the_file_is_named_for_it() -> None:
    fault = Finding("mock-data", "a.py", 10, 20, "get_market_mood", "…", "…", "d")
    far = "\n" * 30
    for told, truth in (("market mood", "refuted"), ("helpers", "supported")):
        source = f"# T\n\n## Bot ✅\n\n- `a.py`: {told}\n{far}The mood of a market is told.\n"
        assert on({"a.py": "x = 1\n"}, source, claim(5, "path", "supported"), findings=(fault,)) == truth


def test_a_report_with_a_heading_of_the_first_level_in_a_log_of_several_speaks_for_itself() -> None:
    log = "# Log\n\n**Status:** Done\n\n# Sprint 1\n\n**Status:** Complete\n\n## Changes\n\n- one\n\n# Sprint 2\n\nThe work is complete.\n"
    assert [c.covers for c in statuses(log)] == [(1, 16), (5, 12), (13, 16)]
    assert [c.covers for c in statuses(log.replace("# Sprint", "## Sprint"))] == [(1, 16), (5, 8), (1, 16)]


def test_what_the_document_itself_says_is_a_mock_is_not_held_against_it() -> None:
    pushed = Finding("mock-data", "lib/channels/services.py", 1, 3, "Rates.push", "…", "…", "d")
    files = {"lib/channels/services.py": "def push(rates):\n    print(rates)\n    return True\n"}
    said = "# T\n\n## Channel manager ✅\n\n- `lib/channels/services.py`\n- pushes rates\n\n## Notes\n\n{}\n"
    named = claim(5, "path", "supported", "lib/channels/services.py")

    def judged(note: str) -> str:
        return on(files, said.format(note), named, findings=(pushed,))

    assert judged("1. **Channel APIs:** Mock implementations provided, real ones need keys") == "unverifiable"
    assert judged("1. Mail: mock implementations provided, real ones need keys") == "refuted"
    assert judged("1. **Channel APIs:** no mock implementations remain") == "refuted"
    assert judged("1. **Channel APIs:** real ones need keys") == "refuted"


def test_a_helper_script_that_is_gone_says_nothing_of_the_work() -> None:
    said = "# T\n\nThe service is production-ready.\n\n- one\n"
    made, lacking = gone(5, "path", "lib/update_mail.py")
    new = msgspec.structs.replace(made, subject={**made.subject, "role": "added"})
    beside = {"lib/cart.py": "a = 1\n"}
    helper = msgspec.structs.replace(new, text="`lib/update_mail.py` (helper script)")
    assert on(beside, said, (helper, lacking)) == "unverifiable"
    script = msgspec.structs.replace(new, text="`lib/update_mail.py` (sends the mail)")
    assert on(beside, said, (script, lacking)) == "refuted"
