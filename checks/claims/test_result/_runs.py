"""What a statement reports of a run: tests that pass or fail, coverage, lint, build, types, things tried out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from checks.claims import _subjects
from checks.claims._around import ahead_of
from checks.documents.model import Document, Statement
from checks.patterns import regex

_LONGEST = 500
_N = r"\d{1,3}(?:,\d{3})+|\d+"
_PASSES = r"(?:pass(?:ed|ing|es)?|succe(?:eded|eding|ssful)|green|ok)"
_FAILS = r"(?:fail(?:ed|ing|s)?)"
_TESTS = r"(?:(?:test|spec)s?(?: (?:cases?|suites?|files|functions|methods))?|suites?|specs|assertions?|(?<!type )(?<!type-)checks|scenarios)"

_OF = regex(
    rf"(?i)(?<!\d)(?P<n>{_N})\s?(?:/|of|out of)\s?(?P<of>{_N})\b\W{{0,3}}(?:\w{{1,40}}\W{{1,5}}){{0,3}}?(?P<how>{_PASSES}|{_FAILS}|(?<=s )(?:working|operational|healthy|responding))\b"
)
_TESTS_OF = regex(
    rf"(?i)\b{_TESTS}\b\W{{0,6}}(?:\w+\W+){{0,2}}?(?P<how>{_PASSES})\W{{0,4}}(?P<n>{_N})\s?/\s?(?P<of>{_N})\b"
)
_COUNTED = regex(
    rf"(?i)(?<![+−-])\b(?:all )?(?P<n>{_N})\+?\s(?:\w+\s){{0,3}}?(?:{_TESTS},?\s)(?:are |is |all |now |still |remain |stay )?(?P<how>{_PASSES}|{_FAILS})\b|"
    rf"(?<![+−-])\b(?P<n2>{_N})\+?\s(?P<how2>passing|passed|failing|failed)(?:\s{_TESTS})?\b|"
    rf"\b(?P<how3>passing|passed|failing|failed)(?:\s?/\s?\w{{1,12}})?\s?\((?P<n3>{_N})\s{_TESTS}\)"
)
_ALL = regex(
    rf"(?i)(?:\b(?:all|every|existing)\s)?(?:\b[\w/-]+\s){{0,3}}?\b{_TESTS}\b(?:\s(?:are|is|all|now|still|have|run|performed|executed|[\w-]+ly)){{0,3}}\W{{0,4}}(?:all\s)?(?P<how>{_PASSES}|{_FAILS})\b(?![\s-]rate\b)"
)
_IN_BRACKETS = regex(r"(?i)\btests?\s\((?:all |now |are )*(?P<how>passing|passed|green)\)")
_RATE = regex(
    r"(?i)(?<![+−.-])\b(?P<n>\d{1,3}(?:\.\d+)?)\s?%\s(?:\w+\s){0,2}?(?:pass(?:ing)?|success|working(?=\s\())(?:[- ]rate)?\b|\bpass rate\W{1,4}(?P<n2>\d{1,3}(?:\.\d+)?)\s?%"
)
_COVERAGE = regex(
    r"(?i)(?P<sign>[~>≥]{0,2}=?)\s?(?P<n>\d{1,3}(?:\.\d+)?)\s?%\s?(?P<plus>\+?)\s(?:(?:test|code|line|branch|overall|unit|statement|function|average)\s){0,3}coverage\b(?!\s(?:target|goal|threshold))|"
    r"\bcoverage\b(?!\s(?:target|goal|threshold))[^%\d;|]{0,30}?(?P<sign2>[~>≥]{0,2}=?)\s?(?P<n2>\d{1,3}(?:\.\d+)?)(?P<upto>\s?[-–]\s?\d{1,3}(?:\.\d+)?)?\s?%\s?(?P<plus2>\+?)"
)
# Coverage of other things than code by tests, told by its noun, or by what was counted for it: "95% complete (19/20 endpoints)".
_OTHER_COVERAGE = regex(
    r"(?i)\b(?!(?:tests?|code|line|branch|statement|function|unit|overall|average|total|current|final|new|full|high|our|the|a|of|with|and|has|is|at|to|integration|e2e|backend|frontend|api tests?)\s)"
    r"[a-z]{3,20}\s+coverage\b(?! report)"
)
_OTHER_BEHIND = regex(
    r"(?i)coverage\b.{0,30}\bcomplete\b|%\s?(?:complete\s)?\(\d+\s?/\s?\d+\s(?!tests?|lines?|statements?|branches|functions)[a-z]"
)
_DONE_COLUMN = regex(r"(?i)^\W*(?:%\s)?(?:complete[d]?|implemented|done|progress|required)(?:\s%)?\W*$")
_COVERED = regex(
    r"(?i)(?<![\d.])(?P<n>\d{1,3}(?:\.\d{1,2})?)\s?%\s(?:of (?:the )?)?(?:code|lines|statements|branches)\s(?:is |are )?(?:covered|tested)\b"
)
_TOTAL_COVERED = regex(
    r"^\s*TOTAL(?:\s{1,80}\d{1,7}){2,4}\s{1,80}(?P<n>\d{1,3}(?:\.\d{1,2})?)%\s*$|^All files\s*\|\s*(?P<n2>\d{1,3}(?:\.\d{1,2})?)\s*\|"
)
"""The last line of a table that a coverage tool prints."""
_FULL = regex(r"(?i)\b(?P<word>full|complete)\s(?:test|code)\scoverage\b")
_PERCENT = regex(r"(?P<sign>[~>≥]{0,2}=?)\s?(?P<n>\d{1,3}(?:\.\d+)?)\s?%\s?(?P<plus>\+?)")
_PART_OF_COVERAGE = regex(
    r"^\W*[A-Z][\w /&-]{2,30}:\s{0,12}[~>≥]?\d{1,3}(?:\.\d+)?\s?%\+?\s?(?:\([^()]{1,40}\))?\W*$"
)
_LINT = regex(
    r"(?i)\b(?:es|py|tsl)?lint(?:ing|er|ed)?\b[^|;.]{0,30}?\b(?P<n>\d+|zero|no)\s(?P<what>errors?|warnings?|issues?|problems?)|"
    r"\b(?P<n2>\d+|zero|no)\s(?:es|py|tsl)?lint(?:ing|er)?\s(?P<what2>errors?|warnings?|issues?|problems?)"
)
_LINT_PASS = regex(
    rf"(?i)\b(?:es|py|tsl)?lint(?:ing|er)?\b(?:\sstatus)?(?:\s(?:is|are|checks?))?\W{{0,4}}(?P<how>{_PASSES}|{_FAILS}|clean)\b"
)
_BUILD = regex(
    rf"(?i)\b(?:builds?|compil(?:ation|es|ed)|bundle)(?:\sstatus|\sresult)?\b(?:\s(?:is|are|now|has|was|process))*\W{{0,5}}(?:\s?(?:without errors|(?:0|no|zero) errors|(?P<how>{_PASSES}|{_FAILS}|success(?:ful(?:ly)?)?|clean(?:ly)?|all targets met|complete[sd]?(?!\s(?!with|in|and|after|for|on|at|successfully|cleanly)[a-z])|works?)))\b|"
    r"\bbuild verification (?:completed?|passed|successful|done)\b|\bsuccessful build\b|\bbuilt in \d|\bclean (?:build|compil(?:e|ation))\b|\b(?:no|zero|0) (?:new )?(?:build|compil(?:er|ation|e)) errors?\b"
)
_TYPES = regex(
    rf"(?i)\b(?:type[- ]?check(?:s|ing)?|tsc|mypy|types?cript(?:\scompil\w+|\scheck)?)\b(?:\s(?:is|are|run|runs))*\W{{0,4}}(?P<how>{_PASSES}|{_FAILS}|clean|0 errors|no errors|zero errors)\b|"
    r"\b(?P<pct>\d{2,3})\s?% (?:typescript|type[- ]safe(?:ty)?)\b|\b(?:no|zero|0) (?:new )?(?:typescript|type|mypy|tsc) errors?\b|"
    r"\b(?:all )?(?:typescript|type(?:[- ]check(?:ing)?)?|mypy|tsc) errors? (?:(?:are|were|have been|now|all) ){0,2}(?:resolved|fixed|gone)\b"
)
_RAN = regex(
    r"(?i)^\W*(?P<what>(?:the |all |both )?(?:[\w/-]{1,60}\s){0,3}?(?:server|app(?:lication)?|service|api|backend|frontend|container|endpoints?|routes?|system|runtime(?:\sstatus)?|deployment)s?)\W{1,4}"
    r"(?:(?:now|is|are|has been|have been|was|were)\s)*(?P<how>starts?(?: and runs?)?(?:\s(?:up\s)?(?:correctly|successfully|without errors))|runs? (?:correctly|successfully|without errors)|verified(?: (?:with|by|via|using) [\w -]{2,30})?|"
    r"(?:manually )?tested(?: (?:with|by|via|using) [\w -]{2,30})?|operational(?=\W*$)|respond(?:s|ing)(?: (?:correctly|successfully|as expected))?(?=\W*$))\b"
)
# "Backend: PASS", "Result: PASS (5/5)": a verdict in so many words.
_VERDICT = regex(
    rf"^\W*(?:\d{{1,3}}[.)]\s*)?(?:Test(?: case)?(?:\s#?\d{{1,3}})?:\s)?(?P<what>\w[^:\n]{{0,80}}?)(?:\s?[:–—-]\W{{1,4}}|\s{{1,4}}[✅❌✓✗✔]\s?)(?P<how>PASS(?:ED)?|FAIL(?:ED)?|SUCCESS(?:FUL)?|Pass(?:ed)?|Fail(?:ed)?)\b\W{{0,3}}(?:\(?(?P<n>{_N})\s?/\s?(?P<of>{_N})\b|\([^()\n]{{1,60}}\)\W{{0,3}}$|(?=[-–—]\s\w)|$)"
)
_STATED = regex(
    r"^\W*(?:(?:Tests?\s)?(?:Status|Result)|Verdict|Outcome)\s?:\W{1,4}(?P<how>(?:A(?:LL|ll)\s)?(?:PASS(?:ED|ING)?|FAIL(?:ED|ING)?|(?<=ll\s)[Pp]ass(?:ed|ing)))\b(?!\s?/|\s\()"
)
_ALONE = regex(r"^\s*(?P<how>PASSED|FAILED)\s*$")
_RUN_OF_FILE = regex(
    r"^\s*(?:[✓✔√]|PASS)\s{1,3}(?P<what>[\w./-]*\.[jt]sx?|[\w./-]*\.py)\s\((?P<n>\d{1,6}) tests?\)"
)
"""``✓ tests/cart.test.ts (14 tests) 18ms``."""
_ALL_OF = regex(r"(?i)^\W*(?:all )?(?P<how>passing|passed|pass|failing|failed)\W*$")
_RESULT_LABEL = regex(r"(?i)^(?:test |verification |check )?results?$")
_RAN_WELL = regex(
    r"(?i)^\W*(?:[\w -]{1,30}:\s)?(?P<what>\w[\w./() -]{1,60}?)\s(?P<how>(?:ran|runs?|executes?d?|loads?|loaded|starts?|started|boots?(?:ed)?|imports?|imported|compiles?|compiled|builds?|built|installs?|installed)\s(?:up\s)?"
    r"(?:correctly|successfully|cleanly|without (?:any )?(?:errors?|issues|problems|warnings|failures)|with no (?:errors?|issues|problems|warnings))|(?:imports?|builds?|runs?|checks?|deployment|migration|installation|sync|login|handshake) (?:was )?successful)\b"
)
_CONDITION = regex(r"(?i)\b(?:if|when|unless|until|once|whether|in case)\b[^.;:]{0,30}$")
_COVERAGE_HEAD = regex(r"(?i)\bcoverage\b")
_PASSING_LABEL = regex(r"(?i)^(?:tests? )?(?P<how>passing|passed|failing|failed)(?: tests?)?$")
_PASS_RATE = regex(r"(?i)^\W*(?:overall |total )?(?:tests? )?(?:pass(?:ing)?|success)[\s-]rate\W*$")
_DRAWN = regex(
    rf"(?i)^\W*(?:tests? )?(?P<how>passed|passing|failed|failing)(?: tests?)?\s{{0,4}}:\s{{0,12}}(?P<n>{_N})(?:\s?/\s?(?P<of>{_N}))?(?=\s*(?:$|\())"
)
_BOTH = regex(rf"(?i)(?P<n>{_N})\s(?:passing|passed)\s?(?:,|and|/|\|)\s?(?P<failed>{_N})\s(?:failing|failed)")
_TALLY = regex(
    rf"(?i)(?<![\w.,/-])(?P<n>{_N})\s{_PASSES}\W{{1,4}}(?:(?:{_N})\s(?:warn(?:ed|ings?)?|skip(?:ped)?|partial|pending|{_FAILS})\W{{1,4}}){{0,3}}(?P<last>{_N})\s(?:warn(?:ed|ings?)?|skip(?:ped)?|partial|pending|{_FAILS})\b"
)
"""``13 PASS / 5 WARN / 2 FAIL``."""
_BOX = regex(r"[│|║┃]|\s{4,40}|[=─-]{2,40}>")
_FAILURES = regex(rf"(?i)^\W*all (?P<n>{_N}) (?:test )?failures\b")
_BRACKETED = regex(r"\([^()]{0,40}\)")
_TOTAL = regex(rf"(?P<n>{_N})(?:\s?/\s?(?P<of>{_N}))?(?=\s*(?:$|\(|tests?\b))")
_UNIT_RESULT = regex(rf"(?i)^\W*(?P<what>[\w /-]{{2,60}}?\btests?)\W{{1,5}}(?P<how>{_PASSES}|{_FAILS})\b")
_QUOTED = regex(
    r"(?i)\b(?:claimed|claims?|target|goal|expected|should|must|will|threshold|required|than)\b[^|;]{0,25}$"
)
_CHECKED = regex(
    r"(?i)^\W*(?P<what>(?:(?:lint(?:ing)?|type-?check(?:ing)?|types|tests?|build)[/, &]{0,3}){1,4}):\W{0,4}(?=\S)"
)
"""``Lint/typecheck: ✅ `npm run check` ``."""
_WENT_WELL = regex(
    r"(?i)[`*\s]{0,4}(?:now )?(?:passes|passed|works|succeeds|succeeded|runs (?:fine|cleanly|without errors))\W*"
)
_CODED = regex(
    r"(?i)\b(?:pass(?:es|ed|ing)?)\s(?:the |a |an |in |to |as |through |along |by |it|them|on |from |via )"
)


class Ran(msgspec.Struct, frozen=True):
    """One result of a run. ``measure`` is ``passed``, ``failed``, ``coverage``, ``lint``, ``build``, ``types`` or what
    was run; ``value`` a number or the word used."""

    measure: str
    value: float | str
    of: int | None = None
    comparator: str | None = None
    scope: str | None = None


def of(document: Document, statement: Statement) -> list[Ran]:
    """The results of runs that a statement reports, one a measure and value."""
    if not speaks(statement):
        return []
    found: dict[tuple[str, str, str | None], Ran] = {}
    for text, header in _texts(statement):
        for ran in _in_text(document, statement, text, header):
            found.setdefault((ran.measure, str(ran.value), ran.scope), ran)
    kept = list(found.values())
    counted = any(isinstance(r.value, float) and r.measure in ("passed", "failed") for r in kept)
    return [
        r for r in kept if not (counted and r.measure in ("passed", "failed") and isinstance(r.value, str))
    ]


def speaks(statement: Statement) -> bool:
    """Whether a statement is prose, the output of a run, or a line of a drawing."""
    fence = statement.fence
    return fence is None or (fence.shows not in ("content", "command") and statement.kind != "tree")


def _texts(statement: Statement) -> list[tuple[str, str]]:
    """The report texts of a statement; a row's cells with what the row is called, and the boxes of a drawing."""
    if statement.fence is not None and statement.fence.shows in ("tree", "diagram"):
        return [
            (box, "") for part in _BOX.split(statement.plain[:_LONGEST]) if (box := part.strip(" ├└┌┐┘─"))
        ]
    if statement.kind != "row":
        return [(statement.plain[:_LONGEST], "")]
    first = statement.cells[0].plain if statement.cells else ""
    return [(c.plain[:_LONGEST], first) for c in statement.cells if c.mood == "report" and not c.before]


