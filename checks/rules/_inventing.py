"""Whether a function makes up what it hands back: records drawn by chance, records written out, a success that
nothing stands behind."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from checks.code import tree
from checks.code.search import calls, nodes
from checks.patterns import regex
from checks.project.dependence import CLOCK, DRAWN, INVENTED, RANDOM, REAL, SUMS
from checks.project.flow.calls import logs
from checks.project.flow.changes import statements
from checks.project.flow.handing import handed_back
from checks.project.flow.model import Answer, Summary
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._admitting import admissions
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
    provisional,
    speaks_for,
    written_here,
)
from checks.rules._made_up import (
    GIVING,
    INITIAL,
    Invention,
    answers_of,
    drawn_records,
    listed,
    pretended_success,
    standing_lines,
    written_records,
)
from checks.rules._measuring import drawn_figure, figured, figures, tells_affairs, unmeasured
from checks.rules._naming import owns_up, words
from checks.rules._standing_in import stands_in
from checks.rules._success import fields_of, reports_success
from checks.rules._written import (
    fills_records,
    named_so,
    names_texts,
    supplied,
)

_MAKING = GIVING | frozenset(
    """generate produce populate provide predict estimate analyze analyse measure detect calculate compute assess evaluate
    classify identify""".split()
)
_FORETELLING = frozenset("predict forecast project estimate analyze analyse".split())
_SAMPLING = frozenset("generate create make build populate".split())
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
_PERFORMING = frozenset(
    "process execute make submit capture initiate perform download connect reconnect".split()
)
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
_PLAYED = frozenset(
    "simulate simulation game games seed chaos roll dice shuffle particles maze fuzz paper training".split()
)
"""Words of names for what is made up on purpose, whatever is said beside it."""
_PLACED = frozenset("row rows column columns col cols index position offset".split())
"""Last words of names for where something stands in a layout."""
_SYNTHETIC = frozenset("synthetic demo sample samples".split())
"""Other words of names that own up to what is made up."""
_SAMPLE_DATA = (("sample", "data"), ("demo", "data"))
"""Last words of names for samples."""
_ASKED_FOR = (("generate",), ("get",), ("fetch",), ("create",))
"""First words of such names."""
_PLAYS = frozenset(
    "game games simulation simulations simulator simulators sandbox playground benchmark loadtest generators fuzz chaos synthetic anonymization anonymize anonymizer".split()
)
"""Words of paths where chance is the product's purpose."""
_SET = frozenset(
    "config configuration settings setting quota quotas limit limits rule rules policy policies".split()
)
"""Words of names for what somebody sets, which stands in the code until it stands elsewhere."""
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
    r"\b(?:this |it )?(?:would|should|will) (?:\w+ )?(?:call|use|implement|query|send|run|trigger|connect|integrate|go here|be implemented)\b"
    r"|\b(?:would|to)\s*:?\s*\n?\s*1\.",
    re.IGNORECASE,
)
_KEEPING = frozenset("add insert persist record remember register enqueue queue".split())
"""First words of names for what is put away."""
_SCREEN = frozenset("console terminal stdout screen".split())
_GRANTED = regex(
    r"\b(?:just|only|simply) (?:return|report|mark|pretend|acknowledge)\b|\breturn(?:s|ing)? (?:an? )?success\b",
    re.IGNORECASE,
)
"""What is said where a success is granted."""
_DRAWING = frozenset(
    "rng faker fake chance choice choices uniform gauss normal sample shuffle noise pick".split()
)
"""Words of names that draw by chance, those beside that begin with ``rand``."""
_TOOLS = frozenset("plugin plugins server middleware".split())
"""Last words of names for what helps while one develops."""


