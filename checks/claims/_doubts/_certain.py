"""What has to be so in a document for a refutation to be certain, whatever the tree shows.

A kind compares a claim with the tree. That the tree shows the contrary is an accusation only where the document
plainly reports, in words that are read, how things are now: not what could be, what is advised, what was wrong,
what another phase holds or what an error message said. Everything here makes a refutation unverifiable, never
anything refuted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from checks.claims import _english, _paths
from checks.claims._doubts import _plain, _whose
from checks.documents import moods
from checks.documents.model import Document, Statement
from checks.model import Claim
from checks.patterns import regex

_SENTENCES = frozenset({"capability", "dependency", "wiring", "setting", "endpoint", "symbol", "cleanliness"})
"""Kinds that are read from what sentences say; the others name a file or a number."""

_NUMBERS = frozenset({"arithmetic", "size"})

_ADVICE = regex(
    r"(?i)\b(?:considerations?|(?<!completed )(?<!all )(?<!core )requirements?(?! (?:met|satisfied|fulfil\w*|complete\w*|implemented|coverage|checklist|verif\w+|status|delivered))|criteria(?! met)|must pass|remaining|blueprints?|best for|ideal for|suitable for|perfect for|use cases?|when to|useful for|recommend\w*|suggest\w*|advice|best practices|tips|options?|alternatives?|ideas|opportunit(?:y|ies)|trade-?offs?|"
    r"rationale|(?:technical |design |key |architectural )*decisions?|comparison|vs\.?|versus|why|pros|cons|"
    r"(?:important|deployment|production|additional) notes?|notes? for|for production|in production|before (?:production|deploy\w*|launch|going live)|scaling|"
    r"(?:fix|implementation|prioriti[sz]ed|action|migration|upgrade|improvement) (?:guide|plan|strategy)|pending|priorit(?:y|ies) \d|p\d\.\d|to replace|"
    r"(?:i|we)(?:'ll| will| can| could| should)|you(?:'ll| can| could| should| may| need)|to (?:fix|resolve|enable|implement|complete|improve)|optional(?:ly)?|"
    r"(?:update|change|replace|edit|set|fill in|customi[sz]e|configure|add|put in) (?:these|those|your|the following)|customi[sz]ation|files? to (?:modify|create|update|change|add|edit|delete|review|touch)|prevention|(?:and|&|ongoing|regular) maintenance|action plan|if (?:you|needed|required|desired)|when (?:you|ready|needed)|improvements?(?! (?:made|implemented|delivered|done|complete\w*))|optimi[sz]ations? (?:ideas|options)|"
    r"(?:steps?|how|ways?|path) (?:to|for)|what (?:remains|is missing|needs|to)|target(?:s|ed)?(?! achiev| met| audience)|phases? \d.{0,20}\((?:planned|future|next)\))\b|^\W*steps?\W*$"
)
_HOSTED = regex(
    r"(?i)\b(?:secrets?|deploy\w*|production|hosting|dashboard|vercel|railway|render|heroku|netlify|aws|azure|gcp|github actions|configured in)\b"
)
_TAKEN_OUT = regex(
    r"(?i)\b(?:removed?|removals?|unused|deleted|dropped|uninstalled|replaced|obsolete|deprecated|cleanup)\b"
)
_NAMES = frozenset(
    {"path", "code-reference", "symbol", "dependency", "setting", "capability", "endpoint", "wiring"}
)
_TAKES_OUT = regex(
    r"(?i)^\W*(?:\d{1,3}[.)]\s*)?(?:[\w ]{0,20}:\s*)?(?:removed|removes|removing|deleted|dropped|replaced|renamed|moved|eliminated|stripped|cleaned|migrated (?:from|away)|switched from|no longer)\b"
)
_CORRECTED = regex(
    r"(?i)^\W*(?:\d{1,3}[.)]\s*)?(?:fixed|fixes|resolved|resolves|corrected|cleaned|addressed|eliminated|avoids?|prevents?)\b"
)
_AVOIDED = regex(
    r"(?i)^\W*(?:avoid\w*|do not use|don['’]t use|never use|not (?:used|chosen|needed|included|supported|recommended|in scope)|rejected|out of scope|excluded)\b|"
    r"^\W*(?:[\w-]+\s){1,3}(?:excluded|omitted|left out|not (?:used|chosen|needed|included|supported|exposed|returned|stored))\W*$"
)
_AFFECTED = regex(r"(?i)^\W*(?:affected|vulnerable|impacted|problematic|offending)\b")
_ONCE_DONE = regex(
    r"(?i)\b(?:complete|completed|done|finished) (?:when|once)\b|\b(?:create|add|write) these\b|\bto be (?:created|added|written)\b"
)
_PLANNED = regex(
    r"(?i)\b(?:(?:development|implementation|rollout|migration|release|project|action|work|sprint|launch|next|\w+-by-\w+|daily|weekly|\d+[- ](?:day|week)|execution|delivery) (?:plan|schedule)|roadmap|backlog|strategy|strategies)\W*$"
)
_OF_A_PLAN = regex(
    r"(?i)\b(?:road-?map|(?:implementation|development|project|feature) plan|backlog|proposal) (?:documents?|files?|documentation)\b"
)
_WEIGHED = regex(r"(?i)^\W*(?:the )?(?:pros|cons|option \w{1,2})\b")
_GAINED = regex(
    r"(?i)^\W*(?:add(?:ed|s|ing|itions?)|extend(?:ed|s)|updated|modified|integrated|registered|inserted|wired)\b"
)
_CHANGED_FILES = regex(
    r"(?i)^\W*(?:\d{1,3}[.)]\s*)?(?:\w+ )?(?:files? |components? |code )?(?:modified|updated|changed|edited|enhanced|extended|changes)(?: (?:files?|components?|code))?\W*(?:\(.{0,20}\)|\d*)?\W*$"
)
_LINES_OF_A_CHANGE = regex(
    r"(?i)\b(?:lines?|code|loc)\b.{0,20}\b(?:removed|saved|added|changed|reduced|modified|deleted|reduction)\b|\b(?:removed|saved|added|changed|reduced|modified|deleted|reduction)\b.{0,20}\b(?:lines?|loc)\b"
)
_SOME_OF_IT = regex(r"\b\d+\+? (?:[a-z-]+ ){0,3}[a-z-]+s\b")
_SIZE_WORDS = regex(
    r"(?i)\b(?:total|file|code|source|lines?|loc|sloc|size|length|count|of|about|approximately|over|approx)\b|[\d\W_]+"
)
_ESTIMATED = regex(
    r"(?i)\(\s*~?\d+(?:\.\d+)?(?:\s?[-–]\s?\d+)?\s?(?:h|hrs?|hours?|d|days?|weeks?|points?|pts?|sp)\s*\)\W*$"
)
_SPRINT = regex(
    r"(?i)\(~?\d{1,3}\s?[-–]\s?\d{1,3}\s?(?:h|hrs?|hours?|days?|weeks?)\)\W*$|\(P[0-4]\)|\bsprint \d+:|\b\d+ tasks\b|\b(?:implementation (?:priority|priorities|order|plan|schedule)|timeline|estimat\w+|(?:sprint|week) \d+ \((?:week|days?|sprint)\b)"
)
_LACKED = regex(
    r"(?i)\b(?:needed|needs?|required|missing|lacking|gaps?|wanted|proposed|suggested|not (?:yet )?(?:implemented|done|created|wired)|to (?:create|add|do|implement|build|fix))\b"
)
_READY_FOR = regex(
    r"(?i)^\W*(?:\w+ ){0,3}(?:ready (?:for|to)|prepared for|can now|enables?|allows?|unlocks?|foundation for)\b[^.]{0,40}$|\b(?:ready|prepared) for\W*$"
)
_MADE = regex(
    r"(?i)\b(?:(?:starter|project|code|page|available|built-in|default|sample) templates?|template library|scaffold\w*|boilerplates?|generated (?:projects?|code|files?|output|structure)|"
    r"(?:output|cache|storage|bucket|s3|runtime|data|generated) (?:structure|layout|directory|folder|format)|for example|sample (?:output|structure|project)|s3|buckets?)\b"
)
_SIBLING = regex(
    r"(?i)(?<![\w./-])[a-z][\w]{1,30}(?:-[\w]{1,30}){0,3}-(?:front-?end|back-?end|client|server|website|webapp|mobile|app|admin|sdk|repo(?:sitory)?)(?![\w./-])"
)
_PROBLEM = regex(
    r"(?i)\b(?:what was (?:wrong|broken|missing)|root causes?|(?:the )?(?:problem|issue|bug|symptom|error|cause)s?(?: \w+)?|errors? (?:found|fixed)|before(?: the)?|previous(?:ly)?|old (?:code|behaviou?r|way|approach)|was)\W*\d*\W*(?:$|:|[-–—(])"
)
_MENDED = regex(
    r"(?i)\b(?:fix(?:ed|es)?|resolved?|resolution|solved|solution|corrected|bug\s?fix(?:es)?|improve(?:d|ments)|refactor\w*|migrat\w+|cleanup|hotfix)\b"
)
_MENDED_THERE = regex(
    r"(?i)\b(?:fix(?:ed|es)|resolved|solved|corrected|addressed|bug\s?fix(?:es)?|issues? fixed)\b"
)
ASKS = regex(
    r"(?i)^\W*(?:\d{1,3}[.)]\s*)?(?:also |then |next,? |optionally,? )?(?:(?:add|implement|create|use|replace|move|enable|consider|configure|update|upgrade|remove|delete|write|install|integrate|migrate|"
    r"introduce|switch|set ?up|define|extend|extract|refactor|instrument|register|connect|ensure|make|convert|provide|rename|verify|separate|apply|append|improve|optimi[sz]e|expose)"
    r"\b(?!\s*[:(.=]|\s+`?/|\s+(?:is|are|was|were|has|have|and|or)\b|-\w)|"
    r"(?:build|set|deploy|document|change|run|test|check|review|schedule|store|support|wire|split|fix|monitor)\s+(?:the|an?|all|your|each|every|it|this|that|these|those)\b)"
)
_MAY = regex(
    r"(?i)\b(?:can|could|may|might|would|should) (?:\w+ly )?(?:be|also|use|add|have|connect|switch|run|integrate|replace)\b|\b(?:or similar|if (?:needed|required|desired|you|enabled|available|configured)|once configured|optional(?:ly)?|"
    r"e\.g\.|for example|for instance|instead of|rather than|as opposed to|compared (?:to|with)|unlike|similar to|(?:simpler|faster|better|lighter|easier|cheaper|less|more|safer|stronger) (?:\w+ )?than|vs\.?|versus)(?:\W|$)|:\W{0,6}(?:should|must|needs? to|ought to|will|would|could)\s"
)
_OTHERS = regex(
    r"(?i)\b(?:other|remaining|another|additional|extra|further|up to|first|last|top|next) (?:the )?\d"
)
_OF_ANOTHER = regex(r"\b[A-Z]\w+(?:'s|’s) `?[\w@./-]+`? (?:librar|packag|modul|dependenc)")
_GIVES = regex(
    r"(?i)\b(?:implement\w*|complete\w*|deliver\w*|built|build|features?|stack|technolog\w+|architecture|includ\w+|support\w*|us(?:es|ed|ing)|add(?:ed|s)|integrat\w+|provid\w+|"
    r"backend|frontend|infrastructure|security|what (?:was|we|is)|overview|created|enabled?|configured|secured|stored|backed|powered|runs?|running|generat\w+|capabilit\w+|functional\w*|components?|"
    r"services?|with|via|works?|working|achiev\w+|achievements?|improvements?|fixed|done|ready|validat\w+|handl\w+|now|new)\b"
)
_ERROR = regex(r"(?i)\b\w*(?:error|exception|traceback|warning|failed|failure)\b")
_PHASE = regex(r"(?i)\b(?P<word>phase|sprint|milestone|stage|step|week|iteration)\s*[#:]?\s*(?P<n>\d{1,2})\b")
_LATER = regex(
    r"(?i)[([](?:in |for |see |until )?(?P<word>phase|sprint|milestone|stage|week|iteration)\s*(?P<n>\d{1,2})\b[^)\]]{0,30}[)\]]"
)
_DENIES = regex(
    r"(?i)\b(?:no|not|never|none|nothing|zero|0|neither|nor|without|missing|lacks?|lacking|absent|removed?|removes|removing|removal|deleted?|deletes|dropped|eliminat\w+|gone|free|clean\w*|"
    r"replac\w+|purged|stripped|unused|dead|only|100\s?%|empty|cannot|non-?existent|unimplemented|unreachable|incomplete|all real|real data)\b|n't\b|❌|✗|✘"
)
_CONTRAST = regex(
    r"(?i)\b(?:instead of|rather than)\s(?:\w+ly )?(?:\w+ing )?(?:an? |the )?(?:mock|fake|dummy|stub|placeholder|hard-?coded|simulated|sample|static)|[(,;–—-] ?(?:and |but )?not (?:just |only |merely |simply )?(?:an? )?(?:mock|fake|dummy|stub|placeholder|hard-?coded|simulated|sample|static)"
)
_STORY = regex(r"(?i)\b(?:scenarios?|examples?|e\.g|suppose|assum\w+|imagine|if|when|users?|customers?)\b")
_PAST = regex(
    r"(?i)\b(?:previously|formerly|originally|initially|used to|earlier|at first|was|were|had|may not|might not|could)\b(?!.{0,80}\b(?:removed|deleted|dropped|eliminated)\b)"
)
_THE_MISSING = regex(
    r"(?i)^\W*(?:\d{1,3}(?:\.\d+)*[.):]?\s*)?(?:critical |high |low |medium )?(?:bug\s*#?\d*\W*)?(?:missing|no|lack of|undefined|unused|broken|absent|incorrect|wrong|duplicate\w*)\b"
)

_LOG = regex(
    r"(?i)(?:^|[\W_])(?:(?:dev|development|change|work|build|progress|decision|session|conversation|chat|activity|engineering|daily)[ _-]?logs?|logbook|journal|diary|history)(?:[\W_]|$)|^logs?\.\w+$"
)
_PLANS = regex(
    r"(?i)(?:^|/)(?:plans?|planning|proposals?|roadmaps?|rfcs?)/|(?:^|[/_. -])(?:prd|srs|brd|frd)(?=[_. -])[^/]*$"
)
_PLAN = regex(
    r"(?i)\b(?:plan|roadmap|proposal|blueprint|specifications?|strategy|guide|guidelines|tutorial|instructions|how[ -]to|prompt|template|documentation|reference)\W*$"
)
_DRAWN = 60  # entries of a drawing looked at on either side
_SIGN = regex(
    r"[\U0001f4cb\U0001f51c\U0001f6a7\U0001f4dd\U0001f504\U0001f7e0\U0001f7e1\U0001f534\u23f3\u231b\u26a0\u2b1c\u25fb]"
)
_FAILURE = regex(r"\W*(?:\d{1,3}[.)]\W*)?[A-Z]\w*(?:Error|Exception|Warning)\b")
_MENDED_LACK = regex(
    r"(?i)^\W*(?:\d{1,3}(?:\.\d+)*[.):]?\s*)?(?:fix(?:ed|es)?|resolv(?:ed|es)|add(?:ed|s)|correct(?:ed|s)|restor(?:ed|es)|repaired|supplied|creat(?:ed|es)|implement(?:ed|s)|install(?:ed|s)|provid(?:ed|es)|includ(?:ed|es)|defin(?:ed|es)) (?:the |an? |all |\d+ )*"
    r"(?:missing|undefined|absent|lacking|broken|non-?existent)\b"
)
_OPENING = 8  # statements in which a document says what it is
_HISTORICAL = regex(
    r"(?i)\b(?:historical|outdated|superseded|obsolete|deprecated|archived|out[- ]of[- ]date) (?:document|report|notes?|version|content|copy|snapshot|record|reference)\b|"
    r"\bthis (?:document|report|file|page) (?:is|was|has been|describes) (?:now |an? |the )?(?:historical|outdated|superseded|obsolete|deprecated|archived|old|former|out of date|no longer)\b|"
    r"(?-i:ROLLED BACK|REVERTED|ABANDONED|SUPERSEDED)\b|^\W*(?:status|result|outcome)\W{1,6}(?:rolled back|reverted|abandoned|superseded|withdrawn|undone)\b"
)
_TO_DO = regex(
    r"(?i)^\W*(?:create|modify|add|update|edit|delete|remove|change|test|run|replace|move|rename)\W*$"
)


def doubt(claim: Claim, document: Document | None, tree: Collection[str] = ()) -> str | None:
    """Why a refutation of a claim is not certain, as a sentence, or None. ``tree`` are the paths of the head."""
    statement = None if document is None else _statement(claim, document)
    if document is None or statement is None:
        return None
    why = None if claim.kind == "arithmetic" else _of_itself(document, statement)
    if why is not None:
        return why
    if claim.kind == "status":
        return None if claim.subject.get("scope") else "Of what it speaks is not said."
    if claim.kind == "arithmetic":
        told = "listed on" in str(claim.subject.get("what", "")) and _STORY.search(statement.plain)
        return "It may be an example, not what is listed." if told else None
    above = (document.statements[p].mark for p in statement.parents[-1:])
    if claim.when == "base":
        return "How things were before need not be how they stood at the base."
    ticked = statement.mark == "done" or "done" in above
    if (
        claim.kind not in _NUMBERS
        and not _english.reads(document)
        and (claim.polarity == "absent" or not ticked)
    ):
        return "The document is in a language that is not read."
    if claim.polarity == "absent":
        return _doubted_absence(claim, document, statement, ticked)
    why = (
        _plain.doubt(claim, document, statement)
        or _otherwise_marked(document, statement)
        or _not_of_now(claim, document, statement, tree)
        or _whose.doubt(claim, statement, tuple(_above(document, statement)), _nearest(statement), tree)
    )
    if why is not None or ticked:
        return why
    if statement.mark == "failed":
        return "It is marked as failing, not as there."
    if statement.polarity == "absent" and _denies(statement):
        return "The same words deny something; what they deny may be this."
    return _advised(claim, document, statement) or _was_wrong(document, statement)


def _of_itself(document: Document, statement: Statement) -> str | None:
    """Whether a document says of itself that it reports nothing, or nothing of now."""
    if _is_plan(document, statement):
        return "The document is a plan, or tells how to do it."
    if any(_HISTORICAL.search(each.plain) for each in document.statements[:_OPENING]):
        return "The document says of itself that it is out of date."
    if _LOG.search(document.path.rsplit("/", 1)[-1]) or _LOG.search(_title(statement)):
        return "The document is a log: what an entry names may have gone on since."
    return None


def _is_plan(document: Document, statement: Statement) -> bool:
    """Whether a document is called a plan, or lies among plans."""
    return bool(_PLANS.search(document.path) or _PLAN.search(_title(statement)))


def _title(statement: Statement) -> str:
    return statement.headings[0].plain if statement.headings and statement.headings[0].level == 1 else ""


def _not_of_now(claim: Claim, document: Document, statement: Statement, tree: Collection[str]) -> str | None:
    """Whether even what is ticked need not be in this tree by now."""
    announced = [statement.label, *_announcing(document, statement)]
    if any(_elsewhere(text, tree) for text in announced):
        return "What stands above it names another repository."
    kept = claim.subject.get("role") != "removed"
    if claim.kind == "path" and str(claim.subject["path"]).endswith("/") and kept:
        return "Git holds no empty folders."
    if claim.kind in ("path", "size") and any(_MADE.search(text) for text in _above(document, statement)):
        return "It may be a file of what is generated, not of this repository."
    if claim.kind in _NAMES and claim.subject.get("role") != "removed" and _TAKES_OUT.match(statement.plain):
        return "It tells what was taken out or put elsewhere."
    if claim.kind == "size" and _of_a_part(claim, document, statement):
        return "It may be the length of a part, or of what was added."
    if claim.kind == "code-reference" and _CORRECTED.match(statement.plain):
        return "It may name what was put right, and is gone."
    if claim.kind == "setting" and any(_HOSTED.search(text) for text in announced):
        return "It may be set where the service runs."
    if (why := _announced(claim, announced)) is not None:
        return why
    if _ESTIMATED.search(statement.plain) or any(
        _SPRINT.search(h.plain) for h in statement.headings[1:] if h.mark != "done"
    ):
        return "It may be the tick of a plan."
    if _of_other_phase(document, statement):
        return "It speaks of another phase than the document does."
    return None


def _announced(claim: Claim, announced: Collection[str]) -> str | None:
    """Whether the words that announce a statement say that it holds of something else than what is there."""
    if claim.kind in _SENTENCES and any(_TAKEN_OUT.search(text) for text in announced if text):
        return "What stands above it says that it was taken out."
    if claim.kind in _SENTENCES and any(_WEIGHED.search(text) for text in announced):
        return "What stands above it weighs an option."
    if claim.kind in _NAMES and any(_AVOIDED.search(text) for text in announced):
        return "What stands above it names what is not used."
    if any(_READY_FOR.search(text) for text in announced):
        return "What stands above it says what could come, not what is there."
    if claim.kind in ("endpoint", "path", "code-reference", "symbol") and any(
        _AFFECTED.search(text) for text in announced
    ):
        return "It names where something is wrong."
    if any(_ONCE_DONE.search(text) for text in announced):
        return "It says what would have to be there."
    if any(_OF_A_PLAN.search(text) or (_PLANNED.search(text) and "✅" not in text) for text in announced):
        return "It stands in a plan."
    return None


def _otherwise_marked(document: Document, statement: Statement) -> str | None:
    """Whether a drawing ticks some of its entries, and gives this one another sign ("📋 template ready")."""
    if statement.kind != "tree" or statement.mark == "done" or not _SIGN.search(statement.plain):
        return None
    around = document.statements[max(0, statement.index - _DRAWN) : statement.index + _DRAWN]
    ticked = any(each.fence == statement.fence and "✅" in each.plain for each in around)
    return "The drawing marks it otherwise than what is done." if ticked else None


def _statement(claim: Claim, document: Document) -> Statement | None:
    """The statement that makes a claim: the one of its line and words."""
    at = document.first_from(claim.line)
    here = []
    while at < len(document.statements) and document.statements[at].line == claim.line:
        here.append(document.statements[at])
        at += 1
    said = (s for s in here if claim.text[:80] in " ".join(s.plain.split()))
    return next(said, here[0] if here else None)


def _nearest(statement: Statement) -> str:
    """The heading right above a statement."""
    return statement.headings[-1].plain if statement.headings else ""


def _denies(statement: Statement) -> bool:
    """Whether a statement's own words deny, not the names that it quotes."""
    words = statement.plain
    for code in statement.codes:
        words = words.replace(code.text, " ")
    return moods.polarity(words, statement.mark) == "absent"