def _in_text(document: Document, statement: Statement, text: str, header: str) -> Iterator[Ran]:
    yield from _passes(text, header, statement)
    yield from _coverage(document, statement, text, header)
    for match in _LINT.finditer(text):
        for number, what in ((match["n"], match["what"]), (match["n2"], match["what2"])):
            if number:
                yield Ran("lint", _number(number), None, "=", f"{what.rstrip('s').lower()}s")
    for measure, pattern in (("lint", _LINT_PASS), ("build", _BUILD), ("types", _TYPES)):
        found = pattern.search(text)
        if found and _CONDITION.search(text[max(0, found.start() - 40) : found.start()]):
            found = None
        if found and measure == "build" and (typed := _TYPES.search(text)) and typed.end() > found.start():
            found = None  # the compiler's verdict, said once
        if found and not (measure == "lint" and _LINT.search(text)):
            percent = found.groupdict().get("pct")
            how = (found.groupdict().get("how") or "passed").lower()
            yield Ran(measure, float(percent) if percent else how)
    checked = _CHECKED.match(statement.plain) if statement.mark == "done" and statement.codes else None
    if checked and statement.codes[0].start <= checked.end() + 1:
        yield Ran(checked["what"].lower(), "passed")
        return
    ran_by_hand = statement.mark == "done" or (statement.kind == "item" and not statement.mark)
    if ran_by_hand and not _BUILD.search(text) and (code := _command_ran(statement)):
        yield Ran(code, "passed")
    ran = _RAN.match(text) or (
        _RAN_WELL.match(text) if not _BUILD.search(text) and not _TYPES.search(text) else None
    )
    if ran and statement.kind != "heading":
        yield Ran(" ".join(f"{ran['what']}".split()).lower(), ran["how"].lower())


