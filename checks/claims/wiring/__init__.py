"""`wiring`: X is registered, mounted, started, called or used by Y; or it is not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.claims import Ground, _absence, _defined, _files, _paths, _subjects
from checks.claims.wiring import _links, _relations
from checks.documents.model import Document
from checks.model import Claim, Place, Truth, Verdict
from checks.patterns import regex
from checks.project.link import Project

KIND = "wiring"

_MOUNTS = frozenset({"mounted", "wired", "reachable", "protected"})
_ASKS = frozenset({"connected", "calls", "connects", "fetches", "forwarded", "forwards"})
_SENDERS = frozenset({"broadcast", "emit", "publish", "notify", "send"})
_CLIENT = regex(r"(?i)\b(?:front-?end|client|ui|app|screen|page)\b")
_SERVER = regex(r"(?i)\b(?:backend|api|apis|server|endpoints?|routes?)\b|^/")


def find(document: Document) -> Iterator[Claim]:
    """How a document says that parts hang together."""
    seen: set[tuple[int, str, str, bool]] = set()
    for statement in _subjects.reports(document):
        for one in _relations.of(document, statement):
            key = (statement.line, one.what.lower(), one.relation, one.absent)
            if key not in seen:
                seen.add(key)
                subject = {"what": one.what, "relation": one.relation, "to": one.to or None}
                yield _subjects.claim(document, statement, KIND, subject, absent=one.absent)


# --- judging -------------------------------------------------------------------------------------


def verify(claim: Claim, ground: Ground) -> Verdict:
    """Asks the reference graph for names, the mount graph for routers, the clients' calls for servers."""
    if claim.when == "base" and ground.base is None:
        return Verdict(
            "unverifiable", "It speaks of the state before the change, and there is no base to look at."
        )
    for judge in (_by_event, _by_path, _by_mount, _by_name, _by_asking, _by_import, _by_words):
        verdict = judge(claim, ground)
        if verdict is not None:
            return verdict
    return Verdict("unverifiable", "Which parts of the code are meant cannot be told from the words.")


def _said(claim: Claim) -> tuple[str, str, str]:
    subject = claim.subject
    return str(subject["what"]), str(subject["relation"]), str(subject.get("to", ""))


def _project(claim: Claim, ground: Ground) -> Project:
    """The tree that a claim speaks of."""
    return ground.base if claim.when == "base" and ground.base is not None else ground.project


def _turned(claim: Claim, holds: bool) -> Truth:
    """The truth of a claim where the relation holds or does not."""
    return "supported" if holds == (claim.polarity == "present") else "refuted"


def _by_event(claim: Claim, ground: Ground) -> Verdict | None:
    """An event that is sent: its name stands as a text in production code."""
    project = _project(claim, ground)
    what, relation, to = _said(claim)
    if relation != "sends" or to != "broadcast":
        return None
    if not re.fullmatch(r"[\w:.-]+", what) or not re.search(r"[_:.-]", what):
        return _by_sender(what, project) if claim.polarity == "present" else None
    places = _links.texts(what, project)
    if not places and (unseen := _links.unseen(what, project)):
        return Verdict(
            "unverifiable", f"`{what}` could be sent in `{unseen[0].path}`, which is not read.", unseen[:3]
        )
    words = (
        f"`{what}` is sent in `{places[0].path}`."
        if places
        else f"Nothing in production code sends `{what}`."
    )
    return Verdict(_turned(claim, bool(places)), words, places[:3])


def _by_sender(what: str, project: Project) -> Verdict | None:
    """A called function that sends what some words name: ``broadcastPosition`` for "position updates"."""
    told = _links.words(what) - {"broadcast", "broadcasting", "update", "sse", "websocket"}
    for name, place in _functions(project):
        own = _links.words(name)
        if (
            own & _SENDERS
            and (told & own or (not told and "sse" in place.path.lower()))
            and _links.calls(name, project)
        ):
            return Verdict("supported", f"`{name}` sends it.", (place, *_links.calls(name, project)[:2]))
    return None


