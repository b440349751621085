"""File and folder names in prose: what looks like one, and which lines of it a text points at.

Words with a known ending (``app.py``), known bare names (``Dockerfile``) and names that end in a slash
(``ops/api/``) are paths. Addresses, globs, placeholders and members of objects (``res.json``) are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from checks.claims._identity import ByIdentity
from checks.documents.model import Statement
from checks.documents.paths import BARE, ENDINGS, PRODUCTS
from checks.patterns import regex

BARE_NAMES = frozenset(name.lower() for name in BARE) | frozenset(
    ".env .gitkeep .gitignore .dockerignore .npmrc .nvmrc .editorconfig .prettierrc .eslintrc .babelrc".split()
)
# Endings that members of objects have just as often (`res.json`, `process.env`, `Math.log`).
_AMBIGUOUS = frozenset(
    "json env log db lock c h cs go service properties example template sample conf patch snap fs m mm pl r ml hs pt map feature".split()
)
_OBJECTS = frozenset(
    "res req response request reply process console logger log math axios self this np pd os ctx context app session "
    "window prisma body data import.meta result config settings e.g i.e st client r resp vs".split()
)

# Nobody's own files: a name alone never means one of these.
_THIRD_PARTY = regex(
    r"(?:^|/)(?:node_modules|site-packages|bower_components|\.?venv[\w.]*|__pycache__|\.next)/"
)
_DOTTED = regex(r"\.[a-z][a-z-]{1,20}(?:ignore|rc|attributes|modules)")
"""Names of settings files of tools: `.prettierignore`, `.pylintrc`."""
_WORD = regex(r"(?<![\w/.\\@:*{}<>$-])(?:[A-Za-z]:)?(?:~|\.{1,2})?/?[\w.@\[(][\w.@+\-\[\]()/$]{0,240}")
# Words of a language without blanks, right in front of a name in Latin letters.
_GLUED = regex("^[\u2e80-\ud7ff\uf900-\uffdc]+(?=[A-Za-z./])")
_LINES_BEHIND = regex(
    r"(?::|#L)(?P<first>\d{1,6})(?::\d{1,4}(?!\d))?(?:\s{0,2}[-–—]\s{0,2}L?(?P<last>\d{1,6}))?"
)
_LINES = regex(
    r"(?i)(?<!address\s)\blines?\s{0,2}(?:[:#]\s?)?~?(?P<first>\d{1,6})(?:\s{0,2}(?:[-–—]|to)\s{0,2}~?(?P<last>\d{1,6}))?(?![\d%])"
)
_LENGTH = regex(r"(?i)lines\s{0,2}:\s?~?\d")
_MORE_LINES = regex(r"(?:\s{0,2}(?:,|and|&)\s{0,2}(\d{1,6})(?:\s?[-–—]\s?(\d{1,6}))?(?![\d%]))")
_LISTED_TO_THE_END = regex(r"(?:(?:,\s{1,2}|\s(?:and|&)\s)\d{1,6}(?:\s?[-–—]\s?\d{1,6})?)++\W*$")
_CALL_END = regex(r"[(\[{]")
_TWO_NAMES = regex(r"[A-Z][a-z]+(?:/[A-Z][a-z]+){0,3}/(?:Changelog|License|Codeowners)")
"""Words beside one another ("Updates/Changelog"): the files are written in capitals."""
_HOME = regex(r"^(?:/(?:Users|home|root|var|opt|workspace|workspaces|app|src|srv|tmp|mnt)/|[A-Za-z]:/|~/)")
_PLACEHOLDER = regex(
    r"\*|[<>$|]|\{|\}|(?<!\[)\.\.\.|…|(?:^|/)(?:path/to|your[-_]|xxx|file_?path\.|file_?name\.)|\[\d{1,3}-\d{1,3}\]|\[(?-i:[A-Z][A-Z_-]{1,20})\]|X{3,}|YYYY|NNN|THIS_FILE",
    re.IGNORECASE,
)


class Mention(msgspec.Struct, frozen=True):
    """A path that a text names.

    ``start`` and ``end`` are where it stands in the text, its line numbers included. ``lines`` is the range
    written right behind it (``app.py:45-60``). ``code`` says that it is inline code or a link.
    """

    path: str
    start: int
    end: int
    lines: tuple[int, int] | None = None
    code: bool = False

    @property
    def folder(self) -> bool:
        """Whether it names a folder."""
        return self.path.endswith("/")


def taken_in(path: str) -> bool:
    """Whether a path lies in what was installed rather than written here, though it may have been committed."""
    return bool(_THIRD_PARTY.search(path))


def looks_like_path(text: str, code: bool = False) -> bool:
    """Whether a text without blanks names a file or a folder. ``code``: it is marked as code."""
    if not text or len(text) > 250 or "://" in text or "//" in text or _PLACEHOLDER.search(text):
        return False
    if text.endswith("/"):
        return _folder(text, code)
    name = text.rsplit("/", 1)[-1]
    lower = name.lower()
    if not code and _TWO_NAMES.fullmatch(text):
        return False
    if lower in BARE_NAMES or lower.startswith((".env.", "dockerfile.")) or _DOTTED.fullmatch(name):
        return code or "/" in text or lower.startswith(".") or name in BARE
    stem, dot, ending = lower.rpartition(".")
    if not dot or not stem.strip(".[]()") or ending not in ENDINGS:
        return False
    if "/" in text:
        return not (lower in PRODUCTS and name[0].isupper())  # "React/Next.js"
    return _bare(stem, lower, ending)


def _folder(text: str, code: bool) -> bool:
    """Whether a text that ends in a slash is a folder rather than an address or half of an alternative."""
    inner = text.strip("/")
    if not re.search(r"[A-Za-z]", inner) or inner.count("/") > 20:
        return False
    return (
        (code and not text.startswith("/"))
        or bool(_HOME.match(text))
        or (text.count("/") > 1 and text[0] != "/")
    )


def _bare(stem: str, lower: str, ending: str) -> bool:
    """Whether a name without folders is a file's and not a member, a product or a pair of words."""
    if lower in PRODUCTS:
        return False
    if not re.search(r"[^\W\d_]", stem) and len(ending) == 1:
        return False  # the number of a part: "2.C"
    member = stem in _OBJECTS or ("." in stem and not stem.startswith("."))
    return not (member and ending in _AMBIGUOUS)