def _of_a_part(claim: Claim, document: Document, statement: Statement) -> bool:
    """Whether a length is of a file that other words than its own name: it may be of what they say about it."""
    name = str(claim.subject.get("path", "")).rstrip("/").rsplit("/", 1)[-1]
    if any(_LINES_OF_A_CHANGE.search(text) for text in (statement.label, _nearest(statement))):
        return True
    if _CHANGED_FILES.search(_nearest(statement)):
        return True
    if name and name in statement.plain:
        behind = statement.plain.partition(name)[2]
        said = re.split(r"(?i)[(|]?\s*[~≈]?\s*\d[\d,]*\+?\s*(?:lines?|loc)\b", behind)[0]
        return bool(_SOME_OF_IT.search(said) or _GAINED.search(said))
    if not name:
        return False
    held = [document.statements[i].plain for i in statement.parents]
    return bool(_SIZE_WORDS.sub("", statement.plain).strip()) or any(
        "()" in text and name not in text for text in held
    )


def _elsewhere(text: str, tree: Collection[str]) -> bool:
    """Whether words name a repository beside this one: ``shop-frontend`` where the tree has no such folder."""
    named = (m.group().lower() for m in _SIBLING.finditer(text[:200]))
    return any(not any(f"/{name}/" in f"/{path.lower()}" for path in tree) for name in named)


