"""What a document says to be complete, working or ready, and which of its lines such a statement speaks for."""

from __future__ import annotations

import re

import msgspec

from checks.claims.status import _stages
from checks.claims.status._state_scopes import (
    END_WORD,
    PRODUCTION,
    STATUS_LABEL,
    is_title,
    lines_around,
    lines_of_item,
    lines_of_phase,
    name_of,
    owner_of,
    section_of,
    state_of,
)
from checks.documents.marks import TICKS
from checks.documents.model import Document, Statement
from checks.model import Polarity
from checks.patterns import regex

_DENIED = regex(
    r"\b(?:not|never|cannot|can't|isn't|aren't|no longer|non)\b[\s-]{1,3}(?:\w+\s+){0,2}?(?:be\s+|been\s+)?(?:fully\s+|yet\s+)?(?:production|complete|completed|implemented|functional|operational|working|"
    r"runnable|ready|started|start|run|wired|done|finished)\b|\bincomplete\b|\bnon-?functional\b|\bdesign only\b|\bbroken\b",
    re.IGNORECASE,
)
_PARTIAL = regex(
    r"\b(?:only|missing|partial(?:ly)?|almost|nearly|mostly|in progress|pending|wip|except|ongoing|todo|blocked|if|once|until|when|after fixing)\b",
    re.IGNORECASE,
)
_EXCEPT = regex(
    r"\W{0,3}(?:except|but|apart from|save for|once|after|if|when|pending|with the exception)\b",
    re.IGNORECASE,
)
_LESS = regex(r"\b[1-9]?\d(?:\.\d)?\s?% (?:complete|done|implemented)", re.IGNORECASE)
_SHARE = regex(r"\b[1-9]?\d(?:\.\d)?\s?%|\b(\d{1,5})\s?/\s?(?!\1\b)\d{1,5}\b")
_PLANNING = regex(
    r"\b(?:planning|plan|audit|analysis|review|investigation|research|design|documentation|report)\b\W*(?:is |are )?\W*(?:complete|completed|done|finished)\b",
    re.IGNORECASE,
)
_IN_PLACE = regex(
    r"(?i)^\W*(?:fully |successfully |now )?(?:integrated|merged|shipped|released|pushed|built|landed)\b"
)
_OTHER_STATUS = regex(
    r"\b(?:build|compil\w*|test|ci|http|git|lint|coverage|enum|runtime|deploy\w*|order|response|task|job|payment|user)\b",
    re.IGNORECASE,
)
_A_RUN = regex(r"(?i)\b(?:builds?|lint\w*|compil\w+) (?:verification|checks?|process|runs?)\b")
_TICKED_STEP = regex(
    r"(?i)(?:phase|sprint|milestone|stage|week)\s[\w.]{1,6}(?:\s(?:implementation|planning|development|setup|work|delivery|features?))?"
)
_FURTHER = regex(
    r"\s+(?:in|by|using|with|as|for|on|at|from|to)\b(?! (?:all|the(?! same)|spec))", re.IGNORECASE
)
_ENTIRE = regex(
    r"(?:the |this |our )?(?:entire |whole |complete )?(?:implementation|project|system|application|app|work|codebase|solution)$",
    re.IGNORECASE,
)
_CLOSING = regex(r"summary|conclusion|overview|status|ready|achievement|notes?$", re.IGNORECASE)
_GENERIC = regex(
    r"overall|current|final|project|verification|implementation|result|conclusion", re.IGNORECASE
)
_PARTED = regex(
    r"[:–—-]|\b(?:all|phase|task|implementation)\b|\((?:100\s?%\s)?(?:complete|done|implemented|finished)\)\W*$",
    re.IGNORECASE,
)
_RUN_OF_ALL = regex(r"(?i)\b\d{1,6}\s?/\s?\d{1,6}\s(?:tests\s)?(?:passing|passed)\b")
"""``Unit tests: 46/46 passing``: the run is the claim."""
_IMPACT = regex(
    r"(?:impact|finding|critical finding|note|reality|summary|assessment|verdict)$", re.IGNORECASE
)
_MENDED = regex(r"(?i)\b(?:fixed|resolved|solved)\W*$")
_FIXES = regex(
    r"(?i)\b(?:issues?|bugs?|problems?|errors?)\b[^.]{0,20}\b(?:fixed|resolved|solved|addressed)\b|\b(?:fixed|resolved|solved) (?:\w+ )?(?:issues?|bugs?|problems?|errors?)\b"
)
_ALL_MET = regex(
    r"(?i)\b(?:criteria|requirements?|goals|objectives|targets)\W{1,4}(?:all |fully |100% )?(?:met|achieved|satisfied|fulfilled)\W*$"
)
_NO_HEADING = regex(
    r"^\W*(?:\d+\W+)?(?:what|we|(?:the )?(?:good|bad|great) (?:news|things?)|highlights?|strengths?|pros|positives?|files?|changes|created|modified|new|added|key|summary|list|deliverables|features? (?:list|completed|implemented)|(?:testing|tests?)(?! (?:infrastructure|framework|environment|harness|setup)\b)|before|after|why|how|"
    r"completed (?:features|tasks|work|items|steps|components|changes)|implemented (?:features|components|changes|endpoints)|verified|validated|fixed|done|completed|checklist|works?|working)\b(?! (?:implementation|successfully))|\bfiles?\b|\bchecklist\b|\bdeliverables\b|\bsuccess criteria\b|\bresults?\b|\bstatus$|\?\s*$",
    re.IGNORECASE,
)
_DONE_BELOW = regex(
    r"(?i)\b(?:complet\w*|implemented|delivered|deliverables|added|built|created|fixed|fixes|applied|shipped|finished|done|updated)\b"
)
"""What a heading says whose parts are all there."""
_ROUTE = regex(r"^\W*(?:\d{1,3}[.)]\W*)?(?:GET|POST|PUT|PATCH|DELETE|WS)\b[\s:`*]{1,6}/")
_LOUD_WORD = regex(
    r"\b(?:CONFIGURED|WIRED|INTEGRATED|CONNECTED|DEPLOYED|READY|LIVE|ENABLED|INSTALLED|ACTIVE|TESTED|PASSED)\W*$"
)
_LEADING_WORD = regex(
    r"^\W*(?:PROJECT |SPRINT \w{1,4} |PHASE \w{1,4} )?(?:FIXED|RESOLVED|COMPLETED?|DONE|IMPLEMENTED|DELIVERED)\s?[:–—-]\s"
)
_TITLE_WORD = regex(
    r"\b(?:complete|completed|implemented|delivered|finished|ready)\b\W*(?::|$|[-–—])", re.IGNORECASE
)
_BRACKETED = regex(r"\((?:AUTO-)?(?:FIXED|RESOLVED|DONE|COMPLETED?)\)\W*$")
_CONDITION = regex(r"(?i)\((?:after|when|once|until|if|pending)\b")
_OUTLINED = regex(r"(?i)\b(?:document|report|summary|guide|list|section)\b.{0,60}\b(?:that|which|what)\s*$")
_NOT_READY = regex(r"(?i)^\W*not (?:yet )?(?:production|deployment|launch)[- ]ready\W*$")
_SENTENCE = regex(
    rf"\b(?:is|are|has been|have been|was|were|now|remains?)\s+(?:(?:now|fully|successfully|all|100%|completely|truly|both|already|entirely|been)\s+){{0,3}}"
    rf"(?:complete|completed|implemented|{PRODUCTION}|functional|operational|working(?! on)|ready(?! to (?:start|begin|implement))|finished|delivered|restored|non-functional|data-driven|not (?:production|implemented|functional|complete|runnable|ready))\b|\bcan(?:not|'t) be (?:started|run)\b|\bnot (?:runnable|functional|production[- ]ready)\b",
    re.IGNORECASE,
)
_ADJECTIVE = regex(
    r"\bproduction[- ]ready (?:\w+ )?(?:api|apis|backend|system|service|application|platform|implementation|app|server|frontend|solution|code(?:base)?)\b",
    re.IGNORECASE,
)
_LINES_OF = regex(r"(?i)\b(?:lines|loc) of\s$")
_SATISFIES = regex(
    r"\b(?:fully )?(?:satisfies|meets|fulfils|fulfills) (?:all|the|every)\b|\ball (?:[\w.-]+ ){0,4}(?:requirements|criteria|targets|goals|objectives|features|tasks|components|phases) (?:are |have been |were )?(?:\w+ly )?(?:met|implemented|satisfied|achieved|completed?|delivered)\b",
    re.IGNORECASE,
)
_WHOLE = regex(
    r"\b(?:microservices?|workspace|bots?|chatbot|interface|pipeline|plugin|extension|portal|storefront|codebase|website|dashboard|engine|library|toolkit|foundation|functionality|issue|ticket|fix(?:es)?|change(?:s|set)?|integration|migration|module|refactor(?:ing)?|update|upgrade|release|mvp|feature|task|component|code|server|implementation|system|project|phase|application|app|backend|frontend|service|platform|everything|all|api|suite|work|solution|infrastructure|deliverables?|features?|components?|tasks?|requirements?)\b",
    re.IGNORECASE,
)
_CALLED = regex(
    r"^\W{0,3}(?!(?:This|That|These|Those|They|Which|What|None|Nothing|There|Some|Most|Each|Every|Not|Now|But|And|Still)\b)[A-Z][\w.-]{2,30}(?:\s[A-Z][\w.-]{1,30})?(?:\sv?\d[\d.]{0,8})?$"
)
"""A product by its name, perhaps with a version."""
_ITEM = regex(
    r"^(?P<what>[^:.;,(]{3,70}?)\s+(?:(?:is|are|now|fully|created and|100%|all)\s+){0,3}(?P<state>complete|completed|operational|functional|production[- ]ready|running|fully implemented|validated)\W*(?:\(|$|[-–—])",
    re.IGNORECASE,
)
_ON_STATUS = regex(r"(?i)\bstatus\b")
_CELL = regex(
    r"^\W*(?:100%\s*)?(?P<state>done|completed?|implemented|finished|fixed|resolved|delivered|working|operational|functional|production[- ]ready|ready|live|shipped|running)\W*$",
    re.IGNORECASE,
)
_ALL = regex(
    r"^\W*(?:all|every|everything)\s(?:\w+\s){0,4}?(?:(?:is|are|now|fully)\s)*(?:verified|tested(?=\s(?:and|&)\s)|working|operational|functional|complete[d]?|implemented|delivered|done|ready)(?:\s(?:and|&)\s(?:verified|working|operational|functional|complete[d]?|tested|ready))?\W*$",
    re.IGNORECASE,
)
_ALL_MENDED = regex(
    r"(?i)^\W*all (?!(?:[\w-]{1,30}\s)?(?:lint\w*|type\w*|compil\w*|build|import|syntax)\s)(?:[\w-]{1,30}\s){0,4}?(?:issues|bugs|problems|errors|blockers|vulnerabilities)\s(?:(?:identified|found|reported)\s(?:[\w-]{1,20}\s){0,4}?)?(?:(?:are|were|have|been|now|successfully)\s){0,4}(?:fixed|resolved|addressed)\b"
)
_IS_READY = regex(r"(?i)\bis (?:now |fully )?(?:ready|live|complete|operational|functional)\W*$")
_READY = regex(
    rf"(?i)^\W*(?:now |fully )?(?:{PRODUCTION})(?:\W*$|\W{{0,3}}\s[-–—]\s)|^\W*production read(?:y|iness)\W{{1,6}}yes\b"
)
_READINESS = regex(r"(?i)^\W*production[- ](?:ready|readiness)\W*$")
_YES = regex(r"(?i)^\W*yes\W*$")
_TRIED = regex(
    r"(?i)^\W*(?:all|every)\s(?:\w+\s){0,3}?(?:endpoints?|routes?|commands?|requests?|queries|checks|links|imports)\s(?:(?:is|are|now)\s)?(?:verified|validated)\W*$"
)
_FULL = regex(
    r"^\W*(?:full|complete|completed|successful) (?:implementation|migration|delivery|rewrite|refactor(?:ing)?|overhaul) of\b",
    re.IGNORECASE,
)
_DONE_VALUE = regex(
    r"^\W*(?:(?:100\s?%\s(?:\w+\s)?)|(?!complete\swith\b))(?:fully\s|now\s)?(?:(?:working|running)(?=\W*$)|complete[d]?|done|finished|implemented|delivered|operational|production[- ]ready)(?=\W*$|\s?[,;(~\d]|\s(?:and|&|with|in|on)\s)",
    re.IGNORECASE,
)
# Labels whose state is another kind's business, or nobody's: routes, names of code, files, papers, runs.
_NO_PART = regex(
    r"^(?:[A-Z]+ /|[/`]|.{0,80}\w\(|.{0,80}_\w|.{0,80}\.\w{1,4}$)|^(?:docs?|documentation|readme|date|migration date|last updated|tests?|builds?|notes?|results?)$",
    re.IGNORECASE,
)
_SHORT = 60
_NUMBERED_TICK = regex(r"^\W*\d{1,3}[.)]\s{0,3}[✅✓✔☑]")


