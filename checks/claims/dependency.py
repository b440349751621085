"""`dependency`: a package is declared, added or used."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from checks.claims import (
    Ground,
    _absence,
    _files,
    _mentioned,
    _packages,
    _paths,
    _stacks,
    _subjects,
    _versions,
)
from checks.claims._around import ahead_of
from checks.code.facts import Package
from checks.documents.model import Document, Statement
from checks.model import Claim, Place, Verdict
from checks.patterns import regex
from checks.project.distributions import modules, plain
from checks.project.link import Project

KIND = "dependency"

_NAME = r"@?[A-Za-z][\w.-]{0,60}(?:/[\w.-]{1,60})?"
_PINNED = regex(
    rf"(?<![\w/@.:])(?P<name>{_NAME})(?P<extras>\[[\w,\s-]{{1,60}}\])?\s?(?P<op>===?|>=|~=|@)\s?(?P<version>[\^~]?v?\d[\w.*+-]{{0,30}})"
)
_RANGED = regex(
    rf"^[^\w@]{{0,4}}(?P<name>{_NAME})\s{{1,2}}(?P<version>[\^~]\d[\w.*+-]{{0,30}})"
)  # "lodash ^4.17.21"
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
_TAKEN_OUT = regex(r"(?i)^\W*(?:removed|uninstalled|deleted|dropped)\b")
# What a handler is given (`get_current_user` dependency) is a function.
_INJECTED = regex(r"^(?:get|require|verify|check|validate|current)_\w+$|^[a-z]+[A-Z]\w*$|\(")
_MANIFEST_LIST = regex(
    r"^[`*\s]{0,3}\((?P<names>[^()]{2,200}?)\s+(?:dependenc(?:y|ies)|packages?)\)", re.IGNORECASE
)
_NO = regex(rf"(?i)\bno\s+[`*]?(?P<name>{_NAME})[`*]?\s+(?:imports?|dependenc(?:y|ies)|packages?|library)\b")
# Not a package but what stands on both sides of an import: "no cross-feature imports".
_BETWEEN = regex(r"^(?:cross|inter|intra|self|back)-|-to-|-(?:level|specific|only|wide|based)$")
_COMMON = frozenset(
    "unused circular external new extra additional missing broken other third-party direct runtime such python npm node dev the a an any "
    "code module modules relative dynamic unnecessary real actual backend frontend none task phase step all added installed required "
    "dependencies dependency package packages library libraries and or with for from via version see react-native-specific heavy".split()
)
_COLUMN = regex(r"(?i)^\W*(?:packages?|dependenc(?:y|ies)|librar(?:y|ies)|npm package|module)\W*$")
_VERSION_COLUMN = regex(r"(?i)^\W*(?:versions?|ver\.?)\W*$")
_MANIFEST = regex(
    r"(?i)(?:^|/)(?:package\.json|requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|pipfile|environment\.ya?ml|poetry\.lock)$"
)
_UNREAD_MANIFEST = regex(
    r"(?i)(?:^|/)(?:go\.mod|cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?|gemfile|composer\.json|pipfile|environment\.ya?ml|pubspec\.yaml|"
    r"deno\.jsonc?|bun\.lockb|mix\.exs|package\.swift|[\w.-]+\.csproj|conda[\w.-]*\.ya?ml)$"
)
_DECLARED = regex(
    r"(?i)\b(?:dependenc(?:y|ies)|declared|added|install(?:ed)?|packages? added|requirements|manifest)\b"
)
_USES = regex(
    r"(?i)\b(?:librar(?:y|ies)|us(?:es|ed|ing)|via|through|powered by|based on|built (?:on|with)|integrated)\b"
)
_BUILT_IN = frozenset(
    "fs path crypto http https os url util events stream child_process cluster zlib net tls dns readline worker_threads "
    "asyncio json sqlite3 logging re os sys threading multiprocessing uuid hashlib hmac secrets smtplib email unittest dataclasses".split()
)


_ADDED = regex(
    rf"(?i)\b(?:added|adds|updated with|now (?:has|includes|lists)|includes|installed)\s+(?P<names>`?{_NAME}`?(?:\s?(?:,|&|\band\b)\s?`?{_NAME}`?){{0,9}})(?=\s*(?:$|[.;(]|for\b|explicitly\b|as\b|to\b))"
)


class _Said(msgspec.Struct, frozen=True):
    """A package as written; ``role`` where it is mentioned more than declared."""

    name: str
    version: str | None = None
    manifest: str | None = None
    absent: bool = False
    role: str | None = None


# --- reading -------------------------------------------------------------------------------------


def find(document: Document) -> Iterator[Claim]:
    """The packages that a document says are declared or used."""
    for statement in _subjects.reports(document):
        if statement.kind in ("tree", "heading") or (
            statement.kind == "code" and not _quotes(document, statement)
        ):
            continue
        seen = set()
        for said in _said(document, statement) or _of_stack(document, statement):
            key = plain(said.name)
            if key in seen or key in _COMMON:
                continue
            seen.add(key)
            subject = {
                "package": said.name, "version": said.version, "manifest": said.manifest, "role": said.role,
            }  # fmt: skip
            above = next(_subjects.above(document, statement), None)
            gone = above is not None and bool(_TAKEN_OUT.match(above.plain))
            denied = statement.polarity == "absent" and bool(_DECLARED.search(statement.plain))
            absent = said.absent or gone or denied
            yield _subjects.claim(document, statement, KIND, subject, absent=absent)


def _quotes(document: Document, statement: Statement) -> bool:
    """Whether a line stands in a block of packages: of a manifest's section, or of pins, below words that say so."""
    fence = statement.fence
    if fence is None or fence.shows == "command" or not _under_dependencies(document, statement):
        return False
    return bool(_IN_BLOCK.match(statement.plain))


