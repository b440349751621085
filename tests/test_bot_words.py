"""The words of a check run: what a person reads, and that nobody else can write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.heads import marks
from bot.inert import code, one_line, plain, prose
from bot.words import (
    LIMIT,
    Links,
    Output,
    ends_with,
    joined,
    misconfigured,
    not_checked,
    output,
    pulls_in,
    shown_ids_in,
    title,
)
from checks.model import (
    JudgedClaim,
    JudgedDocument,
    JudgedFinding,
    Override,
    Place,
    Report,
    Skipped,
    Stats,
    identity,
)

LINKS = Links("https://github.example", "ada/service", "f" * 40)


def claim(number: int = 0, verdict: Any = "refuted", **changed: Any) -> JudgedClaim:
    fields: dict[str, Any] = {
        "id": identity("claim", number),
        "line": number + 1,
        "end_line": number + 1,
        "kind": "endpoint",
        "polarity": "present",
        "subject": {"path": "/x"},
        "text": f"claim {number}",
        "verdict": verdict,
        "level": "failure" if verdict == "refuted" else None,
        "reason": "No route serves it.",
        "evidence": (Place("app/main.py", 3, 5),),
    }
    return JudgedClaim(**(fields | changed))


def finding(number: int = 0, **changed: Any) -> JudgedFinding:
    fields: dict[str, Any] = {
        "id": identity("finding", number),
        "rule": "mock-response",
        "path": "app/main.py",
        "line": number + 1,
        "end_line": number + 4,
        "symbol": f"GET /{number}",
        "level": "failure",
        "message": "It answers with literals.",
        "settle": "Answer with what is there.",
        "evidence": (),
        "in_change": True,
    }
    return JudgedFinding(**(fields | changed))


def report(*claims: JudgedClaim, findings: tuple[JudgedFinding, ...] = (), **changed: Any) -> Report:
    fields: dict[str, Any] = {
        "schema": "asbuilt-report/1",
        "head": "f" * 40,
        "base": "b" * 40,
        "conclusion": "failure",
        "documents": (JudgedDocument("DONE.md", claims),) if claims else (),
        "findings": findings,
        "stats": Stats(files=3),
        "skipped": (),
    }
    return Report(**(fields | changed))


def test_the_title_counts_what_a_person_has_to_act_on() -> None:
    two = (finding(1), finding(2))
    assert title(report(claim(0), claim(1), claim(2), findings=two)) == "3 claims refuted, 2 mock responses"
    assert title(report(claim(0))) == "1 claim refuted"
    rules = tuple(finding(i, rule=rule) for i, rule in enumerate(["a", "b", "c", "d", "e"]))
    assert title(report(findings=rules)) == "1 a, 1 b, 1 c, 2 more"


def test_the_title_of_a_good_change_says_so() -> None:
    good = (claim(0, "supported"), claim(1, "supported"), claim(2, "unverifiable"))
    assert title(report(*good, conclusion="success")) == "2 claims supported, 1 unverifiable"


def test_a_change_without_a_document_is_told_what_one_would_be() -> None:
    shown = output(report(conclusion="success", note="no delivery document in this change"), LINKS)
    assert shown.title == "No delivery document in this change"
    assert "IMPLEMENTATION_COMPLETE.md" in shown.summary
    assert shown.text == ""


def test_refuted_claims_come_first_and_the_rest_is_folded() -> None:
    shown = output(report(claim(0, "supported"), claim(1), claim(2, "unverifiable")), LINKS)
    assert "claim 1" in shown.summary
    assert "claim 0" not in shown.summary
    folded = re.findall(r"<summary>(.*?)</summary>", shown.text)
    assert folded == ["Unverifiable: 1 claim", "Supported: 1 claim"]


def test_the_claims_of_one_sentence_share_a_row_and_an_annotation() -> None:
    three = [
        claim(i, line=4, end_line=4, text="same words", kind=kind)
        for i, kind in enumerate(("path", "size", "status"))
    ]
    other = claim(9, line=4, end_line=4, text="same words", reason="Another reason.")
    rows = [row for row in output(report(*three, other), LINKS).summary.splitlines() if "same words" in row]
    assert len(rows) == 1
    assert rows[0].count("No route serves it.") == 1
    assert "Another reason." in rows[0]
    assert all(item.id in rows[0] for item in (*three, other))
    on_document = [m for m in marks.of(report(*three, other), TREE, LINKS) if m.path == "DONE.md"]
    assert len(on_document) == 1
    assert all(item.id in on_document[0].message for item in (*three, other))


def test_what_follows_from_other_rows_comes_after_them() -> None:
    summary = output(report(claim(0, kind="status"), claim(1)), LINKS).summary
    assert summary.index("claim 1") < summary.index("claim 0")


def test_what_was_overruled_is_still_shown() -> None:
    overruled = claim(1, override=Override("ada", "the gateway adds it"))
    shown = output(report(overruled, conclusion="success"), LINKS)
    assert title(report(overruled)) == "1 overruled"
    assert "### Overruled: 1" in shown.summary
    assert "| `ada` | the gateway adds it |" in shown.summary


def test_what_could_not_be_read_is_listed_and_harmless_files_are_counted() -> None:
    skipped = (Skipped("src/big.py", "larger than 1 MiB", lowers=True), Skipped("logo.png", "binary"))
    shown = output(report(claim(0, "supported"), skipped=skipped, conclusion="neutral"), LINKS)
    assert shown.title == "Not everything could be read: 1 gap"
    assert "`src/big.py`" in shown.summary
    assert "Not read, and not needed: 1 file (binary)." in shown.summary


def test_places_link_to_the_head_that_was_judged() -> None:
    assert LINKS.blob(Place("a b/ü.py", 3, 5)) == (
        f"https://github.example/ada/service/blob/{'f' * 40}/a%20b/%C3%BC.py#L3-L5"
    )
    assert LINKS.blob(Place("DONE.md", 3)).endswith("/DONE.md?plain=1#L3")  # rendered Markdown has no lines


def test_pages_are_linked_where_they_are_served_and_named_where_not() -> None:
    assert "`asbuilt explain`" in output(report(claim()), LINKS).summary
    served = Links("https://github.example", "ada/service", "f" * 40, "https://asbuilt.example")
    assert "(https://asbuilt.example/claims/endpoint)" in output(report(claim()), served).summary


def test_a_failure_of_our_own_names_what_happened_and_the_delivery() -> None:
    shown = not_checked("GitHub says 500 to GET /x", "d-e-l")
    assert "GitHub says 500" in shown.summary
    assert "d-e-l" in shown.summary
    assert "does not block" in shown.summary


def sizes(shown: Output) -> list[int]:
    return [len(shown.summary.encode()), len(shown.text.encode())]


def test_no_report_is_too_large_and_what_was_cut_is_said() -> None:
    many = [claim(i, text="✅" * 150, reason="⚠️ " * 100) for i in range(900)]
    more = [claim(i, "supported", text="✅" * 150) for i in range(900)]
    shown = output(report(*many, *more, findings=tuple(finding(i) for i in range(900))), LINKS)
    assert max(sizes(shown)) <= LIMIT
    assert "Left out here for want of room" in shown.summary
    assert re.search(r"\d+ refuted claims", shown.summary)
    assert re.search(r"\d+ supported claims", shown.text)
    assert shown.text.count("<details>") == shown.text.count("</details>")
    assert "As-Built" in shown.summary.splitlines()[-1]


def test_the_largest_text_has_room_for_whom_it_is_for_and_for_all_that_it_shows() -> None:
    many = [claim(i, text="✅" * 150, refutation=f"{identity('claim', i)}-Q7") for i in range(900)]
    more = [claim(i, "supported", text="✅" * 150) for i in range(900)]
    alone = output(report(*many, *more), LINKS)
    numbers = [2_147_483_000 + i for i in range(80)]
    shown = joined([(numbers[0], alone)], numbers)
    assert max(sizes(shown)) <= LIMIT
    assert pulls_in(shown.text) == tuple(numbers)
    assert shown_ids_in(shown.text) == shown_ids_in(alone.text) != frozenset()
    assert shown.summary == alone.summary
    crowd = joined([(number, alone) for number in numbers[:21]], range(1, 500))
    assert max(sizes(crowd)) <= LIMIT
    assert pulls_in(crowd.text) == tuple(range(1, 81))


def test_no_text_of_a_change_can_name_pull_requests() -> None:
    forged = "<!-- pulls: 7 -->"
    shown = joined([(3, output(report(claim(text=forged, reason=f"x\n{forged}\n")), LINKS))], [3])
    assert pulls_in(shown.text) == (3,)
    assert pulls_in(f"a {forged}") == pulls_in("<!-- pulls: x -->") == pulls_in(None) == ()


@settings(max_examples=30, deadline=None)
@given(
    claims=st.integers(0, 300),
    text=st.text(max_size=300),
    findings=st.integers(0, 300),
    skipped=st.integers(0, 300),
)
def test_any_report_fits(claims: int, text: str, findings: int, skipped: int) -> None:
    shown = output(
        report(
            *(
                claim(i, ["refuted", "supported", "unverifiable"][i % 3], text=text, reason=text)
                for i in range(claims)
            ),
            findings=tuple(finding(i, path=f"{text}{i % 7}", message=text) for i in range(findings)),
            skipped=tuple(Skipped(text, text, lowers=bool(i % 2)) for i in range(skipped)),
        ),
        LINKS,
    )
    assert max(sizes(shown)) <= LIMIT
    assert shown.summary
    assert "\n" not in shown.title


# --- text from a pull request --------------------------------------------------------------------

_MARKDOWN = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"])
_HOSTILE = st.text(
    alphabet=st.sampled_from("@ab/#1`*_<>[]()!|~\\&;:.wh-=\"'\n\r\t \u202e"), max_size=40
) | st.text(max_size=40)


def rendered(markdown: str) -> str:
    return str(_MARKDOWN.render(f"x {markdown} y"))


def is_inert(html: str) -> None:
    """Nothing but text and code: no link, image, tag or emphasis, and nobody's name to be pinged."""
    assert set(re.findall(r"</?([a-zA-Z0-9]+)", html)) <= {"p", "code"}, html
    outside = re.sub(r"<code>.*?</code>", "", html, flags=re.DOTALL)
    assert not re.search(r"@[A-Za-z0-9_-]", outside), html
    assert not re.search(r"(?<![&\w])#\d", outside), html
    assert "://" not in outside, html


