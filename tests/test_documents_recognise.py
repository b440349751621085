"""Which files are delivery documents."""

from __future__ import annotations

import pytest

from checks.documents.recognise import delivery

DONE = "# Work\n\n**Status:** ✅ Complete\n\n- ✅ Queue implemented\n- ✅ Cache implemented\n"
PROSE = "# Work\n\nThe system has three parts. They talk to one another.\n"


@pytest.mark.parametrize(
    "path",
    [
        "IMPLEMENTATION_COMPLETE.md", "docs/PHASE_5_COMPLETE.md", "backend/IMPLEMENTATION_SUMMARY.md", "API_STATUS.md",
        "VERIFICATION_RESULTS.md", "TEST_REPORT.md", "SECURITY_AUDIT.md", "GAP_ANALYSIS.md", "COMPLETION.md", "DELIVERY.md",
        "HANDOFF.md", "CHANGES_SUMMARY.md",
    ],
)  # fmt: skip
def test_a_telling_name_is_enough(path: str) -> None:
    assert delivery(path, PROSE)


@pytest.mark.parametrize("path", ["docs/IMPLEMENTATION.md", "ALL_MOCKS_REMOVED.md", "notes/week-3.md"])
def test_other_names_need_telling_content(path: str) -> None:
    assert delivery(path, DONE)
    assert not delivery(path, PROSE)


def test_what_a_work_was_about_may_stand_in_front_of_its_being_complete() -> None:
    assert delivery("docs/PROMPT_PAGES_COMPLETE.md", DONE)
    assert not delivery("docs/PROMPT_PAGES_COMPLETE.md", PROSE)
    assert not delivery("docs/PROMPT_PAGES.md", DONE)


@pytest.mark.parametrize(
    "path",
    [
        "CHANGES_MADE.md", "docs/CODE_CHANGES_DETAILED.md", "SECURITY_FIXES_APPLIED.md", "DESIGN_PROGRESS.md", "ORDER_EXPORT_FIX.md",
        "PR_DESCRIPTION.md", "FONTS_UPDATED.md",
    ],
)  # fmt: skip
def test_what_was_done_in_one_piece_of_work_is_reported_where_the_text_says_so(path: str) -> None:
    assert delivery(path, DONE)
    assert not delivery(path, PROSE)


@pytest.mark.parametrize(
    "path", ["CHANGES.md", "docs/API_CHANGES.md", "FIX_ORDERS.md", "FIX_NEEDED.md", "DESIGN.md"]
)
def test_a_log_of_changes_and_what_is_still_to_be_fixed_report_nothing(path: str) -> None:
    assert not delivery(path, PROSE + "- Fixed orders\n\nMore prose about it.\n" * 2)


@pytest.mark.parametrize(
    "path",
    [
        "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE.txt", "docs/ARCHITECTURE.md", "docs/api-spec.md", "PLAN.md",
        "docs/AUDIT_PLAN.md", "PHASE_3_PLANNED.md", "REPORT_TEMPLATE.md", ".github/pull_request_template.md",
        "node_modules/x/STATUS.md", "templates/STATUS.md", "SETUP_GUIDE.md", "src/status_report.py", "requirements.txt",
    ],
)  # fmt: skip
def test_what_does_not_report_is_left_alone(path: str) -> None:
    assert not delivery(path, DONE)


@pytest.mark.parametrize(
    ("path", "reports"),
    [
        (".planning/phases/02-orders/02-VERIFICATION.md", True),
        (".notes/ORDERS_COMPLETE.md", True),
        (".notes/orders.md", False),
        ("_tool/workflows/orders/step-06-complete.md", False),
        (".github/AUDIT_REPORT.md", False),
        (".tool/skills/orders/VERIFICATION.md", False),
        (".tool/commands/verification.md", False),
    ],
)
def test_a_hidden_folder_may_hold_reports_beside_what_tools_are_told(path: str, reports: bool) -> None:
    assert delivery(path, DONE) is reports
    assert not delivery(path, PROSE)


SPANISH = (
    "# Informe\n\nEl servicio de los pedidos está en el archivo y las rutas que usa están con los datos de la base.\n\n"
    "- ✅ Cola implementada con Redis para los pedidos\n- ✅ Archivo creado por el cliente\n"
)
CHINESE = "# 报告\n\n订单服务已经接入数据库。\n\n- ✅ 已完成队列\n- ✅ 新增缓存\n"


@pytest.mark.parametrize(
    ("path", "text", "reports"),
    [
        ("docs/IMPLEMENTACION_COMPLETADA.md", SPANISH, True),
        ("INFORME_FINAL.md", SPANISH, True),
        ("修复总结.md", CHINESE, True),
        ("任务完成报告.md", CHINESE, True),
        (
            "GUIA_DE_USO.md",
            SPANISH.replace("✅ ", "").replace("implementada", "nueva").replace("creado", "hecho"),
            False,
        ),
        ("PLAN_DE_TRABAJO.md", SPANISH, False),
        ("README.md", SPANISH, False),
    ],
)
def test_a_report_in_another_language_is_known_by_what_its_name_means(
    path: str, text: str, reports: bool
) -> None:
    assert delivery(path, text) == reports


@pytest.mark.parametrize(
    ("name", "reports"),
    [
        ("SECURITY_IMPLEMENTATION.md", True),
        ("PERFORMANCE_IMPROVEMENTS.md", True),
        ("README_IMPLEMENTATION.md", False),
        ("IMPLEMENTATION_PLAN.md", False),
        ("SECURITY.md", False),
    ],
)
def test_what_a_names_last_word_calls_work_is_a_report_where_the_text_says_what_was_done(
    name: str, reports: bool
) -> None:
    assert delivery(name, "# Work\n\n- ✅ Queue implemented\n- ✅ Cache implemented\n") == reports
    assert not delivery(name, "# Work\n\nWhat the queue is.\n\nWhat the cache is.\n")