class Said(msgspec.Struct, frozen=True):
    """A status: of what, which state, whether denied, and the document lines that it speaks for."""

    scope: str
    state: str
    polarity: Polarity
    covers: tuple[int, int]


def ends(title: str) -> bool:
    """Whether a title ends in a state."""
    return bool(END_WORD.search(title))


def said(document: Document, statement: Statement) -> Said | None:
    if statement.mark == "pending" or statement.plain.rstrip().endswith("?"):
        return None
    if _ROUTE.match(statement.plain) or _TRIED.match(statement.plain):
        return None  # the route, or what a run showed, is the claim
    match statement.kind:
        case "heading":
            return _of_heading(document, statement)
        case "row":
            return _of_row(statement)
        case "code":
            return _of_drawing(document, statement)
        case "paragraph" | "item":
            return (
                _of_stage(document, statement)
                or _of_word(document, statement)
                or _of_label(document, statement)
                or _of_item(statement)
                or _of_sentence(document, statement)
            )
    return None


def _of_heading(document: Document, statement: Statement) -> Said | None:
    """``## Phase 2 ✅``, ``# Queue - COMPLETE``: a heading speaks for its section."""
    plain, title = statement.plain, not statement.headings
    mended = _names_mended(statement)
    denied = bool(_DENIED.search(plain)) and not mended
    ready = re.search(rf"\b(?:{PRODUCTION})\b", plain, re.IGNORECASE)
    loud = (statement.mark == "done" and _LOUD_WORD.search(plain)) or _LEADING_WORD.match(plain)
    ends = (
        END_WORD.search(plain)
        or ready
        or loud
        or (title and (_stages.TITLE.search(plain) or _TITLE_WORD.search(plain)))
    )
    ticked = statement.mark == "done" and bool(
        ends or state_of(plain) or _ends_in_tick(document, statement) or _is_part_done(statement)
    )
    if not (ticked or ends) or (denied and not ready) or statement.mark in ("failed", "warning"):
        return None
    if _is_other(plain, title=title and bool(ends), ticked=ticked and bool(END_WORD.search(plain))):
        return None
    if not (ticked or title or _PARTED.search(plain) or _IS_READY.search(plain)):
        return None
    covers = (1, len(document.lines)) if _SATISFIES.search(plain) else section_of(document, statement)
    if _PLANNING.search(plain):
        covers = (statement.line, statement.end_line)
    state = state_of(plain) if not mended or _MENDED.search(plain) else "fixed"
    return Said(name_of(plain), state or "complete", "absent" if denied else "present", covers)


