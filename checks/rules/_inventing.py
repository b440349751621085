"""Whether a function makes up what it hands back: records drawn by chance, records written out, a success that
nothing stands behind."""

from __future__ import annotations

import re
from collections.abc import Iterable

from checks.code import tree
from checks.code.search import calls, nodes
from checks.patterns import regex
from checks.project.dependence import DRAWN, INVENTED, OUTSIDE, REAL, STATE, SUMS, TABLE, UNKNOWN, WORK
from checks.project.flow.calls import logs
from checks.project.flow.changes import statements
from checks.project.flow.handing import handed_back
from checks.project.flow.model import Answer, Summary
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._asked import name_of
from checks.rules._awaiting import (
    awaited,
    declined,
    finds_out,
    may_await,
    may_point_nowhere,
    nowhere,
    supplies,
)
from checks.rules._confessing import (
    comments_of,
    confession,
    looks_into,
    made_elsewhere,
    out_of_nothing,
    speaks_for,
    written_here,
)
from checks.rules._measuring import figured, figures, tells_affairs, unmeasured
from checks.rules._naming import owns_up, words
from checks.rules._success import fields_of, refuses, reports_success
from checks.rules._written import (
    empty,
    filled,
    fills_records,
    literals,
    named_so,
    names_texts,
    records,
    supplied,
    unordered,
)

_GIVING = frozenset(
    "get fetch load list find search query retrieve read lookup gather collect pull scrape poll download all current".split()
)
_MAKING = _GIVING | frozenset(
    """generate produce populate provide predict estimate analyze analyse measure detect calculate compute assess evaluate
    classify identify""".split()
)
_FORETELLING = frozenset("predict forecast project estimate analyze analyse".split())
_SAMPLING = frozenset("generate create make build populate".split())
_REACHED = frozenset("contact contacts helpline hotline imprint".split())
"""Words of names for how somebody outside is reached."""
_LATELY = frozenset("recent latest upcoming history trending".split())
"""Words of names for what has happened, or will soon."""
_REACHING = frozenset("fetch gather collect retrieve pull scrape poll download query".split())
_ACTING = frozenset(
    """post send publish upload mail email notify charge pay refund transfer deliver broadcast tweet sms deploy
    withdraw purchase""".split()
)
_PROMISING = frozenset(
    "sync push dispatch trigger submit archive backup export schedule forward place cancel save store create".split()
)
"""First words of names for what is done elsewhere, where the words beside say that it is not done."""
_DOING = frozenset(
    "index update refresh cleanup clean purge rebuild reindex generate run import migrate train retrain notify sync".split()
)
"""First words of names for work that is done in the background."""
_PERFORMING = frozenset("process execute make submit capture initiate perform".split())
_PAID = frozenset(
    "payment payments payout payouts charge refund refunds withdrawal transfer purchase".split()
)
"""What is acted on where the verb alone says little (``processPayment``)."""
_CHANCE = frozenset(
    """random randomize shuffle shuffled roll dice spin deal draw pick jitter noise augment particle particles
    animation animations animate variants motion
    confetti backoff delay retry maze terrain level enemy enemies seed salt nonce otp password token code color colour
    avatar name username slug id ids key uuid simulate simulation game bot sample samples chaos synthetic training""".split()
)
"""Words of names for what is meant to be drawn by chance."""
_TURNED = frozenset(("mapping", "mappings"))
"""Words of names for what says which of two things goes with which."""
_PLAYED = frozenset("simulate simulation game games seed chaos roll dice shuffle particles maze fuzz".split())
"""Words of names for what is made up on purpose, whatever is said beside it."""
_PLAYS = frozenset(
    "game games simulation simulations simulator simulators sandbox playground benchmark loadtest generators fuzz chaos synthetic anonymization anonymize anonymizer".split()
)
"""Words of paths where chance is the product's purpose."""
_LOOKS = frozenset(
    """x y z dx dy dz vx vy vz left top right bottom size radius speed angle rotation rotate opacity delay duration color
    colour hue scale width height velocity alpha offset phase id key token code nonce seed salt sort order rank name
    style transform timeout interval ttl jitter expires password secret slug hash temperature""".split()
)
"""Words of fields that say how something looks or moves, how long one waits, or what it is told apart by."""
_INITIAL = frozenset(
    "default defaults empty initial blank preview template templates placeholder schema options example fallback standard context".split()
)
_SET = frozenset(
    "config configuration settings setting quota quotas limit limits rule rules policy policies".split()
)
"""Words of names for what somebody sets, which stands in the code until it stands elsewhere."""
ENTITIES = frozenset(
    """users customers orders payments transactions invoices messages notifications bookings
    reservations employees patients tickets leads deals sales shipments deliveries
    appointments subscribers alerts incidents activities conversations accounts""".split()
)
"""What comes into being while a program runs, and therefore never stands in its code."""
_PERSONAL = frozenset(
    """email phone created_at createdAt updated_at updatedAt timestamp balance user_id userId last_login lastLogin
    due_date dueDate started_at startedAt completed_at completedAt""".split()
)
_OPENLY = regex(r"\b(mock|mocked|fake|dummy)\b", re.IGNORECASE)
_REALISTIC = regex(r"\b(?:generat\w+|creat\w+|produc\w+) (?:\w+ ){0,2}realistic\b", re.IGNORECASE)
"""What is said of something made up to look like the real thing."""
_INSTEAD = regex(
    r"\bin (?:a )?(?:production|real)\b.{0,60}\b(?:use|implement|call|integrate|replace|query|connect)\b",
    re.IGNORECASE,
)
_WORDS = frozenset(
    "message note notes info information reason hint warning suggestion detail details".split()
)
"""Names of fields for what is said to the reader."""
_TRYING = regex(r"\bfor (?:testing|tests|demos?|demonstration|development)\b", re.IGNORECASE)
_WOULD = regex(
    r"\b(?:this |it )?(?:would|should|will) (?:\w+ )?(?:call|implement|query|send|run|trigger|connect|integrate|go here|be implemented)\b"
    r"|\b(?:would|to)\s*:?\s*\n?\s*1\.",
    re.IGNORECASE,
)
_DRAWING = frozenset(
    "rng faker fake chance choice choices uniform gauss normal sample shuffle noise pick".split()
)
"""Words of names that draw by chance, those beside that begin with ``rand``."""
_TOOLS = frozenset("plugin plugins server middleware".split())
"""Last words of names for what helps while one develops."""
_TONGUES = frozenset("locale locales i18n l10n lang intl translations".split())
"""Words of paths for texts in several languages, which are written out on purpose."""
_MANY = 3


