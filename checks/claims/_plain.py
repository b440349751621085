"""Whether it is plain what exactly a claim is about: the one file, route, package or name that its words mean."""

from __future__ import annotations

import re

from checks.claims import _paths
from checks.documents.model import Document, Statement
from checks.model import Claim

_WRITTEN_TESTS = re.compile(
    r"(?i)\b(?:unit|integration|e2e|end-to-end|automated|regression)[- ]tests?\b|\btests\b|\btest (?:suites?|files?|cases?|coverage)\b|\b\d+\+? (?:\w+ )?tests\b|\b(?:pytest|jest|vitest|mocha|cypress|playwright)\b"
)
_COMMITS = re.compile(
    r"(?i)\b(?:commit(?:s|ted)?|sha|hash(?:es)?|revisions?|git|merged?|fix(?:es|ed)? in|history)\b"
)
_LOOK_BACK, _FEW = 25, 3  # statements; words
_OF_COVERAGE = re.compile(
    r"(?i)\b(?:code|test|tests?|lines?|statements?|branch(?:es)?|functions?|coverage|achieved|of|with|at|has|is|the|minimum)\b|[\d\W_]+"
)
_CONSTANTS = re.compile(r"\b[A-Z][A-Z_]{2,30}, [A-Z][A-Z_]{2,30}\b")
"""Names in a row that are written in capitals: ``REGISTERED, FAILED`` tell of no registering."""
_NAME = re.compile(r"`?[A-Za-z_$][\w$./-]{2,80}(?:\(\))?`?")
_OVERALL = re.compile(
    r"(?i)\b(?:overall|total|global|project|codebase|whole|entire|line coverage|lines? covered|all files)\b"
)
_PACKAGE = re.compile(r"@?[a-z0-9][a-z0-9._/@-]{0,80}(?<!\.js)")
_SERVER_PATH = re.compile(r"/(?:api|apis|rest|graphql|v\d|rpc|auth|ws|health|metrics|docs)(?:[/?]|$)")
_MAY_MOVE = re.compile(r"(?i)→|->|=>|\b(?:moved?|archived?|reorg\w*|relocat\w+|renamed?|consolidat\w+)\b")
_MADE_DATA = re.compile(
    r"(?i)\.(?:json|jsonl|csv|tsv|xlsx|png|jpe?g|pdf|html|xml|pkl|npy|onnx|pt|zip|webp|mp4)$"
)
_MAKES = re.compile(
    r"(?i)\b(?:generat\w+|outputs?|results?|exports?|baselines?|snapshots?|saves?d?|writes?|stored?|produces?|screenshots?|recordings?)\b"
)


def doubt(claim: Claim, document: Document, statement: Statement) -> str | None:
    """Why it is not plain what a claim is about, as a sentence, or None."""
    subject = claim.subject
    match claim.kind:
        case "wiring":
            sure = statement.fence is None and not (statement.cells and claim.polarity == "absent")
            sure = sure and _is_name(str(subject.get("what", "")), statement)
            sure = sure and not _CONSTANTS.search(statement.plain)
            return None if sure else "The words do not name one thing for certain."
        case "test-result":
            part = subject.get("measure") == "coverage" and not (
                _OVERALL.search(statement.plain) or not _OF_COVERAGE.sub("", statement.plain).strip()
            )
            return "It may be the coverage of a part." if part else None
        case "dependency":
            sure = bool(_PACKAGE.fullmatch(str(subject["package"])))
            return None if sure else "It is a product's name, which packages bear in other ways."
        case "endpoint":
            page = subject.get("method") == "*" and not _SERVER_PATH.match(str(subject["path"]))
            return "It may be a page and no endpoint." if page else None
        case "count":
            tests = str(subject.get("noun", "")).endswith(("tests", "test cases"))
            leads = not tests or _leads(str(subject.get("scope", "")), statement)
            return None if leads else "It may count a part of the file."
        case "size" | "code-reference":
            sure = _one_file(claim, document, statement) and _of_that_file(claim, statement)
            return None if sure else "Which file is meant is not said for certain."
        case "commit":
            said = (
                statement.plain,
                *(h.plain for h in statement.headings[-1:]),
                *(c.header for c in statement.cells),
            )
            sure = f"#{subject['sha']}" not in statement.plain and any(_COMMITS.search(text) for text in said)
            return None if sure else "It may be another thing's number."
        case "setting":
            return "It names settings by their kind." if str(subject["name"]).endswith("*") else None
        case "capability":
            tests = subject.get("capability") == "tests"
            said = (statement.plain, *(h.plain for h in statement.headings[-1:]))
            sure = not tests or any(_WRITTEN_TESTS.search(text) for text in said)
            return None if sure else "What was tested by hand leaves no file."
        case "path":
            return _may_be_elsewhere(str(subject["path"]), statement)
    return None


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


def _may_be_elsewhere(path: str, statement: Statement) -> str | None:
    """Whether a file is told to have been moved, or is made by what is spoken of."""
    if statement.kind != "tree" and _MAY_MOVE.search(statement.plain):
        return "It tells what was moved; where to is not read."
    if _MADE_DATA.search(path) and _MAKES.search(statement.plain):
        return "It may come into being at run time."
    return None
