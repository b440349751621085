"""Whether a statement tells what was wrong, or lacking, before it was mended."""

from __future__ import annotations

from checks.claims._doubts._said import Said
from checks.patterns import regex

_PROBLEM = regex(
    r"(?i)\b(?:what was (?:wrong|broken|missing)|root causes?|(?:the )?(?:problem|issue|bug|symptom|error|cause)s?(?: \w+)?|errors? (?:found|fixed)|before(?: the)?|previous(?:ly)?|old (?:code|behaviou?r|way|approach)|was)\W*\d*\W*(?:$|:|[-–—(])"
)
_MENDED = regex(
    r"(?i)\b(?:fix(?:ed|es)?|resolved?|resolution|solved|solution|corrected|bug\s?fix(?:es)?|improve(?:d|ments)|refactor\w*|migrat\w+|cleanup|hotfix)\b"
)
_MENDED_THERE = regex(
    r"(?i)\b(?:fix(?:ed|es)|resolved|solved|corrected|addressed|bug\s?fix(?:es)?|issues? fixed)\b"
)
_ERROR = regex(r"(?i)\b\w*(?:error|exception|traceback|warning|failed|failure)\b")
_THE_MISSING = regex(
    r"(?i)^\W*(?:\d{1,3}(?:\.\d+)*[.):]?\s*)?(?:critical |high |low |medium )?(?:bug\s*#?\d*\W*)?(?:missing|no|lack of|undefined|unused|broken|absent|incorrect|wrong|duplicate\w*)\b"
)
_FAILURE = regex(r"\W*(?:\d{1,3}[.)]\W*)?[A-Z]\w*(?:Error|Exception|Warning)\b")
_MENDED_LACK = regex(
    r"(?i)^\W*(?:\d{1,3}(?:\.\d+)*[.):]?\s*)?(?:fix(?:ed|es)?|resolv(?:ed|es)|add(?:ed|s)|correct(?:ed|s)|restor(?:ed|es)|repaired|supplied|creat(?:ed|es)|implement(?:ed|s)|install(?:ed|s)|provid(?:ed|es)|includ(?:ed|es)|defin(?:ed|es)) (?:the |an? |all |\d+ )*"
    r"(?:missing|undefined|absent|lacking|broken|non-?existent)\b"
)


_BEFORE = "It may tell what was wrong before."


def was_wrong(said: Said) -> str | None:
    """Why what is said to be there may tell of a fault that was mended since, as a sentence, or None."""
    statement = said.statement
    fence = statement.fence
    if fence is not None and fence.shows in ("output", "unknown") and _ERROR.search(statement.plain):
        return "It may be an error's message."
    title = statement.headings[0].plain if statement.headings else ""
    mended = (title, _name(said), statement.label, *said.above)
    return _BEFORE if _of_problem(said) and any(_MENDED.search(text) for text in mended) else None


def lacked(said: Said) -> str | None:
    """Why what is said to lack may have lacked only before it was mended, as a sentence, or None."""
    headings = [h.plain for h in said.statement.headings]
    if _of_problem(said) and any(_MENDED.search(text) for text in (_name(said), *headings)):
        return _BEFORE
    return None


def names_lack(said: Said) -> str | None:
    """Why words that name something lacking may tell of what was mended since, as a sentence, or None."""
    supplied = said.claim.kind != "cleanliness" and _MENDED_LACK.search(said.words)
    mended = said.ticked or any(_MENDED_THERE.search(h.plain) for h in said.statement.headings)
    if supplied or (mended and (_THE_MISSING.search(said.words) or _FAILURE.match(said.words))):
        return "It may name what was lacking before it was mended."
    return None


def _of_problem(said: Said) -> bool:
    """Whether what announces a statement speaks of a problem."""
    return any(_PROBLEM.search(text) for text in (said.statement.label, *said.above) if text)


def _name(said: Said) -> str:
    """The document's path in words."""
    return said.document.path.replace("_", " ")
