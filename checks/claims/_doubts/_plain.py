"""Whether it is plain what exactly a claim is about: the one file, route, package or name that its words mean."""

from __future__ import annotations

import re
from collections.abc import Callable

from checks.claims import _paths, _subjects
from checks.claims._doubts._said import Said
from checks.documents.model import Document, Statement
from checks.model import Claim
from checks.patterns import regex
from checks.project.files import test_path

_WRITTEN_TESTS = regex(
    r"(?i)\b(?:unit|integration|e2e|end-to-end|automated|regression)[- ]tests?\b|\btests\b|\btest (?:suites?|files?|cases?)\b|\b\d+\+? (?:\w+ )?tests\b|\b(?:pytest|jest|vitest|mocha|cypress|playwright)\b"
)
_TESTING = regex(r"^\W*Tests (?!for|of|are|is|pass|in|with|added|cover|written|suite|run)(?:the )?[a-z]")
_LISTED_TESTS = regex(
    r"(?i)\btests? .{0,30}\b(?:identified|documented|outlined|listed|described|specified)\b"
)
_OF_READER = regex(r"(?i)\b(?:your|my|local) [`*]{0,2}\.env\b(?!\.(?:example|sample|template))")
_CONTROL = regex(
    r"(?i)\b(?:toggles?|switch(?:es)?|check ?box(?:es)?|preferences?|buttons?|icons?|badges?|placeholders?|mock-?ups?|drop-?downs?|labels?|tooltips?)\W*$"
)
"""What a page shows for something."""
_EXAMS = regex(
    r"(?i)\b(?:exams?|quiz\w*|leaderboards?|students?|attempts?|chapter|full-length|mock tests?|practice tests?|syllabus|question (?:bank|count|paper)s?|aptitude|candidates?)\b"
)
_FROM = regex(r"(?i)\b(?:from|was|replaced|removed)\s?:\W*$")
_COMMITS = regex(
    r"(?i)\b(?:commit(?:s|ted)?|sha|hash(?:es)?|revisions?|git|merged?|fix(?:es|ed)? in|history)\b"
)
_LOOK_BACK, _FEW = 25, 3  # statements; words
_OF_COVERAGE = regex(
    r"(?i)\b(?:code|test|tests?|lines?|statements?|branch(?:es)?|functions?|coverage|achieved|of|with|at|has|is|the|minimum)\b|[\d\W_]+"
)
_CONSTANTS = regex(r"\b[A-Z][A-Z_]{2,30}, [A-Z][A-Z_]{2,30}\b")
"""Names in a row that are written in capitals: ``REGISTERED, FAILED`` tell of no registering."""
_NAME = regex(r"`?[A-Za-z_$][\w$./-]{2,80}(?:\(\))?`?")
_PAGES = regex(r"(?i)\b(?:pages?|screens?|sitemap|navigation|site[- ]map)\b")
_REMAINS = regex(
    r"(?i)\b(?:remaining (?:files?|work|pages?|items?|tasks?|\d)|still (?:needs?|to (?:do|be))|in progress|partial(?:ly)?|from completed)\b"
)
_EVERYWHERE = regex(
    r"(?i)\b(?:codebase|code base|project|repository|repo|app|application|system|platform|everywhere|anywhere|entire|entirely|whole|all (?:pages|components|files|modules|services|endpoints|code)|"
    r"production (?:code|views?|paths?)|source|left|remain\w*|100\s?%)\b|^\W*(?:no|zero|0) "
)
_OF_CLEANING = regex(r"(?i)mock|todo|placeholder|dummy|hard-?coded|fake|stub|console|clean[-_ ]?up|lint")
_OF_ALL = regex(
    r"(?i)(?:^\W*|[:;,.(—–-]\s*|\b(?:no|zero|0|all|any|of|the|every|remaining|more|without|never|removed?|removes|removing|removal|eliminat\w+|delet\w+|clean\w*|replac\w+|purged|stripped|hard-?coded|static|fake|mock|dummy|and|or|has|have|free)\W+)$"
)
_BY_HAND = regex(r"(?i)\b(?:guides?|checklists?|manual(?:ly)?|plans?|scenarios?|documentation)\b")
_OFFERED = regex(r"(?i)\b(?:accessible|available|exposed?s?|callable|usable|reachable|offers?|provides?)\b")
_PRODUCT = regex(r"[A-Z]\w{1,14}")
_SUCH_AS_HAVE = regex(r"\b\d+ (?:[a-z-]+ ){1,3}(?:with|that|which|having|using|without|where) ")
_WRITTEN_ABOUT = regex(
    r"(?i)\b(?:examples?|guides?|guidance|usage|documentation|docs|documented|documents?|composables|instructions|tutorials?|checklists?|cheat ?sheets?|snippets?|guidelines|how to|provided|reference|troubleshooting)\b"
)
_IN_DOCUMENT = regex(r"(?i)\b(?:in|see|per|by)\s[`*\[]{0,3}[\w./-]{1,80}\.(?:md|mdx|rst)\b")
_A_DOCUMENT = regex(r"(?i)^\W*(?:\d{1,3}[.)]\s*)?[\w./-]{1,100}\.(?:md|mdx|rst|pdf|docx?)\b")
_LEARNT = regex(r"(?i)\b(?:learn(?:ing|ed|t)?|skills?|takeaways?|lessons)\b")
_SHOWN = regex(
    r"(?i)\b(?:animat\w+|transitions?|transforms?|css|scroll\w*|\d+ ?fps|smooth\w*|hover|render\w*|ui|browsers?)\b"
)
_NOT_IT = regex(
    r"(?i)\b(?:no|without|removed?|removal|removes|eliminated|deleted|dropped|replaced|migrated|switched|gone|instead|future|later|path forward|roadmap|upcoming|planned)\b"
)
_INSTALLED = regex(r"(?i)\b(?:installed|installation|environment|verification|virtual ?env|system)\b")
_VARIABLE = regex(r"(?i)\benv(?:ironment)?\b|\bvariables?\b|\bconfigurable\b|\.env\b|\bsettings?\b")
_READY = regex(r"(?i)(?<!production[- ])(?<!deployment[- ])(?<!fully )\bready\b|[- ](?:compatible|capable)\b")
_CAN = regex(r"(?i)^\W*(?:can|could|may|might)\b")
_NOT_EVERYWHERE = regex(
    r"(?i)\b(?:not|never)\s+(?:\w+\s+){0,3}(?:everywhere|always|consistently|in all|by all|for all|on every|in every|directly|uniformly)\b"
)
_CONDITION = regex(r"(?:^|\s)(?:if|and|or|while)\s|\s(?:==|!=|>=|<=|>|<)\s|[^=<>!~]=[^=]")
_NEEDED = regex(
    r"(?i)\b(?:can|could|might|would) (?!not\b)[a-z]+\b|\b(?:fix(?:es)?|change|work|support) (?:is |are |still )?(?:needed|required|missing)\b"
)
_MADE_WITH = regex(
    r"(?i)❤|\bwith love\b|\b(?:co-?authored|built|made|created|developed|generated|implemented|written|assisted|powered|author\w*)\W.{0,40}\b(?:cursor|claude|copilot|windsurf|lovable|bolt\.new|v0|devin|chatgpt|codex|gemini cli|replit)\b"
)
_PROVIDER = regex(r"\W*[A-Z][\w.]{2,20}\W*$")
"""A single name in front of a route: "Mailer: `/v3/send`"."""
_EXPECTS = regex(
    r"(?i)\b(?:expects?|expected|assumes?|requires?|should (?:provide|expose|serve))\b.{0,60}\b(?:endpoints?|routes?|apis?|backend)\b"
)
_RESULT = regex(r"(?i)^\W*(?:results?|outputs?|responses?|logs?|verified|tested)\b")
_GIVEN_BY = regex(
    r"(?i)\((?:[^()]{0,60}\b)?(?:default|built-?in|by|via|through|handled|automatic\w*|managed|provided|supabase|firebase|auth0|clerk|next\.?js|next-?auth|vercel|cloudflare|samesite|configurable|if configured)\b[^()]{0,40}\)|"
    r"^[^:–—-]{3,60}\s?[–—:-]\s(?:[^()]{0,40}\b)?(?:by default|built-?in|provided|supabase|firebase|auth0|clerk|next-?auth|vercel|cloudflare|samesite|httponly)\b"
)
_OVERALL = regex(
    r"(?i)\b(?:overall|total|global|project|codebase|whole|entire|line coverage|lines? covered|all files)\b"
)
_WORD = regex(r"[a-z]{2,30}")
_PACKAGE = regex(r"@?[a-z0-9][a-z0-9._/@-]{0,80}(?<!\.js)")
_OUT = regex(
    r"(?i)\b(?:remov\w+|delet\w+|dropped|eliminat\w+|cleaned|gone|obsolete|unused|redundant|duplicates?|dead)\b"
)
_ALL_OUT = regex(
    r"(?i)^(?!.*\b(?:added|new|created|modified|updated|changed|renamed)\b).*\b(?:removed|deleted)\b"
)
_TAKEN = regex(r"(?i)\b(?:removed|deleted|dropped)\s+(?:[a-z]{1,20}\s+){0,3}$")
_FIRST = regex(r"\W*(?:\d{1,3}[.)]\W*)?(?:[\w/-]{1,30}\W{1,4}){0,2}")
"""What stands ahead of a path that an item is about."""
_FILES = regex(r"(?i)\b(?:files?|documents?|scripts?|modules?|folders?|director(?:y|ies)|following)\b")
_KINDS = regex(
    r"(?i)\b(?:components?|code|pages?|tests?|items?|screens?|routes?|old|legacy|outdated|and|or|from|the|phase|step|part|codebase|project|repository|up)\b"
)
_NOT_READ = frozenset(
    "solidity sol go golang rust java kotlin swift php ruby rb csharp cs c cpp c++ dart scala elixir lua r matlab cairo move vyper".split()
)
_SOURCE_FILE = regex(r"\.(?:[cm]?[jt]sx?|py|php|go|rb|java|cs)$")
_PUBLISHED = regex(r"(?i)\b(?:publish\w*|released?|available (?:on|from|at))\b")
_SERVER_PATH = regex(r"/(?:api|apis|rest|graphql|v\d|rpc|auth|ws|health|metrics|docs)(?:[/?]|$)")