def _command_ran(statement: Statement) -> str:
    """The command of a ticked line that says nothing but that it went well: "`cart check` passes"."""
    code = next((c for c in statement.codes if c.start <= 1 and " " in c.text.strip()), None)
    behind = statement.plain[code.start + len(code.text) :] if code else ""
    return code.text.strip()[:80] if code and _WENT_WELL.fullmatch(behind) else ""


def _passes(text: str, header: str, statement: Statement) -> Iterator[Ran]:
    """Tests that pass or fail, by number, by rate or by word."""
    labelled = _labelled(text, header, statement)
    if labelled is not None:
        yield labelled
        return
    both = _BOTH.search(text)
    if both:
        every = int(both["n"].replace(",", "")) + int(both["failed"].replace(",", ""))
        yield _tests("passed", both["n"], str(every), text, both)
        return
    tally = _TALLY.search(text)
    if (
        tally
        and not _QUOTED.search(ahead_of(text, tally.start()))
        and _of_tests(statement, f"{header} {text}")
    ):
        every = sum(int(n.replace(",", "")) for n in re.findall(_N, tally.group()))
        yield _tests("passed", tally["n"], str(every), text, tally)
        return
    if failures := _FAILURES.match(text):
        yield Ran("failed", _number(failures["n"]), None, "=")
        return
    if statement.kind == "code" and (alone := _ALONE.match(text)):
        yield Ran(alone["how"].lower(), alone["how"].lower())
        return
    if statement.kind == "code" and (of_file := _RUN_OF_FILE.match(text)):
        yield Ran("passed", _number(of_file["n"]), None, "=", of_file["what"])
        return
    numbered = [*_numbered(text, statement)]
    yield from numbered
    if not numbered:
        yield from _worded(text, header)