def _announcing(document: Document, statement: Statement) -> Iterator[str]:
    """Every heading above a statement, and what it hangs on."""
    yield from (h.plain for h in statement.headings[1:])
    held = [*statement.parents, *(() if statement.lead is None else (statement.lead,))]
    yield from (document.statements[i].plain for i in held)
    if statement.kind == "paragraph" and statement.mark == "done":
        yield from _led(document, statement)


def _led(document: Document, statement: Statement) -> Iterator[str]:
    """The paragraph that ends in a colon ahead of ticked paragraphs, which then are the list that it announces."""
    for other in reversed(document.statements[max(0, statement.index - _DRAWN) : statement.index]):
        if other.kind != "paragraph" or other.mark != "done":
            if other.kind == "paragraph" and other.plain.rstrip(" *_").endswith(":"):
                yield other.plain
            return


def _above(document: Document, statement: Statement) -> Iterator[str]:
    """The words that announce a statement: its headings but the title, the items it is nested in, its lead."""
    nearest = list(
        statement.headings
        if len(statement.headings) == 1 and statement.headings[0].level > 1
        else statement.headings[1:]
    )
    yield from (h.plain for h in nearest if h.mark != "done")
    held = [*statement.parents, *(() if statement.lead is None else (statement.lead,))]
    yield from (
        document.statements[i].plain
        for i in held
        if len(document.statements[i].plain) < 120 and document.statements[i].mark != "done"
    )


