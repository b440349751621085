"""Whether words read as a feature: no path, number, result, status, change or praise."""

from __future__ import annotations

import re

from checks.claims._catalogue import is_named
from checks.claims._products import PRODUCTS, TECHNIQUES
from checks.patterns import regex

STARTS_CODED = regex(
    r"^\W*(?:/\s|(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|WS)\b(?!\s[A-Za-z])|/[\w{:]|(?![A-Z][a-z]+/[a-z]+/[a-z]+ )[\w.-]+/[\w.-]+/|[\w.-]+/[\w-]+\.\w{1,5}\b|"
    r"(?!(?:node|express|next|vue|nuxt|nest|three|chart|d3|react|discord|ethers|web3)\.js\b)[\w.*-]+\.(?:py|tsx?|jsx?|[mc][jt]s|ipynb|ps1|md|json|ya?ml|sql|sh|html|css|toml|txt|env|prisma|go|rs|java|vue)\b|(?!(?:node|express|next|vue|nuxt|nest|three|chart|d3|react|discord|ethers|web3)\.js\b)\w+\.\w+$)",
    re.IGNORECASE,
)
SYMBOL_FIRST = regex(r"^(?:[a-z]+[A-Z]\w*|[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+|\w+_\w+|\w+\(\))(?:\s|$|,|\()")
PRODUCT = regex(
    rf"^(?:{'|'.join(sorted(PRODUCTS))}|(?:{'|'.join(sorted(TECHNIQUES))})(?=\s[a-z])|EventEmitter|[A-Z][a-z]+[A-Z]{{2,6}}|[A-Z][a-z]+[A-Z][a-z]+(?=\s(?:API|SDK|[Ii]ntegration|[Ss]upport|[Ll]ogin|[Cc]heckout|[Ww]ebhooks?|[Ee]mails?|[Pp]ayments?)\b)|[A-Z][a-z]+(?:API|SQL|DB|JS|AI|MQ))\b"
)
COUNT = regex(
    r"^(?![1-5]\d\d (?:errors?|status|responses?|codes?|on|for|when|if)\b)(?:~|over |about |all )?\d[\d,.]*\+?%?\s*(?:x\b|×|/|\d|[A-Za-z][\w-]*)",
    re.IGNORECASE,
)
_SPELLED = regex(
    r"(?i)^(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|multiple|many)\s(?:(?:new|more|additional|other|further)\s)?(?:\w+\s){0,2}\w+s\W*$"
)
"""So many of something, in words."""
_HAS_SOME = regex(r"\b(?:has|have|holds?|contains?) \d[\d,]*\+?\s[a-z]", re.IGNORECASE)
"""A count of what something has."""
_MEASURE = regex(
    r"\d\s?(?:%|ms\b|s\b|sec|min|hours?\b|req|ops|users\b|MB/s|KB|x\b|fps|rps|LOC\b|lines\b)", re.IGNORECASE
)
_INTERVAL = regex(r"(?i)\b(?:every|after)\s\d{1,4}\s?(?:s|secs?|seconds?|mins?|minutes?|hours?)\b")
RUN = regex(
    r"\b(?:tests?|suites?|builds?|lint(?:ing)?|compil\w+|type-?check\w*|typescript)\b.{0,30}\b(?:pass(?:es|ed|ing)?|green|succe\w+|clean|fail\w*)\b|\bpass(?:ed|ing)?\b(?!\s(?:as|to|through|into|in|down|via|along)\b)|\bverified (?:with|by|via)\b|"
    r"\bruns? (?:correctly|successfully|without)\b|\bcode coverage\b|\b(?:endpoints?|routes?|apis?|servers?|services?) respond(?:s|ing)\b|\b(?:servers?|apps?|containers?|backend|frontend) (?:is |are |now )?running\b|\bsuccessful build\b|\bbuild verification\b|\bzero (?:lint|errors|warnings)|\bcreated and running|\bcompil\w+ (?:to|into|without|successfully|cleanly)\b|\b(?:ran|loaded|started|imported|executed|executing|installed|booted) (?:up )?(?:correctly|successfully|cleanly|without)\b|\berrors? (?:resolved|fixed|gone)\b|\b(?:warnings?|lint(?:ing)?) (?:errors?|warnings?|issues?)\b|\blinting warnings?\b|\bnow runnable\b|\b(?:registered|mounted|wired)\b|\bunreachable\b|\bnot (?:runnable|working|running|ready)\b|starts? (?:up )?(?:correctly|successfully|without|and runs)",
    re.IGNORECASE,
)
CHANGE = regex(
    r"^(?:tested|analy[sz]ed|investigated|switched|removed|deleted|fixes|renamed|moved|updated|archived|expanded (?:from|to)|cleaned|refactored|replaced|documented|imported|connected|registered|extracted|fixed|resolved|modified|changed|converted|migrated|wired|created|commit(?:ted)?|merged|bumped|uncommented)\b",
    re.IGNORECASE,
)
_ASKS_CHANGE = regex(r"^(?:remove|delete|rename|move|update)\b", re.IGNORECASE)
_STATUS_ONLY = regex(
    r"^(?:[\w-]+ ){0,2}(?:documentation|docs|readme|guides?)\s(?:(?:is|are|was|were|has been|have been)\s)?(?:created|written|updated|added|provided)\W*$|"
    r"^(?:documentation|docs|readme)\b.{0,40}\b(?:references?|says?|mentions?|outdated)\b|^(?:the |all |every )?(?:\w+ ){0,3}(?:documentation|docs|implementation|project|system|application|app|tasks?|requirements?|criteria|features|phases?|everything|code|work|deliverables|dependencies|"
    r"claims|files|issues|bugs|performance|targets|updates|changes|fixes|improvements|optimi[sz]ations|enhancements)\s+(?:is |are |was |were |remains? |has been |have been )?(?:now |fully |all |mostly |partially )?(?:complete[d]?|migrated|ready|done|met|validated|verified|tested|implemented|finished|installed|exist|resolved|fixed|addressed)\b",
    re.IGNORECASE,
)
_STEP_ONLY = regex(
    r"(?i)^(?:phase|sprint|milestone|stage|week)\s[\w.]{1,6}(?:\s(?:implementation|planning|development|setup|work|delivery|features?))?\W*$"
)
_PRAISE = regex(
    r"^(?:nothing\b|(?:fully )?compatible|backwards?[- ]compatible|follows? (?:existing|best|project|code|coding|industry|standard|all|the)|can (?:confidently|safely|easily|now)|fix (?:broken|the|an?)|fast (?!forward|track|path)|minimal|(?:clean )?git history|ready (?:for|to)|simplify|reduce|increase|improve|use|avoid|keep|try|enforcing|using|implementing|ensuring|maintaining|providing|improving|reducing|optimal|better|faster|easier|easy|more|less|cleaner|smoother|improved|increased|reduced|helps?\s|encourag(?:es|ing)|clarif(?:ies|ying)|(?:dramatic|significant|noticeab|great|consider|substantial)(?:al)?ly\s|(?:much|far)\s(?:better|faster|more|less|easier|cleaner)|intuitive|premium|beautiful|should|tested and|applied|looks|feels|clean (?:code|implementation|architecture)|best practices|production[- ]ready(?! \w+ (?:handling|logging))|high quality|well[- ]\w+|be |honest|easy to|simple|professional|modern|polished|excellent|great|good|particularly|especially|ideal|(?:helpful|useful) (?:when|if|for|in)|most (?:reliable|important|useful|common)|perfect(?! forward)|outstanding|solid(?![.-])|following (?:the |all )?(?:project|best|coding|existing|established|industry))\b",
    re.IGNORECASE,
)
FOREIGN = regex("[\u0370-\u1fff\u2c00-\ud7ff\uf900-\uffdc]")  # letters beyond the Latin ones
_JUDGED = regex(
    r"\b(?:is|are) (?:clear|intuitive|clean|easy|good|great|fast|smooth)\b|\bloads? successfully|\bappears?\W*$|\b(?:removed|deleted|updated|migrated)\W*$|\bpreserved\W*$|\bsuccessful\W*$|\bcommit messages?\b|\bunchanged\b|\bno changes\b",
    re.IGNORECASE,
)
_HEADS_LIST = regex(
    r"^(?:new |all |api |rest )*(?:endpoints?|routes?|files?|tests?|features?|components?)(?: (?:created|added|implemented))?\W*$",
    re.IGNORECASE,
)
_MENDED = regex(
    r"\b(?:issues?|bugs?|problems?|errors?|vulnerabilit(?:y|ies))\b.{0,30}\b(?:fixed|resolved|eliminated|patched)\b",
    re.IGNORECASE,
)
PSEUDO = regex(
    r"\bhttps?://|\bcan (?:degrade|cause|lead|fail|overwhelm|exceed)\b|^Users? \w+s\b(?!\s*(?:\(|$|[:–—-]))|^(?:SET|RETURN|IF|ELSE|FOR|WHILE|END|CALL|PRINT|INPUT|OUTPUT|GENERATE|NORMALIZE|SEARCH)\s|^\W{0,2}[\"“'](?![^\"”']{2,40}[\"”']\s[A-Za-z])|^\.\.\.|[{\[]\s?\"|^and (?:\w+ )?(?:more|others)\b|\w@\w|\d\s?°|±\s?\d|"
    r"\d\s?[+×*]\s?\d[\d\s+×*/.,-]{0,80}=|^(?:I|[Yy]ou)\s(?!can\b)[a-z]"
)
_FAULT = regex(r"(?i)(?:^|\s)(?:errors?|bugs?|issues?|problems?|failures?|crash(?:es)?)\W*$")
_DEALT_WITH = regex(
    r"(?i)\b(?:handl\w*|catch\w*|report\w*|log(?:s|ged|ging)?|track\w*|detect\w*|prevent\w*|recover\w*|retr(?:y|ies)\w*|show\w*|display\w*|"
    r"map(?:s|ped)?|return\w*|rais\w+|throw\w*|on|for|of|from|with|custom|typed|structured)\b"
)
BRACKETED = regex(r"\(([^()]{2,200})\)")
WORD = regex(r"[A-Za-z][A-Za-z]+")
_WEAK = frozenset("the of for with and all in to is a an on by at".split())
_PROSE_END = regex(
    r"\b(?:guide|report|summary|diagrams?|documentation|docs|instructions?|reference|readme|template|documents|documented)\W*$",
    re.IGNORECASE,
)
_SERVED_DOCS = regex(
    r"\b(?:openapi|swagger|redoc|auto(?:matic(?:ally)?)?[- ]?(?:generated)?) (?:\w+ )?(?:documentation|docs)\W*$",
    re.IGNORECASE,
)
"""Documents that a server makes of its own routes."""
_NOT_THERE = regex(
    r"^(?:accepts|returns|takes) \w+(?: \w+)?$|^(?:zero|no) (?:[\w/-]+ ){0,4}?(?:errors?|issues?|warnings?|problems?|conflicts?|regressions?|failures?|bugs?|crash(?:es)?|vulnerabilit(?:y|ies)|violations?|alerts?|attribution|fix(?:es)?|changes?|contracts?|hype|words?)\b|^(?:zero|no) (?:data loss|crashes|breaking|known)\b|^missing |^(?:zero|no) (?:[\w-]+ ){1,4}(?:needed|required|necessary)\W*$|^(?:zero|no) [A-Z][A-Z0-9]{1,30}_\w+|^(?:zero|no) (?:mock|fake|unnecessary|[\"“']|hard-?coded|todo|placeholder|lint|error|warning|memory leak|external|custom|more)",
    re.IGNORECASE,
)
_TESTS_COUNTED = regex(
    r"\(\d+\+? (?:[\w-]+ ){0,2}tests?\)\W*$|\btests?\b.{0,60}\(\d+\+? (?:\w+ ){0,3}tests?\b|\bsuites?\b.{0,60}\(\d+\+? (?:\w+ ){0,3}tests?\b",
    re.IGNORECASE,
)
_NAMES_APART = 40  # characters between two names that one sentence is about
_IN_FILE = regex(r"\((?:[\w.-]{1,60}/){0,8}(?P<stem>[A-Za-z][\w-]{2,60})\.(?:tsx?|jsx?|py|vue|svelte)\)")
MODAL = regex(r"\b(?:may|might|could|would)\b", re.IGNORECASE)