def doubt(said: Said) -> str | None:
    """Why it is not plain what a claim is about, as a sentence, or None."""
    ask = _BY_KIND.get(said.claim.kind)
    return None if ask is None else ask(said)


def _file(said: Said) -> str | None:
    statement = said.statement
    if said.claim.subject.get("role") != "removed":
        gone = any(_ALL_OUT.search(h.plain) for h in statement.headings[-1:])
        return "It stands below what was removed." if gone else None
    own = (statement.plain, statement.label, *(c.plain for c in statement.cells))
    if _took_out(said):
        return "It says what was removed from it."
    above = [s.plain for s in _subjects.above(said.document, statement)][:1]
    if any(_OUT.search(text) for text in (*own, *above)):
        return None
    named = not above or _FILES.search(above[0])
    first = bool(_FIRST.fullmatch(statement.plain.partition(str(said.claim.subject["path"]))[0]))
    sure = named and first and any(_files_out(h.plain) for h in statement.headings[-1:])
    return None if sure else "Only a heading farther up says that something was removed."


def _files_out(heading: str) -> bool:
    """Whether a heading says that files were taken out, or says nothing else: "Removed: the old menu" is of a menu."""
    return bool(_OUT.search(heading)) and (
        bool(_FILES.search(heading)) or not re.search(r"[A-Za-z]", _KINDS.sub("", _OUT.sub("", heading)))
    )


