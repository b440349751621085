"""What the tree says of a capability: whether code that runs has it, and whether that code is any good."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from checks.claims import Ground, _absence, _files, _paths, _stems
from checks.claims._catalogue import Capability, catalogue, named
from checks.claims._identity import ByIdentity
from checks.claims._sources import sources
from checks.claims.capability import (
    _behaviour,
    _found,
    _grounding,
    _shams,
    _steps,
    _tooling,
    _uses,
    _worded,
)
from checks.claims.capability._grounding import Grounded
from checks.model import Claim, Finding, Place, Truth, Verdict
from checks.patterns import regex
from checks.project.files import test_path
from checks.project.link import Project

_SHOWN = 3
_LOOKED_AT = 4
_EMPTY = frozenset(("stub", "always-succeeds"))
_IDLE = frozenset(("orphan-module", "unwired-router", "never-started", "stub", "no-entry-point"))
_ABOUT_TESTS = r"(?i)\b(?:unit|integration|e2e|tests?|testing|tested|suites?|coverage|cases?|flows?|checks?|comprehensive|all)\b"
_OTHER_TESTS = regex(
    r"(?:_test\.go|Tests?\.(?:java|kt|cs|swift|php)|_(?:spec|test)\.(?:rb|dart|exs)|\.feature|(?:^|/)tests?[_-][\w.-]*\.(?:ps1|sh|bat|cmd|http|rest)|[_-]tests?\.(?:ps1|sh|bat|http)|(?:^|/)tests?/.*\.(?:rs|sh|sol|c|cc|cpp))$"
)
_SERVED = frozenset(
    ("databases", "schemas", "queues", "realtime", "auth", "resilience", "observing", "serving", "outside")
)
_QUOTED = regex(r"`([A-Za-z]\w*_\w+)`")


def judge(claim: Claim, ground: Ground) -> Verdict:
    """The verdict on one capability, at the head or at the base."""
    project = ground.project if claim.when == "head" else ground.base
    if project is None:
        return Verdict("unverifiable", "How things stood before the change cannot be seen without a base.")
    entry = catalogue().get(str(claim.subject.get("capability", "")))
    phrase = str(claim.subject.get("phrase", ""))
    if claim.polarity == "present" and (tool := _tooling.in_use(phrase, project)):
        return Verdict("supported", f"The tool is declared, and at work {_uses.where(tool)}.", tool)
    if entry is not None and entry.name == "tests":
        return _tests(claim, phrase, project)
    if claim.polarity == "absent":
        return _absent(claim, entry, phrase, project)
    if claim.polarity == "present" and (missing := _unnamed(phrase, project)):
        return Verdict("refuted", f"`{missing}` stands nowhere in the tree.", _absence.manifests(project))
    if (entry is None or entry.name == "CRUD") and (steps := _all_of(phrase, claim, ground, project)):
        return Verdict("supported", f"Code that runs does each of these {_uses.where(steps)}.", steps)
    if entry is not None:
        return _named(claim, entry, phrase, ground, project)
    return _behaviour.judge(claim, phrase, ground, project)


def _named(claim: Claim, entry: Capability, phrase: str, ground: Ground, project: Project) -> Verdict:
    """A technology of the catalogue: used by what runs, idle, declared only, or nowhere."""
    found = _uses.uses(entry, project)
    if found.running:
        first = found.running[:_LOOKED_AT]
        shams = _shams.at(first, ground.findings, entry.refuted_by)
        own = shams and (_is_product(entry) or _bears(shams[0], phrase) or shams[0].rule not in _EMPTY)
        if own and len(shams) >= len(first) and not _shams.OWN_WORDS.search(claim.text):
            return _shams.refuted_by(shams[0], phrase)
        shown = _shown(entry, found.running, claim, ground, project)
        return Verdict("supported", f"{_use(entry)} {_uses.where(shown)}.", shown)
    unread = entry.group in _SERVED and bool(_absence.unread_servers(project))
    if found.idle:
        dead = _shams.at(found.idle, ground.findings, _IDLE)
        told = _is_product(entry) or bool(dead and _bears(dead[0], phrase))
        if len(dead) >= len(found.idle) and told and not unread:
            return _shams.refuted_by(dead[0], phrase)
        return Verdict(
            "unverifiable",
            f"{_use(entry)} {_uses.where(found.idle)}, which nothing is seen to start.",
            found.idle[:_SHOWN],
        )
    if found.dead and not unread and (_is_product(entry) or _called_after(found.dead[0], phrase, project)):
        where = f"{_use(entry)} {_uses.where(found.dead)} alone, in a function that nothing calls."
        if not _serves(project):
            elsewhere = f"{where} This tree holds no server; it may stand elsewhere."
            return Verdict("unverifiable", elsewhere, found.dead[:_SHOWN])
        return Verdict("refuted", where, found.dead[:_SHOWN])
    if admitted := _admitted(entry, claim, ground):
        return admitted
    grounded = (
        None
        if entry.whole or entry.acts
        else _found.best(_found.look(phrase, claim, ground, project), project)
    )
    if grounded is not None and grounded.shows:
        return Verdict(
            "supported", f"Code that runs speaks of it {_uses.where(grounded.places)}.", grounded.places
        )
    return _nowhere(claim, entry, found, project)


def _shown(
    entry: Capability, running: tuple[Place, ...], claim: Claim, ground: Ground, project: Project
) -> tuple[Place, ...]:
    """The places that tell the most of a phrase: where a technology is used, in the files that hold the phrase's words
    too, and where most of the phrase stands together, all of it first."""
    phrase = str(claim.subject.get("phrase", ""))
    near, context = _found.pointed(claim, ground)
    beside = _uses.uses_in(entry, _grounding.files_of(phrase, project, near, context), project)
    good = [
        g for g in _found.look(phrase, claim, ground, project) if _found.enough(g) and _found.good(g, project)
    ][:1]
    several = len(_stems.terms(phrase)) > 1
    whole = good[0].places if good and several and good[0].shows else ()
    told = good[0].places if good and several and not whole and not _is_product(entry) else ()
    every = {(p.path, p.line): p for p in (*running, *beside, *told)}
    ranked = _grounding.best_of(every.values(), phrase, project, near, context)
    rest = tuple(p for p in ranked if (p.path, p.line) not in {(w.path, w.line) for w in whole})
    return (*whole, *rest)[:_SHOWN]


_ADMITTING = frozenset(("admission", "stub"))
_ADMITTED_LINES = 6


def _admitted(entry: Capability, claim: Claim, ground: Ground) -> Verdict | None:
    """Where nothing has it and code itself says that it would have to be there ("in production, queue a retry here"). A
    product that code names, and what keeps things, is told by its use: it may stand on the other side of what the code does, and
    what one comment says of one query is not said of a database."""
    if claim.when != "head" or _shams.OWN_WORDS.search(claim.text) or _is_product(entry) or entry.keeps:
        return None
    phrase = str(claim.subject.get("phrase", ""))
    words = _stems.content(phrase.partition(": ")[2] or phrase)
    for finding, text, said in _admissions(ByIdentity(ground)):
        if len(said.intersection(words)) * 3 >= len(words) * 2 and _uses.called(entry, text):
            return _shams.admitted(finding, phrase)
    return None


@lru_cache(maxsize=2)
def _admissions(held: ByIdentity[Ground]) -> tuple[tuple[Finding, str, frozenset[str]], ...]:
    """Where code says of itself that something is missing: the finding, its lines and their words."""
    ground = held.value
    found = ground.findings.among(names=_ADMITTING)
    tree = ground.snapshot.tree
    data = ground.snapshot.blobs.read({tree[f.path].sha for f in found if f.path in tree})
    admissions = []
    for finding in found:
        source = data.get(tree[finding.path].sha, b"") if finding.path in tree else b""
        last = min(finding.end_line, finding.line + _ADMITTED_LINES - 1)
        text = "\n".join(source.decode("utf-8", "replace").split("\n")[finding.line - 1 : last])
        admissions.append((finding, text, _stems.stems(text)))
    return tuple(admissions)


def _is_product(entry: Capability) -> bool:
    """Whether a technology is a product with a name of its own, not a behaviour that anything may be called after."""
    return bool(re.search(r"[A-Z]", entry.name)) and entry.name not in _EVERYDAY


def _bears(finding: Finding, phrase: str) -> bool:
    """Whether a finding's own name, or its file's, says most of what is claimed."""
    words = _stems.content(phrase)
    own = _stems.stems(f"{finding.symbol} {finding.path.rsplit('/', 1)[-1]}")
    return len(set(words) & own) * 2 > len(words)


def _called_after(place: Place, phrase: str, project: Project) -> bool:
    """Whether the function that a place stands in is called after what is claimed, by most of its words."""
    function = sources(project).function_at(place.path, place.line or 0)
    words = _stems.content(phrase)
    own = _stems.stems(function.name) if function is not None else frozenset()
    return len(words) > 1 and len(set(words) & own) * 2 > len(words)


def _nowhere(claim: Claim, entry: Capability, found: _uses.Uses, project: Project) -> Verdict:
    """No code has it: refuted where nothing else could be it and every file was read."""
    doubt = next(_doubts(claim, entry, found, project), None)
    if doubt is None and found.declared:
        truth: Truth = "unverifiable" if entry.elsewhere else "refuted"  # a server loads some by name
        return Verdict(truth, f"{entry.name} is declared and nothing uses it.", found.declared[:_SHOWN])
    doubt = doubt or next(_stand_ins(claim, entry, project), None)
    if doubt is not None:
        return Verdict("unverifiable", *doubt)
    return Verdict(
        "refuted", f"Nothing in the tree uses {entry.name} or names it.", _absence.manifests(project)
    )


_Doubt = tuple[str, tuple[Place, ...]]
"""What speaks against a refutation, as a sentence, and where it is seen."""


def _doubts(claim: Claim, entry: Capability, found: _uses.Uses, project: Project) -> Iterator[_Doubt]:
    """Why a technology that no code uses may be there nevertheless, or not be meant, the first reason first."""
    name = entry.name
    if not entry.settled or (found.traces and not entry.whole) or not sources(project).code:
        yield f"No code here plainly uses {name}.", found.traces[:_SHOWN]
    if _worded.FOREIGN.search(claim.text):
        yield f"Nothing uses {name}, but the statement is in a language that is not read.", ()
    if entry.group in _SERVED and not _serves(project):
        yield f"Nothing uses {name} here, but this tree holds no server; it may stand elsewhere.", ()
    if _in_passing(entry, str(claim.subject.get("phrase", ""))):
        yield f"Nothing names {name}, but the words may mean something else by it.", ()
    if unread := _absence.unread_servers(project):
        listed = ", ".join(f"`{p}`" for p in unread[:_SHOWN])
        yield f"No use of {name} was found, but {listed} could not be read.", ()
    if place := _uses.noted(entry, claim.document, project):
        yield f"Nothing uses {name}, but `{place.path}` shows it set up.", (place,)
    if missing := _absence.missing_modules(project) if found.declared else ():
        yield (
            f"{name} is declared; what `{missing[0].path}` imports of its own is not in the tree, and may use it.",
            (*found.declared[:1], *missing[:2]),
        )


def _stand_ins(claim: Claim, entry: Capability, project: Project) -> Iterator[_Doubt]:
    """What may be meant by a technology that nothing declares or uses, or may give it."""
    if place := _uses.remarked(entry, project):
        yield f"Only a remark names {entry.name}, {_uses.where((place,))}.", (place,)
    phrase = str(claim.subject.get("phrase", ""))
    if not _is_product(entry) and (called := _file_called(phrase, project)):
        yield f"Nothing plainly uses {entry.name}, but `{called}` is named after it.", (Place(called),)
    if entry.elsewhere:
        yield f"Nothing in the tree uses {entry.name} or names it; something beside the tree may give it.", ()


def _file_called(phrase: str, project: Project) -> str | None:
    """A file that is run, in whatever language, with at least two words of a phrase, and half of them, in its name."""
    words = set(_stems.content(phrase))
    for path, own in _run_files(ByIdentity(project)) if len(words) > 1 else ():
        held = len(words & own)
        if held > 1 and held * 2 >= len(words):
            return path
    return None


@lru_cache(maxsize=2)
def _run_files(held: ByIdentity[Project]) -> tuple[tuple[str, frozenset[str]], ...]:
    """The files of a tree that are run, in whatever language, each with the words of its name."""
    named = ((path, *path.rsplit("/", 1)[-1].rpartition(".")) for path in sorted(held.value.snapshot.tree))
    return tuple((path, _stems.stems(name)) for path, name, _, ending in named if ending in _RUN)


_RUN = frozenset("py js ts mjs cjs sh bash bat cmd ps1 yml yaml service timer plist rb pl go php".split())
_EVERYDAY = frozenset({"CI/CD", "CRUD", "GPU acceleration"})


def _in_passing(entry: Capability, phrase: str) -> bool:
    """Whether a phrase uses the everyday name of a behaviour ("key metrics") among other words, so that it need not
    be the behaviour: products bear names of their own."""
    if re.search(r"[A-Z]", entry.name) and entry.name not in _EVERYDAY:
        return False
    words, found = len(re.findall(r"\w+", phrase)), list(named(phrase))
    told = sum(len(re.findall(r"\w+", phrase[n.start : n.end])) for n in found)
    return told * 2 <= words and not any(n.start == 0 for n in found)


def _serves(project: Project) -> bool:
    """Whether the tree holds more than what runs in a browser."""
    return bool(project.routers) or any(path.endswith(".py") for path in sources(project).code)


_OCCURRED = regex(
    r"(?i)\b(?:occurr\w+|found|detected|observed|reported|encountered|defects?|regressions?|failures?|breaches|data loss)\b"
)
"""What did not happen: no code shows that."""


def _all_of(phrase: str, claim: Claim, ground: Ground, project: Project) -> tuple[Place, ...]:
    """Where each of the deeds that a phrase names is done, in one file."""
    wanted = _steps.parts(phrase, _found.pointed(claim, ground)[1])

    def look(each: str) -> tuple[Grounded, ...]:
        found = (g for g in _found.look(each, claim, ground, project) if g.shows)
        return tuple(
            g for g in found if _found.good(g, project) and not _shams.at_code(g, each, ground.findings)
        )

    return _steps.together(wanted, look) if wanted else ()


def _absent(claim: Claim, entry: Capability | None, phrase: str, project: Project) -> Verdict:
    """A denial: borne out where nothing is found, contradicted where code that runs plainly has it."""
    if not sources(project).code:
        return Verdict("unverifiable", "No code of this tree could be read.")
    if entry is not None:
        found = _uses.uses(entry, project)
        if not (found.running or found.idle or found.traces):
            return Verdict(
                "supported",
                f"Nothing in the tree uses {entry.name}.",
                found.declared[:_SHOWN] or _absence.manifests(project),
            )
        return Verdict(
            "unverifiable",
            f"The tree speaks of {entry.name} {_uses.where(found.running or found.idle or found.traces)}; whether that is what the document means is open.",
            (found.running or found.idle or found.traces)[:_SHOWN],
        )
    grounded = _grounding.in_code(phrase, project, claim.about)
    if not grounded and _OCCURRED.search(claim.text):
        return Verdict("unverifiable", "What did not happen is not to be seen in code.")
    if not grounded:
        return Verdict(
            "supported", "No code was found whose names and texts say this.", _absence.manifests(project)
        )
    return Verdict(
        "unverifiable",
        f"Code speaks of it {_uses.where((grounded[0].place,))}; whether that is what the document means is open.",
        (grounded[0].place,),
    )


def _tests(claim: Claim, phrase: str, project: Project) -> Verdict:
    """Tests of something: in the files of tests."""
    first = sources(project).tests or tuple(
        p for p in sorted(project.snapshot.tree) if _OTHER_TESTS.search(p)
    )
    there = bool(first)
    shown = tuple(Place(p) for p in first[:_SHOWN])
    if claim.polarity == "absent":
        if there:
            return Verdict("unverifiable", f"There are tests {_uses.where(shown)}.", shown)
        return Verdict("supported", "No file of the tree is a test.", (Place(".", missing=True),))
    if not there:
        truth: Truth = "refuted" if _names_lost_test(claim, project) else "unverifiable"
        return Verdict(truth, "No file of the tree is a test.", (Place(".", missing=True),))
    grounded = [g for g in _grounding.in_tests(re.sub(_ABOUT_TESTS, "", phrase), project) if _found.enough(g)]
    if grounded:
        return Verdict("supported", f"Tests have it {_uses.where(grounded[0].places)}.", grounded[0].places)
    if not _stems.content(re.sub(_ABOUT_TESTS, "", phrase)):
        return Verdict("supported", f"There are tests {_uses.where(shown)}.", shown)
    return Verdict("unverifiable", "No test was found whose names and texts say this.")


def _names_lost_test(claim: Claim, project: Project) -> bool:
    """Whether the words around a claim name a file of tests, which is not there: tests are meant that would be in the tree."""
    tests = (p for p in claim.about if test_path(p) and not p.endswith("/") and not _paths.outside(p))
    return any(_files.find(path, claim.document, project.snapshot.tree).path is None for path in tests)


def _unnamed(phrase: str, project: Project) -> str:
    """A name that the phrase quotes and that stands in no file of the tree, if every file was read."""
    quoted = _QUOTED.findall(phrase)
    missing = (name for name in quoted if not _files.holding(name, project) and not _anywhere(name, project))
    return next(missing, "")


def _anywhere(name: str, project: Project) -> bool:
    return bool(project.unread()) or any(name in text for _, text in _uses.every_text(project))


def _use(entry: Capability) -> str:
    return f"{entry.name[:1].upper()}{entry.name[1:]} stands"