@settings(max_examples=300, deadline=None)
@given(_HOSTILE)
def test_plain_text_stays_plain(text: str) -> None:
    is_inert(rendered(plain(text)))


@settings(max_examples=300, deadline=None)
@given(_HOSTILE)
def test_quoted_text_stays_code(text: str) -> None:
    is_inert(rendered(code(text)))


@settings(max_examples=500, deadline=None)
@given(
    _HOSTILE
    | st.sampled_from(("string | null", "a \\| b", "\\\\|", "`x` | y", "|", "cat a | grep https://b"))
)
@pytest.mark.parametrize("quoted", [code, plain])
def test_quoted_text_is_shown_as_it_is_in_a_table_and_outside(
    quoted: Callable[[str], str], text: str
) -> None:
    alone = _MARKDOWN.render(f"x{quoted(text)}y")
    cell = _MARKDOWN.render(f"| a | b |\n| --- | --- |\n| x{quoted(text)}y | z |\n")
    row = re.findall(r"<td>(.*?)</td>", cell, flags=re.DOTALL)
    assert shown_text(alone) == f"x{one_line(text)}y"
    assert [shown_text(each) for each in row] == [f"x{one_line(text)}y", "z"]


def shown_text(html: str) -> str:
    """What a reader sees of some HTML."""
    return unescape(re.sub(r"<[^<>]*>", "", html)).replace("\u2060", "").strip("\n")


