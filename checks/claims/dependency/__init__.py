"""`dependency`: a package is declared, added or used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.claims import Ground, _absence, _files, _mentioned, _packages, _paths, _subjects
from checks.claims.dependency import _stacks, _versions
from checks.claims.dependency._packages_said import COMMON, Said, packages_said, quotes_manifest
from checks.code.facts import Package
from checks.code.paths import folder_class
from checks.documents.model import Document, Statement
from checks.model import Claim, Place, Verdict
from checks.patterns import regex
from checks.project.distributions import modules, plain
from checks.project.link import Project
from checks.snapshot import SUBMODULE

KIND = "dependency"

_TAKEN_OUT = regex(r"(?i)^\W*(?:removed|uninstalled|deleted|dropped)\b")
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


# --- reading -------------------------------------------------------------------------------------


def find(document: Document) -> Iterator[Claim]:
    """The packages that a document says are declared or used."""
    for statement in _subjects.reports(document):
        if statement.kind in ("tree", "heading") or (
            statement.kind == "code" and not quotes_manifest(document, statement)
        ):
            continue
        seen = set()
        for said in packages_said(document, statement) or _of_stack(document, statement):
            key = plain(said.name)
            if key in seen or key in COMMON:
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


def _of_stack(document: Document, statement: Statement) -> list[Said]:
    """The packages of a list or table of what a work is built with."""
    found = _stacks.of(document, statement)
    return [Said(one.name, one.version, role=_mentioned.ROLE) for one in found]


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
    declared = _declared(name, project)
    names = (name,) if declared and claim.polarity == "present" else _packages.family(name)
    declared = [d for n in names for d in _declared(n, project)]
    called = dict.fromkeys((*names, *(package.name for _, package in declared)))
    imported = next((place for n in called if (place := _imported(n, project))), None)
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
        or _packages.bears(name, each[1].name)
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
    unread = tuple(
        sorted(
            path
            for path, entry in project.snapshot.tree.items()
            if _UNREAD_MANIFEST.search(path) or (entry.mode == SUBMODULE and folder_class(f"{path}/") is None)
        )
    )
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
    said = f"`{path}` declares `{package.name}`"
    if not fitting and _INSTALLED.search(claim.text + _heading(claim, ground)) and manifest is None:
        words = f"{said} at {package.version}; what is installed shows nowhere."
        return Verdict("unverifiable", words, (place,))
    if not fitting and not _packages.same(name, package.name):
        return Verdict(
            "unverifiable", f"{said} at {package.version}; `{name}` may be more than that.", (place,)
        )
    if not fitting:
        return Verdict("refuted", f"{said} at {package.version}, not {version}.", (place,))
    if manifest or version or not _said_to_be_used(claim):
        return Verdict("supported", f"{said}.", (place, imported) if imported else (place,))
    if imported is not None:
        return Verdict("supported", f"{said} and production code imports it.", (place, imported))
    return _judge_unused(package.name, place, ground)


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
    said = _subjects.said(claim, ground.documents.get(claim.document))
    return " " + " ".join(h.plain for h in (() if said is None else said.headings[-1:]))


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