def _took_out(said: Said) -> bool:
    """Whether words name something else that was removed: "`setup.cfg` | Removed `flake8`"."""
    name = str(said.claim.subject["path"]).rstrip("/").rsplit("/", 1)[-1]
    others = [code.text for code in said.statement.codes if code.text and name not in code.text]
    return any(_TAKEN.search(said.statement.plain.partition(other)[0][-80:]) for other in others)


def _wiring(said: Said) -> str | None:
    sure = said.statement.fence is None and not (said.statement.cells and said.claim.polarity == "absent")
    sure = sure and _is_name(str(said.claim.subject.get("what", "")), said.statement)
    to = str(said.claim.subject.get("to") or "")
    sure = sure and (not _PRODUCT.fullmatch(to) or any(to in code.text for code in said.statement.codes))
    sure = sure and not _CONSTANTS.search(said.statement.plain)
    if sure and said.claim.polarity == "present" and _OFFERED.search(said.statement.plain):
        return "It says how it can be used, not what uses it."
    if sure and said.claim.polarity == "absent" and _NOT_EVERYWHERE.search(said.statement.plain):
        return "It denies that it is so everywhere."
    if sure and any(_RESULT.search(text) for text in (said.statement.label, said.statement.plain)):
        return "It tells what a run showed."
    return None if sure else "The words do not name one thing for certain."