class Invention:
    """What is made up, in words, and the lines on which that stands."""

    def __init__(self, what: str, lines: Iterable[int]) -> None:
        self.what = what
        self.lines = tuple(dict.fromkeys(lines))


def invention(project: Project, ref: FunctionRef) -> Invention | None:
    """How a function makes up what it hands back; None where it does not, or where that cannot be told."""
    if _for_trying(project, ref):
        return None
    return (
        _named_for(project, ref)
        or _confessed(project, ref)
        or _unmeasured(project, ref)
        or _put_off(project, ref)
        or _awaited(project, ref)
    )


def _for_trying(project: Project, ref: FunctionRef) -> bool:
    """Whether a function makes samples, as the first line about it says, and only what starts its file asks for it:
    ``Generate simulated loans for testing.``"""
    function = project.function(ref)
    first = function.docstring.strip().partition("\n")[0]
    if function.owner >= 0 or not words(function.name) or _TRYING.search(first) is None:
        return False
    if words(function.name)[0] not in _SAMPLING or any(map(project.production, project.importers(ref.path))):
        return False
    return not any(
        at.index and name_of(call) == function.name and project.callee(ref.path, call.func, at.index) == ref
        for at, call in project.flow.state.calls(ref.path)
    )


def _unmeasured(project: Project, ref: FunctionRef) -> Invention | None:
    """Figures that stand in the code in place of those that were to be counted or measured."""
    said = words(project.function(ref).name)
    if not set(said[:2]) & _MAKING or _INITIAL & set(said) or _PLAYS & set(words(ref.path)):
        return None
    if ref.path.endswith((".tsx", ".jsx")):
        return None
    written = handed_back(project, ref)
    if written is not None and not figured(project, ref, written):
        return None
    summary = project.flow.function(ref)
    answers = answers_of(summary)
    telling = set(said[:2]) & (_GIVING | _FORETELLING) or tells_affairs(project.function(ref).name)
    if telling and (lines := figures(project, ref, summary, answers)):
        return Invention("hands back figures that stand in the code", lines)
    if lines := unmeasured(project, ref, summary, answers):
        return Invention(
            "looks at nothing that it is given and hands back a score that stands in the code", lines
        )
    return None