def _functions(project: Project) -> Iterator[tuple[str, Place]]:
    for path in project.code():
        for function in project.facts[path].outline.functions[1:]:
            yield function.name, Place(path, function.line, function.end_line, function.name)


def _by_path(claim: Claim, ground: Ground) -> Verdict | None:
    """A path of the server: asked by a client, or served below a prefix."""
    project = _project(claim, ground)
    _, relation, to = _said(claim)
    if not to.startswith("/") or _paths.looks_like_path(to, True):
        return None
    if relation == "mounted":
        prefix = to.rstrip("*/") or "/"
        below = [r for r in project.routes if r.served and (r.path + "/").startswith(prefix + "/")]
        if below:
            return Verdict(
                _turned(claim, holds=True),
                f"{len(below)} routes are served below `{prefix}`.",
                tuple(r.place for r in below[:3]),
            )
        return None
    fixed = re.split(r"[?{#]", to)[0].rstrip("/")
    asks = [a for a in _links.asked(project) if fixed and _same_path(a.path, fixed)]
    if asks:
        return Verdict(
            _turned(claim, holds=True),
            f"`{asks[0].place.path}` asks `{fixed}`.",
            tuple(a.place for a in asks[:3]),
        )
    return None


def _same_path(asked: str, fixed: str) -> bool:
    asked = asked.rstrip("/")
    return (
        asked == fixed
        or asked.endswith(fixed)
        or asked.startswith(fixed + "/")
        or (fixed.endswith(asked) and asked.count("/") > 1)
    )


_UNNAMED = regex(r"(?i)(?:\d{1,4} )?(?:endpoints|routes)")
"""Endpoints of one section, as a rule, not of the whole tree: they say neither "all" nor whose they are."""


def _by_mount(claim: Claim, ground: Ground) -> Verdict | None:
    """Routers: mounted on an app that an entry point reaches."""
    project = _project(claim, ground)
    what, relation, _ = _said(claim)
    if relation not in _MOUNTS or not re.search(
        r"(?i)rout|endpoint|blueprint|controller|api\b", f"{what} {claim.text}"
    ):
        return None
    if relation == "protected":
        return None
    if _names_only_the_place(claim):
        return Verdict("unverifiable", "What is mounted there stands elsewhere in the document.")
    if _absence.unread_servers(project) or project.dynamic_routes:
        return None
    meant = _links.routers(what, project)
    if not meant:
        return _by_routes(what, claim, project)
    loose = [r for r in meant if not r.mounted]
    partly = 0 < len(loose) < len(meant)
    if partly and (claim.polarity == "absent" or _UNNAMED.fullmatch(what)):
        words = f"{len(loose)} of {len(meant)} routers are mounted nowhere; which are meant is not said."
        return Verdict("unverifiable", words)
    if loose:
        places = tuple(r.place for r in loose[:5])
        return Verdict(
            _turned(claim, holds=False), f"`{loose[0].name}` is mounted on no app that runs.", places
        )
    keys = {r.key for r in meant}
    places = tuple(m.place for m in project.mounts if m.child in keys)[:5]
    words = f"{len(meant)} router{' is' if len(meant) == 1 else 's are'} mounted."
    return Verdict(_turned(claim, holds=True), words, places)


def _names_only_the_place(claim: Claim) -> bool:
    """Whether a claim says where something is mounted and not what: "Registered in `api/server.ts`"."""
    what, _, to = _said(claim)
    return "/" in what and bool(to) and re.sub(r"\.\w{1,5}$", "", what) == re.sub(r"\.\w{1,5}$", "", to)


