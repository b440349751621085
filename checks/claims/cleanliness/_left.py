"""What is left over in the files of a scope: made-up data, TODOs, duplicates, calls of a console."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from checks.claims import Ground
from checks.claims.cleanliness import _leftovers
from checks.code.search import nodes
from checks.code.tree import Assign, Attr, Body, Call, If, Name, Node
from checks.model import Claim, Finding, Place
from checks.patterns import regex
from checks.project.link import Project
from checks.project.model import FunctionRef

_MADE_UP = frozenset({"mock-response", "mock-data", "mock-fallback"})
_ADMITTED = _MADE_UP | {"admission", "stub", "discarded-input", "always-succeeds"}
_AROUND = 5  # statements at the beginning and around a claim that say what is spoken of
_FRONT = regex(r"(?i)\bfront-?ends?\b")
_BACK = regex(
    r"(?i)\b(?:back-?ends?|servers?|services|endpoints|codebase|entire|whole|platform|full[- ]stack)\b"
)
_FRONT_FILE = regex(
    r"(?i)\.(?:tsx|jsx|vue|svelte|html|dart)$|(?:^|/)(?:front-?end|client|web|webapp|ui|mobile|app/src)/"
)
_KEPT_COPY = regex(r"(?i)(?:^|/)[\w.-]{0,60}(?:back-?ups?|archived?|snapshots?)[\w.-]{0,60}/")
_TODO = regex(r"\b(?:TODO|FIXME|XXX|HACK)\b")
_NO_DATA = regex(r"(?i)\b(?:delays?|code|functions?|logic|content|credentials|strings?)$")
_REPLACED = regex(r"(?i)\breplac(?:ed|es|ing)\b")
_TAKES_THE_PLACE = regex(r"(?i)\breplaces\s(?!all\b|any\b|every|the\b)")
"""What a thing is there for ("a logger, replaces `console.log`"), not what was done to what it stands for."""
_ACKNOWLEDGES = regex(r"(?:POST|PUT|PATCH|DELETE) ")
"""What only takes something in serves no data."""
_ACTS = regex(r"\breports success\b")
"""What says that it has done something, and has not: no data is made up there."""
_MEMBERS = regex(r"""(?i)[\w"']\s*:\s*(?:["'`\d]|(?:math\.)?random|\[\s*[^\]\s]|\{\s*[^}\s])""")
"""A key and a value that is written out or drawn by lot, of whatever language."""
_SAYS_DONE = regex(
    r"(?i)\b(?:success|ok|message|msg|status|error|errors|detail|code|timestamp|headers?)[\"']?\s*:"
)
_GENERAL = frozenset(
    "mock mocked mocks fake faked fakes dummy stub stubs stubbed placeholder placeholders simulated hard coded hardcoded fabricated made synthetic sample "
    "data database response responses array arrays object objects value values implementation implementations result results record records entries "
    "content list lists code logic output with from test left anymore real static".split()
)
_WEAK = frozenset(
    "the and for all data list api page pages view views real mock new with from production".split()
)
_SWITCH = regex(
    r"(?i)_*(?:node_env|(?:is_?)?dev(?:elopment)?(?:_?mode)?|(?:is_?)?debug(?:_?mode)?|verbose)_*"
)
"""What developers turn on for themselves."""
_MANIFEST = regex(r"(?i)(?:^|/)(?:requirements[\w.-]*\.txt|package\.json|pyproject\.toml)$")


class Left(msgspec.Struct, frozen=True):
    """What was found. ``words`` begin a sentence that ends in "left" or "there". ``vague``: that nothing was
    found does not even make it likely that nothing is there."""

    places: tuple[Place, ...]
    words: str = "something of the kind is"
    vague: bool = False


def of(what: str, claim: Claim, ground: Ground, paths: tuple[str, ...] | None) -> Left | None:
    """What is left of a thing in some files (None: everywhere), or None where that cannot be looked for."""
    group = _leftovers.group_of(what)
    if claim.polarity == "absent" and _TAKES_THE_PLACE.search(claim.text):
        return None
    if group == "mock":
        return _made_up(what, claim, ground, paths)
    if group == "todo":
        return _todos(ground.project, paths)
    if group == "duplicate":
        return _duplicates(claim, ground, paths)
    if group == "only":
        return _other_than_functions(what, ground.project, paths)
    return _dead(what, ground.project, paths)


def _made_up(what: str, claim: Claim, ground: Ground, paths: tuple[str, ...] | None) -> Left | None:
    """Findings of made-up data, in the scope's files or in those that its words name."""
    if re.match(r"(?i)hard-?coded", what) and not re.search(
        r"(?i)mock|fake|data|response|array|object", what
    ):
        return None
    if _NO_DATA.search(what):
        return None
    rules = _MADE_UP if claim.polarity == "absent" else _ADMITTED
    found = ground.findings.among(None if paths is None else frozenset(paths), rules)
    scope = str(claim.subject.get("scope", ""))
    if claim.polarity == "absent":
        every = found
        found = tuple(f for f in found if f.rule != "mock-response" or _serves_data(f, ground))
        found = tuple(f for f in found if not _ACTS.search(f.message))
        found = tuple(f for f in found if _is_meant(f, claim, ground))
        if every and not found:
            return Left((), vague=True)
    if paths is not None:
        return Left(_places(found), _are(found))
    kind = " ".join(w for w in re.findall(r"[a-z]{4,}", what.lower()) if w not in _GENERAL)
    if kind and claim.polarity == "absent":
        inside = [f for f in found if _about(f, kind)]
        return Left(_places(inside), _are(inside), vague=bool(found))
    if scope:
        inside = [f for f in found if _about(f, scope)]
        return Left(_places(inside), _are(inside), vague=bool(found))
    if claim.polarity == "present":
        near = [f for f in found if _about(f, claim.text)]
        return Left(_places(near), _are(near))
    if found and _REPLACED.search(claim.text):
        return None  # what was replaced in one place says nothing of the others
    return Left(_places(found), _are(found))


def _is_meant(finding: Finding, claim: Claim, ground: Ground) -> bool:
    """Whether a finding lies on the side of the work that is spoken of: in a report on the front end alone what the server
    makes up is not meant, nor the other way round."""
    document = ground.documents.get(claim.document)
    if document is None:
        return True
    at = document.first_from(claim.line)
    near = document.statements[max(0, at - _AROUND) : at + _AROUND]
    told = " ".join(s.plain for s in (*document.statements[:_AROUND], *near))
    front, back = _FRONT.search(told) is not None, _BACK.search(told) is not None
    return front == back or bool(_FRONT_FILE.search(finding.path)) == front


def _serves_data(finding: Finding, ground: Ground) -> bool:
    """Whether a mock answers with made-up data, not with nothing, nor only with "it is done"."""
    lines = (ground.snapshot.text(finding.path) or b"").decode("utf-8", "replace").split("\n")
    text = _SAYS_DONE.sub("", "\n".join(lines[finding.line - 1 : finding.end_line]))
    return not _ACKNOWLEDGES.match(finding.symbol) and bool(_MEMBERS.search(text))


def _about(finding: Finding, words: str) -> bool:
    """Whether a finding lies in what some words name: one of them stands in its path or symbol."""
    told = {w.rstrip("s") for w in re.findall(r"[a-z]{4,}", words.lower())} - _WEAK
    place = f"{finding.path} {finding.symbol}".lower()
    return any(word in place for word in told)


def _places(found: Sequence[Finding]) -> tuple[Place, ...]:
    return tuple(Place(f.path, f.line, f.end_line, f"{f.rule}: {f.symbol}") for f in found)


def _are(found: Sequence[Finding]) -> str:
    return f"{len(found)} place{'' if len(found) == 1 else 's'} with made-up data {'is' if len(found) == 1 else 'are'}"


def _todos(project: Project, paths: tuple[str, ...] | None) -> Left:
    places = tuple(
        Place(path, comment.line)
        for path in _code(project, paths)
        for comment in project.facts[path].outline.comments
        if _TODO.search(comment.text)
    )
    are = f"{len(places)} such comment{'' if len(places) == 1 else 's'} {'is' if len(places) == 1 else 'are'}"
    return Left(places, are)


def _code(project: Project, paths: tuple[str, ...] | None) -> Iterator[str]:
    """The code files among some, or all of production."""
    if paths is None:
        yield from project.code()
    else:
        yield from (p for p in paths if p in project.facts and project.facts[p].outline.functions)


def _duplicates(claim: Claim, ground: Ground, paths: tuple[str, ...] | None) -> Left | None:
    """Packages that a manifest declares twice; files of one name and content."""
    if paths is None:
        return None
    places: list[Place] = []
    for path in paths:
        facts = ground.project.facts.get(path)
        if facts is not None and facts.manifest is not None and _MANIFEST.search(path):
            said = [p for p in facts.manifest.packages if p.name.lower() in claim.text.lower()]
            places += [
                Place(path, p.line, note=p.name) for p in said if sum(q.name == p.name for q in said) > 1
            ]
        else:
            name, entry = path.rsplit("/", 1)[-1], ground.snapshot.tree[path]
            places += [
                Place(other)
                for other, held in sorted(ground.snapshot.tree.items())
                if other != path
                and held.sha == entry.sha
                and other.rsplit("/", 1)[-1] == name
                and not _KEPT_COPY.search(other)
            ]
    return Left(tuple(places), "a duplicate is", vague=not any(_MANIFEST.search(p) for p in paths))


def _other_than_functions(what: str, project: Project, paths: tuple[str, ...] | None) -> Left | None:
    """What a module holds beside functions, where it is said to hold nothing else."""
    files = [p for p in paths or () if p in project.facts and project.facts[p].outline.functions]
    if len(files) != 1 or not re.search(r"(?i)\b(?:functions?|helpers?|methods)\b", what):
        return None
    path = files[0]
    outline = project.facts[path].outline
    names = {f.name for f in outline.functions}
    data = [
        Place(path, stmt.line)
        for stmt in project.body(FunctionRef(path, 0))
        if isinstance(stmt, Assign)
        and not any(isinstance(t, Name) and t.id in names | {"default"} for t in stmt.targets)
    ]
    classes = [Place(path, c.line, c.end_line, c.name) for c in outline.classes if c.kind == "class"]
    return Left((*data, *classes), "something else is")


def _dead(what: str, project: Project, paths: tuple[str, ...] | None) -> Left | None:
    """Calls of the console; nothing else of this kind can be looked for."""
    if re.search(r"(?i)console\.log", what):
        return _calls(project, paths, ("console", "log"))
    if re.search(r"(?i)print statement", what):
        return _calls(project, paths, ("", "print"))
    return None


def _calls(project: Project, paths: tuple[str, ...] | None, called: tuple[str, str]) -> Left:
    """The calls that run in production. One that only a switch for developers lets through was kept on purpose, and says
    neither that something is left nor that nothing is."""
    base, name = called
    places: list[Place] = []
    switched = False
    for path in _code(project, paths):
        if not project.says(path, name):
            continue
        for function in project.facts[path].outline.functions:
            body = project.body(FunctionRef(path, function.index))
            made = [n.line for n in nodes(body) if isinstance(n, Call) and _is(n, base, name)]
            kept = _behind_a_switch(body) if made else frozenset()
            places += [Place(path, line) for line in made if line not in kept]
            switched = switched or any(line in kept for line in made)
    words = f"calls of `{base}.{name}` are" if base else f"calls of `{name}` are"
    return Left(tuple(places), words, vague=switched)


def _behind_a_switch(body: Body) -> frozenset[int]:
    """The lines that run only where a switch for developers is on, counted from 1."""
    guarded = (n.then for n in nodes(body) if isinstance(n, If) and any(map(_is_switch, nodes(n.test))))
    return frozenset(node.line for then in guarded for node in nodes(then))


def _is_switch(node: Node) -> bool:
    name = node.id if isinstance(node, Name) else node.name if isinstance(node, Attr) else ""
    return bool(_SWITCH.fullmatch(name))


def _is(call: Call, base: str, name: str) -> bool:
    func = call.func
    if base:
        return (
            isinstance(func, Attr)
            and func.name == name
            and isinstance(func.base, Name)
            and func.base.id == base
        )
    return isinstance(func, Name) and func.id == name
