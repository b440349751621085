"""Whether what a claim names is surely this repository's own, and surely said of now: not a product that is written
like a file, a path of another checkout, another server's route, what is planned, or a place where something was wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from checks.claims import _paths
from checks.claims._doubts._said import Said
from checks.documents.model import Statement
from checks.model import Claim
from checks.patterns import regex

_PRODUCT = regex(r"\.(?:js|io|ai|net|cpp|so|app)$")
"""Endings that names of products have as well: Chart.js, llama.cpp, Socket.io."""
_ONE_REQUEST = regex(
    r"(?i)/(?:[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{24}|(?=[a-z]+\d+[a-z]+\d)[a-z\d]{24,25})(?=[/?`\s.,)]|$)"
)
"""The id of a single thing within an address."""
_SAID_OF_IT = regex(r"^[`*\s]{0,4}(?:$|[-–—:(←#=]|\s{2,})")
_ENDING = regex(
    r"(?i)\.(?:py|pyi|[cm]?[jt]sx?|jsonc?|md|mdx|s?css|sass|less|html?|ya?ml|toml|sql|sh|go|rs|java|kts?|swift|dart|php|rb|cs|vue|svelte|prisma|txt|ini|cfg|conf|xml|ipynb|proto|graphql|ps1|bat|cmd|tf|c|cc|cpp|h|hpp|lock|csv|svg|example|blade\.php|mod|sum|gradle|sol|ex|exs|lua|r|scala|rst|hbs|ejs)$"
)
_ENVIRONMENT = regex(r"(?i)(?:^|[\w-])\.env(?:\.(?!example|sample|template|dist)\w+)?$")
_MADE_DATA = regex(r"(?i)\.(?:json|jsonl|csv|tsv|xlsx|png|jpe?g|pdf|html|xml|pkl|npy|onnx|pt|zip|webp|mp4)$")
_MAKES = regex(
    r"(?i)\b(?:generat\w+|outputs?|results?|exports?|downloads?|downloaded|datasets?|fetched|imported|baselines?|snapshots?|saves?d?|writes?|stored?|produces?|screenshots?|recordings?|artifacts?)\b"
)
_SUPPORTS = regex(
    r"(?i)\b(?:support(?:ed|s)?|formats?|recogni[sz]e[sd]?|detect(?:s|ed|ion)|pars(?:es?|ed|ing)|accept(?:s|ed))\b"
)
_MAY_MOVE = regex(
    r"(?i)→|->|=>|\b(?:moved?|archived?|reorg\w*|relocat\w+|renamed?|consolidat\w+)\b|"
    r"\b(?:refactor\w*|split|brok\w+|divided|decompos\w+|restructur\w+|extract\w+|convert\w*|modulari[sz]ed|merged|combined|unified|turned)\b.{0,160}\binto\b"
)
_TO_COME = regex(
    r"(?i)(?:[(\[#←]|\s[-–—])\s*(?:\w+ ){0,2}(?:future|planned|to ?do|tbd|coming soon|not yet|later|upcoming|wip|in progress|pending|optional|to (?:create|add|implement|write|do|build|be \w+)|needed|if (?:created|generated|needed|required|present|enabled|applicable|available|used|it exists)|prossim[oae]|próxim[oa]s?|pendiente|por hacer|da fare|à venir|à faire|geplant|folgt)\b"
)
_GENERATED = regex(
    r"(?i)(?:[(\[#←]|[-–—])\s*(?:is |will be |gets )?(?:auto(?:matically)?[- ]?(?:generated|created)|(?:generated|created) (?:by|at|on|when|during|automatically)\b)"
)
_ASIDE = regex(
    r"(?i)(?:disabled?|bak|backup|old|orig(?:inal)?|skip(?:ped)?|off|inactive|unused|deprecated|archived?)"
)
_LEGACY = regex(r"(?i)\b(?:legacy|deprecated|obsolete|superseded|no longer|old version|outdated)\b")
_FAULTY = regex(
    r"(?i)^\W*(?:\d{1,3}(?:\.\d+)*[.):]?\s*)?(?:\W{0,4}(?:known|open|critical|high|medium|low|main|current|common|remaining|root|priority|severity)\W{1,3}){0,3}"
    r"(?:issue|bug|blocker|problem|error|finding|challenge|symptom|conflict|cause|limitation|obstacle|mistake|discrepanc(?:y|ie))s?\b(?!.{0,60}\b(?:fixed|resolved|solved|addressed)\b)"
)
_ASKED_OF = regex(
    r"(?i)\b(?:calls?|calling|called|uses?|using|used by|via|hits?|invok\w+|requests?|queries|fetch\w*|polls?|sends?|checks|checking|pings?|probes?|monitors?|upstream|external(?:ly)?|third[- ]party|prox(?:y|ies)|forwards?|consumes?)\b[^.;]{0,50}$"
)
_BESIDE_SERVER = regex(
    r"(?i)^\W*(?:front-?end|client|web|nginx|proxy|container|docker|kubernetes|database|redis|mongo\w*|postgres\w*|browser|mobile)\b[^/]{0,12}:"
)
_LEFT_OUT = regex(
    r"(?i)\bnot (?:yet |currently )?(?:registered|mounted|wired|served|exposed|enabled|included|connected|active)\b|\b(?:un(?:registered|mounted|wired)|disabled|inactive)\b"
)
_RANKED = regex(
    r"(?i)\bpriority:? (?:high|medium|low|critical|p?\d)|\b(?:high|medium|low|critical|top)[ -]priority"
)
_BASE = regex(r"[(`\s](/[\w\-./{}:]{1,120}?)/?\*{0,2}(?:[`)\s]*:?\s*$|[`*]{0,3}\)\s*[-–—(:,])")
_GONE_BEFORE = regex(
    r"(?i)(?:\b(?:no|not|without|missing|lacks?|lacking|never|neither|nor|removed|removes|deleted|deletes|dropped|eliminated|undefined|unused|absent|uninstalled|zero|nothing|cannot|does(?:n't| not)(?! (?:inherit|see|get|pass|receive|pick|override|change|affect|match|need|require|respect|propagate|block|break|trigger|persist|touch|alter)\b)|non-?existent)\b|❌|✗|✘)[^.;()]{0,60}$"
)
_GONE_BEHIND = regex(
    r"(?i)^[`*\s\"')]{0,4}(?:[-–—:(|]\s*)?(?:(?:is|are|was|were|has|have|been|does|do|did|currently|still|completely|now|file|function|method|class|package|import|endpoint|route|table|column|variable|component|it)\s+){0,4}"
    r"(?:(?:missing|absent|gone|removed|deleted|dropped|not|never|no longer|unused|undefined|nowhere|non-?existent|unimplemented|doesn't|isn't|wasn't|don't|cannot)\b|❌|✗|✘)"
)
_ONLY = regex(
    r"(?i)\b(?:only|except(?: for)?|but|besides|other than|apart from|instead of|unlike|just)\s(?:the |an? |one |our )?[`*\"']{0,3}$"
)
_PART_OF_IT = regex(
    r"(?i)^[`*()\s\"']{1,6}(?:calls?|usages?|uses?|imports?|references?|invocations?|checks?|dependency|wrapper|logic|handling|parameters?|arguments?|props?)\b"
)
"""What is taken away of a name, which itself may stay: "removed the `retry()` call"."""
_NOT_INSTALLED = regex(r"(?i)\b(?:not|n['’]t)\b.{0,20}\b(?:installed|available)\b")
_FAILED = regex(
    r"(?i)\broot causes?\b|\bfailure (?:chain|flow|path|point|sequence|analysis)\b|\bwhat (?:happened|went wrong)\b"
)
_STATE = regex(
    r"(?i)^\W*$|\b(?:stat(?:us|e)|exist\w*|present|implement\w*|done|complete\w*|work\w*|avail\w*|found|results?|built|ready|verdict|check\w*|wired|mounted|served|reality|actual\w*|now|current\w*|backend|frontend|server|code|tests?|passed|after)\b"
)
"""Headers of columns whose sign says whether what the row names is there; others sign a property of it."""
_LACKS = regex(
    r"(?i)\b(?:missing|not (?:\w+ )?(?:implemented|there|found|mounted|registered|served|available|built|created|wired|present|exist\w*|done|exposed)|no|never|lack\w*|absent|unimplemented|without|gaps?|removed|deleted|dropped|neither|nor|404|needed|none|cannot)\b|n['’]t\b"
)
_FEW_WORDS = 6  # more behind a route say what it does, or fails to do
_FAULTY_KINDS = frozenset({"path", "code-reference", "endpoint", "symbol", "size", "setting"})
_NAMED_KINDS = frozenset({"path", "code-reference", "endpoint", "symbol", "dependency", "setting"})


def doubt(said: Said) -> str | None:
    """Why what a present claim names need not be this repository's, as it is now, as a sentence, or None."""
    claim, statement = said.claim, said.statement
    if claim.kind in _NAMED_KINDS and _LEGACY.search(statement.plain):
        return "It may be gone: it is called old."
    if claim.kind in _NAMED_KINDS and _TO_COME.search(statement.plain):
        return "It is marked as still to come."
    if claim.kind in _FAULTY_KINDS and any(
        _FAULTY.match(text) for text in (statement.label, said.nearest, *said.above) if text
    ):
        return "It names the place of a fault, which may be mended by now."
    if claim.kind == "code-reference" and any(
        h.mark in ("warning", "failed") for h in statement.headings[-1:]
    ):
        return "It names the place of a fault, which may be mended by now."
    if claim.kind == "path":
        return _path(claim, statement, said.above, said.tree)
    if claim.kind == "endpoint":
        if any(_LEFT_OUT.search(text) for text in (said.nearest, *said.above)):
            return "What stands above it says that it is not served."
        bases = [found[1] for text in (said.nearest, *said.above) if (found := _BASE.search(text))]
        if bases and not any(str(claim.subject["path"]).startswith(base) for base in bases):
            return "What stands above it says under which path it lies."
        ranked = (
            *(h.plain for h in statement.headings),
            *(f"{c.header}: {c.plain}" for c in statement.cells),
        )
        if _BESIDE_SERVER.match(statement.label) or _BESIDE_SERVER.match(statement.plain):
            return "It may be another program's."
        if any(_RANKED.search(text) for text in ranked):
            return "It may be what is still to be done."
        if _ONE_REQUEST.search(statement.plain):
            return "It tells of one request, whose address need not be written out."
        before = statement.plain.partition(str(claim.subject["path"]).split("{")[0])[0]
        return "It may be another server's route that is asked." if _ASKED_OF.search(before[-80:]) else None
    return None