@settings(max_examples=300, deadline=None)
@given(_HOSTILE)
def test_a_reason_is_inert_however_its_backticks_fall(text: str) -> None:
    is_inert(rendered(prose(text)))


@settings(max_examples=150, deadline=None)
@given(_HOSTILE, _HOSTILE, _HOSTILE)
def test_a_row_of_hostile_text_stays_one_row_of_three_cells(text: str, reason: str, path: str) -> None:
    hostile = claim(0, text=text, reason=reason, evidence=(Place(f"x{path}", 3),))
    html = _MARKDOWN.render(output(report(hostile), LINKS).summary)
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    assert body.count("<tr>") == 1
    assert body.count("<td>") == 3
    assert set(re.findall(r"</?([a-zA-Z0-9]+)", html)) <= {
        "p", "code", "strong", "h3", "table", "thead", "tbody", "tr", "th", "td", "a", "br", "sub", "em",
    }, html  # fmt: skip
    for address in re.findall(r'href="([^"]*)"', html):
        assert address.startswith("https://github.example/ada/service/blob/")


@settings(max_examples=50, deadline=None)
@given(_HOSTILE)
def test_text_that_pings_in_a_code_span_does_not_leave_it(text: str) -> None:
    assert "@" not in re.sub(r"<code>.*?</code>", "", rendered(code(text + "@ada")), flags=re.DOTALL)