def _numbered(text: str, statement: Statement) -> Iterator[Ran]:
    """ "57/63 tests passing", "12 tests pass", "95% of the tests pass"."""
    found = [
        _tests(match["how"], match["n"], match["of"], text, match)
        for match in (*_OF.finditer(text), *_TESTS_OF.finditer(text))
        if not _QUOTED.search(ahead_of(text, match.start()))
    ]
    for match in () if found else _COUNTED.finditer(text):
        quoted = _QUOTED.search(ahead_of(text, match.start()))
        if not quoted and (not match["n2"] or _of_tests(statement, text)):
            how, number = (match[f"{g}"] or match[f"{g}2"] or match[f"{g}3"] for g in ("how", "n"))
            found.append(_tests(how, number, None, text, match))
    yield from found
    rate = _RATE.search(text)
    if rate and not found and re.search(r"(?i)\btests?\b|\bpass", text):
        yield Ran("passed", float(rate["n"] or rate["n2"]), None, "=")


def _worded(text: str, header: str) -> Iterator[Ran]:
    """ "All tests pass", "Cart check: PASSED", "unit tests (green)"."""
    judged = any(p.search(text) for p in (_BUILD, _TYPES, _LINT_PASS))
    stated = _STATED.match(text) if not header else None
    if stated:
        yield Ran("failed" if "FAIL" in stated["how"] else "passed", stated["how"].lower())
        return
    verdict = _VERDICT.match(text) if not header and not judged else None
    if verdict:
        yield _verdict(verdict)
        return
    if _CODED.search(text):
        return
    word = _UNIT_RESULT.match(text) or _ALL.search(text) or _IN_BRACKETS.search(text)
    if (
        word
        and not _QUOTED.search(text[: word.start()])
        and not _CONDITION.search(text[max(0, word.start("how") - 60) : word.start("how")])
    ):
        failed = re.match(_FAILS, word["how"], re.IGNORECASE)
        yield Ran("failed" if failed else "passed", word["how"].lower(), scope=_scope(word))