def invention(project: Project, ref: FunctionRef) -> Invention | None:
    """How a function makes up what it hands back; None where it does not, or where that cannot be told."""
    if _for_trying(project, ref) or not _PLACED.isdisjoint(words(project.function(ref).name)[-1:]):
        return None
    return (
        _named_for(project, ref)
        or _confessed(project, ref)
        or _unmeasured(project, ref)
        or _put_off(project, ref)
        or _granted(project, ref)
        or _numbered(project, ref)
        or stands_in(project, ref)
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
    if not set(said[:2]) & _MAKING or INITIAL & set(said) or _PLAYS & set(words(ref.path)):
        return None
    if ref.path.endswith((".tsx", ".jsx")):
        return None
    written = handed_back(project, ref)
    by_chance = not _CHANCE & set(said) and b"andom" in project.encoded(ref)
    if written is not None and not by_chance and not figured(project, ref, written):
        return None
    summary = project.flow.function(ref)
    answers = answers_of(summary)
    if by_chance and not summary.effects and (lines := drawn_figure(project, ref, answers)):
        return Invention("draws by chance what was to be counted or measured", lines)
    if _stands_elsewhere(project, ref, answers):
        return None
    telling = set(said[:2]) & (GIVING | _FORETELLING) or tells_affairs(project.function(ref).name)
    if telling and (lines := figures(project, ref, summary, answers)):
        return Invention("hands back figures that stand in the code", lines)
    if lines := unmeasured(project, ref, summary, answers):
        return Invention(
            "looks at nothing that it is given and hands back a score that stands in the code", lines
        )
    return None


def _stands_elsewhere(project: Project, ref: FunctionRef, answers: tuple[Answer, ...]) -> bool:
    """Whether all that a function answers with is written out in another one: the fault is that one's."""
    function = project.function(ref)
    return all(
        answer.value is not None and not function.line <= answer.value.line <= function.end_line
        for answer in answers
    )


def _put_off(project: Project, ref: FunctionRef) -> Invention | None:
    """A success after nothing but entries in the log, where the words inside say what would be done."""
    said = words(project.function(ref).name)
    if not said or not (_DOING | _ACTING | _PROMISING | _PERFORMING) & set(said[:1]):
        return None
    if not any(_WOULD.search(text) for text in comments_of(project, ref)):
        return None
    body = project.body(ref)
    thrown = {id(call) for statement in statements(body) for call in _thrown(statement)}
    asked = [call for call in calls(body) if id(call) not in thrown]
    if not asked or not all(logs(call) or name_of(call) == "print" for call in asked):
        return None
    answers = answers_of(project.flow.function(ref))
    if not answers or not all(reports_success(a.value) for a in answers):
        return None
    return Invention("reports success and does nothing", (a.line for a in answers))


def _granted(project: Project, ref: FunctionRef) -> Invention | None:
    """A success that is only granted for the time being, as the words inside say."""
    said = words(project.function(ref).name)
    if not said or _PLAYED & set(said) or _PLAYS & set(words(ref.path)):
        return None
    if not any(_GRANTED.search(text) and any(admissions(text)) for text in comments_of(project, ref)):
        return None
    if _calls_own(project, ref):
        return None
    summary = project.flow.function(ref)
    told = all(fields_of(answer.value) for answer in answers_of(summary))
    return pretended_success(summary) if told else None


def _numbered(project: Project, ref: FunctionRef) -> Invention | None:
    """A number by chance or by the clock for what was to be put away or sent, while the words inside say that this is still to
    be done."""
    said = words(project.function(ref).name)
    if not said or not (_ACTING | _PROMISING | _KEEPING) & set(said[:1]) or _PLAYS & set(words(ref.path)):
        return None
    if not provisional(project, ref) or _calls_own(project, ref):
        return None
    summary = project.flow.function(ref)
    answers = answers_of(summary)
    if summary.effects or not answers or not all(a.own & (RANDOM | CLOCK) for a in answers):
        return None
    if any(a.own & (REAL | INVENTED | DRAWN) for a in answers):
        return None
    return Invention("hands back a number for what it does not do", (a.line for a in answers))


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
    if not said or (INITIAL - {"context"} | _SET) & set(said) or _PLAYS & set(words(ref.path)):
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
    done = bool(plain) and all(fields_of(answer.value) for answer in answers)
    if (done or said[0] in _ACTING | _PROMISING) and not _calls_own(project, ref):
        pretended = pretended_success(summary)
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
    owning = owns_up(project.function(ref).name) or bool(_SYNTHETIC & set(said))
    made = owning or any(answer.own & (INVENTED | DRAWN) for answer in answers)
    stirred = not owning and any(a.own & DRAWN and a.own & SUMS for a in answers)  # What was worked out, too.
    if stirred or (not made and looks_into(project, ref)):
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


class _Promise(msgspec.Struct, frozen=True):
    """What a function's name promises, with the first words about it: data (``giving``), something done outside
    (``acting``), something made up (``owning``, and ``owned`` where only the words say so), what chance may have drawn."""

    said: tuple[str, ...]
    giving: bool
    acting: bool
    owning: bool
    owned: bool
    chance: bool


def _sampled(project: Project, ref: FunctionRef) -> bool:
    """Whether a function is named for the samples that it makes (``generateSampleData``), and another file asks for them."""
    name = project.function(ref).name
    said = words(name)
    return (
        said[:1] in _ASKED_FOR
        and said[-2:] in _SAMPLE_DATA
        and any(path != ref.path and project.production(path) for path in project.saying(name))
    )


def _promise(project: Project, ref: FunctionRef) -> _Promise | None:
    """What a function's name promises that could be made up; None where chance or play is its purpose, or it promises
    nothing of the kind."""
    function = project.function(ref)
    said = words(function.name)
    owned = owns_up(function.name) or _sampled(project, ref)
    if not said or ((_CHANCE | _TURNED) & set(said) and not owned):
        return None
    if any(param.name == "seed" for param in function.params):
        return None  # What comes out the same for the same seed is made on purpose.
    making = bool(set(said[:2]) & _MAKING)
    giving = bool(set(said[:2]) & GIVING) or (making and _REALISTIC.search(function.docstring) is not None)
    acting = said[0] in _ACTING or (said[0] in _PERFORMING and bool(set(said) & _PAID))
    acting = acting and not _SCREEN & set(said)  # What is sent there is printed.
    owning = owned and said[-1] not in _TOOLS
    if owning and _PLAYS & set(words(ref.path.rsplit("/", 1)[-1])):
        return None  # What a simulator shows is its purpose.
    if not (owning or giving or acting or (making and _by_chance(project, ref.path))):
        return None
    if not owning and ref.path.endswith((".tsx", ".jsx")) and said[0] not in _REACHING:
        return None
    chance = owning or not (acting or _PLAYS & set(words(ref.path)))
    return _Promise(said, giving, acting, owning, owning or _says_so(function.docstring), chance)


def _named_for(project: Project, ref: FunctionRef) -> Invention | None:
    """What a function makes up of the kind that its name promises."""
    promise = _promise(project, ref)
    if promise is None:
        return None
    if not (promise.chance and fills_records(project, ref)) and not _shows(project, ref, promise):
        return None
    said, summary = promise.said, project.flow.function(ref)
    found = drawn_records(summary, said, promise.owning) if promise.chance else None
    made_here = promise.owning or said[0] in _MAKING - GIVING
    if found is not None and not made_here and _drawn_elsewhere(project, ref):
        return None
    if found is None and (promise.owning or promise.giving):
        found = written_records(project, ref, summary, said, promise.owned)
    if found is None and promise.acting and project.function(ref).params:
        found = pretended_success(summary)
        if found is not None and _hands_on(project, ref):
            return None  # Asked last: functions that call one another in a circle pretend nothing.
    return found or _filled(project, ref, promise, summary)


def _filled(project: Project, ref: FunctionRef, promise: _Promise, summary: Summary) -> Invention | None:
    """Lists of what was to be fetched, filled with texts that stand in the code."""
    if not set(promise.said[:1]) & _REACHING:
        return None
    lists = supplied(project, ref, (a.value for a in answers_of(summary)))
    filling = f"fills {listed([name for name, _ in lists])} with texts that stand in the code"
    return Invention(filling, (held.line for _, held in lists)) if lists else None


def _shows(project: Project, ref: FunctionRef, promise: _Promise) -> bool:
    """Whether what a function may hand back could be made up, going by how it is written: most hand on what they were given,
    and their data need not be followed."""
    given = handed_back(project, ref)
    if given is None or (promise.acting and any(map(reports_success, given))):
        return True
    if set(promise.said[:1]) & _REACHING and supplied(project, ref, given):
        return True
    if not (promise.owning or promise.giving):
        return False
    owned = promise.owned or any(named_so(project, ref, value) for value in given)
    return bool(standing_lines(project, ref, given, promise.said, owned))


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