def _said(document: Document, statement: Statement) -> list[_Said]:
    """The packages of one statement, by the first way of naming them that fits."""
    if statement.kind == "code":
        line = _IN_BLOCK.match(statement.plain)
        name = (line["key"] or line["pin"]) if line else ""
        known = name.lower() not in _KEYS and _package(name)
        number = line and re.fullmatch(r"[\^~]?\d[\w.*+-]*", line["version"] or "")
        return [_Said(name, number.group() if number else None)] if known else []
    denied = _NO.search(statement.plain)
    if (
        denied
        and statement.polarity == "absent"
        and denied["name"].islower()
        and denied["name"] not in _COMMON
        and not _BETWEEN.search(denied["name"])
    ):
        return [_Said(denied["name"], absent=True)]
    if statement.kind == "row":
        return _in_row(statement)
    manifest = _manifest(document, statement)
    pinned = [
        _Said(m["name"], m["version"], manifest)
        for m in _PINNED.finditer(statement.plain)
        if _pins(statement, m)
    ]
    if pinned:
        return pinned
    return _listed(statement) or _named(document, statement, manifest)


def _of_stack(document: Document, statement: Statement) -> list[_Said]:
    """The packages of a list or table of what a work is built with."""
    found = _stacks.of(document, statement)
    return [_Said(one.name, one.version, role=_mentioned.ROLE) for one in found]


def _pins(statement: Statement, match: re.Match[str]) -> bool:
    """Whether a match is a package with its version, not a comparison ("N >= 2") or an address."""
    if not _package(match["name"]) or len(match["name"]) < 2:
        return False
    whole = any(code.text.strip() == match.group().strip() for code in statement.codes)
    return "." in match["version"] and (whole or match["op"] in ("==", "===", "@", "~="))


def _package(name: str) -> bool:
    """Whether a name could be a package's, not a file's or a person's."""
    return not _paths.looks_like_path(name) and name.lower() not in _COMMON and not name.endswith((".", "-"))


def _manifest(document: Document, statement: Statement) -> str | None:
    """The manifest that a statement, or what it hangs on, names."""
    for other in (statement, *_subjects.above(document, statement)):
        named = next((m.path for m in _paths.of(other) if _MANIFEST.search(m.path)), None)
        if named:
            return named
    return None