def denial(said: Said) -> str | None:
    """Why it is not certain that it is the named thing that a statement denies, as a sentence, or None."""
    claim, statement = said.claim, said.statement
    if claim.kind in ("symbol", "code-reference", "wiring") and any(
        _FAILED.search(h.plain) for h in statement.headings
    ):
        return "It tells how something failed."
    if claim.kind == "dependency" and _NOT_INSTALLED.search(statement.plain):
        return "What is installed shows nowhere in the tree."
    if claim.kind not in _NAMED_KINDS:
        return None
    near = (statement.plain, *(h.plain for h in statement.headings[-1:]))
    if claim.kind == "endpoint" and not statement.cells and not any(_LACKS.search(text) for text in near):
        return "The cross beside it need not mean that it is not there."
    name = next(
        (str(claim.subject[k]) for k in ("name", "path", "package", "symbol") if k in claim.subject), ""
    )
    if claim.kind == "path" and claim.subject.get("role") == "exists" and "/" not in name.strip("/"):
        return "Files of that name may be somewhere else than meant."
    if re.search(r"→|->|=>", statement.plain):
        return "It tells what became of it."
    failed = [cell for cell in statement.cells if cell.mark == "failed"]
    marked = any(_STATE.search(cell.header) for cell in failed) if failed else statement.mark == "failed"
    words = " ".join(c.plain for c in statement.cells) or statement.plain
    before, found, behind = words.partition(name.split("{")[0].split("(")[0])
    if found and _ONLY.search(before[-40:]):
        return "It is named as what is there."
    if found and claim.kind in ("symbol", "code-reference") and _PART_OF_IT.match(behind):
        return "It is its use that is denied, not the thing."
    if marked and not (claim.kind == "endpoint" and len(re.findall(r"[A-Za-z]{2,}", behind)) > _FEW_WORDS):
        return None
    sure = found and (_GONE_BEFORE.search(before[-100:]) or _GONE_BEHIND.match(behind))
    return None if sure or claim.subject.get("role") == "removed" else "It need not be this that is denied."


