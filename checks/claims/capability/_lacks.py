"""Whether a document speaks of what is lacking where a statement stands, so that "no X" says that there is no X.

A report of what was built says "no" of many things that nobody looks for: what is spared its users ("no spam"), what was the
cause of a fault, what a step does without. It is an account of what is lacking only where it says so: by a cross or a warning, by
the words above, or as a whole, where the document judges what is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from checks.claims import _subjects
from checks.documents.model import Document, Statement
from checks.patterns import regex

_JUDGES = regex(
    r"(?i)(?:audit|gaps?|reality[\W_]check|review|assessment|analysis|deviations?|findings|limitations|shortcomings|verification|evaluation|inspection|"
    r"issues|missing|unimplemented|(?:vs|versus)\.?)(?=$|[\W_\d])"
)
"""A name or a title of a document that says how far the work has come, not only what was done."""
_LACKING = regex(
    r"(?i)\b(?:missing|lack(?:s|ing)?|gaps?|limitations?|shortcomings?|weakness(?:es)?|drawbacks?|remaining|outstanding|incomplete|unimplemented|deviations?|"
    r"not (?:yet |currently )?(?:implemented|working|configured|done|supported|built|there|present|included|available|covered|started|enforced)|"
    r"do(?:es)?n'?t (?:work|have|exist|provide|support)|to-?dos?|current(?:ly)?|reality|actual(?:ly)?|findings?|known (?:issues?|problems?|bugs?)|critical|severity|"
    r"concerns?|risks?|blockers?|broken|partial(?:ly)?|failing|needs (?:work|attention)|areas? (?:for|of|needing) improvement|compliance)\b"
)
_STATED = regex(
    r"(?i)\b(?:(?:is|are) (?:currently |still |simply |entirely )?(?:no|missing|absent|lacking)|lacks?|not (?:yet |currently )?(?:implemented|supported|configured|integrated|enforced|built)|"
    r"non-?existent|unimplemented|none of (?:this|these|them)|lost (?:on|at|after))\b|^[^:]{1,60}:\W*(?:no|none|missing)\W*$"
)
"""Words that say of something that it is lacking, wherever they stand: "There is no cache", "Export is not implemented"."""
_CAUSE = regex(
    r"(?i)^\W*(?:(?:root|likely|possible|probable|main|underlying)\s)*(?:causes?|reasons?|why)\b|^\W*(?:benefits?|advantages?|impact on|after|result|solution|fix)\b"
)
_FAR = 160
_LONGEST = 600


def speaks_of_it(document: Document, statement: Statement) -> bool:
    """Whether a denial at a statement is an account of what is lacking."""
    if statement.mark in ("failed", "warning") or statement.before:
        return True
    if statement.label and _CAUSE.match(statement.label):
        return False
    above = list(_announced(document, statement))
    if any(_CAUSE.match(text) for text in above[:1]):
        return False
    own = statement.plain[:_FAR] if statement.kind == "heading" else statement.label
    told = _STATED.search(statement.plain[:_LONGEST]) or any(_LACKING.search(text) for text in (own, *above))
    return bool(told) or judges(document)


def judges(document: Document) -> bool:
    """Whether a document judges what is there, by its name or its title."""
    title = next((s.plain for s in document.statements[:40] if s.kind == "heading"), "")
    return any(_JUDGES.search(text) for text in (PurePosixPath(document.path).stem, title[:_FAR]))


def _announced(document: Document, statement: Statement) -> Iterator[str]:
    """What stands above a statement, nearest first: the items it is nested in, what leads its list, its headings."""
    yield from (other.plain[:_FAR] for other in _subjects.above(document, statement))
    yield from (heading.plain[:_FAR] for heading in reversed(statement.headings))
