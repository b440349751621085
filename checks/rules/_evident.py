"""What makes it certain that a fixed answer stands in for a real one: the words beside it say so, chance drew it, what was
to be done is only said to be done, or it holds values that nothing but data has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks.code import tree
from checks.code.search import calls, nodes
from checks.patterns import regex
from checks.project import outside
from checks.project.dependence import AMBIENT, DRAWN, INVENTED, REAL, REQUEST, TABLE
from checks.project.flow.changes import statements
from checks.project.flow.model import Answer, Summary
from checks.project.link import Project
from checks.project.model import External, FunctionRef, Route
from checks.rules._admitting import admissions, hints
from checks.rules._answering import made_up, writes
from checks.rules._bounding import reads_clock
from checks.rules._confessing import confession, handed, provisional, speaks_for, to_be_stored
from checks.rules._fields import Field, fields, key_name, standing
from checks.rules._made_up import ENTITIES
from checks.rules._naming import owns_up, words

_ABOVE = 6
"""Lines above a route in which a comment may speak of it."""
_SEVERAL = 3
_FEWEST = 2
_FEW = 4
"""Fields of an answer that says no more than a figure or a text."""
_COUNTED = frozenset(
    """count counts total totals revenue balance score scores rating rate percent percentage accuracy confidence probability
    growth profit earnings uptime latency average avg mean median users customers orders payments transactions invoices
    messages sessions visits visitors views clicks conversions requests errors sales active pending completed failed today
    usage used remaining cpu memory disk temperature humidity sentiment risk volume progress stock quantity likes followers
    comments reviews points streak amount unread change similarity spent income expenses savings distance eta speed""".split()
)
"""Words of fields that can only be counted, measured or booked."""
_OFFERED = frozenset(
    """limit limits max maximum min minimum default defaults threshold thresholds timeout version per allowed
    capacity size weight port step target interval""".split()
)
"""Words of fields that somebody sets."""
_PRICED = frozenset("price prices fee fees".split())
"""Words of fields that somebody sets for what is on offer, and that are asked for where there is one alone."""
_OWN = frozenset("me current profile mine session".split())
"""Last words of paths that ask for what belongs to the caller."""
_HAPPENING = ENTITIES | frozenset(
    """today recent latest live upcoming trending history activity feed timeline stats statistics analytics forecast
    leaderboard rankings sessions logs jobs trades positions holdings portfolio students attendance""".split()
)
"""Last words of paths that ask how things stand, or what has come into being while a program runs."""
_HANDED_OUT = frozenset("export download pdf csv xlsx print generate".split())
"""Last words of paths that ask for a piece of work, which a text alone is not."""
_WELL = frozenset("health healthz healthcheck live ready liveness readiness ping".split())
"""Words of paths that ask whether a service is well."""
_SAMPLES = frozenset("sample samples demo placeholder hardcoded".split())
_HAPPENED = frozenset("created updated assigned joined paid".split())
_OWNED = frozenset("email phone balance owner author avatar uuid".split())
"""Words of fields of somebody's own."""
_STATES = frozenset("status state stage".split())
_TELLING = frozenset("description label help explanation icon".split())
_SAYING = frozenset("status message detail state result msg info response".split())
_SUCCEEDED = frozenset("success ok done".split())
_OF_DATA = regex(
    r"^(?:19|20)\d\d-\d\d-\d\d|^[\w.+-]+@[\w-]+\.\w+$|^(?:about |an? )?\d* ?(?:second|minute|min|hour|day|week|month)s? ago$|"
    r"^[0-9a-f]{8}-[0-9a-f]{4}-|^[$€£₹]\s?\d|^(?:yesterday|today|just now)$|^(?!AES|SHA|RSA|ISO|UTF|GPT|HTTP|RFC|HMAC|IEEE)[A-Z]{2,5}[-_]?\d{3,}|"
    r"^(?:\d+d )?\d+h \d+m$|^\d{1,3}(?:\.\d{1,3}){3}$|^(?:john|jane|alice|bob) (?:doe|smith|johnson)\b|^lorem ipsum",
    re.IGNORECASE,
)
"""Dates, addresses, amounts, numbers of a thing, how long something has lasted, everybody's names."""
_FIGURE = regex(r"^[<>~+$€£₹-]{0,2}\d[\d.,]*\s?(?:%|[kKmMbB]?\+|ms)$")
"""A figure written as a text: ``99.9%``, ``2.1M+``."""
_LACKING = regex(
    r"\bcoming soon\b|\bnot (?:yet )?(?:been )?implemented\b|\bmock\w*|\bplace-?holder\b|\b(?:would|will) be\b|\bsimulated?\b|"
    r"\bdummy\b|\bto be implemented\b|\bimplement (?:with|here|this)\b|\bunder (?:construction|development)\b",
    re.IGNORECASE,
)
"""What a text says that stands where data belong."""
_DONE = regex(
    r"\b(?:success\w*|\w+ed|sent|built|sold|paid|pending|processing|in[_ ]progress|running|ok)\b",
    re.IGNORECASE,
)
"""What a text says of something that was done, or is under way."""
_NOT_SET_UP = regex(r"\bnot (?:yet |been )?(?:configured|set up|enabled)\b", re.IGNORECASE)
_STORING = frozenset("upload uploads uploader multer".split())
"""Words of what stands before a handler and stores what was sent."""
REFUSED = regex(
    r"\b(?:disabled|deprecated|discontinued|not (?:enabled|configured|supported|available|allowed|required|needed|found)|unsupported|"
    r"ignored|skipped|no (?:\w+ ){1,3}(?:required|needed|necessary)|is (?:managed|handled|done) (?:by|via|through|with)|no longer|nothing to|no \w+ (?:provided|specified|configured|given|found)|already|invalid|failed|denied)\b",
    re.IGNORECASE,
)
"""What a text says where nothing was to be done."""