def _labelled(text: str, header: str, statement: Statement) -> Ran | None:
    """``Passed: 29``, as a line's label, a row's name or in a run's output."""
    if (
        header
        and _PASS_RATE.match(header)
        and (share := _PERCENT.fullmatch(_BRACKETED.sub("", text).strip(" *")))
    ):
        return Ran("passed", float(share["n"]), None, ">=" if share["plus"] or ">" in share["sign"] else "=")
    label = _PASSING_LABEL.match(header.strip()) or _PASSING_LABEL.match(statement.label.strip(" :*"))
    rest = text if header else text[len(statement.label) :].lstrip(" :*")
    total = _TOTAL.match(rest.strip()) if label else None
    if statement.kind == "code" and (drawn := _DRAWN.match(text)):
        return _tests(drawn["how"], drawn["n"], drawn["of"])
    whole = (
        _ALL_OF.match(text)
        if header and re.search(rf"(?i)\b{_TESTS}\b(?!\s(?:coverage|pass rate))", header)
        else None
    )
    if whole:
        return Ran(
            "failed" if re.match(_FAILS, whole["how"], re.IGNORECASE) else "passed", whole["how"].lower()
        )
    return _tests(label["how"], total["n"], total["of"]) if label and total else None


def _verdict(match: re.Match[str]) -> Ran:
    """What "Backend: PASS" or "Result: PASS (5/5)" says."""
    failed = bool(re.match(_FAILS, match["how"], re.IGNORECASE))
    what = " ".join(match["what"].split()).lower()
    of = int(match["of"].replace(",", "")) if match["of"] else None
    value = _number(match["n"]) if match["n"] else match["how"].lower()
    return Ran(
        "failed" if failed else "passed",
        value,
        of,
        "=" if of else None,
        None if _RESULT_LABEL.match(what) else what,
    )