_ADDRESSES = (
    st.text(alphabet=st.sampled_from("htps:/.@()<>[]|` \\\"'?x"), max_size=30).map("https://".__add__)
    | _HOSTILE
)
_TAGS = frozenset(
    "p code strong h2 h3 table thead tbody tr th td a br sub em ul li blockquote details summary".split()
)


@settings(max_examples=150, deadline=None)
@given(_HOSTILE, _HOSTILE, _HOSTILE, _ADDRESSES)
def test_no_part_of_a_run_can_be_made_to_say_something_else(
    text: str, why: str, path: str, address: str
) -> None:
    override = Override(text, why, address, "2026-12-24")
    path = f"x{path}"
    claims = (
        claim(0, text=text, reason=why, evidence=(Place(path, 3), Place(text, url=address))),
        claim(1, text=why, reason=text, override=override, refutation="AB-AAAAAA-AA"),
        claim(2, "supported", text=text, reason=why),
        claim(3, "unverifiable", text=why, reason=text),
    )
    findings = (
        finding(0, path=path, symbol=text, message=why, settle=text),
        finding(1, path=path, symbol=why, message=text, settle=why, override=override),
    )
    skipped = (Skipped(path, why, lowers=True), Skipped(text, why))
    hostile = report(*claims, findings=findings, skipped=skipped)
    one = output(hostile, LINKS, notes=(text, why))
    real = {claims[0].refutation, "AB-AAAAAA-AA", *(item.id for item in findings)} - {""}
    assert shown_ids_in(one.text) == real
    assert ends_with(one.text) == "2026-12-24"
    for shown in (
        one,
        joined([(1, one), (2, output(hostile, LINKS, share=2))]),
        not_checked(text, why),
        misconfigured(text, "`a` of the base branch"),
    ):
        assert "\n" not in shown.title
        is_ours(_MARKDOWN.render(shown.summary))
        is_ours(_MARKDOWN.render(shown.text))


def is_ours(html: str) -> None:
    """Nothing but elements that we make, links to GitHub or what could be nothing else, and nobody's name to be pinged."""
    assert set(re.findall(r"</?([a-zA-Z0-9]+)", html)) <= _TAGS, html
    for address in re.findall(r'href="([^"]*)"', html):
        assert address.startswith("https://"), html
    outside = re.sub(r'<code>.*?</code>|href="[^"]*"', "", html, flags=re.DOTALL)
    assert not re.search(r"@[A-Za-z0-9_-]", outside), html
    assert "<!--" not in re.sub(r"(?m)^<!-- (?:shown:[ A-Z2-7-]*|until: [\d-]{10}) -->$", "", html)
    assert "<img" not in html


def test_what_is_shown_of_several_pull_requests_fits_and_names_each() -> None:
    many = report(
        *(
            claim(i, text="✅" * 150, reason="⚠️ " * 100, refutation=f"{identity('c', i)}-AA")
            for i in range(900)
        )
    )
    sections = [(number, output(many, LINKS, share=7)) for number in range(11, 18)]
    shown = joined(sections)
    assert max(sizes(shown)) <= LIMIT
    assert all(f"## Pull request #{number}" in shown.summary for number, _ in sections)
    assert shown.summary.count("Left out here") == 7
    assert len(shown.title) <= 250
    assert shown.text.count("<!-- shown:") == shown.text.count(" -->") == 7
    assert joined(sections[:1]) == sections[0][1]