def _put_off(project: Project, ref: FunctionRef) -> Invention | None:
    """A success after nothing but entries in the log, where the words inside say what would be done."""
    body = project.body(ref)
    said = words(project.function(ref).name)
    if not said or not (_DOING | _ACTING | _PROMISING | _PERFORMING) & set(said[:1]):
        return None
    thrown = {id(call) for statement in statements(body) for call in _thrown(statement)}
    asked = [call for call in calls(body) if id(call) not in thrown]
    if not asked or not all(logs(call) for call in asked):
        return None
    if not any(_WOULD.search(text) for text in comments_of(project, ref)):
        return None
    answers = answers_of(project.flow.function(ref))
    if not answers or not all(reports_success(a.value) for a in answers):
        return None
    return Invention("reports success and does nothing", (a.line for a in answers))


def _awaited(project: Project, ref: FunctionRef) -> Invention | None:
    """What stands in the code until something is done, as the words inside say, and what points nowhere."""
    if _PLAYS & set(words(ref.path)) or ref.path.endswith((".tsx", ".jsx")):
        return None
    if not may_await(project, ref) and not may_point_nowhere(project, ref):
        return None
    summary = project.flow.function(ref)
    answers = answers_of(summary)
    if lines := awaited(project, ref, summary, answers):
        return Invention("hands back what stands in the code until it is done", lines)
    if lines := nowhere(project, ref, summary, answers):
        return Invention("hands back addresses that only hold a place", lines)
    return None


def _thrown(statement: tree.Stmt) -> Iterable[tree.Call]:
    """The calls that only make what a statement throws."""
    return calls(statement.value) if isinstance(statement, tree.Throw) and statement.value is not None else ()


def _confessed(project: Project, ref: FunctionRef) -> Invention | None:
    """An answer that stands in the code or was drawn by chance, where the words beside it say so."""
    said = words(project.function(ref).name)
    if not said or (_INITIAL - {"context"} | _SET) & set(said) or _PLAYS & set(words(ref.path)):
        return None
    if _PLAYED & set(said) and not _for_now(project, ref):
        return None
    if _on_page(project, ref, said):
        return None
    plain = confession(project, ref)
    line = plain or confession(project, ref, invents=True)
    if not line:
        return None
    summary = project.flow.function(ref)
    answers = answers_of(summary)
    if said[0] in _ACTING | _PROMISING and not _calls_own(project, ref):
        pretended = _pretended(summary)
        if pretended is not None:
            return pretended
    telling = bool(set(said[:2]) & _MAKING) or finds_out(project, ref)
    stood = bool(plain) and supplies(project, ref)
    supplied = stood or names_texts(project, ref)
    if not out_of_nothing(summary, answers, telling, supplied):
        return None
    if made_elsewhere(project, ref, answers) or not (stood or written_here(project, ref, answers)):
        return None
    if all(_explains(answer.value) for answer in answers) or declined(project, answers):
        return None
    made = any(answer.own & (INVENTED | DRAWN) for answer in answers) or owns_up(project.function(ref).name)
    if not made and looks_into(project, ref):
        return None
    if not plain and not all(a.own & DRAWN or (a.own & INVENTED and not a.own & SUMS) for a in answers):
        return None
    return Invention(
        "hands back what stands in the code, as the words beside it say", (line, *(a.line for a in answers))
    )


def _on_page(project: Project, ref: FunctionRef, said: tuple[str, ...]) -> bool:
    """Whether a function stands where pages are drawn: neither a class's nor named for fetching something."""
    return (
        ref.path.endswith((".tsx", ".jsx")) and said[0] not in _REACHING and project.function(ref).owner < 0
    )


def _for_now(project: Project, ref: FunctionRef) -> bool:
    """Whether the words about a function say what production is to do instead."""
    return _INSTEAD.search(project.function(ref).docstring) is not None


