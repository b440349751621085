"""Whether a statement advises, asks or weighs rather than reports."""

from __future__ import annotations

from checks.claims._doubts._said import SENTENCES, Said
from checks.patterns import regex

_ADVICE = regex(
    r"(?i)\b(?:considerations?|(?<!completed )(?<!all )(?<!core )requirements?(?! (?:met|satisfied|fulfil\w*|complete\w*|implemented|coverage|checklist|verif\w+|status|delivered))|criteria(?! met)|must pass|remaining|blueprints?|best for|ideal for|suitable for|perfect for|use cases?|when to|useful for|recommend\w*|suggest\w*|advice|best practices|tips|options?|alternatives?|ideas|opportunit(?:y|ies)|trade-?offs?|"
    r"rationale|(?:technical |design |key |architectural )*decisions?|comparison|vs\.?|versus|why|pros|cons|"
    r"(?:important|deployment|production|additional) notes?|notes? for|for production|in production|before (?:production|deploy\w*|launch|going live)|scaling|"
    r"(?:fix|implementation|prioriti[sz]ed|action|migration|upgrade|improvement) (?:guide|plan|strategy)|pending|priorit(?:y|ies) \d|p\d\.\d|to replace|"
    r"(?:i|we)(?:'ll| will| can| could| should)|you(?:'ll| can| could| should| may| need)|to (?:fix|resolve|enable|implement|complete|improve)|optional(?:ly)?|"
    r"(?:update|change|replace|edit|set|fill in|customi[sz]e|configure|add|put in) (?:these|those|your|the following)|customi[sz]ation|(?:will|is going to|are going to|(?:has|have) yet to) be (?:created|added|modified|updated|changed|implemented|built|written|introduced|removed|deleted)|files? to (?:modify|create|update|change|add|edit|delete|review|touch)|prevention|(?:and|&|ongoing|regular) maintenance|action plan|(?:deploy\w*|rollout|launch|release) (?:phases?|sequence|order|procedure)|if (?:you|needed|required|desired)|when (?:you|ready|needed)|improvements?(?! (?:made|implemented|delivered|done|complete\w*))|optimi[sz]ations? (?:ideas|options)|"
    r"(?:steps?|how|ways?|path) (?:to|for)|what (?:remains|is missing|needs|to)|target(?:s|ed)?(?! achiev| met| audience)|phases? \d.{0,20}\((?:planned|future|next)\))\b|^\W*steps?\W*$"
)
_LACKED = regex(
    r"(?i)\b(?:needed|needing|needs?|required|requiring|missing|lacking|gaps?|wanted|proposed|suggested|not (?:yet )?(?:implemented|done|created|wired)|to (?:create|add|do|implement|build|fix))\b"
)
_LACKING = regex(
    r"(?i)\W*(?:needed|required|missing|lacking|wanted|absent|not (?:yet )?\w+|to (?:do|be \w+)|(?:needs|requires) \w+)\W*"
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
_TO_DO = regex(
    r"(?i)^\W*(?:create|modify|add|update|edit|delete|remove|change|test|run|replace|move|rename)\W*$"
)


def doubt(said: Said) -> str | None:
    """Why a statement may be advice, a possibility or a reason rather than a report, as a sentence, or None."""
    claim, statement = said.claim, said.statement
    if _TO_DO.match(statement.label):
        return "It may ask for this rather than report it."
    if statement.kind not in ("tree", "row", "heading") and ASKS.match(statement.plain):
        return "It may ask for this rather than report it."
    if any(_LACKING.fullmatch(cell.plain) for cell in statement.cells if cell.mark == "warning"):
        return "Its row says that it is lacking or wanted."
    if any(_LACKED.search(text) for text in (statement.label, *said.above)):
        return "What stands above it names what is lacking or wanted."
    if any(_ADVICE.search(text) for text in said.above):
        return "What stands above it may announce advice or a plan."
    if claim.kind == "count" and _OTHERS.search(statement.plain):
        return "It counts the others, not all."
    if claim.kind == "capability" and not any(_GIVES.search(text) for text in (statement.plain, *said.above)):
        return "It names this without saying that it is there."
    if claim.kind == "dependency" and _OF_ANOTHER.search(statement.plain):
        return "It may be what another package brings."
    lead = "" if statement.lead is None else said.document.statements[statement.lead].plain
    if claim.kind in SENTENCES and any(_MAY.search(text) for text in (statement.plain, lead)):
        return "It says what may be, or compares."
    return None