def expand(text: str) -> tuple[str, ...]:
    """``src/{a,b}.py`` as two texts, ``server.ts/app.ts`` as two; anything else as it stands."""
    brace = re.fullmatch(r"([^{}]{0,200})\{([^{}]{1,200})\}([^{}]{0,100})", text)
    if brace and "," in brace[2]:
        return tuple(f"{brace[1]}{part.strip()}{brace[3]}" for part in brace[2].split(",")[:20])
    parts = text.split("/")
    if len(parts) > 1 and all("." in p and looks_like_path(p) for p in parts):
        return tuple(parts)
    return (text,)


def mentions(
    text: str, codes: Iterator[tuple[int, str]] | tuple[tuple[int, str], ...] = ()
) -> tuple[Mention, ...]:
    """The paths that a text names, in the order of the text. ``codes`` are (start, text) of its inline code."""
    return _mentions(text, tuple(codes))


@lru_cache(maxsize=4096)
def _mentions(text: str, codes: tuple[tuple[int, str], ...]) -> tuple[Mention, ...]:
    found = [mention for start, code in codes for mention in _in_code(code, start)]
    taken = sorted((start, start + len(code)) for start, code in codes)
    at = 0
    for word in _WORD.finditer(text):
        while at < len(taken) and taken[at][1] <= word.start():
            at += 1
        if at == len(taken) or taken[at][0] >= word.end():
            found.extend(_in_words(text, word.start(), word.group()))
    return tuple(sorted(found, key=lambda m: m.start))


def _in_code(code: str, start: int) -> Iterator[Mention]:
    """The paths that one piece of inline code is."""
    body = code.strip().strip("\\`'\"")
    offset = start + code.find(body)
    lines, end = None, len(body)
    behind = _LINES_BEHIND.search(body)
    if behind and looks_like_path(body[: behind.start()].strip(), True):
        lines, body = _range(behind), body[: behind.start()].strip()
    elif "::" in body:
        body = body.split("::", 1)[0]
    for path in expand(body):
        if not re.search(r"\s", path) and looks_like_path(path, True):
            yield Mention(path, offset, offset + end, lines, True)