def _by_routes(what: str, claim: Claim, project: Project) -> Verdict | None:
    """Routes that stand on the app itself: served where the app is."""
    routes = [r for r in project.routes if not r.builtin]
    if _links.words(what) or not routes:
        return None
    lost = [r for r in routes if not r.served]
    if lost and len(lost) < len(routes):
        return Verdict(
            "unverifiable",
            f"{len(lost)} of {len(routes)} routes are not served.",
            tuple(r.place for r in lost[:3]),
        )
    places = tuple(r.place for r in routes[:3])
    return Verdict(
        _turned(claim, holds=not lost), f"{len(routes)} routes are {'not ' if lost else ''}served.", places
    )


def _by_name(claim: Claim, ground: Ground) -> Verdict | None:
    """A name of code: called, imported, started or used anywhere in production."""
    project = _project(claim, ground)
    what, relation, to = _said(claim)
    target = next(iter(_links.identifiers(to)), None) if claim.polarity == "present" else None
    name = target or next(iter(_links.identifiers(what)), None)
    if name is None or relation in ("sends", "logs", "writes", "saves", "persists", "passes"):
        return None
    within = _source(what if target else to, claim, ground)
    found = (
        _links.imports(name, project, within)
        if relation in ("imported", "imports")
        else _links.calls(name, project, within)
    )
    if not found and relation not in ("imported", "imports", "called", "calls", "started"):
        found = _links.imports(name, project, within)
    if found and within is None and claim.polarity == "absent" and (to or _is_data(name, project)):
        return Verdict(
            "unverifiable",
            f"`{found[0].path}` uses `{name}`; whether that is what is denied is not said in names of code.",
            found[:3],
        )
    if found:
        return Verdict(
            _turned(claim, holds=True),
            f"`{found[0].path}` {'imports' if relation.startswith('import') else 'uses'} `{name}`.",
            found[:3],
        )
    return _unused(name, within, claim, ground)


def _is_data(name: str, project: Project) -> bool:
    """Whether a name is a field's, a column's or a variable's: to hand it on is not yet to use it."""
    defined = {s.how for s in _defined.standings(name, project)} & _defined.DEFINES
    return not defined & {"function", "class"}