def _names_mended(statement: Statement) -> bool:
    """Whether a ticked heading names a fault that is mended: by its own words, or below "Issues fixed"."""
    own = _MENDED.search(statement.plain)
    return statement.mark == "done" and bool(own or any(_FIXES.search(h.plain) for h in statement.headings))


def _is_other(plain: str, *, title: bool, ticked: bool) -> bool:
    """Whether a heading stands above something that is no part of the work, or says "partly" or "80 %"."""
    if _ALL_MET.search(plain) or (ticked and _BRACKETED.search(plain)):
        return False
    if _CONDITION.search(plain):
        return True
    if _RUN_OF_ALL.search(plain):
        return True
    stage = _stages.NAMED.match(plain)
    if _SHARE.search(plain) or (_NO_HEADING.search(plain) and not title and not stage):
        return True
    return bool(_PARTIAL.search(plain)) and not ticked


def _ends_in_tick(document: Document, statement: Statement) -> bool:
    raw = document.lines[statement.line - 1]
    return raw.rstrip(" #*_\ufe0f")[-1:] in TICKS or bool(_NUMBERED_TICK.match(raw))


def _is_part_done(heading: Statement) -> bool:
    """Whether a ticked heading is a stage of the work by its name, or a part that stands below "What was built"."""
    above = heading.headings[-1].plain if len(heading.headings) > 1 else ""
    return bool(_stages.NAMED.match(heading.plain) or _DONE_BELOW.search(above))