def _result(said: Said) -> str | None:
    part = said.claim.subject.get("measure") == "coverage" and not (
        _OVERALL.search(said.statement.plain) or not _OF_COVERAGE.sub("", said.statement.plain).strip()
    )
    return "It may be the coverage of a part." if part else None


def _package(said: Said) -> str | None:
    package = str(said.claim.subject["package"])
    held = (s.plain for s in _subjects.above(said.document, said.statement))
    near = (said.statement.plain, *(h.plain for h in said.statement.headings[-2:]), *held)
    quoted = any(package in code.text for code in said.statement.codes) or said.claim.polarity == "absent"
    if not said.claim.subject.get("manifest") and (not quoted or any(_INSTALLED.search(t) for t in near)):
        return "Where it is declared is not said; it may be installed, or brought by another package."
    spans = [code.text for code in said.statement.codes if package in code.text]
    if spans and all(_CONDITION.search(text) for text in spans):
        return "It may be a name that code compares."
    if _PUBLISHED.search(said.statement.plain):
        return "It may be this repository's own."
    sure = bool(_PACKAGE.fullmatch(str(said.claim.subject["package"])))
    return None if sure else "It is a product's name, which packages bear in other ways."


def _route(said: Said) -> str | None:
    if _SOURCE_FILE.search(str(said.claim.subject["path"])):
        return "It is the place of a file."
    if said.claim.subject.get("method") == "*" and _PROVIDER.match(said.statement.label):
        return "It may be the route of the service that is named."
    start = max(0, said.statement.index - _LOOK_BACK)
    for each in reversed(said.document.statements[start : said.statement.index]):
        if each.kind == "heading":
            break
        if each.kind == "paragraph" and _EXPECTS.search(each.plain):
            return "It names what is expected, not what is there."
    page = said.claim.subject.get("method") == "*" and not _SERVER_PATH.match(str(said.claim.subject["path"]))
    return "It may be a page and no endpoint." if page else None


def _count(said: Said) -> str | None:
    if _SUCH_AS_HAVE.search(said.statement.plain):
        return "It may count only those of which more is said."
    noun = str(said.claim.subject.get("noun", ""))
    if not noun.endswith(("tests", "test cases")):
        return (
            "It may count pages." if _PAGES.search(f"{said.statement.plain} {said.document.path}") else None
        )
    if not _WRITTEN_TESTS.search(said.statement.plain) or _BY_HAND.search(said.statement.plain):
        return "Tests by hand leave no file."
    leads = _leads(str(said.claim.subject.get("scope", "")), said.statement)
    return None if leads else "It may count a part of the file."