def _listed(statement: Statement) -> list[_Said]:
    """ "`package.json` (ioredis, prom-client dependencies)"."""
    for mention in _paths.of(statement):
        listed = (
            _MANIFEST_LIST.match(statement.plain[mention.end :]) if _MANIFEST.search(mention.path) else None
        )
        if listed:
            names = re.split(r"\s*(?:,|\band\b|&)\s*", listed["names"].replace("`", ""))
            return [
                _Said(n, None, mention.path)
                for n in names
                if re.fullmatch(_NAME, n) and n.lower() not in _COMMON
            ]
    return []


def _named(document: Document, statement: Statement, manifest: str | None) -> list[_Said]:
    """An item of a list of dependencies, a label's value, "`x` library", or a known package in brackets."""
    text = statement.plain
    label = statement.label.strip(" :*")
    codes = [
        c
        for c in statement.codes
        if re.fullmatch(rf"\\?{_NAME}(?:\[[\w,-]+\])?\\?", c.text.strip()) and _package(c.text)
    ]
    if label and _LABEL.match(label):
        return [_Said(c.text.strip("\\ "), None, manifest) for c in codes]
    ranged = _RANGED.match(text) if statement.kind == "item" else None
    if ranged and _package(ranged["name"]):
        return [_Said(ranged["name"], ranged["version"], manifest)]
    if statement.kind == "item" and _under_dependencies(document, statement):
        item = _ITEM.match(text)
        if item and _package(item["name"]) and (item["version"] or (codes and codes[0].start <= 2)):
            return [_Said(item["name"], item["version"], manifest)]
    if added := _added_to(document, statement, manifest):
        return added
    called = [
        _Said(c.text.strip("\\ "))
        for c in codes
        if _NOUN_BEHIND.match(text[c.start + len(c.text) :]) and not _INJECTED.match(c.text)
    ]
    escaped = (
        re.search(rf"[`\\]{{1,2}}(?P<name>{_NAME})[`\\]{{1,2}}\s(?:library|package)\b", text)
        if not called
        else None
    )
    bracketed = [
        _Said(c.text)
        for c in codes
        if re.search(r"\w\s\(\s*`?$", ahead_of(text, c.start))
        and re.match(r"^`?\s*\)", text[c.start + len(c.text) :])
        and plain(c.text) in _packages.KNOWN
    ]
    return called or ([_Said(escaped["name"])] if escaped else []) or bracketed or _by_word(statement)


def _by_word(statement: Statement) -> list[_Said]:
    """A name that only packages bear, in plain brackets behind what it does: "Password hashing (bcrypt)", or behind "via"."""
    if statement.kind not in ("item", "paragraph") or statement.polarity == "absent" or statement.codes:
        return []
    return [_Said(name) for name in _packages.told(statement.plain)]


def _added_to(document: Document, statement: Statement, manifest: str | None) -> list[_Said]:
    """ "`requirements.txt` - Updated with redis", "Added redis for the cache" below "Location: `requirements.txt`"."""
    if statement.kind != "item" or statement.polarity == "absent":
        return []
    if manifest is None:
        labelled = _subjects.labelled_before(document, statement)
        manifest = labelled.path if labelled and _MANIFEST.search(labelled.path) else None
    found = _ADDED.search(statement.plain) if manifest else None
    names = re.split(r"\s*(?:,|&|\band\b)\s*", found["names"].replace("`", "")) if found else []
    return [_Said(name, None, manifest) for name in _packages.known(names)]


def _under_dependencies(document: Document, statement: Statement) -> bool:
    """Whether what an item hangs on, or its heading, is a list of dependencies."""
    near = [s.plain for s in _subjects.above(document, statement)][:1] or [
        h.plain for h in statement.headings[-1:]
    ]
    return any(_HEADS.search(t) and len(t) < 60 for t in near)


def _in_row(statement: Statement) -> list[_Said]:
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
            return [_Said(name, version if number else None)]
    return []