def evident(project: Project, route: Route, answers: Sequence[Answer]) -> bool:
    """Whether it is certain that a handler's fixed answers stand in for real ones."""
    assert route.handler is not None  # noqa: S101
    held = [(answer, tuple(fields(project, answer))) for answer in answers]
    held = [(answer, found) for answer, found in held if not _not_set_up(found)]
    answers = [answer for answer, _ in held]
    if not answers:
        return False
    if _owned_up(project, route, answers) or any(a.own & DRAWN and not a.own & TABLE for a in answers):
        return True
    return any(
        _shows(project, route, answer, found) or _happens(route, answer, found) for answer, found in held
    )


def beside_given(project: Project, route: Route, summary: Summary) -> tuple[Answer, ...]:
    """The answers of a handler that is certainly made up but for who is signed in and what is configured: figures that were
    to be counted stand in it, or records, and the words beside them say what is to be done."""
    assert route.handler is not None  # noqa: S101
    answers = made_up(summary, writes(route), given=True)
    if not answers:
        return ()
    told = confession(project, route.handler) > 0 or provisional(project, route.handler)
    to_store = to_be_stored(project, route.handler)
    if writes(route) and told and (to_store or not any(answer.own & AMBIENT for answer in answers)):
        return answers
    held = [
        tuple(field for field in fields(project, answer) if not field.table or _made_up(field.table))
        for answer in answers
    ]
    if told and all(a.own & (INVENTED | DRAWN) and not a.own & TABLE for a in answers):
        return answers
    return answers if all(sum(map(_is_figure, own)) >= _SEVERAL for own in held) else ()


def drawn_figures(project: Project, ref: FunctionRef, summary: Summary) -> tuple[Answer, ...]:
    """The answers of a handler several of whose fields are figures that can only be counted or measured, drawn by chance: what
    else the handler does makes them no truer."""
    answers = tuple(a for a in (*summary.sent, *(() if summary.sent else summary.returned)) if not a.failing)
    if not answers or any(a.kind != "data" or a.opted or a.own & REAL or not a.own & DRAWN for a in answers):
        return ()
    drawn = sum(
        _draws(project, ref, value) for answer in answers for value in _measured_fields(project, ref, answer)
    )
    return answers if drawn >= _FEWEST * len(answers) else ()


