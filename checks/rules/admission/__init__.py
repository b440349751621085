"""`admission`: words beside the code that admit it is fake, simulated or provisional."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator

import msgspec

from checks.code.facts import Class, Comment, FileFacts, Function, Outline
from checks.code.tree import Call, Lit, Markup, Node
from checks.model import Finding, Level
from checks.patterns import regex
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._admitting import Admission, admissions, has_code, hints, says, utters
from checks.rules._confessing import out_of_nothing
from checks.rules._functions import demonstrates, makes_samples
from checks.rules._made_up import answers_of
from checks.rules.admission._around import Around
from checks.rules.admission._excused import excused, set_apart, tells_of_others

RULE = "admission"
LEVEL: Level = "notice"

NEAR = 5
"""Admissions at most this many lines apart are one finding; a docstring begins one of its own."""

_FEW = 100
"""Up to how many files are read for what they may say."""

_SETTLE = "Build the real thing and delete the words, or let the document say that this part is not built."
_TODO = regex(r"TODO\b.{0,200}")
_INVENTING = (b"random", b"sleep", b"setTimeout")
_TOLD_TO_READERS = frozenset(("help", "description", "placeholder", "summary", "epilog", "doc", "title"))


class _Said(msgspec.Struct, frozen=True, order=True):
    """One admission: its lines, its words, what says it, and the last line of the example below it."""

    line: int
    end_line: int
    words: str
    by: str
    until: int


def find_among(project: Project, paths: Collection[str]) -> Iterable[Finding]:
    """One finding for each place, however many sentences there say it."""
    for path in _candidates(project, paths):
        facts = project.facts[path]
        if facts.language in ("manifest", "text") or not project.production(path) or _apart(project, path):
            continue
        around = Around(project, path)
        said = [*_commented(around), *_documented(facts.outline), *_uttered(project, path)]
        for group in _grouped(sorted(s for s in said if not excused(around, s.line, s.words))):
            yield _finding(path, facts.outline, group)


def _apart(project: Project, path: str) -> bool:
    """Whether a file only demonstrates something, makes samples, or sets up a tool."""
    if set_apart(project, path):
        return True
    return demonstrates(project, path) or makes_samples(path) or path.rsplit(".", 2)[1:2] == ["config"]


def _candidates(project: Project, paths: Collection[str]) -> list[str]:
    """Those of some files that may say something, sorted. Of many files that is looked up, of a few found out."""
    if len(paths) <= _FEW:
        return sorted(paths)
    hinting, sources = project.each(_may_say, bool), frozenset(project.sources())
    return sorted(path for path in paths if path in hinting or path not in sources)


def _may_say(path: str, facts: FileFacts) -> bool:  # noqa: ARG001, asked of each file
    """Whether a file holds a word without which nothing is admitted in it."""
    outline = facts.outline
    comments = (comment.text for comment in outline.comments)
    documented = (*(f.docstring for f in outline.functions), *(c.docstring for c in outline.classes))
    return hints("\n".join((*comments, *documented))) or utters(facts.encoded_bodies)


# --- what is said --------------------------------------------------------------------------------


def _commented(around: Around) -> Iterator[_Said]:
    for block in _blocks(around.project.facts[around.path].outline.comments):
        text = "\n".join(comment.text for comment in block)
        if hints(text):
            first, last = block[0].line, block[-1].end_line
            for found in _admitted(around, text, block):
                until = last if has_code(text) else first + found.last
                yield _Said(first + found.first, first + found.last, found.words, "comment", until)


def _admitted(around: Around, text: str, block: list[Comment]) -> list[Admission]:
    """What a comment on some lines admits: the code beside it is looked at where that makes a difference."""
    plain, most = list(admissions(text)), list(admissions(text, invents=True, supplies=True, heads=True))
    return plain if plain == most else list(admissions(text, *_making(around, block)))


def _making(around: Around, block: list[Comment]) -> tuple[bool, bool, bool]:
    """Whether a function around a comment, or one that begins just below, draws random values or only waits; whether it
    hands back what stands in the code; and whether the comment stands behind a value, or above one that stands in the code."""
    project, path, first, last = around.project, around.path, block[0].line, block[-1].end_line
    invents = supplies = False
    for function in project.facts[path].outline.functions[1:]:
        if function.line <= first <= function.end_line or 0 < function.first_line - last <= 2:
            ref = FunctionRef(path, function.index)
            body = project.encoded(ref)
            invents = invents or any(word in body for word in _INVENTING)
            summary = project.flow.function(ref)
            supplies = supplies or out_of_nothing(summary, answers_of(summary))
    return invents, supplies, not block[0].alone or around.made_up(last + 1)


def _blocks(comments: Iterable[Comment]) -> Iterator[list[Comment]]:
    """Comments that stand alone on lines that follow one another are one text."""
    block: list[Comment] = []
    for comment in comments:
        goes_on = block and comment.alone and block[-1].alone and comment.line == block[-1].end_line + 1
        if block and not (goes_on and comment.line == comment.end_line):
            yield block
            block = []
        block.append(comment)
    if block:
        yield block


def _documented(outline: Outline) -> Iterator[_Said]:
    definitions: tuple[Function | Class, ...] = (*outline.functions, *outline.classes)
    for definition in definitions:
        first = definition.docstring_line
        found = list(admissions(definition.docstring)) if first else []
        if not found and first and (todo := _TODO.match(definition.docstring)):
            found = [Admission(0, 0, todo[0])]
        for each in found[:1]:
            last = first + found[-1].last
            yield _Said(first + each.first, last, each.words, "docstring", last)


def _uttered(project: Project, path: str) -> Iterator[_Said]:
    """What functions log and answer; texts of pages, of options' help and of the module's tables are no answers."""
    facts = project.facts[path]
    if not utters(facts.encoded_bodies) or tells_of_others(path):
        return
    for function in facts.outline.functions:
        ref = FunctionRef(path, function.index)
        if utters(project.encoded(ref)):
            for literal in _texts(project.body(ref)):
                if isinstance(literal.value, str) and says(literal.value, alone=not function.index):
                    yield _Said(literal.line, literal.line, literal.value, "text", literal.line)


def _texts(body: object) -> Iterator[Lit]:
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Lit):
            yield node
        elif isinstance(node, tuple):
            waiting.extend(node)
        elif isinstance(node, Call):
            told = (v for name, v in node.kwargs if name not in _TOLD_TO_READERS)
            waiting.extend((node.func, node.args, *told))
        elif isinstance(node, Node) and not isinstance(node, Markup):
            waiting.extend(getattr(node, name) for name in node.__struct_fields__)


# --- the finding ---------------------------------------------------------------------------------


def _grouped(said: Iterable[_Said]) -> Iterator[list[_Said]]:
    group: list[_Said] = []
    for each in said:
        if group and (each.by == "docstring" or each.line - max(s.until for s in group) > NEAR):
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _finding(path: str, outline: Outline, group: list[_Said]) -> Finding:
    first = group[0]
    end_line = max(s.end_line for s in group)
    around = [f for f in outline.functions[1:] if f.name and f.first_line <= first.line <= f.end_line]
    words = " ".join(dict.fromkeys(s.words for s in group))
    return Finding(
        rule=RULE,
        path=path,
        line=first.line,
        end_line=end_line,
        symbol=around[-1].qualname if around else "(module)",
        message=f"The {first.by} admits that this is not the real thing: \u201c{_short(first.words)}\u201d.",
        settle=_SETTLE,
        digest=hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16],
    )


def _short(words: str, limit: int = 140) -> str:
    line = " ".join(words.split()).rstrip(".")
    return line if len(line) <= limit else line[: limit - 1] + "…"
