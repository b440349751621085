"""`setting`: an environment variable, a configuration key or a port is defined or documented."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from checks.claims import Ground, _defined, _files, _mentioned, _paths, _subjects
from checks.claims._around import ahead_of
from checks.claims.setting import _settings
from checks.documents.model import Document, Statement
from checks.model import Claim, Place, Truth, Verdict
from checks.patterns import regex
from checks.project.link import Project

KIND = "setting"

_VARIABLE = regex(r"(?<![\w$.{/-])(?P<name>[A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]+){1,8}(?:_?\*)?)(?![\w$/-]|\.\w)")
_ABOUT = regex(
    r"(?i)\bin (?:\w+ ){0,2}configs?\b|\benv(?:ironment)?[- ](?:var(?:iable)?s?|config\w*|settings?|based|driven)\b|\benv(?:ironment)? variables?\b|\.env\b|\benv vars?\b|"
    r"\bconfigur(?:able|ed) (?:[\w-]{1,20} ){0,3}(?:via|by|through|with)\b|\bsettings? (?:added|variables?)\b|\bprocess\.env\b|\bos\.environ\b"
)
_LABEL = regex(
    r"(?i)^(?:(?:required|new|optional|added|config\w*|default) )?(?:env(?:ironment)?(?: config\w*| var(?:iable)?s?| settings?)?|config(?:uration|urable via)?|"
    r"variables?|requires?|configurable (?:via|by|with)|settings?)$"
)
_HEADING = regex(
    r"(?i)\b(?:env(?:ironment)?(?: variables?| config\w*| vars?| settings?)|configuration|settings)\b"
)
_ENV_FILE = regex(
    r"(?i)(?:^|/)(?:[\w-]*\.?env(?:\.[\w.-]+)?|[\w-]+\.env(?:\.\w+)?|env\.(?:example|sample|template))$"
)
_PORT = regex(
    r"(?i)\b(?:on |at )?port:?\s*[`*]{0,3}(?P<port>\d{2,5})\b|\blocalhost:(?P<local>\d{2,5})\b|\b127\.0\.0\.1:(?P<loop>\d{2,5})\b|\b0\.0\.0\.0:(?P<any>\d{2,5})\b"
)
_PORT_LABEL = regex(r"(?i)\W*(?:port|(?:base |local |server |app |api )?url)\W")
_BEYOND = regex(r"/[\w{]")  # a page of it, not the address itself
_LISTENS = regex(
    r"(?i)\b(?:runs?|running|listen(?:s|ing)?|serv(?:es|ed|ing|er|ice)|starts?|available|exposed?|bound|hosted)\b"
)
_WHOLE = regex(
    r"(?i)\ball (?:the |of the )?(?:(?:required|necessary|needed|new|configurable|relevant|supported|environment|env|config(?:uration)?) ){0,2}(?:variables|constants|settings|vars|options|keys)\b(?: with (?:\w+ )?defaults)?"
)
_WITH_CONFIG = regex(
    r"(?<![\w/.-])(?P<topic>[A-Z][A-Za-z0-9]{1,20})\s(?:config(?:uration)?|settings?|credentials|variables|env(?:ironment)? variables|keys)\b"
)
_ONLY_THERE = regex(r"(?i)\bonly (?:in|on|at|for)\b")
"""What a cross keeps from others: "❌ SIGNING_KEY - only in the server's `.env`"."""
_ASKS = regex(
    r"(?i)^\W*(?:create|add|set|copy|export|configure|edit|fill|put|run|change|make|use|ensure|verify|update)\s"
)
_FEW_FILES = 20
_BLOCK_LINES = 60  # of a block, looked at
_OF_MACHINES = frozenset({".env", ".env.local"})
_READ = regex(
    r"(?i)\b(?:configur(?:able|ed)|controlled|adjust(?:able|ed)|overrid\w+|tun(?:able|ed)|customi[sz]able|reads?|read|respects?|honou?rs?|changed?) (?:\w+ )?(?:via|by|through|with|from|in|using)\b|"
    r"\b(?:reads?|uses?|respects?)\W{1,3}(?:the )?(?:process\.env|os\.(?:environ|getenv)|import\.meta\.env)|\bconfigurable\W"
)
"""What says that code asks for a setting: only then it would have to be seen."""
_QUOTED = regex(r"(?i)\bclaims?\b|\bclaimed\b")
_NAMED_VALUE = regex(r"^(?P<name>[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*)=")
_ASSIGNED = regex(r"(?<![\w$.{/?&-])(?P<name>[A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]{1,30}){1,8})=[\w\"'./:-]")
_LINE = regex(r"^\s{0,4}(?:export )?(?P<name>[A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]{1,30}){1,8})\s?=")
_THERE = regex(r"(?i)\b(?:environment variables?|env vars?|config(?:uration|ured)?|settings)\b")
# How code asks for a variable, where a sentence says that it does.
_ACCESSOR = regex(
    r"""(?:process\.env\.|import\.meta\.env\.|os\.getenv\(["']|os\.environ(?:\.get\(|\[)["'])(?P<name>[A-Z][A-Z0-9_]{1,60})\b"""
)
_ASKED_WITH = regex(
    r"(?i)\b(?:uses?|using|reads?|listens? (?:on|to)|from|via|through|by|respects?|honou?rs?|binds? to)\s[`*]{0,2}$"
)
_NO_LONGER = regex(
    r"(?i)\b(?:replac\w+|remov\w+|instead|no longer|was|were|moved|migrated|switched|chang\w+)\b"
)
_STRICT = regex(r"(?i)^\W*(?:typescript|ts)\s(?P<name>strict)\s(?:mode|enabled)\b")


class _Said(msgspec.Struct, frozen=True):
    """A setting as written, and the file that is said to hold it."""

    name: str
    path: str | None = None
    absent: bool = False
    value: int | None = None


# --- reading -------------------------------------------------------------------------------------


def find(document: Document) -> Iterator[Claim]:
    """The settings that a document says are defined, documented or read."""
    for statement in document.statements:
        if statement.mood != "report" and not (_required(statement) or _only_sets(document, statement)):
            continue
        if statement.kind == "code":
            yield from _in_block(document, statement)
        if statement.kind in ("code", "tree") or _ASKS.match(statement.plain) or statement.kind == "heading":
            continue
        seen: set[str] = set()
        for said in _said(document, statement):
            key = f"{said.name}={said.value}"
            if key not in seen:
                seen.add(key)
                subject = {"name": said.name, "path": said.path, "value": said.value}
                yield _subjects.claim(document, statement, KIND, subject, absent=said.absent)


def unread(document: Document, claims: Iterable[Claim]) -> Iterator[Claim]:
    """The variables that a document mentions, where no claim holds them."""
    for statement, name in _mentioned.settings(document, claims):
        yield _subjects.claim(document, statement, KIND, {"name": name, "role": _mentioned.ROLE})


def _required(statement: Statement) -> bool:
    """Whether an item of "Environment variables" names one that has to be set, or had better be: it is documented all
    the same."""
    return (
        statement.mood in ("requirement", "plan")
        and statement.kind == "item"
        and any(_HEADING.search(h.plain) for h in statement.headings[-2:])
        and any(c.start <= 2 and _VARIABLE.fullmatch(c.text.split("=", 1)[0]) for c in statement.codes[:1])
    )


def _only_sets(document: Document, statement: Statement) -> bool:
    """Whether a line of a block that is marked as commands stands among nothing but variables and comments."""
    fence = statement.fence
    if (
        statement.kind != "code"
        or fence is None
        or fence.shows != "command"
        or not _LINE.match(statement.plain)
    ):
        return False
    lines = document.lines[fence.line : min(fence.end_line - 1, fence.line + _BLOCK_LINES)]
    return all(_LINE.match(line) or not line.strip() or line.lstrip().startswith("#") for line in lines)


def _in_block(document: Document, statement: Statement) -> Iterator[Claim]:
    """A line of a file of settings that a document shows as it is: ``SHOP_KEY=…`` below "Already configured"."""
    fence = statement.fence
    line = _LINE.match(statement.plain)
    if fence is None or line is None or (fence.shows == "command" and not _only_sets(document, statement)):
        return
    near = [s.plain for s in _subjects.above(document, statement)][:1] or [
        h.plain for h in statement.headings[-1:]
    ]
    headed = _subjects.file_of_heading(statement)
    named = fence.about or (headed.path if headed is not None else "")
    file = named if _ENV_FILE.search(named) else None
    shown = file is not None and fence.shows != "command"
    if shown or any(_THERE.search(text) for text in near):
        yield _subjects.claim(document, statement, KIND, {"name": line["name"], "path": file})


def _said(document: Document, statement: Statement) -> Iterator[_Said]:
    file = _env_file(document, statement)
    absent = statement.polarity == "absent" and not _ONLY_THERE.search(statement.plain)
    named = list(_variables(document, statement, file))
    yield from (_Said(name, file, absent) for name in named)
    strict = _STRICT.match(statement.plain)
    if strict and statement.mark == "done":
        yield _Said(strict["name"], "tsconfig.json")
    if not named:
        yield from _whole(document, statement, file, absent)
    if not named and not absent:
        yield from (_Said(m["name"]) for m in _ASSIGNED.finditer(statement.plain))
        yield from _asked(statement)
    yield from _ports(statement)


def _env_file(document: Document, statement: Statement) -> str | None:
    """The file of settings that a statement, or what it hangs on, names."""
    for other in (statement, *_subjects.above(document, statement)):
        named = [m.path for m in _paths.of(other) if _ENV_FILE.search(m.path)]
        if named:
            return named[0]
        if any(not m.folder for m in _paths.of(other)):
            return None
    headings = (m.path for h in statement.headings[-1:] for m in _paths.mentions(h.plain))
    return next((p for p in headings if _ENV_FILE.search(p)), None)


def _variables(document: Document, statement: Statement, file: str | None) -> Iterator[str]:
    """Names in capitals where the words, the label, the list or the file around them are about settings."""
    text = statement.plain
    label = statement.label.strip(" :*")
    near = next((s.plain for s in _subjects.above(document, statement)), "")
    heading = statement.headings[-1].plain if statement.headings else ""
    about = (
        bool(file)
        or bool(_ABOUT.search(text))
        or bool(label and _LABEL.match(label) and not _QUOTED.search(text))
    )
    listed = statement.kind in ("item", "row") and bool(_HEADING.search(near) or _HEADING.search(heading))
    if about or listed:
        found = list(_VARIABLE.finditer(text))
        first = found[0].start() <= 4 if found else False
        if about or first:
            yield from (m["name"] for m in found)
        yield from (
            m["name"] for c in statement.codes if (m := _NAMED_VALUE.match(c.text)) and "_" not in m["name"]
        )


def _asked(statement: Statement) -> Iterator[_Said]:
    """ "Listens on `process.env.PORT`": the variable that the code asks for."""
    if not _NO_LONGER.search(statement.plain):
        for found in _ACCESSOR.finditer(statement.plain):
            if _ASKED_WITH.search(ahead_of(statement.plain, found.start())):
                yield _Said(found["name"])


def _whole(document: Document, statement: Statement, file: str | None, absent: bool) -> Iterator[_Said]:
    """ "Expanded with all environment variables", "Redis config": what a file of settings as a whole holds."""
    if file is None:
        return
    whole = _WHOLE.search(statement.plain)
    if whole:
        yield _Said(" ".join(whole.group().split()), file, absent)
        return
    topic = _WITH_CONFIG.search(statement.plain)
    if topic and not any(m.start <= 2 for m in _paths.of(statement)):
        prefix = re.sub(r"[^A-Z0-9]", "", topic["topic"].upper())
        known = next((n for n in _names_in(document) if n.startswith(prefix + "_")), f"{prefix}_*")
        yield _Said(known, file, absent)


def _names_in(document: Document) -> Iterator[str]:
    """The settings that a document names as code, in the order of its lines."""
    for statement in document.statements[:2000]:
        for code in statement.codes:
            found = _VARIABLE.fullmatch(code.text.split("=", 1)[0])
            if found:
                yield found["name"]


def _ports(statement: Statement) -> Iterator[_Said]:
    """ "Port: 4002", "server runs on http://127.0.0.1:5000"."""
    texts = (
        [c.plain for c in statement.cells if c.mood == "report" and not c.before]
        if statement.kind == "row"
        else [statement.plain]
    )
    for text in texts:
        found = _PORT.search(text)
        if found is None or (found.start() and _QUOTED.search(ahead_of(text, found.start()))):
            continue
        rest = text[len(statement.label) :].lstrip(" :*–—-") if statement.kind != "row" else text
        named = (_PORT_LABEL.match(text) or (rest and _PORT_LABEL.match(rest))) and not _BEYOND.match(
            text, found.end()
        )
        if named or _LISTENS.search(ahead_of(text, found.start())):
            port = found["port"] or found["local"] or found["loop"] or found["any"]
            yield _Said("PORT", value=int(port))


# --- judging -------------------------------------------------------------------------------------


def verify(claim: Claim, ground: Ground) -> Verdict:
    """Looks into the file named, or for a definition or a read anywhere."""
    return _mentioned.open_only(claim, _judge(claim, ground))


def _judge(claim: Claim, ground: Ground) -> Verdict:
    project = ground.project if claim.when == "head" else ground.base
    if project is None:
        return Verdict(
            "unverifiable", "It speaks of the state before the change, and there is no base to look at."
        )
    name, path = str(claim.subject["name"]), claim.subject.get("path")
    port = claim.subject.get("value")
    if port is not None:
        return _judge_port(str(port), claim, project)
    if path is not None:
        return _judge_in(name, str(path), claim, ground, project)
    found = _settings.places(name.rstrip("*_"), project) if not name.endswith("*") else ()
    return _judge_anywhere(name, found, claim, project)


def _judge_port(port: str, claim: Claim, project: Project) -> Verdict:
    found = _settings.ports(port, project)
    if claim.polarity == "absent":
        return Verdict(
            "unverifiable", f"Whether anything listens on port {port} shows at run time.", found[:2]
        )
    if found:
        return Verdict("supported", f"Port {port} is set in `{found[0].path}`.", found[:3])
    return Verdict("unverifiable", f"Port {port} is set nowhere in the tree; it may come from outside.")


def _judge_in(name: str, path: str, claim: Claim, ground: Ground, project: Project) -> Verdict:
    """A setting that a named file is said to hold."""
    tree = _files.tree_at(ground, claim.when)
    file = _files.find(path, claim.document, tree or {}, claim.about)
    text = _files.text(file.path, ground, claim.when) if file.path else None
    if file.path is None or text is None:
        if file.candidates:
            return Verdict(
                "unverifiable",
                f"More than one file could be `{path}`.",
                tuple(Place(p) for p in file.candidates[:3]),
            )
        if ground.snapshot.ignored(path.lstrip("/")) or path.rsplit("/", 1)[-1] in _OF_MACHINES:
            return Verdict("unverifiable", f"`{path}` is not kept in the repository.")
        truth: Truth = "supported" if claim.polarity == "absent" else "refuted"
        return Verdict(truth, f"There is no `{path}`.", (Place(path, missing=True),))
    if _WHOLE.fullmatch(name):
        return _judge_whole(file.path, text, claim, project)
    line = _settings.in_text(name, text)
    if line is None and claim.polarity == "present":
        if (other := _in_namesake(name, path, claim, ground)) is not None:
            return Verdict("supported", f"`{name}` stands in `{other.path}`.", (other,))
        if (longer := _settings.longer(name, text)) is not None:
            words = f"`{file.path}` names `{longer[1]}`, which may be meant."
            return Verdict("unverifiable", words, (Place(file.path, longer[0]),))
    there: Truth = "refuted" if claim.polarity == "absent" else "supported"
    lacking: Truth = "supported" if claim.polarity == "absent" else "refuted"
    if line is not None:
        return Verdict(there, f"`{name}` stands in `{file.path}`.", (Place(file.path, line),))
    if file.path.rsplit("/", 1)[-1] in _OF_MACHINES and lacking == "refuted":
        words = f"`{name}` stands nowhere in `{file.path}`; each machine has its own file of that name."
        return Verdict("unverifiable", words, (Place(file.path, missing=True),))
    return Verdict(lacking, f"`{name}` stands nowhere in `{file.path}`.", (Place(file.path, missing=True),))


def _in_namesake(name: str, path: str, claim: Claim, ground: Ground) -> Place | None:
    """Where another file of a bare name, that of the document's own folder first, holds a setting."""
    if "/" in path:
        return None
    tree = _files.tree_at(ground, claim.when) or {}
    beside = claim.document.rpartition("/")[0]
    alike = sorted(
        (p for p in tree if p.rsplit("/", 1)[-1] == path), key=lambda p: (p.rpartition("/")[0] != beside, p)
    )
    for other in alike[:_FEW_FILES]:
        text = _files.text(other, ground, claim.when)
        line = None if text is None else _settings.in_text(name, text)
        if line is not None:
            return Place(other, line)
    return None


def _judge_whole(path: str, text: str, claim: Claim, project: Project) -> Verdict:
    """All variables that the code beside the file reads."""
    folder = path.rpartition("/")[0]
    asked = [(n, p) for n, p in _settings.reads(project) if not folder or p.path.startswith(folder + "/")]
    missing = [(n, p) for n, p in asked if _settings.in_text(n, text) is None]
    if not asked or claim.polarity == "absent":
        return Verdict(
            "unverifiable", "No variable is read by a name that could be looked for.", (Place(path),)
        )
    if not missing:
        return Verdict(
            "supported",
            f"`{path}` holds all {len(asked)} variables that the code reads.",
            (Place(path, count=len(asked)),),
        )
    names = ", ".join(f"`{n}`" for n, _ in missing[:5])
    return Verdict(
        "unverifiable",
        f"The code also reads {names}, which `{path}` does not name.",
        tuple(p for _, p in missing[:3]),
    )


def _judge_anywhere(name: str, found: tuple[Place, ...], claim: Claim, project: Project) -> Verdict:
    if claim.polarity == "absent":
        if found:
            return Verdict(
                "unverifiable",
                f"`{name}` stands in `{found[0].path}`; where it lacks is not said.",
                found[:3],
            )
        return Verdict("supported", f"Nothing in the tree defines or reads `{name}`.")
    if found:
        return Verdict("supported", f"`{name}` stands in `{found[0].path}`.", found[:3])
    held = _defined.worded(name.rstrip("*_"), project)
    if held or name.endswith("*") or not any(True for _ in project.code()):
        return Verdict("unverifiable", f"`{name}` stands in no file that is read.", held[:3])
    words = f"Nothing in the tree defines, documents or reads `{name}`."
    return Verdict("refuted" if _READ.search(claim.text) else "unverifiable", words)