def _measured_fields(project: Project, ref: FunctionRef, answer: Answer) -> list[tree.Expr]:
    held = (
        project.flow.state.given(ref, answer.value.id)
        if isinstance(answer.value, tree.Name)
        else [answer.value]
    )
    return [
        value
        for one in held
        if isinstance(one, tree.Map)
        for key, value in one.items
        if set(words(key_name(key))) & _COUNTED
    ]


def _draws(project: Project, ref: FunctionRef, value: tree.Expr) -> bool:
    targets = (project.resolve(ref.path, call.func, ref.index) for call in calls(value))
    return any(isinstance(target, External) and outside.call(target.name) & DRAWN for target in targets)


def counts(project: Project, route: Route, answers: Sequence[Answer]) -> bool:
    """Whether a route that asks for the state of something answers with figures that can only be counted, as they stand in
    the code, or with what words inside say stands in for it: then it describes nothing, unless it is asked whether the
    service is well."""
    said = words(route.path)
    if said[-1:] != ("status",) or _WELL & set(said) or route.handler is None:
        return False
    if len(said) > _FEWEST and confession(project, route.handler):
        return True
    own = [field for answer in answers for field in fields(project, answer) if not field.table]
    figures = [f for f in own if isinstance(f.value, tree.Lit) and type(f.value.value) in (int, float)]
    return sum(map(_is_figure, figures)) >= _SEVERAL and len({f.value for f in figures}) >= _SEVERAL


def _not_set_up(held: Sequence[Field]) -> bool:
    """Whether an answer says that what was asked for is not set up here, which is true."""
    return any(
        _NOT_SET_UP.search(_text(field.value)) is not None
        or (
            field.said[-1:] == ("configured",)
            and isinstance(field.value, tree.Lit)
            and field.value.value is False
        )
        for field in held
    )


def _owned_up(project: Project, route: Route, answers: Sequence[Answer]) -> bool:
    """Whether words in the handler, above its route or in the functions that its answers stand in say so."""
    assert route.handler is not None  # noqa: S101
    refs: set[FunctionRef | None] = {route.handler}
    for answer in answers:
        if answer.path in project.facts:
            at = standing(project, answer)
            refs |= {at, *handed(project, at, answer.value)}
    told = [ref for ref in refs if ref is not None and ref.index]
    if any(confession(project, ref) for ref in told):
        return True
    if writes(route) and any(to_be_stored(project, ref) for ref in told):
        return True
    changes = writes(route) and route.method != "POST"
    if not changes and any(answer.own & REQUEST for answer in answers):
        return False  # What else is said may be said of something beside what is made of the request.
    if any(provisional(project, ref) for ref in told):
        return True
    line = route.place.line or 1
    outline = project.facts[route.place.path].outline
    return any(
        line - _ABOVE <= comment.line
        and comment.end_line < line
        and not any(f.line <= comment.line <= f.end_line < line for f in outline.functions[1:])
        and _admits(comment.text)
        for comment in outline.comments
    )


def _admits(text: str) -> bool:
    return hints(text) and speaks_for(text) and any(True for _ in admissions(text, supplies=True))


def _shows(project: Project, route: Route, answer: Answer, held: Sequence[Field]) -> bool:
    """Whether one answer shows by its fields that it was made up."""
    own = tuple(field for field in held if not field.table or _made_up(field.table))
    if _asks_for_one(route) and any(_says(field) for field in own) and not _listed_by_name(project, route):
        return True
    stored = any(not _STORING.isdisjoint(words(wrapper)) for wrapper in route.wrappers)
    acts = writes(route) or route.method not in ("GET", "*", "WS", "RPC")
    if acts and not stored and (_acknowledges(held) or _says_nothing(answer.value)):
        return True
    return (
        any(_lacks(field) for field in own if not field.listed)
        or any(_of_somebody(field) for field in held)
        or any(_of_data(field) for field in own)
        or _measured(own)
        or _empty(own)
        or any(_numbered(field) for field in own)
    )