def reads(text: str, *, alone: bool = False) -> bool:
    """Whether words read as a feature: no path, number, result, status or praise; perhaps a single word ``alone``."""
    return reads_as_feature(text.strip(), "", alone=alone)


def telling(text: str) -> list[str]:
    """The words of a text that say something: "to", "of", "the" alone do not."""
    return [word for word in WORD.findall(text) if word.lower() not in _WEAK]


def reads_as_feature(text: str, label: str, *, alone: bool = False) -> bool:
    """``alone``: a word that is ticked or explained in brackets is a feature of its own."""
    bare = BRACKETED.sub("", text)
    words = telling(bare)
    known = is_named(text)
    if not words or (len(words) < 2 and not known and not label and not alone) or len(words) > 30:
        return False
    if _FAULT.search(bare) and not (alone or label or _DEALT_WITH.search(bare)):
        return False
    if _JUDGED.search(bare) or PSEUDO.search(bare) or FOREIGN.search(bare):
        return False
    if STARTS_CODED.match(bare) or (SYMBOL_FIRST.match(bare) and not PRODUCT.match(bare)):
        return False
    if (
        RUN.search(bare)
        or (_STATUS_ONLY.match(bare) and not known)
        or _PRAISE.match(bare)
        or _STEP_ONLY.match(bare)
        or (_PROSE_END.search(bare) and not _SERVED_DOCS.search(bare))
    ):
        return False
    if (_ASKS_CHANGE.match(bare) and not alone) or _HEADS_LIST.match(bare) or _MENDED.search(bare):
        return False
    if (
        _SPELLED.match(bare)
        or CHANGE.match(bare)
        or _NOT_THERE.match(bare)
        or (COUNT.match(bare) and "with" not in bare)
    ):
        return False
    if (
        _TESTS_COUNTED.search(text)
        or (_HAS_SOME.search(bare) and not known)
        or (_names_two(bare) and not known)
        or MODAL.search(bare)
    ):
        return False
    return not (_MEASURE.search(_INTERVAL.sub("", bare)) and not label and not known)


def _names_two(text: str) -> bool:
    """Whether two names with underscores stand near one another."""
    ends = -1
    for found in re.finditer(r"\w+", text):
        if "_" in found.group()[1:-1]:
            if ends >= 0 and found.start() - ends <= _NAMES_APART:
                return True
            ends = found.end()
    return False


def is_called_like_file(text: str) -> bool:
    """Whether words are the name of the file in their brackets: "Stats panel (`stats-panel.tsx`)"."""
    found = _IN_FILE.search(text)
    return found is not None and _letters(found["stem"]) in _letters(text[: found.start()])


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())