# --- judging -------------------------------------------------------------------------------------


def verify(claim: Claim, ground: Ground) -> Verdict:
    """Looks into the manifests and, for a package said to be used, at the imports."""
    return _mentioned.open_only(claim, _judge(claim, ground))


def _judge(claim: Claim, ground: Ground) -> Verdict:
    project = ground.project if claim.when == "head" else ground.base
    if project is None:
        return Verdict(
            "unverifiable", "It speaks of the state before the change, and there is no base to look at."
        )
    name = str(claim.subject["package"])
    names = _packages.family(name) if claim.polarity == "absent" else (name,)
    declared = [d for n in names for d in _declared(n, project)]
    imported = next((place for n in names if (place := _imported(n, project))), None)
    if claim.polarity == "absent":
        return _judge_absent(name, declared, imported, project)
    if not declared:
        extra = _packages.as_extra(name, ground) if imported is None else None
        return extra or _judge_undeclared(claim, imported, project)
    return _judge_declared(claim, declared, imported, ground)


def _declared(name: str, project: Project) -> list[tuple[str, Package]]:
    """The manifests that declare a package, or one of the scope that bears a product's name, in the order of paths."""
    key = plain(name)
    every = [
        (path, package)
        for path, facts in sorted(project.facts.items())
        if facts.manifest is not None
        for package in facts.manifest.packages
    ]
    named = [each for each in every if plain(each[1].name) == key]
    if named:
        return named
    imports = set(modules(name))
    return [
        each
        for each in every
        if each[1].name.lower().startswith(f"@{key}/")
        or (name != name.lower() and imports & set(modules(each[1].name)))
    ]


def _imported(name: str, project: Project) -> Place | None:
    """The first import of a package in production code."""
    wanted = modules(name)
    for path in project.code():
        for one in project.facts[path].passed.imports:
            if (
                one.module in wanted
                or one.module.split(".")[0] in wanted
                or one.module.startswith(f"{name.lower()}/")
            ):
                return Place(path, one.line)
    return None


def _judge_absent(
    name: str, declared: list[tuple[str, Package]], imported: Place | None, project: Project
) -> Verdict:
    if imported is not None and any(f"/{name}/" in f"/{path}" for path in project.snapshot.tree):
        return Verdict("unverifiable", f"`{name}/` is a folder of this repository itself.", (imported,))
    if imported is not None:
        return Verdict("refuted", f"`{name}` is imported.", (imported,))
    if declared:
        path, package = declared[0]
        return Verdict(
            "unverifiable",
            f"`{package.name}` is declared and nothing imports it.",
            (Place(path, package.line),),
        )
    return Verdict(
        "supported",
        f"No manifest declares `{name}` and no production code imports it.",
        _absence.manifests(project),
    )


def _judge_undeclared(claim: Claim, imported: Place | None, project: Project) -> Verdict:
    name = str(claim.subject["package"])
    if any(re.search(rf"(?:^|/){re.escape(name)}(?:/|\.\w+$)", p) for p in project.code()):
        return Verdict(
            "unverifiable",
            f"`{name}` is a module of this repository itself.",
            (imported,) if imported else (),
        )
    if name.removeprefix("node:") in _BUILT_IN:
        return Verdict(
            "unverifiable",
            f"`{name}` comes with the language; no manifest declares it.",
            (imported,) if imported else (),
        )
    unread = tuple(sorted(p for p in project.snapshot.tree if _UNREAD_MANIFEST.search(p)))
    if unread or not any(f.manifest is not None and f.manifest.packages for f in project.facts.values()):
        places = tuple(Place(p) for p in unread[:3])
        return Verdict("unverifiable", f"No manifest that is read declares `{name}`.", places)
    if imported is not None and not _DECLARED.search(claim.text):
        return Verdict("unverifiable", f"`{name}` is imported; another package may bring it.", (imported,))
    if imported is not None:
        return Verdict("refuted", f"`{name}` is imported, but no manifest declares it.", (imported,))
    return Verdict(
        "refuted",
        f"No manifest declares `{name}`, and no production code imports it.",
        _absence.manifests(project),
    )