def _happens(route: Route, answer: Answer, held: Sequence[Field]) -> bool:
    """Whether a path asks how things stand and records that stand in the code are the answer, or asks for a piece of work
    and gets a text."""
    own = tuple(field for field in held if not field.table or _made_up(field.table))
    last = {*words(_last_named(route))[-1:]}
    if last & _HANDED_OUT:
        return isinstance(answer.value, tree.Map) and _only_says(answer.value)
    listed = [field for field in own if field.listed and field.record is not None and field.said]
    if not answer.own & INVENTED or not listed:
        return False
    return bool(last & _HAPPENING) or any(_dated_now(field.record) for field in listed)


def _only_says(value: tree.Map) -> bool:
    """Whether an answer is a text, with what was sent beside it."""
    texts = [key for key, item in value.items if isinstance(item, tree.Lit | tree.Template)]
    others = [item for _, item in value.items if not isinstance(item, tree.Lit | tree.Template)]
    said = all(set(words(key_name(key))) & (_SUCCEEDED | _SAYING) for key in texts)
    return bool(texts) and said and all(isinstance(item, tree.Name | tree.Attr) for item in others)


def _last_named(route: Route) -> str:
    """The last part of a path, or of a procedure's name, that is no parameter."""
    parts = [part for part in re.split(r"[/.]", route.path) if part and not part.startswith("{")]
    return parts[-1] if parts else ""


def _dated_now(record: tree.Map | tree.Call | None) -> bool:
    """Whether a field of a record holds the present moment."""
    values = record.kwargs if isinstance(record, tree.Call) else record.items if record is not None else ()
    return any(reads_clock(call) for _, value in values for call in calls(value))


def _asks_for_one(route: Route) -> bool:
    """Whether a route is asked for one thing by its name, and the thing has a name of its own."""
    last = route.path.rstrip("/").rsplit("/", 1)[-1]
    return (last.endswith("}") and last != "{*}") or bool(_OWN & set(words(last)[-1:]))


def _listed_by_name(project: Project, route: Route) -> bool:
    """Whether a handler writes out several things under names of their own and takes one of them by the name that is asked
    for: what there is to choose from."""
    assert route.handler is not None  # noqa: S101
    body = project.body(route.handler)
    listed = {
        target.id
        for statement in statements(body)
        if isinstance(statement, tree.Assign) and _things(statement.value)
        for target in statement.targets
        if isinstance(target, tree.Name)
    }
    return bool(listed) and any(
        isinstance(node, tree.Item) and isinstance(node.base, tree.Name) and node.base.id in listed
        for node in nodes(body)
    )


def _things(value: tree.Expr | None) -> bool:
    """Whether an object holds several objects under names that are no numbers."""
    if not isinstance(value, tree.Map) or len(value.items) < _FEWEST:
        return False
    return all(
        isinstance(held, tree.Map) and re.search(r"\d", key_name(key)) is None for key, held in value.items
    )


def _made_up(table: str) -> bool:
    """Whether a variable's name owns up to samples, or is of what comes into being while a program runs."""
    said = words(table)
    return owns_up(table) or not _SAMPLES.isdisjoint(said) or not ENTITIES.isdisjoint(said[-1:])


def _says(field: Field) -> bool:
    """Whether a field holds something that stands in the code, other than yes or no."""
    return (
        isinstance(field.value, tree.Lit)
        and type(field.value.value) is not bool
        and bool(field.said)
        and not set(field.said) & (_SUCCEEDED | _SAYING)
        and field.value.value not in (None, "")
    )


def _acknowledges(held: Sequence[Field]) -> bool:
    """Whether something sent is said to be dealt with: success, an id, a past participle."""
    texts = [_text(f.value) for f in held]
    if any(REFUSED.search(text) for text in texts):
        return False
    return any(_acknowledged(field) for field in held)