def _of_tests(statement: Statement, text: str) -> bool:
    """Whether a bare "53 passed" is about tests: by its words, its label, its heading, or as a run's output."""
    near = " ".join((text, statement.label, *(h.plain for h in statement.headings[-2:])))
    return statement.kind == "code" or bool(
        re.search(r"(?i)\b(?:tests?|suites?|specs?|pytest|jest|vitest)\b", near)
    )


def _scope(word: re.Match[str]) -> str | None:
    what = word.groupdict().get("what") or word.group()[: word.start("how") - word.start()]
    words = re.sub(r"(?i)\b(?:all|are|is|now|still|have|every)\b|[^\w\s/-]", " ", what).split()
    scope = " ".join(words).lower()
    return None if re.fullmatch(r"(?:existing )?(?:test|spec)?(?:s| suites?| cases?)?", scope) else scope


def _tests(how: str, number: str, of: str | None, text: str = "", match: re.Match[str] | None = None) -> Ran:
    failed = bool(re.match(_FAILS, how, re.IGNORECASE))
    suites = match and re.search(r"(?i)\btest (?:suites?|files)\b", text[: match.end() + 15])
    scope = "test suites" if suites else None
    return Ran(
        "failed" if failed else "passed",
        _number(number),
        int(of.replace(",", "")) if of else None,
        "=",
        scope,
    )