def _path(claim: Claim, statement: Statement, above: Sequence[str], tree: Collection[str]) -> str | None:
    """Whether a missing file may have another name or place, or come from elsewhere."""
    path, role = _paths.relative(str(claim.subject["path"])), claim.subject.get("role")
    if role == "removed":
        return None
    name = path.rstrip("/").rsplit("/", 1)[-1]
    if statement.kind != "tree" and _MAY_MOVE.search(statement.plain):
        return "It tells what was moved; where to is not read."
    made = _MADE_DATA.search(path) and any(_MAKES.search(text) for text in (statement.plain, *above))
    if made or _GENERATED.search(statement.plain):
        return "It may come into being at run time."
    if any(name in link.text and not _same_end(link.target, path) for link in statement.links):
        return "Its link says where it is."
    if _ENVIRONMENT.search(name):
        return "Files of the environment are kept out of repositories."
    if any(_put_aside(other, name) for other in tree):
        return "A file of that name is put aside under another ending."
    if "/" not in path.strip("/"):
        if any(_SUPPORTS.search(text) for text in above):
            return "It may be a kind of file that is read."
        if "." in name[1:] and not _ENDING.search(name):
            return "It may be a name with a dot in it, and no file's."
        if not _marked(name, statement):
            return "It may be a product's name, or short for a file's."
        ends = (f"_{name}".lower(), f"-{name}".lower())
        if any(other.lower().endswith(ends) or _decorated(other, name) for other in tree):
            return "It may be short for a file whose name ends so."
        return None
    return _foreign(path, role, statement, tree)