def _explains(value: tree.Expr | None) -> bool:
    """Whether an answer is nothing but words to the reader: ``{ message: …, note: … }``."""
    fields = fields_of(value)
    return bool(fields) and all(
        name in _WORDS and isinstance(held, tree.Lit) and isinstance(held.value, str) for name, held in fields
    )


def _calls_own(project: Project, ref: FunctionRef) -> bool:
    """Whether a function leaves anything to another one of the project."""
    return any(
        project.callee(ref.path, call.func, ref.index) is not None for call in calls(project.body(ref))
    )


def _named_for(project: Project, ref: FunctionRef) -> Invention | None:
    """What a function makes up of the kind that its name promises."""
    function = project.function(ref)
    said = words(function.name)
    if not said or ((_CHANCE | _TURNED) & set(said) and not owns_up(function.name)):
        return None
    giving = bool(set(said[:2]) & _GIVING)
    acting = said[0] in _ACTING or (said[0] in _PERFORMING and bool(set(said) & _PAID))
    owning = owns_up(function.name) and said[-1] not in _TOOLS
    if owning and _PLAYS & set(words(ref.path.rsplit("/", 1)[-1])):
        return None  # What a simulator shows is its purpose.
    realistic = bool(set(said[:2]) & _MAKING) and _REALISTIC.search(function.docstring) is not None
    giving = giving or realistic
    if not (owning or giving or acting or (set(said[:2]) & _MAKING and _by_chance(project, ref.path))):
        return None
    if not owning and ref.path.endswith((".tsx", ".jsx")) and said[0] not in _REACHING:
        return None
    chance = owning or not (acting or _PLAYS & set(words(ref.path)))
    owned = owning or _says_so(function.docstring)
    if not (chance and fills_records(project, ref)) and not _shows(
        project, ref, said, acting=acting, owned=owned if owning or giving else None
    ):
        return None
    summary = project.flow.function(ref)
    found = _drawn(summary, said, owning) if chance else None
    if (
        found is not None
        and not owning
        and said[0] not in _MAKING - _GIVING
        and _drawn_elsewhere(project, ref)
    ):
        return None
    if found is None and (owning or giving):
        found = _written(project, ref, summary, said, owned)
    if found is None and acting and function.params:
        found = _pretended(summary)
        if found is not None and _hands_on(project, ref):
            return None  # Asked last: functions that call one another in a circle pretend nothing.
    if found is None and set(said[:1]) & _REACHING:
        lists = supplied(project, ref, (a.value for a in answers_of(summary)))
        filling = f"fills {listed([name for name, _ in lists])} with texts that stand in the code"
        found = Invention(filling, (held.line for _, held in lists)) if lists else None
    return found


def _shows(
    project: Project, ref: FunctionRef, said: tuple[str, ...], *, acting: bool, owned: bool | None
) -> bool:
    """Whether what a function may hand back could be made up, going by how it is written: most hand on what they were given,
    and their data need not be followed. ``owned`` is None where records that stand in the code are not asked for."""
    given = handed_back(project, ref)
    if given is None or (acting and any(map(reports_success, given))):
        return True
    if set(said[:1]) & _REACHING and supplied(project, ref, given):
        return True
    if owned is None:
        return False
    owned = owned or any(named_so(project, ref, value) for value in given)
    return bool(_standing(project, ref, given, said, owned))


def _drawn_elsewhere(project: Project, ref: FunctionRef) -> bool:
    """Whether a function draws nothing itself and calls one that does: the fault is that one's."""
    function = project.function(ref)
    within = (
        f for f in project.facts[ref.path].outline.functions if function.line <= f.line <= function.end_line
    )
    bodies = [project.body(FunctionRef(ref.path, inner.index)) for inner in within if inner.index]
    names = (
        node.name if isinstance(node, tree.Attr) else node.id
        for body in bodies
        for node in nodes(body)
        if isinstance(node, tree.Attr | tree.Name)
    )  # fmt: skip
    if any(word.startswith("rand") or word in _DRAWING for name in names for word in words(name)):
        return False
    called = {project.callee(ref.path, call.func, ref.index) for body in bodies for call in calls(body)}
    return any(
        answer.own & DRAWN
        for callee in called - {None, ref}
        if callee is not None
        for answer in project.flow.function(callee).returned
    )