def _coverage(document: Document, statement: Statement, text: str, header: str) -> Iterator[Ran]:
    for match in _COVERAGE.finditer(text):
        if not _QUOTED.search(ahead_of(text, match.start())) and not _elsewhere(text, match):
            number = match["n"] or match["n2"]
            more = (
                match["plus"]
                or match["plus2"]
                or match["upto"]
                or ">" in (match["sign"] or match["sign2"] or "")
            )
            yield Ran("coverage", float(number), None, ">=" if more else "=")
            return
    if statement.kind == "code" and (total := _TOTAL_COVERED.match(text)):
        yield Ran("coverage", float(total["n"] or total["n2"]), None, "=")
        return
    if covered := _COVERED.search(text):
        yield Ran("coverage", float(covered["n"]), None, "=")
        return
    full = _FULL.search(text)
    if full:
        yield Ran("coverage", full["word"].lower(), None, "=")
        return
    listed = statement.kind in ("item", "row") or _PART_OF_COVERAGE.match(text)
    below = listed and _under_coverage(document, statement)
    percent = _PERCENT.search(text) if below or _COVERAGE_HEAD.search(header) else None
    if percent and len(text) < 80 and not _QUOTED.search(text[: percent.start()]):
        more = percent["plus"] or ">" in percent["sign"]
        scope = (statement.label or header).strip(" :*") or None
        yield Ran("coverage", float(percent["n"]), None, ">=" if more else "=", scope)


def _elsewhere(text: str, match: re.Match[str]) -> bool:
    """Whether the percentage is of something else than code covered by tests ("feature coverage")."""
    return bool(
        _OTHER_COVERAGE.search(text[: match.end() + 1]) or _OTHER_BEHIND.search(text[: match.end() + 48])
    )


def _under_coverage(document: Document, statement: Statement) -> bool:
    above = next((s.plain for s in _subjects.above(document, statement)), None)
    near = above if above is not None else (statement.headings[-1].plain if statement.headings else "")
    if (
        _OTHER_COVERAGE.search(near)
        or _OTHER_BEHIND.search(near)
        or any(_DONE_COLUMN.match(cell.header) for cell in statement.cells)
    ):
        return False
    return bool(re.search(r"(?i)\b(?:test|code)?\s?coverage\b", near)) and len(near) < 80


def _number(text: str) -> float:
    return 0.0 if text.lower() in ("zero", "no") else float(text.replace(",", ""))