def _in_file(said: Said) -> str | None:
    lines_alone = (
        said.claim.kind == "code-reference" and not {"snippet", "symbol"} & said.claim.subject.keys()
    )
    if lines_alone and _below_another(said):
        return "The lines may be those of the file that it stands below."
    if "snippet" in said.claim.subject and _FROM.search(said.statement.plain):
        return "It quotes what stood there before."
    name = str(said.claim.subject.get("symbol", ""))
    if _WORD.fullmatch(name) and not any(name in code.text for code in said.statement.codes):
        return "It may be a word of the sentence, not a name."
    sure = _one_file(said.claim, said.document, said.statement) and _of_that_file(said.claim, said.statement)
    return None if sure else "Which file is meant is not said for certain."


def _below_another(said: Said) -> bool:
    """Whether an item that names a file with lines is nested in one about another file, whose lines they may be."""
    name = str(said.claim.subject["path"]).rsplit("/", 1)[-1]
    above = _subjects.file_above(said.document, said.statement)
    return above is not None and above.path.rsplit("/", 1)[-1] != name


def _leftover(said: Said) -> str | None:
    what, statement = str(said.claim.subject["what"]).lower(), said.statement
    if said.claim.polarity == "present" or said.claim.subject.get("scope"):
        return None
    titles = (*(h.plain for h in statement.headings[:1]), said.document.path)
    if any(_REMAINS.search(text) for text in (statement.plain, *(h.plain for h in statement.headings[-1:]))):
        return "It says that some remains to be done."
    if not _EVERYWHERE.search(statement.plain) and not any(_OF_CLEANING.search(text) for text in titles):
        return "In which part nothing is left is not said."
    before, told, _ = statement.plain.lower().partition(what)
    return "It may speak of that of one part alone." if told and not _OF_ALL.search(before) else None


def _commit(said: Said) -> str | None:
    texts = (
        said.statement.plain,
        *(h.plain for h in said.statement.headings[-1:]),
        *(c.header for c in said.statement.cells),
    )
    sure = f"#{said.claim.subject['sha']}" not in said.statement.plain and any(
        _COMMITS.search(text) for text in texts
    )
    return None if sure else "It may be another thing's number."


def _setting(said: Said) -> str | None:
    path = said.claim.subject.get("path")
    if _OF_READER.search(said.statement.plain):
        return "It may be in a file of the reader's own."
    if said.claim.subject["name"] == "strict" or (path and str(path) not in said.statement.plain):
        return "Where it is set is not said for certain."
    if not path and not _VARIABLE.search(said.statement.plain):
        return "Where it is set is not said for certain."
    return "It names settings by their kind." if str(said.claim.subject["name"]).endswith("*") else None


def _of_a_script(said: Said) -> bool:
    """Whether it is told what a script tries out, whose file is no test's."""
    above = list(_subjects.above(said.document, said.statement))[:1]
    files = [m.path for each in above for m in _paths.of(each)]
    return bool(_TESTING.match(said.statement.plain) and files) and not any(test_path(file) for file in files)


def _of_other_code(said: Said) -> bool:
    """Whether code in a language that is not read is quoted above a statement, in its own section."""
    start = max(0, said.statement.index - _LOOK_BACK)
    for each in reversed(said.document.statements[start : said.statement.index]):
        if each.kind == "heading":
            return False
        words = each.fence.info.lower().split() if each.fence is not None else []
        if words and words[0] in _NOT_READ:
            return True
    return False


def _capability(said: Said) -> str | None:
    words, name = said.statement.plain, str(said.claim.subject.get("capability") or "")
    if _of_other_code(said):
        return "It may be of the code above it, whose language is not read."
    if _CAN.search(words) or _NEEDED.search(words):
        return "It says what could be, not what is there."
    if name and re.search(rf"(?i)\bfor (?:\w+[/ ])?{re.escape(name)}\b", words[:600]):
        return "It says what something is for."
    if _MADE_WITH.search(words):
        return "It says what the work was written with."
    if name == "tests" and (why := _tests(said)) is not None:
        return why
    if (why := _told_about(said)) is not None:
        return why
    if _CONTROL.search(words):
        return "It may be the control, not what it controls."
    if _NOT_IT.search(words):
        return "It says that there is none, or will be."
    if _READY.search(words):
        return "It says what could be joined, not what is there."
    return "It says in brackets what gives it." if _GIVEN_BY.search(words) else None


