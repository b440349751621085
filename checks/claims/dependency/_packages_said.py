"""The packages that a statement names: pinned, in a list or table of them, in a block of a manifest, by a word that only packages bear."""

from __future__ import annotations

import re

import msgspec

from checks.claims import (
    _mentioned,
    _packages,
    _paths,
    _subjects,
)
from checks.claims._around import ahead_of
from checks.documents.model import Document, Statement
from checks.patterns import regex
from checks.project.distributions import plain

_NAME = r"@?[A-Za-z][\w.-]{0,60}(?:/[\w.-]{1,60})?"
_PINNED = regex(
    rf"(?<![\w/@.:])(?P<name>{_NAME})(?P<extras>\[[\w,\s-]{{1,60}}\])?\s?(?P<op>===?|>=|~=|@)\s?(?P<version>[\^~]?v?\d[\w.*+-]{{0,30}})"
)
_RANGED = regex(
    rf"^[^\w@]{{0,4}}(?P<name>{_NAME})\s{{1,2}}(?P<version>(?:\^\d|~\d{{1,4}}\.)[\w.*+-]{{0,30}})"
)  # "lodash ^4.17.21"; "~10 calls" are about ten
_ITEM = regex(
    rf"^[^\w@]{{0,4}}(?P<name>{_NAME})(?P<extras>\[[\w,-]{{1,60}}\])?`?(?:\s+\(?v?(?P<version>[\^~]?\d[\w.*+-]{{0,30}})\)?)?(?P<rest>(?:\s*(?:$|[–—:(,])|\s+-).*)$"
)
_IN_BLOCK = regex(
    rf"^\s*(?:\"(?P<key>{_NAME})\"\s?:\s?\"(?=[\^~*\d]|latest|next|workspace:)|\"?(?P<pin>{_NAME})(?:\[[\w,-]{{1,60}}\])?(?:==|~=|>=))(?P<version>[\w.^~*+-]{{0,30}})\"?,?\s*(?:#.*)?$"
)
_KEYS = frozenset("name version description main type license author private node npm python engines".split())
_HEADS = regex(
    r"(?i)(?:^|\b)(?:(?:new|npm|pip|python|node|added|runtime|dev|key|backend|frontend|project)\s)*(?:dependenc(?:y|ies)|packages?|libraries)"
    r"(?:\s(?:added|installed|used|declared|updated))?\W*$"
)
_LABEL = regex(
    r"(?i)^(?:new |added |npm |python |key )?(?:dependenc(?:y|ies)|packages?|librar(?:y|ies))(?: added| installed)?$"
)
_NOUN_BEHIND = regex(
    r"(?i)^[`\\*\s\"']{0,4}(?:npm |python |pip |node )?(?:library|package|dependency|module from npm)\b"
)
_INSTALLED = regex(r"(?i)^\W*installed(?:\s(?:and|&)\s\w{3,15})?\s(?:the\s)?[`\\*\s\"']{0,4}$")
# What a handler is given (`get_current_user` dependency) is a function.
_INJECTED = regex(r"^(?:get|require|verify|check|validate|current)_\w+$|^[a-z]+[A-Z]\w*$|\(")
_MANIFEST_LIST = regex(
    r"^[`*\s]{0,3}\((?:\+?\d{1,2}\s(?:new\s)?(?:dependenc(?:y|ies)|packages?):\s(?P<behind>[^()]{2,200})|(?P<names>[^()]{2,200}?)\s+(?:dependenc(?:y|ies)|packages?))\)",
    re.IGNORECASE,
)
_NO = regex(rf"(?i)\bno\s+[`*]?(?P<name>{_NAME})[`*]?\s+(?:imports?|dependenc(?:y|ies)|packages?|library)\b")
# Not a package but what stands on both sides of an import: "no cross-feature imports".
_BETWEEN = regex(r"^(?:cross|inter|intra|self|back)-|-to-|-(?:level|specific|only|wide|based)$")
COMMON = frozenset(
    "unused circular external new extra additional missing broken other third-party direct runtime such python npm node dev the a an any "
    "code module modules relative dynamic unnecessary real actual backend frontend none task phase step all added installed required "
    "dependencies dependency package packages library libraries and or with for from via version see react-native-specific heavy".split()
)
_COLUMN = regex(r"(?i)^\W*(?:packages?|dependenc(?:y|ies)|librar(?:y|ies)|npm package|module)\W*$")
_VERSION_COLUMN = regex(r"(?i)^\W*(?:versions?|ver\.?)\W*$")
_MANIFEST = regex(
    r"(?i)(?:^|/)(?:package\.json|requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|pipfile|environment\.ya?ml|poetry\.lock)$"
)
_ONE_OF = regex(
    rf"(?P<name>{_NAME})(?:\[[\w,-]{{1,60}}\])?(?:\s\(?v?(?P<version>[\^~]?\d[\w.*+-]{{0,30}})\)?)?"
)
_BETWEEN_NAMES = regex(r",(?:\sand)?\s|\s(?:and|&|\+)\s")
_NEEDED = regex(
    rf"(?i)\b(?:requires|declared?|declares|installed|depends on)\s(?:the\s)?(?P<name>{_NAME})(?=\s*(?:$|[.;,(]|for\b|as\b|to\b|runtime\b|package\b))"
)
_PARTED = regex(r"@[a-z][\w.-]{0,40}/[a-z][\w.-]{0,60}|[a-z][a-z0-9]{0,30}(?:-[a-z0-9]{1,30}){1,4}")
_SCOPED = regex(
    r"(?i)(?<![\w/@.`'\"])(@[a-z][\w.-]{1,40}/[a-z][\w.-]{0,60})`?\s(?:plug-?in|package|library|adapter|integration|sdk|client|preset|module)\b"
)
_USING = regex(r"(?i)\w\s(?:using|via|with|through|by)\s(?:the\s)?[`*]{0,3}$")
_ADDED = regex(
    rf"(?i)\b(?:added|adds|updated with|now (?:has|includes|lists)|includes|installed)\s+(?P<names>`?{_NAME}`?(?:\s?(?:,|&|\band\b)\s?`?{_NAME}`?){{0,9}})(?=\s*(?:$|[.;(]|for\b|explicitly\b|as\b|to\b))"
)