def _in_words(text: str, start: int, word: str) -> Iterator[Mention]:
    """The paths that one bare word is."""
    glued = _GLUED.match(word)
    if glued:
        start, word = start + glued.end(), word[glued.end() :]
    body = word.rstrip(".,;")
    while body.endswith(")") and body.count(")") > body.count("("):
        body = body[:-1].rstrip(".,;")
    while body.startswith("(") and (body.endswith(")") or body.count("(") != body.count(")")):
        start, body = start + 1, body[1:].removesuffix(")")
    end = start + len(body)
    if re.fullmatch(r"[A-Z][a-z]+\.js", body):
        return  # written so it is a product's name far more often than a file's
    if _CALL_END.match(text[end : end + 1]) or text[max(0, start - 3) : start].endswith("://"):
        return
    behind = _LINES_BEHIND.match(text, end)
    for path in expand(body):
        if looks_like_path(path):
            yield Mention(path, start, behind.end() if behind else end, _range(behind) if behind else None)


def _range(found: re.Match[str]) -> tuple[int, int]:
    """(first, last) of a written range, in order."""
    first = int(found["first"])
    last = int(found["last"]) if found["last"] else first
    return (first, last) if first <= last else (last, first)


def of(statement: Statement) -> tuple[Mention, ...]:
    """The paths that a statement names in its text, its links included. Every kind asks this of every
    statement, so the answers are kept."""
    return _of(ByIdentity(statement))


@lru_cache(maxsize=32_768)
def _of(held: ByIdentity[Statement]) -> tuple[Mention, ...]:
    statement = held.value
    codes = tuple((c.start, c.text) for c in statement.codes)
    found = list(mentions(statement.plain, codes))
    for link in statement.links:
        target, _, anchor = link.target.partition("#")
        lines = _LINES_BEHIND.match("#" + anchor) if anchor else None
        at = statement.plain.find(link.text)
        old = next((m for m in found if at <= m.start < at + max(1, len(link.text))), None)
        if old is not None and target.startswith("../") and target.endswith("/" + old.path.lstrip("./")):
            found[found.index(old)] = old = msgspec.structs.replace(old, path=target)
        if old is not None and lines and old.lines is None:
            found[found.index(old)] = msgspec.structs.replace(old, lines=_range(lines), code=True)
        elif old is None and "://" not in target and looks_like_path(target, True) and at >= 0:
            found.append(Mention(target, at, at + len(link.text), _range(lines) if lines else None, True))
    return tuple(sorted(found, key=lambda m: m.start))


def lines_named(text: str) -> tuple[tuple[int, int], ...]:
    """The ranges of lines that words name: "lines 45-60", "Line 17", "lines 984, 990, 1008". Never "40 lines"."""
    found = []
    for match in _LINES.finditer(text):
        alone = match["last"] is None and not _LISTED_TO_THE_END.match(text, match.end())
        if alone and _LENGTH.match(match.group()):
            continue  # "Lines: 450" is how many
        found.append(_range(match))
        at = match.end()
        while (more := _MORE_LINES.match(text, at)) and len(found) < 50:
            first = int(more[1])
            found.append((first, max(first, int(more[2] or first))))
            at = more.end()
    return tuple(found)


def outside(path: str) -> bool:
    """Whether a path is written from the root of somebody's machine, or leads out of the repository."""
    return bool(_HOME.match(relative(path))) or path.startswith("..")


def relative(path: str) -> str:
    """A path without ``./`` in front and with forward slashes."""
    clean = path.replace("\\", "/").strip()
    while clean.startswith("./"):
        clean = clean[2:]
    return clean


def ends_in(path: str, named: str) -> bool:
    """Whether a file's path ends in whole parts as a text names it."""
    return ("/" + path).endswith("/" + relative(named).strip("/"))


def among(named: str, paths: Iterable[str]) -> bool:
    """Whether one of some files' paths ends as a text names it."""
    tail = "/" + relative(named).strip("/")
    return any(("/" + path).endswith(tail) for path in paths)