def _goes_through(path: str, parts: Sequence[str]) -> bool:
    """Whether a path ends in the last of some parts and has the others above it in their order ("packages/config/src/index.ts"
    for "config/index.ts")."""
    if not path.endswith(f"/{parts[-1]}"):
        return False
    above = iter(path.split("/")[:-1])
    return all(part in above for part in parts[:-1])


def _put_aside(path: str, name: str) -> bool:
    """Whether a path's last part is a name with an ending that keeps it from being used ("order_test.py.disabled")."""
    before, found, ending = path.rsplit("/", 1)[-1].partition(f"{name}.")
    return bool(found) and not before and bool(_ASIDE.fullmatch(ending))


def _decorated(path: str, name: str) -> bool:
    """Whether a path's last part is a name behind signs that are no letters ("✅_DONE.txt" for "_DONE.txt")."""
    before, found, _ = path.rsplit("/", 1)[-1].partition(name)
    return bool(found) and path.endswith(name) and bool(before) and not re.search(r"[A-Za-z0-9]", before)


def _same_end(target: str, path: str) -> bool:
    """Whether a link leads to a path, from whatever folder."""
    return ("/" + re.split(r"[?#]", target)[0].lstrip("./")).endswith("/" + path.lstrip("./"))


def _marked(name: str, statement: Statement) -> bool:
    """Whether a bare name is written as a file's: as code, a link, an entry of a drawing, or all that is said."""
    if statement.path or statement.fence is not None:
        return True
    if any(name in code.text for code in statement.codes):
        return True
    if any(name in link.text or name in link.target for link in statement.links):
        return True
    texts = [cell.plain for cell in statement.cells] or [statement.plain]
    for text in texts:
        before, found, behind = text.partition(name)
        if found and not re.search(r"\w", before) and _SAID_OF_IT.match(behind):
            return not _PRODUCT.search(name) or not behind.strip(" *`.")
    return False


def _foreign(path: str, role: object, statement: Statement, tree: Collection[str]) -> str | None:
    """Whether a path may be written from another folder than this repository's root."""
    parts = [part for part in path.strip("/").split("/") if part not in (".", "..")]
    above = {other.rpartition("/")[0] for other in tree if not _paths.taken_in(other)}
    folders = {part for folder in above if folder for part in folder.split("/")}
    told = role in ("added", "modified") or statement.kind == "tree" or statement.mark == "done"
    if statement.cells and len(parts) > 1 and parts[-2] not in folders and not told:
        return "No folder of that name is in the tree; it may be another project's."
    rooted = any(other.startswith(f"{parts[0]}/") for other in tree) if parts else True
    if len(parts) > 1 and not rooted and any(_goes_through(other, parts) for other in tree):
        return "It may be short for a file below the same folders."
    if not parts or parts[0] in folders:
        return None
    if len(parts) > 1 and "/".join(parts[1:]) in tree:
        return "It may be written from the folder that holds this repository."
    if len(parts) > 1 and parts[-2] not in folders and not told:
        return "No folder of its path is in the tree; it may be another repository's."
    return None
