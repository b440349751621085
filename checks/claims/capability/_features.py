"""What a statement says is there: the items of feature lists, in plain words or by a technology's name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.claims import _models
from checks.claims._catalogue import is_named, named, packaged
from checks.claims.capability import _holes, _turned, _worded
from checks.claims.capability._feature_parts import ADDED, STATE_END, parts_of
from checks.documents.marks import TICKS
from checks.documents.model import Document, Statement
from checks.model import Polarity
from checks.patterns import regex

_LONGEST = 600

# Sections and lists whose items are other things: files, routes, results, numbers, names, advice.
_ELSEWHERE = regex(
    r"\b(?:test results?|results|commits|metrics|statistics|stats|timeline|duration|dependenc(?:y|ies)|packages|links?|references|resources|contacts?|authors?|team|modified|affected|code coverage|"
    r"environment variables|variables|changelog|history|examples?|next|issues|problems|known \w+|limitations?|risks?|challenges|lessons|notes?|benefits|why|rationale|reasons?|motivation|trade-?offs?|impact|blockers?|failure analysis|environment(?=\W*$)|(?:score|grade|comparison|dates?|requests?|responses?|payloads?)(?=\W*$|\s(?:body|bodies|formats?|schemas?|structures?|examples?|fields|cards?|breakdown)\b)|"
    r"audience|personas|maintenance|debugging|troubleshooting|tools used|did(?:n't| not) work|needing attention|to share|best practices for|(?:removed|deleted|kept|archived) (?:files|director(?:y|ies)|folders)|(?:files|director(?:y|ies)|folders) (?:removed|deleted|kept|archived)|"
    r"numbers|arguments|questions|documentation|before|bugs?|(?<!cutting )concerns?|tables created|counters|migrations|prerequisites|conclusion|needs?|requires|required(?! features))\b",
    re.IGNORECASE,
)
_FEATURE = regex(
    r"\b(?:features?|success metrics|capabilit(?:y|ies)|functional\w*|deliverables|implement\w*|what (?:was|we|you|works)|highlights|achievements?|built|delivered|includes?|provides?|supports?|validation|"
    r"requirements?|criteria|improvements?|fixed|services?|architecture|stack|key|evidence|approach)\b",
    re.IGNORECASE,
)
_META = regex(
    r"^(?:(?:\w+ )?(?:prices?|pricing|workarounds?|debt|loss|uptime|downtime|costs?|files?|file path|paths?|locations?|status|severity|priority|impact|effort|dates?|author|versions?|duration|time|size|lines?|loc|port|url|branch|commit|endpoints?|routes?|purpose|"
    r"owner|type|category|tests?|test coverage|coverage|documentation|docs|total|result|results|note|notes|issue|evidence|line|lines|method|methods|class|function|model|models|schema|tables?|fields?|columns?|"
    r"entity|repository|component|components|dependency|dependencies|package|example|reference|spec reference|action|action required|fix|cause|root cause|solution|before|after|default|tested|confidence|"
    r"data ?sets?|timestamps?|logs?|(?:likely |probably )?(?:due to|caused by)|name|id|description|problem|risk|reason|changes|modified|created|added|updated|removed|new|import|environment config|configurable via|connection|command|phase|date completed|scope|goal|"
    r"timeline|agents|build|build status|code|base url|host|address|run|start|used by|usage|page|data source|missing|required|expected|actual|claimed|reality|changed|change|fixed|was|now|bug|(?:issue|bug|problem|fix|finding|test|task|step) #?\d+|feature|also at|lines? \d+|(?:\w+ )?enums?|finding|conclusion|recommendation|"
    r"preferences?|avoid(?:ed)?|benefits?|advantages?|disadvantages?|drawbacks?|rationale|alternatives?(?: considered)?|trade-?offs?|lessons?(?: learned)?|assumptions?|consequences?|"
    r"warning|important|tip|gap|gaps|fixes|fixed by|question|answer|link|links|see|license|contact|ticket|pr|sha|assigned|(?:delivered|prepared|reviewed|approved|tested|written|created) by|reviewer|language|languages|runtime|last updated|updated|generated|project|developer|environment|"
    r"verification|verified|progress|completion|estimate|estimated|grade|score|rating|summary|response|request|body|headers|returns|params|parameters|input|output|(?:phase|step|week|milestone|sprint|stage) [\w.-]{1,4}|maintainab\w+|memory[- ]efficient|production[- ]ready|well[- ]\w+|content-type|content-length|browser|process|node(?: version)?|user[- ]friendly|flexible|reversible|scalable|extensible))$",
    re.IGNORECASE,
)
_VERIFIES = regex(r"\w verification$", re.IGNORECASE)
_OF_RUN = regex(
    r"\b(?:status|tests?|builds?|coverage|duration|time|timeline|files?|lines|loc|size|costs?|impact|debt|fix|bug|issue|results?|cause|"
    r"(?:phase|step|week|milestone|sprint|stage|task) [\w.-]{1,4}|phases|steps|weeks)\b",
    re.IGNORECASE,
)
"""A label that stays one of a figure, a run, a fault or a stage, ticked or not."""
_STAGE = regex(
    r"(?:weeks?|months?|days?|phases|steps|sprints|stages) \d{1,3}(?:\s?[-–&]\s?\d{1,3})?", re.IGNORECASE
)
"""``Weeks 1-2``: a stage of the work, whose state is the claim."""
_FIGURES_OF = regex(r"(?i)metrics|statistics|stats")
_WATCHES = regex(
    r"(?i)\b(?:filtering|tracking|monitoring|detection|collection|logging|profiling|recording|alerts|alerting|warnings)\b"
)
_ROUTE = regex(r"(?:GET|POST|PUT|PATCH|DELETE) /")
_CODE_FILE = regex(r"\.(?:[mc]?[jt]sx?|py|vue|svelte)$", re.IGNORECASE)
_CALLED = regex(r"[\w@.()\[\]-]{1,60}/[\w@./()\[\]-]{1,120}|\b[\w-]{1,60}\.[a-z]{2,4}\b")
_NUMBERED = regex(r"(?:task|bug|issue|feature|story|item|requirement|problem|fix) #?\d{1,5}", re.IGNORECASE)
_BENEFITS = regex(r"\bbenefits\b", re.IGNORECASE)
_MADE = regex(r"(?i)(?:newly )?(?:added|configured|implemented|introduced|enabled)|fix(?:ed)?|solution")
_ADDED_THING = regex(
    r"^(?:added|implemented|introduced|built|integrated) (?:[A-Za-z][\w-]{0,40}\s){1,7}[A-Za-z][\w-]{0,40}\s?:?$",
    re.IGNORECASE,
)
_HUMPED = regex(r"^\W{0,9}\w{0,40}(?:[a-z][A-Z]|[A-Z]{2}[a-z]|_\w)\w{0,40}(?:\s\(|\W*$)")
_PROMISED = regex(r"^\W*(?:no|zero|never|without|not|missing|none|lacks?|isn't|aren't)\b", re.IGNORECASE)
_GUARDED = regex(
    r"\b(?:cannot|can't|can not) be (?:accessed|modified|changed|deleted|tampered|forged|reused|bypassed|viewed|edited|read|seen)\b",
    re.IGNORECASE,
)
_OF_CODE = regex(
    r"^(?:functions?|methods?|class(?:es)?|components?|interfaces?|hooks?|fields?|types?|properties|endpoints?|routes?|props?|parameters?|arguments?|calls?)\b",
    re.IGNORECASE,
)
_REMAINING = regex(r"(?i)^(?:remaining|known|outstanding|pre-?existing|other) ")
_ASKED = regex(
    r"(?i)^\W*(?:q\d{0,2}\s?[:.)]\s?)?(?:how|why|when|who|where|which|can|do|does|should|is|are|will|what (?:can|if|should|do|happens|about|could|else)|if)\b.*\?\W*$"
)
_CASES = regex(
    r"(?i)\b(?:test (?:cases?|scenarios?|data)|scenarios?|personas?|samples?)\b(?!.{0,60}\b(?:cover|implement|support|handl)\w*)"
)
_PAPER = regex(
    r"(?i)\b(?:guide|manual|readme|(?:documentation|document|docs) file|cheat ?sheet|handbook)s?\W*$"
)
_CONDITION = regex(r"(?i)\b(?:if|when|whenever|unless|until|provided that|as long as)\s?:?\s*$")
_CARED_FOR = regex(
    r"(?i)\b(?:errors?|exceptions?|failures?|edge cases?)\s(?:handling|codes?|responses?|conditions?|cases?|messages?)\b|\b(?:handles?|handling|checks?|validat\w+|detects?|rejects?|warns?)\s(?:for|of|against|the following)\b|\b(?:handles|detects|rejects|catches)\s?:\s*$"
)
_FEATURES = regex(
    r"(?i)^\W*(?:\d+[.)]\s)?(?:key |main |core |new |added |implemented |enhanced )?(?:features|capabilities)(?: (?:implemented|added|delivered))?\W*$"
)
_REASONS = regex(r"^\W*(?:\d+[.)]\s)?why\b|\b(?:rationale|trade-?offs)\b", re.IGNORECASE)
_FAULTS = regex(
    r"\b(?:issues?|problems?|bugs?|limitations?|risks?|blockers?|failures?|use cases?(?=\W*$)|focus areas?)\b(?!.{0,80}\b(?:fix(?:ed|es)?|resolved|solved|addressed|mitigated|eliminated)\b)(?<!\bfixed issues)(?<!\bresolved issues)",
    re.IGNORECASE,
)
_FLAW = regex(
    r"(?i)^\W*(?:\d{1,3}(?:\.\d{1,3})*[.)]?\s)?(?:the |our |original |root )?(?:flaws?|vulnerabilit(?:y|ies)|exploits?|attacks?|weakness(?:es)?|threats?|problems?|faults?|defects?|impact|consequences?)(?:\s(?:scenario|vector|example|description|found|before|was))?\W*(?:\(|$)"
)
_JUDGED_RUN = regex(r"\b(?:PASS(?:ED)?|FAIL(?:ED)?)\W*$")
_STATUS_CODE = regex(
    r"^[1-5]\d\d\b(?: [A-Z][A-Za-z]{1,20}){0,3}(?:\s?[-–—:(→]\s?(?=\S)|(?<=[a-z]) (?:on|when|if|for) )"
)
_TOLD_IN = regex(r"[A-Za-z]{3}")
_TELLING = 3  # words behind a label that say more than it
_VERSION = regex(r"[\^~]?v?\d+\.\d")
_STILL_NEEDS = regex(
    r"^\W*(?:requires?|needs?|pending|awaiting|limited|missing|partial(?:ly)?|only)\b", re.IGNORECASE
)
_PROSE_FILE = regex(r"[\w-]\.(?:md|mdx|txt|rst|adoc)\b", re.IGNORECASE)
_OF_STACK = regex(r"^(?:runtime|languages?|framework|environment)$", re.IGNORECASE)
_ANSWER = regex(
    r"(?i)^(?:ok|yes|no|true|false|none|n/?a|done|passed|success(?:ful)?|verified|running|working|valid|online|(?:http )?\d{3} \w+)\W*$"
)
_NUMBER = regex(r"^\W{0,3}\d[\d,]{0,9}\+?\s?(?:$|\()")  # "**Test suites**: 4 (orders, carts)"
_TIMED = regex(
    r"(?i)^\W{0,3}\d[\d.,]{0,9}(?:\s?[-–]\s?\d[\d.,]{0,9})?\s?(?:ms|s|secs?|seconds?|mins?|minutes?)\b(?:\s(?:total|average|avg|each|overall|on average|via \w{2,20}))?\W*(?:\([^()]{0,60}\))?\W*$"
)
"""All that stands behind a label is how long something takes."""
_TIMED_PART = regex(
    r"(?i)^\W{0,3}(?:[a-z -]{2,30}\s)?[<>~≤≥]=?\s?\d[\d.,]{0,9}\s?(?:ms|s|secs?|seconds?|mins?|minutes?)\b(?:\s(?:on average|(?:response|load|build) times?))?\W*$"
)
"""``pages < 2s``."""
_ONE_WORD = regex(r"[A-Za-z]{2,30}")
_MOVED = regex(
    r"(?i)^(?:(?:reduced|improved|increased|decreased|dropped|went|cut|down|up)\s)?(?:from\s)?[~≈]?\d[\d.,]{0,9}\s?[A-Za-z%]{0,4}\s?(?:→|->|to)\s?[~≈]?\d"
)
"""All that stands behind a label is how a figure changed."""
_CODE_OF_ERROR = regex(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
_ERRORS = regex(r"\berrors?\b", re.IGNORECASE)
_LINES = regex(r"\b(?:at )?lines? \d+(?:\s?[-–]\s?\d+)?\b", re.IGNORECASE)
_EMPTY = regex(r"\(\s*\)\s?(?:[-–—:]\s)?")  # brackets that held nothing but code
_PROSE_FILES = (".md", ".txt", ".rst", ".adoc", ".mdx")
_LISTS = regex(
    r"^(?:key |main |core |new )?(?:features?|includes?|supports?|capabilities|provides?|current(?:ly)?|now|implementation|functionality|purpose)$",
    re.IGNORECASE,
)
_PROVIDED = regex(r"(?i)(?:key |main |core |new )?(?:features|capabilities|supports|includes|provides)")
"""A label of a paragraph behind which features stand: "**Capabilities**: order search, exports"."""
_TESTED = regex(r"^tests \w|\btested$|\b(?:unit|integration|e2e|end-to-end) tests?$", re.IGNORECASE)
_TESTS_ABOVE = regex(
    r"^(?:all |comprehensive |new )?(?:[\w-]+ )?(?:tests?|testing|test (?:coverage|suites?|cases))\b(?: (?:cover\w*|passing with|added|created|for))?\W*$",
    re.IGNORECASE,
)
_TEST_FILE = regex(r"(?:^|[/_.-])tests?[_./-]|[_.-](?:test|spec)\.\w+$", re.IGNORECASE)
_EDITED = regex(
    r"\b(?:updated|modified|changed|edited) files\b|\bfiles (?:updated|modified|changed)\b", re.IGNORECASE
)
_DENYING = regex(
    r"^(?:\w+ ){0,3}(?:no|not|never|won't|doesn't|don't|cannot|can't|lost|(?<![a-z]ly )without|zero|none|isn't|aren't|lacks?)\b",
    re.IGNORECASE,
)
_MISSING = regex(
    r"(?i)\bmissing\b|\bnot (?:yet )?(?:implemented|running|present|built|supported|done)\b|\bdo(?:es)?n'?t (?:work|have|provide)\b|\black(?:s|ing)?\b|\bunimplemented\b"
)
_COLOUR = regex(r"\(#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6,8})\)")
"""A colour of a palette: "Deep red (#c5030e)"."""


def of(document: Document, statement: Statement) -> Iterator[tuple[str, Polarity]]:
    """The phrases of what a statement gives, from left to right."""
    given = _MADE.fullmatch(statement.label) or _PROVIDED.fullmatch(statement.label)
    told = statement.kind == "paragraph" and given is not None
    if statement.kind == "item" or told or (statement.kind == "paragraph" and _ticked(document, statement)):
        absent = statement.mark == "failed" or _denied_above(document, statement)
        yield from ((text, "absent" if absent else "present") for text in _of_item(document, statement))


def is_about_tests(document: Document, statement: Statement, phrase: str) -> bool:
    """Whether a phrase says what is tested: by its own words, or by the list that it stands in."""
    if _TESTED.search(phrase):
        return True
    if statement.kind != "item":
        return False
    about = document.statements[statement.parents[-1]].about if statement.parents else ()
    nearest = next(_above(document, statement), "")
    in_tests = bool(about) and bool(_TEST_FILE.search(about[0])) and "test" in statement.plain.lower()
    return in_tests or bool(_TESTS_ABOVE.search(_worded.BRACKETED.sub("", nearest)))


def is_cared_for(document: Document, statement: Statement) -> bool:
    """Whether an item names a case that is dealt with, by what announces its list: "Error handling for:" above "Missing token"."""
    return (
        statement.kind == "item"
        and statement.mark != "failed"
        and any(_CARED_FOR.search(text[-120:]) for text in _above(document, statement))
    )


def is_condition(document: Document, statement: Statement) -> bool:
    """Whether an item is a condition, by what announces its list: "A project may be built if:"."""
    return statement.kind == "item" and any(_CONDITION.search(t[-80:]) for t in _above(document, statement))


def _ticked(document: Document, statement: Statement) -> bool:
    return statement.mark == "done" and document.lines[statement.line - 1].lstrip(" >*")[:1] in TICKS


def _denied_above(document: Document, statement: Statement) -> bool:
    """Whether the list is one of what is lacking: "What's Missing", "Not implemented:"."""
    if statement.mark == "done" or any(heading.mark == "done" for heading in statement.headings[-1:]):
        return False
    return any(_MISSING.search(text[:200]) for text in _above(document, statement))


def _above(document: Document, statement: Statement) -> Iterator[str]:
    """What announces an item, nearest first: its parent, the words that lead its list, its heading."""
    yield from (document.statements[i].plain for i in statement.parents[-1:])
    if statement.lead is not None and (lead := document.statements[statement.lead]) and _announces(lead):
        yield lead.plain
    yield from (heading.plain for heading in statement.headings[-1:])


def _announces(lead: Statement) -> bool:
    """Whether a line leads a list: it ends in a colon, or is no more than a label."""
    plain = lead.plain.rstrip()
    return plain.endswith(":") or plain.rstrip(":") == lead.label


def _of_item(document: Document, statement: Statement) -> Iterator[str]:
    if statement.mark != "failed" and _STATUS_CODE.match(statement.plain):
        yield statement.plain[:_LONGEST].strip()
        return
    if _is_of_others(document, statement):
        return
    if statement.codes and statement.codes[0].start <= 1:
        if _CODE_OF_ERROR.fullmatch(statement.codes[0].text) and _among_errors(document, statement):
            yield f"error code `{statement.codes[0].text}`"
        return
    label, text = _labelled(statement)
    if label is None:
        return
    if _denies(statement, text):
        if label and not _PROMISED.match(text) and _worded.reads_as_feature(label, ""):
            yield label  # "**Atomic claims**: two workers cannot take one job"
        return
    bare = _bare(statement, text)
    if bare != text and _holes.points_at(bare):
        return
    if bare != text and not _worded.WORD.search(_worded.BRACKETED.sub("", bare).replace("()", "")):
        yield from _of_label(statement, label)
    elif not _is_about_code(statement, text, bare, label):
        explained = any(
            _TOLD_IN.search(found.group(1)) and not _worded.COUNT.match(found.group(1))
            for found in _worded.BRACKETED.finditer(bare)
        )
        alone = (statement.mark == "done" or explained) and not _HUMPED.search(bare)
        found = (
            list(parts_of(bare, label, ticked=statement.mark == "done", alone=alone))
            if _worded.reads_as_feature(bare, label, alone=alone)
            else []
        )
        if not found and label and not statement.codes and _explains(label, bare):
            found = [label]
        yield from found


def _explains(label: str, text: str) -> bool:
    """Whether a label is a feature that the words behind it only explain: "**JWT tokens**: 24h access tokens"."""
    if (
        _worded.RUN.search(text)
        or STATE_END.fullmatch(" " + text)
        or _worded.MODAL.search(text)
        or len(_worded.WORD.findall(text)) < 2
    ):
        return False
    known = is_named(label)
    if (
        label.isupper()
        or re.search(r"\w[_.]\w|^\W*\d[\d.]{0,6}(?:\s?[-–]\s?\d{1,3})?\s?%", text)
        or (not known and re.match(r"\W*\d", text))
    ):
        return False
    return (
        len(_worded.WORD.findall(label)) > 1
        and not _worded.PSEUDO.search(text)
        and _worded.reads_as_feature(label, "")
    )


def _is_of_others(document: Document, statement: Statement) -> bool:
    """Whether an item is no feature by where it stands: in another list, above items of its own, a link."""
    if (statement.mark == "failed" and "→" in statement.plain) or _is_reference(statement):
        return True
    if any(
        _VERSION.match(code.text) and " " not in statement.plain[: code.start].strip()
        for code in statement.codes[:1]
    ):
        return True  # a package
    if statement.mark == "warning" and _STILL_NEEDS.match(statement.plain):
        return True
    if _models.stands_alone(document, statement) or _COLOUR.search(statement.plain[:80]):
        return True
    leads = _has_children(document, statement) and statement.mark != "done"
    return (leads and not _ADDED_THING.match(statement.plain)) or _is_elsewhere(document, statement)


def _denies(statement: Statement, text: str) -> bool:
    """Whether an unmarked item denies something, and not that somebody can get at it."""
    denied = statement.polarity == "absent" and statement.mark in ("", "warning") and _DENYING.match(text)
    return bool(denied) and not _GUARDED.search(text)


def _is_about_code(statement: Statement, text: str, bare: str, label: str) -> bool:
    """Whether an item is about a piece of code that it names, or a place in a file, rather than what that does."""
    if bare == text:
        return False
    if _OF_CODE.match(ADDED.sub("", bare)) or (
        _LINES.search(text) and ADDED.match(text) and not _names_code(statement)
    ):
        return True
    return bool(label) and len(_worded.WORD.findall(bare)) < 2 and not is_named(bare)


def _of_label(statement: Statement, label: str) -> Iterator[str]:
    """``**Data sync** (`/v1/sync`)``, ``**Logging**: `order_created` ``: a label with nothing but code behind it."""
    files = any(
        _worded.STARTS_CODED.match(code.text) and not code.text.startswith("/") for code in statement.codes
    )
    known = is_named(label)
    if not files and (known or (statement.mark == "done" and len(label.split()) > 1)) and "." not in label:
        names = [code.text for code in statement.codes if re.fullmatch(r"[A-Za-z]\w*_\w+", code.text)]
        yield f"{label}: {', '.join(f'`{name}`' for name in names)}" if names else label


def _among_errors(document: Document, statement: Statement) -> bool:
    return any(_ERRORS.search(text[:160]) for text in _above(document, statement))


def _is_reference(statement: Statement) -> bool:
    """Whether an item is a link to another document or place."""
    return bool(statement.links) and statement.plain.startswith(statement.links[0].text)


def _has_children(document: Document, statement: Statement) -> bool:
    following = document.statements[statement.index + 1 : statement.index + 2]
    return any(statement.index in each.parents for each in following)


def _is_elsewhere(document: Document, statement: Statement) -> bool:
    """Whether the nearest words above the item announce other things. What a file is called announces nothing."""
    if statement.parents:
        about = document.statements[statement.parents[-1]].about
        if about and about[0].lower().endswith(_PROSE_FILES):
            return True
    above = list(_above(document, statement))
    of_name = bool(statement.parents) and _names_code(document.statements[statement.parents[-1]])
    if not (of_name or _is_of_code(document, statement)) and any(
        _EDITED.search(text[:160]) for text in above
    ):
        return True
    told = statement.headings[-1:] if statement.mark != "done" else ()
    if any(_FLAW.match(h.plain) for h in told):
        return True  # how it was, or what could come of it
    if any(_REASONS.search(h.plain) or _PROSE_FILE.search(h.plain) or _ASKED.match(h.plain) for h in told):
        return True
    if statement.mark != "done" and any(_PAPER.search(_worded.BRACKETED.sub("", h.plain)) for h in told):
        return True
    if _FAULTS.search(_CALLED.sub(" ", above[0][:160]) if above else ""):
        return True
    if len(above) > 1 and any(_CASES.search(h.plain) for h in told):
        return True  # what a case of a test is called
    if statement.label and any(_JUDGED_RUN.search(h.plain) for h in statement.headings[-1:]):
        return True  # what was seen in a run
    if statement.mark != "done" and any(_BENEFITS.search(h.plain) for h in statement.headings[-2:-1]):
        return True
    if statement.parents and _is_part_of_feature(document.statements[statement.parents[-1]]):
        return False
    return _announces_others(statement, next(iter(above), "")[:160])


def _is_part_of_feature(parent: Statement) -> bool:
    """Whether what stands below an item says what a route does, or a feature, whatever that is called ("Quick responses")."""
    return _is_route(parent) or any(_FEATURES.match(heading.plain) for heading in parent.headings[-1:])


def _announces_others(statement: Statement, nearest: str) -> bool:
    """Whether the words right above an item are of lists whose items are other things."""
    if _worded.is_called_like_file(nearest):
        return False
    nearest = _CALLED.sub(" ", _worded.BRACKETED.sub("", nearest))
    other = _ELSEWHERE.search(nearest)
    if (
        other
        and _FIGURES_OF.fullmatch(other.group())
        and not statement.label
        and (
            _WATCHES.search(statement.plain)
            or (any(packaged(nearest)) and not re.search(r"\d", statement.plain))
        )
    ):
        return False  # "Order tracking" below "Metrics", "Error rates" below "Prometheus metrics": no figure, but what counts
    return bool(other) and not _FEATURE.search(nearest)


def _is_of_code(document: Document, statement: Statement) -> bool:
    """Whether an item stands below one that names a file of code: it tells what that does now."""
    about = document.statements[statement.parents[-1]].about if statement.parents else ()
    return bool(about) and bool(_CODE_FILE.search(about[0]))


def _is_route(statement: Statement) -> bool:
    return (
        bool(statement.codes)
        and statement.codes[0].start <= 1
        and bool(_ROUTE.match(statement.codes[0].text))
    )


def _names_code(statement: Statement) -> bool:
    """Whether an item is about a function or a class, not a file: what stands below it says what that does."""
    return bool(statement.codes) and not any(
        _worded.STARTS_CODED.match(code.text) for code in statement.codes
    )


def _labelled(statement: Statement) -> tuple[str | None, str]:
    """An item's label and what stands behind it; None for a label that announces another thing."""
    label, text = statement.label, statement.plain[:_LONGEST]
    if not label:
        return "", _turned.by_now(text)
    if _STATUS_CODE.match(text):
        return None, ""
    rest = text[len(label) :].lstrip(" :–—-") if text.startswith(label) else text
    if _DENYING.match(label) and statement.mark == "done" and len(_worded.WORD.findall(rest)) > _TELLING:
        return "", rest  # "✅ **No timeouts** - long builds run in the background"
    if _OF_STACK.match(label) and next(named(rest[:40]), None) is not None:
        return label, rest
    if _MADE.fullmatch(label):
        return "", _turned.by_now(rest)
    if _NUMBERED.fullmatch(label) and statement.mark == "done":
        return "", rest  # "✅ **Bug 23:** every cart route is guarded"
    if _STAGE.fullmatch(label) or _DENYING.match(label) or _worded.STARTS_CODED.match(label):
        return None, ""
    if (_META.match(label) and not _VERIFIES.search(label)) or _is_symbol(label):
        return ("", rest) if _told_anyway(statement, label, rest) else (None, "")
    if _LISTS.match(label):
        return "", rest
    if _REMAINING.match(label) or _is_value(statement, label, rest):
        return None, ""
    told = (
        _worded.BRACKETED.sub("", rest).strip()
        or "(" not in rest
        or any(c.start >= len(label) for c in statement.codes)
    )
    return (label, rest) if rest.strip() and told else ("", text if rest.strip() else label)


