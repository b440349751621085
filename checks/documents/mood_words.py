"""The words by which headings, labels, columns and sentences are told apart: what reports, and what plans, instructs, requires
or quotes; and what denies.

They are the ways of writing that were met in delivery documents read by hand, each widened to the words that mean the same.
What is asked of them, and in which order, is [moods](moods.py)'s.
"""

from __future__ import annotations

import re

from checks.documents.model import Mood
from checks.patterns import regex, whole_words

PLAN_HEADING = whole_words(
    r"next (?:steps?|actions?|tasks?|moves|milestones?|iterations?|priorit(?:y|ies))",
    r"next phase",
    r"next sprint",
    r"next up",
    r"next (?:\w+ ){0,2}(?:priorit(?:y|ies)|milestones?|goals?|objectives?|enhancements?|improvements?|features?|iterations?)",
    r"^(?:\W{0,3})next(?=\s?[:–—])",
    r"what'?s next",
    r"future(?! state)",
    r"to-?dos?",
    r"(?:^(?:\W{0,3}))(?:still )?to do(?=\W*$|:)",
    r"roadmap",
    r"recommend(?:ations?|ed)",
    r"planned",
    r"upcoming",
    r"action items?",
    r"(?:priority|urgent|immediate) (?:fix(?:es)?|actions?|tasks?)(?!.{0,60}\b(?:applied|completed?|done|made|implemented|summary|report))",
    r"(?:required|needed|necessary) (?:changes|fixes|work|updates)",
    r"actions? required",
    r"suggest(?:ions?|ed)",
    r"remaining (?:work|tasks?|steps?|items?|todo)",
    r"follow[- ]?ups?",
    r"proposed",
    r"proposals?",
    r"enhancements? ideas?",
    r"(?:phase|stage|version|v) ?\d+ (?:enhancements?|ideas|considerations|opportunities)(?! (?:complete|done|implement|deliver))",
    r"(?:possible|potential|optional) (?:enhancements?|improvements?|additions?|features?)",
    r"backlog",
    r"not yet (?:implemented|tested|verified|covered|started|done)",
    r"not (?:tested|verified) yet",
    r"^(?:\W{0,3})(?:untested|unverified|not (?:tested|verified))(?=\W*$|:)",
    r"to be (?:done|implemented|built|created|added|written|delivered)",
    r"still to do",
    r"(?:endpoints?|apis?|changes|features?|files?|components?|pages?|tables?|migrations?|fixes|webhooks?) (?:needed|required|to (?:create|add|build|implement))",
    r"to (?:remove|delete|migrate|refactor|rewrite)(?=\W*$|:| (?:in|for|later|next)\b)",
    r"if (?:needed|implementing|required)",
    r"required webhooks?",
    r"must[- ]haves?(?! been)",
    r"nice[- ]to[- ]haves?",
    r"tips",
    r"(?:required|proposed|suggested|possible|needed) (?:solutions?|fix(?:es)?|changes|actions?|api|apis|endpoints?)",
    r"(?<!\bfor )(?<!\bof )options? (?:[a-d]|\d)(?=:|$|\s[-–—(])(?!.{0,80}\b(?:created|implemented|completed?|chosen|delivered)\b)",
    r"pending (?:tasks?|work|items?|features?)(?! (?:implement|complet|done|fixed))",
    r"wish ?list",
    r"expected (?:[\w-]+ ){0,2}(?:benefits?|improvements?|impacts?|outcomes?|gains?|savings|results?|effects?|behaviou?rs?|logs?|outputs?)",
    r"what (?:to expect|(?:should|will) (?:now )?(?:work|happen|change))",
    r"ready (?:for|to)(?=\s?:?\W*$)",
    r"(?:immediate|growth|improvement|further|long-?term|short-?term|quick) opportunities",
    r"(?:improvements?|enhancements?) (?:available|possible|suggested)",
    r"(?:areas?|room|scope|opportunit(?:y|ies)) (?:for|to|of) improve(?:ments?)?(?!.{0,40}\b(?:addressed|completed?|done|implemented)\b)",
    r"(?:improvement|optimi[sz]ation) (?:areas|opportunities|suggestions|ideas)(?!.{0,40}\b(?:addressed|completed?|done|implemented)\b)",
    r"plan for",
    r"remediation",
    r"path to",
    r"(?:paths?|way|road) (?:forward|ahead)",
    r"^(?:\W{0,3})pending(?=\W*$|\s?[(:])",
    r"^(?:\W{0,3})(?:still )?(?:outstanding|open)(?: (?:work|tasks?|items?))(?=\W*$|\s?[(:])",
    r"fix(?:es)? (?:required|needed)",
    r"needs? to be done",
    r"work remaining",
    r"stretch goals?",
    r"timeline to",
    r"effort",
    r"what needs",
    r"post[- ]deploy(?:ment)?",
    r"fix guide",
    r"after (?:deploy(?:ment|ing)?|launch|release)",
)
INSTRUCTION_HEADING = whole_words(
    r"usage(?! (?:track|stat|metric|monitor|analytic|count|limit|quota|report|data|pattern|record|dashboard)\w*)",
    r"how to",
    r"how do i",
    r"quick ?start",
    r"getting started",
    r"installation(?! (?:summary|complete|status|results?|report|verified))",
    r"install(?:ing)?",
    r"set-?up(?! (?:summary|complete|status|results?|report|verified))",
    r"prerequisites?",
    r"(?:verification|test|testing|useful|run|build|common) commands?",
    r"deploy(?:ment|ing)? (?:steps|instructions?|guide|checklist)",
    r"instructions?",
    r"troubleshooting",
    r"(?:common|typical|frequent) (?:issues|problems|errors|questions)(?! (?:fixed|resolved|solved|found))",
    r"support(?: notes?)?\W*$",
    r"(?:minimum |system |hardware )+requirements\W*$",
    r"running (?:the|it|locally|tests?|in)",
    r"run the",
    r"start(?:ing)? the",
    r"(?:try|test) it(?= |\W*$)(?! (?:works?|passe[sd]|was|is)\b)",
    r"to (?:run|start|test|use|deploy|verify|check|confirm|reproduce)",
    r"steps?\W*$",
    r"configure",
    r"migration (?:steps|guide)",
    r"example usage",
    r"usage examples?",
    r"rollback",
    r"testing (?:guide|steps|instructions?)",
    r"(?:test|verify|check|try) your",
    r"manual (?:test(?:ing)?|steps?|verification)",
    r"steps to",
    r"for (?:developers?|users?)",
    r"what to (?:test|check|monitor|watch|verify|try|look)",
    r"when to (?:use|choose|run|pick)",
)
REQUIREMENT_HEADING = whole_words(
    r"requirements?(?= document| spec|s? \(?from)",
    r"what (?:you|the (?:user|client|customer)) (?:asked|wanted|requested)(?: for)?",
    r"(?:original|user|your) requests?\W*$",
    r"(?:team|staffing|resource|hardware|skill)s? (?:requirements?|needed)",
    r"(?:success|acceptance|exit|launch|go-live) (?:criteria|criterion)(?=\W*$)",
    r"acceptance criteria for",
    r"specification says",
)
PLAN_LABEL = whole_words(
    r"recommendations?",
    r"next",
    r"next (?:steps?|actions?|tasks?|milestones?|phase)",
    r"ready for(?: (?:next )?phase.*)?",
    r"to-?do",
    r"fix(?:es)? (?:required|needed)",
    r"action(?:s)?(?: required| needed| items?)?",
    r"planned",
    r"plan",
    r"(?:fix|solution)s? options?",
    r"future",
    r"suggestions?",
    r"remediation",
    r"proposed(?: \w+)?",
    r"estimated? .*",
    r"effort",
    r"eta",
    r"verification needed",
    r"to reach .*",
    r"needs? .*",
    r"recommended .*",
    r"target",
    r"(?:create|add|implement|write|build) (?:an? |the |new ).*",
)
CURE = whole_words(r"fix", r"solution")
OVER = regex(
    r"(?i)\b(?:completed?|fixed|resolved|done|implemented|solved|secured|fixes applied)\b(?!.{0,40}\b(?:not|pending|later)\b)"
)
INSTRUCTION_LABEL = whole_words(
    r"(?:(?:fix|test(?:ing)?|setup|usage|deploy(?:ment)?|verification|migration|rollback|step-by-step) )instructions?",
    r"how to .*",
    r"to (?:run|start|test|use|deploy|verify|install|build|enable)\b.*",
    r"run(?: with)?",
    r"commands?",
    r"runnable with",
    r"example",
    r"test with",
    r"start(?: with)?",
    r"try",
)
# Above a numbered list: what somebody is to do, one step after the other.
STEPS_LEAD = regex(
    r"(?i)^\W*(?:(?:manual|quick|to|how to)\s)?(?:test(?: (?:it|this|steps|flow|scenario|procedure))?|try (?:it|this)(?: out)?|steps(?: to (?:test|reproduce|verify))?)\W*$"
)
DONE_BEHIND = regex(
    r"^[\s:*–—-]{1,4}(?:created|added|integrated|wired|fixed|deployed|implemented|updated|removed|replaced|refactored|moved|migrated|renamed|extracted|introduced|built|enabled|configured|installed|rewrote|converted|merged)\b",
    re.IGNORECASE,
)
SUMS_UP = regex(r"(?i)^(?:overall |final |current |project |implementation |integration |feature )*status$")
STANDS = regex(
    r"(?i)^\W*(?:the |your |our |this )?(?:(?:phase|sprint|stage|milestone) [\w.]{1,5}|(?:[\w-]+ ){0,2}(?:backend|frontend|system|platform|application|app|api|bot|implementation|project|service|integration|migration|feature)) "
    r"(?:is|are) (?:now )?(?:(?:fully |100% )?(?:complete[d]?|implemented|functional|operational|production[- ]ready)|ready for (?:\w+ )?(?:production|use|deployment|launch))\b(?!.{0,60}\b(?:if|once|when|after|until|except|but)\b)"
)
"""How the whole stands by now, said in a sentence that a section on what comes next begins or ends with."""
DONE_VALUE = regex(
    r"(?i)^[\s:*]{1,4}(?:[\w -]{1,30}\s)?(?:complete[d]?|done|implemented|delivered|integrated|production[- ]ready|operational|ready for (?:production|testing|deployment|use|review))\b(?!.{0,40}\b(?:pending|remaining|except|not)\b)"
)
TELLS_DONE = regex(
    r"^\W*(?!Need|Plann|Requir|Recommend|Propos|Suggest|Expect|Bas|Relat|Estimat|Desir|Limit|Advanc|Improv|Enhanc|Automat|Integrated |Unifi|Distribut|Shar|Embed\b|Speed\b|Hundred\b|Indeed\b|Exceed\b|Proceed\b|Succeed\b)(?:[A-Z][a-z]{2,14}ed|Ran|Wrote|Built|Rewrote)\s"
)
TELLS_MADE = regex(
    r"^\W*(?:Created|Added|Updated|Wrote|Extended) (?:the |a |new )?[`*]{0,2}[\w@./-]*\w\.\w{1,5}\b"
)
TITLE_REPORTS = regex(
    r"(?i)^(?!.*\b(?:recommend\w*|propos\w*|suggest\w*|planning|future) (?:report|summary)\b).*\b(?:report|summary|completed?|completion|delivered|implemented|results)\b"
)
"""A title of a document that reports, whatever else it names: "Report: search and roadmap tasks"."""
OF_NOW = regex(
    r"(?i)^\W*(?:\d+[.)]\s)?(?:current (?:state|status|situation|progress)|already (?:done|implemented|in place|complete[d]?)|(?:done|completed|finished) so far|what (?:already )?exists)\W*$"
)
REQUIREMENT_LABEL = whole_words(
    r"expected(?: .*)?",
    r"requirements?",
    r"required(?! (?:environment|env)\b)(?: .*)?",
    r"(?:pdf|prd|brief|rfc|spec(?:ification)?|requested|planned) (?:entit(?:y|ies)|features?|endpoints?|fields?|items?|scope|requirements?)",
    r"spec(?:ification)?",
    r"acceptance criteria",
    r"should (?:be|say|read|use|have)",
    r"desired",
    r"goal",
)
QUOTATION_LABEL = whole_words(
    r"claim(?:s|ed)?",
    r".* claims?",
    r"location of claim",
    r"documented",
    r"report(?:ed)? claim",
    r"user concern",
    r"stated",
    r"claimed .*",
    r"quote",
    r"original (?:issue|request|prompt)",
)
LABELS: tuple[tuple[Mood, re.Pattern[str]], ...] = (
    ("plan", PLAN_LABEL),
    ("instruction", INSTRUCTION_LABEL),
    ("requirement", REQUIREMENT_LABEL),
    ("quotation", QUOTATION_LABEL),
)
PLAN_WORDS = whole_words(
    r"will (?:be|need|have|add|require|support|implement|provide|include|use|run|allow|enable|replace)",
    r"should (?:(?:not|now|also|still|always|never|then) )?(?:be|add|use|have|implement|replace|consider|also|work|show|see|appear|load|display|fix|resolve|improve|reduce|return|pass|start|run)",
    r"to be (?:implemented|added|done|built|created|completed|determined)",
    r"going to",
    r"planned (?:for|to|in)",
    r"todo:",
    r"in (?:the )?future",
    r"coming soon",
    r"can (?:add|be added)(?= .{0,60}\b(?:if|later|when)\b)",
    r"consider (?:adding|using|implementing|removing|moving|caching|switching)",
    r"(?:^|(?<=^\W))(?:consider|should|must|ought to|needs? to)(?= [a-z]+)",
    r"we recommend",
    r"needs? to be",
    r"could be (?:added|improved|extended)",
    r"later phases?",
    r"recommend(?:ed)? (?:to|adding|using|that)",
    r"next (?:phase|sprint|release|version)",
    r"not yet started",
    r"(?:^|(?<=[:.] )|\b(?:is|are|now) )ready for phase",
    r"ready to (?:implement|start|begin)",
    r"(?:^|(?<=^\W))if (?:we|you|i) (?:fix|add|implement|want|need|choose|decide|address|merge|deploy)",
)
REQUIREMENT_WORDS = whole_words(
    r"must (?:be|have|not|use|support|include)",
    r"shall",
    r"(?:spec|specification|document|requirement|architecture|design|rfc)s? (?:clearly )?(?:requires?|defines?|calls for|shows?|says|states|mandates?)",
    r"is required to",
    r"are required to",
    r"according to the spec",
)
POSTPONED = regex(
    r"\((?:future|planned|to-?do|coming soon|upcoming|not started|later|v2|phase \d+ only|stretch goal)(?: \w+){0,2}\)",
    re.IGNORECASE,
)
STILL_TO_COME = regex(
    r"(?i)(?:\s[-–—]\s{1,3}[^\w\s,;()]{0,3}\s?|:\s{1,3}[^\w\s,;()]{0,3}\s?|\s[\U0001F300-\U0001FAFF⏳⏸☐]\ufe0f?\s)"
    r"(?:pending|to-?do|not started|in progress|tbd|planned|coming soon)\W*$"
)
QUESTION = regex(
    r"(?i)(?:^\W*(?:\d+[.)]\s)?|\s[-–—]\s|:\s)(?:is|are|was|were|does|do|did|has|have|can|could|should|will|would|what|why|how|when|where|which|who)(?:n't)?\s[^.!?]{3,200}\?\W*$"
)
PLACE = regex(r"^\W*lines?\s\d{1,6}(?:\s?[-–]\s?\d{1,6})?:", re.IGNORECASE)  # what stands there now
IMPERATIVE = regex(
    r"^(?:please |then |first,? |now |or |optionally,? )?(?:scroll (?:to|down)|tap (?:on|the)|hover over|run|start|open|visit|navigate|go to|execute|install|copy|clone|cd|set|create (?:a|these|the following)|edit|check(?! ✅)|see|review|"
    r"restart|configure|deploy|paste|wait (?:for|until)|watch (?:for|the|how)|look (?:for|at)|log ?in(?:to)?(?= (?:to|with|as|at)\b)|make sure|ensure|verify(?: that)?|click|type|press|use (?:the|this|`)|try|call|send|hit|replace|refer to|reference(?= `|\s[A-Z]\w*[._])|update your|add your)\b(?![(._-]| (?:and|is|are|was|has|modes?|buttons?|states?|history|forms?|modals?|dialogs?|screens?|views?|icons?|links?|menus?|tabs?|panels?|logs?|flows?|safety|safe|checks?|checking|definitions?|hints?|systems?|annotations?|errors?|handlers?|events?|listeners?)\b)",
    re.IGNORECASE,
)
TOWARDS = regex(
    r"(?i)^to [^,.;:]{3,80}, (?:(?:please|simply|just|you (?:can|need to|must|have to)) )?(?:add|register|mount|include|import|uncomment|enable|disable|configure|set|use|call|pass|run|change|edit|open|create|update|replace|install|restart|deploy|send|point)\s(?:(?:the|an?|your|this|these|those|it|them|any|all)\b|[`A-Z\"'/])"
)
"""What is to be done, behind what it is for: "To enable these routes, register the router"."""
AIM = regex(
    r"(?i)^\W*(?:focus on|prioriti[sz]e|concentrate on|aim for|look (?:out )?for|watch (?:out )?for|keep in mind|remember|consider|beware of)\s(?!.{0,60}\b(?:was|were|been|done)\b)"
)
"""What somebody is told to give heed to."""
TELLS_READER = regex(
    r"(?i)^\W*(?:(?:if|once|before|in case|after)\s(?:you(?:r|'re|'ve)?|(?:any |other )?(?:issues?|problems?|errors?)|something)|(?:if|when|before|after|once) (?:deploying|merging|running it))\b[^.]{0,160}:\W*$|"
    r"\b(?:try|refer to|remember|keep in mind|make sure(?: to)?|be sure to|do not(?: \w+)?|don't(?: \w+)?|follow these steps)\s?:\W*$"
)
"""Words above a list by which the reader is told what to do, and when: "If you still see it, try:"."""
LOUD = regex(r"^[A-Z]{3,20} [A-Z][A-Z -]{2,40}(?![a-z])")  # a title: "START PIPELINE"
PLANNED_CELL = regex(
    r"^\W*(?:planned|to-?do|pending|future|not started|in progress|upcoming|backlog|deferred|tbd|later|wip|next|proposed|optional|unverified|untested|not (?:verified|tested|measured|run)|skipped)\b",
    re.IGNORECASE,
)
COLUMNS: tuple[tuple[Mood, re.Pattern[str]], ...] = (
    ("instruction", whole_words(r"examples?", r"samples?", r"e\.g\.?")),
    (
        "quotation",
        whole_words(
            r"claim(?:s|ed)?",
            r"documented(?: \w+)?",
            r"stated",
            r"reported",
            r"doc says",
            r"documentation says",
        ),
    ),
    (
        "requirement",
        whole_words(
            r"target",
            r"budget",
            r"sl[ao]s?",
            r"required",
            r"requirements?",
            r"expected",
            r"goal",
            r"spec(?:ification)?",
            r"threshold",
            r"needed",
            r"criteri(?:a|on)",
        ),
    ),
    (
        "plan",
        whole_words(
            r"planned",
            r"plan",
            r"recommend(?:ation|ed)",
            r"action",
            r"next steps?",
            r"fix",
            r"future",
            r"eta",
            r"effort",
            r"estimate(?:d)?",
        ),
    ),
)
RANKS = regex(
    r"\b(?:(?:low|medium|high|critical|top|lowest|highest|must|should|nice)\W{0,3}(?:priority|prio|have)|priorit(?:y|ies) ?\d|p[0-4]\b|urgent)|"
    r"^\W*(?:critical|high|medium|low)\b\s?(?:[-–—:(]|$)",
    re.IGNORECASE,
)
GOES_ON = regex(
    r"(?i)^\W*(?:phase|step|stage|sprint|milestone|task|part|week|day)s? #?\d+(?!.{0,200}\bpartial)|^\W*(?:current(?:ly)?|next|to-?do|planned|pending|remaining|later)\b|\b(?:in[- ]progress|ongoing|wip|pending|planned|not started|up next)\W*$"
)
ACHIEVED = regex(
    r"^\W*(?:\d+[.)]\s)?(?:recent |key |major |main )?(?:achievements?|accomplishments?|completed|delivered|what (?:was|has been|we) (?:done|built|implemented|delivered|completed|fixed|changed))\b",
    re.IGNORECASE,
)
NOT_NEEDED = regex(r"^\W*no\b[^.:]{1,40}\b(?:required|needed|necessary)\b", re.IGNORECASE)
TO_TEST = regex(r"^\W*(?:\d+[.)]\s)?to (?:test|verify|check|confirm|run)\b", re.IGNORECASE)
NUMBER = regex(r"^(?:step )?\d{1,3}(?:\.\d{1,3})*[.):]?\s+", re.IGNORECASE)
ABSENT = regex(
    r"\b(?:no|not|never|none|nothing|zero|nor|neither|without|missing|lacks?|lacking|absent|unimplemented|isn't|aren't|doesn't|don't|didn't|wasn't|"
    r"weren't|hasn't|haven't|cannot|can't|won't|non-existent|nonexistent)\b"
    r"|\b0 (?:loc|lines?|errors?|warnings?|tests?|files?|todos?|issues?)\b|\bn't\b|\bonly in-memory\b|\bNOT\b",
    re.IGNORECASE,
)
POSITIVE = regex(
    r"\b(?:fix|add|implement|creat|resolv|correct|restor|fill|address|handl|detect|catch|prevent|insert|includ|complet|discover|identif)"
    r"(?:ed|es|s|ing|ied|ies):?\s+(?:(?!but\b|and\b|with\b)[\w`'-]+\s+){0,3}?(?:missing|absent|non-?existent|lacking)\b|"
    r"\b(?:not only|no longer (?:missing|broken)|if not|whether or not|not just|no problem)\b",
    re.IGNORECASE,
)