def _of_word(document: Document, statement: Statement) -> Said | None:
    """``COMPLETED`` alone, below a heading that asks for the status."""
    asked = statement.headings[-1].plain if statement.headings else ""
    if statement.kind != "paragraph" or not STATUS_LABEL.match(asked) or not _CELL.match(statement.plain):
        return None
    scope = statement.headings[-2].plain if len(statement.headings) > 1 else asked
    covers = lines_around(document, statement)
    return Said(name_of(scope), state_of(statement.plain) or "complete", "present", covers)


def _of_label(document: Document, statement: Statement) -> Said | None:
    """``Status: ✅ COMPLETE`` speaks for its section, above the first section for the whole."""
    label = statement.label
    if (
        label == statement.plain.strip(" :*")
        and len(label.split()) > 2
        and statement.mark == "done"
        and END_WORD.search(label)
    ):
        return Said(
            name_of(label.split(":")[0]),
            state_of(label) or "complete",
            "present",
            lines_around(document, statement),
        )
    if not label or _OTHER_STATUS.search(label):
        return None
    if not STATUS_LABEL.match(label):
        return _of_part(statement)
    value = re.sub(r"\([^()]*\)", " ", statement.plain[len(label) :]).strip(" :*-–—")
    value = value[:160]
    denied, state = bool(_DENIED.search(value)), state_of(value) or _joined(value)
    partly = (
        _PARTIAL.search(value[:60]) or _SHARE.search(value[:60]) or statement.mark in ("failed", "warning")
    )
    if not state or (partly and not denied):
        return None
    scope, covers = owner_of(document, statement)
    about = re.sub(r"\s*status$", "", label, flags=re.IGNORECASE).strip()
    if about and not _GENERIC.fullmatch(about):
        scope = about
    if _PLANNING.search(value):
        covers = (statement.line, statement.end_line)
    return Said(name_of(scope), state, "absent" if denied else "present", covers)


