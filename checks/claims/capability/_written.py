"""What a phrase gives as code, looked for letter by letter: quoted names and texts, comparisons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from checks.claims import _files
from checks.claims._sources import apart, sources
from checks.claims._stems import terms
from checks.claims.capability._grounding import is_near
from checks.claims.capability._uses import is_called
from checks.documents.model import Document, Statement
from checks.model import Claim, Place
from checks.patterns import regex
from checks.project.link import Project

_CODE = regex(r"`([^`\n]{2,80})`|[\"“]([^\"”\n]{2,80})[\"”]")
_NAME = regex(r"[A-Za-z_$][\w$]{2,80}")
_COMPARED = regex(
    r"(?<![\w.])(?P<left>[A-Za-z_]\w{0,40}(?:\.[A-Za-z_]\w{0,40}){1,4})\s{0,2}(?P<how>[=!]==?|[<>]=?)\s{0,2}['\"]?(?P<right>[A-Za-z_]\w{1,40}|\d{1,9})\b"
)
_DOES = regex(r"\b(?:throw|raise|return|reject|if|status|abort|emit|send|json)\b|Exception\(|Error\(")
_NAMES_ONLY = regex(
    r"^\s*(?:import\b|from\b|export (?:type|interface|enum)|\*|//|#)|^\s*[A-Z_]+\s*=\s*['\"][A-Z_]+['\"],?\s*$"
)
_IDENTIFIER = regex(r"(?P<name>_?[A-Za-z][a-z0-9]+(?:_\w+|[A-Z]\w*)|[a-z]+_\w+)(?:\(\))?")
_WORDS = regex(r"\w+")
_LAST, _FIRST = regex(r"(\w+)[\s(]*$"), regex(r"^[\s)]*(\w+)")
_BESIDE = 80  # characters
_EXPRESSION = regex(r"\w\W{0,3}(?:\|\||&&|\?\?|[=!]==?)\s?\S|\w\.\w{2,40}\(\w")
_TOKEN = regex(r"\w+|[^\w\s]")
_FILES, _LINES, _LONGEST = 60, 200, 1000
_ON_A_LINE, _QUOTED_LENGTH = 40, 200


def in_code(phrase: str, near: tuple[str, ...], project: Project) -> tuple[Place, ...] | None:
    """The lines that hold all that a phrase quotes or compares, those that do something with it first; None where the
    phrase gives no code, or says more than that."""
    compared = _COMPARED.search(phrase)
    quoted = [a or b for a, b in _CODE.findall(phrase)]
    if compared is None and not quoted:
        return None
    rest = _CODE.sub(" ", phrase)
    odd = bool(quoted) and not _NAME.fullmatch(quoted[0]) and not quoted[0].isalpha() and " " not in quoted[0]
    if compared is None and not odd and any(term.telling for term in terms(rest)):
        return None
    if compared is not None:
        left, right = compared["left"].rsplit(".", 1)[-1], compared["right"]
        pattern = re.compile(rf"\b{re.escape(left)}\b.{{0,60}}[=!<>]=?=?.{{0,60}}\b{re.escape(right)}\b")
        key = left
    else:
        pattern = re.compile(rf"(?<![\w$]){re.escape(quoted[0])}(?![\w$])")
        key = max(_NAME.findall(quoted[0]), key=len, default="")
    found = list(_lines(pattern, key, near, project))
    found.sort(key=lambda pair: pair[0])
    return tuple(place for _, place in found[:3])


def quoted(claim: Claim, document: Document | None, project: Project) -> tuple[Place, ...]:
    """The lines that hold the expressions which a claim's statement quotes ("listens on `env.PORT || 5050`"), all of them;
    nothing where it quotes none."""
    if document is None:
        return ()
    first = document.first_from(claim.line)
    codes = (
        code.text
        for statement in document.since(first, first + _ON_A_LINE)
        if statement.line == claim.line
        for code in statement.codes
    )
    places: list[Place] = []
    for expression in filter(_EXPRESSION.search, codes):
        pattern = re.compile(r"\s{0,5}".join(map(re.escape, _TOKEN.findall(expression[:_QUOTED_LENGTH]))))
        key = max(_NAME.findall(expression), key=len, default="")
        found = (
            min(_lines(pattern, key, (), project), default=None, key=lambda pair: pair[0]) if key else None
        )
        if found is None:
            return ()
        places.append(found[1])
    return tuple(places[:3])


def names(phrase: str, statement: Statement, project: Project) -> tuple[Place, ...]:
    """Where code that runs has the names that a statement quotes within a phrase ("Global `EndingModal` component"), all of
    them; nothing where it quotes none there, or something else."""
    cut = [code.text for code in statement.codes if _stands_in(code.text, phrase, statement.plain)]
    found = []
    for name in (_IDENTIFIER.fullmatch(text) for text in cut):
        place = _used(name["name"], project) if name is not None else None
        if place is None:
            return ()
        found.append(place)
    return tuple(found[:3])


def _stands_in(code: str, phrase: str, plain: str) -> bool:
    """Whether a code was taken out of a phrase, or stood at one of its ends."""
    before, found, behind = plain.partition(code)
    words = _WORDS.findall(phrase)
    left, right = _LAST.findall(before[-_BESIDE:]), _FIRST.findall(behind[:_BESIDE])
    if not found or not words:
        return False
    inside = [*left, *right] in ([a, b] for a, b in pairwise(words))
    return inside or words[-1:] == left or words[:1] == right


def _used(name: str, project: Project) -> Place | None:
    """Where code that runs uses a name, and something calls what it is used in."""
    pattern = re.compile(rf"(?<![\w$]){re.escape(name)}(?![\w$])")
    found = sorted(_lines(pattern, name, (), project), key=lambda pair: pair[0])
    called = (p for _, p in found if not apart(p.path, project) and is_called(sources(project), p))
    return next(called, None) if len(found) > 1 else None


def _lines(
    pattern: re.Pattern[str], key: str, near: tuple[str, ...], project: Project
) -> Iterator[tuple[tuple[bool, bool, str, int], Place]]:
    source = sources(project)
    paths = _files.holding(key, project) if key else source.code[:_FILES]
    for path, text in source.texts(p for p in paths if p in project.facts and source.runs(p)):
        count = 0
        for at, line in enumerate(text.split("\n"), 1):
            if pattern.search(line[:_LONGEST]) and not _NAMES_ONLY.match(line):
                rank = (not is_near(path, near), not _DOES.search(line), path, at)
                yield rank, source.place(path, at)
                count += 1
                if count >= _LINES:
                    break