def _by_chance(project: Project, path: str) -> bool:
    """Whether a file draws by chance, or imports what does."""
    return b"andom" in project.facts[path].said or any(
        item.module.split(".", 1)[0].lower() in ("faker", "@faker-js/faker", "mimesis", "chance")
        for item in project.facts[path].outline.imports
    )


def answers_of(summary: Summary) -> tuple[Answer, ...]:
    """What a function hands back where it does not fail; empty answers beside others say nothing."""
    answers = tuple(a for a in summary.returned if not a.failing)
    return tuple(a for a in answers if not empty(a.value)) or answers


def _drawn(summary: Summary, said: tuple[str, ...], owning: bool) -> Invention | None:
    """Records whose fields hold what chance drew."""
    answers = answers_of(summary)
    if not answers or not all(a.own & DRAWN for a in answers):
        return None
    records = [(r.line, _telling(r.drawn)) for r in summary.records]
    most = max((len(fields) for _, fields in records), default=0)
    allowed = STATE | TABLE if owning or most >= _MANY else TABLE
    if any(a.own & (OUTSIDE | UNKNOWN | WORK | STATE) & ~allowed for a in answers):
        return None
    enough = 1 if owning or set(said[:2]) & _GIVING else 2
    if most < enough:
        return None
    lines = [line for line, fields in records if fields]
    fields = sorted({field for _, names in records for field in names})
    return Invention(f"draws {listed(fields)} by chance", lines)


def _telling(fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(field for field in fields if not _LOOKS & set(words(field)))


def listed(fields: list[str]) -> str:
    quoted = [f"`{field}`" for field in fields[:3]]
    return ", ".join(quoted) + (" and more" if len(fields) > len(quoted) else "")


def _written(
    project: Project, ref: FunctionRef, summary: Summary, said: tuple[str, ...], owning: bool
) -> Invention | None:
    """Records of persons or events that stand in the code."""
    answers = answers_of(summary)
    if not answers or summary.effects or any(a.own & REAL for a in answers):
        return None
    if all(refuses(a.value) for a in answers):
        return None
    if not any(
        a.own & INVENTED or isinstance(unordered(a.value), tree.Map | tree.Name | tree.Item) for a in answers
    ):
        return None
    owned = owning or all(named_so(project, ref, a.value) for a in answers)
    lines = _standing(project, ref, (a.value for a in answers), said, owned)
    return Invention("hands back records that stand in the code", lines) if lines else None


def _standing(
    project: Project, ref: FunctionRef, values: Iterable[tree.Expr | None], said: tuple[str, ...], owned: bool
) -> list[int]:
    """The lines of the records in some values that tell of something which never stands in a program's code; ``owned``
    where they are said to be made up."""
    if (_INITIAL | _REACHED) & set(said):
        return []
    whose = owned or (bool((ENTITIES | _LATELY) & set(said)) and not _TONGUES & set(words(ref.path)))
    return [
        record.line
        for value in values
        for record, tabled in records(project, ref, value)
        if (owned and literals(record) > 1)
        or ((fields := filled(record)) and len(fields) > 2 and (whose or (fields & _PERSONAL and not tabled)))
    ]


def _says_so(docstring: str) -> bool:
    """Whether the first line about a function says that it only stands in for the real one."""
    first = docstring.strip().partition("\n")[0]
    return _OPENLY.search(first) is not None and speaks_for(first)


def _hands_on(project: Project, ref: FunctionRef) -> bool:
    """Whether a function leaves its action to another one that makes its success up: the fault is that one's."""
    called = (project.callee(ref.path, call.func, ref.index) for call in calls(project.body(ref)))
    return any(
        callee != ref
        and set(words(project.function(callee).name)[:1]) & _ACTING
        and invention(project, callee) is not None
        for callee in called
        if callee is not None
    )


def _pretended(summary: Summary) -> Invention | None:
    """A success that nothing was done for."""
    answers = answers_of(summary)
    if summary.effects or not answers or any(a.own & REAL or a.sources & REAL for a in answers):
        return None
    if not all(reports_success(a.value) for a in answers):
        return None
    return Invention("reports success and does nothing", (a.line for a in answers))
