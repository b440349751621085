"""What something is by now: what stands behind the cell of how it was, or took the place of another thing."""

from __future__ import annotations

from collections.abc import Iterator

from checks.claims._catalogue import is_named
from checks.claims.capability import _worded
from checks.documents.model import Cell, Statement
from checks.patterns import regex

_LONGEST = 120
_FIGURE = regex(r"^\W{0,4}\d[\d.,]{0,12}+(?!-[a-z])")
_GRADE = regex(
    r"(?i)^\W*(?:(?:much|very|more|fully|significantly|now|all)\s)*(?:good|better|best|poor|bad|high|higher|low|lower|fast|faster|slow|slower|instant|easy|easier|clear|clean|cleaner|simple|simpler|strong|stronger|smooth|smoother|excellent|"
    r"great|perfect|professional|modern|improved|enhanced|optimi[sz]ed|minimal|reduced|better|complete[d]?|done|fixed|resolved|working|works|functional|operational|ready|production[- ]ready|passing|passed|success(?:ful)?|correct|consistent|stable|"
    r"yes|no|none|never|zero|n/?a|true|false|same|unchanged|always|ok(?:ay)?|removed|deleted|gone|eliminated|present|available|added|comprehensive|full|partial|secure|secured|safe|reliable|maintainable|scalable|unlimited|unknown|[A-F][+-]?)(?:\s(?:now|only|performance|quality|experience|ux|ui|design))?\W*$"
)
"""Praise, a state or an answer: nothing that code could show."""
_REAL = regex(r"(?i)^\W*(?:100\s?% )?real\b(?![- ]?time)")
"""What is no longer made up, which is said of what is left."""
_JUDGED = regex(
    r"(?i)\b(?:grade|score|rating|quality|readability|maintainability|complexity|experience|readiness|status|progress|completeness|coverage|tests?|build|lint\w*|errors?|warnings?|files?|lines?|loc|effort|risk|cost|price)\W*$"
)
"""What is graded or counted, not built."""

_TURNED = regex(
    r"(?i)^(?:replac(?:ed|es)|swapped)\s(?:[^.;:]|\.(?=\S)){2,80}?\swith\s(?:an?\s|the\s)?|^(?:switched|migrated|converted|upgraded|moved)\s[^.;:]{2,80}?\sto\s(?:an?\s|the\s)?(?!v?\d)|"
    r"^(?:updated|changed|modified|refactored)\s[^.;:]{2,80}?\sto\s(?=(?:use|support|handle|return|require|accept|validate|check|show|display|send|store|persist|read|fetch|call)\s)"
)


def of(statement: Statement) -> Iterator[str]:
    """The phrase of a row with a cell of before and one of after: ``| Sessions | in memory | Redis-backed |``."""
    cells = statement.cells
    at = next((i for i, cell in enumerate(cells) if cell.before), None)
    if at is None or at + 1 >= len(cells) or statement.mark in ("failed", "pending"):
        return
    after = cells[at + 1]
    topic = next((cell for cell in cells[:at] if _worded.WORD.search(cell.plain)), None)
    if (
        _REAL.match(after.plain)
        or not _is_told(after)
        or topic is None
        or topic.codes
        or _JUDGED.search(topic.plain)
    ):
        return
    text = after.plain.strip()
    if not _worded.WORD.search(_worded.BRACKETED.sub("", text)):
        if after.mark == "done" and _worded.reads(topic.plain, alone=True):
            yield topic.plain
    elif _worded.reads_as_feature(text, topic.plain) and (not _GRADE.match(text) or is_named(text)):
        yield f"{topic.plain}: {text}"


def by_now(text: str) -> str:
    """What took the place of another thing, or came of it: "Replaced N+1 queries with joins". Other texts as they are."""
    turned = _TURNED.match(text)
    return text[turned.end() :] if turned else text


def _is_told(after: Cell) -> bool:
    """Whether a cell tells in words how something is now."""
    if after.before or after.mood != "report" or after.mark in ("failed", "pending", "warning"):
        return False
    coded = bool(after.codes) and after.codes[0].start <= 1
    return not coded and len(after.plain) <= _LONGEST and not _FIGURE.match(after.plain)