class Said(msgspec.Struct, frozen=True):
    """A package as written; ``role`` where it is mentioned more than declared."""

    name: str
    version: str | None = None
    manifest: str | None = None
    absent: bool = False
    role: str | None = None


def quotes_manifest(document: Document, statement: Statement) -> bool:
    """Whether a line stands in a block of packages: of a manifest's section, or of pins, below words that say so."""
    fence = statement.fence
    if fence is None or fence.shows == "command" or not _under_dependencies(document, statement):
        return False
    return bool(_IN_BLOCK.match(statement.plain))


def packages_said(document: Document, statement: Statement) -> list[Said]:
    """The packages of one statement, by the first way of naming them that fits."""
    if statement.kind == "code":
        line = _IN_BLOCK.match(statement.plain)
        name = (line["key"] or line["pin"]) if line else ""
        known = name.lower() not in _KEYS and _package(name)
        number = line and re.fullmatch(r"[\^~]?\d[\w.*+-]*", line["version"] or "")
        return [Said(name, number.group() if number else None)] if known else []
    denied = _NO.search(statement.plain)
    if (
        denied
        and statement.polarity == "absent"
        and denied["name"].islower()
        and denied["name"] not in COMMON
        and not _BETWEEN.search(denied["name"])
    ):
        return [Said(denied["name"], absent=True)]
    if statement.kind == "row":
        return _in_row(statement)
    manifest = _manifest(document, statement)
    pinned = [
        Said(m["name"], m["version"], manifest)
        for m in _PINNED.finditer(statement.plain)
        if _pins(statement, m)
    ]
    if pinned:
        return pinned
    return _listed(statement) or _named(document, statement, manifest)