def _says_nothing(value: tree.Expr | None) -> bool:
    """Whether an answer has no content, or an object without anything in it."""
    if isinstance(value, tree.Map):
        return not value.items
    return value is None or (isinstance(value, tree.Lit) and value.value is None)


def _acknowledged(field: Field) -> bool:
    said, value = set(field.said), field.value
    if isinstance(value, tree.Lit) and value.value is True:
        return bool(said & _SUCCEEDED) or any(word.endswith("ed") for word in said)
    if field.said[-1:] == ("id",):
        return True
    return (not said or bool(said & _SAYING)) and _DONE.search(_text(value)) is not None


def _text(value: tree.Expr) -> str:
    """The words of a literal or of a text with places left for values."""
    if isinstance(value, tree.Template):
        return " ".join(str(part.value) for part in value.parts if isinstance(part, tree.Lit))
    return value.value if isinstance(value, tree.Lit) and isinstance(value.value, str) else ""


def _lacks(field: Field) -> bool:
    return _LACKING.search(_text(field.value)) is not None


def _of_somebody(field: Field) -> bool:
    """Whether a field of a record is somebody's own, or says when something happened."""
    said, value = set(field.said), field.value
    if not field.listed or not said or (isinstance(value, tree.Lit) and not value.value):
        return False
    return field.said[-1] in _OWNED or bool(said & _HAPPENED and "at" in said)


def _of_data(field: Field) -> bool:
    """Whether a field holds what only somebody's data have: a date, an address, an amount."""
    text = field.value.value if isinstance(field.value, tree.Lit) else ""
    said = set(field.said)
    return bool(said) and not said & _OFFERED and isinstance(text, str) and _OF_DATA.search(text) is not None


def _measured(own: Sequence[Field]) -> bool:
    """Whether fields hold figures that can only be counted or measured; how long a list in the answer is does not count."""
    found = [field for field in own if _is_figure(field)]
    if len(found) > 1:
        return True
    listing = any(field.listed for field in own)
    return bool(found) and len(own) <= _FEW and not listing


def _is_figure(field: Field) -> bool:
    value, said = field.value, set(field.said)
    if not isinstance(value, tree.Lit) or said & _OFFERED:
        return False
    if isinstance(value.value, str):
        return bool(said & _COUNTED) and _FIGURE.search(value.value) is not None
    if type(value.value) is float and 0 < value.value < 1:
        return True
    if type(value.value) in (int, float) and any(word.endswith("ed") for word in said):
        return True  # How many were delivered, delayed, resolved.
    return type(value.value) in (int, float) and bool(
        said & (_COUNTED if field.listed else _COUNTED | _PRICED)
    )


def _empty(own: Sequence[Field]) -> bool:
    """Whether an answer is or holds an empty list or object, and nothing beside it that says more than how many there are."""
    if not any(isinstance(f.value, tree.Seq | tree.Map) and not _beside_parts(f.record) for f in own):
        return False
    return not any(field.listed and _says(field) for field in own)


def _beside_parts(record: tree.Map | tree.Call | None) -> bool:
    """Whether an object holds members of something else, which may be what was found (``status=batch.status``)."""
    if record is None:
        return False
    held = (v for _, v in (record.kwargs if isinstance(record, tree.Call) else record.items))
    return sum(isinstance(value, tree.Attr) for value in held) > 1


def _numbered(field: Field) -> bool:
    """Whether a field is the number of a record, as stores give them, or stands in a record beside its state."""
    record = field.record
    if record is None or field.said != ("id",) or not isinstance(field.value, tree.Lit):
        return False
    keys = (
        (k for k, _ in record.kwargs)
        if isinstance(record, tree.Call)
        else (key_name(k) for k, _ in record.items)
    )
    names = {word for key in keys for word in words(key)}
    if names & _TELLING:
        return False
    number = field.value.value
    counted = type(number) is int or (
        isinstance(number, str) and re.fullmatch(r"\D{0,12}\d+", number) is not None
    )
    return counted or bool(names & _STATES)