def _advised(claim: Claim, document: Document, statement: Statement) -> str | None:
    """Whether a statement may be advice, a possibility or a reason rather than a report."""
    if _TO_DO.match(statement.label):
        return "It may ask for this rather than report it."
    if statement.kind not in ("tree", "row", "heading") and ASKS.match(statement.plain):
        return "It may ask for this rather than report it."
    if any(_LACKED.search(text) for text in (statement.label, *_above(document, statement))):
        return "What stands above it names what is lacking or wanted."
    if any(_ADVICE.search(text) for text in _above(document, statement)):
        return "What stands above it may announce advice or a plan."
    if claim.kind == "count" and _OTHERS.search(statement.plain):
        return "It counts the others, not all."
    if claim.kind == "capability" and not any(
        _GIVES.search(text) for text in (statement.plain, *_above(document, statement))
    ):
        return "It names this without saying that it is there."
    if claim.kind == "dependency" and _OF_ANOTHER.search(statement.plain):
        return "It may be what another package brings."
    lead = "" if statement.lead is None else document.statements[statement.lead].plain
    if claim.kind in _SENTENCES and any(_MAY.search(text) for text in (statement.plain, lead)):
        return "It says what may be, or compares."
    return None


def _was_wrong(document: Document, statement: Statement) -> str | None:
    """Whether a statement may tell what was wrong before it was mended."""
    if (
        statement.fence is not None
        and statement.fence.shows in ("output", "unknown")
        and _ERROR.search(statement.plain)
    ):
        return "It may be an error's message."
    above = [statement.label, *_above(document, statement)]
    if any(_PROBLEM.search(text) for text in above if text):
        title = statement.headings[0].plain if statement.headings else ""
        if any(_MENDED.search(text) for text in (title, document.path.replace("_", " "), *above)):
            return "It may tell what was wrong before."
    return None