def _tests(said: Said) -> str | None:
    """Why tests that are told of need not be files."""
    if _of_a_script(said):
        return "It tells what something tests, not that there are tests."
    if any(
        _EXAMS.search(text) for text in (said.statement.plain, *(h.plain for h in said.statement.headings))
    ):
        return "It may be tests that people sit."
    written = _WRITTEN_TESTS.search(said.statement.plain) and not _LISTED_TESTS.search(said.statement.plain)
    return None if written else "What was tested by hand leaves no file."


def _told_about(said: Said) -> str | None:
    """Why the words around a capability may speak of something else than the code: a document, a lesson, a page."""
    near = (said.statement.plain, said.statement.label, *(h.plain for h in said.statement.headings[-1:]))
    held = [s.plain for s in _subjects.above(said.document, said.statement)]
    held += [h.plain for h in said.statement.headings]
    if any(_WRITTEN_ABOUT.search(text) for text in near) or any(_IN_DOCUMENT.search(text) for text in held):
        return "It may be what is written about it, not the thing itself."
    if any(_A_DOCUMENT.search(text) for text in held[-2:]) or any(_LEARNT.search(text) for text in held):
        return "It may be what a document holds, or what was learnt."
    drawn = said.claim.subject.get("capability") == "GPU acceleration"
    if drawn and any(_SHOWN.search(text) for text in (*near, *held)):
        return "It may be what a browser does when it draws."
    return None


_BY_KIND: dict[str, Callable[[Said], str | None]] = {
    "path": _file,
    "wiring": _wiring,
    "test-result": _result,
    "dependency": _package,
    "endpoint": _route,
    "count": _count,
    "size": _in_file,
    "code-reference": _in_file,
    "cleanliness": _leftover,
    "commit": _commit,
    "setting": _setting,
    "capability": _capability,
}


def _is_name(what: str, statement: Statement) -> bool:
    """Whether words are one name, or a few words about a name that is marked as code."""
    named = any(code.text.strip("`()") in what for code in statement.codes)
    return bool(_NAME.fullmatch(what)) or (named and len(what.split()) <= _FEW)


def _leads(scope: str, statement: Statement) -> bool:
    """Whether a file that things are counted in stands first in the statement, which then is about it."""
    name = scope.rstrip("/").rsplit("/", 1)[-1]
    if "." not in name:
        return True
    before = statement.plain.partition(name)[0]
    return name in statement.plain and not re.search(r"[A-Za-z]{2}[^/\w]*\s", before)


def _one_file(claim: Claim, document: Document, statement: Statement) -> bool:
    """Whether a statement, or the nearest one above it that names any file or folder, names this one alone."""
    path = str(claim.subject.get("path", ""))
    if not path:
        return True
    for at in range(statement.index, max(-1, statement.index - _LOOK_BACK), -1):
        each = document.statements[at]
        named = {m.path for m in _paths.of(each)} | ({each.path} if each.path else set())
        if each.kind == "heading" and at != statement.index:
            return any(path in {m.path for m in _paths.mentions(h.plain)} for h in statement.headings)
        if named:
            return named == {path} or (
                at == statement.index and (bool(each.path) or each.plain.startswith(path))
            )
    return False


def _of_that_file(claim: Claim, statement: Statement) -> bool:
    """Whether a name that is looked for in a file named further up is what its statement is about, with no module
    of its own in front: sentences below a file's name speak of other files' names too."""
    name, path = str(claim.subject.get("symbol", "")), str(claim.subject.get("path", ""))
    if not name or not path or path.rsplit("/", 1)[-1] in statement.plain:
        return True
    before, found, _ = statement.plain.partition(name)
    for each in (statement.label, *(code.text for code in statement.codes)):
        before = before.replace(each, "")
    return bool(found) and name.count(".") <= 1 and not re.search(r"[^\W\d_]", before)