def _cased(name: str) -> tuple[str, ...]:
    """A name as other languages write it: ``unit_price`` for ``unitPrice`` and the other way round."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    first, *rest = snake.split("_")
    return tuple({snake, first + "".join(part.capitalize() for part in rest)} - {name})


def _unused(name: str, within: tuple[str, ...] | None, claim: Claim, ground: Ground) -> Verdict | None:
    """A name that nothing uses: where it is defined, or nowhere."""
    project = _project(claim, ground)
    if within is not None and claim.polarity == "present" and _links.calls(name, project):
        return Verdict(
            "unverifiable",
            f"`{name}` is used, but not in `{within[0]}`; it may be reached from there.",
            (Place(within[0]),),
        )
    unseen = _links.unseen(name, project)
    if unseen:
        return Verdict(
            "unverifiable", f"`{name}` may be used in `{unseen[0].path}`, which is not read.", unseen[:3]
        )
    standings = _defined.standings(name, project)
    defined = tuple(s.place for s in standings if s.how in _defined.DEFINES)
    if any(s.how == "text" for s in standings):
        return Verdict(
            "unverifiable", f"`{name}` stands as a text; it may be used by that name.", defined[:3]
        )
    if claim.polarity == "absent":
        words = f"Nothing in production code calls or uses `{name}`."
        return Verdict("supported", words, defined[:3] or (Place(claim.document, claim.line),))
    other = next((form for form in _cased(name) if _files.holding(form, project)), None)
    if defined and other is not None:
        words = f"Nothing uses `{name}`, but code names `{other}`, which may be passed on as that."
        return Verdict("unverifiable", words, defined[:3])
    if defined:
        words = (
            f"Nothing in production code is seen to call or use `{name}`; a framework or another program may."
        )
        return Verdict("unverifiable", words, defined[:3])
    if not standings and re.fullmatch(r"\w+", name):
        truth: Truth = "refuted" if _in_read_file(claim, ground) else "unverifiable"
        return Verdict(truth, f"Nothing in the tree defines or names `{name}`.")
    return None


def _in_read_file(claim: Claim, ground: Ground) -> bool:
    """Whether the words around a claim name a file of code that is there, in which a name then would have to stand."""
    tree, read = ground.snapshot.tree, _project(claim, ground).facts
    return any(_files.find(path, claim.document, tree).path in read for path in claim.about[:3])


def _source(words: str, claim: Claim, ground: Ground) -> tuple[str, ...] | None:
    """The one file that is said to call or use, where the words name a path."""
    for mention in _paths.mentions(words, ((0, words),)):
        found = _files.find(mention.path, claim.document, ground.snapshot.tree, claim.about)
        if found.path and not found.path.endswith("/"):
            return (found.path,)
    return None


def _by_asking(claim: Claim, ground: Ground) -> Verdict | None:
    """A client that asks the project's own server, by the words that both sides share."""
    project = _project(claim, ground)
    what, relation, to = _said(claim)
    if relation not in _ASKS or not (_SERVER.search(to or what) or _CLIENT.search(what)):
        return None
    told = _links.words(f"{what} {to} {claim.text if len(claim.text) < 60 else ''}")
    every = claim.polarity == "absent" and not told and bool(_CLIENT.search(what))
    asks = [a for a in _links.asked(project) if every or told & _links.words(f"{a.place.path} {a.path}")]
    if not asks:
        return None
    lost = [
        f
        for f in ground.findings.among(names=("client-without-server",))
        if told & _links.words(f"{f.path} {f.symbol}")
    ]
    within = _source(what, claim, ground)
    if within is not None:
        lost = [f for f in lost if f.path in within]
        asks = [a for a in asks if a.place.path in within] or asks
    answered = [a for a in asks if _links.served(a.path, project)]
    if lost and answered and claim.polarity == "present":
        both = (Place(lost[0].path, lost[0].line), answered[0].place)
        return Verdict(
            "unverifiable", f"{lost[0].symbol} is asked and not served, `{answered[0].path}` is.", both
        )
    if lost and claim.polarity == "present":
        places = tuple(Place(f.path, f.line, f.end_line, f.symbol) for f in lost[:3])
        truth: Truth = "unverifiable" if within is None else "refuted"
        return Verdict(truth, f"{lost[0].symbol} is asked and no route serves it.", places)
    if answered and claim.polarity == "present":
        words = f"`{answered[0].place.path}` asks `{answered[0].path}`, which is served."
        return Verdict("supported", words, tuple(a.place for a in answered[:3]))
    return None


def _by_import(claim: Claim, ground: Ground) -> Verdict | None:
    """Two parts that are files: one imports the other, or does not."""
    project = _project(claim, ground)
    what, _, to = _said(claim)
    sources = _source(what, claim, ground) or _links.files(what, project)
    targets = _source(to, claim, ground) or _links.files(to, project)
    if len(sources) != 1 or not targets:
        return None
    place = _links.reaches(sources[0], targets, project)
    if place is not None:
        if claim.polarity == "absent":
            return Verdict(
                "unverifiable", f"`{sources[0]}` imports `{targets[0]}`; it may still go around it.", (place,)
            )
        return Verdict("supported", f"`{sources[0]}` imports `{targets[0]}`.", (place,))
    if claim.polarity == "absent":
        return Verdict(
            "supported",
            f"`{sources[0]}` does not import `{targets[0]}`.",
            (Place(sources[0]), Place(targets[0])),
        )
    return None


def _by_words(claim: Claim, ground: Ground) -> Verdict | None:
    """A called function that is named with all the words of what is said to be called."""
    what, relation, _ = _said(claim)
    told = _links.words(what)
    if claim.polarity == "absent" or relation not in ("called", "started") or len(told) < 2:
        return None
    project = _project(claim, ground)
    for name, place in _functions(project):
        if told <= _links.words(name) and (calls := _links.calls(name, project)):
            return Verdict("supported", f"`{name}` is called in `{calls[0].path}`.", (place, *calls[:2]))
    return None