def _of_stage(document: Document, statement: Statement) -> Said | None:
    what, reach = _stages.told(document, statement) or ("", "line")
    covers = (statement.line, statement.end_line)
    if reach != "line":
        item = reach == "item"
        covers = lines_of_item(document, statement.index) if item else lines_around(document, statement)
    return Said(name_of(what), state_of(statement.plain) or "complete", "present", covers) if what else None


def _joined(value: str) -> str:
    """``Status: INTEGRATED AND PUSHED TO MAIN``: the state of what was put in its place."""
    return "implemented" if _IN_PLACE.match(value) else ""


def _of_part(statement: Statement) -> Said | None:
    """``- ✅ **Weeks 1-2**: Cart and checkout``, ``✅ **Backend**: Fully implemented and tested``: a label that is a part of the work, and its state alone."""
    value = statement.plain[len(statement.label) :].strip(" :*-–—")
    own = (statement.line, statement.end_line)
    if statement.mark == "done" and _stages.SPAN.fullmatch(statement.label) and value:
        return Said(name_of(f"{statement.label}: {value}"), "complete", "present", own)
    whole = (
        len(value) < _SHORT and statement.mark in ("", "done") and statement.plain.startswith(statement.label)
    )
    if (
        not whole
        or not _DONE_VALUE.match(value)
        or _NO_PART.match(statement.label)
        or _PARTIAL.search(value)
        or _SHARE.search(value)
        or _DENIED.search(value)
    ):
        return None
    told = statement.headings and _ON_STATUS.search(statement.headings[-1].plain)
    if statement.kind == "item" and statement.mark != "done" and not told:
        return None
    return Said(name_of(statement.label), state_of(value) or "complete", "present", own)


def _of_row(statement: Statement) -> Said | None:
    if not re.search(r"[^\W_]", statement.cells[0].plain):
        return None  # what a sign stands for
    if _READINESS.match(statement.cells[0].plain) and any(_YES.match(c.plain) for c in statement.cells[1:]):
        return Said(
            "production readiness", "production-ready", "present", (statement.line, statement.end_line)
        )
    for cell in statement.cells[1:]:
        if cell.mood == "report" and _NOT_READY.match(cell.plain):
            name = name_of(statement.cells[0].plain)
            return Said(name, "production-ready", "absent", (statement.line, statement.end_line))
        found = _CELL.match(cell.plain) if cell.mood == "report" and cell.mark in ("", "done") else None
        if found and (cell.mark == "done" or "status" in cell.header.lower()):
            name = " ".join(c.plain for c in statement.cells[: statement.cells.index(cell)][:2])
            return Said(
                name_of(name), state_of(cell.plain) or "done", "present", (statement.line, statement.end_line)
            )
    return None