def _pins(statement: Statement, match: re.Match[str]) -> bool:
    """Whether a match is a package with its version, not a comparison ("N >= 2") or an address."""
    if not _package(match["name"]) or len(match["name"]) < 2:
        return False
    whole = any(code.text.strip() == match.group().strip() for code in statement.codes)
    return "." in match["version"] and (whole or match["op"] in ("==", "===", "@", "~="))


def _package(name: str) -> bool:
    """Whether a name could be a package's, not a file's or a person's."""
    return not _paths.looks_like_path(name) and name.lower() not in COMMON and not name.endswith((".", "-"))


def _manifest(document: Document, statement: Statement) -> str | None:
    """The manifest that a statement, or what it hangs on, names."""
    for other in (statement, *_subjects.above(document, statement)):
        named = next((m.path for m in _paths.of(other) if _MANIFEST.search(m.path)), None)
        if named:
            return named
    return None


def _listed(statement: Statement) -> list[Said]:
    """ "`package.json` (ioredis, prom-client dependencies)"."""
    for mention in _paths.of(statement):
        listed = (
            _MANIFEST_LIST.match(statement.plain[mention.end :]) if _MANIFEST.search(mention.path) else None
        )
        if listed:
            names = re.split(r"\s*(?:,|\band\b|&)\s*", (listed["behind"] or listed["names"]).replace("`", ""))
            return [
                Said(n, None, mention.path)
                for n in names
                if re.fullmatch(_NAME, n) and n.lower() not in COMMON
            ]
    return []


def _named(document: Document, statement: Statement, manifest: str | None) -> list[Said]:
    """An item of a list of dependencies, a label's value, "`x` library", or a known package in brackets."""
    text = statement.plain
    label = statement.label.strip(" :*")
    codes = [
        c
        for c in statement.codes
        if re.fullmatch(rf"\\?{_NAME}(?:\[[\w,-]+\])?\\?", c.text.strip()) and _package(c.text)
    ]
    if label and _LABEL.match(label):
        return [Said(c.text.strip("\\ "), None, manifest) for c in codes]
    ranged = _RANGED.match(text) if statement.kind == "item" else None
    if ranged and _package(ranged["name"]):
        return [Said(ranged["name"], ranged["version"], manifest)]
    if statement.kind == "item" and _under_dependencies(document, statement):
        item = _ITEM.match(text)
        if item and _package(item["name"]) and (item["version"] or (codes and codes[0].start <= 2)):
            return [Said(item["name"], item["version"], manifest)]
    if added := _added_to(document, statement, manifest) or _only_names(document, statement, manifest):
        return added
    called = [
        Said(c.text.strip("\\ "))
        for c in codes
        if (_NOUN_BEHIND.match(text[c.start + len(c.text) :]) or _INSTALLED.match(text[: c.start]))
        and not _INJECTED.match(c.text)
    ]
    bracketed = [
        Said(c.text)
        for c in codes
        if re.search(r"\w\s\(\s*`?$", ahead_of(text, c.start))
        and re.match(r"^`?\s*\)", text[c.start + len(c.text) :])
        and plain(c.text) in _packages.KNOWN
    ]
    others = _by_word(statement) or _done_with(statement) or _scoped(statement)
    return called or _escaped(text) or bracketed or others


def _escaped(text: str) -> list[Said]:
    """A library whose marks of code are written out: "\\`zod\\` library"."""
    found = re.search(rf"[`\\]{{1,2}}(?P<name>{_NAME})[`\\]{{1,2}}\s(?:library|package)\b", text)
    return [Said(found["name"])] if found else []