def _of_other_phase(document: Document, statement: Statement) -> bool:
    """Whether a statement puts what it names into another phase than the title names."""
    later = _LATER.search(statement.plain)
    if later is None:
        return False
    titles = [document.path.rsplit("/", 1)[-1].replace("_", " "), *(h.plain for h in statement.headings[:1])]
    own = [m for text in titles for m in _PHASE.finditer(text) if m["word"].lower() == later["word"].lower()]
    return bool(own) and all(m["n"] != later["n"] for m in own)


def _once_lacked(claim: Claim, words: str, headings: Collection[str], ticked: bool) -> bool:
    """Whether words that name something lacking tell of what was mended since."""
    if claim.kind != "cleanliness" and _MENDED_LACK.search(words):
        return True
    mended = ticked or any(_MENDED_THERE.search(text) for text in headings)
    return mended and bool(_THE_MISSING.search(words) or _FAILURE.match(words))


def _doubted_absence(claim: Claim, document: Document, statement: Statement, ticked: bool) -> str | None:
    """Why it is not certain that a thing is said to be gone or lacking now."""
    words = " ".join(c.plain for c in statement.cells) or statement.plain
    headings = [h.plain for h in statement.headings]
    if _once_lacked(claim, words, headings, ticked):
        return "It may name what was lacking before it was mended."
    if claim.kind in ("wiring", "cleanliness"):
        why = _plain.doubt(claim, document, statement)
        why = why or (_of_one(claim, statement) if claim.kind == "cleanliness" else _of_use(claim, statement))
        if why is not None:
            return why
    above = (statement.label, *_above(document, statement))
    if any(_PROBLEM.search(text) for text in above) and any(
        _MENDED.search(text) for text in (document.path.replace("_", " "), *headings)
    ):
        return "It may tell what was wrong before."
    if _PAST.search(statement.plain):
        return "It may tell how things were."
    if (why := _whose.denial(claim, statement)) is not None:
        return why
    if claim.kind != "cleanliness" and statement.mark != "failed" and not _DENIES.search(words):
        return "Its own words do not deny it."
    return None


def _of_one(claim: Claim, statement: Statement) -> str | None:
    """Why a statement that nothing is left may be of one part, or of one thing."""
    what, label = str(claim.subject["what"]), statement.label
    if _CONTRAST.search(statement.plain):
        return "It says what one thing is not; that nothing else is, it does not say."
    if what in label.lower() and statement.plain[len(label) :].strip(" :*–—-"):
        return "What stands behind it may say of what part."
    if len(what.split()) > 2 and "duplic" in claim.text.lower():
        return "It speaks of one duplicate; another may be left."
    return None


def _of_use(claim: Claim, statement: Statement) -> str | None:
    """Why a statement that something is not used may be borne by a use that is there."""
    if _paths.of(statement):
        return "It may speak of the file alone that it names."
    if re.search(r"\w\(\)|\w\.\w", str(claim.subject.get("what", ""))) and claim.subject.get("to"):
        return "That it is used does not show what it calls."
    return None