def _is_value(statement: Statement, label: str, rest: str) -> bool:
    """Whether nothing but a figure, a time, an answer or one plain word stands behind a label."""
    if any(pattern.match(rest) for pattern in (_MOVED, _ANSWER, _TIMED, _NUMBER)):
        return True
    ticked = statement.mark == "done"
    if all(map(_TIMED_PART.match, rest.split(", "))) and not (ticked and is_named(label)):
        return True
    one = _ONE_WORD.fullmatch(label) and _ONE_WORD.fullmatch(rest.strip())
    return bool(one) and not statement.mark and not is_named(rest)


def _told_anyway(statement: Statement, label: str, rest: str) -> bool:
    """Whether a ticked item says in whole words what is there, behind a label that elsewhere stands before a figure or names
    code: "✅ **Cache headers** - set for static files", "✅ **useMemo** - costly sums are kept"."""
    ticked = statement.mark == "done" and (" " in label or _is_symbol(label)) and not _OF_RUN.search(label)
    return ticked and len(_worded.telling(_bare(statement, rest))) > _TELLING - 1


def _is_symbol(label: str) -> bool:
    return bool(_worded.SYMBOL_FIRST.match(label) and not _worded.PRODUCT.match(label)) or label.endswith(
        "()"
    )


def _bare(statement: Statement, text: str) -> str:
    """The text without inline code and line numbers."""
    shift = len(statement.plain[:_LONGEST]) - len(text) if statement.plain[:_LONGEST].endswith(text) else 0
    for code in reversed(statement.codes):
        at = code.start - shift
        if at >= 0:
            text = text[:at] + text[at + len(code.text) :]
    return " ".join(_EMPTY.sub(" ", _LINES.sub("", text)).split())