def test_a_long_table_is_folded_and_what_cannot_fail_the_check_comes_last() -> None:
    many = [claim(i, level="failure" if i % 2 else "warning") for i in range(60)]
    summary = output(report(*many), LINKS).summary
    open_, folded = summary.split("<details><summary>35 more refuted claims</summary>")
    assert open_.count("| ❌\u00a0[") == 25
    assert folded.count("| ❌\u00a0[") == 5
    assert folded.count("| ⚠️\u00a0[") == 30


def test_advice_says_that_it_does_not_block() -> None:
    shown = output(report(claim(0), conclusion="neutral"), LINKS)
    assert shown.title == "1 claim refuted"
    assert "only advises" in shown.summary
    assert "build what is missing" in output(report(claim(0)), LINKS).summary


def test_warnings_do_not_ask_for_anything_and_are_not_hidden() -> None:
    shown = output(report(findings=(finding(0, level="warning"),), conclusion="success"), LINKS)
    assert "Nothing has to be done" in shown.summary
    assert "GET /0" in shown.summary


def test_notices_are_folded_and_a_name_is_not_said_twice() -> None:
    items = (
        finding(0, level="notice"), finding(1, level="warning"), finding(2, symbol="total", message="`total` does nothing."),
    )  # fmt: skip
    summary = output(report(findings=items), LINKS).summary
    shown, folded = summary.split(
        "<details><summary>Notices, which never fail the check: 1 finding</summary>"
    )
    assert "GET /0" in folded
    assert "GET /1" in shown
    assert summary.count("`total`") == 1


def test_a_place_that_the_reason_names_is_not_named_again() -> None:
    gone = claim(0, reason="There is no `a.py` in the tree.", evidence=(Place("a.py", missing=True),))
    other = claim(
        1, reason="Nothing uses it.", evidence=(Place("package.json", missing=True), Place(".", missing=True))
    )
    summary = output(report(gone, other), LINKS).summary
    assert summary.count("a.py") == 1
    assert "looked for at `package.json` · looked for in the whole tree" in summary


def test_the_plurals_are_english() -> None:
    two = tuple(finding(i, rule="never-started") for i in range(2))
    assert title(report(findings=two)) == "2 services never started"


# --- annotations ---------------------------------------------------------------------------------

TREE = {"DONE.md", "app/main.py"}


def test_a_refuted_claim_is_annotated_on_its_document_and_on_the_code_that_refutes_it() -> None:
    found = marks.of(report(claim(0)), TREE, LINKS)
    assert [(a.path, a.start_line, a.end_line) for a in found] == [("DONE.md", 1, 1), ("app/main.py", 3, 5)]


def test_the_worst_is_annotated_first_and_nothing_twice() -> None:
    notices = tuple(finding(i, level="notice") for i in range(3))
    found = marks.of(report(claim(0), claim(0), findings=notices), TREE, LINKS)
    assert [a.annotation_level for a in found] == ["failure", "failure", "notice", "notice", "notice"]


def test_only_files_of_the_head_and_real_lines_are_annotated() -> None:
    nowhere = claim(
        0, evidence=(Place("gone.py", 3), Place("app", None), Place("app/main.py", 9, missing=True))
    )
    described = Report(**{**{f: getattr(report(nowhere), f) for f in Report.__struct_fields__},
                          "documents": (JudgedDocument("(description)", (nowhere,)),)})  # fmt: skip
    assert marks.of(described, TREE, LINKS) == []


def test_supported_and_overruled_claims_are_not_annotated() -> None:
    quiet = report(
        claim(0, "supported"), claim(1, "unverifiable"), claim(2, override=Override("ada", "known"))
    )
    assert marks.of(quiet, TREE, LINKS) == []


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=70_000), line=st.integers(-3, 5), end=st.integers(-3, 5))
def test_any_annotation_is_one_that_github_takes(text: str, line: int, end: int) -> None:
    odd = claim(0, line=line, end_line=end, text=text, reason=text)
    for item in marks.of(
        report(odd, findings=(finding(0, line=line, end_line=end, message=text),)), TREE, LINKS
    ):
        assert 1 <= item.start_line <= item.end_line
        assert 0 < len(item.message.encode()) <= 64 * 1024
        assert len(item.title) <= 255