def _scoped(statement: Statement) -> list[Said]:
    """A package of a scope that a text calls one without a mark of code: "Styles with the @shopstyles/forms plugin"."""
    found = _SCOPED.findall(statement.plain[:1500]) if statement.polarity == "present" else []
    return [Said(name, role=_mentioned.ROLE) for name in found]


def _done_with(statement: Statement) -> list[Said]:
    """What an item says is done with a package, by a name of parts at its end: "Text of invoices using `pdf-parse`"."""
    for code in statement.codes[-1:] if statement.kind == "item" and statement.polarity == "present" else ():
        behind = statement.plain[code.start + len(code.text) :]
        if (
            _PARTED.fullmatch(code.text)
            and _USING.search(ahead_of(statement.plain, code.start))
            and re.fullmatch(r"[`*\s.]*(?:\([^()]{0,60}\))?[`*\s.]*", behind)
        ):
            return [Said(code.text, role=_mentioned.ROLE)]
    return []


def _by_word(statement: Statement) -> list[Said]:
    """A name that only packages bear, in plain brackets behind what it does: "Password hashing (bcrypt)", or behind "via"."""
    if statement.kind not in ("item", "paragraph") or statement.polarity == "absent" or statement.codes:
        return []
    needed = (m["name"] for m in _NEEDED.finditer(statement.plain[:1500]))
    return [Said(n) for n in _packages.told(statement.plain) or needed if _packages.unmistakable(n)]


def _only_names(document: Document, statement: Statement, manifest: str | None) -> list[Said]:
    """An item that is nothing but names of packages, below a manifest or words for dependencies: "Core: fastapi, httpx"."""
    if statement.kind != "item" or statement.polarity == "absent":
        return []
    if manifest is None and not _under_dependencies(document, statement):
        return []
    text = statement.plain.removeprefix(statement.label).strip(" :*.")[:1500].replace("`", "")
    parts = [_ONE_OF.fullmatch(part) for part in _BETWEEN_NAMES.split(text)]
    found = [Said(one["name"], one["version"], manifest) for one in parts if one and _package(one["name"])]
    names = [one.name for one in found]
    whole = len(found) == len(parts) > 1 and len(_packages.known(names)) == len(names)
    return found if whole else []


def _added_to(document: Document, statement: Statement, manifest: str | None) -> list[Said]:
    """ "`requirements.txt` - Updated with redis", "Added redis for the cache" below "Location: `requirements.txt`"."""
    if statement.kind != "item" or statement.polarity == "absent":
        return []
    if manifest is None:
        labelled = _subjects.labelled_before(document, statement)
        labelled = labelled or _subjects.file_of_heading(statement)
        manifest = labelled.path if labelled and _MANIFEST.search(labelled.path) else None
    found = _ADDED.search(statement.plain) if manifest else None
    names = re.split(r"\s*(?:,|&|\band\b)\s*", found["names"].replace("`", "")) if found else []
    return [Said(name, None, manifest) for name in _packages.known(names)]


def _under_dependencies(document: Document, statement: Statement) -> bool:
    """Whether what an item hangs on, or its heading, is a list of dependencies."""
    near = [s.plain for s in _subjects.above(document, statement)][:1] or [
        h.plain for h in statement.headings[-1:]
    ]
    return any(_HEADS.search(t) and len(t) < 60 for t in near)


def _in_row(statement: Statement) -> list[Said]:
    """A row of a table of packages."""
    version = next((c.plain.strip() for c in statement.cells if _VERSION_COLUMN.match(c.header)), None)
    for cell in (c for c in statement.cells if c.mood == "report"):
        name = cell.plain.strip().strip("`")
        if (
            _COLUMN.match(cell.header)
            and re.fullmatch(_NAME, name)
            and _package(name)
            and (version or cell.codes)
        ):
            number = re.fullmatch(r"[\^~>=v]*\d[\w.*+-]*", version or "")
            return [Said(name, version if number else None)]
    return []
