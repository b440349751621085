"""How people write that code is fake, simulated or provisional.

The grammar is that of admissions in general: what would happen "in production", what holds "for now", what is a
placeholder, a mock or for a demonstration, what is still to be implemented. A sentence admits, a word does not.
Every pattern is run by RE2, whose time is linear in the text (https://github.com/google/re2/wiki/WhyRE2).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import re2

SENTENCE_LIMIT = 600
"""Characters of one sentence that are looked at."""


TOLD_LIMIT = 300
"""Characters of the longest text that counts as told: longer ones are pages, letters and terms for readers."""

A_SENTENCE = 4
"""Spaces in the shortest text that counts as a sentence."""


class Admission(msgspec.Struct, frozen=True):
    """A sentence that admits something: its first and last line, counted from 0 in its text, and its words."""

    first: int
    last: int
    words: str


def _any(*patterns: str) -> re2._Regexp:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return re2.compile("|".join(f"(?:{pattern})" for pattern in patterns), options)


def _bytes(pattern: str) -> re2._Regexp:
    options = re2.Options()
    options.case_sensitive = False
    options.encoding = re2.Options.Encoding.LATIN1
    return re2.compile(pattern.encode(), options)


# --- nouns and verbs -----------------------------------------------------------------------------

_FAKE = r"(?:mock(?:ed)?|fak(?:e|ed)|simulated|stubbed)"
_HELD = r"(?:dummy|canned|hard[- ]?coded|static|sample|demo|placeholder)"
_THING = r"""(?:data|datasets?|responses?|repl(?:y|ies)|answers?|results?|outputs?|values?|numbers?|scores?|metrics?|
stat(?:s|istics)?|records?|entr(?:y|ies)|payloads?|content|lists?|users?|accounts?|profiles?|tokens?|ids?|urls?|links?|
keys?|address(?:es)?|locations?|coordinates?|images?|embeddings?|vectors?|prices?|rates?|events?|messages?|emails?|
notifications?|orders?|products?|transactions?|payments?|receipts?|sessions?|credentials?|login|auth|authentication|
status|success|confirmations?|verifications?|proofs?|signatures?|hash(?:es)?|history|reports?|analys[ie]s|insights?|
recommendations?|predictions?|api|calls?|service|client|server|backend|database|store|storage|provider|
implementations?|functions?|methods?|class(?:es)?|logic|handlers?|endpoints?|mode|flow|checks?|calculations?|models?|
uploads?|delivery|deliveries|oracle|resolver|metadata|progress|latenc(?:y|ies)|delays?|latencies|runs?|execution|execut(?:e|ed)|
phrases?|translations?|alerts?|matches|addresses|connections?|volumes?|scans?|sampl(?:es|ing)|readings?|sensors?|
templates?|figures?|documents?|posts?|comments?|reviews?|articles?|jobs?|tasks?|queues?|quotes?|signals?|trades?|balances?|
workflows?|pipelines?|devices?|files?|geocoding|search|lookups?|availability|insert|quer(?:y|ies))""".replace(
    "\n", ""
)
_BUILT = (
    r"(?:app(?:lication)?|systems?|one|scenarios?|implementations?|deployments?|environments?|set-?ups?|projects?|"
    r"products?|code|services?|integrations?|versions?|use|cases?|worlds?|backend|servers?|api|life)"
)
_MODIFIED = r"(?:[\w-]+ ){0,3}"
_ONE = r"(?:an? |the |our |some )?"
_IN_REAL = rf"\bin {_ONE}(?:real|actual|proper|production)[- ]?(?:world |life |ready |grade )?{_BUILT}?"
_SHOW = r"(?:demo(?:s|nstrations?)?|mvp|prototype|poc|proof[- ]of[- ]concept|hackathon)"
_WOULD = r"(?:(?:\w+ ){0,6}(?:would|could)\b|\w+['’]d\b)"
_PROPER = (
    r"(?:proper|real|actual|dedicated|trained|cryptographic|robust|persistent|distributed|secure|redis|databases?|db|"
    r"postgres\w*|message queue|queue|oauth2?|jwt|s3|smtp|celery|kms|vault|bcrypt|argon2)"
)
_DOING = (
    r"(?:replace|swap|integrate|connect|hook|wire|implement|(?:hash|verify) this|fetch (?:this|these|from)|"
    rf"use {_ONE}(?:[\w-]+ )?{_PROPER}|should (?:use|come|verify|validate|query|fetch|call|implement|integrate|"
    r"connect|hash|be (?:replaced|stored|moved|loaded|fetched|computed|calculated)))"
)
_LESS = (
    r"(?:just|simply|simplified|simple|static|temporar(?:y|ily)|in[- ]memory|basic|us(?:e|ing)|return(?:s|ing)?|"
    r"assum(?:e|es|ing)|treat(?:s|ing)?|skip(?:s|ping)?)"
)
_GIVING = (
    r"(?:us(?:e|es|ing)|return(?:s|ed|ing)?|fall(?:s|ing)?[- ]?(?:back )?to|fallback to|serv(?:e|es|ing)|"
    r"generat(?:e|es|ing))"
)
_WORK = (
    r"(?:posting|sending|publishing|uploading|processing|saving|uploads?|payments?|api|network|latency|delays?|backend|"
    r"server|db|database|responses?|success|progress|loading|transactions?|operations?|deliver(?:y|ies)|data|tracking|"
    r"persistence|generation|checks?)"
)
_DUE = r"\b(?:todo|fixme|xxx)\b[^a-z(]{0,4}(?:\([^)]{0,40}\))?[^a-z]{0,4}"
_PHASE = r"(?:in (?:an? |the )?(?:phase|future|next|later|v\d)|once|later|soon)\b"

# --- what admits ---------------------------------------------------------------------------------

_PRODUCTION = rf"{_IN_REAL}(?: \w+)?[ ,:]+(?:you |we |this |these |it )?(?:{_WOULD}|{_DOING})"
_PROVISIONAL = (
    _PRODUCTION,
    rf"\b(?:real|actual|proper)(?:[- ](?:world|life))? {_BUILT} (?:would|should|needs? to)\b",
    r"\bproduction (?:would|should) ",
    (
        rf"^\W*{_IN_REAL}[:,] (?:call|verify|fetch|query|filter|integrate|connect|check against|look up|read from|save to|"
        r"store (?:this |it |them )?in|persist|publish|enqueue|upload|write to|update (?:the )?database|load from)\b"
    ),
    rf"\b(?:{_FAKE}|{_HELD})\b.{{0,60}}\bin production[,:]? \w+",
    rf"\b(?:replace|swap|switch)d? (?:this |it |out )?(?:with|to|by|for) {_ONE}(?:[\w-]+ ){{1,4}}(?:in production|later)\b",
    rf"\b(?:{_FAKE}|{_HELD})\b.{{0,60}}\bwould (?:\w+ )?(?:come|be (?:read|loaded|fetched|taken|retrieved|worked out|calculated)) from\b",
    r"\bnot (?:suitable|ready|meant|intended|safe) for production\b",
    r"\bplace-?holders? for local simulation\b|\bsimplified for (?:now|demo)\b",
    r"^\W*(?:[\w'’-]+ ){1,10}for now\W*$",
    rf"\b(?:needed|missing|would be)\b.{{0,60}}{_IN_REAL}\b|\bwould (?:use|call|query|fetch|come)\b.{{0,40}}\bin production\b",
    r"\bw(?:ould|ill) be replaced (?:with|by) (?:an? |the )?(?:actual|real)\b|\bwill be real\b",
    rf"\bwill be (?:implemented|replaced|wired|connected)(?: up)? {_PHASE}",
    r"(?:^|[-—–,;:(*/] ?|\b(?:but|and|so) )for now(?:[,:]| (?:we|just|simply|this|it|use|return|assum|i)\b)",
    rf"\b(?:{_LESS}|{_FAKE}|{_HELD})\b.{{0,80}}\bfor now\b",
    rf"\bfor {_ONE}(?:this )?(?:current )?{_SHOW}(?: purposes?| only)?(?:\s*[,.;:)]|$)",
    rf"\bfor {_ONE}(?:this )?(?:testing and |testing/)?{_SHOW} purposes?\b",
    rf"\bin (?:the|this|our) (?:current )?{_SHOW}\b",
    (
        r"\btemporar(?:y|ily)\b[:,]? (?:hack|workaround|solution|implementation|stub|mock|measure|hard|return|bypass|until|disabled|"
        r"us(?:e|ing)|skip)"
    ),
)
_UNDONE = (
    rf"{_DUE}(?:\w+ ){{0,2}}(?:actually \w+|\w+ (?:to |with |for |from |in )?{_ONE}(?:actual|real)\b)",
    rf"{_DUE}.{{0,40}}\b(?:call|replaced?|connect|integrate|use|query|fetch) (?:\w+ )?(?:with |to )?{_ONE}(?:actual|real)\b",
    rf"{_DUE}(?:replace|swap) (?:\w+ )?with {_ONE}(?:\w+ )?(?:api|backend|database|db|server|service)\b",
    rf"{_DUE}(?:connect|integrate|hook up|wire up)\b",
    rf"{_DUE}implement",
    (
        rf"\b(?:replace|swap)d? (?:this |it |these |me )?(?:\w+ )?with {_ONE}(?:actual|real) (?:\w+ )?"
        rf"(?:data|calls?|fetch|quer(?:y|ies)|logic|sdk|endpoints?|auth\w*|{_BUILT})\b"
    ),
    rf"\bneeds? {_ONE}(?:actual|real) (?:\w+ )?(?:implementation|integration|api|service|assignment|logic|data|backend)\b",
    r"\bnot (?:yet |fully |currently )*(?:implemented|wired|connected|hooked)(?: up| in)? ?yet\b",
    r"\bnot yet (?:implemented|wired|connected|integrated|hooked)\b",
    rf"\bto be (?:implemented|connected|wired)(?: up)? (?:with|when|in|{_PHASE})|\bto be (?:connected|wired) to\b",
    r"\bto be replaced (?:with|by) (?:an? |the )?(?:actual|real|proper)\b",
    r"\bimplementation (?:can be |will be |to be )?(?:added|follows|comes|pending)(?: later)?\b",
    r"\b(?:for|pending) future implementation\b",
)
_FAKED = (
    rf"\b{_FAKE} {_MODIFIED}{_THING}\b",
    rf"\b(?:{_GIVING}|with) {_ONE}(?:[\w-]+ )?{_HELD} (?:[\w-]+ )?{_THING}\b",
    rf"\bcreat(?:e|es|ing) {_MODIFIED}(?:dummy|canned|hard[- ]?coded|static|sample) (?:[\w-]+ )?{_THING}\b",
    rf"^\W*(?:{_FAKE}|simulation|simulate)\b ?:",
    (
        rf"^\W*{_HELD} {_MODIFIED}(?:users?|data|values?|responses?|results?|records?|scores?|implementations?) "
        r"(?:for|as|until|while|in|because|since)\b"
    ),
    r"\bdummy (?:data|values?|implementation|responses?|results?|users?|content)\b",
    r"\b(?:is|are|was|be|being|if|currently) (?:currently |just |still |all )?(?:mocked|faked|simulated|stubbed)\b",
    r"\b(?:mock|simulation|simulated) mode\b|\bmock implementation\b|\bsimplified (?:mock|stub)\b",
    r"^\W*(?:trigger|start|run|dispatch)\w* (?:\w+ ){0,2}simulat(?:ion|ed) (?:task|run|job)s?\b",
    rf"\bsimulat(?:e|es|ing)\b {_ONE}(?:\w+ ){{0,3}}?{_WORK}\b",
)
_HOLDING = (
    r"^\W*(?-i:P)lace-?holders?\b(?:\W*$| ?[-–—(.;,] ?| (?:for|until|implementation|function|method|logic|class|classes)\b)",
    rf"^\W*(?-i:P)lace-?holder (?:{_MODIFIED}{_THING}\b|(?:[\w-]+ ){{0,2}}[\w-]+\W*$)",
    r"\((?:currently |just |still )?(?:an? )?(?:place-?holder|stub|mock|mocked|simulated|fake)(?:\)| for now| implementation)",
    r"\[(?:mock|simulated?|fake|stub)\]",
    (
        r"\b(?:is|are|just|only|still|currently) (?:an? |the )?(?:temporary |simple |mere )?(?:place-?holders?|stub)"
        r"(?:$|[.,;:)/]| [-–—]| (?:for|until|as|because|since|implementation|function|that|stub))"
    ),
    r"\bplace-?holder (?:\w+ )?(?:implementation|data|scores?|results?|responses?|logic|class(?:es)?|stub|metrics)\b",
    r"^\W*stub(?:bed)?(?: out)?\b(?: implementation| for|:| [-–—]|\W*$)|\bstub implementation\b|\bstub \(replace\b",
    r"\(stub\b|^\W*mock(?:ed)? \w+(?:[st]ion|ment|ing|out|log-?in)\W*$",
)
_TAG = r"^\W*(?:\[[^\]]{1,40}\]\W*)?"
_LOGGED = (
    _PRODUCTION,
    rf"\b{_GIVING} {_MODIFIED}{_FAKE} {_MODIFIED}{_THING}\b",
    rf"{_TAG}(?:mock(?:ed)?|simulat(?:ed|ing)|fake|dummy) {_MODIFIED}{_THING}\b\W+\w+\W+\w+",
    rf"{_TAG}(?:mock|simulated|simulation|stub)\b ?:",
    r"\b(?:mock|simulation|simulated) mode\b|\bmock implementation\b",
    r"\b(?:is|are|be|being|post(?:ed)?|sent|saved) (?:successfully )?(?:mocked|faked|simulated|stubbed)\b",
    r"^\W*simulated \w+ \w+$",
    r"\b(?:initiali[sz]\w+|creat\w+|using|connect\w*) (?:an? |the )?place-?holder (?:\w+ )?(?:connection|client|service)\b",
    r"\((?:mock|mocked|simulated|simulation|placeholder|stub|fake)(?: ?[-–—:;,][^()\n]{0,80})?\)|\[(?:mock|simulated?|fake|stub)\]",
    r"\bnot yet (?:implemented|connected|wired|integrated)\b|\bnot implemented yet\b",
    rf"\bfor (?:the |this )?{_SHOW}(?: purposes?)?(?:[,.]|$)|(?:^|[-—,.;:(] ?)for now[,:]",
)

# --- what does not -------------------------------------------------------------------------------

_GONE = (
    (
        rf"\b(?:no|not|never|without|non|removed|removing|instead of|rather than|avoid\w*|no longer|eliminated|detect\w*|"
        rf"reject\w*|prevent\w*|quarantin\w*|exclud\w*|forbid\w*|against|drop\w*|replac(?:ed|es)|isn't|aren't|free of):? "
        rf"(?:an? |any |the |all |more |just |old |showing |using |returning |with |test/)*(?:{_FAKE}|{_HELD}|simulat\w+|stub\w*)\b"
    ),
    (
        rf"\b(?:{_FAKE}|{_HELD}|place-?holders?)\b.{{0,40}}"
        r"\b(?:removed|gone|eliminated|deleted|rejected|dropped|(?:was|were|been|is) replaced)\b"
    ),
)
_REFUSED = (
    rf"\b(?:do(?:es)?n['’]t|(?:do|does|must|should|will) not|never) (?:\w+ ){{1,2}}(?:an? |any |the )?(?:{_FAKE}|{_HELD})\b",
)
_PAST = (r"\b(?:deprecated|obsolete|no longer|not supported)\b",)
_TESTED = (
    r"\bdry[- _]?run|\b(?:in|for|during|by|from|of|under) (?:the |our |your |unit |integration |local )*tests?(?:ing)?\b",
    r"\b(?:unit|integration|e2e|load|smoke) tests?\b|\bpytest\b|\bjest\b|\bvitest\b",
    r"\btest (?:environment|suite|fixtures?|mode)\b|\btests? (?:can|may|use|replace|substitute)\b",
)
_OTHERWISE = (
    (
        r"\b(?:only|supports?|supported|unused|not|keep|kept|leave|leaving|left|enough|fine|ok|okay|good|stick|focus(?:es|ing)?|limit(?:s|ed)?|"
        r"restrict(?:s|ed)?)\b.{0,60}\bfor now\W*$"
    ),
    r"\bto (?:use|enable|turn on|switch to|run in) (?:the |an? )?(?:mock|demo|simulation|stub) mode\b",
    r"(?-i:\b[A-Z]{2,}(?:_[A-Z0-9]+)+) ?= ?['\"]?(?:true|1|yes|on)\b",
    (
        r"\bfor now[,:]? (?:we |i |it )?(?:let['’]s |['’]ll |will |we['’]ll |just )?(?:keep|keeps|leave|leaves|stick|stay|focus|include|includes|"
        r"continue|let (?:the|it|that|this|them))\b"
    ),
    r"\bhard-?coded (?:lists?|templates?|defaults?) (?:as (?:an? )?fallback|if|when)\b",
    (
        r"\bsimulat\w+ (?:an? |the |real(?:istic)? )?(?:[\w-]+ ){0,2}(?:partitions?|failures?|outages?|crash(?:es)?|attack(?:s|ers?)?|faults?|"
        r"packet loss|keystrokes?|key ?press(?:es)?|clicks?|scroll(?:ing)?|mouse|human|humans)\b"
    ),
    r"^\W*todo\b.{0,120}\bif (?:needed|necessary|required|wanted|desired|useful)\b",
    r"\b(?:handled|done|performed|processed|covered|dealt with) (?:by|in) (?:an? |the )?(?:separate|other|another|next|later|dedicated)\b",
    r"\b(?:import|name|attribute)error\b|\bsimulat\w+ (?:multiple|several|many|concurrent|different) \w+s\b",
    (
        r"\b(?:creat|add|insert|append|push|show|reserv)\w* (?:(?:an?|the|new|empty|minimal|temporary|assistant) ){0,3}"
        r"place-?holder (?:\w+ )?(?:records?|rows?|entry|entries|messages?|bubbles?|items?|cards?|slots?|nodes?|files?)\b"
    ),
    (
        r"^\W*(?:no|max(?:imum)?|min(?:imum)?|limit\w*|up to|at most|starting|initial) (?:[\w.,$%-]+ ){0,5}"
        rf"for (?:the |this |our )?(?:now|{_SHOW})\W*$"
    ),
    r"\bproduction (?:should|would) (?:be|have|use|set) (?:\w+ )?(?:stricter|tighter|higher|lower|larger|smaller|longer|shorter)\b",
    r"\bhard-?coded list of (?:the )?(?:current|known|supported|available|common|popular) \w+|\bpaper[- ]trading\b",
    rf"\b(?:lower|reduced?|higher|less|more) (?:\w+ ){{1,3}}(?:for|of|when|if) (?:the )?(?:{_FAKE}) \w+\W*$",
    r"\bplace-?holders? for (?:future|additional|more) \w+s\b|\bfor (?:demo|sample) mode\b|\b(?:mock|dummy) empty\b",
    rf"^\W*(?:file ?)?(?:paths?|folders?|director(?:y|ies)) (?:for|to|of) (?:the )?(?:{_FAKE}|{_HELD})\b",
    r"^\W*place-?holder (?:if|when|unless)\b|\bworks? with place-?holder\b|\bplace-?holders? for .{0,60}\bconstraints?\b",
    (
        r"\b(?:check(?:s|ing)? for|skip\w*|ignor\w*|identif\w*|flag(?:s|ged|ging)?|warn\w*|look(?:s|ing)? (?:like|for)|"
        rf"filter\w* out|search\w* for) (?:an? |any |the |all |known |obvious )*(?:{_FAKE}|{_HELD}|test) (?:or \w+ )?"
        r"(?:data|values?|entries|records?|rows?|keys?|emails?|addresses|names?|responses?|content|text)\b"
    ),
    r"\bfor (?:\w+ )?(?:visual (?:feedback|effect)|ux|user experience|animation)\b",
    r"\b(?:if|whether|unless) (?:it|this|that|they) (?:is|are)\b|\b(?:that|what) is an? (?:stub|place-?holder)\b",
    r"^\W*whether\b|\badmits?\b|\b(?:something|(?:virtual )?users?|load|traffic) (?:is|are) simulated\b",
    r"\bfilled\b|\bfills? in\b|\b(?:type|example|schema|required|enum|format|email|password): |\bthe place-?holder\b",
    r"\bimplement(?:ation)? (?:an? )?(?:more|better|proper|smarter|faster|efficient)\b",
    r"\bby (?:concrete|sub|derived|child|each|the) ?\w*(?:class|parsers?|handlers?|implementations?)|\bsubclass",
    (
        r"\bplace-?holders? (?:text|(?:\w+ )?(?:images?|icons?|avatars?|thumbnails?)|colou?rs?|attribute|prop|string|syntax|"
        r"tokens?|variables?|names?|keys?|patterns?)\b"
    ),
    r"\bplace-?holder (?:on|if|when) (?:\w+ ){0,2}(?:error|fail\w*|missing|load\w*)\b|\bplace-?holders? for \d",
    r"\bstatic (?:files?|assets?|content|sites?|pages?)\b",
    r"\bplace-?holders? for (?:an? |the )?(?:[\w-]+ ){0,2}(?:image|logo|photo|picture|icon|avatar|thumbnail)s?\b",
    r"\b(?:removes?|strips?|hides?|clears?|cleans?) (?:[\w-]+ ){0,2}place-?holders?\b",
    r"\bplace-?holders?\b.{0,30}[{<$%]|[{<$%]\w*\}?.{0,20}\bplace-?holder",
)

_HINT = _any(
    r"\b(?:mock|fak(?:e|ed)\b|dummy|simulat|stub|canned|hard-?coded|place-?holder|real\b|actual|production|"
    r"for now|demo|mvp|prototype|poc\b|proof[- ]of|hackathon|temporar|todo|fixme|xxx|implement|yet\b|replaced|wired|"
    r"would be|realistic)"
)
_UTTERED = _bytes(
    r"mock|fake|dummy|simulat|stub|place-?holder|for now|yet implemented|implemented yet|not yet|demo|mvp|prototype|"
    r"hackathon|production|real"
)
_COMMENT = _any(*_PROVISIONAL, *_UNDONE, *_FAKED, *_HOLDING)
_SAID = _any(*_LOGGED)
_DENIED = _any(*_GONE, *_REFUSED, *_PAST, *_TESTED, *_OTHERWISE)
_TODO = _any(r"^\W*(?:todo|fixme)\b")
_CODE = _any(r"^\W*(?:const|let|var|await|return) .*[;({]\W*$|^\W*\w[\w.]* = (?:await )?[\w.]+\(.*\)?\W*$")
_QUOTED = _any(
    r"\"[^\"\n]{0,200}\"|“[^”\n]{0,200}”|``[^`\n]{1,200}``|`[^`\n]{0,200}`",
    r"(?:^|\s)/[\w{}:.-]+(?:/[\w{}:.-]+)+",
    r"\bin real[- ]time\b",
)
"""What is quoted, the paths of routes, and what is said of time alone."""
_ADDRESS = _any(r"\b\w+://[^\s]*")
_ACTED = _any(
    r"\bsimulat(?:e|es|ing) (?:\w+ ){0,3}(?:\w+(?:tion|sion|ment|ing|val|sis)|logic|search|look-?ups?|calls?|requests?|work|fetch)\b"
)
"""Words for something that the code itself should do, unlike the weather."""
_HEADS = _any(r"^\W*mock(?:ed)? (?:[\w-]+ ){0,3}[\w-]+(?: \([^()\n]{0,80}\))?\W*$")
"""What heads a value, or stands behind one: it admits something where that value is made up."""
_LIKELY = _any(r"\b(?:generat|creat|produc|simulat)\w*\b.{0,40}\brealistic\b|\bsimulat(?:e|es|ing)\b")


def admissions(
    text: str, invents: bool = False, supplies: bool = False, heads: bool = False
) -> Iterator[Admission]:
    """Every sentence of a comment or docstring that admits something, in order.

    ``invents`` says that the code beside draws random values: then "realistic" is said of what is made up. ``supplies`` says
    that it hands back what stands in it: then an action that it simulates is not done. ``heads`` says that it stands behind
    a value, or above one that stands in the code: then a heading is said of that.
    """
    if not _HINT.search(text):
        return
    lines = text.split("\n")
    instead = has_code(text)
    for first, last, sentence in _sentences(lines):
        said = _QUOTED.sub(" ", sentence)
        if not _HINT.search(said) or _DENIED.search(said):
            continue
        if (
            _COMMENT.search(said)
            or (instead and _TODO.search(said))
            or (invents and _LIKELY.search(said))
            or (supplies and _ACTED.search(said))
            or (heads and last == len(lines) - 1 and _HEADS.search(said))
        ):
            yield Admission(first, last, sentence)


def says(text: str, alone: bool = False) -> bool:
    """Whether a text that is logged or answered admits something. One that stands ``alone``, in a module's table,
    has to be a sentence: a phrase there may be a word among words."""
    if len(text) > TOLD_LIMIT or (alone and text.count(" ") < A_SENTENCE) or not _HINT.search(text):
        return False
    told = _ADDRESS.sub(" ", _QUOTED.sub(" ", text) if alone else text)
    return bool(_SAID.search(told)) and not _DENIED.search(told)


def has_code(text: str) -> bool:
    """Whether a comment holds lines of code: what would have to stand below it."""
    return any(_CODE.search(line) for line in text.split("\n"))


def hints(text: str) -> bool:
    """Whether a comment holds a word without which it cannot admit anything."""
    return bool(_HINT.search(text))


def utters(body: bytes) -> bool:
    """Whether an encoded body holds a word without which no text of it can admit anything."""
    return bool(_UTTERED.search(body))


def _sentences(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """The sentences of some lines: a line that begins with a small letter goes on with the sentence before it."""
    first, held = 0, ""
    for number, line in enumerate(lines):
        text = line.strip()
        if held and text and _goes_on(held, text):
            held = f"{held} {text}"
            continue
        if held:
            yield from _split(first, number - 1, held)
        first, held = number, text
    if held:
        yield from _split(first, len(lines) - 1, held)


def _goes_on(held: str, text: str) -> bool:
    return len(held) < SENTENCE_LIMIT and not held.endswith((".", ":", "!", "?")) and text[0].islower()


def _split(first: int, last: int, text: str) -> Iterator[tuple[int, int, str]]:
    # A block of one line is cut at full stops; where lines were joined, the whole is one sentence.
    if first == last:
        for part in text[:4000].split(". "):
            yield first, last, part[:SENTENCE_LIMIT]
    else:
        yield first, last, text[:SENTENCE_LIMIT]
