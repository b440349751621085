"""What a document itself says is a mock or simulated: nobody is told anything new by an accusation of it."""

from __future__ import annotations

from functools import lru_cache

from checks.claims import _stems
from checks.claims._identity import ByIdentity
from checks.documents.model import Document
from checks.model import Finding
from checks.patterns import regex

_OWNED = regex(
    r"(?i)\b(?:mock(?:ed)? (?:implementations?|integrations?|providers?|services?|responses?)|(?:simulated|placeholder|stub(?:bed)?|demo|mock(?:ed)?)\s(?:for now|until|mode|only|at present|in this (?:phase|version))|"
    r"(?:is|are|currently|still|uses?|using|returns?|with) (?:currently |still )?(?:an? )?(?:mock(?:ed|s)?|simulated|stub(?:bed|s)?|placeholders?|sample|made[- ]up|hard-?coded)\b)"
)
_DENIED = regex(
    r"(?i)\b(?:no|not|never|without|zero|removed?|replac\w+|instead|eliminated?|fixed|was|were|previously|before|tests?|testing)\b"
)
KINDS_OF_CODE = _stems.stems(
    "service services controller router routes handler manager processing process processor queue worker job data get post put patch delete "
    "api create update check validate verify fetch load save send list index main app module repository store client server function item items phase"
)
"""Words by which parts of code are not told from one another."""
_COMMON = KINDS_OF_CODE | _stems.stems(
    "apps mock real implementation provider integration response request backend frontend system core base utils helper test user src lib"
)
"""Words that a line about a mock, or the path of nearly any file, may have."""
_TELLING = 4  # letters
_LONGEST = 400  # characters of a line


def untold(faults: list[Finding], document: Document | None) -> list[Finding]:
    """The faults that the document does not own up to itself.

    It owns up to one where a line that says that something is a mock names what the function, its file or its folder
    is called after."""
    told = _owned(ByIdentity(document)) if document is not None and faults else ()
    return [fault for fault in faults if not any(_own(fault) & words for words in told)]


@lru_cache(maxsize=8)
def _owned(held: ByIdentity[Document]) -> tuple[frozenset[str], ...]:
    """The words of every line that says of something that it is a mock."""
    lines = (line[:_LONGEST] for line in held.value.lines)
    return tuple(_stems.stems(line) for line in lines if _OWNED.search(line) and not _DENIED.search(line))


def _own(fault: Finding) -> frozenset[str]:
    """The words that a fault's function, file and folder are called after."""
    near = " ".join(fault.path.rsplit("/", 2)[-2:])
    words = _stems.stems(f"{fault.symbol} {near}") - _COMMON
    return frozenset(word for word in words if len(word) >= _TELLING)
