"""What a statement says is not there: "no scheduler", "missing JWT validation", "encryption is not implemented"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.claims._catalogue import is_named
from checks.claims.capability import _worded
from checks.documents.model import Heading, Statement
from checks.patterns import regex

_LONGEST = 600
_WORDS = 7

# What may be lacking without a capability being so: faults, leftovers, files, numbers, other kinds' things.
_NO_CAPABILITY = regex(
    r"\b(?:errors?|warnings?|issues?|bugs?|changes?|files?|folders?|director(?:y|ies)|imports?|mocks?|mock(?:ed)? (?:data|responses?)|fake|placeholders?|todos?|"
    r"fixmes?|hard-?coded|stubs?|regressions?|problems?|leaks?|downtime|conflicts?|dependenc(?:y|ies)|gaps?|blockers?|vulnerabilit(?:y|ies)|duplicates?|failures?|claims?|"
    r"calls?|callers?|references?|usages?|console\.logs?|breaking|overrides?|overwrites?|complaints?|matches|endpoints?|routes?|tables?|columns?|methods?|functions?|class(?:es)?|variables?|"
    r"attribution|side[- ]effects?|documentation|docs|repository|repo|commits?|branch(?:es)?|race conditions?|data loss|blocking|delays?|lag|locks?|needed|required|knowledge|requirements?|entries|rows?|violations?|exceptions?|crash(?:es)?|numbers|tooling|profiling tools?)$",
    re.IGNORECASE,
)
_VAGUE = regex(
    r"(?:longer(?: \w+)*|way|one|other|need|impact|data|code|lines?|loc|results?|reason|doubt|risk|evidence|matter|work|action|cost|effort|time|idea|point|secrets?|limit|config(?:uration)?|answers?|"
    r"proof|sense|value|difference|details?|listen|users?|items?|instances?|additional|further|manual|extra|more .*|server|schema|tools|features?(?: \w+)?|services?|components?|implementation(?: details)?|existed|"
    r"custom .*|hesitation|question|exception|system|everything|anything|nothing|parts?|what|it|this|that|these|those|none|only|not|yet)",
    re.IGNORECASE,
)
_NO = regex(
    r"(?<![\w/-])(?:no|zero|missing|lacks?|lacking|without(?: any)?(?! \w+:)|0 (?:loc|lines) of|instead of(?: executing| using| a real| real| actual(?:ly)?)|never (?:stores?|persists?|validates?|checks?|actually)|"
    r"(?:does not|doesn't|do not|don't|did not|cannot|can't|won't|will not|not) (?:provide|have|support|implement|include|use|enforce|persist|store|validate|authenticate|recover|actually|proactively))\s+"
    r"(?:(?:any|actual|real|proper|true|working|the|a|an|no|evidence of|entry for|support for|implementation of|entirely)\s+){0,3}",
    re.IGNORECASE,
)
_PLACE = regex(
    r"[,;:.!?()\[\]|–—=]|\s-\s|\s(?:in|for|on|at|by|from|with|when|while|because|but|so|that|which|who|is|are|was|were|has|have|had|exists?|yet|and|or|via|to|than|as|if|implemented|found|"
    r"available|present|implementation exists|between|across|beyond|until|after|before|during|through|not|only|inside|under)\b",
    re.IGNORECASE,
)  # fmt: skip
_STATE = regex(
    r"\b(?:(?:is|are|was|were|remains?|all)\s+)?(?:completely |entirely |still |all |currently |simply )?(?:not (?:yet )?(?:implemented|present|available|supported|enforced|enabled|configured|"
    r"integrated|persisted|existent|provided|there|found|validated|encrypted|detected)|never (?:implemented|enforced|persisted|stored|validated)|"
    r"(?:missing|non-?existent|absent|lacking)(?!\s+[a-z])|unimplemented|bypassed|NOT FOUND|non-persistent|faked|mocked)\b",
    re.IGNORECASE,
)
_NOTHING_DONE = regex(
    r"\b(?:changed|added|removed|modified|touched|affected|broken|found|detected|needed|required)$",
    re.IGNORECASE,
)
_RELATED = regex(
    r"([A-Za-z][\w ]{1,40}?)[- ](?:related|specific) (?:files?|modules?|code|classes)\b", re.IGNORECASE
)
_BRACKET = regex(r"\([^()]{0,200}\)")
_GIVES = regex(r"^[\w-]+(?:s|ed|ly|ion|ing|y|nt|al)\b", re.IGNORECASE)
_LOST = regex(r"\blost (?:on|at|after) (?:\w+ )?restarts?\b", re.IGNORECASE)
_MODAL = regex(r"\b(?:may|might|could)\b", re.IGNORECASE)
_ANSWERED = regex(
    r"^\W*(?:no|none|missing|not found|absent|not (?:yet )?(?:implemented|available|supported|started|built|done))\b\W*(?:$|in\b)",
    re.IGNORECASE,
)
_OF_EFFECT = regex(
    r"(?i)\b(?:impact|effects?|changes?|risks?|issues?|problems?|severity|regressions?|notes?|blockers?)\W*$"
)
"""A label that asks for what came of it: "Security impact: none"."""
_FAULT_LABEL = regex(
    r"\b(?:impact|missing|current(?:ly)?|issues?|problems?|files?|finding|evidence|reality|status|description|gaps?|limitations?|cause|note|summary|risk|error|actual|conclusion|critical|severity|not|no|blockers?|bugs?|critical)\b|\d",
    re.IGNORECASE,
)
_PROMISED = regex(r"^[\s:–—-]*(?:no|zero|never|without)\b", re.IGNORECASE)
_NOTHING = regex(
    r"^none of (?:this|these|them|the above)\b.{0,60}\b(?:implemented|exists?|present|there)\b", re.IGNORECASE
)
_LEADING = regex(
    r"^(?:\W|\d+[.)]\s|(?:the|a|an|all|this|that|these|those|our|there|it|and|but|however|while|also|only|its|their|entire|any|has|have|with|of|is|are)\s)+",
    re.IGNORECASE,
)
_NUMBERED = regex(r"^(?:[A-Z]{1,12}[-\s#]*\d{1,4}\s*[:.)–—-]\s*|\d{1,3}(?:\.\d+)*[.)]?\s+)")
_UNABLE = regex(
    r"(?i)^\W*(?:cannot|can't|can not|unable to|does not|doesn't)\s(?P<what>(?!have\b|be\b|use\b|support\b|provide\b|include\b|implement\b)[a-z]{3,15}\s[^(;.|:\x00`]{3,70}?)\s*(?:[(;.|:–—]|\s-\s|\s(?:yet|because|without|as|due)\b|$)"
)
"""What something cannot do: "❌ Cannot export closed orders (no rights)"."""
_PERSON = regex(r"^(?:we|you|i|they|he|she|it|user)\b", re.IGNORECASE)
_IF = regex(r"(?i)\b(?:if|when|unless|until|whether)\s(?:\w+\s){0,3}$")
_WHEN = regex(r"(?i)\b(?:if|when|whenever|unless|until)\s(?:there (?:is|are)\s)?$")
_NO_THING = regex(
    r"(?i)^(?:in|on|at|for|from|of|to|by|with|as|changing|breaking|touching|altering|modifying|affecting|losing|requiring|blocking|restarting|using|adding|removing)\b|^\w+ing (?:them|it|the|an?|all|any)\b"
)
_QUOTED = regex(r"^\W{0,2}[\"“][^\"”]{3,160}[\"”][\s:.!]*$")  # what a program says
_STATUS_CODE = regex(r"^\W*[1-5]\d\d\b(?: [A-Z][A-Za-z]{1,20}){0,3}\s?[-–—:(→]")
_CARED_FOR = regex(
    r"(?i)\b(?:for|on|against|handl\w+|detect\w*|report\w*|catch\w*|reject\w*|flag\w*|any|when|of)\s$"
)
_MENDING = regex(r"(?i)\b(?:bug ?)?fix(?:ed|es)?\b")
_HINT = regex(
    r"(?i)\b(?:no|zero|not|never|missing|without|lack|instead|n't|non|absent|unimplemented|bypassed|mocked|faked|cannot|0)"
)


def of(statement: Statement) -> Iterator[str]:
    """The phrases of what a statement denies, from left to right."""
    if statement.kind in ("code", "tree") or statement.mark == "done" or _STATUS_CODE.match(statement.plain):
        return
    if statement.kind == "heading" and (statement.before or _MENDING.search(statement.plain)):
        return  # the name of a fault that was mended
    if (
        statement.label
        and not _OF_EFFECT.search(statement.label)
        and _ANSWERED.match(statement.plain[len(statement.label) :])
        and _is_capability(_BRACKET.sub("", statement.label).strip())
    ):
        yield _BRACKET.sub("", statement.label).strip()
        return
    if statement.mark == "failed" and (unable := _UNABLE.match(statement.plain[:_LONGEST])):
        yield unable["what"].strip()
        return
    if (statement.codes and statement.codes[0].start <= 1) or _QUOTED.match(statement.plain):
        return
    if _NOTHING.match(statement.plain) and statement.headings:
        yield _topic(statement.headings)
    texts = _texts(statement)
    for text in (
        texts
        if statement.kind != "item" or statement.mark
        else (t for t in texts if _starts_denying(statement, t))
    ):
        if _HINT.search(text) and not _is_promise(statement):
            yield from _lacking(text)


def _is_promise(statement: Statement) -> bool:
    """Whether a labelled line promises what does not happen: "**Atomic writes:** no partial state"."""
    label = statement.label
    return (
        bool(label)
        and statement.mark == ""
        and not _FAULT_LABEL.search(label)
        and bool(_PROMISED.match(statement.plain[len(label) :]))
    )


def _starts_denying(statement: Statement, text: str) -> bool:
    """Whether an item is about what is lacking. "Checks (without double posting)" is about what is there."""
    rest = (
        text[len(statement.label) :].lstrip(" :–—-")
        if statement.label and text.startswith(statement.label)
        else text
    )
    if _LOST.search(rest):
        return True
    outside = _BRACKET.sub("", rest)
    if (
        not statement.mark
        and not _NO.search(outside)
        and _worded.reads(outside)
        and not _FAULT_LABEL.search(outside)
    ):
        return bool(_STATE.search(outside))  # "Public order lookup (no login required)"
    first = _NO.search(rest)
    return bool(_STATE.search(_BRACKET.sub("", rest))) or (
        first is not None and (first.start() <= 2 or not _GIVES.match(rest))
    )


def _topic(headings: tuple[Heading, ...]) -> str:
    """What a section is about, by its heading."""
    words = _NUMBERED.sub("", headings[-1].plain)
    return re.sub(r"(?i)^(?:missing|no|lack of)\s+", "", re.split(r"\s[–—-]\s", words)[0]).strip()[:100]


def _texts(statement: Statement) -> Iterator[str]:
    """A statement's text, or its report cells'."""
    if statement.kind == "row":
        yield from (
            c.plain[:_LONGEST]
            for c in statement.cells
            if c.mood == "report" and not c.before and c.mark != "done"
        )
    else:
        yield _without_codes(statement)[:_LONGEST]


def _without_codes(statement: Statement) -> str:
    """The text with inline code blanked: a name is no word of the sentence."""
    text = statement.plain
    for code in statement.codes:
        if code.text.startswith("/"):
            continue  # a route stands as its name
        text = text[: code.start] + "\x00" * len(code.text) + text[code.start + len(code.text) :]
    return _NUMBERED.sub("", text)


def _lacking(text: str) -> Iterator[str]:
    if _LOST.search(text):
        yield "persistence"
    if _MODAL.search(text):
        return
    for found in _NO.finditer(text):
        if "\x00" in text[max(0, found.start() - 40) : found.start()] or _WHEN.search(text[: found.start()]):
            continue
        if text[found.end() : found.end() + 1] in ('"', "“") or _quoted(text[: found.start()]):
            continue  # what a program says
        if found.group().lower().startswith("missing") and _CARED_FOR.search(text[: found.start()]):
            continue  # "a fallback for missing images"
        if phrase := _phrase(text[found.end() :]):
            yield phrase
    for clause in re.split(r"(?<=[.;!?])\s|,\s(?:and|but)\s|\s[–—]\s", text):
        state = _STATE.search(clause)
        if state and not _NO.search(clause[: state.end()] + " ") and not _IF.search(clause[: state.start()]):
            before = re.split(r"[:|]\s|\s-\s", clause[: state.start()])[-1]
            what = _LEADING.sub("", before.strip(" (-:")).strip(" (-:")
            if _is_capability(what) and len(what.split()) <= _WORDS:
                yield what


def _quoted(before: str) -> bool:
    """Whether what follows stands right behind an opening quotation mark."""
    last = before.rstrip()[-1:]
    return last == "“" or (last == '"' and before.count('"') % 2 == 1)


def _phrase(rest: str) -> str:
    """The thing lacking: the words up to where it is said of what place or time."""
    rest = rest[:120]
    related = _RELATED.match(rest)
    if related:
        return related.group(1)
    stop = _PLACE.search(rest)
    words = rest[: stop.start() if stop else len(rest)].split()
    what = " ".join(words[:_WORDS]).strip(" -:'\"")
    return what if _is_capability(what) else ""


def _is_capability(what: str) -> bool:
    if (
        not what
        or "\x00" in what
        or _NO_THING.match(what)
        or not re.search(r"[A-Za-z]{3}", what)
        or _PERSON.match(what)
    ):
        return False
    if is_named(what):
        return True
    if _VAGUE.fullmatch(what) or _NOTHING_DONE.search(what) or _NO_CAPABILITY.search(what):
        return False
    return not re.search(r"\w/\w+/|\\|\.\w{1,4}$|\d{2}|^[A-Z][a-z]+[A-Z]", what)