def _judge_declared(
    claim: Claim, declared: list[tuple[str, Package]], imported: Place | None, ground: Ground
) -> Verdict:
    """A declared package: in the manifest named, at the version named, and used where that is said."""
    name = str(claim.subject["package"])
    manifest, version = claim.subject.get("manifest"), claim.subject.get("version")
    inside = [d for d in declared if manifest is None or _is_manifest(str(manifest), d[0], claim, ground)]
    if not inside:
        path, package = declared[0]
        return Verdict(
            "refuted", f"`{name}` is declared in `{path}`, not in `{manifest}`.", (Place(path, package.line),)
        )
    fitting = [d for d in inside if version is None or _versions.fit(str(version), d[1].version)]
    path, package = (fitting or inside)[0]
    place = Place(path, package.line, note=package.version)
    said = f"`{path}` declares `{name}`"
    if not fitting and _INSTALLED.search(claim.text + _heading(claim, ground)) and manifest is None:
        words = f"{said} at {package.version}; what is installed shows nowhere."
        return Verdict("unverifiable", words, (place,))
    if not fitting:
        return Verdict("refuted", f"{said} at {package.version}, not {version}.", (place,))
    if manifest or version or not _said_to_be_used(claim):
        return Verdict("supported", f"{said}.", (place, imported) if imported else (place,))
    if imported is not None:
        return Verdict("supported", f"{said} and production code imports it.", (place, imported))
    return _judge_unused(name, place, ground)


def _judge_unused(name: str, place: Place, ground: Ground) -> Verdict:
    """A package that is said to be used, declared at a place and imported by no production code."""
    if _named_elsewhere(name, ground.project):
        words = f"`{name}` is declared; it is named, not imported, so that it is used cannot be shown."
        return Verdict("unverifiable", words, (place,))
    missing = _absence.missing_modules(ground.project) if place.path.endswith(".json") else ()
    if missing:
        words = f"`{name}` is declared; what `{missing[0].path}` imports of its own is not in the tree, and may use it."
        return Verdict("unverifiable", words, (place, *missing[:2]))
    return Verdict(
        "refuted", f"`{place.path}` declares `{name}`, but no production code imports it.", (place,)
    )


_INSTALLED = regex(
    r"(?i)\b(?:installed|installation|your (?:system|machine)|system configuration|environment|compatible version)\b"
)


def _heading(claim: Claim, ground: Ground) -> str:
    """The nearest heading above a claim."""
    document = ground.documents.get(claim.document)
    at = 0 if document is None else document.first_from(claim.line)
    here = document.statements[at : at + 1] if document is not None else ()
    return " " + " ".join(h.plain for s in here for h in s.headings[-1:])


def _said_to_be_used(claim: Claim) -> bool:
    """Whether a claim says more than that a package is declared: that something is built on it."""
    if _DECLARED.search(claim.text):
        return False
    bracketed = re.search(rf"\w\s\(\s*`?{re.escape(str(claim.subject['package']))}", claim.text)
    return bool(bracketed or _USES.search(claim.text))


def _is_manifest(named: str, path: str, claim: Claim, ground: Ground) -> bool:
    """Whether a named manifest is this one; a bare name is any of that name."""
    clean = _paths.relative(named).strip("/")
    if "/" not in clean:
        return path.rsplit("/", 1)[-1] == clean
    return _files.find(named, claim.document, ground.snapshot.tree, claim.about).path == path


def _named_elsewhere(name: str, project: Project) -> bool:
    """Whether a command, a configuration or a text names a package: loaded by name, run, or a plug-in."""
    word = re.compile(rf"(?<![\w-]){re.escape(name.lower())}(?![\w-])")
    for facts in project.facts.values():
        texts = list(facts.words)
        if facts.manifest is not None:
            texts += [c.text for c in facts.manifest.commands]
        if any(name.lower() in t.lower() and word.search(t.lower()) for t in texts):
            return True
    return False