def _of_drawing(document: Document, statement: Statement) -> Said | None:
    """``Phase 1: Server  ✅ COMPLETE``, ``Backend: DEPLOYED ✅`` in a block that shows no code."""
    found = _stages.DRAWN.match(statement.plain[:200])
    shown = statement.fence is not None and statement.fence.shows not in ("content", "command")
    part = _stages.DRAWN_PART.match(statement.plain[:120]) if shown and found is None else None
    if part is not None and not _NO_PART.match(part["what"]) and not _OTHER_STATUS.search(part["what"]):
        return Said(
            name_of(part["what"]),
            state_of(part["state"]) or "complete",
            "present",
            (statement.line, statement.end_line),
        )
    return (
        Said(
            name_of(found["what"]), "complete", "present", lines_of_phase(document, found["what"], statement)
        )
        if found and shown
        else None
    )


def _of_item(statement: Statement) -> Said | None:
    """``✅ Documentation complete``, ``Phase 2 implementation ✅`` speak for themselves alone."""
    if (
        statement.mark == "done"
        and not statement.label
        and (step := _TICKED_STEP.fullmatch(statement.plain.strip()))
    ):
        return Said(name_of(step.group()), "complete", "present", (statement.line, statement.end_line))
    found = _ITEM.match(statement.plain[:600]) if statement.mark in ("done", "") else None
    if found is None or not (statement.mark or found["what"].lower().startswith("all")):
        return None
    if found["state"].lower() == "validated" and not (
        " " not in found["what"].strip()
        or _WHOLE.search(found["what"])
        or found["what"].lower().startswith("all")
    ):
        return None  # "Order days validated": what is done to them
    if _A_RUN.search(found["what"]):
        return None
    if statement.label and not statement.label.lower().startswith(found["what"].lower()[:12]):
        return None
    state = state_of(found["state"]) or "complete"
    return Said(name_of(found["what"]), state, "present", (statement.line, statement.end_line))


def _of_sentence(document: Document, statement: Statement) -> Said | None:
    """``The implementation is complete``, ``a production-ready API``, ``all requirements met``."""
    plain, label = statement.plain[:600], statement.label
    if label and (
        _OTHER_STATUS.search(label)
        or not any(p.search(label) for p in (STATUS_LABEL, _IMPACT, _WHOLE, _ALL, _READINESS))
    ):
        return None
    adjective = _ADJECTIVE.search(plain)
    found = (
        _SENTENCE.search(plain)
        or _READY.match(plain)
        or (None if adjective and _LINES_OF.search(plain[: adjective.start()]) else adjective)
        or _SATISFIES.search(plain)
        or _ALL.match(plain)
        or _ALL_MENDED.match(plain)
        or _FULL.match(plain)
    )
    if found is None or _PARTIAL.search(plain[: found.start()]) or _LESS.search(plain[: found.end()]):
        return None
    what = plain[: found.start()].strip(" :-–—") or found.group()
    if found.re.pattern == _SENTENCE.pattern and (
        not (_WHOLE.search(what) or _CALLED.match(what)) or _goes_on(plain, found) or _OUTLINED.search(what)
    ):
        return None
    denied = bool(_DENIED.search(plain))
    if (denied and statement.mark == "done") or _EXCEPT.match(plain, found.end()):
        return None
    state = state_of(found.group()) or "complete"
    covers = (
        (1, len(document.lines))
        if _speaks_for_all(document, statement, what)
        else lines_around(document, statement)
    )
    if _NARROW.match(what) or (found is adjective and statement.kind == "item" and statement.mark == "done"):
        covers = (statement.line, statement.end_line)  # one trait of several
    return Said(name_of(what), state, "absent" if denied else "present", covers)


_NARROW = regex(
    r"(?i)\W*(?:all\s)?(?:packages|dependencies|imports|links|documents|documentation|docs|files)\b"
)
"""What is around the work rather than the work: whether all of it is ready says nothing of the code."""


def _goes_on(plain: str, found: re.Match[str]) -> bool:
    """Whether a state is only half a sentence: "implemented in the gateway", "working on Linux"."""
    weak = not re.search(
        rf"{PRODUCTION}|complete|fully (?:functional|operational)", found.group(), re.IGNORECASE
    )
    return weak and bool(_FURTHER.match(plain, found.end())) and not plain.rstrip().endswith("with:")


def _speaks_for_all(document: Document, statement: Statement, what: str) -> bool:
    """Whether a sentence means the whole document: by its subject, or in a summary."""
    if statement.headings and not is_title(document, statement.headings[0]):
        return False
    if len(statement.headings) <= 1 or _ENTIRE.match(what):
        return True
    return bool(_CLOSING.search(statement.headings[-1].plain))
