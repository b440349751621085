"""How a statement says that parts hang together: "mounted in `main.py`", "`a.py` calls `b()`", "event `x` broadcast"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.claims import _paths
from checks.claims._catalogue import named
from checks.claims._products import NO_PRODUCT
from checks.claims.wiring._parts import PART, TO, Relation, clean, is_part, spoken_of, this_one
from checks.documents.model import Document, Statement
from checks.patterns import regex

_USES_THIS = regex(r"(?i)(?P<what>[\w./-]+\.\w{1,4})`? (?P<how>imports|uses|calls) (?:this|it|them)\b")
_USED_BY = regex(
    r"(?i)^(?:status:?\W*used (?:for|by|in)|used (?:by|in)) (?P<to>[\w ]{2,40}?)(?: until| while|$|[.;,])"
)
_LOGS = regex(r"(?:^|,\s|\band\s)(?P<how>logs|writes|saves|persists) to [`]?(?P<to>[a-z]+(?:_[a-z]+)+)")
_MISSING_EVENT = regex(
    r"(?i)\b(?:sse|websocket|ws|socket(?:\.io)?|server-sent)\s(?:event|message)s?\s[`*]{0,2}(?P<what>[\w:.-]{3,40})[`*]{0,2}(?P<rest>.*)$"
)
_BROADCAST = regex(
    r"(?i)\b(?:sse|websocket|ws|socket)\s(?:broadcast(?:s|ing|ed)?|emits?|push(?:es)?)\b(?:\sof\s(?P<of>[^.;|(]{2,60}))?|^\W*broadcasts? (?P<when>after|on|to|every) (?P<rest>[^.;|]{2,60})"
)
_REGISTERED = regex(
    r"(?i)(?P<before>[^.;|:]{0,80}?)\b(?:imported and |now |all )?(?P<how>registered|mounted|wired(?: up)?|hooked up|included|plugged in)\b(?!\s(?:user|users|email|account|trademark|customers?)\b)(?P<behind>[^.;|]{0,80})"
)
_CONNECTED = regex(
    r"(?i)\b(?P<how>connect(?:ed|s)(?=\s(?:to|with)\s)|fetch(?:es|ing)(?=\sfrom\s)|forward(?:s|ed)(?=\sto\s)|tries to connect(?=\sto\s))\s(?:to|with|from)\s(?:the\s|a\s)?(?P<to>[^;|,(]{2,90})"
)
_OF_ROUTE = regex(
    r"(?i)\b(?:loads?|saves?|reads?|retrieves?|gets|pulls|uses?|updates)\b(?:\s[\w-]{1,30}){0,5}?\s(?:from|via|through)\s[`*]{0,2}(?P<to>/[a-z][\w/{}:.-]{2,80})"
)
_CALLS = regex(
    r"(?i)\b(?P<how>calls|invokes|imports|triggers|includes|uses)\s(?:only\s)?(?:the\s|both\s)?[`*]{0,2}(?P<to>[\w$./-]+(?:\([^()]{0,40}\))?)"
)
_CALLED_BY = regex(
    r"(?i)\b(?P<how>called|used|invoked|imported|consumed|triggered|started|rendered)(?:\sand\s(?:used|rendered|called))?\s(?:only\s)?(?:by|in|from|inside|on)\s(?:the\s)?[`*]{0,2}(?P<to>[\w$./-]+(?:\([^()]{0,40}\))?)"
)
_BACKEND = regex(
    r"(?i)\b(?:already |now )?(?:use[sd]?|call(?:s|ed|ing)?|fetch(?:es|ing)?(?: from)?)\s(?:the\s|fixed\s)*(?P<to>(?:real|fixed|actual|live|production)\s(?:backend\s|api\s)?(?:api|apis|endpoints?|backend|data source|routes?))"
)
_AVAILABLE = regex(
    r"(?i)^\W*(?P<what>[\w /-]{2,50}?)\s(?:are |is )?(?:now )?(?:available|served|exposed|reachable|accessible) (?:at|under|on|via)\s[`*]{0,2}(?P<to>/[\w/{}:*.-]+)"
)
_NAME = rf"{NO_PRODUCT}[A-Z][a-z0-9]{{1,30}}[A-Z][A-Za-z0-9]{{1,40}}"
_USE_NAME = regex(
    rf"^\W*(?P<what>(?:(?i:all|every|each)\s)?(?:[\w-]+\s){{0,3}}?[\w-]+)\s(?:(?:now|properly|correctly)\s)?(?:use|import)\s(?:the\s)?(?:(?:existing|shared|same|new)\s)?[`*]{{0,2}}(?P<to>{_NAME}|[a-z]{{2,20}}[A-Z][A-Za-z0-9]{{1,40}})\b"
)
_IN_USE = regex(rf"\b(?P<what>{_NAME})\s(?:(?:is|are)\s)?(?:now\s)?in use\b")
_VIA = regex(r"(?i)\b(?:via|through)\s[`*]{0,2}(?P<to>[A-Za-z_$][\w$.]*\([^()]{0,40}\))")
_ONLY_SO = regex(r"(?i)(?:available|accessible|possible|done|reachable|usable|exposed|called|started)")
"""What is said of a thing that stands elsewhere, and is none itself."""
_SENDS = regex(
    r"(?i)^\W*(?P<what>[\w ]{2,40}?)\s(?P<how>sends|logs|writes|publishes|emits|persists|passes|saves)\s(?:\w+\s){0,3}?to\s(?:the\s)?(?P<to>[\w .]{2,40})"
)
_CODE_FILE = regex(r"[\w/-]{2,80}\.(?:tsx?|jsx?|py|vue|svelte)")
_AUTOMATIC = regex(
    r"(?i)^\W*automatic(?:ally)?\s(?P<what>[\w ]{3,50}?)\s(?P<to>(?:at|every|\d+ (?:seconds?|minutes?|ms|s) after)\s.{2,60})$"
)


def sent(statement: Statement, text: str) -> Iterator[Relation]:
    """ "SSE event `x` broadcast", "SSE Broadcast: `x {…}` (after commit)", "WebSocket broadcasting of updates"."""
    if statement.kind in ("heading", "row"):
        return
    absent = statement.polarity == "absent"
    event = _MISSING_EVENT.search(text)
    if (
        event
        and re.search(r"[_:.-]", event["what"])
        and re.search(r"(?i)broadcast|after|emit|sent|push|publish", event["rest"])
    ):
        yield Relation(event["what"], "sends", "broadcast", absent)
        return
    found = _BROADCAST.search(text)
    if found is None:
        return
    code = next((c.text for c in statement.codes if c.start >= found.end() - 2), None)
    name = re.match(r"[\w:.-]+", code) if code else None
    if name and found.start() <= 3:
        yield Relation(name.group(), "sends", "broadcast", absent)
    elif found["of"] or found["when"]:
        yield Relation(clean(found["of"] or statement.label or "events"), "sends", "broadcast", absent)
    elif statement.label and re.search(r"(?i)\bbroadcasts\b", text[len(statement.label) :]):
        yield Relation(clean(statement.label), "sends", "broadcast", absent)


def stated(document: Document, statement: Statement, text: str) -> Iterator[Relation]:
    """The relations that a text of a statement gives, and nothing where it denies."""
    if (
        statement.polarity == "absent"
        and not re.search(r"(?i)\bonly\b|directly", text)
        and statement.kind != "row"
    ):
        return
    if re.search(r"(?i)\b(?:not|never|no|n't|without|missing)\b", re.split(r"(?i)\bonly\b", text)[0][:200]):
        return
    found = list(_registered(statement, text)) or list(_available(text))
    yield from (
        found or list(_connected(document, statement, text)) or list(_called(document, statement, text))
    )


def _registered(statement: Statement, text: str) -> Iterator[Relation]:
    match = _REGISTERED.search(text)
    if match is None or (
        match["how"].lower() == "included" and not re.search(r"(?i)\brouters?\b|\bmiddleware\b", text)
    ):
        return
    if any(c.text == match["how"] for c in statement.codes):
        return  # the name of a state
    to = TO.match(match["behind"])
    code = next((c.text for c in statement.codes), "")
    before = clean(match["before"])
    object_ = clean(re.split(r"(?i):\s|\s(?:in|with|to|on|at|under)\s", match["behind"])[0])
    what = object_ if not to and is_part(object_) else before or code
    if is_part(what) or (code and code in match["behind"]):
        where = re.search(r"(?i)\s(?:in|with|to|on|at)\s(?P<to>[\w`./ -]{2,50})$", match["behind"])
        target = to["to"] if to else where["to"] if where else ""
        yield Relation(what, "mounted", clean(target))


def _available(text: str) -> Iterator[Relation]:
    match = _AVAILABLE.match(text)
    if match and match["to"].endswith("*"):
        yield Relation(clean(match["what"]), "mounted", match["to"])


def _connected(document: Document, statement: Statement, text: str) -> Iterator[Relation]:
    match = _CONNECTED.search(text)
    if (
        match
        and next(named(match["to"]), None) is not None
        and not re.search(PART, match["to"], re.IGNORECASE)
    ):
        return  # a technology: a capability
    if match and (re.match(r"\W*/\w", match["to"]) or is_part(match["to"])):
        what = spoken_of(document, statement, text[: match.start()], "connected")
        if what:
            yield Relation(what, "connected", clean(match["to"]))
        return
    match = _OF_ROUTE.search(text)
    if match:
        what = spoken_of(document, statement, text[: match.start()], "connected") or statement.label
        yield Relation(what or "it", "connected", clean(match["to"]))
        return
    match = _BACKEND.search(text)
    if match:
        what = spoken_of(document, statement, text[: match.start()], "calls") or statement.label
        yield Relation(what or "it", "calls", clean(match["to"]))


def _called(document: Document, statement: Statement, text: str) -> Iterator[Relation]:
    yield from _calls(document, statement, text)
    yield from _names_used(statement, text)
    yield from _of_this(document, statement, text)
    if logs := _LOGS.search(text):
        first = statement.cells[0].plain if statement.kind == "row" else statement.label
        yield Relation(clean(first or "it"), logs["how"], logs["to"])
        return
    sends = _SENDS.match(text)
    if sends and is_part(sends["what"]) and is_part(sends["to"]):
        yield Relation(clean(sends["what"]), sends["how"].lower(), clean(sends["to"]))
    if statement.kind != "item":
        return
    via = _VIA.search(text)
    what = clean(text[: via.start()]).split(" with ")[0] if via else ""
    if via and not _ONLY_SO.fullmatch(what) and any(via["to"] == c.text.strip() for c in statement.codes):
        yield Relation(what, "calls", via["to"])
    if automatic := _AUTOMATIC.match(text):
        yield Relation(clean(automatic["what"]), "called", clean(automatic["to"]))


def _calls(document: Document, statement: Statement, text: str) -> Iterator[Relation]:
    """ "`main.py` calls `start()`", "`start()` is called by `main.py`": what is called is written as code."""
    codes = {c.text.strip() for c in statement.codes}
    for match in _CALLS.finditer(text):
        to = match["to"]
        coded = to in codes or any(c.startswith(to) for c in codes)
        before = spoken_of(document, statement, text[: match.start()], "calls")
        if (
            coded
            and not to.startswith("/")
            and ("(" in to or match["how"].lower() in ("calls", "invokes", "imports", "includes"))
            and before
        ):
            yield Relation(before, match["how"].lower(), to)
    for match in _CALLED_BY.finditer(text):
        what = spoken_of(document, statement, text[: match.start()], "called")
        to = match["to"]
        if (
            what
            and (to in codes or _CODE_FILE.fullmatch(to))
            and (_paths.looks_like_path(to, True) or re.search(r"[(_]|[a-z][A-Z]", to))
        ):
            how = match["how"].lower()
            yield Relation(what, "used" if how == "rendered" else how, to)


def _of_this(document: Document, statement: Statement, text: str) -> Iterator[Relation]:
    """ "`main.py` imports this", "Used by the parser": what the words around it speak of."""
    this = _USES_THIS.search(text)
    if this and _paths.looks_like_path(this["what"], True):
        yield Relation(this_one(document, statement), this["how"].lower(), this["what"])
    used = _USED_BY.match(text)
    if used and statement.headings:
        yield Relation(this_one(document, statement), "used", clean(used["to"]))


def _names_used(statement: Statement, text: str) -> Iterator[Relation]:
    """ "All endpoints use the OrderService methods", "OrderService in use"."""
    label = statement.label if statement.label and text.startswith(statement.label) else ""
    parts = _USE_NAME.match(text) or (_USE_NAME.match(text[len(label) :]) if label else None)
    if parts and is_part(parts["what"]):
        yield Relation(clean(parts["what"]), "uses", parts["to"])
    for match in _IN_USE.finditer(text):
        yield Relation(match["what"], "used")
