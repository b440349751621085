"""What the report makes of findings and verdicts: what is in the change, levels, ids, conclusion."""

from __future__ import annotations

import random

from checks.config import Config
from checks.model import JudgedFinding, Report
from tests.trees import Files, report_of

MAIN = """from fastapi import FastAPI

from app import stats

app = FastAPI()
app.include_router(stats.router)
"""
STATS = """from fastapi import APIRouter

router = APIRouter()


@router.get("/stats")
def stats():
    return {"delivered": 1284, "delayed": 17}
"""
MORE = (
    STATS
    + """

@router.get("/totals")
def totals():
    return {"total": 99}
"""
)
DOCKERFILE = 'CMD ["uvicorn", "app.main:app"]\n'
REPORT = "# Delivery report\n\n- ✅ Created `app/stats.py`\n"
BASE: Files = {"app/__init__.py": "", "app/main.py": MAIN, "app/stats.py": STATS, "Dockerfile": DOCKERFILE}


def mocks(report: Report) -> dict[str, JudgedFinding]:
    """The mock responses by symbol."""
    return {finding.symbol: finding for finding in report.findings if finding.rule == "mock-response"}


def test_without_a_base_everything_is_in_the_change() -> None:
    report = report_of({**BASE, "DELIVERY_REPORT.md": REPORT})
    (found,) = mocks(report).values()
    assert (found.in_change, found.level) == (True, "failure")
    assert report.conclusion == "failure"


def test_a_finding_that_was_there_before_is_a_notice_and_fails_nothing() -> None:
    report = report_of({**BASE, "DELIVERY_REPORT.md": REPORT}, BASE, scope="all")
    (found,) = mocks(report).values()
    assert (found.in_change, found.level) == (False, "notice")


def test_a_new_finding_beside_an_old_one_fails() -> None:
    report = report_of({**BASE, "app/stats.py": MORE, "DELIVERY_REPORT.md": REPORT}, BASE)
    levels = {symbol: (found.in_change, found.level) for symbol, found in mocks(report).items()}
    assert levels == {"stats": (False, "notice"), "totals": (True, "failure")}
    assert report.conclusion == "failure"


def test_a_refuted_claim_of_this_change_brings_an_old_finding_back_to_its_level() -> None:
    claim = "# Delivery report\n\n- ✅ `GET /stats`\n"
    report = report_of({**BASE, "DELIVERY_REPORT.md": claim}, BASE)
    (found,) = mocks(report).values()
    assert (found.in_change, found.level) == (False, "failure")


def test_findings_outside_the_change_are_not_shown_unless_all_is_asked_for() -> None:
    files = {**BASE, "DELIVERY_REPORT.md": "# Delivery report\n\n- ✅ Created `app/main.py`\n"}
    assert mocks(report_of(files, BASE)) == {}
    assert list(mocks(report_of(files, BASE, scope="all"))) == ["stats"]


def test_a_moved_handler_keeps_its_id_and_a_changed_one_does_not() -> None:
    first = mocks(report_of({**BASE, "DELIVERY_REPORT.md": REPORT}))["stats"].id
    moved = STATS.replace("@router", "# a remark\n\n\n@router")
    changed = STATS.replace("1284", "1285")
    assert (
        mocks(report_of({**BASE, "app/stats.py": moved, "DELIVERY_REPORT.md": REPORT}))["stats"].id == first
    )
    assert (
        mocks(report_of({**BASE, "app/stats.py": changed, "DELIVERY_REPORT.md": REPORT}))["stats"].id != first
    )


def test_equal_claims_share_an_id_and_different_ones_do_not() -> None:
    text = "# Delivery report\n\n- ✅ Created `app/none.py`\n\nText.\n\n- ✅ Created `app/none.py`\n- ✅ Created `app/nil.py`\n"
    report = report_of({**BASE, "DELIVERY_REPORT.md": text})
    ids = [claim.id for claim in report.documents[0].claims if claim.kind == "path"]
    assert ids[0] == ids[1] != ids[2]


def test_the_same_bytes_give_the_same_report_whatever_the_order_of_files() -> None:
    files = {**BASE, "app/stats.py": MORE, "DELIVERY_REPORT.md": REPORT}
    shuffled = list(files.items())
    random.Random(7).shuffle(shuffled)
    assert report_of(files) == report_of(dict(shuffled))


def test_advice_never_fails() -> None:
    report = report_of({**BASE, "DELIVERY_REPORT.md": REPORT}, config=Config(mode="advise"))
    assert report.conclusion == "neutral"


def test_levels_can_be_configured_and_verdicts_cannot() -> None:
    claim = "# Delivery report\n\n- ✅ `GET /stats`\n"
    config = Config(levels={"mock-response": "off", "endpoint": "notice", "status": "notice"})
    report = report_of({**BASE, "DELIVERY_REPORT.md": claim}, config=config)
    (judged,) = [c for c in report.documents[0].claims if c.kind == "endpoint"]
    assert (judged.verdict, judged.level) == ("refuted", "notice")
    assert mocks(report) == {}
    assert report.conclusion == "success"


def test_source_that_is_too_large_leaves_the_conclusion_neutral_and_is_named() -> None:
    sound = STATS.replace('{"delivered": 1284, "delayed": 17}', "open('x').read()")
    large = "x = 1  # a line of code\n" * 50_000
    files = {**BASE, "app/stats.py": sound, "app/large.py": large, "DELIVERY_REPORT.md": REPORT}
    report = report_of(files)
    assert [item.path for item in report.skipped if item.lowers] == ["app/large.py"]
    assert report.conclusion == "neutral"


def test_binary_and_vendored_files_lower_nothing() -> None:
    sound = STATS.replace('{"delivered": 1284, "delayed": 17}', "open('x').read()")
    files = {
        **BASE,
        "app/stats.py": sound,
        "logo.png": b"\x89PNG\0",
        "node_modules/x/index.js": "x",
        "DELIVERY_REPORT.md": REPORT,
    }
    report = report_of(files)
    assert {item.path for item in report.skipped} == {"logo.png", "node_modules/x/index.js"}
    assert report.conclusion == "success"
